/* remote/postgres.c - a connection to PostgreSQL: its address, deadlines, and the versions of its tables.
 *
 * libpq's own calls wait as long as the server keeps the connection open, and one that is frozen does. So every
 * statement is sent without waiting, and its answer is waited for with poll() and a deadline. The tables of a schema
 * are made by files with numbers, each of which is run once (migrate()). What is in them is other files' business. */
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "remote/remote_internal.h"

#define PARAMETERS_MAX 64 /* more than libpq knows */
#define REASON_BYTES 256
#define OPTIONS_BYTES 128

struct pg {
    PGconn *connection;
    PGresult *result; /* of the last call; NULL: it has none */
    int end;          /* a descriptor that ends all waiting; -1: none */
    char reason[REASON_BYTES];
};

/* ==== Addresses ====================================================================================== */

/* What an address says, and what libpq is to be told beside. */
struct address {
    PQconninfoOption *given;
    char schema[PG_SCHEMA_BYTES_MAX + 1];
};

/* Lower case, so that nobody has to quote it. */
static bool is_schema_name(struct faqbot_view name)
{
    bool is_name = name.size > 0 && name.size <= PG_SCHEMA_BYTES_MAX;
    for (size_t i = 0; i < name.size && is_name; i++) {
        char c = name.bytes[i];
        is_name = (c >= 'a' && c <= 'z') || c == '_' || (i > 0 && c >= '0' && c <= '9');
    }
    return is_name;
}

/* Takes `schema=NAME` out of a copy of the address, since libpq refuses what it does not know. False: it is no name. */
static bool take_schema(char *url, char schema[PG_SCHEMA_BYTES_MAX + 1])
{
    char *found = strchr(url, '?');
    memcpy(schema, "faqbot", sizeof "faqbot");
    while (found != NULL && strncmp(found + 1, "schema=", 7) != 0) {
        found = strchr(found + 1, '&');
    }
    if (found == NULL) {
        return true;
    }
    char *name = found + 8;
    size_t size = strcspn(name, "&");
    if (!is_schema_name(view_make(name, size))) {
        return false;
    }
    size_t has_more = name[size] == '&'; /* others follow, and keep the sign that stood before it */
    memcpy(schema, name, size);
    schema[size] = '\0';
    char *rest = name + size + has_more;
    memmove(found + has_more, rest, strlen(rest) + 1);
    return true;
}

static const char *find_option(const PQconninfoOption *options, const char *name)
{
    for (; options->keyword != NULL; options++) {
        if (strcmp(options->keyword, name) == 0) {
            return options->val;
        }
    }
    return NULL;
}

/* Reads an address; `given` is released with PQconninfoFree(), and NULL after a failure. It never says what the address
 * is, since there may be a password in it after all. */
static enum faqbot_status read_address(const char *url, struct address *address, struct faqbot_fault *fault)
{
    char *reason = NULL;
    char *copy = strdup(url);
    address->given = NULL;
    if (copy == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    bool is_named = take_schema(copy, address->schema);
    address->given = is_named ? PQconninfoParse(copy, &reason) : NULL;
    PQfreemem(reason); /* it may quote the password */
    free(copy);
    if (!is_named) {
        return fault_set(fault, FAQBOT_INVALID, NULL, 0,
                         "schema= of the database's address takes a name of lower-case letters, digits and "
                         "underscores, of %d bytes at most",
                         PG_SCHEMA_BYTES_MAX);
    }
    if (address->given == NULL) {
        return fault_set(
            fault, FAQBOT_INVALID, NULL, 0,
            "the database's address is not of the form "
            "postgres://USER@HOST[:PORT]/DATABASE[?NAME=VALUE&...], with names that libpq knows");
    }
    if (find_option(address->given, "password") != NULL ||
        find_option(address->given, "sslpassword") != NULL) {
        PQconninfoFree(address->given);
        address->given = NULL;
        return fault_set(
            fault, FAQBOT_INVALID, NULL, 0,
            "the database's address holds a password, which other users of this machine can read: "
            "put it into the file that PGPASSFILE names, or into PGPASSWORD");
    }
    return FAQBOT_OK;
}

enum faqbot_status remote_check_postgres(const char *url, struct faqbot_fault *fault)
{
    struct address address;
    enum faqbot_status status = read_address(url, &address, fault);
    PQconninfoFree(address.given);
    return status;
}

/* Without one in the address it is the user's own, as libpq has it. */
enum faqbot_status pg_name(const char *url, char name[PG_NAME_BYTES], struct faqbot_fault *fault)
{
    struct address address;
    enum faqbot_status status = read_address(url, &address, fault);
    if (status == FAQBOT_OK) {
        const char *database = find_option(address.given, "dbname");
        (void)snprintf(name, PG_NAME_BYTES, "%.80s/%s", database == NULL ? "" : database, address.schema);
        PQconninfoFree(address.given);
    }
    return status;
}

/* ==== Connecting ===================================================================================== */

/* One line, without what libpq puts before and after it. */
static void keep_reason(struct pg *pg, const char *text)
{
    size_t size = strcspn(text, "\n");
    size = size < REASON_BYTES - 1 ? size : REASON_BYTES - 1;
    memcpy(pg->reason, text, size);
    pg->reason[size] = '\0';
}

/* One line for each host that was tried: that the first is away may be as it should be, and the second may say what is
 * wrong. libpq's lines of advice, in between, are not for who uses this program. */
static void keep_reasons(struct pg *pg, const char *text)
{
    static const char beginning[] = "connection to server ";
    keep_reason(pg, text);
    for (const char *end = strchr(text, '\n'); end != NULL; end = strchr(end + 1, '\n')) {
        size_t used = strlen(pg->reason);
        if (strncmp(end + 1, beginning, sizeof beginning - 1) == 0) {
            (void)snprintf(pg->reason + used, REASON_BYTES - used, "; %.*s", (int)strcspn(end + 1, "\n"),
                           end + 1);
        }
    }
}

/* What to do about it; empty: the reason says so, or nobody here knows. */
static const char *advise(const char *reason)
{
    return strstr(reason, "root certificate file") != NULL
               ? "; sslrootcert=FILE in the address names the authority that is trusted"
           : strstr(reason, "no password supplied") != NULL
               ? "; put it into PGPASSWORD, or into the file that PGPASSFILE names"
               : "";
}

/* Adds what the address and the environment leave open. In an address of several hosts the one is meant that can be
 * written to. */
static size_t list_parameters(const PQconninfoOption *given, const char *keywords[], const char *values[])
{
    const struct {
        const char *keyword;
        const char *value;
    } defaults[] = {{"sslmode", getenv("PGSSLMODE") != NULL ? getenv("PGSSLMODE") : "verify-full"},
                    {"target_session_attrs", "read-write"},
                    {"connect_timeout", "3"},
                    {"tcp_user_timeout", "10000"},
                    {"keepalives_idle", "30"},
                    {"application_name", "faqbot"},
                    {"client_encoding", "UTF8"}};
    size_t count = 0;
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        if (find_option(given, defaults[i].keyword) == NULL) {
            keywords[count] = defaults[i].keyword;
            values[count++] = defaults[i].value;
        }
    }
    for (; given->keyword != NULL && count < PARAMETERS_MAX; given++) {
        if (given->val != NULL) {
            keywords[count] = given->keyword;
            values[count++] = given->val;
        }
    }
    keywords[count] = values[count] = NULL;
    return count;
}

/* The first text that a database of another encoding cannot store would be in the way of all behind it. */
static enum faqbot_status check_encoding(const struct pg *pg, struct faqbot_fault *fault)
{
    const char *encoding = PQparameterStatus(pg->connection, "server_encoding");
    return encoding == NULL || strcmp(encoding, "UTF8") == 0
               ? FAQBOT_OK
               : fault_set(
                     fault, FAQBOT_INVALID, NULL, 0,
                     "the database's encoding is %s, in which not every text can be stored; use one that was "
                     "made with ENCODING 'UTF8'",
                     encoding);
}

/* Notices of the server are for a terminal, which a library has not. */
static void ignore_notice(void *user, const PGresult *notice)
{
    (void)user;
    (void)notice;
}

static enum faqbot_status migrate(struct pg *pg, const char *schema, struct faqbot_fault *fault);

enum faqbot_status pg_open(const char *url, struct pg **pg, struct faqbot_fault *fault)
{
    const char *keywords[PARAMETERS_MAX + 1];
    const char *values[PARAMETERS_MAX + 1];
    struct address address;
    enum faqbot_status status = read_address(url, &address, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    struct pg *opened = calloc(1, sizeof *opened);
    if (opened != NULL) {
        opened->end = -1;
        (void)list_parameters(address.given, keywords, values);
        opened->connection = PQconnectdbParams(keywords, values, 0);
    }
    PQconninfoFree(address.given);
    if (opened == NULL || opened->connection == NULL) {
        pg_close(opened);
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    if (PQstatus(opened->connection) != CONNECTION_OK) {
        keep_reasons(opened, PQerrorMessage(opened->connection));
        status = fault_set(fault, FAQBOT_IO, NULL, 0, "the database cannot be reached: %s%s", opened->reason,
                           advise(opened->reason));
    } else {
        PQsetNoticeReceiver(opened->connection, ignore_notice, NULL);
        status = check_encoding(opened, fault);
        status = status == FAQBOT_OK ? migrate(opened, address.schema, fault) : status;
    }
    if (status != FAQBOT_OK) {
        pg_close(opened);
        return status;
    }
    *pg = opened;
    return FAQBOT_OK;
}

void pg_close(struct pg *pg)
{
    if (pg != NULL) {
        PQclear(pg->result);
        PQfinish(pg->connection);
        free(pg);
    }
}

void pg_end_by(struct pg *pg, int descriptor)
{
    pg->end = descriptor;
}

/* ==== Statements ===================================================================================== */

/* Waits until the socket can be read, or written while there is something left to send. False: not in time, or it is
 * to end; see pg_end_by(). */
static bool wait_for(struct pg *pg, short events, int64_t deadline)
{
    struct pollfd sockets[] = {{.fd = PQsocket(pg->connection), .events = events},
                               {.fd = pg->end, .events = POLLIN}};
    int ready;
    do {
        int64_t left = deadline - remote_milliseconds();
        ready = left < 0 ? 0 : poll(sockets, 2, (int)left);
    } while (ready == -1 && errno == EINTR);
    return ready > 0 && sockets[1].revents == 0;
}

static enum pg_outcome lose(struct pg *pg, const char *reason)
{
    keep_reason(pg, reason);
    return PG_LOST;
}

/* Sends what waits and takes what comes until a whole result is there. */
static enum pg_outcome await_result(struct pg *pg, int64_t deadline)
{
    int unsent = PQflush(pg->connection);
    while (unsent == 1 || (unsent == 0 && PQisBusy(pg->connection))) {
        if (!wait_for(pg, unsent == 1 ? POLLIN | POLLOUT : POLLIN, deadline)) {
            return lose(pg, "it does not answer in time");
        }
        if (PQconsumeInput(pg->connection) == 0) {
            return lose(pg, PQerrorMessage(pg->connection));
        }
        unsent = PQflush(pg->connection);
    }
    return unsent == 0 ? PG_DONE : lose(pg, PQerrorMessage(pg->connection));
}

/* Class 08 is a lost connection, 57P a server that is being stopped, 25006 one that cannot be written to any more, 40 a
 * transaction that was rolled back for others, 23505 a key that is there. See the manual's appendix A. */
static enum pg_outcome judge(struct pg *pg, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        return PG_DONE;
    }
    keep_reason(pg, PQresultErrorMessage(result));
    if (state == NULL || strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0 ||
        strcmp(state, "25006") == 0) {
        return PG_LOST;
    }
    return strncmp(state, "40", 2) == 0 || strcmp(state, "23505") == 0 ? PG_CONFLICT : PG_REFUSED;
}

/* The last result counts, or the first that failed: the server runs nothing after it. */
static enum pg_outcome take_results(struct pg *pg)
{
    int64_t deadline = remote_milliseconds() + PG_ANSWER_MILLISECONDS;
    enum pg_outcome outcome = PG_DONE;
    for (;;) {
        enum pg_outcome awaited = await_result(pg, deadline);
        PGresult *next = awaited == PG_DONE ? PQgetResult(pg->connection) : NULL;
        if (awaited != PG_DONE || next == NULL) {
            return awaited != PG_DONE ? awaited : outcome;
        }
        if (outcome == PG_DONE) {
            outcome = judge(pg, next);
            PQclear(pg->result);
            pg->result = next;
        } else {
            PQclear(next);
        }
    }
}

static enum pg_outcome begin_call(struct pg *pg)
{
    PQclear(pg->result);
    pg->result = NULL;
    return PQstatus(pg->connection) == CONNECTION_OK && PQsetnonblocking(pg->connection, 1) == 0
               ? PG_DONE
               : lose(pg, "the connection is lost");
}

static enum pg_outcome run(struct pg *pg, const char *sql, const struct pg_value *values, size_t count,
                           int is_binary)
{
    const char *bytes[PG_VALUES_MAX];
    int sizes[PG_VALUES_MAX];
    int forms[PG_VALUES_MAX];
    for (size_t i = 0; i < count; i++) {
        bytes[i] = values[i].bytes;
        sizes[i] = (int)values[i].size;
        forms[i] = values[i].is_binary;
    }
    if (begin_call(pg) != PG_DONE) {
        return PG_LOST;
    }
    if (PQsendQueryParams(pg->connection, sql, (int)count, NULL, bytes, sizes, forms, is_binary) == 0) {
        return lose(pg, PQerrorMessage(pg->connection));
    }
    return take_results(pg);
}

enum pg_outcome pg_run(struct pg *pg, const char *sql, const struct pg_value *values, size_t count)
{
    return run(pg, sql, values, count, 0);
}

enum pg_outcome pg_run_binary(struct pg *pg, const char *sql, const struct pg_value *values, size_t count)
{
    return run(pg, sql, values, count, 1);
}

enum pg_outcome pg_run_all(struct pg *pg, const char *sql)
{
    if (begin_call(pg) != PG_DONE) {
        return PG_LOST;
    }
    return PQsendQuery(pg->connection, sql) == 0 ? lose(pg, PQerrorMessage(pg->connection))
                                                 : take_results(pg);
}

const char *pg_reason(const struct pg *pg)
{
    return pg->reason;
}

enum pg_outcome pg_listen(struct pg *pg, int milliseconds, bool *heard)
{
    int64_t deadline = remote_milliseconds() + milliseconds;
    *heard = false;
    if (PQstatus(pg->connection) != CONNECTION_OK) {
        return lose(pg, "the connection is lost");
    }
    for (;;) {
        PGnotify *note;
        if (PQconsumeInput(pg->connection) == 0) {
            return lose(pg, PQerrorMessage(pg->connection));
        }
        while ((note = PQnotifies(pg->connection)) != NULL) {
            *heard = true;
            PQfreemem(note);
        }
        if (*heard || !wait_for(pg, POLLIN, deadline)) {
            return PG_DONE;
        }
    }
}

/* ==== What came back ================================================================================= */

size_t pg_rows(const struct pg *pg)
{
    return pg->result == NULL ? 0 : (size_t)PQntuples(pg->result);
}

bool pg_is_null(const struct pg *pg, size_t row, size_t column)
{
    return PQgetisnull(pg->result, (int)row, (int)column) == 1;
}

struct faqbot_view pg_value(const struct pg *pg, size_t row, size_t column)
{
    return view_make(PQgetvalue(pg->result, (int)row, (int)column),
                     (size_t)PQgetlength(pg->result, (int)row, (int)column));
}

int64_t pg_number(const struct pg *pg, size_t row, size_t column)
{
    const char *text = PQgetvalue(pg->result, (int)row, (int)column); /* NULL: no such row */
    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

/* ==== The versions of the tables ===================================================================== */

extern const unsigned char embed_bot_server_deploy_postgres_0_schema_sql[];
extern const unsigned char embed_bot_server_deploy_postgres_1_journal_sql[];
extern const unsigned char embed_bot_server_deploy_postgres_2_publishing_sql[];

/* Each file of bot/server/deploy/postgres/ that this program knows, by its number, without gaps. */
static const unsigned char *const migrations[] = {embed_bot_server_deploy_postgres_0_schema_sql,
                                                  embed_bot_server_deploy_postgres_1_journal_sql,
                                                  embed_bot_server_deploy_postgres_2_publishing_sql};
#define MIGRATIONS (sizeof migrations / sizeof *migrations)

/* For all that starts at the same moment: "faqbot" in bytes. It is the session's and taken before the transaction
 * begins, for only the beginning of one makes PostgreSQL see a schema that was not there when it was named. */
static const char lock_sql[] = "SELECT pg_advisory_lock(112585897342836)";
static const char unlock_sql[] = "SELECT pg_advisory_unlock(112585897342836)";

/* How many files have been run: the number of the last, plus 1. 0: there is no table that says so. */
static enum pg_outcome count_migrations(struct pg *pg, size_t *count)
{
    enum pg_outcome outcome = pg_run(pg, "SELECT to_regclass('migration') IS NOT NULL", NULL, 0);
    *count = 0;
    if (outcome == PG_DONE && view_equals_text(pg_value(pg, 0, 0), "t")) {
        outcome = pg_run(pg, "SELECT coalesce(max(number) + 1, 0) FROM migration", NULL, 0);
        *count = outcome == PG_DONE ? (size_t)pg_number(pg, 0, 0) : 0;
    }
    return outcome;
}

/* Runs the files from `first` on. Each notes at its end that it was run, for whoever runs it without this program. */
static enum pg_outcome run_migrations(struct pg *pg, size_t first)
{
    enum pg_outcome outcome = PG_DONE;
    for (size_t i = first; i < MIGRATIONS && outcome == PG_DONE; i++) {
        outcome = pg_run_all(pg, (const char *)migrations[i]);
    }
    return outcome;
}

/* Makes the schema and what is missing in it, behind the lock. What it says of a failure is kept over the rollback. */
static enum pg_outcome change_tables(struct pg *pg, const char *make_schema, size_t *known)
{
    char reason[REASON_BYTES];
    enum pg_outcome outcome = pg_run(pg, lock_sql, NULL, 0);
    if (outcome == PG_DONE) {
        outcome = pg_run_all(pg, "BEGIN");
    }
    if (outcome == PG_DONE) {
        outcome = count_migrations(pg, known); /* somebody else may have been first */
    }
    if (outcome == PG_DONE && *known == 0) {
        outcome = pg_run_all(pg, make_schema);
    }
    if (outcome == PG_DONE) {
        outcome = run_migrations(pg, *known);
    }
    if (outcome == PG_DONE) {
        outcome = pg_run_all(pg, "COMMIT");
        return outcome == PG_DONE ? pg_run(pg, unlock_sql, NULL, 0) : outcome;
    }
    memcpy(reason, pg->reason, sizeof reason);
    (void)pg_run_all(pg, "ROLLBACK");
    memcpy(pg->reason, reason, sizeof reason);
    return outcome;
}

/* The schema is the connection's from here on, and no other is looked at. */
static enum faqbot_status migrate(struct pg *pg, const char *schema, struct faqbot_fault *fault)
{
    char make[OPTIONS_BYTES];
    char set[OPTIONS_BYTES];
    size_t known = 0;
    (void)snprintf(make, sizeof make, "CREATE SCHEMA IF NOT EXISTS \"%s\"",
                   schema);                                               /* is_schema_name() has */
    (void)snprintf(set, sizeof set, "SET search_path TO \"%s\"", schema); /* seen it */
    enum pg_outcome outcome = pg_run_all(pg, set);
    if (outcome == PG_DONE) {
        outcome = count_migrations(pg, &known);
    }
    if (outcome == PG_DONE && known > MIGRATIONS) {
        return fault_set(fault, FAQBOT_VERSION, NULL, 0,
                         "the database's tables have version %zu, and this program knows them up to %zu",
                         known, MIGRATIONS);
    }
    if (outcome == PG_DONE && known < MIGRATIONS) {
        outcome = change_tables(pg, make, &known);
    }
    if (outcome == PG_REFUSED && known == 0) {
        return fault_set(
            fault, FAQBOT_VERSION, NULL, 0,
            "the database has no tables in the schema \"%s\" that this user may see or make: name "
            "another schema in the address, or run 0-schema.sql and those after it as who may (%s)",
            schema, pg->reason);
    }
    if (outcome == PG_REFUSED) {
        return fault_set(fault, FAQBOT_VERSION, NULL, 0,
                         "the tables in the database's schema \"%s\" have version %zu and must have %zu, and "
                         "this user may not change them: run the files from %zu-*.sql on as their owner (%s)",
                         schema, known, MIGRATIONS, known, pg->reason);
    }
    return outcome == PG_DONE
               ? FAQBOT_OK
               : fault_set(fault, FAQBOT_IO, NULL, 0, "the database cannot be used: %s", pg->reason);
}
