/* parameter.h - what stands behind the question mark of an address. */
#ifndef SERVER_PARAMETER_H
#define SERVER_PARAMETER_H

#include <faqbot.h>

#include "server/request.h"

struct parameter {
    char bytes[LIMITS_TARGET_BYTES];
    struct faqbot_view value; /* NULL bytes: it is not there */
};

/* Finds `name` ("q") among the parameters of the request, and decodes it as a form's (the URL standard's
 * application/x-www-form-urlencoded). The first one counts, where there are several. What cannot be decoded is as it
 * stands. */
void parameter_read(const struct request *request, const char *name, struct parameter *parameter);

#endif
