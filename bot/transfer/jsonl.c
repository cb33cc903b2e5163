/* transfer/jsonl.c - our own JSON Lines. Looks at ids only: what a line may hold is
 * knowledge/jsonlines.c's to say, which delivery.c asks. */
#include "transfer/jsonl.h"

#include "transfer/document.h"

static void take_line(struct import_builder *builder, size_t row, struct faqbot_view line)
{
    static const char *const headings[] = {"question", "title", "synonym", NULL};
    struct json *document = NULL;
    const char *complaint = "";
    enum faqbot_status status = json_parse(line, &document, &complaint);
    if (status == FAQBOT_INVALID) {
        import_builder_skip(builder, row, view_make(NULL, 0), "this is no JSON: %s", complaint);
    } else if (status != FAQBOT_OK) {
        import_builder_fail(builder, status, 0, "%s", faqbot_status_text(status));
    } else {
        struct faqbot_view shown = json_document_first_text(document, headings);
        shown = json_member(document, "settings") != NULL ? view_of("settings") : shown;
        import_builder_add_line(builder, row, view_trim(json_document_text(document, "id")), shown, line);
    }
    json_free(document);
}

void import_jsonl(struct import_builder *builder, struct faqbot_view text)
{
    struct faqbot_view line;
    for (size_t row = 1; !import_builder_failed(builder) && view_next_line(&text, &line); row++) {
        line = view_trim(line);
        if (!view_is_empty(line)) {
            take_line(builder, row, line);
        }
    }
}
