/* cli/line.c - lines from a stream that may hold anything, in a fixed space. Not getline(), which takes as
 * much memory as a line is long. */
#include "cli/line.h"

#include <string.h>

bool line_next(FILE *in, struct line *line)
{
    int byte = getc(in);
    if (byte == EOF) {
        return false;
    }
    line->number++;
    line->size = 0;
    line->is_too_long = false;
    for (; byte != EOF && byte != '\n'; byte = getc(in)) {
        if (line->size < sizeof line->bytes) {
            line->bytes[line->size++] = (char)byte;
        } else {
            line->is_too_long = true;
        }
    }
    if (line->number == 1 && line->size >= 3 && memcmp(line->bytes, "\xef\xbb\xbf", 3) == 0) {
        line->size -= 3;
        memmove(line->bytes, line->bytes + 3, line->size);
    }
    if (!line->is_too_long && line->size > 0 && line->bytes[line->size - 1] == '\r') {
        line->size--;
    }
    return ferror(in) == 0;
}

struct faqbot_view line_view(const struct line *line)
{
    return (struct faqbot_view){line->bytes, line->size};
}
