/* check/gather.h - the questions that a knowledge, or a file, has. */
#ifndef CHECK_GATHER_H
#define CHECK_GATHER_H

#include <faqbot/fault.h>

#include "base/interner.h"

/* Whether the path names an index: neither a folder nor a file of knowledge. */
bool gather_is_index(const char *path);

/* Each adds the questions that are new to `questions`. Fails as reading what it reads fails, with `fault` filled. */

/* The phrasings of the FAQ entries at `path`, an index, a folder or a file, and the questions of the folder's
 * tests.tsv. */
enum faqbot_status gather_knowledge(const char *path, struct interner *questions, struct faqbot_fault *fault);

/* The lines of the file up to a tab, but empty ones and those that begin with "#". */
enum faqbot_status gather_file(const char *path, struct interner *questions, struct faqbot_fault *fault);

/* What visitors asked, as the journal has it, since that moment. */
enum faqbot_status gather_journal(const char *path, int64_t since, struct interner *questions,
                                  struct faqbot_fault *fault);

#endif
