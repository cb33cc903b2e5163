/* retrieval/sample.c - a model made for one question: collection.c finds the entries, portrait.c looks at each, and the
 * counts are weighed here. Everything after that is as it is for a small knowledge. */
#include "retrieval/sample.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "retrieval/matrix_part.h"
#include "retrieval/portrait.h"
#include "retrieval/rank.h"
#include "retrieval/stored_entry.h"

/* A sample while it is made. */
struct maker {
    const struct sample_source *source;
    struct arena *arena;
    uint64_t *keys; /* of the question's stems, word by word */
    size_t key_count;
    struct collection_word *words; /* by row of question.stems */
    struct portrait_question question;
    struct portrait *portraits; /* by candidate */
    struct sample sample;
};

/* -- What the question asks for ------------------------------------------------------------------------------------ */

/* The question's stems, of those that the knowledge has each once. */
static enum faqbot_status find_words(struct maker *maker, struct stems *stems, const struct word *words,
                                     size_t count, const struct grams *grams)
{
    struct collection_word *list = arena_take_array(maker->arena, grams->count, sizeof *list);
    struct grams known = {.list = arena_take(maker->arena, grams->count * sizeof *known.list)};
    enum faqbot_status status = list == NULL || known.list == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    for (size_t i = 0, at = 0; at < grams->count && i < count && status == FAQBOT_OK; i++) {
        struct collection_word word;
        if (maker->keys[i] != grams->list[at].key) {
            continue; /* it stood before: distinct stems are in the order of their first appearance */
        }
        bool is_function_word = stems_is_function_word(stems, words[i].plain);
        status = collection_look_up(maker->source->collection, stems_find(stems, &words[i]), is_function_word,
                                    &word);
        if (status == FAQBOT_OK && word.entries > 0) {
            list[known.count] = word;
            known.list[known.count++] = grams->list[at];
        }
        at++;
    }
    if (status == FAQBOT_OK && !portrait_take_rows(&known, maker->arena, &maker->question.stems)) {
        status = FAQBOT_NO_MEMORY;
    }
    maker->words = list;
    return status;
}

/* Pieces that no entry has get no row: that they are unknown says something. */
static bool take_known_pieces(struct maker *maker, const struct grams *grams)
{
    struct grams known = {.list = arena_take(maker->arena, grams->count * sizeof *known.list)};
    for (size_t i = 0; i < grams->count && known.list != NULL; i++) {
        if (pieces_holders(&maker->source->collection->pieces, grams->list[i].key) > 0) {
            known.list[known.count++] = grams->list[i];
        }
    }
    return known.list != NULL && portrait_take_rows(&known, maker->arena, &maker->question.characters);
}

static enum faqbot_status take_question(struct maker *maker, struct stems *stems, const struct word *words,
                                        size_t count)
{
    struct grams grams;
    struct grams pairs;
    struct grams characters;
    struct arena *arena = maker->arena;
    maker->key_count = count;
    if (!grams_take_stem_keys(arena, stems, words, count, &maker->keys) ||
        !grams_take_stems(arena, maker->keys, count, &grams) ||
        !grams_take_pairs(arena, maker->keys, count, &pairs) ||
        !grams_take_characters(arena, stems, words, count, &characters) ||
        !portrait_take_rows(&pairs, arena, &maker->question.pairs) ||
        !take_known_pieces(maker, &characters)) {
        return FAQBOT_NO_MEMORY;
    }
    return find_words(maker, stems, words, count, &grams);
}

/* -- The entries --------------------------------------------------------------------------------------------------- */

/* Up to `size` bytes, no character being cut. */
static struct faqbot_view cut(struct faqbot_view text, size_t size)
{
    while (size < text.size && size > 0 && ((unsigned char)text.bytes[size] & 0xc0) == 0x80) {
        size--;
    }
    return view_slice(text, 0, size < text.size ? size : text.size);
}

/* An entry as far as it is looked into. A passage's heading is its title where it has none of its own, and is cut as
 * that is. */
static bool cut_entry(struct entry *entry, struct arena *arena)
{
    size_t count =
        entry->phrasing_count < SAMPLE_PHRASINGS_MAX ? entry->phrasing_count : SAMPLE_PHRASINGS_MAX;
    struct faqbot_view *phrasings = arena_take_array(arena, count, sizeof *phrasings);
    for (size_t i = 0; i < count && phrasings != NULL; i++) {
        phrasings[i] = cut(entry->phrasings[i], SAMPLE_PHRASING_BYTES_MAX);
    }
    entry->phrasings = phrasings;
    entry->phrasing_count = count;
    entry->title = cut(entry->title, SAMPLE_PHRASING_BYTES_MAX);
    entry->text = cut(entry->text, SAMPLE_TEXT_BYTES_MAX);
    return phrasings != NULL;
}

/* The number of a language as the knowledge has it; an unknown one is the first. */
static size_t find_language(const struct languages *languages, struct faqbot_view tag)
{
    for (size_t i = 0; i < languages->count; i++) {
        if (view_equals_text(tag, languages->tags[i])) {
            return i;
        }
    }
    return 0;
}

static enum faqbot_status look_at(struct maker *maker, uint32_t column, char *kinds, char *languages)
{
    struct entry entry = {0};
    struct collection *collection = maker->source->collection;
    enum faqbot_status status =
        stored_entry_read(collection->store, maker->sample.entries[column], maker->arena, &entry);
    if (status == FAQBOT_OK && !cut_entry(&entry, maker->arena)) {
        status = FAQBOT_NO_MEMORY;
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    size_t language = find_language(maker->source->languages, entry.lang);
    const struct portrait_tools tools = {.wording = maker->source->wording,
                                         .pieces = &collection->pieces,
                                         .stems = maker->source->languages->stems[language],
                                         .scratch = &collection->scratch};
    kinds[column] = (char)entry.kind;
    languages[column] = (char)language;
    return portrait_take(&tools, &maker->question, &entry, maker->arena, &maker->portraits[column])
               ? FAQBOT_OK
               : FAQBOT_NO_MEMORY;
}

static enum faqbot_status take_portraits(struct maker *maker)
{
    uint32_t count = maker->sample.model.entry_count;
    char *kinds = arena_take_array(maker->arena, count, 1);
    char *languages = arena_take_array(maker->arena, count, 1);
    maker->portraits = arena_take_array(maker->arena, count, sizeof *maker->portraits);
    if (kinds == NULL || languages == NULL || maker->portraits == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = FAQBOT_OK;
    for (uint32_t column = 0; column < count && status == FAQBOT_OK; column++) {
        status = look_at(maker, column, kinds, languages);
    }
    maker->sample.model.kinds = kinds;
    maker->sample.model.languages = languages;
    return status;
}

/* -- Weights ------------------------------------------------------------------------------------------------------- */

/* A text's part of a BM25 score, as bags_weigh_bm25() computes it. */
static float weigh(const struct maker *maker, uint32_t holders, double count, double words, double average)
{
    double entries = maker->source->collection->entries;
    double idf = log(1 + (entries - holders + .5) / (holders + .5));
    double norm = RANK_K1 * (1 - RANK_B + RANK_B * words / average);
    return (float)(idf * count * (RANK_K1 + 1) / (count + norm));
}

/* A value of an array that a portrait has at that offset. */
static float read_value(const struct portrait *portrait, size_t values, uint32_t row)
{
    float *const *array = (const void *)((const char *)portrait + values);
    return (*array)[row];
}

static uint32_t count_holders(const struct maker *maker, size_t values, uint32_t row)
{
    uint32_t count = 0;
    for (uint32_t column = 0; column < maker->sample.model.entry_count; column++) {
        count += read_value(&maker->portraits[column], values, row) > 0;
    }
    return count;
}

/* In how many entries a pair of stems stands is not kept. Of the entries with the rarer stem of both, the same share is
 * taken to hold the pair as among the candidates; an edge of a text is no stem. */
static uint32_t *estimate_pairs(const struct maker *maker)
{
    const struct portrait_question *question = &maker->question;
    uint32_t *holders = arena_take_array(maker->arena, question->pairs.count, sizeof *holders);
    for (size_t place = 0; place <= maker->key_count && maker->key_count > 0 && holders != NULL; place++) {
        uint32_t rarer = MATRIX_NONE;
        for (size_t i = place == 0 ? 0 : place - 1; i <= place && i < maker->key_count; i++) {
            uint32_t row = portrait_find_row(&question->stems, maker->keys[i]);
            if (row != MATRIX_NONE &&
                (rarer == MATRIX_NONE || maker->words[row].entries < maker->words[rarer].entries)) {
                rarer = row;
            }
        }
        uint32_t pair =
            portrait_find_row(&question->pairs, grams_pair_key(maker->keys, maker->key_count, place));
        double with = count_holders(maker, offsetof(struct portrait, pairs), pair);
        double all = rarer == MATRIX_NONE ? 0 : count_holders(maker, offsetof(struct portrait, stems), rarer);
        assert(pair < question->pairs.count);
        holders[pair] = all > 0 ? (uint32_t)ceil(with / all * maker->words[rarer].entries) : 0;
    }
    return holders;
}

/* Which counts of a portrait a matrix is made of, and what they are weighed by. */
struct counts {
    enum model_part part;
    const struct portrait_rows *rows;
    const uint32_t *holders;
    size_t values; /* offsets in struct portrait */
    size_t words;  /* ANY: they are weights already */
    double average;
    uint32_t documents;
};
#define ANY SIZE_MAX

static bool take_matrix(struct maker *maker, const struct counts *counts)
{
    uint32_t columns = maker->sample.model.entry_count;
    float *weights = arena_take_array(maker->arena, (size_t)counts->rows->count * columns, sizeof *weights);
    const struct matrix_part part = {.documents = counts->documents,
                                     .row_count = counts->rows->count,
                                     .column_count = columns,
                                     .keys = counts->rows->keys,
                                     .holders = counts->holders,
                                     .weights = weights};
    for (uint32_t row = 0; row < part.row_count && weights != NULL; row++) {
        for (uint32_t column = 0; column < columns; column++) {
            const struct portrait *portrait = &maker->portraits[column];
            float value = read_value(portrait, counts->values, row);
            if (value > 0 && counts->words != ANY) {
                uint32_t words = *(const uint32_t *)(const void *)((const char *)portrait + counts->words);
                value = weigh(maker, counts->holders[row], (double)value, words, counts->average);
            }
            weights[(size_t)row * columns + column] = value;
        }
    }
    return weights != NULL && matrix_part_take(&part, maker->arena, &maker->sample.model.parts[counts->part]);
}

static bool take_matrices(struct maker *maker)
{
    const struct portrait_question *question = &maker->question;
    const struct collection *collection = maker->source->collection;
    uint32_t *stems = arena_take_array(maker->arena, question->stems.count, sizeof *stems);
    uint32_t *pairs = estimate_pairs(maker);
    uint32_t *characters = arena_take_array(maker->arena, question->characters.count, sizeof *characters);
    if (stems == NULL || pairs == NULL || characters == NULL) {
        return false;
    }
    for (uint32_t row = 0; row < question->stems.count; row++) {
        stems[row] = maker->words[row].entries;
    }
    for (uint32_t row = 0; row < question->characters.count; row++) {
        characters[row] = pieces_holders(&collection->pieces, question->characters.keys[row]);
    }
#define AT(member) offsetof(struct portrait, member)
    const struct counts all[] = {
        {MODEL_STEMS, &question->stems, stems, AT(stems), AT(words), collection->words, collection->entries},
        {MODEL_QUESTION_STEMS, &question->stems, stems, AT(head_stems), AT(head_words),
         collection->head_words, collection->entries},
        {MODEL_BODY_STEMS, &question->stems, stems, AT(body_stems), AT(body_words), collection->body_words,
         collection->entries},
        {MODEL_PAIRS, &question->pairs, pairs, AT(pairs), AT(words), collection->words, collection->entries},
        {MODEL_CHARACTERS, &question->characters, characters, AT(characters), ANY, 0, collection->entries},
        {MODEL_CENTROIDS, &question->characters, characters, AT(centroid), ANY, 0, collection->entries},
        {MODEL_LIKENESS, &question->characters, characters, AT(likeness), ANY, 0, collection->entries},
    };
    bool taken = true;
    for (size_t i = 0; i < sizeof all / sizeof *all && taken; i++) {
        taken = take_matrix(maker, &all[i]);
    }
    return taken;
}

/* -- The rest of the model ----------------------------------------------------------------------------------------- */

static bool take_sequence(struct maker *maker)
{
    size_t size = 0;
    struct model *model = &maker->sample.model;
    for (uint32_t i = 0; i < model->entry_count; i++) {
        size += maker->portraits[i].sequence_count;
    }
    uint32_t *sequence = arena_take(maker->arena, (size + 1) * sizeof *sequence);
    uint32_t *starts = arena_take_array(maker->arena, (size_t)model->entry_count + 1, sizeof *starts);
    if (sequence == NULL || starts == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < model->entry_count; i++) {
        const struct portrait *portrait = &maker->portraits[i];
        assert(portrait->sequence_count <= size - starts[i]);
        memcpy(sequence + starts[i], portrait->sequence, portrait->sequence_count * sizeof *sequence);
        starts[i + 1] = starts[i] + portrait->sequence_count;
        model->phrasing_count += portrait->has_phrasings;
    }
    model->sequence = sequence;
    model->sequence_starts = starts;
    return true;
}

/* A knowledge of so many entries is about no one thing: there are no topics. */
static bool take_cores(struct maker *maker)
{
    size_t size = 0;
    struct model *model = &maker->sample.model;
    for (uint32_t i = 0; i < model->entry_count; i++) {
        size += maker->portraits[i].core_count;
    }
    struct core *list = arena_take_array(maker->arena, size, sizeof *list);
    uint32_t *starts = arena_take_array(maker->arena, (size_t)model->entry_count + 1, sizeof *starts);
    if (list == NULL || starts == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < model->entry_count; i++) {
        const struct portrait *portrait = &maker->portraits[i];
        assert(portrait->core_count <= size - starts[i]);
        for (uint32_t j = 0; j < portrait->core_count; j++) {
            list[starts[i] + j] = portrait->cores[j];
        }
        starts[i + 1] = starts[i] + portrait->core_count;
    }
    model->cores = (struct cores){.starts = starts, .list = list};
    return true;
}

enum faqbot_status sample_take(const struct sample_source *source, const struct word *words, size_t count,
                               size_t language, size_t top, struct arena *arena, struct sample *sample)
{
    size_t found = 0;
    struct maker maker = {.source = source, .arena = arena};
    enum faqbot_status status = take_question(&maker, source->languages->stems[language], words, count);
    if (status == FAQBOT_OK) {
        status = collection_find(source->collection, maker.words, maker.question.stems.count,
                                 top < SAMPLE_ENTRIES ? SAMPLE_ENTRIES : top, arena, &maker.sample.entries,
                                 &found);
    }
    maker.sample.model.entry_count = (uint32_t)found;
    if (status == FAQBOT_OK) {
        status = take_portraits(&maker);
    }
    if (status == FAQBOT_OK && (!take_matrices(&maker) || !take_sequence(&maker) || !take_cores(&maker))) {
        status = FAQBOT_NO_MEMORY;
    }
    if (status == FAQBOT_OK) {
        *sample = maker.sample;
    }
    return status;
}
