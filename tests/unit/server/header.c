/* unit/server/header.c - a header without the blanks around it. Copying one is in e2e/handshake. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "server/header.h"

static void blanks_at_both_ends_go(void **state)
{
    static const struct {
        const char *text;
        const char *trimmed;
    } rows[] = {
        {"", ""}, {" ", ""}, {"\t \t", ""}, {"a", "a"}, {" a\t", "a"}, {"\ta b ", "a b"}, {"\na", "\na"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_view trimmed = header_trimmed((struct faqbot_view){rows[i].text, strlen(rows[i].text)});
        assert_int_equal(trimmed.size, strlen(rows[i].trimmed));
        assert_memory_equal(trimmed.bytes, rows[i].trimmed, trimmed.size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(blanks_at_both_ends_go)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
