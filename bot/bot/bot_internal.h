/* bot/bot_internal.h - what the files of bot/ share among themselves. Others see faqbot.h alone: there is no
 * bot.h. */
#ifndef BOT_BOT_INTERNAL_H
#define BOT_BOT_INTERNAL_H

#include <faqbot.h>

#include "search/search.h"

/* ==== reply.c ========================================================================================== */

/* The most entries that an answer names as related: more would be a list to read instead of an answer. */
#define REPLY_RELATED_MAX 3

/* An entry that no author named as related is shown as such from this share of the answer's evidence on. */
#define REPLY_RELATED_SHARE .4

/* The owner's sentences, or the shipped ones where there are none; they live as long as the bot. */
struct reply_sentences {
    struct faqbot_view no_answer;
    struct faqbot_view unsure;
    struct faqbot_view contact;
    struct faqbot_view disclaimer; /* of entries that have none; may be empty */
};

/* Makes the answer from the result of a search. All of it lies in the arena. CORRUPT, IO, NO_MEMORY. */
void reply_to_search(struct store *store, const struct reply_sentences *sentences,
                     const struct search_result *result, size_t top, struct arena *arena,
                     struct faqbot_answer *answer, enum faqbot_status *status);

/* Makes the answer from one entry. Statuses as above. */
void reply_with_entry(struct store *store, const struct reply_sentences *sentences, uint32_t entry,
                      struct arena *arena, struct faqbot_answer *answer, enum faqbot_status *status);

/* The id and the question of an entry, in the arena; CORRUPT too where the entry does not exist. */
struct faqbot_entry_ref reply_link(struct store *store, uint32_t entry, struct arena *arena,
                                   enum faqbot_status *status);
struct faqbot_entry_ref *reply_links(struct store *store, const uint32_t *entries, size_t count,
                                     struct arena *arena, enum faqbot_status *status);

/* Looks up an entry that an author named; returns 1, or 0 where it does not exist, which is no failure: check
 * reports it, and a bot with a dangling reference is still better than none. */
size_t reply_find_entry(struct store *store, struct faqbot_view id, uint32_t *entry,
                        enum faqbot_status *status);

/* ==== explain.c ======================================================================================== */

/* Searches, and explains what is found, with the `top` best candidates, and, where `changes` says so, what
 * would have changed it. All of it lies in the arena, or as long as the searcher does. CORRUPT, IO,
 * NO_MEMORY. */
void explanation_build(struct searcher *searcher, const struct search_query *query, size_t top, bool changes,
                       struct arena *arena, struct faqbot_explanation *explanation,
                       enum faqbot_status *status);

#endif
