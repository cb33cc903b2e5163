/* convert/import_docx.c - the questions of a text document (.docx), written as a page and read as one.
 *
 * A document is a zip: word/document.xml has paragraphs of runs, word/styles.xml says which styles are headings,
 * and its relationships where links lead. What is written here is HTML: headings, lists, strong and emphasised
 * text, links and tables stay what they are, so that import_page.c finds the questions as it does in a page. Three
 * more forms are a document's own:
 *
 *     a table whose first row names a question and an answer: its rows are those of any table
 *     paragraphs "Q: ..." and "A: ...", in any language that we know these words in
 *     where there is neither heading, nor bold line, nor that: paragraphs that end in a question mark
 *
 * Text that is hidden or deleted, comments and footnotes are not read. */
#include "convert/readers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_MAX (4 * FAQBOT_IMPORT_FILE_BYTES_MAX)
#define HEADINGS 6
#define PREFIX_BYTES_MAX 24 /* of "Question 12:" */

struct paragraph {
    unsigned level; /* of a heading; 0: none */
    bool is_item;
    bool is_bold;  /* all of it is */
    bool is_table; /* `html` is a table */
    struct faqbot_view html;
    struct faqbot_view text;
};

/* A style, and the heading that it is. */
struct style {
    struct faqbot_view id;
    unsigned level;
};

struct document {
    struct import_builder *builder;
    struct arena arena;
    struct style *styles;
    size_t style_count;
    size_t style_capacity;
    struct xml_relation *relations;
    size_t relation_count;
    struct paragraph *paragraphs;
    size_t count;
    size_t capacity;
    size_t tables; /* that were read as such */
    /* The paragraph, and the run, at hand. */
    struct paragraph made;
    struct buffer html;
    struct buffer text;
    bool has_plain; /* a run that is not bold */
    bool is_bold;
    bool is_italic;
    bool is_hidden;
    bool in_run_properties;
    bool in_text;
    bool in_link;
    unsigned skipped; /* within how many elements that repeat what stands beside them */
    /* The table at hand, the outermost. */
    unsigned table_depth;
    struct buffer cell;
    struct buffer cell_html;
    struct buffer table_html;
    struct faqbot_view row[FAQBOT_IMPORT_COLUMNS_MAX];
    size_t width;
    struct table_row *rows;
    size_t row_count;
    size_t row_capacity;
};

/* ==== Styles ============================================================================================ */

static unsigned level_of(struct faqbot_view text, unsigned add)
{
    bool is_digit = text.size == 1 && ascii_is_digit(text.bytes[0]);
    unsigned level = is_digit ? (unsigned)(text.bytes[0] - '0') + add : 0;
    return level > HEADINGS ? 0 : level;
}

/* <w:style w:styleId="berschrift1"><w:name w:val="heading 1"/>: ids are in the author's language, names are not. */
static void start_style(void *user, const char *name, const char *const *attributes)
{
    struct document *document = user;
    struct faqbot_view value = xml_attribute(attributes, "val");
    if (strcmp(name, "style") == 0) {
        import_need(document->builder, array_grow(NULL, &document->styles, document->style_count,
                                                  &document->style_capacity, sizeof *document->styles));
        if (!import_builder_failed(document->builder)) {
            struct style *style = &document->styles[document->style_count++];
            *style = (struct style){.level = 0};
            import_need(document->builder,
                        arena_copy(&document->arena, xml_attribute(attributes, "styleId"), &style->id));
        }
        return;
    }
    struct style *style = document->style_count == 0 ? NULL : &document->styles[document->style_count - 1];
    if (style != NULL && strcmp(name, "name") == 0) {
        bool is_heading = ascii_equals(view_slice(value, 0, strlen("heading ")), view_of("heading "));
        style->level =
            is_heading ? level_of(view_slice(value, strlen("heading "), value.size), 0) : style->level;
        style->level = ascii_equals(value, view_of("Title")) ? 1 : style->level;
    } else if (style != NULL && strcmp(name, "outlineLvl") == 0 && style->level == 0) {
        style->level = level_of(value, 1);
    }
}

static void end_style(void *user, const char *name)
{
    (void)user;
    (void)name;
}

static void pass_text(void *user, struct faqbot_view text)
{
    (void)user;
    (void)text;
}

/* ==== Text ============================================================================================== */

static void add_escaped(struct buffer *out, struct faqbot_view text)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        if (byte == '<' || byte == '&' || byte == '"') {
            buffer_add_text(out, byte == '<' ? "&lt;" : byte == '&' ? "&amp;" : "&quot;");
        } else {
            buffer_add_byte(out, byte);
        }
    }
}

/* Of a run, as far as it is shown. */
static void take_text(void *user, struct faqbot_view text)
{
    struct document *document = user;
    if (!document->in_text || document->is_hidden || document->skipped > 0) {
        return;
    }
    bool says = !view_is_empty(view_trim(text));
    document->has_plain |= says && !document->is_bold;
    buffer_add_text(&document->html, document->is_bold ? "<b>" : "");
    buffer_add_text(&document->html, document->is_italic ? "<i>" : "");
    add_escaped(&document->html, text);
    buffer_add_text(&document->html, document->is_italic ? "</i>" : "");
    buffer_add_text(&document->html, document->is_bold ? "</b>" : "");
    buffer_add(&document->text, text);
}

/* A property is on unless it says "0" or "false". */
static bool is_on(const char *const *attributes)
{
    struct faqbot_view value = xml_attribute(attributes, "val");
    return !view_equals_text(value, "0") && !view_equals_text(value, "false") &&
           !view_equals_text(value, "none");
}

static void start_run_part(struct document *document, const char *name, const char *const *attributes)
{
    if (strcmp(name, "rPr") == 0) {
        document->in_run_properties = true;
    } else if (strcmp(name, "t") == 0) {
        document->in_text = true;
    } else if (document->in_run_properties && strcmp(name, "b") == 0) {
        document->is_bold = is_on(attributes);
    } else if (document->in_run_properties && strcmp(name, "i") == 0) {
        document->is_italic = is_on(attributes);
    } else if (document->in_run_properties && strcmp(name, "vanish") == 0) {
        document->is_hidden = is_on(attributes);
    } else if (strcmp(name, "tab") == 0 && !document->in_run_properties) {
        buffer_add_byte(&document->html, ' ');
        buffer_add_byte(&document->text, ' ');
    } else if (strcmp(name, "br") == 0 || strcmp(name, "cr") == 0) {
        buffer_add_text(&document->html, "<br>");
        buffer_add_byte(&document->text, '\n');
    }
}

static void start_link(struct document *document, const char *const *attributes)
{
    struct faqbot_view target =
        xml_find_relation(document->relations, document->relation_count, xml_attribute(attributes, "id"));
    document->in_link = !view_is_empty(target);
    if (document->in_link) {
        buffer_add_text(&document->html, "<a href=\"");
        add_escaped(&document->html, target);
        buffer_add_text(&document->html, "\">");
    }
}

/* ==== Paragraphs and tables ============================================================================= */

static void start_paragraph(struct document *document)
{
    document->made = (struct paragraph){.level = 0};
    document->has_plain = false;
    buffer_reset(&document->html);
    buffer_reset(&document->text);
}

static void add_paragraph(struct document *document, struct paragraph paragraph, struct faqbot_view html,
                          struct faqbot_view text)
{
    import_need(document->builder, array_grow(NULL, &document->paragraphs, document->count,
                                              &document->capacity, sizeof *document->paragraphs) &&
                                       arena_copy(&document->arena, html, &paragraph.html) &&
                                       arena_copy(&document->arena, view_trim(text), &paragraph.text));
    if (!import_builder_failed(document->builder)) {
        document->paragraphs[document->count++] = paragraph;
    }
}

/* A paragraph in a cell is a line of it. */
static void end_paragraph(struct document *document)
{
    struct faqbot_view text = view_trim(buffer_view(&document->text));
    if (view_is_empty(text)) {
        return;
    }
    if (document->table_depth > 0) {
        buffer_add_text(&document->cell, document->cell.size > 0 ? "\n" : "");
        buffer_add(&document->cell, text);
        buffer_add_text(&document->cell_html, document->cell_html.size > 0 ? "<br>" : "");
        buffer_add(&document->cell_html, buffer_view(&document->html));
        return;
    }
    document->made.is_bold = !document->has_plain;
    add_paragraph(document, document->made, buffer_view(&document->html), text);
}

static void end_cell(struct document *document)
{
    if (document->table_depth != 1) {
        return;
    }
    if (document->width == FAQBOT_IMPORT_COLUMNS_MAX) {
        import_builder_fail(document->builder, FAQBOT_LIMIT, 0, "a table has more than %d columns",
                            FAQBOT_IMPORT_COLUMNS_MAX);
        return;
    }
    import_need(document->builder, arena_copy(&document->arena, buffer_view(&document->cell),
                                              &document->row[document->width++]));
    buffer_add_text(&document->table_html, "<td>");
    buffer_add(&document->table_html, buffer_view(&document->cell_html));
    buffer_add_text(&document->table_html, "</td>");
    buffer_reset(&document->cell);
    buffer_reset(&document->cell_html);
}

static void end_row(struct document *document)
{
    struct faqbot_view *cells = arena_alloc_array(&document->arena, document->width + 1, sizeof *cells);
    if (document->table_depth != 1) {
        return;
    }
    import_need(document->builder,
                cells != NULL && array_grow(NULL, &document->rows, document->row_count,
                                            &document->row_capacity, sizeof *document->rows));
    if (cells != NULL && !import_builder_failed(document->builder)) {
        memcpy(cells, document->row, document->width * sizeof *cells);
        document->rows[document->row_count] =
            (struct table_row){document->row_count + 1, cells, document->width};
        document->row_count++;
    }
    document->width = 0;
    buffer_add_text(&document->table_html, "</tr><tr>");
}

static void end_table(struct document *document)
{
    struct import_builder *builder = document->builder;
    if (--document->table_depth > 0 || import_builder_failed(builder)) {
        return;
    }
    if (document->row_count > 1 && table_is_heading(builder, &document->rows[0])) {
        import_rows(builder, document->rows, document->row_count);
        document->tables++;
    } else {
        buffer_add_text(&document->table_html, "</tr></table>");
        add_paragraph(document, (struct paragraph){.is_table = true}, buffer_view(&document->table_html),
                      view_make(NULL, 0));
    }
    document->row_count = 0;
}

static void start_element(void *user, const char *name, const char *const *attributes)
{
    struct document *document = user;
    struct faqbot_view value = xml_attribute(attributes, "val");
    if (strcmp(name, "p") == 0) {
        start_paragraph(document);
    } else if (strcmp(name, "r") == 0) {
        document->is_bold = document->is_italic = document->is_hidden = false;
    } else if (strcmp(name, "pStyle") == 0) {
        for (size_t i = 0; i < document->style_count; i++) {
            bool is_it = view_equals(document->styles[i].id, value);
            document->made.level = is_it ? document->styles[i].level : document->made.level;
        }
    } else if (strcmp(name, "numPr") == 0) {
        document->made.is_item = true;
    } else if (strcmp(name, "hyperlink") == 0) {
        start_link(document, attributes);
    } else if (strcmp(name, "Fallback") == 0) {
        document->skipped++;
    } else if (strcmp(name, "tbl") == 0 && document->table_depth++ == 0) {
        buffer_reset(&document->table_html);
        buffer_reset(&document->cell);
        buffer_reset(&document->cell_html);
        buffer_add_text(&document->table_html, "<table><tr>");
        document->width = 0;
    } else {
        start_run_part(document, name, attributes);
    }
}

static void end_element(void *user, const char *name)
{
    struct document *document = user;
    if (strcmp(name, "p") == 0) {
        end_paragraph(document);
    } else if (strcmp(name, "t") == 0) {
        document->in_text = false;
    } else if (strcmp(name, "rPr") == 0) {
        document->in_run_properties = false;
    } else if (strcmp(name, "hyperlink") == 0 && document->in_link) {
        buffer_add_text(&document->html, "</a>");
        document->in_link = false;
    } else if (strcmp(name, "Fallback") == 0) {
        document->skipped -= document->skipped > 0;
    } else if (strcmp(name, "tc") == 0) {
        end_cell(document);
    } else if (strcmp(name, "tr") == 0) {
        end_row(document);
    } else if (strcmp(name, "tbl") == 0 && document->table_depth > 0) {
        end_table(document);
    }
}

/* ==== The page ========================================================================================== */

/* What stands before a colon at the front, if it is called a question or an answer; *rest is what is behind. */
static enum import_field prefix_of(struct document *document, const struct paragraph *paragraph,
                                   struct faqbot_view *rest)
{
    struct faqbot_view text = paragraph->text;
    struct faqbot_view start = view_slice(text, 0, PREFIX_BYTES_MAX);
    size_t end = 0;
    while (end < start.size && strchr(":.)", start.bytes[end]) == NULL) {
        end++;
    }
    *rest = view_trim(view_slice(text, end + 1, text.size));
    bool is_prefix = end < start.size && !view_is_empty(*rest);
    enum import_field field = is_prefix
                                  ? import_field_called(document->builder, view_slice(text, 0, end), false)
                                  : IMPORT_FIELD_NONE;
    return field == IMPORT_FIELD_QUESTION || field == IMPORT_FIELD_ANSWER ? field : IMPORT_FIELD_NONE;
}

static bool asks(struct faqbot_view text)
{
    return view_ends_with(text, "?") || view_ends_with(text, "\xef\xbc\x9f") ||
           view_ends_with(text, "\xd8\x9f");
}

static void add_element(struct buffer *out, const char *open, struct faqbot_view html, const char *close)
{
    buffer_add_text(out, open);
    buffer_add(out, html);
    buffer_add_text(out, close);
}

/* A paragraph whose prefix is taken off loses its marks, which begin before it. */
static void write_paragraph(struct document *document, const struct paragraph *paragraph, bool marks_ask,
                            struct buffer *out)
{
    struct faqbot_view rest;
    enum import_field field = paragraph->is_table ? IMPORT_FIELD_NONE : prefix_of(document, paragraph, &rest);
    char open[16];
    char close[16];
    if (field != IMPORT_FIELD_NONE) {
        buffer_add_text(out, field == IMPORT_FIELD_QUESTION ? "<p class=\"question\">" : "<p>");
        add_escaped(out, rest);
        buffer_add_text(out, "</p>");
    } else if (paragraph->is_table) {
        buffer_add(out, paragraph->html);
    } else if (paragraph->level > 0) {
        (void)snprintf(open, sizeof open, "<h%u>", paragraph->level);
        (void)snprintf(close, sizeof close, "</h%u>", paragraph->level);
        add_element(out, open, paragraph->html, close);
    } else if (marks_ask && asks(paragraph->text)) {
        add_element(out, "<p class=\"question\">", paragraph->html, "</p>");
    } else if (paragraph->is_item) {
        add_element(out, "<ul><li>", paragraph->html, "</li></ul>");
    } else {
        add_element(out, "<p>", paragraph->html, "</p>");
    }
}

/* Lists of one item each are written as one list: an end and a beginning that meet are none. */
static struct faqbot_view join_lists(struct buffer *html)
{
    static const char seam[] = "</ul><ul>";
    size_t to = 0;
    for (size_t i = 0; i < html->size; i++) {
        if (html->size - i >= strlen(seam) && memcmp(html->bytes + i, seam, strlen(seam)) == 0) {
            i += strlen(seam) - 1;
        } else {
            html->bytes[to++] = html->bytes[i];
        }
    }
    buffer_truncate(html, to);
    return buffer_view(html);
}

static void import_paragraphs(struct document *document)
{
    struct import_builder *builder = document->builder;
    struct buffer html;
    bool has_form = false;
    buffer_init(&html, 8 * FAQBOT_IMPORT_FILE_BYTES_MAX);
    for (size_t i = 0; i < document->count; i++) {
        struct faqbot_view rest;
        const struct paragraph *paragraph = &document->paragraphs[i];
        has_form |= asks(paragraph->text) && (paragraph->level > 0 || paragraph->is_bold);
        has_form |= !paragraph->is_table && prefix_of(document, paragraph, &rest) == IMPORT_FIELD_QUESTION;
    }
    for (size_t i = 0; i < document->count && !import_builder_failed(builder); i++) {
        write_paragraph(document, &document->paragraphs[i], !has_form, &html);
    }
    import_need(builder, !html.failed); /* before it is cut, which makes a buffer whole again */
    struct faqbot_view page = join_lists(&html);
    if (!import_builder_failed(builder)) {
        import_html(builder, page);
    }
    /* Questions in a table are enough: what stands around it need not ask. */
    if (document->tables > 0 && builder->fault->status == FAQBOT_INVALID) {
        fault_begin(builder->fault);
    }
    buffer_release(&html);
}

static void init(struct document *document)
{
    struct buffer *buffers[] = {&document->html, &document->text, &document->cell, &document->cell_html,
                                &document->table_html};
    arena_init(&document->arena, MEMORY_MAX);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) {
        buffer_init(buffers[i], MEMORY_MAX);
    }
}

static void release(struct document *document)
{
    buffer_release(&document->html);
    buffer_release(&document->text);
    buffer_release(&document->cell);
    buffer_release(&document->cell_html);
    buffer_release(&document->table_html);
    arena_release(&document->arena);
    free(document->styles);
    free(document->paragraphs);
    free(document->rows);
    free(document);
}

void import_docx_all(struct import_builder *builder, const struct import_inputs *inputs)
{
    static const struct xml_handlers style_handlers = {start_style, end_style, pass_text};
    static const struct xml_handlers handlers = {start_element, end_element, take_text};
    struct document *document = calloc(1, sizeof *document);
    import_need(builder, document != NULL);
    if (document == NULL) {
        return;
    }
    document->builder = builder;
    init(document);
    document->relation_count = xml_read_relations(
        builder, inputs_find(inputs, "word/_rels/document.xml.rels"), &document->arena, &document->relations);
    xml_read(builder, inputs_find(inputs, "word/styles.xml"), &style_handlers, document);
    xml_read(builder, inputs_find(inputs, "word/document.xml"), &handlers, document);
    import_need(builder, !document->html.failed && !document->text.failed && !document->cell.failed &&
                             !document->cell_html.failed && !document->table_html.failed);
    if (!import_builder_failed(builder)) {
        import_paragraphs(document);
    }
    release(document);
}
