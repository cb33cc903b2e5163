/* index/entry_packer.c - all rows that an index has of one entry, as bytes and back. Where the entries of a knowledge
 * base lie elsewhere, these bytes are what is kept there of each (split.c), and what becomes rows again when a search
 * has found it (first_stage.c), so that whatever reads rows need not know where they come from.
 *
 * The bytes, for each row:
 *
 *   1 byte   its table, as `tables` below numbers them
 *   for each column, in order:
 *     1 byte   0: NULL; 1: a number; 2: a text; 3: a blob
 *     varint   the number, or how many bytes follow; nothing where it is NULL
 *
 * The entry's number is not among them. What is read back came from another machine: a value is only ever bound, and
 * what does not fit the schema is damage. */
#include "index/index_internal.h"

/* Where the key is ?1, the columns are ?2 and so on. */
static const struct {
    const char *read;
    const char *add;
    const char *remove;
    int columns;
} tables[ENTRY_PACKER_TABLES] = {
    {"SELECT id, kind, question, title, section, url, lang, tags, updated, review_by, disclaimer, content, "
     "source,"
     "       line FROM entry WHERE number = ?1",
     "INSERT INTO entry (number, id, kind, question, title, section, url, lang, tags, updated, review_by,"
     "                   disclaimer, content, source, line)"
     "  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
     "DELETE FROM entry WHERE number = ?1", 14},
    {"SELECT ordinal, text FROM phrasing WHERE entry = ?1 ORDER BY ordinal",
     "INSERT INTO phrasing (entry, ordinal, text) VALUES (?1, ?2, ?3)",
     "DELETE FROM phrasing WHERE entry = ?1", 2},
    {"SELECT ordinal, text FROM exclusion WHERE entry = ?1 ORDER BY ordinal",
     "INSERT INTO exclusion (entry, ordinal, text) VALUES (?1, ?2, ?3)",
     "DELETE FROM exclusion WHERE entry = ?1", 2},
    {"SELECT ordinal, id FROM related WHERE entry = ?1 ORDER BY ordinal",
     "INSERT INTO related (entry, ordinal, id) VALUES (?1, ?2, ?3)", "DELETE FROM related WHERE entry = ?1",
     2},
    {"SELECT bytes FROM forward WHERE entry = ?1", "INSERT INTO forward (entry, bytes) VALUES (?1, ?2)",
     "DELETE FROM forward WHERE entry = ?1", 1},
};

enum { PACKED_NULL, PACKED_NUMBER, PACKED_TEXT, PACKED_BLOB };

void entry_packer_open(sqlite3 *database, struct entry_packer *packer, int *code)
{
    *packer = (struct entry_packer){.add = {NULL}};
    for (size_t i = 0; i < ENTRY_PACKER_TABLES; i++) {
        sqlite_prepare(database, tables[i].read, &packer->read[i], code);
        sqlite_prepare(database, tables[i].add, &packer->add[i], code);
        sqlite_prepare(database, tables[i].remove, &packer->remove[i], code);
    }
}

void entry_packer_release(struct entry_packer *packer)
{
    for (size_t i = 0; i < ENTRY_PACKER_TABLES; i++) {
        sqlite3_finalize(packer->read[i]);
        sqlite3_finalize(packer->add[i]);
        sqlite3_finalize(packer->remove[i]);
    }
}

/* Ends a use; the values that were bound are no longer looked at. */
static void end(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

/* -- Packing ---------------------------------------------------------------------------------------- */

static void write_column(sqlite3_stmt *row, int column, struct buffer *out)
{
    int type = sqlite3_column_type(row, column);
    if (type == SQLITE_NULL) {
        buffer_add_byte(out, PACKED_NULL);
    } else if (type == SQLITE_INTEGER) {
        buffer_add_byte(out, PACKED_NUMBER);
        buffer_add_varint(out, (uint64_t)sqlite3_column_int64(row, column));
    } else {
        struct faqbot_view bytes = sqlite_column(row, column);
        buffer_add_byte(out, type == SQLITE_TEXT ? PACKED_TEXT : PACKED_BLOB);
        buffer_add_varint(out, bytes.size);
        buffer_add(out, bytes);
    }
}

void entry_packer_write(struct entry_packer *packer, uint32_t number, struct buffer *out,
                        enum faqbot_status *status)
{
    for (size_t i = 0; i < ENTRY_PACKER_TABLES && *status == FAQBOT_OK; i++) {
        sqlite3_stmt *row = packer->read[i];
        int code = sqlite3_bind_int64(row, 1, number);
        while (code == SQLITE_OK && (code = sqlite3_step(row)) == SQLITE_ROW) {
            buffer_add_byte(out, (char)i);
            for (int column = 0; column < tables[i].columns; column++) {
                write_column(row, column, out);
            }
            code = SQLITE_OK;
        }
        *status = sqlite_status(code);
        end(row);
    }
    fail_if(*status == FAQBOT_OK && out->failed, FAQBOT_NO_MEMORY, status);
}

/* -- Unpacking -------------------------------------------------------------------------------------- */

static bool take_byte(struct faqbot_view *rest, unsigned *byte)
{
    if (view_is_empty(*rest)) {
        return false;
    }
    *byte = (unsigned char)rest->bytes[0];
    *rest = view_slice(*rest, 1, rest->size);
    return true;
}

/* Binds the next column; it is the packed bytes' until end(). False: damaged. */
static bool bind_column(sqlite3_stmt *row, int parameter, struct faqbot_view *rest, int *code)
{
    unsigned type;
    uint64_t number = 0;
    if (!take_byte(rest, &type) || type > PACKED_BLOB ||
        (type != PACKED_NULL && !buffer_read_varint(rest, &number))) {
        return false;
    }
    if (type == PACKED_NULL || type == PACKED_NUMBER) {
        *code = type == PACKED_NULL ? sqlite3_bind_null(row, parameter)
                                    : sqlite3_bind_int64(row, parameter, (sqlite3_int64)number);
        return true;
    }
    if (number > rest->size) {
        return false;
    }
    struct faqbot_view bytes = view_slice(*rest, 0, (size_t)number);
    *rest = view_slice(*rest, bytes.size, rest->size);
    *code = type == PACKED_TEXT ? sqlite_bind_text(row, parameter, bytes)
                                : sqlite_bind_blob(row, parameter, bytes);
    return true;
}

/* Adds the next row. */
static void add_row(struct entry_packer *packer, uint32_t number, struct faqbot_view *rest,
                    enum faqbot_status *status)
{
    unsigned table;
    if (!take_byte(rest, &table) || table >= ENTRY_PACKER_TABLES) {
        *status = FAQBOT_CORRUPT;
        return;
    }
    sqlite3_stmt *row = packer->add[table];
    int code = sqlite3_bind_int64(row, 1, number);
    bool is_whole = true;
    for (int i = 0; i < tables[table].columns && is_whole && code == SQLITE_OK; i++) {
        is_whole = bind_column(row, i + 2, rest, &code);
    }
    code = is_whole && code == SQLITE_OK ? sqlite3_step(row) : code;
    *status = is_whole ? sqlite_status(code) : FAQBOT_CORRUPT;
    end(row);
}

bool entry_packer_is_there(struct entry_packer *packer, uint32_t number, enum faqbot_status *status)
{
    int code = *status == FAQBOT_OK ? sqlite3_bind_int64(packer->read[0], 1, number) : SQLITE_DONE;
    code = code == SQLITE_OK ? sqlite3_step(packer->read[0]) : code;
    *status = *status == FAQBOT_OK ? sqlite_status(code) : *status;
    end(packer->read[0]);
    return code == SQLITE_ROW;
}

void entry_packer_remove(struct entry_packer *packer, uint32_t number, enum faqbot_status *status)
{
    for (size_t i = 0; i < ENTRY_PACKER_TABLES && *status == FAQBOT_OK; i++) {
        int code = sqlite3_bind_int64(packer->remove[i], 1, number);
        code = code == SQLITE_OK ? sqlite3_step(packer->remove[i]) : code;
        *status = sqlite_status(code);
        end(packer->remove[i]);
    }
}

/* Half an entry would be worse than none. */
void entry_packer_add(struct entry_packer *packer, uint32_t number, struct faqbot_view bytes,
                      enum faqbot_status *status)
{
    enum faqbot_status removed = FAQBOT_OK;
    if (*status != FAQBOT_OK) {
        return;
    }
    while (bytes.size > 0 && *status == FAQBOT_OK) {
        add_row(packer, number, &bytes, status);
    }
    if (*status != FAQBOT_OK) {
        entry_packer_remove(packer, number, &removed);
    }
}
