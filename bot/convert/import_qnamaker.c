/* convert/import_qnamaker.c - QnA Maker, and Azure's custom question answering after it: TSV, and the JSON
 * that the portals and the services' own interfaces give.
 *
 * A table has a heading, or the first four of its columns without one; each row has one question, so a pair
 * with three questions is three rows:
 *
 *     Question Answer Source Metadata SuggestedQuestions IsContextOnly Prompts QnaId SourceDisplayName
 *
 * Metadata is "name:value|name:value" or JSON, Prompts is JSON in a cell, and a line end in a cell is
 * written as the two characters \n. JSON has a list of pairs under one of five names, depending on the
 * version of the service:
 *
 *     {"qnaDocuments": [{"id": 1, "questions": ["Q?", "Or Q?"], "answer": "A", "source": "https://...",
 *                        "metadata": [{"name": "n", "value": "v"}], "context": {"prompts": [{"qnaId": 2}]}}]}
 *
 * What is kept: questions, the answer (Markdown, in which their editor leaves HTML), metadata as tags
 * "name:value", prompts as related entries, an address in Source as the url and any other name in it as the
 * title, and of lastUpdatedDateTime the day.
 *
 * Both forms are brought to one struct pair, which add_pair() hands on: what a pair of question and answer
 * becomes is decided once. Multi-turn conversations have no counterpart: a prompt becomes a related entry,
 * and a question that was asked behind another only is found by itself. */
#include "convert/convert_internal.h"

#include <math.h>
#include <string.h>

#include "text/text.h"

/* ==== What a pair becomes =============================================================================== */

/* A pair as either form has it. The record's group is its number, which may be missing. */
struct pair {
    struct import_record record;
    struct faqbot_view source; /* an address, a file's name, "Editorial" ... */
    struct faqbot_view source_name;
    const struct json *prompts; /* a list; may be NULL */
    bool is_follow_up;          /* asked behind another only */
};

/* An import while its pairs come, from either form. */
struct qnamaker {
    struct import_builder *builder;
    struct faqbot_view lang; /* of the whole project; empty: not known */
    struct column_map columns;
    bool has_prompts;
};

#define NUMBER_MAX 1e15 /* a double holds whole numbers up to here exactly */
#define NUMBER_BYTES 32

/* The member called `name`, of which the first letter may be of either case: one portal writes them in
 * upper case. NULL: there is none. */
static const struct json *member(const struct json *object, const char *name)
{
    char upper[32];
    const struct json *found = json_member(object, name);
    size_t size = strlen(name);
    if (found != NULL || size >= sizeof upper) {
        return found;
    }
    memcpy(upper, name, size + 1);
    upper[0] = ascii_upper(upper[0]);
    return json_member(object, upper);
}

/* A text, or a whole number as one in the arena; empty: neither, or no memory. */
static struct faqbot_view text_of(struct arena *arena, const struct json *value)
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

/* Ids are numbers in one version and texts in another: both come back as text. */
static struct faqbot_view member_text(struct arena *arena, const struct json *object, const char *name)
{
    return text_of(arena, member(object, name));
}

/* Adds metadata as tags, "NAME:VALUE": of {"NAME": "VALUE"} or [{"name": "NAME", "value": "VALUE"}]. */
static void take_metadata(struct arena *arena, const struct json *metadata, struct texts *tags)
{
    for (const struct json *one = json_first(metadata); one != NULL; one = json_next(one)) {
        bool is_object = json_type(one) == JSON_OBJECT;
        struct faqbot_view name = is_object ? member_text(arena, one, "name") : json_key(one);
        struct faqbot_view value = is_object ? member_text(arena, one, "value") : text_of(arena, one);
        struct buffer out;
        buffer_init_in(&out, arena, name.size + value.size + 1);
        buffer_add(&out, name);
        buffer_add_text(&out, view_is_empty(name) || view_is_empty(value) ? "" : ":");
        buffer_add(&out, value);
        texts_add(tags, arena, buffer_view(&out));
        tags->failed |= out.failed;
    }
}

/* What follows: the numbers of other pairs. Gives how many prompts have none. */
static size_t take_prompts(struct arena *arena, const struct json *prompts, struct texts *related)
{
    size_t others = 0;
    for (const struct json *prompt = json_first(prompts); prompt != NULL; prompt = json_next(prompt)) {
        struct faqbot_view number = member_text(arena, prompt, "qnaId");
        if (view_is_empty(number) || view_equals_text(number, "0")) {
            others++;
        } else {
            texts_add(related, arena, number);
        }
    }
    return others;
}

/* An address becomes the url, a name the title. "Editorial" names nothing: so the portal calls what was
 * typed into itself. */
static void take_source(struct pair *pair)
{
    static const char editorial[] = "Editorial";
    struct faqbot_view source = view_trim(pair->source);
    struct faqbot_view name = view_trim(pair->source_name);
    if (rich_is_safe_address(source)) {
        pair->record.url = source;
    } else if (view_is_empty(name)) {
        name = source;
    }
    size_t before = name.size < strlen(editorial) ? 0 : name.size - strlen(editorial);
    if (!ascii_equals(view_slice(name, before, name.size), view_of(editorial)) &&
        !rich_is_safe_address(name)) {
        pair->record.title = name;
    }
}

/* Pairs of one number are one entry; without numbers those of one answer are, as the services themselves
 * put them together. */
static void add_pair(struct qnamaker *qnamaker, struct pair *pair)
{
    struct import_builder *builder = qnamaker->builder;
    struct import_record *record = &pair->record;
    if (view_is_empty(record->group)) {
        record->group = view_trim(record->answer);
    }
    take_source(pair);
    size_t others = take_prompts(&builder->row_arena, pair->prompts, &record->related);
    qnamaker->has_prompts |= json_first(pair->prompts) != NULL;
    import_html_add_mixed(builder, record);
    if (others > 0) {
        import_builder_note(builder, record->row,
                            "%zu of its prompts name no pair by its number and are not kept", others);
    }
    if (pair->is_follow_up) {
        import_builder_note(builder, record->row,
                            "it was asked behind another question only; it is found by itself now");
    }
}

/* ==== TSV =============================================================================================== */

/* The first four columns stand for themselves where there is no heading. Each row has one question. */
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

/* `cell` with "\n" as a line end, "\r" as nothing and "\t" as a blank, in the arena: so the services write
 * what a line of TSV cannot hold. */
static struct faqbot_view unescape(struct import_builder *builder, struct faqbot_view cell)
{
    struct buffer out;
    buffer_init_in(&out, &builder->row_arena, cell.size);
    for (size_t i = 0; i < cell.size; i++) {
        char next = cell.bytes[i] == '\\' && i + 1 < cell.size ? cell.bytes[i + 1] : '\0';
        if (next == 'n' || next == 't') {
            buffer_add_byte(&out, next == 'n' ? '\n' : ' ');
        } else if (next != 'r') {
            buffer_add_byte(&out, cell.bytes[i]);
        }
        i += next == 'n' || next == 't' || next == 'r';
    }
    import_need(builder, !out.failed);
    return buffer_view(&out);
}

/* A cell that holds JSON; NULL where it does not, which is noted unless it is empty. */
static struct json *parse_cell(struct import_builder *builder, size_t row, enum column column,
                               struct faqbot_view cell)
{
    const char *complaint;
    if (view_is_empty(cell)) {
        return NULL;
    }
    struct json *document = import_json_value(builder, cell, &import_json_small, &complaint);
    if (complaint != NULL) {
        import_builder_note(builder, row, "the cell %s is no JSON and not kept: %s", column_names[column],
                            complaint);
    }
    return document;
}

/* One row of the table. What its cells of JSON hold points into them, so they are freed after the pair is
 * added. */
static void add_cells(struct qnamaker *qnamaker, size_t row, const struct faqbot_view *cells)
{
    struct import_builder *builder = qnamaker->builder;
    struct arena *arena = &builder->row_arena;
    struct faqbot_view listed = cells[COLUMN_METADATA];
    struct json *prompts = parse_cell(builder, row, COLUMN_PROMPTS, cells[COLUMN_PROMPTS]);
    struct json *metadata =
        view_starts_with(listed, "[") ? parse_cell(builder, row, COLUMN_METADATA, listed) : NULL;
    struct pair pair = {.record = {.row = row, .group = cells[COLUMN_ID]},
                        .source = cells[COLUMN_SOURCE],
                        .source_name = cells[COLUMN_SOURCE_NAME],
                        .prompts = prompts,
                        .is_follow_up = table_is_called(cells[COLUMN_CONTEXT_ONLY], "true")};
    pair.record.answer = unescape(builder, cells[COLUMN_ANSWER]);
    texts_add(&pair.record.also, arena, unescape(builder, cells[COLUMN_QUESTION]));
    if (metadata != NULL) {
        take_metadata(arena, metadata, &pair.record.tags);
    } else {
        texts_split(&pair.record.tags, arena, listed, "|");
    }
    add_pair(qnamaker, &pair);
    json_free(prompts);
    json_free(metadata);
}

/* A cell of a column that the table does not know falls on the place behind the last, and was noted with
 * the heading. */
static void take_row(void *user, const struct table_row *row)
{
    struct qnamaker *qnamaker = user;
    const struct column_map *columns = &qnamaker->columns;
    struct faqbot_view cells[COLUMN_COUNT + 1] = {{NULL, 0}};
    size_t plain = row->count <= COLUMN_METADATA ? row->count : COLUMN_METADATA + 1;
    if (column_map_settle(&qnamaker->columns, row, column_names, plain, "column")) {
        return;
    }
    for (size_t i = 0; i < row->count && i < columns->count; i++) {
        cells[columns->fields[i]] = view_trim(row->cells[i]);
    }
    add_cells(qnamaker, row->line, cells);
    if (!view_is_empty(cells[COLUMN_SUGGESTED]) && !view_equals_text(cells[COLUMN_SUGGESTED], "[]")) {
        import_builder_note(qnamaker->builder, row->line,
                            "questions that were suggested and not decided on are not kept");
    }
}

/* ==== JSON ============================================================================================== */

/* One object of the list. Its members that are known are named in both spellings, for the one that is not
 * used would be noted otherwise. */
static void take_pair(void *user, size_t row, const struct json *object)
{
    static const char known[] =
        "id answer source questions metadata dialog context Id Answer Source Questions Metadata "
        "Dialog Context lastUpdatedDateTime LastUpdatedDateTime sourceDisplayName "
        "SourceDisplayName lastUpdatedTimestamp LastUpdatedTimestamp";
    struct qnamaker *qnamaker = user;
    struct arena *arena = &qnamaker->builder->row_arena;
    const struct json *dialog = member(object, "dialog");
    dialog = dialog == NULL ? member(object, "context") : dialog;
    const struct json *updated = member(object, "lastUpdatedDateTime");
    updated = updated == NULL ? member(object, "lastUpdatedTimestamp") : updated;
    struct pair pair = {.record = {.row = row,
                                   .group = member_text(arena, object, "id"),
                                   .answer = member_text(arena, object, "answer"),
                                   .lang = qnamaker->lang,
                                   .updated = day_of(text_of(arena, updated))},
                        .source = member_text(arena, object, "source"),
                        .source_name = member_text(arena, object, "sourceDisplayName"),
                        .prompts = member(dialog, "prompts")};
    (void)json_get_bool(member(dialog, "isContextOnly"), &pair.is_follow_up);
    (void)json_texts(arena, member(object, "questions"), NULL, &pair.record.also);
    take_metadata(arena, member(object, "metadata"), &pair.record.tags);
    add_pair(qnamaker, &pair);
    json_note_others(qnamaker->builder, row, object, known, "");
}

/* The list of pairs, wherever a version of the services puts it; NULL: nowhere. */
static const struct json *find_pairs(const struct json *document)
{
    static const char *const names[] = {"qnaDocuments", "qnaList", "qnAList", "qnas", "value"};
    const struct json *assets = member(document, "assets");
    const struct json *within = assets == NULL ? document : assets;
    const struct json *pairs = json_type(document) == JSON_ARRAY ? document : NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && pairs == NULL; i++) {
        pairs = member(within, names[i]);
    }
    return pairs;
}

/* What stands beside the pairs: what is said where nothing is found, and synonyms. Both have files of their
 * own with us, which an import must not overwrite: so the notes say what to write there. */
static void note_rest(struct import_builder *builder, const struct json *document)
{
    struct arena *arena = &builder->row_arena;
    const struct json *settings = member(member(document, "metadata"), "settings");
    struct faqbot_view unknown = member_text(arena, settings, "defaultAnswer");
    if (!view_is_empty(unknown)) {
        import_builder_note(builder, 0,
                            "the default answer is not kept; it is what bot.yml calls no_answer: \"%.*s\"",
                            VIEW_ARGS(unknown));
    }
    const struct json *synonyms = member(member(document, "assets"), "synonyms");
    for (const struct json *one = json_first(synonyms); one != NULL; one = json_next(one)) {
        struct texts words = {.count = 0};
        struct buffer joined;
        arena_reset(arena);
        buffer_init_in(&joined, arena, SIZE_MAX);
        (void)json_texts(arena, member(one, "alterations"), NULL, &words);
        for (size_t i = 0; i < words.count; i++) {
            buffer_add_text(&joined, joined.size > 0 && !view_is_empty(words.items[i]) ? ", " : "");
            buffer_add(&joined, words.items[i]);
        }
        import_need(builder, !words.failed && !joined.failed);
        import_builder_note(builder, 0, "synonyms are not kept; this line belongs into synonyms.txt: %.*s",
                            VIEW_ARGS(buffer_view(&joined)));
    }
}

/* The language belongs to the project, of which a file is one. */
static void read_json(struct qnamaker *qnamaker, struct faqbot_view text)
{
    struct import_builder *builder = qnamaker->builder;
    struct json *document = import_json_parse(builder, text);
    if (document == NULL) {
        return;
    }
    /* Lives as long as the project, so not in the arena of a row. */
    qnamaker->lang = member_text(&builder->arena, member(document, "metadata"), "language");
    note_rest(builder, document);
    import_json_each(builder, find_pairs(document),
                     "this is no export of QnA Maker: there is no list \"qnaDocuments\", \"qnaList\" or "
                     "\"qnas\"",
                     take_pair, qnamaker);
    json_free(document);
}

/* That prompts are no dialogue any more is told once, not for each of them. */
void import_qnamaker(struct import_builder *builder, struct faqbot_view text)
{
    struct qnamaker qnamaker = {.builder = builder, .columns = {.builder = builder}};
    if (import_json_is_json(text)) {
        read_json(&qnamaker, text);
    } else {
        table_read_lines(builder, text, take_row, &qnamaker);
    }
    if (qnamaker.has_prompts) {
        import_builder_note(builder, 0,
                            "prompts became related entries, which are shown by their own questions");
    }
}
