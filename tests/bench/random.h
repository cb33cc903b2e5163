/* bench/random.h - numbers that look drawn by chance and are the same everywhere. */
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include <stdint.h>

/* The next of 2^64 numbers; `state` is the seed, and kept by the caller. */
uint64_t random_next(uint64_t *state);

/* One of 0 to limit - 1. */
unsigned random_below(uint64_t *state, unsigned limit);

#endif
