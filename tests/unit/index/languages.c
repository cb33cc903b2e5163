/* tests/unit/index/languages.c - the languages of a knowledge base, numbered, and the one that a question is read in. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "index/index_internal.h"
#include "unit/status_of.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static size_t add(struct languages *languages, const char *tag)
{
    enum faqbot_status status = FAQBOT_OK;
    size_t number = languages_add(languages, view_of(tag), &status);
    assert_int_equal(status, FAQBOT_OK);
    return number;
}

static void languages_are_numbered_in_order_of_first_use(void **state)
{
    (void)state;
    static const struct {
        const char *tag;
        size_t number;
    } cases[] = {{"en", 0}, {"de", 1}, {"", 0}, {"ru", 2}, {"de", 1}, {"en", 0}, {"zh-Hant", 3}, {"xx", 4}};
    struct languages languages;
    struct buffer written;
    assert_int_equal(STATUS_OF(languages_init, &languages, view_of("en")), FAQBOT_OK);
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(add(&languages, cases[i].tag), cases[i].number);
    }
    buffer_init(&written, 1024);
    languages_write(&languages, &written);
    assert_true(view_equals_text(buffer_view(&written), "en\nde\nru\nzh-Hant\nxx\n"));
    buffer_release(&written);
    languages_release(&languages);
    languages_release(&languages); /* nothing is left to release */
}

static void no_language_is_english(void **state)
{
    (void)state;
    struct languages languages;
    assert_int_equal(STATUS_OF(languages_init, &languages, view_of("")), FAQBOT_OK);
    assert_int_equal(add(&languages, "en"), 0);
    assert_int_equal(add(&languages, "de"), 1);
    assert_int_equal(add(&languages, ""), 0);
    assert_int_equal(languages.count, 2);
    languages_release(&languages);
}

static void languages_past_the_most_are_taken_for_the_first(void **state)
{
    (void)state;
    struct languages languages;
    assert_int_equal(STATUS_OF(languages_init, &languages, view_of("en")), FAQBOT_OK);
    for (size_t i = 1; i < LANGUAGES_MAX + 3; i++) {
        char tag[8];
        snprintf(tag, sizeof tag, "x%u", (unsigned)(i % 1000));
        assert_int_equal(add(&languages, tag), i < LANGUAGES_MAX ? i : 0);
    }
    assert_int_equal(languages.count, LANGUAGES_MAX);
    languages_release(&languages);
}

static void a_tag_is_known_by_its_first_bytes(void **state)
{
    (void)state;
    struct languages languages;
    assert_int_equal(STATUS_OF(languages_init, &languages, view_of("de-1234567890123456789")), FAQBOT_OK);
    assert_int_equal(strlen(languages.tags[0]), LANGUAGES_TAG_BYTES - 1);
    assert_int_equal(add(&languages, "de-1234567890123456789"), 0);
    languages_release(&languages);
}

static void regions_of_a_language_are_one(void **state)
{
    (void)state;
    static const struct {
        const char *tag;
        size_t number;
    } cases[] = {{"pt-BR", 1}, {"pt", 1},    {"PT_pt", 1}, {"de-AT", 2}, {"nb", 3},
                 {"no", 3},    {"en-GB", 0}, {"", 0},      {"hr", 4},    {"sr", 4}};
    struct languages languages;
    assert_int_equal(STATUS_OF(languages_init, &languages, view_of("en")), FAQBOT_OK);
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(add(&languages, cases[i].tag), cases[i].number);
    }
    assert_int_equal(languages.count, 5);
    assert_string_equal(languages.tags[1], "pt-BR");
    assert_int_equal(languages_find(&languages, view_of("de-CH")), 2);
    assert_int_equal(languages_find(&languages, view_of("fr")), 0);
    assert_int_equal(languages_find(&languages, view_of("")), 0);
    languages_release(&languages);
}

static void numbers_of_entries_are_written_and_read(void **state)
{
    (void)state;
    struct languages languages;
    struct buffer written;
    assert_int_equal(STATUS_OF(languages_init, &languages, view_of("en")), FAQBOT_OK);
    add(&languages, "pt");
    add(&languages, "ar");
    languages_read_entries(&languages, view_of("0\n17\n"));
    assert_int_equal(languages.entries[1], 17);
    assert_int_equal(languages.entries[2], 0);
    buffer_init(&written, 1024);
    languages_write_entries(&languages, &written);
    assert_true(view_equals_text(buffer_view(&written), "0\n17\n0\n"));
    buffer_release(&written);
    languages_release(&languages);
}

static void a_question_is_read_in_a_language_that_entries_have(void **state)
{
    (void)state;
    static const struct {
        const char *entries; /* in English, German, Spanish, Russian, Danish */
        const char *text;
        size_t language;
        bool is_sure;
    } cases[] = {
        {"9\n9\n9\n9\n0\n", "where is the station", 0, true},
        {"9\n9\n9\n9\n0\n", "wo ist der Bahnhof", 1, true},
        {"9\n9\n9\n9\n0\n", "\u00bfd\u00f3nde est\u00e1 la estaci\u00f3n?", 2, true},
        {"9\n9\n9\n9\n0\n", "\u0433\u0434\u0435 \u0436\u0435 \u0432\u043e\u043a\u0437\u0430\u043b", 3, true},
        {"9\n9\n9\n9\n0\n", "the Bahnhof ist wo der", 1, true},
        {"9\n9\n9\n9\n0\n", "wifi", 0, false}, /* nothing tells: the first of those with the most */
        {"8\n9\n9\n9\n0\n", "wifi", 1, false},
        {"9\n9\n9\n9\n0\n", "", 0, false},
        {"0\n9\n9\n9\n0\n", "where is the station", 1, false}, /* no entry is English */
        {"0\n0\n0\n0\n0\n", "where is the station", 0, false},
        {"1\n9\n9\n9\n0\n", "where is the station", 0, true},
        {"9\n9\n9\n9\n1\n", "Er kontoret lukket", 4, true}, /* or Norwegian, which no entry is */
        {"9\n9\n0\n0\n0\n", "kuinka paljon lippu maksaa", 0, false},
    };
    struct languages languages;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    assert_int_equal(STATUS_OF(languages_init, &languages, view_of("en")), FAQBOT_OK);
    add(&languages, "de");
    add(&languages, "es-MX");
    add(&languages, "ru");
    add(&languages, "da");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct word *words;
        size_t count;
        assert_true(tokenize(&arena, view_of(cases[i].text), &words, &count));
        languages_read_entries(&languages, view_of(cases[i].entries));
        struct languages_choice choice = languages_choose(&languages, words, count);
        assert_int_equal(choice.language, cases[i].language);
        assert_int_equal(choice.is_sure, cases[i].is_sure);
    }
    languages_release(&languages);
    arena_release(&arena);
}

static void a_question_in_a_language_of_no_entry_is_foreign(void **state)
{
    (void)state;
    static const struct {
        const char *entries;
        const char *text;
        const char *code;
    } cases[] = {
        {"9\n9\n", "where is the station", ""},
        {"9\n9\n", "wo ist der Bahnhof", ""},
        {"9\n0\n", "wo ist der Bahnhof", "de"},
        {"0\n9\n", "where is the station", "en"},
        {"9\n9\n", "où est la gare", "fr"},
        {"9\n9\n", "wifi", ""},
        {"9\n9\n", "", ""},
    };
    struct languages languages;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    assert_int_equal(STATUS_OF(languages_init, &languages, view_of("")), FAQBOT_OK); /* English */
    add(&languages, "de-AT");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct word *words;
        size_t count;
        char code[LANGUAGE_CODE_BYTES];
        assert_true(tokenize(&arena, view_of(cases[i].text), &words, &count));
        languages_read_entries(&languages, view_of(cases[i].entries));
        languages_find_foreign(&languages, words, count, code);
        assert_string_equal(code, cases[i].code);
    }
    languages_release(&languages);
    arena_release(&arena);
}

static void function_words_are_those_of_the_question(void **state)
{
    (void)state;
    struct languages languages;
    struct arena arena;
    struct word *words;
    size_t count;
    arena_init(&arena, (size_t)1 << 20);
    assert_int_equal(STATUS_OF(languages_init, &languages, view_of("en")), FAQBOT_OK);
    add(&languages, "de");
    languages_read_entries(&languages, view_of("3\n1\n"));
    assert_true(tokenize(&arena, view_of("quando termina a inscri\u00e7\u00e3o"), &words, &count));
    assert_false(languages_choose(&languages, words, count).is_sure);
    assert_true(words[0].is_function_word && words[2].is_function_word);
    assert_false(words[1].is_function_word || words[3].is_function_word);
    languages_read_entries(&languages, view_of("3\n0\n")); /* one language: nothing is recognised */
    assert_true(tokenize(&arena, view_of("quando termina"), &words, &count));
    assert_true(languages_choose(&languages, words, count).is_sure);
    assert_false(words[0].is_function_word);
    languages_release(&languages);
    arena_release(&arena);
}

int test_index_languages(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_are_numbered_in_order_of_first_use),
        cmocka_unit_test(no_language_is_english),
        cmocka_unit_test(languages_past_the_most_are_taken_for_the_first),
        cmocka_unit_test(a_tag_is_known_by_its_first_bytes),
        cmocka_unit_test(regions_of_a_language_are_one),
        cmocka_unit_test(numbers_of_entries_are_written_and_read),
        cmocka_unit_test(a_question_is_read_in_a_language_that_entries_have),
        cmocka_unit_test(a_question_in_a_language_of_no_entry_is_foreign),
        cmocka_unit_test(function_words_are_those_of_the_question),
    };
    return cmocka_run_group_tests_name("languages", tests, NULL, NULL);
}
