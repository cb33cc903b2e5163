/* kb/jsonl.c - JSON Lines: one entry a line, for exports, imports and collections too large for articles.
 *
 * Lines are read as a stream, so neither the size of the file nor the number of its lines costs memory, and
 * one broken line costs no other. A line is either `question` and `answer` or `title` and `text`; both
 * answers are Markdown. Passages are deliberately not split here, unlike an article's: the program that wrote
 * the line has chosen its size. Everything is a string, dates and thresholds included, so that no value
 * depends on how a JSON library rounds.
 *
 * The keys, all of them strings, those with a + also lists of strings:
 *
 *     id             of the entry; the one key that must be there
 *     question       with `answer`: a question; `also`+ has its alternative phrasings, `not`+ what it never answers
 *     title, text    a passage; `heading`, if it is there, stands for `title` as what is searched for
 *     section        the heading path, joined by " > "
 *     url, lang, tags+, updated, review_by, status, disclaimer, related+    as in front matter
 *     disclaimer_id  what makes two disclaimers the same; by default the hash of the text
 *
 * `section`, `heading` and `disclaimer_id` are for exports: an article that went through JSON Lines gives the
 * same entries as before. */
#include "kb/kb_internal.h"

#include <stdio.h>
#include <string.h>

#include "util/util.h"

static size_t count_elements(const struct json *value)
{
    size_t count = 0;
    for (const struct json *element = json_first(value); element != NULL; element = json_next(element)) {
        count++;
    }
    return count;
}

/* ==== The header: settings and synonyms =============================================================== */

/* Whether a line's object belongs to a header. One with an id is an entry, whatever else it has. */
static bool is_header(const struct json *object)
{
    return json_member(object, "id") == NULL &&
           (json_member(object, "settings") != NULL || json_member(object, "synonym") != NULL);
}

/* A member as a pair, as bot.yml would give it; false: it is neither a string nor a list of strings. Settings
 * outlive the line, hence their arena. */
static bool take_pair(struct kb_reader *reader, const struct json *member, struct faqbot_yaml_pair *pair)
{
    struct arena *arena = &reader->settings_arena;
    struct faqbot_view *values =
        arena_need(arena, count_elements(member) + 1, sizeof *values, &reader->status);
    struct faqbot_view text;
    pair->values = values;
    pair->is_list = json_type(member) == JSON_ARRAY;
    if (values == NULL || !kb_check_memory(reader, arena_copy(arena, json_key(member), &pair->key))) {
        return true;
    }
    const struct json *one = pair->is_list ? json_first(member) : member;
    for (; one != NULL && reader->status == FAQBOT_OK; one = pair->is_list ? json_next(one) : NULL) {
        if (!json_get_string(one, &text)) {
            return false;
        }
        values[pair->value_count++] = field_clean(arena, view_trim(text), false, &reader->status);
    }
    return true;
}

/* Gives settings_take() what bot.yml would: one reader of settings is enough. */
static void take_settings(struct kb_reader *reader, unsigned line, const struct json *object)
{
    struct faqbot_view path; /* the walker's own is gone when the settings are used */
    struct yaml_map *map = arena_need(&reader->arena, 1, sizeof *map, &reader->status);
    if (!kb_check_memory(reader,
                         map != NULL && arena_copy(&reader->settings_arena, view_of(reader->path), &path))) {
        return;
    }
    for (const struct json *member = json_first(object); member != NULL && reader->status == FAQBOT_OK;
         member = json_next(member)) {
        struct faqbot_yaml_pair *pair = &map->pairs[map->count];
        *pair = (struct faqbot_yaml_pair){.line = line};
        if (take_pair(reader, member, pair)) {
            map->count++; /* JSON_KEYS_MAX is no more than there is room for */
        } else {
            kb_error(reader, "setting-value", line,
                     "\"%.*s\" must be a string or a list of strings. The default stays",
                     VIEW_ARGS(json_key(member)));
        }
    }
    if (reader->status == FAQBOT_OK) {
        settings_take(reader, path.bytes, map);
    }
}
_Static_assert(JSON_KEYS_MAX <= FAQBOT_YAML_PAIRS_MAX, "an object's members fit a map");

/* The first settings win, in the order in which files are read. */
static void read_settings(struct kb_reader *reader, unsigned line, const struct json *settings)
{
    if (json_type(settings) != JSON_OBJECT) {
        kb_error(reader, "json-value", line,
                 "\"settings\" must be an object with the keys of bot.yml. It is left out");
    } else if (reader->has_settings) {
        kb_warning(reader, "two-settings", line,
                   "the knowledge base has settings already, which are kept; take these out");
    } else {
        reader->has_settings = true;
        take_settings(reader, line, settings);
    }
}

/* A line of synonyms.txt in quotes, so that the two files cannot differ in what they understand. */
static void read_synonym(struct kb_reader *reader, unsigned line, const struct json *synonym)
{
    struct faqbot_view rule;
    if (json_get_string(synonym, &rule)) {
        synonyms_parse_line(reader, line, rule);
    } else {
        kb_error(reader, "json-value", line,
                 "\"synonym\" must be a string, as a line of synonyms.txt has it. It is left out");
    }
}

/* Broken JSON does not end the header: the line may have been meant for it, and is reported with the
 * entries. */
bool jsonl_read_header_line(struct kb_reader *reader, unsigned number, struct faqbot_view line)
{
    bool wants_settings = reader->pass == KB_SETTINGS;
    struct json *document = NULL;
    const char *complaint;
    line = view_trim(number == 1 ? source_skip_mark(line) : line);
    if (view_is_empty(line)) {
        return true;
    }
    enum faqbot_status status = json_parse(line, &document, &complaint);
    bool goes_on = kb_check_memory(reader, status != FAQBOT_NO_MEMORY) &&
                   (status == FAQBOT_INVALID || is_header(document));
    const struct json *value =
        goes_on ? json_member(document, wants_settings ? "settings" : "synonym") : NULL;
    if (value != NULL) {
        (wants_settings ? read_settings : read_synonym)(reader, number, value);
    }
    json_free(document);
    return goes_on;
}

/* ==== The members of an entry ========================================================================= */

enum key {
    KEY_ID,
    KEY_QUESTION,
    KEY_ALSO,
    KEY_NOT,
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

/* Those with an offset are copied as they are once the line has proved right; the others need a closer
 * look. */
static const struct record_field fields[KEY_COUNT] = {
    [KEY_ID] = {"id", FIELD_ID, offsetof(struct entry, id)},
    [KEY_QUESTION] = {"question", FIELD_TEXT, 0},
    [KEY_ALSO] = {"also", FIELD_PHRASINGS, 0},
    [KEY_NOT] = {"not", FIELD_PHRASINGS, 0},
    [KEY_ANSWER] = {"answer", FIELD_MARKDOWN, 0},
    [KEY_TITLE] = {"title", FIELD_TEXT, offsetof(struct entry, title)},
    [KEY_TEXT] = {"text", FIELD_MARKDOWN, 0},
    [KEY_URL] = {"url", FIELD_URL, offsetof(struct entry, url)},
    [KEY_LANG] = {"lang", FIELD_LANG, offsetof(struct entry, lang)},
    [KEY_TAGS] = {"tags", FIELD_TAGS, 0},
    [KEY_DISCLAIMER] = {"disclaimer", FIELD_LINES, 0},
    [KEY_UPDATED] = {"updated", FIELD_DATE, offsetof(struct entry, updated)},
    [KEY_REVIEW_BY] = {"review_by", FIELD_DATE, offsetof(struct entry, review_by)},
    [KEY_STATUS] = {"status", FIELD_STATUS, 0},
    [KEY_RELATED] = {"related", FIELD_IDS, 0},
    [KEY_SECTION] = {"section", FIELD_TEXT, offsetof(struct entry, section)},
    [KEY_HEADING] = {"heading", FIELD_TEXT, 0},
    [KEY_DISCLAIMER_ID] = {"disclaimer_id", FIELD_TEXT, 0},
};

/* One line, while it is read. The first fault that costs the line is reported, and nothing is looked at after
 * it. */
struct record {
    struct kb_reader *reader;
    unsigned line;
    const struct json *values[KEY_COUNT]; /* NULL: missing, or null */
    struct faqbot_view texts[KEY_COUNT];  /* of those that are strings, cleaned */
    bool is_refused;
};

static bool goes_on(const struct record *record)
{
    return !record->is_refused && record->reader->status == FAQBOT_OK;
}

static void refuse(struct record *record, const char *rule, const char *sentence)
{
    kb_error(record->reader, rule, record->line, "%s. The line is left out", sentence);
    record->is_refused = true;
}

/* A text as its field keeps it. */
static struct faqbot_view clean(struct record *record, enum key key, struct faqbot_view text)
{
    enum field_kind kind = fields[key].kind;
    return kind == FIELD_MARKDOWN ? text
                                  : field_clean(&record->reader->entry_arena, view_trim(text),
                                                kind == FIELD_LINES, &record->reader->status);
}

/* Warns of an unknown key once a file: an export may have the same one in a million lines. Hashes are enough
 * to tell keys apart: at worst a warning is missing. */
static void warn_unknown_key(struct kb_reader *reader, unsigned line, struct faqbot_view name)
{
    uint64_t hash = view_hash(VIEW_HASH_SEED, name);
    for (size_t i = 0; i < reader->told_key_count; i++) {
        if (reader->told_keys[i] == hash) {
            return;
        }
    }
    if (reader->told_key_count < KB_READER_TOLD_KEYS_MAX) {
        reader->told_keys[reader->told_key_count++] = hash;
        field_warn_unknown(reader, line, name, fields, KEY_COUNT);
    }
}

/* Sorts the members by their keys. `null` counts as missing: many programs write it for an empty column. */
static void take_members(struct record *record, const struct json *object)
{
    for (const struct json *member = json_first(object); member != NULL && goes_on(record);
         member = json_next(member)) {
        const struct record_field *field = field_find(fields, KEY_COUNT, json_key(member));
        if (field == NULL) {
            warn_unknown_key(record->reader, record->line, json_key(member));
            continue;
        }
        enum json_type type = json_type(member);
        enum key key = (enum key)(field - fields);
        bool may_be_list = field_may_be_list(field->kind);
        struct faqbot_view text;
        if (json_get_string(member, &text)) {
            record->texts[key] = clean(record, key, text);
            record->values[key] = member;
        } else if (type == JSON_ARRAY && may_be_list) {
            record->values[key] = member;
        } else if (type != JSON_NULL) {
            record->is_refused = true;
            kb_error(record->reader, "json-value", record->line,
                     "\"%s\" must be a string%s. The line is left out", field->name,
                     may_be_list ? " or a list of strings" : ", in quotes");
        }
    }
}

/* The strings of a list, or the one string that stands for it, behind `before` free places; empty ones are
 * passed over. */
static void take_list(struct record *record, enum key key, size_t before, struct faqbot_view **list,
                      size_t *count)
{
    struct kb_reader *reader = record->reader;
    const struct json *value = record->values[key];
    *count = before;
    *list =
        arena_need(&reader->entry_arena, before + 1 + count_elements(value), sizeof **list, &reader->status);
    if (goes_on(record) && !view_is_empty(record->texts[key])) {
        (*list)[(*count)++] = record->texts[key];
    }
    for (const struct json *element = json_first(value); element != NULL && goes_on(record);
         element = json_next(element)) {
        struct faqbot_view text;
        if (json_get_string(element, &text)) {
            (*list)[*count] = clean(record, key, text);
            *count += !view_is_empty((*list)[*count]);
        } else {
            record->is_refused = true;
            kb_error(record->reader, "json-value", record->line,
                     "\"%s\" must be a list of strings only. The line is left out", fields[key].name);
        }
    }
}

/* Refuses the line where one of the ids is none. */
static void check_ids(struct record *record, const struct faqbot_view *ids, size_t count, const char *what)
{
    for (size_t i = 0; i < count && goes_on(record); i++) {
        record->is_refused = !field_check_id(record->reader, record->line, ids[i], what,
                                             "write another. The line is left out");
    }
}

/* ==== The entry ======================================================================================= */

/* Tells the two forms apart, and refuses what is neither. Half of either form is a mistake and not the other
 * form. */
static void find_kind(struct record *record, struct entry *entry)
{
    bool is_question = record->values[KEY_QUESTION] != NULL || record->values[KEY_ANSWER] != NULL;
    entry->kind = is_question ? ENTRY_FAQ : ENTRY_PASSAGE;
    if (!goes_on(record)) {
        return;
    }
    if (is_question && record->values[KEY_TEXT] != NULL) {
        refuse(record, "json-form",
               "a line has either \"question\" and \"answer\", or \"title\" and \"text\"");
    } else if (is_question && view_is_empty(record->texts[KEY_QUESTION])) {
        refuse(record, "json-form", "\"question\" is missing or empty; write one");
    } else if (is_question && view_is_empty(view_trim(record->texts[KEY_ANSWER]))) {
        refuse(record, "question-without-answer", "\"answer\" is missing or empty; write one");
    } else if (!is_question && view_is_empty(view_trim(record->texts[KEY_TEXT]))) {
        refuse(record, "json-form", "there is neither \"question\" with \"answer\" nor \"text\"; write them");
    } else if (!is_question && record->values[KEY_ALSO] != NULL) {
        refuse(record, "json-form", "\"also\" belongs to a \"question\"; write one, or take it out");
    } else if (!is_question && record->values[KEY_NOT] != NULL) {
        refuse(record, "json-form", "\"not\" belongs to a \"question\"; write one, or take it out");
    }
}

/* A passage's one phrasing is its heading, or the title of what it was cut from. */
static void take_phrasings(struct record *record, struct entry *entry)
{
    struct faqbot_view *phrasings;
    take_list(record, KEY_ALSO, 1, &phrasings, &entry->phrasing_count);
    if (!goes_on(record)) {
        return;
    }
    bool has_heading = record->values[KEY_HEADING] != NULL;
    phrasings[0] = record->texts[entry->kind == ENTRY_FAQ ? KEY_QUESTION
                                 : has_heading            ? KEY_HEADING
                                                          : KEY_TITLE];
    entry->phrasings = phrasings;
    if (entry->phrasing_count > KB_PHRASINGS_MAX) {
        kb_error(record->reader, "many-phrasings", record->line,
                 "\"also\" has more than %d phrasings; those beyond are left out", KB_PHRASINGS_MAX - 1);
        entry->phrasing_count = KB_PHRASINGS_MAX;
    }
}

/* What it never answers. */
static void take_exclusions(struct record *record, struct entry *entry)
{
    struct faqbot_view *exclusions;
    size_t count;
    take_list(record, KEY_NOT, 0, &exclusions, &count);
    if (!goes_on(record)) {
        return;
    }
    if (count > KB_EXCLUSIONS_MAX) {
        kb_error(record->reader, "many-not", record->line,
                 "\"not\" has more than %d questions; those beyond are left out", KB_EXCLUSIONS_MAX);
        count = KB_EXCLUSIONS_MAX;
    }
    field_set_exclusions(record->reader, exclusions, count, entry);
}

/* Equal disclaimers of many lines get the same id, the hash of their text, so that a visitor is shown it
 * once. The hash is part of what an index stores: it must not change. */
static void take_disclaimer(struct record *record, struct entry *entry)
{
    struct arena *arena = &record->reader->entry_arena;
    char name[32];
    entry->disclaimer = record->texts[KEY_DISCLAIMER];
    if (view_is_empty(entry->disclaimer)) {
        return;
    }
    if (record->values[KEY_DISCLAIMER_ID] != NULL) {
        entry->disclaimer_id = record->texts[KEY_DISCLAIMER_ID];
        check_ids(record, &entry->disclaimer_id, 1, "the disclaimer's id");
    } else {
        (void)snprintf(name, sizeof name, "disclaimer-%016llx",
                       (unsigned long long)view_hash(VIEW_HASH_SEED, entry->disclaimer));
        kb_check_memory(record->reader, arena_copy(arena, view_of(name), &entry->disclaimer_id));
    }
}

/* Tags are stored as one text, as a page would show them. */
static void take_tags(struct record *record, struct entry *entry)
{
    struct faqbot_view *tags;
    size_t count;
    take_list(record, KEY_TAGS, 0, &tags, &count);
    if (goes_on(record)) {
        entry->tags = field_join_tags(&record->reader->entry_arena, tags, count, &record->reader->status);
    }
}

/* Converts the answer, last of all because it is what takes time. */
static void take_answer(struct record *record, struct entry *entry)
{
    struct kb_reader *reader = record->reader;
    struct answer *answer = &reader->answer;
    struct answer_source source = answer_source_of(reader, record->line - 1, true);
    source.url = entry->url;
    if (!goes_on(record)) {
        return;
    }
    answer_reset(answer);
    if (!answer_add_markdown(answer, &source,
                             record->texts[entry->kind == ENTRY_FAQ ? KEY_ANSWER : KEY_TEXT])) {
        refuse(record, "much-markup", "its mark-up takes too much memory; divide it");
    } else if (answer->status == FAQBOT_LIMIT) {
        refuse(record, "long-answer", "the answer is too long; divide it");
    } else if (kb_check_memory(reader, answer->status == FAQBOT_OK) && answer->count == 0) {
        refuse(record, "question-without-answer", "nothing of the answer can be shown; write it as text");
    }
    entry->nodes = answer->nodes;
    entry->node_count = answer->count;
}

/* Makes the entry of a line's members. The order of the steps is the order in which faults are reported. */
static void make_entry(struct record *record, struct entry *entry)
{
    struct kb_reader *reader = record->reader;
    struct faqbot_view *related;
    if (record->values[KEY_ID] == NULL) {
        refuse(record, "id", "\"id\" is missing; give the line one that no other entry has");
    }
    check_ids(record, &record->texts[KEY_ID], 1, "the id");
    find_kind(record, entry);
    take_list(record, KEY_RELATED, 0, &related, &entry->related_count);
    check_ids(record, related, entry->related_count, "the related id");
    entry->related = related;
    take_tags(record, entry);
    take_phrasings(record, entry);
    take_exclusions(record, entry);
    take_disclaimer(record, entry);
    for (size_t i = 0; i < KEY_COUNT && goes_on(record); i++) {
        if (fields[i].offset != 0) {
            *(struct faqbot_view *)field_place(&fields[i], entry) =
                field_check(reader, &fields[i], record->line, record->texts[i]);
        }
    }
    take_answer(record, entry);
}

/* Hands on the entry of a line, unless the line belongs to a header, is a draft, or is refused. */
static void read_object(struct kb_reader *reader, unsigned number, const struct json *object)
{
    struct record record = {.reader = reader, .line = number};
    struct entry entry = {.kind = ENTRY_PASSAGE, .path = reader->path, .line = number};
    bool is_draft = false;
    if (is_header(object)) {
        if (reader->after_header) {
            kb_error(reader, "json-form", number,
                     "settings and synonyms stand before the first entry of a file. The line is left out");
        }
        return;
    }
    reader->after_header = true;
    take_members(&record, object);
    if (goes_on(&record) && field_read_status(reader, number, record.texts[KEY_STATUS], &is_draft) &&
        !is_draft) {
        make_entry(&record, &entry);
        if (goes_on(&record)) {
            kb_emit(reader, &entry);
        }
    }
}

/* The sink is asked before the JSON is parsed: an update of an index knows most lines by their hash. */
enum faqbot_status jsonl_read_line(struct kb_reader *reader, const char *path, unsigned number,
                                   struct faqbot_view line)
{
    struct json *document = NULL;
    const char *complaint = NULL;
    reader->path = path;
    line = view_trim(number == 1 ? source_skip_mark(line) : line);
    if (view_is_empty(line)) {
        return reader->status;
    }
    if (!kb_should_parse(reader, line)) {
        reader->after_header = true; /* what the header says was read before all entries */
        return reader->status;
    }
    arena_reset(&reader->entry_arena);
    enum faqbot_status status = json_parse(line, &document, &complaint);
    if (status == FAQBOT_INVALID) {
        kb_error(reader, "broken-json", number, "this is not JSON: %s. Mend the line; it is left out",
                 complaint);
    } else if (!kb_check_memory(reader, status == FAQBOT_OK)) {
        return reader->status;
    } else if (json_type(document) != JSON_OBJECT) {
        kb_error(reader, "broken-json", number,
                 "a line must be one object, {...}. Mend the line; it is left out");
    } else {
        read_object(reader, number, document);
    }
    json_free(document);
    return reader->status;
}

/* One file, three passes: which of them it is decides what a line is for. */
static bool take_line(void *user, unsigned number, struct faqbot_view line)
{
    struct kb_reader *reader = user;
    return reader->pass == KB_ENTRIES ? jsonl_read_line(reader, reader->path, number, line) == FAQBOT_OK
                                      : jsonl_read_header_line(reader, number, line);
}

void jsonl_read_file(struct kb_reader *reader, const char *path)
{
    reader->told_key_count = 0;
    reader->after_header = false;
    source_read_lines(reader, path, take_line, reader);
}
