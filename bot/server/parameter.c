/* parameter.c - reads a parameter of an address. What it means is the handlers' business. */
#include "server/parameter.h"

#include <stdint.h>
#include <string.h>

/* A browser's own forms never send a percent sign that stands for itself, but people who type addresses do. */
static void decode(struct faqbot_view text, struct parameter *parameter)
{
    size_t size = request_decode(text, true, parameter->bytes, sizeof parameter->bytes);
    if (size == SIZE_MAX) {
        size = text.size < sizeof parameter->bytes ? text.size : sizeof parameter->bytes;
        memcpy(parameter->bytes, text.bytes, size);
    }
    parameter->value = (struct faqbot_view){parameter->bytes, size};
}

void parameter_read(const struct request *request, const char *name, struct parameter *parameter)
{
    struct faqbot_view rest = request->query;
    size_t skip = strlen(name);
    parameter->value = (struct faqbot_view){NULL, 0};
    while (rest.size > 0) {
        const char *end = memchr(rest.bytes, '&', rest.size);
        size_t size = end == NULL ? rest.size : (size_t)(end - rest.bytes);
        if (size > skip && memcmp(rest.bytes, name, skip) == 0 && rest.bytes[skip] == '=') {
            decode((struct faqbot_view){rest.bytes + skip + 1, size - skip - 1}, parameter);
            return;
        }
        size += end != NULL;
        rest = (struct faqbot_view){rest.bytes + size, rest.size - size};
    }
}
