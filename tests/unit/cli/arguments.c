/* unit/cli/arguments.c - tests bot/cli/arguments.c, and with it the tables that it reads. */
#include "cli/arguments.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define WORDS_MAX 8

/* A command line, and what it comes to: verb, flags as "name=value", operands joined by "|"; or the
 * sentence. */
struct row {
    const char *words[WORDS_MAX];
    const char *expected;
};

static void write_arguments(const struct arguments *arguments, char *out, size_t size)
{
    size_t at = (size_t)snprintf(out, size, "%s", arguments->verb->name);
    for (size_t i = 0; i < arguments->flag_count; i++) {
        at += (size_t)snprintf(out + at, size - at, " %s=%s", flag_at(arguments->flags[i].id)->name,
                               arguments->flags[i].value);
    }
    for (size_t i = 0; i < arguments->operand_count; i++) {
        at += (size_t)snprintf(out + at, size - at, " [%s]", arguments->operands[i]);
    }
}

static void parse(const struct row *row, char *out, size_t size)
{
    char program[] = "faqbot";
    char words[WORDS_MAX][64];
    char *argv[WORDS_MAX + 2] = {program};
    int argc = 1;
    struct arguments arguments;
    struct faqbot_fault fault;
    for (; row->words[argc - 1] != NULL; argc++) {
        (void)snprintf(words[argc - 1], sizeof words[0], "%s", row->words[argc - 1]);
        argv[argc] = words[argc - 1];
    }
    enum faqbot_status status = arguments_parse(argc, argv, &arguments, &fault);
    if (status != FAQBOT_OK) {
        assert_int_equal(status, FAQBOT_INVALID);
        (void)snprintf(out, size, "%s", fault.sentence);
        return;
    }
    write_arguments(&arguments, out, size);
    arguments_reset(&arguments);
}

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char out[512];
        parse(&rows[i], out, sizeof out);
        assert_string_equal(out, rows[i].expected);
    }
}

static void a_verb_is_the_first_operand_or_ask(void **state)
{
    static const struct row rows[] = {
        {{NULL}, "ask"},
        {{"ask", "why"}, "ask [why]"},
        {{"what", "is", "x"}, "ask [what] [is] [x]"},
        {{"what is x"}, "ask [what is x]"},
        {{"--json", "serve"}, "--json is an option of ask, not of serve"},
        {{"--knowledge", "serve", "why is it"}, "ask knowledge=serve [why is it]"},
        {{"ask", "serve"}, "ask [serve]"},
        {{"--", "serve"}, "ask [serve]"},
        {{"version"}, "version"},
        {{"salary"}, "ask [salary]"},
        {{"-"}, "ask [-]"},
        {{""}, "ask []"},
    };
    (void)state;
    check_rows(rows, sizeof rows / sizeof rows[0]);
}

static void flags_take_their_values_in_every_form(void **state)
{
    static const struct row rows[] = {
        {{"index", "-o", "a"}, "index output=a"},
        {{"index", "-oa"}, "index output=a"},
        {{"index", "--output", "a"}, "index output=a"},
        {{"index", "--kb", "a", "--kb=b"}, "index knowledge=a knowledge=b"},
        {{"index", "--output=a=b"}, "index output=a=b"},
        {{"ask", "--context=", "x"}, "ask context= [x]"},
        {{"eval", "--min", "a=1", "f", "--min", "b=2"}, "eval min=a=1 min=b=2 [f]"},
        {{"ask", "--", "--json", "--"}, "ask [--json] [--]"},
        {{"ask", "--context", "--", "x"}, "ask context=-- [x]"},
        {{"ask", "--json=yes"}, "--json takes no value"},
        {{"ask", "-jx"}, "--json takes no value"},
        {{"ask", "--top"}, "--top needs a value: --top N"},
    };
    (void)state;
    check_rows(rows, sizeof rows / sizeof rows[0]);
}

static void what_is_unknown_is_told_with_the_nearest(void **state)
{
    static const struct row rows[] = {
        {{"serv"}, "serv is not a command; the nearest is serve (to ask it: faqbot ask serv)"},
        {{"idnex"}, "idnex is not a command; the nearest is index (to ask it: faqbot ask idnex)"},
        {{"ask", "serv"}, "ask [serv]"},
        {{"--", "serv"}, "ask [serv]"},
        {{"ask", "--jsno", "x"}, "--jsno is not an option of ask; the nearest is --json"},
        {{"ask", "--jsno=1", "x"}, "--jsno is not an option of ask; the nearest is --json"},
        {{"ask", "--qqqqqqqq", "x"}, "--qqqqqqqq is not an option of ask; `faqbot ask --help` lists them"},
        {{"ask", "-z"}, "-z is not an option of ask; `faqbot ask --help` lists them"},
        {{"ask", "--listen", "x"}, "--listen is an option of serve, not of ask"},
    };
    (void)state;
    check_rows(rows, sizeof rows / sizeof rows[0]);
}

static void operands_too_few_or_too_many_are_refused(void **state)
{
    static const struct row rows[] = {
        {{"eval"}, "eval needs QUESTIONS.tsv; `faqbot eval --help` says more"},
        {{"eval", "a", "b"}, "eval cannot take b; `faqbot eval --help` says more"},
        {{"serve", "a"}, "serve cannot take a; `faqbot serve --help` says more"},
        {{"eval", "--help"}, "eval help="},
    };
    (void)state;
    check_rows(rows, sizeof rows / sizeof rows[0]);
}

static void the_last_of_repeated_flags_counts(void **state)
{
    (void)state;
    char words[][16] = {"faqbot", "--top=1", "--top=2", "a b"};
    char *argv[] = {words[0], words[1], words[2], words[3], NULL};
    struct arguments arguments;
    struct faqbot_fault fault;
    assert_int_equal(arguments_parse(4, argv, &arguments, &fault), FAQBOT_OK);
    assert_string_equal(arguments_value(&arguments, FLAG_TOP), "2");
    assert_null(arguments_value(&arguments, FLAG_CONTEXT));
    assert_false(arguments_has(&arguments, FLAG_JSON));
    arguments_reset(&arguments);
}

static void a_size_is_bytes_or_has_a_unit_behind_it(void **state)
{
    static const struct {
        const char *value;
        uint64_t bytes; /* 1: it is refused */
    } rows[] = {
        {"0", 0},
        {"0G", 0},
        {"1048576", 1048576},
        {"1024K", 1048576},
        {"1M", 1048576},
        {"500M", UINT64_C(500) << 20},
        {"2G", UINT64_C(2) << 30},
        {"1024G", UINT64_C(1) << 40},
        {"1099511627776", UINT64_C(1) << 40},
        {"1025G", 1},
        {"1099511627777", 1},
        {"9999999999999G", 1},
        {"99999999999999999999", 1},
        {"1048575", 1},
        {"1023K", 1},
        {"", 1},
        {"G", 1},
        {"-1", 1},
        {" 2G", 1},
        {"2G ", 1},
        {"2GB", 1},
        {"2g", 1},
        {"2T", 1},
        {"1.5G", 1},
        {"0x100000", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arguments_flag flag = {.id = FLAG_JOURNAL_SIZE, .value = rows[i].value};
        const struct arguments arguments = {.flags = &flag, .flag_count = 1};
        struct faqbot_fault fault;
        char expected[128];
        uint64_t bytes = 1;
        bool is_good = rows[i].bytes != 1;
        assert_int_equal(arguments_size(&arguments, FLAG_JOURNAL_SIZE, 1048576, &bytes, &fault),
                         is_good ? FAQBOT_OK : FAQBOT_INVALID);
        assert_int_equal(bytes, rows[i].bytes);
        (void)snprintf(
            expected, sizeof expected,
            "--journal-size must be 0 or a size from 1048576 bytes to 1024G, such as 500M or 2G, not %s",
            rows[i].value);
        assert_true(is_good || strcmp(fault.sentence, expected) == 0);
    }
}

static void the_tables_are_in_the_order_of_their_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < VERB_COUNT; i++) {
        assert_int_equal(verb_at(i)->id, i);
        assert_ptr_equal(verb_find(verb_at(i)->name), verb_at(i));
    }
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        assert_int_equal(flag_at(i)->id, i);
        assert_ptr_equal(flag_find(flag_at(i)->name, strlen(flag_at(i)->name)), flag_at(i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verb_is_the_first_operand_or_ask),
        cmocka_unit_test(flags_take_their_values_in_every_form),
        cmocka_unit_test(what_is_unknown_is_told_with_the_nearest),
        cmocka_unit_test(operands_too_few_or_too_many_are_refused),
        cmocka_unit_test(the_last_of_repeated_flags_counts),
        cmocka_unit_test(a_size_is_bytes_or_has_a_unit_behind_it),
        cmocka_unit_test(the_tables_are_in_the_order_of_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
