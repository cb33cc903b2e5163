/* retrieval/spelling.h - the words of the knowledge as they are written, and the one that a misspelled word
 * was meant to be. */
#ifndef RETRIEVAL_SPELLING_H
#define RETRIEVAL_SPELLING_H

#include <faqbot/status.h>

#include "base/arena.h"
#include "store/store.h"

#define SPELLING_LETTERS_LEAST 5     /* shorter words are too often other words */
#define SPELLING_LONG_WORD_LETTERS 9 /* from here on two slips are put right, before one */
#define SPELLING_TRIES_MAX 20000     /* words that are compared with one misspelled word, at most */

/* What of a word tells quickly that it is too far from another. */
struct spelling_shape {
    uint64_t letters; /* a bit for each letter that it has, some sharing theirs */
    uint32_t length;  /* in letters */
};

/* Lies in an arena. */
struct spelling {
    const struct faqbot_view *words; /* in byte order */
    const struct spelling_shape *shapes;
    const uint32_t *uses;
    uint32_t count;
};

/* Reads the words from the store into the arena. CORRUPT (not in byte order), IO, NO_MEMORY. */
enum faqbot_status spelling_read(struct spelling *spelling, struct store *store, struct arena *arena);

/* The known word nearest to `plain`: one that begins with the same letter and is one slip away
 * (two for a long word); of equals the more used, then the first in byte order. False: there is none, or
 * `plain` is known itself, short, or holds a digit. */
bool spelling_correct(const struct spelling *spelling, struct faqbot_view plain, struct faqbot_view *word);

#endif
