/* knowledge/jsonlines.h - one entry a line, for exports and large collections. */
#ifndef KNOWLEDGE_JSONLINES_H
#define KNOWLEDGE_JSONLINES_H

#include "knowledge/reader.h"

/* Reads a file of any size, line by line, and hands its entries to the sink. A broken line is reported and left out;
 * an unknown key is warned of where it first stands, the first READER_TOLD_KEYS_MAX of them. A
 * file that cannot be read is reported. */
void jsonlines_read_file(struct reader *reader, const char *path);

/* Reads one line, without its line feed. What a preface says is passed over: see preface.h. */
enum faqbot_status jsonlines_read_line(struct reader *reader, const char *path, unsigned number,
                                       struct faqbot_view line);

#endif
