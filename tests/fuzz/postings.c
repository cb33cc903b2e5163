/* fuzz/postings.c - any bytes as a word's postings: they are refused, or can be read, edited and searched. */
#include <assert.h>

#include "search/search_internal.h"
#include "index/index_internal.h"

#define ENTRIES 65536

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static enum faqbot_status take(void *context, uint32_t word, uint32_t first_entry, struct faqbot_view chunk)
{
    struct posting_chunk opened;
    (void)word;
    assert(posting_chunk_open(chunk, context, ENTRIES, &opened) && opened.first == first_entry);
    return FAQBOT_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static uint8_t classes[ENTRIES];
    static struct bm25_table saturation;
    const struct posting_scale scale = {classes, ENTRIES, &saturation};
    const struct posting_edit edits[] = {{.entry = 5, .count = 1}, {.entry = 300, .count = 0}};
    const struct faqbot_view chunk = view_make((const char *)bytes, size);
    const struct maxscore_term terms[] = {{&scale, &chunk, 1, 1000}, {&scale, &chunk, 1, 3}};
    struct maxscore_hit *hits;
    size_t count;
    struct arena arena;
    enum faqbot_status status = FAQBOT_OK;
    if (saturation.parts[1][0] == 0) {
        bm25_table_make(1, &saturation);
    }
    arena_init(&arena, (size_t)1 << 20);
    if (size > 0 && posting_edit_chunk(chunk, 0, edits, 2, classes, ENTRIES, take, classes) == FAQBOT_OK) {
        maxscore_find(ENTRIES, terms, 2, 10, &arena, &hits, &count, &status);
        assert(status == FAQBOT_OK && count <= 10);
    }
    maxscore_find(ENTRIES, terms, 1, 3, &arena, &hits, &count, &status);
    arena_release(&arena);
    return 0;
}
