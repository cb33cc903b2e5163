/* convert/export_qnabot.c - a knowledge base as QnABot on AWS imports it: items of its type "qna". */
#include "convert/convert_internal.h"

#include "text/text.h"

static void begin(struct exporter *exporter)
{
    json_writer_open_object(&exporter->writer, NULL);
    json_writer_open_array(&exporter->writer, "qna");
}

static void end_text(struct exporter *exporter, const char *label, struct faqbot_view disclaimer)
{
    struct buffer *text = &exporter->scratch;
    if (!view_is_empty(disclaimer)) {
        const struct faqbot_node nodes[] = {{.kind = FAQBOT_NODE_PARAGRAPH},
                                            {.kind = FAQBOT_NODE_TEXT, .text = disclaimer},
                                            {.kind = FAQBOT_NODE_CLOSE}};
        buffer_add_text(text, "\n\n");
        buffer_add_text(text, label);
        if (label[0] == '*') {
            md_writer_add_nodes(nodes, sizeof nodes / sizeof *nodes, text);
        } else {
            buffer_add(text, disclaimer);
        }
    }
    exporter->out.failed |= text->failed;
}

static void add_answer(struct exporter *exporter, const struct entry *entry)
{
    struct json_writer *writer = &exporter->writer;
    struct faqbot_view disclaimer = exporter_disclaimer(exporter, entry);
    rich_to_text(entry->nodes, entry->node_count, &exporter->scratch);
    end_text(exporter, "Disclaimer: ", disclaimer);
    json_writer_add_string(writer, "a", buffer_view(&exporter->scratch));
    buffer_reset(&exporter->scratch);
    md_writer_add_nodes(entry->nodes, entry->node_count, &exporter->scratch);
    end_text(exporter, "**Disclaimer:** ", disclaimer);
    json_writer_open_object(writer, "alt");
    json_writer_add_string(writer, "markdown", buffer_view(&exporter->scratch));
    json_writer_close_object(writer);
    if (!view_is_empty(disclaimer)) {
        exporter_add_loss(exporter, EXPORTER_DISCLAIMER, entry);
    }
}

static void add_entry(struct exporter *exporter, const struct entry *entry)
{
    struct json_writer *writer = &exporter->writer;
    json_writer_open_object(writer, NULL);
    json_writer_add_string(writer, "qid", entry->id);
    json_writer_add_text(writer, "type", "qna");
    jsonl_write_add_list(writer, "q", entry->phrasings, entry->phrasing_count);
    add_answer(exporter, entry);
    json_writer_close_object(writer);
}

static void end(struct exporter *exporter)
{
    json_writer_close_array(&exporter->writer);
    json_writer_close_object(&exporter->writer);
    buffer_add_byte(&exporter->out, '\n');
}

const struct exporter_format export_qnabot_format = {
    .name = "qnabot",
    .extension = ".qnabot.json",
    .description = "what QnABot on AWS imports",
    .lost = EXPORTER_BIT(EXPORTER_TITLE) | EXPORTER_BIT(EXPORTER_SECTION) | EXPORTER_BIT(EXPORTER_URL) |
            EXPORTER_BIT(EXPORTER_LANG) | EXPORTER_BIT(EXPORTER_TAGS) | EXPORTER_BIT(EXPORTER_UPDATED) |
            EXPORTER_BIT(EXPORTER_REVIEW_BY) | EXPORTER_BIT(EXPORTER_RELATED),
    .begin = begin,
    .entry = add_entry,
    .end = end};
