/* tests/unit/tools/diff.c - what faqbot_diff() promises: two knowledge bases that are asked the same
 * questions. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

static const char *const kinds[] = {"changed", "gained", "lost", "moved"};

/* Writes down what is told: "kind question before after\n". */
static void take(void *user, const struct faqbot_change *change)
{
    struct buffer *told = user;
    buffer_add_text(told, kinds[change->kind]);
    buffer_add_text(told, " ");
    buffer_add(told, change->question);
    buffer_add_text(told, " [");
    buffer_add(told, change->before.entry);
    buffer_add_text(told, "] [");
    buffer_add(told, change->after.entry);
    buffer_add_text(told, "]\n");
    assert_int_equal(change->before.outcome == FAQBOT_ANSWERED, change->before.entry.size > 0);
    assert_int_equal(change->after.outcome == FAQBOT_ANSWERED, change->after.entry.size > 0);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

struct places {
    char folder[64];
    char before[96];
    char after[96];
    char index[96];
    char questions[96];
};

static int set_up(void **state)
{
    static struct places places;
    strcpy(places.folder, "/tmp/faqbot-diff-XXXXXX");
    assert_non_null(mkdtemp(places.folder));
    snprintf(places.before, sizeof places.before, "%s/before.jsonl", places.folder);
    snprintf(places.after, sizeof places.after, "%s/after.jsonl", places.folder);
    snprintf(places.index, sizeof places.index, "%s/before.index", places.folder);
    snprintf(places.questions, sizeof places.questions, "%s/questions.tsv", places.folder);
    write_file(
        places.before,
        "{\"id\":\"opening\",\"question\":\"When does the library open?\",\"answer\":\"At nine.\"}\n"
        "{\"id\":\"lending\",\"question\":\"How long may I keep a book?\",\"answer\":\"Four weeks.\"}\n"
        "{\"id\":\"parking\",\"question\":\"Where can visitors park?\",\"answer\":\"Nowhere.\"}\n");
    write_file(
        places.after,
        "{\"id\":\"opening\",\"question\":\"When does the library open?\",\"answer\":\"At ten.\"}\n"
        "{\"id\":\"lending\",\"question\":\"How long may I keep a book?\",\"answer\":\"Four weeks.\"}\n"
        "{\"id\":\"members\",\"question\":\"Who becomes a member?\",\"answer\":\"All.\"}\n");
    write_file(places.questions, "# more\nbook\tlending\n\nwhere is the zoo\t-\nbook\tx\n");
    *state = &places;
    return 0;
}

static int tear_down(void **state)
{
    const struct places *places = *state;
    (void)unlink(places->index);
    return unlink(places->before) + unlink(places->after) + unlink(places->questions) + rmdir(places->folder);
}

static const char changes[] = "changed When does the library open? [opening] [opening]\n"
                              "lost Where can visitors park? [parking] []\n"
                              "gained Who becomes a member? [] [members]\n";

static void check_diff(const char *before, const char *after, const char *questions, size_t asked,
                       const char *expected)
{
    struct buffer told;
    struct faqbot_diff_result result;
    struct faqbot_fault fault;
    buffer_init(&told, 10000);
    const struct faqbot_diff_options options = {
        .before = before, .after = after, .questions = questions, .tell = take, .tell_user = &told};
    assert_int_equal(faqbot_diff(&options, &result, &fault), FAQBOT_OK);
    buffer_add_byte(&told, '\0');
    assert_string_equal(told.bytes, expected);
    assert_int_equal(result.questions, asked);
    size_t count = 0;
    for (size_t i = 0; i < FAQBOT_CHANGE_KINDS; i++) {
        count += result.changes[i];
    }
    size_t lines = 0;
    for (const char *byte = expected; *byte != '\0'; byte++) {
        lines += *byte == '\n';
    }
    assert_int_equal(count, lines);
    buffer_release(&told);
}

static void answers_that_change_come_and_go_are_told(void **state)
{
    const struct places *places = *state;
    check_diff(places->before, places->after, NULL, 4, changes);
    check_diff(places->before, places->before, NULL, 3, "");
}

static void a_file_adds_its_questions_once_each(void **state)
{
    const struct places *places = *state;
    check_diff(places->before, places->before, places->questions, 5, "");
}

static void a_confidence_that_moves_is_told(void **state)
{
    const struct places *places = *state;
    char more[128];
    snprintf(more, sizeof more, "%s/more.jsonl", places->folder);
    write_file(more,
               "{\"id\":\"opening\",\"question\":\"When does the library open?\",\"answer\":\"At nine.\"}\n"
               "{\"id\":\"lending\",\"question\":\"How long may I keep a book?\","
               "\"also\":[\"how long may i keep a novel\"],\"answer\":\"Four weeks.\"}\n"
               "{\"id\":\"parking\",\"question\":\"Where can visitors park?\",\"answer\":\"Nowhere.\"}\n");
    check_diff(places->before, more, NULL, 4, "moved how long may i keep a novel [lending] [lending]\n");
    assert_int_equal(unlink(more), 0);
}

static void an_index_has_the_questions_of_its_knowledge(void **state)
{
    const struct places *places = *state;
    struct faqbot_index_result built;
    struct faqbot_fault fault;
    const struct faqbot_index_options options = {.knowledge = places->before, .output = places->index};
    assert_int_equal(faqbot_index(&options, &built, &fault), FAQBOT_OK);
    check_diff(places->index, places->after, NULL, 4, changes);
    check_diff(places->before, places->index, NULL, 3, "");
    check_diff(places->index, places->index, NULL, 3, "");
}

static void what_cannot_be_compared_is_told(void **state)
{
    const struct places *places = *state;
    const struct {
        const char *before;
        const char *after;
        const char *questions;
    } cases[] = {{"/nowhere", places->after, NULL},
                 {places->before, "/nowhere", NULL},
                 {places->before, places->questions, NULL}, /* neither knowledge base nor index */
                 {places->before, places->after, "/nowhere"},
                 {places->before, places->after, places->folder}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct faqbot_diff_result result = {.questions = 7};
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        const struct faqbot_diff_options options = {
            .before = cases[i].before, .after = cases[i].after, .questions = cases[i].questions};
        enum faqbot_status status = faqbot_diff(&options, &result, &fault);
        assert_int_not_equal(status, FAQBOT_OK);
        assert_int_equal(fault.status, status);
        assert_true(strlen(fault.sentence) > 0);
        assert_int_equal(result.questions, 7);
    }
}

int test_tools_diff(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_that_change_come_and_go_are_told),
        cmocka_unit_test(a_file_adds_its_questions_once_each),
        cmocka_unit_test(a_confidence_that_moves_is_told),
        cmocka_unit_test(an_index_has_the_questions_of_its_knowledge),
        cmocka_unit_test(what_cannot_be_compared_is_told),
    };
    return cmocka_run_group_tests_name("diff", tests, set_up, tear_down);
}
