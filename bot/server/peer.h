/* peer.h - one WebSocket visitor: frames to messages, replies to frames, and the end. */
#ifndef SERVER_PEER_H
#define SERVER_PEER_H

#include <stdbool.h>

#include <libwebsockets.h>

#include <faqbot_chat.h>

#include "server/pulse.h"
#include "server/roster.h"

struct faqbot_async_ask;
struct ledger_ticket;
struct server;
struct worker_job;

/* libwebsockets keeps it, zeroed at first, for as long as the connection lasts. */
struct peer {
    struct server *server; /* NULL: not begun */
    struct faqbot_chat *chat;
    char *message; /* a message in more than one piece, gathered; NULL between messages */
    size_t message_size;
    unsigned fragments;           /* frames of the present message that have ended */
    unsigned waiting;             /* replies in the outbox; it may be fewer */
    int close_code;               /* 0: none of our own */
    bool is_closing;              /* nothing more is said or heard */
    bool is_paused;               /* nothing is read, because the outbox is full or he is held */
    bool is_held;                 /* for a moment, because he asks too much */
    unsigned notices;             /* of the server's, so many have been passed on */
    unsigned refused;             /* requests in a row that were too many */
    struct pulse_share pulse;     /* his signs of life */
    bool is_counted;              /* why he goes is known, or he goes by himself */
    struct ledger_ticket *ticket; /* a feedback that is being stored; NULL: none */
    struct worker_job *job;       /* an ask that the worker has; NULL: none */
    struct roster_place place;    /* among all visitors */
    struct roster_place pause;    /* among those who are paused */
    struct roster_place silence;  /* among those who have not said a word, or who make room for others */
    bool is_displaced;            /* makes room for a newcomer */
};

/* libwebsockets' callback for the sub-protocol. */
int peer_callback(struct lws *connection, enum lws_callback_reasons reason, void *user, void *in,
                  size_t size);

/* Whether the server owes a reply that is not there yet: nothing is read from the client meanwhile. */
bool peer_is_owed(const struct peer *peer);

/* Ends the conversation with the client of the roster that has been silent for longest, as soon as it can be written
 * to. Whoever is owed a reply is not silent, and counts as heard from. */
void peer_dismiss_idle(struct roster_place *place);

/* The same with a visitor of those who have not said a word, whose place a newcomer needs. */
void peer_displace(struct roster_place *place);

/* Ends a connection without a word, at the loop's next turn, whatever lies unsent. */
void peer_drop(struct lws *connection);

/* The feedback that the ticket stands for is stored, or cannot be. */
void peer_acknowledge(struct peer *peer, const struct ledger_ticket *ticket);

/* The ask that the worker had is back; NULL: it is not answered, for the server ends. */
void peer_settle(struct peer *peer, const struct faqbot_async_ask *async_ask);

/* Ends the conversation with a visitor of those who are paused: nothing can be written to him. */
void peer_hang_up(struct roster_place *place);

#endif
