/* retrieval/units.h - the units that a knowledge base was read in, in order: each article and each line of JSON Lines,
 * by a hash of its bytes and of the file's path, and how many entries it gave. An update takes apart only the units
 * that are not as before.
 *
 * * Deliberately one list in order and not a table by path: entries are numbered in the order of the units, so that a
 * unit that moved has other numbers, and the index is made anew. */
#ifndef RETRIEVAL_UNITS_H
#define RETRIEVAL_UNITS_H

#include "base/buffer.h"

#define UNITS_MODEL "units" /* the store's name for them */
#define UNITS_ENTRIES_MAX 254

/* -- Making: declare it, units_init() it, units_release() it. ---------------------------------------------------- */

struct units {
    struct buffer bytes;
    uint64_t hash; /* of the unit at hand */
    size_t entries;
    bool is_open;
    bool has_large; /* a unit gave more than UNITS_ENTRIES_MAX entries, so that the list says too little */
};

void units_init(struct units *units);
void units_release(struct units *units);

/* Ends the unit at hand, and begins the one of these bytes. */
void units_start(struct units *units, const char *path, struct faqbot_view bytes);

/* Counts an entry of the unit at hand. */
void units_count(struct units *units);

/* Ends the last unit; false: there is no memory, or has_large. */
bool units_finish(struct units *units);

/* -- Using ------------------------------------------------------------------------------------------------------- */

/* What units_finish() left in `bytes`, unit by unit; whether one is the same as the unit at hand. */
size_t units_size(struct faqbot_view bytes);
bool units_is_same(struct faqbot_view bytes, size_t number, const struct units *units);
size_t units_entries(struct faqbot_view bytes, size_t number);

#endif
