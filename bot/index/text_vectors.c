/* index/text_vectors.c - phrasings and answers as vectors of the lexicon: what a question in quite other words is
 * compared with.
 *
 * Four comparisons are prepared: with each phrasing, with the sum of an entry's phrasings (a centroid), with its
 * answer, and by a classifier that tells an entry's phrasings from those of all others. The classifier is ridge
 * regression on the vectors: of the matrix W of one weight vector an entry that is wanted, the closed form is
 *
 *     W = (sum over phrasings i of c_i x_i x_i' + lambda I)^-1 (sum over phrasings i of c_i x_i y_i'),
 *
 * where y_i has a one at the entry of phrasing i and zeros elsewhere, and c_i is one over how many phrasings that entry
 * has, so that an entry does not count for more where its owner wrote more (Hoerl and Kennard 1970, "Ridge regression";
 * Rifkin et al. 2003, "Regularized least-squares classification"). It has no limit of phrasings, unlike the classifiers
 * of train.c, since all that grows with them is read once. */
#include "index/index_internal.h"

#include <math.h>
#include <string.h>

#define LAMBDA .3 /* .1 to 1 are alike */
#define N LEXICON_DIMENSIONS

uint32_t text_vectors_word(const struct lexicon *lexicon, const struct stemmer *stems,
                           const struct word *word)
{
    uint32_t info = stemmer_is_stopword(stems, word->plain) ? 0 : MODEL_WORD_CONTENT;
    for (size_t i = 0; i < word->plain.size && !(info & MODEL_WORD_CODE); i++) {
        info |= ascii_is_digit(word->plain.bytes[i]) ? MODEL_WORD_CODE : 0;
    }
    uint32_t number = lexicon == NULL ? LEXICON_NONE : lexicon_find(lexicon, word->plain);
    return info | (number == LEXICON_NONE ? MODEL_WORD_UNKNOWN : number);
}

static void add_vector(struct buffer *vectors, const struct lexicon_vector *vector)
{
    buffer_add(vectors, view_make((const char *)vector, sizeof *vector));
}

void text_vectors_add(const struct lexicon *lexicon, struct faqbot_view text, struct buffer *vectors)
{
    float sum[N] = {0};
    if (lexicon != NULL) {
        lexicon_sum(lexicon, text, sum);
    }
    struct lexicon_vector vector = lexicon_direction(sum);
    add_vector(vectors, &vector);
}

/* The first phrasing of another entry, from `start` on; an entry's phrasings follow each other. */
static uint32_t end_of_entry(const uint32_t *owners, uint32_t count, uint32_t start)
{
    uint32_t end = start + 1;
    while (end < count && owners[end] == owners[start]) {
        end++;
    }
    return end;
}

void text_vectors_sum(const struct lexicon_vector *phrasings, const uint32_t *owners, uint32_t count,
                      uint32_t entry_count, struct buffer *centroids)
{
    uint32_t at = 0;
    for (uint32_t entry = 0; entry < entry_count; entry++) {
        float sum[N] = {0};
        for (; at < count && owners[at] == entry; at++) {
            for (size_t i = 0; i < N; i++) {
                sum[i] += (float)phrasings[at].parts[i];
            }
        }
        struct lexicon_vector vector = lexicon_direction(sum);
        add_vector(centroids, &vector);
    }
}

/* ==== the classifier ============================================================================================= */

/* The lower half of the matrix that is inverted. */
static void gather(const struct lexicon_vector *phrasings, const uint32_t *owners, uint32_t count,
                   double matrix[N][N])
{
    const double one = (double)LEXICON_VECTOR_ONE * LEXICON_VECTOR_ONE;
    for (uint32_t start = 0, end; start < count; start = end) {
        end = end_of_entry(owners, count, start);
        double share = 1 / ((end - start) * one);
        for (uint32_t at = start; at < end; at++) {
            const int16_t *parts = phrasings[at].parts;
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

void text_vectors_learn(const struct lexicon_vector *phrasings, const uint32_t *owners, uint32_t count,
                        uint32_t entry_count, struct buffer *classifiers)
{
    double matrix[N][N] = {{0}}; /* 72 KiB */
    uint32_t at = 0;
    gather(phrasings, owners, count, matrix);
    decompose(matrix);
    for (uint32_t entry = 0; entry < entry_count; entry++) {
        double values[N] = {0};
        uint32_t end = at < count && owners[at] == entry ? end_of_entry(owners, count, at) : at;
        double share = 1 / (LEXICON_VECTOR_ONE * (double)(end > at ? end - at : 1));
        for (; at < end; at++) {
            for (size_t i = 0; i < N; i++) {
                values[i] += share * phrasings[at].parts[i];
            }
        }
        solve(matrix, values);
        add_classifier(values, classifiers);
    }
}
