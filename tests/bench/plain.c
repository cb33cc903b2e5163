/* bench/plain.c - plain FTS5: porter stems over unicode61, words joined by OR, its own rank. */
#include "plain.h"

#include <stdio.h>

#include "kb/kb.h"

#define TEXT_BYTES_MAX ((size_t)16 * 1024 * 1024)

static void ignore(void *user, const struct faqbot_fault *fault)
{
    (void)user;
    (void)fault;
}

static enum faqbot_status add_entry(void *user, const struct entry *entry)
{
    struct buffer text;
    buffer_init(&text, TEXT_BYTES_MAX);
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        buffer_add(&text, entry->phrasings[i]);
        buffer_add_byte(&text, '\n');
    }
    buffer_add(&text, entry->text);
    sqlite3_bind_text64(user, 1, text.bytes, text.size, SQLITE_STATIC, SQLITE_UTF8);
    bool added = sqlite3_step(user) == SQLITE_DONE;
    sqlite3_reset(user);
    buffer_release(&text);
    return added ? FAQBOT_OK : FAQBOT_IO;
}

/* The same settings as the store's own database has while it is made. */
static const char settings[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                               "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;"
                               "CREATE VIRTUAL TABLE plain USING fts5 (text, tokenize = 'porter unicode61');"
                               "BEGIN;";

static bool prepare(struct plain *plain)
{
    return sqlite3_prepare_v3(plain->database,
                              "SELECT rowid FROM plain WHERE plain MATCH ?1 ORDER BY rank LIMIT 10", -1,
                              SQLITE_PREPARE_PERSISTENT, &plain->search, NULL) == SQLITE_OK;
}

bool plain_make(struct plain *plain, const char *file, const char *path)
{
    *plain = (struct plain){.database = NULL};
    buffer_init(&plain->expression, TEXT_BYTES_MAX);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    sqlite3_stmt *insert = NULL;
    bool opened =
        sqlite3_open_v2(file == NULL ? ":memory:" : file, &plain->database, flags, NULL) == SQLITE_OK &&
        sqlite3_exec(plain->database, settings, NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(plain->database, "INSERT INTO plain (text) VALUES (?1)", -1, &insert, NULL) ==
            SQLITE_OK;
    struct fault_reporter reporter = {.report = ignore};
    struct kb_sink sink = {.user = insert, .entry = add_entry, .reporter = &reporter};
    struct faqbot_fault fault;
    opened = opened && kb_read(path, &sink, &fault) == FAQBOT_OK;
    sqlite3_finalize(insert);
    return opened &&
           sqlite3_exec(plain->database, "INSERT INTO plain (plain) VALUES ('optimize'); COMMIT;", NULL, NULL,
                        NULL) == SQLITE_OK &&
           prepare(plain);
}

/* As database_open() of the store opens an index: what is not said here is SQLite's default there too. */
bool plain_open(struct plain *plain, const char *file)
{
    char uri[1200];
    *plain = (struct plain){.database = NULL};
    buffer_init(&plain->expression, TEXT_BYTES_MAX);
    snprintf(uri, sizeof uri, "file:%s?immutable=1", file);
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    return sqlite3_open_v2(uri, &plain->database, flags, NULL) == SQLITE_OK &&
           sqlite3_exec(plain->database, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 1099511627776;",
                        NULL, NULL, NULL) == SQLITE_OK &&
           prepare(plain);
}

void plain_close(struct plain *plain)
{
    sqlite3_finalize(plain->search);
    sqlite3_close(plain->database);
    buffer_release(&plain->expression);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

/* Each word in quotation marks, OR between them. */
static void write_expression(struct buffer *out, struct faqbot_view question)
{
    size_t at = 0;
    buffer_reset(out);
    while (at < question.size) {
        size_t start = at;
        while (at < question.size && is_letter(question.bytes[at])) {
            at++;
        }
        if (at > start) {
            buffer_add_text(out, out->size > 0 ? " OR \"" : "\"");
            buffer_add(out, view_slice(question, start, at - start));
            buffer_add_byte(out, '"');
        }
        at++;
    }
}

bool plain_ask(struct plain *plain, struct faqbot_view question)
{
    write_expression(&plain->expression, question);
    if (plain->expression.size == 0) {
        return true;
    }
    sqlite3_bind_text64(plain->search, 1, plain->expression.bytes, plain->expression.size, SQLITE_STATIC,
                        SQLITE_UTF8);
    int code;
    do {
        code = sqlite3_step(plain->search);
    } while (code == SQLITE_ROW);
    sqlite3_reset(plain->search);
    return code == SQLITE_DONE;
}
