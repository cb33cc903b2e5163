/* knowledge/heading.c - what a heading says of the text under it: its id, and whether it asks. Not about sections. */
#include "knowledge/heading.h"

#include "base/ascii.h"
#include "text/utf8.h"

bool heading_is_question(struct faqbot_view text)
{
    /* ASCII, full width (Chinese, Japanese), Arabic, Armenian, Ethiopic. The Greek one is a semicolon, so it is not. */
    static const char *const marks[] = {"?", "\xef\xbc\x9f", "\xd8\x9f", "\xd5\x9e", "\xe1\x8d\xa7"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (view_ends_with(text, marks[i])) {
            return true;
        }
    }
    return false;
}

/* Equal but for ASCII case, and a colon at the end. */
static bool is_called(struct faqbot_view text, const char *name)
{
    if (view_ends_with(text, ":")) {
        text = view_trim(view_slice(text, 0, text.size - 1));
    }
    return ascii_equals(text, view_of(name));
}

/* Splits `{#id}` off the end of the text. */
static void split_id(struct kb_reader *reader, struct heading *heading)
{
    struct faqbot_view text = heading->text;
    size_t start = text.size;
    if (!view_ends_with(text, "}")) {
        return;
    }
    while (start > 0 && text.bytes[start - 1] != '{') {
        start--;
    }
    if (start == 0 || start + 1 >= text.size || text.bytes[start] != '#') {
        return;
    }
    struct faqbot_view id = view_slice(text, start + 1, text.size - start - 2);
    const char *complaint = field_id_complaint(id);
    heading->text = view_trim(view_slice(text, 0, start - 1));
    if (complaint == NULL) {
        heading->id = id;
    } else if (reader != NULL) {
        kb_reader_warning(reader, "id", heading->place.path, heading->place.line,
                          "the id \"%.*s\" %s; choose another. One is made from the heading meanwhile",
                          VIEW_ARGS(id), complaint);
    }
}

bool heading_read(struct kb_reader *reader, struct arena *arena, const char *path, unsigned line_before,
                  cmark_node *node, struct heading *heading)
{
    struct buffer plain;
    buffer_init(&plain, 2 * KB_FILE_BYTES_MAX);
    answer_plain_text(node, &plain);
    *heading = (struct heading){.level = cmark_node_get_heading_level(node),
                                .place = {path, line_before + (unsigned)cmark_node_get_start_line(node)}};
    bool copied = !plain.failed && field_clean(arena, view_trim(buffer_view(&plain)), false, &heading->text);
    buffer_release(&plain);
    if (!copied) {
        return false;
    }
    split_id(reader, heading);
    struct faqbot_view first = utf8_first(heading->text, HEADING_CHARACTERS_MAX);
    if (first.size < heading->text.size && reader != NULL) {
        kb_reader_warning(reader, "long-heading", path, heading->place.line,
                          "the heading has more than %d characters and is cut; shorten it",
                          HEADING_CHARACTERS_MAX);
    }
    heading->is_question = heading_is_question(heading->text);
    heading->text = view_trim(first); /* the cut may stand amid blanks */
    heading->is_faq =
        is_called(first, "faq") || is_called(first, "faqs") || is_called(first, "frequently asked questions");
    heading->is_disclaimer = is_called(first, "disclaimer");
    return true;
}
