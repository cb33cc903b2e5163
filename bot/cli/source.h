/* cli/source.h - where the knowledge comes from, as the flags say. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "cli/arguments.h"

#include <faqbot/faqbot.h>

#define SOURCE_KNOWLEDGE_DEFAULT "knowledge" /* in the current folder */

/* Fills `options` from --index or --knowledge or, with neither, the folder ./knowledge where it is there. Faults in
 * the knowledge go to stderr. FAQBOT_INVALID: both flags; FAQBOT_NOT_FOUND: neither and no folder; `fault` is filled.
 * The strings are those of argv. */
enum faqbot_status source_find(const struct arguments *arguments, struct faqbot_options *options,
                               struct faqbot_fault *fault);

/* Opens the bot that source_find() leads to, complaining where that fails; NULL then. */
struct faqbot *source_open(const struct arguments *arguments);

#endif
