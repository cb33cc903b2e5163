/* retrieval/explain.h - how a search came to its findings: the words as they were read, and the evidence. */
#ifndef RETRIEVAL_EXPLAIN_H
#define RETRIEVAL_EXPLAIN_H

#include "retrieval/confidence.h"
#include "retrieval/retrieval.h"

enum explain_origin { EXPLAIN_TYPED, EXPLAIN_CORRECTED, EXPLAIN_SYNONYM, EXPLAIN_CONTEXT };

enum explain_role { EXPLAIN_CONTENT, EXPLAIN_FUNCTION, EXPLAIN_UNKNOWN };

struct explain_word {
    /* points into the question; EXPLAIN_CONTEXT: into that of the entry answered last */
    struct faqbot_view written;
    struct faqbot_view read; /* folded, without accents */
    struct faqbot_view stem;
    enum explain_origin origin;
    enum explain_role role;
    double weight;    /* share of the question's; 0 of a word whose stem came before */
    uint32_t entries; /* that hold the stem */
};

/* All of it lies in the arena. */
struct explain_search {
    struct retrieval_result result; /* what the search gives without being explained */
    struct explain_word *words;
    size_t word_count;
    struct ranked *candidates; /* with the store's numbers; as many as result.matches */
    struct confidence_part parts[CONFIDENCE_PARTS_MAX];
    size_t part_count; /* 0 where there is no candidate */
    double answered_threshold;
    double unsure_threshold;
    struct faqbot_view lang; /* static, or as long as the retrieval */
    bool is_reworded;
    bool is_followed_up;
};

/* Searches as retrieval_search() does, and says how it went. The query's `observe` is not looked at. Statuses as
 * there. */
enum faqbot_status explain_search(struct retrieval *retrieval, const struct retrieval_query *query,
                                  struct arena *arena, struct explain_search *explained);

#endif
