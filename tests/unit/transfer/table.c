/* unit/transfer/table.c - rows, cells, the lines they begin at, and where it ends. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "transfer/table.h"

static void write_row(void *user, const struct csv_table_row *row)
{
    struct buffer *out = user;
    buffer_add_number(out, row->line);
    for (size_t i = 0; i < row->count; i++) {
        buffer_add_text(out, "|");
        buffer_add(out, row->cells[i]);
    }
    buffer_add_text(out, ";");
}

static void cells_are_those_of_rfc_4180_and_of_people(void **state)
{
    static const struct {
        const char *text;
        const char *rows;
    } table[] = {
        {"", ""},
        {"a", "1|a;"},
        {"a,b", "1|a|b;"},
        {"a,b\n", "1|a|b;"},
        {"a,b\r\nc,d\r\n", "1|a|b;2|c|d;"},
        {"a,b\rc,d", "1|a|b;2|c|d;"},
        {"\n\r\n,,\n \na\n", "5|a;"},
        {" a , b c ", "1|a|b c;"},
        {"\" a \",\"b\"\"c\"", "1| a |b\"c;"},
        {"\"a\nb\r\nc\",d\ne", "1|a\nb\r\nc|d;4|e;"},
        {"a\"b,c\"", "1|a\"b|c\";"},
        {"a,,b,", "1|a||b|;"},
        {"\"\",\"\"\nx", "2|x;"},
        {"a;b\tc", "1|a;b\tc;"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct buffer out;
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        buffer_init(&out, 4096);
        csv_table_read(view_of(table[i].text), ',', "in", write_row, &out, &fault);
        assert_int_equal(fault.status, FAQBOT_OK);
        buffer_add_byte(&out, '\0');
        assert_string_equal(out.bytes, table[i].rows);
        buffer_release(&out);
    }
}

static void what_stands_most_often_in_the_first_line_delimits(void **state)
{
    static const struct {
        const char *text;
        char delimiter;
    } table[] = {
        {"", ','},
        {"a", ','},
        {"a;b", ';'},
        {"a\tb", '\t'},
        {"a,b;c,d", ','},
        {"a;b;c,d", ';'},
        {"\"a;b;c\",d", ','},
        {"a,b\n;;;;", ','},
        {"\"a\nb\";c\n,,,", ';'},
        {"a\r\t\t\t", ','},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(csv_table_guess_delimiter(view_of(table[i].text)), table[i].delimiter);
    }
}

struct refusal {
    struct faqbot_fault fault;
    size_t rows;
};

static void refuse_row(void *user, const struct csv_table_row *row)
{
    struct refusal *refusal = user;
    (void)row;
    refusal->fault.status = ++refusal->rows == 2 ? FAQBOT_INTERRUPTED : FAQBOT_OK;
}

static void whoever_takes_the_rows_may_end_the_reading(void **state)
{
    struct refusal refusal = {.rows = 0};
    (void)state;
    csv_table_read(view_of("a\nb\nc\nd\n"), ',', "in", refuse_row, &refusal, &refusal.fault);
    assert_int_equal(refusal.fault.status, FAQBOT_INTERRUPTED);
    assert_int_equal(refusal.rows, 2);
}

static void count_row(void *user, const struct csv_table_row *row)
{
    size_t *rows = user;
    (void)row;
    ++*rows;
}

static void a_million_rows_are_the_most(void **state)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    size_t rows = 0;
    size_t size = 2 * ((size_t)FAQBOT_IMPORT_ROWS_MAX + 1);
    char *text = malloc(size);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < size; i += 2) {
        memcpy(text + i, "a\n", 2);
    }
    csv_table_read(view_make(text, size - 2), ',', "in", count_row, &rows, &fault);
    assert_int_equal(fault.status, FAQBOT_OK);
    assert_int_equal(rows, FAQBOT_IMPORT_ROWS_MAX);
    csv_table_read(view_make(text, size), ',', "in", count_row, &rows, &fault);
    assert_int_equal(fault.status, FAQBOT_LIMIT);
    assert_int_equal(fault.line, FAQBOT_IMPORT_ROWS_MAX + 1);
    assert_non_null(strstr(fault.sentence, "more than 1000000 rows"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_those_of_rfc_4180_and_of_people),
        cmocka_unit_test(what_stands_most_often_in_the_first_line_delimits),
        cmocka_unit_test(whoever_takes_the_rows_may_end_the_reading),
        cmocka_unit_test(a_million_rows_are_the_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
