/* transfer/spreadsheet.c - any table with a question and an answer in each row. Not for the tables of a
 * service, whose columns are known: those have a format of their own. */
#include "transfer/spreadsheet.h"

#include <stdlib.h>

#include "base/fault.h"
#include "transfer/hypertext.h"
#include "transfer/mapping.h"

struct spreadsheet {
    struct collector *collector;
    struct mapping mapping;
    bool has_heading;
    struct arena arena; /* one row's lists */
};

/* A list that grows in the row's arena. */
struct list {
    struct faqbot_view *items;
    size_t count;
};

static enum faqbot_status take_heading(struct spreadsheet *spreadsheet, const struct table_row *row,
                                       struct faqbot_fault *fault)
{
    struct collector *collector = spreadsheet->collector;
    enum faqbot_status status =
        mapping_make(collector_map(collector), row, collector_path(collector), &spreadsheet->mapping, fault);
    for (size_t i = 0; i < row->count && status == FAQBOT_OK; i++) {
        if (spreadsheet->mapping.fields[i] == MAPPING_NONE && !view_is_empty(view_trim(row->cells[i]))) {
            status =
                collector_note(collector, row->line, fault, "the column \"%.*s\" is not mapped and not kept",
                               VIEW_ARGS(row->cells[i]));
        }
    }
    spreadsheet->has_heading = true;
    return status;
}

/* What stands between the separators of all cells of a field; false: no memory. */
static bool split(struct spreadsheet *spreadsheet, const struct table_row *row, enum mapping_field field,
                  const char *separators, struct list *list)
{
    size_t room = 0;
    for (size_t column = 0; column < row->count; column++) {
        for (size_t i = 0; i < row->cells[column].size; i++) {
            room += (size_t)(row->cells[column].bytes[i] == separators[0] ||
                             row->cells[column].bytes[i] == separators[1]);
        }
        room++;
    }
    list->items = arena_take_array(&spreadsheet->arena, room, sizeof *list->items);
    for (size_t column = 0; list->items != NULL && column < row->count; column++) {
        struct faqbot_view rest = row->cells[column];
        while (column < spreadsheet->mapping.count && spreadsheet->mapping.fields[column] == field &&
               rest.size > 0) {
            size_t first = view_find(rest, separators[0]);
            size_t second = view_find(rest, separators[1]);
            size_t end = first < second ? first : second;
            list->items[list->count++] = view_trim(view_slice(rest, 0, end));
            rest = view_slice(rest, end + 1, rest.size);
        }
    }
    return list->items != NULL;
}

static struct faqbot_view cell_of(const struct spreadsheet *spreadsheet, const struct table_row *row,
                                  enum mapping_field field)
{
    for (size_t i = 0; i < row->count && i < spreadsheet->mapping.count; i++) {
        if (spreadsheet->mapping.fields[i] == field) {
            return view_trim(row->cells[i]);
        }
    }
    return view_make(NULL, 0);
}

/* What has no column of its own in the heading. */
static enum faqbot_status tell_surplus(struct spreadsheet *spreadsheet, const struct table_row *row,
                                       struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = spreadsheet->mapping.count; i < row->count && status == FAQBOT_OK; i++) {
        if (!view_is_empty(view_trim(row->cells[i]))) {
            status = collector_note(spreadsheet->collector, row->line, fault,
                                    "cell %zu has no heading above it and is not kept: \"%.*s\"", i + 1,
                                    VIEW_ARGS(row->cells[i]));
        }
    }
    return status;
}

static enum faqbot_status take_status(struct spreadsheet *spreadsheet, const struct table_row *row,
                                      const struct record *record, struct faqbot_fault *fault)
{
    struct faqbot_view status = cell_of(spreadsheet, row, MAPPING_STATUS);
    if (!record->is_draft || view_equals_text(status, "draft")) {
        return FAQBOT_OK;
    }
    return collector_note(spreadsheet->collector, row->line, fault,
                          "the status is \"%.*s\", neither live nor draft; it is kept as a draft",
                          VIEW_ARGS(status));
}

static enum faqbot_status take_entry(struct spreadsheet *spreadsheet, const struct table_row *row,
                                     struct faqbot_fault *fault)
{
    struct list also = {NULL, 0};
    struct list tags = {NULL, 0};
    struct list related = {NULL, 0};
    arena_reset(&spreadsheet->arena);
    if (!split(spreadsheet, row, MAPPING_ALSO, "\n\r", &also) ||
        !split(spreadsheet, row, MAPPING_TAGS, ",;", &tags) ||
        !split(spreadsheet, row, MAPPING_RELATED, ",;", &related)) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    struct faqbot_view status = cell_of(spreadsheet, row, MAPPING_STATUS);
    const struct record record = {
        .row = row->line,
        .group = cell_of(spreadsheet, row, MAPPING_ID),
        .id = cell_of(spreadsheet, row, MAPPING_ID),
        .question = cell_of(spreadsheet, row, MAPPING_QUESTION),
        .also = also.items,
        .also_count = also.count,
        .answer = cell_of(spreadsheet, row, MAPPING_ANSWER),
        .title = cell_of(spreadsheet, row, MAPPING_TITLE),
        .url = cell_of(spreadsheet, row, MAPPING_URL),
        .lang = cell_of(spreadsheet, row, MAPPING_LANG),
        .updated = cell_of(spreadsheet, row, MAPPING_UPDATED),
        .review_by = cell_of(spreadsheet, row, MAPPING_REVIEW_BY),
        .disclaimer = cell_of(spreadsheet, row, MAPPING_DISCLAIMER),
        .tags = tags.items,
        .tag_count = tags.count,
        .related = related.items,
        .related_count = related.count,
        .is_draft = !view_is_empty(status) && !view_equals_text(status, "live"),
    };
    enum faqbot_status result = hypertext_add_mixed(spreadsheet->collector, &record, record.answer, fault);
    if (result == FAQBOT_OK) {
        result = take_status(spreadsheet, row, &record, fault);
    }
    return result == FAQBOT_OK ? tell_surplus(spreadsheet, row, fault) : result;
}

static enum faqbot_status take_row(void *user, const struct table_row *row, struct faqbot_fault *fault)
{
    struct spreadsheet *spreadsheet = user;
    return spreadsheet->has_heading ? take_entry(spreadsheet, row, fault)
                                    : take_heading(spreadsheet, row, fault);
}

static enum faqbot_status read_table(struct collector *collector, struct faqbot_view text, char delimiter,
                                     struct faqbot_fault *fault)
{
    struct spreadsheet *spreadsheet = calloc(1, sizeof *spreadsheet);
    if (spreadsheet == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    spreadsheet->collector = collector;
    arena_init(&spreadsheet->arena, SIZE_MAX);
    enum faqbot_status status =
        table_read(text, delimiter, collector_path(collector), take_row, spreadsheet, fault);
    if (status == FAQBOT_OK && !spreadsheet->has_heading) {
        status = fault_set(fault, FAQBOT_INVALID, collector_path(collector), 0, "there is nothing in it");
    }
    arena_release(&spreadsheet->arena);
    free(spreadsheet);
    return status;
}

enum faqbot_status spreadsheet_read_csv(struct collector *collector, struct faqbot_view text,
                                        struct faqbot_fault *fault)
{
    return read_table(collector, text, table_guess_delimiter(text), fault);
}

enum faqbot_status spreadsheet_read_tsv(struct collector *collector, struct faqbot_view text,
                                        struct faqbot_fault *fault)
{
    return read_table(collector, text, '\t', fault);
}
