/* transfer/items.c - the memory of a collector, and looking into it. What is put there is collector.c's
 * business. */
#include "transfer/items.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

static void init_lookup(struct lookup *lookup)
{
    *lookup = (struct lookup){.items = NULL};
    interner_init(&lookup->keys, ITEMS_BYTES_MAX);
}

static void release_lookup(struct lookup *lookup)
{
    interner_release(&lookup->keys);
    free(lookup->items);
    init_lookup(lookup);
}

void items_init(struct collector *collector, const char *path, const char *map, struct faqbot_fault *fault)
{
    *collector = (struct collector){.path = path, .map = map, .fault = fault};
    fault_begin(fault);
    arena_init(&collector->arena, ITEMS_BYTES_MAX);
    arena_init(&collector->row_arena, SIZE_MAX);
    arena_init(&collector->scratch, ITEMS_BYTES_MAX);
    init_lookup(&collector->same);
    init_lookup(&collector->groups);
    init_lookup(&collector->names);
    init_lookup(&collector->questions);
    interner_init(&collector->taken, ITEMS_BYTES_MAX);
    interner_init(&collector->given, ITEMS_BYTES_MAX);
}

void items_release(struct collector *collector)
{
    arena_release(&collector->arena);
    arena_release(&collector->row_arena);
    arena_release(&collector->scratch);
    free(collector->items);
    free(collector->events);
    release_lookup(&collector->same);
    release_lookup(&collector->groups);
    release_lookup(&collector->names);
    release_lookup(&collector->questions);
    interner_release(&collector->taken);
    interner_release(&collector->given);
}

bool items_grow(void *array, size_t count, size_t *capacity, size_t size)
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

void items_add_text(struct texts *texts, struct arena *arena, struct faqbot_view text)
{
    if (texts->count == texts->room) {
        size_t room = texts->room == 0 ? 2 : 2 * texts->room;
        struct faqbot_view *items = arena_take_array(arena, room, sizeof *items);
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

bool items_has_text(const struct texts *texts, struct faqbot_view text)
{
    size_t at = 0;
    while (at < texts->count && !view_equals(texts->items[at], text)) {
        at++;
    }
    return at < texts->count;
}

size_t items_find(const struct lookup *lookup, struct faqbot_view key)
{
    uint32_t number = interner_find(&lookup->keys, key);
    return number == INTERNER_NONE ? ITEMS_NONE : lookup->items[number];
}

bool items_add(struct lookup *lookup, struct faqbot_view key, size_t item)
{
    uint32_t before = lookup->keys.count;
    if (!items_grow(&lookup->items, before, &lookup->capacity, sizeof *lookup->items)) {
        return false;
    }
    uint32_t number = interner_add(&lookup->keys, key);
    if (number == before) {
        lookup->items[number] = item;
    }
    return number != INTERNER_NONE;
}
