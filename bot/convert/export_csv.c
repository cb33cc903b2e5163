/* convert/export_csv.c - a knowledge base as a table: RFC 4180, every cell quoted.
 *
 * The columns have the names by which `faqbot import csv` knows them. Further phrasings stand in one cell,
 * one a line; tags and related ids have commas between them; answers are Markdown. It is what its owner
 * wrote, so a cell that a spreadsheet would take for a formula is left as it is: escaping it would change
 * the text on its way back. */
#include "convert/convert_internal.h"

static void begin(struct exporter *exporter)
{
    buffer_add_text(&exporter->out,
                    "id,question,also,answer,title,url,lang,tags,related,disclaimer,updated,review_by\r\n");
}

/* Every cell is quoted, also where it need not be: programs that guess then guess right. */
static void add_cell(struct exporter *exporter, struct faqbot_view text, const char *end)
{
    buffer_add_byte(&exporter->out, '"');
    for (size_t i = 0; i < text.size; i++) {
        buffer_add_byte(&exporter->out, text.bytes[i]);
        if (text.bytes[i] == '"') {
            buffer_add_byte(&exporter->out, '"');
        }
    }
    buffer_add_byte(&exporter->out, '"');
    buffer_add_text(&exporter->out, end);
}

/* A cell with several texts. Texts have no line ends, and ids no commas, so it can be taken apart again. */
static void add_list(struct exporter *exporter, const struct faqbot_view *list, size_t count,
                     const char *between)
{
    buffer_reset(&exporter->scratch);
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(&exporter->scratch, i > 0 ? between : "");
        buffer_add(&exporter->scratch, list[i]);
    }
    add_cell(exporter, exporter_take_scratch(exporter), ",");
}

static void add_entry(struct exporter *exporter, const struct entry *entry)
{
    add_cell(exporter, entry->id, ",");
    add_cell(exporter, entry->phrasings[0], ",");
    add_list(exporter, entry->phrasings + 1, entry->phrasing_count - 1, "\n");
    buffer_reset(&exporter->scratch);
    md_writer_add_nodes(entry->nodes, entry->node_count, &exporter->scratch);
    exporter_check_answer(exporter, entry, exporter_take_scratch(exporter));
    add_cell(exporter, exporter_take_scratch(exporter), ",");
    add_cell(exporter, entry->title, ",");
    add_cell(exporter, entry->url, ",");
    add_cell(exporter, entry->lang, ",");
    add_cell(exporter, entry->tags, ",");
    add_list(exporter, entry->related, entry->related_count, ",");
    add_cell(exporter, exporter_disclaimer(exporter, entry), ",");
    add_cell(exporter, entry->updated, ",");
    add_cell(exporter, entry->review_by, "\r\n");
}

const struct exporter_format export_csv_format = {.name = "csv",
                                                  .extension = ".csv",
                                                  .description = "a table",
                                                  .lost = EXPORT_BIT(EXPORT_LOSS_EXCLUSIONS) |
                                                          EXPORT_BIT(EXPORT_LOSS_SECTION),
                                                  .begin = begin,
                                                  .entry = add_entry};
