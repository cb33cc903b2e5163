/* convert/import_pairs.c - pairs of question and answer wherever they stand in a file of JSON or YAML, under any of
 * the names that people give them.
 *
 *     [{"question": "How?", "answer": "So."}]        {"faqs": {"Billing": [{"q": "How?", "a": "So."}]}}
 *     {"How?": "So."}                                conversations: [[How?, So.]]
 *
 * The last are the dialogues that ChatterBot learns from; its categories become tags. A pair is a mapping with a
 * question and an answer; the section around gives its title. What else a pair says is kept where it has a
 * known name, and told of where it has none. */
#include "convert/readers.h"

#include "text/text.h"

/* The text of the first member that people call a question, or an answer, in any language; NULL where there
 * is none. `is_weak`: also by names that may mean something else. */
static const struct yaml_tree *find_called(struct import_builder *builder, const struct yaml_tree *tree,
                                           enum import_field field, bool is_weak)
{
    for (const struct yaml_tree *one = yaml_first(tree); one != NULL; one = one->next) {
        bool has_text = one->type == YAML_TEXT ||
                        (one->type == YAML_LIST && one->first != NULL && one->first->type == YAML_TEXT);
        if (has_text && import_field_called(builder, one->key, is_weak) == field) {
            return one;
        }
    }
    return NULL;
}

static bool is_asked(struct faqbot_view text)
{
    text = view_trim(text);
    return view_ends_with(text, "?") || view_ends_with(text, "\xef\xbc\x9f") ||
           view_ends_with(text, "\xd8\x9f");
}

/* A mapping with a question and an answer. Two weak names make one only where the first is asked: "name" and "text"
 * are in every file. */
static bool find_pair(struct import_builder *builder, const struct yaml_tree *tree,
                      const struct yaml_tree **question, const struct yaml_tree **answer)
{
    bool is_mapping = tree->type == YAML_MAPPING;
    *question = is_mapping ? find_called(builder, tree, IMPORT_FIELD_QUESTION, false) : NULL;
    *answer = is_mapping ? find_called(builder, tree, IMPORT_FIELD_ANSWER, false) : NULL;
    if (*question == NULL && *answer != NULL) {
        *question = find_called(builder, tree, IMPORT_FIELD_QUESTION, true);
    } else if (*question != NULL && *answer == NULL) {
        *answer = find_called(builder, tree, IMPORT_FIELD_ANSWER, true);
    } else if (*question == NULL && is_mapping) {
        const struct yaml_tree *weak = find_called(builder, tree, IMPORT_FIELD_QUESTION, true);
        *question = weak != NULL && weak->type == YAML_TEXT && is_asked(weak->text) ? weak : NULL;
        *answer = *question == NULL ? NULL : find_called(builder, tree, IMPORT_FIELD_ANSWER, true);
    }
    return *question != NULL && *answer != NULL;
}

/* A list of two texts or more, the first of which is asked: what a conversation begins with. */
static bool is_dialogue(const struct yaml_tree *tree)
{
    const struct yaml_tree *one = tree->type == YAML_LIST ? tree->first : NULL;
    size_t count = 0;
    while (one != NULL && one->type == YAML_TEXT) {
        count++;
        one = one->next;
    }
    return one == NULL && count >= 2;
}

/* A walk over a whole file, for the pairs in it. */
struct pairs {
    struct reader reader;
    struct faqbot_view title; /* of the section around */
    struct texts tags;        /* of the file: ChatterBot's categories */
    size_t found;
    bool only_counts;
};

/* What a pair says besides. */
static void read_pair_fields(struct pairs *pairs, const struct yaml_tree *tree,
                             const struct yaml_tree *question, const struct yaml_tree *answer,
                             struct entry_reading *entry)
{
    struct import_builder *builder = pairs->reader.builder;
    struct import_record *record = &entry->record;
    for (const struct yaml_tree *one = tree->first; one != NULL; one = one->next) {
        enum import_field field = import_field_called(builder, one->key, false);
        bool is_known = one == question || one == answer;
        if (!is_known && (field == IMPORT_FIELD_ALSO || field == IMPORT_FIELD_QUESTION)) {
            is_known = tree_each(one, view_make(NULL, 0), entry_take_question, entry);
        } else if (field == IMPORT_FIELD_TAGS) {
            is_known = tree_each(one, view_make(NULL, 0), entry_take_tag, entry);
        } else if (field == IMPORT_FIELD_ID && view_is_empty(record->id)) {
            record->id = yaml_text(one);
            is_known = !view_is_empty(record->id);
        } else if (field == IMPORT_FIELD_LANG && view_is_empty(record->lang)) {
            record->lang = yaml_text(one);
            is_known = !view_is_empty(record->lang);
        } else if (field == IMPORT_FIELD_URL && rich_is_safe_address(view_trim(yaml_text(one)))) {
            record->url = yaml_text(one);
            is_known = true;
        }
        if (!is_known && tree_says_something(one)) {
            import_builder_note(builder, record->row, "%.*s is not kept", VIEW_ARGS(one->key));
        }
    }
}

static bool is_called(struct pairs *pairs, const struct yaml_tree *tree, enum import_field field)
{
    return tree->type == YAML_TEXT && import_field_called(pairs->reader.builder, tree->key, false) == field;
}

/* {"question1": "Q", "answer1": "A", "question2": ...}: as many questions as answers, in turn. */
static bool is_row_of_pairs(struct pairs *pairs, const struct yaml_tree *tree)
{
    size_t questions = 0;
    size_t answers = 0;
    for (const struct yaml_tree *one = tree->first; one != NULL; one = one->next) {
        questions += is_called(pairs, one, IMPORT_FIELD_QUESTION);
        answers += is_called(pairs, one, IMPORT_FIELD_ANSWER);
    }
    return answers >= 2 && questions == answers;
}

static void begin_pair(struct pairs *pairs, const struct yaml_tree *tree, struct entry_reading *entry)
{
    struct reader *reader = &pairs->reader;
    arena_reset(&reader->builder->row_arena);
    *entry = (struct entry_reading){.reader = reader, .tree = tree};
    entry->record.row = reader->is_lines && tree->line > 0 ? tree->line : ++reader->row;
    entry->record.title = pairs->title;
    entry->record.is_plain = true;
    for (size_t i = 0; i < pairs->tags.count; i++) {
        texts_add(&entry->record.tags, &reader->builder->row_arena, pairs->tags.items[i]);
    }
}

static void end_pair(struct entry_reading *entry, const struct answer_choice *choice)
{
    struct import_builder *builder = entry->reader->builder;
    entry->record.answer = choice->text;
    import_html_add_either(builder, &entry->record);
    if (choice->count > 1) {
        import_builder_note(builder, entry->record.row, "%zu further %s not kept: an entry has one",
                            choice->count - 1, choice->count == 2 ? "answer is" : "answers are");
    }
}

static void take_mapping(struct pairs *pairs, const struct yaml_tree *tree, const struct yaml_tree *question,
                         const struct yaml_tree *answer)
{
    struct entry_reading entry;
    struct answer_choice choice = {.format = pairs->reader.format};
    begin_pair(pairs, tree, &entry);
    (void)tree_each(question, view_make(NULL, 0), entry_take_question, &entry);
    (void)tree_each(answer, view_make(NULL, 0), entry_take_answer, &choice);
    read_pair_fields(pairs, tree, question, answer, &entry);
    end_pair(&entry, &choice);
}

/* Of a conversation the first line asks and the second answers. */
static void take_dialogue(struct pairs *pairs, const struct yaml_tree *tree)
{
    struct entry_reading entry;
    struct answer_choice choice = {.format = pairs->reader.format};
    begin_pair(pairs, tree, &entry);
    texts_add(&entry.record.also, &pairs->reader.builder->row_arena, tree->first->text);
    for (const struct yaml_tree *one = tree->first->next; one != NULL; one = one->next) {
        (void)entry_take_answer(&choice, one);
    }
    end_pair(&entry, &choice);
}

/* {"How?": "So."} */
static void take_member(struct pairs *pairs, const struct yaml_tree *tree)
{
    struct entry_reading entry;
    struct answer_choice choice = {.format = pairs->reader.format};
    begin_pair(pairs, tree, &entry);
    texts_add(&entry.record.also, &pairs->reader.builder->row_arena, tree->key);
    (void)tree_each(tree, view_make(NULL, 0), entry_take_answer, &choice);
    end_pair(&entry, &choice);
}

static void take_row_of_pairs(struct pairs *pairs, const struct yaml_tree *tree)
{
    const struct yaml_tree *question = NULL;
    for (const struct yaml_tree *one = tree->first; one != NULL; one = one->next) {
        if (is_called(pairs, one, IMPORT_FIELD_QUESTION)) {
            question = one;
        } else if (question != NULL && is_called(pairs, one, IMPORT_FIELD_ANSWER)) {
            struct entry_reading entry;
            struct answer_choice choice = {.format = pairs->reader.format};
            begin_pair(pairs, tree, &entry);
            (void)entry_take_question(&entry, question);
            (void)entry_take_answer(&choice, one);
            end_pair(&entry, &choice);
            question = NULL;
        } else if (tree_says_something(one)) {
            import_builder_note(pairs->reader.builder, pairs->reader.row, "%.*s is not kept",
                                VIEW_ARGS(one->key));
        }
    }
}

/* The recursion ends at the depth that trees may have. A list of dialogues is one only where it is called
 * conversations, or all its elements are of two texts. */
static void walk_pairs(struct pairs *pairs, const struct yaml_tree *tree, bool in_dialogues)
{
    const struct yaml_tree *question = NULL;
    const struct yaml_tree *answer = NULL;
    struct faqbot_view title = pairs->title;
    if (import_builder_failed(pairs->reader.builder) || tree->type == YAML_TEXT ||
        tree->type == YAML_UNREAD) {
        return;
    }
    if (find_pair(pairs->reader.builder, tree, &question, &answer)) {
        pairs->found++;
        if (!pairs->only_counts && is_row_of_pairs(pairs, tree)) {
            take_row_of_pairs(pairs, tree);
        } else if (!pairs->only_counts) {
            take_mapping(pairs, tree, question, answer);
        }
        return;
    }
    if (in_dialogues && is_dialogue(tree)) {
        pairs->found++;
        if (!pairs->only_counts) {
            take_dialogue(pairs, tree);
        }
        return;
    }
    if (tree->type == YAML_MAPPING) {
        pairs->title = texts_first(tree_text(tree, "title name category section heading topic label"), title);
    }
    for (const struct yaml_tree *one = yaml_first(tree); one != NULL; one = one->next) {
        bool is_member = tree->type == YAML_MAPPING && is_asked(one->key) &&
                         (one->type == YAML_TEXT || one->type == YAML_LIST);
        if (is_member) {
            pairs->found++;
        }
        if (is_member && !pairs->only_counts) {
            take_member(pairs, one);
        } else if (!is_member) {
            bool dialogues = one->type == YAML_LIST && tree->type != YAML_LIST &&
                             ascii_equals(one->key, view_of("conversations"));
            walk_pairs(pairs, one, dialogues || (in_dialogues && tree->type == YAML_LIST));
        }
    }
    pairs->title = title;
}

static bool take_category(void *user, const struct yaml_tree *tree)
{
    struct pairs *pairs = user;
    texts_add(&pairs->tags, &pairs->reader.arena, yaml_text(tree));
    return true;
}

/* A list of lists of two texts, at the top of the file. */
static bool is_list_of_dialogues(const struct yaml_tree *tree)
{
    const struct yaml_tree *one = tree->type == YAML_LIST ? tree->first : NULL;
    while (one != NULL && is_dialogue(one)) {
        one = one->next;
    }
    return tree->type == YAML_LIST && tree->first != NULL && one == NULL;
}

static size_t read_pairs(struct import_builder *builder, const struct yaml_tree *documents, bool only_counts,
                         bool is_lines)
{
    static const struct tree_format format = {.within = "text answer question"};
    struct pairs pairs = {.reader = {.builder = builder, .format = &format, .is_lines = is_lines},
                          .only_counts = only_counts};
    arena_init(&pairs.reader.arena, SIZE_MAX);
    for (const struct yaml_tree *one = yaml_first(documents); one != NULL; one = one->next) {
        pairs.found += !only_counts && tree_is_broken_line(builder, one);
        (void)tree_each(tree_member(one, "categories"), view_make(NULL, 0), take_category, &pairs);
        walk_pairs(&pairs, one, is_list_of_dialogues(one));
        pairs.tags = (struct texts){.count = 0};
    }
    arena_release(&pairs.reader.arena);
    return pairs.found;
}

bool import_pairs_recognise(struct import_builder *builder, const struct yaml_tree *documents)
{
    return read_pairs(builder, documents, true, false) > 0;
}

void import_pairs(struct import_builder *builder, struct faqbot_view text)
{
    struct arena arena;
    arena_init(&arena, SIZE_MAX);
    const struct yaml_tree *documents = tree_read(builder, text, TREE_ANY, &arena);
    if (read_pairs(builder, documents, false, import_json_is_lines(text)) == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "there are no pairs of question and answer in it");
    }
    arena_release(&arena);
}
