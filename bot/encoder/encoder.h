/* encoder/encoder.h - a sentence encoder: texts as vectors of which those of like meaning point in like directions,
 * from a file that `make encoder` makes of a published model (convert.py). Two kinds are read: BERT's small relatives
 * with WordPiece, for English, and multilingual E5 with SentencePiece's unigram pieces.
 *
 * Nothing of it is needed: a knowledge base without an encoder is served as well. It runs in the process, on the
 * thread that calls, and reads no clock, no random number and no locale.
 *
 * The same text gives the same vector, to the last bit, on every machine of IEEE arithmetic and by every set of
 * instructions: products are sums of whole numbers, all other sums have an order of their own, and exponentials are
 * computed here. */
#ifndef ENCODER_ENCODER_H
#define ENCODER_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/util.h"

/* Of a vector; a model that is narrower leaves the last ones 0. */
#define ENCODER_DIMENSIONS 384

/* Tokens of a text that are read, the two that mark its ends included; the rest of it is passed over. */
#define ENCODER_TOKENS_MAX 128

/* An open file; read-only and mapped, so that threads and processes share it. */
struct encoder;

/* Opens a file that convert.py wrote, after it has looked at each byte: 23 MB take 10 ms. NOT_FOUND, IO; INVALID: it
 * is no such file; VERSION: one of another version; CORRUPT: it is cut short or damaged; NO_MEMORY. All fill `fault`.
 * *encoder is the caller's, released by encoder_close(). A file that is open may be replaced by another of its name,
 * but must not be written to. */
enum faqbot_status encoder_open(const char *path, struct encoder **encoder, struct faqbot_fault *fault);
void encoder_close(struct encoder *encoder); /* NULL is allowed */

/* What the model is called ("all-MiniLM-L6-v2"); valid as long as the encoder is open. */
struct faqbot_view encoder_name(const struct encoder *encoder);

/* Tells this file from every other: vectors of two files with different hashes cannot be compared. */
uint64_t encoder_hash(const struct encoder *encoder);

/* About how like two texts are that have nothing to do with each other; by this and 1 models can be compared. */
float encoder_baseline(const struct encoder *encoder);

/* Whether the model knows the language of a BCP 47 tag ("en-GB"); the empty one is English. */
bool encoder_knows_language(const struct encoder *encoder, struct faqbot_view tag);

/* -- Texts -- */

/* What encoding one text at a time takes, 3 MB: one for each thread, usable with any encoder. NULL: no memory. */
struct encoder_workspace;
struct encoder_workspace *encoder_workspace_new(void);
void encoder_workspace_free(struct encoder_workspace *workspace); /* NULL is allowed */

/* The direction of a text (valid UTF-8), of length 1: the mean of its tokens' vectors. It cannot fail. */
void encoder_encode(const struct encoder *encoder, struct encoder_workspace *workspace,
                    struct faqbot_view text, float vector[ENCODER_DIMENSIONS]);

/* The cosine of two such vectors, -1 to 1. Models differ in what they call near: between any two texts, multilingual
 * E5 has .7 or more. */
float encoder_likeness(const float left[ENCODER_DIMENSIONS], const float right[ENCODER_DIMENSIONS]);

/* -- The tokens of the text that was encoded last -- */

/* A word, or a part of one. */
struct encoder_token {
    /* The bytes of the text that it stands for. None: it marks an end of the text or belongs to the model's prefix. */
    uint32_t start;
    uint32_t size;
    float vector[ENCODER_DIMENSIONS]; /* of the last layer, of length 1: what it means in this text */
};

size_t encoder_token_count(const struct encoder_workspace *workspace);

/* `number` is below that count, in the order of the text. */
void encoder_token(const struct encoder_workspace *workspace, size_t number, struct encoder_token *token);

#endif
