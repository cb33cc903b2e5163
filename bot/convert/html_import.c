/* convert/html_import.c - HTML answers as Markdown: for the services that keep theirs in HTML, pure, within
 * Markdown, or unannounced among plain texts.
 *
 *     <p>Ask <b>first</b>, then          Ask **first**, then [read](https://example.org/).
 *     <a href="https://example.org/">
 *     read</a>.<ul><li>one<li>two</ul>   - one
 *                                        - two
 *
 * Headings become strong paragraphs, for an answer is a part of a page that has headings of its own. The
 * rows of a table become items with " | " between their cells: our rich text has no tables, and a list can
 * be read out. Images leave their alternative text. Scripts, styles and forms are dropped, struck text too.
 *
 * Which of the three entrances is used is the importer's to know: some services keep HTML
 * (import_html_add), some Markdown with HTML in it (import_html_add_mixed), and some keep either without
 * saying which (import_html_add_either).
 *
 * One walk over libgumbo's tree, directed by a table of what each element is; md_writer and md_inline know
 * how Markdown is written. Style sheets are not looked at: what one of them hides, as folded answers are,
 * is taken. What Markdown has no place for is counted, and the first losses are noted with what they were. */
#include "convert/readers.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

/* An answer is a part of a page, so it has bounds of its own, below those of a tree: what becomes of them
 * must fit into a line of our own format in the end. */
#define NODES_MAX 8192                      /* elements and texts of one answer */
#define BYTES_MAX ((size_t)4 * 1024 * 1024) /* of the Markdown */

/* ==== What an element is ================================================================================ */

enum role {
    ROLE_INLINE,  /* its content alone counts; unknown elements too, and what is no element */
    ROLE_DROPPED, /* says nothing to a reader: scripts, styles, fields of a form */
    ROLE_MEDIA,   /* cannot be shown: films, frames */
    ROLE_STRUCK,  /* text that no longer holds */
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
    return role == ROLE_DROPPED || role == ROLE_MEDIA || role == ROLE_STRUCK;
}

/* Many tables are there for the looks alone: their rows have one cell. */
static bool has_cells(const GumboNode *row)
{
    size_t count = 0;
    for (size_t i = 0; i < html_dom_child_count(row); i++) {
        count += role_of(html_dom_child(row, i)) >= ROLE_CELL;
    }
    return count >= 2;
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

/* Whether the node says anything: a text, or an image's alternative. */
static bool shows_text(const GumboNode *node)
{
    enum role role = role_of(node);
    if (is_dropped(role)) {
        return false;
    }
    if (role == ROLE_IMAGE) {
        return !view_is_empty(view_trim(html_dom_attribute(node, "alt")));
    }
    bool shows = !view_is_empty(view_trim(html_dom_text(node)));
    for (size_t i = 0; i < html_dom_child_count(node) && !shows; i++) {
        shows = shows_text(html_dom_child(node, i));
    }
    return shows;
}

/* ==== One conversion ==================================================================================== */

/* Texts are gathered in `prose` until a paragraph ends, and written then. Failures are kept in three flags,
 * since a walk over a tree has no good place to stop: what is written after one is thrown away. */
struct conversion {
    struct arena *arena;
    struct md_inline prose;  /* the paragraph that is being read */
    struct md_writer writer; /* writes into `out` */
    struct buffer out;
    struct buffer code; /* the preformatted text that is being read */
    struct html_text *result;
    struct faqbot_view base; /* of links without a scheme; empty: they lead nowhere */
    bool keeps_lines;        /* line ends mean themselves */
    bool is_too_long;
    bool no_memory;
};

/* What an element hands on to those within. */
struct context {
    struct look look;
    struct md_writer_list *list; /* the one right around, of a table its rows; NULL: none */
    bool is_flat;                /* within a cell, where there is one paragraph and no more */
};

typedef void element_walk(struct conversion *conversion, const GumboNode *node, struct context context);

/* Each element is walked by its role; those within it by theirs. The context is handed down by value, so
 * that what an element sets ends with it. */
static element_walk walk_node;

/* All children, each with what the element hands on. */
static void walk_within(struct conversion *conversion, const GumboNode *node, struct context context)
{
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        walk_node(conversion, html_dom_child(node, i), context);
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

/* A paragraph ends here, if one has begun. Within a cell, and in a question, a blank stands for its end:
 * there everything is one line. Called wherever a block begins or ends, so that text between two blocks is
 * a paragraph of its own. */
static void end_paragraph(struct conversion *conversion, struct context context)
{
    if (context.is_flat) {
        md_inline_add(&conversion->prose, view_of(" "), context.look);
        return;
    }
    md_writer_add_prose(&conversion->writer, &conversion->prose);
    check(conversion, &conversion->prose.text);
    md_inline_reset(&conversion->prose);
}

/* Two breaks in a row are how people part paragraphs where they have no better means. */
static void walk_break(struct conversion *conversion, const GumboNode *node, struct context context)
{
    (void)node;
    if (context.is_flat || md_inline_is_at_line_start(&conversion->prose)) {
        end_paragraph(conversion, context);
    } else {
        md_inline_break(&conversion->prose);
    }
}

/* Text, and every element that is nothing but its content. */
static void walk_inline(struct conversion *conversion, const GumboNode *node, struct context context)
{
    struct faqbot_view text = html_dom_text(node);
    while (conversion->keeps_lines && view_find(text, '\n') < text.size) {
        size_t end = view_find(text, '\n');
        md_inline_add(&conversion->prose, view_slice(text, 0, end), context.look);
        walk_break(conversion, node, context);
        text = view_slice(text, end + 1, text.size);
    }
    md_inline_add(&conversion->prose, text, context.look);
    walk_within(conversion, node, context);
}

/* Struck text says what no longer holds: kept without its line through it would be a lie. The address of a
 * film or a frame is noted, so that a person can put a link there. */
static void drop(struct conversion *conversion, const GumboNode *node, struct context context)
{
    struct faqbot_view source = html_dom_attribute(node, "src");
    (void)context;
    if (role_of(node) == ROLE_STRUCK) {
        lose(conversion, "text that is struck out is not kept", view_make(NULL, 0));
    } else {
        lose(conversion, "a film, a frame or another medium is not kept",
             source.size > 0 ? source : html_dom_attribute(node, "data"));
    }
}

/* -- Within a line --------------------------------------------------------------------------------------- */

/* Within code nothing is marked. */
static void walk_styled(struct conversion *conversion, const GumboNode *node, struct context context)
{
    static const unsigned char styles[ROLE_COUNT] = {[ROLE_STRONG] = MD_INLINE_STRONG,
                                                     [ROLE_EMPHASIS] = MD_INLINE_EMPHASIS,
                                                     [ROLE_CODE] = MD_INLINE_CODE,
                                                     [ROLE_HEADING] = MD_INLINE_STRONG,
                                                     [ROLE_HEADING_CELL] = MD_INLINE_STRONG};
    unsigned style = styles[role_of(node)] | context.look.style;
    context.look.style = (style & MD_INLINE_CODE) != 0 ? MD_INLINE_CODE : style;
    walk_within(conversion, node, context);
}

/* Whether an address has no scheme, so that it leads to beside the page or within it. */
static bool is_relative(struct faqbot_view address)
{
    size_t end = 0;
    while (address.bytes != NULL && end < address.size && strchr("/?#:", address.bytes[end]) == NULL) {
        end++;
    }
    return address.bytes == NULL || end == address.size || address.bytes[end] != ':';
}

/* The part of an absolute address up to its host's end: "https://example.org". */
static size_t origin_size(struct faqbot_view base)
{
    size_t colon = view_find(base, ':');
    struct faqbot_view rest = view_slice(base, colon + 3, base.size);
    size_t end = 0;
    while (end < rest.size && strchr("/?#", rest.bytes[end]) == NULL) {
        end++;
    }
    return base.size < colon + 3 ? base.size : colon + 3 + end;
}

/* What is left of a path where "." and ".." are followed (RFC 3986, 5.2.4), behind what is in the buffer. */
static void add_path(struct faqbot_view path, struct buffer *out)
{
    size_t start = out->size;
    while (path.size > 0) {
        struct faqbot_view name = view_slice(path, 1, view_find(view_slice(path, 1, path.size), '/'));
        bool is_last = name.size + 1 >= path.size;
        bool is_up = view_equals_text(name, "..");
        if (is_up || view_equals_text(name, ".")) {
            while (is_up && out->size > start && buffer_view(out).bytes[out->size - 1] != '/') {
                buffer_truncate(out, out->size - 1);
            }
            buffer_truncate(out, is_up && out->size > start ? out->size - 1 : out->size);
            buffer_add_text(out, is_last ? "/" : "");
        } else {
            buffer_add_byte(out, '/');
            buffer_add(out, name);
        }
        path = view_slice(path, name.size + 1, path.size);
    }
}

/* Queries and fragments have slashes of their own, which are no path. */
static struct faqbot_view without_query(struct faqbot_view address)
{
    size_t question = view_find(address, '?');
    return view_slice(address, 0, view_find(view_slice(address, 0, question), '#'));
}

struct faqbot_view html_resolve(struct arena *arena, struct faqbot_view base, struct faqbot_view address)
{
    struct buffer out;
    bool is_absolute = !is_relative(address);
    if (is_absolute || view_is_empty(base) || is_relative(base)) {
        return is_absolute || view_is_empty(base) ? address : base;
    }
    size_t origin = origin_size(base);
    struct faqbot_view path = without_query(view_slice(base, origin, base.size));
    struct faqbot_view own = without_query(address);
    struct faqbot_view rest = view_slice(address, own.size, address.size);
    buffer_init_in(&out, arena, base.size + address.size + 2);
    if (view_starts_with(address, "//")) {
        buffer_add(&out, view_slice(base, 0, view_find(base, ':') + 1));
        buffer_add(&out, address);
    } else if (view_is_empty(own)) {
        buffer_add(&out, view_slice(base, 0, origin + path.size));
        buffer_add(&out, rest);
    } else {
        struct buffer joined;
        size_t folder = path.size;
        while (folder > 0 && path.bytes[folder - 1] != '/') {
            folder--;
        }
        buffer_init_in(&joined, arena, base.size + address.size + 2);
        if (!view_starts_with(own, "/")) {
            buffer_add(&joined, folder > 0 ? view_slice(path, 0, folder) : view_of("/"));
        }
        buffer_add(&joined, own);
        buffer_add(&out, view_slice(base, 0, origin));
        add_path(buffer_view(&joined), &out);
        buffer_add(&out, rest);
    }
    return out.failed ? view_make(NULL, 0) : buffer_view(&out);
}

/* A link within a link has none of its own, as in Markdown. Links that lead nowhere for a visitor of ours
 * lose their address: beside the page is not beside our answer, and script addresses are never followed. */
static void walk_link(struct conversion *conversion, const GumboNode *node, struct context context)
{
    struct faqbot_view address = view_trim(html_dom_attribute(node, "href"));
    if (is_relative(address) && !view_is_empty(conversion->base)) {
        address = html_resolve(conversion->arena, conversion->base, address);
        conversion->no_memory |= address.bytes == NULL;
    }
    if (html_dom_attribute(node, "href").bytes != NULL && context.look.link == NULL) {
        if (!shows_text(node)) {
            lose(conversion, "a link without a text is not kept", address);
        } else if (!rich_is_safe_address(address)) {
            lose(conversion,
                 is_relative(address)
                     ? "a link leads to beside the page, so its text alone is kept"
                     : "a link is not one to http, https or mailto, so its text alone is kept",
                 address);
        } else {
            struct faqbot_view *link = arena_alloc(conversion->arena, sizeof *link);
            conversion->no_memory |= link == NULL || !arena_copy(conversion->arena, address, link);
            if (conversion->no_memory) {
                return;
            }
            context.look.link = link;
        }
    }
    walk_within(conversion, node, context);
}

/* An image is what its author says it shows. */
static void walk_image(struct conversion *conversion, const GumboNode *node, struct context context)
{
    lose(conversion, "an image is not kept, its alternative text is", html_dom_attribute(node, "src"));
    md_inline_add(&conversion->prose, html_dom_attribute(node, "alt"), context.look);
}

/* -- Blocks ---------------------------------------------------------------------------------------------- */

/* A paragraph, and whatever else stands in lines of its own. Headings become strong ones: an answer is a
 * part of a page that has headings of its own. */
static void walk_block(struct conversion *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    walk_styled(conversion, node, context);
    end_paragraph(conversion, context);
}

/* A table is a list of its rows. */
static void walk_list(struct conversion *conversion, const GumboNode *node, struct context context)
{
    bool is_table = role_of(node) == ROLE_TABLE;
    struct faqbot_view start = html_dom_attribute(node, "start");
    long number = is_table || start.size == 0 ? 1 : strtol(start.bytes, NULL, 10);
    end_paragraph(conversion, context);
    struct md_writer_list list = md_writer_begin_list(&conversion->writer, role_of(node) == ROLE_ORDERED,
                                                      number < 0 || number > INT_MAX ? 1 : (unsigned)number);
    context.list = &list;
    walk_within(conversion, node, context);
    end_paragraph(conversion, context);
}

/* An item outside of a list, or deeper than the writer goes, is a block like any other. */
static void walk_item(struct conversion *conversion, const GumboNode *node, struct context context)
{
    struct md_writer *writer = &conversion->writer;
    bool is_quote = role_of(node) == ROLE_QUOTE;
    end_paragraph(conversion, context);
    bool is_open =
        !context.is_flat && (is_quote ? md_writer_open_quote(writer)
                                      : context.list != NULL && md_writer_open_item(writer, context.list));
    context.list = NULL;
    walk_block(conversion, node, context);
    if (is_open) {
        md_writer_close(writer);
    }
}

/* A row of a table: an item with its cells. */
static void walk_row(struct conversion *conversion, const GumboNode *node, struct context context)
{
    if (!has_cells(node) || context.is_flat || context.list == NULL) {
        walk_block(conversion, node, context);
        return;
    }
    end_paragraph(conversion, context);
    bool is_open = md_writer_open_item(&conversion->writer, context.list);
    struct context within = {.look = context.look, .is_flat = true};
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        const GumboNode *cell = html_dom_child(node, i);
        if (!md_inline_is_empty(&conversion->prose) && shows_text(cell)) {
            md_inline_add(&conversion->prose, view_of(" | "), context.look);
        }
        walk_node(conversion, cell, within);
    }
    end_paragraph(conversion, context);
    if (is_open) {
        md_writer_close(&conversion->writer);
    }
}

static void walk_cell(struct conversion *conversion, const GumboNode *node, struct context context)
{
    context.list = NULL;
    walk_block(conversion, node, context); /* which styles nothing but a heading cell */
}

/* -- Code ------------------------------------------------------------------------------------------------ */

/* Code has neither marks nor links. A carriage return, which only a character reference brings here, would
 * end a line of Markdown: so it is taken for a line's end. */
static void gather_code(struct conversion *conversion, const GumboNode *node)
{
    enum role role = role_of(node);
    if (is_dropped(role)) {
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
    } else {
        struct faqbot_view text = html_dom_text(node);
        for (size_t i = 0; i < text.size; i++) {
            bool is_return = text.bytes[i] == '\r';
            i += is_return && i + 1 < text.size && text.bytes[i + 1] == '\n';
            buffer_add_byte(&conversion->code, is_return ? '\n' : text.bytes[i]);
        }
        for (size_t i = 0; i < html_dom_child_count(node); i++) {
            gather_code(conversion, html_dom_child(node, i));
        }
    }
}

/* Within a cell there are no blocks, so code there is a span. */
static void walk_preformatted(struct conversion *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    if (context.is_flat) {
        context.look.style = MD_INLINE_CODE;
        walk_within(conversion, node, context);
        return;
    }
    buffer_reset(&conversion->code);
    gather_code(conversion, node);
    check(conversion, &conversion->code);
    md_writer_add_code(&conversion->writer, buffer_view(&conversion->code));
}

/* What is dropped has no function. The recursion ends at HTML_DOM_DEPTH_MAX. */
static void walk_node(struct conversion *conversion, const GumboNode *node, struct context context)
{
    static element_walk *const walks[ROLE_COUNT] = {[ROLE_INLINE] = walk_inline,
                                                    [ROLE_MEDIA] = drop,
                                                    [ROLE_STRUCK] = drop,
                                                    [ROLE_STRONG] = walk_styled,
                                                    [ROLE_EMPHASIS] = walk_styled,
                                                    [ROLE_CODE] = walk_styled,
                                                    [ROLE_LINK] = walk_link,
                                                    [ROLE_IMAGE] = walk_image,
                                                    [ROLE_BREAK] = walk_break,
                                                    [ROLE_BLOCK] = walk_block,
                                                    [ROLE_HEADING] = walk_block,
                                                    [ROLE_LIST] = walk_list,
                                                    [ROLE_ORDERED] = walk_list,
                                                    [ROLE_ITEM] = walk_item,
                                                    [ROLE_QUOTE] = walk_item,
                                                    [ROLE_TABLE] = walk_list,
                                                    [ROLE_PREFORMATTED] = walk_preformatted,
                                                    [ROLE_ROW] = walk_row,
                                                    [ROLE_CELL] = walk_cell,
                                                    [ROLE_HEADING_CELL] = walk_cell};
    element_walk *const walk = walks[role_of(node)];
    if (walk != NULL) {
        walk(conversion, node, context);
    }
}

/* Converts what the element holds: into Markdown, or into one line without mark-up. */
static void convert(const GumboNode *element, bool is_flat, struct faqbot_view base, struct arena *arena,
                    struct html_text *result)
{
    const struct context context = {.is_flat = is_flat};
    struct conversion conversion = {.arena = arena, .result = result, .base = base};
    *result = (struct html_text){.complaint = ""};
    /* Of a whole answer without a line's end in it: text that was given a mark or two. */
    conversion.keeps_lines = !is_flat && html_dom_tag(element) == GUMBO_TAG_HTML && !breaks_lines(element);
    md_inline_init(&conversion.prose, BYTES_MAX);
    buffer_init(&conversion.code, BYTES_MAX);
    buffer_init(&conversion.out, BYTES_MAX);
    conversion.writer = md_writer_make(&conversion.out);
    walk_within(&conversion, element, context);
    if (!is_flat) {
        end_paragraph(&conversion, context);
    }
    check(&conversion, &conversion.prose.text);
    check(&conversion, &conversion.out);
    if (conversion.is_too_long && !conversion.no_memory) {
        result->status = FAQBOT_LIMIT;
        result->complaint = "its text is longer than 4 MiB";
    } else if (conversion.no_memory ||
               !arena_copy(arena, buffer_view(is_flat ? &conversion.prose.text : &conversion.out),
                           &result->text)) {
        result->status = FAQBOT_NO_MEMORY;
    }
    md_inline_release(&conversion.prose);
    buffer_release(&conversion.code);
    buffer_release(&conversion.out);
}

/* The tree is gone when the caller gets the text: everything that it keeps was copied into its arena. */
void html_convert(struct faqbot_view html, const GumboNode *element, bool is_flat, struct faqbot_view base,
                  struct arena *arena, struct html_text *result)
{
    struct html_dom tree = {.root = element};
    if (element == NULL) {
        html_dom_parse(&tree, html, NODES_MAX);
    }
    if (tree.status == FAQBOT_OK) {
        convert(tree.root, is_flat, base, arena, result);
    } else {
        *result = (struct html_text){.status = tree.status, .complaint = tree.complaint};
    }
    html_dom_release(&tree);
}

/* ==== Rows whose answers are HTML ======================================================================= */

/* An answer has 4 MiB at most, and a link of its losses may be as long as the HTML that it stands in. */
#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024) /* what one answer becomes, and what it loses */

#define TAGS_MAX                                                                                             \
    1000 /* that are looked at, to find out whether a text is HTML: each is looked for to the end */

/* In the order in which they stand in the answer. */
static void note_losses(struct import_builder *builder, size_t row, const struct html_text *answer)
{
    for (size_t i = 0; i < answer->loss_count && i < HTML_LOSSES_MAX; i++) {
        const struct html_loss *loss = &answer->losses[i];
        if (loss->what.size == 0) {
            import_builder_note(builder, row, "%s", loss->sentence);
        } else {
            import_builder_note(builder, row, "%s: \"%.*s\"", loss->sentence, VIEW_ARGS(loss->what));
        }
    }
    if (answer->loss_count > HTML_LOSSES_MAX) {
        import_builder_note(builder, row, "there are %zu more links, images and the like so",
                            answer->loss_count - HTML_LOSSES_MAX);
    }
}

/* Whether what stands behind a '<' begins a tag, a comment, or a name that an element of another namespace or of
 * the page's own may have. Nothing else is mark-up, whatever browsers make of it: "ssh <user>@<host>". */
static bool begins_markup(struct faqbot_view text)
{
    size_t size = 0;
    text = view_starts_with(text, "/") ? view_slice(text, 1, text.size) : text;
    while (size < text.size && (ascii_is_alnum(text.bytes[size]) || strchr("-:", text.bytes[size]) != NULL)) {
        size++;
    }
    struct faqbot_view name = view_slice(text, 0, size);
    bool is_foreign = size > 2 && (view_find(name, '-') < size || view_find(name, ':') < size) &&
                      ascii_is_alpha(text.bytes[0]);
    bool ends = size < text.size && strchr("> /\t\r\n", text.bytes[size]) != NULL;
    return view_starts_with(text, "!--") || ascii_equals(view_slice(text, 0, 8), view_of("!doctype")) ||
           (ends && (is_foreign || html_dom_is_tag(name)));
}

/* The text with each '<' that begins no mark-up as an entity; the text itself where all do. */
static struct faqbot_view escape_others(struct import_builder *builder, struct faqbot_view text,
                                        struct arena *arena)
{
    struct buffer out;
    bool is_changed = false;
    buffer_init_in(&out, arena, 4 * text.size + 1);
    for (size_t at = 0; at < text.size;) {
        size_t angle = view_find(view_slice(text, at, text.size), '<');
        buffer_add(&out, view_slice(text, at, angle));
        at += angle;
        if (at < text.size) {
            bool begins = begins_markup(view_slice(text, at + 1, text.size));
            is_changed |= !begins;
            buffer_add_text(&out, begins ? "<" : "&lt;");
            at++;
        }
    }
    import_need(builder, !out.failed);
    return is_changed ? buffer_view(&out) : text;
}

/* In an arena of its own for each answer, so that a file of a million answers needs no more than its
 * largest. */
void import_html_add(struct import_builder *builder, const struct import_record *record,
                     struct faqbot_view html, const GumboNode *element)
{
    struct arena arena;
    struct html_text answer;
    arena_init(&arena, ARENA_BYTES_MAX);
    html = element == NULL ? escape_others(builder, html, &arena) : html;
    html_convert(html, element, false, builder->base, &arena, &answer);
    if (answer.status == FAQBOT_LIMIT) {
        import_builder_skip(builder, record->row, record->question, "its answer cannot be taken: %s",
                            answer.complaint);
    } else if (answer.status != FAQBOT_OK) {
        import_need(builder, false);
    } else {
        struct import_record converted = *record;
        converted.answer = answer.text;
        converted.is_plain = false;
        import_builder_add(builder, &converted);
        note_losses(builder, record->row, &answer);
    }
    arena_release(&arena);
}

/* Whether "</NAME>" stands in the text. */
static bool is_closed(struct faqbot_view text, struct faqbot_view name)
{
    for (size_t at = view_find(text, '<'); at < text.size;
         at += 1 + view_find(view_slice(text, at + 1, text.size), '<')) {
        struct faqbot_view tag = view_slice(text, at + 1, name.size + 2);
        if (tag.size == name.size + 2 && tag.bytes[0] == '/' && tag.bytes[name.size + 1] == '>' &&
            ascii_equals(view_slice(tag, 1, name.size), name)) {
            return true;
        }
    }
    return false;
}

/* Whether what stands behind a '<' is the tag of an element that answers are written with, and not a
 * placeholder or a comparison: one that ends a line, or one that is closed further on. `unclosed` has a bit for
 * each name that is known not to be: so the text is gone through once for each name at most. */
static bool is_tag(struct faqbot_view text, uint32_t *unclosed)
{
    static const char *const names[] = {"a", "b",  "div", "em",  "h1",   "h2",   "h3",     "h4",
                                        "i", "li", "ol",  "p",   "td",   "span", "strong", "table",
                                        "u", "ul", "tr",  "pre", "code", "sub",  "sup"};
    static const char *const alone[] = {"br", "img", "hr", "p", "li"};
    static const char ends[] = "> /\t\r\n";
    size_t size = 0;
    while (size < text.size && ascii_is_alnum(text.bytes[size])) {
        size++;
    }
    struct faqbot_view name = view_slice(text, 0, size);
    if (size == 0 || size == text.size || strchr(ends, text.bytes[size]) == NULL) {
        return false;
    }
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
        if (ascii_equals(name, view_of(alone[i]))) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        uint32_t bit = (uint32_t)1 << i;
        if (!ascii_equals(name, view_of(names[i])) || (*unclosed & bit) != 0) {
            continue;
        }
        if (is_closed(text, name)) {
            return true;
        }
        *unclosed |= bit; /* and no later one of that name is */
    }
    return false;
}

/* Services that take both do not say which it is. A tag that answers are written with decides; "<name>" or
 * "a < b" does not. */
void import_html_add_either(struct import_builder *builder, const struct import_record *record)
{
    struct faqbot_view rest = record->answer;
    uint32_t unclosed = 0;
    bool has_tag = false;
    while (!has_tag && rest.size > 0) {
        rest = view_slice(rest, view_find(rest, '<') + 1, rest.size);
        has_tag = is_tag(rest, &unclosed);
    }
    if (has_tag) {
        import_html_add(builder, record, record->answer, NULL);
        import_builder_note(builder, record->row, "its answer is taken for HTML, and written as Markdown");
    } else {
        import_builder_add(builder, record);
    }
}

/* Whether any of the document's nodes is HTML. */
static bool has_html(struct commonmark_node *document)
{
    struct commonmark_walk walk = {.top = document};
    while (commonmark_walk_next(&walk)) {
        if (walk.node->kind == COMMONMARK_HTML_BLOCK || walk.node->kind == COMMONMARK_HTML) {
            return true;
        }
    }
    return false;
}

/* The Markdown becomes HTML, which the HTML within passes untouched: that is read as any other. Without an
 * angle there is none, which spares most answers the parsing. */
void import_html_add_mixed(struct import_builder *builder, const struct import_record *record)
{
    struct commonmark commonmark;
    struct buffer html;
    struct commonmark_node *document = NULL;
    if (view_find(record->answer, '<') == record->answer.size) {
        import_builder_add(builder, record);
        return;
    }
    commonmark_init(&commonmark);
    buffer_init(&html, COMMONMARK_BYTES_MAX);
    enum faqbot_status status = commonmark_parse(&commonmark, record->answer, &document);
    bool is_mixed = status == FAQBOT_OK && has_html(document);
    if (is_mixed) {
        commonmark_to_html(record->answer, &html);
    }
    if (status == FAQBOT_LIMIT || (html.failed && !html.no_memory)) {
        import_builder_skip(builder, record->row, record->question,
                            "its answer cannot be taken: its mark-up takes too much memory");
    } else if (status != FAQBOT_OK || html.failed) {
        import_need(builder, false);
    } else if (is_mixed) {
        import_html_add(builder, record, buffer_view(&html), NULL);
    } else {
        import_builder_add(builder, record);
    }
    buffer_release(&html);
    commonmark_release(&commonmark);
}

/* How mark-up that was dropped is told from text that had an angle in it: fewer of them are left. */
static size_t count_angles(struct faqbot_view text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += text.bytes[i] == '<';
    }
    return count;
}

struct faqbot_view import_html_flatten(struct import_builder *builder, struct faqbot_view text,
                                       const GumboNode *element, bool *had_markup)
{
    struct html_text line;
    *had_markup = false;
    if (element == NULL && view_find(text, '<') == text.size) {
        return text;
    }
    html_convert(text, element, true, builder->base, &builder->arena, &line);
    import_need(builder, line.status != FAQBOT_NO_MEMORY);
    *had_markup = line.status == FAQBOT_OK && count_angles(line.text) < count_angles(text);
    return line.status == FAQBOT_OK ? line.text : text;
}
