/* roster.h - the WebSocket visitors, in the order in which they were last heard: the first has been silent longest. */
#ifndef SERVER_ROSTER_H
#define SERVER_ROSTER_H

#include <stdint.h>

/* A visitor's place; part of his own memory. Zeroed: in no roster. */
struct roster_place {
    struct roster_place *before;
    struct roster_place *behind;
    void *connection;  /* whose place it is, a struct lws or http_connection; NULL: in no roster */
    uint64_t heard_at; /* microseconds of a clock that never goes back */
};

struct roster {
    struct roster_place *first;
    struct roster_place *last;
};

void roster_add(struct roster *roster, struct roster_place *place, void *connection, uint64_t now);

/* He was heard: to the end. */
void roster_touch(struct roster *roster, struct roster_place *place, uint64_t now);

/* Allowed where he is in no roster. */
void roster_remove(struct roster *roster, struct roster_place *place);

#endif
