/* server/visitors.h - many WebSocket visitors at a time, in one thread on epoll: they come, ask, and leave.
 *
 * A client for the bench and not for the world: it trusts the server to speak the protocol, and counts where it does
 * not. */
#ifndef BENCH_SERVER_VISITORS_H
#define BENCH_SERVER_VISITORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "questions.h"

struct visitor;

struct visitors_options {
    unsigned short port;
    const struct questions *questions;
    const char *answer;     /* what each answer begins with */
    bool is_greeted;        /* the server speaks first */
    unsigned first_address; /* they come from 127.1.0.0 plus this number and those behind it */
    unsigned addresses;     /* so many of them, in turn */
    bool is_rude;           /* what is not an answer, and being sent away, is no error but part of the plan */
};

/* What they do. All asks are bounded by `asks`, and the whole by `seconds`. */
struct visitors_plan {
    uint64_t asks;
    double seconds;
    unsigned asks_a_visit; /* after so many a visitor leaves and another comes; 0: they stay */
    unsigned at_once;      /* asks that a visitor sends before the first answer; 0: one */
    /* the client looks for answers all the time, so that a server never pays for waking it */
    bool is_sleepless;
    double per_second; /* asks of all together, evenly spaced, answered or not; 0: each asks when answered */
    /* Called when so many asks have been answered; 0: never. */
    uint64_t report_at;
    void (*report)(void *);
    void *report_user;
};

struct visitors {
    struct visitors_options options;
    int epoll;
    struct visitor *all;
    size_t count;
    size_t coming; /* on their way in */
    size_t came;   /* ever */
    size_t next;   /* question */
    uint64_t sent; /* asks; so the rest, since the last plan began */
    uint64_t answers;
    uint64_t errors;
    uint64_t turned_away; /* connections that the server ended */
    double *waits;        /* microseconds from when an ask was due to its answer, of those that were timed */
    size_t waits_max;
    size_t wait_count;
};

/* False: no descriptors, or no memory. Released by visitors_release(), also after a failure. */
bool visitors_make(struct visitors *visitors, const struct visitors_options *options);
void visitors_release(struct visitors *visitors);

/* `count` more come in, so many at a time; until all have been greeted, or `seconds` have passed, which is false. */
bool visitors_come(struct visitors *visitors, size_t count, size_t at_a_time, double seconds);

/* They follow the plan. False: time ran out. */
bool visitors_follow(struct visitors *visitors, const struct visitors_plan *plan);

/* The wait that so much of all (.99) were not over, in microseconds; sorts them. */
double visitors_wait(struct visitors *visitors, double share);

/* They sit there for so long, and nothing is asked. */
void visitors_rest(double seconds);

/* Microseconds of a clock that never goes back. */
double visitors_clock(void);

#endif
