/* cli/cmd_journal.c - `faqbot journal`: what a server has recorded of its visitors' questions, exported,
 * counted or deleted. The library reads and changes the file, even while a server writes to it; a row is
 * written as soon as it is read, so a journal of any size takes no memory.
 *
 * Exporting and counting open the file for reading only. Deleting keeps the owner's promise to visitors:
 * nothing remains in the file, and the output says how much it was. */
#include "cli/cli_internal.h"

#include <string.h>
#include <time.h>

#include <faqbot.h>

#include "remote/remote.h"
#include "util/util.h"

#define DAYS_MAX 36500

/* -- Rows ---------------------------------------------------------------------------------------------------------- */

/* A row as JSON, in one line (RFC 8259; null is what is not known):
 *
 *     {"kind":"ask","time":"2026-11-30T12:00:00Z","conversation":"8f14e45fceea167a","request":"1",
 *      "question":"...","outcome":"answered","confidence":0.9312,"entry":"loan-period",
 *      "knowledge":"0123456789abcdef","helpful":true,"comment":null,"lang":"en","took_us":640}
 *     {"kind":"search","time":...,"conversation":...,"request":...,"question":"what was searched for",
 *      "knowledge":...,"took_us":210,"hits":3}
 *     {"kind":"feedback","time":...,"conversation":...,"request":...,"helpful":false,"comment":"..."}
 *
 * `knowledge` is the version that answered, so that a bad answer can be told from one that has been
 * corrected since. CSV has the same columns in the same order. */

enum kind { KIND_ASK, KIND_SEARCH, KIND_FEEDBACK };

static const char *const kind_names[] = {"ask", "search", "feedback"};

/* A search and feedback are written as a question of which less is known: of feedback, the time, the conversation and
 * the request. */
struct row {
    enum kind kind;
    struct faqbot_journal_row row;
    size_t hits; /* of a search */
};

/* False: it could not be written. */
typedef bool write_row(const struct row *told);

/* The conversation is a random number of 64 bits, and is written as a text: as a number, JavaScript would
 * round it. */
static bool write_json(const struct row *told)
{
    const struct faqbot_journal_row *row = &told->row;
    char moment[DATE_MOMENT_BYTES];
    char conversation[17];
    struct record record = record_begin();
    date_write_moment(row->ask.at, moment);
    (void)snprintf(conversation, sizeof conversation, "%016llx", (unsigned long long)row->ask.conversation);
    /* A row can be told from another by its kind alone, and a row of feedback leads to its ask by
     * conversation and request. */
    record_text(&record, "kind", view_of(kind_names[told->kind]));
    record_text(&record, "time", view_of(moment));
    record_text_or_null(&record, "conversation", view_of(row->ask.conversation == 0 ? NULL : conversation));
    record_text(&record, "request", row->ask.request);
    if (told->kind != KIND_FEEDBACK) {
        record_text_or_null(&record, "question", row->ask.question);
    }
    if (told->kind == KIND_ASK) {
        record_text(&record, "outcome", view_of(faqbot_outcome_name(row->ask.outcome)));
        record_number(&record, "confidence", row->ask.confidence);
        record_text_or_null(&record, "entry", row->ask.entry);
    }
    if (told->kind != KIND_FEEDBACK) {
        record_text_or_null(&record, "knowledge", row->ask.knowledge);
    }
    if (told->kind != KIND_SEARCH) {
        record_word(&record, "helpful", row->helpful < 0 ? "null" : row->helpful > 0 ? "true" : "false");
        record_text_or_null(&record, "comment", row->comment);
    }
    if (told->kind == KIND_ASK) {
        record_text_or_null(&record, "lang", row->ask.lang);
    }
    if (told->kind != KIND_FEEDBACK) {
        record_count_or_null(&record, "took_us", row->ask.microseconds);
    }
    if (told->kind == KIND_SEARCH) {
        record_count(&record, "hits", told->hits);
    }
    record_end(&record);
    return ferror(stdout) == 0;
}

/* A spreadsheet takes a cell that begins with one of these characters for a formula. What a stranger wrote
 * has to stay text, so it gets a leading apostrophe, as one would type it there. */
static void write_cell(struct faqbot_view text)
{
    struct glyph glyph;
    bool is_first = true;
    (void)fputs(",\"", stdout);
    while (sanitize_next(&text, &glyph)) {
        bool is_formula = is_first && strchr("=+-@", glyph.bytes[0]) != NULL;
        (void)fputs(glyph.bytes[0] == '"' ? "\"" : is_formula ? "'" : "", stdout);
        (void)fwrite(glyph.bytes, 1, glyph.size, stdout);
        is_first = false;
    }
    (void)fputc('"', stdout);
}

/* A line of CSV (RFC 4180). The letter before the conversation keeps spreadsheets from reading it as a
 * number. */
static bool write_csv(const struct row *told)
{
    const struct faqbot_journal_row *row = &told->row;
    char moment[DATE_MOMENT_BYTES];
    date_write_moment(row->ask.at, moment);
    (void)printf("%s,%s,", kind_names[told->kind], moment);
    if (row->ask.conversation != 0) {
        (void)printf("c%016llx", (unsigned long long)row->ask.conversation);
    }
    write_cell(row->ask.request);
    if (told->kind == KIND_FEEDBACK) {
        (void)fputs(",,,,,", stdout);
    } else {
        bool is_ask = told->kind == KIND_ASK;
        write_cell(row->ask.question);
        (void)printf(",%s,%s", is_ask ? faqbot_outcome_name(row->ask.outcome) : "",
                     is_ask ? number_text(row->ask.confidence, 4).text : "");
        write_cell(row->ask.entry);
        write_cell(row->ask.knowledge);
    }
    (void)printf(",%s", row->helpful < 0 ? "" : row->helpful > 0 ? "yes" : "no");
    write_cell(row->comment);
    write_cell(row->ask.lang);
    (void)fputs(",", stdout);
    if (row->ask.microseconds > 0) {
        (void)printf("%llu", (unsigned long long)row->ask.microseconds);
    }
    (void)fputs(",", stdout);
    if (told->kind == KIND_SEARCH) {
        (void)printf("%zu", told->hits);
    }
    (void)fputs("\r\n", stdout);
    return ferror(stdout) == 0;
}

/* The user is a pointer to the function that writes rows. */
static bool write_ask(void *user, const struct faqbot_journal_row *row)
{
    return (*(write_row **)user)(&(struct row){.kind = KIND_ASK, .row = *row});
}

static bool write_search(void *user, const struct faqbot_journal_search *search)
{
    const struct row told = {.kind = KIND_SEARCH,
                             .row = {.ask = {.at = search->at,
                                             .conversation = search->conversation,
                                             .request = search->request,
                                             .question = search->text,
                                             .knowledge = search->knowledge,
                                             .microseconds = search->microseconds},
                                     .helpful = -1},
                             .hits = search->hits};
    return (*(write_row **)user)(&told);
}

static bool write_feedback(void *user, const struct faqbot_journal_feedback *feedback)
{
    const struct row told = {
        .kind = KIND_FEEDBACK,
        .row = {
            .ask = {.at = feedback->at, .conversation = feedback->conversation, .request = feedback->request},
            .helpful = feedback->helpful,
            .comment = feedback->comment}};
    return (*(write_row **)user)(&told);
}

/* -- What can be done ---------------------------------------------------------------------------------------------- */

typedef void run_action(const struct options *options, struct faqbot_journal_read_options read,
                        struct faqbot_fault *fault);

/* The header comes first, so that a journal without rows is still a table. --json contradicts --format csv,
 * so one of them is a mistake. */
static void run_export(const struct options *options, struct faqbot_journal_read_options read,
                       struct faqbot_fault *fault)
{
    static const char *const formats[] = {"jsonl", "csv"};
    bool is_csv = options_choice(options, OPTION_FORMAT, formats, 2, 0, fault) == 1;
    if (is_csv && options_has(options, OPTION_JSON)) {
        CLI_REFUSE(fault, "--json and --format csv exclude each other");
    }
    if (fault->status != FAQBOT_OK) {
        return;
    }
    (void)fputs(is_csv ? "kind,time,conversation,request,question,outcome,confidence,entry,knowledge,helpful,"
                         "comment,lang,took_us,hits\r\n"
                       : "",
                stdout);
    write_row *write = is_csv ? write_csv : write_json;
    /* Asks first, each with what was last thought of its answer; then searches; then all feedback, with those whose
     * ask has been forgotten. */
    read.ask = write_ask;
    read.search = write_search;
    read.feedback = write_feedback;
    read.user = &write;
    fault->status = faqbot_journal_read(&read, fault);
}

/* Counted completely before anything is printed, because the shares need the total. */
static void run_stats(const struct options *options, struct faqbot_journal_read_options read,
                      struct faqbot_fault *fault)
{
    struct journal_stats stats = {.first_at = 0};
    journal_stats_read(read, &stats, fault);
    if (fault->status == FAQBOT_OK) {
        (options_has(options, OPTION_JSON) ? journal_stats_print_json : journal_stats_print)(&stats);
    }
    journal_stats_release(&stats);
}

/* Exactly one bound: without any, everything would be deleted; with two, it would be unclear which counts.
 * --older-than counts back from now in seconds, so that a cron job always keeps the same length of time. */
static void run_purge(const struct options *options, struct faqbot_journal_read_options read,
                      struct faqbot_fault *fault)
{
    struct faqbot_journal_purged purged = {.asks = 0};
    unsigned days = 0;
    bool has_days = options_has(options, OPTION_OLDER_THAN);
    if (has_days == options_has(options, OPTION_BEFORE)) {
        CLI_REFUSE(fault, "say what to delete: --before DATE or --older-than DAYS, one of them");
    }
    options_number(options, OPTION_OLDER_THAN, 0, DAYS_MAX, &days, fault);
    int64_t before = has_days ? (int64_t)time(NULL) - (int64_t)days * DATE_DAY_SECONDS : read.until;
    if (fault->status == FAQBOT_OK) {
        fault->status = read.store != NULL ? read.store->purge(read.store->user, before, &purged, fault)
                                           : faqbot_journal_purge(read.path, before, &purged, fault);
    }
    if (fault->status == FAQBOT_OK) {
        (void)printf(options_has(options, OPTION_JSON)
                         ? "{\"asks\":%zu,\"searches\":%zu,\"feedback\":%zu}\n"
                         : "forgotten: %zu asks, %zu searches and %zu feedback\n",
                     purged.asks, purged.searches, purged.feedback);
    }
}

/* The actions, and which options each takes of those that only some of them take. The table of options cannot
 * express this, since journal is one command to it. */
static const struct action {
    const char *name;
    run_action *run;
    bool takes[OPTION_COUNT];
} actions[] = {
    {"export", run_export, {[OPTION_SINCE] = true, [OPTION_BEFORE] = true, [OPTION_FORMAT] = true}},
    {"stats", run_stats, {[OPTION_SINCE] = true, [OPTION_BEFORE] = true}},
    {"purge", run_purge, {[OPTION_BEFORE] = true, [OPTION_OLDER_THAN] = true}},
};
#define ACTIONS (sizeof actions / sizeof *actions)

/* NULL if there is none of that name; then `fault` says so. */
static const struct action *find_action(const struct options *options, struct faqbot_fault *fault)
{
    const char *names[ACTIONS];
    const char *name = options->operands[0];
    for (size_t i = 0; i < ACTIONS; i++) {
        names[i] = actions[i].name;
        if (strcmp(name, names[i]) == 0) {
            return &actions[i];
        }
    }
    const char *nearest = faqbot_nearest_name(name, names, ACTIONS);
    CLI_REFUSE(fault, "journal does export, stats or purge, not %s%s%s", name,
               nearest != NULL ? "; the nearest is " : "", nearest != NULL ? nearest : "");
    return NULL;
}

/* An option that the action does not take is refused rather than ignored: `journal purge --since` would
 * delete what was meant to be kept. */
enum cli_exit cmd_journal(const struct options *options, struct faqbot_fault *fault)
{
    static const enum option_id own[] = {OPTION_SINCE, OPTION_BEFORE, OPTION_OLDER_THAN, OPTION_FORMAT};
    struct faqbot_journal_read_options read = {.path = options->operands[1]};
    const struct action *action = find_action(options, fault);
    for (size_t i = 0; i < sizeof own / sizeof *own && fault->status == FAQBOT_OK; i++) {
        if (options_has(options, own[i]) && !action->takes[own[i]]) {
            CLI_REFUSE(fault, "%s of a journal takes no --%s", action->name, option_table[own[i]].name);
        }
    }
    options_day(options, OPTION_SINCE, &read.since, fault);
    options_day(options, OPTION_BEFORE, &read.until, fault);
    struct faqbot_journal_store *store = open_journal_store(read.path, fault);
    read.store = store;
    if (fault->status == FAQBOT_OK) {
        action->run(options, read, fault);
    }
    remote_close_journal(store);
    return CLI_GOOD;
}
