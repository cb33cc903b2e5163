/* lexicon/lexicon_internal.h - what the files of lexicon/ share. */
#ifndef LEXICON_LEXICON_INTERNAL_H
#define LEXICON_LEXICON_INTERNAL_H

#include "lexicon/lexicon.h"

/* ==== contrasts.c ========================================================================================= */

#define LEXICON_CONTRASTS_MAX 512 /* words; a test counts them */

/* The words of a lexicon that tell things apart. */
struct lexicon_contrasts {
    uint32_t numbers[LEXICON_CONTRASTS_MAX]; /* rising */
    struct lexicon_contrast list[LEXICON_CONTRASTS_MAX];
    size_t count;
};

/* Looks up the listed words; what the lexicon does not have is left out. */
void lexicon_contrasts_collect(const struct lexicon *lexicon, struct lexicon_contrasts *contrasts);

#endif
