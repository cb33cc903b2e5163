/* bucket.h - a token bucket, kept as the moment at which it will be full again. The clock is the caller's. */
#ifndef SERVER_BUCKET_H
#define SERVER_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

/* What a full bucket holds, in microseconds: a minute's worth, whatever one ask costs. */
#define BUCKET_MICROSECONDS UINT64_C(60000000)

/* Zeroed: full. */
struct bucket {
    uint64_t full_at; /* microseconds of the caller's clock, which never goes back */
};

/* What one of `per_minute` costs, above 0; a tenth of it where `is_small`. */
uint64_t bucket_cost(unsigned per_minute, bool is_small);

/* How many microseconds it takes until `cost`, BUCKET_MICROSECONDS at most, is in the bucket; 0: it is. */
uint64_t bucket_wait(const struct bucket *bucket, uint64_t cost, uint64_t now);

/* Takes `cost` out; bucket_wait() has said that it is in. */
void bucket_take(struct bucket *bucket, uint64_t cost, uint64_t now);

bool bucket_is_full(const struct bucket *bucket, uint64_t now);

#endif
