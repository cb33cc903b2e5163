/* lexicon/lexicon_internal.h - what the files of lexicon/ share. */
#ifndef LEXICON_LEXICON_INTERNAL_H
#define LEXICON_LEXICON_INTERNAL_H

#include "lexicon/lexicon.h"

/* ==== contrasts.c ========================================================================================= */

/* A walk through the words that tell things apart. */
struct lexicon_contrasts {
    const char *rest;
    uint8_t side; /* 0: among those that are like themselves alone */
};

void lexicon_contrasts_start(struct lexicon_contrasts *listed);

/* The next word, which is static, and what it is; false at the end. */
bool lexicon_contrasts_next(struct lexicon_contrasts *listed, struct faqbot_view *word,
                            struct lexicon_contrast *contrast);

#endif
