/* tests/unit/util/json_writer.c - what is written, byte for byte. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "util/util.h"

static void assert_written(struct buffer *out, const char *expected)
{
    buffer_add_byte(out, '\0');
    assert_false(out->failed);
    assert_string_equal(out->bytes, expected);
    buffer_release(out);
}

static struct buffer new_buffer(void)
{
    struct buffer out;
    buffer_init(&out, 4096);
    return out;
}

static void commas_stand_between_values_and_nowhere_else(void **state)
{
    (void)state;
    struct buffer out = new_buffer();
    struct json_writer writer = json_writer_make(&out);
    json_writer_open_object(&writer, NULL);
    json_writer_open_array(&writer, "empty");
    json_writer_close_array(&writer);
    json_writer_open_array(&writer, "two");
    json_writer_add_bool(&writer, NULL, true);
    json_writer_open_object(&writer, NULL);
    json_writer_close_object(&writer);
    json_writer_close_array(&writer);
    json_writer_add_null(&writer, "none");
    json_writer_add_bool(&writer, "no", false);
    json_writer_close_object(&writer);
    assert_written(&out, "{\"empty\":[],\"two\":[true,{}],\"none\":null,\"no\":false}");
}

static void strings_are_escaped_where_they_must_be(void **state)
{
    static const struct {
        const char *text;
        const char *written;
    } table[] = {
        {"", "\"\""},
        {"plain", "\"plain\""},
        {"\"\\/", "\"\\\"\\\\/\""},
        {"\b\f\n\r\t\x01\x1f\x7f", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\""},
        {"</script>", "\"\\u003c/script>\""},
        {"\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xa7", "\"\\u2028\\u2029\xe2\x80\xa7\""},
        {"\xc3\xa9\xf0\x9f\x98\x80", "\"\xc3\xa9\xf0\x9f\x98\x80\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct buffer out = new_buffer();
        struct json_writer writer = json_writer_make(&out);
        json_writer_add_text(&writer, NULL, table[i].text);
        assert_written(&out, table[i].written);
    }
}

static void numbers_have_four_decimals_at_most(void **state)
{
    static const struct {
        double number;
        const char *written;
    } table[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-1, "-1"},
        {0.5, "0.5"},
        {0.93, "0.93"},
        {0.1234499, "0.1234"},
        {0.12345678, "0.1235"},
        {0.00004, "0"},
        {-0.00004, "0"},
        {-0.0001, "-0.0001"},
        {0.99999, "1"},
        {12.0305, "12.0305"},
        {1e14, "100000000000000"},
        {1e15, "null"},
        {-1e300, "null"},
        {123456789012345.678, "123456789012345.6719"},
        {1.00005, "1.0001"},
        {-2.99999, "-3"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct buffer out = new_buffer();
        struct json_writer writer = json_writer_make(&out);
        json_writer_add_number(&writer, NULL, table[i].number);
        assert_written(&out, table[i].written);
    }
}

static void a_front_that_fits_takes_what_it_says(void **state)
{
    static const struct {
        const char *text;
        size_t bytes;
        size_t size;
    } table[] = {
        {"", 0, 0},
        {"abc", 0, 0},
        {"abc", 2, 2},
        {"abc", 3, 3},
        {"abc", 9, 3},
        {"\"a", 1, 0},
        {"\"a", 2, 1},
        {"<a", 5, 0},
        {"<a", 6, 1},
        {"\xc3\xa9x", 1, 0},
        {"\xc3\xa9x", 2, 2},
        {"\xf0\x9f\x98\x80x", 4, 4},
        {"a\xe2\x80\xa8", 6, 1},
        {"a\xe2\x80\xa8", 7, 4},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(json_writer_fit(view_of(table[i].text), table[i].bytes).size, table[i].size);
    }
}

static void a_number_that_is_not_finite_is_null(void **state)
{
    (void)state;
    struct buffer out = new_buffer();
    struct json_writer writer = json_writer_make(&out);
    json_writer_open_array(&writer, NULL);
    json_writer_add_number(&writer, NULL, (double)NAN);
    json_writer_add_number(&writer, NULL, (double)INFINITY);
    json_writer_close_array(&writer);
    assert_written(&out, "[null,null]");
}

static void integers_reach_both_ends(void **state)
{
    (void)state;
    struct buffer out = new_buffer();
    struct json_writer writer = json_writer_make(&out);
    json_writer_open_array(&writer, NULL);
    json_writer_add_integer(&writer, NULL, 0);
    json_writer_add_integer(&writer, NULL, INT64_MAX);
    json_writer_add_integer(&writer, NULL, INT64_MIN);
    json_writer_close_array(&writer);
    assert_written(&out, "[0,9223372036854775807,-9223372036854775808]");
}

static void what_is_json_already_is_written_as_it_stands(void **state)
{
    (void)state;
    struct buffer out = new_buffer();
    struct json_writer writer = json_writer_make(&out);
    json_writer_open_object(&writer, NULL);
    json_writer_add_json(&writer, "a", view_of("{\"b\":1e2}"));
    json_writer_add_json(&writer, "c", view_of("\"<\""));
    json_writer_close_object(&writer);
    assert_written(&out, "{\"a\":{\"b\":1e2},\"c\":\"<\"}");
}

static void a_full_buffer_is_told_at_the_end(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 8);
    struct json_writer writer = json_writer_make(&out);
    json_writer_open_array(&writer, NULL);
    json_writer_add_text(&writer, NULL, "much too long for it");
    json_writer_close_array(&writer);
    assert_true(out.failed);
    assert_true(out.size <= 8);
    buffer_release(&out);
}

int test_util_json_writer(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_stand_between_values_and_nowhere_else),
        cmocka_unit_test(strings_are_escaped_where_they_must_be),
        cmocka_unit_test(numbers_have_four_decimals_at_most),
        cmocka_unit_test(a_front_that_fits_takes_what_it_says),
        cmocka_unit_test(a_number_that_is_not_finite_is_null),
        cmocka_unit_test(integers_reach_both_ends),
        cmocka_unit_test(what_is_json_already_is_written_as_it_stands),
        cmocka_unit_test(a_full_buffer_is_told_at_the_end),
    };
    return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
