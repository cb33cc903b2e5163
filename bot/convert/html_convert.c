/* convert/html_convert.c - HTML as Markdown.
 *
 *     <p>Ask <b>first</b>, then          Ask **first**, then [read](https://example.org/).
 *     <a href="https://example.org/">
 *     read</a>.<ul><li>one<li>two</ul>   - one
 *                                        - two
 *
 * HTML becomes the nodes of our rich text, which md_writer.c writes as Markdown: so an answer that `faqbot export
 * faqpage` wrote comes back as it was. Headings become strong paragraphs, for an answer is a part of a page that
 * has headings of its own. Images that are not on the web leave their alternative text. Scripts, styles and forms
 * are dropped.
 *
 * One walk over libgumbo's tree, directed by a table of what each element is; kb/rich_builder.c keeps the promises
 * of rich text. Style sheets are not looked at: what one of them hides, as folded answers are, is taken. What rich
 * text has no place for is counted, and the first losses are noted with what they were. */
#include "convert/readers.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

/* An answer is a part of a page, so it has bounds of its own, below those of a tree: what becomes of them
 * must fit into a line of our own format in the end. */
#define NODES_MAX 8192                      /* elements and texts of one answer */
#define BYTES_MAX ((size_t)4 * 1024 * 1024) /* of the Markdown */
#define MARKS_MAX 32                        /* of styles and links within each other; more are passed over */

/* ==== What an element is ================================================================================ */

enum role {
    ROLE_INLINE,  /* its content alone counts; unknown elements too, and what is no element */
    ROLE_DROPPED, /* says nothing to a reader: scripts, styles, fields of a form */
    ROLE_MEDIA,   /* cannot be shown: films, frames */
    ROLE_STRUCK,  /* text that no longer holds */
    ROLE_NUMBER,  /* set high: the mark of a footnote, perhaps */
    ROLE_STRONG,
    ROLE_EMPHASIS,
    ROLE_CODE,
    ROLE_LINK,
    ROLE_IMAGE,
    ROLE_BREAK, /* from here on: ends a line */
    ROLE_BLOCK,
    ROLE_HEADING,
    ROLE_LIST,
    ROLE_ORDERED,
    ROLE_ITEM,
    ROLE_QUOTE,
    ROLE_PREFORMATTED,
    ROLE_TABLE,
    ROLE_ROW,
    ROLE_CELL,
    ROLE_HEADING_CELL,
    ROLE_COUNT
};

/* Drawings and formulas, which are of another namespace, are dropped: their text without its layout says
 * something else. html_dom_tag() calls all of them SVG. HTML itself is tag 0, with which unused places
 * are filled, those of the first role too; so one search over all rows finds the role. */
static enum role role_of(const GumboNode *node)
{
    static const unsigned char tags[ROLE_COUNT][24] = {
        [ROLE_DROPPED] = {GUMBO_TAG_HEAD, GUMBO_TAG_TITLE, GUMBO_TAG_STYLE, GUMBO_TAG_SCRIPT,
                          GUMBO_TAG_NOSCRIPT, GUMBO_TAG_TEMPLATE, GUMBO_TAG_NOFRAMES, GUMBO_TAG_NOEMBED,
                          GUMBO_TAG_SELECT, GUMBO_TAG_DATALIST, GUMBO_TAG_TEXTAREA, GUMBO_TAG_RP,
                          GUMBO_TAG_SVG},
        [ROLE_MEDIA] = {GUMBO_TAG_IFRAME, GUMBO_TAG_EMBED, GUMBO_TAG_OBJECT, GUMBO_TAG_VIDEO, GUMBO_TAG_AUDIO,
                        GUMBO_TAG_CANVAS, GUMBO_TAG_APPLET},
        [ROLE_STRUCK] = {GUMBO_TAG_S, GUMBO_TAG_DEL, GUMBO_TAG_STRIKE},
        [ROLE_NUMBER] = {GUMBO_TAG_SUP},
        [ROLE_STRONG] = {GUMBO_TAG_B, GUMBO_TAG_STRONG},
        [ROLE_EMPHASIS] = {GUMBO_TAG_I, GUMBO_TAG_EM, GUMBO_TAG_CITE, GUMBO_TAG_DFN, GUMBO_TAG_VAR},
        [ROLE_CODE] = {GUMBO_TAG_CODE, GUMBO_TAG_KBD, GUMBO_TAG_SAMP, GUMBO_TAG_TT},
        [ROLE_BREAK] = {GUMBO_TAG_BR},
        [ROLE_LINK] = {GUMBO_TAG_A},
        [ROLE_IMAGE] = {GUMBO_TAG_IMG},
        [ROLE_BLOCK] = {GUMBO_TAG_P,       GUMBO_TAG_DIV,      GUMBO_TAG_ARTICLE, GUMBO_TAG_SECTION,
                        GUMBO_TAG_NAV,     GUMBO_TAG_ASIDE,    GUMBO_TAG_HEADER,  GUMBO_TAG_FOOTER,
                        GUMBO_TAG_MAIN,    GUMBO_TAG_HGROUP,   GUMBO_TAG_ADDRESS, GUMBO_TAG_HR,
                        GUMBO_TAG_DL,      GUMBO_TAG_DD,       GUMBO_TAG_FIGURE,  GUMBO_TAG_FIGCAPTION,
                        GUMBO_TAG_FORM,    GUMBO_TAG_FIELDSET, GUMBO_TAG_LEGEND,  GUMBO_TAG_DETAILS,
                        GUMBO_TAG_SUMMARY, GUMBO_TAG_CENTER},
        [ROLE_HEADING] = {GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3, GUMBO_TAG_H4, GUMBO_TAG_H5, GUMBO_TAG_H6,
                          GUMBO_TAG_DT, GUMBO_TAG_CAPTION},
        [ROLE_LIST] = {GUMBO_TAG_UL, GUMBO_TAG_MENU, GUMBO_TAG_DIR},
        [ROLE_ORDERED] = {GUMBO_TAG_OL},
        [ROLE_ITEM] = {GUMBO_TAG_LI},
        [ROLE_QUOTE] = {GUMBO_TAG_BLOCKQUOTE},
        [ROLE_PREFORMATTED] = {GUMBO_TAG_PRE, GUMBO_TAG_LISTING, GUMBO_TAG_XMP, GUMBO_TAG_PLAINTEXT},
        [ROLE_TABLE] = {GUMBO_TAG_TABLE},
        [ROLE_ROW] = {GUMBO_TAG_TR},
        [ROLE_CELL] = {GUMBO_TAG_TD},
        [ROLE_HEADING_CELL] = {GUMBO_TAG_TH},
    };
    const GumboTag tag = html_dom_tag(node);
    const unsigned char *found = tag == GUMBO_TAG_LAST ? NULL : memchr(tags, (int)tag, sizeof tags);
    return found == NULL ? ROLE_INLINE : (enum role)((size_t)(found - tags[0]) / sizeof tags[0]);
}

/* Whether nothing within an element of that role is kept. */
static bool is_dropped(enum role role)
{
    return role == ROLE_DROPPED || role == ROLE_MEDIA;
}

/* Whether anything within the node ends a line. Where nothing does, its line ends are likely to be meant. */
static bool breaks_lines(const GumboNode *node)
{
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        const GumboNode *child = html_dom_child(node, i);
        if (role_of(child) >= ROLE_BREAK || breaks_lines(child)) {
            return true;
        }
    }
    return false;
}

/* Whether the node says anything: a text, or an image. */
static bool shows_text(const GumboNode *node)
{
    enum role role = role_of(node);
    if (is_dropped(role)) {
        return false;
    }
    bool shows = role == ROLE_IMAGE ? !view_is_empty(view_trim(html_dom_attribute(node, "alt")))
                                    : !view_is_empty(view_trim(html_dom_text(node)));
    for (size_t i = 0; i < html_dom_child_count(node) && !shows; i++) {
        shows = shows_text(html_dom_child(node, i));
    }
    return shows;
}

/* The first thing within a node that shows anything or is of that kind; NULL: there is none. */
static const GumboNode *first_of(const GumboNode *node, GumboTag tag)
{
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        const GumboNode *child = html_dom_child(node, i);
        bool is_end = html_dom_tag(child) == tag || !view_is_empty(view_trim(html_dom_text(child)));
        const GumboNode *found = is_end ? child : first_of(child, tag);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

/* The number that an element set high consists of; 0: it is something else. */
static unsigned number_of(const GumboNode *node)
{
    struct faqbot_view text =
        html_dom_child_count(node) == 1 ? html_dom_text(html_dom_child(node, 0)) : view_make(NULL, 0);
    unsigned number = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!ascii_is_digit(text.bytes[i]) || text.size > 4) {
            return 0;
        }
        number = 10 * number + (unsigned)(text.bytes[i] - '0');
    }
    return role_of(node) == ROLE_NUMBER ? number : 0;
}

/* The mark that a footnote begins with, as our own HTML has them: <div class="note"><p><sup>1</sup> ... */
static const GumboNode *mark_of_note(const GumboNode *node)
{
    const GumboNode *first = NULL;
    if (html_dom_tag(node) == GUMBO_TAG_DIV && view_equals_text(html_dom_attribute(node, "class"), "note")) {
        first = first_of(node, GUMBO_TAG_SUP);
    }
    return first != NULL && number_of(first) > 0 ? first : NULL;
}

/* How many footnotes an answer has, and how many of their numbers stand in it, both counted from 1 in order. */
struct notes {
    unsigned notes;
    unsigned marks;
};

static void count_notes(const GumboNode *node, const GumboNode *mark, struct notes *found)
{
    const GumboNode *own = mark_of_note(node);
    found->notes += own != NULL && number_of(own) == found->notes + 1;
    found->marks += node != mark && number_of(node) == found->marks + 1;
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        count_notes(html_dom_child(node, i), own == NULL ? mark : own, found);
    }
}

/* ==== One conversion ==================================================================================== */

/* Texts are gathered in the builder's run until something else comes. Failures are the answer's and those of two
 * flags, since a walk over a tree has no good place to stop: what is made after one is thrown away. */
struct conversion {
    struct arena *arena;
    struct answer answer;
    struct rich_builder builder; /* makes the answer */
    /* The styles and links around what comes, of which the first `opened` are open in the builder: they open with
     * the text in them, so that blanks stand outside and a paragraph's end only interrupts them. One that has no
     * place is a FAQBOT_NODE_CLOSE. */
    struct faqbot_node marks[MARKS_MAX];
    size_t mark_count;
    size_t opened;
    struct buffer code; /* that is being read */
    struct html_text *result;
    struct faqbot_view base;    /* of links without a scheme; empty: they lead nowhere */
    size_t paragraph;           /* the number of the first node in it */
    unsigned notes;             /* footnotes, whose marks are not text */
    const GumboNode *note_mark; /* the one that begins the note at hand */
    bool in_paragraph;          /* or in a cell, where there is one line after the other and no blocks */
    bool in_cell;
    bool line_starts;
    bool blank;       /* stands here as soon as something follows in the line */
    bool break_due;   /* likewise a line's end */
    bool keeps_lines; /* line ends mean themselves */
    bool is_too_long;
    bool no_memory;
};

typedef void element_walk(struct conversion *conversion, const GumboNode *node);

/* Each element is walked by its role; those within it by theirs. */
static element_walk walk_node;

static void walk_within(struct conversion *conversion, const GumboNode *node)
{
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        walk_node(conversion, html_dom_child(node, i));
    }
}

static void check(struct conversion *conversion, const struct buffer *buffer)
{
    conversion->is_too_long |= buffer->failed;
    conversion->no_memory |= buffer->no_memory;
}

/* The first losses are kept with what they were; of a page of a hundred images the number is enough. */
static void lose(struct conversion *conversion, const char *sentence, struct faqbot_view what)
{
    struct html_text *result = conversion->result;
    if (result->loss_count < HTML_LOSSES_MAX) {
        struct html_loss *loss = &result->losses[result->loss_count];
        loss->sentence = sentence;
        conversion->no_memory |= !arena_copy(conversion->arena, what, &loss->what);
    }
    result->loss_count++;
}

/* ==== Paragraphs ======================================================================================== */

static void open_node(struct conversion *conversion, enum faqbot_node_kind kind, unsigned number)
{
    rich_builder_open(&conversion->builder, (struct faqbot_node){.kind = kind, .number = number}, false);
}

/* Opens what a text stands in, and what is due before it: blanks and line ends between what was open. */
static void begin_text(struct conversion *conversion)
{
    struct rich_builder *builder = &conversion->builder;
    if (!conversion->in_paragraph) {
        open_node(conversion, FAQBOT_NODE_PARAGRAPH, 0);
        conversion->paragraph = conversion->answer.count;
        conversion->in_paragraph = conversion->line_starts = true;
    }
    if (conversion->break_due && !conversion->line_starts) {
        rich_builder_end_run(builder, true);
        rich_builder_add(builder, (struct faqbot_node){.kind = FAQBOT_NODE_BREAK});
    } else if (conversion->blank && !conversion->line_starts) {
        buffer_add_byte(&conversion->answer.run, ' ');
    }
    for (; conversion->opened < conversion->mark_count; conversion->opened++) {
        struct faqbot_node *mark = &conversion->marks[conversion->opened];
        if (mark->kind != FAQBOT_NODE_CLOSE && rich_builder_has_room(builder, 1)) {
            rich_builder_open(builder, *mark, false);
        } else {
            mark->kind = FAQBOT_NODE_CLOSE;
        }
    }
    conversion->blank = conversion->break_due = conversion->line_starts = false;
}

static void close_marks(struct conversion *conversion, size_t down_to)
{
    while (conversion->opened > down_to) {
        if (conversion->marks[--conversion->opened].kind != FAQBOT_NODE_CLOSE) {
            rich_builder_close(&conversion->builder);
        }
    }
}

/* Pages part paragraphs with no-break blanks as well: nothing but these is nothing to be seen. */
static void drop_invisible(struct conversion *conversion)
{
    struct answer *answer = &conversion->answer;
    bool is_seen = false;
    for (size_t i = conversion->paragraph; i < answer->count && !is_seen; i++) {
        struct faqbot_view text = answer->nodes[i].text;
        enum faqbot_node_kind kind = answer->nodes[i].kind;
        while (kind == FAQBOT_NODE_TEXT && view_starts_with(text, "\xc2\xa0")) {
            text = view_slice(text, 2, text.size);
        }
        is_seen = kind == FAQBOT_NODE_TEXT
                      ? text.size > 0
                      : kind == FAQBOT_NODE_CODE || kind == FAQBOT_NODE_IMAGE || kind == FAQBOT_NODE_FOOTNOTE;
    }
    answer->count = is_seen ? answer->count : conversion->paragraph;
}

static void end_line(struct conversion *conversion)
{
    close_marks(conversion, 0);
    rich_builder_end_run(&conversion->builder, true);
    conversion->in_paragraph = conversion->blank = conversion->break_due = false;
}

/* A paragraph ends here, if one has begun; in a cell, a line. Called wherever a block begins or ends, so that text
 * between two blocks is a paragraph of its own. */
static void end_paragraph(struct conversion *conversion)
{
    if (conversion->in_cell) {
        conversion->break_due = true;
    } else if (conversion->in_paragraph) {
        end_line(conversion);
        drop_invisible(conversion);
        rich_builder_close(&conversion->builder);
    }
}

/* Two breaks in a row are how people part paragraphs where they have no better means. */
static void walk_break(struct conversion *conversion, const GumboNode *node)
{
    (void)node;
    if (conversion->break_due) {
        end_paragraph(conversion);
    }
    conversion->break_due = conversion->in_paragraph;
}

/* ASCII's white space and control characters: no character of a control set survives into Markdown. */
static bool is_blank(char byte)
{
    return (unsigned char)byte <= ' ' || byte == 0x7f;
}

/* As HTML shows it: white space in a row is one blank, none at a line's ends; byte order marks are left out. */
static void add_words(struct conversion *conversion, struct faqbot_view text)
{
    for (size_t at = 0; at < text.size && conversion->answer.status == FAQBOT_OK;) {
        if (is_blank(text.bytes[at])) {
            conversion->blank = true;
            at++;
            continue;
        }
        size_t end = at;
        while (end < text.size && !is_blank(text.bytes[end])) {
            end++;
        }
        struct faqbot_view word = view_slice(text, at, end - at);
        bool is_mark = view_equals_text(word, "\xef\xbb\xbf");
        if (!is_mark) {
            begin_text(conversion);
            buffer_add(&conversion->answer.run, word);
        }
        at = end;
    }
}

/* Text, and every element that is nothing but its content. */
static void walk_inline(struct conversion *conversion, const GumboNode *node)
{
    struct faqbot_view text = html_dom_text(node);
    while (conversion->keeps_lines && view_find(text, '\n') < text.size) {
        size_t end = view_find(text, '\n');
        add_words(conversion, view_slice(text, 0, end));
        walk_break(conversion, node);
        text = view_slice(text, end + 1, text.size);
    }
    add_words(conversion, text);
    walk_within(conversion, node);
}

/* The address of a film or a frame is noted, so that a person can put a link there. */
static void drop(struct conversion *conversion, const GumboNode *node)
{
    struct faqbot_view source = html_dom_attribute(node, "src");
    lose(conversion, "a film, a frame or another medium is not kept",
         source.size > 0 ? source : html_dom_attribute(node, "data"));
}

/* -- Within a line --------------------------------------------------------------------------------------- */

/* Walks what is within a style or a link; one within another of its kind says nothing more. */
static void walk_marked(struct conversion *conversion, const GumboNode *node, struct faqbot_node mark)
{
    if (conversion->mark_count == MARKS_MAX) {
        walk_within(conversion, node);
        return;
    }
    for (size_t i = 0; i < conversion->mark_count; i++) {
        mark.kind = conversion->marks[i].kind == mark.kind ? FAQBOT_NODE_CLOSE : mark.kind;
    }
    conversion->marks[conversion->mark_count++] = mark;
    walk_within(conversion, node);
    close_marks(conversion, conversion->mark_count - 1);
    conversion->mark_count--;
}

static void walk_styled(struct conversion *conversion, const GumboNode *node)
{
    static const unsigned char kinds[ROLE_COUNT] = {[ROLE_STRONG] = FAQBOT_NODE_STRONG,
                                                    [ROLE_EMPHASIS] = FAQBOT_NODE_EMPHASIS,
                                                    [ROLE_STRUCK] = FAQBOT_NODE_STRIKE,
                                                    [ROLE_HEADING] = FAQBOT_NODE_STRONG,
                                                    [ROLE_HEADING_CELL] = FAQBOT_NODE_STRONG};
    walk_marked(conversion, node, (struct faqbot_node){.kind = kinds[role_of(node)]});
}

/* The mark of a footnote that there is; the one before the note itself says nothing. */
static void walk_number(struct conversion *conversion, const GumboNode *node)
{
    unsigned number = number_of(node);
    if (number == 0 || number > conversion->notes) {
        walk_inline(conversion, node);
    } else if (node != conversion->note_mark) {
        begin_text(conversion);
        rich_builder_end_run(&conversion->builder, false);
        rich_builder_add(&conversion->builder,
                         (struct faqbot_node){.kind = FAQBOT_NODE_FOOTNOTE, .number = number});
    }
}

/* The address, told from the page's own. */
static struct faqbot_view resolve(struct conversion *conversion, struct faqbot_view address)
{
    if (html_is_relative(address) && !view_is_empty(conversion->base)) {
        address = html_resolve(conversion->arena, conversion->base, address);
        conversion->no_memory |= address.bytes == NULL;
    }
    return address;
}

/* A link within a link has none of its own, as in Markdown. Links that lead nowhere for a visitor of ours
 * lose their address: beside the page is not beside our answer, and script addresses are never followed. */
static void walk_link(struct conversion *conversion, const GumboNode *node)
{
    struct faqbot_node link = {.kind = FAQBOT_NODE_LINK};
    struct faqbot_view address = resolve(conversion, view_trim(html_dom_attribute(node, "href")));
    bool is_link = html_dom_attribute(node, "href").bytes != NULL;
    if (is_link && !shows_text(node)) {
        lose(conversion, "a link without a text is not kept", address);
    } else if (is_link && !rich_is_safe_address(address)) {
        lose(conversion,
             html_is_relative(address)
                 ? "a link leads to beside the page, so its text alone is kept"
                 : "a link is not one to http, https, mailto or tel, so its text alone is kept",
             address);
    } else if (is_link) {
        conversion->no_memory |= !arena_copy(conversion->arena, address, &link.text);
        walk_marked(conversion, node, link);
        return;
    }
    walk_within(conversion, node);
}

/* An image that is not on the web is what its author says it shows; one without any such words is decoration. */
static void walk_image(struct conversion *conversion, const GumboNode *node)
{
    struct faqbot_view words = html_dom_attribute(node, "alt");
    struct faqbot_view address = resolve(conversion, view_trim(html_dom_attribute(node, "src")));
    if (!view_is_empty(view_trim(words)) && rich_is_image_address(address)) {
        const struct faqbot_node image = {.kind = FAQBOT_NODE_IMAGE,
                                          .text = words,
                                          .address = address,
                                          .width = rich_builder_pixels(html_dom_attribute(node, "width")),
                                          .height = rich_builder_pixels(html_dom_attribute(node, "height"))};
        begin_text(conversion);
        rich_builder_add_image(&conversion->builder, image);
    } else {
        lose(conversion, "an image is not kept, its alternative text is", html_dom_attribute(node, "src"));
        add_words(conversion, words);
    }
}

/* -- Code ------------------------------------------------------------------------------------------------ */

/* Appends a text of code. A carriage return, which only a character reference brings here, would end a line of
 * Markdown: so it is taken for a line's end. In a span a line's end in the text is a blank, with those about it. */
static void add_code_text(struct conversion *conversion, struct faqbot_view text, bool is_span)
{
    struct buffer *code = &conversion->code;
    for (size_t i = 0; i < text.size; i++) {
        bool is_return = text.bytes[i] == '\r';
        i += is_return && i + 1 < text.size && text.bytes[i + 1] == '\n';
        char byte = is_return ? '\n' : text.bytes[i];
        if (byte == '\n' && is_span && !conversion->keeps_lines) {
            while (i + 1 < text.size && is_blank(text.bytes[i + 1])) {
                i++;
            }
            byte = ' ';
        }
        buffer_add_byte(code, byte);
    }
}

/* Code has neither marks nor links. Struck text without its line through it would be a lie. */
static void gather_code(struct conversion *conversion, const GumboNode *node, bool is_span)
{
    enum role role = role_of(node);
    if (role == ROLE_STRUCK) {
        lose(conversion, "text that is struck out within code is not kept", view_make(NULL, 0));
    }
    if (is_dropped(role) || role == ROLE_STRUCK) {
        return;
    }
    if (role == ROLE_LINK && html_dom_attribute(node, "href").bytes != NULL) {
        lose(conversion, "a link stands within code, so its text alone is kept",
             view_trim(html_dom_attribute(node, "href")));
    }
    if (role == ROLE_BREAK) {
        buffer_add_byte(&conversion->code, '\n');
    } else if (role == ROLE_IMAGE) {
        buffer_add(&conversion->code, html_dom_attribute(node, "alt"));
    }
    add_code_text(conversion, html_dom_text(node), is_span);
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        gather_code(conversion, html_dom_child(node, i), is_span);
    }
}

/* A span cannot hold a line's end that is kept, so each line gets a span of its own. */
static void walk_code(struct conversion *conversion, const GumboNode *node)
{
    struct faqbot_view line;
    buffer_reset(&conversion->code);
    gather_code(conversion, node, role_of(node) == ROLE_CODE);
    check(conversion, &conversion->code);
    struct faqbot_view rest = buffer_view(&conversion->code);
    for (bool is_first = true; view_next_line(&rest, &line); is_first = false) {
        conversion->break_due |= !is_first;
        if (!view_is_empty(view_trim(line))) {
            begin_text(conversion);
            rich_builder_end_run(&conversion->builder, false);
            rich_builder_add_text(&conversion->builder, FAQBOT_NODE_CODE, line);
        }
    }
}

/* Within a cell there are no blocks, so code there is a span. */
static void walk_preformatted(struct conversion *conversion, const GumboNode *node)
{
    end_paragraph(conversion);
    if (conversion->in_cell) {
        walk_code(conversion, node);
        end_paragraph(conversion);
        return;
    }
    buffer_reset(&conversion->code);
    gather_code(conversion, node, false);
    check(conversion, &conversion->code);
    rich_builder_add_lines(&conversion->builder, buffer_view(&conversion->code));
}

/* -- Blocks ---------------------------------------------------------------------------------------------- */

/* What is within a container of blocks that fits here, `room` containers with it; else the content alone. */
static void walk_container(struct conversion *conversion, const GumboNode *node, enum faqbot_node_kind kind,
                           unsigned number)
{
    end_paragraph(conversion);
    bool is_open = !conversion->in_cell && rich_builder_has_room(&conversion->builder, 2);
    if (is_open) {
        open_node(conversion, kind, number);
    }
    walk_within(conversion, node);
    end_paragraph(conversion);
    if (is_open) {
        rich_builder_close(&conversion->builder);
    }
}

/* A paragraph, and whatever else stands in lines of its own. Headings become strong ones: an answer is a
 * part of a page that has headings of its own. */
static void walk_block(struct conversion *conversion, const GumboNode *node)
{
    const GumboNode *mark = mark_of_note(node);
    unsigned number = mark == NULL ? 0 : number_of(mark);
    end_paragraph(conversion);
    if (number > 0 && number <= conversion->notes && conversion->builder.depth == 0) {
        conversion->note_mark = mark;
        walk_container(conversion, node, FAQBOT_NODE_NOTE, number);
    } else if (role_of(node) == ROLE_HEADING) {
        walk_styled(conversion, node);
    } else {
        walk_within(conversion, node);
    }
    end_paragraph(conversion);
}

static void walk_quote(struct conversion *conversion, const GumboNode *node)
{
    walk_container(conversion, node, FAQBOT_NODE_QUOTE, 0);
}

/* Whether an item begins with a box to be ticked. */
static unsigned task_of(const GumboNode *item)
{
    const GumboNode *first = first_of(item, GUMBO_TAG_INPUT);
    bool is_box = first != NULL && html_dom_tag(first) == GUMBO_TAG_INPUT &&
                  ascii_equals(html_dom_attribute(first, "type"), view_of("checkbox"));
    bool is_done = is_box && html_dom_attribute(first, "checked").bytes != NULL;
    return is_done ? FAQBOT_TASK_DONE : is_box ? FAQBOT_TASK_OPEN : FAQBOT_TASK_NONE;
}

/* What stands in a list and is no item is one all the same. Items with nothing in them leave nothing, but count. */
static void walk_items(struct conversion *conversion, const GumboNode *list)
{
    struct answer *answer = &conversion->answer;
    size_t start = answer->count;
    for (size_t i = 0; i < html_dom_child_count(list) && answer->status == FAQBOT_OK; i++) {
        const GumboNode *item = html_dom_child(list, i);
        bool is_item = role_of(item) == ROLE_ITEM;
        if (!is_item && !shows_text(item)) {
            continue;
        }
        open_node(conversion, FAQBOT_NODE_ITEM, is_item ? task_of(item) : FAQBOT_TASK_NONE);
        (is_item ? walk_within : walk_node)(conversion, item);
        end_paragraph(conversion);
        rich_builder_close(&conversion->builder);
        if (answer->count == start && answer->nodes[start - 1].kind == FAQBOT_NODE_ORDERED) {
            answer->nodes[start - 1].number++;
        }
    }
}

static void walk_list(struct conversion *conversion, const GumboNode *node)
{
    bool is_ordered = role_of(node) == ROLE_ORDERED;
    struct faqbot_view start = html_dom_attribute(node, "start");
    long number = start.size == 0 ? 1 : strtol(start.bytes, NULL, 10);
    end_paragraph(conversion);
    if (conversion->in_cell || !rich_builder_has_room(&conversion->builder, 3)) {
        walk_block(conversion, node);
        return;
    }
    number = number < 0 || number > INT_MAX ? 1 : number;
    open_node(conversion, is_ordered ? FAQBOT_NODE_ORDERED : FAQBOT_NODE_LIST,
              is_ordered ? (unsigned)number : 0);
    walk_items(conversion, node);
    rich_builder_close(&conversion->builder);
}

/* -- Tables ---------------------------------------------------------------------------------------------- */

/* What is known of a table before it is written. */
struct table {
    size_t columns; /* of the longest row */
    bool has_header;
    bool is_layout; /* it is there for the looks alone: its cells are blocks */
    size_t rows;    /* so far */
};

static size_t count_cells(const GumboNode *row, GumboTag tag)
{
    size_t count = 0;
    for (size_t i = 0; i < html_dom_child_count(row); i++) {
        const GumboNode *cell = html_dom_child(row, i);
        count += role_of(cell) >= ROLE_CELL && (tag == GUMBO_TAG_LAST || html_dom_tag(cell) == tag);
    }
    return count;
}

/* Looks at the rows, which may stand in a head, a body and a foot. A row of nothing but heading cells in front is
 * the header. */
static void survey(const GumboNode *node, struct table *table)
{
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        const GumboNode *child = html_dom_child(node, i);
        if (role_of(child) == ROLE_ROW) {
            size_t cells = count_cells(child, GUMBO_TAG_LAST);
            size_t headings = count_cells(child, GUMBO_TAG_TH);
            table->has_header |=
                table->rows == 0 && (cells == headings || html_dom_tag(child->parent) == GUMBO_TAG_THEAD);
            table->columns = cells > table->columns ? cells : table->columns;
            table->rows += cells > 0;
        }
        bool is_late = html_dom_tag(child) == GUMBO_TAG_CAPTION && table->rows > 0;
        table->is_layout |= role_of(child) == ROLE_TABLE || is_late;
        survey(child, table);
    }
}

/* As Markdown's tables say it, and old pages. */
static unsigned align_of(const GumboNode *cell)
{
    static const char *const sides[] = {"", "left", "center", "right"};
    struct faqbot_view style = html_dom_attribute(cell, "style");
    size_t at = 0;
    while (at < style.size && !view_starts_with(view_slice(style, at, style.size), "text-align:")) {
        at++;
    }
    struct faqbot_view side = at < style.size ? view_slice(style, at + strlen("text-align:"), style.size)
                                              : html_dom_attribute(cell, "align");
    side = view_trim(view_slice(side, 0, view_find(side, ';')));
    for (unsigned i = 1; i < sizeof sides / sizeof *sides; i++) {
        if (ascii_equals(side, view_of(sides[i]))) {
            return i;
        }
    }
    return FAQBOT_ALIGN_NONE;
}

/* A row, which `node` NULL gives no more than its cells. Cells of a header are headings anyway. */
static void add_row(struct conversion *conversion, const GumboNode *node, const struct table *table,
                    const unsigned char *aligns)
{
    bool is_header = table->rows == 0;
    size_t column = 0;
    open_node(conversion, FAQBOT_NODE_ROW, is_header);
    for (size_t i = 0; node != NULL && i < html_dom_child_count(node); i++) {
        const GumboNode *cell = html_dom_child(node, i);
        if (role_of(cell) < ROLE_CELL) {
            continue;
        }
        open_node(conversion, FAQBOT_NODE_CELL, aligns[column++]);
        conversion->in_cell = conversion->in_paragraph = conversion->line_starts = true;
        conversion->blank = conversion->break_due = false;
        if (role_of(cell) == ROLE_HEADING_CELL && !is_header) {
            walk_styled(conversion, cell);
        } else {
            walk_within(conversion, cell);
        }
        end_line(conversion);
        conversion->in_cell = false;
        rich_builder_close(&conversion->builder);
    }
    for (; column < table->columns; column++) {
        open_node(conversion, FAQBOT_NODE_CELL, aligns[column]);
        rich_builder_close(&conversion->builder);
    }
    rich_builder_close(&conversion->builder);
}

/* Of a column's cells all are set to the side of the first. */
static void add_rows(struct conversion *conversion, const GumboNode *node, struct table *table,
                     unsigned char *aligns)
{
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        const GumboNode *child = html_dom_child(node, i);
        if (role_of(child) != ROLE_ROW) {
            add_rows(conversion, child, table, aligns);
        } else if (count_cells(child, GUMBO_TAG_LAST) > 0) {
            size_t column = 0;
            for (size_t j = 0; table->rows == 0 && j < html_dom_child_count(child); j++) {
                const GumboNode *cell = html_dom_child(child, j);
                if (role_of(cell) >= ROLE_CELL) {
                    aligns[column++] = (unsigned char)align_of(cell);
                }
            }
            if (table->rows == 0 && !table->has_header) { /* Markdown's tables have one */
                add_row(conversion, NULL, table, aligns);
                table->rows++;
            }
            add_row(conversion, child, table, aligns);
            table->rows++;
        }
    }
}

/* A caption is a heading. */
static void walk_table(struct conversion *conversion, const GumboNode *node)
{
    struct table table = {.columns = 0};
    unsigned char aligns[FAQBOT_TABLE_COLUMNS_MAX] = {0};
    survey(node, &table);
    bool is_small = table.columns < 2 && !table.has_header;
    end_paragraph(conversion);
    if (is_small || table.is_layout || table.columns > FAQBOT_TABLE_COLUMNS_MAX || conversion->in_cell ||
        !rich_builder_has_room(&conversion->builder, 3)) {
        walk_block(conversion, node);
        return;
    }
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        const GumboNode *child = html_dom_child(node, i);
        if (html_dom_tag(child) == GUMBO_TAG_CAPTION) {
            walk_block(conversion, child);
        }
    }
    table.rows = 0;
    open_node(conversion, FAQBOT_NODE_TABLE, 0);
    add_rows(conversion, node, &table, aligns);
    rich_builder_close(&conversion->builder);
}

/* -- All of it ------------------------------------------------------------------------------------------- */

/* What is dropped has no function; rows and cells come here where they are no table's. The recursion ends at
 * HTML_DOM_DEPTH_MAX. */
static void walk_node(struct conversion *conversion, const GumboNode *node)
{
    static element_walk *const walks[ROLE_COUNT] = {
        [ROLE_INLINE] = walk_inline, [ROLE_MEDIA] = drop,         [ROLE_STRUCK] = walk_styled,
        [ROLE_NUMBER] = walk_number, [ROLE_STRONG] = walk_styled, [ROLE_EMPHASIS] = walk_styled,
        [ROLE_CODE] = walk_code,     [ROLE_LINK] = walk_link,     [ROLE_IMAGE] = walk_image,
        [ROLE_BREAK] = walk_break,   [ROLE_BLOCK] = walk_block,   [ROLE_HEADING] = walk_block,
        [ROLE_LIST] = walk_list,     [ROLE_ORDERED] = walk_list,  [ROLE_ITEM] = walk_block,
        [ROLE_QUOTE] = walk_quote,   [ROLE_TABLE] = walk_table,   [ROLE_PREFORMATTED] = walk_preformatted,
        [ROLE_ROW] = walk_block,     [ROLE_CELL] = walk_block,    [ROLE_HEADING_CELL] = walk_block};
    element_walk *const walk = walks[role_of(node)];
    if (walk != NULL) {
        walk(conversion, node);
    }
}

/* Texts, with blanks where blocks and lines part them. */
static void flatten(const GumboNode *node, struct buffer *out)
{
    enum role role = role_of(node);
    bool parts = role >= ROLE_BREAK;
    if (is_dropped(role) || role == ROLE_STRUCK) {
        return;
    }
    buffer_add_text(out, parts ? " " : "");
    buffer_add(out, role == ROLE_IMAGE ? html_dom_attribute(node, "alt") : html_dom_text(node));
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        flatten(html_dom_child(node, i), out);
    }
    buffer_add_text(out, parts ? " " : "");
}

/* Converts what the element holds into nodes, and these into Markdown. */
static void convert(struct conversion *conversion, const GumboNode *element, struct buffer *out)
{
    const struct answer_source source = {.arena = conversion->arena, .path = "", .one_line = true};
    struct answer *answer = &conversion->answer;
    struct notes notes = {0};
    conversion->builder = (struct rich_builder){.answer = answer, .source = &source};
    /* Of a whole answer without a line's end in it: text that was given a mark or two. */
    conversion->keeps_lines = html_dom_tag(element) == GUMBO_TAG_HTML && !breaks_lines(element);
    count_notes(element, NULL, &notes);
    conversion->notes = notes.marks >= notes.notes ? notes.notes : 0;
    buffer_init(&conversion->code, BYTES_MAX);
    answer_init(answer);
    walk_within(conversion, element);
    end_paragraph(conversion);
    check(conversion, &answer->run);
    conversion->no_memory |= answer->status == FAQBOT_NO_MEMORY;
    conversion->is_too_long |= answer->status == FAQBOT_LIMIT;
    if (answer->status == FAQBOT_OK) {
        md_writer_add_readable(answer->nodes, answer->count, out);
    }
    answer_release(answer);
    buffer_release(&conversion->code);
}

/* The tree is gone when the caller gets the text: everything that it keeps was copied into its arena. */
void html_convert(struct faqbot_view html, const GumboNode *element, bool is_flat, struct faqbot_view base,
                  struct arena *arena, struct html_text *result)
{
    struct html_dom tree = {.root = element};
    struct conversion conversion = {.arena = arena, .result = result, .base = base};
    struct buffer out;
    struct buffer flat;
    *result = (struct html_text){.complaint = ""};
    buffer_init(&out, BYTES_MAX);
    buffer_init(&flat, BYTES_MAX);
    if (element == NULL) {
        html_dom_parse(&tree, html, NODES_MAX);
    }
    if (tree.status == FAQBOT_OK && is_flat) {
        flatten(tree.root, &flat);
        md_add_tidied(buffer_view(&flat), &out);
        check(&conversion, &flat);
    } else if (tree.status == FAQBOT_OK) {
        convert(&conversion, tree.root, &out);
    }
    check(&conversion, &out);
    if (tree.status != FAQBOT_OK) {
        *result = (struct html_text){.status = tree.status, .complaint = tree.complaint};
    } else if (conversion.is_too_long && !conversion.no_memory) {
        result->status = FAQBOT_LIMIT;
        result->complaint = "its text is longer than 4 MiB";
    } else if (conversion.no_memory || !arena_copy(arena, buffer_view(&out), &result->text)) {
        result->status = FAQBOT_NO_MEMORY;
    }
    buffer_release(&flat);
    buffer_release(&out);
    html_dom_release(&tree);
}
