/* index/store_lists.c - reads what is many rows: a posting list, all words and forms, synonyms, vectors, and what
 * begins with what was typed. Like store.c it holds the SQL beside the values that it binds, and knows no meaning. */
#include "index/index_internal.h"

#include <assert.h>

#include "util/util.h"

/* -- All rows of a kind ---------------------------------------------------------------------------- */

void store_each_posting(struct store *store, uint32_t word, store_visit_bytes *visit, void *user,
                        enum faqbot_status *status)
{
    sqlite3_stmt *row =
        store_start(store, status, "SELECT bytes FROM posting WHERE number BETWEEN ?1 AND ?2 ORDER BY number",
                    "kk", store_posting_key(word, 0), store_posting_key(word, UINT32_MAX));
    while (store_next(row, status)) {
        *status = visit(user, sqlite_column(row, 0));
    }
    store_end(row);
}

void store_each_embeddings(struct store *store, store_visit_embeddings *visit, void *user,
                           enum faqbot_status *status)
{
    sqlite3_stmt *row = store_start(store, status, "SELECT entry, bytes FROM embedding ORDER BY entry", "");
    while (store_next(row, status)) {
        *status = visit(user, (uint32_t)sqlite3_column_int64(row, 0), sqlite_column(row, 1));
    }
    store_end(row);
}

void store_each_word(struct store *store, store_visit_word *visit, void *user, enum faqbot_status *status)
{
    sqlite3_stmt *row =
        store_start(store, status, "SELECT number, text, entries FROM word ORDER BY text", "");
    while (store_next(row, status)) {
        *status = visit(user, (uint32_t)sqlite3_column_int64(row, 0), sqlite_column(row, 1),
                        (uint32_t)sqlite3_column_int64(row, 2));
    }
    store_end(row);
}

void store_each_form(struct store *store, store_visit_form *visit, void *user, enum faqbot_status *status)
{
    sqlite3_stmt *row =
        store_start(store, status,
                    "SELECT text, language, stem, number, uses FROM form ORDER BY text, language, stem", "");
    while (store_next(row, status)) {
        const struct store_form form = {.text = sqlite_column(row, 0),
                                        .language = (uint32_t)sqlite3_column_int64(row, 1),
                                        .stem = (uint32_t)sqlite3_column_int64(row, 2),
                                        .number = (uint32_t)sqlite3_column_int64(row, 3),
                                        .uses = (uint32_t)sqlite3_column_int64(row, 4)};
        *status = visit(user, &form);
    }
    store_end(row);
}

void store_each_synonym(struct store *store, store_visit_pair *visit, void *user, enum faqbot_status *status)
{
    sqlite3_stmt *row = store_start(store, status, "SELECT source, target FROM synonym ORDER BY number", "");
    while (store_next(row, status)) {
        *status = visit(user, sqlite_column(row, 0), sqlite_column(row, 1));
    }
    store_end(row);
}

/* The rowid holds the entry in its high bits (typed_key()), so that no other table is looked at. */
void store_suggest(struct store *store, struct faqbot_view expression, size_t limit, struct arena *arena,
                   uint32_t **entries, size_t *count, enum faqbot_status *status)
{
    *count = 0;
    *entries = arena_need(arena, limit, sizeof **entries, status);
    sqlite3_stmt *row =
        store_start(store, status, "SELECT rowid >> 15 FROM typed WHERE typed MATCH ?1 LIMIT ?2", "tk",
                    expression, (uint64_t)limit);
    while (store_next(row, status)) {
        assert(*count < limit);
        (*entries)[(*count)++] = (uint32_t)sqlite3_column_int64(row, 0);
    }
    store_end(row);
}

/* -- What begins with a text ------------------------------------------------------------------------ */

/* The first column of each row from `prefix` to the last text that begins with it, and the sum of the
 * second: no word has a byte of 0xff. */
static void get_beginning(struct store *store, const char *sql, struct faqbot_view prefix, size_t limit,
                          struct arena *arena, struct faqbot_view **texts, size_t *count, uint64_t *sum,
                          enum faqbot_status *status)
{
    struct buffer behind;
    *count = 0;
    *sum = 0;
    *texts = arena_need(arena, limit, sizeof **texts, status);
    buffer_init_in(&behind, arena, SIZE_MAX);
    buffer_add(&behind, prefix);
    buffer_add_byte(&behind, '\xff');
    fail_if(behind.failed, FAQBOT_NO_MEMORY, status);
    sqlite3_stmt *row = store_start(store, status, sql, "ttk", prefix, buffer_view(&behind), (uint64_t)limit);
    while (store_next(row, status)) {
        fail_if(!arena_copy(arena, sqlite_column(row, 0), &(*texts)[*count]), FAQBOT_NO_MEMORY, status);
        *count += *status == FAQBOT_OK;
        *sum += (uint64_t)sqlite3_column_int64(row, 1);
    }
    store_end(row);
}

void store_get_stems(struct store *store, struct faqbot_view prefix, size_t limit, struct arena *arena,
                     struct faqbot_view **texts, size_t *count, uint64_t *entries, enum faqbot_status *status)
{
    get_beginning(store,
                  "SELECT text, entries FROM word WHERE text BETWEEN ?1 AND ?2"
                  "  ORDER BY entries DESC, text LIMIT ?3",
                  prefix, limit, arena, texts, count, entries, status);
}

void store_get_spellings(struct store *store, struct faqbot_view prefix, size_t limit, struct arena *arena,
                         struct faqbot_view **texts, size_t *count, enum faqbot_status *status)
{
    uint64_t uses;
    get_beginning(store,
                  "SELECT DISTINCT text, 0 FROM form WHERE text BETWEEN ?1 AND ?2 ORDER BY text LIMIT ?3",
                  prefix, limit, arena, texts, count, &uses, status);
}
