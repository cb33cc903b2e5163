/* convert/import_builder.c - rows become entries: which of them belong together, and what is told of each.
 * Ids, our format and the telling itself are delivery.c's. */
#include "convert/convert_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text/text.h"
#include "util/util.h"

/* ==== items ============================================================================================= */

/* The memory of a collector, and looking into it. What is put there is collector.c's business. */

static void init_lookup(struct import_lookup *lookup)
{
    *lookup = (struct import_lookup){.items = NULL};
    string_table_init(&lookup->keys, IMPORT_ENTRIES_BYTES_MAX);
}

static void release_lookup(struct import_lookup *lookup)
{
    string_table_release(&lookup->keys);
    free(lookup->items);
    init_lookup(lookup);
}

void import_entries_init(struct import_builder *builder, const char *path, const char *map,
                         struct faqbot_fault *fault)
{
    *builder = (struct import_builder){.path = path, .map = map, .fault = fault};
    fault_begin(fault);
    arena_init(&builder->arena, IMPORT_ENTRIES_BYTES_MAX);
    arena_init(&builder->row_arena, SIZE_MAX);
    arena_init(&builder->scratch, IMPORT_ENTRIES_BYTES_MAX);
    init_lookup(&builder->same);
    init_lookup(&builder->groups);
    init_lookup(&builder->names);
    init_lookup(&builder->questions);
    string_table_init(&builder->taken, IMPORT_ENTRIES_BYTES_MAX);
    string_table_init(&builder->given, IMPORT_ENTRIES_BYTES_MAX);
}

void import_entries_release(struct import_builder *builder)
{
    arena_release(&builder->arena);
    arena_release(&builder->row_arena);
    arena_release(&builder->scratch);
    free(builder->items);
    free(builder->events);
    release_lookup(&builder->same);
    release_lookup(&builder->groups);
    release_lookup(&builder->names);
    release_lookup(&builder->questions);
    string_table_release(&builder->taken);
    string_table_release(&builder->given);
}

bool import_entries_grow(void *array, size_t count, size_t *capacity, size_t size)
{
    void *old;
    if (count < *capacity) {
        return true;
    }
    memcpy(&old, array, sizeof old); /* whatever the elements are, the pointer to them is one */
    size_t more = *capacity == 0 ? 64 : 2 * *capacity;
    void *grown = realloc(old, more * size);
    if (grown == NULL) {
        return false;
    }
    memcpy(array, &grown, sizeof grown);
    *capacity = more;
    return true;
}

void import_entries_add_text(struct texts *texts, struct arena *arena, struct faqbot_view text)
{
    if (texts->count == texts->room) {
        size_t room = texts->room == 0 ? 2 : 2 * texts->room;
        struct faqbot_view *items = arena_alloc_array(arena, room, sizeof *items);
        texts->failed |= items == NULL;
        if (texts->failed) {
            return;
        }
        if (texts->count > 0) {
            memcpy(items, texts->items, texts->count * sizeof *items);
        }
        texts->items = items;
        texts->room = room;
    }
    texts->items[texts->count++] = text;
}

static bool import_entries_has_text(const struct texts *texts, struct faqbot_view text)
{
    size_t at = 0;
    while (at < texts->count && !view_equals(texts->items[at], text)) {
        at++;
    }
    return at < texts->count;
}

size_t import_entries_find(const struct import_lookup *lookup, struct faqbot_view key)
{
    uint32_t number = string_table_find(&lookup->keys, key);
    return number == STRING_TABLE_NONE ? IMPORT_ENTRIES_NONE : lookup->items[number];
}

bool import_entries_add(struct import_lookup *lookup, struct faqbot_view key, size_t item)
{
    uint32_t before = lookup->keys.count;
    if (!import_entries_grow(&lookup->items, before, &lookup->capacity, sizeof *lookup->items)) {
        return false;
    }
    uint32_t number = string_table_add(&lookup->keys, key);
    if (number == before) {
        lookup->items[number] = item;
    }
    return number != STRING_TABLE_NONE;
}

/* ==== ready ============================================================================================= */

/* A record made ready to find its entry. a record made ready: its lines tidied, its answer as Markdown,
 * the keys that it is found by. */

/* All texts lie in the arena. */
struct normalized_entry {
    const struct import_record *record;
    struct texts phrasings;    /* tidied, none empty; the question first */
    struct faqbot_view answer; /* Markdown; empty: none */
    struct faqbot_view title;
    struct faqbot_view question_key; /* folded */
    struct faqbot_view same_key;     /* of the group, or else the question, with the answer */
    struct faqbot_view pair_key;     /* of the question with the answer */
    bool entities;                   /* some were read as characters */
    bool full;                       /* a list is longer than it may be: the collector's to set */
};

static bool take_line(struct arena *arena, struct normalized_entry *ready, struct faqbot_view text,
                      struct faqbot_view *line)
{
    struct buffer out;
    bool entities;
    buffer_init_in(&out, arena, FAQBOT_IMPORT_FILE_BYTES_MAX);
    bool fine = md_escape_line(text, &out, &entities);
    *line = buffer_view(&out);
    ready->entities |= entities;
    return fine;
}

static bool take_phrasings(struct arena *arena, struct normalized_entry *ready)
{
    const struct import_record *record = ready->record;
    struct faqbot_view line;
    bool fine = true;
    for (size_t i = 0; i <= record->also.count && fine; i++) {
        fine = take_line(arena, ready, i == 0 ? record->question : record->also.items[i - 1], &line);
        if (fine && !view_is_empty(line)) {
            import_entries_add_text(&ready->phrasings, arena, line);
        }
    }
    return fine && !ready->phrasings.failed;
}

static bool take_answer(struct arena *arena, struct normalized_entry *ready)
{
    const struct import_record *record = ready->record;
    struct buffer out;
    bool entities = false;
    ready->answer = view_trim(record->answer);
    if (record->markup == IMPORT_MARKDOWN) {
        return true;
    }
    buffer_init_in(&out, arena, FAQBOT_IMPORT_FILE_BYTES_MAX);
    md_escape_text(ready->answer, &out, &entities);
    ready->answer = buffer_view(&out);
    ready->entities |= entities;
    return !out.failed;
}

/* KIND NUL KEY NUL ANSWER, which no other pair gives, for no text has a NUL. */
static bool make_key(struct arena *arena, char kind, struct faqbot_view key, struct faqbot_view answer,
                     struct faqbot_view *made)
{
    struct buffer out;
    buffer_init_in(&out, arena, IMPORT_ENTRIES_BYTES_MAX);
    buffer_add_byte(&out, kind);
    buffer_add_byte(&out, '\0');
    buffer_add(&out, key);
    buffer_add_byte(&out, '\0');
    buffer_add(&out, answer);
    *made = buffer_view(&out);
    return !out.failed;
}

/* Makes ready->record ready, in the arena, which is reset first. False: no memory. */
static bool normalize_entry(struct arena *arena, struct normalized_entry *ready)
{
    const struct import_record *record = ready->record;
    arena_reset(arena);
    if (!take_phrasings(arena, ready) || !take_answer(arena, ready) ||
        !take_line(arena, ready, record->title, &ready->title)) {
        return false;
    }
    struct faqbot_view question = ready->phrasings.count > 0 ? ready->phrasings.items[0] : view_make(NULL, 0);
    if (!tokenize_folded(arena, question, &ready->question_key)) {
        return false;
    }
    if (view_is_empty(ready->question_key)) {
        ready->question_key = question; /* signs only */
    }
    bool grouped = !view_is_empty(record->group);
    return make_key(arena, 'q', ready->question_key, ready->answer, &ready->pair_key) &&
           make_key(arena, grouped ? 'g' : 'q', grouped ? record->group : ready->question_key, ready->answer,
                    &ready->same_key);
}

/* ==== collector ========================================================================================= */

#define NO_TEXT view_make(NULL, 0)
#define SENTENCE_BYTES (4 * FAQBOT_FAULT_SENTENCE_BYTES) /* before it is cut to what a fault holds */

bool import_builder_failed(const struct import_builder *builder)
{
    return builder->fault->status != FAQBOT_OK;
}

void import_builder_fail(struct import_builder *builder, enum faqbot_status status, unsigned line,
                         const char *sentence, ...)
{
    char whole[SENTENCE_BYTES];
    va_list list;
    if (import_builder_failed(builder)) {
        return;
    }
    va_start(list, sentence);
    (void)vsnprintf(whole, sizeof whole, sentence, list);
    va_end(list);
    fault_set(builder->fault, status, builder->path, line, "%s", whole);
}

/* Checks what builders and interners say: false is no memory. */
static void need(struct import_builder *builder, bool fine)
{
    if (!fine) {
        import_builder_fail(builder, FAQBOT_NO_MEMORY, 0,
                            "there is not enough memory for what the file unfolds to");
    }
}

/* -- The report ------------------------------------------------------------------------------------------ */

static void add_event(struct import_builder *builder, struct import_note event)
{
    if (builder->event_count == 2 * (size_t)FAQBOT_IMPORT_ROWS_MAX) {
        import_builder_fail(builder, FAQBOT_LIMIT, (unsigned)event.row,
                            "there are more than %d rows; divide the file", FAQBOT_IMPORT_ROWS_MAX);
    }
    event.question = utf8_first(event.question, IMPORT_BUILDER_QUESTION_CHARS);
    need(builder, import_entries_grow(&builder->events, builder->event_count, &builder->event_capacity,
                                      sizeof event) &&
                      arena_copy(&builder->arena, event.question, &event.question) &&
                      arena_copy(&builder->arena, event.sentence, &event.sentence));
    if (!import_builder_failed(builder)) {
        builder->events[builder->event_count++] = event;
    }
}

static void tell(struct import_builder *builder, struct import_note event, const char *format, va_list list)
    __attribute__((format(printf, 3, 0)));

static void tell(struct import_builder *builder, struct import_note event, const char *format, va_list list)
{
    char sentence[FAQBOT_FAULT_SENTENCE_BYTES];
    if (import_builder_failed(builder)) {
        return;
    }
    int size = vsnprintf(sentence, sizeof sentence, format, list);
    event.item = IMPORT_ENTRIES_NONE;
    event.sentence = view_make(sentence, size < 0 ? 0 : strlen(sentence));
    while (!utf8_is_valid(event.sentence)) {
        event.sentence.size--; /* half a character, where the sentence was cut */
    }
    add_event(builder, event);
}

void import_builder_skip(struct import_builder *builder, size_t row, struct faqbot_view question,
                         const char *sentence, ...)
{
    va_list list;
    va_start(list, sentence);
    tell(builder, (struct import_note){.outcome = FAQBOT_IMPORT_SKIPPED, .row = row, .question = question},
         sentence, list);
    va_end(list);
}

void import_builder_note(struct import_builder *builder, size_t row, const char *sentence, ...)
{
    va_list list;
    va_start(list, sentence);
    tell(builder, (struct import_note){.outcome = FAQBOT_IMPORT_NOTE, .row = row}, sentence, list);
    va_end(list);
}

void import_builder_note_cell(struct import_builder *builder, size_t row, size_t column,
                              struct faqbot_view cell, const char *why)
{
    if (!view_is_empty(view_trim(cell))) {
        import_builder_note(builder, row, "cell %zu %s and is not kept: \"%.*s\"", column + 1, why,
                            VIEW_ARGS(cell));
    }
}

/* -- Entries --------------------------------------------------------------------------------------------- */

/* Appends a copy. */
static void keep_text(struct import_builder *builder, struct texts *texts, struct faqbot_view text)
{
    need(builder, arena_copy(&builder->arena, text, &text));
    if (!import_builder_failed(builder)) {
        import_entries_add_text(texts, &builder->arena, text);
        need(builder, !texts->failed);
    }
}

/* Adds a phrasing unless the item has it. An entry may have thousands, so they are looked up by a hash, each
 * with its item's number before it. */
static void add_phrasing(struct import_builder *builder, size_t number, struct faqbot_view text)
{
    struct buffer key;
    uint32_t before = builder->given.count;
    buffer_init_in(&key, &builder->scratch, IMPORT_ENTRIES_BYTES_MAX);
    buffer_add_number(&key, number);
    buffer_add_byte(&key, '\0');
    buffer_add(&key, text);
    uint32_t given = key.failed ? STRING_TABLE_NONE : string_table_add(&builder->given, buffer_view(&key));
    need(builder, given != STRING_TABLE_NONE);
    if (given == before) {
        keep_text(builder, &builder->items[number].phrasings, text);
    }
}

/* *full is set where the list is longer than it may be. */
static void add_list(struct import_builder *builder, struct texts *kept, const struct texts *list, bool *full)
{
    for (size_t i = 0; i < list->count; i++) {
        struct faqbot_view text = view_trim(list->items[i]);
        bool has_room = kept->count < IMPORT_BUILDER_LIST_MAX;
        if (!view_is_empty(text) && has_room && !import_entries_has_text(kept, text)) {
            keep_text(builder, kept, text);
        }
        *full |= !has_room;
    }
}

/* A field that has one value: the first that comes. */
static void take_field(struct import_builder *builder, size_t row, const char *name, struct faqbot_view value,
                       struct faqbot_view *field)
{
    value = view_trim(value);
    if (view_is_empty(value) || view_equals(value, *field)) {
        return;
    }
    if (view_is_empty(*field)) {
        need(builder, arena_copy(&builder->arena, value, field));
    } else {
        import_builder_note(builder, row,
                            "%s is \"%.*s\", where the entry has another already; it is not kept", name,
                            VIEW_ARGS(value));
    }
}

static void take_fields(struct import_builder *builder, const struct normalized_entry *row,
                        struct import_entry *item)
{
    const struct import_record *record = row->record;
    struct faqbot_view url = view_trim(record->url);
    if (!view_is_empty(url) && !rich_is_safe_address(url)) {
        url = NO_TEXT;
        import_builder_note(builder, record->row,
                            "the address \"%.*s\" is none of https:// or http:// and is not kept",
                            VIEW_ARGS(record->url));
    }
    take_field(builder, record->row, "the id", record->id, &item->source_id);
    take_field(builder, record->row, "the title", row->title, &item->title);
    take_field(builder, record->row, "the address", url, &item->url);
    take_field(builder, record->row, "the language", record->lang, &item->lang);
    take_field(builder, record->row, "the day of its update", record->updated, &item->updated);
    take_field(builder, record->row, "the day of its review", record->review_by, &item->review_by);
    take_field(builder, record->row, "the disclaimer", record->disclaimer, &item->disclaimer);
}

/* Appends an item, zeroed but for its row, and gives its number. */
static size_t make_item(struct import_builder *builder, size_t row)
{
    need(builder, import_entries_grow(&builder->items, builder->item_count, &builder->item_capacity,
                                      sizeof *builder->items));
    if (import_builder_failed(builder)) {
        return IMPORT_ENTRIES_NONE;
    }
    builder->items[builder->item_count] = (struct import_entry){.row = row};
    return builder->item_count++;
}

static size_t add_item(struct import_builder *builder, const struct normalized_entry *row)
{
    size_t number = make_item(builder, row->record->row);
    if (number != IMPORT_ENTRIES_NONE) {
        struct import_entry *item = &builder->items[number];
        item->is_draft = row->record->is_draft;
        item->is_passage = row->record->is_passage;
        need(builder, arena_copy(&builder->arena, row->answer, &item->answer) &&
                          import_entries_add(&builder->same, row->pair_key, number) &&
                          import_entries_add(&builder->questions, row->question_key, number));
    }
    return number;
}

/* By what later rows, and what they are related to, find the item. */
static void add_names(struct import_builder *builder, const struct normalized_entry *row, size_t number)
{
    struct faqbot_view name = view_trim(row->record->id);
    struct faqbot_view group = row->record->group;
    need(builder, import_entries_add(&builder->same, row->same_key, number) &&
                      (view_is_empty(name) || import_entries_add(&builder->names, name, number)) &&
                      (view_is_empty(group) || import_entries_add(&builder->groups, group, number)));
}

/* -- Rows ------------------------------------------------------------------------------------------------ */

/* The item that the row says more of; IMPORT_ENTRIES_NONE: it is a new one. */
static size_t find_item(const struct import_builder *builder, const struct normalized_entry *row)
{
    size_t number = import_entries_find(&builder->same, row->same_key);
    number = number == IMPORT_ENTRIES_NONE ? import_entries_find(&builder->same, row->pair_key) : number;
    if (number == IMPORT_ENTRIES_NONE && view_is_empty(row->answer) && !view_is_empty(row->record->group)) {
        number = import_entries_find(&builder->groups, row->record->group);
    }
    return number;
}

/* A new entry beside an older one of the same question or group: two answers, of which neither may be
 * lost. */
static void note_twin(struct import_builder *builder, const struct normalized_entry *row, size_t twin,
                      const char *what)
{
    if (twin != IMPORT_ENTRIES_NONE) {
        import_builder_note(builder, row->record->row,
                            "row %zu has the same %s and another answer; both are kept",
                            builder->items[twin].row, what);
    }
}

static void note_changes(struct import_builder *builder, const struct normalized_entry *row,
                         struct import_entry *item)
{
    if (row->record->is_draft != item->is_draft) {
        item->is_draft = true;
        import_builder_note(builder, row->record->row,
                            "one of its rows is a draft and another is not; the entry is kept as a draft");
    }
    if (row->entities) {
        import_builder_note(builder, row->record->row,
                            "HTML entities are read as the characters that they stand for");
    }
    if (row->full) {
        import_builder_note(builder, row->record->row,
                            "the entry has more than %d tags or related entries; those beyond are not kept",
                            IMPORT_BUILDER_LIST_MAX);
    }
}

static void add_row(struct import_builder *builder, struct normalized_entry *row)
{
    const struct import_record *record = row->record;
    struct faqbot_view question = row->phrasings.count > 0 ? row->phrasings.items[0] : NO_TEXT;
    size_t number = find_item(builder, row);
    bool joined = number != IMPORT_ENTRIES_NONE;
    size_t twin = joined ? IMPORT_ENTRIES_NONE : import_entries_find(&builder->questions, row->question_key);
    size_t sibling = joined || view_is_empty(record->group)
                         ? IMPORT_ENTRIES_NONE
                         : import_entries_find(&builder->groups, record->group);
    if (!joined && view_is_empty(row->answer)) {
        import_builder_skip(builder, record->row, question, "there is no answer");
        return;
    }
    number = joined ? number : add_item(builder, row);
    if (number == IMPORT_ENTRIES_NONE) {
        return; /* it failed */
    }
    struct import_entry *item = &builder->items[number];
    add_names(builder, row, number);
    for (size_t i = 0; i < row->phrasings.count; i++) {
        add_phrasing(builder, number, row->phrasings.items[i]);
    }
    add_list(builder, &item->tags, &record->tags, &row->full);
    add_list(builder, &item->related, &record->related, &row->full);
    add_event(builder, (struct import_note){.outcome = joined ? FAQBOT_IMPORT_MERGED : FAQBOT_IMPORT_ADDED,
                                            .row = record->row,
                                            .item = number,
                                            .question = question});
    take_fields(builder, row, item);
    note_changes(builder, row, item);
    note_twin(builder, row, sibling != IMPORT_ENTRIES_NONE ? sibling : twin,
              sibling != IMPORT_ENTRIES_NONE ? "id" : "question");
}

void import_builder_add(struct import_builder *builder, const struct import_record *record)
{
    struct normalized_entry row = {.record = record};
    size_t size = record->question.size + record->answer.size;
    need(builder, !record->also.failed && !record->tags.failed && !record->related.failed);
    if (import_builder_failed(builder)) {
        return;
    }
    for (size_t i = 0; i < record->also.count; i++) {
        size += record->also.items[i].size;
    }
    if (size > IMPORT_BUILDER_RECORD_BYTES_MAX) {
        import_builder_skip(builder, record->row, record->question,
                            "question and answer have more than %zu bytes together; divide them",
                            IMPORT_BUILDER_RECORD_BYTES_MAX);
        return;
    }
    need(builder, normalize_entry(&builder->scratch, &row));
    if (import_builder_failed(builder)) {
        return;
    }
    if (row.phrasings.count == 0 && !record->is_passage) {
        import_builder_skip(builder, record->row, NO_TEXT, "there is no question");
    } else {
        add_row(builder, &row);
    }
}

void import_builder_add_line(struct import_builder *builder, size_t row, struct faqbot_view id,
                             struct faqbot_view question, struct faqbot_view line)
{
    /* Settings and synonyms have no id. */
    size_t number = view_is_empty(id) ? IMPORT_ENTRIES_NONE : import_entries_find(&builder->names, id);
    const struct import_entry *twin = number == IMPORT_ENTRIES_NONE ? NULL : &builder->items[number];
    struct import_note event = {
        .outcome = FAQBOT_IMPORT_ADDED, .row = row, .item = number, .question = question};
    if (twin != NULL && !view_equals(twin->line, line)) {
        import_builder_skip(builder, row, question, "the id \"%.*s\" is taken by row %zu", VIEW_ARGS(id),
                            twin->row);
        return;
    }
    if (twin == NULL && string_table_find(&builder->taken, id) != STRING_TABLE_NONE) {
        import_builder_skip(builder, row, question, "the id \"%.*s\" is taken by another file of the folder",
                            VIEW_ARGS(id));
        return;
    }
    if (twin != NULL) {
        event.outcome = FAQBOT_IMPORT_MERGED;
    } else if ((event.item = make_item(builder, row)) != IMPORT_ENTRIES_NONE) {
        struct import_entry *item = &builder->items[event.item];
        item->line = line;
        need(builder, arena_copy(&builder->arena, id, &item->id) &&
                          (view_is_empty(id) || import_entries_add(&builder->names, id, event.item)));
    }
    add_event(builder, event);
}

/* ==== input ============================================================================================= */

/* The file that is imported, whole. Not knowledge/source.c's business: there a file that cannot be read is
 * one of many and costs no other, here it is all there is. */

#define CHUNK_BYTES ((size_t)64 * 1024)

static void fail(const char *path, int number, struct faqbot_fault *fault)
{
    char reason[128] = "";
    if (strerror_r(number, reason, sizeof reason) != 0) {
        reason[0] = '\0';
    }
    fault_set(fault, number == ENOENT || number == ENOTDIR ? FAQBOT_NOT_FOUND : FAQBOT_IO, path, 0,
              "the file cannot be read: %s", reason);
}

/* Gives a descriptor, or -1. Not blocking, because opening a pipe that nobody writes to would wait for ever. */
static int open_file(const char *path, struct faqbot_fault *fault)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        fail(path, errno, fault);
    } else if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(file);
        file = -1;
        fault_set(fault, FAQBOT_IO, path, 0, "this is no ordinary file; name one, or - and pipe it in");
    }
    return file;
}

static void read_to_end(const char *path, int file, struct buffer *bytes, struct faqbot_fault *fault)
{
    char chunk[CHUNK_BYTES];
    ssize_t size = 1;
    while (size != 0 && !bytes->failed) {
        size = read(file, chunk, sizeof chunk);
        if (size > 0) {
            buffer_add(bytes, view_make(chunk, (size_t)size));
        } else if (size < 0 && errno != EINTR) {
            fail(path, errno, fault);
            return;
        }
    }
    if (bytes->no_memory) {
        fault_set(fault, FAQBOT_NO_MEMORY, path, 0, "there is not enough memory for the file");
    } else if (bytes->failed) {
        fault_set(fault, FAQBOT_LIMIT, path, 0, "the file has more than %zu bytes; divide it", bytes->limit);
    }
}

/* Names the line at which the text ceases to be one. */
static void check_text(const char *path, struct faqbot_view text, struct faqbot_fault *fault)
{
    struct faqbot_view line;
    if (view_starts_with(text, "\xff\xfe") || view_starts_with(text, "\xfe\xff")) {
        fault_set(fault, FAQBOT_INVALID, path, 0, "the file is UTF-16; save it in the encoding UTF-8");
        return;
    }
    if (utf8_is_valid(text) && view_find(text, '\0') == text.size) {
        return;
    }
    for (unsigned number = 1; view_next_line(&text, &line); number++) {
        bool is_utf8 = utf8_is_valid(line);
        if (!is_utf8 || view_find(line, '\0') < line.size) {
            fault_set(fault, FAQBOT_INVALID, path, number,
                      is_utf8 ? "this line has a NUL byte in it; save the file as text in UTF-8"
                              : "this line is not UTF-8; save the file in the encoding UTF-8");
            return;
        }
    }
    fault_set(fault, FAQBOT_INVALID, path, 0, "the file is not UTF-8");
}

struct faqbot_view import_input_read(const char *path, struct buffer *bytes, struct faqbot_fault *fault)
{
    bool piped = strcmp(path, "-") == 0;
    int file = piped ? STDIN_FILENO : open_file(path, fault);
    if (file >= 0) {
        read_to_end(path, file, bytes, fault);
    }
    if (!piped && file >= 0) {
        close(file);
    }
    struct faqbot_view text = buffer_view(bytes);
    if (fault->status == FAQBOT_OK) {
        check_text(path, text, fault);
    }
    return view_starts_with(text, "\xef\xbb\xbf") ? view_slice(text, 3, text.size) : text;
}
