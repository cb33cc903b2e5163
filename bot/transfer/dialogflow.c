/* transfer/dialogflow.c - the FAQ table of a knowledge base of Dialogflow. Agents and their intents are
 * another export, which is not read. */
#include "transfer/dialogflow.h"

#include "base/fault.h"
#include "transfer/hypertext.h"
#include "transfer/table.h"

struct dialogflow {
    struct collector *collector;
    bool has_begun;
};

static bool is_heading(const struct table_row *row)
{
    return row->count >= 2 && table_is_called(row->cells[0], view_of("question")) &&
           table_is_called(row->cells[1], view_of("answer"));
}

static void take_row(void *user, const struct table_row *row)
{
    struct dialogflow *dialogflow = user;
    struct collector *collector = dialogflow->collector;
    bool is_first = !dialogflow->has_begun;
    dialogflow->has_begun = true;
    if (is_first && is_heading(row)) {
        collector_note(collector, row->line, "this row is taken for a heading, though the format has none");
        return;
    }
    const struct record record = {.row = row->line,
                                  .question = row->cells[0],
                                  .answer = row->count > 1 ? row->cells[1] : view_make(NULL, 0),
                                  .markup = RECORD_PLAIN};
    hypertext_add_either(collector, &record);
    for (size_t i = 2; i < row->count; i++) {
        collector_note_cell(collector, row->line, i, row->cells[i], "is beyond the two of the format");
    }
}

void dialogflow_read(struct collector *collector, struct faqbot_view text)
{
    struct dialogflow dialogflow = {.collector = collector};
    table_read(text, table_guess_delimiter(text), collector->path, take_row, &dialogflow, collector->fault);
}
