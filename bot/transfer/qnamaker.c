/* transfer/qnamaker.c - the files of QnA Maker: their columns, their members. What a pair becomes is
 * pair.c's. */
#include "transfer/qnamaker.h"

#include "base/fault.h"
#include "knowledge/field.h"
#include "transfer/document.h"
#include "transfer/mapping.h"
#include "transfer/pair.h"
#include "transfer/tabs.h"

enum column {
    COLUMN_QUESTION,
    COLUMN_ANSWER,
    COLUMN_SOURCE,
    COLUMN_METADATA,
    COLUMN_SUGGESTED,
    COLUMN_CONTEXT_ONLY,
    COLUMN_PROMPTS,
    COLUMN_ID,
    COLUMN_SOURCE_NAME,
    COLUMN_COUNT
};
static const char *const column_names[COLUMN_COUNT + 1] = {
    "Question",      "Answer",  "Source", "Metadata",          "SuggestedQuestions",
    "IsContextOnly", "Prompts", "QnaId",  "SourceDisplayName", NULL};

struct qnamaker {
    struct import_builder *builder;
    struct faqbot_view lang; /* of the whole project; empty: not known */
    struct column_map mapping;
    bool has_prompts;
};

/* -- TSV ------------------------------------------------------------------------------------------------- */

/* A cell that holds JSON; NULL where it does not, which is told of unless it is empty. */
static struct json *parse_cell(struct qnamaker *qnamaker, size_t row, enum column column,
                               struct faqbot_view cell)
{
    struct json *document = NULL;
    const char *complaint = "";
    if (view_is_empty(cell)) {
        return NULL;
    }
    enum faqbot_status status = json_parse(cell, &document, &complaint);
    if (status == FAQBOT_INVALID) {
        import_builder_note(qnamaker->builder, row, "the cell %s is no JSON and not kept: %s",
                            column_names[column], complaint);
    } else if (status != FAQBOT_OK) {
        import_builder_fail(qnamaker->builder, status, 0, "out of memory");
    }
    return document;
}

static void add_cells(struct qnamaker *qnamaker, size_t row, const struct faqbot_view *cells)
{
    struct import_builder *builder = qnamaker->builder;
    struct arena *arena = &builder->row_arena;
    struct faqbot_view question = {NULL, 0};
    struct faqbot_view listed = cells[COLUMN_METADATA];
    struct json *prompts = parse_cell(qnamaker, row, COLUMN_PROMPTS, cells[COLUMN_PROMPTS]);
    struct json *metadata =
        view_starts_with(listed, "[") ? parse_cell(qnamaker, row, COLUMN_METADATA, listed) : NULL;
    struct qnamaker_pair_source pair = {.row = row,
                                        .number = cells[COLUMN_ID],
                                        .source = cells[COLUMN_SOURCE],
                                        .source_name = cells[COLUMN_SOURCE_NAME],
                                        .prompts = prompts,
                                        .is_follow_up =
                                            csv_table_is_called(cells[COLUMN_CONTEXT_ONLY], view_of("true"))};
    pair.questions.failed = !qnamaker_tsv_unescape(arena, cells[COLUMN_QUESTION], &question) ||
                            !qnamaker_tsv_unescape(arena, cells[COLUMN_ANSWER], &pair.answer);
    import_entries_add_text(&pair.questions, arena, question);
    if (metadata != NULL) {
        qnamaker_pair_parse_metadata(arena, metadata, &pair.tags);
    } else {
        json_document_split(arena, listed, '|', &pair.tags);
    }
    qnamaker->has_prompts |= json_first(prompts) != NULL;
    qnamaker_pair_add(builder, &pair);
    json_free(prompts);
    json_free(metadata);
}

static void take_row(void *user, const struct csv_table_row *row)
{
    struct qnamaker *qnamaker = user;
    struct column_map *mapping = &qnamaker->mapping;
    struct faqbot_view cells[COLUMN_COUNT + 1] = {{NULL, 0}};
    size_t plain = row->count <= COLUMN_METADATA ? row->count : COLUMN_METADATA + 1;
    if (column_map_settle(qnamaker->builder, mapping, row, column_names, plain, "column")) {
        return;
    }
    for (size_t i = 0; i < row->count && i < mapping->count; i++) {
        cells[mapping->fields[i]] = view_trim(row->cells[i]);
    }
    arena_reset(&qnamaker->builder->row_arena);
    add_cells(qnamaker, row->line, cells);
    if (!view_is_empty(cells[COLUMN_SUGGESTED]) && !view_equals_text(cells[COLUMN_SUGGESTED], "[]")) {
        import_builder_note(qnamaker->builder, row->line,
                            "questions that were suggested and not decided on are not kept");
    }
}

/* -- JSON ------------------------------------------------------------------------------------------------ */

/* A text that may be written under either of two names. */
static struct faqbot_view either_text(struct arena *arena, const struct json *object, const char *name,
                                      const char *other)
{
    const struct json *member = qnamaker_pair_member(object, name);
    return qnamaker_pair_text(arena, member == NULL ? qnamaker_pair_member(object, other) : member);
}

static void take_pair(void *user, size_t row, const struct json *object)
{
    static const char *const known[] = {"id",
                                        "answer",
                                        "source",
                                        "questions",
                                        "metadata",
                                        "dialog",
                                        "context",
                                        "lastUpdatedDateTime",
                                        "sourceDisplayName",
                                        "lastUpdatedTimestamp",
                                        "Id",
                                        "Answer",
                                        "Source",
                                        "Questions",
                                        "Metadata",
                                        "Dialog",
                                        "Context",
                                        "LastUpdatedDateTime",
                                        "SourceDisplayName",
                                        "LastUpdatedTimestamp",
                                        NULL};
    struct qnamaker *qnamaker = user;
    struct arena *arena = &qnamaker->builder->row_arena;
    arena_reset(arena);
    const struct json *dialog = qnamaker_pair_member(object, "dialog");
    dialog = dialog == NULL ? qnamaker_pair_member(object, "context") : dialog;
    struct qnamaker_pair_source pair = {
        .row = row,
        .number = qnamaker_pair_text(arena, qnamaker_pair_member(object, "id")),
        .answer = qnamaker_pair_text(arena, qnamaker_pair_member(object, "answer")),
        .source = qnamaker_pair_text(arena, qnamaker_pair_member(object, "source")),
        .source_name = qnamaker_pair_text(arena, qnamaker_pair_member(object, "sourceDisplayName")),
        .lang = qnamaker->lang,
        .updated = either_text(arena, object, "lastUpdatedDateTime", "lastUpdatedTimestamp"),
        .prompts = qnamaker_pair_member(dialog, "prompts")};
    (void)json_get_bool(qnamaker_pair_member(dialog, "isContextOnly"), &pair.is_follow_up);
    (void)json_document_list(arena, qnamaker_pair_member(object, "questions"), &pair.questions);
    qnamaker_pair_parse_metadata(arena, qnamaker_pair_member(object, "metadata"), &pair.tags);
    qnamaker->has_prompts |= json_first(pair.prompts) != NULL;
    qnamaker_pair_add(qnamaker->builder, &pair);
    json_document_note_others(qnamaker->builder, row, object, known, "");
}

/* The list of pairs, wherever a file of theirs has it; NULL: nowhere. */
static const struct json *find_pairs(const struct json *document)
{
    static const char *const names[] = {"qnaDocuments", "qnaList", "qnAList", "qnas", "value"};
    const struct json *assets = qnamaker_pair_member(document, "assets");
    const struct json *within = assets == NULL ? document : assets;
    const struct json *pairs = json_type(document) == JSON_ARRAY ? document : NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && pairs == NULL; i++) {
        pairs = qnamaker_pair_member(within, names[i]);
    }
    return pairs != NULL && json_type(pairs) == JSON_ARRAY ? pairs : NULL;
}

/* Alterations that mean the same: they have a file of their own with us. */
static void note_synonyms(struct import_builder *builder, const struct json *synonyms)
{
    for (const struct json *one = json_first(synonyms); one != NULL; one = json_next(one)) {
        struct texts words = {NULL, 0, 0, false};
        struct faqbot_view joined;
        arena_reset(&builder->row_arena);
        (void)json_document_list(&builder->row_arena, qnamaker_pair_member(one, "alterations"), &words);
        if (words.failed || !field_join(&builder->row_arena, words.items, words.count, &joined)) {
            import_builder_fail(builder, FAQBOT_NO_MEMORY, 0, "out of memory");
            return;
        }
        import_builder_note(builder, 0, "synonyms are not kept; this line belongs into synonyms.txt: %.*s",
                            VIEW_ARGS(joined));
    }
}

/* What stands beside the pairs. */
static void note_rest(struct import_builder *builder, const struct json *document)
{
    const struct json *settings =
        qnamaker_pair_member(qnamaker_pair_member(document, "metadata"), "settings");
    struct faqbot_view unknown =
        qnamaker_pair_text(&builder->row_arena, qnamaker_pair_member(settings, "defaultAnswer"));
    if (!view_is_empty(unknown)) {
        import_builder_note(builder, 0,
                            "the default answer is not kept; it is what bot.yml calls no_answer: \"%.*s\"",
                            VIEW_ARGS(unknown));
    }
    note_synonyms(builder, qnamaker_pair_member(qnamaker_pair_member(document, "assets"), "synonyms"));
}

static void read_json(struct qnamaker *qnamaker, struct faqbot_view text)
{
    struct import_builder *builder = qnamaker->builder;
    struct json *document = json_document_parse(builder->path, text, builder->fault);
    if (document == NULL) {
        return;
    }
    const struct json *pairs = find_pairs(document);
    /* Lives as long as the project, so not in the arena of a row. */
    qnamaker->lang = qnamaker_pair_text(
        &builder->arena, qnamaker_pair_member(qnamaker_pair_member(document, "metadata"), "language"));
    if (pairs == NULL) {
        import_builder_fail(
            builder, FAQBOT_INVALID, 0,
            "this is no export of QnA Maker: there is no list \"qnaDocuments\", \"qnaList\" or "
            "\"qnas\"");
    }
    note_rest(builder, document);
    json_document_each(builder, pairs, take_pair, qnamaker);
    json_free(document);
}

void import_qnamaker(struct import_builder *builder, struct faqbot_view text)
{
    struct qnamaker qnamaker = {.builder = builder};
    if (json_document_is_json(text)) {
        read_json(&qnamaker, text);
    } else {
        qnamaker_tsv_read(text, builder->path, take_row, &qnamaker, builder->fault);
    }
    if (qnamaker.has_prompts) {
        import_builder_note(builder, 0,
                            "prompts became related entries, which are shown by their own questions");
    }
}
