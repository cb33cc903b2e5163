/* fuzz/words.c - any UTF-8 as a text: its words lie in order within it, and none is empty. */
#include <assert.h>

#include "util/util.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct arena arena;
    struct word *words;
    size_t count;
    if (!utf8_is_valid(text)) {
        return 0;
    }
    arena_init(&arena, (size_t)1 << 24);
    assert(tokenize(&arena, text, &words, &count));
    const char *before = text.bytes;
    for (size_t i = 0; i < count; i++) {
        assert(words[i].source.bytes >= before);
        assert(words[i].source.bytes + words[i].source.size <= text.bytes + size);
        assert(words[i].plain.size > 0 && words[i].plain.size <= TOKENIZE_WORD_BYTES_MAX);
        assert(words[i].folded.size > 0 && words[i].folded.size <= TOKENIZE_WORD_BYTES_MAX);
        assert(utf8_is_valid(words[i].plain) && utf8_is_valid(words[i].folded));
        before = words[i].source.bytes;
    }
    arena_release(&arena);
    return 0;
}
