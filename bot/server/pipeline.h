/* pipeline.h - whether a request was sent before the answer to the last one had gone. */
#ifndef SERVER_PIPELINE_H
#define SERVER_PIPELINE_H

#include <stdbool.h>

#include <libwebsockets.h>

/* Marks where a kept connection stands when an answer has gone. */
void pipeline_mark(struct lws *connection);

/* Whether nothing has been read since that mark: then the present request was there before it. It cannot be told of a
 * connection that is not TCP; those are not kept. */
bool pipeline_is_ahead(struct lws *connection);

#endif
