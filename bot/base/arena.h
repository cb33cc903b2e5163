/* base/arena.h - memory for one request: taken piece by piece, given back all at once. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include <faqbot.h>

#include "base/view.h"

struct arena_block;

/* Declare it, arena_init() it, arena_release() it. Blocks are kept over a reset, so a steady load allocates nothing. */
struct arena {
    struct arena_block *first;
    struct arena_block *current;
    size_t limit; /* bytes of all blocks together */
    size_t held;
    bool no_memory; /* some take failed because there was no memory, and not by the limit; until release */
};

/* An empty arena that never holds more than `limit` bytes. Allocates nothing yet. */
void arena_init(struct arena *arena, size_t limit);

/* Frees all; the arena is empty again and can be used. */
void arena_release(struct arena *arena);

/* Ends the life of everything taken; keeps the memory for what comes. */
void arena_reset(struct arena *arena);

/* `size` bytes, aligned for any type, not zeroed, valid until reset or release. NULL: no memory, or the limit. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes; NULL also where the product overflows. `count` 0 gives a valid pointer. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* The same for a sequence of calls that is checked at its end: where it fails, *status becomes FAQBOT_NO_MEMORY; where
 * *status is a failure already, nothing is taken. NULL in both cases. */
void *arena_need(struct arena *arena, size_t count, size_t size, enum faqbot_status *status);

/* A copy of `view` in *copy, with a NUL behind it; false: no memory. */
bool arena_copy(struct arena *arena, struct faqbot_view view, struct faqbot_view *copy);

#endif
