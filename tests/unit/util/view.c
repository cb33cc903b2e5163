/* tests/unit/util/view.c - what can be asked of borrowed bytes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "util/util.h"

/* ==== Views ========================================================================================== */

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void a_slice_is_cut_to_what_there_is(void **state)
{
    (void)state;
    static const struct {
        size_t start, size;
        const char *slice;
        size_t at; /* where the slice's pointer is */
    } cases[] = {
        {0, 5, "abcde", 0}, {0, 0, "", 0}, {1, 3, "bcd", 1},        {4, 9, "e", 4},
        {5, 1, "", 5},      {9, 9, "", 5}, {2, SIZE_MAX, "cde", 2},
    };
    struct faqbot_view view = view_of("abcde");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct faqbot_view slice = view_slice(view, cases[i].start, cases[i].size);
        assert_true(view_equals_text(slice, cases[i].slice));
        assert_ptr_equal(slice.bytes, view.bytes + cases[i].at);
    }
    assert_true(view_is_empty(view_slice((struct faqbot_view){0}, 3, 3)));
}

static void a_trim_takes_white_space_off_both_ends(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a", "a"}, {"  a b\t\r\n", "a b"}, {" \v\f ", ""}, {"", ""}, {"\xc2\xa0x", "\xc2\xa0x"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(view_equals_text(view_trim(view_of(cases[i][0])), cases[i][1]));
    }
}

static void order_is_of_unsigned_bytes_and_the_shorter_comes_first(void **state)
{
    (void)state;
    static const char *const rising[] = {"", "a", "aa", "ab", "b", "\xc3\xa9", "\xff"};
    for (size_t i = 0; i < COUNT(rising); i++) {
        for (size_t j = 0; j < COUNT(rising); j++) {
            int order = view_compare(view_of(rising[i]), view_of(rising[j]));
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
            assert_int_equal(view_equals(view_of(rising[i]), view_of(rising[j])), i == j);
        }
    }
}

static void a_beginning_and_an_end_are_told(void **state)
{
    (void)state;
    assert_true(view_starts_with(view_of("knowledge.md"), "know"));
    assert_true(view_starts_with(view_of("a"), ""));
    assert_false(view_starts_with(view_of("kno"), "know"));
    assert_true(view_ends_with(view_of("knowledge.md"), ".md"));
    assert_true(view_ends_with(view_of(""), ""));
    assert_false(view_ends_with(view_of("md"), ".md"));
    assert_false(view_ends_with(view_of("a.mdx"), ".md"));
}

static void a_byte_is_found_where_it_first_stands(void **state)
{
    (void)state;
    assert_int_equal(view_find(view_of("abcb"), 'b'), 1);
    assert_int_equal(view_find(view_of("abcb"), 'x'), 4);
    assert_int_equal(view_find((struct faqbot_view){0}, 'x'), 0);
    assert_int_equal(view_find(view_make("a\0b", 3), 'b'), 2);
}

static void lines_end_with_a_line_feed_or_with_the_text(void **state)
{
    (void)state;
    struct faqbot_view rest = view_of("one\r\n\ntwo\rthree\nlast");
    static const char *const lines[] = {"one", "", "two\rthree", "last"};
    struct faqbot_view line;
    for (size_t i = 0; i < COUNT(lines); i++) {
        assert_true(view_next_line(&rest, &line));
        assert_true(view_equals_text(line, lines[i]));
    }
    assert_false(view_next_line(&rest, &line));
    rest = view_of("one\n");
    assert_true(view_next_line(&rest, &line));
    assert_false(view_next_line(&rest, &line));
}

static void a_hash_is_fnv_1a_and_can_be_chained(void **state)
{
    (void)state;
    assert_true(view_hash(VIEW_HASH_SEED, view_of("")) == UINT64_C(0xcbf29ce484222325));
    assert_true(view_hash(VIEW_HASH_SEED, view_of("a")) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(view_hash(view_hash(VIEW_HASH_SEED, view_of("foo")), view_of("bar")) ==
                UINT64_C(0x85944171f73967e8));
}

static int run_view(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slice_is_cut_to_what_there_is),
        cmocka_unit_test(a_trim_takes_white_space_off_both_ends),
        cmocka_unit_test(order_is_of_unsigned_bytes_and_the_shorter_comes_first),
        cmocka_unit_test(a_beginning_and_an_end_are_told),
        cmocka_unit_test(a_byte_is_found_where_it_first_stands),
        cmocka_unit_test(lines_end_with_a_line_feed_or_with_the_text),
        cmocka_unit_test(a_hash_is_fnv_1a_and_can_be_chained),
    };
    return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}

/* ==== ASCII, as formats mean it; `make test-locale` runs it in Turkish =============================== */

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

static void a_percent_sign_and_two_digits_are_a_byte(void **state)
{
    static const struct {
        const char *text;
        int byte;
    } table[] = {{"%00", 0}, {"%41", 'A'}, {"%c3%A9", 0xc3}, {"%fFx", 0xff}, {"", -1},     {"%", -1},
                 {"%4", -1}, {"%4g", -1},  {"%g4", -1},      {"%%41", -1},   {"4141", -1}, {"%-1", -1}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(ascii_percent_byte(view_of(table[i].text)), table[i].byte);
    }
    assert_int_equal(ascii_percent_byte((struct faqbot_view){"%41", 2}), -1);
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

static int run_ascii(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_is_in_its_classes_and_no_other),
        cmocka_unit_test(only_letters_have_a_case),
        cmocka_unit_test(texts_compare_without_case_up_to_a_bound),
        cmocka_unit_test(a_percent_sign_and_two_digits_are_a_byte),
        cmocka_unit_test(equal_texts_are_of_one_size),
    };
    return cmocka_run_group_tests_name("ascii", tests, NULL, NULL);
}

int test_util_view(void)
{
    return run_view() + run_ascii();
}
