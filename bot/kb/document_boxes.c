/* kb/document_boxes.c - the lines by which site generators, wikis and editors mark their boxes, and those that are for
 * them alone.
 *
 * A box is opened by a line and ended by another one (`{{< expand >}}`, `{% details %}`, `:::tip`, `+++ Title`), by its
 * indentation (`!!! note`, `??? question`), or by the end of a quote (`> [!NOTE]`). Each way is one function, and each
 * program's dialect a few words in it. Tags, of HTML and of components, are document.c's. */
#include "kb/document_internal.h"

#include <string.h>

#include "util/util.h"

/* Whether a box of that name sets a remark apart, so that a heading in it is the remark's and begins no section. */
static bool is_note_name(struct faqbot_view name)
{
    static const char *const names[] = {"hint",    "note",    "tip",    "info",      "important", "caution",
                                        "warning", "success", "danger", "attention", "alert"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (ascii_equals(name, view_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* ==== Templates ======================================================================================== */

/* Whether the line imports or exports something, as MDX has it, or asks for a table of contents. */
static bool is_directive(struct faqbot_view text)
{
    static const char *const exports[] = {"export const ", "export default ", "export function ",
                                          "export let ",   "export var ",     "export {",
                                          "export async ", "export * from"};
    static const char *const contents[] = {"[toc]", "[[toc]]", "[[_toc_]]", "{:toc}",
                                           "* toc", "- toc",   "@[toc]",    "${toc}"};
    struct faqbot_view end = text;
    end.size -= view_ends_with(end, ";");
    bool is_quoted = view_ends_with(end, "'") || view_ends_with(end, "\"");
    if (view_starts_with(text, "import ") && is_quoted) {
        return template_find(text, " from ") < text.size || text.bytes[7] == '\'' || text.bytes[7] == '"';
    }
    for (size_t i = 0; i < sizeof exports / sizeof *exports; i++) {
        if (view_starts_with(text, exports[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        if (ascii_equals(text, view_of(contents[i]))) {
            return true;
        }
    }
    return false;
}

/* An export may go on for lines: up to where its brackets are closed again, or an empty line. */
static void skip_export(struct document_scan *scan, struct faqbot_view line)
{
    struct faqbot_view rest = scan->rest;
    int depth = 0;
    unsigned lines = 0;
    while (view_starts_with(line, "export ") || lines > 0) {
        for (size_t i = 0; i < line.size; i++) {
            depth += line.bytes[i] == '{' || line.bytes[i] == '(' || line.bytes[i] == '[';
            depth -= line.bytes[i] == '}' || line.bytes[i] == ')' || line.bytes[i] == ']';
        }
        if (depth <= 0) {
            break;
        }
        if (!scan_next_line(&rest, &line) || view_is_empty(view_trim(line))) {
            break;
        }
        lines++;
        scan->rest = rest;
        scan->number++;
    }
}

/* Whether the text's shortcode or tag is closed by one of that name, not far behind. */
static bool is_closed_by(struct document_scan *scan, const char *opening, const char *before,
                         struct faqbot_view name)
{
    struct faqbot_view rest =
        view_slice(scan->rest, 0, scan->templates.attempts < TEMPLATE_ATTEMPTS_MAX ? CLOSING_BYTES_MAX : 0);
    while (rest.size > 0) {
        rest = view_slice(rest, template_find(rest, opening), rest.size);
        rest = view_slice(rest, strlen(opening), rest.size);
        struct faqbot_view inside = view_trim(view_slice(rest, 0, view_find(rest, '}')));
        if (view_starts_with(inside, before)) {
            inside = view_trim(view_slice(inside, strlen(before), inside.size));
            bool is_word = inside.size <= name.size || !ascii_is_alnum(inside.bytes[name.size]);
            if (is_word && view_equals(view_slice(inside, 0, name.size), name)) {
                return true;
            }
        }
    }
    scan->templates.attempts++;
    return false;
}

/* GitBook's card that leads to another page, which has nothing to say where its text is the name of a file. */
static void take_reference(struct document_scan *scan)
{
    struct faqbot_view rest = scan->rest;
    struct faqbot_view line = {0};
    unsigned lines = 0;
    while (view_is_empty(view_trim(line)) && scan_next_line(&rest, &line)) {
        lines++;
    }
    struct faqbot_view link = view_trim(line);
    struct faqbot_view name = view_slice(link, 1, view_find(link, ']') - 1);
    if (view_starts_with(link, "[") && view_ends_with(link, ")") &&
        (view_ends_with(name, ".md") || view_ends_with(name, "/"))) {
        scan->rest = rest;
        scan->number += lines;
    }
}

/* A shortcode that holds lines ({{< expand "…" >}} of Hugo, {% details … %} of Liquid) opens a container, and its
 * end closes it. False: the line is no such thing. */
static bool take_shortcode(struct document_scan *scan, struct faqbot_view text)
{
    bool is_liquid = view_starts_with(text, "{%");
    if (!is_liquid && !view_starts_with(text, "{{<") && !view_starts_with(text, "{{%")) {
        return false;
    }
    const char *opening = is_liquid ? "{%" : text.bytes[2] == '<' ? "{{<" : "{{%";
    const char *closing = is_liquid ? "%}" : text.bytes[2] == '<' ? ">}}" : "%}}";
    size_t size = strlen(opening);
    size_t end = template_find(text, closing);
    if (end + strlen(closing) != text.size) {
        return false;
    }
    struct faqbot_view inside = view_trim(view_slice(text, size, end - size));
    inside = view_trim(view_slice(inside, view_starts_with(inside, "-"), inside.size));
    const char *before = is_liquid ? "end" : "/";
    if (view_starts_with(inside, before)) {
        (void)scan_close_named(scan, view_trim(view_slice(inside, strlen(before), inside.size)));
        return true;
    }
    struct faqbot_view name = view_slice(inside, 0, view_find(inside, ' '));
    struct faqbot_view arguments = view_trim(view_slice(inside, name.size, inside.size));
    struct faqbot_view title = tag_title(arguments);
    title = view_is_empty(title) ? tag_quoted(arguments) : title;
    if (is_liquid && view_equals_text(name, "details") && view_is_empty(title)) {
        title = arguments;
    }
    struct faqbot_view answer = tag_attribute(arguments, "answer");
    answer = view_is_empty(answer) ? tag_attribute(arguments, "a") : answer;
    bool is_whole = !view_is_empty(answer);
    bool is_note = is_note_name(name) && is_liquid;
    bool may_hold = is_note || !view_is_empty(title);
    if (is_liquid && view_equals_text(name, "content-ref")) {
        take_reference(scan);
    } else if (may_hold &&
               (is_whole || scan->depth == CONTAINERS_MAX || is_closed_by(scan, opening, before, name))) {
        scan_open(scan,
                  (struct container){.kind = CONTAINER_TAG,
                                     .form = scan_form_of(name),
                                     .name = name,
                                     .strip = STRIP_UNKNOWN,
                                     .is_note = is_note},
                  title);
        scan_add_text(scan, answer);
        if (is_whole) {
            scan_close(scan);
        }
    }
    return true;
}

/* ==== Admonitions ===================================================================================== */

/* The letters that a text begins with, as in the names of boxes. */
static struct faqbot_view first_name(struct faqbot_view text)
{
    size_t size = 0;
    while (size < text.size && (ascii_is_alnum(text.bytes[size]) || text.bytes[size] == '-')) {
        size++;
    }
    return view_slice(text, 0, size);
}

/* A box that folds, or is called a question, is meant to be read as one (FORM_DETAILS). */
static enum question_form box_form(struct faqbot_view name, bool folds)
{
    return folds || scan_form_of(name) == FORM_COMPONENT ? FORM_DETAILS : FORM_ADMONITION;
}

/* What Microsoft Learn has in one line: `:::image source="a.png" alt-text="A":::`. Only an image says something. */
static void take_whole_colons(struct document_scan *scan, struct faqbot_view name,
                              struct faqbot_view attributes)
{
    struct buffer image;
    struct faqbot_view source = tag_attribute(attributes, "source");
    if (!ascii_equals(name, view_of("image")) || view_is_empty(source)) {
        return;
    }
    buffer_init_in(&image, &scan->reader->lines_arena, SIZE_MAX);
    buffer_add_text(&image, "![");
    buffer_add(&image, tag_attribute(attributes, "alt-text"));
    buffer_add_text(&image, "](");
    buffer_add(&image, source);
    buffer_add_text(&image, ")");
    if (kb_check_memory(scan->reader, !image.failed)) {
        scan_add_text(scan, buffer_view(&image));
    }
}

/* `:::tip Title`, `:::tip[Title]`, `::: {.note title="Title"}`, `::: zone pivot="a"`, and `:::` or `::: zone-end` that
 * ends one. */
static bool take_colons(struct document_scan *scan, struct faqbot_view text)
{
    size_t colons = line_signs(text, ':');
    if (colons < 3) {
        return false;
    }
    struct faqbot_view title = view_trim(view_slice(text, colons, text.size));
    struct faqbot_view name = first_name(title);
    struct faqbot_view rest = view_trim(view_slice(title, name.size, title.size));
    bool has_attributes = view_find(rest, '=') < view_find(rest, ' ');
    if (view_is_empty(title)) {
        return scan_close_kind(scan, CONTAINER_COLONS);
    }
    if (view_ends_with(rest, ":::")) {
        take_whole_colons(scan, name, rest);
        return true;
    }
    if (view_ends_with(name, "-end") && view_is_empty(rest)) {
        (void)scan_close_kind(scan, CONTAINER_COLONS);
        return true;
    }
    if (view_starts_with(rest, "{") || has_attributes) {
        rest = tag_title(rest);
    } else if (view_starts_with(rest, "[")) {
        rest = view_slice(rest, 1, view_find(rest, ']') - 1);
    }
    scan_open(scan,
              (struct container){
                  .kind = CONTAINER_COLONS, .form = box_form(name, false), .is_note = is_note_name(name)},
              rest);
    return true;
}

/* `!!! note "Title"`, `??? question "Title"`, `=== "Tab"`, and their lines, which stand further in. */
static bool take_indented(struct document_scan *scan, struct faqbot_view text, size_t indent)
{
    bool folds = view_starts_with(text, "??? ") || view_starts_with(text, "???+ ");
    bool is_tab = view_starts_with(text, "=== \"") || view_starts_with(text, "=== '");
    if (!folds && !is_tab && !view_starts_with(text, "!!! ")) {
        return false;
    }
    struct faqbot_view name = first_name(view_slice(text, view_find(text, ' ') + 1, text.size));
    size_t quote =
        view_find(text, '"') < view_find(text, '\'') ? view_find(text, '"') : view_find(text, '\'');
    scan_open(scan,
              (struct container){.kind = CONTAINER_INDENT,
                                 .form = box_form(name, folds),
                                 .strip = STRIP_UNKNOWN,
                                 .indent = indent,
                                 .is_note = is_note_name(name)},
              tag_quoted(view_slice(text, quote, text.size)));
    return true;
}

/* `> [!NOTE]` with or without a title: what is quoted below it is its text. */
static bool take_callout(struct document_scan *scan, struct faqbot_view text)
{
    if (!view_starts_with(text, ">")) {
        return false;
    }
    struct faqbot_view inside = view_trim(view_slice(text, 1, text.size));
    size_t end = view_find(inside, ']');
    if (!view_starts_with(inside, "[!") || end == inside.size || end < 3) {
        return false;
    }
    struct faqbot_view name = view_slice(inside, 2, end - 2);
    struct faqbot_view title = view_slice(inside, end + 1, inside.size);
    bool folds = view_starts_with(title, "-") || view_starts_with(title, "+");
    scan_open(scan,
              (struct container){
                  .kind = CONTAINER_QUOTE, .form = box_form(name, folds), .is_note = is_note_name(name)},
              view_slice(title, folds, title.size));
    return true;
}

/* Whether a line `+++` follows before one that begins like it and says more. */
static bool is_closed_by_plus(struct document_scan *scan)
{
    struct faqbot_view line;
    struct faqbot_view rest =
        view_slice(scan->rest, 0, scan->templates.attempts < TEMPLATE_ATTEMPTS_MAX ? CLOSING_BYTES_MAX : 0);
    while (scan_next_line(&rest, &line)) {
        line = view_trim(line);
        if (view_starts_with(line, "+++")) {
            return line.size == 3;
        }
    }
    scan->templates.attempts++;
    return false;
}

/* `+++ Title` and `+++` around lines that unfold (Adobe's documentation). */
static bool take_plus(struct document_scan *scan, struct faqbot_view text)
{
    struct faqbot_view title = view_trim(view_slice(text, 3, text.size));
    if (!view_starts_with(text, "+++") || view_starts_with(title, "+")) {
        return false;
    }
    if (view_is_empty(title)) {
        return scan_close_kind(scan, CONTAINER_PLUS);
    }
    if (!is_closed_by_plus(scan)) {
        return false;
    }
    scan_open(scan, (struct container){.kind = CONTAINER_PLUS, .form = FORM_DETAILS, .strip = STRIP_UNKNOWN},
              title);
    return true;
}

/* kramdown's mark of the list that becomes a table of contents, which the list's text is no part of. */
static bool take_contents_mark(struct document_scan *scan, struct faqbot_view text)
{
    struct document *document = scan->document;
    struct faqbot_view inside = view_trim(view_slice(text, 2, text.size));
    size_t mark;
    if (!view_starts_with(text, "{:") || !view_starts_with(inside, "toc") || inside.size < 4 ||
        ascii_is_alnum(inside.bytes[3])) {
        return false;
    }
    if (document->count > 0 && document->lines[document->count - 1].kind == DOCUMENT_TEXT &&
        line_is_item(view_trim(document->lines[document->count - 1].text), &mark)) {
        document->count--;
    }
    return true;
}

bool scan_take_box(struct document_scan *scan, struct faqbot_view text, size_t indent)
{
    if (is_directive(text)) {
        skip_export(scan, text);
        return true;
    }
    return take_contents_mark(scan, text) || take_shortcode(scan, text) || take_colons(scan, text) ||
           take_indented(scan, text, indent) || take_callout(scan, text) || take_plus(scan, text);
}
