/* tests/unit/kb/front_matter.c - flat YAML: front matter, configuration files and bot.yml, right and wrong. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kb/kb_internal.h"
#include "unit/kb/collector.h"
#include "util/util.h"

/* ==== Front matter: where it ends, and which YAML is refused ========================================= */

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
        {"+++\na = 'b'\n+++\nc", true, "a = 'b'\n", "c", 4},
        {"+++\na = 'b'\n---\nc", false, "", "", 0},
        {"{\n \"a\": \"}\"\n}\nc", true, "{\n \"a\": \"}\"\n}", "c", 4},
        {"{\"a\": {}} \nc", true, "{\"a\": {}}", "c", 2},
        {"{\n \"a\": \"}\"\nc", false, "", "", 0},
        {"{% a %}\nc", true, "", "{% a %}\nc", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct front_matter matter;
        struct faqbot_view body;
        unsigned line;
        assert_int_equal(front_matter_split(view_of(table[i].text), &matter, &body, &line), table[i].closed);
        if (table[i].closed) {
            assert_true(view_equals_text(matter.text, table[i].yaml));
            assert_true(view_equals_text(body, table[i].body));
            assert_int_equal(line, table[i].body_line);
        }
    }
}

static bool read_yaml(struct collector *collector, struct faqbot_view yaml)
{
    struct entry shared;
    struct front_matter_state state;
    return front_matter_read(&collector->reader, (struct front_matter){FRONT_MATTER_YAML, yaml, 2}, &shared,
                             &state);
}

static void check_faults(const char *yaml, bool usable, const char *faults)
{
    struct collector collector;
    collector_init(&collector);
    bool found = read_yaml(&collector, view_of(yaml));
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
        {"title:\n  b:\n    c: d", "4 error nested-yaml\n"},
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
    check_faults("titel: a", true, "2 warning unknown-key\n");
    check_faults(
        "layout: a\nweight: 3\nmenu:\n  main:\n    parent: x\nauthors: [{name: y}]\ndate: 2026-01-01\n", true,
        "");
    check_faults("updated: 01.02.2026\nreview_by: 2026-13-01", true, "2 warning date\n3 warning date\n");
    check_faults("url: javascript:x", true, "2 warning unsafe-link\n");
}

static void an_unknown_key_is_told_its_nearest(void **state)
{
    struct collector collector;
    (void)state;
    collector_init(&collector);
    assert_true(read_yaml(&collector, view_of("reveiw_by: 2026-01-01")));
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
        struct collector collector;
        struct buffer yaml;
        buffer_init(&yaml, YAML_MAP_BYTES_MAX);
        while (!yaml.failed) {
            buffer_add_text(&yaml, floods[i]);
        }
        collector_init(&collector);
        bool usable = read_yaml(&collector, buffer_view(&yaml));
        assert_int_equal(collector.reader.status, FAQBOT_OK);
        assert_true(usable == (floods[i][0] == '#'));
        collector_release(&collector);
        buffer_release(&yaml);
    }
}

/* The same article in each syntax, and what is wrong in each. */
static void toml_and_json_say_the_same(void **state)
{
    static const struct {
        enum front_matter_syntax syntax;
        const char *text;
        const char *faults;
    } table[] = {
        {FRONT_MATTER_YAML, "title: A \"b\"\ntags: [x, y]\nupdated: 2026-01-02T03:04:05Z\nlang: de_DE", ""},
        {FRONT_MATTER_TOML,
         "# c\ntitle = \"A \\\"b\\\"\" # d\ntags = [ 'x',\n  \"y\", ]\nupdated = "
         "2026-01-02T03:04:05Z\nlanguage = 'de-DE'\n"
         "[menu.main]\nparent = { a = 1, b = [2] }\n[[menu.other]]\ntitle = \"\"\"\nno\"\"\"\n",
         ""},
        {FRONT_MATTER_JSON,
         "{\"title\": \"A \\\"b\\\"\", \"tags\": [\"x\", \"y\"], \"updated\": \"2026-01-02\", \"locale\": "
         "\"de-DE\", "
         "\"menu\": {\"a\": [1, {}]}}",
         ""},
        {FRONT_MATTER_TOML, "title = \"a", "2 error broken-yaml\n"},
        {FRONT_MATTER_TOML, "a = 1\ntitle", "3 error broken-yaml\n"},
        {FRONT_MATTER_TOML, "a = [1", "2 error broken-yaml\n"},
        {FRONT_MATTER_TOML, "[a\nb = 1", "2 error broken-yaml\n"},
        {FRONT_MATTER_TOML, "title = \"\\ud800\"", "2 error broken-yaml\n"},
        {FRONT_MATTER_TOML, "title = 'a' 'b'", "2 error broken-yaml\n"},
        {FRONT_MATTER_JSON, "{\"title\": }", "2 error broken-json\n"},
        {FRONT_MATTER_JSON, "{\"title\": [{}]}", "2 error nested-yaml\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct collector collector;
        struct entry shared;
        struct front_matter_state found;
        collector_init(&collector);
        bool is_right = front_matter_read(&collector.reader,
                                          (struct front_matter){table[i].syntax, view_of(table[i].text), 2},
                                          &shared, &found);
        assert_string_equal(collector_text(&collector.faults), table[i].faults);
        assert_int_equal(is_right, table[i].faults[0] == '\0');
        if (is_right) {
            assert_true(view_equals_text(shared.title, "A \"b\""));
            assert_true(view_equals_text(shared.tags, "x, y"));
            assert_true(view_equals_text(shared.updated, "2026-01-02"));
            assert_true(view_starts_with(shared.lang, "de"));
        }
        collector_release(&collector);
    }
}

static void an_article_holds_on_its_days(void **state)
{
    static const struct {
        const char *yaml;
        bool before; /* on the first day of 2026, in the middle of the year, and at its end */
        bool within;
        bool after;
    } table[] = {
        {"title: a", true, true, true},
        {"draft: true", false, false, false},
        {"draft: no", true, true, true},
        {"published: false", false, false, false},
        {"status: draft", false, false, false},
        {"valid_from: 2026-06-30", false, true, true},
        {"publishDate: 2026-06-30T10:00:00+02:00", false, true, true},
        {"valid_until: 2026-06-30", true, true, false},
        {"valid_from: 2026-02-01\nvalid_until: 2026-12-30", false, true, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct collector collector;
        struct entry shared;
        struct front_matter_state found;
        collector_init(&collector);
        assert_true(front_matter_read(&collector.reader,
                                      (struct front_matter){FRONT_MATTER_YAML, view_of(table[i].yaml), 2},
                                      &shared, &found));
        assert_int_equal(front_matter_holds(&found, "2026-01-01"), table[i].before);
        assert_int_equal(front_matter_holds(&found, "2026-06-30"), table[i].within);
        assert_int_equal(front_matter_holds(&found, "2026-12-31"), table[i].after);
        assert_int_equal(front_matter_holds(&found, NULL), !found.is_draft);
        collector_release(&collector);
    }
}

static int run_front_matter(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_block_between_the_fences_is_split_off),
        cmocka_unit_test(all_but_a_flat_mapping_is_refused),
        cmocka_unit_test(what_is_merely_odd_is_warned_of),
        cmocka_unit_test(an_unknown_key_is_told_its_nearest),
        cmocka_unit_test(floods_of_yaml_are_refused),
        cmocka_unit_test(toml_and_json_say_the_same),
        cmocka_unit_test(an_article_holds_on_its_days),
    };
    return cmocka_run_group_tests_name("front_matter", tests, NULL, NULL);
}

/* ==== Configuration files: keys and values, or the first fault ======================================= */

static const char PATH[] = "/tmp/faqbot-yaml-XXXXXX";

/* The pairs as "line key=value|value;", a list in brackets. */
static void write_pair(void *user, const struct faqbot_yaml_pair *pair)
{
    char *text = user;
    size_t at = strlen(text);
    at += (size_t)sprintf(text + at, "%u %.*s=%s", pair->line, (int)pair->key.size, pair->key.bytes,
                          pair->is_list ? "[" : "");
    for (size_t i = 0; i < pair->value_count; i++) {
        at += (size_t)sprintf(text + at, "%s%.*s", i > 0 ? "|" : "", (int)pair->values[i].size,
                              pair->values[i].bytes);
    }
    (void)sprintf(text + at, "%s;", pair->is_list ? "]" : "");
}

static enum faqbot_status read_text(const char *yaml, size_t size, char text[1024],
                                    struct faqbot_fault *fault)
{
    char path[sizeof PATH];
    memcpy(path, PATH, sizeof path);
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, yaml, size), (ssize_t)size);
    close(file);
    text[0] = '\0';
    enum faqbot_status status = faqbot_yaml_map_read(path, write_pair, text, fault);
    unlink(path);
    if (status != FAQBOT_OK) {
        assert_string_equal(text, ""); /* nothing is told of what is not well as a whole */
        assert_string_equal(fault->path, path);
    }
    return status;
}

static void pairs_are_told_in_the_order_of_the_file(void **state)
{
    static const char *const rows[][2] = {
        {"", ""},
        {"# nothing but a comment\n", ""},
        {"a: b\n", "1 a=b;"},
        {"\xef\xbb\xbf"
         "a: b\r\nc: d\r\n",
         "1 a=b;2 c=d;"},
        {"a: b # why\n\nc:\n", "1 a=b;3 c=;"},
        {"a: ~\nb: null\nc: \"\"\nd: '~'\n", "1 a=;2 b=;3 c=;4 d=~;"},
        {"a: [x, y z]\nb:\n  - x\n  - \"y: z\"\n", "1 a=[x|y z];2 b=[x|y: z];"},
        {"a:\n  b: c\n", "2 a.b=c;"},
        {"a: []\n", "1 a=[];"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        char text[1024];
        assert_int_equal(read_text(rows[i][0], strlen(rows[i][0]), text, &fault), FAQBOT_OK);
        assert_string_equal(text, rows[i][1]);
    }
}

static void what_is_no_flat_mapping_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *yaml;
        unsigned line;
    } rows[] = {
        {"- a\n", 1},
        {"a\n", 1},
        {"a: b\na: c\n", 2},
        {"a: &x b\n", 1},
        {"a: !tag b\n", 1},
        {"a: *x\n", 1},
        {"a: [[b]]\n", 1},
        {"a:\n  b:\n    c: d\n", 3},
        {"a: b\n--- \nc: d\n", 2},
        {"a: \"b\n", 2},
        {"a: b\n\xff: c\n", 2},
        {"a: b\nnull: c\n", 2},
        {"~:\n", 1},
        {"\"\": a\n", 1},
        {"a:\n  \" \": b\n", 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        char text[1024];
        assert_int_equal(read_text(rows[i].yaml, strlen(rows[i].yaml), text, &fault), FAQBOT_INVALID);
        assert_int_equal(fault.line, rows[i].line);
        assert_true(fault.sentence[0] != '\0');
    }
}

static void what_is_too_much_is_refused(void **state)
{
    static char yaml[200 * 1024];
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    char text[1024];
    (void)state;
    for (size_t i = 0, at = 0; i <= FAQBOT_YAML_PAIRS_MAX; i++) {
        at += (size_t)sprintf(yaml + at, "key-%zu: x\n", i);
    }
    assert_int_equal(read_text(yaml, strlen(yaml), text, &fault), FAQBOT_INVALID);
    memset(yaml, '#', sizeof yaml);
    assert_int_equal(read_text(yaml, sizeof yaml, text, &fault), FAQBOT_INVALID);
}

static void what_is_no_file_is_refused(void **state)
{
    static const char *const paths[] = {"/tmp", "/nowhere/faqbot.conf", "/dev/null"};
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        char text[16] = "";
        assert_int_equal(faqbot_yaml_map_read(paths[i], write_pair, text, &fault), FAQBOT_INVALID);
        assert_string_equal(fault.path, paths[i]);
        assert_string_equal(text, "");
    }
}

static int run_yaml_map(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_told_in_the_order_of_the_file),
        cmocka_unit_test(what_is_no_flat_mapping_is_refused_with_its_line),
        cmocka_unit_test(what_is_too_much_is_refused),
        cmocka_unit_test(what_is_no_file_is_refused),
    };
    return cmocka_run_group_tests_name("yaml_map", tests, NULL, NULL);
}

/* ==== bot.yml: what is wrong keeps its default ======================================================= */

static void settings_read_text(struct collector *collector, const char *text, struct settings *settings)
{
    collector_init(collector);
    settings_read(&collector->reader, "bot.yml", view_of(text));
    assert_int_equal(collector->reader.status, FAQBOT_OK);
    *settings = collector->reader.settings;
}

static void every_key_is_read(void **state)
{
    struct collector collector;
    struct settings settings;
    (void)state;
    settings_read_text(
        &collector,
        "name: N\ngreeting: >-\n  G\n  H\nstarters:\n  - a\n  - b\nno_answer: A\nunsure: U\ndisclaimer: D\n"
        "contact: C\nlang: pt-BR\nlexicon: no\nencoder: e/m.enc\nthreshold:\n  answered: 0.75\n  unsure: "
        ".5\n",
        &settings);
    assert_string_equal(collector_text(&collector.faults), "");
    assert_true(view_equals_text(settings.name, "N") && view_equals_text(settings.greeting, "G H"));
    assert_true(view_equals_text(settings.no_answer, "A") && view_equals_text(settings.unsure, "U"));
    assert_true(view_equals_text(settings.disclaimer, "D") && view_equals_text(settings.contact.text, "C"));
    assert_true(view_equals_text(settings.lang, "pt-BR"));
    assert_int_equal(settings.starter_count, 2);
    assert_true(view_equals_text(settings.starters[0], "a") && view_equals_text(settings.starters[1], "b"));
    assert_int_equal(settings.starters_line, 5);
    assert_true(settings.answered_threshold == 0.75 && settings.unsure_threshold == 0.5);
    assert_false(settings.has_lexicon);
    assert_true(view_equals_text(settings.encoder, "e/m.enc"));
    assert_int_equal(settings.encoder_line, 14);
    collector_release(&collector);
}

static void a_contact_is_a_sentence_or_names_its_parts(void **state)
{
    struct collector collector;
    struct settings settings;
    (void)state;
    settings_read_text(&collector,
                       "contact:\n  text: T\n  mail: jörg.o+faq@desk.example\n  phone: +49 (89) 12.34/5-6\n"
                       "  url: https://desk.example/\n  hours: 9 to 5\n",
                       &settings);
    assert_string_equal(collector_text(&collector.faults), "");
    assert_true(view_equals_text(settings.contact.text, "T"));
    assert_true(view_equals_text(settings.contact.mail, "jörg.o+faq@desk.example"));
    assert_true(view_equals_text(settings.contact.phone, "+49 (89) 12.34/5-6"));
    assert_true(view_equals_text(settings.contact.url, "https://desk.example/"));
    assert_true(view_equals_text(settings.contact.hours, "9 to 5"));
    collector_release(&collector);
}

/* Without any, all would be kept unasked. */
static void a_consent_that_is_too_long_is_cut_and_not_left_out(void **state)
{
    char text[sizeof "consent: " + 2 * (KB_CONSENT_CHARS_MAX + 1)] = "consent: ";
    (void)state;
    for (size_t i = 0; i < KB_CONSENT_CHARS_MAX + 1; i++) {
        struct collector collector;
        struct settings settings;
        strcat(text, "\xc3\xa9");
        if (i + 1 >= KB_CONSENT_CHARS_MAX) {
            settings_read_text(&collector, text, &settings);
            assert_string_equal(collector_text(&collector.faults),
                                i < KB_CONSENT_CHARS_MAX ? "" : "0 error setting-value\n");
            assert_int_equal(settings.consent.size, 2 * KB_CONSENT_CHARS_MAX);
            collector_release(&collector);
        }
    }
}

static void a_contact_that_leads_nowhere_is_left_out(void **state)
{
    static const struct {
        const char *text;
        const char *faults;
    } table[] = {
        {"contact: {mail: desk}", "1 warning mail\n"},
        {"contact: {mail: desk@example}", "1 warning mail\n"},
        {"contact: {mail: desk@example.}", "1 warning mail\n"},
        {"contact: {mail: '@desk.example'}", "1 warning mail\n"},
        {"contact: {mail: a@b@desk.example}", "1 warning mail\n"},
        {"contact: {mail: a@.example}", "1 warning mail\n"},
        {"contact: {mail: 'a b@desk.example'}", "1 warning mail\n"},
        {"contact: {mail: 'a@desk.example?bcc=b@desk.example'}", "1 warning mail\n"},
        {"contact: {mail: 'a@desk.example,b@desk.example'}", "1 warning mail\n"},
        {"contact: {mail: 'mailto:a@desk.example'}", "1 warning mail\n"},
        {"contact: {phone: '12'}", "1 warning phone\n"},
        {"contact: {phone: ask for it}", "1 warning phone\n"},
        {"contact: {phone: '0049+89 12'}", "1 warning phone\n"},
        {"contact: {phone: '1111111111111111111111111111111111111111 1'}", "1 warning phone\n"},
        {"contact: {url: desk.example}", "1 warning unsafe-link\n"},
        {"contact: {url: 'javascript:alert(1)'}", "1 warning unsafe-link\n"},
        {"contact: {url: 'mailto:a@desk.example'}", "1 warning unsafe-link\n"},
        {"contact: {phon: '123'}", "1 warning unknown-key\n"},
        {"contact: {webhook: 'https://desk.example'}", "1 warning unknown-key\n"},
        {"contact: [a, b]", "1 error setting-value\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct collector collector;
        struct settings settings;
        settings_read_text(&collector, table[i].text, &settings);
        assert_string_equal(collector_text(&collector.faults), table[i].faults);
        assert_int_equal(settings.contact.mail.size + settings.contact.phone.size + settings.contact.url.size,
                         0);
        collector_release(&collector);
    }
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
        {"lexicon: perhaps", "1 error setting-value\n"},
        {"lexicon: 0", "1 error setting-value\n"},
        {"lexicon:", "1 error setting-value\n"},
        {"lexicon: [no]", "1 error setting-value\n"},
        {"encoder: yes", "1 error setting-value\n"},
        {"encoder: True", "1 error setting-value\n"},
        {"encoder:", "1 error setting-value\n"},
        {"encoder: [a.enc]", "1 error setting-value\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct collector collector;
        struct settings settings;
        settings_read_text(&collector, table[i].text, &settings);
        assert_string_equal(collector_text(&collector.faults), table[i].faults);
        assert_true(settings.answered_threshold < 0 && settings.unsure_threshold < 0);
        assert_int_equal(settings.name.size + settings.lang.size + settings.starter_count, 0);
        assert_int_equal(settings.encoder.size, 0);
        assert_true(settings.has_lexicon);
        collector_release(&collector);
    }
}

static void a_switch_is_written_as_authors_of_yaml_do(void **state)
{
    static const struct {
        const char *text;
        bool is_on;
    } table[] = {{"", true},
                 {"lexicon: yes", true},
                 {"lexicon: true", true},
                 {"lexicon: On", true},
                 {"lexicon: no", false},
                 {"lexicon: FALSE", false},
                 {"lexicon: \"off\"", false}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct collector collector;
        struct settings settings;
        settings_read_text(&collector, table[i].text, &settings);
        assert_string_equal(collector_text(&collector.faults), "");
        assert_int_equal(settings.has_lexicon, table[i].is_on);
        collector_release(&collector);
    }
}

static void no_encoder_is_a_switch_that_is_off(void **state)
{
    static const char *const texts[] = {"", "encoder: no", "encoder: FALSE", "encoder: \"off\""};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct collector collector;
        struct settings settings;
        settings_read_text(&collector, texts[i], &settings);
        assert_string_equal(collector_text(&collector.faults), "");
        assert_int_equal(settings.encoder.size, 0);
        collector_release(&collector);
    }
}

static void starters_beyond_six_are_left_out(void **state)
{
    struct collector collector;
    struct settings settings;
    (void)state;
    settings_read_text(&collector, "starters: [a, b, c, d, e, f, g, h]", &settings);
    assert_int_equal(settings.starter_count, KB_STARTERS_MAX);
    assert_string_equal(collector_text(&collector.faults), "1 warning many-starters\n");
    collector_release(&collector);
}

static void starters_may_be_named_for_each_page(void **state)
{
    struct collector collector;
    struct settings settings;
    (void)state;
    settings_read_text(
        &collector,
        "starters:\n  \"*\": [a, b]\n  /: c\n  /shop/*: [d]\n  /no ne: []\n  \"/caf\xc3\xa9\": [e]\n",
        &settings);
    assert_string_equal(collector_text(&collector.faults), "");
    assert_int_equal(settings.starter_count, 2);
    assert_int_equal(settings.starters_line, 2);
    assert_int_equal(settings.page_count, 4);
    assert_true(view_equals_text(settings.pages[0].path, "/"));
    assert_true(view_equals_text(settings.pages[0].starters[0], "c"));
    assert_true(view_equals_text(settings.pages[1].path, "/shop/*"));
    assert_int_equal(settings.pages[1].line, 4);
    assert_int_equal(settings.pages[2].starter_count, 0);
    assert_true(view_equals_text(settings.pages[3].path, "/caf\xc3\xa9"));
    collector_release(&collector);
}

static void starters_of_a_path_that_no_page_has_are_left_out(void **state)
{
    static const struct {
        const char *text;
        const char *faults;
        size_t pages;
    } table[] = {
        {"starters:\n  shop: [a]\n  /b: [a]", "2 warning starter-path\n", 1},
        {"starters: {/a*b: [a]}", "1 warning starter-path\n", 0},
        {"starters: {/a**: [a]}", "1 warning starter-path\n", 0},
        {"starters: {\"/a?b=c\": [a]}", "1 warning starter-path\n", 0},
        {"starters: {\"/a#b\": [a]}", "1 warning starter-path\n", 0},
        {"starters: {\"https://a.example/\": [a]}", "1 warning starter-path\n", 0},
        {"starters: {/a: [b c, d]}", "1 error id\n", 1},
        {"starters: {/a: [a, b, c, d, e, f, g]}", "1 warning many-starters\n", 1},
        {"starters:\n  /*: [a]\n  \"*\": [b]", "3 warning two-defaults\n", 0},
        {"starters:\n  /a: [a]\n  /a: [b]", "3 error equal-keys\n", 1},
        {"starters:\n  /a: {b: c}", "2 error nested-yaml\n", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct collector collector;
        struct settings settings;
        settings_read_text(&collector, table[i].text, &settings);
        assert_string_equal(collector_text(&collector.faults), table[i].faults);
        if (strstr(table[i].faults, "error equal") == NULL && strstr(table[i].faults, "nested") == NULL) {
            assert_int_equal(settings.page_count, table[i].pages);
        }
        collector_release(&collector);
    }
}

static void pages_with_starters_have_a_limit(void **state)
{
    struct collector collector;
    struct settings settings;
    char text[4096] = "starters:\n";
    (void)state;
    for (unsigned i = 0; i < KB_STARTER_PAGES_MAX + 2; i++) {
        (void)snprintf(text + strlen(text), sizeof text - strlen(text), "  /%u: a\n", i);
    }
    settings_read_text(&collector, text, &settings);
    assert_int_equal(settings.page_count, KB_STARTER_PAGES_MAX);
    assert_string_equal(collector_text(&collector.faults),
                        "66 warning many-starters\n67 warning many-starters\n");
    collector_release(&collector);
    (void)snprintf(text, sizeof text, "starters: {/%0300d: a}", 1);
    settings_read_text(&collector, text, &settings);
    assert_int_equal(settings.page_count, 0);
    assert_string_equal(collector_text(&collector.faults), "1 warning starter-path\n");
    collector_release(&collector);
}

static int run_settings(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(a_contact_is_a_sentence_or_names_its_parts),
        cmocka_unit_test(a_consent_that_is_too_long_is_cut_and_not_left_out),
        cmocka_unit_test(a_contact_that_leads_nowhere_is_left_out),
        cmocka_unit_test(starters_may_be_named_for_each_page),
        cmocka_unit_test(starters_of_a_path_that_no_page_has_are_left_out),
        cmocka_unit_test(pages_with_starters_have_a_limit),
        cmocka_unit_test(what_is_wrong_keeps_its_default),
        cmocka_unit_test(no_encoder_is_a_switch_that_is_off),
        cmocka_unit_test(a_switch_is_written_as_authors_of_yaml_do),
        cmocka_unit_test(starters_beyond_six_are_left_out),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}

int test_kb_front_matter(void)
{
    return run_front_matter() + run_yaml_map() + run_settings();
}
