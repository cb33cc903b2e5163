/* cli/memory.h - the lines that were typed, from one conversation to the next. */
#ifndef CLI_MEMORY_H
#define CLI_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#define MEMORY_LINES_MAX 500 /* the oldest go */

/* Writes into `path` where the lines are kept: $XDG_STATE_HOME/faqbot/history, or .local/state/faqbot/history
 * in $HOME, its folders made where they are missing and readable by their owner alone. False: there is no
 * such place, and the lines live as long as the conversation. */
bool memory_path(char *path, size_t size);

#endif
