/* cli/bash.h - completion for bash. */
#ifndef CLI_BASH_H
#define CLI_BASH_H

#include <stdio.h>

void bash_write(FILE *out);

#endif
