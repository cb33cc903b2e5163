/* tests/unit/index/index_file.c - an index as a file: the whole new one or the old one, and nothing beside it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <faqbot_tools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* A folder with two knowledge bases, a good one and a broken one, and room for an index. */
struct fixture {
    char folder[64];
    char good[96];
    char broken[96];
    char output[96];
};

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    strcpy(fixture->folder, "/tmp/faqbot-index-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->good, sizeof fixture->good, "%s/good.jsonl", fixture->folder);
    snprintf(fixture->broken, sizeof fixture->broken, "%s/broken.jsonl", fixture->folder);
    snprintf(fixture->output, sizeof fixture->output, "%s/index", fixture->folder);
    write_text(
        fixture->good,
        "{\"id\":\"opening\",\"question\":\"When do you open?\",\"answer\":\"At nine.\"}\n"
        "{\"id\":\"lending\",\"question\":\"How long may I keep a book?\",\"also\":[\"for how long are books "
        "lent\"],\"answer\":\"Four weeks.\"}\n"
        "{broken\n");
    write_text(fixture->broken, "{broken\n");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    remove(fixture->good);
    remove(fixture->broken);
    remove(fixture->output);
    assert_int_equal(rmdir(fixture->folder), 0); /* no litter */
    free(fixture);
    return 0;
}

static enum faqbot_status make(const char *knowledge, const char *output, struct faqbot_index_result *result,
                               struct faqbot_fault *fault)
{
    const struct faqbot_index_options options = {.knowledge = knowledge, .output = output};
    return faqbot_index(&options, result, fault);
}

static size_t read_whole(const char *path, char *bytes, size_t size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t count = fread(bytes, 1, size, file);
    assert_true(count < size);
    fclose(file);
    return count;
}

static void an_index_is_written_counted_and_can_be_asked(void **state)
{
    struct fixture *fixture = *state;
    struct faqbot_index_result result;
    struct faqbot_fault fault;
    struct faqbot *bot;
    struct faqbot_answer answer;
    assert_int_equal(make(fixture->good, fixture->output, &result, &fault), FAQBOT_OK);
    assert_int_equal(result.entries, 2);
    assert_int_equal(result.phrasings, 3);
    assert_int_equal(result.errors, 1);
    assert_int_equal(strlen(result.version), 16);
    const struct faqbot_options options = {.index = fixture->output};
    assert_int_equal(faqbot_open(&options, &bot, &fault), FAQBOT_OK);
    assert_true(faqbot_about(bot)->entries == 2);
    assert_int_equal(faqbot_get(bot, (struct faqbot_view){"lending", 7}, &answer), FAQBOT_OK);
    assert_memory_equal(answer.text.bytes, "Four weeks.", 11);
    faqbot_close(bot);
}

static void the_same_knowledge_base_gives_the_same_bytes(void **state)
{
    struct fixture *fixture = *state;
    static char first[1 << 20];
    static char second[1 << 20];
    struct faqbot_index_result result;
    assert_int_equal(make(fixture->good, fixture->output, &result, NULL), FAQBOT_OK);
    size_t size = read_whole(fixture->output, first, sizeof first);
    assert_int_equal(make(fixture->good, fixture->output, &result, NULL), FAQBOT_OK);
    assert_int_equal(read_whole(fixture->output, second, sizeof second), size);
    assert_memory_equal(first, second, size);
}

static void what_fails_leaves_the_old_file_and_no_litter(void **state)
{
    struct fixture *fixture = *state;
    char missing[128];
    char kept[16];
    snprintf(missing, sizeof missing, "%s/missing", fixture->folder);
    const struct {
        const char *knowledge;
        enum faqbot_status status;
    } cases[] = {{fixture->broken, FAQBOT_INVALID}, {missing, FAQBOT_NOT_FOUND}};
    write_text(fixture->output, "old");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct faqbot_index_result result = {.entries = 99};
        struct faqbot_fault fault = {0};
        assert_int_equal(make(cases[i].knowledge, fixture->output, &result, &fault), cases[i].status);
        assert_int_equal(fault.status, cases[i].status);
        assert_true(strlen(fault.sentence) > 0);
        assert_int_equal(result.entries, 99);
        assert_int_equal(read_whole(fixture->output, kept, sizeof kept), 3);
    }
}

/* Stops at the second occasion; remembers what it was told. */
struct watcher {
    struct faqbot_index_progress seen;
    unsigned calls;
    unsigned stop_at; /* 0: never */
};

static enum faqbot_status watch(void *user, const struct faqbot_index_progress *progress)
{
    struct watcher *watcher = user;
    assert_true(progress->bytes >= watcher->seen.bytes && progress->bytes <= progress->bytes_total);
    watcher->seen = *progress;
    watcher->calls++;
    return watcher->calls == watcher->stop_at ? FAQBOT_INTERRUPTED : FAQBOT_OK;
}

static void progress_is_told_and_can_end_the_work_at_any_time(void **state)
{
    struct fixture *fixture = *state;
    char kept[16];
    struct stat about;
    struct faqbot_index_result result;
    struct faqbot_fault fault;
    struct watcher all = {.calls = 0};
    struct faqbot_index_options options = {
        .knowledge = fixture->good, .output = fixture->output, .watch = watch, .watch_user = &all};
    assert_int_equal(faqbot_index(&options, &result, &fault), FAQBOT_OK);
    assert_int_equal(stat(fixture->good, &about), 0);
    assert_int_equal(all.seen.bytes, about.st_size);
    assert_int_equal(all.seen.bytes_total, about.st_size);
    assert_int_equal(all.seen.entries, 2);
    assert_true(all.calls > 1);
    write_text(fixture->output, "old");
    for (unsigned i = 1; i <= all.calls; i++) {
        struct watcher stopping = {.stop_at = i};
        options.watch_user = &stopping;
        assert_int_equal(faqbot_index(&options, &result, &fault), FAQBOT_INTERRUPTED);
        assert_int_equal(fault.status, FAQBOT_INTERRUPTED);
        assert_int_equal(read_whole(fixture->output, kept, sizeof kept), 3);
    }
}

static void the_bytes_of_a_folder_are_those_of_its_articles(void **state)
{
    struct fixture *fixture = *state;
    struct stat good;
    struct stat broken;
    struct faqbot_index_result result;
    struct watcher all = {.calls = 0};
    const struct faqbot_index_options options = {
        .knowledge = fixture->folder, .output = fixture->output, .watch = watch, .watch_user = &all};
    write_text(fixture->output, "not an article");
    assert_int_equal(faqbot_index(&options, &result, NULL), FAQBOT_OK);
    assert_true(stat(fixture->good, &good) == 0 && stat(fixture->broken, &broken) == 0);
    assert_int_equal(all.seen.bytes_total, good.st_size + broken.st_size);
    assert_int_equal(all.seen.bytes, all.seen.bytes_total);
}

/* Counts the places at which the work was seen. */
static enum faqbot_status count_places(void *user, const struct faqbot_index_progress *progress)
{
    struct watcher *watcher = user;
    assert_true(progress->bytes >= watcher->seen.bytes && progress->bytes <= progress->bytes_total);
    watcher->calls += progress->bytes > watcher->seen.bytes;
    watcher->seen = *progress;
    return FAQBOT_OK;
}

/* With an encoder an entry takes a while, and a file may have thousands. */
static void progress_is_told_within_a_file(void **state)
{
    struct fixture *fixture = *state;
    static const char *const files[] = {"within.md", "within.jsonl"};
    for (size_t i = 0; i < COUNT(files); i++) {
        char path[128];
        struct stat about;
        struct faqbot_index_result result;
        struct watcher all = {.calls = 0};
        snprintf(path, sizeof path, "%s/%s", fixture->folder, files[i]);
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        for (int j = 0; j < 50; j++) {
            assert_true((i == 0 ? fprintf(file, "## What is number %d?\n\nIt is %d.\n\n", j, j)
                                : fprintf(file, "{\"id\":\"e%d\",\"text\":\"It is %d.\"}\n", j, j)) > 0);
        }
        assert_int_equal(fclose(file), 0);
        const struct faqbot_index_options options = {
            .knowledge = path, .output = fixture->output, .watch = count_places, .watch_user = &all};
        assert_int_equal(faqbot_index(&options, &result, NULL), FAQBOT_OK);
        assert_int_equal(stat(path, &about) + remove(path), 0);
        assert_int_equal(result.entries, 50);
        assert_in_range(all.calls, 50, 51);
        assert_int_equal(all.seen.bytes, about.st_size);
    }
}

/* What a killed process left, and what only looks like it. */
static void what_was_left_is_removed_unless_somebody_holds_it(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *text;
        size_t size;
        bool is_held;
        bool is_removed;
    } cases[] = {{"", 0, false, true},
                 {"SQLite format 3\0and more", 24, false, true},
                 {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0and more", 24, false, true},
                 {"", 0, true, false},
                 {"somebody's own notes", 20, false, false}};
    char left[128];
    snprintf(left, sizeof left, "%s.new-0", fixture->output);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct faqbot_index_result result;
        FILE *file = fopen(left, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(cases[i].text, 1, cases[i].size, file), cases[i].size);
        assert_int_equal(fflush(file), 0);
        assert_true(!cases[i].is_held || flock(fileno(file), LOCK_EX) == 0);
        assert_int_equal(make(fixture->good, fixture->output, &result, NULL), FAQBOT_OK);
        assert_int_equal(access(left, F_OK) != 0, cases[i].is_removed);
        fclose(file);
        remove(left);
    }
}

/* Changes the knowledge base while it is read. */
static enum faqbot_status spoil(void *user, const struct faqbot_index_progress *progress)
{
    struct fixture *fixture = user;
    if (progress->bytes == progress->bytes_total) {
        write_text(fixture->good, "{\"id\":\"new\",\"text\":\"Another text.\"}\n");
    }
    return FAQBOT_OK;
}

static enum faqbot_status take_away(void *user, const struct faqbot_index_progress *progress)
{
    struct fixture *fixture = user;
    (void)progress;
    remove(fixture->good);
    return FAQBOT_OK;
}

static void keep_rule(void *user, const struct faqbot_fault *fault)
{
    strcpy(user, fault->rule);
}

static void a_file_that_changes_or_vanishes_while_it_is_read_is_told(void **state)
{
    struct fixture *fixture = *state;
    faqbot_index_progress_callback *const changes[] = {spoil, take_away};
    for (size_t i = 0; i < COUNT(changes); i++) {
        char rule[FAQBOT_FAULT_RULE_BYTES] = "";
        struct faqbot_index_result result;
        write_text(fixture->good, "{\"id\":\"old\",\"text\":\"A text.\"}\n");
        const struct faqbot_index_options options = {.knowledge = fixture->good,
                                                     .output = fixture->output,
                                                     .report = keep_rule,
                                                     .report_user = rule,
                                                     .watch = changes[i],
                                                     .watch_user = fixture};
        assert_int_equal(faqbot_index(&options, &result, NULL), FAQBOT_OK);
        assert_string_equal(rule, "changed-file");
        assert_true(result.errors > 0);
    }
}

static void an_output_that_cannot_be_is_told(void **state)
{
    struct fixture *fixture = *state;
    char path[128];
    struct faqbot_index_result result;
    struct faqbot_fault fault = {0};
    snprintf(path, sizeof path, "%s/missing/index", fixture->folder);
    assert_int_equal(make(fixture->good, path, &result, &fault), FAQBOT_IO);
    assert_string_equal(fault.path, path);
    assert_int_equal(make(fixture->good, fixture->folder, &result, &fault), FAQBOT_IO);
    assert_string_equal(fault.path, fixture->folder);
}

static void the_file_has_the_rights_of_any_new_file(void **state)
{
    struct fixture *fixture = *state;
    struct faqbot_index_result result;
    struct stat about;
    mode_t mask = umask(027);
    assert_int_equal(make(fixture->good, fixture->output, &result, NULL), FAQBOT_OK);
    umask(mask);
    assert_int_equal(stat(fixture->output, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
}

static void a_name_that_is_taken_is_passed_by(void **state)
{
    struct fixture *fixture = *state;
    struct faqbot_index_result result;
    char taken[160];
    char kept[16];
    snprintf(taken, sizeof taken, "%s.new-0", fixture->output);
    write_text(taken, "other");
    assert_int_equal(make(fixture->good, fixture->output, &result, NULL), FAQBOT_OK);
    assert_int_equal(read_whole(taken, kept, sizeof kept), 5);
    assert_int_equal(remove(taken), 0);
}

/* The tables of the format before had other columns: nothing of it may be read. */
static void an_index_of_the_format_before_is_refused_and_made_anew(void **state)
{
    struct fixture *fixture = *state;
    struct faqbot_index_result result;
    struct faqbot_fault fault = {0};
    struct faqbot_stats stats;
    struct faqbot *bot = NULL;
    const unsigned char before[] = {0, 0, 0, 9};
    assert_int_equal(make(fixture->good, fixture->output, &result, NULL), FAQBOT_OK);
    FILE *file = fopen(fixture->output, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 60, SEEK_SET), 0); /* SQLite's user_version */
    assert_int_equal(fwrite(before, 1, sizeof before, file), sizeof before);
    assert_int_equal(fclose(file), 0);
    const struct faqbot_options options = {.index = fixture->output};
    const struct faqbot_index_options again = {
        .knowledge = fixture->good, .output = fixture->output, .update = true};
    assert_int_equal(faqbot_open(&options, &bot, &fault), FAQBOT_VERSION);
    assert_string_equal(fault.sentence, "this index has format 9 and this program reads format 10; "
                                        "make it anew with: faqbot index --knowledge FOLDER -o FILE");
    assert_int_equal(faqbot_stats(fixture->output, &stats, &fault), FAQBOT_VERSION);
    assert_int_equal(faqbot_index(&again, &result, &fault), FAQBOT_OK);
    assert_false(result.is_updated);
    assert_int_equal(faqbot_open(&options, &bot, &fault), FAQBOT_OK);
    faqbot_close(bot);
}

int test_index_index_file(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_index_is_written_counted_and_can_be_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_knowledge_base_gives_the_same_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_fails_leaves_the_old_file_and_no_litter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(progress_is_told_and_can_end_the_work_at_any_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(progress_is_told_within_a_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_bytes_of_a_folder_are_those_of_its_articles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_left_is_removed_unless_somebody_holds_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_changes_or_vanishes_while_it_is_read_is_told, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_output_that_cannot_be_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_file_has_the_rights_of_any_new_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_index_of_the_format_before_is_refused_and_made_anew, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_name_that_is_taken_is_passed_by, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("index_file", tests, NULL, NULL);
}
