/* tests/unit/journal/outbox.c - conversations wait in the journal's file until they are delivered or forgotten. */
#include "unit/journal/place.h"

#include <faqbot_tools.h>
#include <string.h>

#include "util/util.h"

static int set_up(void **state)
{
    return place_set_up(state, "journal.db");
}

static void add(struct faqbot_journal *journal, int64_t at, uint64_t conversation, const char *body)
{
    const struct faqbot_handover handover = {
        .at = at, .conversation = conversation, .key = view_of("k"), .body = view_of(body)};
    assert_int_equal(faqbot_journal_add_handover(journal, &handover, NULL), FAQBOT_OK);
}

/* Opens the journal, lets `fill` add to it, and has all of it on disk. */
static void write_all(const char *path, void (*fill)(struct faqbot_journal *journal))
{
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    assert_int_equal(faqbot_journal_open(&(struct faqbot_journal_options){.path = path}, &journal, &fault),
                     FAQBOT_OK);
    fill(journal);
    faqbot_journal_close(journal);
}

static struct faqbot_outbox *open_outbox(const char *path)
{
    struct faqbot_outbox *outbox = NULL;
    struct faqbot_fault fault;
    assert_int_equal(faqbot_outbox_open(path, &outbox, &fault), FAQBOT_OK);
    return outbox;
}

/* The next one has that body and is due then; NULL: there is none. */
static int64_t assert_next(struct faqbot_outbox *outbox, const char *body, int64_t at, unsigned tries)
{
    struct faqbot_handover handover = {.number = 0};
    int64_t next_at = -1;
    assert_int_equal(faqbot_outbox_next(outbox, &handover, &next_at), FAQBOT_OK);
    assert_int_equal(next_at, at);
    if (body != NULL) {
        assert_true(view_equals_text(handover.body, body) && view_equals_text(handover.key, "k"));
        assert_int_equal(handover.tries, tries);
    }
    return handover.number;
}

static void fill_two(struct faqbot_journal *journal)
{
    add(journal, 20, 7, "second");
    add(journal, 10, 8, "first");
}

static void the_next_is_the_one_that_is_due_first(void **state)
{
    struct place *place = *state;
    size_t count = 0;
    write_all(place->path, fill_two);
    struct faqbot_outbox *outbox = open_outbox(place->path);
    int64_t first = assert_next(outbox, "first", 10, 0);
    assert_int_equal(faqbot_outbox_postpone(outbox, first, 30), FAQBOT_OK);
    int64_t second = assert_next(outbox, "second", 20, 0);
    assert_int_equal(faqbot_outbox_end(outbox, second), FAQBOT_OK);
    assert_next(outbox, "first", 30, 1);
    assert_int_equal(faqbot_outbox_count(outbox, &count), FAQBOT_OK);
    assert_int_equal(count, 1);
    assert_int_equal(faqbot_outbox_end(outbox, first), FAQBOT_OK);
    assert_next(outbox, NULL, 0, 0);
    faqbot_outbox_close(outbox);
}

static void fill_and_forget(struct faqbot_journal *journal)
{
    fill_two(journal);
    add(journal, 5, 9, "old");
    assert_int_equal(faqbot_journal_forget_conversation(journal, 1, 8, NULL), FAQBOT_OK);
    assert_int_equal(faqbot_journal_forget(journal, 6), FAQBOT_OK);
}

static void what_is_forgotten_is_not_delivered(void **state)
{
    struct place *place = *state;
    size_t count = 0;
    write_all(place->path, fill_and_forget);
    struct faqbot_outbox *outbox = open_outbox(place->path);
    assert_next(outbox, "second", 20, 0);
    assert_int_equal(faqbot_outbox_count(outbox, &count), FAQBOT_OK);
    assert_int_equal(count, 1);
    faqbot_outbox_close(outbox);
}

static void too_large(struct faqbot_journal *journal)
{
    static char bytes[FAQBOT_HANDOVER_BYTES_MAX + 1];
    struct faqbot_handover handover = {.key = view_of("k"), .body = view_make(bytes, sizeof bytes)};
    memset(bytes, 'a', sizeof bytes);
    assert_int_equal(faqbot_journal_add_handover(journal, &handover, NULL), FAQBOT_LIMIT);
    handover.body.size--;
    assert_int_equal(faqbot_journal_add_handover(journal, &handover, NULL), FAQBOT_OK);
}

static void the_largest_is_taken_whole_and_no_larger_one(void **state)
{
    struct place *place = *state;
    struct faqbot_handover handover;
    int64_t next_at = 0;
    write_all(place->path, too_large);
    struct faqbot_outbox *outbox = open_outbox(place->path);
    assert_int_equal(faqbot_outbox_next(outbox, &handover, &next_at), FAQBOT_OK);
    assert_int_equal(handover.body.size, FAQBOT_HANDOVER_BYTES_MAX);
    faqbot_outbox_close(outbox);
}

int test_journal_outbox(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_next_is_the_one_that_is_due_first, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(what_is_forgotten_is_not_delivered, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(the_largest_is_taken_whole_and_no_larger_one, set_up,
                                        place_tear_down),
    };
    return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
