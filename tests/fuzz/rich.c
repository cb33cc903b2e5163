/* fuzz/rich.c - any bytes as a packed answer: it is refused, or packs to the same bytes again and can be read out. */
#include <assert.h>

#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct buffer packed;
    const struct faqbot_node *nodes;
    const struct faqbot_node *repeated;
    size_t count;
    size_t again;
    arena_init(&arena, (size_t)1 << 26);
    buffer_init(&packed, (size_t)1 << 26);
    if (rich_decode(view_make((const char *)bytes, size), &arena, &nodes, &count)) {
        rich_encode(nodes, count, &packed);
        assert(!packed.failed && rich_decode(buffer_view(&packed), &arena, &repeated, &again) &&
               again == count);
        buffer_reset(&packed);
        rich_to_text(nodes, count, &packed);
    }
    buffer_release(&packed);
    arena_release(&arena);
    return 0;
}
