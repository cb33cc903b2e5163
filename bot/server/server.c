/* server.c - the server from start to end: the event loop and libwebsockets on it, signals, the drain.
 *
 * One thread does everything but asks that take long (worker.c), reading a new knowledge base (reload.c),
 * writing the journal, and waiting for signals (here). So there are no locks but at those borders, and
 * between two events of the loop everything is at rest.
 *
 * libuv's loop drives libwebsockets as a foreign loop, because libwebsockets' own poll loop asks every
 * connection at each turn. What upper files know and lower files need is registered here: see prepare().
 *
 * The start opens the port first and reads the knowledge base then. The end is a drain: nobody is let in any
 * more, WebSocket sessions are told one after the other to come back later, answers under way are sent, and when
 * the last conversation has ended, or the drain's time is over, everything is closed. Behind that stands a second
 * end for when something hangs, and a third for what libraries lose; the operator's `systemctl stop` always comes
 * to its end. */
#include "server/server_internal.h"

#include <poll.h>
#include <pthread.h>

#define LAST_LINE_BYTES 512

/* What each WebSocket through TLS takes: its own descriptor, and a socket pair (ws_handshake.c). */
#define DESCRIPTORS_ENCRYPTED 3

/* Handshakes that libwebsockets reads. Each comes whole and is read at once, so one is under way at a
 * time. */
#define HANDSHAKES_PENDING 8

/* What is read at a time. It rules what an idle connection costs. */
#define RECEIVE_BYTES 512

/* Between two looks for connections that have been idle, stalled or silent for too long. After
 * SWEEPS_A_REPORT of them the log gets a summary of refusals. */
#define SWEEP_MILLISECONDS 1000
#define SWEEPS_A_REPORT 60

/* Room in the cache for an answer as it was written. Of longer ones fewer are kept. */
#define REPLY_BYTES_TYPICAL 1024

/* From the end of the drain to the end of the process, whatever hangs. The service manager's patience
 * (TimeoutStopSec in faqbot.service) must be longer than both together. */
#define HARD_END_SECONDS 10

/* Between two steps of a drain, in each of which a few sessions are told goodbye. */
#define GOODBYES_MILLISECONDS 20

/* How long libwebsockets may take to close what is left when all else has ended. */
#define LOST_MILLISECONDS 2000

/* -- Signals, and the end that comes whatever hangs ------------------------------------------------------ */

static void ending_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
}

/* A faqbot_server_log. Not the command line's, whose lock may be what hangs; and nothing is written where
 * stderr is a pipe that is not being read. */
static void write_last(void *user, struct faqbot_view line)
{
    const struct log *log = user;
    char text[LAST_LINE_BYTES];
    struct pollfd out = {.fd = STDERR_FILENO, .events = POLLOUT};
    int size =
        snprintf(text, sizeof text, "%s%.*s\n", log->is_json ? "" : "faqbot: ", (int)line.size, line.bytes);
    if (size > 0 && (size_t)size < sizeof text && poll(&out, 1, 0) == 1 && (out.revents & POLLOUT) != 0) {
        ssize_t written = write(STDERR_FILENO, text, (size_t)size);
        (void)written;
    }
}

/* _exit() and not exit(): handlers that would run at exit may wait for what hangs. */
static void end_process(const struct log *log)
{
    struct log last = {.write = log->write == NULL ? NULL : write_last, .is_json = log->is_json};
    last.user = &last;
    log_write(&last, LOG_ERROR, "forced", NULL,
              "stopped by force: something hung for %d seconds after the drain", HARD_END_SECONDS);
    _exit(EXIT_FAILURE);
}

static time_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* In a thread of its own. A loop that hangs, in an ask or in an allocation that failed, hears of no signal;
 * so a thread waits for them that does nothing else. It was made when there was memory, needs none, and calls
 * nothing that could keep it waiting. */
static void wait_for_signals(void *user)
{
    struct server *server = user;
    struct signals *signals = &server->signals;
    sigset_t ending;
    time_t hard_end = 0; /* none yet */
    ending_signals(&ending);
    for (;;) {
        const struct timespec left = {.tv_sec = hard_end - seconds_now()};
        int number = hard_end == 0 ? sigwaitinfo(&ending, NULL) : sigtimedwait(&ending, NULL, &left);
        if (atomic_load(&signals->is_over)) {
            return;
        }
        if (number > 0) {
            hard_end =
                hard_end != 0 ? hard_end : seconds_now() + server->limits.drain_seconds + HARD_END_SECONDS;
            atomic_fetch_add(&signals->count, 1);
            uv_mutex_lock(&signals->lock); /* so that the handle is not closed before it is sent to */
            if (!signals->is_closed) {
                uv_async_send(&signals->wake);
            }
            uv_mutex_unlock(&signals->lock);
        }
        if (hard_end != 0 && seconds_now() >= hard_end) {
            end_process(&server->log);
        }
    }
}

static void on_signal(struct server *server, bool again);

/* Signals that come together are heard of together. */
static void on_wake(uv_async_t *async)
{
    struct server *server = async->data;
    struct signals *signals = &server->signals;
    while (signals->seen < atomic_load(&signals->count)) {
        on_signal(server, signals->seen++ > 0);
    }
}

/* Takes over SIGTERM and SIGINT. Threads that are started later inherit that the signals are not for them. */
static void signals_start(struct server *server, struct faqbot_fault *fault)
{
    struct signals *signals = &server->signals;
    sigset_t ending;
    sigset_t all;
    sigset_t mine;
    uv_mutex_init(&signals->lock);
    uv_async_init(&server->loop, &signals->wake, on_wake);
    signals->wake.data = server;
    ending_signals(&ending);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &ending, &signals->before);
    pthread_sigmask(SIG_SETMASK, &all, &mine); /* for the thread: other signals are for others */
    signals->has_thread = uv_thread_create(&signals->thread, wait_for_signals, server) == 0;
    pthread_sigmask(SIG_SETMASK, &mine, NULL);
    if (!signals->has_thread) {
        fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0,
                  "the thread that waits for signals does not start: out of memory");
    }
}

/* From here on the loop hears of no signal, and nothing keeps it; but the hard end still comes, if one has
 * come. */
static void signals_close(struct signals *signals)
{
    uv_mutex_lock(&signals->lock);
    signals->is_closed = true;
    uv_mutex_unlock(&signals->lock);
    uv_close((uv_handle_t *)&signals->wake, NULL);
}

/* When all that may hang has ended: the thread goes, and the signals are what they were. */
static void signals_end(struct signals *signals)
{
    if (signals->has_thread) {
        atomic_store(&signals->is_over, true);
        pthread_kill(signals->thread, SIGINT); /* only wakes it: this is what it waits for */
        uv_thread_join(&signals->thread);
    }
    uv_mutex_destroy(&signals->lock);
    pthread_sigmask(SIG_SETMASK, &signals->before, NULL);
}

/* -- The end --------------------------------------------------------------------------------------------- */

/* libwebsockets 4.1.6 never lets go of a connection that it had no memory for, nor of the context with it.
 * All that matters has ended by now: the journal, the asks and every goodbye. */
static void on_lost(uv_timer_t *timer)
{
    const struct server *server = timer->data;
    log_write(&server->log, LOG_WARNING, "lost", NULL,
              "stopped without a connection that libwebsockets has lost");
    _exit(EXIT_SUCCESS);
}

/* The socket's file goes as long as it is ours. After the descriptor is closed another server may have its
 * own there. */
static void stop_metrics(struct server *server)
{
    if (server->metrics_listener.descriptor != -1) {
        listen_clean(&server->metrics_listener.address);
    }
    listener_stop(&server->metrics_listener);
}

/* Nothing keeps the loop running after this but what libwebsockets still closes. */
static void finish(struct server *server)
{
    if (server->is_finished) {
        return;
    }
    server->is_finished = true;
    listener_stop(&server->listener);
    stop_metrics(server);
    listener_close_connections(&server->listener);
    listener_close_connections(&server->metrics_listener);
    reload_stop(&server->reload);
    journal_client_close(&server->journal_client);
    webhook_stop(&server->webhook);
    worker_stop(&server->workers);
    signals_close(&server->signals);
    uv_timer_stop(&server->deadline);
    uv_unref((uv_handle_t *)&server->deadline); /* which run() closes */
    if (server->is_draining) {
        uv_timer_start(&server->deadline, on_lost, LOST_MILLISECONDS, 0);
    }
    uv_close((uv_handle_t *)&server->goodbyes, NULL);
    uv_close((uv_handle_t *)&server->sweep, NULL);
    uv_close((uv_handle_t *)&server->alive, NULL);
    if (server->context != NULL) {
        lws_context_destroy(server->context);
    }
    /* After libwebsockets, which still had something to say through them. */
    relay_stop_all(&server->relays);
    if (server->reload.is_running) {
        uv_stop(&server->loop); /* see run_loop() */
    }
}

static void on_deadline(uv_timer_t *timer)
{
    finish(timer->data);
}

/* The last conversation of a drain has ended. The end waits for the loop's next turn, because libwebsockets
 * is in the middle of something. */
static void on_drained(struct server *server)
{
    uv_timer_start(&server->deadline, on_deadline, 0, 0);
}

static void on_goodbyes(uv_timer_t *timer)
{
    connection_drain(timer->data);
}

/* Lets nobody in any more, says goodbye to everybody, and gives them until the deadline. A second signal ends
 * it at once. */
static void on_signal(struct server *server, bool again)
{
    const struct log_detail details[] = {{.name = "conversations", .number = server->conversations},
                                         {.name = NULL}};
    if (again) {
        finish(server);
        return;
    }
    server->is_draining = true;
    log_write(&server->log, LOG_INFO, "stopping", details, "stopping; conversations: %u",
              server->conversations);
    notify("STOPPING=1");
    listener_stop(&server->listener);
    listen_clean(&server->listener.address);
    uint64_t drain = server->conversations > 0 ? UINT64_C(1000) * server->limits.drain_seconds : 0;
    uv_timer_start(&server->deadline, on_deadline, drain, 0);
    connection_drain_start(server);
    uv_timer_start(&server->goodbyes, on_goodbyes, 0, GOODBYES_MILLISECONDS);
}

/* -- The loop -------------------------------------------------------------------------------------------- */

/* Once a second is often enough: all that is looked for is counted in seconds. */
static void on_sweep(uv_timer_t *timer)
{
    struct server *server = timer->data;
    connection_sweep(server);
    journal_client_tick(&server->journal_client);
    if (++server->sweeps % SWEEPS_A_REPORT == 0) {
        access_log_refusals(&server->log, &server->stats);
    }
}

/* Tells the service manager's watchdog that the loop turns. A loop that hangs does not, and is restarted. */
static void on_alive(uv_timer_t *timer)
{
    (void)timer;
    notify("WATCHDOG=1");
}

/* The timers that last as long as the server. None is started that is not needed: an idle server wakes once a
 * second. */
static void start_loop(struct server *server)
{
    uint64_t interval = notify_interval();
    uv_timer_init(&server->loop, &server->deadline);
    uv_timer_init(&server->loop, &server->sweep);
    uv_timer_init(&server->loop, &server->goodbyes);
    server->deadline.data = server->goodbyes.data = server->sweep.data = server;
    uv_timer_init(&server->loop, &server->alive);
    if (interval > 0) {
        uv_timer_start(&server->alive, on_alive, 0, interval);
    }
    uv_timer_start(&server->sweep, on_sweep, SWEEP_MILLISECONDS, SWEEP_MILLISECONDS);
}

static void count_handle(uv_handle_t *handle, void *user)
{
    *(unsigned *)user += uv_has_ref(handle) != 0;
}

/* Runs the loop until nothing keeps it. That may be a thread that reads a new knowledge base, which can be
 * told nothing and can take any time, so the end does not wait for it. It writes no file, so once all else
 * has ended, the journal and every goodbye, the process ends, and the system takes back what it holds. */
static void run_loop(struct server *server)
{
    uv_run(&server->loop, UV_RUN_DEFAULT);
    while (server->is_finished && server->reload.is_running) {
        unsigned handles = 0;
        uv_walk(&server->loop, count_handle, &handles);
        if (handles == 0) {
            _exit(EXIT_SUCCESS);
        }
        uv_run(&server->loop, UV_RUN_ONCE);
    }
    uv_run(&server->loop, UV_RUN_DEFAULT);
}

/* -- libwebsockets --------------------------------------------------------------------------------------- */

/* As much is sent at once as a reply can have: otherwise it would be as little as is read at once, and the
 * rest of a reply would be copied and sent later. */
static const struct lws_protocols protocols[] = {{.name = FAQBOT_CHAT_PROTOCOL,
                                                  .callback = ws_callback,
                                                  .per_session_data_size = sizeof(struct ws_session),
                                                  .rx_buffer_size = RECEIVE_BYTES,
                                                  .tx_packet_size = FAQBOT_CHAT_BLOCKS_BYTES_MAX + LWS_PRE},
                                                 {.name = NULL}};

/* None of libwebsockets' own pings: they are connection.c's. */
static const lws_retry_bo_t no_pings = {.secs_since_valid_ping = 0, .secs_since_valid_hangup = 0};

/* UTF-8 is checked by libwebsockets, as RFC 6455 demands of text frames. The vhost is made explicitly, since
 * connections are handed to it by name. */
static void start_context(struct server *server, struct faqbot_fault *fault)
{
    void *loops[] = {&server->loop};
    struct lws_context_creation_info info = {.port = CONTEXT_PORT_NO_LISTEN_SERVER,
                                             .protocols = protocols,
                                             .options = LWS_SERVER_OPTION_LIBUV |
                                                        LWS_SERVER_OPTION_VALIDATE_UTF8 |
                                                        LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
                                             .foreign_loops = loops,
                                             .pcontext = &server->context,
                                             .user = server,
                                             .max_http_header_data = LIMITS_HANDSHAKE_BYTES,
                                             .max_http_header_pool = HANDSHAKES_PENDING,
                                             .retry_and_idle_policy = &no_pings,
                                             .vhost_name = "faqbot"};
    if (fault->status != FAQBOT_OK) {
        return;
    }
    lws_set_log_level(0, NULL); /* stderr is the command line's; what matters comes back as a status */
    server->context = lws_create_context(&info);
    if (server->context == NULL) {
        fault_set(fault, FAQBOT_IO, NULL, 0,
                  "libwebsockets does not start; is there memory, and its libuv part (%s)?",
                  "libwebsockets-evlib-uv");
        return;
    }
    server->host = lws_create_vhost(server->context, &info);
    if (server->host == NULL) {
        fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "libwebsockets does not start: out of memory");
    }
}

/* -- What a chat calls ----------------------------------------------------------------------------------- */

static uint64_t microseconds(void *user)
{
    (void)user;
    return uv_hrtime() / 1000;
}

/* The observer: called for each request that was served, over WebSocket and HTTP alike. */
static void on_request(void *user, const struct faqbot_chat_event *event)
{
    struct connection *connection = user;
    struct server *server = connection->server;
    stats_request(&server->stats, event);
    connection_charge(connection, event->indexed);
    if (event->error == NULL && event->type == FAQBOT_CHAT_ASK) {
        if (event->may_keep) {
            journal_client_ask(connection, event);
        }
        if (server->log.has_asks) {
            access_log_ask(&server->log, event);
        }
    }
    if (event->error == NULL && event->type == FAQBOT_CHAT_SEARCH && event->may_keep) {
        journal_client_search(connection, event);
    }
    if (event->error != NULL && strcmp(event->error, "busy") == 0 && event->type != FAQBOT_CHAT_FEEDBACK &&
        event->type != FAQBOT_CHAT_FORGET && event->type != FAQBOT_CHAT_HANDOVER) {
        reload_doubt(&server->reload);
    }
    if (event->error != NULL && strcmp(event->error, "internal") == 0) {
        log_write(&server->log, LOG_ERROR, "internal", NULL,
                  "a request could not be answered: the bot failed");
    }
}

/* -- From start to end ----------------------------------------------------------------------------------- */

/* The last step of the start: a script that waits for this line, or for READY, can ask from now on. */
static void report_serving(struct server *server)
{
    const struct faqbot_about *about = faqbot_about(server->bot);
    const struct log *log = &server->log;
    char url[LISTEN_URL_BYTES + 16];
    char sentence[LISTEN_URL_BYTES + 32];
    server->started_at = server->loaded_at = server_now(server);
    if (server->metrics_listener.is_wanted) {
        listen_write_url(&server->metrics_listener.address, false, url);
        snprintf(url + strlen(url), sizeof url - strlen(url), "/metrics");
        const struct log_detail details[] = {{.name = "url", .text = view_of(url)}, {.name = NULL}};
        log_write(log, LOG_INFO, "serving_metrics", details, "serving metrics %s", url);
    }
    listen_write_url(&server->listener.address, server->certificate.path != NULL, url);
    snprintf(sentence, sizeof sentence, "serving %s", url);
    const struct log_detail details[] = {{.name = "url", .text = view_of(url)},
                                         {.name = "knowledge", .text = about->version},
                                         {.name = "entries", .number = about->entries},
                                         {.name = NULL}};
    log_write(log, LOG_INFO, "serving", details, "%s", sentence);
    notify("READY=1\nSTATUS=%s", sentence);
}

/* Whatever has failed, everything is started or skipped, and then ended in the same way: finish() takes apart
 * what is there. Signals come first, so that a start that hangs can be ended, and connections last. */
static void run(struct server *server, const struct faqbot_server_options *options,
                struct faqbot_fault *fault)
{
    start_loop(server);
    signals_start(server, fault);
    worker_start(&server->workers, &server->loop);
    thread_pool_start(&server->loop, &server->first_work, fault);
    journal_client_open(&server->journal_client, server, options, fault);
    webhook_start(&server->webhook, &server->log, fault);
    start_context(server, fault);
    listener_start(&server->metrics_listener, server, fault);
    listener_start(&server->listener, server, fault);
    reload_start(&server->reload, options->watch, fault);
    if (fault->status == FAQBOT_OK) {
        report_serving(server);
    } else {
        finish(server);
    }
    run_loop(server);
    uv_close((uv_handle_t *)&server->deadline, NULL);
    if (server->context != NULL) { /* what the first call had to wait for has happened */
        lws_context_destroy(server->context);
    }
    uv_run(&server->loop, UV_RUN_DEFAULT);
    signals_end(&server->signals);
}

/* The ports are opened before the knowledge base is read, which can take long: an operator who picked a port
 * that is in use learns it at once. */
static void serve(struct server *server, const struct faqbot_server_options *options,
                  struct faqbot_fault *fault)
{
    server_config_read(server, options, fault);
    bool has_tls = server->certificate.context != NULL;
    server->listener.connections_max =
        connections_plan(server->limits.connections, has_tls ? DESCRIPTORS_ENCRYPTED : 1,
                         server->metrics_listener.is_wanted ? LIMITS_METRICS_CONNECTIONS + 1 : 0, fault);
    listen_open(&server->metrics_listener.address, &server->metrics_listener.descriptor, fault);
    listen_open(&server->listener.address, &server->listener.descriptor, fault);
    reload_open(&server->reload, server, options, fault);
    int error = fault->status == FAQBOT_OK ? uv_loop_init(&server->loop) : 0;
    if (error != 0) {
        fault_set(fault, FAQBOT_IO, NULL, 0, "the event loop does not start: %s", uv_strerror(error));
    }
    if (fault->status == FAQBOT_OK) {
        run(server, options, fault);
        error = uv_loop_close(&server->loop);
        assert(error == 0);
    }
    reload_close(&server->reload);
    assets_free(server->assets);
    faqbot_close(server->bot);
}

/* Zeroed but for descriptors, of which 0 is one, and for what is registered: what each listener hands its
 * connections to, and what a chat calls. */
static void prepare(struct server *server)
{
    *server = (struct server){
        .listener = {.descriptor = -1, .opened = http_open, .handler = &routes_handler, .is_wanted = true},
        .metrics_listener = {.descriptor = -1,
                             .opened = http_open,
                             .handler = &metrics_handler,
                             .is_metrics = true,
                             .connections_max = LIMITS_METRICS_CONNECTIONS},
        .chat = {.microseconds = microseconds,
                 .gate = connection_check_rate,
                 .observe = on_request,
                 .begin_async = async_ask_begin,
                 .privacy = view_of(PRIVACY)},
        .drained = on_drained};
}

enum faqbot_status faqbot_server_check(const struct faqbot_server_options *options,
                                       struct faqbot_fault *fault)
{
    struct server server;
    prepare(&server);
    fault->status = FAQBOT_OK;
    server_config_read(&server, options, fault);
    config_free(&server);
    return fault->status;
}

/* SIGPIPE is ignored while the server runs: a client that hangs up is no reason to end. What was set before
 * is restored, since the caller's process may go on. */
enum faqbot_status faqbot_serve(const struct faqbot_server_options *options, struct faqbot_fault *fault)
{
    struct server server;
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before;
    prepare(&server);
    server.begun_at = uv_hrtime() / 1000;
    fault->status = FAQBOT_OK;
    sigaction(SIGPIPE, &ignore, &before);
    uv_random(NULL, NULL, server.seed, sizeof server.seed, 0,
              NULL); /* where that fails, strangers could guess the seeds, and nothing worse */
    enum faqbot_status status =
        faqbot_response_cache_new((size_t)options->limits.cached_questions * REPLY_BYTES_TYPICAL, server.seed,
                                  &server.chat.response_cache);
    if (status != FAQBOT_OK) {
        fault_set(fault, status, NULL, 0, "out of memory");
    } else {
        serve(&server, options, fault);
    }
    sigaction(SIGPIPE, &before, NULL);
    listener_stop(&server.listener);
    stop_metrics(&server);
    ip_table_free(&server.ip_table);
    faqbot_response_cache_free(server.chat.response_cache);
    config_free(&server);
    return fault->status;
}
