/* knowledge/jsonlines.c - one entry a line. Streams: neither the file's size nor the number of lines costs memory.
 * Passages are not split here, because whoever exports them has chosen their size. */
#include "knowledge/jsonlines.h"

#include <stdio.h>

#include "json/json.h"
#include "knowledge/field.h"
#include "knowledge/preface.h"
#include "knowledge/source.h"
#include "knowledge/stream.h"

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

static bool refuse(const struct import_record *record, const char *rule, const char *sentence)
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
        return refuse(record, "json-form",
                      "a line has either \"question\" and \"answer\", or \"title\" and \"text\"");
    }
    *kind = question ? ENTRY_FAQ : ENTRY_PASSAGE;
    if (question && (view_is_empty(record->texts[KEY_QUESTION]))) {
        return refuse(record, "json-form", "\"question\" is missing or empty; write one");
    }
    if (question && view_is_empty(view_trim(record->texts[KEY_ANSWER]))) {
        return refuse(record, "question-without-answer", "\"answer\" is missing or empty; write one");
    }
    if (!question && view_is_empty(view_trim(record->texts[KEY_TEXT]))) {
        return refuse(record, "json-form",
                      "there is neither \"question\" with \"answer\" nor \"text\"; write them");
    }
    if (!question && record->values[KEY_ALSO] != NULL) {
        return refuse(record, "json-form", "\"also\" belongs to a \"question\"; write one, or take it out");
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
        return refuse(record, "many-images",
                      "a paragraph has thousands of images in it; divide it by empty lines");
    }
    if (!kb_reader_check_memory(reader, !reader->answer.no_memory)) {
        return false;
    }
    if (reader->answer.too_long) {
        return refuse(record, "long-answer", "the answer is too long; divide it");
    }
    if (reader->answer.count == 0) {
        return refuse(record, "question-without-answer",
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
        return refuse(record, "id", "\"id\" is missing; give the line one that no other entry has");
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

static void take_line(void *user, const char *path, unsigned number, struct faqbot_view line, bool *enough)
{
    (void)enough;
    (void)jsonl_read_line(user, path, number, line);
}

void jsonl_read_file(struct kb_reader *reader, const char *path)
{
    reader->told_key_count = 0;
    reader->after_header = false;
    stream_read(reader, path, take_line, reader);
}
