/* transfer/spreadsheet.c - any table with a question and an answer in each row. Not for the tables of a
 * service, whose columns are known: those have a format of their own. */
#include "transfer/spreadsheet.h"

#include "base/fault.h"
#include "transfer/hypertext.h"
#include "transfer/mapping.h"

struct spreadsheet {
    struct import_builder *builder;
    struct column_map mapping;
};

static void take_heading(struct spreadsheet *spreadsheet, const struct csv_table_row *row)
{
    struct import_builder *builder = spreadsheet->builder;
    column_map_parse(builder->map, row, builder->path, &spreadsheet->mapping, builder->fault);
    for (size_t i = 0; i < row->count; i++) {
        if (spreadsheet->mapping.fields[i] == COLUMN_MAP_NONE && !view_is_empty(view_trim(row->cells[i]))) {
            import_builder_note(builder, row->line, "the column \"%.*s\" is not mapped and not kept",
                                VIEW_ARGS(row->cells[i]));
        }
    }
}

/* Adds what stands between the separators of all cells of a field. */
static void split(struct spreadsheet *spreadsheet, const struct csv_table_row *row,
                  enum column_map_field field, const char *separators, struct texts *list)
{
    for (size_t i = 0; i < row->count && i < spreadsheet->mapping.count; i++) {
        struct faqbot_view rest = row->cells[i];
        while (spreadsheet->mapping.fields[i] == field && rest.size > 0) {
            size_t first = view_find(rest, separators[0]);
            size_t second = view_find(rest, separators[1]);
            size_t end = first < second ? first : second;
            import_entries_add_text(list, &spreadsheet->builder->row_arena,
                                    view_trim(view_slice(rest, 0, end)));
            rest = view_slice(rest, end + 1, rest.size);
        }
    }
}

static void take_entry(struct spreadsheet *spreadsheet, const struct csv_table_row *row)
{
    struct import_builder *builder = spreadsheet->builder;
    struct faqbot_view cells[COLUMN_MAP_COUNT] = {{NULL, 0}}; /* the first of each field */
    arena_reset(&builder->row_arena);
    for (size_t i = row->count < spreadsheet->mapping.count ? row->count : spreadsheet->mapping.count;
         i-- > 0;) {
        if (spreadsheet->mapping.fields[i] != COLUMN_MAP_NONE) {
            cells[spreadsheet->mapping.fields[i]] = view_trim(row->cells[i]);
        }
    }
    struct faqbot_view status = cells[COLUMN_MAP_STATUS];
    struct import_record record = {
        .row = row->line,
        .group = cells[COLUMN_MAP_ID],
        .id = cells[COLUMN_MAP_ID],
        .question = cells[COLUMN_MAP_QUESTION],
        .title = cells[COLUMN_MAP_TITLE],
        .url = cells[COLUMN_MAP_URL],
        .lang = cells[COLUMN_MAP_LANG],
        .updated = cells[COLUMN_MAP_UPDATED],
        .review_by = cells[COLUMN_MAP_REVIEW_BY],
        .disclaimer = cells[COLUMN_MAP_DISCLAIMER],
        .is_draft = !view_is_empty(status) && !view_equals_text(status, "live"),
    };
    split(spreadsheet, row, COLUMN_MAP_ALSO, "\n\r", &record.also);
    split(spreadsheet, row, COLUMN_MAP_TAGS, ",;", &record.tags);
    split(spreadsheet, row, COLUMN_MAP_RELATED, ",;", &record.related);
    import_html_add_mixed(builder, &record, cells[COLUMN_MAP_ANSWER]);
    if (record.is_draft && !view_equals_text(status, "draft")) {
        import_builder_note(builder, row->line,
                            "the status is \"%.*s\", neither live nor draft; it is kept as a draft",
                            VIEW_ARGS(status));
    }
    for (size_t i = spreadsheet->mapping.count; i < row->count; i++) {
        import_builder_note_cell(builder, row->line, i, row->cells[i], "has no heading above it");
    }
}

static void take_row(void *user, const struct csv_table_row *row)
{
    struct spreadsheet *spreadsheet = user;
    if (spreadsheet->mapping.count > 0) {
        take_entry(spreadsheet, row);
    } else {
        take_heading(spreadsheet, row);
    }
}

static void read_table(struct import_builder *builder, struct faqbot_view text, char delimiter)
{
    struct spreadsheet spreadsheet = {.builder = builder};
    csv_table_read(text, delimiter, builder->path, take_row, &spreadsheet, builder->fault);
    if (spreadsheet.mapping.count == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "there is nothing in it");
    }
}

void import_csv(struct import_builder *builder, struct faqbot_view text)
{
    read_table(builder, text, csv_table_guess_delimiter(text));
}

void import_tsv(struct import_builder *builder, struct faqbot_view text)
{
    read_table(builder, text, '\t');
}
