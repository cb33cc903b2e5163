/* shutdown.h - the signals that stop the server, and the end that comes whatever hangs. */
#ifndef SERVER_SHUTDOWN_H
#define SERVER_SHUTDOWN_H

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <uv.h>

#include <faqbot.h>

#include "server/log.h"

/* Called in the loop for SIGTERM and SIGINT; `again`: it is not the first of them. */
typedef void shutdown_signalled(void *user, bool again);

struct shutdown {
    uv_async_t wake; /* the loop; sent by the thread */
    uv_thread_t thread;
    sigset_t before; /* what was blocked when it started */
    shutdown_signalled *signalled;
    void *user;
    const struct log *log;
    unsigned drain_seconds;
    _Atomic unsigned signals; /* that have come */
    atomic_bool is_over;      /* the server has ended by itself */
    uv_mutex_t lock; /* held for as long as it takes to send, or to see to it that nothing is sent any more */
    bool is_closed;
    unsigned told; /* of the signals, those that the loop knows of */
    bool is_started;
};

/* Takes over SIGTERM and SIGINT: from here on they wake a thread, which has all that it needs, and that wakes the
 * loop. LIMITS_HARD_END_SECONDS after the drain, counted from the first of them, the thread ends the process with
 * EXIT_FAILURE and, where there is a log, a line on stderr, whatever the loop, the journal or an ask is about. Threads
 * that are started later inherit that the signals are not for them. FAQBOT_NO_MEMORY: there is no such thread, and
 * `fault` is filled. */
enum faqbot_status shutdown_start(struct shutdown *shutdown, uv_loop_t *loop, const struct log *log,
                                  unsigned drain_seconds, shutdown_signalled *signalled, void *user,
                                  struct faqbot_fault *fault);

/* No signal is told of from here on, and nothing keeps the loop; but the hard end still comes, if one has come. */
void shutdown_close(struct shutdown *shutdown);

/* To be called when all that may hang has ended: the thread goes, and the signals are what they were. */
void shutdown_end(struct shutdown *shutdown);

#endif
