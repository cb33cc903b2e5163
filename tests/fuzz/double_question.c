/* fuzz/double_question.c - any UTF-8 as a message: its questions lie in it, in order, and are several or none. */
#include <assert.h>

#include "search/search_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct stemmer *stems = stemmer_new(view_of("en"));
    struct double_question found;
    struct arena arena;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, (size_t)1 << 26);
    if (stems != NULL && utf8_is_valid(text)) {
        double_question_find(text, "en", stems, &arena, &found, &status);
        assert(status == FAQBOT_OK && found.count <= DOUBLE_QUESTION_PARTS_MAX && found.count != 1);
        const char *end = text.bytes;
        for (size_t i = 0; i < found.count; end = found.parts[i].bytes + found.parts[i].size, i++) {
            assert(found.parts[i].size > 0 && found.parts[i].bytes >= end);
            assert(found.parts[i].bytes + found.parts[i].size <= text.bytes + size);
        }
    }
    arena_release(&arena);
    stemmer_free(stems);
    return 0;
}
