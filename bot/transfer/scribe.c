/* transfer/scribe.c - Markdown while it is written. What is written is for the others to know. */
#include "transfer/scribe.h"

void scribe_add(struct scribe *scribe, const char *text)
{
    buffer_add_text(scribe->out, text);
    scribe->line_starts &= text[0] == '\0';
}

void scribe_start_line(struct scribe *scribe)
{
    buffer_add_byte(scribe->out, '\n');
    buffer_add(scribe->out, view_make(scribe->prefix, scribe->prefix_size));
    scribe->line_starts = true;
}

size_t scribe_longest_run(struct faqbot_view text, char byte)
{
    size_t longest = 0;
    size_t run = 0;
    for (size_t i = 0; i < text.size; i++) {
        run = text.bytes[i] == byte ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

void scribe_add_run(struct scribe *scribe, char byte, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        buffer_add_byte(scribe->out, byte);
    }
    scribe->line_starts = false;
}
