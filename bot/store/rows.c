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
        return database_bind_text(statement, parameter, value->view);
    case ROWS_BLOB:
        return database_bind_blob(statement, parameter, value->view);
    }
    return SQLITE_MISUSE;
}

enum faqbot_status rows_start(struct store *store, enum statement which, const struct rows_value *values,
                              int count, sqlite3_stmt **statement)
{
    sqlite3_stmt **kept = &store->statements[which];
    enum faqbot_status status = FAQBOT_OK;
    if (*kept == NULL) {
        status = database_prepare(store->database, statements_sql[which], kept);
    }
    for (int i = 0; i < count && status == FAQBOT_OK; i++) {
        status = database_status(bind_value(*kept, i + 1, &values[i]));
    }
    *statement = *kept;
    return status;
}

enum faqbot_status rows_next(sqlite3_stmt *statement, bool *more)
{
    int code = sqlite3_step(statement);
    *more = code == SQLITE_ROW;
    return database_status(code);
}

enum faqbot_status rows_first(sqlite3_stmt *statement)
{
    bool more;
    enum faqbot_status status = rows_next(statement, &more);
    return status == FAQBOT_OK && !more ? FAQBOT_NOT_FOUND : status;
}

void rows_end(sqlite3_stmt *statement)
{
    if (statement != NULL) { /* which sqlite3_clear_bindings() does not allow */
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
}

enum faqbot_status rows_run(struct store *store, enum statement which, const struct rows_value *values,
                            int count)
{
    sqlite3_stmt *statement;
    enum faqbot_status status = rows_start(store, which, values, count, &statement);
    if (status == FAQBOT_OK) {
        status = database_status(sqlite3_step(statement));
    }
    rows_end(statement);
    return status;
}
