/* transfer/qnamaker.c - the files of QnA Maker: their columns, their members. What a pair becomes is
 * pair.c's. */
#include "transfer/qnamaker.h"

#include <stdlib.h>

#include "base/fault.h"
#include "knowledge/field.h"
#include "transfer/document.h"
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
static const char *const column_names[COLUMN_COUNT] = {
    "Question",      "Answer",  "Source", "Metadata",         "SuggestedQuestions",
    "IsContextOnly", "Prompts", "QnaId",  "SourceDisplayName"};

struct qnamaker {
    struct collector *collector;
    struct arena arena;                             /* one pair's texts and lists */
    struct faqbot_view lang;                        /* of the whole project; empty: not known */
    enum column columns[FAQBOT_IMPORT_COLUMNS_MAX]; /* COLUMN_COUNT: not kept */
    size_t column_count;                            /* 0: the heading is still to come */
    bool has_prompts;
};

static enum faqbot_status fail_memory(const struct qnamaker *qnamaker, struct faqbot_fault *fault)
{
    return fault_set(fault, FAQBOT_NO_MEMORY, collector_path(qnamaker->collector), 0, "out of memory");
}

/* -- TSV ------------------------------------------------------------------------------------------------- */

static enum column find_column(struct faqbot_view heading)
{
    size_t i = 0;
    while (i < COLUMN_COUNT && !table_is_called(heading, view_of(column_names[i]))) {
        i++;
    }
    return (enum column)i;
}

/* Settles the columns: of a row that is the heading, *is_heading is set. */
static enum faqbot_status settle(struct qnamaker *qnamaker, const struct table_row *row, bool *is_heading,
                                 struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    size_t found = 0;
    for (size_t i = 0; i < row->count; i++) {
        qnamaker->columns[i] = find_column(row->cells[i]);
        found += (size_t)(qnamaker->columns[i] == COLUMN_QUESTION || qnamaker->columns[i] == COLUMN_ANSWER);
    }
    *is_heading = found >= 2;
    qnamaker->column_count = row->count;
    for (size_t i = 0; i < row->count && status == FAQBOT_OK; i++) {
        if (!*is_heading) {
            qnamaker->columns[i] = i <= COLUMN_METADATA ? (enum column)i : COLUMN_COUNT;
        } else if (qnamaker->columns[i] == COLUMN_COUNT && !view_is_empty(view_trim(row->cells[i]))) {
            status = collector_note(qnamaker->collector, row->line, fault, "the column \"%.*s\" is not kept",
                                    VIEW_ARGS(row->cells[i]));
        }
    }
    return status;
}

/* A cell that holds JSON; *document stays NULL where it does not, which is told of unless it is empty. */
static enum faqbot_status parse_cell(struct qnamaker *qnamaker, size_t row, enum column column,
                                     struct faqbot_view cell, struct json **document,
                                     struct faqbot_fault *fault)
{
    const char *complaint = "";
    if (view_is_empty(cell)) {
        return FAQBOT_OK;
    }
    enum faqbot_status status = json_parse(cell, document, &complaint);
    if (status == FAQBOT_INVALID) {
        return collector_note(qnamaker->collector, row, fault, "the cell %s is no JSON and not kept: %s",
                              column_names[column], complaint);
    }
    return status == FAQBOT_OK ? status : fail_memory(qnamaker, fault);
}

static enum faqbot_status note_suggested(struct qnamaker *qnamaker, size_t row, struct faqbot_view cell,
                                         struct faqbot_fault *fault)
{
    return view_is_empty(cell) || view_equals_text(cell, "[]")
               ? FAQBOT_OK
               : collector_note(qnamaker->collector, row, fault,
                                "questions that were suggested and not decided on are not kept");
}

/* The row's cells as a pair; `prompts` and `metadata` are what is parsed of them. */
static enum faqbot_status add_cells(struct qnamaker *qnamaker, size_t row, const struct faqbot_view *cells,
                                    const struct json *prompts, const struct json *metadata,
                                    struct faqbot_fault *fault)
{
    struct faqbot_view only = cells[COLUMN_CONTEXT_ONLY];
    struct faqbot_view question;
    struct pair_tags tags = {NULL, 0};
    struct pair_source pair = {.row = row,
                               .number = cells[COLUMN_ID],
                               .questions = &question,
                               .question_count = 1,
                               .source = cells[COLUMN_SOURCE],
                               .source_name = cells[COLUMN_SOURCE_NAME],
                               .prompts = prompts,
                               .is_follow_up = table_is_called(only, view_of("true"))};
    bool fine = tabs_unescape(&qnamaker->arena, cells[COLUMN_QUESTION], &question) &&
                tabs_unescape(&qnamaker->arena, cells[COLUMN_ANSWER], &pair.answer) &&
                (metadata != NULL ? pair_take_metadata(&qnamaker->arena, metadata, &tags)
                                  : pair_take_tags(&qnamaker->arena, cells[COLUMN_METADATA], &tags));
    if (!fine) {
        return fail_memory(qnamaker, fault);
    }
    qnamaker->has_prompts |= json_first(prompts) != NULL;
    return pair_add(qnamaker->collector, &qnamaker->arena, &pair, &tags, fault);
}

static enum faqbot_status take_row(void *user, const struct table_row *row, struct faqbot_fault *fault)
{
    struct qnamaker *qnamaker = user;
    struct faqbot_view cells[COLUMN_COUNT + 1] = {{NULL, 0}};
    struct json *prompts = NULL;
    struct json *metadata = NULL;
    bool is_heading = false;
    enum faqbot_status status =
        qnamaker->column_count == 0 ? settle(qnamaker, row, &is_heading, fault) : FAQBOT_OK;
    if (status != FAQBOT_OK || is_heading) {
        return status;
    }
    for (size_t i = 0; i < row->count && i < qnamaker->column_count; i++) {
        cells[qnamaker->columns[i]] = view_trim(row->cells[i]);
    }
    arena_reset(&qnamaker->arena);
    status = parse_cell(qnamaker, row->line, COLUMN_PROMPTS, cells[COLUMN_PROMPTS], &prompts, fault);
    if (status == FAQBOT_OK && view_starts_with(cells[COLUMN_METADATA], "[")) {
        status = parse_cell(qnamaker, row->line, COLUMN_METADATA, cells[COLUMN_METADATA], &metadata, fault);
    }
    if (status == FAQBOT_OK) {
        status = add_cells(qnamaker, row->line, cells, prompts, metadata, fault);
    }
    if (status == FAQBOT_OK) {
        status = note_suggested(qnamaker, row->line, cells[COLUMN_SUGGESTED], fault);
    }
    json_free(prompts);
    json_free(metadata);
    return status;
}

/* -- JSON ------------------------------------------------------------------------------------------------ */

static enum faqbot_status take_pair(void *user, size_t row, const struct json *object,
                                    struct faqbot_fault *fault)
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
    struct arena *arena = &qnamaker->arena;
    struct faqbot_view *questions;
    struct pair_tags tags;
    size_t others;
    arena_reset(arena);
    const struct json *dialog = pair_member(object, "dialog");
    dialog = dialog == NULL ? pair_member(object, "context") : dialog;
    const struct json *updated = pair_member(object, "lastUpdatedDateTime");
    updated = updated == NULL ? pair_member(object, "lastUpdatedTimestamp") : updated;
    struct pair_source pair = {.row = row,
                               .number = pair_text(arena, pair_member(object, "id")),
                               .answer = pair_text(arena, pair_member(object, "answer")),
                               .source = pair_text(arena, pair_member(object, "source")),
                               .source_name = pair_text(arena, pair_member(object, "sourceDisplayName")),
                               .lang = qnamaker->lang,
                               .updated = pair_text(arena, updated),
                               .prompts = pair_member(dialog, "prompts")};
    (void)json_get_bool(pair_member(dialog, "isContextOnly"), &pair.is_follow_up);
    if (!document_list(arena, pair_member(object, "questions"), &questions, &pair.question_count, &others) ||
        !pair_take_metadata(arena, pair_member(object, "metadata"), &tags)) {
        return fail_memory(qnamaker, fault);
    }
    pair.questions = questions;
    qnamaker->has_prompts |= json_first(pair.prompts) != NULL;
    enum faqbot_status status = pair_add(qnamaker->collector, arena, &pair, &tags, fault);
    return status == FAQBOT_OK ? document_note_others(qnamaker->collector, row, object, known, "", fault)
                               : status;
}

/* The list of pairs, wherever a file of theirs has it; NULL: nowhere. */
static const struct json *find_pairs(const struct json *document)
{
    static const char *const names[] = {"qnaDocuments", "qnaList", "qnAList", "qnas", "value"};
    const struct json *assets = pair_member(document, "assets");
    const struct json *within = assets == NULL ? document : assets;
    const struct json *pairs = json_type(document) == JSON_ARRAY ? document : NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && pairs == NULL; i++) {
        pairs = pair_member(within, names[i]);
    }
    return pairs != NULL && json_type(pairs) == JSON_ARRAY ? pairs : NULL;
}

/* Alterations that mean the same: they have a file of their own with us. */
static enum faqbot_status note_synonyms(struct qnamaker *qnamaker, const struct json *synonyms,
                                        struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    for (const struct json *one = json_first(synonyms); one != NULL && status == FAQBOT_OK;
         one = json_next(one)) {
        struct faqbot_view *words;
        struct faqbot_view joined;
        size_t count;
        size_t others;
        arena_reset(&qnamaker->arena);
        if (!document_list(&qnamaker->arena, pair_member(one, "alterations"), &words, &count, &others) ||
            !field_join(&qnamaker->arena, words, count, &joined)) {
            return fail_memory(qnamaker, fault);
        }
        status = collector_note(qnamaker->collector, 0, fault,
                                "synonyms are not kept; this line belongs into synonyms.txt: %.*s",
                                VIEW_ARGS(joined));
    }
    return status;
}

/* What stands beside the pairs. */
static enum faqbot_status note_rest(struct qnamaker *qnamaker, const struct json *document,
                                    struct faqbot_fault *fault)
{
    const struct json *settings = pair_member(pair_member(document, "metadata"), "settings");
    struct faqbot_view unknown = pair_text(&qnamaker->arena, pair_member(settings, "defaultAnswer"));
    enum faqbot_status status = FAQBOT_OK;
    if (!view_is_empty(unknown)) {
        status =
            collector_note(qnamaker->collector, 0, fault,
                           "the default answer is not kept; it is what bot.yml calls no_answer: \"%.*s\"",
                           VIEW_ARGS(unknown));
    }
    return status == FAQBOT_OK
               ? note_synonyms(qnamaker, pair_member(pair_member(document, "assets"), "synonyms"), fault)
               : status;
}

static enum faqbot_status read_json(struct qnamaker *qnamaker, struct faqbot_view text,
                                    struct faqbot_fault *fault)
{
    struct json *document = NULL;
    enum faqbot_status status = document_parse(qnamaker->collector, text, &document, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    const struct json *pairs = find_pairs(document);
    const struct json *metadata = pair_member(document, "metadata");
    qnamaker->lang = pair_text(&qnamaker->arena, pair_member(metadata, "language"));
    if (pairs == NULL) {
        status =
            fault_set(fault, FAQBOT_INVALID, collector_path(qnamaker->collector), 0,
                      "this is no export of QnA Maker: there is no list \"qnaDocuments\", \"qnaList\" or "
                      "\"qnas\"");
    }
    if (status == FAQBOT_OK) {
        status = note_rest(qnamaker, document, fault);
    }
    if (status == FAQBOT_OK) {
        status = document_each(pairs, take_pair, qnamaker, fault);
    }
    json_free(document);
    return status;
}

enum faqbot_status qnamaker_read(struct collector *collector, struct faqbot_view text,
                                 struct faqbot_fault *fault)
{
    struct faqbot_view start = view_trim(text);
    struct qnamaker *qnamaker = calloc(1, sizeof *qnamaker);
    if (qnamaker == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, collector_path(collector), 0, "out of memory");
    }
    qnamaker->collector = collector;
    arena_init(&qnamaker->arena, SIZE_MAX);
    bool is_json = view_starts_with(start, "{") || view_starts_with(start, "[");
    enum faqbot_status status = is_json
                                    ? read_json(qnamaker, text, fault)
                                    : tabs_read(text, collector_path(collector), take_row, qnamaker, fault);
    if (status == FAQBOT_OK && qnamaker->has_prompts) {
        status = collector_note(collector, 0, fault,
                                "prompts became related entries, which are shown by their own questions");
    }
    arena_release(&qnamaker->arena);
    free(qnamaker);
    return status;
}
