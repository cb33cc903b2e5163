/* tests/unit/index/store_file.c - what counts as a change of an index's file, and what does not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "index/index_internal.h"
#include "unit/status_of.h"

struct fixture {
    char folder[64];
    char path[96];
    char other[96];
    struct snapshot snapshot;
};

static void make_index(const char *path)
{
    struct store *store;
    assert_int_equal(store_create(path, &store, NULL), FAQBOT_OK);
    assert_int_equal(store_finish(store), FAQBOT_OK);
    store_close(store);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    strcpy(fixture->folder, "/tmp/faqbot-snapshot-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->path, sizeof fixture->path, "%s/index", fixture->folder);
    snprintf(fixture->other, sizeof fixture->other, "%s/other", fixture->folder);
    make_index(fixture->path);
    assert_int_equal(snapshot_open(fixture->path, &fixture->snapshot, NULL), FAQBOT_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    snapshot_release(&fixture->snapshot);
    (void)unlink(fixture->path);
    (void)unlink(fixture->other);
    (void)rmdir(fixture->folder);
    free(fixture);
    return 0;
}

/* Later than the kernel's tick in which the file was made. */
static void write_into(const char *path)
{
    const struct timespec tick = {.tv_nsec = 20000000};
    assert_int_equal(nanosleep(&tick, NULL), 0);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fwrite("SQLite", 1, 6, file), 6);
    assert_int_equal(fclose(file), 0);
}

static void bytes_that_are_written_to_the_file_are_noticed(void **state)
{
    struct fixture *fixture = *state;
    unsigned char *bytes = malloc((size_t)fixture->snapshot.size);
    assert_non_null(bytes);
    assert_true(snapshot_read(&fixture->snapshot, bytes));
    assert_memory_equal(bytes, "SQLite format 3", 16);
    write_into(fixture->path);
    assert_false(snapshot_is_intact(&fixture->snapshot));
    assert_false(snapshot_read(&fixture->snapshot, bytes));
    free(bytes);
}

static void a_file_that_is_cut_is_noticed(void **state)
{
    struct fixture *fixture = *state;
    unsigned char *bytes = malloc((size_t)fixture->snapshot.size);
    assert_non_null(bytes);
    assert_int_equal(truncate(fixture->path, fixture->snapshot.size / 2), 0);
    assert_false(snapshot_is_intact(&fixture->snapshot));
    assert_false(snapshot_read(&fixture->snapshot, bytes));
    free(bytes);
}

static void another_name_or_other_rights_are_no_change(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(chmod(fixture->path, 0), 0);
    assert_true(snapshot_is_at(&fixture->snapshot, fixture->path));
    assert_int_equal(rename(fixture->path, fixture->other), 0);
    assert_true(snapshot_is_intact(&fixture->snapshot));
    assert_false(snapshot_is_at(&fixture->snapshot, fixture->path));
    make_index(fixture->path);
    assert_false(snapshot_is_at(&fixture->snapshot, fixture->path));
    assert_int_equal(unlink(fixture->other), 0);
    assert_true(snapshot_is_intact(&fixture->snapshot));
}

static void where_there_is_no_file_nothing_changes(void **state)
{
    (void)state;
    struct snapshot none = SNAPSHOT_NONE;
    assert_true(snapshot_is_intact(&none));
    snapshot_release(&none);
}

/* A copy in memory is the same index, whatever becomes of the file. */
static void a_small_index_is_read_on_after_its_file_is_cut(void **state)
{
    struct fixture *fixture = *state;
    struct store *store;
    struct store_counts counts;
    assert_int_equal(store_open(fixture->path, &store, NULL), FAQBOT_OK);
    assert_int_equal(truncate(fixture->path, 0), 0);
    assert_true(store_is_intact(store));
    assert_int_equal(store_verify(store), FAQBOT_OK);
    assert_int_equal(STATUS_OF(store_stats_count, store, &counts), FAQBOT_OK);
    store_close(store);
}

/* The last page is there, and holds something else. */
static void a_page_that_is_damaged_is_found_when_all_are_read(void **state)
{
    struct fixture *fixture = *state;
    struct store *store;
    char bytes[4096];
    memset(bytes, 0xa5, sizeof bytes);
    FILE *file = fopen(fixture->path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, -8192, SEEK_END), 0);
    assert_int_equal(fwrite(bytes, 1, sizeof bytes, file), sizeof bytes);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(store_open(fixture->path, &store, NULL), FAQBOT_OK);
    assert_int_equal(store_verify(store), FAQBOT_CORRUPT);
    store_close(store);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int test_index_store_file(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bytes_that_are_written_to_the_file_are_noticed),
        TEST(a_file_that_is_cut_is_noticed),
        TEST(another_name_or_other_rights_are_no_change),
        cmocka_unit_test(where_there_is_no_file_nothing_changes),
        TEST(a_small_index_is_read_on_after_its_file_is_cut),
        TEST(a_page_that_is_damaged_is_found_when_all_are_read),
    };
    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
