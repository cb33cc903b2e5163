/* retrieval/bags.c - documents as bags of features, gathered and weighed while an index is made. matrix.c turns them
 * the other way round, so that a question touches only the rows of its own features.
 *
 * * Weights are computed once, here, so that scoring is a sum of products: tf-idf with a logarithmic count for cosines
 * (Manning, Raghavan and Schuetze, "Introduction to Information Retrieval", 6.4, scheme "ltc"), and BM25 with Lucene's
 * idf, which never is negative (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", 3.3). */
#include "retrieval/bags.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "retrieval/rank.h"

void bags_init(struct bags *bags)
{
    *bags = (struct bags){0};
}

void bags_release(struct bags *bags)
{
    free(bags->keys);
    free(bags->documents);
    free(bags->slots);
    free(bags->items);
    free(bags->starts);
    bags_init(bags);
}

/* -- Gathering ----------------------------------------------------------------------------------------------------- */

static size_t find_slot(const struct bags *bags, uint64_t key)
{
    size_t slot = (size_t)key & (bags->slot_count - 1);
    while (bags->slots[slot] != 0 && bags->keys[bags->slots[slot] - 1] != key) {
        slot = (slot + 1) & (bags->slot_count - 1);
    }
    return slot;
}

uint32_t bags_find(const struct bags *bags, uint64_t key)
{
    return bags->row_count == 0 ? UINT32_MAX : bags->slots[find_slot(bags, key)] - 1;
}

/* The arrays that did grow stay, so that what is there remains whole; false: no memory. */
static bool grow_rows(struct bags *bags)
{
    uint32_t capacity = bags->row_capacity == 0 ? 1024 : 2 * bags->row_capacity;
    uint64_t *keys = realloc(bags->keys, capacity * sizeof *keys);
    bags->keys = keys == NULL ? bags->keys : keys;
    uint32_t *documents = realloc(bags->documents, capacity * sizeof *documents);
    bags->documents = documents == NULL ? bags->documents : documents;
    uint32_t *slots = calloc(2 * (size_t)capacity, sizeof *slots);
    if (keys == NULL || documents == NULL || slots == NULL) {
        free(slots);
        return false;
    }
    free(bags->slots);
    bags->slots = slots;
    bags->slot_count = 2 * (size_t)capacity;
    bags->row_capacity = capacity;
    for (uint32_t row = 0; row < bags->row_count; row++) {
        bags->slots[find_slot(bags, bags->keys[row])] = row + 1;
    }
    return true;
}

/* Room for one more row is there. */
static uint32_t add_row(struct bags *bags, uint64_t key)
{
    size_t slot = find_slot(bags, key);
    if (bags->slots[slot] == 0) {
        assert(bags->row_count < bags->row_capacity);
        bags->keys[bags->row_count] = key;
        bags->documents[bags->row_count] = 0;
        bags->slots[slot] = ++bags->row_count;
    }
    return bags->slots[slot] - 1;
}

bool bags_reserve(struct bags *bags, size_t items)
{
    if (!bags->failed && bags->item_count + items > bags->item_capacity) {
        size_t capacity = 2 * bags->item_capacity + items + 1024;
        struct bag_item *grown = realloc(bags->items, capacity * sizeof *grown);
        bags->failed = grown == NULL;
        bags->items = bags->failed ? bags->items : grown;
        bags->item_capacity = bags->failed ? bags->item_capacity : capacity;
    }
    return !bags->failed;
}

void bags_put(struct bags *bags, uint32_t row, float weight)
{
    assert(bags->item_count < bags->item_capacity);
    bags->items[bags->item_count++] = (struct bag_item){.row = row, .weight = weight};
}

void bags_append(struct bags *bags, const struct grams *grams)
{
    (void)bags_reserve(bags, grams->count);
    for (size_t i = 0; i < grams->count && !bags->failed; i++) {
        if (bags->row_count == bags->row_capacity && !grow_rows(bags)) {
            bags->failed = true;
            return;
        }
        bags_put(bags, add_row(bags, grams->list[i].key), (float)grams->list[i].count);
    }
}

static int by_row(const void *left, const void *right)
{
    const struct bag_item *a = left;
    const struct bag_item *b = right;
    return (a->row > b->row) - (a->row < b->row);
}

static void grow_starts(struct bags *bags)
{
    uint32_t capacity = bags->document_capacity == 0 ? 256 : 2 * bags->document_capacity;
    size_t *starts = realloc(bags->starts, capacity * sizeof *starts);
    if (starts == NULL) {
        bags->failed = true;
        return;
    }
    starts[0] = 0;
    bags->starts = starts;
    bags->document_capacity = capacity;
}

void bags_close(struct bags *bags)
{
    if (!bags->failed && bags->document_count + 1 >= bags->document_capacity) {
        grow_starts(bags);
    }
    if (bags->failed) {
        return;
    }
    size_t kept = bags->starts[bags->document_count];
    if (bags->item_count > kept + 1) {
        qsort(bags->items + kept, bags->item_count - kept, sizeof *bags->items, by_row);
    }
    const size_t start = kept;
    for (size_t i = start; i < bags->item_count; i++) {
        if (kept > start && bags->items[kept - 1].row == bags->items[i].row) {
            bags->items[kept - 1].weight += bags->items[i].weight;
            continue;
        }
        bags->items[kept++] = bags->items[i];
        if (bags->row_count > 0) { /* sums and learned weights have no features of their own */
            bags->documents[bags->items[kept - 1].row]++;
        }
    }
    bags->item_count = kept;
    bags->starts[++bags->document_count] = kept;
}

/* -- Weighing ------------------------------------------------------------------------------------------------------ */

double bags_idf(uint32_t all, uint32_t with)
{
    return 1 + log((1 + (double)all) / (1 + (double)with));
}

/* Makes the length of one document 1, whose items are those from `start` to before `end`. There may be no items at all,
 * and then no address that anything could be added to. */
static void normalise(struct bag_item *items, size_t start, size_t end)
{
    double square = 0;
    for (size_t i = start; i < end; i++) {
        square += (double)items[i].weight * (double)items[i].weight;
    }
    for (size_t i = start; i < end && square > 0; i++) {
        items[i].weight = (float)(items[i].weight / sqrt(square));
    }
}

static void weigh(struct bags *bags, bool is_linear)
{
    uint32_t all = bags->document_count + bags->unseen;
    for (size_t i = 0; i < bags->item_count; i++) {
        struct bag_item *item = &bags->items[i];
        double count = (double)item->weight;
        item->weight =
            (float)((is_linear ? count : 1 + log(count)) * bags_idf(all, bags->documents[item->row]));
    }
    for (uint32_t i = 0; i < bags->document_count; i++) {
        normalise(bags->items, bags->starts[i], bags->starts[i + 1]);
    }
}

void bags_weigh_cosine(struct bags *bags)
{
    weigh(bags, false);
}

void bags_weigh_linear(struct bags *bags)
{
    weigh(bags, true);
}

void bags_weigh_bm25(struct bags *bags)
{
    double whole = 0;
    for (size_t i = 0; i < bags->item_count; i++) {
        whole += (double)bags->items[i].weight;
    }
    double average = bags->document_count == 0 || whole == 0 ? 1 : whole / bags->document_count;
    for (uint32_t i = 0; i < bags->document_count; i++) {
        double length = 0;
        for (size_t j = bags->starts[i]; j < bags->starts[i + 1]; j++) {
            length += (double)bags->items[j].weight;
        }
        double norm = RANK_K1 * (1 - RANK_B + RANK_B * length / average);
        for (size_t j = bags->starts[i]; j < bags->starts[i + 1]; j++) {
            struct bag_item *item = &bags->items[j];
            double with = bags->documents[item->row];
            double idf = log(1 + (bags->document_count - with + .5) / (with + .5));
            item->weight =
                (float)(idf * (double)item->weight * (RANK_K1 + 1) / ((double)item->weight + norm));
        }
    }
}

/* -- Sums ---------------------------------------------------------------------------------------------------------- */

/* Adds up the documents of one owner. */
static void add_sum(const struct bags *bags, const uint32_t *documents, size_t count, struct bags *sums)
{
    for (size_t i = 0; i < count; i++) {
        size_t end = bags->starts[documents[i] + 1];
        for (size_t j = bags->starts[documents[i]]; j < end && bags_reserve(sums, 1); j++) {
            bags_put(sums, bags->items[j].row, bags->items[j].weight);
        }
    }
    bags_close(sums);
    if (!sums->failed) {
        normalise(sums->items, sums->starts[sums->document_count - 1], sums->item_count);
    }
}

/* The documents by owner: `order` holds them, `firsts` where each owner's begin. */
static void group(const uint32_t *owners, uint32_t count, uint32_t owner_count, uint32_t *order,
                  size_t *firsts)
{
    for (uint32_t i = 0; i < count; i++) {
        firsts[owners[i] + 1]++;
    }
    for (uint32_t i = 0; i < owner_count; i++) {
        firsts[i + 1] += firsts[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        order[firsts[owners[i]]++] = i;
    }
    for (uint32_t i = owner_count; i > 0; i--) {
        firsts[i] = firsts[i - 1];
    }
    firsts[0] = 0;
}

void bags_sum(const struct bags *bags, const uint32_t *owners, uint32_t owner_count, struct bags *sums)
{
    bags_init(sums);
    uint32_t *order = calloc((size_t)bags->document_count + 1, sizeof *order);
    size_t *firsts = calloc((size_t)owner_count + 1, sizeof *firsts);
    sums->failed = bags->failed || order == NULL || firsts == NULL;
    if (!sums->failed) {
        group(owners, bags->document_count, owner_count, order, firsts);
    }
    for (uint32_t i = 0; i < owner_count && !sums->failed; i++) {
        add_sum(bags, order + firsts[i], firsts[i + 1] - firsts[i], sums);
    }
    free(order);
    free(firsts);
}
