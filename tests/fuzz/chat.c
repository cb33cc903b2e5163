/* fuzz/chat.c - each line of the input is a message to a real bot: each gets one reply, a JSON object below its limit,
 * until the chat is closed. */
#include <assert.h>

#include <faqbot_chat.h>

#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_reply(struct faqbot_chat *chat)
{
    struct faqbot_view reply;
    struct json *document;
    const char *complaint;
    assert(faqbot_chat_next(chat, &reply) && reply.size < FAQBOT_CHAT_REPLY_BYTES_MAX);
    assert(json_parse(reply, &document, &complaint) == FAQBOT_OK && json_type(document) == JSON_OBJECT);
    json_free(document);
    assert(!faqbot_chat_next(chat, &reply));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct faqbot *bot; /* one for all inputs: opening takes longer than asking */
    const struct faqbot_options from = {.knowledge = "tests/transcripts/knowledge/library"};
    const struct faqbot_chat_options options = {.asks_per_minute = 60};
    struct faqbot_view rest = view_make((const char *)bytes, size);
    struct faqbot_view line;
    struct faqbot_chat *chat;
    assert(bot != NULL || faqbot_open(&from, &bot, NULL) == FAQBOT_OK);
    assert(faqbot_chat_new(&options, &chat) == FAQBOT_OK && faqbot_chat_greet(chat, bot) == FAQBOT_OK);
    check_reply(chat);
    while (faqbot_chat_close_code(chat) == FAQBOT_CHAT_OPEN && view_next_line(&rest, &line)) {
        assert(faqbot_chat_receive(chat, bot, line) == FAQBOT_OK);
        check_reply(chat);
    }
    faqbot_chat_free(chat);
    return 0;
}
