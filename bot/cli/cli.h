/* cli/cli.h - the command line, as main() sees it. What its files share stands in cli_internal.h. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

/* Runs the program with main()'s arguments and returns its exit code. Sets the locale of characters, and
 * ignores SIGPIPE and SIGXFSZ, so that a reader that has gone away and a file that may not grow are write
 * errors like others. */
int cli_run(int argc, char **argv);

#endif
