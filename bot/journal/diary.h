/* journal/diary.h - the journal's file: opened, made where it is not there, written in transactions. One thread. */
#ifndef JOURNAL_DIARY_H
#define JOURNAL_DIARY_H

#include <stdbool.h>

#include <faqbot/journal.h>

struct diary;

/* Statuses and fault as for faqbot_journal_open(); *diary is the caller's. Where there is no such file it is made, or
 * FAQBOT_NOT_FOUND. `bytes_max` as there. */
enum faqbot_status diary_open(const char *path, bool makes, uint64_t bytes_max, struct diary **diary,
                              struct faqbot_fault *fault);
void diary_close(struct diary *diary); /* NULL is allowed */

/* What is written between begin and end is on disk when diary_end() says FAQBOT_OK, and otherwise none of it is
 * there. A failure sticks until then. */
void diary_begin(struct diary *diary);
void diary_add_ask(struct diary *diary, const struct faqbot_journal_ask *ask);
void diary_add_feedback(struct diary *diary, const struct faqbot_journal_feedback *feedback);
void diary_forget(struct diary *diary, int64_t before,
                  struct faqbot_journal_purged *forgotten); /* may be NULL */

/* Also lets the oldest rows go where the file is too large. FAQBOT_LIMIT: its log is, for somebody reads on. */
enum faqbot_status diary_end(struct diary *diary);

/* Whether there is more to let go than one transaction takes: begin and end another, even if nothing is to be added. */
bool diary_is_due(const struct diary *diary);

/* What has gone so since it was opened. */
struct faqbot_journal_purged diary_trimmed(const struct diary *diary);

/* Whether what was forgotten still lies in the log beside the file, because a reader was in the way. It is overwritten
 * when something is forgotten again, if only by a diary_forget() that finds nothing. */
bool diary_remembers(const struct diary *diary);

#endif
