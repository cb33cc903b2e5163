/* encoder/encoder.c - opens an encoder's file.
 *
 * The bytes, little-endian, each section padded with zeros to a multiple of 64:
 *
 *   header     "FAQENC" with the version as a digit, and a NUL; 8 bytes: the hash of all that follows it; then 4 bytes
 *              each: tokenizer (enum encoder_tokenizer), bits of the word table's weights, width, attention heads,
 *              layers, width of feed-forward, positions, pieces, bytes of their text, epsilon of the norms, a float;
 *              64 bytes of name, 32 of prefix, 384 of languages, each ended by NULs
 *   pieces     4 bytes each and 4 more: where they start; then their text, in the order of bytes, which is found in it
 *              without unpacking anything; for unigrams a float each, the logarithm of its probability
 *   words      a row for each piece and three more (ENCODER_ROW_...): a float, the step, and a byte a weight; or 18
 *              bytes for each 32 weights: a step in half precision, then weights i and i + 16 in the halves of byte i,
 *              each 8 too large
 *   positions  a row of floats each
 *   norm       weights, bias
 *   layers     matrices and norms in the order of struct encoder_layer, each in sections as in its struct
 *
 * All of it is checked before it is used: the hash finds what a disk or a network did, and the checks of sizes, order
 * and numbers what somebody may have made on purpose. */
#include "encoder/encoder_internal.h"
#include "text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "FAQENC1"
#define MAGIC_KIND_BYTES 6 /* of which the rest is the version */
#define MAGIC_BYTES 8
#define HASHED_FROM 16
#define HEADER_BYTES 576
#define NAME_BYTES 64
#define PREFIX_BYTES 32
#define LANGUAGES_BYTES 384
#define PIECES_MAX (1u << 20)
#define PIECE_TEXT_BYTES_MAX (1u << 26)
#define UNKNOWN_PENALTY 10 /* SentencePiece's: an unknown character is less likely than any piece, by this */

/* The largest number in a file. Within it nothing overflows in forward.c, whatever the weights are; those of real
 * models are below 30. */
#define NUMBER_MAX 1000

/* ==== sections ================================================================================================== */

/* What is left of the file; sticky. */
struct cursor {
    struct faqbot_view rest;
    bool failed;
};

static const void *take(struct cursor *cursor, size_t size)
{
    size_t padded = (size + ENCODER_ALIGNMENT - 1) / ENCODER_ALIGNMENT * ENCODER_ALIGNMENT;
    const void *section = cursor->rest.bytes;
    cursor->failed = cursor->failed || cursor->rest.size < padded;
    cursor->rest = view_slice(cursor->rest, padded, cursor->rest.size);
    return section;
}

static const float *take_floats(struct cursor *cursor, size_t count)
{
    const float *numbers = take(cursor, count * sizeof *numbers);
    for (size_t i = 0; i < count && !cursor->failed; i++) {
        cursor->failed = !(fabsf(numbers[i]) <= NUMBER_MAX); /* so that what is no number fails too */
    }
    return numbers;
}

static struct encoder_norm take_norm(struct cursor *cursor, size_t width)
{
    const float *weights = take_floats(cursor, width);
    return (struct encoder_norm){.weights = weights, .bias = take_floats(cursor, width)};
}

static struct encoder_matrix take_matrix(struct cursor *cursor, size_t rows, size_t columns)
{
    struct encoder_matrix matrix = {.rows = rows, .columns = columns};
    matrix.balance = take_floats(cursor, columns);
    matrix.panels = take(cursor, rows * columns);
    matrix.steps = take_floats(cursor, rows);
    matrix.bias = take_floats(cursor, rows);
    return matrix;
}

static void take_layer(struct cursor *cursor, const struct encoder *encoder, struct encoder_layer *layer)
{
    size_t width = encoder->width;
    layer->mix = take_matrix(cursor, 3 * width, width);
    layer->out = take_matrix(cursor, width, width);
    layer->out_norm = take_norm(cursor, width);
    layer->up = take_matrix(cursor, encoder->feed_forward, width);
    layer->down = take_matrix(cursor, width, encoder->feed_forward);
    layer->down_norm = take_norm(cursor, width);
}

size_t encoder_row_bytes(const struct encoder *encoder)
{
    return encoder->word_bits == 8 ? sizeof(float) + encoder->width
                                   : encoder->width / ENCODER_BLOCK_WEIGHTS * ENCODER_BLOCK_BYTES;
}

static float read_float(const unsigned char *at)
{
    float number;
    memcpy(&number, at, sizeof number);
    return number;
}

static void take_words(struct cursor *cursor, struct encoder *encoder)
{
    size_t count = (size_t)encoder->piece_count + ENCODER_SPECIAL_ROWS;
    size_t bytes = encoder_row_bytes(encoder);
    encoder->rows = take(cursor, count * bytes);
    for (size_t i = 0; i < count && !cursor->failed; i++) {
        const unsigned char *row = encoder->rows + i * bytes;
        for (size_t block = 0; encoder->word_bits == 4 && block < bytes; block += ENCODER_BLOCK_BYTES) {
            /* The exponent alone: 15 stands for 1 to 2. */
            cursor->failed = cursor->failed || (row[block + 1] & 0x7c) >> 2 > 15;
        }
        cursor->failed =
            cursor->failed || (encoder->word_bits == 8 && !(fabsf(read_float(row)) <= NUMBER_MAX));
    }
}

/* ==== pieces ===================================================================================================== */

/* Whether their sizes are within bounds and add up, and each comes after the one before it. */
static bool pieces_are_in_order(const struct encoder *encoder, uint32_t text_bytes)
{
    const uint32_t *starts = encoder->piece_starts;
    if (starts[0] != 0 || starts[encoder->piece_count] != text_bytes) {
        return false;
    }
    for (uint32_t i = 0; i < encoder->piece_count; i++) {
        if (starts[i] >= starts[i + 1] || starts[i + 1] - starts[i] > ENCODER_PIECE_BYTES_MAX ||
            starts[i + 1] > text_bytes) {
            return false;
        }
        struct faqbot_view piece = encoder_piece(encoder, i);
        if (!utf8_is_valid(piece) || (i > 0 && view_compare(encoder_piece(encoder, i - 1), piece) >= 0)) {
            return false;
        }
    }
    return true;
}

static void take_pieces(struct cursor *cursor, struct encoder *encoder, uint32_t text_bytes)
{
    encoder->piece_starts = take(cursor, ((size_t)encoder->piece_count + 1) * sizeof(uint32_t));
    encoder->pieces = take(cursor, text_bytes);
    cursor->failed = cursor->failed || !pieces_are_in_order(encoder, text_bytes);
    if (encoder->tokenizer == ENCODER_UNIGRAM) {
        float least = 0;
        encoder->scores = take_floats(cursor, encoder->piece_count);
        for (uint32_t i = 0; i < encoder->piece_count && !cursor->failed; i++) {
            least = encoder->scores[i] < least ? encoder->scores[i] : least;
        }
        encoder->unknown_score = least - UNKNOWN_PENALTY;
    }
}

/* ==== opening ==================================================================================================== */

/* FNV-1a over words of 8 bytes. A product moves no bit downwards, so the upper half is folded into the lower. */
uint64_t encoder_hash_bytes(struct faqbot_view bytes)
{
    uint64_t hash = VIEW_HASH_SEED;
    for (size_t at = HASHED_FROM; at + sizeof(uint64_t) <= bytes.size; at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, bytes.bytes + at, sizeof word);
        hash = (hash ^ word) * UINT64_C(1099511628211);
        hash ^= hash >> 32;
    }
    return hash;
}

/* A text of a header's field. */
static struct faqbot_view field(const char **at, size_t size)
{
    struct faqbot_view whole = view_make(*at, size);
    *at += size;
    return view_slice(whole, 0, view_find(whole, '\0'));
}

/* Reads the header's numbers; false: they describe nothing that we can compute. */
static bool read_header(const char *at, struct encoder *encoder, uint32_t *text_bytes)
{
    enum { TOKENIZER, BITS, WIDTH, HEADS, LAYERS, FEED_FORWARD, POSITIONS, PIECES, TEXT, EPSILON, NUMBERS };
    uint32_t numbers[NUMBERS];
    memcpy(&encoder->hash, at + MAGIC_BYTES, sizeof encoder->hash);
    at += HASHED_FROM;
    memcpy(numbers, at, sizeof numbers);
    memcpy(&encoder->epsilon, at + EPSILON * sizeof *numbers, sizeof encoder->epsilon);
    at += sizeof numbers;
    encoder->name = field(&at, NAME_BYTES);
    encoder->prefix = field(&at, PREFIX_BYTES);
    encoder->languages = field(&at, LANGUAGES_BYTES);
    encoder->tokenizer = numbers[TOKENIZER] == ENCODER_UNIGRAM ? ENCODER_UNIGRAM : ENCODER_WORDPIECE;
    encoder->word_bits = numbers[BITS];
    encoder->width = numbers[WIDTH];
    encoder->heads = numbers[HEADS];
    encoder->layer_count = numbers[LAYERS];
    encoder->feed_forward = numbers[FEED_FORWARD];
    encoder->piece_count = numbers[PIECES];
    *text_bytes = numbers[TEXT];
    return numbers[TOKENIZER] < ENCODER_TOKENIZERS && (numbers[BITS] == 4 || numbers[BITS] == 8) &&
           numbers[WIDTH] > 0 && numbers[WIDTH] <= ENCODER_DIMENSIONS &&
           numbers[WIDTH] % ENCODER_BLOCK_WEIGHTS == 0 && numbers[HEADS] > 0 &&
           numbers[HEADS] <= ENCODER_DIMENSIONS && numbers[WIDTH] % numbers[HEADS] == 0 &&
           numbers[LAYERS] > 0 && numbers[LAYERS] <= ENCODER_LAYERS_MAX && numbers[FEED_FORWARD] > 0 &&
           numbers[FEED_FORWARD] <= ENCODER_FEED_FORWARD_MAX &&
           numbers[FEED_FORWARD] % ENCODER_BLOCK_WEIGHTS == 0 && numbers[POSITIONS] == ENCODER_TOKENS_MAX &&
           numbers[PIECES] > 0 && numbers[PIECES] <= PIECES_MAX && numbers[TEXT] <= PIECE_TEXT_BYTES_MAX &&
           encoder->epsilon > 0 && encoder->epsilon < 1 && utf8_is_valid(encoder->name) &&
           utf8_is_valid(encoder->prefix);
}

/* Where all of it lies; false: it does not add up. */
static bool read_sections(struct faqbot_view bytes, struct encoder *encoder)
{
    uint32_t text_bytes;
    struct cursor cursor = {.rest = view_slice(bytes, HEADER_BYTES, bytes.size)};
    if (!read_header(bytes.bytes, encoder, &text_bytes)) {
        return false;
    }
    take_pieces(&cursor, encoder, text_bytes);
    take_words(&cursor, encoder);
    encoder->positions = take_floats(&cursor, ENCODER_TOKENS_MAX * encoder->width);
    encoder->norm = take_norm(&cursor, encoder->width);
    for (size_t i = 0; i < encoder->layer_count; i++) {
        take_layer(&cursor, encoder, &encoder->layers[i]);
    }
    return !cursor.failed && cursor.rest.size == 0;
}

static enum faqbot_status check_bytes(struct faqbot_view bytes, const char *path, struct encoder *encoder,
                                      struct faqbot_fault *fault)
{
    bool is_ours = bytes.size >= MAGIC_BYTES && memcmp(bytes.bytes, MAGIC, MAGIC_KIND_BYTES) == 0;
    if (!is_ours) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         "is not an encoder's file; `make encoder` makes one");
    }
    if (memcmp(bytes.bytes, MAGIC, sizeof MAGIC) != 0) {
        return fault_set(fault, FAQBOT_VERSION, path, 0,
                         "is an encoder's file of another version; make it again with `make encoder`");
    }
    uint64_t hash = 0;
    if (bytes.size >= HEADER_BYTES) {
        memcpy(&hash, bytes.bytes + MAGIC_BYTES, sizeof hash);
    }
    if (bytes.size < HEADER_BYTES || bytes.size % ENCODER_ALIGNMENT != 0 ||
        hash != encoder_hash_bytes(bytes) || !read_sections(bytes, encoder)) {
        return fault_set(fault, FAQBOT_CORRUPT, path, 0,
                         "this encoder's file is cut short or damaged; make it again with `make encoder`");
    }
    encoder->bytes = bytes;
    return FAQBOT_OK;
}

enum faqbot_status encoder_open_bytes(struct faqbot_view bytes, const char *path, struct encoder **encoder,
                                      struct faqbot_fault *fault)
{
    struct encoder *opened = calloc(1, sizeof *opened);
    enum faqbot_status status = opened == NULL ? fault_set(fault, FAQBOT_NO_MEMORY, path, 0, "out of memory")
                                               : check_bytes(bytes, path, opened, fault);
    *encoder = NULL;
    if (status == FAQBOT_OK) {
        *encoder = opened;
    } else {
        free(opened);
    }
    return status;
}

/* Maps the whole file; false: errno says why. An empty one gives no bytes. */
static bool map_file(const char *path, struct faqbot_view *bytes)
{
    struct stat info;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    bool is_open = fstat(file, &info) == 0;
    void *mapped = NULL;
    if (is_open && info.st_size > 0) {
        mapped = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED, file, 0);
        is_open = mapped != MAP_FAILED;
    }
    int number = errno;
    (void)close(file);
    errno = number;
    if (is_open) {
        *bytes = view_make(mapped, mapped == NULL ? 0 : (size_t)info.st_size);
    }
    return is_open;
}

static void unmap(struct faqbot_view bytes)
{
    if (bytes.size > 0) {
        (void)munmap((void *)(uintptr_t)bytes.bytes, bytes.size);
    }
}

enum faqbot_status encoder_open(const char *path, struct encoder **encoder, struct faqbot_fault *fault)
{
    struct faqbot_view bytes;
    *encoder = NULL;
    if (!map_file(path, &bytes)) {
        return fault_set(fault, errno == ENOENT ? FAQBOT_NOT_FOUND : FAQBOT_IO, path, 0,
                         "the encoder's file cannot be read: %s; `make encoder` makes one",
                         fault_reason(errno).text);
    }
    enum faqbot_status status = encoder_open_bytes(bytes, path, encoder, fault);
    if (status == FAQBOT_OK) {
        (*encoder)->is_mapped = true;
    } else {
        unmap(bytes);
    }
    return status;
}

void encoder_close(struct encoder *encoder)
{
    if (encoder != NULL && encoder->is_mapped) {
        unmap(encoder->bytes);
    }
    free(encoder);
}

struct faqbot_view encoder_name(const struct encoder *encoder)
{
    return encoder->name;
}

uint64_t encoder_hash(const struct encoder *encoder)
{
    return encoder->hash;
}

/* E5 is trained at a temperature of .01, after which all texts lie within a narrow cone (Wang et al. 2024,
 * "Multilingual E5 text embeddings"). */
float encoder_baseline(const struct encoder *encoder)
{
    return encoder->tokenizer == ENCODER_UNIGRAM ? .8f : .1f;
}

bool encoder_knows_language(const struct encoder *encoder, struct faqbot_view tag)
{
    char code[LANGUAGE_CODE_BYTES];
    language_code(tag, code);
    for (struct faqbot_view rest = encoder->languages; rest.size > 0;) {
        size_t end = view_find(rest, ' ');
        if (view_equals_text(view_slice(rest, 0, end), code)) {
            return true;
        }
        rest = view_slice(rest, end + 1, rest.size);
    }
    return false;
}
