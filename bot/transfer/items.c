/* transfer/items.c - the memory of a collector, and looking into it. What is put there is collector.c's
 * business. */
#include "transfer/items.h"

#include <stdlib.h>

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

void items_init(struct collector *collector, const char *path, const char *map)
{
    *collector = (struct collector){.path = path, .map = map};
    arena_init(&collector->arena, ITEMS_BYTES_MAX);
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
    arena_release(&collector->scratch);
    free(collector->items);
    free(collector->events);
    release_lookup(&collector->same);
    release_lookup(&collector->groups);
    release_lookup(&collector->names);
    release_lookup(&collector->questions);
    interner_release(&collector->taken);
    interner_release(&collector->given);
    items_init(collector, NULL, NULL);
}

size_t items_find(const struct lookup *lookup, struct faqbot_view key)
{
    uint32_t number = interner_find(&lookup->keys, key);
    return number == INTERNER_NONE ? ITEMS_NONE : lookup->items[number];
}

bool items_add(struct lookup *lookup, struct faqbot_view key, size_t item)
{
    uint32_t before = lookup->keys.count;
    if (before == lookup->capacity) {
        size_t capacity = before == 0 ? 64 : 2 * (size_t)before;
        size_t *items = realloc(lookup->items, capacity * sizeof *items);
        if (items == NULL) {
            return false;
        }
        lookup->items = items;
        lookup->capacity = capacity;
    }
    uint32_t number = interner_add(&lookup->keys, key);
    if (number == INTERNER_NONE) {
        return false;
    }
    if (number == before) {
        lookup->items[number] = item;
    }
    return true;
}

bool items_chain(struct collector *collector, struct chain *chain, struct faqbot_view text)
{
    struct link *link = arena_take(&collector->arena, sizeof *link);
    if (link == NULL || !arena_copy(&collector->arena, text, &link->text)) {
        return false;
    }
    link->next = NULL;
    if (chain->last == NULL) {
        chain->first = link;
    } else {
        chain->last->next = link;
    }
    chain->last = link;
    chain->count++;
    return true;
}

bool items_chain_has(const struct chain *chain, struct faqbot_view text)
{
    for (const struct link *link = chain->first; link != NULL; link = link->next) {
        if (view_equals(link->text, text)) {
            return true;
        }
    }
    return false;
}
