/* retrieval/spelling.h - the words of the knowledge base as they are written, and the one that a misspelled word
 * was meant to be. */
#ifndef RETRIEVAL_SPELLING_H
#define RETRIEVAL_SPELLING_H

#include <faqbot.h>

#include "base/arena.h"
#include "store/store.h"

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

#endif
