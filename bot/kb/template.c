/* kb/template.c - a line without the tags of templates, without comments, and with Markdown in place of the HTML
 * that says the same.
 *
 * Works within one line, and remembers what goes on in the next. What is searched for and not found costs time
 * again and again in a file that is made for it, so the searches that fail are counted, and after
 * TEMPLATE_ATTEMPTS_MAX there are no more. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

size_t template_find(struct faqbot_view view, const char *text)
{
    size_t size = strlen(text);
    for (size_t i = 0; i + size <= view.size; i++) {
        if (ascii_compare(view.bytes + i, text, size) == 0) {
            return i;
        }
    }
    return view.size;
}

size_t template_code_size(struct faqbot_view line, size_t at)
{
    size_t signs = 0;
    while (at + signs < line.size && line.bytes[at + signs] == '`') {
        signs++;
    }
    for (size_t i = at + signs; i < line.size && i < at + MARKUP_BYTES_MAX;) {
        size_t run = 0;
        while (i + run < line.size && line.bytes[i + run] == '`') {
            run++;
        }
        if (run == signs) {
            return i + run - at;
        }
        i += run > 0 ? run : 1;
    }
    return signs;
}

/* ==== Templates and comments ========================================================================== */

/* The size of what a template begins with, up to its end; 0: the text begins with none. */
static size_t tag_size(struct faqbot_view text, struct faqbot_view before, struct template_state *state)
{
    static const struct {
        const char *opening;
        const char *closing;
    } kinds[] = {{"{%", "%}"}, {"{{<", ">}}"}, {"{{%", "%}}"}, {"{:", "}"}};
    text = view_slice(text, 0, state->attempts < TEMPLATE_ATTEMPTS_MAX ? MARKUP_BYTES_MAX : 0);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (view_starts_with(text, kinds[i].opening)) {
            size_t end = template_find(text, kinds[i].closing);
            state->attempts += end == text.size;
            return end < text.size ? end + strlen(kinds[i].closing) : 0;
        }
    }
    /* Attributes of a link or image, as in [text](address){ .button }. */
    if (!view_starts_with(text, "{") || !view_ends_with(before, ")")) {
        return 0;
    }
    size_t end = view_find(text, '}');
    struct faqbot_view inside = view_trim(view_slice(text, 1, end - 1));
    bool is_list = end < text.size && (view_starts_with(inside, ".") || view_starts_with(inside, "#") ||
                                       view_find(inside, '=') < inside.size);
    state->attempts += end == text.size;
    return is_list ? end + 1 : 0;
}

/* The size of the comment that the text begins with. One that goes on in the next line is remembered. */
static size_t comment_size(struct faqbot_view text, struct template_state *state)
{
    static const char *const kinds[][2] = {{"<!--", "-->"}, {"{/*", "*/}"}};
    for (size_t i = 0; i < 2; i++) {
        if (view_starts_with(text, kinds[i][0])) {
            size_t end = template_find(text, kinds[i][1]);
            state->comment = end == text.size ? kinds[i][1] : NULL;
            return end == text.size ? end : end + strlen(kinds[i][1]);
        }
    }
    return 0;
}

/* ==== HTML within a line ============================================================================== */

/* A link to a place of the page, while its text comes. */
struct anchor {
    bool is_open;               /* <a> without an address: its end says nothing either */
    struct faqbot_view address; /* "#place" */
};

/* What stands for a tag of HTML in Markdown; NULL: the tag stays. */
static const char *replace_tag(const struct tag *tag, struct anchor *anchor, bool is_first)
{
    static const char *const strong[] = {"b", "strong"};
    static const char *const emphasis[] = {"i", "em"};
    struct faqbot_view address = tag_attribute(tag->attributes, "href");
    bool is_anchor = ascii_equals(tag->name, view_of("a"));
    if (tag_is_one_of(tag, strong, 2)) {
        return "**";
    }
    if (tag_is_one_of(tag, emphasis, 2)) {
        return "*";
    }
    if (is_anchor && !tag->is_closing) {
        *anchor = (struct anchor){view_is_empty(address),
                                  view_starts_with(address, "#") ? address : view_make(NULL, 0)};
        return anchor->is_open && !tag->is_empty ? "" : view_is_empty(anchor->address) ? NULL : "[";
    }
    if (is_anchor) {
        const char *end = anchor->is_open ? "" : view_is_empty(anchor->address) ? NULL : "](";
        anchor->is_open = false;
        return end;
    }
    /* Markdown's parser does not know braces in attributes. */
    return !is_first && view_find(tag->attributes, '{') < tag->attributes.size ? "" : NULL;
}

/* Writes the line without what is left out. */
struct cleaning {
    struct buffer out;
    struct faqbot_view line;
    size_t kept; /* what stands before it has been looked at */
};

static void replace(struct cleaning *cleaning, size_t at, size_t size, const char *text)
{
    buffer_add(&cleaning->out, view_slice(cleaning->line, cleaning->kept, at - cleaning->kept));
    buffer_add_text(&cleaning->out, text);
    cleaning->kept = at + size;
}

/* Replaces the tag of HTML at that place, if it is to be. Gives its size; 0: it stays. */
static size_t clean_tag(struct cleaning *cleaning, size_t at, struct anchor *anchor,
                        struct template_state *state)
{
    struct tag tag;
    struct faqbot_view line = cleaning->line;
    if (state->attempts >= TEMPLATE_ATTEMPTS_MAX || !tag_read(view_slice(line, at, MARKUP_BYTES_MAX), &tag)) {
        return 0;
    }
    const char *text = replace_tag(&tag, anchor, view_is_empty(view_trim(view_slice(line, 0, at))));
    if (text == NULL) {
        return 0;
    }
    replace(cleaning, at, tag.size, text);
    if (strcmp(text, "](") == 0) {
        buffer_add(&cleaning->out, anchor->address);
        buffer_add_byte(&cleaning->out, ')');
        anchor->address = view_make(NULL, 0);
    }
    return tag.size;
}

/* ==== Links back to the top =========================================================================== */

static bool leads_back(struct faqbot_view text)
{
    static const char *const words[] = {"back to top",  "to the top",   "back to contents",
                                        "\xe2\xac\x86", "\xe2\x86\x91", "\xf0\x9f\x94\x9d"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (template_find(text, words[i]) < text.size) {
            return true;
        }
    }
    return false;
}

/* The line without a link to the top of its page at the end, brackets around it included. */
static struct faqbot_view without_back_link(struct faqbot_view line)
{
    struct faqbot_view text = view_trim(line);
    bool is_bracketed = view_ends_with(text, "))");
    text.size -= is_bracketed;
    size_t start = text.size;
    if (!view_ends_with(text, ")")) {
        return line;
    }
    while (start > 0 && text.bytes[start - 1] != '[' && text.size - start < MARKUP_BYTES_MAX) {
        start--;
    }
    struct faqbot_view link = view_slice(text, start, text.size);
    size_t middle = template_find(link, "](#");
    if (start == 0 || text.bytes[start - 1] != '[' || middle == link.size ||
        !leads_back(view_slice(link, 0, middle))) {
        return line;
    }
    start -= is_bracketed && start > 1 && text.bytes[start - 2] == '(' ? 2 : 1;
    return view_slice(text, 0, start);
}

struct faqbot_view template_strip(struct arena *arena, struct faqbot_view line, struct template_state *state)
{
    struct cleaning cleaning = {.line = line};
    struct anchor anchor = {.is_open = false};
    buffer_init_in(&cleaning.out, arena, SIZE_MAX);
    for (size_t i = 0; i < line.size;) {
        struct faqbot_view here = view_slice(line, i, line.size);
        size_t size = 0;
        if (line.bytes[i] == '\\') { /* what stands behind it means itself */
            i += 2;
            continue;
        }
        if (line.bytes[i] == '`') {
            i += template_code_size(line, i);
            continue;
        }
        if (line.bytes[i] == '<' || line.bytes[i] == '{') {
            size = comment_size(here, state);
            size = size > 0 ? size : tag_size(here, view_slice(line, 0, i), state);
        }
        if (size > 0) {
            replace(&cleaning, i, size, "");
        } else if (line.bytes[i] == '<') {
            size = clean_tag(&cleaning, i, &anchor, state);
        }
        i += size > 0 ? size : 1;
    }
    if (cleaning.kept > 0) {
        replace(&cleaning, line.size, 0, "");
        state->failed |= cleaning.out.failed;
        line = cleaning.out.failed ? line : buffer_view(&cleaning.out);
    }
    return without_back_link(line);
}
