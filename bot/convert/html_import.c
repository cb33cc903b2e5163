/* convert/html_import.c - rows whose answers are HTML: pure, within Markdown, or unannounced among plain texts.
 *
 * Which of the three entrances is used is the importer's to know: some services keep HTML
 * (import_html_add), some Markdown with HTML in it (import_html_add_mixed), and some keep either without
 * saying which (import_html_add_either). What HTML becomes is html_convert.c's. */
#include "convert/readers.h"

#include <string.h>

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

/* A tag that answers are written with decides; "<name>" or "a < b" does not. */
static bool has_tags(struct faqbot_view text)
{
    uint32_t unclosed = 0;
    bool has_tag = false;
    while (!has_tag && text.size > 0) {
        text = view_slice(text, view_find(text, '<') + 1, text.size);
        has_tag = is_tag(text, &unclosed);
    }
    return has_tag;
}

/* A question that is HTML becomes the line that it shows. */
static struct faqbot_view strip_question(struct import_builder *builder, struct faqbot_view text,
                                         size_t *count)
{
    bool had_markup = false;
    struct faqbot_view line = has_tags(text) ? import_html_flatten(builder, text, NULL, &had_markup) : text;
    *count += had_markup;
    return line;
}

/* Whether the text, which stands behind "**", is strong up to another "**" in its line. */
static bool is_strong(struct faqbot_view text)
{
    if (text.size == 0 || ascii_is_space(text.bytes[0]) || text.bytes[0] == '*') {
        return false;
    }
    for (size_t i = 1; i + 1 < text.size && text.bytes[i] != '\n'; i++) {
        if (text.bytes[i] == '*' && text.bytes[i + 1] == '*') {
            return !ascii_is_space(text.bytes[i - 1]);
        }
    }
    return false;
}

bool import_is_surely_markdown(struct faqbot_view text)
{
    static const char *const signs[] = {"](http", "](mailto:", "```"};
    for (size_t i = 0; i < text.size; i++) {
        struct faqbot_view rest = view_slice(text, i, text.size);
        if (strchr("]`*", *rest.bytes) == NULL) {
            continue;
        }
        for (size_t sign = 0; sign < sizeof signs / sizeof *signs; sign++) {
            if (view_starts_with(rest, signs[sign])) {
                return true;
            }
        }
        if (view_starts_with(rest, "**") && is_strong(view_slice(rest, 2, rest.size))) {
            return true;
        }
    }
    return false;
}

/* Services that take both do not say which it is. */
void import_html_add_either(struct import_builder *builder, const struct import_record *record)
{
    struct import_record stripped = *record;
    size_t count = 0;
    bool is_html = has_tags(record->answer);
    if (builder->is_markdown) {
        stripped.is_plain = false;
        import_html_add_mixed(builder, &stripped);
        return;
    }
    stripped.question = strip_question(builder, record->question, &count);
    for (size_t i = 0; i < stripped.also.count; i++) {
        stripped.also.items[i] = strip_question(builder, stripped.also.items[i], &count);
    }
    if (is_html) {
        import_html_add(builder, &stripped, record->answer, NULL);
        import_builder_note(builder, record->row, "its answer is taken for HTML, and written as Markdown");
    } else {
        import_builder_add(builder, &stripped);
    }
    if (count > 0) {
        import_builder_note(builder, record->row, "the mark-up of a question is not kept");
    }
    if (!is_html && record->is_plain && !builder->told_of_markdown &&
        import_is_surely_markdown(record->answer)) {
        builder->told_of_markdown = true;
        import_builder_note(
            builder, record->row,
            "its answer looks like Markdown, and is shown as it is written; with --markdown all "
            "answers are read as such");
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

/* Our own reader knows the tags that answers are formatted with. Appends what it reads as Markdown without them;
 * false where it would drop anything. */
static bool add_formatted(struct answer *answer, struct arena *arena, struct faqbot_view markdown,
                          struct buffer *out)
{
    struct fault_reporter reporter = {.warnings = 0};
    const struct answer_source source = {.arena = arena, .reporter = &reporter, .path = "", .one_line = true};
    struct entry entry = {.kind = ENTRY_FAQ};
    bool is_read = answer_add_markdown(answer, &source, markdown);
    entry.nodes = answer->nodes;
    entry.node_count = answer->count;
    answer_add_notes(answer, &entry);
    if (!is_read || answer->status != FAQBOT_OK || reporter.warnings + reporter.errors > 0) {
        return false;
    }
    md_writer_add_readable(entry.nodes, entry.node_count, out);
    return true;
}

/* What our reader would drop is read as HTML: the Markdown becomes that, which the HTML within passes untouched. */
static void add_mixed(struct import_builder *builder, const struct import_record *record,
                      struct answer *answer, struct arena *arena)
{
    struct import_record converted = *record;
    struct buffer out;
    buffer_init(&out, COMMONMARK_BYTES_MAX);
    if (add_formatted(answer, arena, record->answer, &out) && !out.failed) {
        converted.answer = buffer_view(&out);
        import_builder_add(builder, &converted);
    } else if (answer->status == FAQBOT_NO_MEMORY || out.no_memory) {
        import_need(builder, false);
    } else {
        buffer_reset(&out);
        commonmark_to_html(record->answer, &out);
        import_need(builder, !out.no_memory);
        import_html_add(builder, record, buffer_view(&out), NULL);
    }
    buffer_release(&out);
}

/* Without an angle there is no HTML, which spares most answers the parsing. */
void import_html_add_mixed(struct import_builder *builder, const struct import_record *record)
{
    struct answer answer;
    struct arena arena;
    struct commonmark_node *document = NULL;
    if (view_find(record->answer, '<') == record->answer.size) {
        import_builder_add(builder, record);
        return;
    }
    arena_init(&arena, ARENA_BYTES_MAX);
    answer_init(&answer);
    enum faqbot_status status = commonmark_parse(&answer.commonmark, record->answer, &document);
    import_need(builder, status != FAQBOT_NO_MEMORY);
    if (status == FAQBOT_LIMIT) {
        import_builder_skip(builder, record->row, record->question,
                            "its answer cannot be taken: its mark-up takes too much memory");
    } else if (status == FAQBOT_OK && has_html(document)) {
        add_mixed(builder, record, &answer, &arena);
    } else {
        import_builder_add(builder, record);
    }
    answer_release(&answer);
    arena_release(&arena);
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

bool html_line_needs_reading(struct faqbot_view text)
{
    for (size_t i = 0; i < text.size; i++) {
        struct faqbot_view rest = view_slice(text, i + 1, text.size);
        size_t size = 0;
        while (size < rest.size && (ascii_is_alnum(rest.bytes[size]) || rest.bytes[size] == '#')) {
            size++;
        }
        if (text.bytes[i] == '<' ||
            (text.bytes[i] == '&' && size > 1 && size < rest.size && rest.bytes[size] == ';')) {
            return true;
        }
    }
    return false;
}

struct faqbot_view import_html_flatten(struct import_builder *builder, struct faqbot_view text,
                                       const GumboNode *element, bool *had_markup)
{
    struct html_text line;
    *had_markup = false;
    if (element == NULL && !html_line_needs_reading(text)) {
        return text;
    }
    const struct faqbot_view given = text;
    text = element == NULL ? escape_others(builder, text, &builder->row_arena) : text;
    html_convert(text, element, true, builder->base, &builder->arena, &line);
    import_need(builder, line.status != FAQBOT_NO_MEMORY);
    *had_markup = line.status == FAQBOT_OK && count_angles(line.text) < count_angles(given);
    return line.status == FAQBOT_OK ? line.text : given;
}
