/* knowledge/settings.h - bot.yml. */
#ifndef KNOWLEDGE_SETTINGS_H
#define KNOWLEDGE_SETTINGS_H

#include "knowledge/pairs.h"

/* The settings of an owner who left everything out. */
struct settings settings_default(void);

/* Reads the text of bot.yml into the reader's settings arena, as far as it is right: each fault is reported, and what
 * it names keeps its default. Where the YAML itself is broken, all do. Fails with FAQBOT_NO_MEMORY. */
enum faqbot_status settings_read(struct kb_reader *reader, const char *path, struct faqbot_view text,
                                 struct settings *settings);

/* The settings that the pairs are, whose texts and `path` must live as long. Faults as above. */
struct settings settings_take(struct kb_reader *reader, const char *path, const struct yaml_map *pairs);

#endif
