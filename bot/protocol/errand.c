/* protocol/errand.c - an ASK that is answered elsewhere. It owns all that it needs and all that it brings, so that it
 * depends on no chat, and on a bot only while it runs. */
#include "protocol/errand.h"

#include <assert.h>
#include <stdlib.h>

#include "base/view.h"

struct faqbot_errand {
    struct faqbot_chat_options options;
    struct faqbot_chat_request request; /* its views: into `asked` */
    struct buffer asked;
    bool was_run;
    enum faqbot_status status;
    struct answering answering; /* its body: into `brought` */
    struct buffer brought;      /* the reply, then the entry, then the version */
    size_t reply_size;
    size_t entry_size;
};

enum faqbot_status faqbot_errand_new(const struct faqbot_chat_options *options,
                                     const struct faqbot_chat_request *request, struct faqbot_errand **errand)
{
    size_t most = options->reply_bytes_max == 0 ? FAQBOT_CHAT_REPLY_BYTES_MAX : options->reply_bytes_max;
    struct faqbot_errand *made = calloc(1, sizeof *made);
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
        faqbot_errand_free(made);
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
    *errand = made;
    return FAQBOT_OK;
}

void faqbot_errand_free(struct faqbot_errand *errand)
{
    if (errand != NULL) {
        buffer_release(&errand->brought);
        buffer_release(&errand->asked);
        free(errand);
    }
}

/* What is the bot's is copied behind the reply, for it ends with the bot's next call. */
static void take_along(struct faqbot_errand *errand, struct faqbot *bot)
{
    struct faqbot_view version = faqbot_about(bot)->version;
    struct faqbot_view entry = errand->answering.known.entry;
    struct buffer *out = &errand->brought;
    size_t body_start = errand->answering.known.body.size == 0
                            ? 0
                            : (size_t)(errand->answering.known.body.bytes - out->bytes);
    errand->reply_size = out->size;
    errand->entry_size = entry.size;
    out->limit = out->size + entry.size + version.size;
    buffer_add(out, entry);
    buffer_add(out, version);
    if (out->failed) {
        errand->status = FAQBOT_NO_MEMORY;
    }
    errand->answering.known.entry = view_slice(buffer_view(out), errand->reply_size, entry.size);
    errand->answering.known.body =
        view_slice(buffer_view(out), body_start, errand->answering.known.body.size);
}

void faqbot_errand_run(struct faqbot_errand *errand, struct faqbot *bot)
{
    assert(!errand->was_run);
    errand->was_run = true;
    errand->status =
        answering_write(&errand->options, bot, &errand->request, &errand->brought, &errand->answering);
    if (!errand->brought.failed) {
        take_along(errand, bot);
    }
}

const struct faqbot_chat_request *errand_request(const struct faqbot_errand *errand)
{
    return &errand->request;
}

bool errand_result(const struct faqbot_errand *errand, struct faqbot_view *reply, struct answering *answering,
                   struct faqbot_view *version, enum faqbot_status *status)
{
    struct faqbot_view all = buffer_view(&errand->brought);
    if (!errand->was_run || errand->status == FAQBOT_NO_MEMORY) {
        return false;
    }
    *reply = view_slice(all, 0, errand->reply_size);
    *version = view_slice(all, errand->reply_size + errand->entry_size, all.size);
    *answering = errand->answering;
    *status = errand->status;
    return true;
}
