/* tests/unit/util/atomic_file.c - files that are there as a whole or not at all. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/util.h"

static char path[] = "/tmp/faqbot-atomic-XXXXXX";
static int folder;

static int make_folder(void **state)
{
    (void)state;
    folder = mkdtemp(path) == NULL ? -1 : open(path, O_RDONLY | O_DIRECTORY);
    return folder < 0;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"target", "target.new-0", "target.new-1"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)unlinkat(folder, names[i], 0);
    }
    close(folder);
    return rmdir(path);
}

static bool exists(const char *name)
{
    struct stat about;
    return fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0;
}

static void expect_content(const char *text)
{
    char bytes[64] = "";
    int file = openat(folder, "target", O_RDONLY);
    assert_true(file >= 0);
    assert_int_equal(read(file, bytes, sizeof bytes - 1), strlen(text));
    assert_string_equal(bytes, text);
    close(file);
}

static void write_target(const char *text, bool replaces, int error)
{
    struct atomic_file file;
    assert_true(atomic_file_open(&file, folder, "target.new"));
    assert_true(atomic_file_write(&file, view_of(text)));
    assert_int_equal(atomic_file_place(&file, "target", replaces) ? 0 : errno, error);
    atomic_file_close(&file);
    assert_false(exists("target.new-0"));
}

static void a_file_is_replaced_only_if_that_is_asked_for(void **state)
{
    (void)state;
    write_target("one", false, 0);
    write_target("two", false, EEXIST);
    expect_content("one");
    write_target("three", true, 0);
    expect_content("three");
}

static void what_is_not_placed_is_removed(void **state)
{
    (void)state;
    struct atomic_file file;
    assert_true(atomic_file_open(&file, folder, "target.new"));
    assert_true(exists("target.new-0"));
    atomic_file_close(&file);
    assert_false(exists("target.new-0"));
}

static void what_was_left_is_swept_and_what_is_being_written_is_not(void **state)
{
    (void)state;
    struct atomic_file file;
    assert_true(atomic_file_open(&file, folder, "target.new"));
    int left = openat(folder, "target.new-1", O_RDWR | O_CREAT, 0666);
    assert_true(left >= 0);
    close(left);
    atomic_file_sweep(folder, "target.new", NULL);
    assert_true(exists("target.new-0"));
    assert_false(exists("target.new-1"));
    atomic_file_close(&file);
}

int test_util_atomic_file(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_replaced_only_if_that_is_asked_for),
        cmocka_unit_test(what_is_not_placed_is_removed),
        cmocka_unit_test(what_was_left_is_swept_and_what_is_being_written_is_not),
    };
    return cmocka_run_group_tests_name("atomic_file", tests, make_folder, remove_folder);
}
