/* diff.h - what a new knowledge answers otherwise than the old one. */
#ifndef FAQBOT_DIFF_H
#define FAQBOT_DIFF_H

#include <stdint.h>

#include <faqbot/faqbot.h>

#define FAQBOT_DIFF_MOVED .1 /* a confidence that moves by more is told of */

enum faqbot_change_kind {
    FAQBOT_CHANGE_ANSWER, /* another entry answers, or the same one with another text */
    FAQBOT_CHANGE_GAINED, /* answered now, and was not */
    FAQBOT_CHANGE_LOST,   /* was answered, and is not */
    FAQBOT_CHANGE_MOVED,  /* the same outcome, at another confidence */
    FAQBOT_CHANGE_KINDS
};

/* One side of a change. `entry` is empty where the question is not answered. */
struct faqbot_change_side {
    enum faqbot_outcome outcome;
    struct faqbot_view entry;
    double confidence;
};

/* The views are valid until the function that is told of it returns. */
struct faqbot_change {
    enum faqbot_change_kind kind;
    struct faqbot_view question;
    struct faqbot_change_side before;
    struct faqbot_change_side after;
};

typedef void faqbot_tell_change(void *user, const struct faqbot_change *change);

struct faqbot_diff_options {
    const char *before; /* a folder, a file of knowledge, or an index */
    const char *after;  /* the same */
    const char
        *questions; /* a file of further questions, one a line; what follows a tab is not read; may be NULL */
    const char *journal; /* its questions are asked too, once each; may be NULL */
    int64_t since;       /* seconds since 1970: not those of the journal that were asked before */
    faqbot_tell_change *tell;
    void *tell_user;
    faqbot_report *report; /* told of each fault in what is read; may be NULL */
    void *report_user;
};

struct faqbot_diff_result {
    size_t questions; /* asked */
    size_t changes[FAQBOT_CHANGE_KINDS];
};

/* Asks both the same: the phrasings of the FAQ entries of either, the questions of either's tests.tsv, where it is a
 * folder, those of the file, and those of the journal; equal ones once, in this order. Fails as faqbot_open() does,
 * or where the file of questions or the journal cannot be read, and then fills `fault`. */
enum faqbot_status faqbot_diff(const struct faqbot_diff_options *options, struct faqbot_diff_result *result,
                               struct faqbot_fault *fault);

#endif
