/* knowledge/slugs.c - the automatic ids of one article. Ids that authors set are not looked at: two equal ones are an
 * error, not a case for a number. */
#include "knowledge/slugs.h"

#include <stdlib.h>

#include "text/slug.h"

#define SLUG_BYTES_MAX 80
#define SLUGS_BYTES_MAX ((size_t)64 * 1024 * 1024)

void slug_set_init(struct slug_set *slugs)
{
    *slugs = (struct slug_set){0};
    string_table_init(&slugs->given, SLUGS_BYTES_MAX);
    buffer_init(&slugs->slug, 4096);
}

void slug_set_release(struct slug_set *slugs)
{
    string_table_release(&slugs->given);
    free(slugs->last);
    buffer_release(&slugs->slug);
    slug_set_init(slugs);
}

/* The number of a slug, and whether it is new; STRING_TABLE_NONE: no memory. */
static uint32_t give(struct slug_set *slugs, bool *is_new)
{
    uint32_t before = slugs->given.count;
    uint32_t number = string_table_add(&slugs->given, buffer_view(&slugs->slug));
    *is_new = slugs->given.count > before;
    if (number == STRING_TABLE_NONE || slugs->slug.failed) {
        return STRING_TABLE_NONE;
    }
    if (number >= slugs->capacity) {
        size_t capacity = slugs->capacity == 0 ? 64 : 2 * slugs->capacity;
        unsigned *last = realloc(slugs->last, capacity * sizeof *last);
        if (last == NULL) {
            return STRING_TABLE_NONE;
        }
        slugs->last = last;
        slugs->capacity = capacity;
    }
    if (*is_new) {
        slugs->last[number] = 1;
    }
    return number;
}

bool slug_set_add(struct slug_set *slugs, struct faqbot_view heading, struct buffer *out)
{
    buffer_reset(&slugs->slug);
    slug_add(heading, SLUG_BYTES_MAX, &slugs->slug);
    if (slugs->slug.size == 0) {
        buffer_add_text(&slugs->slug, "section");
    }
    size_t size = slugs->slug.size;
    bool is_new;
    uint32_t first = give(slugs, &is_new);
    uint32_t number = first;
    /* A heading may well end in "-2" by itself, so what a number makes is looked up like any other. */
    while (number != STRING_TABLE_NONE && !is_new) {
        buffer_truncate(&slugs->slug, size);
        buffer_add_byte(&slugs->slug, '-');
        buffer_add_number(&slugs->slug, ++slugs->last[first]);
        number = give(slugs, &is_new);
    }
    buffer_add(out, buffer_view(&slugs->slug));
    return number != STRING_TABLE_NONE;
}
