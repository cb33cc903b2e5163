/* remote/postgres_journal.c - a journal in PostgreSQL, which several servers write (struct faqbot_journal_store).
 *
 * A batch becomes one transaction with a statement for each kind of row, whatever the number of rows: they go as one
 * parameter, a list of JSON objects. The table `delivery` says how far a queue has come, and its row is locked first,
 * so a transaction that an earlier connection left open is waited for, and not done a second time.
 *
 * What a visitor wants to be forgotten is deleted under a lock that nobody who adds has at the same time; or rows that
 * another server was just adding would be left. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "remote/remote_internal.h"

#define ROWS_BYTES_MAX ((size_t)128 << 20) /* of one batch, several times what a queue hands over */
#define CONFLICTS_MAX 3                    /* one after the other; then it fails, and is tried later */
#define NUMBER_BYTES 24                    /* a sign, 19 digits, a NUL */

/* Clocks of machines differ. What was asked of one of them this long after a conversation was forgotten at another one
 * may have been before. */
#define CLOCKS_DIFFER_SECONDS "5"

struct postgres_journal {
    struct faqbot_journal_store store;
    char name[PG_NAME_BYTES];
    struct pg *pg; /* NULL: not connected */
    /* What is to be added, by its kind: lists of JSON objects, of which the last is not closed. */
    struct buffer rows[FAQBOT_JOURNAL_FEEDBACK + 1];
    struct buffer cleaned; /* a text that cannot be stored as it is */
    char url[];
};

/* ==== Connecting ===================================================================================== */

/* What is acknowledged must survive a crash, whatever the database's defaults are; and a COMMIT that a time limit
 * interrupts would be taken for one that standbys have, so there is none. Nobody may hold a lock that others wait for
 * after its server has gone. */
static const char connection_sql[] =
    "SET statement_timeout = 0; SET lock_timeout = '4s'; SET idle_in_transaction_session_timeout = '30s';"
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') IN ('off', 'local')";

/* After a failure nobody knows what state the connection is in. */
static enum faqbot_status finish(struct postgres_journal *journal, enum pg_outcome outcome, const char *what,
                                 struct faqbot_fault *fault)
{
    if (outcome == PG_DONE) {
        return FAQBOT_OK;
    }
    fault_set(fault, FAQBOT_IO, NULL, 0, "%s: %s", what, pg_reason(journal->pg));
    pg_close(journal->pg);
    journal->pg = NULL;
    return FAQBOT_IO;
}

static enum faqbot_status open_connection(struct postgres_journal *journal, struct faqbot_fault *fault)
{
    if (journal->pg != NULL) {
        return FAQBOT_OK;
    }
    enum faqbot_status status = pg_open(journal->url, &journal->pg, fault);
    if (status == FAQBOT_OK) {
        status =
            finish(journal, pg_run_all(journal->pg, connection_sql), "the database cannot be used", fault);
    }
    return status;
}

static struct pg_value number_value(int64_t number, char text[NUMBER_BYTES])
{
    int size = snprintf(text, NUMBER_BYTES, "%lld", (long long)number);
    return (struct pg_value){.bytes = text, .size = (size_t)size};
}

static enum pg_outcome run_with_number(struct pg *pg, const char *sql, int64_t number)
{
    char text[NUMBER_BYTES];
    const struct pg_value value = number_value(number, text);
    return pg_run(pg, sql, &value, 1);
}

/* ==== Rows on their way there ======================================================================== */

/* What PostgreSQL takes for a text is valid UTF-8 without a NUL. Anything else is shown as Unicode's mark for it. */
static void add_text(struct postgres_journal *journal, struct json_writer *writer, const char *key,
                     struct faqbot_view text)
{
    bool is_valid = utf8_is_valid(text);
    if (!is_valid || view_find(text, '\0') < text.size) {
        buffer_reset(&journal->cleaned);
        for (size_t i = 0; i < text.size; i++) {
            bool is_plain = text.bytes[i] != '\0' && (is_valid || (unsigned char)text.bytes[i] < 0x80);
            buffer_add(&journal->cleaned, is_plain ? view_slice(text, i, 1) : view_of("\xef\xbf\xbd"));
        }
        text = buffer_view(&journal->cleaned);
        writer->out->failed = writer->out->failed || journal->cleaned.failed;
    }
    json_writer_add_string(writer, key, text);
}

/* All 53 bits of it, as m and e of m * 2^e: decimal digits would be rounded, and so would what is made of them. Of the
 * smallest numbers 2^e alone is too small for PostgreSQL, which multiplies by its halves. */
static void add_confidence(struct json_writer *writer, double confidence)
{
    int exponent = 0;
    double mantissa = isfinite(confidence) ? frexp(confidence, &exponent) : 0;
    json_writer_add_integer(writer, "m", (int64_t)ldexp(mantissa, 53));
    json_writer_add_integer(writer, "e", exponent - 53);
}

static void add_ask(struct postgres_journal *journal, struct json_writer *writer,
                    const struct faqbot_journal_ask *ask)
{
    json_writer_add_integer(writer, "at", ask->at);
    json_writer_add_integer(writer, "conversation", (int64_t)ask->conversation);
    add_text(journal, writer, "request", ask->request);
    add_text(journal, writer, "question", ask->question);
    json_writer_add_text(writer, "outcome", faqbot_outcome_name(ask->outcome));
    add_confidence(writer, ask->confidence);
    add_text(journal, writer, "entry", ask->entry);
    add_text(journal, writer, "knowledge", ask->knowledge);
    add_text(journal, writer, "lang", ask->lang);
    json_writer_add_integer(writer, "microseconds", (int64_t)ask->microseconds);
}

static void add_search(struct postgres_journal *journal, struct json_writer *writer,
                       const struct faqbot_journal_search *search)
{
    json_writer_add_integer(writer, "at", search->at);
    json_writer_add_integer(writer, "conversation", (int64_t)search->conversation);
    add_text(journal, writer, "request", search->request);
    add_text(journal, writer, "text", search->text);
    json_writer_add_integer(writer, "hits", (int64_t)search->hits);
    json_writer_add_integer(writer, "microseconds", (int64_t)search->microseconds);
    add_text(journal, writer, "knowledge", search->knowledge);
}

static void add_feedback(struct postgres_journal *journal, struct json_writer *writer,
                         const struct faqbot_journal_feedback *feedback)
{
    json_writer_add_integer(writer, "at", feedback->at);
    json_writer_add_integer(writer, "conversation", (int64_t)feedback->conversation);
    add_text(journal, writer, "request", feedback->request);
    if (feedback->helpful >= 0) {
        json_writer_add_integer(writer, "helpful", feedback->helpful); /* otherwise NULL: withdrawn */
    }
    add_text(journal, writer, "comment", feedback->comment);
}

static void add_row(struct postgres_journal *journal, const struct faqbot_journal_item *item)
{
    struct buffer *rows = &journal->rows[item->kind];
    struct json_writer writer = json_writer_make(rows);
    buffer_add_byte(rows, rows->size == 0 ? '[' : ',');
    json_writer_open_object(&writer, NULL);
    if (item->kind == FAQBOT_JOURNAL_ASK) {
        add_ask(journal, &writer, &item->of.ask);
    } else if (item->kind == FAQBOT_JOURNAL_SEARCH) {
        add_search(journal, &writer, &item->of.search);
    } else {
        add_feedback(journal, &writer, &item->of.feedback);
    }
    json_writer_close_object(&writer);
}

/* $1 is the list, $2 the queue. Rows get their numbers in its order. What another server's visitor wanted to be
 * forgotten is left out. */
#define ROWS_SQL(columns)                                                                                    \
    " FROM ROWS FROM (json_to_recordset($1::json) AS (" columns ")) WITH ORDINALITY AS given"
#define NOT_FORGOTTEN_SQL                                                                                    \
    " WHERE NOT EXISTS (SELECT FROM forgotten WHERE forgotten.conversation = given.conversation"             \
    "                      AND forgotten.queue <> $2::bigint"                                                \
    "                      AND forgotten.at + " CLOCKS_DIFFER_SECONDS " >= given.at)"

static const char *const add_sql[] = {
    [FAQBOT_JOURNAL_ASK] =
        "INSERT INTO asked (at, conversation, request, question, outcome, confidence, entry, knowledge, lang,"
        "                   microseconds)"
        "SELECT at, conversation, request, question, outcome,"
        "       m::float8 * 2::float8 ^ (e / 2)::float8 * 2::float8 ^ (e - e / 2)::float8, entry, knowledge, "
        "lang,"
        "       microseconds" ROWS_SQL("at bigint, conversation bigint, request text, question text, outcome "
                                       "text, m bigint, e bigint, entry text, knowledge text, lang text, "
                                       "microseconds bigint") NOT_FORGOTTEN_SQL " ORDER BY ordinality",
    [FAQBOT_JOURNAL_SEARCH] =
        "INSERT INTO searched (at, conversation, request, text, hits, microseconds, knowledge)"
        "SELECT at, conversation, request, text, hits, microseconds, knowledge" ROWS_SQL(
            "at bigint, conversation bigint, request text, text text, hits bigint, microseconds bigint, "
            "knowledge "
            "text") NOT_FORGOTTEN_SQL " ORDER BY ordinality",
    /* A statement may change a row once: of several feedbacks on one ask the last is taken, at the place of the
     * first, which is where a later batch would have found it. */
    [FAQBOT_JOURNAL_FEEDBACK] =
        "INSERT INTO feedback (at, conversation, request, helpful, comment)"
        "SELECT at, conversation, request, helpful, comment"
        "  FROM (SELECT DISTINCT ON (conversation, request)"
        "               given.*, min(ordinality) OVER (PARTITION BY conversation, request) AS place" ROWS_SQL(
            "at bigint, conversation bigint, request text, helpful smallint, comment text") NOT_FORGOTTEN_SQL
    "         ORDER BY conversation, request, at DESC, ordinality DESC) AS latest"
    " ORDER BY place "
    "ON CONFLICT (conversation, request) DO UPDATE"
    "   SET at = excluded.at, helpful = excluded.helpful, comment = excluded.comment"
    " WHERE feedback.at <= excluded.at",
};

/* Adds the rows that have been gathered, and forgets them here. */
static enum pg_outcome add_rows(struct postgres_journal *journal, uint64_t queue)
{
    char text[NUMBER_BYTES];
    enum pg_outcome outcome = PG_DONE;
    for (size_t kind = 0; kind <= FAQBOT_JOURNAL_FEEDBACK && outcome == PG_DONE; kind++) {
        struct buffer *rows = &journal->rows[kind];
        if (rows->size > 0 || rows->failed) {
            buffer_add_byte(rows, ']');
            buffer_add_byte(rows, '\0');
            if (rows->failed) {
                return PG_REFUSED; /* here: there is no memory */
            }
            const struct pg_value values[] = {{.bytes = rows->bytes, .size = rows->size - 1},
                                              number_value((int64_t)queue, text)};
            outcome = pg_run(journal->pg, add_sql[kind], values, 2);
            buffer_reset(rows);
        }
    }
    return outcome;
}

/* ==== Forgetting ===================================================================================== */

#define PURGE_ROWS "5000" /* at once, so that each statement is answered in time */

#define PURGE_SQL(table)                                                                                     \
    "WITH gone AS (DELETE FROM " table " WHERE number IN"                                                    \
    "  (SELECT number FROM " table " WHERE at < $1::bigint ORDER BY at LIMIT " PURGE_ROWS ") RETURNING 1)"   \
    "SELECT count(*) FROM gone"

static const char *const purge_sql[] = {PURGE_SQL("asked"), PURGE_SQL("searched"), PURGE_SQL("feedback")};

/* Deletes what is older, in as many transactions as it takes. `gone` counts it by kind. */
static enum pg_outcome purge_rows(struct pg *pg, int64_t before, size_t gone[FAQBOT_JOURNAL_FEEDBACK + 1])
{
    for (size_t kind = 0; kind <= FAQBOT_JOURNAL_FEEDBACK; kind++) {
        int64_t deleted = 1;
        while (deleted > 0) {
            enum pg_outcome outcome = run_with_number(pg, purge_sql[kind], before);
            if (outcome != PG_DONE) {
                return outcome;
            }
            deleted = pg_number(pg, 0, 0);
            gone[kind] += (size_t)deleted;
        }
    }
    return run_with_number(pg, "DELETE FROM forgotten WHERE at < $1::bigint", before);
}

/* Ahead of the batch's transaction, which would take too long. What the batch itself brings is not older, or will be
 * gone with the next: servers have it done every hour. */
static enum pg_outcome purge_ahead(struct pg *pg, const struct faqbot_journal_batch *batch)
{
    size_t gone[FAQBOT_JOURNAL_FEEDBACK + 1] = {0};
    enum pg_outcome outcome = PG_DONE;
    for (size_t i = 0; i < batch->count && outcome == PG_DONE; i++) {
        if (batch->items[i].kind == FAQBOT_JOURNAL_FORGET) {
            outcome = purge_rows(pg, batch->items[i].of.before, gone);
        }
    }
    return outcome;
}

/* $1 is the conversation, $2 when it was forgotten; of the first $3 is the queue. */
static const char *const forget_sql[] = {
    "INSERT INTO forgotten (conversation, at, queue) VALUES ($1::bigint, $2::bigint, $3::bigint) "
    "ON CONFLICT (conversation) DO UPDATE SET at = excluded.at, queue = excluded.queue"
    " WHERE forgotten.at <= excluded.at",
    "DELETE FROM asked WHERE conversation = $1::bigint AND at <= $2::bigint + " CLOCKS_DIFFER_SECONDS,
    "DELETE FROM searched WHERE conversation = $1::bigint AND at <= $2::bigint + " CLOCKS_DIFFER_SECONDS,
    "DELETE FROM feedback WHERE conversation = $1::bigint AND at <= $2::bigint + " CLOCKS_DIFFER_SECONDS,
};

static enum pg_outcome forget_conversation(struct pg *pg, const struct faqbot_journal_item *item,
                                           uint64_t queue)
{
    char texts[3][NUMBER_BYTES];
    const struct pg_value values[] = {number_value((int64_t)item->of.forgotten.conversation, texts[0]),
                                      number_value(item->of.forgotten.at, texts[1]),
                                      number_value((int64_t)queue, texts[2])};
    enum pg_outcome outcome = PG_DONE;
    for (size_t i = 0; i < sizeof forget_sql / sizeof *forget_sql && outcome == PG_DONE; i++) {
        outcome = pg_run(pg, forget_sql[i], values, i == 0 ? 3 : 2);
    }
    return outcome;
}

/* ==== Writing ======================================================================================== */

/* The lock is the schema's: who adds shares it, who has a conversation forgotten has it alone. "fajl" in bytes. It
 * comes before all else, so what is read and written later sees what others did until then. */
#define BEGIN_SQL(lock) "BEGIN; SELECT " lock "(1717660268, hashtext(current_schema()))"

static const char claim_sql[] =
    "INSERT INTO delivery (queue, through) VALUES ($1::bigint, 0) "
    "ON CONFLICT (queue) DO UPDATE SET through = delivery.through RETURNING through";
static const char advance_sql[] =
    "UPDATE delivery SET through = $2::bigint, at = now() WHERE queue = $1::bigint";

/* Applies what is above `through`, which becomes the last number. */
static enum pg_outcome apply(struct postgres_journal *journal, const struct faqbot_journal_batch *batch,
                             int64_t *through)
{
    enum pg_outcome outcome = PG_DONE;
    for (size_t i = 0; i < batch->count && outcome == PG_DONE; i++) {
        const struct faqbot_journal_item *item = &batch->items[i];
        if (item->number <= *through) {
            continue;
        }
        if (item->kind <= FAQBOT_JOURNAL_FEEDBACK) {
            add_row(journal, item);
        } else if (item->kind == FAQBOT_JOURNAL_FORGET_CONVERSATION) {
            outcome = add_rows(journal, batch->queue);
            outcome = outcome == PG_DONE ? forget_conversation(journal->pg, item, batch->queue) : outcome;
        }
        *through = item->number;
    }
    return outcome == PG_DONE ? add_rows(journal, batch->queue) : outcome;
}

static bool forgets_conversation(const struct faqbot_journal_batch *batch)
{
    size_t i = 0;
    while (i < batch->count && batch->items[i].kind != FAQBOT_JOURNAL_FORGET_CONVERSATION) {
        i++;
    }
    return i < batch->count;
}

static enum pg_outcome run_batch(struct postgres_journal *journal, const struct faqbot_journal_batch *batch,
                                 int64_t *through)
{
    char texts[2][NUMBER_BYTES];
    struct pg *pg = journal->pg;
    enum pg_outcome outcome =
        pg_run_all(pg, forgets_conversation(batch) ? BEGIN_SQL("pg_advisory_xact_lock")
                                                   : BEGIN_SQL("pg_advisory_xact_lock_shared"));
    if (outcome == PG_DONE) {
        outcome = run_with_number(pg, claim_sql, (int64_t)batch->queue);
        *through = outcome == PG_DONE ? pg_number(pg, 0, 0) : 0;
    }
    if (outcome == PG_DONE) {
        outcome = apply(journal, batch, through);
    }
    if (outcome == PG_DONE) {
        const struct pg_value values[] = {number_value((int64_t)batch->queue, texts[0]),
                                          number_value(*through, texts[1])};
        outcome = pg_run(pg, advance_sql, values, 2);
    }
    return outcome == PG_DONE ? pg_run_all(pg, "COMMIT") : outcome;
}

static void reset_rows(struct postgres_journal *journal)
{
    for (size_t kind = 0; kind <= FAQBOT_JOURNAL_FEEDBACK; kind++) {
        buffer_reset(&journal->rows[kind]);
    }
}

static bool rows_failed(const struct postgres_journal *journal)
{
    bool failed = false;
    for (size_t kind = 0; kind <= FAQBOT_JOURNAL_FEEDBACK; kind++) {
        failed = failed || journal->rows[kind].failed;
    }
    return failed;
}

/* Two transactions may be in each other's way, and then the database ends one of them, which is simply done again. */
static enum faqbot_status write_batch(void *user, const struct faqbot_journal_batch *batch, int64_t *through,
                                      struct faqbot_fault *fault)
{
    struct postgres_journal *journal = user;
    int64_t reached = 0;
    enum faqbot_status status = open_connection(journal, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    enum pg_outcome outcome = purge_ahead(journal->pg, batch);
    for (int tries = 0; outcome == PG_DONE && tries <= CONFLICTS_MAX; tries++) {
        reset_rows(journal);
        outcome = run_batch(journal, batch, &reached);
        if (outcome != PG_CONFLICT || tries == CONFLICTS_MAX) {
            break;
        }
        outcome = pg_run_all(journal->pg, "ROLLBACK");
    }
    status = finish(journal, outcome, "the database does not take what is kept", fault);
    if (rows_failed(journal)) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    *through = status == FAQBOT_OK ? reached : *through;
    return status;
}

static enum faqbot_status purge(void *user, int64_t before, struct faqbot_journal_purged *purged,
                                struct faqbot_fault *fault)
{
    struct postgres_journal *journal = user;
    size_t gone[FAQBOT_JOURNAL_FEEDBACK + 1] = {0};
    enum faqbot_status status = open_connection(journal, fault);
    if (status == FAQBOT_OK) {
        status =
            finish(journal, purge_rows(journal->pg, before, gone), "the journal cannot be purged", fault);
    }
    if (status == FAQBOT_OK) {
        *purged = (struct faqbot_journal_purged){.asks = gone[FAQBOT_JOURNAL_ASK],
                                                 .searches = gone[FAQBOT_JOURNAL_SEARCH],
                                                 .feedback = gone[FAQBOT_JOURNAL_FEEDBACK]};
    }
    return status;
}

/* ==== Reading ======================================================================================== */

/* So many rows are fetched at once, so that a journal of any length takes no memory. */
#define FETCH_SQL "FETCH 500 FROM rows"

#define SPAN_SQL(table) " WHERE " table ".at >= $1::bigint AND ($2::bigint = 0 OR " table ".at < $2::bigint)"
#define ORDER_SQL(table) " ORDER BY " table ".at, " table ".number"

/* The same rows in the same order as of a file, see journal/journal_read.c. $1 and $2 are the span of time. */
static const char *const read_sql[] = {
    [FAQBOT_JOURNAL_ASK] =
        "DECLARE rows NO SCROLL CURSOR FOR "
        "SELECT asked.at, asked.conversation, asked.request, asked.question, asked.outcome, asked.confidence,"
        "       asked.entry, asked.knowledge, asked.lang, asked.microseconds, feedback.helpful, "
        "feedback.comment"
        "  FROM asked LEFT JOIN feedback ON feedback.conversation = asked.conversation"
        "        AND feedback.request = asked.request AND asked.conversation <> 0" SPAN_SQL("asked")
            ORDER_SQL("asked"),
    [FAQBOT_JOURNAL_SEARCH] = "DECLARE rows NO SCROLL CURSOR FOR "
                              "SELECT at, conversation, request, text, knowledge, hits, microseconds"
                              "  FROM searched" SPAN_SQL("searched") ORDER_SQL("searched"),
    [FAQBOT_JOURNAL_FEEDBACK] = "DECLARE rows NO SCROLL CURSOR FOR "
                                "SELECT at, conversation, request, helpful, comment"
                                "  FROM feedback" SPAN_SQL("feedback") ORDER_SQL("feedback"),
};

static int helpful_of(const struct pg *pg, size_t row, size_t column)
{
    return pg_is_null(pg, row, column) ? -1 : (int)pg_number(pg, row, column);
}

/* A name that is unknown is read as "none"; the table has none such. */
static enum faqbot_outcome outcome_of(struct faqbot_view name)
{
    for (unsigned i = 0; i < FAQBOT_OUTCOMES; i++) {
        if (view_equals_text(name, faqbot_outcome_name((enum faqbot_outcome)i))) {
            return (enum faqbot_outcome)i;
        }
    }
    return FAQBOT_NONE;
}

static bool pass_ask(const struct faqbot_journal_read_options *options, const struct pg *pg, size_t row)
{
    struct faqbot_journal_row passed = {.ask = {.at = pg_number(pg, row, 0),
                                                .conversation = (uint64_t)pg_number(pg, row, 1),
                                                .request = pg_value(pg, row, 2),
                                                .question = pg_value(pg, row, 3),
                                                .outcome = outcome_of(pg_value(pg, row, 4)),
                                                .entry = pg_value(pg, row, 6),
                                                .knowledge = pg_value(pg, row, 7),
                                                .lang = pg_value(pg, row, 8),
                                                .microseconds = (uint64_t)pg_number(pg, row, 9)},
                                        .helpful = helpful_of(pg, row, 10),
                                        .comment = pg_value(pg, row, 11)};
    (void)number_read(pg_value(pg, row, 5), &passed.ask.confidence);
    return options->ask(options->user, &passed);
}

static bool pass_search(const struct faqbot_journal_read_options *options, const struct pg *pg, size_t row)
{
    const struct faqbot_journal_search search = {.at = pg_number(pg, row, 0),
                                                 .conversation = (uint64_t)pg_number(pg, row, 1),
                                                 .request = pg_value(pg, row, 2),
                                                 .text = pg_value(pg, row, 3),
                                                 .knowledge = pg_value(pg, row, 4),
                                                 .hits = (size_t)pg_number(pg, row, 5),
                                                 .microseconds = (uint64_t)pg_number(pg, row, 6)};
    return options->search(options->user, &search);
}

static bool pass_feedback(const struct faqbot_journal_read_options *options, const struct pg *pg, size_t row)
{
    const struct faqbot_journal_feedback feedback = {.at = pg_number(pg, row, 0),
                                                     .conversation = (uint64_t)pg_number(pg, row, 1),
                                                     .request = pg_value(pg, row, 2),
                                                     .helpful = helpful_of(pg, row, 3),
                                                     .comment = pg_value(pg, row, 4)};
    return options->feedback(options->user, &feedback);
}

/* Hands a row to the caller; false: the caller has enough. */
typedef bool pass_row(const struct faqbot_journal_read_options *options, const struct pg *pg, size_t row);

static enum pg_outcome read_rows(struct pg *pg, enum faqbot_journal_kind kind, pass_row *pass,
                                 const struct faqbot_journal_read_options *options, bool *goes_on)
{
    char texts[2][NUMBER_BYTES];
    const struct pg_value span[] = {number_value(options->since, texts[0]),
                                    number_value(options->until, texts[1])};
    size_t count = 1;
    enum pg_outcome outcome = pg_run(pg, read_sql[kind], span, 2);
    while (outcome == PG_DONE && *goes_on && count > 0) {
        outcome = pg_run(pg, FETCH_SQL, NULL, 0);
        count = outcome == PG_DONE ? pg_rows(pg) : 0;
        for (size_t row = 0; row < count && *goes_on; row++) {
            *goes_on = pass(options, pg, row);
        }
    }
    return outcome == PG_DONE ? pg_run_all(pg, "CLOSE rows") : outcome;
}

/* One snapshot for all, which keeps nobody from writing. */
static enum faqbot_status read_journal(void *user, const struct faqbot_journal_read_options *options,
                                       struct faqbot_fault *fault)
{
    struct postgres_journal *journal = user;
    bool goes_on = true;
    enum faqbot_status status = open_connection(journal, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    enum pg_outcome outcome = pg_run_all(journal->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (outcome == PG_DONE && options->ask != NULL) {
        outcome = read_rows(journal->pg, FAQBOT_JOURNAL_ASK, pass_ask, options, &goes_on);
    }
    if (outcome == PG_DONE && options->search != NULL) {
        outcome = read_rows(journal->pg, FAQBOT_JOURNAL_SEARCH, pass_search, options, &goes_on);
    }
    if (outcome == PG_DONE && options->feedback != NULL) {
        outcome = read_rows(journal->pg, FAQBOT_JOURNAL_FEEDBACK, pass_feedback, options, &goes_on);
    }
    if (outcome == PG_DONE) {
        outcome = pg_run_all(journal->pg, "COMMIT");
    }
    return finish(journal, outcome, "the journal cannot be read", fault);
}

/* ==== Opening and closing ============================================================================ */

static int64_t read_clock(void *user)
{
    (void)user;
    return remote_milliseconds() * 1000000; /* a store's is in nanoseconds */
}

enum faqbot_status remote_open_journal(const char *url, struct faqbot_journal_store **store,
                                       struct faqbot_fault *fault)
{
    char name[PG_NAME_BYTES];
    enum faqbot_status status = pg_name(url, name, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    size_t size = strlen(url) + 1;
    struct postgres_journal *opened = calloc(1, sizeof *opened + size);
    if (opened == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    memcpy(opened->url, url, size);
    memcpy(opened->name, name, sizeof name);
    for (size_t kind = 0; kind <= FAQBOT_JOURNAL_FEEDBACK; kind++) {
        buffer_init(&opened->rows[kind], ROWS_BYTES_MAX);
    }
    buffer_init(&opened->cleaned, ROWS_BYTES_MAX);
    opened->store = (struct faqbot_journal_store){.user = opened,
                                                  .name = opened->name,
                                                  .write = write_batch,
                                                  .read = read_journal,
                                                  .purge = purge,
                                                  .clock = read_clock};
    *store = &opened->store;
    return FAQBOT_OK;
}

void remote_close_journal(struct faqbot_journal_store *store)
{
    if (store != NULL) {
        struct postgres_journal *journal = store->user;
        for (size_t kind = 0; kind <= FAQBOT_JOURNAL_FEEDBACK; kind++) {
            buffer_release(&journal->rows[kind]);
        }
        buffer_release(&journal->cleaned);
        pg_close(journal->pg);
        free(journal);
    }
}
