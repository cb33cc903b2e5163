/* cli/present.h - an answer as a person reads it. */
#ifndef CLI_PRESENT_H
#define CLI_PRESENT_H

#include "cli/arguments.h"
#include "cli/layout.h"

#include <faqbot/faqbot.h>

/* How to write to stdout: lines of the terminal's width, 80 columns at most, and colours on a terminal that
 * has some unless NO_COLOR or --color says otherwise. FAQBOT_INVALID: --color has another value, and `fault`
 * says so. */
enum faqbot_status present_style(const struct arguments *arguments, struct layout_style *style,
                                 struct faqbot_fault *fault);

/* Writes the answer, its source and the disclaimer; or the owner's sentence with the choices, numbered; or
 * with the words that are unknown. */
void present_answer(FILE *out, const struct layout_style *style, const struct faqbot_answer *answer);

/* Writes the words that were read otherwise than they were written, a line each; they belong beside the
 * answer. */
void present_corrections(FILE *out, const struct faqbot_answer *answer);

#endif
