/* check/trials.h - tests.tsv: questions whose answers the author knows. */
#ifndef CHECK_TRIALS_H
#define CHECK_TRIALS_H

#include "check/inspection.h"

/* Asks the questions of the file at `path`: a question, a tab, the ids that may answer it,
 * joined by commas, or "-" where it must be refused; what follows a second tab, empty lines and lines that begin
 * with "#" are passed over. Each that fails is an error, as is a line that cannot be read. CORRUPT, IO, NO_MEMORY.
 */
enum faqbot_status regression_run(struct check_context *context, const char *path);

#endif
