/* kb/document_scan.c - what document.c and document_boxes.c make of an article's lines: the lines of the document, and
 * the containers that open and close among them. */
#include "kb/document_internal.h"

#include <string.h>

#include "util/util.h"

/* Splits off the next line. A carriage return ends one too, with or without a line feed, as it does for the parser:
 * both must count the same lines. */
bool scan_next_line(struct faqbot_view *rest, struct faqbot_view *line)
{
    size_t end = 0;
    if (rest->size == 0) {
        return false;
    }
    while (end < rest->size && rest->bytes[end] != '\n' && rest->bytes[end] != '\r') {
        end++;
    }
    bool is_pair = end + 1 < rest->size && rest->bytes[end] == '\r' && rest->bytes[end + 1] == '\n';
    *line = view_slice(*rest, 0, end);
    *rest = view_slice(*rest, end + 1 + is_pair, rest->size);
    return true;
}

/* ==== Lines =========================================================================================== */

void scan_add_line(struct document_scan *scan, struct faqbot_view text, enum document_line_kind kind,
                   enum question_form form)
{
    struct document *document = scan->document;
    if (document->count == DOCUMENT_LINES_MAX) {
        document->is_too_long = true;
        return;
    }
    if (!kb_check_memory(scan->reader,
                         array_grow(&scan->reader->lines_arena, &document->lines, document->count,
                                    &scan->capacity, sizeof *document->lines))) {
        return;
    }
    document->lines[document->count++] = (struct document_line){
        .text = text, .number = scan->number, .kind = (uint8_t)kind, .form = (uint8_t)form};
}

/* Two texts in a row, in the arena. */
struct faqbot_view scan_join(struct document_scan *scan, struct faqbot_view first, struct faqbot_view second)
{
    struct buffer joined;
    buffer_init_in(&joined, &scan->reader->lines_arena, SIZE_MAX);
    buffer_add(&joined, first);
    buffer_add(&joined, second);
    kb_check_memory(scan->reader, !joined.failed);
    return joined.failed ? view_make(NULL, 0) : buffer_view(&joined);
}

/* What is left of a line between tags. */
void scan_add_text(struct document_scan *scan, struct faqbot_view text)
{
    if (view_is_empty(view_trim(text))) {
        return;
    }
    if (scan->begins_item) {
        static const char blanks[] = "                                ";
        size_t indent = scan->list_depth > 1 ? 3 * (scan->list_depth - 1) : 0;
        indent = indent < sizeof blanks ? indent : sizeof blanks - 1;
        struct faqbot_view mark = view_of(scan->is_numbered ? "1. " : "- ");
        text = scan_join(scan, scan_join(scan, view_make(blanks, indent), mark), view_trim(text));
        scan->begins_item = false;
    }
    scan_add_line(scan, text, DOCUMENT_TEXT, FORM_HEADING);
}

/* ==== Containers ====================================================================================== */

/* Opens a container, or passes its title on as text where they nest too deep. */
void scan_open(struct document_scan *scan, struct container container, struct faqbot_view title)
{
    struct template_state templates = {.comment = NULL};
    title = view_trim(template_strip(&scan->reader->lines_arena, view_trim(title), &templates));
    kb_check_memory(scan->reader, !templates.failed);
    if (scan->depth == CONTAINERS_MAX) {
        scan_add_text(scan, title);
        return;
    }
    container.line = scan->document->count;
    container.has_title = !view_is_empty(title);
    scan->stack[scan->depth++] = container;
    scan->in_list = false;
    scan->after_blank = true;
    scan_add_line(scan, title, DOCUMENT_OPEN, container.form);
}

void scan_close(struct document_scan *scan)
{
    scan->depth--;
    scan->in_list = false;
    scan->after_blank = true;
    scan_add_line(scan, view_make(NULL, 0), DOCUMENT_CLOSE, FORM_HEADING);
}

/* Closes the innermost container of that name, and what is open in it. False: there is none. */
bool scan_close_named(struct document_scan *scan, struct faqbot_view name)
{
    size_t depth = scan->depth;
    while (depth > 0 && (scan->stack[depth - 1].kind != CONTAINER_TAG ||
                         !ascii_equals(scan->stack[depth - 1].name, name))) {
        depth--;
    }
    while (depth > 0 && scan->depth >= depth) {
        scan_close(scan);
    }
    return depth > 0;
}

bool scan_close_kind(struct document_scan *scan, enum container_kind kind)
{
    size_t depth = scan->depth;
    while (depth > 0 && scan->stack[depth - 1].kind != kind) {
        depth--;
    }
    while (depth > 0 && scan->depth >= depth) {
        scan_close(scan);
    }
    return depth > 0;
}

/* Whether something with that name hides its text until it is asked for, as FAQs do. Tabs and cards have titles
 * too, which are questions only if they ask. */
enum question_form scan_form_of(struct faqbot_view name)
{
    static const char *const parts[] = {"accordion", "collaps", "detail",   "disclosure", "expand",
                                        "faq",       "qa",      "question", "spoiler",    "toggle"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (template_find(name, parts[i]) < name.size) {
            return FORM_COMPONENT;
        }
    }
    return FORM_ADMONITION;
}
