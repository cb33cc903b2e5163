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
 * Rifkin et al. 2003, "Regularized least-squares classification"). All that grows with the phrasings is read once, and
 * what grows with the entries is solved once for each, so it takes as long for each as for the first. */
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

struct model_word text_vectors_word(const struct lexicon *lexicon, const struct stemmer *stems,
                                    const struct word *word)
{
    struct faqbot_view plain = word->plain;
    struct model_word known = {.number = LEXICON_NONE,
                               .rarity = 1, /* what the lexicon lacks may be a name */
                               .is_content = !stemmer_is_stopword(stems, plain),
                               .is_apart = ascii_has_digit(plain)};
    known.number = lexicon == NULL ? LEXICON_NONE : lexicon_find(lexicon, plain);
    if (known.number != LEXICON_NONE && known.is_content) {
        struct lexicon_contrast contrast = lexicon_find_contrast(lexicon, known.number);
        known.rarity = measure_rarity(lexicon_rank(lexicon, known.number));
        known.per_length = lexicon_per_length(lexicon, known.number);
        known.side = contrast.side;
        known.is_apart = known.is_apart || contrast.is_apart;
    }
    known.shape = known.is_content ? find_shape(plain) : 0;
    return known;
}

static void add_vector(struct buffer *vectors, const struct lexicon_vector *vector)
{
    buffer_add(vectors, view_make((const char *)vector, sizeof *vector));
}

void text_vectors_add(const struct lexicon *lexicon, struct faqbot_view text, struct buffer *vectors)
{
    float sum[N] = {0};
    if (lexicon != NULL) {
        lexicon_add(lexicon, text, sum);
    }
    struct lexicon_vector vector = lexicon_direction(sum);
    add_vector(vectors, &vector);
}

/* The first phrasing of another entry, from `start` on; an entry's phrasings follow each other. */
static uint32_t end_of_entry(const struct phrasing_vectors *phrasings, uint32_t start)
{
    uint32_t end = start + 1;
    while (end < phrasings->count && phrasings->owners[end] == phrasings->owners[start]) {
        end++;
    }
    return end;
}

static bool is_zero(const struct lexicon_vector *vector)
{
    const struct lexicon_vector zero = {{0}};
    return memcmp(vector, &zero, sizeof zero) == 0;
}

void text_vectors_sum(const struct phrasing_vectors *phrasings, const struct lexicon_vector *passages,
                      uint32_t entry_count, struct buffer *meanings)
{
    uint32_t at = 0;
    for (uint32_t entry = 0; entry < entry_count; entry++) {
        float sum[N] = {0};
        for (; at < phrasings->count && phrasings->owners[at] == entry; at++) {
            for (size_t i = 0; i < N; i++) {
                sum[i] += (float)phrasings->vectors[at].parts[i];
            }
        }
        struct lexicon_vector vector = lexicon_direction(sum);
        add_vector(meanings, is_zero(&passages[entry]) ? &vector : &passages[entry]);
    }
}

/* ==== the classifier ============================================================================================= */

/* The lower half of the matrix that is inverted. */
static void gather(const struct phrasing_vectors *phrasings, double matrix[N][N])
{
    const double one = (double)LEXICON_VECTOR_ONE * LEXICON_VECTOR_ONE;
    for (uint32_t start = 0, end; start < phrasings->count; start = end) {
        end = end_of_entry(phrasings, start);
        double share = 1 / ((end - start) * one);
        for (uint32_t at = start; at < end; at++) {
            const int16_t *parts = phrasings->vectors[at].parts;
            for (size_t i = 0; i < N; i++) {
                double factor = share * parts[i];
                for (size_t j = 0; j <= i; j++) {
                    matrix[i][j] += factor * parts[j];
                }
            }
        }
    }
    for (size_t i = 0; i < N; i++) {
        matrix[i][i] += LAMBDA;
    }
}

/* Cholesky's decomposition, in place: the lower half becomes L with L L' the matrix. Lambda keeps it positive. */
static void decompose(double matrix[N][N])
{
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j <= i; j++) {
            double rest = matrix[i][j];
            for (size_t k = 0; k < j; k++) {
                rest -= matrix[i][k] * matrix[j][k];
            }
            matrix[i][j] = i == j ? sqrt(rest) : rest / matrix[j][j];
        }
    }
}

/* Solves L L' x = values, in place. */
static void solve(double matrix[N][N], double values[N])
{
    for (size_t i = 0; i < N; i++) {
        for (size_t k = 0; k < i; k++) {
            values[i] -= matrix[i][k] * values[k];
        }
        values[i] /= matrix[i][i];
    }
    for (size_t i = N; i-- > 0;) {
        for (size_t k = i + 1; k < N; k++) {
            values[i] -= matrix[k][i] * values[k];
        }
        values[i] /= matrix[i][i];
    }
}

static void add_classifier(const double values[N], struct buffer *classifiers)
{
    struct lexicon_vector vector;
    for (size_t i = 0; i < N; i++) {
        double part = round(values[i] * CLASSIFIER_VECTOR_ONE);
        vector.parts[i] = (int16_t)(part > INT16_MAX ? INT16_MAX : part < -INT16_MAX ? -INT16_MAX : part);
    }
    add_vector(classifiers, &vector);
}

void text_vectors_learn(const struct phrasing_vectors *phrasings, uint32_t entry_count,
                        struct buffer *classifiers)
{
    double matrix[N][N] = {{0}}; /* 72 KiB */
    uint32_t at = 0;
    gather(phrasings, matrix);
    decompose(matrix);
    for (uint32_t entry = 0; entry < entry_count; entry++) {
        double values[N] = {0};
        bool has_phrasing = at < phrasings->count && phrasings->owners[at] == entry;
        uint32_t end = has_phrasing ? end_of_entry(phrasings, at) : at;
        double share = 1 / (LEXICON_VECTOR_ONE * (double)(has_phrasing ? end - at : 1));
        for (; at < end; at++) {
            for (size_t i = 0; i < N; i++) {
                values[i] += share * phrasings->vectors[at].parts[i];
            }
        }
        solve(matrix, values);
        add_classifier(values, classifiers);
    }
}
