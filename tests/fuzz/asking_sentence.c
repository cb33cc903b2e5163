/* fuzz/asking_sentence.c - any UTF-8 as a message: the sentences that ask lie in what is plain of it, in order. */
#include <assert.h>

#include "search/search_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct stemmer *stems = stemmer_new(view_of("en"));
    struct asking_sentences found;
    struct arena arena;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, (size_t)1 << 26);
    if (stems != NULL && utf8_is_valid(text)) {
        asking_sentences_find(text, stems, &arena, &found, &status);
        assert(status == FAQBOT_OK && found.count <= ASKING_SENTENCES_MAX);
        assert(found.plain.bytes >= text.bytes && found.plain.bytes + found.plain.size <= text.bytes + size);
        const char *end = found.plain.bytes + found.plain.size;
        for (size_t i = 0; i < found.count; end = found.list[i++].bytes) {
            assert(found.list[i].size > 0 && found.list[i].bytes >= found.plain.bytes);
            assert(found.list[i].bytes + found.list[i].size <= end);
        }
    }
    arena_release(&arena);
    stemmer_free(stems);
    return 0;
}
