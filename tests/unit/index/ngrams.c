/* tests/unit/index/ngrams.c - a text's features are each once, counted, and told from one another; character runs are counted by entry. */
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
        uint32_t count; /* of the first run */
        uint32_t content;
    } cases[] = {{"fox", 5, 1, NGRAMS_CONTENT_WEIGHT},
                 {"fox fox", 5, 2, 2 * NGRAMS_CONTENT_WEIGHT},
                 {"the", 5, 1, 1},
                 {"", 0, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum faqbot_status status = FAQBOT_OK;
        struct text text = read_text(cases[i].text);
        struct ngrams ngram_stats = ngrams_chars(&text.arena, text.stems, text.words, text.count, &status);
        assert_int_equal(ngram_stats.count, cases[i].ngram_stats);
        if (ngram_stats.count > 0) {
            assert_int_equal(ngram_stats.list[0].count, cases[i].count);
            assert_int_equal(ngram_stats.list[0].content, cases[i].content);
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

/* -- How many entries hold each character run ------------------------------------------------------ */

#define COUNT(list) (sizeof(list) / sizeof *(list))

struct held {
    const char *word;
    uint32_t entries;
};

/* A word that so many entries hold, of which no other holds a word with its character runs. */
static void add_held(struct ngram_stats_builder *builder, const struct held *held)
{
    struct buffer rows;
    buffer_init(&rows, (size_t)1 << 20);
    ngram_stats_builder_list(builder, view_of(held->word), &rows);
    assert_false(rows.failed || builder->entries.failed);
    const uint32_t *numbers = (const void *)rows.bytes;
    assert_int_equal(rows.size, (numbers[0] + 1) * sizeof *numbers);
    for (uint32_t i = 1; i <= numbers[0]; i++) {
        builder->entries.documents[numbers[i]] += held->entries;
    }
    buffer_release(&rows);
}

static void fill(struct ngram_stats_builder *builder, const struct held *held, size_t count)
{
    ngram_stats_builder_init(builder);
    for (size_t i = 0; i < count; i++) {
        add_held(builder, &held[i]);
    }
}

static void encode(const struct held *held, size_t count, struct buffer *out)
{
    struct ngram_stats_builder builder;
    fill(&builder, held, count);
    buffer_init(out, (size_t)1 << 20);
    ngram_stats_builder_encode(&builder, out);
    assert_false(out->failed);
    ngram_stats_builder_release(&builder);
}

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

/* How many entries hold the word's first run, and that its weight is as it must be. */
static uint32_t doc_freq(const struct ngram_stats *ngram_stats, const char *word)
{
    uint32_t slot = ngram_stats_find(ngram_stats, key_of(word, 0));
    if (slot == NGRAM_STATS_NONE) {
        return 0;
    }
    double idf =
        term_counts_idf(ngram_stats->entries + NGRAM_STATS_UNSEEN_ENTRIES, ngram_stats->doc_freqs[slot]);
    assert_true(fabs((double)ngram_stats->idfs[slot] - idf) < 1e-6);
    return ngram_stats->doc_freqs[slot];
}

static void a_run_is_held_by_the_entries_of_the_words_that_hold_it(void **state)
{
    (void)state;
    static const struct held held[] = {{"xyz", 3}, {"xylem", 2}, {"book", 1000}};
    struct buffer bytes;
    struct arena arena;
    struct ngram_stats ngram_stats;
    arena_init(&arena, (size_t)1 << 20);
    encode(held, COUNT(held), &bytes);
    assert_int_equal(STATUS_OF(ngram_stats_decode, buffer_view(&bytes), 1000, &arena, &ngram_stats),
                     FAQBOT_OK);
    assert_int_equal(ngram_stats.entries, 1000);
    assert_int_equal(doc_freq(&ngram_stats, "xyz"), 5); /* " xy", of both */
    assert_int_equal(doc_freq(&ngram_stats, "book"), 1000);
    assert_int_equal(doc_freq(&ngram_stats, "word"), 0);
    buffer_release(&bytes);
    arena_release(&arena);
}

static void assert_encodes_as(const struct ngram_stats_builder *builder, const struct buffer *expected)
{
    struct buffer bytes;
    buffer_init(&bytes, (size_t)1 << 20);
    ngram_stats_builder_encode(builder, &bytes);
    assert_true(view_equals(buffer_view(&bytes), buffer_view(expected)));
    buffer_release(&bytes);
}

static void the_table_does_not_tell_how_it_came_about(void **state)
{
    (void)state;
    static const struct held once[] = {{"learn", 3}, {"book", 2}, {"caf\u00e9", 1}};
    static const struct held first[] = {{"book", 1}, {"gone", 7}, {"learn", 4}};
    static const struct held come[] = {{"caf\u00e9", 1}, {"book", 1}};
    static const struct held gone[] = {{"learn", 1}, {"gone", 7}};
    struct buffer whole;
    struct buffer half;
    struct ngram_stats_builder builder;
    struct ngram_stats_builder other;
    encode(once, COUNT(once), &whole);
    encode(first, COUNT(first), &half);
    assert_false(view_equals(buffer_view(&whole), buffer_view(&half)));
    ngram_stats_builder_init(&builder);
    assert_true(ngram_stats_builder_load(&builder, buffer_view(&half)));
    assert_encodes_as(&builder, &half);
    fill(&other, come, COUNT(come));
    assert_true(ngram_stats_builder_merge(&builder, &other, false));
    ngram_stats_builder_release(&other);
    fill(&other, gone, COUNT(gone));
    assert_true(ngram_stats_builder_merge(&builder, &other, true));
    ngram_stats_builder_release(&other);
    assert_encodes_as(&builder, &whole);
    ngram_stats_builder_release(&builder);
    buffer_release(&whole);
    buffer_release(&half);
}

static void more_than_there_was_cannot_be_taken_away(void **state)
{
    (void)state;
    static const struct held there[] = {{"learn", 2}};
    static const struct held wrong[][1] = {{{"learn", 3}}, {{"book", 1}}};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct ngram_stats_builder builder;
        struct ngram_stats_builder other;
        fill(&builder, there, COUNT(there));
        fill(&other, wrong[i], 1);
        assert_false(ngram_stats_builder_merge(&builder, &other, true));
        ngram_stats_builder_release(&builder);
        ngram_stats_builder_release(&other);
    }
}

static void damaged_tables_are_refused(void **state)
{
    (void)state;
    static const struct held held[] = {{"xyz", 3}};
    struct buffer bytes;
    struct arena arena;
    struct ngram_stats ngram_stats;
    struct ngram_stats_builder builder;
    static const uint64_t none[2] = {0, 1};
    const struct faqbot_view no_key = view_make((const char *)none, sizeof none);
    arena_init(&arena, (size_t)1 << 20);
    ngram_stats_builder_init(&builder);
    encode(held, COUNT(held), &bytes);
    struct faqbot_view cut = view_slice(buffer_view(&bytes), 0, bytes.size - 1);
    assert_int_equal(STATUS_OF(ngram_stats_decode, cut, 10, &arena, &ngram_stats), FAQBOT_CORRUPT);
    assert_int_equal(STATUS_OF(ngram_stats_decode, no_key, 10, &arena, &ngram_stats), FAQBOT_CORRUPT);
    /* More entries than there are. */
    assert_int_equal(STATUS_OF(ngram_stats_decode, buffer_view(&bytes), 3, &arena, &ngram_stats), FAQBOT_OK);
    assert_int_equal(STATUS_OF(ngram_stats_decode, buffer_view(&bytes), 2, &arena, &ngram_stats),
                     FAQBOT_CORRUPT);
    assert_false(ngram_stats_builder_load(&builder, cut));
    assert_false(ngram_stats_builder_load(&builder, no_key));
    assert_int_equal(STATUS_OF(ngram_stats_decode, view_of(""), 10, &arena, &ngram_stats), FAQBOT_OK);
    assert_int_equal(doc_freq(&ngram_stats, "xyz"), 0);
    ngram_stats_builder_release(&builder);
    buffer_release(&bytes);
    arena_release(&arena);
}

static int run_pieces(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_is_held_by_the_entries_of_the_words_that_hold_it),
        cmocka_unit_test(the_table_does_not_tell_how_it_came_about),
        cmocka_unit_test(more_than_there_was_cannot_be_taken_away),
        cmocka_unit_test(damaged_tables_are_refused),
    };
    return cmocka_run_group_tests_name("pieces", tests, NULL, NULL);
}

int test_index_ngrams(void)
{
    return run_grams() + run_pieces();
}
