/* dialogue/reply.h - what the bot says: an entry as an answer, a choice, or the admission that it does not know. */
#ifndef DIALOGUE_REPLY_H
#define DIALOGUE_REPLY_H

#include <faqbot/faqbot.h>

#include "retrieval/retrieval.h"

#define REPLY_RELATED_MAX 3
#define REPLY_RELATED_SHARE                                                                                  \
    .4 /* of the answer's evidence, that an entry has at least which no author named */

/* The owner's sentences, or the shipped ones where there are none; they live as long as the bot. */
struct reply_sentences {
    struct faqbot_view no_answer;
    struct faqbot_view unsure;
    struct faqbot_view contact;
    struct faqbot_view disclaimer; /* of entries that have none; may be empty */
};

/* Makes the answer from what a search found. All of it lies in the arena. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status reply_to_search(struct store *store, const struct reply_sentences *sentences,
                                   const struct retrieval_result *result, size_t top, struct arena *arena,
                                   struct faqbot_answer *answer);

/* Makes the answer from the one entry. */
enum faqbot_status reply_with_entry(struct store *store, const struct reply_sentences *sentences,
                                    uint32_t entry, struct arena *arena, struct faqbot_answer *answer);

/* Ids and questions of entries, in the arena. */
enum faqbot_status reply_links(struct store *store, const uint32_t *entries, size_t count,
                               struct arena *arena, struct faqbot_link **links);

#endif
