/* check/clusters.c - groups texts that are alike in one pass over them (leader clustering, Hartigan 1975). Each text
 * is compared with the first text of each cluster only: a cluster stays about what its first text says, the result
 * depends on nothing but the order, and a list of leaders for each feature leads to those that share one. It does
 * not search for the best partition: that would take the square of the time, and a person reads the groups anyway. */
#include "check/clusters.h"

#include <math.h>

struct clusters_posting {
    uint32_t cluster;
    float weight; /* of the feature in the cluster's first text, which has length 1 */
};

struct posting_list {
    const struct clusters_posting *postings;
    size_t count;
};

void clusters_init(struct clusters *clusters)
{
    buffer_init(&clusters->lists, SIZE_MAX);
    buffer_init(&clusters->scores, SIZE_MAX);
    clusters->count = 0;
}

static struct buffer *list_at(const struct clusters *clusters, size_t number)
{
    return (struct buffer *)(void *)clusters->lists.bytes + number;
}

static size_t count_lists(const struct clusters *clusters)
{
    return clusters->lists.size / sizeof(struct buffer);
}

void clusters_release(struct clusters *clusters)
{
    for (size_t i = 0; i < count_lists(clusters); i++) {
        buffer_release(list_at(clusters, i));
    }
    buffer_release(&clusters->lists);
    buffer_release(&clusters->scores);
    clusters->count = 0;
}

static struct posting_list find_list(const struct clusters *clusters, uint32_t number)
{
    const struct buffer *list = list_at(clusters, number);
    return (struct posting_list){.postings = (const void *)list->bytes,
                                 .count = list->size / sizeof(struct clusters_posting)};
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
    double *scores = (void *)clusters->scores.bytes;
    for (size_t i = 0; i < count; i++) {
        const struct posting_list list = find_list(clusters, features[i].number);
        for (size_t j = 0; j < list.count; j++) {
            scores[list.postings[j].cluster] += features[i].weight / length * (double)list.postings[j].weight;
        }
    }
    /* A second walk over the same lists looks at each score that is not 0, and makes it 0 again. */
    for (size_t i = 0; i < count; i++) {
        const struct posting_list list = find_list(clusters, features[i].number);
        for (size_t j = 0; j < list.count; j++) {
            uint32_t cluster = list.postings[j].cluster;
            double score = scores[cluster];
            scores[cluster] = 0;
            if (score >= CLUSTERS_ALIKE && (score > most || (score >= most && cluster < best))) {
                most = score;
                best = cluster;
            }
        }
    }
    return best;
}

bool clusters_add(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                  uint32_t *cluster)
{
    double length = length_of(features, count);
    const double zero = 0;
    bool failed = false;
    for (size_t i = 0; i < count; i++) {
        while (count_lists(clusters) <= features[i].number && !clusters->lists.failed) {
            struct buffer list;
            buffer_init(&list, SIZE_MAX);
            buffer_add(&clusters->lists, view_make((const char *)&list, sizeof list));
        }
    }
    if (clusters->lists.failed) {
        return false;
    }
    *cluster = find(clusters, features, count, length);
    if (*cluster < clusters->count) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        struct buffer *list = list_at(clusters, features[i].number);
        const struct clusters_posting posting = {clusters->count, (float)(features[i].weight / length)};
        buffer_add(list, view_make((const char *)&posting, sizeof posting));
        failed = failed || list->failed;
    }
    buffer_add(&clusters->scores, view_make((const char *)&zero, sizeof zero));
    clusters->count++;
    return !failed && !clusters->scores.failed;
}
