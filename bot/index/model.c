/* index/model.c - reads what ranking knows of a small knowledge base, as model_builder.c wrote it, and
 * checks it, so that features.c can use its arrays without a check at each access. */
#include "index/index_internal.h"

#include <stdlib.h>
#include <string.h>

#include "kb/kb.h"
#include "util/util.h"

/* ==== cores ============================================================================================= */

/* Counts which words an entry's phrasings have in common. confidence.c decides what follows from one that
 * a question lacks. */

#define CORES_BYTES_MAX ((size_t)1 << 30)

void required_terms_builder_init(struct required_terms_builder *builder)
{
    *builder = (struct required_terms_builder){0};
    buffer_init(&builder->rows, SIZE_MAX);
    buffer_init(&builder->starts, CORES_BYTES_MAX);
    buffer_init(&builder->required_terms, CORES_BYTES_MAX);
}

void required_terms_builder_release(struct required_terms_builder *builder)
{
    free(builder->topic);
    buffer_release(&builder->rows);
    buffer_release(&builder->starts);
    buffer_release(&builder->required_terms);
    required_terms_builder_init(builder);
}

static int by_row(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void add_number(struct buffer *buffer, uint32_t number)
{
    buffer_add(buffer, view_make((const char *)&number, sizeof number));
}

static void add_core(struct buffer *buffer, struct required_term required_term)
{
    buffer_add(buffer, view_make((const char *)&required_term, sizeof required_term));
}

/* A word counts once for a phrasing, however often it stands there. */
void required_terms_builder_add(struct required_terms_builder *builder, uint32_t *rows, size_t count)
{
    if (count > 1) {
        qsort(rows, count, sizeof *rows, by_row);
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || rows[i] != rows[i - 1]) {
            add_number(&builder->rows, rows[i]);
        }
    }
    builder->phrasings++;
}

static void add_topic(struct required_terms_builder *builder, uint32_t row, float share)
{
    if (row >= builder->topic_capacity) {
        size_t capacity = 2 * builder->topic_capacity + row + 1024;
        float *grown = realloc(builder->topic, capacity * sizeof *grown);
        if (grown == NULL) {
            builder->failed = true;
            return;
        }
        memset(grown + builder->topic_capacity, 0, (capacity - builder->topic_capacity) * sizeof *grown);
        builder->topic = grown;
        builder->topic_capacity = capacity;
    }
    builder->topic[row] += share;
}

void required_terms_builder_close(struct required_terms_builder *builder, bool is_listed)
{
    uint32_t *rows = (void *)builder->rows.bytes;
    size_t count = builder->rows.size / sizeof *rows;
    builder->failed = builder->failed || builder->rows.failed;
    add_number(&builder->starts, (uint32_t)(builder->required_terms.size / sizeof(struct required_term)));
    if (count > 1) {
        qsort(rows, count, sizeof *rows, by_row);
    }
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && rows[end] == rows[start];) {
            end++;
        }
        float share = (float)(end - start) / (float)builder->phrasings;
        if (is_listed && share >= REQUIRED_TERMS_SHARE_MIN) {
            add_core(&builder->required_terms, (struct required_term){.row = rows[start], .share = share});
        }
        add_topic(builder, rows[start], share);
    }
    buffer_reset(&builder->rows);
    builder->phrasings = 0;
    builder->entries++;
}

/* What most entries' phrasings hold. */
static void add_topics(const struct required_terms_builder *builder, struct buffer *topics)
{
    for (uint32_t row = 0; row < builder->topic_capacity; row++) {
        float share = builder->topic[row] / (float)(builder->entries + 1);
        if (share >= TOPIC_TERMS_SHARE_MIN) {
            add_core(topics, (struct required_term){.row = row, .share = share});
        }
    }
}

void required_terms_builder_encode(const struct required_terms_builder *builder, struct buffer *out)
{
    struct buffer topics;
    buffer_init(&topics, CORES_BYTES_MAX);
    add_topics(builder, &topics);
    buffer_add(out, buffer_view(&builder->starts));
    add_number(out, (uint32_t)(builder->required_terms.size / sizeof(struct required_term)));
    add_number(out, (uint32_t)(topics.size / sizeof(struct required_term)));
    buffer_add(out, buffer_view(&builder->required_terms));
    buffer_add(out, buffer_view(&topics));
    out->failed = out->failed || topics.failed || builder->failed || builder->starts.failed ||
                  builder->required_terms.failed;
    buffer_release(&topics);
}

static bool is_sound(const struct required_terms *required_terms, uint32_t entry_count, size_t count)
{
    bool sound = required_terms->starts[0] == 0;
    for (uint32_t i = 0; i < entry_count && sound; i++) {
        sound = required_terms->starts[i] <= required_terms->starts[i + 1];
    }
    for (size_t i = 0; i < count && sound; i++) {
        sound = required_terms->list[i].share >= 0 && required_terms->list[i].share <= 1;
    }
    return sound;
}

bool required_terms_decode(struct faqbot_view bytes, uint32_t entry_count,
                           struct required_terms *required_terms)
{
    size_t numbers = ((size_t)entry_count + 2) * sizeof(uint32_t);
    if (bytes.size < numbers) {
        return false;
    }
    struct required_terms decoded = {.starts = (const void *)bytes.bytes,
                                     .list = (const void *)(bytes.bytes + numbers)};
    size_t listed = decoded.starts[entry_count];
    size_t count = listed + decoded.starts[(size_t)entry_count + 1];
    if (bytes.size - numbers != count * sizeof(struct required_term) ||
        !is_sound(&decoded, entry_count, count)) {
        return false;
    }
    decoded.topics = decoded.list + listed;
    decoded.topic_count = count - listed;
    *required_terms = decoded;
    return true;
}

/* ==== model ============================================================================================= */

const char *const model_part_names[MODEL_PART_COUNT] = {
    [MODEL_UNIGRAMS] = "stems",
    [MODEL_BIGRAMS] = "pairs",
    [MODEL_QUESTION_UNIGRAMS] = "question stems",
    [MODEL_BODY_UNIGRAMS] = "body stems",
    [MODEL_CHAR_NGRAMS] = "characters",
    [MODEL_CENTROIDS] = "centroids",
    [MODEL_CONTENT_CENTROIDS] = "likeness",
    [MODEL_CHAR_NGRAM_WEIGHTS] = "character weights",
    [MODEL_WORD_WEIGHTS] = "word weights",
};
const char model_owners_name[] = "owners";
const char model_required_terms_name[] = "cores";
const char model_kinds_name[] = "kinds";
const char model_languages_name[] = "languages";
const char model_sequence_name[] = "sequence";
const char model_sequence_starts_name[] = "sequence starts";

/* Bytes of the store; none where an earlier read has failed. */
static struct faqbot_view read_bytes(struct model *model, struct store *store, const char *name,
                                     enum faqbot_status *status)
{
    struct faqbot_view bytes = {0};
    if (*status == FAQBOT_OK) {
        *status = store_get_model(store, name, &model->bytes, &bytes);
    }
    return bytes;
}

static const uint32_t *read_numbers(struct model *model, struct store *store, const char *name,
                                    uint32_t *count, enum faqbot_status *status)
{
    struct faqbot_view bytes = read_bytes(model, store, name, status);
    *count = (uint32_t)(bytes.size / sizeof(uint32_t));
    return (const void *)bytes.bytes;
}

/* What is made from phrasings exists where there are phrasings, and of the learned weights both exist or neither.
 * Centroids and character weights share their rows, so that one query serves both. */
static bool has_parts(const struct model *model)
{
    const struct sparse_matrix *parts = model->parts;
    const struct sparse_matrix *centroids = &parts[MODEL_CENTROIDS];
    const struct sparse_matrix *weights = &parts[MODEL_CHAR_NGRAM_WEIGHTS];
    if (model->phrasing_count == 0) {
        return !model->is_learned;
    }
    return centroids->slot_count > 0 && centroids->documents == model->phrasing_count &&
           parts[MODEL_CONTENT_CENTROIDS].slot_count > 0 && model->is_learned == (weights->slot_count > 0) &&
           (!model->is_learned || weights->row_count == centroids->row_count);
}

static bool model_is_sound(const struct model *model, uint32_t starts, uint32_t sequence)
{
    bool sound = has_parts(model) && starts == model->entry_count + 1 && model->sequence_starts[0] == 0 &&
                 model->sequence_starts[model->entry_count] == sequence;
    for (uint32_t i = 0; i < model->entry_count && sound; i++) {
        sound = model->sequence_starts[i] <= model->sequence_starts[i + 1];
    }
    for (uint32_t i = 0; i < model->phrasing_count && sound; i++) {
        sound = model->owners[i] < model->entry_count;
    }
    for (int part = 0; part < MODEL_PART_COUNT && sound; part++) {
        sound = model->parts[part].slot_count == 0 || model->parts[part].column_count == model->entry_count;
    }
    return sound;
}

/* A knowledge base without FAQ entries has no centroids, and where nothing was learned there are no weights. */
static void read_matrices(struct model *model, struct store *store, enum faqbot_status *status)
{
    for (int part = 0; part < MODEL_PART_COUNT; part++) {
        struct faqbot_view bytes = read_bytes(model, store, model_part_names[part], status);
        if (*status == FAQBOT_OK && !sparse_matrix_decode(bytes, &model->parts[part])) {
            *status = FAQBOT_CORRUPT;
        }
        if (*status == FAQBOT_NOT_FOUND) {
            *status = part >= MODEL_CENTROIDS ? FAQBOT_OK : FAQBOT_CORRUPT;
        }
    }
    model->entry_count = model->parts[MODEL_UNIGRAMS].column_count;
    model->is_learned = model->parts[MODEL_WORD_WEIGHTS].slot_count > 0;
}

enum faqbot_status model_read(struct model *model, struct store *store)
{
    uint32_t sequence;
    uint32_t starts;
    enum faqbot_status status = FAQBOT_OK;
    *model = (struct model){0};
    arena_init(&model->bytes, MODEL_BYTES_MAX);
    read_matrices(model, store, &status);
    model->owners = read_numbers(model, store, model_owners_name, &model->phrasing_count, &status);
    model->sequence = read_numbers(model, store, model_sequence_name, &sequence, &status);
    model->sequence_starts = read_numbers(model, store, model_sequence_starts_name, &starts, &status);
    struct faqbot_view kinds = read_bytes(model, store, model_kinds_name, &status);
    struct faqbot_view languages = read_bytes(model, store, model_languages_name, &status);
    struct faqbot_view required_terms = read_bytes(model, store, model_required_terms_name, &status);
    model->kinds = kinds.bytes;
    model->languages = languages.bytes;
    if (status == FAQBOT_OK &&
        (kinds.size != model->entry_count || languages.size != model->entry_count ||
         !required_terms_decode(required_terms, model->entry_count, &model->required_terms) ||
         !model_is_sound(model, starts, sequence))) {
        status = FAQBOT_CORRUPT;
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}

void model_release(struct model *model)
{
    arena_release(&model->bytes);
}
