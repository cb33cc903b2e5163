/* base/recent.c - values by their keys, those used last: a hash table with chains, and a list from the latest used to
 * the one that goes first. A value lies with its key in one piece of memory. */
#include "base/recent.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/view.h"

/* What the C library takes for a piece of memory besides its bytes. */
#define OVERHEAD_BYTES 16

struct slot {
    struct slot *chain; /* the next one of the same bucket */
    struct slot *later; /* used after this one; NULL: the latest */
    struct slot *earlier;
    uint64_t hash;
    struct faqbot_view key; /* behind the value */
    size_t bytes;           /* of all of it */
    alignas(max_align_t) char value[];
};

struct recent {
    struct siphash_key seed;
    struct slot **buckets;
    size_t bucket_count; /* a power of two */
    size_t count;
    size_t count_max;
    size_t bytes;
    size_t bytes_max;
    struct slot *latest;
    struct slot *earliest;
};

struct recent *recent_new(size_t values, size_t bytes, struct siphash_key seed)
{
    struct recent *recent = calloc(1, sizeof *recent);
    if (recent == NULL) {
        return NULL;
    }
    recent->seed = seed;
    recent->count_max = values;
    recent->bytes_max = bytes;
    recent->bucket_count = 1;
    while (recent->bucket_count < values) {
        recent->bucket_count *= 2;
    }
    recent->buckets = calloc(recent->bucket_count, sizeof(struct slot *));
    if (recent->buckets == NULL) {
        free(recent);
        return NULL;
    }
    return recent;
}

void recent_free(struct recent *recent)
{
    if (recent != NULL) {
        recent_clear(recent);
        free(recent->buckets);
        free(recent);
    }
}

static void unlink_slot(struct recent *recent, struct slot *slot)
{
    *(slot->later != NULL ? &slot->later->earlier : &recent->latest) = slot->earlier;
    *(slot->earlier != NULL ? &slot->earlier->later : &recent->earliest) = slot->later;
}

static void link_latest(struct recent *recent, struct slot *slot)
{
    slot->later = NULL;
    slot->earlier = recent->latest;
    *(recent->latest != NULL ? &recent->latest->later : &recent->earliest) = slot;
    recent->latest = slot;
}

static struct slot **find_bucket(struct recent *recent, uint64_t hash)
{
    return &recent->buckets[hash & (recent->bucket_count - 1)];
}

static void forget_earliest(struct recent *recent)
{
    struct slot *slot = recent->earliest;
    struct slot **at = find_bucket(recent, slot->hash);
    while (*at != slot) {
        at = &(*at)->chain;
    }
    *at = slot->chain;
    unlink_slot(recent, slot);
    recent->count--;
    recent->bytes -= slot->bytes;
    free(slot);
}

void recent_clear(struct recent *recent)
{
    while (recent->earliest != NULL) {
        forget_earliest(recent);
    }
}

const void *recent_find(struct recent *recent, struct faqbot_view key)
{
    uint64_t hash = siphash(recent->seed, key);
    for (struct slot *slot = *find_bucket(recent, hash); slot != NULL; slot = slot->chain) {
        if (slot->hash == hash && view_equals(slot->key, key)) {
            unlink_slot(recent, slot);
            link_latest(recent, slot);
            return slot->value;
        }
    }
    return NULL;
}

static struct slot *make_slot(const struct recent *recent, struct faqbot_view key, size_t size)
{
    struct slot *slot = malloc(sizeof *slot + size + key.size);
    if (slot == NULL) {
        return NULL;
    }
    *slot = (struct slot){.hash = siphash(recent->seed, key),
                          .key = view_make(slot->value + size, key.size),
                          .bytes = sizeof *slot + size + key.size + OVERHEAD_BYTES};
    if (key.size > 0) {
        memcpy(slot->value + size, key.bytes, key.size);
    }
    return slot;
}

void *recent_keep(struct recent *recent, struct faqbot_view key, size_t size)
{
    assert(recent_find(recent, key) == NULL);
    if (recent->count_max == 0 || size > recent->bytes_max ||
        sizeof(struct slot) + size + key.size + OVERHEAD_BYTES > recent->bytes_max) {
        return NULL;
    }
    struct slot *slot = make_slot(recent, key, size);
    if (slot == NULL) {
        return NULL;
    }
    while (recent->count == recent->count_max || recent->bytes + slot->bytes > recent->bytes_max) {
        forget_earliest(recent);
    }
    struct slot **bucket = find_bucket(recent, slot->hash);
    slot->chain = *bucket;
    *bucket = slot;
    link_latest(recent, slot);
    recent->count++;
    recent->bytes += slot->bytes;
    return slot->value;
}
