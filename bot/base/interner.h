/* base/interner.h - a number for each distinct string: 0, 1, 2 ... in order of first appearance. */
#ifndef BASE_INTERNER_H
#define BASE_INTERNER_H

#include <stdint.h>

#include "base/arena.h"

#define INTERNER_NONE UINT32_MAX
#define INTERNER_BATCH 64

/* A place of the table: enough of the hash to pass by other strings without looking at them. */
struct interner_slot {
    uint32_t hash;
    uint32_t number; /* + 1; 0: free */
};

/* Declare it, interner_init() it, interner_release() it. */
struct interner {
    struct arena bytes;
    struct faqbot_view *strings; /* by number; valid until release */
    struct interner_slot *slots; /* open addressing */
    size_t slot_count;
    uint32_t count;
    uint32_t capacity;
    bool no_memory;
};

/* An empty interner whose strings take `limit` bytes at most. Allocates nothing yet. */
void interner_init(struct interner *interner, size_t limit);
void interner_release(struct interner *interner);

/* The number of `string`, a new one where it is new; INTERNER_NONE: no memory, or the limit. The bytes are copied. */
uint32_t interner_add(struct interner *interner, struct faqbot_view string);

/* Whether one could not be added because there was no memory, and not by the limit. */
bool interner_lacks_memory(const struct interner *interner);

/* Fetches what interner_add() of `count` strings, INTERNER_BATCH at most, will look at: to wait for all of it at once
 * is most of what a large table saves. Changes nothing else. Writes the numbers that the strings probably have, so that
 * what hangs on them can be fetched too; some number or INTERNER_NONE where it is not clear. */
void interner_fetch(const struct interner *interner, const struct faqbot_view *strings, size_t count,
                    uint32_t *numbers);

/* The number of `string`, or INTERNER_NONE. */
uint32_t interner_find(const struct interner *interner, struct faqbot_view string);

#endif
