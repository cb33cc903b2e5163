/* cli/complain.c - what goes wrong, said on stderr in a sentence. The one writer to stderr; whether the run
 * goes on is the caller's to say. */
#include "cli/complain.h"

#include <stdarg.h>
#include <stdio.h>

#include "cli/clean.h"

static void say(const char *start, const char *sentence)
{
    (void)fputs(start, stderr);
    clean_write(stderr, clean_view(sentence));
    (void)fputc('\n', stderr);
}

enum cli_exit complain(const char *format, ...)
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

enum cli_exit complain_fault(const struct faqbot_fault *fault)
{
    const char *sentence = fault->sentence[0] != '\0' ? fault->sentence : faqbot_status_text(fault->status);
    if (fault->path[0] == '\0') {
        return complain("%s", sentence);
    }
    if (fault->line == 0) {
        return complain("%s: %s", fault->path, sentence);
    }
    return complain("%s:%u: %s", fault->path, fault->line, sentence);
}

enum cli_exit complain_line(unsigned long line, const char *sentence)
{
    return line == 0 ? complain("%s", sentence) : complain("line %lu: %s", line, sentence);
}

void complain_report(void *user, const struct faqbot_fault *fault)
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

/* Whole lines, whoever else writes: a lock is held for the length of each. */
void complain_text(void *user, struct faqbot_view line)
{
    (void)user;
    flockfile(stderr);
    (void)fputs("faqbot: ", stderr);
    clean_write(stderr, line);
    (void)fputc('\n', stderr);
    (void)fflush(stderr);
    funlockfile(stderr);
}

void complain_json(void *user, struct faqbot_view line)
{
    (void)user;
    flockfile(stderr);
    (void)fwrite(line.bytes, 1, line.size, stderr);
    (void)fputc('\n', stderr);
    (void)fflush(stderr);
    funlockfile(stderr);
}
