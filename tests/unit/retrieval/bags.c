/* unit/retrieval/bags.c - documents are gathered feature by feature, and weighed as their headers say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "retrieval/bags.h"
#include "retrieval/rank.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Adds a document of letters, each letter a feature; a blank separates what is appended apart. */
static void add(struct bags *bags, const char *letters)
{
    struct gram list[16];
    struct grams grams = {.list = list};
    for (; *letters != '\0'; letters++) {
        if (*letters == ' ') {
            bags_append(bags, &grams);
            grams.count = 0;
        } else {
            list[grams.count++] = (struct gram){.key = (uint64_t)*letters, .count = 1};
        }
    }
    bags_append(bags, &grams);
    bags_close(bags);
}

/* The weight of a feature in a document; 0: it is not there. */
static double weight(const struct bags *bags, uint32_t document, char letter)
{
    uint32_t row = bags_find(bags, (uint64_t)letter);
    for (size_t i = bags->starts[document]; i < bags->starts[document + 1]; i++) {
        if (bags->items[i].row == row) {
            return (double)bags->items[i].weight;
        }
    }
    return 0;
}

static bool is_near(double left, double right)
{
    return fabs(left - right) < 1e-5;
}

static void fill(struct bags *bags)
{
    bags_init(bags);
    add(bags, "ab a a");
    add(bags, "ca");
    add(bags, "");
    add(bags, "c c");
}

static void counts_are_added_up_and_rows_rise(void **state)
{
    (void)state;
    struct bags bags;
    fill(&bags);
    assert_int_equal(bags.document_count, 4);
    assert_int_equal(bags.row_count, 3);
    assert_true(weight(&bags, 0, 'a') == 3 && weight(&bags, 0, 'b') == 1 && weight(&bags, 0, 'c') == 0);
    assert_true(weight(&bags, 1, 'a') == 1 && weight(&bags, 1, 'c') == 1);
    assert_true(weight(&bags, 3, 'c') == 2);
    assert_int_equal(bags.starts[2], bags.starts[3]);
    assert_int_equal(bags.items[bags.starts[1]].row, bags_find(&bags, 'a')); /* by row, not as they came */
    assert_int_equal(bags.documents[bags_find(&bags, 'a')], 2);
    assert_int_equal(bags.documents[bags_find(&bags, 'b')], 1);
    assert_int_equal(bags_find(&bags, 'z'), UINT32_MAX);
    bags_release(&bags);
    assert_int_equal(bags_find(&bags, 'a'), UINT32_MAX);
}

static void cosine_weights_have_length_one(void **state)
{
    (void)state;
    struct bags bags;
    fill(&bags);
    double a = (1 + log(3)) * bags_idf(4, 2);
    double b = bags_idf(4, 1);
    bags_weigh_cosine(&bags);
    assert_true(is_near(weight(&bags, 0, 'a'), a / hypot(a, b)));
    assert_true(is_near(weight(&bags, 0, 'b'), b / hypot(a, b)));
    assert_true(is_near(weight(&bags, 3, 'c'), 1));
    bags_release(&bags);
}

static void linear_weights_keep_the_count(void **state)
{
    (void)state;
    struct bags bags;
    fill(&bags);
    bags.unseen = 10;
    double a = 3 * bags_idf(14, 2);
    double b = bags_idf(14, 1);
    bags_weigh_linear(&bags);
    assert_true(is_near(weight(&bags, 0, 'a'), a / hypot(a, b)));
    bags_release(&bags);
}

static void bm25_weights_are_the_formula(void **state)
{
    (void)state;
    struct bags bags;
    fill(&bags);
    bags_weigh_bm25(&bags);
    double average = (4 + 2 + 0 + 2) / 4.0;
    double idf = log(1 + (4 - 2 + .5) / (2 + .5));
    double norm = RANK_K1 * (1 - RANK_B + RANK_B * 4 / average);
    assert_true(is_near(weight(&bags, 0, 'a'), idf * 3 * (RANK_K1 + 1) / (3 + norm)));
    assert_true(weight(&bags, 0, 'b') > 0);
    bags_release(&bags);
}

static void sums_belong_to_their_owners_whatever_the_order(void **state)
{
    (void)state;
    static const uint32_t owners[] = {2, 0, 0, 2};
    struct bags bags;
    struct bags sums;
    fill(&bags);
    bags_sum(&bags, owners, 4, &sums);
    assert_false(sums.failed);
    assert_int_equal(sums.document_count, 4);
    assert_int_equal(sums.starts[1] - sums.starts[0], 2); /* c, a and nothing */
    assert_int_equal(sums.starts[2], sums.starts[1]);     /* owns nothing */
    assert_int_equal(sums.starts[4], sums.starts[3]);
    const struct bag_item *item = sums.items + sums.starts[2]; /* a 3, b 1, c 2 */
    assert_int_equal(sums.starts[3] - sums.starts[2], 3);
    assert_true(is_near((double)item[0].weight, 3 / sqrt(14)) &&
                is_near((double)item[1].weight, 1 / sqrt(14)));
    assert_true(is_near((double)item[2].weight, 2 / sqrt(14)));
    bags_release(&sums);
    bags_release(&bags);
}

static void thousands_of_features_are_all_found(void **state)
{
    (void)state;
    enum { FEATURES = 5000 };
    struct bags bags;
    bags_init(&bags);
    for (uint64_t i = 1; i <= FEATURES; i++) {
        struct gram gram = {.key = i << 32, .count = 1}; /* low bits alike: they collide */
        const struct grams grams = {.list = &gram, .count = 1};
        bags_append(&bags, &grams);
        bags_close(&bags);
    }
    assert_int_equal(bags.row_count, FEATURES);
    for (uint64_t i = 1; i <= FEATURES; i += 97) {
        assert_int_equal(bags_find(&bags, i << 32), i - 1);
    }
    bags_release(&bags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_added_up_and_rows_rise),
        cmocka_unit_test(cosine_weights_have_length_one),
        cmocka_unit_test(linear_weights_keep_the_count),
        cmocka_unit_test(bm25_weights_are_the_formula),
        cmocka_unit_test(sums_belong_to_their_owners_whatever_the_order),
        cmocka_unit_test(thousands_of_features_are_all_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
