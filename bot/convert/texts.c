/* convert/texts.c - lists of texts that grow while a file is read, in an arena.
 *
 * A list of texts grows in an arena because it belongs to a row or an entry, of which there may be a
 * million, and dies with all of them. What it outgrows stays there until then, at most as much again. */
#include "convert/convert_internal.h"

#include <string.h>

/* Begins with two, because most entries have one tag or none. */
void texts_add(struct texts *texts, struct arena *arena, struct faqbot_view text)
{
    if (texts->count == texts->capacity && !texts->failed) {
        size_t capacity = texts->capacity == 0 ? 2 : 2 * texts->capacity;
        struct faqbot_view *items = arena_alloc_array(arena, capacity, sizeof *items);
        texts->failed = items == NULL;
        if (!texts->failed && texts->count > 0) {
            memcpy(items, texts->items, texts->count * sizeof *items);
        }
        if (!texts->failed) {
            texts->items = items;
            texts->capacity = capacity;
        }
    }
    if (!texts->failed) {
        texts->items[texts->count++] = text;
    }
}

void texts_split(struct texts *texts, struct arena *arena, struct faqbot_view text, const char *separators)
{
    while (text.size > 0) {
        size_t end = 0;
        while (end < text.size && strchr(separators, text.bytes[end]) == NULL) {
            end++;
        }
        texts_add(texts, arena, view_trim(view_slice(text, 0, end)));
        text = view_slice(text, end + 1, text.size);
    }
}

struct faqbot_view texts_first(struct faqbot_view first, struct faqbot_view second)
{
    return view_is_empty(first) ? second : first;
}
