/* transfer/nlpjs.c - a corpus of nlp.js. What it says of entities is about understanding, of which ours
 * has its own ways. */
#include "transfer/nlpjs.h"

#include <string.h>

#include "base/fault.h"
#include "transfer/document.h"
#include "transfer/hypertext.h"

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
