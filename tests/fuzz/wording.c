/* fuzz/wording.c - any text as a question in a language of compounds: what is read of it points into it. */
#include <assert.h>

#include "search/search_internal.h"

#define GERMAN "tests/transcripts/knowledge/german"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct searcher *searcher; /* opened once: it lives as long as the program */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size < 4096 ? size : 4096);
    struct fault_reporter reporter = {.report = NULL};
    struct synonyms_words words = {.count = 0};
    struct search_result result = {.correction_count = 0};
    struct arena arena;
    enum faqbot_status status = FAQBOT_OK;
    assert(searcher != NULL || search_open(&(struct search_source){.knowledge = GERMAN}, &reporter, &searcher,
                                           NULL) == FAQBOT_OK);
    arena_init(&arena, (size_t)64 << 20);
    query_split(utf8_is_valid(text) ? text : view_of(""), &arena, &words, &status);
    size_t typed = words.count;
    wording_read(searcher, 0, &arena, &words, &result, &status);
    assert(status == FAQBOT_OK && words.count <= 4 * typed && result.correction_count <= typed);
    for (size_t i = 0; i < words.count; i++) {
        assert(words.list[i].source.bytes >= text.bytes && !view_is_empty(words.list[i].plain));
    }
    arena_release(&arena);
    return 0;
}
