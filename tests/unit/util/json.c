/* tests/unit/util/json.c - what the reader takes, what it refuses and in which words. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "util/util.h"

static void texts_of_the_grammar_are_taken(void **state)
{
    static const char *const table[] = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-0.0",
        "10",
        "1.5",
        "1e5",
        "1E+5",
        "1e-5",
        "0.0001",
        "1e-400",
        "\"\"",
        "\"a\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u00e9\\uD83D\\uDE00\"",
        "\"\xc3\xa9\xf0\x9f\x98\x80\x7f\"",
        "[]",
        "{}",
        "[ ]",
        "{ }",
        " \t\r\n[1 , 2]\n",
        "[[],[[]],{}]",
        "{\"a\":{\"a\":1},\"A\":2,\"\":3}",
        "123456789012345678901234567890123456789012345678",
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct json *document = NULL;
        const char *complaint = "no complaint";
        if (json_parse(view_of(table[i]), &document, &complaint) != FAQBOT_OK) {
            fail_msg("%s: %s", table[i], complaint);
        }
        json_free(document);
    }
}

#define BYTES(literal)                                                                                       \
    {                                                                                                        \
        literal, sizeof literal - 1                                                                          \
    }

static void everything_else_is_refused_with_a_reason(void **state)
{
    static const struct {
        struct faqbot_view text;
        const char *complaint;
    } table[] = {
        {BYTES(""), "there is nothing in it"},
        {{NULL, 0}, "there is nothing in it"},
        {BYTES(" \n"), "there is nothing in it"},
        {BYTES("tru"), "something stands where a value must be"},
        {BYTES("True"), "something stands where a value must be"},
        {BYTES("NaN"), "something stands where a value must be"},
        {BYTES("+1"), "something stands where a value must be"},
        {BYTES(".5"), "something stands where a value must be"},
        {BYTES("'a'"), "something stands where a value must be"},
        {BYTES("[1,]"), "something stands where a value must be"},
        {BYTES("[,1]"), "something stands where a value must be"},
        {BYTES("{\"a\":}"), "something stands where a value must be"},
        {BYTES("\xef\xbb\xbf{}"), "something stands where a value must be"},
        {BYTES("\v1"), "something stands where a value must be"},
        {BYTES("\0"), "something stands where a value must be"},
        {BYTES("/* */ 1"), "something stands where a value must be"},
        {BYTES("["), "something stands where a value must be"},
        {BYTES("[1"), "a comma or a closing bracket is missing"},
        {BYTES("[1}"), "a comma or a closing bracket is missing"},
        {BYTES("[1 2]"), "a comma or a closing bracket is missing"},
        {BYTES("[1\0]"), "a comma or a closing bracket is missing"},
        {BYTES("{\"a\":1"), "a comma or a closing bracket is missing"},
        {BYTES("[0x1]"), "a comma or a closing bracket is missing"},
        {BYTES("{"), "a key is missing"},
        {BYTES("{a:1}"), "a key is missing"},
        {BYTES("{1:1}"), "a key is missing"},
        {BYTES("{\"a\":1,}"), "a key is missing"},
        {BYTES("{\"a\"}"), "a colon is missing behind a key"},
        {BYTES("{\"a\",1}"), "a colon is missing behind a key"},
        {BYTES("1 2"), "something follows the value"},
        {BYTES("{}x"), "something follows the value"},
        {BYTES("{}\0"), "something follows the value"},
        {BYTES("nullnull"), "something follows the value"},
        {BYTES("01"), "a number starts with a zero too many"},
        {BYTES("-00"), "a number starts with a zero too many"},
        {BYTES("-"), "a number has no digit where one must be"},
        {BYTES("-a"), "a number has no digit where one must be"},
        {BYTES("1."), "a number has no digit where one must be"},
        {BYTES("-.5"), "a number has no digit where one must be"},
        {BYTES("1e"), "a number has no digit where one must be"},
        {BYTES("1e+-5"), "a number has no digit where one must be"},
        {BYTES("1234567890123456789012345678901234567890123456789"), "a number is too long"},
        {BYTES("[1e400]"), "a number is out of range"},
        {BYTES("{\"a\":[-1e400]}"), "a number is out of range"},
        {BYTES("\"a"), "a string does not end"},
        {BYTES("\""), "a string does not end"},
        {BYTES("\"\\\""), "a string does not end"},
        {BYTES("\"\\"), "a backslash is followed by something it cannot escape"},
        {BYTES("\"\\x\""), "a backslash is followed by something it cannot escape"},
        {BYTES("\"\\\0\""), "a backslash is followed by something it cannot escape"},
        {BYTES("\"a\tb\""), "a control character stands in a string"},
        {BYTES("\"a\nb\""), "a control character stands in a string"},
        {BYTES("\"a\0b\""), "a control character stands in a string"},
        {BYTES("{\"a\x1f\":1}"), "a control character stands in a string"},
        {BYTES("\"\\u12\""), "\\u is not followed by four hexadecimal digits"},
        {BYTES("\"\\u12g4\""), "\\u is not followed by four hexadecimal digits"},
        {BYTES("\"\\u"), "\\u is not followed by four hexadecimal digits"},
        {BYTES("\"\\ud83d\\u12\""), "\\u is not followed by four hexadecimal digits"},
        {BYTES("\"\\u0000\""), "a string holds a NUL character"},
        {BYTES("{\"a\\u0000b\":1}"), "a string holds a NUL character"},
        {BYTES("\"\\ud83d\""), "a surrogate stands alone"},
        {BYTES("\"\\ude00\""), "a surrogate stands alone"},
        {BYTES("\"\\ude00\\ud83d\""), "a surrogate stands alone"},
        {BYTES("\"\\ud83d\\ud83d\""), "a surrogate stands alone"},
        {BYTES("\"\\ud83dx\""), "a surrogate stands alone"},
        {BYTES("\"\xff\""), "it is not UTF-8"},
        {BYTES("\"\xc3\""), "it is not UTF-8"},
        {BYTES("\"\xc0\xaf\""), "it is not UTF-8"},
        {BYTES("\"\xed\xa0\xbd\""), "it is not UTF-8"},
        {BYTES("\"\xf4\x90\x80\x80\""), "it is not UTF-8"},
        {BYTES("{\"a\":1,\"a\":2}"), "a key stands twice in one object"},
        {BYTES("{\"a\":1,\"\\u0061\":2}"), "a key stands twice in one object"},
        {BYTES("[{\"b\":{\"\":1,\"\":1}}]"), "a key stands twice in one object"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct json *document = NULL;
        const char *complaint = "no complaint";
        enum faqbot_status status = json_parse(table[i].text, &document, &complaint);
        if (status != FAQBOT_INVALID || strcmp(complaint, table[i].complaint) != 0) {
            fail_msg("%zu, %.*s: %s", i, (int)table[i].text.size, table[i].text.bytes, complaint);
        }
        assert_null(document);
    }
}

/* Parses `start`, then `unit` often, then `end`; gives the complaint, or NULL where it was taken. */
static const char *complaint_of(const char *start, const char *unit, size_t often, const char *end)
{
    struct buffer text;
    struct json *document = NULL;
    const char *complaint = NULL;
    buffer_init(&text, (size_t)8 * JSON_TEXT_BYTES_MAX);
    buffer_add_text(&text, start);
    for (size_t i = 0; i < often; i++) {
        buffer_add_text(&text, unit);
    }
    buffer_add_text(&text, end);
    assert_false(text.failed);
    enum faqbot_status status = json_parse(buffer_view(&text), &document, &complaint);
    assert_int_equal(status, complaint == NULL ? FAQBOT_OK : FAQBOT_INVALID);
    json_free(document);
    buffer_release(&text);
    return complaint;
}

static void limits_hold_to_the_last_one_allowed(void **state)
{
    (void)state;
    assert_null(complaint_of("[", "1,", JSON_VALUES_MAX - 2, "1]"));
    assert_string_equal(complaint_of("[", "1,", JSON_VALUES_MAX - 1, "1]"), "there are too many values");
    assert_null(complaint_of("\"", "a", JSON_TEXT_BYTES_MAX - 2, "\""));
    assert_string_equal(complaint_of("\"", "a", JSON_TEXT_BYTES_MAX - 1, "\""), "it is too long");
    assert_string_equal(complaint_of("", "[", JSON_DEPTH_MAX, ""), "something stands where a value must be");
    assert_string_equal(complaint_of("", "[", JSON_DEPTH_MAX + 1, ""),
                        "arrays and objects are nested too deep");
}

static void an_object_has_64_members_at_most(void **state)
{
    (void)state;
    for (unsigned members = JSON_KEYS_MAX; members <= JSON_KEYS_MAX + 1; members++) {
        char text[1024] = "{";
        size_t size = 1;
        for (unsigned i = 0; i < members; i++) {
            size +=
                (size_t)snprintf(text + size, sizeof text - size, "%s\"k%u\":%u", i == 0 ? "" : ",", i, i);
        }
        text[size++] = '}';
        struct json *document = NULL;
        const char *complaint = NULL;
        enum faqbot_status status = json_parse(view_make(text, size), &document, &complaint);
        assert_int_equal(status, members <= JSON_KEYS_MAX ? FAQBOT_OK : FAQBOT_INVALID);
        json_free(document);
    }
}

static void a_hundred_thousand_of_any_byte_do_no_harm(void **state)
{
    (void)state;
    for (int byte = 1; byte < 256; byte++) {
        const char unit[2] = {(char)byte, '\0'};
        assert_non_null(complaint_of("", unit, 100000, ""));
        if (byte < 0x80 && byte >= 0x20 && byte != '"' && byte != '\\') {
            assert_null(complaint_of("\"", unit, 100000, "\""));
        }
    }
    assert_non_null(complaint_of("", "{\"a\":", 100000, ""));
    assert_null(complaint_of("\"", "\\\\", 100000, "\""));
}

static struct json *parsed(const char *text)
{
    struct json *document = NULL;
    const char *complaint;
    assert_int_equal(json_parse(view_of(text), &document, &complaint), FAQBOT_OK);
    return document;
}

static void values_are_read_by_type_and_nothing_is_written_otherwise(void **state)
{
    (void)state;
    struct json *document = parsed("{\"s\":\"\\u00e9\",\"n\":-2.5,\"t\":true,\"z\":null,\"a\":[1]}");
    struct faqbot_view text = view_of("untouched");
    double number = 7;
    bool truth = false;
    assert_true(json_get_string(json_member(document, "s"), &text));
    assert_true(view_equals_text(text, "\xc3\xa9"));
    assert_false(json_get_string(json_member(document, "n"), &text));
    assert_true(view_equals_text(text, "\xc3\xa9"));
    assert_false(json_get_number(json_member(document, "s"), &number));
    assert_true(number == 7);
    assert_true(json_get_number(json_member(document, "n"), &number));
    assert_true(number == -2.5);
    assert_true(json_get_bool(json_member(document, "t"), &truth));
    assert_true(truth);
    assert_false(json_get_bool(json_member(document, "z"), &truth));
    assert_int_equal(json_type(json_member(document, "z")), JSON_NULL);
    assert_int_equal(json_type(json_member(document, "a")), JSON_ARRAY);
    assert_int_equal(json_type(document), JSON_OBJECT);
    json_free(document);
}

static void members_are_found_by_their_exact_key(void **state)
{
    (void)state;
    struct json *document = parsed("{\"Id\":1,\"id\":2}");
    double number = 0;
    assert_true(json_get_number(json_member(document, "id"), &number));
    assert_true(number == 2);
    assert_null(json_member(document, "ID"));
    assert_null(json_member(NULL, "id"));
    assert_null(json_member(json_member(document, "id"), "id"));
    json_free(document);
}

static void elements_and_members_come_in_order(void **state)
{
    (void)state;
    struct json *document = parsed("{\"b\":[3,4],\"a\":\"text\"}");
    const struct json *first = json_first(document);
    assert_true(view_equals_text(json_key(first), "b"));
    const struct json *element = json_first(first);
    assert_true(view_is_empty(json_key(element)));
    assert_non_null(json_next(element));
    assert_null(json_next(json_next(element)));
    const struct json *second = json_next(first);
    assert_true(view_equals_text(json_key(second), "a"));
    assert_null(json_first(second));
    assert_null(json_next(second));
    assert_null(json_first(NULL));
    json_free(document);
}

/* The source of the value at `key` of the object, or of the object itself. */
static void assert_source(const char *text, const char *key, const char *expected)
{
    struct json *document = parsed(text);
    const struct json *value = key == NULL ? document : json_member(document, key);
    struct faqbot_view source = json_source(view_of(text), document, value);
    print_message("%.*s\n", (int)source.size, source.bytes);
    assert_true(view_equals_text(source, expected));
    json_free(document);
}

static void the_source_of_a_value_is_its_text_to_the_byte(void **state)
{
    (void)state;
    assert_source(" [1, 2] ", NULL, "[1, 2]");
    assert_source("{\"a\":[[1],{\"id\":3}], \"id\" : 12345678901234567890.50 }", "id",
                  "12345678901234567890.50");
    assert_source("{\"id\":1e2,\"a\":2}", "id", "1e2");
    assert_source("{\"\\u0069d\":\"a\\u00e9\\\"\"}", "id", "\"a\\u00e9\\\"\"");
    assert_source("{\"a\":{},\"b\":[],\"c\":\"\",\"id\":null}", "id", "null");
    assert_source("{\"a\":0,\"id\":{ \"x\" : [ true ] } }", "id", "{ \"x\" : [ true ] }");
}

static void what_is_not_in_the_document_has_no_source(void **state)
{
    (void)state;
    struct json *document = parsed("[1]");
    struct json *other = parsed("[1]");
    assert_true(view_is_empty(json_source(view_of("[1]"), document, other)));
    json_free(document);
    json_free(other);
}

int test_util_json(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_the_grammar_are_taken),
        cmocka_unit_test(everything_else_is_refused_with_a_reason),
        cmocka_unit_test(limits_hold_to_the_last_one_allowed),
        cmocka_unit_test(an_object_has_64_members_at_most),
        cmocka_unit_test(a_hundred_thousand_of_any_byte_do_no_harm),
        cmocka_unit_test(values_are_read_by_type_and_nothing_is_written_otherwise),
        cmocka_unit_test(members_are_found_by_their_exact_key),
        cmocka_unit_test(elements_and_members_come_in_order),
        cmocka_unit_test(the_source_of_a_value_is_its_text_to_the_byte),
        cmocka_unit_test(what_is_not_in_the_document_has_no_source),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
