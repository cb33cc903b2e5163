/* lexicon/lexicon.h - words of a language as small vectors: words that mean nearly the same point in nearly the same
 * direction, and each word has its rank by frequency. What is embedded in the program is one lexicon, of English
 * (english.lex; NOTICE has its origin).
 *
 * The vector of a text is the sum of its words' vectors: common words have short ones, so that no list of stop words
 * and no weights are needed. Opposites and siblings are alike too (open and close, Monday and Sunday): likeness tells
 * what a text is about, not what it says of it. Names and codes are not in it.
 *
 * A likeness is the same number on every machine: it is computed in whole numbers from vectors that are quantized
 * once. */
#ifndef LEXICON_LEXICON_H
#define LEXICON_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/util.h"

#define LEXICON_DIMENSIONS 96

#define LEXICON_NONE UINT32_MAX /* no word */

/* Ranks run from 0, the commonest word, upwards; a word from this one on is rare, or newer than the count. */
#define LEXICON_RANK_RARE 60000

/* An open lexicon; read-only, so that threads may share it. */
struct lexicon;

/* Opens the lexicon in these bytes, which it borrows. INVALID: they are not a lexicon; NO_MEMORY. *lexicon is the
 * caller's, released by lexicon_close(); NULL where it fails. */
void lexicon_open(struct faqbot_view bytes, struct lexicon **lexicon, enum faqbot_status *status);

/* Opens the embedded one. NO_MEMORY. */
void lexicon_open_english(struct lexicon **lexicon, enum faqbot_status *status);
void lexicon_close(struct lexicon *lexicon); /* NULL is allowed */

/* Whether a lexicon knows the language of a BCP 47 tag ("en-GB"); the empty one is English. */
bool lexicon_knows_language(struct faqbot_view tag);

/* The number of a word in small letters of ASCII, or LEXICON_NONE; numbers count from 0. */
uint32_t lexicon_find(const struct lexicon *lexicon, struct faqbot_view word);
uint32_t lexicon_word_count(const struct lexicon *lexicon);

/* The word of a number below lexicon_word_count(); valid as long as the lexicon's bytes are. */
struct faqbot_view lexicon_word_text(const struct lexicon *lexicon, uint32_t number);

/* How common a word is. `number` is one that lexicon_find() gave. */
unsigned lexicon_rank(const struct lexicon *lexicon, uint32_t number);

/* -- Words -- */

/* One word's vector, unpacked for comparing it with many others. */
struct lexicon_word {
    int16_t parts[LEXICON_DIMENSIONS]; /* those of even number, then the others */
    int32_t sum;                       /* of all parts */
    float per_length;                  /* 1 / the vector's length in steps; 0 for a vector of zeros */
};

void lexicon_unpack(const struct lexicon *lexicon, uint32_t number, struct lexicon_word *word);

/* 1 / the length of a word's vector in steps: what is kept of a word that is compared often. */
float lexicon_per_length(const struct lexicon *lexicon, uint32_t number);

/* The cosines of words' vectors with that of another, each -1 to 1; `other_per_length` is lexicon_per_length() of the
 * other. */
void lexicon_word_likenesses(const struct lexicon *lexicon, const struct lexicon_word *words, size_t count,
                             uint32_t other, float other_per_length, float *likenesses);

/* -- Words that tell things apart -- */

struct lexicon_contrast {
    bool is_apart; /* it is like itself alone, whatever its vector says: days, numbers, sizes ... */
    /* The side of a pair of opposites on which it stands; 0: none. The other side's number differs in the last bit. */
    uint8_t side;
};

/* `word` is in small letters; it need not be one of the lexicon's. */
struct lexicon_contrast lexicon_find_contrast(const struct lexicon *lexicon, struct faqbot_view word);

/* -- Texts -- */

/* The direction of a text, of length 1 in steps of 1/LEXICON_VECTOR_ONE; all zeros where no word is known. */
struct lexicon_vector {
    int16_t parts[LEXICON_DIMENSIONS];
};

#define LEXICON_VECTOR_ONE 16384

/* Adds the vectors of a text's words, without a scale. The text's words are its runs of ASCII letters in any
 * case; contractions are written out ("can't" is "can not"); what the lexicon does not have is passed over. */
void lexicon_add(const struct lexicon *lexicon, struct faqbot_view text, float sum[LEXICON_DIMENSIONS]);

/* Adds the vector of one word. */
void lexicon_add_word(const struct lexicon *lexicon, uint32_t number, float sum[LEXICON_DIMENSIONS]);

/* Scales a sum to length 1. */
struct lexicon_vector lexicon_direction(const float sum[LEXICON_DIMENSIONS]);

/* The cosine of two texts' vectors, -1 to 1; 0 where one of them is all zeros. */
float lexicon_likeness(const struct lexicon_vector *left, const struct lexicon_vector *right);

#endif
