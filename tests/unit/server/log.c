/* tests/unit/server/log.c - a line for the operator: a sentence, or one JSON object whatever strangers wrote into
 * it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "server/log.h"
#include "util/json.h"
#include "util/util.h"

static void take(void *user, struct faqbot_view line)
{
    struct buffer *taken = user;
    assert_true(line.size < LOG_LINE_BYTES);
    buffer_add(taken, line);
}

/* What the member `name` of the line holds. */
static void check_member(const struct json *line, const char *name, const char *expected)
{
    struct faqbot_view text;
    assert_true(json_get_string(json_member(line, name), &text));
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.bytes, expected, text.size);
}

static void a_line_is_json_whatever_is_in_it(void **state)
{
    static const char hostile[] =
        "\"\\\n\x1b[31m\x7f\xff\xc3\xed\xa0\x80\xf5\xe0\x80\x80\xc3\xa9\xf0\x9f\x98\x80";
    static const char shown[] =
        "\"\\\n\x1b[31m\x7f\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xc3\xa9\xf0\x9f\x98\x80";
    struct buffer taken;
    struct json *line = NULL;
    const char *complaint = NULL;
    double number = 0;
    struct faqbot_view time;
    (void)state;
    buffer_init(&taken, SIZE_MAX);
    const struct log log = {.write = take, .user = &taken, .is_json = true};
    const struct log_detail details[] = {{.name = "text", .text = {hostile, sizeof hostile - 1}},
                                         {.name = "real", .real = .25},
                                         {.name = "number", .number = UINT64_C(9007199254740991)},
                                         {.name = "none", .text = {"", 0}},
                                         {.name = NULL}};
    log_write(&log, LOG_WARNING, "event", "a \"sentence\"", details);
    assert_int_equal(view_find(buffer_view(&taken), '\n'), taken.size);
    assert_int_equal(json_parse(buffer_view(&taken), &line, &complaint), FAQBOT_OK);
    check_member(line, "level", "warning");
    check_member(line, "event", "event");
    check_member(line, "message", "a \"sentence\"");
    check_member(line, "text", shown);
    check_member(line, "none", "");
    assert_true(json_get_number(json_member(line, "real"), &number) && number == .25);
    assert_true(json_get_number(json_member(line, "number"), &number) && number == 9007199254740991.);
    assert_true(json_get_string(json_member(line, "time"), &time) && time.size == 24);
    json_free(line);
    buffer_release(&taken);
}

static void a_line_that_is_cut_is_json_still(void **state)
{
    static char text[2 * LOG_LINE_BYTES];
    struct buffer taken;
    struct json *line = NULL;
    const char *complaint = NULL;
    (void)state;
    memset(text, '\x01', sizeof text); /* six bytes each, as JSON has it */
    buffer_init(&taken, SIZE_MAX);
    const struct log log = {.write = take, .user = &taken, .is_json = true};
    const struct log_detail details[] = {{.name = "one", .text = {text, sizeof text}},
                                         {.name = "two", .text = {text, sizeof text}},
                                         {.name = NULL}};
    log_write(&log, LOG_ERROR, "event", "sentence", details);
    assert_int_equal(json_parse(buffer_view(&taken), &line, &complaint), FAQBOT_OK);
    check_member(line, "level", "error");
    assert_non_null(json_member(line, "one"));
    json_free(line);
    buffer_release(&taken);
}

static void a_sentence_stands_alone(void **state)
{
    struct buffer taken;
    (void)state;
    buffer_init(&taken, SIZE_MAX);
    const struct log log = {.write = take, .user = &taken};
    const struct log unread = {.write = NULL};
    log_write(&log, LOG_INFO, "event", "a sentence", NULL);
    log_write(&unread, LOG_INFO, "event", "unheard", NULL);
    buffer_add_byte(&taken, '\0');
    assert_string_equal(taken.bytes, "a sentence");
    buffer_release(&taken);
}

static void a_fault_is_told_with_its_place(void **state)
{
    static const struct {
        struct faqbot_fault fault;
        const char *line;
    } rows[] = {
        {{.severity = FAQBOT_WARNING, .path = "a.md", .line = 3, .sentence = "odd"}, "a.md:3: warning: odd"},
        {{.severity = FAQBOT_ERROR, .path = "a.md", .sentence = "bad"}, "a.md: error: bad"},
        {{.severity = FAQBOT_ERROR, .sentence = "worse"}, "knowledge: error: worse"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer taken;
        buffer_init(&taken, SIZE_MAX);
        struct log log = {.write = take, .user = &taken};
        log_fault(&log, &rows[i].fault);
        buffer_add_byte(&taken, '\0');
        assert_string_equal(taken.bytes, rows[i].line);
        buffer_release(&taken);
    }
}

int test_server_log(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_json_whatever_is_in_it),
        cmocka_unit_test(a_line_that_is_cut_is_json_still),
        cmocka_unit_test(a_sentence_stands_alone),
        cmocka_unit_test(a_fault_is_told_with_its_place),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
