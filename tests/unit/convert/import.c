/* tests/unit/convert/import.c - from a file to a file: what it is called, what is kept, and that nothing is left
 * behind. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <faqbot_tools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 512

/* A folder of its own for each test. */
static int set_up(void **state)
{
    static const char pattern[] = "/tmp/faqbot-import-XXXXXX";
    char *folder = malloc(sizeof pattern);
    assert_non_null(folder);
    memcpy(folder, pattern, sizeof pattern);
    *state = mkdtemp(folder);
    return *state == NULL;
}

static int tear_down(void **state)
{
    char command[PATH_BYTES];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", (char *)*state);
    int status = system(command);
    free(*state);
    return status;
}

static const char *path_in(void **state, const char *name, char path[PATH_BYTES])
{
    (void)snprintf(path, PATH_BYTES, "%s/%s", (char *)*state, name);
    return path;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void check_file(const char *path, const char *text)
{
    char bytes[4096];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes - 1, file);
    bytes[size] = '\0';
    fclose(file);
    assert_string_equal(bytes, text);
}

/* How many names the folder holds, hidden ones too. */
static size_t count_names(const char *path)
{
    size_t count = 0;
    DIR *folder = opendir(path);
    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count - 2;
}

static enum faqbot_status import(const char *input, const char *folder, bool force,
                                 struct faqbot_import_result *result, struct faqbot_fault *fault)
{
    const struct faqbot_import_options options = {
        .format = "csv", .input = input, .folder = folder, .force = force};
    *fault = (struct faqbot_fault){.status = FAQBOT_OK};
    return faqbot_import(&options, result, fault);
}

static const char good[] = "question,answer\nWhat is x?,X.\n";
static const char good_line[] = "{\"id\":\"what-is-x\",\"question\":\"What is x?\",\"answer\":\"X.\"}\n";

static void the_file_is_named_after_the_input(void **state)
{
    static const struct {
        const char *input;
        const char *output;
    } table[] = {
        {"faq.csv", "faq.jsonl"},
        {"My FAQ (2).v1.csv", "my-faq-2-v1.jsonl"},
        {"noextension", "noextension.jsonl"},
        {"...", "csv.jsonl"},
        {".hidden", "hidden.jsonl"},
        {"\xff\xfe.csv", "csv.jsonl"},
        {"-.csv", "csv.jsonl"},
        {"Stra\xc3\x9f"
         "e.csv",
         "strasse.jsonl"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        char input[PATH_BYTES];
        char folder[PATH_BYTES];
        char output[2 * PATH_BYTES];
        struct faqbot_import_result result;
        struct faqbot_fault fault;
        write_file(path_in(state, table[i].input, input), good);
        assert_int_equal(import(input, path_in(state, "out", folder), true, &result, &fault), FAQBOT_OK);
        (void)snprintf(output, sizeof output, "%s/%s", folder, table[i].output);
        assert_string_equal(result.output, output);
        assert_int_equal(result.entries, 1);
        check_file(output, good_line);
        unlink(output);
        assert_int_equal(count_names(folder), 0);
    }
}

static void a_file_that_is_there_is_kept_unless_by_force(void **state)
{
    char input[PATH_BYTES];
    char folder[PATH_BYTES];
    char output[PATH_BYTES];
    struct faqbot_import_result result;
    struct faqbot_fault fault;
    mkdir(path_in(state, "out", folder), 0777);
    write_file(path_in(state, "a.csv", input), good);
    write_file(path_in(state, "out/a.jsonl", output), "old");
    assert_int_equal(import(input, folder, false, &result, &fault), FAQBOT_INVALID);
    assert_non_null(strstr(fault.sentence, "a.jsonl is there already"));
    check_file(output, "old");
    assert_int_equal(count_names(folder), 1);
    assert_int_equal(import(input, folder, true, &result, &fault), FAQBOT_OK);
    check_file(output, good_line);
    assert_int_equal(count_names(folder), 1);
}

static void a_link_leads_nowhere(void **state)
{
    char input[PATH_BYTES];
    char folder[PATH_BYTES];
    char output[PATH_BYTES];
    char other[PATH_BYTES];
    struct stat found;
    struct faqbot_import_result result;
    struct faqbot_fault fault;
    mkdir(path_in(state, "out", folder), 0777);
    write_file(path_in(state, "a.csv", input), good);
    write_file(path_in(state, "other", other), "other");
    assert_int_equal(symlink(other, path_in(state, "out/a.jsonl", output)), 0);
    assert_int_equal(import(input, folder, false, &result, &fault), FAQBOT_INVALID);
    assert_int_equal(import(input, folder, true, &result, &fault), FAQBOT_OK);
    check_file(other, "other");
    check_file(output, good_line);
    assert_int_equal(lstat(output, &found), 0);
    assert_true(S_ISREG(found.st_mode));
    /* One that leads to nothing is taken for a file that is there, too. */
    unlink(output);
    assert_int_equal(symlink(path_in(state, "nothing", other), output), 0);
    assert_int_equal(import(input, folder, false, &result, &fault), FAQBOT_INVALID);
    assert_int_equal(access(other, F_OK), -1);
}

static void a_folder_in_the_files_place_is_kept_even_by_force(void **state)
{
    char input[PATH_BYTES];
    char folder[PATH_BYTES];
    char output[PATH_BYTES];
    struct faqbot_import_result result;
    struct faqbot_fault fault;
    mkdir(path_in(state, "out", folder), 0777);
    mkdir(path_in(state, "out/a.jsonl", output), 0777);
    write_file(path_in(state, "a.csv", input), good);
    assert_int_equal(import(input, folder, true, &result, &fault), FAQBOT_IO);
    assert_int_equal(count_names(folder), 1);
}

static void the_ids_of_other_files_of_the_folder_are_theirs(void **state)
{
    char input[PATH_BYTES];
    char folder[PATH_BYTES];
    char other[PATH_BYTES];
    char output[PATH_BYTES];
    struct faqbot_import_result result;
    struct faqbot_fault fault;
    mkdir(path_in(state, "out", folder), 0777);
    write_file(path_in(state, "out/other.jsonl", other), good_line);
    write_file(path_in(state, "a.csv", input), good);
    path_in(state, "out/a.jsonl", output);
    for (int again = 0; again < 2; again++) { /* its own old ids are no other file's */
        assert_int_equal(import(input, folder, again > 0, &result, &fault), FAQBOT_OK);
        check_file(output, "{\"id\":\"what-is-x-2\",\"question\":\"What is x?\",\"answer\":\"X.\"}\n");
    }
}

static void a_failed_import_leaves_nothing(void **state)
{
    static const char *const texts[] = {"", "question,answer\n", "question,answer\na,\"b", "x,y\n1,2\n",
                                        "question,answer\nfine,yes\nbad \xff,no\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char input[PATH_BYTES];
        char folder[PATH_BYTES];
        struct faqbot_import_result result = {.entries = 77};
        struct faqbot_fault fault;
        write_file(path_in(state, "a.csv", input), texts[i]);
        assert_int_equal(import(input, path_in(state, "out", folder), false, &result, &fault),
                         FAQBOT_INVALID);
        assert_true(fault.sentence[0] != '\0');
        assert_int_equal(access(folder, F_OK), -1);
        assert_int_equal(result.entries, 77);
    }
}

static void what_cannot_be_read_or_written_is_said(void **state)
{
    char input[PATH_BYTES];
    char other[PATH_BYTES];
    struct faqbot_import_result result;
    struct faqbot_fault fault;
    assert_int_equal(
        import(path_in(state, "none.csv", input), path_in(state, "out", other), false, &result, &fault),
        FAQBOT_NOT_FOUND);
    assert_int_equal(import(*state, path_in(state, "out", other), false, &result, &fault), FAQBOT_IO);
    write_file(path_in(state, "a.csv", input), good);
    assert_int_equal(import(input, path_in(state, "no/such/parents", other), false, &result, &fault),
                     FAQBOT_NOT_FOUND);
    assert_int_equal(import(input, input, false, &result, &fault), FAQBOT_NOT_FOUND);
    write_file(input, "\xff\xfeq");
    assert_int_equal(import(input, path_in(state, "out", other), false, &result, &fault), FAQBOT_INVALID);
    assert_non_null(strstr(fault.sentence, "UTF-16"));
}

static void a_file_beyond_the_limit_is_refused(void **state)
{
    char input[PATH_BYTES];
    char folder[PATH_BYTES];
    struct faqbot_import_result result;
    struct faqbot_fault fault;
    write_file(path_in(state, "a.csv", input), "");
    assert_int_equal(truncate(input, (off_t)FAQBOT_IMPORT_FILE_BYTES_MAX + 1), 0);
    assert_int_equal(import(input, path_in(state, "out", folder), false, &result, &fault), FAQBOT_LIMIT);
    assert_non_null(strstr(fault.sentence, "134217728 bytes"));
}

static void a_dry_run_writes_nothing(void **state)
{
    char input[PATH_BYTES];
    struct faqbot_import_result result;
    struct faqbot_fault fault;
    write_file(path_in(state, "a.csv", input), good);
    const struct faqbot_import_options options = {.format = "csv", .input = input, .dry_run = true};
    assert_int_equal(faqbot_import(&options, &result, &fault), FAQBOT_OK);
    assert_string_equal(result.output, "a.jsonl");
    assert_int_equal(result.entries, 1);
    assert_int_equal(result.phrasings, 1);
    assert_int_equal(count_names(*state), 1);
}

static void a_format_is_one_of_the_table(void **state)
{
    struct faqbot_import_options options = {.format = "qnabto", .input = "x", .dry_run = true};
    struct faqbot_import_result result;
    struct faqbot_fault fault;
    const char *name;
    const char *description;
    (void)state;
    assert_int_equal(faqbot_import(&options, &result, &fault), FAQBOT_INVALID);
    assert_non_null(strstr(fault.sentence, "the nearest is qnabot"));
    options.format = "kendra";
    options.map = "question=1";
    assert_int_equal(faqbot_import(&options, &result, &fault), FAQBOT_INVALID);
    assert_non_null(strstr(fault.sentence, "takes no map"));
    for (size_t i = 0; faqbot_import_format(i, &name, &description); i++) {
        assert_true(name[0] != '\0' && description[0] != '\0');
    }
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int test_convert_import(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(the_file_is_named_after_the_input),
        WITH_FOLDER(a_file_that_is_there_is_kept_unless_by_force),
        WITH_FOLDER(a_link_leads_nowhere),
        WITH_FOLDER(a_folder_in_the_files_place_is_kept_even_by_force),
        WITH_FOLDER(the_ids_of_other_files_of_the_folder_are_theirs),
        WITH_FOLDER(a_failed_import_leaves_nothing),
        WITH_FOLDER(what_cannot_be_read_or_written_is_said),
        WITH_FOLDER(a_file_beyond_the_limit_is_refused),
        WITH_FOLDER(a_dry_run_writes_nothing),
        cmocka_unit_test(a_format_is_one_of_the_table),
    };
    return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
