/* bucket.c - a token bucket in one number, as the generic cell rate algorithm of ITU-T I.371 has it: nothing needs to
 * be filled by a timer, and a bucket that is full may be forgotten. */
#include "server/bucket.h"

#include <assert.h>

#define SMALL 10 /* so many small requests cost one ask */

uint64_t bucket_cost(unsigned per_minute, bool is_small)
{
    assert(per_minute > 0);
    uint64_t cost = BUCKET_MICROSECONDS / per_minute / (is_small ? SMALL : 1);
    return cost > 0 ? cost : 1;
}

static uint64_t later(uint64_t left, uint64_t right)
{
    return left > right ? left : right;
}

uint64_t bucket_wait(const struct bucket *bucket, uint64_t cost, uint64_t now)
{
    uint64_t full_at = later(bucket->full_at, now) + cost;
    return full_at > now + BUCKET_MICROSECONDS ? full_at - now - BUCKET_MICROSECONDS : 0;
}

void bucket_take(struct bucket *bucket, uint64_t cost, uint64_t now)
{
    bucket->full_at = later(bucket->full_at, now) + cost;
}

bool bucket_is_full(const struct bucket *bucket, uint64_t now)
{
    return bucket->full_at <= now;
}
