/* journal/journal_read.c - a journal's rows, handed to the caller one by one (faqbot_journal_read() of
 * faqbot_journal.h): for export, for gaps and diff, and for statistics.
 *
 * It may run beside a server that writes. In WAL a reader sees the state of the moment at which its
 * transaction began, and keeps nobody from writing; but the log cannot be emptied past that state, so a
 * reader that takes its time makes the log grow. It writes nothing: the file's owner may be another user, and
 * the file a copy on a read-only disk. */
#include "journal/journal_internal.h"

#include <faqbot_journal.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

/* ?1 and ?2 are the span of time; an end of 0 means no end. Conversation 0 stands for single questions over
 * HTTP, which are no conversation, so no feedback belongs to them. */
#define ASKS_SQL(columns)                                                                                    \
    "SELECT asked.at, asked.conversation, asked.request, asked.question, asked.outcome, asked.confidence,"   \
    "       asked.entry, asked.knowledge, feedback.helpful, feedback.comment, " columns "  FROM asked"       \
    "  LEFT JOIN feedback ON feedback.conversation = asked.conversation AND feedback.request = "             \
    "asked.request"                                                                                          \
    "                    AND asked.conversation <> 0"                                                        \
    " WHERE asked.at >= ?1 AND (?2 = 0 OR asked.at < ?2)"                                                    \
    " ORDER BY asked.at, asked.number"

static const char asks_1_sql[] = ASKS_SQL("'', 0"); /* of a file of version 1 */
static const char asks_sql[] = ASKS_SQL("asked.lang, asked.microseconds");

static const char searches_sql[] = "SELECT at, conversation, request, text, knowledge, hits, microseconds"
                                   "  FROM searched"
                                   " WHERE at >= ?1 AND (?2 = 0 OR at < ?2)"
                                   " ORDER BY at, number";

static const char feedback_sql[] = "SELECT at, conversation, request, helpful, comment"
                                   "  FROM feedback"
                                   " WHERE at >= ?1 AND (?2 = 0 OR at < ?2)"
                                   " ORDER BY at, number";

/* ==== Rows =========================================================================================== */

/* As text, whatever type a damaged file gives the column. Valid until the next step. */
static struct faqbot_view column(sqlite3_stmt *statement, int index)
{
    const char *bytes = (const char *)sqlite3_column_text(statement, index);
    return view_make(bytes, (size_t)sqlite3_column_bytes(statement, index));
}

/* NULL is stored for feedback that was withdrawn, and is what a LEFT JOIN finds if there is none: -1 for
 * both. */
static int helpful_of(sqlite3_stmt *statement, int index)
{
    return sqlite3_column_type(statement, index) == SQLITE_NULL ? -1 : sqlite3_column_int(statement, index);
}

/* A name that is unknown, in a damaged file, is read as "none". */
static enum faqbot_outcome outcome_of(struct faqbot_view name)
{
    for (unsigned i = 0; i < FAQBOT_OUTCOMES; i++) {
        if (view_equals_text(name, faqbot_outcome_name((enum faqbot_outcome)i))) {
            return (enum faqbot_outcome)i;
        }
    }
    return FAQBOT_NONE;
}

/* A damaged file may have numbers that are none; what cannot be known is 0. */
static uint64_t amount_of(sqlite3_stmt *statement, int index)
{
    sqlite3_int64 amount = sqlite3_column_int64(statement, index);
    return amount < 0 ? 0 : (uint64_t)amount;
}

static bool pass_ask(const struct faqbot_journal_read_options *options, sqlite3_stmt *statement)
{
    const struct faqbot_journal_row row = {
        .ask = {.at = sqlite3_column_int64(statement, 0),
                .conversation = (uint64_t)sqlite3_column_int64(statement, 1),
                .request = column(statement, 2),
                .question = column(statement, 3),
                .outcome = outcome_of(column(statement, 4)),
                .confidence = sqlite3_column_double(statement, 5),
                .entry = column(statement, 6),
                .knowledge = column(statement, 7),
                .lang = column(statement, 10),
                .microseconds = amount_of(statement, 11)},
        .helpful = helpful_of(statement, 8),
        .comment = column(statement, 9),
    };
    return options->ask(options->user, &row);
}

static bool pass_search(const struct faqbot_journal_read_options *options, sqlite3_stmt *statement)
{
    const struct faqbot_journal_search search = {
        .at = sqlite3_column_int64(statement, 0),
        .conversation = (uint64_t)sqlite3_column_int64(statement, 1),
        .request = column(statement, 2),
        .text = column(statement, 3),
        .knowledge = column(statement, 4),
        .hits = (size_t)amount_of(statement, 5),
        .microseconds = amount_of(statement, 6),
    };
    return options->search(options->user, &search);
}

static bool pass_feedback(const struct faqbot_journal_read_options *options, sqlite3_stmt *statement)
{
    const struct faqbot_journal_feedback feedback = {
        .at = sqlite3_column_int64(statement, 0),
        .conversation = (uint64_t)sqlite3_column_int64(statement, 1),
        .request = column(statement, 2),
        .helpful = helpful_of(statement, 3),
        .comment = column(statement, 4),
    };
    return options->feedback(options->user, &feedback);
}

/* Makes a struct of the row and hands it to the caller; false: the caller has enough. */
typedef bool pass_row(const struct faqbot_journal_read_options *options, sqlite3_stmt *statement);

/* *goes_on becomes false when the caller has enough. */
static void read_rows(sqlite3 *database, const char *sql, const struct faqbot_journal_read_options *options,
                      pass_row *pass, bool *goes_on, int *code)
{
    sqlite3_stmt *statement = NULL;
    sqlite_prepare(database, sql, &statement, code);
    if (*code == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, options->since);
        sqlite3_bind_int64(statement, 2, options->until);
        while (*goes_on && (*code = sqlite3_step(statement)) == SQLITE_ROW) {
            *goes_on = pass(options, statement);
        }
        *code = *code == SQLITE_DONE || *code == SQLITE_ROW ? SQLITE_OK : *code;
    }
    sqlite3_finalize(statement);
}

/* ==== Opening ======================================================================================== */

/* SQLite keeps an index of the log beside the file, which even a reader must be able to make. If the folder
 * is not ours to write to and nobody has the journal open, there is no log either, and the file can be read
 * as one that nobody changes. If there is a log, its rows would be missing, and it is better to fail. */
static void open_unchanging(const char *path, sqlite3 **database, int *code)
{
    struct buffer log;
    buffer_init(&log, strlen(path) + sizeof "-wal");
    buffer_add_text(&log, path);
    buffer_add_text(&log, "-wal");
    buffer_add_byte(&log, '\0');
    if (log.failed || access(log.bytes, F_OK) == 0) {
        *code = SQLITE_CANTOPEN;
    } else {
        sqlite3_close(*database);
        *database = NULL;
        *code = SQLITE_OK;
        sqlite_open_immutable(path, SQLITE_OPEN_NOMUTEX, database, code);
    }
    buffer_release(&log);
}

/* Begins a read transaction: BEGIN alone reads nothing, and the state is that of the first reading. */
static void begin(sqlite3 *database, int64_t *ticks, int *code)
{
    if (*code == SQLITE_OK) {
        journal_guard(database);
        journal_limit_work(database, ticks);
        sqlite_run(database, "PRAGMA cell_size_check = ON; BEGIN; SELECT count(*) FROM sqlite_schema", code);
    }
}

/* *database is to be closed whatever comes of it. */
static enum faqbot_status open_reading(const char *path, sqlite3 **database, int64_t *ticks, int *version,
                                       struct faqbot_fault *fault)
{
    int file = open(path, O_RDONLY | O_CLOEXEC); /* SQLite does not say why it cannot open one */
    if (file == -1) {
        return fault_set(fault, errno == ENOENT ? FAQBOT_NOT_FOUND : FAQBOT_IO, path, 0,
                         "cannot open the journal: %s", fault_reason(errno).text);
    }
    close(file);
    int code = sqlite3_open_v2(path, database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    begin(*database, ticks, &code);
    if ((code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_READONLY) {
        open_unchanging(path, database, &code);
        begin(*database, ticks, &code);
    }
    return code == SQLITE_OK ? journal_check(*database, path, false, version, fault)
                             : fault_set(fault, journal_status(code), path, 0, "cannot read the journal: %s",
                                         sqlite3_errmsg(*database));
}

/* All rows come from one transaction, so from one state of the file. Feedback is read beside the
 * asks that it belongs to as well as by itself, because it may outlive its ask. */
enum faqbot_status faqbot_journal_read(const struct faqbot_journal_read_options *options,
                                       struct faqbot_fault *fault)
{
    sqlite3 *database = NULL;
    int64_t ticks;
    int version = 0;
    bool goes_on = true;
    int code = SQLITE_OK;
    if (options->store != NULL) {
        return options->store->read(options->store->user, options, fault);
    }
    enum faqbot_status status = open_reading(options->path, &database, &ticks, &version, fault);
    if (status == FAQBOT_OK && options->ask != NULL) {
        read_rows(database, version < JOURNAL_VERSION ? asks_1_sql : asks_sql, options, pass_ask, &goes_on,
                  &code);
    }
    if (status == FAQBOT_OK && options->search != NULL && version == JOURNAL_VERSION) {
        read_rows(database, searches_sql, options, pass_search, &goes_on, &code);
    }
    if (status == FAQBOT_OK && options->feedback != NULL) {
        read_rows(database, feedback_sql, options, pass_feedback, &goes_on, &code);
    }
    if (code != SQLITE_OK) {
        status = fault_set(fault, journal_status(code), options->path, 0, "cannot read the journal: %s",
                           code == SQLITE_INTERRUPT ? "it is damaged, and would go on without end"
                                                    : sqlite3_errmsg(database));
    }
    sqlite3_close(database);
    return status;
}
