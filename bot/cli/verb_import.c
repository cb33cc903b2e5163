/* cli/verb_import.c - `faqbot import`: says what became of each row of another service's file, a line
 * each. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <faqbot/transfer.h>

#include "cli/arguments.h"
#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/output.h"

static const char *const fate_names[FAQBOT_IMPORT_FATES] = {[FAQBOT_IMPORT_TAKEN] = "imported",
                                                            [FAQBOT_IMPORT_JOINED] = "joined",
                                                            [FAQBOT_IMPORT_LEFT_OUT] = "left out",
                                                            [FAQBOT_IMPORT_NOTE] = "note"};
static const char *const machine_names[FAQBOT_IMPORT_FATES] = {[FAQBOT_IMPORT_TAKEN] = "imported",
                                                               [FAQBOT_IMPORT_JOINED] = "joined",
                                                               [FAQBOT_IMPORT_LEFT_OUT] = "left_out",
                                                               [FAQBOT_IMPORT_NOTE] = "note"};

struct telling {
    const char *path; /* of the file that is imported */
};

/* FILE:ROW: FATE: ID: QUESTION, or FILE:ROW: FATE: SENTENCE: QUESTION, what is not known left out. */
static void write_event(void *user, const struct faqbot_import_event *event)
{
    const struct telling *telling = user;
    clean_write(stdout, clean_view(telling->path));
    if (event->row > 0) {
        (void)printf(":%zu", event->row);
    }
    (void)printf(": %s", fate_names[event->fate]);
    const struct faqbot_view parts[] = {event->id, event->sentence, event->question};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].size > 0) {
            (void)fputs(": ", stdout);
            clean_write(stdout, parts[i]);
        }
    }
    (void)fputc('\n', stdout);
}

static void write_member(const char *name, struct faqbot_view text)
{
    (void)printf(",\"%s\":", name);
    if (text.size > 0) {
        clean_write_string(stdout, text);
    } else {
        (void)fputs("null", stdout);
    }
}

static void write_event_json(void *user, const struct faqbot_import_event *event)
{
    const struct telling *telling = user;
    (void)fputs("{\"file\":", stdout);
    clean_write_string(stdout, clean_view(telling->path));
    (void)(event->row > 0 ? printf(",\"row\":%zu", event->row) : fputs(",\"row\":null", stdout));
    (void)printf(",\"fate\":\"%s\"", machine_names[event->fate]);
    write_member("id", event->id);
    write_member("question", event->question);
    write_member("sentence", event->sentence);
    (void)fputs("}\n", stdout);
}

static void write_summary(const struct faqbot_import_options *options,
                          const struct faqbot_import_result *result)
{
    if (options->dry_run) {
        (void)fputs("would be written: ", stdout);
    }
    clean_write(stdout, clean_view(result->output));
    (void)printf(": %zu %s, %zu %s", result->entries, result->entries == 1 ? "entry" : "entries",
                 result->phrasings, result->phrasings == 1 ? "phrasing" : "phrasings");
    (void)printf("; %zu joined, %zu left out, %zu %s\n", result->rows[FAQBOT_IMPORT_JOINED],
                 result->rows[FAQBOT_IMPORT_LEFT_OUT], result->rows[FAQBOT_IMPORT_NOTE],
                 result->rows[FAQBOT_IMPORT_NOTE] == 1 ? "note" : "notes");
}

/* Signals that end the program wait from here on, until the file has its name or the temporary one is
 * removed. While the input is read, which may be a pipe without end, they do not. */
static void hold_signals(void *user)
{
    sigset_t ending;
    (void)sigemptyset(&ending);
    (void)sigaddset(&ending, SIGINT);
    (void)sigaddset(&ending, SIGTERM);
    (void)sigaddset(&ending, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &ending, NULL);
    (void)user;
}

static enum faqbot_status import(const struct faqbot_import_options *options,
                                 struct faqbot_import_result *result, struct faqbot_fault *fault)
{
    sigset_t before;
    (void)sigprocmask(SIG_BLOCK, NULL, &before);
    enum faqbot_status status = faqbot_import(options, result, fault);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return status;
}

enum cli_exit verb_import_run(const struct arguments *arguments)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    struct faqbot_import_result result = {.entries = 0};
    bool json = arguments_has(arguments, FLAG_JSON);
    struct telling telling = {.path = arguments->operands[1]};
    const struct faqbot_import_options options = {
        .format = arguments->operands[0],
        .input = arguments->operands[1],
        .folder = arguments_value(arguments, FLAG_OUTPUT),
        .map = arguments_value(arguments, FLAG_MAP),
        .dry_run = arguments_has(arguments, FLAG_DRY_RUN),
        .force = arguments_has(arguments, FLAG_FORCE),
        .tell = json ? write_event_json : write_event,
        .tell_user = &telling,
        .before_writing = hold_signals,
    };
    if (!options.dry_run && (options.folder == NULL || options.folder[0] == '\0')) {
        return complain("import needs the folder to write to: -o FOLDER (or --dry-run)");
    }
    if (import(&options, &result, &fault) != FAQBOT_OK) {
        return cli_worse(output_flush(), complain_fault(&fault));
    }
    if (!json) {
        write_summary(&options, &result);
    }
    return cli_worse(output_flush(), result.rows[FAQBOT_IMPORT_LEFT_OUT] > 0 ? CLI_UNANSWERED : CLI_GOOD);
}
