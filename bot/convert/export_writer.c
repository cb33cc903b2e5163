/* convert/export_writer.c - what the formats of export share: which disclaimer goes with an answer, the count
 * of what a format has no place for, and the end of a document.
 *
 * Formats write into two buffers: `out`, which is handed on after each call, and `scratch`, for a text that
 * has to be known as a whole before it can be quoted or escaped. Both are sticky, and nobody looks before
 * the end.
 *
 * A format is a table of callbacks (struct exporter_format). Most of what it loses it only has to declare:
 * export.c compares that with each entry, so that every format tells of its losses in the same words. Lies
 * below the formats, as export.c lies above them, and knows none of them. */
#include "convert/convert_internal.h"

/* A loss of entries is counted, one of the knowledge base happens once. The first entry is named, so that
 * its owner can look at an example. */
void exporter_add_loss(struct exporter *exporter, enum export_loss loss, const struct entry *entry)
{
    if (entry != NULL && exporter->losses[loss] == 0) {
        exporter->out.failed |= !arena_copy(&exporter->arena, entry->id, &exporter->firsts[loss]);
    }
    exporter->losses[loss] += entry != NULL || exporter->losses[loss] == 0;
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
