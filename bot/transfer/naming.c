/* transfer/naming.c - ids that are fit and distinct. Not about what refers to them, which is delivery.c's. */
#include "transfer/naming.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "knowledge/field.h"
#include "text/slug.h"

#define NUMBER_BYTES 8 /* of "-2" and the like, for a million entries */

struct naming {
    struct import_builder *builder;
    struct import_lookup given; /* to the number that the id was last given with */
    struct buffer id;
};

/* Appends a number to what is in `id` until nobody has it. The last number is kept for each beginning, so
 * that a million equal questions are not a million times a million tries. */
static bool make_distinct(struct naming *naming)
{
    size_t size = naming->id.size;
    uint32_t first = string_table_find(&naming->given.keys, buffer_view(&naming->id));
    size_t number = first == STRING_TABLE_NONE ? 1 : naming->given.items[first];
    while (!naming->id.failed &&
           import_entries_find(&naming->given, buffer_view(&naming->id)) != IMPORT_ENTRIES_NONE) {
        buffer_truncate(&naming->id, size);
        buffer_add_byte(&naming->id, '-');
        buffer_add_number(&naming->id, ++number);
    }
    if (first != STRING_TABLE_NONE) {
        naming->given.items[first] = number;
    }
    return !naming->id.failed && import_entries_add(&naming->given, buffer_view(&naming->id), 1);
}

/* What a slug can be made of. */
static struct faqbot_view describe(const struct import_entry *item)
{
    if (!view_is_empty(item->source_id)) {
        return item->source_id;
    }
    return item->phrasings.count > 0 ? item->phrasings.items[0] : item->answer;
}

/* The service's id as it is, or a slug of it or of the question. */
static bool name_item(struct naming *naming, struct import_entry *item)
{
    struct faqbot_view source = item->source_id;
    buffer_reset(&naming->id);
    if (source.size <= KB_ID_BYTES_MAX - NUMBER_BYTES && field_id_complaint(source) == NULL) {
        buffer_add(&naming->id, source);
    } else {
        slug_add(describe(item), ASSIGN_IDS_SLUG_BYTES_MAX, &naming->id);
    }
    if (naming->id.size == 0) {
        buffer_add_text(&naming->id, "entry");
    }
    return make_distinct(naming) && arena_copy(&naming->builder->arena, buffer_view(&naming->id), &item->id);
}

static bool name_items(struct naming *naming, bool with_id)
{
    struct import_builder *builder = naming->builder;
    bool fine = true;
    for (size_t i = 0; i < builder->item_count && fine; i++) {
        struct import_entry *item = &builder->items[i];
        bool is_named = !view_is_empty(item->line);
        fine = is_named || view_is_empty(item->source_id) == with_id || name_item(naming, item);
    }
    return fine;
}

bool assign_ids(struct import_builder *builder)
{
    struct naming naming = {.builder = builder};
    string_table_init(&naming.given.keys, IMPORT_ENTRIES_BYTES_MAX);
    buffer_init(&naming.id, 2 * (size_t)KB_ID_BYTES_MAX);
    bool fine = true;
    for (uint32_t i = 0; i < builder->taken.count && fine; i++) {
        fine = import_entries_add(&naming.given, builder->taken.strings[i], 1);
    }
    fine = fine && name_items(&naming, true) && name_items(&naming, false);
    string_table_release(&naming.given.keys);
    free(naming.given.items);
    buffer_release(&naming.id);
    return fine;
}
