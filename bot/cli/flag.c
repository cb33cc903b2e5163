/* cli/flag.c - the table of options. What they mean to a verb stands with the verb. */
#include "cli/flag.h"

#include <stdio.h>
#include <string.h>

#include <faqbot/names.h>

#include "base/ascii.h"

enum {
    ASK = VERB_BIT(VERB_ASK),
    SERVE = VERB_BIT(VERB_SERVE),
    INDEX = VERB_BIT(VERB_INDEX),
    STATS = VERB_BIT(VERB_STATS),
    EVAL = VERB_BIT(VERB_EVAL),
    EXPLAIN = VERB_BIT(VERB_EXPLAIN),
    CHECK = VERB_BIT(VERB_CHECK),
    DIFF = VERB_BIT(VERB_DIFF),
    JOURNAL = VERB_BIT(VERB_JOURNAL),
    IMPORT = VERB_BIT(VERB_IMPORT),
    EXPORT = VERB_BIT(VERB_EXPORT),
    GAPS = VERB_BIT(VERB_GAPS)
};

static const struct flag flags[FLAG_COUNT] = {
    {FLAG_KNOWLEDGE, "knowledge", 'k', "PATH", ASK | SERVE | INDEX | EVAL | EXPLAIN | EXPORT | GAPS,
     "Read the knowledge base from this folder or file (default: knowledge)"},
    {FLAG_INDEX, "index", 'i', "FILE", ASK | SERVE | EVAL | EXPLAIN | EXPORT | GAPS,
     "Answer from this index instead of reading a knowledge base"},
    {FLAG_OUTPUT, "output", 'o', "PATH", INDEX | IMPORT | EXPORT, "Write to this file, or into this folder"},
    {FLAG_UPDATE, "update", 0, NULL, INDEX, "Reuse the unchanged parts of the index that is already there"},
    {FLAG_CONFIG, "config", 0, "FILE", SERVE,
     "Read more options from this file, or from no file if it is none (default: faqbot.conf)"},
    {FLAG_CHECK_CONFIG, "check-config", 0, NULL, SERVE,
     "Print the options in force and where each comes from, and exit"},
    {FLAG_LISTEN, "listen", 'l', "ADDRESS:PORT", SERVE,
     "Listen on this address and port, or on unix:PATH (default: 127.0.0.1:8080)"},
    {FLAG_TLS_CERT, "tls-cert", 0, "FILE", SERVE,
     "Serve TLS with the certificate chain in this PEM file (default: none)"},
    {FLAG_TLS_KEY, "tls-key", 0, "FILE", SERVE,
     "Read the certificate's private key from this PEM file (default: none)"},
    {FLAG_INSECURE, "insecure", 0, NULL, SERVE, "Allow other machines to connect without TLS"},
    {FLAG_WATCH, "watch", 0, NULL, SERVE, "Reload the knowledge base whenever its files change"},
    {FLAG_JOURNAL, "journal", 0, "FILE", SERVE | DIFF | GAPS,
     "Keep questions and feedback in this file, or read them from it (default: none)"},
    {FLAG_RETENTION, "retention", 0, "DAYS", SERVE,
     "Delete journal records after this many days; 0 keeps them forever (default: 90)"},
    {FLAG_JOURNAL_SIZE, "journal-size", 0, "SIZE", SERVE,
     "Let the journal grow to this size, such as 500M; 0 removes the limit (default: 1G)"},
    {FLAG_ASKS_PER_CONNECTION, "asks-per-connection", 0, "N", SERVE,
     "Answer at most N questions a minute on one connection; 0 removes the limit (default: 60)"},
    {FLAG_ASKS_PER_ADDRESS, "asks-per-address", 0, "N", SERVE,
     "Answer at most N questions a minute from one address; 0 removes the limit (default: 300)"},
    {FLAG_CONNECTIONS, "connections", 0, "N", SERVE,
     "Accept at most N connections at a time (default: 20000)"},
    {FLAG_CONNECTIONS_PER_ADDRESS, "connections-per-address", 0, "N", SERVE,
     "Accept at most N connections at a time from one address; 0 removes the limit (default: 64)"},
    {FLAG_MESSAGE_BYTES, "message-bytes", 0, "N", SERVE,
     "Refuse messages longer than N bytes, which may be 256 to 4096 (default: 4096)"},
    {FLAG_FRAGMENTS, "fragments", 0, "N", SERVE,
     "Refuse messages of more than N WebSocket frames (default: 64)"},
    {FLAG_QUEUE_BYTES, "queue-bytes", 0, "N", SERVE,
     "Queue at most N bytes of replies for one client (default: 65536)"},
    {FLAG_HANDSHAKE_SECONDS, "handshake-seconds", 0, "N", SERVE,
     "Close connections whose TLS handshake takes longer than N seconds (default: 10)"},
    {FLAG_HEADER_SECONDS, "header-seconds", 0, "N", SERVE,
     "Close connections whose request head or body takes longer than N seconds (default: 10)"},
    {FLAG_KEEPALIVE_SECONDS, "keepalive-seconds", 0, "N", SERVE,
     "Close connections that send no further HTTP request for N seconds (default: 15)"},
    {FLAG_SEND_SECONDS, "send-seconds", 0, "N", SERVE,
     "Close connections that leave replies unread for N seconds (default: 30)"},
    {FLAG_IDLE_SECONDS, "idle-seconds", 0, "N", SERVE,
     "Close WebSockets that send no message for N seconds; 0 keeps them open (default: 3600)"},
    {FLAG_PING_SECONDS, "ping-seconds", 0, "N", SERVE,
     "Ping WebSocket clients that have been silent for N seconds (default: 30)"},
    {FLAG_PONG_SECONDS, "pong-seconds", 0, "N", SERVE,
     "Close WebSockets that do not answer a ping within N seconds (default: 15)"},
    {FLAG_DRAIN_SECONDS, "drain-seconds", 0, "N", SERVE,
     "Wait up to N seconds after SIGTERM for answers in progress (default: 5)"},
    {FLAG_INLINE_MICROSECONDS, "inline-microseconds", 0, "N", SERVE,
     "Answer questions that take longer than N microseconds in a thread (default: 2000)"},
    {FLAG_CACHED_QUESTIONS, "cached-questions", 0, "N", SERVE,
     "Cache the answers to the last N questions (default: 4096)"},
    {FLAG_TRUST_PROXY, "trust-proxy", 0, "CIDR", SERVE,
     "Trust the X-Forwarded-For header of this proxy or network (default: none)"},
    {FLAG_ORIGIN, "origin", 0, "ORIGIN", SERVE,
     "Let web pages of this origin talk to the server (default: none)"},
    {FLAG_REQUIRE_ORIGIN, "require-origin", 0, NULL, SERVE,
     "Refuse WebSocket clients that send no Origin header"},
    {FLAG_FRAME_ANCESTOR, "frame-ancestor", 0, "ORIGIN", SERVE,
     "Let web pages of this origin show ours in a frame (default: none)"},
    {FLAG_HOST, "host", 0, "NAME", SERVE, "Answer only requests for this host name (default: any)"},
    {FLAG_HSTS, "hsts", 0, "SECONDS", SERVE,
     "Tell browsers to insist on TLS for this many seconds; 0 does not (default: 0)"},
    {FLAG_METRICS_LISTEN, "metrics-listen", 0, "ADDRESS:PORT", SERVE,
     "Serve /metrics on this address instead of the public one (default: none)"},
    {FLAG_METRICS_FROM, "metrics-from", 0, "CIDR", SERVE,
     "Let this address or network read /metrics (default: this machine)"},
    {FLAG_LOG, "log", 0, "auto|text|json", SERVE,
     "Log as text, as JSON, or as text on a terminal and JSON elsewhere (default: auto)"},
    {FLAG_LOG_ASKS, "log-asks", 0, NULL, SERVE, "Log the outcome of each question, without its text"},
    {FLAG_LOG_QUESTIONS, "log-questions", 0, NULL, SERVE, "Log the outcome of each question, with its text"},
    {FLAG_JSON, "json", 'j', NULL, ASK | STATS | EVAL | EXPLAIN | CHECK | DIFF | IMPORT | JOURNAL | GAPS,
     "Print JSON instead of text"},
    {FLAG_TOP, "top", 'n', "N", ASK | EXPLAIN, "Show the N best candidates, 1 to 100 (default: 3)"},
    {FLAG_CONTEXT, "context", 0, "ID", ASK | EXPLAIN,
     "Treat the question as a follow-up to the entry with this id"},
    {FLAG_TIMING, "timing", 0, NULL, ASK, "Report how long each answer took"},
    {FLAG_MIN, "min", 0, "MEASURE=VALUE", EVAL, "Exit with 1 if this measure is below this value"},
    {FLAG_ALL_RIGHT, "all-right", 0, NULL, EVAL, "Exit with 1 if any question is answered wrongly"},
    {FLAG_FAIL_ON, "fail-on", 0, "WHAT", CHECK | DIFF,
     "Exit with 1 if there is a finding or a change of this kind"},
    {FLAG_TODAY, "today", 0, "DAY", CHECK, "Compare review_by dates with this day (default: today)"},
    {FLAG_MAP, "map", 0, "FIELD=COLUMN,...", IMPORT, "Say which column of the table holds which field"},
    {FLAG_DRY_RUN, "dry-run", 0, NULL, IMPORT, "Report what would be imported, and write nothing"},
    {FLAG_FORCE, "force", 0, NULL, IMPORT | EXPORT, "Overwrite the file if it exists"},
    {FLAG_SINCE, "since", 0, "DATE", JOURNAL | GAPS | DIFF, "Leave out what was asked before this day"},
    {FLAG_BEFORE, "before", 0, "DATE", JOURNAL, "Take only what was asked before this day"},
    {FLAG_OLDER_THAN, "older-than", 0, "DAYS", JOURNAL, "Purge what is older than this many days"},
    {FLAG_FORMAT, "format", 0, "jsonl|csv", JOURNAL, "Export in this format (default: jsonl)"},
    {FLAG_MAN, "man", 0, NULL, VERB_BIT(VERB_HELP), "Print the manual page, in mdoc(7)"},
    {FLAG_COLOR, "color", 0, "auto|always|never", VERB_ALL,
     "Use colours always, never, or on a terminal only (default: auto)"},
    {FLAG_HELP, "help", 'h', NULL, VERB_ALL, "Show help for the program or for the command"},
    {FLAG_VERSION, "version", 0, NULL, VERB_ALL, "Print the version"},
};

const struct flag *flag_at(size_t index)
{
    return &flags[index];
}

/* Apart from the table, for only one option has another name. */
static const struct alias {
    enum flag_id id;
    const char *name;
} aliases[] = {{FLAG_KNOWLEDGE, "kb"}};

const char *flag_alias(const struct flag *flag)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (aliases[i].id == flag->id) {
            return aliases[i].name;
        }
    }
    return NULL;
}

static bool is_name(const char *name, const char *bytes, size_t size)
{
    return name != NULL && strlen(name) == size && memcmp(name, bytes, size) == 0;
}

const struct flag *flag_find(const char *name, size_t size)
{
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        if (is_name(flags[i].name, name, size) || is_name(flag_alias(&flags[i]), name, size)) {
            return &flags[i];
        }
    }
    return NULL;
}

const struct flag *flag_find_letter(char letter)
{
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        if (flags[i].letter != 0 && flags[i].letter == letter) {
            return &flags[i];
        }
    }
    return NULL;
}

bool flag_is_for(const struct flag *flag, const struct verb *verb)
{
    return (flag->verbs & VERB_BIT(verb->id)) != 0;
}

bool flag_is_setting(const struct flag *flag)
{
    return (flag->verbs & SERVE) != 0 && flag->verbs != VERB_ALL && flag->id != FLAG_CONFIG &&
           flag->id != FLAG_CHECK_CONFIG;
}

void flag_variable(const char *flag, char name[FLAG_VARIABLE_BYTES])
{
    (void)snprintf(name, FLAG_VARIABLE_BYTES, "FAQBOT_%s", flag);
    for (char *at = name; *at != '\0'; at++) {
        *at = *at == '-' ? '_' : ascii_upper(*at);
    }
}

bool flag_repeats(const struct flag *flag)
{
    static const enum flag_id repeated[] = {FLAG_TRUST_PROXY, FLAG_ORIGIN,       FLAG_FRAME_ANCESTOR,
                                            FLAG_HOST,        FLAG_METRICS_FROM, FLAG_MIN};
    bool repeats = false;
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        repeats = repeats || repeated[i] == flag->id;
    }
    return repeats;
}

struct faqbot_view flag_default(const struct flag *flag)
{
    static const char start[] = "(default: ";
    const char *found = strstr(flag->summary, start);
    size_t size = found == NULL ? 0 : strcspn(found + sizeof start - 1, ")");
    return (struct faqbot_view){found == NULL ? "" : found + sizeof start - 1, size};
}

const char *flag_nearest(const char *name, const struct verb *verb)
{
    const char *names[FLAG_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        if (flag_is_for(&flags[i], verb)) {
            names[count++] = flags[i].name;
        }
    }
    return faqbot_nearest_name(name, names, count);
}
