/* connection.c - connections, whatever they speak: accepting them, whose they are, what their client may ask,
 * and how long they may stay.
 *
 * This file knows neither HTTP nor WebSocket. Both register with it, HTTP as what a listener hands new
 * connections to, and each as the `protocol` of its connections. So the limits are in one place for both, and
 * can be tested with a protocol that does nothing but take notes (tests/unit/server/connection.c).
 *
 * Three things are scarce and are rationed here. Descriptors: accepting pauses before they run out, an idle
 * connection makes room for a new one, and newcomers beyond that wait in the system's backlog, which costs us
 * nothing. libwebsockets could accept by itself, but it spins when descriptors run out. Work: what a client
 * may ask in a minute is limited by its connection and by its address, and a request that is refused takes
 * nothing from either. Time: one timer finds connections that are not used, are not read from, or whose
 * client is gone; it looks at the heads of a few lists once a second, however many connections there are. */
#include "server/server_internal.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>

/* Descriptors kept back for the knowledge base, the event loop and the log. */
#define DESCRIPTORS_RESERVED 24

/* Idle for less, no connection loses its place to a new one. A full listener looks for a place this often.
 * ACCEPTS_PER_TURN bounds how many connections one turn of the loop takes, so that a rush of new clients does
 * not starve the present ones. */
#define GRACE_MILLISECONDS 500
#define PLACE_MILLISECONDS 100
#define ACCEPTS_PER_TURN 64

/* How many sessions a drain sends away in a second, if that leaves half of it for answers under way and for
 * goodbyes to be answered; otherwise more. So many new clients are nothing that another server, or the next one,
 * would notice, and few sessions do not hold up a restart. */
#define GOODBYES_A_SECOND 100

/* Within such a time they are told to come back: in less, many would come together; after more, a visitor's window
 * has been without a server for longer than it ever waits between two tries. */
#define RETURN_MILLISECONDS_MIN 1000
#define RETURN_MILLISECONDS_MAX 30000

/* -- From the first moment to the last ------------------------------------------------------------------- */

static bool enter_table(struct connection *connection, const struct address *address)
{
    struct address prefix = address_prefix64(address);
    connection->entry = ip_table_enter(&connection->server->ip_table, &prefix);
    connection->server->stats.refusals[REFUSED_CONNECTIONS_ADDRESS] += connection->entry == NULL;
    return connection->entry != NULL;
}

static void leave_table(struct connection *connection)
{
    ip_table_leave(&connection->server->ip_table, connection->entry, server_now(connection->server));
    connection->entry = NULL;
}

static void on_readable(uv_poll_t *poll, int status, int events);

static void listener_resume(struct listener *listener)
{
    uv_timer_stop(&listener->retry);
    listener->is_accepting = uv_poll_start(&listener->poll, UV_READABLE, on_readable) == 0;
}

/* A proxy's connections are not counted for its address, since all visitors come by it; they are counted for
 * the clients that it names, one request at a time. A connection from a socket in the file system can only be
 * a proxy's. */
struct connection *connection_new(struct listener *listener, const struct sockaddr_storage *from)
{
    struct server *server = listener->server;
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) {
        return NULL;
    }
    connection->server = server;
    connection->listener = listener;
    connection->has_peer = address_of_socket(from, &connection->peer);
    if (!listener->is_metrics) {
        server->stats.connections++;
        connection->is_proxy = !connection->has_peer || address_is_among(&connection->peer, &server->proxies);
        if (!connection->is_proxy && !enter_table(connection, &connection->peer)) {
            free(connection);
            return NULL;
        }
    }
    listener->connections++;
    return connection;
}

/* The last thing that happens to a connection: only now is its place free, and a listener that waits for one
 * may accept again. Nobody else may hold on to it, which is why chat, job and what is pending have to be gone. */
void connection_free(struct connection *connection)
{
    if (connection == NULL) {
        return;
    }
    struct listener *listener = connection->listener;
    assert(connection->chat == NULL && connection->job == NULL && connection->pending == NULL);
    leave_table(connection);
    connection_drop_address(connection);
    free(connection);
    listener->connections--;
    if (!listener->is_accepting && listener->descriptor != -1) {
        listener_resume(listener);
    }
}

void connection_move(struct connection *connection, struct timeout_list *list)
{
    timeout_list_add(list, &connection->place, connection, server_now(connection->server));
}

/* What a drain waits for is not the connections but what goes on in them: an idle HTTP connection has nothing
 * to lose. */
void conversation_end(struct server *server)
{
    server->conversations--;
    if (server->is_draining && !server->is_finished && server->conversations == 0) {
        server->drained(server);
    }
}

/* -- Whose it is ----------------------------------------------------------------------------------------- */

/* Between two requests a proxy's connection belongs to no client. Otherwise its last client's entry in the
 * table would be charged for a connection that other clients use. */
void connection_forget_client(struct connection *connection)
{
    if (connection->is_proxy) {
        leave_table(connection);
    }
}

/* The client is the address that the last trusted proxy names. A proxy that names none is refused instead of
 * being counted as a client itself: one misconfigured proxy would put all visitors under one limit, and no
 * operator would find out why. */
enum client connection_identify(struct connection *connection, struct faqbot_view forwarded)
{
    struct address last;
    if (!connection->is_proxy) {
        return CLIENT_KNOWN;
    }
    connection_forget_client(connection);
    if (!address_take_last(&forwarded, &last)) {
        return CLIENT_UNNAMED;
    }
    struct address client = address_forwarded(last, forwarded, &connection->server->proxies);
    return enter_table(connection, &client) ? CLIENT_KNOWN : CLIENT_CROWDED;
}

/* -- What its client may ask ----------------------------------------------------------------------------- */

/* Something is taken from the two limiters only where both have it, so a refused request costs nothing.
 * Gives the milliseconds to wait, rounded up, or a client that waits as long as it is told would be
 * refused again. */
static unsigned take(struct server *server, struct rate_limiter *one, uint64_t one_cost,
                     struct rate_limiter *all, uint64_t all_cost)
{
    uint64_t now = server_now(server);
    uint64_t wait = rate_limiter_wait(one, one_cost, now);
    enum refusal reason = wait > 0 ? REFUSED_RATE_CONNECTION : REFUSED_RATE_ADDRESS;
    wait = wait > 0 ? wait : rate_limiter_wait(all, all_cost, now);
    if (wait > 0) {
        server->stats.refusals[reason]++;
    } else {
        rate_limiter_take(one, one_cost, now);
        rate_limiter_take(all, all_cost, now);
    }
    return (unsigned)((wait + 999) / 1000);
}

/* Over an HTTP connection that a proxy keeps, many clients ask in turn: what a connection may ask elsewhere,
 * an address may there. Where it is not known who asks, there is `nobody`. */
static struct rate_limiter *connection_limiter(struct connection *connection, struct rate_limiter *nobody)
{
    bool is_shared = connection->is_proxy && !connection->protocol->is_session;
    return !is_shared                  ? &connection->limiter
           : connection->entry != NULL ? &connection->entry->shared_asks
                                       : nobody;
}

/* A conversation that is handed over takes a person's time, so there is a limit for an hour besides. Gives the
 * milliseconds to wait. */
static unsigned check_handover(struct connection *connection)
{
    struct server *server = connection->server;
    unsigned most = server->limits.handovers_per_address;
    uint64_t now = server_now(server) / RATE_LIMITER_HOUR;
    uint64_t cost = rate_limiter_cost(most, false);
    struct rate_limiter *limiter = connection->entry == NULL ? NULL : &connection->entry->handovers;
    uint64_t wait = limiter == NULL ? 0 : rate_limiter_wait(limiter, cost, now);
    if (wait > 0) {
        server->stats.refusals[REFUSED_RATE_ADDRESS]++;
        return (unsigned)((wait * RATE_LIMITER_HOUR + 999) / 1000);
    }
    if (limiter != NULL) {
        rate_limiter_take(limiter, cost, now);
    }
    return 0;
}

/* Without a limiter of its own a connection is held to a full one, which refuses nothing. */
unsigned connection_check_rate(void *user, enum faqbot_chat_request_type type)
{
    struct connection *connection = user;
    const struct faqbot_server_limits *limits = &connection->server->limits;
    struct rate_limiter nobody = {0};
    struct rate_limiter *all = connection->entry != NULL ? &connection->entry->asks : &nobody;
    bool is_small = type != FAQBOT_CHAT_ASK && type != FAQBOT_CHAT_GET && type != FAQBOT_CHAT_SEARCH &&
                    type != FAQBOT_CHAT_FORGET && type != FAQBOT_CHAT_HANDOVER;
    unsigned handover_wait = type == FAQBOT_CHAT_HANDOVER ? check_handover(connection) : 0;
    return handover_wait > 0 ? handover_wait
                             : take(connection->server, connection_limiter(connection, &nobody),
                                    rate_limiter_cost(limits->asks_per_connection, is_small), all,
                                    rate_limiter_cost(limits->asks_per_address, is_small));
}

/* How much there is to be indexed shows when it has been, so that it is charged afterwards: the client waits until that
 * is made up for. */
void connection_charge(struct connection *connection, size_t indexed)
{
    const struct faqbot_server_limits *limits = &connection->server->limits;
    struct rate_limiter nobody = {0};
    uint64_t now = server_now(connection->server);
    uint64_t asks = indexed / LIMITS_INDEXED_PER_ASK;
    rate_limiter_take(connection_limiter(connection, &nobody),
                      asks * rate_limiter_cost(limits->asks_per_connection, false), now);
    if (connection->entry != NULL) {
        rate_limiter_take(&connection->entry->asks, asks * rate_limiter_cost(limits->asks_per_address, false),
                          now);
    }
}

/* An operator who lets an address ask without limit does not want it held up over stylesheets either. */
unsigned connection_check_fetch_rate(struct connection *connection)
{
    struct rate_limiter nobody = {0};
    struct rate_limiter *fetches = connection->entry != NULL ? &connection->entry->fetches : &nobody;
    bool is_limited = connection->server->limits.asks_per_address > 0;
    return take(connection->server, &nobody, 0, fetches,
                rate_limiter_cost(is_limited ? LIMITS_FETCHES_PER_MINUTE : 0, false));
}

/* The hooks are the server's, and are told the connection: limits, the journal and the workers need to know
 * whose request it is. */
enum faqbot_status connection_open_chat(struct connection *connection, const struct faqbot_filter *filter)
{
    struct faqbot_chat_options options = connection->server->chat;
    options.user = connection;
    options.conversation = view_of(connection->token);
    options.filter = *filter;
    enum faqbot_status status = faqbot_chat_new(&options, &connection->chat);
    if (status == FAQBOT_OK) {
        faqbot_chat_wish(connection->chat, connection->lang);
        faqbot_chat_visit(connection->chat, connection->path);
    }
    return status;
}

struct faqbot_filter filter_parameters_read(const struct request *request,
                                            struct filter_parameters *parameters)
{
    parameter_read(request, "tags", &parameters->tags);
    parameter_read(request, "section", &parameters->section);
    parameter_read(request, "entry_lang", &parameters->lang);
    return (struct faqbot_filter){
        .tags = parameters->tags.value, .section = parameters->section.value, .lang = parameters->lang.value};
}

/* A value that is taken for none, as it is too long, is not copied either. */
static struct faqbot_view read_short(const struct request *request, const char *name, size_t most,
                                     struct parameter *parameter)
{
    parameter_read(request, name, parameter);
    return view_slice(parameter->value, 0, parameter->value.size <= most ? most : 0);
}

enum faqbot_status connection_keep_address(struct connection *connection, const struct request *request)
{
    struct filter_parameters parameters;
    const struct faqbot_filter read = filter_parameters_read(request, &parameters);
    struct parameter texts[2];
    const struct faqbot_view lang = read_short(request, "lang", FAQBOT_LANG_BYTES_MAX, &texts[0]);
    const struct faqbot_view path = read_short(request, "path", FAQBOT_CHAT_PATH_BYTES_MAX, &texts[1]);
    size_t size = read.tags.size + read.section.size + read.lang.size + lang.size + path.size;
    char *end = size == 0 ? NULL : malloc(size);
    if (end == NULL) {
        return size == 0 ? FAQBOT_OK : FAQBOT_NO_MEMORY;
    }
    connection->address_texts = end;
    connection->filter.tags = view_copy_to(&end, read.tags);
    connection->filter.section = view_copy_to(&end, read.section);
    connection->filter.lang = view_copy_to(&end, read.lang);
    connection->lang = view_copy_to(&end, lang);
    connection->path = view_copy_to(&end, path);
    return FAQBOT_OK;
}

void connection_drop_address(struct connection *connection)
{
    free(connection->address_texts);
    connection->address_texts = NULL;
    connection->lang = connection->path = (struct faqbot_view){NULL, 0};
    connection->filter = (struct faqbot_filter){.tags = {NULL, 0}};
}

/* A job cannot be called back from a worker's thread, and what the journal writes not from its own. Both only forget
 * who waited for them. */
void connection_close_chat(struct connection *connection)
{
    if (connection->job != NULL) {
        connection->job->owner = NULL;
    }
    if (connection->pending != NULL) {
        connection->pending->owner = NULL;
    }
    faqbot_chat_free(connection->chat);
    connection->job = NULL;
    connection->pending = NULL;
    connection->chat = NULL;
    connection->conversation = 0; /* the next request may be another client's */
    connection->token[0] = '\0';
}

bool connection_is_owed(const struct connection *connection)
{
    return connection->job != NULL || connection->pending != NULL;
}

/* -- How long it may stay -------------------------------------------------------------------------------- */

void keepalive_seen(struct connection *connection)
{
    struct server *server = connection->server;
    if (connection->keepalive.list != NULL) {
        connection->must_ping = false;
        timeout_list_add(&server->timeouts.quiet, &connection->keepalive, connection, server_now(server));
    }
}

static struct connection *expired(const struct timeout_list *list, uint64_t now, unsigned seconds)
{
    return timeout_list_expired(list, now, UINT64_C(1000000) * seconds);
}

/* A connection is not idle while the server owes it a reply, and a ping would be of no use then: nothing is
 * read from the client until it has its reply, not even its pong. */
void connection_sweep(struct server *server)
{
    const struct faqbot_server_limits *limits = &server->limits;
    struct timeouts *timeouts = &server->timeouts;
    uint64_t now = server_now(server);
    struct connection *connection;
    while ((connection = expired(&timeouts->stalled, now, limits->send_seconds)) != NULL) {
        connection->protocol->expire(connection, EXPIRED_STALLED);
    }
    while (limits->idle_seconds > 0 &&
           (connection = expired(&timeouts->active, now, limits->idle_seconds)) != NULL) {
        if (connection_is_owed(connection)) {
            timeout_list_add(&timeouts->active, &connection->activity, connection, now);
        } else {
            server->stats.refusals[REFUSED_IDLE]++;
            connection->protocol->expire(connection, EXPIRED_IDLE);
        }
    }
    while ((connection = expired(&timeouts->pinged, now, limits->pong_seconds)) != NULL) {
        timeout_list_remove(&connection->keepalive);
        connection->protocol->expire(connection, EXPIRED_PONG);
    }
    while ((connection = expired(&timeouts->quiet, now, limits->ping_seconds)) != NULL) {
        connection->must_ping = !connection_is_owed(connection);
        timeout_list_add(connection->must_ping ? &timeouts->pinged : &timeouts->quiet, &connection->keepalive,
                         connection, now);
        connection->protocol->expire(connection, EXPIRED_QUIET);
    }
}

/* Who speaks goes last: a pinged session has been silent for longer than any that is in the other list. */
static struct connection *most_quiet(const struct timeouts *timeouts)
{
    struct connection *pinged = timeout_list_first(&timeouts->pinged);
    return pinged != NULL ? pinged : timeout_list_first(&timeouts->quiet);
}

/* The drain may take all of its time, and the next start what this one took. So most clients come back when there
 * is a server again, some try too early, and where another server stands in none of them waits for long. */
static unsigned milliseconds_to_return(const struct server *server)
{
    bool is_measured =
        server->started_at > server->begun_at; /* in milliseconds, one of which may be too little */
    uint64_t start = is_measured ? (server->started_at - server->begun_at) / 1000 : 0;
    uint64_t wait = UINT64_C(1000) * server->limits.drain_seconds + start;
    wait = wait > RETURN_MILLISECONDS_MIN ? wait : RETURN_MILLISECONDS_MIN;
    return (unsigned)(wait < RETURN_MILLISECONDS_MAX ? wait : RETURN_MILLISECONDS_MAX);
}

/* A pace and not random moments, which would now and then send many away together. */
void connection_drain_start(struct server *server)
{
    uint64_t needed = UINT64_C(1000000) * server->sessions / GOODBYES_A_SECOND;
    uint64_t most = UINT64_C(1000000) * server->limits.drain_seconds / 2;
    server->drain = (struct drain){.began_at = server_now(server),
                                   .sessions = server->sessions,
                                   .microseconds = needed < most ? needed : most,
                                   .return_milliseconds = milliseconds_to_return(server)};
}

void connection_drain(struct server *server)
{
    struct drain *drain = &server->drain;
    uint64_t passed = server_now(server) - drain->began_at;
    uint64_t due = passed < drain->microseconds ? drain->sessions * passed / drain->microseconds : UINT64_MAX;
    struct connection *connection;
    while (drain->told < due && (connection = most_quiet(&server->timeouts)) != NULL) {
        drain->told++;
        timeout_list_remove(&connection->keepalive);
        connection->protocol->expire(connection, EXPIRED_DRAIN);
    }
}

/* -- Accepting ------------------------------------------------------------------------------------------- */

/* libwebsockets makes a table as large as the process's limit on descriptors. Its own option to bound that
 * table (fd_limit_per_thread) is left alone: with a value below the system's it would look up each event's
 * connection by walking through all of them. So the soft limit itself is lowered, which keeps the table
 * direct and small. */
unsigned connections_plan(unsigned wanted_connections, unsigned descriptors_each, unsigned others,
                          struct faqbot_fault *fault)
{
    struct rlimit limit;
    unsigned reserved = DESCRIPTORS_RESERVED + others;
    if (fault->status == FAQBOT_OK && getrlimit(RLIMIT_NOFILE, &limit) == -1) {
        fault_set(fault, FAQBOT_IO, NULL, 0, "the system does not say how many files may be open");
    }
    if (fault->status != FAQBOT_OK) {
        return 0;
    }
    rlim_t most = (rlim_t)wanted_connections * descriptors_each + reserved;
    limit.rlim_cur = limit.rlim_max < most ? limit.rlim_max : most;
    if (limit.rlim_cur < reserved + descriptors_each) {
        fault_set(fault, FAQBOT_IO, NULL, 0,
                  "only %u files may be open, and the server needs more than %u; raise the %s",
                  (unsigned)limit.rlim_cur, reserved, "limit (ulimit -n)");
    } else if (setrlimit(RLIMIT_NOFILE, &limit) == -1) {
        fault_set(fault, FAQBOT_IO, NULL, 0, "the limit on open files cannot be set");
    }
    return (unsigned)((limit.rlim_cur - reserved) / descriptors_each);
}

static void on_retry(uv_timer_t *timer)
{
    listener_resume(timer->data);
}

/* A connection that ends resumes it; and so does time, for by then one may have been idle long enough to be
 * displaced. Left readable, the full listener would keep the loop turning. */
static void listener_pause(struct listener *listener)
{
    uv_poll_stop(&listener->poll);
    listener->is_accepting = false;
    listener->server->stats.refusals[REFUSED_CONNECTIONS]++;
    uv_timer_start(&listener->retry, on_retry, PLACE_MILLISECONDS, 0);
}

/* A connection that has just come is about to ask. Were it displaced at once, a rush of newcomers would only
 * displace each other, and none would be served. */
static struct connection *idle_in(const struct timeout_list *list, uint64_t now)
{
    return timeout_list_expired(list, now, UINT64_C(1000) * GRACE_MILLISECONDS);
}

/* Of the connections that hold a place without asking, the one that has held it longest gives it up: first
 * one that has not sent a request, then one that was answered and stays open, then a session in which nothing
 * was said. A session is told to come back, and has a moment to leave before its connection is dropped. */
static void make_room(struct listener *listener)
{
    uint64_t now = server_now(listener->server);
    struct connection *idle = idle_in(&listener->newcomers, now);
    idle = idle != NULL ? idle : idle_in(&listener->kept, now);
    struct connection *leaving = idle == NULL ? idle_in(&listener->displaced, now) : NULL;
    if (leaving != NULL) {
        leaving->protocol->expire(leaving, EXPIRED_ALL);
        return;
    }
    idle = idle != NULL ? idle : idle_in(&listener->silent, now);
    if (idle != NULL) {
        listener->server->stats.refusals[REFUSED_DISPLACED]++;
        idle->protocol->expire(idle, EXPIRED_PLACE);
    }
}

/* Many may wait at once, and each call of the loop takes a bounded number of them. A connection that was
 * aborted while it waited makes accept4() fail, which ends the turn; if others still wait, the loop calls
 * again. */
static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct listener *listener = poll->data;
    int yes = 1;
    (void)status;
    (void)events;
    for (int turn = 0; turn < ACCEPTS_PER_TURN && listener->is_accepting; turn++) {
        struct sockaddr_storage from = {.ss_family = AF_UNSPEC};
        socklen_t size = sizeof from;
        int descriptor = -1;
        if (listener->connections >= listener->connections_max) {
            make_room(listener);
        }
        bool is_full = listener->connections >= listener->connections_max;
        if (!is_full) {
            descriptor =
                accept4(listener->descriptor, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
            is_full = descriptor == -1 &&
                      (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
        }
        if (is_full) {
            listener_pause(listener);
        }
        struct connection *connection = descriptor == -1 ? NULL : connection_new(listener, &from);
        if (connection != NULL) {
            /* Replies are small and complete, so Nagle's algorithm would only hold them back. It fails where
             * the socket is not TCP's. */
            (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            listener->opened(connection, descriptor);
        } else if (descriptor != -1) {
            close(descriptor);
        } else {
            return; /* full, or nobody waits any more */
        }
    }
}

/* The context, the workers and the journal are there by now: the first connection may come before this returns
 * to the loop. */
void listener_start(struct listener *listener, struct server *server, struct faqbot_fault *fault)
{
    if (fault->status != FAQBOT_OK || !listener->is_wanted) {
        return;
    }
    int error = uv_poll_init(&server->loop, &listener->poll, listener->descriptor);
    if (error != 0) {
        fault_set(fault, FAQBOT_IO, NULL, 0, "cannot wait for visitors: %s", uv_strerror(error));
        return;
    }
    uv_timer_init(&server->loop, &listener->retry);
    listener->poll.data = listener->retry.data = listener;
    listener->server = server;
    listener->is_started = true;
    listener_resume(listener);
}

/* libuv's handles are part of the listener and need no memory of their own, so nothing has to be done once
 * they are closed. */
void listener_stop(struct listener *listener)
{
    if (listener->is_started && listener->descriptor != -1) {
        uv_close((uv_handle_t *)&listener->poll, NULL);
        uv_close((uv_handle_t *)&listener->retry, NULL);
    }
    if (listener->descriptor != -1) {
        close(listener->descriptor);
        listener->descriptor = -1;
    }
    listener->is_accepting = false;
}

void listener_close_connections(struct listener *listener)
{
    const struct timeout_list *const lists[] = {&listener->newcomers, &listener->kept, &listener->answered};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct connection *connection;
        while ((connection = timeout_list_first(lists[i])) != NULL) {
            connection->protocol->expire(connection, EXPIRED_ALL);
        }
    }
}
