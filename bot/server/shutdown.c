/* shutdown.c - the signals that stop the server, and the end that comes whatever hangs.
 *
 * A loop that hangs, in an ask or in an allocation that failed, hears of no signal; so a thread waits for them that
 * does nothing else. It was made when there was memory, needs none, and calls nothing that could keep it waiting. */
#include "server/shutdown.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "server/fail.h"
#include "server/limits.h"

#define LAST_LINE_BYTES 512

static void ending_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
}

/* A faqbot_server_log: not the face's, whose lock may be what hangs. Nothing is written where stderr is a pipe that
 * nobody empties. */
static void write_last(void *user, struct faqbot_view line)
{
    const struct log *log = user;
    char text[LAST_LINE_BYTES];
    struct pollfd out = {.fd = STDERR_FILENO, .events = POLLOUT};
    int size =
        snprintf(text, sizeof text, "%s%.*s\n", log->is_json ? "" : "faqbot: ", (int)line.size, line.bytes);
    if (size > 0 && (size_t)size < sizeof text && poll(&out, 1, 0) == 1 && (out.revents & POLLOUT) != 0) {
        ssize_t written = write(STDERR_FILENO, text, (size_t)size);
        (void)written;
    }
}

static void end_process(const struct log *log)
{
    struct log last = {.write = log->write == NULL ? NULL : write_last, .is_json = log->is_json};
    char sentence[128];
    last.user = &last;
    snprintf(sentence, sizeof sentence, "stopped by force: something hung for %d seconds after the drain",
             LIMITS_HARD_END_SECONDS);
    log_write(&last, LOG_ERROR, "forced", sentence, NULL);
    _exit(EXIT_FAILURE);
}

static time_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void wake_loop(struct shutdown *shutdown)
{
    atomic_fetch_add(&shutdown->signals, 1);
    uv_mutex_lock(&shutdown->lock);
    if (!shutdown->is_closed) {
        uv_async_send(&shutdown->wake);
    }
    uv_mutex_unlock(&shutdown->lock);
}

static void wait_for_signals(void *user)
{
    struct shutdown *shutdown = user;
    sigset_t signals;
    time_t hard_end = 0; /* none yet */
    ending_signals(&signals);
    for (;;) {
        const struct timespec left = {.tv_sec = hard_end - seconds_now()};
        int number = hard_end == 0 ? sigwaitinfo(&signals, NULL) : sigtimedwait(&signals, NULL, &left);
        if (atomic_load(&shutdown->is_over)) {
            return;
        }
        if (number > 0) {
            hard_end =
                hard_end != 0 ? hard_end : seconds_now() + shutdown->drain_seconds + LIMITS_HARD_END_SECONDS;
            wake_loop(shutdown);
        }
        if (hard_end != 0 && seconds_now() >= hard_end) {
            end_process(shutdown->log);
        }
    }
}

/* Signals that come together are told of together. */
static void on_wake(uv_async_t *async)
{
    struct shutdown *shutdown = async->data;
    while (shutdown->told < atomic_load(&shutdown->signals)) {
        shutdown->signalled(shutdown->user, shutdown->told++ > 0);
    }
}

enum faqbot_status shutdown_start(struct shutdown *shutdown, uv_loop_t *loop, const struct log *log,
                                  unsigned drain_seconds, shutdown_signalled *signalled, void *user,
                                  struct faqbot_fault *fault)
{
    sigset_t signals;
    sigset_t all;
    sigset_t mine;
    shutdown->signalled = signalled;
    shutdown->user = user;
    shutdown->log = log;
    shutdown->drain_seconds = drain_seconds;
    uv_mutex_init(&shutdown->lock);
    uv_async_init(loop, &shutdown->wake, on_wake);
    shutdown->wake.data = shutdown;
    ending_signals(&signals);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &signals, &shutdown->before);
    pthread_sigmask(SIG_SETMASK, &all, &mine); /* for the thread: other signals are for others */
    shutdown->is_started = uv_thread_create(&shutdown->thread, wait_for_signals, shutdown) == 0;
    pthread_sigmask(SIG_SETMASK, &mine, NULL);
    return shutdown->is_started
               ? FAQBOT_OK
               : fail_with(fault, FAQBOT_NO_MEMORY,
                           "the thread that waits for signals does not start: out of memory");
}

void shutdown_close(struct shutdown *shutdown)
{
    uv_mutex_lock(&shutdown->lock);
    shutdown->is_closed = true;
    uv_mutex_unlock(&shutdown->lock);
    uv_close((uv_handle_t *)&shutdown->wake, NULL);
}

void shutdown_end(struct shutdown *shutdown)
{
    if (shutdown->is_started) {
        atomic_store(&shutdown->is_over, true);
        pthread_kill(shutdown->thread, SIGINT); /* wakes it, no more: it waits for this one */
        uv_thread_join(&shutdown->thread);
    }
    uv_mutex_destroy(&shutdown->lock);
    pthread_sigmask(SIG_SETMASK, &shutdown->before, NULL);
}
