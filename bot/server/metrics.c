/* metrics.c - the counters as Prometheus reads them, health and readiness, and who may see them on an address
 * of their own.
 *
 * The metrics' listener is apart from the visitors' so that no request of a visitor, however it is written
 * and whatever proxy it passes, can come to the metrics. It speaks HTTP without TLS; a connection carries one
 * request, has a few seconds for it, and counts nowhere.
 *
 * The text is Prometheus' format 0.0.4. Names never change their meaning, because dashboards and alerts refer
 * to them; a new meaning gets a new name. Counters only grow, gauges are read when they are asked for, and
 * nothing is computed that Prometheus can compute: no rates, no averages.
 *
 * Health says that the loop turns, readiness that it makes sense to send visitors here. A server that drains
 * is healthy and not ready. */
#include "server/server_internal.h"

#define METRICS_BYTES 16384
#define READY_BYTES 128

/* -- The text -------------------------------------------------------------------------------------------- */

/* Name, help and type come once, before the values. */
static void begin(struct text *text, const char *name, const char *type, const char *help)
{
    text_add(text, "# HELP faqbot_%s %s\n# TYPE faqbot_%s %s\n", name, help, name, type);
}

static void add(struct text *text, const char *name, const char *type, const char *help, uint64_t value)
{
    begin(text, name, type, help);
    text_add(text, "faqbot_%s %llu\n", name, (unsigned long long)value);
}

/* A counter with one label: `names` are its values. */
static void add_labelled(struct text *text, const char *name, const char *label, const char *help,
                         const char *const *names, const uint64_t *values, size_t count)
{
    begin(text, name, "counter", help);
    for (size_t i = 0; i < count; i++) {
        text_add(text, "faqbot_%s{%s=\"%s\"} %llu\n", name, label, names[i], (unsigned long long)values[i]);
    }
}

static void add_seconds_since(struct text *text, const struct server *server, const char *name,
                              const char *help, uint64_t since)
{
    begin(text, name, "gauge", help);
    text_add(text, "faqbot_%s %s\n", name, number_text((double)(server_now(server) - since) / 1e6, 3).text);
}

/* Pages count as requests too, but by their kind, which is another question. */
static void add_requests(struct text *text, const struct stats *stats)
{
    static const char *const types[FAQBOT_CHAT_REQUEST_TYPES] = {
        [FAQBOT_CHAT_ASK] = "ask",           [FAQBOT_CHAT_GET] = "get",
        [FAQBOT_CHAT_SUGGEST] = "suggest",   [FAQBOT_CHAT_PING] = "ping",
        [FAQBOT_CHAT_FEEDBACK] = "feedback", [FAQBOT_CHAT_SEARCH] = "search",
        [FAQBOT_CHAT_FORGET] = "forget",     [FAQBOT_CHAT_RESUME] = "resume",
        [FAQBOT_CHAT_CONSENT] = "consent",   [FAQBOT_CHAT_HANDOVER] = "handover"};
    static const char *const pages[FAQBOT_PAGE_KINDS] = {"home", "question", "entry",
                                                         "list", "search",   "privacy"};
    const char *outcomes[FAQBOT_OUTCOMES];
    for (unsigned i = 0; i < FAQBOT_OUTCOMES; i++) {
        outcomes[i] = faqbot_outcome_name((enum faqbot_outcome)i);
    }
    add_labelled(text, "requests_total", "type", "Requests that were served, by type.", types,
                 stats->requests, FAQBOT_CHAT_REQUEST_TYPES);
    add_labelled(text, "asks_total", "outcome", "Questions that were asked, by outcome.", outcomes,
                 stats->outcomes, FAQBOT_OUTCOMES);
    add_labelled(text, "pages_total", "kind", "Pages that were made, by kind.", pages, stats->pages,
                 FAQBOT_PAGE_KINDS);
    add(text, "errors_total", "counter", "Requests that were answered with an error.", stats->errors);
    add(text, "cache_hits_total", "counter", "Questions whose answer was known from before.", stats->cached);
    add(text, "asks_delegated_total", "counter", "Questions that went to a thread of their own.",
        stats->delegated);
}

/* A histogram's buckets are cumulative: each counts all that took no longer. */
static void add_latency(struct text *text, const struct stats *stats)
{
    uint64_t below = 0;
    begin(text, "ask_seconds", "histogram", "How long a question took to answer.");
    for (unsigned i = 0; i < STATS_LATENCIES; i++) {
        below += stats->latencies[i];
        text_add(text, "faqbot_ask_seconds_bucket{le=\"%s\"} %llu\n",
                 number_short((double)stats_latency_bounds[i] / 1e6).text, (unsigned long long)below);
    }
    below += stats->latencies[STATS_LATENCIES];
    text_add(text, "faqbot_ask_seconds_bucket{le=\"+Inf\"} %llu\n", (unsigned long long)below);
    text_add(text, "faqbot_ask_seconds_sum %s\n", number_text((double)stats->ask_microseconds / 1e6, 6).text);
    text_add(text, "faqbot_ask_seconds_count %llu\n", (unsigned long long)below);
}

static void add_handovers(struct text *text, const struct server *server)
{
    static const char *const results[] = {"queued", "delivered", "retried", "failed", "dropped"};
    const struct webhook *webhook = &server->webhook;
    const uint64_t counts[] = {server->stats.handovers_queued, atomic_load(&webhook->delivered),
                               atomic_load(&webhook->retried), atomic_load(&webhook->failed),
                               server->stats.handovers_dropped};
    if (webhook->url != NULL) {
        add_labelled(text, "handovers_total", "result",
                     "Conversations handed over to people, by what became of them.", results, counts, 5);
        add(text, "handovers_waiting", "gauge", "Conversations that wait to be delivered.",
            atomic_load(&webhook->waiting));
    }
}

/* What is near its maximum here is what an operator has to raise: connections, replies that wait,
 * addresses. */
static void add_connections(struct text *text, const struct server *server)
{
    const struct stats *stats = &server->stats;
    uint64_t waiting = 0; /* replies that were made and have not been sent */
    for (const struct connection *connection = timeout_list_first(&server->timeouts.active);
         connection != NULL; connection = timeout_list_next(&connection->activity)) {
        waiting += connection->ws->waiting;
    }
    add(text, "connections", "gauge", "Connections that are open.", server->listener.connections);
    add(text, "connections_max", "gauge",
        "The most that there may be; the limit on open files bounds it too.",
        server->listener.connections_max);
    add(text, "connections_total", "counter", "Connections that were accepted.", stats->connections);
    add(text, "conversations", "gauge", "WebSocket visitors.", server->sessions);
    add(text, "conversations_total", "counter", "WebSocket visitors since the start.", stats->sessions);
    add(text, "paused", "gauge", "Visitors who do not read their replies, and are not read from.",
        stats->paused);
    add(text, "replies_waiting", "gauge", "Replies that have not been sent yet.", waiting);
    add(text, "addresses_remembered", "gauge", "Addresses without a connection whose limits are remembered.",
        server->ip_table.gone_count);
}

/* Escaped, as a name of a file may have anything in it. */
static void add_label(struct text *text, const char *name, struct faqbot_view value)
{
    text_add(text, "%s=\"", name);
    for (size_t i = 0; i < value.size; i++) {
        char byte = value.bytes[i];
        const char *escape = byte == '"' || byte == '\\' || byte == '\n' ? "\\" : "";
        text_add(text, "%s%c", escape, byte == '\n' ? 'n' : byte);
    }
    text_add(text, "\"");
}

/* The version and the encoder are labels of a metric that is always 1, so that graphs can show when another one began
 * to answer. */
static void add_knowledge(struct text *text, const struct server *server)
{
    static const char *const results[] = {"ok", "failed"};
    const struct faqbot_about *about = faqbot_about(server->bot);
    const uint64_t reloads[] = {server->stats.reloads, server->stats.reloads_failed};
    add_labelled(text, "reloads_total", "result", "Reloads of the knowledge base, by result.", results,
                 reloads, 2);
    add(text, "reloading", "gauge", "Whether the knowledge base is being reloaded.",
        server->reload.is_running);
    add(text, "worker_ready", "gauge", "Whether asking takes long, so that workers answer.",
        worker_takes_all(&server->workers));
    add(text, "workers", "gauge", "Threads that answer questions, each with a copy of the knowledge base.",
        worker_count(&server->workers));
    add(text, "worker_waiting", "gauge", "Questions that the workers have not answered yet.",
        server->workers.depth);
    begin(text, "knowledge_info", "gauge", "The version of the knowledge base, and its encoder.");
    text_add(text, "faqbot_knowledge_info{");
    add_label(text, "version", about->version);
    if (about->encoder.size > 0) {
        text_add(text, ",");
        add_label(text, "encoder", about->encoder);
    }
    text_add(text, "} 1\n");
    add(text, "knowledge_entries", "gauge", "Entries of the knowledge base.", about->entries);
    add_seconds_since(text, server, "knowledge_age_seconds", "Time since the knowledge base was loaded.",
                      server->loaded_at);
}

/* Of a journal that goes on to a database. */
static void add_delivery(struct text *text, const struct faqbot_journal_delivery *delivery)
{
    int64_t age = delivery->oldest_at == 0 ? 0 : (int64_t)time(NULL) - delivery->oldest_at;
    add(text, "journal_queue_length", "gauge", "What is on disk here and not yet in the database.",
        delivery->queued);
    add(text, "journal_queue_age_seconds", "gauge", "How long ago the oldest of it happened.",
        age > 0 ? (uint64_t)age : 0);
    add(text, "journal_delivered_total", "counter", "What was on disk here and is in the database.",
        delivery->delivered);
    add(text, "journal_away", "gauge", "Whether the database is away, or late.", delivery->is_away);
}

/* The release that is served and the one that is current are two numbers, since the difference is what to look at. */
static void add_release(struct text *text, const struct server *server)
{
    struct remote_follow_state state;
    if (server->reload.follower == NULL) {
        return;
    }
    remote_follower_get_state(server->reload.follower, &state);
    add(text, "follow_connected", "gauge", "Whether the database that is followed could be read last.",
        state.is_connected);
    add(text, "release", "gauge", "The release that is served.", (uint64_t)state.serving);
    add(text, "release_current", "gauge", "The release that is current in the database; 0: not known yet.",
        (uint64_t)state.current);
    begin(text, "release_info", "gauge", "The hash of the index of the release that is served.");
    text_add(text, "faqbot_release_info{hash=\"%s\"} 1\n", state.hash);
}

/* Nothing without a journal: a metric that is always 0 would look like one that works. */
static void add_journal(struct text *text, const struct server *server)
{
    struct faqbot_journal_state state;
    if (server->journal_client.journal == NULL) {
        return;
    }
    faqbot_journal_get_state(server->journal_client.journal, &state);
    int64_t lag = state.oldest_at == 0 ? 0 : (int64_t)time(NULL) - state.oldest_at;
    add(text, "journal_waiting", "gauge", "Asks and feedback that are not on disk yet.", state.waiting);
    add(text, "journal_lag_seconds", "gauge", "How long the oldest of them has waited.",
        lag > 0 ? (uint64_t)lag : 0);
    add(text, "journal_written_total", "counter", "Asks and feedback that are on disk.", state.written);
    add(text, "journal_lost_total", "counter", "Asks that could not be kept.", state.lost);
    add(text, "journal_trimmed_total", "counter", "Asks that made room for new ones.", state.trimmed.asks);
    add(text, "journal_failing", "gauge", "Whether the last attempt to write failed.",
        state.last != FAQBOT_OK);
    if (server->journal_client.has_store) {
        add_delivery(text, &state.delivery);
    }
}

/* The order is that of their history; Prometheus does not care. */
static size_t write_metrics(const struct server *server, char *bytes)
{
    struct text text = {.bytes = bytes, .capacity = METRICS_BYTES};
    begin(&text, "build_info", "gauge", "The version of the program.");
    text_add(&text, "faqbot_build_info{version=\"%s\"} 1\n", FAQBOT_VERSION_TEXT);
    add_seconds_since(&text, server, "uptime_seconds", "Time since the server started serving.",
                      server->started_at);
    add_requests(&text, &server->stats);
    add_latency(&text, &server->stats);
    add_labelled(&text, "refusals_total", "reason", "Who and what was turned away, by reason.", refusal_names,
                 server->stats.refusals, REFUSALS);
    add_connections(&text, server);
    add_handovers(&text, server);
    add_knowledge(&text, server);
    add_release(&text, server);
    add_journal(&text, server);
    assert(text.size + 1 < text.capacity); /* nothing was cut */
    return text.size;
}

/* -- The answers ----------------------------------------------------------------------------------------- */

/* Written whole before it is sent, so all figures are of one moment. */
void metrics_respond(struct http *http)
{
    http->answer.made = malloc(METRICS_BYTES);
    size_t size = http->answer.made == NULL ? 0 : write_metrics(http->server, http->answer.made);
    http_respond(http, size > 0 ? 200 : 503, "text/plain; version=0.0.4; charset=utf-8",
                 (struct faqbot_view){http->answer.made, size});
}

void metrics_respond_health(struct http *http)
{
    http_respond(http, 200, "text/plain; charset=utf-8", view_of("ok\n"));
}

/* Whoever publishes can wait here until all servers have the release. */
static void respond_release(struct http *http)
{
    struct remote_follow_state state;
    remote_follower_get_state(http->server->reload.follower, &state);
    http->answer.made = malloc(READY_BYTES);
    int size = http->answer.made == NULL
                   ? 0
                   : snprintf(http->answer.made, READY_BYTES, "ready\nrelease %lld %s\n",
                              (long long)state.serving, state.hash);
    http_respond(http, size > 0 ? 200 : 503, "text/plain; charset=utf-8",
                 view_make(http->answer.made, (size_t)size));
}

void metrics_respond_readiness(struct http *http)
{
    const struct server *server = http->server;
    const char *reason =
        server->is_draining ? "not ready: the server is being stopped\n"
        : server->reload.is_doubted
            ? (server->reload.options.stage != NULL ? "not ready: the search cluster does not answer\n"
                                                    : "not ready: the index cannot be read\n")
            : NULL;
    if (reason == NULL && server->reload.follower != NULL) {
        respond_release(http);
        return;
    }
    http_respond(http, reason == NULL ? 200 : 503, "text/plain; charset=utf-8",
                 view_of(reason == NULL ? "ready\n" : reason));
}

/* -- The listener ---------------------------------------------------------------------------------------- */

/* Health and readiness are for anybody who can connect, metrics for addresses in --metrics-from only. */

static bool check(struct http *http)
{
    http->answer.must_close = true;
    return false; /* there is no WebSocket here */
}

/* On a loopback address a page whose name was made to resolve to this machine could read along. The names
 * that visitors know the server by are none of this address's. */
static void answer(struct http *http)
{
    static const struct name_list no_names = {NULL, 0};
    struct faqbot_view path = http->request.path;
    struct faqbot_view host = http->request.headers[REQUEST_HOST];
    const struct connection *connection = http->connection;
    bool may_read =
        !connection->has_peer || address_is_among(&connection->peer, &http->server->metrics_allow);
    bool is_metrics = view_equals_text(path, "/metrics");
    bool is_health = view_equals_text(path, "/healthz");
    if (!origin_host_is_ours(&no_names, &http->server->metrics_listener.address, host)) {
        respond_error(http, 403, "unsupported", "this server is not known by that name");
    } else if ((!is_metrics && !is_health && !view_equals_text(path, "/readyz")) ||
               (is_metrics && !may_read)) {
        respond_error(http, 404, "not_found", "there is nothing at this address");
    } else if (http->request.method != REQUEST_GET && http->request.method != REQUEST_HEAD) {
        http->answer.allow = "GET, HEAD";
        respond_error(http, 405, "unsupported", "this address does not take that method");
    } else if (is_metrics) {
        metrics_respond(http);
    } else if (is_health) {
        metrics_respond_health(http);
    } else {
        metrics_respond_readiness(http);
    }
}

const struct http_handler metrics_handler = {.check = check, .answer = answer};
