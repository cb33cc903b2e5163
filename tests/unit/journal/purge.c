/* unit/journal/purge.c - what is forgotten at somebody's word, and how long something has waited to be kept. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include <faqbot_tools.h>

#include "base/view.h"

struct source_place {
    char folder[64];
    char path[96];
};

static int set_up(void **state)
{
    struct source_place *place = calloc(1, sizeof *place);
    assert_non_null(place);
    snprintf(place->folder, sizeof place->folder, "/tmp/faqbot-purge-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/journal.db", place->folder);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct source_place *place = *state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", place->path, ends[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(place->folder), 0);
    free(place);
    return 0;
}

static struct faqbot_journal *open_journal(const char *path)
{
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    assert_int_equal(faqbot_journal_open(&(struct faqbot_journal_options){.path = path}, &journal, &fault),
                     FAQBOT_OK);
    return journal;
}

static void add_ask(struct faqbot_journal *journal, int64_t at)
{
    const struct faqbot_journal_ask ask = {.at = at,
                                           .request = view_of("r"),
                                           .question = view_of("what?"),
                                           .outcome = FAQBOT_NONE,
                                           .knowledge = view_of("k")};
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
}

static void add_feedback(struct faqbot_journal *journal, int64_t at, uint64_t conversation)
{
    const struct faqbot_journal_feedback feedback = {at, conversation, view_of("r"), 1, view_of("")};
    assert_int_equal(faqbot_journal_add_feedback(journal, &feedback, NULL), FAQBOT_OK);
}

static bool count_ask(void *user, const struct faqbot_journal_row *row)
{
    (void)row;
    ++*(size_t *)user;
    return true;
}

static size_t count_asks(const char *path)
{
    size_t count = 0;
    struct faqbot_fault fault;
    const struct faqbot_journal_read_options options = {.path = path, .ask = count_ask, .user = &count};
    assert_int_equal(faqbot_journal_read(&options, &fault), FAQBOT_OK);
    return count;
}

static void what_is_older_is_forgotten_and_counted(void **state)
{
    struct source_place *place = *state;
    struct faqbot_journal *journal = open_journal(place->path);
    struct faqbot_journal_purged purged = {.asks = 99};
    struct faqbot_fault fault;
    for (int64_t at = 1; at <= 10; at++) {
        add_ask(journal, at);
    }
    add_feedback(journal, 3, 1);
    add_feedback(journal, 7, 2);
    faqbot_journal_close(journal);
    assert_int_equal(faqbot_journal_purge(place->path, 5, &purged, &fault), FAQBOT_OK);
    assert_int_equal(purged.asks, 4);
    assert_int_equal(purged.feedback, 1);
    assert_int_equal(count_asks(place->path), 6);
    assert_int_equal(faqbot_journal_purge(place->path, 5, &purged, &fault), FAQBOT_OK);
    assert_int_equal(purged.asks + purged.feedback, 0);
}

static void where_there_is_no_journal_none_is_made(void **state)
{
    struct source_place *place = *state;
    struct faqbot_journal_purged purged = {.asks = 99};
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    assert_int_equal(faqbot_journal_purge(place->path, 5, &purged, &fault), FAQBOT_NOT_FOUND);
    assert_int_equal(fault.status, FAQBOT_NOT_FOUND);
    assert_string_equal(fault.path, place->path);
    assert_int_equal(purged.asks, 99);
    assert_int_not_equal(access(place->path, F_OK), 0);
}

/* Another connection holds the file meanwhile, so that nothing can be written. */
static void what_waits_is_known_by_its_age(void **state)
{
    struct source_place *place = *state;
    struct faqbot_journal *journal = open_journal(place->path);
    struct faqbot_journal_state now;
    sqlite3 *other = NULL;
    assert_int_equal(sqlite3_open(place->path, &other), SQLITE_OK);
    faqbot_journal_get_state(journal, &now);
    assert_int_equal(now.oldest_at, 0);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(faqbot_journal_forget(journal, 1), FAQBOT_OK); /* is nothing that happened */
    add_ask(journal, 40);
    add_feedback(journal, 50, 1);
    faqbot_journal_get_state(journal, &now);
    assert_int_equal(now.waiting, 3);
    assert_int_equal(now.oldest_at, 40);
    assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    do {
        faqbot_journal_get_state(journal, &now);
    } while (now.waiting > 0);
    assert_int_equal(now.oldest_at, 0);
    assert_int_equal(now.last, FAQBOT_OK);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    faqbot_journal_close(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_older_is_forgotten_and_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(where_there_is_no_journal_none_is_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_waits_is_known_by_its_age, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
