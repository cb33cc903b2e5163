/* tests/unit/cli/options.c - tests bot/cli/options.c, and with it the tables that it reads. */
#include "cli/cli_internal.h"
#include "server/server.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <faqbot_tools.h>

#define WORDS_MAX 8

/* A command line, and what it comes to: verb, flags as "name=value", operands joined by "|"; or the
 * sentence. */
struct row {
    const char *words[WORDS_MAX];
    const char *expected;
};

static void write_options(const struct options *options, char *out, size_t size)
{
    size_t at = (size_t)snprintf(out, size, "%s", options->command->name);
    for (size_t i = 0; i < options->value_count; i++) {
        at += (size_t)snprintf(out + at, size - at, " %s=%s", option_table[options->values[i].id].name,
                               options->values[i].text);
    }
    for (size_t i = 0; i < options->operand_count; i++) {
        at += (size_t)snprintf(out + at, size - at, " [%s]", options->operands[i]);
    }
}

static void parse(const struct row *row, char *out, size_t size)
{
    char program[] = "faqbot";
    char words[WORDS_MAX][64];
    char *argv[WORDS_MAX + 2] = {program};
    int argc = 1;
    struct options options;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    for (; row->words[argc - 1] != NULL; argc++) {
        (void)snprintf(words[argc - 1], sizeof words[0], "%s", row->words[argc - 1]);
        argv[argc] = words[argc - 1];
    }
    options_parse(argc, argv, &options, &fault);
    if (fault.status == FAQBOT_OK) {
        write_options(&options, out, size);
    } else {
        assert_int_equal(fault.status, FAQBOT_INVALID);
        (void)snprintf(out, size, "%s", fault.sentence);
    }
    options_release(&options);
}

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char out[512];
        parse(&rows[i], out, sizeof out);
        assert_string_equal(out, rows[i].expected);
    }
}

static void a_command_is_the_first_operand_or_ask(void **state)
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

static void options_take_their_values_in_every_form(void **state)
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
        {{"serrve"}, "serrve is not a command; the nearest is serve (to ask it: faqbot ask serrve)"},
        {{"hello"}, "ask [hello]"},
        {{"help?"}, "ask [help?]"},
        {{"servee now"}, "ask [servee now]"},
        {{"servee", "now"}, "ask [servee] [now]"},
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

static void the_last_of_repeated_options_counts(void **state)
{
    (void)state;
    char words[][16] = {"faqbot", "--top=1", "--top=2", "a b"};
    char *argv[] = {words[0], words[1], words[2], words[3], NULL};
    struct options options;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    options_parse(4, argv, &options, &fault);
    assert_int_equal(fault.status, FAQBOT_OK);
    assert_string_equal(options_text(&options, OPTION_TOP), "2");
    assert_null(options_text(&options, OPTION_CONTEXT));
    assert_false(options_has(&options, OPTION_JSON));
    options_release(&options);
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
        struct option_value value = {.id = OPTION_JOURNAL_SIZE, .text = rows[i].value};
        const struct options options = {.values = &value, .value_count = 1};
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        char expected[128];
        uint64_t bytes = 1;
        bool is_good = rows[i].bytes != 1;
        options_size(&options, OPTION_JOURNAL_SIZE, 1048576, &bytes, &fault);
        assert_int_equal(fault.status, is_good ? FAQBOT_OK : FAQBOT_INVALID);
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
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        assert_int_equal(command_table[i].id, i);
        assert_ptr_equal(command_find(command_table[i].name), &command_table[i]);
    }
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        assert_int_equal(option_table[i].id, i);
        assert_ptr_equal(option_find(option_table[i].name, strlen(option_table[i].name)), &option_table[i]);
    }
}

static void a_number_is_whole_and_within_its_bounds(void **state)
{
    static const struct {
        const char *value;
        unsigned number; /* 0: it is refused */
    } rows[] = {{"1", 1},  {"100", 100}, {"007", 7}, {"0", 0},   {"101", 0},
                {"", 0},   {"-1", 0},    {"+1", 0},  {" 1", 0},  {"1 ", 0},
                {"1x", 0}, {"1.5", 0},   {"1e1", 0}, {"0x1", 0}, {"18446744073709551617", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct option_value value = {.id = OPTION_TOP, .text = rows[i].value};
        const struct options options = {.values = &value, .value_count = 1};
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        unsigned number = 0;
        options_number(&options, OPTION_TOP, 1, 100, &number, &fault);
        assert_int_equal(number, rows[i].number);
        assert_int_equal(fault.status, number != 0 ? FAQBOT_OK : FAQBOT_INVALID);
    }
}

static void after_a_failure_nothing_is_read(void **state)
{
    static const char *const names[] = {"one", "two"};
    struct option_value value = {.id = OPTION_TOP, .text = "two"};
    const struct options options = {.values = &value, .value_count = 1};
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    (void)state;
    assert_int_equal(options_choice(&options, OPTION_TOP, names, 2, 0, &fault), 1);
    value.text = "thre";
    assert_int_equal(options_choice(&options, OPTION_TOP, names, 2, 0, &fault), 0);
    assert_string_equal(fault.sentence, "--top must be one or two, not thre");
    value.text = "1";
    unsigned number = 7;
    options_number(&options, OPTION_TOP, 1, 100, &number, &fault);
    assert_int_equal(number, 7);
    assert_string_equal(fault.sentence, "--top must be one or two, not thre");
}

static void the_defaults_that_help_states_are_those_of_the_server(void **state)
{
    const struct faqbot_server_limits limits = FAQBOT_SERVER_LIMITS_DEFAULT;
    const struct {
        enum option_id id;
        unsigned number;
    } numbers[] = {
        {OPTION_RETENTION, FAQBOT_SERVER_RETENTION_DAYS_DEFAULT},
        {OPTION_ASKS_PER_CONNECTION, limits.asks_per_connection},
        {OPTION_ASKS_PER_ADDRESS, limits.asks_per_address},
        {OPTION_CONNECTIONS, limits.connections},
        {OPTION_CONNECTIONS_PER_ADDRESS, limits.connections_per_address},
        {OPTION_MESSAGE_BYTES, limits.message_bytes},
        {OPTION_FRAGMENTS, limits.fragments},
        {OPTION_QUEUE_BYTES, limits.queue_bytes},
        {OPTION_HANDSHAKE_SECONDS, limits.handshake_seconds},
        {OPTION_HEADER_SECONDS, limits.header_seconds},
        {OPTION_KEEPALIVE_SECONDS, limits.keepalive_seconds},
        {OPTION_SEND_SECONDS, limits.send_seconds},
        {OPTION_IDLE_SECONDS, limits.idle_seconds},
        {OPTION_PING_SECONDS, limits.ping_seconds},
        {OPTION_PONG_SECONDS, limits.pong_seconds},
        {OPTION_DRAIN_SECONDS, limits.drain_seconds},
    };
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char number[16];
        char stated[16];
        struct faqbot_view value = option_default(&option_table[numbers[i].id]);
        (void)snprintf(number, sizeof number, "%u", numbers[i].number);
        (void)snprintf(stated, sizeof stated, "%.*s", (int)value.size, value.bytes);
        assert_string_equal(stated, number);
    }
    assert_int_equal(FAQBOT_JOURNAL_BYTES_MAX_DEFAULT, UINT64_C(1) << 30);
    struct faqbot_view size = option_default(&option_table[OPTION_JOURNAL_SIZE]);
    assert_int_equal(size.size, 2);
    assert_memory_equal(size.bytes, "1G", size.size);
    struct faqbot_view listen = option_default(&option_table[OPTION_LISTEN]);
    assert_int_equal(listen.size, strlen(FAQBOT_SERVER_LISTEN_DEFAULT));
    assert_memory_equal(listen.bytes, FAQBOT_SERVER_LISTEN_DEFAULT, listen.size);
}

static void every_setting_with_a_value_states_its_default(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &option_table[i];
        if (option_is_setting(option) && option->value != NULL && option->id != OPTION_INDEX) {
            assert_true(option_default(option).size > 0);
        }
    }
    assert_int_equal(option_default(&option_table[OPTION_WATCH]).size, 0);
}

static void a_setting_has_a_variable_of_its_name_and_of_its_alias(void **state)
{
    char variable[OPTION_VARIABLE_BYTES];
    (void)state;
    assert_true(option_variable(&option_table[OPTION_CONNECTIONS_PER_ADDRESS], 0, variable));
    assert_string_equal(variable, "FAQBOT_CONNECTIONS_PER_ADDRESS");
    assert_false(option_variable(&option_table[OPTION_CONNECTIONS_PER_ADDRESS], 1, variable));
    assert_true(option_variable(&option_table[OPTION_KNOWLEDGE], 0, variable));
    assert_string_equal(variable, "FAQBOT_KNOWLEDGE");
    assert_true(option_variable(&option_table[OPTION_KNOWLEDGE], 1, variable));
    assert_string_equal(variable, "FAQBOT_KB");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        assert_true(strlen(option_table[i].name) + sizeof "FAQBOT_" <= OPTION_VARIABLE_BYTES);
    }
}

static void what_is_no_setting_of_the_server_is_none(void **state)
{
    static const enum option_id others[] = {OPTION_CONFIG, OPTION_CHECK_CONFIG, OPTION_HELP,  OPTION_VERSION,
                                            OPTION_COLOR,  OPTION_TOP,          OPTION_OUTPUT};
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(option_is_setting(&option_table[others[i]]));
    }
    assert_true(option_is_setting(&option_table[OPTION_KNOWLEDGE]));
}

int test_cli_options(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_the_first_operand_or_ask),
        cmocka_unit_test(options_take_their_values_in_every_form),
        cmocka_unit_test(what_is_unknown_is_told_with_the_nearest),
        cmocka_unit_test(operands_too_few_or_too_many_are_refused),
        cmocka_unit_test(the_last_of_repeated_options_counts),
        cmocka_unit_test(a_size_is_bytes_or_has_a_unit_behind_it),
        cmocka_unit_test(the_tables_are_in_the_order_of_their_names),
        cmocka_unit_test(a_number_is_whole_and_within_its_bounds),
        cmocka_unit_test(after_a_failure_nothing_is_read),
        cmocka_unit_test(the_defaults_that_help_states_are_those_of_the_server),
        cmocka_unit_test(every_setting_with_a_value_states_its_default),
        cmocka_unit_test(a_setting_has_a_variable_of_its_name_and_of_its_alias),
        cmocka_unit_test(what_is_no_setting_of_the_server_is_none),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
