/* cli/fetch.c - pages of the web, for `faqbot import https://...`: one page, or those of a sitemap.
 *
 * Only the command line opens connections; the library is handed what came. Everything about a fetch is bounded: its
 * bytes as they come out of any compression, its seconds, its redirects and the number of pages. Addresses that are not
 * of the public internet are refused where a connection is about to be made, so that neither a redirect nor a name
 * that leads there helps; a proxy, behind which nobody could tell, is not used. robots.txt is asked for each site and
 * obeyed; where it cannot be had for a fault of the site's, nothing of the site is read (RFC 9309, 2.3.1.4).
 *
 * libcurl speaks HTTP. No cookies are kept and no credentials sent. */
#include "cli/cli_internal.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/ip_range.h"

#define AGENT "faqbot"
#define SECONDS_MAX 30L
#define CONNECT_SECONDS_MAX 10L
#define REDIRECTS_MAX 5L
#define DELAY_MILLISECONDS_MAX 10000          /* between two pages of a site, whatever it asks for */
#define ROBOTS_BYTES_MAX ((size_t)512 * 1024) /* RFC 9309 asks for 500 KiB at least */
#define SITEMAPS_MAX 50                       /* that an index of them may name */

struct fetcher {
    CURL *curl;
    bool may_be_private;
    bool was_private;                   /* an address was refused for that */
    bool was_link_local;                /* or for good */
    char site[FAQBOT_FAULT_PATH_BYTES]; /* whose robots.txt is at hand, "https://example.org" */
    struct buffer robots;
    bool is_closed; /* its robots.txt cannot be had, so nothing is read */
    bool is_later;  /* a page of it has been fetched, so that the next one waits */
    bool told_delay;
};

/* libcurl calls this for each address that it is about to connect to. */
static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct fetcher *fetcher = user;
    (void)purpose;
    if (ip_is_link_local(&address->addr)) {
        fetcher->was_link_local = true;
        return CURL_SOCKET_BAD;
    }
    if (!fetcher->may_be_private && ip_is_private(&address->addr)) {
        fetcher->was_private = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ==== One fetch =================================================================================================== */

static size_t take_bytes(char *bytes, size_t size, size_t count, void *user)
{
    struct buffer *body = user;
    buffer_add(body, view_make(bytes, size * count));
    return body->failed ? 0 : size * count;
}

struct fetcher *fetcher_new(bool may_be_private, struct faqbot_fault *fault)
{
    struct fetcher *fetcher = calloc(1, sizeof *fetcher);
    CURL *curl = fetcher == NULL ? NULL : curl_easy_init();
    if (curl == NULL) {
        free(fetcher);
        (void)fault_end(fault, FAQBOT_NO_MEMORY, NULL);
        return NULL;
    }
    fetcher->curl = curl;
    fetcher->may_be_private = may_be_private;
    buffer_init(&fetcher->robots, ROBOTS_BYTES_MAX);
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_MAXREDIRS, REDIRECTS_MAX);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, SECONDS_MAX);
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS_MAX);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    (void)curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    (void)curl_easy_setopt(curl, CURLOPT_USERAGENT, AGENT "/" FAQBOT_VERSION_TEXT);
    (void)curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    (void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    (void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, fetcher);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    return fetcher;
}

void fetcher_free(struct fetcher *fetcher)
{
    if (fetcher != NULL) {
        curl_easy_cleanup(fetcher->curl);
        buffer_release(&fetcher->robots);
        free(fetcher);
    }
}

/* Fetches into `body`, which is emptied. Gives HTTP's status; 0: nothing came, and the fault says why. */
static long get(struct fetcher *fetcher, const char *address, struct buffer *body, struct faqbot_fault *fault)
{
    long code = 0;
    buffer_reset(body);
    fetcher->was_private = false;
    fetcher->was_link_local = false;
    (void)curl_easy_setopt(fetcher->curl, CURLOPT_URL, address);
    (void)curl_easy_setopt(fetcher->curl, CURLOPT_WRITEDATA, body);
    CURLcode result = curl_easy_perform(fetcher->curl);
    if (result == CURLE_OK) {
        (void)curl_easy_getinfo(fetcher->curl, CURLINFO_RESPONSE_CODE, &code);
    } else if (fetcher->was_link_local) {
        fault_set(fault, FAQBOT_INVALID, address, 0,
                  "this leads to a link-local address, which nothing is ever fetched from");
    } else if (fetcher->was_private) {
        fault_set(fault, FAQBOT_INVALID, address, 0,
                  "this leads to an address that is not of the public internet; --allow-private lets it");
    } else if (body->no_memory) {
        fault_set(fault, FAQBOT_NO_MEMORY, address, 0, "there is not enough memory for the page");
    } else if (body->failed) {
        fault_set(fault, FAQBOT_LIMIT, address, 0, "it has more than %zu bytes", body->limit);
    } else {
        fault_set(fault, FAQBOT_IO, address, 0, "it cannot be fetched: %s", curl_easy_strerror(result));
    }
    return code;
}

/* "https://example.org/a?b" is the site up to the path, and the path. */
static size_t site_size(const char *address)
{
    const char *host = strstr(address, "://");
    return host == NULL ? 0 : (size_t)(host + 3 - address) + strcspn(host + 3, "/?#");
}

static bool is_same_site(const char *left, const char *right)
{
    size_t size = site_size(left);
    return size == site_size(right) && size > 0 && ascii_compare(left, right, size) == 0;
}

/* robots.txt of the address's site, unless it is at hand. Where there is none, everything may be read; where the site
 * fails to say, nothing may. */
static void read_robots(struct fetcher *fetcher, const char *address)
{
    char place[FAQBOT_FAULT_PATH_BYTES + sizeof "/robots.txt"];
    struct faqbot_fault passed_over = {.status = FAQBOT_OK};
    size_t size = site_size(address);
    if (is_same_site(fetcher->site, address)) {
        return;
    }
    (void)snprintf(fetcher->site, sizeof fetcher->site, "%.*s", (int)size, address);
    fetcher->is_later = false;
    (void)snprintf(place, sizeof place, "%s/robots.txt", fetcher->site);
    long code = get(fetcher, place, &fetcher->robots, &passed_over);
    fetcher->is_closed = (code == 0 && passed_over.status != FAQBOT_LIMIT && !fetcher->was_private &&
                          !fetcher->was_link_local) ||
                         code >= 500;
    if (code < 200 || code > 299) {
        buffer_reset(&fetcher->robots);
    }
}

/* Waits as long as the site asks for between two pages, up to a bound that lets a hundred pages end within a quarter of
 * an hour. A signal that ends the program ends the waiting. */
static void wait_politely(struct fetcher *fetcher)
{
    unsigned asked = robots_delay(buffer_view(&fetcher->robots), AGENT);
    unsigned milliseconds = asked > DELAY_MILLISECONDS_MAX ? DELAY_MILLISECONDS_MAX : asked;
    const struct timespec time = {.tv_sec = (time_t)(milliseconds / 1000),
                                  .tv_nsec = (long)(milliseconds % 1000) * 1000000};
    if (fetcher->is_later && asked > DELAY_MILLISECONDS_MAX && !fetcher->told_delay) {
        (void)error_say("%s: its robots.txt asks to wait %u seconds between pages; %d are waited",
                        fetcher->site, asked / 1000, DELAY_MILLISECONDS_MAX / 1000);
        fetcher->told_delay = true;
    }
    if (fetcher->is_later && milliseconds > 0) {
        (void)nanosleep(&time, NULL);
    }
    fetcher->is_later = true;
}

/* A fragment is no part of what a site is asked for. */
static struct faqbot_view path_of(const char *address)
{
    struct faqbot_view path = view_of(address + site_size(address));
    path = view_slice(path, 0, view_find(path, '#'));
    return view_is_empty(path) ? view_of("/") : path;
}

bool fetch_is_address(const char *text)
{
    return ascii_equals(view_slice(view_of(text), 0, strlen("https://")), view_of("https://")) ||
           ascii_equals(view_slice(view_of(text), 0, strlen("http://")), view_of("http://"));
}

/* Where redirects have led to another site, that one is asked for its rules as well, before what came is used. */
void fetch_page(struct fetcher *fetcher, const char *address, struct buffer *body, char *found,
                struct faqbot_fault *fault)
{
    const char *last = NULL;
    if (strlen(address) >= FAQBOT_FAULT_PATH_BYTES || site_size(address) == 0) {
        fault_set(fault, FAQBOT_INVALID, NULL, 0, "this is no address of a page, or one that is too long");
        return;
    }
    read_robots(fetcher, address);
    if (fetcher->is_closed || !robots_allow(buffer_view(&fetcher->robots), AGENT, path_of(address))) {
        fault_set(fault, FAQBOT_INVALID, address, 0,
                  fetcher->is_closed ? "the site's robots.txt cannot be had, so nothing of the site is read"
                                     : "the site's robots.txt asks programs not to read this");
        return;
    }
    wait_politely(fetcher);
    long code = get(fetcher, address, body, fault);
    if (fault->status != FAQBOT_OK) {
        return;
    }
    (void)curl_easy_getinfo(fetcher->curl, CURLINFO_EFFECTIVE_URL, &last);
    (void)snprintf(found, FAQBOT_FAULT_PATH_BYTES, "%s", last == NULL ? address : last);
    if (code < 200 || code > 299) {
        fault_set(fault, FAQBOT_NOT_FOUND, address, 0, "the site answers with the status %ld", code);
    } else if (strcmp(found, address) != 0) {
        read_robots(fetcher, found);
        if (fetcher->is_closed || !robots_allow(buffer_view(&fetcher->robots), AGENT, path_of(found))) {
            fault_set(fault, FAQBOT_INVALID, found, 0,
                      "the site's robots.txt asks programs not to read this");
        }
    }
}

/* ==== Sitemaps ==================================================================================================== */

/* The pages that one sitemap names, those of other sites left out: a sitemap may speak for its own site alone. */
static void take_sitemap(struct fetcher *fetcher, const char *address, struct fetched_list *list,
                         unsigned depth, struct faqbot_fault *fault)
{
    struct buffer body;
    struct buffer named;
    char found[FAQBOT_FAULT_PATH_BYTES];
    size_t maps = 0;
    buffer_init(&body, FETCH_BYTES_MAX);
    buffer_init(&named, FAQBOT_FAULT_PATH_BYTES);
    fetch_page(fetcher, address, &body, found, fault);
    struct faqbot_view rest = buffer_view(&body);
    bool is_index = fault->status == FAQBOT_OK && sitemap_is_index(rest);
    while (fault->status == FAQBOT_OK && list->count < list->most && sitemap_next(&rest, &named)) {
        buffer_add_byte(&named, '\0');
        if (named.failed || !is_same_site(address, named.bytes)) {
            list->left_out++;
            continue;
        }
        if (is_index && depth == 0 && maps++ < SITEMAPS_MAX) {
            take_sitemap(fetcher, named.bytes, list, 1, fault);
        } else if (!is_index) {
            char *copy = strdup(named.bytes);
            bool is_fine = copy != NULL && array_grow(NULL, &list->addresses, list->count, &list->capacity,
                                                      sizeof *list->addresses);
            if (is_fine) {
                list->addresses[list->count++] = copy;
            } else {
                free(copy);
                (void)fault_end(fault, FAQBOT_NO_MEMORY, address);
            }
        }
    }
    buffer_release(&body);
    buffer_release(&named);
}

void fetch_sitemap(struct fetcher *fetcher, const char *address, struct fetched_list *list,
                   struct faqbot_fault *fault)
{
    char place[FAQBOT_FAULT_PATH_BYTES + sizeof "/sitemap.xml"];
    struct faqbot_view named;
    (void)snprintf(place, sizeof place, "%s", address);
    if (!view_ends_with(view_of(address), ".xml")) {
        read_robots(fetcher, address);
        named = robots_sitemap(buffer_view(&fetcher->robots));
        bool is_named = named.size > 0 && named.size < FAQBOT_FAULT_PATH_BYTES;
        (void)snprintf(place, sizeof place, "%.*s%s", is_named ? (int)named.size : (int)site_size(address),
                       is_named ? named.bytes : address, is_named ? "" : "/sitemap.xml");
    }
    take_sitemap(fetcher, place, list, 0, fault);
    if (fault->status == FAQBOT_OK && list->count == 0) {
        fault_set(fault, FAQBOT_INVALID, place, 0, "there are no pages of this site in the sitemap");
    }
}

void fetched_list_release(struct fetched_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->addresses[i]);
    }
    free(list->addresses);
}
