/* tests/unit/encoder/encoder.c - an encoder's file: what is read, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/encoder/tiny.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

int test_encoder_encoder(void);

static const struct tiny_recipe recipe = {
    .tokenizer = ENCODER_UNIGRAM,
    .word_bits = 4,
    .languages = "en de sr",
    .pieces = {{"a", -1}, {"ab", -2}, {"b", -3}, {NULL, 0}},
};

static enum faqbot_status open_status(const struct tiny_file *file, size_t size, struct faqbot_fault *fault)
{
    struct encoder *encoder;
    enum faqbot_status status = encoder_open_bytes(view_make(file->bytes, size), "tiny.enc", &encoder, fault);
    assert_int_equal(status == FAQBOT_OK, encoder != NULL);
    encoder_close(encoder);
    return status;
}

static void a_file_says_what_it_is(void **state)
{
    struct tiny_file file = tiny_make(&recipe);
    struct encoder *encoder = tiny_open(&file);
    static const struct {
        const char *tag;
        bool is_known;
    } tags[] = {{"en", true}, {"", true},    {"de-AT", true}, {"hr", true},
                {"d", false}, {"fr", false}, {"e", false}};
    uint64_t hash;
    (void)state;
    memcpy(&hash, file.bytes + 8, sizeof hash);
    assert_true(encoder_hash(encoder) == hash);
    assert_true(view_equals_text(encoder_name(encoder), "tiny"));
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        assert_int_equal(encoder_knows_language(encoder, view_of(tags[i].tag)), tags[i].is_known);
    }
    encoder_close(encoder);
    encoder_close(NULL);
    encoder_workspace_free(NULL);
    free(file.bytes);
}

static void what_is_no_encoder_is_refused_with_a_sentence(void **state)
{
    static const struct {
        const char *bytes;
        enum faqbot_status status;
        const char *sentence;
    } table[] = {
        {"", FAQBOT_INVALID, "is not an encoder's file; `make encoder` makes one"},
        {"SQLite format 3", FAQBOT_INVALID, "is not an encoder's file; `make encoder` makes one"},
        {"FAQLEX1", FAQBOT_INVALID, "is not an encoder's file; `make encoder` makes one"},
        {"FAQENC2", FAQBOT_VERSION,
         "is an encoder's file of another version; make it again with `make encoder`"},
        {"FAQENC1", FAQBOT_CORRUPT,
         "this encoder's file is cut short or damaged; make it again with `make encoder`"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct faqbot_fault fault;
        alignas(ENCODER_ALIGNMENT) char bytes[ENCODER_ALIGNMENT] = "";
        strcpy(bytes, table[i].bytes);
        struct tiny_file file = {.bytes = bytes};
        assert_int_equal(open_status(&file, strlen(bytes) + (bytes[0] != '\0'), &fault), table[i].status);
        assert_string_equal(fault.sentence, table[i].sentence);
        assert_string_equal(fault.path, "tiny.enc");
    }
}

static void a_file_cut_short_or_with_one_bit_changed_is_refused(void **state)
{
    struct tiny_file file = tiny_make(&recipe);
    struct faqbot_fault fault;
    (void)state;
    assert_int_equal(open_status(&file, file.size, &fault), FAQBOT_OK);
    for (size_t size = 8; size < file.size; size += 8) {
        assert_int_equal(open_status(&file, size, &fault), FAQBOT_CORRUPT);
    }
    for (size_t at = 8; at < file.size; at += 61) {
        file.bytes[at] = (char)(file.bytes[at] ^ 1 << at % 8);
        assert_int_equal(open_status(&file, file.size, &fault), FAQBOT_CORRUPT);
        file.bytes[at] = (char)(file.bytes[at] ^ 1 << at % 8);
    }
    free(file.bytes);
}

/* The hash is right, and what it vouches for is not. */
static void a_file_made_on_purpose_is_refused(void **state)
{
    enum {
        HEADER = 16,
        PIECES_AT = 576,
        TEXT_AT = PIECES_AT + 64,
        SCORES_AT = TEXT_AT + 64,
        ROWS_AT = SCORES_AT + 64
    };
    static const struct {
        const char *what;
        size_t at;
        uint32_t value;
    } table[] = {
        {"tokenizer", HEADER, 2},
        {"bits", HEADER + 4, 5},
        {"bits that do not fit the sizes", HEADER + 4, 8},
        {"width", HEADER + 8, 416},
        {"width that is no multiple", HEADER + 8, 40},
        {"no width", HEADER + 8, 0},
        {"heads", HEADER + 12, 3},
        {"no heads", HEADER + 12, 0},
        {"layers", HEADER + 16, 13},
        {"layers that are not there", HEADER + 16, 3},
        {"fewer layers", HEADER + 16, 1},
        {"feed-forward", HEADER + 20, 2048},
        {"positions", HEADER + 24, 127},
        {"pieces", HEADER + 28, 0x40000000},
        {"no pieces", HEADER + 28, 0},
        {"text", HEADER + 32, 0xFFFFFFFF},
        {"epsilon", HEADER + 36, 0},
        {"a piece that starts behind its end", PIECES_AT + 4, 4},
        {"an empty piece", PIECES_AT + 4, 0},
        {"a first piece that starts late", PIECES_AT, 1},
        {"pieces out of order", TEXT_AT, 'b' | 'a' << 8 | 'b' << 16 | 'b' << 24},
        {"a piece that is not UTF-8", TEXT_AT, 'a' | 0xC3 << 8 | 'b' << 16 | 'c' << 24},
        {"a score that is no number", SCORES_AT, 0x7FC00000},
        {"a score without end", SCORES_AT, 0xFF800000},
        {"a step of 4 bits that is too large", ROWS_AT, 0x7C00},
    };
    struct tiny_file file = tiny_make(&recipe);
    struct faqbot_fault fault;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        uint32_t before;
        memcpy(&before, file.bytes + table[i].at, sizeof before);
        memcpy(file.bytes + table[i].at, &table[i].value, sizeof before);
        tiny_seal(&file);
        if (open_status(&file, file.size, &fault) != FAQBOT_CORRUPT) {
            fail_msg("%s is not refused", table[i].what);
        }
        memcpy(file.bytes + table[i].at, &before, sizeof before);
    }
    tiny_seal(&file);
    assert_int_equal(open_status(&file, file.size, &fault), FAQBOT_OK);
    free(file.bytes);
}

/* Numbers at the bounds, with which everything that can overflow would. */
static void the_largest_numbers_give_vectors_of_numbers(void **state)
{
    struct tiny_file file = tiny_make(&recipe);
    struct encoder_workspace *workspace = encoder_workspace_new();
    float vector[ENCODER_DIMENSIONS];
    size_t first = file.size - 4 * (size_t)1024;
    (void)state;
    for (size_t at = 576 + 3 * 64 + 192; at + 4 <= file.size; at += 4) {
        float number;
        memcpy(&number, file.bytes + at, sizeof number);
        bool is_norm_or_step = fabsf(number) > 1e-4F && fabsf(number) < 4;
        number = (at / 4) % 2 == 0 ? 1000 : -1000;
        if (is_norm_or_step && at < first) {
            memcpy(file.bytes + at, &number, sizeof number);
        }
    }
    tiny_seal(&file);
    struct encoder *encoder = tiny_open(&file);
    for (enum encoder_path path = 0; path < ENCODER_PATHS; path++) {
        workspace->path = encoder_has_path(path) ? path : ENCODER_PLAIN;
        encoder_encode(encoder, workspace, view_of("ab ba b a"), vector);
        for (size_t i = 0; i < ENCODER_DIMENSIONS; i++) {
            assert_true(isfinite(vector[i]));
        }
    }
    encoder_workspace_free(workspace);
    encoder_close(encoder);
    free(file.bytes);
}

static void a_path_is_opened_mapped_and_closed(void **state)
{
    char path[] = "/tmp/faqbot-encoder-XXXXXX";
    struct tiny_file file = tiny_make(&recipe);
    struct encoder *encoder;
    struct faqbot_fault fault;
    char sentence[sizeof fault.sentence];
    int opened = mkstemp(path);
    (void)state;
    assert_true(opened >= 0);
    assert_int_equal(encoder_open(path, &encoder, &fault), FAQBOT_INVALID);
    assert_true(write(opened, file.bytes, file.size) == (ssize_t)file.size);
    assert_int_equal(encoder_open(path, &encoder, &fault), FAQBOT_OK);
    encoder_close(encoder);
    close(opened);
    unlink(path);
    assert_int_equal(encoder_open(path, &encoder, &fault), FAQBOT_NOT_FOUND);
    assert_null(encoder);
    snprintf(sentence, sizeof sentence, "the encoder's file cannot be read: %s; `make encoder` makes one",
             fault_reason(ENOENT).text);
    assert_string_equal(fault.sentence, sentence);
    assert_int_equal(encoder_open("/tmp", &encoder, &fault), FAQBOT_IO);
    free(file.bytes);
}

int test_encoder_encoder(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_says_what_it_is),
        cmocka_unit_test(what_is_no_encoder_is_refused_with_a_sentence),
        cmocka_unit_test(a_file_cut_short_or_with_one_bit_changed_is_refused),
        cmocka_unit_test(a_file_made_on_purpose_is_refused),
        cmocka_unit_test(the_largest_numbers_give_vectors_of_numbers),
        cmocka_unit_test(a_path_is_opened_mapped_and_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
