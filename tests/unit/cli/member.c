/* unit/cli/member.c - tests bot/cli/member.c. */
#include "cli/member.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "cli/clean.h"

static void only_a_member_of_the_outermost_object_counts(void **state)
{
    static const struct {
        const char *json;
        bool expected;
    } rows[] = {
        {"{\"outcome\":\"answered\"}", true},
        {" { \"a\" : 1 , \"outcome\" : \"answered\" } ", true},
        {"{\"outcome\":\"none\"}", false},
        {"{\"outcome\":\"answered too\"}", false},
        {"{\"text\":\"outcome\",\"x\":\"answered\"}", false},
        {"{\"text\":\"\\\"outcome\\\":\\\"answered\\\"\"}", false},
        {"{\"text\":\"\\\\\",\"outcome\":\"answered\"}", true},
        {"{\"a\":{\"outcome\":\"answered\"},\"outcome\":\"none\"}", false},
        {"{\"a\":[{\"outcome\":\"answered\"}]}", false},
        {"{\"a\":[{\"outcome\":\"none\"},[]],\"outcome\":\"answered\"}", true},
        {"{\"outcome\":1}", false},
        {"{}", false},
        {"", false},
        {"{\"outcome\":", false},
        {"{\"outcome\":\"answered", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(member_is(clean_view(rows[i].json), "outcome", "answered"), rows[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_member_of_the_outermost_object_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
