/* kb/front_matter.c - what an article says of itself. Broken front matter leaves the article out: it may
 * have said `draft`. */
#include "kb/kb_internal.h"

#include <faqbot_tools.h>

#include <string.h>

#include "util/util.h"
#include "util/yaml.h"

/* ==== pairs ============================================================================================= */

/* Flat mappings of texts and lists, from a tree of the safe part of YAML (base/yaml.h). What is not one is
 * refused at the first line that shows it; where reading ended before that line, the fault is what ended
 * it. */

#define VALUES_MAX 1024 /* of one list */

struct parse {
    struct kb_reader *reader;
    struct source_place place;
    struct arena *arena;
    struct yaml_map *pairs;
    struct yaml_failure failure; /* of the tree */
};

static bool fail_memory(struct parse *parse)
{
    return kb_reader_check_memory(parse->reader, false);
}

static bool refuse(struct parse *parse, unsigned line, const char *rule, const char *sentence)
{
    kb_reader_error(parse->reader, rule, parse->place.path, parse->place.line + line - 1, "%s", sentence);
    return false;
}

/* What ended the tree: nothing before it was wrong. */
static bool refuse_tree(struct parse *parse)
{
    const struct yaml_failure *failure = &parse->failure;
    switch (failure->problem) {
    case YAML_MEMORY:
        return fail_memory(parse);
    case YAML_SYNTAX:
        kb_reader_error(
            parse->reader, "broken-yaml", parse->place.path, parse->place.line + failure->line - 1,
            "this cannot be read as \"key: value\" lines: %s; a value with a colon or a quote in it "
            "needs quotes around it",
            failure->sentence);
        return false;
    case YAML_REFERENCE:
        return refuse(parse, failure->line, "unsafe-yaml", failure->sentence);
    case YAML_NUL:
        return refuse(parse, failure->line, "nul", "the value has a NUL in it; take it out");
    default:
        return refuse(parse, failure->line, "broken-yaml", failure->sentence);
    }
}

/* A text without control characters and white space around it; `null` and `~` are nothing. */
static bool take_scalar(struct parse *parse, const struct yaml_tree *tree, struct faqbot_view *copy)
{
    struct faqbot_view text = tree->text;
    if (!tree->is_whole) {
        return refuse_tree(parse);
    }
    if (tree->is_plain && (view_equals_text(text, "~") || view_equals_text(text, "null"))) {
        text = view_make(NULL, 0);
    }
    return field_clean(parse->arena, view_trim(text), true, copy) || fail_memory(parse);
}

static bool take_list(struct parse *parse, const struct yaml_tree *list, struct pair *pair)
{
    size_t most = 0;
    for (const struct yaml_tree *one = list->first; one != NULL; one = one->next) {
        most++;
    }
    struct faqbot_view *values = arena_alloc_array(parse->arena, most, sizeof *values);
    if (values == NULL) {
        return fail_memory(parse);
    }
    pair->values = values;
    pair->is_list = true;
    for (const struct yaml_tree *one = list->first; one != NULL; one = one->next) {
        if (one->type == YAML_LIST || one->type == YAML_MAPPING) {
            return refuse(parse, one->line, "nested-yaml",
                          "a list may hold texts only; take the inner list or mapping out");
        }
        if (pair->value_count == VALUES_MAX) {
            return refuse(parse, one->line, "long-list", "the list has more than 1024 values; shorten it");
        }
        if (!take_scalar(parse, one, &values[pair->value_count])) {
            return false;
        }
        pair->value_count += !view_is_empty(values[pair->value_count]);
    }
    return list->is_whole || refuse_tree(parse);
}

static bool take_text(struct parse *parse, const struct yaml_tree *tree, struct pair *pair)
{
    struct faqbot_view *value = arena_alloc_array(parse->arena, 1, sizeof *value);
    if (value == NULL) {
        return fail_memory(parse);
    }
    if (!take_scalar(parse, tree, value)) {
        return false;
    }
    pair->text = *value;
    pair->value_count = !view_is_empty(*value);
    pair->values = pair->value_count > 0 ? value : NULL;
    return true;
}

static bool has_key(const struct yaml_map *pairs, struct faqbot_view key)
{
    size_t i = 0;
    while (i < pairs->count && !view_equals(pairs->pairs[i].key, key)) {
        i++;
    }
    return i < pairs->count;
}

/* The key, joined to the outer one. */
static bool take_key(struct parse *parse, struct faqbot_view outer, const struct yaml_tree *name,
                     struct pair *pair)
{
    struct faqbot_view key = {NULL, 0};
    pair->place = (struct source_place){parse->place.path, parse->place.line + name->line - 1};
    if (name->type == YAML_TEXT && !take_scalar(parse, name, &key)) {
        return false;
    }
    if (view_is_empty(key)) { /* "null" and "~" too */
        return refuse(parse, name->line, "nested-yaml", "a key must be a word; write \"key: value\"");
    }
    if (view_equals_text(key, "<<")) {
        return refuse(parse, name->line, "unsafe-yaml", "merging (<<) is not allowed; write the keys out");
    }
    pair->key = key;
    if (!view_is_empty(outer)) {
        struct buffer joined;
        buffer_init_in(&joined, parse->arena, outer.size + 1 + key.size);
        buffer_add(&joined, outer);
        buffer_add_byte(&joined, '.');
        buffer_add(&joined, key);
        pair->key = buffer_view(&joined);
        if (joined.failed) {
            return fail_memory(parse);
        }
    }
    return !has_key(parse->pairs, pair->key) ||
           refuse(parse, name->line, "equal-keys",
                  "this key stands here a second time; take one of the two out");
}

/* `outer` is the key that the mapping is the value of, empty for the outermost. */
static bool take_mapping(struct parse *parse, struct faqbot_view outer, const struct yaml_tree *mapping)
{
    for (const struct yaml_tree *one = mapping->first; one != NULL; one = one->next) {
        struct pair pair = {0};
        if (one->name == NULL || one->name->type == YAML_UNREAD) {
            return refuse_tree(parse);
        }
        if (!take_key(parse, outer, one->name, &pair)) {
            return false;
        }
        if (one->type == YAML_UNREAD) {
            return refuse_tree(parse);
        }
        if (one->type == YAML_MAPPING) {
            if (!view_is_empty(outer)) {
                return refuse(parse, one->line, "nested-yaml",
                              "this is nested too deep; take the inner mapping out");
            }
            if (!take_mapping(parse, pair.key, one)) {
                return false;
            }
            continue;
        }
        if (!(one->type == YAML_LIST ? take_list(parse, one, &pair) : take_text(parse, one, &pair))) {
            return false;
        }
        if (parse->pairs->count == YAML_MAP_COUNT_MAX) {
            return refuse(parse, one->type == YAML_LIST ? one->end_line : one->line, "many-keys",
                          "there are more than 64 keys; take out those that mean nothing");
        }
        parse->pairs->pairs[parse->pairs->count++] = pair;
    }
    return mapping->is_whole || refuse_tree(parse);
}

static bool take_document(struct parse *parse, const struct yaml_tree *documents)
{
    const struct yaml_tree *document = documents->first;
    if (document != NULL && document->type != YAML_UNREAD) {
        /* A document of comments alone is one empty text. */
        bool is_empty = document->type == YAML_TEXT && document->is_whole && document->text.size == 0;
        if (!is_empty && document->type != YAML_MAPPING) {
            return refuse(parse, document->line, "broken-yaml",
                          "there must be lines of the form \"key: value\" here");
        }
        if (!is_empty && !take_mapping(parse, view_make(NULL, 0), document)) {
            return false;
        }
    }
    return documents->is_whole || refuse_tree(parse);
}

/* Reads `yaml`, whose first line is `place`'s, into the arena. Anchors, aliases, tags, merge keys, a second document,
 * equal keys, mappings and lists deeper than above, and broken YAML are faults: one error was reported then, *pairs
 * holds what stood before it, and false is returned, as where the reader failed. */
static bool yaml_map_read(struct kb_reader *reader, struct source_place place, struct faqbot_view yaml,
                          struct arena *arena, struct yaml_map *pairs)
{
    struct parse parse = {.reader = reader, .place = place, .arena = arena, .pairs = pairs};
    pairs->count = 0;
    if (yaml.size > YAML_MAP_BYTES_MAX) {
        kb_reader_error(reader, "long-yaml", place.path, place.line,
                        "the keys and values take more than 64 KiB; move long texts into articles");
        return false;
    }
    const struct yaml_tree *documents = yaml_read(yaml, true, arena, &parse.failure);
    return kb_reader_check_memory(reader, documents != NULL) && take_document(&parse, documents);
}

/* ==== frontmatter ======================================================================================= */

static bool is_fence(struct faqbot_view line, const char *fence)
{
    while (line.size > 0 && (line.bytes[line.size - 1] == ' ' || line.bytes[line.size - 1] == '\t')) {
        line.size--;
    }
    return view_equals_text(line, fence);
}

bool frontmatter_split(struct faqbot_view text, struct faqbot_view *yaml, struct faqbot_view *body,
                       unsigned *body_line)
{
    struct faqbot_view rest = text;
    struct faqbot_view line;
    *yaml = view_make(NULL, 0);
    *body = text;
    *body_line = 1;
    if (!view_next_line(&rest, &line) || !is_fence(line, "---")) {
        return true;
    }
    struct faqbot_view inside = rest;
    for (unsigned number = 2; view_next_line(&rest, &line); number++) {
        if (is_fence(line, "---") || is_fence(line, "...")) {
            *yaml = view_slice(inside, 0, (size_t)(line.bytes - inside.bytes));
            *body = rest;
            *body_line = number + 1;
            return true;
        }
    }
    return false;
}

/* The article's own keys, with where each is put and whether it may be a list. */
enum key {
    KEY_ID,
    KEY_TITLE,
    KEY_URL,
    KEY_LANG,
    KEY_TAGS,
    KEY_UPDATED,
    KEY_REVIEW_BY,
    KEY_STATUS,
    KEY_DISCLAIMER,
    KEY_RELATED,
    KEY_COUNT
};
static const char *const key_names[KEY_COUNT] = {"id",      "title",     "url",    "lang",       "tags",
                                                 "updated", "review_by", "status", "disclaimer", "related"};

static bool take_id(struct kb_reader *reader, const struct pair *pair, struct frontmatter *frontmatter)
{
    const char *complaint = field_id_complaint(pair->text);
    if (view_is_empty(pair->text)) {
        return true;
    }
    if (complaint == NULL && pair->text.size > FRONTMATTER_STEM_BYTES_MAX) {
        complaint = "is longer than 100 bytes";
    }
    if (complaint != NULL) {
        kb_reader_error(reader, "id", pair->place.path, pair->place.line,
                        "the id \"%.*s\" %s; choose another. The article is left out", VIEW_ARGS(pair->text),
                        complaint);
        return false;
    }
    frontmatter->id = pair->text;
    return true;
}

static bool take_related(struct kb_reader *reader, const struct pair *pair, struct frontmatter *frontmatter)
{
    for (size_t i = 0; i < pair->value_count; i++) {
        const char *complaint = field_id_complaint(pair->values[i]);
        if (complaint != NULL) {
            kb_reader_error(reader, "id", pair->place.path, pair->place.line,
                            "the related id \"%.*s\" %s; name an entry's id. The article is left out",
                            VIEW_ARGS(pair->values[i]), complaint);
            return false;
        }
    }
    frontmatter->related = pair->values;
    frontmatter->related_count = pair->value_count;
    frontmatter->related_line = pair->place.line;
    return true;
}

/* Puts one pair where it belongs; false: the article must be left out. */
static bool take_pair(struct kb_reader *reader, const struct pair *pair, struct frontmatter *to)
{
    enum key key = (enum key)field_find_key(key_names, KEY_COUNT, pair->key);
    if (pair->is_list && key != KEY_TAGS && key != KEY_RELATED && key != KEY_COUNT) {
        kb_reader_error(reader, "front-matter-value", pair->place.path, pair->place.line,
                        "%s must be one text, not a list. The article is left out", key_names[key]);
        return false;
    }
    switch (key) {
    case KEY_ID:
        return take_id(reader, pair, to);
    case KEY_TITLE:
        to->title = pair->text;
        return true;
    case KEY_URL:
        to->url = field_url(reader, pair->place, pair->text);
        return true;
    case KEY_LANG:
        to->lang = field_lang(reader, pair->place, pair->text);
        return true;
    case KEY_TAGS:
        return kb_reader_check_memory(reader,
                                      field_join(&reader->arena, pair->values, pair->value_count, &to->tags));
    case KEY_UPDATED:
        to->updated = field_date(reader, pair->place, "updated", pair->text);
        return true;
    case KEY_REVIEW_BY:
        to->review_by = field_date(reader, pair->place, "review_by", pair->text);
        to->review_by_line = pair->place.line;
        return true;
    case KEY_STATUS:
        return field_status(reader, pair->place, pair->text, &to->draft);
    case KEY_DISCLAIMER:
        to->disclaimer = pair->text;
        return true;
    case KEY_RELATED:
        return take_related(reader, pair, to);
    case KEY_COUNT:
        field_unknown_key(reader, pair->place, pair->key, key_names, KEY_COUNT);
        return true;
    }
    return true;
}

bool frontmatter_read(struct kb_reader *reader, const char *path, struct faqbot_view yaml,
                      struct frontmatter *frontmatter)
{
    struct yaml_map *pairs = arena_alloc(&reader->arena, sizeof *pairs);
    *frontmatter = (struct frontmatter){0};
    bool is_usable = kb_reader_check_memory(reader, pairs != NULL) &&
                     yaml_map_read(reader, (struct source_place){path, 2}, yaml, &reader->arena, pairs);
    for (size_t i = 0; is_usable && i < pairs->count; i++) {
        is_usable = take_pair(reader, &pairs->pairs[i], frontmatter);
    }
    return is_usable;
}

/* ==== settings ========================================================================================== */

/* Bot.yml. Whether the starters are entries is for those to say who know all entries. */

enum settings_key {
    KEY_NAME,
    KEY_GREETING,
    KEY_NO_ANSWER,
    KEY_UNSURE,
    SETTINGS_KEY_DISCLAIMER,
    KEY_CONTACT,
    SETTINGS_KEY_LANG,
    KEY_STARTERS,
    KEY_THRESHOLD,
    KEY_THRESHOLD_ANSWERED,
    KEY_THRESHOLD_UNSURE,
    SETTINGS_KEY_COUNT
};
static const char *const settings_key_names[SETTINGS_KEY_COUNT] = {
    "name",     "greeting",  "no_answer",          "unsure",          "disclaimer", "contact", "lang",
    "starters", "threshold", "threshold.answered", "threshold.unsure"};

struct settings settings_default(void)
{
    return (struct settings){.answered_threshold = -1, .unsure_threshold = -1};
}

/* A decimal number from 0 to 1, read here because strtod() follows the locale. */
static bool read_share(struct faqbot_view text, double *share)
{
    double value = 0;
    double scale = 0;
    size_t digits = 0;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        if (byte == '.' && scale == 0) {
            scale = 1;
        } else if (byte >= '0' && byte <= '9' && digits < 15) {
            value = 10 * value + (byte - '0');
            scale *= 10;
            digits++;
        } else {
            return false;
        }
    }
    value = scale > 1 ? value / scale : value;
    if (digits == 0 || value > 1) {
        return false;
    }
    *share = value;
    return true;
}

static void take_threshold(struct kb_reader *reader, const struct pair *pair, double *threshold)
{
    if (!read_share(pair->text, threshold)) {
        kb_reader_error(reader, "threshold", pair->place.path, pair->place.line,
                        "%.*s is \"%.*s\"; write a number from 0 to 1, such as 0.6. The default stays",
                        VIEW_ARGS(pair->key), VIEW_ARGS(pair->text));
    }
}

static void take_starters(struct kb_reader *reader, const struct pair *pair, struct settings *settings)
{
    settings->starters_line = pair->place.line;
    for (size_t i = 0; i < pair->value_count; i++) {
        const char *complaint = field_id_complaint(pair->values[i]);
        if (complaint != NULL) {
            kb_reader_error(reader, "id", pair->place.path, pair->place.line,
                            "the starter \"%.*s\" %s; name an entry's id. It is left out",
                            VIEW_ARGS(pair->values[i]), complaint);
        } else if (settings->starter_count == KB_STARTERS_MAX) {
            kb_reader_warning(reader, "many-starters", pair->place.path, pair->place.line,
                              "there are more than %d starters; the first %d are kept. Take the others out",
                              KB_STARTERS_MAX, KB_STARTERS_MAX);
            return;
        } else {
            settings->starters[settings->starter_count++] = pair->values[i];
        }
    }
}

static void settings_take_pair(struct kb_reader *reader, const struct pair *pair, struct settings *to)
{
    enum settings_key key =
        (enum settings_key)field_find_key(settings_key_names, SETTINGS_KEY_COUNT, pair->key);
    if (pair->is_list && key != KEY_STARTERS && key != SETTINGS_KEY_COUNT) {
        kb_reader_error(reader, "setting-value", pair->place.path, pair->place.line,
                        "%s must be one text, not a list. The default stays", settings_key_names[key]);
        return;
    }
    struct faqbot_view *const texts[] = {[KEY_NAME] = &to->name,
                                         [KEY_GREETING] = &to->greeting,
                                         [KEY_NO_ANSWER] = &to->no_answer,
                                         [KEY_UNSURE] = &to->unsure,
                                         [SETTINGS_KEY_DISCLAIMER] = &to->disclaimer,
                                         [KEY_CONTACT] = &to->contact};
    if (key == SETTINGS_KEY_COUNT) {
        field_unknown_key(reader, pair->place, pair->key, settings_key_names, SETTINGS_KEY_COUNT);
    } else if (key == SETTINGS_KEY_LANG) {
        to->lang = field_lang(reader, pair->place, pair->text);
    } else if (key == KEY_STARTERS) {
        take_starters(reader, pair, to);
    } else if (key == KEY_THRESHOLD_UNSURE) {
        take_threshold(reader, pair, &to->unsure_threshold);
    } else if (key == KEY_THRESHOLD || key == KEY_THRESHOLD_ANSWERED) {
        take_threshold(reader, pair, &to->answered_threshold);
    } else {
        *texts[key] = pair->text;
    }
}

struct settings settings_take(struct kb_reader *reader, const char *path, const struct yaml_map *pairs)
{
    struct settings found = settings_default();
    found.path = path;
    for (size_t i = 0; i < pairs->count; i++) {
        settings_take_pair(reader, &pairs->pairs[i], &found);
    }
    if (found.answered_threshold >= 0 && found.unsure_threshold > found.answered_threshold) {
        kb_reader_error(reader, "threshold", path, 0,
                        "threshold.unsure is above threshold.answered; make it smaller. The defaults stay");
        found.answered_threshold = found.unsure_threshold = -1;
    }
    return found;
}

enum faqbot_status settings_read(struct kb_reader *reader, const char *path, struct faqbot_view text,
                                 struct settings *settings)
{
    struct yaml_map *pairs = arena_alloc(&reader->arena, sizeof *pairs);
    if (kb_reader_check_memory(reader, pairs != NULL) &&
        yaml_map_read(reader, (struct source_place){path, 1}, text, &reader->settings_arena, pairs)) {
        *settings = settings_take(reader, path, pairs);
    }
    return reader->status;
}

/* ==== pairs file ======================================================================================== */

/* The keys and values of a file that is no knowledge (implements faqbot_tools.h): read as bot.yml is, by
 * the same reader. What the keys mean is the caller's. */

_Static_assert(FAQBOT_YAML_PAIRS_MAX == YAML_MAP_COUNT_MAX, "the header says how many");

/* The first fault is the one to mend. */
static void keep_first(void *user, const struct faqbot_fault *fault)
{
    struct faqbot_fault *first = user;
    if (first->status == FAQBOT_OK) {
        *first = *fault;
    }
}

static void read_file(struct kb_reader *reader, const char *path, struct yaml_map *pairs)
{
    struct buffer bytes;
    struct faqbot_view text;
    buffer_init(&bytes, YAML_MAP_BYTES_MAX);
    if (source_read(reader, path, &bytes, &text)) {
        (void)yaml_map_read(reader, (struct source_place){path, 1}, text, &reader->settings_arena, pairs);
    }
    buffer_release(&bytes);
}

enum faqbot_status faqbot_yaml_map_read(const char *path, faqbot_yaml_callback *take, void *user,
                                        struct faqbot_fault *fault)
{
    struct kb_reader reader;
    struct faqbot_fault first = {.status = FAQBOT_OK};
    struct fault_reporter reporter = {.report = keep_first, .user = &first};
    const struct kb_sink sink = {.reporter = &reporter};
    kb_reader_init(&reader, &sink, &reporter);
    struct yaml_map *pairs = arena_alloc(&reader.arena, sizeof *pairs);
    if (kb_reader_check_memory(&reader, pairs != NULL)) {
        read_file(&reader, path, pairs);
    }
    enum faqbot_status status = reader.status;
    if (status != FAQBOT_OK) {
        fault_set(fault, status, path, 0, "%s", faqbot_status_text(status));
    } else if (reporter.errors > 0) {
        status = first.status;
        if (fault != NULL) {
            *fault = first;
        }
    } else {
        for (size_t i = 0; i < pairs->count; i++) {
            const struct pair *pair = &pairs->pairs[i];
            take(user, &(struct faqbot_yaml_pair){pair->key, pair->values, pair->value_count, pair->is_list,
                                                  pair->place.line});
        }
    }
    kb_reader_release(&reader);
    return status;
}
