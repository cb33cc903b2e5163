/* transfer/spreadsheet.c - any table with a question and an answer in each row. Not for the tables of a
 * service, whose columns are known: those have a format of their own. */
#include "transfer/spreadsheet.h"

#include "base/fault.h"
#include "transfer/hypertext.h"
#include "transfer/mapping.h"

struct spreadsheet {
    struct collector *collector;
    struct mapping mapping;
};

static void take_heading(struct spreadsheet *spreadsheet, const struct table_row *row)
{
    struct collector *collector = spreadsheet->collector;
    mapping_make(collector->map, row, collector->path, &spreadsheet->mapping, collector->fault);
    for (size_t i = 0; i < row->count; i++) {
        if (spreadsheet->mapping.fields[i] == MAPPING_NONE && !view_is_empty(view_trim(row->cells[i]))) {
            collector_note(collector, row->line, "the column \"%.*s\" is not mapped and not kept",
                           VIEW_ARGS(row->cells[i]));
        }
    }
}

/* Adds what stands between the separators of all cells of a field. */
static void split(struct spreadsheet *spreadsheet, const struct table_row *row, enum mapping_field field,
                  const char *separators, struct texts *list)
{
    for (size_t i = 0; i < row->count && i < spreadsheet->mapping.count; i++) {
        struct faqbot_view rest = row->cells[i];
        while (spreadsheet->mapping.fields[i] == field && rest.size > 0) {
            size_t first = view_find(rest, separators[0]);
            size_t second = view_find(rest, separators[1]);
            size_t end = first < second ? first : second;
            items_add_text(list, &spreadsheet->collector->row_arena, view_trim(view_slice(rest, 0, end)));
            rest = view_slice(rest, end + 1, rest.size);
        }
    }
}

static void take_entry(struct spreadsheet *spreadsheet, const struct table_row *row)
{
    struct collector *collector = spreadsheet->collector;
    struct faqbot_view cells[MAPPING_COUNT] = {{NULL, 0}}; /* the first of each field */
    arena_reset(&collector->row_arena);
    for (size_t i = row->count < spreadsheet->mapping.count ? row->count : spreadsheet->mapping.count;
         i-- > 0;) {
        if (spreadsheet->mapping.fields[i] != MAPPING_NONE) {
            cells[spreadsheet->mapping.fields[i]] = view_trim(row->cells[i]);
        }
    }
    struct faqbot_view status = cells[MAPPING_STATUS];
    struct record record = {
        .row = row->line,
        .group = cells[MAPPING_ID],
        .id = cells[MAPPING_ID],
        .question = cells[MAPPING_QUESTION],
        .title = cells[MAPPING_TITLE],
        .url = cells[MAPPING_URL],
        .lang = cells[MAPPING_LANG],
        .updated = cells[MAPPING_UPDATED],
        .review_by = cells[MAPPING_REVIEW_BY],
        .disclaimer = cells[MAPPING_DISCLAIMER],
        .is_draft = !view_is_empty(status) && !view_equals_text(status, "live"),
    };
    split(spreadsheet, row, MAPPING_ALSO, "\n\r", &record.also);
    split(spreadsheet, row, MAPPING_TAGS, ",;", &record.tags);
    split(spreadsheet, row, MAPPING_RELATED, ",;", &record.related);
    hypertext_add_mixed(collector, &record, cells[MAPPING_ANSWER]);
    if (record.is_draft && !view_equals_text(status, "draft")) {
        collector_note(collector, row->line,
                       "the status is \"%.*s\", neither live nor draft; it is kept as a draft",
                       VIEW_ARGS(status));
    }
    for (size_t i = spreadsheet->mapping.count; i < row->count; i++) {
        collector_note_cell(collector, row->line, i, row->cells[i], "has no heading above it");
    }
}

static void take_row(void *user, const struct table_row *row)
{
    struct spreadsheet *spreadsheet = user;
    if (spreadsheet->mapping.count > 0) {
        take_entry(spreadsheet, row);
    } else {
        take_heading(spreadsheet, row);
    }
}

static void read_table(struct collector *collector, struct faqbot_view text, char delimiter)
{
    struct spreadsheet spreadsheet = {.collector = collector};
    table_read(text, delimiter, collector->path, take_row, &spreadsheet, collector->fault);
    if (spreadsheet.mapping.count == 0) {
        collector_fail(collector, FAQBOT_INVALID, 0, "there is nothing in it");
    }
}

void spreadsheet_read_csv(struct collector *collector, struct faqbot_view text)
{
    read_table(collector, text, table_guess_delimiter(text));
}

void spreadsheet_read_tsv(struct collector *collector, struct faqbot_view text)
{
    read_table(collector, text, '\t');
}
