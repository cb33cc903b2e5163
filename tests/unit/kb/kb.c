/* tests/unit/kb/kb.c - folders of good, bad, strange and forbidden files: what is read, and what is said of the rest. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kb/kb.h"
#include "unit/kb/collector.h"

/* ==== Folders that may not be read =================================================================== */

#define NOBODY 65534 /* Debian's; the superuser may read everything, so the test is somebody else meanwhile */

struct forbidden {
    char folder[64];
    char inner[96];
    char file[96];
};

static int set_up(void **state)
{
    static struct forbidden place;
    strcpy(place.folder, "/tmp/faqbot-folder-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    (void)snprintf(place.inner, sizeof place.inner, "%s/inner", place.folder);
    (void)snprintf(place.file, sizeof place.file, "%s/a.md", place.folder);
    assert_int_equal(mkdir(place.inner, 0), 0);
    FILE *file = fopen(place.file, "wb");
    assert_non_null(file);
    assert_true(fputs("## Why?\n\nBecause.\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    const struct forbidden *place = *state;
    return chmod(place->folder, 0700) + unlink(place->file) + rmdir(place->inner) + rmdir(place->folder);
}

/* Reads the folder as somebody who is not the superuser. */
static enum faqbot_status read_folder(const char *path, struct collector *collector,
                                      struct faqbot_fault *fault)
{
    bool is_superuser = geteuid() == 0;
    collector_init(collector);
    *fault = (struct faqbot_fault){.status = FAQBOT_OK};
    assert_true(!is_superuser || seteuid(NOBODY) == 0);
    enum faqbot_status status = kb_read(path, &collector->sink, fault);
    assert_true(!is_superuser || seteuid(0) == 0);
    return status;
}

static void a_folder_within_is_told_and_passed_over(void **state)
{
    const struct forbidden *place = *state;
    struct collector collector;
    struct faqbot_fault fault;
    assert_int_equal(chmod(place->folder, 0755), 0);
    assert_int_equal(read_folder(place->folder, &collector, &fault), FAQBOT_OK);
    assert_string_equal(collector_text(&collector.entries), "settings \nfaq a/why :1\n? Why?\n= Because.\n");
    assert_string_equal(collector_text(&collector.faults), "0 error unreadable-file\n");
    assert_memory_equal(collector.path, place->inner, strlen(place->inner));
    assert_non_null(strstr(collector.sentence, strerror(EACCES)));
    collector_release(&collector);
}

static void the_knowledge_base_itself_is_a_failure(void **state)
{
    const struct forbidden *place = *state;
    struct collector collector;
    struct faqbot_fault fault;
    assert_int_equal(chmod(place->folder, 0311), 0);
    assert_int_equal(read_folder(place->folder, &collector, &fault), FAQBOT_IO);
    assert_memory_equal(fault.path, place->folder, strlen(place->folder));
    assert_non_null(strstr(fault.sentence, strerror(EACCES)));
    assert_int_equal(collector.count, 0);
    collector_release(&collector);
}

static int run_folder(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_within_is_told_and_passed_over),
        cmocka_unit_test(the_knowledge_base_itself_is_a_failure),
    };
    return cmocka_run_group_tests_name("folder", tests, set_up, tear_down);
}

/* ==== A folder that is written for each test and removed after it ==================================== */

struct folder {
    char path[64];
    struct collector collector;
    struct faqbot_fault fault;
};

static int make_folder(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);
    assert_non_null(folder);
    strcpy(folder->path, "/tmp/faqbot-test-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    collector_init(&folder->collector);
    *state = folder;
    return 0;
}

static int remove_folder(void **state)
{
    struct folder *folder = *state;
    char command[192];
    snprintf(command, sizeof command, "chmod -R u+rwx %.60s && rm -r %.60s", folder->path, folder->path);
    assert_int_equal(system(command), 0);
    collector_release(&folder->collector);
    free(folder);
    return 0;
}

static const char *path_of(const struct folder *folder, const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    return path;
}

static void put_bytes(const struct folder *folder, const char *name, const char *bytes, size_t size)
{
    FILE *file = fopen(path_of(folder, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void put(const struct folder *folder, const char *name, const char *text)
{
    put_bytes(folder, name, text, strlen(text));
}

static void make_inner(const struct folder *folder, const char *name)
{
    assert_int_equal(mkdir(path_of(folder, name), 0755), 0);
}

static void check(struct folder *folder, const char *entries, const char *faults)
{
    assert_int_equal(kb_read(folder->path, &folder->collector.sink, &folder->fault), FAQBOT_OK);
    assert_string_equal(collector_text(&folder->collector.entries), entries);
    assert_string_equal(collector_text(&folder->collector.faults), faults);
}

static void settings_come_first_then_synonyms_then_entries(void **state)
{
    struct folder *folder = *state;
    put(folder, "a.md", "x");
    put(folder, "synonyms.txt",
        "\xef\xbb\xbf"
        "a => b");
    put(folder, "bot.yml", "name: N\nlang: en");
    check(folder, "settings N\na => b :1\npassage a/a :1\n? \n= x\n", "");
    assert_string_equal(collector_text(&folder->collector.details), "a/a|a|||en||||||\n");
}

static void an_empty_folder_has_settings_all_the_same(void **state)
{
    check(*state, "settings \n", "");
}

static void files_are_read_in_byte_order_of_their_paths(void **state)
{
    struct folder *folder = *state;
    make_inner(folder, "a");
    make_inner(folder, "B");
    make_inner(folder, "a/c");
    static const char *const names[] = {"a/z.md", "a.md", "a-b.md", "B/x.md", "a/c/y.md", "a/c.md", "a0.md"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "# t {#%s}\nx", names[i]);
        put(folder, names[i], text);
    }
    check(folder,
          "settings \npassage B/x.md :2\n? t\n= x\npassage a-b.md :2\n? t\n= x\npassage a.md :2\n? t\n= x\n"
          "passage a/c.md :2\n? t\n= x\npassage a/c/y.md :2\n? t\n= x\npassage a/z.md :2\n? t\n= x\n"
          "passage a0.md :2\n? t\n= x\n",
          "");
}

static void what_is_no_article_is_passed_over(void **state)
{
    struct folder *folder = *state;
    make_inner(folder, ".git");
    make_inner(folder, "b");
    make_inner(folder, "c.md");
    put(folder, ".git/a.md", "x");
    put(folder, ".hidden.md", "x");
    put(folder, "README.md", "x");
    put(folder, "tests.tsv", "x");
    put(folder, "notes.txt", "x");
    put(folder, "picture.png", "\xff");
    put(folder, "b/bot.yml", "name: x");
    put(folder, "b/README.md", "y");
    check(folder, "settings \npassage README/readme :1\n? \n= y\n", "");
}

static void a_broken_file_costs_no_other(void **state)
{
    struct folder *folder = *state;
    put(folder, "a.md", "---\n[\n---\n");
    put(folder, "b.md", "ok\n\xff\n");
    put_bytes(folder, "c.md", "a\0b", 3);
    put(folder, "d.jsonl", "{\n\n{\"id\":\"d\",\"text\":\"x\"}\r\n{\"id\":\"e\",\"text\":\"y\"}");
    put(folder, "e.md", "\xef\xbb\xbf# t\r\nx\r\n");
    put(folder, "f.md", "");
    put(folder, "g.jsonl", "");
    put(folder, "bot.yml", "\xff");
    put(folder, "synonyms.txt", "a,\nb,c\n");
    check(folder,
          "settings \nb => c :2\nc => b :2\npassage d :3\n? \n= x\npassage e :4\n? \n= y\npassage e/t :2\n? "
          "t\n= x\n",
          "1 error not-utf8\n1 error synonym\n2 error broken-yaml\n2 error not-utf8\n1 error nul\n1 error "
          "broken-json\n");
}

static void what_cannot_be_read_is_reported(void **state)
{
    struct folder *folder = *state;
    put(folder, "z.md", "x");
    assert_int_equal(symlink("nowhere", path_of(folder, "a.md")), 0);
    assert_int_equal(mkfifo(path_of(folder, "b.md"), 0600), 0);
    assert_int_equal(mkfifo(path_of(folder, "c.jsonl"), 0600), 0);
    put(folder, "d\xff.md", "x");
    check(folder, "settings \npassage z/z :1\n? \n= x\n",
          "0 error unreadable-file\n0 error unreadable-file\n0 error unreadable-file\n0 error file-name\n");
}

static void what_is_forbidden_is_reported(void **state)
{
    struct folder *folder = *state;
    if (geteuid() == 0) {
        skip(); /* nothing is forbidden to root */
    }
    put(folder, "a.md", "x");
    make_inner(folder, "b");
    put(folder, "z.md", "x");
    assert_int_equal(chmod(path_of(folder, "a.md"), 0), 0);
    assert_int_equal(chmod(path_of(folder, "b"), 0), 0);
    check(folder, "settings \npassage z/z :1\n? \n= x\n",
          "0 error unreadable-file\n0 error unreadable-file\n");
}

static void links_are_followed_to_files_only(void **state)
{
    struct folder *folder = *state;
    make_inner(folder, "a");
    put(folder, "a/b.md", "x");
    assert_int_equal(symlink("a/b.md", path_of(folder, "c.md")), 0);
    assert_int_equal(symlink("..", path_of(folder, "a/up")), 0);
    check(folder, "settings \npassage b/b :1\n? \n= x\npassage c/c :1\n? \n= x\n",
          "0 warning linked-folder\n");
}

static void folders_too_deep_are_left_out(void **state)
{
    struct folder *folder = *state;
    char name[256] = "a";
    for (size_t i = 0; i < KB_FOLDER_DEPTH_MAX + 1; i++) {
        make_inner(folder, name);
        if (i + 1 == KB_FOLDER_DEPTH_MAX || i == KB_FOLDER_DEPTH_MAX) {
            char file[300];
            snprintf(file, sizeof file, "%s/%zu.md", name, i);
            put(folder, file, "x");
        }
        strcat(name, "/a");
    }
    check(folder, "settings \npassage 31/31 :1\n? \n= x\n", "0 error deep-folder\n");
}

static void one_file_can_be_the_knowledge_base(void **state)
{
    struct folder *folder = *state;
    put(folder, "README.md", "x");
    put(folder, "bot.yml", "name: N");
    put(folder, "a.txt", "x");
    assert_int_equal(kb_read(path_of(folder, "README.md"), &folder->collector.sink, &folder->fault),
                     FAQBOT_OK);
    assert_string_equal(collector_text(&folder->collector.entries),
                        "settings \npassage README/readme :1\n? \n= x\n");
    assert_int_equal(kb_read(path_of(folder, "a.txt"), &folder->collector.sink, &folder->fault),
                     FAQBOT_INVALID);
    assert_string_equal(folder->fault.path, path_of(folder, "a.txt"));
    assert_true(folder->fault.sentence[0] != '\0');
}

static void one_file_of_json_lines_can_hold_settings_and_synonyms(void **state)
{
    struct folder *folder = *state;
    static const char lines[] =
        "\xef\xbb\xbf{\"settings\":{\"name\":\"N\",\"starters\":[\"a\"],\"threshold.answered\":\"0.5\"}}\n"
        "\n{\"synonym\":\"a, b\"}\n{\"synonym\":\"c => d\"}\n{\"id\":\"e\",\"text\":\"x\"}\n";
    static const char expected[] = "settings N\na => b :3\nb => a :3\nc => d :4\npassage e :5\n? \n= x\n";
    put(folder, "a.jsonl", lines);
    check(folder, expected, "");
    assert_int_equal(kb_read(path_of(folder, "a.jsonl"), &folder->collector.sink, &folder->fault), FAQBOT_OK);
    assert_string_equal(collector_text(&folder->collector.entries) + strlen(expected), expected);
}

static void settings_of_two_files_are_those_of_the_first(void **state)
{
    struct folder *folder = *state;
    put(folder, "a.jsonl", "{\"settings\":{\"name\":\"A\"}}\n{\"synonym\":\"e => f\"}\n");
    put(folder, "b.jsonl", "{\"settings\":{\"name\":\"B\"}}\n");
    put(folder, "synonyms.txt", "g => h\n");
    check(folder, "settings A\ng => h :1\ne => f :2\n", "1 warning two-settings\n");
}

static void settings_of_bot_yml_go_before_those_of_json_lines(void **state)
{
    struct folder *folder = *state;
    put(folder, "a.jsonl", "{\"settings\":{\"name\":\"A\"}}\n");
    put(folder, "bot.yml", "name: Y\n");
    check(folder, "settings Y\n", "1 warning two-settings\n");
}

static void a_preface_of_the_wrong_kind_is_named(void **state)
{
    struct folder *folder = *state;
    put(folder, "a.jsonl",
        "{\"settings\":[1]}\n{\"synonym\":1}\n{\"id\":\"e\",\"text\":\"x\",\"settings\":{}}\n");
    check(folder, "settings \npassage e :3\n? \n= x\n",
          "1 error json-value\n2 error json-value\n3 warning unknown-key\n");
}

static void what_is_wrong_with_a_preface_is_named_once(void **state)
{
    struct folder *folder = *state;
    put(folder, "a.jsonl",
        "{\"settings\":{\"name\":[\"A\"],\"nam\":\"B\",\"greeting\":1,\"threshold\":\"2\"}}\n"
        "{\"synonym\":\"a\"}\n{\n{\"id\":\"e\",\"text\":\"x\"}\n{\"synonym\":\"a, b\"}\n{\"settings\":{}}\n");
    check(folder, "settings \npassage e :4\n? \n= x\n",
          "1 error setting-value\n1 error setting-value\n1 warning unknown-key\n1 error threshold\n2 error "
          "synonym\n"
          "3 error broken-json\n5 error json-form\n6 error json-form\n");
}

static void a_path_that_is_not_there_is_not_found(void **state)
{
    struct folder *folder = *state;
    assert_int_equal(kb_read(path_of(folder, "a"), &folder->collector.sink, &folder->fault),
                     FAQBOT_NOT_FOUND);
    assert_string_equal(folder->fault.path, path_of(folder, "a"));
    assert_int_equal(kb_read("", &folder->collector.sink, NULL), FAQBOT_NOT_FOUND);
}

static void the_sink_may_be_empty_or_end_the_reading(void **state)
{
    struct folder *folder = *state;
    const struct kb_sink empty = {0};
    put(folder, "a.md", "---\n{\n---\n");
    put(folder, "b.md", "x");
    put(folder, "synonyms.txt", "a,b");
    assert_int_equal(kb_read(folder->path, &empty, NULL), FAQBOT_OK);
    folder->collector.answer = FAQBOT_NO_MEMORY;
    assert_int_equal(kb_read(folder->path, &folder->collector.sink, &folder->fault), FAQBOT_NO_MEMORY);
    assert_int_equal(folder->fault.status, FAQBOT_OK);
    assert_string_equal(collector_text(&folder->collector.entries), "settings \n");
}

static void an_unknown_key_of_json_lines_is_told_once_a_file(void **state)
{
    struct folder *folder = *state;
    static const char lines[] =
        "{\"id\":\"a\",\"text\":\"x\",\"k\":1}\n{\"id\":\"a\",\"text\":\"x\",\"k\":1,\"l\":2}\n";
    put(folder, "a.jsonl", lines);
    put(folder, "b.jsonl", lines);
    assert_int_equal(kb_read(folder->path, &folder->collector.sink, &folder->fault), FAQBOT_OK);
    assert_string_equal(
        collector_text(&folder->collector.faults),
        "1 warning unknown-key\n2 warning unknown-key\n1 warning unknown-key\n2 warning unknown-key\n");
}

static void lines_and_files_over_their_limit_are_named(void **state)
{
    struct folder *folder = *state;
    char *bytes = malloc(KB_FILE_BYTES_MAX + 1);
    assert_non_null(bytes);
    memset(bytes, 'a', KB_FILE_BYTES_MAX + 1);
    put_bytes(folder, "a.md", bytes, KB_FILE_BYTES_MAX + 1);
    memcpy(bytes + KB_LINE_BYTES_MAX + 1, "\n{\"id\":\"b\",\"text\":\"x\"}\n", 24);
    put_bytes(folder, "b.jsonl", bytes, KB_LINE_BYTES_MAX + 24);
    free(bytes);
    check(folder, "settings \npassage b :2\n? \n= x\n", "0 error large-file\n1 error long-line\n");
}

#define ON_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

static int run_knowledge_base(void)
{
    const struct CMUnitTest tests[] = {
        ON_FOLDER(settings_come_first_then_synonyms_then_entries),
        ON_FOLDER(an_empty_folder_has_settings_all_the_same),
        ON_FOLDER(files_are_read_in_byte_order_of_their_paths),
        ON_FOLDER(what_is_no_article_is_passed_over),
        ON_FOLDER(a_broken_file_costs_no_other),
        ON_FOLDER(what_cannot_be_read_is_reported),
        ON_FOLDER(what_is_forbidden_is_reported),
        ON_FOLDER(links_are_followed_to_files_only),
        ON_FOLDER(folders_too_deep_are_left_out),
        ON_FOLDER(one_file_can_be_the_knowledge_base),
        ON_FOLDER(one_file_of_json_lines_can_hold_settings_and_synonyms),
        ON_FOLDER(settings_of_two_files_are_those_of_the_first),
        ON_FOLDER(settings_of_bot_yml_go_before_those_of_json_lines),
        ON_FOLDER(a_preface_of_the_wrong_kind_is_named),
        ON_FOLDER(what_is_wrong_with_a_preface_is_named_once),
        ON_FOLDER(a_path_that_is_not_there_is_not_found),
        ON_FOLDER(the_sink_may_be_empty_or_end_the_reading),
        ON_FOLDER(an_unknown_key_of_json_lines_is_told_once_a_file),
        ON_FOLDER(lines_and_files_over_their_limit_are_named),
    };
    return cmocka_run_group_tests_name("knowledge_base", tests, NULL, NULL);
}

int test_kb_kb(void)
{
    return run_folder() + run_knowledge_base();
}
