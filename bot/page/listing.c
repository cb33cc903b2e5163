/* page/listing.c - all entries, for readers and for search engines.
 *
 * The data gives each answer as HTML, as search engines read it, and with its disclaimer, for it will be shown far from
 * this page. Passages are no questions: they are on the page and not in the data. */
#include "page/listing.h"

#include <faqbot.h>

#include "json/writer.h"
#include "page/content.h"

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

size_t page_list_pages(const struct faqbot *bot)
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

/* Entries that follow each other and are of one article have one heading, and its disclaimer is said once below it. */
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

enum faqbot_status page_list_write(struct html *html, struct faqbot *bot, size_t number)
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
