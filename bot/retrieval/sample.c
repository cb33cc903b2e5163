/* retrieval/sample.c - a model made for one question, to rerank the candidates of a large knowledge base:
 * collection.c finds the entries, portrait.c counts the question's features in each, and the counts are weighed here
 * with the statistics of all entries. From there on, ranking is the same as for a small knowledge base. */
#include "retrieval/sample.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "retrieval/matrix_part.h"
#include "retrieval/portrait.h"
#include "retrieval/rank.h"
#include "retrieval/stored_entry.h"

/* A sample while it is made. Sticky: `status` keeps the first failure, after which nothing more is done. */
struct maker {
    const struct sample_source *source;
    struct arena *arena;
    enum faqbot_status *status;
    uint64_t *keys; /* of the question's stems, word by word */
    size_t key_count;
    struct collection_word *words; /* by row of question.stems */
    struct portrait_question question;
    struct portrait *portraits; /* by candidate */
    struct sample sample;
};

static void *need(const struct maker *maker, size_t count, size_t size)
{
    return arena_need(maker->arena, count, size, maker->status);
}

/* For what reports a lack of memory as false. */
static void check(const struct maker *maker, bool done)
{
    if (!done && *maker->status == FAQBOT_OK) {
        *maker->status = FAQBOT_NO_MEMORY;
    }
}

/* -- What the question asks for ------------------------------------------------------------------------------------ */

/* Those of the question's stems that an entry contains, each once. */
static void find_words(struct maker *maker, struct stems *stems, const struct word *words,
                       const struct grams *grams)
{
    struct grams known = {.list = need(maker, grams->count, sizeof *known.list)};
    maker->words = need(maker, grams->count, sizeof *maker->words);
    for (size_t i = 0, at = 0; at < grams->count && i < maker->key_count && *maker->status == FAQBOT_OK;
         i++) {
        struct collection_word word = {.entries = 0};
        if (maker->keys[i] != grams->list[at].key) {
            continue; /* it stood before: distinct stems are in the order of their first appearance */
        }
        bool is_function_word = stems_is_function_word(stems, words[i].plain);
        *maker->status = collection_look_up(maker->source->collection, stems_find(stems, &words[i]),
                                            is_function_word, &word);
        if (word.entries > 0) {
            maker->words[known.count] = word;
            known.list[known.count++] = grams->list[at];
        }
        at++;
    }
    check(maker,
          *maker->status != FAQBOT_OK || portrait_take_rows(&known, maker->arena, &maker->question.stems));
}

/* Pieces that no entry has get no row: that they are unknown is evidence by itself (matrix_query.unknown). */
static void take_known_pieces(struct maker *maker, const struct grams *grams)
{
    struct grams known = {.list = need(maker, grams->count, sizeof *known.list)};
    for (size_t i = 0; i < grams->count && known.list != NULL; i++) {
        if (pieces_holders(&maker->source->collection->pieces, grams->list[i].key) > 0) {
            known.list[known.count++] = grams->list[i];
        }
    }
    check(maker, known.list != NULL && portrait_take_rows(&known, maker->arena, &maker->question.characters));
}

static void take_question(struct maker *maker, struct stems *stems, const struct word *words, size_t count)
{
    struct grams grams;
    struct grams pairs;
    struct grams characters;
    struct arena *arena = maker->arena;
    maker->key_count = count;
    check(maker, grams_take_stem_keys(arena, stems, words, count, &maker->keys) &&
                     grams_take_stems(arena, maker->keys, count, &grams) &&
                     grams_take_pairs(arena, maker->keys, count, &pairs) &&
                     grams_take_characters(arena, stems, words, count, &characters) &&
                     portrait_take_rows(&pairs, arena, &maker->question.pairs));
    if (*maker->status == FAQBOT_OK) {
        take_known_pieces(maker, &characters);
        find_words(maker, stems, words, &grams);
    }
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

/* Shortens an entry to what is looked into. A passage without a heading has its title as one, so both are cut alike. */
static void cut_entry(struct maker *maker, struct entry *entry)
{
    size_t count =
        entry->phrasing_count < SAMPLE_PHRASINGS_MAX ? entry->phrasing_count : SAMPLE_PHRASINGS_MAX;
    struct faqbot_view *phrasings = need(maker, count, sizeof *phrasings);
    for (size_t i = 0; i < count && phrasings != NULL; i++) {
        phrasings[i] = cut(entry->phrasings[i], SAMPLE_PHRASING_BYTES_MAX);
    }
    entry->phrasings = phrasings;
    entry->phrasing_count = count;
    entry->title = cut(entry->title, SAMPLE_PHRASING_BYTES_MAX);
    entry->text = cut(entry->text, SAMPLE_TEXT_BYTES_MAX);
}

/* The number of a language; an unknown one counts as the first. */
static size_t find_language(const struct languages *languages, struct faqbot_view tag)
{
    for (size_t i = 0; i < languages->count; i++) {
        if (view_equals_text(tag, languages->tags[i])) {
            return i;
        }
    }
    return 0;
}

static void look_at(struct maker *maker, uint32_t column, char *kinds, char *languages)
{
    struct entry entry = {0};
    struct collection *collection = maker->source->collection;
    *maker->status =
        stored_entry_read(collection->store, maker->sample.entries[column], maker->arena, &entry);
    cut_entry(maker, &entry);
    if (*maker->status != FAQBOT_OK) {
        return;
    }
    size_t language = find_language(maker->source->languages, entry.lang);
    const struct portrait_tools tools = {.wording = maker->source->wording,
                                         .pieces = &collection->pieces,
                                         .stems = maker->source->languages->stems[language],
                                         .scratch = &collection->scratch};
    kinds[column] = (char)entry.kind;
    languages[column] = (char)language;
    portrait_take(&tools, &maker->question, &entry, maker->arena, &maker->portraits[column], maker->status);
}

static void take_portraits(struct maker *maker)
{
    uint32_t count = maker->sample.model.entry_count;
    char *kinds = need(maker, count, 1);
    char *languages = need(maker, count, 1);
    maker->portraits = need(maker, count, sizeof *maker->portraits);
    for (uint32_t column = 0; column < count && *maker->status == FAQBOT_OK; column++) {
        look_at(maker, column, kinds, languages);
    }
    maker->sample.model.kinds = kinds;
    maker->sample.model.languages = languages;
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

/* The index does not count how many entries contain a pair of stems. Among the entries that contain the rarer of the
 * two stems, the share that contains the pair is taken to be what it is among the candidates. The edge of a text, which
 * pairs with the first and the last word, is no stem. */
static uint32_t *estimate_pairs(const struct maker *maker)
{
    const struct portrait_question *question = &maker->question;
    uint32_t *holders = need(maker, question->pairs.count, sizeof *holders);
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

static void take_matrix(struct maker *maker, const struct counts *counts)
{
    uint32_t columns = maker->sample.model.entry_count;
    float *weights = need(maker, (size_t)counts->rows->count * columns, sizeof *weights);
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
    matrix_part_take(&part, maker->arena, &maker->sample.model.parts[counts->part], maker->status);
}

static void take_matrices(struct maker *maker)
{
    const struct portrait_question *question = &maker->question;
    const struct collection *collection = maker->source->collection;
    uint32_t *stems = need(maker, question->stems.count, sizeof *stems);
    uint32_t *pairs = estimate_pairs(maker);
    uint32_t *characters = need(maker, question->characters.count, sizeof *characters);
    if (*maker->status != FAQBOT_OK) {
        return;
    }
    for (uint32_t row = 0; row < question->stems.count; row++) {
        stems[row] = maker->words[row].entries;
    }
    for (uint32_t row = 0; row < question->characters.count; row++) {
        characters[row] = pieces_holders(&collection->pieces, question->characters.keys[row]);
    }
#define AT(member) offsetof(struct portrait, member)
    const uint32_t entries = collection->entries;
    const struct counts all[] = {
        {MODEL_STEMS, &question->stems, stems, AT(stems), AT(words), collection->words, entries},
        {MODEL_QUESTION_STEMS, &question->stems, stems, AT(head_stems), AT(head_words),
         collection->head_words, entries},
        {MODEL_BODY_STEMS, &question->stems, stems, AT(body_stems), AT(body_words), collection->body_words,
         entries},
        {MODEL_PAIRS, &question->pairs, pairs, AT(pairs), AT(words), collection->words, entries},
        {MODEL_CHARACTERS, &question->characters, characters, AT(characters), ANY, 0, entries},
        {MODEL_CENTROIDS, &question->characters, characters, AT(centroid), ANY, 0, entries},
        {MODEL_LIKENESS, &question->characters, characters, AT(likeness), ANY, 0, entries},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        take_matrix(maker, &all[i]);
    }
}

/* -- The rest of the model ----------------------------------------------------------------------------------------- */

/* Joins the portraits' texts and their phrasings' common words. There are no topics: a knowledge base of so many
 * entries is not about one thing. */
static void join_portraits(struct maker *maker)
{
    size_t sequence_size = 0;
    size_t core_count = 0;
    struct model *model = &maker->sample.model;
    for (uint32_t i = 0; i < model->entry_count && *maker->status == FAQBOT_OK; i++) {
        sequence_size += maker->portraits[i].sequence_count;
        core_count += maker->portraits[i].core_count;
    }
    uint32_t *sequence = need(maker, sequence_size, sizeof *sequence);
    uint32_t *sequence_starts = need(maker, (size_t)model->entry_count + 1, sizeof *sequence_starts);
    struct core *cores = need(maker, core_count, sizeof *cores);
    uint32_t *core_starts = need(maker, (size_t)model->entry_count + 1, sizeof *core_starts);
    for (uint32_t i = 0; i < model->entry_count && *maker->status == FAQBOT_OK; i++) {
        const struct portrait *portrait = &maker->portraits[i];
        memcpy(sequence + sequence_starts[i], portrait->sequence,
               portrait->sequence_count * sizeof *sequence);
        for (uint32_t j = 0; j < portrait->core_count; j++) {
            cores[core_starts[i] + j] = portrait->cores[j];
        }
        sequence_starts[i + 1] = sequence_starts[i] + portrait->sequence_count;
        core_starts[i + 1] = core_starts[i] + portrait->core_count;
        model->phrasing_count += portrait->has_phrasings;
    }
    model->sequence = sequence;
    model->sequence_starts = sequence_starts;
    model->cores = (struct cores){.starts = core_starts, .list = cores};
}

void sample_take(const struct sample_source *source, const struct word *words, size_t count, size_t language,
                 size_t top, struct arena *arena, struct sample *sample, enum faqbot_status *status)
{
    size_t found = 0;
    struct maker maker = {.source = source, .arena = arena, .status = status};
    if (*status != FAQBOT_OK) {
        return;
    }
    take_question(&maker, source->languages->stems[language], words, count);
    collection_find(source->collection, maker.words, maker.question.stems.count,
                    top < SAMPLE_ENTRIES ? SAMPLE_ENTRIES : top, arena, &maker.sample.entries, &found,
                    status);
    maker.sample.model.entry_count = (uint32_t)found;
    take_portraits(&maker);
    take_matrices(&maker);
    join_portraits(&maker);
    *sample = maker.sample;
}
