/* retrieval/grams.h - text as a bag of features: stems, pairs of stems, and pieces of words. */
#ifndef RETRIEVAL_GRAMS_H
#define RETRIEVAL_GRAMS_H

#include "base/arena.h"
#include "text/stems.h"

#define NGRAMS_CHARS_MIN 2 /* characters of the shortest and the longest piece of a word */
#define NGRAMS_CHARS_MAX 4
#define NGRAMS_CONTENT_WEIGHT 4

/* A feature is known by a 64-bit hash of its spelling; 0 is none. Of the some hundred thousand features of a large
 * knowledge base no two fall together in practice, and two that did would share a weight. */
struct ngram {
    uint64_t key;
    uint32_t count;
    uint32_t content; /* the count, where each in a content word counts NGRAMS_CONTENT_WEIGHT */
};

struct ngrams {
    struct ngram *list; /* each once, in order of first appearance */
    size_t count;
};

/* The feature that a stem is, and that a word's stem is. */
uint64_t ngrams_key_of_stem(struct faqbot_view stem);
uint64_t ngrams_stem_key(struct stemmer *stems, const struct word *word);

/* The feature that stems `place` - 1 and `place` of a text are together; before the first and behind the last is the
 * edge. */
uint64_t ngrams_bigram_key(const uint64_t *keys, size_t count, size_t place);

/* The rest lies in the arena. False: no memory. */

/* Each word's stem as a feature, word by word: what stems and pairs are made of. */
bool ngrams_add_unigram_keys(struct arena *arena, struct stemmer *stems, const struct word *words,
                             size_t count, uint64_t **keys);

/* Stems. */
bool ngrams_add_unigrams(struct arena *arena, const uint64_t *keys, size_t count, struct ngrams *ngrams);

/* Pairs of neighbouring stems, the beginning and the end of the text being neighbours too. */
bool ngrams_add_bigrams(struct arena *arena, const uint64_t *keys, size_t count, struct ngrams *ngrams);

/* Runs of 2 to 4 characters within each word, its edges being characters; a word that is shorter gives itself. `stems`
 * tells function words; NULL: there are none. */
bool ngrams_add_chars(struct arena *arena, const struct stemmer *stems, const struct word *words,
                      size_t count, struct ngrams *ngrams);

/* The same features, their counts being `content`. */
bool ngrams_add_content_chars(struct arena *arena, const struct ngrams *ngrams, struct ngrams *content);

#endif
