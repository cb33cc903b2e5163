/* parting.h - why a WebSocket visitor goes: the close codes, what is said with them, and that it is counted. */
#ifndef SERVER_PARTING_H
#define SERVER_PARTING_H

#include <libwebsockets.h>

/* Besides those of enum faqbot_chat_close. 4000-4499: he may come back. */
enum {
    PARTING_PROTOCOL = 1002,
    PARTING_BINARY = 1003,
    PARTING_NOT_UTF8 = 1007,
    PARTING_TOO_BIG = 1009,
    PARTING_INTERNAL = 1011,
    PARTING_DRAINING = 4001,
    PARTING_IDLE = 4009,
    PARTING_RATE = 4429,
    PARTING_ORIGIN = 4503
};

struct peer;

/* Counts why he is sent away, the first time that it is called for him; also that he goes by himself, with any other
 * code. */
void parting_count(struct peer *peer, int code);

/* Ends the connection with a code, from a callback that may end it. Gives what that callback must return. */
int parting_say(struct peer *peer, struct lws *connection, int code);

/* The same from the callback that says that the connection can be written to. */
int parting_say_soon(struct peer *peer, struct lws *connection, int code);

/* The connection is gone: counts why, where nobody has. `peer` may be one that never began, or NULL. */
void parting_count_gone(struct peer *peer, struct lws *connection);

/* What a visitor's close frame holds becomes, in place, what it is answered with. A code that nobody may send (RFC
 * 6455, 7.4) becomes 1002; where the reason breaks off amid a letter, which libwebsockets lets pass, the code becomes
 * 1007 and the reason blank. Gives how it is to be counted: 1000 for a goodbye that is in order, also an empty one;
 * else the fault. Half a code, one byte, is left as it is, and is one. */
int parting_answer(unsigned char *bytes, size_t size);

#endif
