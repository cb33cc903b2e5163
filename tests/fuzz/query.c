/* fuzz/query.c - any bytes, cut at blanks, as words of a query: FTS5 takes every expression that is built. */
#include <assert.h>

#include "search/search_internal.h"
#include "index/index_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view rest = view_make((const char *)bytes, size);
    struct buffer all;
    struct arena arena;
    struct store *store;
    uint32_t *entries;
    size_t count;
    enum faqbot_status status = FAQBOT_OK;
    buffer_init(&all, SUGGEST_QUERY_BYTES_MAX);
    arena_init(&arena, (size_t)1 << 20);
    assert(store_create(NULL, &store, NULL) == FAQBOT_OK);
    for (size_t i = 0; rest.size > 0 && i < SUGGEST_WORDS_MAX; i++) {
        size_t end = view_find(rest, '\n');
        suggest_add_word(&all, view_slice(rest, 0, end), i % 2 == 1);
        rest = view_slice(rest, end + 1, rest.size);
    }
    if (all.size > 0) {
        store_suggest(store, buffer_view(&all), 10, &arena, &entries, &count, &status);
    }
    assert(status == FAQBOT_OK);
    store_close(store);
    arena_release(&arena);
    buffer_release(&all);
    return 0;
}
