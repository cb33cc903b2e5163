/* base/recent.h - values by their keys, those used last: a cache that is bounded in number and in bytes. */
#ifndef BASE_RECENT_H
#define BASE_RECENT_H

#include <stddef.h>

#include "base/siphash.h"

struct recent;

/* Room for at most so many values, and so many bytes with their keys and what keeping them takes. Strangers may choose
 * the keys where they do not know `seed`. The caller's, released by recent_free(). NULL: no memory. */
struct recent *recent_new(size_t values, size_t bytes, struct siphash_key seed);
void recent_free(struct recent *recent); /* NULL is allowed */

/* Forgets all of them. */
void recent_clear(struct recent *recent);

/* What was kept under `key`, aligned for any type, and from now on the one used last; NULL: nothing. Valid until the
 * next recent_keep() or recent_clear(). */
const void *recent_find(struct recent *recent, struct faqbot_view key);

/* Makes room for a value of `size` bytes under `key`, which has none, and gives it to be filled in; it is the one used
 * last. Those that were not used for the longest time go. NULL: there is no room for as much, or no memory. */
void *recent_keep(struct recent *recent, struct faqbot_view key, size_t size);

#endif
