/* tests/unit/encoder/tiny.h - an encoder's file of some 40 KB, made anew for each test: two layers, 32 wide, with
 * weights drawn by lot and the pieces that a test wants. Written as bot/encoder/convert.py writes one. */
#ifndef UNIT_ENCODER_TINY_H
#define UNIT_ENCODER_TINY_H

#include "encoder/encoder_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define TINY_WIDTH 32
#define TINY_INNER 64
#define TINY_HEADS 2
#define TINY_LAYERS 2
#define TINY_BYTES_MAX ((size_t)256 * 1024)

struct tiny_piece {
    const char *text;
    float score;
};

/* What a file is made of; the pieces end with one whose text is NULL. */
struct tiny_recipe {
    enum encoder_tokenizer tokenizer;
    unsigned word_bits;
    const char *prefix;
    const char *languages;
    struct tiny_piece pieces[64];
};

struct tiny_file {
    char *bytes; /* aligned; the caller's, from malloc's family */
    size_t size;
    uint32_t lot;
};

static inline void tiny_pad(struct tiny_file *file)
{
    while (file->size % ENCODER_ALIGNMENT != 0) {
        file->bytes[file->size++] = 0;
    }
}

static inline void tiny_put(struct tiny_file *file, const void *bytes, size_t size)
{
    assert(file->size + size + ENCODER_ALIGNMENT <= TINY_BYTES_MAX);
    memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
}

/* A number of 0 to 65535; the multiplier is Knuth's (MMIX's, cut to 32 bits). */
static inline uint32_t tiny_draw(struct tiny_file *file)
{
    file->lot = file->lot * 1664525U + 1013904223U;
    return file->lot >> 16;
}

static inline void tiny_put_floats(struct tiny_file *file, size_t count, float centre, float spread)
{
    for (size_t i = 0; i < count; i++) {
        float number = centre + spread * ((float)tiny_draw(file) / 32768 - 1);
        tiny_put(file, &number, sizeof number);
    }
    tiny_pad(file);
}

/* Weights of one byte each, never -128, which convert.py does not make. */
static inline void tiny_put_weights(struct tiny_file *file, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int8_t weight = (int8_t)((int)(tiny_draw(file) % 255) - 127);
        tiny_put(file, &weight, 1);
    }
}

static inline void tiny_put_matrix(struct tiny_file *file, size_t rows, size_t columns)
{
    tiny_put_floats(file, columns, 1, 0.5F);
    tiny_put_weights(file, rows * columns);
    tiny_pad(file);
    tiny_put_floats(file, rows, 0.004F, 0.002F);
    tiny_put_floats(file, rows, 0, 0.5F);
}

static inline void tiny_put_norm(struct tiny_file *file)
{
    tiny_put_floats(file, TINY_WIDTH, 1, 0.5F);
    tiny_put_floats(file, TINY_WIDTH, 0, 0.5F);
}

static inline void tiny_put_header(struct tiny_file *file, const struct tiny_recipe *recipe, uint32_t count,
                                   uint32_t text_bytes)
{
    const uint32_t numbers[] = {recipe->tokenizer, recipe->word_bits,  TINY_WIDTH, TINY_HEADS, TINY_LAYERS,
                                TINY_INNER,        ENCODER_TOKENS_MAX, count,      text_bytes};
    const float epsilon = 1e-12F;
    char texts[64 + 32 + 384] = "tiny";
    strcpy(texts + 64, recipe->prefix == NULL ? "" : recipe->prefix);
    strcpy(texts + 64 + 32, recipe->languages == NULL ? "en" : recipe->languages);
    tiny_put(file, "FAQENC1\0hashhash", 16);
    tiny_put(file, numbers, sizeof numbers);
    tiny_put(file, &epsilon, sizeof epsilon);
    tiny_put(file, texts, sizeof texts);
    tiny_pad(file);
}

static inline int tiny_compare(const void *left, const void *right)
{
    return strcmp(((const struct tiny_piece *)left)->text, ((const struct tiny_piece *)right)->text);
}

static inline void tiny_put_pieces(struct tiny_file *file, const struct tiny_recipe *recipe)
{
    struct tiny_piece pieces[64];
    uint32_t count = 0;
    uint32_t start = 0;
    while (recipe->pieces[count].text != NULL) {
        pieces[count] = recipe->pieces[count];
        start += (uint32_t)strlen(pieces[count++].text);
    }
    qsort(pieces, count, sizeof *pieces, tiny_compare);
    tiny_put_header(file, recipe, count, start);
    start = 0;
    for (uint32_t i = 0; i <= count; i++) {
        tiny_put(file, &start, sizeof start);
        start += i < count ? (uint32_t)strlen(pieces[i].text) : 0;
    }
    tiny_pad(file);
    for (uint32_t i = 0; i < count; i++) {
        tiny_put(file, pieces[i].text, strlen(pieces[i].text));
    }
    tiny_pad(file);
    for (uint32_t i = 0; i < count && recipe->tokenizer == ENCODER_UNIGRAM; i++) {
        tiny_put(file, &pieces[i].score, sizeof(float));
    }
    tiny_pad(file);
    for (uint32_t i = 0; i < count + ENCODER_SPECIAL_ROWS; i++) {
        const float step = 0.01F;
        /* In half precision 0x2400 is 1/64. */
        tiny_put(file, recipe->word_bits == 8 ? (const void *)&step : "\x00\x24",
                 recipe->word_bits == 8 ? 4 : 2);
        tiny_put_weights(file, recipe->word_bits == 8 ? TINY_WIDTH : TINY_WIDTH / 2);
    }
    tiny_pad(file);
}

/* Writes the hash that the bytes must have. */
static inline void tiny_seal(struct tiny_file *file)
{
    uint64_t hash = encoder_hash_bytes(view_make(file->bytes, file->size));
    memcpy(file->bytes + 8, &hash, sizeof hash);
}

static inline struct tiny_file tiny_make(const struct tiny_recipe *recipe)
{
    struct tiny_file file = {.bytes = aligned_alloc(ENCODER_ALIGNMENT, TINY_BYTES_MAX), .lot = 1};
    assert(file.bytes != NULL);
    tiny_put_pieces(&file, recipe);
    tiny_put_floats(&file, (size_t)ENCODER_TOKENS_MAX * TINY_WIDTH, 0, 0.5F);
    tiny_put_norm(&file);
    for (int layer = 0; layer < TINY_LAYERS; layer++) {
        tiny_put_matrix(&file, (size_t)3 * TINY_WIDTH, TINY_WIDTH);
        tiny_put_matrix(&file, TINY_WIDTH, TINY_WIDTH);
        tiny_put_norm(&file);
        tiny_put_matrix(&file, TINY_INNER, TINY_WIDTH);
        tiny_put_matrix(&file, TINY_WIDTH, TINY_INNER);
        tiny_put_norm(&file);
    }
    tiny_seal(&file);
    return file;
}

static inline struct encoder *tiny_open(const struct tiny_file *file)
{
    struct encoder *encoder;
    struct faqbot_fault fault;
    if (encoder_open_bytes(view_make(file->bytes, file->size), "tiny.enc", &encoder, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    return encoder;
}

/* The tokens of a text as "piece@start+size", parted by blanks; the model's own are <begin>, <end> and <unknown>. */
static inline void tiny_spell(const struct encoder *encoder, struct encoder_workspace *workspace,
                              const char *text, char *out, size_t size)
{
    static const char *const specials[] = {"<begin>", "<end>", "<unknown>"};
    float vector[ENCODER_DIMENSIONS];
    size_t at = 0;
    encoder_encode(encoder, workspace, view_of(text), vector);
    out[0] = '\0';
    for (size_t i = 0; i < encoder_token_count(workspace) && at < size; i++) {
        uint32_t row = workspace->tokens.rows[i];
        bool is_special = row >= encoder->piece_count;
        struct faqbot_view piece =
            is_special ? view_of(specials[row - encoder->piece_count]) : encoder_piece(encoder, row);
        at += (size_t)snprintf(out + at, size - at, "%s%.*s@%u+%u", i > 0 ? " " : "", (int)piece.size,
                               piece.bytes, workspace->tokens.starts[i], workspace->tokens.sizes[i]);
    }
}

#endif
