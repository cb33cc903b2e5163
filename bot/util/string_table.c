/* util/string_table.c - a number for each distinct string: 0, 1, 2 ... in order of first appearance.
 *
 * Vocabularies of a large index have millions of words, so the look-up is what indexing spends its time on:
 * open addressing with linear probing, at most half full, and with half of the hash in each slot, so that
 * other strings are passed by without a look at their bytes. FNV needs no key here: the words come from the
 * knowledge base's author, who gains nothing from a slow index. Deliberately without removal: nobody forgets
 * a word while building. */
#include "util/util.h"

#include <stdlib.h>
#include <string.h>

void string_table_init(struct string_table *table, size_t limit)
{
    *table = (struct string_table){0};
    arena_init(&table->bytes, limit);
}

void string_table_release(struct string_table *table)
{
    free(table->strings);
    free(table->slots);
    arena_release(&table->bytes);
    string_table_init(table, table->bytes.limit);
}

/* The high half is folded in because FNV mixes upwards only, and the mask takes the low bits. */
static uint32_t hash_of(struct faqbot_view string)
{
    uint64_t hash = view_hash(VIEW_HASH_SEED, string);
    return (uint32_t)(hash ^ (hash >> 32));
}

/* The slot that holds `string`, or the free one where it belongs. The table is never full. */
static struct string_table_slot *find_slot(const struct string_table *table, struct faqbot_view string,
                                           uint32_t hash)
{
    size_t mask = table->slot_count - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct string_table_slot *slot = &table->slots[i];
        if (slot->number == 0 ||
            (slot->hash == hash && view_equals(table->strings[slot->number - 1], string))) {
            return slot;
        }
    }
}

/* Puts the slots of the old table into one of twice the size. The strings are not looked at, and no hash is
 * computed again: a slot has enough of it for any table that fits into memory. */
static void move_slots(const struct string_table *table, struct string_table_slot *slots, size_t slot_count)
{
    for (size_t i = 0; i < table->slot_count; i++) {
        size_t at = table->slots[i].hash & (slot_count - 1);
        while (slots[at].number != 0) {
            at = (at + 1) & (slot_count - 1);
        }
        if (table->slots[i].number != 0) {
            slots[at] = table->slots[i];
        }
    }
}

/* The strings' array first: if the slots fail after it, there is merely more room than is used. */
static bool grow(struct string_table *table)
{
    uint32_t capacity = table->capacity == 0 ? 64 : 2 * table->capacity;
    if (capacity <= table->capacity || capacity > STRING_TABLE_NONE / 4) {
        return false;
    }
    size_t slot_count = 2 * (size_t)capacity;
    struct faqbot_view *strings = realloc(table->strings, capacity * sizeof *strings);
    if (strings != NULL) {
        table->strings = strings;
    }
    struct string_table_slot *slots = strings == NULL ? NULL : calloc(slot_count, sizeof *slots);
    if (slots == NULL) {
        table->no_memory = true;
        return false;
    }
    move_slots(table, slots, slot_count);
    free(table->slots);
    table->slots = slots;
    table->slot_count = slot_count;
    table->capacity = capacity;
    return true;
}

/* A string that is there already does not grow the table, unless it is full to the last place. */
uint32_t string_table_add(struct string_table *table, struct faqbot_view string)
{
    if (table->count == table->capacity && !grow(table)) {
        return STRING_TABLE_NONE;
    }
    uint32_t hash = hash_of(string);
    struct string_table_slot *slot = find_slot(table, string, hash);
    if (slot->number == 0) {
        if (!arena_copy(&table->bytes, string, &table->strings[table->count])) {
            return STRING_TABLE_NONE;
        }
        *slot = (struct string_table_slot){.hash = hash, .number = ++table->count};
    }
    return slot->number - 1;
}

bool string_table_failed(const struct string_table *table)
{
    return table->no_memory || table->bytes.no_memory;
}

/* Three rounds over the batch: where each string belongs, what stands there, and the bytes of that. Each
 * round fetches what the next one reads, so that the waits for memory overlap instead of adding up. */
void string_table_get(const struct string_table *table, const struct faqbot_view *strings, size_t count,
                      uint32_t *numbers)
{
    size_t places[STRING_TABLE_BATCH];
    if (table->count == 0) {
        memset(numbers, 0xff, count * sizeof *numbers); /* STRING_TABLE_NONE */
        return;
    }
    for (size_t i = 0; i < count; i++) {
        places[i] = hash_of(strings[i]) & (table->slot_count - 1);
        __builtin_prefetch(&table->slots[places[i]]);
    }
    for (size_t i = 0; i < count; i++) {
        numbers[i] = table->slots[places[i]].number - 1; /* 0 becomes STRING_TABLE_NONE */
        if (numbers[i] != STRING_TABLE_NONE) {
            __builtin_prefetch(&table->strings[numbers[i]]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] != STRING_TABLE_NONE) {
            __builtin_prefetch(table->strings[numbers[i]].bytes);
        }
    }
}

uint32_t string_table_find(const struct string_table *table, struct faqbot_view string)
{
    if (table->count == 0) {
        return STRING_TABLE_NONE;
    }
    const struct string_table_slot *slot = find_slot(table, string, hash_of(string));
    return slot->number == 0 ? STRING_TABLE_NONE : slot->number - 1;
}
