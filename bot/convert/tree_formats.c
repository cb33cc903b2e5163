/* convert/tree_formats.c - the formats that are written in JSON or YAML: where their entries lie, which member is
 * what, and how each is recognised. import_tree.c reads all of them.
 *
 * A row of the table is all there is to most formats. Where one needs more, it has a function that says why an
 * entry is none (`refuse`), and one that adds to a record and tells of what has no place (`look`). The order is
 * that in which formats are tried where none is named: those with marks of their own go first. */
#include "convert/readers.h"

#include <string.h>

#include "text/text.h"

/* ==== QnABot ============================================================================================ */

#define QID "QID::" /* before an item's id, in the value of a button that leads to it */

/* "no_hits" and the like: what the bot asks itself where it has found nothing. */
static bool is_control(struct faqbot_view question)
{
    question = view_trim(question);
    bool has_bar = false;
    for (size_t i = 0; i < question.size; i++) {
        has_bar |= question.bytes[i] == '_';
        if (question.bytes[i] != '_' && !ascii_is_alnum(question.bytes[i])) {
            return false;
        }
    }
    return has_bar;
}

static bool refuse_qnabot(struct entry_reading *entry)
{
    struct import_builder *builder = entry->reader->builder;
    struct faqbot_view type = tree_text(entry->tree, "type");
    struct faqbot_view id = tree_text(entry->tree, "qid");
    const struct texts *asked = &entry->record.also;
    size_t row = entry->record.row;
    size_t controls = 0;
    for (size_t i = 0; i < asked->count; i++) {
        controls += is_control(asked->items[i]);
    }
    if (!view_is_empty(tree_text(entry->tree, "datetime"))) {
        import_builder_skip(builder, row, id, "this is a record of use, no item");
    } else if (!view_is_empty(type) && !view_equals_text(type, "text") && !view_equals_text(type, "qna")) {
        import_builder_skip(builder, row, id, "an item of the type \"%.*s\" is no question with an answer",
                            VIEW_ARGS(type));
    } else if (controls > 0 && controls == asked->count) {
        import_builder_skip(builder, row, id,
                            "a control item of the bot is no question; what it says belongs into bot.yml");
    } else {
        return false;
    }
    return true;
}

/* Buttons that lead to an item are related entries; `related` has the values of all of them. */
static void look_at_qnabot(struct entry_reading *entry, bool is_added)
{
    struct texts *related = &entry->record.related;
    const struct yaml_tree *buttons = tree_walk(entry->tree, "r.buttons");
    size_t kept = 0;
    for (size_t i = 0; i < related->count && !is_added; i++) {
        struct faqbot_view value = related->items[i];
        bool is_id = view_starts_with(value, QID);
        if (is_id || view_equals(value, tree_text(entry->tree, "next"))) {
            related->items[kept++] = is_id ? view_slice(value, strlen(QID), value.size) : value;
        }
    }
    related->count = is_added ? related->count : kept;
    for (const struct yaml_tree *one = is_added ? yaml_first(buttons) : NULL; one != NULL; one = one->next) {
        struct faqbot_view text = tree_text(one, "text");
        if (!view_is_empty(text) && !view_starts_with(tree_text(one, "value"), QID)) {
            import_builder_note(entry->reader->builder, entry->record.row, "the button \"%.*s\" is not kept",
                                VIEW_ARGS(text));
        }
    }
}

/* ==== QnA Maker ========================================================================================= */

/* Pairs of one number are one entry; without numbers those of one answer are, as the services themselves put
 * them together. That prompts are no dialogue any more is told once, not for each of them. */
static void look_at_qnamaker(struct entry_reading *entry, bool is_added)
{
    struct import_builder *builder = entry->reader->builder;
    struct import_record *record = &entry->record;
    const struct yaml_tree *dialog = tree_member(entry->tree, "dialog");
    dialog = dialog == NULL ? tree_member(entry->tree, "context") : dialog;
    const struct yaml_tree *prompts = tree_member(dialog, "prompts");
    size_t others = 0;
    if (!is_added) {
        size_t kept = 0;
        for (size_t i = 0; i < record->related.count; i++) {
            if (!view_equals_text(record->related.items[i], "0")) {
                record->related.items[kept++] = record->related.items[i];
            }
        }
        record->related.count = kept;
        record->group = texts_first(record->group, view_trim(record->answer));
        return;
    }
    for (const struct yaml_tree *one = yaml_first(prompts); one != NULL; one = one->next) {
        struct faqbot_view number = tree_text(one, "qnaId");
        others += view_is_empty(number) || view_equals_text(number, "0");
        entry->reader->has_prompts = true;
    }
    if (others > 0) {
        import_builder_note(builder, record->row, IMPORT_PROMPTS_WITHOUT_NUMBER, others);
    }
    if (ascii_equals(tree_text(dialog, "isContextOnly"), view_of("true"))) {
        import_builder_note(builder, record->row, IMPORT_ASKED_BEHIND_ANOTHER);
    }
}

/* What stands beside the pairs: what is said where nothing is found, and synonyms. Both have files of their
 * own with us, which an import must not overwrite: so the notes say what to write there. */
static void look_around_qnamaker(struct reader *reader, const struct yaml_tree *around)
{
    struct import_builder *builder = reader->builder;
    struct faqbot_view unknown = tree_text(around, "metadata.settings.defaultAnswer");
    const struct yaml_tree *synonyms = tree_walk(around, "assets.synonyms");
    if (!view_is_empty(unknown)) {
        import_builder_note(builder, 0,
                            "the default answer is not kept; it is what bot.yml calls no_answer: \"%.*s\"",
                            VIEW_ARGS(unknown));
    }
    for (const struct yaml_tree *one = yaml_first(synonyms); one != NULL; one = one->next) {
        struct buffer joined;
        arena_reset(&builder->row_arena);
        buffer_init_in(&joined, &builder->row_arena, SIZE_MAX);
        for (const struct yaml_tree *word = yaml_first(tree_member(one, "alterations")); word != NULL;
             word = word->next) {
            buffer_add_text(&joined, joined.size > 0 && word->text.size > 0 ? ", " : "");
            buffer_add(&joined, word->text);
        }
        import_need(builder, !joined.failed);
        import_builder_note(builder, 0, "synonyms are not kept; this line belongs into synonyms.txt: %.*s",
                            VIEW_ARGS(buffer_view(&joined)));
    }
}

/* ==== Others ============================================================================================ */

/* An answer that few may see must not become public unnoticed. */
static void look_at_kendra(struct entry_reading *entry, bool is_added)
{
    if (is_added && tree_says_something(tree_member(entry->tree, "AccessControlList"))) {
        import_builder_note(entry->reader->builder, entry->record.row,
                            "who may see it (AccessControlList) is not kept: anybody may see an entry");
    }
}

static bool refuse_nlpjs(struct entry_reading *entry)
{
    bool is_none = view_equals_text(tree_text(entry->tree, "intent"), "None");
    if (is_none) {
        import_builder_skip(entry->reader->builder, entry->record.row, view_of("None"),
                            "the intent None is for what has no answer; say that in bot.yml (no_answer)");
    }
    return is_none;
}

/* ==== The table ========================================================================================= */

const struct tree_format import_tree_formats[] = {
    {.name = "qnamaker",
     .complaint =
         "this is no export of QnA Maker: there is no list \"qnaDocuments\", \"qnaList\" or \"qnas\"",
     .form = ANSWER_MARKDOWN,
     .where = "assets.qnas qnaDocuments qnaList qnas value .",
     .mark = "questions",
     .fields = {[TREE_QUESTION] = "questions",
                [TREE_ANSWER] = "answer",
                [TREE_GROUP] = "id",
                [TREE_TITLE] = "sourceDisplayName",
                [TREE_SOURCE] = "source",
                [TREE_UPDATED] = "lastUpdatedDateTime lastUpdatedTimestamp",
                [TREE_PAIRS] = "metadata",
                [TREE_RELATED] = "dialog.prompts.qnaId context.prompts.qnaId",
                [TREE_KNOWN] = "dialog context"},
     .outer_lang = "metadata.language",
     .outer_known = "metadata assets.synonyms projectFileVersion",
     .look = look_at_qnamaker,
     .look_around = look_around_qnamaker},
    {.name = "qnabot",
     .complaint = "this is no export of QnABot: there is no list \"qna\"",
     .where = "qna .",
     .mark = "qid",
     .fields = {[TREE_QUESTION] = "q questions question#",
                [TREE_ANSWER] = "a",
                [TREE_MARKDOWN] = "alt.markdown",
                [TREE_PASSAGE] = "passage",
                [TREE_GROUP] = "qid",
                [TREE_ID] = "qid",
                [TREE_TAGS] = "tags t",
                [TREE_RELATED] = "next r.buttons.value",
                [TREE_KNOWN] = "type _id r.buttons.text"},
     .within = "q",
     .refuse = refuse_qnabot,
     .look = look_at_qnabot},
    {.name = "kendra",
     .complaint = "this is no FAQ file of Kendra: there is no list \"FaqDocuments\"",
     .where = "FaqDocuments",
     .mark = "Question",
     .fields = {[TREE_QUESTION] = "Question",
                [TREE_ANSWER] = "Answer",
                [TREE_TITLE] = "Attributes._document_title _document_title",
                [TREE_URL] = "Attributes._source_uri _source_uri",
                [TREE_LANG] = "Attributes._language_code _language_code",
                [TREE_UPDATED] = "Attributes._last_updated_at _last_updated_at",
                [TREE_TAGS] = "Attributes._category _category",
                [TREE_KNOWN] = "AccessControlList"},
     .outer_known = "SchemaVersion",
     .look = look_at_kendra},
    {.name = "nlpjs",
     .complaint = "this is no corpus of nlp.js: there is no list \"data\"",
     .where = "data",
     .mark = "utterances",
     .fields = {[TREE_QUESTION] = "utterances",
                [TREE_ANSWER] = "answers answer",
                [TREE_GROUP] = "intent",
                [TREE_ID] = "intent"},
     .within = "answer",
     .condition = "opts",
     .outer_title = "name",
     .outer_lang = "locale",
     .outer_known = "name locale",
     .refuse = refuse_nlpjs},
    {.name = "botpress",
     .complaint = "these are no questions of Botpress 12: there is no list \"qnas\"",
     .form = ANSWER_LOOSE,
     .where = "qnas .",
     .mark = "data.questions",
     .fields = {[TREE_QUESTION] = "data.questions",
                [TREE_ANSWER] = "data.answers",
                [TREE_GROUP] = "id",
                [TREE_ID] = "id",
                [TREE_TAGS] = "data.contexts data.category",
                [TREE_ENABLED] = "data.enabled",
                [TREE_KNOWN] = "data.action data.conditions"},
     .within = "text",
     .is_by_language = true},
    {.name = "intents",
     .complaint = "there is no list \"intents\" of patterns and responses in it",
     .kind = TREE_ANY,
     .where = "intents .",
     .mark = "patterns utterances text examples",
     .fields = {[TREE_QUESTION] = "patterns utterances questions text examples",
                [TREE_ANSWER] = "responses response answers answer",
                [TREE_GROUP] = "tag intent name",
                [TREE_ID] = "tag intent name",
                [TREE_KNOWN] = "context context_set context_filter"},
     .within = "text"},
    {.name = NULL},
};
