/* metrics.c - the counts in Prometheus' text format, version 0.0.4. Every name has its help and type once, before its
 * values; names never change their meaning. */
#include "server/metrics.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "util/util.h"
#include "server/peer.h"
#include "server/server_internal.h"

struct page {
    char *bytes;
    size_t size;
};

__attribute__((format(printf, 2, 3))) static void add(struct page *page, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(page->bytes + page->size, METRICS_BYTES - page->size, format, arguments);
    va_end(arguments);
    assert(size >= 0 && (size_t)size < METRICS_BYTES - page->size);
    page->size += (size_t)size;
}

static void begin(struct page *page, const char *name, const char *type, const char *help)
{
    add(page, "# HELP faqbot_%s %s\n# TYPE faqbot_%s %s\n", name, help, name, type);
}

static void add_one(struct page *page, const char *name, const char *type, const char *help, uint64_t value)
{
    begin(page, name, type, help);
    add(page, "faqbot_%s %llu\n", name, (unsigned long long)value);
}

static void add_requests(struct page *page, const struct tally *tally)
{
    static const char *const types[FAQBOT_CHAT_REQUEST_TYPES] = {"ask", "get", "suggest", "ping", "feedback"};
    static const char *const outcomes[] = {"answered", "unsure", "none"};
    begin(page, "requests_total", "counter", "Requests that were served, by type.");
    for (unsigned i = 0; i < FAQBOT_CHAT_REQUEST_TYPES; i++) {
        add(page, "faqbot_requests_total{type=\"%s\"} %llu\n", types[i],
            (unsigned long long)tally->requests[i]);
    }
    begin(page, "asks_total", "counter", "Questions that were asked, by outcome.");
    for (unsigned i = 0; i < 3; i++) {
        add(page, "faqbot_asks_total{outcome=\"%s\"} %llu\n", outcomes[i],
            (unsigned long long)tally->outcomes[i]);
    }
    static const char *const pages[TALLY_PAGES] = {
        [FAQBOT_PAGE_HOME] = "home",
        [FAQBOT_PAGE_QUESTION] = "question",
        [FAQBOT_PAGE_ENTRY] = "entry",
        [FAQBOT_PAGE_LIST] = "list",
    };
    begin(page, "pages_total", "counter", "Pages that were made, by kind.");
    for (unsigned i = 0; i < TALLY_PAGES; i++) {
        add(page, "faqbot_pages_total{kind=\"%s\"} %llu\n", pages[i], (unsigned long long)tally->pages[i]);
    }
    add_one(page, "errors_total", "counter", "Requests that were answered with an error.", tally->errors);
    add_one(page, "cache_hits_total", "counter", "Questions whose answer was known from before.",
            tally->cached);
    add_one(page, "asks_delegated_total", "counter", "Questions that went to a thread of their own.",
            tally->delegated);
}

static void add_latency(struct page *page, const struct tally *tally)
{
    uint64_t below = 0;
    begin(page, "ask_seconds", "histogram", "How long a question took to answer.");
    for (unsigned i = 0; i < TALLY_LATENCIES; i++) {
        below += tally->latencies[i];
        add(page, "faqbot_ask_seconds_bucket{le=\"%s\"} %llu\n",
            number_short((double)tally_latency_bound(i) / 1e6).text, (unsigned long long)below);
    }
    below += tally->latencies[TALLY_LATENCIES];
    add(page, "faqbot_ask_seconds_bucket{le=\"+Inf\"} %llu\n", (unsigned long long)below);
    add(page, "faqbot_ask_seconds_sum %s\n", number_text((double)tally->ask_microseconds / 1e6, 6).text);
    add(page, "faqbot_ask_seconds_count %llu\n", (unsigned long long)below);
}

static void add_refusals(struct page *page, const struct tally *tally)
{
    begin(page, "refusals_total", "counter", "Who and what was turned away, by reason.");
    for (unsigned i = 0; i < TALLY_REFUSALS; i++) {
        add(page, "faqbot_refusals_total{reason=\"%s\"} %llu\n", tally_refusal_name((enum tally_refusal)i),
            (unsigned long long)tally->refusals[i]);
    }
}

static void add_knowledge(struct page *page, const struct server *server)
{
    const struct faqbot_about *about = faqbot_about(server->bot);
    begin(page, "knowledge_info", "gauge", "The version of the knowledge base that answers.");
    add(page, "faqbot_knowledge_info{version=\"%.*s\"} 1\n", (int)about->version.size, about->version.bytes);
    add_one(page, "knowledge_entries", "gauge", "Entries of that knowledge base.", about->entries);
    begin(page, "knowledge_age_seconds", "gauge", "Since that knowledge base was loaded.");
    add(page, "faqbot_knowledge_age_seconds %s\n",
        number_text((double)(server_now(server) - server->loaded_at) / 1e6, 3).text);
}

static void add_journal(struct page *page, const struct server *server)
{
    struct faqbot_journal_state state;
    if (server->ledger.journal == NULL) {
        return;
    }
    faqbot_journal_get_state(server->ledger.journal, &state);
    add_one(page, "journal_waiting", "gauge", "Asks and feedback that are not on disk yet.", state.waiting);
    int64_t lag = state.oldest_at == 0 ? 0 : (int64_t)time(NULL) - state.oldest_at;
    add_one(page, "journal_lag_seconds", "gauge", "How long the oldest of them has waited.",
            lag > 0 ? (uint64_t)lag : 0);
    add_one(page, "journal_written_total", "counter", "Asks and feedback that are.", state.written);
    add_one(page, "journal_lost_total", "counter", "Asks that could not be kept.", state.lost);
    add_one(page, "journal_trimmed_total", "counter", "Asks that made room for new ones.",
            state.trimmed.asks);
    add_one(page, "journal_failing", "gauge", "Whether the last attempt to write failed.",
            state.last != FAQBOT_OK);
}

/* Replies that were made and have not been sent. */
static uint64_t count_waiting(const struct server *server)
{
    uint64_t waiting = 0;
    for (const struct roster_place *place = server->roster.first; place != NULL; place = place->behind) {
        const struct peer *peer = lws_wsi_user(place->connection);
        waiting += peer->waiting;
    }
    return waiting;
}

size_t metrics_write(const struct server *server, char *bytes)
{
    const struct tally *tally = &server->tally;
    struct page page = {.bytes = bytes};
    begin(&page, "build_info", "gauge", "The program.");
    add(&page, "faqbot_build_info{version=\"%s\"} 1\n", FAQBOT_VERSION_TEXT);
    begin(&page, "uptime_seconds", "gauge", "Since the server began to serve.");
    add(&page, "faqbot_uptime_seconds %s\n",
        number_text((double)(server_now(server) - server->started_at) / 1e6, 3).text);
    add_requests(&page, tally);
    add_latency(&page, tally);
    add_refusals(&page, tally);
    add_one(&page, "connections", "gauge", "Connections that are open.", server->gate.connections);
    add_one(&page, "connections_max", "gauge",
            "As many as there may be; files that may be open bound it too.", server->gate.connections_max);
    add_one(&page, "connections_total", "counter", "Connections that were accepted.", tally->connections);
    add_one(&page, "conversations", "gauge", "WebSocket visitors.", server->visitors);
    add_one(&page, "conversations_total", "counter", "WebSocket visitors that ever came.", tally->visitors);
    add_one(&page, "paused", "gauge", "Visitors who do not read their replies, and are not read from.",
            tally->paused);
    add_one(&page, "replies_waiting", "gauge", "Replies that have not been sent yet.", count_waiting(server));
    add_one(&page, "addresses_remembered", "gauge", "Addresses that have asked lately and have gone.",
            server->crowd.gone);
    begin(&page, "reloads_total", "counter", "Times that knowledge base was read anew, by result.");
    add(&page, "faqbot_reloads_total{result=\"ok\"} %llu\n", (unsigned long long)tally->reloads);
    add(&page, "faqbot_reloads_total{result=\"failed\"} %llu\n", (unsigned long long)tally->reloads_failed);
    add_one(&page, "reloading", "gauge", "Whether knowledge is being read anew.",
            reload_is_running(&server->reload));
    add_one(&page, "worker_ready", "gauge",
            "Whether the knowledge base takes long, and a thread answers from it.", server->worker.is_ready);
    add_one(&page, "worker_waiting", "gauge", "Questions that the thread has not answered yet.",
            server->worker.depth);
    add_knowledge(&page, server);
    add_journal(&page, server);
    return page.size;
}
