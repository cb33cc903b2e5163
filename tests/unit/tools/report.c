/* tests/unit/tools/report.c - a journal counted and written: what is beyond a limit is counted as that, strangers' texts
 * are made harmless, and days and times are what they are called. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/tools_internal.h"
#include "unit/journal/place.h"
#include "util/util.h"

#define KNOWLEDGE "tests/transcripts/knowledge/library"
#define DAY 86400

static int set_up(void **state)
{
    return place_set_up(state, "journal.db");
}

static struct faqbot_journal *open_journal(const char *path)
{
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    const struct faqbot_journal_options options = {.path = path};
    assert_int_equal(faqbot_journal_open(&options, &journal, &fault), FAQBOT_OK);
    return journal;
}

/* The queue holds only so many. */
static void wait_for_room(struct faqbot_journal *journal)
{
    struct faqbot_journal_state now;
    do {
        faqbot_journal_get_state(journal, &now);
    } while (now.waiting > FAQBOT_JOURNAL_QUEUE_MAX / 2);
}

static void add(struct faqbot_journal *journal, int64_t at, struct faqbot_view question,
                enum faqbot_outcome outcome, const char *entry, const char *lang)
{
    const struct faqbot_journal_ask ask = {.at = at,
                                           .conversation = 7,
                                           .request = view_of("r"),
                                           .question = question,
                                           .outcome = outcome,
                                           .entry = view_of(entry),
                                           .lang = view_of(lang),
                                           .microseconds = 150};
    wait_for_room(journal);
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
}

static bool keep(void *user, struct faqbot_view bytes)
{
    struct buffer *out = user;
    buffer_add(out, bytes);
    buffer_add_byte(out, '\0');
    return !out->failed;
}

/* The report, with a NUL; the caller releases it. */
static struct buffer make(const char *path, enum faqbot_report_format format)
{
    struct buffer out;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    struct faqbot_report_result result;
    const struct faqbot_report_options options = {
        .journal = path, .knowledge = KNOWLEDGE, .format = format, .write = keep, .write_user = &out};
    buffer_init(&out, SIZE_MAX);
    if (faqbot_report(&options, &result, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    return out;
}

static void assert_has(const struct buffer *out, const char *part)
{
    if (strstr(out->bytes, part) == NULL) {
        fail_msg("%s is not in %s", part, out->bytes);
    }
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part)) {
        count++;
    }
    return count;
}

static void a_day_has_its_date(void **state)
{
    static const struct {
        int64_t day;
        const char *date;
    } cases[] = {
        {0, "1970-01-01"},       {58, "1970-02-28"},        {59, "1970-03-01"},
        {11016, "2000-02-29"},   {20787, "2026-11-30"},     {47541, "2100-03-01"},
        {2932896, "9999-12-31"}, {INT64_MAX, "9999-12-31"}, {-5, "1970-01-01"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[REPORT_DAY_BYTES];
        report_write_day(cases[i].day, text);
        assert_string_equal(text, cases[i].date);
    }
}

static void a_percentile_is_a_bound_that_so_many_were_within(void **state)
{
    struct report *report = calloc(1, sizeof *report);
    assert_non_null(report);
    assert_int_equal(report_percentile(report, 50), 0);
    report->latencies[0] = 50;
    report->latencies[3] = 45;
    report->latencies[REPORT_BOUNDS] = 5;
    report->timed = 100;
    assert_int_equal(report_percentile(report, 50), 10);
    assert_int_equal(report_percentile(report, 51), 100);
    assert_int_equal(report_percentile(report, 95), 100);
    assert_int_equal(report_percentile(report, 96), 0);
    free(report);
    (void)state;
}

static void what_is_beyond_a_limit_is_left_out_and_said(void **state)
{
    const char *path = ((struct place *)*state)->path;
    struct faqbot_journal *journal = open_journal(path);
    for (int64_t i = 0; i < FAQBOT_REPORT_DAYS_MAX + 7; i++) {
        char lang[16];
        char entry[32];
        snprintf(lang, sizeof lang, "l%d", (int)(i % (FAQBOT_REPORT_LANGS_MAX + 5)));
        snprintf(entry, sizeof entry, "entry-%d", (int)(i % (FAQBOT_REPORT_ENTRIES_MAX + 3)));
        add(journal, i * DAY, view_of("what?"), FAQBOT_ANSWERED, entry, lang);
    }
    faqbot_journal_close(journal);
    struct buffer json = make(path, FAQBOT_REPORT_JSON);
    assert_has(&json, "{\"what\":\"questions on further days\",\"count\":7}");
    assert_has(&json, "{\"what\":\"entries that answered, beyond those listed\",\"count\":3}");
    assert_has(&json, "{\"lang\":\"other\",");
    assert_int_equal(count_of(json.bytes, "{\"day\":"), FAQBOT_REPORT_DAYS_MAX);
    assert_int_equal(count_of(json.bytes, "{\"lang\":"), FAQBOT_REPORT_LANGS_MAX + 1);
    buffer_release(&json);
    struct buffer html = make(path, FAQBOT_REPORT_HTML);
    assert_has(&html, "What this report leaves out");
    assert_int_equal(count_of(html.bytes, "<script"), 0);
    buffer_release(&html);
}

static void of_comments_the_latest_are_kept(void **state)
{
    const char *path = ((struct place *)*state)->path;
    struct faqbot_journal *journal = open_journal(path);
    for (int i = 1; i <= FAQBOT_REPORT_COMMENTS_MAX + 2; i++) {
        char text[32];
        snprintf(text, sizeof text, "r%d", i);
        const struct faqbot_journal_ask ask = {.at = i * DAY,
                                               .conversation = 7,
                                               .request = view_of(text),
                                               .question = view_of("what?"),
                                               .outcome = FAQBOT_ANSWERED,
                                               .entry = view_of("loan-period")};
        assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
        char comment[32];
        snprintf(comment, sizeof comment, "comment %d!", i);
        const struct faqbot_journal_feedback feedback = {i * DAY, 7, view_of(text), 1, view_of(comment)};
        assert_int_equal(faqbot_journal_add_feedback(journal, &feedback, NULL), FAQBOT_OK);
    }
    faqbot_journal_close(journal);
    struct buffer json = make(path, FAQBOT_REPORT_JSON);
    assert_int_equal(count_of(json.bytes, "\"comment\":\"comment "), FAQBOT_REPORT_COMMENTS_MAX);
    assert_int_equal(count_of(json.bytes, "\"comment 2!"), 0);
    assert_true(strstr(json.bytes, "\"comment 52!") < strstr(json.bytes, "\"comment 3!"));
    assert_has(&json, "{\"what\":\"comments earlier than those listed\",\"count\":2}");
    buffer_release(&json);
}

/* Of a damaged journal a text may be no UTF-8. */
static void a_strangers_text_is_made_harmless(void **state)
{
    static const char *const texts[] = {"\x1b[31mred \xe2\x80\xaeturned", "line\nbreak </pre><script>",
                                        "broken \xff\xc3", "\xf3\xa0\x81\x81hidden"};
    const char *path = ((struct place *)*state)->path;
    struct faqbot_journal *journal = open_journal(path);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct faqbot_journal_search search = {.at = DAY, .text = view_of(texts[i])};
        assert_int_equal(faqbot_journal_add_search(journal, &search), FAQBOT_OK);
        add(journal, DAY, view_of(texts[i]), FAQBOT_NONE, "", "en");
    }
    faqbot_journal_close(journal);
    for (enum faqbot_report_format format = FAQBOT_REPORT_HTML; format <= FAQBOT_REPORT_CSV; format++) {
        struct buffer out = make(path, format);
        assert_true(utf8_is_valid(view_of(out.bytes)));
        assert_null(strchr(out.bytes, '\x1b'));
        assert_null(strstr(out.bytes, "\xe2\x80\xae"));
        assert_null(strstr(out.bytes, "\xf3\xa0"));
        assert_has(&out, "line break");
        assert_int_equal(count_of(out.bytes, "<script>"), format == FAQBOT_REPORT_CSV ? 2 : 0);
        buffer_release(&out);
    }
}

static bool refuse(void *user, struct faqbot_view bytes)
{
    (void)bytes;
    return ++*(size_t *)user == 0;
}

static void a_report_that_cannot_be_written_or_read_is_a_fault(void **state)
{
    const char *path = ((struct place *)*state)->path;
    size_t calls = 0;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    struct faqbot_report_result result = {.asked = 99};
    struct faqbot_report_options options = {
        .journal = path, .knowledge = KNOWLEDGE, .write = refuse, .write_user = &calls};
    assert_int_equal(faqbot_report(&options, &result, &fault), FAQBOT_NOT_FOUND);
    assert_string_equal(fault.path, path);
    faqbot_journal_close(open_journal(path));
    assert_int_equal(faqbot_report(&options, &result, &fault), FAQBOT_IO);
    assert_int_equal(fault.status, FAQBOT_IO);
    assert_string_equal(fault.sentence, "the report cannot be written");
    assert_int_equal(calls, 1);
    assert_int_equal(result.asked, 99);
    options.knowledge = "tests/nowhere";
    assert_int_equal(faqbot_report(&options, &result, &fault), FAQBOT_NOT_FOUND);
    assert_int_equal(calls, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, place_tear_down)

int test_tools_report(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_has_its_date),
        cmocka_unit_test(a_percentile_is_a_bound_that_so_many_were_within),
        TEST(what_is_beyond_a_limit_is_left_out_and_said),
        TEST(of_comments_the_latest_are_kept),
        TEST(a_strangers_text_is_made_harmless),
        TEST(a_report_that_cannot_be_written_or_read_is_a_fault),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
