/* page/elements.c - what the pages have in common: sentences in the visitor's language, links to entries, and what an
 * answer is never shown without. */
#include "page/page_internal.h"

#include <string.h>

#include "text/text.h"

void page_open_with(struct html *html, const char *element, const char *attribute, const char *value)
{
    html_open(html, element);
    html_set(html, attribute, value);
}

void page_add_with(struct html *html, const char *element, const char *attribute, const char *value,
                   struct faqbot_view text)
{
    page_open_with(html, element, attribute, value);
    html_text(html, text);
    html_close(html);
}

struct faqbot_view page_say(const struct voice *voice, const char *key)
{
    return faqbot_sentence(voice->bot, voice->lang, key, 0);
}

void page_add_words(struct html *html, const struct voice *voice, const char *key)
{
    html_text(html, page_say(voice, key));
}

static void add_filling(struct html *html, const struct filling *fillings, size_t count,
                        struct faqbot_view name)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < fillings[i].count && view_equals_text(name, fillings[i].name); j++) {
            html_words(html, j > 0 ? ", " : "");
            if (fillings[i].is_ours) {
                html_text(html, fillings[i].texts[j]);
            } else {
                html_add(html, "bdi", fillings[i].texts[j]);
            }
        }
    }
}

void page_add_filled(struct html *html, struct faqbot_view sentence, const struct filling *fillings,
                     size_t count)
{
    while (sentence.size > 0) {
        size_t start = view_find(sentence, '{');
        struct faqbot_view rest = view_slice(sentence, start + 1, sentence.size);
        size_t end = view_find(rest, '}');
        html_text(html, view_slice(sentence, 0, start));
        add_filling(html, fillings, count, view_slice(rest, 0, end));
        sentence = view_slice(rest, end + 1, rest.size);
    }
}

void page_set_language(struct html *html, struct faqbot_view lang)
{
    html_set(html, "dir", "auto");
    if (!view_is_empty(lang)) {
        html_set_text(html, "lang", lang);
    }
}

void page_add_heading(struct html *html, const char *element, const struct faqbot_answer *answer)
{
    html_open(html, element);
    page_set_language(html, answer->lang);
    html_text(html, answer->question);
    html_close(html);
}

void page_open_entry_link(struct html *html, struct faqbot_view entry)
{
    html_open(html, "a");
    html_set_address(html, "href", "./?entry=", entry);
}

void page_open_rich(struct html *html, struct faqbot_view lang)
{
    page_open_with(html, "div", "class", "rich");
    page_set_language(html, lang);
}

#define PATH_MARK " > " /* between the headings of a section's path */

/* The section without a last heading that only says that there are questions below it: "From: Lending > FAQ"
 * tells a reader no more than "From: Lending". Many sites name their headings so, and only these English ones
 * are known here. */
static struct faqbot_view telling_part(struct faqbot_view section)
{
    static const char *const names[] = {"FAQ", "FAQs", "Frequently asked questions"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = strlen(names[i]);
        size_t front = section.size < size ? 0 : section.size - size;
        struct faqbot_view rest = view_slice(section, 0, front);
        if (ascii_equals(view_slice(section, front, size), view_of(names[i])) &&
            (front == 0 || view_ends_with(rest, PATH_MARK))) {
            return view_slice(rest, 0, front == 0 ? 0 : front - (sizeof PATH_MARK - 1));
        }
    }
    return section;
}

void page_write_source(struct html *html, const struct voice *voice, const struct faqbot_answer *answer,
                       bool with_article)
{
    struct faqbot_view title = with_article ? answer->title : view_of(NULL);
    struct faqbot_view section = telling_part(answer->section);
    if (!view_is_empty(title) || !view_is_empty(section)) {
        page_open_with(html, "p", "class", "source");
        page_add_words(html, voice, "from");
        html_words(html, " ");
        rich_open_link(html, answer->url);
        html_set(html, "dir", "auto");
        html_text(html, title);
        html_words(html, view_is_empty(title) || view_is_empty(section) ? "" : PATH_MARK);
        html_text(html, section);
        html_close(html);
        html_close(html);
    }
}

void page_write_disclaimer(struct html *html, const struct voice *voice, struct faqbot_view disclaimer)
{
    if (!view_is_empty(disclaimer)) {
        page_open_with(html, "p", "class", "disclaimer");
        html_add(html, "strong", page_say(voice, "disclaimer_label"));
        html_words(html, " ");
        html_add(html, "bdi", disclaimer);
        html_close(html);
    }
}
