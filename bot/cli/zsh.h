/* cli/zsh.h - completion for zsh. */
#ifndef CLI_ZSH_H
#define CLI_ZSH_H

#include <stdio.h>

void zsh_write(FILE *out);

#endif
