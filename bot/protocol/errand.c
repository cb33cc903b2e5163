/* protocol/errand.c - an ASK that is answered elsewhere. It owns all that it needs and all that it brings, so that it
 * depends on no chat, and on a bot only while it runs. */
#include "protocol/errand.h"

#include <assert.h>
#include <stdlib.h>

#include "base/view.h"

struct faqbot_async_ask {
    struct faqbot_chat_options options;
    struct faqbot_chat_request request; /* its views: into `asked` */
    struct buffer asked;
    bool was_run;
    enum faqbot_status status;
    struct response response; /* its body: into `brought` */
    struct buffer brought;    /* the reply, then the entry, then the version */
    size_t reply_size;
    size_t entry_size;
};

enum faqbot_status faqbot_async_ask_new(const struct faqbot_chat_options *options,
                                        const struct faqbot_chat_request *request,
                                        struct faqbot_async_ask **async_ask)
{
    size_t most = options->reply_bytes_max == 0 ? FAQBOT_CHAT_REPLY_BYTES_MAX : options->reply_bytes_max;
    struct faqbot_async_ask *made = calloc(1, sizeof *made);
    assert(request->type == FAQBOT_CHAT_ASK);
    if (made == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    buffer_init(&made->brought, most - 1);
    buffer_init(&made->asked, SIZE_MAX);
    buffer_add(&made->asked, request->id);
    buffer_add(&made->asked, request->text);
    buffer_add(&made->asked, request->context);
    if (made->asked.failed) {
        faqbot_async_ask_free(made);
        return FAQBOT_NO_MEMORY;
    }
    struct faqbot_view asked = buffer_view(&made->asked);
    size_t context_start = request->id.size + request->text.size;
    made->options = *options;
    made->request =
        (struct faqbot_chat_request){.type = request->type,
                                     .top = request->top,
                                     .id = view_slice(asked, 0, request->id.size),
                                     .text = view_slice(asked, request->id.size, request->text.size),
                                     .context = view_slice(asked, context_start, request->context.size)};
    *async_ask = made;
    return FAQBOT_OK;
}

void faqbot_async_ask_free(struct faqbot_async_ask *async_ask)
{
    if (async_ask != NULL) {
        buffer_release(&async_ask->brought);
        buffer_release(&async_ask->asked);
        free(async_ask);
    }
}

/* What is the bot's is copied behind the reply, for it ends with the bot's next call. */
static void take_along(struct faqbot_async_ask *async_ask, struct faqbot *bot)
{
    struct faqbot_view version = faqbot_about(bot)->version;
    struct faqbot_view entry = async_ask->response.known.entry;
    struct buffer *out = &async_ask->brought;
    size_t body_start = async_ask->response.known.body.size == 0
                            ? 0
                            : (size_t)(async_ask->response.known.body.bytes - out->bytes);
    async_ask->reply_size = out->size;
    async_ask->entry_size = entry.size;
    out->limit = out->size + entry.size + version.size;
    buffer_add(out, entry);
    buffer_add(out, version);
    if (out->failed) {
        async_ask->status = FAQBOT_NO_MEMORY;
    }
    async_ask->response.known.entry = view_slice(buffer_view(out), async_ask->reply_size, entry.size);
    async_ask->response.known.body =
        view_slice(buffer_view(out), body_start, async_ask->response.known.body.size);
}

void faqbot_async_ask_run(struct faqbot_async_ask *async_ask, struct faqbot *bot)
{
    assert(!async_ask->was_run);
    async_ask->was_run = true;
    async_ask->status =
        respond(&async_ask->options, bot, &async_ask->request, &async_ask->brought, &async_ask->response);
    if (!async_ask->brought.failed) {
        take_along(async_ask, bot);
    }
}

const struct faqbot_chat_request *async_ask_request(const struct faqbot_async_ask *async_ask)
{
    return &async_ask->request;
}

bool async_ask_result(const struct faqbot_async_ask *async_ask, struct faqbot_view *reply,
                      struct response *response, struct faqbot_view *version, enum faqbot_status *status)
{
    struct faqbot_view all = buffer_view(&async_ask->brought);
    if (!async_ask->was_run || async_ask->status == FAQBOT_NO_MEMORY) {
        return false;
    }
    *reply = view_slice(all, 0, async_ask->reply_size);
    *version = view_slice(all, async_ask->reply_size + async_ask->entry_size, all.size);
    *response = async_ask->response;
    *status = async_ask->status;
    return true;
}
