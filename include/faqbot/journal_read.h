/* journal_read.h - reading a journal (faqbot/journal.h), while a server may be writing it. Nothing in it is changed. */
#ifndef FAQBOT_JOURNAL_READ_H
#define FAQBOT_JOURNAL_READ_H

#include <stdbool.h>

#include <faqbot/journal.h>

/* One question, and what its visitor thought of the answer. */
struct faqbot_journal_row {
    struct faqbot_journal_ask ask;
    int helpful;                /* 1, 0; -1: nothing was said, or it was taken back */
    struct faqbot_view comment; /* empty where there is none */
};

/* Told a row, valid until the function returns. False: that is enough, nothing more is told. */
typedef bool faqbot_journal_read_ask(void *user, const struct faqbot_journal_row *row);
typedef bool faqbot_journal_read_feedback(void *user, const struct faqbot_journal_feedback *feedback);

struct faqbot_journal_read_options {
    const char *path;
    int64_t since; /* seconds since 1970: nothing from before is told */
    int64_t until; /* nothing from then on is told; 0: there is no such moment */
    /* Told the asks first, then the feedback, each by its time and those of one second in the order in which they
     * came. Both are of one moment, whatever is written meanwhile. Each may be NULL. */
    faqbot_journal_read_ask *ask;
    faqbot_journal_read_feedback *feedback; /* that whose ask is not there included */
    void *user;
};

/* FAQBOT_NOT_FOUND: there is no such file; INVALID: it is no journal; VERSION, IO, CORRUPT, NO_MEMORY; `fault` is
 * filled. Rows may have been told before a failure. */
enum faqbot_status faqbot_journal_read(const struct faqbot_journal_read_options *options,
                                       struct faqbot_fault *fault);

#endif
