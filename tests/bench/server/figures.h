/* server/figures.h - the figures of the server, each measured and printed as a row beside its bound. */
#ifndef BENCH_SERVER_FIGURES_H
#define BENCH_SERVER_FIGURES_H

#include <stdbool.h>

#include "questions.h"

#define FIGURES_DESCRIPTORS 32768 /* that a process of the run wants */

struct figures {
    const char *faqbot;
    const char *echo;
    const char *knowledge;
    struct questions fresh;    /* so many that no cache remembers one until it comes again */
    struct questions repeated; /* few */
    size_t descriptors;        /* that a process may have */
};

/* False, and said on stderr: it could not be measured. A bound that does not hold is said in its row. */
bool figures_ask(const struct figures *figures);     /* CPU of an ask at 100 connections */
bool figures_sparse(const struct figures *figures);  /* 10 000 connections that seldom ask */
bool figures_idle(const struct figures *figures);    /* memory of a connection, and the rate of connecting */
bool figures_many(const struct figures *figures);    /* 18 000 at a time */
bool figures_flood(const struct figures *figures);   /* one address against the others */
bool figures_workers(const struct figures *figures); /* asks a second by one worker, and by two */
bool figures_soak(const struct figures *figures);    /* 2 million asks from visitors that come and go */

#endif
