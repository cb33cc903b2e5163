/* tests/unit/journal/journal_db.c - what is forgotten on demand, what goes because of the file's size, and
 * how long something has waited to be kept. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "unit/journal/place.h"
#include "util/util.h"

/* ==== Forgetting at somebody's word ================================================================== */

static int set_up(void **state)
{
    return place_set_up(state, "journal.db");
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
    struct place *place = *state;
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

/* Notes the ticket of what is done. */
static void note_ticket(void *user, void *ticket, enum faqbot_status status)
{
    assert_int_equal(status, FAQBOT_OK);
    *(void **)user = ticket;
}

static void a_conversation_is_forgotten_and_no_other(void **state)
{
    struct place *place = *state;
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    void *done = NULL;
    const struct faqbot_journal_options options = {.path = place->path, .stored = note_ticket, .user = &done};
    assert_int_equal(faqbot_journal_open(&options, &journal, &fault), FAQBOT_OK);
    for (uint64_t i = 0; i < 10; i++) {
        const struct faqbot_journal_ask ask = {.at = 1, .conversation = i % 3, .question = view_of("what?")};
        assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
        add_feedback(journal, 1, i % 3);
    }
    assert_int_equal(faqbot_journal_forget_conversation(journal, 1, 2, place), FAQBOT_OK);
    faqbot_journal_close(journal);
    assert_ptr_equal(done, place);
    assert_int_equal(count_asks(place->path), 7); /* 0 to 9 but 2, 5 and 8 */
}

static void where_there_is_no_journal_none_is_made(void **state)
{
    struct place *place = *state;
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
    struct place *place = *state;
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

static int run_purge(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_older_is_forgotten_and_counted, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(a_conversation_is_forgotten_and_no_other, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(where_there_is_no_journal_none_is_made, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(what_waits_is_known_by_its_age, set_up, place_tear_down),
    };
    return cmocka_run_group_tests_name("purge", tests, NULL, NULL);
}

/* ==== Keeping the file below its size ================================================================ */

/* A journal that has a size: what goes, what stays, and how large its files are meanwhile. */

#define LIMIT FAQBOT_JOURNAL_BYTES_MAX_MIN
#define WAITS_MAX 30000 /* of a millisecond: nobody waits for ever */

/* Of the file and its log. */
static uint64_t bytes_on_disk(const char *file)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < 2; i++) {
        char path[128];
        struct stat status;
        snprintf(path, sizeof path, "%s%s", file, place_ends[i]);
        bytes += stat(path, &status) == 0 ? (uint64_t)status.st_size : 0;
    }
    return bytes;
}

static struct faqbot_journal *trim_open_journal(const char *path, uint64_t bytes_max)
{
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    const struct faqbot_journal_options options = {.path = path, .bytes_max = bytes_max};
    assert_int_equal(faqbot_journal_open(&options, &journal, &fault), FAQBOT_OK);
    return journal;
}

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static struct faqbot_journal_state wait_until_written(struct faqbot_journal *journal)
{
    struct faqbot_journal_state now;
    faqbot_journal_get_state(journal, &now);
    for (unsigned i = 0; now.waiting > 0 && i < WAITS_MAX; i++) {
        pause_briefly();
        faqbot_journal_get_state(journal, &now);
    }
    assert_int_equal(now.waiting, 0);
    return now;
}

static void trim_add_ask(struct faqbot_journal *journal, int64_t at, uint64_t conversation, size_t bytes)
{
    char question[4096];
    assert_true(bytes <= sizeof question);
    memset(question, 'q', bytes);
    const struct faqbot_journal_ask ask = {.at = at,
                                           .conversation = conversation,
                                           .request = view_of("r"),
                                           .question = view_make(question, bytes),
                                           .outcome = FAQBOT_NONE,
                                           .knowledge = view_of("k")};
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
}

static void trim_add_feedback(struct faqbot_journal *journal, int64_t at, uint64_t conversation)
{
    const struct faqbot_journal_feedback feedback = {at, conversation, view_of("r"), 1, view_of("thanks")};
    assert_int_equal(faqbot_journal_add_feedback(journal, &feedback, NULL), FAQBOT_OK);
}

struct found {
    size_t asks;
    size_t feedback;
    int64_t first; /* the time of the first ask */
    int64_t last;
    bool is_whole; /* the asks are those from first to last, and each has its feedback */
};

static bool find_ask(void *user, const struct faqbot_journal_row *row)
{
    struct found *found = user;
    found->first = found->asks == 0 ? row->ask.at : found->first;
    found->is_whole =
        found->is_whole && row->helpful == 1 && (found->asks == 0 || row->ask.at == found->last + 1);
    found->last = row->ask.at;
    found->asks++;
    return true;
}

static bool find_feedback(void *user, const struct faqbot_journal_feedback *feedback)
{
    (void)feedback;
    ((struct found *)user)->feedback++;
    return true;
}

static struct found read_all(const char *path)
{
    struct found found = {.is_whole = true};
    struct faqbot_fault fault;
    const struct faqbot_journal_read_options options = {
        .path = path, .ask = find_ask, .feedback = find_feedback, .user = &found};
    assert_int_equal(faqbot_journal_read(&options, &fault), FAQBOT_OK);
    return found;
}

/* Feedback comes later than a thousand other asks, and goes with its own ask all the same. */
static void the_oldest_asks_go_first_and_their_feedback_with_them(void **state)
{
    struct place *place = *state;
    const int64_t count = 6000;
    struct faqbot_journal *journal = trim_open_journal(place->path, LIMIT);
    for (int64_t at = 1; at <= count; at++) {
        trim_add_ask(journal, at, (uint64_t)at * 7919, 150);
        if (at > 1000) {
            trim_add_feedback(journal, at, (uint64_t)(at - 1000) * 7919);
        }
        if (at % 500 == 0) {
            wait_until_written(journal);
            assert_true(bytes_on_disk(place->path) <= LIMIT);
        }
    }
    for (int64_t at = count - 999; at <= count; at++) {
        trim_add_feedback(journal, at, (uint64_t)at * 7919);
    }
    struct faqbot_journal_state end = wait_until_written(journal);
    assert_true(bytes_on_disk(place->path) <= LIMIT);
    faqbot_journal_close(journal);
    struct found found = read_all(place->path);
    assert_true(found.is_whole);
    assert_int_equal(found.last, count);
    assert_true(found.asks > 1000);
    assert_int_equal(found.asks, found.feedback);
    assert_int_equal(end.trimmed.asks + found.asks, count);
    assert_int_equal(end.trimmed.feedback + found.feedback, count);
    assert_int_equal(end.lost, 0);
}

static void long_texts_and_short_ones_take_the_same_room(void **state)
{
    struct place *place = *state;
    struct faqbot_journal *journal = trim_open_journal(place->path, LIMIT);
    for (int64_t at = 1; at <= 3500; at++) {
        trim_add_ask(journal, at, (uint64_t)at * 7919, at <= 3000 ? 10 : 4096);
        if (at % 500 == 0) {
            wait_until_written(journal);
            assert_true(bytes_on_disk(place->path) <= LIMIT);
        }
    }
    faqbot_journal_close(journal);
    assert_int_equal(read_all(place->path).last, 3500);
}

/* Visitors may rate what they never asked. */
static void feedback_without_an_ask_goes_too(void **state)
{
    struct place *place = *state;
    struct faqbot_journal *journal = trim_open_journal(place->path, LIMIT);
    trim_add_ask(journal, 100, 1, 10);
    for (int64_t at = 1; at <= 10000; at++) {
        trim_add_feedback(journal, at, (uint64_t)at * 7919);
        if (at % 1000 == 0) {
            wait_until_written(journal);
            assert_true(bytes_on_disk(place->path) <= LIMIT);
        }
    }
    faqbot_journal_close(journal);
    struct found found = read_all(place->path);
    assert_true(found.feedback > 1000 && found.feedback < 9900);
    assert_int_equal(found.asks, 0); /* it was older than what is there */
}

/* The opinion is of the last ask that had the id. */
static void feedback_stays_as_long_as_an_ask_of_its_id(void **state)
{
    struct place *place = *state;
    const int64_t count = 5000;
    struct faqbot_journal *journal = trim_open_journal(place->path, LIMIT);
    trim_add_ask(journal, 1, 42, 150);
    for (int64_t at = 2; at < count; at++) {
        trim_add_ask(journal, at, (uint64_t)at * 7919, 150);
        if (at % 500 == 0) {
            wait_until_written(journal);
        }
        if (at == 500) {
            trim_add_ask(journal, count, 42, 150);
            trim_add_feedback(journal, 500, 42);
        }
    }
    struct faqbot_journal_state end = wait_until_written(journal);
    faqbot_journal_close(journal);
    assert_true(end.trimmed.asks > 500);
    assert_int_equal(end.trimmed.feedback, 0);
    assert_int_equal(read_all(place->path).feedback, 1);
}

static void fill(const char *path, uint64_t bytes_max, int64_t count)
{
    struct faqbot_journal *journal = trim_open_journal(path, bytes_max);
    for (int64_t at = 1; at <= count; at++) {
        trim_add_ask(journal, at, (uint64_t)at * 7919, 400);
        if (at % 4000 == 0) {
            wait_until_written(journal);
        }
    }
    struct faqbot_journal_state end = wait_until_written(journal);
    assert_int_equal(end.trimmed.asks, 0);
    faqbot_journal_close(journal);
}

static void without_a_size_everything_stays(void **state)
{
    struct place *place = *state;
    fill(place->path, 0, 8000);
    assert_int_equal(read_all(place->path).asks, 8000);
    assert_true(bytes_on_disk(place->path) > 2 * LIMIT);
}

static void wait_for_size(const char *path)
{
    for (unsigned i = 0; bytes_on_disk(path) > LIMIT && i < WAITS_MAX; i++) {
        pause_briefly();
    }
    assert_true(bytes_on_disk(path) <= LIMIT);
}

/* Nobody asks anything meanwhile. The newest are left, and one more finds its place. */
static void a_lowered_limit_makes_the_file_smaller(void **state)
{
    struct place *place = *state;
    fill(place->path, 0, 8000);
    struct faqbot_journal *journal = trim_open_journal(place->path, LIMIT);
    wait_for_size(place->path);
    trim_add_ask(journal, 8001, 1, 10);
    wait_until_written(journal);
    faqbot_journal_close(journal);
    struct found found = read_all(place->path);
    assert_int_equal(found.last, 8001);
    assert_true(found.asks > 500 && found.asks < 4000);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *database = NULL;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void a_file_from_before_there_were_sizes_is_made_smaller_too(void **state)
{
    struct place *place = *state;
    fill(place->path, 0, 8000);
    run_sql(place->path, "PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM");
    struct faqbot_journal *journal = trim_open_journal(place->path, LIMIT);
    wait_for_size(place->path);
    faqbot_journal_close(journal);
    assert_int_equal(read_all(place->path).last, 8000);
}

/* As `faqbot journal export` does whose output nobody takes. */
static void while_somebody_reads_on_nothing_grows_without_end(void **state)
{
    struct place *place = *state;
    sqlite3 *reader = NULL;
    struct faqbot_journal *journal = trim_open_journal(place->path, LIMIT);
    trim_add_ask(journal, 1, 1, 100);
    wait_until_written(journal);
    assert_int_equal(sqlite3_open(place->path, &reader), SQLITE_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM asked", NULL, NULL, NULL), SQLITE_OK);
    struct faqbot_journal_state now = {.last = FAQBOT_OK};
    for (int64_t at = 2; at <= 10000 && now.last == FAQBOT_OK; at++) {
        trim_add_ask(journal, at, (uint64_t)at * 7919, 100);
        now = at % 10 == 0 ? wait_until_written(journal) : now;
    }
    assert_int_equal(now.last, FAQBOT_LIMIT);
    assert_true(now.lost > 0);
    assert_true(bytes_on_disk(place->path) <= LIMIT);
    assert_int_equal(sqlite3_exec(reader, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(reader), SQLITE_OK);
    trim_add_ask(journal, 20000, 1, 100);
    assert_int_equal(wait_until_written(journal).last, FAQBOT_OK);
    faqbot_journal_close(journal);
    assert_int_equal(read_all(place->path).last, 20000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, place_tear_down)

static int run_trim(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_oldest_asks_go_first_and_their_feedback_with_them),
        TEST(long_texts_and_short_ones_take_the_same_room),
        TEST(feedback_without_an_ask_goes_too),
        TEST(feedback_stays_as_long_as_an_ask_of_its_id),
        TEST(without_a_size_everything_stays),
        TEST(a_lowered_limit_makes_the_file_smaller),
        TEST(a_file_from_before_there_were_sizes_is_made_smaller_too),
        TEST(while_somebody_reads_on_nothing_grows_without_end),
    };
    return cmocka_run_group_tests_name("trim", tests, NULL, NULL);
}

int test_journal_journal_db(void)
{
    return run_purge() + run_trim();
}
