/* unit/base/ascii.c - letters, digits and white space as formats mean them; `make test-locale` runs it in Turkish. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/ascii.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char smalls[] = "abcdefghijklmnopqrstuvwxyz";

static bool is_one_of(const char *list, int byte)
{
    return byte != '\0' && strchr(list, byte) != NULL;
}

static void every_byte_is_in_its_classes_and_no_other(void **state)
{
    (void)state;
    for (int i = 0; i < 256; i++) {
        char byte = (char)i;
        bool digit = i < 128 && is_one_of("0123456789", i);
        bool upper = i < 128 && is_one_of(capitals, i);
        bool lower = i < 128 && is_one_of(smalls, i);
        assert_int_equal(ascii_is_digit(byte), digit);
        assert_int_equal(ascii_is_upper(byte), upper);
        assert_int_equal(ascii_is_lower(byte), lower);
        assert_int_equal(ascii_is_alpha(byte), upper || lower);
        assert_int_equal(ascii_is_alnum(byte), upper || lower || digit);
        assert_int_equal(ascii_is_xdigit(byte), digit || (i < 128 && is_one_of("abcdefABCDEF", i)));
        assert_int_equal(ascii_is_space(byte), i < 128 && is_one_of(" \t\n\v\f\r", i));
    }
}

static void only_letters_have_a_case(void **state)
{
    (void)state;
    for (int i = 0; i < 256; i++) {
        char byte = (char)i;
        const char *capital = i > 0 && i < 128 ? strchr(capitals, i) : NULL;
        const char *small = i > 0 && i < 128 ? strchr(smalls, i) : NULL;
        assert_int_equal(ascii_lower(byte), capital != NULL ? smalls[capital - capitals] : byte);
        assert_int_equal(ascii_upper(byte), small != NULL ? capitals[small - smalls] : byte);
    }
}

static void texts_compare_without_case_up_to_a_bound(void **state)
{
    (void)state;
    static const struct {
        const char *left, *right;
        size_t bound;
        int order;
    } rows[] = {
        {"Connection", "cONNECTION", 10, 0},
        {"ID", "id", 2, 0},
        {"idea", "IDLE", 2, 0},
        {"idea", "IDLE", 3, -1},
        {"b", "A", 1, 1},
        {"a", "ab", 2, -1},
        {"ab", "a", 9, 1},
        {"same", "SAME", 9, 0},
        {"x", "y", 0, 0},
        {"\xc4\xb0", "i", 1, 1},
        {"_", "a", 1, -1},
        {"_", "A", 1, -1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int order = ascii_compare(rows[i].left, rows[i].right, rows[i].bound);
        assert_int_equal((order > 0) - (order < 0), rows[i].order);
    }
}

static void equal_texts_are_of_one_size(void **state)
{
    (void)state;
    const struct faqbot_view title = {"TITLE", 5};
    assert_true(ascii_equals(title, (struct faqbot_view){"title", 5}));
    assert_false(ascii_equals(title, (struct faqbot_view){"titles", 6}));
    assert_false(ascii_equals(title, (struct faqbot_view){"tit\0e", 5}));
    assert_true(ascii_equals((struct faqbot_view){NULL, 0}, (struct faqbot_view){"", 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_is_in_its_classes_and_no_other),
        cmocka_unit_test(only_letters_have_a_case),
        cmocka_unit_test(texts_compare_without_case_up_to_a_bound),
        cmocka_unit_test(equal_texts_are_of_one_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
