/* worker.c - a thread with a bot of its own, for asks that would keep the event loop from everybody else.
 *
 * Most knowledge bases answer in microseconds, and then handing an ask to another thread would cost more than
 * the ask. So the server measures each one before it serves it (latency_probe), and only a slow one gets the
 * worker. The choice is made per knowledge base and not per ask, because the cost of an ask is not known
 * before it is made.
 *
 * There is one thread and not a pool, because a bot answers one question at a time, and a second bot would
 * double the memory of the largest thing that the server has. Jobs are done one after the other in the order
 * in which they were given, and so is the change to another bot: jobs given before it are done with the old
 * one. Nobody has to count who still uses which.
 *
 * A job belongs to the connection that waits for it. A connection that ends sets the job's owner to NULL; the
 * job is done all the same, and its result is dropped. */
#include "server/server_internal.h"

#include <faqbot.h>

#define POOL_THREADS 4    /* as many as libuv makes, unless UV_THREADPOOL_SIZE says otherwise */
#define PROBE_QUESTIONS 9 /* the median is taken, so that one that happened to be slow decides nothing */
#define PROBE_BYTES 512

/* -- The queue ------------------------------------------------------------------------------------------- */

/* Two lists behind one lock: what waits to be done, and what waits to be finished. The thread moves jobs from
 * the first to the second, and wakes the loop, which finishes them where everything else happens, so that
 * nothing but these lists is shared between threads. */

/* Takes the first job off one of the lists, behind the lock; NULL: there is none. */
static struct worker_job *take_first(struct worker *worker, struct list_node *list)
{
    uv_mutex_lock(&worker->lock);
    struct list_node *first = list_take_first(list);
    uv_mutex_unlock(&worker->lock);
    return (struct worker_job *)first;
}

static void add_last(struct worker *worker, struct list_node *list, struct worker_job *job)
{
    uv_mutex_lock(&worker->lock);
    list_append(list, &job->node);
    uv_cond_signal(&worker->given);
    uv_mutex_unlock(&worker->lock);
}

/* The thread. The lock is held to move a job from list to list, and never while one is done. */
static void run(void *user)
{
    struct worker *worker = user;
    for (;;) {
        uv_mutex_lock(&worker->lock);
        while (!worker->must_stop && list_is_empty(&worker->waiting)) {
            uv_cond_wait(&worker->given, &worker->lock);
        }
        bool must_stop = worker->must_stop;
        uv_mutex_unlock(&worker->lock);
        if (must_stop) {
            return;
        }
        struct worker_job *job = take_first(worker, &worker->waiting); /* others only add to it meanwhile */
        job->work(job, worker->bot);
        add_last(worker, &worker->done, job);
        uv_async_send(&worker->wake);
    }
}

static void finish_all(struct worker *worker, struct list_node *list, bool is_done)
{
    struct worker_job *job;
    while ((job = take_first(worker, list)) != NULL) {
        worker->depth--;
        job->finish(job, is_done);
    }
}

static void on_wake(uv_async_t *async)
{
    struct worker *worker = async->data;
    finish_all(worker, &worker->done, true);
}

void worker_start(struct worker *worker, uv_loop_t *loop)
{
    *worker = (struct worker){.is_started = true};
    list_init(&worker->waiting);
    list_init(&worker->done);
    uv_mutex_init(&worker->lock);
    uv_cond_init(&worker->given);
    uv_async_init(loop, &worker->wake, on_wake);
    worker->wake.data = worker;
}

/* How many jobs wait is bounded by the connections: each waits for one at most, and asks no more
 * meanwhile. */
void worker_give(struct worker *worker, struct worker_job *job)
{
    worker->depth++;
    add_last(worker, &worker->waiting, job);
}

/* The job that is being done is waited for, since it uses a bot that has to be closed. What no thread has
 * begun is finished undone, so that its owner can free it. */
void worker_stop(struct worker *worker)
{
    if (!worker->is_started) {
        return;
    }
    worker->is_started = worker->is_ready = false;
    uv_mutex_lock(&worker->lock);
    worker->must_stop = true;
    uv_cond_signal(&worker->given);
    uv_mutex_unlock(&worker->lock);
    if (worker->has_thread) {
        uv_thread_join(&worker->thread);
    }
    finish_all(worker, &worker->done, false);
    finish_all(worker, &worker->waiting, false);
    faqbot_close(worker->bot);
    worker->bot = NULL;
    uv_close((uv_handle_t *)&worker->wake, NULL);
    uv_cond_destroy(&worker->given);
    uv_mutex_destroy(&worker->lock);
}

/* -- Another bot ----------------------------------------------------------------------------------------- */

struct bot_change {
    struct worker_job job;
    struct worker *worker;
    struct faqbot *bot; /* the new one; NULL once it is the worker's */
};

static void change_work(struct worker_job *job, struct faqbot *bot)
{
    struct bot_change *change = (struct bot_change *)job;
    change->worker->bot = change->bot;
    change->bot = NULL;
    faqbot_close(bot); /* in this thread, because that takes its time too */
}

static void change_finish(struct worker_job *job, bool is_done)
{
    struct bot_change *change = (struct bot_change *)job;
    (void)is_done;
    faqbot_close(change->bot);
    free(change);
}

/* The change is a job like others, and so it comes in its turn. Until it has come, jobs that are given
 * already wait behind it: they are for the new bot. Where there is no memory for a thread, the loop answers
 * by itself. */
void worker_change(struct worker *worker, struct faqbot *bot)
{
    bool had_bot = worker->is_ready;
    worker->is_ready = false;
    if (bot == NULL && !had_bot) {
        return;
    }
    struct bot_change *change = calloc(1, sizeof *change);
    if (change == NULL || (!worker->has_thread && uv_thread_create(&worker->thread, run, worker) != 0)) {
        free(change);
        faqbot_close(bot);
        return; /* the loop answers by itself, if slowly */
    }
    *change = (struct bot_change){
        .job = {.work = change_work, .finish = change_finish}, .worker = worker, .bot = bot};
    worker->has_thread = true;
    worker->is_ready = bot != NULL;
    worker_give(worker, &change->job);
}

/* -- Asks ------------------------------------------------------------------------------------------------ */

/* What is said with an answer is the chat's; here is only who waits for it. The chat carries its request away
 * with async_ask_begin(), receives nothing more meanwhile, and so keeps replies in the order of the
 * requests. */

void async_job_begin(struct connection *connection, struct worker_job *job)
{
    struct server *server = connection->server;
    assert(server->worker.is_ready && connection->job == NULL);
    job->owner = connection;
    connection->job = job;
    server->stats.delegated++;
    worker_give(&server->worker, job);
}

struct connection *async_job_end(struct worker_job *job)
{
    struct connection *connection = job->owner;
    if (connection != NULL) {
        connection->job = NULL;
    }
    return connection;
}

struct async_ask {
    struct worker_job job;
    struct faqbot_async_ask *async_ask;
};

static void ask_work(struct worker_job *job, struct faqbot *bot)
{
    faqbot_async_ask_run(((struct async_ask *)job)->async_ask, bot);
}

static void ask_finish(struct worker_job *job, bool is_done)
{
    struct async_ask *ask = (struct async_ask *)job;
    struct connection *connection = async_job_end(job);
    if (connection != NULL && is_done) {
        connection->protocol->complete(connection, ask->async_ask);
    }
    faqbot_async_ask_free(ask->async_ask);
    free(ask);
}

/* False is no failure: the chat then asks the loop's own bot, here and now. */
bool async_ask_begin(void *user, const struct faqbot_chat_request *request)
{
    struct connection *connection = user;
    struct server *server = connection->server;
    struct async_ask *ask = server->worker.is_ready ? calloc(1, sizeof *ask) : NULL;
    if (ask == NULL || faqbot_async_ask_new(&server->chat, request, &ask->async_ask) != FAQBOT_OK) {
        free(ask);
        return false;
    }
    ask->job = (struct worker_job){.work = ask_work, .finish = ask_finish};
    async_job_begin(connection, &ask->job);
    return true;
}

/* -- How long an ask takes ------------------------------------------------------------------------------- */

/* For qsort(). */
static int by_size(const void *left, const void *right)
{
    const uint64_t *one = left;
    const uint64_t *other = right;
    return (*one > *other) - (*one < *other);
}

/* Asks the question of an entry. Gives microseconds; 0: it cannot be asked. The question is copied, since the
 * bot's own is gone as soon as the bot is asked. */
static uint64_t probe(struct faqbot *bot, size_t entry)
{
    char bytes[PROBE_BYTES];
    struct faqbot_answer answer;
    bool is_question;
    if (faqbot_entry_at(bot, entry, &answer, &is_question) != FAQBOT_OK ||
        answer.question.size > sizeof bytes || answer.question.size == 0) {
        return 0;
    }
    memcpy(bytes, answer.question.bytes, answer.question.size);
    struct faqbot_question question = {.text = {bytes, answer.question.size}};
    uint64_t start = uv_hrtime();
    return faqbot_ask(bot, &question, &answer) == FAQBOT_OK ? (uv_hrtime() - start) / 1000 + 1 : 0;
}

/* Spread over all entries, because the first ones may be the shortest. The questions are the knowledge base's
 * own, so that each of them has an answer. */
uint64_t latency_probe(struct faqbot *bot)
{
    uint64_t took[PROBE_QUESTIONS] = {0};
    size_t count = 0;
    size_t entries = faqbot_about(bot)->entries;
    for (size_t i = 0; i < PROBE_QUESTIONS && i < entries; i++) {
        took[count] = probe(bot, entries > PROBE_QUESTIONS ? i * (entries / PROBE_QUESTIONS) : i);
        count += took[count] > 0;
    }
    qsort(took, count, sizeof *took, by_size);
    return count == 0 ? 0 : took[count / 2];
}

/* -- libuv's own threads --------------------------------------------------------------------------------- */

/* libuv starts its pool when the first work is queued, and ends the process where a thread does not start.
 * That must not happen to a server in the middle of its day, so it is brought about at the start, after it
 * has been tried. */

static void pass(void *user)
{
    uv_mutex_t *gate = user;
    uv_mutex_lock(gate);
    uv_mutex_unlock(gate);
}

static void do_nothing(uv_work_t *request)
{
    (void)request;
}

/* Starts as many threads as libuv's pool has, all there at the same time: what they took from the system is
 * what the C library then gives to the pool's. The first work that is queued makes libuv start its pool. */
void thread_pool_start(uv_loop_t *loop, uv_work_t *first, struct faqbot_fault *fault)
{
    uv_thread_t threads[POOL_THREADS];
    uv_mutex_t gate;
    int count = 0;
    if (fault->status != FAQBOT_OK) {
        return;
    }
    uv_mutex_init(&gate);
    uv_mutex_lock(&gate);
    while (count < POOL_THREADS && uv_thread_create(&threads[count], pass, &gate) == 0) {
        count++;
    }
    uv_mutex_unlock(&gate);
    for (int i = 0; i < count; i++) {
        uv_thread_join(&threads[i]);
    }
    uv_mutex_destroy(&gate);
    if (count == POOL_THREADS) {
        uv_queue_work(loop, first, do_nothing, NULL);
    } else {
        fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "the threads do not start: out of memory");
    }
}
