/* index/text_vectors.c - entries as vectors of the lexicon: what a question in quite other words is compared with.
 *
 * An FAQ entry is the sum of its phrasings, a passage that of its words. A classifier tells an entry's phrasings from
 * those of all others besides. It is ridge regression on the vectors: of the matrix W of one weight vector an entry
 * that is wanted, the closed form is
 *
 *     W = (sum over phrasings i of c_i x_i x_i' + lambda I)^-1 (sum over phrasings i of c_i x_i y_i'),
 *
 * where y_i has a one at the entry of phrasing i and zeros elsewhere, and c_i is one over how many phrasings that entry
 * has, so that an entry does not count for more where its owner wrote more (Hoerl and Kennard 1970, "Ridge regression";
 * Rifkin et al. 2003, "Regularized least-squares classification"). It has no limit of phrasings, unlike the classifiers
 * of learn.c, since all that grows with them is read once.
 *
 * The right-hand sum is, for each entry, the mean of its phrasings' vectors, which is the vector that it has anyway
 * times a length. So the classifiers are not stored: a question is multiplied by the inverse once, and then compared
 * with each entry's vector (W' q is the same as X' M^-1 q). What an index keeps is the matrix M itself, as a sum to
 * which an update adds and from which it takes away. */
#include "index/index_internal.h"

#include <math.h>
#include <string.h>

#define LAMBDA .3 /* .1 to 1 are alike */
#define N LEXICON_DIMENSIONS

/* The commonest words of the language weigh RARITY_LEAST of what the rare ones do; in between the logarithm
 * of the rank decides. .1 to .3 are alike, and so are bounds half as large or twice. */
#define RARITY_LEAST .2
#define RANK_COMMON 100.0
#define RANK_RARE 10000.0

/* The end of a word is left out: it is where the forms of one word differ. */
static uint64_t find_shape(struct faqbot_view word)
{
    uint64_t shape = 0;
    uint64_t run = 1; /* the beginning */
    uint32_t letter;
    for (size_t i = 0; utf8_next(&word, &letter); i++) {
        run = (run << 21 | letter) & ((UINT64_C(1) << 63) - 1);
        if (i > 0) {
            shape |= UINT64_C(1) << ((run * UINT64_C(0x9e3779b97f4a7c15)) >> 58);
        }
    }
    return shape;
}

static float measure_rarity(unsigned rank)
{
    double bounded = rank < RANK_COMMON ? RANK_COMMON : rank > RANK_RARE ? RANK_RARE : rank;
    double share = log(bounded / RANK_COMMON) / log(RANK_RARE / RANK_COMMON);
    return (float)(RARITY_LEAST + (1 - RARITY_LEAST) * share);
}

struct word_traits word_traits_find(const struct lexicon *lexicon, const struct stemmer *stems,
                                    struct faqbot_view plain)
{
    struct word_traits traits = {.number = LEXICON_NONE,
                                 .rarity = 1, /* what the lexicon lacks may be a name */
                                 .is_content = !stemmer_is_stopword(stems, plain),
                                 .is_apart = ascii_has_digit(plain)};
    if (lexicon != NULL && traits.is_content) {
        struct lexicon_contrast contrast = lexicon_find_contrast(lexicon, plain);
        traits.side = contrast.side;
        traits.is_apart = traits.is_apart || contrast.is_apart;
    }
    traits.number = lexicon == NULL ? LEXICON_NONE : lexicon_find(lexicon, plain);
    if (traits.number != LEXICON_NONE && traits.is_content) {
        traits.rarity = measure_rarity(lexicon_rank(lexicon, traits.number));
        traits.per_length = lexicon_per_length(lexicon, traits.number);
    }
    traits.shape = traits.is_content ? find_shape(plain) : 0;
    return traits;
}

/* -- The vector of an entry ------------------------------------------------------------------------------------ */

/* Sums of multiples of 2^-36 are exact up to 2^17, more than there are entries in them: what an update adds and takes
 * away leaves what is summed up anew, to the last digit. Adding 1.5 x 2^16 leaves no digits behind those. */
static double round_part(double part)
{
    const double rounding = 98304;
    return part + rounding - rounding;
}

/* Adds a phrasing's vector, which counts so much, to the sums. */
static void add_products(struct meaning_sums *sums, const struct lexicon_vector *vector, double share)
{
    for (size_t i = 0; i < N; i++) {
        double factor = share * vector->parts[i];
        for (size_t j = 0; j <= i; j++) {
            sums->matrix[i][j] += round_part(factor * vector->parts[j]);
        }
    }
}

/* The direction of the sum of all phrasings, each of length 1, and the length of their mean; of a passage those of its
 * heading. */
static void find_phrasings(const struct lexicon *lexicon, const struct entry *entry,
                           struct entry_meaning *meaning, struct meaning_sums *sums)
{
    float sum[N] = {0};
    double square = 0;
    const double share = 1 / ((double)entry->phrasing_count * LEXICON_VECTOR_ONE * LEXICON_VECTOR_ONE);
    for (size_t at = 0; at < entry->phrasing_count; at++) {
        float one[N] = {0};
        lexicon_add(lexicon, entry->phrasings[at], one);
        struct lexicon_vector vector = lexicon_direction(one);
        for (size_t i = 0; i < N; i++) {
            sum[i] += (float)vector.parts[i];
        }
        if (sums != NULL) {
            add_products(sums, &vector, share);
        }
    }
    for (size_t i = 0; i < N; i++) {
        square += (double)sum[i] * (double)sum[i];
    }
    meaning->vector = lexicon_direction(sum);
    meaning->scale = (float)(sqrt(square) / ((double)entry->phrasing_count * LEXICON_VECTOR_ONE));
}

/* The direction of the words of a passage: those of the last text of the sequence. */
static void find_passage(const struct lexicon *lexicon, const struct vocabulary *vocabulary,
                         struct entry_meaning *meaning)
{
    const uint32_t *sequence = (const void *)vocabulary->sequence.bytes;
    size_t at = vocabulary->sequence.size / sizeof *sequence - 1;
    float sum[N] = {0};
    for (; at > 0 && sequence[at - 1] != FORWARD_END; at--) {
        uint32_t number = vocabulary->forms[sequence[at - 1]].number;
        if (number != LEXICON_NONE) {
            lexicon_add_word(lexicon, number, sum);
        }
    }
    *meaning = (struct entry_meaning){.vector = lexicon_direction(sum)};
}

void entry_meaning_find(const struct lexicon *lexicon, const struct entry *entry,
                        const struct vocabulary *vocabulary, struct entry_meaning *meaning,
                        struct meaning_sums *sums)
{
    if (entry->kind == ENTRY_FAQ || forward_has_heading(entry)) {
        find_phrasings(lexicon, entry, meaning, sums);
    }
    if (entry->kind == ENTRY_PASSAGE) {
        find_passage(lexicon, vocabulary, meaning);
    }
}

/* -- The classifier -------------------------------------------------------------------------------------------- */

bool meaning_classifier_make(const struct meaning_sums *sums, struct meaning_classifier *classifier)
{
    struct meaning_sums decomposed = *sums;
    for (size_t i = 0; i < N; i++) {
        decomposed.matrix[i][i] += LAMBDA; /* which keeps it positive */
    }
    if (!ridge_decompose(decomposed.matrix[0], N)) {
        return false;
    }
    for (size_t i = 0; i < N; i++) {
        double column[N] = {0};
        column[i] = 1;
        ridge_solve(decomposed.matrix[0], N, column);
        for (size_t j = 0; j < N; j++) {
            classifier->inverse[i][j] = (float)column[j];
        }
    }
    return true;
}

struct lexicon_vector meaning_classifier_read(const struct meaning_classifier *classifier,
                                              const struct lexicon_vector *question)
{
    float sum[N] = {0};
    struct lexicon_vector read;
    for (size_t i = 0; i < N; i++) {
        float part = (float)question->parts[i] / LEXICON_VECTOR_ONE;
        for (size_t j = 0; j < N; j++) {
            sum[j] += part * classifier->inverse[i][j];
        }
    }
    for (size_t i = 0; i < N; i++) {
        float part = roundf(sum[i] * CLASSIFIER_VECTOR_ONE);
        read.parts[i] = (int16_t)(part > INT16_MAX ? INT16_MAX : part < -INT16_MAX ? -INT16_MAX : part);
    }
    return read;
}
