/* remote/opensearch_publish.c - writes an index to a search cluster, where opensearch.c reads it.
 *
 * One document for each entry. Its `head` and `body` hold, for each word, the number of its stem: the stems themselves
 * would have to survive the engine's analysis as they are, and the one analyzer that leaves them alone, `whitespace`,
 * cuts tokens at 255 characters; numbers are short, and no text. `packed` is the entry as the bot unpacks it, which the
 * engine keeps and does not look at. `id` is the author's. The collection is some more documents, in pieces.
 *
 * All of it goes into an index of a new name, with the time in it, so that names sort by age. Once it is whole (the
 * engine's count says so) the alias changes over, in one step, and from the index that it led to when this began: of
 * two who write at once the later fails. Documents are created under ids of our own, so what is sent twice is there
 * once, and no deleted copy is left that the engine would count among the words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "remote/remote_internal.h"

#define BATCH_ITEMS_MAX 1000
#define BATCH_BYTES_MAX ((size_t)4 << 20)
#define PIECE_BYTES ((size_t)1 << 20)
#define CALL_MILLISECONDS 120000
#define TRY_MILLISECONDS                                                                                     \
    60000 /* a bulk request waits some seconds for the copy of a shard that is lost just then */
#define COPIES_TIMEOUT "30s" /* less than TRY_MILLISECONDS */
#define TRIES_MAX 10         /* of one batch; with the rests between them half a minute */
#define REST_MILLISECONDS 50 /* before the first repetition, then twice as long each time, up to */
#define REST_MILLISECONDS_MAX 5000

struct publishing {
    const struct remote_stage_writing *options;
    const struct faqbot_split_result *result;
    struct faqbot_fault *fault;
    struct os_address address;
    struct os_http *http;
    char index[OS_INDEX_BYTES];
    char before[OS_INDEX_BYTES]; /* what the alias leads to; empty: nothing */
    struct buffer batch;
    size_t starts[BATCH_ITEMS_MAX + 1]; /* of each item in the batch, and its end */
    size_t items;
    struct buffer text; /* of one document */
    uint64_t documents; /* written so far */
};

/* ==== Requests ======================================================================================= */

static enum faqbot_status refuse(struct publishing *publishing, const char *what, long code)
{
    char reason[256];
    os_answer_read_error(os_http_body(publishing->http), reason, sizeof reason);
    return fault_set(publishing->fault, FAQBOT_INVALID, NULL, 0,
                     "the search cluster refuses %s (status %ld)%s%s", what, code,
                     reason[0] == '\0' ? "" : ": ", reason);
}

static enum faqbot_status fail(struct publishing *publishing, enum faqbot_status status)
{
    if (status == FAQBOT_INVALID) {
        return fault_set(publishing->fault, status, NULL, 0, OS_WRONG_USER);
    }
    return status == FAQBOT_UNAVAILABLE
               ? fault_set(publishing->fault, status, NULL, 0, "the search cluster does not answer: %s",
                           os_http_reason(publishing->http))
               : fault_set(publishing->fault, status, NULL, 0, "cannot write to the search cluster: %s",
                           status == FAQBOT_CORRUPT ? "its answer makes no sense"
                                                    : faqbot_status_text(status));
}

/* How long to wait before try number `tries`. */
static int rest_before(unsigned tries)
{
    int rest = tries < 8 ? REST_MILLISECONDS << tries : REST_MILLISECONDS_MAX;
    return rest < REST_MILLISECONDS_MAX ? rest : REST_MILLISECONDS_MAX;
}

/* Sends until some node answers, or none does for long. */
static enum faqbot_status send_patiently(struct publishing *publishing, const struct os_request *request,
                                         long *code)
{
    enum faqbot_status status = FAQBOT_UNAVAILABLE;
    os_http_begin(publishing->http, CALL_MILLISECONDS, TRY_MILLISECONDS);
    for (unsigned i = 0; i < TRIES_MAX && status == FAQBOT_UNAVAILABLE; i++) {
        if (i > 0) {
            os_http_rest(publishing->http, rest_before(i - 1));
        }
        status = os_http_send(publishing->http, request, code);
    }
    return status;
}

/* One request that has to succeed; `what` is for a person. */
static enum faqbot_status call(struct publishing *publishing, const char *method, const char *path,
                               struct faqbot_view body, const char *what)
{
    long code = 0;
    const struct os_request request = {.method = method, .path = path, .body = body};
    enum faqbot_status status = send_patiently(publishing, &request, &code);
    if (status != FAQBOT_OK) {
        return fail(publishing, status);
    }
    return code >= 200 && code < 300 ? FAQBOT_OK : refuse(publishing, what, code);
}

/* ==== Documents ====================================================================================== */

/* Leaves in the batch what is to be sent again: what came too much at once (429), or at a moment when a shard was on
 * its way to another machine (5xx). Of the others, 409 is what an earlier try wrote. */
static enum faqbot_status keep_failed(struct publishing *publishing, const uint16_t *codes)
{
    size_t kept = 0;
    size_t end = 0;
    for (size_t i = 0; i < publishing->items; i++) {
        size_t start = publishing->starts[i];
        size_t size = publishing->starts[i + 1] - start;
        if (codes[i] == 429 || codes[i] >= 500) {
            memmove(publishing->batch.bytes + end, publishing->batch.bytes + start, size);
            publishing->starts[kept++] = end;
            end += size;
        } else if (codes[i] != 409 && (codes[i] < 200 || codes[i] >= 300)) {
            return refuse(publishing, "a document", codes[i]);
        }
    }
    publishing->starts[kept] = end;
    publishing->items = kept;
    buffer_truncate(&publishing->batch, end);
    return FAQBOT_OK;
}

/* One request with all of the batch; what is left in it was not written. */
static enum faqbot_status send_batch(struct publishing *publishing)
{
    char path[OS_NAME_BYTES_MAX + 128];
    uint16_t codes[BATCH_ITEMS_MAX];
    long code = 0;
    const struct os_request request = {
        .method = "POST", .path = path, .body = buffer_view(&publishing->batch), .is_lines = true};
    (void)snprintf(path, sizeof path, "/%s/_bulk?timeout=20s&filter_path=items.*.status,errors",
                   publishing->index);
    enum faqbot_status status = send_patiently(publishing, &request, &code);
    if (status != FAQBOT_OK || code >= 500) {
        return status != FAQBOT_OK ? fail(publishing, status) : FAQBOT_OK;
    }
    if (code != 200) {
        return refuse(publishing, "documents", code);
    }
    status = os_answer_read_bulk(os_http_body(publishing->http), codes, publishing->items);
    return status == FAQBOT_OK ? keep_failed(publishing, codes) : fail(publishing, status);
}

static enum faqbot_status flush(struct publishing *publishing)
{
    enum faqbot_status status = FAQBOT_OK;
    publishing->documents += publishing->items;
    for (unsigned i = 0; publishing->items > 0 && status == FAQBOT_OK; i++) {
        if (i == TRIES_MAX) {
            return fault_set(
                publishing->fault, FAQBOT_UNAVAILABLE, NULL, 0,
                "the search cluster does not take %zu documents, now as before; look at its health, "
                "and try again",
                publishing->items);
        }
        if (i > 0) {
            os_http_rest(publishing->http, rest_before(i - 1));
        }
        status = send_batch(publishing);
    }
    buffer_reset(&publishing->batch);
    return status;
}

/* Adds a document that is in `text`. */
static enum faqbot_status add_document(struct publishing *publishing, const char *id)
{
    struct buffer *batch = &publishing->batch;
    if (publishing->items == BATCH_ITEMS_MAX ||
        (publishing->items > 0 && batch->size + publishing->text.size > BATCH_BYTES_MAX)) {
        enum faqbot_status status = flush(publishing);
        if (status != FAQBOT_OK) {
            return status;
        }
    }
    publishing->starts[publishing->items++] = batch->size;
    buffer_add_text(batch, "{\"create\":{\"_id\":\"");
    buffer_add_text(batch, id);
    buffer_add_text(batch, "\"}}\n");
    buffer_add(batch, buffer_view(&publishing->text));
    buffer_add_byte(batch, '\n');
    publishing->starts[publishing->items] = batch->size;
    return batch->failed || publishing->text.failed ? fail(publishing, FAQBOT_NO_MEMORY) : FAQBOT_OK;
}

/* A member that is base64, which needs no escaping. */
static void add_packed(struct buffer *text, struct faqbot_view bytes)
{
    buffer_add_text(text, "\"packed\":\"");
    os_base64_add(text, bytes);
    buffer_add_byte(text, '"');
}

/* Each stem as often as the entry has it. */
static void add_stems(struct buffer *text, const char *key, const struct faqbot_split_stem *stems,
                      size_t count)
{
    buffer_add_text(text, key);
    for (size_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < stems[i].count; j++) {
            buffer_add_number(text, stems[i].stem);
            buffer_add_byte(text, ' ');
        }
    }
    buffer_add_text(text, "\",");
}

static enum faqbot_status take_entry(void *user, const struct faqbot_split_entry *entry)
{
    struct publishing *publishing = user;
    const struct remote_stage_writing *options = publishing->options;
    const struct faqbot_progress progress = {.done = entry->number, .total = publishing->result->entries};
    struct buffer *text = &publishing->text;
    char id[16];
    buffer_reset(text);
    struct json_writer writer = json_writer_make(text);
    buffer_add_text(text, "{\"id\":");
    json_writer_add_string(&writer, NULL, entry->id);
    add_stems(text, ",\"head\":\"", entry->stems[0], entry->stem_counts[0]);
    add_stems(text, "\"body\":\"", entry->stems[1], entry->stem_counts[1]);
    add_packed(text, entry->packed);
    buffer_add_byte(text, '}');
    (void)snprintf(id, sizeof id, "%u", (unsigned)entry->number);
    enum faqbot_status status = add_document(publishing, id);
    return status == FAQBOT_OK && options->watch != NULL ? options->watch(options->watch_user, &progress)
                                                         : status;
}

static enum faqbot_status take_collection(void *user, struct faqbot_view collection)
{
    struct publishing *publishing = user;
    enum faqbot_status status = FAQBOT_OK;
    size_t pieces = 0;
    for (size_t at = 0; at < collection.size && status == FAQBOT_OK; at += PIECE_BYTES) {
        char id[48];
        buffer_reset(&publishing->text);
        buffer_add_byte(&publishing->text, '{');
        add_packed(&publishing->text, view_slice(collection, at, PIECE_BYTES));
        buffer_add_byte(&publishing->text, '}');
        (void)snprintf(id, sizeof id, "_collection-%zu", pieces++);
        status = add_document(publishing, id);
    }
    buffer_reset(&publishing->text);
    struct json_writer writer = json_writer_make(&publishing->text);
    json_writer_open_object(&writer, NULL);
    json_writer_add_integer(&writer, "format", OS_FORMAT);
    json_writer_add_text(&writer, "version", publishing->result->version);
    json_writer_add_integer(&writer, "bytes", (int64_t)collection.size);
    json_writer_add_integer(&writer, "pieces", (int64_t)pieces);
    json_writer_close_object(&writer);
    status = status == FAQBOT_OK ? add_document(publishing, "_collection") : status;
    return status == FAQBOT_OK ? flush(publishing) : status;
}

/* ==== The index ====================================================================================== */

/* What is searched is counted and not stored, what is stored is not searched. Positions are of no use. A second copy of
 * each shard is made where there is a second node. */
#define MAPPING                                                                                              \
    "{\"settings\":{\"number_of_shards\":%u,\"auto_expand_replicas\":\"0-1\",\"refresh_interval\":\"-1\","   \
    "\"similarity\":{\"default\":{\"type\":\"BM25\",\"k1\":1.2,\"b\":0.75}}},"                               \
    "\"mappings\":{\"dynamic\":false,\"_source\":{\"excludes\":[\"head\",\"body\"]},\"properties\":{"        \
    "\"id\":{\"type\":\"keyword\",\"doc_values\":false},"                                                    \
    "\"head\":{\"type\":\"text\",\"analyzer\":\"whitespace\",\"index_options\":\"freqs\"},"                  \
    "\"body\":{\"type\":\"text\",\"analyzer\":\"whitespace\",\"index_options\":\"freqs\"}}}}"

/* Names the new index by the time, and makes it. */
static enum faqbot_status create_index(struct publishing *publishing)
{
    char path[OS_NAME_BYTES_MAX + 48];
    char mapping[1024];
    char moment[15];
    struct tm day;
    time_t now = time(NULL);
    if (gmtime_r(&now, &day) == NULL) {
        return fail(publishing, FAQBOT_IO);
    }
    (void)strftime(moment, sizeof moment, "%Y%m%d%H%M%S", &day); /* digits alone, in every locale */
    (void)snprintf(publishing->index, sizeof publishing->index, "%s-%s-%u", publishing->address.name, moment,
                   (unsigned)getpid());
    (void)snprintf(path, sizeof path, "/%s", publishing->index);
    (void)snprintf(mapping, sizeof mapping, MAPPING, publishing->address.shards);
    return call(publishing, "PUT", path, view_of(mapping), "a new index");
}

/* Waits until each shard has its copy: what is written before would be lost with a machine. A cluster that has lost one
 * already is written to all the same. */
static enum faqbot_status await_copies(struct publishing *publishing)
{
    char path[OS_NAME_BYTES_MAX + 128];
    long code = 0;
    const struct os_request request = {.method = "GET", .path = path};
    (void)snprintf(path, sizeof path, "/_cluster/health/%s?wait_for_status=green&timeout=%s",
                   publishing->index, COPIES_TIMEOUT);
    enum faqbot_status status = send_patiently(publishing, &request, &code);
    return status == FAQBOT_OK ? status : fail(publishing, status);
}

static void drop_index(struct publishing *publishing, const char *index)
{
    char path[OS_NAME_BYTES_MAX + 48];
    long code;
    const struct os_request request = {.method = "DELETE", .path = path};
    (void)snprintf(path, sizeof path, "/%s", index);
    os_http_begin(publishing->http, CALL_MILLISECONDS, TRY_MILLISECONDS);
    (void)os_http_send(publishing->http, &request, &code); /* what is left there is removed the next time */
}

/* After a failure, unless the alias leads to the new index or may do so: the answer that said so may have been lost. */
static void drop_new(struct publishing *publishing)
{
    char current[OS_INDEX_BYTES] = "";
    os_http_begin(publishing->http, CALL_MILLISECONDS, TRY_MILLISECONDS);
    enum faqbot_status status = os_find_index(publishing->http, publishing->address.name, current);
    if (status == FAQBOT_NOT_FOUND || (status == FAQBOT_OK && strcmp(current, publishing->index) != 0)) {
        drop_index(publishing, publishing->index);
    }
}

/* Makes all that was written searchable, and holds its number against what was sent. */
static enum faqbot_status check_count(struct publishing *publishing)
{
    char path[OS_NAME_BYTES_MAX + 48];
    uint64_t count = 0;
    (void)snprintf(path, sizeof path, "/%s/_refresh", publishing->index);
    enum faqbot_status status = call(publishing, "POST", path, view_of(""), "to refresh the index");
    (void)snprintf(path, sizeof path, "/%s/_count", publishing->index);
    status = status == FAQBOT_OK ? call(publishing, "GET", path, view_of(""), "to count documents") : status;
    if (status != FAQBOT_OK) {
        return status;
    }
    status = os_answer_read_count(os_http_body(publishing->http), &count);
    if (status == FAQBOT_OK && count != publishing->documents) {
        return fault_set(
            publishing->fault, FAQBOT_CORRUPT, NULL, 0,
            "the search cluster has %llu of the %llu documents that were sent; the old index stays",
            (unsigned long long)count, (unsigned long long)publishing->documents);
    }
    return status == FAQBOT_OK ? status : fail(publishing, status);
}

/* From the index that the alias led to at the beginning: where it leads elsewhere by now, nothing is changed. */
static enum faqbot_status switch_alias(struct publishing *publishing)
{
    const char *alias = publishing->address.name;
    buffer_reset(&publishing->text);
    struct json_writer writer = json_writer_make(&publishing->text);
    json_writer_open_object(&writer, NULL);
    json_writer_open_array(&writer, "actions");
    const struct {
        const char *action;
        const char *index;
    } actions[] = {{"remove", publishing->before}, {"add", publishing->index}};
    for (size_t i = publishing->before[0] == '\0'; i < 2; i++) {
        json_writer_open_object(&writer, NULL);
        json_writer_open_object(&writer, actions[i].action);
        json_writer_add_text(&writer, "index", actions[i].index);
        json_writer_add_text(&writer, "alias", alias);
        json_writer_close_object(&writer);
        json_writer_close_object(&writer);
    }
    json_writer_close_array(&writer);
    json_writer_close_object(&writer);
    if (publishing->text.failed) {
        return fail(publishing, FAQBOT_NO_MEMORY);
    }
    enum faqbot_status status =
        call(publishing, "POST", "/_aliases", buffer_view(&publishing->text), "the new index");
    /* The first try may have been done, and its answer lost. */
    char current[OS_INDEX_BYTES] = "";
    if (status == FAQBOT_INVALID && os_find_index(publishing->http, alias, current) == FAQBOT_OK &&
        strcmp(current, publishing->index) == 0) {
        return FAQBOT_OK;
    }
    return status == FAQBOT_INVALID && current[0] != '\0' && strcmp(current, publishing->before) != 0
               ? fault_set(publishing->fault, FAQBOT_INVALID, NULL, 0,
                           "somebody else has written %s meanwhile, as %s; look at it, and try again", alias,
                           current)
               : status;
}

struct old_indexes {
    const struct publishing *publishing;
    struct buffer names; /* one a line */
};

/* One of ours, by its name, that is older than the last two. */
static void take_old(void *user, struct faqbot_view name)
{
    struct old_indexes *old = user;
    const struct publishing *publishing = old->publishing;
    size_t alias = strlen(publishing->address.name);
    struct faqbot_view rest = view_slice(name, alias, name.size);
    bool is_ours = view_starts_with(name, publishing->address.name) && rest.size > 16 &&
                   rest.bytes[0] == '-' && rest.bytes[15] == '-';
    for (size_t i = 1; i < rest.size && is_ours; i++) {
        is_ours = i == 15 || (rest.bytes[i] >= '0' && rest.bytes[i] <= '9');
    }
    size_t compared = alias + 15; /* up to the seconds: two of one second are equally old */
    if (is_ours && view_compare(view_slice(name, 0, compared),
                                view_slice(view_of(publishing->before), 0, compared)) < 0) {
        buffer_add(&old->names, name);
        buffer_add_byte(&old->names, '\n');
    }
}

/* What fails here leaves an index too many, until the next time. */
static void drop_old(struct publishing *publishing)
{
    char path[OS_NAME_BYTES_MAX + 48];
    struct old_indexes old = {.publishing = publishing};
    struct faqbot_view name;
    buffer_init(&old.names, OS_ANSWER_BYTES_MAX);
    (void)snprintf(path, sizeof path, "/%s-*/_alias", publishing->address.name);
    if (call(publishing, "GET", path, view_of(""), "to list indexes") == FAQBOT_OK) {
        (void)os_answer_read_indexes(os_http_body(publishing->http), take_old, &old);
    }
    struct faqbot_view names = buffer_view(&old.names);
    while (view_next_line(&names, &name) && name.size < sizeof publishing->index) {
        char index[OS_INDEX_BYTES];
        (void)snprintf(index, sizeof index, "%.*s", (int)name.size, name.bytes);
        drop_index(publishing, index);
    }
    buffer_release(&old.names);
}

/* ==== All of it ====================================================================================== */

static enum faqbot_status publish(struct publishing *publishing, struct faqbot_split_result *result)
{
    const struct faqbot_split_sink sink = {
        .user = publishing, .entry = take_entry, .collection = take_collection};
    os_http_begin(publishing->http, CALL_MILLISECONDS, TRY_MILLISECONDS);
    enum faqbot_status status = os_find_index(publishing->http, publishing->address.name, publishing->before);
    if (status != FAQBOT_OK && status != FAQBOT_NOT_FOUND) {
        return fail(publishing, status);
    }
    status = create_index(publishing);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = await_copies(publishing);
    status = status == FAQBOT_OK ? faqbot_split(publishing->options->index, &sink, result, publishing->fault)
                                 : status;
    status = status == FAQBOT_OK ? check_count(publishing) : status;
    status = status == FAQBOT_OK ? switch_alias(publishing) : status;
    if (status != FAQBOT_OK) {
        drop_new(publishing);
        return status;
    }
    publishing->fault = NULL;
    drop_old(publishing);
    return FAQBOT_OK;
}

enum faqbot_status remote_write_stage(const struct remote_stage_writing *publishing,
                                      struct faqbot_split_result *result, struct faqbot_fault *fault)
{
    struct publishing *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    made->options = publishing;
    made->result = result;
    made->fault = fault;
    buffer_init(&made->batch, SIZE_MAX);
    buffer_init(&made->text, SIZE_MAX);
    enum faqbot_status status = os_address_read(publishing->url, &made->address, fault);
    status = status == FAQBOT_OK ? os_http_open(&made->address, &made->http, fault) : status;
    status = status == FAQBOT_OK ? publish(made, result) : status;
    os_http_close(made->http);
    buffer_release(&made->batch);
    buffer_release(&made->text);
    free(made);
    return status;
}
