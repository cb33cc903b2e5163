/* retrieval/confidence.h - how likely the best entry is the right answer. */
#ifndef RETRIEVAL_CONFIDENCE_H
#define RETRIEVAL_CONFIDENCE_H

#include <faqbot.h>

#include "retrieval/rank.h"

/* At this confidence the bot answers; at the lower one it offers a choice. An owner may set others in bot.yml. From .32
 * to .44 the first is as good as here; the second is a third of it. */
#define CONFIDENCE_ANSWERED .38
#define CONFIDENCE_UNSURE (CONFIDENCE_ANSWERED / 3)

/* What speaks for the best entry being right; each 0..1. */
struct confidence {
    double value;            /* the confidence */
    double scope;            /* how likely the knowledge base has an answer at all */
    double pick;             /* how likely the best entry is it, if so */
    double saturation;       /* the share of the question's weight that the entry's text accounts for */
    double content_centroid; /* FAQ: cosine of pieces of words with its phrasings */
    double window;           /* passage: the share of the question's weight in its best stretch */
    double characters;       /* passage: cosine of pieces of words with its text */
    double margin;           /* between the two best, as a share of the most that could be */
    /* the share of the content words, by weight, that the knowledge base never saw so written */
    double unknown;
    double strange; /* the same without those that were corrected */
    double missing; /* FAQ: the largest share of its phrasings that hold a word which the question lacks */
    /* the same of all entries: what the knowledge base is about and the question does not name */
    double off_topic;
    double support; /* less than 1 where no content word of the question is in the entry */
    double veto;    /* how likely the question is about another thing than the knowledge base */
    bool is_faq;
};

/* Pure. `ranking` holds at least the two best entries, where there are two; all is 0 where it is empty. */
struct confidence confidence_of(const struct model *model, const struct terms *terms,
                                const struct features *features, const struct ranking *ranking);

#define CONFIDENCE_PARTS_MAX 13

/* Takes the confidence of an entry apart; returns the number of parts. */
size_t confidence_explain(const struct confidence *confidence,
                          struct faqbot_explained_part parts[CONFIDENCE_PARTS_MAX]);

#endif
