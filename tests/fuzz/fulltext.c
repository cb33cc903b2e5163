/* fuzz/fulltext.c - any bytes as a search by words, and as its filters: each is a valid one, with the same hits each time,
 * whose spans are text. */
#include <assert.h>

#include <faqbot.h>

#include "library.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static uint64_t check_spans(uint64_t hash, const struct faqbot_span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert(spans[i].text.size > 0 && utf8_is_valid(spans[i].text));
        hash = view_hash(hash, spans[i].text);
    }
    return hash;
}

static uint64_t check(const struct faqbot_search_query *query)
{
    const struct faqbot_hits *hits;
    uint64_t hash = VIEW_HASH_SEED;
    assert(faqbot_search(library_bot(), query, &hits) == FAQBOT_OK);
    assert(hits->count <= FAQBOT_HITS_MAX && (hits->count > 0 || !hits->is_any));
    for (size_t i = 0; i < hits->count; i++) {
        hash = check_spans(view_hash(hash, hits->list[i].id), hits->list[i].spans, hits->list[i].span_count);
        hash = check_spans(hash, hits->list[i].title_spans, hits->list[i].title_span_count);
    }
    return hash;
}

/* The first line is searched for, among what the next three say; then all of it. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view rest = view_make((const char *)bytes, size);
    struct faqbot_search_query query = {.limit = FAQBOT_HITS_MAX};
    struct faqbot_view *const filters[] = {&query.text, &query.filter.tags, &query.filter.section,
                                           &query.filter.lang};
    for (size_t i = 0; i < 4; i++) {
        *filters[i] = view_slice(rest, 0, view_find(rest, '\n'));
        rest = view_slice(rest, filters[i]->size + 1, rest.size);
    }
    assert(check(&query) == check(&query));
    query = (struct faqbot_search_query){.text = view_make((const char *)bytes, size)};
    (void)check(&query);
    return 0;
}
