/* tests/unit/search/suggest.c - words as an expression that FTS5 always takes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "search/search_internal.h"
#include "unit/status_of.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void words_are_quoted_and_joined(void **state)
{
    (void)state;
    static const struct {
        const char *words[3];
        const char *all;
    } cases[] = {
        {{"python"}, "\"python\"*"},
        {{"learn", "python"}, "\"learn\" AND \"python\"*"},
        {{"c++", "c#", "caf\u00e9"}, "\"c++\" AND \"c#\" AND \"caf\u00e9\"*"},
        {{"AND", "NOT"}, "\"AND\" AND \"NOT\"*"},
        {{"say \"hi\""}, "\"say\" AND \"hi\"*"},
        {{"*", "\"", "a"}, "\"a\"*"},
        {{"{id}:x^"}, "\"id\" AND \"x\"*"},
        {{"", " ", "()"}, ""},
    };
    struct buffer all;
    buffer_init(&all, 1000);
    for (size_t i = 0; i < COUNT(cases); i++) {
        buffer_reset(&all);
        size_t count = 0;
        while (count < COUNT(cases[i].words) && cases[i].words[count] != NULL) {
            count++;
        }
        for (size_t j = 0; j < count; j++) {
            suggest_add_word(&all, view_of(cases[i].words[j]), j + 1 == count);
        }
        assert_true(view_equals_text(buffer_view(&all), cases[i].all));
    }
    buffer_release(&all);
}

/* 10^5 of each byte, as one word and as one word of many, within the query's limit. */
static void a_hundred_thousand_of_any_byte_make_an_expression(void **state)
{
    (void)state;
    size_t size = 100000;
    char *bytes = malloc(size);
    struct store *store;
    struct arena arena;
    struct buffer query;
    uint32_t *entries;
    size_t count;
    assert_non_null(bytes);
    arena_init(&arena, (size_t)1 << 20);
    buffer_init(&query, 2 * size);
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    for (int byte = 0; byte < 256; byte++) {
        memset(bytes, byte, size);
        suggest_add_word(&query, view_make(bytes, size), false);
        suggest_add_word(&query, view_of("word"), true);
        assert_false(query.failed);
        assert_int_equal(STATUS_OF(store_suggest, store, buffer_view(&query), 10, &arena, &entries, &count),
                         FAQBOT_OK);
        assert_int_equal(count, 0);
        buffer_reset(&query);
        arena_reset(&arena);
    }
    store_close(store);
    buffer_release(&query);
    arena_release(&arena);
    free(bytes);
}

static void as_many_words_as_allowed_are_taken(void **state)
{
    (void)state;
    struct store *store;
    struct arena arena;
    struct buffer all;
    uint32_t *entries;
    size_t count;
    arena_init(&arena, (size_t)1 << 20);
    buffer_init(&all, SUGGEST_QUERY_BYTES_MAX);
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    for (size_t i = 0; i < SUGGEST_WORDS_MAX; i++) {
        suggest_add_word(&all, view_of("a word"), true);
    }
    assert_int_equal(STATUS_OF(store_suggest, store, buffer_view(&all), 10, &arena, &entries, &count),
                     FAQBOT_OK);
    store_close(store);
    buffer_release(&all);
    arena_release(&arena);
}

int test_search_suggest(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_quoted_and_joined),
        cmocka_unit_test(a_hundred_thousand_of_any_byte_make_an_expression),
        cmocka_unit_test(as_many_words_as_allowed_are_taken),
    };
    return cmocka_run_group_tests_name("suggest", tests, NULL, NULL);
}
