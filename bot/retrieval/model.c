/* retrieval/model.c - reading what ranking knows of a knowledge. model_builder.c makes it, and features.c is
 * what uses it for a question. */
#include "retrieval/model.h"

const char *const model_part_names[MODEL_PART_COUNT] = {
    [MODEL_STEMS] = "stems",
    [MODEL_PAIRS] = "pairs",
    [MODEL_QUESTION_STEMS] = "question stems",
    [MODEL_BODY_STEMS] = "body stems",
    [MODEL_CHARACTERS] = "characters",
    [MODEL_CENTROIDS] = "centroids",
    [MODEL_LIKENESS] = "likeness",
    [MODEL_CHARACTER_WEIGHTS] = "character weights",
    [MODEL_WORD_WEIGHTS] = "word weights",
};
const char model_owners_name[] = "owners";
const char model_cores_name[] = "cores";
const char model_kinds_name[] = "kinds";
const char model_languages_name[] = "languages";
const char model_sequence_name[] = "sequence";
const char model_sequence_starts_name[] = "sequence starts";

static enum faqbot_status read_numbers(struct model *model, struct store *store, const char *name,
                                       const uint32_t **numbers, uint32_t *count)
{
    struct faqbot_view bytes;
    enum faqbot_status status = store_get_model(store, name, &model->bytes, &bytes);
    if (status == FAQBOT_OK) {
        *numbers = (const void *)bytes.bytes;
        *count = (uint32_t)(bytes.size / sizeof(uint32_t));
    }
    return status;
}

/* What is made of phrasings is there where there are phrasings, and the learned weights are both there or not at all.
 * Centroids and the weights of characters share their rows, so that one query serves both. */
static bool has_parts(const struct model *model)
{
    const struct matrix *parts = model->parts;
    const struct matrix *centroids = &parts[MODEL_CENTROIDS];
    const struct matrix *weights = &parts[MODEL_CHARACTER_WEIGHTS];
    if (model->phrasing_count == 0) {
        return !model->is_learned;
    }
    return centroids->slot_count > 0 && centroids->documents == model->phrasing_count &&
           parts[MODEL_LIKENESS].slot_count > 0 && model->is_learned == (weights->slot_count > 0) &&
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

/* A byte an entry. */
static enum faqbot_status read_bytes(struct model *model, struct store *store, const char *name,
                                     const char **bytes)
{
    struct faqbot_view view;
    enum faqbot_status status = store_get_model(store, name, &model->bytes, &view);
    if (status == FAQBOT_OK && view.size != model->entry_count) {
        status = FAQBOT_CORRUPT;
    }
    *bytes = view.bytes;
    return status;
}

static enum faqbot_status read_cores(struct model *model, struct store *store)
{
    struct faqbot_view bytes;
    enum faqbot_status status = store_get_model(store, model_cores_name, &model->bytes, &bytes);
    return status == FAQBOT_OK && !cores_decode(bytes, model->entry_count, &model->cores) ? FAQBOT_CORRUPT
                                                                                          : status;
}

static enum faqbot_status read_matrices(struct model *model, struct store *store)
{
    enum faqbot_status status = FAQBOT_OK;
    for (int part = 0; part < MODEL_PART_COUNT && status == FAQBOT_OK; part++) {
        struct faqbot_view bytes;
        status = store_get_model(store, model_part_names[part], &model->bytes, &bytes);
        if (status == FAQBOT_OK && !matrix_decode(bytes, &model->parts[part])) {
            status = FAQBOT_CORRUPT;
        }
        /* A knowledge without FAQ entries has no centroids, and where nothing was learned there are no weights. */
        if (status == FAQBOT_NOT_FOUND && part >= MODEL_CENTROIDS) {
            status = FAQBOT_OK;
        }
    }
    model->entry_count = model->parts[MODEL_STEMS].column_count;
    model->is_learned = model->parts[MODEL_WORD_WEIGHTS].slot_count > 0;
    return status;
}

enum faqbot_status model_read(struct model *model, struct store *store)
{
    uint32_t sequence = 0;
    uint32_t starts = 0;
    *model = (struct model){0};
    arena_init(&model->bytes, MODEL_BYTES_MAX);
    enum faqbot_status status = read_matrices(model, store);
    if (status == FAQBOT_OK) {
        status = read_numbers(model, store, model_owners_name, &model->owners, &model->phrasing_count);
    }
    if (status == FAQBOT_OK) {
        status = read_numbers(model, store, model_sequence_name, &model->sequence, &sequence);
    }
    if (status == FAQBOT_OK) {
        status = read_numbers(model, store, model_sequence_starts_name, &model->sequence_starts, &starts);
    }
    if (status == FAQBOT_OK) {
        status = read_bytes(model, store, model_kinds_name, &model->kinds);
    }
    if (status == FAQBOT_OK) {
        status = read_bytes(model, store, model_languages_name, &model->languages);
    }
    if (status == FAQBOT_OK) {
        status = read_cores(model, store);
    }
    if (status == FAQBOT_OK && !is_sound(model, starts, sequence)) {
        status = FAQBOT_CORRUPT;
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}

void model_release(struct model *model)
{
    arena_release(&model->bytes);
}
