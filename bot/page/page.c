/* page/page.c - the pages of page.h: which part goes where, and the frame around them. The frame is the web client's
 * index.html, so that a page looks like the conversation and becomes it where JavaScript runs. */
#include <faqbot_chat.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "page/asked.h"
#include "base/html.h"
#include "page/content.h"
#include "page/listing.h"

/* U+2068 and U+2069, byte by byte: a title has no elements that would keep a stranger's text from turning its
 * neighbours about, and a string that opened without closing would be one that misleads. */
static const char first_strong_isolate[] = {'\xe2', '\x81', '\xa8', '\0'};
static const char pop_isolate[] = {'\xe2', '\x81', '\xa9', '\0'};

/* What of a page depends on what was found. */
struct body {
    enum faqbot_page_kind kind;
    enum faqbot_status verdict;
    struct faqbot_answer answer; /* QUESTION, ENTRY; where the verdict is OK */
    struct faqbot_view heading;  /* for the document's title; empty: the knowledge base's name alone */
    struct faqbot_view question;
    size_t number;
};

/* Splits `rest` before or behind `mark`, which must be there. */
static struct faqbot_view split(struct faqbot_view *rest, const char *mark, bool behind)
{
    size_t size = strlen(mark);
    size_t at = 0;
    while (at + size <= rest->size && memcmp(rest->bytes + at, mark, size) != 0) {
        at++;
    }
    assert(at + size <= rest->size);
    at += behind ? size : 0;
    struct faqbot_view front = view_slice(*rest, 0, at);
    *rest = view_slice(*rest, at, rest->size);
    return front;
}

static void write_title(struct buffer *out, const struct faqbot_about *about, const struct body *body)
{
    struct html html = html_make(out);
    if (!view_is_empty(body->heading)) {
        html_words(&html, first_strong_isolate);
        html_text(&html, body->heading);
        html_words(&html, pop_isolate);
        html_words(&html, " – ");
    }
    html_text(&html, about->name);
    html_finish(&html);
}

static void write_form(struct html *html, struct faqbot_view question)
{
    static const char *const attributes[][2] = {
        {"id", "q"},          {"name", "q"},           {"type", "text"}, {"required", ""},
        {"maxlength", "500"}, {"autocomplete", "off"}, {"dir", "auto"}};
    page_content_open(html, "form", "action", "./");
    html_set(html, "method", "get");
    html_set(html, "role", "search");
    page_content_open(html, "label", "for", "q");
    html_words(html, "Your question");
    html_close(html);
    html_single(html, "input");
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        html_set(html, attributes[i][0], attributes[i][1]);
    }
    html_set_text(html, "value", question);
    page_content_open(html, "button", "type", "submit");
    html_words(html, "Ask");
    html_close(html);
    html_close(html);
}

static void write_link(struct html *html, const char *address, struct faqbot_view text)
{
    page_content_open(html, "a", "href", address);
    html_text(html, text);
    html_close(html);
}

/* A link to another page of the listing. */
static void write_page_link(struct html *html, size_t number, const char *words)
{
    char address[40];
    snprintf(address, sizeof address, "faq?page=%zu", number);
    write_link(html, address, view_of(words));
}

static void write_navigation(struct html *html, const struct body *body, size_t pages)
{
    page_content_open(html, "nav", "aria-label", "Other pages");
    if (body->kind == FAQBOT_PAGE_LIST && body->verdict == FAQBOT_OK) {
        if (body->number > 1) {
            write_page_link(html, body->number - 1, "Previous page");
        }
        if (body->number < pages) {
            write_page_link(html, body->number + 1, "Next page");
        }
        write_link(html, "./", view_of("Ask a question"));
    } else {
        write_link(html, "faq", view_of("All questions and answers"));
    }
    html_close(html);
}

/* The page's heading leads home from everywhere else. */
static void write_heading(struct html *html, const struct faqbot_about *about, bool at_home)
{
    page_content_open_text(html, "h1");
    if (at_home) {
        html_text(html, about->name);
    } else {
        write_link(html, "./", about->name);
    }
    html_close(html);
}

static enum faqbot_status write_body(struct html *html, struct faqbot *bot, const struct body *body)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct faqbot_about *about = faqbot_about(bot);
    /* The conversation takes the place of what is asked for by a form; other pages are for reading. */
    bool is_chat = body->kind == FAQBOT_PAGE_HOME || body->kind == FAQBOT_PAGE_QUESTION;
    page_content_open(html, is_chat ? "faq-chat" : "div", is_chat ? "page" : "class", is_chat ? "" : "page");
    write_heading(html, about, body->kind == FAQBOT_PAGE_HOME);
    if (body->kind == FAQBOT_PAGE_HOME) {
        html_add(html, "p", about->greeting);
    }
    if (body->kind != FAQBOT_PAGE_LIST) {
        write_form(html, body->question);
    }
    if (body->verdict != FAQBOT_OK) {
        html_add(html, "h2",
                 view_of(body->verdict == FAQBOT_LIMIT     ? "A question has 500 characters at most."
                         : body->verdict == FAQBOT_INVALID ? "That is no question that can be read."
                                                           : "There is nothing at this address."));
    } else if (body->kind == FAQBOT_PAGE_LIST) {
        status = page_list_write(html, bot, body->number);
    } else if (body->kind == FAQBOT_PAGE_HOME) {
        page_answer_write_links(html, "Questions to start with", about->starters, about->starter_count);
    } else {
        page_answer_write(html, &body->answer);
    }
    write_navigation(html, body, page_list_pages(bot));
    html_close(html);
    html_finish(html);
    return status;
}

/* A visitor's mistake is no failure: the page says so. */
static enum faqbot_status find(struct faqbot *bot, const struct faqbot_page_request *request,
                               struct body *body)
{
    struct faqbot_question question = {.text = request->question};
    enum faqbot_status status = FAQBOT_OK;
    switch (request->kind) {
    case FAQBOT_PAGE_QUESTION:
        body->question = body->heading = request->question;
        status = faqbot_ask(bot, &question, &body->answer);
        break;
    case FAQBOT_PAGE_ENTRY:
        status = faqbot_get(bot, request->entry, &body->answer);
        body->heading = status == FAQBOT_OK ? body->answer.question : body->heading;
        break;
    case FAQBOT_PAGE_LIST:
        body->heading = view_of("All questions and answers");
        status =
            request->number >= 1 && request->number <= page_list_pages(bot) ? FAQBOT_OK : FAQBOT_NOT_FOUND;
        break;
    case FAQBOT_PAGE_HOME:
        break;
    }
    body->verdict = status;
    return status == FAQBOT_NOT_FOUND || status == FAQBOT_INVALID || status == FAQBOT_LIMIT ? FAQBOT_OK
                                                                                            : status;
}

enum faqbot_status faqbot_page_render(struct faqbot *bot, const struct faqbot_page_request *request,
                                      struct faqbot_page *page)
{
    struct body body = {.kind = request->kind, .number = request->number};
    struct buffer out;
    struct faqbot_view rest = request->frame;
    enum faqbot_status status = find(bot, request, &body);
    if (status != FAQBOT_OK) {
        return status;
    }
    buffer_init(&out, FAQBOT_PAGE_BYTES_MAX);
    buffer_add(&out, split(&rest, "<title>", true));
    write_title(&out, faqbot_about(bot), &body);
    split(&rest, "</title>", false);
    buffer_add(&out, split(&rest, "<main>", true));
    struct html html = html_make(&out);
    status = write_body(&html, bot, &body);
    split(&rest, "</main>", false);
    buffer_add(&out, rest);
    if (status == FAQBOT_OK && out.failed) {
        status = FAQBOT_NO_MEMORY;
    }
    if (status != FAQBOT_OK) {
        buffer_release(&out);
        return status;
    }
    *page = (struct faqbot_page){
        .bytes = out.bytes, .size = out.size, .verdict = body.verdict, .answer = body.answer};
    return FAQBOT_OK;
}
