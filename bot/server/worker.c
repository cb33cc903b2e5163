/* worker.c - threads with bots of their own, for asks that would keep the event loop from everybody else.
 *
 * Most knowledge bases answer in microseconds, and then handing an ask to another thread would cost more than
 * the ask. So the server measures each one before it serves it (latency_probe), and only a slow one gets
 * workers. The choice is made per knowledge base and not per ask, because the cost of an ask is not known
 * before it is made.
 *
 * A bot answers one question at a time, so each worker has one. That is what workers cost: a bot is the
 * largest thing that the server has, and takes memory and time to open. All of a set take their jobs from one
 * queue, so that no job waits behind a long one while another worker is idle. Jobs end in any order, and
 * nobody relies on one: those that wait at the same time belong to different connections.
 *
 * Another knowledge base is another set of workers with a queue of its own. The set that it replaces does
 * what it was given, and each of its workers closes its bot and ends once nothing waits there. So whoever
 * asked before the change is answered by the old one, who asks later by the new one, and neither waits for
 * the other. Nobody has to count who still uses which bot.
 *
 * A job belongs to the connection that waits for it. A connection that ends sets the job's owner to NULL; the
 * job is done all the same, and its result is dropped. */
#include "server/server_internal.h"

#include <malloc.h>

#include <faqbot.h>

#define POOL_THREADS 4    /* as many as libuv makes, unless UV_THREADPOOL_SIZE says otherwise */
#define PROBE_QUESTIONS 9 /* the median is taken, so that one that happened to be slow decides nothing */
#define PROBE_BYTES 512

/* How much less than the loop's a worker's turn on a core counts; see nice(2). With a worker on each core, the
 * loop otherwise waits for several milliseconds until one of them has had its turn. */
#define NICENESS 5

/* -- Workers --------------------------------------------------------------------------------------------- */

struct worker {
    struct worker_set *set;
    struct faqbot *bot; /* the thread's alone, once there is one */
    uv_thread_t thread;
};

struct worker_set {
    struct list_node node; /* among those that were replaced; first, so that its address is the set's */
    struct worker_pool *pool;
    uv_cond_t given;          /* from here on behind the pool's lock */
    struct list_node waiting; /* jobs */
    bool must_end;            /* once nothing waits */
    unsigned running;         /* threads that have not come to their end */
    unsigned started;         /* the first so many have threads; from here on the loop's alone */
    unsigned count;           /* before it is given away, the giver's */
    unsigned count_max;
    bool is_for_parts; /* alone */
    struct worker workers[];
};

struct worker_set *worker_set_new(unsigned count_max)
{
    struct worker_set *set = calloc(1, sizeof *set + count_max * sizeof *set->workers);
    if (set != NULL) {
        list_init(&set->waiting);
        uv_cond_init(&set->given);
        set->count_max = count_max;
    }
    return set;
}

void worker_set_add(struct worker_set *set, struct faqbot *bot)
{
    assert(set->count < set->count_max);
    set->workers[set->count++] = (struct worker){.set = set, .bot = bot};
}

void worker_set_keep_for_parts(struct worker_set *set)
{
    set->is_for_parts = true;
}

unsigned worker_set_count(const struct worker_set *set)
{
    return set == NULL ? 0 : set->count;
}

void worker_set_free(struct worker_set *set)
{
    if (set != NULL) {
        for (unsigned i = 0; i < set->count; i++) {
            faqbot_close(set->workers[i].bot); /* NULL where its thread has closed it */
        }
        uv_cond_destroy(&set->given);
        free(set);
    }
}

/* -- Their threads --------------------------------------------------------------------------------------- */

/* A set's list of what waits to be done, and the pool's of what waits to be finished, are behind one lock,
 * which is held to move a job from list to list and never while one is done. The loop is woken to finish
 * jobs, which happens where everything else happens, so that nothing but these lists is shared. */

/* Waits for a job. NULL: there is none, and there will be none. */
static struct worker_job *next_job(struct worker_set *set)
{
    uv_mutex_lock(&set->pool->lock);
    while (!set->must_end && list_is_empty(&set->waiting)) {
        uv_cond_wait(&set->given, &set->pool->lock);
    }
    struct list_node *first = list_take_first(&set->waiting);
    uv_mutex_unlock(&set->pool->lock);
    return (struct worker_job *)first;
}

/* A worker has closed its bot. The last one gives the memory of all back to the system. The C library would
 * keep it, and as much again after other changes, because each thread has a heap of its own and any of libuv's
 * may have opened the bots. That comes before the end is told, for which the loop waits. */
static void leave(struct worker_set *set)
{
    uv_mutex_lock(&set->pool->lock);
    bool is_last = set->running == 1;
    set->running -= !is_last;
    uv_mutex_unlock(&set->pool->lock);
    if (is_last) {
        malloc_trim(0);
        uv_mutex_lock(&set->pool->lock);
        set->running = 0;
        uv_mutex_unlock(&set->pool->lock);
    }
}

/* The thread. It closes the bot by itself, because that takes its time too. To Linux niceness is the thread's
 * own; where the system forbids it, the thread is the loop's equal. */
static void run(void *user)
{
    struct worker *worker = user;
    struct worker_set *set = worker->set;
    struct worker_pool *pool = set->pool;
    struct worker_job *job;
    int niceness = nice(NICENESS);
    (void)niceness;
    while ((job = next_job(set)) != NULL) {
        job->work(job, worker->bot);
        uv_mutex_lock(&pool->lock);
        list_append(&pool->done, &job->node);
        uv_mutex_unlock(&pool->lock);
        uv_async_send(&pool->wake);
    }
    faqbot_close(worker->bot);
    worker->bot = NULL;
    leave(set);
    uv_async_send(&pool->wake);
}

/* Gives threads to those workers that have none. Where not all get one, the others do the work; they get
 * another chance when the threads of a set that was replaced have ended, and are dropped where there is none.
 * None of these threads ends before retire(), so that nobody else changes `running` here. */
static void start_threads(struct worker_set *set)
{
    struct worker *next = set->workers + set->started;
    while (set->started < set->count && uv_thread_create(&next->thread, run, next) == 0) {
        set->running = ++set->started;
        next++;
    }
    while (set->count > set->started && list_is_empty(&set->pool->old)) {
        faqbot_close(set->workers[--set->count].bot);
    }
}

/* Its threads have come to their end, or will. */
static void join(struct worker_set *set)
{
    for (unsigned i = 0; i < set->started; i++) {
        uv_thread_join(&set->workers[i].thread);
    }
    worker_set_free(set);
}

/* From now on it is given nothing, and ends once nothing waits. */
static void retire(struct worker_set *set)
{
    uv_mutex_lock(&set->pool->lock);
    set->must_end = true;
    uv_cond_broadcast(&set->given);
    uv_mutex_unlock(&set->pool->lock);
    list_append(&set->pool->old, &set->node);
    uv_async_send(&set->pool->wake); /* without a thread it has ended already */
}

/* -- The pool -------------------------------------------------------------------------------------------- */

static void finish_all(struct worker_pool *pool, struct list_node *list, bool is_done)
{
    for (;;) {
        uv_mutex_lock(&pool->lock);
        struct worker_job *job = (struct worker_job *)list_take_first(list);
        uv_mutex_unlock(&pool->lock);
        if (job == NULL) {
            return;
        }
        pool->depth--;
        job->finish(job, is_done);
    }
}

/* Takes a set off the list of those that were replaced whose threads have come to their end. NULL: there is none. */
static struct worker_set *take_ended(struct worker_pool *pool)
{
    struct list_node *node = pool->old.next;
    uv_mutex_lock(&pool->lock);
    while (node != &pool->old && ((struct worker_set *)node)->running > 0) {
        node = node->next;
    }
    uv_mutex_unlock(&pool->lock);
    if (node == &pool->old) {
        return NULL;
    }
    list_remove(node);
    return (struct worker_set *)node;
}

static void on_wake(uv_async_t *async)
{
    struct worker_pool *pool = async->data;
    struct worker_set *ended;
    finish_all(pool, &pool->done, true);
    while ((ended = take_ended(pool)) != NULL) {
        join(ended);
        if (pool->set != NULL) {
            start_threads(pool->set);
        }
    }
}

void worker_start(struct worker_pool *pool, uv_loop_t *loop)
{
    *pool = (struct worker_pool){.is_started = true};
    list_init(&pool->done);
    list_init(&pool->old);
    uv_mutex_init(&pool->lock);
    uv_async_init(loop, &pool->wake, on_wake);
    pool->wake.data = pool;
}

void worker_change(struct worker_pool *pool, struct worker_set *set)
{
    if (pool->set != NULL) {
        retire(pool->set);
    }
    pool->set = set;
    if (set != NULL) {
        set->pool = pool;
        start_threads(set);
    }
}

/* Where none has a thread, the loop answers by itself, if slowly. */
unsigned worker_count(const struct worker_pool *pool)
{
    return pool->set == NULL ? 0 : pool->set->started;
}

bool worker_takes_all(const struct worker_pool *pool)
{
    return worker_count(pool) > 0 && !pool->set->is_for_parts;
}

bool worker_is_changing(const struct worker_pool *pool)
{
    return !list_is_empty(&pool->old);
}

/* How many jobs wait is bounded by the connections: each waits for one at most, and asks no more
 * meanwhile. So the queue is fair as well: nobody has two places in it. */
void worker_give(struct worker_pool *pool, struct worker_job *job)
{
    pool->depth++;
    uv_mutex_lock(&pool->lock);
    list_append(&pool->set->waiting, &job->node);
    uv_cond_signal(&pool->set->given);
    uv_mutex_unlock(&pool->lock);
}

/* Jobs that are being done are waited for, since they use bots that have to be closed. What no thread has
 * begun is finished undone, so that its owner can free it. */
void worker_stop(struct worker_pool *pool)
{
    if (!pool->is_started) {
        return;
    }
    pool->is_started = false;
    worker_change(pool, NULL);
    for (struct list_node *node = pool->old.next; node != &pool->old; node = node->next) {
        finish_all(pool, &((struct worker_set *)node)->waiting, false);
    }
    struct list_node *old;
    while ((old = list_take_first(&pool->old)) != NULL) {
        join((struct worker_set *)old);
    }
    finish_all(pool, &pool->done, false);
    uv_close((uv_handle_t *)&pool->wake, NULL);
    uv_mutex_destroy(&pool->lock);
}

/* -- Asks ------------------------------------------------------------------------------------------------ */

/* What is said with an answer is the chat's; here is only who waits for it. The chat carries its request away
 * with async_ask_begin(), receives nothing more meanwhile, and so keeps replies in the order of the
 * requests. */

void async_job_begin(struct connection *connection, struct worker_job *job)
{
    struct server *server = connection->server;
    assert(worker_count(&server->workers) > 0 && connection->job == NULL);
    job->owner = connection;
    connection->job = job;
    server->stats.delegated++;
    worker_give(&server->workers, job);
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

/* What is asked of a part of the knowledge base is always given away: the part may have to be indexed first; and so is
 * whatever reads entries that lie on other machines. */
/* False is no failure: the chat then asks the loop's own bot, here and now. */
bool async_ask_begin(void *user, const struct faqbot_chat_request *request)
{
    struct connection *connection = user;
    struct server *server = connection->server;
    bool is_slow = request->type == FAQBOT_CHAT_ASK || request->type == FAQBOT_CHAT_SEARCH ||
                   server->reload.options.stage != NULL;
    bool is_wanted =
        (is_slow && worker_takes_all(&server->workers)) ||
        (worker_count(&server->workers) > 0 && faqbot_chat_is_filtered(connection->chat, request));
    struct async_ask *ask = is_wanted ? calloc(1, sizeof *ask) : NULL;
    if (ask == NULL || faqbot_async_ask_new(connection->chat, request, &ask->async_ask) != FAQBOT_OK) {
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
