/* base/interner.c - a number for each distinct string. Open addressing with linear probing, at most half full. */
#include "base/interner.h"

#include <stdlib.h>
#include <string.h>

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

/* The high half is folded in because FNV mixes upwards only, and the mask takes the low bits. */
static uint32_t hash_of(struct faqbot_view string)
{
    uint64_t hash = view_hash(VIEW_HASH_SEED, string);
    return (uint32_t)(hash ^ (hash >> 32));
}

/* The slot that holds `string`, or the free one where it belongs. The table is never full. */
static struct interner_slot *find_slot(const struct interner *interner, struct faqbot_view string,
                                       uint32_t hash)
{
    size_t mask = interner->slot_count - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct interner_slot *slot = &interner->slots[i];
        if (slot->number == 0 ||
            (slot->hash == hash && view_equals(interner->strings[slot->number - 1], string))) {
            return slot;
        }
    }
}

/* Puts the slots of the old table into one of twice the size; the strings are not looked at. */
static void move_slots(const struct interner *interner, struct interner_slot *slots, size_t slot_count)
{
    for (size_t i = 0; i < interner->slot_count; i++) {
        size_t at = interner->slots[i].hash & (slot_count - 1);
        while (slots[at].number != 0) {
            at = (at + 1) & (slot_count - 1);
        }
        if (interner->slots[i].number != 0) {
            slots[at] = interner->slots[i];
        }
    }
}

static bool grow(struct interner *interner)
{
    uint32_t capacity = interner->capacity == 0 ? 64 : 2 * interner->capacity;
    if (capacity <= interner->capacity || capacity > INTERNER_NONE / 4) {
        return false;
    }
    struct faqbot_view *strings = realloc(interner->strings, capacity * sizeof *strings);
    if (strings == NULL) {
        interner->no_memory = true;
        return false;
    }
    interner->strings = strings;
    size_t slot_count = 2 * (size_t)capacity;
    struct interner_slot *slots = calloc(slot_count, sizeof *slots);
    if (slots == NULL) {
        interner->no_memory = true;
        return false;
    }
    move_slots(interner, slots, slot_count);
    free(interner->slots);
    interner->slots = slots;
    interner->slot_count = slot_count;
    interner->capacity = capacity;
    return true;
}

uint32_t interner_add(struct interner *interner, struct faqbot_view string)
{
    if (interner->count == interner->capacity && !grow(interner)) {
        return INTERNER_NONE;
    }
    uint32_t hash = hash_of(string);
    struct interner_slot *slot = find_slot(interner, string, hash);
    if (slot->number == 0) {
        if (!arena_copy(&interner->bytes, string, &interner->strings[interner->count])) {
            return INTERNER_NONE;
        }
        *slot = (struct interner_slot){.hash = hash, .number = ++interner->count};
    }
    return slot->number - 1;
}

bool interner_lacks_memory(const struct interner *interner)
{
    return interner->no_memory || interner->bytes.no_memory;
}

void interner_fetch(const struct interner *interner, const struct faqbot_view *strings, size_t count,
                    uint32_t *numbers)
{
    size_t places[INTERNER_BATCH];
    if (interner->count == 0) {
        memset(numbers, 0xff, count * sizeof *numbers); /* INTERNER_NONE */
        return;
    }
    for (size_t i = 0; i < count; i++) {
        places[i] = hash_of(strings[i]) & (interner->slot_count - 1);
        __builtin_prefetch(&interner->slots[places[i]]);
    }
    for (size_t i = 0; i < count; i++) {
        numbers[i] = interner->slots[places[i]].number - 1; /* 0 becomes INTERNER_NONE */
        if (numbers[i] != INTERNER_NONE) {
            __builtin_prefetch(&interner->strings[numbers[i]]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] != INTERNER_NONE) {
            __builtin_prefetch(interner->strings[numbers[i]].bytes);
        }
    }
}

uint32_t interner_find(const struct interner *interner, struct faqbot_view string)
{
    if (interner->count == 0) {
        return INTERNER_NONE;
    }
    const struct interner_slot *slot = find_slot(interner, string, hash_of(string));
    return slot->number == 0 ? INTERNER_NONE : slot->number - 1;
}
