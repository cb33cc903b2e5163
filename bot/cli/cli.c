/* cli/cli.c - the command line: from main()'s arguments to a verb, and from the verb to an exit code. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/complain.h"
#include "cli/output.h"
#include "cli/present.h"

enum cli_exit cli_worse(enum cli_exit left, enum cli_exit right)
{
    return left > right ? left : right;
}

/* A file opened while one of the three streams is closed would take its number, and answers would be written
 * into it. So each gets something that fails as a closed one does: the wrong direction. */
static void hold_streams(void)
{
    static const int wrong_direction[3] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int stream = 0; stream < 3; stream++) {
        if (fcntl(stream, F_GETFD) == -1 && errno == EBADF) {
            (void)open("/dev/null", wrong_direction[stream]);
        }
    }
}

/* The one locale of the program, whatever the user's. Knowledge and terminal are UTF-8; how characters are edited and
 * how wide they are is asked of LC_CTYPE, where a plain "C" knows no letter beyond ASCII. The user's own would reach
 * libwebsockets too, and in Turkish `I` is no capital of `i` there. Numbers and dates stay those of "C". */
static void set_characters(void)
{
    (void)setlocale(LC_CTYPE, "C.UTF-8");
}

static enum cli_exit run_verb(const struct arguments *arguments)
{
    struct layout_style style;
    struct faqbot_fault fault;
    if (present_style(arguments, &style, &fault) != FAQBOT_OK) {
        return complain_fault(&fault);
    }
    if (arguments_has(arguments, FLAG_VERSION)) {
        return verb_version_run(arguments);
    }
    if (arguments_has(arguments, FLAG_HELP)) {
        return verb_help_show(arguments->verb_is_named ? arguments->verb : NULL);
    }
    return arguments->verb->run(arguments);
}

int cli_run(int argc, char **argv)
{
    struct arguments arguments = {.verb = NULL};
    struct faqbot_fault fault;
    hold_streams();
    set_characters();
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file over its limit is a full disk, which is told */
    if (arguments_parse(argc, argv, &arguments, &fault) != FAQBOT_OK) {
        return (int)complain_fault(&fault);
    }
    enum cli_exit end = run_verb(&arguments);
    arguments_reset(&arguments);
    return (int)cli_worse(end, output_flush());
}
