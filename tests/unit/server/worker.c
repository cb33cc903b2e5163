/* unit/server/worker.c - threads with bots of their own, on a loop that runs until nothing is under way; and
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
#define WORKERS 3

/* What the jobs came to. */
struct record {
    struct job {
        struct worker_job job;
        struct record *record;
        size_t entries; /* of the bot that it was done with */
        bool is_finished;
    } jobs[JOBS];
    const struct job *order[JOBS]; /* in which they were finished */
    size_t finished;
    size_t undone;
    uv_sem_t *gate;     /* each job waits for it; NULL: none does */
    uv_barrier_t *meet; /* each job waits here for the others; NULL: none does */
};

static void work(struct worker_job *job, struct faqbot *bot)
{
    struct job *made = (struct job *)job;
    if (made->record->gate != NULL) {
        uv_sem_wait(made->record->gate);
    }
    if (made->record->meet != NULL) {
        uv_barrier_wait(made->record->meet);
    }
    made->entries = faqbot_about(bot)->entries;
}

static void post(uv_sem_t *gate, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uv_sem_post(gate);
    }
}

static void finish(struct worker_job *job, bool is_done)
{
    struct job *made = (struct job *)job;
    struct record *record = made->record;
    assert_false(made->is_finished);
    made->is_finished = true;
    record->order[record->finished++] = made;
    record->undone += !is_done;
    if (!is_done && record->gate != NULL) {
        post(record->gate, JOBS); /* a worker may yet have begun any of the others */
    }
}

static void give(struct worker_pool *pool, struct record *record, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        record->jobs[i] = (struct job){.job = {.work = work, .finish = finish}, .record = record};
        worker_give(pool, &record->jobs[i].job);
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

static struct worker_set *workers(unsigned count, struct faqbot *open(void))
{
    struct worker_set *set = worker_set_new(count);
    assert_non_null(set);
    for (unsigned i = 0; i < count; i++) {
        worker_set_add(set, open());
    }
    assert_int_equal(worker_set_count(set), count);
    return set;
}

static size_t entries_of(struct faqbot *bot)
{
    size_t entries = faqbot_about(bot)->entries;
    faqbot_close(bot);
    return entries;
}

static void run_until(uv_loop_t *loop, const size_t *count, size_t wanted)
{
    while (*count < wanted) {
        uv_run(loop, UV_RUN_ONCE);
    }
}

static void end(struct worker_pool *pool, uv_loop_t *loop)
{
    worker_stop(pool);
    worker_stop(pool);
    uv_run(loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(loop), 0);
}

static void one_worker_does_jobs_in_their_order_and_the_loop_finishes_them(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct worker_pool pool;
    struct record record = {.finished = 0};
    uv_loop_init(&loop);
    worker_start(&pool, &loop);
    assert_int_equal(worker_count(&pool), 0);
    worker_change(&pool, workers(1, library));
    assert_int_equal(worker_count(&pool), 1);
    give(&pool, &record, 0, JOBS);
    run_until(&loop, &record.finished, JOBS);
    for (size_t i = 0; i < JOBS; i++) {
        assert_ptr_equal(record.order[i], &record.jobs[i]);
    }
    assert_int_equal(record.undone, 0);
    end(&pool, &loop);
}

/* Each job waits until as many are being done as there are workers: with fewer this never ends. */
static void as_many_jobs_are_done_at_once_as_there_are_workers(void **state)
{
    (void)state;
    uv_loop_t loop;
    uv_barrier_t meet;
    struct worker_pool pool;
    struct record record = {.meet = &meet};
    uv_barrier_init(&meet, WORKERS);
    uv_loop_init(&loop);
    worker_start(&pool, &loop);
    worker_change(&pool, workers(WORKERS, library));
    give(&pool, &record, 0, JOBS - JOBS % WORKERS);
    run_until(&loop, &record.finished, JOBS - JOBS % WORKERS);
    assert_int_equal(record.undone, 0);
    assert_int_equal(pool.depth, 0);
    end(&pool, &loop);
    uv_barrier_destroy(&meet);
}

static void a_long_job_delays_no_other(void **state)
{
    (void)state;
    uv_loop_t loop;
    uv_sem_t gate;
    struct worker_pool pool;
    struct record slow = {.gate = &gate};
    struct record quick = {.finished = 0};
    uv_sem_init(&gate, 0);
    uv_loop_init(&loop);
    worker_start(&pool, &loop);
    worker_change(&pool, workers(WORKERS, library));
    give(&pool, &slow, 0, WORKERS - 1);
    give(&pool, &quick, 0, JOBS);
    run_until(&loop, &quick.finished, JOBS);
    assert_int_equal(slow.finished, 0);
    assert_int_equal(pool.depth, WORKERS - 1);
    post(&gate, WORKERS - 1);
    run_until(&loop, &slow.finished, WORKERS - 1);
    end(&pool, &loop);
    uv_sem_destroy(&gate);
}

/* Those behind the change are even done first, since those before it wait here. */
static void what_was_given_before_a_change_is_done_with_the_old_bots(void **state)
{
    (void)state;
    uv_loop_t loop;
    uv_sem_t gate;
    struct worker_pool pool;
    struct record old = {.gate = &gate};
    struct record new = {.finished = 0};
    size_t before = entries_of(library());
    size_t behind = entries_of(other());
    assert_int_not_equal(before, behind);
    uv_sem_init(&gate, 0);
    uv_loop_init(&loop);
    worker_start(&pool, &loop);
    worker_change(&pool, workers(WORKERS, library));
    assert_false(worker_is_changing(&pool));
    give(&pool, &old, 0, JOBS);
    worker_change(&pool, workers(WORKERS - 1, other));
    give(&pool, &new, 0, JOBS);
    run_until(&loop, &new.finished, JOBS);
    assert_int_equal(old.finished, 0);
    assert_true(worker_is_changing(&pool));
    post(&gate, JOBS);
    run_until(&loop, &old.finished, JOBS);
    for (size_t i = 0; i < JOBS; i++) {
        assert_int_equal(old.jobs[i].entries, before);
        assert_int_equal(new.jobs[i].entries, behind);
    }
    while (worker_is_changing(&pool)) {
        uv_run(&loop, UV_RUN_ONCE);
    }
    end(&pool, &loop);
    uv_sem_destroy(&gate);
}

static void without_workers_it_is_not_ready_and_can_be_again(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct worker_pool pool;
    struct record record = {.finished = 0};
    uv_loop_init(&loop);
    worker_start(&pool, &loop);
    worker_change(&pool, NULL);
    assert_int_equal(worker_count(&pool), 0);
    worker_change(&pool, worker_set_new(WORKERS)); /* no bot could be opened */
    assert_int_equal(worker_count(&pool), 0);
    worker_change(&pool, workers(WORKERS, library));
    give(&pool, &record, 0, 1);
    worker_change(&pool, NULL);
    assert_int_equal(worker_count(&pool), 0);
    worker_change(&pool, workers(1, other));
    assert_int_equal(worker_count(&pool), 1);
    give(&pool, &record, 1, 2);
    run_until(&loop, &record.finished, 2);
    assert_int_not_equal(record.jobs[0].entries, record.jobs[1].entries);
    end(&pool, &loop);
}

/* Whether they were done by then or not: the loop does not turn any more, so nobody has heard of them. Those that
 * are being done wait until others have been finished, so that this never ends if a worker begins with those. */
static void what_is_left_at_the_end_is_finished_undone(void **state)
{
    (void)state;
    uv_loop_t loop;
    uv_sem_t gate;
    struct worker_pool pool;
    struct record record = {.gate = &gate};
    uv_sem_init(&gate, 0);
    uv_loop_init(&loop);
    worker_start(&pool, &loop);
    worker_change(&pool, workers(WORKERS, library));
    give(&pool, &record, 0, JOBS / 2);
    worker_change(&pool, workers(WORKERS, other));
    give(&pool, &record, JOBS / 2, JOBS);
    end(&pool, &loop);
    assert_int_equal(record.finished, JOBS);
    assert_int_equal(record.undone, JOBS);
    assert_int_equal(pool.depth, 0);
    uv_sem_destroy(&gate);
}

static void workers_that_were_never_given_away_can_be_freed(void **state)
{
    (void)state;
    worker_set_free(NULL);
    assert_int_equal(worker_set_count(NULL), 0);
    worker_set_free(workers(WORKERS, library));
}

/* -- Asks --------------------------------------------------------------------------------------------- */

static unsigned completed;

static void complete(struct connection *connection, const struct faqbot_async_ask *errand)
{
    assert_null(connection->job);
    assert_int_equal(faqbot_chat_complete_ask(connection->chat, errand), FAQBOT_OK);
    completed++;
}

/* An ask that a worker answers; its connection ends before where `is_gone`. */
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
    worker_start(&server.workers, &server.loop);
    const struct faqbot_filter all = {.tags = {NULL, 0}};
    assert_int_equal(connection_open_chat(&connection, &all), FAQBOT_OK);
    assert_false(async_ask_begin(&connection, &request)); /* there are no workers: the loop has to ask */
    worker_change(&server.workers, workers(1, library));
    struct faqbot *bot = library();
    assert_int_equal(faqbot_chat_request(connection.chat, bot, &request), FAQBOT_OK);
    assert_true(connection_is_owed(&connection));
    assert_int_equal(server.stats.delegated, 1);
    assert_false(faqbot_chat_next(connection.chat, &reply));
    if (is_gone) {
        connection_close_chat(&connection);
        assert_false(connection_is_owed(&connection));
    }
    while (server.workers.depth > 0) {
        uv_run(&server.loop, UV_RUN_ONCE);
    }
    assert_int_equal(completed, !is_gone);
    assert_true(is_gone || faqbot_chat_next(connection.chat, &reply));
    connection_close_chat(&connection);
    faqbot_close(bot);
    end(&server.workers, &server.loop);
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

static void a_pool_that_was_never_started_can_be_stopped(void **state)
{
    (void)state;
    struct worker_pool pool = {.is_started = false};
    worker_stop(&pool);
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
        cmocka_unit_test(one_worker_does_jobs_in_their_order_and_the_loop_finishes_them),
        cmocka_unit_test(as_many_jobs_are_done_at_once_as_there_are_workers),
        cmocka_unit_test(a_long_job_delays_no_other),
        cmocka_unit_test(what_was_given_before_a_change_is_done_with_the_old_bots),
        cmocka_unit_test(without_workers_it_is_not_ready_and_can_be_again),
        cmocka_unit_test(workers_that_were_never_given_away_can_be_freed),
        cmocka_unit_test(what_is_left_at_the_end_is_finished_undone),
        cmocka_unit_test(a_bot_that_can_be_asked_takes_some_time),
        cmocka_unit_test(of_a_bot_that_cannot_be_asked_nothing_is_known),
        cmocka_unit_test(an_ask_comes_back_to_its_connection),
        cmocka_unit_test(an_ask_whose_connection_is_gone_is_dropped),
        cmocka_unit_test(a_pool_that_was_never_started_can_be_stopped),
    };
    return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
