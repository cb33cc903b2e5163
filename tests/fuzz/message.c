/* fuzz/message.c - any bytes are a request or a refusal, as a message and as a body, and an id that is echoed
 * is within its limits. */
#include <assert.h>
#include <string.h>

#include "util/util.h"
#include "chat/chat_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(enum faqbot_status status, struct message *message)
{
    assert(status == FAQBOT_OK);
    assert(message->request.id.size <= FAQBOT_CHAT_ID_BYTES_MAX);
    assert(message->request.top <= FAQBOT_TOP_MAX && message->request.limit <= FAQBOT_HITS_MAX);
    assert(message->request.conversation.size == 0 ||
           message->request.conversation.size == FAQBOT_CHAT_CONVERSATION_BYTES);
    assert(message->request.transcript.size <= FAQBOT_CHAT_TRANSCRIPT_BYTES_MAX);
    assert((message->code == NULL) == (strlen(message->sentence) == 0));
    message_release(message);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct message message;
    check(message_read(text, FAQBOT_CHAT_REQUEST_TYPES, &message), &message);
    for (unsigned type = FAQBOT_CHAT_ASK; type < FAQBOT_CHAT_REQUEST_TYPES; type++) {
        check(message_read(text, (enum faqbot_chat_request_type)type, &message), &message);
    }
    return 0;
}
