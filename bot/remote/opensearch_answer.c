/* remote/opensearch_answer.c - what a search cluster answers, as values. Pure functions of bytes that a stranger sent:
 * whatever they are, the result is one of the statuses in remote_internal.h, within the limits there.
 *
 * An answer with status 200 may still be half of one. A search says in `_shards` how many parts of the index did not
 * take part, and a bulk request what became of each item. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "remote/remote_internal.h"

#define KEYS_MAX 64          /* of one object */
#define INDEXES_KEYS_MAX 512 /* an answer about indexes has one for each */

static enum faqbot_status parse(struct faqbot_view text, size_t keys, struct json **document)
{
    const char *complaint;
    size_t offset;
    const struct json_limits limits = {
        .text_bytes = OS_ANSWER_BYTES_MAX, .values = OS_ANSWER_VALUES_MAX, .keys = keys};
    enum faqbot_status status = json_parse_within(text, &limits, document, &complaint, &offset);
    return status == FAQBOT_INVALID ? FAQBOT_CORRUPT : status;
}

/* A whole number up to 2^53, which a double holds. */
static bool read_number(const struct json *value, uint64_t *number)
{
    double read;
    if (!json_get_number(value, &read) || !(read >= 0 && read <= 9007199254740992.0)) {
        return false;
    }
    *number = (uint64_t)read;
    return (double)*number == read;
}

/* ==== Base64 ========================================================================================= */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void os_base64_add(struct buffer *out, struct faqbot_view bytes)
{
    for (size_t i = 0; i < bytes.size; i += 3) {
        size_t count = bytes.size - i < 3 ? bytes.size - i : 3;
        uint32_t three = 0;
        char four[4] = {'=', '=', '=', '='};
        for (size_t j = 0; j < 3; j++) {
            three = three << 8 | (j < count ? (unsigned char)bytes.bytes[i + j] : 0);
        }
        for (size_t j = 0; j <= count; j++) {
            four[j] = digits[three >> (18 - 6 * j) & 63];
        }
        buffer_add(out, view_make(four, sizeof four));
    }
}

/* 64: none. */
static uint32_t value_of(char digit)
{
    return digit >= 'A' && digit <= 'Z'   ? (uint32_t)(digit - 'A')
           : digit >= 'a' && digit <= 'z' ? (uint32_t)(digit - 'a') + 26
           : digit >= '0' && digit <= '9' ? (uint32_t)(digit - '0') + 52
           : digit == '+'                 ? 62
           : digit == '/'                 ? 63
                                          : 64;
}

bool os_base64_read(struct faqbot_view text, struct buffer *out)
{
    for (size_t i = 0; i < text.size; i += 4) {
        uint32_t three = 0;
        size_t count = 0;
        for (; count < 4 && i + count < text.size && text.bytes[i + count] != '='; count++) {
            uint32_t value = value_of(text.bytes[i + count]);
            if (value == 64) {
                return false;
            }
            three |= value << (18 - 6 * count);
        }
        bool is_end = i + 4 == text.size;
        bool is_padded =
            text.size - i >= 4 && (count == 4 || (is_end && count >= 2 && text.bytes[i + 3] == '='));
        if (!is_padded) {
            return false;
        }
        const char bytes[] = {(char)(three >> 16 & 255), (char)(three >> 8 & 255), (char)(three & 255)};
        buffer_add(out, view_make(bytes, count - 1));
    }
    return !out->failed;
}

/* ==== Entries ======================================================================================== */

/* The number of an entry, which its document's _id is. */
static bool read_id(const struct json *document, uint32_t *number)
{
    struct faqbot_view id = {0};
    char text[11];
    if (!json_get_string(json_member(document, "_id"), &id) || id.size == 0 || id.size >= sizeof text) {
        return false;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < id.size; i++) {
        if (id.bytes[i] < '0' || id.bytes[i] > '9') {
            return false;
        }
        value = 10 * value + (uint64_t)(id.bytes[i] - '0');
    }
    *number = (uint32_t)value;
    return value < UINT32_MAX;
}

/* Passes the entry of one document. */
static enum faqbot_status take_document(const struct json *document, struct buffer *packed,
                                        faqbot_packed_callback *take, void *user)
{
    uint32_t number;
    struct faqbot_view text;
    buffer_reset(packed);
    if (!read_id(document, &number) ||
        !json_get_string(json_member(json_member(document, "_source"), "packed"), &text)) {
        return FAQBOT_CORRUPT;
    }
    if (!os_base64_read(text, packed)) {
        return packed->failed && packed->size + 3 < FAQBOT_PACKED_BYTES_MAX ? FAQBOT_NO_MEMORY
                                                                            : FAQBOT_CORRUPT;
    }
    return take(user, number, buffer_view(packed));
}

/* Whether all parts of the index took part in time; that nothing is said of parts is no answer. */
static enum faqbot_status check_shards(const struct json *document)
{
    uint64_t failed;
    bool timed_out = false;
    const struct json *shards = json_member(document, "_shards");
    if (!read_number(json_member(shards, "failed"), &failed)) {
        return FAQBOT_CORRUPT;
    }
    (void)json_get_bool(json_member(document, "timed_out"), &timed_out);
    return failed > 0 || timed_out ? FAQBOT_UNAVAILABLE : FAQBOT_OK;
}

/* Where there is none, the filter of the request leaves out `hits`. */
enum faqbot_status os_answer_read_hits(struct faqbot_view text, faqbot_packed_callback *take, void *user)
{
    struct json *document = NULL;
    struct buffer packed;
    enum faqbot_status status = parse(text, KEYS_MAX, &document);
    status = status == FAQBOT_OK ? check_shards(document) : status;
    const struct json *hits = json_member(json_member(document, "hits"), "hits");
    fail_if(hits != NULL && json_type(hits) != JSON_ARRAY, FAQBOT_CORRUPT, &status);
    buffer_init(&packed, FAQBOT_PACKED_BYTES_MAX);
    for (const struct json *hit = json_first(hits); hit != NULL && status == FAQBOT_OK;
         hit = json_next(hit)) {
        status = take_document(hit, &packed, take, user);
    }
    buffer_release(&packed);
    json_free(document);
    return status;
}

/* A document that is not there is found:false; one whose shard does not answer has an `error`. */
static enum faqbot_status check_documents(const struct json *list)
{
    enum faqbot_status status = FAQBOT_OK;
    for (const struct json *item = json_first(list); item != NULL && status == FAQBOT_OK;
         item = json_next(item)) {
        status = json_member(item, "error") != NULL ? FAQBOT_UNAVAILABLE : FAQBOT_OK;
    }
    return status;
}

enum faqbot_status os_answer_read_documents(struct faqbot_view text, faqbot_packed_callback *take, void *user)
{
    struct json *document = NULL;
    struct buffer packed;
    enum faqbot_status status = parse(text, KEYS_MAX, &document);
    const struct json *list = json_member(document, "docs");
    fail_if(list == NULL || json_type(list) != JSON_ARRAY, FAQBOT_CORRUPT, &status);
    status = status == FAQBOT_OK ? check_documents(list) : status;
    buffer_init(&packed, FAQBOT_PACKED_BYTES_MAX);
    for (const struct json *item = json_first(list); item != NULL && status == FAQBOT_OK;
         item = json_next(item)) {
        bool is_found = false;
        if (!json_get_bool(json_member(item, "found"), &is_found)) {
            status = FAQBOT_CORRUPT;
        } else if (is_found) {
            status = take_document(item, &packed, take, user);
        }
    }
    buffer_release(&packed);
    json_free(document);
    return status;
}

/* ==== The index and its collection =================================================================== */

/* Letters, digits, - and _ behind the alias. */
static bool is_index_of(struct faqbot_view name, const char *alias)
{
    bool is_good = view_starts_with(name, alias) && name.size > strlen(alias) && name.size < OS_INDEX_BYTES;
    for (size_t i = 0; i < name.size && is_good; i++) {
        char c = name.bytes[i];
        is_good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
    return is_good;
}

enum faqbot_status os_answer_read_alias(struct faqbot_view text, const char *alias,
                                        char index[OS_INDEX_BYTES])
{
    struct json *document = NULL;
    enum faqbot_status status = parse(text, INDEXES_KEYS_MAX, &document);
    const struct json *first = json_first(document);
    struct faqbot_view name = first == NULL ? view_of("") : json_key(first);
    fail_if(first == NULL || json_next(first) != NULL || !is_index_of(name, alias), FAQBOT_CORRUPT, &status);
    if (status == FAQBOT_OK) {
        (void)snprintf(index, OS_INDEX_BYTES, "%.*s", (int)name.size, name.bytes);
    }
    json_free(document);
    return status;
}

enum faqbot_status os_answer_read_collection(struct faqbot_view text, struct os_collection *collection)
{
    struct json *document = NULL;
    struct os_collection read = {0};
    enum faqbot_status status = parse(text, KEYS_MAX, &document);
    const struct json *source = json_member(document, "_source");
    fail_if(!read_number(json_member(source, "bytes"), &read.bytes) ||
                !read_number(json_member(source, "pieces"), &read.pieces) ||
                !read_number(json_member(source, "format"), &read.format) ||
                read.bytes > FAQBOT_COLLECTION_BYTES_MAX || read.pieces > read.bytes,
            FAQBOT_CORRUPT, &status);
    json_free(document);
    if (status == FAQBOT_OK) {
        *collection = read;
    }
    return status;
}

enum faqbot_status os_answer_read_piece(struct faqbot_view text, struct buffer *out)
{
    struct json *document = NULL;
    struct faqbot_view bytes;
    enum faqbot_status status = parse(text, KEYS_MAX, &document);
    const struct json *source = json_member(document, "_source");
    fail_if(!json_get_string(json_member(source, "packed"), &bytes), FAQBOT_CORRUPT, &status);
    if (status == FAQBOT_OK && !os_base64_read(bytes, out)) {
        status = out->failed ? FAQBOT_NO_MEMORY : FAQBOT_CORRUPT;
    }
    json_free(document);
    return status;
}

/* ==== Writing ======================================================================================== */

enum faqbot_status os_answer_read_bulk(struct faqbot_view text, uint16_t *codes, size_t count)
{
    struct json *document = NULL;
    enum faqbot_status status = parse(text, KEYS_MAX, &document);
    const struct json *item = json_first(json_member(document, "items"));
    for (size_t i = 0; i < count && status == FAQBOT_OK; i++) {
        uint64_t code = 0;
        const struct json *action = item == NULL ? NULL : json_first(item);
        fail_if(!read_number(action == NULL ? NULL : json_member(action, "status"), &code) ||
                    code > UINT16_MAX,
                FAQBOT_CORRUPT, &status);
        codes[i] = (uint16_t)code;
        item = item == NULL ? NULL : json_next(item);
    }
    fail_if(item != NULL, FAQBOT_CORRUPT, &status);
    json_free(document);
    return status;
}

enum faqbot_status os_answer_read_count(struct faqbot_view text, uint64_t *count)
{
    struct json *document = NULL;
    uint64_t read = 0;
    enum faqbot_status status = parse(text, KEYS_MAX, &document);
    status = status == FAQBOT_OK ? check_shards(document) : status;
    fail_if(!read_number(json_member(document, "count"), &read), FAQBOT_CORRUPT, &status);
    json_free(document);
    if (status == FAQBOT_OK) {
        *count = read;
    }
    return status;
}

enum faqbot_status os_answer_read_indexes(struct faqbot_view text,
                                          void (*take)(void *user, struct faqbot_view name), void *user)
{
    struct json *document = NULL;
    enum faqbot_status status = parse(text, INDEXES_KEYS_MAX, &document);
    for (const struct json *item = json_first(document); item != NULL; item = json_next(item)) {
        take(user, json_key(item));
    }
    json_free(document);
    return status;
}

/* Mostly an object with `type` and `reason`; a text where the request was not understood at all. */
void os_answer_read_error(struct faqbot_view text, char *reason, size_t size)
{
    struct json *document = NULL;
    struct faqbot_view type = view_of("");
    struct faqbot_view why = view_of("");
    reason[0] = '\0';
    if (parse(text, KEYS_MAX, &document) != FAQBOT_OK) {
        return;
    }
    const struct json *error = json_member(document, "error");
    if (!json_get_string(error, &why)) {
        (void)json_get_string(json_member(error, "type"), &type);
        (void)json_get_string(json_member(error, "reason"), &why);
    }
    (void)snprintf(reason, size, "%.*s%s%.*s", VIEW_ARGS(type), type.size > 0 ? ": " : "", VIEW_ARGS(why));
    for (char *at = reason; *at != '\0'; at++) {
        *at = (unsigned char)*at < ' ' || *at == '\x7f' ? ' ' : *at;
    }
    json_free(document);
}
