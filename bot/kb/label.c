/* kb/label.c - what authors put before a question or behind it: a question mark, a number, "Q:" and "A:".
 *
 * Letters alone are ambiguous ("A:" may begin any sentence), so one counts for a question only together with the
 * letter of its answer in the same language; words ("Question", "Frage") count by themselves. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

#define LABEL_BYTES_MAX 40 /* of what stands before a colon */

bool question_asks(struct faqbot_view text)
{
    /* ASCII, full width (Chinese, Japanese), Arabic, Armenian, Ethiopic. Not the Greek one, which is a
     * semicolon. */
    static const char *const marks[] = {"?", "\xef\xbc\x9f", "\xd8\x9f", "\xd5\x9e", "\xe1\x8d\xa7"};
    while (text.size > 0 && strchr("*_\\: \"')>", text.bytes[text.size - 1]) != NULL) {
        bool is_tag = text.bytes[text.size - 1] == '>';
        text.size--;
        while (is_tag && text.size > 0 && text.bytes[text.size] != '<') {
            text.size--;
        }
    }
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (view_ends_with(text, marks[i])) {
            return true;
        }
    }
    return false;
}

static struct faqbot_view skip_emphasis(struct faqbot_view text)
{
    while (view_starts_with(text, "*") || view_starts_with(text, "_")) {
        text = view_slice(text, 1, text.size);
    }
    return text;
}

/* Reads "Q:", "**Q1.** ", "Question 3:" and the like. */
bool label_read(struct faqbot_view line, struct label *label)
{
    struct faqbot_view text = skip_emphasis(view_trim(line));
    size_t size = 0;
    while (size < text.size && size < LABEL_BYTES_MAX &&
           (ascii_is_alpha(text.bytes[size]) || (unsigned char)text.bytes[size] >= 0x80)) {
        if (view_starts_with(view_slice(text, size, text.size), "\xef\xbc\x9a")) {
            break;
        }
        size++;
    }
    label->name = view_slice(text, 0, size);
    size_t digits = size;
    while (digits < text.size &&
           (text.bytes[digits] == ' ' || text.bytes[digits] == '.' || ascii_is_digit(text.bytes[digits]))) {
        digits++;
    }
    bool has_number = digits > size && ascii_has_digit(view_slice(text, size, digits - size));
    size_t used = has_number ? digits : size;
    used -= has_number && (text.bytes[used - 1] == ' ' || text.bytes[used - 1] == '.');
    struct faqbot_view rest = skip_emphasis(view_slice(text, used, text.size));
    bool is_colon = view_starts_with(rest, ":") || view_starts_with(rest, "\xef\xbc\x9a");
    bool is_other = view_starts_with(rest, ".") || view_starts_with(rest, ")") ||
                    view_starts_with(rest, " -") || view_starts_with(rest, " \xe2\x80\x93");
    if (size == 0 || (!is_colon && !(is_other && has_number))) {
        return false;
    }
    size_t sign = view_starts_with(rest, ":") || is_other ? 1 : 3;
    sign += is_other && rest.bytes[0] == ' ' ? (rest.bytes[1] == '-' ? 1 : 3) : 0;
    label->rest = view_trim(view_slice(rest, sign, rest.size));
    /* Of "**Q:** When?" the signs behind the label belong to it, of "**Q: When?**" to the text. */
    bool is_closed = view_starts_with(label->rest, "**") || view_starts_with(label->rest, "__");
    label->rest = is_closed ? view_trim(skip_emphasis(label->rest)) : label->rest;
    label->is_strong = is_colon || has_number;
    return true;
}

/* The letters that stand for question and answer in some language. */
static const char *const letter_pairs[][2] = {
    {"q", "a"},
    {"f", "a"},
    {"f", "s"},
    {"p", "r"},
    {"d", "r"},
    {"q", "r"},
    {"v", "a"},
    {"s", "c"},
    {"k", "v"},
    {"i", "r"},
    {"s", "j"},
    {"s", "s"},
    {"\xd0\x92", "\xd0\x9e"},
    {"\xd0\xb2", "\xd0\xbe"},
    {"\xe9\x97\xae", "\xe7\xad\x94"},
    {"\xe5\x95\x8f", "\xe7\xad\x94"},
};

static bool is_letter(struct faqbot_view name, const char *letter)
{
    return name.size > 0 && ascii_equals(name, view_of(letter));
}

/* Whether the two labels are those of a question and its answer. */
bool label_is_pair(struct arena *arena, struct faqbot_view question, struct faqbot_view answer)
{
    for (size_t i = 0; i < sizeof letter_pairs / sizeof *letter_pairs; i++) {
        if (is_letter(question, letter_pairs[i][0]) && is_letter(answer, letter_pairs[i][1])) {
            return true;
        }
    }
    return faq_words_name_question(arena, question) && faq_words_name_answer(arena, answer);
}

bool label_may_name_question(struct arena *arena, struct faqbot_view name)
{
    for (size_t i = 0; i < sizeof letter_pairs / sizeof *letter_pairs; i++) {
        if (is_letter(name, letter_pairs[i][0])) {
            return true;
        }
    }
    return faq_words_name_question(arena, name);
}

/* The text without the label of an answer. */
struct faqbot_view label_strip_answer(struct arena *arena, struct faqbot_view text)
{
    struct label label;
    if (!label_read(text, &label) || !label.is_strong) {
        return text;
    }
    for (size_t i = 0; i < sizeof letter_pairs / sizeof *letter_pairs; i++) {
        if (is_letter(label.name, letter_pairs[i][1])) {
            return label.rest;
        }
    }
    return faq_words_name_answer(arena, label.name) ? label.rest : text;
}

struct faqbot_view question_trim(struct arena *arena, struct faqbot_view text)
{
    struct label label;
    size_t digits = 0;
    if (!question_asks(text)) {
        return text;
    }
    if (label_read(text, &label) && label.rest.size > 0 && label_may_name_question(arena, label.name)) {
        return label.rest;
    }
    while (digits < text.size &&
           (ascii_is_digit(text.bytes[digits]) || (digits > 0 && text.bytes[digits] == '.'))) {
        digits++;
    }
    bool is_numbered =
        digits > 0 && digits + 1 < text.size && (text.bytes[digits - 1] == '.' || text.bytes[digits] == ')');
    struct faqbot_view rest =
        view_slice(text, digits + (is_numbered && text.bytes[digits] == ')'), text.size);
    return is_numbered && view_starts_with(rest, " ") ? view_trim(rest) : text;
}
