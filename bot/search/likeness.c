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

/* Phrasings that are all the same leave nothing to tell them apart by: no more is taken for what all have in common. */
#define BASELINE_MOST .95

/* The classifier and the mean likeness are found from so many phrasings at most, of entries spread over all: a tenth of
 * a second. */
#define SUMMED_MAX 4096

#define QUESTIONS_MAX 4096 /* whose vectors are kept */
#define QUESTIONS_BYTES_MAX ((size_t)16 << 20)

#define ROWS_MAX 65536 /* entries whose words are kept */
#define ROWS_BYTES_MAX ((size_t)64 << 20)

/* A vector by its direction. */
struct direction {
    int8_t parts[N];
    float per_length; /* 1 / its length; 0 for zeros */
};

struct likeness {
    struct encoder *encoder;
    const char *file; /* the encoder's */
    struct encoder_workspace *workspace;
    struct collection *collection; /* borrowed */
    struct direction *vectors;     /* of all entries, one after the other; NULL: they are too many */
    uint32_t *starts;              /* by entry and one more: its first; likewise */
    float *mean_lengths;           /* by entry: of the mean of its phrasings; likewise */
    size_t vector_count;
    double *matrix; /* the classifier's, decomposed */
    double mean[N];
    float baseline; /* what texts have in common that are not like each other */
    struct lru_cache *questions;
    struct lru_cache *rows; /* embeddings of entries, as the store has them */
};

/* An entry's: of its phrasings, then of its answer. */
struct entry_vectors {
    const struct direction *list;
    size_t count;
    float mean_length;
};

/* A content word of the question. */
struct question_word {
    struct direction direction;
    uint64_t stem;
    double weight; /* as coverage.c weighs words */
    bool is_apart;
};

struct likeness_question {
    struct likeness *likeness;
    struct direction direction;
    int16_t asked[N]; /* what the classifiers are multiplied with, */
    float asked_unit; /* in steps of this, */
    float asked_mean; /* and what it gives for the mean of all */
    uint32_t word_count;
    struct question_word words[];
};

/* -- Vectors ------------------------------------------------------------------------------------------------------ */

/* The product of a vector with one of steps of 1 / QUESTION_ONE. */
static int32_t multiply(const int16_t left[N], const int8_t right[N])
{
    int32_t sum = 0;
    for (size_t i = 0; i < N; i++) {
        sum += left[i] * right[i];
    }
    return sum;
}

static float cosine(const struct direction *left, const struct direction *right)
{
    int32_t sum = 0;
    for (size_t i = 0; i < N; i++) {
        sum += left->parts[i] * right->parts[i];
    }
    return (float)sum * left->per_length * right->per_length;
}

static struct direction direction_of(const int8_t parts[N])
{
    struct direction direction;
    int32_t square = 0;
    for (size_t i = 0; i < N; i++) {
        square += parts[i] * parts[i];
    }
    memcpy(direction.parts, parts, sizeof direction.parts);
    direction.per_length = square > 0 ? (float)(1 / sqrt(square)) : 0;
    return direction;
}

/* Of all of an entry's embeddings; returns how many there are. */
static size_t take_directions(struct faqbot_view bytes, struct direction *list)
{
    size_t count = 0;
    struct embedding embedding;
    struct faqbot_view words;
    while (embeddings_next(&bytes, &embedding, &words)) {
        list[count++] = direction_of(embedding.parts);
    }
    return count;
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
    return entry < likeness->collection->entries && embeddings_count(bytes) > 1 ? FAQBOT_OK : FAQBOT_CORRUPT;
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
    struct direction *list = likeness->vectors + reading->count;
    size_t count = take_directions(bytes, list);
    likeness->mean_lengths[entry] = measure_mean(list, count - 1);
    reading->count += (uint32_t)count;
    return FAQBOT_OK;
}

static void read_vectors(struct likeness *likeness, struct arena *loaded, enum faqbot_status *status)
{
    struct row_reading reading = {.likeness = likeness};
    store_each_embeddings(likeness->collection->store, count_row, likeness, status);
    if (likeness->vector_count > EMBEDDINGS_COMPARED_MAX) {
        return;
    }
    likeness->vectors = arena_need(loaded, likeness->vector_count, sizeof *likeness->vectors, status);
    likeness->starts =
        arena_need(loaded, (size_t)likeness->collection->entries + 1, sizeof *likeness->starts, status);
    likeness->mean_lengths =
        arena_need(loaded, likeness->collection->entries, sizeof *likeness->mean_lengths, status);
    store_each_embeddings(likeness->collection->store, read_row, &reading, status);
    while (*status == FAQBOT_OK && reading.entry <= likeness->collection->entries) {
        likeness->starts[reading.entry++] = reading.count;
    }
}

static struct entry_vectors read_vectors_of(const struct likeness *likeness, uint32_t entry,
                                            struct arena *arena, enum faqbot_status *status)
{
    struct faqbot_view bytes = {0};
    store_get_embeddings(likeness->collection->store, entry, arena, &bytes, status);
    size_t count = embeddings_count(bytes);
    struct direction *list = arena_need(arena, count, sizeof *list, status);
    bool is_there = *status == FAQBOT_OK && count > 1;
    if (is_there) {
        (void)take_directions(bytes, list);
    }
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
    return (float)fmin((square - sums->texts + own) / (pairs + BASELINE_PAIRS), BASELINE_MOST);
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
    for (uint32_t entry = 0; entry < likeness->collection->entries && *status == FAQBOT_OK;
         entry += (uint32_t)step) {
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
                         struct encoder **encoder, struct faqbot_view *file, struct faqbot_fault *fault,
                         enum faqbot_status *status)
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
    if (!arena_copy(loaded, view_of(path), file)) {
        *status = FAQBOT_NO_MEMORY;
        return;
    }
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

void likeness_open(struct collection *collection, const char *path, struct arena *loaded,
                   struct likeness **likeness, struct faqbot_fault *fault, enum faqbot_status *status)
{
    const struct siphash_key seed = {{0, 0}}; /* nobody can choose what collides and stays */
    struct likeness *opened = arena_need(loaded, 1, sizeof *opened, status);
    struct encoder *encoder = NULL;
    struct faqbot_view file = {0};
    open_encoder(collection->store, path, loaded, &encoder, &file, fault, status);
    if (encoder == NULL) {
        return;
    }
    *opened = (struct likeness){.encoder = encoder,
                                .file = file.bytes,
                                .workspace = encoder_workspace_new(),
                                .collection = collection,
                                .questions = lru_cache_new(QUESTIONS_MAX, QUESTIONS_BYTES_MAX, seed),
                                .rows = lru_cache_new(ROWS_MAX, ROWS_BYTES_MAX, seed)};
    *likeness = opened;
    fail_if(opened->workspace == NULL || opened->questions == NULL || opened->rows == NULL, FAQBOT_NO_MEMORY,
            status);
    read_vectors(opened, loaded, status);
    learn(opened, loaded, status);
}

void likeness_close(struct likeness *likeness)
{
    if (likeness != NULL) {
        encoder_close(likeness->encoder);
        encoder_workspace_free(likeness->workspace);
        lru_cache_free(likeness->questions);
        lru_cache_free(likeness->rows);
    }
}

/* -- A question --------------------------------------------------------------------------------------------------- */

/* As coverage.c weighs words. */
static double weigh(const struct likeness *likeness, const struct embedded_word *word)
{
    const struct collection *collection = likeness->collection;
    uint32_t stem = collection_find_stem(collection, word->stem);
    uint32_t entries = stem == COLLECTION_NONE ? 0 : collection->doc_freqs[stem];
    return bm25_idf((double)collection->entries + TERMS_UNSEEN_ENTRIES, entries) * (double)word->rarity;
}

static struct question_word take_word(const struct likeness *likeness, const struct embedded_word *word)
{
    return (struct question_word){.direction = direction_of(word->parts),
                                  .stem = word->stem,
                                  .weight = weigh(likeness, word),
                                  .is_apart = word->is_apart != 0};
}

/* The 8 bits a part that entries have are enough for a question as well; what the classifiers are asked is finer. */
static void make_question(struct likeness *likeness, struct faqbot_view text, struct embedded_word *words,
                          struct likeness_question *question)
{
    int8_t parts[N];
    double values[N];
    embedding_make(likeness->encoder, likeness->workspace, text, parts, words, question->word_count);
    question->direction = direction_of(parts);
    for (size_t i = 0; i < N; i++) {
        values[i] = parts[i] * (double)question->direction.per_length - likeness->mean[i];
    }
    ridge_solve(likeness->matrix, N, values);
    question->asked_unit = (float)quantize(values, question->asked) / QUESTION_ONE;
    question->asked_mean = 0;
    for (size_t i = 0; i < N; i++) {
        question->asked_mean += (float)(values[i] * likeness->mean[i]);
    }
    for (uint32_t i = 0; i < question->word_count; i++) {
        question->words[i] = take_word(likeness, &words[i]);
    }
}

const struct likeness_question *likeness_read(struct likeness *likeness,
                                              const struct question_language *language,
                                              struct faqbot_view text, struct arena *arena,
                                              enum faqbot_status *status)
{
    struct buffer key;
    uint32_t count = 0;
    buffer_init_in(&key, arena, SIZE_MAX);
    buffer_add_byte(&key, (char)language->number);
    buffer_add(&key, text);
    fail_if(key.failed, FAQBOT_NO_MEMORY, status);
    const struct likeness_question *known =
        *status == FAQBOT_OK ? lru_cache_find(likeness->questions, buffer_view(&key)) : NULL;
    if (known != NULL || *status != FAQBOT_OK) {
        return known;
    }
    struct embedded_word *words =
        embedded_words_find(text, language->lexicon, language->stems, arena, &count, status);
    struct likeness_question *made = *status == FAQBOT_OK
                                         ? lru_cache_add(likeness->questions, buffer_view(&key),
                                                         sizeof *made + count * sizeof *made->words)
                                         : NULL;
    fail_if(made == NULL, FAQBOT_NO_MEMORY, status);
    if (made != NULL) {
        made->likeness = likeness;
        made->word_count = count;
        make_question(likeness, text, words, made);
    }
    return made;
}

void likeness_begin(struct likeness *likeness)
{
    if (likeness != NULL) {
        lru_cache_pin(likeness->questions);
        lru_cache_pin(likeness->rows);
    }
}

/* -- A question and an entry -------------------------------------------------------------------------------------- */

/* 0 for texts that have as much in common as any two, 1 for the same. */
static float above_baseline(const struct likeness *likeness, float value)
{
    return (value - likeness->baseline) / (1 - likeness->baseline);
}

const struct direction *likeness_direction(const struct likeness_question *question)
{
    return &question->direction;
}

const struct direction *likeness_keep(const struct direction *direction, struct arena *arena)
{
    struct direction *kept = arena_alloc(arena, sizeof *kept);
    if (kept != NULL) {
        *kept = *direction;
    }
    return kept;
}

float likeness_compare(const struct likeness *likeness, const struct direction *a, const struct direction *b)
{
    return above_baseline(likeness, cosine(a, b));
}

struct entry_likeness likeness_of(const struct likeness_question *question, uint32_t entry,
                                  struct arena *arena, enum faqbot_status *status)
{
    const struct likeness *likeness = question->likeness;
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
        float likeness_to = cosine(&question->direction, &vectors.list[i]);
        best = fmaxf(best, likeness_to);
        cosines += (double)likeness_to;
        learned +=
            (double)((float)multiply(question->asked, vectors.list[i].parts) * vectors.list[i].per_length);
    }
    found.likest = above_baseline(likeness, best);
    if (vectors.mean_length > 0) {
        double centroid = cosines / phrasings / (double)vectors.mean_length;
        found.centroid = above_baseline(likeness, (float)centroid);
    }
    found.phrasings = (found.likest + found.centroid) / 2;
    found.learned = (float)(learned / phrasings) * question->asked_unit - question->asked_mean;
    found.answer = above_baseline(likeness, cosine(&question->direction, &vectors.list[vectors.count - 1]));
    return found;
}

/* -- Word by word ------------------------------------------------------------------------------------------------- */

/* The embeddings of an entry, in the cache; NULL where it fails. */
static const struct faqbot_view *get_row(struct likeness *likeness, uint32_t entry, struct arena *arena,
                                         enum faqbot_status *status)
{
    const struct faqbot_view key = view_make((const char *)&entry, sizeof entry);
    const struct faqbot_view *known = *status == FAQBOT_OK ? lru_cache_find(likeness->rows, key) : NULL;
    if (known != NULL || *status != FAQBOT_OK) {
        return known;
    }
    struct faqbot_view bytes = {0};
    store_get_embeddings(likeness->collection->store, entry, arena, &bytes, status);
    struct faqbot_view *kept =
        *status == FAQBOT_OK ? lru_cache_add(likeness->rows, key, sizeof *kept + bytes.size) : NULL;
    fail_if(kept == NULL, FAQBOT_NO_MEMORY, status);
    if (kept != NULL) {
        *kept = view_make((const char *)(kept + 1), bytes.size);
        memcpy(kept + 1, bytes.bytes, bytes.size);
    }
    return kept;
}

/* How like two words are where they stand: less than 1 for the same word about something else. Numbers, names and days
 * are like themselves alone. */
static float compare_words(const struct likeness_question *question, const struct question_word *left,
                           const struct embedded_word *right, const struct direction *direction)
{
    if ((left->is_apart || right->is_apart != 0) && left->stem != right->stem) {
        return 0;
    }
    return fmaxf(above_baseline(question->likeness, cosine(&left->direction, direction)), 0);
}

/* Holds the question's words against those of a phrasing. Each looks for its likest in the other text. */
static struct word_likeness compare_phrasing(const struct likeness_question *question,
                                             struct faqbot_view words, uint32_t count)
{
    struct word_likeness found = {.question_least = 1, .phrasing_least = 1};
    float best[EMBEDDED_WORDS_MAX] = {0};
    double weights = 0;
    double question_weights = 0;
    for (uint32_t at = 0; at < count; at++) {
        const struct embedded_word word = embedded_word_at(words, at);
        const struct direction direction = direction_of(word.parts);
        double weight = weigh(question->likeness, &word);
        float most = 0;
        for (uint32_t i = 0; i < question->word_count; i++) {
            float likeness = compare_words(question, &question->words[i], &word, &direction);
            best[i] = fmaxf(best[i], likeness);
            most = fmaxf(most, likeness);
        }
        found.phrasing += (float)(weight * (double)most);
        found.phrasing_least = fminf(found.phrasing_least, most);
        weights += weight;
    }
    for (uint32_t i = 0; i < question->word_count; i++) {
        found.question += (float)(question->words[i].weight * (double)best[i]);
        found.question_least = fminf(found.question_least, best[i]);
        question_weights += question->words[i].weight;
    }
    if (weights <= 0 || question_weights <= 0) {
        return (struct word_likeness){0};
    }
    found.phrasing /= (float)weights;
    found.question /= (float)question_weights;
    return found;
}

struct word_likeness likeness_of_words(const struct likeness_question *question, uint32_t entry,
                                       struct arena *arena, enum faqbot_status *status)
{
    struct word_likeness best = {0};
    struct embedding embedding;
    struct faqbot_view words;
    const struct faqbot_view *row = get_row(question->likeness, entry, arena, status);
    for (struct faqbot_view rest = row == NULL ? view_of("") : *row;
         embeddings_next(&rest, &embedding, &words);) {
        struct word_likeness one = compare_phrasing(question, words, embedding.word_count);
        best = one.question + one.phrasing > best.question + best.phrasing ? one : best;
    }
    return best;
}

/* -- Of an open knowledge base ------------------------------------------------------------------------------------ */

struct faqbot_view likeness_encoder(const struct likeness *likeness)
{
    return encoder_name(likeness->encoder);
}

const char *likeness_file(const struct likeness *likeness)
{
    return likeness->file;
}

bool likeness_knows_language(const struct likeness *likeness, struct faqbot_view tag)
{
    return encoder_knows_language(likeness->encoder, tag);
}

bool likeness_is_scanned(const struct likeness_question *question)
{
    return question->likeness->vectors != NULL;
}
