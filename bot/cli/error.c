/* cli/error.c - everything that goes to stderr, and stdout when it fails. An error is one line. It begins
 * with `faqbot: `, unless it is a finding with a place of its own, and it is sanitized, because names of
 * files and texts of visitors end up in it.
 *
 * Nothing here exits: files may have to be removed and a bot closed first. The functions return CLI_ERROR, so
 * that a command can end with them. */
#include "cli/cli_internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio_ext.h> /* __fpurge: what cannot be written must not be tried again at exit */
#include <string.h>

#define PLACE_BYTES (FAQBOT_FAULT_PATH_BYTES + 32) /* a path, a line and two colons */

/* A server's log comes from several threads, so the lock is held for the whole line. */
static void write_line(const char *start, struct faqbot_view line, bool is_json)
{
    flockfile(stderr);
    (void)fputs(start, stderr);
    if (is_json) {
        (void)fwrite(line.bytes, 1, line.size, stderr);
    } else {
        sanitize_write(stderr, line);
    }
    (void)fputc('\n', stderr);
    (void)fflush(stderr);
    funlockfile(stderr);
}

/* A fixed buffer, because memory may be what has run out. Sentences are far shorter than it; a path may fill
 * it. */
enum cli_exit error_say(const char *format, ...)
{
    char sentence[2000];
    va_list list;
    va_start(list, format);
    if (vsnprintf(sentence, sizeof sentence, format, list) < 0) {
        sentence[0] = '\0';
    }
    va_end(list);
    write_line("faqbot: ", view_of(sentence), false);
    return CLI_ERROR;
}

enum cli_exit error_status(enum faqbot_status status)
{
    return error_say("%s", faqbot_status_text(status));
}

/* Writes what stands before the sentence: `PATH:LINE: `, as far as it is known. */
static void write_place(const struct faqbot_fault *fault, const char *otherwise, char place[PLACE_BYTES])
{
    const char *path = fault->path[0] != '\0' ? fault->path : otherwise;
    char line[16] = "";
    if (fault->line != 0) {
        (void)snprintf(line, sizeof line, ":%u", fault->line);
    }
    (void)snprintf(place, PLACE_BYTES, "%s%s%s", path, path[0] != '\0' ? line : "",
                   path[0] != '\0' ? ": " : "");
}

/* A failure without a sentence is reported by its status: memory runs out in too many places for each to have
 * a sentence. */
enum cli_exit error_fault(const struct faqbot_fault *fault)
{
    char place[PLACE_BYTES];
    write_place(fault, "", place);
    return error_say("%s%s", place,
                     fault->sentence[0] != '\0' ? fault->sentence : faqbot_status_text(fault->status));
}

enum cli_exit error_line(unsigned long line, const char *sentence)
{
    return line == 0 ? error_say("%s", sentence) : error_say("line %lu: %s", line, sentence);
}

/* Faults without a file concern the knowledge base as a whole. */
void error_report(void *user, const struct faqbot_fault *fault)
{
    char place[PLACE_BYTES];
    char sentence[PLACE_BYTES + sizeof fault->sentence + 16];
    (void)user;
    if (fault->severity == FAQBOT_HINT) {
        return; /* for `check`, whose user asks for them */
    }
    write_place(fault, "knowledge", place);
    (void)snprintf(sentence, sizeof sentence, "%s%s: %s", place,
                   fault->severity == FAQBOT_WARNING ? "warning" : "error", fault->sentence);
    write_line("", view_of(sentence), false);
}

/* The two formats of a server's log. The server hands over one line at a time. JSON is written as it is: it
 * is escaped already, and programs read it. */
void error_log_text(void *user, struct faqbot_view line)
{
    (void)user;
    write_line("faqbot: ", line, false);
}

void error_log_json(void *user, struct faqbot_view line)
{
    (void)user;
    write_line("", line, true);
}

/* Code that writes to stdout does not check each call: stdio remembers a failure, and this function asks for
 * it. A full disk is often noticed only by the last flush, so every run ends here. What could not be written
 * is purged, because exit() would try again and fail silently, and the error is cleared, so that it is
 * reported once. */
enum cli_exit error_flush_output(void)
{
    errno = 0;
    if (fflush(stdout) == 0 && ferror(stdout) == 0) {
        return CLI_GOOD;
    }
    /* errno is that of the flush; where an earlier write failed, nobody has kept its reason. */
    int reason = errno;
    __fpurge(stdout);
    clearerr(stdout);
    return reason != 0 ? error_say("cannot write the output: %s", strerror(reason))
                       : error_say("cannot write the output");
}
