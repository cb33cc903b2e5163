/* fuzz/forward.c - any bytes as an entry's texts: they are refused, or are words of the index in order. The first byte
 * is how many forms there are. */
#include <assert.h>
#include <stdlib.h>

#include "index/index_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(const struct forward_entry *entry, uint32_t form_count)
{
    uint32_t ends = 0;
    for (uint32_t i = 0; i < entry->sequence_count; i++) {
        assert(entry->sequence[i] == FORWARD_END || entry->sequence[i] < form_count);
        ends += entry->sequence[i] == FORWARD_END;
    }
    assert(ends == entry->head_texts + 1 && entry->sequence[entry->sequence_count - 1] == FORWARD_END);
    for (uint32_t i = 0; i < entry->word_count; i++) {
        const struct forward_word *word = &entry->words[i];
        assert(word->form < form_count && (i == 0 || entry->words[i - 1].form < word->form));
        assert(word->compared <= word->counts[FIELD_HEAD] + word->counts[FIELD_BODY]);
    }
    for (uint32_t i = 0; i < entry->required_count; i++) {
        assert(entry->required[i].form < form_count && entry->required[i].share <= 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const uint32_t form_count = bytes[0];
    const struct faqbot_view packed = view_make((const char *)bytes + 1, size - 1);
    const size_t needed = forward_size(packed);
    struct forward_entry *entry = needed == 0 ? NULL : malloc(needed);
    if (entry != NULL && forward_decode(packed, 1, form_count, entry)) {
        struct buffer same;
        uint32_t numbers[UINT8_MAX + 1];
        for (uint32_t i = 0; i < form_count; i++) {
            numbers[i] = i;
        }
        check(entry, form_count);
        buffer_init(&same, SIZE_MAX);
        forward_renumber(packed, numbers, &same);
        assert(same.size <= packed.size); /* numbers may have been written with more bytes than they need */
        assert(forward_decode(buffer_view(&same), 1, form_count, entry));
        buffer_release(&same);
    }
    free(entry);
    return 0;
}
