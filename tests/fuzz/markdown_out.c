/* fuzz/markdown_out.c - what was read from any Markdown is written as Markdown that reads the same, except for emphasis
 * three levels deep, whose marks can close one another. */
#include <assert.h>

#include "kb/kb_internal.h"
#include "text/text.h"
#include "util/util.h"
#include "convert/convert_internal.h"

#define BYTES_MAX ((size_t)1 << 24)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Reads `text` and packs what it is read as. */
static bool read_text(struct answer *answer, struct arena *arena, struct faqbot_view text,
                      struct entry *entry, struct buffer *packed)
{
    struct fault_reporter reporter = {0};
    const struct answer_source source = {.arena = arena, .reporter = &reporter, .path = "a.md"};
    answer_reset(answer);
    bool read = answer_add_markdown(answer, &source, text) && answer->status != FAQBOT_LIMIT;
    *entry = (struct entry){.nodes = answer->nodes, .node_count = answer->count};
    answer_add_notes(answer, entry);
    rich_encode(entry->nodes, entry->node_count, packed);
    return read;
}

static bool is_deep(const struct entry *answer)
{
    size_t marks = 0;
    for (size_t i = 0; i < answer->node_count; i++) {
        enum faqbot_node_kind kind = answer->nodes[i].kind;
        marks = kind == FAQBOT_NODE_PARAGRAPH ? 0 : marks;
        marks += kind == FAQBOT_NODE_STRONG || kind == FAQBOT_NODE_EMPHASIS;
        if (marks > 2) {
            return true; /* that many in one paragraph, deep or not: simple, and enough is left */
        }
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct arena arena;
    struct answer answer;
    struct entry entry;
    struct buffer packed[2];
    struct buffer markdown;
    if (!utf8_is_valid(text) || view_find(text, 0) < size) {
        return 0;
    }
    arena_init(&arena, SIZE_MAX);
    answer_init(&answer);
    buffer_init(&packed[0], BYTES_MAX);
    buffer_init(&packed[1], BYTES_MAX);
    buffer_init(&markdown, BYTES_MAX);
    if (read_text(&answer, &arena, text, &entry, &packed[0])) {
        bool deep = is_deep(&entry);
        md_writer_add_nodes(entry.nodes, entry.node_count, &markdown);
        assert(utf8_is_valid(buffer_view(&markdown)));
        bool read = read_text(&answer, &arena, buffer_view(&markdown), &entry, &packed[1]);
        assert(deep || !read || view_equals(buffer_view(&packed[0]), buffer_view(&packed[1])));
    }
    arena_release(&arena);
    answer_release(&answer);
    buffer_release(&packed[0]);
    buffer_release(&packed[1]);
    buffer_release(&markdown);
    return 0;
}
