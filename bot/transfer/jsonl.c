/* transfer/jsonl.c - our own JSON Lines. Looks at ids only: what a line may hold is
 * knowledge/jsonlines.c's to say, which delivery.c asks. */
#include "transfer/jsonl.h"

#include "transfer/document.h"

static enum faqbot_status take_line(struct collector *collector, size_t row, struct faqbot_view line,
                                    struct faqbot_fault *fault)
{
    struct json *document = NULL;
    const char *complaint = "";
    enum faqbot_status status = json_parse(line, &document, &complaint);
    if (status == FAQBOT_INVALID) {
        return collector_leave_out(collector, row, view_make(NULL, 0), fault, "this is no JSON: %s",
                                   complaint);
    }
    if (status == FAQBOT_OK) {
        static const char *const headings[] = {"question", "title", "synonym", NULL};
        struct faqbot_view shown = document_first_text(document, headings);
        shown = json_member(document, "settings") != NULL ? view_of("settings") : shown;
        status =
            collector_add_line(collector, row, view_trim(document_text(document, "id")), shown, line, fault);
    }
    json_free(document);
    return status;
}

enum faqbot_status jsonl_read(struct collector *collector, struct faqbot_view text,
                              struct faqbot_fault *fault)
{
    struct faqbot_view line;
    enum faqbot_status status = FAQBOT_OK;
    for (size_t row = 1; status == FAQBOT_OK && view_next_line(&text, &line); row++) {
        line = view_trim(line);
        if (!view_is_empty(line)) {
            status = take_line(collector, row, line, fault);
        }
    }
    return status;
}
