/* unit/retrieval/grams.c - a text's features: each once, counted, and told from one another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "retrieval/grams.h"

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
    assert_true(ngrams_add_unigram_keys(&made.arena, made.stems, made.words, made.count, &made.keys));
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
    struct ngrams stems;
    struct text text = read_text("loans, a loan and loans");
    assert_true(ngrams_add_unigrams(&text.arena, text.keys, text.count, &stems));
    assert_int_equal(stems.count, 3);
    assert_true(stems.list[0].key == text.keys[0]);
    assert_int_equal(stems.list[0].count, 3);
    assert_int_equal(stems.list[1].count, 1);
    release(&text);
}

static void pairs_know_their_order_and_the_ends(void **state)
{
    (void)state;
    struct ngrams forth;
    struct ngrams back;
    struct text text = read_text("red fox");
    struct text turned = read_text("fox red");
    assert_true(ngrams_add_bigrams(&text.arena, text.keys, text.count, &forth));
    assert_true(ngrams_add_bigrams(&turned.arena, turned.keys, turned.count, &back));
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
        struct ngrams ngram_stats;
        struct ngrams content;
        struct text text = read_text(cases[i].text);
        assert_true(ngrams_add_chars(&text.arena, text.stems, text.words, text.count, &ngram_stats));
        assert_true(ngrams_add_content_chars(&text.arena, &ngram_stats, &content));
        assert_int_equal(ngram_stats.count, cases[i].ngram_stats);
        assert_int_equal(content.count, cases[i].ngram_stats);
        if (ngram_stats.count > 0) {
            assert_int_equal(ngram_stats.list[0].count, cases[i].count);
            assert_int_equal(content.list[0].count, cases[i].content);
        }
        release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stem_that_comes_again_is_counted_in_its_first_place),
        cmocka_unit_test(pairs_know_their_order_and_the_ends),
        cmocka_unit_test(pieces_are_counted_and_those_of_content_words_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
