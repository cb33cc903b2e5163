/* tests/unit/text/edit_distance.c - slips of the finger, and the nearest name. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <string.h>

#include "text/text.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void slips_are_counted_up_to_the_most(void **state)
{
    (void)state;
    static const struct {
        const char *left, *right;
        unsigned most, distance;
    } cases[] = {
        {"", "", 3, 0},
        {"", "abc", 3, 3},
        {"abc", "", 2, 3},
        {"python", "python", 0, 0},
        {"python", "pyhton", 2, 1}, /* a swap */
        {"python", "pythn", 2, 1},
        {"python", "pythoon", 2, 1},
        {"python", "pithon", 2, 1},
        {"python", "java", 2, 3},
        {"ca", "abc", 3, 3}, /* restricted: 2 where a swapped pair could be edited again */
        {"kitten", "sitting", 3, 3},
        {"stra\u00dfe", "strasse", 5, 2},
        {"\u044f\u0437\u044b\u043a", "\u044f\u044b\u0437\u043a", 2, 1},
        {"ab", "ba", 0, 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct faqbot_view left = view_of(cases[i].left);
        struct faqbot_view right = view_of(cases[i].right);
        assert_int_equal(edit_distance(left, right, cases[i].most), cases[i].distance);
        assert_int_equal(edit_distance(right, left, cases[i].most), cases[i].distance);
    }
}

static void a_word_over_the_limit_is_far_from_everything(void **state)
{
    (void)state;
    char most[EDIT_DISTANCE_WORD_MAX + 2];
    memset(most, 'a', sizeof most);
    struct faqbot_view longest = view_make(most, EDIT_DISTANCE_WORD_MAX);
    struct faqbot_view over = view_make(most, EDIT_DISTANCE_WORD_MAX + 1);
    assert_int_equal(edit_distance(longest, longest, 2), 0);
    assert_int_equal(edit_distance(over, over, 2), 3);
    assert_int_equal(edit_distance(longest, over, 2), 3);
}

static void the_nearest_name_is_within_a_third_of_the_word(void **state)
{
    (void)state;
    static const char *const names[] = {"ask", "serve", "index", "eval", "explain", "ax"};
    static const struct {
        const char *word, *name;
    } cases[] = {
        {"serv", "serve"},      {"sevre", "serve"}, {"indx", "index"},       {"asc", "ask"},
        {"explian", "explain"}, {"x", "ax"},        {"zzz", NULL},           {"", NULL},
        {"ak", "ask"},          {"index", "index"}, {"explainn", "explain"}, {"\xff\xff", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *found = faqbot_nearest_name(cases[i].word, names, COUNT(names));
        if (cases[i].name == NULL) {
            assert_null(found);
        } else {
            assert_non_null(found);
            assert_string_equal(found, cases[i].name);
        }
    }
    assert_null(faqbot_nearest_name("a", NULL, 0));
}

int test_text_edit_distance(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_are_counted_up_to_the_most),
        cmocka_unit_test(a_word_over_the_limit_is_far_from_everything),
        cmocka_unit_test(the_nearest_name_is_within_a_third_of_the_word),
    };
    return cmocka_run_group_tests_name("distance", tests, NULL, NULL);
}
