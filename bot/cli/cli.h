/* cli/cli.h - the command line: what main() calls. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

/* How a run ends, for the shell. Ordered, so that the worst of several is their maximum. */
enum cli_exit {
    CLI_GOOD = 0,       /* answered; done */
    CLI_UNANSWERED = 1, /* a question was not answered; a measure was missed */
    CLI_ERROR = 2       /* something could not be done, and stderr says what */
};

/* The worse of two. */
enum cli_exit cli_worse(enum cli_exit left, enum cli_exit right);

/* Runs the program with the arguments that main() got; returns its exit code. Sets the locale of characters,
 * and has SIGPIPE and SIGXFSZ ignored, so that a reader that went away and a file that may not grow are errors like
 * others. */
int cli_run(int argc, char **argv);

#endif
