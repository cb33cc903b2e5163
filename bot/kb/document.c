/* kb/document.c - an article's lines, without what is meant for a site generator and not for a reader.
 *
 * Markdown as people publish it is written for Jekyll, Hugo, MkDocs, Docusaurus, VitePress or GitHub, each of which
 * adds to it: components and shortcodes, admonitions, attribute lists, HTML. To a plain Markdown parser these are
 * text, or HTML that ends the text around it. Here each line is looked at once, in the order of the file: what
 * encloses other lines (`<details>`, `<Accordion title="…">`, `!!! note`, `:::tip`, `{{< expand >}}`) becomes a
 * line that opens and one that closes, so that what it holds is left as plain Markdown; what stands for itself
 * (imports, comments, attribute lists, tags of templates) is left out; HTML of blocks becomes the Markdown that
 * says the same.
 *
 * Deliberately no parser of HTML or of any of these languages: an author's text must never be lost because it was
 * not well formed. What is not understood stays as it is. Code, fenced or within a line, is not touched. */
#include "kb/document_internal.h"

#include <stdio.h>
#include <string.h>

#include "util/util.h"

#define JOINED_LINES_MAX 20      /* that a tag or a title may be spread over */
#define MARKUP_NAME_BYTES_MAX 60 /* of a component that is a question */

/* ==== Containers ====================================================================================== */

static void add_blank(struct document_scan *scan)
{
    scan_add_line(scan, view_make(NULL, 0), DOCUMENT_TEXT, FORM_HEADING);
}

static struct container *innermost(struct document_scan *scan)
{
    return scan->depth == 0 ? NULL : &scan->stack[scan->depth - 1];
}

/* Ends what this line is no longer in, and takes off what the line has because of what it is in. */
static struct faqbot_view strip_containers(struct document_scan *scan, struct faqbot_view line)
{
    for (size_t i = 0; i < scan->depth; i++) {
        struct container *container = &scan->stack[i];
        size_t bytes;
        size_t indent = line_indent(line, &bytes);
        bool is_blank = line.bytes == NULL || bytes == line.size;
        bool has_left = container->kind == CONTAINER_QUOTE    ? is_blank || line.bytes[bytes] != '>'
                        : container->kind == CONTAINER_INDENT ? !is_blank && indent <= container->indent
                                                              : false;
        if (has_left) {
            while (scan->depth > i) {
                scan_close(scan);
            }
            return line;
        }
        if (container->kind == CONTAINER_QUOTE) {
            line = view_slice(line, bytes + 1, line.size);
            line = line_strip(line, 1);
            continue;
        }
        if (container->strip == STRIP_UNKNOWN && !is_blank) {
            container->strip = indent;
        }
        line = is_blank ? view_make(NULL, 0) : line_strip(line, container->strip);
    }
    return line;
}

/* ==== Tags of HTML and of components ================================================================== */

/* Whether the tag matters to blocks. Elsewhere than at the line's beginning a word in angle brackets that begins with
 * a capital is text (List<String>), unless it closes what is open. */
static bool is_taken_tag(const struct document_scan *scan, const struct tag *tag, bool is_first)
{
    for (size_t i = 0; i < scan->depth && tag->is_closing; i++) {
        if (ascii_equals(scan->stack[i].name, tag->name)) {
            return true;
        }
    }
    return tag_is_component(tag) ? is_first : tag_is_block(tag);
}

/* Finds the next tag that matters to blocks, outside of code. */
static bool find_tag(struct document_scan *scan, struct faqbot_view text, size_t *at, struct tag *tag)
{
    bool is_first = true;
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] == '\\') {
            i++;
        } else if (text.bytes[i] == '`') {
            i += template_code_size(text, i) - 1;
        } else if (text.bytes[i] == '<' && scan->templates.attempts < TEMPLATE_ATTEMPTS_MAX) {
            bool is_whole = tag_read(view_slice(text, i, MARKUP_BYTES_MAX), tag);
            bool is_taken = tag->name.size > 0 && is_taken_tag(scan, tag, is_first);
            if (is_whole && is_taken) {
                *at = i;
                return true;
            }
            scan->templates.attempts += is_taken;
        }
        is_first &= i < text.size && ascii_is_space(text.bytes[i]);
    }
    return false;
}

/* How many of the lines behind the one at hand come before the one that has the text; 0: none nearby has it. */
static unsigned lines_before(struct document_scan *scan, const char *text)
{
    struct faqbot_view rest = scan->rest;
    struct faqbot_view next;
    size_t bytes = 0;
    for (unsigned i = 1; i <= JOINED_LINES_MAX && scan->templates.attempts < TEMPLATE_ATTEMPTS_MAX &&
                         scan_next_line(&rest, &next);
         i++) {
        bytes += next.size;
        if (bytes > MARKUP_BYTES_MAX) {
            break;
        }
        if (template_find(next, text) < next.size) {
            return i;
        }
    }
    scan->templates.attempts++;
    return 0;
}

/* The line at hand with so many of those behind it, which are taken. */
static struct faqbot_view join_next(struct document_scan *scan, struct faqbot_view line, unsigned count)
{
    struct buffer joined;
    struct faqbot_view next;
    buffer_init_in(&joined, &scan->reader->lines_arena, SIZE_MAX);
    buffer_add(&joined, line);
    for (; count > 0 && scan_next_line(&scan->rest, &next); count--) {
        buffer_add_byte(&joined, ' ');
        buffer_add(&joined, view_trim(next));
        scan->number++;
    }
    kb_check_memory(scan->reader, !joined.failed);
    return joined.failed ? view_make(NULL, 0) : buffer_view(&joined);
}

/* The text up to a closing tag, which is taken off the line, or off one of the lines behind it. Without such a tag
 * nearby it is the rest of the line. */
static struct faqbot_view take_up_to(struct document_scan *scan, struct faqbot_view *line,
                                     const char *closing)
{
    size_t end = template_find(*line, closing);
    if (end == line->size) {
        *line = join_next(scan, *line, lines_before(scan, closing));
        end = template_find(*line, closing);
    }
    struct faqbot_view text = view_slice(*line, 0, end);
    *line = view_slice(*line, end + strlen(closing), line->size);
    return text;
}

static void take_heading(struct document_scan *scan, const struct tag *tag, struct faqbot_view *line)
{
    char closing[] = "</h0>";
    closing[3] = tag->name.bytes[1];
    unsigned number = scan->number;
    struct faqbot_view text = view_trim(take_up_to(scan, line, closing));
    unsigned last = scan->number;
    struct faqbot_view signs = view_make("###### ", 7);
    size_t level = (size_t)(tag->name.bytes[1] - '0');
    scan->number = number;
    add_blank(scan);
    scan_add_text(scan, tag_text_says_something(text) ? scan_join(scan, view_slice(signs, 6 - level, 7), text)
                                                      : text);
    scan->number = last;
    add_blank(scan);
}

/* A summary is the title of the details around it; a second one is text. */
static void take_summary(struct document_scan *scan, struct faqbot_view *line)
{
    struct faqbot_view title = view_trim(take_up_to(scan, line, "</summary>"));
    (void)line_heading_level(title, &title);
    struct container *container = innermost(scan);
    if (container == NULL || container->form != FORM_DETAILS || container->has_title ||
        scan->document->count <= container->line) {
        scan_add_text(scan, title);
        return;
    }
    container->has_title = true;
    container->strip = STRIP_UNKNOWN; /* what follows may stand further in than the summary did */
    scan->document->lines[container->line].text = title;
}

/* A term of a definition list holds what follows up to the next one. */
static void take_term(struct document_scan *scan, struct faqbot_view *line)
{
    static const struct faqbot_view name = {"dt", 2};
    (void)scan_close_named(scan, name);
    struct faqbot_view title = take_up_to(scan, line, "</dt>");
    scan_open(
        scan,
        (struct container){.kind = CONTAINER_TAG, .form = FORM_TERM, .name = name, .strip = STRIP_UNKNOWN},
        title);
}

/* Whether a component's name says that it holds a question, or the answer behind one: <FaqQuestion>, <Answer>, and the
 * halves of an accordion. */
static bool has_name_of(struct faqbot_view name, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(endings[i]);
        if (name.size >= size &&
            ascii_equals(view_slice(name, name.size - size, size), view_of(endings[i]))) {
            return true;
        }
    }
    return false;
}

/* A component that is nothing but a question, which holds what follows, as a term does. False: it is none. */
static bool take_question_tag(struct document_scan *scan, const struct tag *tag, struct faqbot_view *line)
{
    static const char *const questions[] = {"Question", "Trigger", "Summary", "AccordionHeader"};
    static const char *const answers[] = {"Answer", "Content", "Panel", "AccordionBody"};
    char closing[MARKUP_NAME_BYTES_MAX + 4];
    if (tag->is_closing && has_name_of(tag->name, answers, 4)) {
        (void)scan_close_named(scan, tag->name);
        if (scan->depth > 0 && innermost(scan)->form == FORM_TERM) {
            scan_close(scan);
        }
        return true;
    }
    if (!has_name_of(tag->name, questions, 4) || tag->name.size > MARKUP_NAME_BYTES_MAX ||
        !view_is_empty(tag_title(tag->attributes)) || tag->is_empty) {
        return false;
    }
    if (!tag->is_closing) {
        (void)snprintf(closing, sizeof closing, "</%.*s>", VIEW_ARGS(tag->name));
        (void)scan_close_named(scan, tag->name);
        unsigned number = scan->number;
        struct faqbot_view title = take_up_to(scan, line, closing);
        unsigned last = scan->number;
        scan->number = number;
        scan_open(scan,
                  (struct container){
                      .kind = CONTAINER_TAG, .form = FORM_TERM, .name = tag->name, .strip = STRIP_UNKNOWN},
                  title);
        scan->number = last;
    }
    return true;
}

/* A component with both question and answer is an entry of its own; one with a title holds what follows; and
 * any other is nothing but a wrapper. */
static void take_component(struct document_scan *scan, const struct tag *tag)
{
    struct faqbot_view title = tag_title(tag->attributes);
    struct faqbot_view answer = tag_attribute(tag->attributes, "answer");
    if (tag->is_closing) {
        (void)scan_close_named(scan, tag->name);
        return;
    }
    if (tag->is_empty && view_is_empty(answer)) {
        return;
    }
    scan_open(scan,
              (struct container){.kind = CONTAINER_TAG,
                                 .form = scan_form_of(tag->name),
                                 .name = tag->name,
                                 .strip = STRIP_UNKNOWN},
              title);
    scan_add_text(scan, answer);
    if (tag->is_empty) {
        scan_close(scan);
    }
}

static void take_list_tag(struct document_scan *scan, const struct tag *tag)
{
    if (ascii_equals(tag->name, view_of("li"))) {
        scan->begins_item = !tag->is_closing;
        return;
    }
    if (!tag->is_closing) {
        scan->is_numbered = ascii_equals(tag->name, view_of("ol"));
        scan->list_depth++;
    } else if (scan->list_depth > 0) {
        scan->list_depth--;
    }
    scan->begins_item = false;
    if (scan->list_depth == 0) {
        add_blank(scan);
    }
}

static void take_tag(struct document_scan *scan, const struct tag *tag, struct faqbot_view *line)
{
    static const char *const lists[] = {"ul", "ol", "li"};
    bool is_details = ascii_equals(tag->name, view_of("details"));
    if (tag_is_heading(tag)) {
        if (!tag->is_closing) {
            take_heading(scan, tag, line);
        }
    } else if (is_details && !tag->is_closing) {
        scan_open(scan,
                  (struct container){
                      .kind = CONTAINER_TAG, .form = FORM_DETAILS, .name = tag->name, .strip = STRIP_UNKNOWN},
                  tag_title(tag->attributes)); /* of MDX; HTML has a summary instead */
    } else if (is_details) {
        (void)scan_close_named(scan, tag->name);
    } else if (ascii_equals(tag->name, view_of("summary"))) {
        if (!tag->is_closing) {
            take_summary(scan, line);
        }
    } else if (ascii_equals(tag->name, view_of("dt"))) {
        if (!tag->is_closing) {
            take_term(scan, line);
        }
    } else if (tag_is_one_of(tag, lists, 3)) {
        take_list_tag(scan, tag);
    } else if (tag_is_wrapper(tag) || ascii_equals(tag->name, view_of("dd"))) {
        if (ascii_equals(tag->name, view_of("dl"))) {
            (void)scan_close_named(scan, view_of("dt"));
        }
        scan->wrappers += !tag->is_closing && !tag->is_empty && !ascii_equals(tag->name, view_of("p"));
        scan->wrappers -= tag->is_closing && scan->wrappers > 0 && !ascii_equals(tag->name, view_of("p"));
        if (!scan->begins_item) {
            add_blank(scan);
        }
    } else if (!take_question_tag(scan, tag, line)) {
        take_component(scan, tag);
    }
}

/* A tag of blocks that is spread over lines, as components with many attributes are, in one line. */
static struct faqbot_view join_open_tag(struct document_scan *scan, struct faqbot_view line)
{
    struct faqbot_view text = view_trim(line);
    size_t size = 1;
    while (size < text.size && ascii_is_alnum(text.bytes[size])) {
        size++;
    }
    struct tag tag = {.name = view_slice(text, 1, size - 1)};
    bool may_be = view_starts_with(text, "<") && tag.name.size > 0 && view_find(text, '>') == text.size &&
                  (tag_is_component(&tag) || tag_is_block(&tag));
    unsigned lines = may_be ? lines_before(scan, ">") : 0;
    return lines > 0 ? join_next(scan, text, lines) : line;
}

static void split_tags(struct document_scan *scan, struct faqbot_view line)
{
    struct tag tag;
    size_t at;
    line = join_open_tag(scan, line);
    while (find_tag(scan, line, &at, &tag) && scan->reader->status == FAQBOT_OK) {
        scan_add_text(scan, view_slice(line, 0, at));
        line = view_slice(line, at + tag.size, line.size);
        take_tag(scan, &tag, &line);
    }
    struct faqbot_view text = view_trim(line);
    bool is_break = ascii_equals(text, view_of("<br>")) || ascii_equals(text, view_of("<br/>")) ||
                    ascii_equals(text, view_of("<br />"));
    if (!is_break) { /* alone in its line it would begin a block of HTML, and swallow the lines behind it */
        scan_add_text(scan, line);
    }
}

/* ==== Tables of HTML =================================================================================== */

/* The table that begins with the line, without its first and its last tag; empty: it does not end nearby, or has
 * another one in it. */
static struct faqbot_view table_text(struct document_scan *scan, struct faqbot_view line,
                                     struct faqbot_view *behind)
{
    struct buffer joined;
    bool is_tried = scan->templates.attempts < TEMPLATE_ATTEMPTS_MAX;
    struct faqbot_view rest = view_slice(scan->rest, 0, is_tried ? CLOSING_BYTES_MAX : 0);
    size_t end = template_find(line, "</table");
    bool is_one_line = end < line.size;
    size_t rest_end = is_one_line ? 0 : template_find(rest, "</table");
    if (!is_one_line && rest_end == rest.size) {
        scan->templates.attempts++;
        return view_make(NULL, 0);
    }
    buffer_init_in(&joined, &scan->reader->lines_arena, SIZE_MAX);
    buffer_add(&joined, view_slice(line, 0, end));
    buffer_add_byte(&joined, '\n');
    buffer_add(&joined, view_slice(rest, 0, rest_end));
    *behind = view_slice(scan->rest, rest_end, scan->rest.size);
    *behind = view_slice(*behind, is_one_line ? 0 : view_find(*behind, '>') + 1, behind->size);
    bool is_plain = kb_check_memory(scan->reader, !joined.failed) &&
                    template_find(buffer_view(&joined), "<table") == joined.size;
    return is_plain ? buffer_view(&joined) : view_make(NULL, 0);
}

/* A table of questions and answers. False: the line begins none, and is left as it stands. */
static bool take_table(struct document_scan *scan, struct faqbot_view text)
{
    struct tag tag;
    struct faqbot_view behind = scan->rest;
    if (scan->table.count > 0 || !tag_read(view_slice(text, 0, MARKUP_BYTES_MAX), &tag) || tag.is_closing ||
        !ascii_equals(tag.name, view_of("table"))) {
        return false;
    }
    struct faqbot_view inside = table_text(scan, view_slice(text, tag.size, text.size), &behind);
    if (!html_table_read(scan->reader, inside, scan->number, &scan->table)) {
        return false;
    }
    scan->table_end = scan->number;
    for (const char *byte = scan->rest.bytes; byte < behind.bytes; byte++) {
        scan->table_end += *byte == '\n';
    }
    scan->behind_table = behind;
    scan->rest = view_make(NULL, 0);
    return true;
}

/* Goes on with the next row of the table that is being read, or behind it. False: none is. */
static bool take_row(struct document_scan *scan)
{
    struct faqbot_view question;
    if (scan->table.count == 0) {
        return false;
    }
    scan->fence = view_make(NULL, 0);
    scan->templates.comment = NULL;
    (void)scan_close_named(scan, view_of("tr"));
    if (!html_table_next_row(scan->reader, &scan->table, &question, &scan->rest, &scan->number)) {
        scan->rest = scan->behind_table;
        scan->number = scan->table_end;
        scan->table.count = 0;
        return true;
    }
    question = template_strip(&scan->reader->lines_arena, question, &scan->templates);
    scan_open(scan,
              (struct container){
                  .kind = CONTAINER_TAG, .form = FORM_TABLE, .name = view_of("tr"), .strip = STRIP_UNKNOWN},
              question);
    scan->number--; /* the answer's first line counts itself */
    return true;
}

/* ==== Code ============================================================================================ */

static bool closes_fence(const struct document_scan *scan, struct faqbot_view text)
{
    if (scan->is_liquid_code) {
        return view_starts_with(text, "{% endhighlight");
    }
    size_t signs = line_signs(text, scan->fence.bytes[0]);
    return signs >= scan->fence.size && signs == text.size;
}

static void take_code(struct document_scan *scan, struct faqbot_view line)
{
    static const struct faqbot_view fence = {"```", 3};
    for (size_t i = 0; i < scan->depth; i++) {
        line = line_strip(line, scan->stack[i].strip == STRIP_UNKNOWN ? 0 : scan->stack[i].strip);
    }
    bool is_end = closes_fence(scan, view_trim(line));
    scan_add_line(scan, is_end && scan->is_liquid_code ? fence : line, DOCUMENT_CODE, FORM_HEADING);
    if (is_end) {
        scan->fence = view_make(NULL, 0);
        scan->is_liquid_code = false;
    }
}

static bool opens_fence(struct document_scan *scan, struct faqbot_view line, struct faqbot_view text)
{
    static const struct faqbot_view fence = {"```", 3};
    char sign = text.size > 0 ? text.bytes[0] : '\0';
    size_t signs = sign == '`' || sign == '~' ? line_signs(text, sign) : 0;
    struct faqbot_view info = view_slice(text, signs, text.size);
    if (view_starts_with(text, "{% highlight ") && view_ends_with(text, "%}")) {
        scan->fence = fence;
        scan->is_liquid_code = true;
        struct faqbot_view language = view_trim(view_slice(text, 13, text.size - 15));
        scan_add_line(scan, scan_join(scan, fence, view_slice(language, 0, view_find(language, ' '))),
                      DOCUMENT_CODE, FORM_HEADING);
        return true;
    }
    if (signs < 3 || (sign == '`' && view_find(info, '`') < info.size)) {
        return false;
    }
    scan->fence = view_slice(text, 0, signs);
    scan_add_line(scan, line, DOCUMENT_CODE, FORM_HEADING);
    return true;
}

/* ==== The document ==================================================================================== */

/* So many lines before a rule are looked at. */
#define RULE_LINES_MAX 100

/* Whether a line of dashes would make a heading of the only answer that a question has: people draw a rule there. */
static bool is_rule_after_answer(const struct document_scan *scan, struct faqbot_view text)
{
    const struct document_line *lines = scan->document->lines;
    size_t i = scan->document->count;
    size_t first = i > RULE_LINES_MAX ? i - RULE_LINES_MAX : 0;
    struct faqbot_view title;
    if (text.size != 3 || line_underline_level(text) != 2) {
        return false;
    }
    for (int blanks = 0; blanks < 2; blanks++) { /* the answer, and what is between it and the heading */
        while (i > first && lines[i - 1].kind == DOCUMENT_TEXT &&
               view_is_empty(view_trim(lines[i - 1].text)) == (blanks == 1)) {
            i--;
            if (blanks == 0 && line_heading_level(lines[i].text, &title) > 0) {
                return question_asks(title) && i + 1 < scan->document->count;
            }
        }
    }
    return i > first && lines[i - 1].kind == DOCUMENT_TEXT &&
           line_heading_level(lines[i - 1].text, &title) > 0 && question_asks(title);
}

/* A line outside of code. */
static void take_line(struct document_scan *scan, struct faqbot_view line)
{
    size_t bytes;
    size_t mark;
    line = strip_containers(scan, line);
    size_t indent = line_indent(line, &bytes);
    struct faqbot_view text = view_trim(line);
    bool is_blank = view_is_empty(text);
    if (is_blank || opens_fence(scan, line, text)) {
        if (is_blank) {
            add_blank(scan);
        }
        scan->after_blank = true;
        return;
    }
    if (scan->wrappers > 0 && !scan->in_list) {
        line = text; /* HTML is indented as its tags nest, which does not make code of it */
    } else if (indent >= CODE_COLUMNS && !scan->in_list && scan->after_blank) {
        scan_add_line(scan, line, DOCUMENT_CODE, FORM_HEADING);
        return;
    }
    bool begins = scan->after_blank || scan->in_list;
    scan->after_blank = view_starts_with(text, "#"); /* a heading needs no empty line behind it */
    if (scan_take_box(scan, text, indent)) {
        return;
    }
    if (innermost(scan) != NULL && innermost(scan)->is_note && line_heading_level(text, &text) > 0) {
        add_blank(scan);
        scan_add_line(scan, scan_join(scan, scan_join(scan, view_of("**"), text), view_of("**")),
                      DOCUMENT_TEXT, FORM_HEADING);
        line = text = view_make(NULL, 0);
        add_blank(scan);
    }
    bool lacks_blank = text.size > 2 && text.bytes[0] == '-' && strchr("- \t>", text.bytes[1]) == NULL &&
                       !ascii_is_digit(text.bytes[1]) && question_asks(text);
    if (lacks_blank && begins) { /* an item that was meant to be one */
        line = text = scan_join(scan, view_of("- "), view_slice(text, 1, text.size));
    }
    if (is_rule_after_answer(scan, text)) {
        add_blank(scan);
    }
    bool is_item = line_is_item(text, &mark);
    scan->in_list = is_item || (scan->in_list && indent > 0);
    struct faqbot_view cleaned = template_strip(&scan->reader->lines_arena, line, &scan->templates);
    kb_check_memory(scan->reader, !scan->templates.failed);
    if (!view_is_empty(view_trim(cleaned)) && !take_table(scan, view_trim(cleaned))) {
        split_tags(scan, cleaned);
    }
}

/* A question of the front matter is a box, and named as one. Its line counts from the beginning of the file. */
static void add_question(struct document_scan *scan, const struct written_question *written,
                         unsigned line_before)
{
    struct faqbot_view rest = written->answer;
    struct faqbot_view line;
    scan->number =
        written->line - line_before; /* may be before the Markdown: it wraps round, and back again */
    scan_add_line(scan, written->question, DOCUMENT_OPEN, FORM_TABLE);
    while (scan_next_line(&rest, &line)) {
        scan_add_line(scan, line, DOCUMENT_TEXT, FORM_HEADING);
    }
    scan_add_line(scan, view_make(NULL, 0), DOCUMENT_CLOSE, FORM_HEADING);
    scan->number = 0;
}

bool document_read(struct kb_reader *reader, struct faqbot_view body, unsigned line_before,
                   const struct front_matter_state *state, struct document *document)
{
    struct document_scan scan = {.reader = reader, .document = document, .rest = body, .after_blank = true};
    struct faqbot_view line;
    *document = (struct document){.count = 0};
    for (size_t i = 0; i < state->question_count; i++) {
        add_question(&scan, &state->questions[i], line_before);
    }
    while (reader->status == FAQBOT_OK && !document->is_too_long) {
        if (!scan_next_line(&scan.rest, &line)) {
            if (!take_row(&scan)) {
                break;
            }
            continue;
        }
        scan.number++;
        const char *comment = scan.templates.comment;
        size_t end = comment == NULL ? 0 : template_find(line, comment);
        if (comment != NULL && end == line.size) {
            continue;
        }
        line = view_slice(line, comment == NULL ? 0 : end + strlen(comment), line.size);
        scan.templates.comment = NULL;
        if (scan.fence.size > 0) {
            take_code(&scan, line);
        } else {
            take_line(&scan, line);
        }
        document->hole_line = document->hole_count == 0 ? scan.number : document->hole_line;
        document->hole_count = scan.templates.hole_count;
    }
    document->hole = scan.templates.hole;
    while (scan.depth > 0) {
        scan_close(&scan);
    }
    return reader->status == FAQBOT_OK && !document->is_too_long;
}
