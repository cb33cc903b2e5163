/* transfer/dialogflow.c - the FAQ table of a knowledge base of Dialogflow. Agents and their intents are
 * another export, which is not read. */
#include "transfer/dialogflow.h"

#include "base/fault.h"
#include "transfer/hypertext.h"
#include "transfer/table.h"

struct dialogflow {
    struct import_builder *builder;
    bool has_begun;
};

static bool is_heading(const struct csv_table_row *row)
{
    return row->count >= 2 && csv_table_is_called(row->cells[0], view_of("question")) &&
           csv_table_is_called(row->cells[1], view_of("answer"));
}

static void take_row(void *user, const struct csv_table_row *row)
{
    struct dialogflow *dialogflow = user;
    struct import_builder *builder = dialogflow->builder;
    bool is_first = !dialogflow->has_begun;
    dialogflow->has_begun = true;
    if (is_first && is_heading(row)) {
        import_builder_note(builder, row->line,
                            "this row is taken for a heading, though the format has none");
        return;
    }
    const struct import_record record = {.row = row->line,
                                         .question = row->cells[0],
                                         .answer = row->count > 1 ? row->cells[1] : view_make(NULL, 0),
                                         .markup = IMPORT_PLAIN};
    import_html_add_either(builder, &record);
    for (size_t i = 2; i < row->count; i++) {
        import_builder_note_cell(builder, row->line, i, row->cells[i], "is beyond the two of the format");
    }
}

void import_dialogflow(struct import_builder *builder, struct faqbot_view text)
{
    struct dialogflow dialogflow = {.builder = builder};
    csv_table_read(text, csv_table_guess_delimiter(text), builder->path, take_row, &dialogflow,
                   builder->fault);
}
