/* log.h - what the server tells its operator: one line an event, as JSON or as a sentence. */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

#include <stdint.h>

#include "server/server.h"

#define LOG_LINE_BYTES 8192 /* what does not fit is cut */

enum log_level { LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Zeroed: nobody reads it. It may be written to by several threads. */
struct log {
    faqbot_server_log *write;
    void *user;
    bool is_json;
};

/* A detail; the last of a list has no name. Of the values the one that is set counts, a text before a number. */
struct log_detail {
    const char *name;        /* static */
    struct faqbot_view text; /* any bytes; bytes NULL: none */
    uint64_t number;
    double real; /* where it is not 0 */
};

/* Writes a line: the sentence alone, or the time, level, the event's name, sentence and details as JSON. `details`
 * NULL: none. */
void log_write(const struct log *log, enum log_level level, const char *event, const char *sentence,
               const struct log_detail *details);

/* A fault, with its file and line. A faqbot_fault_callback, whose user is the log. */
void log_fault(void *user, const struct faqbot_fault *fault);

#endif
