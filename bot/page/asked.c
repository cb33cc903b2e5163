/* page/asked.c - what a question came to: the same that the conversation shows of an answer, without a conversation. */
#include "page/asked.h"

#include "page/content.h"

static void open_link(struct html *html, struct faqbot_view entry)
{
    html_open(html, "a");
    html_set_address(html, "href", "./?entry=", entry);
    html_set(html, "dir", "auto");
}

static void write_link(struct html *html, struct faqbot_view entry, struct faqbot_view question)
{
    html_open(html, "li");
    open_link(html, entry);
    html_text(html, question);
    html_close(html);
    html_close(html);
}

static void open_links(struct html *html)
{
    html_open(html, "ul");
    html_set(html, "class", "links");
}

void asked_write_links(struct html *html, const char *label, const struct faqbot_link *links, size_t count)
{
    if (count == 0) {
        return;
    }
    html_add(html, "h2", view_of(label));
    open_links(html);
    for (size_t i = 0; i < count; i++) {
        write_link(html, links[i].id, links[i].question);
    }
    html_close(html);
}

static void write_heading(struct html *html, struct faqbot_view text)
{
    html_open(html, "h2");
    html_set(html, "dir", "auto");
    html_text(html, text);
    html_close(html);
}

static void open_note(struct html *html)
{
    html_open(html, "p");
    html_set(html, "class", "note");
}

/* How the question was read. */
static void write_reading(struct html *html, const struct faqbot_answer *answer)
{
    for (size_t i = 0; i < answer->correction_count; i++) {
        open_note(html);
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
    open_note(html);
    html_words(html, "Words I have never met: ");
    for (size_t i = 0; i < answer->unknown_word_count; i++) {
        html_words(html, i > 0 ? ", " : "");
        html_add(html, "bdi", answer->unknown_words[i]);
    }
    html_words(html, ".");
    html_close(html);
}

static void write_known(struct html *html, const struct faqbot_answer *answer)
{
    html_open(html, "div");
    html_set(html, "class", "rich");
    html_set(html, "dir", "auto");
    if (!view_is_empty(answer->lang)) {
        html_set_text(html, "lang", answer->lang);
    }
    content_write(html, answer->nodes, answer->node_count);
    html_close(html);
    content_write_source(html, answer, true);
    content_write_disclaimer(html, answer->disclaimer);
}

static void write_choices(struct html *html, const struct faqbot_answer *answer)
{
    open_links(html);
    for (size_t i = 0; i < answer->candidate_count && i < FAQBOT_CHOICES_MAX; i++) {
        write_link(html, answer->candidates[i].id, answer->candidates[i].question);
    }
    html_close(html);
}

static void write_contact(struct html *html, const struct faqbot_answer *answer)
{
    if (!view_is_empty(answer->contact)) {
        html_open(html, "p");
        html_set(html, "dir", "auto");
        html_text(html, answer->contact);
        html_close(html);
    }
}

void asked_write(struct html *html, const struct faqbot_answer *answer)
{
    html_open(html, "article");
    html_set(html, "class", "answer");
    write_heading(html, answer->outcome == FAQBOT_ANSWERED ? answer->question : answer->text);
    write_reading(html, answer);
    if (answer->outcome == FAQBOT_ANSWERED) {
        write_known(html, answer);
    } else if (answer->outcome == FAQBOT_UNSURE) {
        write_choices(html, answer);
    } else {
        write_contact(html, answer);
    }
    html_close(html);
    asked_write_links(html, "Related questions", answer->related, answer->related_count);
}
