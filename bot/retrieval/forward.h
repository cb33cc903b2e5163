/* retrieval/forward.h - what an entry holds, packed: its words with their counts by field. */
#ifndef RETRIEVAL_FORWARD_H
#define RETRIEVAL_FORWARD_H

#include "base/arena.h"
#include "base/buffer.h"

/* Where a word stands in an entry. A FAQ's phrasings and a passage's title and heading count as its question. */
enum field { FIELD_QUESTION, FIELD_BODY, FIELD_COUNT };

struct forward_word {
    uint32_t word;
    uint32_t counts[FIELD_COUNT];
};

struct forward {
    uint32_t lengths[FIELD_COUNT];    /* in words */
    const struct forward_word *words; /* by rising number */
    size_t count;
};

/* Appends the packed form. */
void forward_encode(const struct forward *forward, struct buffer *out);

/* Unpacks into the arena; false: damaged, or no memory. */
bool forward_decode(struct faqbot_view bytes, struct arena *arena, struct forward *forward);

#endif
