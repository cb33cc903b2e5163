/* unit/server/worker.c - a thread with a bot of its own, on a loop that runs until nothing is under way; and
 * how long a knowledge base takes to answer, which is found out by asking it, and how long is no matter
 * here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/server_internal.h"

#define JOBS 50

/* What the jobs came to, in the order in which they were finished. */
struct record {
    struct job {
        struct worker_job job;
        struct record *record;
        size_t entries; /* of the bot that it was done with */
    } jobs[JOBS];
    size_t finished;
    size_t undone;
    bool is_in_order;
    uv_sem_t *gate; /* each job waits for it; NULL: none does */
};

static void work(struct worker_job *job, struct faqbot *bot)
{
    struct job *made = (struct job *)job;
    if (made->record->gate != NULL) {
        uv_sem_wait(made->record->gate);
    }
    made->entries = faqbot_about(bot)->entries;
}

static void finish(struct worker_job *job, bool is_done)
{
    struct record *record = ((struct job *)job)->record;
    record->is_in_order = record->is_in_order && job == &record->jobs[record->finished].job;
    record->finished++;
    record->undone += !is_done;
}

static void give(struct worker *worker, struct record *record, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        record->jobs[i] = (struct job){.job = {.work = work, .finish = finish}, .record = record};
        worker_give(worker, &record->jobs[i].job);
    }
}

static struct faqbot *open_bot(const char *knowledge)
{
    struct faqbot *bot = NULL;
    struct faqbot_fault fault;
    const struct faqbot_options options = {.knowledge = knowledge};
    assert_int_equal(faqbot_open(&options, &bot, &fault), FAQBOT_OK);
    return bot;
}

static struct faqbot *library(void)
{
    return open_bot("tests/transcripts/knowledge/library");
}

static struct faqbot *other(void)
{
    return open_bot("tests/transcripts/knowledge/german");
}

static void run_until(uv_loop_t *loop, const size_t *count, size_t wanted)
{
    while (*count < wanted) {
        uv_run(loop, UV_RUN_ONCE);
    }
}

static void end(struct worker *worker, uv_loop_t *loop)
{
    worker_stop(worker);
    worker_stop(worker);
    uv_run(loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(loop), 0);
}

static void jobs_are_done_in_order_and_finished_in_the_loop(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct worker worker;
    struct record record = {.is_in_order = true};
    uv_loop_init(&loop);
    worker_start(&worker, &loop);
    assert_false(worker.is_ready);
    worker_change(&worker, library());
    assert_true(worker.is_ready);
    give(&worker, &record, 0, JOBS);
    run_until(&loop, &record.finished, JOBS);
    assert_true(record.is_in_order);
    assert_int_equal(record.undone, 0);
    end(&worker, &loop);
}

static void what_was_given_before_a_change_is_done_with_the_old_bot(void **state)
{
    (void)state;
    uv_loop_t loop;
    uv_sem_t gate;
    struct worker worker;
    struct record record = {.is_in_order = true, .gate = &gate};
    struct faqbot *first = library();
    struct faqbot *second = other();
    size_t before = faqbot_about(first)->entries;
    size_t behind = faqbot_about(second)->entries;
    assert_int_not_equal(before, behind);
    uv_sem_init(&gate, 0);
    uv_loop_init(&loop);
    worker_start(&worker, &loop);
    worker_change(&worker, first);
    give(&worker, &record, 0, 10);
    worker_change(&worker, second);
    give(&worker, &record, 10, 20);
    for (int i = 0; i < 20; i++) {
        uv_sem_post(&gate);
    }
    run_until(&loop, &record.finished, 20);
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(record.jobs[i].entries, i < 10 ? before : behind);
    }
    end(&worker, &loop);
    uv_sem_destroy(&gate);
}

static void without_a_bot_it_is_not_ready_and_can_be_again(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct worker worker;
    struct record record = {.is_in_order = true};
    uv_loop_init(&loop);
    worker_start(&worker, &loop);
    worker_change(&worker, NULL);
    assert_false(worker.is_ready);
    worker_change(&worker, library());
    give(&worker, &record, 0, 1);
    worker_change(&worker, NULL);
    assert_false(worker.is_ready);
    worker_change(&worker, other());
    assert_true(worker.is_ready);
    give(&worker, &record, 1, 2);
    run_until(&loop, &record.finished, 2);
    assert_int_not_equal(record.jobs[0].entries, record.jobs[1].entries);
    end(&worker, &loop);
}

/* However many are done by then: the loop does not turn any more, so nobody has heard of them. */
static void what_is_left_at_the_end_is_finished_undone(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct worker worker;
    struct record record = {.is_in_order = true};
    uv_loop_init(&loop);
    worker_start(&worker, &loop);
    worker_change(&worker, library());
    give(&worker, &record, 0, JOBS);
    worker_change(&worker, other());
    end(&worker, &loop);
    assert_int_equal(record.finished, JOBS);
    assert_int_equal(record.undone, JOBS);
    assert_true(record.is_in_order);
    assert_int_equal(worker.depth, 0);
}

/* -- Asks --------------------------------------------------------------------------------------------- */

static unsigned completed;

static void complete(struct connection *connection, const struct faqbot_async_ask *errand)
{
    assert_null(connection->job);
    assert_int_equal(faqbot_chat_complete_ask(connection->chat, errand), FAQBOT_OK);
    completed++;
}

/* An ask that the worker answers; its connection ends before where `is_gone`. */
static void ask(bool is_gone)
{
    static struct server server;
    static const struct connection_protocol protocol = {.is_session = true, .complete = complete};
    const struct faqbot_chat_request request = {.type = FAQBOT_CHAT_ASK, .text = {"opening hours?", 14}};
    struct connection connection = {.server = &server, .protocol = &protocol};
    struct faqbot_view reply;
    server = (struct server){.chat = {.begin_async = async_ask_begin}};
    completed = 0;
    uv_loop_init(&server.loop);
    worker_start(&server.worker, &server.loop);
    assert_false(async_ask_begin(&connection, &request)); /* there is no worker: the loop has to ask */
    worker_change(&server.worker, library());
    struct faqbot *bot = library();
    assert_int_equal(connection_open_chat(&connection), FAQBOT_OK);
    assert_int_equal(faqbot_chat_request(connection.chat, bot, &request), FAQBOT_OK);
    assert_true(connection_is_owed(&connection));
    assert_int_equal(server.stats.delegated, 1);
    assert_false(faqbot_chat_next(connection.chat, &reply));
    if (is_gone) {
        connection_close_chat(&connection);
        assert_false(connection_is_owed(&connection));
    }
    while (server.worker.depth > 0) {
        uv_run(&server.loop, UV_RUN_ONCE);
    }
    assert_int_equal(completed, !is_gone);
    assert_true(is_gone || faqbot_chat_next(connection.chat, &reply));
    connection_close_chat(&connection);
    faqbot_close(bot);
    end(&server.worker, &server.loop);
}

static void an_ask_comes_back_to_its_connection(void **state)
{
    (void)state;
    ask(false);
}

static void an_ask_whose_connection_is_gone_is_dropped(void **state)
{
    (void)state;
    ask(true);
}

static void a_worker_that_was_never_started_can_be_stopped(void **state)
{
    (void)state;
    struct worker worker = {.is_started = false};
    worker_stop(&worker);
}

/* A bot over so many entries, each with a question so long that it cannot be asked, or a short one. */
static struct faqbot *open_entries(size_t entries, bool are_long)
{
    char folder[] = "/tmp/faqbot-worker-XXXXXX";
    char path[64];
    struct faqbot *bot = NULL;
    struct faqbot_fault fault;
    const struct faqbot_options options = {.knowledge = path};
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/knowledge.jsonl", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (size_t i = 0; i < entries; i++) {
        fprintf(file, "{\"id\":\"%zu\",\"question\":\"", i);
        for (size_t j = 0; j < (are_long ? 100 : 1); j++) {
            fprintf(file, "w%zu\xd1\x84\xd1\x84 ", i);
        }
        fprintf(file, "?\",\"answer\":\"a\"}\n");
    }
    assert_int_equal(fclose(file), 0);
    assert_int_equal(faqbot_open(&options, &bot, &fault), FAQBOT_OK);
    assert_int_equal(unlink(path) + rmdir(folder), 0);
    return bot;
}

static void a_bot_that_can_be_asked_takes_some_time(void **state)
{
    static const size_t entries[] = {1, 9, 30};
    (void)state;
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        struct faqbot *bot = open_entries(entries[i], false);
        assert_true(latency_probe(bot) > 0);
        faqbot_close(bot);
    }
}

static void of_a_bot_that_cannot_be_asked_nothing_is_known(void **state)
{
    struct faqbot *bot = open_entries(3, true);
    (void)state;
    assert_int_equal(latency_probe(bot), 0);
    faqbot_close(bot);
}

int test_server_worker(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jobs_are_done_in_order_and_finished_in_the_loop),
        cmocka_unit_test(what_was_given_before_a_change_is_done_with_the_old_bot),
        cmocka_unit_test(without_a_bot_it_is_not_ready_and_can_be_again),
        cmocka_unit_test(what_is_left_at_the_end_is_finished_undone),
        cmocka_unit_test(a_bot_that_can_be_asked_takes_some_time),
        cmocka_unit_test(of_a_bot_that_cannot_be_asked_nothing_is_known),
        cmocka_unit_test(an_ask_comes_back_to_its_connection),
        cmocka_unit_test(an_ask_whose_connection_is_gone_is_dropped),
        cmocka_unit_test(a_worker_that_was_never_started_can_be_stopped),
    };
    return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
