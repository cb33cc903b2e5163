/* index/split.c - takes a finished index apart for an engine that is to be a first stage: each entry packed, with the
 * stems that it is found by; and the collection, which is an index file whose tables of entries are empty.
 *
 * Both come from the index itself and not from the knowledge base: what it was made of is no longer needed, and the
 * same numbers of stems and forms are in both parts. Left out is what needs all entries in one place: posting lists,
 * for which the engine stands; the full-text tables of suggestions and searches by words; and the vectors of an
 * encoder, whose baseline and classifier are sums over all of them. */
#include "index/index_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

#define SCRATCH_BYTES_MAX ((size_t)512 << 20) /* for one entry, of many phrasings */

struct splitting {
    struct store *store;
    const struct faqbot_split_sink *sink;
    struct faqbot_fault *fault;
    struct entry_packer packer;
    struct buffer bytes; /* of the entry at hand */
    struct arena loaded;
    struct arena scratch;
    uint32_t *stems; /* by form */
    uint32_t form_count;
    struct stage_frequencies frequencies;
    struct buffer meanings; /* struct entry_meaning of each entry; they are few, or it stays empty */
    size_t entries;
    bool has_exclusions;
};

/* -- Entries ---------------------------------------------------------------------------------------- */

static enum faqbot_status take_form(void *user, const struct store_form *form)
{
    struct splitting *splitting = user;
    if (form->number >= splitting->form_count || form->stem >= splitting->frequencies.stem_count) {
        return FAQBOT_CORRUPT;
    }
    splitting->stems[form->number] = form->stem;
    return FAQBOT_OK;
}

static void read_forms(struct splitting *splitting, enum faqbot_status *status)
{
    struct stage_frequencies *frequencies = &splitting->frequencies;
    uint64_t stems = store_get_number(splitting->store, ENTRY_INDEX_STEMS, &splitting->loaded, status);
    uint64_t forms = store_get_number(splitting->store, ENTRY_INDEX_FORMS, &splitting->loaded, status);
    fail_if(stems >= UINT32_MAX / FIELD_COUNT || forms >= UINT32_MAX, FAQBOT_CORRUPT, status);
    frequencies->stem_count = *status == FAQBOT_OK ? (uint32_t)stems : 0;
    splitting->form_count = *status == FAQBOT_OK ? (uint32_t)forms : 0;
    frequencies->by_stem = arena_need(&splitting->loaded, FIELD_COUNT * (size_t)frequencies->stem_count,
                                      sizeof *frequencies->by_stem, status);
    splitting->stems =
        arena_need(&splitting->loaded, splitting->form_count, sizeof *splitting->stems, status);
    store_each_form(splitting->store, take_form, splitting, status);
}

static int by_stem(const void *left, const void *right)
{
    const struct faqbot_split_stem *a = left;
    const struct faqbot_split_stem *b = right;
    return (a->stem > b->stem) - (a->stem < b->stem);
}

/* The stems of one field, out of its forms, in the arena. */
static struct faqbot_split_stem *gather_stems(struct splitting *splitting, const struct forward_entry *entry,
                                              enum field field, size_t *count, enum faqbot_status *status)
{
    size_t found = 0;
    struct faqbot_split_stem *list = arena_need(&splitting->scratch, entry->word_count, sizeof *list, status);
    *count = 0;
    for (uint32_t i = 0; i < entry->word_count && *status == FAQBOT_OK; i++) {
        const struct forward_word *word = &entry->words[i];
        if (word->counts[field] > 0) {
            list[found++] = (struct faqbot_split_stem){.stem = splitting->stems[word->form],
                                                       .count = word->counts[field]};
        }
    }
    if (found > 0) {
        qsort(list, found, sizeof *list, by_stem);
    }
    for (size_t i = 0; i < found; i++) {
        if (*count > 0 && list[*count - 1].stem == list[i].stem) {
            list[*count - 1].count += list[i].count;
        } else {
            list[(*count)++] = list[i];
        }
    }
    for (size_t i = 0; i < *count; i++) {
        list[i].count = list[i].count < BM25_TABLE_COUNT_MAX ? list[i].count : BM25_TABLE_COUNT_MAX;
        splitting->frequencies.by_stem[FIELD_COUNT * (size_t)list[i].stem + field]++;
    }
    splitting->frequencies.entries[field] += *count > 0;
    return list;
}

/* Unpacks what ranking knows of the entry, in the arena. NULL: *status says why. */
static struct forward_entry *read_forward(struct splitting *splitting, uint32_t number,
                                          enum faqbot_status *status)
{
    struct faqbot_view bytes = {0};
    store_get_forward(splitting->store, number, &splitting->scratch, &bytes, status);
    size_t size = *status == FAQBOT_OK ? forward_size(bytes) : 0;
    fail_if(size == 0, FAQBOT_CORRUPT, status);
    struct forward_entry *entry = arena_need(&splitting->scratch, size, 1, status);
    fail_if(*status == FAQBOT_OK && !forward_decode(bytes, number, splitting->form_count, entry),
            FAQBOT_CORRUPT, status);
    return *status == FAQBOT_OK ? entry : NULL;
}

/* Keeps what an entry means, where a search compares all with the question. */
static void take_meaning(struct splitting *splitting, const struct forward_entry *entry)
{
    struct entry_meaning meaning;
    memset(&meaning, 0, sizeof meaning); /* also where it is padded: the same index gives the same bytes */
    meaning.vector = entry->meaning;
    meaning.scale = entry->scale;
    if (splitting->entries <= MEANINGS_SCANNED_MAX) {
        buffer_add(&splitting->meanings, view_make((const char *)&meaning, sizeof meaning));
    }
}

static void split_entry(struct splitting *splitting, uint32_t number, enum faqbot_status *status)
{
    struct store_entry label;
    struct faqbot_split_entry entry = {.number = number};
    arena_reset(&splitting->scratch);
    buffer_reset(&splitting->bytes);
    store_get_label(splitting->store, number, &splitting->scratch, &label, status);
    const struct forward_entry *forward = read_forward(splitting, number, status);
    for (size_t field = 0; field < FIELD_COUNT && *status == FAQBOT_OK; field++) {
        entry.stems[field] =
            gather_stems(splitting, forward, (enum field)field, &entry.stem_counts[field], status);
    }
    if (*status == FAQBOT_OK) {
        take_meaning(splitting, forward);
    }
    entry_packer_write(&splitting->packer, number, &splitting->bytes, status);
    if (*status == FAQBOT_OK && splitting->bytes.size > FAQBOT_PACKED_BYTES_MAX) {
        *status = fault_set(splitting->fault, FAQBOT_LIMIT, NULL, 0,
                            "the entry \"%.*s\" takes more than %zu bytes; divide it into several",
                            VIEW_ARGS(label.id), FAQBOT_PACKED_BYTES_MAX);
    }
    if (*status == FAQBOT_OK) {
        entry.id = label.id;
        entry.packed = buffer_view(&splitting->bytes);
        *status = splitting->sink->entry(splitting->sink->user, &entry);
    }
}

/* -- The collection --------------------------------------------------------------------------------- */

/* What the collection has of the index's tables. An encoder's settings stay behind with its vectors, and so do the
 * segments of files, which are for updates. */
static const struct {
    const char *read;
    const char *add;
} copied[] = {
    {"SELECT name, value FROM setting WHERE name NOT IN ('" INDEX_ENCODER "', '" INDEX_ENCODER_NAME
     "', '" INDEX_ENCODER_PATH "')",
     "INSERT INTO setting (name, value) VALUES (?1, ?2)"},
    {"SELECT number, id, text FROM disclaimer",
     "INSERT INTO disclaimer (number, id, text) VALUES (?1, ?2, ?3)"},
    {"SELECT number, path FROM source", "INSERT INTO source (number, path) VALUES (?1, ?2)"},
    {"SELECT number, source, target FROM synonym",
     "INSERT INTO synonym (number, source, target) VALUES (?1, ?2, ?3)"},
    {"SELECT text, number, entries FROM word",
     "INSERT INTO word (text, number, entries) VALUES (?1, ?2, ?3)"},
    {"SELECT text, language, stem, number, uses FROM form",
     "INSERT INTO form (text, language, stem, number, uses) VALUES (?1, ?2, ?3, ?4, ?5)"},
    {"SELECT name, bytes FROM model WHERE name <> '" SOURCE_SEGMENTS_MODEL "'",
     "INSERT INTO model (name, bytes) VALUES (?1, ?2)"},
};

static void copy_rows(sqlite3 *from, sqlite3 *to, const char *read, const char *add, int *code)
{
    sqlite3_stmt *row = NULL;
    sqlite3_stmt *made = NULL;
    sqlite_prepare(from, read, &row, code);
    sqlite_prepare(to, add, &made, code);
    while (*code == SQLITE_OK && (*code = sqlite3_step(row)) == SQLITE_ROW) {
        *code = SQLITE_OK;
        for (int i = 0; i < sqlite3_column_count(row) && *code == SQLITE_OK; i++) {
            *code = sqlite3_bind_value(made, i + 1, sqlite3_column_value(row, i));
        }
        *code = *code == SQLITE_OK ? sqlite3_step(made) : *code;
        *code = *code == SQLITE_DONE ? sqlite3_reset(made) : *code;
    }
    *code = *code == SQLITE_DONE ? SQLITE_OK : *code;
    sqlite3_finalize(row);
    sqlite3_finalize(made);
}

/* Writes how many entries have each stem in each field (struct stage_frequencies). */
static void write_frequencies(const struct stage_frequencies *frequencies, struct store *store)
{
    struct buffer bytes;
    buffer_init(&bytes, SIZE_MAX);
    buffer_add(&bytes, view_make((const char *)frequencies->entries, sizeof frequencies->entries));
    buffer_add(&bytes, view_make((const char *)frequencies->by_stem,
                                 FIELD_COUNT * sizeof *frequencies->by_stem * frequencies->stem_count));
    if (!bytes.failed) {
        store_change_model(store, STAGE_FREQUENCIES_MODEL, buffer_view(&bytes));
    }
    buffer_release(&bytes);
}

/* Hands over the bytes of the file that the store in memory is. */
static enum faqbot_status hand_over(struct splitting *splitting, struct store *collection)
{
    sqlite3_int64 size = 0;
    enum faqbot_status status = FAQBOT_NO_MEMORY;
    unsigned char *bytes = sqlite3_serialize(store_database(collection), "main", &size, 0);
    if (bytes != NULL && (uint64_t)size > FAQBOT_COLLECTION_BYTES_MAX) {
        status =
            fault_set(splitting->fault, FAQBOT_LIMIT, NULL, 0,
                      "the words of this knowledge base take %lld bytes, more than the %zu that a server "
                      "may load; divide it into several",
                      (long long)size, FAQBOT_COLLECTION_BYTES_MAX);
    } else if (bytes != NULL) {
        status =
            splitting->sink->collection(splitting->sink->user, view_make((const char *)bytes, (size_t)size));
    }
    sqlite3_free(bytes);
    return status;
}

static void split_collection(struct splitting *splitting, enum faqbot_status *status)
{
    struct store *collection = NULL;
    int code = SQLITE_OK;
    if (*status != FAQBOT_OK) {
        return;
    }
    *status = store_create(NULL, &collection, splitting->fault);
    if (*status != FAQBOT_OK || collection == NULL) {
        return;
    }
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++) {
        copy_rows(store_database(splitting->store), store_database(collection), copied[i].read, copied[i].add,
                  &code);
    }
    *status = sqlite_status(code);
    if (*status == FAQBOT_OK) {
        write_frequencies(&splitting->frequencies, collection);
        if (splitting->entries <= MEANINGS_SCANNED_MAX) {
            store_change_model(collection, STAGE_MEANINGS_MODEL, buffer_view(&splitting->meanings));
        }
        if (splitting->has_exclusions) {
            store_change_setting(collection, INDEX_EXCLUSIONS, view_of("yes"));
        }
        *status = store_finish(collection);
    }
    *status = *status == FAQBOT_OK ? hand_over(splitting, collection) : *status;
    store_close(collection);
}

/* -- All of it -------------------------------------------------------------------------------------- */

static void read_result(struct splitting *splitting, struct faqbot_split_result *result,
                        enum faqbot_status *status)
{
    struct faqbot_view version = {0};
    uint64_t entries = store_get_number(splitting->store, INDEX_ENTRIES, &splitting->loaded, status);
    store_get_setting(splitting->store, INDEX_VERSION, &splitting->loaded, &version, status);
    if (*status == FAQBOT_OK) {
        result->entries = splitting->entries = (size_t)entries;
        (void)snprintf(result->version, sizeof result->version, "%s", version.bytes);
    }
}

static void split(struct splitting *splitting, struct faqbot_split_result *result, enum faqbot_status *status)
{
    int code = SQLITE_OK;
    read_result(splitting, result, status);
    read_forms(splitting, status);
    splitting->has_exclusions = store_has_exclusions(splitting->store, status);
    entry_packer_open(store_database(splitting->store), &splitting->packer, &code);
    *status = *status == FAQBOT_OK ? sqlite_status(code) : *status;
    for (size_t i = 0; *status == FAQBOT_OK && i < result->entries; i++) {
        split_entry(splitting, (uint32_t)i, status);
    }
    fail_if(splitting->meanings.failed, FAQBOT_NO_MEMORY, status);
    split_collection(splitting, status);
    *status = *status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : *status;
}

enum faqbot_status faqbot_split(const char *index, const struct faqbot_split_sink *sink,
                                struct faqbot_split_result *result, struct faqbot_fault *fault)
{
    struct splitting splitting = {.sink = sink, .fault = fault};
    fault_begin(fault);
    enum faqbot_status status = store_open(index, &splitting.store, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    arena_init(&splitting.loaded, SIZE_MAX);
    arena_init(&splitting.scratch, SCRATCH_BYTES_MAX);
    buffer_init(&splitting.bytes, SIZE_MAX);
    buffer_init(&splitting.meanings, SIZE_MAX);
    split(&splitting, result, &status);
    if (status == FAQBOT_OK && !store_is_intact(splitting.store)) {
        status = fault_set(fault, FAQBOT_IO, index, 0, "cannot read the index: it is being written");
    }
    entry_packer_release(&splitting.packer);
    store_close(splitting.store);
    buffer_release(&splitting.bytes);
    buffer_release(&splitting.meanings);
    arena_release(&splitting.scratch);
    arena_release(&splitting.loaded);
    return fault_end(fault, status, index);
}
