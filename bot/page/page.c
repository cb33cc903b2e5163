/* page/page.c - the pages of page.h: which part goes where, and the frame around them. The frame is the
 * web client's index.html, so that a page looks like the conversation and becomes it where JavaScript
 * runs. */
#include <faqbot.h>
#include <faqbot_chat.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "text/text.h"
#include "util/html.h"
#include "util/json.h"
#include "util/util.h"

/* ==== content ======================================================================================== */

/* Rich text, and where it comes from, as HTML. an answer's own content as HTML. What stands around it is
 * the other files' of this folder. */

#define PATH_MARK " > " /* between the headings of a section's path */

/* Each kind's element; NULL: it has none of its own. Code reads from left to right wherever it stands. All
 * else goes the way of the whole answer, so that a list's item that begins with a foreign name does not turn
 * about. */
static const struct shape {
    const char *element;
    bool is_container;
} shapes[] = {
    [FAQBOT_NODE_PARAGRAPH] = {"p", true},      [FAQBOT_NODE_LIST] = {"ul", true},
    [FAQBOT_NODE_ORDERED] = {"ol", true},       [FAQBOT_NODE_ITEM] = {"li", true},
    [FAQBOT_NODE_QUOTE] = {"blockquote", true}, [FAQBOT_NODE_CODE_BLOCK] = {"pre", false},
    [FAQBOT_NODE_TEXT] = {NULL, false},         [FAQBOT_NODE_BREAK] = {"br", false},
    [FAQBOT_NODE_CODE] = {"code", false},       [FAQBOT_NODE_STRONG] = {"strong", true},
    [FAQBOT_NODE_EMPHASIS] = {"em", true},      [FAQBOT_NODE_LINK] = {"a", true},
};

/* Opens an element with one attribute: html_close() closes it. */
static void page_content_open(struct html *html, const char *element, const char *attribute,
                              const char *value)
{
    html_open(html, element);
    html_set(html, attribute, value);
}

/* Opens an element for text that may run in either direction. */
static void page_content_open_text(struct html *html, const char *element)
{
    page_content_open(html, element, "dir", "auto");
}

/* A whole element of such text. */
static void page_content_add(struct html *html, const char *element, struct faqbot_view text)
{
    page_content_open_text(html, element);
    html_text(html, text);
    html_close(html);
}

/* Opens the element of an answer's content, in the answer's language. */
static void page_content_open_rich(struct html *html, struct faqbot_view lang)
{
    page_content_open(html, "div", "class", "rich");
    html_set(html, "dir", "auto");
    if (!view_is_empty(lang)) {
        html_set_text(html, "lang", lang);
    }
}

/* Opens a link to an entry's page. */
static void page_content_open_entry(struct html *html, struct faqbot_view entry)
{
    html_open(html, "a");
    html_set_address(html, "href", "./?entry=", entry);
}

/* Opens a link to an address that a stranger gave, or what only looks like its text where it is not safe to
 * follow; html_close() closes it. */
static void page_content_open_link(struct html *html, struct faqbot_view address)
{
    if (rich_is_safe_address(address)) {
        html_open(html, "a");
        html_set_text(html, "href", address);
    } else {
        html_open(html, "span");
    }
}

static void open_container(struct html *html, const struct faqbot_node *node)
{
    const struct shape *shape = &shapes[node->kind];
    if (node->kind == FAQBOT_NODE_LINK) {
        page_content_open_link(html, node->text);
        return;
    }
    html_open(html, shape->element);
    if (node->kind == FAQBOT_NODE_ORDERED && node->number != 1) {
        char number[16];
        snprintf(number, sizeof number, "%u", node->number);
        html_set(html, "start", number);
    }
}

static void write_leaf(struct html *html, const struct faqbot_node *node)
{
    const struct shape *shape = &shapes[node->kind];
    if (node->kind == FAQBOT_NODE_BREAK) {
        html_single(html, shape->element);
    } else if (node->kind == FAQBOT_NODE_TEXT) {
        html_text(html, node->text);
    } else {
        page_content_open(html, shape->element, "dir", "ltr");
        if (node->kind == FAQBOT_NODE_CODE_BLOCK) {
            html_set(html, "tabindex", "0"); /* wide lines are scrolled to by the keyboard too */
        }
        html_text(html, node->text);
        html_close(html);
    }
}

/* The nodes, balanced as <faqbot.h> says. */
static void page_content_write(struct html *html, const struct faqbot_node *nodes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (nodes[i].kind == FAQBOT_NODE_CLOSE) {
            html_close(html);
        } else if (shapes[nodes[i].kind].is_container) {
            open_container(html, &nodes[i]);
        } else {
            write_leaf(html, &nodes[i]);
        }
    }
}

/* The section without a last heading that only says that there are questions below it: "From: Lending > FAQ"
 * tells a reader no more than "From: Lending". */
static struct faqbot_view telling_part(struct faqbot_view section)
{
    static const char *const names[] = {"FAQ", "FAQs", "Frequently asked questions"};
    const size_t mark = sizeof PATH_MARK - 1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = view_of(names[i]).size;
        if (section.size < size || ascii_compare(section.bytes + section.size - size, names[i], size) != 0) {
            continue;
        }
        struct faqbot_view rest = view_slice(section, 0, section.size - size);
        if (view_is_empty(rest) || view_ends_with(rest, PATH_MARK)) {
            return view_slice(rest, 0, rest.size > mark ? rest.size - mark : 0);
        }
    }
    return section;
}

/* "From: Article > Section", with its link; nothing where neither is known. `with_article` false: the section
 * alone. */
static void page_content_write_source(struct html *html, const struct faqbot_answer *answer,
                                      bool with_article)
{
    struct faqbot_view title = with_article ? answer->title : view_of(NULL);
    struct faqbot_view section = telling_part(answer->section);
    if (view_is_empty(title) && view_is_empty(section)) {
        return;
    }
    page_content_open(html, "p", "class", "source");
    html_words(html, "From: ");
    page_content_open_link(html, answer->url);
    html_set(html, "dir", "auto");
    html_text(html, title);
    html_words(html, view_is_empty(title) || view_is_empty(section) ? "" : PATH_MARK);
    html_text(html, section);
    html_close(html);
    html_close(html);
}

/* Nothing where the answer has none. */
static void page_content_write_disclaimer(struct html *html, struct faqbot_view disclaimer)
{
    if (!view_is_empty(disclaimer)) {
        page_content_open(html, "p", "class", "disclaimer");
        html_add(html, "strong", view_of("Disclaimer:"));
        html_words(html, " ");
        html_add(html, "bdi", disclaimer);
        html_close(html);
    }
}

/* ==== asked ========================================================================================== */

/* What a question came to, as HTML. the outcome of a question, for browsers without JavaScript and for
 * links that are passed on: it shows what the conversation shows of an answer, without a conversation. */

static void write_link(struct html *html, struct faqbot_view entry, struct faqbot_view question)
{
    html_open(html, "li");
    page_content_open_entry(html, entry);
    html_set(html, "dir", "auto");
    html_text(html, question);
    html_close(html);
    html_close(html);
}

/* A labelled list of links to entries; nothing where there are none. */
static void page_answer_write_links(struct html *html, const char *label,
                                    const struct faqbot_entry_ref *links, size_t count)
{
    if (count == 0) {
        return;
    }
    html_add(html, "h2", view_of(label));
    page_content_open(html, "ul", "class", "links");
    for (size_t i = 0; i < count; i++) {
        write_link(html, links[i].id, links[i].question);
    }
    html_close(html);
}

/* How the question was understood. */
static void write_reading(struct html *html, const struct faqbot_answer *answer)
{
    for (size_t i = 0; i < answer->correction_count; i++) {
        page_content_open(html, "p", "class", "note");
        html_words(html, "“");
        html_add(html, "bdi", answer->corrections[i].from);
        html_words(html, "” was read as “");
        html_add(html, "bdi", answer->corrections[i].to);
        html_words(html, "”.");
        html_close(html);
    }
    if (answer->outcome != FAQBOT_NONE || answer->unknown_word_count == 0) {
        return;
    }
    page_content_open(html, "p", "class", "note");
    html_words(html, "Words I have never met: ");
    for (size_t i = 0; i < answer->unknown_word_count; i++) {
        html_words(html, i > 0 ? ", " : "");
        html_add(html, "bdi", answer->unknown_words[i]);
    }
    html_words(html, ".");
    html_close(html);
}

static void write_choices(struct html *html, const struct faqbot_answer *answer)
{
    page_content_open(html, "ul", "class", "links");
    for (size_t i = 0; i < answer->candidate_count && i < FAQBOT_CHOICES_MAX; i++) {
        write_link(html, answer->candidates[i].id, answer->candidates[i].question);
    }
    html_close(html);
}

/* The answer, the choice or the admission, with its heading (h2). */
static void page_answer_write(struct html *html, const struct faqbot_answer *answer)
{
    page_content_open(html, "article", "class", "answer");
    page_content_add(html, "h2", answer->outcome == FAQBOT_ANSWERED ? answer->question : answer->text);
    write_reading(html, answer);
    if (answer->outcome == FAQBOT_ANSWERED) {
        page_content_open_rich(html, answer->lang);
        page_content_write(html, answer->nodes, answer->node_count);
        html_close(html);
        page_content_write_source(html, answer, true);
        page_content_write_disclaimer(html, answer->disclaimer);
    } else if (answer->outcome == FAQBOT_UNSURE) {
        write_choices(html, answer);
    } else if (!view_is_empty(answer->contact)) {
        page_content_add(html, "p", answer->contact);
    }
    html_close(html);
    page_answer_write_links(html, "Related questions", answer->related, answer->related_count);
}

/* ==== listing ======================================================================================== */

/* All entries, a page at a time. all entries, for readers and for search engines.  The data gives each
 * answer as HTML, as search engines read it, and with its disclaimer, for it will be shown far from this
 * page. Passages are no questions: they are on the page and not in the data. */

#define GROUP_BYTES_MAX ((size_t)1024 * 1024)

struct listing {
    struct html *html;
    struct buffer data; /* the FAQPage */
    struct json_writer writer;
    size_t questions;     /* in the data */
    struct buffer answer; /* the entry at hand */
    struct buffer group;  /* the title and the disclaimer of the article that is open */
    bool in_group;
    bool no_memory; /* in `answer`, which is reset */
};

/* How many pages there are; an empty knowledge base has one. */
static size_t page_list_pages(const struct faqbot *bot)
{
    size_t entries = faqbot_about(bot)->entries;
    return entries == 0 ? 1 : (entries + FAQBOT_PAGE_ENTRIES - 1) / FAQBOT_PAGE_ENTRIES;
}

static void open_data(struct listing *listing)
{
    listing->writer = json_writer_make(&listing->data);
    json_writer_open_object(&listing->writer, NULL);
    json_writer_add_text(&listing->writer, "@context", "https://schema.org");
    json_writer_add_text(&listing->writer, "@type", "FAQPage");
    json_writer_open_array(&listing->writer, "mainEntity");
}

/* To be called last: the disclaimer goes into the same buffer as the answer. */
static void add_question(struct listing *listing, const struct faqbot_answer *answer)
{
    struct html html = html_make(&listing->answer);
    page_content_write_disclaimer(&html, answer->disclaimer);
    html_finish(&html);
    listing->no_memory |= listing->answer.no_memory;
    if (listing->answer.failed) {
        return;
    }
    listing->questions++;
    json_writer_open_object(&listing->writer, NULL);
    json_writer_add_text(&listing->writer, "@type", "Question");
    json_writer_add_string(&listing->writer, "name", answer->question);
    json_writer_open_object(&listing->writer, "acceptedAnswer");
    json_writer_add_text(&listing->writer, "@type", "Answer");
    json_writer_add_string(&listing->writer, "text", buffer_view(&listing->answer));
    json_writer_close_object(&listing->writer);
    json_writer_close_object(&listing->writer);
}

static void close_data(struct listing *listing)
{
    json_writer_close_array(&listing->writer);
    json_writer_close_object(&listing->writer);
    listing->html->out->failed |= listing->data.failed || listing->no_memory;
    if (listing->questions > 0 && !listing->data.failed) {
        html_add_data(listing->html, "application/ld+json", buffer_view(&listing->data));
    }
}

/* Entries that follow each other and are of one article have one heading, and its disclaimer is said once
 * below it. */
static void enter_group(struct listing *listing, const struct faqbot_answer *answer)
{
    struct buffer group;
    buffer_init(&group, GROUP_BYTES_MAX);
    buffer_add(&group, answer->title);
    buffer_add_byte(&group, '\0');
    buffer_add(&group, answer->disclaimer);
    if (listing->in_group && !group.failed &&
        view_equals(buffer_view(&group), buffer_view(&listing->group))) {
        buffer_release(&group);
        return;
    }
    if (listing->in_group) {
        html_close(listing->html);
    }
    buffer_release(&listing->group);
    listing->group = group;
    listing->in_group = true;
    html_open(listing->html, "section");
    page_content_add(listing->html, "h2",
                     view_is_empty(answer->title) ? view_of("Questions and answers") : answer->title);
    page_content_write_disclaimer(listing->html, answer->disclaimer);
}

static void write_entry(struct listing *listing, const struct faqbot_answer *answer, bool is_question)
{
    struct html made = html_make(&listing->answer);
    buffer_reset(&listing->answer);
    page_content_write(&made, answer->nodes, answer->node_count);
    html_finish(&made);
    listing->no_memory |= listing->answer.no_memory;
    html_open(listing->html, "article");
    html_set_text(listing->html, "id", answer->entry);
    page_content_add(listing->html, "h3", answer->question);
    if (listing->answer.failed) { /* it is longer than a listing shows */
        html_open(listing->html, "p");
        page_content_open_entry(listing->html, answer->entry);
        html_words(listing->html, "Read this long answer");
        html_close(listing->html);
        html_close(listing->html);
    } else {
        page_content_open_rich(listing->html, answer->lang);
        html_adopt(listing->html, &listing->answer);
        html_close(listing->html);
        if (is_question) {
            add_question(listing, answer);
        }
    }
    if (!view_is_empty(answer->url) || !view_equals(answer->section, answer->question)) {
        page_content_write_source(listing->html, answer, false);
    }
    html_close(listing->html);
}

/* Page `number` (1 to page_list_pages()): its entries below their articles' headings (h2), and the same as
 * data after schema.org's FAQPage. CORRUPT, IO, NO_MEMORY. */
static enum faqbot_status page_list_write(struct html *html, struct faqbot *bot, size_t number)
{
    struct listing listing = {.html = html};
    enum faqbot_status status = FAQBOT_OK;
    size_t end = number * FAQBOT_PAGE_ENTRIES;
    size_t entries = faqbot_about(bot)->entries;
    buffer_init(&listing.data, FAQBOT_PAGE_BYTES_MAX);
    buffer_init(&listing.answer, FAQBOT_PAGE_ENTRY_BYTES_MAX);
    buffer_init(&listing.group, GROUP_BYTES_MAX);
    open_data(&listing);
    for (size_t i = end - FAQBOT_PAGE_ENTRIES; i < end && i < entries && status == FAQBOT_OK; i++) {
        struct faqbot_answer answer;
        bool is_question;
        status = faqbot_entry_at(bot, i, &answer, &is_question);
        if (status == FAQBOT_OK) {
            enter_group(&listing, &answer);
            write_entry(&listing, &answer, is_question);
        }
    }
    if (listing.in_group) {
        html_close(html);
    }
    close_data(&listing);
    buffer_release(&listing.data);
    buffer_release(&listing.answer);
    buffer_release(&listing.group);
    return status;
}

/* ==== page =========================================================================================== */

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

static void page_write_link(struct html *html, const char *address, struct faqbot_view text)
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
    page_write_link(html, address, view_of(words));
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
        page_write_link(html, "./", view_of("Ask a question"));
    } else {
        page_write_link(html, "faq", view_of("All questions and answers"));
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
        page_write_link(html, "./", about->name);
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
