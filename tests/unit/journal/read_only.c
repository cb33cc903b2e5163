/* unit/journal/read_only.c - a journal in a folder that may not be written to, and one whose pages are damaged. */
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

#include "base/view.h"

/* Debian's; the superuser may write everywhere, so the test is somebody else meanwhile */
#define NOBODY 65534

struct source_place {
    char folder[64];
    char path[96];
};

static int set_up(void **state)
{
    static struct source_place place;
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    strcpy(place.folder, "/tmp/faqbot-read-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    snprintf(place.path, sizeof place.path, "%s/a %%41 journal?#\xc3\xa9", place.folder);
    const struct faqbot_journal_options options = {.path = place.path};
    assert_int_equal(faqbot_journal_open(&options, &journal, &fault), FAQBOT_OK);
    const struct faqbot_journal_ask ask = {.at = 100,
                                           .conversation = 1,
                                           .request = view_of("r"),
                                           .question = view_of("what?"),
                                           .outcome = FAQBOT_NONE,
                                           .knowledge = view_of("0123456789abcdef")};
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
    faqbot_journal_close(journal);
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    const struct source_place *place = *state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    assert_int_equal(chmod(place->folder, 0700), 0);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", place->path, ends[i]);
        unlink(path);
    }
    return rmdir(place->folder);
}

static bool count(void *user, const struct faqbot_journal_row *row)
{
    size_t *rows = user;
    assert_int_equal(row->ask.at, 100);
    assert_int_equal(row->ask.question.size, 5);
    assert_memory_equal(row->ask.question.bytes, "what?", 5);
    ++*rows;
    return true;
}

static enum faqbot_status read_rows(const char *path, size_t *rows, struct faqbot_fault *fault)
{
    const struct faqbot_journal_read_options options = {.path = path, .ask = count, .user = rows};
    *rows = 0;
    *fault = (struct faqbot_fault){.status = FAQBOT_OK};
    return faqbot_journal_read(&options, fault);
}

static void a_journal_is_read_where_nothing_may_be_written(void **state)
{
    const struct source_place *place = *state;
    bool is_superuser = geteuid() == 0;
    size_t rows;
    struct faqbot_fault fault;
    assert_int_equal(chmod(place->path, 0444), 0);
    assert_int_equal(chmod(place->folder, 0555), 0);
    assert_true(!is_superuser || seteuid(NOBODY) == 0);
    enum faqbot_status status = read_rows(place->path, &rows, &fault);
    assert_true(!is_superuser || seteuid(0) == 0);
    assert_string_equal(fault.sentence, "");
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(rows, 1);
}

static void a_journal_whose_first_page_is_damaged_is_told(void **state)
{
    const struct source_place *place = *state;
    size_t rows;
    struct faqbot_fault fault;
    assert_int_equal(chmod(place->folder, 0700), 0);
    assert_int_equal(chmod(place->path, 0600), 0);
    FILE *file = fopen(place->path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 100, SEEK_SET), 0); /* behind the header, which stays whole */
    for (size_t i = 0; i < 64; i++) {
        assert_int_equal(fputc(0xff, file), 0xff);
    }
    assert_int_equal(fclose(file), 0);
    assert_int_equal(read_rows(place->path, &rows, &fault), FAQBOT_CORRUPT);
    assert_int_equal(fault.status, FAQBOT_CORRUPT);
    assert_string_equal(fault.path, place->path);
    assert_true(strlen(fault.sentence) > 0);
    assert_int_equal(rows, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_journal_is_read_where_nothing_may_be_written),
        cmocka_unit_test(a_journal_whose_first_page_is_damaged_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
