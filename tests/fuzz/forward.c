/* fuzz/forward.c - any bytes as an entry's packed words: refused, or unpacked to rising numbers that pack to the same
 * words again. */
#include <assert.h>
#include <string.h>

#include "retrieval/forward.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct buffer packed;
    struct forward forward;
    struct forward again;
    arena_init(&arena, (size_t)1 << 20);
    buffer_init(&packed, (size_t)1 << 20);
    if (forward_decode(view_make((const char *)bytes, size), &arena, &forward)) {
        forward_encode(&forward, &packed);
        assert(!packed.failed && packed.size <= size);
        assert(forward_decode(buffer_view(&packed), &arena, &again));
        assert(again.count == forward.count);
        assert(memcmp(again.words, forward.words, forward.count * sizeof *forward.words) == 0);
    }
    buffer_release(&packed);
    arena_release(&arena);
    return 0;
}
