/* kb/section_slugs.c - what the sections of one article are called in ids and anchors: their headings as slugs, each
 * once. */
#include "kb/kb_internal.h"

#include <stdlib.h>

#include "text/text.h"
#include "util/util.h"

#define SLUG_BYTES_MAX 80 /* of what a heading adds to the article's id */
#define SLUGS_BYTES_MAX ((size_t)64 * 1024 * 1024)

void section_slugs_init(struct section_slugs *slugs)
{
    *slugs = (struct section_slugs){.capacity = 0};
    string_table_init(&slugs->given, SLUGS_BYTES_MAX);
    buffer_init(&slugs->slug, 4096);
}

void section_slugs_release(struct section_slugs *slugs)
{
    string_table_release(&slugs->given);
    free(slugs->last_numbers);
    buffer_release(&slugs->slug);
}

/* The number of the slug at hand among those given, and whether it is new; STRING_TABLE_NONE: no memory. A
 * number for each slug is what the last numbers are kept by. */
static uint32_t give(struct section_slugs *slugs, bool *is_new)
{
    uint32_t before = slugs->given.count;
    uint32_t number = string_table_add(&slugs->given, buffer_view(&slugs->slug));
    *is_new = slugs->given.count > before;
    if (number == STRING_TABLE_NONE || slugs->slug.failed ||
        !array_grow(NULL, &slugs->last_numbers, number, &slugs->capacity, sizeof(unsigned))) {
        return STRING_TABLE_NONE;
    }
    if (*is_new) {
        slugs->last_numbers[number] = 1;
    }
    return number;
}

bool section_slugs_make(struct section_slugs *slugs, struct faqbot_view heading, struct faqbot_view *slug)
{
    struct buffer *made = &slugs->slug;
    buffer_reset(made);
    slug_add(heading, SLUG_BYTES_MAX, made);
    buffer_add_text(made, made->size == 0 ? "section" : "");
    size_t size = made->size;
    bool is_new;
    uint32_t first = give(slugs, &is_new);
    uint32_t number = first;
    /* A heading may well end in "-2" by itself, so what a number makes is looked up like any other. Counting
     * on from the last number keeps a thousand equal headings from taking a million look-ups. */
    while (number != STRING_TABLE_NONE && !is_new) {
        buffer_truncate(made, size);
        buffer_add_byte(made, '-');
        buffer_add_number(made, ++slugs->last_numbers[first]);
        number = give(slugs, &is_new);
    }
    *slug = buffer_view(made);
    return number != STRING_TABLE_NONE;
}
