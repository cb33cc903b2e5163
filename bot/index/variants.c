/* index/variants.c - entries in several languages: the same id, once in each. The first keeps the id as its author
 * wrote it; to that of a further one the store adds a separator, which no author can write, and its language. So the
 * column stays unique, and whatever reads an entry (store.c) gives the author's id without more.
 *
 * It deliberately does not say which of them a visitor gets: it finds them. */
#include "index/index_internal.h"

#include <string.h>

#include "text/text.h"

#define VARIANT_SEPARATOR '\x1f'

#define SCRATCH_BYTES_MAX ((size_t)64 << 10) /* tags of one entry's languages */

/* The one in the language of the tag, as stemmers and lists go by it: "de" and "de-AT" are one. */
static bool find_in(struct store *store, struct faqbot_view id, struct faqbot_view lang, uint32_t *number,
                    enum faqbot_status *status)
{
    char wanted[LANGUAGE_CODE_BYTES];
    char code[LANGUAGE_CODE_BYTES];
    struct faqbot_view tag;
    struct arena arena;
    uint32_t at;
    bool found = false;
    arena_init(&arena, SCRATCH_BYTES_MAX);
    language_code(lang, wanted);
    for (uint32_t i = 0; !found && store_find_variant_at(store, id, i, &arena, &at, &tag, status); i++) {
        language_code(tag, code);
        found = strcmp(code, wanted) == 0;
    }
    if (found) {
        *number = at;
    }
    arena_release(&arena);
    return found;
}

bool store_find_variant(struct store *store, struct faqbot_view id, struct faqbot_view lang, uint32_t *number,
                        enum faqbot_status *status)
{
    return !view_is_empty(lang) && find_in(store, id, lang, number, status);
}

static void read_place(struct store *store, uint32_t number, struct arena *arena, struct store_entry *taken,
                       enum faqbot_status *status)
{
    store_get_entry(store, number, arena, taken, status);
    *status = *status == FAQBOT_OK ? FAQBOT_INVALID : *status;
}

enum faqbot_status store_add_variant(struct store *store, const struct store_entry *entry,
                                     struct arena *arena, struct store_entry *taken)
{
    char code[LANGUAGE_CODE_BYTES];
    struct store_entry further = *entry;
    struct buffer key;
    uint32_t number;
    enum faqbot_status status = store_add_entry(store, entry, arena, taken);
    if (status != FAQBOT_INVALID) {
        return status;
    }
    status = FAQBOT_OK;
    if (find_in(store, entry->id, entry->lang, &number, &status)) {
        read_place(store, number, arena, taken, &status);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    language_code(entry->lang, code);
    buffer_init_in(&key, arena, SIZE_MAX);
    buffer_add(&key, entry->id);
    buffer_add_byte(&key, VARIANT_SEPARATOR);
    buffer_add_text(&key, code);
    if (key.failed) {
        return FAQBOT_NO_MEMORY;
    }
    further.id = buffer_view(&key);
    status = store_add_entry(store, &further, arena, taken);
    store_change_setting(store, INDEX_VARIANTS, view_of("yes"));
    return status == FAQBOT_OK ? store_status(store) : status;
}
