/* tests/unit/tools/add_line.c - a line written into an author's own file: the file, its backup, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/util.h"

#define ARTICLE "# Pay\n\n## What is the salary? {#pay}\n\nA lot.\n\n## When is it paid? {#day}\n\nMonthly.\n"
#define ADDED                                                                                                \
    "# Pay\n\n## What is the salary? {#pay}\n\n- also: the wage\n\nA lot.\n\n## When is it paid? {#day}\n\n" \
    "Monthly.\n"

struct folder {
    char path[64];
    char article[96];
    char backup[96];
    char tests[96];
};

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_file(const char *path, const char *text)
{
    char found[4096];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(found, 1, sizeof found - 1, file);
    (void)fclose(file);
    found[size] = '\0';
    assert_string_equal(found, text);
}

static int set_up(void **state)
{
    static struct folder folder;
    strcpy(folder.path, "/tmp/faqbot-add-XXXXXX");
    assert_non_null(mkdtemp(folder.path));
    snprintf(folder.article, sizeof folder.article, "%s/pay.md", folder.path);
    snprintf(folder.backup, sizeof folder.backup, "%s/pay.md~", folder.path);
    snprintf(folder.tests, sizeof folder.tests, "%s/tests.tsv", folder.path);
    write_file(folder.article, ARTICLE);
    *state = &folder;
    return 0;
}

static int tear_down(void **state)
{
    char command[128];
    const struct folder *folder = *state;
    (void)chmod(folder->path, 0700);
    snprintf(command, sizeof command, "rm -rf '%s'", folder->path);
    return system(command);
}

static enum faqbot_status add(const struct folder *folder, enum faqbot_addition addition, const char *entry,
                              const char *question, struct faqbot_added *added, struct faqbot_fault *fault)
{
    const struct faqbot_add_options options = {.knowledge = folder->path,
                                               .addition = addition,
                                               .entry = view_of(entry),
                                               .question = view_of(question)};
    return faqbot_add(&options, added, fault);
}

static void a_line_is_written_kept_and_taken_back(void **state)
{
    const struct folder *folder = *state;
    struct faqbot_added added;
    struct faqbot_fault fault;
    struct stat about;
    assert_int_equal(chmod(folder->article, 0640), 0);
    write_file(folder->backup, "an older one");
    assert_int_equal(add(folder, FAQBOT_ADD_ALSO, "pay", "the  wage ", &added, &fault), FAQBOT_OK);
    assert_string_equal(added.path, folder->article);
    assert_string_equal(added.backup, folder->backup);
    assert_int_equal(added.line, 5);
    assert_file(folder->article, ADDED);
    assert_file(folder->backup, ARTICLE);
    assert_int_equal(stat(folder->article, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0640);
    assert_int_equal(stat(folder->backup, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0640);
    assert_int_equal(faqbot_add_undo(&added, &fault), FAQBOT_OK);
    assert_file(folder->article, ARTICLE);
    assert_int_not_equal(access(folder->backup, F_OK), 0);
    assert_int_equal(faqbot_add_undo(&added, &fault), FAQBOT_INVALID);
    assert_file(folder->article, ARTICLE);
}

static void what_was_changed_since_is_not_taken_back(void **state)
{
    const struct folder *folder = *state;
    struct faqbot_added added;
    struct faqbot_fault fault;
    assert_int_equal(add(folder, FAQBOT_ADD_NOT, "day", "when is lunch", &added, &fault), FAQBOT_OK);
    write_file(folder->article, "# Mine\n");
    assert_int_equal(faqbot_add_undo(&added, &fault), FAQBOT_INVALID);
    assert_non_null(strstr(fault.sentence, "changed since"));
    assert_file(folder->article, "# Mine\n");
    assert_file(folder->backup, ARTICLE);
}

static void a_test_is_written_into_a_file_that_need_not_be_there(void **state)
{
    const struct folder *folder = *state;
    struct faqbot_added first;
    struct faqbot_added second;
    struct faqbot_fault fault;
    assert_int_equal(add(folder, FAQBOT_ADD_TEST, "pay,day", "what do I get", &first, &fault), FAQBOT_OK);
    assert_string_equal(first.path, folder->tests);
    assert_int_equal(first.line, 2);
    assert_string_equal(first.backup, "");
    assert_int_equal(add(folder, FAQBOT_ADD_TEST, "-", "do you\tsell cars", &second, &fault), FAQBOT_OK);
    assert_file(folder->tests,
                "# A test a line: a question, a tab, and the id of the entry that must answer it; - for "
                "none.\nwhat do I get\tpay,day\ndo you sell cars\t-\n");
    assert_int_equal(add(folder, FAQBOT_ADD_TEST, "pay", "what do I get", &second, &fault), FAQBOT_INVALID);
    assert_int_equal(fault.line, 2);
    assert_int_equal(add(folder, FAQBOT_ADD_TEST, "pay,nothing", "x", &second, &fault), FAQBOT_NOT_FOUND);
    assert_int_equal(add(folder, FAQBOT_ADD_TEST, "", "x", &second, &fault), FAQBOT_INVALID);
    assert_int_equal(add(folder, FAQBOT_ADD_TEST, "pay", "# x", &second, &fault), FAQBOT_INVALID);
    assert_int_equal(faqbot_add_undo(&second, &fault), FAQBOT_OK);
    write_file(folder->tests, "a\tpay\r\nb\tday");
    assert_int_equal(add(folder, FAQBOT_ADD_TEST, "-", "c", &second, &fault), FAQBOT_OK);
    assert_file(folder->tests, "a\tpay\r\nb\tday\r\nc\t-\r\n");
    assert_int_equal(unlink(folder->tests), 0);
    assert_int_equal(add(folder, FAQBOT_ADD_TEST, "pay", "what do I get", &first, &fault), FAQBOT_OK);
    assert_int_equal(faqbot_add_undo(&first, &fault), FAQBOT_OK);
    assert_int_not_equal(access(folder->tests, F_OK), 0);
}

static void what_cannot_be_written_is_refused_and_nothing_changes(void **state)
{
    const struct folder *folder = *state;
    struct faqbot_added added = {.line = 77};
    struct faqbot_fault fault;
    char outside[96];
    assert_int_equal(add(folder, FAQBOT_ADD_ALSO, "nothing", "x", &added, &fault), FAQBOT_NOT_FOUND);
    assert_int_equal(add(folder, FAQBOT_ADD_ALSO, "pay", "", &added, &fault), FAQBOT_INVALID);
    assert_int_equal(add(folder, FAQBOT_ADD_ALSO, "pay", "the\033[2J wage", &added, &fault), FAQBOT_INVALID);
    assert_int_equal(add(folder, FAQBOT_ADD_ALSO, "pay", "What is the salary", &added, &fault),
                     FAQBOT_INVALID);
    assert_int_equal(chmod(folder->article, 0444), 0);
    assert_int_equal(add(folder, FAQBOT_ADD_ALSO, "pay", "the wage", &added, &fault), FAQBOT_IO);
    assert_non_null(strstr(fault.sentence, "may not be written to"));
    assert_file(folder->article, ARTICLE);
    snprintf(outside, sizeof outside, "%s.outside", folder->path);
    assert_int_equal(rename(folder->article, outside), 0);
    assert_int_equal(symlink(outside, folder->article), 0);
    assert_int_equal(chmod(outside, 0644), 0);
    assert_int_equal(add(folder, FAQBOT_ADD_ALSO, "pay", "the wage", &added, &fault), FAQBOT_INVALID);
    assert_non_null(strstr(fault.sentence, "is a link"));
    assert_file(outside, ARTICLE);
    assert_int_equal(unlink(outside), 0);
    assert_int_not_equal(access(folder->backup, F_OK), 0);
    assert_int_equal(added.line, 77);
}

/* The backup's name may be a link that somebody has put there. */
static void a_link_in_the_place_of_the_backup_is_replaced_and_not_followed(void **state)
{
    const struct folder *folder = *state;
    struct faqbot_added added;
    struct faqbot_fault fault;
    struct stat about;
    write_file(folder->tests, "a\tpay\n");
    assert_int_equal(symlink(folder->tests, folder->backup), 0);
    assert_int_equal(add(folder, FAQBOT_ADD_ALSO, "pay", "the wage", &added, &fault), FAQBOT_OK);
    assert_file(folder->tests, "a\tpay\n");
    assert_int_equal(lstat(folder->backup, &about), 0);
    assert_true(S_ISREG(about.st_mode));
    assert_file(folder->backup, ARTICLE);
}

static void take_source(void *user, const struct faqbot_source *source)
{
    const struct folder *folder = user;
    assert_string_equal(source->path, folder->article);
    assert_int_equal(source->line, 7);
    assert_true(source->is_question);
    assert_int_equal(source->phrasing_count, 1);
    assert_true(view_equals_text(source->phrasings[0], "When is it paid?"));
}

static void an_entry_is_found_where_it_stands(void **state)
{
    struct folder *folder = *state;
    struct faqbot_fault fault;
    assert_int_equal(faqbot_find_source(folder->path, NULL, view_of("day"), take_source, folder, &fault),
                     FAQBOT_OK);
    assert_int_equal(faqbot_find_source(folder->path, NULL, view_of("x"), take_source, folder, &fault),
                     FAQBOT_NOT_FOUND);
    assert_int_equal(faqbot_find_source("/nowhere", NULL, view_of("x"), take_source, folder, &fault),
                     FAQBOT_NOT_FOUND);
    assert_string_not_equal(fault.sentence, "");
}

static void a_stamp_changes_with_any_file_but_a_backup(void **state)
{
    const struct folder *folder = *state;
    struct faqbot_fault fault;
    uint64_t first;
    uint64_t second;
    assert_int_equal(faqbot_knowledge_stamp(folder->path, &first, &fault), FAQBOT_OK);
    write_file(folder->backup, "x");
    assert_int_equal(faqbot_knowledge_stamp(folder->path, &second, &fault), FAQBOT_OK);
    assert_true(first == second);
    write_file(folder->article, ADDED);
    assert_int_equal(faqbot_knowledge_stamp(folder->path, &second, &fault), FAQBOT_OK);
    assert_true(first != second);
    assert_int_equal(faqbot_knowledge_stamp(folder->path, &first, &fault), FAQBOT_OK);
    assert_true(first == second);
    write_file(folder->tests, "x\tpay\n");
    assert_int_equal(faqbot_knowledge_stamp(folder->path, &second, &fault), FAQBOT_OK);
    assert_true(first != second);
    assert_int_equal(faqbot_knowledge_stamp("/nowhere", &second, &fault), FAQBOT_OK);
}

static void count_fault(void *user, const struct faqbot_fault *fault)
{
    unsigned *line = user;
    *line = fault->line;
}

static void tests_are_asked_where_there_are_some(void **state)
{
    const struct folder *folder = *state;
    const struct faqbot_options options = {.knowledge = folder->path};
    struct faqbot_tests_result result = {.tests = 9};
    struct faqbot_fault fault;
    struct faqbot *bot = NULL;
    unsigned line = 0;
    assert_int_equal(faqbot_open(&options, &bot, &fault), FAQBOT_OK);
    assert_int_equal(faqbot_test(bot, folder->path, count_fault, &line, &result), FAQBOT_OK);
    assert_int_equal(result.tests, 0);
    write_file(folder->tests, "what is the salary\tpay\nwhat is the salary\tday\n");
    assert_int_equal(faqbot_test(bot, folder->path, count_fault, &line, &result), FAQBOT_OK);
    assert_int_equal(result.tests, 2);
    assert_int_equal(result.failed, 1);
    assert_int_equal(line, 2);
    faqbot_close(bot);
}

int test_tools_add_line(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        EACH(a_line_is_written_kept_and_taken_back),
        EACH(what_was_changed_since_is_not_taken_back),
        EACH(a_test_is_written_into_a_file_that_need_not_be_there),
        EACH(what_cannot_be_written_is_refused_and_nothing_changes),
        EACH(a_link_in_the_place_of_the_backup_is_replaced_and_not_followed),
        EACH(an_entry_is_found_where_it_stands),
        EACH(a_stamp_changes_with_any_file_but_a_backup),
        EACH(tests_are_asked_where_there_are_some),
    };
#undef EACH
    return cmocka_run_group_tests_name("add_line", tests, NULL, NULL);
}
