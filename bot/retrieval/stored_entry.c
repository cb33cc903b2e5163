/* retrieval/stored_entry.c - reading an entry back. Its words are whoever's that asked for it. */
#include "retrieval/stored_entry.h"

#include "base/buffer.h"
#include "text/rich.h"

/* A passage has no phrasing but its heading. */
static enum faqbot_status read_phrasings(struct store *store, const struct store_entry *row,
                                         struct arena *arena, struct entry *entry)
{
    struct faqbot_view *phrasings = arena_take(arena, sizeof *phrasings);
    enum faqbot_status status = phrasings == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    if (status == FAQBOT_OK && row->kind == ENTRY_FAQ) {
        status = store_get_phrasings(store, row->number, arena, &phrasings, &entry->phrasing_count);
    } else if (status == FAQBOT_OK) {
        phrasings[0] = row->question;
        entry->phrasing_count = 1;
    }
    entry->phrasings = phrasings;
    return status;
}

static enum faqbot_status read_text(struct faqbot_view content, struct arena *arena, struct faqbot_view *text)
{
    const struct faqbot_node *nodes;
    size_t node_count;
    struct buffer gathered;
    if (!rich_decode(content, arena, &nodes, &node_count)) {
        return FAQBOT_CORRUPT;
    }
    buffer_init(&gathered, SIZE_MAX);
    rich_gather(nodes, node_count, &gathered);
    bool kept = !gathered.failed && arena_copy(arena, buffer_view(&gathered), text);
    buffer_release(&gathered);
    return kept ? FAQBOT_OK : FAQBOT_NO_MEMORY;
}

enum faqbot_status stored_entry_read(struct store *store, uint32_t number, struct arena *arena,
                                     struct entry *entry)
{
    struct store_entry row;
    struct entry read = {.kind = ENTRY_PASSAGE};
    enum faqbot_status status = store_get_text(store, number, arena, &row);
    if (status == FAQBOT_OK) {
        status = read_phrasings(store, &row, arena, &read);
    }
    if (status == FAQBOT_OK) {
        status = read_text(row.content, arena, &read.text);
    }
    if (status == FAQBOT_OK) {
        read.kind = row.kind == ENTRY_FAQ ? ENTRY_FAQ : ENTRY_PASSAGE;
        read.title = row.title;
        read.lang = row.lang;
        *entry = read;
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}
