/* tests/unit/convert/import_builder.c - records become entries: limits, names, and what is related to what. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "kb/kb.h"
#include "unit/convert/report.h"
#include "util/util.h"

struct fixture {
    struct import_builder builder;
    struct buffer report;
    struct faqbot_import_result result;
    struct faqbot_fault fault;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    import_builder_init(&fixture->builder, "in", NULL, &fixture->fault);
    buffer_init(&fixture->report, SIZE_MAX);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    import_builder_release(&fixture->builder);
    buffer_release(&fixture->report);
    free(fixture);
    return 0;
}

static void add(struct fixture *fixture, const struct import_record *record)
{
    import_builder_add(&fixture->builder, record);
    assert_int_equal(fixture->fault.status, FAQBOT_OK);
}

static void check_report(struct fixture *fixture, const char *report)
{
    assert_int_equal(import_commit(&fixture->builder, NULL, report_event, &fixture->report, &fixture->result),
                     FAQBOT_OK);
    buffer_add_byte(&fixture->report, '\0');
    assert_string_equal(fixture->report.bytes, report);
}

static void what_is_related_is_found_by_id_or_group_before_or_behind(void **state)
{
    struct fixture *fixture = *state;
    struct faqbot_view to_first[] = {view_of("12"), view_of("b c"), view_of("none"), view_of("12")};
    add(fixture, &(struct import_record){.row = 1,
                                         .group = view_of("11"),
                                         .question = view_of("One?"),
                                         .answer = view_of("A"),
                                         .related = {.items = to_first, .count = 4}});
    add(fixture, &(struct import_record){
                     .row = 2, .group = view_of("12"), .question = view_of("Two?"), .answer = view_of("B")});
    add(fixture, &(struct import_record){
                     .row = 3, .id = view_of("b c"), .question = view_of("Three?"), .answer = view_of("C")});
    check_report(fixture, "1 imported one: One?\n"
                          "1 note: the related \"none\" is no entry of this file; it is not kept\n"
                          "2 imported two: Two?\n"
                          "3 imported b-c: Three?\n"
                          "3 note: its id was \"b c\"\n");
}

static void what_is_related_to_nothing_that_is_kept_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct faqbot_view related = view_of("gone");
    add(fixture, &(struct import_record){.row = 1,
                                         .question = view_of("One?"),
                                         .answer = view_of("A"),
                                         .related = {.items = &related, .count = 1}});
    add(fixture, &(struct import_record){.row = 2,
                                         .id = view_of("gone"),
                                         .question = view_of("Two?"),
                                         .answer = view_of("<!-- nothing to be seen -->")});
    check_report(fixture,
                 "1 imported one: One?\n"
                 "1 note: the related \"gone\" is no entry of this file; it is not kept\n"
                 "2 left out: nothing of the answer can be shown; write it as text. The line is left out\n");
}

static void a_list_ends_at_its_limit(void **state)
{
    struct fixture *fixture = *state;
    struct faqbot_view tags[IMPORT_LIST_MAX + 2];
    char names[IMPORT_LIST_MAX + 2][8];
    for (size_t i = 0; i < IMPORT_LIST_MAX + 2; i++) {
        (void)snprintf(names[i], sizeof names[i], "t%zu", i);
        tags[i] = view_of(names[i]);
    }
    add(fixture, &(struct import_record){.row = 1,
                                         .question = view_of("One?"),
                                         .answer = view_of("A"),
                                         .tags = {.items = tags, .count = IMPORT_LIST_MAX + 2}});
    assert_int_equal(fixture->builder.entries[0].record.tags.count, IMPORT_LIST_MAX);
    check_report(fixture,
                 "1 imported one: One?\n"
                 "1 note: the entry has more than 64 tags or related entries; those beyond are not kept\n");
}

static void a_record_that_is_too_long_is_left_out(void **state)
{
    struct fixture *fixture = *state;
    size_t size = IMPORT_RECORD_BYTES_MAX;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'x', size);
    add(fixture,
        &(struct import_record){.row = 1, .question = view_of("One?"), .answer = view_make(text, size)});
    /* Within the limit of a record, and beyond that of a line of knowledge. */
    add(fixture,
        &(struct import_record){.row = 2, .question = view_of("Two?"), .answer = view_make(text, size / 2)});
    add(fixture, &(struct import_record){
                     .row = 3, .question = view_of("Three?"), .answer = view_make(text, size / 4)});
    check_report(fixture,
                 "1 left out: question and answer have more than 4194304 bytes together; divide them\n"
                 "2 left out: the entry is longer than a line of knowledge can be; divide it\n"
                 "3 imported three: Three?\n");
    free(text);
}

static void many_phrasings_are_told_of(void **state)
{
    struct fixture *fixture = *state;
    size_t count = KB_PHRASINGS_MAX + 5;
    struct faqbot_view *also = calloc(count, sizeof *also);
    char(*names)[8] = calloc(count, sizeof *names);
    assert_non_null(also);
    assert_non_null(names);
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(names[i], sizeof names[i], "w%zu", i);
        also[i] = view_of(names[i]);
    }
    add(fixture, &(struct import_record){.row = 1,
                                         .question = view_of("One?"),
                                         .answer = view_of("A"),
                                         .also = {.items = also, .count = count}});
    check_report(fixture, "1 imported one: One?\n"
                          "1 note: \"also\" has more than 19999 phrasings; those beyond are left out\n");
    assert_int_equal(fixture->result.phrasings, KB_PHRASINGS_MAX);
    free(also);
    free(names);
}

static void a_long_question_is_shown_in_part_and_a_long_sentence_ends_with_a_character(void **state)
{
    struct fixture *fixture = *state;
    char text[1202];
    for (size_t i = 0; i < sizeof text; i += 2) {
        memcpy(text + i, "\xc3\xa4", 2);
    }
    struct faqbot_view question = view_make(text, sizeof text);
    import_builder_skip(&fixture->builder, 1, question, "x%.*s%.*s", VIEW_ARGS(question),
                        VIEW_ARGS(question));
    assert_int_equal(fixture->builder.notes[0].event.question.size, 2 * 300);
    assert_int_equal(fixture->builder.notes[0].event.sentence.size, 383); /* x, and 191 of two bytes */
    import_builder_skip(&fixture->builder, 1, question, "xy%.*s%.*s", VIEW_ARGS(question),
                        VIEW_ARGS(question));
    assert_int_equal(fixture->builder.notes[1].event.sentence.size, 382);
}

static void a_draft_beside_a_live_row_makes_a_draft(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, &(struct import_record){.row = 1, .question = view_of("One?"), .answer = view_of("A")});
    add(fixture, &(struct import_record){
                     .row = 2, .question = view_of("one"), .answer = view_of("A"), .is_draft = true});
    assert_true(fixture->builder.entries[0].record.is_draft);
    check_report(fixture,
                 "1 imported one: One?\n2 joined one: one\n"
                 "2 note: one of its rows is a draft and another is not; the entry is kept as a draft\n");
}

#define WITH_BUILDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int test_convert_import_builder(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BUILDER(what_is_related_is_found_by_id_or_group_before_or_behind),
        WITH_BUILDER(what_is_related_to_nothing_that_is_kept_is_told),
        WITH_BUILDER(a_list_ends_at_its_limit),
        WITH_BUILDER(a_record_that_is_too_long_is_left_out),
        WITH_BUILDER(many_phrasings_are_told_of),
        WITH_BUILDER(a_long_question_is_shown_in_part_and_a_long_sentence_ends_with_a_character),
        WITH_BUILDER(a_draft_beside_a_live_row_makes_a_draft),
    };
    return cmocka_run_group_tests_name("import_builder", tests, NULL, NULL);
}
