/* kb/jsonl.c - one entry a line. Streams: neither the file's size nor the number of lines costs memory.
 * Passages are not split here, because whoever exports them has chosen their size. */
#include "kb/kb_internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/json.h"

/* ==== stream ============================================================================================ */

/* A file of any size, line by line. a file of any size, line by line: neither its size nor the number of
 * its lines costs memory. */

/* Told of each line without its line feed, valid until it returns; `number` counts from 1. *enough, which is false
 * before, ends the reading, and so does a failure of the reader. */
typedef void stream_take(void *user, const char *path, unsigned number, struct faqbot_view line,
                         bool *enough);

#define CHUNK_BYTES ((size_t)64 * 1024)

/* What was read of a file and is not yet a whole line. */
struct stream {
    struct kb_reader *reader;
    const char *path;
    stream_take *take;
    void *user;
    struct buffer line;
    unsigned number;
    bool enough;
};

static void end_line(struct stream *stream)
{
    stream->number++;
    if (!kb_reader_check_memory(stream->reader, !stream->line.no_memory)) {
        return;
    }
    if (!stream->line.failed) {
        stream->take(stream->user, stream->path, stream->number, buffer_view(&stream->line), &stream->enough);
    } else {
        kb_reader_error(stream->reader, "long-line", stream->path, stream->number,
                        "the line has more than %zu bytes and is left out; divide its text",
                        KB_LINE_BYTES_MAX);
    }
    buffer_reset(&stream->line);
}

static bool goes_on(const struct stream *stream)
{
    return stream->reader->status == FAQBOT_OK && !stream->enough;
}

static void feed(struct stream *stream, struct faqbot_view chunk)
{
    while (goes_on(stream) && chunk.size > 0) {
        size_t end = view_find(chunk, '\n');
        bool ends = end < chunk.size;
        buffer_add(&stream->line, view_slice(chunk, 0, end));
        chunk = view_slice(chunk, end + 1, chunk.size);
        if (ends) {
            end_line(stream);
        }
    }
}

/* Reads to the end of the file, or to where it cannot be read, which was reported. */
static void read_lines(struct stream *stream, int file)
{
    char chunk[CHUNK_BYTES];
    ssize_t size = 1;
    while (goes_on(stream) && size != 0) {
        size = read(file, chunk, sizeof chunk);
        if (size > 0) {
            feed(stream, view_make(chunk, (size_t)size));
            if (!stream->enough) {
                kb_reader_report_bytes(stream->reader, (size_t)size);
            }
        } else if (size < 0 && errno != EINTR) {
            source_report(stream->reader, stream->path, errno);
            break;
        }
    }
    if (size == 0 && (stream->line.size > 0 || stream->line.failed)) {
        end_line(stream);
    }
}

/* Reads the file, and tells the sink so as long as it is not enough. A line of more than KB_LINE_BYTES_MAX is
 * reported and left out; a file that cannot be read, or changes meanwhile, is reported. */
static void stream_read(struct kb_reader *reader, const char *path, stream_take *take, void *user)
{
    struct stream stream = {.reader = reader, .path = path, .take = take, .user = user};
    struct stat before;
    int file = reader->status == FAQBOT_OK ? source_open(reader, path) : -1;
    if (file < 0) {
        return;
    }
    bool known = fstat(file, &before) == 0;
    buffer_init(&stream.line, KB_LINE_BYTES_MAX);
    read_lines(&stream, file);
    if (reader->status == FAQBOT_OK && known) {
        source_check_unchanged(reader, path, file, &before);
    }
    buffer_release(&stream.line);
    close(file);
}

/* ==== preface =========================================================================================== */

/* The head of a file of JSON Lines. What its lines mean is settings.c's and synonyms.c's; broken ones are
 * reported where all lines are read, but for what those two find in them. */

struct head {
    struct kb_reader *reader;
    struct settings *settings; /* NULL: synonyms are read */
    bool *found;
    struct fault_reporter *reporter; /* the reader's */
    struct fault_reporter silent;
};

/* Whether a line's object belongs to a preface. */
static bool jsonl_header_is_one(const struct json *object)
{
    return json_member(object, "id") == NULL &&
           (json_member(object, "settings") != NULL || json_member(object, "synonym") != NULL);
}

/* What becomes of such a line while entries are read: nothing, or an error where an entry stands before it. */
static void jsonl_header_skip(struct kb_reader *reader, struct source_place place)
{
    if (reader->after_header) {
        kb_reader_error(reader, "json-form", place.path, place.line,
                        "settings and synonyms stand before the first entry of a file. The line is left out");
    }
}

static bool take_text(struct kb_reader *reader, const struct json *value, struct faqbot_view *text)
{
    struct faqbot_view found;
    if (!json_get_string(value, &found)) {
        return false;
    }
    kb_reader_check_memory(reader, field_clean(&reader->settings_arena, view_trim(found), false, text));
    return true;
}

/* A member as a pair, as bot.yml would give it; false: it is neither a text nor a list of texts. */
static bool take_pair(struct kb_reader *reader, const struct json *member, struct pair *pair)
{
    size_t count = 0;
    for (const struct json *element = json_first(member); element != NULL; element = json_next(element)) {
        count++;
    }
    struct faqbot_view *values = arena_alloc_array(&reader->settings_arena, count + 1, sizeof *values);
    if (!kb_reader_check_memory(
            reader, values != NULL && arena_copy(&reader->settings_arena, json_key(member), &pair->key))) {
        return true;
    }
    pair->values = values;
    pair->is_list = json_type(member) == JSON_ARRAY;
    if (take_text(reader, member, &pair->text)) {
        values[pair->value_count++] = pair->text;
        return true;
    }
    for (const struct json *element = json_first(member); element != NULL; element = json_next(element)) {
        if (!take_text(reader, element, &values[pair->value_count++])) {
            return false;
        }
    }
    return pair->is_list;
}

static void take_settings(struct kb_reader *reader, struct source_place place, const struct json *object,
                          struct settings *settings)
{
    struct faqbot_view path; /* the walker's own is gone when the settings are read */
    struct yaml_map *pairs = arena_alloc(&reader->arena, sizeof *pairs);
    if (!kb_reader_check_memory(
            reader, pairs != NULL && arena_copy(&reader->settings_arena, view_of(place.path), &path))) {
        return;
    }
    pairs->count = 0;
    for (const struct json *member = json_first(object); member != NULL && reader->status == FAQBOT_OK;
         member = json_next(member)) {
        struct pair *pair = &pairs->pairs[pairs->count];
        *pair = (struct pair){.place = place};
        if (take_pair(reader, member, pair)) {
            pairs->count++; /* an object has no more members than there is room for */
        } else {
            kb_reader_error(reader, "setting-value", place.path, place.line,
                            "\"%.*s\" must be a string or a list of strings. The default stays",
                            VIEW_ARGS(json_key(member)));
        }
    }
    if (reader->status == FAQBOT_OK) {
        *settings = settings_take(reader, path.bytes, pairs);
    }
}

static void refuse(struct kb_reader *reader, struct source_place place, const char *sentence)
{
    kb_reader_error(reader, "json-value", place.path, place.line, "%s. It is left out", sentence);
}

static void read_synonym(struct kb_reader *reader, struct source_place place, const struct json *object)
{
    const struct json *synonym = json_member(object, "synonym");
    struct faqbot_view rule;
    if (json_get_string(synonym, &rule)) {
        synonyms_parse_line(reader, place, rule);
    } else if (synonym != NULL) {
        refuse(reader, place, "\"synonym\" must be a string, as a line of synonyms.txt has it");
    }
}

static void read_settings(struct kb_reader *reader, struct source_place place, const struct json *object,
                          struct settings *settings, bool *found)
{
    const struct json *member = json_member(object, "settings");
    if (member == NULL) {
        return;
    }
    if (json_type(member) != JSON_OBJECT) {
        refuse(reader, place, "\"settings\" must be an object with the keys of bot.yml");
    } else if (*found) {
        kb_reader_warning(reader, "two-settings", place.path, place.line,
                          "the knowledge base has settings already, which are kept; take these out");
    } else {
        *found = true;
        take_settings(reader, place, member, settings);
    }
}

enum faqbot_status jsonl_header_read_line(struct kb_reader *reader, struct source_place place,
                                                 struct faqbot_view line, struct settings *settings,
                                                 bool *found, bool *is_preface)
{
    struct json *document = NULL;
    const char *complaint;
    enum faqbot_status status = json_parse(line, &document, &complaint);
    if (!kb_reader_check_memory(reader, status != FAQBOT_NO_MEMORY)) {
        return reader->status;
    }
    *is_preface = status == FAQBOT_INVALID || jsonl_header_is_one(document);
    if (document != NULL && *is_preface) {
        if (settings != NULL) {
            read_settings(reader, place, document, settings, found);
        } else {
            read_synonym(reader, place, document);
        }
    }
    json_free(document);
    return reader->status;
}

static void take_line(void *user, const char *path, unsigned number, struct faqbot_view line, bool *enough)
{
    struct head *head = user;
    bool is_preface = true;
    line = view_trim(number == 1 ? source_skip_mark(line) : line);
    if (view_is_empty(line)) {
        return;
    }
    head->reader->reporter = head->reporter;
    (void)jsonl_header_read_line(head->reader, (struct source_place){path, number}, line, head->settings,
                                 head->found, &is_preface);
    head->reader->reporter = &head->silent;
    *enough = !is_preface;
}

/* What is wrong with the file itself, and how far it is read, is told when its entries are. */
static void read_head(struct head head, const char *path)
{
    struct kb_reader *reader = head.reader;
    reader->is_prescan = true;
    head.reporter = reader->reporter;
    reader->reporter = &head.silent;
    stream_read(reader, path, take_line, &head);
    reader->reporter = head.reporter;
    reader->is_prescan = false;
}

void jsonl_header_read_settings(struct kb_reader *reader, const char *path, struct settings *settings,
                                bool *found)
{
    read_head((struct head){.reader = reader, .settings = settings, .found = found}, path);
}

void jsonl_header_read_synonyms(struct kb_reader *reader, const char *path)
{
    read_head((struct head){.reader = reader}, path);
}

/* ==== jsonlines ========================================================================================= */

enum key {
    KEY_ID,
    KEY_QUESTION,
    KEY_ALSO,
    KEY_ANSWER,
    KEY_TITLE,
    KEY_TEXT,
    KEY_URL,
    KEY_LANG,
    KEY_TAGS,
    KEY_DISCLAIMER,
    KEY_UPDATED,
    KEY_REVIEW_BY,
    KEY_STATUS,
    KEY_RELATED,
    KEY_SECTION,
    KEY_HEADING,
    KEY_DISCLAIMER_ID,
    KEY_COUNT
};
static const char *const key_names[KEY_COUNT] = {
    "id",         "question", "also",      "answer", "title",   "text",    "url",     "lang",         "tags",
    "disclaimer", "updated",  "review_by", "status", "related", "section", "heading", "disclaimer_id"};

/* One line, while it is read. */
struct import_record {
    struct kb_reader *reader;
    struct source_place place;
    const struct json *values[KEY_COUNT];
    struct faqbot_view texts[KEY_COUNT]; /* of those that are strings, cleaned */
};

static bool is_list_key(enum key key)
{
    return key == KEY_ALSO || key == KEY_TAGS || key == KEY_RELATED;
}

static bool clean(struct import_record *record, enum key key, struct faqbot_view text,
                  struct faqbot_view *cleaned)
{
    bool is_markdown = key == KEY_ANSWER || key == KEY_TEXT;
    *cleaned = text;
    return is_markdown ||
           kb_reader_check_memory(record->reader, field_clean(&record->reader->entry_arena, view_trim(text),
                                                              key == KEY_DISCLAIMER, cleaned));
}

/* Warns of an unknown key, once in a file: an export may have the same one in a million lines. */
static void tell_unknown_key(struct kb_reader *reader, struct source_place place, struct faqbot_view name)
{
    uint64_t hash = view_hash(VIEW_HASH_SEED, name);
    for (size_t i = 0; i < reader->told_key_count; i++) {
        if (reader->told_keys[i] == hash) {
            return;
        }
    }
    if (reader->told_key_count < KB_READER_TOLD_KEYS_MAX) {
        reader->told_keys[reader->told_key_count++] = hash;
        field_unknown_key(reader, place, name, key_names, KEY_COUNT);
    }
}

/* Sorts the members by their keys; false: one is not what it must be, which was reported. */
static bool take_members(struct import_record *record, const struct json *object)
{
    for (const struct json *member = json_first(object); member != NULL; member = json_next(member)) {
        struct faqbot_view name = json_key(member);
        size_t key = field_find_key(key_names, KEY_COUNT, name);
        if (key == KEY_COUNT) {
            tell_unknown_key(record->reader, record->place, name);
            continue;
        }
        enum json_type type = json_type(member);
        if (type == JSON_NULL) {
            continue;
        }
        if (type != JSON_STRING && !(type == JSON_ARRAY && is_list_key((enum key)key))) {
            kb_reader_error(record->reader, "json-value", record->place.path, record->place.line,
                            "\"%s\" must be a string%s. The line is left out", key_names[key],
                            is_list_key((enum key)key) ? " or a list of strings" : ", in quotes");
            return false;
        }
        struct faqbot_view text;
        record->values[key] = member;
        if (json_get_string(member, &text) && !clean(record, (enum key)key, text, &record->texts[key])) {
            return false;
        }
    }
    return true;
}

/* The strings of a list, or the one string that stands for it, behind `before` free places; empty ones are passed
 * over. False: no memory, or an element is no string, which was reported. */
static bool take_list(struct import_record *record, enum key key, size_t before, struct faqbot_view **list,
                      size_t *count)
{
    const struct json *value = record->values[key];
    struct arena *arena = &record->reader->entry_arena;
    size_t room = before + 1;
    for (const struct json *element = json_first(value); element != NULL; element = json_next(element)) {
        room++;
    }
    *count = before;
    *list = arena_alloc_array(arena, room, sizeof **list);
    if (!kb_reader_check_memory(record->reader, *list != NULL)) {
        return false;
    }
    if (value != NULL && json_type(value) == JSON_STRING && !view_is_empty(record->texts[key])) {
        (*list)[(*count)++] = record->texts[key];
    }
    for (const struct json *element = json_first(value); element != NULL; element = json_next(element)) {
        struct faqbot_view text;
        if (!json_get_string(element, &text)) {
            kb_reader_error(record->reader, "json-value", record->place.path, record->place.line,
                            "\"%s\" must be a list of strings only. The line is left out", key_names[key]);
            return false;
        }
        if (!clean(record, key, text, &(*list)[*count])) {
            return false;
        }
        *count += !view_is_empty((*list)[*count]);
    }
    return true;
}

static bool jsonlines_refuse(const struct import_record *record, const char *rule, const char *sentence)
{
    kb_reader_error(record->reader, rule, record->place.path, record->place.line, "%s. The line is left out",
                    sentence);
    return false;
}

/* Tells the two forms apart. */
static bool find_kind(const struct import_record *record, enum entry_kind *kind)
{
    bool question = record->values[KEY_QUESTION] != NULL || record->values[KEY_ANSWER] != NULL;
    if (question && record->values[KEY_TEXT] != NULL) {
        return jsonlines_refuse(record, "json-form",
                                "a line has either \"question\" and \"answer\", or \"title\" and \"text\"");
    }
    *kind = question ? ENTRY_FAQ : ENTRY_PASSAGE;
    if (question && (view_is_empty(record->texts[KEY_QUESTION]))) {
        return jsonlines_refuse(record, "json-form", "\"question\" is missing or empty; write one");
    }
    if (question && view_is_empty(view_trim(record->texts[KEY_ANSWER]))) {
        return jsonlines_refuse(record, "question-without-answer",
                                "\"answer\" is missing or empty; write one");
    }
    if (!question && view_is_empty(view_trim(record->texts[KEY_TEXT]))) {
        return jsonlines_refuse(record, "json-form",
                                "there is neither \"question\" with \"answer\" nor \"text\"; write them");
    }
    if (!question && record->values[KEY_ALSO] != NULL) {
        return jsonlines_refuse(record, "json-form",
                                "\"also\" belongs to a \"question\"; write one, or take it out");
    }
    return true;
}

static bool check_ids(const struct import_record *record, const struct faqbot_view *ids, size_t count,
                      const char *what)
{
    for (size_t i = 0; i < count; i++) {
        const char *complaint = field_id_complaint(ids[i]);
        if (complaint != NULL) {
            kb_reader_error(record->reader, "id", record->place.path, record->place.line,
                            "%s \"%.*s\" %s; write another. The line is left out", what, VIEW_ARGS(ids[i]),
                            complaint);
            return false;
        }
    }
    return true;
}

/* Equal disclaimers of many lines share an id, so that a visitor is shown the text once. */
static bool take_disclaimer(struct import_record *record, struct entry *entry)
{
    entry->disclaimer = record->texts[KEY_DISCLAIMER];
    if (view_is_empty(entry->disclaimer)) {
        return true;
    }
    if (record->values[KEY_DISCLAIMER_ID] != NULL) {
        entry->disclaimer_id = record->texts[KEY_DISCLAIMER_ID];
        return check_ids(record, &entry->disclaimer_id, 1, "the disclaimer's id");
    }
    char name[32];
    int size = snprintf(name, sizeof name, "disclaimer-%016llx",
                        (unsigned long long)view_hash(VIEW_HASH_SEED, entry->disclaimer));
    return kb_reader_check_memory(
        record->reader,
        arena_copy(&record->reader->entry_arena, view_make(name, (size_t)size), &entry->disclaimer_id));
}

static bool take_phrasings(struct import_record *record, struct entry *entry)
{
    struct faqbot_view *phrasings;
    if (!take_list(record, KEY_ALSO, 1, &phrasings, &entry->phrasing_count)) {
        return false;
    }
    bool has_heading = record->values[KEY_HEADING] != NULL;
    phrasings[0] = record->texts[entry->kind == ENTRY_FAQ ? KEY_QUESTION
                                 : has_heading            ? KEY_HEADING
                                                          : KEY_TITLE];
    entry->phrasings = phrasings;
    if (entry->phrasing_count > KB_PHRASINGS_MAX) {
        kb_reader_error(record->reader, "many-phrasings", record->place.path, record->place.line,
                        "\"also\" has more than %d phrasings; those beyond are left out",
                        KB_PHRASINGS_MAX - 1);
        entry->phrasing_count = KB_PHRASINGS_MAX;
    }
    return true;
}

static bool take_answer(struct import_record *record, struct entry *entry)
{
    struct kb_reader *reader = record->reader;
    const struct answer_source source = {.arena = &reader->entry_arena,
                                         .reporter = reader->reporter,
                                         .sink = reader->sink,
                                         .path = record->place.path,
                                         .line_before = record->place.line - 1,
                                         .one_line = true};
    answer_reset(&reader->answer);
    if (!answer_add_markdown(&reader->answer, &source,
                             record->texts[entry->kind == ENTRY_FAQ ? KEY_ANSWER : KEY_TEXT])) {
        return jsonlines_refuse(record, "many-images",
                                "a paragraph has thousands of images in it; divide it by empty lines");
    }
    if (!kb_reader_check_memory(reader, !reader->answer.no_memory)) {
        return false;
    }
    if (reader->answer.too_long) {
        return jsonlines_refuse(record, "long-answer", "the answer is too long; divide it");
    }
    if (reader->answer.count == 0) {
        return jsonlines_refuse(record, "question-without-answer",
                                "nothing of the answer can be shown; write it as text");
    }
    entry->nodes = reader->answer.nodes;
    entry->node_count = reader->answer.count;
    return true;
}

/* Makes an entry of the members; false: the line is left out, or no memory. *draft: it is not to be handed on. */
static bool make_entry(struct import_record *record, struct entry *entry, bool *draft)
{
    struct kb_reader *reader = record->reader;
    struct faqbot_view *related;
    struct faqbot_view *tags;
    size_t tag_count;
    if (!field_status(reader, record->place, record->texts[KEY_STATUS], draft)) {
        return false;
    }
    if (*draft) {
        return true;
    }
    if (record->values[KEY_ID] == NULL) {
        return jsonlines_refuse(record, "id", "\"id\" is missing; give the line one that no other entry has");
    }
    if (!check_ids(record, &record->texts[KEY_ID], 1, "the id") || !find_kind(record, &entry->kind) ||
        !take_list(record, KEY_RELATED, 0, &related, &entry->related_count) ||
        !check_ids(record, related, entry->related_count, "the related id") ||
        !take_list(record, KEY_TAGS, 0, &tags, &tag_count) || !take_phrasings(record, entry) ||
        !take_disclaimer(record, entry) ||
        !kb_reader_check_memory(reader, field_join(&reader->entry_arena, tags, tag_count, &entry->tags))) {
        return false;
    }
    entry->id = record->texts[KEY_ID];
    entry->title = record->texts[KEY_TITLE];
    entry->section = record->texts[KEY_SECTION];
    entry->url = field_url(reader, record->place, record->texts[KEY_URL]);
    entry->lang = field_lang(reader, record->place, record->texts[KEY_LANG]);
    entry->updated = field_date(reader, record->place, "updated", record->texts[KEY_UPDATED]);
    entry->review_by = field_date(reader, record->place, "review_by", record->texts[KEY_REVIEW_BY]);
    entry->related = related;
    entry->path = record->place.path;
    entry->line = record->place.line;
    return take_answer(record, entry);
}

static void read_object(struct kb_reader *reader, struct source_place place, const struct json *object)
{
    struct import_record record = {.reader = reader, .place = place};
    struct entry entry = {.kind = ENTRY_PASSAGE};
    bool draft = false;
    if (jsonl_header_is_one(object)) {
        jsonl_header_skip(reader, place);
        return;
    }
    reader->after_header = true;
    if (take_members(&record, object) && make_entry(&record, &entry, &draft) && !draft) {
        kb_reader_emit(reader, &entry);
    }
}

enum faqbot_status jsonl_read_line(struct kb_reader *reader, const char *path, unsigned number,
                                   struct faqbot_view line)
{
    struct json *document = NULL;
    const char *complaint = NULL;
    line = view_trim(number == 1 ? source_skip_mark(line) : line);
    if (view_is_empty(line)) {
        return FAQBOT_OK;
    }
    if (!kb_reader_should_parse(reader, path, line)) {
        reader->after_header = true; /* what the preface says was read before all entries */
        return FAQBOT_OK;
    }
    arena_reset(&reader->entry_arena);
    enum faqbot_status status = json_parse(line, &document, &complaint);
    if (status == FAQBOT_INVALID) {
        kb_reader_error(reader, "broken-json", path, number,
                        "this is not JSON: %s. Mend the line; it is left out", complaint);
    } else if (!kb_reader_check_memory(reader, status == FAQBOT_OK)) {
        return reader->status;
    } else if (json_type(document) != JSON_OBJECT) {
        kb_reader_error(reader, "broken-json", path, number,
                        "a line must be one object, {...}. Mend the line; it is left out");
    } else {
        read_object(reader, (struct source_place){path, number}, document);
    }
    json_free(document);
    return reader->status;
}

static void jsonlines_take_line(void *user, const char *path, unsigned number, struct faqbot_view line,
                                bool *enough)
{
    (void)enough;
    (void)jsonl_read_line(user, path, number, line);
}

void jsonl_read_file(struct kb_reader *reader, const char *path)
{
    reader->told_key_count = 0;
    reader->after_header = false;
    stream_read(reader, path, jsonlines_take_line, reader);
}
