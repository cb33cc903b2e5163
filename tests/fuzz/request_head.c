/* fuzz/request_head.c - any bytes are a request, a refusal or not enough yet. Where a head ends does not depend on how
 * its bytes arrived, and what was read lies within it, without a control character in a header. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "net/net.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *text = (const char *)bytes;
    struct request request;
    size_t head = request_head_size(text, size, 0);
    for (size_t seen = 1; seen < size && size < 512; seen++) {
        assert(request_head_size(text, seen, 0) != 0 || request_head_size(text, size, seen) == head);
    }
    char *room = malloc(head + 1);
    if (head > 0 && request_parse((struct faqbot_view){text, head}, room, head, &request) == NULL) {
        assert(request.path.size > 0 && request.path.size <= LIMITS_TARGET_BYTES &&
               request.path.bytes[0] == '/');
        for (size_t i = 0; i < REQUEST_HEADERS; i++) {
            for (size_t at = 0; at < request.headers[i].size; at++) {
                assert((unsigned char)request.headers[i].bytes[at] >= ' ' ||
                       request.headers[i].bytes[at] == '\t');
            }
        }
    }
    free(room);
    return 0;
}
