/* cli/verb_completion.c - `faqbot completion`: what a shell needs to complete our command line. */
#include <stdio.h>
#include <string.h>

#include <faqbot/names.h>

#include "cli/arguments.h"
#include "cli/complain.h"
#include "cli/share.h"

#define SHELLS 3

static const char *const names[SHELLS] = {"bash", "zsh", "fish"};
static const char *const files[SHELLS] = {"faqbot.bash", "_faqbot", "faqbot.fish"};

enum cli_exit verb_completion_run(const struct arguments *arguments)
{
    const char *name = arguments->operands[0];
    for (size_t i = 0; i < SHELLS; i++) {
        if (strcmp(names[i], name) == 0) {
            share_write(stdout, files[i]);
            return CLI_GOOD;
        }
    }
    const char *nearest = faqbot_nearest_name(name, names, SHELLS);
    return nearest != NULL ? complain("%s is no shell that I know; the nearest is %s", name, nearest)
                           : complain("%s is no shell that I know; bash, zsh and fish are", name);
}
