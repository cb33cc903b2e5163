/* transfer/kendra.c - the FAQ files of Amazon Kendra: three forms of the same. */
#include "transfer/kendra.h"

#include <stdlib.h>

#include "base/fault.h"
#include "knowledge/field.h"
#include "transfer/document.h"
#include "transfer/hypertext.h"
#include "transfer/table.h"

#define DAY_BYTES 10 /* of 2026-11-30T12:00:00Z those that are the day */

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
    struct collector *collector;
    enum attribute columns[FAQBOT_IMPORT_COLUMNS_MAX]; /* ATTRIBUTE_COUNT: not kept */
    size_t column_count;                               /* 0: the heading is still to come */
};

static enum faqbot_status add(struct kendra *kendra, size_t row, const struct faqbot_view *values,
                              struct faqbot_fault *fault)
{
    struct faqbot_view day = view_slice(view_trim(values[ATTRIBUTE_UPDATED]), 0, DAY_BYTES);
    bool is_day = field_is_date(day);
    const struct record record = {.row = row,
                                  .question = values[ATTRIBUTE_QUESTION],
                                  .answer = values[ATTRIBUTE_ANSWER],
                                  .markup = RECORD_PLAIN,
                                  .title = values[ATTRIBUTE_TITLE],
                                  .url = values[ATTRIBUTE_URL],
                                  .lang = values[ATTRIBUTE_LANG],
                                  .updated = is_day ? day : view_make(NULL, 0),
                                  .tags = &values[ATTRIBUTE_CATEGORY],
                                  .tag_count = 1};
    enum faqbot_status status = hypertext_add_either(kendra->collector, &record, fault);
    if (status == FAQBOT_OK && !is_day && !view_is_empty(day)) {
        status =
            collector_note(kendra->collector, row, fault, "%s is \"%.*s\", which is no day; it is not kept",
                           attribute_names[ATTRIBUTE_UPDATED], VIEW_ARGS(day));
    }
    return status;
}

/* -- CSV ------------------------------------------------------------------------------------------------- */

static enum attribute find_attribute(struct faqbot_view heading)
{
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        if (table_is_called(heading, view_of(attribute_names[i]))) {
            return (enum attribute)i;
        }
    }
    return ATTRIBUTE_COUNT;
}

/* Settles the columns: of a row that is the heading, *is_heading is set. */
static enum faqbot_status settle(struct kendra *kendra, const struct table_row *row, bool *is_heading,
                                 struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    size_t found = 0;
    for (size_t i = 0; i < row->count; i++) {
        kendra->columns[i] = find_attribute(row->cells[i]);
        found += (size_t)(kendra->columns[i] == ATTRIBUTE_QUESTION || kendra->columns[i] == ATTRIBUTE_ANSWER);
    }
    *is_heading = found >= 2;
    kendra->column_count = *is_heading ? row->count : ATTRIBUTE_URL + 1;
    for (size_t i = 0; i < kendra->column_count && status == FAQBOT_OK; i++) {
        if (!*is_heading) {
            kendra->columns[i] = (enum attribute)i;
        } else if (kendra->columns[i] == ATTRIBUTE_COUNT && !view_is_empty(view_trim(row->cells[i]))) {
            status = collector_note(kendra->collector, row->line, fault, "the attribute \"%.*s\" is not kept",
                                    VIEW_ARGS(row->cells[i]));
        }
    }
    return status;
}

static enum faqbot_status take_row(void *user, const struct table_row *row, struct faqbot_fault *fault)
{
    struct kendra *kendra = user;
    struct faqbot_view values[ATTRIBUTE_COUNT + 1] = {{NULL, 0}};
    bool is_heading = false;
    enum faqbot_status status = FAQBOT_OK;
    if (kendra->column_count == 0) {
        status = settle(kendra, row, &is_heading, fault);
    }
    if (status != FAQBOT_OK || is_heading) {
        return status;
    }
    for (size_t i = 0; i < row->count && i < kendra->column_count; i++) {
        struct faqbot_view *value = &values[kendra->columns[i]];
        *value = view_is_empty(*value) ? row->cells[i] : *value;
    }
    status = add(kendra, row->line, values, fault);
    for (size_t i = kendra->column_count; i < row->count && status == FAQBOT_OK; i++) {
        if (!view_is_empty(view_trim(row->cells[i]))) {
            status = collector_note(kendra->collector, row->line, fault,
                                    "cell %zu has no place in the format and is not kept: \"%.*s\"", i + 1,
                                    VIEW_ARGS(row->cells[i]));
        }
    }
    return status;
}

/* -- JSON ------------------------------------------------------------------------------------------------ */

static enum faqbot_status take_document(void *user, size_t row, const struct json *document,
                                        struct faqbot_fault *fault)
{
    static const char *const known[] = {"Question", "Answer", "Attributes", "AccessControlList", NULL};
    struct kendra *kendra = user;
    const struct json *attributes = json_member(document, "Attributes");
    struct faqbot_view values[ATTRIBUTE_COUNT];
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        values[i] = document_text(attributes, attribute_names[i]);
    }
    values[ATTRIBUTE_QUESTION] = document_text(document, "Question");
    values[ATTRIBUTE_ANSWER] = document_text(document, "Answer");
    enum faqbot_status status = add(kendra, row, values, fault);
    if (status == FAQBOT_OK && json_first(json_member(document, "AccessControlList")) != NULL) {
        status = collector_note(kendra->collector, row, fault,
                                "who may see it (AccessControlList) is not kept: anybody may see an entry");
    }
    if (status == FAQBOT_OK) {
        status = document_note_others(kendra->collector, row, document, known, "", fault);
    }
    return status == FAQBOT_OK ? document_note_others(kendra->collector, row, attributes, attribute_names,
                                                      "the attribute ", fault)
                               : status;
}

static enum faqbot_status read_json(struct kendra *kendra, struct faqbot_view text,
                                    struct faqbot_fault *fault)
{
    static const char *const known[] = {"SchemaVersion", "FaqDocuments", NULL};
    struct json *document = NULL;
    enum faqbot_status status = document_parse(kendra->collector, text, &document, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    const struct json *documents = json_member(document, "FaqDocuments");
    if (documents == NULL || json_type(documents) != JSON_ARRAY) {
        status = fault_set(fault, FAQBOT_INVALID, collector_path(kendra->collector), 0,
                           "this is no FAQ file of Kendra: there is no list \"FaqDocuments\"");
    }
    if (status == FAQBOT_OK) {
        status = document_note_others(kendra->collector, 0, document, known, "", fault);
    }
    if (status == FAQBOT_OK) {
        status = document_each(documents, take_document, kendra, fault);
    }
    json_free(document);
    return status;
}

enum faqbot_status kendra_read(struct collector *collector, struct faqbot_view text,
                               struct faqbot_fault *fault)
{
    struct faqbot_view start = view_trim(text);
    struct kendra *kendra = calloc(1, sizeof *kendra);
    if (kendra == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, collector_path(collector), 0, "out of memory");
    }
    kendra->collector = collector;
    bool is_json = view_starts_with(start, "{") || view_starts_with(start, "[");
    enum faqbot_status status = is_json ? read_json(kendra, text, fault)
                                        : table_read(text, table_guess_delimiter(text),
                                                     collector_path(collector), take_row, kendra, fault);
    free(kendra);
    return status;
}
