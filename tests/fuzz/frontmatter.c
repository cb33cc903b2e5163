/* fuzz/frontmatter.c - any UTF-8 as front matter: read, or refused with a fault. */
#include <assert.h>

#include "kb/kb_internal.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct fault_reporter reporter = {0};
    const struct kb_sink sink = {.reporter = &reporter};
    struct kb_reader reader;
    kb_reader_init(&reader, &sink);
    struct entry shared;
    bool is_draft;
    if (utf8_is_valid(text)) {
        assert(front_matter_read(&reader, text, &shared, &is_draft) || reporter.errors == 1);
        assert(reader.status == FAQBOT_OK);
    }
    kb_reader_release(&reader);
    return 0;
}
