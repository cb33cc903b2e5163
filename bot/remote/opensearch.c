/* remote/opensearch.c - a search cluster as the first stage of a bot (struct faqbot_stage): the collection and the
 * entries that opensearch_publish.c wrote there.
 *
 * A session keeps to one index, and does not follow the alias: words and entries belong together. The server looks at
 * the alias now and then (the stamp) and opens other bots, and with them other sessions, when it leads elsewhere.
 *
 * Weights. An engine multiplies each term by an idf of its own, once for each field; ours is in the weight already, and
 * is of both fields together. So a weight is divided by what the engine's will be, for which the query says how many
 * entries have the term in each field. That holds to the last digits only if all shards count alike, hence
 * search_type=dfs_query_then_fetch. What else differs is rounding, since our scores are whole numbers, and which of
 * equal entries come first: so more are asked for, and the bot keeps the best by its own scores. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "remote/remote_internal.h"

#define TRY_MILLISECONDS 1200   /* of REMOTE_CALL_MILLISECONDS: so that two nodes get a chance */
#define OPEN_MILLISECONDS 60000 /* a collection may be large */
#define OPEN_TRY_MILLISECONDS 10000
#define VARIANTS_MAX 32 /* entries with one id, one in each language */

struct session {
    struct os_http *http;
    char index[OS_INDEX_BYTES];
    struct buffer collection; /* until the first call begins */
    struct buffer body;
};

/* ==== Asking ========================================================================================= */

/* Sends; any answer but 200 is a failure. 404 is an index that is there no more, since another one came; 401 and 403
 * are a password that holds no longer: the next reload says so. */
static enum faqbot_status ask(struct session *session, const char *method, const char *path,
                              struct faqbot_view body)
{
    long code = 0;
    const struct os_request request = {.method = method, .path = path, .body = body};
    enum faqbot_status status = os_http_send(session->http, &request, &code);
    bool is_away = code == 401 || code == 403 || code == 404 || code >= 500;
    return status != FAQBOT_OK || code == 200 ? status : is_away ? FAQBOT_UNAVAILABLE : FAQBOT_CORRUPT;
}

typedef enum faqbot_status read_entries(struct faqbot_view text, faqbot_packed_callback *take, void *user);

/* Asks for entries, and once more, another node, where a part of the index did not answer: it may have been on its way
 * to another machine just then. */
static enum faqbot_status ask_for_entries(struct session *session, const char *operation, read_entries *read,
                                          faqbot_packed_callback *take, void *user)
{
    char path[OS_NAME_BYTES_MAX + 256];
    (void)snprintf(path, sizeof path, "/%s/%s", session->index, operation);
    if (session->body.failed) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = FAQBOT_UNAVAILABLE;
    for (unsigned i = 0; i < 2 && status == FAQBOT_UNAVAILABLE; i++) {
        if (i > 0) {
            os_http_pass_over(session->http);
        }
        status = ask(session, "POST", path, buffer_view(&session->body));
        status = status == FAQBOT_OK ? read(os_http_body(session->http), take, user) : status;
    }
    return status;
}

/* ==== Queries ======================================================================================== */

/* The engine's own idf: Lucene's BM25Similarity. */
static double idf(uint32_t all, uint32_t with)
{
    return log(1 + ((double)all - with + .5) / (with + .5));
}

static void add_term(struct json_writer *writer, const char *field, const struct faqbot_stage_term *term,
                     double idf)
{
    char stem[16];
    (void)snprintf(stem, sizeof stem, "%u", (unsigned)term->stem);
    json_writer_open_object(writer, NULL);
    json_writer_open_object(writer, "term");
    json_writer_open_object(writer, field);
    json_writer_add_text(writer, "value", stem);
    json_writer_add_number(writer, "boost", term->weight / idf);
    json_writer_close_object(writer);
    json_writer_close_object(writer);
    json_writer_close_object(writer);
}

/* Opens a search of so many entries, of which only what is packed is wanted. */
static struct json_writer open_search(struct session *session, size_t limit)
{
    buffer_reset(&session->body);
    struct json_writer writer = json_writer_make(&session->body);
    json_writer_open_object(&writer, NULL);
    json_writer_add_integer(&writer, "size", (int64_t)limit);
    json_writer_add_text(&writer, "_source", "packed");
    json_writer_add_bool(&writer, "track_total_hits", false);
    json_writer_open_object(&writer, "query");
    return writer;
}

void os_query_write(const struct faqbot_stage_query *query, struct json_writer *writer)
{
    static const char *const fields[FAQBOT_STAGE_FIELDS] = {"head", "body"};
    json_writer_open_object(writer, "bool");
    json_writer_open_array(writer, "should");
    for (size_t i = 0; i < query->count; i++) {
        for (size_t field = 0; field < FAQBOT_STAGE_FIELDS; field++) {
            uint32_t with = query->terms[i].frequencies[field];
            if (with > 0 && with <= query->entries[field]) {
                add_term(writer, fields[field], &query->terms[i], idf(query->entries[field], with));
            }
        }
    }
    json_writer_close_array(writer);
    json_writer_close_object(writer);
}

#define FIND                                                                                                 \
    "_search?search_type=dfs_query_then_fetch&filter_path=_shards.failed,timed_out,hits.hits._id,hits.hits." \
    "_source"

static enum faqbot_status find(void *user, const struct faqbot_stage_query *query,
                               faqbot_packed_callback *take, void *take_user)
{
    struct session *session = user;
    struct json_writer writer = open_search(session, query->limit);
    os_query_write(query, &writer);
    json_writer_close_object(&writer);
    json_writer_close_object(&writer);
    return ask_for_entries(session, FIND, os_answer_read_hits, take, take_user);
}

static enum faqbot_status get_named(void *user, struct faqbot_view id, faqbot_packed_callback *take,
                                    void *take_user)
{
    struct session *session = user;
    struct json_writer writer = open_search(session, VARIANTS_MAX);
    json_writer_open_object(&writer, "term");
    json_writer_add_string(&writer, "id", id);
    json_writer_close_object(&writer);
    json_writer_close_object(&writer);
    json_writer_close_object(&writer);
    return ask_for_entries(session, FIND, os_answer_read_hits, take, take_user);
}

static enum faqbot_status get(void *user, const uint32_t *entries, size_t count, faqbot_packed_callback *take,
                              void *take_user)
{
    struct session *session = user;
    buffer_reset(&session->body);
    struct json_writer writer = json_writer_make(&session->body);
    json_writer_open_object(&writer, NULL);
    json_writer_open_array(&writer, "ids");
    for (size_t i = 0; i < count; i++) {
        char number[16];
        (void)snprintf(number, sizeof number, "%u", (unsigned)entries[i]);
        json_writer_add_text(&writer, NULL, number);
    }
    json_writer_close_array(&writer);
    json_writer_close_object(&writer);
    return ask_for_entries(session, "_mget?_source_includes=packed", os_answer_read_documents, take,
                           take_user);
}

static void begin(void *user)
{
    struct session *session = user;
    buffer_release(&session->collection); /* the bot has a copy, and goes on for weeks */
    os_http_begin(session->http, REMOTE_CALL_MILLISECONDS, TRY_MILLISECONDS);
}

/* ==== Opening ======================================================================================== */

enum faqbot_status os_find_index(struct os_http *http, const char *alias, char index[OS_INDEX_BYTES])
{
    char path[OS_NAME_BYTES_MAX + 32];
    long code = 0;
    const struct os_request request = {.method = "GET", .path = path};
    (void)snprintf(path, sizeof path, "/_alias/%s", alias);
    enum faqbot_status status = os_http_send(http, &request, &code);
    if (status != FAQBOT_OK || code == 404) {
        return status != FAQBOT_OK ? status : FAQBOT_NOT_FOUND;
    }
    if (code == 401 || code == 403) {
        return FAQBOT_INVALID;
    }
    return code == 200   ? os_answer_read_alias(os_http_body(http), alias, index)
           : code >= 500 ? FAQBOT_UNAVAILABLE
                         : FAQBOT_CORRUPT;
}

static enum faqbot_status read_document(struct session *session, const char *id)
{
    char path[2 * OS_NAME_BYTES_MAX + 64];
    (void)snprintf(path, sizeof path, "/%s/_doc/%s", session->index, id);
    return ask(session, "GET", path, view_of(""));
}

/* Puts the collection's pieces together. */
static enum faqbot_status load(struct session *session, const char *alias)
{
    struct os_collection collection = {0};
    enum faqbot_status status = os_find_index(session->http, alias, session->index);
    status = status == FAQBOT_OK ? read_document(session, "_collection") : status;
    status =
        status == FAQBOT_OK ? os_answer_read_collection(os_http_body(session->http), &collection) : status;
    if (status == FAQBOT_OK && collection.format != OS_FORMAT) {
        return FAQBOT_VERSION;
    }
    for (uint64_t i = 0; i < collection.pieces && status == FAQBOT_OK; i++) {
        char id[48];
        (void)snprintf(id, sizeof id, "_collection-%u", (unsigned)i);
        status = read_document(session, id);
        status = status == FAQBOT_OK ? os_answer_read_piece(os_http_body(session->http), &session->collection)
                                     : status;
    }
    return status == FAQBOT_OK && session->collection.size != collection.bytes ? FAQBOT_CORRUPT : status;
}

static void close_session(void *user)
{
    struct session *session = user;
    os_http_close(session->http);
    buffer_release(&session->collection);
    buffer_release(&session->body);
    free(session);
}

static enum faqbot_status refuse(const struct session *session, const char *name, enum faqbot_status status,
                                 struct faqbot_fault *fault)
{
    switch (status) {
    case FAQBOT_UNAVAILABLE:
        return fault_set(fault, status, NULL, 0, "the search cluster does not answer: %s",
                         os_http_reason(session->http));
    case FAQBOT_INVALID:
        return fault_set(fault, status, NULL, 0, OS_WRONG_USER);
    case FAQBOT_NOT_FOUND:
        return fault_set(
            fault, status, NULL, 0,
            "the search cluster has no knowledge base called %s; write one with: faqbot index --to", name);
    case FAQBOT_VERSION:
        return fault_set(
            fault, status, NULL, 0,
            "the knowledge base %s in the search cluster was written by another version of this program; "
            "write it anew with: faqbot index --to",
            name);
    case FAQBOT_CORRUPT:
        return fault_set(fault, status, NULL, 0, "what the search cluster has as %s is no knowledge base",
                         name);
    default:
        return fault_set(fault, status, NULL, 0, "cannot read %s from the search cluster: %s", name,
                         faqbot_status_text(status));
    }
}

static enum faqbot_status open_session(void *user, void **opened, struct faqbot_view *collection,
                                       struct faqbot_fault *fault)
{
    const struct os_address *address = user;
    struct session *session = calloc(1, sizeof *session);
    if (session == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    buffer_init(&session->collection, FAQBOT_COLLECTION_BYTES_MAX);
    buffer_init(&session->body, OS_ANSWER_BYTES_MAX);
    enum faqbot_status status = os_http_open(address, &session->http, fault);
    if (status != FAQBOT_OK) {
        close_session(session);
        return status;
    }
    os_http_begin(session->http, OPEN_MILLISECONDS, OPEN_TRY_MILLISECONDS);
    status = load(session, address->name);
    if (status != FAQBOT_OK) {
        status = refuse(session, address->name, status, fault);
        close_session(session);
        return status;
    }
    *opened = session;
    *collection = buffer_view(&session->collection);
    return FAQBOT_OK;
}

/* ==== The stage ====================================================================================== */

/* A connection of its own each time: nobody waits for it, and a server asks every few seconds. */
static enum faqbot_status read_stamp(void *user, uint64_t *stamp)
{
    const struct os_address *address = user;
    struct os_http *http = NULL;
    char index[OS_INDEX_BYTES];
    enum faqbot_status status = os_http_open(address, &http, NULL);
    if (status == FAQBOT_OK) {
        os_http_begin(http, REMOTE_CALL_MILLISECONDS, TRY_MILLISECONDS);
        status = os_find_index(http, address->name, index);
    }
    if (status == FAQBOT_OK) {
        *stamp = view_hash(0, view_of(index));
    }
    os_http_close(http);
    return status;
}

enum faqbot_status remote_open_stage(const char *url, struct faqbot_stage *stage, struct faqbot_fault *fault)
{
    struct os_address *address = calloc(1, sizeof *address);
    if (address == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    enum faqbot_status status = os_address_read(url, address, fault);
    if (status != FAQBOT_OK) {
        free(address);
        return status;
    }
    *stage = (struct faqbot_stage){.user = address,
                                   .open = open_session,
                                   .close = close_session,
                                   .begin = begin,
                                   .find = find,
                                   .get = get,
                                   .get_named = get_named,
                                   .stamp = read_stamp};
    return FAQBOT_OK;
}

void remote_close_stage(struct faqbot_stage *stage)
{
    free(stage->user);
    *stage = (struct faqbot_stage){.user = NULL};
}
