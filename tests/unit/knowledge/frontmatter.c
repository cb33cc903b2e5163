/* unit/knowledge/frontmatter.c - where front matter ends, and which YAML is refused. */
#include "collector.h"

#include "knowledge/frontmatter.h"
#include "knowledge/pairs.h"

static void the_block_between_the_fences_is_split_off(void **state)
{
    static const struct {
        const char *text;
        bool closed;
        const char *yaml;
        const char *body;
        unsigned body_line;
    } table[] = {
        {"", true, "", "", 1},
        {"a", true, "", "a", 1},
        {"---\n---\n", true, "", "", 3},
        {"---\na: b\n---\nc", true, "a: b\n", "c", 4},
        {"--- \r\na: b\r\n--- \r\nc", true, "a: b\r\n", "c", 4},
        {"---\na: b\n...\nc", true, "a: b\n", "c", 4},
        {"---\na: b\n---", true, "a: b\n", "", 4},
        {"----\na\n---\n", true, "", "----\na\n---\n", 1},
        {" ---\na\n---\n", true, "", " ---\na\n---\n", 1},
        {"---\na", false, "", "", 0},
        {"---", false, "", "", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct faqbot_view yaml;
        struct faqbot_view body;
        unsigned line;
        assert_int_equal(frontmatter_split(view_of(table[i].text), &yaml, &body, &line), table[i].closed);
        if (table[i].closed) {
            assert_true(view_equals_text(yaml, table[i].yaml));
            assert_true(view_equals_text(body, table[i].body));
            assert_int_equal(line, table[i].body_line);
        }
    }
}

static void check_faults(const char *yaml, bool usable, const char *faults)
{
    struct import_builder collector;
    struct frontmatter front;
    collector_init(&collector);
    bool found = frontmatter_read(&collector.reader, "a.md", view_of(yaml), &front);
    assert_int_equal(collector.reader.status, FAQBOT_OK);
    assert_string_equal(collector_text(&collector.faults), faults);
    assert_int_equal(found, usable);
    collector_release(&collector);
}

static void all_but_a_flat_mapping_is_refused(void **state)
{
    static const struct {
        const char *yaml;
        const char *fault;
    } table[] = {
        {"title: &a x", "2 error unsafe-yaml\n"},
        {"title: *a", "2 error unsafe-yaml\n"},
        {"title: !!str x", "2 error unsafe-yaml\n"},
        {"title: !python/object x", "2 error unsafe-yaml\n"},
        {"title: x\ntags: !t [a]", "3 error unsafe-yaml\n"},
        {"tags: [&a b, c]", "2 error unsafe-yaml\n"},
        {"<<: {title: a}", "2 error unsafe-yaml\n"},
        {"%TAG ! tag:e.org:\n--- \ntitle: a", "2 error unsafe-yaml\n"},
        {"tags: [[a]]", "2 error nested-yaml\n"},
        {"tags: [{a: b}]", "2 error nested-yaml\n"},
        {"a:\n  b:\n    c: d", "4 error nested-yaml\n"},
        {"[a]: b", "2 error nested-yaml\n"},
        {"? {a: b}\n: c", "2 error nested-yaml\n"},
        {"title: a\ntitle: b", "3 error equal-keys\n"},
        {"- a", "2 error broken-yaml\n"},
        {"just text", "2 error broken-yaml\n"},
        {"title: a\n--- \ntitle: b", "3 error broken-yaml\n"},
        {"title: a: b", "2 error broken-yaml\n"},
        {"title: 'a", "2 error broken-yaml\n"},
        {"title: \"\\0\"", "2 error nul\n"},
        {"id: a b", "2 error id\n"},
        {"id: a,b", "2 error id\n"},
        {"related: [a b]", "2 error id\n"},
        {"title: [a]", "2 error front-matter-value\n"},
        {"status: no", "2 error status\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        check_faults(table[i].yaml, false, table[i].fault);
    }
}

static void what_is_merely_odd_is_warned_of(void **state)
{
    (void)state;
    check_faults("", true, "");
    check_faults("# only a comment\n", true, "");
    check_faults("title:\nid: ~\ntags: a\nrelated: b", true, "");
    check_faults("title: {a: b}", true, "2 warning unknown-key\n");
    check_faults("\ndate: 2026-01-01\n", true, "3 warning unknown-key\n");
    check_faults("updated: 01.02.2026\nreview_by: 2026-13-01", true, "2 warning date\n3 warning date\n");
    check_faults("url: javascript:x", true, "2 warning unsafe-link\n");
}

static void an_unknown_key_is_told_its_nearest(void **state)
{
    struct import_builder collector;
    struct frontmatter front;
    (void)state;
    collector_init(&collector);
    assert_true(frontmatter_read(&collector.reader, "a.md", view_of("reveiw_by: 2026-01-01"), &front));
    assert_non_null(strstr(collector.sentence, "\"reveiw_by\""));
    assert_non_null(strstr(collector.sentence, "\"review_by\""));
    collector_release(&collector);
}

static void floods_of_yaml_are_refused(void **state)
{
    static const char *const floods[] = {"[",      "{",    "- ", "? ", "a: ", "&",      "*",
                                         "!",      "'",    "\"", "|",  ">",   "%",      "\t",
                                         "a: b\n", "a:\n", ": ", ",",  "#",   "--- \n", "- a\n"};
    (void)state;
    for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
        struct import_builder collector;
        struct frontmatter front;
        struct buffer yaml;
        buffer_init(&yaml, YAML_MAP_BYTES_MAX);
        while (!yaml.failed) {
            buffer_add_text(&yaml, floods[i]);
        }
        collector_init(&collector);
        bool usable = frontmatter_read(&collector.reader, "a.md", buffer_view(&yaml), &front);
        assert_int_equal(collector.reader.status, FAQBOT_OK);
        assert_true(usable == (floods[i][0] == '#'));
        collector_release(&collector);
        buffer_release(&yaml);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_block_between_the_fences_is_split_off),
        cmocka_unit_test(all_but_a_flat_mapping_is_refused),
        cmocka_unit_test(what_is_merely_odd_is_warned_of),
        cmocka_unit_test(an_unknown_key_is_told_its_nearest),
        cmocka_unit_test(floods_of_yaml_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
