/* worker.c - a thread with a bot of its own. What the jobs are it does not know. */
#include "server/worker.h"

#include <assert.h>
#include <stdlib.h>

static void append(struct worker_list *list, struct worker_job *job)
{
    job->next = NULL;
    *list->end = job;
    list->end = &job->next;
}

static struct worker_job *take_all(struct worker_list *list)
{
    struct worker_job *first = list->first;
    list->first = NULL;
    list->end = &list->first;
    return first;
}

/* The next one; NULL: it is to stop. */
static struct worker_job *wait_for_job(struct worker *worker)
{
    uv_mutex_lock(&worker->lock);
    while (worker->waiting.first == NULL && !worker->must_stop) {
        uv_cond_wait(&worker->given, &worker->lock);
    }
    struct worker_job *job = worker->must_stop ? NULL : worker->waiting.first;
    if (job != NULL) {
        worker->waiting.first = job->next;
        worker->waiting.end = job->next == NULL ? &worker->waiting.first : worker->waiting.end;
    }
    uv_mutex_unlock(&worker->lock);
    return job;
}

static void run(void *user)
{
    struct worker *worker = user;
    for (struct worker_job *job; (job = wait_for_job(worker)) != NULL;) {
        job->work(job, worker->bot);
        uv_mutex_lock(&worker->lock);
        append(&worker->done, job);
        uv_mutex_unlock(&worker->lock);
        uv_async_send(&worker->wake);
    }
}

static void finish_all(struct worker *worker, struct worker_job *job, bool is_done)
{
    while (job != NULL) {
        struct worker_job *next = job->next;
        worker->depth--;
        job->finish(job, is_done);
        job = next;
    }
}

static void on_wake(uv_async_t *async)
{
    struct worker *worker = async->data;
    uv_mutex_lock(&worker->lock);
    struct worker_job *done = take_all(&worker->done);
    uv_mutex_unlock(&worker->lock);
    finish_all(worker, done, true);
}

void worker_start(struct worker *worker, uv_loop_t *loop)
{
    *worker = (struct worker){.is_started = true};
    worker->waiting.end = &worker->waiting.first;
    worker->done.end = &worker->done.first;
    uv_mutex_init(&worker->lock);
    uv_cond_init(&worker->given);
    uv_async_init(loop, &worker->wake, on_wake);
    worker->wake.data = worker;
}

static void give(struct worker *worker, struct worker_job *job)
{
    worker->depth++;
    uv_mutex_lock(&worker->lock);
    append(&worker->waiting, job);
    uv_cond_signal(&worker->given);
    uv_mutex_unlock(&worker->lock);
}

void worker_give(struct worker *worker, struct worker_job *job)
{
    assert(worker->is_ready);
    give(worker, job);
}

/* -- Another bot --------------------------------------------------------------------------------------------------- */

struct index_delta {
    struct worker_job job;
    struct worker *worker;
    struct faqbot *bot; /* the new one; once it is done, none */
};

static void change_work(struct worker_job *job, struct faqbot *bot)
{
    struct index_delta *change = (struct index_delta *)job;
    change->worker->bot = change->bot;
    change->bot = NULL;
    faqbot_close(bot); /* here, for that takes its time too */
}

static void change_finish(struct worker_job *job, bool is_done)
{
    struct index_delta *change = (struct index_delta *)job;
    (void)is_done;
    faqbot_close(change->bot);
    free(change);
}

void worker_change(struct worker *worker, struct faqbot *bot)
{
    bool had_bot = worker->is_ready;
    worker->is_ready = false;
    if (bot == NULL && !had_bot) {
        return;
    }
    struct index_delta *change = calloc(1, sizeof *change);
    if (change == NULL || (!worker->has_thread && uv_thread_create(&worker->thread, run, worker) != 0)) {
        free(change);
        faqbot_close(bot);
        return; /* the loop answers by itself */
    }
    *change = (struct index_delta){
        .job = {.work = change_work, .finish = change_finish}, .worker = worker, .bot = bot};
    worker->has_thread = true;
    worker->is_ready = bot != NULL;
    give(worker, &change->job);
}

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
    finish_all(worker, take_all(&worker->done), false);
    finish_all(worker, take_all(&worker->waiting), false);
    faqbot_close(worker->bot);
    worker->bot = NULL;
    uv_close((uv_handle_t *)&worker->wake, NULL);
    uv_cond_destroy(&worker->given);
    uv_mutex_destroy(&worker->lock);
}
