/* check/clusters.h - texts that are alike, put together as they come. */
#ifndef CHECK_CLUSTERS_H
#define CHECK_CLUSTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Two texts are alike from this cosine on. Two questions that differ in a word or two of four are; that share one,
 * are not. How it was found stands in bot/README.md. */
#define CLUSTERS_ALIKE .5

struct clusters_feature {
    uint32_t number; /* below those of the whole lot, and distinct within one text */
    double weight;   /* above 0; of any scale */
};

struct clusters_posting {
    uint32_t cluster;
    float weight;
};

/* The leaders that have a feature. */
struct clusters_list {
    struct clusters_posting *postings;
    size_t count;
    size_t capacity;
};

/* Declare it, clusters_init() it, clusters_release() it. */
struct clusters {
    struct clusters_list *lists; /* by feature */
    size_t list_count;
    double *scores; /* by cluster; all 0 between calls */
    size_t capacity;
    uint32_t count;
};

void clusters_init(struct clusters *clusters);
void clusters_release(struct clusters *clusters);

/* Adds a text. *cluster is that whose first text is most like it, the older of two, if it is alike; else a new one,
 * whose number is the count before. A text without features is like no other. False: no memory. */
bool clusters_add(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                  uint32_t *cluster);

#endif
