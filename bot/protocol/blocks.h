/* protocol/blocks.h - rich text as the JSON of PROTOCOL.md. */
#ifndef PROTOCOL_BLOCKS_H
#define PROTOCOL_BLOCKS_H

#include <faqbot.h>

#include "json/writer.h"

/* Writes an array of blocks. The nodes are balanced, nested FAQBOT_RICH_DEPTH_MAX deep at most, and valid
 * UTF-8. */
void rich_json_write(struct json_writer *writer, const char *key, const struct faqbot_node *nodes,
                     size_t count);

#endif
