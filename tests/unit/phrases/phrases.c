/* tests/unit/phrases/phrases.c - every language has every sentence, in its own words, with its placeholders and plural
 * forms. The build refuses a file that lacks one; these tests look at the tables that are in the program. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "phrases/phrases.h"

#define LANGUAGES_MIN 20

/* Sentences that are the same as in English, and why. */
static const struct {
    const char *code;
    enum phrase phrase;
    const char *why;
} same_words[] = {
    {"fr", PHRASE_TRANSCRIPT, "\"conversation\" is French"},
    {"ca", PHRASE_HELPFUL_NO, "\"no\" is Catalan"},
    {"es", PHRASE_HELPFUL_NO, "\"no\" is Spanish"},
    {"it", PHRASE_HELPFUL_NO, "\"no\" is Italian"},
    {"fr", PHRASE_SUGGESTION_COUNT, "\"suggestions\" is French"},
    {"da", PHRASE_SEND, "\"send\" is Danish"},
    {"no", PHRASE_SEND, "\"send\" is Norwegian"},
};

static bool may_be_english(struct faqbot_view code, enum phrase phrase)
{
    for (size_t i = 0; i < sizeof same_words / sizeof *same_words; i++) {
        if (same_words[i].phrase == phrase && view_equals_text(code, same_words[i].code)) {
            return true;
        }
    }
    return false;
}

static void no_sentence_is_left_in_english(void **state)
{
    int english = phrases_language(view_of("en"));
    (void)state;
    assert_int_equal(english, 0);
    assert_true(phrases_language_count >= LANGUAGES_MIN);
    for (int language = 1; language < phrases_language_count; language++) {
        for (int i = 0; i < PHRASE_COUNT; i++) {
            enum phrase phrase = (enum phrase)i;
            struct faqbot_view text = phrases_get(language, phrase, 5);
            if (view_equals(text, phrases_get(english, phrase, 5)) &&
                !may_be_english(phrases_code(language), phrase)) {
                fail_msg("%s: %s is English: %s", phrases_code(language).bytes, phrases_key(phrase),
                         text.bytes);
            }
        }
    }
}

static void an_allowance_for_english_words_is_used(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof same_words / sizeof *same_words; i++) {
        enum phrase phrase = same_words[i].phrase;
        if (phrase != PHRASE_COUNT) {
            int language = phrases_language(view_of(same_words[i].code));
            assert_true(language > 0);
            assert_true(same_words[i].why[0] != '\0');
            assert_true(view_equals(phrases_get(language, phrase, 5), phrases_get(0, phrase, 5)));
        }
    }
}

static void every_sentence_has_its_placeholders_in_each_form(void **state)
{
    (void)state;
    for (int language = 0; language < phrases_language_count; language++) {
        for (int i = 0; i < PHRASE_COUNT; i++) {
            for (uint64_t count = 0; count <= 200; count++) {
                struct faqbot_view text = phrases_get(language, (enum phrase)i, count);
                assert_true(text.size > 0 && text.bytes[text.size] == '\0');
                assert_int_equal(phrases_wrong_placeholder((enum phrase)i, text).size, 0);
                assert_true(utf8_is_valid(text));
            }
        }
    }
}

/* A form that is there under another name is a form that was forgotten. */
static void a_language_with_plural_forms_uses_them(void **state)
{
    (void)state;
    for (int language = 0; language < phrases_language_count; language++) {
        struct faqbot_view code = phrases_code(language);
        struct faqbot_view one = phrases_get(language, PHRASE_QUESTION_LIMIT, 1);
        struct faqbot_view five = phrases_get(language, PHRASE_QUESTION_LIMIT, 5);
        bool has_one = phrases_plural(code, 1) != phrases_plural(code, 5);
        if (!has_one) {
            assert_ptr_equal(one.bytes, five.bytes);
        }
    }
}

static void sentences_with_wrong_placeholders_are_found(void **state)
{
    static const struct {
        enum phrase phrase;
        const char *sentence;
        const char *wrong;
    } table[] = {
        {PHRASE_CORRECTED, "{from} is {to}", ""},       {PHRASE_CORRECTED, "{to} {from}", ""},
        {PHRASE_CORRECTED, "{from} is it", "to"},       {PHRASE_CORRECTED, "{from} {from} {to}", "from"},
        {PHRASE_CORRECTED, "{from} {to} {too}", "too"}, {PHRASE_CORRECTED, "{from} {to} {}", "{}"},
        {PHRASE_CORRECTED, "{from {to}", "from"},       {PHRASE_GREETING, "Hello", ""},
        {PHRASE_GREETING, "Hello {name}", "name"},      {PHRASE_GREETING, "Hello {name", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct faqbot_view wrong = phrases_wrong_placeholder(table[i].phrase, view_of(table[i].sentence));
        assert_true(view_equals_text(wrong, table[i].wrong));
    }
}

static void plural_categories_are_those_of_cldr(void **state)
{
    static const struct {
        const char *code;
        uint64_t count;
        enum plural plural;
    } table[] = {
        {"en", 0, PLURAL_OTHER},      {"en", 1, PLURAL_ONE},    {"en", 2, PLURAL_OTHER},
        {"fr", 0, PLURAL_ONE},        {"fr", 1, PLURAL_ONE},    {"fr", 2, PLURAL_OTHER},
        {"fr", 1000000, PLURAL_MANY}, {"es", 0, PLURAL_OTHER},  {"es", 2000000, PLURAL_MANY},
        {"pt", 0, PLURAL_ONE},        {"ja", 1, PLURAL_OTHER},  {"ru", 1, PLURAL_ONE},
        {"ru", 21, PLURAL_ONE},       {"ru", 11, PLURAL_MANY},  {"ru", 2, PLURAL_FEW},
        {"ru", 12, PLURAL_MANY},      {"ru", 24, PLURAL_FEW},   {"ru", 0, PLURAL_MANY},
        {"ru", 111, PLURAL_MANY},     {"uk", 3, PLURAL_FEW},    {"pl", 1, PLURAL_ONE},
        {"pl", 21, PLURAL_MANY},      {"pl", 22, PLURAL_FEW},   {"pl", 12, PLURAL_MANY},
        {"cs", 3, PLURAL_FEW},        {"cs", 5, PLURAL_OTHER},  {"cs", 22, PLURAL_OTHER},
        {"sr", 21, PLURAL_ONE},       {"sr", 22, PLURAL_FEW},   {"sr", 25, PLURAL_OTHER},
        {"lt", 1, PLURAL_ONE},        {"lt", 11, PLURAL_OTHER}, {"lt", 12, PLURAL_OTHER},
        {"lt", 22, PLURAL_FEW},       {"lt", 30, PLURAL_OTHER}, {"ro", 0, PLURAL_FEW},
        {"ro", 1, PLURAL_ONE},        {"ro", 19, PLURAL_FEW},   {"ro", 20, PLURAL_OTHER},
        {"ro", 101, PLURAL_FEW},      {"he", 1, PLURAL_ONE},    {"he", 2, PLURAL_TWO},
        {"he", 3, PLURAL_OTHER},      {"ga", 1, PLURAL_ONE},    {"ga", 2, PLURAL_TWO},
        {"ga", 6, PLURAL_FEW},        {"ga", 10, PLURAL_MANY},  {"ga", 11, PLURAL_OTHER},
        {"ar", 0, PLURAL_ZERO},       {"ar", 1, PLURAL_ONE},    {"ar", 2, PLURAL_TWO},
        {"ar", 103, PLURAL_FEW},      {"ar", 99, PLURAL_MANY},  {"ar", 100, PLURAL_OTHER},
        {"hi", 0, PLURAL_ONE},        {"hi", 2, PLURAL_OTHER},  {"xx", 1, PLURAL_ONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(phrases_plural(view_of(table[i].code), table[i].count), table[i].plural);
        assert_true(phrases_has_plural(view_of(table[i].code), table[i].plural));
    }
    assert_false(phrases_has_plural(view_of("en"), PLURAL_FEW));
    assert_false(phrases_has_plural(view_of("ja"), PLURAL_ONE));
}

static void tags_find_their_language(void **state)
{
    (void)state;
    assert_int_equal(phrases_language(view_of("de")), phrases_language(view_of("de-AT")));
    assert_int_equal(phrases_language(view_of("DE_ch")), phrases_language(view_of("de")));
    assert_int_equal(phrases_language(view_of("xx")), -1);
    assert_int_equal(phrases_language(view_of("")), -1);
    assert_true(view_equals_text(phrases_code(phrases_language(view_of("de"))), "de"));
    assert_int_equal(phrases_code(-1).size, 0);
    assert_int_equal(phrases_find(view_of("related")), PHRASE_RELATED);
    assert_int_equal(phrases_find(view_of("relate")), PHRASE_COUNT);
}

int test_phrases_phrases(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_sentence_is_left_in_english),
        cmocka_unit_test(an_allowance_for_english_words_is_used),
        cmocka_unit_test(every_sentence_has_its_placeholders_in_each_form),
        cmocka_unit_test(a_language_with_plural_forms_uses_them),
        cmocka_unit_test(sentences_with_wrong_placeholders_are_found),
        cmocka_unit_test(plural_categories_are_those_of_cldr),
        cmocka_unit_test(tags_find_their_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
