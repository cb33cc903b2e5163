/* alloc/failing.h - the control file that failing.c shares with the tests that use it. */
#ifndef ALLOC_FAILING_H
#define ALLOC_FAILING_H

#include <stdatomic.h>
#include <stdint.h>

/* The file that FAILING_CONTROL names. All zero: nothing fails. */
struct failing_control {
    _Atomic int64_t count;      /* allocations since it was last set to zero */
    _Atomic int64_t fail_at;    /* the allocation that is refused, the first being 1; 0: none */
    _Atomic int64_t fails_from; /* 1: all behind it are refused too */
};

#endif
