/* fuzz/jsonlines.c - any bytes as a line of JSON: an entry that keeps its promises, settings or synonyms, or a
 * fault. */
#include <assert.h>

#include "kb/kb_internal.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static enum faqbot_status check(void *user, const struct entry *entry)
{
    (void)user;
    assert(entry->id.size > 0 && entry->id.size <= KB_ID_BYTES_MAX && entry->phrasing_count > 0);
    assert(entry->exclusion_count <= KB_EXCLUSIONS_MAX &&
           (entry->kind == ENTRY_FAQ || entry->exclusion_count == 0));
    assert(entry->line > 0 && entry->node_count > 0 && utf8_is_valid(entry->text) &&
           utf8_is_valid(entry->section));
    return FAQBOT_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct fault_reporter reporter = {0};
    const struct kb_sink sink = {.entry = check, .reporter = &reporter};
    struct kb_reader reader;
    kb_reader_init(&reader, &sink);
    assert(jsonl_read_line(&reader, "a.jsonl", 1, text) == FAQBOT_OK);
    reader.pass = KB_SETTINGS;
    (void)jsonl_read_header_line(&reader, 1, text);
    assert(utf8_is_valid(reader.settings.name) && reader.settings.starter_count <= KB_STARTERS_MAX);
    reader.pass = KB_SYNONYMS;
    (void)jsonl_read_header_line(&reader, 1, text);
    assert(reader.status == FAQBOT_OK);
    kb_reader_release(&reader);
    return 0;
}
