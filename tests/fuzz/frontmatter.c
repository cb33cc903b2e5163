/* fuzz/frontmatter.c - any UTF-8 as front matter of each syntax: read, or refused with a fault. */
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
    struct front_matter_state state;
    for (int syntax = FRONT_MATTER_YAML; syntax <= FRONT_MATTER_JSON && utf8_is_valid(text); syntax++) {
        struct front_matter matter = {(enum front_matter_syntax)syntax, text, 2};
        reporter.errors = 0;
        assert(front_matter_read(&reader, matter, &shared, &state) || reporter.errors == 1);
        assert(reader.status == FAQBOT_OK);
    }
    kb_reader_release(&reader);
    return 0;
}
