/* encoder/encoder.c - opens an encoder's file, looks pieces up in it, and encodes texts.
 *
 * The bytes, little-endian, each section padded with zeros to a multiple of 64:
 *
 *   header     "FAQENC" with the version as a digit, and a NUL; 8 bytes: the hash of all that follows it; then 4 bytes
 *              each: tokenizer (enum encoder_tokenizer), bits of the word table's weights, width, attention heads,
 *              layers, width of feed-forward, positions, pieces, bytes of their text, and epsilon of the norms, a float;
 *              64 bytes of name, 32 of prefix, 384 of languages, each ended by NULs
 *   pieces     4 bytes each and 4 more: where they start; then their text, in the order of bytes, which is found in it
 *              without unpacking anything; for unigrams a float each, the logarithm of its probability
 *   words      a row for each piece and three more (ENCODER_ROW_...): a float, the step, and a byte a weight; or 18 bytes
 *              for each 32 weights: a step in half precision, then weights i and i + 16 in the halves of byte i, each 8
 *              too large
 *   positions  a row of floats each
 *   norm       weights, bias
 *   layers     matrices and norms in the order of struct encoder_layer, each in sections as in its struct
 *
 * All of it is checked before it is used: the hash finds what a disk or a network did, and the checks of sizes, order and
 * numbers what somebody may have made on purpose. */
#include "encoder/encoder_internal.h"
#include "text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>

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
#define BLOCK_WEIGHTS 32
#define BLOCK_BYTES 18
#define UNKNOWN_PENALTY 10 /* SentencePiece's: an unknown character is less likely than any piece, by this */

/* The largest number in a file. Within it nothing overflows in forward.c, whatever the weights are; those of real models
 * are below 30. */
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

static size_t row_bytes(const struct encoder *encoder)
{
    return encoder->word_bits == 8 ? sizeof(float) + encoder->width
                                   : encoder->width / BLOCK_WEIGHTS * BLOCK_BYTES;
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
    size_t bytes = row_bytes(encoder);
    encoder->rows = take(cursor, count * bytes);
    for (size_t i = 0; i < count && !cursor->failed; i++) {
        const unsigned char *row = encoder->rows + i * bytes;
        for (size_t block = 0; encoder->word_bits == 4 && block < bytes; block += BLOCK_BYTES) {
            /* The exponent alone: 15 stands for 1 to 2. */
            cursor->failed = cursor->failed || (row[block + 1] & 0x7c) >> 2 > 15;
        }
        cursor->failed = cursor->failed || (encoder->word_bits == 8 && !(fabsf(read_float(row)) <= NUMBER_MAX));
    }
}

/* ==== pieces ===================================================================================================== */

static struct faqbot_view piece_text(const struct encoder *encoder, uint32_t piece)
{
    uint32_t start = encoder->piece_starts[piece];
    return view_make(encoder->pieces + start, encoder->piece_starts[piece + 1] - start);
}

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
        struct faqbot_view piece = piece_text(encoder, i);
        if (!utf8_is_valid(piece) || (i > 0 && view_compare(piece_text(encoder, i - 1), piece) >= 0)) {
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

struct encoder_range encoder_all_pieces(const struct encoder *encoder)
{
    return (struct encoder_range){.high = encoder->piece_count};
}

/* The first piece of a range whose byte at its depth is `byte` or a later one; none comes before any byte. */
static uint32_t first_from(const struct encoder *encoder, struct encoder_range range, int byte)
{
    while (range.low < range.high) {
        uint32_t middle = range.low + (range.high - range.low) / 2;
        struct faqbot_view text = piece_text(encoder, middle);
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
    bool is_whole = range->low < range->high && piece_text(encoder, range->low).size == range->depth;
    *piece = is_whole ? range->low : UINT32_MAX;
    return range->low < range->high;
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
           numbers[WIDTH] > 0 && numbers[WIDTH] <= ENCODER_DIMENSIONS && numbers[WIDTH] % BLOCK_WEIGHTS == 0 &&
           numbers[HEADS] > 0 && numbers[HEADS] <= ENCODER_DIMENSIONS && numbers[WIDTH] % numbers[HEADS] == 0 &&
           numbers[LAYERS] > 0 && numbers[LAYERS] <= ENCODER_LAYERS_MAX && numbers[FEED_FORWARD] > 0 &&
           numbers[FEED_FORWARD] <= ENCODER_FEED_FORWARD_MAX && numbers[FEED_FORWARD] % BLOCK_WEIGHTS == 0 &&
           numbers[POSITIONS] == ENCODER_TOKENS_MAX && numbers[PIECES] > 0 && numbers[PIECES] <= PIECES_MAX &&
           numbers[TEXT] <= PIECE_TEXT_BYTES_MAX && encoder->epsilon > 0 && encoder->epsilon < 1 &&
           utf8_is_valid(encoder->name) && utf8_is_valid(encoder->prefix);
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
        return fault_set(fault, FAQBOT_INVALID, path, 0, "is not an encoder's file; `make encoder` makes one");
    }
    if (memcmp(bytes.bytes, MAGIC, sizeof MAGIC) != 0) {
        return fault_set(fault, FAQBOT_VERSION, path, 0,
                         "is an encoder's file of another version; make it again with `make encoder`");
    }
    uint64_t hash;
    if (bytes.size >= HEADER_BYTES) {
        memcpy(&hash, bytes.bytes + MAGIC_BYTES, sizeof hash);
    }
    if (bytes.size < HEADER_BYTES || bytes.size % ENCODER_ALIGNMENT != 0 || hash != encoder_hash_bytes(bytes) ||
        !read_sections(bytes, encoder)) {
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
                         "the encoder's file cannot be read: %s", fault_reason(errno).text);
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

/* ==== tokens ===================================================================================================== */

void encoder_word_add(struct encoder_tokens *tokens, uint32_t character, uint32_t start, uint32_t end)
{
    utf8proc_uint8_t bytes[4];
    size_t size = (size_t)utf8proc_encode_char((utf8proc_int32_t)character, bytes);
    if (tokens->word_size + size > ENCODER_WORD_BYTES_MAX) {
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

static void add_row(struct encoder_tokens *tokens, uint32_t row, uint32_t start, uint32_t end)
{
    tokens->rows[tokens->count] = row;
    tokens->starts[tokens->count] = tokens->is_prefix ? 0 : start;
    tokens->sizes[tokens->count++] = tokens->is_prefix ? 0 : end - start;
}

void encoder_token_add(struct encoder_tokens *tokens, uint32_t row, size_t start, size_t end)
{
    if (!encoder_tokens_are_full(tokens)) {
        add_row(tokens, row, tokens->word_starts[start], tokens->word_ends[end - 1]);
    }
}

void encoder_tokenize(const struct encoder *encoder, struct faqbot_view text, struct encoder_tokens *tokens)
{
    void (*add)(const struct encoder *, struct faqbot_view, struct encoder_tokens *) =
        encoder->tokenizer == ENCODER_UNIGRAM ? encoder_add_unigrams : encoder_add_wordpieces;
    tokens->count = 0;
    tokens->is_prefix = false;
    add_row(tokens, encoder->piece_count + ENCODER_ROW_BEGIN, 0, 0);
    tokens->is_prefix = true;
    add(encoder, encoder->prefix, tokens);
    tokens->is_prefix = false;
    add(encoder, utf8_cut(text, UINT32_MAX), tokens);
    add_row(tokens, encoder->piece_count + ENCODER_ROW_END, 0, 0);
}

/* ==== encoding =================================================================================================== */

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
    const unsigned char *at = encoder->rows + number * row_bytes(encoder);
    if (encoder->word_bits == 8) {
        float step = read_float(at);
        for (size_t i = 0; i < encoder->width; i++) {
            row[i] = step * (float)(int8_t)at[sizeof step + i];
        }
        return;
    }
    for (size_t block = 0; block < encoder->width; block += BLOCK_WEIGHTS, at += BLOCK_BYTES) {
        float step = half_precision(at);
        for (size_t i = 0; i < BLOCK_WEIGHTS / 2; i++) {
            row[block + i] = step * (float)((at[2 + i] & 15) - 8);
            row[block + i + BLOCK_WEIGHTS / 2] = step * (float)((at[2 + i] >> 4) - 8);
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

void encoder_encode(const struct encoder *encoder, struct encoder_workspace *workspace, struct faqbot_view text,
                    float vector[ENCODER_DIMENSIONS])
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
    *token = (struct encoder_token){.start = workspace->tokens.starts[number], .size = workspace->tokens.sizes[number]};
    memcpy(token->vector, workspace->states + number * workspace->width, workspace->width * sizeof(float));
    scale_to_one(token->vector, workspace->width);
}
