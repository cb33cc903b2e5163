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

/* ==== What comes back =================================================================================== */

/* What was read back of what was written. */
struct echo {
    const struct entry *entry;
    bool of_answer_alone;
    bool is_same;
};

/* Compares answers node by node. Of the rest only the numbers of phrasings and exclusions can differ. */
static enum faqbot_status compare(void *user, const struct entry *read)
{
    struct echo *echo = user;
    const struct entry *entry = echo->entry;
    bool asks_the_same =
        read->phrasing_count == entry->phrasing_count && read->exclusion_count == entry->exclusion_count;
    echo->is_same = read->node_count == entry->node_count && (echo->of_answer_alone || asks_the_same);
    for (size_t i = 0; i < entry->node_count && echo->is_same; i++) {
        const struct faqbot_node *left = &entry->nodes[i];
        const struct faqbot_node *right = &read->nodes[i];
        echo->is_same = left->kind == right->kind && left->number == right->number &&
                        view_equals(left->address, right->address) &&
                        view_equals(left->entry.id, right->entry.id) &&
                        (left->entry.id.size > 0 || view_equals(left->text, right->text));
    }
    return FAQBOT_OK;
}

/* A line that is refused is not the same either. */
static void check_echo(struct exporter *exporter, struct echo echo, struct faqbot_view line)
{
    const struct kb_sink sink = {.user = &echo, .entry = compare};
    struct kb_reader reader;
    kb_reader_init(&reader, &sink);
    reader.trusts_ids = true;
    exporter->out.failed |= jsonl_read_line(&reader, "", 1, line) == FAQBOT_NO_MEMORY;
    kb_reader_release(&reader);
    if (!echo.is_same) {
        exporter_add_loss(exporter, EXPORT_LOSS_FORM, echo.entry);
    }
}

void exporter_check_line(struct exporter *exporter, const struct entry *entry, struct faqbot_view line)
{
    check_echo(exporter, (struct echo){.entry = entry}, line);
}

void exporter_check_answer(struct exporter *exporter, const struct entry *entry, struct faqbot_view markdown)
{
    struct buffer line;
    buffer_init(&line, exporter->out.limit);
    struct json_writer writer = json_writer_make(&line);
    json_writer_open_object(&writer, NULL);
    json_writer_add_text(&writer, "id", "a");
    json_writer_add_text(&writer, "question", "a");
    json_writer_add_string(&writer, "answer", markdown);
    json_writer_close_object(&writer);
    exporter->out.failed |= line.failed;
    if (!line.failed) {
        check_echo(exporter, (struct echo){.entry = entry, .of_answer_alone = true}, buffer_view(&line));
    }
    buffer_release(&line);
}
