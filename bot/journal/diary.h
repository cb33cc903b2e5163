/* journal/diary.h - the journal's file: opened, made where it is not there, written in transactions. One thread. */
#ifndef JOURNAL_DIARY_H
#define JOURNAL_DIARY_H

#include <stdbool.h>

#include <faqbot_tools.h>

struct journal_db;

/* Statuses and fault as for faqbot_journal_open(); *diary is the caller's. Where there is no such file it is made, or
 * FAQBOT_NOT_FOUND. `bytes_max` as there. */
enum faqbot_status journal_db_open(const char *path, bool makes, uint64_t bytes_max,
                                   struct journal_db **journal_db, struct faqbot_fault *fault);
void journal_db_close(struct journal_db *journal_db); /* NULL is allowed */

/* What is written between begin and end is on disk when journal_db_end() says FAQBOT_OK, and otherwise none of it is
 * there. A failure sticks until then. */
void journal_db_begin(struct journal_db *journal_db);
void journal_db_add_ask(struct journal_db *journal_db, const struct faqbot_journal_ask *ask);
void journal_db_add_feedback(struct journal_db *journal_db, const struct faqbot_journal_feedback *feedback);
void journal_db_forget(struct journal_db *journal_db, int64_t before,
                       struct faqbot_journal_purged *forgotten); /* may be NULL */

/* Also lets the oldest rows go where the file is too large. FAQBOT_LIMIT: its log is, for somebody reads on. */
enum faqbot_status journal_db_end(struct journal_db *journal_db);

/* Whether there is more to let go than one transaction takes: begin and end another, even if nothing is to be added. */
bool journal_db_is_due(const struct journal_db *journal_db);

/* What has gone so since it was opened. */
struct faqbot_journal_purged journal_db_trimmed(const struct journal_db *journal_db);

/* Whether what was forgotten still lies in the log beside the file, because a reader was in the way. It is overwritten
 * when something is forgotten again, if only by a journal_db_forget() that finds nothing. */
bool journal_db_needs_checkpoint(const struct journal_db *journal_db);

#endif
