/* cli/export.h - a journal's rows written to stdout, for other programs. */
#ifndef CLI_EXPORT_H
#define CLI_EXPORT_H

#include <faqbot/journal_read.h>

/* Writes what `read` asks for (path, since, until), each row as a JSON object in a line of its own, or as a line of a
 * table with a head. Statuses are faqbot_journal_read()'s. */
enum faqbot_status export_json(struct faqbot_journal_read_options read, struct faqbot_fault *fault);
enum faqbot_status export_csv(struct faqbot_journal_read_options read, struct faqbot_fault *fault);

#endif
