/* journal/journal_read.c - a journal's rows, told one by one (implements faqbot_tools.h). It writes
 * nothing, and what is written meanwhile does not disturb it: in WAL a reader has the state of the moment
 * at which it began. */
#include "journal/journal_internal.h"

#include <faqbot_tools.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

static const char ASKS[] =
    "SELECT asked.at, asked.conversation, asked.request, asked.question, asked.outcome, asked.confidence,"
    "       asked.entry, asked.knowledge, feedback.helpful, feedback.comment"
    "  FROM asked"
    "  LEFT JOIN feedback ON feedback.conversation = asked.conversation AND feedback.request = asked.request"
    "                    AND asked.conversation <> 0" /* those are not one conversation */
    " WHERE asked.at >= ?1 AND (?2 = 0 OR asked.at < ?2)"
    " ORDER BY asked.at, asked.number";

static const char FEEDBACK[] = "SELECT at, conversation, request, helpful, comment"
                               "  FROM feedback"
                               " WHERE at >= ?1 AND (?2 = 0 OR at < ?2)"
                               " ORDER BY at, number";

static struct faqbot_view column(sqlite3_stmt *statement, int index)
{
    const char *bytes = (const char *)sqlite3_column_text(statement, index);
    return view_make(bytes, (size_t)sqlite3_column_bytes(statement, index));
}

static int opinion(sqlite3_stmt *statement, int index)
{
    return sqlite3_column_type(statement, index) == SQLITE_NULL ? -1 : sqlite3_column_int(statement, index);
}

static enum faqbot_outcome outcome_of(struct faqbot_view name)
{
    enum faqbot_outcome outcome = FAQBOT_ANSWERED;
    while (outcome != FAQBOT_NONE && !view_equals_text(name, faqbot_outcome_name(outcome))) {
        outcome++;
    }
    return outcome;
}

static bool tell_ask(const struct faqbot_journal_read_options *options, sqlite3_stmt *statement)
{
    const struct faqbot_journal_row row = {
        .ask = {.at = sqlite3_column_int64(statement, 0),
                .conversation = (uint64_t)sqlite3_column_int64(statement, 1),
                .request = column(statement, 2),
                .question = column(statement, 3),
                .outcome = outcome_of(column(statement, 4)),
                .confidence = sqlite3_column_double(statement, 5),
                .entry = column(statement, 6),
                .knowledge = column(statement, 7)},
        .helpful = opinion(statement, 8),
        .comment = column(statement, 9),
    };
    return options->ask(options->user, &row);
}

static bool tell_feedback(const struct faqbot_journal_read_options *options, sqlite3_stmt *statement)
{
    const struct faqbot_journal_feedback feedback = {
        .at = sqlite3_column_int64(statement, 0),
        .conversation = (uint64_t)sqlite3_column_int64(statement, 1),
        .request = column(statement, 2),
        .helpful = opinion(statement, 3),
        .comment = column(statement, 4),
    };
    return options->feedback(options->user, &feedback);
}

typedef bool tell_row(const struct faqbot_journal_read_options *options, sqlite3_stmt *statement);

/* *goes_on becomes false where the reader has enough. SQLite's code. */
static int read_rows(sqlite3 *database, const char *sql, const struct faqbot_journal_read_options *options,
                     tell_row *tell, bool *goes_on)
{
    sqlite3_stmt *statement = NULL;
    int error = sqlite3_prepare_v2(database, sql, -1, &statement, NULL);
    if (error == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, options->since);
        sqlite3_bind_int64(statement, 2, options->until);
        error = SQLITE_ROW;
    }
    while (error == SQLITE_ROW && *goes_on) {
        error = sqlite3_step(statement);
        *goes_on = error != SQLITE_ROW || tell(options, statement);
    }
    sqlite3_finalize(statement);
    return error == SQLITE_ROW ? SQLITE_DONE : error;
}

/* SQLite keeps its index of the log beside the file. Where the folder is not ours to write to and nobody has the
 * journal open, there is no log either, and the file can be read as one that nobody changes. */
static int open_unchanging(const char *path, sqlite3 **database)
{
    struct buffer text;
    buffer_init(&text, strlen(path) + sizeof "-wal");
    buffer_add_text(&text, path);
    buffer_add_text(&text, "-wal");
    buffer_add_byte(&text, '\0');
    int error = text.failed || access(text.bytes, F_OK) == 0 ? SQLITE_CANTOPEN : SQLITE_OK;
    buffer_release(&text);
    if (error == SQLITE_OK) {
        sqlite3_close(*database);
        *database = NULL;
        sqlite_open_immutable(path, SQLITE_OPEN_NOMUTEX, database, &error);
    }
    return error;
}

/* Begins a read transaction. */
static int begin(sqlite3 *database, struct journal_schema_bound *bound)
{
    journal_schema_guard(database);
    journal_schema_limit_work(database, bound);
    return sqlite3_exec(database, "PRAGMA cell_size_check = ON; BEGIN; SELECT count(*) FROM sqlite_schema",
                        NULL, NULL, NULL);
}

/* *database is to be closed whatever comes of it. */
static enum faqbot_status open_reading(const char *path, sqlite3 **database,
                                       struct journal_schema_bound *bound, struct faqbot_fault *fault)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor == -1) {
        return fault_set(fault, errno == ENOENT ? FAQBOT_NOT_FOUND : FAQBOT_IO, path, 0,
                         "cannot open the journal: %s", strerror(errno));
    }
    close(descriptor);
    int error = sqlite3_open_v2(path, database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (error == SQLITE_OK) {
        error = begin(*database, bound);
    }
    if ((error & 0xff) == SQLITE_CANTOPEN || (error & 0xff) == SQLITE_READONLY) {
        error = open_unchanging(path, database);
        if (error == SQLITE_OK) {
            error = begin(*database, bound);
        }
    }
    return error == SQLITE_OK ? journal_schema_check(*database, path, fault)
                              : fault_set(fault, journal_schema_status(error), path, 0,
                                          "cannot read the journal: %s", sqlite3_errmsg(*database));
}

enum faqbot_status faqbot_journal_read(const struct faqbot_journal_read_options *options,
                                       struct faqbot_fault *fault)
{
    sqlite3 *database = NULL;
    struct journal_schema_bound bound;
    bool goes_on = true;
    int error = SQLITE_DONE;
    enum faqbot_status status = open_reading(options->path, &database, &bound, fault);
    if (status == FAQBOT_OK && options->ask != NULL) {
        error = read_rows(database, ASKS, options, tell_ask, &goes_on);
    }
    if (status == FAQBOT_OK && error == SQLITE_DONE && options->feedback != NULL) {
        error = read_rows(database, FEEDBACK, options, tell_feedback, &goes_on);
    }
    if (error != SQLITE_DONE) {
        status =
            fault_set(fault, journal_schema_status(error), options->path, 0, "cannot read the journal: %s",
                      error == SQLITE_INTERRUPT ? "it is damaged, and would go on without end"
                                                : sqlite3_errmsg(database));
    }
    sqlite3_close(database);
    return status;
}
