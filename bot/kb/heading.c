/* kb/heading.c - what a heading says, without what authors and their programs put around it: attributes, icons,
 * links to itself, numbers. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

#define HEADING_CHARACTERS_MAX 500 /* no author means more by one; the rest is cut off */
#define PERMALINK_BYTES_MAX 8      /* of a sign that links a heading to itself */

/* Equal but for ASCII case, and a colon at the end. */
static bool is_called(struct faqbot_view text, const char *name)
{
    if (view_ends_with(text, ":")) {
        text = view_trim(view_slice(text, 0, text.size - 1));
    }
    return ascii_equals(text, view_of(name));
}

/* Splits attributes off the end of the text: `{#id .tag .tag}`. Others (`{-}`, `{key=value}`) mean nothing here. */
static void split_attributes(struct kb_reader *reader, struct heading *heading, bool is_silent)
{
    struct faqbot_view text = heading->text;
    size_t start = view_ends_with(text, "}") ? text.size : 0;
    while (start > 0 && text.bytes[start - 1] != '{') {
        start--;
    }
    struct faqbot_view rest = view_trim(view_slice(text, start, text.size - start - (start > 0)));
    rest = view_slice(rest, view_starts_with(rest, ":"), rest.size);
    if (start == 0 || rest.size == 0 || strchr("#.-", rest.bytes[0]) == NULL) {
        return;
    }
    struct faqbot_view all = view_slice(rest, 1, rest.size);
    bool has_id = false;
    bool is_odd = false; /* a part that is nothing of all this: then it was meant for the id */
    heading->text = view_trim(view_slice(text, 0, start - 1));
    for (struct faqbot_view part; rest.size > 0; rest = view_trim(view_slice(rest, part.size, rest.size))) {
        part = view_slice(rest, 0, view_find(rest, ' '));
        struct faqbot_view name = view_slice(part, 1, part.size);
        if (part.bytes[0] == '.' && heading->tag_count < HEADING_TAGS_MAX) {
            heading->tags[heading->tag_count++] = name;
        } else if (part.bytes[0] == '#') {
            has_id = true;
            heading->id = name;
        } else {
            is_odd |= part.bytes[0] != '.' && part.bytes[0] != '-' && view_find(part, '=') == part.size;
        }
    }
    heading->id = has_id && is_odd ? all : heading->id;
    const char *complaint = has_id ? field_id_complaint(heading->id) : NULL;
    if (complaint != NULL && !is_silent) {
        kb_warning(reader, "id", heading->line,
                   "the id \"%.*s\" %s; choose another. One is made from the heading meanwhile",
                   VIEW_ARGS(heading->id), complaint);
    }
    heading->id = complaint == NULL ? heading->id : view_make(NULL, 0);
}

/* Whether a link only marks its heading, as in "## Why? [#](#why)". */
static bool is_permalink(const struct commonmark_node *node)
{
    const struct commonmark_node *child = node->first_child;
    return node->kind == COMMONMARK_LINK && view_starts_with(node->text, "#") &&
           (child == NULL || (child->next == NULL && child->text.size <= PERMALINK_BYTES_MAX &&
                              (child->text.size == 0 || !ascii_is_alnum(child->text.bytes[0]))));
}

/* Takes out of a heading what is no part of what it says. */
static void drop_decoration(struct commonmark_node *heading)
{
    struct commonmark_node *next;
    for (struct commonmark_node *node = heading->first_child; node != NULL; node = next) {
        next = node->next;
        bool is_icon = node->kind == COMMONMARK_IMAGE && (next != NULL || node->previous != NULL);
        if (is_icon || is_permalink(node)) {
            commonmark_unlink(node);
        }
    }
}

/* The question mark is looked for before the text is cut, the names after it, neither of which matters to a heading of
 * ordinary length. */
struct heading heading_read(struct kb_reader *reader, unsigned line, struct arena *arena,
                            struct commonmark_node *node, bool is_silent)
{
    struct heading heading = {.level = (int)node->number, .line = line};
    buffer_reset(&reader->text);
    drop_decoration(node);
    answer_plain_text(node, &reader->text);
    kb_check_memory(reader, !reader->text.failed);
    heading.text = field_clean(arena, view_trim(buffer_view(&reader->text)), false, &reader->status);
    split_attributes(reader, &heading, is_silent);
    struct faqbot_view first = utf8_first(heading.text, HEADING_CHARACTERS_MAX);
    heading.whole = first;
    if (first.size < heading.text.size && !is_silent) {
        kb_warning(reader, "long-heading", heading.line,
                   "the heading has more than %d characters and is cut; shorten it", HEADING_CHARACTERS_MAX);
    }
    heading.is_question = question_asks(heading.text);
    heading.text =
        question_trim(reader, view_trim(first), heading.is_question); /* the cut may be next to a blank */
    struct label label;
    bool is_labelled = label_read(first, &label) && label_may_name_question(reader, label.name) &&
                       (label.is_strong || faq_words_name_question(reader, label.name));
    heading.is_faq = !heading.is_question && !is_labelled && faq_words_name_faq(reader, first);
    heading.is_disclaimer = is_called(first, "disclaimer");
    return heading;
}

static bool has_tag(const struct faqbot_view *tags, size_t count, struct faqbot_view tag)
{
    for (size_t i = 0; i < count; i++) {
        if (view_equals(tags[i], tag)) {
            return true;
        }
    }
    return false;
}

struct faqbot_view heading_join_tags(struct kb_reader *reader, struct faqbot_view shared,
                                     const struct heading *headings, size_t count)
{
    struct faqbot_view tags[HEADING_LEVELS * HEADING_TAGS_MAX + 1] = {shared};
    size_t joined = 1;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < headings[i].tag_count; j++) {
            if (!has_tag(tags + 1, joined - 1, headings[i].tags[j])) {
                tags[joined++] = headings[i].tags[j];
            }
        }
    }
    return joined == 1 ? shared : field_join_tags(&reader->entry_arena, tags, joined, &reader->status);
}

int heading_level_of_questions(const struct heading_counts *counts)
{
    int asking = 0;
    int telling = 0;
    for (int level = 1; level <= HEADING_LEVELS; level++) {
        asking = counts->asking[level] > counts->asking[asking] ? level : asking;
        telling = counts->telling[level] > counts->telling[telling] ? level : telling;
    }
    return asking > 0 ? asking : telling;
}
