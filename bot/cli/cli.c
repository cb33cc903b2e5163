/* cli/cli.c - the command line, from main()'s arguments to an exit code: it prepares the process, has the
 * words sorted, and calls the command that they name.
 *
 * It is the one file that knows what every command does. The tables of commands and options, in
 * option_table.h, are data without functions, so that parsing, help and faqbot.conf can read them without
 * linking what they describe; nothing below this file calls it. Exit codes are few and ordered (see enum
 * cli_exit), so that a run of many parts ends with the worst of them. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>

#include "cli/cli_internal.h"

/* What each command does, by its id. */
static command_run *const commands[COMMAND_COUNT] = {
#define COMMAND(id, name, operands, least, most, summary) cmd_##name,
#include "cli/option_table.h"
};

/* If one of the three standard streams is closed, the next file opened takes its number, and answers would be
 * written into it: an index opened as descriptor 1 would be overwritten by the first answer. So each closed
 * stream gets something that fails the way a closed one does: /dev/null, opened in the wrong direction. Cron
 * jobs and service managers do start programs like that. */
static void hold_streams(void)
{
    static const int wrong_direction[3] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int stream = 0; stream < 3; stream++) {
        if (fcntl(stream, F_GETFD) == -1 && errno == EBADF) {
            (void)open("/dev/null", wrong_direction[stream]);
        }
    }
}

/* The option --color is checked even by commands that print no colours: a typo is reported wherever it is
 * made. --version and --help come before the command, whatever else was given, so that `faqbot eval --help`
 * works without the file that eval needs. */
static enum cli_exit run(const struct options *options, struct faqbot_fault *fault)
{
    struct render_style style;
    render_find_style(options, &style, fault);
    if (fault->status != FAQBOT_OK) {
        return CLI_ERROR;
    }
    if (options_has(options, OPTION_VERSION)) {
        return cmd_version(options, fault);
    }
    if (options_has(options, OPTION_HELP)) {
        cmd_help_show(options->is_command_named ? options->command : NULL);
        return CLI_GOOD;
    }
    return commands[options->command->id](options, fault);
}

/* SIGPIPE is ignored because a reader that goes away (`faqbot ... | head`) is a write error, reported once,
 * at the end; SIGXFSZ because a file that has reached its size limit is a full disk, and is reported as
 * one. */
int cli_run(int argc, char **argv)
{
    struct options options;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    hold_streams();
    /* The one locale of the program, whatever the user's. Knowledge base and terminal are UTF-8; how
     * characters are edited and how wide they are is asked of LC_CTYPE, where a plain "C" knows no letter
     * beyond ASCII. The user's own would reach libwebsockets too, and in Turkish `I` is no capital of `i`
     * there. Numbers and dates stay those of "C". */
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file over its limit is a full disk, which is told */
    options_parse(argc, argv, &options, &fault);
    enum cli_exit end = fault.status == FAQBOT_OK ? run(&options, &fault) : CLI_ERROR;
    if (fault.status != FAQBOT_OK) {
        end = error_fault(&fault);
    }
    options_release(&options);
    return (int)cli_worse(end, error_flush_output());
}
