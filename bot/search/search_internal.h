/* search/search_internal.h - what the files of search/ share among themselves. */
#ifndef SEARCH_SEARCH_INTERNAL_H
#define SEARCH_SEARCH_INTERNAL_H

#include <faqbot.h>

#include "search/search.h"
#include "index/index.h"
#include "text/text.h"
#include "util/util.h"

/* ==== query.c =========================================================================================== */

/* Turns words into terms; all of it lies in the arena and borrows the words. NO_MEMORY. */
void terms_collect(const struct model *model, struct stemmer *stems, const struct word *words, size_t count,
                   struct arena *arena, struct terms *terms, enum faqbot_status *status);

/* ==== features.c ======================================================================================== */

/* Computes the features of all entries. NO_MEMORY. */
void features_compute(const struct model *model, struct stemmer *stems, const struct terms *terms,
                      struct arena *arena, struct features *features, enum faqbot_status *status);

/* The cosine of pieces of words with the sum of an entry's phrasings, where function words count little and pieces that
 * no phrasing contains lengthen the question's vector. FEATURE_CENTROID leaves those out, because they are the same for
 * all entries and change no order; here they matter, for this says how alike the two are. 0 for an entry without
 * phrasings. */
double features_centroid_cosine(const struct model *model, const struct features *features, uint32_t entry);

/* ==== rank.c ============================================================================================ */

/* The `top` best entries that have any evidence at all, in the arena. Of equal ones those in the question's
 * language come first, then those that stand first in the knowledge base. NO_MEMORY. */
void rank_entries(const struct model *model, const struct features *features, size_t language, size_t top,
                  struct arena *arena, struct ranking *ranking, enum faqbot_status *status);

/* The numbers of the `most` best entries by the features computed so far, in the arena. NO_MEMORY. */
void rank_candidates(const struct model *model, const struct features *features, size_t most,
                     struct arena *arena, uint32_t **entries, size_t *count, enum faqbot_status *status);

/* ==== confidence.c ====================================================================================== */

/* Pure. `ranking` holds at least the two best entries, where there are two; all is 0 where it is empty. */
struct confidence confidence_of(const struct model *model, const struct terms *terms,
                                const struct features *features, const struct ranking *ranking);

/* Takes the confidence of an entry apart; returns the number of parts. */
size_t confidence_explain(const struct confidence *confidence,
                          struct faqbot_explained_part parts[CONFIDENCE_PARTS_MAX]);

/* ==== large_index.c ===================================================================================== */

/* Of the lists in `store`, which is borrowed. Released by posting_cache_release(), also after a failure. NO_MEMORY. */
enum faqbot_status posting_cache_init(struct posting_cache *cache, struct store *store);
void posting_cache_release(struct posting_cache *cache);

/* Begins a search: the lists of the last one may go. */
void posting_cache_start(struct posting_cache *cache);

/* The list of a word, valid until the next posting_cache_start(), which must have been called once. CORRUPT, IO,
 * NO_MEMORY. */
enum faqbot_status posting_cache_get(struct posting_cache *cache, uint32_t word, struct posting_list *list);

/* Opens it; `loaded` holds what is read and outlives it. Released by large_index_close(). CORRUPT, IO, NO_MEMORY. */
enum faqbot_status large_index_open(struct store *store, uint32_t entries, struct arena *loaded,
                                    struct large_index **large_index);
void large_index_close(struct large_index *large_index); /* NULL is allowed */

/* Whether any entry holds a stem. CORRUPT, IO. */
enum faqbot_status large_index_has_stem(struct large_index *large_index, struct faqbot_view stem,
                                        bool *known);

/* Looks a stem up. CORRUPT, IO. */
enum faqbot_status large_index_look_up(struct large_index *large_index, struct faqbot_view stem,
                                       bool is_function_word, struct large_index_word *word);

/* The numbers of the `most` entries (at least 1) with the largest scores for the words, which are distinct and each
 * held by an entry: exactly those that scoring every entry would give, of equal ones the first in the knowledge
 * base. They are in the order of the knowledge base, in the arena. Words past LARGE_INDEX_WORDS_MAX are those of the
 * least weight and left out. CORRUPT, IO, NO_MEMORY. */
void large_index_find(struct large_index *large_index, const struct large_index_word *words, size_t count,
                      size_t most, struct arena *arena, uint32_t **entries, size_t *found,
                      enum faqbot_status *status);

/* ==== rerank.c ========================================================================================== */

/* A model of a few entries, made when a question is asked: for a knowledge base that has too many. It
 * knows of the entries only what the question asks for, and weighs it as among all entries. */

/* So many entries are looked into, those that hold most of the words. Twice as many find .001 more of the answers. */
#define RERANK_ENTRIES 24
#define RERANK_PHRASINGS_MAX 64        /* of an entry; those beyond are not looked into */
#define RERANK_TEXT_BYTES_MAX 16000    /* of an answer or passage, likewise; some 2000 words */
#define RERANK_PHRASING_BYTES_MAX 2000 /* of a phrasing, title or heading, likewise */

/* A large knowledge base; all borrowed. */
struct rerank_source {
    struct large_index *large_index;
    const struct languages *languages;
    const struct synonyms *synonyms;
};

/* All of it lies in the arena. */
struct rerank_model {
    struct model model;
    uint32_t *entries; /* by the model's numbers: the store's */
};

/* For a question of these words, of which the `top` best entries are wanted. Words that no entry holds have no row. The
 * model has learned nothing: its classifier would be another one for each question, and without one the ranking is what
 * it is for passages. CORRUPT, IO, NO_MEMORY. */
void rerank_build(const struct rerank_source *source, const struct word *words, size_t count, size_t language,
                  size_t top, struct arena *arena, struct rerank_model *rerank, enum faqbot_status *status);

/* ==== query.c =========================================================================================== */

/* The words of the knowledge base as they are written, and the one that a misspelled word was meant to be. */

#define SPELLING_LETTERS_MIN 5       /* shorter words are too often other words */
#define SPELLING_LONG_WORD_LETTERS 9 /* from here on two slips are put right, before one */
#define SPELLING_TRIES_MAX 20000     /* words that are compared with one misspelled word, at most */

/* A word of the knowledge base, with what tells quickly that it is too far from another. */
struct spelling_word {
    struct faqbot_view text;
    uint64_t letters; /* a bit for each letter that occurs in it; some letters share a bit */
    uint32_t length;  /* in letters */
    uint32_t uses;    /* entries that contain it */
};

/* Lies in an arena. */
struct spelling {
    struct spelling_word *words; /* in byte order */
    uint32_t count;
};

/* Reads the words from the store into the arena. CORRUPT (not in byte order), IO, NO_MEMORY. */
void spelling_read(struct spelling *spelling, struct store *store, struct arena *arena,
                   enum faqbot_status *status);

/* The known word nearest to `plain`: one that begins with the same letter and is one slip away
 * (two for a long word); of equals the more used, then the first in byte order. False: there is none, or
 * `plain` is known itself, short, or holds a digit. */
bool spelling_correct(const struct spelling *spelling, struct faqbot_view plain, struct faqbot_view *word);

/* ==== search.c ========================================================================================== */

/* One question, searched for: split into words, corrected, ranked, judged. */

/* What a search needs of the knowledge base; all borrowed. */
struct search_resources {
    const struct model *model;          /* NULL: each reading makes a small one of its candidates */
    const struct rerank_source *source; /* where there is no model */
    const struct languages *languages;
    const struct synonyms *synonyms;
    const struct spelling *spelling;
    double answered_threshold;
};

/* One interpretation of a question; all of it lies in the arena. */
struct query_variant {
    const struct model *model;
    const uint32_t *entries; /* by the model's numbers: the store's; NULL: they are the same */
    struct synonyms_words words;
    struct terms terms;
    struct features features;
    struct ranking ranking;
    struct confidence confidence;
};

struct search {
    size_t language;
    struct faqbot_correction *corrections; /* `from` points into the question */
    size_t correction_count;
    struct query_variant variant; /* the one that is answered */
    bool is_reworded;             /* by the one-way synonyms */
    bool is_followed_up;          /* read together with the entry answered last */
};

/* ==== query.c =========================================================================================== */

/* Words as an expression of FTS5's language that FTS5 always takes. */

/* FTS5's own parser recurses, and more words than this add nothing to what is found. */
#define QUERY_WORDS_MAX 64
#define QUERY_BYTES_MAX 16384

/* Appends `word` as a quoted string that must stand too, after " AND " where something stands before it; where
 * `is_prefix`, as one that words may begin with. Bytes that the index's tokenizer takes for separators (schema.sql)
 * separate here too: "a b" is "a" AND "b" (of which the last is the prefix), and a word of them alone adds nothing. */
void query_add_terms(struct buffer *query, struct faqbot_view word, bool is_prefix);

/* ==== rerank.c ========================================================================================== */

/* One entry as a question sees it: how often it holds each of the question's features. */

/* Distinct features of a question, numbered; all of it lies in an arena. */
struct entry_features_rows {
    uint64_t *keys; /* by row */
    uint32_t count;
    uint32_t *slots; /* open addressing over the keys: row + 1; 0 is free */
    size_t slot_count;
};

/* False: no memory. */
bool entry_features_number_rows(const struct ngrams *ngrams, struct arena *arena,
                                struct entry_features_rows *rows);

/* The row of a feature; SPARSE_MATRIX_NONE where it has none. */
uint32_t entry_features_find_row(const struct entry_features_rows *rows, uint64_t key);

/* What a question asks for. */
struct entry_features_question {
    struct entry_features_rows stems;
    struct entry_features_rows pairs;
    struct entry_features_rows characters;
};

/* What an entry has of it; arrays are by the question's rows. */
struct entry_features {
    float *stems;
    float *head_stems; /* of its phrasings, or of its title and heading */
    float *body_stems;
    float *pairs;
    float *characters;       /* weights of a text of length 1 */
    float *centroid;         /* likewise, of its phrasings */
    float *content_centroid; /* likewise, function words counting little */
    uint32_t words;
    uint32_t head_words;
    uint32_t body_words;
    bool has_phrasings;
    uint32_t *sequence; /* its text as rows of `stems`, SPARSE_MATRIX_NONE for others and between its parts */
    uint32_t sequence_count;
    struct required_term *required_terms; /* the row of a word that is not asked for is the number of rows */
    uint32_t core_count;
};

/* What else is needed to take a portrait; borrowed. */
struct entry_features_tools {
    const struct synonyms *synonyms;
    const struct ngram_stats *ngram_stats;
    struct stemmer *stems; /* of the entry's language */
    struct arena *scratch;
};

/* Looks at an entry; the portrait lies in the arena. The scratch arena is reset. NO_MEMORY. */
void entry_features_compute(const struct entry_features_tools *tools,
                            const struct entry_features_question *question, const struct entry *entry,
                            struct arena *arena, struct entry_features *entry_features,
                            enum faqbot_status *status);

/* ==== maxscore.c ======================================================================================== */

/* One word's list on its way from the first entry to the last, in one ask. A cursor moves forwards only,
 * and unpacks no block that it can pass over. */

#define POSTING_CURSOR_END UINT32_MAX /* as an entry: there is none */

/* What scores depend on besides postings. Borrowed for as long as a cursor is used. */
struct posting_scale {
    const uint8_t *classes; /* length class of each entry */
    uint32_t entry_count;
    const struct bm25_table *saturation;
};

/* Scores of neighbouring entries. */
#define POSTING_WINDOW_ENTRIES 4096
#define POSTING_WINDOW_GROUP 16 /* entries */
#define POSTING_WINDOW_GROUPS (POSTING_WINDOW_ENTRIES / POSTING_WINDOW_GROUP)
struct posting_window {
    uint32_t start; /* the first entry */
    uint32_t end;   /* one past the last one, at most POSTING_WINDOW_ENTRIES further on */
    uint32_t scores[POSTING_WINDOW_ENTRIES];
    uint8_t touched[POSTING_WINDOW_GROUPS]; /* 1: a list added to an entry of this group */
};

/* Its members are its own, but for those that say so. About 1.5 KiB. */
struct posting_cursor {
    uint32_t bound;  /* to be read: no posting of the list scores more */
    uint32_t count;  /* to be read: postings of the list */
    bool is_damaged; /* to be read: the list turned out to be damaged, which puts its cursor at the end */
    const struct posting_scale *scale;
    uint32_t weight;
    const struct posting_chunk *chunks;
    size_t chunk_count;
    size_t chunk; /* the one it is in; chunk_count: at the end */
    size_t block; /* the block of that chunk */
    size_t position;
    bool is_unpacked;                          /* the block, into `postings` */
    uint32_t scores[POSTING_CHUNK_BLOCKS_MAX]; /* the most that a posting of each block scores */
    struct posting_chunk_block places[POSTING_CHUNK_BLOCKS_MAX];
    struct posting_block postings;
};

/* The best entries for a few weighted words: exactly those, in exactly the order, that scoring each entry
 * would give, at a small part of the work. */

/* A word of the question; no word is given twice. */
struct maxscore_term {
    const struct faqbot_view *chunks; /* its list, in order */
    size_t chunk_count;               /* may be 0 */
    uint32_t weight;                  /* 1 to BM25_TABLE_WEIGHT_MAX */
};

struct maxscore_hit {
    uint32_t entry;
    uint32_t score; /* more than 0: the sum of bm25_table_score() over the words */
};

/* The `most` (at least 1) entries with the largest scores, largest first, of equal ones the lower number first, in
 * the arena, which takes some 50 KiB and 48 bytes for each chunk. At most BM25_TABLE_TERMS_MAX terms. NO_MEMORY (of
 * the arena), CORRUPT: a list is damaged (bytes may be damaged in ways that cannot be told from a sound list). */
enum faqbot_status maxscore_find(const struct posting_scale *scale, const struct maxscore_term *terms,
                                 size_t term_count, size_t most, struct arena *arena,
                                 struct maxscore_hit **hits, size_t *hit_count);

#endif
