/* cli/cmd_convert.c - `faqbot import` and `faqbot export`: questions and answers from other services, and for
 * them. The library has the formats; this file reports what became of every row, and what a format has no
 * place for, because visitors are who finds out about a silent loss.
 *
 * Both write a file that appears as a whole or not at all, so signals wait while it is written. */
#include "cli/cli_internal.h"

#include <faqbot_tools.h>
#include <string.h>
#include <sys/stat.h>

/* -- import -------------------------------------------------------------------------------------------------------- */

/* For people, and in JSON. */
static const char *const fate_names[FAQBOT_IMPORT_OUTCOMES][2] = {
    [FAQBOT_IMPORT_ADDED] = {"imported", "imported"},
    [FAQBOT_IMPORT_MERGED] = {"joined", "joined"},
    [FAQBOT_IMPORT_SKIPPED] = {"left out", "left_out"},
    [FAQBOT_IMPORT_NOTE] = {"note", "note"},
};

/* FILE:ROW: FATE: ID: SENTENCE: QUESTION, without what is not known. The user is the file's name. */
static void write_event(void *user, const struct faqbot_import_event *event)
{
    const char *const *file = user;
    print("", view_of(*file), "");
    if (event->row > 0) {
        (void)printf(":%zu", event->row);
    }
    (void)printf(": %s", fate_names[event->outcome][0]);
    const struct faqbot_view parts[] = {event->id, event->sentence, event->question};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        print(parts[i].size > 0 ? ": " : "", parts[i], "");
    }
    (void)fputc('\n', stdout);
}

/* Every row is reported, imported ones too: a later correction needs to know which entry a row has become. */
static void write_event_json(void *user, const struct faqbot_import_event *event)
{
    const char *const *file = user;
    struct record record = record_begin();
    record_text(&record, "file", view_of(*file));
    record_count_or_null(&record, "row", event->row);
    record_text(&record, "fate", view_of(fate_names[event->outcome][1]));
    record_text_or_null(&record, "id", event->id);
    record_text_or_null(&record, "question", event->question);
    record_text_or_null(&record, "sentence", event->sentence);
    record_end(&record);
}

/* Why rows were left out: the reason alone where all have the same, else each with its number. */
static void write_reasons(const struct faqbot_import_result *result)
{
    size_t left = result->rows[FAQBOT_IMPORT_SKIPPED];
    for (size_t i = 0; i < result->reason_count; i++) {
        const struct faqbot_import_reason *reason = &result->reasons[i];
        print(i == 0 ? " (" : "; ", view_of(reason->sentence), "");
        if (reason->rows < result->rows[FAQBOT_IMPORT_SKIPPED]) {
            (void)printf(": %zu", reason->rows);
        }
        left -= reason->rows;
    }
    if (left > 0) {
        (void)printf("; for other reasons: %zu", left);
    }
    (void)fputs(result->reason_count > 0 ? ")" : "", stdout);
}

/* Last, where a person looks: what became of every row. A dry run says the same in the conditional. */
static void write_summary(bool is_dry_run, const struct faqbot_import_result *result)
{
    print(is_dry_run ? "would be written: " : "", view_of(result->output), "");
    print_count(": ",
                result->rows[FAQBOT_IMPORT_ADDED] + result->rows[FAQBOT_IMPORT_MERGED] +
                    result->rows[FAQBOT_IMPORT_SKIPPED],
                "row", "rows");
    print_count(", ", result->entries, "entry", "entries");
    print_count(", ", result->phrasings, "phrasing", "phrasings");
    (void)printf("; %zu joined, %zu left out", result->rows[FAQBOT_IMPORT_MERGED],
                 result->rows[FAQBOT_IMPORT_SKIPPED]);
    write_reasons(result);
    print_count(", ", result->rows[FAQBOT_IMPORT_NOTE], "note\n", "notes\n");
}

/* The library calls this between reading and writing. While the input is read, which may be an endless pipe,
 * signals end the program. */
static void before_writing(void *user)
{
    (void)user;
    terminal_hold_signals(NULL, NULL);
}

/* What a path means that is to be written to: a folder or, where it ends in .jsonl and is none, a file in one. */
struct target {
    char folder[FAQBOT_FAULT_PATH_BYTES];
    const char *name; /* NULL: the path is the folder's */
};

static struct target find_target(const char *path)
{
    static const char extension[] = ".jsonl";
    struct target target = {.folder = ".", .name = NULL};
    struct stat found;
    size_t size = strlen(path);
    bool is_folder = stat(path, &found) == 0 && S_ISDIR(found.st_mode);
    const char *slash = strrchr(path, '/');
    size_t folder = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
    bool is_file = !is_folder && size > strlen(extension) && size < sizeof target.folder &&
                   strcmp(path + size - strlen(extension), extension) == 0;
    if (is_file && (slash == NULL ? size : size - folder - 1) > strlen(extension)) {
        (void)snprintf(target.folder, sizeof target.folder, "%.*s", folder == 0 ? 1 : (int)folder,
                       folder == 0 ? "." : path);
        target.name = slash == NULL ? path : slash + 1;
    }
    return target;
}

/* Whether the one operand is a format, of which no file is named: people type that first. */
static bool lacks_file(const struct options *options)
{
    const char *name;
    const char *description;
    struct stat found;
    bool is_format = false;
    for (size_t i = 0; options->operand_count == 1 && faqbot_import_format(i, &name, &description); i++) {
        is_format |= strcmp(name, options->operands[0]) == 0;
    }
    return is_format && stat(options->operands[0], &found) != 0;
}

/* The folder has no default, because the file would appear among those that people have written. A row that
 * was left out makes the exit code 1, because somebody should look at it. */
enum cli_exit cmd_import(const struct options *options, struct faqbot_fault *fault)
{
    struct faqbot_import_result result = {.entries = 0};
    sigset_t before;
    bool json = options_has(options, OPTION_JSON);
    const char *output = options_text(options, OPTION_OUTPUT);
    const struct target target = find_target(output == NULL ? "" : output);
    const char *file = options->operands[options->operand_count - 1];
    const struct faqbot_import_options import = {
        .format = options->operand_count > 1 ? options->operands[0] : NULL,
        .input = file,
        .folder = target.name == NULL ? output : target.folder,
        .name = target.name,
        .map = options_text(options, OPTION_MAP),
        .no_header = options_has(options, OPTION_NO_HEADER),
        .base_url = options_text(options, OPTION_BASE_URL),
        .dry_run = options_has(options, OPTION_DRY_RUN),
        .force = options_has(options, OPTION_FORCE),
        .tell = json ? write_event_json : write_event,
        .tell_user = &file,
        .before_writing = before_writing,
    };
    if (lacks_file(options)) {
        CLI_REFUSE(fault, "import needs FORMAT FILE: %s is a format, and there is no such file", file);
        return CLI_ERROR;
    }
    if (!import.dry_run && (output == NULL || output[0] == '\0')) {
        CLI_REFUSE(fault, "import needs the folder to write to: -o FOLDER (or --dry-run)");
        return CLI_ERROR;
    }
    (void)sigprocmask(SIG_BLOCK, NULL, &before);
    fault->status = faqbot_import(&import, &result, fault);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    if (fault->status == FAQBOT_OK && !json) {
        write_summary(import.dry_run, &result);
    }
    return result.rows[FAQBOT_IMPORT_SKIPPED] > 0 ? CLI_UNANSWERED : CLI_GOOD;
}

/* -- export -------------------------------------------------------------------------------------------------------- */

static bool write_bytes(void *user, struct faqbot_view bytes)
{
    (void)user;
    return fwrite(bytes.bytes, 1, bytes.size, stdout) == bytes.size;
}

/* On stderr, because stdout may be the export. Names the first entry concerned, to give the reader something
 * to look at. The user is the operands, which are the format alone. */
static void tell_loss(void *user, const struct faqbot_export_loss *loss)
{
    const char *format = *(const char *const *)user;
    if (loss->entries == 0) {
        (void)error_say("%s: %.*s", format, (int)loss->sentence.size, loss->sentence.bytes);
    } else {
        (void)error_say("%s: %.*s: %zu %s, %s%.*s", format, (int)loss->sentence.size, loss->sentence.bytes,
                        loss->entries, loss->entries == 1 ? "entry" : "entries",
                        loss->entries == 1 ? "" : "the first ", (int)loss->first.size, loss->first.bytes);
    }
}

/* Signals wait until the file has its name or the temporary one is removed; stdout has nothing to protect, and
 * if the export goes there, nothing else does, not even the closing line. */
enum cli_exit cmd_export(const struct options *options, struct faqbot_fault *fault)
{
    struct faqbot_options source;
    struct faqbot_export_result result = {.entries = 0};
    sigset_t before;
    open_find(options, &source, fault);
    const struct faqbot_export_options export = {
        .format = options->operands[0],
        .knowledge = source.knowledge,
        .index = source.index,
        .output = options_text(options, OPTION_OUTPUT),
        .force = options_has(options, OPTION_FORCE),
        .write = write_bytes,
        .report = error_report,
        .tell = tell_loss,
        .tell_user = options->operands,
    };
    if (fault->status != FAQBOT_OK) {
        return CLI_ERROR;
    }
    (void)sigprocmask(SIG_BLOCK, NULL, &before);
    if (export.output != NULL) {
        terminal_hold_signals(NULL, NULL);
    }
    fault->status = faqbot_export(&export, &result, fault);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    if (fault->status == FAQBOT_IO && export.output == NULL && error_flush_output() != CLI_GOOD) {
        fault->status = FAQBOT_OK; /* it was stdout that failed, which has been said better */
        return CLI_ERROR;
    }
    if (fault->status == FAQBOT_OK && export.output != NULL) {
        print("", view_of(result.output), "");
        print_count(": ", result.entries, "entry", "entries");
        (void)printf(", %zu left out, version %s\n", result.left_out, result.version);
    }
    return CLI_GOOD;
}
