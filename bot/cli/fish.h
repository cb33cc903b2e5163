/* cli/fish.h - completion for fish. */
#ifndef CLI_FISH_H
#define CLI_FISH_H

#include <stdio.h>

void fish_write(FILE *out);

#endif
