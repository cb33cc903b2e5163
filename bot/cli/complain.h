/* cli/complain.h - what goes wrong, said on stderr in a sentence. */
#ifndef CLI_COMPLAIN_H
#define CLI_COMPLAIN_H

#include "cli/cli.h"

#include <faqbot/fault.h>
#include <faqbot/view.h>

/* Says `faqbot: SENTENCE` and a newline, unfit characters dropped; over 2000 bytes the rest is cut. Returns
 * CLI_ERROR, so that a verb can end with it. */
#ifdef __GNUC__
__attribute__((format(printf, 1, 2)))
#endif
enum cli_exit
complain(const char *format, ...);

/* The same for a failed call: `faqbot: PATH:LINE: SENTENCE`, what is not known left out. */
enum cli_exit complain_fault(const struct faqbot_fault *fault);

/* The same for a question: `faqbot: line 3: SENTENCE`; line 0: the question was no line. */
enum cli_exit complain_line(unsigned long line, const char *sentence);

/* A faqbot_report: says `PATH:LINE: warning: SENTENCE`. */
void complain_report(void *user, const struct faqbot_fault *fault);

/* Lines of a server's log: a sentence, or a JSON object as it stands. */
void complain_text(void *user, struct faqbot_view line);
void complain_json(void *user, struct faqbot_view line);

#endif
