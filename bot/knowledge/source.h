/* knowledge/source.h - a file's bytes: opened with care, read whole. */
#ifndef KNOWLEDGE_SOURCE_H
#define KNOWLEDGE_SOURCE_H

#include <sys/stat.h>

#include "knowledge/reader.h"

/* Opens a regular file for reading; -1, with an error reported, where that fails. The caller closes it. */
int source_open(struct kb_reader *reader, const char *path);

/* Reads the whole file into `bytes` (reset first; its limit is the file's) and checks that it is UTF-8 without NUL.
 * *text is the bytes without a byte order mark. False where something is wrong, which was reported, or the reader
 * failed. */
bool source_read(struct kb_reader *reader, const char *path, struct buffer *bytes, struct faqbot_view *text);

/* Reports an error where the open file is no longer what it was when fstat() filled `before`: cut short or written to
 * since, or gone. What was read of it may then be half of one and half of the other. */
void source_check_unchanged(struct kb_reader *reader, const char *path, int file, const struct stat *before);

/* Reports that reading failed in the midst of a file; `number` is errno's. */
void source_report(struct kb_reader *reader, const char *path, int number);

/* `text` without a leading byte order mark. */
struct faqbot_view source_skip_mark(struct faqbot_view text);

#endif
