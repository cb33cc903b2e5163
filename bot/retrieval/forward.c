/* retrieval/forward.c - packing and unpacking of an entry's words: lengths, a count, then gap and counts of each. */
#include "retrieval/forward.h"

void forward_encode(const struct forward *forward, struct buffer *out)
{
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        buffer_add_varint(out, forward->lengths[field]);
    }
    buffer_add_varint(out, forward->count);
    uint32_t before = 0;
    for (size_t i = 0; i < forward->count; i++) {
        buffer_add_varint(out, forward->words[i].word - before);
        before = forward->words[i].word;
        for (size_t field = 0; field < FIELD_COUNT; field++) {
            buffer_add_varint(out, forward->words[i].counts[field]);
        }
    }
}

static bool read_number(struct faqbot_view *rest, uint32_t *number)
{
    uint64_t wide;
    if (!buffer_read_varint(rest, &wide) || wide > UINT32_MAX) {
        return false;
    }
    *number = (uint32_t)wide;
    return true;
}

static bool read_counts(struct faqbot_view *rest, uint32_t counts[FIELD_COUNT])
{
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        if (!read_number(rest, &counts[field])) {
            return false;
        }
    }
    return true;
}

bool forward_decode(struct faqbot_view bytes, struct arena *arena, struct forward *forward)
{
    struct forward decoded = {0};
    uint32_t count;
    /* A word takes 1 + FIELD_COUNT bytes at least: no damaged count asks for more memory than the bytes explain. */
    if (!read_counts(&bytes, decoded.lengths) || !read_number(&bytes, &count) ||
        count > bytes.size / (1 + FIELD_COUNT)) {
        return false;
    }
    struct forward_word *words = arena_take_array(arena, count, sizeof *words);
    if (words == NULL) {
        return false;
    }
    uint32_t before = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t gap;
        if (!read_number(&bytes, &gap) || gap > UINT32_MAX - before ||
            !read_counts(&bytes, words[i].counts)) {
            return false;
        }
        before += gap;
        words[i].word = before;
    }
    decoded.words = words;
    decoded.count = count;
    *forward = decoded;
    return bytes.size == 0;
}
