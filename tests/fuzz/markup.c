/* fuzz/markup.c - any bytes as HTML: the result is Markdown that our reader accepts without complaint, and that says
 * what the HTML says. */
#include <assert.h>

#include "kb/kb_internal.h"
#include "text/text.h"
#include "util/util.h"
#include "convert/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Without blanks, and without what the two ways of writing differ by: marks of items and of cells. */
static void squeeze(struct faqbot_view text, struct buffer *out)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        if (view_starts_with(view_slice(text, i, 3), "\xef\xbb\xbf")) {
            i += 2; /* a byte order mark stays in code alone */
            continue;
        }
        bool is_wide_blank = byte == 0xc2 && (unsigned char)text.bytes[i + 1] <= 0xa0;
        if (byte > ' ' && byte != '-' && byte != ';' && byte != 0x7f && !is_wide_blank) {
            buffer_add_byte(out, (char)byte);
        }
        i += is_wide_blank;
    }
}

/* Takes out what is struck, which a line does not have. */
static size_t drop_struck(struct faqbot_node *nodes, size_t count)
{
    size_t kept = 0;
    size_t depth = 0;
    for (size_t i = 0; i < count; i++) {
        enum faqbot_node_kind kind = nodes[i].kind;
        bool is_leaf = kind == FAQBOT_NODE_TEXT || kind == FAQBOT_NODE_BREAK || kind == FAQBOT_NODE_CODE ||
                       kind == FAQBOT_NODE_IMAGE || kind == FAQBOT_NODE_FOOTNOTE;
        bool opens = kind != FAQBOT_NODE_CLOSE && !is_leaf;
        bool is_struck = depth > 0 || kind == FAQBOT_NODE_STRIKE;
        depth += is_struck && opens;
        depth -= is_struck && kind == FAQBOT_NODE_CLOSE;
        if (!is_struck) {
            nodes[kept++] = nodes[i];
        }
    }
    return kept;
}

static void compare(struct faqbot_view markdown, struct faqbot_view line, struct arena *arena)
{
    struct fault_reporter reporter = {0};
    const struct answer_source source = {.arena = arena, .reporter = &reporter, .path = "a"};
    struct answer answer;
    struct buffer text, left, right;
    answer_init(&answer);
    buffer_init(&text, (size_t)1 << 26);
    buffer_init(&left, (size_t)1 << 26);
    buffer_init(&right, (size_t)1 << 26);
    assert(answer_add_markdown(&answer, &source, markdown));
    assert(reporter.warnings == 0 && reporter.errors == 0 && answer.status == FAQBOT_OK);
    rich_to_search_text(answer.nodes, drop_struck(answer.nodes, answer.count), &text);
    squeeze(buffer_view(&text), &left);
    squeeze(line, &right);
    assert(view_equals(buffer_view(&left), buffer_view(&right)));
    buffer_release(&text);
    buffer_release(&left);
    buffer_release(&right);
    answer_release(&answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view html = view_make((const char *)bytes, size);
    struct arena arena;
    struct html_text made;
    struct html_text line;
    arena_init(&arena, (size_t)1 << 28);
    html_convert(html, NULL, false, view_make(NULL, 0), &arena, &made);
    if (made.status == FAQBOT_OK) {
        html_convert(html, NULL, true, view_make(NULL, 0), &arena, &line);
        assert(line.status == FAQBOT_OK && view_find(line.text, '\n') == line.text.size);
        assert(utf8_is_valid(made.text) && utf8_is_valid(line.text));
        compare(made.text, line.text, &arena);
    }
    arena_release(&arena);
    return 0;
}
