/* tests/unit/index/term_counts.c - documents are gathered feature by feature, and weighed as their headers say. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "index/index_internal.h"
#include "search/search_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Adds a document of letters, each letter a feature; a blank separates what is appended apart. */
static void add(struct term_counts *term_counts, const char *letters)
{
    struct ngram list[16];
    struct ngrams ngrams = {.list = list};
    for (; *letters != '\0'; letters++) {
        if (*letters == ' ') {
            term_counts_append(term_counts, &ngrams);
            ngrams.count = 0;
        } else {
            list[ngrams.count++] = (struct ngram){.key = (uint64_t)*letters, .count = 1};
        }
    }
    term_counts_append(term_counts, &ngrams);
    term_counts_close(term_counts);
}

/* The weight of a feature in a document; 0: it is not there. */
static double weight(const struct term_counts *term_counts, uint32_t document, char letter)
{
    uint32_t row = term_counts_find(term_counts, (uint64_t)letter);
    for (size_t i = term_counts->starts[document]; i < term_counts->starts[document + 1]; i++) {
        if (term_counts->items[i].row == row) {
            return (double)term_counts->items[i].weight;
        }
    }
    return 0;
}

static bool is_near(double left, double right)
{
    return fabs(left - right) < 1e-5;
}

static void fill(struct term_counts *term_counts)
{
    term_counts_init(term_counts);
    add(term_counts, "ab a a");
    add(term_counts, "ca");
    add(term_counts, "");
    add(term_counts, "c c");
}

static void counts_are_added_up_and_rows_rise(void **state)
{
    (void)state;
    struct term_counts term_counts;
    fill(&term_counts);
    assert_int_equal(term_counts.document_count, 4);
    assert_int_equal(term_counts.row_count, 3);
    assert_true(weight(&term_counts, 0, 'a') == 3 && weight(&term_counts, 0, 'b') == 1 &&
                weight(&term_counts, 0, 'c') == 0);
    assert_true(weight(&term_counts, 1, 'a') == 1 && weight(&term_counts, 1, 'c') == 1);
    assert_true(weight(&term_counts, 3, 'c') == 2);
    assert_int_equal(term_counts.starts[2], term_counts.starts[3]);
    assert_int_equal(term_counts.items[term_counts.starts[1]].row,
                     term_counts_find(&term_counts, 'a')); /* by row, not as they came */
    assert_int_equal(term_counts.documents[term_counts_find(&term_counts, 'a')], 2);
    assert_int_equal(term_counts.documents[term_counts_find(&term_counts, 'b')], 1);
    assert_int_equal(term_counts_find(&term_counts, 'z'), UINT32_MAX);
    term_counts_release(&term_counts);
    assert_int_equal(term_counts_find(&term_counts, 'a'), UINT32_MAX);
}

static void cosine_weights_have_length_one(void **state)
{
    (void)state;
    struct term_counts term_counts;
    fill(&term_counts);
    double a = (1 + log(3)) * term_counts_idf(4, 2);
    double b = term_counts_idf(4, 1);
    term_counts_weigh_cosine(&term_counts);
    assert_true(is_near(weight(&term_counts, 0, 'a'), a / hypot(a, b)));
    assert_true(is_near(weight(&term_counts, 0, 'b'), b / hypot(a, b)));
    assert_true(is_near(weight(&term_counts, 3, 'c'), 1));
    term_counts_release(&term_counts);
}

static void linear_weights_keep_the_count(void **state)
{
    (void)state;
    struct term_counts term_counts;
    fill(&term_counts);
    term_counts.unseen = 10;
    double a = 3 * term_counts_idf(14, 2);
    double b = term_counts_idf(14, 1);
    term_counts_weigh_linear(&term_counts);
    assert_true(is_near(weight(&term_counts, 0, 'a'), a / hypot(a, b)));
    term_counts_release(&term_counts);
}

static void bm25_weights_are_the_formula(void **state)
{
    (void)state;
    struct term_counts term_counts;
    fill(&term_counts);
    term_counts_weigh_bm25(&term_counts);
    double average = (4 + 2 + 0 + 2) / 4.0;
    double idf = log(1 + (4 - 2 + .5) / (2 + .5));
    double norm = BM25_K1 * (1 - BM25_B + BM25_B * 4 / average);
    assert_true(is_near(weight(&term_counts, 0, 'a'), idf * 3 * (BM25_K1 + 1) / (3 + norm)));
    assert_true(weight(&term_counts, 0, 'b') > 0);
    term_counts_release(&term_counts);
}

static void sums_belong_to_their_owners(void **state)
{
    (void)state;
    static const uint32_t owners[] = {0, 2, 2, 2};
    struct term_counts term_counts;
    struct term_counts sums;
    fill(&term_counts);
    term_counts_sum(&term_counts, owners, 4, &sums);
    assert_false(sums.failed);
    assert_int_equal(sums.document_count, 4);
    assert_int_equal(sums.starts[1] - sums.starts[0], 2); /* c, a and nothing */
    assert_int_equal(sums.starts[2], sums.starts[1]);     /* owns nothing */
    assert_int_equal(sums.starts[4], sums.starts[3]);
    const struct term_count_item *item = sums.items + sums.starts[2]; /* a 1, nothing, c 3 */
    assert_int_equal(sums.starts[3] - sums.starts[2], 2);
    assert_true(is_near((double)item[0].weight, 1 / sqrt(10)));
    assert_true(is_near((double)item[1].weight, 3 / sqrt(10)));
    term_counts_release(&sums);
    term_counts_release(&term_counts);
}

static void thousands_of_features_are_all_found(void **state)
{
    (void)state;
    enum { FEATURES = 5000 };
    struct term_counts term_counts;
    term_counts_init(&term_counts);
    for (uint64_t i = 1; i <= FEATURES; i++) {
        struct ngram ngram = {.key = i << 32, .count = 1}; /* low bits alike: they collide */
        const struct ngrams ngrams = {.list = &ngram, .count = 1};
        term_counts_append(&term_counts, &ngrams);
        term_counts_close(&term_counts);
    }
    assert_int_equal(term_counts.row_count, FEATURES);
    for (uint64_t i = 1; i <= FEATURES; i += 97) {
        assert_int_equal(term_counts_find(&term_counts, i << 32), i - 1);
    }
    term_counts_release(&term_counts);
}

int test_index_term_counts(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_added_up_and_rows_rise),
        cmocka_unit_test(cosine_weights_have_length_one),
        cmocka_unit_test(linear_weights_keep_the_count),
        cmocka_unit_test(bm25_weights_are_the_formula),
        cmocka_unit_test(sums_belong_to_their_owners),
        cmocka_unit_test(thousands_of_features_are_all_found),
    };
    return cmocka_run_group_tests_name("bags", tests, NULL, NULL);
}
