/* remote/opensearch_http.c - one client of the nodes of a cluster, over HTTP: which node is asked, for how long, and
 * what is done when it does not answer.
 *
 * Whatever is sent may be sent again: searches, reads, and writes under ids of our own. So a request goes to one node
 * after the other until one answers or the deadline is there. A node that is frozen takes connections and says nothing;
 * so each try has a limit of its own, and a node that failed twice running is left alone for a while (a circuit
 * breaker). When all are, nobody is made to wait for them. Nothing here knows what is asked. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "remote/remote_internal.h"

#define CONNECT_MILLISECONDS 500
#define BREAKER_FAILURES 2
#define BREAKER_MILLISECONDS 2000 /* then twice as long with each further failure, up to */
#define BREAKER_MILLISECONDS_MAX 30000
#define URL_BYTES 1024
#define REASON_BYTES 256

struct node {
    unsigned failures; /* running */
    int64_t shut_until;
};

struct os_http {
    struct os_address address;
    CURL *curl;
    struct curl_slist *json;   /* headers of a request with a body that is JSON, */
    struct curl_slist *ndjson; /* and of one that is lines of it */
    struct node nodes[OS_NODES_MAX];
    size_t current; /* the node that answered last */
    int64_t deadline;
    int64_t try_milliseconds;
    struct buffer body; /* of the answer */
    char password[OS_PASSWORD_BYTES_MAX + 1];
    char reason[REASON_BYTES];
};

/* ==== Life =========================================================================================== */

static size_t take_bytes(char *bytes, size_t size, size_t count, void *user)
{
    struct os_http *http = user;
    buffer_add(&http->body, view_make(bytes, size * count));
    return http->body.failed ? 0 : size * count;
}

/* Out of OPENSEARCH_PASSWORD, or the first line of the file that OPENSEARCH_PASSWORD_FILE names. */
static bool read_password(char password[OS_PASSWORD_BYTES_MAX + 1])
{
    const char *given = getenv("OPENSEARCH_PASSWORD");
    const char *path = getenv("OPENSEARCH_PASSWORD_FILE");
    if (given != NULL) {
        int size = snprintf(password, OS_PASSWORD_BYTES_MAX + 1, "%s", given);
        return size >= 0 && size <= OS_PASSWORD_BYTES_MAX;
    }
    FILE *file = path == NULL ? NULL : fopen(path, "r");
    bool is_read = file != NULL && fgets(password, OS_PASSWORD_BYTES_MAX + 1, file) != NULL;
    if (file != NULL) {
        (void)fclose(file);
    }
    password[strcspn(password, "\r\n")] = '\0';
    return is_read;
}

static CURL *make_curl(struct os_http *http)
{
    const struct os_address *address = &http->address;
    CURL *curl = curl_easy_init();
    if (curl == NULL) {
        return NULL;
    }
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, address->is_tls ? "https" : "http");
    (void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    (void)curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    (void)curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "faqbot/" FAQBOT_VERSION_TEXT);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, http);
    if (address->ca[0] != '\0') {
        (void)curl_easy_setopt(curl, CURLOPT_CAINFO, address->ca);
        (void)curl_easy_setopt(curl, CURLOPT_CAPATH, NULL); /* the system's */
    }
    if (address->user[0] != '\0') {
        (void)curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        (void)curl_easy_setopt(curl, CURLOPT_USERNAME, address->user);
        (void)curl_easy_setopt(curl, CURLOPT_PASSWORD, http->password);
    }
    return curl;
}

enum faqbot_status os_http_open(const struct os_address *address, struct os_http **http,
                                struct faqbot_fault *fault)
{
    struct os_http *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    made->address = *address;
    buffer_init(&made->body, OS_ANSWER_BYTES_MAX);
    if (address->user[0] != '\0' && !read_password(made->password)) {
        os_http_close(made);
        return fault_set(
            fault, FAQBOT_INVALID, NULL, 0,
            "the search cluster's address names a user, and there is no password: put it into the file "
            "that OPENSEARCH_PASSWORD_FILE names, or into OPENSEARCH_PASSWORD");
    }
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
    made->json = curl_slist_append(NULL, "Content-Type: application/json");
    made->ndjson = curl_slist_append(NULL, "Content-Type: application/x-ndjson");
    made->curl = make_curl(made);
    if (made->json == NULL || made->ndjson == NULL || made->curl == NULL) {
        os_http_close(made);
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    *http = made;
    return FAQBOT_OK;
}

void os_http_close(struct os_http *http)
{
    if (http != NULL) {
        curl_easy_cleanup(http->curl);
        curl_slist_free_all(http->json);
        curl_slist_free_all(http->ndjson);
        buffer_release(&http->body);
        free(http);
    }
}

void os_http_begin(struct os_http *http, int milliseconds, int try_milliseconds)
{
    http->deadline = remote_milliseconds() + milliseconds;
    http->try_milliseconds = try_milliseconds;
}

const char *os_http_reason(const struct os_http *http)
{
    return http->reason;
}

struct faqbot_view os_http_body(const struct os_http *http)
{
    return buffer_view(&http->body);
}

/* ==== Requests ======================================================================================= */

static void note_failure(struct node *node, int64_t now)
{
    node->failures++;
    if (node->failures >= BREAKER_FAILURES) {
        unsigned doublings = node->failures - BREAKER_FAILURES;
        int64_t wait = doublings < 4 ? (int64_t)BREAKER_MILLISECONDS << doublings : BREAKER_MILLISECONDS_MAX;
        node->shut_until = now + (wait < BREAKER_MILLISECONDS_MAX ? wait : BREAKER_MILLISECONDS_MAX);
    }
}

static void set_request(struct os_http *http, const struct os_request *request, const char *url,
                        int64_t milliseconds)
{
    bool has_body = !view_is_empty(request->body);
    (void)curl_easy_setopt(http->curl, CURLOPT_URL, url);
    (void)curl_easy_setopt(http->curl, CURLOPT_HTTPGET, 1L);
    (void)curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER,
                           !has_body           ? NULL
                           : request->is_lines ? http->ndjson
                                               : http->json);
    if (has_body) {
        (void)curl_easy_setopt(http->curl, CURLOPT_POSTFIELDS, request->body.bytes);
        (void)curl_easy_setopt(http->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
    }
    (void)curl_easy_setopt(http->curl, CURLOPT_CUSTOMREQUEST, request->method);
    (void)curl_easy_setopt(http->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MILLISECONDS);
    (void)curl_easy_setopt(http->curl, CURLOPT_TIMEOUT_MS, (long)milliseconds);
}

/* Whether another node, or the same one later, may do what this one did not: it has too much to do (429), or is not
 * part of a cluster that works (5xx of a proxy or of its own). */
static bool is_for_another(long code)
{
    return code == 429 || code == 502 || code == 503 || code == 504;
}

/* One try with one node, `now` being before the deadline: to libcurl no time at all would be for ever. UNAVAILABLE: try
 * another. */
static enum faqbot_status send_to(struct os_http *http, size_t number, const struct os_request *request,
                                  int64_t now, long *code)
{
    char url[URL_BYTES];
    int64_t left = http->deadline - now;
    int size = snprintf(url, sizeof url, "%s://%s%s", http->address.is_tls ? "https" : "http",
                        http->address.hosts[number], request->path);
    if (size < 0 || (size_t)size >= sizeof url) {
        return FAQBOT_LIMIT;
    }
    buffer_reset(&http->body);
    set_request(http, request, url, left < http->try_milliseconds ? left : http->try_milliseconds);
    CURLcode result = curl_easy_perform(http->curl);
    (void)curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, code);
    if (result == CURLE_WRITE_ERROR && http->body.failed) {
        bool is_too_long = http->body.size + CURL_MAX_WRITE_SIZE > OS_ANSWER_BYTES_MAX;
        (void)snprintf(http->reason, sizeof http->reason, "%s: the answer is too long",
                       http->address.hosts[number]);
        return is_too_long ? FAQBOT_CORRUPT : FAQBOT_NO_MEMORY;
    }
    if (result == CURLE_OUT_OF_MEMORY) {
        return FAQBOT_NO_MEMORY;
    }
    if (result == CURLE_OK) {
        (void)snprintf(http->reason, sizeof http->reason, "%s: status %ld", http->address.hosts[number],
                       *code);
    } else {
        (void)snprintf(http->reason, sizeof http->reason, "%s: %s", http->address.hosts[number],
                       curl_easy_strerror(result));
    }
    if (result == CURLE_OK && !is_for_another(*code)) {
        http->nodes[number] = (struct node){.failures = 0};
        return FAQBOT_OK;
    }
    note_failure(&http->nodes[number], remote_milliseconds());
    return FAQBOT_UNAVAILABLE;
}

enum faqbot_status os_http_send(struct os_http *http, const struct os_request *request, long *code)
{
    size_t count = http->address.host_count;
    enum faqbot_status status = FAQBOT_UNAVAILABLE;
    (void)snprintf(http->reason, sizeof http->reason, "no node has answered lately");
    for (size_t i = 0; i < count && status == FAQBOT_UNAVAILABLE; i++) {
        size_t number = (http->current + i) % count;
        int64_t now = remote_milliseconds();
        if (now >= http->deadline) {
            (void)snprintf(http->reason, sizeof http->reason, "no answer in time");
            return FAQBOT_UNAVAILABLE;
        }
        if (http->nodes[number].shut_until <= now) {
            status = send_to(http, number, request, now, code);
            http->current = status == FAQBOT_OK ? number : http->current;
        }
    }
    return status;
}

void os_http_pass_over(struct os_http *http)
{
    http->current = (http->current + 1) % http->address.host_count;
}

void os_http_rest(struct os_http *http, int milliseconds)
{
    const struct timespec pause = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};
    (void)nanosleep(&pause, NULL);
    memset(http->nodes, 0, sizeof http->nodes);
}

bool os_http_has_time(const struct os_http *http)
{
    return remote_milliseconds() < http->deadline;
}
