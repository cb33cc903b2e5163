/* protocol/parts.h - parts of replies that several kinds of reply have. */
#ifndef PROTOCOL_PARTS_H
#define PROTOCOL_PARTS_H

#include <faqbot/faqbot.h>

#include "json/writer.h"

/* The name of an outcome. Static. */
const char *parts_outcome(enum faqbot_outcome outcome);

/* Each adds an array, which may be empty. */
void parts_add_corrections(struct writer *writer, const struct faqbot_correction *corrections, size_t count);
void parts_add_texts(struct writer *writer, const char *key, const struct faqbot_view *texts, size_t count);

#endif
