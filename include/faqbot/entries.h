/* entries.h - the whole knowledge, one entry after the other. */
#ifndef FAQBOT_ENTRIES_H
#define FAQBOT_ENTRIES_H

#include <stdbool.h>

#include <faqbot/faqbot.h>

/* The answer of entry `number`, from 0 to one less than faqbot_about()'s `entries`, in the order of the knowledge, as
 * faqbot_get() gives it. *is_question: it answers a question; otherwise it is a passage, and `question` its heading.
 * FAQBOT_NOT_FOUND: there are not so many. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status faqbot_entry_at(struct faqbot *bot, size_t number, struct faqbot_answer *answer,
                                   bool *is_question);

#endif
