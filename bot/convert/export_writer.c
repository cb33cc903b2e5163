/* convert/export_writer.c - what the formats of export share: where their bytes go, which disclaimer goes
 * with an answer, and the count of what a format has no place for.
 *
 * Formats write into two buffers: `out`, which is handed on after each call, and `scratch`, for a text that
 * has to be known as a whole before it can be quoted or escaped. Both are sticky, and nobody looks before
 * the end.
 *
 * A format is a table of callbacks (struct exporter_format). Most of what it loses it only has to declare:
 * the counting is done here, so that every format tells of its losses in the same words. Knows none of the
 * formats. */
#include "convert/convert_internal.h"

#include <stdlib.h>

/* Of one entry as a format has it. An answer has 2 MiB at most, and mark-up makes less than a hundred of
 * each byte. */
#define ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* Nothing is allocated before it is needed. */
void exporter_init(struct exporter *exporter)
{
    *exporter = (struct exporter){.entries = 0};
    buffer_init(&exporter->out, ENTRY_BYTES_MAX);
    buffer_init(&exporter->scratch, ENTRY_BYTES_MAX);
    buffer_init(&exporter->disclaimer, KB_FILE_BYTES_MAX);
    arena_init(&exporter->arena, SIZE_MAX);
    exporter->writer = json_writer_make(&exporter->out);
}

void exporter_release(struct exporter *exporter)
{
    buffer_release(&exporter->out);
    buffer_release(&exporter->scratch);
    buffer_release(&exporter->disclaimer);
    arena_release(&exporter->arena);
    free(exporter->synonyms);
}

/* A loss of entries is counted, one of the knowledge base happens once. The first entry is named, so that
 * its owner can look at an example. */
void exporter_add_loss(struct exporter *exporter, enum export_loss loss, const struct entry *entry)
{
    if (entry != NULL && exporter->losses[loss] == 0) {
        exporter->out.failed |= !arena_copy(&exporter->arena, entry->id, &exporter->firsts[loss]);
    }
    exporter->losses[loss] += entry != NULL || exporter->losses[loss] == 0;
}

/* A field is lost only where the entry has something in it. Passages have no question, and formats that are
 * all about questions leave them out. */
void exporter_add(struct exporter *exporter, const struct exporter_format *format, const struct entry *entry)
{
    const struct {
        enum export_loss loss;
        size_t size;
    } fields[] = {{EXPORT_LOSS_SECTION, entry->section.size},
                  {EXPORT_LOSS_TITLE, entry->title.size},
                  {EXPORT_LOSS_URL, entry->url.size},
                  {EXPORT_LOSS_LANG, entry->lang.size},
                  {EXPORT_LOSS_TAGS, entry->tags.size},
                  {EXPORT_LOSS_UPDATED, entry->updated.size},
                  {EXPORT_LOSS_REVIEW_BY, entry->review_by.size},
                  {EXPORT_LOSS_RELATED, entry->related_count}};
    if (entry->kind != ENTRY_FAQ && !format->has_passages) {
        exporter_add_loss(exporter, EXPORT_LOSS_PASSAGE, entry);
        return;
    }
    buffer_reset(&exporter->scratch);
    format->entry(exporter, entry);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if ((format->lost & EXPORT_BIT(fields[i].loss)) != 0 && fields[i].size > 0) {
            exporter_add_loss(exporter, fields[i].loss, entry);
        }
    }
    exporter->entries++;
}

/* Far from us nobody fills in the knowledge base's own disclaimer, so it goes with each entry that has
 * none. */
struct faqbot_view exporter_disclaimer(const struct exporter *exporter, const struct entry *entry)
{
    return view_is_empty(entry->disclaimer) ? buffer_view(&exporter->disclaimer) : entry->disclaimer;
}

struct faqbot_view exporter_take_scratch(struct exporter *exporter)
{
    exporter->out.failed |= exporter->scratch.failed;
    return buffer_view(&exporter->scratch);
}

void exporter_end_json(struct exporter *exporter)
{
    json_writer_close_array(&exporter->writer);
    json_writer_close_object(&exporter->writer);
    buffer_add_byte(&exporter->out, '\n');
}
