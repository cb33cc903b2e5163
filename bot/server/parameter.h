/* parameter.h - what stands behind the question mark of an address. */
#ifndef SERVER_PARAMETER_H
#define SERVER_PARAMETER_H

#include <libwebsockets.h>

#include <faqbot/view.h>

#include "server/limits.h"

struct parameter {
    char bytes[LIMITS_HEADER_BYTES];
    struct faqbot_view value; /* NULL bytes: it is not there */
};

/* Finds `name` ("q=") among the parameters of the query. libwebsockets has split and percent-decoded them. */
void parameter_read(struct lws *connection, const char *name, struct parameter *parameter);

#endif
