/* fuzz/propose.c - any text as an answer without a question: what is proposed is UTF-8, on one line, in quotes. */
#include <assert.h>
#include <string.h>

#include "tools/tools_internal.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct buffer out;
    if (!utf8_is_valid(text)) {
        return 0;
    }
    buffer_init(&out, 4096);
    suggest_questions(text, view_of(size % 2 == 0 ? "" : "ru"), &out);
    struct faqbot_view proposed = buffer_view(&out);
    assert(!out.failed && utf8_is_valid(proposed) && view_find(proposed, '\n') == proposed.size);
    assert(proposed.size == 0 || (proposed.bytes[0] == '"' && view_ends_with(proposed, "?\"")));
    buffer_release(&out);
    return 0;
}
