/* cli/verb_export.c - `faqbot export`: hands the knowledge on, and says what the format has no place for. */
#include <signal.h>
#include <stdio.h>

#include <faqbot/export.h>

#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/opening.h"
#include "cli/output.h"

static bool write_bytes(void *user, struct faqbot_view bytes)
{
    (void)user;
    return fwrite(bytes.bytes, 1, bytes.size, stdout) == bytes.size;
}

static void tell_loss(void *user, const struct faqbot_export_loss *loss)
{
    const char *format = user;
    if (loss->entries == 0) {
        (void)complain("%s: %.*s", format, (int)loss->sentence.size, loss->sentence.bytes);
        return;
    }
    (void)complain("%s: %.*s: %zu %s, %s%.*s", format, (int)loss->sentence.size, loss->sentence.bytes,
                   loss->entries, loss->entries == 1 ? "entry" : "entries",
                   loss->entries == 1 ? "" : "the first ", (int)loss->first.size, loss->first.bytes);
}

/* Signals that end the program wait until the file has its name or the temporary one is removed; nothing of that is so
 * where it goes to stdout. */
static enum faqbot_status export(const struct faqbot_export_options *options,
                                 struct faqbot_export_result *result, struct faqbot_fault *fault) {
    sigset_t ending; sigset_t before; (void)sigemptyset(&ending);
    if (options->output != NULL){(void)sigaddset(&ending, SIGINT); (void)sigaddset(&ending, SIGTERM);
                                 (void)sigaddset(&ending, SIGHUP);}
(void)sigprocmask(SIG_BLOCK, &ending, &before);
enum faqbot_status status = faqbot_export(options, result, fault);
(void)sigprocmask(SIG_SETMASK, &before, NULL);
return status;
}

enum cli_exit verb_export_run(const struct arguments *arguments)
{
    char format[32];
    struct faqbot_options source;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    struct faqbot_export_result result = {.entries = 0};
    (void)snprintf(format, sizeof format, "%s", arguments->operands[0]);
    struct faqbot_export_options options = {
        .format = arguments->operands[0],
        .output = arguments_value(arguments, FLAG_OUTPUT),
        .force = arguments_has(arguments, FLAG_FORCE),
        .write = write_bytes,
        .report = complain_report,
        .tell = tell_loss,
        .tell_user = format,
    };
    if (opening_find(arguments, &source, &fault) != FAQBOT_OK) {
        return complain_fault(&fault);
    }
    options.knowledge = source.knowledge;
    options.index = source.index;
    if (export(&options, &result, &fault) != FAQBOT_OK) {
        enum cli_exit end = output_flush(); /* says it better, where it is stdout that failed */
        return fault.status == FAQBOT_IO && options.output == NULL && end != CLI_GOOD
                   ? end
                   : complain_fault(&fault);
    }
    if (options.output != NULL) {
        clean_write(stdout, clean_view(result.output));
        (void)printf(": %zu %s, %zu left out, version %s\n", result.entries,
                     result.entries == 1 ? "entry" : "entries", result.left_out, result.version);
    }
    return output_flush();
}
