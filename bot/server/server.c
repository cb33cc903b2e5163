/* server.c - the server from start to end: the event loop, libwebsockets upon it, signals, the drain.
 *
 * One thread does everything. libuv is a foreign loop to libwebsockets, for its own poll loop asks every connection at
 * each turn. What is said to visitors is in http.c and peer.c. */
#include "server/server_internal.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/fail.h"
#include "server/guest.h"
#include "server/http_connection.h"
#include "server/limits.h"
#include "server/notify.h"
#include "server/peer.h"
#include "server/pool.h"
#include "server/upgrade.h"
#include "server/configure.h"
#include "server/witness.h"

/* What is sent at once would else be as little as what is read at once, and the rest of a reply be copied and sent
 * later. */
static const struct lws_protocols protocols[] = {{.name = FAQBOT_CHAT_PROTOCOL,
                                                  .callback = peer_callback,
                                                  .per_session_data_size = sizeof(struct peer),
                                                  .rx_buffer_size = LIMITS_RECEIVE_BYTES,
                                                  .tx_packet_size = FAQBOT_CHAT_REPLY_BYTES_MAX + LWS_PRE},
                                                 {.name = NULL}};

/* Of libwebsockets' own, which it would send else: they are pulse.c's. */
static const lws_retry_bo_t no_pings = {.secs_since_valid_ping = 0, .secs_since_valid_hangup = 0};

struct server *server_of(struct lws *connection)
{
    return lws_context_user(lws_get_context(connection));
}

uint64_t server_now(const struct server *server)
{
    return uv_now(&server->loop) * 1000;
}

static uint64_t microseconds(void *user)
{
    (void)user;
    return uv_hrtime() / 1000;
}

/* libwebsockets would write to stderr, which is the face's. What matters of it comes back as a status. */
static void hush(int level, const char *line)
{
    (void)level;
    (void)line;
}

static enum faqbot_status start_context(struct server *server, struct faqbot_fault *fault)
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
                                             .max_http_header_pool = LIMITS_HANDSHAKES_PENDING,
                                             .retry_and_idle_policy = &no_pings,
                                             .vhost_name = "faqbot"};
    lws_set_log_level(0, hush);
    server->context = lws_create_context(&info);
    if (server->context == NULL) {
        return fail_with(fault, FAQBOT_IO,
                         "libwebsockets does not start; is there memory, and its libuv part (%s)?",
                         "libwebsockets-evlib-uv");
    }
    server->host = lws_create_vhost(server->context, &info);
    if (server->host == NULL) {
        return fail_with(fault, FAQBOT_NO_MEMORY, "libwebsockets does not start: out of memory");
    }
    return FAQBOT_OK;
}

static void on_closed(uv_handle_t *handle)
{
    (void)handle;
}

static void close_all(struct accept_gate *gate)
{
    struct roster *const rosters[] = {&gate->newcomers, &gate->kept, &gate->answered};
    for (size_t i = 0; i < sizeof rosters / sizeof rosters[0]; i++) {
        while (rosters[i]->first != NULL) {
            http_connection_close(rosters[i]->first->connection);
        }
    }
}

/* libwebsockets 4.1.6 never lets go of a connection that it had no memory for, and of the context with it. All that
 * matters has ended by now: the journal, the asks and every goodbye. */
static void on_lost(uv_timer_t *timer)
{
    const struct server *server = timer->data;
    log_write(&server->log, LOG_WARNING, "lost", "stopped without a connection that libwebsockets has lost",
              NULL);
    _exit(EXIT_SUCCESS);
}

/* Nothing keeps the loop running after this but what libwebsockets still closes. */
static void finish(struct server *server)
{
    if (server->is_finished) {
        return;
    }
    server->is_finished = true;
    accept_stop(&server->gate);
    monitor_stop(&server->monitor);
    close_all(&server->gate);
    close_all(&server->monitor.gate);
    reload_stop(&server->reload);
    ledger_close(&server->ledger);
    worker_stop(&server->worker);
    shutdown_close(&server->shutdown);
    uv_timer_stop(&server->deadline);
    uv_unref((uv_handle_t *)&server->deadline); /* which run() closes */
    if (server->is_draining) {
        uv_timer_start(&server->deadline, on_lost, LIMITS_LOST_MILLISECONDS, 0);
    }
    uv_close((uv_handle_t *)&server->sweep, on_closed);
    uv_close((uv_handle_t *)&server->alive, on_closed);
    if (server->context != NULL) {
        lws_context_destroy(server->context);
    }
    upgrade_stop(server);
    if (reload_is_running(&server->reload)) {
        uv_stop(&server->loop); /* see run_loop() */
    }
}

static void on_deadline(uv_timer_t *timer)
{
    finish(timer->data);
}

static void say_draining(const struct server *server)
{
    char sentence[64];
    snprintf(sentence, sizeof sentence, "stopping; conversations: %u", server->conversations);
    const struct log_detail details[] = {{.name = "conversations", .number = server->conversations},
                                         {.name = NULL}};
    log_write(&server->log, LOG_INFO, "stopping", sentence, details);
}

/* Lets nobody in, says goodbye to everybody, and gives them until the deadline. A second signal ends it at once. */
static void on_signal(void *user, bool again)
{
    struct server *server = user;
    if (again) {
        finish(server);
        return;
    }
    server->is_draining = true;
    say_draining(server);
    notify_stopping();
    accept_stop(&server->gate);
    listen_clean(&server->address);
    uint64_t drain = server->conversations > 0 ? UINT64_C(1000) * server->limits.drain_seconds : 0;
    uv_timer_start(&server->deadline, on_deadline, drain, 0);
    lws_callback_on_writable_all_protocol_vhost(
        server->host, lws_vhost_name_to_protocol(server->host, FAQBOT_CHAT_PROTOCOL));
}

void server_begin(struct server *server)
{
    server->conversations++;
}

/* The end waits for the loop's next turn: libwebsockets is in the middle of something. */
void server_end(struct server *server)
{
    server->conversations--;
    if (server->is_draining && !server->is_finished && server->conversations == 0) {
        uv_timer_start(&server->deadline, on_deadline, 0, 0);
    }
}

static bool is_over(const struct roster *roster, uint64_t now, unsigned seconds)
{
    return roster->first != NULL && now - roster->first->heard_at >= (uint64_t)seconds * 1000000;
}

/* Those who have not read, or not said anything, for too long go. */
static void on_sweep(uv_timer_t *timer)
{
    struct server *server = timer->data;
    uint64_t now = server_now(server);
    while (is_over(&server->paused, now, server->limits.send_seconds)) {
        peer_hang_up(server->paused.first);
    }
    while (server->limits.idle_seconds > 0 && is_over(&server->roster, now, server->limits.idle_seconds)) {
        peer_dismiss_idle(server->roster.first);
    }
    pulse_sweep(server);
    ledger_tend(&server->ledger);
    if (++server->sweeps % LIMITS_SWEEPS_A_REPORT == 0) {
        witness_refusals(server);
    }
}

static void on_alive(uv_timer_t *timer)
{
    (void)timer;
    notify_alive();
}

static void start_loop(struct server *server)
{
    uint64_t interval = notify_interval();
    uv_timer_init(&server->loop, &server->deadline);
    uv_timer_init(&server->loop, &server->sweep);
    server->deadline.data = server->sweep.data = server;
    uv_timer_init(&server->loop, &server->alive);
    if (interval > 0) {
        uv_timer_start(&server->alive, on_alive, 0, interval);
    }
    uv_timer_start(&server->sweep, on_sweep, LIMITS_SWEEP_MILLISECONDS, LIMITS_SWEEP_MILLISECONDS);
}

static void say_serving(struct server *server)
{
    const struct faqbot_about *about = faqbot_about(server->bot);
    char url[LISTEN_URL_BYTES];
    char sentence[LISTEN_URL_BYTES + 16];
    server->started_at = server->loaded_at = server_now(server);
    monitor_say(server);
    listen_write_url(&server->address, server->certificate.path != NULL, url);
    snprintf(sentence, sizeof sentence, "serving %s", url);
    const struct log_detail details[] = {{.name = "url", .text = {url, strlen(url)}},
                                         {.name = "knowledge", .text = about->version},
                                         {.name = "entries", .number = about->entries},
                                         {.name = NULL}};
    log_write(&server->log, LOG_INFO, "serving", sentence, details);
    notify_ready(sentence);
}

static void count_handle(uv_handle_t *handle, void *user)
{
    *(unsigned *)user += uv_has_ref(handle) != 0;
}

/* Runs the loop until nothing keeps it. That may be a thread that builds new knowledge, which can be told nothing and
 * can take any time: nobody waits for it. It writes no file, so where all else has ended, the journal and every
 * goodbye, the process ends, and the system takes back what it holds. */
static void run_loop(struct server *server)
{
    uv_run(&server->loop, UV_RUN_DEFAULT);
    while (server->is_finished && reload_is_running(&server->reload)) {
        unsigned handles = 0;
        uv_walk(&server->loop, count_handle, &handles);
        if (handles == 0) {
            _exit(EXIT_SUCCESS);
        }
        uv_run(&server->loop, UV_RUN_ONCE);
    }
    uv_run(&server->loop, UV_RUN_DEFAULT);
}

/* From here on `descriptor` is the gate's. */
static enum faqbot_status run(struct server *server, int descriptor,
                              const struct faqbot_server_options *options, struct faqbot_fault *fault)
{
    start_loop(server);
    enum faqbot_status status = shutdown_start(&server->shutdown, &server->loop, &server->log,
                                               server->limits.drain_seconds, on_signal, server, fault);
    worker_start(&server->worker, &server->loop);
    if (status == FAQBOT_OK) {
        status = pool_start(&server->loop, &server->first_work, fault);
    }
    if (status == FAQBOT_OK) {
        status = ledger_open(&server->ledger, server, options, fault);
    }
    if (status == FAQBOT_OK) {
        status = start_context(server, fault);
    }
    if (status == FAQBOT_OK) {
        status = monitor_start(server, fault);
    }
    if (status == FAQBOT_OK) {
        status = accept_start(&server->gate, &server->loop, descriptor, server, fault);
    } else {
        close(descriptor);
    }
    if (status != FAQBOT_OK) {
        finish(server);
    } else {
        reload_start(&server->reload, options->watch);
        say_serving(server);
    }
    run_loop(server);
    uv_close((uv_handle_t *)&server->deadline, on_closed);
    if (server->context != NULL) { /* what the first call had to wait for has happened */
        lws_context_destroy(server->context);
    }
    uv_run(&server->loop, UV_RUN_DEFAULT);
    shutdown_end(&server->shutdown);
    return status;
}

static enum faqbot_status serve(struct server *server, const struct faqbot_server_options *options,
                                struct faqbot_fault *fault)
{
    int descriptor = -1;
    enum faqbot_status status = configure_read(server, options, fault);
    if (status == FAQBOT_OK) {
        status = accept_plan(server->limits.connections,
                             server->certificate.context == NULL ? 1 : LIMITS_DESCRIPTORS_ENCRYPTED,
                             monitor_descriptors(&server->monitor), &server->gate.connections_max, fault);
    }
    if (status == FAQBOT_OK) {
        status = monitor_listen(&server->monitor, fault);
    }
    if (status == FAQBOT_OK) {
        status = listen_open(&server->address, &descriptor, fault);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    status = reload_open(&server->reload, server, &options->bot, fault);
    if (status != FAQBOT_OK) {
        close(descriptor);
        return status;
    }
    int error = uv_loop_init(&server->loop);
    if (error != 0) {
        close(descriptor);
        status = fail_with(fault, FAQBOT_IO, "the event loop does not start: %s", uv_strerror(error));
    } else {
        status = run(server, descriptor, options, fault);
        error = uv_loop_close(&server->loop);
        assert(error == 0);
        (void)error;
    }
    faqbot_close(server->reload.made_too);
    faqbot_close(server->bot);
    return status;
}

enum faqbot_status faqbot_server_check(const struct faqbot_server_options *options,
                                       struct faqbot_fault *fault)
{
    struct server server = {.gate = {.descriptor = -1}, .monitor = MONITOR_NONE};
    enum faqbot_status status = configure_read(&server, options, fault);
    configure_release(&server);
    return status;
}

enum faqbot_status faqbot_serve(const struct faqbot_server_options *options, struct faqbot_fault *fault)
{
    struct server server = {
        .gate = {.descriptor = -1}, .monitor = MONITOR_NONE, .chat = {.microseconds = microseconds}};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before;
    asset_fill(&server.assets);
    sigaction(SIGPIPE, &ignore, &before);
    uv_random(NULL, NULL, server.seed, sizeof server.seed, 0,
              NULL); /* what fails leaves it as good as known */
    enum faqbot_status status =
        faqbot_response_cache_new((size_t)options->limits.cached_questions * LIMITS_REPLY_BYTES_TYPICAL,
                                  server.seed, &server.chat.response_cache);
    if (status == FAQBOT_OK) {
        status = serve(&server, options, fault);
    } else {
        fail_with(fault, status, "out of memory");
    }
    sigaction(SIGPIPE, &before, NULL);
    monitor_stop(&server.monitor);
    crowd_release(&server.crowd);
    faqbot_response_cache_free(server.chat.response_cache);
    configure_release(&server);
    return status;
}
