/* cli/line.h - lines from a stream that may hold anything. */
#ifndef CLI_LINE_H
#define CLI_LINE_H

#include <stdbool.h>
#include <stdio.h>

#include <faqbot/view.h>

/* What is kept of a line. A question of 500 characters takes 2000 bytes at most, so nothing longer can be
 * one. */
#define LINE_BYTES_MAX 4096

/* To be zeroed before the first line. */
struct line {
    char bytes[LINE_BYTES_MAX];
    size_t size;          /* without the line's end, which is LF or CR LF */
    unsigned long number; /* 1 is the first */
    bool is_too_long;     /* there was more, and it was passed over */
};

/* Reads the next line, a last one without its end too; a byte order mark before the first is dropped. False
 * at the stream's end or on an error, which ferror() tells apart. */
bool line_next(FILE *in, struct line *line);

struct faqbot_view line_view(const struct line *line);

#endif
