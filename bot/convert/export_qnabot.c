/* convert/export_qnabot.c - a knowledge base as QnABot on AWS imports it: {"qna": [...]} with items of its
 * type "qna".
 *
 *     {"qna": [{"qid": "hours", "type": "qna", "q": ["When are you open?", "Opening hours"],
 *               "a": "From nine to five.", "alt": {"markdown": "From **nine** to **five**."}}]}
 *
 * Each entry's id is the qid, all phrasings are its q. The answer is given twice, as plain text for
 * channels that speak and as Markdown for those that show, and both end with the disclaimer, for which
 * QnABot has no place. */
#include "convert/convert_internal.h"

#include "text/text.h"

static void begin(struct exporter *exporter)
{
    json_writer_open_object(&exporter->writer, NULL);
    json_writer_open_array(&exporter->writer, "qna");
}

/* Appends the disclaimer to what is in `scratch`, behind a label in the text's own form. */
static void end_text(struct exporter *exporter, const char *label, struct faqbot_view disclaimer)
{
    struct buffer *text = &exporter->scratch;
    const struct faqbot_node nodes[] = {{.kind = FAQBOT_NODE_PARAGRAPH},
                                        {.kind = FAQBOT_NODE_TEXT, .text = disclaimer},
                                        {.kind = FAQBOT_NODE_CLOSE}};
    if (view_is_empty(disclaimer)) {
        return;
    }
    buffer_add_text(text, "\n\n");
    buffer_add_text(text, label);
    if (label[0] == '*') {
        md_writer_add_nodes(nodes, sizeof nodes / sizeof *nodes, text);
    } else {
        buffer_add(text, disclaimer);
    }
}

/* The plain answer first, then the same in Markdown, each with its disclaimer. */
static void add_answer(struct exporter *exporter, const struct entry *entry)
{
    struct json_writer *writer = &exporter->writer;
    struct faqbot_view disclaimer = exporter_disclaimer(exporter, entry);
    rich_to_text(entry->nodes, entry->node_count, &exporter->scratch);
    end_text(exporter, "Disclaimer: ", disclaimer);
    json_writer_add_string(writer, "a", exporter_take_scratch(exporter));
    buffer_reset(&exporter->scratch);
    md_writer_add_nodes(entry->nodes, entry->node_count, &exporter->scratch);
    exporter_check_answer(exporter, entry, exporter_take_scratch(exporter));
    end_text(exporter, "**Disclaimer:** ", disclaimer);
    json_writer_open_object(writer, "alt");
    json_writer_add_string(writer, "markdown", exporter_take_scratch(exporter));
    json_writer_close_object(writer);
    if (!view_is_empty(disclaimer)) {
        exporter_add_loss(exporter, EXPORT_LOSS_DISCLAIMER, entry);
    }
}

static void add_entry(struct exporter *exporter, const struct entry *entry)
{
    struct json_writer *writer = &exporter->writer;
    json_writer_open_object(writer, NULL);
    json_writer_add_string(writer, "qid", entry->id);
    json_writer_add_text(writer, "type", "qna");
    json_add_list(writer, "q", entry->phrasings, entry->phrasing_count);
    json_writer_add_optional(writer, "tags", entry->tags);
    add_answer(exporter, entry);
    json_writer_close_object(writer);
}

const struct exporter_format export_qnabot_format = {
    .name = "qnabot",
    .extension = ".qnabot.json",
    .description = "what QnABot on AWS imports",
    .lost = EXPORT_BIT(EXPORT_LOSS_EXCLUSIONS) | EXPORT_BIT(EXPORT_LOSS_TITLE) |
            EXPORT_BIT(EXPORT_LOSS_SECTION) | EXPORT_BIT(EXPORT_LOSS_URL) | EXPORT_BIT(EXPORT_LOSS_LANG) |
            EXPORT_BIT(EXPORT_LOSS_UPDATED) | EXPORT_BIT(EXPORT_LOSS_REVIEW_BY) |
            EXPORT_BIT(EXPORT_LOSS_RELATED),
    .begin = begin,
    .entry = add_entry,
    .end = exporter_end_json};
