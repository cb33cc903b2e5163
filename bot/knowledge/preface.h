/* knowledge/preface.h - the head of a file of JSON Lines: lines before its first entry that say what bot.yml
 * and synonyms.txt say, so that one file can hold a whole knowledge base.
 *
 * {"settings": {"name": "...", "starters": ["..."], "threshold.answered": "0.4"}}: the keys of bot.yml
 * {"synonym": "pay, wage => salary"}: a line of synonyms.txt */
#ifndef KNOWLEDGE_PREFACE_H
#define KNOWLEDGE_PREFACE_H

#include "json/json.h"
#include "knowledge/field.h"

/* Whether a line's object belongs to a preface. */
bool jsonl_header_is_one(const struct json *object);

/* What becomes of such a line while entries are read: nothing, or an error where an entry stands before it. */
void jsonl_header_skip(struct kb_reader *reader, struct source_place place);

/* Reads a line: its settings into *settings where *found is not set, which it then is; its synonyms to the sink
 * where `settings` is NULL. *is_preface: there may be more behind it, for it is of a preface, or broken, which is
 * told of when entries are read. Fails with the sink's status or FAQBOT_NO_MEMORY. */
enum faqbot_status jsonl_header_read_line(struct kb_reader *reader, struct source_place place,
                                          struct faqbot_view line, struct settings *settings, bool *found,
                                          bool *is_preface);

/* Reads the settings in the file's preface into the reader's settings arena. *found is set, and *settings with it,
 * where there are any; where *found is set before, settings are warned of and passed over. */
void jsonl_header_read_settings(struct kb_reader *reader, const char *path, struct settings *settings,
                                bool *found);

/* Hands the synonyms in the file's preface to the sink. */
void jsonl_header_read_synonyms(struct kb_reader *reader, const char *path);

#endif
