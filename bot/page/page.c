/* page/page.c - HTML pages (faqbot_page_render() of faqbot_chat.h): for visitors whose browser runs no
 * script, for search engines, and for links that are passed on.
 *
 * A page is a document of the caller's, the frame, with its title and its <main> filled in. The shipped frame
 * is the web client's own index.html, so a page looks like the conversation and becomes it if JavaScript
 * runs.
 *
 * The main part of each page, from top to bottom:
 *
 *   home      the heading, the greeting, the form, questions to start with
 *   question  the heading, the form with the question in it, the answer, related questions
 *   entry     the same, with an empty form
 *   list      the heading, the entries of one page below their articles' titles, the same as data
 *   search    the heading, a form with the words in it, the entries that have them, each with a snippet
 *
 * and on each a navigation at the end. Headings nest as a screen reader wants them: h1 is the knowledge base,
 * h2 an answer's question or an article, h3 a question within an article.
 *
 * Everything that comes from a visitor or from the knowledge base goes through util/html, which escapes by
 * construction; no script, no style and no event handler is ever written, so a strict Content-Security-Policy
 * holds on every page. Text may run in either direction: elements that hold somebody's text have dir="auto",
 * and a stranger's text within a sentence of ours stands in <bdi>, so that a right-to-left name does not turn
 * its neighbours about.
 *
 * It deliberately has no templates: there are five pages, their elements are what the web client's style
 * sheet knows, and an owner who wants others has the API. It knows nothing of HTTP; which address leads here
 * is the server's. */
#include "page/page_internal.h"

#include <faqbot.h>
#include <faqbot_chat.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* One choice of a list: the entry's question, leading to its page. */
static void write_entry_item(struct html *html, struct faqbot_view entry, struct faqbot_view question)
{
    html_open(html, "li");
    page_open_entry_link(html, entry);
    html_set(html, "dir", "auto");
    html_text(html, question);
    html_close(html);
    html_close(html);
}

/* A list of links to entries below a heading; nothing at all, not even the heading, if there are none. */
static void write_links(struct html *html, struct faqbot_view heading, const struct faqbot_entry_ref *links,
                        size_t count)
{
    if (count > 0) {
        html_add(html, "h2", heading);
        page_open_with(html, "ul", "class", "links");
        for (size_t i = 0; i < count; i++) {
            write_entry_item(html, links[i].id, links[i].question);
        }
        html_close(html);
    }
}

/* ==== Entries found by their words =================================================================== */

/* Only the words that were found are in <mark>: where they are, the search has told in pieces of text. */
static void write_spans(struct html *html, const struct faqbot_span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (spans[i].mark) {
            html_add(html, "mark", spans[i].text);
        } else {
            html_text(html, spans[i].text);
        }
    }
}

/* The section, or else the address itself, as a link to where the entry comes from. */
static void write_hit_source(struct html *html, const struct voice *voice, const struct faqbot_hit *hit)
{
    struct faqbot_view place = view_is_empty(hit->section) ? hit->url : hit->section;
    if (!view_is_empty(place)) {
        page_open_with(html, "p", "class", "source");
        page_add_words(html, voice, "from");
        html_words(html, " ");
        rich_open_link(html, hit->url);
        html_set(html, "dir", "auto");
        html_text(html, place);
        html_close(html);
        html_close(html);
    }
}

/* Each hit leads to its entry's page. */
static void write_hits(struct html *html, const struct voice *voice, const struct faqbot_hit *hits,
                       size_t count)
{
    page_open_with(html, "ol", "class", "links");
    for (size_t i = 0; i < count; i++) {
        html_open(html, "li");
        page_open_entry_link(html, hits[i].id);
        page_set_language(html, hits[i].lang);
        if (view_is_empty(hits[i].title)) { /* of a passage without a heading */
            html_text(html, hits[i].id);
        }
        write_spans(html, hits[i].title_spans, hits[i].title_span_count);
        html_close(html);
        html_open(html, "p");
        page_set_language(html, hits[i].lang);
        write_spans(html, hits[i].spans, hits[i].span_count);
        html_close(html);
        write_hit_source(html, voice, &hits[i]);
        html_close(html);
    }
    html_close(html);
}

/* What a search came to, with its heading. Nothing found is a place to turn elsewhere, and not an error. */
static void write_results(struct html *html, const struct voice *voice, struct faqbot_view words,
                          const struct faqbot_hits *hits)
{
    html_add(html, "h2",
             page_say(voice, hits->count == 0 ? "found_none"
                             : hits->is_any   ? "found_some"
                                              : "found_all"));
    if (hits->count > 0) {
        write_hits(html, voice, hits->list, hits->count);
    }
    if (hits->is_cut_short || hits->count == FAQBOT_PAGE_HITS) {
        page_add_with(html, "p", "class", "note", page_say(voice, "more"));
    }
    html_open(html, "p");
    html_open(html, "a");
    html_set_address(html, "href", "./?q=", words);
    page_add_words(html, voice, "ask_this");
    html_close(html);
    html_close(html);
}

/* ==== What a question came to ======================================================================== */

/* How the bot understood the question: its corrections and, if it found nothing, the words that it does not
 * know. */
static void write_reading(struct html *html, const struct voice *voice, const struct faqbot_answer *answer)
{
    for (size_t i = 0; i < answer->correction_count; i++) {
        const struct filling fillings[] = {{"from", &answer->corrections[i].from, 1, false},
                                           {"to", &answer->corrections[i].to, 1, false}};
        page_open_with(html, "p", "class", "note");
        page_add_filled(html, page_say(voice, "corrected"), fillings, 2);
        html_close(html);
    }
    if (answer->outcome == FAQBOT_NONE && answer->unknown_word_count > 0) {
        const struct filling filling = {"words", answer->unknown_words, answer->unknown_word_count, false};
        page_open_with(html, "p", "class", "note");
        page_add_filled(html, page_say(voice, "unknown"), &filling, 1);
        html_close(html);
    }
}

#define WAY_BYTES_MAX 320 /* of the link to a mail address or a telephone */

/* A way to a person, with what it is called before it; nothing if there is none. `scheme` NULL: it is no link. Blanks
 * and brackets in a number are for people: its link has the digits alone (RFC 3966). */
static void write_way(struct html *html, struct faqbot_view name, const char *scheme,
                      struct faqbot_view value)
{
    char link[WAY_BYTES_MAX];
    size_t size = (size_t)snprintf(link, sizeof link, "%s", scheme == NULL ? "" : scheme);
    bool is_phone = scheme != NULL && strcmp(scheme, "tel:") == 0;
    if (view_is_empty(value)) {
        return;
    }
    for (size_t i = 0; i < value.size && size < sizeof link; i++) {
        if (!is_phone || ascii_is_digit(value.bytes[i]) || value.bytes[i] == '+') {
            link[size++] = value.bytes[i];
        }
    }
    html_open(html, "li");
    html_text(html, name);
    html_words(html, " ");
    if (scheme != NULL) {
        rich_open_link(html, *scheme == '\0' ? value : view_make(link, size));
    }
    html_add(html, "bdi", value);
    if (scheme != NULL) {
        html_close(html);
    }
    html_close(html);
}

/* Where else to turn: the owner's sentence, and the ways to a person. */
static void write_contact(struct html *html, const struct voice *voice, const struct faqbot_answer *answer)
{
    const struct faqbot_contact *contact = &answer->contact;
    bool is_said = view_equals(answer->text, contact->text); /* to who asked for a person */
    if (!view_is_empty(contact->text) && !is_said) {
        page_add_with(html, "p", "dir", "auto", contact->text);
    }
    if (!contact->has_ways) {
        return;
    }
    page_open_with(html, "ul", "class", "ways");
    write_way(html, page_say(voice, "contact_mail"), "mailto:", contact->mail);
    write_way(html, page_say(voice, "contact_phone"), "tel:", contact->phone);
    write_way(html, page_say(voice, "contact_page"), "", contact->url);
    write_way(html, page_say(voice, "contact_hours"), NULL, contact->hours);
    html_close(html);
}

/* An answer below its question, with where it comes from and what its owner says about it. */
static void write_content(struct html *html, const struct voice *voice, const struct faqbot_answer *answer)
{
    page_open_rich(html, answer->lang);
    rich_to_html(answer->nodes, answer->node_count, html);
    html_close(html);
    page_write_source(html, voice, answer, true);
    page_write_disclaimer(html, voice, answer->disclaimer);
}

/* The answers to several questions, one after the other: each is whole. */
static void write_parts(struct html *html, const struct voice *voice, const struct faqbot_answer *answer)
{
    write_reading(html, voice, answer);
    for (size_t i = 0; i < answer->part_count; i++) {
        page_add_heading(html, "h2", &answer->parts[i]);
        write_content(html, voice, &answer->parts[i]);
    }
}

/* The answer, the choice or the admission, with its heading (h2). */
static void write_one(struct html *html, const struct voice *voice, const struct faqbot_answer *answer)
{
    if (answer->outcome == FAQBOT_ANSWERED) {
        page_add_heading(html, "h2", answer);
    } else {
        html_open(html, "h2");
        page_set_language(html, answer->lang);
        html_text(html, answer->text);
        html_close(html);
    }
    write_reading(html, voice, answer);
    if (answer->outcome == FAQBOT_ANSWERED) {
        write_content(html, voice, answer);
    } else if (answer->outcome == FAQBOT_UNSURE) {
        page_open_with(html, "ul", "class", "links");
        for (size_t i = 0; i < answer->candidate_count && i < FAQBOT_CHOICES_MAX; i++) {
            write_entry_item(html, answer->candidates[i].id, answer->candidates[i].question);
        }
        html_close(html);
    } else {
        write_contact(html, voice, answer);
    }
}

/* A heading needs no colon, which Chinese and Japanese write wide, Armenian as one dot, and French after a blank. */
static struct faqbot_view without_colon(struct faqbot_view label)
{
    static const char *const colons[] = {":", "：", "․"};
    for (size_t i = 0; i < sizeof colons / sizeof *colons; i++) {
        if (view_ends_with(label, colons[i])) {
            return view_trim(view_slice(label, 0, label.size - strlen(colons[i])));
        }
    }
    return label;
}

/* What the conversation shows of an answer. */
static void write_answer(struct html *html, const struct voice *voice, const struct faqbot_answer *answer)
{
    page_open_with(html, "article", "class", "answer");
    if (answer->part_count > 0) {
        write_parts(html, voice, answer);
    } else {
        write_one(html, voice, answer);
    }
    html_close(html);
    write_links(html, page_say(voice, answer->outcome == FAQBOT_SMALLTALK ? "starters" : "related"),
                answer->related, answer->related_count);
    if (answer->mention_count > 0) {
        html_add(html, "h2", without_colon(page_say(voice, "mentions")));
        write_hits(html, voice, answer->mentions, answer->mention_count);
    }
}

/* ==== A whole page =================================================================================== */

/* What of a page depends on what was found. Its views are the request's or the bot's, and live as long as the
 * rendering. */
struct body {
    enum faqbot_page_kind kind;
    enum faqbot_status verdict;
    struct faqbot_answer answer;    /* QUESTION, ENTRY; if the verdict is OK */
    const struct faqbot_hits *hits; /* SEARCH; NULL: there were no words */
    struct faqbot_view words;       /* SEARCH */
    struct faqbot_filter filter;
    struct faqbot_fault fault;  /* no part of the knowledge base passes the filter; else without a sentence */
    struct faqbot_view heading; /* for the document's title; empty: the knowledge base's name alone */
    struct faqbot_view question;
    size_t number;
    const struct faqbot_chat_privacy *privacy;
};

/* A title has no elements that would keep a stranger's text from turning its neighbours about, so isolates
 * do: U+2068 before and U+2069 behind. They are spelled byte by byte because a source file that holds one
 * looks like something else in an editor. */
static const char first_strong_isolate[] = {'\xe2', '\x81', '\xa8', '\0'};
static const char pop_isolate[] = {'\xe2', '\x81', '\xa9', '\0'};

/* "Question – Name": what a tab and a search result show, so the question comes first. */
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

/* Which page a form leads to, and what it is called there. */
struct form {
    const char *action;
    struct faqbot_view label;
    struct faqbot_view button;
};

/* A plain GET form: a question has an address that can be passed on, and asking twice does no harm. maxlength
 * counts UTF-16 units and not code points as the bot does, so it may only ever be too strict. */
static void open_form(struct html *html, const struct form *form, struct faqbot_view text)
{
    static const char *const attributes[][2] = {
        {"id", "q"},           {"name", "q"},           {"type", "text"}, {"required", ""},
        {"maxlength", "2000"}, {"autocomplete", "off"}, {"dir", "auto"}};
    page_open_with(html, "form", "action", form->action);
    html_set(html, "method", "get");
    html_set(html, "role", "search");
    page_add_with(html, "label", "for", "q", form->label);
    html_single(html, "input");
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        html_set(html, attributes[i][0], attributes[i][1]);
    }
    html_set_text(html, "value", text);
    page_add_with(html, "button", "type", "submit", form->button);
}

/* A filter as the parameters of an address, which a form has as fields that nobody sees. */
struct parameter {
    const char *name;
    struct faqbot_view value;
};

#define PARAMETERS 3

static void list_parameters(const struct faqbot_filter *filter, struct parameter parameters[PARAMETERS])
{
    parameters[0] = (struct parameter){"tags", filter->tags};
    parameters[1] = (struct parameter){"section", filter->section};
    parameters[2] = (struct parameter){"entry_lang", filter->lang};
}

static void write_parameters(const struct faqbot_filter *filter, struct buffer *out)
{
    struct parameter parameters[PARAMETERS];
    list_parameters(filter, parameters);
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (!view_is_empty(parameters[i].value)) {
            buffer_add_text(out, out->size > 0 ? "&" : "");
            buffer_add_text(out, parameters[i].name);
            buffer_add_byte(out, '=');
            html_encode(out, parameters[i].value);
        }
    }
}

/* The form of a page, which keeps the filter. */
static void write_form(struct html *html, const struct form *form, struct faqbot_view text,
                       const struct faqbot_filter *filter)
{
    struct parameter parameters[PARAMETERS];
    list_parameters(filter, parameters);
    open_form(html, form, text);
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (!view_is_empty(parameters[i].value)) {
            html_single(html, "input");
            html_set(html, "type", "hidden");
            html_set(html, "name", parameters[i].name);
            html_set_text(html, "value", parameters[i].value);
        }
    }
    html_close(html);
}

/* For a question, or for words to search for. */
static void write_form_of(struct html *html, const struct voice *voice, const struct body *body)
{
    const struct form asking = {
        .action = "./", .label = page_say(voice, "question"), .button = page_say(voice, "ask")};
    const struct form searching = {
        .action = "search", .label = page_say(voice, "search_words"), .button = page_say(voice, "search")};
    bool is_search = body->kind == FAQBOT_PAGE_SEARCH;
    write_form(html, is_search ? &searching : &asking, is_search ? body->words : body->question,
               &body->filter);
}

/* A link to a page that has no parameter but the filter's. */
static void add_plain_link(struct html *html, const char *address, struct faqbot_view text)
{
    html_open(html, "a");
    html_set_address(html, "href", address, view_of(NULL));
    html_text(html, text);
    html_close(html);
}

/* A link to another page of the list. The address is relative, so that the pages work below any path of a
 * proxy. */
static void add_page_link(struct html *html, size_t number, struct faqbot_view words)
{
    char address[40];
    snprintf(address, sizeof address, "faq?page=%zu", number);
    add_plain_link(html, address, words);
}

/* A link to the search: from a question to the same words there. */
static void add_search_link(struct html *html, const struct voice *voice, const struct body *body)
{
    bool has_words = body->kind == FAQBOT_PAGE_QUESTION && body->verdict == FAQBOT_OK;
    html_open(html, "a");
    html_set_address(html, "href", has_words ? "search?q=" : "search",
                     has_words ? body->question : view_of(NULL));
    page_add_words(html, voice, has_words ? "search_these" : "search_all");
    html_close(html);
}

/* Links to the neighbouring pages of the list and to the form, or from any other page to the list; and from
 * each to the search, or back from it. Search engines reach every entry through them. */
static void write_navigation(struct html *html, const struct voice *voice, const struct body *body,
                             size_t pages)
{
    html_open(html, "nav");
    html_set_text(html, "aria-label", page_say(voice, "other_pages"));
    if (body->kind == FAQBOT_PAGE_LIST && body->verdict == FAQBOT_OK) {
        if (body->number > 1) {
            add_page_link(html, body->number - 1, page_say(voice, "previous_page"));
        }
        if (body->number < pages) {
            add_page_link(html, body->number + 1, page_say(voice, "next_page"));
        }
        add_plain_link(html, "./", page_say(voice, "launch"));
    } else {
        add_plain_link(html, "faq", page_say(voice, "all_entries"));
    }
    if (body->kind == FAQBOT_PAGE_SEARCH || body->kind == FAQBOT_PAGE_PRIVACY) {
        add_plain_link(html, "./", page_say(voice, "launch"));
    }
    if (body->kind != FAQBOT_PAGE_SEARCH) {
        add_search_link(html, voice, body);
    }
    if (body->kind != FAQBOT_PAGE_PRIVACY) {
        page_add_with(html, "a", "href", "privacy", page_say(voice, "kept_heading"));
    }
    html_close(html);
}

#define STRINGIFY(number) #number
#define TEXT_OF(number) STRINGIFY(number)

/* What a visitor's mistake was. */
static void write_complaint(struct html *html, const struct voice *voice, enum faqbot_status verdict)
{
    struct faqbot_view most = view_of(TEXT_OF(FAQBOT_QUESTION_CHARS_MAX));
    const struct filling filling = {"count", &most, 1, true};
    html_open(html, "h2");
    if (verdict == FAQBOT_LIMIT) {
        struct faqbot_view sentence =
            faqbot_sentence(voice->bot, voice->lang, "question_limit", FAQBOT_QUESTION_CHARS_MAX);
        page_add_filled(html, sentence, &filling, 1);
    } else {
        page_add_words(html, voice, verdict == FAQBOT_INVALID ? "unreadable" : "nothing_here");
    }
    html_close(html);
}

/* What stands between <main> and </main>. Where a visitor can ask, <faq-chat> is around it, which the web
 * client's script turns into the conversation; the other pages are for reading. */
static enum faqbot_status write_body(struct html *html, const struct voice *voice, struct faqbot *bot,
                                     const struct body *body)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct faqbot_about *about = faqbot_about(bot);
    bool is_home = body->kind == FAQBOT_PAGE_HOME;
    bool is_chat = is_home || body->kind == FAQBOT_PAGE_QUESTION;
    page_open_with(html, is_chat ? "faq-chat" : "div", is_chat ? "page" : "class", is_chat ? "" : "page");
    html_set_text(html, "lang", voice->lang);
    html_set(html, "dir", language_is_rtl(voice->lang) ? "rtl" : "ltr");
    page_open_with(html, "h1", "dir", "auto");
    if (is_home) {
        html_text(html, about->name);
    } else {
        add_plain_link(html, "./", about->name);
    }
    html_close(html);
    if (is_home) {
        html_add(html, "p", page_say(voice, "greeting"));
    }
    if (is_home && !view_is_empty(about->consent)) {
        page_add_with(html, "p", "class", "note", about->consent);
    }
    if (body->kind != FAQBOT_PAGE_LIST && body->kind != FAQBOT_PAGE_PRIVACY) {
        write_form_of(html, voice, body);
    }
    if (body->fault.sentence[0] != '\0') {
        html_add(html, "h2", page_say(voice, "nothing_here"));
        html_open(html, "p");
        page_add_words(html, voice, "reason");
        html_words(html, " ");
        page_add_with(html, "bdi", "lang", "en", view_of(body->fault.sentence)); /* faults are English */
        html_words(html, ".");
        html_close(html);
    } else if (body->verdict != FAQBOT_OK) {
        write_complaint(html, voice, body->verdict);
    } else if (body->kind == FAQBOT_PAGE_SEARCH) {
        if (body->hits != NULL) {
            write_results(html, voice, body->words, body->hits);
        }
    } else if (body->kind == FAQBOT_PAGE_LIST) {
        status = page_write_list(html, voice, bot, body->number);
    } else if (body->kind == FAQBOT_PAGE_PRIVACY) {
        privacy_write(html, voice, about, body->privacy);
    } else if (is_home) {
        const struct faqbot_entry_ref *starters = NULL;
        size_t count = 0;
        status = faqbot_starters(bot, voice->lang, &starters, &count);
        write_links(html, page_say(voice, "starters"), starters, count);
    } else {
        write_answer(html, voice, &body->answer);
    }
    write_navigation(html, voice, body, page_count(bot));
    html_close(html);
    html_finish(html);
    return status;
}

/* Finds what the page is about; `filter` is what a search has still to leave out. A visitor's mistake is no failure:
 * the page says what is wrong, and the server takes its HTTP status from the verdict. */
static enum faqbot_status find(struct faqbot *bot, const struct voice *voice,
                               const struct faqbot_page_request *request, const struct faqbot_filter *filter,
                               struct body *body)
{
    const struct faqbot_question question = {
        .text = request->question, .lang = language_is_tag(request->wish) ? request->wish : view_of(NULL)};
    const struct faqbot_search_query query = {
        .text = request->question, .filter = *filter, .limit = FAQBOT_PAGE_HITS};
    enum faqbot_status status = FAQBOT_OK;
    switch (request->kind) {
    case FAQBOT_PAGE_QUESTION:
        body->question = body->heading = request->question;
        status = faqbot_ask(bot, &question, &body->answer);
        break;
    case FAQBOT_PAGE_ENTRY:
        status = faqbot_get_in(bot, request->entry, request->wish, &body->answer);
        body->heading = status == FAQBOT_OK ? body->answer.question : body->heading;
        break;
    case FAQBOT_PAGE_LIST:
        body->heading = page_say(voice, "all_entries");
        status = request->number >= 1 && request->number <= page_count(bot) ? FAQBOT_OK : FAQBOT_NOT_FOUND;
        break;
    case FAQBOT_PAGE_SEARCH:
        body->words = query.text;
        body->heading = view_is_empty(query.text) ? page_say(voice, "search") : query.text;
        status = view_is_empty(query.text) ? FAQBOT_OK : faqbot_search(bot, &query, &body->hits);
        break;
    case FAQBOT_PAGE_PRIVACY:
        body->heading = page_say(voice, "kept_heading");
        break;
    case FAQBOT_PAGE_HOME:
    case FAQBOT_PAGE_KINDS:
        break;
    }
    body->verdict = status;
    return status == FAQBOT_NOT_FOUND || status == FAQBOT_INVALID || status == FAQBOT_LIMIT ? FAQBOT_OK
                                                                                            : status;
}

/* The same in the part of the knowledge base that the filter leaves, which becomes the bot. Words are found among any
 * number of entries. */
static enum faqbot_status find_within(struct faqbot **bot, const struct voice *voice,
                                      const struct faqbot_page_request *request, struct body *body)
{
    static const struct faqbot_filter none = {.tags = {NULL, 0}};
    const struct faqbot_filter *filter = &request->filter;
    struct faqbot_fault fault;
    size_t most =
        request->part_entries_max == 0 ? FAQBOT_CHAT_PART_ENTRIES_DEFAULT : request->part_entries_max;
    enum faqbot_status status = faqbot_restrict(*bot, filter, 1, most, bot, &fault);
    bool has_no_part = status == FAQBOT_NOT_FOUND || status == FAQBOT_LIMIT;
    if (has_no_part && request->kind == FAQBOT_PAGE_SEARCH) {
        return find(*bot, voice, request, filter, body);
    }
    if (has_no_part) {
        body->verdict = status;
        body->fault = fault;
        return FAQBOT_OK;
    }
    return status == FAQBOT_OK ? find(*bot, voice, request, &none, body) : status;
}

/* Takes off the front of `rest` what comes before `mark`, and the mark itself if `with_mark`. The mark must
 * be there: the frame is a file of the program's and not of a visitor's. */
static struct faqbot_view take_up_to(struct faqbot_view *rest, const char *mark, bool with_mark)
{
    size_t size = strlen(mark);
    size_t at = 0;
    while (at + size <= rest->size && memcmp(rest->bytes + at, mark, size) != 0) {
        at++;
    }
    assert(at + size <= rest->size);
    at += with_mark ? size : 0;
    struct faqbot_view front = view_slice(*rest, 0, at);
    *rest = view_slice(*rest, at, rest->size);
    return front;
}

/* Copies the frame up to its title, on to its main part, and on to its end, and writes the page's own parts
 * in between. One buffer holds it all, so one look at the end shows whether anything failed. */
enum faqbot_status faqbot_page_render(struct faqbot *bot, const struct faqbot_page_request *request,
                                      struct faqbot_page *page)
{
    struct body body = {.kind = request->kind,
                        .number = request->number,
                        .filter = request->filter,
                        .privacy = &request->privacy};
    struct buffer out;
    struct buffer parameters;
    struct faqbot_view rest = request->frame;
    const struct voice voice = {bot, faqbot_language(bot, request->wish)};
    enum faqbot_status status = find_within(&bot, &voice, request, &body);
    if (status != FAQBOT_OK) {
        return status;
    }
    buffer_init(&parameters, FAQBOT_PAGE_BYTES_MAX);
    write_parameters(&request->filter, &parameters);
    buffer_init(&out, FAQBOT_PAGE_BYTES_MAX);
    buffer_add(&out, take_up_to(&rest, "<title>", true));
    write_title(&out, faqbot_about(bot), &body);
    take_up_to(&rest, "</title>", false);
    buffer_add(&out, take_up_to(&rest, "<main>", true));
    struct html html = html_make(&out);
    html.parameters = buffer_view(&parameters);
    status = write_body(&html, &voice, bot, &body);
    out.failed |= parameters.failed;
    buffer_release(&parameters);
    take_up_to(&rest, "</main>", false);
    buffer_add(&out, rest);
    if (status == FAQBOT_OK && out.failed) {
        status = FAQBOT_NO_MEMORY;
    }
    if (status != FAQBOT_OK) {
        buffer_release(&out);
        return status;
    }
    *page = (struct faqbot_page){.bytes = out.bytes,
                                 .size = out.size,
                                 .verdict = body.verdict,
                                 .answer = body.answer,
                                 .hits = body.hits == NULL ? 0 : body.hits->count};
    return FAQBOT_OK;
}
