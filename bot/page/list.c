/* page/list.c - the list of all entries, page by page.
 *
 * One page of the list for readers, and the same as data for search engines (JSON-LD, schema.org's FAQPage). The data
 * gives each answer as HTML, the form that search engines read, and with its disclaimer, since it will be shown far
 * from this page. Passages are not questions: they are on the page and not in the data. */
#include "page/page_internal.h"

#include "text/text.h"

/* A page of the list while it is written. */
struct listing {
    struct html *html;
    const struct voice *voice;
    struct buffer data; /* the FAQPage */
    struct json_writer writer;
    size_t questions;     /* in the data */
    struct buffer answer; /* the entry at hand, as HTML */
    uint64_t group;       /* a hash of the article at hand: its title and its disclaimer */
    bool in_group;
    bool no_memory; /* in `answer`, which is reset for each entry */
};

size_t page_count(const struct faqbot *bot)
{
    size_t entries = faqbot_about(bot)->entries;
    return entries == 0 ? 1 : (entries + FAQBOT_PAGE_ENTRIES - 1) / FAQBOT_PAGE_ENTRIES;
}

/* Data of the entry whose HTML is in `answer`; the disclaimer is written behind it, so this comes last. */
static void add_question(struct listing *listing, const struct faqbot_answer *answer)
{
    struct json_writer *writer = &listing->writer;
    struct html html = html_make(&listing->answer);
    page_write_disclaimer(&html, listing->voice, answer->disclaimer);
    html_finish(&html);
    listing->no_memory |= listing->answer.no_memory;
    if (!listing->answer.failed) {
        listing->questions++;
        json_writer_open_object(writer, NULL);
        json_writer_add_text(writer, "@type", "Question");
        json_writer_add_string(writer, "name", answer->question);
        json_writer_open_object(writer, "acceptedAnswer");
        json_writer_add_text(writer, "@type", "Answer");
        json_writer_add_string(writer, "text", buffer_view(&listing->answer));
        json_writer_close_object(writer);
        json_writer_close_object(writer);
    }
}

/* Entries that follow each other and belong to one article share a heading, with the article's disclaimer
 * once below it. They are compared by a hash: authors do not look for collisions, and one would only cost a
 * heading. */
static void enter_group(struct listing *listing, const struct faqbot_answer *answer)
{
    uint64_t group = view_hash(VIEW_HASH_SEED, answer->title);
    group = view_hash(group, view_make("", 1)); /* no end of a title can be taken for a disclaimer's start */
    group = view_hash(group, answer->disclaimer);
    if (listing->in_group && group == listing->group) {
        return;
    }
    if (listing->in_group) {
        html_close(listing->html);
    }
    listing->group = group;
    listing->in_group = true;
    html_open(listing->html, "section");
    page_add_with(listing->html, "h2", "dir", "auto",
                  view_is_empty(answer->title) ? page_say(listing->voice, "title") : answer->title);
    page_write_disclaimer(listing->html, listing->voice, answer->disclaimer);
}

/* An answer longer than FAQBOT_PAGE_ENTRY_BYTES_MAX is only linked to, so that a page of fifty stays a
 * page. */
static void write_entry(struct listing *listing, const struct faqbot_answer *answer, bool is_question)
{
    struct html *html = listing->html;
    struct html made = html_make(&listing->answer);
    made.parameters = html->parameters;
    buffer_reset(&listing->answer);
    rich_to_html(answer->nodes, answer->node_count, &made);
    html_finish(&made);
    listing->no_memory |= listing->answer.no_memory;
    html_open(html, "article");
    html_set_text(html, "id", answer->entry);
    page_add_heading(html, "h3", answer);
    if (listing->answer.failed) {
        html_open(html, "p");
        page_open_entry_link(html, answer->entry);
        page_add_words(html, listing->voice, "long_answer");
        html_close(html);
        html_close(html);
    } else {
        page_open_rich(html, answer->lang);
        html_adopt(html, &listing->answer);
        html_close(html);
        if (is_question) {
            add_question(listing, answer);
        }
    }
    /* A passage's heading is the end of its section, which need not be said again if it leads nowhere. */
    if (!view_is_empty(answer->url) || !view_equals(answer->section, answer->question)) {
        page_write_source(html, listing->voice, answer, false);
    }
    html_close(html);
}

enum faqbot_status page_write_list(struct html *html, const struct voice *voice, struct faqbot *bot,
                                   size_t number)
{
    struct listing listing = {.html = html, .voice = voice};
    struct faqbot_answer answer;
    bool is_question;
    enum faqbot_status status = FAQBOT_OK;
    size_t start = (number - 1) * FAQBOT_PAGE_ENTRIES;
    size_t entries = faqbot_about(bot)->entries;
    buffer_init(&listing.data, FAQBOT_PAGE_BYTES_MAX);
    buffer_init(&listing.answer, FAQBOT_PAGE_ENTRY_BYTES_MAX);
    listing.writer = json_writer_make(&listing.data);
    json_writer_open_object(&listing.writer, NULL);
    json_writer_add_text(&listing.writer, "@context", "https://schema.org");
    json_writer_add_text(&listing.writer, "@type", "FAQPage");
    json_writer_open_array(&listing.writer, "mainEntity");
    for (size_t i = start; i < start + FAQBOT_PAGE_ENTRIES && i < entries && status == FAQBOT_OK; i++) {
        status = faqbot_entry_at(bot, i, &answer, &is_question);
        if (status == FAQBOT_OK) {
            enter_group(&listing, &answer);
            write_entry(&listing, &answer, is_question);
        }
    }
    if (listing.in_group) {
        html_close(html);
    }
    json_writer_close_array(&listing.writer);
    json_writer_close_object(&listing.writer);
    html->out->failed |= listing.data.failed || listing.no_memory;
    if (listing.questions > 0 && !listing.data.failed) { /* a FAQPage without a question is not one */
        html_add_data(html, "application/ld+json", buffer_view(&listing.data));
    }
    buffer_release(&listing.data);
    buffer_release(&listing.answer);
    return status;
}
