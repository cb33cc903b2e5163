/* parting.c - why a WebSocket visitor goes. Sending him away is peer.c's. */
#include "server/parting.h"

#include <string.h>

#include "server/peer.h"
#include "server/server.h"

#define COUNTED_ELSEWHERE TALLY_REFUSALS /* or nobody's fault */

static const struct reason {
    int code;
    const char *text;
    enum tally_refusal refusal;
} reasons[] = {
    {PARTING_PROTOCOL, "", TALLY_FRAMES},
    {PARTING_BINARY, "text only", TALLY_BINARY},
    {PARTING_NOT_UTF8, "", TALLY_UTF8},
    {PARTING_TOO_BIG, "message too big", TALLY_TOO_BIG},
    {PARTING_INTERNAL, "out of memory", COUNTED_ELSEWHERE},
    {PARTING_DRAINING, "the server stops", COUNTED_ELSEWHERE},
    {FAQBOT_CHAT_CLOSE_TOO_SLOW, "replies are not read", TALLY_SLOW},
    {FAQBOT_CHAT_CLOSE_BROKEN_CLIENT, "too many bad messages", TALLY_BAD_MESSAGES},
    {PARTING_IDLE, "nothing was said", COUNTED_ELSEWHERE},
    {PARTING_RATE, "too many requests", TALLY_PERSISTENT},
    {PARTING_ORIGIN, "not from this page", COUNTED_ELSEWHERE},
};

static const struct reason *find(int code)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].code == code) {
            return &reasons[i];
        }
    }
    return NULL;
}

/* What a close frame says besides its code, for whoever looks into a browser's tools; below 64 bytes. */
static const char *text_of(int code)
{
    const struct reason *reason = find(code);
    return reason == NULL ? "" : reason->text;
}

void parting_count(struct peer *peer, int code)
{
    const struct reason *reason = find(code);
    if (!peer->is_counted && reason != NULL && reason->refusal != COUNTED_ELSEWHERE) {
        peer->server->tally.refusals[reason->refusal]++;
    }
    peer->is_counted = true;
}

int parting_say(struct peer *peer, struct lws *connection, int code)
{
    const char *text = text_of(code);
    unsigned char copy[64];
    size_t size = strlen(text);
    memcpy(copy, text, size);
    lws_close_reason(connection, (enum lws_close_status)code, copy, size);
    peer->is_closing = true;
    parting_count(peer, code);
    return -1;
}

/* There libwebsockets takes -1 for a broken connection and says no goodbye, so the end comes with the timer. */
int parting_say_soon(struct peer *peer, struct lws *connection, int code)
{
    parting_say(peer, connection, code);
    lws_set_timer_usecs(connection, 1);
    return 0;
}

/* What libwebsockets itself finds fault with it says to the visitor alone, but what it said lies there still. */
void parting_count_gone(struct peer *peer, struct lws *connection)
{
    if (peer == NULL || peer->server == NULL || peer->is_counted) {
        return;
    }
    const unsigned char *said = lws_get_close_payload(connection);
    int code = lws_get_close_length(connection) >= 2 ? said[0] << 8 | said[1] : 0;
    parting_count(peer, code);
}
