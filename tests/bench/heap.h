/* bench/heap.h - how many allocations there are. */
#ifndef BENCH_HEAP_H
#define BENCH_HEAP_H

#include <stdint.h>

struct heap_count {
    uint64_t own; /* from the code that is linked in here */
    uint64_t all; /* and from the libraries: SQLite, utf8proc, the C library itself */
};

/* Calls of malloc(), calloc() and realloc() since the program started. */
struct heap_count heap_count(void);

#endif
