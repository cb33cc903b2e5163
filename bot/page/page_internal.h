/* page/page_internal.h - what the files of page/ share. */
#ifndef PAGE_PAGE_INTERNAL_H
#define PAGE_PAGE_INTERNAL_H

#include <faqbot.h>
#include <faqbot_chat.h>

#include "util/util.h"

/* ==== elements.c ======================================================================================= */

/* What the page itself says: the bot's sentences, in the visitor's language. */
struct voice {
    const struct faqbot *bot;
    struct faqbot_view lang;
};

/* A value for a placeholder of a sentence: texts of strangers, which stand apart from ours, or a number. */
struct filling {
    const char *name;
    const struct faqbot_view *texts;
    size_t count;
    bool is_ours;
};

/* Opens an element with one attribute; html_close() closes it. The classes that are written here are those that the
 * web client's style sheet has. */
void page_open_with(struct html *html, const char *element, const char *attribute, const char *value);

/* A whole element with one attribute, and a text in it. */
void page_add_with(struct html *html, const char *element, const char *attribute, const char *value,
                   struct faqbot_view text);

/* The sentence of a key of phrases/keys.def. Lives as long as the bot. */
struct faqbot_view page_say(const struct voice *voice, const char *key);

void page_add_words(struct html *html, const struct voice *voice, const char *key);

/* A sentence with something in each of its placeholders. */
void page_add_filled(struct html *html, struct faqbot_view sentence, const struct filling *fillings,
                     size_t count);

/* The direction and the language of an entry's text; the latter for a screen reader to choose a voice by. */
void page_set_language(struct html *html, struct faqbot_view lang);

/* A heading that is an entry's question. */
void page_add_heading(struct html *html, const char *element, const struct faqbot_answer *answer);

/* Opens a link to an entry's page. The id is percent-encoded: authors choose ids, and not all are fit for an
 * address. */
void page_open_entry_link(struct html *html, struct faqbot_view entry);

/* Opens the element of an answer's content. */
void page_open_rich(struct html *html, struct faqbot_view lang);

/* "From: Article > Section", with its link; nothing if neither is known. `with_article` false: the section alone, for
 * below a heading that is the article's. */
void page_write_source(struct html *html, const struct voice *voice, const struct faqbot_answer *answer,
                       bool with_article);

/* Nothing if the answer has none. An answer with one is never shown without it, here as in the protocol. */
void page_write_disclaimer(struct html *html, const struct voice *voice, struct faqbot_view disclaimer);

/* ==== list.c =========================================================================================== */

/* How many pages the list of all entries has, of FAQBOT_PAGE_ENTRIES each. An empty knowledge base has one, so that
 * the link to the list leads somewhere. */
size_t page_count(const struct faqbot *bot);

/* Writes page `number`, from 1 to page_count(). Entries are read one by one and written at once, so that a page needs
 * memory for its text and for one entry. CORRUPT, IO; for NO_MEMORY the page's buffer has failed. */
enum faqbot_status page_write_list(struct html *html, const struct voice *voice, struct faqbot *bot,
                                   size_t number);

/* ==== privacy.c ======================================================================================== */

/* Writes what is kept of what visitors ask, and for how long: a heading, the owner's own words, and the facts. */
void privacy_write(struct html *html, const struct voice *voice, const struct faqbot_about *about,
                   const struct faqbot_chat_privacy *privacy);

#endif
