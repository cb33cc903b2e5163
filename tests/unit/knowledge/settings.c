/* unit/knowledge/settings.c - bot.yml, right and wrong: what is wrong keeps its default. */
#include "collector.h"

#include "knowledge/settings.h"

static void read_text(struct import_builder *collector, const char *text, struct settings *settings)
{
    collector_init(collector);
    *settings = settings_default();
    assert_int_equal(settings_read(&collector->reader, "bot.yml", view_of(text), settings), FAQBOT_OK);
}

static void every_key_is_read(void **state)
{
    struct import_builder collector;
    struct settings settings;
    (void)state;
    read_text(
        &collector,
        "name: N\ngreeting: >-\n  G\n  H\nstarters:\n  - a\n  - b\nno_answer: A\nunsure: U\ndisclaimer: D\n"
        "contact: C\nlang: pt-BR\nthreshold:\n  answered: 0.75\n  unsure: .5\n",
        &settings);
    assert_string_equal(collector_text(&collector.faults), "");
    assert_true(view_equals_text(settings.name, "N") && view_equals_text(settings.greeting, "G H"));
    assert_true(view_equals_text(settings.no_answer, "A") && view_equals_text(settings.unsure, "U"));
    assert_true(view_equals_text(settings.disclaimer, "D") && view_equals_text(settings.contact, "C"));
    assert_true(view_equals_text(settings.lang, "pt-BR"));
    assert_int_equal(settings.starter_count, 2);
    assert_true(view_equals_text(settings.starters[0], "a") && view_equals_text(settings.starters[1], "b"));
    assert_int_equal(settings.starters_line, 5);
    assert_true(settings.answered_threshold == 0.75 && settings.unsure_threshold == 0.5);
    collector_release(&collector);
}

static void what_is_wrong_keeps_its_default(void **state)
{
    static const struct {
        const char *text;
        const char *faults;
    } table[] = {
        {"nane: x", "1 warning unknown-key\n"},
        {"name: [a]", "1 error setting-value\n"},
        {"threshold: high", "1 error threshold\n"},
        {"threshold: 1.5", "1 error threshold\n"},
        {"threshold: -1", "1 error threshold\n"},
        {"threshold: 1e-3", "1 error threshold\n"},
        {"threshold: 0.1.2", "1 error threshold\n"},
        {"threshold: {answered: .5, unsure: .6}", "0 error threshold\n"},
        {"threshold: {unsur: 1}", "1 warning unknown-key\n"},
        {"lang: !x y", "1 error unsafe-yaml\n"},
        {"name: a\nname: b", "2 error equal-keys\n"},
        {"starters: [a b]", "1 error id\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct import_builder collector;
        struct settings settings;
        read_text(&collector, table[i].text, &settings);
        assert_string_equal(collector_text(&collector.faults), table[i].faults);
        assert_true(settings.answered_threshold < 0 && settings.unsure_threshold < 0);
        assert_int_equal(settings.name.size + settings.lang.size + settings.starter_count, 0);
        collector_release(&collector);
    }
}

static void starters_beyond_six_are_left_out(void **state)
{
    struct import_builder collector;
    struct settings settings;
    (void)state;
    read_text(&collector, "starters: [a, b, c, d, e, f, g, h]", &settings);
    assert_int_equal(settings.starter_count, KB_STARTERS_MAX);
    assert_string_equal(collector_text(&collector.faults), "1 warning many-starters\n");
    collector_release(&collector);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(what_is_wrong_keeps_its_default),
        cmocka_unit_test(starters_beyond_six_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
