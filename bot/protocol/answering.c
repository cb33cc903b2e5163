/* protocol/answering.c - turns a request into the bytes of its reply. It does not know who asked or when the reply
 * is sent, so that a worker thread can run it as well as a chat. */
#include "protocol/answering.h"

#include "base/view.h"
#include "protocol/encode.h"

#define UNREADABLE_MILLISECONDS 5000 /* until an index that cannot be read is worth another try */

uint64_t respond_now(const struct faqbot_chat_options *options)
{
    return options->microseconds == NULL ? 0 : options->microseconds(options->microseconds_user);
}

/* A visitor's mistake is answered like any question, which is no failure; the world's failure is passed on besides. An
 * index that cannot be read may be about to be replaced, so that another try is worthwhile. */
enum faqbot_status respond_failure(struct buffer *out, struct faqbot_view id, enum faqbot_status failure,
                                   const struct error_code **error)
{
    static const char busy[] = "The answers cannot be read just now; please try again later.";
    static const struct {
        enum faqbot_status status;
        const struct error_code *code;
        const char *sentence;
        unsigned retry_after_ms;
    } reasons[] = {
        {FAQBOT_INVALID, &error_code_bad_message,
         "The text is empty, is not UTF-8, or holds a NUL character.", 0},
        {FAQBOT_LIMIT, &error_code_too_long, "A question may have 500 characters.", 0},
        {FAQBOT_NOT_FOUND, &error_code_not_found, "There is no entry with this id.", 0},
        {FAQBOT_CORRUPT, &error_code_busy, busy, UNREADABLE_MILLISECONDS},
        {FAQBOT_IO, &error_code_busy, busy, UNREADABLE_MILLISECONDS},
        {FAQBOT_OK, &error_code_internal, "The bot failed to answer.", 0}, /* any other */
    };
    size_t i = 0;
    while (reasons[i].status != failure && reasons[i].status != FAQBOT_OK) {
        i++;
    }
    *error = reasons[i].code;
    if (!encode_error(out, id, *error, reasons[i].sentence, reasons[i].retry_after_ms)) {
        return FAQBOT_NO_MEMORY;
    }
    return (*error)->temporary ? failure : FAQBOT_OK;
}

static enum faqbot_status find(struct faqbot *bot, const struct faqbot_chat_request *request,
                               struct faqbot_answer *found)
{
    struct faqbot_question question = {
        .text = request->text, .context = request->context, .top = request->top};
    return request->type == FAQBOT_CHAT_GET ? faqbot_get(bot, request->entry, found)
                                            : faqbot_ask(bot, &question, found);
}

static struct encode_heading head(const struct faqbot_chat_options *options, struct faqbot *bot,
                                  const struct faqbot_chat_request *request)
{
    return (struct encode_heading){
        .id = request->id, .version = faqbot_about(bot)->version, .is_timed = options->microseconds != NULL};
}

enum faqbot_status respond(const struct faqbot_chat_options *options, struct faqbot *bot,
                           const struct faqbot_chat_request *request, struct buffer *out,
                           struct response *response)
{
    struct faqbot_answer found;
    struct encode_heading heading = head(options, bot, request);
    uint64_t start_time = respond_now(options);
    *response = (struct response){.error = NULL};
    enum faqbot_status status = find(bot, request, &found);
    if (status != FAQBOT_OK) {
        return respond_failure(out, request->id, status, &response->error);
    }
    heading.microseconds = respond_now(options) - start_time;
    if (!encode_answer(out, &heading, &found, &response->known.body)) {
        return respond_failure(out, request->id, FAQBOT_NO_MEMORY, &response->error);
    }
    response->known.entry = found.entry;
    response->known.outcome = found.outcome;
    response->known.confidence = found.confidence;
    response->microseconds = heading.microseconds;
    response->is_cached = request->type == FAQBOT_CHAT_ASK && found.is_cached;
    return FAQBOT_OK;
}

bool respond_from_cache(const struct faqbot_chat_options *options, struct faqbot *bot,
                        const struct faqbot_chat_request *request, struct buffer *out,
                        struct response *response)
{
    struct encode_heading heading = head(options, bot, request);
    uint64_t start_time = respond_now(options);
    *response = (struct response){.is_cached = request->type == FAQBOT_CHAT_ASK};
    if (!response_cache_find(options->response_cache, request, heading.version, &response->known)) {
        return false;
    }
    response->microseconds = heading.microseconds = respond_now(options) - start_time;
    return encode_cached_answer(out, &heading, response->known.body);
}
