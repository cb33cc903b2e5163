/* unit/transfer/project.c - a folder of Rasa's as one import: which of its files are read, and what is said of
 * others. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <faqbot_tools.h>

#include "base/buffer.h"

#define PATH_BYTES 160

static const char *const names[] = {"data/broken.yaml", "data/nlu.yml", "data/notes.txt", "domain.yml",
                                    "link.yml"};
static const char *const folders[] = {"data", ""};

static void path_of(char path[PATH_BYTES], const char *folder, const char *name)
{
    (void)snprintf(path, PATH_BYTES, "%s/%s", folder, name);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[PATH_BYTES];
    path_of(path, folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    static char folder[] = "/tmp/faqbot-rasa-XXXXXX";
    char path[PATH_BYTES];
    assert_non_null(mkdtemp(folder));
    path_of(path, folder, "data");
    assert_int_equal(mkdir(path, 0700), 0);
    path_of(path, folder, "link.yml");
    assert_int_equal(symlink("domain.yml", path), 0);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    char path[PATH_BYTES];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(path, *state, names[i]);
        (void)unlink(path);
    }
    int status = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        path_of(path, *state, folders[i]);
        status += rmdir(path);
    }
    return status;
}

/* "FATE ID: QUESTION\n", or "FATE: SENTENCE\n" with the folder's path taken out of it. */
static void take(void *user, const struct faqbot_import_event *event)
{
    static const char *const fates[] = {"imported ", "joined ", "left out", "note"};
    struct buffer *told = user;
    buffer_add_text(told, fates[event->outcome]);
    buffer_add(told, event->id);
    buffer_add_text(told, ": ");
    struct faqbot_view sentence = event->sentence.size > 0 ? event->sentence : event->question;
    if (view_starts_with(sentence, "/tmp/faqbot-rasa-")) {
        sentence = view_slice(sentence, sizeof "/tmp/faqbot-rasa-XXXXXX", sentence.size);
    }
    buffer_add(told, sentence);
    buffer_add_text(told, "\n");
}

static enum faqbot_status import(const char *folder, struct buffer *told, struct faqbot_import_result *result,
                                 struct faqbot_fault *fault)
{
    buffer_init(told, SIZE_MAX);
    const struct faqbot_import_options options = {
        .format = "rasa", .input = folder, .dry_run = true, .tell = take, .tell_user = told};
    enum faqbot_status status = faqbot_import(&options, result, fault);
    buffer_add_byte(told, '\0');
    return status;
}

static void questions_and_answers_of_several_files_are_joined(void **state)
{
    struct buffer told;
    struct faqbot_import_result result;
    struct faqbot_fault fault;
    write_file(*state, "data/nlu.yml",
               "nlu:\n- intent: faq/price\n  examples: |\n    - what does it cost\n    - price\n");
    write_file(*state, "domain.yml", "responses:\n  utter_faq/price:\n  - text: Nothing\n");
    write_file(*state, "data/broken.yaml", "nlu: [a\n");
    write_file(*state, "data/notes.txt", "nlu: [a\n"); /* none of Rasa's: nothing is said of it */
    assert_int_equal(import(*state, &told, &result, &fault), FAQBOT_OK);
    assert_string_equal(
        told.bytes, "left out: data/broken.yaml:2: this is no YAML: did not find expected ',' or ']'\n"
                    "left out: link.yml: this is a link, which is not followed; put the file itself there\n"
                    "imported faq/price: what does it cost\n");
    assert_int_equal(result.entries, 1);
    assert_int_equal(result.phrasings, 2);
    assert_int_equal(result.rows[FAQBOT_IMPORT_SKIPPED], 2);
    buffer_release(&told);
}

static void a_folder_without_answers_is_refused(void **state)
{
    struct buffer told;
    struct faqbot_import_result result = {.entries = 7};
    struct faqbot_fault fault;
    write_file(*state, "domain.yml", "responses: {}\n");
    assert_int_equal(import(*state, &told, &result, &fault), FAQBOT_INVALID);
    assert_true(strlen(fault.sentence) > 0);
    assert_int_equal(result.entries, 7);
    buffer_release(&told);
    assert_int_equal(import("/nowhere/at/all", &told, &result, &fault), FAQBOT_NOT_FOUND);
    assert_true(strlen(fault.sentence) > 0);
    buffer_release(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_and_answers_of_several_files_are_joined),
        cmocka_unit_test(a_folder_without_answers_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
