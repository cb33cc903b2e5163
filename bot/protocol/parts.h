/* protocol/parts.h - parts of replies that several kinds of reply have. */
#ifndef PROTOCOL_PARTS_H
#define PROTOCOL_PARTS_H

#include <faqbot.h>

#include "json/writer.h"

/* Each adds an array, which may be empty. */
void json_fields_add_corrections(struct json_writer *writer, const struct faqbot_correction *corrections,
                                 size_t count);
void json_fields_add_texts(struct json_writer *writer, const char *key, const struct faqbot_view *texts,
                           size_t count);

#endif
