/* page.h - the bot as plain HTML pages, for visitors without scripts, search engines and permanent links.
 *
 * Everything that comes from a visitor or from the knowledge is escaped by construction; no script, no style and no
 * event handler is ever written. */
#ifndef FAQBOT_PAGE_H
#define FAQBOT_PAGE_H

#include <faqbot/faqbot.h>

#define FAQBOT_PAGE_ENTRIES 50            /* on one page of the list */
#define FAQBOT_PAGE_ENTRY_BYTES_MAX 32768 /* an answer in the list; of a longer one there is a link to it */
#define FAQBOT_PAGE_BYTES_MAX 8388608     /* any page */

enum faqbot_page_kind {
    FAQBOT_PAGE_HOME,     /* the greeting, a form, questions to start with */
    FAQBOT_PAGE_QUESTION, /* the answer to `question` */
    FAQBOT_PAGE_ENTRY,    /* the entry called `entry` */
    FAQBOT_PAGE_LIST      /* the `number`th page (from 1) of all entries, with schema.org's FAQPage as data */
};

/* All borrowed during the call. */
struct faqbot_page_request {
    enum faqbot_page_kind kind;
    /* An HTML document of the caller's own, with <title></title> and <main></main> once each, which are filled. */
    struct faqbot_view frame;
    struct faqbot_view question; /* any bytes */
    struct faqbot_view entry;    /* any bytes */
    size_t number;
};

struct faqbot_page {
    char *bytes; /* the whole document; the caller's, released by free() */
    size_t size;
    /* What it says to the visitor: FAQBOT_OK, FAQBOT_NOT_FOUND (no such entry or page), FAQBOT_INVALID (that is no
     * question) or FAQBOT_LIMIT (a question too long). */
    enum faqbot_status verdict;
    struct faqbot_answer
        answer; /* QUESTION, ENTRY: what it came to, where the verdict is FAQBOT_OK; the bot's */
};

/* Makes a page. Its links are relative to the folder that it is served from: `./` (home), `./?q=QUESTION`,
 * `./?entry=ID`, `faq`, `faq?page=NUMBER`. CORRUPT, IO; NO_MEMORY, also for a
 * page over FAQBOT_PAGE_BYTES_MAX. */
enum faqbot_status faqbot_page_make(struct faqbot *bot, const struct faqbot_page_request *request,
                                    struct faqbot_page *page);

#endif
