/* encoder/encoder_internal.h - what the files of encoder/ share. */
#ifndef ENCODER_ENCODER_INTERNAL_H
#define ENCODER_ENCODER_INTERNAL_H

#include "encoder/encoder.h"

#include <stdalign.h>

/* ==== encoder.c: the file ===================================================================================== */

#define ENCODER_LAYERS_MAX 12
#define ENCODER_FEED_FORWARD_MAX 1536
#define ENCODER_PIECE_BYTES_MAX 64
#define ENCODER_ALIGNMENT 64 /* of the sections of a file, and of its bytes in memory */
#define ENCODER_PANEL_ROWS 16
#define ENCODER_BLOCK_WEIGHTS 32 /* of a 4-bit row */
#define ENCODER_BLOCK_BYTES 18

enum encoder_tokenizer { ENCODER_WORDPIECE, ENCODER_UNIGRAM, ENCODER_TOKENIZERS };

/* What a layer does to all tokens' vectors at once: products with each of its rows. */
struct encoder_matrix {
    const float *balance; /* of each column: what a vector's number is multiplied with before it is rounded */
    /* Sixteen rows after the other make a panel: of each pair of columns, the two weights of every row side by side. */
    const int8_t *panels;
    const float *steps; /* of each row: what 1 of its weights stands for */
    const float *bias;
    size_t rows;
    size_t columns;
};

/* Scale and shift after a vector's mean and deviation were made 0 and 1. */
struct encoder_norm {
    const float *weights;
    const float *bias;
};

struct encoder_layer {
    struct encoder_matrix mix; /* queries (with attention's scale in them), keys and values */
    struct encoder_matrix out;
    struct encoder_norm out_norm;
    struct encoder_matrix up;
    struct encoder_matrix down;
    struct encoder_norm down_norm;
};

struct encoder {
    struct faqbot_view bytes;
    bool is_mapped;
    uint64_t hash;
    struct faqbot_view name;
    struct faqbot_view prefix;    /* stands before each text */
    struct faqbot_view languages; /* codes, a blank between two */
    enum encoder_tokenizer tokenizer;
    size_t width;
    size_t heads;
    size_t feed_forward;
    float epsilon;
    uint32_t piece_count;
    const uint32_t *piece_starts; /* in `pieces`, and its end */
    const char *pieces;           /* in the order of bytes */
    const float *scores;          /* of each piece, unigram only */
    float unknown_score;
    unsigned word_bits; /* 8: a step and a byte a weight. 4: blocks of 32 with a step in half precision */
    const unsigned char *rows; /* of the word table: one a piece, then the three below */
    const float *positions;
    struct encoder_norm norm;
    size_t layer_count;
    struct encoder_layer layers[ENCODER_LAYERS_MAX];
};

/* Rows of the word table behind those of the pieces. */
enum { ENCODER_ROW_BEGIN, ENCODER_ROW_END, ENCODER_ROW_UNKNOWN, ENCODER_SPECIAL_ROWS };

/* Opens a file's bytes, aligned to ENCODER_ALIGNMENT, which it borrows. `path` is for the fault. */
enum faqbot_status encoder_open_bytes(struct faqbot_view bytes, const char *path, struct encoder **encoder,
                                      struct faqbot_fault *fault);

/* The hash that a file of these bytes must have in its header. */
uint64_t encoder_hash_bytes(struct faqbot_view bytes);

/* Of a row of the word table. */
size_t encoder_row_bytes(const struct encoder *encoder);

/* ==== pieces.c: a vocabulary, and tokens =================================================================== */

/* The text of a piece; valid as long as the encoder is open. */
struct faqbot_view encoder_piece(const struct encoder *encoder, uint32_t piece);

/* The pieces that begin with what was read so far. */
struct encoder_range {
    uint32_t low;
    uint32_t high;
    size_t depth; /* bytes read */
};

struct encoder_range encoder_all_pieces(const struct encoder *encoder);

/* Reads a byte more; false: no piece begins so. *piece is the one that ends there, or UINT32_MAX. */
bool encoder_narrow(const struct encoder *encoder, struct encoder_range *range, char byte, uint32_t *piece);

/* Of a word; what is longer is cut: it gives ENCODER_TOKENS_MAX pieces already. */
#define ENCODER_WORD_BYTES_MAX (ENCODER_TOKENS_MAX * ENCODER_PIECE_BYTES_MAX)

/* A way of taking a word apart that ends at some byte of it. */
struct encoder_step {
    double score;
    uint32_t piece;
    uint32_t size; /* of that piece; 0: no way ends here */
};

/* The tokens that were found, and the word at hand as the model's pieces spell it. */
struct encoder_tokens {
    size_t count;
    uint32_t rows[ENCODER_TOKENS_MAX];
    uint32_t starts[ENCODER_TOKENS_MAX]; /* in the text, as in struct encoder_token */
    uint32_t sizes[ENCODER_TOKENS_MAX];
    bool is_prefix; /* it is the model's prefix that is read */
    size_t word_size;
    char word[ENCODER_WORD_BYTES_MAX];
    uint32_t word_starts[ENCODER_WORD_BYTES_MAX]; /* of each byte: what it comes from */
    uint32_t word_ends[ENCODER_WORD_BYTES_MAX];
    struct encoder_step steps[ENCODER_WORD_BYTES_MAX + 1];
};

/* Adds a code point, which comes from these bytes of the text, to the word at hand. */
void encoder_word_add(struct encoder_tokens *tokens, uint32_t character, uint32_t start, uint32_t end);

/* Adds a token for the bytes [start, end) of the word at hand; what does not fit is dropped. */
void encoder_token_add(struct encoder_tokens *tokens, uint32_t row, size_t start, size_t end);

/* Adds a token for the bytes [start, end) of the text. There is room for one. */
void encoder_row_add(struct encoder_tokens *tokens, uint32_t row, uint32_t start, uint32_t end);

/* Whether nothing more fits before the token that marks the end. */
bool encoder_tokens_are_full(const struct encoder_tokens *tokens);

/* ==== wordpiece.c, unigram.c ===================================================================================== */

/* Add the tokens of a text, without those that mark its ends. */
void encoder_add_wordpieces(const struct encoder *encoder, struct faqbot_view text,
                            struct encoder_tokens *tokens);
void encoder_add_unigrams(const struct encoder *encoder, struct faqbot_view text,
                          struct encoder_tokens *tokens);

/* ==== encode.c: a text as tokens and vectors ==================================================================== */

/* The tokens of a text, with what the model wants around them. */
void encoder_tokenize(const struct encoder *encoder, struct faqbot_view text, struct encoder_tokens *tokens);

/* ==== forward.c: tokens as vectors ============================================================================== */

/* By which instructions; each gives the same bits. */
enum encoder_path { ENCODER_PLAIN, ENCODER_AVX2, ENCODER_PATHS };

/* Whether this machine, and this build, has it. */
bool encoder_has_path(enum encoder_path path);

struct encoder_workspace {
    enum encoder_path path; /* the fastest one; tests choose others */
    size_t width;           /* of the encoder that was used last */
    struct encoder_tokens tokens;
    alignas(ENCODER_ALIGNMENT) float states[ENCODER_TOKENS_MAX * ENCODER_DIMENSIONS]; /* a row a token */
    /* Queries, keys and values of a token; then what is added to the states. */
    alignas(ENCODER_ALIGNMENT) float mixed[ENCODER_TOKENS_MAX * 3 * ENCODER_DIMENSIONS];
    alignas(ENCODER_ALIGNMENT) float keys[ENCODER_DIMENSIONS * ENCODER_TOKENS_MAX]; /* a row a dimension */
    alignas(ENCODER_ALIGNMENT) float inner[ENCODER_TOKENS_MAX * ENCODER_FEED_FORWARD_MAX];
    /* What a matrix is multiplied with, in whole numbers, and their steps. */
    alignas(ENCODER_ALIGNMENT) int16_t rounded[ENCODER_TOKENS_MAX * ENCODER_FEED_FORWARD_MAX];
    float steps[ENCODER_TOKENS_MAX];
};

/* The vectors of the tokens into `states`. */
void encoder_forward(const struct encoder *encoder, struct encoder_workspace *workspace);

#endif
