/* tests/unit/kb/sentence.c - an owner's sentences in bot.yml: which are taken, for which language, and what is told of
 * the others. */
#include "unit/kb/collector.h"

static void check_sentence(const struct settings *settings, size_t at, const char *key, const char *lang,
                           const char *text)
{
    assert_true(at < settings->sentence_count);
    assert_true(view_equals_text(settings->sentences[at].key, key));
    assert_true(view_equals_text(settings->sentences[at].lang, lang));
    assert_true(view_equals_text(settings->sentences[at].text, text));
}

static void sentences_are_for_a_language_or_for_the_bots(void **state)
{
    struct collector collector;
    (void)state;
    collector_init(&collector);
    settings_read(&collector.reader, "bot.yml",
                  view_of("no_answer: No.\nno_answer.de: Nein.\ncontact:\n  fr-CH: Appelez.\nsentences:\n"
                          "  thanks: Fine!\n  thanks.it: >-\n    Grazie\n    a lei\n"));
    const struct settings *settings = &collector.reader.settings;
    assert_string_equal(collector_text(&collector.faults), "");
    assert_true(view_equals_text(settings->no_answer, "No."));
    assert_int_equal(settings->sentence_count, 4);
    check_sentence(settings, 0, "no_answer", "de", "Nein.");
    check_sentence(settings, 1, "contact", "fr-CH", "Appelez.");
    check_sentence(settings, 2, "thanks", "", "Fine!");
    check_sentence(settings, 3, "thanks", "it", "Grazie a lei");
    collector_release(&collector);
}

static void what_is_wrong_with_a_sentence_is_told_and_costs_it_alone(void **state)
{
    static const struct {
        const char *text;
        const char *rule;
    } table[] = {
        {"sentences.thansk: x", "unknown-sentence"},
        {"sentences:\n  name: x", "unknown-sentence"},
        {"no_answer.d: x", "language"},
        {"greeting.not a language: x", "language"},
        {"sentences.corrected: x", "sentence-placeholder"},
        {"sentences.hello: \"{x}\"", "sentence-placeholder"},
        {"greeting.tlh: x", "language"},
        {"base_url.de: x", "unknown-key"},
        {"sentences: x", "unknown-key"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct collector collector;
        bool is_taken =
            strcmp(table[i].text, "greeting.tlh: x") == 0; /* a language that only the owner speaks */
        collector_init(&collector);
        settings_read(&collector.reader, "bot.yml", view_of(table[i].text));
        assert_non_null(strstr(collector_text(&collector.faults), table[i].rule));
        assert_int_equal(collector.reader.settings.sentence_count, is_taken);
        collector_release(&collector);
    }
}

int test_kb_sentence(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_are_for_a_language_or_for_the_bots),
        cmocka_unit_test(what_is_wrong_with_a_sentence_is_told_and_costs_it_alone),
    };
    return cmocka_run_group_tests_name("sentence", tests, NULL, NULL);
}
