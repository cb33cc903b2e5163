/* transfer/csv_out.c - a knowledge as a table: RFC 4180, every cell quoted. It is what its owner wrote, so a cell
 * that a spreadsheet would take for a formula is left as it is. */
#include "transfer/csv_out.h"

#include "transfer/markdown_out.h"

void csv_out_begin(struct exporter *exporter)
{
    buffer_add_text(&exporter->out,
                    "id,question,also,answer,title,url,lang,tags,related,disclaimer,updated,review_by\r\n");
}

void csv_out_settings(struct exporter *exporter, const struct settings *settings)
{
    buffer_add(&exporter->disclaimer, settings->disclaimer);
    exporter_lose(exporter, EXPORTER_SETTINGS, NULL);
}

void csv_out_synonyms(struct exporter *exporter, const struct synonym *list, size_t count)
{
    (void)list;
    (void)count;
    exporter_lose(exporter, EXPORTER_SYNONYMS, NULL);
}

static void add_cell(struct exporter *exporter, struct faqbot_view text, char end)
{
    buffer_add_byte(&exporter->out, '"');
    for (size_t i = 0; i < text.size; i++) {
        buffer_add_byte(&exporter->out, text.bytes[i]);
        if (text.bytes[i] == '"') {
            buffer_add_byte(&exporter->out, '"');
        }
    }
    buffer_add_byte(&exporter->out, '"');
    if (end == '\n') {
        buffer_add_byte(&exporter->out, '\r');
    }
    buffer_add_byte(&exporter->out, end);
}

static void add_list(struct exporter *exporter, const struct faqbot_view *list, size_t count, char between)
{
    buffer_reset(&exporter->scratch);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buffer_add_byte(&exporter->scratch, between);
        }
        buffer_add(&exporter->scratch, list[i]);
    }
    exporter->out.failed |= exporter->scratch.failed;
    add_cell(exporter, buffer_view(&exporter->scratch), ',');
}

static void add_answer(struct exporter *exporter, const struct entry *entry)
{
    buffer_reset(&exporter->scratch);
    markdown_out_add(entry->nodes, entry->node_count, &exporter->scratch);
    exporter->out.failed |= exporter->scratch.failed;
    add_cell(exporter, buffer_view(&exporter->scratch), ',');
}

void csv_out_entry(struct exporter *exporter, const struct entry *entry)
{
    if (entry->kind != ENTRY_FAQ) {
        exporter_lose(exporter, EXPORTER_PASSAGE, entry);
        return;
    }
    add_cell(exporter, entry->id, ',');
    add_cell(exporter, entry->phrasings[0], ',');
    add_list(exporter, entry->phrasings + 1, entry->phrasing_count - 1, '\n');
    add_answer(exporter, entry);
    add_cell(exporter, entry->title, ',');
    add_cell(exporter, entry->url, ',');
    add_cell(exporter, entry->lang, ',');
    add_cell(exporter, entry->tags, ',');
    add_list(exporter, entry->related, entry->related_count, ',');
    add_cell(exporter, exporter_disclaimer(exporter, entry), ',');
    add_cell(exporter, entry->updated, ',');
    add_cell(exporter, entry->review_by, '\n');
    exporter_lose_text(exporter, EXPORTER_SECTION, entry, entry->section);
    exporter->entries++;
}
