/* retrieval/units.h - the units that a knowledge base was read in, in order: each article and each line of JSON Lines,
 * by a hash of its bytes and of the file's path, and how many entries it gave. An update takes apart only the units
 * that are not as before.
 *
 * * Deliberately one list in order and not a table by path: entries are numbered in the order of the units, so that a
 * unit that moved has other numbers, and the index is made anew. */
#ifndef RETRIEVAL_UNITS_H
#define RETRIEVAL_UNITS_H

#include "base/buffer.h"

#define SOURCE_SEGMENTS_MODEL "units" /* the store's name for them */
#define SOURCE_SEGMENTS_ENTRIES_MAX 254

/* -- Making: declare it, source_segments_init() it, source_segments_release() it. ---------------------------------- */

struct source_segments {
    struct buffer bytes;
    uint64_t hash; /* of the unit at hand */
    size_t entries;
    bool is_open;
    /* a unit gave more than SOURCE_SEGMENTS_ENTRIES_MAX entries, so that the list says too little */
    bool has_large;
};

void source_segments_init(struct source_segments *segments);
void source_segments_release(struct source_segments *segments);

/* Ends the unit at hand, and begins the one of these bytes. */
void source_segments_start(struct source_segments *segments, const char *path, struct faqbot_view bytes);

/* Counts an entry of the unit at hand. */
void source_segments_count(struct source_segments *segments);

/* Ends the last unit; false: there is no memory, or has_large. */
bool source_segments_finish(struct source_segments *segments);

/* -- Using ------------------------------------------------------------------------------------------------------- */

/* What source_segments_finish() left in `bytes`, unit by unit; whether one is the same as the unit at hand. */
size_t source_segments_size(struct faqbot_view bytes);
bool source_segments_is_unchanged(struct faqbot_view bytes, size_t number,
                                  const struct source_segments *segments);
size_t source_segments_entries(struct faqbot_view bytes, size_t number);

#endif
