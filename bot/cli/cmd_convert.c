/* cli/cmd_convert.c - `faqbot import` and `faqbot export`: questions and answers from other services, and for
 * them. The library has the formats; this file reports what became of every row, and what a format has no
 * place for, because visitors are who finds out about a silent loss.
 *
 * Both write a file that appears as a whole or not at all, so signals wait while it is written. */
#include "cli/cli_internal.h"

#include <faqbot_tools.h>
#include <stdlib.h>
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

/* What telling of rows takes. */
struct telling {
    const char *file; /* its name */
    struct progress progress;
};

/* FILE:ROW: FATE: ID: SENTENCE: QUESTION, without what is not known. */
static void write_event(void *user, const struct faqbot_import_event *event)
{
    struct telling *telling = user;
    progress_wipe(&telling->progress);
    print("", view_of(telling->file), "");
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
    struct telling *telling = user;
    progress_wipe(&telling->progress);
    struct record record = record_begin();
    record_text(&record, "file", view_of(telling->file));
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
    if (result->languages > 1) {
        print_count(" in ", result->languages, "language", "languages");
    }
    print_count(", ", result->phrasings, "phrasing", "phrasings");
    (void)printf("; %zu joined, %zu left out", result->rows[FAQBOT_IMPORT_MERGED],
                 result->rows[FAQBOT_IMPORT_SKIPPED]);
    write_reasons(result);
    print_count(", ", result->rows[FAQBOT_IMPORT_NOTE], "note\n", "notes\n");
}

/* The same as one object, the last. `reasons` are the first that came up, so `left_out` may be more than their sum. */
static void write_summary_json(const char *file, bool is_dry_run, const struct faqbot_import_result *result)
{
    struct record record = record_begin();
    record_text(&record, "file", view_of(file));
    record_text(&record, "fate", view_of("summary"));
    record_text_or_null(&record, "output", view_of(result->output));
    record_word(&record, "dry_run", is_dry_run ? "true" : "false");
    record_count(&record, "rows",
                 result->rows[FAQBOT_IMPORT_ADDED] + result->rows[FAQBOT_IMPORT_MERGED] +
                     result->rows[FAQBOT_IMPORT_SKIPPED]);
    record_count(&record, "entries", result->entries);
    record_count(&record, "phrasings", result->phrasings);
    record_count(&record, "languages", result->languages);
    record_count(&record, "joined", result->rows[FAQBOT_IMPORT_MERGED]);
    record_count(&record, "left_out", result->rows[FAQBOT_IMPORT_SKIPPED]);
    record_open(&record, "reasons", '[');
    for (size_t i = 0; i < result->reason_count; i++) {
        record_open(&record, NULL, '{');
        record_text(&record, "sentence", view_of(result->reasons[i].sentence));
        record_count(&record, "rows", result->reasons[i].rows);
        record_close(&record, '}');
    }
    record_close(&record, ']');
    record_count(&record, "notes", result->rows[FAQBOT_IMPORT_NOTE]);
    record_end(&record);
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

/* Pages that were fetched, in the order of the sitemap. */
struct pages {
    struct faqbot_import_page *list;
    struct buffer *bodies;
    char (*addresses)[FAQBOT_FAULT_PATH_BYTES];
    size_t count;
    size_t failed;
};

static void pages_release(struct pages *pages)
{
    for (size_t i = 0; i < pages->count; i++) {
        buffer_release(&pages->bodies[i]);
    }
    free(pages->list);
    free(pages->bodies);
    free(pages->addresses);
}

/* Fetches each address; of several, one that cannot be had costs no other, and is said on stderr. All together are
 * bounded as a file is. */
static void fetch_all(struct fetcher *fetcher, char *const *addresses, size_t count, struct pages *pages,
                      struct progress *progress, struct faqbot_fault *fault)
{
    size_t total = 0;
    pages->list = calloc(count, sizeof *pages->list);
    pages->bodies = calloc(count, sizeof *pages->bodies);
    pages->addresses = calloc(count, sizeof *pages->addresses);
    if (pages->list == NULL || pages->bodies == NULL || pages->addresses == NULL) {
        (void)fault_end(fault, FAQBOT_NO_MEMORY, NULL);
        return;
    }
    for (size_t i = 0; i < count && fault->status == FAQBOT_OK; i++) {
        struct buffer *body = &pages->bodies[pages->count];
        char *found = pages->addresses[pages->count];
        struct faqbot_fault why = {.status = FAQBOT_OK};
        const struct progress_state state = {.done = i, .total = count, .count = i};
        progress_draw(progress, &state);
        buffer_init(body, FETCH_BYTES_MAX);
        fetch_page(fetcher, addresses[i], body, found, &why);
        total += body->size;
        if (total > FAQBOT_IMPORT_FILE_BYTES_MAX) {
            fault_set(&why, FAQBOT_LIMIT, addresses[i], 0, "the pages have more than %zu bytes together",
                      FAQBOT_IMPORT_FILE_BYTES_MAX);
        }
        if (why.status == FAQBOT_OK) {
            pages->list[pages->count++] = (struct faqbot_import_page){found, buffer_view(body)};
            continue;
        }
        buffer_release(body);
        if (count == 1 || why.status == FAQBOT_NO_MEMORY || total > FAQBOT_IMPORT_FILE_BYTES_MAX) {
            *fault = why;
        } else {
            progress_report(progress, &why);
            pages->failed++;
        }
    }
    progress_wipe(progress);
}

static void fetch(const struct options *options, const char *address, struct pages *pages,
                  struct faqbot_fault *fault)
{
    unsigned most = 100;
    struct progress progress;
    char *only[] = {NULL};
    struct fetched_list list = {.count = 0};
    options_number(options, OPTION_PAGES, 1, 10000, &most, fault);
    struct fetcher *fetcher =
        fault->status == FAQBOT_OK ? fetcher_new(options_has(options, OPTION_ALLOW_PRIVATE), fault) : NULL;
    list.most = most;
    progress_start(&progress, options, "pages", NULL);
    if (fetcher != NULL && options_has(options, OPTION_SITEMAP)) {
        fetch_sitemap(fetcher, address, &list, fault);
        if (fault->status == FAQBOT_OK) {
            fetch_all(fetcher, list.addresses, list.count, pages, &progress, fault);
        }
        if (list.left_out > 0) {
            (void)error_say("%zu addresses of the sitemap are of other sites, and are not read",
                            list.left_out);
        }
        if (list.count == most) {
            (void)error_say("the first %u pages of the sitemap are read; --pages says how many", most);
        }
        if (fault->status == FAQBOT_OK && pages->count == 0) {
            fault_set(fault, FAQBOT_IO, address, 0, "none of the pages of the sitemap can be fetched");
        }
    } else if (fetcher != NULL && (only[0] = strdup(address)) != NULL) {
        fetch_all(fetcher, only, 1, pages, &progress, fault);
    }
    free(only[0]);
    fetched_list_release(&list);
    fetcher_free(fetcher);
}

/* What of the call is wrong before anything is read. */
static void check_import(const struct options *options, const char *file, bool is_address,
                         struct faqbot_fault *fault)
{
    const char *output = options_text(options, OPTION_OUTPUT);
    bool is_fetched = options_has(options, OPTION_SITEMAP) || options_has(options, OPTION_PAGES) ||
                      options_has(options, OPTION_ALLOW_PRIVATE);
    if (lacks_file(options)) {
        CLI_REFUSE(fault, "import needs FORMAT FILE: %s is a format, and there is no such file", file);
    } else if (!options_has(options, OPTION_DRY_RUN) && (output == NULL || output[0] == '\0')) {
        CLI_REFUSE(fault, "import needs the folder to write to: -o FOLDER (or --dry-run)");
    } else if (is_fetched && !is_address) {
        CLI_REFUSE(fault,
                   "--sitemap, --pages and --allow-private are for an address, https://..., and %s is none",
                   file);
    }
}

/* The folder has no default, because the file would appear among those that people have written. A row that
 * was left out makes the exit code 1, because somebody should look at it. Pages are fetched before anything
 * else, while signals still end the program. */
enum cli_exit cmd_import(const struct options *options, struct faqbot_fault *fault)
{
    struct faqbot_import_result result = {.entries = 0};
    struct pages pages = {.count = 0};
    sigset_t before;
    bool json = options_has(options, OPTION_JSON);
    const char *output = options_text(options, OPTION_OUTPUT);
    const struct target target = find_target(output == NULL ? "" : output);
    const char *file = options->operands[options->operand_count - 1];
    struct telling telling = {.file = file};
    bool is_address = fetch_is_address(file);
    check_import(options, file, is_address, fault);
    if (is_address && fault->status == FAQBOT_OK) {
        fetch(options, file, &pages, fault);
    }
    const struct faqbot_import_options import = {
        .format = options->operand_count > 1 ? options->operands[0] : NULL,
        .input = file,
        .pages = pages.list,
        .page_count = pages.count,
        .folder = target.name == NULL ? output : target.folder,
        .name = target.name,
        .map = options_text(options, OPTION_MAP),
        .no_header = options_has(options, OPTION_NO_HEADER),
        .is_markdown = options_has(options, OPTION_MARKDOWN),
        .encoding = options_text(options, OPTION_ENCODING),
        .base_url = options_text(options, OPTION_BASE_URL),
        .dry_run = options_has(options, OPTION_DRY_RUN),
        .force = options_has(options, OPTION_FORCE),
        .tell = json ? write_event_json : write_event,
        .tell_user = &telling,
        .watch = progress_watch,
        .watch_user = &telling.progress,
        .before_writing = before_writing,
    };
    if (fault->status == FAQBOT_OK) {
        (void)sigprocmask(SIG_BLOCK, NULL, &before);
        progress_start(&telling.progress, options, "rows", NULL);
        fault->status = faqbot_import(&import, &result, fault);
        progress_wipe(&telling.progress);
        (void)sigprocmask(SIG_SETMASK, &before, NULL);
    }
    if (fault->status == FAQBOT_OK && json) {
        write_summary_json(file, import.dry_run, &result);
    } else if (fault->status == FAQBOT_OK && !options_has(options, OPTION_QUIET)) {
        write_summary(import.dry_run, &result);
    }
    bool is_whole = result.rows[FAQBOT_IMPORT_SKIPPED] == 0 && pages.failed == 0;
    pages_release(&pages);
    return is_whole ? CLI_GOOD : CLI_UNANSWERED;
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
    const char *output = options_text(options, OPTION_OUTPUT);
    open_find(options, &source, fault);
    const struct faqbot_export_options export = {
        .format = options->operands[0],
        .knowledge = source.knowledge,
        .index = source.index,
        .today = source.today,
        .output = output != NULL && strcmp(output, "-") == 0 ? NULL : output,
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
