/* fuzz/markdown.c - any UTF-8 as an article: entries that keep their promises, or faults. */
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
    if (utf8_is_valid(text) && view_find(text, 0) == size) {
        assert(markdown_read(&reader, "a.md", text) == FAQBOT_OK);
    }
    kb_reader_release(&reader);
    return 0;
}
