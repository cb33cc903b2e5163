/* fuzz/follow_up.c - any UTF-8 as a question: it has a form, and asks for something or nothing; as a text it tells that or
 * not. */
#include <assert.h>

#include "search/search_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct stemmer *stems = stemmer_new(view_of("en"));
    struct word *words = NULL;
    size_t count = 0;
    struct arena arena;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, (size_t)1 << 26);
    if (stems != NULL && utf8_is_valid(text) && tokenize(&arena, text, &words, &count)) {
        assert(follow_up_form("en", stems, words, count) <= FOLLOW_UP_GOES_ON);
        assert(follow_up_form("xx", stems, words, count) == FOLLOW_UP_NONE);
        assert(follow_up_asks(stems, words, count) < FOLLOW_UP_KINDS);
        (void)follow_up_tells(FOLLOW_UP_PRICE, text, &arena, &status);
        (void)follow_up_tells(FOLLOW_UP_REASON, text, &arena, &status);
    }
    arena_release(&arena);
    stemmer_free(stems);
    return 0;
}
