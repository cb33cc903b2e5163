/* tests/unit/util/fault.c - filling a fault, and the words for a status. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "util/util.h"

static void every_status_has_words_of_its_own(void **state)
{
    (void)state;
    for (int i = FAQBOT_OK; i <= FAQBOT_UNAVAILABLE; i++) {
        const char *text = faqbot_status_text((enum faqbot_status)i);
        assert_true(strlen(text) > 0);
        assert_string_not_equal(text, faqbot_status_text((enum faqbot_status)99));
        for (int j = FAQBOT_OK; j < i; j++) {
            assert_string_not_equal(text, faqbot_status_text((enum faqbot_status)j));
        }
    }
}

static void a_fault_is_filled_and_its_status_given_back(void **state)
{
    (void)state;
    struct faqbot_fault fault;
    memset(&fault, 0xff, sizeof fault);
    assert_int_equal(
        fault_set(&fault, FAQBOT_IO, "a.md", 3, "no %s in %.*s", "end", VIEW_ARGS(view_of("sight"))),
        FAQBOT_IO);
    assert_int_equal(fault.status, FAQBOT_IO);
    assert_int_equal(fault.severity, FAQBOT_ERROR);
    assert_int_equal(fault.line, 3);
    assert_string_equal(fault.path, "a.md");
    assert_string_equal(fault.rule, "");
    assert_string_equal(fault.sentence, "no end in sight");
    assert_int_equal(fault_set(NULL, FAQBOT_LIMIT, NULL, 0, "unheard"), FAQBOT_LIMIT);
    fault_set(&fault, FAQBOT_IO, NULL, 0, "%.*s", VIEW_ARGS(((struct faqbot_view){0})));
    assert_string_equal(fault.path, "");
    assert_string_equal(fault.sentence, "");
}

/* Every length in turn, so that each place of a cut within a character comes up. */
static void what_is_cut_is_cut_between_characters(void **state)
{
    (void)state;
    char text[4 * 600 + 1];
    for (size_t lead = 0; lead < 8; lead++) {
        struct faqbot_fault fault;
        memset(text, 'x', lead);
        for (size_t i = lead; i + 4 < sizeof text; i += 4) {
            memcpy(text + i, "\xf0\x9f\x8d\x8b", 5);
        }
        fault_set(&fault, FAQBOT_IO, text, 1, "%s", text);
        assert_true(utf8_is_valid(view_of(fault.sentence)) && strlen(fault.sentence) > 370);
        assert_true(utf8_is_valid(view_of(fault.path)) && strlen(fault.path) > 1010);
        fault_set(&fault, FAQBOT_IO, NULL, 1, "[%.*s]", VIEW_ARGS(view_of(text)));
        assert_true(utf8_is_valid(view_of(fault.sentence)));
        assert_non_null(strchr(fault.sentence, ']'));
    }
}

struct told {
    int count;
    struct faqbot_fault last;
};

static void tell(void *user, const struct faqbot_fault *fault)
{
    struct told *told = user;
    told->count++;
    told->last = *fault;
}

static void reports_are_told_and_counted(void **state)
{
    (void)state;
    struct told told = {0};
    struct fault_reporter reporter = {.report = tell, .user = &told};
    fault_report(&reporter, FAQBOT_WARNING, "a-rule", "a.md", 7, "%d", 42);
    assert_int_equal(told.last.severity, FAQBOT_WARNING);
    assert_int_equal(told.last.line, 7);
    assert_string_equal(told.last.rule, "a-rule");
    assert_string_equal(told.last.sentence, "42");
    fault_report(&reporter, FAQBOT_ERROR, "a-rule", "a.md", 8, "again");
    reporter.report = NULL;
    fault_report(&reporter, FAQBOT_ERROR, "a-rule", "a.md", 9, "unheard");
    assert_int_equal(told.count, 2);
    assert_int_equal(reporter.warnings, 1);
    assert_int_equal(reporter.errors, 2);
}

int test_util_fault(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_words_of_its_own),
        cmocka_unit_test(a_fault_is_filled_and_its_status_given_back),
        cmocka_unit_test(what_is_cut_is_cut_between_characters),
        cmocka_unit_test(reports_are_told_and_counted),
    };
    return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
