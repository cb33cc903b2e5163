/* retrieval/retrieval.h - a knowledge base opened for searching: a question in, ranked entries and a confidence
 * out. */
#ifndef RETRIEVAL_RETRIEVAL_H
#define RETRIEVAL_RETRIEVAL_H

#include <faqbot.h>

#include "base/arena.h"
#include "base/fault.h"
#include "store/store.h"

struct searcher;

/* Opens the index file `index`, or indexes `knowledge` in memory: one of them is set. *retrieval is the caller's,
 * released by search_close(). Statuses and `fault` as faqbot_open() says. */
enum faqbot_status search_open(const char *index, const char *knowledge, struct fault_reporter *reporter,
                               struct searcher **searcher, struct faqbot_fault *fault);
void search_close(struct searcher *searcher); /* NULL is allowed */

/* Where the entries are read from; valid until close. */
struct store *search_store(struct searcher *searcher);

size_t search_entry_count(const struct searcher *searcher);

/* Reads a setting of the index into the arena, with a NUL behind it; `fallback` where the index has none. CORRUPT, IO,
 * NO_MEMORY. */
void search_setting(struct searcher *searcher, const char *name, const char *fallback, struct arena *arena,
                    struct faqbot_view *value, enum faqbot_status *status);

struct search_match {
    uint32_t entry;
    double score;        /* 0..1, falling; that of the first match is the confidence */
    double contribution; /* share of the first match's score, both without the classifier's contribution */
};

struct search_result {
    enum faqbot_outcome outcome; /* the confidence held against the thresholds */
    double confidence;           /* 0..1, of the first match; 0 where there is none */
    struct search_match *matches;
    size_t match_count;
    struct faqbot_correction *corrections; /* `from` points into the question */
    size_t correction_count;
    struct faqbot_view *unknown_words; /* point into the question */
    size_t unknown_word_count;
};

struct search;
struct languages;

/* How a search arrived at its result, for explain.c. */
struct search_trace {
    const struct search *search; /* lies in the search's arena */
    const struct languages *languages;
    double answered_threshold;
    double unsure_threshold;
};

struct search_query {
    struct faqbot_view text;    /* valid UTF-8 */
    struct faqbot_view context; /* the id of the entry answered last; empty for none */
    size_t top;                 /* matches wanted */
    struct search_trace *trace; /* filled in if not NULL */
};

/* Searches. The result lies in the arena. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status search_find(struct searcher *searcher, const struct search_query *query,
                               struct arena *arena, struct search_result *result);

/* At most `limit` entries, best first, whose phrasings contain every word of `typed`, the last of which may be
 * unfinished. They lie in the arena. */
enum faqbot_status search_suggest(struct searcher *searcher, struct faqbot_view typed, size_t limit,
                                  struct arena *arena, uint32_t **entries, size_t *count);

#endif
