/* index/stats.c - what is in an index, counted for `faqbot stats`. It looks at all of the file, so nothing that answers
 * visitors calls it. */
#include "index/index_internal.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* -- Rows and bytes --------------------------------------------------------------------------------- */

void store_stats_count(struct store *store, struct store_counts *counts, enum faqbot_status *status)
{
    static const char sql[] =
        "SELECT (SELECT count(*) FROM entry WHERE kind = 0), (SELECT count(*) FROM entry WHERE kind = 1),"
        "       (SELECT count(*) FROM phrasing), (SELECT count(*) FROM word),"
        "       (SELECT count(DISTINCT text) FROM form), (SELECT coalesce(sum(uses), 0) FROM form)";
    sqlite3_stmt *row = NULL;
    int code = SQLITE_OK;
    if (*status != FAQBOT_OK) {
        return;
    }
    sqlite_prepare(store_database(store), sql, &row, &code);
    code = code == SQLITE_OK ? sqlite3_step(row) : code;
    *status = sqlite_status(code);
    if (*status == FAQBOT_OK) {
        *counts = (struct store_counts){.questions = (uint64_t)sqlite3_column_int64(row, 0),
                                        .passages = (uint64_t)sqlite3_column_int64(row, 1),
                                        .further = (uint64_t)sqlite3_column_int64(row, 2),
                                        .stems = (uint64_t)sqlite3_column_int64(row, 3),
                                        .spellings = (uint64_t)sqlite3_column_int64(row, 4),
                                        .uses = (uint64_t)sqlite3_column_int64(row, 5)};
    }
    sqlite3_finalize(row);
}

/* Sizes come from the dbstat table, which not every SQLite is built with. An SQL index counts for its table. */
void store_stats_tables(struct store *store, store_visit_table *visit, void *user, enum faqbot_status *status)
{
    static const char sql[] = "SELECT coalesce(s.tbl_name, d.name) AS part, sum(d.pgsize) AS bytes"
                              "  FROM dbstat('main', 1) AS d LEFT JOIN sqlite_schema AS s ON s.name = d.name"
                              "  GROUP BY part"
                              "  ORDER BY bytes DESC, part";
    sqlite3_stmt *row = NULL;
    int code = SQLITE_OK;
    if (*status != FAQBOT_OK || sqlite3_compileoption_used("ENABLE_DBSTAT_VTAB") == 0) {
        return;
    }
    sqlite_prepare(store_database(store), sql, &row, &code);
    while (code == SQLITE_OK && *status == FAQBOT_OK && (code = sqlite3_step(row)) == SQLITE_ROW) {
        *status = visit(user, sqlite_column(row, 0), (uint64_t)sqlite3_column_int64(row, 1));
        code = SQLITE_OK;
    }
    *status = *status == FAQBOT_OK ? sqlite_status(code) : *status;
    sqlite3_finalize(row);
}

/* -- All of it -------------------------------------------------------------------------------------- */

#define SETTINGS_BYTES_MAX ((size_t)1 << 20)

/* What the store hands out is a copy that ends with a NUL. */
static const char *text_of(struct faqbot_view setting)
{
    return setting.bytes == NULL ? "" : setting.bytes;
}

/* Tags stand one a line; where the knowledge base names no language, the first is empty and means English. */
static void join_tags(const char *lines, char *tags, size_t size)
{
    (void)snprintf(tags, size, "%s%s", lines[0] == '\0' || lines[0] == '\n' ? "en" : "", lines);
    size_t used = strlen(tags);
    while (used > 0 && tags[used - 1] == '\n') {
        tags[--used] = '\0';
    }
    for (size_t i = 0; i < used; i++) {
        tags[i] = tags[i] == '\n' ? ' ' : tags[i];
    }
}

/* Every index has a version and languages; one that was made in memory does not say which program made it, and one
 * of few phrasings, or of too many, has nothing that was learned. */
static void take_settings(struct store *store, struct faqbot_stats *stats, enum faqbot_status *status)
{
    struct arena arena;
    struct faqbot_view version = {0};
    struct faqbot_view languages = {0};
    struct faqbot_view program = {0};
    struct faqbot_view lexicon = {0};
    arena_init(&arena, SETTINGS_BYTES_MAX);
    store_find_setting(store, INDEX_LEXICON, &arena, &lexicon, status);
    store_find_setting(store, INDEX_VERSION, &arena, &version, status);
    store_find_setting(store, INDEX_LANGUAGES, &arena, &languages, status);
    store_find_setting(store, INDEX_PROGRAM, &arena, &program, status);
    fail_if(version.bytes == NULL || languages.bytes == NULL, FAQBOT_CORRUPT, status);
    (void)snprintf(stats->version, sizeof stats->version, "%s", text_of(version));
    (void)snprintf(stats->program, sizeof stats->program, "%s", text_of(program));
    join_tags(text_of(languages), stats->languages, sizeof stats->languages);
    stats->is_learned = store_has_model(store, ENTRY_INDEX_WORD_WEIGHTS, status);
    stats->has_lexicon = view_is_empty(lexicon);
    arena_release(&arena);
}

static enum faqbot_status count_vectors(void *user, uint32_t entry, struct faqbot_view bytes)
{
    struct faqbot_stats *stats = user;
    (void)entry;
    stats->vectors += embeddings_count(bytes);
    return FAQBOT_OK;
}

static void take_encoder(struct store *store, struct faqbot_stats *stats, enum faqbot_status *status)
{
    struct arena arena;
    struct faqbot_view name = {0};
    struct faqbot_view hash = {0};
    arena_init(&arena, SETTINGS_BYTES_MAX);
    if (store_find_setting(store, INDEX_ENCODER, &arena, &hash, status) &&
        store_find_setting(store, INDEX_ENCODER_NAME, &arena, &name, status)) {
        (void)snprintf(stats->encoder, sizeof stats->encoder, "%s", text_of(name));
        (void)snprintf(stats->encoder_hash, sizeof stats->encoder_hash, "%s", text_of(hash));
        store_each_embeddings(store, count_vectors, stats, status);
        stats->is_compared_with_all = stats->vectors <= EMBEDDINGS_COMPARED_MAX;
    }
    arena_release(&arena);
}

static void count_rows(struct store *store, struct faqbot_stats *stats, enum faqbot_status *status)
{
    struct store_counts counts = {0};
    store_stats_count(store, &counts, status);
    stats->questions = counts.questions;
    stats->passages = counts.passages;
    stats->phrasings = counts.questions + counts.passages + counts.further;
    stats->stems = counts.stems;
    stats->spellings = counts.spellings;
    stats->words = counts.uses;
}

static enum faqbot_status take_table(void *user, struct faqbot_view name, uint64_t bytes)
{
    struct faqbot_stats *stats = user;
    if (stats->table_count < FAQBOT_STATS_TABLES_MAX) {
        struct faqbot_stats_table *table = &stats->tables[stats->table_count++];
        table->bytes = bytes;
        (void)snprintf(table->name, sizeof table->name, "%.*s", (int)(name.size < 31 ? name.size : 31),
                       name.bytes);
    }
    return FAQBOT_OK;
}

bool faqbot_is_index(const char *path)
{
    return store_is_database(path);
}

enum faqbot_status faqbot_stats(const char *index, struct faqbot_stats *stats, struct faqbot_fault *fault)
{
    struct store *store = NULL;
    struct stat about;
    struct faqbot_stats found = {.format = DATABASE_SCHEMA_VERSION};
    enum faqbot_status status = store_open(index, &store, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    found.bytes = stat(index, &about) == 0 ? (uint64_t)about.st_size : 0;
    take_settings(store, &found, &status);
    take_encoder(store, &found, &status);
    count_rows(store, &found, &status);
    store_stats_tables(store, take_table, &found, &status);
    bool is_intact = store_is_intact(store);
    store_close(store);
    if (status != FAQBOT_OK || !is_intact) {
        status = status == FAQBOT_NOT_FOUND || !is_intact ? FAQBOT_CORRUPT : status;
        return fault_set(fault, status, index, 0, "cannot read the index: it is %s",
                         faqbot_status_text(status));
    }
    *stats = found;
    return FAQBOT_OK;
}
