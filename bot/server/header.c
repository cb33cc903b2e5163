/* header.c - copying a header out of libwebsockets; what it means is for others to read. */
#include "server/header.h"

#include <stdbool.h>

static bool is_space(char letter)
{
    return letter == ' ' || letter == '\t';
}

struct faqbot_view header_trimmed(struct faqbot_view text)
{
    while (text.size > 0 && is_space(text.bytes[0])) {
        text.bytes++;
        text.size--;
    }
    while (text.size > 0 && is_space(text.bytes[text.size - 1])) {
        text.size--;
    }
    return text;
}

struct faqbot_view header_copy(struct lws *connection, enum lws_token_indexes token, char *buffer,
                               size_t capacity)
{
    int size = lws_hdr_copy(connection, buffer, (int)capacity, token);
    return header_trimmed((struct faqbot_view){size < 0 ? NULL : buffer, size > 0 ? (size_t)size : 0});
}
