/* knowledge/slugs.c - the automatic ids of one article. Ids that authors set are not looked at: two equal ones are an
 * error, not a case for a number. */
#include "knowledge/slugs.h"

#include <stdlib.h>

#include "text/slug.h"

#define SLUG_BYTES_MAX 80
#define SLUGS_BYTES_MAX ((size_t)64 * 1024 * 1024)

void slugs_init(struct slugs *slugs)
{
    *slugs = (struct slugs){0};
    interner_init(&slugs->given, SLUGS_BYTES_MAX);
    buffer_init(&slugs->slug, 4096);
}

void slugs_release(struct slugs *slugs)
{
    interner_release(&slugs->given);
    free(slugs->last);
    buffer_release(&slugs->slug);
    slugs_init(slugs);
}

/* The number of a slug, and whether it is new; INTERNER_NONE: no memory. */
static uint32_t give(struct slugs *slugs, bool *is_new)
{
    uint32_t before = slugs->given.count;
    uint32_t number = interner_add(&slugs->given, buffer_view(&slugs->slug));
    *is_new = slugs->given.count > before;
    if (number == INTERNER_NONE || slugs->slug.failed) {
        return INTERNER_NONE;
    }
    if (number >= slugs->capacity) {
        size_t capacity = slugs->capacity == 0 ? 64 : 2 * slugs->capacity;
        unsigned *last = realloc(slugs->last, capacity * sizeof *last);
        if (last == NULL) {
            return INTERNER_NONE;
        }
        slugs->last = last;
        slugs->capacity = capacity;
    }
    if (*is_new) {
        slugs->last[number] = 1;
    }
    return number;
}

bool slugs_add(struct slugs *slugs, struct faqbot_view heading, struct buffer *out)
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
    while (number != INTERNER_NONE && !is_new) {
        buffer_cut(&slugs->slug, size);
        buffer_add_byte(&slugs->slug, '-');
        buffer_add_number(&slugs->slug, ++slugs->last[first]);
        number = give(slugs, &is_new);
    }
    buffer_add(out, buffer_view(&slugs->slug));
    return number != INTERNER_NONE;
}
