/* retrieval/confidence.h - how likely the best entry is right. */
#ifndef RETRIEVAL_CONFIDENCE_H
#define RETRIEVAL_CONFIDENCE_H

#include "retrieval/rank.h"

/* At this confidence the bot answers; at the lower one it offers a choice. An owner may set others in bot.yml. */
#define CONFIDENCE_ANSWERED .3
#define CONFIDENCE_UNSURE .1

/* What speaks for the best entry being right. */
struct confidence {
    double value; /* 0..1: scope times pick */
    double scope; /* 0..1: how likely the knowledge has an answer at all */
    double pick;  /* 0..1: how likely the best entry is it, if so */
    double saturation;
    double contents;
    double likeness;
    double window;
    double characters;
    double margin; /* between the two best, as a share of the most that could be */
};

/* Pure. `ranking` holds at least the two best entries, where there are two; all is 0 where it is empty. */
struct confidence confidence_of(const struct features *features, const struct ranking *ranking);

#endif
