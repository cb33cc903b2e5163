/* kb/template.c - a line without the tags of templates, without comments, and with Markdown in place of the HTML
 * that says the same.
 *
 * Works within one line, and remembers what goes on in the next. What is searched for and not found costs time
 * again and again in a file that is made for it, so the searches that fail are counted, and after
 * TEMPLATE_ATTEMPTS_MAX there are no more. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

#define ICON_BYTES_MAX 64   /* of an icon's name */
#define LONG_TEXT_BYTES 256 /* in brackets: looking at so many in vain counts as an attempt */

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

/* ==== Templates ======================================================================================= */

/* A template's tag: what stands in it, and by which signs. */
struct placeholder {
    struct faqbot_view inside;
    size_t size; /* in the text */
    bool is_output;
};

/* Reads the tag that the text begins with. False: it begins with none. */
static bool read_placeholder(struct faqbot_view text, struct template_state *state,
                             struct placeholder *placeholder)
{
    static const struct {
        const char *opening;
        const char *closing;
        bool is_output; /* stands for a text */
    } kinds[] = {{"{%", "%}", false}, {"{{<", ">}}", false}, {"{{%", "%}}", false}, {"{{", "}}", true},
                 {"<%=", "%>", true}, {"<%-", "%>", true},   {"<%", "%>", false},   {"{:", "}", false}};
    text = view_slice(text, 0, state->attempts < TEMPLATE_ATTEMPTS_MAX ? MARKUP_BYTES_MAX : 0);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (view_starts_with(text, kinds[i].opening)) {
            size_t opening = strlen(kinds[i].opening);
            size_t end = template_find(text, kinds[i].closing);
            bool is_whole = end < text.size && end >= opening;
            state->attempts += !is_whole;
            *placeholder = (struct placeholder){.inside = view_slice(text, opening, end - opening),
                                                .size = end + strlen(kinds[i].closing),
                                                .is_output = kinds[i].is_output};
            return is_whole;
        }
    }
    return false;
}

/* What stands in the tag's place, as far as it can be told: a literal, or in an address the page that is referred to.
 * `is_address`: in a link's address, where that of the site stands for nothing. False: only the site's generator
 * knows. */
static bool find_value(const struct placeholder *placeholder, bool is_address, struct faqbot_view *value)
{
    static const char *const references[] = {"ref", "relref", "link", "post_url"};
    static const char *const roots[] = {"url", "base", "root"};
    struct faqbot_view inside = view_trim(placeholder->inside);
    size_t dashes = view_starts_with(inside, "-");
    inside = view_trim(view_slice(inside, dashes, inside.size - dashes - view_ends_with(inside, "-")));
    struct faqbot_view name = view_slice(inside, 0, view_find(inside, ' '));
    struct faqbot_view argument = view_trim(view_slice(inside, name.size, inside.size));
    *value = placeholder->is_output ? tag_quoted(inside) : view_make(NULL, 0);
    if (!view_is_empty(*value)) {
        return true;
    }
    for (size_t i = 0; i < sizeof references / sizeof *references && !placeholder->is_output; i++) {
        if (view_equals_text(name, references[i])) {
            struct faqbot_view quoted = tag_quoted(argument);
            *value = !is_address ? *value : view_is_empty(quoted) ? argument : quoted;
            return is_address && !view_is_empty(*value);
        }
    }
    for (size_t i = 0; i < sizeof roots / sizeof *roots && is_address && placeholder->is_output; i++) {
        if (template_find(inside, roots[i]) < inside.size) {
            return true;
        }
    }
    return !placeholder->is_output;
}

static void note_hole(struct template_state *state, struct faqbot_view text)
{
    state->hole = state->hole_count == 0 ? text : state->hole;
    state->hole_count++;
}

/* Copies a text with values in place of tags. Whether all of them have one. */
static bool fill(struct faqbot_view text, bool is_address, struct template_state *state, struct buffer *out)
{
    struct placeholder placeholder;
    struct faqbot_view value;
    bool is_whole = true;
    for (size_t i = 0; i < text.size;) {
        struct faqbot_view here = view_slice(text, i, text.size);
        bool is_tag =
            (here.bytes[0] == '{' || here.bytes[0] == '<') && read_placeholder(here, state, &placeholder);
        if (!is_tag) {
            buffer_add_byte(out, text.bytes[i++]);
            continue;
        }
        bool is_known = find_value(&placeholder, is_address, &value);
        if (!is_known) {
            note_hole(state, view_slice(here, 0, placeholder.size));
        }
        is_whole &= is_known;
        buffer_add(out, value);
        i += placeholder.size;
    }
    return is_whole;
}

static bool has_placeholder(struct faqbot_view text)
{
    return template_find(text, "{{") < text.size || template_find(text, "{%") < text.size ||
           template_find(text, "<%") < text.size;
}

/* The size of what is in brackets at the text's beginning, with both; 0: they are not closed. */
static size_t bracketed_size(struct faqbot_view text, struct template_state *state)
{
    size_t depth = 0;
    text = view_slice(text, 0, state->attempts < TEMPLATE_ATTEMPTS_MAX ? MARKUP_BYTES_MAX : 0);
    for (size_t i = 0; i < text.size; i++) {
        depth += text.bytes[i] == '[';
        depth -= text.bytes[i] == ']';
        if (depth == 0) {
            return i + 1;
        }
    }
    state->attempts++;
    return 0;
}

/* The size of attributes of a link or image, as in [text](address){ .button }. */
static size_t attributes_size(struct faqbot_view text, struct template_state *state)
{
    text = view_slice(text, 0, state->attempts < TEMPLATE_ATTEMPTS_MAX ? MARKUP_BYTES_MAX : 0);
    size_t end = view_find(text, '}');
    if (!view_starts_with(text, "{")) {
        return 0;
    }
    struct faqbot_view inside = view_trim(view_slice(text, 1, end - 1));
    bool is_list = end < text.size && (view_starts_with(inside, ".") || view_starts_with(inside, "#") ||
                                       view_find(inside, '=') < inside.size);
    state->attempts += end == text.size;
    return is_list ? end + 1 : 0;
}

/* ==== Comments ======================================================================================== */

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
    struct arena *arena;
    bool has_placeholder; /* somewhere in the line */
};

static void replace(struct cleaning *cleaning, size_t at, size_t size, const char *text)
{
    if (size == 0 && at < cleaning->line.size) {
        return; /* there is nothing to replace */
    }
    buffer_add(&cleaning->out, view_slice(cleaning->line, cleaning->kept, at - cleaning->kept));
    buffer_add_text(&cleaning->out, text);
    cleaning->kept = at + size;
}

/* Replaces the tag of HTML at that place, if it is to be. Gives its size; 0: there is none. */
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
        return tag.size;
    }
    replace(cleaning, at, tag.size, text);
    if (strcmp(text, "](") == 0) {
        buffer_add(&cleaning->out, anchor->address);
        buffer_add_byte(&cleaning->out, ')');
        anchor->address = view_make(NULL, 0);
    }
    return tag.size;
}

/* The size of a link's address, of which the bracket that ends it is no part, nor one within a tag. */
static size_t address_size(struct faqbot_view text, struct template_state *state)
{
    struct placeholder placeholder;
    size_t i = 0;
    text = view_slice(text, 0, MARKUP_BYTES_MAX);
    while (i < text.size && text.bytes[i] != ')') {
        bool is_tag = (text.bytes[i] == '{' || text.bytes[i] == '<') &&
                      read_placeholder(view_slice(text, i, text.size), state, &placeholder);
        i += is_tag ? placeholder.size : 1;
    }
    return i < text.size ? i : 0;
}

/* A link whose text or address a template fills in. What is not known costs the link, and its text stays. */
static size_t clean_link(struct cleaning *cleaning, size_t at, struct template_state *state)
{
    struct faqbot_view here = view_slice(cleaning->line, at, cleaning->line.size);
    size_t text_size = bracketed_size(here, state);
    if (text_size == 0 || text_size == here.size || here.bytes[text_size] != '(') {
        state->attempts += text_size / LONG_TEXT_BYTES;
        return 0;
    }
    struct faqbot_view text = view_slice(here, 1, text_size - 2);
    struct faqbot_view address = view_slice(here, text_size + 1, here.size);
    address = view_slice(address, 0, address_size(address, state));
    if (!has_placeholder(address) && !has_placeholder(text)) {
        return 0;
    }
    struct buffer filled;
    buffer_init_in(&filled, cleaning->arena, SIZE_MAX);
    bool is_whole = fill(address, true, state, &filled);
    struct faqbot_view target = view_trim(buffer_view(&filled));
    is_whole = is_whole && !view_is_empty(target) && view_find(target, ' ') == target.size;
    size_t size = text_size + 1 + address.size + 1;
    replace(cleaning, at, size, is_whole ? "[" : "");
    (void)fill(text, false, state, &cleaning->out);
    while (cleaning->out.size > 0 && cleaning->out.bytes[cleaning->out.size - 1] == ' ') {
        buffer_truncate(&cleaning->out, cleaning->out.size - 1);
    }
    if (is_whole) {
        buffer_add_text(&cleaning->out, "](");
        buffer_add(&cleaning->out, target);
        buffer_add_byte(&cleaning->out, ')');
    }
    cleaning->out.failed |= filled.failed;
    return size;
}

/* What Microsoft's and Adobe's documentation write as `[!DNL Name]`, `[!UICONTROL Button]` or
 * `[!INCLUDE [text](file)]`: the text, unless it is the name of a file. */
static size_t clean_extension(struct cleaning *cleaning, size_t at, struct template_state *state)
{
    struct faqbot_view here = view_slice(cleaning->line, at, cleaning->line.size);
    size_t name = 2;
    while (name < here.size && (ascii_is_alpha(here.bytes[name]) || here.bytes[name] == '_')) {
        name++;
    }
    if (name < 4 || name == here.size || here.bytes[name] != ' ') {
        return 0;
    }
    size_t size = bracketed_size(here, state);
    struct faqbot_view text = view_trim(view_slice(here, name, size - name - 1));
    if (size <= name) {
        return 0;
    }
    if (view_starts_with(text, "[")) {
        note_hole(state, view_slice(here, 0, size));
        text = view_make(NULL, 0);
    }
    size += attributes_size(view_slice(here, size, here.size), state);
    replace(cleaning, at, size, "");
    buffer_add(&cleaning->out, text);
    return size;
}

/* The size of an icon's code at that place: ":material-home:", ":tada:". */
static size_t icon_size(struct faqbot_view line, size_t at, struct template_state *state)
{
    size_t end = at + 1;
    bool begins = at == 0 || strchr(" \t([|>*_\"'", line.bytes[at - 1]) != NULL;
    if (!begins) {
        return 0;
    }
    while (end < line.size && end - at <= ICON_BYTES_MAX &&
           (ascii_is_alnum(line.bytes[end]) || strchr("-_+", line.bytes[end]) != NULL)) {
        end++;
    }
    bool has_name = end > at + 2 && (ascii_is_alpha(line.bytes[at + 1]) || line.bytes[at + 1] == '+');
    if (!has_name || end == line.size || line.bytes[end] != ':' ||
        (end + 1 < line.size && strchr(":`/", line.bytes[end + 1]) != NULL)) {
        return 0;
    }
    end++;
    end += attributes_size(view_slice(line, end, line.size), state);
    return end - at + (end < line.size && line.bytes[end] == ' '); /* the blank parted it from the text */
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

/* Replaces the template's tag at that place, or takes it out. Gives its size; 0: there is none. */
static size_t clean_placeholder(struct cleaning *cleaning, size_t at, struct template_state *state)
{
    struct placeholder placeholder;
    struct faqbot_view value;
    struct faqbot_view here = view_slice(cleaning->line, at, cleaning->line.size);
    struct faqbot_view before = view_slice(cleaning->line, 0, at);
    if (view_ends_with(before, "$")) { /* of a workflow, and no template of the page */
        return 0;
    }
    if (!read_placeholder(here, state, &placeholder)) {
        size_t size = view_ends_with(before, ")") ? attributes_size(here, state) : 0;
        replace(cleaning, at, size, "");
        return size;
    }
    struct faqbot_view inside = view_trim(placeholder.inside);
    bool ends_raw = template_find(inside, "endraw") < inside.size;
    if (state->is_raw && !ends_raw) {
        return 0;
    }
    state->is_raw = !ends_raw && view_starts_with(here, "{%") &&
                    view_equals_text(view_trim(view_slice(inside, view_starts_with(inside, "-"), 4)), "raw");
    if (!find_value(&placeholder, false, &value)) {
        note_hole(state, view_slice(here, 0, placeholder.size));
    }
    /* Of the blanks around what is gone one is enough. */
    bool is_apart = at == 0 || cleaning->line.bytes[at - 1] == ' ';
    size_t size = placeholder.size;
    size += view_is_empty(value) && is_apart && size < here.size && here.bytes[size] == ' ';
    replace(cleaning, at, size, "");
    buffer_add(&cleaning->out, value);
    return size;
}

/* Looks at a sign that may begin something that is left out or replaced. Gives its size; 0: it is text. */
static size_t clean(struct cleaning *cleaning, size_t at, struct anchor *anchor, struct template_state *state)
{
    struct faqbot_view here = view_slice(cleaning->line, at, cleaning->line.size);
    size_t size = 0;
    switch (here.bytes[0]) {
    case '`':
        return template_code_size(cleaning->line, at);
    case '[':
        size = view_starts_with(here, "[!") ? clean_extension(cleaning, at, state) : 0;
        return size > 0 || !cleaning->has_placeholder || state->is_raw ? size
                                                                       : clean_link(cleaning, at, state);
    case ':':
        size = icon_size(cleaning->line, at, state);
        replace(cleaning, at, size, "");
        return size;
    case '<':
    case '{':
        size = comment_size(here, state);
        replace(cleaning, at, size, "");
        size = size > 0 ? size : clean_placeholder(cleaning, at, state);
        return size > 0 || here.bytes[0] == '{' ? size : clean_tag(cleaning, at, anchor, state);
    default:
        return 0;
    }
}

struct faqbot_view template_strip(struct arena *arena, struct faqbot_view line, struct template_state *state)
{
    struct cleaning cleaning = {.line = line, .arena = arena, .has_placeholder = has_placeholder(line)};
    struct anchor anchor = {.is_open = false};
    buffer_init_in(&cleaning.out, arena, SIZE_MAX);
    for (size_t i = 0; i < line.size;) {
        if (line.bytes[i] == '\\') { /* what stands behind it means itself */
            i += 2;
            continue;
        }
        size_t size = clean(&cleaning, i, &anchor, state);
        i += size > 0 ? size : 1;
    }
    if (cleaning.kept > 0) {
        replace(&cleaning, line.size, 0, "");
        state->failed |= cleaning.out.failed;
        line = cleaning.out.failed ? line : buffer_view(&cleaning.out);
    }
    return without_back_link(line);
}
