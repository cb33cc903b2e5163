/* cli/cmd_report.c - `faqbot report`: what visitors asked, as a page that an owner opens or prints, as JSON, or as a
 * table. The library makes the whole report; this file finds what it is made of and where it goes.
 *
 * The report is written under another name and renamed, so that who looks at it while it is made anew sees the old one,
 * and one that exists is overwritten only on demand: it may hold somebody's notes. */
#include "cli/cli_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <faqbot_tools.h>

#include "remote/remote.h"
#include "util/util.h"

/* Where the report goes; a name of NULL is stdout. */
struct destination {
    const char *path;
    bool force;
    struct faqbot_fault *fault;
};

static void refuse_existing(struct faqbot_fault *fault, const char *path)
{
    fault_set(fault, FAQBOT_INVALID, path, 0, "the file exists; --force overwrites it");
}

/* The file is made in the folder of its name, as renaming is only atomic within one file system. */
static bool write_file(const struct destination *to, struct faqbot_view bytes)
{
    struct atomic_file file = {.file = -1};
    struct buffer stem;
    const char *slash = strrchr(to->path, '/');
    const char *name = slash == NULL ? to->path : slash + 1;
    buffer_init(&stem, strlen(to->path) + 16);
    buffer_add(&stem, view_make(to->path, (size_t)(name - to->path)));
    buffer_add_text(&stem, ".");
    buffer_add_text(&stem, name);
    buffer_add_text(&stem, ".new");
    buffer_add_byte(&stem, '\0');
    bool is_written = !stem.failed && atomic_file_open(&file, AT_FDCWD, stem.bytes) &&
                      atomic_file_write(&file, bytes) && atomic_file_place(&file, to->path, to->force);
    int reason = errno;
    atomic_file_close(&file);
    buffer_release(&stem);
    if (!is_written && reason == EEXIST) {
        refuse_existing(to->fault, to->path); /* it came while the report was made */
    } else if (!is_written) {
        fault_set(to->fault, FAQBOT_IO, to->path, 0, "the report cannot be written: %s",
                  fault_reason(reason).text);
    }
    return is_written;
}

/* A faqbot_report_write_callback. */
static bool write_report(void *user, struct faqbot_view bytes)
{
    const struct destination *to = user;
    if (to->path == NULL) {
        return fwrite(bytes.bytes, 1, bytes.size, stdout) == bytes.size;
    }
    return write_file(to, bytes);
}

/* +02:00, -0330 or +2. */
static bool read_offset(const char *text, int *minutes)
{
    static const char figures[] = "0123456789";
    const char *at = text + (text[0] == '-' || text[0] == '+');
    size_t digits = strspn(at, figures);
    const char *behind = at + digits;
    bool is_joined = digits == 4 && *behind == '\0';
    bool has_minutes = *behind == ':' && strlen(behind) == 3 && strspn(behind + 1, figures) == 2;
    if (!is_joined && (digits < 1 || digits > 2 || (*behind != '\0' && !has_minutes))) {
        return false;
    }
    unsigned long number = strtoul(at, NULL, 10);
    unsigned long hours = is_joined ? number / 100 : number;
    unsigned long rest = is_joined ? number % 100 : has_minutes ? strtoul(behind + 1, NULL, 10) : 0;
    *minutes = (int)(hours * 60 + rest) * (text[0] == '-' ? -1 : 1);
    return rest < 60 && hours * 60 + rest <= FAQBOT_REPORT_UTC_OFFSET_MINUTES_MAX;
}

static void find_offset(const struct options *options, struct faqbot_report_options *report,
                        struct faqbot_fault *fault)
{
    const char *text = options_text(options, OPTION_UTC_OFFSET);
    if (text != NULL && !read_offset(text, &report->utc_offset_minutes)) {
        CLI_REFUSE(fault, "--utc-offset must be a time from -14:00 to +14:00, such as +02:00, not %s", text);
    }
    /* Days that are named on the command line begin when those of the report do. */
    report->since -= report->since > 0 ? (int64_t)report->utc_offset_minutes * 60 : 0;
    report->until -= report->until > 0 ? (int64_t)report->utc_offset_minutes * 60 : 0;
}

static void find_form(const struct options *options, struct faqbot_report_options *report,
                      struct faqbot_fault *fault)
{
    bool is_json = options_has(options, OPTION_JSON);
    bool is_csv = options_has(options, OPTION_CSV);
    if (is_json && is_csv) {
        CLI_REFUSE(fault, "--json and --csv exclude each other");
    }
    report->format = is_json ? FAQBOT_REPORT_JSON : is_csv ? FAQBOT_REPORT_CSV : FAQBOT_REPORT_HTML;
}

/* Before anything is read: a long report should not fail at its end for what was known at its start. */
static void check_destination(const struct destination *to, struct faqbot_fault *fault)
{
    struct stat found;
    if (to->path != NULL && stat(to->path, &found) == 0) {
        if (S_ISDIR(found.st_mode)) {
            fault_set(fault, FAQBOT_INVALID, to->path, 0, "this is a folder; name a file in it");
        } else if (!to->force) {
            refuse_existing(fault, to->path);
        }
    }
}

/* The closing line is not printed where the report goes. */
enum cli_exit cmd_report(const struct options *options, struct faqbot_fault *fault)
{
    struct faqbot_options source;
    struct faqbot_report_result result = {.asked = 0};
    struct progress progress;
    const char *output = options_text(options, OPTION_OUTPUT);
    struct destination to = {.path = output != NULL && strcmp(output, "-") == 0 ? NULL : output,
                             .force = options_has(options, OPTION_FORCE),
                             .fault = fault};
    struct faqbot_report_options report = {
        .journal = options->operands[0],
        .write = write_report,
        .write_user = &to,
        .watch = progress_watch,
        .watch_user = &progress,
        .report = progress_report,
        .report_user = &progress,
    };
    progress_start(&progress, options, "questions", NULL);
    options_day(options, OPTION_SINCE, &report.since, fault);
    options_day(options, OPTION_BEFORE, &report.until, fault);
    find_offset(options, &report, fault);
    find_form(options, &report, fault);
    open_find(options, &source, fault);
    report.knowledge = source.knowledge;
    report.index = source.index;
    report.today = source.today;
    report.encoder = source.encoder;
    struct faqbot_journal_store *store = open_journal_store(report.journal, fault);
    report.journal_store = store;
    if (fault->status == FAQBOT_OK) {
        check_destination(&to, fault);
    }
    struct faqbot_fault why = {.status = FAQBOT_OK};
    enum faqbot_status status =
        fault->status == FAQBOT_OK ? faqbot_report(&report, &result, &why) : fault->status;
    remote_close_journal(store);
    progress_wipe(&progress);
    if (status != FAQBOT_OK) {
        *fault = fault->status == FAQBOT_OK ? why : *fault;
        return CLI_ERROR;
    }
    if (to.path != NULL && !options_has(options, OPTION_QUIET)) {
        (void)printf("%zu questions, %zu searches, %zu %s without a good answer\n", result.asked,
                     result.searches, result.gaps, result.gaps == 1 ? "group" : "groups");
    }
    return CLI_GOOD;
}
