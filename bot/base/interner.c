/* base/interner.c - a number for each distinct string. Open addressing with linear probing, at most half full. */
#include "base/interner.h"

#include <stdlib.h>

void interner_init(struct interner *interner, size_t limit)
{
    *interner = (struct interner){0};
    arena_init(&interner->bytes, limit);
}

void interner_release(struct interner *interner)
{
    free(interner->strings);
    free(interner->slots);
    arena_release(&interner->bytes);
    interner_init(interner, interner->bytes.limit);
}

/* The slot that holds `string`, or the free one where it belongs. The table is never full. */
static size_t find_slot(const struct interner *interner, struct faqbot_view string)
{
    /* The high half is folded in because FNV mixes upwards only, and the mask takes the low bits. */
    uint64_t hash = view_hash(VIEW_HASH_SEED, string);
    size_t slot = (size_t)(hash ^ (hash >> 32)) & (interner->slot_count - 1);
    while (interner->slots[slot] != 0 && !view_equals(interner->strings[interner->slots[slot] - 1], string)) {
        slot = (slot + 1) & (interner->slot_count - 1);
    }
    return slot;
}

static bool grow(struct interner *interner)
{
    uint32_t capacity = interner->capacity == 0 ? 64 : 2 * interner->capacity;
    if (capacity <= interner->capacity || capacity > INTERNER_NONE / 4) {
        return false;
    }
    struct faqbot_view *strings = realloc(interner->strings, capacity * sizeof *strings);
    if (strings == NULL) {
        return false;
    }
    interner->strings = strings;
    uint32_t *slots = calloc(2 * (size_t)capacity, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    free(interner->slots);
    interner->slots = slots;
    interner->slot_count = 2 * (size_t)capacity;
    interner->capacity = capacity;
    for (uint32_t i = 0; i < interner->count; i++) {
        interner->slots[find_slot(interner, interner->strings[i])] = i + 1;
    }
    return true;
}

uint32_t interner_add(struct interner *interner, struct faqbot_view string)
{
    if (interner->count == interner->capacity && !grow(interner)) {
        return INTERNER_NONE;
    }
    size_t slot = find_slot(interner, string);
    if (interner->slots[slot] == 0) {
        if (!arena_copy(&interner->bytes, string, &interner->strings[interner->count])) {
            return INTERNER_NONE;
        }
        interner->slots[slot] = ++interner->count;
    }
    return interner->slots[slot] - 1;
}

uint32_t interner_find(const struct interner *interner, struct faqbot_view string)
{
    if (interner->count == 0) {
        return INTERNER_NONE;
    }
    size_t slot = find_slot(interner, string);
    return interner->slots[slot] == 0 ? INTERNER_NONE : interner->slots[slot] - 1;
}
