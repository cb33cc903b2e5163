/* fuzz/encoder_text.c - any text, to both tokenizers: its tokens stand in it, one after the other. */
#include <assert.h>
#include <stdlib.h>

#define fail_msg(...) abort() /* what the tests' file would call */
#include "unit/encoder/tiny.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct tiny_recipe recipes[] = {
    {.tokenizer = ENCODER_WORDPIECE,
     .word_bits = 8,
     .pieces = {{"a"}, {"##a"}, {"e"}, {"##e"}, {"?"}, {"the"}, {NULL}}},
    {.tokenizer = ENCODER_UNIGRAM,
     .word_bits = 4,
     .pieces =
         {{"\xe2\x96\x81", -2}, {"a", -3}, {"ea", -4}, {"e", -3}, {"aa", -5}, {"\xc3\xa9", -6}, {NULL, 0}}},
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct encoder_tokens *tokens = calloc(1, sizeof *tokens);
    assert(tokens != NULL);
    for (size_t i = 0; i < 2 && utf8_is_valid(text); i++) {
        struct tiny_file file = tiny_make(&recipes[i]);
        struct encoder *encoder = tiny_open(&file);
        encoder_tokenize(encoder, text, tokens);
        assert(tokens->count >= 2 && tokens->count <= ENCODER_TOKENS_MAX);
        for (size_t t = 1; t + 1 < tokens->count; t++) {
            assert(tokens->rows[t] < encoder->piece_count + ENCODER_SPECIAL_ROWS);
            assert((size_t)tokens->starts[t] + tokens->sizes[t] <= size &&
                   tokens->starts[t] >= tokens->starts[t - 1]);
        }
        encoder_close(encoder);
        free(file.bytes);
    }
    free(tokens);
    return 0;
}
