/* page/privacy.c - the page that says what is kept of what visitors ask, and for how long.
 *
 * It says what this server does, as its configuration has it: a page that somebody writes by hand is wrong as soon as
 * an option changes. What only the owner can say (who they are, why they keep it, whom to complain to) is bot.yml's
 * `privacy`, a text or the address of their own page, and stands first. */
#include "page/page_internal.h"

#include <stdio.h>

#include "text/text.h"

static void write_paragraph(struct html *html, const char *words)
{
    html_add(html, "p", view_of(words));
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
        html_open(html, "p");
        html_set(html, "dir", "auto");
        html_text(html, privacy);
        html_close(html);
    }
}

static void write_duration(struct html *html, const struct faqbot_chat_privacy *privacy)
{
    char sentence[160];
    if (privacy->retention_days > 0) {
        (void)snprintf(sentence, sizeof sentence, "It is deleted after %u day%s.", privacy->retention_days,
                       privacy->retention_days == 1 ? "" : "s");
    } else {
        (void)snprintf(sentence, sizeof sentence, "It is not deleted after any fixed time.");
    }
    write_paragraph(html, sentence);
    if (privacy->is_bounded) {
        write_paragraph(html, "The oldest is deleted earlier where it has to make room for new questions.");
    }
}

static void write_journal(struct html *html, const struct faqbot_about *about,
                          const struct faqbot_chat_privacy *privacy)
{
    if (!privacy->keeps_journal) {
        write_paragraph(html, "What you ask is answered and not kept.");
        return;
    }
    write_paragraph(html,
                    "What you ask and search for, which answer you got, and what you think of it is kept, "
                    "so that the answers can be improved: with the time, and with a number of your "
                    "conversation that stands for nobody. Your name, your address in the network and your "
                    "browser are not kept with it.");
    write_paragraph(html,
                    "Mail addresses, and numbers that may be those of a telephone, a card or an account, are "
                    "masked before anything is written.");
    write_duration(html, privacy);
    if (!view_is_empty(about->consent)) {
        html_add(html, "h2", view_of("Your consent"));
        html_open(html, "p");
        html_set(html, "dir", "auto");
        html_text(html, about->consent);
        html_close(html);
        write_paragraph(html,
                        "Nothing is kept before you have agreed to that in the chat. What you ask on these "
                        "pages, without the chat, is not kept at all.");
    }
    html_add(html, "h2", view_of("Having it deleted"));
    write_paragraph(html,
                    "In the chat you can have your conversation forgotten. All that is kept of it is then "
                    "deleted at once.");
}

/* What is true of every server comes last. */
static void write_rest(struct html *html, const struct faqbot_chat_privacy *privacy)
{
    html_add(html, "h2", view_of("Besides"));
    write_paragraph(html,
                    privacy->logs_questions ? "The server's log has a line for each question, with its words."
                    : privacy->logs_asks ? "The server's log has a line for each question, without its words."
                                         : "The server's log does not tell what is asked.");
    if (privacy->hands_over) {
        write_paragraph(
            html, "If you have a conversation handed over to people, it is sent to them with what you add to "
                  "it, and deleted here as soon as it has arrived, or after about half a day if it "
                  "cannot be delivered.");
    }
    write_paragraph(
        html, "Your address in the network is used to answer you, and to limit how much one visitor can "
              "ask. It is in no log and in no file of this server.");
    write_paragraph(html,
                    "The chat keeps the conversation in your browser, for as long as the page that it is on "
                    "provides. Nothing is loaded from other servers unless an answer shows an image.");
}

void privacy_write(struct html *html, const struct faqbot_about *about,
                   const struct faqbot_chat_privacy *privacy)
{
    html_add(html, "h2", view_of("What is kept of what you ask"));
    write_owners_own(html, about->privacy);
    write_journal(html, about, privacy);
    write_rest(html, privacy);
}
