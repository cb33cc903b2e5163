/* cli/shell.h - what the completion scripts of all shells need of the tables. */
#ifndef CLI_SHELL_H
#define CLI_SHELL_H

#include "cli/flag.h"

#include <stdio.h>

/* Writes the names of all verbs with `between` between each two. */
void shell_write_verbs(FILE *out, const char *between);

/* Writes the long and the short form of every option that takes a value, with `between` between each two. */
void shell_write_valued(FILE *out, const char *between);

/* Writes `text` with a backslash before each character of `special`, and each ' as it must stand between two '. */
void shell_write_quoted(FILE *out, const char *text, const char *special);

#endif
