/* journal/outbox.c - conversations on their way to people, as who delivers them has them: the table `handover` of the
 * journal's file, over a connection of its own, since delivering takes as long as somebody else's server does, and the
 * journal's thread must not wait for that.
 *
 * It knows no network. What is queued here was put there by journal.c. */
#include "journal/journal_internal.h"

#include <faqbot_journal.h>

#include <stdlib.h>

#include "util/sqlite.h"
#include "util/util.h"

enum statement { COUNT, NEXT, END, POSTPONE, STATEMENTS };

static const char *const statements_sql[STATEMENTS] = {
    [COUNT] = "SELECT count(*) FROM handover",
    [NEXT] = "SELECT number, at, conversation, key, body, tries, next_at FROM handover ORDER BY next_at, "
             "number LIMIT 1",
    [END] = "DELETE FROM handover WHERE number = ?1",
    [POSTPONE] = "UPDATE handover SET tries = tries + 1, next_at = ?2 WHERE number = ?1",
};

struct faqbot_outbox {
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENTS];
    struct buffer texts; /* of the one that was read last */
};

enum faqbot_status faqbot_outbox_open(const char *path, struct faqbot_outbox **outbox,
                                      struct faqbot_fault *fault)
{
    struct faqbot_outbox *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    buffer_init(&opened->texts, FAQBOT_HANDOVER_BYTES_MAX + 256);
    int code = sqlite3_open_v2(path, &opened->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        journal_guard(opened->database);
        sqlite_run(opened->database, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON", &code);
    }
    for (size_t i = 0; i < STATEMENTS && code == SQLITE_OK; i++) {
        sqlite_prepare(opened->database, statements_sql[i], &opened->statements[i], &code);
    }
    if (code != SQLITE_OK) {
        faqbot_outbox_close(opened);
        return fault_set(fault, journal_status(code), path, 0,
                         "what is to be handed over cannot be read from it");
    }
    *outbox = opened;
    return FAQBOT_OK;
}

void faqbot_outbox_close(struct faqbot_outbox *outbox)
{
    if (outbox != NULL) {
        for (size_t i = 0; i < STATEMENTS; i++) {
            sqlite3_finalize(outbox->statements[i]);
        }
        sqlite3_close(outbox->database);
        buffer_release(&outbox->texts);
        free(outbox);
    }
}

enum faqbot_status faqbot_outbox_count(struct faqbot_outbox *outbox, size_t *count)
{
    int64_t number = 0;
    int code = SQLITE_OK;
    sqlite_step_number(outbox->statements[COUNT], &number, &code);
    *count = code == SQLITE_OK ? (size_t)number : 0;
    return journal_status(code);
}

/* Appends a column's text; its size. */
static size_t add_text(struct buffer *texts, sqlite3_stmt *statement, int column)
{
    const void *bytes = sqlite3_column_text(statement, column);
    size_t size = bytes == NULL ? 0 : (size_t)sqlite3_column_bytes(statement, column);
    buffer_add(texts, view_make(bytes, size));
    return size;
}

/* The texts are copied and the statement ended, because to deliver takes long, and a reader would keep the journal's
 * log from being emptied meanwhile. */
enum faqbot_status faqbot_outbox_next(struct faqbot_outbox *outbox, struct faqbot_handover *handover,
                                      int64_t *next_at)
{
    sqlite3_stmt *statement = outbox->statements[NEXT];
    int code = sqlite3_step(statement);
    *next_at = 0;
    if (code == SQLITE_ROW) {
        buffer_reset(&outbox->texts);
        size_t key = add_text(&outbox->texts, statement, 3);
        size_t body = add_text(&outbox->texts, statement, 4);
        *handover = (struct faqbot_handover){.number = sqlite3_column_int64(statement, 0),
                                             .at = sqlite3_column_int64(statement, 1),
                                             .conversation = (uint64_t)sqlite3_column_int64(statement, 2),
                                             .tries = (unsigned)sqlite3_column_int64(statement, 5)};
        *next_at = sqlite3_column_int64(statement, 6);
        *next_at = *next_at < 1 ? 1 : *next_at;
        code = outbox->texts.failed ? SQLITE_NOMEM : SQLITE_ROW;
        if (code == SQLITE_ROW) {
            handover->key = view_slice(buffer_view(&outbox->texts), 0, key);
            handover->body = view_slice(buffer_view(&outbox->texts), key, body);
        }
    }
    sqlite3_reset(statement);
    return journal_status(code);
}

static enum faqbot_status change(struct faqbot_outbox *outbox, enum statement which, int64_t number,
                                 int64_t next_at)
{
    sqlite3_stmt *statement = outbox->statements[which];
    sqlite3_bind_int64(statement, 1, number);
    if (which == POSTPONE) {
        sqlite3_bind_int64(statement, 2, next_at);
    }
    int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return journal_status(code);
}

/* The log beside the file has it until it is emptied. A reader may be in the way; then the next one empties it. */
enum faqbot_status faqbot_outbox_end(struct faqbot_outbox *outbox, int64_t number)
{
    enum faqbot_status status = change(outbox, END, number, 0);
    if (status == FAQBOT_OK) {
        (void)sqlite3_wal_checkpoint_v2(outbox->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    return status;
}

enum faqbot_status faqbot_outbox_postpone(struct faqbot_outbox *outbox, int64_t number, int64_t next_at)
{
    return change(outbox, POSTPONE, number, next_at);
}
