/* fuzz/language.c - the language of any text: the same each time, one that is known, and of a choice one of it. */
#include <assert.h>
#include <string.h>

#include "util/util.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char codes[2][LANGUAGE_CODE_BYTES] = {"da", "ru"};
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct arena arena;
    struct word *words;
    size_t count;
    if (!utf8_is_valid(text)) {
        return 0;
    }
    arena_init(&arena, (size_t)1 << 24);
    if (tokenize(&arena, text, &words, &count)) {
        struct language_guess guess = language_recognise(words, count, NULL, 0);
        struct language_guess again = language_recognise(words, count, NULL, 0);
        struct language_guess chosen = language_recognise(words, count, codes, 2);
        assert(strcmp(guess.code, again.code) == 0 && guess.is_sure == again.is_sure);
        assert(!guess.is_sure || guess.code[0] != '\0');
        assert(chosen.code[0] == '\0' || strcmp(chosen.code, "da") == 0 || strcmp(chosen.code, "ru") == 0);
    }
    arena_release(&arena);
    return 0;
}
