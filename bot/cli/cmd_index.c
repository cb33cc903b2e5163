/* cli/cmd_index.c - `faqbot index`, which builds an index, and `faqbot stats`, which describes one. A server
 * can serve a knowledge base without an index; a large one is indexed so that it opens in milliseconds. The
 * library builds, writes and replaces the index; this file shows the progress and lets the user interrupt. */
#include "cli/cli_internal.h"

#include <faqbot_tools.h>

#include "remote/remote.h"

#include "util/util.h"

/* -- index --------------------------------------------------------------------------------------------------------- */

/* An index that is being made. */
struct making {
    sigset_t held; /* signals that end the program, and wait */
    struct progress progress;
};

/* The library calls this for every entry: it is where a long build can be watched and stopped. */
static enum faqbot_status watch(void *user, const struct faqbot_index_progress *progress)
{
    struct making *making = user;
    const bool is_empty = progress->bytes_total == 0; /* then all of it has been read */
    const struct progress_state state = {.done = is_empty ? 1 : progress->bytes,
                                         .total = is_empty ? 1 : progress->bytes_total,
                                         .count = progress->entries};
    progress_draw(&making->progress, &state);
    return terminal_is_to_end(&making->held) ? FAQBOT_INTERRUPTED : FAQBOT_OK;
}

static void write_result(const char *output, const struct faqbot_index_result *result)
{
    print("", view_of(output), "");
    (void)printf(": %zu entries, %zu %s, version %s\n", result->entries,
                 result->is_updated ? result->changed : result->phrasings,
                 result->is_updated ? "of them changed" : "phrasings", result->version);
}

/* -- To a search cluster ------------------------------------------------------------------------------------------- */

static enum faqbot_status watch_sending(void *user, const struct faqbot_progress *progress)
{
    struct making *making = user;
    const struct progress_state state = {
        .done = progress->done, .total = progress->total, .count = progress->done};
    progress_draw(&making->progress, &state);
    return terminal_is_to_end(&making->held) ? FAQBOT_INTERRUPTED : FAQBOT_OK;
}

static void send_index(const struct options *options, const char *file, struct making *making,
                       struct faqbot_fault *fault)
{
    struct faqbot_split_result result;
    const struct remote_stage_writing publishing = {
        .url = options_text(options, OPTION_TO), .index = file, .watch = watch_sending, .watch_user = making};
    progress_start(&making->progress, options, "entries", "sending");
    fault->status = remote_write_stage(&publishing, &result, fault);
    progress_wipe(&making->progress);
}

/* -- All of it ----------------------------------------------------------------------------------------------------- */

/* Signals that end the program are blocked until the temporary file has its name or is removed, and polled
 * meanwhile: so neither is ever left behind. Once the old mask is restored, the pending signal ends the
 * program, and the shell sees which one it was.
 *
 * Faults in single files do not make it fail, just as they do not stop a server. Their number comes last,
 * where it is noticed. */
enum cli_exit cmd_index(const struct options *options, struct faqbot_fault *fault)
{
    struct faqbot_options source;
    struct faqbot_index_result result = {.entries = 0};
    struct making making;
    struct scratch scratch = {.folder = ""};
    const char *to = options_text(options, OPTION_TO);
    sigset_t before;
    struct faqbot_index_options index = {
        .output = options_text(options, OPTION_OUTPUT),
        .update = options_has(options, OPTION_UPDATE),
        .watch = watch,
        .watch_user = &making,
        .report = progress_report,
        .report_user = &making.progress,
    };
    if (to != NULL) {
        fault->status = remote_check_opensearch(to, fault);
    } else if (index.output == NULL || index.output[0] == '\0') {
        CLI_REFUSE(fault, "index needs the file to write: -o FILE");
    }
    open_find(options, &source, fault);
    index.knowledge = source.knowledge;
    index.today = source.today;
    index.encoder = source.encoder;
    if (fault->status != FAQBOT_OK) {
        return CLI_ERROR;
    }
    terminal_hold_signals(&making.held, &before);
    if (index.output == NULL) {
        scratch_make(&scratch, fault);
        index.output = scratch.file;
    }
    progress_start(&making.progress, options, "entries", "writing");
    fault->status = fault->status == FAQBOT_OK ? faqbot_index(&index, &result, fault) : fault->status;
    progress_wipe(&making.progress);
    if (to != NULL && fault->status == FAQBOT_OK) {
        send_index(options, index.output, &making, fault);
    }
    scratch_remove(&scratch);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    if (fault->status != FAQBOT_OK) {
        return CLI_ERROR;
    }
    if (!options_has(options, OPTION_QUIET)) {
        write_result(to != NULL ? to : index.output, &result);
    }
    if (result.errors > 0) {
        (void)error_say("%zu %s left something out of the index", result.errors,
                        result.errors == 1 ? "fault" : "faults");
    }
    return CLI_GOOD;
}

/* -- stats --------------------------------------------------------------------------------------------------------- */

/* In megabytes of 10^6 bytes, as disks are sold and `ls --si` counts. */
static void write_size(const char *name, uint64_t bytes, uint64_t all)
{
    (void)printf("%-16s %11s MB", name, number_text((double)bytes / 1e6, 2).text);
    if (all > 0) {
        (void)printf(" %6s %%", number_text(100.0 * (double)bytes / (double)all, 1).text);
    }
    (void)fputc('\n', stdout);
}

static void write_encoder(const struct faqbot_stats *stats)
{
    if (stats->encoder[0] == '\0') {
        (void)fputs("encoder    no\n", stdout);
        return;
    }
    print("encoder    ", view_of(stats->encoder), ", ");
    print("", view_of(stats->encoder_hash), "");
    (void)printf(": %llu vectors, %s\n", (unsigned long long)stats->vectors,
                 stats->is_compared_with_all ? "each compared with every question"
                                             : "compared with a question where their entry is a candidate");
}

static void write_encoder_json(struct record *record, const struct faqbot_stats *stats)
{
    if (stats->encoder[0] == '\0') {
        record_word(record, "encoder", "null");
        return;
    }
    record_open(record, "encoder", '{');
    record_text(record, "name", view_of(stats->encoder));
    record_text(record, "hash", view_of(stats->encoder_hash));
    record_count(record, "vectors", stats->vectors);
    record_text(record, "compared", view_of(stats->is_compared_with_all ? "all" : "candidates"));
    record_close(record, '}');
}

/* Says which of the two search methods the knowledge base uses: its size decides, and it explains what the
 * index costs. */
static void write_stats(const struct faqbot_stats *stats)
{
    const uint64_t entries = stats->questions + stats->passages;
    print("version    ", view_of(stats->version), "\nmade by    faqbot");
    print(stats->program[0] == '\0' ? "" : " ", view_of(stats->program), "");
    (void)printf(", format %u\n", stats->format);
    (void)printf("learned    %s\n", stats->is_learned ? "from the phrasings" : "nothing");
    print("languages  ", view_of(stats->languages), "\n");
    (void)printf("lexicon    %s\n", stats->has_lexicon ? "yes" : "no");
    write_encoder(stats);
    (void)printf("entries    %llu: %llu questions, %llu passages\n", (unsigned long long)entries,
                 (unsigned long long)stats->questions, (unsigned long long)stats->passages);
    (void)printf("phrasings  %llu\n", (unsigned long long)stats->phrasings);
    (void)printf("words      %llu: %llu distinct, %llu stems\n\n", (unsigned long long)stats->words,
                 (unsigned long long)stats->spellings, (unsigned long long)stats->stems);
    write_size("file", stats->bytes, 0);
    for (size_t i = 0; i < stats->table_count; i++) {
        write_size(stats->tables[i].name, stats->tables[i].bytes, stats->bytes);
    }
}

/* All the numbers that the index has, by their own names; only the number of entries is derived. */
static void write_stats_json(const struct faqbot_stats *stats)
{
    struct record record = record_begin();
    record_text(&record, "version", view_of(stats->version));
    record_text(&record, "program", view_of(stats->program));
    record_text(&record, "languages", view_of(stats->languages));
    record_count(&record, "format", stats->format);
    record_word(&record, "learned", stats->is_learned ? "true" : "false");
    record_word(&record, "lexicon", stats->has_lexicon ? "true" : "false");
    write_encoder_json(&record, stats);
    record_count(&record, "entries", stats->questions + stats->passages);
    record_count(&record, "questions", stats->questions);
    record_count(&record, "passages", stats->passages);
    record_count(&record, "phrasings", stats->phrasings);
    record_count(&record, "words", stats->words);
    record_count(&record, "spellings", stats->spellings);
    record_count(&record, "stems", stats->stems);
    record_count(&record, "bytes", stats->bytes);
    record_open(&record, "tables", '{');
    for (size_t i = 0; i < stats->table_count; i++) {
        record_count(&record, stats->tables[i].name, stats->tables[i].bytes);
    }
    record_close(&record, '}');
    record_end(&record);
}

enum cli_exit cmd_stats(const struct options *options, struct faqbot_fault *fault)
{
    struct faqbot_stats stats;
    if (faqbot_stats(options->operands[0], &stats, fault) == FAQBOT_OK) {
        (options_has(options, OPTION_JSON) ? write_stats_json : write_stats)(&stats);
    }
    return CLI_GOOD;
}
