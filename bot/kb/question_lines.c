/* kb/question_lines.c - the lines directly under a question that are no part of its answer: `- also:`, further
 * phrasings, and `- not:`, what the entry never answers. In Markdown they are items of a list. */
#include "kb/kb_internal.h"

#include <string.h>

#include "text/text.h"
#include "util/util.h"

const struct question_line_kind question_line_kinds[LINE_KINDS] = {
    [LINE_ALSO] = {"also:", "phrasing", "phrasings", KB_PHRASINGS_MAX, "many-phrasings", "empty-also",
                   "long-also", "mixed-also", "stray-also", "also-without-question"},
    [LINE_NOT] = {"not:", "question", "not: lines", KB_EXCLUSIONS_MAX, "many-not", "empty-not", "long-not",
                  "mixed-not", "stray-not", "not-without-question"},
};

/* The paragraph of an item of a kind, which *kind is then, or NULL if the item is of none. */
static struct commonmark_node *line_paragraph(struct commonmark_node *item, enum line_kind *kind)
{
    struct commonmark_node *paragraph = item == NULL ? NULL : item->first_child;
    if (paragraph == NULL || paragraph->kind != COMMONMARK_PARAGRAPH) {
        return NULL;
    }
    struct commonmark_node *text = paragraph->first_child;
    bool is_text = text != NULL && text->kind == COMMONMARK_TEXT;
    for (enum line_kind i = 0; i < LINE_KINDS && is_text; i++) {
        const char *mark = question_line_kinds[i].mark;
        if (ascii_compare(text->text.bytes, mark, strlen(mark)) == 0) {
            *kind = i;
            return paragraph;
        }
    }
    return NULL;
}

bool question_lines_begin(struct commonmark_node *block, enum line_kind *kind)
{
    return block != NULL && block->kind == COMMONMARK_LIST &&
           line_paragraph(block->first_child, kind) != NULL;
}

/* Reads what stands behind the mark; empty if there is nothing. */
static struct faqbot_view read_line(struct kb_reader *reader, unsigned line, enum line_kind kind,
                                    struct commonmark_node *paragraph)
{
    buffer_reset(&reader->text);
    answer_plain_text(paragraph, &reader->text);
    kb_check_memory(reader, !reader->text.failed);
    struct faqbot_view text = buffer_view(&reader->text);
    text = view_trim(view_slice(text, strlen(question_line_kinds[kind].mark), text.size));
    if (view_is_empty(text)) {
        kb_warning(reader, question_line_kinds[kind].empty_rule, line,
                   "there is no %s behind %s; write one, or take the line out",
                   question_line_kinds[kind].name, question_line_kinds[kind].mark);
    } else if (paragraph->end_line > paragraph->line || paragraph->next != NULL) {
        kb_warning(reader, question_line_kinds[kind].long_rule, line,
                   "the %s goes on in the next line; write it in one line, and leave an empty line before "
                   "the answer",
                   question_line_kinds[kind].name);
    }
    return field_clean(&reader->entry_arena, text, false, &reader->status);
}

/* Adds a text to the question's. */
static void add_line(struct kb_reader *reader, struct line_list *list, struct faqbot_view text)
{
    bool has_room = array_grow(&reader->entry_arena, &list->items, list->count, &list->capacity, sizeof text);
    if (kb_check_memory(reader, has_room)) {
        list->items[list->count++] = text;
    }
}

/* Takes one item; beyond the limit it is left out, of which the first is told. */
static void take_item(struct kb_reader *reader, struct line_list *list, unsigned line, enum line_kind kind,
                      struct commonmark_node *paragraph, bool *is_full)
{
    if (list->count < question_line_kinds[kind].most) {
        struct faqbot_view text = read_line(reader, line, kind, paragraph);
        if (!view_is_empty(text)) {
            add_line(reader, list, text);
        }
    } else if (!*is_full) {
        kb_error(reader, question_line_kinds[kind].many_rule, line,
                 "the question has more than %zu %s; those from here on are left out",
                 question_line_kinds[kind].most, question_line_kinds[kind].plural);
        *is_full = true;
    }
}

/* Where the lines stand, and where they go to. */
struct taking {
    struct kb_reader *reader;
    const struct rewritten *rewritten;
    unsigned line_before;
    struct line_list *lists;
};

/* Takes the items of either kind off one list. Whether that was all of it: other items may follow, which
 * belong to the answer. Items beyond a limit are dropped too: shown as part of the answer they would be
 * nonsense. */
static bool take_items(struct taking *taking, struct commonmark_node *list)
{
    struct kb_reader *reader = taking->reader;
    bool is_full[LINE_KINDS] = {false};
    enum line_kind kind = LINE_ALSO;
    struct commonmark_node *item;
    struct commonmark_node *paragraph;
    while ((item = list->first_child) != NULL && (paragraph = line_paragraph(item, &kind)) != NULL &&
           reader->status == FAQBOT_OK) {
        unsigned line = question_forms_line(taking->rewritten, taking->line_before, item);
        take_item(reader, &taking->lists[kind], line, kind, paragraph, &is_full[kind]);
        commonmark_unlink(item);
    }
    if (item != NULL && reader->status == FAQBOT_OK) {
        kb_warning(
            reader, question_line_kinds[kind].mixed_rule,
            question_forms_line(taking->rewritten, taking->line_before, item),
            "this item stands in a list of %s lines but is none, and is taken for the answer; begin it "
            "with %s, or divide the list by a paragraph",
            question_line_kinds[kind].mark, question_line_kinds[kind].mark);
    }
    return item == NULL;
}

struct commonmark_node *question_lines_take(struct kb_reader *reader, const struct rewritten *rewritten,
                                            unsigned line_before, struct commonmark_node *first,
                                            const struct commonmark_node *end,
                                            struct line_list lists[LINE_KINDS])
{
    struct taking taking = {
        .reader = reader, .rewritten = rewritten, .line_before = line_before, .lists = lists};
    enum line_kind kind;
    bool is_all = true;
    add_line(reader, &lists[LINE_ALSO], view_make(NULL, 0));
    while (is_all && first != end && question_lines_begin(first, &kind)) {
        struct commonmark_node *list = first;
        is_all = take_items(&taking, list);
        if (is_all) {
            first = list->next;
            commonmark_unlink(list);
        }
    }
    return first;
}
