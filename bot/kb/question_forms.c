/* kb/question_forms.c - questions that are not headings, made headings.
 *
 * People write FAQs as bold lines, lists, `Q:` and `A:`, tables, definition lists, quotes, and in the boxes that
 * document.c calls containers. Which of these is a question and which is only bold cannot be said of one line alone, so
 * the whole article is looked at first: every line that may be a question is a candidate, the forms are counted,
 * and those that the article uses for its questions are taken. Then it is written again as plain Markdown, each
 * question as a heading; what is not taken stays as it is.
 *
 * A form that encloses or names its answer (a box with a title, `Q:`, a table of questions) is taken wherever it
 * asks, unless headings are what asks in this article and it stands in the answer of one. A form that only looks like a
 * question (bold, a list item, a quote, a lone line) is taken if no other asks more often. */
#include "kb/kb_internal.h"

#include <limits.h>
#include <string.h>

#include "util/util.h"

#define TITLE_LINES_MAX 3   /* of a question in bold, in a quote, or behind a label */
#define PLAIN_BYTES_MAX 200 /* of a lone line that asks */
#define ANSWER_LINES_MAX 40 /* within which an answer's label is looked for */
#define ENCLOSED_MAX 64     /* containers around a line; document.c nests fewer */

/* What may be a question, or a heading: in the order of the lines. */
struct candidate {
    size_t line;              /* of the document */
    size_t lines;             /* that the title takes up */
    size_t end;               /* the line that ends the answer; 0: the next question or heading does */
    struct faqbot_view title; /* empty: a container without one */
    struct faqbot_view rest;  /* the answer's beginning, in the title's last line */
    struct faqbot_view label; /* what the question is called: "Q" */
    size_t columns;           /* of indentation, of the answer in a list */
    size_t head_lines;        /* before a table's first row */
    enum question_form form;
    int level;           /* of a heading */
    bool asks;           /* ends in a question mark */
    bool is_in_faq;      /* below a heading that is called FAQ, or in an article that is */
    bool is_in_question; /* the heading that it stands below asks */
    bool holds_questions;
    bool is_taken;
};

struct forms {
    struct kb_reader *reader;
    const struct document *document;
    struct candidate *candidates;
    size_t count;
    size_t capacity;
    size_t asking[QUESTION_FORMS]; /* how many of a form ask */
    size_t in_faq[QUESTION_FORMS]; /* how many stand below FAQ, and do not ask */
    bool is_form_taken[QUESTION_FORMS];
    bool is_faq; /* the article is called so */
    /* While candidates are looked for. */
    int faq_level; /* of the heading called FAQ that the line stands below; 0: none */
    bool is_in_question;
    size_t enclosing[ENCLOSED_MAX]; /* candidates */
    size_t depth;
    bool has_bare_item; /* the last item asked and had no answer */
    bool is_in_list;
    /* While the article is written again. */
    struct rewritten *out;
    struct buffer text;
    size_t number_capacity;
    size_t extent_capacity;
    int outer_level;
    bool awaits_answer;       /* the question's first line is still to come */
    struct faqbot_view label; /* of the question */
};

static bool encloses(enum question_form form)
{
    return form == FORM_DETAILS || form == FORM_COMPONENT || form == FORM_ADMONITION || form == FORM_TERM;
}

/* ==== Lines =========================================================================================== */

static struct faqbot_view line_text(const struct forms *forms, size_t line)
{
    const struct document *document = forms->document;
    return line < document->count && document->lines[line].kind == DOCUMENT_TEXT ? document->lines[line].text
                                                                                 : view_make(NULL, 0);
}

static bool is_blank(const struct forms *forms, size_t line)
{
    return view_is_empty(view_trim(line_text(forms, line)));
}

/* The first line from `line` on that is not blank. */
static size_t next_text(const struct forms *forms, size_t line)
{
    const struct document *document = forms->document;
    while (line < document->count && document->lines[line].kind == DOCUMENT_TEXT && is_blank(forms, line)) {
        line++;
    }
    return line;
}

/* The line of the answer's label, behind the question's; 0: there is none nearby. */
static size_t find_answer_label(const struct forms *forms, size_t line, struct faqbot_view question)
{
    struct faqbot_view title;
    struct label label;
    for (size_t i = line; i < forms->document->count && i < line + ANSWER_LINES_MAX; i++) {
        struct faqbot_view text = line_text(forms, i);
        if (line_heading_level(text, &title) > 0) {
            return 0;
        }
        if (label_read(text, &label)) {
            if (label_is_pair(forms->reader, question, label.name)) {
                return i;
            }
            if (i > line && label_may_name_question(forms->reader, label.name)) {
                return 0;
            }
        }
    }
    return 0;
}

/* ==== Candidates ====================================================================================== */

static struct candidate *add_candidate(struct forms *forms, struct candidate candidate)
{
    if (!kb_check_memory(forms->reader, array_grow(&forms->reader->lines_arena, &forms->candidates,
                                                   forms->count, &forms->capacity, sizeof candidate))) {
        return NULL;
    }
    candidate.title = view_trim(candidate.title);
    candidate.asks = candidate.asks || question_asks(candidate.title);
    candidate.is_in_faq = forms->is_faq || forms->faq_level > 0;
    candidate.is_in_question = forms->is_in_question;
    forms->candidates[forms->count] = candidate;
    return &forms->candidates[forms->count++];
}

/* Several lines as one text, with blanks between them. */
static struct faqbot_view join_lines(const struct forms *forms, size_t line, size_t count)
{
    struct buffer joined;
    if (count == 1) {
        return view_trim(line_text(forms, line));
    }
    buffer_init_in(&joined, &forms->reader->lines_arena, SIZE_MAX);
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(&joined, i > 0 ? " " : "");
        buffer_add(&joined, view_trim(line_text(forms, line + i)));
    }
    kb_check_memory(forms->reader, !joined.failed);
    return joined.failed ? view_make(NULL, 0) : buffer_view(&joined);
}

static void add_heading(struct forms *forms, size_t line, size_t lines, int level, struct faqbot_view title)
{
    size_t end = view_ends_with(title, "}") ? view_find(title, '{') : title.size; /* of what is not "{#id}" */
    bool asks = question_asks(view_slice(title, 0, end));
    struct candidate *added = add_candidate(forms, (struct candidate){.line = line,
                                                                      .lines = lines,
                                                                      .form = FORM_HEADING,
                                                                      .level = level,
                                                                      .title = title,
                                                                      .asks = asks});
    if (added == NULL) {
        return;
    }
    if (forms->faq_level >= level) {
        forms->faq_level = 0;
    }
    if (forms->faq_level == 0 && !added->asks && faq_words_name_faq(forms->reader, title)) {
        forms->faq_level = level;
    }
    forms->is_in_question = added->asks;
}

/* Bold at the beginning of a line: what is in it, and what follows it in the line. False: there is none. */
static bool read_bold(struct faqbot_view text, struct faqbot_view *inside, struct faqbot_view *rest)
{
    if (!view_starts_with(text, "**") && !view_starts_with(text, "__")) {
        return false;
    }
    char sign = text.bytes[0];
    size_t signs = 0;
    while (signs < text.size && signs < 3 && text.bytes[signs] == sign) {
        signs++;
    }
    for (size_t i = signs; i + signs <= text.size; i++) {
        if (text.bytes[i] == sign && memcmp(text.bytes + i, text.bytes, signs) == 0) {
            *inside = view_trim(view_slice(text, signs, i - signs));
            *rest = view_slice(text, i + signs, text.size);
            return !view_is_empty(*inside);
        }
    }
    return false;
}

/* What stands between a question in bold and the answer in the same line. */
static struct faqbot_view trim_rest(struct faqbot_view rest)
{
    rest = view_trim(rest);
    while (rest.size > 0 && strchr(":-?\\ ", rest.bytes[0]) != NULL) {
        rest = view_slice(rest, 1, rest.size);
    }
    struct tag tag;
    if (tag_read(rest, &tag) && ascii_equals(tag.name, view_of("br"))) {
        return view_trim(view_slice(rest, tag.size, rest.size));
    }
    return view_starts_with(rest, "\xe2\x80\x93") || view_starts_with(rest, "\xe2\x80\x94")
               ? view_trim(view_slice(rest, 3, rest.size))
               : rest;
}

static bool find_bold(struct forms *forms, size_t line)
{
    struct faqbot_view inside;
    struct faqbot_view rest;
    size_t lines = 1;
    struct faqbot_view text = join_lines(forms, line, 1);
    if (!view_starts_with(text, "**") && !view_starts_with(text, "__")) {
        return false;
    }
    while (!read_bold(text, &inside, &rest)) {
        if (lines == TITLE_LINES_MAX || is_blank(forms, line + lines)) {
            return false;
        }
        text = join_lines(forms, line, ++lines);
    }
    bool is_outside = view_starts_with(rest, "?");
    bool asks = is_outside || question_asks(inside);
    rest = trim_rest(rest);
    if (!asks && !view_is_empty(rest)) {
        return false;
    }
    if (is_outside) {
        size_t end = (size_t)(inside.bytes + inside.size - text.bytes);
        struct buffer title;
        buffer_init_in(&title, &forms->reader->lines_arena, SIZE_MAX);
        buffer_add(&title, view_slice(text, (size_t)(inside.bytes - text.bytes), inside.size));
        buffer_add_text(&title, "?");
        kb_check_memory(forms->reader, !title.failed);
        inside = title.failed ? view_slice(text, 0, end) : buffer_view(&title);
    }
    add_candidate(forms, (struct candidate){
                             .line = line, .lines = lines, .form = FORM_BOLD, .title = inside, .rest = rest});
    return true;
}

/* A label is one together with its answer's. Without that, a word or "Q" before a question is one; and letters
 * before what does not ask are one below FAQ alone, since many things are listed by letters. */
static bool find_label(struct forms *forms, size_t line)
{
    struct label label;
    struct faqbot_view text = line_text(forms, line);
    bool is_in_faq = forms->is_faq || forms->faq_level > 0;
    if (!label_read(text, &label) || !label_may_name_question(forms->reader, label.name)) {
        return false;
    }
    size_t answer = find_answer_label(forms, line + 1, label.name);
    bool asks = question_asks(label.rest);
    size_t lines = 1;
    while (!asks && label.behind.size == 0 && lines < TITLE_LINES_MAX && line + lines != answer &&
           !is_blank(forms, line + lines)) {
        asks = question_asks(line_text(forms, line + lines++));
    }
    bool is_name = faq_words_name_question(forms->reader, label.name);
    if (answer == 0 ? !asks || !is_name : !asks && !is_in_faq && label.name.size <= 2) {
        return false;
    }
    if (lines > 1) {
        (void)label_read(join_lines(forms, line, lines), &label);
    }
    add_candidate(forms, (struct candidate){.line = line,
                                            .lines = lines,
                                            .form = FORM_LABEL,
                                            .title = label.rest,
                                            .rest = label.behind,
                                            .label = label.name,
                                            .asks = true});
    return true;
}

/* A term that asks, or any below FAQ, with a line behind it that begins with a colon. */
static bool find_term(struct forms *forms, size_t line)
{
    size_t next = line + 1;
    next += is_blank(forms, next);
    next += is_blank(forms, next);
    struct faqbot_view definition = line_text(forms, next);
    size_t bytes;
    if (view_starts_with(line_text(forms, line), ":") || line_indent(definition, &bytes) > 3 ||
        bytes + 1 >= definition.size || definition.bytes[bytes] != ':' ||
        !ascii_is_space(definition.bytes[bytes + 1])) {
        return false;
    }
    size_t end = next + 1;
    for (; end < forms->document->count; end++) {
        struct faqbot_view text = line_text(forms, end);
        bool is_within = is_blank(forms, end) || line_indent(text, &bytes) > 0 ||
                         view_starts_with(text, ": ") || view_starts_with(text, ":\t");
        if (forms->document->lines[end].kind == DOCUMENT_TEXT && !is_within && is_blank(forms, end - 1)) {
            break;
        }
        if (forms->document->lines[end].kind >= DOCUMENT_OPEN) {
            break;
        }
    }
    add_candidate(forms, (struct candidate){.line = line,
                                            .lines = next - line,
                                            .end = end,
                                            .form = FORM_DEFINITION,
                                            .columns = 4,
                                            .title = view_trim(line_text(forms, line))});
    return true;
}

/* Where the list item that begins at the line ends: before the next line that is not further in, unless that
 * follows at once and belongs to its paragraph. */
static size_t item_end(const struct forms *forms, size_t line, size_t indent, size_t *columns)
{
    size_t end = line + 1;
    size_t bytes;
    size_t mark;
    *columns = SIZE_MAX;
    for (; end < forms->document->count && forms->document->lines[end].kind < DOCUMENT_OPEN; end++) {
        struct faqbot_view text = forms->document->lines[end].text;
        size_t at = line_indent(text, &bytes);
        if (bytes == text.size) {
            continue;
        }
        bool is_lazy = !is_blank(forms, end - 1) &&
                       !line_is_item(view_slice(text, bytes, text.size), &mark) &&
                       line_heading_level(text, &text) == 0;
        if (at <= indent && !is_lazy) {
            break;
        }
        *columns = at > indent && at < *columns ? at : *columns;
    }
    *columns = *columns == SIZE_MAX ? 0 : *columns;
    return end;
}

/* An item that asks and has its answer in it, or behind it where the answer was not put further in. */
static void find_item(struct forms *forms, size_t line, size_t indent, struct faqbot_view text)
{
    struct faqbot_view inside = text;
    struct faqbot_view rest = {0};
    struct candidate found = {.line = line, .lines = 1, .form = FORM_LIST};
    bool is_bold = read_bold(text, &inside, &rest);
    bool asks = question_asks(inside) || (is_bold && view_starts_with(rest, "?"));
    bool was_bare = forms->has_bare_item;
    forms->has_bare_item = false;
    if (!asks && is_bold && !view_is_empty(trim_rest(rest))) {
        return;
    }
    found.title = is_bold && asks && !question_asks(inside) ? text : inside;
    found.rest = is_bold ? trim_rest(rest) : view_make(NULL, 0);
    found.asks = asks;
    size_t end = item_end(forms, line, indent, &found.columns);
    size_t next = next_text(forms, line + 1);
    size_t mark;
    bool has_content = next < end || !view_is_empty(found.rest);
    bool is_followed = next < forms->document->count && !has_content &&
                       forms->document->lines[next].kind < DOCUMENT_OPEN &&
                       line_heading_level(forms->document->lines[next].text, &text) == 0 &&
                       !line_is_item(view_trim(line_text(forms, next)), &mark);
    found.end = has_content ? end : 0;
    if (has_content || (is_followed && asks && !was_bare)) {
        add_candidate(forms, found);
    }
    forms->has_bare_item = asks && !has_content;
}

static bool is_quote(const struct forms *forms, size_t line)
{
    return view_starts_with(view_trim(line_text(forms, line)), ">");
}

/* Whether the text has a label of an answer. */
static bool begins_answer(const struct forms *forms, struct faqbot_view text)
{
    struct label label;
    return label_read(text, &label) &&
           (ascii_equals(label.name, view_of("a")) || faq_words_name_answer(forms->reader, label.name));
}

/* A quote that is a question, or begins with one. Gives the line behind the quote. */
static size_t find_quote(struct forms *forms, size_t line)
{
    struct buffer title;
    size_t lines = 0;
    size_t end = line;
    buffer_init_in(&title, &forms->reader->lines_arena, SIZE_MAX);
    while (is_quote(forms, end)) {
        end++;
    }
    for (; line + lines < end && lines < TITLE_LINES_MAX; lines++) {
        struct faqbot_view text = view_trim(line_unquote(line_text(forms, line + lines)));
        (void)line_heading_level(text, &text);
        if (view_is_empty(text) || (lines > 0 && begins_answer(forms, text)) ||
            (lines > 0 && question_asks(buffer_view(&title)))) {
            break;
        }
        buffer_add_text(&title, lines > 0 ? " " : "");
        buffer_add(&title, text);
    }
    if (kb_check_memory(forms->reader, !title.failed) && question_asks(buffer_view(&title))) {
        add_candidate(forms, (struct candidate){.line = line,
                                                .lines = lines,
                                                .form = FORM_QUOTE,
                                                .end = line + lines < end ? end : 0,
                                                .title = buffer_view(&title)});
    }
    return end;
}

/* ==== Tables ========================================================================================== */

/* Finds the columns of questions and answers by their names; without such names, the first of two if most of its
 * cells ask. */
static bool find_columns(const struct forms *forms, size_t line, size_t end, size_t *question, size_t *answer)
{
    struct faqbot_view row = line_open_row(line_text(forms, line));
    struct faqbot_view cell;
    size_t columns = 0;
    size_t asking = 0;
    *question = *answer = SIZE_MAX;
    for (; line_next_cell(&row, &cell); columns++) {
        if (*question == SIZE_MAX && faq_words_name_question(forms->reader, cell)) {
            *question = columns;
        } else if (*answer == SIZE_MAX && faq_words_name_answer(forms->reader, cell)) {
            *answer = columns;
        }
    }
    if (*question != SIZE_MAX && *answer != SIZE_MAX) {
        return true;
    }
    for (size_t i = line + 2; i < end; i++) {
        asking += question_asks(line_cell(line_text(forms, i), 0));
    }
    *question = 0;
    *answer = 1;
    return columns == 2 && asking > 1 && 2 * asking > end - line - 2;
}

/* A table of questions: each row is one. Gives the line behind it; `line` itself if there is none. */
static size_t find_table(struct forms *forms, size_t line)
{
    size_t question;
    size_t answer;
    size_t end = line + 2;
    if (view_find(line_text(forms, line), '|') == line_text(forms, line).size ||
        !line_is_delimiter_row(line_text(forms, line + 1))) {
        return line;
    }
    while (view_find(line_text(forms, end), '|') < line_text(forms, end).size) {
        end++;
    }
    if (!find_columns(forms, line, end, &question, &answer)) {
        return end;
    }
    for (size_t i = line + 2; i < end; i++) {
        add_candidate(forms, (struct candidate){.line = i,
                                                .lines = 1,
                                                .end = i + 1,
                                                .form = FORM_TABLE,
                                                .title = line_cell(line_text(forms, i), question),
                                                .rest = line_cell(line_text(forms, i), answer),
                                                .asks = true});
    }
    if (end > line + 2 && forms->reader->status == FAQBOT_OK) {
        forms->candidates[forms->count - (end - line - 2)].head_lines = 2;
    }
    return end;
}

/* ==== Looking at the whole ============================================================================ */

/* A line of its own that asks, with something behind it. */
static void find_plain(struct forms *forms, size_t line)
{
    struct faqbot_view text = view_trim(line_text(forms, line));
    size_t next = next_text(forms, line + 1);
    bool is_plain = text.size <= PLAIN_BYTES_MAX && strchr("#>|<![`(", text.bytes[0]) == NULL;
    if (is_plain && question_asks(text) && next < forms->document->count &&
        forms->document->lines[next].kind < DOCUMENT_OPEN) {
        add_candidate(forms, (struct candidate){.line = line, .lines = 1, .form = FORM_PLAIN, .title = text});
    }
}

/* Looks at a line outside of lists, headings and code. Gives the line to go on with. */
static size_t find_in_text(struct forms *forms, size_t line, bool begins_paragraph)
{
    if (is_quote(forms, line)) {
        return find_quote(forms, line);
    }
    size_t end = find_table(forms, line);
    if (end > line) {
        return end;
    }
    size_t before = forms->count;
    bool is_found =
        find_label(forms, line) || find_bold(forms, line) || (begins_paragraph && find_term(forms, line));
    if (!is_found && begins_paragraph) {
        find_plain(forms, line);
    }
    return line + (forms->count > before ? forms->candidates[forms->count - 1].lines : 1);
}

static void open_enclosing(struct forms *forms, size_t line)
{
    const struct document_line *opened = &forms->document->lines[line];
    if (forms->depth < ENCLOSED_MAX &&
        add_candidate(forms, (struct candidate){.line = line,
                                                .lines = 1,
                                                .form = (enum question_form)opened->form,
                                                .title = opened->text}) != NULL) {
        forms->enclosing[forms->depth++] = forms->count - 1;
    }
}

/* Looks at a line of text. Gives the line to go on with. */
static size_t find_in_line(struct forms *forms, size_t line)
{
    struct faqbot_view text = line_text(forms, line);
    struct faqbot_view title;
    size_t bytes;
    size_t mark;
    size_t indent = line_indent(text, &bytes);
    if (bytes == text.size) {
        return line + 1;
    }
    bool is_item_text = forms->is_in_list && indent > 0;
    int level = is_item_text ? 0 : line_heading_level(text, &title);
    const struct candidate *before = forms->count > 0 ? &forms->candidates[forms->count - 1] : NULL;
    bool is_below_heading =
        before != NULL && before->form == FORM_HEADING && before->line + before->lines == line;
    bool begins = line == 0 || is_blank(forms, line - 1) || is_below_heading;
    if (level == 0 && begins && !is_item_text &&
        (level = line_underline_level(line_text(forms, line + 1))) > 0) {
        title = view_trim(text);
        add_heading(forms, line, 2, level, title);
        return line + 2;
    }
    if (level > 0) {
        add_heading(forms, line, 1, level, title);
        return line + 1;
    }
    struct faqbot_view inside = view_slice(text, bytes, text.size);
    bool is_item = line_is_item(inside, &mark);
    forms->is_in_list = is_item || is_item_text || (forms->is_in_list && !begins);
    if (is_item) {
        if (indent < 4 && !is_item_text) {
            find_item(forms, line, indent, view_trim(view_slice(inside, mark, inside.size)));
        }
        return line + 1;
    }
    if (is_item_text || indent > 3) {
        return line + 1;
    }
    forms->has_bare_item = false;
    return find_in_text(forms, line, begins);
}

static void find_candidates(struct forms *forms)
{
    const struct document *document = forms->document;
    size_t next = 0;
    for (size_t i = 0; i < document->count && forms->reader->status == FAQBOT_OK; i = next) {
        next = i + 1;
        arena_reset(&forms->reader->entry_arena); /* where words are folded */
        switch (document->lines[i].kind) {
        case DOCUMENT_OPEN:
            open_enclosing(forms, i);
            break;
        case DOCUMENT_CLOSE:
            if (forms->depth > 0) {
                forms->candidates[forms->enclosing[--forms->depth]].end = i;
            }
            break;
        case DOCUMENT_TEXT:
            next = find_in_line(forms, i);
            break;
        default:
            break;
        }
    }
}

/* Which forms the article's questions are written in. */
static void choose_forms(struct forms *forms)
{
    size_t most = 0;
    size_t score[QUESTION_FORMS];
    for (size_t i = 0; i < forms->count; i++) {
        const struct candidate *candidate = &forms->candidates[i];
        forms->asking[candidate->form] += candidate->asks;
        forms->in_faq[candidate->form] +=
            !candidate->asks && candidate->is_in_faq && !candidate->is_in_question;
    }
    for (int form = 0; form < QUESTION_FORMS; form++) {
        bool is_silent = forms->asking[form] == 0 && form != FORM_HEADING && form != FORM_ADMONITION;
        score[form] = forms->asking[form] + (is_silent ? forms->in_faq[form] : 0);
        most = score[form] > most ? score[form] : most;
    }
    for (int form = 0; form < QUESTION_FORMS; form++) {
        bool is_sure = form <= FORM_LABEL;
        forms->is_form_taken[form] =
            score[form] > 0 && (is_sure || (score[form] == most && score[form] > score[FORM_HEADING]));
        if (form == FORM_PLAIN || form == FORM_DEFINITION) {
            forms->is_form_taken[form] &= score[form] == most;
        }
    }
}

/* Whether what does not ask is a question all the same: below FAQ a box is one, and so is any form that never asks
 * there. The items of a list are all alike; a line in bold among such that ask is a heading within an answer. */
static bool is_silent_question(const struct forms *forms, const struct candidate *candidate)
{
    enum question_form form = candidate->form;
    bool is_alike = form == FORM_LIST || form < FORM_LABEL || forms->asking[form] == 0;
    return candidate->is_in_faq && form != FORM_HEADING && form != FORM_ADMONITION && form != FORM_PLAIN &&
           is_alike;
}

/* Whether the candidate is a question, as far as it can be told without what it holds. Where headings ask, what
 * stands in the answer of one belongs to it, unless there is so much of it that the heading is rather a title. */
static bool is_question(const struct forms *forms, const struct candidate *candidate)
{
    enum question_form form = candidate->form;
    if (!forms->is_form_taken[form] || view_is_empty(candidate->title)) {
        return false;
    }
    if (candidate->is_in_question && form != FORM_HEADING &&
        forms->asking[form] < 2 * forms->asking[FORM_HEADING]) {
        return false;
    }
    if (candidate->asks) {
        return form <= FORM_LABEL || candidate->is_in_faq || forms->asking[form] > 1;
    }
    return is_silent_question(forms, candidate);
}

/* A box that holds questions is a section and none itself. */
static void choose_candidates(struct forms *forms)
{
    forms->depth = 0;
    for (size_t i = 0; i < forms->count; i++) {
        struct candidate *candidate = &forms->candidates[i];
        while (forms->depth > 0 &&
               forms->candidates[forms->enclosing[forms->depth - 1]].end <= candidate->line) {
            forms->depth--;
        }
        candidate->is_taken = is_question(forms, candidate);
        for (size_t k = 0; k < forms->depth && candidate->is_taken; k++) {
            forms->candidates[forms->enclosing[k]].holds_questions = true;
        }
        if (encloses(candidate->form) && forms->depth < ENCLOSED_MAX) {
            forms->enclosing[forms->depth++] = i;
        }
    }
    for (size_t i = 0; i < forms->count; i++) {
        forms->candidates[i].is_taken &= !forms->candidates[i].holds_questions;
    }
}

/* ==== Writing ========================================================================================= */

static void write_line(struct forms *forms, struct faqbot_view text, unsigned number)
{
    struct rewritten *out = forms->out;
    if (!kb_check_memory(forms->reader, array_grow(&forms->reader->lines_arena, &out->numbers, out->count,
                                                   &forms->number_capacity, sizeof *out->numbers))) {
        return;
    }
    out->numbers[out->count++] = number;
    buffer_add(&forms->text, text);
    buffer_add_byte(&forms->text, '\n');
}

static void write_blank(struct forms *forms, unsigned number)
{
    write_line(forms, view_make(NULL, 0), number);
}

/* A text between signs, and empty lines around it. */
static void write_marked(struct forms *forms, const char *before, struct faqbot_view text, const char *after,
                         unsigned number)
{
    write_blank(forms, number);
    buffer_add_text(&forms->text, before);
    buffer_add(&forms->text, text);
    write_line(forms, view_of(after), number);
    write_blank(forms, number);
}

static void write_heading(struct forms *forms, int level, struct faqbot_view title, unsigned number)
{
    static const char signs[] = "###### ";
    level = level > HEADING_LEVELS ? HEADING_LEVELS : level;
    write_marked(forms, signs + HEADING_LEVELS - level, title, view_ends_with(title, "#") ? " #" : "",
                 number);
}

/* The text in bold, unless its author made it so. */
static void write_bold(struct forms *forms, struct faqbot_view title, unsigned number)
{
    bool is_marked = view_find(title, '*') < title.size || view_find(title, '<') < title.size;
    write_marked(forms, is_marked ? "" : "**", title, is_marked ? "" : "**", number);
}

/* Whether the line is nothing but the word "Answer", in bold or with a colon. */
static bool is_lone_label(struct forms *forms, struct faqbot_view text)
{
    size_t size = text.size;
    while (text.size > 0 && strchr("*_", text.bytes[0]) != NULL) {
        text = view_slice(text, 1, text.size);
    }
    while (text.size > 0 && strchr("*_:", text.bytes[text.size - 1]) != NULL) {
        text.size--;
    }
    return text.size > 2 && text.size < size && ascii_is_alpha(text.bytes[text.size - 1]) &&
           faq_words_name_answer(forms->reader, text);
}

/* A line of an answer, whose first line may have a label. */
static void write_answer(struct forms *forms, struct faqbot_view text, unsigned number)
{
    struct faqbot_view inside = view_trim(text);
    if (forms->awaits_answer && !view_is_empty(inside)) {
        arena_reset(&forms->reader->entry_arena);
        forms->awaits_answer = is_lone_label(forms, inside);
        text =
            forms->awaits_answer ? view_make(NULL, 0) : label_strip_answer(forms->reader, text, forms->label);
    }
    write_line(forms, text, number);
}

/* The question's answer begins with the next line. */
static void await_answer(struct forms *forms, struct faqbot_view name, struct faqbot_view title)
{
    struct label label;
    bool is_labelled = view_is_empty(name) && label_read(title, &label) &&
                       label_may_name_question(forms->reader, label.name);
    forms->label = is_labelled ? label.name : name;
    forms->awaits_answer = true;
}

static void begin_question(struct forms *forms, const struct candidate *candidate)
{
    struct rewritten *out = forms->out;
    const struct document_line *lines = forms->document->lines;
    unsigned number = lines[candidate->line].number;
    if (!kb_check_memory(forms->reader,
                         array_grow(&forms->reader->lines_arena, &out->extents, out->extent_count,
                                    &forms->extent_capacity, sizeof *out->extents))) {
        return;
    }
    out->extents[out->extent_count++] =
        (struct question_extent){.line = (unsigned)out->count + 2, .end = UINT_MAX};
    write_heading(forms, forms->outer_level == 0 ? 2 : forms->outer_level + 1, candidate->title, number);
    await_answer(forms, candidate->label, candidate->title);
    if (!view_is_empty(candidate->rest)) {
        write_answer(forms, candidate->rest, lines[candidate->line + candidate->lines - 1].number);
    }
}

/* From here on lines belong to no question any more. */
static void end_question(struct forms *forms, unsigned number)
{
    write_blank(forms, number);
    forms->out->extents[forms->out->extent_count - 1].end = (unsigned)forms->out->count;
    forms->awaits_answer = false;
}

/* The line of an answer without what it has from the form. */
static struct faqbot_view answer_line(const struct candidate *question, struct faqbot_view text)
{
    if (question == NULL || encloses(question->form)) {
        return text;
    }
    if (question->form == FORM_QUOTE) {
        return question->end > 0 ? line_unquote(text) : text;
    }
    if (question->form == FORM_DEFINITION && view_starts_with(view_trim(text), ": ")) {
        return view_trim(view_slice(view_trim(text), 1, text.size));
    }
    return question->end > 0 ? line_strip(text, question->columns) : text;
}

/* What is no question: a heading, a box, or a text that only looked like one. */
static void pass_on(struct forms *forms, const struct candidate *candidate, bool is_in_box)
{
    const struct document_line *line = &forms->document->lines[candidate->line];
    bool is_box = encloses(candidate->form);
    bool has_title = !view_is_empty(candidate->title);
    if (candidate->form == FORM_HEADING && !is_in_box) {
        forms->outer_level = candidate->level;
        write_heading(forms, candidate->level, candidate->title, line->number);
        forms->awaits_answer = false;
        if (candidate->asks || candidate->is_in_faq) {
            await_answer(forms, view_make(NULL, 0), candidate->title);
        }
    } else if (is_box && candidate->holds_questions && has_title) {
        write_heading(forms, forms->outer_level == 0 ? 2 : forms->outer_level + 1, candidate->title,
                      line->number);
        forms->outer_level += 1 + (forms->outer_level == 0);
    } else if (candidate->form == FORM_HEADING || (is_box && has_title)) {
        write_bold(forms, candidate->title, line->number);
    } else if (is_box) {
        write_blank(forms, line->number);
    } else {
        write_answer(forms, line->text, line->number);
    }
}

/* Whether the line is the underline of a heading, or a line of a table whose rows have become questions. */
static bool is_used_up(const struct forms *forms, size_t next, size_t line)
{
    const struct candidate *before = next > 0 ? &forms->candidates[next - 1] : NULL;
    const struct candidate *after = next < forms->count ? &forms->candidates[next] : NULL;
    bool is_underline = before != NULL && before->form == FORM_HEADING && line < before->line + before->lines;
    bool is_head = after != NULL && after->is_taken && line + after->head_lines >= after->line;
    return is_underline || is_head;
}

static void write_all(struct forms *forms)
{
    const struct document *document = forms->document;
    const struct candidate *question = NULL; /* whose answer the line belongs to */
    size_t next = 0;
    for (size_t i = 0; i < document->count && forms->reader->status == FAQBOT_OK; i++) {
        const struct document_line *line = &document->lines[i];
        if (question != NULL && question->end > 0 && i == question->end) {
            end_question(forms, line->number);
            question = NULL;
        }
        if (next < forms->count && forms->candidates[next].line == i) {
            const struct candidate *candidate = &forms->candidates[next++];
            bool is_in_box = question != NULL && encloses(question->form);
            if (candidate->is_taken && candidate->form != FORM_HEADING && !is_in_box) {
                begin_question(forms, candidate);
                question = candidate;
                i += candidate->lines - 1;
                continue;
            }
            pass_on(forms, candidate, is_in_box);
            question = candidate->form == FORM_HEADING && !is_in_box ? NULL : question;
            continue;
        }
        if (line->kind == DOCUMENT_CLOSE) {
            write_blank(forms, line->number);
        } else if (line->kind == DOCUMENT_CODE) {
            write_line(forms, answer_line(question, line->text), line->number);
        } else if (!is_used_up(forms, next, i)) {
            write_answer(forms, answer_line(question, line->text), line->number);
        }
    }
}

bool question_forms_rewrite(struct kb_reader *reader, const struct document *document, bool is_faq,
                            struct rewritten *out)
{
    struct forms forms = {.reader = reader, .document = document, .is_faq = is_faq, .out = out};
    *out = (struct rewritten){.count = 0};
    buffer_init_in(&forms.text, &reader->lines_arena, SIZE_MAX);
    find_candidates(&forms);
    choose_forms(&forms);
    choose_candidates(&forms);
    write_all(&forms);
    memcpy(out->asking, forms.asking, sizeof out->asking);
    memcpy(out->is_form_taken, forms.is_form_taken, sizeof out->is_form_taken);
    kb_check_memory(reader, !forms.text.failed);
    out->text = forms.text.failed ? view_make(NULL, 0) : buffer_view(&forms.text);
    return reader->status == FAQBOT_OK;
}
