/* base/buffer.h - bytes that grow as they are written, up to a stated ceiling. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdint.h>

#include "base/arena.h"

/* Sticky: after a write that did not fit or found no memory, `failed` is set, the bytes stay as they were before that
 * write and later writes do nothing, so one check at the end suffices. Whoever takes `failed` for "too long" asks
 * `no_memory` first. */
struct buffer {
    char *bytes;
    size_t size;
    size_t capacity;
    size_t limit;
    struct arena *arena; /* what the bytes lie in; NULL: they are the buffer's own */
    bool failed;
    bool no_memory; /* why it failed: not its own limit, but memory (or the arena) was at its end */
};

/* An empty buffer that never grows over `limit` bytes. Allocates nothing yet. */
void buffer_init(struct buffer *buffer, size_t limit);

/* The same in an arena: what is outgrown stays there until its reset, at most as much again. The bytes live as long as
 * the arena's, and the buffer need not be released. */
void buffer_init_in(struct buffer *buffer, struct arena *arena, size_t limit);

/* Frees the bytes; the buffer is empty and can be used. */
void buffer_release(struct buffer *buffer);

/* Empty and not failed; keeps the memory. */
void buffer_reset(struct buffer *buffer);

/* Cuts back to the first `size` bytes, and clears `failed` and `no_memory`. */
void buffer_truncate(struct buffer *buffer, size_t size);

void buffer_add(struct buffer *buffer, struct faqbot_view view);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_byte(struct buffer *buffer, char byte);
void buffer_add_number(struct buffer *buffer, uint64_t number); /* decimal */

/* LEB128: seven bits a byte, low ones first; 1 to 10 bytes. */
void buffer_add_varint(struct buffer *buffer, uint64_t number);

/* Reads one back from the front of `rest`; false where it is cut short or over 64 bits. */
bool buffer_read_varint(struct faqbot_view *rest, uint64_t *number);

/* What was written so far, valid until the next write. */
struct faqbot_view buffer_view(const struct buffer *buffer);

#endif
