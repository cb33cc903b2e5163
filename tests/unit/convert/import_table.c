/* tests/unit/convert/import_table.c - tables as people and their programs write them, and what must not be made of
 * them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "convert/readers.h"
#include "unit/convert/report.h"
#include "util/util.h"

/* ==== Any table: columns, rows, and what is told of them ================================================ */

static void a_row_is_an_entry(void **state)
{
    (void)state;
    report_check("csv", NULL, "question,answer\nWhat is x?,It is *x*.\n",
                 "2 imported what-is-x: What is x?\n",
                 "{\"id\":\"what-is-x\",\"question\":\"What is x?\",\"answer\":\"It is \\\\*x\\\\*.\"}\n");
    report_check("csv", NULL, "question,markdown\nWhat is x?,It is *x*.\n",
                 "2 imported what-is-x: What is x?\n",
                 "{\"id\":\"what-is-x\",\"question\":\"What is x?\",\"answer\":\"It is *x*.\"}\n");
}

static void quotes_line_ends_and_empty_rows_are_read_as_they_are_meant(void **state)
{
    (void)state;
    report_check(
        "csv", NULL,
        "Question;Answer\r\n\r\n\"What is \"\"x\"\";\nthen?\";\"One\n\nTwo\"\r\n;;\r\nWhy?;5\" pipe\r\n",
        "3 imported what-is-x-then: What is \"x\"; then?\n8 imported why: Why?\n",
        "{\"id\":\"what-is-x-then\",\"question\":\"What is \\\"x\\\"; then?\",\"answer\":\"One\\n\\nTwo\"}\n"
        "{\"id\":\"why\",\"question\":\"Why?\",\"answer\":\"5\\\" pipe\"}\n");
    report_check("tsv", NULL, "question\tanswer\rA, b?\tc, d\r", "2 imported a-b: A, b?\n", NULL);
    report_check("tsv", NULL, "question\tanswer\n\"A\tb?\"\t\"\"\"c\"\"\"\n", "2 imported a-b: A b?\n",
                 "{\"id\":\"a-b\",\"question\":\"A b?\",\"answer\":\"\\\"c\\\"\"}\n");
}

static void every_field_has_a_column(void **state)
{
    (void)state;
    report_check(
        "csv", NULL,
        "id,question,answer,also,Also more,title,url,lang,tags,updated,review_by,disclaimer,related,status\n"
        "a,Q?,A,\"b\n\nc\",d,T,https://e.org,en,\"x, y;z\",2026-01-02,2026-02-03,D,b,live\n"
        "b,R?,B,,,,,,,,,,a,draft\n",
        "2 imported a: Q?\n5 imported b: R?\n",
        "{\"id\":\"a\",\"question\":\"Q?\",\"also\":[\"b\",\"c\",\"d\"],\"answer\":\"A\",\"title\":\"T\","
        "\"url\":\"https://e.org\",\"lang\":\"en\",\"tags\":[\"x\",\"y\",\"z\"],\"related\":[\"b\"],"
        "\"disclaimer\":\"D\",\"updated\":\"2026-01-02\",\"review_by\":\"2026-02-03\"}\n"
        "{\"id\":\"b\",\"question\":\"R?\",\"answer\":\"B\",\"related\":[\"a\"],\"status\":\"draft\"}\n");
}

static void what_is_not_kept_is_told(void **state)
{
    (void)state;
    report_check("csv", NULL,
                 "question,markdown,price,url,status,related\n"
                 "Q,A,5,ftp://e.org,gone,nobody,more\n"
                 ",A\n"
                 "Q2,\n"
                 "\"a &amp; b\",C\n"
                 "H,<b>bold</b> [x](javascript:y)\n",
                 "1 note: the column \"price\" is not mapped and not kept\n"
                 "2 imported q: Q\n"
                 "2 note: the related \"nobody\" is no entry of this file; it is not kept\n"
                 "2 note: the address \"ftp://e.org\" is none of https:// or http:// and is not kept\n"
                 "2 note: the status is \"gone\", neither live nor draft; it is kept as a draft\n"
                 "2 note: cell 7 has no heading above it and is not kept: \"more\"\n"
                 "3 left out: there is no question\n"
                 "4 left out: there is no answer\n"
                 "5 imported a-b: a & b\n"
                 "5 note: HTML entities are read as the characters that they stand for\n"
                 "6 imported h: H\n"
                 "6 note: a link is not one to http, https, mailto or tel, so its text alone is kept: "
                 "\"javascript:y\"\n",
                 NULL);
}

static void html_within_markdown_becomes_markdown(void **state)
{
    (void)state;
    report_check(
        "csv", NULL, "question,markdown\nQ,*a* <b>b</b><br>c\nR,see <https://e.org> & 1 < 2\n",
        "2 imported q: Q\n3 imported r: R\n",
        "{\"id\":\"q\",\"question\":\"Q\",\"answer\":\"*a* **b**\\\\\\nc\"}\n"
        "{\"id\":\"r\",\"question\":\"R\",\"answer\":\"see \\u003chttps://e.org> & 1 \\u003c 2\"}\n");
}

static void rows_that_repeat_are_joined(void **state)
{
    (void)state;
    report_check(
        "csv", NULL,
        "id,question,answer,tags,title\n"
        ",What is x?,X.,t,One\n"
        ",what is X,X.,u,Two\n"
        ",What is x?,Y.,,\n"
        "g,How?,So.,,\n"
        "g,In which way?,,,\n"
        "g,How else?,Otherwise.,,\n"
        ",how,So.,,\n"
        "h,HOW?,So.,,\n",
        "2 imported what-is-x: What is x?\n"
        "3 joined what-is-x: what is X\n"
        "3 note: the title is \"Two\", where the entry has another already; it is not kept\n"
        "4 imported what-is-x-2: What is x?\n"
        "4 note: row 2 has the same question and another answer; both are kept\n"
        "5 imported g: How?\n"
        "6 joined g: In which way?\n"
        "7 imported g-2: How else?\n"
        "7 note: its id was \"g\"\n"
        "7 note: row 5 has the same id and another answer; both are kept\n"
        "8 joined g: how\n"
        "9 joined g: HOW?\n"
        "9 note: the id is \"h\", where the entry has another already; it is not kept\n",
        "{\"id\":\"what-is-x\",\"question\":\"What is x?\",\"also\":[\"what is X\"],\"answer\":\"X.\","
        "\"title\":\"One\",\"tags\":[\"t\",\"u\"]}\n"
        "{\"id\":\"what-is-x-2\",\"question\":\"What is x?\",\"answer\":\"Y.\"}\n"
        "{\"id\":\"g\",\"question\":\"How?\",\"also\":[\"In which "
        "way?\",\"how\",\"HOW?\"],\"answer\":\"So.\"}\n"
        "{\"id\":\"g-2\",\"question\":\"How else?\",\"answer\":\"Otherwise.\"}\n");
}

static void ids_are_fit_and_distinct(void **state)
{
    (void)state;
    report_check("csv", NULL,
                 "id,question,answer\n"
                 "a b,1?,A\n"
                 "a-b,2?,B\n"
                 "\"-\",3?,C\n"
                 ",a b,D\n"
                 ",!?,E\n"
                 "../etc,4?,F\n",
                 "2 imported a-b: 1?\n2 note: its id was \"a b\"\n"
                 "3 imported a-b-2: 2?\n3 note: its id was \"a-b\"\n"
                 "4 imported entry: 3?\n4 note: its id was \"-\"\n"
                 "5 imported a-b-3: a b\n"
                 "6 imported entry-2: !?\n"
                 "7 imported ../etc: 4?\n",
                 NULL);
}

static void a_map_says_which_column_is_what(void **state)
{
    static const struct {
        const char *map;
        const char *line;
    } table[] = {
        {"question=Frage,answer=Antwort", "{\"id\":\"a\",\"question\":\"a\",\"answer\":\"b\"}\n"},
        {"question=frage,answer=2", "{\"id\":\"a\",\"question\":\"a\",\"answer\":\"b\"}\n"},
        {" question = Frage , answer = Antwort , also=Variante*",
         "{\"id\":\"a\",\"question\":\"a\",\"also\":[\"c\",\"d\"],\"answer\":\"b\"}\n"},
        {"also=*,question=1,answer=Antwort",
         "{\"id\":\"a\",\"question\":\"a\",\"also\":[\"c\",\"d\"],\"answer\":\"b\"}\n"},
        {"question=Variante 2,answer=2,also=1,tags=Variante 1",
         "{\"id\":\"d\",\"question\":\"d\",\"also\":[\"a\"],\"answer\":\"b\",\"tags\":[\"c\"]}\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct report report;
        struct faqbot_fault fault;
        struct faqbot_view text = view_of("Frage,Antwort,Variante 1,Variante 2\na,b,c,d\n");
        assert_int_equal(report_import("csv", table[i].map, text, &report, &fault), FAQBOT_OK);
        assert_string_equal(report.lines.bytes, table[i].line);
        report_release(&report);
    }
}

static void a_map_that_says_nothing_is_refused(void **state)
{
    static const struct {
        const char *map;
        const char *words;
    } table[] = {
        {"question=Frage", "no column is the answer"},
        {"", "no column is the question"},
        {"question", "the map needs FIELD=COLUMN"},
        {"question=", "the map needs FIELD=COLUMN"},
        {"qestion=Frage", "the nearest field is question"},
        {"question=Farge,answer=Antwort", "the nearest is \"Frage\""},
        {"question=9,answer=1", "no column is called \"9\""},
        {"question=0,answer=1", "no column is called \"0\""},
        {"question=18446744073709551617,answer=1", "no column is called"},
        {"question=1,answer=1", "mapped twice"},
        {"question=1,question=2,answer=3", "a second column"},
        {"question=1,answer=2,title=Var*", "a second column"},
        {"question=1,answer=2,also=z*", "no column begins with \"z\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        report_check_failure("csv", table[i].map, view_of("Frage,Antwort,Var 1,Var 2\na,b,c,d\n"),
                             FAQBOT_INVALID, table[i].words);
    }
}

static void what_is_no_table_is_refused(void **state)
{
    (void)state;
    report_check_failure("csv", NULL, view_of(""), FAQBOT_INVALID, "there is nothing in it");
    report_check_failure("csv", NULL, view_of("\n\n,,\n"), FAQBOT_INVALID, "there is nothing in it");
    report_check_failure("csv", NULL, view_of("question,answer\n"), FAQBOT_INVALID,
                         "nothing in it can be imported");
    report_check_failure("csv", NULL, view_of("a,b\nc,d\n"), FAQBOT_INVALID, "no column is the question");
    report_check_failure("csv", NULL, view_of("question,answer\na,\"b\n"), FAQBOT_INVALID, "never closed");
}

/* Text of `size` bytes behind a heading and an opened cell. */
static void check_size(const char *start, char byte, size_t size, const char *words)
{
    struct buffer text;
    buffer_init(&text, SIZE_MAX);
    buffer_add_text(&text, start);
    for (size_t i = 0; i < size; i++) {
        buffer_add_byte(&text, byte);
    }
    report_check_failure("csv", NULL, buffer_view(&text), FAQBOT_LIMIT, words);
    buffer_release(&text);
}

static void what_is_too_large_is_refused_by_name(void **state)
{
    (void)state;
    check_size("question,answer\na,", 'x', FAQBOT_IMPORT_CELL_BYTES_MAX + 1, "1048576 bytes in a cell");
    check_size("question,answer\na,\"", '\n', 4 * FAQBOT_IMPORT_CELL_BYTES_MAX,
               "a quotation mark not closed");
    check_size("question,answer\na", ',', FAQBOT_IMPORT_COLUMNS_MAX + 1, "1024 columns");
}

static int run_any_table(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_an_entry),
        cmocka_unit_test(quotes_line_ends_and_empty_rows_are_read_as_they_are_meant),
        cmocka_unit_test(every_field_has_a_column),
        cmocka_unit_test(what_is_not_kept_is_told),
        cmocka_unit_test(html_within_markdown_becomes_markdown),
        cmocka_unit_test(rows_that_repeat_are_joined),
        cmocka_unit_test(ids_are_fit_and_distinct),
        cmocka_unit_test(a_map_says_which_column_is_what),
        cmocka_unit_test(a_map_that_says_nothing_is_refused),
        cmocka_unit_test(what_is_no_table_is_refused),
        cmocka_unit_test(what_is_too_large_is_refused_by_name),
    };
    return cmocka_run_group_tests_name("any_table", tests, NULL, NULL);
}

/* ==== Rows and cells, the lines they begin at, and where a table ends =================================== */

/* Reads a table as an import does, and gives what failed. */
static struct faqbot_fault read_rows(struct faqbot_view text, table_take *take, void *user)
{
    struct import_builder builder;
    struct faqbot_fault fault;
    import_builder_init(&builder, "in", NULL, &fault);
    table_read(&builder, text, ',', take, user);
    import_builder_release(&builder);
    return fault;
}

static void write_row(void *user, const struct table_row *row)
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
        buffer_init(&out, 4096);
        assert_int_equal(read_rows(view_of(table[i].text), write_row, &out).status, FAQBOT_OK);
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
        assert_int_equal(table_guess_delimiter(view_of(table[i].text)), table[i].delimiter);
    }
}

struct refusal {
    struct import_builder builder;
    size_t rows;
};

static void refuse_row(void *user, const struct table_row *row)
{
    struct refusal *refusal = user;
    (void)row;
    if (++refusal->rows == 2) {
        import_builder_fail(&refusal->builder, FAQBOT_INTERRUPTED, 0, "enough");
    }
}

static void a_builder_that_fails_ends_the_reading(void **state)
{
    struct refusal refusal = {.rows = 0};
    struct faqbot_fault fault;
    (void)state;
    import_builder_init(&refusal.builder, "in", NULL, &fault);
    table_read(&refusal.builder, view_of("a\nb\nc\nd\n"), ',', refuse_row, &refusal);
    import_builder_release(&refusal.builder);
    assert_int_equal(fault.status, FAQBOT_INTERRUPTED);
    assert_int_equal(refusal.rows, 2);
}

static void count_row(void *user, const struct table_row *row)
{
    size_t *rows = user;
    (void)row;
    ++*rows;
}

static void a_million_rows_are_the_most(void **state)
{
    size_t rows = 0;
    size_t size = 2 * ((size_t)FAQBOT_IMPORT_ROWS_MAX + 1);
    char *text = malloc(size);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < size; i += 2) {
        memcpy(text + i, "a\n", 2);
    }
    assert_int_equal(read_rows(view_make(text, size - 2), count_row, &rows).status, FAQBOT_OK);
    assert_int_equal(rows, FAQBOT_IMPORT_ROWS_MAX);
    const struct faqbot_fault fault = read_rows(view_make(text, size), count_row, &rows);
    assert_int_equal(fault.status, FAQBOT_LIMIT);
    assert_int_equal(fault.line, FAQBOT_IMPORT_ROWS_MAX + 1);
    assert_non_null(strstr(fault.sentence, "more than 1000000 rows"));
    free(text);
}

static int run_cells(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_those_of_rfc_4180_and_of_people),
        cmocka_unit_test(what_stands_most_often_in_the_first_line_delimits),
        cmocka_unit_test(a_builder_that_fails_ends_the_reading),
        cmocka_unit_test(a_million_rows_are_the_most),
    };
    return cmocka_run_group_tests_name("cells", tests, NULL, NULL);
}

/* ==== Dialogflow: two columns and no heading ============================================================ */

static void a_row_is_a_question_and_its_answer(void **state)
{
    (void)state;
    report_check(
        "dialogflow", NULL,
        "\"What is a, b?\",\"One\r\n\r\n# Two &amp; *three*\"\r\nQ,A,more\r\nwhat is A b,C\r\nX\r\n",
        "1 imported what-is-a-b: What is a, b?\n"
        "1 note: HTML entities are read as the characters that they stand for\n"
        "4 imported q: Q\n"
        "4 note: cell 3 is beyond the two of the format and is not kept: \"more\"\n"
        "5 imported what-is-a-b-2: what is A b\n"
        "5 note: row 1 has the same question and another answer; both are kept\n"
        "6 left out: there is no answer\n",
        "{\"id\":\"what-is-a-b\",\"question\":\"What is a, b?\",\"answer\":\"One\\n\\n\\\\# Two &amp; "
        "\\\\*three\\\\*\"}\n"
        "{\"id\":\"q\",\"question\":\"Q\",\"answer\":\"A\"}\n"
        "{\"id\":\"what-is-a-b-2\",\"question\":\"what is A b\",\"answer\":\"C\"}\n");
}

static void a_heading_is_no_question_where_it_says_so(void **state)
{
    (void)state;
    report_check("dialogflow", NULL, "Question, Answer\nquestion,answer\n",
                 "1 note: this row is taken for a heading, though the format has none\n"
                 "2 imported question: question\n",
                 NULL);
}

static void an_answer_is_html_where_it_has_a_tag_of_text(void **state)
{
    (void)state;
    report_check("dialogflow", NULL,
                 "Q,\"<p>One <b>two</b></p><ul><li>three</li></ul>\"\nR,Type <name> if x<y\nS,a<br/>b\n",
                 "1 imported q: Q\n"
                 "1 note: its answer is taken for HTML, and written as Markdown\n"
                 "2 imported r: R\n"
                 "3 imported s: S\n"
                 "3 note: its answer is taken for HTML, and written as Markdown\n",
                 "{\"id\":\"q\",\"question\":\"Q\",\"answer\":\"One **two**\\n\\n- three\"}\n"
                 "{\"id\":\"r\",\"question\":\"R\",\"answer\":\"Type \\\\\\u003cname> if x\\\\\\u003cy\"}\n"
                 "{\"id\":\"s\",\"question\":\"S\",\"answer\":\"a\\\\\\nb\"}\n");
}

static void an_empty_file_is_refused(void **state)
{
    (void)state;
    report_check_failure("dialogflow", NULL, view_of(""), FAQBOT_INVALID, "nothing in it can be imported");
    report_check_failure("dialogflow", NULL, view_of("a,\"b"), FAQBOT_INVALID, "never closed");
}

static int run_dialogflow(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_a_question_and_its_answer),
        cmocka_unit_test(a_heading_is_no_question_where_it_says_so),
        cmocka_unit_test(an_answer_is_html_where_it_has_a_tag_of_text),
        cmocka_unit_test(an_empty_file_is_refused),
    };
    return cmocka_run_group_tests_name("dialogflow", tests, NULL, NULL);
}

int test_convert_import_table(void)
{
    return run_any_table() + run_cells() + run_dialogflow();
}
