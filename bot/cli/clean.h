/* cli/clean.h - text from a stranger made fit for a terminal. */
#ifndef CLI_CLEAN_H
#define CLI_CLEAN_H

#include <stdbool.h>
#include <stdio.h>

#include <faqbot/view.h>

/* One character that may be shown. */
struct clean_glyph {
    char bytes[4]; /* UTF-8 */
    size_t size;
    unsigned columns; /* on the terminal: 0 (combining), 1 or 2 */
};

/* Takes the next character that may be shown off the front of *text; false at its end. Dropped: control
 * characters (C0 but newline, DEL, C1), so that no escape sequence is left, controls of writing direction,
 * tags and byte order marks. A tab and the separators of lines and paragraphs become spaces. Bytes that are
 * no UTF-8 become U+FFFD. */
bool clean_next(struct faqbot_view *text, struct clean_glyph *glyph);

/* Writes what may be shown of `text`, newlines turned into spaces. */
void clean_write(FILE *out, struct faqbot_view text);

/* Writes a JSON text, its characters that may not be shown as escapes: they can stand in its strings only, so
 * it means the same. */
void clean_write_json(FILE *out, struct faqbot_view json);

/* Writes `text` as a JSON string with its quotes, in ASCII where a character may not be shown. */
void clean_write_string(FILE *out, struct faqbot_view text);

/* A view of a string that ends with a NUL. */
struct faqbot_view clean_view(const char *string);

#endif
