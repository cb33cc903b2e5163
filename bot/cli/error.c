/* cli/error.c - everything that goes to stderr, and stdout where it fails. Whether the run goes on is the caller's
 * decision: nothing here exits. */
#include "cli/cli_internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio_ext.h> /* __fpurge: what cannot be written must not be tried again at exit */
#include <string.h>

static void say(const char *start, const char *sentence)
{
    (void)fputs(start, stderr);
    sanitize_write(stderr, view_of(sentence));
    (void)fputc('\n', stderr);
}

enum cli_exit error_say(const char *format, ...)
{
    char sentence[2000];
    va_list list;
    va_start(list, format);
    if (vsnprintf(sentence, sizeof sentence, format, list) < 0) {
        sentence[0] = '\0';
    }
    va_end(list);
    say("faqbot: ", sentence);
    return CLI_ERROR;
}

enum cli_exit error_status(enum faqbot_status status)
{
    return error_say("%s", faqbot_status_text(status));
}

enum cli_exit error_fault(const struct faqbot_fault *fault)
{
    const char *sentence = fault->sentence[0] != '\0' ? fault->sentence : faqbot_status_text(fault->status);
    if (fault->path[0] == '\0') {
        return error_say("%s", sentence);
    }
    if (fault->line == 0) {
        return error_say("%s: %s", fault->path, sentence);
    }
    return error_say("%s:%u: %s", fault->path, fault->line, sentence);
}

enum cli_exit error_line(unsigned long line, const char *sentence)
{
    return line == 0 ? error_say("%s", sentence) : error_say("line %lu: %s", line, sentence);
}

void error_report(void *user, const struct faqbot_fault *fault)
{
    (void)user;
    char sentence[sizeof fault->path + sizeof fault->sentence + 64];
    char line[16] = "";
    if (fault->line != 0) {
        (void)snprintf(line, sizeof line, ":%u", fault->line);
    }
    (void)snprintf(sentence, sizeof sentence, "%s%s: %s: %s",
                   fault->path[0] != '\0' ? fault->path : "knowledge", line,
                   fault->severity == FAQBOT_WARNING ? "warning" : "error", fault->sentence);
    say("", sentence);
}

/* The log's lines come from several threads. The lock is held for a whole line, so that none is torn. */
void error_log_text(void *user, struct faqbot_view line)
{
    (void)user;
    flockfile(stderr);
    (void)fputs("faqbot: ", stderr);
    sanitize_write(stderr, line);
    (void)fputc('\n', stderr);
    (void)fflush(stderr);
    funlockfile(stderr);
}

void error_log_json(void *user, struct faqbot_view line)
{
    (void)user;
    flockfile(stderr);
    (void)fwrite(line.bytes, 1, line.size, stderr);
    (void)fputc('\n', stderr);
    (void)fflush(stderr);
    funlockfile(stderr);
}

/* Those who write to stdout need not check: stdio remembers the failure, and this asks for it. */
enum cli_exit error_flush_output(void)
{
    errno = 0;
    if (fflush(stdout) == 0 && ferror(stdout) == 0) {
        return CLI_GOOD;
    }
    int reason = errno;
    __fpurge(stdout);
    clearerr(stdout);
    return reason != 0 ? error_say("cannot write the output: %s", strerror(reason))
                       : error_say("cannot write the output");
}
