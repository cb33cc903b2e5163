/* transfer/lines.c - an item as a line of our own format. What the format is stands in
 * knowledge/jsonlines.c. */
#include "transfer/lines.h"

#include "knowledge/jsonlines.h"

void lines_add_text(struct writer *writer, const char *key, struct faqbot_view text)
{
    if (!view_is_empty(text)) {
        writer_add_string(writer, key, text);
    }
}

void lines_add_list(struct writer *writer, const char *key, const struct faqbot_view *list, size_t count)
{
    if (count > 0) {
        writer_open_array(writer, key);
        for (size_t i = 0; i < count; i++) {
            writer_add_string(writer, NULL, list[i]);
        }
        writer_close_array(writer);
    }
}

void lines_add(const struct item *item, const struct faqbot_view *related, size_t related_count, bool status,
               struct buffer *out)
{
    struct writer writer = writer_make(out);
    const struct texts *asks = &item->phrasings;
    if (!view_is_empty(item->line)) {
        buffer_add(out, item->line);
        buffer_add_byte(out, '\n');
        return;
    }
    writer_open_object(&writer, NULL);
    writer_add_string(&writer, "id", item->id);
    if (item->is_passage) {
        lines_add_text(&writer, "title", asks->count == 0 ? item->title : asks->items[0]);
        writer_add_string(&writer, "text", item->answer);
    } else {
        writer_add_string(&writer, "question", asks->items[0]);
        lines_add_list(&writer, "also", asks->items + 1, asks->count - 1);
        writer_add_string(&writer, "answer", item->answer);
        lines_add_text(&writer, "title", item->title);
    }
    lines_add_text(&writer, "url", item->url);
    lines_add_text(&writer, "lang", item->lang);
    lines_add_list(&writer, "tags", item->tags.items, item->tags.count);
    lines_add_list(&writer, "related", related, related_count);
    lines_add_text(&writer, "disclaimer", item->disclaimer);
    lines_add_text(&writer, "updated", item->updated);
    lines_add_text(&writer, "review_by", item->review_by);
    if (item->is_draft && status) {
        writer_add_text(&writer, "status", "draft");
    }
    writer_close_object(&writer);
    buffer_add_byte(out, '\n');
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct lines_verdict *verdict = user;
    verdict->is_accepted = true;
    verdict->phrasings = entry->kind == ENTRY_FAQ ? entry->phrasing_count : 0;
    return FAQBOT_OK;
}

enum faqbot_status lines_try(struct faqbot_view line, faqbot_report *report, void *user,
                             struct lines_verdict *verdict)
{
    struct fault_reporter reporter = {.report = report, .user = user};
    const struct knowledge_sink sink = {.user = verdict, .entry = take_entry, .reporter = &reporter};
    struct reader reader;
    *verdict = (struct lines_verdict){.is_accepted = false};
    reader_init(&reader, &sink, &reporter);
    enum faqbot_status status = jsonlines_read_line(&reader, "", 1, line);
    verdict->is_accepted |= reporter.errors == 0;
    reader_release(&reader);
    return status;
}
