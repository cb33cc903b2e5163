/* tests/unit/tools/check.c - what faqbot_check() promises: counts, statuses, faults. Which mistake in a
 * knowledge base gets which finding is tested by tests/check. */
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

#define FINDINGS_MAX 16

struct findings {
    size_t count;
    struct faqbot_fault list[FINDINGS_MAX];
};

static void take(void *user, const struct faqbot_fault *fault)
{
    struct findings *findings = user;
    assert_true(findings->count < FINDINGS_MAX);
    findings->list[findings->count++] = *fault;
}

/* A folder with a knowledge base, and its tests where there are any. */
struct folder {
    char path[64];
    char article[96];
    char tests[96];
};

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void make_folder(struct folder *folder, const char *article, const char *tests)
{
    strcpy(folder->path, "/tmp/faqbot-check-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    snprintf(folder->article, sizeof folder->article, "%s/a.md", folder->path);
    snprintf(folder->tests, sizeof folder->tests, "%s/tests.tsv", folder->path);
    write_file(folder->article, article);
    if (tests != NULL) {
        write_file(folder->tests, tests);
    }
}

static void remove_folder(const struct folder *folder)
{
    (void)unlink(folder->tests);
    assert_int_equal(unlink(folder->article) + rmdir(folder->path), 0);
}

static const char library[] =
    "---\ndisclaimer: None.\nreview_by: 2026-11-30\n---\n"
    "## When does the library open? {#opening}\n- also: opening hours\n\nAt nine.\n\n"
    "## How long may I keep a book? {#lending}\n\nFour weeks.\n";

static void a_good_knowledge_is_counted_and_not_reported(void **state)
{
    (void)state;
    struct folder folder;
    struct findings findings = {.count = 0};
    struct faqbot_check_result result;
    struct faqbot_fault fault;
    make_folder(
        &folder, library,
        "\xef\xbb\xbf# one\r\n\r\nat what hour does the library open\topening, lending\r\nbanana\t-\tx\r\n");
    const struct faqbot_check_options options = {
        .knowledge = folder.path, .today = "2026-11-30", .report = take, .report_user = &findings};
    assert_int_equal(faqbot_check(&options, &result, &fault), FAQBOT_OK);
    assert_int_equal(findings.count, 0);
    assert_int_equal(result.entries, 2);
    assert_int_equal(result.phrasings, 3);
    assert_int_equal(result.tests, 2);
    assert_int_equal(result.failed_tests + result.warnings + result.errors, 0);
    remove_folder(&folder);
}

static void findings_come_in_order_and_are_counted(void **state)
{
    (void)state;
    static const struct {
        unsigned line;
        enum faqbot_severity severity;
        const char *rule;
    } expected[] = {{3, FAQBOT_WARNING, "review-overdue"},
                    {1, FAQBOT_ERROR, "failed-test"},
                    {2, FAQBOT_ERROR, "unknown-id"},
                    {2, FAQBOT_ERROR, "failed-test"},
                    {3, FAQBOT_ERROR, "broken-test"}};
    struct folder folder;
    struct findings findings = {.count = 0};
    struct faqbot_check_result result;
    struct faqbot_fault fault;
    make_folder(&folder, library, "opening hours\tlending\nopening hours\tnobody\nopening hours\n");
    const struct faqbot_check_options options = {
        .knowledge = folder.path, .today = "2027-01-01", .report = take, .report_user = &findings};
    assert_int_equal(faqbot_check(&options, &result, &fault), FAQBOT_OK);
    assert_int_equal(findings.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < findings.count; i++) {
        assert_int_equal(findings.list[i].line, expected[i].line);
        assert_int_equal(findings.list[i].severity, expected[i].severity);
        assert_string_equal(findings.list[i].rule, expected[i].rule);
        assert_string_equal(findings.list[i].path, i == 0 ? folder.article : folder.tests);
    }
    assert_int_equal(result.warnings, 1);
    assert_int_equal(result.errors, 4);
    assert_int_equal(result.tests, 2);
    assert_int_equal(result.failed_tests, 2);
    remove_folder(&folder);
}

/* The first is as like the phrasing as the line: the bot answers it. The others are asked too, and not counted. */
static void what_is_never_answered_is_asked(void **state)
{
    (void)state;
    static const char article[] =
        "---\ndisclaimer: None.\n---\n"
        "## When does the library open? {#opening}\n- also: opening hours library\n"
        "- not: library hours opening\n- not: who opens a bank account\n\nAt nine.\n\n"
        "## How long may I keep a book? {#lending}\n- not: opening hours library\n\n"
        "Four weeks.\n";
    struct folder folder;
    struct findings findings = {.count = 0};
    struct faqbot_check_result result;
    struct faqbot_fault fault;
    make_folder(&folder, article, NULL);
    const struct faqbot_check_options options = {
        .knowledge = folder.path, .report = take, .report_user = &findings};
    assert_int_equal(faqbot_check(&options, &result, &fault), FAQBOT_OK);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.list[0].line, 4);
    assert_int_equal(findings.list[0].severity, FAQBOT_ERROR);
    assert_string_equal(findings.list[0].rule, "answered-anyway");
    assert_int_equal(result.phrasings, 3);
    remove_folder(&folder);
}

static void nobody_need_listen_and_no_day_need_be_known(void **state)
{
    (void)state;
    struct folder folder;
    struct faqbot_check_result result;
    struct faqbot_fault fault;
    make_folder(&folder, library, "opening hours\tlending\n");
    assert_int_equal(faqbot_check(&(struct faqbot_check_options){.knowledge = folder.path}, &result, &fault),
                     FAQBOT_OK);
    assert_int_equal(result.warnings, 0);
    assert_int_equal(result.errors, 1);
    remove_folder(&folder);
}

static void the_tests_are_those_of_a_folder(void **state)
{
    (void)state;
    struct folder folder;
    struct faqbot_check_result result;
    struct faqbot_fault fault;
    make_folder(&folder, library, "opening hours\tlending\n");
    assert_int_equal(
        faqbot_check(&(struct faqbot_check_options){.knowledge = folder.article}, &result, &fault),
        FAQBOT_OK);
    assert_int_equal(result.phrasings, 3);
    assert_int_equal(result.tests + result.errors, 0);
    remove_folder(&folder);
}

static void what_cannot_be_checked_is_told(void **state)
{
    (void)state;
    static const struct {
        struct faqbot_check_options options;
        enum faqbot_status status;
    } cases[] = {{{.knowledge = "/nowhere"}, FAQBOT_NOT_FOUND},
                 {{.knowledge = "/dev/null"}, FAQBOT_INVALID},
                 {{.knowledge = "/nowhere", .today = "2026-02-29"}, FAQBOT_INVALID},
                 {{.knowledge = "/nowhere", .today = ""}, FAQBOT_INVALID}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct faqbot_check_result result = {.entries = 7};
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        assert_int_equal(faqbot_check(&cases[i].options, &result, &fault), cases[i].status);
        assert_int_equal(result.entries, 7);
        assert_int_equal(fault.status, cases[i].status);
        assert_true(strlen(fault.sentence) > 0);
    }
}

int test_tools_check(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_knowledge_is_counted_and_not_reported),
        cmocka_unit_test(findings_come_in_order_and_are_counted),
        cmocka_unit_test(what_is_never_answered_is_asked),
        cmocka_unit_test(nobody_need_listen_and_no_day_need_be_known),
        cmocka_unit_test(the_tests_are_those_of_a_folder),
        cmocka_unit_test(what_cannot_be_checked_is_told),
    };
    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
