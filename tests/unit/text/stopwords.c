/* tests/unit/text/stopwords.c - function words by language. The lists are stopwords.c's own, so the file is included.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "text/stopwords.c" /* NOLINT: for its tables */

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Hands each word of each list to `check`, with the word before it. */
static void each_word(void (*check)(struct faqbot_view word, struct faqbot_view before))
{
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct faqbot_view rest = view_of(lists[i].words);
        struct faqbot_view before = view_of("");
        while (rest.size > 0) {
            struct faqbot_view word = view_slice(rest, 0, view_find(rest, ' '));
            rest = view_slice(rest, word.size + 1, rest.size);
            check(word, before);
            before = word;
        }
    }
}

static void is_after(struct faqbot_view word, struct faqbot_view before)
{
    assert_true(view_compare(before, word) < 0);
}

static void every_list_is_in_the_order_of_bytes_each_word_once(void **state)
{
    (void)state;
    each_word(is_after);
}

static void is_plain(struct faqbot_view word, struct faqbot_view before)
{
    struct arena arena;
    struct word *words;
    size_t count;
    (void)before;
    arena_init(&arena, (size_t)1 << 20);
    assert_true(tokenize(&arena, word, &words, &count));
    assert_int_equal(count, 1);
    assert_true(view_equals(words[0].plain, word));
    arena_release(&arena);
}

static void every_function_word_is_one_plain_word(void **state)
{
    (void)state;
    each_word(is_plain);
}

static void every_function_word_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct faqbot_view list = stopwords_of(lists[i].code);
        struct faqbot_view rest = list;
        size_t count = 0;
        while (rest.size > 0) {
            struct faqbot_view word = view_slice(rest, 0, view_find(rest, ' '));
            rest = view_slice(rest, word.size + 1, rest.size);
            assert_true(stopwords_has(list, word));
            count++;
        }
        assert_true(count >= 60);
    }
}

static void languages_are_in_order_each_once(void **state)
{
    (void)state;
    assert_true(COUNT(lists) >= 28);
    for (size_t i = 1; i < COUNT(lists); i++) {
        assert_true(strcmp(lists[i - 1].code, lists[i].code) < 0);
    }
}

static void what_is_no_function_word_is_not_found(void **state)
{
    (void)state;
    static const struct {
        const char *code, *word;
        bool is;
    } cases[] = {
        {"en", "the", true},        {"en", "a", true},      {"en", "yours", true},
        {"en", "", false},          {"en", "th", false},    {"en", "thee", false},
        {"en", "zz", false},        {"en", "0", false},     {"en", "the to", false},
        {"en", " ", false},         {"zz", "the", false},   {"zz", "", false},
        {"", "the", false},         {"pt", "quando", true}, {"tr", "nasil", false},
        {"tr", "nas\u0131l", true}, {"sr", "gde", true},    {"sr", "\u0433\u0434\u0435", true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(stopwords_has(stopwords_of(cases[i].code), view_of(cases[i].word)), cases[i].is);
    }
}

static void the_floor_is_the_last_word_that_is_not_after(void **state)
{
    (void)state;
    static const struct {
        const char *list, *word, *found;
    } cases[] = {
        {"", "a", ""},           {"b", "a", ""},           {"b", "b", "b"},
        {"b", "ba", "b"},        {"ab cd ef", "cc", "ab"}, {"ab cd ef", "cd", "cd"},
        {"ab cd ef", "z", "ef"}, {"ab cd ef", "", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct faqbot_view found = stopwords_floor(view_of(cases[i].list), view_of(cases[i].word));
        assert_true(view_equals_text(found, cases[i].found));
    }
}

int test_text_stopwords(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_list_is_in_the_order_of_bytes_each_word_once),
        cmocka_unit_test(every_function_word_is_one_plain_word),
        cmocka_unit_test(every_function_word_is_found),
        cmocka_unit_test(languages_are_in_order_each_once),
        cmocka_unit_test(what_is_no_function_word_is_not_found),
        cmocka_unit_test(the_floor_is_the_last_word_that_is_not_after),
    };
    return cmocka_run_group_tests_name("stopwords", tests, NULL, NULL);
}
