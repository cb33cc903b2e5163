/* convert/import_builder.c - rows become entries: decides which rows belong together, and keeps the report.
 *
 * The importers call import_builder_add() for each row of a foreign file, in order. A row starts an entry,
 * adds a phrasing to an earlier one, or is skipped; whichever it is becomes a note of the report.
 * Everything is kept in memory until the whole file is read, because a later row may name an earlier one
 * and because nothing is written or reported of a file that turns out to be broken.
 *
 * How rows find each other:
 *
 *     same group and same answer                one entry; its further questions are phrasings
 *     same question and same answer             the row is repeated: joined, and told so
 *     same group, no answer                     a further phrasing of the group's first entry
 *     same question or group, another answer    two entries, and a note for a person to decide
 *
 * A group is what a service itself calls one entry: a number, an id, or for want of both the answer. It is
 * trusted only as far as the answers agree, because spreadsheets number their rows by hand.
 *
 * Questions are compared as a visitor's would be, without case, accents and signs. Nothing is dropped in
 * silence: a field that a second row gives another value, a list that is too long, a text that was changed,
 * each has its note.
 *
 * Ids, our own format and the telling itself are import_commit.c's. */
#include "convert/convert_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

#define QUESTION_CHARS 300 /* of a question, in the report */

/* Of all texts of one file. A small file may unfold to much more than its size (aliases, repeated
 * headings); the builder stops there. */
#define BYTES_MAX (8 * FAQBOT_IMPORT_FILE_BYTES_MAX)

static const struct faqbot_view no_text = {NULL, 0};

/* ==== Memory ============================================================================================ */

/* Arenas and tables allocate nothing before they are used: an import that fails early costs nothing. */
void import_builder_init(struct import_builder *builder, const char *path, const char *map,
                         struct faqbot_fault *fault)
{
    *builder = (struct import_builder){.path = path, .map = map, .fault = fault};
    fault_begin(fault);
    arena_init(&builder->arena, BYTES_MAX);
    arena_init(&builder->row_arena, SIZE_MAX);
    arena_init(&builder->scratch, BYTES_MAX);
    buffer_init(&builder->key, BYTES_MAX);
    string_table_init(&builder->keys, 2 * BYTES_MAX);
}

void import_builder_release(struct import_builder *builder)
{
    arena_release(&builder->arena);
    arena_release(&builder->row_arena);
    arena_release(&builder->scratch);
    buffer_release(&builder->key);
    string_table_release(&builder->keys);
    free(builder->key_values);
    free(builder->entries);
    free(builder->notes);
}

/* ==== Failing =========================================================================================== */

bool import_builder_failed(const struct import_builder *builder)
{
    return builder->fault->status != FAQBOT_OK;
}

/* One sentence for all of them: which text found no room says nothing to the person who reads it. */
void import_need(struct import_builder *builder, bool is_fine)
{
    if (!is_fine) {
        import_builder_fail(builder, FAQBOT_NO_MEMORY, 0, "there is not enough memory for the import");
    }
}

/* ==== Keys ============================================================================================== */

/* One table serves all lookups. A key is KIND NUL FIRST NUL SECOND: no text of ours has a NUL, so no two
 * different keys are the same bytes. Buffers are sticky, so a key that does not fit is seen by the caller. */
static struct faqbot_view make_key(struct import_builder *builder, enum import_key kind,
                                   struct faqbot_view first, struct faqbot_view second)
{
    buffer_reset(&builder->key);
    buffer_add_byte(&builder->key, (char)kind);
    buffer_add_byte(&builder->key, '\0');
    buffer_add(&builder->key, first);
    buffer_add_byte(&builder->key, '\0');
    buffer_add(&builder->key, second);
    import_need(builder, !builder->key.failed);
    return buffer_view(&builder->key);
}

/* A missing group or id is nothing to be found by: rows that lack it have nothing in common. */
static bool is_nameless(enum import_key kind, struct faqbot_view first)
{
    return view_is_empty(first) &&
           (kind == IMPORT_KEY_GROUP || kind == IMPORT_KEY_GROUP_ANSWER || kind == IMPORT_KEY_ID);
}

size_t import_builder_find(struct import_builder *builder, enum import_key kind, struct faqbot_view first,
                           struct faqbot_view second)
{
    uint32_t number = is_nameless(kind, first)
                          ? STRING_TABLE_NONE
                          : string_table_find(&builder->keys, make_key(builder, kind, first, second));
    return number == STRING_TABLE_NONE ? IMPORT_NONE : builder->key_values[number];
}

/* The table numbers its keys in the order in which they come, so values stand in an array beside it. */
void import_builder_put(struct import_builder *builder, enum import_key kind, struct faqbot_view first,
                        struct faqbot_view second, size_t value)
{
    struct faqbot_view key = make_key(builder, kind, first, second);
    import_need(builder, array_grow(NULL, &builder->key_values, builder->keys.count, &builder->key_capacity,
                                    sizeof *builder->key_values));
    if (!import_builder_failed(builder)) {
        uint32_t number = string_table_add(&builder->keys, key);
        import_need(builder, number != STRING_TABLE_NONE);
        if (number != STRING_TABLE_NONE) {
            builder->key_values[number] = value;
        }
    }
}

/* The first entry keeps a key that a later one has too. */
static void remember(struct import_builder *builder, enum import_key kind, struct faqbot_view first,
                     struct faqbot_view second, size_t number)
{
    if (!is_nameless(kind, first) && import_builder_find(builder, kind, first, second) == IMPORT_NONE) {
        import_builder_put(builder, kind, first, second, number);
    }
}

/* ==== The report ======================================================================================== */

/* Twice as many notes as rows: a row may have several, but a file of nothing but notes ends somewhere. */
static void add_note(struct import_builder *builder, size_t entry, struct faqbot_import_event event)
{
    if (builder->note_count == 2 * (size_t)FAQBOT_IMPORT_ROWS_MAX) {
        import_builder_fail(builder, FAQBOT_LIMIT, (unsigned)event.row,
                            "there are more than %d rows; divide the file", FAQBOT_IMPORT_ROWS_MAX);
    }
    event.question = utf8_first(event.question, QUESTION_CHARS);
    import_need(builder, array_grow(NULL, &builder->notes, builder->note_count, &builder->note_capacity,
                                    sizeof *builder->notes) &&
                             arena_copy(&builder->arena, event.question, &event.question) &&
                             arena_copy(&builder->arena, event.sentence, &event.sentence));
    if (!import_builder_failed(builder)) {
        builder->notes[builder->note_count++] = (struct import_note){event, entry};
    }
}

/* The row became an entry, or joined one. */
static void note_entry(struct import_builder *builder, size_t row, size_t entry, bool is_new,
                       struct faqbot_view question)
{
    enum faqbot_import_outcome outcome = is_new ? FAQBOT_IMPORT_ADDED : FAQBOT_IMPORT_MERGED;
    add_note(builder, entry,
             (struct faqbot_import_event){.outcome = outcome, .row = row, .question = question});
}

void import_builder_tell_said(struct import_builder *builder, enum faqbot_import_outcome outcome, size_t row,
                              struct faqbot_view question)
{
    if (!import_builder_failed(builder)) {
        add_note(builder, IMPORT_NONE,
                 (struct faqbot_import_event){.outcome = outcome,
                                              .row = row,
                                              .question = question,
                                              .sentence = view_of(builder->said.sentence)});
    }
}

/* ==== Normalizing a row ================================================================================= */

/* A record made comparable: lines tidied, the answer as Markdown, the question folded. All texts lie in the
 * scratch arena, which lasts for one row. */
struct row {
    const struct import_record *record;
    struct texts phrasings; /* tidied, none empty; the question first */
    struct faqbot_view question;
    struct faqbot_view answer; /* Markdown; empty: none */
    struct faqbot_view title;
    struct faqbot_view disclaimer; /* that the answer ended with; empty: the record's */
    struct faqbot_view folded;     /* the question as it is compared: without case, accents and signs */
    bool has_entities;             /* some were read as characters, which is noted */
    bool is_full;                  /* a list is longer than it may be */
};

/* One line of a record. Exports have entities in their questions because their pages are HTML, and line
 * ends because their tables are typed by people. */
static struct faqbot_view tidy(struct import_builder *builder, struct row *row, struct faqbot_view text)
{
    struct buffer out;
    buffer_init_in(&out, &builder->scratch, FAQBOT_IMPORT_FILE_BYTES_MAX);
    row->has_entities |= md_escape_line(text, &out);
    import_need(builder, !out.failed);
    return buffer_view(&out);
}

/* Phrasings that are nothing but blanks are passed over: spreadsheets have plenty of them. */
static void add_tidied(struct import_builder *builder, struct row *row, struct faqbot_view phrasing)
{
    phrasing = tidy(builder, row, phrasing);
    if (!view_is_empty(phrasing)) {
        texts_add(&row->phrasings, &builder->scratch, phrasing);
        import_need(builder, !row->phrasings.failed);
    }
}

/* The text of a paragraph of Markdown in which no sign is mark-up; empty where one is. */
static struct faqbot_view read_plain(struct import_builder *builder, struct faqbot_view paragraph)
{
    struct buffer out;
    buffer_init_in(&out, &builder->scratch, paragraph.size);
    for (size_t i = 0; i < paragraph.size; i++) {
        char byte = paragraph.bytes[i];
        char next = i + 1 < paragraph.size ? paragraph.bytes[i + 1] : '\0';
        bool is_escape = byte == '\\' && next > ' ' && next < 0x7f && !ascii_is_alnum(next);
        if (!is_escape && strchr("*_`[<&\\\n", byte) != NULL) {
            return no_text;
        }
        i += is_escape;
        buffer_add_byte(&out, is_escape ? next : byte);
    }
    import_need(builder, !out.failed);
    return buffer_view(&out);
}

/* Where the last paragraph of a text begins. */
static size_t last_paragraph(struct faqbot_view text)
{
    size_t at = text.size;
    while (at > 0 && !(at > 1 && text.bytes[at - 1] == '\n' && text.bytes[at - 2] == '\n')) {
        at--;
    }
    return at;
}

/* Exports of ours carry the disclaimer as the last paragraph of an answer where the format has no place for it; so
 * it comes back from there. Footnotes stand behind it. */
static void take_off_disclaimer(struct import_builder *builder, struct row *row)
{
    static const char label[] = "**Disclaimer:** ";
    size_t end = row->answer.size;
    size_t at = last_paragraph(row->answer);
    struct faqbot_view last = view_slice(row->answer, at, end - at);
    while (at > 1 && (view_starts_with(last, "[^") || view_starts_with(last, "    "))) {
        end = at - 2;
        at = last_paragraph(view_slice(row->answer, 0, end));
        last = view_slice(row->answer, at, end - at);
    }
    if (at == 0 || row->record->is_plain || !view_is_empty(row->record->disclaimer) ||
        !view_starts_with(last, label)) {
        return;
    }
    row->disclaimer = read_plain(builder, view_slice(last, strlen(label), last.size));
    if (!view_is_empty(row->disclaimer)) {
        struct buffer out;
        buffer_init_in(&out, &builder->scratch, row->answer.size);
        buffer_add(&out, view_trim(view_slice(row->answer, 0, at)));
        buffer_add(&out, view_slice(row->answer, end, row->answer.size));
        import_need(builder, !out.failed);
        row->answer = buffer_view(&out);
    }
}

/* Markdown is kept to the byte; plain text becomes Markdown that reads as the same text. Only what passed
 * is compared: what no memory was found for has failed the builder already. */
static void normalize(struct import_builder *builder, struct row *row)
{
    const struct import_record *record = row->record;
    arena_reset(&builder->scratch);
    add_tidied(builder, row, record->question);
    for (size_t i = 0; i < record->also.count && !import_builder_failed(builder); i++) {
        add_tidied(builder, row, record->also.items[i]);
    }
    row->answer = view_trim(record->answer);
    if (record->is_plain) {
        struct buffer out;
        buffer_init_in(&out, &builder->scratch, FAQBOT_IMPORT_FILE_BYTES_MAX);
        row->has_entities |= md_escape_text(row->answer, &out);
        import_need(builder, !out.failed);
        row->answer = buffer_view(&out);
    }
    take_off_disclaimer(builder, row);
    row->title = tidy(builder, row, record->title);
    if (!import_builder_failed(builder) && row->phrasings.count > 0) {
        row->question = row->phrasings.items[0];
        import_need(builder, tokenize_folded(&builder->scratch, row->question, &row->folded));
        if (view_is_empty(row->folded)) {
            row->folded = row->question; /* nothing but signs: compared as they are */
        }
    }
}

/* ==== Entries =========================================================================================== */

/* Appends a copy that lives as long as the builder. */
static void keep_text(struct import_builder *builder, struct texts *texts, struct faqbot_view text)
{
    import_need(builder, arena_copy(&builder->arena, text, &text));
    if (!import_builder_failed(builder)) {
        texts_add(texts, &builder->arena, text);
        import_need(builder, !texts->failed);
    }
}

/* Adds a phrasing unless the entry has it. An entry may have thousands, so they are looked up by a hash
 * with the entry's number in the key; comparing each with all others would take minutes. */
static void add_phrasing(struct import_builder *builder, size_t number, struct faqbot_view text)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%zu", number);
    if (import_builder_find(builder, IMPORT_KEY_PHRASING, view_of(digits), text) == IMPORT_NONE) {
        import_builder_put(builder, IMPORT_KEY_PHRASING, view_of(digits), text, number);
        keep_text(builder, &builder->entries[number].record.also, text);
    }
}

/* Adds to a list of tags or related ids what it does not have yet, as far as there is room. */
static void add_list(struct import_builder *builder, struct texts *kept, const struct texts *list,
                     struct row *row)
{
    for (size_t i = 0; i < list->count; i++) {
        struct faqbot_view text = view_trim(list->items[i]);
        size_t at = 0;
        row->is_full |= kept->count >= IMPORT_LIST_MAX;
        while (at < kept->count && !view_equals(kept->items[at], text)) {
            at++;
        }
        if (!view_is_empty(text) && at == kept->count && kept->count < IMPORT_LIST_MAX) {
            keep_text(builder, kept, text);
        }
    }
}

/* A field has one value, and the first row that gives one wins: rows of one entry rarely disagree, and
 * guessing which of them is right would hide it. The others are noted. */
static void take_field(struct import_builder *builder, size_t row, const char *name, struct faqbot_view value,
                       struct faqbot_view *field)
{
    value = view_trim(value);
    if (view_is_empty(value) || view_equals(value, *field)) {
        return;
    }
    if (view_is_empty(*field)) {
        import_need(builder, arena_copy(&builder->arena, value, field));
    } else {
        import_builder_note(builder, row,
                            "%s is \"%.*s\", where the entry has another already; it is not kept", name,
                            VIEW_ARGS(value));
    }
}

/* An address that a visitor could not follow is none: it would be shown as a link. */
static void take_fields(struct import_builder *builder, const struct row *row, struct import_record *kept)
{
    const struct import_record *record = row->record;
    struct faqbot_view url = view_trim(record->url);
    if (!view_is_empty(url) && !rich_is_safe_address(url)) {
        url = no_text;
        import_builder_note(builder, record->row,
                            "the address \"%.*s\" is none of https:// or http:// and is not kept",
                            VIEW_ARGS(record->url));
    }
    take_field(builder, record->row, "the id", record->id, &kept->id);
    take_field(builder, record->row, "the title", row->title, &kept->title);
    take_field(builder, record->row, "the address", url, &kept->url);
    take_field(builder, record->row, "the language", record->lang, &kept->lang);
    take_field(builder, record->row, "the day of its update", record->updated, &kept->updated);
    take_field(builder, record->row, "the day of its review", record->review_by, &kept->review_by);
    take_field(builder, record->row, "the disclaimer", texts_first(row->disclaimer, record->disclaimer),
               &kept->disclaimer);
}

/* Appends an entry, zeroed but for its row, and returns its number; IMPORT_NONE: the builder has failed. */
static size_t make_entry(struct import_builder *builder, size_t row)
{
    import_need(builder, array_grow(NULL, &builder->entries, builder->entry_count, &builder->entry_capacity,
                                    sizeof *builder->entries));
    if (import_builder_failed(builder)) {
        return IMPORT_NONE;
    }
    builder->entries[builder->entry_count] = (struct import_entry){.record.row = row};
    return builder->entry_count++;
}

/* ==== Rows ============================================================================================== */

/* Whether the row is of another language than that entry: what they have in common says nothing then. */
static bool is_foreign(const struct import_builder *builder, const struct row *row, size_t number)
{
    struct faqbot_view lang = row->record->lang;
    struct faqbot_view other = number == IMPORT_NONE ? lang : builder->entries[number].record.lang;
    return !view_is_empty(lang) && !view_is_empty(other) && !view_equals(lang, other);
}

/* The entry that the row says more of, IMPORT_NONE if it is new. Rows belong together if group and answer
 * are the same, or question and answer; a row of a group that has no answer of its own adds a phrasing. */
static size_t find_entry(struct import_builder *builder, const struct row *row)
{
    struct faqbot_view group = row->record->group;
    size_t number = import_builder_find(builder, IMPORT_KEY_GROUP_ANSWER, group, row->answer);
    if (number == IMPORT_NONE) {
        number = import_builder_find(builder, IMPORT_KEY_QUESTION_ANSWER, row->folded, row->answer);
    }
    if (number == IMPORT_NONE && view_is_empty(row->answer)) {
        number = import_builder_find(builder, IMPORT_KEY_GROUP, group, no_text);
    }
    return is_foreign(builder, row, number) ? IMPORT_NONE : number;
}

/* Takes what only the first row of an entry decides, its answer and whether it is a draft or a passage, and
 * the keys that later rows and related entries find it by. A row that joins adds keys of its own. */
static void add_keys(struct import_builder *builder, const struct row *row, size_t number, bool is_new)
{
    struct import_record *kept = &builder->entries[number].record;
    struct faqbot_view group = row->record->group;
    if (is_new) {
        kept->is_draft = row->record->is_draft;
        kept->is_passage = row->record->is_passage;
        import_need(builder, arena_copy(&builder->arena, row->answer, &kept->answer));
        remember(builder, IMPORT_KEY_QUESTION_ANSWER, row->folded, row->answer, number);
        remember(builder, IMPORT_KEY_QUESTION, row->folded, no_text, number);
    }
    remember(builder, IMPORT_KEY_GROUP_ANSWER, group, row->answer, number);
    remember(builder, IMPORT_KEY_GROUP, group, no_text, number);
    remember(builder, IMPORT_KEY_ID, view_trim(row->record->id), no_text, number);
    if (!view_is_empty(kept->lang)) {
        remember(builder, IMPORT_KEY_GROUP, group, kept->lang, number);
        remember(builder, IMPORT_KEY_ID, view_trim(row->record->id), kept->lang, number);
    }
}

/* An entry that is a draft in one row and live in another is kept back: to publish by mistake is the worse
 * error. */
static void note_changes(struct import_builder *builder, const struct row *row, struct import_record *kept)
{
    if (row->record->is_draft != kept->is_draft) {
        kept->is_draft = true;
        import_builder_note(builder, row->record->row,
                            "one of its rows is a draft and another is not; the entry is kept as a draft");
    }
    if (row->has_entities) {
        import_builder_note(builder, row->record->row,
                            "HTML entities are read as the characters that they stand for");
    }
    if (row->is_full) {
        import_builder_note(builder, row->record->row,
                            "the entry has more than %d tags or related entries; those beyond are not kept",
                            IMPORT_LIST_MAX);
    }
}

/* The older entry of the same id or question with another answer, if the row starts one: neither answer may
 * be lost, so both are kept and a person is told. In another language it is the same entry's other text. */
static size_t find_twin(struct import_builder *builder, const struct row *row, const char **shared)
{
    size_t twin = import_builder_find(builder, IMPORT_KEY_GROUP, row->record->group, no_text);
    *shared = "id";
    if (twin == IMPORT_NONE) {
        *shared = "question";
        twin = import_builder_find(builder, IMPORT_KEY_QUESTION, row->folded, no_text);
    }
    return is_foreign(builder, row, twin) ? IMPORT_NONE : twin;
}

/* The row's own outcome is told first, and its notes after it: the report is read from above. */
static void add_row(struct import_builder *builder, struct row *row)
{
    const struct import_record *record = row->record;
    const char *shared = "";
    size_t number = find_entry(builder, row);
    bool is_merged = number != IMPORT_NONE;
    size_t twin = is_merged ? IMPORT_NONE : find_twin(builder, row, &shared);
    if (!is_merged && view_is_empty(row->answer)) {
        import_builder_skip(builder, record->row, row->question, "there is no answer");
        return;
    }
    number = is_merged ? number : make_entry(builder, record->row);
    if (number == IMPORT_NONE) {
        return;
    }
    struct import_record *kept = &builder->entries[number].record;
    add_keys(builder, row, number, !is_merged);
    for (size_t i = 0; i < row->phrasings.count; i++) {
        add_phrasing(builder, number, row->phrasings.items[i]);
    }
    add_list(builder, &kept->tags, &record->tags, row);
    add_list(builder, &kept->related, &record->related, row);
    note_entry(builder, record->row, number, !is_merged, row->question);
    take_fields(builder, row, kept);
    note_changes(builder, row, kept);
    if (twin != IMPORT_NONE) {
        import_builder_note(builder, record->row, "row %zu has the same %s and another answer; both are kept",
                            builder->entries[twin].record.row, shared);
    }
}

void import_builder_watch(struct import_builder *builder, uint64_t done, uint64_t total)
{
    const struct faqbot_progress progress = {.done = done, .total = total};
    if (builder->watch != NULL && !import_builder_failed(builder)) {
        enum faqbot_status status = builder->watch(builder->watch_user, &progress);
        if (status != FAQBOT_OK) {
            import_builder_fail(builder, status, 0, "the import was stopped");
        }
    }
}

/* The size is looked at before anything is made of the record, for what is made may be larger. */
void import_builder_add(struct import_builder *builder, const struct import_record *record)
{
    struct row row = {.record = record};
    size_t size = record->question.size + record->answer.size;
    import_need(builder, !record->also.failed && !record->tags.failed && !record->related.failed);
    for (size_t i = 0; i < record->also.count; i++) {
        size += record->also.items[i].size;
    }
    if (size > IMPORT_RECORD_BYTES_MAX) {
        import_builder_skip(builder, record->row, record->question,
                            "question and answer have more than %zu bytes together; divide them",
                            IMPORT_RECORD_BYTES_MAX);
        return;
    }
    import_builder_watch(builder, builder->note_count, 0);
    if (!import_builder_failed(builder)) {
        normalize(builder, &row);
    }
    if (import_builder_failed(builder)) {
        return;
    }
    if (row.phrasings.count == 0 && !record->is_passage) {
        import_builder_skip(builder, record->row, no_text, "there is no question");
    } else {
        add_row(builder, &row);
    }
}

/* Lines of our own stay as they are, so they are not compared by question and answer: ids tell them apart,
 * in the file and in the folder, and a line that is there twice is there once. */
void import_builder_add_line(struct import_builder *builder, size_t row, struct faqbot_view id,
                             struct faqbot_view question, bool is_entry, struct faqbot_view line)
{
    /* Settings and synonyms have no id, and are never the same entry. */
    bool needs_id = is_entry && view_is_empty(id);
    size_t number = needs_id ? import_builder_find(builder, IMPORT_KEY_QUESTION_ANSWER, line, no_text)
                             : import_builder_find(builder, IMPORT_KEY_ID, id, no_text);
    bool is_repeated = number != IMPORT_NONE;
    if (is_repeated && !view_equals(builder->entries[number].line, line)) {
        import_builder_skip(builder, row, question, "the id \"%.*s\" is taken by row %zu", VIEW_ARGS(id),
                            builder->entries[number].record.row);
        return;
    }
    if (!is_repeated && import_builder_find(builder, IMPORT_KEY_TAKEN, id, no_text) != IMPORT_NONE) {
        import_builder_skip(builder, row, question, "the id \"%.*s\" is taken by another file of the folder",
                            VIEW_ARGS(id));
        return;
    }
    if (!is_repeated && (number = make_entry(builder, row)) != IMPORT_NONE) {
        struct import_entry *entry = &builder->entries[number];
        entry->line = line;
        entry->needs_id = needs_id;
        import_need(builder, arena_copy(&builder->arena, id, &entry->id));
        remember(builder, IMPORT_KEY_ID, id, no_text, number);
        if (needs_id) {
            keep_text(builder, &entry->record.also, question);
            remember(builder, IMPORT_KEY_QUESTION_ANSWER, line, no_text, number);
        } else if (!view_is_empty(id)) {
            import_builder_put(builder, IMPORT_KEY_TAKEN, id, no_text, 1);
        }
    }
    note_entry(builder, row, number, !is_repeated, question);
}
