/* check/clusters.c - texts that are alike, by one pass over them (leader clustering). Each is compared with the
 * first text of each cluster only: so what a cluster is about stays what its first text says, the result depends on
 * nothing but the order, and a list of leaders for each feature leads to those that share one. Not the best
 * partition that there is. */
#include "check/clusters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void clusters_init(struct clusters *clusters)
{
    *clusters = (struct clusters){.count = 0};
}

void clusters_release(struct clusters *clusters)
{
    for (size_t i = 0; i < clusters->list_count; i++) {
        free(clusters->lists[i].postings);
    }
    free(clusters->lists);
    free(clusters->scores);
    clusters_init(clusters);
}

/* Room for `count` elements of `size` bytes where there is room for *capacity; what is new is zero. */
static bool make_room(void **elements, size_t *capacity, size_t count, size_t size)
{
    size_t wanted = *capacity;
    while (wanted < count) {
        wanted = wanted == 0 ? 64 : 2 * wanted;
    }
    if (wanted == *capacity) {
        return true;
    }
    char *grown = realloc(*elements, wanted * size);
    if (grown == NULL) {
        return false;
    }
    memset(grown + *capacity * size, 0, (wanted - *capacity) * size);
    *elements = grown;
    *capacity = wanted;
    return true;
}

static double length_of(const struct clusters_feature *features, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += features[i].weight * features[i].weight;
    }
    return sqrt(sum);
}

/* The cluster that the text is most like, or `count` where none is alike. */
static uint32_t find(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                     double length)
{
    uint32_t best = clusters->count;
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        const struct clusters_list *list = &clusters->lists[features[i].number];
        for (size_t j = 0; j < list->count; j++) {
            clusters->scores[list->postings[j].cluster] +=
                features[i].weight / length * (double)list->postings[j].weight;
        }
    }
    /* A second walk over the same lists: it looks at each score that is not 0, and makes it 0 again. */
    for (size_t i = 0; i < count; i++) {
        const struct clusters_list *list = &clusters->lists[features[i].number];
        for (size_t j = 0; j < list->count; j++) {
            uint32_t cluster = list->postings[j].cluster;
            double score = clusters->scores[cluster];
            clusters->scores[cluster] = 0;
            if (score >= CLUSTERS_ALIKE && (score > most || (score >= most && cluster < best))) {
                most = score;
                best = cluster;
            }
        }
    }
    return best;
}

static bool lead(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                 double length)
{
    void *scores = clusters->scores;
    if (!make_room(&scores, &clusters->capacity, (size_t)clusters->count + 1, sizeof *clusters->scores)) {
        return false;
    }
    clusters->scores = scores;
    for (size_t i = 0; i < count; i++) {
        struct clusters_list *list = &clusters->lists[features[i].number];
        void *postings = list->postings;
        if (!make_room(&postings, &list->capacity, list->count + 1, sizeof *list->postings)) {
            return false;
        }
        list->postings = postings;
        list->postings[list->count++] =
            (struct clusters_posting){clusters->count, (float)(features[i].weight / length)};
    }
    clusters->count++;
    return true;
}

bool clusters_add(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                  uint32_t *cluster)
{
    void *lists = clusters->lists;
    double length = length_of(features, count);
    for (size_t i = 0; i < count; i++) {
        if (!make_room(&lists, &clusters->list_count, (size_t)features[i].number + 1,
                       sizeof *clusters->lists)) {
            return false;
        }
        clusters->lists = lists;
    }
    uint32_t found = find(clusters, features, count, length);
    if (found == clusters->count && !lead(clusters, features, count, length)) {
        return false;
    }
    *cluster = found;
    return true;
}
