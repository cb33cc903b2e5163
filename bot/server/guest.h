/* guest.h - one connection, of whatever kind: where it comes from, and how much it may ask. */
#ifndef SERVER_GUEST_H
#define SERVER_GUEST_H

#include <libwebsockets.h>

#include <faqbot/chat.h>

#include "server/crowd.h"
#include "server/roster.h"

struct http_exchange;
struct peer;
struct server;

/* Lives from the connection's first moment to its last. */
struct guest {
    struct server *server;
    struct address peer;   /* the other end of the connection */
    struct address client; /* the peer, or whom it speaks for */
    bool has_peer;         /* false: the other end is a socket of this machine that only a proxy may use */
    bool has_client;       /* false: it is not known */
    bool is_proxy;         /* the other end speaks for others, and says for whom */
    uint64_t conversation; /* a random number, for the journal; 0: it is none */
    struct peer *peer_of;  /* the WebSocket visitor; NULL: it is none */
    struct http_exchange *exchange_of; /* the HTTP request that is being answered; NULL: none */
    struct crowd_member *member;       /* who is counted; NULL: nobody */
    struct bucket bucket;              /* of the connection */
    uintptr_t mark;                    /* pipeline.c's */
    struct roster_place place;         /* among those who have not asked for anything yet */
};

/* Hands a connection that was accepted to libwebsockets, or closes it, where its address has too many. */
void guest_admit(struct server *server, int descriptor, const struct sockaddr_storage *from);

/* NULL while the connection is being made. */
struct guest *guest_of(struct lws *connection);

/* The headers of a request have come. */
void guest_has_asked(struct guest *guest);

/* To be called now and then: hangs up on those who take too long with their first request. */
void guest_hurry(struct server *server);

/* The connection ends. */
void guest_leave(struct lws *connection);

/* A request has come: finds who it is from, where a proxy speaks for him. False: he has too many connections. */
bool guest_identify(struct lws *connection);

/* A request of the guest's that no chat makes: 0, and it is counted; or it may come back in so many milliseconds. */
unsigned guest_hold(struct guest *guest, enum faqbot_chat_request_type type);

/* A new chat, whose requests are held to the guest's limits. */
enum faqbot_status guest_chat(struct guest *guest, struct faqbot_chat **chat);

#endif
