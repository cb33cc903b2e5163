/* cli/verb_index.c - `faqbot index`. */
#include <signal.h>
#include <stdio.h>

#include <faqbot/index.h>

#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/opening.h"
#include "cli/progress.h"

/* An index that is being made. */
struct making {
    sigset_t ending; /* signals that end the program */
    struct progress progress;
};

/* Those that end the program, unless whoever started it wants them passed over. */
static void find_ending(sigset_t *ending)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    (void)sigemptyset(ending);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction action;
        if (sigaction(signals[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) {
            (void)sigaddset(ending, signals[i]);
        }
    }
}

static bool is_to_end(const sigset_t *ending)
{
    sigset_t pending;
    (void)sigpending(&pending);
    return (sigismember(ending, SIGINT) == 1 && sigismember(&pending, SIGINT) == 1) ||
           (sigismember(ending, SIGTERM) == 1 && sigismember(&pending, SIGTERM) == 1) ||
           (sigismember(ending, SIGHUP) == 1 && sigismember(&pending, SIGHUP) == 1);
}

static enum faqbot_status watch(void *user, const struct faqbot_index_progress *progress)
{
    struct making *making = user;
    progress_draw(&making->progress, progress);
    return is_to_end(&making->ending) ? FAQBOT_INTERRUPTED : FAQBOT_OK;
}

static void report(void *user, const struct faqbot_fault *fault)
{
    struct making *making = user;
    progress_wipe(&making->progress);
    complain_report(NULL, fault);
}

/* Signals that end the program are held until the temporary file has its name or is removed, and looked for all the
 * while: so there is no moment at which either is left behind, and the program ends as the signal would have it. */
static enum faqbot_status build(struct faqbot_index_options *options, struct faqbot_index_result *result,
                                struct faqbot_fault *fault)
{
    struct making making;
    sigset_t before;
    options->watch = watch;
    options->report = report;
    options->watch_user = options->report_user = &making;
    find_ending(&making.ending);
    (void)sigprocmask(SIG_BLOCK, &making.ending, &before);
    progress_start(&making.progress);
    enum faqbot_status status = faqbot_index(options, result, fault);
    progress_wipe(&making.progress);
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
        .update = arguments_has(arguments, FLAG_UPDATE),
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
    if (result.is_updated) {
        (void)printf(": %zu entries, %zu of them changed, version %s\n", result.entries, result.changed,
                     result.version);
    } else {
        (void)printf(": %zu entries, %zu phrasings, version %s\n", result.entries, result.phrasings,
                     result.version);
    }
    if (result.errors > 0) {
        (void)complain("%zu %s left something out of the index", result.errors,
                       result.errors == 1 ? "fault" : "faults");
    }
    return CLI_GOOD;
}
