/* routes.c - what clients may ask over HTTP, and what they get: who is refused, the API, pages, assets.
 *
 * The handler of the visitors' listener. How requests follow each other, and how an answer is sent, is
 * http.c's.
 *
 * Three kinds of things are served. The API answers in the protocol's JSON; each request has a chat of its
 * own that lives as long as the request, so that what comes back is made by the same code as over the
 * WebSocket. Pages are for people without scripts, for search engines, and for a browser's first visit; what
 * is on them is faqbot_page_render()'s. Assets are the page's script, style and icon. What asking costs is
 * the same on every path, so that none of them is a way around the limits.
 *
 * Who may ask is decided in check(), before the body has come: by the client's address, its rate, the Host
 * that it thinks it talks to, and the page that it asks from. Each refusal is counted with its reason. */
#include "server/server_internal.h"

#define PAGE_ENTRY_BYTES 256
#define ENTRIES "/api/entries/" /* the id follows */

enum { GET = 1, POST = 2 };

/* HEAD is GET without the body, which http.c leaves out. */
static unsigned method_bit(enum request_method method)
{
    return method == REQUEST_GET || method == REQUEST_HEAD ? GET : method == REQUEST_POST ? POST : 0;
}

/* Counts a refusal and answers with it. Gives true. */
static bool refuse(struct http *http, enum refusal reason, unsigned status, const char *code,
                   const char *sentence)
{
    http->server->stats.refusals[reason]++;
    respond_error(http, status, code, sentence);
    return true;
}

static void respond_nothing_here(struct http *http)
{
    respond_error(http, 404, "not_found", "there is nothing at this address");
}

/* -- The API --------------------------------------------------------------------------------------------- */

static const struct faqbot_filter all_entries = {.tags = {NULL, 0}};

/* Opens the chat of a request, which is told of its visitor what the address says, as that of a WebSocket is. */
static bool open_chat(struct http *http, const struct faqbot_filter *filter)
{
    struct connection *connection = http->connection;
    struct parameter lang;
    struct parameter path;
    if (connection_open_chat(connection, filter) != FAQBOT_OK) {
        return false;
    }
    parameter_read(&http->request, "lang", &lang);
    parameter_read(&http->request, "path", &path);
    faqbot_chat_wish(connection->chat, lang.value);
    faqbot_chat_visit(connection->chat, path.value);
    return true;
}

/* Answers by a chat. A GET is answered from the knowledge base alone, so its version says whether an answer
 * is still fresh. */
static void ask_chat(struct http *http, const struct faqbot_chat_request *request,
                     const struct faqbot_filter *filter)
{
    struct connection *connection = http->connection;
    struct faqbot *bot = http->server->bot;
    struct faqbot_view version = faqbot_about(bot)->version;
    snprintf(http->answer.tag, sizeof http->answer.tag, "W/\"%.*s\"", (int)version.size, version.bytes);
    if (open_chat(http, filter)) {
        faqbot_chat_request(connection->chat, bot, request);
    }
    if (!connection_is_owed(connection)) {
        respond_reply(http);
    }
}

/* The same about what the address says. */
static void ask_chat_about(struct http *http, const struct faqbot_chat_request *request)
{
    struct filter_parameters parameters;
    const struct faqbot_filter filter = filter_parameters_read(&http->request, &parameters);
    ask_chat(http, request, &filter);
}

/* The same for what was posted, a request of this type. */
static void ask_chat_by_post(struct http *http, enum faqbot_chat_request_type type)
{
    struct connection *connection = http->connection;
    struct filter_parameters parameters;
    const struct faqbot_filter filter = filter_parameters_read(&http->request, &parameters);
    if (open_chat(http, &filter)) {
        faqbot_chat_receive_body(connection->chat, http->server->bot, type, buffer_view(&http->body));
    }
    if (!connection_is_owed(connection)) {
        respond_reply(http);
    }
}

_Static_assert(12 * FAQBOT_QUESTION_CHARS_MAX + 512 <= LIMITS_TARGET_BYTES,
               "a question fits into an address");

/* An empty question is the chat's to refuse; a missing one is a mistake in the address. */
static bool lacks_question(struct http *http, const struct parameter *question)
{
    if (question->value.bytes == NULL) {
        respond_error(http, 400, "bad_message", "the parameter q is missing");
    }
    return question->value.bytes == NULL;
}

/* A number from 1 to `most`, or none. */
static bool count_is_good(const struct parameter *parameter, unsigned most, unsigned *count)
{
    return parameter->value.bytes == NULL || (digits_read(parameter->value, most, count) && *count > 0);
}

#define BAD_CONTENT "the parameter content must be \"blocks\", or left out"

static bool content_is_good(const struct parameter *parameter, bool *wants_blocks)
{
    *wants_blocks = view_equals_text(parameter->value, "blocks");
    return parameter->value.bytes == NULL || *wants_blocks;
}

/* GET for links, scripts and caches; POST for questions that should not be in anybody's history or log. */
static void serve_ask(struct http *http)
{
    struct parameter question;
    struct parameter context;
    struct parameter top;
    struct parameter content;
    struct parameter lang;
    struct faqbot_chat_request request = {.type = FAQBOT_CHAT_ASK};
    if (http->request.method == REQUEST_POST) {
        ask_chat_by_post(http, FAQBOT_CHAT_ASK);
        return;
    }
    parameter_read(&http->request, "q", &question);
    parameter_read(&http->request, "context", &context);
    parameter_read(&http->request, "top", &top);
    parameter_read(&http->request, "content", &content);
    parameter_read(&http->request, "lang", &lang);
    if (!count_is_good(&top, FAQBOT_TOP_MAX, &request.top)) {
        respond_error(http, 400, "bad_message", "the parameter top must be a number from 1 to 100");
    } else if (!content_is_good(&content, &request.wants_blocks)) {
        respond_error(http, 400, "bad_message", BAD_CONTENT);
    } else if (!lacks_question(http, &question)) {
        request.text = question.value;
        request.context = context.value;
        request.lang = lang.value;
        ask_chat_about(http, &request);
    }
}

/* What a WebSocket says first, for clients that none reaches. With its token they say what belongs to it. */
static void serve_hello(struct http *http)
{
    struct connection *connection = http->connection;
    struct filter_parameters parameters;
    const struct faqbot_filter filter = filter_parameters_read(&http->request, &parameters);
    if (connection_check_rate(connection, FAQBOT_CHAT_PING) > 0) {
        respond_error(http, 429, "rate_limited", "too many requests; please wait a little");
        return;
    }
    journal_client_greet(connection);
    if (open_chat(http, &filter)) {
        faqbot_chat_greet(connection->chat, http->server->bot);
    }
    respond_reply(http);
}

static void serve_feedback(struct http *http)
{
    ask_chat_by_post(http, FAQBOT_CHAT_FEEDBACK);
}

/* For a page that is being left, which has no time for a WebSocket. */
static void serve_forget(struct http *http)
{
    ask_chat_by_post(http, FAQBOT_CHAT_FORGET);
}

/* For programs that keep no WebSocket. */
static void serve_handover(struct http *http)
{
    ask_chat_by_post(http, FAQBOT_CHAT_HANDOVER);
}

/* While a visitor types, so it costs a tenth of a question. */
static void serve_suggest(struct http *http)
{
    struct parameter question;
    parameter_read(&http->request, "q", &question);
    if (!lacks_question(http, &question)) {
        ask_chat_about(http,
                       &(struct faqbot_chat_request){.type = FAQBOT_CHAT_SUGGEST, .text = question.value});
    }
}

/* What search's address says. The values lie in the parameters. */
struct search_parameters {
    struct parameter question;
    struct parameter tag;
    struct parameter lang;
    struct filter_parameters filter;
};

/* `tag` and `lang` are the older names. */
static struct faqbot_filter search_parameters_read(const struct http *http,
                                                   struct search_parameters *parameters)
{
    struct faqbot_filter filter = filter_parameters_read(&http->request, &parameters->filter);
    parameter_read(&http->request, "q", &parameters->question);
    parameter_read(&http->request, "tag", &parameters->tag);
    parameter_read(&http->request, "lang", &parameters->lang);
    filter.tags = filter.tags.bytes == NULL ? parameters->tag.value : filter.tags;
    filter.lang = filter.lang.bytes == NULL ? parameters->lang.value : filter.lang;
    return filter;
}

/* Several tags are one parameter, parted by commas, as the library takes them. The filter is the request's own and not
 * its conversation's, which could not be as large. */
static void serve_search(struct http *http)
{
    struct search_parameters parameters;
    struct parameter limit;
    struct faqbot_chat_request request = {.type = FAQBOT_CHAT_SEARCH};
    if (http->request.method == REQUEST_POST) {
        ask_chat_by_post(http, FAQBOT_CHAT_SEARCH);
        return;
    }
    request.filter = search_parameters_read(http, &parameters);
    parameter_read(&http->request, "limit", &limit);
    if (!count_is_good(&limit, FAQBOT_HITS_MAX, &request.limit)) {
        respond_error(http, 400, "bad_message", "the parameter limit must be a number from 1 to 50");
    } else if (!lacks_question(http, &parameters.question)) {
        request.text = parameters.question.value;
        ask_chat(http, &request, &all_entries);
    }
}

/* An id may hold any character; percent-decoded it is the rest of the path. */
static void serve_entry(struct http *http)
{
    struct faqbot_view path = http->request.path;
    struct faqbot_view id = view_slice(path, strlen(ENTRIES), path.size);
    struct faqbot_chat_request request = {.type = FAQBOT_CHAT_GET, .entry = id};
    struct parameter content;
    struct parameter rest;
    struct parameter lang;
    parameter_read(&http->request, "content", &content);
    parameter_read(&http->request, "rest", &rest);
    parameter_read(&http->request, "lang", &lang);
    request.rest = rest.value;
    request.lang = lang.value;
    if (!content_is_good(&content, &request.wants_blocks)) {
        respond_error(http, 400, "bad_message", BAD_CONTENT);
    } else if (rest.value.bytes != NULL && rest.value.size == 0) {
        respond_error(http, 400, "bad_message", "the parameter rest must not be empty");
    } else {
        ask_chat_about(http, &request);
    }
}

/* -- Pages ----------------------------------------------------------------------------------------------- */

/* A page goes the same way whether the loop makes it or a worker: make_page() in either thread,
 * respond_page() in the loop. In between it is a page_job. */

/* What a page costs, as a request. A list is as much work as a search. */
static const enum faqbot_chat_request_type page_requests[FAQBOT_PAGE_KINDS] = {
    [FAQBOT_PAGE_HOME] = FAQBOT_CHAT_PING,     [FAQBOT_PAGE_QUESTION] = FAQBOT_CHAT_ASK,
    [FAQBOT_PAGE_ENTRY] = FAQBOT_CHAT_GET,     [FAQBOT_PAGE_LIST] = FAQBOT_CHAT_ASK,
    [FAQBOT_PAGE_SEARCH] = FAQBOT_CHAT_SEARCH, [FAQBOT_PAGE_PRIVACY] = FAQBOT_CHAT_PING,
};

/* What the log, the counters and the journal are told: a question on a page is a question, and an entry an
 * entry, as over the other ways. */
static struct faqbot_chat_event event_of(const struct faqbot_page_request *request,
                                         const struct faqbot_page *page, uint64_t microseconds)
{
    struct faqbot_chat_event event = {.microseconds = microseconds};
    event.type = page_requests[request->kind];
    event.text = request->question;
    if (page->verdict == FAQBOT_OK) {
        event.outcome = page->answer.outcome;
        event.confidence = page->answer.confidence;
        event.entry = page->answer.entry;
        memcpy(event.lang, page->answer.question_lang, sizeof event.lang);
        event.hits = page->hits;
        event.is_cached = page->answer.is_cached;
    } else {
        event.error = page->verdict == FAQBOT_LIMIT       ? "too_long"
                      : page->verdict == FAQBOT_NOT_FOUND ? "not_found"
                                                          : "bad_message";
    }
    return event;
}

/* A page on its way from the bot to the client; through the workers, where the question takes long. */
struct page_job {
    struct worker_job job;
    struct faqbot_page_request request;
    struct faqbot_page page;
    enum faqbot_status status;
    struct faqbot_chat_event event;
    char entry[PAGE_ENTRY_BYTES]; /* the event's, since the answer is gone with the bot's next call */
    char texts[];                 /* the request's */
};

/* The time that the observer is told is the bot's alone, without the waiting before it. */
static void make_page(struct page_job *made, struct faqbot *bot)
{
    uint64_t began_at = uv_hrtime();
    size_t indexed = faqbot_about(bot)->indexed;
    made->status = faqbot_page_render(bot, &made->request, &made->page);
    if (made->status == FAQBOT_OK) {
        made->event = event_of(&made->request, &made->page, (uv_hrtime() - began_at) / 1000);
    }
    made->event.indexed = faqbot_about(bot)->indexed - indexed;
}

/* Answers with the page, which becomes the answer's. */
static void respond_page(struct http *http, struct page_job *made)
{
    enum faqbot_page_kind kind = made->request.kind;
    enum faqbot_status verdict = made->page.verdict;
    if (made->status == FAQBOT_CORRUPT || made->status == FAQBOT_IO || made->status == FAQBOT_UNAVAILABLE) {
        reload_doubt(&http->server->reload);
        respond_error(http, 503, "busy", "the answers cannot be read just now; please try again later");
        return;
    }
    if (made->status != FAQBOT_OK) {
        respond_error(http, 500, "internal", "the page could not be made");
        return;
    }
    http->server->stats.pages[kind]++;
    bool is_empty = kind == FAQBOT_PAGE_SEARCH && made->request.question.size == 0;
    if (kind != FAQBOT_PAGE_HOME && kind != FAQBOT_PAGE_LIST && kind != FAQBOT_PAGE_PRIVACY && !is_empty) {
        made->event.may_keep = view_is_empty(faqbot_about(http->server->bot)->consent);
        http->server->chat.observe(http->connection, &made->event);
    } else {
        connection_charge(http->connection, made->event.indexed);
    }
    http->answer.made = made->page.bytes;
    http_respond(http,
                 verdict == FAQBOT_OK          ? 200
                 : verdict == FAQBOT_NOT_FOUND ? 404
                                               : 400,
                 "text/html; charset=utf-8", (struct faqbot_view){made->page.bytes, made->page.size});
}

/* In a worker's thread. */
static void page_work(struct worker_job *job, struct faqbot *bot)
{
    struct page_job *made = (struct page_job *)job;
    make_page(made, bot);
    struct faqbot_view entry = made->event.entry;
    entry.size = entry.size < sizeof made->entry ? entry.size : 0; /* ids are shorter */
    memcpy(made->entry, entry.size > 0 ? entry.bytes : "", entry.size);
    made->event.entry = (struct faqbot_view){made->entry, entry.size};
}

/* The answer takes over the page; if the client has gone or the server ends, it is freed here. */
static void page_finish(struct worker_job *job, bool is_done)
{
    struct page_job *made = (struct page_job *)job;
    struct connection *connection = async_job_end(job);
    if (connection != NULL && is_done) {
        respond_page(connection->http, made);
        http_send_answer(connection->http);
    } else {
        free(made->page.bytes); /* NULL, if none was made */
    }
    free(made);
}

static bool is_filtered(const struct faqbot_page_request *request)
{
    const struct faqbot_filter *filter = &request->filter;
    return filter->tags.size + filter->section.size + filter->lang.size > 0;
}

/* False: the page is to be made here and now.
 *
 * Only a question and a search are ever slow, and whatever is about a part of the knowledge base, which may have to be
 * indexed first. Otherwise an entry or a list is read from where it is kept, unless that is another machine. */
static bool page_begin(struct http *http, const struct faqbot_page_request *request)
{
    const struct worker_pool *workers = &http->server->workers;
    bool is_search = request->kind == FAQBOT_PAGE_QUESTION || request->kind == FAQBOT_PAGE_SEARCH ||
                     http->server->reload.options.stage != NULL;
    bool is_slow =
        (is_search && worker_takes_all(workers)) || (is_filtered(request) && worker_count(workers) > 0);
    const struct faqbot_filter *filter = &request->filter;
    size_t size = request->frame.size + request->question.size + request->entry.size + filter->tags.size +
                  filter->section.size + filter->lang.size + request->wish.size;
    struct page_job *made = is_slow ? calloc(1, sizeof *made + size) : NULL;
    if (made == NULL) {
        return false;
    }
    char *end = made->texts;
    made->job = (struct worker_job){.work = page_work, .finish = page_finish};
    made->request = *request;
    made->request.frame = view_copy_to(&end, request->frame); /* a reload may bring in another */
    made->request.question = view_copy_to(&end, request->question);
    made->request.entry = view_copy_to(&end, request->entry);
    made->request.filter.tags = view_copy_to(&end, filter->tags);
    made->request.filter.section = view_copy_to(&end, filter->section);
    made->request.filter.lang = view_copy_to(&end, filter->lang);
    made->request.wish = view_copy_to(&end, request->wish);
    async_job_begin(http->connection, &made->job);
    return true;
}

/* What the visitor wishes to be spoken to in: as the address says, except of a search, whose language is a filter; or
 * else as the browser does, unless bot.yml names a language, which the widget takes then, too. */
static void read_wish(struct http *http, struct parameter *lang, struct faqbot_page_request *request)
{
    const struct faqbot *bot = http->server->bot;
    *lang = (struct parameter){.value = {NULL, 0}};
    if (request->kind != FAQBOT_PAGE_SEARCH) {
        parameter_read(&http->request, "lang", lang);
    }
    request->wish = lang->value;
    if (request->wish.size == 0 || request->wish.size > FAQBOT_LANG_BYTES_MAX) {
        bool is_stated =
            faqbot_about(bot)->stated_lang.size > 0; /* which is the bot's then: no wish is needed */
        request->wish = faqbot_choose_language(
            bot, is_stated ? (struct faqbot_view){NULL, 0} : http->request.headers[REQUEST_ACCEPT_LANGUAGE]);
    }
}

/* A page is made of the knowledge base and of the frame, in a language, so the versions of both and the language say
 * whether it is still fresh; but for the one about what is kept, which depends on how the server was started. */
static void serve_page(struct http *http, const struct faqbot_page_request *request)
{
    const struct faqbot_about *about = faqbot_about(http->server->bot);
    struct page_job made = {.request = *request};
    struct parameter lang;
    made.request.frame = http->server->assets->frame;
    enum faqbot_chat_request_type cost =
        is_filtered(request) ? FAQBOT_CHAT_ASK : page_requests[request->kind];
    read_wish(http, &lang, &made.request);
    struct faqbot_view spoken = faqbot_language(http->server->bot, made.request.wish);
    if (connection_check_rate(http->connection, cost) > 0) {
        respond_error(http, 429, "rate_limited", "too many questions at once; try again in a minute");
        return;
    }
    if (request->kind != FAQBOT_PAGE_PRIVACY) {
        snprintf(http->answer.tag, sizeof http->answer.tag, "W/\"%.*s-%.8s-%.*s\"", (int)about->version.size,
                 about->version.bytes, http->server->assets->frame_hash, (int)spoken.size, spoken.bytes);
    }
    http->answer.extra = "Vary: Accept-Language\r\n";
    if (!page_begin(http, &made.request)) {
        make_page(&made, http->server->bot);
        respond_page(http, &made);
    }
}

/* One address for the form, an answer and an entry, since a form without scripts can only come back to where
 * it is. */
static void serve_home(struct http *http)
{
    struct parameter question;
    struct parameter entry;
    struct filter_parameters filter;
    struct faqbot_page_request request = {.kind = FAQBOT_PAGE_HOME,
                                          .filter = filter_parameters_read(&http->request, &filter)};
    parameter_read(&http->request, "q", &question);
    parameter_read(&http->request, "entry", &entry);
    if (question.value.size > 0) { /* an empty form that was sent is home again */
        request.kind = FAQBOT_PAGE_QUESTION;
        request.question = question.value;
    } else if (entry.value.bytes != NULL) {
        request.kind = FAQBOT_PAGE_ENTRY;
        request.entry = entry.value;
    }
    serve_page(http, &request);
}

/* Without words it is the form to type them into. */
static void serve_search_page(struct http *http)
{
    struct search_parameters parameters;
    const struct faqbot_filter filter = search_parameters_read(http, &parameters);
    serve_page(http, &(struct faqbot_page_request){.kind = FAQBOT_PAGE_SEARCH,
                                                   .question = parameters.question.value,
                                                   .filter = filter});
}

static void serve_privacy(struct http *http)
{
    serve_page(http,
               &(struct faqbot_page_request){.kind = FAQBOT_PAGE_PRIVACY, .privacy = http->server->privacy});
}

/* A page number that is not a number is answered like any other address that does not exist. */
static void serve_list(struct http *http)
{
    struct parameter page;
    struct filter_parameters parameters;
    unsigned number = 1;
    const struct faqbot_filter filter = filter_parameters_read(&http->request, &parameters);
    parameter_read(&http->request, "page", &page);
    if (page.value.bytes != NULL && (page.value.size > 9 || !digits_read(page.value, 999999999, &number))) {
        number = 0; /* which is no page, and not found */
    }
    serve_page(http,
               &(struct faqbot_page_request){.kind = FAQBOT_PAGE_LIST, .number = number, .filter = filter});
}

/* -- The table ------------------------------------------------------------------------------------------- */

/* Where clients come through a proxy, what tells them apart from the operator is written in their own
 * requests, so the metrics are not served here at all. Nor are they where they have a listener of their
 * own. */
static void serve_metrics(struct http *http)
{
    const struct server *server = http->server;
    const struct connection *connection = http->connection;
    if (!server->metrics_listener.is_wanted && server->proxies.count == 0 && connection->has_peer &&
        http->request.headers[REQUEST_FORWARDED_FOR].bytes == NULL &&
        address_is_among(&connection->peer, &server->metrics_allow)) {
        metrics_respond(http);
    } else {
        respond_nothing_here(http);
    }
}

/* A WebSocket's address that is asked for without an upgrade. 426 says what to do (RFC 9110, section
 * 15.5.22). */
static void serve_upgrade_hint(struct http *http)
{
    http->answer.extra = "Upgrade: websocket\r\n";
    respond_error(http, 426, "unsupported",
                  "this address speaks WebSocket, sub-protocol " FAQBOT_CHAT_PROTOCOL);
}

static const struct route {
    const char *path;
    bool has_rest; /* the path is the beginning of many */
    unsigned methods;
    void (*serve)(struct http *http);
} routes[] = {
    {"/api/ask", false, GET | POST, serve_ask},
    {"/api/suggest", false, GET, serve_suggest},
    {"/api/search", false, GET | POST, serve_search},
    {ENTRIES, true, GET, serve_entry},
    {"/api/hello", false, GET, serve_hello},
    {"/api/feedback", false, POST, serve_feedback},
    {"/api/forget", false, POST, serve_forget},
    {"/api/handover", false, POST, serve_handover},
    {"/healthz", false, GET, metrics_respond_health},
    {"/readyz", false, GET, metrics_respond_readiness},
    {"/metrics", false, GET, serve_metrics},
    {"/ws", false, GET, serve_upgrade_hint},
    {"/", false, GET, serve_home},
    {"/faq", false, GET, serve_list},
    {"/search", false, GET, serve_search_page},
    {"/" PRIVACY, false, GET, serve_privacy},
};

/* By the whole path, or by its beginning where the rest is a value. */
static const struct route *find_route(struct faqbot_view path)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (view_starts_with(path, routes[i].path) &&
            (path.size > strlen(routes[i].path)) == routes[i].has_rest) {
            return &routes[i];
        }
    }
    return NULL;
}

/* Allow is obligatory with 405 (RFC 9110, section 15.5.6). */
static bool method_is_refused(struct http *http, unsigned methods)
{
    if ((method_bit(http->request.method) & methods) != 0) {
        return false;
    }
    http->answer.allow = methods == POST ? "POST" : (methods & POST) != 0 ? "GET, HEAD, POST" : "GET, HEAD";
    return refuse(http, REFUSED_REQUEST, 405, "unsupported", "this address does not take that method");
}

/* An asset whose address names its content can be kept forever; under its plain name it is asked for each
 * time. One that was made of the knowledge base is copied: while a slow client still reads it, a reload may
 * bring in another. */
static void serve_asset(struct http *http, const struct asset *asset)
{
    struct parameter version;
    bool is_packed = assets_accept_gzip(http->request.headers[REQUEST_ACCEPT_ENCODING]);
    struct faqbot_view body = is_packed ? asset->packed : asset->body;
    if (asset->is_made) {
        http->answer.made = malloc(body.size);
        if (http->answer.made == NULL) {
            respond_error(http, 503, "internal", "the server is out of memory");
            return;
        }
        body.bytes = memcpy(http->answer.made, body.bytes, body.size);
    }
    parameter_read(&http->request, "v", &version);
    if (view_equals_text(version.value, asset->hash)) {
        http->answer.cache = "public, max-age=31536000, immutable";
    }
    http->answer.is_shared = asset->is_shared;
    snprintf(http->answer.tag, sizeof http->answer.tag, "\"%s%s\"", asset->hash, is_packed ? "-gzip" : "");
    http->answer.extra =
        is_packed ? "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n" : "Vary: Accept-Encoding\r\n";
    http_respond(http, 200, asset->type, body);
}

/* An asset is looked for where no route is: their names come from web/ and need no table here. */
static void answer(struct http *http)
{
    struct faqbot_view path = http->request.path;
    const struct route *route = find_route(path);
    const struct asset *asset = route == NULL ? assets_find(http->server->assets, path) : NULL;
    if (route == NULL && asset == NULL) {
        respond_nothing_here(http);
    } else if (!method_is_refused(http, route != NULL ? route->methods : GET)) {
        if (asset != NULL) {
            serve_asset(http, asset);
        } else {
            route->serve(http);
        }
    }
}

/* -- Who may ask ----------------------------------------------------------------------------------------- */

/* Each of the functions below answers and gives true where it refuses. A refusal that says something about
 * the connection (who it is from, what its body will be) also ends it. */

/* A proxy that is trusted says with each request whom it asks for, or the request is not the proxy's. Its own
 * probes of whether we live are let pass: they tell nothing, and are the last on their connection. */
static bool client_is_refused(struct http *http)
{
    const struct route *route = find_route(http->request.path);
    bool is_probe = route != NULL &&
                    (route->serve == metrics_respond_health || route->serve == metrics_respond_readiness) &&
                    method_bit(http->request.method) == GET;
    switch (connection_identify(http->connection, http->request.headers[REQUEST_FORWARDED_FOR])) {
    case CLIENT_KNOWN:
        return false;
    case CLIENT_UNNAMED:
        http->answer.must_close = true;
        if (!is_probe) {
            refuse(http, REFUSED_REQUEST, 400, "bad_message",
                   "the proxy must say for whom it asks, in X-Forwarded-For");
        }
        break;
    case CLIENT_CROWDED:
        http->answer.must_close = true;
        respond_error(http, 429, "rate_limited", "too many connections from this address");
        break;
    }
    return http->answer.status != 0;
}

/* A question has a price of its own; what is only fetched costs little, and not nothing. */
static bool rate_is_refused(struct http *http)
{
    if (view_starts_with(http->request.path, "/api/") || connection_check_fetch_rate(http->connection) == 0) {
        return false;
    }
    http->answer.extra = "Retry-After: 1\r\n";
    respond_error(http, 429, "rate_limited", "too many requests at once; try again in a second");
    return true;
}

/* Against DNS rebinding: see origin.c. */
static bool host_is_refused(struct http *http)
{
    const struct server *server = http->server;
    return !origin_host_is_ours(&server->hosts, &server->listener.address,
                                http->request.headers[REQUEST_HOST]) &&
           refuse(http, REFUSED_HOST, 403, "unsupported", "this server is not known by that name");
}

/* The API is not for pages that are not welcome: what they could not read they are not to ask either. Before
 * a page asks more than a link would, its browser asks whether it may (the Fetch standard's preflight). */
static bool page_is_refused(struct http *http)
{
    enum page_origin origin = http->connection->origin;
    http->answer.is_welcome = origin == PAGE_WELCOME;
    if (origin == PAGE_ABSENT || !view_starts_with(http->request.path, "/api/")) {
        return false;
    }
    if (origin == PAGE_FOREIGN) {
        refuse(http, REFUSED_ORIGIN, 403, "unsupported", "pages of this origin are not welcome");
    } else if (http->request.method == REQUEST_OPTIONS) {
        http->answer.extra = "Access-Control-Allow-Methods: GET, HEAD, POST\r\n"
                             "Access-Control-Allow-Headers: Content-Type\r\n"
                             "Access-Control-Max-Age: 86400\r\n";
        http_respond(http, 204, NULL, (struct faqbot_view){NULL, 0});
    }
    return http->answer.status != 0;
}

/* Of the body nothing but its stated length is known yet. */
static bool body_is_refused(struct http *http)
{
    unsigned most = http->server->limits.message_bytes;
    char sentence[64];
    if (http->request.lacks_length) {
        http->answer.must_close = true;
        return refuse(http, REFUSED_REQUEST, 411, "bad_message", "a body needs its Content-Length");
    }
    snprintf(sentence, sizeof sentence, "a request's body has %u bytes at most", most);
    return http->request.content_length > most && refuse(http, REFUSED_TOO_BIG, 413, "too_long", sentence);
}

/* Behind a proxy, our own pages may come with or without encryption, whatever it has between itself and
 * us. */
static enum page_origin page_origin_of(const struct http *http)
{
    const struct server *server = http->server;
    const struct faqbot_view *headers = http->request.headers;
    enum origin_scheme scheme = http->connection->is_proxy            ? ORIGIN_EITHER
                                : server->certificate.context != NULL ? ORIGIN_SECURE
                                                                      : ORIGIN_PLAIN;
    if (headers[REQUEST_ORIGIN].bytes == NULL) {
        return PAGE_ABSENT;
    }
    return origin_is_welcome(&server->origins, headers[REQUEST_ORIGIN], headers[REQUEST_HOST], scheme)
               ? PAGE_WELCOME
               : PAGE_FOREIGN;
}

/* A refused handshake is the last request of its connection: what comes behind it would be frames. */
static bool check_handshake(struct http *http)
{
    const struct request_refusal *refusal = handshake_check(http->server, &http->request);
    if (refusal == NULL && !client_is_refused(http)) {
        return true;
    }
    if (refusal != NULL) {
        http->server->stats.refusals[refusal->status == 403 ? REFUSED_HOST : REFUSED_HANDSHAKE]++;
        respond_refusal(http, refusal);
    }
    http->answer.must_close = true;
    return false;
}

/* The first reason to refuse is the answer; the others are not looked at. */
static bool check(struct http *http)
{
    http->answer.must_close = http->server->is_draining || !request_keeps_connection(&http->request);
    http->connection->origin = page_origin_of(http);
    if (http->request.headers[REQUEST_UPGRADE].bytes != NULL) { /* an upgrade, of whatever kind */
        return check_handshake(http);
    }
    (void)(client_is_refused(http) || rate_is_refused(http) || host_is_refused(http) ||
           page_is_refused(http) || body_is_refused(http));
    return false;
}

const struct http_handler routes_handler = {.check = check, .answer = answer};
