/* chat/response.c - turns a request into the bytes of its reply. It does not know who asked or when the
 * reply is sent, so that a worker thread can run it as well as a chat. */
#include "chat/chat_internal.h"

#include <stdlib.h>
#include <string.h>

#include "util/util.h"

/* ==== replies =========================================================================================== */

/* Answers by their questions, byte for byte: another spelling of the same question is another one here, so
 * that what quotes the visitor may be kept too. What was found for it lies with the bot. */

#define VERSION_BYTES_MAX 64
#define KEY_BYTES_MAX 2600       /* a question of 500 characters of four bytes, and a context */
#define REPLY_BYTES_TYPICAL 1024 /* no more replies than there is room for with this size */
#define HEADING_BYTES_MAX 512    /* id and time, so that a reply fits whatever they are */

struct faqbot_response_cache {
    struct lru_cache *kept;
    char version[VERSION_BYTES_MAX];
    size_t version_size;
};

/* The entry's id lies behind the body. */
struct kept {
    enum faqbot_outcome outcome;
    double confidence;
    size_t body_size;
    size_t entry_size;
    char bytes[];
};

enum faqbot_status faqbot_response_cache_new(size_t bytes_max, const uint64_t seed[2],
                                             struct faqbot_response_cache **cache)
{
    struct faqbot_response_cache *made = calloc(1, sizeof *made);
    if (made != NULL) {
        made->kept = lru_cache_new(bytes_max / REPLY_BYTES_TYPICAL, bytes_max,
                                   (struct siphash_key){{seed[0], seed[1]}});
    }
    if (made == NULL || made->kept == NULL) {
        free(made);
        return FAQBOT_NO_MEMORY;
    }
    *cache = made;
    return FAQBOT_OK;
}

void faqbot_response_cache_free(struct faqbot_response_cache *cache)
{
    if (cache != NULL) {
        lru_cache_free(cache->kept);
        free(cache);
    }
}

static bool is_of(const struct faqbot_response_cache *cache, struct faqbot_view version)
{
    return view_equals(view_make(cache->version, cache->version_size), version);
}

/* What asks for the same: all of the request but its id. False: it is too long to be kept. */
static bool write_key(const struct faqbot_chat_request *request, char bytes[KEY_BYTES_MAX],
                      struct faqbot_view *key)
{
    struct faqbot_view subject = request->type == FAQBOT_CHAT_GET ? request->entry : request->text;
    struct {
        enum faqbot_chat_request_type type;
        unsigned top;
        size_t subject_size;
    } head;
    if (subject.size > KEY_BYTES_MAX - sizeof head ||
        request->context.size > KEY_BYTES_MAX - sizeof head - subject.size) {
        return false;
    }
    memset(&head, 0, sizeof head); /* what lies between the members is compared too */
    head.type = request->type;
    head.top = request->top;
    head.subject_size = subject.size;
    memcpy(bytes, &head, sizeof head);
    if (subject.size > 0) {
        memcpy(bytes + sizeof head, subject.bytes, subject.size);
    }
    if (request->context.size > 0) {
        memcpy(bytes + sizeof head + subject.size, request->context.bytes, request->context.size);
    }
    *key = view_make(bytes, sizeof head + subject.size + request->context.size);
    return true;
}

bool response_cache_find(struct faqbot_response_cache *cache, const struct faqbot_chat_request *request,
                         struct faqbot_view version, struct cached_response *known)
{
    char bytes[KEY_BYTES_MAX];
    struct faqbot_view key;
    if (cache == NULL || version.size > VERSION_BYTES_MAX) {
        return false;
    }
    if (!is_of(cache, version)) {
        lru_cache_clear(cache->kept);
        memcpy(cache->version, version.bytes, version.size);
        cache->version_size = version.size;
        return false;
    }
    const struct kept *kept = write_key(request, bytes, &key) ? lru_cache_find(cache->kept, key) : NULL;
    if (kept == NULL) {
        return false;
    }
    *known = (struct cached_response){.body = view_make(kept->bytes, kept->body_size),
                                      .entry = view_make(kept->bytes + kept->body_size, kept->entry_size),
                                      .outcome = kept->outcome,
                                      .confidence = kept->confidence};
    return true;
}

void response_cache_put(struct faqbot_response_cache *cache, const struct faqbot_chat_request *request,
                        struct faqbot_view version, const struct cached_response *known)
{
    char bytes[KEY_BYTES_MAX];
    struct faqbot_view key;
    if (cache == NULL || known->body.size == 0 || !is_of(cache, version) ||
        known->body.size + HEADING_BYTES_MAX > FAQBOT_CHAT_REPLY_BYTES_MAX ||
        !write_key(request, bytes, &key) || lru_cache_find(cache->kept, key) != NULL) {
        return;
    }
    struct kept *kept = lru_cache_add(cache->kept, key, sizeof *kept + known->body.size + known->entry.size);
    if (kept == NULL) {
        return;
    }
    *kept = (struct kept){.outcome = known->outcome,
                          .confidence = known->confidence,
                          .body_size = known->body.size,
                          .entry_size = known->entry.size};
    memcpy(kept->bytes, known->body.bytes, known->body.size);
    if (known->entry.size > 0) {
        memcpy(kept->bytes + known->body.size, known->entry.bytes, known->entry.size);
    }
}

/* ==== answering ========================================================================================= */

#define UNREADABLE_MILLISECONDS 5000 /* until an index that cannot be read is worth another try */

/* The clock of a chat's options; 0 where it has none. */
static uint64_t respond_now(const struct faqbot_chat_options *options)
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
