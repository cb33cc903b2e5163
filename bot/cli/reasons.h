/* cli/reasons.h - an explanation as a person reads it. */
#ifndef CLI_REASONS_H
#define CLI_REASONS_H

#include "cli/layout.h"

#include <faqbot/explain.h>

/* Writes the explanation as tables and sentences, at most 80 columns wide. */
void reasons_show(FILE *out, const struct layout_style *style, const struct faqbot_explanation *explanation);

#endif
