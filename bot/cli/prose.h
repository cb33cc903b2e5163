/* cli/prose.h - plain text from the tables as mdoc(7), the language of manual pages. */
#ifndef CLI_PROSE_H
#define CLI_PROSE_H

#include <stdio.h>

/* Writes `size` bytes of `text` as lines of text, a sentence a line, the first letter made a capital where `opens`
 * is not 0, and a full stop at the end where there is none. */
void prose_write_sentences(FILE *out, const char *text, size_t size, int opens);

/* Writes paragraphs, parted by empty lines; those whose lines are indented stand as they are. */
void prose_write_paragraphs(FILE *out, const char *text);

/* Writes `text` as arguments of a macro, each word as itself even where it is the name of a macro. */
void prose_write_words(FILE *out, const char *text);

/* Writes the operands of a verb as help shows them, such as "OLD NEW [QUESTIONS]" or "on|off", a macro a line. */
void prose_write_operands(FILE *out, const char *operands);

#endif
