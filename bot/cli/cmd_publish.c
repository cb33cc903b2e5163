/* cli/cmd_publish.c - `faqbot publish`, which makes an index current for all servers that follow a database, and
 * `faqbot rollback`, which goes back to an earlier one.
 *
 * What is published has been opened here before, with every page of it read, so that servers get nothing that this
 * version cannot answer from. A knowledge base with errors is not published either: a server that reloads would not
 * take it. How it gets there is remote's business. */
#include "cli/cli_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include <faqbot_tools.h>

#include "remote/remote.h"
#include "util/util.h"

#define HASH_SHOWN 12 /* of 64 digits: enough to tell releases apart */

/* -- publish ------------------------------------------------------------------------------------------------------- */

/* A knowledge base that is being published. */
struct publishing {
    sigset_t held; /* signals that end the program, and wait */
    struct progress progress;
    struct scratch scratch; /* where the index is made, if it is */
    struct faqbot_stats stats;
};

static enum faqbot_status watch_build(void *user, const struct faqbot_index_progress *progress)
{
    struct publishing *publishing = user;
    const struct progress_state state = {
        .done = progress->bytes, .total = progress->bytes_total, .count = progress->entries};
    progress_draw(&publishing->progress, &state);
    return terminal_is_to_end(&publishing->held) ? FAQBOT_INTERRUPTED : FAQBOT_OK;
}

static enum faqbot_status watch_upload(void *user, const struct faqbot_progress *progress)
{
    struct publishing *publishing = user;
    const struct progress_state state = {
        .done = progress->done, .total = progress->total, .count = (size_t)(progress->done / 1000)};
    progress_draw(&publishing->progress, &state);
    return terminal_is_to_end(&publishing->held) ? FAQBOT_INTERRUPTED : FAQBOT_OK;
}

static void build(const struct options *options, struct publishing *publishing, struct faqbot_fault *fault)
{
    struct faqbot_index_result result = {.entries = 0};
    const struct faqbot_index_options index = {
        .knowledge = options->operands[0],
        .today = options->today,
        .encoder = options_text(options, OPTION_ENCODER),
        .output = publishing->scratch.file,
        .watch = watch_build,
        .watch_user = publishing,
        .report = progress_report,
        .report_user = &publishing->progress,
    };
    progress_start(&publishing->progress, options, "entries", "writing");
    fault->status = faqbot_index(&index, &result, fault);
    progress_wipe(&publishing->progress);
    if (fault->status == FAQBOT_OK && result.errors > 0) {
        CLI_REFUSE(fault, "not published: %zu %s left something out; correct %s, as servers would take it so",
                   result.errors, result.errors == 1 ? "fault" : "faults",
                   result.errors == 1 ? "it" : "them");
    }
}

/* Opens it as a server does that has fetched it. */
static void verify(const struct options *options, const char *path, struct publishing *publishing,
                   struct faqbot_fault *fault)
{
    struct faqbot *bot = NULL;
    const struct faqbot_options source = {
        .index = path, .encoder = options_text(options, OPTION_ENCODER), .verify = true};
    if (fault->status == FAQBOT_OK && faqbot_open(&source, &bot, fault) == FAQBOT_OK) {
        (void)faqbot_stats(path, &publishing->stats, fault);
    }
    faqbot_close(bot);
}

/* One line that says which release is current. */
static void write_release(const struct remote_release *release, const char *after)
{
    (void)printf("release %" PRId64 ": %" PRIu64 " entries, version ", release->number, release->entries);
    print("", view_of(release->knowledge), ", index ");
    print("", view_make(release->hash, HASH_SHOWN), after);
    (void)fputc('\n', stdout);
}

/* Somebody who was overtaken has to look at what others did before they go on. */
static enum cli_exit say_overtaken(const struct remote_release *current, int64_t base)
{
    (void)error_say("not published: %s%" PRId64
                    " came in between, version %s, by %s at %s; look whether yours "
                    "has what that has, and publish again",
                    current->number - base > 1 ? "releases up to " : "release ", current->number,
                    current->knowledge, current->by, current->at);
    return CLI_OVERTAKEN;
}

static enum cli_exit report(const struct options *options, enum remote_publishing publishing,
                            const struct remote_release *release, int64_t base)
{
    if (publishing == REMOTE_OVERTAKEN) {
        return say_overtaken(release, base);
    }
    if (!options_has(options, OPTION_QUIET)) {
        write_release(release,
                      publishing == REMOTE_UNCHANGED ? "; it was current already, nothing has changed" : "");
    }
    return CLI_GOOD;
}

static enum cli_exit publish(const struct options *options, struct publishing *publishing,
                             struct faqbot_fault *fault)
{
    const char *to = options_text(options, OPTION_TO);
    struct remote_index index = {.path = options->operands[0]};
    struct remote_release release;
    enum remote_publishing outcome = REMOTE_UNCHANGED;
    /* What is current now is what the author has seen; so it is looked at before anything that takes time. */
    if (remote_read_release(to, &release, fault) != FAQBOT_OK) {
        return CLI_ERROR;
    }
    int64_t base = release.number;
    if (!faqbot_is_index(index.path)) {
        scratch_make(&publishing->scratch, fault);
        index.path = publishing->scratch.file;
        if (fault->status == FAQBOT_OK) {
            build(options, publishing, fault);
        }
    }
    verify(options, index.path, publishing, fault);
    if (fault->status != FAQBOT_OK) {
        return CLI_ERROR;
    }
    index.knowledge = publishing->stats.version;
    index.format = publishing->stats.format;
    index.entries = publishing->stats.questions + publishing->stats.passages;
    progress_start(&publishing->progress, options, "kB", NULL);
    (void)remote_publish(to, &index, base, watch_upload, publishing, &outcome, &release, fault);
    progress_wipe(&publishing->progress);
    return fault->status == FAQBOT_OK ? report(options, outcome, &release, base) : CLI_ERROR;
}

/* As for `index`, signals wait until the temporary file is removed. */
enum cli_exit cmd_publish(const struct options *options, struct faqbot_fault *fault)
{
    struct publishing publishing = {.scratch.folder = ""};
    sigset_t before;
    if (options_text(options, OPTION_TO) == NULL) {
        CLI_REFUSE(fault, "publish needs the database to publish to: --to postgres://USER@HOST/DATABASE");
        return CLI_ERROR;
    }
    terminal_hold_signals(&publishing.held, &before);
    enum cli_exit end = publish(options, &publishing, fault);
    scratch_remove(&publishing.scratch);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return end;
}

/* -- rollback ------------------------------------------------------------------------------------------------------ */

/* A number as it is printed, with nothing behind it; 0: it is none. */
static int64_t parse_release(const char *text)
{
    char *end;
    errno = 0;
    long long number = text[0] >= '1' && text[0] <= '9' ? strtoll(text, &end, 10) : 0;
    return number > 0 && *end == '\0' && errno == 0 && number <= INT32_MAX ? number : 0;
}

enum cli_exit cmd_rollback(const struct options *options, struct faqbot_fault *fault)
{
    const char *from = options_text(options, OPTION_FROM);
    int64_t number = options->operand_count == 0 ? 0 : parse_release(options->operands[0]);
    struct remote_release release;
    enum remote_publishing outcome = REMOTE_UNCHANGED;
    if (from == NULL) {
        CLI_REFUSE(fault,
                   "rollback needs the database that was published to: --from postgres://USER@HOST/DATABASE");
    } else if (options->operand_count > 0 && number == 0) {
        CLI_REFUSE(fault, "%s is no number of a release", options->operands[0]);
    } else if (remote_rollback(from, number, &outcome, &release, fault) == FAQBOT_OK) {
        return report(options, outcome, &release, 0);
    }
    return CLI_ERROR;
}
