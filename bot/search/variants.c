/* search/variants.c - one entry in several languages takes one place among those found. A question's words mostly find
 * it in the question's language alone; but names, numbers and an encoder find it in the others too, and a choice
 * between an entry and its own translation is none.
 *
 * Which of them is shown in the end is for the bot to say, by what the visitor wishes. An index without such entries
 * says so, and nothing here is done. */
#include "search/search_internal.h"

#include <string.h>

/* The ids of entries that were met. */
struct seen {
    const struct searcher *searcher;
    struct arena *arena;
    struct faqbot_view *ids;
    size_t count;
    enum faqbot_status *status;
};

static struct seen start(const struct searcher *searcher, size_t most, struct arena *arena,
                         enum faqbot_status *status)
{
    struct seen seen = {.searcher = searcher, .arena = arena, .status = status};
    seen.ids = arena_need(arena, most, sizeof *seen.ids, status);
    return seen;
}

/* Whether it is the first one of its id. */
static bool is_new(struct seen *seen, uint32_t entry)
{
    struct store_entry label;
    store_get_label(seen->searcher->store, entry, seen->arena, &label, seen->status);
    bool is_known = *seen->status != FAQBOT_OK;
    for (size_t i = 0; i < seen->count && !is_known; i++) {
        is_known = view_equals(seen->ids[i], label.id);
    }
    if (!is_known) {
        seen->ids[seen->count++] = label.id;
    }
    return !is_known;
}

size_t variants_keep_first(const struct searcher *searcher, uint32_t *entries, size_t count, size_t limit,
                           struct arena *arena, enum faqbot_status *status)
{
    size_t kept = 0;
    struct seen seen = start(searcher, count, arena, status);
    for (size_t i = 0; i < count && kept < limit && *status == FAQBOT_OK; i++) {
        if (is_new(&seen, entries[i])) {
            entries[kept++] = entries[i];
        }
    }
    return kept;
}

void variants_drop(const struct searcher *searcher, size_t top, struct arena *arena,
                   struct query_variant *variant, enum faqbot_status *status)
{
    struct ranking *ranking = &variant->ranking;
    size_t kept = 0;
    if (!searcher->has_variants || *status != FAQBOT_OK || ranking->count == 0) {
        return;
    }
    struct seen seen = start(searcher, variant->excluded_count + ranking->count, arena, status);
    for (size_t i = 0; i < variant->excluded_count && *status == FAQBOT_OK; i++) {
        (void)is_new(&seen, variant->excluded[i].entry);
    }
    for (size_t i = 0; i < ranking->count && kept < top && *status == FAQBOT_OK; i++) {
        if (is_new(&seen, variant->candidates->list[ranking->list[i].candidate]->number)) {
            ranking->list[kept++] = ranking->list[i];
        }
    }
    ranking->count = kept;
}
