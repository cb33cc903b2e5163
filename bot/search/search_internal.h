/* search/search_internal.h - what the files of search/ share among themselves, from the first step of a
 * search to the last: each section calls none below it. search.h has the overview. */
#ifndef SEARCH_SEARCH_INTERNAL_H
#define SEARCH_SEARCH_INTERNAL_H

#include <faqbot.h>

#include <math.h>

#include "encoder/encoder.h"
#include "index/index.h"
#include "lexicon/lexicon.h"
#include "search/message_internal.h"
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

/* A word as entries have it. */
struct form {
    struct faqbot_view text;
    uint32_t language;
    uint32_t stem;
    struct form_details *details; /* NULL: nobody has asked for them yet */
};

/* Reads the words from the store into the arena, and into `forms`, of which there are so many, by number. CORRUPT (not
 * in byte order, or a number that is too large), IO, NO_MEMORY. */
void spelling_read(struct spelling *spelling, struct store *store, struct arena *arena, struct form *forms,
                   uint32_t form_count, enum faqbot_status *status);

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

/* ==== collection.c ===================================================================================== */

/* All entries together: what of the index a search reads. Lists and entries that were asked for last stay in memory. */

#define COLLECTION_NONE UINT32_MAX /* no stem */

/* Distinct stems of a question, so that a byte numbers them. The longest questions have more; those past it are not
 * looked for. */
#define TERMS_MAX 255

/* What lists and entries may take together; those of the search at hand stay in any case. */
#define POSTING_CACHE_BYTES_MAX ((size_t)48 << 20)
#define FORWARD_CACHE_BYTES_MAX ((size_t)64 << 20)
#define NGRAMS_CACHE_BYTES_MAX ((size_t)64 << 20)

/* What it takes time to find out of a form: kept once it was asked for. */
struct form_details {
    struct word_traits traits;
    float weight; /* as coverage.c weighs words: rare in the knowledge base, and rare in the language */
    float square; /* of its character runs' idfs */
    uint32_t ngram_count; /* character runs that entries hold, one as often as the form has it */
    uint32_t ngrams[];    /* slots of ngram_stats */
};

/* A word's list as it lies in the store, piece after piece. */
struct posting_list {
    size_t count;
    struct faqbot_view chunks[]; /* their bytes lie behind them */
};

/* One thread at a time: caches and marks change. */
struct collection {
    struct store *store;               /* borrowed */
    const struct languages *languages; /* borrowed */
    struct arena *loaded;              /* borrowed; what lives as long */
    uint32_t entries;
    double words[FIELD_COUNT];           /* of an entry's field on average; more than 0 */
    double all_words;                    /* of both */
    const uint8_t *lengths[FIELD_COUNT]; /* by entry: classes */
    struct bm25_table tables[FIELD_COUNT];
    struct ngram_stats ngram_stats;
    uint32_t stem_count;
    size_t slot_count;
    uint64_t *stem_keys; /* by slot: a stem as a feature; 0 is free */
    uint32_t *stems;     /* by slot: its number */
    uint32_t *doc_freqs; /* by number: how many entries hold the stem */
    uint32_t form_count;
    struct form *forms;    /* by number */
    uint32_t *stem_starts; /* by stem, and one more: where in `stem_forms` its forms are */
    uint32_t *stem_forms;
    struct spelling spelling;
    bool has_meaning; /* a lexicon knows some entry's language */
    struct meaning_classifier *classifier;
    const struct lexicon_vector *meanings; /* by entry; NULL: they are too many */
    const float *scales;                   /* likewise */
    bool is_learned;
    struct sparse_matrix char_ngram_weights; /* where it is */
    struct sparse_matrix word_weights;
    struct stage_frequencies frequencies; /* where the entries lie elsewhere */
    struct lru_cache *lists;              /* struct posting_list by list */
    struct lru_cache *forward;            /* struct forward_entry by entry */
    struct lru_cache *ngrams;             /* struct entry_ngrams by entry */
    struct arena scratch;
    /* What belongs to the question at hand: forms whose mark is this one. */
    uint32_t mark;
    struct form_mark *form_marks; /* by form */
    uint8_t *form_terms;          /* by form: the question's term that it is of, plus 1; 0: none */
    uint32_t asked[TERMS_MAX];    /* the stems of those forms */
    size_t asked_count;
};

struct form_mark {
    uint32_t mark;
    uint32_t row;
};

/* Opens what an index has; released by collection_close(), also after a failure. `loaded`, `store` and `languages`
 * outlive it. CORRUPT, IO, NO_MEMORY. */
void collection_open(struct collection *collection, struct store *store, const struct languages *languages,
                     uint32_t entries, struct arena *loaded, enum faqbot_status *status);
void collection_close(struct collection *collection);

/* A search begins: the lists and entries that it gets stay until the next one does. */
void collection_begin(struct collection *collection);

/* The number of a stem by its feature; COLLECTION_NONE: no entry has it. */
uint32_t collection_find_stem(const struct collection *collection, uint64_t key);

/* A list, as entry_index_list() numbers it. NULL where it fails: CORRUPT, IO, NO_MEMORY. */
const struct posting_list *collection_get_list(struct collection *collection, uint32_t list,
                                               enum faqbot_status *status);

/* An entry. NULL where it fails: CORRUPT, IO, NO_MEMORY. */
const struct forward_entry *collection_get_entry(struct collection *collection, uint32_t number,
                                                 enum faqbot_status *status);

/* The details of a form. NULL where it fails: CORRUPT, NO_MEMORY. */
const struct form_details *collection_get_details(struct collection *collection, uint32_t form,
                                                  enum faqbot_status *status);

/* New marks: none is set, and no form is of any term. */
void collection_clear_marks(struct collection *collection);

/* The forms of a stem are of this term of the question; each of TERMS_MAX terms may be told once. */
void collection_ask(struct collection *collection, uint32_t stem, size_t term);

/* ==== entry_ngrams.c ================================================================================== */

/* Character n-grams, each once for a text. Those of a slot of ngram_stats are in the bucket `slot & mask`, which is
 * from starts[slot & mask] to before the next start. Slots are apart from the others, since most n-grams of a question
 * are in no text of an entry, and nothing but slots is looked at then. */
struct ngram_table {
    uint32_t mask;
    const uint32_t *starts;
    const uint32_t *slots;
    const float *roots;    /* of how often the text has it */
    const uint32_t *texts; /* of the head: which of its texts; NULL: there is one text */
};

/* What features.c compares a question's character n-grams with. The vectors' parts are `root` times the idf. */
struct entry_ngrams {
    struct ngram_table whole;   /* of the text, of a long one its beginning, but for common ones */
    struct ngram_table head;    /* of each of its head's texts, where content words count more */
    double length;              /* of the vector of `whole` */
    const double *head_lengths; /* by text */
};

/* Whether so many entries have an n-gram that it decides nothing where whole texts are compared. */
bool entry_ngrams_is_common(const struct ngram_stats *stats, uint32_t slot);

/* Those of an entry, which stay as long as an entry does; the details of all words are there then that are compared.
 * NULL where it fails: CORRUPT, NO_MEMORY. */
const struct entry_ngrams *entry_ngrams_get(struct collection *collection, const struct forward_entry *entry,
                                            enum faqbot_status *status);

/* ==== query.c: terms: the stems of a question that are looked for, each with its weight as evidence ======= */

/* A function word counts this much of its weight. It must not carry an answer on its own, yet it tells kinds of
 * question apart ("what does one do", "who is one"): evidence of the weak kind. .5 is as good, 1 is not. */
#define TERMS_FUNCTION_WORD_SHARE .25

/* The knowledge base counts as so many entries larger than it is, so that a word in all of a handful of
 * entries still weighs little and one in a single of them still weighs something. */
#define TERMS_UNSEEN_ENTRIES 20

struct term {
    const struct word *word; /* its first occurrence */
    uint32_t stem;           /* its number; COLLECTION_NONE: no entry has it */
    uint32_t entries;        /* that have it */
    double weight;           /* bm25_idf(), of which a function word has TERMS_FUNCTION_WORD_SHARE */
    bool is_function_word;
    struct word_traits known;
};

struct terms {
    const struct word *words; /* the question, word by word */
    size_t word_count;
    const uint64_t *stem_keys;   /* by word: its stem as a feature of ngrams.c */
    const uint8_t *term_of_word; /* by word: its term, or TERMS_MAX past the last */
    struct term *list;           /* distinct stems, in order of first appearance */
    size_t count;
    size_t content_count;     /* of those that are no function words */
    double weight;            /* of all terms together */
    double known;             /* the share of content words' weight that the lexicon knows; 0 without one */
    struct ngrams characters; /* ngrams_chars() of all words */
    struct lexicon_vector meaning; /* of all words; zeros without a lexicon */
    struct lexicon_vector asked;   /* the same for the entries' classifiers: meaning_classifier_read() */
    bool is_foreign;               /* it is in a language of no entry, which the encoder knows */
    const struct likeness_question
        *encoded; /* likeness.c; NULL: there is no encoder that knows the language */
};

/* What a question is read with. */
struct question_language {
    size_t number; /* among the knowledge base's */
    struct stemmer *stems;
    const struct lexicon *lexicon; /* NULL: there is none for it */
};

/* Turns words into terms; all of it lies in the arena and borrows the words. NO_MEMORY. */
void terms_collect(const struct collection *collection, const struct question_language *language,
                   const struct synonyms_words *words, struct arena *arena, struct terms *terms,
                   enum faqbot_status *status);

/* ==== maxscore.c ======================================================================================= */

/* The best entries for a few weighted words: exactly those, in exactly the order, that scoring each entry
 * would give, at a small part of the work. */

/* What scores depend on apart from postings. Borrowed. */
struct posting_scale {
    const uint8_t *classes; /* length class of each entry */
    uint32_t entry_count;
    const struct bm25_table *saturation;
};

/* A list of a word of the question; none is given twice. */
struct maxscore_term {
    const struct posting_scale *scale;
    const struct faqbot_view *chunks; /* its posting list, in order */
    size_t chunk_count;               /* may be 0 */
    uint32_t weight;                  /* 1 to BM25_TABLE_WEIGHT_MAX */
};

struct maxscore_hit {
    uint32_t entry;
    uint32_t score; /* more than 0: the sum of bm25_table_score() over the words */
};

/* The `most` (at least 1) entries with the largest scores, largest first, of equal ones the lower number first, in the
 * arena, which takes some 50 KiB and 48 bytes for each chunk. At most BM25_TABLE_TERMS_MAX terms. NO_MEMORY (of the
 * arena), CORRUPT: a list is damaged (bytes may be damaged in ways that cannot be told from a sound list). */
void maxscore_find(uint32_t entry_count, const struct maxscore_term *terms, size_t term_count, size_t most,
                   struct arena *arena, struct maxscore_hit **hits, size_t *hit_count,
                   enum faqbot_status *status);

/* ==== likeness.c ======================================================================================= */

/* What a sentence encoder says of a question and the entries. */
struct likeness;
struct likeness_question;

/* Opens the encoder's file (NULL: that with which the index was made; "no": none) and reads what the index has by it.
 * *likeness lies in `loaded` and is released by likeness_close(), also after a failure; it stays NULL where there is no
 * encoder. `collection`, which is open, outlives it. INVALID: it is not the index's, and `fault` says what to do;
 * CORRUPT, IO, NO_MEMORY. */
void likeness_open(struct collection *collection, const char *path, struct arena *loaded,
                   struct likeness **likeness, struct faqbot_fault *fault, enum faqbot_status *status);
void likeness_close(struct likeness *likeness);                       /* NULL is allowed */
struct faqbot_view likeness_encoder(const struct likeness *likeness); /* its name */
const char *likeness_file(const struct likeness *likeness);
bool likeness_knows_language(const struct likeness *likeness, struct faqbot_view tag);

/* A search begins: what it reads stays until the next one does. NULL is allowed. */
void likeness_begin(struct likeness *likeness);

/* A text as the encoder reads it, in milliseconds unless it was read lately; the arena is for scratch. NULL where it
 * fails: NO_MEMORY. */
const struct likeness_question *likeness_read(struct likeness *likeness,
                                              const struct question_language *language,
                                              struct faqbot_view text, struct arena *arena,
                                              enum faqbot_status *status);

/* A question's direction, a copy of one in an arena (NULL: no memory), and how like two are, as below. */
const struct direction *likeness_direction(const struct likeness_question *question);
const struct direction *likeness_keep(const struct direction *direction, struct arena *arena);
float likeness_compare(const struct likeness *likeness, const struct direction *a, const struct direction *b);

/* Whether every entry is to be compared with it. */
bool likeness_is_scanned(const struct likeness_question *question);

/* How like an entry is. Of unrelated texts each is about 0, whatever the model and the knowledge base, and 1 of
 * equal ones; all 0 where the encoder does not know the entry's language. */
struct entry_likeness {
    float likest;    /* of its phrasings, or a passage's heading */
    float centroid;  /* their mean's direction */
    float phrasings; /* the mean of these two */
    float learned;   /* what the entry's classifier says: about 1 for a phrasing of it */
    float answer;    /* the answer's or passage's text */
};

/* The arena is for what is read of a large knowledge base. CORRUPT, IO, NO_MEMORY. */
struct entry_likeness likeness_of(const struct likeness_question *question, uint32_t entry,
                                  struct arena *arena, enum faqbot_status *status);

/* How far the content words of a question and of the likest phrasing, where each stands, are like one of the other
 * text's: late interaction (Khattab and Zaharia 2020, "ColBERT"). Each 0..1, words weighed as coverage.c does. */
struct word_likeness {
    float question; /* the question's words */
    float question_least;
    float phrasing; /* the phrasing's */
    float phrasing_least;
};
struct word_likeness likeness_of_words(const struct likeness_question *question, uint32_t entry,
                                       struct arena *arena, enum faqbot_status *status);

/* ==== candidates.c ===================================================================================== */

/* The entries that a question may be about: in a small knowledge base all, else the best by each of several kinds of
 * evidence, each exactly those that comparing all entries would give. */

#define CANDIDATES_BY_WORDS 16 /* best by BM25 of both fields */
/* Where entries lie elsewhere, so many times as many are asked for, and the best kept by our own scores. Those of the
 * engine are the same but for rounding, and for the order of equal ones. */
#define CANDIDATES_ELSEWHERE_FACTOR 2
#define CANDIDATES_BY_MEANING 4  /* best by likeness in the lexicon */
#define CANDIDATES_BY_LIKENESS 8 /* the same by an encoder's, which finds more */
#define CANDIDATES_BY_LEARNING 4 /* best by what was learned from the phrasings */
#define CANDIDATES_MAX                                                                                       \
    (CANDIDATES_BY_WORDS + CANDIDATES_BY_LIKENESS + CANDIDATES_BY_LEARNING) /* or all entries */

/* Of a question's words so many are looked for, those of most weight. */
#define CANDIDATES_TERMS_MAX (BM25_TABLE_TERMS_MAX / FIELD_COUNT)

/* A word of the candidates that are walked through. */
struct candidate_word {
    const struct form_details *details;
    uint32_t form;
    uint8_t term; /* collection.form_terms */
};

struct candidates {
    struct collection *collection;
    uint32_t count;
    const struct forward_entry **list; /* in the order of the knowledge base */
    const float *learned;              /* by candidate: what the classifiers say; NULL: nothing was learned */
    struct candidate_word *words; /* by row: forms that were looked at, in the order in which they were */
    uint32_t word_count;
    size_t word_capacity;
    uint32_t **sequences; /* by candidate: candidates_read_sequence(); NULL: it was not walked through */
};

/* Finds them, `most` at least where there are as many. All of it lies in the arena. NULL where it fails: CORRUPT, IO,
 * NO_MEMORY. */
struct candidates *candidates_find(struct collection *collection, const struct terms *terms, size_t most,
                                   struct arena *arena, enum faqbot_status *status);

/* Room for so many more rows. False: no memory. */
bool candidates_reserve(struct candidates *candidates, size_t count, struct arena *arena);

/* The row of a form, a new one where it has none; there is room for it. Rows last until the next candidates_find(). */
static inline uint32_t candidates_row(struct candidates *candidates, uint32_t form)
{
    struct collection *collection = candidates->collection;
    struct form_mark *mark = &collection->form_marks[form];
    if (mark->mark != collection->mark) {
        *mark = (struct form_mark){.mark = collection->mark, .row = candidates->word_count};
        candidates->words[candidates->word_count++] = (struct candidate_word){
            .details = collection->forms[form].details, .form = form, .term = collection->form_terms[form]};
    }
    return mark->row;
}

/* Turns a candidate's sequence, with so many words of its body at most, into rows. CORRUPT, NO_MEMORY. */
void candidates_read_sequence(struct candidates *candidates, uint32_t candidate, uint32_t body_words,
                              struct arena *arena, enum faqbot_status *status);

/* The numbers of the `most` entries (at least 1) that hold most of these stems, in the arena, best first. CORRUPT, IO,
 * NO_MEMORY. */
void candidates_with(struct collection *collection, const uint32_t *stems, size_t count, size_t most,
                     struct arena *arena, uint32_t **entries, size_t *found, enum faqbot_status *status);

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
    /* A phrasing has as many words, and mutual is all of it; if the question has function words alone, all of them. */
    bool is_equal;
    float mutual; /* the harmonic mean of that of the likest phrasing and of what the question covers in it */
};

/* So many words of an answer or passage are compared with those that the question has and the head has not; the others
 * only count where they are the same. A long answer has something like everything. */
#define COVERAGE_BODY_WORDS 60

/* How alike two different words are. `likeness` is their vectors' cosine, or where the lexicon has not both: */
#define COVERAGE_AS_WRITTEN (-2.0f)
float coverage_compare_words(const struct word_traits *left, const struct word_traits *right, float likeness);

/* What a word weighs that so many of the entries hold. */
double coverage_weight(uint32_t all, uint32_t entries, const struct word_traits *traits);

/* Measures it for these candidates, by candidate; others stay as they are. `held` says, candidate after candidate,
 * which terms their fields have: COVERAGE_HELD of each. NO_MEMORY. */
#define COVERAGE_HELD(field) (1U << (field))
void coverage_measure(const struct candidates *candidates, const struct terms *terms,
                      const struct lexicon *lexicon, const uint32_t *picked, size_t count,
                      const uint8_t *held, struct arena *arena, struct coverage *coverages,
                      enum faqbot_status *status);

/* Whether two candidates have a phrasing in common, word for word; false where one was not walked through. */
bool coverage_shares_phrasing(const struct candidates *candidates, uint32_t first, uint32_t second);

/* How like the likest word of a candidate is to a content word of the question, as coverage_measure() takes it; 0:
 * none is. *row is that word's. */
float coverage_find_likest(const struct candidates *candidates, const struct term *term,
                           const struct lexicon *lexicon, uint32_t candidate, uint32_t *row);

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
 * Character n-grams are runs of 3 and 4 characters within a word. They survive misspellings, compounds and endings
 * that the stemmer does not know (McNamee and Mayfield 2004, "Character n-gram tokenization for European language
 * text retrieval"), and are compared by the cosine of their weights: (1 + ln count) idf in the question, and in an
 * entry sqrt(count) idf, of which the sum of squares is a sum over the words, so that it need not be stored. */
enum feature {
    /* BM25 of stems over its phrasings. A passage has its title and heading for them, and takes that of its text
     * instead if that is larger. */
    FEATURE_QUESTION_UNIGRAMS,

    /* BM25 of stems over its answer. */
    FEATURE_BODY_UNIGRAMS,

    /* BM25 of pairs of neighbouring stems, function words included: "what does" and "who is" tell kinds of question
     * apart. The edges of a text count as stems, so that "who are you" alone differs from a text that contains it. */
    FEATURE_BIGRAMS,

    /* The cosine of character n-grams with the entry's text, of a long one with its beginning. */
    FEATURE_CHAR_NGRAMS,

    /* The cosine with the likest of its phrasings, or of a passage's title and heading, function words counting
     * little. A passage takes FEATURE_CHAR_NGRAMS instead if that is larger. */
    FEATURE_PHRASING,

    /* These are the same for a question whatever the other entries are. */

    /* What the entry's own classifier, which the index learned from all phrasings, says: 0 is no, 1 the border, 2 a
     * phrasing of the entry. Only FAQ entries have one, and only where there are phrasings enough to learn from. */
    FEATURE_LEARNED,

    /* The cosine of the question's direction in the lexicon with the entry's; or how like an encoder finds it: the mean
     * of the likest phrasing and the centroid. */
    FEATURE_MEANING,

    /* What the classifier says that was learned from those directions; only FAQ entries have one. */
    FEATURE_LEARNED_MEANING,

    /* The likeness of the answer or passage in an encoder's view. */
    FEATURE_ANSWER_MEANING,

    /* The entry's coverage.question and coverage.mutual. */
    FEATURE_COVERAGE,
    FEATURE_MUTUAL_COVERAGE,
    FEATURE_COUNT
};
#define FEATURE_FIRST_ABSOLUTE FEATURE_LEARNED

/* Only so many entries, the best by all other features, have their text walked through for pairs of words and coverage:
 * walking every text would take long. 6 to 30 give the same answers. */
#define FEATURES_CANDIDATES_MAX 10

/* By candidate; all lie in the caller's arena. */
struct features {
    struct candidates *candidates;
    float *values[FEATURE_COUNT];
    float possible
        [FEATURE_COUNT]; /* what a text that is the question would get, about; for those before the first
                                      absolute one */
    float *saturation;   /* 0..1: the share of the question's weight that the entry's text accounts for */
    float *contents;     /* distinct content words of the question in the entry's text */
    uint8_t *held;       /* candidate after candidate, by term: COVERAGE_HELD() of the fields that have it */
    bool *is_faq;
    double
        known; /* 0..1: how much of the question a lexicon knows, that knows the knowledge base too: terms.known */
    const struct entry_likeness *likenesses; /* NULL: no encoder reads the question */
    /* Of those that were walked through; of others all is 0. */
    struct coverage *coverages;
    struct word_likeness *words; /* where an encoder reads the question */
    /* Of a passage: the largest share of the question's weight that one stretch of the text has. A long passage may
     * contain all words in different places and be about none of them together (Callan 1994, "Passage-level evidence
     * in document retrieval"). */
    float *windows;
    struct question_ngrams *ngrams; /* for features_phrasing_cosine() */
};

struct ranked {
    uint32_t candidate;
    double score; /* above 0, falling; the sum of the contributions, to the millionth */
    double contributions[FEATURE_COUNT]; /* what each feature adds to it */
};

struct ranking {
    struct ranked *list; /* the best ones */
    size_t count;
};

/* The features' names, as `explain` shows them. */
extern const char *const rank_feature_names[FEATURE_COUNT];

/* The `top` best candidates that have any evidence at all, in the arena. Of equal ones those in the question's
 * language come first, then those that stand first in the knowledge base. NO_MEMORY. */
void rank_entries(const struct features *features, size_t language, size_t top, struct arena *arena,
                  struct ranking *ranking, enum faqbot_status *status);

/* The numbers of the `most` best candidates by the features computed so far, in the arena; of equal ones those
 * in the knowledge base's first language come first. NO_MEMORY. */
void rank_candidates(const struct features *features, size_t most, struct arena *arena, uint32_t **picked,
                     size_t *count, enum faqbot_status *status);

/* Computes the features of all candidates, of which it reads the words. CORRUPT, NO_MEMORY. */
void features_compute(struct candidates *candidates, const struct question_language *language,
                      const struct terms *terms, struct arena *arena, struct features *features,
                      enum faqbot_status *status);

/* The cosine of character n-grams with the likest phrasing of a candidate, where function words count little, and
 * n-grams that no entry has lengthen the question's vector. A passage's title and heading are its phrasings; 0 where it
 * has neither. */
double features_phrasing_cosine(const struct features *features, uint32_t candidate);

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
    double saturation;      /* the share of the question's weight that the entry's text accounts for */
    double phrasing;        /* FAQ: features_phrasing_cosine() */
    double characters;      /* FEATURE_CHAR_NGRAMS */
    double meaning;         /* FAQ: FEATURE_MEANING */
    double learned;         /* FAQ: FEATURE_LEARNED, 0 to about 2 */
    double learned_meaning; /* FAQ: FEATURE_LEARNED_MEANING */
    double missing; /* FAQ: the largest share of its phrasings that have a word which the question lacks */
    double topic;   /* FAQ: coverage.topic */
    double window;  /* passage: features.windows */
    /* With an encoder: */
    double likest;          /* entry_likeness.likest, or of a passage its answer if that is more */
    double beyond;          /* how much more that is than any other candidate's */
    double answer_likeness; /* FAQ: entry_likeness.answer */
    double words_least;     /* FAQ: word_likeness.question_least */
    double phrasing_least;  /* FAQ: word_likeness.phrasing_least */
    double lead;            /* the first entry's share in the evidence for the best ones */
    double ahead;           /* FAQ: how much more of the question it accounts for than the second does */
    double contents;        /* ln(1 + the question's content words, as far as the entry accounts for them) */
    double entries;         /* ln of how many entries there are, within bounds */
    double phrasings;       /* FAQ: ln of how many phrasings the entry has, up to a bound */
    bool is_faq;
    bool is_foreign;  /* terms.is_foreign */
    bool is_encoded;  /* an encoder has read the question */
    bool is_clashing; /* coverage.is_clashing */
    bool is_choice;   /* several entries are meant as well as the first: it is never answered alone */
};

#define CONFIDENCE_PARTS_MAX 32

/* Pure. `ranking` holds at least CONFIDENCE_RANKED entries, where there are as many; all is 0 where it is empty. */
struct confidence confidence_of(const struct terms *terms, const struct features *features,
                                const struct ranking *ranking);

/* Takes the confidence of an entry apart; returns the number of parts. */
size_t confidence_explain(const struct confidence *confidence,
                          struct faqbot_explained_part parts[CONFIDENCE_PARTS_MAX]);

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

/* What texts that were shown last may take together, and how many they are. */
#define SHOWN_BYTES_MAX ((size_t)16 << 20)
#define SHOWN_MAX 8192

/* What every search reads; but for caches none changes it. */
struct searcher {
    struct store *store;
    struct lru_cache *shown; /* snippet.c's: texts as words */
    struct arena loaded;     /* what lives as long as the searcher */
    size_t entry_count;
    struct collection *collection;
    struct likeness *likeness;     /* NULL: there is no encoder */
    struct exclusions *exclusions; /* NULL: no entry has any */
    bool has_variants;             /* an entry is there in several languages */
    struct languages languages;
    struct synonyms *synonyms;
    double answered_threshold;
    double unsure_threshold;
};

/* ==== known.c: what the knowledge base knows of the words of a question ================================ */

/* Whether two words stand side by side is looked up in so many entries, those that hold most of both, and for so many
 * pairs of a question; further pairs count as unknown. */
#define KNOWN_PAIR_ENTRIES 32
#define KNOWN_PAIRS_MAX 16

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

#define COMPOUNDS_DOUBT .15f     /* what a word loses by being read as a compound, or as parts */
#define COMPOUNDS_PARTS_MAX 3    /* of a compound that is taken apart */
#define COMPOUNDS_LETTERS_MAX 40 /* of a word; a longer one is none: there are many ways to take it apart */
#define COMPOUNDS_SEEN_MAX 64    /* compounds that a word may be a part of; further ones are passed over */

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

#define WORDING_COMPOUNDS_MAX 8 /* words that are looked for in compounds; further ones are not */
#define WORDING_DOUBT .5f       /* what a word loses by being corrected: the visitor may have meant another */

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

/* ==== search.c: one search ============================================================================= */

/* One way to read a question, ranked and judged; all of it lies in the arena. */
struct query_variant {
    struct faqbot_view text; /* what an encoder reads */
    struct synonyms_words words;
    struct terms terms;
    struct candidates *candidates;
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
    char foreign
        [LANGUAGE_CODE_BYTES];    /* with an encoder: the language of the question, where no entry is in it */
    struct synonyms_words typed;  /* neither corrected nor reworded; none where no entry has exclusions */
    struct query_variant variant; /* the one that is answered */
    struct faqbot_view text;      /* the part of the question that was read; mostly all of it */
    bool is_reworded;             /* by the one-way synonyms */
    bool is_followed_up;          /* read together with the entry answered last */
};

/* Adds the parts of a double question to what search_run() has found. */
void search_parts(struct searcher *searcher, const struct search_query *query, const struct search *search,
                  struct arena *arena, struct search_result *result, enum faqbot_status *status);

/* What a question in the language of this number is read with. */
struct question_language search_language(const struct searcher *searcher, size_t language);

/* Searches as search_find() does, but for the parts of a double question. */
void search_run(struct searcher *searcher, const struct search_query *query, struct arena *arena,
                struct search *search, struct search_result *result, enum faqbot_status *status);

/* ==== exclusions.c: one search ========================================================================= */

/* A question is very like a line at this cosine of their character n-grams, function words counting little.
 * Of four words of some length three are .75; of six, five are .83. */
#define EXCLUSIONS_ALIKE .85

#define EXCLUSIONS_TEXT_BYTES_MAX 2000 /* of a line or phrasing; what is beyond is not compared */

/* With so many phrasings of an entry a question is compared before the entry is left out. */
#define EXCLUSIONS_PHRASINGS_MAX 512

/* Takes those entries out of the variant's ranking, of the `top` best, that never answer the question: it has
 * the same content words as one of their `not:` lines, or is very like one, and is less like each of their
 * phrasings. As many others, with the scores that they have, are in their places. CORRUPT, IO, NO_MEMORY. */
void exclusions_apply(const struct searcher *searcher, const struct search *search, size_t top,
                      struct arena *arena, struct query_variant *variant, enum faqbot_status *status);

/* ==== variants.c ======================================================================================= */

/* Leaves in the ranking, of an entry that is there in several languages, the best one alone, and none of one that is
 * excluded in any; and of all these the `top` best. An entry shall not compete with its own translations. CORRUPT, IO,
 * NO_MEMORY. */
void variants_drop(const struct searcher *searcher, size_t top, struct arena *arena,
                   struct query_variant *variant, enum faqbot_status *status);

/* Of entries, keeps the first of each id; returns how many are left. Statuses as above. */
size_t variants_keep_first(const struct searcher *searcher, uint32_t *entries, size_t count, size_t limit,
                           struct arena *arena, enum faqbot_status *status);

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
