/* worker.h - a thread with a bot of its own, for what would keep the loop from everybody else.
 *
 * Jobs are done one after the other, in the order in which they were given. So is the change to another bot: what was
 * given before is done with the old one, and what is given behind with the new one, and nobody has to count who still
 * uses which. */
#ifndef SERVER_WORKER_H
#define SERVER_WORKER_H

#include <stdbool.h>

#include <uv.h>

#include <faqbot.h>

/* One job; the beginning of a struct of the giver's. */
struct worker_job {
    void (*work)(struct worker_job *job, struct faqbot *bot); /* in the thread */
    /* In the loop, later and once: the job is its to release. !is_done: the server ends, and nothing was worked. */
    void (*finish)(struct worker_job *job, bool is_done);
    void *owner; /* who waits for it; NULL: gone, or nobody */
    struct worker_job *next;
};

struct worker_list {
    struct worker_job *first;
    struct worker_job **end;
};

struct worker {
    uv_thread_t thread;
    uv_async_t wake;
    uv_mutex_t lock; /* of the next four */
    uv_cond_t given;
    struct worker_list waiting;
    struct worker_list done;
    bool must_stop;
    struct faqbot *bot; /* the thread's alone */
    bool is_started;    /* the rest is the loop's */
    bool has_thread;
    bool is_ready;  /* its bot is the present knowledge base's */
    unsigned depth; /* jobs that are given and not finished */
};

/* No thread yet. */
void worker_start(struct worker *worker, uv_loop_t *loop);

/* From now on jobs are done with `bot`, which is the worker's to close, as is the one before. NULL: there is none, and
 * nothing may be given. */
void worker_change(struct worker *worker, struct faqbot *bot);

/* Allowed where the worker is ready. */
void worker_give(struct worker *worker, struct worker_job *job);

/* Waits for the job that is being done; those behind it are finished undone. Allowed twice, and where it was not
 * started. */
void worker_stop(struct worker *worker);

#endif
