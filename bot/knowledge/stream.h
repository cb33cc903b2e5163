/* knowledge/stream.h - a file of any size, line by line. */
#ifndef KNOWLEDGE_STREAM_H
#define KNOWLEDGE_STREAM_H

#include "knowledge/reader.h"

/* Told of each line without its line feed, valid until it returns; `number` counts from 1. *enough, which is false
 * before, ends the reading, and so does a failure of the reader. */
typedef void stream_take(void *user, const char *path, unsigned number, struct faqbot_view line,
                         bool *enough);

/* Reads the file, and tells the sink so as long as it is not enough. A line of more than KB_LINE_BYTES_MAX is
 * reported and left out; a file that cannot be read, or changes meanwhile, is reported. */
void stream_read(struct kb_reader *reader, const char *path, stream_take *take, void *user);

#endif
