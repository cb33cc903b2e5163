/* check.h - what is wrong with a knowledge, for its author: with file and line, and what to do about it. */
#ifndef FAQBOT_CHECK_H
#define FAQBOT_CHECK_H

#include <stddef.h>

#include <faqbot/fault.h>

#define FAQBOT_CHECK_ANSWER_CHARS 1500 /* code points of an answer; a longer one is a finding */

struct faqbot_check_options {
    const char *knowledge; /* a folder or a file */
    const char *today;     /* YYYY-MM-DD, what review_by is compared with; NULL: it is not */
    faqbot_report *report; /* told of each finding; may be NULL */
    void *report_user;
};

struct faqbot_check_result {
    size_t entries;
    size_t phrasings;    /* that were asked */
    size_t tests;        /* questions of tests.tsv */
    size_t failed_tests; /* of them */
    size_t warnings;
    size_t errors;
};

/* Checks a knowledge: reads it, asks every entry's phrasings, and the questions of the tests.tsv beside it where it is
 * a folder. Findings come as they are made: first what reading finds (the faults that faqbot_open() reports, where a
 * link that would be unsafe to follow is an error), then what the entries show, then what asking shows, then the tests.
 * Each has a rule; the rules are listed in the manual. It takes memory for the questions of all FAQ entries, and time
 * for asking them: neither grows faster than they do.
 *
 * Findings are no failure: FAQBOT_OK, and `result` counts them. Fails as faqbot_open() does, also where `today` is no
 * day (INVALID), and then fills `fault`. */
enum faqbot_status faqbot_check(const struct faqbot_check_options *options,
                                struct faqbot_check_result *result, struct faqbot_fault *fault);

#endif
