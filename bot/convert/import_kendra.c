/* convert/import_kendra.c - the FAQ files of Amazon Kendra: three forms of the same. */
#include "convert/convert_internal.h"

#include "util/util.h"

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

struct kendra {
    struct import_builder *builder;
    struct column_map mapping; /* of the table's columns to attributes */
};

static void add(struct kendra *kendra, size_t row, struct faqbot_view *values)
{
    struct faqbot_view time = values[ATTRIBUTE_UPDATED];
    struct faqbot_view day = json_document_day(time);
    const struct import_record record = {.row = row,
                                         .question = values[ATTRIBUTE_QUESTION],
                                         .answer = values[ATTRIBUTE_ANSWER],
                                         .markup = IMPORT_PLAIN,
                                         .title = values[ATTRIBUTE_TITLE],
                                         .url = values[ATTRIBUTE_URL],
                                         .lang = values[ATTRIBUTE_LANG],
                                         .updated = day,
                                         .tags = {.items = &values[ATTRIBUTE_CATEGORY], .count = 1}};
    import_html_add_either(kendra->builder, &record);
    time = view_slice(view_trim(time), 0, JSON_DOCUMENT_DAY_BYTES);
    if (view_is_empty(day) && !view_is_empty(time)) {
        import_builder_note(kendra->builder, row, "%s is \"%.*s\", which is no day; it is not kept",
                            attribute_names[ATTRIBUTE_UPDATED], VIEW_ARGS(time));
    }
}

static void take_row(void *user, const struct csv_table_row *row)
{
    struct kendra *kendra = user;
    struct column_map *mapping = &kendra->mapping;
    struct faqbot_view values[ATTRIBUTE_COUNT + 1] = {{NULL, 0}};
    if (column_map_settle(kendra->builder, mapping, row, attribute_names, ATTRIBUTE_URL + 1, "attribute")) {
        return;
    }
    for (size_t i = 0; i < row->count && i < mapping->count; i++) {
        struct faqbot_view *value = &values[mapping->fields[i]];
        *value = view_is_empty(*value) ? row->cells[i] : *value;
    }
    add(kendra, row->line, values);
    for (size_t i = mapping->count; i < row->count; i++) {
        import_builder_note_cell(kendra->builder, row->line, i, row->cells[i], "has no place in the format");
    }
}

static void take_document(void *user, size_t row, const struct json *document)
{
    static const char *const known[] = {"Question", "Answer", "Attributes", "AccessControlList", NULL};
    struct kendra *kendra = user;
    const struct json *attributes = json_member(document, "Attributes");
    struct faqbot_view values[ATTRIBUTE_COUNT];
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        values[i] = json_document_text(attributes, attribute_names[i]);
    }
    values[ATTRIBUTE_QUESTION] = json_document_text(document, "Question");
    values[ATTRIBUTE_ANSWER] = json_document_text(document, "Answer");
    add(kendra, row, values);
    if (json_first(json_member(document, "AccessControlList")) != NULL) {
        import_builder_note(kendra->builder, row,
                            "who may see it (AccessControlList) is not kept: anybody may see an entry");
    }
    json_document_note_others(kendra->builder, row, document, known, "");
    json_document_note_others(kendra->builder, row, attributes, attribute_names, "the attribute ");
}

static void read_json(struct kendra *kendra, struct faqbot_view text)
{
    static const char *const known[] = {"SchemaVersion", "FaqDocuments", NULL};
    struct import_builder *builder = kendra->builder;
    struct json *document = json_document_parse(builder->path, text, builder->fault);
    const struct json *documents = json_member(document, "FaqDocuments");
    if (documents == NULL || json_type(documents) != JSON_ARRAY) {
        import_builder_fail(builder, FAQBOT_INVALID, 0,
                            "this is no FAQ file of Kendra: there is no list \"FaqDocuments\"");
    }
    json_document_note_others(builder, 0, document, known, "");
    json_document_each(builder, documents, take_document, kendra);
    json_free(document);
}

void import_kendra(struct import_builder *builder, struct faqbot_view text)
{
    struct kendra kendra = {.builder = builder};
    if (json_document_is_json(text)) {
        read_json(&kendra, text);
    } else {
        csv_table_read(text, csv_table_guess_delimiter(text), builder->path, take_row, &kendra,
                       builder->fault);
    }
}
