/* check/gather.h - the questions that a knowledge base, or a file, has. */
#ifndef CHECK_GATHER_H
#define CHECK_GATHER_H

#include <faqbot.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/interner.h"

/* Whether the path names an index: neither a folder nor a file of knowledge. */
bool questions_is_index(const char *path);

/* Whether the path names a folder of knowledge with a tests.tsv in it, whose path is then added to `tests`, with its
 * NUL. False too where there is no memory: tests->failed. */
bool questions_collect_find_tests(const char *path, struct buffer *tests);

/* Calls `visit` for each line of a file that is neither empty nor begins with "#". What is wrong with the file goes to
 * the reporter; *readable is false then. NO_MEMORY, and what `visit` returns. */
typedef enum faqbot_status questions_collect_visit_line(void *user, unsigned number, struct faqbot_view line);
enum faqbot_status questions_collect_each_line(const char *path, struct fault_reporter *reporter,
                                               questions_collect_visit_line *visit, void *user,
                                               bool *readable);

/* Each adds the questions that are new to `questions`. Fails as reading what it reads fails, with `fault` filled. */

/* The phrasings of the FAQ entries at `path`, an index, a folder or a file, and the questions of the folder's
 * tests.tsv. */
enum faqbot_status questions_collect_knowledge(const char *path, struct string_table *questions,
                                               struct faqbot_fault *fault);

/* The lines of the file up to a tab, but empty ones and those that begin with "#". */
enum faqbot_status questions_collect_file(const char *path, struct string_table *questions,
                                          struct faqbot_fault *fault);

/* What visitors asked, as the journal has it, since that moment. */
enum faqbot_status questions_collect_journal(const char *path, int64_t since, struct string_table *questions,
                                             struct faqbot_fault *fault);

#endif
