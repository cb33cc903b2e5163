/* unit/text/function_words.c - the lists themselves: searched by halves, so each in order; and in the form that words
 * come in. The tables are its own, so the file is included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/words.h"
#include "text/function_words.c" /* NOLINT: for its tables */

static void every_list_is_in_the_order_of_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(languages); i++) {
        for (size_t j = 1; j < languages[i].count; j++) {
            assert_true(strcmp(languages[i].words[j - 1], languages[i].words[j]) < 0);
        }
    }
}

static void every_word_is_one_plain_word(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    for (size_t i = 0; i < COUNT(languages); i++) {
        for (size_t j = 0; j < languages[i].count; j++) {
            struct word *words;
            size_t count;
            assert_true(tokenize(&arena, view_of(languages[i].words[j]), &words, &count));
            assert_int_equal(count, 1);
            assert_true(view_equals_text(words[0].plain, languages[i].words[j]));
            assert_true(stopwords_has(&languages[i], words[0].plain));
            arena_reset(&arena);
        }
    }
    arena_release(&arena);
}

static void a_language_without_a_list_has_no_function_words(void **state)
{
    (void)state;
    assert_null(stopwords_find("zh"));
    assert_null(stopwords_find(""));
    assert_false(stopwords_has(NULL, view_of("the")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_list_is_in_the_order_of_bytes),
        cmocka_unit_test(every_word_is_one_plain_word),
        cmocka_unit_test(a_language_without_a_list_has_no_function_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
