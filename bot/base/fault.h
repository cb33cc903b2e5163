/* base/fault.h - filling a caller's fault. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <faqbot.h>

#include "base/view.h"

/* How many bytes of a view a sentence shows: 300 at most, cut between characters. */
int fault_excerpt_size(struct faqbot_view view);
#define VIEW_ARGS(view) fault_excerpt_size(view), ((view).bytes == NULL ? "" : (view).bytes)

/* Fills `fault` (NULL: nothing to do) as an error and returns `status`, so that a failing function can end with it.
 * `path` may be NULL, `line` 0. The sentence is printf-like; views are given as "%.*s" with VIEW_ARGS. */
enum faqbot_status fault_set(struct faqbot_fault *fault, enum faqbot_status status, const char *path,
                             unsigned line, const char *sentence, ...) __attribute__((format(printf, 5, 6)));

/* What errno's number means, in the language of the program (strerror() is not for threads); empty where that is not
 * known. By value, so that it can be an argument: fault_reason(errno).text lives until the end of that statement. */
struct fault_reason {
    char text[128];
};
struct fault_reason fault_reason(int number);

/* For a function that calls much that may fail: fault_begin() empties `fault` (NULL allowed), and fault_end() fills it
 * with the words for the status where all the others have left it empty. So nothing fails
 * without a sentence. Returns the status; `path` may be NULL. */
void fault_begin(struct faqbot_fault *fault);
enum faqbot_status fault_end(struct faqbot_fault *fault, enum faqbot_status status, const char *path);

/* Where and how faults that do not end the work are told. Borrowed function and user; counts are the reporter's. */
struct fault_reporter {
    faqbot_fault_callback *report; /* may be NULL */
    void *user;
    size_t warnings;
    size_t errors;
};

/* Tells one fault; the status is FAQBOT_INVALID. `rule` is a stable name of its kind. */
void fault_report(struct fault_reporter *reporter, enum faqbot_severity severity, const char *rule,
                  const char *path, unsigned line, const char *sentence, ...)
    __attribute__((format(printf, 6, 7)));

#endif
