/* retrieval/retrieval.h - a knowledge opened for searching: a question in, ranked entries and a confidence out. */
#ifndef RETRIEVAL_RETRIEVAL_H
#define RETRIEVAL_RETRIEVAL_H

#include "base/arena.h"
#include "base/fault.h"
#include "store/store.h"

struct retrieval;

/* Opens the index file `index`, or indexes `knowledge` in memory: one of them is set. *retrieval is the caller's,
 * released by retrieval_close(). Statuses and `fault` as faqbot_open() says. */
enum faqbot_status retrieval_open(const char *index, const char *knowledge, struct fault_reporter *reporter,
                                  struct retrieval **retrieval, struct faqbot_fault *fault);
void retrieval_close(struct retrieval *retrieval); /* NULL is allowed */

/* Where the entries are read from; valid until close. */
struct store *retrieval_store(struct retrieval *retrieval);

size_t retrieval_entries(const struct retrieval *retrieval);

enum verdict { VERDICT_NONE, VERDICT_UNSURE, VERDICT_ANSWER };

struct match {
    uint32_t entry;
    double score;    /* 0..1, falling; the first one's is the confidence */
    double evidence; /* as a share of the first one's, what was learned left out: how near it comes to it */
};

struct spelling_correction {
    struct faqbot_view from; /* points into the question */
    struct faqbot_view to;
};

struct retrieval_result {
    enum verdict verdict;
    double confidence; /* 0..1, of the first match; 0 where there is none */
    struct match *matches;
    size_t match_count;
    struct spelling_correction *corrections;
    size_t correction_count;
    struct faqbot_view *unknown_words; /* point into the question */
    size_t unknown_word_count;
};

struct search;
struct search_knowledge;

/* How a search went; valid during the call that it is handed to. */
struct retrieval_course {
    const struct search_knowledge *knowledge;
    const struct search *search;
    const struct retrieval_result *result;
    double answered_threshold;
    double unsure_threshold;
};

/* What fails here fails the search. */
typedef enum faqbot_status retrieval_observe(void *user, const struct retrieval_course *course);

struct retrieval_query {
    struct faqbot_view text;    /* valid UTF-8 */
    struct faqbot_view context; /* the id of the entry answered last; empty for none */
    size_t top;                 /* matches wanted */
    retrieval_observe *observe; /* called once, when all is found (explain.h); may be NULL */
    void *user;
};

/* Searches. What is found lies in the arena. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status retrieval_search(struct retrieval *retrieval, const struct retrieval_query *query,
                                    struct arena *arena, struct retrieval_result *result);

/* Entries whose phrasings hold all words of `typed`, the last of them perhaps unfinished; at most `limit`, the best
 * first. They lie in the arena. */
enum faqbot_status retrieval_suggest(struct retrieval *retrieval, struct faqbot_view typed, size_t limit,
                                     struct arena *arena, uint32_t **entries, size_t *count);

#endif
