/* cli/prose.c - plain text from the tables as mdoc(7). It knows what is special to roff, and nothing of pages. */
#include "cli/prose.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"

static bool is_letter(char c)
{
    return ascii_is_alpha(c);
}

/* Writes one character of running text; `before` is the one before it, 0 at the beginning of a line. A dash that
 * begins an option must not become a hyphen, and no line may begin with what makes it a command. */
static void write_character(FILE *out, char c, char before)
{
    if (before == 0 && (c == '.' || c == '\'')) {
        (void)fputs("\\&", out);
    }
    if (c == '\\') {
        (void)fputs("\\e", out);
    } else if (c == '-' && !is_letter(before) && (before < '0' || before > '9')) {
        (void)fputs("\\-", out);
    } else {
        (void)fputc(c, out);
    }
}

/* Whether a sentence ends at `at` of `text`: roff wants the next one on a line of its own. */
static bool ends_sentence(const char *text, size_t size, size_t at)
{
    return strchr(".!?", text[at]) != NULL && at + 2 < size &&
           (text[at + 1] == ' ' || text[at + 1] == '\n') && ascii_is_upper(text[at + 2]);
}

void prose_write_sentences(FILE *out, const char *text, size_t size, int opens)
{
    char before = 0;
    for (size_t i = 0; i < size; i++) {
        char c = text[i] == '\n' ? ' ' : text[i];
        if (i == 0 && opens != 0) {
            c = ascii_upper(c);
        }
        write_character(out, c, before);
        before = c;
        if (ends_sentence(text, size, i)) {
            (void)fputc('\n', out);
            before = 0;
            i++;
        }
    }
    (void)fputs(size > 0 && strchr(".!?:", text[size - 1]) != NULL ? "\n" : ".\n", out);
}

static void write_literal(FILE *out, const char *text, size_t size)
{
    char before = 0;
    (void)fputs(".Bd -literal\n", out);
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n') {
            (void)fputc('\n', out);
            before = 0;
        } else {
            write_character(out, text[i], before);
            before = text[i];
        }
    }
    (void)fputs("\n.Ed\n", out);
}

void prose_write_paragraphs(FILE *out, const char *text)
{
    bool parted = true;
    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t size = end != NULL ? (size_t)(end - text) : strlen(text);
        size_t shown = size > 0 && text[size - 1] == '\n' ? size - 1 : size;
        if (text[0] == ' ') {
            write_literal(out, text, shown);
        } else {
            (void)fputs(parted ? "" : ".Pp\n", out);
            prose_write_sentences(out, text, shown, 0);
        }
        parted = text[0] == ' ';
        text += end != NULL ? size + 2 : size;
    }
}

/* A word of up to three letters that begins with a capital could name a macro. */
static void write_word(FILE *out, const char *word, size_t size)
{
    if (size <= 3 && ascii_is_upper(word[0])) {
        (void)fputs("\\&", out);
    }
    for (size_t i = 0; i < size; i++) {
        if (word[i] == '"') {
            (void)fputs("\\(dq", out);
        } else {
            write_character(out, word[i], i > 0 ? word[i - 1] : ' ');
        }
    }
}

void prose_write_words(FILE *out, const char *text)
{
    for (size_t at = 0; text[at] != '\0';) {
        size_t size = strcspn(text + at, " ");
        write_word(out, text + at, size);
        at += size;
        if (text[at] == ' ') {
            (void)fputc(' ', out);
            at++;
        }
    }
}

/* One operand: words in small letters are typed as they stand, others stand for something. "..." is apart. */
static void write_operand(FILE *out, const char *text, size_t size)
{
    bool again = size > 3 && memcmp(text + size - 3, "...", 3) == 0;
    size -= again ? 3 : 0;
    (void)fputs(ascii_is_lower(text[0]) ? "Cm " : text[0] == '-' ? "Fl " : "Ar ", out);
    size_t from = text[0] == '-' ? 1 : 0;
    for (size_t i = from; i < size; i++) {
        if (text[i] == '|') {
            (void)fputs(" | ", out);
        } else {
            write_character(out, text[i], 'a');
        }
    }
    (void)fputs(again ? " ..." : "", out);
}

void prose_write_operands(FILE *out, const char *operands)
{
    while (*operands != '\0') {
        bool optional = *operands == '[';
        operands += optional ? 1 : 0;
        size_t size = strcspn(operands, optional ? "]" : " ");
        (void)fputs(optional ? ".Op " : ".", out);
        for (size_t at = 0; at < size;) {
            size_t length = strcspn(operands + at, " ]");
            length = length < size - at ? length : size - at;
            (void)fputs(at > 0 ? " " : "", out);
            write_operand(out, operands + at, length);
            at += length + (at + length < size ? 1 : 0);
        }
        (void)fputc('\n', out);
        operands += size;
        operands += strspn(operands, "] ");
    }
}
