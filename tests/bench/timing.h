/* bench/timing.h - CPU time, and what is typical of several measurements. */
#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

#include <stddef.h>

/* CPU time of this process so far, in microseconds: not the clock, because the machine may be busy. */
double timing_cpu_microseconds(void);

/* The value in the middle, and the one that all but a hundredth of the others stay below. Both sort the values, of
 * which there is one at least. */
double timing_middle(double *values, size_t count);
double timing_percentile_99(double *values, size_t count);

#endif
