/* convert/import_qna.c - the .qna files of the Bot Framework: pairs of question and answer in a Markdown of their
 * own.
 *
 *     <a id = "3"></a>
 *     # ? When are you open?
 *     - opening hours
 *     **Filters:**
 *     - kind = hours
 *     ```markdown
 *     From **nine** to five.
 *     ```
 *     **Prompts:**
 *     - [And holidays?](#4)
 *
 * The lines under a question ask too, filters are tags "kind:hours", prompts lead to the pair of that number. The
 * answer is Markdown. Comments (">") and what they say of the source are passed over; other files that are named
 * are not read, which is told. */
#include "convert/convert_internal.h"

#include <string.h>

#include "text/text.h"

enum part { PART_QUESTIONS, PART_FILTERS, PART_ANSWER, PART_PROMPTS };

/* One file while its lines are read. The pair is what they have said since the last "# ?". */
struct qna {
    struct import_builder *builder;
    struct import_record record;
    enum part part;
    bool is_open;            /* a pair has begun */
    struct faqbot_view id;   /* of the pair that comes */
    struct faqbot_view rest; /* of the file, behind the line */
    size_t line;
    size_t indent; /* bytes of white space before what is in the line at hand */
};

static void end_pair(struct qna *qna)
{
    if (qna->is_open) {
        import_html_add_mixed(qna->builder, &qna->record);
    }
    qna->is_open = false;
}

/* "# ? What?", with any number of '#'. */
static bool begins_pair(struct faqbot_view line, struct faqbot_view *question)
{
    size_t marks = 0;
    while (marks < line.size && line.bytes[marks] == '#') {
        marks++;
    }
    struct faqbot_view rest = view_trim(view_slice(line, marks, line.size));
    *question = view_trim(view_slice(rest, 1, rest.size));
    return marks > 0 && view_starts_with(rest, "?");
}

/* Between the fence and the next: as it stands there, without the indentation that the fence has itself. */
static void take_answer(struct qna *qna)
{
    struct faqbot_view line;
    const size_t indent = qna->indent;
    struct buffer answer;
    bool is_closed = false;
    size_t opened = qna->line;
    buffer_init_in(&answer, &qna->builder->row_arena, qna->rest.size + 1);
    while (!is_closed && view_next_line(&qna->rest, &line)) {
        qna->line++;
        is_closed = view_starts_with(view_trim(line), "```");
        size_t blanks = 0;
        while (blanks < indent && blanks < line.size && ascii_is_space(line.bytes[blanks])) {
            blanks++;
        }
        if (!is_closed) {
            buffer_add(&answer, view_slice(line, blanks, line.size));
            buffer_add_byte(&answer, '\n');
        }
    }
    import_need(qna->builder, !answer.failed);
    qna->record.answer = view_trim(buffer_view(&answer));
    qna->part = PART_PROMPTS;
    if (!is_closed) {
        import_builder_note(qna->builder, opened,
                            "the answer's ``` is never closed, so the answer goes on to the end");
    }
}

/* "kind = hours" is the tag "kind:hours". */
static void take_filter(struct qna *qna, struct faqbot_view item)
{
    struct buffer out;
    size_t equals = view_find(item, '=');
    buffer_init_in(&out, &qna->builder->row_arena, item.size + 1);
    buffer_add(&out, view_trim(view_slice(item, 0, equals)));
    buffer_add_text(&out, equals < item.size ? ":" : "");
    buffer_add(&out, view_trim(view_slice(item, equals + 1, item.size)));
    import_need(qna->builder, !out.failed);
    texts_add(&qna->record.tags, &qna->builder->row_arena, buffer_view(&out));
}

/* "[And holidays?](#4)": the pair with that number, or with that question. */
static void take_prompt(struct qna *qna, struct faqbot_view item)
{
    size_t open = view_find(item, '(');
    struct faqbot_view target =
        view_slice(item, open + 1, view_find(view_slice(item, open + 1, item.size), ')'));
    while (view_starts_with(target, "#") || view_starts_with(target, "?")) {
        target = view_slice(target, 1, target.size);
    }
    texts_add(&qna->record.related, &qna->builder->row_arena, view_trim(target));
}

static void take_item(struct qna *qna, struct faqbot_view item)
{
    if (!qna->is_open) {
        import_builder_note(qna->builder, qna->line, "it stands under no question and is not kept: \"%.*s\"",
                            VIEW_ARGS(item));
    } else if (qna->part == PART_QUESTIONS) {
        texts_add(&qna->record.also, &qna->builder->row_arena, item);
    } else if (qna->part == PART_FILTERS) {
        take_filter(qna, item);
    } else {
        take_prompt(qna, item);
    }
}

/* <a id = "3"></a> */
static bool take_id(struct qna *qna, struct faqbot_view line)
{
    size_t open = view_find(line, '"');
    struct faqbot_view rest = view_slice(line, open + 1, line.size);
    bool is_it = view_starts_with(line, "<a ") && open < line.size;
    qna->id = is_it ? view_slice(rest, 0, view_find(rest, '"')) : qna->id;
    return is_it;
}

static void take_line(struct qna *qna, struct faqbot_view line)
{
    struct faqbot_view question;
    bool is_item = line.size > 1 && strchr("-*+", line.bytes[0]) != NULL && line.bytes[1] == ' ';
    if (begins_pair(line, &question)) {
        end_pair(qna);
        arena_reset(&qna->builder->row_arena);
        qna->record =
            (struct import_record){.row = qna->line, .question = question, .group = qna->id, .id = qna->id};
        qna->id = view_make(NULL, 0);
        qna->part = PART_QUESTIONS;
        qna->is_open = true;
    } else if (view_starts_with(line, "```")) {
        take_answer(qna);
    } else if (is_item) {
        take_item(qna, view_trim(view_slice(line, 1, line.size)));
    } else if (ascii_equals(view_slice(line, 0, strlen("**Filters")), view_of("**Filters"))) {
        qna->part = PART_FILTERS;
    } else if (ascii_equals(view_slice(line, 0, strlen("**Prompts")), view_of("**Prompts"))) {
        qna->part = PART_PROMPTS;
    } else if (!view_is_empty(line) && !take_id(qna, line) && !view_starts_with(line, ">")) {
        import_builder_note(qna->builder, qna->line, "it is no part of a pair and is not kept: \"%.*s\"",
                            VIEW_ARGS(line));
    }
}

void import_qna(struct import_builder *builder, struct faqbot_view text)
{
    struct qna qna = {.builder = builder, .rest = text};
    struct faqbot_view line;
    while (!import_builder_failed(builder) && view_next_line(&qna.rest, &line)) {
        qna.line++;
        qna.indent = 0;
        while (qna.indent < line.size && ascii_is_space(line.bytes[qna.indent])) {
            qna.indent++;
        }
        take_line(&qna, view_trim(line));
    }
    end_pair(&qna);
    if (builder->entry_count == 0 && builder->note_count == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "there is no line \"# ? QUESTION\" in it");
    }
}
