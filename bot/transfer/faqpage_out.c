/* transfer/faqpage_out.c - a FAQPage of schema.org: FAQPage, Question and Answer, with the properties that they inherit
 * from CreativeWork and Thing. */
#include "transfer/faqpage_out.h"

#include "transfer/html_out.h"

void faqpage_out_begin(struct exporter *exporter)
{
    struct writer *writer = &exporter->writer;
    writer_open_object(writer, NULL);
    writer_add_text(writer, "@context", "https://schema.org");
    writer_add_text(writer, "@type", "FAQPage");
}

void faqpage_out_settings(struct exporter *exporter, const struct settings *settings)
{
    struct writer *writer = &exporter->writer;
    buffer_add(&exporter->disclaimer, settings->disclaimer);
    if (!view_is_empty(settings->name)) {
        writer_add_string(writer, "name", settings->name);
    }
    if (!view_is_empty(settings->lang)) {
        writer_add_string(writer, "inLanguage", settings->lang);
    }
    exporter_lose(exporter, EXPORTER_SETTINGS, NULL);
    writer_open_array(writer, "mainEntity");
}

void faqpage_out_synonyms(struct exporter *exporter, const struct synonym *list, size_t count)
{
    (void)list;
    (void)count;
    exporter_lose(exporter, EXPORTER_SYNONYMS, NULL);
}

static void add_text(struct writer *writer, const char *key, struct faqbot_view text)
{
    if (!view_is_empty(text)) {
        writer_add_string(writer, key, text);
    }
}

static void add_answer(struct exporter *exporter, const struct entry *entry)
{
    struct buffer *html = &exporter->scratch;
    struct faqbot_view disclaimer = exporter_disclaimer(exporter, entry);
    buffer_reset(html);
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

void faqpage_out_entry(struct exporter *exporter, const struct entry *entry)
{
    struct writer *writer = &exporter->writer;
    if (entry->kind != ENTRY_FAQ) {
        exporter_lose(exporter, EXPORTER_PASSAGE, entry);
        return;
    }
    writer_open_object(writer, NULL);
    writer_add_text(writer, "@type", "Question");
    writer_add_string(writer, "identifier", entry->id);
    writer_add_string(writer, "name", entry->phrasings[0]);
    if (entry->phrasing_count > 1) {
        writer_open_array(writer, "alternateName");
        for (size_t i = 1; i < entry->phrasing_count; i++) {
            writer_add_string(writer, NULL, entry->phrasings[i]);
        }
        writer_close_array(writer);
    }
    add_text(writer, "url", entry->url);
    add_text(writer, "inLanguage", entry->lang);
    add_text(writer, "keywords", entry->tags);
    add_text(writer, "dateModified", entry->updated);
    add_answer(exporter, entry);
    writer_close_object(writer);
    exporter_lose_text(exporter, EXPORTER_TITLE, entry, entry->title);
    exporter_lose_text(exporter, EXPORTER_SECTION, entry, entry->section);
    exporter_lose_text(exporter, EXPORTER_REVIEW_BY, entry, entry->review_by);
    if (entry->related_count > 0) {
        exporter_lose(exporter, EXPORTER_RELATED, entry);
    }
    exporter->entries++;
}

void faqpage_out_end(struct exporter *exporter)
{
    writer_close_array(&exporter->writer);
    writer_close_object(&exporter->writer);
    buffer_add_byte(&exporter->out, '\n');
}
