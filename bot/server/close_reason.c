/* close_reason.c - why a WebSocket session ends: close codes, what is said with them, what is counted, and
 * how a client's own goodbye is answered.
 *
 * The codes are a part of the protocol (PROTOCOL.md): a client decides by them whether to come back. 4000 to
 * 4499 mean that it may, 4500 to 4999 that it would end the same way again; that is ours to choose, since RFC
 * 6455 leaves these ranges to applications. But for 4001, the reason's text is for a person who looks into a
 * browser's tools, and no program should depend on it.
 *
 * Pure but for the counters; ending the connection is ws.c's. */
#include "server/server_internal.h"

#define CLOSE_ROW(name, code, text, refusal) {code, text, refusal},
static const struct close_reason {
    int code;
    const char *text;
    enum refusal refusal;
} reasons[] = {{FAQBOT_CHAT_CLOSE_TOO_SLOW, "replies are not read", REFUSED_SLOW},
               {FAQBOT_CHAT_CLOSE_BROKEN_CLIENT, "too many bad messages", REFUSED_BAD_MESSAGES},
               CLOSE_TABLE(CLOSE_ROW)};

static const struct close_reason *find(int code)
{
    static const struct close_reason other = {0, "", REFUSALS};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].code == code) {
            return &reasons[i];
        }
    }
    return &other;
}

size_t close_reason_write(int code, unsigned retry_after_ms, char text[CLOSE_TEXT_BYTES])
{
    int size = code == WS_CLOSE_DRAINING
                   ? snprintf(text, CLOSE_TEXT_BYTES, "{\"retry_after_ms\":%u}", retry_after_ms)
                   : snprintf(text, CLOSE_TEXT_BYTES, "%s", find(code)->text);
    assert(size >= 0 && size < CLOSE_TEXT_BYTES);
    return (size_t)size;
}

/* A session can have more than one reason to end: a client that sent binary frames may also hang up when it
 * is told. The first one counts, and one only, so that refusals add up to sessions. */
void close_reason_count(struct ws_session *session, struct stats *stats, int code)
{
    enum refusal refusal = find(code)->refusal;
    if (!session->is_counted && refusal != REFUSALS) {
        stats->refusals[refusal]++;
    }
    session->is_counted = true;
}

/* Whether the text's last character is cut off. The rest of it has been found to be UTF-8. */
static bool is_cut_off(const unsigned char *bytes, size_t size)
{
    for (size_t back = 1; back <= 3 && back <= size; back++) {
        unsigned char byte = bytes[size - back];
        if ((byte & 0xc0) != 0x80) { /* a character begins here; its first byte tells its length */
            size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
            return length > back;
        }
    }
    return false;
}

/* RFC 6455, section 7.4 names the codes that may be sent; 1004 to 1006 and 1015 stand for what was not
 * sent. */
int close_reason_answer(unsigned char *bytes, size_t size)
{
    if (size < 2) {
        return size == 0 ? LWS_CLOSE_STATUS_NORMAL : WS_CLOSE_PROTOCOL;
    }
    unsigned code = (unsigned)bytes[0] << 8 | bytes[1];
    bool is_allowed =
        (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    unsigned answer = is_allowed ? code : WS_CLOSE_PROTOCOL;
    if (is_allowed && is_cut_off(bytes + 2, size - 2)) {
        answer = WS_CLOSE_NOT_UTF8;
        memset(bytes + 2, ' ', size - 2);
    }
    bytes[0] = (unsigned char)(answer >> 8);
    bytes[1] = (unsigned char)answer;
    return answer == code && code != WS_CLOSE_PROTOCOL ? LWS_CLOSE_STATUS_NORMAL : (int)answer;
}
