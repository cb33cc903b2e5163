/* transfer/lines.h - an item as a line of our own format, JSON Lines. */
#ifndef TRANSFER_LINES_H
#define TRANSFER_LINES_H

#include "base/buffer.h"
#include "json/writer.h"
#include "knowledge/reader.h"
#include "transfer/items.h"

/* Appends the item as one JSON object and a line feed. `related` holds our ids. A draft's line says so
 * where `status` is set. */
void jsonl_write_entry(const struct import_entry *item, const struct faqbot_view *related,
                       size_t related_count, bool status, struct buffer *out);

/* Members of a JSON object that are there only where they say something; the formats of export use them too. */
void jsonl_write_add_text(struct json_writer *writer, const char *key, struct faqbot_view text);
void jsonl_write_add_list(struct json_writer *writer, const char *key, const struct faqbot_view *list,
                          size_t count);

struct jsonl_write_verdict {
    bool is_accepted; /* a draft too, which is handed to nobody */
    size_t phrasings; /* by which it is asked: of a FAQ entry that is no draft */
};

/* What our own reader says of the line: each fault goes to `report` (may be NULL) with `user`. Fails with
 * FAQBOT_NO_MEMORY. */
enum faqbot_status jsonl_write_check(struct faqbot_view line, faqbot_fault_callback *report, void *user,
                                     struct jsonl_write_verdict *verdict);

#endif
