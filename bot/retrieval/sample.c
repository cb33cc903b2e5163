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
    const struct rerank_source *source;
    struct arena *arena;
    enum faqbot_status *status;
    uint64_t *keys; /* of the question's stems, word by word */
    size_t key_count;
    struct large_index_word *words; /* by row of question.stems */
    struct entry_features_question question;
    struct entry_features *entry_features_list; /* by candidate */
    struct rerank_model rerank;
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
static void find_words(struct maker *maker, struct stemmer *stems, const struct word *words,
                       const struct ngrams *ngrams)
{
    struct ngrams known = {.list = need(maker, ngrams->count, sizeof *known.list)};
    maker->words = need(maker, ngrams->count, sizeof *maker->words);
    for (size_t i = 0, at = 0; at < ngrams->count && i < maker->key_count && *maker->status == FAQBOT_OK;
         i++) {
        struct large_index_word word = {.entries = 0};
        if (maker->keys[i] != ngrams->list[at].key) {
            continue; /* it stood before: distinct stems are in the order of their first appearance */
        }
        bool is_function_word = stemmer_is_stopword(stems, words[i].plain);
        *maker->status = large_index_look_up(maker->source->large_index, stemmer_stem(stems, &words[i]),
                                             is_function_word, &word);
        if (word.entries > 0) {
            maker->words[known.count] = word;
            known.list[known.count++] = ngrams->list[at];
        }
        at++;
    }
    check(maker, *maker->status != FAQBOT_OK ||
                     entry_features_number_rows(&known, maker->arena, &maker->question.stems));
}

/* Pieces that no entry has get no row: that they are unknown is evidence by itself (sparse_matrix_query.unknown). */
static void take_known_pieces(struct maker *maker, const struct ngrams *ngrams)
{
    struct ngrams known = {.list = need(maker, ngrams->count, sizeof *known.list)};
    for (size_t i = 0; i < ngrams->count && known.list != NULL; i++) {
        if (ngram_stats_doc_freq(&maker->source->large_index->ngram_stats, ngrams->list[i].key) > 0) {
            known.list[known.count++] = ngrams->list[i];
        }
    }
    check(maker, known.list != NULL &&
                     entry_features_number_rows(&known, maker->arena, &maker->question.characters));
}

static void take_question(struct maker *maker, struct stemmer *stems, const struct word *words, size_t count)
{
    struct ngrams ngrams;
    struct ngrams pairs;
    struct ngrams characters;
    struct arena *arena = maker->arena;
    maker->key_count = count;
    check(maker, ngrams_add_unigram_keys(arena, stems, words, count, &maker->keys) &&
                     ngrams_add_unigrams(arena, maker->keys, count, &ngrams) &&
                     ngrams_add_bigrams(arena, maker->keys, count, &pairs) &&
                     ngrams_add_chars(arena, stems, words, count, &characters) &&
                     entry_features_number_rows(&pairs, arena, &maker->question.pairs));
    if (*maker->status == FAQBOT_OK) {
        take_known_pieces(maker, &characters);
        find_words(maker, stems, words, &ngrams);
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
        entry->phrasing_count < RERANK_PHRASINGS_MAX ? entry->phrasing_count : RERANK_PHRASINGS_MAX;
    struct faqbot_view *phrasings = need(maker, count, sizeof *phrasings);
    for (size_t i = 0; i < count && phrasings != NULL; i++) {
        phrasings[i] = cut(entry->phrasings[i], RERANK_PHRASING_BYTES_MAX);
    }
    entry->phrasings = phrasings;
    entry->phrasing_count = count;
    entry->title = cut(entry->title, RERANK_PHRASING_BYTES_MAX);
    entry->text = cut(entry->text, RERANK_TEXT_BYTES_MAX);
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
    struct large_index *large_index = maker->source->large_index;
    *maker->status =
        stored_entry_read(large_index->store, maker->rerank.entries[column], maker->arena, &entry);
    cut_entry(maker, &entry);
    if (*maker->status != FAQBOT_OK) {
        return;
    }
    size_t language = find_language(maker->source->languages, entry.lang);
    const struct entry_features_tools tools = {.synonyms = maker->source->synonyms,
                                               .ngram_stats = &large_index->ngram_stats,
                                               .stems = maker->source->languages->stems[language],
                                               .scratch = &large_index->scratch};
    kinds[column] = (char)entry.kind;
    languages[column] = (char)language;
    entry_features_compute(&tools, &maker->question, &entry, maker->arena,
                           &maker->entry_features_list[column], maker->status);
}

static void take_portraits(struct maker *maker)
{
    uint32_t count = maker->rerank.model.entry_count;
    char *kinds = need(maker, count, 1);
    char *languages = need(maker, count, 1);
    maker->entry_features_list = need(maker, count, sizeof *maker->entry_features_list);
    for (uint32_t column = 0; column < count && *maker->status == FAQBOT_OK; column++) {
        look_at(maker, column, kinds, languages);
    }
    maker->rerank.model.kinds = kinds;
    maker->rerank.model.languages = languages;
}

/* -- Weights ------------------------------------------------------------------------------------------------------- */

/* A text's part of a BM25 score, as term_counts_weigh_bm25() computes it. */
static float weigh(const struct maker *maker, uint32_t doc_freqs, double count, double words, double average)
{
    double entries = maker->source->large_index->entries;
    double idf = log(1 + (entries - doc_freqs + .5) / (doc_freqs + .5));
    double norm = RANK_K1 * (1 - RANK_B + RANK_B * words / average);
    return (float)(idf * count * (RANK_K1 + 1) / (count + norm));
}

/* A value of an array that a portrait has at that offset. */
static float read_value(const struct entry_features *entry_features, size_t values, uint32_t row)
{
    float *const *array = (const void *)((const char *)entry_features + values);
    return (*array)[row];
}

static uint32_t count_doc_freqs(const struct maker *maker, size_t values, uint32_t row)
{
    uint32_t count = 0;
    for (uint32_t column = 0; column < maker->rerank.model.entry_count; column++) {
        count += read_value(&maker->entry_features_list[column], values, row) > 0;
    }
    return count;
}

/* The index does not count how many entries contain a pair of stems. Among the entries that contain the rarer of the
 * two stems, the share that contains the pair is taken to be what it is among the candidates. The edge of a text, which
 * pairs with the first and the last word, is no stem. */
static uint32_t *estimate_pairs(const struct maker *maker)
{
    const struct entry_features_question *question = &maker->question;
    uint32_t *doc_freqs = need(maker, question->pairs.count, sizeof *doc_freqs);
    for (size_t place = 0; place <= maker->key_count && maker->key_count > 0 && doc_freqs != NULL; place++) {
        uint32_t rarer = SPARSE_MATRIX_NONE;
        for (size_t i = place == 0 ? 0 : place - 1; i <= place && i < maker->key_count; i++) {
            uint32_t row = entry_features_find_row(&question->stems, maker->keys[i]);
            if (row != SPARSE_MATRIX_NONE &&
                (rarer == SPARSE_MATRIX_NONE || maker->words[row].entries < maker->words[rarer].entries)) {
                rarer = row;
            }
        }
        uint32_t pair = entry_features_find_row(&question->pairs,
                                                ngrams_bigram_key(maker->keys, maker->key_count, place));
        double with = count_doc_freqs(maker, offsetof(struct entry_features, pairs), pair);
        double all = rarer == SPARSE_MATRIX_NONE
                         ? 0
                         : count_doc_freqs(maker, offsetof(struct entry_features, stems), rarer);
        assert(pair < question->pairs.count);
        doc_freqs[pair] = all > 0 ? (uint32_t)ceil(with / all * maker->words[rarer].entries) : 0;
    }
    return doc_freqs;
}

/* Which counts of a portrait a matrix is made of, and what they are weighed by. */
struct counts {
    enum model_part part;
    const struct entry_features_rows *rows;
    const uint32_t *doc_freqs;
    size_t values; /* offsets in struct entry_features */
    size_t words;  /* ANY: they are weights already */
    double average;
    uint32_t documents;
};
#define ANY SIZE_MAX

static void take_matrix(struct maker *maker, const struct counts *counts)
{
    uint32_t columns = maker->rerank.model.entry_count;
    float *weights = need(maker, (size_t)counts->rows->count * columns, sizeof *weights);
    const struct sparse_matrix_part part = {.documents = counts->documents,
                                            .row_count = counts->rows->count,
                                            .column_count = columns,
                                            .keys = counts->rows->keys,
                                            .doc_freqs = counts->doc_freqs,
                                            .weights = weights};
    for (uint32_t row = 0; row < part.row_count && weights != NULL; row++) {
        for (uint32_t column = 0; column < columns; column++) {
            const struct entry_features *entry_features = &maker->entry_features_list[column];
            float value = read_value(entry_features, counts->values, row);
            if (value > 0 && counts->words != ANY) {
                uint32_t words =
                    *(const uint32_t *)(const void *)((const char *)entry_features + counts->words);
                value = weigh(maker, counts->doc_freqs[row], (double)value, words, counts->average);
            }
            weights[(size_t)row * columns + column] = value;
        }
    }
    sparse_matrix_part_build(&part, maker->arena, &maker->rerank.model.parts[counts->part], maker->status);
}

static void take_matrices(struct maker *maker)
{
    const struct entry_features_question *question = &maker->question;
    const struct large_index *large_index = maker->source->large_index;
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
        characters[row] = ngram_stats_doc_freq(&large_index->ngram_stats, question->characters.keys[row]);
    }
#define AT(member) offsetof(struct entry_features, member)
    const uint32_t entries = large_index->entries;
    const struct counts all[] = {
        {MODEL_UNIGRAMS, &question->stems, stems, AT(stems), AT(words), large_index->words, entries},
        {MODEL_QUESTION_UNIGRAMS, &question->stems, stems, AT(head_stems), AT(head_words),
         large_index->head_words, entries},
        {MODEL_BODY_UNIGRAMS, &question->stems, stems, AT(body_stems), AT(body_words),
         large_index->body_words, entries},
        {MODEL_BIGRAMS, &question->pairs, pairs, AT(pairs), AT(words), large_index->words, entries},
        {MODEL_CHAR_NGRAMS, &question->characters, characters, AT(characters), ANY, 0, entries},
        {MODEL_CENTROIDS, &question->characters, characters, AT(centroid), ANY, 0, entries},
        {MODEL_CONTENT_CENTROIDS, &question->characters, characters, AT(content_centroid), ANY, 0, entries},
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
    struct model *model = &maker->rerank.model;
    for (uint32_t i = 0; i < model->entry_count && *maker->status == FAQBOT_OK; i++) {
        sequence_size += maker->entry_features_list[i].sequence_count;
        core_count += maker->entry_features_list[i].core_count;
    }
    uint32_t *sequence = need(maker, sequence_size, sizeof *sequence);
    uint32_t *sequence_starts = need(maker, (size_t)model->entry_count + 1, sizeof *sequence_starts);
    struct required_term *required_terms = need(maker, core_count, sizeof *required_terms);
    uint32_t *core_starts = need(maker, (size_t)model->entry_count + 1, sizeof *core_starts);
    for (uint32_t i = 0; i < model->entry_count && *maker->status == FAQBOT_OK; i++) {
        const struct entry_features *entry_features = &maker->entry_features_list[i];
        memcpy(sequence + sequence_starts[i], entry_features->sequence,
               entry_features->sequence_count * sizeof *sequence);
        for (uint32_t j = 0; j < entry_features->core_count; j++) {
            required_terms[core_starts[i] + j] = entry_features->required_terms[j];
        }
        sequence_starts[i + 1] = sequence_starts[i] + entry_features->sequence_count;
        core_starts[i + 1] = core_starts[i] + entry_features->core_count;
        model->phrasing_count += entry_features->has_phrasings;
    }
    model->sequence = sequence;
    model->sequence_starts = sequence_starts;
    model->required_terms = (struct required_terms){.starts = core_starts, .list = required_terms};
}

void rerank_build(const struct rerank_source *source, const struct word *words, size_t count, size_t language,
                  size_t top, struct arena *arena, struct rerank_model *rerank, enum faqbot_status *status)
{
    size_t found = 0;
    struct maker maker = {.source = source, .arena = arena, .status = status};
    if (*status != FAQBOT_OK) {
        return;
    }
    take_question(&maker, source->languages->stems[language], words, count);
    large_index_find(source->large_index, maker.words, maker.question.stems.count,
                     top < RERANK_ENTRIES ? RERANK_ENTRIES : top, arena, &maker.rerank.entries, &found,
                     status);
    maker.rerank.model.entry_count = (uint32_t)found;
    take_portraits(&maker);
    take_matrices(&maker);
    join_portraits(&maker);
    *rerank = maker.rerank;
}
