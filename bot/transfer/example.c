/* transfer/example.c - Rasa's examples: a list within a text, and entities marked in each. */
#include "transfer/example.h"

#include "base/buffer.h"

static bool begins_example(struct faqbot_view line)
{
    line = view_trim(line);
    return line.size > 0 && line.bytes[0] == '-' &&
           (line.size == 1 || line.bytes[1] == ' ' || line.bytes[1] == '\t');
}

bool rasa_example_next(struct faqbot_view *rest, struct faqbot_view *example)
{
    struct faqbot_view line;
    struct faqbot_view found = {NULL, 0};
    bool begun = false;
    struct faqbot_view ahead = *rest;
    while (view_next_line(&ahead, &line)) {
        if (begins_example(line) && begun) {
            break;
        }
        if (begins_example(line)) {
            begun = true;
            line = view_trim(line);
            found = view_slice(line, 1, line.size);
        } else if (begun) {
            found.size = (size_t)(line.bytes + line.size - found.bytes);
        }
        *rest = ahead;
    }
    *example = view_trim(found);
    return begun;
}

/* The bytes up to the mark that closes the one at the front, itself included; 0: none does. */
static size_t closed_size(struct faqbot_view text, char open, char close)
{
    size_t depth = 0;
    for (size_t i = 0; i < text.size; i++) {
        depth += text.bytes[i] == open;
        if (text.bytes[i] == close && --depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

/* The bytes of the annotation at the front, "(ENTITY)", "{...}" or "[{...}]"; 0: there is none. */
static size_t annotation_size(struct faqbot_view text)
{
    if (view_starts_with(text, "(")) {
        return closed_size(text, '(', ')');
    }
    if (view_starts_with(text, "{")) {
        return closed_size(text, '{', '}');
    }
    return view_starts_with(text, "[{") ? closed_size(text, '[', ']') : 0;
}

/* The bytes of an annotated text at the front, with its brackets; 0: there is none. */
static size_t marked_size(struct faqbot_view text)
{
    struct faqbot_view within = view_slice(text, 1, text.size);
    size_t end = view_find(within, ']');
    bool closed = view_starts_with(text, "[") && end < within.size;
    return closed && view_find(view_slice(within, 0, end), '[') == end ? end + 2 : 0;
}

bool rasa_example_strip(struct arena *arena, struct faqbot_view example, struct faqbot_view *text)
{
    struct buffer out;
    buffer_init_in(&out, arena, example.size);
    for (size_t at = 0; at < example.size;) {
        struct faqbot_view rest = view_slice(example, at, RASA_EXAMPLE_MARK_BYTES_MAX);
        size_t marked = marked_size(rest);
        size_t annotation = marked > 0 ? annotation_size(view_slice(rest, marked, rest.size)) : 0;
        buffer_add(&out, annotation > 0 ? view_slice(rest, 1, marked - 2) : view_slice(rest, 0, 1));
        at += annotation > 0 ? marked + annotation : 1;
    }
    *text = buffer_view(&out);
    return !out.failed;
}
