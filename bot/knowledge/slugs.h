/* knowledge/slugs.h - the automatic ids of one article, each given once. */
#ifndef KNOWLEDGE_SLUGS_H
#define KNOWLEDGE_SLUGS_H

#include "base/buffer.h"
#include "base/interner.h"

/* Declare it, slug_set_init() it, slug_set_release() it. */
struct slug_set {
    struct string_table given;
    unsigned *last; /* by the slug's number: the number that it was last given with */
    size_t capacity;
    struct buffer slug;
};

void slug_set_init(struct slug_set *slugs);
void slug_set_release(struct slug_set *slugs);

/* Appends the slug of `heading` to `out`: "section" where it has no letter, and with "-2", "-3" ... where the article
 * had it before. False: no memory. */
bool slug_set_add(struct slug_set *slugs, struct faqbot_view heading, struct buffer *out);

#endif
