/* util/string_table.c - a number for each distinct string. Open addressing with linear probing, at most
 * half full. */
#include "util/util.h"

#include <stdlib.h>
#include <string.h>

void string_table_init(struct string_table *string_table, size_t limit)
{
    *string_table = (struct string_table){0};
    arena_init(&string_table->bytes, limit);
}

void string_table_release(struct string_table *string_table)
{
    free(string_table->strings);
    free(string_table->slots);
    arena_release(&string_table->bytes);
    string_table_init(string_table, string_table->bytes.limit);
}

/* The high half is folded in because FNV mixes upwards only, and the mask takes the low bits. */
static uint32_t hash_of(struct faqbot_view string)
{
    uint64_t hash = view_hash(VIEW_HASH_SEED, string);
    return (uint32_t)(hash ^ (hash >> 32));
}

/* The slot that holds `string`, or the free one where it belongs. The table is never full. */
static struct string_table_slot *find_slot(const struct string_table *string_table, struct faqbot_view string,
                                           uint32_t hash)
{
    size_t mask = string_table->slot_count - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct string_table_slot *slot = &string_table->slots[i];
        if (slot->number == 0 ||
            (slot->hash == hash && view_equals(string_table->strings[slot->number - 1], string))) {
            return slot;
        }
    }
}

/* Puts the slots of the old table into one of twice the size; the strings are not looked at. */
static void move_slots(const struct string_table *string_table, struct string_table_slot *slots,
                       size_t slot_count)
{
    for (size_t i = 0; i < string_table->slot_count; i++) {
        size_t at = string_table->slots[i].hash & (slot_count - 1);
        while (slots[at].number != 0) {
            at = (at + 1) & (slot_count - 1);
        }
        if (string_table->slots[i].number != 0) {
            slots[at] = string_table->slots[i];
        }
    }
}

static bool grow(struct string_table *string_table)
{
    uint32_t capacity = string_table->capacity == 0 ? 64 : 2 * string_table->capacity;
    if (capacity <= string_table->capacity || capacity > STRING_TABLE_NONE / 4) {
        return false;
    }
    struct faqbot_view *strings = realloc(string_table->strings, capacity * sizeof *strings);
    if (strings == NULL) {
        string_table->no_memory = true;
        return false;
    }
    string_table->strings = strings;
    size_t slot_count = 2 * (size_t)capacity;
    struct string_table_slot *slots = calloc(slot_count, sizeof *slots);
    if (slots == NULL) {
        string_table->no_memory = true;
        return false;
    }
    move_slots(string_table, slots, slot_count);
    free(string_table->slots);
    string_table->slots = slots;
    string_table->slot_count = slot_count;
    string_table->capacity = capacity;
    return true;
}

uint32_t string_table_add(struct string_table *string_table, struct faqbot_view string)
{
    if (string_table->count == string_table->capacity && !grow(string_table)) {
        return STRING_TABLE_NONE;
    }
    uint32_t hash = hash_of(string);
    struct string_table_slot *slot = find_slot(string_table, string, hash);
    if (slot->number == 0) {
        if (!arena_copy(&string_table->bytes, string, &string_table->strings[string_table->count])) {
            return STRING_TABLE_NONE;
        }
        *slot = (struct string_table_slot){.hash = hash, .number = ++string_table->count};
    }
    return slot->number - 1;
}

bool string_table_failed(const struct string_table *string_table)
{
    return string_table->no_memory || string_table->bytes.no_memory;
}

void string_table_get(const struct string_table *string_table, const struct faqbot_view *strings,
                      size_t count, uint32_t *numbers)
{
    size_t places[STRING_TABLE_BATCH];
    if (string_table->count == 0) {
        memset(numbers, 0xff, count * sizeof *numbers); /* STRING_TABLE_NONE */
        return;
    }
    for (size_t i = 0; i < count; i++) {
        places[i] = hash_of(strings[i]) & (string_table->slot_count - 1);
        __builtin_prefetch(&string_table->slots[places[i]]);
    }
    for (size_t i = 0; i < count; i++) {
        numbers[i] = string_table->slots[places[i]].number - 1; /* 0 becomes STRING_TABLE_NONE */
        if (numbers[i] != STRING_TABLE_NONE) {
            __builtin_prefetch(&string_table->strings[numbers[i]]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] != STRING_TABLE_NONE) {
            __builtin_prefetch(string_table->strings[numbers[i]].bytes);
        }
    }
}

uint32_t string_table_find(const struct string_table *string_table, struct faqbot_view string)
{
    if (string_table->count == 0) {
        return STRING_TABLE_NONE;
    }
    const struct string_table_slot *slot = find_slot(string_table, string, hash_of(string));
    return slot->number == 0 ? STRING_TABLE_NONE : slot->number - 1;
}
