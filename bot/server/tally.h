/* tally.h - what has happened since the server began, counted. */
#ifndef SERVER_TALLY_H
#define SERVER_TALLY_H

#include <stdint.h>

#include <faqbot_chat.h>

/* Why somebody was turned away. The names that metrics have for them are in tally.c. */
enum tally_refusal {
    TALLY_RATE_CONNECTION,     /* an ask: its connection asks too much */
    TALLY_RATE_ADDRESS,        /* an ask: its address does */
    TALLY_CONNECTIONS,         /* nobody: new connections wait, because there are as many as there may be */
    TALLY_DISPLACED,           /* a connection that asked nothing, for a newcomer */
    TALLY_CONNECTIONS_ADDRESS, /* a connection: its address has too many */
    TALLY_PERSISTENT,          /* a visitor who asked on, however often he was told to wait */
    TALLY_TOO_BIG,             /* a message, its count of frames, or a request's body */
    TALLY_BINARY,              /* a visitor who sent no text */
    TALLY_UTF8,                /* a visitor whose text is no UTF-8 */
    TALLY_FRAMES,              /* a visitor whose frames are none of RFC 6455's */
    TALLY_BAD_MESSAGES,        /* a visitor who sent too many that cannot be understood */
    TALLY_JOURNAL,             /* a feedback: the journal is full or cannot be written */
    TALLY_SLOW,                /* a visitor who did not read */
    TALLY_IDLE,                /* a visitor who said nothing */
    TALLY_PONG,                /* a visitor who did not answer a ping */
    TALLY_HEADER,              /* a connection whose first request did not come, or not to its end */
    TALLY_HOST,                /* a request for another host */
    TALLY_ORIGIN,              /* a page that is not welcome */
    TALLY_HANDSHAKE,           /* a handshake that is none */
    TALLY_REQUEST,             /* a request whose method or body is not taken */
    TALLY_REFUSALS
};

#define TALLY_PAGES (FAQBOT_PAGE_LIST + 1)
#define TALLY_LATENCIES 12 /* classes of how long an ask took; one more for what is beyond */

struct tally {
    uint64_t refusals[TALLY_REFUSALS];
    uint64_t told[TALLY_REFUSALS]; /* those that the log knows of */
    uint64_t requests[FAQBOT_CHAT_REQUEST_TYPES];
    uint64_t pages[TALLY_PAGES]; /* by enum faqbot_page_kind */
    uint64_t errors;
    uint64_t outcomes[3]; /* by enum faqbot_outcome */
    uint64_t cached;
    uint64_t delegated; /* asks that the worker was given */
    uint64_t reloads;
    uint64_t reloads_failed;
    uint64_t latencies[TALLY_LATENCIES + 1];
    uint64_t ask_microseconds; /* all together */
    uint64_t connections;      /* that were accepted */
    uint64_t visitors;         /* that spoke WebSocket */
    unsigned paused;           /* at the moment */
};

/* Counts an ask that took so long; and the upper bound of a class, in microseconds. */
void tally_latency(struct tally *tally, uint64_t microseconds);
uint64_t tally_latency_bound(unsigned index);

/* A static name: "rate_connection". */
const char *tally_refusal_name(enum tally_refusal refusal);

#endif
