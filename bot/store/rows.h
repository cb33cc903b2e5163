/* store/rows.h - using the store's statements: bind, step, end. Known to store/ alone. */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "base/buffer.h"
#include "store/database.h"
#include "store/statements.h"
#include "store/store.h"

struct store {
    sqlite3 *database;
    int lock;                                  /* -1: none */
    struct snapshot snapshot;                  /* of a file that is read while it lies there */
    sqlite3_stmt *statements[STATEMENT_COUNT]; /* prepared when first used, then kept; NULL before */
    struct buffer source;                      /* the path that an entry was added with last */
    uint32_t source_number;
    bool is_changed;           /* an index that was finished before, and not a new one */
    enum faqbot_status status; /* the first failure of a write: nothing is written after it */
};

/* The key of a piece of a word's list. */
uint64_t stmt_posting(uint32_t word, uint32_t first_entry);

/* The key of a phrasing's words. */
uint64_t stmt_add_suggestion(uint32_t entry, unsigned ordinal);

/* A value to bind. */
struct stmt_value {
    enum { STMT_NUMBER, STMT_TEXT, STMT_BLOB } type;
    uint64_t number;
    struct faqbot_view view;
};
struct stmt_value stmt_number(uint64_t number);
struct stmt_value stmt_text(struct faqbot_view text);
struct stmt_value stmt_blob(struct faqbot_view bytes);

/* Prepares and binds `count` values, which stay valid until stmt_end(). That is called in any case, also after a
 * failure. The statement is the store's; NULL where it cannot be prepared. */
sqlite3_stmt *stmt_start(struct store *store, enum statement which, const struct stmt_value *values,
                         int count, enum faqbot_status *status);

/* Steps to the next row; false behind the last one, and after a failure. */
bool stmt_next(sqlite3_stmt *statement, enum faqbot_status *status);

/* The same where there must be a row: FAQBOT_NOT_FOUND where there is none. */
bool stmt_first(sqlite3_stmt *statement, enum faqbot_status *status);

/* Ends a use: what was bound or handed out is no longer looked at. NULL is allowed. */
void stmt_end(sqlite3_stmt *statement);

/* Runs a statement that gives no rows, from start to end, unless a write has failed before: store->status remembers the
 * first failure. */
void stmt_run(struct store *store, enum statement which, const struct stmt_value *values, int count);

/* The same with the values that follow. */
#define STMT_RUN(store, which, ...)                                                                          \
    stmt_run(store, which, (const struct stmt_value[]){__VA_ARGS__},                                         \
             (int)(sizeof(const struct stmt_value[]){__VA_ARGS__} / sizeof(struct stmt_value)))

#endif
