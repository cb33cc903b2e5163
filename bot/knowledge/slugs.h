/* knowledge/slugs.h - the automatic ids of one article, each given once. */
#ifndef KNOWLEDGE_SLUGS_H
#define KNOWLEDGE_SLUGS_H

#include "base/buffer.h"
#include "base/interner.h"

/* Declare it, slugs_init() it, slugs_release() it. */
struct slugs {
    struct interner given;
    unsigned *last; /* by the slug's number: the number that it was last given with */
    size_t capacity;
    struct buffer slug;
};

void slugs_init(struct slugs *slugs);
void slugs_release(struct slugs *slugs);

/* Appends the slug of `heading` to `out`: "section" where it has no letter, and with "-2", "-3" ... where the article
 * had it before. False: no memory. */
bool slugs_add(struct slugs *slugs, struct faqbot_view heading, struct buffer *out);

#endif
