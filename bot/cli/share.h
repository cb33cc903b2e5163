/* cli/share.h - the manual pages and completions of cli/share/, which the program carries within it. */
#ifndef CLI_SHARE_H
#define CLI_SHARE_H

#include <stdio.h>

/* Writes the file of that name, which must be one of them. */
void share_write(FILE *out, const char *name);

#endif
