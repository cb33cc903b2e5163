/* transfer/lines.c - an item as a line of our own format. What the format is stands in
 * knowledge/jsonlines.c. */
#include "transfer/lines.h"

#include "knowledge/jsonlines.h"

void jsonl_write_add_text(struct json_writer *writer, const char *key, struct faqbot_view text)
{
    if (!view_is_empty(text)) {
        json_writer_add_string(writer, key, text);
    }
}

void jsonl_write_add_list(struct json_writer *writer, const char *key, const struct faqbot_view *list,
                          size_t count)
{
    if (count > 0) {
        json_writer_open_array(writer, key);
        for (size_t i = 0; i < count; i++) {
            json_writer_add_string(writer, NULL, list[i]);
        }
        json_writer_close_array(writer);
    }
}

void jsonl_write_entry(const struct import_entry *item, const struct faqbot_view *related,
                       size_t related_count, bool status, struct buffer *out)
{
    struct json_writer writer = json_writer_make(out);
    const struct texts *asks = &item->phrasings;
    if (!view_is_empty(item->line)) {
        buffer_add(out, item->line);
        buffer_add_byte(out, '\n');
        return;
    }
    json_writer_open_object(&writer, NULL);
    json_writer_add_string(&writer, "id", item->id);
    if (item->is_passage) {
        jsonl_write_add_text(&writer, "title", asks->count == 0 ? item->title : asks->items[0]);
        json_writer_add_string(&writer, "text", item->answer);
    } else {
        json_writer_add_string(&writer, "question", asks->items[0]);
        jsonl_write_add_list(&writer, "also", asks->items + 1, asks->count - 1);
        json_writer_add_string(&writer, "answer", item->answer);
        jsonl_write_add_text(&writer, "title", item->title);
    }
    jsonl_write_add_text(&writer, "url", item->url);
    jsonl_write_add_text(&writer, "lang", item->lang);
    jsonl_write_add_list(&writer, "tags", item->tags.items, item->tags.count);
    jsonl_write_add_list(&writer, "related", related, related_count);
    jsonl_write_add_text(&writer, "disclaimer", item->disclaimer);
    jsonl_write_add_text(&writer, "updated", item->updated);
    jsonl_write_add_text(&writer, "review_by", item->review_by);
    if (item->is_draft && status) {
        json_writer_add_text(&writer, "status", "draft");
    }
    json_writer_close_object(&writer);
    buffer_add_byte(out, '\n');
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct jsonl_write_verdict *verdict = user;
    verdict->is_accepted = true;
    verdict->phrasings = entry->kind == ENTRY_FAQ ? entry->phrasing_count : 0;
    return FAQBOT_OK;
}

enum faqbot_status jsonl_write_check(struct faqbot_view line, faqbot_fault_callback *report, void *user,
                                     struct jsonl_write_verdict *verdict)
{
    struct fault_reporter reporter = {.report = report, .user = user};
    const struct kb_sink sink = {.user = verdict, .entry = take_entry, .reporter = &reporter};
    struct kb_reader reader;
    *verdict = (struct jsonl_write_verdict){.is_accepted = false};
    kb_reader_init(&reader, &sink, &reporter);
    enum faqbot_status status = jsonl_read_line(&reader, "", 1, line);
    verdict->is_accepted |= reporter.errors == 0;
    kb_reader_release(&reader);
    return status;
}
