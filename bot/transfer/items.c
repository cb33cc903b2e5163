/* transfer/items.c - the memory of a collector, and looking into it. What is put there is collector.c's
 * business. */
#include "transfer/items.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

static void init_lookup(struct import_lookup *lookup)
{
    *lookup = (struct import_lookup){.items = NULL};
    string_table_init(&lookup->keys, IMPORT_ENTRIES_BYTES_MAX);
}

static void release_lookup(struct import_lookup *lookup)
{
    string_table_release(&lookup->keys);
    free(lookup->items);
    init_lookup(lookup);
}

void import_entries_init(struct import_builder *builder, const char *path, const char *map,
                         struct faqbot_fault *fault)
{
    *builder = (struct import_builder){.path = path, .map = map, .fault = fault};
    fault_begin(fault);
    arena_init(&builder->arena, IMPORT_ENTRIES_BYTES_MAX);
    arena_init(&builder->row_arena, SIZE_MAX);
    arena_init(&builder->scratch, IMPORT_ENTRIES_BYTES_MAX);
    init_lookup(&builder->same);
    init_lookup(&builder->groups);
    init_lookup(&builder->names);
    init_lookup(&builder->questions);
    string_table_init(&builder->taken, IMPORT_ENTRIES_BYTES_MAX);
    string_table_init(&builder->given, IMPORT_ENTRIES_BYTES_MAX);
}

void import_entries_release(struct import_builder *builder)
{
    arena_release(&builder->arena);
    arena_release(&builder->row_arena);
    arena_release(&builder->scratch);
    free(builder->items);
    free(builder->events);
    release_lookup(&builder->same);
    release_lookup(&builder->groups);
    release_lookup(&builder->names);
    release_lookup(&builder->questions);
    string_table_release(&builder->taken);
    string_table_release(&builder->given);
}

bool import_entries_grow(void *array, size_t count, size_t *capacity, size_t size)
{
    void *old;
    if (count < *capacity) {
        return true;
    }
    memcpy(&old, array, sizeof old); /* whatever the elements are, the pointer to them is one */
    size_t more = *capacity == 0 ? 64 : 2 * *capacity;
    void *grown = realloc(old, more * size);
    if (grown == NULL) {
        return false;
    }
    memcpy(array, &grown, sizeof grown);
    *capacity = more;
    return true;
}

void import_entries_add_text(struct texts *texts, struct arena *arena, struct faqbot_view text)
{
    if (texts->count == texts->room) {
        size_t room = texts->room == 0 ? 2 : 2 * texts->room;
        struct faqbot_view *items = arena_alloc_array(arena, room, sizeof *items);
        texts->failed |= items == NULL;
        if (texts->failed) {
            return;
        }
        if (texts->count > 0) {
            memcpy(items, texts->items, texts->count * sizeof *items);
        }
        texts->items = items;
        texts->room = room;
    }
    texts->items[texts->count++] = text;
}

bool import_entries_has_text(const struct texts *texts, struct faqbot_view text)
{
    size_t at = 0;
    while (at < texts->count && !view_equals(texts->items[at], text)) {
        at++;
    }
    return at < texts->count;
}

size_t import_entries_find(const struct import_lookup *lookup, struct faqbot_view key)
{
    uint32_t number = string_table_find(&lookup->keys, key);
    return number == STRING_TABLE_NONE ? IMPORT_ENTRIES_NONE : lookup->items[number];
}

bool import_entries_add(struct import_lookup *lookup, struct faqbot_view key, size_t item)
{
    uint32_t before = lookup->keys.count;
    if (!import_entries_grow(&lookup->items, before, &lookup->capacity, sizeof *lookup->items)) {
        return false;
    }
    uint32_t number = string_table_add(&lookup->keys, key);
    if (number == before) {
        lookup->items[number] = item;
    }
    return number != STRING_TABLE_NONE;
}
