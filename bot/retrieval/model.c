/* retrieval/model.c - reads what ranking knows of a small knowledge base, as model_builder.c wrote it, and checks
 * it, so that features.c can use its arrays without a check at each access. */
#include "retrieval/model.h"

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

static bool is_sound(const struct model *model, uint32_t starts, uint32_t sequence)
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
         !is_sound(model, starts, sequence))) {
        status = FAQBOT_CORRUPT;
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}

void model_release(struct model *model)
{
    arena_release(&model->bytes);
}
