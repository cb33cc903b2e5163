/* tests/unit/kb/synonyms.c - the lines of synonyms.txt and the rules that they give. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "kb/kb_internal.h"
#include "unit/kb/collector.h"

static void lines_give_rules(void **state)
{
    static const struct {
        const char *text;
        const char *rules;
        const char *faults;
    } table[] = {
        {"", "", ""},
        {"# a, b\n\n  \n", "", ""},
        {"ml, machine learning", "ml => machine learning :1\nmachine learning => ml :1\n", ""},
        {"a,b,c", "a => b :1\na => c :1\nb => a :1\nb => c :1\nc => a :1\nc => b :1\n", ""},
        {"\na, b => c , d\r\n", "a => c :2\na => d :2\nb => c :2\nb => d :2\n", ""},
        {"a\\,b => c\\=>d", "a,b => c=>d :1\n", ""},
        {"c# => c sharp", "c# => c sharp :1\n", ""},
        {"a => a, b", "a => b :1\n", ""},
        {"a\nb, c", "b => c :2\nc => b :2\n", "1 error synonym\n"},
        {"a,,b", "", "1 error synonym\n"},
        {"a =>", "", "1 error synonym\n"},
        {"=> a", "", "1 error synonym\n"},
        {"a => b => c", "", "1 error synonym\n"},
        {",", "", "1 error synonym\n"},
        {"a, b,", "", "1 error synonym\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct collector collector;
        collector_init(&collector);
        synonyms_parse(&collector.reader, "synonyms.txt", view_of(table[i].text));
        assert_int_equal(collector.reader.status, FAQBOT_OK);
        assert_string_equal(collector_text(&collector.entries), table[i].rules);
        assert_string_equal(collector_text(&collector.faults), table[i].faults);
        collector_release(&collector);
    }
}

static void a_line_of_a_million_words_gives_no_rule(void **state)
{
    struct collector collector;
    struct buffer text;
    (void)state;
    buffer_init(&text, (size_t)1 << 22);
    for (size_t i = 0; i < 1000000; i++) {
        buffer_add_text(&text, "a,");
    }
    collector_init(&collector);
    synonyms_parse(&collector.reader, "synonyms.txt", buffer_view(&text));
    assert_int_equal(collector.reader.status, FAQBOT_OK);
    assert_string_equal(collector_text(&collector.faults), "1 error synonym\n");
    assert_int_equal(collector.entries.size, 0);
    collector_release(&collector);
    buffer_release(&text);
}

int test_kb_synonyms(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_give_rules),
        cmocka_unit_test(a_line_of_a_million_words_gives_no_rule),
    };
    return cmocka_run_group_tests_name("synonyms", tests, NULL, NULL);
}
