/* cli/cmd_mcp.c - `faqbot mcp`: the knowledge base as tools of an assistant, whose program starts this one and talks
 * to it over standard input and output, a message a line. What is said is the library's (faqbot_mcp_receive()); lines
 * are read and written here. Nothing but protocol goes to stdout: all else is for stderr, which clients show or log. */
#include "cli/cli_internal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

/* Clients end the program by closing its input and, where that does not help, by SIGTERM. Either is its regular end. A
 * flag would not do: a signal that comes just before the next read would be seen when that returns, which is when the
 * next message comes. Nothing is lost by leaving on the spot, since nothing is ever written but replies. */
static void leave(int number)
{
    (void)number;
    _exit(CLI_GOOD);
}

static void leave_on_signals(void)
{
    struct sigaction action = {.sa_handler = leave};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
}

/* For whoever types this on a terminal, and waits. */
static void explain_silence(const struct faqbot *bot)
{
    if (isatty(STDIN_FILENO)) {
        (void)fprintf(
            stderr,
            "faqbot: ready, with %zu entries. This is for programs: they write requests of the Model Context "
            "Protocol, one a line. Ctrl-D ends it.\n",
            faqbot_about(bot)->entries);
    }
}

/* A line that is too long comes without its end, but is long enough for the session to see that. An empty line is no
 * message. */
static enum cli_exit answer_line(struct faqbot_mcp *mcp, struct faqbot *bot, const struct line *line)
{
    struct faqbot_view bytes = view_make(line->bytes, line->size);
    struct faqbot_view reply = view_of(NULL);
    if (view_is_empty(view_trim(bytes))) {
        return CLI_GOOD;
    }
    enum faqbot_status status = faqbot_mcp_receive(mcp, bot, bytes, &reply);
    enum cli_exit end = status != FAQBOT_OK ? error_status(status) : CLI_GOOD;
    if (!view_is_empty(reply)) {
        (void)fwrite(reply.bytes, 1, reply.size, stdout);
        (void)fputc('\n', stdout);
    }
    return end;
}

enum cli_exit cmd_mcp(const struct options *options, struct faqbot_fault *fault)
{
    struct line line = {.size = 0};
    bool is_open = true; /* somebody reads the replies */
    struct faqbot_mcp *mcp = NULL;
    enum cli_exit end = CLI_ERROR;
    struct faqbot *bot = open_bot(options, fault);
    if (fault->status == FAQBOT_OK) {
        fault->status = faqbot_mcp_new(&mcp);
    }
    if (fault->status == FAQBOT_OK) {
        leave_on_signals();
        explain_silence(bot);
        end = CLI_GOOD;
        errno = 0;
        while (is_open && line_next(stdin, &line)) {
            end = cli_worse(end, answer_line(mcp, bot, &line));
            is_open = error_flush_output() == CLI_GOOD;
        }
        if (!is_open || ferror(stdin) != 0) {
            end = is_open ? error_say("cannot read standard input: %s", strerror(errno)) : CLI_ERROR;
        }
    }
    faqbot_mcp_free(mcp);
    faqbot_close(bot);
    return end;
}
