/* check/clusters.h - groups texts that are alike, as they come. */
#ifndef CHECK_CLUSTERS_H
#define CHECK_CLUSTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Two texts are alike from this cosine on. Questions that differ in a word or two of four are alike; those that share
 * only one are not. bot/README.md says how it was found. */
#define CLUSTERS_ALIKE .5

struct clusters_feature {
    uint32_t number; /* below those of the whole lot, and distinct within one text */
    double weight;   /* above 0; of any scale */
};

/* Declare it, clusters_init() it, clusters_release() it. */
struct clusters {
    struct buffer
        lists; /* by feature: a struct buffer of struct clusters_posting, of the leaders that have it */
    struct buffer scores; /* by cluster: a double, 0 between calls */
    uint32_t count;
};

void clusters_init(struct clusters *clusters);
void clusters_release(struct clusters *clusters);

/* Adds a text. *cluster is that whose first text is most like it, the older of two, if it is alike; else a new one,
 * whose number is the count before. A text without features is like no other. False: no memory. */
bool clusters_add(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                  uint32_t *cluster);

#endif
