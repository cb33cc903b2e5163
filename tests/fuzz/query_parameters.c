/* fuzz/query_parameters.c - any bytes as the query of a URL: a parameter is found or not, and decoding never makes it
 * longer. */
#include <assert.h>
#include <stdint.h>

#include "net/net.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const names[] = {"q", "context", "top", "entry", "page", "v"};
    struct request request = {.query = {(const char *)bytes, size}};
    struct parameter parameter;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        parameter_read(&request, names[i], &parameter);
        assert(parameter.value.bytes != NULL || parameter.value.size == 0);
        assert(parameter.value.size <= size && parameter.value.size <= sizeof parameter.bytes);
    }
    return 0;
}
