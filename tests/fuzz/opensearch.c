/* fuzz/opensearch.c - whatever a search cluster answers, it is read within its limits or refused. */
#include <assert.h>
#include <string.h>

#include "remote/remote_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static enum faqbot_status take(void *user, uint32_t entry, struct faqbot_view packed)
{
    (void)user;
    assert(entry < UINT32_MAX && packed.size <= FAQBOT_PACKED_BYTES_MAX);
    return FAQBOT_OK;
}

static void take_name(void *user, struct faqbot_view name)
{
    *(size_t *)user += name.size;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    char index[OS_INDEX_BYTES];
    char reason[64];
    uint16_t codes[4];
    uint64_t count;
    size_t names = 0;
    struct os_collection collection;
    struct buffer out;
    buffer_init(&out, 4096);
    (void)os_answer_read_hits(text, take, NULL);
    (void)os_answer_read_documents(text, take, NULL);
    if (os_answer_read_alias(text, "faq", index) == FAQBOT_OK) {
        assert(strspn(index, "abcdefghijklmnopqrstuvwxyz0123456789-_") == strlen(index));
    }
    if (os_answer_read_collection(text, &collection) == FAQBOT_OK) {
        assert(collection.pieces <= collection.bytes && collection.bytes <= FAQBOT_COLLECTION_BYTES_MAX);
    }
    (void)os_answer_read_piece(text, &out);
    (void)os_answer_read_bulk(text, codes, 4);
    (void)os_answer_read_count(text, &count);
    (void)os_answer_read_indexes(text, take_name, &names);
    os_answer_read_error(text, reason, sizeof reason);
    buffer_release(&out);
    return 0;
}
