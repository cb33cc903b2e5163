/* protocol/answering.c - from a request to its reply, in bytes. Who asked, and when they are sent, it does not know. */
#include "protocol/answering.h"

#include "base/view.h"
#include "protocol/encode.h"

#define UNREADABLE_MILLISECONDS 5000 /* until an index that cannot be read is worth another try */

uint64_t answering_now(const struct faqbot_chat_options *options)
{
    return options->microseconds == NULL ? 0 : options->microseconds(options->microseconds_user);
}

/* What the bot did not answer, as an error. The world's failure is passed on. */
enum faqbot_status answering_write_failure(struct buffer *out, struct faqbot_view id,
                                           enum faqbot_status failure, const struct code **error)
{
    static const struct {
        enum faqbot_status status;
        const struct code *code;
        const char *sentence;
    } visitors[] = {
        {FAQBOT_INVALID, &code_bad_message, "The text is empty, is not UTF-8, or holds a NUL character."},
        {FAQBOT_LIMIT, &code_too_long, "A question may have 500 characters."},
        {FAQBOT_NOT_FOUND, &code_not_found, "There is no entry with this id."},
    };
    for (size_t i = 0; i < sizeof visitors / sizeof visitors[0]; i++) {
        if (visitors[i].status == failure) {
            *error = visitors[i].code;
            return encode_error(out, id, *error, visitors[i].sentence, 0) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
        }
    }
    if (failure == FAQBOT_CORRUPT || failure == FAQBOT_IO) { /* of the index, which may be whole again soon */
        *error = &code_busy;
        return encode_error(out, id, *error, "The answers cannot be read just now; please try again later.",
                            UNREADABLE_MILLISECONDS)
                   ? failure
                   : FAQBOT_NO_MEMORY;
    }
    *error = &code_internal;
    return encode_error(out, id, *error, "The bot failed to answer.", 0) ? failure : FAQBOT_NO_MEMORY;
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

enum faqbot_status answering_write(const struct faqbot_chat_options *options, struct faqbot *bot,
                                   const struct faqbot_chat_request *request, struct buffer *out,
                                   struct answering *answering)
{
    struct faqbot_answer found;
    struct encode_heading heading = head(options, bot, request);
    uint64_t start_time = answering_now(options);
    *answering = (struct answering){.error = NULL};
    enum faqbot_status status = find(bot, request, &found);
    if (status != FAQBOT_OK) {
        return answering_write_failure(out, request->id, status, &answering->error);
    }
    heading.microseconds = answering_now(options) - start_time;
    if (!encode_answer(out, &heading, &found, &answering->known.body)) {
        return answering_write_failure(out, request->id, FAQBOT_NO_MEMORY, &answering->error);
    }
    answering->known.entry = found.entry;
    answering->known.outcome = found.outcome;
    answering->known.confidence = found.confidence;
    answering->microseconds = heading.microseconds;
    answering->is_cached = request->type == FAQBOT_CHAT_ASK && found.is_cached;
    return FAQBOT_OK;
}

bool answering_write_known(const struct faqbot_chat_options *options, struct faqbot *bot,
                           const struct faqbot_chat_request *request, struct buffer *out,
                           struct answering *answering)
{
    struct encode_heading heading = head(options, bot, request);
    uint64_t start_time = answering_now(options);
    *answering = (struct answering){.is_cached = request->type == FAQBOT_CHAT_ASK};
    if (!replies_find(options->replies, request, heading.version, &answering->known)) {
        return false;
    }
    answering->microseconds = heading.microseconds = answering_now(options) - start_time;
    return encode_known_answer(out, &heading, answering->known.body);
}
