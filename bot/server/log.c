/* log.c - lines for the operator. Where they go is the face's. */
#include "server/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "util/util.h"

struct line {
    char bytes[LOG_LINE_BYTES];
    size_t size;
};

__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...)
{
    size_t room = sizeof line->bytes - line->size;
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(line->bytes + line->size, room, format, arguments);
    va_end(arguments);
    line->size += size < 0 ? 0 : (size_t)size < room ? (size_t)size : room - 1;
}

/* The size of the UTF-8 character at the start, 0 where there is none (RFC 3629, 4). */
static size_t character_size(const unsigned char *bytes, size_t left)
{
    unsigned char first = bytes[0];
    size_t size = first < 0x80   ? 1
                  : first < 0xc2 ? 0
                  : first < 0xe0 ? 2
                  : first < 0xf0 ? 3
                  : first < 0xf5 ? 4
                                 : 0;
    if (size == 0 || size > left) {
        return 0;
    }
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool is_long = (first == 0xe0 && bytes[1] < 0xa0) || (first == 0xf0 && bytes[1] < 0x90);
    bool is_beyond = (first == 0xed && bytes[1] > 0x9f) || (first == 0xf4 && bytes[1] > 0x8f);
    return is_long || is_beyond ? 0 : size;
}

/* Room is kept for the end of the string and of the object, so that a line that was cut is JSON still. */
static void add_string(struct line *line, struct faqbot_view text)
{
    const size_t room = sizeof line->bytes - 512;
    add(line, "\"");
    for (size_t i = 0; i < text.size && line->size < room;) {
        const unsigned char *at = (const unsigned char *)text.bytes + i;
        size_t size = character_size(at, text.size - i);
        if (size == 0) {
            add(line, "\\ufffd");
        } else if (*at < 0x20 || *at == 0x7f) {
            add(line, "\\u%04x", *at);
        } else if (*at == '"' || *at == '\\') {
            add(line, "\\%c", *at);
        } else {
            add(line, "%.*s", (int)size, (const char *)at);
        }
        i += size == 0 ? 1 : size;
    }
    add(line, "\"");
}

static void add_time(struct line *line)
{
    struct timespec now;
    struct tm parts;
    char text[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts); /* digits alone, which no locale changes */
    add(line, "\"time\":\"%s.%03ldZ\"", text, now.tv_nsec / 1000000);
}

static void add_details(struct line *line, const struct log_detail *detail)
{
    for (; detail != NULL && detail->name != NULL && line->size < sizeof line->bytes - 512; detail++) {
        add(line, ",\"%s\":", detail->name);
        if (detail->text.bytes != NULL) {
            add_string(line, detail->text);
        } else if (detail->real != 0) {
            add(line, "%s", number_text(detail->real, 4).text);
        } else {
            add(line, "%llu", (unsigned long long)detail->number);
        }
    }
}

void log_write(const struct log *log, enum log_level level, const char *event, const char *sentence,
               const struct log_detail *details)
{
    static const char *const levels[] = {"info", "warning", "error"};
    struct line line;
    if (log->write == NULL) {
        return;
    }
    line.size = 0;
    if (log->is_json) {
        add(&line, "{");
        add_time(&line);
        add(&line, ",\"level\":\"%s\",\"event\":\"%s\",\"message\":", levels[level], event);
        add_string(&line, (struct faqbot_view){sentence, strlen(sentence)});
        add_details(&line, details);
        add(&line, "}");
    } else {
        add(&line, "%s", sentence);
    }
    log->write(log->user, (struct faqbot_view){line.bytes, line.size});
}

void log_fault(void *user, const struct faqbot_fault *fault)
{
    const struct log *log = user;
    char sentence[FAQBOT_FAULT_PATH_BYTES + FAQBOT_FAULT_SENTENCE_BYTES + 64];
    char line[16] = "";
    if (fault->line > 0) {
        snprintf(line, sizeof line, ":%u", fault->line);
    }
    snprintf(sentence, sizeof sentence, "%s%s: %s: %s", fault->path[0] != '\0' ? fault->path : "knowledge",
             line, fault->severity == FAQBOT_WARNING ? "warning" : "error", fault->sentence);
    const struct log_detail details[] = {{.name = "rule", .text = {fault->rule, strlen(fault->rule)}},
                                         {.name = "path", .text = {fault->path, strlen(fault->path)}},
                                         {.name = "line", .number = fault->line},
                                         {.name = NULL}};
    log_write(log, fault->severity == FAQBOT_WARNING ? LOG_WARNING : LOG_ERROR, "knowledge", sentence,
              details);
}
