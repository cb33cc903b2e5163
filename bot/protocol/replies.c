/* protocol/replies.c - answers by their questions, byte for byte: another spelling of the same question is another one
 * here, so that what quotes the visitor may be kept too. What was found for it lies with the bot. */
#include "protocol/replies.h"

#include <stdlib.h>
#include <string.h>

#include "base/lru.h"
#include "base/view.h"

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
