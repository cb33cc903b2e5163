/* check/entries.h - what reading the knowledge base once more shows: entry by entry, rule by rule. */
#ifndef CHECK_ENTRIES_H
#define CHECK_ENTRIES_H

#include "check/questions.h"

/* Reads the knowledge base at `path`, reports what its settings, synonyms and entries show by themselves, and adds the
 * phrasings to `questions`. What reading it reports is not told again. Statuses and `fault` as kb_read(). */
enum faqbot_status check_entries(struct check_context *context, const char *path, struct selftest *questions,
                                 struct faqbot_fault *fault);

#endif
