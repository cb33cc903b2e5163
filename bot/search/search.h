/* search/search.h - what search/ offers to other modules. */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H

#include <faqbot.h>

#include "index/index.h"
#include "text/text.h"
#include "util/util.h"

/* ==== search.c ========================================================================================== */

/* A knowledge base opened for searching: a question in, ranked entries and a confidence out. */

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

/* What was found for questions that were asked before, the latest used of them. */

#define QUERY_CACHE_QUESTIONS_MAX 65536 /* that a cache may be made for: about 30 MiB of short questions */

/* A cache for at most so many questions, cut to QUERY_CACHE_QUESTIONS_MAX. It belongs to one knowledge base; another
 * one has a cache of its own. The caller releases it with lru_cache_free(). `seed` as lru_cache_new() has it. NULL: no
 * memory. */
struct lru_cache *query_cache_new(size_t questions, struct siphash_key seed);

/* What was kept under `key`, or NULL; valid until the next call on the cache. */
const struct search_result *query_cache_find(struct lru_cache *cache, struct faqbot_view key);

/* Keeps a copy of the result in place of the one that was not used for the longest time. A result that quotes
 * the question (corrections, unknown words) is not kept: the next visitor may have written it otherwise.
 * Under a key that is there, and without memory, nothing is done: a cache may forget. */
void query_cache_put(struct lru_cache *cache, struct faqbot_view key, const struct search_result *result);

/* ==== query.c =========================================================================================== */

/* A question as terms: the stems that are looked for, each with its weight as evidence. */

#define TERMS_MAX 255 /* distinct stems; a question of 500 characters has no more */

/* A function word counts this much of its weight. It must not carry an answer on its own, yet it tells kinds of
 * question apart ("what does one do", "who is one"): evidence of the weak kind. .5 is as good, 1 is not. */
#define TERMS_FUNCTION_WORD_SHARE .25

/* The knowledge base counts as so many entries larger than it is, so that a word in all of a handful of entries
 * still weighs little and one in a single of them still weighs something. */
#define TERMS_UNSEEN_ENTRIES 20

struct term {
    const struct word *word; /* its first occurrence */
    uint32_t row;            /* in MODEL_UNIGRAMS; SPARSE_MATRIX_NONE: the knowledge base has never seen it */
    /* ln(1 + (N - n + .5) / (n + .5)), n entries of N holding the stem; none where it is unknown */
    double weight;
    bool is_function_word;
};

struct terms {
    const struct word *words; /* the question, word by word */
    size_t word_count;
    const uint64_t *stem_keys;   /* by word: its stem, as grams.h has it */
    const uint8_t *term_of_word; /* by word: its term, or TERMS_MAX past the last */
    struct term *list;           /* distinct stems, in order of first appearance */
    size_t count;
    double weight; /* of all terms together */
};

/* ==== features.c ======================================================================================== */

/* The evidence that a question and an entry belong together, one number for each kind of it. */

/* Only so many entries, the best by all other features, have their text walked through for FEATURE_PROXIMITY and
 * FEATURE_BEST_PASSAGE: walking every text would take long. 10 to 50 are alike. */
#define FEATURES_CANDIDATES_MAX 12

/* A corrected word counts this much of a word that was written so: the visitor may have meant another. */
#define FEATURES_CORRECTED_TRUST .5

/* Each is 0 or more, and 0 says nothing. They differ in scale: rank.c divides each by its best value before adding them
 * up, so that a feature need only order the entries well.
 *
 * BM25 of an entry is the sum over the question's distinct features of idf * c (K1 + 1) / (c + K1 (1 - B + B l / L)),
 * where c counts the feature in the text, l is the text's length in words, L the average length, and
 * idf = ln(1 + (N - n + .5) / (n + .5)) with n of N entries containing the feature (Robertson and Zaragoza 2009, "The
 * probabilistic relevance framework: BM25 and beyond", section 3). It is computed over three texts because a word in
 * the question that an author wrote says more than the same word in a long answer.
 *
 * Pieces of words are runs of 2 to 4 characters (grams.h). They survive misspellings, compounds and endings that the
 * stemmer does not know (McNamee and Mayfield 2004, "Character n-gram tokenization for European language text
 * retrieval"), and are compared by the cosine of their weights (1 + ln count) idf. */
enum feature {
    /* BM25 of stems over all of the entry's text. */
    FEATURE_UNIGRAMS,

    /* BM25 of stems over its phrasings. A passage has none and takes FEATURE_UNIGRAMS instead if that is larger. */
    FEATURE_QUESTION_UNIGRAMS,

    /* BM25 of stems over its answer. */
    FEATURE_BODY_UNIGRAMS,

    /* BM25 of pairs of neighbouring stems, function words included: "what does" and "who is" tell kinds of question
     * apart, and the edges of a text count as stems, so that "who are you" alone differs from a text with it. */
    FEATURE_BIGRAMS,

    /* Neighbouring content words of the question that stand near each other in the text, each pair counting as much as
     * the rarer of its words (of the kind that Tao and Zhai 2007 compare in "An exploration of proximity measures in
     * information retrieval"). Unlike FEATURE_BIGRAMS, order and words in between do not matter. */
    FEATURE_PROXIMITY,

    /* The share of the question's weight in the most telling stretch of the text. A long passage may contain all words
     * in different places and be about none of them together (Callan 1994, "Passage-level evidence in document
     * retrieval"). */
    FEATURE_BEST_PASSAGE,

    /* The cosine of pieces of words with all of the entry's text. */
    FEATURE_CHAR_NGRAMS,

    /* The cosine with the sum of its phrasings, each scaled to length 1 first: a centroid classifier (Han and Karypis
     * 2000, "Centroid-based document classification"). A passage takes FEATURE_CHAR_NGRAMS instead if that is
     * larger. */
    FEATURE_CENTROID,

    /* What the entry's own classifier (learn.h) says: 0 is no, 1 the border, 2 a phrasing of the entry. Only FAQ
     * entries have one, and only where there are phrasings enough to learn from. */
    FEATURE_LEARNED,
    FEATURE_COUNT
};

/* By entry; all lie in the caller's arena. */
struct features {
    float *values[FEATURE_COUNT];
    float *saturation; /* 0..1: the share of the question's weight that the entry's text accounts for */
    struct sparse_matrix_query content_centroid; /* the question for features_centroid_cosine() */
    float *contents; /* distinct content words of the question in the entry's text */
    bool *is_faq;
};

/* ==== rank.c ============================================================================================ */

/* One score from all evidence, and from it the order of the entries. */

struct ranked {
    uint32_t entry;
    double score;                        /* 0 or more, falling; the sum of the shares, to the millionth */
    double contributions[FEATURE_COUNT]; /* what each feature adds to it */
};

struct ranking {
    struct ranked *list; /* the best ones */
    size_t count;
    double scale; /* the most that all features but the learned one could add together */
};

/* A feature's name, as `explain` shows it. Static. */
const char *rank_feature_name(enum feature feature);

/* ==== large_index.c ===================================================================================== */

/* The posting lists of the words that were asked for last, in memory. */

/* Of all lists together; those of one search stay for it in any case. */
#define POSTING_CACHE_BYTES_MAX ((size_t)48 << 20)

/* A word's list as it lies in the store, piece after piece. */
struct posting_list {
    const struct faqbot_view *chunks;
    size_t count;
};

/* Its members are its own. */
struct posting_cache {
    struct store *store;
    struct lru_cache *lists; /* struct kept by word */
};

/* A knowledge base that is too large for a model: what is known of all its entries together, and which of
 * them hold a question's words. */

/* Of a question's words so many are looked for, those of most weight: a question of 500 frequent words, each in a large
 * part of the entries, takes no longer than one of 32. */
#define LARGE_INDEX_WORDS_MAX BM25_TABLE_TERMS_MAX

struct large_index {
    struct store *store; /* borrowed */
    uint32_t entries;
    /* Words of an entry on average: in all, in its phrasings or title and heading, and in its answer or passage. */
    double words;
    double head_words;
    double body_words;
    const uint8_t *classes; /* by entry: that of its length */
    struct bm25_table saturation;
    struct ngram_stats ngram_stats;
    struct posting_cache lists;
    struct arena scratch; /* for one search, then for taking one entry apart */
};

/* A stem that is looked for. */
struct large_index_word {
    uint32_t number;  /* the store's, where it has it */
    uint32_t entries; /* that hold it; 0: none does */
    uint32_t weight;  /* as evidence: idf, less for a function word, as saturation.h has it */
};

/* ==== confidence.c ====================================================================================== */

/* How likely the best entry is the right answer. */

/* At this confidence the bot answers; at the lower one it offers a choice. An owner may set others in bot.yml. From .32
 * to .44 the first is as good as here; the second is a third of it. */
#define CONFIDENCE_ANSWERED .38
#define CONFIDENCE_UNSURE (CONFIDENCE_ANSWERED / 3)

/* What speaks for the best entry being right; each 0..1. */
struct confidence {
    double value;            /* the confidence */
    double scope;            /* how likely the knowledge base has an answer at all */
    double pick;             /* how likely the best entry is it, if so */
    double saturation;       /* the share of the question's weight that the entry's text accounts for */
    double content_centroid; /* FAQ: cosine of pieces of words with its phrasings */
    double window;           /* passage: the share of the question's weight in its best stretch */
    double characters;       /* passage: cosine of pieces of words with its text */
    double margin;           /* between the two best, as a share of the most that could be */
    /* the share of the content words, by weight, that the knowledge base never saw so written */
    double unknown;
    double strange; /* the same without those that were corrected */
    double missing; /* FAQ: the largest share of its phrasings that hold a word which the question lacks */
    /* the same of all entries: what the knowledge base is about and the question does not name */
    double off_topic;
    double support; /* less than 1 where no content word of the question is in the entry */
    double veto;    /* how likely the question is about another thing than the knowledge base */
    bool is_faq;
};

#define CONFIDENCE_PARTS_MAX 13

/* ==== explain.c ========================================================================================= */

/* How a search arrived at its result: how each word was read, and what the score and the confidence are
 * made of. */

/* All of it lies in the arena. */
struct explain_search {
    struct search_result result;           /* what the search returns without being explained */
    struct ranked *candidates;             /* with the store's entry numbers; as many as result.matches */
    struct faqbot_explanation explanation; /* but for the candidates, the features' names and the changes */
};

/* Searches as search_find() does, and explains the result. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status explain_search(struct searcher *searcher, const struct search_query *query,
                                  struct arena *arena, struct explain_search *explained);

#endif
