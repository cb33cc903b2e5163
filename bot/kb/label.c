/* kb/label.c - what authors put before a question or behind it: a question mark, a number, "Q:" and "A:".
 *
 * Letters alone are ambiguous ("A:" may begin any sentence), so one counts for a question only together with the
 * letter of its answer in the same language; words ("Question", "Frage") count by themselves. */
#include "kb/kb_internal.h"

#include <string.h>

#include "text/text.h"
#include "util/util.h"

#define LABEL_BYTES_MAX 40  /* of what stands before a colon */
#define NUMBER_BYTES_MAX 12 /* of what stands before a numbered question */

#define WIDE_COLON "\xef\xbc\x9a"
#define NO_BREAK_SPACE "\xc2\xa0"
#define NARROW_SPACE "\xe2\x80\xaf"

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

/* The size of the run of emphasis that the text begins with. */
static size_t emphasis_size(struct faqbot_view text)
{
    size_t size = 0;
    while (size < text.size && (text.bytes[0] == '*' || text.bytes[0] == '_') &&
           text.bytes[size] == text.bytes[0]) {
        size++;
    }
    return size;
}

/* Letters of any script, up to a colon. */
static size_t word_size(struct faqbot_view text)
{
    size_t size = 0;
    while (size < text.size && size < LABEL_BYTES_MAX &&
           (ascii_is_alpha(text.bytes[size]) || (unsigned char)text.bytes[size] >= 0x80)) {
        struct faqbot_view here = view_slice(text, size, text.size);
        if (view_starts_with(here, WIDE_COLON) || view_starts_with(here, NO_BREAK_SPACE) ||
            view_starts_with(here, NARROW_SPACE)) {
            break;
        }
        size++;
    }
    return size;
}

/* "3", " 3", ".3": how many bytes of a number stand behind a word. */
static size_t number_size(struct faqbot_view text)
{
    size_t size = text.size > 0 && (text.bytes[0] == ' ' || text.bytes[0] == '.' || text.bytes[0] == '#');
    size_t start = size;
    while (size < text.size && (ascii_is_digit(text.bytes[size]) ||
                                (size > start && text.bytes[size] == '.' && size + 1 < text.size &&
                                 ascii_is_digit(text.bytes[size + 1])))) {
        size++;
    }
    return size > start ? size : 0;
}

/* The text without the blanks, of any width, before a colon: French has one there. */
static struct faqbot_view skip_blanks(struct faqbot_view text)
{
    static const char *const blanks[] = {" ", NO_BREAK_SPACE, NARROW_SPACE};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        if (view_starts_with(text, blanks[i])) {
            return view_slice(text, strlen(blanks[i]), text.size);
        }
    }
    return text;
}

/* Splits off the sign behind a label. A full stop or a bracket is one too; a dash behind a number, or apart behind a
 * letter. */
static bool take_sign(struct faqbot_view *text, struct label *label, bool has_number)
{
    static const char *const colons[] = {":", WIDE_COLON};
    static const char *const signs[] = {".", ")", "-", "\xe2\x80\x93"};
    static const char *const dashes[] = {"- ", "\xe2\x80\x93 ", "\xe2\x80\x94 "};
    struct faqbot_view rest = skip_blanks(*text);
    bool is_wide = label->name.size > 0 && (unsigned char)label->name.bytes[0] >= 0x80;
    bool is_letter_apart = rest.bytes > text->bytes && label->name.size <= (is_wide ? 3U : 1U);
    for (size_t i = 0; i < 2; i++) {
        if (view_starts_with(rest, colons[i])) {
            *text = view_slice(rest, strlen(colons[i]), rest.size);
            label->is_strong = label->has_colon = true;
            return true;
        }
    }
    for (size_t i = 0; i < 3 && is_letter_apart; i++) {
        if (view_starts_with(rest, dashes[i])) {
            *text = view_slice(rest, strlen(dashes[i]), rest.size);
            return true;
        }
    }
    for (size_t i = has_number || rest.bytes == text->bytes ? 0 : 2; i < (has_number ? 4U : 2U); i++) {
        if (view_starts_with(rest, signs[i])) {
            *text = view_slice(rest, strlen(signs[i]), rest.size);
            label->is_strong = has_number;
            return true;
        }
    }
    return false;
}

/* The emphasis may end before the sign ("**Q**: Why?"), behind it ("**Q:** Why?"), or with the text ("**Q: Why?**
 * Because."); in the last case what stands behind it is no part of the question. */
bool label_read(struct faqbot_view line, struct label *label)
{
    struct faqbot_view text = view_trim(line);
    size_t opened = emphasis_size(text);
    struct faqbot_view emphasis = view_slice(text, 0, opened);
    text = view_slice(text, opened, text.size);
    size_t name = word_size(text);
    size_t number = number_size(view_slice(text, name, text.size));
    *label = (struct label){.name = view_slice(text, 0, name)};
    text = view_slice(text, name + number, text.size);
    size_t closed = opened > 0 && emphasis_size(text) == opened ? opened : 0;
    text = view_slice(text, closed, text.size);
    if (name == 0 || !take_sign(&text, label, number > 0)) {
        return false;
    }
    if (closed == 0 && opened > 0 && emphasis_size(text) == opened) {
        closed = opened;
        text = view_slice(text, closed, text.size);
    }
    label->rest = view_trim(text);
    for (size_t i = 0; opened > closed && i + opened <= label->rest.size; i++) {
        if (memcmp(label->rest.bytes + i, emphasis.bytes, opened) == 0) {
            label->behind = view_trim(view_slice(label->rest, i + opened, label->rest.size));
            label->rest = view_trim(view_slice(label->rest, 0, i));
            break;
        }
    }
    return true;
}

void label_name_column(struct kb_reader *reader, struct faqbot_view name, size_t column, size_t *question,
                       size_t *answer)
{
    if (*question == SIZE_MAX && faq_words_name_question(reader, name)) {
        *question = column;
    } else if (*answer == SIZE_MAX && faq_words_name_answer(reader, name)) {
        *answer = column;
    }
}

struct faqbot_view label_alone(struct faqbot_view text)
{
    text = view_trim(text);
    text = view_slice(text, emphasis_size(text), text.size);
    size_t size = word_size(text);
    struct faqbot_view name = view_slice(text, 0, size);
    text = view_slice(text, size, text.size);
    text = skip_blanks(view_slice(text, number_size(text), text.size));
    while (text.size > 0) {
        size_t sign =
            view_starts_with(text, WIDE_COLON) ? strlen(WIDE_COLON) : strchr("*_: ", text.bytes[0]) != NULL;
        if (sign == 0) {
            return view_make(NULL, 0);
        }
        text = view_slice(text, sign, text.size);
    }
    return name;
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
bool label_is_pair(struct kb_reader *reader, struct faqbot_view question, struct faqbot_view answer)
{
    for (size_t i = 0; i < sizeof letter_pairs / sizeof *letter_pairs; i++) {
        if (is_letter(question, letter_pairs[i][0]) && is_letter(answer, letter_pairs[i][1])) {
            return true;
        }
    }
    return faq_words_name_question(reader, question) && faq_words_name_answer(reader, answer);
}

bool label_may_name_question(struct kb_reader *reader, struct faqbot_view name)
{
    for (size_t i = 0; i < sizeof letter_pairs / sizeof *letter_pairs; i++) {
        if (is_letter(name, letter_pairs[i][0])) {
            return true;
        }
    }
    return faq_words_name_question(reader, name);
}

/* Whether the letter stands for an answer and hardly for anything else: not "C:", which is a drive, nor "V:". */
static bool is_answer_letter(struct faqbot_view name)
{
    static const char *const letters[] = {"a", "r", "\xd0\x9e", "\xd0\xbe", "\xe7\xad\x94"};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        if (is_letter(name, letters[i])) {
            return true;
        }
    }
    return false;
}

/* Without the question's label one of an answer counts with a colon: a word, or the letter that an answer has in some
 * language. Authors mix languages, and label the answers alone. */
struct faqbot_view label_strip_answer(struct kb_reader *reader, struct faqbot_view text,
                                      struct faqbot_view question)
{
    struct label label;
    size_t bytes;
    size_t mark;
    (void)line_indent(text, &bytes);
    struct faqbot_view inside = view_slice(text, bytes, text.size);
    inside = line_is_item(inside, &mark) ? view_slice(inside, mark, inside.size) : inside;
    if (!label_read(inside, &label) || label.rest.size + label.behind.size >= text.size) {
        return text;
    }
    bool is_word = view_is_empty(question) && label.is_strong && faq_words_name_answer(reader, label.name) &&
                   (label.name.size > 2 || emphasis_size(inside) > 0);
    bool is_alone = is_word || (label.has_colon && is_answer_letter(label.name));
    if (!label_is_pair(reader, question, label.name) && !is_alone) {
        return text;
    }
    struct buffer joined;
    buffer_init_in(&joined, &reader->entry_arena, SIZE_MAX);
    buffer_add(&joined, label.rest);
    buffer_add_text(&joined, label.behind.size > 0 && label.rest.size > 0 ? " " : "");
    buffer_add(&joined, label.behind);
    kb_check_memory(reader, !joined.failed);
    return joined.failed ? label.rest : buffer_view(&joined);
}

/* The text without the number before it: "2. ", "(2) ", "#2 ", "6.1 ", "3 - ", an ideographic comma, and signs of
 * lists. A lone number may be part of the question ("3 boats?"), and stays. */
static struct faqbot_view without_number(struct faqbot_view text)
{
    static const char *const marks[] = {"[ ] ", "[x] ", "- ", "\xe2\x80\xa2 ", "(", "#"};
    static const struct {
        const char *sign;
        bool needs_wide; /* a script without blanks behind it */
        bool needs_more; /* than a lone number before it */
    } ends[] = {{". ", false, false},
                {") ", false, false},
                {"- ", false, false},
                {"\xe2\x80\x93 ", false, false},
                {".", true, false},
                {")", true, false},
                {"\xe3\x80\x81", false, false},
                {"\xef\xbc\x8e", false, false},
                {" ", false, true}};
    struct faqbot_view rest = text;
    bool is_marked = false;
    size_t digits = 0;
    size_t dots = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        bool is_there = view_starts_with(rest, marks[i]);
        rest = view_slice(rest, is_there ? strlen(marks[i]) : 0, rest.size);
        is_marked |= is_there;
    }
    if (is_marked && (rest.size == 0 || !ascii_is_digit(rest.bytes[0]))) {
        return view_starts_with(text, "(") || view_starts_with(text, "#") ? text : view_trim(rest);
    }
    while (digits < rest.size && digits < NUMBER_BYTES_MAX &&
           (ascii_is_digit(rest.bytes[digits]) ||
            (digits > 0 && rest.bytes[digits] == '.' && digits + 1 < rest.size &&
             ascii_is_digit(rest.bytes[digits + 1])))) {
        dots += rest.bytes[digits] == '.';
        digits++;
    }
    struct faqbot_view behind = view_slice(rest, digits, rest.size);
    behind = view_starts_with(behind, " - ") || view_starts_with(behind, " \xe2\x80\x93 ")
                 ? view_slice(behind, 1, behind.size)
                 : behind;
    for (size_t i = 0; i < sizeof ends / sizeof *ends && digits > 0; i++) {
        struct faqbot_view found = view_slice(behind, strlen(ends[i].sign), behind.size);
        bool is_wide = found.size > 0 && (unsigned char)found.bytes[0] >= 0xe0;
        bool is_end = view_starts_with(behind, ends[i].sign) && (is_wide || !ends[i].needs_wide) &&
                      (dots > 0 || is_marked || !ends[i].needs_more);
        if (is_end && !view_is_empty(view_trim(found))) {
            return view_trim(found);
        }
    }
    return text;
}

/* The text without signs and pictures before it, such as emoji. */
static struct faqbot_view without_pictures(struct faqbot_view text)
{
    static const uint32_t ranges[][2] = {{0x200d, 0x200d},  {0x20e3, 0x20e3}, {0x2190, 0x23ff},
                                         {0x25a0, 0x27bf},  {0x2b00, 0x2bff}, {0xfe00, 0xfe0f},
                                         {0x1f000, 0x1faff}};
    struct faqbot_view rest = text;
    uint32_t character;
    for (struct faqbot_view next = text; utf8_next(&next, &character); rest = next) {
        bool is_picture = false;
        for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
            is_picture |= character >= ranges[i][0] && character <= ranges[i][1];
        }
        if (!is_picture) {
            break;
        }
    }
    rest = view_trim(rest);
    return view_is_empty(rest) ? text : rest;
}

/* The text without quotes around the whole of it. */
static struct faqbot_view without_quotes(struct faqbot_view text)
{
    static const char *const quotes[][2] = {{"\"", "\""},
                                            {"\xe2\x80\x9c", "\xe2\x80\x9d"},
                                            {"\xe2\x80\x9e", "\xe2\x80\x9c"},
                                            {"\xc2\xab", "\xc2\xbb"},
                                            {"\xe3\x80\x8c", "\xe3\x80\x8d"}};
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        size_t before = strlen(quotes[i][0]);
        size_t behind = strlen(quotes[i][1]);
        if (text.size > before + behind && view_starts_with(text, quotes[i][0]) &&
            view_ends_with(text, quotes[i][1])) {
            struct faqbot_view inside = view_slice(text, before, text.size - before - behind);
            return template_find(inside, quotes[i][1]) == inside.size ? view_trim(inside) : text;
        }
    }
    return text;
}

struct faqbot_view question_trim(struct kb_reader *reader, struct faqbot_view text, bool is_question)
{
    struct label label;
    if (!is_question && !question_asks(text)) {
        return text;
    }
    text = without_pictures(text);
    text.size -= view_ends_with(text, "?:");
    if (label_read(text, &label) && label.rest.size > 0 && label_may_name_question(reader, label.name) &&
        (label.is_strong || faq_words_name_question(reader, label.name))) {
        return label.rest;
    }
    return without_quotes(without_number(text));
}
