/* journal/thread.c - what the journal's threads have in common: how they start, and the clock by which they wait.
 *
 * The clock is that of stores, CLOCK_MONOTONIC, which the library never reads itself: moments come from a store. */
#include "journal/journal_internal.h"

#include <pthread.h>
#include <signal.h>

int journal_start_thread(pthread_t *thread, void *(*run)(void *), void *user)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* the new one inherits it */
    int error = pthread_create(thread, NULL, run, user);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

void journal_init_wake(pthread_cond_t *wake)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(wake, &attributes);
    pthread_condattr_destroy(&attributes);
}

struct timespec journal_moment(int64_t nanoseconds)
{
    const int64_t second = 1000000000;
    return (struct timespec){.tv_sec = (time_t)(nanoseconds / second),
                             .tv_nsec = (long)(nanoseconds % second)};
}
