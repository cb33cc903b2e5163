/* tests/unit/journal/forward.c - a journal in front of a store that fails, is slow, and loses its answers: each item is
 * there once and in order, and who waits is told neither too early nor too late. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "unit/journal/place.h"
#include "util/util.h"

#define ITEMS_MAX 40000
#define WAIT_MILLISECONDS 60000 /* nobody waits for ever */
#define QUEUES_MAX 4

/* ==== A store in memory ============================================================================== */

/* What is told of an item, by its time: the tests give each a time of its own. */
enum told { NOTHING, KEPT, REFUSED };

struct double_store {
    struct faqbot_journal_store store;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t thawed;
    bool fails;
    bool loses;     /* the answer of the next batch that applies something */
    bool is_frozen; /* write() returns when it is thawed */
    struct {
        uint64_t queue;
        int64_t through;
    } queues[QUEUES_MAX];
    size_t queue_count;
    struct {
        enum faqbot_journal_kind kind;
        int64_t at;
        uint64_t conversation;
    } applied[ITEMS_MAX];
    size_t count;
    size_t text_bytes; /* of all asks */
    enum told told[ITEMS_MAX];
    size_t told_count;
    bool was_told_early; /* of an item that was being applied */
};

static size_t find_queue(struct double_store *double_store, uint64_t queue)
{
    size_t i = 0;
    while (i < double_store->queue_count && double_store->queues[i].queue != queue) {
        i++;
    }
    if (i == double_store->queue_count) {
        assert_true(i < QUEUES_MAX);
        double_store->queues[double_store->queue_count++].queue = queue;
    }
    return i;
}

static void apply(struct double_store *double_store, const struct faqbot_journal_item *item)
{
    int64_t at = item->kind == FAQBOT_JOURNAL_ASK                   ? item->of.ask.at
                 : item->kind == FAQBOT_JOURNAL_SEARCH              ? item->of.search.at
                 : item->kind == FAQBOT_JOURNAL_FEEDBACK            ? item->of.feedback.at
                 : item->kind == FAQBOT_JOURNAL_FORGET_CONVERSATION ? item->of.forgotten.at
                                                                    : item->of.before;
    if (at > 0 && at < ITEMS_MAX && double_store->told[at] != NOTHING) {
        double_store->was_told_early = true;
    }
    if (item->kind == FAQBOT_JOURNAL_ASK) {
        double_store->text_bytes += item->of.ask.request.size + item->of.ask.entry.size +
                                    item->of.ask.knowledge.size + item->of.ask.lang.size;
    }
    double_store->applied[double_store->count].kind = item->kind;
    double_store->applied[double_store->count++].at = at;
}

static enum faqbot_status write_batch(void *user, const struct faqbot_journal_batch *batch, int64_t *through,
                                      struct faqbot_fault *fault)
{
    struct double_store *double_store = user;
    size_t applied = 0;
    pthread_mutex_lock(&double_store->lock);
    while (double_store->is_frozen) {
        pthread_cond_wait(&double_store->thawed, &double_store->lock);
    }
    bool fails = double_store->fails;
    if (!fails) {
        size_t queue = find_queue(double_store, batch->queue);
        for (size_t i = 0; i < batch->count; i++) {
            if (batch->items[i].number > double_store->queues[queue].through) {
                apply(double_store, &batch->items[i]);
                double_store->queues[queue].through = batch->items[i].number;
                applied++;
            }
        }
        *through = double_store->queues[queue].through;
        fails = applied > 0 && double_store->loses;
        double_store->loses = double_store->loses && !fails;
    }
    pthread_mutex_unlock(&double_store->lock);
    return fails ? fault_set(fault, FAQBOT_IO, NULL, 0, "the double fails") : FAQBOT_OK;
}

static int64_t read_clock(void *user)
{
    struct timespec now;
    (void)user;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A faqbot_journal_stored_callback; the ticket points to the place of what is told. */
static void note(void *user, void *ticket, enum faqbot_status status)
{
    struct double_store *double_store = user;
    pthread_mutex_lock(&double_store->lock);
    assert_int_equal(*(enum told *)ticket, NOTHING);
    *(enum told *)ticket = status == FAQBOT_OK ? KEPT : REFUSED;
    double_store->told_count++;
    pthread_mutex_unlock(&double_store->lock);
}

static struct double_store *make_store(void)
{
    struct double_store *made = calloc(1, sizeof *made);
    assert_non_null(made);
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->thawed, NULL);
    made->store = (struct faqbot_journal_store){
        .user = made, .name = "double/faqbot", .write = write_batch, .clock = read_clock};
    return made;
}

static void set(struct double_store *double_store, bool *flag, bool value)
{
    pthread_mutex_lock(&double_store->lock);
    *flag = value;
    pthread_cond_broadcast(&double_store->thawed);
    pthread_mutex_unlock(&double_store->lock);
}

/* ==== The journal in front of it ===================================================================== */

static enum faqbot_status try_open(const char *path, struct double_store *double_store, uint64_t bytes_max,
                                   struct faqbot_journal **journal)
{
    struct faqbot_fault fault;
    return faqbot_journal_open(&(struct faqbot_journal_options){.path = path,
                                                                .stored = note,
                                                                .user = double_store,
                                                                .bytes_max = bytes_max,
                                                                .store = &double_store->store},
                               journal, &fault);
}

static struct faqbot_journal *open_journal(const char *path, struct double_store *double_store)
{
    struct faqbot_journal *journal = NULL;
    assert_int_equal(try_open(path, double_store, 0, &journal), FAQBOT_OK);
    return journal;
}

static void add_ask(struct faqbot_journal *journal, int64_t at, uint64_t conversation)
{
    const struct faqbot_journal_ask ask = {.at = at,
                                           .conversation = conversation,
                                           .request = view_of("r"),
                                           .question = view_of("what?"),
                                           .knowledge = view_of("k")};
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
}

static void add_feedback(struct faqbot_journal *journal, struct double_store *double_store, int64_t at)
{
    const struct faqbot_journal_feedback feedback = {at, (uint64_t)at, view_of("r"), 1, view_of("thanks")};
    assert_int_equal(faqbot_journal_add_feedback(journal, &feedback, &double_store->told[at]), FAQBOT_OK);
}

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static struct faqbot_journal_delivery delivery_of(struct faqbot_journal *journal)
{
    struct faqbot_journal_state state;
    faqbot_journal_get_state(journal, &state);
    return state.delivery;
}

/* Until nothing waits in memory; what is in the file is another matter. */
static void wait_until_on_disk(struct faqbot_journal *journal)
{
    struct faqbot_journal_state state = {.waiting = 1};
    for (int i = 0; i < WAIT_MILLISECONDS && state.waiting > 0; i++) {
        faqbot_journal_get_state(journal, &state);
        pause_briefly();
    }
    assert_int_equal(state.waiting, 0);
}

static void wait_until_delivered(struct faqbot_journal *journal)
{
    wait_until_on_disk(journal);
    struct faqbot_journal_delivery delivery = delivery_of(journal);
    for (int i = 0; i < WAIT_MILLISECONDS && (delivery.queued > 0 || delivery.is_away); i++) {
        pause_briefly();
        delivery = delivery_of(journal);
    }
    assert_int_equal(delivery.queued, 0);
    assert_false(delivery.is_away);
}

static void wait_until_told(struct double_store *double_store, size_t count)
{
    size_t told = 0;
    for (int i = 0; i < WAIT_MILLISECONDS && told < count; i++) {
        pthread_mutex_lock(&double_store->lock);
        told = double_store->told_count;
        pthread_mutex_unlock(&double_store->lock);
        pause_briefly();
    }
    assert_int_equal(told, count);
}

/* That the store has what came from `first` to `last`, each once and in order, and nothing else. */
static void assert_applied(const struct double_store *double_store, int64_t first, int64_t last)
{
    assert_int_equal(double_store->count, last - first + 1);
    for (int64_t at = first; at <= last; at++) {
        assert_int_equal(double_store->applied[at - first].at, at);
    }
}

static int64_t count_in(const char *path, const char *sql)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t count = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
    return count;
}

static int set_up(void **state)
{
    return place_set_up(state, "queue.db");
}

/* ==== Delivering ===================================================================================== */

static void each_item_comes_once_and_in_order(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    struct faqbot_journal *journal = open_journal(place->path, store);
    const int64_t count = 5000;
    for (int64_t at = 1; at <= count; at++) {
        if (at % 1000 == 0) {
            wait_until_on_disk(journal); /* what waits in memory is bounded */
        }
        if (at % 3 == 0) {
            add_feedback(journal, store, at);
        } else {
            add_ask(journal, at, 7);
        }
    }
    wait_until_delivered(journal);
    assert_int_equal(delivery_of(journal).delivered, count);
    assert_int_equal(delivery_of(journal).oldest_at, 0);
    faqbot_journal_close(journal);
    assert_applied(store, 1, count);
    assert_int_equal(store->told_count, count / 3);
    assert_false(store->was_told_early);
    assert_int_equal(count_in(place->path, "SELECT count(*) FROM outgoing"), 0);
    assert_int_equal(count_in(place->path, "SELECT count(*) FROM asked"), 0);
    free(store);
}

static void what_was_stored_when_its_answer_was_lost_is_not_stored_again(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    struct faqbot_journal *journal = open_journal(place->path, store);
    for (int64_t at = 1; at <= 40; at++) {
        set(store, &store->loses, at % 8 == 0);
        add_ask(journal, at, 7);
        if (at % 8 == 0) {
            wait_until_delivered(journal);
        }
    }
    faqbot_journal_close(journal);
    assert_applied(store, 1, 40);
    free(store);
}

/* The process ends between the loss and the next try. */
static void an_answer_that_was_lost_before_a_restart_is_made_good(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    struct faqbot_journal *journal = open_journal(place->path, store);
    wait_until_delivered(journal); /* what there is of this queue has been asked */
    set(store, &store->loses, true);
    add_feedback(journal, store, 1);
    wait_until_told(store, 1);
    set(store, &store->fails, true);
    faqbot_journal_close(journal);
    assert_int_equal(count_in(place->path, "SELECT count(*) FROM outgoing"), 1);
    set(store, &store->fails, false);
    journal = open_journal(place->path, store);
    store->told[2] = NOTHING;
    add_feedback(journal, store, 2);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    assert_applied(store, 1, 2);
    free(store);
}

static void while_the_store_is_away_the_disk_is_good_enough(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    store->fails = true;
    struct faqbot_journal *journal = open_journal(place->path, store);
    for (int64_t at = 1; at <= 20; at++) {
        add_feedback(journal, store, at);
        wait_until_told(store, (size_t)at);
        assert_int_equal(store->told[at], KEPT);
    }
    assert_int_equal(store->count, 0);
    assert_int_equal(delivery_of(journal).queued, 20);
    assert_true(delivery_of(journal).is_away);
    assert_string_equal(delivery_of(journal).reason, "the double fails");
    faqbot_journal_close(journal); /* nobody is there to take it */
    set(store, &store->fails, false);
    journal = open_journal(place->path, store);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    assert_applied(store, 1, 20);
    free(store);
}

/* It was away when the journal was opened, and what is first in the queue is nothing that a visitor did. */
static void how_long_the_oldest_waits_is_known_of_a_store_that_never_answered(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    store->fails = true;
    struct faqbot_journal *journal = open_journal(place->path, store);
    assert_int_equal(faqbot_journal_forget(journal, 5), FAQBOT_OK);
    add_ask(journal, 40, 7);
    add_ask(journal, 50, 7);
    wait_until_on_disk(journal);
    for (int i = 0; i < WAIT_MILLISECONDS && delivery_of(journal).oldest_at != 40; i++) {
        pause_briefly();
    }
    assert_int_equal(delivery_of(journal).oldest_at, 40);
    set(store, &store->fails, false);
    wait_until_delivered(journal);
    assert_int_equal(delivery_of(journal).oldest_at, 0);
    faqbot_journal_close(journal);
    free(store);
}

static void a_store_that_is_frozen_holds_nobody_up_for_long(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    struct faqbot_journal *journal = open_journal(place->path, store);
    wait_until_delivered(journal);
    set(store, &store->is_frozen, true);
    add_feedback(journal, store, 1);
    wait_until_told(store, 1); /* although write() has not returned */
    assert_int_equal(store->count, 0);
    assert_true(delivery_of(journal).is_away);
    add_feedback(journal, store, 2);
    wait_until_told(store, 2);
    set(store, &store->is_frozen, false);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    assert_int_equal(store->count, 2);
    free(store);
}

/* More than are delivered at once, though most of it is not what was asked. */
static void the_longest_texts_are_delivered(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    static char text[FAQBOT_JOURNAL_TEXT_BYTES_MAX];
    struct faqbot_view longest = view_make(text, sizeof text);
    store->fails = true;
    struct faqbot_journal *journal = open_journal(place->path, store);
    memset(text, 'q', sizeof text);
    for (int64_t at = 1; at <= 300; at++) {
        const struct faqbot_journal_ask ask = {.at = at,
                                               .request = longest,
                                               .question = view_of("q"),
                                               .entry = longest,
                                               .knowledge = longest,
                                               .lang = longest};
        assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
    }
    wait_until_on_disk(journal);
    set(store, &store->fails, false);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    assert_applied(store, 1, 300);
    assert_int_equal(store->text_bytes, 300 * 4 * sizeof text);
    free(store);
}

/* ==== What is not to be kept ========================================================================= */

static void what_is_to_be_forgotten_leaves_the_queue_too(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    store->fails = true;
    struct faqbot_journal *journal = open_journal(place->path, store);
    for (int64_t at = 1; at <= 10; at++) {
        add_ask(journal, at, (uint64_t)at % 2 + 1);
    }
    assert_int_equal(faqbot_journal_forget_conversation(journal, 11, 2, &store->told[11]), FAQBOT_OK);
    wait_until_told(store, 1);
    assert_int_equal(faqbot_journal_forget(journal, 5), FAQBOT_OK);
    wait_until_on_disk(journal);
    assert_int_equal(delivery_of(journal).queued, 3 + 2); /* 6, 8, 10 and what is to be forgotten */
    assert_int_equal(count_in(place->path, "SELECT count(*) FROM outgoing WHERE kind < 3"), 3);
    set(store, &store->fails, false);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    assert_int_equal(store->count, 5);
    assert_int_equal(store->applied[3].kind, FAQBOT_JOURNAL_FORGET_CONVERSATION);
    assert_int_equal(store->applied[4].kind, FAQBOT_JOURNAL_FORGET);
    free(store);
}

/* ==== Limits ========================================================================================= */

/* The store is away until the queue is full. Asks are dropped then and counted, feedback is refused, and nothing that
 * was acknowledged is missing in the end. */
static void a_queue_that_is_full_drops_nothing_that_it_has_taken(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    struct faqbot_journal *journal = NULL;
    struct faqbot_journal_state now = {.lost = 0};
    int64_t at = 0;
    store->fails = true;
    assert_int_equal(try_open(place->path, store, FAQBOT_JOURNAL_BYTES_MAX_MIN, &journal), FAQBOT_OK);
    while (now.lost < 100 && at + 2 < ITEMS_MAX) {
        add_ask(journal, ++at, 7);
        add_feedback(journal, store, ++at);
        if (at % 50 == 0) {
            wait_until_on_disk(journal);
        }
        faqbot_journal_get_state(journal, &now);
    }
    wait_until_on_disk(journal);
    faqbot_journal_get_state(journal, &now);
    assert_true(now.lost >= 100);
    assert_int_equal(now.last, FAQBOT_LIMIT);
    size_t kept = 0;
    for (int64_t i = 1; i <= at; i++) {
        kept += store->told[i] == KEPT;
    }
    assert_true(kept > 100 && kept < (size_t)at / 2);
    set(store, &store->fails, false);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    for (size_t i = 0; i < store->count; i++) {
        kept -= store->applied[i].kind == FAQBOT_JOURNAL_FEEDBACK;
    }
    assert_int_equal(kept, 0);
    free(store);
}

/* ==== Which queue it is ============================================================================== */

static void copy_file(const char *from, const char *to)
{
    char command[256];
    snprintf(command, sizeof command, "cp %s %s", from, to);
    assert_int_equal(system(command), 0);
}

/* As a machine that is set back to a snapshot has it. The store knows numbers that the copy has not given yet. */
static void an_older_copy_of_a_queue_is_another_queue(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    char copy[128];
    snprintf(copy, sizeof copy, "%s-copy", place->path);
    struct faqbot_journal *journal = open_journal(place->path, store);
    add_ask(journal, 1, 7);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    copy_file(place->path, copy);
    journal = open_journal(place->path, store);
    for (int64_t at = 2; at <= 9; at++) {
        add_ask(journal, at, 7);
    }
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    copy_file(copy, place->path);
    assert_int_equal(unlink(copy), 0);
    journal = open_journal(place->path, store);
    add_ask(journal, 10, 7);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    assert_applied(store, 1, 10);
    free(store);
}

/* As above, but the store is away until the copy has given as many numbers as the store knows, and more. */
static void an_older_copy_that_grows_while_the_store_is_away_is_another_queue(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    char copy[128];
    snprintf(copy, sizeof copy, "%s-copy", place->path);
    struct faqbot_journal *journal = open_journal(place->path, store);
    add_ask(journal, 1, 7);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    copy_file(place->path, copy);
    journal = open_journal(place->path, store);
    add_ask(journal, 2, 7);
    add_ask(journal, 3, 7);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    copy_file(copy, place->path);
    assert_int_equal(unlink(copy), 0);
    set(store, &store->fails, true);
    journal = open_journal(place->path, store);
    for (int64_t at = 4; at <= 9; at++) {
        add_ask(journal, at, 7);
    }
    wait_until_on_disk(journal);
    set(store, &store->fails, false);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    assert_applied(store, 1, 9);
    free(store);
}

static void what_waits_for_one_store_is_given_to_no_other(void **state)
{
    struct place *place = *state;
    struct double_store *store = make_store();
    struct faqbot_journal *journal = open_journal(place->path, store);
    set(store, &store->fails, true);
    add_ask(journal, 1, 7);
    faqbot_journal_close(journal);
    store->store.name = "another/faqbot";
    set(store, &store->fails, false);
    assert_int_equal(try_open(place->path, store, 0, &journal), FAQBOT_INVALID);
    store->store.name = "double/faqbot";
    journal = open_journal(place->path, store);
    wait_until_delivered(journal);
    faqbot_journal_close(journal);
    store->store.name = "another/faqbot";
    journal = open_journal(place->path, store);
    faqbot_journal_close(journal);
    free(store);
}

static void a_journal_without_a_store_has_no_queue(void **state)
{
    struct place *place = *state;
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    assert_int_equal(
        faqbot_journal_open(&(struct faqbot_journal_options){.path = place->path}, &journal, &fault),
        FAQBOT_OK);
    add_ask(journal, 1, 7);
    wait_until_on_disk(journal);
    assert_int_equal(delivery_of(journal).queued, 0);
    faqbot_journal_close(journal);
    assert_int_equal(count_in(place->path, "SELECT count(*) FROM asked"), 1);
    assert_int_equal(count_in(place->path, "SELECT count(*) FROM sqlite_schema WHERE name = 'outgoing'"), 0);
}

int test_journal_forward(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_item_comes_once_and_in_order, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(what_was_stored_when_its_answer_was_lost_is_not_stored_again, set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(an_answer_that_was_lost_before_a_restart_is_made_good, set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(while_the_store_is_away_the_disk_is_good_enough, set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(how_long_the_oldest_waits_is_known_of_a_store_that_never_answered,
                                        set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(a_store_that_is_frozen_holds_nobody_up_for_long, set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(the_longest_texts_are_delivered, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(what_is_to_be_forgotten_leaves_the_queue_too, set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(a_queue_that_is_full_drops_nothing_that_it_has_taken, set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(an_older_copy_of_a_queue_is_another_queue, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(an_older_copy_that_grows_while_the_store_is_away_is_another_queue,
                                        set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(what_waits_for_one_store_is_given_to_no_other, set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(a_journal_without_a_store_has_no_queue, set_up, place_tear_down),
    };
    return cmocka_run_group_tests_name("forward", tests, NULL, NULL);
}
