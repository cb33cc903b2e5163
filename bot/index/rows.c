/* index/rows.c - entries that were read last, and what lists show of entries. Such lists are made for every answer, and
 * mostly of the same entries: a statement of SQLite's takes fifty times as long as to copy what it gave. */
#include "index/index_internal.h"

/* Copies the texts of a row to where there is room for them, each with a NUL behind it; only counts the bytes where
 * `bytes` is NULL. */
static size_t copy_texts(struct store_entry *row, char *bytes)
{
    struct faqbot_view *texts[] = {&row->id,        &row->question,      &row->title,      &row->section,
                                   &row->url,       &row->lang,          &row->tags,       &row->updated,
                                   &row->review_by, &row->disclaimer_id, &row->disclaimer, &row->content,
                                   &row->path};
    size_t size = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *end = bytes == NULL ? NULL : bytes + size;
        size += texts[i]->size + 1;
        if (bytes != NULL && texts[i]->bytes != NULL) {
            *texts[i] = view_copy_to(&end, *texts[i]);
            *end = '\0';
        }
    }
    return size;
}

bool rows_find(struct lru_cache *rows, uint64_t key, struct arena *arena, struct store_entry *row,
               enum faqbot_status *status)
{
    const struct faqbot_view name = view_make((const char *)&key, sizeof key);
    const struct store_entry *kept = *status == FAQBOT_OK ? lru_cache_find(rows, name) : NULL;
    if (kept != NULL) {
        *row = *kept;
        char *bytes = arena_alloc(arena, copy_texts(row, NULL));
        fail_if(bytes == NULL, FAQBOT_NO_MEMORY, status);
        (void)copy_texts(row, bytes);
    }
    return kept != NULL;
}

void rows_keep(struct lru_cache *rows, uint64_t key, const struct store_entry *row,
               const enum faqbot_status *status)
{
    const struct faqbot_view name = view_make((const char *)&key, sizeof key);
    struct store_entry made = *row;
    size_t size = sizeof made + copy_texts(&made, NULL);
    struct store_entry *kept = *status == FAQBOT_OK ? lru_cache_add(rows, name, size) : NULL;
    if (kept != NULL) {
        (void)copy_texts(&made, (char *)(kept + 1));
        *kept = made;
    }
}
