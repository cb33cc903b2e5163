/* index/model.c - reads what ranking knows of a small knowledge base, as train.c wrote it, and checks it:
 * every number that is used as a place in an array later, and every weight that is added up. The file may
 * be damaged, and ranking reads these arrays for each question without a check at each access. */
#include "index/index_internal.h"

#include <stddef.h>

#include "kb/kb.h"
#include "util/util.h"

const char *const model_names[MODEL_NAME_COUNT] = {
    [MODEL_UNIGRAMS] = "stems",
    [MODEL_BIGRAMS] = "pairs",
    [MODEL_QUESTION_UNIGRAMS] = "question stems",
    [MODEL_BODY_UNIGRAMS] = "body stems",
    [MODEL_CHAR_NGRAMS] = "characters",
    [MODEL_CENTROIDS] = "centroids",
    [MODEL_CONTENT_CENTROIDS] = "likeness",
    [MODEL_CHAR_NGRAM_WEIGHTS] = "character weights",
    [MODEL_WORD_WEIGHTS] = "word weights",
    [MODEL_OWNERS] = "owners",
    [MODEL_KINDS] = "kinds",
    [MODEL_LANGUAGES] = "languages",
    [MODEL_SEQUENCE] = "sequence",
    [MODEL_SEQUENCE_STARTS] = "sequence starts",
    [MODEL_WORDS] = "words",
    [MODEL_MEANINGS] = "meanings",
    [MODEL_MEANING_CLASSIFIERS] = "meaning classifiers",
    [MODEL_REQUIRED_TERMS] = "cores",
};

/* What the names stand for is in enum model_part. The names themselves are part of the file format, and
 * older than the names in the code: "cores" are required terms, "likeness" are the centroids in which
 * function words count little.
 *
 * A matrix that is not there has slot_count 0, which no decoded matrix has: even one without features has
 * one slot. */

/* -- Required terms -------------------------------------------------------------------------------- */

/* Whether starts begin at 0 and never fall. */
static bool are_starts(const uint32_t *starts, uint32_t count)
{
    bool sound = starts[0] == 0;
    for (uint32_t i = 0; i < count && sound; i++) {
        sound = starts[i] <= starts[i + 1];
    }
    return sound;
}

/* The bytes, E being how many entries there are: E uint32_t, where each entry's terms start; one more,
 * where they end; then the terms, each a uint32_t row and a float share. What rows there are is not checked: a row that
 * the model does not have is a word that is not known. */
bool required_terms_decode(struct faqbot_view bytes, uint32_t entry_count,
                           struct required_terms *required_terms)
{
    size_t numbers = ((size_t)entry_count + 1) * sizeof(uint32_t);
    if (bytes.size < numbers) {
        return false;
    }
    struct required_terms decoded = {.starts = (const void *)bytes.bytes,
                                     .list = (const void *)(bytes.bytes + numbers)};
    size_t count = decoded.starts[entry_count];
    bool sound = bytes.size - numbers == count * sizeof(struct required_term) &&
                 are_starts(decoded.starts, entry_count);
    for (size_t i = 0; i < count && sound; i++) {
        sound = decoded.list[i].share >= 0 && decoded.list[i].share <= 1;
    }
    if (sound) {
        *required_terms = decoded;
    }
    return sound;
}

/* -- The model ------------------------------------------------------------------------------------- */

/* What is made from phrasings exists where there are phrasings, and of the learned weights both exist or
 * neither. Centroids and character weights share their rows, so that one query serves both. */
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

/* Each row of the sequence has a word, and a word's truths are 0 or 1. A lexicon's number may be any: coverage.c, which
 * has the lexicon, looks. */
static bool has_words(const struct model *model, const struct faqbot_view *bytes)
{
    bool sound = model->word_count == model->parts[MODEL_UNIGRAMS].row_count &&
                 bytes[MODEL_WORDS].size == model->word_count * sizeof(struct model_word);
    for (uint32_t i = 0; i < model->word_count && sound; i++) {
        const char *word = bytes[MODEL_WORDS].bytes + i * sizeof(struct model_word);
        sound = (word[offsetof(struct model_word, is_content)] | 1) == 1 &&
                (word[offsetof(struct model_word, is_apart)] | 1) == 1;
    }
    for (size_t i = 0; i < bytes[MODEL_SEQUENCE].size / sizeof(uint32_t) && sound; i++) {
        sound = model->sequence[i] < model->word_count || model->sequence[i] == SPARSE_MATRIX_NONE;
    }
    return sound;
}

/* Both kinds of vectors are there, or neither is. Any bytes are vectors. */
static bool has_vectors(const struct model *model, const struct faqbot_view *bytes)
{
    size_t size = bytes[MODEL_MEANINGS].size > 0 ? model->entry_count * sizeof(struct lexicon_vector) : 0;
    return bytes[MODEL_MEANINGS].size == size && bytes[MODEL_MEANING_CLASSIFIERS].size == size;
}

static bool is_sound(const struct model *model, const struct faqbot_view *bytes)
{
    const uint32_t entries = model->entry_count;
    bool sound = has_parts(model) && has_words(model, bytes) && has_vectors(model, bytes) &&
                 bytes[MODEL_KINDS].size == entries && bytes[MODEL_LANGUAGES].size == entries &&
                 bytes[MODEL_SEQUENCE_STARTS].size / sizeof(uint32_t) == (size_t)entries + 1 &&
                 are_starts(model->sequence_starts, entries) &&
                 model->sequence_starts[entries] == bytes[MODEL_SEQUENCE].size / sizeof(uint32_t);
    for (int part = 0; part < MODEL_PART_COUNT && sound; part++) {
        sound = model->parts[part].slot_count == 0 || model->parts[part].column_count == entries;
    }
    return sound;
}

/* A knowledge base without FAQ entries has no centroids, and where nothing was learned there are no
 * weights: those are the matrices from the centroids on. Anything else that is missing means damage. */
static void read_parts(struct model *model, struct store *store, struct faqbot_view *bytes,
                       enum faqbot_status *status)
{
    for (int part = 0; part < MODEL_NAME_COUNT && *status == FAQBOT_OK; part++) {
        store_get_model(store, model_names[part], &model->bytes, &bytes[part], status);
        if (*status == FAQBOT_NOT_FOUND) {
            *status = part >= MODEL_CENTROIDS && part < MODEL_PART_COUNT ? FAQBOT_OK : FAQBOT_CORRUPT;
        } else if (*status == FAQBOT_OK && part < MODEL_PART_COUNT &&
                   !sparse_matrix_decode(bytes[part], &model->parts[part])) {
            *status = FAQBOT_CORRUPT;
        }
    }
}

void model_read(struct model *model, struct store *store, enum faqbot_status *status)
{
    struct faqbot_view bytes[MODEL_NAME_COUNT] = {{0}};
    *model = (struct model){0};
    arena_init(&model->bytes, MODEL_BYTES_MAX);
    read_parts(model, store, bytes, status);
    model->entry_count = model->parts[MODEL_UNIGRAMS].column_count;
    model->is_learned = model->parts[MODEL_WORD_WEIGHTS].slot_count > 0;
    model->phrasing_count = (uint32_t)(bytes[MODEL_OWNERS].size / sizeof(uint32_t));
    model->sequence = (const void *)bytes[MODEL_SEQUENCE].bytes;
    model->sequence_starts = (const void *)bytes[MODEL_SEQUENCE_STARTS].bytes;
    model->words = (const void *)bytes[MODEL_WORDS].bytes;
    model->word_count = (uint32_t)(bytes[MODEL_WORDS].size / sizeof *model->words);
    if (bytes[MODEL_MEANINGS].size > 0) {
        model->meanings = (const void *)bytes[MODEL_MEANINGS].bytes;
        model->meaning_classifiers = (const void *)bytes[MODEL_MEANING_CLASSIFIERS].bytes;
    }
    model->kinds = bytes[MODEL_KINDS].bytes;
    model->languages = bytes[MODEL_LANGUAGES].bytes;
    if (*status == FAQBOT_OK &&
        (!required_terms_decode(bytes[MODEL_REQUIRED_TERMS], model->entry_count, &model->required_terms) ||
         !is_sound(model, bytes))) {
        *status = FAQBOT_CORRUPT;
    }
}

void model_release(struct model *model)
{
    arena_release(&model->bytes);
}
