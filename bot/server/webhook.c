/* webhook.c - delivers conversations that visitors hand over: a POST to the address that the operator names, signed,
 * and tried again until somebody has taken it.
 *
 * It works in a thread of its own, one delivery after the other, so that a receiver that is slow or gone delays other
 * deliveries and never an answer. What waits lies in the journal's file (faqbot_journal.h), so that neither a restart
 * nor a power cut loses what a visitor was told had arrived here.
 *
 * The address is the operator's, but what it leads to may be somebody else's: a name can be made to lead into this
 * machine's own network. So every address that is about to be connected to is looked at, redirects are not followed,
 * and what comes back is counted and thrown away. Delivery is at least once: a receiver knows a repetition by its key.
 *
 * No text of a visitor's is ever logged here, and no secret. */
#include "server/server_internal.h"

#include <curl/curl.h>
#include <sys/stat.h>

#include "net/ip_range.h"

/* What one delivery may take. */
#define CONNECT_SECONDS_MAX 5L
#define SECONDS_MAX 15L
#define RESPONSE_BYTES_MAX 65536

/* After 22 tries in about 13 hours nobody will come any more: 1 s, 2 s, 4 s ... up to an hour between two. */
#define TRIES_MAX 22
#define WAIT_SECONDS_MAX 3600
#define FAILURE_SECONDS 5 /* until the file is looked at again that could not be read */

#define SIGNATURE_BYTES 160

/* -- The configuration ----------------------------------------------------------------------------------- */

/* The secret is what the file holds but for white space at its ends: an editor ends it with a line break. */
static void read_secret(struct webhook *webhook, const char *path, struct faqbot_fault *fault)
{
    char bytes[WEBHOOK_SECRET_BYTES_MAX + 1];
    FILE *file = fopen(path, "rb");
    size_t size = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    bool is_read = file != NULL && ferror(file) == 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    struct faqbot_view secret = view_trim(view_make(bytes, size));
    if (!is_read) {
        fault_option(fault, "webhook-secret", 1, "%s cannot be read", path);
    } else if (size > WEBHOOK_SECRET_BYTES_MAX || secret.size < WEBHOOK_SECRET_BYTES_MIN) {
        fault_option(fault, "webhook-secret", 1, "%s must hold a secret of %d to %d bytes; make one with %s",
                     path, WEBHOOK_SECRET_BYTES_MIN, WEBHOOK_SECRET_BYTES_MAX, "`openssl rand -hex 32`");
    } else {
        memcpy(webhook->secret, secret.bytes, secret.size);
        webhook->secret_size = secret.size;
    }
}

/* A password in an address would be in every list of processes, and in what --check-config prints. */
static bool has_password(const char *url)
{
    const char *host = strstr(url, "://") + 3;
    const char *at = strchr(host, '@');
    return at != NULL && (size_t)(at - host) < strcspn(host, "/?#");
}

void webhook_read(struct webhook *webhook, const struct faqbot_server_options *options,
                  struct faqbot_fault *fault)
{
    const char *url = options->webhook;
    bool is_secure = url != NULL && strncmp(url, "https://", 8) == 0;
    bool is_plain = url != NULL && strncmp(url, "http://", 7) == 0;
    if (fault->status != FAQBOT_OK || url == NULL) {
        return;
    }
    if ((!is_secure && !is_plain) || has_password(url)) {
        fault_option(fault, "webhook", 1,
                     "'%.200s' is no address to send to; write https://NAME/PATH, without a %s", url,
                     "password");
    } else if (is_plain && !options->allow_private_webhook) {
        fault_option(fault, "webhook", 1,
                     "without TLS anybody on the way can read along; write https://, or give %s",
                     "--allow-private-webhook for a receiver in a private network");
    } else if (options->journal == NULL) {
        fault_option(fault, "webhook", 1,
                     "what is handed over waits in the journal's file until it is delivered; "
                     "give --journal");
    } else if (options->webhook_secret == NULL) {
        fault_option(fault, "webhook", 1,
                     "whoever receives must be able to tell who sends; give --webhook-secret");
    } else {
        read_secret(webhook, options->webhook_secret, fault);
    }
    webhook->url = url;
    webhook->is_plain = is_plain;
    webhook->may_be_private = options->allow_private_webhook;
    webhook->journal = options->journal;
}

/* -- One delivery ---------------------------------------------------------------------------------------- */

/* libcurl calls this for each address that it is about to connect to. Without TLS it may only be a private one: the
 * operator has allowed those, and no others. */
static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct webhook *webhook = user;
    bool is_private = ip_is_private(&address->addr);
    (void)purpose;
    webhook->was_refused =
        ip_is_link_local(&address->addr) || (is_private ? !webhook->may_be_private : webhook->is_plain);
    return webhook->was_refused
               ? CURL_SOCKET_BAD
               : socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Too much ends the transfer; by then the status is known, and that is what counts. */
static size_t take_bytes(char *bytes, size_t size, size_t count, void *user)
{
    struct webhook *webhook = user;
    (void)bytes;
    webhook->response_bytes += size * count;
    return webhook->response_bytes > RESPONSE_BYTES_MAX ? 0 : size * count;
}

/* Called about once a second while a delivery goes on; not 0 ends it. */
static int on_progress(void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct webhook *webhook = user;
    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return atomic_load(&webhook->is_closing);
}

static CURL *make_curl(struct webhook *webhook)
{
    CURL *curl = curl_easy_init();
    if (curl == NULL) {
        return NULL;
    }
    (void)curl_easy_setopt(curl, CURLOPT_URL, webhook->url);
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, webhook->is_plain ? "http" : "https");
    (void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, SECONDS_MAX);
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS_MAX);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    (void)curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    (void)curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "faqbot/" FAQBOT_VERSION_TEXT);
    (void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    (void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, webhook);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, webhook);
    (void)curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    (void)curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    (void)curl_easy_setopt(curl, CURLOPT_XFERINFODATA, webhook);
    return curl;
}

/* "X-Faqbot-Signature: t=1764547200,v1=5f3a..." over "1764547200.BODY": with the time in it, what somebody has caught
 * on its way cannot be sent again later. False: no memory. */
static bool sign(const struct webhook *webhook, int64_t now, struct faqbot_view body,
                 char header[SIGNATURE_BYTES])
{
    unsigned char digest[DIGEST_BYTES];
    char time_text[32];
    struct buffer signed_text;
    (void)snprintf(time_text, sizeof time_text, "%lld", (long long)now);
    buffer_init(&signed_text, FAQBOT_HANDOVER_BYTES_MAX + sizeof time_text);
    buffer_add_text(&signed_text, time_text);
    buffer_add_byte(&signed_text, '.');
    buffer_add(&signed_text, body);
    bool is_signed = !signed_text.failed && digest_hmac(view_make(webhook->secret, webhook->secret_size),
                                                        buffer_view(&signed_text), digest);
    buffer_release(&signed_text);
    size_t size = (size_t)snprintf(header, SIGNATURE_BYTES, "X-Faqbot-Signature: t=%s,v1=", time_text);
    for (size_t i = 0; i < DIGEST_BYTES && is_signed; i++) {
        size += (size_t)snprintf(header + size, SIGNATURE_BYTES - size, "%02x", digest[i]);
    }
    return is_signed;
}

/* Appends a header. NULL, with the list released: no memory, now or before. */
static struct curl_slist *add_header(struct curl_slist *list, const char *header, bool is_first)
{
    struct curl_slist *longer = list == NULL && !is_first ? NULL : curl_slist_append(list, header);
    if (longer == NULL) {
        curl_slist_free_all(list);
    }
    return longer;
}

/* The status of the response; 0: there is none, and `reason` says why. */
static long post(struct webhook *webhook, const struct faqbot_handover *handover, int64_t now,
                 const char **reason)
{
    char signature[SIGNATURE_BYTES];
    char key[64];
    long code = 0;
    struct curl_slist *headers = NULL;
    (void)snprintf(key, sizeof key, "Idempotency-Key: %.*s", (int)handover->key.size, handover->key.bytes);
    *reason = "out of memory";
    if (webhook->curl == NULL || !sign(webhook, now, handover->body, signature)) {
        return 0;
    }
    headers = add_header(headers, "Content-Type: application/json", true);
    headers = add_header(headers, "Expect:", false); /* does not wait to be told to go on */
    headers = add_header(headers, key, false);
    headers = add_header(headers, signature, false);
    if (headers == NULL) {
        return 0;
    }
    webhook->was_refused = false;
    webhook->response_bytes = 0;
    (void)curl_easy_setopt(webhook->curl, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(webhook->curl, CURLOPT_POSTFIELDS, handover->body.bytes);
    (void)curl_easy_setopt(webhook->curl, CURLOPT_POSTFIELDSIZE, (long)handover->body.size);
    CURLcode result = curl_easy_perform(webhook->curl);
    (void)curl_easy_getinfo(webhook->curl, CURLINFO_RESPONSE_CODE, &code);
    *reason = webhook->was_refused
                  ? "its address is private, and --allow-private-webhook was not given, or is public "
                    "and without TLS, or of the link"
                  : curl_easy_strerror(result);
    curl_slist_free_all(headers);
    return result == CURLE_OK || webhook->response_bytes > RESPONSE_BYTES_MAX ? code : 0;
}

/* Twice as long after each try, and a random quarter more or less, so that what failed together does not come
 * together. */
static int64_t wait_after(unsigned tries)
{
    uint32_t random = 0;
    int64_t seconds = tries < 12 ? INT64_C(1) << tries : WAIT_SECONDS_MAX;
    seconds = seconds < WAIT_SECONDS_MAX ? seconds : WAIT_SECONDS_MAX;
    (void)uv_random(NULL, NULL, &random, sizeof random, 0, NULL);
    return seconds + (seconds * (int64_t)(random % 513) / 1024) - seconds / 4;
}

/* Said of the first try and of the last: in between, the metrics tell. */
static void report(const struct webhook *webhook, const struct faqbot_handover *handover, bool is_last,
                   long code, const char *reason)
{
    char status[48] = "";
    if (code != 0) {
        (void)snprintf(status, sizeof status, "it answers with the status %ld", code);
    }
    if (is_last || handover->tries == 0) {
        log_write(webhook->log, is_last ? LOG_ERROR : LOG_WARNING,
                  is_last ? "handover_lost" : "handover_delayed", NULL,
                  "a conversation could not be handed over: %s; %s", code != 0 ? status : reason,
                  is_last ? "it is given up" : "it will be tried again");
    }
}

/* What was being delivered when the server stops stays, and is delivered after the start: nobody can know whether it
 * had arrived. */
static void deliver(struct webhook *webhook, const struct faqbot_handover *handover, int64_t now)
{
    const char *reason = "";
    long code = post(webhook, handover, now, &reason);
    bool is_delivered = code >= 200 && code <= 299;
    bool is_last = handover->tries + 1 >= TRIES_MAX;
    if (!is_delivered && atomic_load(&webhook->is_closing)) {
        return;
    }
    if (!is_delivered) {
        report(webhook, handover, is_last, code, reason);
    }
    if (is_delivered || is_last) {
        (void)faqbot_outbox_end(webhook->outbox, handover->number);
        atomic_fetch_add(is_delivered ? &webhook->delivered : &webhook->failed, 1);
    } else {
        (void)faqbot_outbox_postpone(webhook->outbox, handover->number, now + wait_after(handover->tries));
        atomic_fetch_add(&webhook->retried, 1);
    }
}

/* -- The thread ------------------------------------------------------------------------------------------ */

/* Until it is woken, or for `seconds`; 0: for as long as it takes. */
static void wait_for(struct webhook *webhook, int64_t seconds)
{
    uv_mutex_lock(&webhook->lock);
    if (!webhook->is_woken && seconds == 0) {
        uv_cond_wait(&webhook->wake, &webhook->lock);
    } else if (!webhook->is_woken) {
        (void)uv_cond_timedwait(&webhook->wake, &webhook->lock, (uint64_t)seconds * UINT64_C(1000000000));
    }
    webhook->is_woken = false;
    uv_mutex_unlock(&webhook->lock);
}

static void run(void *user)
{
    struct webhook *webhook = user;
    while (!atomic_load(&webhook->is_closing)) {
        struct faqbot_handover handover;
        int64_t next_at = 0;
        int64_t now = time(NULL);
        size_t waiting = 0;
        enum faqbot_status status = faqbot_outbox_count(webhook->outbox, &waiting);
        if (status == FAQBOT_OK) {
            atomic_store(&webhook->waiting, (unsigned)waiting);
            status = faqbot_outbox_next(webhook->outbox, &handover, &next_at);
        }
        if (status != FAQBOT_OK) {
            wait_for(webhook, FAILURE_SECONDS);
        } else if (next_at != 0 && next_at <= now) {
            deliver(webhook, &handover, now);
        } else {
            /* A clock that was set back makes nobody wait for longer than the longest wait. */
            int64_t seconds = next_at == 0 ? 0 : next_at - now;
            wait_for(webhook, seconds < WAIT_SECONDS_MAX ? seconds : WAIT_SECONDS_MAX);
        }
    }
}

void webhook_start(struct webhook *webhook, const struct log *log, struct faqbot_fault *fault)
{
    if (fault->status != FAQBOT_OK || webhook->url == NULL) {
        return;
    }
    webhook->log = log;
    uv_mutex_init(&webhook->lock);
    uv_cond_init(&webhook->wake);
    webhook->is_started = true;
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
    webhook->curl = make_curl(webhook);
    fault->status = faqbot_outbox_open(webhook->journal, &webhook->outbox, fault);
    webhook->has_thread = fault->status == FAQBOT_OK && uv_thread_create(&webhook->thread, run, webhook) == 0;
    if (fault->status == FAQBOT_OK && (webhook->curl == NULL || !webhook->has_thread)) {
        fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0,
                  "the thread that hands conversations over does not start");
    }
}

void webhook_wake(struct webhook *webhook)
{
    if (webhook->is_started) {
        uv_mutex_lock(&webhook->lock);
        webhook->is_woken = true;
        uv_cond_signal(&webhook->wake);
        uv_mutex_unlock(&webhook->lock);
    }
}

/* A delivery that is under way is broken off within a second or so. */
void webhook_stop(struct webhook *webhook)
{
    if (!webhook->is_started) {
        return;
    }
    atomic_store(&webhook->is_closing, true);
    webhook_wake(webhook);
    if (webhook->has_thread) {
        uv_thread_join(&webhook->thread);
    }
    faqbot_outbox_close(webhook->outbox);
    curl_easy_cleanup(webhook->curl);
    uv_cond_destroy(&webhook->wake);
    uv_mutex_destroy(&webhook->lock);
    webhook->is_started = false;
}
