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

static enum faqbot_status take_row(void *user, const struct table_row *row, struct faqbot_fault *fault)
{
    struct dialogflow *dialogflow = user;
    bool is_first = !dialogflow->has_begun;
    dialogflow->has_begun = true;
    if (is_first && is_heading(row)) {
        return collector_note(dialogflow->collector, row->line, fault,
                              "this row is taken for a heading, though the format has none");
    }
    const struct record record = {.row = row->line,
                                  .question = row->cells[0],
                                  .answer = row->count > 1 ? row->cells[1] : view_make(NULL, 0),
                                  .markup = RECORD_PLAIN};
    enum faqbot_status status = hypertext_add_either(dialogflow->collector, &record, fault);
    for (size_t i = 2; i < row->count && status == FAQBOT_OK; i++) {
        if (!view_is_empty(view_trim(row->cells[i]))) {
            status = collector_note(dialogflow->collector, row->line, fault,
                                    "cell %zu is beyond the two of the format and is not kept: \"%.*s\"",
                                    i + 1, VIEW_ARGS(row->cells[i]));
        }
    }
    return status;
}

enum faqbot_status dialogflow_read(struct collector *collector, struct faqbot_view text,
                                   struct faqbot_fault *fault)
{
    struct dialogflow dialogflow = {.collector = collector};
    return table_read(text, table_guess_delimiter(text), collector_path(collector), take_row, &dialogflow,
                      fault);
}
