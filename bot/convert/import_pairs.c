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

#define WITHIN "text answer question" /* of a question or an answer that is a mapping, its text */

/* The text of the first member that people call a question, or an answer, in any language; NULL where there
 * is none. `is_weak`: also by names that may mean something else. */
static const struct yaml_tree *find_called(struct import_builder *builder, const struct yaml_tree *tree,
                                           enum import_field field, bool is_weak)
{
    for (const struct yaml_tree *one = yaml_first(tree); one != NULL; one = one->next) {
        const struct yaml_tree *first = one->type == YAML_LIST ? one->first : one;
        bool has_text =
            first != NULL &&
            (first->type == YAML_TEXT || (field == IMPORT_FIELD_ANSWER && tree_text(first, WITHIN).size > 0));
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
        } else if (field == IMPORT_FIELD_STATUS && one->type == YAML_TEXT) {
            record->is_draft |= import_state_of(one->key, one->text) != STATE_LIVE;
            is_known = true;
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

/* Once the pair is added: for what it is a draft. */
static void note_states(const struct yaml_tree *tree, struct entry_reading *entry)
{
    struct import_builder *builder = entry->reader->builder;
    for (const struct yaml_tree *one = tree->first; one != NULL; one = one->next) {
        if (one->type == YAML_TEXT && import_field_called(builder, one->key, false) == IMPORT_FIELD_STATUS) {
            import_note_state(builder, &entry->record, one->key, one->text);
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
    note_states(tree, &entry);
}

/* A row that holds no pair, beside others that do. A question is told of without its answer; so is what has none. */
static void leave_out(struct pairs *pairs, const struct yaml_tree *tree, const char *why)
{
    struct entry_reading entry;
    if (pairs->only_counts) {
        return;
    }
    begin_pair(pairs, tree, &entry);
    const struct yaml_tree *asked = find_called(pairs->reader.builder, tree, IMPORT_FIELD_QUESTION, false);
    const struct yaml_tree *text = asked != NULL ? asked : yaml_first(tree) != NULL ? yaml_first(tree) : tree;
    struct faqbot_view shown =
        is_asked(tree->key) ? tree->key : texts_first(yaml_text(text), tree_text(tree, "*"));
    import_builder_skip(pairs->reader.builder, entry.record.row, shown, "%s", why);
}

/* {"questions": ["A?", "B?"], "answers": ["a", "b"]}: two lists of one length, of nothing that has a name. */
static bool take_lists(struct pairs *pairs, const struct yaml_tree *tree, const struct yaml_tree *questions,
                       const struct yaml_tree *answers)
{
    const struct yaml_tree *question = questions->type == YAML_LIST ? questions->first : NULL;
    const struct yaml_tree *answer = answers->type == YAML_LIST ? answers->first : NULL;
    size_t count = 0;
    for (; question != NULL && answer != NULL; question = question->next, answer = answer->next) {
        count++;
    }
    for (const struct yaml_tree *one = tree->first; one != NULL; one = one->next) {
        count = import_field_called(pairs->reader.builder, one->key, false) == IMPORT_FIELD_ID ? 0 : count;
    }
    if (question != NULL || answer != NULL || count < 2 || pairs->only_counts) {
        return false;
    }
    answer = answers->first;
    for (question = questions->first; question != NULL; question = question->next, answer = answer->next) {
        struct entry_reading entry;
        struct answer_choice choice = {.format = pairs->reader.format};
        begin_pair(pairs, tree, &entry);
        (void)entry_take_question(&entry, question);
        (void)entry_take_answer(&choice, answer);
        read_pair_fields(pairs, tree, questions, answers, &entry);
        end_pair(&entry, &choice);
    }
    return true;
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

/* Where the walk is, as far as that decides what a value may be. */
enum place { PLACE_ANY, PLACE_DIALOGUES, PLACE_DIALOGUE };

static void walk_pairs(struct pairs *pairs, const struct yaml_tree *tree, enum place place, bool is_element);

/* {"How?": "So."}, or {"How?": {"answer": "So."}}. False: the key asks nothing. */
static bool walk_member(struct pairs *pairs, const struct yaml_tree *tree)
{
    size_t before = pairs->found;
    if (!is_asked(tree->key)) {
        return false;
    }
    if (tree->type == YAML_MAPPING && tree_text(tree, WITHIN).size == 0) {
        walk_pairs(pairs, tree, PLACE_ANY, false); /* the title of a section may ask, too */
        if (pairs->found > before) {
            return true;
        }
    }
    pairs->found++;
    if (!pairs->only_counts) {
        take_member(pairs, tree);
    }
    return true;
}

/* Whether a list holds a pair right in it. */
static bool holds_pair(struct pairs *pairs, const struct yaml_tree *list)
{
    const struct yaml_tree *question;
    const struct yaml_tree *answer;
    const struct yaml_tree *one = list->type == YAML_LIST ? list->first : NULL;
    while (one != NULL && !find_pair(pairs->reader.builder, one, &question, &answer)) {
        one = one->next;
    }
    return one != NULL;
}

/* What is in a list or a mapping. What lies beside pairs in a list and holds none is a row that is left out. */
static void walk_within(struct pairs *pairs, const struct yaml_tree *tree, enum place place)
{
    bool has_pairs = !pairs->only_counts && holds_pair(pairs, tree);
    for (const struct yaml_tree *one = yaml_first(tree); one != NULL; one = one->next) {
        bool is_list = one->type == YAML_LIST;
        size_t before = pairs->found;
        if (tree->type == YAML_MAPPING && walk_member(pairs, one)) {
            continue;
        }
        enum place next =
            place == PLACE_DIALOGUES && tree->type == YAML_LIST ? PLACE_DIALOGUE
            : is_list && tree->type == YAML_MAPPING && ascii_equals(one->key, view_of("conversations"))
                ? PLACE_DIALOGUES
                : PLACE_ANY;
        walk_pairs(pairs, one, next, tree->type == YAML_LIST);
        if (pairs->found == before && (has_pairs || next == PLACE_DIALOGUE)) {
            leave_out(pairs, one,
                      next == PLACE_DIALOGUE ? "a conversation is a list of two lines of text or more"
                      : find_called(pairs->reader.builder, one, IMPORT_FIELD_QUESTION, false) != NULL
                          ? "there is no answer that is a text"
                          : "there is no question with an answer in it");
        }
    }
}

/* The recursion ends at the depth that trees may have. A list of dialogues is one only where it is called
 * conversations, or all its elements are of two texts. */
static void walk_pairs(struct pairs *pairs, const struct yaml_tree *tree, enum place place, bool is_element)
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
        } else if (!pairs->only_counts && (is_element || !take_lists(pairs, tree, question, answer))) {
            take_mapping(pairs, tree, question, answer);
        }
        return;
    }
    if (place == PLACE_DIALOGUE && is_dialogue(tree)) {
        pairs->found++;
        if (!pairs->only_counts) {
            take_dialogue(pairs, tree);
        }
        return;
    }
    if (tree->type == YAML_MAPPING) {
        pairs->title = texts_first(tree_text(tree, "title name category section heading topic label"), title);
    }
    walk_within(pairs, tree, place);
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
    static const struct tree_format format = {.within = WITHIN};
    struct pairs pairs = {.reader = {.builder = builder, .format = &format, .is_lines = is_lines},
                          .only_counts = only_counts};
    bool has_pairs = !only_counts && documents != NULL && holds_pair(&pairs, documents);
    arena_init(&pairs.reader.arena, SIZE_MAX);
    for (const struct yaml_tree *one = yaml_first(documents); one != NULL; one = one->next) {
        size_t before = pairs.found;
        pairs.found += !only_counts && tree_is_broken_line(builder, one);
        (void)tree_each(tree_member(one, "categories"), view_make(NULL, 0), take_category, &pairs);
        walk_pairs(&pairs, one, is_list_of_dialogues(one) ? PLACE_DIALOGUES : PLACE_ANY, is_lines);
        if (is_lines && one->type != YAML_UNREAD && pairs.found == before && has_pairs) {
            leave_out(&pairs, one, "there is no question with an answer in it");
        }
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
