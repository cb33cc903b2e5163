/* tests/unit/kb/jsonl.c - lines of JSON, good and broken: a broken one costs no other. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "kb/kb_internal.h"
#include "unit/kb/collector.h"

static void check_line(const char *line, const char *entries, const char *details, const char *faults)
{
    struct collector collector;
    collector_init(&collector);
    assert_int_equal(jsonl_read_line(&collector.reader, "a.jsonl", 1, view_of(line)), FAQBOT_OK);
    assert_string_equal(collector_text(&collector.faults), faults);
    assert_string_equal(collector_text(&collector.entries), entries);
    if (details != NULL) {
        assert_string_equal(collector_text(&collector.details), details);
    }
    collector_release(&collector);
}

static void a_line_is_a_question_or_a_passage(void **state)
{
    (void)state;
    check_line("", "", NULL, "");
    check_line(" \r", "", NULL, "");
    check_line("{\"id\":\"q\",\"question\":\"a\",\"also\":[\"b\",\"\",\" c \"],\"answer\":\"*x*\\n\\n- y\"}",
               "faq q :1\n? a\n? b\n? c\n= x\n\n- y\n", "q||||||||||\n", "");
    check_line(
        "{\"id\":\"q\",\"question\":\"a\",\"not\":[\"b\",\"\",\" c \"],\"also\":\"d\",\"answer\":\"x\"}",
        "faq q :1\n? a\n? d\n! b\n! c\n= x\n", NULL, "");
    check_line("{\"id\":\"q\",\"question\":\"a\",\"not\":\"b\",\"answer\":\"x\"}",
               "faq q :1\n? a\n! b\n= x\n", NULL, "");
    check_line("{\"id\":\"p\",\"title\":\"t\",\"text\":\"plain text.\"}\r",
               "passage p :1\n? t\n= plain text.\n", "p|t|||||||||\n", "");
    check_line("{\"id\":\"p\",\"text\":\"x\"}", "passage p :1\n? \n= x\n", NULL, "");
    check_line("\xef\xbb\xbf{\"id\":\"p\",\"text\":\"\xe2\x80\x94\"}", "passage p :1\n? \n= \xe2\x80\x94\n",
               NULL, "");
    check_line(
        "{\"id\":\"p\",\"text\":\"x\",\"url\":\"https://e.org\",\"lang\":\"en\",\"tags\":[\"a\",\"b\"],"
        "\"updated\":\"2026-01-31\",\"review_by\":\"2026-02-01\",\"disclaimer\":\"D\",\"related\":[\"x\","
        "\"y\"],"
        "\"status\":\"live\"}",
        "passage p :1\n? \n= x\n",
        "p|||https://e.org|en|a, b|2026-01-31|2026-02-01|disclaimer-af63f94c86021dd3|D|x y\n", "");
    check_line("{\"id\":\"p\",\"title\":\"t\",\"heading\":\"h\",\"section\":\"g > "
               "h\",\"text\":\"x\",\"disclaimer\":\"D\","
               "\"disclaimer_id\":\"d\"}",
               "passage p :1\n? h\n= x\n", "p|t|g > h||||||d|D|\n", "");
    check_line("{\"id\":\"p\",\"title\":\"t\",\"heading\":\"\",\"text\":\"x\",\"disclaimer_id\":\"d\"}",
               "passage p :1\n? \n= x\n", "p|t|||||||||\n", "");
    check_line("{\"id\":\"p\",\"text\":\"x\",\"also\":null,\"status\":\"draft\"}", "", NULL, "");
    check_line("{\"id\":\"p\",\"title\":\"a\\nb\\u001b\",\"text\":\"x\\u001b[1m\"}",
               "passage p :1\n? a b \n= x [1m\n", NULL, "");
}

static void a_broken_line_is_named_and_left_out(void **state)
{
    static const struct {
        const char *line;
        const char *fault;
    } table[] = {
        {"{", "1 error broken-json\n"},
        {"[]", "1 error broken-json\n"},
        {"\"a\"", "1 error broken-json\n"},
        {"{\"id\":\"a\",\"id\":\"b\"}", "1 error broken-json\n"},
        {"{\"id\":\"a\",\"text\":\"\xff\"}", "1 error broken-json\n"},
        {"{\"text\":\"x\"}", "1 error id\n"},
        {"{\"id\":\"\",\"text\":\"x\"}", "1 error id\n"},
        {"{\"id\":\"a b\",\"text\":\"x\"}", "1 error id\n"},
        {"{\"id\":1,\"text\":\"x\"}", "1 error json-value\n"},
        {"{\"id\":\"a\"}", "1 error json-form\n"},
        {"{\"id\":\"a\",\"text\":\" \"}", "1 error json-form\n"},
        {"{\"id\":\"a\",\"question\":\"q\"}", "1 error question-without-answer\n"},
        {"{\"id\":\"a\",\"answer\":\"x\"}", "1 error json-form\n"},
        {"{\"id\":\"a\",\"question\":\"q\",\"answer\":\"x\",\"text\":\"y\"}", "1 error json-form\n"},
        {"{\"id\":\"a\",\"text\":\"x\",\"also\":[]}", "1 error json-form\n"},
        {"{\"id\":\"a\",\"question\":\"q\",\"answer\":\"x\",\"also\":[1]}", "1 error json-value\n"},
        {"{\"id\":\"a\",\"text\":\"x\",\"not\":\"b\"}", "1 error json-form\n"},
        {"{\"id\":\"a\",\"question\":\"q\",\"answer\":\"x\",\"not\":[1]}", "1 error json-value\n"},
        {"{\"id\":\"a\",\"question\":\"q\",\"answer\":\"x\",\"not\":{}}", "1 error json-value\n"},
        {"{\"id\":\"a\",\"text\":[\"x\"]}", "1 error json-value\n"},
        {"{\"id\":\"a\",\"text\":\"x\",\"disclaimer\":\"D\",\"disclaimer_id\":\"a b\"}", "1 error id\n"},
        {"{\"id\":\"a\",\"text\":\"x\",\"status\":\"gone\"}", "1 error status\n"},
        {"{\"id\":\"a\",\"text\":\"x\",\"related\":[\"\"],\"tags\":{}}", "1 error json-value\n"},
        {"{\"id\":\"a\",\"text\":\"x\",\"related\":[\"b c\"]}", "1 error id\n"},
        {"{\"id\":\"a\",\"question\":\"q\",\"answer\":\"<form>\"}",
         "1 warning html\n1 error question-without-answer\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        check_line(table[i].line, "", NULL, table[i].fault);
    }
}

/* `count` questions that it never answers: as many as there may be are kept. */
static void what_it_never_answers_is_limited_and_no_phrasing(void **state)
{
    (void)state;
    check_line("{\"id\":\"q\",\"question\":\"A b\",\"not\":[\"a b?\",\"c\"],\"answer\":\"x\"}",
               "faq q :1\n? A b\n! c\n= x\n", NULL, "1 error contradiction\n");
    for (size_t more = 0; more < 2; more++) {
        struct collector collector;
        struct buffer line;
        buffer_init(&line, SIZE_MAX);
        buffer_add_text(&line, "{\"id\":\"q\",\"question\":\"a\",\"answer\":\"x\",\"not\":[\"b0\"");
        for (size_t i = 1; i < KB_EXCLUSIONS_MAX + more; i++) {
            buffer_add_text(&line, ",\"b");
            buffer_add_number(&line, i);
            buffer_add_text(&line, "\"");
        }
        buffer_add_text(&line, "]}");
        collector_init(&collector);
        assert_int_equal(jsonl_read_line(&collector.reader, "a.jsonl", 1, buffer_view(&line)), FAQBOT_OK);
        assert_string_equal(collector_text(&collector.faults), more == 0 ? "" : "1 error many-not\n");
        assert_non_null(strstr(collector_text(&collector.entries), "\n! b199\n"));
        assert_null(strstr(collector_text(&collector.entries), "\n! b200\n"));
        collector_release(&collector);
        buffer_release(&line);
    }
}

static void what_is_merely_odd_is_warned_of(void **state)
{
    (void)state;
    check_line("{\"id\":\"a\",\"text\":\"x\",\"tilte\":\"y\"}", "passage a :1\n? \n= x\n", NULL,
               "1 warning unknown-key\n");
    check_line("{\"id\":\"a\",\"text\":\"x [y](z)\",\"updated\":\"now\",\"url\":\"e\"}",
               "passage a :1\n? \n= x y\n", NULL,
               "1 warning unsafe-link\n1 warning date\n1 warning local-link\n");
}

static void plain_text_is_what_the_parser_would_make_of_it(void **state)
{
    static const char *const pieces[] = {"a",
                                         "b",
                                         " ",
                                         "1",
                                         ".",
                                         ")",
                                         "-",
                                         "+",
                                         "#",
                                         ">",
                                         "=",
                                         "~",
                                         "|",
                                         "\"",
                                         "'",
                                         "!",
                                         ":",
                                         "(",
                                         "}",
                                         "]",
                                         "{",
                                         "\xc3\xa9",
                                         "\xef\xbb\xbf",
                                         "\xc2\xa0"};
    uint32_t random = 1;
    size_t plain_count = 0;
    (void)state;
    for (size_t i = 0; i < 20000; i++) {
        char text[64] = "";
        random = random * 1664525U + 1013904223U;
        for (size_t length = 1 + (random >> 16) % 8; length > 0; length--) {
            random = random * 1664525U + 1013904223U;
            strcat(text, pieces[(random >> 16) % (sizeof pieces / sizeof pieces[0])]);
        }
        if (!answer_is_plain(view_of(text))) {
            continue;
        }
        struct arena arena;
        struct answer answer;
        struct fault_reporter reporter = {0};
        const struct answer_source source = {.arena = &arena, .reporter = &reporter, .path = "a"};
        plain_count++;
        arena_init(&arena, (size_t)1 << 20);
        answer_init(&answer);
        struct commonmark_node *document = NULL;
        assert_int_equal(commonmark_parse(&answer.commonmark, view_of(text), &document), FAQBOT_OK);
        answer_add_block(&answer, &source, document);
        assert_int_equal(answer.count, 3);
        assert_int_equal(answer.nodes[0].kind, FAQBOT_NODE_PARAGRAPH);
        assert_int_equal(answer.nodes[1].kind, FAQBOT_NODE_TEXT);
        assert_true(view_equals_text(answer.nodes[1].text, text));
        answer_release(&answer);
        arena_release(&arena);
    }
    assert_true(plain_count > 1000);
}

static void a_passage_is_not_split(void **state)
{
    struct collector collector;
    struct buffer line;
    (void)state;
    buffer_init(&line, (size_t)1 << 20);
    buffer_add_text(&line, "{\"id\":\"a\",\"text\":\"");
    for (size_t i = 0; i < 1000; i++) {
        buffer_add_text(&line, i % 100 == 0 ? "\\n\\nword" : " word");
    }
    buffer_add_text(&line, "\"}");
    collector_init(&collector);
    assert_int_equal(jsonl_read_line(&collector.reader, "a.jsonl", 1, buffer_view(&line)), FAQBOT_OK);
    assert_int_equal(collector.count, 1);
    assert_int_equal(collector.most_words, 1000);
    collector_release(&collector);
    buffer_release(&line);
}

int test_kb_jsonl(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_a_question_or_a_passage),
        cmocka_unit_test(a_broken_line_is_named_and_left_out),
        cmocka_unit_test(what_it_never_answers_is_limited_and_no_phrasing),
        cmocka_unit_test(what_is_merely_odd_is_warned_of),
        cmocka_unit_test(plain_text_is_what_the_parser_would_make_of_it),
        cmocka_unit_test(a_passage_is_not_split),
    };
    return cmocka_run_group_tests_name("jsonlines", tests, NULL, NULL);
}
