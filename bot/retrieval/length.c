/* retrieval/length.c - lengths as small floating-point numbers: 4 bits of exponent, 4 of fraction, no sign. It is what
 * Lucene does with its norms (SmallFloat.intToByte4): BM25 is so flat in the length that a step of 6 % moves a score
 * by less than one occurrence of a word does. One byte an entry lets all lengths stay in memory, and with so few
 * classes BM25 itself becomes a table (saturation.h). */
#include "retrieval/length.h"

#define FRACTION_BITS 4
#define EXPONENT_MAX ((LENGTH_NORMS >> FRACTION_BITS) - 2)

uint8_t length_norm(uint64_t words)
{
    if (words < 1U << FRACTION_BITS) {
        return (uint8_t)words;
    }
    unsigned exponent = 0;
    while (words >> exponent >= 2U << FRACTION_BITS) {
        exponent++;
    }
    if (exponent > EXPONENT_MAX) {
        return LENGTH_NORMS - 1;
    }
    /* The leading one of what is left is not kept: it makes the exponent one larger. */
    return (uint8_t)((exponent << FRACTION_BITS) + (unsigned)(words >> exponent));
}

uint32_t length_norm_words(uint8_t length)
{
    const uint32_t one = 1U << FRACTION_BITS;
    return length < one ? length : (one + length % one) << (length / one - 1);
}
