/* kb/question_forms.c - questions that are not headings, made headings.
 *
 * Of the lines that may be questions (question_candidates.c) the forms are counted, and those that the article uses
 * for its questions are taken. Then it is written again as plain Markdown, each question as a heading; what is not
 * taken stays as it is.
 *
 * A form that encloses or names its answer (a box with a title, `Q:`, a table of questions) is taken wherever it
 * asks, unless headings are what asks in this article and it stands in the answer of one. A form that only looks like a
 * question (bold, a list item, a quote, a lone line) is taken if no other asks more often. */
#include "kb/kb_internal.h"

#include <limits.h>
#include <string.h>

#include "util/util.h"

#define UNTAKEN_MIN 2 /* lines of a form that ask, before it is told that they are no questions */

struct forms {
    struct kb_reader *reader;
    const struct document *document;
    struct candidates candidates;
    size_t taken[QUESTION_FORMS];    /* questions of each form */
    size_t untaken[QUESTION_FORMS];  /* that ask, and are none */
    bool by_section[QUESTION_FORMS]; /* taken because most questions of a section are of the form */
    /* While the article is written again. */
    struct rewritten *out;
    struct buffer text;
    size_t number_capacity;
    size_t extent_capacity;
    int outer_level;
    bool awaits_answer;       /* the question's first line is still to come */
    struct faqbot_view label; /* of the question */
};

/* ==== Choosing ======================================================================================== */

/* How many of each form ask, and stand below FAQ without asking; and so which forms are taken. */
struct tally {
    size_t asking[QUESTION_FORMS];
    size_t silent[QUESTION_FORMS];
    size_t begins[QUESTION_FORMS]; /* a section of a FAQ, asking */
    bool is_taken[QUESTION_FORMS];
};

static struct tally count_forms(const struct candidate *candidates, size_t count)
{
    struct tally tally = {.asking = {0}};
    size_t most = 0;
    size_t score[QUESTION_FORMS];
    for (size_t i = 0; i < count; i++) {
        const struct candidate *candidate = &candidates[i];
        tally.asking[candidate->form] += candidate->asks;
        tally.silent[candidate->form] +=
            !candidate->asks && candidate->is_in_faq && !candidate->is_in_question;
        tally.begins[candidate->form] += candidate->asks && candidate->is_in_faq && candidate->begins_section;
    }
    for (int form = 0; form < QUESTION_FORMS; form++) {
        bool is_silent = tally.asking[form] == 0 && form != FORM_HEADING && form != FORM_ADMONITION;
        score[form] = tally.asking[form] + (is_silent ? tally.silent[form] : 0);
        most = score[form] > most ? score[form] : most;
    }
    for (int form = 0; form < QUESTION_FORMS; form++) {
        bool is_sure = form <= FORM_LABEL;
        tally.is_taken[form] =
            score[form] > 0 && (is_sure || (score[form] == most && score[form] > score[FORM_HEADING]));
    }
    return tally;
}

/* Whether what asks in a section is of one form before all others: more than one of them, or what a section of a FAQ
 * begins with. Lone lines that ask are how people write prose, too, and never are. */
static bool is_clear(const struct tally *tally)
{
    int most = FORM_HEADING;
    size_t others = 0;
    for (int form = 1; form < QUESTION_FORMS; form++) {
        most = tally->asking[form] > tally->asking[most] ? form : most;
    }
    for (int form = 0; form < QUESTION_FORMS; form++) {
        others = form != most && tally->asking[form] > others ? tally->asking[form] : others;
    }
    return most != FORM_PLAIN && tally->asking[most] > others &&
           (tally->asking[most] > 1 || tally->begins[most] > 0);
}

/* Whether what does not ask is a question all the same: below FAQ a box is one, and so is any form that never asks
 * there. The items of a list are all alike; a line in bold among such that ask is a heading within an answer. */
static bool is_silent_question(const struct tally *whole, const struct candidate *candidate)
{
    enum question_form form = candidate->form;
    bool is_alike = form == FORM_LIST || form < FORM_LABEL || whole->asking[form] == 0;
    return candidate->is_in_faq && form != FORM_HEADING && form != FORM_ADMONITION && form != FORM_PLAIN &&
           is_alike;
}

/* Whether the candidate is a question, as far as it can be told without what it holds. Where headings ask, what
 * stands in the answer of one belongs to it, unless there is so much of it that the heading is rather a title. */
static bool is_question(const struct tally *whole, const struct tally *section,
                        const struct candidate *candidate)
{
    enum question_form form = candidate->form;
    if (!section->is_taken[form] || view_is_empty(candidate->title)) {
        return false;
    }
    if (candidate->is_in_question && form != FORM_HEADING &&
        whole->asking[form] < 2 * whole->asking[FORM_HEADING]) {
        return false;
    }
    if (candidate->asks) {
        return form <= FORM_LABEL || candidate->is_in_faq || whole->asking[form] > 1;
    }
    return is_silent_question(whole, candidate);
}

/* A box that holds questions is a section and none itself. */
static void mark_boxes(struct candidate *list, const struct candidate *question)
{
    for (size_t box = question->box; box > 0 && !list[box - 1].holds_questions; box = list[box - 1].box) {
        list[box - 1].holds_questions = true;
    }
}

static void choose_candidates(struct forms *forms)
{
    struct candidate *list = forms->candidates.list;
    size_t count = forms->candidates.count;
    const struct tally whole = count_forms(list, count);
    for (size_t i = 0, end = 0; i < count; i = end) {
        while (end < count && list[end].section == list[i].section) {
            end++;
        }
        struct tally section = count_forms(list + i, end - i);
        bool is_own = is_clear(&section);
        for (size_t k = i; k < end; k++) {
            list[k].is_taken = is_question(&whole, is_own ? &section : &whole, &list[k]);
            if (list[k].is_taken) {
                mark_boxes(list, &list[k]);
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        enum question_form form = list[i].form;
        list[i].is_taken &= !list[i].holds_questions;
        forms->taken[form] += list[i].is_taken;
        forms->untaken[form] += list[i].asks && !list[i].is_taken;
        forms->by_section[form] |= list[i].is_taken && !whole.is_taken[form];
    }
}

/* Tells which form the questions were read in, where another one is in use besides: in a section of its own, or by
 * lines that were taken for text. */
static void report_forms(const struct forms *forms)
{
    static const char *const names[QUESTION_FORMS] = {
        [FORM_HEADING] = "headings",       [FORM_DETAILS] = "details", [FORM_COMPONENT] = "components",
        [FORM_ADMONITION] = "admonitions", [FORM_TERM] = "terms",      [FORM_TABLE] = "rows of tables",
        [FORM_LABEL] = "labelled lines",   [FORM_BOLD] = "bold lines", [FORM_LIST] = "items of lists",
        [FORM_QUOTE] = "quotes",           [FORM_PLAIN] = "lone lines"};
    int most = 0;
    int own = -1;
    int none = -1;
    for (int form = 0; form < QUESTION_FORMS; form++) {
        size_t taken = forms->taken[form];
        size_t untaken = forms->untaken[form];
        most = taken > forms->taken[most] ? form : most;
        own = forms->by_section[form] ? form : own;
        none = taken == 0 && untaken > (none < 0 ? UNTAKEN_MIN - 1 : forms->untaken[none]) ? form : none;
    }
    if (none >= 0 && forms->taken[most] > 0) {
        kb_hint(forms->reader, "question-form", 1,
                "its questions are read from %s (%zu); %zu %s that ask are taken for text", names[most],
                forms->taken[most], forms->untaken[none], names[none]);
    } else if (own >= 0 && own != most) {
        kb_hint(forms->reader, "question-form", 1,
                "its questions are read from %s (%zu), and from %s (%zu) in sections that are written so",
                names[most], forms->taken[most], names[own], forms->taken[own]);
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
    bool is_marked = view_starts_with(title, "**") || view_starts_with(title, "__") ||
                     template_find(title, "<b>") < title.size || template_find(title, "<strong") < title.size;
    write_marked(forms, is_marked ? "" : "**", title, is_marked ? "" : "**", number);
}

/* Whether the line is nothing but the word "Answer", in bold or with a colon. */
static bool is_lone_label(struct forms *forms, struct faqbot_view text)
{
    struct faqbot_view name = label_alone(text);
    return name.size > 2 && name.size < text.size && faq_words_name_answer(forms->reader, name);
}

/* Whether a heading right below a question says no more than that its answer follows. */
static bool is_answer_heading(struct forms *forms, const struct candidate *candidate)
{
    arena_reset(&forms->reader->entry_arena);
    struct faqbot_view name = label_alone(candidate->title);
    return forms->awaits_answer && candidate->form == FORM_HEADING &&
           (faq_words_name_answer(forms->reader, name) || label_is_pair(forms->reader, forms->label, name));
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

/* Other wordings of a question, each behind a stroke and in quotes, as `- also:` lines. */
static void write_wordings(struct forms *forms, struct faqbot_view also, unsigned number)
{
    bool is_any = !view_is_empty(also);
    for (size_t size; also.size > 0; also = view_slice(also, size + 1, also.size)) {
        size = view_find(also, '/');
        struct faqbot_view text = question_trim(forms->reader, view_trim(view_slice(also, 0, size)), true);
        if (!view_is_empty(text)) {
            buffer_add_text(&forms->text, "- also: ");
            write_line(forms, text, number);
        }
    }
    if (is_any) {
        write_blank(forms, number);
    }
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
    if (candidate->level > 0 && forms->outer_level >= candidate->level) {
        forms->outer_level = candidate->level - 1;
    }
    out->extents[out->extent_count++] =
        (struct question_extent){.line = (unsigned)out->count + 2, .end = UINT_MAX};
    write_heading(forms, forms->outer_level == 0 ? 2 : forms->outer_level + 1, candidate->title, number);
    write_wordings(forms, candidate->also, number);
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
    if (question == NULL || question->is_box) {
        return text;
    }
    if (question->form == FORM_QUOTE) {
        return question->end > 0 ? line_unquote(text) : text;
    }
    if (question->is_quoted && view_starts_with(view_trim(text), ">")) {
        return line_unquote(text);
    }
    if (question->form == FORM_TERM && view_starts_with(view_trim(text), ": ")) {
        return view_trim(view_slice(view_trim(text), 1, text.size));
    }
    return question->end > 0 ? line_strip(text, question->columns) : text;
}

/* What is no question: a heading, a box, or a text that only looked like one. */
static void pass_on(struct forms *forms, const struct candidate *candidate, bool is_in_box)
{
    const struct document_line *line = &forms->document->lines[candidate->line];
    bool is_box = candidate->is_box;
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
    const struct candidate *before = next > 0 ? &forms->candidates.list[next - 1] : NULL;
    const struct candidate *after = next < forms->candidates.count ? &forms->candidates.list[next] : NULL;
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
        if (forms->candidates.footer > 0 && i == forms->candidates.footer) {
            question = NULL;
            forms->awaits_answer = false;
            write_blank(forms, line->number);
            forms->out->footer = (unsigned)forms->out->count + 1;
            continue;
        }
        if (forms->out->footer < UINT_MAX && line_is_links(line->text)) {
            continue; /* they lead elsewhere and say nothing */
        }
        if (next < forms->candidates.count && forms->candidates.list[next].line == i) {
            const struct candidate *candidate = &forms->candidates.list[next++];
            if (is_answer_heading(forms, candidate)) {
                i += candidate->lines - 1;
                write_blank(forms, line->number);
                continue;
            }
            bool is_in_box = question != NULL && question->is_box;
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
    struct forms forms = {.reader = reader, .document = document, .out = out};
    *out = (struct rewritten){.footer = UINT_MAX};
    buffer_init_in(&forms.text, &reader->lines_arena, SIZE_MAX);
    (void)question_candidates_find(reader, document, is_faq, &forms.candidates);
    choose_candidates(&forms);
    report_forms(&forms);
    write_all(&forms);
    kb_check_memory(reader, !forms.text.failed);
    out->text = forms.text.failed ? view_make(NULL, 0) : buffer_view(&forms.text);
    return reader->status == FAQBOT_OK;
}

unsigned question_forms_line(const struct rewritten *rewritten, unsigned line_before,
                             const struct commonmark_node *node)
{
    size_t line = (size_t)node->line;
    return line_before + (line - 1 < rewritten->count ? rewritten->numbers[line - 1] : 0);
}
