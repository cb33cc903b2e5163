/* fuzz/mcp.c - each line of the input is a message to a session of MCP, with a real bot: what comes back, if anything,
 * is one line of JSON that says that it is JSON-RPC. */
#include "fuzz/library.h"

#include <faqbot_chat.h>

#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_reply(struct faqbot_view reply)
{
    static const struct json_limits limits = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    struct json *document;
    const char *complaint;
    size_t offset;
    assert(view_find(reply, '\n') == reply.size);
    assert(json_parse_within(reply, &limits, &document, &complaint, &offset) == FAQBOT_OK);
    const struct json *first = json_type(document) == JSON_ARRAY ? json_first(document) : document;
    assert(json_member(first, "jsonrpc") != NULL && json_member(first, "id") != NULL);
    assert((json_member(first, "result") != NULL) != (json_member(first, "error") != NULL));
    json_free(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view rest = view_make((const char *)bytes, size);
    struct faqbot_view line;
    struct faqbot_view reply;
    struct faqbot_mcp *mcp;
    assert(faqbot_mcp_new(&mcp) == FAQBOT_OK);
    while (view_next_line(&rest, &line)) {
        assert(faqbot_mcp_receive(mcp, library_bot(), line, &reply) == FAQBOT_OK);
        if (reply.size > 0) {
            check_reply(reply);
        }
    }
    faqbot_mcp_free(mcp);
    return 0;
}
