/* retrieval/cores.h - the words that an entry's phrasings have in common, and those that the whole knowledge base has.
 * A question that lacks such a word and has a strange one in its place is about something else. */
#ifndef RETRIEVAL_CORES_H
#define RETRIEVAL_CORES_H

#include <faqbot.h>

#include "base/buffer.h"

#define REQUIRED_TERMS_SHARE_MIN .2f /* of an entry's phrasings, that a word must stand in to be listed */
#define TOPIC_TERMS_SHARE_MIN .3f    /* of the entries, likewise */

struct required_term {
    uint32_t row; /* of MODEL_UNIGRAMS; content words only */
    float share;
};

/* Making: for each entry its phrasings, then the end of the entry. Declare it zeroed; required_terms_builder_release()
 * it. */

struct required_terms_builder {
    struct buffer rows; /* uint32_t: of the entry at hand, phrasing after phrasing */
    uint32_t phrasings; /* of the entry at hand */
    uint32_t entries;
    float *topic; /* by row: the sum of the entries' shares */
    size_t topic_capacity;
    struct buffer starts;         /* uint32_t by entry */
    struct buffer required_terms; /* struct required_term */
    bool failed;                  /* no memory for the topic */
};

void required_terms_builder_init(struct required_terms_builder *builder);
void required_terms_builder_release(struct required_terms_builder *builder);

/* Adds the content words of one phrasing (of a passage: of all its text); `rows` is put in order. Sticky, as all of the
 * builder is: required_terms_builder_encode() tells of a failure. */
void required_terms_builder_add(struct required_terms_builder *builder, uint32_t *rows, size_t count);

/* Ends the entry; its words are listed where `is_listed`, and count for the topic in any case. */
void required_terms_builder_close(struct required_terms_builder *builder, bool is_listed);

/* Appends everything, packed; `out` fails where the builder has. */
void required_terms_builder_encode(const struct required_terms_builder *builder, struct buffer *out);

/* -- Using ------------------------------------------------------------------------------------------------------- */

/* Lies in bytes that required_terms_builder_encode() wrote, which it borrows. */
struct required_terms {
    const uint32_t *starts; /* by entry; one more at the end, and then how many topics there are */
    const struct required_term *list;
    /* share: the part of the entries whose phrasings hold it; one empty entry more is counted */
    const struct required_term *topics;
    size_t topic_count;
};

/* `bytes` are aligned as malloc's. False: damaged. */
bool required_terms_decode(struct faqbot_view bytes, uint32_t entry_count,
                           struct required_terms *required_terms);

#endif
