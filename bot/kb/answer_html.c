/* kb/answer_html.c - HTML in Markdown, as far as rich text can say it: formatting, breaks, links, images, lists,
 * quotations, code and tables. A tag opens and closes what Markdown's own marks would.
 *
 * Authors write HTML for what Markdown lacks or does not do as they wish, and mostly it is harmless. What only
 * changes how its text looks is dropped in silence and the text kept; what is not known or would do something is
 * dropped with a warning, once an answer, and the text of scripts with it. This is no parser of pages, in which
 * tags may be closed in any order: what a tag opened ends where Markdown's paragraph or block does.
 * convert/html_dom.c reads pages. */
#include "kb/kb_internal.h"

#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== Tags ============================================================================================ */

/* The size of the comment that the text begins with, 0: it does not. One without an end goes to the end. */
static size_t comment_size(struct faqbot_view text)
{
    static const char *const marks[][2] = {{"<!--", "-->"}, {"<?", "?>"}, {"<!", ">"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (view_starts_with(text, marks[i][0])) {
            size_t at = strlen(marks[i][0]);
            while (at < text.size && !view_starts_with(view_slice(text, at, text.size), marks[i][1])) {
                at++;
            }
            return at < text.size ? at + strlen(marks[i][1]) : at;
        }
    }
    return 0;
}

/* Reads what begins with the text's "<"; of comments, declarations and the like `name` is empty. Its size; 0: that is
 * an angle like any other. */
static size_t read_tag(struct faqbot_view text, struct tag *tag)
{
    *tag = (struct tag){.size = comment_size(text)};
    return tag->size > 0 || tag_read(text, tag) ? tag->size : 0;
}

/* Appends text of HTML with its entities read. */
static void add_decoded(struct faqbot_view text, struct buffer *out)
{
    while (text.size > 0) {
        size_t at = view_find(text, '&');
        buffer_add(out, view_slice(text, 0, at));
        text = view_slice(text, at, text.size);
        size_t size = 1;
        while (size < text.size && size < 40 &&
               (ascii_is_alnum(text.bytes[size]) || text.bytes[size] == '#')) {
            size++;
        }
        if (size > 2 && size < text.size && text.bytes[size] == ';') {
            commonmark_add_entity(view_slice(text, 0, size + 1), out);
            text = view_slice(text, size + 1, text.size);
        } else if (text.size > 0) {
            buffer_add_byte(out, '&');
            text = view_slice(text, 1, text.size);
        }
    }
}

/* The value of an attribute, in `out`; empty: the tag has none. */
static struct faqbot_view attribute_of(const struct tag *tag, const char *name, struct buffer *out)
{
    buffer_reset(out);
    add_decoded(tag_attribute(tag->attributes, name), out);
    return view_trim(buffer_view(out));
}

/* ==== What they do ==================================================================================== */

enum effect {
    NOTHING, /* but how the text looks */
    INLINE,  /* opens a container of its kind within a line */
    CODE,    /* the text within is code */
    BREAK,
    LINK,
    IMAGE,
    BLOCK,   /* begins and ends a paragraph */
    HEADING, /* likewise, and is strong */
    LIST,    /* opens a container of its kind among blocks */
    ITEM,
    TABLE,
    ROW,
    CELL,
    LINES, /* the text within is lines of code */
    HIDDEN /* what is in it is not for visitors */
};

static const struct meaning {
    const char *name;
    enum effect effect;
    enum faqbot_node_kind kind;
} meanings[] = {
    {"b", INLINE, FAQBOT_NODE_STRONG},        {"strong", INLINE, FAQBOT_NODE_STRONG},
    {"i", INLINE, FAQBOT_NODE_EMPHASIS},      {"em", INLINE, FAQBOT_NODE_EMPHASIS},
    {"var", INLINE, FAQBOT_NODE_EMPHASIS},    {"cite", INLINE, FAQBOT_NODE_EMPHASIS},
    {"dfn", INLINE, FAQBOT_NODE_EMPHASIS},    {"s", INLINE, FAQBOT_NODE_STRIKE},
    {"del", INLINE, FAQBOT_NODE_STRIKE},      {"strike", INLINE, FAQBOT_NODE_STRIKE},
    {"code", CODE, FAQBOT_NODE_CODE},         {"kbd", CODE, FAQBOT_NODE_CODE},
    {"samp", CODE, FAQBOT_NODE_CODE},         {"tt", CODE, FAQBOT_NODE_CODE},
    {"br", BREAK, FAQBOT_NODE_BREAK},         {"a", LINK, FAQBOT_NODE_LINK},
    {"img", IMAGE, FAQBOT_NODE_IMAGE},        {"p", BLOCK, FAQBOT_NODE_CLOSE},
    {"div", BLOCK, FAQBOT_NODE_CLOSE},        {"center", BLOCK, FAQBOT_NODE_CLOSE},
    {"section", BLOCK, FAQBOT_NODE_CLOSE},    {"article", BLOCK, FAQBOT_NODE_CLOSE},
    {"aside", BLOCK, FAQBOT_NODE_CLOSE},      {"header", BLOCK, FAQBOT_NODE_CLOSE},
    {"footer", BLOCK, FAQBOT_NODE_CLOSE},     {"main", BLOCK, FAQBOT_NODE_CLOSE},
    {"nav", BLOCK, FAQBOT_NODE_CLOSE},        {"details", BLOCK, FAQBOT_NODE_CLOSE},
    {"figure", BLOCK, FAQBOT_NODE_CLOSE},     {"figcaption", BLOCK, FAQBOT_NODE_CLOSE},
    {"address", BLOCK, FAQBOT_NODE_CLOSE},    {"dl", BLOCK, FAQBOT_NODE_CLOSE},
    {"dd", BLOCK, FAQBOT_NODE_CLOSE},         {"pre", LINES, FAQBOT_NODE_CODE_BLOCK},
    {"hr", BLOCK, FAQBOT_NODE_CLOSE},         {"caption", BLOCK, FAQBOT_NODE_CLOSE},
    {"summary", HEADING, FAQBOT_NODE_STRONG}, {"dt", HEADING, FAQBOT_NODE_STRONG},
    {"h1", HEADING, FAQBOT_NODE_STRONG},      {"h2", HEADING, FAQBOT_NODE_STRONG},
    {"h3", HEADING, FAQBOT_NODE_STRONG},      {"h4", HEADING, FAQBOT_NODE_STRONG},
    {"h5", HEADING, FAQBOT_NODE_STRONG},      {"h6", HEADING, FAQBOT_NODE_STRONG},
    {"ul", LIST, FAQBOT_NODE_LIST},           {"ol", LIST, FAQBOT_NODE_ORDERED},
    {"blockquote", LIST, FAQBOT_NODE_QUOTE},  {"li", ITEM, FAQBOT_NODE_ITEM},
    {"table", TABLE, FAQBOT_NODE_TABLE},      {"tr", ROW, FAQBOT_NODE_ROW},
    {"td", CELL, FAQBOT_NODE_CELL},           {"th", CELL, FAQBOT_NODE_CELL},
    {"script", HIDDEN, FAQBOT_NODE_CLOSE},    {"style", HIDDEN, FAQBOT_NODE_CLOSE},
    {"template", HIDDEN, FAQBOT_NODE_CLOSE},
};

/* Tags that are about looks, or hold together what their content says by itself. */
static const char *const formatting[] = {
    "abbr",  "acronym", "bdi",   "bdo",   "big",   "col",  "colgroup", "data", "font",  "ins",
    "label", "mark",    "nobr",  "q",     "rb",    "rp",   "rt",       "ruby", "small", "span",
    "sub",   "sup",     "tbody", "tfoot", "thead", "time", "u",        "wbr",
};

/* NULL: the tag is not known. */
static const struct meaning *meaning_of(struct faqbot_view name)
{
    static const struct meaning nothing = {"", NOTHING, FAQBOT_NODE_CLOSE};
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (ascii_equals(name, view_of(meanings[i].name))) {
            return &meanings[i];
        }
    }
    for (size_t i = 0; i < sizeof formatting / sizeof *formatting; i++) {
        if (ascii_equals(name, view_of(formatting[i]))) {
            return &nothing;
        }
    }
    return NULL;
}

/* Front ends may be web pages, so HTML of an author's would be run there. */
static void warn_of_html(struct rich_builder *builder, struct faqbot_view html, unsigned line)
{
    const struct answer_source *source = builder->source;
    size_t end = view_find(html, '\n');
    html = view_slice(html, 0, end < 60 ? end : 60);
    if (!builder->answer->warned_html) {
        fault_report(
            source->reporter, FAQBOT_WARNING, "html", source->path, line,
            "HTML (\"%.*s\") is not shown and is dropped; write it in Markdown, or in `backquotes` to "
            "show it",
            VIEW_ARGS(html));
    }
    builder->answer->warned_html = true;
}

/* Whether inline nodes may stand in a container. */
static bool holds_inlines(enum faqbot_node_kind kind)
{
    return kind == FAQBOT_NODE_PARAGRAPH || kind == FAQBOT_NODE_CELL || kind == FAQBOT_NODE_STRONG ||
           kind == FAQBOT_NODE_EMPHASIS || kind == FAQBOT_NODE_STRIKE || kind == FAQBOT_NODE_LINK;
}

/* Closes containers that tags have opened, up to and with the innermost of a kind, unless that lies beyond one
 * of the kind `within`. Whether there was one. */
static bool close_kind(struct rich_builder *builder, enum faqbot_node_kind kind, enum faqbot_node_kind within)
{
    size_t depth = builder->depth;
    while (depth > 0 && builder->levels[depth - 1].is_html && builder->levels[depth - 1].kind != kind &&
           (within == FAQBOT_NODE_CLOSE || builder->levels[depth - 1].kind != within)) {
        depth--;
    }
    if (depth == 0 || !builder->levels[depth - 1].is_html || builder->levels[depth - 1].kind != kind) {
        return false;
    }
    while (builder->depth >= depth) {
        rich_builder_close(builder);
    }
    return true;
}

/* Ends the paragraph that a block of HTML is in, if there is one. */
static void end_paragraph(struct rich_builder *builder)
{
    builder->within_code &= builder->depth > 0 && !builder->levels[builder->depth - 1].is_html;
    close_kind(builder, FAQBOT_NODE_PARAGRAPH, FAQBOT_NODE_CLOSE);
}

/* Text and what stands within lines needs a paragraph about it, or the part of a list or table in which it can
 * stand; false: there is no room for one. */
static bool begin_inline(struct rich_builder *builder)
{
    enum faqbot_node_kind top;
    while (!holds_inlines(top = rich_builder_top(builder)) && rich_builder_has_room(builder, 1)) {
        enum faqbot_node_kind kind = top == FAQBOT_NODE_LIST || top == FAQBOT_NODE_ORDERED ? FAQBOT_NODE_ITEM
                                     : top == FAQBOT_NODE_TABLE                            ? FAQBOT_NODE_ROW
                                     : top == FAQBOT_NODE_ROW                              ? FAQBOT_NODE_CELL
                                                              : FAQBOT_NODE_PARAGRAPH;
        rich_builder_open(builder, (struct faqbot_node){.kind = kind}, true);
    }
    return holds_inlines(rich_builder_top(builder));
}

static void open_inline(struct rich_builder *builder, struct faqbot_node node)
{
    if (begin_inline(builder) && !builder->within_code && rich_builder_has_room(builder, 1)) {
        rich_builder_open(builder, node, true);
    }
}

static void add_link(struct rich_builder *builder, const struct tag *tag, unsigned line)
{
    struct buffer address;
    buffer_init(&address, KB_FILE_BYTES_MAX);
    struct faqbot_view href = attribute_of(tag, "href", &address);
    if (!view_is_empty(href) && !builder->within_link && !builder->within_code) {
        struct faqbot_node node;
        if (rich_builder_link(builder, line, href, false, &node)) {
            open_inline(builder, node);
        }
    }
    buffer_release(&address);
}

static void add_image(struct rich_builder *builder, const struct tag *tag)
{
    struct buffer address;
    struct buffer alternative;
    buffer_init(&address, KB_FILE_BYTES_MAX);
    buffer_init(&alternative, KB_FILE_BYTES_MAX);
    struct faqbot_view src = attribute_of(tag, "src", &address);
    struct faqbot_view alt = attribute_of(tag, "alt", &alternative);
    if (begin_inline(builder)) {
        const struct faqbot_node image = {
            .kind = FAQBOT_NODE_IMAGE,
            .text = alt,
            .address = src,
            .width = rich_builder_pixels(tag_attribute(tag->attributes, "width")),
            .height = rich_builder_pixels(tag_attribute(tag->attributes, "height"))};
        rich_builder_add_image(builder, image);
    }
    buffer_release(&address);
    buffer_release(&alternative);
}

/* An inline container that Markdown opened is not a tag's to close. */
static void close_inline(struct rich_builder *builder, enum faqbot_node_kind kind)
{
    close_kind(builder, kind, FAQBOT_NODE_PARAGRAPH);
}

static void start_code(struct rich_builder *builder)
{
    if (begin_inline(builder) && !builder->within_code) {
        rich_builder_end_run(builder, false);
        builder->within_code = true;
    }
}

static void end_code(struct rich_builder *builder)
{
    rich_builder_end_run(builder, false);
    builder->within_code = false;
}

/* Within lines: a tag's effect where it opens and where it closes. */
static void apply_inline(struct rich_builder *builder, const struct meaning *meaning, const struct tag *tag,
                         unsigned line)
{
    switch (meaning->effect) {
    case INLINE:
        if (tag->is_closing) {
            close_inline(builder, meaning->kind);
        } else {
            open_inline(builder, (struct faqbot_node){.kind = meaning->kind});
        }
        break;
    case CODE:
        (tag->is_closing ? end_code : start_code)(builder);
        break;
    case BREAK:
        if (begin_inline(builder)) {
            rich_builder_end_run(builder, true);
            rich_builder_add(builder, (struct faqbot_node){.kind = FAQBOT_NODE_BREAK});
        }
        break;
    case LINK:
        if (tag->is_closing) {
            close_inline(builder, FAQBOT_NODE_LINK);
        } else {
            add_link(builder, tag, line);
        }
        break;
    case IMAGE:
        add_image(builder, tag);
        break;
    default:
        break;
    }
}

/* Tags about lines have their effect here; those about blocks begin a line within Markdown's paragraph. */
void answer_add_tag(struct rich_builder *builder, struct faqbot_view text, unsigned line)
{
    struct tag tag;
    read_tag(text, &tag);
    const struct meaning *meaning = meaning_of(tag.name);
    if (view_is_empty(tag.name)) {
        return;
    }
    if (meaning == NULL || meaning->effect == HIDDEN) {
        warn_of_html(builder, text, line);
    } else if (meaning->effect >= BLOCK) {
        rich_builder_end_run(builder, true);
        builder->break_due = true;
    } else {
        apply_inline(builder, meaning, &tag, line);
    }
}

/* ==== Blocks ========================================================================================== */

/* White space of any length is a blank, and none at the beginning of a line. */
static void add_words(struct rich_builder *builder, struct faqbot_view text)
{
    struct buffer *run = &builder->answer->run;
    struct buffer words;
    if (view_is_empty(view_trim(text)) && !holds_inlines(rich_builder_top(builder))) {
        return;
    }
    buffer_init(&words, KB_FILE_BYTES_MAX);
    add_decoded(text, &words);
    if (begin_inline(builder)) {
        for (size_t i = 0; i < words.size; i++) {
            bool is_blank = ascii_is_space(words.bytes[i]);
            if (!is_blank || run->size == 0 || run->bytes[run->size - 1] != ' ') {
                buffer_add_byte(run, is_blank ? ' ' : words.bytes[i]);
            }
        }
    }
    run->no_memory |= words.no_memory;
    run->failed |= words.failed;
    buffer_release(&words);
}

static void add_empty_cells(struct rich_builder *builder, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rich_builder_add(builder, (struct faqbot_node){.kind = FAQBOT_NODE_CELL});
        rich_builder_add(builder, (struct faqbot_node){.kind = FAQBOT_NODE_CLOSE});
    }
}

/* A table without a header gets one with nothing in it, as Markdown writes such; and all rows get as many cells as
 * the longest has. */
static void square_table(struct rich_builder *builder, size_t start)
{
    struct answer *answer = builder->answer;
    size_t most = 0;
    size_t cells = 0;
    for (size_t i = start; i < answer->count; i++) {
        cells = answer->nodes[i].kind == FAQBOT_NODE_ROW
                    ? 0
                    : cells + (answer->nodes[i].kind == FAQBOT_NODE_CELL);
        most = cells > most ? cells : most;
    }
    size_t end = answer->count;
    if (end > start && answer->nodes[start].number == 0) {
        rich_builder_add(builder, (struct faqbot_node){.kind = FAQBOT_NODE_ROW, .number = 1});
        add_empty_cells(builder, most);
        rich_builder_add(builder, (struct faqbot_node){.kind = FAQBOT_NODE_CLOSE});
    }
    for (size_t i = start; i < end && answer->status == FAQBOT_OK; i++) {
        const struct faqbot_node node = answer->nodes[i];
        bool ends_row = node.kind == FAQBOT_NODE_CLOSE && i > start && cells < most &&
                        (i + 1 == end || answer->nodes[i + 1].kind == FAQBOT_NODE_ROW);
        cells = node.kind == FAQBOT_NODE_ROW ? 0 : cells + (node.kind == FAQBOT_NODE_CELL);
        if (ends_row) {
            add_empty_cells(builder, most - cells);
            cells = most;
        }
        rich_builder_add(builder, node);
    }
    if (answer->status == FAQBOT_OK) {
        memmove(answer->nodes + start, answer->nodes + end, (answer->count - end) * sizeof *answer->nodes);
        answer->count -= end - start;
    }
}

/* Closes a table: its parts come first, so that its rows can be looked at. */
static void close_table(struct rich_builder *builder)
{
    size_t depth = builder->depth;
    while (depth > 0 && builder->levels[depth - 1].is_html &&
           builder->levels[depth - 1].kind != FAQBOT_NODE_TABLE) {
        depth--;
    }
    if (depth == 0 || builder->levels[depth - 1].kind != FAQBOT_NODE_TABLE) {
        return;
    }
    while (builder->depth > depth) {
        rich_builder_close(builder);
    }
    size_t start = builder->answer->count;
    while (start > 0 && builder->answer->nodes[start - 1].kind != FAQBOT_NODE_TABLE) {
        start--;
    }
    square_table(builder, start);
    rich_builder_close(builder);
}

static bool is_list(enum faqbot_node_kind kind)
{
    return kind == FAQBOT_NODE_LIST || kind == FAQBOT_NODE_ORDERED;
}

/* Opens or closes what stands among blocks. Whatever does not fit its place has no container. */
static void apply_list(struct rich_builder *builder, const struct meaning *meaning, bool is_closing)
{
    struct faqbot_node node = {.kind = meaning->kind, .number = meaning->kind == FAQBOT_NODE_ORDERED};
    enum faqbot_node_kind top;
    if (rich_builder_top(builder) == FAQBOT_NODE_CELL) { /* a cell holds lines and no blocks */
        buffer_add_byte(&builder->answer->run, ' ');
        return;
    }
    end_paragraph(builder);
    if (is_closing) {
        close_kind(builder, meaning->kind, FAQBOT_NODE_TABLE);
        return;
    }
    top = rich_builder_top(builder);
    bool is_place = top == FAQBOT_NODE_CLOSE || top == FAQBOT_NODE_ITEM || top == FAQBOT_NODE_QUOTE ||
                    top == FAQBOT_NODE_NOTE;
    if (is_place && rich_builder_has_room(builder, 3)) {
        rich_builder_open(builder, node, true);
    }
}

static void apply_item(struct rich_builder *builder, bool is_closing)
{
    if (rich_builder_top(builder) == FAQBOT_NODE_CELL) {
        buffer_add_byte(&builder->answer->run, ' ');
        return;
    }
    end_paragraph(builder);
    if (rich_builder_top(builder) == FAQBOT_NODE_ITEM) {
        close_kind(builder, FAQBOT_NODE_ITEM, FAQBOT_NODE_TABLE);
    }
    if (!is_closing && is_list(rich_builder_top(builder))) {
        rich_builder_open(builder, (struct faqbot_node){.kind = FAQBOT_NODE_ITEM}, true);
    }
}

static void apply_table(struct rich_builder *builder, bool is_closing)
{
    end_paragraph(builder);
    close_table(builder); /* tables do not nest */
    enum faqbot_node_kind top = rich_builder_top(builder);
    bool is_place = top == FAQBOT_NODE_CLOSE || top == FAQBOT_NODE_ITEM || top == FAQBOT_NODE_QUOTE;
    if (!is_closing && is_place && rich_builder_has_room(builder, 3)) {
        rich_builder_open(builder, (struct faqbot_node){.kind = FAQBOT_NODE_TABLE}, true);
    }
}

static void apply_row(struct rich_builder *builder, bool is_closing)
{
    close_kind(builder, FAQBOT_NODE_ROW, FAQBOT_NODE_TABLE);
    if (!is_closing && rich_builder_top(builder) == FAQBOT_NODE_TABLE) {
        rich_builder_open(builder, (struct faqbot_node){.kind = FAQBOT_NODE_ROW}, true);
    }
}

/* The first row is the header if it begins with a heading cell. Cells beyond the limit are joined
 * to the last. */
static void apply_cell(struct rich_builder *builder, const struct tag *tag)
{
    struct answer *answer = builder->answer;
    if (!tag->is_closing && builder->cells >= FAQBOT_TABLE_COLUMNS_MAX) {
        buffer_add_byte(&answer->run, ' ');
        return;
    }
    close_kind(builder, FAQBOT_NODE_CELL, FAQBOT_NODE_ROW);
    if (tag->is_closing || rich_builder_top(builder) != FAQBOT_NODE_ROW || answer->status != FAQBOT_OK) {
        return;
    }
    if (answer->nodes[answer->count - 1].kind == FAQBOT_NODE_ROW && ascii_equals(tag->name, view_of("th")) &&
        answer->count > 1 && answer->nodes[answer->count - 2].kind == FAQBOT_NODE_TABLE) {
        answer->nodes[answer->count - 1].number = 1;
    }
    rich_builder_open(builder, (struct faqbot_node){.kind = FAQBOT_NODE_CELL}, true);
}

static void apply_block(struct rich_builder *builder, const struct meaning *meaning, bool is_closing)
{
    if (rich_builder_top(builder) == FAQBOT_NODE_CELL) {
        buffer_add_byte(&builder->answer->run, ' ');
        return;
    }
    end_paragraph(builder);
    if (meaning->effect == HEADING && !is_closing) {
        open_inline(builder, (struct faqbot_node){.kind = FAQBOT_NODE_STRONG});
    }
}

/* How much of the text is the content of a tag that hides it. */
static size_t hidden_size(struct faqbot_view text, struct faqbot_view name)
{
    for (size_t at = 0; at < text.size; at++) {
        struct tag tag;
        if (text.bytes[at] == '<' && at + 1 < text.size && text.bytes[at + 1] == '/' &&
            read_tag(view_slice(text, at, name.size + 8), &tag) > 0 && ascii_equals(tag.name, name)) {
            return at;
        }
    }
    return text.size;
}

/* The text between tags, as lines of code. */
static void add_lines(struct rich_builder *builder, struct faqbot_view html)
{
    struct buffer lines;
    bool is_place = rich_builder_top(builder) != FAQBOT_NODE_CELL;
    if (!is_place) {
        add_words(builder, html);
        return;
    }
    end_paragraph(builder);
    buffer_init(&lines, KB_FILE_BYTES_MAX);
    while (html.size > 0) {
        struct tag tag;
        size_t at = view_find(html, '<');
        add_decoded(view_slice(html, 0, at), &lines);
        html = view_slice(html, at, html.size);
        size_t size = html.size == 0 ? 0 : read_tag(html, &tag);
        buffer_add(&lines, view_slice(html, 0, size == 0));
        html = view_slice(html, size == 0 ? 1 : size, html.size);
    }
    struct faqbot_view text = buffer_view(&lines);
    while (view_starts_with(text, "\n")) {
        text = view_slice(text, 1, text.size);
    }
    while (text.size > 0 && ascii_is_space(text.bytes[text.size - 1])) {
        text.size--;
    }
    builder->answer->run.no_memory |= lines.no_memory;
    builder->answer->run.failed |= lines.failed;
    if (text.size > 0) {
        rich_builder_end_run(builder, true);
        rich_builder_add_lines(builder, text);
    }
    buffer_release(&lines);
}

static void apply(struct rich_builder *builder, const struct tag *tag, const struct meaning *meaning,
                  unsigned line)
{
    switch (meaning->effect) {
    case BLOCK:
    case HEADING:
        apply_block(builder, meaning, tag->is_closing);
        break;
    case LIST:
        apply_list(builder, meaning, tag->is_closing);
        break;
    case ITEM:
        apply_item(builder, tag->is_closing);
        break;
    case TABLE:
        apply_table(builder, tag->is_closing);
        break;
    case ROW:
        apply_row(builder, tag->is_closing);
        break;
    case CELL:
        apply_cell(builder, tag);
        break;
    default:
        apply_inline(builder, meaning, tag, line);
        break;
    }
}

/* What is open when the block ends is closed there: the Markdown that follows is no part of it. */
void answer_add_html(struct rich_builder *builder, struct faqbot_view html, unsigned line)
{
    while (html.size > 0 && builder->answer->status == FAQBOT_OK) {
        struct tag tag;
        size_t at = view_find(html, '<');
        add_words(builder, view_slice(html, 0, at));
        html = view_slice(html, at, html.size);
        size_t size = html.size == 0 ? 0 : read_tag(html, &tag);
        if (size == 0) {
            add_words(builder, view_slice(html, 0, 1));
            html = view_slice(html, 1, html.size);
            continue;
        }
        const struct meaning *meaning = meaning_of(tag.name);
        bool is_hidden = meaning != NULL && meaning->effect == HIDDEN;
        bool is_lines = meaning != NULL && meaning->effect == LINES;
        if (!view_is_empty(tag.name) && (meaning == NULL || is_hidden)) {
            warn_of_html(builder, html, line);
        } else if (meaning != NULL) {
            apply(builder, &tag, meaning, line);
        }
        html = view_slice(html, size, html.size);
        if ((is_hidden || is_lines) && !tag.is_closing) {
            size_t hidden = hidden_size(html, tag.name);
            add_lines(builder, view_slice(html, 0, is_lines ? hidden : 0));
            html = view_slice(html, hidden, html.size);
        }
    }
    close_table(builder);
    rich_builder_close_html(builder);
    builder->within_code = false;
}
