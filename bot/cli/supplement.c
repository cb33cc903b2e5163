/* cli/supplement.c - what the manual says beyond the tables, found by its keys. It is embedded, so the program can
 * say its manual where none is installed. */
#include "cli/supplement.h"

#include <stdbool.h>
#include <string.h>

#define MARK ".\\\" @"

extern const unsigned char embed_bot_cli_manual_mdoc[];
extern const size_t embed_bot_cli_manual_mdoc_size;

struct faqbot_view supplement_all(void)
{
    return (struct faqbot_view){(const char *)embed_bot_cli_manual_mdoc, embed_bot_cli_manual_mdoc_size};
}

/* Takes a line with its newline off the front of *text; false at its end. */
static bool next_line(struct faqbot_view *text, struct faqbot_view *line)
{
    if (text->size == 0) {
        return false;
    }
    const char *end = memchr(text->bytes, '\n', text->size);
    size_t size = end != NULL ? (size_t)(end - text->bytes) + 1 : text->size;
    *line = (struct faqbot_view){text->bytes, size};
    *text = (struct faqbot_view){text->bytes + size, text->size - size};
    return true;
}

static bool is_mark(struct faqbot_view line)
{
    return line.size > strlen(MARK) && memcmp(line.bytes, MARK, strlen(MARK)) == 0;
}

static bool is_mark_of(struct faqbot_view line, const char *key)
{
    size_t size = strlen(key);
    return is_mark(line) && line.size == strlen(MARK) + size + 1 &&
           memcmp(line.bytes + strlen(MARK), key, size) == 0;
}

struct faqbot_view supplement_find(struct faqbot_view text, const char *key)
{
    struct faqbot_view line;
    struct faqbot_view part = {"", 0};
    bool found = false;
    while (next_line(&text, &line)) {
        if (found && is_mark(line)) {
            break;
        }
        if (found) {
            part.size += line.size;
        } else if (is_mark_of(line, key)) {
            found = true;
            part.bytes = text.bytes;
        }
    }
    return part;
}
