/* encoder/encode.c - a text becomes its vector: tokens, their rows of the word table, the layers (forward.c), the
 * mean. */
#include "encoder/encoder_internal.h"

#include <math.h>
#include <stdlib.h>

/* ==== tokens ==================================================================================================== */

void encoder_tokenize(const struct encoder *encoder, struct faqbot_view text, struct encoder_tokens *tokens)
{
    void (*add)(const struct encoder *, struct faqbot_view, struct encoder_tokens *) =
        encoder->tokenizer == ENCODER_UNIGRAM ? encoder_add_unigrams : encoder_add_wordpieces;
    tokens->count = 0;
    tokens->is_prefix = false;
    encoder_row_add(tokens, encoder->piece_count + ENCODER_ROW_BEGIN, 0, 0);
    tokens->is_prefix = true;
    add(encoder, encoder->prefix, tokens);
    tokens->is_prefix = false;
    add(encoder, utf8_cut(text, UINT32_MAX), tokens);
    encoder_row_add(tokens, encoder->piece_count + ENCODER_ROW_END, 0, 0);
}

/* ==== vectors =================================================================================================== */

static float half_precision(const unsigned char *at)
{
    unsigned bits = (unsigned)at[0] | (unsigned)at[1] << 8;
    int exponent = (int)(bits >> 10 & 31);
    float fraction = (float)(bits & 1023);
    float size = exponent == 0 ? ldexpf(fraction, -24) : ldexpf(1024 + fraction, exponent - 25);
    return bits >> 15 ? -size : size;
}

static void unpack_row(const struct encoder *encoder, uint32_t number, float *row)
{
    const size_t half = ENCODER_BLOCK_WEIGHTS / 2;
    const unsigned char *at = encoder->rows + number * encoder_row_bytes(encoder);
    if (encoder->word_bits == 8) {
        float step;
        memcpy(&step, at, sizeof step);
        for (size_t i = 0; i < encoder->width; i++) {
            row[i] = step * (float)(int8_t)at[sizeof step + i];
        }
        return;
    }
    for (size_t block = 0; block < encoder->width;
         block += ENCODER_BLOCK_WEIGHTS, at += ENCODER_BLOCK_BYTES) {
        float step = half_precision(at);
        for (size_t i = 0; i < half; i++) {
            row[block + i] = step * (float)((at[2 + i] & 15) - 8);
            row[block + i + half] = step * (float)((at[2 + i] >> 4) - 8);
        }
    }
}

struct encoder_workspace *encoder_workspace_new(void)
{
    struct encoder_workspace *workspace = aligned_alloc(ENCODER_ALIGNMENT, sizeof *workspace);
    if (workspace != NULL) {
        workspace->path = encoder_has_path(ENCODER_AVX2) ? ENCODER_AVX2 : ENCODER_PLAIN;
        workspace->tokens.count = 0;
    }
    return workspace;
}

void encoder_workspace_free(struct encoder_workspace *workspace)
{
    free(workspace);
}

/* In doubles, one after the other: exact enough to be of length 1 to the last bit of a float, and in a fixed order. */
static void scale_to_one(float *vector, size_t width)
{
    double square = 0;
    for (size_t i = 0; i < width; i++) {
        square += (double)vector[i] * (double)vector[i];
    }
    for (size_t i = 0; i < width && square > 0; i++) {
        vector[i] = (float)((double)vector[i] / sqrt(square));
    }
}

void encoder_encode(const struct encoder *encoder, struct encoder_workspace *workspace,
                    struct faqbot_view text, float vector[ENCODER_DIMENSIONS])
{
    struct encoder_tokens *tokens = &workspace->tokens;
    size_t width = encoder->width;
    encoder_tokenize(encoder, text, tokens);
    for (size_t t = 0; t < tokens->count; t++) {
        float *state = workspace->states + t * width;
        unpack_row(encoder, tokens->rows[t], state);
        for (size_t i = 0; i < width; i++) {
            state[i] += encoder->positions[t * width + i];
        }
    }
    workspace->width = width;
    encoder_forward(encoder, workspace);
    memset(vector, 0, ENCODER_DIMENSIONS * sizeof *vector);
    for (size_t t = 0; t < tokens->count; t++) {
        for (size_t i = 0; i < width; i++) {
            vector[i] += workspace->states[t * width + i];
        }
    }
    scale_to_one(vector, width);
}

float encoder_likeness(const float left[ENCODER_DIMENSIONS], const float right[ENCODER_DIMENSIONS])
{
    double product = 0;
    for (size_t i = 0; i < ENCODER_DIMENSIONS; i++) {
        product += (double)left[i] * (double)right[i];
    }
    return (float)product;
}

size_t encoder_token_count(const struct encoder_workspace *workspace)
{
    return workspace->tokens.count;
}

void encoder_token(const struct encoder_workspace *workspace, size_t number, struct encoder_token *token)
{
    *token = (struct encoder_token){.start = workspace->tokens.starts[number],
                                    .size = workspace->tokens.sizes[number]};
    memcpy(token->vector, workspace->states + number * workspace->width, workspace->width * sizeof(float));
    scale_to_one(token->vector, workspace->width);
}
