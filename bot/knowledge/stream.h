/* knowledge/stream.h - a file of any size, line by line. */
#ifndef KNOWLEDGE_STREAM_H
#define KNOWLEDGE_STREAM_H

#include "knowledge/reader.h"

/* Told of each line without its line feed, valid until it returns; `number` counts from 1. Anything but FAQBOT_OK
 * ends the reading with that status, and so does *enough, which is false before, with FAQBOT_OK. */
typedef enum faqbot_status stream_take(void *user, const char *path, unsigned number, struct faqbot_view line,
                                       bool *enough);

/* Reads the file, and tells the sink so as long as it is not enough. A line of more than KNOWLEDGE_LINE_BYTES_MAX is
 * reported and left out; a file that cannot be read, or changes meanwhile, is reported. Fails with the taker's status,
 * the sink's or FAQBOT_NO_MEMORY. */
enum faqbot_status stream_read(struct reader *reader, const char *path, stream_take *take, void *user);

#endif
