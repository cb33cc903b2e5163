/* index/ridge.c - the linear algebra of ridge regression: a positive symmetric matrix, and systems of equations that it
 * makes. Sums have one order, so that the same matrix gives the same bits. */
#include "index/index_internal.h"

#include <math.h>

bool ridge_decompose(double *matrix, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double *row = matrix + i * count;
        for (size_t j = 0; j <= i; j++) {
            const double *other = matrix + j * count;
            double rest = row[j];
            for (size_t k = 0; k < j; k++) {
                rest -= row[k] * other[k];
            }
            if (i == j && !(rest > 0 && isfinite(rest))) {
                return false;
            }
            row[j] = i == j ? sqrt(rest) : rest / other[j];
        }
    }
    return true;
}

void ridge_solve(const double *matrix, size_t count, double *values)
{
    for (size_t i = 0; i < count; i++) {
        const double *row = matrix + i * count;
        for (size_t k = 0; k < i; k++) {
            values[i] -= row[k] * values[k];
        }
        values[i] /= row[i];
    }
    for (size_t i = count;
         i-- > 0;) { /* row by row, as they lie in memory: what is known is taken from the others */
        const double *row = matrix + i * count;
        values[i] /= row[i];
        for (size_t k = 0; k < i; k++) {
            values[k] -= row[k] * values[i];
        }
    }
}
