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
     "a folder or file of knowledge (default: knowledge)"},
    {FLAG_INDEX, "index", 'i', "FILE", ASK | SERVE | EVAL | EXPLAIN | EXPORT | GAPS,
     "an index to answer from, instead of --knowledge"},
    {FLAG_OUTPUT, "output", 'o', "PATH", INDEX | IMPORT | EXPORT, "the file, or the folder, to write"},
    {FLAG_UPDATE, "update", 0, NULL, INDEX, "take what has not changed from the index there"},
    {FLAG_CONFIG, "config", 0, "FILE", SERVE, "more options; none: no file (default: see above)"},
    {FLAG_CHECK_CONFIG, "check-config", 0, NULL, SERVE, "print all options in force, and do not serve"},
    {FLAG_LISTEN, "listen", 'l', "ADDRESS:PORT", SERVE, "where to listen (default: 127.0.0.1:8080)"},
    {FLAG_TLS_CERT, "tls-cert", 0, "FILE", SERVE, "a certificate, and its chain (default: none)"},
    {FLAG_TLS_KEY, "tls-key", 0, "FILE", SERVE, "the certificate's key (default: none)"},
    {FLAG_INSECURE, "insecure", 0, NULL, SERVE, "serve other machines without TLS"},
    {FLAG_WATCH, "watch", 0, NULL, SERVE, "read the knowledge anew when it changes"},
    {FLAG_JOURNAL, "journal", 0, "FILE", SERVE | DIFF | GAPS,
     "what keeps questions and feedback (default: none)"},
    {FLAG_RETENTION, "retention", 0, "DAYS", SERVE, "and forget them after; 0: never (default: 90)"},
    {FLAG_JOURNAL_SIZE, "journal-size", 0, "SIZE", SERVE,
     "let the journal grow to SIZE; 0: any (default: 1G)"},
    {FLAG_ASKS_PER_CONNECTION, "asks-per-connection", 0, "N", SERVE, "a minute; 0: any number (default: 60)"},
    {FLAG_ASKS_PER_ADDRESS, "asks-per-address", 0, "N", SERVE, "a minute; 0: any number (default: 300)"},
    {FLAG_CONNECTIONS, "connections", 0, "N", SERVE, "at a time; silent ones make room (default: 20000)"},
    {FLAG_CONNECTIONS_PER_ADDRESS, "connections-per-address", 0, "N", SERVE,
     "at a time; 0: any number (default: 64)"},
    {FLAG_MESSAGE_BYTES, "message-bytes", 0, "N", SERVE, "of one message, 256 to 4096 (default: 4096)"},
    {FLAG_FRAGMENTS, "fragments", 0, "N", SERVE, "frames of one message (default: 64)"},
    {FLAG_QUEUE_BYTES, "queue-bytes", 0, "N", SERVE, "of replies that wait (default: 65536)"},
    {FLAG_HANDSHAKE_SECONDS, "handshake-seconds", 0, "N", SERVE, "for the handshake of TLS (default: 10)"},
    {FLAG_HEADER_SECONDS, "header-seconds", 0, "N", SERVE, "for a request's head, or its body (default: 10)"},
    {FLAG_KEEPALIVE_SECONDS, "keepalive-seconds", 0, "N", SERVE, "between HTTP requests (default: 15)"},
    {FLAG_SEND_SECONDS, "send-seconds", 0, "N", SERVE, "replies may lie unread (default: 30)"},
    {FLAG_IDLE_SECONDS, "idle-seconds", 0, "N", SERVE, "of silence; 0: any time (default: 3600)"},
    {FLAG_PING_SECONDS, "ping-seconds", 0, "N", SERVE, "of silence before a ping (default: 30)"},
    {FLAG_PONG_SECONDS, "pong-seconds", 0, "N", SERVE, "for the ping's answer (default: 15)"},
    {FLAG_DRAIN_SECONDS, "drain-seconds", 0, "N", SERVE, "from SIGTERM on to let answers out (default: 5)"},
    {FLAG_INLINE_MICROSECONDS, "inline-microseconds", 0, "N", SERVE,
     "slower asks get a thread (default: 2000)"},
    {FLAG_CACHED_QUESTIONS, "cached-questions", 0, "N", SERVE, "whose answers are kept (default: 4096)"},
    {FLAG_TRUST_PROXY, "trust-proxy", 0, "CIDR", SERVE, "believe its X-Forwarded-For (default: none)"},
    {FLAG_ORIGIN, "origin", 0, "ORIGIN", SERVE, "may ask besides our pages (default: none)"},
    {FLAG_REQUIRE_ORIGIN, "require-origin", 0, NULL, SERVE, "refuse WebSockets from what is no page"},
    {FLAG_FRAME_ANCESTOR, "frame-ancestor", 0, "ORIGIN", SERVE, "may frame our pages (default: none)"},
    {FLAG_HOST, "host", 0, "NAME", SERVE, "a name of this server (default: any)"},
    {FLAG_HSTS, "hsts", 0, "SECONDS", SERVE, "that browsers keep to TLS; 0: none (default: 0)"},
    {FLAG_METRICS_LISTEN, "metrics-listen", 0, "ADDRESS:PORT", SERVE, "where /metrics is (default: none)"},
    {FLAG_METRICS_FROM, "metrics-from", 0, "CIDR", SERVE, "may read /metrics (default: this machine)"},
    {FLAG_LOG, "log", 0, "auto|text|json", SERVE, "auto: text on a terminal (default: auto)"},
    {FLAG_LOG_ASKS, "log-asks", 0, NULL, SERVE, "log each ask, without its text"},
    {FLAG_LOG_QUESTIONS, "log-questions", 0, NULL, SERVE, "log each ask with its text"},
    {FLAG_JSON, "json", 'j', NULL, ASK | STATS | EVAL | EXPLAIN | CHECK | DIFF | IMPORT | JOURNAL | GAPS,
     "print JSON"},
    {FLAG_TOP, "top", 'n', "N", ASK | EXPLAIN, "name the N best candidates, 1 to 100 (default: 3)"},
    {FLAG_CONTEXT, "context", 0, "ID", ASK | EXPLAIN, "the entry answered last, for a follow-up question"},
    {FLAG_TIMING, "timing", 0, NULL, ASK, "say how long each answer took"},
    {FLAG_MIN, "min", 0, "MEASURE=VALUE", EVAL, "exit with 1 if it is lower; may be repeated"},
    {FLAG_ALL_RIGHT, "all-right", 0, NULL, EVAL, "exit with 1 if any question is answered wrongly"},
    {FLAG_FAIL_ON, "fail-on", 0, "WHAT", CHECK | DIFF, "what exits with 1 (default: see above)"},
    {FLAG_TODAY, "today", 0, "DAY", CHECK, "that review_by is held against (default: today)"},
    {FLAG_MAP, "map", 0, "FIELD=COLUMN,...", IMPORT, "which column of a table is what"},
    {FLAG_DRY_RUN, "dry-run", 0, NULL, IMPORT, "say what would be done, and write nothing"},
    {FLAG_FORCE, "force", 0, NULL, IMPORT | EXPORT, "replace the file that is there"},
    {FLAG_SINCE, "since", 0, "DATE", JOURNAL | GAPS | DIFF, "leave out what is older (default: nothing)"},
    {FLAG_BEFORE, "before", 0, "DATE", JOURNAL, "take what is older, and nothing else"},
    {FLAG_OLDER_THAN, "older-than", 0, "DAYS", JOURNAL, "of purge: forget what is older, from now on back"},
    {FLAG_FORMAT, "format", 0, "jsonl|csv", JOURNAL, "of export: the form of its rows (default: jsonl)"},
    {FLAG_MAN, "man", 0, NULL, VERB_BIT(VERB_HELP), "print the page of the manual, in mdoc(7)"},
    {FLAG_COLOR, "color", 0, "auto|always|never", VERB_ALL, "when to use colours (default: auto)"},
    {FLAG_HELP, "help", 'h', NULL, VERB_ALL, "say how to use the program, or the verb"},
    {FLAG_VERSION, "version", 0, NULL, VERB_ALL, "print the version"},
};

const struct flag *flag_at(size_t index)
{
    return &flags[index];
}

const struct flag *flag_find(const char *name, size_t size)
{
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        if (strlen(flags[i].name) == size && memcmp(flags[i].name, name, size) == 0) {
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

void flag_variable(const struct flag *flag, char name[FLAG_VARIABLE_BYTES])
{
    (void)snprintf(name, FLAG_VARIABLE_BYTES, "FAQBOT_%s", flag->name);
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
