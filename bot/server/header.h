/* header.h - a request's header, as it is meant: without the spaces around it. */
#ifndef SERVER_HEADER_H
#define SERVER_HEADER_H

#include <libwebsockets.h>

#include <faqbot/view.h>

/* Copies a header's value into the buffer, without the spaces and tabs at its ends (RFC 9110, 5.5), of which
 * libwebsockets leaves those behind it. A header that is not there is empty; of one that does not fit the bytes are
 * NULL, with size 0. */
struct faqbot_view header_copy(struct lws *connection, enum lws_token_indexes token, char *buffer,
                               size_t capacity);

/* The view without spaces and tabs at its ends. */
struct faqbot_view header_trimmed(struct faqbot_view text);

#endif
