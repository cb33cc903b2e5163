/* kb/question_candidates.c - every line of an article that may be a question, and its headings.
 *
 * People write FAQs as bold lines, lists, `Q:` and `A:`, tables, definition lists, quotes, and in the boxes that
 * document.c calls containers. Here such lines are found, with what they ask and where their answer begins and ends.
 * Which of them are questions cannot be said of one line alone: question_forms.c decides that from all of them. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

#define TITLE_LINES_MAX 3   /* of a question in bold, in a quote, or behind a label */
#define PLAIN_BYTES_MAX 200 /* of a lone line that asks */
#define ANSWER_LINES_MAX 40 /* within which an answer's label is looked for */
#define ENCLOSED_MAX 64     /* containers around a line; document.c nests fewer */

/* An article whose candidates are looked for. */
struct finder {
    struct kb_reader *reader;
    const struct document *document;
    struct candidates *found;
    size_t capacity;
    bool is_faq; /* the article is called so */
    /* Levels of headings that the line stands below; 0: there is none. */
    int faq_level;      /* that is called FAQ */
    int question_level; /* that asks */
    size_t section;
    size_t section_line;            /* behind its heading */
    size_t enclosing[ENCLOSED_MAX]; /* candidates */
    size_t depth;
    bool has_bare_item; /* the last item asked and had no answer */
    bool is_in_list;
    size_t list_end; /* of the list of labels that was looked at last */
};

/* ==== Lines =========================================================================================== */

static struct faqbot_view line_text(const struct finder *finder, size_t line)
{
    const struct document *document = finder->document;
    return line < document->count && document->lines[line].kind == DOCUMENT_TEXT ? document->lines[line].text
                                                                                 : view_make(NULL, 0);
}

static bool is_blank(const struct finder *finder, size_t line)
{
    return view_is_empty(view_trim(line_text(finder, line)));
}

/* The first line from `line` on that is not blank. */
static size_t next_text(const struct finder *finder, size_t line)
{
    const struct document *document = finder->document;
    while (line < document->count && document->lines[line].kind == DOCUMENT_TEXT && is_blank(finder, line)) {
        line++;
    }
    return line;
}

/* What the line says without the marks of a quote and of an item: a label may stand behind either. */
static struct faqbot_view unmarked_text(const struct finder *finder, size_t line)
{
    size_t mark;
    struct faqbot_view text = view_trim(line_text(finder, line));
    text = view_starts_with(text, ">") ? view_trim(line_unquote(text)) : text;
    return line_is_item(text, &mark) ? view_slice(text, mark, text.size) : text;
}

/* The line of the answer's label, behind the question's; 0: there is none nearby. */
static size_t find_answer_label(const struct finder *finder, size_t line, struct faqbot_view question)
{
    struct faqbot_view title;
    struct label label;
    for (size_t i = line; i < finder->document->count && i < line + ANSWER_LINES_MAX; i++) {
        struct faqbot_view text = line_text(finder, i);
        if (line_heading_level(text, &title) > 0) {
            return 0;
        }
        if (label_read(unmarked_text(finder, i), &label)) {
            if (label_is_pair(finder->reader, question, label.name)) {
                return i;
            }
            if (i > line && label_may_name_question(finder->reader, label.name)) {
                return 0;
            }
        }
    }
    return 0;
}

/* ==== Candidates ====================================================================================== */

static struct candidate *add_candidate(struct finder *finder, struct candidate candidate)
{
    if (!kb_check_memory(finder->reader,
                         array_grow(&finder->reader->lines_arena, &finder->found->list, finder->found->count,
                                    &finder->capacity, sizeof candidate))) {
        return NULL;
    }
    candidate.title = view_trim(candidate.title);
    candidate.asks = candidate.asks || question_asks(candidate.title);
    candidate.is_in_faq = finder->is_faq || finder->faq_level > 0;
    candidate.is_in_question = finder->question_level > 0;
    candidate.section = finder->section;
    candidate.begins_section = next_text(finder, finder->section_line) == candidate.line;
    candidate.box = finder->depth == 0 ? 0 : finder->enclosing[finder->depth - 1] + 1;
    finder->found->list[finder->found->count] = candidate;
    return &finder->found->list[finder->found->count++];
}

/* Several lines as one text, with blanks between them, and without the first one's marks. */
static struct faqbot_view join_lines(const struct finder *finder, size_t line, size_t count)
{
    struct buffer joined;
    if (count == 1) {
        return unmarked_text(finder, line);
    }
    buffer_init_in(&joined, &finder->reader->lines_arena, SIZE_MAX);
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(&joined, i > 0 ? " " : "");
        struct faqbot_view next =
            i == 0 ? unmarked_text(finder, line) : view_trim(line_text(finder, line + i));
        buffer_add(&joined, next);
    }
    kb_check_memory(finder->reader, !joined.failed);
    return joined.failed ? view_make(NULL, 0) : buffer_view(&joined);
}

/* Smaller headings in the answer of one that asks are part of it, unless that is the title. */
static void add_heading(struct finder *finder, size_t line, size_t lines, int level, struct faqbot_view title)
{
    size_t end = view_ends_with(title, "}") ? view_find(title, '{') : title.size; /* of what is not "{#id}" */
    bool asks = question_asks(view_slice(title, 0, end));
    bool is_part = finder->question_level > 1 && level > finder->question_level;
    if (!asks && !is_part && finder->depth == 0) {
        finder->section++;
        finder->section_line = line + lines;
    }
    struct candidate *added = add_candidate(finder, (struct candidate){.line = line,
                                                                       .lines = lines,
                                                                       .form = FORM_HEADING,
                                                                       .level = level,
                                                                       .title = title,
                                                                       .asks = asks});
    if (added == NULL) {
        return;
    }
    if (finder->faq_level >= level) {
        finder->faq_level = 0;
    }
    if (finder->faq_level == 0 && !added->asks && faq_words_name_faq(finder->reader, title)) {
        finder->faq_level = level;
    }
    finder->question_level = asks ? level : is_part ? finder->question_level : 0;
}

/* Bold at the beginning of a line: what is in it, and what follows it in the line. False: there is none. */
static bool read_bold(struct faqbot_view text, struct faqbot_view *inside, struct faqbot_view *rest)
{
    if (text.bytes == NULL || (!view_starts_with(text, "**") && !view_starts_with(text, "__"))) {
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
    if (tag_read(view_slice(rest, 0, MARKUP_BYTES_MAX), &tag) && ascii_equals(tag.name, view_of("br"))) {
        return view_trim(view_slice(rest, tag.size, rest.size));
    }
    return view_starts_with(rest, "\xe2\x80\x93") || view_starts_with(rest, "\xe2\x80\x94")
               ? view_trim(view_slice(rest, 3, rest.size))
               : rest;
}

static bool find_bold(struct finder *finder, size_t line)
{
    struct faqbot_view inside;
    struct faqbot_view rest;
    size_t lines = 1;
    struct faqbot_view text = join_lines(finder, line, 1);
    if (!view_starts_with(text, "**") && !view_starts_with(text, "__")) {
        return false;
    }
    while (!read_bold(text, &inside, &rest)) {
        if (lines == TITLE_LINES_MAX || is_blank(finder, line + lines)) {
            return false;
        }
        text = join_lines(finder, line, ++lines);
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
        buffer_init_in(&title, &finder->reader->lines_arena, SIZE_MAX);
        buffer_add(&title, view_slice(text, (size_t)(inside.bytes - text.bytes), inside.size));
        buffer_add_text(&title, "?");
        kb_check_memory(finder->reader, !title.failed);
        inside = title.failed ? view_slice(text, 0, end) : buffer_view(&title);
    }
    add_candidate(
        finder,
        (struct candidate){.line = line, .lines = lines, .form = FORM_BOLD, .title = inside, .rest = rest});
    return true;
}

/* Where the list ends that the line begins or goes on with: before the first line behind a blank one that is no item
 * and stands no further in than an item of it. */
static size_t list_end(struct finder *finder, size_t line)
{
    size_t mark;
    size_t bytes;
    if (line < finder->list_end) { /* each line is looked at once */
        return finder->list_end;
    }
    size_t indent = line_indent(line_text(finder, line), &bytes);
    for (line++; line < finder->document->count && finder->document->lines[line].kind < DOCUMENT_OPEN;
         line++) {
        struct faqbot_view text = finder->document->lines[line].text;
        size_t at = line_indent(text, &bytes);
        if (bytes < text.size && at <= indent && is_blank(finder, line - 1) &&
            !line_is_item(view_slice(text, bytes, text.size), &mark)) {
            break;
        }
    }
    finder->list_end = line;
    return line;
}

/* A label is one together with its answer's. Without that, a word or "Q" before a question is one; and letters
 * before what does not ask are one below FAQ alone, since many things are listed by letters. */
static bool find_label(struct finder *finder, size_t line)
{
    struct label label;
    struct faqbot_view text = view_trim(line_text(finder, line));
    struct faqbot_view inside = unmarked_text(finder, line);
    size_t mark = 0;
    bool is_in_faq = finder->is_faq || finder->faq_level > 0;
    if (!label_read(inside, &label) || !label_may_name_question(finder->reader, label.name)) {
        return false;
    }
    size_t answer = find_answer_label(finder, line + 1, label.name);
    bool asks = question_asks(label.rest);
    size_t lines = 1;
    while (!asks && label.behind.size == 0 && lines < TITLE_LINES_MAX && line + lines != answer &&
           !is_blank(finder, line + lines)) {
        asks = question_asks(line_text(finder, line + lines++));
    }
    bool is_name = faq_words_name_question(finder->reader, label.name);
    if (answer == 0 ? !asks || !is_name : !asks && !is_in_faq && label.name.size <= 2) {
        return false;
    }
    if (lines > 1) {
        (void)label_read(join_lines(finder, line, lines), &label);
    }
    add_candidate(finder, (struct candidate){.line = line,
                                             .lines = lines,
                                             .form = FORM_LABEL,
                                             .title = label.rest,
                                             .rest = label.behind,
                                             .label = label.name,
                                             .is_quoted = view_starts_with(text, ">"),
                                             .end = line_is_item(text, &mark) ? list_end(finder, line) : 0,
                                             .columns = mark,
                                             .asks = true});
    return true;
}

/* Whether the line is a heading, of either kind; *title is its text, or the line. */
static bool is_heading(const struct finder *finder, size_t line, struct faqbot_view *title)
{
    *title = line_text(finder, line);
    return line_heading_level(*title, title) > 0 || line_underline_level(line_text(finder, line + 1)) > 0;
}

/* Whether the line begins an answer to a question of that name: "Answer:", "**A1.** Yes", "### Answer". */
static bool is_answer_to(const struct finder *finder, size_t line, struct faqbot_view question)
{
    struct label label = {0};
    struct faqbot_view text;
    bool may_go_on = !is_heading(finder, line, &text);
    label.name = label_alone(text);
    bool is_label = label.name.size > 0 || (may_go_on && label_read(text, &label));
    return is_label && label_is_pair(finder->reader, question, label.name);
}

/* A heading that is nothing but "Question", "Question 3", "Q1": the question is the paragraph below it, and its answer
 * stands below the next such heading or label. Gives the line behind what is the title; `line` itself: it is none. */
static size_t find_labelled_heading(struct finder *finder, size_t line, size_t lines, int level,
                                    struct faqbot_view title)
{
    struct faqbot_view name = label_alone(title);
    if (name.size == 0 || !label_may_name_question(finder->reader, name) ||
        faq_words_name_faq(finder->reader, name)) {
        return line;
    }
    size_t start = next_text(finder, line + lines);
    size_t end = start;
    while (end < start + TITLE_LINES_MAX && !is_blank(finder, end) && !is_heading(finder, end, &title) &&
           !is_answer_to(finder, end, name)) {
        end++;
    }
    size_t behind = next_text(finder, end);
    if (end == start || !is_answer_to(finder, behind, name)) {
        return line;
    }
    if (is_heading(finder, behind, &title)) {
        behind += line_heading_level(line_text(finder, behind), &title) > 0 ? 1 : 2;
    }
    add_candidate(finder, (struct candidate){.line = line,
                                             .lines = behind - line,
                                             .form = FORM_LABEL,
                                             .level = level,
                                             .title = join_lines(finder, start, end - start),
                                             .label = name,
                                             .asks = true});
    return behind;
}

/* A term that asks, or any below FAQ, with a line behind it that begins with a colon. */
static bool find_term(struct finder *finder, size_t line)
{
    size_t next = line + 1;
    next += is_blank(finder, next);
    next += is_blank(finder, next);
    struct faqbot_view definition = line_text(finder, next);
    size_t bytes;
    if (view_starts_with(line_text(finder, line), ":") || line_indent(definition, &bytes) > 3 ||
        bytes + 1 >= definition.size || definition.bytes[bytes] != ':' ||
        !ascii_is_space(definition.bytes[bytes + 1])) {
        return false;
    }
    size_t end = next + 1;
    for (; end < finder->document->count; end++) {
        struct faqbot_view text = line_text(finder, end);
        bool is_within = is_blank(finder, end) || line_indent(text, &bytes) > 0 ||
                         view_starts_with(text, ": ") || view_starts_with(text, ":\t");
        if (finder->document->lines[end].kind == DOCUMENT_TEXT && !is_within && is_blank(finder, end - 1)) {
            break;
        }
        if (finder->document->lines[end].kind >= DOCUMENT_OPEN) {
            break;
        }
    }
    add_candidate(finder, (struct candidate){.line = line,
                                             .lines = next - line,
                                             .end = end,
                                             .form = FORM_TERM,
                                             .columns = 4,
                                             .title = view_trim(line_text(finder, line))});
    return true;
}

/* Where the list item that begins at the line ends: before the next line that is not further in, unless that
 * follows at once and belongs to its paragraph. */
static size_t item_end(const struct finder *finder, size_t line, size_t indent, size_t *columns)
{
    size_t end = line + 1;
    size_t bytes;
    size_t mark;
    *columns = SIZE_MAX;
    for (; end < finder->document->count && finder->document->lines[end].kind < DOCUMENT_OPEN; end++) {
        struct faqbot_view text = finder->document->lines[end].text;
        size_t at = line_indent(text, &bytes);
        if (bytes == text.size) {
            continue;
        }
        bool is_lazy = !is_blank(finder, end - 1) &&
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

/* The text that stands in quotes at the beginning, with its quotes; empty: there is none. */
static struct faqbot_view quoted_part(struct faqbot_view text)
{
    static const char *const quotes[][2] = {{"\"", "\""},
                                            {"\xe2\x80\x9c", "\xe2\x80\x9d"},
                                            {"\xe2\x80\x9e", "\xe2\x80\x9c"},
                                            {"\xc2\xab", "\xc2\xbb"}};
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        size_t before = strlen(quotes[i][0]);
        if (view_starts_with(text, quotes[i][0])) {
            size_t end = template_find(view_slice(text, before, text.size), quotes[i][1]);
            return view_slice(text, 0, before + end + strlen(quotes[i][1]));
        }
    }
    return view_make(NULL, 0);
}

/* Splits an item that asks and answers in one line: `"Why?" / "How so?": because`, `Why? Because.` */
static void split_item(struct faqbot_view text, struct candidate *found)
{
    struct faqbot_view title = quoted_part(text);
    struct faqbot_view rest = view_trim(view_slice(text, title.size, text.size));
    const char *behind = rest.bytes;
    if (view_is_empty(title)) {
        size_t wide = template_find(text, "\xef\xbc\x9f");
        size_t end = template_find(text, "? ");
        size_t size = end < wide ? end + 1 : wide + 3;
        title = view_slice(text, 0, size < text.size ? size : 0);
        rest = view_slice(text, title.size, text.size);
    }
    while (title.size > 0 && view_starts_with(rest, "/")) {
        struct faqbot_view other = quoted_part(view_trim(view_slice(rest, 1, rest.size)));
        if (view_is_empty(other)) {
            break;
        }
        rest = view_slice(rest, (size_t)(other.bytes + other.size - rest.bytes), rest.size);
        found->also = view_make(behind, (size_t)(rest.bytes - behind));
        rest = view_trim(rest);
    }
    if (question_asks(title) && !view_is_empty(trim_rest(rest))) {
        found->title = title;
        found->rest = trim_rest(rest);
        found->asks = true;
    }
}

/* An item that asks and has its answer in it, or behind it where the answer was not put further in. */
static void find_item(struct finder *finder, size_t line, size_t indent, struct faqbot_view text)
{
    struct faqbot_view inside = text;
    struct faqbot_view rest = {0};
    struct candidate found = {.line = line, .lines = 1, .form = FORM_LIST};
    bool is_bold = read_bold(text, &inside, &rest);
    bool asks = question_asks(inside) || (is_bold && view_starts_with(rest, "?"));
    bool was_bare = finder->has_bare_item;
    finder->has_bare_item = false;
    if (!asks && is_bold && !view_is_empty(trim_rest(rest))) {
        return;
    }
    found.title = is_bold && asks && !question_asks(inside) ? text : inside;
    found.rest = is_bold ? trim_rest(rest) : view_make(NULL, 0);
    found.asks = asks;
    if (!asks && !is_bold && (finder->is_faq || finder->faq_level > 0) && finder->question_level == 0) {
        split_item(text, &found);
    }
    size_t end = item_end(finder, line, indent, &found.columns);
    size_t next = next_text(finder, line + 1);
    size_t mark;
    bool has_content = next < end || !view_is_empty(found.rest);
    bool is_followed = next < finder->document->count && !has_content &&
                       finder->document->lines[next].kind < DOCUMENT_OPEN &&
                       line_heading_level(finder->document->lines[next].text, &text) == 0 &&
                       !line_is_item(view_trim(line_text(finder, next)), &mark);
    found.end = has_content ? end : 0;
    if (has_content || (is_followed && asks && !was_bare)) {
        add_candidate(finder, found);
    }
    finder->has_bare_item = found.asks && !has_content;
}

static bool is_quote(const struct finder *finder, size_t line)
{
    return view_starts_with(view_trim(line_text(finder, line)), ">");
}

/* Whether the text has a label of an answer. */
static bool begins_answer(const struct finder *finder, struct faqbot_view text)
{
    struct label label;
    return label_read(text, &label) &&
           (ascii_equals(label.name, view_of("a")) || faq_words_name_answer(finder->reader, label.name));
}

/* A quote that is a question, or begins with one. Gives the line behind the quote. */
static size_t find_quote(struct finder *finder, size_t line)
{
    struct buffer title;
    size_t lines = 0;
    size_t end = line;
    buffer_init_in(&title, &finder->reader->lines_arena, SIZE_MAX);
    while (is_quote(finder, end)) {
        end++;
    }
    for (; line + lines < end && lines < TITLE_LINES_MAX; lines++) {
        struct faqbot_view text = view_trim(line_unquote(line_text(finder, line + lines)));
        (void)line_heading_level(text, &text);
        if (view_is_empty(text) || (lines > 0 && begins_answer(finder, text)) ||
            (lines > 0 && question_asks(buffer_view(&title)))) {
            break;
        }
        buffer_add_text(&title, lines > 0 ? " " : "");
        buffer_add(&title, text);
    }
    if (kb_check_memory(finder->reader, !title.failed) && question_asks(buffer_view(&title))) {
        add_candidate(finder, (struct candidate){.line = line,
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
static bool find_columns(const struct finder *finder, size_t line, size_t end, size_t *question,
                         size_t *answer)
{
    struct faqbot_view row = line_open_row(line_text(finder, line));
    struct faqbot_view cell;
    size_t columns = 0;
    size_t asking = 0;
    *question = *answer = SIZE_MAX;
    for (; line_next_cell(&row, &cell); columns++) {
        label_name_column(finder->reader, cell, columns, question, answer);
    }
    if (*question != SIZE_MAX && *answer != SIZE_MAX) {
        return true;
    }
    for (size_t i = line + 2; i < end; i++) {
        asking += question_asks(line_cell(line_text(finder, i), 0));
    }
    *question = 0;
    *answer = 1;
    return columns == 2 && asking > 1 && 2 * asking > end - line - 2;
}

/* A table of questions: each row is one. Gives the line behind it; `line` itself if there is none. */
static size_t find_table(struct finder *finder, size_t line)
{
    size_t question;
    size_t answer;
    size_t end = line + 2;
    if (view_find(line_text(finder, line), '|') == line_text(finder, line).size ||
        !line_is_delimiter_row(line_text(finder, line + 1))) {
        return line;
    }
    while (view_find(line_text(finder, end), '|') < line_text(finder, end).size) {
        end++;
    }
    if (!find_columns(finder, line, end, &question, &answer)) {
        return end;
    }
    for (size_t i = line + 2; i < end; i++) {
        add_candidate(finder, (struct candidate){.line = i,
                                                 .lines = 1,
                                                 .end = i + 1,
                                                 .form = FORM_TABLE,
                                                 .title = line_cell(line_text(finder, i), question),
                                                 .rest = line_cell(line_text(finder, i), answer),
                                                 .asks = true});
    }
    if (end > line + 2 && finder->reader->status == FAQBOT_OK) {
        finder->found->list[finder->found->count - (end - line - 2)].head_lines = 2;
    }
    return end;
}

/* ==== Looking at the whole ============================================================================ */

/* A line of its own that asks, with something behind it. */
static void find_plain(struct finder *finder, size_t line)
{
    struct faqbot_view text = view_trim(line_text(finder, line));
    size_t next = next_text(finder, line + 1);
    bool is_plain = text.size <= PLAIN_BYTES_MAX && strchr("#>|<![`(", text.bytes[0]) == NULL;
    if (is_plain && question_asks(text) && next < finder->document->count &&
        finder->document->lines[next].kind < DOCUMENT_OPEN) {
        add_candidate(finder,
                      (struct candidate){.line = line, .lines = 1, .form = FORM_PLAIN, .title = text});
    }
}

/* Looks at a line outside of lists, headings and code. Gives the line to go on with. */
static size_t find_in_text(struct finder *finder, size_t line, bool begins_paragraph)
{
    if (is_quote(finder, line) && !find_label(finder, line)) {
        return find_quote(finder, line);
    }
    if (is_quote(finder, line)) {
        return line + finder->found->list[finder->found->count - 1].lines;
    }
    size_t end = find_table(finder, line);
    if (end > line) {
        return end;
    }
    size_t before = finder->found->count;
    bool is_found =
        find_label(finder, line) || find_bold(finder, line) || (begins_paragraph && find_term(finder, line));
    if (!is_found && begins_paragraph) {
        find_plain(finder, line);
    }
    return line + (finder->found->count > before ? finder->found->list[finder->found->count - 1].lines : 1);
}

static void open_enclosing(struct finder *finder, size_t line)
{
    const struct document_line *opened = &finder->document->lines[line];
    if (finder->depth < ENCLOSED_MAX &&
        add_candidate(finder, (struct candidate){.line = line,
                                                 .lines = 1,
                                                 .form = (enum question_form)opened->form,
                                                 .is_box = true,
                                                 .asks = opened->form == FORM_TABLE,
                                                 .title = opened->text}) != NULL) {
        finder->enclosing[finder->depth++] = finder->found->count - 1;
    }
}

/* Looks at a line of text. Gives the line to go on with. */
static size_t find_in_line(struct finder *finder, size_t line)
{
    struct faqbot_view text = line_text(finder, line);
    struct faqbot_view title;
    size_t bytes;
    size_t mark;
    size_t indent = line_indent(text, &bytes);
    if (bytes == text.size) {
        return line + 1;
    }
    bool is_item_text = finder->is_in_list && indent > 0;
    int level = is_item_text ? 0 : line_heading_level(text, &title);
    const struct candidate *before =
        finder->found->count > 0 ? &finder->found->list[finder->found->count - 1] : NULL;
    bool is_below_heading =
        before != NULL && before->form == FORM_HEADING && before->line + before->lines == line;
    bool begins = line == 0 || is_blank(finder, line - 1) || is_below_heading;
    size_t lines = 1;
    if (level == 0 && begins && !is_item_text &&
        (level = line_underline_level(line_text(finder, line + 1))) > 0) {
        title = view_trim(text);
        lines = 2;
    }
    if (level > 0) {
        size_t behind = find_labelled_heading(finder, line, lines, level, title);
        if (behind == line) {
            add_heading(finder, line, lines, level, title);
            behind = line + lines;
        }
        return behind;
    }
    struct faqbot_view inside = view_slice(text, bytes, text.size);
    bool is_item = line_is_item(inside, &mark);
    finder->is_in_list = is_item || is_item_text || (finder->is_in_list && !begins);
    if (is_item) {
        if (indent < 4 && !is_item_text && find_label(finder, line)) {
            return line + finder->found->list[finder->found->count - 1].lines;
        }
        if (indent < 4 && !is_item_text) {
            find_item(finder, line, indent, view_trim(view_slice(inside, mark, inside.size)));
        }
        return line + 1;
    }
    if (is_item_text || indent > 3) {
        return line + 1;
    }
    finder->has_bare_item = false;
    return find_in_text(finder, line, begins);
}

static void find_candidates(struct finder *finder)
{
    const struct document *document = finder->document;
    size_t next = 0;
    for (size_t i = 0; i < document->count && finder->reader->status == FAQBOT_OK; i = next) {
        next = i + 1;
        arena_reset(&finder->reader->entry_arena); /* where words are folded */
        switch (document->lines[i].kind) {
        case DOCUMENT_OPEN:
            open_enclosing(finder, i);
            break;
        case DOCUMENT_CLOSE:
            if (finder->depth > 0) {
                finder->found->list[finder->enclosing[--finder->depth]].end = i;
            }
            break;
        case DOCUMENT_TEXT:
            next = find_in_line(finder, i);
            break;
        default:
            break;
        }
    }
}

#define FOOTER_LINES_MAX 6 /* that are not empty */
#define DIVIDERS_MIN 2     /* rules before questions, from which on a rule is no part of an answer */

/* Whether a line is plainly not part of an answer: links alone, all of it in italics, a copyright. */
static bool is_footer_line(struct finder *finder, struct faqbot_view text)
{
    bool is_slanted = text.size > 2 && (text.bytes[0] == '*' || text.bytes[0] == '_') &&
                      text.bytes[1] != text.bytes[0] && text.bytes[text.size - 1] == text.bytes[0] &&
                      view_find(view_slice(text, 1, text.size), text.bytes[0]) == text.size - 2;
    arena_reset(&finder->reader->entry_arena);
    return is_slanted || line_is_links(text) || view_starts_with(text, "\xc2\xa9") ||
           view_starts_with(text, "&copy;") || faq_words_begin_footer(finder->reader, text);
}

/* Finds the footer: a few lines behind the article's last rule, none of which may be a question. A rule may stand in
 * the middle of an answer; so they must be plainly none of one, unless rules divide the questions of this article. */
static size_t find_footer(struct finder *finder)
{
    const struct document *document = finder->document;
    size_t rule = document->count;
    size_t lines = 0;
    bool is_plain = true;
    while (rule > 0 && document->lines[rule - 1].kind == DOCUMENT_TEXT && lines <= FOOTER_LINES_MAX &&
           !line_is_rule(document->lines[rule - 1].text)) {
        rule--;
        struct faqbot_view text = view_trim(line_text(finder, rule));
        lines += text.size > 0;
        is_plain &= text.size == 0 || is_footer_line(finder, text);
    }
    const struct candidate *last =
        finder->found->count > 0 ? &finder->found->list[finder->found->count - 1] : NULL;
    if (rule < 2 || lines == 0 || lines > FOOTER_LINES_MAX || !line_is_rule(line_text(finder, rule - 1)) ||
        !is_blank(finder, rule - 2) || last == NULL || last->line >= rule) {
        return 0;
    }
    size_t dividers = 0;
    size_t others = 0;
    size_t next = 0;
    for (size_t i = 0; i + 1 < rule && !is_plain; i++) {
        if (line_is_rule(line_text(finder, i))) {
            size_t behind = next_text(finder, i + 1);
            while (next < finder->found->count && finder->found->list[next].line < behind) {
                next++;
            }
            bool divides = next < finder->found->count && finder->found->list[next].line == behind;
            dividers += divides;
            others += !divides;
        }
    }
    return is_plain || (dividers >= DIVIDERS_MIN && others == 0) ? rule - 1 : 0;
}

bool question_candidates_find(struct kb_reader *reader, const struct document *document, bool is_faq,
                              struct candidates *found)
{
    struct finder finder = {.reader = reader, .document = document, .is_faq = is_faq, .found = found};
    *found = (struct candidates){.count = 0};
    find_candidates(&finder);
    if (reader->status == FAQBOT_OK) {
        found->footer = find_footer(&finder);
    }
    return reader->status == FAQBOT_OK;
}
