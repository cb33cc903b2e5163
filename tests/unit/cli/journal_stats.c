/* tests/unit/cli/journal_stats.c - a journal counted, by day and by entry: those that helped least come first. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"
#include "cli/cli_internal.h"

#define DAY 86400

struct place {
    char folder[64];
    char path[96];
};

static void add(struct faqbot_journal *journal, int64_t at, const char *entry, int helpful,
                const char *comment)
{
    char request[32];
    (void)snprintf(request, sizeof request, "r%d", (int)at);
    const struct faqbot_journal_ask ask = {.at = at,
                                           .conversation = 7,
                                           .request = view_of(request),
                                           .question = view_of("what?"),
                                           .outcome = entry[0] != '\0' ? FAQBOT_ANSWERED : FAQBOT_NONE,
                                           .entry = view_of(entry),
                                           .knowledge = view_of("0123456789abcdef")};
    /* It is said on the last day, and counts for that of its ask. */
    const struct faqbot_journal_feedback feedback = {9 * DAY, 7, view_of(request), helpful, view_of(comment)};
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
    if (helpful >= 0) {
        assert_int_equal(faqbot_journal_add_feedback(journal, &feedback, NULL), FAQBOT_OK);
    }
}

static int set_up(void **state)
{
    static struct place place;
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    strcpy(place.folder, "/tmp/faqbot-stats-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    (void)snprintf(place.path, sizeof place.path, "%s/journal", place.folder);
    const struct faqbot_journal_options options = {.path = place.path};
    assert_int_equal(faqbot_journal_open(&options, &journal, &fault), FAQBOT_OK);
    add(journal, 3 * DAY + 1, "often", -1, "");
    add(journal, 3 * DAY + 2, "often", 1, "");
    add(journal, 3 * DAY + 3, "a", -1, "");
    add(journal, 5 * DAY, "unhelpful", 0, "it is wrong");
    add(journal, 5 * DAY + 1, "b", 1, "");
    add(journal, 5 * DAY + 2, "", -1, "");
    faqbot_journal_close(journal);
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    const struct place *place = *state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[128];
        (void)snprintf(path, sizeof path, "%s%s", place->path, ends[i]);
        (void)unlink(path);
    }
    return rmdir(place->folder);
}

static void check_day(const struct journal_stats_count *day, int64_t at, size_t answered, size_t none,
                      size_t helpful, size_t unhelpful)
{
    assert_int_equal(day->at, at);
    assert_int_equal(day->outcomes[FAQBOT_ANSWERED], answered);
    assert_int_equal(day->outcomes[FAQBOT_UNSURE], 0);
    assert_int_equal(day->outcomes[FAQBOT_NONE], none);
    assert_int_equal(day->helpful, helpful);
    assert_int_equal(day->unhelpful, unhelpful);
}

static void asks_are_counted_by_day_and_by_entry(void **state)
{
    static const struct {
        const char *id;
        size_t answered;
        size_t helpful;
        size_t unhelpful;
    } rows[] = {{"unhelpful", 1, 0, 1}, {"often", 2, 1, 0}, {"a", 1, 0, 0}, {"b", 1, 1, 0}};
    const struct place *place = *state;
    struct journal_stats stats = {0};
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const struct faqbot_journal_read_options read = {.path = place->path};
    journal_stats_read(read, &stats, &fault);
    assert_int_equal(fault.status, FAQBOT_OK);
    assert_int_equal(stats.first_at, 3 * DAY + 1);
    assert_int_equal(stats.last_at, 5 * DAY + 2);
    assert_int_equal(stats.days.count, 2);
    check_day(&stats.days.counts[0], 3 * DAY, 3, 0, 1, 0);
    check_day(&stats.days.counts[1], 5 * DAY, 2, 1, 1, 1);
    check_day(&stats.all, stats.all.at, 5, 1, 2, 1);
    assert_int_equal(stats.feedback, 3);
    assert_int_equal(stats.comments, 1);
    assert_int_equal(stats.entries.count, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(view_equals_text(stats.entries.counts[i].id, rows[i].id));
        assert_int_equal(stats.entries.counts[i].outcomes[FAQBOT_ANSWERED], rows[i].answered);
        assert_int_equal(stats.entries.counts[i].helpful, rows[i].helpful);
        assert_int_equal(stats.entries.counts[i].unhelpful, rows[i].unhelpful);
    }
    journal_stats_release(&stats);
}

static void nothing_is_counted_of_what_is_no_journal(void **state)
{
    const struct place *place = *state;
    struct journal_stats stats = {0};
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const struct faqbot_journal_read_options read = {.path = place->folder};
    journal_stats_read(read, &stats, &fault);
    assert_int_not_equal(fault.status, FAQBOT_OK);
    assert_true(strlen(fault.sentence) > 0);
    assert_int_equal(stats.days.count + stats.entries.count, 0);
}

int test_cli_journal_stats(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_are_counted_by_day_and_by_entry),
        cmocka_unit_test(nothing_is_counted_of_what_is_no_journal),
    };
    return cmocka_run_group_tests_name("journal_stats", tests, set_up, tear_down);
}
