/* unit/check/clusters.c - tests bot/check/clusters.c: which texts are put together, and that their order is what
 * counts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "check/clusters.h"

#define FEATURES(...) ((const struct clusters_feature[]){__VA_ARGS__})
#define COUNT(...) (sizeof FEATURES(__VA_ARGS__) / sizeof(struct clusters_feature))
#define assert_cluster(expected, ...)                                                                        \
    assert_int_equal(place(*state, FEATURES(__VA_ARGS__), COUNT(__VA_ARGS__)), expected)

static int set_up(void **state)
{
    static struct clusters clusters; /* a test's own: each begins with it empty */
    clusters_init(&clusters);
    *state = &clusters;
    return 0;
}

static int tear_down(void **state)
{
    clusters_release(*state);
    return 0;
}

static uint32_t place(struct clusters *clusters, const struct clusters_feature *features, size_t count)
{
    uint32_t cluster;
    assert_true(clusters_add(clusters, features, count, &cluster));
    return cluster;
}

static void texts_that_share_what_weighs_are_together(void **state)
{
    assert_cluster(0, {0, 3}, {1, 3}, {2, 1});
    assert_cluster(0, {0, 3}, {1, 3}, {3, 1});
    assert_cluster(1, {2, 1}, {4, 3});
    assert_cluster(2, {5, 1});
    assert_cluster(1, {4, 1});
}

static void the_scale_of_weights_does_not_matter(void **state)
{
    assert_cluster(0, {0, 300}, {1, 100});
    assert_cluster(0, {0, .003}, {2, .001});
    assert_cluster(1, {0, .001}, {2, .003});
}

static void likeness_is_to_the_first_text_of_a_cluster(void **state)
{
    assert_cluster(0, {0, 1}, {1, 1});
    assert_cluster(0, {1, 1.1}, {2, 1});
    assert_cluster(1, {2, 1.1}, {3, 1});
}

static void of_two_that_are_as_near_the_older_one_is_taken(void **state)
{
    assert_cluster(0, {0, 1}, {2, 2});
    assert_cluster(1, {1, 1}, {3, 2});
    assert_cluster(0, {2, 1}, {3, 1});
    assert_cluster(0, {3, 1}, {2, 1});
    assert_cluster(1, {3, 1.1}, {2, 1});
}

static void a_text_without_features_is_like_no_other(void **state)
{
    uint32_t cluster;
    assert_true(clusters_add(*state, NULL, 0, &cluster));
    assert_int_equal(cluster, 0);
    assert_cluster(1, {7, 1});
    assert_true(clusters_add(*state, NULL, 0, &cluster));
    assert_int_equal(cluster, 2);
}

static void many_find_their_way(void **state)
{
    for (uint32_t round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < 5000; i++) {
            assert_cluster(i, {0, .1}, {i + 1, 1}, {6000 + round, .2});
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(texts_that_share_what_weighs_are_together),
        TEST(the_scale_of_weights_does_not_matter),
        TEST(likeness_is_to_the_first_text_of_a_cluster),
        TEST(of_two_that_are_as_near_the_older_one_is_taken),
        TEST(a_text_without_features_is_like_no_other),
        TEST(many_find_their_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
