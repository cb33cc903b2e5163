/* log.c - what the operator gets to know: faults at the start, log lines, counters.
 *
 * Three ways out, for three readers. A fault stops the start and is reported by the command line, which knows
 * the option to blame. A log line says what happened while the server runs; it is a sentence for a terminal
 * or the journal of systemd, or a JSON object for a log collector. A counter is for graphs and alerts, and is
 * read through metrics.c.
 *
 * Where lines go is decided by the command line, which passes in a function; this file neither opens nor
 * writes to anything. No line holds a client's address, so that a log is not a record of persons, and the
 * text of a question is in it only where the operator asks for that.
 *
 * JSON is escaped here and not by util's writer, which writes into memory that grows: a line that says
 * that memory is short must not need any. Whatever a stranger sends may end up in a line, and the line
 * must stay one line and valid JSON even where it has to be cut. */
#include "server/server_internal.h"

#include <stdarg.h>

/* A line of JSON keeps this much room for what follows a string: closing quotes, details with numbers, the
 * brace. */
#define LOG_END_BYTES 512

/* -- Text and faults ------------------------------------------------------------------------------------- */

/* vsnprintf() gives the size that it would have needed, so a text that is cut ends one byte before its room
 * does: its NUL is there. Every later call then finds room for that NUL alone, and does nothing. */
void text_add(struct text *text, const char *format, ...)
{
    size_t room = text->capacity - text->size;
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text->bytes + text->size, room, format, arguments);
    va_end(arguments);
    text->size += size < 0 ? 0 : (size_t)size < room ? (size_t)size : room - 1;
}

/* -- Lines ----------------------------------------------------------------------------------------------- */

/* A line is text for a person or JSON for a program, as the operator chooses, and never a mix of both. */

/* The size of the UTF-8 character at the front, 0 where there is none. The shortest valid beginning is a
 * whole character, and none is longer than four bytes (RFC 3629, section 3). */
static size_t character_size(struct faqbot_view rest)
{
    size_t size = 1;
    while (size <= 4 && size <= rest.size && !utf8_is_valid(view_make(rest.bytes, size))) {
        size++;
    }
    return size <= 4 && size <= rest.size ? size : 0;
}

/* DEL is escaped although JSON allows it: terminals and some readers of logs act on it. */
static void add_string(struct text *line, struct faqbot_view text)
{
    text_add(line, "\"");
    for (size_t i = 0; i < text.size && line->size < LOG_LINE_BYTES - LOG_END_BYTES;) {
        const char *at = text.bytes + i;
        unsigned char byte = (unsigned char)*at;
        size_t size = character_size(view_slice(text, i, text.size));
        if (size == 0) {
            text_add(line, "\\ufffd");
        } else if (byte < 0x20 || byte == 0x7f) {
            text_add(line, "\\u%04x", byte);
        } else if (*at == '"' || *at == '\\') {
            text_add(line, "\\%c", *at);
        } else {
            text_add(line, "%.*s", (int)size, at);
        }
        i += size == 0 ? 1 : size;
    }
    text_add(line, "\"");
}

/* A line that is nearly full gets no more details, so that what is there is whole. */
static void add_details(struct text *line, const struct log_detail *detail)
{
    for (; detail != NULL && detail->name != NULL && line->size < LOG_LINE_BYTES - LOG_END_BYTES; detail++) {
        text_add(line, ",\"%s\":", detail->name);
        if (detail->text.bytes != NULL) {
            add_string(line, detail->text);
        } else if (detail->real != 0) {
            text_add(line, "%s", number_text(detail->real, 4).text);
        } else {
            text_add(line, "%llu", (unsigned long long)detail->number);
        }
    }
}

/* Both forms are written on the stack. A line that says that memory is short must not need any.
 *
 * The time is UTC with milliseconds, as RFC 3339 has it: lines of several machines can be merged by it. */
void log_write(const struct log *log, enum log_level level, const char *event,
               const struct log_detail *details, const char *sentence, ...)
{
    static const char *const levels[] = {"info", "warning", "error"};
    char written[LOG_LINE_BYTES];
    char bytes[LOG_LINE_BYTES];
    struct text line = {.bytes = bytes, .capacity = sizeof bytes};
    va_list arguments;
    struct timespec now;
    struct tm parts;
    char seconds[32];
    if (log->write == NULL) {
        return;
    }
    va_start(arguments, sentence);
    vsnprintf(written, sizeof written, sentence, arguments);
    va_end(arguments);
    if (log->is_json) {
        clock_gettime(CLOCK_REALTIME, &now);
        gmtime_r(&now.tv_sec, &parts);
        strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &parts); /* digits, which no locale changes */
        text_add(&line, "{\"time\":\"%s.%03ldZ\"", seconds, now.tv_nsec / 1000000);
        text_add(&line, ",\"level\":\"%s\",\"event\":\"%s\",\"message\":", levels[level], event);
        add_string(&line, view_of(written));
        add_details(&line, details);
        text_add(&line, "}");
    }
    log->write(log->user, log->is_json ? (struct faqbot_view){line.bytes, line.size} : view_of(written));
}

/* In the form FILE:LINE: SEVERITY: SENTENCE, which editors and terminals can jump to, as compilers write
 * it. */
void log_fault(void *user, const struct faqbot_fault *fault)
{
    bool is_warning = fault->severity == FAQBOT_WARNING;
    char line[16] = "";
    const struct log_detail details[] = {{.name = "rule", .text = view_of(fault->rule)},
                                         {.name = "path", .text = view_of(fault->path)},
                                         {.name = "line", .number = fault->line},
                                         {.name = NULL}};
    if (fault->severity == FAQBOT_HINT) {
        return; /* for `check`, whose user asks for them */
    }
    if (fault->line > 0) {
        snprintf(line, sizeof line, ":%u", fault->line);
    }
    log_write(user, is_warning ? LOG_WARNING : LOG_ERROR, "knowledge", details, "%s%s: %s: %s",
              fault->path[0] != '\0' ? fault->path : "knowledge", line, is_warning ? "warning" : "error",
              fault->sentence);
}

/* -- Counters and the access log ------------------------------------------------------------------------- */

#define REFUSAL_NAME(reason, name) name,
const char *const refusal_names[REFUSALS] = {REFUSAL_TABLE(REFUSAL_NAME)};

const uint64_t stats_latency_bounds[STATS_LATENCIES] = {50,   100,   250,   500,   1000,   2500,
                                                        5000, 10000, 25000, 50000, 100000, 1000000};

/* Latency is a histogram of fixed buckets, as Prometheus wants it: quantiles are computed where several
 * servers can be added up, and a bucket costs one addition here. Only answered asks are counted in it; a
 * refusal takes no time, and would make the server look faster the more it refuses. */
void stats_request(struct stats *stats, const struct faqbot_chat_event *event)
{
    stats->requests[event->type]++;
    if (event->error != NULL) {
        stats->errors++;
    } else if (event->type == FAQBOT_CHAT_ASK) {
        unsigned bucket = 0;
        while (bucket < STATS_LATENCIES && event->microseconds > stats_latency_bounds[bucket]) {
            bucket++;
        }
        stats->latencies[bucket]++;
        stats->ask_microseconds += event->microseconds;
        stats->outcomes[event->outcome]++;
        stats->cached += event->is_cached;
    }
}

/* In the sentence an entry's id is cut and the question comes last, so that a line can be read at a glance.
 * In JSON both are whole. */
void access_log_ask(const struct log *log, const struct faqbot_chat_event *event)
{
    struct faqbot_view outcome = view_of(faqbot_outcome_name(event->outcome));
    struct faqbot_view entry = {event->entry.size > 0 ? event->entry.bytes : "", event->entry.size};
    bool shows_question = log->has_questions && event->may_keep;
    bool has_question = shows_question && !log->is_json;
    const struct log_detail details[] = {{.name = "outcome", .text = outcome},
                                         {.name = "confidence", .real = event->confidence},
                                         {.name = "took_us", .number = event->microseconds},
                                         {.name = "entry", .text = entry},
                                         {.name = shows_question ? "question" : NULL, .text = event->text},
                                         {.name = NULL}};
    log_write(log, LOG_INFO, "ask", details, "asked: %s, confidence %s, %llu us%s%.*s%s%.*s", outcome.bytes,
              number_text(event->confidence, 2).text, (unsigned long long)event->microseconds,
              entry.size > 0 ? ", " : "", entry.size < 64 ? (int)entry.size : 64, entry.bytes,
              has_question ? ": " : "", has_question ? (int)event->text.size : 0, event->text.bytes);
}

/* Sums and not single refusals: an attack must not fill the disk by being refused. */
void access_log_refusals(const struct log *log, struct stats *stats)
{
    for (unsigned i = 0; i < REFUSALS; i++) {
        uint64_t count = stats->refusals[i] - stats->reported[i];
        const struct log_detail details[] = {{.name = "reason", .text = view_of(refusal_names[i])},
                                             {.name = "count", .number = count},
                                             {.name = NULL}};
        if (count > 0) {
            log_write(log, LOG_WARNING, "refused", details, "refused %llu times: %s",
                      (unsigned long long)count, refusal_names[i]);
        }
        stats->reported[i] = stats->refusals[i];
    }
}
