/* tests/unit/index/ngrams.c - a text's features are each once, counted, and told from one another; their uses add up. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "index/index_internal.h"
#include "unit/status_of.h"

/* -- Features of a text ---------------------------------------------------------------------------- */

struct text {
    struct arena arena;
    struct stemmer *stems;
    struct word *words;
    size_t count;
    uint64_t *keys;
};

static struct text read_text(const char *text)
{
    struct text made = {.stems = stemmer_new(view_of("en"))};
    arena_init(&made.arena, 1 << 20);
    assert_true(tokenize(&made.arena, view_of(text), &made.words, &made.count));
    enum faqbot_status status = FAQBOT_OK;
    made.keys = ngrams_unigram_keys(&made.arena, made.stems, made.words, made.count, &status);
    assert_int_equal(status, FAQBOT_OK);
    return made;
}

static void release(struct text *text)
{
    stemmer_free(text->stems);
    arena_release(&text->arena);
}

static void a_stem_that_comes_again_is_counted_in_its_first_place(void **state)
{
    (void)state;
    enum faqbot_status status = FAQBOT_OK;
    struct text text = read_text("loans, a loan and loans");
    struct ngrams stems = ngrams_unigrams(&text.arena, text.keys, text.count, &status);
    assert_int_equal(stems.count, 3);
    assert_true(stems.list[0].key == text.keys[0]);
    assert_int_equal(stems.list[0].count, 3);
    assert_int_equal(stems.list[1].count, 1);
    release(&text);
}

static void pairs_know_their_order_and_the_ends(void **state)
{
    (void)state;
    enum faqbot_status status = FAQBOT_OK;
    struct text text = read_text("red fox");
    struct text turned = read_text("fox red");
    struct ngrams forth = ngrams_bigrams(&text.arena, text.keys, text.count, &status);
    struct ngrams back = ngrams_bigrams(&turned.arena, turned.keys, turned.count, &status);
    assert_int_equal(forth.count, 3);
    for (size_t i = 0; i < forth.count; i++) {
        for (size_t j = 0; j < back.count; j++) {
            assert_true(forth.list[i].key != back.list[j].key);
        }
    }
    release(&text);
    release(&turned);
}

static void pieces_are_counted_and_those_of_content_words_more(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t ngram_stats;
        uint32_t count; /* of the first piece, " x" */
        uint32_t content;
    } cases[] = {{"fox", 9, 1, NGRAMS_CONTENT_WEIGHT},
                 {"fox fox", 9, 2, 2 * NGRAMS_CONTENT_WEIGHT},
                 {"the", 9, 1, 1},
                 {"", 0, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum faqbot_status status = FAQBOT_OK;
        struct text text = read_text(cases[i].text);
        struct ngrams ngram_stats = ngrams_chars(&text.arena, text.stems, text.words, text.count, &status);
        struct ngrams content = ngrams_content_chars(&text.arena, &ngram_stats, &status);
        assert_int_equal(ngram_stats.count, cases[i].ngram_stats);
        assert_int_equal(content.count, cases[i].ngram_stats);
        if (ngram_stats.count > 0) {
            assert_int_equal(ngram_stats.list[0].count, cases[i].count);
            assert_int_equal(content.list[0].count, cases[i].content);
        }
        release(&text);
    }
}

static int run_grams(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stem_that_comes_again_is_counted_in_its_first_place),
        cmocka_unit_test(pairs_know_their_order_and_the_ends),
        cmocka_unit_test(pieces_are_counted_and_those_of_content_words_more),
    };
    return cmocka_run_group_tests_name("grams", tests, NULL, NULL);
}

/* -- How often character runs stand ---------------------------------------------------------------- */

/* Counts of pieces of words, whatever the order they came in. */

#define COUNT(list) (sizeof(list) / sizeof *(list))

struct use {
    const char *word;
    int64_t uses;
};

static void encode(const struct use *uses, size_t count, struct faqbot_view before, struct buffer *out)
{
    struct ngram_stats_builder builder;
    ngram_stats_builder_init(&builder);
    assert_true(ngram_stats_builder_load(&builder, before));
    for (size_t i = 0; i < count; i++) {
        ngram_stats_builder_add(&builder, view_of(uses[i].word), uses[i].uses);
    }
    buffer_init(out, (size_t)1 << 20);
    ngram_stats_builder_encode(&builder, out);
    assert_false(out->failed);
    ngram_stats_builder_release(&builder);
}

/* The piece that "xyz" has and no other word of the tests: its whole self with its edges is one of 5 characters, so
 * that it is looked for by its first pair. */
static uint64_t key_of(const char *word, size_t number)
{
    struct arena arena;
    enum faqbot_status status = FAQBOT_OK;
    const struct word asked = {.plain = view_of(word)};
    arena_init(&arena, (size_t)1 << 20);
    struct ngrams ngrams = ngrams_chars(&arena, NULL, &asked, 1, &status);
    assert_true(number < ngrams.count);
    uint64_t key = ngrams.list[number].key;
    arena_release(&arena);
    return key;
}

static void a_piece_is_used_as_often_as_the_words_that_hold_it(void **state)
{
    (void)state;
    static const struct use uses[] = {{"xyz", 3}, {"xylem", 2}, {"book", 1000000}};
    struct buffer bytes;
    struct arena arena;
    struct ngram_stats ngram_stats;
    arena_init(&arena, (size_t)1 << 20);
    encode(uses, COUNT(uses), view_of(""), &bytes);
    assert_int_equal(STATUS_OF(ngram_stats_decode, buffer_view(&bytes), 1000, &arena, &ngram_stats),
                     FAQBOT_OK);
    /* " x", of both; a thousand entries, so that five uses are hardly ever twice in one. */
    assert_int_equal(ngram_stats_doc_freq(&ngram_stats, key_of("xyz", 0)), 5);
    assert_int_equal(ngram_stats_doc_freq(&ngram_stats, key_of("book", 0)), 1000);
    assert_int_equal(ngram_stats_doc_freq(&ngram_stats, key_of("word", 0)), 0);
    assert_true(fabs((double)ngram_stats_idf(&ngram_stats, key_of("xyz", 0)) - term_counts_idf(1000, 5)) <
                1e-6);
    assert_true(fabs((double)ngram_stats_idf(&ngram_stats, key_of("word", 0)) - term_counts_idf(1000, 0)) <
                1e-6);
    buffer_release(&bytes);
    arena_release(&arena);
}

static void the_table_does_not_tell_how_it_came_about(void **state)
{
    (void)state;
    static const struct use once[] = {{"learn", 3}, {"book", 2}, {"caf\u00e9", 1}};
    static const struct use first[] = {{"book", 1}, {"gone", 7}, {"learn", 4}};
    static const struct use then[] = {{"caf\u00e9", 1}, {"learn", -1}, {"gone", -7}, {"book", 1}};
    struct buffer whole;
    struct buffer half;
    struct buffer parts;
    encode(once, COUNT(once), view_of(""), &whole);
    encode(first, COUNT(first), view_of(""), &half);
    encode(then, COUNT(then), buffer_view(&half), &parts);
    assert_true(view_equals(buffer_view(&whole), buffer_view(&parts)));
    assert_false(view_equals(buffer_view(&whole), buffer_view(&half)));
    buffer_release(&whole);
    buffer_release(&half);
    buffer_release(&parts);
}

static void damaged_tables_are_refused(void **state)
{
    (void)state;
    static const struct use uses[] = {{"xyz", 3}};
    struct buffer bytes;
    struct arena arena;
    struct ngram_stats ngram_stats;
    struct ngram_stats_builder builder;
    static const uint64_t none[2] = {0, 1};
    const struct faqbot_view no_key = view_make((const char *)none, sizeof none);
    arena_init(&arena, (size_t)1 << 20);
    ngram_stats_builder_init(&builder);
    encode(uses, COUNT(uses), view_of(""), &bytes);
    struct faqbot_view cut = view_slice(buffer_view(&bytes), 0, bytes.size - 1);
    assert_int_equal(STATUS_OF(ngram_stats_decode, cut, 10, &arena, &ngram_stats), FAQBOT_CORRUPT);
    assert_int_equal(STATUS_OF(ngram_stats_decode, no_key, 10, &arena, &ngram_stats), FAQBOT_CORRUPT);
    assert_false(ngram_stats_builder_load(&builder, cut));
    assert_false(ngram_stats_builder_load(&builder, no_key));
    assert_int_equal(STATUS_OF(ngram_stats_decode, view_of(""), 10, &arena, &ngram_stats), FAQBOT_OK);
    assert_int_equal(ngram_stats_doc_freq(&ngram_stats, key_of("xyz", 0)), 0);
    ngram_stats_builder_release(&builder);
    buffer_release(&bytes);
    arena_release(&arena);
}

static int run_pieces(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_piece_is_used_as_often_as_the_words_that_hold_it),
        cmocka_unit_test(the_table_does_not_tell_how_it_came_about),
        cmocka_unit_test(damaged_tables_are_refused),
    };
    return cmocka_run_group_tests_name("pieces", tests, NULL, NULL);
}

int test_index_ngrams(void)
{
    return run_grams() + run_pieces();
}
