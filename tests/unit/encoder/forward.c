/* tests/unit/encoder/forward.c - what a text's vector is: as a plain transformer in doubles has it, and the same bits
 * by every path and compiler. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/encoder/tiny.h"

#include <math.h>
#include <stdio.h>

int test_encoder_forward(void);

static const struct tiny_recipe recipes[] = {
    {.tokenizer = ENCODER_WORDPIECE, .word_bits = 8, .pieces = {{"a"}, {"b"}, {"c"}, {"d"}, {"?"}, {NULL}}},
    {.tokenizer = ENCODER_UNIGRAM,
     .word_bits = 4,
     .prefix = "b: ",
     .pieces = {{"\xe2\x96\x81", -1}, {"a", -2}, {"b", -3}, {"c", -2}, {"d", -4}, {"?", -2}, {NULL, 0}}},
};

/* `count` words of one letter. */
static void write_words(size_t count, char *text)
{
    for (size_t i = 0; i < count; i++) {
        text[2 * i] = "abcd?"[(i * i + 3) % 5];
        text[2 * i + 1] = ' ';
    }
    text[2 * count] = '\0';
}

/* ==== the plain one ============================================================================================== */

struct rows {
    double at[ENCODER_TOKENS_MAX][3 * TINY_WIDTH];
};

static void multiply_rows(const struct encoder_matrix *matrix, size_t count, const struct rows *in,
                          struct rows *out)
{
    for (size_t t = 0; t < count; t++) {
        for (size_t row = 0; row < matrix->rows; row++) {
            const int8_t *panel =
                matrix->panels + row / ENCODER_PANEL_ROWS * ENCODER_PANEL_ROWS * matrix->columns;
            double sum = 0;
            for (size_t i = 0; i < matrix->columns; i++) {
                int weight = panel[(i / 2 * ENCODER_PANEL_ROWS + row % ENCODER_PANEL_ROWS) * 2 + i % 2];
                sum += in->at[t][i] * (double)matrix->balance[i] * weight;
            }
            out->at[t][row] = sum * (double)matrix->steps[row] + (double)matrix->bias[row];
        }
    }
}

static void add_and_norm(const struct encoder_norm *norm, size_t count, const struct rows *more,
                         struct rows *states)
{
    for (size_t t = 0; t < count; t++) {
        double mean = 0;
        double square = 0;
        for (size_t i = 0; i < TINY_WIDTH; i++) {
            states->at[t][i] += more == NULL ? 0 : more->at[t][i];
            mean += states->at[t][i] / TINY_WIDTH;
        }
        for (size_t i = 0; i < TINY_WIDTH; i++) {
            square += (states->at[t][i] - mean) * (states->at[t][i] - mean) / TINY_WIDTH;
        }
        for (size_t i = 0; i < TINY_WIDTH; i++) {
            states->at[t][i] = (states->at[t][i] - mean) / sqrt(square + 1e-12) * (double)norm->weights[i] +
                               (double)norm->bias[i];
        }
    }
}

static void attend_rows(size_t count, const struct rows *mixed, struct rows *out)
{
    const size_t size = TINY_WIDTH / TINY_HEADS;
    memset(out, 0, sizeof *out);
    for (size_t t = 0; t < count; t++) {
        for (size_t head = 0; head < TINY_WIDTH; head += size) {
            double shares[ENCODER_TOKENS_MAX];
            double sum = 0;
            for (size_t s = 0; s < count; s++) {
                double score = 0;
                for (size_t i = head; i < head + size; i++) {
                    score += mixed->at[t][i] * mixed->at[s][TINY_WIDTH + i];
                }
                shares[s] = exp(score);
                sum += shares[s];
            }
            for (size_t s = 0; s < count; s++) {
                for (size_t i = head; i < head + size; i++) {
                    out->at[t][i] += shares[s] / sum * mixed->at[s][2 * TINY_WIDTH + i];
                }
            }
        }
    }
}

/* The word table's row, read once more. */
static double word_weight(const struct encoder *encoder, uint32_t row, size_t i)
{
    const unsigned char *at =
        encoder->rows + row * (encoder->word_bits == 8 ? 4 + TINY_WIDTH : 2 + TINY_WIDTH / 2);
    if (encoder->word_bits == 8) {
        return (double)0.01F * (int8_t)at[4 + i];
    }
    return ((i < 16 ? at[2 + i] & 15 : at[2 + i - 16] >> 4) - 8) / 64.0;
}

static void encode_plainly(const struct encoder *encoder, const struct encoder_tokens *tokens,
                           double vector[TINY_WIDTH])
{
    static struct rows states;
    static struct rows mixed;
    static struct rows inner;
    size_t count = tokens->count;
    for (size_t t = 0; t < count; t++) {
        for (size_t i = 0; i < TINY_WIDTH; i++) {
            states.at[t][i] =
                word_weight(encoder, tokens->rows[t], i) + (double)encoder->positions[t * TINY_WIDTH + i];
        }
    }
    add_and_norm(&encoder->norm, count, NULL, &states);
    for (size_t number = 0; number < TINY_LAYERS; number++) {
        const struct encoder_layer *layer = &encoder->layers[number];
        multiply_rows(&layer->mix, count, &states, &mixed);
        attend_rows(count, &mixed, &inner);
        multiply_rows(&layer->out, count, &inner, &mixed);
        add_and_norm(&layer->out_norm, count, &mixed, &states);
        multiply_rows(&layer->up, count, &states, &inner);
        for (size_t t = 0; t < count; t++) {
            for (size_t i = 0; i < TINY_INNER; i++) {
                inner.at[t][i] = inner.at[t][i] / 2 * (1 + erf(inner.at[t][i] / sqrt(2)));
            }
        }
        multiply_rows(&layer->down, count, &inner, &mixed);
        add_and_norm(&layer->down_norm, count, &mixed, &states);
    }
    double square = 0;
    for (size_t i = 0; i < TINY_WIDTH; i++) {
        vector[i] = 0;
        for (size_t t = 0; t < count; t++) {
            vector[i] += states.at[t][i];
        }
        square += vector[i] * vector[i];
    }
    for (size_t i = 0; i < TINY_WIDTH; i++) {
        vector[i] /= sqrt(square);
    }
}

/* ==== tests ====================================================================================================== */

/* Only the rounding to 14 bits lies between the two. */
static void a_vector_is_what_a_plain_transformer_gives(void **state)
{
    struct encoder_workspace *workspace = encoder_workspace_new();
    char text[2 * ENCODER_TOKENS_MAX + 1];
    (void)state;
    for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
        struct tiny_file file = tiny_make(&recipes[i]);
        struct encoder *encoder = tiny_open(&file);
        for (size_t count = 0; count <= ENCODER_TOKENS_MAX; count = count * 2 + 1) {
            float vector[ENCODER_DIMENSIONS];
            double expected[TINY_WIDTH];
            double worst = 0;
            write_words(count, text);
            encoder_encode(encoder, workspace, view_of(text), vector);
            encode_plainly(encoder, &workspace->tokens, expected);
            for (size_t k = 0; k < TINY_WIDTH; k++) {
                double off = fabs((double)vector[k] - expected[k]);
                worst = off > worst ? off : worst;
            }
            if (!(worst < 2e-3)) {
                fail_msg("recipe %zu, %zu words: %g", i, count, worst);
            }
            for (size_t k = TINY_WIDTH; k < ENCODER_DIMENSIONS; k++) {
                assert_true(vector[k] == 0);
            }
        }
        encoder_close(encoder);
        free(file.bytes);
    }
    encoder_workspace_free(workspace);
}

static void every_path_gives_the_same_bits(void **state)
{
    struct encoder_workspace *workspace = encoder_workspace_new();
    char text[2 * ENCODER_TOKENS_MAX + 1];
    (void)state;
    for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
        struct tiny_file file = tiny_make(&recipes[i]);
        struct encoder *encoder = tiny_open(&file);
        for (size_t count = 0; count < ENCODER_TOKENS_MAX; count++) {
            float vectors[ENCODER_PATHS][ENCODER_DIMENSIONS];
            write_words(count, text);
            for (enum encoder_path path = 0; path < ENCODER_PATHS; path++) {
                workspace->path = encoder_has_path(path) ? path : ENCODER_PLAIN;
                encoder_encode(encoder, workspace, view_of(text), vectors[path]);
                assert_memory_equal(vectors[path], vectors[ENCODER_PLAIN], sizeof vectors[path]);
            }
        }
        encoder_close(encoder);
        free(file.bytes);
    }
    encoder_workspace_free(workspace);
}

/* Whatever the compiler, its options and the machine. Who changes how something is computed changes this number, and
 * the version in the file's header with it, for vectors that an index keeps are no longer what a question gets. */
static void the_bits_are_the_same_everywhere(void **state)
{
    static const uint64_t expected[] = {UINT64_C(0xce94e7a0bd5d442b), UINT64_C(0xda789f6098a1af9d)};
    struct encoder_workspace *workspace = encoder_workspace_new();
    char text[2 * ENCODER_TOKENS_MAX + 1];
    (void)state;
    for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
        struct tiny_file file = tiny_make(&recipes[i]);
        struct encoder *encoder = tiny_open(&file);
        uint64_t hash = VIEW_HASH_SEED;
        for (size_t count = 0; count < 20; count++) {
            float vector[ENCODER_DIMENSIONS];
            write_words(count, text);
            encoder_encode(encoder, workspace, view_of(text), vector);
            hash = view_hash(hash, view_make((const char *)vector, sizeof vector));
        }
        if (hash != expected[i]) {
            fail_msg("recipe %zu: 0x%016llx", i, (unsigned long long)hash);
        }
        encoder_close(encoder);
        free(file.bytes);
    }
    encoder_workspace_free(workspace);
}

static void vectors_and_tokens_are_of_length_one(void **state)
{
    struct tiny_file file = tiny_make(&recipes[0]);
    struct encoder *encoder = tiny_open(&file);
    struct encoder_workspace *workspace = encoder_workspace_new();
    float left[ENCODER_DIMENSIONS];
    float right[ENCODER_DIMENSIONS];
    (void)state;
    encoder_encode(encoder, workspace, view_of("a b c?"), left);
    assert_float_equal(encoder_likeness(left, left), 1, 1e-6);
    assert_int_equal(encoder_token_count(workspace), 6);
    for (size_t i = 0; i < 6; i++) {
        struct encoder_token token;
        encoder_token(workspace, i, &token);
        assert_float_equal(encoder_likeness(token.vector, token.vector), 1, 1e-6);
    }
    encoder_encode(encoder, workspace, view_of("d"), right);
    assert_true(encoder_likeness(left, right) < 0.999F);
    assert_float_equal(encoder_likeness(left, right), encoder_likeness(right, left), 0);
    encoder_workspace_free(workspace);
    encoder_close(encoder);
    free(file.bytes);
}

int test_encoder_forward(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_vector_is_what_a_plain_transformer_gives),
        cmocka_unit_test(every_path_gives_the_same_bits),
        cmocka_unit_test(the_bits_are_the_same_everywhere),
        cmocka_unit_test(vectors_and_tokens_are_of_length_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
