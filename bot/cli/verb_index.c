/* cli/verb_index.c - `faqbot index`. */
#include <signal.h>
#include <stdio.h>

#include <faqbot/index.h>

#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/opening.h"

/* Signals that end the program wait until the new index has taken its name or its temporary file is removed:
 * so there is no moment at which either is left behind. */
static enum faqbot_status build(const struct faqbot_index_options *options,
                                struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    sigset_t ending;
    sigset_t before;
    (void)sigemptyset(&ending);
    (void)sigaddset(&ending, SIGINT);
    (void)sigaddset(&ending, SIGTERM);
    (void)sigaddset(&ending, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &ending, &before);
    enum faqbot_status status = faqbot_index(options, result, fault);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return status;
}

enum cli_exit verb_index_run(const struct arguments *arguments)
{
    struct faqbot_options source;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    struct faqbot_index_result result = {.entries = 0};
    struct faqbot_index_options options = {
        .output = arguments_value(arguments, FLAG_OUTPUT),
        .report = complain_report,
    };
    if (options.output == NULL || options.output[0] == '\0') {
        return complain("index needs the file to write: -o FILE");
    }
    if (opening_find(arguments, &source, &fault) != FAQBOT_OK) {
        return complain_fault(&fault);
    }
    options.knowledge = source.knowledge;
    if (build(&options, &result, &fault) != FAQBOT_OK) {
        return complain_fault(&fault);
    }
    clean_write(stdout, clean_view(options.output));
    (void)printf(": %zu entries, %zu phrasings, version %s\n", result.entries, result.phrasings,
                 result.version);
    if (result.errors > 0) {
        (void)complain("%zu %s left something out of the index", result.errors,
                       result.errors == 1 ? "fault" : "faults");
    }
    return CLI_GOOD;
}
