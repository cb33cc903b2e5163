/* search/search.h - what search/ offers to other modules: a question in, ranked entries and a confidence out.
 *
 * The way of a question:
 *
 *   query.c         splits it into words, and weighs each as evidence
 *   wording.c       reads them as the knowledge base writes them: joined or split, in compounds (compounds.c),
 *                   spelled rightly (spelling.c), as far as it knows them (known.c)
 *   asking_sentence.c   finds the part of a long message that asks
 *   follow_up.c     tells whether it goes on from the last answer
 *   double_question.c   finds the questions of a message that asks several things
 *   candidates.c    finds the few entries worth a closer look: by words (maxscore.c), by meaning, and by what was
 *                   learned; collection.c reads the index for it, and keeps what was read
 *   features.c      measures, for each of them, eleven kinds of evidence that it is meant
 *   likeness.c      what a sentence encoder says of them, where the index has one
 *   entry_ngrams.c  what it takes for that of the pieces of an entry's words, counted once
 *   coverage.c      of the best of them, how far question and entry account for each other's words
 *   rank.c          adds them up to one score, by which entries are put in order
 *   exclusions.c    leaves out those whose authors said that they never answer it
 *   variants.c      leaves one of those that are one entry in several languages
 *   confidence.c    estimates how likely the first entry is the right answer
 *   search.c        does all that for each way to read the question, and takes the most confident one
 *   explain.c       tells how the result came about
 *   fulltext.c      finds entries by the words in them, which fulltext_query.c reads; snippet.c shows where they stand
 *   suggest.c       completes a question that is still being typed
 *   meaning.c       tells how alike two questions are
 *
 * Everything is deterministic: the same question to the same index gives the same bytes. Nothing here puts an
 * answer into words, keeps a conversation, or writes anything down. One searcher serves one thread at a
 * time. */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H

#include <faqbot.h>

#include "index/index.h"
#include "util/util.h"

/* ==== search.c ========================================================================================= */

/* A knowledge base opened for searching. */
struct searcher;

/* Where it comes from, as <faqbot.h> says of the same names. */
struct search_source {
    const char *index;
    const char *knowledge;
    const char *today;
    const char *encoder;
    const struct searcher *again;
    const struct faqbot_stage
        *stage; /* has the entries, and none of the above is looked at; NULL: they are here */
    const struct index_edit *edit; /* NULL: none; otherwise `knowledge` is indexed with it */
    /* A part of this one's knowledge base, and none of the above; it is read until search_open() returns. */
    const struct searcher *whole;
    const uint32_t *entries;
    size_t entry_count;
    size_t phrasings_max; /* LIMIT: they have more */
    size_t *phrasings;    /* becomes how many they have */
};

/* Opens the index file, or indexes the knowledge base in memory. *searcher is the caller's, released by search_close().
 * Statuses and `fault` as faqbot_open() says. */
enum faqbot_status search_open(const struct search_source *source, struct fault_reporter *reporter,
                               struct searcher **searcher, struct faqbot_fault *fault);
void search_close(struct searcher *searcher); /* NULL is allowed */

/* Where the entries are read from; valid until search_close(). */
struct store *search_store(struct searcher *searcher);

size_t search_entry_count(const struct searcher *searcher);

/* Whether any entry is there in several languages. A search finds one of each, in whichever of them. */
bool search_has_variants(const struct searcher *searcher);

/* The name of the encoder that reads questions; empty: there is none. Valid until search_close(). */
struct faqbot_view search_encoder(const struct searcher *searcher);

/* Reads a setting of the index into the arena, NUL-terminated; `fallback` where the index has none. CORRUPT,
 * IO, NO_MEMORY. */
void search_setting(struct searcher *searcher, const char *name, const char *fallback, struct arena *arena,
                    struct faqbot_view *value, enum faqbot_status *status);

struct search_query {
    struct faqbot_view text;    /* valid UTF-8 */
    struct faqbot_view context; /* the id of the entry answered last; empty for none */
    size_t top;                 /* matches wanted */
};

struct search_match {
    uint32_t entry;      /* its number in the store */
    double score;        /* 0..1, falling; that of the first match is the confidence */
    double contribution; /* share of the first match's score, both without the classifier's contribution */
};

struct search_result {
    enum faqbot_outcome outcome;  /* the confidence held against the thresholds */
    double confidence;            /* 0..1, of the first match; 0 where there is none */
    bool is_foreign;              /* the question is in a language of no entry */
    char lang[FAQBOT_LANG_BYTES]; /* that the question was read in */
    bool is_sure_of_lang;         /* by its own words, and not by what they find */
    struct search_match *matches;
    size_t match_count;
    struct faqbot_correction *corrections; /* `from` points into the question */
    size_t correction_count;
    struct faqbot_view *unknown_words; /* point into the question */
    size_t unknown_word_count;
    /* Of a message that asks several things: what is found for each alone, all answered, by different entries. They
     * have no parts of their own. What the members above say is of the message as a whole. */
    struct search_result *parts;
    size_t part_count; /* 0: it is answered as a whole */
};

/* Searches. The result lies in the arena, and is none after a failure: CORRUPT, IO, NO_MEMORY. */
void search_find(struct searcher *searcher, const struct search_query *query, struct arena *arena,
                 struct search_result *result, enum faqbot_status *status);

/* ==== meaning.c: questions compared with each other ==================================================== */

/* What a question is about; valid, in an arena with much besides, until the searcher's next call. */
struct search_meaning;

/* Reads valid UTF-8 as a search does. NULL where it fails: CORRUPT, IO, NO_MEMORY. */
struct search_meaning *search_read_meaning(struct searcher *searcher, struct faqbot_view text,
                                           struct arena *arena, enum faqbot_status *status);

/* Bytes that two questions have in common if they have the same content words, after stemming and two-way synonyms;
 * where a question has none, all its words count. Empty: it has no word at all. */
struct faqbot_view search_meaning_key(const struct search_meaning *meaning);

/* A copy of some KB in another arena, without the key, valid as long as the searcher is. NULL: no memory. */
struct search_meaning *search_keep_meaning(const struct search_meaning *meaning, struct arena *arena);

/* Two questions ask the same in other words from this likeness on, mostly. */
#define SEARCH_ALIKE .55

/* How alike two questions of one searcher are: 0..1, the same both ways. 0 also where it is certainly less than
 * SEARCH_ALIKE. */
double search_compare_meanings(const struct search_meaning *left, const struct search_meaning *right);

/* ==== suggest.c ======================================================================================== */

/* At most `limit` entries, best first, of which one phrasing has every word of `typed`. The last word may be
 * unfinished, unless a blank follows it. They lie in the arena; none after a failure: CORRUPT, IO,
 * NO_MEMORY. */
void search_suggest(struct searcher *searcher, struct faqbot_view typed, size_t limit, struct arena *arena,
                    uint32_t **entries, size_t *count, enum faqbot_status *status);

/* ==== fulltext.c: entries by their words =============================================================== */

/* What was typed, as terms (search_internal.h); in an arena. */
struct fulltext_term;
struct fulltext_query {
    struct fulltext_term *terms;
    size_t count;
};

#define SEARCH_WORDS_MAX 160 /* entries of one result */

/* `limit`: entries wanted; the others as in <faqbot.h>, where a search is described. */
struct search_words_query {
    struct faqbot_view text;
    struct faqbot_filter filter;
    size_t limit;
};

struct search_words_result {
    struct fulltext_query query;
    uint32_t *entries; /* numbers in the store, best first */
    size_t count;
    bool is_any;
    bool is_cut_short;
};

/* The entries that have all words or, where none has, some. All of it lies in the arena, and is none after a failure:
 * CORRUPT, IO, NO_MEMORY. */
void search_words(struct searcher *searcher, const struct search_words_query *query, struct arena *arena,
                  struct search_words_result *result, enum faqbot_status *status);

/* For a question that no entry answers: those that have most of its content words, as far as they are rare. None where
 * there is no such word. */
void search_mentions(struct searcher *searcher, struct faqbot_view question, size_t most, struct arena *arena,
                     struct search_words_result *result, enum faqbot_status *status);

/* ==== snippet.c ======================================================================================== */

struct search_snippet {
    struct faqbot_span *spans;
    size_t count;
    bool has_marks;
};

/* Marks the words of the query in a text, whose language is `lang`, or in a part of about 200 characters that has
 * as many of them as any. It lies in the arena. NO_MEMORY. */
void search_snippet_make(struct searcher *searcher, const struct fulltext_query *query,
                         struct faqbot_view text, struct faqbot_view lang, bool is_whole, struct arena *arena,
                         struct search_snippet *snippet, enum faqbot_status *status);

/* ==== explain.c ======================================================================================== */

#define SEARCH_EXCLUSIONS_TOLD_MAX 8

/* An entry that was left out, and the line that says so, as the author wrote it. */
struct search_exclusion {
    uint32_t entry; /* its number in the store */
    struct faqbot_view line;
};

/* A result and how it came about; all of it lies in the arena, or as long as the searcher does. */
struct search_explanation {
    struct search_result result; /* what search_find() gives for the same query */
    /* By match. Their ids and questions are left to the caller: this module does not show entries. */
    struct faqbot_explained_candidate *candidates;
    struct faqbot_explanation explanation; /* its changes are left to the caller, too */
    /* Those that would have been matches but never answer the question; the first SEARCH_EXCLUSIONS_TOLD_MAX. */
    const struct search_exclusion *excluded;
    size_t excluded_count;
};

/* Searches as search_find() does, and explains the result. CORRUPT, IO, NO_MEMORY. */
void search_explain(struct searcher *searcher, const struct search_query *query, struct arena *arena,
                    struct search_explanation *explained, enum faqbot_status *status);

#endif
