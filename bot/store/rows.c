/* store/rows.c - using the store's statements: bind, step, end. What the rows mean is store.c's and store_add.c's. */
#include "store/rows.h"

#include <assert.h>

uint64_t stmt_posting(uint32_t word, uint32_t first_entry)
{
    return (uint64_t)word << 32 | first_entry;
}

#define TYPED_ORDINAL_BITS 15 /* as FIND_SUGGESTIONS has it */

uint64_t stmt_add_suggestion(uint32_t entry, unsigned ordinal)
{
    assert(ordinal < 1U << TYPED_ORDINAL_BITS);
    return (uint64_t)entry << TYPED_ORDINAL_BITS | ordinal;
}

struct stmt_value stmt_number(uint64_t number)
{
    return (struct stmt_value){.type = STMT_NUMBER, .number = number};
}

struct stmt_value stmt_text(struct faqbot_view text)
{
    return (struct stmt_value){.type = STMT_TEXT, .view = text};
}

struct stmt_value stmt_blob(struct faqbot_view bytes)
{
    return (struct stmt_value){.type = STMT_BLOB, .view = bytes};
}

static int bind_value(sqlite3_stmt *statement, int parameter, const struct stmt_value *value)
{
    switch (value->type) {
    case STMT_NUMBER:
        return sqlite3_bind_int64(statement, parameter, (sqlite3_int64)value->number);
    case STMT_TEXT:
        return sqlite_bind_text(statement, parameter, value->view);
    case STMT_BLOB:
        return sqlite_bind_blob(statement, parameter, value->view);
    }
    return SQLITE_MISUSE;
}

sqlite3_stmt *stmt_start(struct store *store, enum statement which, const struct stmt_value *values,
                         int count, enum faqbot_status *status)
{
    sqlite3_stmt **kept = &store->statements[which];
    if (*status == FAQBOT_OK && *kept == NULL) {
        *status = database_prepare(store->database, statements_sql[which], kept);
    }
    for (int i = 0; i < count && *status == FAQBOT_OK; i++) {
        *status = sqlite_status(bind_value(*kept, i + 1, &values[i]));
    }
    return *kept;
}

bool stmt_next(sqlite3_stmt *statement, enum faqbot_status *status)
{
    int code = *status == FAQBOT_OK ? sqlite3_step(statement) : SQLITE_DONE;
    *status = *status == FAQBOT_OK ? sqlite_status(code) : *status;
    return code == SQLITE_ROW;
}

bool stmt_first(sqlite3_stmt *statement, enum faqbot_status *status)
{
    bool found = stmt_next(statement, status);
    *status = *status == FAQBOT_OK && !found ? FAQBOT_NOT_FOUND : *status;
    return found;
}

void stmt_end(sqlite3_stmt *statement)
{
    if (statement != NULL) { /* which sqlite3_clear_bindings() does not allow */
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
}

void stmt_run(struct store *store, enum statement which, const struct stmt_value *values, int count)
{
    if (store->status == FAQBOT_OK) {
        sqlite3_stmt *statement = stmt_start(store, which, values, count, &store->status);
        (void)stmt_next(statement, &store->status);
        stmt_end(statement);
    }
}
