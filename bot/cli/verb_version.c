/* cli/verb_version.c - `faqbot version`. */
#include "cli/verb.h"

#include <stdio.h>

#include <faqbot/faqbot.h>

enum cli_exit verb_version_run(const struct arguments *arguments)
{
    (void)arguments;
    (void)puts("faqbot " FAQBOT_VERSION_TEXT);
    return CLI_GOOD;
}
