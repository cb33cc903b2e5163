/* cli/wrap.h - text broken into lines of a width, as it comes. */
#ifndef CLI_WRAP_H
#define CLI_WRAP_H

#include <stdbool.h>
#include <stdio.h>

#include <faqbot/view.h>

#define WRAP_WORD_BYTES 1024 /* a longer word is written in pieces */
#define WRAP_PREFIX_BYTES                                                                                    \
    192 /* what stands before each line: indents and quote marks; deeper ones are left out */
#define WRAP_COLUMNS_MIN 20 /* what is left for text however deep the indent */

/* Allocates nothing; to be set up by wrap_start() and otherwise left alone. */
struct wrap {
    FILE *out;
    unsigned width; /* columns of a line; 0: lines are never broken */
    unsigned column;
    bool open;      /* something stands on the line */
    bool bare;      /* and it is prefixes and marks alone */
    bool space_due; /* before the word that is being gathered */
    size_t prefix_size;
    size_t word_size;
    unsigned word_columns;
    char prefix[WRAP_PREFIX_BYTES];
    char word[WRAP_WORD_BYTES];
};

void wrap_start(struct wrap *wrap, FILE *out, unsigned width);

/* Adds running text: runs of white space become one space or a line's end. */
void wrap_text(struct wrap *wrap, struct faqbot_view text);

/* Adds bytes that take no column: a sequence that sets colours. */
void wrap_style(struct wrap *wrap, const char *sequence);

/* Ends the line, which may be an empty one. */
void wrap_break(struct wrap *wrap);

/* Ends the line if there is text on it; behind a mark alone the text is still to come. */
void wrap_end(struct wrap *wrap);

/* Writes each line of `text` on a line of its own as it stands, however long. */
void wrap_verbatim(struct wrap *wrap, struct faqbot_view text);

/* Puts `prefix` before the lines to come, behind the prefixes that are there. `first`, of as many columns,
 * stands in its place on the first of them (a list's mark); NULL: the same. Returns what wrap_outdent()
 * takes. */
size_t wrap_indent(struct wrap *wrap, const char *prefix, const char *first);
void wrap_outdent(struct wrap *wrap, size_t mark);

#endif
