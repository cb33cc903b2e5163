/* parting.c - why a WebSocket visitor goes. Sending him away is peer.c's. */
#include "server/parting.h"

#include <assert.h>
#include <string.h>

#include "server/peer.h"
#include "server/server_internal.h"

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
    assert(size <= sizeof copy);
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

/* Whether the last letter of the text is not all there. The rest of it has been found to be UTF-8. */
static bool breaks_off(const unsigned char *bytes, size_t size)
{
    for (size_t back = 1; back <= 3 && back <= size; back++) {
        unsigned char byte = bytes[size - back];
        if ((byte & 0xc0) != 0x80) { /* a letter begins here, of so many bytes */
            size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
            return length > back;
        }
    }
    return false;
}

int parting_answer(unsigned char *bytes, size_t size)
{
    if (size < 2) {
        return size == 0 ? LWS_CLOSE_STATUS_NORMAL : PARTING_PROTOCOL;
    }
    unsigned code = (unsigned)bytes[0] << 8 | bytes[1];
    bool is_allowed =
        (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    unsigned answer = is_allowed ? code : PARTING_PROTOCOL;
    if (is_allowed && breaks_off(bytes + 2, size - 2)) {
        answer = PARTING_NOT_UTF8;
        memset(bytes + 2, ' ', size - 2);
    }
    bytes[0] = (unsigned char)(answer >> 8);
    bytes[1] = (unsigned char)answer;
    return answer == code && code != PARTING_PROTOCOL ? LWS_CLOSE_STATUS_NORMAL : (int)answer;
}
