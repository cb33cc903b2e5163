/* chat.h - the protocol faqbot.v1 as bytes in, bytes out.
 *
 * A chat is one visitor's conversation. It touches no socket, no file and no clock of its own: a message goes
 * in with faqbot_chat_receive(), replies come out with faqbot_chat_next(), and a test can do the same. The
 * messages themselves are described in bot/protocol/PROTOCOL.md. */
#ifndef FAQBOT_CHAT_H
#define FAQBOT_CHAT_H

#include <stdbool.h>
#include <stdint.h>

#include <faqbot/chat_hooks.h>
#include <faqbot/faqbot.h>
#include <faqbot/replies.h>

#define FAQBOT_CHAT_PROTOCOL "faqbot.v1"
#define FAQBOT_CHAT_MESSAGE_BYTES_MAX 4096 /* one message from a visitor */
#define FAQBOT_CHAT_REPLY_BYTES_MAX 16384  /* one reply stays below this; see `reply_bytes_max` */
#define FAQBOT_CHAT_ID_BYTES_MAX 64        /* a request's id */
#define FAQBOT_CHAT_COMMENT_CHARS_MAX 280  /* code points of a feedback's comment */
#define FAQBOT_CHAT_OUTBOX_BYTES_DEFAULT 65536
#define FAQBOT_CHAT_BAD_MESSAGES_MAX 3 /* bad messages in a row that end the chat */

/* Why a chat must end, as WebSocket close codes: 4000-4499 may come back later, 4500-4999 should not. A chat
 * itself comes to FAQBOT_CHAT_CLOSE_BROKEN_CLIENT only; the others are its face's, which knows time. */
enum faqbot_chat_close {
    FAQBOT_CHAT_OPEN = 0,
    FAQBOT_CHAT_CLOSE_TOO_SLOW = 4008,
    FAQBOT_CHAT_CLOSE_BROKEN_CLIENT = 4500
};

/* A request that did not come as a JSON message: from the command line or a query string. Borrowed during the
 * call. */
struct faqbot_chat_request {
    enum faqbot_chat_request_type type;
    struct faqbot_view id;   /* echoed in the reply: UTF-8, FAQBOT_CHAT_ID_BYTES_MAX at most; empty: null */
    struct faqbot_view text; /* ASK, SUGGEST: what the visitor wrote, any bytes; FEEDBACK: the comment */
    struct faqbot_view context; /* ASK; may be empty */
    struct faqbot_view entry;   /* GET */
    struct faqbot_view answer;  /* FEEDBACK: the id of the ask */
    int helpful;                /* FEEDBACK: 1, 0; -1: taken back */
    unsigned top;               /* ASK; 0: the default; over FAQBOT_TOP_MAX: a bad message */
};

/* Zeroed, it is good as it stands. */
struct faqbot_chat_options {
    unsigned asks_per_minute; /* told in the hello message; enforced by `gate`; 0: there is no such limit */
    unsigned message_bytes;   /* the same, enforced by the face; 0: FAQBOT_CHAT_MESSAGE_BYTES_MAX */
    faqbot_chat_gate *gate;   /* NULL: every request is served */
    faqbot_chat_observer *observe;  /* NULL: nobody looks */
    faqbot_chat_feedback *feedback; /* NULL: none is kept */
    faqbot_chat_carrier *carry;     /* NULL: every ASK is answered here and now */
    void *user;                     /* of the four */
    /* A reply stays below this: an answer that does not fit loses its related questions, candidates after the
     * third, blocks, and the end of its text, in this order; its disclaimer never. 0:
     * FAQBOT_CHAT_REPLY_BYTES_MAX. */
    size_t reply_bytes_max;
    size_t
        outbox_bytes_max; /* that wait; a chat that is full refuses to receive; 0: ..._OUTBOX_BYTES_DEFAULT */
    uint64_t (*microseconds)(void *); /* a monotonic clock for took_us; NULL: answers carry no took_us */
    void *microseconds_user;
    struct faqbot_replies
        *replies; /* given before, by chats that leave reply_bytes_max at 0; NULL: none is kept */
};

struct faqbot_chat;

/* A new chat with an empty outbox; the caller's, released by faqbot_chat_free(). `options` is copied. */
enum faqbot_status faqbot_chat_new(const struct faqbot_chat_options *options, struct faqbot_chat **chat);
void faqbot_chat_free(struct faqbot_chat *chat);

/* Queues the hello message, the first that a WebSocket visitor gets. */
enum faqbot_status faqbot_chat_greet(struct faqbot_chat *chat, struct faqbot *bot);

/* Queues the notice that `bot` is another one than before. FAQBOT_LIMIT: no room, or the chat has come to its close. */
enum faqbot_status faqbot_chat_notify(struct faqbot_chat *chat, struct faqbot *bot);

/* Whether there is room for another reply; the face stops reading from the visitor until there is. */
bool faqbot_chat_has_room(const struct faqbot_chat *chat);

/* Takes one whole message (bytes as they came, of any kind and size; of a longer one than
 * FAQBOT_CHAT_MESSAGE_BYTES_MAX it is enough to give one byte more than that) and queues its one reply. `bot`
 * may be another one at each call (a reload). Every fault of the visitor's is answered and is FAQBOT_OK.
 * FAQBOT_LIMIT: no room, or the chat has come to its close; nothing is queued. Any other status is the
 * world's failure, to be reported by the face; the visitor is told `busy` or `internal`, where memory allows. */
enum faqbot_status faqbot_chat_receive(struct faqbot_chat *chat, struct faqbot *bot,
                                       struct faqbot_view bytes);

/* The same, where the message may leave out `type` and `id` (null in the reply): the body of an HTTP request.
 * It never brings the chat to its close. */
enum faqbot_status faqbot_chat_receive_body(struct faqbot_chat *chat, struct faqbot *bot,
                                            enum faqbot_chat_request_type type, struct faqbot_view body);

/* The same for a request that is not JSON. It never brings the chat to its close. */
enum faqbot_status faqbot_chat_request(struct faqbot_chat *chat, struct faqbot *bot,
                                       const struct faqbot_chat_request *request);

/* Queues an error reply for what the face refuses: `code` is one of PROTOCOL.md's ("rate_limited"), the
 * sentence is for the visitor; `id` empty: null. Statuses as above. */
enum faqbot_status faqbot_chat_refuse(struct faqbot_chat *chat, struct faqbot_view id, const char *code,
                                      const char *sentence, unsigned retry_after_ms);

/* What came of a feedback that was taken: queues the reply, and the chat receives again. */
enum faqbot_status faqbot_chat_acknowledge(struct faqbot_chat *chat, struct faqbot_view id, bool is_stored);

/* Takes the oldest reply out of the outbox: one JSON object, no line break in it. It is valid until the next
 * call on the chat. False: the outbox is empty, and its memory given back. */
bool faqbot_chat_next(struct faqbot_chat *chat, struct faqbot_view *reply);

/* What the reply that was queued last says, so that a face need not read its JSON: the error's code (static
 * text; NULL: it is no error), and whether it is an answer whose outcome is FAQBOT_ANSWERED. */
const char *faqbot_chat_error(const struct faqbot_chat *chat);
bool faqbot_chat_has_answered(const struct faqbot_chat *chat);

/* The close code that the chat has come to; once it is not FAQBOT_CHAT_OPEN the chat receives nothing more,
 * and its outbox can still be emptied. */
enum faqbot_chat_close faqbot_chat_close_code(const struct faqbot_chat *chat);

#endif
