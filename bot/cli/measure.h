/* cli/measure.h - how good answers were, in figures. */
#ifndef CLI_MEASURE_H
#define CLI_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

#include <faqbot/faqbot.h>

#define MEASURE_TOP 10 /* candidates that are looked at */

/* One question, what was expected of it and what was said. The strings are the caller's. */
struct measure_case {
    const char *expected; /* ids joined by commas; "-": to be refused */
    const char *said;     /* the entry given as the answer; "-": none was */
    double confidence;
    enum faqbot_outcome outcome;
    unsigned rank; /* of the first candidate that was expected, from 1; 0: none of the first MEASURE_TOP */
    double gain;   /* normalised discounted cumulative gain at MEASURE_TOP */
};

/* What measure_named() knows them as. */
enum measure_kind {
    MEASURE_SUCCESS1,       /* success1: share of answerable questions whose first candidate is right */
    MEASURE_MRR10,          /* mrr10: mean of 1 / rank over answerable questions */
    MEASURE_NDCG10,         /* ndcg10: mean gain over answerable questions */
    MEASURE_MCC,            /* mcc: multi-class Matthews correlation, refusal a class of its own */
    MEASURE_ANSWERED_RIGHT, /* answered_right: share of answerable questions given a right answer */
    MEASURE_REFUSED,        /* refused: share of the others that got no answer */
    MEASURE_WRONG_OF_GIVEN, /* wrong_of_given: share of given answers that are wrong; the lower the better */
    MEASURE_COUNT
};

struct measures {
    size_t cases;
    size_t answerable;
    size_t hopeless;
    size_t given;
    size_t outcomes[3];       /* by enum faqbot_outcome */
    size_t outcomes_right[3]; /* of them, as expected */
    double value[MEASURE_COUNT];
    bool is_known[MEASURE_COUNT]; /* false: there is no question to measure it on; the value is then 0 */
};

/* Whether `id` is one of the comma-joined `expected`. */
bool measure_is_expected(const char *expected, struct faqbot_view id);

/* Fills rank and gain of `one`, whose `expected` is set, from the candidates. */
void measure_candidates(struct measure_case *one, const struct faqbot_candidate *candidates, size_t count);

/* Whether the case came out as expected: a right answer, or none where none is right. */
bool measure_is_right(const struct measure_case *one);

/* All measures of the cases. FAQBOT_NO_MEMORY. */
enum faqbot_status measure_all(const struct measure_case *cases, size_t count, struct measures *measures);

/* The name of a measure; and the measure of that name, MEASURE_COUNT where there is none. */
const char *measure_name(enum measure_kind kind);
enum measure_kind measure_named(const char *name, size_t size);

#endif
