/* bot/bot_internal.h - what the files of bot/ share among themselves. Others see faqbot.h, and bot.h. */
#ifndef BOT_BOT_INTERNAL_H
#define BOT_BOT_INTERNAL_H

#include <faqbot.h>

#include "bot/bot.h"
#include "index/index.h"
#include "search/search.h"
#include "text/text.h"
#include "util/util.h"

/* ==== reply.c ========================================================================================== */

/* The most entries that an answer names as related: more would be a list to read instead of an answer. */
#define REPLY_RELATED_MAX 3

/* An entry that no author named as related is shown as such from this share of the answer's evidence on. The
 * learned feature is left out of both (search_match.contribution): it is what tells near entries apart. */
#define REPLY_RELATED_SHARE .4

/* The owner's sentences, or the shipped ones where there are none; they live as long as the bot. A sentence
 * is plain text, never rich text: it is shown as it is, wherever an answer's text would be. */
struct reply_sentences {
    struct faqbot_view no_answer;
    struct faqbot_view unsure;
    struct faqbot_contact contact;
    struct faqbot_view disclaimer; /* of entries that have none; may be empty */
};

/* Makes the answer from the result of a search: the entry where the search says answered, the owner's
 * sentence for a choice or a refusal otherwise, and at most `top` candidates in any case. All of it lies in
 * the arena. CORRUPT, IO, NO_MEMORY. */
void reply_to_search(struct store *store, const struct reply_sentences *sentences,
                     const struct search_result *result, size_t top, struct arena *arena,
                     struct faqbot_answer *answer, enum faqbot_status *status);

/* Makes the answer from one entry, as if it had been asked for in its own words. Statuses as above; `entry`
 * is not looked at where `*status` says that it was not found. */
void reply_with_entry(struct store *store, const struct reply_sentences *sentences, uint32_t entry,
                      struct arena *arena, struct faqbot_answer *answer, enum faqbot_status *status);

/* The id and the question of an entry, in the arena: what a front end makes a link of. A passage without a
 * heading goes by its article's title. CORRUPT, also where the entry does not exist; IO, NO_MEMORY. */
struct faqbot_entry_ref reply_link(struct store *store, uint32_t entry, struct arena *arena,
                                   enum faqbot_status *status);

/* A list of entries as links; the caller sees to it that there is room. */
struct reply_links {
    struct faqbot_entry_ref *list;
    size_t count;
};

/* Appends an entry that an author named. One that does not exist is left out, which is not a failure: `faqbot
 * check` reports it, and a bot with a dangling reference is still better than none. CORRUPT, IO,
 * NO_MEMORY. */
void reply_add_named(struct store *store, struct faqbot_view id, struct arena *arena,
                     struct reply_links *links, enum faqbot_status *status);

/* ==== hits.c =========================================================================================== */

/* Searches by words, and shows what is found. All of it lies in the arena. CORRUPT, IO, NO_MEMORY. */
void hits_find(struct searcher *searcher, const struct search_words_query *query, struct arena *arena,
               struct faqbot_hits *hits, enum faqbot_status *status);

/* Adds to the answer to a question that was not answered where its words stand, other than in the `count` candidates.
 * Statuses as above. */
void hits_add_mentions(struct searcher *searcher, struct faqbot_view question,
                       const struct search_match *candidates, size_t count, struct arena *arena,
                       struct faqbot_answer *answer, enum faqbot_status *status);

/* ==== explain.c ======================================================================================== */

/* Searches, and explains what is found, with the `top` best candidates, and, where `changes` says so, what
 * would have changed it. All of it lies in the arena, or as long as the searcher does. CORRUPT, IO,
 * NO_MEMORY. */
void explanation_build(struct searcher *searcher, const struct search_query *query, size_t top, bool changes,
                       struct arena *arena, struct faqbot_explanation *explanation,
                       enum faqbot_status *status);

#endif
