/* knowledge/jsonlines.h - one entry a line, for exports and large collections. */
#ifndef KNOWLEDGE_JSONLINES_H
#define KNOWLEDGE_JSONLINES_H

#include "knowledge/reader.h"

/* Reads a file of any size, line by line, and hands its entries to the sink. A broken line is reported and left out;
 * an unknown key is warned of where it first stands, the first KB_READER_TOLD_KEYS_MAX of them. A
 * file that cannot be read is reported. */
void jsonl_read_file(struct kb_reader *reader, const char *path);

/* Reads one line, without its line feed. What a preface says is passed over: see preface.h. */
enum faqbot_status jsonl_read_line(struct kb_reader *reader, const char *path, unsigned number,
                                   struct faqbot_view line);

#endif
