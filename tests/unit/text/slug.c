/* tests/unit/text/slug.c - headings and the ids that they end in. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "text/text.h"
#include "util/util.h"

static void letters_and_digits_are_kept_and_joined(void **state)
{
    static const struct {
        const char *heading;
        size_t most;
        const char *slug;
    } table[] = {
        {"", 80, ""},
        {"?! -", 80, ""},
        {"What's new, Zo\xc3\xab?", 80, "what-s-new-zoe"},
        {"  A  B  ", 80, "a-b"},
        {"C++ 11", 80, "c-11"},
        {"STRASSE Stra\xc3\x9f"
         "e",
         80, "strasse-strasse"},
        {"\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0", 80,
         "\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0"},
        {"\xe6\x9d\xb1\xe4\xba\xac", 80, "\xe6\x9d\xb1\xe4\xba\xac"},
        {"\xed\x95\x9c\xea\xb8\x80", 80, "\xed\x95\x9c\xea\xb8\x80"}, /* Hangul stays composed */
        {"\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\xa8\xe0\xa5\x8d\xe0\xa4\xa6\xe0\xa5\x80", 80,
         "\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\xa8\xe0\xa5\x8d\xe0\xa4\xa6\xe0\xa5\x80"}, /* vowel signs stay */
        {"\xef\xbc\xa1\xef\xbc\xa2", 80, "ab"},                                       /* full width */
        {"one two three", 9, "one-two"},
        {"one two three", 7, "one-two"},
        {"one two three", 8, "one-two"},
        {"abcdefghij", 4, "abcd"},
        {"\xe6\x9d\xb1\xe4\xba\xac", 4, "\xe6\x9d\xb1"},
        {"\xe6\x9d\xb1", 2, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct buffer slug;
        buffer_init(&slug, 4096);
        buffer_add_text(&slug, "x/");
        slug_add(view_of(table[i].heading), table[i].most, &slug);
        buffer_add_byte(&slug, '\0');
        assert_string_equal(slug.bytes + 2, table[i].slug);
        buffer_release(&slug);
    }
}

static void a_slug_of_a_slug_is_itself(void **state)
{
    static const char *const headings[] = {"\xc4\xb0stanbul", "\xef\xac\x81ne \xe2\x84\xa2",
                                           "\xce\xa3\xce\xb1\xcf\x82", "a\xcc\x81\xe0\xb8\x81\xe0\xb8\xb3"};
    (void)state;
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++) {
        struct buffer first;
        struct buffer second;
        buffer_init(&first, 4096);
        buffer_init(&second, 4096);
        slug_add(view_of(headings[i]), 80, &first);
        slug_add(buffer_view(&first), 80, &second);
        assert_true(first.size > 0 && utf8_is_valid(buffer_view(&first)));
        assert_true(view_equals(buffer_view(&first), buffer_view(&second)));
        buffer_release(&first);
        buffer_release(&second);
    }
}

int test_text_slug(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_and_digits_are_kept_and_joined),
        cmocka_unit_test(a_slug_of_a_slug_is_itself),
    };
    return cmocka_run_group_tests_name("slug", tests, NULL, NULL);
}
