/* knowledge/preface.c - the head of a file of JSON Lines. What its lines mean is settings.c's and synonyms.c's;
 * broken ones are reported where all lines are read, but for what those two find in them. */
#include "knowledge/preface.h"

#include <string.h>

#include "knowledge/settings.h"
#include "knowledge/source.h"
#include "knowledge/stream.h"
#include "knowledge/synonyms.h"

struct head {
    struct kb_reader *reader;
    struct settings *settings; /* NULL: synonyms are read */
    bool *found;
    struct fault_reporter *reporter; /* the reader's */
    struct fault_reporter silent;
};

bool jsonl_header_is_one(const struct json *object)
{
    return json_member(object, "id") == NULL &&
           (json_member(object, "settings") != NULL || json_member(object, "synonym") != NULL);
}

void jsonl_header_skip(struct kb_reader *reader, struct source_place place)
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
                                          struct faqbot_view line, struct settings *settings, bool *found,
                                          bool *is_preface)
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
