/* reload.h - new knowledge for a server that goes on answering. */
#ifndef SERVER_RELOAD_H
#define SERVER_RELOAD_H

#include <stdbool.h>

#include <uv.h>

#include <faqbot.h>

#include "server/watch.h"

struct server;

/* Zeroed: not started. */
struct reload {
    struct server *server; /* NULL: not started */
    struct faqbot_options options;
    uv_work_t work;
    uv_timer_t settle; /* from a change to the reload, for changes come in crowds */
    uv_timer_t retry;  /* from one reload of a doubted index to the next */
    uv_signal_t hangup;
    struct watch watch;
    bool watches;
    bool is_running;
    bool is_wanted;          /* again, once it has run */
    bool is_doubted;         /* the present index could not be read when it was asked */
    uint64_t changed_at;     /* the first change that no reload has seen, in milliseconds; 0: none */
    struct faqbot *made;     /* by the thread, or for it to close */
    struct faqbot *made_too; /* the same again for the worker; NULL: asking it takes no time */
    unsigned errors;         /* faults found by the thread */
    enum faqbot_status status;
    struct faqbot_fault fault;
};

/* Opens the knowledge base for the first time, telling the log of its faults; and remembers how. */
enum faqbot_status reload_open(struct reload *reload, struct server *server,
                               const struct faqbot_options *options, struct faqbot_fault *fault);

/* From now on SIGHUP, and where `watches` changes of the knowledge base, bring the new one in. It is built by a thread
 * and put into the place of the old one between two requests. If anything is wrong with it, the old one stays. */
void reload_start(struct reload *reload, bool watches);

/* A request could not be answered since the index could not be read. It is said once and the file opened again, now and
 * then until that succeeds; a file that is whole takes the place of the present one even where it says the same. */
void reload_doubt(struct reload *reload);

/* Whether the thread is at work. */
bool reload_is_running(const struct reload *reload);

/* No more of that. Allowed twice, and where it has not been started. */
void reload_stop(struct reload *reload);

#endif
