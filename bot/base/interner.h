/* base/interner.h - a number for each distinct string: 0, 1, 2 ... in order of first appearance. */
#ifndef BASE_INTERNER_H
#define BASE_INTERNER_H

#include <stdint.h>

#include "base/arena.h"

#define STRING_TABLE_NONE UINT32_MAX
#define STRING_TABLE_BATCH 64

/* A place of the table: enough of the hash to pass by other strings without looking at them. */
struct string_table_slot {
    uint32_t hash;
    uint32_t number; /* + 1; 0: free */
};

/* Declare it, string_table_init() it, string_table_release() it. */
struct string_table {
    struct arena bytes;
    struct faqbot_view *strings;     /* by number; valid until release */
    struct string_table_slot *slots; /* open addressing */
    size_t slot_count;
    uint32_t count;
    uint32_t capacity;
    bool no_memory;
};

/* An empty interner whose strings take `limit` bytes at most. Allocates nothing yet. */
void string_table_init(struct string_table *string_table, size_t limit);
void string_table_release(struct string_table *string_table);

/* The number of `string`, a new one where it is new; STRING_TABLE_NONE: no memory, or the limit. The bytes are
 * copied. */
uint32_t string_table_add(struct string_table *string_table, struct faqbot_view string);

/* Whether one could not be added because there was no memory, and not by the limit. */
bool string_table_failed(const struct string_table *string_table);

/* Fetches what string_table_add() of `count` strings, STRING_TABLE_BATCH at most, will look at: to wait for all of it
 * at once is most of what a large table saves. Changes nothing else. Writes the numbers that the strings probably have,
 * so that what hangs on them can be fetched too; some number or STRING_TABLE_NONE where it is not clear. */
void string_table_get(const struct string_table *string_table, const struct faqbot_view *strings,
                      size_t count, uint32_t *numbers);

/* The number of `string`, or STRING_TABLE_NONE. */
uint32_t string_table_find(const struct string_table *string_table, struct faqbot_view string);

#endif
