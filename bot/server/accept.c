/* accept.c - letting connections in.
 *
 * libwebsockets could listen by itself, but it spins when descriptors run out. Here the gate shuts before they do, and
 * those who wait stay in the system's backlog. */
#include "server/accept.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/fail.h"
#include "server/guest.h"
#include "server/http_connection.h"
#include "server/peer.h"
#include "server/limits.h"
#include "server/server_internal.h"

/* libwebsockets' own fd_limit_per_thread is left alone: a value below the system's makes it look up each event's
 * connection by walking through all of them. Lowering the soft limit itself keeps its table direct and small. */
enum faqbot_status accept_plan(unsigned wanted_connections, unsigned descriptors_each, unsigned others,
                               unsigned *connections_max, struct faqbot_fault *fault)
{
    struct rlimit limit;
    unsigned reserved = LIMITS_DESCRIPTORS_RESERVED + others;
    if (getrlimit(RLIMIT_NOFILE, &limit) == -1) {
        return fail_with(fault, FAQBOT_IO, "the system does not say how many files may be open");
    }
    rlim_t most = (rlim_t)wanted_connections * descriptors_each + reserved;
    rlim_t wanted = limit.rlim_max < most ? limit.rlim_max : most;
    if (wanted < reserved + descriptors_each) {
        return fail_with(fault, FAQBOT_IO,
                         "only %u files may be open, and the server needs more than %u; raise the %s",
                         (unsigned)wanted, reserved, "limit (ulimit -n)");
    }
    limit.rlim_cur = wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) == -1) {
        return fail_with(fault, FAQBOT_IO, "the limit on open files cannot be set");
    }
    *connections_max = (unsigned)((wanted - reserved) / descriptors_each);
    return FAQBOT_OK;
}

static void open_gate(struct accept_gate *gate);

static void on_retry(uv_timer_t *timer)
{
    open_gate(timer->data);
}

/* Whoever leaves opens it again; or somebody has been silent for long enough by then to be asked to. */
static void shut_gate(struct accept_gate *gate)
{
    uv_poll_stop(&gate->poll);
    gate->is_open = false;
    uv_timer_start(&gate->retry, on_retry, LIMITS_PLACE_MILLISECONDS, 0);
}

static bool is_silent(const struct roster *roster, uint64_t now)
{
    return roster->first != NULL &&
           now - roster->first->heard_at >= LIMITS_GRACE_MILLISECONDS * UINT64_C(1000);
}

/* Of those who hold a place without asking, the one that has held it longest gives it up: first who has not sent a
 * request, then who has been answered and keeps the connection, then a WebSocket visitor who has not said a word. The
 * last is told to come back, and has a moment to take leave. */
static void make_place(struct accept_gate *gate)
{
    struct server *server = gate->server;
    uint64_t now = server_now(server);
    const struct roster *idle = is_silent(&gate->newcomers, now) ? &gate->newcomers
                                : is_silent(&gate->kept, now)    ? &gate->kept
                                                                 : NULL;
    if (idle != NULL) {
        http_connection_close(idle->first->connection);
        server->tally.refusals[TALLY_DISPLACED]++;
    } else if (!gate->is_monitor && is_silent(&server->displaced, now)) {
        peer_drop(server->displaced.first->connection);
    } else if (!gate->is_monitor && is_silent(&server->silent, now)) {
        peer_displace(server->silent.first);
        server->tally.refusals[TALLY_DISPLACED]++;
    }
}

static void admit(struct accept_gate *gate, int descriptor, const struct sockaddr_storage *from)
{
    int yes = 1;
    struct guest *guest = guest_new(gate, from);
    if (guest == NULL) {
        close(descriptor);
        return;
    }
    (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); /* refused where it is no TCP */
    http_connection_open(guest, descriptor);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct accept_gate *gate = poll->data;
    (void)status;
    (void)events;
    for (int turn = 0; turn < LIMITS_ACCEPTS_PER_TURN && gate->is_open; turn++) {
        if (gate->connections >= gate->connections_max) {
            make_place(gate);
        }
        if (gate->connections >= gate->connections_max) {
            gate->server->tally.refusals[TALLY_CONNECTIONS]++;
            shut_gate(gate);
            return;
        }
        struct sockaddr_storage from = {.ss_family = AF_UNSPEC};
        socklen_t size = sizeof from;
        int connection =
            accept4(gate->descriptor, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (connection == -1) {
            bool is_out = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
            if (is_out) {
                gate->server->tally.refusals[TALLY_CONNECTIONS]++;
                shut_gate(gate); /* or the loop would turn and turn */
            }
            return; /* otherwise nobody waits, or he left again, which is as good */
        }
        admit(gate, connection, &from);
    }
}

static void open_gate(struct accept_gate *gate)
{
    uv_timer_stop(&gate->retry);
    gate->is_open = uv_poll_start(&gate->poll, UV_READABLE, on_readable) == 0;
}

enum faqbot_status accept_start(struct accept_gate *gate, uv_loop_t *loop, int descriptor,
                                struct server *server, struct faqbot_fault *fault)
{
    int error = uv_poll_init(loop, &gate->poll, descriptor);
    if (error != 0) {
        close(descriptor);
        return fail_with(fault, FAQBOT_IO, "cannot wait for visitors: %s", uv_strerror(error));
    }
    uv_timer_init(loop, &gate->retry);
    gate->poll.data = gate->retry.data = gate;
    gate->descriptor = descriptor;
    gate->server = server;
    open_gate(gate);
    return FAQBOT_OK;
}

void accept_connection_made(struct accept_gate *gate)
{
    gate->connections++;
}

void accept_connection_gone(struct accept_gate *gate)
{
    gate->connections--;
    if (!gate->is_open && gate->descriptor != -1) {
        open_gate(gate);
    }
}

void accept_stop(struct accept_gate *gate)
{
    if (gate->descriptor == -1) {
        return;
    }
    uv_close((uv_handle_t *)&gate->poll, NULL);
    uv_close((uv_handle_t *)&gate->retry, NULL);
    close(gate->descriptor);
    gate->descriptor = -1;
    gate->is_open = false;
}
