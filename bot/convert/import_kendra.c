/* convert/import_kendra.c - the FAQ files of Amazon Kendra, which come in three forms of the same: a table
 * with a heading, a table without one, and JSON.
 *
 *     _question,_answer,_source_uri,_language_code
 *     Is it free?,Yes.,https://example.org/faq,en
 *
 *     Is it free?,Yes.,https://example.org/faq
 *
 *     {"SchemaVersion": 1, "FaqDocuments": [{"Question": "Is it free?", "Answer": "Yes.",
 *         "Attributes": {"_source_uri": "https://example.org/faq", "_language_code": "en"}}]}
 *
 * Of the attributes _source_uri is the url, _language_code the language, _category a tag, _document_title
 * the title and _last_updated_at the day. Answers are plain text or HTML.
 *
 * All three are brought to one array of attributes, which add() makes a record of. Custom attributes and
 * access control have no place here. The second is worth a sentence of its own in the report: an answer
 * that few may see must not become public unnoticed. */
#include "convert/convert_internal.h"

/* In the order of the columns of a table without a heading, of which only the first three can be. */
enum attribute {
    ATTRIBUTE_QUESTION,
    ATTRIBUTE_ANSWER,
    ATTRIBUTE_URL,
    ATTRIBUTE_LANG,
    ATTRIBUTE_CATEGORY,
    ATTRIBUTE_TITLE,
    ATTRIBUTE_UPDATED,
    ATTRIBUTE_COUNT
};
static const char *const attribute_names[ATTRIBUTE_COUNT + 1] = {
    "_question", "_answer",         "_source_uri",      "_language_code",
    "_category", "_document_title", "_last_updated_at", NULL};

static const char known_attributes[] =
    "_question _answer _source_uri _language_code _category _document_title "
    "_last_updated_at";

/* A time whose day cannot be told is noted: a wrong day of update would be believed. */
static void add(struct import_builder *builder, size_t row, struct faqbot_view *values)
{
    struct faqbot_view time = view_trim(values[ATTRIBUTE_UPDATED]);
    struct faqbot_view day = day_of(time);
    const struct import_record record = {.row = row,
                                         .question = values[ATTRIBUTE_QUESTION],
                                         .answer = values[ATTRIBUTE_ANSWER],
                                         .is_plain = true,
                                         .title = values[ATTRIBUTE_TITLE],
                                         .url = values[ATTRIBUTE_URL],
                                         .lang = values[ATTRIBUTE_LANG],
                                         .updated = day,
                                         .tags = {.items = &values[ATTRIBUTE_CATEGORY], .count = 1}};
    import_html_add_either(builder, &record);
    if (view_is_empty(day) && !view_is_empty(time)) {
        import_builder_note(builder, row, "%s is \"%.*s\", which is no day; it is not kept",
                            attribute_names[ATTRIBUTE_UPDATED], VIEW_ARGS(view_slice(time, 0, DAY_BYTES)));
    }
}

/* Of two columns of one name the first that says something counts. Without a heading the columns are
 * question, answer and address. */
static void take_row(void *user, const struct table_row *row)
{
    struct column_map *columns = user;
    struct faqbot_view values[ATTRIBUTE_COUNT + 1] = {{NULL, 0}};
    if (column_map_settle(columns, row, attribute_names, ATTRIBUTE_URL + 1, "attribute")) {
        return;
    }
    for (size_t i = 0; i < row->count && i < columns->count; i++) {
        struct faqbot_view *value = &values[columns->fields[i]];
        *value = view_is_empty(*value) ? row->cells[i] : *value;
    }
    add(columns->builder, row->line, values);
    table_note_cells(columns->builder, row, columns->count, "has no place in the format");
}

/* Custom attributes may have any name; they are noted one by one, since some of them will be what a tag is
 * here. */
static void take_document(void *user, size_t row, const struct json *document)
{
    struct import_builder *builder = user;
    const struct json *attributes = json_member(document, "Attributes");
    struct faqbot_view values[ATTRIBUTE_COUNT];
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        values[i] = json_text(attributes, attribute_names[i]);
    }
    values[ATTRIBUTE_QUESTION] = json_text(document, "Question");
    values[ATTRIBUTE_ANSWER] = json_text(document, "Answer");
    add(builder, row, values);
    if (json_first(json_member(document, "AccessControlList")) != NULL) {
        import_builder_note(builder, row,
                            "who may see it (AccessControlList) is not kept: anybody may see an entry");
    }
    json_note_others(builder, row, document, "Question Answer Attributes AccessControlList", "");
    json_note_others(builder, row, attributes, known_attributes, "the attribute ");
}

void import_kendra(struct import_builder *builder, struct faqbot_view text)
{
    if (!import_json_is_json(text)) {
        struct column_map columns = {.builder = builder};
        table_read(builder, text, table_guess_delimiter(text), take_row, &columns);
        return;
    }
    struct json *document = import_json_parse(builder, text);
    json_note_others(builder, 0, document, "SchemaVersion FaqDocuments", "");
    import_json_each(builder, json_member(document, "FaqDocuments"),
                     "this is no FAQ file of Kendra: there is no list \"FaqDocuments\"", take_document,
                     builder);
    json_free(document);
}
