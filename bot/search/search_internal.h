/* search/search_internal.h - what the files of search/ share among themselves, from the first step of a
 * search to the last: each section calls none below it. search.h has the overview. */
#ifndef SEARCH_SEARCH_INTERNAL_H
#define SEARCH_SEARCH_INTERNAL_H

#include <faqbot.h>

#include <math.h>

#include "index/index.h"
#include "lexicon/lexicon.h"
#include "search/search.h"
#include "text/text.h"
#include "util/util.h"

/* ==== query.c: words =================================================================================== */

/* Splits text into words. NO_MEMORY. */
void query_split(struct faqbot_view text, struct arena *arena, struct synonyms_words *words,
                 enum faqbot_status *status);

/* The characters of a word from `start` to before `end`, those of its plain form; with the whole word's source. */
struct word query_slice_word(const struct word *word, size_t start, size_t end);

/* ==== spelling.c ======================================================================================= */

/* The words of the knowledge base as they are written, and the one that a misspelled word was meant to be. */

#define SPELLING_LETTERS_MIN 5       /* shorter words are too often other words */
#define SPELLING_LONG_WORD_LETTERS 9 /* from this length on two slips are corrected instead of one */
#define SPELLING_TRIES_MAX 20000     /* words that one misspelled word is compared with: some milliseconds */

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

/* Whether the knowledge base has the word as it is written. */
bool spelling_has(const struct spelling *spelling, struct faqbot_view plain);

/* A word, unused, with what tells it from others. */
struct spelling_word spelling_measure(struct faqbot_view text);

/* Whether a word is one of the lexicon's language: it has the word, or one of which it is an inflection in English.
 * *rank is that word's; LEXICON_RANK_RARE for an inflection of a word that is not common. */
bool spelling_find_rank(const struct lexicon *lexicon, struct faqbot_view plain, unsigned *rank);

/* The known word nearest to `plain`: one that begins with the same letter and is one slip away (two for a
 * long word); of equally near ones the most used, then the first in byte order. False: there is none, or
 * `plain` is itself known, short, or holds a digit. */
bool spelling_correct(const struct spelling *spelling, struct faqbot_view plain, struct faqbot_view *word);

/* ==== query.c: terms =================================================================================== */

/* A question as terms: the stems that are looked for, each with its weight as evidence. */

/* Distinct stems, so that a byte numbers them. The longest questions have more; those past it are not looked
 * for. */
#define TERMS_MAX 255

/* A function word counts this much of its weight. It must not carry an answer on its own, yet it tells kinds
 * of question apart ("what does one do", "who is one"): evidence of the weak kind. .5 is as good, 1 is
 * not. */
#define TERMS_FUNCTION_WORD_SHARE .25

/* The knowledge base counts as so many entries larger than it is, so that a word in all of a handful of
 * entries still weighs little and one in a single of them still weighs something. */
#define TERMS_UNSEEN_ENTRIES 20

struct term {
    const struct word *word; /* its first occurrence */
    uint32_t row;            /* in MODEL_UNIGRAMS; SPARSE_MATRIX_NONE: no entry has it */
    double weight;           /* bm25_idf(), of which a function word has TERMS_FUNCTION_WORD_SHARE */
    bool is_function_word;
    struct model_word known; /* text_vectors_word() */
};

struct terms {
    const struct word *words; /* the question, word by word */
    size_t word_count;
    const uint64_t *stem_keys;   /* by word: its stem as a feature of ngrams.c */
    const uint8_t *term_of_word; /* by word: its term, or TERMS_MAX past the last */
    struct term *list;           /* distinct stems, in order of first appearance */
    size_t count;
    size_t content_count;          /* of those that are no function words */
    double weight;                 /* of all terms together */
    struct lexicon_vector meaning; /* of all words; zeros without a lexicon */
};

/* What a question is read with. */
struct question_language {
    size_t number; /* among the knowledge base's */
    struct stemmer *stems;
    const struct lexicon *lexicon; /* NULL: there is none for it */
};

/* Turns words into terms; all of it lies in the arena and borrows the words. NO_MEMORY. */
void terms_collect(const struct model *model, const struct question_language *language,
                   const struct synonyms_words *words, struct arena *arena, struct terms *terms,
                   enum faqbot_status *status);

/* ==== asking_sentence.c =============================================================================== */

/* What of a message is worth reading alone. */

#define ASKING_SENTENCES_MAX 3
#define ASKING_STORY_WORDS 25 /* a message of more words may tell a story, of which only a part asks */

struct asking_sentences {
    /* The message without the greetings and thanks at its ends; all of it where it is nothing else. */
    struct faqbot_view plain;
    /* The sentences that ask, the last first; where none does, the last that is about something. None in a
     * message that is no story. */
    struct faqbot_view list[ASKING_SENTENCES_MAX];
    size_t count;
    bool is_told; /* none asks */
};

/* Finds them in valid UTF-8; all are views of `text`. `stems` are those of its language. It depends on the
 * words, and on what is between them, but not on case. NO_MEMORY. */
void asking_sentences_find(struct faqbot_view text, const struct stemmer *stems, struct arena *arena,
                           struct asking_sentences *found, enum faqbot_status *status);

/* Whether a part points into a text. */
bool asking_is_within(struct faqbot_view text, struct faqbot_view part);

/* Those of the words, which are in the order of the message, that were written within a part of it. */
struct synonyms_words asking_words(struct synonyms_words words, struct faqbot_view part);

/* ==== coverage.c ======================================================================================== */

/* How far a question and an entry account for each other's content words; each 0..1. */
struct coverage {
    float question; /* the share of the question's weight that the entry accounts for */
    float least;    /* how far it does for the word for which it does least */
    float head;     /* the share that the phrasings, or title and heading, account for */
    float answer;   /* the share that the answer or passage accounts for */
    float missing;  /* the largest share of phrasings that have a content word which the question lacks */
    float topic; /* the same times the share of entries that have the word; 0 where half of such is named */
    bool is_clashing; /* most phrasings have another number, day or side where the question has its own */
    bool is_equal;    /* a phrasing has as many words, function words included, and mutual is all of it */
    float
        mutual; /* the harmonic mean of that of the likest phrasing and of what the question accounts for in it */
};

/* Measures it for these entries of the model. NO_MEMORY. */
void coverage_measure(const struct model *model, const struct terms *terms, const struct lexicon *lexicon,
                      const uint32_t *entries, size_t count, struct arena *arena, struct coverage *coverages,
                      enum faqbot_status *status);

/* How like the likest word of one entry is to a content word of the question, as coverage_measure() takes it; 0: none
 * is. *row is that word's; the term's own where the entry has it. */
float coverage_find_likest(const struct model *model, const struct term *term, const struct lexicon *lexicon,
                           uint32_t entry, uint32_t *row);

/* ==== features.c and rank.c ============================================================================ */

/* The kinds of evidence that an entry is what a question asks for, one number each. Each is 0 or more, and 0
 * says nothing. Some differ in scale from question to question: rank.c divides each of those by its best value
 * before it adds them up, so that it need only put the entries into a good order.
 *
 * BM25 of an entry is the sum over the question's distinct stems (or pairs of stems) of
 *
 *     idf * c (K1 + 1) / (c + K1 (1 - B + B l / L)),
 *
 * where c counts the stem in the text, l is the text's length in words, L the average length, and idf
 * bm25_idf(). More occurrences count for more, but each less than the one before (K1), and in a long text
 * less than in a short one (B). It is computed over two texts, because a word of the question that an author
 * wrote into a phrasing says more than the same word in a long answer.
 *
 * Character n-grams are runs of 2 to 4 characters within a word. They survive misspellings, compounds and
 * endings that the stemmer does not know (McNamee and Mayfield 2004, "Character n-gram tokenization for
 * European language text retrieval"), and are compared by the cosine of their weights (1 + ln count) idf. */
enum feature {
    /* BM25 of stems over its phrasings. A passage has none and takes that of all its text instead if that is
     * larger. */
    FEATURE_QUESTION_UNIGRAMS,

    /* BM25 of stems over its answer. */
    FEATURE_BODY_UNIGRAMS,

    /* BM25 of pairs of neighbouring stems, function words included: "what does" and "who is" tell kinds of
     * question apart. The edges of a text count as stems, so that "who are you" alone differs from a text
     * that contains it. */
    FEATURE_BIGRAMS,

    /* The cosine of character n-grams with all of the entry's text. */
    FEATURE_CHAR_NGRAMS,

    /* The cosine with the sum of its phrasings, each scaled to length 1 first: a centroid classifier (Han and
     * Karypis 2000, "Centroid-based document classification"). A passage takes FEATURE_CHAR_NGRAMS instead if
     * that is larger. */
    FEATURE_CENTROID,

    /* These are the same for a question whatever the other entries are. */

    /* What the entry's own classifier, which the index learned from all phrasings, says: 0 is no, 1 the
     * border, 2 a phrasing of the entry. Only FAQ entries have one, and only where there are phrasings enough
     * to learn from. */
    FEATURE_LEARNED,

    /* The cosine of the question's direction in the lexicon with the entry's. */
    FEATURE_MEANING,

    /* What the classifier says that was learned from those directions; only FAQ entries have one. */
    FEATURE_LEARNED_MEANING,

    /* The entry's coverage.question and coverage.mutual. */
    FEATURE_COVERAGE,
    FEATURE_MUTUAL_COVERAGE,
    FEATURE_COUNT
};
#define FEATURE_FIRST_ABSOLUTE FEATURE_LEARNED

/* Only so many entries, the best by all other features, have their text walked through for coverage: walking
 * every text would take long. 8 to 30 give the same answers. */
#define FEATURES_CANDIDATES_MAX 12

/* An entry whose text was walked through. */
struct candidate {
    uint32_t entry;
    struct coverage coverage;
    /* Of a passage: the largest share of the question's weight that one stretch of the text has. A long passage may
     * contain all words in different places and be about none of them together (Callan 1994, "Passage-level evidence
     * in document retrieval"). */
    float window;
};

/* By entry; all lie in the caller's arena. */
struct features {
    float *values[FEATURE_COUNT];
    float possible
        [FEATURE_COUNT]; /* what a text that is the question would get, about; for those before the first
                                      absolute one */
    float *saturation;   /* 0..1: the share of the question's weight that the entry's text accounts for */
    float *contents;     /* distinct content words of the question in the entry's text */
    bool *is_faq;
    bool has_meaning; /* there is a lexicon for the question and the model */
    struct candidate *candidates;
    size_t candidate_count;
    struct sparse_matrix_query content_centroid; /* the question for features_centroid_cosine() */
};

/* What is known of an entry that was walked through; of others all is 0. */
struct candidate features_candidate(const struct features *features, uint32_t entry);

struct ranked {
    uint32_t entry; /* the model's number */
    double score;   /* above 0, falling; the sum of the contributions, to the millionth */
    double contributions[FEATURE_COUNT]; /* what each feature adds to it */
};

struct ranking {
    struct ranked *list; /* the best ones */
    size_t count;
};

/* The features' names, as `explain` shows them. */
extern const char *const rank_feature_names[FEATURE_COUNT];

/* The `top` best entries that have any evidence at all, in the arena. Of equal ones those in the question's
 * language come first, then those that stand first in the knowledge base. NO_MEMORY. */
void rank_entries(const struct model *model, const struct features *features, size_t language, size_t top,
                  struct arena *arena, struct ranking *ranking, enum faqbot_status *status);

/* The numbers of the `most` best entries by the features computed so far, in the arena; of equal ones those
 * in the knowledge base's first language come first. NO_MEMORY. */
void rank_candidates(const struct model *model, const struct features *features, size_t most,
                     struct arena *arena, uint32_t **entries, size_t *count, enum faqbot_status *status);

/* Computes the features of all entries. NO_MEMORY. */
void features_compute(const struct model *model, const struct question_language *language,
                      const struct terms *terms, struct arena *arena, struct features *features,
                      enum faqbot_status *status);

/* The cosine of character n-grams with the sum of an entry's phrasings, where function words count little,
 * and n-grams that no phrasing has lengthen the question's vector. FEATURE_CENTROID leaves those out, because
 * they are the same for all entries and change no order; here they matter, for this says how alike the two
 * are. 0 for an entry without phrasings. */
double features_centroid_cosine(const struct model *model, const struct features *features, uint32_t entry);

/* ==== confidence.c ===================================================================================== */

/* At this confidence the bot answers; at the lower one it offers a choice; below that it says that it does
 * not know. An owner may set others in bot.yml. */
#define CONFIDENCE_ANSWERED .4
#define CONFIDENCE_UNSURE (CONFIDENCE_ANSWERED / 3)

/* So many of the best entries are compared for the lead of the first. */
#define CONFIDENCE_RANKED 12

/* What speaks for and against the best entry being the right answer; most are 0..1. */
struct confidence {
    double value;    /* the confidence */
    double scope;    /* how likely the knowledge base has an answer at all */
    double pick;     /* how likely the best entry is it, if so */
    double offer;    /* FAQ: how likely it is worth offering where it is not answered */
    double question; /* coverage.question, and so on */
    double least;
    double mutual;
    double answer;
    double saturation;       /* the share of the question's weight that the entry's text accounts for */
    double content_centroid; /* FAQ: features_centroid_cosine() */
    double characters;       /* FEATURE_CHAR_NGRAMS */
    double meaning;          /* FAQ: FEATURE_MEANING */
    double learned;          /* FAQ: FEATURE_LEARNED, 0 to about 2 */
    double learned_meaning;  /* FAQ: FEATURE_LEARNED_MEANING */
    double missing; /* FAQ: the largest share of its phrasings that have a word which the question lacks */
    double topic;   /* FAQ: coverage.topic */
    double window;  /* passage: candidate.window */
    double
        unknown; /* passage: the share of the content words, by weight, that no entry has as they were written */
    double lead;      /* the first entry's share in the evidence for the best ones */
    double ahead;     /* FAQ: how much more of the question it accounts for than the second does */
    double contents;  /* ln(1 + the question's content words, as far as the entry accounts for them) */
    double entries;   /* ln of how many entries there are, within bounds */
    double phrasings; /* FAQ: ln of how many phrasings the entry has */
    bool is_faq;
    bool is_clashing; /* coverage.is_clashing */
    bool is_choice;   /* several entries are meant as well as the first: it is never answered alone */
};

#define CONFIDENCE_PARTS_MAX 24

/* Pure. `ranking` holds at least CONFIDENCE_RANKED entries, where there are as many; all is 0 where it is empty. */
struct confidence confidence_of(const struct model *model, const struct terms *terms,
                                const struct features *features, const struct ranking *ranking);

/* Takes the confidence of an entry apart; returns the number of parts. */
size_t confidence_explain(const struct confidence *confidence,
                          struct faqbot_explained_part parts[CONFIDENCE_PARTS_MAX]);

/* ==== maxscore.c ======================================================================================= */

/* The best entries for a few weighted words: exactly those, in exactly the order, that scoring each entry
 * would give, at a small part of the work. */

/* What scores depend on apart from postings. Borrowed. */
struct posting_scale {
    const uint8_t *classes; /* length class of each entry */
    uint32_t entry_count;
    const struct bm25_table *saturation;
};

/* A word of the question; no word is given twice. */
struct maxscore_term {
    const struct faqbot_view *chunks; /* its posting list, in order */
    size_t chunk_count;               /* may be 0 */
    uint32_t weight;                  /* 1 to BM25_TABLE_WEIGHT_MAX */
};

struct maxscore_hit {
    uint32_t entry;
    uint32_t score; /* more than 0: the sum of bm25_table_score() over the words */
};

/* The `most` (at least 1) entries with the largest scores, largest first, of equal ones the lower number
 * first, in the arena, which takes some 50 KiB and 48 bytes for each chunk. At most BM25_TABLE_TERMS_MAX
 * terms. NO_MEMORY (of the arena), CORRUPT: a list is damaged (bytes may be damaged in ways that cannot be
 * told from a sound list). */
void maxscore_find(const struct posting_scale *scale, const struct maxscore_term *terms, size_t term_count,
                   size_t most, struct arena *arena, struct maxscore_hit **hits, size_t *hit_count,
                   enum faqbot_status *status);

/* ==== large_index.c ==================================================================================== */

/* The posting lists of the words that were asked for last stay in memory, up to so many bytes together. Those
 * of the search at hand stay in any case. */
#define POSTING_CACHE_BYTES_MAX ((size_t)48 << 20)

/* A word's list as it lies in the store, piece after piece. */
struct posting_list {
    size_t count;
    struct faqbot_view chunks[]; /* their bytes lie behind them */
};

/* An empty cache, released by lru_cache_free(). NULL: no memory. A search begins by lru_cache_pin(). */
struct lru_cache *posting_cache_new(void);

/* The list of a word, valid until the next lru_cache_pin(), which must have been called once. NULL where it
 * fails: CORRUPT, IO, NO_MEMORY. */
const struct posting_list *posting_cache_get(struct lru_cache *cache, struct store *store, uint32_t word,
                                             enum faqbot_status *status);

/* Of a question's words so many are looked for, those of most weight: a question of 1000 frequent words, each
 * in a large part of the entries, takes no longer than one of 32. */
#define LARGE_INDEX_WORDS_MAX BM25_TABLE_TERMS_MAX

/* What is known of all entries of a large knowledge base together. */
struct large_index {
    struct store *store; /* borrowed */
    uint32_t entries;
    /* Words of an entry on average: in all, in its phrasings or title and heading, and in its answer or
     * passage. */
    double words;
    double head_words;
    double body_words;
    struct posting_scale scale;
    struct bm25_table saturation;
    struct ngram_stats ngram_stats;
    struct lru_cache *lists; /* posting_cache_new() */
    struct arena scratch;    /* for one search, then for taking one entry apart */
};

/* A stem that is looked for. */
struct large_index_word {
    uint32_t number;  /* the store's, where it has it */
    uint32_t entries; /* that hold it; 0: none does */
    /* As evidence: bm25_idf(), less for a function word, as a whole number for bm25_table_score(). */
    uint32_t weight;
};

/* Opens it; `loaded` holds what is read and outlives it. *large_index is the caller's, released by
 * large_index_close(); NULL where it fails: CORRUPT, IO, NO_MEMORY. */
void large_index_open(struct store *store, uint32_t entries, struct arena *loaded,
                      struct large_index **large_index, enum faqbot_status *status);
void large_index_close(struct large_index *large_index); /* NULL is allowed */

/* Looks a stem up; where that fails, it is of no entry. CORRUPT, IO. */
struct large_index_word large_index_look_up(struct large_index *large_index, struct faqbot_view stem,
                                            bool is_function_word, enum faqbot_status *status);

/* The numbers of the `most` entries (at least 1) with the largest scores for the words, which are distinct
 * and each held by an entry: exactly those that scoring every entry would give, of equal ones the first in
 * the knowledge base. They are in the order of the knowledge base, in the arena. Words past
 * LARGE_INDEX_WORDS_MAX are those of the least weight and left out. CORRUPT, IO, NO_MEMORY. */
void large_index_find(struct large_index *large_index, const struct large_index_word *words, size_t count,
                      size_t most, struct arena *arena, uint32_t **entries, size_t *found,
                      enum faqbot_status *status);

/* ==== exclusions.c: an open knowledge base ============================================================= */

/* What comparing questions with `not:` lines takes; there is one only where some entry has such lines. */
struct exclusions {
    struct arena scratch;
};

/* *exclusions lies in `loaded` and stays as it is where no entry has lines. CORRUPT, IO, NO_MEMORY. */
void exclusions_open(struct store *store, struct arena *loaded, struct exclusions **exclusions,
                     enum faqbot_status *status);
void exclusions_close(struct exclusions *exclusions); /* NULL is allowed */

/* ==== search.c: an open knowledge base ================================================================= */

/* What every search reads and none changes. */
struct searcher {
    struct store *store;
    struct arena loaded; /* what lives as long as the searcher */
    size_t entry_count;
    bool has_model;     /* false: a large knowledge base; each question makes a model of its candidates */
    struct model model; /* where there is one */
    struct large_index *large_index; /* where there is none */
    struct exclusions *exclusions;   /* NULL: no entry has any */
    struct languages languages;
    struct synonyms *synonyms;
    struct spelling spelling;
    double answered_threshold;
    double unsure_threshold;
};

/* ==== known.c ========================================================================================== */

/* What the knowledge base knows of the words of a question. */

/* In a large knowledge base, whether two words stand side by side is looked up in the texts of so many entries,
 * those that hold most of both, and for so many pairs of a question; further pairs count as unknown. */
#define KNOWN_PAIR_ENTRIES 8
#define KNOWN_PAIRS_MAX 8

/* Who asks. Sticky: after a failure nothing is known, and *status says why: CORRUPT, IO, NO_MEMORY. */
struct known {
    const struct searcher *searcher;
    struct stemmer *stems; /* of the question's language */
    struct arena *arena;
    enum faqbot_status *status;
    unsigned pairs; /* looked up so far */
};

/* Whether any entry has the word, in whatever inflection. */
bool known_word(const struct known *known, const struct word *word);

/* Whether it is a word of no entry, of no synonym and of no language's function words: another one may have been
 * meant. */
bool known_is_strange(const struct known *known, const struct word *word);

/* Whether any entry has the word as it is written, but for a final "s". A stem is too little to join or split words
 * by: that of "found at" as one word is that of "foundation". */
bool known_spelling(const struct known *known, const struct word *word);

/* Whether the words stand side by side in any entry, in whatever inflection. */
bool known_pair(struct known *known, const struct word *left, const struct word *right);

/* ==== compounds.c ====================================================================================== */

/* Compounds of German, Dutch and the Scandinavian languages, which are written as one word: "Versandkosten".
 * Whoever asks for them may name a part ("Was kostet der Versand?"), or both apart. */

#define COMPOUNDS_DOUBT .15f  /* what a word loses by being read as a compound, or as parts */
#define COMPOUNDS_PARTS_MAX 3 /* of a compound that is taken apart */
#define COMPOUNDS_LETTERS_MAX                                                                                \
    40                        /* of a word; a longer one is none, and there are many ways to take it apart */
#define COMPOUNDS_SEEN_MAX 64 /* compounds that a word may be a part of; further ones are passed over */

/* What to read for word number `at`, a strange one (known_is_strange()), in a question in the language `tag`:
 *
 * - the compound of the knowledge base of which it is the first or the last part, the rest of the compound being
 *   a word of the knowledge base or of the question, or at least long enough to be one; of several the one whose
 *   rest is in the question, then the most used; of equals none;
 * - else its parts, if the knowledge base has all of them.
 *
 * Returns how many words those are, in `parts` (COMPOUNDS_PARTS_MAX) and the arena of `known`; 0: neither, or no
 * language of compounds. *other is the number of the question's word that is the rest of the compound, which so
 * stands in the question in two pieces; the number of words where none is. */
size_t compounds_read(const struct known *known, const char *tag, const struct synonyms_words *words,
                      size_t at, struct word *parts, size_t *other);

/* ==== wording.c ======================================================================================== */

/* What was meant by the words of a question, where the knowledge base writes them otherwise. */

#define WORDING_COMPOUNDS_MAX                                                                                \
    8 /* words that are looked for in compounds, each among all words; further ones are not */
#define WORDING_DOUBT .5f /* what a word loses by being corrected: the visitor may have meant another */

/* Words of the language up to this rank ("weekend") are not taken apart. */
#define WORDING_COMMON_RANK 5000

/* A word of the language whose rank is above the first may be a slip where most of what stands beside it says so, and
 * above the second where anything does. Common words of the ranks below are slips of each other far more seldom than
 * they are meant. */
#define WORDING_UNCOMMON_RANK 20000
#define WORDING_RARE_RANK 40000

/* Reads what was typed in the words of the knowledge base:
 *
 * - words written apart or with hyphens that the knowledge base writes as one, and the other way round ("voice
 *   mail", "log-in", "E 17");
 * - parts of compounds, and compounds of parts (compounds_read());
 * - misspelled words, which alone are corrections and listed in the result; `from` points into the question. A
 *   word of the language is no misspelling, as far as that is known, unless its neighbours say that it is one.
 *
 * A word that the knowledge base knows is never replaced, unless it and another of the question are one word there:
 * "Was kostet der Versand?" asks for the "Versandkosten" by both. Each word read has the source of all
 * that it was read from. *words is replaced; nothing is changed where it fails: CORRUPT, IO, NO_MEMORY. */
void wording_read(const struct searcher *searcher, size_t language, struct arena *arena,
                  struct synonyms_words *words, struct search_result *result, enum faqbot_status *status);

/* ==== rerank.c ========================================================================================= */

/* A model of a few entries, made when a question is asked, for a knowledge base that has too many. It knows
 * of the entries only what the question asks for, and weighs it as among all entries. */

/* So many entries are looked into, those that hold most of the words. Twice as many find .001 more of the
 * answers. */
#define RERANK_ENTRIES 24

/* What is beyond these limits is not looked into: they bound the time that one odd entry can take. */
#define RERANK_PHRASINGS_MAX 64        /* of an entry */
#define RERANK_TEXT_BYTES_MAX 16000    /* of an answer or passage; some 2000 words */
#define RERANK_PHRASING_BYTES_MAX 2000 /* of a phrasing, title or heading */

/* The distinct features of one kind that a question asks for, numbered; all of it lies in an arena. */
struct feature_rows {
    uint64_t *keys; /* by row */
    uint32_t count;
    uint32_t *slots; /* open addressing over the keys: row + 1; 0 is free */
    size_t slot_count;
};

/* Numbers them in the order of `ngrams`. NO_MEMORY. */
void feature_rows_number(const struct ngrams *ngrams, struct arena *arena, struct feature_rows *rows,
                         enum faqbot_status *status);

/* The row of a feature; SPARSE_MATRIX_NONE where it has none. */
uint32_t feature_rows_find(const struct feature_rows *rows, uint64_t key);

enum rerank_rows { RERANK_STEMS, RERANK_PAIRS, RERANK_CHARS, RERANK_ROWS_COUNT };

/* A small model has no learned part: its classifier would be another one for each question. */
#define RERANK_PARTS_MAX MODEL_CHAR_NGRAM_WEIGHTS

/* What an entry has of a question's features; arrays are by the question's rows. */
struct entry_features {
    /* By part of the model: counts of stems and pairs, and the weights of character n-grams. */
    float *values[RERANK_PARTS_MAX];
    uint32_t head_words; /* of its phrasings, or of its title and heading */
    uint32_t body_words;
    bool has_phrasings;
    /* Its text as rows: of RERANK_STEMS, then of words of its own that the question does not ask for, and
     * SPARSE_MATRIX_NONE between its parts. */
    uint32_t *sequence;
    uint32_t sequence_count;
    struct model_word *words; /* its own words, in order */
    uint32_t word_count;
    struct lexicon_vector meaning;        /* as model.meanings has it */
    struct required_term *required_terms; /* a word that is not asked for has SPARSE_MATRIX_NONE */
    uint32_t required_term_count;
};

/* What is needed to look at an entry; borrowed. */
struct entry_reader {
    const struct synonyms *synonyms;
    const struct ngram_stats *ngram_stats;
    struct stemmer *stems;                       /* of the entry's language */
    const struct lexicon *lexicon;               /* likewise; NULL: none */
    struct arena *scratch;                       /* reset by entry_features_compute() */
    struct feature_rows rows[RERANK_ROWS_COUNT]; /* what the question asks for */
};

/* Looks at an entry; what it has lies in the arena. NO_MEMORY. */
void entry_features_compute(const struct entry_reader *reader, const struct entry *entry, struct arena *arena,
                            struct entry_features *features, enum faqbot_status *status);

/* Makes the model for a question of these words, of which the `top` best entries are wanted, in the arena.
 * Words that no entry holds have no row. *entries are the store's numbers of the model's entries. NULL where
 * it fails: CORRUPT, IO, NO_MEMORY. */
const struct model *rerank_build(const struct searcher *searcher, const struct synonyms_words *words,
                                 const struct question_language *language, size_t top, struct arena *arena,
                                 uint32_t **entries, enum faqbot_status *status);

/* ==== search.c: one search ============================================================================= */

/* One way to read a question, ranked and judged; all of it lies in the arena. */
struct query_variant {
    const struct model *model;
    uint32_t *entries; /* by the model's numbers: the store's; NULL: they are the same */
    struct synonyms_words words;
    struct terms terms;
    struct features features;
    struct ranking ranking;
    struct search_exclusion
        excluded[SEARCH_EXCLUSIONS_TOLD_MAX]; /* the first that were left out of the ranking */
    size_t excluded_count;
    struct confidence confidence;
};

/* A search with all that led to its result, for explain.c. */
struct search {
    size_t language;
    struct synonyms_words typed;  /* neither corrected nor reworded; none where no entry has exclusions */
    struct query_variant variant; /* the one that is answered */
    struct faqbot_view text;      /* the part of the question that was read; mostly all of it */
    bool is_reworded;             /* by the one-way synonyms */
    bool is_followed_up;          /* read together with the entry answered last */
};

/* What a question in the language of this number is read with. */
struct question_language search_language(const struct searcher *searcher, size_t language);

/* Searches as search_find() does. */
void search_run(struct searcher *searcher, const struct search_query *query, struct arena *arena,
                struct search *search, struct search_result *result, enum faqbot_status *status);

/* ==== exclusions.c: one search ========================================================================= */

/* A question is very like a line at this cosine of their character n-grams, function words counting little.
 * Of four words of some length three are .75; of six, five are .83. */
#define EXCLUSIONS_ALIKE .85

/* With so many phrasings of an entry a question is compared before the entry is left out. */
#define EXCLUSIONS_PHRASINGS_MAX 512

/* Takes those entries out of the variant's ranking, of the `top` best, that never answer the question: it has
 * the same content words as one of their `not:` lines, or is very like one, and is less like each of their
 * phrasings. As many others, with the scores that they have, are in their places. CORRUPT, IO, NO_MEMORY. */
void exclusions_apply(const struct searcher *searcher, const struct search *search, size_t top,
                      struct arena *arena, struct query_variant *variant, enum faqbot_status *status);

/* ==== suggest.c ======================================================================================== */

/* FTS5's parser recurses, and more words than this add nothing to what is found. */
#define SUGGEST_WORDS_MAX 64
#define SUGGEST_QUERY_BYTES_MAX 16384

/* Appends `word` to an expression of FTS5's language as a quoted string that must stand too, after " AND "
 * where something stands before it; where `is_prefix`, as one that words may begin with. Bytes that the
 * index's tokenizer takes for separators (schema.sql) separate here too: "a b" is "a" AND "b" (of which the
 * last is the prefix), and a word of them alone adds nothing. */
void suggest_add_word(struct buffer *query, struct faqbot_view word, bool is_prefix);

/* ==== fulltext_query.c ================================================================================= */

struct fulltext_word {
    struct word word;
    struct faqbot_view *stems; /* each once, of all languages of the knowledge base */
    size_t stem_count;
};

/* Something that an entry has or has not: a word, words in a row, or the beginning of a word. */
struct fulltext_term {
    struct fulltext_word *words;
    size_t count;
    bool is_prefix; /* of the last word */
    bool is_excluded;
    /* Of words that begin with a prefix: stems that do not begin with it or, of a frequent prefix, all that are looked
     * for. */
    struct faqbot_view *stems;
    size_t stem_count;
    bool is_listed;
    bool is_cut_short; /* there are more */
    size_t entries;    /* that have it; fulltext.c counts them */
    bool is_asked;     /* it found the entries; the others have no mark in them */
};

/* An expression of FTS5's language under construction, and what its quoted strings stand for; in an arena. */
struct fulltext_expression {
    struct buffer text;
    uint8_t *phrases; /* numbers of terms */
    size_t phrase_count;
};

/* Reads what <faqbot.h> says at struct faqbot_search_query. All of it lies in the arena. CORRUPT, IO, NO_MEMORY. */
void fulltext_query_read(struct searcher *searcher, struct faqbot_view text, struct arena *arena,
                         struct fulltext_query *query, enum faqbot_status *status);

bool fulltext_has_stem(const struct faqbot_view *stems, size_t count, struct faqbot_view stem);
bool fulltext_begins_with(struct faqbot_view text, struct faqbot_view prefix);

/* Whether the term is a character alone, of a script whose words are pairs of them. */
bool fulltext_is_lone_character(const struct fulltext_term *term);

/* Sticky: the buffer says whether it failed. */
void fulltext_expression_init(struct fulltext_expression *expression, struct arena *arena,
                              enum faqbot_status *status);

/* Appends a term in parentheses, or an AND and a label. */
void fulltext_expression_add(struct fulltext_expression *expression, const struct fulltext_term *term,
                             size_t number);
void fulltext_expression_add_label(struct fulltext_expression *expression, enum fulltext_label kind,
                                   struct faqbot_view text, struct arena *arena, enum faqbot_status *status);

#endif
