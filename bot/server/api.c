/* api.c - the HTTP API. Each request has a chat of its own that lives as long as the request, so that what comes back
 * is made by the same code as over the WebSocket. */
#include "server/api.h"

#include <stdio.h>

#include "server/guest.h"
#include "server/parameter.h"
#include "server/respond.h"
#include "server/server_internal.h"

/* A number of candidates, 1 to FAQBOT_TOP_MAX; 0 where the parameter is not there. False: it is something else. */
static bool read_top(struct faqbot_view text, unsigned *top)
{
    unsigned value = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') {
            return false;
        }
        value = value * 10 + (unsigned)(text.bytes[i] - '0');
        if (value > FAQBOT_TOP_MAX) {
            return false;
        }
    }
    *top = value;
    return text.bytes == NULL || value > 0;
}

/* A GET is answered from the knowledge base alone, so the knowledge base's version says whether it is still fresh. */
static void set_tag(struct http_exchange *exchange)
{
    const struct faqbot_about *about = faqbot_about(exchange->server->bot);
    snprintf(exchange->tag, sizeof exchange->tag, "W/\"%.*s\"", (int)about->version.size,
             about->version.bytes);
}

static void ask_chat(struct http_exchange *exchange, const struct faqbot_chat_request *request)
{
    if (guest_chat(exchange->guest, &exchange->chat) == FAQBOT_OK) {
        faqbot_chat_request(exchange->chat, exchange->server->bot, request);
    }
    set_tag(exchange);
    if (exchange->job == NULL) {
        respond_with_reply(exchange);
    }
}

static bool lacks_question(struct http_exchange *exchange, const struct parameter *question)
{
    if (question->value.bytes != NULL) {
        return false;
    }
    respond_with_error(exchange, 400, "bad_message", "the parameter q is missing");
    return true;
}

static void ask_posted(struct http_exchange *exchange)
{
    struct faqbot_view body = {exchange->received, exchange->received_size};
    if (guest_chat(exchange->guest, &exchange->chat) == FAQBOT_OK) {
        faqbot_chat_receive_body(exchange->chat, exchange->server->bot, FAQBOT_CHAT_ASK, body);
    }
    if (exchange->job == NULL) {
        respond_with_reply(exchange);
    }
}

void api_ask(struct http_exchange *exchange, struct faqbot_view rest)
{
    struct parameter question;
    struct parameter context;
    struct parameter top;
    struct faqbot_chat_request request = {.type = FAQBOT_CHAT_ASK};
    (void)rest;
    if (exchange->request->method == REQUEST_POST) {
        ask_posted(exchange);
        return;
    }
    parameter_read(exchange->request, "q", &question);
    parameter_read(exchange->request, "context", &context);
    parameter_read(exchange->request, "top", &top);
    if (!read_top(top.value, &request.top)) {
        respond_with_error(exchange, 400, "bad_message", "the parameter top must be a number from 1 to 100");
    } else if (!lacks_question(exchange, &question)) {
        request.text = question.value;
        request.context = context.value;
        ask_chat(exchange, &request);
    }
}

void api_suggest(struct http_exchange *exchange, struct faqbot_view rest)
{
    struct parameter question;
    (void)rest;
    parameter_read(exchange->request, "q", &question);
    if (!lacks_question(exchange, &question)) {
        ask_chat(exchange,
                 &(struct faqbot_chat_request){.type = FAQBOT_CHAT_SUGGEST, .text = question.value});
    }
}

void api_entry(struct http_exchange *exchange, struct faqbot_view id)
{
    ask_chat(exchange, &(struct faqbot_chat_request){.type = FAQBOT_CHAT_GET, .entry = id});
}
