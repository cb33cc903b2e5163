/* util/buffer.c - bytes that grow as they are written, and arrays that double.
 *
 * A buffer is sticky: a write that does not fit marks it as failed, and everything after that does nothing.
 * So a page or a message is written in a hundred calls and checked once. Each has a limit set at birth,
 * because what decides the size is often a stranger. Knows nothing of what the bytes mean. */
#include "util/util.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY ((size_t)256)
#define FIRST_ITEMS 64 /* of an array; few are empty, and most stay below */

void buffer_init(struct buffer *buffer, size_t limit)
{
    *buffer = (struct buffer){.limit = limit};
}

void buffer_init_in(struct buffer *buffer, struct arena *arena, size_t limit)
{
    *buffer = (struct buffer){.limit = limit, .arena = arena};
}

void buffer_release(struct buffer *buffer)
{
    if (buffer->arena == NULL) {
        free(buffer->bytes);
    }
    buffer_init_in(buffer, buffer->arena, buffer->limit);
}

void buffer_reset(struct buffer *buffer)
{
    buffer_truncate(buffer, 0);
}

/* What is cut off may be what did not fit, so the buffer is no longer failed. */
void buffer_truncate(struct buffer *buffer, size_t size)
{
    buffer->size = size < buffer->size ? size : buffer->size;
    buffer->failed = buffer->no_memory = false;
}

/* C does not let a pointer of any type be written through a `void **`, so it is copied. */
bool array_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t item_bytes)
{
    void *items;
    if (count < *capacity) {
        return true;
    }
    size_t more = *capacity == 0 ? FIRST_ITEMS : 2 * *capacity;
    if (more > SIZE_MAX / item_bytes || more <= *capacity) {
        return false;
    }
    memcpy(&items, array, sizeof items);
    void *grown = arena == NULL ? realloc(items, more * item_bytes) : arena_alloc(arena, more * item_bytes);
    if (grown == NULL) {
        return false;
    }
    if (arena != NULL && *capacity > 0) {
        memcpy(grown, items, *capacity * item_bytes);
    }
    memcpy(array, &grown, sizeof grown);
    *capacity = more;
    return true;
}

static int by_size(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

void array_sort_numbers(uint32_t *numbers, size_t count)
{
    if (count > 1) {
        qsort(numbers, count, sizeof *numbers, by_size);
    }
}

/* The bytes with more room behind them; NULL: no memory. */
static char *grow(const struct buffer *buffer, size_t capacity)
{
    if (buffer->arena == NULL) {
        return realloc(buffer->bytes, capacity);
    }
    char *bytes = arena_alloc(buffer->arena, capacity);
    return bytes == NULL || buffer->size == 0 ? bytes : memcpy(bytes, buffer->bytes, buffer->size);
}

/* Doubling makes the cost of growing constant for each byte written. At the limit the capacity stops at the
 * limit, so that a buffer near it does not take twice what it may hold. */
static bool make_room(struct buffer *buffer, size_t more)
{
    if (buffer->failed || more > buffer->limit - buffer->size) {
        buffer->failed = true;
        return false;
    }
    size_t need = buffer->size + more;
    if (need <= buffer->capacity) {
        return true;
    }
    size_t capacity = buffer->capacity > buffer->limit / 2 ? buffer->limit : 2 * buffer->capacity;
    capacity = capacity < FIRST_CAPACITY ? FIRST_CAPACITY : capacity;
    capacity = capacity < need ? need : capacity;
    char *bytes = grow(buffer, capacity);
    if (bytes == NULL) {
        buffer->failed = buffer->no_memory = true;
        return false;
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

void buffer_add(struct buffer *buffer, struct faqbot_view view)
{
    if (view.size > 0 && make_room(buffer, view.size)) {
        memcpy(buffer->bytes + buffer->size, view.bytes, view.size);
        buffer->size += view.size;
    }
}

void buffer_add_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, view_of(text));
}

void buffer_add_byte(struct buffer *buffer, char byte)
{
    buffer_add(buffer, view_make(&byte, 1));
}

void buffer_add_number(struct buffer *buffer, uint64_t number)
{
    char digits[20];
    size_t start = sizeof digits;
    do {
        digits[--start] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    buffer_add(buffer, view_make(digits + start, sizeof digits - start));
}

/* LEB128, as DWARF and Protocol Buffers have it: small numbers, which most of ours are, take one byte. */
void buffer_add_varint(struct buffer *buffer, uint64_t number)
{
    char bytes[10];
    size_t size = 0;
    while (number >= 0x80) {
        bytes[size++] = (char)(unsigned char)(0x80 | (number & 0x7f));
        number >>= 7;
    }
    bytes[size++] = (char)number;
    buffer_add(buffer, view_make(bytes, size));
}

/* Ten bytes hold 70 bits: the tenth may only be 0 or 1. */
bool buffer_read_varint(struct faqbot_view *rest, uint64_t *number)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < 10 && i < rest->size; i++) {
        uint64_t byte = (unsigned char)rest->bytes[i];
        if (i == 9 && byte > 1) {
            return false;
        }
        value |= (byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            *number = value;
            *rest = view_slice(*rest, i + 1, rest->size);
            return true;
        }
    }
    return false;
}

struct faqbot_view buffer_view(const struct buffer *buffer)
{
    return view_make(buffer->bytes, buffer->size);
}
