/* server/visitors.c - many WebSocket visitors at a time, in one thread on epoll. Each is a small machine: connecting,
 * shaking hands, greeted, asking. */
#include "visitors.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define EVENTS 256
#define READ_BYTES 65536
#define LOOK_BYTES 16 /* of a message's beginning: "what is it" */
#define STEP 7919     /* to the next who asks */
#define FIRST_ADDRESS 0x7f010000u

enum state { GONE, CONNECTING, SHAKING, GREETING, READY };

struct visitor {
    int descriptor;
    enum state state;
    bool is_granted;  /* the first line of the headers has been seen */
    unsigned seen;    /* of the blank line that ends the headers; then bytes in `head` */
    unsigned waiting; /* asks that are not answered */
    unsigned asked;   /* on this visit */
    size_t rest;      /* bytes of the present message still to come */
    double due;       /* when its ask was to be sent */
    unsigned char head[10 + LOOK_BYTES];
};

double visitors_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

bool visitors_make(struct visitors *visitors, const struct visitors_options *options)
{
    *visitors = (struct visitors){.options = *options, .epoll = epoll_create1(EPOLL_CLOEXEC)};
    return visitors->epoll != -1;
}

static void leave(struct visitor *visitor)
{
    if (visitor->state != GONE) {
        close(visitor->descriptor);
        visitor->state = GONE;
    }
}

void visitors_release(struct visitors *visitors)
{
    for (size_t i = 0; i < visitors->count; i++) {
        leave(&visitors->all[i]);
    }
    if (visitors->epoll != -1) {
        close(visitors->epoll);
    }
    free(visitors->all);
    free(visitors->waits);
    *visitors = (struct visitors){.epoll = -1};
}

/* -- Coming in ----------------------------------------------------------------------------------------------------- */

static bool connect_from(const struct visitors *visitors, int descriptor)
{
    int yes = 1;
    unsigned turn = (unsigned)(visitors->came % visitors->options.addresses);
    struct sockaddr_in from = {.sin_family = AF_INET,
                               .sin_addr.s_addr =
                                   htonl(FIRST_ADDRESS + visitors->options.first_address + turn)};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(visitors->options.port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    /* The port is chosen when connecting, so that each pair of addresses has all ports. */
    setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    return bind(descriptor, (struct sockaddr *)&from, sizeof from) == 0 &&
           (connect(descriptor, (struct sockaddr *)&to, sizeof to) == 0 || errno == EINPROGRESS);
}

static void fail(struct visitors *visitors, struct visitor *visitor)
{
    visitors->coming -=
        visitor->state == CONNECTING || visitor->state == SHAKING || visitor->state == GREETING;
    visitors->errors++;
    leave(visitor);
}

static void come(struct visitors *visitors, struct visitor *visitor)
{
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    *visitor = (struct visitor){.descriptor = descriptor, .state = CONNECTING};
    visitors->coming++;
    struct epoll_event event = {.events = EPOLLOUT, .data.u64 = (uint64_t)(visitor - visitors->all)};
    if (descriptor == -1 || !connect_from(visitors, descriptor) ||
        epoll_ctl(visitors->epoll, EPOLL_CTL_ADD, descriptor, &event) == -1) {
        if (descriptor == -1) {
            visitor->state = GONE;
            visitors->coming--;
            visitors->errors++;
        } else {
            fail(visitors, visitor);
        }
    }
    visitors->came++;
}

static void shake(struct visitors *visitors, struct visitor *visitor)
{
    char request[256];
    int size =
        snprintf(request, sizeof request,
                 "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Protocol: faqbot.v1\r\n\r\n",
                 visitors->options.port);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)(visitor - visitors->all)};
    visitor->state = SHAKING;
    if (write(visitor->descriptor, request, (size_t)size) != size ||
        epoll_ctl(visitors->epoll, EPOLL_CTL_MOD, visitor->descriptor, &event) == -1) {
        fail(visitors, visitor);
    }
}

static void become_ready(struct visitors *visitors, struct visitor *visitor)
{
    visitor->state = READY;
    visitors->coming--;
}

/* Reads the headers to their end; gives how much it read. */
static size_t read_headers(struct visitors *visitors, struct visitor *visitor, const char *bytes, size_t size)
{
    static const char end[] = "\r\n\r\n";
    static const char granted[] = "HTTP/1.1 101";
    size_t i = 0;
    if (!visitor->is_granted &&
        (size < sizeof granted - 1 || memcmp(bytes, granted, sizeof granted - 1) != 0)) {
        fail(visitors, visitor);
        return size;
    }
    visitor->is_granted = true;
    while (i < size && visitor->seen < sizeof end - 1) {
        visitor->seen = bytes[i] == end[visitor->seen] ? visitor->seen + 1 : bytes[i] == '\r';
        i++;
    }
    if (visitor->seen < sizeof end - 1) {
        return i;
    }
    visitor->seen = 0;
    visitor->state = GREETING;
    if (!visitors->options.is_greeted) {
        become_ready(visitors, visitor);
    }
    return i;
}

/* -- Asking -------------------------------------------------------------------------------------------------------- */

static void ask(struct visitors *visitors, struct visitor *visitor, double due)
{
    const struct questions *questions = visitors->options.questions;
    struct faqbot_view frame = questions->frames[visitors->next++ % questions->count];
    visitor->due = due;
    if (write(visitor->descriptor, frame.bytes, frame.size) != (ssize_t)frame.size) {
        fail(visitors, visitor);
        return;
    }
    visitor->waiting++;
    visitor->asked++;
    visitors->sent++;
}

static void keep_wait(struct visitors *visitors, double wait)
{
    if (visitors->wait_count < visitors->waits_max) {
        visitors->waits[visitors->wait_count++] = wait;
    }
}

/* A whole message has come; what it is can be told from its beginning. */
static void on_message(struct visitors *visitors, struct visitor *visitor, const char *text, size_t size)
{
    size_t wanted = strlen(visitors->options.answer);
    unsigned char opcode = visitor->head[0];
    visitor->seen = 0;
    if (opcode == 0x88) {
        visitors->turned_away++;
        visitors->errors += !visitors->options.is_rude;
        visitors->coming -= visitor->state == GREETING;
        leave(visitor);
    } else if (opcode == 0x81 && visitor->state == GREETING) {
        become_ready(visitors, visitor);
    } else if (opcode == 0x81) {
        bool is_answer = size >= wanted && memcmp(text, visitors->options.answer, wanted) == 0;
        visitors->answers++;
        visitors->errors += !is_answer && !visitors->options.is_rude;
        visitor->waiting -= visitor->waiting > 0;
        keep_wait(visitors, visitors_clock() - visitor->due);
    }
}

static size_t head_size(const unsigned char *head)
{
    return (head[1] & 127) == 127 ? 10 : (head[1] & 127) == 126 ? 4 : 2;
}

static size_t payload_size(const unsigned char *head)
{
    size_t size = head[1] & 127;
    if (size == 126) {
        size = (size_t)head[2] << 8 | head[3];
    } else if (size == 127) {
        size = (size_t)head[6] << 24 | (size_t)head[7] << 16 | (size_t)head[8] << 8 | head[9];
    }
    return size;
}

/* A piece of the frame's head with the payload's beginning, or of the rest; gives how much it took. */
static size_t read_frame(struct visitors *visitors, struct visitor *visitor, const char *bytes, size_t size)
{
    size_t taken = 1;
    size_t head = visitor->seen < 2 ? 2 : head_size(visitor->head);
    size_t payload = visitor->seen < head ? 0 : payload_size(visitor->head);
    size_t look = payload < LOOK_BYTES ? payload : LOOK_BYTES;
    if (visitor->rest > 0) {
        taken = size < visitor->rest ? size : visitor->rest;
        visitor->rest -= taken;
    } else {
        visitor->head[visitor->seen++] = (unsigned char)bytes[0];
        head = visitor->seen < 2 ? 2 : head_size(visitor->head);
        payload = visitor->seen < head ? 0 : payload_size(visitor->head);
        look = payload < LOOK_BYTES ? payload : LOOK_BYTES;
        if (visitor->seen < head + look || visitor->seen < 2) {
            return 1;
        }
        visitor->rest = payload - look;
    }
    if (visitor->rest == 0) {
        on_message(visitors, visitor, (const char *)visitor->head + head, look);
    }
    return taken;
}

static void read_all(struct visitors *visitors, struct visitor *visitor)
{
    char bytes[READ_BYTES];
    ssize_t size = read(visitor->descriptor, bytes, sizeof bytes);
    if (size <= 0) {
        if (size == 0 || errno != EAGAIN) {
            visitors->turned_away++;
            if (visitors->options.is_rude) {
                visitors->errors--;
            }
            fail(visitors, visitor);
        }
        return;
    }
    for (size_t i = 0; i < (size_t)size && visitor->state != GONE;) {
        i += visitor->state == SHAKING ? read_headers(visitors, visitor, bytes + i, (size_t)size - i)
                                       : read_frame(visitors, visitor, bytes + i, (size_t)size - i);
    }
}

/* One turn: whoever has something to read or has arrived. `wait` is microseconds at the most. The visitors who were
 * heard are listed in `heard`, EVENTS at most; gives their number. */
static size_t turn(struct visitors *visitors, double wait, struct visitor **heard)
{
    struct epoll_event events[EVENTS];
    struct pollfd poll = {.fd = visitors->epoll, .events = POLLIN};
    struct timespec until = {.tv_nsec = (long)((wait < 0 ? 0 : wait > 1e5 ? 1e5 : wait) * 1e3)};
    if (ppoll(&poll, 1, &until, NULL) <= 0) { /* to the microsecond, which epoll_wait() does not offer */
        return 0;
    }
    int count = epoll_wait(visitors->epoll, events, EVENTS, 0);
    size_t found = 0;
    for (int i = 0; i < count; i++) {
        struct visitor *visitor = &visitors->all[events[i].data.u64];
        if (visitor->state == CONNECTING) {
            int error = 0;
            socklen_t size = sizeof error;
            getsockopt(visitor->descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
            error != 0 ? fail(visitors, visitor) : shake(visitors, visitor);
        } else if (visitor->state != GONE) {
            read_all(visitors, visitor);
        }
        heard[found++] = visitor;
    }
    return found;
}

bool visitors_come(struct visitors *visitors, size_t count, size_t at_a_time, double seconds)
{
    struct visitor *heard[EVENTS];
    double end = visitors_clock() + seconds * 1e6;
    struct visitor *more = realloc(visitors->all, (visitors->count + count) * sizeof *more);
    if (more == NULL) {
        return false;
    }
    visitors->all = more;
    while ((count > 0 || visitors->coming > 0) && visitors_clock() < end) {
        for (; count > 0 && visitors->coming < at_a_time; count--) {
            come(visitors, &visitors->all[visitors->count++]);
        }
        turn(visitors, 1e5, heard);
    }
    return count == 0 && visitors->coming == 0;
}

/* -- Following a plan ---------------------------------------------------------------------------------------------- */

/* One who was heard goes on: asks again, or leaves for another to come. */
static void go_on(struct visitors *visitors, struct visitor *visitor, const struct visitors_plan *plan)
{
    unsigned at_once = plan->at_once > 0 ? plan->at_once : 1;
    if (visitor->state == READY && plan->asks_a_visit > 0 && visitor->waiting == 0 &&
        visitor->asked >= plan->asks_a_visit) {
        if (visitors->came % 2 == 0) { /* one says goodbye, another does not */
            static const unsigned char goodbye[] = {0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8};
            (void)!write(visitor->descriptor, goodbye, sizeof goodbye);
        }
        leave(visitor);
    }
    if (visitor->state == GONE && (plan->asks_a_visit > 0 || visitors->options.is_rude) &&
        visitors->sent < plan->asks) {
        come(visitors, visitor);
    }
    while (visitor->state == READY && plan->per_second == 0 && visitor->waiting < at_once &&
           visitors->sent < plan->asks && (plan->asks_a_visit == 0 || visitor->asked < plan->asks_a_visit)) {
        ask(visitors, visitor, visitors_clock());
    }
}

/* Sends what is due by now; gives when the next is. The next visitor who waits for nothing asks; STEP, which has no
 * divisor in common with their number, leads to everybody in turn. */
static double ask_due(struct visitors *visitors, const struct visitors_plan *plan, double start, size_t *at)
{
    double now = visitors_clock();
    double due = start + (double)visitors->sent / plan->per_second * 1e6;
    while (visitors->sent < plan->asks && due <= now) {
        struct visitor *visitor = &visitors->all[*at];
        for (size_t i = 0; i < visitors->count && (visitor->state != READY || visitor->waiting > 0); i++) {
            *at = (*at + STEP) % visitors->count;
            visitor = &visitors->all[*at];
        }
        if (visitor->state != READY || visitor->waiting > 0) {
            return now + 100; /* all wait: it stays due */
        }
        ask(visitors, visitor, due);
        *at = (*at + STEP) % visitors->count;
        due = start + (double)visitors->sent / plan->per_second * 1e6;
    }
    return due;
}

static void begin(struct visitors *visitors, const struct visitors_plan *plan)
{
    visitors->sent = visitors->answers = visitors->errors = visitors->turned_away = 0;
    visitors->wait_count = 0;
    visitors->waits_max = plan->per_second > 0 ? plan->asks : 0;
    free(visitors->waits);
    visitors->waits = malloc((visitors->waits_max + 1) * sizeof *visitors->waits);
    if (visitors->waits == NULL) {
        visitors->waits_max = 0;
    }
    for (size_t i = 0; i < visitors->count; i++) {
        visitors->all[i].asked = 0;
        go_on(visitors, &visitors->all[i], plan);
    }
}

bool visitors_follow(struct visitors *visitors, const struct visitors_plan *plan)
{
    struct visitor *heard[EVENTS];
    size_t at = 0;
    double start = visitors_clock();
    double end = start + plan->seconds * 1e6;
    bool has_reported = plan->report_at == 0;
    begin(visitors, plan);
    while ((visitors->sent < plan->asks || visitors->answers < visitors->sent) && visitors_clock() < end) {
        double next = plan->per_second > 0 ? ask_due(visitors, plan, start, &at) : end;
        size_t count = turn(visitors, plan->is_sleepless ? 0 : next - visitors_clock(), heard);
        for (size_t i = 0; i < count; i++) {
            go_on(visitors, heard[i], plan);
        }
        if (!has_reported && visitors->answers >= plan->report_at) {
            has_reported = true;
            plan->report(plan->report_user);
        }
    }
    return visitors->sent >= plan->asks && visitors->answers >= visitors->sent;
}

static int by_size(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;
    return (*a > *b) - (*a < *b);
}

double visitors_wait(struct visitors *visitors, double share)
{
    if (visitors->wait_count == 0) {
        return 0;
    }
    qsort(visitors->waits, visitors->wait_count, sizeof *visitors->waits, by_size);
    return visitors->waits[(size_t)((double)(visitors->wait_count - 1) * share)];
}

void visitors_rest(double seconds)
{
    struct timespec time = {.tv_sec = (time_t)seconds,
                            .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&time, NULL);
}
