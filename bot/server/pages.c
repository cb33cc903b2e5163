/* pages.c - the pages that are made for a request. What is on them is faqbot_page_render()'s; which one is meant is
 * decided here. */
#include "server/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <faqbot_chat.h>

#include "server/guest.h"
#include "server/http_connection.h"
#include "server/parameter.h"
#include "server/respond.h"
#include "server/server_internal.h"
#include "server/witness.h"

#define PAGE_ENTRY_BYTES 256

/* A page is made of the knowledge base and of the frame, so their versions say whether it is still fresh. */
static void set_tag(struct http_exchange *exchange)
{
    const struct faqbot_about *about = faqbot_about(exchange->server->bot);
    snprintf(exchange->tag, sizeof exchange->tag, "W/\"%.*s-%.8s\"", (int)about->version.size,
             about->version.bytes, exchange->server->assets.frame_hash);
}

static unsigned status_of(enum faqbot_status verdict)
{
    return verdict == FAQBOT_OK ? 200 : verdict == FAQBOT_NOT_FOUND ? 404 : 400;
}

/* What is told of it: a question on a page is a question, and an entry an entry, as over the other ways. */
static struct faqbot_chat_event event_of(const struct faqbot_page_request *request,
                                         const struct faqbot_page *page, uint64_t microseconds)
{
    struct faqbot_chat_event event = {.microseconds = microseconds};
    event.type = request->kind == FAQBOT_PAGE_QUESTION ? FAQBOT_CHAT_ASK : FAQBOT_CHAT_GET;
    event.text = request->question;
    if (page->verdict == FAQBOT_OK) {
        event.outcome = page->answer.outcome;
        event.confidence = page->answer.confidence;
        event.entry = page->answer.entry;
        event.is_cached = page->answer.is_cached;
    } else {
        event.error = page->verdict == FAQBOT_LIMIT       ? "too_long"
                      : page->verdict == FAQBOT_NOT_FOUND ? "not_found"
                                                          : "bad_message";
    }
    return event;
}

/* The page goes to the visitor, and to whom it concerns. */
static void take_page(struct http_exchange *exchange, enum faqbot_page_kind kind,
                      const struct faqbot_page *page, const struct faqbot_chat_event *event)
{
    exchange->server->tally.pages[kind]++;
    if (kind == FAQBOT_PAGE_QUESTION || kind == FAQBOT_PAGE_ENTRY) {
        witness_request(exchange->guest, event);
    }
    exchange->made = page->bytes;
    respond_with(exchange, status_of(page->verdict), "text/html; charset=utf-8",
                 (struct faqbot_view){page->bytes, page->size});
}

static void refuse(struct http_exchange *exchange, enum faqbot_status failure)
{
    if (failure == FAQBOT_CORRUPT || failure == FAQBOT_IO) {
        reload_doubt(&exchange->server->reload);
        respond_with_error(exchange, 503, "busy",
                           "the answers cannot be read just now; please try again later");
        return;
    }
    respond_with_error(exchange, 500, "internal", "the page could not be made");
}

/* -- A question that the worker answers ---------------------------------------------------------------------------- */

struct page_job {
    struct worker_job job; /* its owner is the exchange */
    struct faqbot_page_request request;
    struct faqbot_page page;
    enum faqbot_status status;
    struct faqbot_chat_event event;
    char entry[PAGE_ENTRY_BYTES]; /* the event's, for the answer is gone with the bot's next call */
    char question[];              /* the request's */
};

static void work_page(struct worker_job *job, struct faqbot *bot)
{
    struct page_job *made = (struct page_job *)job;
    uint64_t began_at = uv_hrtime();
    made->status = faqbot_page_render(bot, &made->request, &made->page);
    if (made->status == FAQBOT_OK) {
        made->event = event_of(&made->request, &made->page, (uv_hrtime() - began_at) / 1000);
        struct faqbot_view entry = made->event.entry;
        entry.size = entry.size < sizeof made->entry ? entry.size : 0; /* no id is so long */
        memcpy(made->entry, entry.size > 0 ? entry.bytes : "", entry.size);
        made->event.entry = (struct faqbot_view){made->entry, entry.size};
    }
}

static void finish_page(struct worker_job *job, bool is_done)
{
    struct page_job *made = (struct page_job *)job;
    struct http_exchange *exchange = job->owner;
    bool is_made = is_done && made->status == FAQBOT_OK;
    if (exchange != NULL) {
        exchange->job = NULL;
    }
    if (exchange != NULL && is_made) {
        take_page(exchange, made->request.kind, &made->page, &made->event);
    } else if (is_made) {
        free(made->page.bytes);
    } else if (exchange != NULL && is_done) {
        refuse(exchange, made->status);
    }
    if (exchange != NULL && is_done) {
        http_connection_answer(exchange->connection);
    }
    free(made);
}

/* False: it is to be made here and now. */
static bool give_page(struct http_exchange *exchange, const struct faqbot_page_request *request)
{
    struct worker *worker = &exchange->server->worker;
    bool is_slow = worker->is_ready && request->kind == FAQBOT_PAGE_QUESTION;
    struct page_job *made = is_slow ? calloc(1, sizeof *made + request->question.size) : NULL;
    if (made == NULL) {
        return false;
    }
    made->job = (struct worker_job){.work = work_page, .finish = finish_page, .owner = exchange};
    made->request = *request;
    made->request.question = (struct faqbot_view){made->question, request->question.size};
    memcpy(made->question, request->question.bytes, request->question.size);
    exchange->job = &made->job;
    exchange->server->tally.delegated++;
    worker_give(worker, &made->job);
    return true;
}

/* ------------------------------------------------------------------------------------------------------------------ */

static void serve_page(struct http_exchange *exchange, struct faqbot_page_request *request)
{
    /* A list is as much work as a search. */
    static const enum faqbot_chat_request_type costs[] = {[FAQBOT_PAGE_HOME] = FAQBOT_CHAT_PING,
                                                          [FAQBOT_PAGE_QUESTION] = FAQBOT_CHAT_ASK,
                                                          [FAQBOT_PAGE_ENTRY] = FAQBOT_CHAT_GET,
                                                          [FAQBOT_PAGE_LIST] = FAQBOT_CHAT_ASK};
    struct faqbot_page page;
    if (guest_hold(exchange->guest, costs[request->kind]) > 0) {
        respond_with_error(exchange, 429, "rate_limited",
                           "too many questions at once; try again in a minute");
        return;
    }
    uint64_t began_at = uv_hrtime();
    request->frame = exchange->server->assets.frame;
    set_tag(exchange);
    if (give_page(exchange, request)) {
        return;
    }
    enum faqbot_status status = faqbot_page_render(exchange->server->bot, request, &page);
    if (status != FAQBOT_OK) {
        refuse(exchange, status);
        return;
    }
    struct faqbot_chat_event event = event_of(request, &page, (uv_hrtime() - began_at) / 1000);
    take_page(exchange, request->kind, &page, &event);
}

void pages_home(struct http_exchange *exchange, struct faqbot_view rest)
{
    struct parameter question;
    struct parameter entry;
    struct faqbot_page_request request = {.kind = FAQBOT_PAGE_HOME};
    (void)rest;
    parameter_read(exchange->request, "q", &question);
    parameter_read(exchange->request, "entry", &entry);
    if (question.value.size > 0) { /* an empty form that was sent is home again */
        request.kind = FAQBOT_PAGE_QUESTION;
        request.question = question.value;
    } else if (entry.value.bytes != NULL) {
        request.kind = FAQBOT_PAGE_ENTRY;
        request.entry = entry.value;
    }
    serve_page(exchange, &request);
}

/* The number of a page; 0: it is none. */
static size_t read_number(struct faqbot_view text)
{
    size_t number = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9' || i > 8) {
            return 0;
        }
        number = number * 10 + (size_t)(text.bytes[i] - '0');
    }
    return number;
}

void pages_list(struct http_exchange *exchange, struct faqbot_view rest)
{
    struct parameter number;
    (void)rest;
    parameter_read(exchange->request, "page", &number);
    struct faqbot_page_request request = {
        .kind = FAQBOT_PAGE_LIST, .number = number.value.bytes == NULL ? 1 : read_number(number.value)};
    serve_page(exchange, &request);
}
