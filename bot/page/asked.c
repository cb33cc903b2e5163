/* page/asked.c - the outcome of a question, for browsers without JavaScript and for links that are passed on: it shows
 * what the conversation shows of an answer, without a conversation. */
#include "page/asked.h"

#include "page/content.h"

static void write_link(struct html *html, struct faqbot_view entry, struct faqbot_view question)
{
    html_open(html, "li");
    page_content_open_entry(html, entry);
    html_set(html, "dir", "auto");
    html_text(html, question);
    html_close(html);
    html_close(html);
}

void page_answer_write_links(struct html *html, const char *label, const struct faqbot_entry_ref *links,
                             size_t count)
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

void page_answer_write(struct html *html, const struct faqbot_answer *answer)
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
