/* store/store_stats.c - how many rows and bytes a store has. It looks at all of the file, so it is for faqbot stats
 * alone. */
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
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, statements[which], NULL, 0, &status);
    if (stmt_first(statement, &status)) {
        *count = (uint64_t)sqlite3_column_int64(statement, 0);
    }
    stmt_end(statement);
    return status;
}

enum faqbot_status store_stats_tables(struct store *store, store_visit_table *visit, void *user)
{
    enum faqbot_status status = FAQBOT_OK;
    /* Sizes come from the dbstat table, which not every SQLite is built with. */
    if (sqlite3_compileoption_used("ENABLE_DBSTAT_VTAB") == 0) {
        return status;
    }
    sqlite3_stmt *statement = stmt_start(store, EACH_TABLE, NULL, 0, &status);
    while (stmt_next(statement, &status)) {
        status = visit(user, sqlite_column(statement, 0), (uint64_t)sqlite3_column_int64(statement, 1));
    }
    stmt_end(statement);
    return status;
}

unsigned store_stats_format(void)
{
    return DATABASE_SCHEMA_VERSION;
}
