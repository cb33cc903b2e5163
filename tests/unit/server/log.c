/* unit/server/log.c - a line for the operator is a sentence, or one JSON object whatever strangers wrote into
 * it; and the counters behind it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "util/util.h"
#include "server/server_internal.h"

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
    log_write(&log, LOG_WARNING, "event", details, "a \"sentence\"");
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
    log_write(&log, LOG_ERROR, "event", details, "sentence");
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
    log_write(&log, LOG_INFO, "event", NULL, "a sentence");
    log_write(&unread, LOG_INFO, "event", NULL, "unheard");
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

static void an_ask_is_counted_in_the_first_bucket_that_holds_it(void **state)
{
    struct stats stats = {.errors = 0};
    struct faqbot_chat_event event = {.type = FAQBOT_CHAT_ASK};
    uint64_t sum = 0;
    (void)state;
    stats_request(&stats, &event);
    for (unsigned i = 0; i < STATS_LATENCIES; i++) {
        assert_true(i == 0 || stats_latency_bounds[i] > stats_latency_bounds[i - 1]);
        for (unsigned over = 0; over < 2; over++) {
            event.microseconds = stats_latency_bounds[i] + over;
            stats_request(&stats, &event);
            sum += event.microseconds;
        }
    }
    assert_int_equal(stats.latencies[0], 2);
    for (unsigned i = 1; i < STATS_LATENCIES; i++) {
        assert_int_equal(stats.latencies[i], 2);
    }
    assert_int_equal(stats.latencies[STATS_LATENCIES], 1);
    assert_int_equal(stats.ask_microseconds, sum);
    assert_int_equal(stats.requests[FAQBOT_CHAT_ASK], 2 * STATS_LATENCIES + 1);
}

static void a_refused_ask_is_an_error_and_has_no_latency(void **state)
{
    struct stats stats = {.errors = 0};
    const struct faqbot_chat_event event = {.type = FAQBOT_CHAT_ASK, .error = "too_long"};
    (void)state;
    stats_request(&stats, &event);
    assert_int_equal(stats.errors, 1);
    assert_int_equal(stats.requests[FAQBOT_CHAT_ASK], 1);
    assert_int_equal(stats.latencies[0] + stats.outcomes[0], 0);
}

static void each_refusal_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (unsigned i = 0; i < REFUSALS; i++) {
        const char *name = refusal_names[i];
        assert_non_null(name);
        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789"), strlen(name));
        for (unsigned j = 0; j < i; j++) {
            assert_string_not_equal(name, refusal_names[j]);
        }
    }
}

static void take_line(void *user, struct faqbot_view line)
{
    buffer_add(user, line);
    buffer_add_byte(user, '\n');
}

static void refusals_are_reported_since_the_last_time(void **state)
{
    struct buffer taken;
    struct stats stats = {.errors = 0};
    (void)state;
    buffer_init(&taken, SIZE_MAX);
    const struct log log = {.write = take_line, .user = &taken};
    access_log_refusals(&log, &stats);
    stats.refusals[REFUSED_HOST] = 1000;
    stats.refusals[REFUSED_SLOW] = 1;
    access_log_refusals(&log, &stats);
    access_log_refusals(&log, &stats);
    stats.refusals[REFUSED_HOST] += 2;
    access_log_refusals(&log, &stats);
    buffer_add_byte(&taken, '\0');
    assert_string_equal(taken.bytes,
                        "refused 1 times: slow\nrefused 1000 times: host\nrefused 2 times: host\n");
    buffer_release(&taken);
}

static void a_question_is_logged_only_where_that_is_wanted_and_allowed(void **state)
{
    static const struct {
        bool has_questions;
        bool may_keep;
        const char *line;
    } table[] = {{false, true, "asked: answered, confidence 0.50, 7 us, id"},
                 {true, false, "asked: answered, confidence 0.50, 7 us, id"},
                 {true, true, "asked: answered, confidence 0.50, 7 us, id: secret"}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct buffer taken;
        const struct faqbot_chat_event event = {.type = FAQBOT_CHAT_ASK,
                                                .text = {"secret", 6},
                                                .entry = {"id", 2},
                                                .confidence = .5,
                                                .microseconds = 7,
                                                .may_keep = table[i].may_keep};
        buffer_init(&taken, SIZE_MAX);
        const struct log log = {
            .write = take, .user = &taken, .has_asks = true, .has_questions = table[i].has_questions};
        access_log_ask(&log, &event);
        buffer_add_byte(&taken, '\0');
        assert_string_equal(taken.bytes, table[i].line);
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
        cmocka_unit_test(an_ask_is_counted_in_the_first_bucket_that_holds_it),
        cmocka_unit_test(a_refused_ask_is_an_error_and_has_no_latency),
        cmocka_unit_test(each_refusal_has_a_name_of_its_own),
        cmocka_unit_test(refusals_are_reported_since_the_last_time),
        cmocka_unit_test(a_question_is_logged_only_where_that_is_wanted_and_allowed),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
