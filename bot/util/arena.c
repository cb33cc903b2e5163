/* util/arena.c - memory for one request, taken piece by piece and given back all at once.
 *
 * A chain of blocks, each twice as large as the one before, so that a request of any size takes few calls of
 * malloc(). A reset keeps the blocks: a server that answers its thousandth question allocates nothing.
 * Deliberately without a way to free one piece, which would need bookkeeping for each, and whose absence is
 * what makes an arena safe: nothing in it can be freed twice or too early.
 *
 * To AddressSanitizer a block is one allocation, in which it would not see a write past the end of a piece.
 * So in such builds what is not taken is poisoned, with a gap behind each piece; in other builds all of this
 * is nothing. */
#include "util/util.h"

#include <sanitizer/asan_interface.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* gcc says __SANITIZE_ADDRESS__, clang __has_feature(); the header above gives gcc a __has_feature() that
 * knows nothing, so gcc's own word is asked for first. */
#if defined(__SANITIZE_ADDRESS__)
#define SEES_PIECES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SEES_PIECES 1
#endif
#endif

#ifdef SEES_PIECES
#define GAP_BYTES ((size_t)32)
#define forbid(bytes, size) ASAN_POISON_MEMORY_REGION(bytes, size)
#define allow(bytes, size) ASAN_UNPOISON_MEMORY_REGION(bytes, size)
#else
#define forbid(bytes, size) ((void)(size))
#define allow(bytes, size) ((void)(size))
#endif

/* Large enough that an ordinary request never needs a second block. */
#define FIRST_BLOCK_BYTES ((size_t)16 * 1024)

/* The pieces lie behind this header, in the same allocation. */
struct arena_block {
    struct arena_block *next;
    size_t size; /* of the bytes behind this header */
    size_t used;
    alignas(max_align_t) char bytes[];
};

void arena_init(struct arena *arena, size_t limit)
{
    *arena = (struct arena){.limit = limit};
}

void arena_release(struct arena *arena)
{
    struct arena_block *block = arena->first;
    while (block != NULL) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    arena_init(arena, arena->limit);
}

void arena_reset(struct arena *arena)
{
#ifdef SEES_PIECES
    for (struct arena_block *block = arena->first; block != NULL; block = block->next) {
        forbid(block->bytes, block->size);
    }
#endif
    arena->current = arena->first;
    if (arena->current != NULL) {
        arena->current->used = 0;
    }
}

/* The next block that has room for `size`: a kept one where it is large enough, else a new one behind the
 * current. Kept ones that are too small are freed: they would count against the limit and be of no use. */
static struct arena_block *next_block(struct arena *arena, size_t size)
{
    struct arena_block *kept = arena->current == NULL ? NULL : arena->current->next;
    while (kept != NULL && kept->size < size) {
        struct arena_block *next = kept->next;
        arena->current->next = next;
        arena->held -= kept->size;
        free(kept);
        kept = next;
    }
    if (kept != NULL) {
        kept->used = 0;
        return kept;
    }
    size_t room = arena->current == NULL ? FIRST_BLOCK_BYTES : 2 * arena->current->size;
    room = room < size ? size : room;
    if (room > arena->limit - arena->held) {
        room = size;
    }
    if (room > arena->limit - arena->held || room > SIZE_MAX - sizeof(struct arena_block)) {
        return NULL;
    }
    struct arena_block *block = malloc(sizeof *block + room);
    if (block == NULL) {
        arena->no_memory = true;
        return NULL;
    }
    *block = (struct arena_block){.size = room};
    forbid(block->bytes, room);
    arena->held += room;
    if (arena->current == NULL) {
        arena->first = block;
    } else {
        arena->current->next = block;
    }
    return block;
}

/* Rounds the size up, so that every piece is aligned for any type; a piece of no bytes gets a place of its
 * own all the same, because callers take NULL for a failure. */
void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    const size_t wanted = size;
    if (size > SIZE_MAX - align) {
        return NULL;
    }
    size = size == 0 ? align : (size + align - 1) / align * align;
    if (arena->current == NULL || arena->current->size - arena->current->used < size) {
        struct arena_block *block = next_block(arena, size);
        if (block == NULL) {
            return NULL;
        }
        arena->current = block;
    }
    void *taken = arena->current->bytes + arena->current->used;
    allow(taken, wanted);
    arena->current->used += size;
#ifdef SEES_PIECES
    size_t left = arena->current->size - arena->current->used;
    arena->current->used += left < GAP_BYTES ? left : GAP_BYTES;
#endif
    return taken;
}

/* Zeroed, since arrays are filled by and by and a half-filled one must be safe to look at. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    void *taken = arena_alloc(arena, count * size);
    return taken == NULL ? NULL : memset(taken, 0, count * size);
}

void *arena_need(struct arena *arena, size_t count, size_t size, enum faqbot_status *status)
{
    void *taken = *status == FAQBOT_OK ? arena_alloc_array(arena, count, size) : NULL;
    if (taken == NULL && *status == FAQBOT_OK) {
        *status = FAQBOT_NO_MEMORY;
    }
    return taken;
}

/* The NUL behind the copy is for the sake of C functions that are handed `copy->bytes`. */
bool arena_copy(struct arena *arena, struct faqbot_view view, struct faqbot_view *copy)
{
    char *bytes = view.size == SIZE_MAX ? NULL : arena_alloc(arena, view.size + 1);
    if (bytes == NULL) {
        return false;
    }
    if (view.size > 0) {
        memcpy(bytes, view.bytes, view.size);
    }
    bytes[view.size] = '\0';
    *copy = view_make(bytes, view.size);
    return true;
}
