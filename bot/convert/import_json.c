/* convert/import_json.c - a whole file that is one JSON text. Knows no format. */
#include "convert/convert_internal.h"

#include <string.h>

#include "kb/kb.h"
#include "util/json.h"
#include "util/util.h"

/* ==== document ========================================================================================== */

static const struct json_limits limits = {FAQBOT_IMPORT_FILE_BYTES_MAX, JSON_DOCUMENT_VALUES_MAX,
                                          JSON_DOCUMENT_KEYS_MAX};

struct json *json_document_parse(const char *path, struct faqbot_view text, struct faqbot_fault *fault)
{
    struct json *document = NULL;
    const char *complaint = "";
    size_t offset = 0;
    unsigned line = 1;
    enum faqbot_status status = json_parse_within(text, &limits, &document, &complaint, &offset);
    if (status == FAQBOT_NO_MEMORY) {
        fault_set(fault, status, path, 0, "there is not enough memory for the file");
    } else if (status != FAQBOT_OK) {
        for (size_t i = 0; offset != SIZE_MAX && i < offset; i++) {
            line += (unsigned)(text.bytes[i] == '\n');
        }
        fault_set(fault, status, path, offset == SIZE_MAX ? 0 : line, "this is no JSON: %s", complaint);
    }
    return document;
}

bool json_document_is_json(struct faqbot_view text)
{
    text = view_trim(text);
    return view_starts_with(text, "{") || view_starts_with(text, "[");
}

bool json_document_is_lines(struct faqbot_view text)
{
    struct faqbot_view line;
    unsigned objects = 0;
    while (objects < 2 && view_next_line(&text, &line)) {
        line = view_trim(line);
        if (!view_is_empty(line) && (!view_starts_with(line, "{") || !view_ends_with(line, "}"))) {
            return false;
        }
        objects += (unsigned)!view_is_empty(line);
    }
    return objects == 2;
}

void json_document_each_line(struct import_builder *builder, struct faqbot_view text,
                             json_document_take *take, void *user)
{
    struct faqbot_view line;
    for (size_t number = 1; !import_builder_failed(builder) && view_next_line(&text, &line); number++) {
        struct json *document = NULL;
        const char *complaint = "";
        size_t offset;
        if (view_is_empty(view_trim(line))) {
            continue;
        }
        enum faqbot_status status = json_parse_within(line, &limits, &document, &complaint, &offset);
        if (status == FAQBOT_OK) {
            take(user, number, document);
        } else if (status == FAQBOT_INVALID) {
            import_builder_skip(builder, number, view_make(NULL, 0), "this is no JSON: %s", complaint);
        } else {
            import_builder_fail(builder, status, (unsigned)number, "out of memory");
        }
        json_free(document);
    }
}

void json_document_each(const struct import_builder *builder, const struct json *array,
                        json_document_take *take, void *user)
{
    size_t number = 0;
    for (const struct json *element = json_first(array); element != NULL && !import_builder_failed(builder);
         element = json_next(element)) {
        take(user, ++number, element);
    }
}

struct faqbot_view json_document_text(const struct json *object, const char *key)
{
    struct faqbot_view text = view_make(NULL, 0);
    (void)json_get_string(json_member(object, key), &text);
    return text;
}

/* The first of these members that is a string with something in it. The keys end with NULL. */
static struct faqbot_view json_document_first_text(const struct json *object, const char *const *keys)
{
    for (; *keys != NULL; keys++) {
        struct faqbot_view text = json_document_text(object, *keys);
        if (!view_is_empty(view_trim(text))) {
            return text;
        }
    }
    return view_make(NULL, 0);
}

size_t json_document_list(struct arena *arena, const struct json *value, struct texts *list)
{
    struct faqbot_view text;
    size_t others = 0;
    if (json_get_string(value, &text)) {
        import_entries_add_text(list, arena, text);
    }
    for (const struct json *element = json_first(value); element != NULL; element = json_next(element)) {
        if (json_get_string(element, &text)) {
            import_entries_add_text(list, arena, text);
        } else {
            others++;
        }
    }
    return others;
}

void json_document_split(struct arena *arena, struct faqbot_view text, char separator, struct texts *list)
{
    while (text.size > 0) {
        size_t end = view_find(text, separator);
        import_entries_add_text(list, arena, view_trim(view_slice(text, 0, end)));
        text = view_slice(text, end + 1, text.size);
    }
}

struct faqbot_view json_document_day(struct faqbot_view time)
{
    struct faqbot_view day = view_slice(view_trim(time), 0, JSON_DOCUMENT_DAY_BYTES);
    return field_is_date(day) ? day : view_make(NULL, 0);
}

/* Whether anything of it would be missed. The recursion ends at JSON_DEPTH_MAX. */
static bool holds_something(const struct json *value)
{
    struct faqbot_view text;
    bool truth;
    switch (json_type(value)) {
    case JSON_NULL:
        return false;
    case JSON_STRING:
        return json_get_string(value, &text) && !view_is_empty(view_trim(text));
    case JSON_BOOL:
        return json_get_bool(value, &truth) && truth;
    case JSON_ARRAY:
    case JSON_OBJECT:
        for (const struct json *child = json_first(value); child != NULL; child = json_next(child)) {
            if (holds_something(child)) {
                return true;
            }
        }
        return false;
    default:
        return true;
    }
}

static bool is_known(struct faqbot_view name, const char *const *known)
{
    for (; *known != NULL; known++) {
        if (view_equals_text(name, *known)) {
            return true;
        }
    }
    return false;
}

void json_document_note_member(struct import_builder *builder, size_t row, const struct json *member,
                               const char *const *known, const char *what)
{
    struct faqbot_view name = json_key(member);
    if (!is_known(name, known) && holds_something(member)) {
        import_builder_note(builder, row, "%s%.*s is not kept", what, VIEW_ARGS(name));
    }
}

void json_document_note_others(struct import_builder *builder, size_t row, const struct json *object,
                               const char *const *known, const char *what)
{
    if (object == NULL || json_type(object) != JSON_OBJECT) {
        return;
    }
    for (const struct json *member = json_first(object); member != NULL; member = json_next(member)) {
        json_document_note_member(builder, row, member, known, what);
    }
}

/* ==== jsonl ============================================================================================= */

/* Our own JSON Lines. Looks at ids only: what a line may hold is knowledge/jsonlines.c's to say, which
 * delivery.c asks. */

static void take_line(struct import_builder *builder, size_t row, struct faqbot_view line)
{
    static const char *const headings[] = {"question", "title", "synonym", NULL};
    struct json *document = NULL;
    const char *complaint = "";
    enum faqbot_status status = json_parse(line, &document, &complaint);
    if (status == FAQBOT_INVALID) {
        import_builder_skip(builder, row, view_make(NULL, 0), "this is no JSON: %s", complaint);
    } else if (status != FAQBOT_OK) {
        import_builder_fail(builder, status, 0, "%s", faqbot_status_text(status));
    } else {
        struct faqbot_view shown = json_document_first_text(document, headings);
        shown = json_member(document, "settings") != NULL ? view_of("settings") : shown;
        import_builder_add_line(builder, row, view_trim(json_document_text(document, "id")), shown, line);
    }
    json_free(document);
}

void import_jsonl(struct import_builder *builder, struct faqbot_view text)
{
    struct faqbot_view line;
    for (size_t row = 1; !import_builder_failed(builder) && view_next_line(&text, &line); row++) {
        line = view_trim(line);
        if (!view_is_empty(line)) {
            take_line(builder, row, line);
        }
    }
}

/* ==== dialogflow ======================================================================================== */

/* The FAQ table of a knowledge base of Dialogflow. Agents and their intents are another export, which is
 * not read. */

struct dialogflow {
    struct import_builder *builder;
    bool has_begun;
};

static bool is_heading(const struct csv_table_row *row)
{
    return row->count >= 2 && csv_table_is_called(row->cells[0], view_of("question")) &&
           csv_table_is_called(row->cells[1], view_of("answer"));
}

static void take_row(void *user, const struct csv_table_row *row)
{
    struct dialogflow *dialogflow = user;
    struct import_builder *builder = dialogflow->builder;
    bool is_first = !dialogflow->has_begun;
    dialogflow->has_begun = true;
    if (is_first && is_heading(row)) {
        import_builder_note(builder, row->line,
                            "this row is taken for a heading, though the format has none");
        return;
    }
    const struct import_record record = {.row = row->line,
                                         .question = row->cells[0],
                                         .answer = row->count > 1 ? row->cells[1] : view_make(NULL, 0),
                                         .markup = IMPORT_PLAIN};
    import_html_add_either(builder, &record);
    for (size_t i = 2; i < row->count; i++) {
        import_builder_note_cell(builder, row->line, i, row->cells[i], "is beyond the two of the format");
    }
}

void import_dialogflow(struct import_builder *builder, struct faqbot_view text)
{
    struct dialogflow dialogflow = {.builder = builder};
    csv_table_read(text, csv_table_guess_delimiter(text), builder->path, take_row, &dialogflow,
                   builder->fault);
}

/* ==== nlpjs ============================================================================================= */

/* A corpus of nlp.js. What it says of entities is about understanding, of which ours has its own ways. */

struct nlpjs {
    struct import_builder *builder;
    struct faqbot_view name;
    struct faqbot_view locale;
    size_t row; /* the last, over all corpora of the file */
};

/* An answer is a text, or {"answer", "opts"}, where `opts` is its condition. */
static bool get_answer(const struct json *value, struct faqbot_view *text, bool *is_conditional)
{
    struct faqbot_view condition = json_document_text(value, "opts");
    *is_conditional = !view_is_empty(view_trim(condition));
    return json_get_string(value, text) || json_get_string(json_member(value, "answer"), text);
}

/* The first answer without a condition, or else the first; *others counts the rest. */
static struct faqbot_view choose_answer(const struct json *answers, size_t *others)
{
    struct faqbot_view chosen = view_make(NULL, 0);
    struct faqbot_view text;
    bool is_sure = false;
    bool is_conditional;
    size_t count = 0;
    if (answers != NULL && json_get_string(answers, &text)) {
        return text;
    }
    for (const struct json *answer = json_first(answers); answer != NULL; answer = json_next(answer)) {
        if (!get_answer(answer, &text, &is_conditional) || view_is_empty(view_trim(text))) {
            continue;
        }
        if (count == 0 || (!is_sure && !is_conditional)) {
            chosen = text;
            is_sure = !is_conditional;
        }
        count++;
    }
    *others = count > 0 ? count - 1 : 0;
    return chosen;
}

/* Whether a text has @entity, %entity% or {{entity}} in it. */
static bool has_entity(struct faqbot_view text)
{
    for (size_t i = 0; i + 1 < text.size; i++) {
        bool starts = i == 0 || text.bytes[i - 1] == ' ';
        bool letter = (text.bytes[i + 1] | 0x20) >= 'a' && (text.bytes[i + 1] | 0x20) <= 'z';
        if ((starts && letter && (text.bytes[i] == '@' || text.bytes[i] == '%')) ||
            (text.bytes[i] == '{' && text.bytes[i + 1] == '{')) {
            return true;
        }
    }
    return false;
}

static void note_intent(struct nlpjs *nlpjs, const struct json *intent, const struct import_record *record,
                        size_t others)
{
    static const char *const known[] = {"intent", "utterances", "answers", "answer", NULL};
    bool entity = has_entity(record->answer);
    for (size_t i = 0; i < record->also.count; i++) {
        entity |= has_entity(record->also.items[i]);
    }
    if (entity) {
        import_builder_note(nlpjs->builder, record->row,
                            "it has entities in its texts (@..., %%...%% or {{...}}); they are kept as text");
    }
    if (others > 0) {
        import_builder_note(nlpjs->builder, record->row, "%zu further %s not kept: an entry has one", others,
                            others == 1 ? "answer is" : "answers are");
    }
    json_document_note_others(nlpjs->builder, record->row, intent, known, "");
}

static void take_intent(void *user, size_t row, const struct json *intent)
{
    struct nlpjs *nlpjs = user;
    struct arena *arena = &nlpjs->builder->row_arena;
    struct faqbot_view name = json_document_text(intent, "intent");
    size_t others = 0;
    (void)row; /* counts within one corpus only */
    nlpjs->row++;
    arena_reset(arena);
    if (view_equals_text(name, "None")) {
        import_builder_skip(nlpjs->builder, nlpjs->row, name,
                            "the intent None is for what has no answer; say that in bot.yml (no_answer)");
        return;
    }
    const struct json *answers = json_member(intent, "answers");
    answers = answers == NULL ? json_member(intent, "answer") : answers;
    struct import_record record = {.row = nlpjs->row,
                                   .group = name,
                                   .id = name,
                                   .answer = choose_answer(answers, &others),
                                   .markup = IMPORT_PLAIN,
                                   .title = nlpjs->name,
                                   .lang = nlpjs->locale};
    size_t strange = json_document_list(arena, json_member(intent, "utterances"), &record.also);
    import_html_add_either(nlpjs->builder, &record);
    if (strange > 0) {
        import_builder_note(nlpjs->builder, nlpjs->row, "%zu of its utterances are no texts and not kept",
                            strange);
    }
    note_intent(nlpjs, intent, &record, others);
}

static void take_corpus(void *user, size_t row, const struct json *corpus)
{
    static const char *const known[] = {"name", "locale", "data", NULL};
    struct nlpjs *nlpjs = user;
    const struct json *data = json_member(corpus, "data");
    (void)row;
    if (data == NULL || json_type(data) != JSON_ARRAY) {
        import_builder_fail(nlpjs->builder, FAQBOT_INVALID, 0,
                            "this is no corpus of nlp.js: there is no list \"data\"");
    }
    nlpjs->name = json_document_text(corpus, "name");
    nlpjs->locale = json_document_text(corpus, "locale");
    json_document_note_others(nlpjs->builder, 0, corpus, known, "");
    json_document_each(nlpjs->builder, data, take_intent, nlpjs);
}

void import_nlpjs(struct import_builder *builder, struct faqbot_view text)
{
    struct nlpjs nlpjs = {.builder = builder};
    struct json *document = json_document_parse(builder->path, text, builder->fault);
    if (document != NULL && json_type(document) == JSON_ARRAY) {
        json_document_each(builder, document, take_corpus, &nlpjs);
    } else {
        take_corpus(&nlpjs, 1, document);
    }
    json_free(document);
}
