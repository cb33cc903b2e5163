/* knowledge/synonyms.h - synonyms.txt, in Solr's syntax. */
#ifndef KNOWLEDGE_SYNONYMS_H
#define KNOWLEDGE_SYNONYMS_H

#include "knowledge/field.h"

#define SYNONYMS_TERMS_MAX 64 /* of one line: a two-way line gives a rule for each pair */

/* Hands the rules of `text` to the sink, line by line. A broken line is reported and left out. Fails with the sink's
 * status or FAQBOT_NO_MEMORY. */
enum faqbot_status synonyms_parse(struct kb_reader *reader, const char *path, struct faqbot_view text);

/* The same for one line, which is no comment. */
void synonyms_parse_line(struct kb_reader *reader, struct source_place place, struct faqbot_view line);

#endif
