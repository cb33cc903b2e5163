/* unit/net/words.c - words, numbers, schemes and lists, as headers and options have them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/net.h"

static void a_word_is_the_same_in_either_case(void **state)
{
    (void)state;
    assert_true(word_equals(view_of("Keep-Alive"), "keep-alive"));
    assert_false(word_equals(view_of("keep-alive "), "keep-alive"));
    assert_false(word_equals(view_of(NULL), "keep-alive"));
}

static void a_number_is_digits_within_its_bound(void **state)
{
    static const struct {
        const char *text;
        unsigned most;
        bool is_read;
        unsigned number;
    } rows[] = {
        {"0", 0, true, 0},          {"7", 6, false, 0},
        {"007", 7, true, 7},        {"65535", 65535, true, 65535},
        {"65536", 65535, false, 0}, {"4294967295", 4294967295, true, 4294967295},
        {"", 9, false, 0},          {"4294967296", 4294967295, false, 0},
        {"+1", 9, false, 0},        {" 1", 9, false, 0},
        {"1 ", 9, false, 0},        {"99999999999999999999", 4294967295, false, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned number;
        assert_int_equal(digits_read(view_of(rows[i].text), rows[i].most, &number), rows[i].is_read);
        assert_true(!rows[i].is_read || number == rows[i].number);
    }
}

static void a_scheme_is_taken_off_only_what_follows_it(void **state)
{
    bool is_secure = true;
    (void)state;
    struct faqbot_view text = view_of("HTTP://name");
    assert_true(scheme_take(&text, &is_secure) && !is_secure && view_equals_text(text, "name"));
    text = view_of("https://name:1");
    assert_true(scheme_take(&text, &is_secure) && is_secure && view_equals_text(text, "name:1"));
    text = view_of("https://");
    assert_false(scheme_take(&text, &is_secure));
    text = view_of("ftp://name");
    assert_false(scheme_take(&text, &is_secure));
    assert_true(view_equals_text(text, "ftp://name"));
}

static void a_text_is_split_at_the_first_separator(void **state)
{
    struct faqbot_view text = view_of("a\r\nb\r\n");
    struct faqbot_view front = view_of("untouched");
    (void)state;
    assert_true(text_split(&text, "\r\n", &front) && view_equals_text(front, "a"));
    assert_true(text_split(&text, "\r\n", &front) && view_equals_text(front, "b"));
    assert_int_equal(text.size, 0);
    assert_false(text_split(&text, "\r\n", &front));
    assert_true(view_equals_text(front, "b"));
    text = view_of(NULL);
    assert_false(text_split(&text, ",", &front));
}

static void a_list_has_each_member_without_its_spaces(void **state)
{
    static const char *const members[] = {"a", "b c", "", "d", ""};
    struct faqbot_view list = view_of(" a,\tb c , ,d,");
    struct faqbot_view member;
    (void)state;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        assert_true(list_take(&list, &member));
        assert_true(view_equals_text(member, members[i]));
    }
    assert_false(list_take(&list, &member));
    list = view_of("");
    assert_true(list_take(&list, &member) && member.size == 0);
    assert_false(list_take(&list, &member));
    list = view_of(NULL); /* a header that did not come */
    assert_false(list_take(&list, &member));
}

static void an_option_is_blamed_by_its_name_and_value(void **state)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK, .path = "before"};
    (void)state;
    fault_option(&fault, "origin", 2, "'%s' is not an origin", "x");
    assert_int_equal(fault.status, FAQBOT_INVALID);
    assert_int_equal(fault.line, 2);
    assert_string_equal(fault.rule, "origin");
    assert_string_equal(fault.path, "");
    assert_string_equal(fault.sentence, "'x' is not an origin");
}

int test_net_words(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_the_same_in_either_case),
        cmocka_unit_test(a_number_is_digits_within_its_bound),
        cmocka_unit_test(a_scheme_is_taken_off_only_what_follows_it),
        cmocka_unit_test(a_text_is_split_at_the_first_separator),
        cmocka_unit_test(a_list_has_each_member_without_its_spaces),
        cmocka_unit_test(an_option_is_blamed_by_its_name_and_value),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
