/* fuzz/redact.c - any bytes as a question for the journal: the limit on its size holds, and REDACT_DIGITS_MIN digits in
 * a row never remain. */
#include <assert.h>

#include "journal/journal_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = {(const char *)bytes, size};
    struct buffer whole;
    struct buffer part;
    buffer_init(&whole, 4 * size + 16);
    redact_text(text, &whole);
    assert(!whole.failed);
    for (size_t i = 0, digits = 0; i < whole.size; i++) {
        digits = whole.bytes[i] >= '0' && whole.bytes[i] <= '9' ? digits + 1 : 0;
        assert(digits < REDACT_DIGITS_MIN);
    }
    buffer_init(&part, size / 2);
    redact_text(text, &part);
    assert(part.size <= size / 2 && part.failed == (whole.size > size / 2));
    buffer_release(&part);
    buffer_release(&whole);
    return 0;
}
