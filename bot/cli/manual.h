/* cli/manual.h - the manual, a page for the program and one for each verb, made from the tables. */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "cli/flag.h"

#include <stdio.h>

/* Writes the page of `verb`, NULL: of the program, in mdoc(7): what the tables say, and what the supplement adds. */
void manual_write(FILE *out, const struct verb *verb);

#endif
