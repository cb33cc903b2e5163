/* text/language_lookup.h - what the languages' lists say, arranged to be looked up by language.c.
 *
 * The tables are written in the build, by words/pack.c, from words/traits.def, the function words and the lists
 * of everyday words. They are indexed by language: its row in words/traits.def, which is its bit in sets. */
#ifndef TEXT_LANGUAGE_LOOKUP_H
#define TEXT_LANGUAGE_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/text.h"

enum script {
    OTHER,
    LATIN,
    GREEK,
    CYRILLIC,
    ARMENIAN,
    HEBREW,
    ARABIC,
    DEVANAGARI,
    TAMIL,
    THAI,
    KANA,
    HAN,
    HANGUL,
    SCRIPTS
};

/* A set of languages. */
typedef uint64_t languages;
#define LANGUAGES_MAX 64

/* A language in one of its scripts. */
struct language_row {
    char code[LANGUAGE_CODE_BYTES];
    enum script script;
    int32_t pairs; /* the logarithm of how many pairs its lists have; see PAIR_UNIT */
};
extern const struct language_row language_rows[];
extern const size_t language_row_count;

/* All plain words and roots in the order of bytes, each once: that of number i has the bytes from starts[i] up to
 * starts[i + 1], and is of kinds[of_kind[i]]. */
struct language_kinds {
    languages function_words, everyday, roots;
};
extern const char language_word_bytes[];
extern const uint32_t language_word_starts[];
extern const uint16_t language_word_of_kind[];
extern const struct language_kinds language_kinds[];
extern const size_t language_word_count;

/* Letters that tell, in their order. */
struct language_letter {
    uint32_t letter;
    languages special; /* beyond the alphabet that all of the script share */
    languages absent;  /* only foreign words have it */
};
extern const struct language_letter language_letters[];
extern const size_t language_letter_count;

/* Affixes, without their marks; those that begin with byte b are the ones from starts[b] up to starts[b + 1]. */
#define AFFIX_BYTES_MAX 22
struct language_affix {
    char bytes[AFFIX_BYTES_MAX];
    uint8_t size;
    char place; /* 'b'egin, 'e'nd, 'a'nywhere, or before an apostrophe */
    languages has;
};
extern const struct language_affix language_affixes[];
extern const uint16_t language_affix_starts[];

/* Pairs of neighbouring letters: rows[first * LETTER_CLASSES + second] is the row of weights, one a language: the
 * logarithm of one more than how often its lists have the pair, in steps of 1 / PAIR_STEPS. Row 0 is of pairs that
 * none has. */
#define LETTER_CLASSES 64 /* 0 is the edge of a word */
#define PAIR_STEPS 32
#define PAIR_UNIT 4096 /* of language_row's `pairs`, for 1 */
extern const uint16_t language_pair_rows[];
extern const uint8_t language_pair_weights[];

/* Letters of one alphabet have different classes, but for rare ones. */
static inline unsigned language_letter_class(uint32_t letter)
{
    return letter == ' ' ? 0 : letter < 0x80 ? letter % 32 : 32 + letter % 32;
}

#endif
