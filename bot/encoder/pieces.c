/* encoder/pieces.c - the pieces of a model's vocabulary looked up, and what was found of them in a text gathered. */
#include "encoder/encoder_internal.h"

#include <utf8proc.h>

/* ==== looking up ================================================================================================ */

struct faqbot_view encoder_piece(const struct encoder *encoder, uint32_t piece)
{
    uint32_t start = encoder->piece_starts[piece];
    return view_make(encoder->pieces + start, encoder->piece_starts[piece + 1] - start);
}

struct encoder_range encoder_all_pieces(const struct encoder *encoder)
{
    return (struct encoder_range){.high = encoder->piece_count};
}

/* The first piece of a range whose byte at its depth is `byte` or a later one; none comes before any byte. */
static uint32_t first_from(const struct encoder *encoder, struct encoder_range range, int byte)
{
    while (range.low < range.high) {
        uint32_t middle = range.low + (range.high - range.low) / 2;
        struct faqbot_view text = encoder_piece(encoder, middle);
        int here = text.size > range.depth ? (unsigned char)text.bytes[range.depth] : -1;
        if (here < byte) {
            range.low = middle + 1;
        } else {
            range.high = middle;
        }
    }
    return range.low;
}

bool encoder_narrow(const struct encoder *encoder, struct encoder_range *range, char byte, uint32_t *piece)
{
    range->low = first_from(encoder, *range, (unsigned char)byte);
    range->high = first_from(encoder, *range, (unsigned char)byte + 1);
    range->depth++;
    bool is_whole = range->low < range->high && encoder_piece(encoder, range->low).size == range->depth;
    *piece = is_whole ? range->low : UINT32_MAX;
    return range->low < range->high;
}

/* ==== tokens ==================================================================================================== */

void encoder_word_add(struct encoder_tokens *tokens, uint32_t character, uint32_t start, uint32_t end)
{
    utf8proc_uint8_t bytes[4];
    size_t size = (size_t)utf8proc_encode_char((utf8proc_int32_t)character, bytes);
    if (tokens->word_size + size > sizeof tokens->word) {
        return;
    }
    for (size_t i = 0; i < size; i++) {
        tokens->word[tokens->word_size] = (char)bytes[i];
        tokens->word_starts[tokens->word_size] = start;
        tokens->word_ends[tokens->word_size++] = end;
    }
}

bool encoder_tokens_are_full(const struct encoder_tokens *tokens)
{
    return tokens->count >= ENCODER_TOKENS_MAX - 1;
}

void encoder_row_add(struct encoder_tokens *tokens, uint32_t row, uint32_t start, uint32_t end)
{
    tokens->rows[tokens->count] = row;
    tokens->starts[tokens->count] = tokens->is_prefix ? 0 : start;
    tokens->sizes[tokens->count++] = tokens->is_prefix ? 0 : end - start;
}

void encoder_token_add(struct encoder_tokens *tokens, uint32_t row, size_t start, size_t end)
{
    if (!encoder_tokens_are_full(tokens)) {
        encoder_row_add(tokens, row, tokens->word_starts[start], tokens->word_ends[end - 1]);
    }
}
