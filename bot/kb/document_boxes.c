/* kb/document_boxes.c - the lines by which site generators, wikis and editors mark their boxes, and those that are for
 * them alone.
 *
 * A box is opened by a line and ended by another one (`{{< expand >}}`, `{% details %}`, `:::tip`), by its indentation
 * (`!!! note`, `??? question`), or by the end of a quote (`> [!NOTE]`). Each way is one function, and each program's
 * dialect a few words in it. Tags, of HTML and of components, are document.c's. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

#define CLOSING_BYTES_MAX 65536 /* within which a shortcode's end is looked for */

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
static void skip_export(struct scan *scan, struct faqbot_view line)
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
static bool is_closed_by(struct scan *scan, const char *opening, const char *before, struct faqbot_view name)
{
    struct faqbot_view rest =
        view_slice(scan->rest, 0, scan->templates.attempts < TEMPLATE_ATTEMPTS_MAX ? CLOSING_BYTES_MAX : 0);
    while (rest.size > 0) {
        rest = view_slice(rest, template_find(rest, opening), rest.size);
        rest = view_slice(rest, strlen(opening), rest.size);
        struct faqbot_view inside = view_trim(view_slice(rest, 0, view_find(rest, '}')));
        if (view_starts_with(inside, before)) {
            inside = view_trim(view_slice(inside, strlen(before), name.size));
            if (view_equals(inside, name)) {
                return true;
            }
        }
    }
    scan->templates.attempts++;
    return false;
}

/* A shortcode that holds lines ({{< expand "…" >}} of Hugo, {% details … %} of Liquid) opens a container, and its
 * end closes it. False: the line is no such thing. */
static bool take_shortcode(struct scan *scan, struct faqbot_view text)
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
    if (!view_is_empty(title) && (is_whole || is_closed_by(scan, opening, before, name))) {
        scan_open(
            scan,
            (struct container){
                .kind = CONTAINER_TAG, .form = scan_form_of(name), .name = name, .strip = STRIP_UNKNOWN},
            title);
        scan_add_text(scan, answer);
        if (is_whole) {
            scan_close(scan);
        }
    }
    return true;
}

/* ==== Admonitions ===================================================================================== */

/* `:::tip Title`, `:::tip[Title]`, `::: {.note title="Title"}`, and `:::` that ends one. */
static bool take_colons(struct scan *scan, struct faqbot_view text)
{
    size_t colons = line_signs(text, ':');
    if (colons < 3) {
        return false;
    }
    struct faqbot_view title = view_trim(view_slice(text, colons, text.size));
    if (view_is_empty(title)) {
        return scan_close_kind(scan, CONTAINER_COLONS);
    }
    size_t name = 0;
    while (name < title.size && (ascii_is_alnum(title.bytes[name]) || title.bytes[name] == '-')) {
        name++;
    }
    struct faqbot_view rest = view_trim(view_slice(title, name, title.size));
    if (view_starts_with(rest, "{")) {
        rest = tag_title(rest);
    } else if (view_starts_with(rest, "[")) {
        rest = view_slice(rest, 1, view_find(rest, ']') - 1);
    }
    enum question_form form =
        scan_form_of(view_slice(title, 0, name)) == FORM_COMPONENT ? FORM_DETAILS : FORM_ADMONITION;
    scan_open(scan, (struct container){.kind = CONTAINER_COLONS, .form = form}, rest);
    return true;
}

/* `!!! note "Title"`, `??? question "Title"`, `=== "Tab"`, and their lines, which stand further in. */
static bool take_indented(struct scan *scan, struct faqbot_view text, size_t indent)
{
    bool is_one = view_starts_with(text, "!!! ") || view_starts_with(text, "??? ") ||
                  view_starts_with(text, "???+ ") || view_starts_with(text, "=== \"") ||
                  view_starts_with(text, "=== '");
    if (!is_one) {
        return false;
    }
    size_t quote =
        view_find(text, '"') < view_find(text, '\'') ? view_find(text, '"') : view_find(text, '\'');
    scan_open(
        scan,
        (struct container){
            .kind = CONTAINER_INDENT, .form = FORM_ADMONITION, .strip = STRIP_UNKNOWN, .indent = indent},
        tag_quoted(view_slice(text, quote, text.size)));
    return true;
}

/* `> [!NOTE]` with or without a title: what is quoted below it is its text. */
static bool take_callout(struct scan *scan, struct faqbot_view text)
{
    if (!view_starts_with(text, ">")) {
        return false;
    }
    struct faqbot_view inside = view_trim(view_slice(text, 1, text.size));
    size_t end = view_find(inside, ']');
    if (!view_starts_with(inside, "[!") || end == inside.size || end < 3) {
        return false;
    }
    struct faqbot_view title = view_slice(inside, end + 1, inside.size);
    if (view_starts_with(title, "-") || view_starts_with(title, "+")) {
        title = view_slice(title, 1, title.size);
    }
    scan_open(scan, (struct container){.kind = CONTAINER_QUOTE, .form = FORM_ADMONITION}, title);
    return true;
}

bool scan_take_box(struct scan *scan, struct faqbot_view text, size_t indent)
{
    if (is_directive(text)) {
        skip_export(scan, text);
        return true;
    }
    return take_shortcode(scan, text) || take_colons(scan, text) || take_indented(scan, text, indent) ||
           take_callout(scan, text);
}
