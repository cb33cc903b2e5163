/* util/parallel.c - pieces of work that do not depend on each other, on all cores. Threads live as long as one call:
 * what is worth spreading takes so long that starting them does not show. */
#include "util/util.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/* What the threads of one call share. */
struct parallel {
    parallel_work *work;
    void *user;
    size_t count;
    atomic_size_t next; /* the first piece that nobody has taken */
};

struct parallel_thread {
    struct parallel *parallel;
    size_t number;
    pthread_t thread;
};

static void *run(void *user)
{
    const struct parallel_thread *thread = user;
    struct parallel *parallel = thread->parallel;
    size_t piece;
    while ((piece = atomic_fetch_add(&parallel->next, 1)) < parallel->count) {
        parallel->work(parallel->user, thread->number, piece);
    }
    return NULL;
}

size_t parallel_threads(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > PARALLEL_THREADS_MAX ? PARALLEL_THREADS_MAX : (size_t)cores;
}

/* The calling thread is the first; where others do not start, it does their share. */
void parallel_run(size_t threads, size_t count, parallel_work *work, void *user)
{
    struct parallel parallel = {.work = work, .user = user, .count = count};
    struct parallel_thread list[PARALLEL_THREADS_MAX];
    size_t started = 1;
    threads = threads < count ? threads : count;
    list[0] = (struct parallel_thread){.parallel = &parallel};
    for (; started < threads && started < PARALLEL_THREADS_MAX; started++) {
        list[started] = (struct parallel_thread){.parallel = &parallel, .number = started};
        if (pthread_create(&list[started].thread, NULL, run, &list[started]) != 0) {
            break;
        }
    }
    (void)run(&list[0]);
    for (size_t i = 1; i < started; i++) {
        pthread_join(list[i].thread, NULL);
    }
}
