/* transfer/ready.h - a record made ready to find its entry. */
#ifndef TRANSFER_READY_H
#define TRANSFER_READY_H

#include "transfer/collector.h"

/* All texts lie in the arena. */
struct normalized_entry {
    const struct import_record *record;
    struct texts phrasings;    /* tidied, none empty; the question first */
    struct faqbot_view answer; /* Markdown; empty: none */
    struct faqbot_view title;
    struct faqbot_view question_key; /* folded */
    struct faqbot_view same_key;     /* of the group, or else the question, with the answer */
    struct faqbot_view pair_key;     /* of the question with the answer */
    bool entities;                   /* some were read as characters */
    bool full;                       /* a list is longer than it may be: the collector's to set */
};

/* Makes ready->record ready, in the arena, which is reset first. False: no memory. */
bool normalize_entry(struct arena *arena, struct normalized_entry *ready);

#endif
