/* unit/retrieval/pieces.c - counts of pieces of words, whatever the order they came in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "retrieval/bags.h"
#include "retrieval/pieces.h"

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
    struct ngrams ngrams;
    const struct word asked = {.plain = view_of(word)};
    arena_init(&arena, (size_t)1 << 20);
    assert_true(ngrams_add_chars(&arena, NULL, &asked, 1, &ngrams) && number < ngrams.count);
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
    assert_int_equal(ngram_stats_decode(buffer_view(&bytes), 1000, &arena, &ngram_stats), FAQBOT_OK);
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
    assert_int_equal(ngram_stats_decode(cut, 10, &arena, &ngram_stats), FAQBOT_CORRUPT);
    assert_int_equal(ngram_stats_decode(no_key, 10, &arena, &ngram_stats), FAQBOT_CORRUPT);
    assert_false(ngram_stats_builder_load(&builder, cut));
    assert_false(ngram_stats_builder_load(&builder, no_key));
    assert_int_equal(ngram_stats_decode(view_of(""), 10, &arena, &ngram_stats), FAQBOT_OK);
    assert_int_equal(ngram_stats_doc_freq(&ngram_stats, key_of("xyz", 0)), 0);
    ngram_stats_builder_release(&builder);
    buffer_release(&bytes);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_piece_is_used_as_often_as_the_words_that_hold_it),
        cmocka_unit_test(the_table_does_not_tell_how_it_came_about),
        cmocka_unit_test(damaged_tables_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
