/* transfer/qnabot_out.c - a knowledge as QnABot on AWS imports it: items of its type "qna". */
#include "transfer/qnabot_out.h"

#include "text/rich.h"
#include "transfer/markdown_out.h"

void qnabot_out_begin(struct exporter *exporter)
{
    writer_open_object(&exporter->writer, NULL);
    writer_open_array(&exporter->writer, "qna");
}

void qnabot_out_settings(struct exporter *exporter, const struct settings *settings)
{
    buffer_add(&exporter->disclaimer, settings->disclaimer);
    exporter_lose(exporter, EXPORTER_SETTINGS, NULL);
}

void qnabot_out_synonyms(struct exporter *exporter, const struct synonym *list, size_t count)
{
    (void)list;
    (void)count;
    exporter_lose(exporter, EXPORTER_SYNONYMS, NULL);
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
            markdown_out_add(nodes, sizeof nodes / sizeof *nodes, text);
        } else {
            buffer_add(text, disclaimer);
        }
    }
    exporter->out.failed |= text->failed;
}

static void add_answer(struct exporter *exporter, const struct entry *entry)
{
    struct writer *writer = &exporter->writer;
    struct faqbot_view disclaimer = exporter_disclaimer(exporter, entry);
    buffer_reset(&exporter->scratch);
    rich_narrate(entry->nodes, entry->node_count, &exporter->scratch);
    end_text(exporter, "Disclaimer: ", disclaimer);
    writer_add_string(writer, "a", buffer_view(&exporter->scratch));
    buffer_reset(&exporter->scratch);
    markdown_out_add(entry->nodes, entry->node_count, &exporter->scratch);
    end_text(exporter, "**Disclaimer:** ", disclaimer);
    writer_open_object(writer, "alt");
    writer_add_string(writer, "markdown", buffer_view(&exporter->scratch));
    writer_close_object(writer);
    exporter_lose_text(exporter, EXPORTER_DISCLAIMER, entry, disclaimer);
}

void qnabot_out_entry(struct exporter *exporter, const struct entry *entry)
{
    struct writer *writer = &exporter->writer;
    if (entry->kind != ENTRY_FAQ) {
        exporter_lose(exporter, EXPORTER_PASSAGE, entry);
        return;
    }
    writer_open_object(writer, NULL);
    writer_add_string(writer, "qid", entry->id);
    writer_add_text(writer, "type", "qna");
    writer_open_array(writer, "q");
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        writer_add_string(writer, NULL, entry->phrasings[i]);
    }
    writer_close_array(writer);
    add_answer(exporter, entry);
    writer_close_object(writer);
    exporter_lose_text(exporter, EXPORTER_TITLE, entry, entry->title);
    exporter_lose_text(exporter, EXPORTER_SECTION, entry, entry->section);
    exporter_lose_text(exporter, EXPORTER_URL, entry, entry->url);
    exporter_lose_text(exporter, EXPORTER_LANG, entry, entry->lang);
    exporter_lose_text(exporter, EXPORTER_TAGS, entry, entry->tags);
    exporter_lose_text(exporter, EXPORTER_UPDATED, entry, entry->updated);
    exporter_lose_text(exporter, EXPORTER_REVIEW_BY, entry, entry->review_by);
    if (entry->related_count > 0) {
        exporter_lose(exporter, EXPORTER_RELATED, entry);
    }
    exporter->entries++;
}

void qnabot_out_end(struct exporter *exporter)
{
    writer_close_array(&exporter->writer);
    writer_close_object(&exporter->writer);
    buffer_add_byte(&exporter->out, '\n');
}
