/* bench/timing.c - the clock of CPU time, and order statistics. */
#include "timing.h"

#include <stdlib.h>
#include <time.h>

double timing_cpu_microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int by_size(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;
    return (*a > *b) - (*a < *b);
}

double timing_middle(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

double timing_percentile_99(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count - 1 - count / 100];
}
