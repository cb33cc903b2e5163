/* tests/unit/transcripts/pattern.c - the rules of tests/transcripts/README.md: what should fail does. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "../../transcripts/pattern.c"

static const struct row {
    const char *pattern;
    const char *value;
} same[] =
    {
        {"\"*\"", "null"},
        {"\"*\"", "{\"a\":[]}"},
        {"{}", "{\"a\":1}"},
        {"{\"a\":\"*\"}", "{\"a\":null,\"b\":0}"},
        {"{\"a\":\"-\"}", "{\"A\":1}"},
        {"{\"a\":{\"b\":[true]}}", "{\"a\":{\"c\":0,\"b\":[true]}}"},
        {"[]", "[]"},
        {"[1,\"...\"]", "[1,2,3]"},
        {"[\"...\"]", "[]"},
        {"[\"...\",1]", "[\"...\",1]"},
        {"1", "1.0"},
        {"\"x\"", "\"\\u0078\""},
        {"null", "null"},
        {"false", "false"},
        {"\"-\"", "\"-\""},
},
  different[] = {
      {"{\"a\":\"*\"}", "{}"},
      {"{\"a\":\"-\"}", "{\"a\":null}"},
      {"{\"a\":{\"b\":1}}", "{\"a\":{\"b\":2}}"},
      {"{}", "[]"},
      {"[]", "{}"},
      {"[]", "[1]"},
      {"[1]", "[1,2]"},
      {"[1,2,\"...\"]", "[1]"},
      {"[1,2]", "[2,1]"},
      {"[\"...\",1]", "[0,1]"},
      {"1", "\"1\""},
      {"0", "false"},
      {"null", "false"},
      {"true", "false"},
      {"\"x\"", "\"X\""},
      {"1", "1.0001"},
      {"\"...\"", "\"x\""},
      {"\"-\"", "null"},
      {"{}", "null"},
};

static bool matches(const struct row *row)
{
    struct json *pattern = NULL;
    struct json *value = NULL;
    const char *complaint;
    assert_int_equal(json_parse(view_of(row->pattern), &pattern, &complaint), FAQBOT_OK);
    assert_int_equal(json_parse(view_of(row->value), &value, &complaint), FAQBOT_OK);
    bool found = pattern_matches(pattern, value);
    json_free(pattern);
    json_free(value);
    return found;
}

static void what_the_rules_allow_matches(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        if (!matches(&same[i])) {
            fail_msg("%s does not match %s", same[i].pattern, same[i].value);
        }
    }
}

static void nothing_else_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof different / sizeof different[0]; i++) {
        if (matches(&different[i])) {
            fail_msg("%s matches %s", different[i].pattern, different[i].value);
        }
    }
}

int test_transcripts_pattern(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_rules_allow_matches),
        cmocka_unit_test(nothing_else_does),
    };
    return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
