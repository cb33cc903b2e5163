/* encoder/forward.c - the layers of a transformer (Vaswani et al. 2017; BERT's: Devlin et al. 2018): rows of the word
 * table go in, what each token means in its text comes out.
 *
 * A weight has 8 bits. What it is multiplied with is rounded to 14, with a step of its own for each token, so that the
 * rounding of weights alone is felt; products are added in 32 bits, where 1536 of them fit. With 8 bits on both sides
 * AVX2's instruction for it would saturate. The rest is floats, one operation at a time: what is added up over a
 * vector is added in LANES sums that are joined in one order, so that a compiler may take any number of lanes at once,
 * and -ffp-contract=off keeps it from joining a product and a sum.
 *
 * All is written once, in plain C, and compiled once more for AVX2, where the products alone are written with its
 * instructions. VNNI's on 512 bits would take a quarter off the products; that is not worth a third path. */
#include "encoder/encoder_internal.h"

#include <math.h>

#define TILE_TOKENS 4 /* multiplied side by side: so that four times sixteen sums fit into AVX2's registers */
#define LANES 16
#define INNER_STEPS 8191 /* 127 * 8191 * ENCODER_FEED_FORWARD_MAX is below 2^31 */
#define LEAST 1e-30F     /* a vector below it in all its numbers is one of zeros */

#if defined __x86_64__
#include <immintrin.h>
#define HAS_AVX2 1
#else
#define HAS_AVX2 0
#endif

/* So that it is compiled anew, for its instructions, within each function that uses it. */
#define INLINE static inline __attribute__((always_inline))

/* The products of one panel's rows with the vectors of some tokens, TILE_TOKENS at most, which lie one after the
 * other. */
typedef void multiply_tile(const int8_t *panel, size_t columns, const int16_t *vectors, size_t count,
                           int32_t sums[TILE_TOKENS][ENCODER_PANEL_ROWS]);

/* ==== functions of one number =================================================================================== */

/* e^x for x <= 0: 2^n e^r with r at most half of ln 2, and a polynomial for e^r, its Taylor series to the sixth power.
 * What is less than e^-80 is that. */
INLINE float exponential(float x)
{
    const float to_whole = 12582912; /* 1.5 * 2^23: behind it no fraction fits */
    x = x < -80 ? -80 : x;
    float shifted = x * 1.44269504F + to_whole;
    float whole = shifted - to_whole;
    float r = x - whole * 0.693359375F; /* ln 2 in two parts, the first one with few bits */
    r = r + whole * 2.12194440e-4F;
    float power = 1.0F / 720;
    power = power * r + 1.0F / 120;
    power = power * r + 1.0F / 24;
    power = power * r + 1.0F / 6;
    power = power * r + 0.5F;
    power = power * r + 1;
    power = power * r + 1;
    int32_t bits;
    memcpy(&bits, &power, sizeof bits);
    bits += (int32_t)whole * (1 << 23);
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* x times the share of a normal distribution below x (Hendrycks and Gimpel 2016), with the error function's complement
 * by Abramowitz and Stegun 7.1.26: wrong by 1.5e-7 at most. */
INLINE float gelu(float x)
{
    float size = fabsf(x) * 0.70710678F;
    float t = 1 / (1 + 0.3275911F * size);
    float sum = 1.061405429F;
    sum = sum * t - 1.453152027F;
    sum = sum * t + 1.421413741F;
    sum = sum * t - 0.284496736F;
    sum = sum * t + 0.254829592F;
    float above = sum * t * exponential(-size * size);
    return 0.5F * x * (x < 0 ? above : 2 - above);
}

/* ==== functions of a vector ===================================================================================== */

INLINE float sum_lanes(const float lanes[LANES])
{
    float halves[LANES / 2];
    for (size_t i = 0; i < LANES / 2; i++) {
        halves[i] = lanes[i] + lanes[i + LANES / 2];
    }
    return ((halves[0] + halves[4]) + (halves[2] + halves[6])) +
           ((halves[1] + halves[5]) + (halves[3] + halves[7]));
}

/* `count` is a multiple of LANES, here and below. */
INLINE float sum_of(const float *numbers, size_t count)
{
    float lanes[LANES] = {0};
    for (size_t i = 0; i < count; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            lanes[l] += numbers[i + l];
        }
    }
    return sum_lanes(lanes);
}

INLINE float sum_of_squares(const float *numbers, size_t count)
{
    float lanes[LANES] = {0};
    for (size_t i = 0; i < count; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            lanes[l] += numbers[i + l] * numbers[i + l];
        }
    }
    return sum_lanes(lanes);
}

/* The largest size of numbers that are balanced. */
INLINE float largest(const float *numbers, const float *balance, size_t count)
{
    float lanes[LANES] = {0};
    float most = 0;
    for (size_t i = 0; i < count; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            float size = fabsf(numbers[i + l] * balance[i + l]);
            lanes[l] = size > lanes[l] ? size : lanes[l];
        }
    }
    for (size_t l = 0; l < LANES; l++) {
        most = lanes[l] > most ? lanes[l] : most;
    }
    return most;
}

/* Adds `more` (NULL: nothing) to a state and makes its mean 0 and its deviation 1, but for the norm's own. */
INLINE void normalize(const struct encoder *encoder, const struct encoder_norm *norm,
                      const float *restrict more, float *restrict state)
{
    size_t width = encoder->width;
    for (size_t i = 0; i < width && more != NULL; i++) {
        state[i] += more[i];
    }
    float mean = sum_of(state, width) / (float)width;
    for (size_t i = 0; i < width; i++) {
        state[i] -= mean;
    }
    float scale = 1 / sqrtf(sum_of_squares(state, width) / (float)width + encoder->epsilon);
    for (size_t i = 0; i < width; i++) {
        state[i] = state[i] * scale * norm->weights[i] + norm->bias[i];
    }
}

/* A vector, balanced, in whole numbers, to the nearest one; gives their step. */
INLINE float round_vector(const float *restrict numbers, const float *restrict balance, size_t count,
                          int16_t *restrict rounded)
{
    const float to_whole = 12582912;
    float most = largest(numbers, balance, count);
    float per_step = most < LEAST ? 0 : INNER_STEPS / most;
    for (size_t i = 0; i < count; i++) {
        float whole = numbers[i] * balance[i] * per_step + to_whole - to_whole;
        rounded[i] = (int16_t)(int32_t)whole;
    }
    return most / INNER_STEPS;
}

/* ==== products =================================================================================================== */

/* The two weights of a pair are taken apart by shifts, sixteen pairs at once. */
static void multiply_plain(const int8_t *panel, size_t columns, const int16_t *vectors, size_t count,
                           int32_t sums[TILE_TOKENS][ENCODER_PANEL_ROWS])
{
    for (size_t t = 0; t < count; t++) {
        const int16_t *vector = vectors + t * columns;
        int32_t sum[ENCODER_PANEL_ROWS] = {0};
        for (size_t i = 0; i < columns; i += 2) {
            int16_t both[ENCODER_PANEL_ROWS];
            int16_t first[ENCODER_PANEL_ROWS];
            int16_t second[ENCODER_PANEL_ROWS];
            memcpy(both, panel + i * ENCODER_PANEL_ROWS, sizeof both);
            for (size_t r = 0; r < ENCODER_PANEL_ROWS; r++) {
                first[r] = (int16_t)((int16_t)((unsigned)both[r] << 8) >> 8);
                second[r] = (int16_t)(both[r] >> 8);
            }
            for (size_t r = 0; r < ENCODER_PANEL_ROWS; r++) {
                sum[r] += (int32_t)first[r] * vector[i] + (int32_t)second[r] * vector[i + 1];
            }
        }
        memcpy(sums[t], sum, sizeof sum);
    }
}

#if HAS_AVX2
/* A pair of columns at a time: the two weights of a row meet the token's two numbers in one lane of 32 bits. */
__attribute__((target("avx2"), always_inline)) static inline void
multiply_avx2_of(const int8_t *panel, size_t columns, const int16_t *vectors, size_t count,
                 int32_t sums[TILE_TOKENS][ENCODER_PANEL_ROWS])
{
    __m256i low[TILE_TOKENS];
    __m256i high[TILE_TOKENS];
    for (size_t t = 0; t < count; t++) {
        low[t] = _mm256_setzero_si256();
        high[t] = _mm256_setzero_si256();
    }
    for (size_t i = 0; i < columns; i += 2) {
        const __m128i *pair = (const __m128i *)(const void *)(panel + i * ENCODER_PANEL_ROWS);
        __m256i low_rows = _mm256_cvtepi8_epi16(_mm_loadu_si128(pair));
        __m256i high_rows = _mm256_cvtepi8_epi16(_mm_loadu_si128(pair + 1));
#pragma GCC unroll 4 /* before sums are given their places, or one of them gets none in a register */
        for (size_t t = 0; t < count; t++) {
            int32_t two;
            memcpy(&two, vectors + t * columns + i, sizeof two);
            __m256i both = _mm256_set1_epi32(two);
            low[t] = _mm256_add_epi32(low[t], _mm256_madd_epi16(low_rows, both));
            high[t] = _mm256_add_epi32(high[t], _mm256_madd_epi16(high_rows, both));
        }
    }
    for (size_t t = 0; t < count; t++) {
        _mm256_storeu_si256((__m256i *)(void *)sums[t], low[t]);
        _mm256_storeu_si256((__m256i *)(void *)(sums[t] + ENCODER_PANEL_ROWS / 2), high[t]);
    }
}

/* With the count known, the sums stay in registers. */
__attribute__((target("avx2"))) static void multiply_avx2(const int8_t *panel, size_t columns,
                                                          const int16_t *vectors, size_t count,
                                                          int32_t sums[TILE_TOKENS][ENCODER_PANEL_ROWS])
{
    switch (count) {
    case 1:
        multiply_avx2_of(panel, columns, vectors, 1, sums);
        break;
    case 2:
        multiply_avx2_of(panel, columns, vectors, 2, sums);
        break;
    case 3:
        multiply_avx2_of(panel, columns, vectors, 3, sums);
        break;
    default:
        multiply_avx2_of(panel, columns, vectors, TILE_TOKENS, sums);
        break;
    }
}
#endif

/* Each token's vector times the matrix, and its bias: a row of matrix->rows numbers for each token. */
INLINE void multiply(const struct encoder_matrix *matrix, struct encoder_workspace *workspace,
                     const float *vectors, float *restrict products, multiply_tile *tile)
{
    size_t count = workspace->tokens.count;
    size_t columns = matrix->columns;
    for (size_t t = 0; t < count; t++) {
        workspace->steps[t] =
            round_vector(vectors + t * columns, matrix->balance, columns, workspace->rounded + t * columns);
    }
    for (size_t row = 0; row < matrix->rows; row += ENCODER_PANEL_ROWS) {
        int32_t sums[TILE_TOKENS][ENCODER_PANEL_ROWS];
        for (size_t first = 0; first < count; first += TILE_TOKENS) {
            size_t some = count - first < TILE_TOKENS ? count - first : TILE_TOKENS;
            tile(matrix->panels + row * columns, columns, workspace->rounded + first * columns, some, sums);
            for (size_t t = 0; t < some; t++) {
                float *out = products + (first + t) * matrix->rows + row;
                float step = workspace->steps[first + t];
                for (size_t r = 0; r < ENCODER_PANEL_ROWS; r++) {
                    out[r] = (float)sums[t][r] * (step * matrix->steps[row + r]) + matrix->bias[row + r];
                }
            }
        }
    }
}

/* ==== a layer =================================================================================================== */

/* What one token takes from all tokens with one head: `shares` of each, zeros at first, which sum up to 1. `keys` has
 * a row for each dimension of the head; tokens up to `padded` have zeros there. */
INLINE void find_shares(const float *query, const float *keys, size_t size, size_t count, size_t padded,
                        float shares[ENCODER_TOKENS_MAX])
{
    for (size_t i = 0; i < size; i++) {
        for (size_t s = 0; s < padded; s++) {
            shares[s] += query[i] * keys[i * ENCODER_TOKENS_MAX + s];
        }
    }
    float most = -HUGE_VALF;
    for (size_t s = 0; s < count; s++) {
        most = shares[s] > most ? shares[s] : most;
    }
    for (size_t s = 0; s < padded; s++) {
        shares[s] = exponential(s < count ? shares[s] - most : 0);
    }
    for (size_t s = count; s < padded; s++) {
        shares[s] = 0;
    }
    float per_sum = 1 / sum_of(shares, padded);
    for (size_t s = 0; s < count; s++) {
        shares[s] *= per_sum;
    }
}

/* Of the queries, keys and values in `mixed` to what each token takes from the others, into `inner`. */
INLINE void attend(const struct encoder *encoder, struct encoder_workspace *workspace)
{
    size_t count = workspace->tokens.count;
    size_t padded = (count + LANES - 1) / LANES * LANES;
    size_t width = encoder->width;
    size_t size = width / encoder->heads;
    for (size_t i = 0; i < width; i++) {
        float *row = workspace->keys + i * ENCODER_TOKENS_MAX;
        for (size_t s = 0; s < padded; s++) {
            row[s] = s < count ? workspace->mixed[s * 3 * width + width + i] : 0;
        }
    }
    memset(workspace->inner, 0, count * width * sizeof(float));
    for (size_t t = 0; t < count; t++) {
        for (size_t head = 0; head < width; head += size) {
            float shares[ENCODER_TOKENS_MAX] = {0};
            float *restrict taken = workspace->inner + t * width + head;
            find_shares(workspace->mixed + t * 3 * width + head, workspace->keys + head * ENCODER_TOKENS_MAX,
                        size, count, padded, shares);
            for (size_t s = 0; s < count; s++) {
                const float *value = workspace->mixed + s * 3 * width + 2 * width + head;
                for (size_t i = 0; i < size; i++) {
                    taken[i] += shares[s] * value[i];
                }
            }
        }
    }
}

INLINE void add_and_normalize(const struct encoder *encoder, const struct encoder_norm *norm,
                              struct encoder_workspace *workspace)
{
    for (size_t t = 0; t < workspace->tokens.count; t++) {
        normalize(encoder, norm, workspace->mixed + t * encoder->width,
                  workspace->states + t * encoder->width);
    }
}

INLINE void forward(const struct encoder *encoder, struct encoder_workspace *workspace, multiply_tile *tile)
{
    size_t inner_size = workspace->tokens.count * encoder->feed_forward;
    for (size_t t = 0; t < workspace->tokens.count; t++) {
        normalize(encoder, &encoder->norm, NULL, workspace->states + t * encoder->width);
    }
    for (const struct encoder_layer *layer = encoder->layers; layer < encoder->layers + encoder->layer_count;
         layer++) {
        multiply(&layer->mix, workspace, workspace->states, workspace->mixed, tile);
        attend(encoder, workspace);
        multiply(&layer->out, workspace, workspace->inner, workspace->mixed, tile);
        add_and_normalize(encoder, &layer->out_norm, workspace);
        multiply(&layer->up, workspace, workspace->states, workspace->inner, tile);
        for (size_t i = 0; i < inner_size; i++) {
            workspace->inner[i] = gelu(workspace->inner[i]);
        }
        multiply(&layer->down, workspace, workspace->inner, workspace->mixed, tile);
        add_and_normalize(encoder, &layer->down_norm, workspace);
    }
}

/* ==== paths ===================================================================================================== */

static void forward_plain(const struct encoder *encoder, struct encoder_workspace *workspace)
{
    forward(encoder, workspace, multiply_plain);
}

#if HAS_AVX2
__attribute__((target("avx2"))) static void forward_avx2(const struct encoder *encoder,
                                                         struct encoder_workspace *workspace)
{
    forward(encoder, workspace, multiply_avx2);
}
#endif

bool encoder_has_path(enum encoder_path path)
{
#if HAS_AVX2
    return path == ENCODER_PLAIN || __builtin_cpu_supports("avx2");
#else
    return path == ENCODER_PLAIN;
#endif
}

void encoder_forward(const struct encoder *encoder, struct encoder_workspace *workspace)
{
#if HAS_AVX2
    if (workspace->path == ENCODER_AVX2) {
        forward_avx2(encoder, workspace);
        return;
    }
#endif
    forward_plain(encoder, workspace);
}
