/* retrieval/saturation.c - computes BM25's part of counts and lengths once for all questions. The caller brings the
 * words' weights.
 *
 * * The part is tf (k1 + 1) / (tf + k1 (1 - b + b l / l_avg)) (Robertson and Zaragoza 2009, "The Probabilistic
 * Relevance Framework: BM25 and Beyond", 3.4), in 1 / BM25_TABLE_ONE. It lies below k1 + 1, so that 16 bits hold it.
 * */
#include "retrieval/saturation.h"

#include <assert.h>
#include <math.h>

#include "retrieval/rank.h"

_Static_assert(BM25_TABLE_TERMS_MAX <= 1 << BM25_TABLE_SHIFT, "a sum of scores fits");

void bm25_table_make(double average_words, struct bm25_table *saturation)
{
    assert(average_words > 0 && (RANK_K1 + 1) * BM25_TABLE_ONE <= UINT16_MAX);
    for (unsigned length = 0; length < LENGTH_NORMS; length++) {
        double words = length_norm_words((uint8_t)length);
        double spread = RANK_K1 * (1 - RANK_B + RANK_B * words / average_words);
        for (unsigned count = 0; count <= BM25_TABLE_COUNT_MAX; count++) {
            double part = count * (RANK_K1 + 1) / (count + spread);
            saturation->parts[count][length] = (uint16_t)lround(part * BM25_TABLE_ONE);
        }
    }
}
