/* store/store_stats.c - what is in a store: rows and bytes. Looks at all of it, so that it is for nothing else. */
#include <string.h>

#include "store/rows.h"
#include "store/store.h"

enum faqbot_status store_stats_count(struct store *store, enum store_count which, uint64_t *count)
{
    static const enum statement statements[] = {[STORE_COUNT_FAQ] = COUNT_FAQ,
                                                [STORE_COUNT_PASSAGES] = COUNT_PASSAGES,
                                                [STORE_COUNT_FURTHER] = COUNT_FURTHER,
                                                [STORE_COUNT_STEMS] = COUNT_STEMS,
                                                [STORE_COUNT_SPELLINGS] = COUNT_SPELLINGS,
                                                [STORE_COUNT_USES] = COUNT_USES};
    sqlite3_stmt *statement;
    enum faqbot_status status = rows_start(store, statements[which], NULL, 0, &statement);
    if (status == FAQBOT_OK) {
        status = rows_first(statement);
    }
    if (status == FAQBOT_OK) {
        *count = (uint64_t)sqlite3_column_int64(statement, 0);
    }
    rows_end(statement);
    return status;
}

enum faqbot_status store_stats_tables(struct store *store, store_visit_table *visit, void *user)
{
    sqlite3_stmt *statement = NULL;
    /* Not every SQLite was built with what tells sizes. */
    if (sqlite3_compileoption_used("ENABLE_DBSTAT_VTAB") == 0) {
        return FAQBOT_OK;
    }
    enum faqbot_status status = rows_start(store, EACH_TABLE, NULL, 0, &statement);
    bool more = true;
    while (status == FAQBOT_OK && more) {
        status = rows_next(statement, &more);
        if (status == FAQBOT_OK && more) {
            status = visit(user, database_column(statement, 0), (uint64_t)sqlite3_column_int64(statement, 1));
        }
    }
    rows_end(statement);
    return status;
}

unsigned store_stats_format(void)
{
    return DATABASE_SCHEMA_VERSION;
}
