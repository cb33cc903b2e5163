/* retrieval/stored_entry.c - reads an entry back from the store. Its caller takes it apart into words. */
#include "retrieval/stored_entry.h"

#include "base/buffer.h"
#include "text/rich.h"

enum faqbot_status stored_entry_lists(struct store *store, uint32_t number, struct arena *arena,
                                      struct faqbot_view **phrasings, size_t *phrasing_count,
                                      struct faqbot_view **related, size_t *related_count)
{
    enum faqbot_status status = store_get_phrasings(store, number, arena, phrasings, phrasing_count);
    return status == FAQBOT_OK ? store_get_related(store, number, arena, related, related_count) : status;
}

enum faqbot_status stored_entry_content(struct faqbot_view content, struct arena *arena, struct entry *entry)
{
    struct buffer text;
    if (!rich_decode(content, arena, &entry->nodes, &entry->node_count)) {
        return FAQBOT_CORRUPT;
    }
    buffer_init_in(&text, arena, SIZE_MAX);
    rich_to_search_text(entry->nodes, entry->node_count, &text);
    entry->text = buffer_view(&text);
    return text.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

/* A passage has no phrasing but its heading, which stands in its row. */
enum faqbot_status stored_entry_read(struct store *store, uint32_t number, struct arena *arena,
                                     struct entry *entry)
{
    struct store_entry row;
    struct entry read = {.kind = ENTRY_PASSAGE, .phrasing_count = 1};
    enum faqbot_status status = store_get_text(store, number, arena, &row);
    struct faqbot_view *phrasings = arena_alloc(arena, sizeof *phrasings);
    if (status == FAQBOT_OK && phrasings == NULL) {
        status = FAQBOT_NO_MEMORY;
    }
    if (status == FAQBOT_OK && row.kind == ENTRY_FAQ) {
        status = store_get_phrasings(store, number, arena, &phrasings, &read.phrasing_count);
    } else if (status == FAQBOT_OK) {
        phrasings[0] = row.question;
    }
    status = status == FAQBOT_OK ? stored_entry_content(row.content, arena, &read) : status;
    if (status == FAQBOT_OK) {
        *entry = (struct entry){.kind = row.kind == ENTRY_FAQ ? ENTRY_FAQ : ENTRY_PASSAGE,
                                .phrasings = phrasings,
                                .phrasing_count = read.phrasing_count,
                                .title = row.title,
                                .lang = row.lang,
                                .text = read.text};
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}
