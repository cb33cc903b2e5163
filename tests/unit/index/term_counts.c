/* tests/unit/index/term_counts.c - documents are gathered feature by feature, and weighed as their headers say. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "index/index_internal.h"

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

/* UINT32_MAX: no document holds it. */
static uint32_t row_of(const struct term_counts *term_counts, uint64_t key)
{
    for (uint32_t row = 0; row < term_counts->row_count; row++) {
        if (term_counts->keys[row] == key) {
            return row;
        }
    }
    return UINT32_MAX;
}

/* The weight of a feature in a document; 0: it is not there. */
static double weight(const struct term_counts *term_counts, uint32_t document, char letter)
{
    uint32_t row = row_of(term_counts, (uint64_t)letter);
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
                     row_of(&term_counts, 'a')); /* by row, not as they came */
    assert_int_equal(term_counts.documents[row_of(&term_counts, 'a')], 2);
    assert_int_equal(term_counts.documents[row_of(&term_counts, 'b')], 1);
    assert_int_equal(row_of(&term_counts, 'z'), UINT32_MAX);
    term_counts_release(&term_counts);
    assert_int_equal(row_of(&term_counts, 'a'), UINT32_MAX);
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
        assert_int_equal(row_of(&term_counts, i << 32), i - 1);
        assert_int_equal(term_counts_row(&term_counts, i << 32), i - 1); /* no new one */
    }
    assert_int_equal(term_counts.row_count, FEATURES);
    term_counts_release(&term_counts);
}

static void turned_round_each_feature_has_its_documents(void **state)
{
    (void)state;
    static const struct {
        char letter;
        uint32_t documents[2];
        size_t count;
    } cases[] = {{'a', {0, 1}, 2}, {'b', {0}, 1}, {'c', {1, 3}, 2}};
    struct term_counts term_counts;
    struct term_count_rows rows;
    struct arena arena;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, (size_t)1 << 16);
    fill(&term_counts);
    term_counts_transpose(&term_counts, term_counts.row_count + 2, &arena, &rows, &status);
    assert_int_equal(status, FAQBOT_OK);
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t row = row_of(&term_counts, (uint64_t)cases[i].letter);
        assert_int_equal(rows.starts[row + 1] - rows.starts[row], cases[i].count);
        for (size_t j = 0; j < cases[i].count; j++) {
            const struct sparse_matrix_cell *cell = &rows.cells[rows.starts[row] + j];
            assert_int_equal(cell->column, cases[i].documents[j]);
            assert_true((double)cell->weight == weight(&term_counts, cell->column, cases[i].letter));
        }
    }
    assert_int_equal(rows.starts[term_counts.row_count + 2], rows.starts[term_counts.row_count]);
    term_counts_release(&term_counts);
    arena_release(&arena);
}

int test_index_term_counts(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_added_up_and_rows_rise),
        cmocka_unit_test(cosine_weights_have_length_one),
        cmocka_unit_test(thousands_of_features_are_all_found),
        cmocka_unit_test(turned_round_each_feature_has_its_documents),
    };
    return cmocka_run_group_tests_name("bags", tests, NULL, NULL);
}
