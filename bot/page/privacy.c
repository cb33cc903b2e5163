/* page/privacy.c - the page that says what is kept of what visitors ask, and for how long.
 *
 * It says what this server does, as its configuration has it: a page that somebody writes by hand is wrong as soon as
 * an option changes. What only the owner can say (who they are, why they keep it, whom to complain to) is bot.yml's
 * `privacy`, a text or the address of their own page, and stands first. */
#include "page/page_internal.h"

#include <stdio.h>

#include "text/text.h"

static void write_sentence(struct html *html, const struct voice *voice, const char *key)
{
    html_add(html, "p", page_say(voice, key));
}

/* Their page, or their words. */
static void write_owners_own(struct html *html, struct faqbot_view privacy)
{
    if (rich_is_image_address(privacy)) { /* http or https */
        html_open(html, "p");
        rich_open_link(html, privacy);
        html_add(html, "bdi", privacy);
        html_close(html);
        html_close(html);
    } else if (!view_is_empty(privacy)) {
        page_add_with(html, "p", "dir", "auto", privacy);
    }
}

static void write_duration(struct html *html, const struct voice *voice,
                           const struct faqbot_chat_privacy *privacy)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%u", privacy->retention_days);
    struct faqbot_view days = view_make(digits, (size_t)size);
    const struct filling filling = {"count", &days, 1, true};
    if (privacy->retention_days > 0) {
        html_open(html, "p");
        page_add_filled(html, faqbot_sentence(voice->bot, voice->lang, "kept_days", privacy->retention_days),
                        &filling, 1);
        html_close(html);
    } else {
        write_sentence(html, voice, "kept_undated");
    }
    if (privacy->is_bounded) {
        write_sentence(html, voice, "kept_room");
    }
}

static void write_journal(struct html *html, const struct voice *voice, const struct faqbot_about *about,
                          const struct faqbot_chat_privacy *privacy)
{
    if (!privacy->keeps_journal) {
        write_sentence(html, voice, "kept_nothing");
        return;
    }
    write_sentence(html, voice, "kept");
    write_duration(html, voice, privacy);
    if (!view_is_empty(about->consent)) {
        page_add_with(html, "p", "dir", "auto", about->consent);
        write_sentence(html, voice, "kept_consent");
    }
    write_sentence(html, voice, "kept_forget");
}

/* What is true of every server comes last. */
static void write_rest(struct html *html, const struct voice *voice,
                       const struct faqbot_chat_privacy *privacy)
{
    write_sentence(html, voice,
                   privacy->logs_questions ? "log_words"
                   : privacy->logs_asks    ? "log_asks"
                                           : "log_none");
    if (privacy->hands_over) {
        write_sentence(html, voice, "kept_handed_over");
    }
    write_sentence(html, voice, "kept_besides");
}

void privacy_write(struct html *html, const struct voice *voice, const struct faqbot_about *about,
                   const struct faqbot_chat_privacy *privacy)
{
    html_add(html, "h2", page_say(voice, "kept_heading"));
    write_owners_own(html, about->privacy);
    write_journal(html, voice, about, privacy);
    write_rest(html, voice, privacy);
}
