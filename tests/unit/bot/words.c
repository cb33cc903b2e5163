/* tests/unit/bot/words.c - what the widget is given to say: which sentences, whose, in which language and form. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "phrases/phrases.h"
#include "unit/bot/opened.h"
#include "util/util.h"

#define ENTRY "{\"id\":\"open\",\"question\":\"When are you open?\",\"answer\":\"At nine.\"}\n"

/* The words in a language, parsed; they are the caller's. */
static struct json *words_of(struct faqbot *bot, const char *lang)
{
    char *bytes = NULL;
    size_t size = 0;
    struct json *words = NULL;
    const char *complaint = NULL;
    size_t offset = 0;
    const struct json_limits limits = {JSON_TEXT_BYTES_MAX, JSON_VALUES_MAX, PHRASE_COUNT};
    assert_int_equal(faqbot_words(bot, view_of(lang), &bytes, &size), FAQBOT_OK);
    assert_null(memchr(bytes, '<', size));
    assert_null(memchr(bytes, '\n', size));
    for (size_t i = 0; i + 3 <= size; i++) { /* U+2028, a line break to older browsers */
        assert_true(memcmp(bytes + i, "\xe2\x80\xa8", 3) != 0);
    }
    assert_int_equal(json_parse_within(view_make(bytes, size), &limits, &words, &complaint, &offset),
                     FAQBOT_OK);
    free(bytes);
    return words;
}

static void assert_member(const struct json *object, const char *key, const char *expected)
{
    struct faqbot_view text = view_of("");
    assert_true(json_get_string(json_member(object, key), &text));
    if (!view_equals_text(text, expected)) {
        fail_msg("%s: %.*s instead of %s", key, VIEW_ARGS(text), expected);
    }
}

static void each_language_has_every_sentence_of_the_widget(void **state)
{
    struct faqbot *bot = opened(ENTRY, 0);
    const struct faqbot_about *about = faqbot_about(bot);
    (void)state;
    assert_int_equal(about->speaks_count, phrases_language_count);
    for (size_t i = 0; i < about->speaks_count; i++) {
        struct json *words = words_of(bot, about->speaks[i].bytes);
        struct faqbot_view text;
        assert_member(words, "lang", about->speaks[i].bytes);
        for (int phrase = PHRASES_OF_REPLIES; phrase < PHRASES_OF_PAGES; phrase++) {
            const struct json *member = json_member(words, phrases_key((enum phrase)phrase));
            bool is_counted = phrases_is_counted((enum phrase)phrase);
            assert_true(is_counted ? json_get_string(json_member(member, "other"), &text)
                                   : json_get_string(member, &text) && text.size > 0);
        }
        assert_null(json_member(words, "hello"));
        assert_null(json_member(words, "search_words"));
        json_free(words);
    }
    faqbot_close(bot);
}

static void a_counted_one_has_the_forms_of_its_language(void **state)
{
    struct faqbot *bot = opened(ENTRY, 0);
    struct json *polish = words_of(bot, "pl");
    const struct json *forms = json_member(polish, "too_long");
    struct faqbot_view text;
    (void)state;
    for (int i = 0; i < PLURALS; i++) {
        enum plural plural = (enum plural)i;
        bool has = json_get_string(json_member(forms, phrases_plural_name(plural)), &text);
        assert_int_equal(has, plural == PLURAL_ONE || plural == PLURAL_FEW || plural == PLURAL_MANY ||
                                  plural == PLURAL_OTHER);
    }
    assert_member(forms, "few", phrases_get(phrases_language(view_of("pl")), PHRASE_TOO_LONG, 3).bytes);
    assert_member(forms, "many", phrases_get(phrases_language(view_of("pl")), PHRASE_TOO_LONG, 5).bytes);
    json_free(polish);
    struct json *spanish = words_of(bot, "es");
    assert_true(json_get_string(json_member(json_member(spanish, "too_long"), "many"), &text));
    json_free(spanish);
    struct json *arabic = words_of(bot, "ar-EG");
    assert_member(arabic, "dir", "rtl");
    assert_member(arabic, "lang", "ar-EG");
    json_free(arabic);
    faqbot_close(bot);
}

static void the_owners_sentences_go_first_and_cannot_end_a_script(void **state)
{
    struct faqbot *bot =
        opened("{\"settings\":{\"greeting\":\"Hi.\",\"sentences.title\":\"</script>\\u2028x\","
               "\"sentences.close.de-AT\":\"Zua\",\"sentences.too_long\":\"{count} of {limit}!\"}}\n" ENTRY,
               0);
    struct json *english = words_of(bot, "en");
    struct json *german = words_of(bot, "de");
    struct json *austrian = words_of(bot, "de-AT");
    (void)state;
    assert_member(english, "greeting", "Hi.");
    assert_member(english, "title", "</script>\xe2\x80\xa8x");
    assert_member(json_member(english, "too_long"), "one", "{count} of {limit}!");
    assert_member(json_member(english, "too_long"), "other", "{count} of {limit}!");
    assert_member(english, "close", "Close");
    assert_member(german, "title", "Fragen und Antworten");
    assert_member(austrian, "close", "Zua");
    json_free(english);
    json_free(german);
    json_free(austrian);
    assert_int_equal(faqbot_about(bot)->speaks_count, phrases_language_count + 1);
    assert_true(view_equals_text(faqbot_about(bot)->speaks[phrases_language_count], "de-AT"));
    faqbot_close(bot);
}

static void what_is_not_spoken_has_no_words(void **state)
{
    static const char *const none[] = {"tlh", "", "de/..", "e", "\xff"};
    struct faqbot *bot = opened(ENTRY, 0);
    char *bytes = NULL;
    size_t size = 0;
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(faqbot_words(bot, view_of(none[i]), &bytes, &size), FAQBOT_NOT_FOUND);
        assert_null(bytes);
    }
    faqbot_close(bot);
    bot = opened("{\"settings\":{\"lang\":\"tlh\",\"sentences.title\":\"nuqneH\"}}\n" ENTRY, 0);
    struct json *klingon = words_of(bot, "tlh");
    assert_member(klingon, "title", "nuqneH");
    assert_member(klingon, "close", "Close");
    json_free(klingon);
    faqbot_close(bot);
}

static void words_are_an_owners_own_where_a_window_shows_them(void **state)
{
    static const struct {
        const char *settings;
        bool english, german;
        const char *stated;
    } table[] = {
        {"", false, false, ""},
        {"\"lang\":\"de\"", false, false, "de"},
        {"\"greeting\":\"Hi.\",\"unsure\":\"One of these?\",\"no_answer\":\"No.\"", false, false, ""},
        {"\"sentences.hello\":\"Hi!\",\"sentences.search\":\"Look\"", false, false, ""},
        {"\"sentences.title\":\"Desk\"", true, false, ""},
        {"\"sentences.title.de\":\"Schalter\"", false, true, ""},
        {"\"lang\":\"de\",\"sentences.title\":\"Schalter\"", false, true, "de"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char text[512];
        (void)snprintf(text, sizeof text, "{\"settings\":{%s}}\n" ENTRY, table[i].settings);
        struct faqbot *bot = opened(text, 0);
        assert_int_equal(faqbot_has_own_words(bot, view_of("en")), table[i].english);
        assert_int_equal(faqbot_has_own_words(bot, view_of("de")), table[i].german);
        assert_true(view_equals_text(faqbot_about(bot)->stated_lang, table[i].stated));
        faqbot_close(bot);
    }
}

int test_bot_words(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_language_has_every_sentence_of_the_widget),
        cmocka_unit_test(a_counted_one_has_the_forms_of_its_language),
        cmocka_unit_test(the_owners_sentences_go_first_and_cannot_end_a_script),
        cmocka_unit_test(what_is_not_spoken_has_no_words),
        cmocka_unit_test(words_are_an_owners_own_where_a_window_shows_them),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
