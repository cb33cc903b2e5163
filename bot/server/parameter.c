/* parameter.c - reads a parameter of an address. What it means is the handlers' business. */
#include "server/parameter.h"

#include <string.h>

void parameter_read(struct lws *connection, const char *name, struct parameter *parameter)
{
    size_t skip = strlen(name);
    parameter->value = (struct faqbot_view){NULL, 0};
    for (int i = 0;; i++) {
        int size = lws_hdr_copy_fragment(connection, parameter->bytes, sizeof parameter->bytes,
                                         WSI_TOKEN_HTTP_URI_ARGS, i);
        if (size < 0) {
            return;
        }
        if ((size_t)size >= skip && memcmp(parameter->bytes, name, skip) == 0) {
            parameter->value = (struct faqbot_view){parameter->bytes + skip, (size_t)size - skip};
            return;
        }
    }
}
