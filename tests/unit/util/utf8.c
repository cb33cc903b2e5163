/* tests/unit/util/utf8.c - code points: validity, counting, stepping. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "util/util.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void only_well_formed_bytes_are_valid(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {"", true},
        {"plain", true},
        {"\xc3\xa9", true},
        {"\xe4\xb8\xad", true},
        {"\xf0\x9f\x8d\x8b", true},
        {"\xef\xbf\xbf", true},
        {"\xf4\x8f\xbf\xbf", true},  /* U+10FFFF */
        {"\xf4\x90\x80\x80", false}, /* beyond */
        {"\xed\xa0\x80", false},     /* a surrogate */
        {"\xc0\xaf", false},         /* an overlong slash */
        {"\xe0\x80\xaf", false},
        {"\xf0\x80\x80\xaf", false},
        {"\x80", false},  /* a continuation alone */
        {"a\xc3", false}, /* cut short */
        {"\xe4\xb8", false},
        {"\xf0\x9f\x8d", false},
        {"\xc3(", false},
        {"\xff", false},
        {"\xfe\xff", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(utf8_is_valid(view_of(cases[i].text)), cases[i].valid);
    }
    assert_true(utf8_is_valid(view_make("a\0b", 3)));
    assert_true(utf8_is_valid((struct faqbot_view){0}));
}

static void code_points_are_counted_cut_and_stepped_through(void **state)
{
    (void)state;
    struct faqbot_view text = view_of("a\xc3\xa9\xe4\xb8\xad\xf0\x9f\x8d\x8b!");
    static const uint32_t characters[] = {'a', 0xe9, 0x4e2d, 0x1f34b, '!'};
    static const size_t sizes[] = {0, 1, 3, 6, 10, 11, 11};
    assert_int_equal(utf8_length(text), 5);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        assert_int_equal(utf8_first(text, i).size, sizes[i]);
    }
    uint32_t character;
    for (size_t i = 0; i < COUNT(characters); i++) {
        assert_true(utf8_next(&text, &character));
        assert_int_equal(character, characters[i]);
    }
    assert_false(utf8_next(&text, &character));
    assert_int_equal(utf8_length((struct faqbot_view){0}), 0);
}

int test_util_utf8(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_well_formed_bytes_are_valid),
        cmocka_unit_test(code_points_are_counted_cut_and_stepped_through),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
