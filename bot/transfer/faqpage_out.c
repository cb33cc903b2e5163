/* transfer/faqpage_out.c - a FAQPage of schema.org: FAQPage, Question and Answer, with the properties that they inherit
 * from CreativeWork and Thing. */
#include "transfer/faqpage_out.h"

#include "transfer/html_out.h"
#include "transfer/lines.h"

static void begin(struct exporter *exporter)
{
    struct writer *writer = &exporter->writer;
    writer_open_object(writer, NULL);
    writer_add_text(writer, "@context", "https://schema.org");
    writer_add_text(writer, "@type", "FAQPage");
}

static void add_settings(struct exporter *exporter, const struct settings *settings)
{
    lines_add_text(&exporter->writer, "name", settings->name);
    lines_add_text(&exporter->writer, "inLanguage", settings->lang);
    exporter_lose(exporter, EXPORTER_SETTINGS, NULL); /* the others */
    writer_open_array(&exporter->writer, "mainEntity");
}

static void add_answer(struct exporter *exporter, const struct entry *entry)
{
    struct buffer *html = &exporter->scratch;
    struct faqbot_view disclaimer = exporter_disclaimer(exporter, entry);
    html_out_add(entry->nodes, entry->node_count, html);
    if (!view_is_empty(disclaimer)) {
        buffer_add_text(html, "<p><strong>Disclaimer:</strong> ");
        html_out_add_text(disclaimer, html);
        buffer_add_text(html, "</p>");
        exporter_lose(exporter, EXPORTER_DISCLAIMER, entry);
    }
    exporter->out.failed |= html->failed;
    writer_open_object(&exporter->writer, "acceptedAnswer");
    writer_add_text(&exporter->writer, "@type", "Answer");
    writer_add_string(&exporter->writer, "text", buffer_view(html));
    writer_close_object(&exporter->writer);
}

static void add_entry(struct exporter *exporter, const struct entry *entry)
{
    struct writer *writer = &exporter->writer;
    writer_open_object(writer, NULL);
    writer_add_text(writer, "@type", "Question");
    writer_add_string(writer, "identifier", entry->id);
    writer_add_string(writer, "name", entry->phrasings[0]);
    lines_add_list(writer, "alternateName", entry->phrasings + 1, entry->phrasing_count - 1);
    lines_add_text(writer, "url", entry->url);
    lines_add_text(writer, "inLanguage", entry->lang);
    lines_add_text(writer, "keywords", entry->tags);
    lines_add_text(writer, "dateModified", entry->updated);
    add_answer(exporter, entry);
    writer_close_object(writer);
}

static void end(struct exporter *exporter)
{
    writer_close_array(&exporter->writer);
    writer_close_object(&exporter->writer);
    buffer_add_byte(&exporter->out, '\n');
}

const struct exporter_format faqpage_out_format = {
    .name = "faqpage",
    .extension = ".faqpage.json",
    .description = "a FAQPage of schema.org, as JSON-LD",
    .lost = EXPORTER_BIT(EXPORTER_TITLE) | EXPORTER_BIT(EXPORTER_SECTION) | EXPORTER_BIT(EXPORTER_REVIEW_BY) |
            EXPORTER_BIT(EXPORTER_RELATED),
    .begin = begin,
    .settings = add_settings,
    .entry = add_entry,
    .end = end};
