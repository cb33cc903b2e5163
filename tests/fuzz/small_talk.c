/* fuzz/small_talk.c - any text as a message and any as the bot's name: small talk is of a kind and a language, or none. */
#include <assert.h>

#include "phrases/phrases.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct faqbot_view message = view_slice(text, 0, view_find(text, '\n'));
    struct faqbot_view name = view_slice(text, message.size + 1, size);
    const int order[] = {-1, 1, 0};
    struct arena arena;
    enum faqbot_status status = FAQBOT_OK;
    if (!utf8_is_valid(text)) {
        return 0;
    }
    arena_init(&arena, (size_t)64 << 20);
    struct small_talk_heard heard = small_talk_hear(message, name, order, 3, &arena, &status);
    assert(status == FAQBOT_OK && heard.kind <= SMALL_TALK_NONE);
    bool has_language = heard.kind < SMALL_TALK_EMOJI;
    assert(has_language == (heard.language >= 0) && heard.language < phrases_language_count);
    for (int i = 0; i < PHRASE_COUNT; i++) {
        (void)phrases_wrong_placeholder((enum phrase)i, text);
    }
    arena_release(&arena);
    return 0;
}
