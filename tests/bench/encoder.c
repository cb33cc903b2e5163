/* bench/encoder.c - what encoding a text costs: `encoder FILE...`. CPU time of one thread, the best of several rounds.
 *
 * Beside it the matrix products of the same layers alone, without attention, norms and GELU, by OpenBLAS and oneDNN in
 * 32-bit floats and by oneDNN in 8-bit integers, where the libraries are installed (Debian: libopenblas0, libdnnl2).
 * They may use any instructions that the machine has. */
#include "encoder/encoder_internal.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 9
#define PASSES 5 /* of a round */

static const char *const texts[] = {
    "opening hours",
    "how do I get the money back for my parcel that never came",
    "My parcel has not come although it was sent two weeks ago, nobody answers the telephone, and the page "
    "says that it "
    "lies in a depot in another town. I have paid in advance. Can you tell me whom I have to write to, which "
    "papers you "
    "need from me, whether I get the money back for sending it too, and how long all of that will take?",
};

struct library_products {
    void (*cblas_sgemm)(int, int, int, int, int, int, float, const float *, int, const float *, int, float,
                        float *, int);
    int (*dnnl_sgemm)(char, char, long, long, long, float, const float *, long, const float *, long, float,
                      float *, long);
    int (*dnnl_s8)(char, char, char, long, long, long, float, const int8_t *, long, int8_t, const int8_t *,
                   long, int8_t, float, int32_t *, long, const int32_t *);
};

struct job {
    const struct encoder *encoder;
    struct encoder_workspace *workspace;
    struct faqbot_view text;
    const struct library_products *library;
    float *
        floats; /* what stands for all matrices of a model; and what they are multiplied with, and the products */
    float *in;
    float *out;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static double best(void (*run)(const struct job *), const struct job *job)
{
    double least = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (int pass = 0; pass < PASSES; pass++) {
            run(job);
        }
        double spent = (now() - start) / PASSES;
        least = spent < least ? spent : least;
    }
    return least;
}

static void encode(const struct job *job)
{
    float vector[ENCODER_DIMENSIONS];
    encoder_encode(job->encoder, job->workspace, job->text, vector);
}

static void tokenize(const struct job *job)
{
    encoder_tokenize(job->encoder, job->text, &job->workspace->tokens);
}

/* ==== libraries ================================================================================================ */

typedef void multiply(const struct job *job, const float *weights, size_t rows, size_t columns);

static void multiply_openblas(const struct job *job, const float *weights, size_t rows, size_t columns)
{
    enum { ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112 };
    job->library->cblas_sgemm(ROW_MAJOR, PLAIN, TRANSPOSED, (int)job->workspace->tokens.count, (int)rows,
                              (int)columns, 1, job->in, (int)columns, weights, (int)columns, 0, job->out,
                              (int)rows);
}

static void multiply_onednn(const struct job *job, const float *weights, size_t rows, size_t columns)
{
    (void)job->library->dnnl_sgemm('N', 'T', (long)job->workspace->tokens.count, (long)rows, (long)columns, 1,
                                   job->in, (long)columns, weights, (long)columns, 0, job->out, (long)rows);
}

static void multiply_onednn_bytes(const struct job *job, const float *weights, size_t rows, size_t columns)
{
    const int32_t nothing = 0;
    (void)job->library->dnnl_s8('N', 'T', 'F', (long)job->workspace->tokens.count, (long)rows, (long)columns,
                                1, (const int8_t *)job->in, (long)columns, 0, (const int8_t *)weights,
                                (long)columns, 0, 0, (int32_t *)job->out, (long)rows, &nothing);
}

/* All layers' matrices lie one after the other, as a model's do: no cache may help that a model would not have. */
static void multiply_all(const struct job *job, multiply *run, size_t weight_bytes)
{
    const char *weights = (const char *)job->floats;
    for (size_t i = 0; i < job->encoder->layer_count; i++) {
        const struct encoder_layer *layer = &job->encoder->layers[i];
        const struct encoder_matrix *const matrices[] = {&layer->mix, &layer->out, &layer->up, &layer->down};
        for (size_t m = 0; m < 4; m++) {
            run(job, (const float *)(const void *)weights, matrices[m]->rows, matrices[m]->columns);
            weights += matrices[m]->rows * matrices[m]->columns * weight_bytes;
        }
    }
}

static void pass_openblas(const struct job *job)
{
    multiply_all(job, multiply_openblas, sizeof(float));
}

static void pass_onednn(const struct job *job)
{
    multiply_all(job, multiply_onednn, sizeof(float));
}

static void pass_onednn_bytes(const struct job *job)
{
    multiply_all(job, multiply_onednn_bytes, 1);
}

/* POSIX has a function's address come as an object's. */
static void find(const char *library, const char *name, void *function)
{
    void *opened = dlopen(library, RTLD_NOW);
    void *found = opened == NULL ? NULL : dlsym(opened, name);
    memcpy(function, &found, sizeof found);
}

static void find_libraries(struct library_products *library)
{
    /* Before they are opened: one thread, as ours is. */
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    setenv("OMP_NUM_THREADS", "1", 1);
    find("libopenblas.so.0", "cblas_sgemm", (void *)&library->cblas_sgemm);
    find("libdnnl.so.2", "dnnl_sgemm", (void *)&library->dnnl_sgemm);
    find("libdnnl.so.2", "dnnl_gemm_s8s8s32", (void *)&library->dnnl_s8);
}

/* ==== figures ================================================================================================== */

static void print_text(struct job *job)
{
    const struct library_products *library = job->library;
    tokenize(job);
    printf("%4zu tokens", job->workspace->tokens.count);
    for (enum encoder_path path = ENCODER_PATHS; path-- > 0;) {
        if (encoder_has_path(path)) {
            job->workspace->path = path;
            printf("  %s %.2f", path == ENCODER_AVX2 ? "AVX2" : "plain C", best(encode, job));
        }
    }
    printf("  tokenizing %.3f", best(tokenize, job));
    if (library->cblas_sgemm != NULL) {
        printf("  OpenBLAS %.2f", best(pass_openblas, job));
    }
    if (library->dnnl_sgemm != NULL && library->dnnl_s8 != NULL) {
        printf("  oneDNN %.2f, in bytes %.2f", best(pass_onednn, job), best(pass_onednn_bytes, job));
    }
    printf(" ms\n");
}

int main(int argc, char **argv)
{
    struct library_products library = {NULL, NULL, NULL};
    struct job job = {.workspace = encoder_workspace_new(), .library = &library};
    size_t weights = (size_t)ENCODER_LAYERS_MAX * (4 * ENCODER_DIMENSIONS + 2 * ENCODER_FEED_FORWARD_MAX) *
                     ENCODER_DIMENSIONS;
    job.floats = calloc(weights, sizeof(float));
    job.in = calloc((size_t)ENCODER_TOKENS_MAX * ENCODER_FEED_FORWARD_MAX, sizeof(float));
    job.out = calloc((size_t)ENCODER_TOKENS_MAX * ENCODER_FEED_FORWARD_MAX, sizeof(float));
    if (job.workspace == NULL || job.floats == NULL || job.in == NULL || job.out == NULL) {
        return 1;
    }
    for (size_t i = 0; i < weights; i++) {
        job.floats[i] = (float)(i % 251) / 251 - 0.5F; /* pages of zeros would all be one page */
    }
    find_libraries(&library);
    for (int i = 1; i < argc; i++) {
        struct encoder *encoder;
        struct faqbot_fault fault;
        double start = now();
        if (encoder_open(argv[i], &encoder, &fault) != FAQBOT_OK) {
            printf("%s: %s\n", argv[i], fault.sentence);
            continue;
        }
        printf("%.*s: opened in %.1f ms; a thread's workspace has %.1f MB\n",
               VIEW_ARGS(encoder_name(encoder)), now() - start,
               (double)sizeof(struct encoder_workspace) / 1e6);
        job.encoder = encoder;
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
            job.text = view_of(texts[t]);
            print_text(&job);
        }
        encoder_close(encoder);
    }
    free(job.floats);
    free(job.in);
    free(job.out);
    encoder_workspace_free(job.workspace);
    return 0;
}
