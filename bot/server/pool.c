/* pool.c - libuv's threads, made before they are needed. */
#include "server/pool.h"

#include "server/fail.h"

#define THREADS 4 /* as many as libuv makes, unless UV_THREADPOOL_SIZE says otherwise */

static void pass(void *user)
{
    uv_mutex_t *gate = user;
    uv_mutex_lock(gate);
    uv_mutex_unlock(gate);
}

/* So many threads of ours, all there at a time: what they took is what the C library gives those that come next. */
static bool try_threads(void)
{
    uv_thread_t threads[THREADS];
    uv_mutex_t gate;
    int count = 0;
    uv_mutex_init(&gate);
    uv_mutex_lock(&gate);
    while (count < THREADS && uv_thread_create(&threads[count], pass, &gate) == 0) {
        count++;
    }
    uv_mutex_unlock(&gate);
    for (int i = 0; i < count; i++) {
        uv_thread_join(&threads[i]);
    }
    uv_mutex_destroy(&gate);
    return count == THREADS;
}

static void work(uv_work_t *request)
{
    (void)request;
}

enum faqbot_status pool_start(uv_loop_t *loop, uv_work_t *first, struct faqbot_fault *fault)
{
    if (!try_threads()) {
        return fail_with(fault, FAQBOT_NO_MEMORY, "the threads do not start: out of memory");
    }
    uv_queue_work(loop, first, work, NULL);
    return FAQBOT_OK;
}
