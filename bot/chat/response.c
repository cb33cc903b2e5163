/* chat/response.c - turns an ASK, a GET or a SEARCH into the bytes of its reply, from the cache or from the bot. It
 * does not know who asked or when the reply is sent, so that a worker thread can run it as well as a chat. */
#include "chat/chat_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== The response cache ============================================================================= */

/* Answers by their requests, byte for byte: another spelling of the same question is another request here, so
 * that what quotes the visitor may be kept too. (The bot has a cache of its own, which knows questions by
 * their words.) What is kept is not the answer but its JSON, without the id before it and the time behind it:
 * to answer again is one copy.
 *
 * The values of the cache belong to one version of the knowledge base, the one that was asked last. There is
 * no expiry: until the knowledge base changes, the same question has the same answer. */

#define VERSION_BYTES_MAX 64
#define KEY_TEXTS_BYTES_MAX                                                                                  \
    9520 /* a question of 2000 characters of four bytes, a context, a language, a path, filters */
#define REPLY_BYTES_TYPICAL 1024 /* no more replies than there is room for with this size */
#define HEADING_BYTES_MAX 512    /* id and time: a body with room for these fits whatever they are */

struct faqbot_response_cache {
    struct lru_cache *kept;
    char version[VERSION_BYTES_MAX];
    size_t version_size;
};

/* Its views point behind it: a value of the cache stays where it is until it is dropped. */
struct kept {
    struct cached_response response;
    char bytes[];
};

/* What asks for the same: all of the request but its id, and the conversation's filter. Each text has its size before
 * it, so that no other division of the same bytes has the same key; the members leave no padding, which would be
 * compared too. */
struct key {
    uint32_t type;
    uint32_t top;
    uint64_t wants_blocks;
    char texts[KEY_TEXTS_BYTES_MAX];
};

/* Sized for replies of a typical length. With shorter ones the cache holds fewer than the bytes allow, which
 * costs some misses and no memory. */
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

/* Whether what is kept was answered by this version of the knowledge base. */
static bool is_of(const struct faqbot_response_cache *cache, struct faqbot_view version)
{
    return view_equals(view_make(cache->version, cache->version_size), version);
}

/* The key, which lies in `key`; empty: the request is too long to be kept. */
static struct faqbot_view make_key(const struct faqbot_chat_options *options,
                                   const struct faqbot_chat_request *request, struct key *key)
{
    const struct faqbot_filter *filters[] = {&options->filter, &request->filter};
    struct faqbot_view texts[11] = {request->type == FAQBOT_CHAT_GET ? request->entry : request->text,
                                    request->context, request->lang, request->rest, request->path};
    for (size_t i = 0; i < 2; i++) {
        texts[5 + 3 * i] = filters[i]->tags;
        texts[6 + 3 * i] = filters[i]->section;
        texts[7 + 3 * i] = filters[i]->lang;
    }
    *key = (struct key){.type = request->type, .top = request->top, .wants_blocks = request->wants_blocks};
    char *end = key->texts;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const uint32_t size = (uint32_t)texts[i].size;
        size_t room = (size_t)(key->texts + sizeof key->texts - end);
        if (room < sizeof size || texts[i].size > room - sizeof size) {
            return view_of(NULL);
        }
        view_copy_to(&end, view_make((const char *)&size, sizeof size));
        view_copy_to(&end, texts[i]);
    }
    return view_make((const char *)key, (size_t)(end - (const char *)key));
}

/* The first request to another version empties the cache, so that no visitor gets an outdated answer. While
 * two versions are asked in turn, as during a reload, nothing is kept. */
bool response_cache_find(const struct faqbot_chat_options *options, const struct faqbot_chat_request *request,
                         struct faqbot_view version, struct cached_response *known)
{
    struct faqbot_response_cache *cache = options->response_cache;
    struct key room;
    if (cache == NULL || version.size > VERSION_BYTES_MAX) {
        return false;
    }
    if (!is_of(cache, version)) {
        lru_cache_clear(cache->kept);
        memcpy(cache->version, version.bytes, version.size);
        cache->version_size = version.size;
        return false;
    }
    struct faqbot_view key = make_key(options, request, &room);
    const struct kept *kept = view_is_empty(key) ? NULL : lru_cache_find(cache->kept, key);
    if (kept == NULL) {
        return false;
    }
    *known = kept->response;
    return true;
}

/* What is kept must fit with any id and any time, because the next client's may be longer; a body that just
 * fitted is not kept. Two threads may have answered the same question: the first answer stays. */
void response_cache_put(const struct faqbot_chat_options *options, const struct faqbot_chat_request *request,
                        struct faqbot_view version, const struct cached_response *known)
{
    static const struct faqbot_chat_options shipped = {.reply_bytes_max = 0};
    struct faqbot_response_cache *cache = options->response_cache;
    struct key room;
    if (cache == NULL || known->body.size == 0 || !is_of(cache, version) ||
        known->body.size + HEADING_BYTES_MAX > encode_bytes_max(&shipped, request->wants_blocks)) {
        return;
    }
    struct faqbot_view key = make_key(options, request, &room);
    if (view_is_empty(key) || lru_cache_find(cache->kept, key) != NULL) {
        return;
    }
    struct kept *kept = lru_cache_add(cache->kept, key, sizeof *kept + known->body.size + known->entry.size);
    if (kept != NULL) {
        char *end = kept->bytes;
        kept->response = *known;
        kept->response.body = view_copy_to(&end, known->body);
        kept->response.entry = view_copy_to(&end, known->entry);
    }
}

/* ==== Answering ====================================================================================== */

/* How long a client should wait before it asks again: the index is being replaced, or somebody repairs it. */
#define UNREADABLE_MILLISECONDS 5000

/* The clock of a chat's options; 0 if it has none. */
static uint64_t now(const struct faqbot_chat_options *options)
{
    return options->microseconds == NULL ? 0 : options->microseconds(options->microseconds_user);
}

/* A visitor's mistake is answered like a question and is no failure. A failure of the world is answered too,
 * and passed on. An index that cannot be read may be replaced at any moment, so another try is worthwhile. */
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
        {FAQBOT_LIMIT, &error_code_too_long, "A question may have 2000 characters.", 0},
        {FAQBOT_NOT_FOUND, &error_code_not_found, "There is no entry with this id.", 0},
        {FAQBOT_CORRUPT, &error_code_busy, busy, UNREADABLE_MILLISECONDS},
        {FAQBOT_IO, &error_code_busy, busy, UNREADABLE_MILLISECONDS},
        {FAQBOT_UNAVAILABLE, &error_code_busy, busy, UNREADABLE_MILLISECONDS},
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

/* The time is filled in when it is known. */
static struct encode_heading heading_of(const struct faqbot_chat_options *options, struct faqbot *bot,
                                        const struct faqbot_chat_request *request)
{
    return (struct encode_heading){.id = request->id,
                                   .version = faqbot_about(bot)->version,
                                   .is_timed = options->microseconds != NULL,
                                   .wants_blocks = request->wants_blocks};
}

/* ==== Filters ======================================================================================== */

/* Takes the bot's part that the conversation and the request are about for the bot. A request can only narrow what its
 * conversation is about, as whoever owns a page decides that, and not who asks. */
static enum faqbot_status restrict_bot(const struct faqbot_chat_options *options,
                                       const struct faqbot_chat_request *request, struct faqbot **bot,
                                       struct faqbot_fault *fault)
{
    const struct faqbot_filter filters[] = {options->filter, request->filter};
    bool is_whole = filter_is_empty(&options->filter) && filter_is_empty(&request->filter);
    return is_whole ? FAQBOT_OK : faqbot_restrict(*bot, filters, 2, options->part_entries_max, bot, fault);
}

/* Says of a filter what is wrong with it; of anything else what respond_failure() does. */
static enum faqbot_status respond_no_part(struct buffer *out, struct faqbot_view id,
                                          enum faqbot_status failure, const struct faqbot_fault *fault,
                                          const struct error_code **error)
{
    char sentence[FAQBOT_FAULT_SENTENCE_BYTES + 1];
    if (failure != FAQBOT_NOT_FOUND && failure != FAQBOT_LIMIT) {
        return respond_failure(out, id, failure, error);
    }
    *error = failure == FAQBOT_NOT_FOUND ? &error_code_not_found : &error_code_unsupported;
    (void)snprintf(sentence, sizeof sentence, "%s.", fault->sentence);
    sentence[0] = ascii_upper(sentence[0]);
    return encode_error(out, id, *error, sentence, 0) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
}

/* ==== Each type of request =========================================================================== */

/* Its results are not kept, since they have no body: what many visitors search for is soon found again. */
static enum faqbot_status respond_with_results(const struct faqbot_chat_options *options, struct faqbot *bot,
                                               const struct faqbot_chat_request *request,
                                               const struct faqbot_filter *filter, enum faqbot_status status,
                                               struct buffer *out, struct response *response)
{
    static const struct faqbot_hits none = {.count = 0};
    const struct faqbot_search_query query = {
        .text = request->text, .filter = *filter, .limit = request->limit};
    const struct faqbot_hits *hits = &none;
    uint64_t start = now(options);
    status = status == FAQBOT_OK ? faqbot_search(bot, &query, &hits) : status;
    status = status == FAQBOT_NOT_FOUND ? FAQBOT_OK : status; /* nothing passes, so nothing is found */
    response->microseconds = now(options) - start;
    if (status == FAQBOT_OK && !encode_results(out, request->id, hits)) {
        status = FAQBOT_NO_MEMORY;
    }
    if (status != FAQBOT_OK) {
        return respond_failure(out, request->id, status, &response->error);
    }
    response->known.outcome = hits->count > 0 ? FAQBOT_ANSWERED : FAQBOT_NONE;
    response->hits = hits->count;
    return FAQBOT_OK;
}

/* A visitor who has typed nothing yet has made no mistake. */
static enum faqbot_status respond_with_suggestions(struct faqbot *bot,
                                                   const struct faqbot_chat_request *request,
                                                   struct buffer *out, struct response *response)
{
    const struct faqbot_entry_ref *links = NULL;
    size_t count = 0;
    enum faqbot_status status = FAQBOT_OK;
    if (!view_is_empty(view_trim(request->text))) {
        status = faqbot_suggest(bot, request->text, &links, &count);
    }
    if (status == FAQBOT_OK && !encode_suggestions(out, request->id, links, count)) {
        status = FAQBOT_NO_MEMORY;
    }
    return status == FAQBOT_OK ? status : respond_failure(out, request->id, status, &response->error);
}

/* A refusal by the chat itself; gives the status of the reply. */
static enum faqbot_status refuse(struct buffer *out, struct faqbot_view id, const struct error_code *code,
                                 const char *sentence, const struct error_code **error)
{
    *error = code;
    return encode_error(out, id, code, sentence, 0) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
}

/* An entry, or its rest: in the language that the visitor wishes, or in that of the answer that is gone on with. */
static enum faqbot_status get(struct faqbot *bot, const struct faqbot_chat_request *request,
                              const struct rest *rest, struct faqbot_answer *answer)
{
    enum faqbot_status status = faqbot_get_in(bot, request->entry, request->lang, answer);
    if (status == FAQBOT_OK && rest != NULL && !view_equals(answer->lang, rest->lang)) {
        status = faqbot_get_in(bot, request->entry, rest->lang, answer);
    }
    return status;
}

/* Measures the bot and not the encoding, since that is what an operator can influence. If not even a
 * shortened answer fits, or memory has run out, the reply is an error, which is short. */
static enum faqbot_status respond_with_answer(const struct faqbot_chat_options *options, struct faqbot *bot,
                                              const struct faqbot_chat_request *request, struct buffer *out,
                                              struct response *response)
{
    const struct faqbot_question question = {.text = request->text,
                                             .context = request->context,
                                             .top = request->top,
                                             .lang = request->lang,
                                             .path = request->path};
    struct encode_heading heading = heading_of(options, bot, request);
    struct faqbot_answer answer;
    struct rest rest;
    if (!view_is_empty(request->rest)) {
        heading.rest = &rest;
        if (!request->wants_blocks || !rest_read(request->rest, &rest)) {
            return refuse(out, request->id, &error_code_bad_message, MESSAGE_BAD_REST ".", &response->error);
        }
    }
    uint64_t start = now(options);
    enum faqbot_status status = request->type == FAQBOT_CHAT_GET ? get(bot, request, heading.rest, &answer)
                                                                 : faqbot_ask(bot, &question, &answer);
    heading.microseconds = now(options) - start;
    if (status == FAQBOT_OK && heading.rest != NULL) {
        if (rich_hash(answer.nodes, answer.node_count) != rest.hash) {
            return refuse(out, request->id, &error_code_not_found,
                          "This answer has changed since it was begun; please get it anew.",
                          &response->error);
        }
        if (!rich_has_place(answer.nodes, answer.node_count, rest.place)) {
            return refuse(out, request->id, &error_code_bad_message, MESSAGE_BAD_REST ".", &response->error);
        }
    }
    if (status == FAQBOT_OK && !encode_answer(out, &heading, &answer, &response->known.body)) {
        status = FAQBOT_NO_MEMORY;
    }
    if (status != FAQBOT_OK) {
        return respond_failure(out, request->id, status, &response->error);
    }
    response->known.entry = answer.entry;
    response->known.outcome = answer.outcome;
    response->known.confidence = answer.confidence;
    memcpy(response->known.lang, answer.question_lang, sizeof response->known.lang);
    response->microseconds = heading.microseconds;
    response->is_cached = request->type == FAQBOT_CHAT_ASK && answer.is_cached;
    return FAQBOT_OK;
}

/* Words are found among any number of entries, so that a filter of a SEARCH's own that leaves too many for a part is
 * left to the search. */
enum faqbot_status respond(const struct faqbot_chat_options *options, struct faqbot *bot,
                           const struct faqbot_chat_request *request, struct buffer *out,
                           struct response *response)
{
    static const struct faqbot_filter all = {.tags = {NULL, 0}};
    struct faqbot_fault fault;
    struct faqbot *whole = bot;
    size_t indexed = faqbot_about(whole)->indexed;
    enum faqbot_status status = restrict_bot(options, request, &bot, &fault);
    *response =
        (struct response){.known.outcome = FAQBOT_NONE, .indexed = faqbot_about(whole)->indexed - indexed};
    if (!view_is_empty(request->lang) && !language_is_tag(request->lang)) { /* of an address */
        return refuse(out, request->id, &error_code_bad_message, MESSAGE_BAD_LANG ".", &response->error);
    }
    if (request->type == FAQBOT_CHAT_SEARCH && status == FAQBOT_LIMIT && filter_is_empty(&options->filter)) {
        return respond_with_results(options, whole, request, &request->filter, FAQBOT_OK, out, response);
    }
    if (request->type == FAQBOT_CHAT_SEARCH && status != FAQBOT_LIMIT) {
        return respond_with_results(options, bot, request, &all, status, out, response);
    }
    if (status != FAQBOT_OK) {
        return respond_no_part(out, request->id, status, &fault, &response->error);
    }
    return request->type == FAQBOT_CHAT_SUGGEST ? respond_with_suggestions(bot, request, out, response)
                                                : respond_with_answer(options, bot, request, out, response);
}

/* An observer never sees a GET as cached: it would not have been a search. */
bool respond_from_cache(const struct faqbot_chat_options *options, struct faqbot *bot,
                        const struct faqbot_chat_request *request, struct buffer *out,
                        struct response *response)
{
    struct encode_heading heading = heading_of(options, bot, request);
    uint64_t start = now(options);
    *response = (struct response){.is_cached = request->type == FAQBOT_CHAT_ASK};
    if (request->type == FAQBOT_CHAT_SEARCH || request->type == FAQBOT_CHAT_SUGGEST) {
        return false; /* which are not kept */
    }
    if (!response_cache_find(options, request, heading.version, &response->known)) {
        return false;
    }
    response->microseconds = heading.microseconds = now(options) - start;
    return encode_cached_answer(out, &heading, response->known.body);
}
