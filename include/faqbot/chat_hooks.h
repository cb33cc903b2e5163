/* chat_hooks.h - what a face may have a say in, or look at, while a chat serves requests. */
#ifndef FAQBOT_CHAT_HOOKS_H
#define FAQBOT_CHAT_HOOKS_H

#include <stdint.h>

#include <faqbot/faqbot.h>

/* The kinds of request that faqbot.v1 knows. */
enum faqbot_chat_request_type {
    FAQBOT_CHAT_ASK,
    FAQBOT_CHAT_GET,
    FAQBOT_CHAT_SUGGEST,
    FAQBOT_CHAT_PING,
    FAQBOT_CHAT_FEEDBACK,
    FAQBOT_CHAT_REQUEST_TYPES
};

/* Asked before a good or bad request is served (a bad one is taken for a PING). 0: go on; otherwise it is refused as
 * `rate_limited`, and it may come again after so many milliseconds. */
typedef unsigned faqbot_chat_gate(void *user, enum faqbot_chat_request_type type);

/* What became of a request that the gate let through. */
struct faqbot_chat_event {
    enum faqbot_chat_request_type type; /* of a bad one: PING */
    const char *error;           /* the error's code, static; NULL: there is none, and the rest holds */
    struct faqbot_view id;       /* the request's; empty: it has none */
    struct faqbot_view text;     /* ASK: the question */
    struct faqbot_view entry;    /* ASK, GET: the entry that answered; empty: none */
    enum faqbot_outcome outcome; /* ASK, GET */
    double confidence;           /* ASK, GET */
    uint64_t microseconds;       /* ASK, GET: it took so long, where the chat has a clock */
    bool is_cached;              /* ASK: nothing was searched for */
};

struct faqbot_chat_request;

/* Takes a FEEDBACK to where it is kept. FAQBOT_OK: the chat receives nothing more until faqbot_chat_acknowledge(),
 * which comes later, not from within. Any other status: it is not taken, and the visitor is told `busy`. */
typedef enum faqbot_status faqbot_chat_feedback(void *user, const struct faqbot_chat_request *request);

/* Told of each; the event is valid until the function returns. */
typedef void faqbot_chat_observer(void *user, const struct faqbot_chat_event *event);

/* Offered each ASK that no reply is known to. True: it is answered elsewhere (faqbot/errand.h), and the chat receives
 * nothing more until faqbot_chat_settle(), which comes later, not from within. False: the chat asks its bot. */
typedef bool faqbot_chat_carrier(void *user, const struct faqbot_chat_request *request);

#endif
