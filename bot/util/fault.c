/* util/fault.c - filling a caller's fault, the words for a status, and the names of outcomes.
 *
 * A fault is a fixed-size struct of its owner's, and nothing here allocates: memory may be what failed.
 * Sentences are cut between characters where they do not fit, so that a fault is valid UTF-8 whatever it
 * quotes. Deliberately knows no stream and no exit code: reporting is done once, by a front end. */
#include "util/util.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define VIEW_BYTES_SHOWN 300 /* of a quoted text: enough to find it by, in a sentence of 384 bytes */

const char *faqbot_status_text(enum faqbot_status status)
{
    static const char *const texts[] = {[FAQBOT_OK] = "success",
                                        [FAQBOT_NO_MEMORY] = "out of memory",
                                        [FAQBOT_IO] = "input or output failed",
                                        [FAQBOT_NOT_FOUND] = "not found",
                                        [FAQBOT_INVALID] = "not valid",
                                        [FAQBOT_CORRUPT] = "damaged",
                                        [FAQBOT_VERSION] = "of another version",
                                        [FAQBOT_LIMIT] = "over a limit",
                                        [FAQBOT_INTERRUPTED] = "interrupted",
                                        [FAQBOT_UNAVAILABLE] = "not to be reached"};
    size_t number = (size_t)status;
    return number < sizeof texts / sizeof texts[0] ? texts[number] : "unknown status";
}

int fault_excerpt_size(struct faqbot_view view)
{
    return (int)utf8_cut(view, VIEW_BYTES_SHOWN).size;
}

static void copy_text(char *to, size_t size, const char *from)
{
    struct faqbot_view shown = utf8_cut(view_of(from), size - 1);
    memcpy(to, from, shown.size);
    to[shown.size] = '\0';
}

/* The sentence is written whole first and cut afterwards: vsnprintf() would cut within a character. It takes
 * four times the room, for a few excerpts of VIEW_BYTES_SHOWN each. */
__attribute__((format(printf, 4, 0))) static void fill(struct faqbot_fault *fault, const char *rule,
                                                       const char *path, const char *sentence, va_list args)
{
    char whole[4 * FAQBOT_FAULT_SENTENCE_BYTES];
    if (vsnprintf(whole, sizeof whole, sentence, args) < 0) {
        whole[0] = '\0';
    }
    copy_text(fault->sentence, sizeof fault->sentence, whole);
    copy_text(fault->path, sizeof fault->path, path == NULL ? "" : path);
    copy_text(fault->rule, sizeof fault->rule, rule);
}

/* The usual end of a function that fails:
 *
 *     return fault_set(fault, FAQBOT_IO, path, 0, "it cannot be read: %s", fault_reason(errno).text); */
enum faqbot_status fault_set(struct faqbot_fault *fault, enum faqbot_status status, const char *path,
                             unsigned line, const char *sentence, ...)
{
    if (fault != NULL) {
        va_list args;
        va_start(args, sentence);
        *fault = (struct faqbot_fault){.status = status, .severity = FAQBOT_ERROR, .line = line};
        fill(fault, "", path, sentence, args);
        va_end(args);
    }
    return status;
}

/* strerror_r() as POSIX has it: the message goes into our bytes. Empty where the number is unknown. */
struct fault_reason fault_reason(int number)
{
    struct fault_reason reason;
    if (strerror_r(number, reason.text, sizeof reason.text) != 0) {
        reason.text[0] = '\0';
    }
    return reason;
}

void fault_begin(struct faqbot_fault *fault)
{
    if (fault != NULL) {
        *fault = (struct faqbot_fault){.status = FAQBOT_OK};
    }
}

/* A net below functions that call much: whatever failed without a sentence gets the words for its status, so
 * that a person is never told nothing. */
enum faqbot_status fault_end(struct faqbot_fault *fault, enum faqbot_status status, const char *path)
{
    return status != FAQBOT_OK && fault != NULL && fault->sentence[0] == '\0'
               ? fault_set(fault, status, path, 0, "%s", faqbot_status_text(status))
               : status;
}

void fault_report(struct fault_reporter *reporter, enum faqbot_severity severity, const char *rule,
                  const char *path, unsigned line, const char *sentence, ...)
{
    reporter->warnings += severity == FAQBOT_WARNING;
    reporter->errors += severity == FAQBOT_ERROR;
    if (reporter->report != NULL) {
        struct faqbot_fault fault = {.status = FAQBOT_INVALID, .severity = severity, .line = line};
        va_list args;
        va_start(args, sentence);
        fill(&fault, rule, path, sentence, args);
        va_end(args);
        reporter->report(reporter->user, &fault);
    }
}

/* The one table of outcomes' names, for the protocol, the journal and the command line alike. It lies here
 * because these three know no other module in common. */
const char *faqbot_outcome_name(enum faqbot_outcome outcome)
{
    static const char *const names[FAQBOT_OUTCOMES] = {[FAQBOT_ANSWERED] = "answered",
                                                       [FAQBOT_UNSURE] = "unsure",
                                                       [FAQBOT_NONE] = "none",
                                                       [FAQBOT_SMALLTALK] = "smalltalk"};
    return names[outcome];
}
