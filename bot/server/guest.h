/* guest.h - one connection, of whatever kind: where it comes from, and how much it may ask. */
#ifndef SERVER_GUEST_H
#define SERVER_GUEST_H

#include <libwebsockets.h>

#include <faqbot_chat.h>

#include "server/crowd.h"
#include "server/handshake.h"

struct accept_gate;
struct http_exchange;
struct peer;
struct relay;
struct server;

/* Lives from the connection's first moment to its last. */
struct guest {
    struct server *server;
    struct accept_gate *gate; /* that it came by */
    struct address peer;      /* the other end of the connection */
    struct address client;    /* the peer, or whom it speaks for */
    bool has_peer;            /* false: the other end is a socket of this machine that only a proxy may use */
    bool has_client;          /* false: it is not known */
    bool is_proxy;            /* the other end speaks for others, and says for whom */
    enum handshake_origin origin;      /* of the page that sent the present request */
    uint64_t conversation;             /* a random number, for the journal; 0: it is none */
    struct peer *peer_of;              /* the WebSocket visitor; NULL: it is none */
    struct http_exchange *exchange_of; /* the HTTP request that is being answered; NULL: none */
    struct relay *relay;               /* what a WebSocket visitor comes by through TLS; NULL: nothing */
    struct crowd_member *member;       /* who is counted; NULL: nobody */
    struct bucket bucket;              /* of the connection */
};

/* A connection has been accepted. NULL: there are too many from its address, or there is no memory. */
struct guest *guest_new(struct accept_gate *gate, const struct sockaddr_storage *from);

/* The connection ends. */
void guest_free(struct guest *guest);

/* Of libwebsockets' connection. */
struct guest *guest_of(struct lws *connection);

/* A request has come: finds who it is from, where a proxy speaks for its visitors. */
enum guest_identity {
    GUEST_IS_KNOWN,
    GUEST_IS_UNNAMED, /* a proxy does not say for whom it speaks */
    GUEST_IS_CROWD    /* there are too many connections from that address */
};
enum guest_identity guest_identify(struct guest *guest, const struct request *request);

/* The request has been answered. Of a connection that a proxy keeps nobody knows whose it is until the next one. */
void guest_rest(struct guest *guest);

/* A request of the guest's that no chat makes: 0, and it is counted; or it may come back in so many milliseconds. */
unsigned guest_hold(struct guest *guest, enum faqbot_chat_request_type type);

/* The same for what is only fetched, LIMITS_PLAIN_PER_MINUTE. Where an address may ask without limit, this has none. */
unsigned guest_hold_plain(struct guest *guest);

/* A new chat, whose requests are held to the guest's limits. */
enum faqbot_status guest_chat(struct guest *guest, struct faqbot_chat **chat);

#endif
