/* kb/commonmark.c - cmark within bounds.
 *
 * cmark asks its allocator for memory and does not look at what it gets; its own allocator ends the process
 * when there is none. A library must not. So cmark is given an arena, and is left by longjmp() in the midst
 * of an allocation that fails. That is safe because no frame but cmark's own is left so, because cmark holds
 * nothing but memory, and because all of that memory is the arena's. The alternative, a process of its own
 * for each document, would cost more than parsing it.
 *
 * An allocator of cmark's is told neither for whom it works nor how large a piece was, hence the thread-local
 * variable below and the size in front of each piece. */
#include "kb/kb.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "util/util.h"

/* One call into cmark. */
struct call {
    struct arena *arena;
    enum faqbot_status status;
    jmp_buf give_up;
};

/* The call that this thread is in; NULL outside of one. The only variable of the library that is not const:
 * cmark's allocator has no argument that could carry it. */
static _Thread_local struct call *current;

/* A piece of memory, with the size that realloc() needs to know. */
struct piece {
    size_t size;
    alignas(max_align_t) char bytes[];
};

/* Leaves cmark. The status waits in the call, which is in the frame that setjmp() was called in. */
static _Noreturn void give_up(enum faqbot_status status)
{
    current->status = status;
    longjmp(current->give_up, 1);
}

/* Out of memory and over the limit are told apart, since the author can do something about the latter. */
static void *take(size_t size)
{
    struct arena *arena = current->arena;
    const size_t align = alignof(max_align_t);
    if (size > SIZE_MAX / 2) {
        give_up(FAQBOT_LIMIT);
    }
    size_t needed = (sizeof(struct piece) + size + align - 1) / align * align;
    struct piece *piece = arena_alloc(arena, needed);
    if (piece == NULL) {
        give_up(needed > arena->limit - arena->held ? FAQBOT_LIMIT : FAQBOT_NO_MEMORY);
    }
    piece->size = size;
    return piece->bytes;
}

static void *take_zeroed(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        give_up(FAQBOT_LIMIT);
    }
    return memset(take(count * size), 0, count * size);
}

/* A piece that shrinks stays where it is; one that grows is copied, and its old place is lost until the arena
 * ends. cmark doubles its buffers, so that is at most as much again. */
static void *retake(void *memory, size_t size)
{
    size_t before = memory == NULL ? 0 : ((struct piece *)memory - 1)->size;
    if (memory != NULL && size <= before) {
        return memory;
    }
    void *taken = take(size);
    if (before > 0) {
        memcpy(taken, memory, before);
    }
    return taken;
}

static void give_back(void *memory)
{
    (void)memory; /* the arena's, until it ends */
}

/* Freeing does nothing: cmark frees what it takes, and the arena gives it all back at once. */
void commonmark_init(struct commonmark *commonmark)
{
    commonmark->memory = (cmark_mem){.calloc = take_zeroed, .realloc = retake, .free = give_back};
    arena_init(&commonmark->arena, COMMONMARK_BYTES_MAX);
}

void commonmark_release(struct commonmark *commonmark)
{
    arena_release(&commonmark->arena);
}

/* A function of its own, so that no variable of it is alive in the frame that setjmp() returns to. */
static void work(struct commonmark *commonmark, struct faqbot_view text, cmark_node **document,
                 struct faqbot_view *html)
{
    if (html != NULL) {
        *html = view_of(cmark_render_html(*document, CMARK_OPT_UNSAFE));
        return;
    }
    cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, &commonmark->memory);
    cmark_parser_feed(parser, text.size == 0 ? "" : text.bytes, text.size);
    *document = cmark_parser_finish(parser);
}

/* Parses the text, or renders the document where `html` is given. */
static enum faqbot_status call_cmark(struct commonmark *commonmark, struct faqbot_view text,
                                     cmark_node **document, struct faqbot_view *html)
{
    struct call call = {.arena = &commonmark->arena, .status = FAQBOT_OK};
    current = &call;
    if (setjmp(call.give_up) == 0) {
        work(commonmark, text, document, html);
    }
    current = NULL;
    return call.status;
}

enum faqbot_status commonmark_parse(struct commonmark *commonmark, struct faqbot_view text,
                                    cmark_node **document)
{
    arena_reset(&commonmark->arena);
    return call_cmark(commonmark, text, document, NULL);
}

enum faqbot_status commonmark_render_html(struct commonmark *commonmark, cmark_node *document,
                                          struct faqbot_view *html)
{
    return call_cmark(commonmark, view_make(NULL, 0), &document, html);
}

/* Down to the first child, else on to the next sibling, else up to the parent, which is left then. */
bool commonmark_walk_next(struct commonmark_walk *walk)
{
    if (walk->node == NULL) {
        walk->node = walk->top;
        return true;
    }
    if (!walk->is_leaving) {
        cmark_node *child = cmark_node_first_child(walk->node);
        walk->is_leaving = child == NULL;
        walk->node = child == NULL ? walk->node : child;
        return true;
    }
    if (walk->node == walk->top) {
        return false;
    }
    cmark_node *next = cmark_node_next(walk->node);
    walk->is_leaving = next == NULL;
    walk->node = next == NULL ? cmark_node_parent(walk->node) : next;
    return true;
}

void commonmark_drop(cmark_node *node)
{
    cmark_node_unlink(node);
    cmark_node_free(node);
}

/* Whether the text has a letter. What is not ASCII counts as one, but for signs of punctuation and pictures. */
static bool has_letter(const char *text)
{
    struct faqbot_view rest = view_of(text);
    uint32_t character;
    while (utf8_next(&rest, &character)) {
        bool is_sign = character < 0x80 ? !ascii_is_alpha((char)character)
                                        : character < 0xc0 || (character >= 0x2000 && character < 0x2c00) ||
                                              (character >= 0x3000 && character < 0x3040) ||
                                              character >= 0x1f000 || character == 0xfe0f;
        if (!is_sign) {
            return true;
        }
    }
    return false;
}

bool commonmark_is_contents(cmark_node *block, size_t *links)
{
    struct commonmark_walk walk = {.top = block};
    bool within_link = false;
    *links = 0;
    while (commonmark_walk_next(&walk)) {
        cmark_node_type type = cmark_node_get_type(walk.node);
        const char *literal = type == CMARK_NODE_TEXT ? cmark_node_get_literal(walk.node) : NULL;
        if (type == CMARK_NODE_LINK) {
            within_link = !walk.is_leaving;
            *links += !walk.is_leaving;
        }
        if ((type == CMARK_NODE_LINK && cmark_node_get_url(walk.node)[0] != '#') ||
            type == CMARK_NODE_CODE_BLOCK || type == CMARK_NODE_IMAGE ||
            (literal != NULL && !within_link && has_letter(literal))) {
            return false;
        }
    }
    return *links > 0;
}
