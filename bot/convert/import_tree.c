/* convert/import_tree.c - one reader for the formats that are written in JSON or YAML and have a row in the
 * table of tree_formats.c.
 *
 * What a row of the table (tree_formats.c) does not name is told of by comparing the members of each entry
 * with the paths of the row, so that a new version of a service's export is told of and not passed over.
 *
 * What is no text where a text belongs is passed over and counted, for exports of real bots have such: a null
 * among the questions costs the entry nothing but that question, and the report says so.
 *
 * Formats whose questions and answers stand in different places are import_intents.c's. */
#include "convert/readers.h"

#include <string.h>

#include "text/text.h"

/* ==== Texts ============================================================================================= */

/* "@x", "%x%" and "{{x}}", which nothing of ours fills in. */
static bool has_placeholder(struct faqbot_view text)
{
    for (size_t i = 0; i + 1 < text.size; i++) {
        bool begins_word = i == 0 || text.bytes[i - 1] == ' ';
        bool is_sign = text.bytes[i] == '@' || text.bytes[i] == '%';
        if ((begins_word && is_sign && ascii_is_alpha(text.bytes[i + 1])) ||
            (text.bytes[i] == '{' && text.bytes[i + 1] == '{')) {
            return true;
        }
    }
    return false;
}

bool entry_take_question(void *user, const struct yaml_tree *tree)
{
    struct entry_reading *entry = user;
    const char *within = entry->reader->format->within;
    struct faqbot_view text =
        tree->type == YAML_TEXT ? tree->text : tree_text(tree, within == NULL ? "" : within);
    if (tree->type == YAML_TEXT || !view_is_empty(text)) {
        texts_add(&entry->record.also, &entry->reader->builder->row_arena, text);
        return true;
    }
    entry->strange++;
    return false;
}

bool entry_take_answer(void *user, const struct yaml_tree *tree)
{
    struct answer_choice *choice = user;
    struct faqbot_view rest = view_of(choice->format->condition);
    struct faqbot_view name;
    bool is_sure = true;
    struct faqbot_view text =
        tree->type == YAML_TEXT
            ? view_trim(tree->text)
            : tree_text(tree, choice->format->within == NULL ? "" : choice->format->within);
    if (view_is_empty(text) && tree->type != YAML_TEXT) {
        return false;
    }
    while (tree->type == YAML_MAPPING && tree_next_path(&rest, &name)) {
        bool says = false;
        for (const struct yaml_tree *one = tree->first; one != NULL; one = one->next) {
            says |= view_equals(one->key, name) && tree_says_something(one);
        }
        is_sure &= !says;
    }
    if (view_is_empty(text)) {
        return true;
    }
    if (choice->count == 0 || (!choice->is_sure && is_sure)) {
        choice->text = text;
        choice->is_sure = is_sure;
    }
    choice->count++;
    return true;
}

/* Calls for each value of all the paths. */
static void each_path(const struct yaml_tree *tree, const char *paths, tree_take *take, void *user)
{
    struct faqbot_view rest = view_of(paths);
    struct faqbot_view path;
    while (tree_next_path(&rest, &path)) {
        (void)tree_each(tree, view_equals_text(path, ".") ? view_make(NULL, 0) : path, take, user);
    }
}

bool entry_take_tag(void *user, const struct yaml_tree *tree)
{
    struct entry_reading *entry = user;
    if (tree->type == YAML_TEXT) {
        texts_split(&entry->record.tags, &entry->reader->builder->row_arena, tree->text, ",");
    }
    return tree->type == YAML_TEXT;
}

/* Of {"NAME": "VALUE"}, or of {"name": "NAME", "value": "VALUE"}. */
static void add_pair(struct entry_reading *entry, struct faqbot_view name, struct faqbot_view value)
{
    struct buffer out;
    buffer_init_in(&out, &entry->reader->builder->row_arena, name.size + value.size + 1);
    buffer_add(&out, name);
    buffer_add_text(&out, view_is_empty(name) || view_is_empty(value) ? "" : ":");
    buffer_add(&out, value);
    texts_add(&entry->record.tags, &entry->reader->builder->row_arena, buffer_view(&out));
    entry->record.tags.failed |= out.failed;
}

static bool take_pair(void *user, const struct yaml_tree *tree)
{
    struct faqbot_view name = tree_text(tree, "name key");
    struct faqbot_view value = tree_text(tree, "value");
    if (tree->type == YAML_TEXT) {
        struct entry_reading *entry = user;
        texts_split(&entry->record.tags, &entry->reader->builder->row_arena, tree->text, "|");
    }
    if (tree->type == YAML_MAPPING && !view_is_empty(name)) {
        add_pair(user, name, value);
        return true;
    }
    for (const struct yaml_tree *one = yaml_first(tree); one != NULL; one = one->next) {
        add_pair(user, one->key, yaml_text(one));
    }
    return tree->type == YAML_MAPPING;
}

static bool take_related(void *user, const struct yaml_tree *tree)
{
    struct entry_reading *entry = user;
    struct faqbot_view text = view_trim(yaml_text(tree));
    if (!view_is_empty(text)) {
        texts_add(&entry->record.related, &entry->reader->builder->row_arena, text);
    }
    return true;
}

/* ==== One entry ========================================================================================= */

/* An address becomes the url, a name the title. "Editorial" names nothing: so portals call what was typed
 * into themselves. */
static void take_source(struct import_record *record, struct faqbot_view source)
{
    static const char editorial[] = "Editorial";
    if (rich_is_safe_address(source)) {
        record->url = texts_first(record->url, source);
    } else if (view_is_empty(record->title)) {
        record->title = source;
    }
    size_t before = record->title.size < strlen(editorial) ? 0 : record->title.size - strlen(editorial);
    if (ascii_equals(view_slice(record->title, before, record->title.size), view_of(editorial)) ||
        rich_is_safe_address(record->title)) {
        record->title = view_make(NULL, 0);
    }
}

void import_add_loose(struct import_builder *builder, struct import_record *record)
{
    record->is_plain = !import_is_surely_markdown(record->answer);
    if (record->is_plain) {
        import_html_add_either(builder, record);
    } else {
        import_html_add_mixed(builder, record);
    }
}

/* Whether the plain answer has other words than the one in Markdown. Where there is no memory to compare
 * them, it is said to: a note too many is better than one too few. */
static bool says_more(struct arena *arena, struct faqbot_view plain, struct faqbot_view markdown)
{
    struct faqbot_view left;
    struct faqbot_view right;
    return !view_is_empty(view_trim(plain)) &&
           (!tokenize_folded(arena, plain, &left) || !tokenize_folded(arena, markdown, &right) ||
            !view_equals(left, right));
}

/* Fills in all that a row of the table tells of, but questions and answer. */
static void read_fields(struct entry_reading *entry)
{
    const struct reader *reader = entry->reader;
    const struct tree_format *format = reader->format;
    const char *const *fields = format->fields;
    const struct yaml_tree *tree = entry->tree;
    struct import_record *record = &entry->record;
    const char *outer_title = format->outer_title == NULL ? "" : format->outer_title;
    const char *outer_lang = format->outer_lang == NULL ? "" : format->outer_lang;
    record->group = tree_text(tree, fields[TREE_GROUP]);
    record->id = tree_text(tree, fields[TREE_ID]);
    record->title = texts_first(tree_text(tree, fields[TREE_TITLE]), tree_text(reader->around, outer_title));
    record->url = tree_text(tree, fields[TREE_URL]);
    record->lang = texts_first(tree_text(tree, fields[TREE_LANG]),
                               texts_first(record->lang, tree_text(reader->around, outer_lang)));
    record->updated = day_of(tree_text(tree, fields[TREE_UPDATED]));
    record->is_draft =
        import_state_of(view_of("enabled"), tree_text(tree, fields[TREE_ENABLED])) != STATE_LIVE;
    if (fields[TREE_SOURCE] != NULL) {
        take_source(record, tree_text(tree, fields[TREE_SOURCE]));
    }
    each_path(tree, fields[TREE_TAGS], entry_take_tag, entry);
    each_path(tree, fields[TREE_PAIRS], take_pair, entry);
    each_path(tree, fields[TREE_RELATED], take_related, entry);
}

/* Tells what of an entry is not kept. */
static void note_rest(struct entry_reading *entry, struct faqbot_view plain)
{
    struct import_builder *builder = entry->reader->builder;
    const struct import_record *record = &entry->record;
    const struct tree_format *format = entry->reader->format;
    struct faqbot_view updated = tree_text(entry->tree, format->fields[TREE_UPDATED]);
    bool is_open = has_placeholder(record->answer);
    for (size_t i = 0; i < record->also.count; i++) {
        is_open |= has_placeholder(record->also.items[i]);
    }
    if (entry->strange > 0) {
        import_builder_note(builder, record->row, "%zu of its questions are no texts and not kept",
                            entry->strange);
    }
    import_note_state(builder, record, view_of("enabled"),
                      tree_text(entry->tree, format->fields[TREE_ENABLED]));
    if (is_open) {
        import_builder_note(
            builder, record->row,
            "it has placeholders in its texts (@..., %%...%% or {{...}}); they are kept as text");
    }
    if (entry->other_answers > 0) {
        import_builder_note(builder, record->row, "%zu further %s not kept: an entry has one",
                            entry->other_answers, entry->other_answers == 1 ? "answer is" : "answers are");
    }
    if (!record->is_plain && says_more(&builder->row_arena, plain, record->answer)) {
        import_builder_note(builder, record->row,
                            "the answer is that in Markdown; the plain one is not kept");
    }
    if (!view_is_empty(updated) && view_is_empty(record->updated)) {
        import_builder_note(builder, record->row,
                            "the time of its update is \"%.*s\", which is no day; it is not kept",
                            VIEW_ARGS(view_slice(updated, 0, DAY_BYTES)));
    }
    if (format->look != NULL) {
        format->look(entry, true);
    }
    tree_note_others(builder, record->row, entry->tree, format->fields, TREE_COUNT);
}

static void add(struct entry_reading *entry, struct faqbot_view plain)
{
    struct import_builder *builder = entry->reader->builder;
    const struct tree_format *format = entry->reader->format;
    if (format->look != NULL) {
        format->look(entry, false);
    }
    if (!entry->record.is_plain) {
        import_html_add_mixed(builder, &entry->record);
    } else if (format->form == ANSWER_LOOSE) {
        struct import_record record = entry->record;
        import_add_loose(builder, &record);
    } else {
        import_html_add_either(builder, &entry->record);
    }
    note_rest(entry, entry->record.is_plain ? view_make(NULL, 0) : plain);
}

/* With questions and answers from two trees, which for most formats are the entry itself. */
static void read_entry(struct entry_reading *entry, const struct yaml_tree *questions,
                       const char *question_paths, const struct yaml_tree *answers, const char *answer_paths)
{
    const struct tree_format *format = entry->reader->format;
    struct answer_choice choice = {.format = format};
    struct faqbot_view passage = tree_text(entry->tree, format->fields[TREE_PASSAGE]);
    struct faqbot_view markdown = tree_text(entry->tree, format->fields[TREE_MARKDOWN]);
    struct import_record *record = &entry->record;
    record->row = entry->reader->is_lines ? entry->tree->line : ++entry->reader->row;
    if (entry->tree->type != YAML_MAPPING) {
        import_builder_skip(entry->reader->builder, record->row, yaml_text(entry->tree),
                            "this is no entry, {...}");
        return;
    }
    each_path(questions, question_paths, entry_take_question, entry);
    if (format->refuse != NULL && format->refuse(entry)) {
        return;
    }
    each_path(answers, answer_paths, entry_take_answer, &choice);
    read_fields(entry);
    record->is_passage = !view_is_empty(passage) && view_is_empty(choice.text);
    record->is_plain = record->is_passage || (format->form != ANSWER_MARKDOWN && view_is_empty(markdown));
    record->answer = record->is_passage ? passage : texts_first(markdown, choice.text);
    entry->other_answers = choice.count > 1 ? choice.count - 1 : 0;
    add(entry, view_is_empty(markdown) ? view_make(NULL, 0) : choice.text);
}

/* An entry for each language that it has questions in. */
void import_tree_take(struct reader *reader, const struct yaml_tree *tree)
{
    const struct tree_format *format = reader->format;
    const struct yaml_tree *questions = tree;
    const struct yaml_tree *answers = tree;
    struct faqbot_view path;
    struct faqbot_view rest = view_of(format->fields[TREE_QUESTION]);
    arena_reset(&reader->builder->row_arena);
    if (tree_is_broken_line(reader->builder, tree)) {
        return;
    }
    if (format->is_by_language && tree->type == YAML_MAPPING && tree_next_path(&rest, &path)) {
        questions = tree_walk(tree, format->fields[TREE_QUESTION]);
        answers = tree_walk(tree, format->fields[TREE_ANSWER]);
    }
    if (!format->is_by_language || questions == NULL || questions->type != YAML_MAPPING) {
        struct entry_reading entry = {.reader = reader, .tree = tree};
        read_entry(&entry, tree, format->fields[TREE_QUESTION], tree, format->fields[TREE_ANSWER]);
        return;
    }
    for (const struct yaml_tree *one = questions->first; one != NULL; one = one->next) {
        const struct yaml_tree *answer = yaml_first(answers);
        while (answer != NULL && !view_equals(answer->key, one->key)) {
            answer = answer->next;
        }
        struct entry_reading entry = {.reader = reader, .tree = tree, .record = {.lang = one->key}};
        if (tree_says_something(one)) {
            arena_reset(&reader->builder->row_arena);
            read_entry(&entry, one, ".", answer, ".");
        }
    }
}

/* ==== Whole files ======================================================================================= */

/* Whether the tree is an entry of the format: it asks, and has the mark. */
static bool is_entry(const struct tree_format *format, const struct yaml_tree *tree)
{
    struct faqbot_view rest = view_of(format->mark);
    struct faqbot_view path;
    bool is_marked = false;
    char name[64];
    while (tree_next_path(&rest, &path) && path.size < sizeof name) {
        memcpy(name, path.bytes, path.size);
        name[path.size] = '\0';
        is_marked |= tree_walk(tree, name) != NULL;
    }
    return is_marked;
}

/* Whether an answer is anywhere: a list of questions alone is not what the format means. */
static bool has_answer(const struct tree_format *format, const struct yaml_tree *tree)
{
    struct answer_choice choice = {.format = format};
    each_path(tree, format->fields[TREE_ANSWER], entry_take_answer, &choice);
    if (format->is_by_language) {
        each_path(tree_walk(tree, format->fields[TREE_ANSWER]), "*", entry_take_answer, &choice);
    }
    return choice.count > 0 || !view_is_empty(tree_text(tree, format->fields[TREE_MARKDOWN]));
}

/* What holds entries: told of each list, and of what is around. */
typedef void list_take(struct reader *reader, const struct yaml_tree *list);

/* The list at a path of a document; a document that is a list of such is gone through. */
static void each_list(struct reader *reader, const struct yaml_tree *document, struct faqbot_view path,
                      list_take *take)
{
    char name[64];
    if (view_equals_text(path, ".")) {
        bool is_list = document->type == YAML_LIST || is_entry(reader->format, document) ||
                       (document->type == YAML_UNREAD && document->text.size > 0);
        reader->around = NULL;
        if (is_list) {
            take(reader, document);
        }
        return;
    }
    if (document->type == YAML_LIST) {
        for (const struct yaml_tree *one = document->first; one != NULL; one = one->next) {
            each_list(reader, one, path, take);
        }
        return;
    }
    memcpy(name, path.bytes, path.size);
    name[path.size] = '\0';
    const struct yaml_tree *list = tree_walk(document, name);
    if (list != NULL && list->type == YAML_LIST) {
        reader->around = document;
        take(reader, list);
    }
}

static void each_list_of(struct reader *reader, const struct yaml_tree *documents, list_take *take)
{
    for (const struct yaml_tree *one = yaml_first(documents); one != NULL; one = one->next) {
        struct faqbot_view rest = view_of(reader->format->where);
        struct faqbot_view path;
        size_t before = reader->lists;
        while (reader->lists == before && tree_next_path(&rest, &path)) {
            each_list(reader, one, path, take);
        }
    }
}

/* What stands around the list is told of first, and once for each list. */
static void take_list(struct reader *reader, const struct yaml_tree *list)
{
    const struct tree_format *format = reader->format;
    reader->lists++;
    if (format->look_around != NULL && reader->around != NULL) {
        format->look_around(reader, reader->around);
    }
    if (reader->around != NULL) {
        const char *const known[] = {format->where, format->outer_known};
        arena_reset(&reader->builder->row_arena);
        tree_note_others(reader->builder, 0, reader->around, known, 2);
    }
    if (list->type != YAML_LIST) {
        import_tree_take(reader, list);
        return;
    }
    for (const struct yaml_tree *one = list->first; one != NULL && !import_builder_failed(reader->builder);
         one = one->next) {
        import_tree_take(reader, one);
    }
}

static void count_entries(struct reader *reader, const struct yaml_tree *list)
{
    const struct yaml_tree *one = list->type == YAML_LIST ? list->first : list;
    for (; one != NULL; one = list->type == YAML_LIST ? one->next : NULL) {
        reader->row += is_entry(reader->format, one) && has_answer(reader->format, one);
    }
    reader->lists += reader->row > 0;
}

const struct tree_format *import_tree_format(const char *name)
{
    const struct tree_format *format = import_tree_formats;
    while (strcmp(format->name, name) != 0) {
        format++;
    }
    return format;
}

void import_tree_file(struct import_builder *builder, struct faqbot_view text, const char *name)
{
    const struct tree_format *format = import_tree_format(name);
    struct reader reader = {.builder = builder, .format = format, .is_lines = import_json_is_lines(text)};
    arena_init(&reader.arena, SIZE_MAX);
    const struct yaml_tree *documents = tree_read(builder, text, format->kind, &reader.arena);
    each_list_of(&reader, documents, take_list);
    if (reader.lists == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "%s", format->complaint);
    }
    if (reader.has_prompts) {
        import_builder_note(builder, 0, IMPORT_PROMPTS_ARE_RELATED);
    }
    arena_release(&reader.arena);
}

const char *import_tree_recognise(struct import_builder *builder, const struct yaml_tree *documents,
                                  bool is_json)
{
    for (const struct tree_format *format = import_tree_formats; format->name != NULL; format++) {
        struct reader reader = {.builder = builder, .format = format};
        if (is_json || format->kind == TREE_ANY) {
            each_list_of(&reader, documents, count_entries);
        }
        if (reader.row > 0) {
            return format->name;
        }
    }
    return NULL;
}

void import_qnabot(struct import_builder *builder, struct faqbot_view text)
{
    import_tree_file(builder, text, "qnabot");
}

void import_nlpjs(struct import_builder *builder, struct faqbot_view text)
{
    import_tree_file(builder, text, "nlpjs");
}

void import_botpress(struct import_builder *builder, struct faqbot_view text)
{
    import_tree_file(builder, text, "botpress");
}

void import_intents(struct import_builder *builder, struct faqbot_view text)
{
    import_tree_file(builder, text, "intents");
}
