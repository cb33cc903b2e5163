/* convert/import_qnamaker.c - the files of QnA Maker: their columns, their members. What a pair becomes is
 * pair.c's. */
#include "convert/convert_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kb/kb.h"
#include "text/text.h"
#include "util/json.h"
#include "util/util.h"

/* ==== pair ============================================================================================== */

/* A question with its answer as QnA Maker has it, whichever file it comes from. what QnA Maker's pair of
 * question and answer becomes. */

/* What is read of a row, or of an object. */
struct qnamaker_pair_source {
    size_t row;
    struct faqbot_view number; /* of the pair; may be empty */
    struct texts questions;
    struct faqbot_view answer; /* Markdown with HTML in it */
    struct faqbot_view source; /* an address, a file's name, "Editorial" ... */
    struct faqbot_view source_name;
    struct faqbot_view lang;
    struct faqbot_view updated; /* a time, of which the day is kept */
    struct texts tags;
    const struct json *prompts; /* a list; may be NULL */
    bool is_follow_up;          /* asked behind another only */
};

#define NUMBER_MAX 1e15 /* whole numbers up to this are exact */
#define NUMBER_BYTES 32 /* of one in decimal */

/* The member called `name`, of which the first letter may be of either case: one portal writes them in upper
 * case. NULL: there is none. */
static const struct json *qnamaker_pair_member(const struct json *object, const char *name)
{
    char upper[64];
    const struct json *member = json_member(object, name);
    size_t size = strlen(name);
    if (member != NULL || size >= sizeof upper) {
        return member;
    }
    memcpy(upper, name, size + 1);
    upper[0] = (char)(upper[0] - 'a' + 'A');
    return json_member(object, upper);
}

/* A text, or a whole number as one in the arena; empty: neither, or no memory. */
static struct faqbot_view qnamaker_pair_text(struct arena *arena, const struct json *value)
{
    struct faqbot_view text = {NULL, 0};
    double number;
    if (!json_get_number(value, &number)) {
        (void)json_get_string(value, &text);
        return text;
    }
    if (number >= 0 && number < NUMBER_MAX && floor(number) == number) {
        struct buffer out;
        buffer_init_in(&out, arena, NUMBER_BYTES);
        buffer_add_number(&out, (uint64_t)number);
        text = buffer_view(&out);
    }
    return text;
}

/* Adds metadata as tags, "NAME:VALUE": of {"NAME": "VALUE"} or [{"name": "NAME", "value": "VALUE"}]. */
static void qnamaker_pair_parse_metadata(struct arena *arena, const struct json *metadata, struct texts *tags)
{
    for (const struct json *one = json_first(metadata); one != NULL; one = json_next(one)) {
        bool is_object = json_type(one) == JSON_OBJECT;
        struct faqbot_view name =
            is_object ? qnamaker_pair_text(arena, qnamaker_pair_member(one, "name")) : json_key(one);
        struct faqbot_view value =
            qnamaker_pair_text(arena, is_object ? qnamaker_pair_member(one, "value") : one);
        struct buffer out;
        buffer_init_in(&out, arena, name.size + value.size + 1);
        buffer_add(&out, name);
        buffer_add_text(&out, view_is_empty(name) || view_is_empty(value) ? "" : ":");
        buffer_add(&out, value);
        import_entries_add_text(tags, arena, buffer_view(&out));
        tags->failed |= out.failed;
    }
}

/* What follows: the numbers of other pairs. Gives how many have none. */
static size_t take_prompts(struct arena *arena, const struct json *prompts, struct texts *related)
{
    size_t others = 0;
    for (const struct json *prompt = json_first(prompts); prompt != NULL; prompt = json_next(prompt)) {
        struct faqbot_view number = qnamaker_pair_text(arena, qnamaker_pair_member(prompt, "qnaId"));
        if (view_is_empty(number) || view_equals_text(number, "0")) {
            others++;
        } else {
            import_entries_add_text(related, arena, number);
        }
    }
    return others;
}

/* A source that names nothing: what was typed in the portal itself. */
static bool is_editorial(struct faqbot_view source)
{
    static const char name[] = "Editorial";
    return source.size >= strlen(name) &&
           ascii_compare(source.bytes + source.size - strlen(name), name, strlen(name)) == 0;
}

static void take_source(const struct qnamaker_pair_source *pair, struct import_record *record)
{
    struct faqbot_view source = view_trim(pair->source);
    struct faqbot_view name = view_trim(pair->source_name);
    if (rich_is_safe_address(source)) {
        record->url = source;
    } else if (view_is_empty(name)) {
        name = source;
    }
    if (!is_editorial(name) && !rich_is_safe_address(name)) {
        record->title = name;
    }
}

/* Hands the pair on. */
static void qnamaker_pair_add(struct import_builder *builder, const struct qnamaker_pair_source *pair)
{
    struct import_record record = {.row = pair->row,
                                   /* Without numbers the services put those of one answer together. */
                                   .group =
                                       view_is_empty(pair->number) ? view_trim(pair->answer) : pair->number,
                                   .also = pair->questions,
                                   .lang = pair->lang,
                                   .updated = json_document_day(pair->updated),
                                   .tags = pair->tags};
    take_source(pair, &record);
    size_t others = take_prompts(&builder->row_arena, pair->prompts, &record.related);
    import_html_add_mixed(builder, &record, pair->answer);
    if (others > 0) {
        import_builder_note(builder, pair->row,
                            "%zu of its prompts name no pair by its number and are not kept", others);
    }
    if (pair->is_follow_up) {
        import_builder_note(builder, pair->row,
                            "it was asked behind another question only; it is found by itself now");
    }
}

/* ==== tabs ============================================================================================== */

/* TSV as services write it themselves, and as spreadsheets do. TSV. A service that quotes nothing writes a
 * question that begins with a quotation mark as it is, which would swallow all up to the next one if it
 * were read as a spreadsheet's. */

struct tabs {
    const char *path;
    csv_table_take *take;
    void *user;
    struct faqbot_fault *fault;
    struct arena arena; /* one row's cells without quotation marks */
    struct faqbot_view cells[FAQBOT_IMPORT_COLUMNS_MAX];
};

static size_t count_byte(struct faqbot_view text, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += text.bytes[i] == byte;
    }
    return count;
}

/* Whether all lines but empty ones have as many cells as the first. */
static bool is_even(struct faqbot_view text)
{
    struct faqbot_view line;
    size_t tabs = SIZE_MAX;
    while (view_next_line(&text, &line)) {
        size_t count = count_byte(line, '\t');
        if (view_is_empty(view_trim(line))) {
            continue;
        }
        if (tabs != SIZE_MAX && count != tabs) {
            return false;
        }
        tabs = count;
    }
    return true;
}

/* Whether the marks within a cell that stands between marks are doubled. */
static bool is_quoted(struct faqbot_view cell)
{
    if (cell.size < 2 || cell.bytes[0] != '"' || cell.bytes[cell.size - 1] != '"') {
        return false;
    }
    for (size_t i = 1; i + 1 < cell.size; i++) {
        if (cell.bytes[i] == '"') {
            if (cell.bytes[i + 1] != '"' || i + 2 == cell.size) {
                return false;
            }
            i++;
        }
    }
    return true;
}

static bool unquote(struct arena *arena, struct faqbot_view *cell)
{
    char *bytes = arena_alloc(arena, cell->size);
    size_t size = 0;
    if (bytes == NULL) {
        return false;
    }
    for (size_t i = 1; i + 1 < cell->size; i++) {
        bytes[size++] = cell->bytes[i];
        i += cell->bytes[i] == '"';
    }
    *cell = view_make(bytes, size);
    return true;
}

static void take_line(struct tabs *tabs, size_t number, struct faqbot_view line)
{
    struct csv_table_row row = {.line = number, .cells = tabs->cells};
    arena_reset(&tabs->arena);
    if (count_byte(line, '\t') >= FAQBOT_IMPORT_COLUMNS_MAX) {
        fault_set(tabs->fault, FAQBOT_LIMIT, tabs->path, (unsigned)number, "the row has more than %d columns",
                  FAQBOT_IMPORT_COLUMNS_MAX);
        return;
    }
    bool ends = false;
    while (!ends) {
        size_t end = view_find(line, '\t');
        struct faqbot_view *cell = &tabs->cells[row.count++];
        *cell = view_trim(view_slice(line, 0, end));
        if (cell->size > FAQBOT_IMPORT_CELL_BYTES_MAX) {
            fault_set(tabs->fault, FAQBOT_LIMIT, tabs->path, (unsigned)number,
                      "the row has more than %zu bytes in a cell", FAQBOT_IMPORT_CELL_BYTES_MAX);
            return;
        }
        if (is_quoted(*cell) && !unquote(&tabs->arena, cell)) {
            fault_set(tabs->fault, FAQBOT_NO_MEMORY, tabs->path, 0, "out of memory");
            return;
        }
        ends = end == line.size;
        line = view_slice(line, end + 1, line.size);
    }
    tabs->take(tabs->user, &row);
}

/* Reads tab-separated lines. Where every line has as many tabs as the first, each is a row: a quotation mark
 * stands for itself then, but for a pair of them right around a cell, within which they are doubled.
 * Otherwise some cell has a line end in it, and the text is csv_table_read()'s. Fails as that does. */
static void qnamaker_tsv_read(struct faqbot_view text, const char *path, csv_table_take *take, void *user,
                              struct faqbot_fault *fault)
{
    if (!is_even(text)) {
        csv_table_read(text, '\t', path, take, user, fault);
        return;
    }
    struct tabs *tabs = calloc(1, sizeof *tabs);
    struct faqbot_view line;
    if (tabs == NULL) {
        fault_set(fault, FAQBOT_NO_MEMORY, path, 0, "out of memory");
        return;
    }
    tabs->path = path;
    tabs->take = take;
    tabs->user = user;
    tabs->fault = fault;
    arena_init(&tabs->arena, SIZE_MAX);
    for (size_t number = 1; fault->status == FAQBOT_OK && view_next_line(&text, &line); number++) {
        if (!view_is_empty(view_trim(line))) {
            take_line(tabs, number, line);
        }
    }
    arena_release(&tabs->arena);
    free(tabs);
}

/* `cell` with "\n" as a line end, "\r" as nothing and "\t" as a blank, in the arena: so services write what a line
 * cannot hold. False: no memory. */
static bool qnamaker_tsv_unescape(struct arena *arena, struct faqbot_view cell, struct faqbot_view *text)
{
    struct buffer out;
    buffer_init_in(&out, arena, cell.size);
    for (size_t i = 0; i < cell.size; i++) {
        char next = cell.bytes[i] == '\\' && i + 1 < cell.size ? cell.bytes[i + 1] : '\0';
        if (next == 'n' || next == 't') {
            buffer_add_byte(&out, next == 'n' ? '\n' : ' ');
        } else if (next != 'r') {
            buffer_add_byte(&out, cell.bytes[i]);
        }
        i += next == 'n' || next == 't' || next == 'r';
    }
    *text = buffer_view(&out);
    return !out.failed;
}

/* ==== qnamaker ========================================================================================== */

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
