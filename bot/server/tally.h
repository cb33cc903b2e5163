/* tally.h - what has happened since the server began, counted. */
#ifndef SERVER_TALLY_H
#define SERVER_TALLY_H

#include <stdint.h>

/* Why somebody was turned away. The names that metrics have for them are in tally.c. */
enum tally_refusal {
    TALLY_RATE_CONNECTION,     /* an ask: its connection asks too much */
    TALLY_RATE_ADDRESS,        /* an ask: its address does */
    TALLY_CONNECTIONS,         /* nobody: new connections wait, because there are as many as there may be */
    TALLY_CONNECTIONS_ADDRESS, /* a connection: its address has too many */
    TALLY_TOO_BIG,             /* a message, or its count of frames */
    TALLY_SLOW,                /* a visitor who did not read */
    TALLY_IDLE,                /* a visitor who said nothing */
    TALLY_HOST,                /* a request for another host */
    TALLY_ORIGIN,              /* a page that is not welcome */
    TALLY_HANDSHAKE,           /* a handshake that is none */
    TALLY_REFUSALS
};

struct tally {
    uint64_t refusals[TALLY_REFUSALS];
};

/* A static name: "rate_connection". */
const char *tally_refusal_name(enum tally_refusal refusal);

#endif
