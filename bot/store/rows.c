/* store/rows.c - using the store's statements: bind, step, end. What the rows mean is store.c's and store_add.c's. */
#include "store/rows.h"

#include <assert.h>

uint64_t rows_posting(uint32_t word, uint32_t first_entry)
{
    return (uint64_t)word << 32 | first_entry;
}

#define TYPED_ORDINAL_BITS 15 /* as MATCH_TYPED has it */

uint64_t rows_typed(uint32_t entry, unsigned ordinal)
{
    assert(ordinal < 1U << TYPED_ORDINAL_BITS);
    return (uint64_t)entry << TYPED_ORDINAL_BITS | ordinal;
}

struct rows_value rows_number(uint64_t number)
{
    return (struct rows_value){.type = ROWS_NUMBER, .number = number};
}

struct rows_value rows_text(struct faqbot_view text)
{
    return (struct rows_value){.type = ROWS_TEXT, .view = text};
}

struct rows_value rows_blob(struct faqbot_view bytes)
{
    return (struct rows_value){.type = ROWS_BLOB, .view = bytes};
}

static int bind_value(sqlite3_stmt *statement, int parameter, const struct rows_value *value)
{
    switch (value->type) {
    case ROWS_NUMBER:
        return sqlite3_bind_int64(statement, parameter, (sqlite3_int64)value->number);
    case ROWS_TEXT:
        return sqlite_bind_text(statement, parameter, value->view);
    case ROWS_BLOB:
        return sqlite_bind_blob(statement, parameter, value->view);
    }
    return SQLITE_MISUSE;
}

sqlite3_stmt *rows_start(struct store *store, enum statement which, const struct rows_value *values,
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

bool rows_next(sqlite3_stmt *statement, enum faqbot_status *status)
{
    int code = *status == FAQBOT_OK ? sqlite3_step(statement) : SQLITE_DONE;
    *status = *status == FAQBOT_OK ? sqlite_status(code) : *status;
    return code == SQLITE_ROW;
}

bool rows_first(sqlite3_stmt *statement, enum faqbot_status *status)
{
    bool found = rows_next(statement, status);
    *status = *status == FAQBOT_OK && !found ? FAQBOT_NOT_FOUND : *status;
    return found;
}

void rows_end(sqlite3_stmt *statement)
{
    if (statement != NULL) { /* which sqlite3_clear_bindings() does not allow */
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
}

void rows_run(struct store *store, enum statement which, const struct rows_value *values, int count)
{
    if (store->status == FAQBOT_OK) {
        sqlite3_stmt *statement = rows_start(store, which, values, count, &store->status);
        (void)rows_next(statement, &store->status);
        rows_end(statement);
    }
}
