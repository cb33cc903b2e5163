/* cli/opening.h - where the knowledge comes from, as the flags say. */
#ifndef CLI_OPENING_H
#define CLI_OPENING_H

#include "cli/arguments.h"

#include <faqbot/faqbot.h>

#define OPENING_KNOWLEDGE_DEFAULT "knowledge" /* in the current folder */

/* Fills `options` from --index or --knowledge or, with neither, the folder ./knowledge where it is there.
 * Faults in the knowledge go to stderr. FAQBOT_INVALID: both flags; FAQBOT_NOT_FOUND: neither and no folder;
 * `fault` is filled. The strings are those of argv. */
enum faqbot_status opening_find(const struct arguments *arguments, struct faqbot_options *options,
                                struct faqbot_fault *fault);

/* Opens the bot that opening_find() leads to, complaining where that fails; NULL then. */
struct faqbot *opening_bot(const struct arguments *arguments);

#endif
