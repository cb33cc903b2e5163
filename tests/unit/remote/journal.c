/* tests/unit/remote/journal.c - a journal that goes on to a store gives the same rows for the same calls as one that
 * is a file alone. The store is a database of PostgreSQL whose address is in FAQBOT_TEST_POSTGRES; where that is not
 * set the file is tried alone. tests/cluster/journal.test.mjs sets it. What only a store has to do follows: several
 * queues, and batches that come twice. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "remote/remote.h"
#include "unit/journal/place.h"
#include "util/util.h"

#define WAIT_MILLISECONDS 60000 /* nobody waits for ever */
#define TEXT_BYTES_MAX ((size_t)16 << 20)

/* ==== One journal, of either kind ==================================================================== */

struct subject {
    char path[128]; /* of the journal, or of its queue */
    struct faqbot_journal_store *store;
};

/* Each test has a schema of its own, and so tables without rows. */
static struct faqbot_journal_store *open_store(const char *test)
{
    struct faqbot_journal_store *store = NULL;
    struct faqbot_fault fault;
    char url[512];
    const char *address = getenv("FAQBOT_TEST_POSTGRES");
    if (address == NULL) {
        return NULL;
    }
    snprintf(url, sizeof url, "%s%cschema=c%d_%.20s", address, strchr(address, '?') == NULL ? '?' : '&',
             (int)getpid(), test);
    assert_int_equal(remote_open_journal(url, &store, &fault), FAQBOT_OK);
    return store;
}

static struct faqbot_journal *open_journal(const struct subject *subject)
{
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    const struct faqbot_journal_options options = {.path = subject->path, .store = subject->store};
    assert_int_equal(faqbot_journal_open(&options, &journal, &fault), FAQBOT_OK);
    return journal;
}

/* Until all is where it is to be. */
static void settle(struct faqbot_journal *journal)
{
    struct faqbot_journal_state state = {.waiting = 1};
    for (int i = 0; i < WAIT_MILLISECONDS && (state.waiting > 0 || state.delivery.queued > 0); i++) {
        faqbot_journal_get_state(journal, &state);
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    assert_int_equal(state.waiting, 0);
    assert_int_equal(state.delivery.queued, 0);
    assert_int_equal(state.lost, 0);
}

/* ==== Rows as text =================================================================================== */

struct told {
    struct buffer text;
    size_t most; /* rows of each kind that are taken */
    size_t count;
};

static void tell_view(struct told *told, struct faqbot_view view)
{
    buffer_add_byte(&told->text, '|');
    buffer_add(&told->text, view);
}

static void tell_number(struct told *told, uint64_t number)
{
    buffer_add_byte(&told->text, '|');
    buffer_add_number(&told->text, number);
}

static bool end_row(struct told *told)
{
    buffer_add_byte(&told->text, '\n');
    return ++told->count < told->most;
}

/* The confidence with all its bits. */
static bool tell_ask(void *user, const struct faqbot_journal_row *row)
{
    struct told *told = user;
    uint64_t bits;
    memcpy(&bits, &row->ask.confidence, sizeof bits);
    buffer_add_text(&told->text, "ask");
    tell_number(told, (uint64_t)row->ask.at);
    tell_number(told, row->ask.conversation);
    tell_view(told, row->ask.request);
    tell_view(told, row->ask.question);
    tell_view(told, view_of(faqbot_outcome_name(row->ask.outcome)));
    tell_number(told, bits);
    tell_view(told, row->ask.entry);
    tell_view(told, row->ask.knowledge);
    tell_view(told, row->ask.lang);
    tell_number(told, row->ask.microseconds);
    tell_number(told, (uint64_t)(row->helpful + 1));
    tell_view(told, row->comment);
    return end_row(told);
}

static bool tell_search(void *user, const struct faqbot_journal_search *search)
{
    struct told *told = user;
    buffer_add_text(&told->text, "search");
    tell_number(told, (uint64_t)search->at);
    tell_number(told, search->conversation);
    tell_view(told, search->request);
    tell_view(told, search->text);
    tell_view(told, search->knowledge);
    tell_number(told, search->hits);
    tell_number(told, search->microseconds);
    return end_row(told);
}

static bool tell_feedback(void *user, const struct faqbot_journal_feedback *feedback)
{
    struct told *told = user;
    buffer_add_text(&told->text, "feedback");
    tell_number(told, (uint64_t)feedback->at);
    tell_number(told, feedback->conversation);
    tell_view(told, feedback->request);
    tell_number(told, (uint64_t)(feedback->helpful + 1));
    tell_view(told, feedback->comment);
    return end_row(told);
}

/* Appends all rows of a span, or the first of them. */
static void read_rows(const struct subject *subject, int64_t since, int64_t until, struct told *told)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const struct faqbot_journal_read_options options = {.path = subject->path,
                                                        .store = subject->store,
                                                        .since = since,
                                                        .until = until,
                                                        .ask = tell_ask,
                                                        .search = tell_search,
                                                        .feedback = tell_feedback,
                                                        .user = told};
    assert_int_equal(faqbot_journal_read(&options, &fault), FAQBOT_OK);
}

static void read_all(const struct subject *subject, struct told *told)
{
    told->most = SIZE_MAX;
    read_rows(subject, 0, 0, told);
}

/* ==== Calls ========================================================================================== */

static void add_ask(struct faqbot_journal *journal, int64_t at, uint64_t conversation, const char *question)
{
    const struct faqbot_journal_ask ask = {.at = at,
                                           .conversation = conversation,
                                           .request = view_of("r"),
                                           .question = view_of(question),
                                           .outcome = FAQBOT_ANSWERED,
                                           .confidence = 1.0 / 3 / (double)at,
                                           .entry = view_of("opening-hours"),
                                           .knowledge = view_of("0123456789abcdef"),
                                           .lang = view_of("en"),
                                           .microseconds = 640};
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
}

static void add_unsure(struct faqbot_journal *journal, int64_t at, uint64_t conversation, double confidence)
{
    const struct faqbot_journal_ask ask = {.at = at,
                                           .conversation = conversation,
                                           .request = view_of("r"),
                                           .question = view_of("?"),
                                           .outcome = FAQBOT_UNSURE,
                                           .confidence = confidence,
                                           .knowledge = view_of("k")};
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
}

static void add_feedback(struct faqbot_journal *journal, int64_t at, uint64_t conversation, int helpful,
                         const char *comment)
{
    const struct faqbot_journal_feedback feedback = {at, conversation, view_of("r"), helpful,
                                                     view_of(comment)};
    assert_int_equal(faqbot_journal_add_feedback(journal, &feedback, NULL), FAQBOT_OK);
}

static void add_search(struct faqbot_journal *journal, int64_t at, uint64_t conversation, const char *text)
{
    const struct faqbot_journal_search search = {.at = at,
                                                 .conversation = conversation,
                                                 .request = view_of("s"),
                                                 .text = view_of(text),
                                                 .knowledge = view_of("k"),
                                                 .hits = (size_t)at % 7,
                                                 .microseconds = UINT64_C(1) << 40};
    assert_int_equal(faqbot_journal_add_search(journal, &search), FAQBOT_OK);
}

/* A test: what it does with a journal, and what is then told of it. */
typedef void use_journal(const struct subject *subject, struct told *told);

/* Does the same with a file and, where there is one, with a store, and compares what is told. */
static void compare(void **state, const char *test, use_journal *use, const char *expected)
{
    struct place *place = *state;
    struct subject file = {.store = NULL};
    struct subject remote = {.store = open_store(test)};
    struct told told[2] = {{.count = 0}, {.count = 0}};
    snprintf(file.path, sizeof file.path, "%s", place->path);
    buffer_init(&told[0].text, TEXT_BYTES_MAX);
    buffer_init(&told[1].text, TEXT_BYTES_MAX);
    use(&file, &told[0]);
    buffer_add_byte(&told[0].text, '\0');
    if (expected != NULL) {
        assert_string_equal(told[0].text.bytes, expected);
    }
    if (remote.store != NULL) {
        snprintf(remote.path, sizeof remote.path, "%s-queue", place->path);
        use(&remote, &told[1]);
        buffer_add_byte(&told[1].text, '\0');
        assert_string_equal(told[1].text.bytes, told[0].text.bytes);
        unlink(remote.path);
        remote_close_journal(remote.store);
    }
    buffer_release(&told[0].text);
    buffer_release(&told[1].text);
}

/* ==== The same of both =============================================================================== */

static void use_all_values(const struct subject *subject, struct told *told)
{
    struct faqbot_journal *journal = open_journal(subject);
    add_ask(journal, 9, UINT64_MAX - 5, "\"quoted\", \\ and {braces}, \t tab\nand a second line");
    add_ask(journal, 3, 0,
            "Wie lange darf ich B\xc3\xbc"
            "cher behalten? \xf0\x9f\x93\x9a");
    add_ask(journal, 9, 4, "'); DROP TABLE asked; --");
    add_ask(journal, 9, 4, "$1 and NULL");
    add_unsure(journal, 9, 4,
               DBL_MIN / 8); /* as far below what is usual as what an exponential leaves of nothing */
    add_unsure(journal, 9, 4, DBL_TRUE_MIN);
    add_unsure(journal, 9, 4, DBL_MAX);
    add_search(journal, 8, 4, "");
    add_search(journal, 7, 4, "\xe2\x80\xa8 is a line separator \x7f");
    add_feedback(journal, 10, UINT64_MAX - 5, 1, "thanks <b>");
    add_feedback(journal, 11, 4, 0, "");
    settle(journal);
    faqbot_journal_close(journal);
    read_all(subject, told);
}

static void every_value_comes_back_as_it_went(void **state)
{
    compare(state, "values", use_all_values, NULL);
}

static void use_feedback(const struct subject *subject, struct told *told)
{
    struct faqbot_journal *journal = open_journal(subject);
    add_feedback(journal, 1, 1, 1, "first of one");
    add_feedback(journal, 1, 2, 1, "first of two");
    add_feedback(journal, 1, 1, 0, "second of one, in the same second");
    settle(journal);
    add_feedback(journal, 1, 2, -1, "");
    add_feedback(journal, 1, 3, 1, "of three");
    settle(journal);
    faqbot_journal_close(journal);
    read_all(subject, told);
}

static void later_feedback_takes_the_place_of_earlier(void **state)
{
    compare(state, "feedback", use_feedback,
            "feedback|1|1|r|1|second of one, in the same second\n"
            "feedback|1|2|r|0|\n"
            "feedback|1|3|r|2|of three\n");
}

static void use_spans(const struct subject *subject, struct told *told)
{
    struct faqbot_journal *journal = open_journal(subject);
    for (int64_t at = 20; at > 0; at--) {
        add_search(journal, at, (uint64_t)at, "what?");
        add_feedback(journal, at, (uint64_t)at, 1, "");
    }
    settle(journal);
    faqbot_journal_close(journal);
    told->most = SIZE_MAX;
    read_rows(subject, 5, 8, told);
    told->count = 0;
    told->most = 1; /* the caller has enough */
    read_rows(subject, 0, 0, told);
}

static void a_span_is_read_and_reading_ends_when_told(void **state)
{
    compare(state, "spans", use_spans, NULL);
}

static void use_forgetting(const struct subject *subject, struct told *told)
{
    struct faqbot_journal *journal = open_journal(subject);
    struct faqbot_journal_purged purged = {.asks = 0};
    struct faqbot_fault fault;
    for (int64_t at = 1; at <= 10; at++) {
        add_ask(journal, at, (uint64_t)at % 2 + 1, "what?");
        add_search(journal, at, (uint64_t)at % 2 + 1, "what?");
        add_feedback(journal, at, (uint64_t)at % 2 + 1, 1, "");
    }
    assert_int_equal(faqbot_journal_forget_conversation(journal, 10, 2, NULL), FAQBOT_OK);
    add_ask(journal, 10, 2, "after it, in the same second");
    add_feedback(journal, 10, 2, 0, "likewise");
    settle(journal);
    read_all(subject, told);
    assert_int_equal(faqbot_journal_forget(journal, 5), FAQBOT_OK);
    settle(journal);
    faqbot_journal_close(journal);
    read_all(subject, told);
    assert_int_equal(subject->store == NULL
                         ? faqbot_journal_purge(subject->path, 10, &purged, &fault)
                         : subject->store->purge(subject->store->user, 10, &purged, &fault),
                     FAQBOT_OK);
    tell_number(told, purged.asks);
    tell_number(told, purged.searches);
    tell_number(told, purged.feedback);
    read_all(subject, told);
}

static void what_is_to_be_forgotten_is_gone_and_nothing_else(void **state)
{
    compare(state, "forgetting", use_forgetting, NULL);
}

/* More than is delivered or fetched at once. */
static void use_many(const struct subject *subject, struct told *told)
{
    struct faqbot_journal *journal = open_journal(subject);
    for (int64_t i = 0; i < 6000; i++) {
        char question[32];
        snprintf(question, sizeof question, "question %d", (int)i);
        add_ask(journal, 1 + i / 100, (uint64_t)(i * 2654435761), question);
        if (i % 1000 == 0) {
            settle(journal);
        }
    }
    settle(journal);
    faqbot_journal_close(journal);
    read_all(subject, told);
}

static void many_rows_keep_their_order(void **state)
{
    compare(state, "many", use_many, NULL);
}

/* ==== What only a store has to do ==================================================================== */

/* A store without rows, or a test that is left out. */
static struct subject need_store(const char *test)
{
    struct subject subject = {.store = open_store(test)};
    if (subject.store == NULL) {
        print_message("FAQBOT_TEST_POSTGRES names no database\n");
        skip();
    }
    return subject;
}

static int64_t write_items(const struct subject *subject, uint64_t queue,
                           const struct faqbot_journal_item *items, size_t count)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    int64_t through = -1;
    const struct faqbot_journal_batch batch = {.queue = queue, .items = items, .count = count};
    enum faqbot_status status = subject->store->write(subject->store->user, &batch, &through, &fault);
    if (status != FAQBOT_OK) {
        print_error("%s\n", fault.sentence);
    }
    assert_int_equal(status, FAQBOT_OK);
    return through;
}

static struct faqbot_journal_item make_feedback(int64_t number, int64_t at, uint64_t conversation,
                                                const char *comment)
{
    return (struct faqbot_journal_item){.number = number,
                                        .kind = FAQBOT_JOURNAL_FEEDBACK,
                                        .of.feedback = {at, conversation, view_of("r"), 1, view_of(comment)}};
}

static struct faqbot_journal_item make_search(int64_t number, int64_t at, uint64_t conversation,
                                              const char *text)
{
    return (struct faqbot_journal_item){.number = number,
                                        .kind = FAQBOT_JOURNAL_SEARCH,
                                        .of.search = {.at = at,
                                                      .conversation = conversation,
                                                      .request = view_of("s"),
                                                      .text = view_of(text),
                                                      .knowledge = view_of("k")}};
}

static void assert_rows(const struct subject *subject, const char *expected)
{
    struct told told = {.count = 0};
    buffer_init(&told.text, TEXT_BYTES_MAX);
    read_all(subject, &told);
    buffer_add_byte(&told.text, '\0');
    assert_string_equal(told.text.bytes, expected);
    buffer_release(&told.text);
}

static void what_comes_twice_is_there_once(void **state)
{
    struct subject subject = need_store("twice");
    const struct faqbot_journal_item items[] = {make_search(1, 1, 1, "a"), make_search(2, 2, 1, "b"),
                                                make_search(5, 3, 1, "c")};
    (void)state;
    assert_int_equal(write_items(&subject, 77, NULL, 0), 0);
    assert_int_equal(write_items(&subject, 77, items, 2), 2);
    assert_int_equal(write_items(&subject, 77, NULL, 0), 2);
    assert_int_equal(write_items(&subject, 77, items, 3), 5); /* two of which are known */
    assert_int_equal(write_items(&subject, 77, items, 3), 5);
    assert_int_equal(write_items(&subject, 78, items, 1), 1); /* another queue's number 1 */
    assert_rows(&subject, "search|1|1|s|a|k|0|0\nsearch|1|1|s|a|k|0|0\nsearch|2|1|s|b|k|0|0\n"
                          "search|3|1|s|c|k|0|0\n");
    remote_close_journal(subject.store);
}

static void of_two_servers_feedback_the_later_stays(void **state)
{
    struct subject subject = need_store("later");
    struct faqbot_journal_item later = make_feedback(1, 20, 4, "at twenty");
    struct faqbot_journal_item earlier = make_feedback(1, 10, 4, "at ten");
    (void)state;
    write_items(&subject, 1, &later, 1);
    write_items(&subject, 2, &earlier, 1);
    assert_rows(&subject, "feedback|20|4|r|2|at twenty\n");
    earlier = make_feedback(2, 30, 4, "at thirty");
    write_items(&subject, 2, &earlier, 1);
    assert_rows(&subject, "feedback|30|4|r|2|at thirty\n");
    remote_close_journal(subject.store);
}

/* One server forgets a conversation while another's queue has rows of it from before, and rows from long after. */
static void a_conversation_stays_forgotten(void **state)
{
    struct subject subject = need_store("forgotten");
    const struct faqbot_journal_item forget = {.number = 2,
                                               .kind = FAQBOT_JOURNAL_FORGET_CONVERSATION,
                                               .of.forgotten = {.at = 100, .conversation = 4}};
    const struct faqbot_journal_item first[] = {make_search(1, 90, 4, "to be forgotten"), forget,
                                                make_search(3, 100, 4, "behind it")};
    const struct faqbot_journal_item other[] = {
        make_search(1, 95, 4, "late, from before"), make_feedback(2, 99, 4, "likewise"),
        make_search(3, 95, 5, "of another conversation"), make_search(4, 160, 4, "from after")};
    const struct faqbot_journal_item expire = {.number = 5, .kind = FAQBOT_JOURNAL_FORGET, .of.before = 101};
    const struct faqbot_journal_item again = make_search(6, 90, 4, "nobody knows any more");
    (void)state;
    write_items(&subject, 1, first, 3);
    write_items(&subject, 2, other, 4);
    assert_rows(&subject, "search|95|5|s|of another conversation|k|0|0\nsearch|100|4|s|behind it|k|0|0\n"
                          "search|160|4|s|from after|k|0|0\n");
    write_items(&subject, 2, &expire, 1);
    write_items(&subject, 2, &again, 1);
    assert_rows(&subject, "search|90|4|s|nobody knows any more|k|0|0\nsearch|160|4|s|from after|k|0|0\n");
    remote_close_journal(subject.store);
}

static void what_is_no_text_is_stored_all_the_same(void **state)
{
    struct subject subject = need_store("texts");
    struct faqbot_journal_item item = make_search(1, 1, 1, "");
    (void)state;
    item.of.search.text = view_make("a\0b", 3);
    write_items(&subject, 1, &item, 1);
    item.number = 2;
    item.of.search.text = view_make("a\xff\xc3", 3);
    write_items(&subject, 1, &item, 1);
    assert_rows(&subject, "search|1|1|s|a\xef\xbf\xbd"
                          "b|k|0|0\nsearch|1|1|s|a\xef\xbf\xbd\xef\xbf\xbd|k|0|0\n");
    remote_close_journal(subject.store);
}

static int set_up(void **state)
{
    return place_set_up(state, "journal.db");
}

int test_remote_journal(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_value_comes_back_as_it_went, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(later_feedback_takes_the_place_of_earlier, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(a_span_is_read_and_reading_ends_when_told, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(what_is_to_be_forgotten_is_gone_and_nothing_else, set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(many_rows_keep_their_order, set_up, place_tear_down),
        cmocka_unit_test(what_comes_twice_is_there_once),
        cmocka_unit_test(of_two_servers_feedback_the_later_stays),
        cmocka_unit_test(a_conversation_stays_forgotten),
        cmocka_unit_test(what_is_no_text_is_stored_all_the_same),
    };
    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
