/* kb/tag.c - a tag of HTML or of a component, as it stands in Markdown: its name, its attributes, and what it is to a
 * document.
 *
 * Knows of attributes what authors and site generators write: quotes of either kind, and values in braces, as
 * components have them. Deliberately no HTML: entities stay, and nothing is required to be closed. What a tag means in
 * an answer is answer_html.c's to say. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

/* Another angle outside of quotes and braces begins another tag, and braces end within MARKUP_BYTES_MAX, so that
 * nothing is looked at often. */
bool tag_read(struct faqbot_view text, struct tag *tag)
{
    size_t i = 1;
    char quote = '\0';
    size_t braces = 0;
    *tag = (struct tag){.size = 0};
    if (text.size < 3 || text.bytes[0] != '<') {
        return false;
    }
    tag->is_closing = text.bytes[i] == '/';
    i += tag->is_closing;
    size_t name = i;
    while (i < text.size && (ascii_is_alnum(text.bytes[i]) || text.bytes[i] == '.' || text.bytes[i] == '-')) {
        i++;
    }
    if (i == name || !ascii_is_alpha(text.bytes[name])) {
        return false;
    }
    tag->name = view_slice(text, name, i - name);
    size_t attributes = i;
    for (; i < text.size && (text.bytes[i] != '>' || quote != '\0' || braces > 0); i++) {
        char byte = text.bytes[i];
        if (quote != '\0') {
            quote = byte == quote ? '\0' : quote;
        } else if (byte == '"' || byte == '\'') {
            quote = byte;
        } else if ((byte == '<' && braces == 0) || (braces > 0 && i > MARKUP_BYTES_MAX)) {
            return false;
        } else {
            braces += byte == '{';
            braces -= byte == '}' && braces > 0;
        }
    }
    if (i == text.size) {
        return false;
    }
    tag->is_empty = i > attributes && text.bytes[i - 1] == '/';
    tag->attributes = view_slice(text, attributes, i - attributes - tag->is_empty);
    tag->size = i + 1;
    return true;
}

/* The text between the quotes that the value begins with, within braces or not. */
struct faqbot_view tag_quoted(struct faqbot_view value)
{
    size_t start = 0;
    while (start < value.size && (value.bytes[start] == '{' || ascii_is_space(value.bytes[start]))) {
        start++;
    }
    char quote = start < value.size ? value.bytes[start] : '\0';
    if (quote != '"' && quote != '\'' && quote != '`') {
        return view_make(NULL, 0);
    }
    struct faqbot_view inside = view_slice(value, start + 1, value.size);
    return view_slice(inside, 0, view_find(inside, quote));
}

/* The text of a component that is a value: `{<span>Why?</span>}`; no bytes: it is none. */
static struct faqbot_view component_text(struct faqbot_view value)
{
    struct tag tag;
    struct faqbot_view text = view_trim(view_slice(value, 1, value.size));
    if (!view_starts_with(value, "{") || !tag_read(text, &tag)) {
        return view_make(NULL, 0);
    }
    text = view_slice(text, tag.size, text.size);
    return view_trim(view_slice(text, 0, view_find(text, '<')));
}

/* How much of the text comes before white space or one of these signs. */
static size_t size_before(struct faqbot_view text, const char *signs)
{
    size_t size = 0;
    while (size < text.size && !ascii_is_space(text.bytes[size]) && strchr(signs, text.bytes[size]) == NULL) {
        size++;
    }
    return size;
}

/* Takes a name and its value off the front of a tag's attributes; false: there is none left. What is in braces without
 * quotes is a number or the code of a program, which has no value here. */
static bool next_attribute(struct faqbot_view *rest, struct faqbot_view *name, struct faqbot_view *value)
{
    size_t start = 0;
    while (start < rest->size &&
           (ascii_is_space(rest->bytes[start]) || strchr("/{}", rest->bytes[start]) != NULL)) {
        start++;
    }
    *rest = view_slice(*rest, start, rest->size);
    *name = view_slice(*rest, 0, size_before(*rest, "=/{}"));
    *value = view_make(NULL, 0);
    *rest = view_slice(*rest, name->size, rest->size);
    struct faqbot_view behind = view_trim(*rest);
    if (name->size > 0 && view_starts_with(behind, "=")) {
        behind = view_trim(view_slice(behind, 1, behind.size));
        *value = tag_quoted(behind);
        *value = value->bytes == NULL ? component_text(behind) : *value;
        bool is_quoted = value->bytes != NULL;
        if (!is_quoted) {
            bool is_braced = view_starts_with(behind, "{");
            *value =
                view_slice(behind, is_braced, size_before(view_slice(behind, is_braced, behind.size), "}"));
        }
        size_t end = (size_t)(value->bytes + value->size - behind.bytes) + is_quoted;
        bool is_code = !is_quoted && view_starts_with(behind, "{") &&
                       (value->size == 0 || !ascii_is_digit(value->bytes[0]));
        *value = is_code ? view_make(NULL, 0) : *value;
        *rest = view_slice(behind, end, behind.size);
    }
    return name->size > 0;
}

struct faqbot_view tag_attribute(struct faqbot_view attributes, const char *name)
{
    struct faqbot_view found;
    struct faqbot_view value;
    while (next_attribute(&attributes, &found, &value)) {
        if (ascii_equals(found, view_of(name))) {
            return value;
        }
    }
    return view_make(NULL, 0);
}

/* What a component is called by its author, in whatever attribute. */
struct faqbot_view tag_title(struct faqbot_view attributes)
{
    static const char *const names[] = {"title",  "question", "q",     "summary",
                                        "header", "heading",  "label", "tooltip"};
    struct faqbot_view title = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names && view_is_empty(title); i++) {
        title = tag_attribute(attributes, names[i]);
    }
    return title;
}

bool tag_is_one_of(const struct tag *tag, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ascii_equals(tag->name, view_of(names[i]))) {
            return true;
        }
    }
    return false;
}

bool tag_is_heading(const struct tag *tag)
{
    return tag->name.size == 2 && ascii_lower(tag->name.bytes[0]) == 'h' && tag->name.bytes[1] >= '1' &&
           tag->name.bytes[1] <= '6';
}

/* Tags that begin and end blocks, and say nothing else that an answer has a place for. */
bool tag_is_wrapper(const struct tag *tag)
{
    static const char *const names[] = {"p",      "div",   "center", "section",    "article", "header",
                                        "footer", "main",  "figure", "figcaption", "html",    "body",
                                        "nav",    "aside", "dl",     "blockquote", "address", "fieldset",
                                        "legend", "form",  "dialog", "menu",       "picture"};
    return tag_is_one_of(tag, names, sizeof names / sizeof *names);
}

bool tag_is_block(const struct tag *tag)
{
    static const char *const names[] = {"details", "summary", "ul", "ol", "li", "dt", "dd"};
    return tag_is_heading(tag) || tag_is_wrapper(tag) ||
           tag_is_one_of(tag, names, sizeof names / sizeof *names);
}

bool tag_is_component(const struct tag *tag)
{
    return tag->name.bytes[0] >= 'A' && tag->name.bytes[0] <= 'Z';
}

/* The text without its tags, to see whether anything is left. */
bool tag_text_says_something(struct faqbot_view text)
{
    struct tag tag;
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] == '<' && tag_read(view_slice(text, i, MARKUP_BYTES_MAX), &tag)) {
            i += tag.size - 1;
        } else if (!ascii_is_space(text.bytes[i])) {
            return true;
        }
    }
    return false;
}
