/* tests/unit/tools/synonym_cycles.c - which lines of synonyms lead back to where they began. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/tools_internal.h"
#include "util/util.h"

/* Writes down the lines that findings name. */
static void take(void *user, const struct faqbot_fault *fault)
{
    struct buffer *lines = user;
    assert_string_equal(fault->rule, "synonym-circle");
    assert_string_equal(fault->path, "synonyms.txt");
    assert_int_equal(fault->severity, FAQBOT_WARNING);
    buffer_add_number(lines, fault->line);
    buffer_add_byte(lines, ' ');
}

/* Adds a line of rules: "a>b" is one way, "a=b" both ways; several rules are joined by blanks. */
static void add_line(struct synonym_cycles *cycles, const char *rules, unsigned line)
{
    for (const char *rule = rules; *rule != '\0';
         rule += strcspn(rule, " ") + (rule[strcspn(rule, " ")] == ' ')) {
        const struct synonym there = {view_make(rule, 1), view_make(rule + 2, 1), "synonyms.txt", line};
        const struct synonym back = {there.to, there.from, "synonyms.txt", line};
        enum faqbot_status status = FAQBOT_OK;
        synonym_cycles_add(cycles, &there, &status);
        if (rule[1] == '=') {
            synonym_cycles_add(cycles, &back, &status);
        }
        assert_int_equal(status, FAQBOT_OK);
    }
}

static void lines_that_lead_back_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *lines[6];
        const char *named;
    } cases[] = {
        {{"a=b"}, ""},
        {{"a>b"}, ""},
        {{"a>b", "b>c", "a>c"}, ""},
        {{"a>b", "b>a"}, "1 2 "},
        {{"a>A"}, ""}, /* one word */
        {{"a>b", "b>c", "c>a", "c>d", "d>e"}, "1 2 3 "},
        {{"a>b", "b>a", "b>c", "c>d", "d>c"}, "1 2 4 5 "}, /* what leads from one circle to another is none */
        {{"a=b", "b>c", "c>a"}, "2 3 "},                   /* two words of one line are one */
        {{"a=b", "b=c", "a>c"}, "3 "},
        {{"a>b c>b", "b>c"}, "1 2 "},
        {{"A>b", "b>a"}, "1 2 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct synonym_cycles cycles;
        struct buffer named;
        buffer_init(&named, 1000);
        struct check check = {.reporter = {.report = take, .user = &named}};
        synonym_cycles_init(&cycles);
        for (unsigned line = 0; line < 6 && cases[i].lines[line] != NULL; line++) {
            add_line(&cycles, cases[i].lines[line], line + 1);
        }
        synonym_cycles_report(&cycles, &check);
        assert_int_equal(check.status, FAQBOT_OK);
        buffer_add_byte(&named, '\0');
        assert_string_equal(named.bytes, cases[i].named);
        synonym_cycles_release(&cycles);
        buffer_release(&named);
    }
}

static void a_long_chain_does_not_exhaust_the_stack(void **state)
{
    (void)state;
    enum { RULES = 200000 };
    struct synonym_cycles cycles;
    struct check check = {.reporter = {.warnings = 0}};
    synonym_cycles_init(&cycles);
    for (unsigned i = 0; i < RULES; i++) {
        char from[16];
        char to[16];
        snprintf(from, sizeof from, "w%u", i);
        snprintf(to, sizeof to, "w%u", (i + 1) % RULES);
        synonym_cycles_add(&cycles, &(struct synonym){view_of(from), view_of(to), "synonyms.txt", i + 1},
                           &check.status);
    }
    synonym_cycles_report(&cycles, &check);
    assert_int_equal(check.status, FAQBOT_OK);
    assert_int_equal(check.reporter.warnings, RULES);
    synonym_cycles_release(&cycles);
}

int test_tools_synonym_cycles(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_that_lead_back_are_named),
        cmocka_unit_test(a_long_chain_does_not_exhaust_the_stack),
    };
    return cmocka_run_group_tests_name("synonym_cycles", tests, NULL, NULL);
}
