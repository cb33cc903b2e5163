/* knowledge/also.c - the `- also:` lines under a question. Not about what phrasings are good for. */
#include "knowledge/also.h"

#include <assert.h>

#include "base/ascii.h"

static const char also[] = "also:";

static bool is_bullets(cmark_node *block)
{
    return block != NULL && cmark_node_get_type(block) == CMARK_NODE_LIST &&
           cmark_node_get_list_type(block) == CMARK_BULLET_LIST;
}

/* The paragraph of an `also:` item, or NULL where the item is none. */
static cmark_node *also_paragraph(cmark_node *item)
{
    cmark_node *paragraph = item == NULL ? NULL : cmark_node_first_child(item);
    if (paragraph == NULL || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH) {
        return NULL;
    }
    cmark_node *text = cmark_node_first_child(paragraph);
    bool is_also = text != NULL && cmark_node_get_type(text) == CMARK_NODE_TEXT &&
                   ascii_compare(cmark_node_get_literal(text), also, sizeof also - 1) == 0;
    return is_also ? paragraph : NULL;
}

bool alt_questions_is_line(cmark_node *block)
{
    return is_bullets(block) && also_paragraph(cmark_node_first_child(block)) != NULL;
}

static size_t count_items(cmark_node *block, cmark_node *end)
{
    size_t count = 0;
    for (; block != end && alt_questions_is_line(block); block = cmark_node_next(block)) {
        for (cmark_node *item = cmark_node_first_child(block); item != NULL; item = cmark_node_next(item)) {
            count++;
        }
    }
    return count;
}

/* Reads one phrasing; empty where there is none. False: no memory. */
static bool read_phrasing(struct kb_reader *reader, struct source_place place, cmark_node *paragraph,
                          struct faqbot_view *phrasing)
{
    buffer_reset(&reader->text);
    answer_plain_text(paragraph, &reader->text);
    struct faqbot_view text = buffer_view(&reader->text);
    text = view_trim(view_slice(text, sizeof also - 1, text.size));
    if (reader->text.failed || !field_clean(&reader->entry_arena, text, false, phrasing)) {
        return false;
    }
    if (view_is_empty(text)) {
        kb_reader_warning(reader, "empty-also", place.path, place.line,
                          "there is no phrasing behind also:; write one, or take the line out");
    } else if (cmark_node_get_end_line(paragraph) > cmark_node_get_start_line(paragraph) ||
               cmark_node_next(paragraph) != NULL) {
        kb_reader_warning(
            reader, "long-also", place.path, place.line,
            "the phrasing goes on in the next line; write it in one line, and leave an empty line before "
            "the answer");
    }
    return true;
}

static void drop(cmark_node *node)
{
    cmark_node_unlink(node);
    cmark_node_free(node);
}

/* Takes the items off one list, into `phrasings`, which has `room`. *more is false where others follow, which belong to
 * the answer. */
static bool take_items(struct kb_reader *reader, const char *path, unsigned line_before, cmark_node *list,
                       struct faqbot_view *phrasings, size_t room, size_t *count, bool *more)
{
    cmark_node *item;
    cmark_node *paragraph;
    while ((item = cmark_node_first_child(list)) != NULL && (paragraph = also_paragraph(item)) != NULL) {
        const struct source_place place = {path, line_before + (unsigned)cmark_node_get_start_line(item)};
        if (*count == KB_PHRASINGS_MAX) {
            kb_reader_error(reader, "many-phrasings", place.path, place.line,
                            "the question has more than %d phrasings; those from here on are left out",
                            KB_PHRASINGS_MAX);
            break;
        }
        assert(*count < room);
        if (!read_phrasing(reader, place, paragraph, &phrasings[*count])) {
            return false;
        }
        *count += !view_is_empty(phrasings[*count]);
        drop(item);
    }
    while (item != NULL && also_paragraph(item) != NULL) {
        drop(item);
        item = cmark_node_first_child(list);
    }
    *more = item == NULL;
    if (item != NULL) {
        kb_reader_warning(
            reader, "mixed-also", path, line_before + (unsigned)cmark_node_get_start_line(item),
            "this item stands in a list of also: lines but is none, and is taken for the answer; begin it "
            "with also:, or divide the list by a paragraph");
    }
    return true;
}

bool alt_questions_parse(struct kb_reader *reader, const char *path, unsigned line_before, cmark_node **first,
                         cmark_node *end, struct faqbot_view **phrasings, size_t *count)
{
    size_t room = count_items(*first, end);
    room = room < KB_PHRASINGS_MAX ? room : KB_PHRASINGS_MAX;
    *phrasings = arena_alloc_array(&reader->entry_arena, room + 1, sizeof **phrasings);
    *count = 1;
    if (*phrasings == NULL) {
        return false;
    }
    for (bool more = true; more && *first != end && alt_questions_is_line(*first);) {
        cmark_node *list = *first;
        if (!take_items(reader, path, line_before, list, *phrasings, room + 1, count, &more)) {
            return false;
        }
        if (more) {
            *first = cmark_node_next(list);
            drop(list);
        }
    }
    return true;
}
