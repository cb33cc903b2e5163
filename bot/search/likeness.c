/* search/likeness.c - what a sentence encoder says of a question and the entries: an open knowledge base's vectors, and
 * one question held against those of an entry.
 *
 * The comparisons are those of the lexicon's vectors: the likest phrasing, their centroid, a classifier by ridge
 * regression (index/text_vectors.c has its closed form), and the answer's text. Models differ in how like texts are
 * that have nothing to do with each other, and so do knowledge bases of one topic and of many. So likenesses are
 * counted from what the knowledge base's own phrasings have among themselves, and the classifier knows them by their
 * distance from the mean of all. Both are sums over the vectors, found when the knowledge base is opened.
 *
 * Products of vectors are of whole numbers: the same on each machine. */
#include "search/search_internal.h"

#include <stdlib.h>
#include <string.h>

#define N ENCODER_DIMENSIONS

#define QUESTION_ONE                                                                                         \
    16384.0f /* the largest part of a question's vector: products of N parts stay in 32 bits */

#define LAMBDA .3 /* as the lexicon's; .1 to 1 are alike */

/* The mean likeness of a few phrasings says little: the model's own counts as that of so many pairs. */
#define BASELINE_PAIRS 20.0

/* The classifier and the mean likeness are found from so many phrasings at most, of entries spread over all: a tenth of
 * a second. */
#define SUMMED_MAX 4096

#define QUESTIONS_MAX 4096 /* whose vectors are kept */
#define QUESTIONS_BYTES_MAX ((size_t)16 << 20)

/* A vector by its direction. */
struct direction {
    int8_t parts[N];
    float per_length; /* 1 / its length; 0 for zeros */
};

struct likeness {
    struct encoder *encoder;
    struct encoder_workspace *workspace;
    struct store *store; /* borrowed */
    uint32_t entries;
    struct direction *vectors; /* of all entries, one after the other; NULL: they are too many */
    uint32_t *starts;          /* by entry and one more: its first; likewise */
    float *mean_lengths;       /* by entry: of the mean of its phrasings; likewise */
    size_t vector_count;
    double *matrix; /* the classifier's, decomposed */
    double mean[N];
    float baseline; /* what texts have in common that are not like each other */
    struct lru_cache *questions;
};

/* An entry's: of its phrasings, then of its answer. */
struct entry_vectors {
    const struct direction *list;
    size_t count;
    float mean_length;
};

struct likeness_question {
    int16_t parts[N];
    float per_length;
    int16_t asked[N]; /* what the classifiers are multiplied with, */
    float asked_unit; /* in steps of this, */
    float asked_mean; /* and what it gives for the mean of all */
};

/* -- Vectors ------------------------------------------------------------------------------------------------------ */

static int32_t multiply(const int16_t left[N], const int8_t right[N])
{
    int32_t sum = 0;
    for (size_t i = 0; i < N; i++) {
        sum += left[i] * right[i];
    }
    return sum;
}

static struct direction direction_of(const struct embedding *embedding)
{
    struct direction direction;
    int32_t square = 0;
    for (size_t i = 0; i < N; i++) {
        square += embedding->parts[i] * embedding->parts[i];
    }
    memcpy(direction.parts, embedding->parts, sizeof direction.parts);
    direction.per_length = square > 0 ? (float)(1 / sqrt(square)) : 0;
    return direction;
}

/* Steps of 1 / QUESTION_ONE of the largest part, which is returned. */
static double quantize(const double values[N], int16_t parts[N])
{
    double largest = 0;
    for (size_t i = 0; i < N; i++) {
        largest = fmax(largest, fabs(values[i]));
    }
    for (size_t i = 0; i < N; i++) {
        parts[i] = (int16_t)(largest > 0 ? round(values[i] / largest * (double)QUESTION_ONE) : 0);
    }
    return largest;
}

/* The length of the mean of vectors of length 1. */
static float measure_mean(const struct direction *vectors, size_t count)
{
    double square = 0;
    for (size_t i = 0; i < N; i++) {
        double sum = 0;
        for (size_t j = 0; j < count; j++) {
            sum += vectors[j].parts[i] * (double)vectors[j].per_length;
        }
        square += sum * sum;
    }
    return count > 0 ? (float)(sqrt(square) / (double)count) : 0;
}

/* -- Opening ------------------------------------------------------------------------------------------------------ */

static enum faqbot_status count_row(void *user, uint32_t entry, struct faqbot_view bytes)
{
    struct likeness *likeness = user;
    likeness->vector_count += embeddings_count(bytes);
    return entry < likeness->entries && embeddings_count(bytes) > 1 ? FAQBOT_OK : FAQBOT_CORRUPT;
}

/* Rows come in the order of entries, of which some have none. */
struct row_reading {
    struct likeness *likeness;
    uint32_t entry; /* whose start is the next to be known */
    uint32_t count; /* of vectors read */
};

static enum faqbot_status read_row(void *user, uint32_t entry, struct faqbot_view bytes)
{
    struct row_reading *reading = user;
    struct likeness *likeness = reading->likeness;
    while (reading->entry <= entry) {
        likeness->starts[reading->entry++] = reading->count;
    }
    for (size_t i = 0; i < embeddings_count(bytes); i++) {
        struct embedding embedding = embeddings_at(bytes, i);
        likeness->vectors[reading->count + i] = direction_of(&embedding);
    }
    likeness->mean_lengths[entry] =
        measure_mean(likeness->vectors + reading->count, embeddings_count(bytes) - 1);
    reading->count += (uint32_t)embeddings_count(bytes);
    return FAQBOT_OK;
}

static void read_vectors(struct likeness *likeness, struct arena *loaded, enum faqbot_status *status)
{
    struct row_reading reading = {.likeness = likeness};
    store_each_embeddings(likeness->store, count_row, likeness, status);
    if (likeness->vector_count > LIKENESS_SCANNED_MAX) {
        return;
    }
    likeness->vectors = arena_need(loaded, likeness->vector_count, sizeof *likeness->vectors, status);
    likeness->starts = arena_need(loaded, (size_t)likeness->entries + 1, sizeof *likeness->starts, status);
    likeness->mean_lengths = arena_need(loaded, likeness->entries, sizeof *likeness->mean_lengths, status);
    store_each_embeddings(likeness->store, read_row, &reading, status);
    while (*status == FAQBOT_OK && reading.entry <= likeness->entries) {
        likeness->starts[reading.entry++] = reading.count;
    }
}

static struct entry_vectors read_vectors_of(const struct likeness *likeness, uint32_t entry,
                                            struct arena *arena, enum faqbot_status *status)
{
    struct faqbot_view bytes = {0};
    store_get_embeddings(likeness->store, entry, arena, &bytes, status);
    size_t count = embeddings_count(bytes);
    struct direction *list = arena_need(arena, count, sizeof *list, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        struct embedding embedding = embeddings_at(bytes, i);
        list[i] = direction_of(&embedding);
    }
    bool is_there = *status == FAQBOT_OK && count > 1;
    return (struct entry_vectors){.list = list,
                                  .count = is_there ? count : 0,
                                  .mean_length = is_there ? measure_mean(list, count - 1) : 0};
}

/* None where the entry has none, or where it fails. */
static struct entry_vectors get_vectors(const struct likeness *likeness, uint32_t entry, struct arena *arena,
                                        enum faqbot_status *status)
{
    if (likeness->vectors == NULL) {
        return read_vectors_of(likeness, entry, arena, status);
    }
    return (struct entry_vectors){.list = likeness->vectors + likeness->starts[entry],
                                  .count = likeness->starts[entry + 1] - likeness->starts[entry],
                                  .mean_length = likeness->mean_lengths[entry]};
}

/* Sums over phrasings. */
struct sums {
    double *matrix;  /* of the products of each two parts, an entry counting as one; the lower half */
    double entry[N]; /* of vectors, likewise */
    double text[N];  /* of vectors */
    double entries;
    double texts;
};

static void add_phrasing(struct sums *sums, const struct direction *vector, double share)
{
    double parts[N];
    for (size_t i = 0; i < N; i++) {
        parts[i] = vector->parts[i] * (double)vector->per_length;
        sums->text[i] += parts[i];
        sums->entry[i] += share * parts[i];
    }
    for (size_t i = 0; i < N; i++) {
        double *row = sums->matrix + i * N;
        double factor = share * parts[i];
        for (size_t j = 0; j <= i; j++) {
            row[j] += factor * parts[j];
        }
    }
    sums->texts++;
}

/* The mean likeness of two phrasings, from the length of the sum of all. */
static float find_baseline(const struct likeness *likeness, const struct sums *sums)
{
    double square = 0;
    double pairs = sums->texts * (sums->texts - 1);
    for (size_t i = 0; i < N; i++) {
        square += sums->text[i] * sums->text[i];
    }
    double own = BASELINE_PAIRS * (double)encoder_baseline(likeness->encoder);
    return (float)((square - sums->texts + own) / (pairs + BASELINE_PAIRS));
}

/* The matrix of the classifiers: what is summed of distances from the mean is what is summed of vectors, less the
 * mean's part. Phrasings differ from their mean the less, the more they have in common, and so does what keeps the
 * matrix positive. */
static void make_classifier(struct likeness *likeness, struct sums *sums, enum faqbot_status *status)
{
    likeness->baseline = find_baseline(likeness, sums);
    for (size_t i = 0; i < N; i++) {
        likeness->mean[i] = sums->entries > 0 ? sums->entry[i] / sums->entries : 0;
    }
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j <= i; j++) {
            sums->matrix[i * N + j] -= sums->entries * likeness->mean[i] * likeness->mean[j];
        }
        sums->matrix[i * N + i] += LAMBDA * (1 - (double)likeness->baseline);
    }
    fail_if(!ridge_decompose(sums->matrix, N), FAQBOT_CORRUPT, status);
    likeness->matrix = sums->matrix;
}

static void learn(struct likeness *likeness, struct arena *loaded, enum faqbot_status *status)
{
    struct sums sums = {.matrix = arena_need(loaded, (size_t)N * N, sizeof(double), status)};
    struct arena scratch;
    size_t step = likeness->vector_count / SUMMED_MAX + 1;
    arena_init(&scratch, SIZE_MAX);
    for (uint32_t entry = 0; entry < likeness->entries && *status == FAQBOT_OK; entry += (uint32_t)step) {
        arena_reset(&scratch);
        struct entry_vectors vectors = get_vectors(likeness, entry, &scratch, status);
        for (size_t i = 0; i + 1 < vectors.count; i++) {
            add_phrasing(&sums, &vectors.list[i], 1 / (double)(vectors.count - 1));
        }
        sums.entries += vectors.count > 1;
    }
    arena_release(&scratch);
    if (*status == FAQBOT_OK) {
        make_classifier(likeness, &sums, status);
    }
}

/* Where an index cannot be asked with the encoder of this file (NULL: its own; "no": none), says why: never is an
 * encoder left out in silence. *encoder stays NULL where none is wanted. */
static void open_encoder(struct store *store, const char *path, struct arena *loaded,
                         struct encoder **encoder, struct faqbot_fault *fault, enum faqbot_status *status)
{
    char hash[EMBEDDER_HASH_BYTES];
    struct faqbot_fault cause = {.status = FAQBOT_OK};
    struct faqbot_view made_with = {0};
    struct faqbot_view name = {0};
    struct faqbot_view recorded = {0};
    bool has_encoder = store_find_setting(store, INDEX_ENCODER, loaded, &made_with, status) &&
                       store_find_setting(store, INDEX_ENCODER_NAME, loaded, &name, status) &&
                       store_find_setting(store, INDEX_ENCODER_PATH, loaded, &recorded, status);
    if (*status != FAQBOT_OK || (path == NULL && !has_encoder) || (path != NULL && strcmp(path, "no") == 0)) {
        return;
    }
    if (!has_encoder) {
        *status = fault_set(
            fault, FAQBOT_INVALID, NULL, 0,
            "the index was made without an encoder; make it with one: faqbot index --encoder %s", path);
        return;
    }
    path = path != NULL ? path : recorded.bytes;
    *status = encoder_open(path, encoder, &cause);
    if (*status != FAQBOT_OK) {
        *status = fault_set(fault, *status == FAQBOT_NO_MEMORY ? *status : FAQBOT_INVALID, path, 0,
                            "%s. The index was made with the encoder %.*s: name its file with --encoder",
                            cause.sentence, VIEW_ARGS(name));
        return;
    }
    embedder_hash(*encoder, hash);
    if (!view_equals_text(made_with, hash)) {
        encoder_close(*encoder);
        *encoder = NULL;
        *status = fault_set(
            fault, FAQBOT_INVALID, path, 0,
            "the index was made with another encoder, %.*s: name its file with --encoder, or make the "
            "index anew with this one",
            VIEW_ARGS(name));
    }
}

void likeness_open(struct store *store, const char *path, uint32_t entries, struct arena *loaded,
                   struct likeness **likeness, struct faqbot_fault *fault, enum faqbot_status *status)
{
    struct likeness *opened = arena_need(loaded, 1, sizeof *opened, status);
    struct encoder *encoder = NULL;
    open_encoder(store, path, loaded, &encoder, fault, status);
    if (encoder == NULL) {
        return;
    }
    *opened = (struct likeness){
        .encoder = encoder,
        .workspace = encoder_workspace_new(),
        .store = store,
        .entries = entries,
        .questions = lru_cache_new(QUESTIONS_MAX, QUESTIONS_BYTES_MAX, (struct siphash_key){{0, 0}})};
    *likeness = opened;
    fail_if(opened->workspace == NULL || opened->questions == NULL, FAQBOT_NO_MEMORY, status);
    read_vectors(opened, loaded, status);
    learn(opened, loaded, status);
}

void likeness_close(struct likeness *likeness)
{
    if (likeness != NULL) {
        encoder_close(likeness->encoder);
        encoder_workspace_free(likeness->workspace);
        lru_cache_free(likeness->questions);
    }
}

/* -- A question --------------------------------------------------------------------------------------------------- */

static void make_question(struct likeness *likeness, struct faqbot_view text,
                          struct likeness_question *question)
{
    float vector[N];
    double values[N];
    double square = 0;
    encoder_encode(likeness->encoder, likeness->workspace, text, vector);
    for (size_t i = 0; i < N; i++) {
        values[i] = (double)vector[i];
    }
    (void)quantize(values, question->parts);
    for (size_t i = 0; i < N; i++) {
        square += question->parts[i] * question->parts[i];
        values[i] -= likeness->mean[i];
    }
    question->per_length = square > 0 ? (float)(1 / sqrt(square)) : 0;
    ridge_solve(likeness->matrix, N, values);
    question->asked_unit = (float)quantize(values, question->asked) / QUESTION_ONE;
    question->asked_mean = 0;
    for (size_t i = 0; i < N; i++) {
        question->asked_mean += (float)(values[i] * likeness->mean[i]);
    }
}

const struct likeness_question *likeness_read(struct likeness *likeness, struct faqbot_view text,
                                              enum faqbot_status *status)
{
    const struct likeness_question *known =
        *status == FAQBOT_OK ? lru_cache_find(likeness->questions, text) : NULL;
    if (known != NULL || *status != FAQBOT_OK) {
        return known;
    }
    struct likeness_question *made = lru_cache_add(likeness->questions, text, sizeof *made);
    fail_if(made == NULL, FAQBOT_NO_MEMORY, status);
    if (made != NULL) {
        make_question(likeness, text, made);
    }
    return made;
}

void likeness_begin(struct likeness *likeness)
{
    lru_cache_pin(likeness->questions);
}

/* -- A question and an entry -------------------------------------------------------------------------------------- */

/* 0 for texts that have as much in common as any two, 1 for the same. */
static float above_baseline(const struct likeness *likeness, float cosine)
{
    return (cosine - likeness->baseline) / (1 - likeness->baseline);
}

static float compare(const struct likeness_question *question, const struct direction *vector)
{
    return (float)multiply(question->parts, vector->parts) * question->per_length * vector->per_length;
}

struct entry_likeness likeness_of(const struct likeness *likeness, const struct likeness_question *question,
                                  uint32_t entry, struct arena *arena, enum faqbot_status *status)
{
    struct entry_likeness found = {0};
    struct entry_vectors vectors = get_vectors(likeness, entry, arena, status);
    const double phrasings = (double)vectors.count - 1;
    if (*status != FAQBOT_OK || vectors.count < 2) {
        return found;
    }
    float best = -1;
    double cosines = 0;
    double learned = 0;
    for (size_t i = 0; i + 1 < vectors.count; i++) {
        float cosine = compare(question, &vectors.list[i]);
        best = fmaxf(best, cosine);
        cosines += (double)cosine;
        learned +=
            (double)((float)multiply(question->asked, vectors.list[i].parts) * vectors.list[i].per_length);
    }
    found.likest = above_baseline(likeness, best);
    if (vectors.mean_length > 0) {
        double centroid = cosines / phrasings / (double)vectors.mean_length;
        found.centroid = above_baseline(likeness, (float)centroid);
    }
    found.learned = (float)(learned / phrasings) * question->asked_unit - question->asked_mean;
    found.answer = above_baseline(likeness, compare(question, &vectors.list[vectors.count - 1]));
    return found;
}

bool likeness_knows_language(const struct likeness *likeness, struct faqbot_view tag)
{
    return encoder_knows_language(likeness->encoder, tag);
}

bool likeness_is_scanned(const struct likeness *likeness)
{
    return likeness->vectors != NULL;
}
