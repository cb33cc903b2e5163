/* kb/front_matter.c - keys and values from the safe part of YAML: an article's front matter, bot.yml, and
 * (for the program) faqbot.conf. Front matter may be TOML or JSON too.
 *
 * All are flat mappings of texts and lists of texts. Everything that YAML offers beyond that can refer, expand or
 * carry a type, and is refused: authors do not need it, and a file from elsewhere must not use it against us. In
 * front matter, which other programs read as well, what is nested is theirs and passed over. Broken front matter
 * leaves the article out, because it may have said `draft`; a broken setting keeps its default, because a bot with
 * a plain greeting is better than none. Deliberately no types: every value is text until its field says
 * otherwise. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

/* ==== A flat mapping ================================================================================== */

#define VALUES_MAX 1024      /* of one list */
#define QUESTION_DEPTH_MAX 4 /* of lists and mappings around a question */

/* A tree being turned into pairs. What is not a flat mapping is refused at the first line that shows it. The
 * tree ends where YAML itself failed; that is only reported once everything before it has proved right,
 * because the earlier line is usually the cause: an unclosed quote is seen by libyaml at the end of the
 * file. */
struct parse {
    struct kb_reader *reader;
    unsigned first_line; /* of the YAML within its file */
    struct arena *arena;
    struct yaml_map *map;
    struct yaml_failure failure; /* what ended the tree */
    bool is_refused;             /* reported; sticky */
    /* Whether a key is one of ours: what is nested below another one is passed over. NULL: all of them are. */
    bool (*is_ours)(struct faqbot_view key);
};

static bool goes_on(const struct parse *parse)
{
    return !parse->is_refused && parse->reader->status == FAQBOT_OK;
}

static bool is_for_us(const struct parse *parse, struct faqbot_view key)
{
    return parse->is_ours == NULL || parse->is_ours(key);
}

/* `line` counts within the YAML. */
static void refuse(struct parse *parse, unsigned line, const char *rule, const char *sentence)
{
    if (goes_on(parse)) {
        kb_error(parse->reader, rule, parse->first_line + line - 1, "%s", sentence);
        parse->is_refused = true;
    }
}

/* Reports what ended the tree: nothing before it was wrong. */
static void refuse_end_of_tree(struct parse *parse)
{
    const struct yaml_failure *failure = &parse->failure;
    if (failure->problem == YAML_MEMORY) {
        kb_fail(parse->reader, FAQBOT_NO_MEMORY);
    } else if (failure->problem == YAML_REFERENCE) {
        refuse(parse, failure->line, "unsafe-yaml", failure->sentence);
    } else if (failure->problem == YAML_NUL) {
        refuse(parse, failure->line, "nul", "the value has a NUL in it; take it out");
    } else if (failure->problem != YAML_SYNTAX) {
        refuse(parse, failure->line, "broken-yaml", failure->sentence);
    } else if (goes_on(parse)) {
        kb_error(parse->reader, "broken-yaml", parse->first_line + failure->line - 1,
                 "this cannot be read as \"key: value\" lines: %s; a value with a colon or a quote in it "
                 "needs quotes around it",
                 failure->sentence);
        parse->is_refused = true;
    }
}

/* A text without control characters and white space around it; `null` and `~` are nothing. */
static struct faqbot_view take_scalar(struct parse *parse, const struct yaml_tree *tree)
{
    struct faqbot_view text = tree->text;
    if (!tree->is_whole) {
        refuse_end_of_tree(parse);
    }
    if (tree->is_plain && (view_equals_text(text, "~") || view_equals_text(text, "null"))) {
        text = view_make(NULL, 0);
    }
    return field_clean(parse->arena, view_trim(text), true, &parse->reader->status);
}

/* Looks for questions in what is not ours: items of a list that have a text for each half. */
static void take_questions(struct parse *parse, const struct yaml_tree *tree, int depth)
{
    struct yaml_map *map = parse->map;
    struct kb_reader *reader = parse->reader;
    struct written_question found = {.line = parse->first_line + tree->line - 1};
    for (const struct yaml_tree *one = tree->first; one != NULL && goes_on(parse); one = one->next) {
        if (one->type == YAML_LIST || one->type == YAML_MAPPING) {
            if (depth < QUESTION_DEPTH_MAX) {
                take_questions(parse, one, depth + 1);
            }
        } else if (one->type == YAML_TEXT && one->name != NULL && one->name->type == YAML_TEXT) {
            bool is_question = faq_words_name_question(reader, one->name->text);
            bool is_answer = !is_question && faq_words_name_answer(reader, one->name->text);
            found.question = is_question ? take_scalar(parse, one) : found.question;
            found.answer = is_answer ? take_scalar(parse, one) : found.answer;
        }
    }
    arena_reset(&reader->entry_arena); /* where words are folded */
    if (!view_is_empty(found.question) && !view_is_empty(found.answer) &&
        kb_check_memory(reader, array_grow(parse->arena, &map->questions, map->question_count,
                                           &map->question_capacity, sizeof found))) {
        map->questions[map->question_count++] = found;
    }
}

/* The values of a list, or of the one text that stands for it. Empty ones are passed over, so that a
 * forgotten dash does no harm. */
static void take_values(struct parse *parse, const struct yaml_tree *value, struct faqbot_yaml_pair *pair)
{
    const struct yaml_tree *one = value->type == YAML_LIST ? value->first : value;
    size_t most = 0;
    for (const struct yaml_tree *each = value->first; each != NULL; each = each->next) {
        most++;
    }
    struct faqbot_view *values = arena_need(parse->arena, most + 1, sizeof *values, &parse->reader->status);
    pair->values = values;
    pair->is_list = value->type == YAML_LIST;
    for (; one != NULL && goes_on(parse); one = pair->is_list ? one->next : NULL) {
        bool is_nested = one->type == YAML_LIST || one->type == YAML_MAPPING;
        if (is_nested && !is_for_us(parse, pair->key)) {
            take_questions(parse, one, 1);
            continue;
        }
        if (is_nested) {
            refuse(parse, one->line, "nested-yaml",
                   "a list may hold texts only; take the inner list or mapping out");
        } else if (pair->value_count == VALUES_MAX) {
            refuse(parse, one->line, "long-list", "the list has more than 1024 values; shorten it");
        } else {
            values[pair->value_count] = take_scalar(parse, one);
            pair->value_count += !view_is_empty(values[pair->value_count]);
        }
    }
    if (!value->is_whole) {
        refuse_end_of_tree(parse);
    }
}

/* The key, joined to the outer one, which is empty for the outermost mapping. */
static void take_key(struct parse *parse, struct faqbot_view outer, const struct yaml_tree *name,
                     struct faqbot_yaml_pair *pair)
{
    struct buffer joined;
    struct faqbot_view key = name->type == YAML_TEXT ? take_scalar(parse, name) : view_make(NULL, 0);
    pair->key = key;
    pair->line = parse->first_line + name->line - 1;
    if (view_is_empty(key)) { /* "null" and "~" too */
        refuse(parse, name->line, "nested-yaml", "a key must be a word; write \"key: value\"");
    } else if (view_equals_text(key, "<<")) {
        refuse(parse, name->line, "unsafe-yaml", "merging (<<) is not allowed; write the keys out");
    } else if (!view_is_empty(outer)) {
        buffer_init_in(&joined, parse->arena, outer.size + 1 + key.size);
        buffer_add(&joined, outer);
        buffer_add_byte(&joined, '.');
        buffer_add(&joined, key);
        pair->key = buffer_view(&joined);
        kb_check_memory(parse->reader, !joined.failed);
    }
    for (size_t i = 0; i < parse->map->count; i++) {
        if (view_equals(parse->map->pairs[i].key, pair->key)) {
            refuse(parse, name->line, "equal-keys",
                   "this key stands here a second time; take one of the two out");
        }
    }
}

/* `outer` is the key that the mapping is the value of, empty for the outermost; so the recursion is one deep.
 *
 *     name: Ada                 name = "Ada"
 *     starters: [pay, leave]    starters = a list of two
 *     threshold:
 *       answered: 0.6           threshold.answered = "0.6"
 *       unsure: 0.3             threshold.unsure = "0.3" */
static void take_mapping(struct parse *parse, struct faqbot_view outer, const struct yaml_tree *mapping)
{
    for (const struct yaml_tree *one = mapping->first; one != NULL && goes_on(parse); one = one->next) {
        struct faqbot_yaml_pair pair = {.is_list = false};
        if (one->name == NULL || one->name->type == YAML_UNREAD) {
            refuse_end_of_tree(parse);
            return;
        }
        take_key(parse, outer, one->name, &pair);
        if (one->type == YAML_MAPPING && !is_for_us(parse, view_is_empty(outer) ? pair.key : outer)) {
            take_questions(parse, one, 1);
            if (!one->is_whole) {
                refuse_end_of_tree(parse);
            }
            continue;
        }
        if (one->type == YAML_UNREAD) {
            refuse_end_of_tree(parse);
        } else if (one->type != YAML_MAPPING) {
            take_values(parse, one, &pair);
            if (parse->map->count == FAQBOT_YAML_PAIRS_MAX) {
                refuse(parse, pair.is_list ? one->end_line : one->line, "many-keys",
                       "there are more than 512 keys; take out those that mean nothing");
            } else if (goes_on(parse)) {
                parse->map->pairs[parse->map->count++] = pair;
            }
        } else if (view_is_empty(outer)) {
            take_mapping(parse, pair.key, one);
        } else {
            refuse(parse, one->line, "nested-yaml", "this is nested too deep; take the inner mapping out");
        }
    }
    if (!mapping->is_whole) {
        refuse_end_of_tree(parse);
    }
}

/* Reads pairs out of a tree of documents, of which there is one. */
static bool read_tree(struct parse *parse, const struct yaml_tree *documents)
{
    if (!kb_check_memory(parse->reader, documents != NULL)) {
        return false;
    }
    const struct yaml_tree *document = documents->first;
    if (document != NULL && document->type == YAML_MAPPING) {
        take_mapping(parse, view_make(NULL, 0), document);
    } else if (document != NULL && document->type != YAML_UNREAD &&
               !(document->type == YAML_TEXT && document->is_whole && document->text.size == 0)) {
        /* A document of comments alone is one empty text. */
        refuse(parse, document->line, "broken-yaml", "there must be lines of the form \"key: value\" here");
    }
    if (!documents->is_whole) {
        refuse_end_of_tree(parse);
    }
    return goes_on(parse);
}

/* A JSON value as such a tree, in the list or mapping whose end is given. JSON's own limit bounds the depth. */
static void add_json(struct parse *parse, const struct json *value, const struct yaml_tree ***end)
{
    struct yaml_tree *tree = arena_need(parse->arena, 1, sizeof *tree, &parse->reader->status);
    struct yaml_tree *name = arena_need(parse->arena, 1, sizeof *name, &parse->reader->status);
    enum json_type type = json_type(value);
    struct faqbot_view text = {0};
    bool truth;
    if (tree == NULL || name == NULL) {
        return;
    }
    if (json_get_bool(value, &truth)) {
        text = view_of(truth ? "true" : "false");
    } else if (json_get_string(value, &text)) {
        kb_check_memory(parse->reader, arena_copy(parse->arena, text, &text));
    }
    *name = (struct yaml_tree){.type = YAML_TEXT, .line = 1, .is_whole = true};
    kb_check_memory(parse->reader, arena_copy(parse->arena, json_key(value), &name->text));
    *tree = (struct yaml_tree){.type = type == JSON_ARRAY    ? YAML_LIST
                                       : type == JSON_OBJECT ? YAML_MAPPING
                                                             : YAML_TEXT,
                               .line = 1,
                               .end_line = 1,
                               .is_whole = true,
                               .text = text,
                               .name = name};
    const struct yaml_tree **inner = &tree->first;
    for (const struct json *one = json_first(value); one != NULL; one = json_next(one)) {
        add_json(parse, one, &inner);
    }
    **end = tree;
    *end = &tree->next;
}

/* JSON says at which byte it is broken, at best, and its values know no lines: faults are told of the first. */
static bool read_json(struct parse *parse, struct faqbot_view text)
{
    struct json *document = NULL;
    const char *complaint = "";
    struct yaml_tree documents = {.type = YAML_LIST, .is_whole = true};
    const struct yaml_tree **end = &documents.first;
    enum faqbot_status status = json_parse(text, &document, &complaint);
    if (status == FAQBOT_INVALID) {
        refuse(parse, 1, "broken-json", complaint);
        return false;
    }
    if (kb_check_memory(parse->reader, status == FAQBOT_OK)) {
        add_json(parse, document, &end);
    }
    json_free(document);
    return read_tree(parse, &documents);
}

/* Reads `matter`, which belongs to the reader's file, into the arena. False: anchors, aliases, tags, merge keys, a
 * second document, equal keys, nesting below a key that is ours, or broken syntax; one error was reported then, and
 * *map holds what stood before it. False too if the reader failed. */
static bool read_map(struct kb_reader *reader, struct front_matter matter,
                     bool (*is_ours)(struct faqbot_view key), struct arena *arena, struct yaml_map *map)
{
    struct parse parse = {
        .reader = reader, .first_line = matter.first_line, .arena = arena, .map = map, .is_ours = is_ours};
    if (reader->status != FAQBOT_OK) {
        return false;
    }
    map->count = map->question_count = map->question_capacity = 0;
    map->questions = NULL;
    if (matter.text.size > YAML_MAP_BYTES_MAX) {
        refuse(&parse, 1, "long-yaml",
               "the keys and values take more than 64 KiB; move long texts into articles");
        return false;
    }
    switch (matter.syntax) {
    case FRONT_MATTER_TOML:
        return read_tree(&parse, toml_read(matter.text, arena, &parse.failure));
    case FRONT_MATTER_JSON:
        return read_json(&parse, matter.text);
    default:
        return read_tree(&parse, yaml_read(matter.text, true, arena, &parse.failure));
    }
}

/* ==== Front matter ==================================================================================== */

/* Blanks behind a fence cannot be seen, so they do not count. */
static bool is_fence(struct faqbot_view line, const char *fence)
{
    while (line.size > 0 && (line.bytes[line.size - 1] == ' ' || line.bytes[line.size - 1] == '\t')) {
        line.size--;
    }
    return view_equals_text(line, fence);
}

/* The size of the JSON object that the text begins with; 0: it has no end. */
static size_t json_size(struct faqbot_view text)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        if (in_string) {
            i += byte == '\\';
            in_string = byte != '"';
            continue;
        }
        in_string = byte == '"';
        depth += byte == '{' || byte == '[';
        depth -= byte == '}' || byte == ']';
        if (depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

static unsigned count_lines(struct faqbot_view text)
{
    struct faqbot_view line;
    unsigned lines = 0;
    while (view_next_line(&text, &line)) {
        lines++;
    }
    return lines;
}

/* JSON stands between braces of its own: `{` alone in the first line, or with a key behind it. */
static bool split_json(struct faqbot_view text, struct front_matter *matter, struct faqbot_view *body,
                       unsigned *body_line)
{
    struct faqbot_view line;
    size_t size = json_size(text);
    if (size == 0) {
        return false;
    }
    *matter = (struct front_matter){FRONT_MATTER_JSON, view_slice(text, 0, size), 1};
    *body = view_slice(text, size, text.size);
    *body_line = count_lines(matter->text);
    if (view_next_line(body, &line)) { /* the rest of the last brace's line */
        ++*body_line;
    }
    return true;
}

/* Only the first line can open the block, so a rule (`---`) further down stays a rule. */
bool front_matter_split(struct faqbot_view text, struct front_matter *matter, struct faqbot_view *body,
                        unsigned *body_line)
{
    struct faqbot_view rest = text;
    struct faqbot_view line;
    *matter = (struct front_matter){.first_line = 2};
    *body = text;
    *body_line = 1;
    if (!view_next_line(&rest, &line)) {
        return true;
    }
    struct faqbot_view behind_brace = view_trim(view_slice(line, 1, line.size));
    if (view_starts_with(line, "{") && (view_is_empty(behind_brace) || behind_brace.bytes[0] == '"')) {
        return split_json(text, matter, body, body_line);
    }
    bool is_toml = is_fence(line, "+++");
    if (!is_toml && !is_fence(line, "---")) {
        return true;
    }
    matter->syntax = is_toml ? FRONT_MATTER_TOML : FRONT_MATTER_YAML;
    struct faqbot_view inside = rest;
    for (unsigned number = 2; view_next_line(&rest, &line); number++) {
        if (is_fence(line, is_toml ? "+++" : "---") || (!is_toml && is_fence(line, "..."))) {
            matter->text = view_slice(inside, 0, (size_t)(line.bytes - inside.bytes));
            *body = rest;
            *body_line = number + 1;
            return true;
        }
    }
    return false;
}

#define COUNT(fields) (sizeof(fields) / sizeof *(fields))

/* The keys of front matter, and where in the entries they go:
 *
 *     id            what the ids of the entries begin with; otherwise the file's name
 *     title         of the article; otherwise its first heading of level 1
 *     url, lang     of every entry; a page to read more on, and the language (otherwise bot.yml's)
 *     tags          a list, or one text
 *     updated       a day
 *     review_by     a day; `check` complains once it has passed
 *     status        `draft` leaves the article out; so do `draft: yes` and `published: no`, and a day of
 *                   `valid_from` (or `publish_date`) that is still to come or of `valid_until` that is past
 *     disclaimer    shown with every answer; a section of that name does the same
 *     related       ids of entries that belong to the subject too */
static const struct record_field front_matter_fields[] = {
    {"id", FIELD_ID, offsetof(struct entry, id)},
    {"title", FIELD_TEXT, offsetof(struct entry, title)},
    {"url", FIELD_URL, offsetof(struct entry, url)},
    {"lang", FIELD_LANG, offsetof(struct entry, lang)},
    {"language", FIELD_LANG, offsetof(struct entry, lang)},
    {"locale", FIELD_LANG, offsetof(struct entry, lang)},
    {"tags", FIELD_TAGS, offsetof(struct entry, tags)},
    {"updated", FIELD_DATE, offsetof(struct entry, updated)},
    {"draft", FIELD_SWITCH, 0},
    {"published", FIELD_SWITCH, 0},
    {"valid_from", FIELD_DATE, 0},
    {"publish_date", FIELD_DATE, 0},
    {"publishDate", FIELD_DATE, 0},
    {"valid_until", FIELD_DATE, 0},
    {"expiryDate", FIELD_DATE, 0},
    {"review_by", FIELD_DATE, offsetof(struct entry, review_by)},
    {"status", FIELD_STATUS, 0},
    {"disclaimer", FIELD_TEXT, offsetof(struct entry, disclaimer)},
    {"related", FIELD_IDS, 0},
};

/* As YAML's authors write them; the case does not matter there either. */
static bool read_switch(struct faqbot_view text, bool *is_on)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (ascii_equals(text, view_of(words[i]))) {
            *is_on = i % 2 == 1;
            return true;
        }
    }
    return false;
}

/* The one text, or the first of a list; empty: the key has no value. */
static struct faqbot_view text_of(const struct faqbot_yaml_pair *pair)
{
    return pair->value_count == 0 ? view_make(NULL, 0) : pair->values[0];
}

/* The article's id, which is shorter than any other: those of its entries begin with it. */
static bool take_stem(struct kb_reader *reader, const struct faqbot_yaml_pair *pair, struct faqbot_view *id)
{
    *id = text_of(pair);
    const char *complaint = field_id_complaint(*id);
    if (complaint == NULL && id->size > STEM_BYTES_MAX) {
        complaint = "is longer than 100 bytes";
    }
    if (complaint != NULL && !view_is_empty(*id)) {
        kb_error(reader, "id", pair->line, "the id \"%.*s\" %s; choose another. The article is left out",
                 VIEW_ARGS(*id), complaint);
        return false;
    }
    return true;
}

/* Whether there are such entries can only be said once all are known. */
static bool take_related(struct kb_reader *reader, const struct faqbot_yaml_pair *pair, struct entry *shared)
{
    for (size_t i = 0; i < pair->value_count; i++) {
        if (!field_check_id(reader, pair->line, pair->values[i], "the related id",
                            "name an entry's id. The article is left out")) {
            return false;
        }
    }
    shared->related = pair->values;
    shared->related_count = pair->value_count;
    shared->related_line = pair->line;
    return true;
}

/* The day of a date or of a time. */
static struct faqbot_view day_of(struct faqbot_view value)
{
    bool is_time = value.size > 10 && (value.bytes[10] == 'T' || value.bytes[10] == ' ');
    return is_time ? view_slice(value, 0, 10) : value;
}

/* A truth that says whether the article may be answered from. What is neither yes nor no costs the article, as a wrong
 * status does. */
static bool take_switch(struct kb_reader *reader, const struct faqbot_yaml_pair *pair,
                        struct front_matter_state *state)
{
    bool is_on;
    bool is_draft = view_equals_text(pair->key, "draft");
    if (view_is_empty(text_of(pair))) {
        return true;
    }
    if (!read_switch(text_of(pair), &is_on)) {
        kb_error(reader, "status", pair->line, "%.*s is \"%.*s\"; write yes or no. The article is left out",
                 VIEW_ARGS(pair->key), VIEW_ARGS(text_of(pair)));
        return false;
    }
    state->is_draft |= is_on == is_draft;
    return true;
}

/* A day on which the article begins or ceases to hold. */
static void take_day(struct front_matter_state *state, const struct record_field *field,
                     struct faqbot_view day)
{
    bool is_end = strcmp(field->name, "valid_until") == 0 || strcmp(field->name, "expiryDate") == 0;
    if (!view_is_empty(day)) {
        *(is_end ? &state->valid_until : &state->valid_from) = day;
    }
}

/* Puts one pair where it belongs; false: the article must be left out. Keys of site generators are no fault of the
 * author's, so only what looks like one of ours is told of. */
static bool take_front_matter(struct kb_reader *reader, const struct faqbot_yaml_pair *pair,
                              struct entry *shared, struct front_matter_state *state)
{
    const struct record_field *field = field_find(front_matter_fields, COUNT(front_matter_fields), pair->key);
    if (field == NULL) {
        field_warn_misspelled(reader, pair->line, pair->key, front_matter_fields, COUNT(front_matter_fields));
        return true;
    }
    if (pair->is_list && !field_may_be_list(field->kind)) {
        kb_error(reader, "front-matter-value", pair->line,
                 "%s must be one text, not a list. The article is left out", field->name);
        return false;
    }
    struct faqbot_view *value = field_place(field, shared);
    switch (field->kind) {
    case FIELD_ID:
        return take_stem(reader, pair, value);
    case FIELD_IDS:
        return take_related(reader, pair, shared);
    case FIELD_STATUS:
        return field_read_status(reader, pair->line, text_of(pair), &state->is_draft);
    case FIELD_SWITCH:
        return take_switch(reader, pair, state);
    case FIELD_TAGS:
        *value = field_join_tags(&reader->arena, pair->values, pair->value_count, &reader->status);
        return true;
    case FIELD_DATE: {
        struct faqbot_view day = field_check(reader, field, pair->line, day_of(text_of(pair)));
        if (field->offset == 0) {
            take_day(state, field, day);
            return true;
        }
        *value = day;
        shared->review_by_line = value == &shared->review_by ? pair->line : shared->review_by_line;
        return true;
    }
    default:
        *value = field_check(reader, field, pair->line, text_of(pair));
        return true;
    }
}

/* Whether an address is a path of its site: it names no scheme. */
static bool is_page_path(struct faqbot_view text)
{
    size_t colon = view_find(text, ':');
    return text.size > 0 && !view_starts_with(text, "//") && view_find(text, '/') < text.size &&
           view_find(text, '/') < colon;
}

/* Keys of site generators that say where the article's page is. Whatever else they hold is no fault. */
static void take_page_name(const struct faqbot_yaml_pair *pair, struct kb_reader *reader,
                           struct page_names *page)
{
    struct buffer joined;
    if (view_equals_text(pair->key, "categories")) {
        buffer_init_in(&joined, &reader->arena, SIZE_MAX);
        for (size_t i = 0; i < pair->value_count; i++) {
            buffer_add_text(&joined, i > 0 ? "/" : "");
            buffer_add(&joined, pair->values[i]);
        }
        kb_check_memory(reader, !joined.failed);
        page->categories = joined.failed ? view_make(NULL, 0) : buffer_view(&joined);
    } else if (pair->is_list) {
        return;
    } else if (view_equals_text(pair->key, "permalink")) {
        page->permalink = text_of(pair);
    } else if (view_equals_text(pair->key, "slug")) {
        page->slug = text_of(pair);
    } else if (view_equals_text(pair->key, "date")) {
        page->date = day_of(text_of(pair));
    }
}

static bool is_front_matter_key(struct faqbot_view key)
{
    return field_find(front_matter_fields, COUNT(front_matter_fields), key) != NULL;
}

bool front_matter_read(struct kb_reader *reader, struct front_matter matter, struct entry *shared,
                       struct front_matter_state *state)
{
    struct yaml_map *map = arena_need(&reader->arena, 1, sizeof *map, &reader->status);
    *shared = (struct entry){.path = reader->path};
    *state = (struct front_matter_state){.is_draft = false};
    bool is_usable = read_map(reader, matter, is_front_matter_key, &reader->arena, map);
    state->questions = map == NULL ? NULL : map->questions;
    state->question_count = map == NULL ? 0 : map->question_count;
    for (size_t i = 0; is_usable && i < map->count; i++) {
        const struct faqbot_yaml_pair *pair = &map->pairs[i];
        bool is_path = view_equals_text(pair->key, "url") && !pair->is_list && is_page_path(text_of(pair));
        take_page_name(pair, reader, &state->page);
        if (is_path) {
            state->page.url = text_of(pair);
            state->page.url_line = pair->line;
        }
        is_usable = is_path || take_front_matter(reader, pair, shared, state);
    }
    state->page.id = shared->id;
    return is_usable;
}

void front_matter_place(struct kb_reader *reader, const struct front_matter_state *state,
                        struct entry *shared, struct link_base *base)
{
    const struct record_field *field =
        field_find(front_matter_fields, COUNT(front_matter_fields), view_of("url"));
    struct faqbot_view address = {0};
    if (view_is_empty(shared->url) && reader->site != NULL && reader->status == FAQBOT_OK) {
        bool has_memory =
            site_address(reader->site, reader->relative, &state->page, &reader->arena, &address);
        kb_check_memory(reader, has_memory);
        shared->url = address;
        if (!view_is_empty(address)) {
            (void)site_link_base(reader->site, reader->relative, &reader->arena, base);
        }
    }
    if (view_is_empty(shared->url) && !view_is_empty(state->page.url)) {
        (void)field_check(reader, field, state->page.url_line, state->page.url);
    }
}

bool front_matter_holds(const struct front_matter_state *state, const char *today)
{
    struct faqbot_view day = view_of(today == NULL ? "" : today);
    bool is_early = !view_is_empty(state->valid_from) && view_compare(day, state->valid_from) < 0;
    bool is_late = !view_is_empty(state->valid_until) && view_compare(day, state->valid_until) > 0;
    return !state->is_draft && (today == NULL || (!is_early && !is_late));
}

/* ==== Settings ======================================================================================== */

/* The keys of bot.yml. The texts replace what the bot says by default: in greeting, when it knows no answer,
 * when it is unsure, below each answer, and to name a person to turn to. `contact` is the short form of
 * `contact.text`, and `threshold` that of
 * `threshold.answered`, the confidence from which an answer is given as one; from `threshold.unsure` on it is
 * offered as a guess. */
static const struct record_field settings_fields[] = {
    {"name", FIELD_TEXT, offsetof(struct settings, name)},
    {"greeting", FIELD_TEXT, offsetof(struct settings, greeting)},
    {"no_answer", FIELD_TEXT, offsetof(struct settings, no_answer)},
    {"unsure", FIELD_TEXT, offsetof(struct settings, unsure)},
    {"disclaimer", FIELD_TEXT, offsetof(struct settings, disclaimer)},
    {"contact", FIELD_TEXT, offsetof(struct settings, contact.text)},
    {"contact.text", FIELD_TEXT, offsetof(struct settings, contact.text)},
    {"contact.mail", FIELD_MAIL, offsetof(struct settings, contact.mail)},
    {"contact.phone", FIELD_PHONE, offsetof(struct settings, contact.phone)},
    {"contact.url", FIELD_PAGE, offsetof(struct settings, contact.url)},
    {"contact.hours", FIELD_TEXT, offsetof(struct settings, contact.hours)},
    {"consent", FIELD_TEXT, offsetof(struct settings, consent)},
    {"privacy", FIELD_TEXT, offsetof(struct settings, privacy)},
    {"lang", FIELD_LANG, offsetof(struct settings, lang)},
    {"base_url", FIELD_URL, offsetof(struct settings, base_url)},
    {"starters", FIELD_IDS, 0},
    {"threshold", FIELD_SHARE, offsetof(struct settings, answered_threshold)},
    {"threshold.answered", FIELD_SHARE, offsetof(struct settings, answered_threshold)},
    {"lexicon", FIELD_SWITCH, offsetof(struct settings, has_lexicon)},
    {"smalltalk", FIELD_SWITCH, offsetof(struct settings, has_small_talk)},
    {"encoder", FIELD_FILE, offsetof(struct settings, encoder)},
    {"threshold.unsure", FIELD_SHARE, offsetof(struct settings, unsure_threshold)},
};

/* A decimal number from 0 to 1, such as 0.6: neither a sign nor an exponent, which nobody means here. 15
 * digits are what a double holds of any decimal number. */
static bool read_share(struct faqbot_view text, double *share)
{
    double value;
    size_t digits = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!ascii_is_digit(text.bytes[i]) && text.bytes[i] != '.') {
            return false;
        }
        digits += ascii_is_digit(text.bytes[i]);
    }
    if (digits > 15 || !number_read(text, &value) || value > 1) {
        return false;
    }
    *share = value;
    return true;
}

/* A name, or no. Whether there is such a file is seen when it is opened. */
static void take_encoder(struct kb_reader *reader, const struct faqbot_yaml_pair *pair,
                         struct settings *settings)
{
    struct faqbot_view text = text_of(pair);
    bool is_on = view_is_empty(text);
    bool is_switch = read_switch(text, &is_on);
    if (is_on) {
        kb_error(reader, "setting-value", pair->line,
                 "encoder is \"%.*s\"; name a file, or write no. There is none now", VIEW_ARGS(text));
    } else if (!is_switch) {
        settings->encoder = text;
        settings->encoder_line = pair->line;
    }
}

/* Puts one pair where it belongs. */
static void take_setting(struct kb_reader *reader, const struct faqbot_yaml_pair *pair,
                         struct settings *settings)
{
    const struct record_field *field = field_find(settings_fields, COUNT(settings_fields), pair->key);
    if (field == NULL && (sentence_take(reader, pair, settings) || starters_take(reader, pair, settings))) {
        return;
    }
    if (view_equals_text(pair->key, "contact.webhook")) {
        kb_warning(reader, "unknown-key", pair->line,
                   "a knowledge base does not name the address that receives conversations; name it to the "
                   "server, with --webhook. The key is passed over");
    } else if (field == NULL) {
        field_warn_unknown(reader, pair->line, pair->key, settings_fields, COUNT(settings_fields));
    } else if (pair->is_list && !field_may_be_list(field->kind)) {
        kb_error(reader, "setting-value", pair->line, "%s must be one text, not a list. The default stays",
                 field->name);
    } else if (field->kind == FIELD_IDS) {
        (void)starters_take(reader, pair, settings);
    } else if (field->kind == FIELD_FILE) {
        take_encoder(reader, pair, settings);
    } else if (field->kind == FIELD_SWITCH) {
        if (!read_switch(text_of(pair), field_place(field, settings))) {
            kb_error(reader, "setting-value", pair->line,
                     "%s is \"%.*s\"; write yes or no. The default stays", field->name,
                     VIEW_ARGS(text_of(pair)));
        }
    } else if (field->kind != FIELD_SHARE) {
        *(struct faqbot_view *)field_place(field, settings) =
            field_check(reader, field, pair->line, text_of(pair));
    } else if (!read_share(text_of(pair), field_place(field, settings))) {
        kb_error(reader, "threshold", pair->line,
                 "%.*s is \"%.*s\"; write a number from 0 to 1, such as 0.6. The default stays",
                 VIEW_ARGS(pair->key), VIEW_ARGS(text_of(pair)));
    }
}

/* A hello has it whole. One that is too long is cut and not left out: without it, all would be kept unasked. */
static void check_consent(struct kb_reader *reader, struct settings *settings)
{
    struct faqbot_view rest = settings->consent;
    uint32_t character;
    for (size_t i = 0; i < KB_CONSENT_CHARS_MAX && rest.size > 0; i++) {
        (void)utf8_next(&rest, &character);
    }
    if (rest.size > 0) {
        kb_error(reader, "setting-value", 0,
                 "consent has more than %d characters; shorten it, and put the rest where privacy leads. It "
                 "is cut",
                 KB_CONSENT_CHARS_MAX);
        settings->consent.size -= rest.size;
    }
}

/* The thresholds are checked as a pair, whatever order they came in; if they contradict each other neither is
 * used, since nobody can say which of them is wrong. */
void settings_take(struct kb_reader *reader, const char *path, const struct yaml_map *map)
{
    struct settings found = {.answered_threshold = -1,
                             .unsure_threshold = -1,
                             .has_lexicon = true,
                             .has_small_talk = true,
                             .path = path};
    for (size_t i = 0; i < map->count; i++) {
        take_setting(reader, &map->pairs[i], &found);
    }
    check_consent(reader, &found);
    if (found.answered_threshold >= 0 && found.unsure_threshold > found.answered_threshold) {
        kb_error(reader, "threshold", 0,
                 "threshold.unsure is above threshold.answered; make it smaller. The defaults stay");
        found.answered_threshold = found.unsure_threshold = -1;
    }
    reader->settings = found;
}

void settings_read(struct kb_reader *reader, const char *path, struct faqbot_view text)
{
    struct yaml_map *map = arena_need(&reader->arena, 1, sizeof *map, &reader->status);
    reader->path = path;
    reader->has_settings = true;
    const struct front_matter matter = {FRONT_MATTER_YAML, text, 1};
    if (read_map(reader, matter, NULL, &reader->settings_arena, map)) {
        settings_take(reader, path, map);
    }
}

/* ==== Configuration files ============================================================================= */

/* faqbot_tools.h's reading of any such file, which need not belong to a knowledge base: the program's own
 * configuration. What the keys mean is up to the caller. */

/* A configuration is right as a whole or not at all, so the first fault is the one to report. */
static void keep_first(void *user, const struct faqbot_fault *fault)
{
    struct faqbot_fault *first = user;
    if (first->status == FAQBOT_OK) {
        *first = *fault;
    }
}

enum faqbot_status faqbot_yaml_map_read(const char *path, faqbot_yaml_callback *take, void *user,
                                        struct faqbot_fault *fault)
{
    struct kb_reader reader;
    struct faqbot_fault first = {.status = FAQBOT_OK};
    struct fault_reporter reporter = {.report = keep_first, .user = &first};
    const struct kb_sink sink = {.reporter = &reporter};
    struct faqbot_view text;
    kb_reader_init(&reader, &sink);
    buffer_init(&reader.bytes, YAML_MAP_BYTES_MAX);
    struct yaml_map *map = arena_need(&reader.arena, 1, sizeof *map, &reader.status);
    bool is_right = source_read(&reader, path, &reader.bytes, &text) &&
                    read_map(&reader, (struct front_matter){FRONT_MATTER_YAML, text, 1}, NULL,
                             &reader.settings_arena, map);
    enum faqbot_status status = reader.status != FAQBOT_OK ? reader.status : first.status;
    if (reader.status != FAQBOT_OK) {
        fault_set(fault, status, path, 0, "%s", faqbot_status_text(status));
    } else if (!is_right && fault != NULL) {
        *fault = first;
    }
    for (size_t i = 0; is_right && i < map->count; i++) {
        take(user, &map->pairs[i]);
    }
    kb_reader_release(&reader);
    return status;
}
