/* search/rerank.c - a model made for one question, to rerank the candidates of a large knowledge base:
 * collection.c finds the entries, portrait.c counts the question's features in each, and the counts are
 * weighed here with the statistics of all entries. From there on, ranking is the same as for a small
 * knowledge base. */
#include "search/search_internal.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "index/index.h"

/* ==== portrait ========================================================================================== */

/* The features of one entry, split up as model_builder.c does it, as far as a question asks for them. What
 * the counts weigh is sample.c's business. */

/* -- The question's rows ------------------------------------------------------------------------------------------- */

bool entry_features_number_rows(const struct ngrams *ngrams, struct arena *arena,
                                struct entry_features_rows *rows)
{
    struct entry_features_rows taken = {.slot_count = 4};
    while (taken.slot_count < 4 * ngrams->count) {
        taken.slot_count *= 2;
    }
    taken.keys = arena_alloc_array(arena, ngrams->count, sizeof *taken.keys);
    taken.slots = arena_alloc_array(arena, taken.slot_count, sizeof *taken.slots);
    if (taken.keys == NULL || taken.slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < ngrams->count; i++) {
        size_t slot = (size_t)ngrams->list[i].key & (taken.slot_count - 1);
        while (taken.slots[slot] != 0) {
            slot = (slot + 1) & (taken.slot_count - 1);
        }
        taken.keys[taken.count] = ngrams->list[i].key;
        taken.slots[slot] = ++taken.count;
    }
    *rows = taken;
    return true;
}

uint32_t entry_features_find_row(const struct entry_features_rows *rows, uint64_t key)
{
    size_t slot = (size_t)key & (rows->slot_count - 1);
    while (rows->slots[slot] != 0 && rows->keys[rows->slots[slot] - 1] != key) {
        slot = (slot + 1) & (rows->slot_count - 1);
    }
    return rows->slots[slot] - 1; /* 0 - 1 is SPARSE_MATRIX_NONE */
}

/* -- The entry's texts --------------------------------------------------------------------------------------------- */

struct text {
    struct synonyms_words words;
    uint64_t *keys; /* of their stems */
    bool is_head;
    bool is_phrasing;
};

struct texts {
    struct text *list;
    size_t count;
    size_t words;
};

static void add_text(const struct entry_features_tools *tools, struct faqbot_view view, bool is_head,
                     bool is_phrasing, struct texts *texts, enum faqbot_status *status)
{
    if (*status != FAQBOT_OK) {
        return;
    }
    struct text *text = &texts->list[texts->count++];
    *text = (struct text){.is_head = is_head, .is_phrasing = is_phrasing};
    if (!tokenize(tools->scratch, view, &text->words.list, &text->words.count) ||
        synonyms_canonicalize(tools->synonyms, tools->scratch, &text->words) != FAQBOT_OK ||
        !ngrams_add_unigram_keys(tools->scratch, tools->stems, text->words.list, text->words.count,
                                 &text->keys)) {
        *status = FAQBOT_NO_MEMORY;
    }
    texts->words += text->words.count;
}

/* Which texts an entry has, and which of them are phrasings, must agree with model_builder.c. */
static void take_texts(const struct entry_features_tools *tools, const struct entry *entry,
                       struct texts *texts, enum faqbot_status *status)
{
    bool is_passage = entry->kind == ENTRY_PASSAGE;
    texts->list = arena_need(tools->scratch, entry->phrasing_count + 2, sizeof *texts->list, status);
    if (is_passage) {
        add_text(tools, entry->title, true, false, texts, status);
    }
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        struct faqbot_view phrasing = entry->phrasings[i];
        if (!is_passage || (!view_is_empty(phrasing) && !view_equals(phrasing, entry->title))) {
            add_text(tools, phrasing, true, true, texts, status);
        }
    }
    add_text(tools, entry->text, false, false, texts, status);
}

/* -- Counts -------------------------------------------------------------------------------------------------------- */

static void count_stems(const struct entry_features_question *question, const struct text *text,
                        struct entry_features *entry_features)
{
    float *part = text->is_head ? entry_features->head_stems : entry_features->body_stems;
    for (size_t i = 0; i < text->words.count; i++) {
        uint32_t row = entry_features_find_row(&question->stems, text->keys[i]);
        entry_features->sequence[entry_features->sequence_count++] = row;
        if (row != SPARSE_MATRIX_NONE) {
            entry_features->stems[row]++;
            part[row]++;
        }
    }
    entry_features->sequence[entry_features->sequence_count++] = SPARSE_MATRIX_NONE;
    entry_features->words += (uint32_t)text->words.count;
    *(text->is_head ? &entry_features->head_words : &entry_features->body_words) +=
        (uint32_t)text->words.count;
}

static void count_pairs(const struct entry_features_tools *tools,
                        const struct entry_features_question *question, const struct text *text,
                        struct entry_features *entry_features, enum faqbot_status *status)
{
    struct ngrams pairs;
    if (!ngrams_add_bigrams(tools->scratch, text->keys, text->words.count, &pairs)) {
        *status = FAQBOT_NO_MEMORY;
        return;
    }
    for (size_t i = 0; i < pairs.count; i++) {
        uint32_t row = entry_features_find_row(&question->pairs, pairs.list[i].key);
        if (row != SPARSE_MATRIX_NONE) {
            entry_features->pairs[row] += (float)pairs.list[i].count;
        }
    }
}

/* -- Pieces of words ----------------------------------------------------------------------------------------------- */

enum weighing { WEIGH_LOGARITHM, WEIGH_CONTENT };

static void take_characters(const struct entry_features_tools *tools, const struct synonyms_words *words,
                            struct ngrams *ngrams, enum faqbot_status *status)
{
    *ngrams = (struct ngrams){0};
    if (*status == FAQBOT_OK &&
        !ngrams_add_chars(tools->scratch, tools->stems, words->list, words->count, ngrams)) {
        *status = FAQBOT_NO_MEMORY;
    }
}

/* The weights of a text's pieces, by piece, scaled to a vector of length 1; they lie in the scratch arena. */
static float *weigh(const struct entry_features_tools *tools, const struct ngrams *ngrams,
                    enum weighing weighing, enum faqbot_status *status)
{
    double square = 0;
    float *weights = arena_need(tools->scratch, ngrams->count, sizeof *weights, status);
    for (size_t i = 0; i < ngrams->count && weights != NULL; i++) {
        const struct ngram *ngram = &ngrams->list[i];
        double count = weighing == WEIGH_CONTENT ? ngram->content : ngram->count;
        count = weighing == WEIGH_CONTENT || count <= 1 ? count : 1 + log(count);
        weights[i] = (float)(count * (double)ngram_stats_idf(tools->ngram_stats, ngram->key));
        square += (double)weights[i] * (double)weights[i];
    }
    for (size_t i = 0; i < ngrams->count && weights != NULL && square > 0; i++) {
        weights[i] = (float)((double)weights[i] / sqrt(square));
    }
    return weights;
}

/* The pieces of all texts, or of all phrasings. Their words are joined to one text: pieces do not reach over words. */
static void take_joined(const struct entry_features_tools *tools, const struct texts *texts,
                        bool phrasings_only, struct ngrams *ngrams, enum faqbot_status *status)
{
    struct synonyms_words joined = {
        .list = arena_need(tools->scratch, texts->words, sizeof *joined.list, status)};
    for (size_t i = 0; i < texts->count && joined.list != NULL; i++) {
        const struct text *text = &texts->list[i];
        for (size_t j = 0; j < text->words.count && (text->is_phrasing || !phrasings_only); j++) {
            joined.list[joined.count++] = text->words.list[j];
        }
    }
    assert(joined.count <= texts->words);
    take_characters(tools, &joined, ngrams, status);
}

/* The sum of the phrasings, each of length 1, scaled to length 1, as far as the question asks for it. `known` are all
 * pieces of the phrasings. */
static void take_sum(const struct entry_features_tools *tools, const struct entry_features_rows *rows,
                     const struct texts *texts, const struct entry_features_rows *known,
                     enum weighing weighing, float *weights, enum faqbot_status *status)
{
    double square = 0;
    uint32_t known_count = *status == FAQBOT_OK ? known->count : 0;
    double *sums = arena_need(tools->scratch, known_count, sizeof *sums, status);
    for (size_t i = 0; i < texts->count && *status == FAQBOT_OK; i++) {
        if (texts->list[i].is_phrasing) {
            struct ngrams ngrams;
            take_characters(tools, &texts->list[i].words, &ngrams, status);
            const float *parts = weigh(tools, &ngrams, weighing, status);
            for (size_t j = 0; j < ngrams.count && parts != NULL; j++) {
                sums[entry_features_find_row(known, ngrams.list[j].key)] += (double)parts[j];
            }
        }
    }
    for (uint32_t i = 0; i < known_count && *status == FAQBOT_OK; i++) {
        square += sums[i] * sums[i];
    }
    for (uint32_t row = 0; row < rows->count && square > 0; row++) {
        uint32_t at = entry_features_find_row(known, rows->keys[row]);
        weights[row] = at == SPARSE_MATRIX_NONE ? 0 : (float)(sums[at] / sqrt(square));
    }
}

static void take_pieces(const struct entry_features_tools *tools, const struct entry_features_rows *rows,
                        const struct texts *texts, struct entry_features *entry_features,
                        enum faqbot_status *status)
{
    struct ngrams ngrams;
    struct entry_features_rows known;
    take_joined(tools, texts, false, &ngrams, status);
    const float *weights = weigh(tools, &ngrams, WEIGH_LOGARITHM, status);
    for (size_t i = 0; i < ngrams.count && weights != NULL; i++) {
        uint32_t row = entry_features_find_row(rows, ngrams.list[i].key);
        if (row != SPARSE_MATRIX_NONE) {
            entry_features->characters[row] = weights[i];
        }
    }
    if (entry_features->has_phrasings) {
        take_joined(tools, texts, true, &ngrams, status);
        if (*status == FAQBOT_OK && !entry_features_number_rows(&ngrams, tools->scratch, &known)) {
            *status = FAQBOT_NO_MEMORY;
        }
        take_sum(tools, rows, texts, &known, WEIGH_LOGARITHM, entry_features->centroid, status);
        take_sum(tools, rows, texts, &known, WEIGH_CONTENT, entry_features->content_centroid, status);
    }
}

/* -- What the phrasings have in common ----------------------------------------------------------------------------- */

static int by_key(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Puts keys in order, each once. */
static size_t sort_once(uint64_t *keys, size_t count)
{
    size_t kept = 0;
    if (count > 1) {
        qsort(keys, count, sizeof *keys, by_key);
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || keys[i] != keys[i - 1]) {
            keys[kept++] = keys[i];
        }
    }
    return kept;
}

/* The content stems of all phrasings, each once a phrasing. */
static size_t gather_content(const struct entry_features_tools *tools, const struct texts *texts,
                             uint64_t *keys, uint32_t *phrasings)
{
    size_t count = 0;
    *phrasings = 0;
    for (size_t i = 0; i < texts->count; i++) {
        const struct text *text = &texts->list[i];
        size_t start = count;
        for (size_t j = 0; j < text->words.count && text->is_phrasing; j++) {
            if (!stemmer_is_stopword(tools->stems, text->words.list[j].plain)) {
                keys[count++] = text->keys[j];
            }
        }
        count = start + sort_once(keys + start, count - start);
        *phrasings += text->is_phrasing;
    }
    return count;
}

/* Counts as cores.c does: the share of an FAQ entry's phrasings that contain a stem. */
static void take_cores(const struct entry_features_tools *tools, const struct entry_features_rows *rows,
                       const struct texts *texts, struct arena *arena, struct entry_features *entry_features,
                       enum faqbot_status *status)
{
    uint32_t phrasings;
    uint64_t *keys = arena_need(tools->scratch, texts->words, sizeof *keys, status);
    size_t count = keys == NULL ? 0 : gather_content(tools, texts, keys, &phrasings);
    assert(count <= texts->words);
    entry_features->required_terms = arena_need(arena, count, sizeof *entry_features->required_terms, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    if (count > 1) {
        qsort(keys, count, sizeof *keys, by_key);
    }
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && keys[end] == keys[start];) {
            end++;
        }
        float share = (float)(end - start) / (float)phrasings;
        uint32_t row = entry_features_find_row(rows, keys[start]);
        if (share >= REQUIRED_TERMS_SHARE_MIN) {
            entry_features->required_terms[entry_features->core_count++] =
                (struct required_term){.row = row == SPARSE_MATRIX_NONE ? rows->count : row, .share = share};
        }
    }
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static void make_room(const struct entry_features_question *question, const struct texts *texts,
                      struct arena *arena, struct entry_features *entry_features, enum faqbot_status *status)
{
    struct {
        float **array;
        uint32_t count;
    } const arrays[] = {
        {&entry_features->stems, question->stems.count},
        {&entry_features->head_stems, question->stems.count},
        {&entry_features->body_stems, question->stems.count},
        {&entry_features->pairs, question->pairs.count},
        {&entry_features->characters, question->characters.count},
        {&entry_features->centroid, question->characters.count},
        {&entry_features->content_centroid, question->characters.count},
    };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        *arrays[i].array = arena_need(arena, arrays[i].count, sizeof **arrays[i].array, status);
    }
    entry_features->sequence =
        arena_need(arena, texts->words + texts->count, sizeof *entry_features->sequence, status);
}

void entry_features_compute(const struct entry_features_tools *tools,
                            const struct entry_features_question *question, const struct entry *entry,
                            struct arena *arena, struct entry_features *entry_features,
                            enum faqbot_status *status)
{
    struct texts texts = {0};
    struct entry_features taken = {0};
    arena_reset(tools->scratch);
    take_texts(tools, entry, &texts, status);
    make_room(question, &texts, arena, &taken, status);
    for (size_t i = 0; i < texts.count && *status == FAQBOT_OK; i++) {
        count_stems(question, &texts.list[i], &taken);
        count_pairs(tools, question, &texts.list[i], &taken, status);
        taken.has_phrasings = taken.has_phrasings || texts.list[i].is_phrasing;
    }
    take_pieces(tools, &question->characters, &texts, &taken, status);
    if (entry->kind == ENTRY_FAQ) {
        take_cores(tools, &question->stems, &texts, arena, &taken, status);
    }
    if (*status == FAQBOT_OK) {
        assert(taken.sequence_count == texts.words + texts.count);
        *entry_features = taken;
    }
}

/* ==== sample ============================================================================================ */

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
static float sample_weigh(const struct maker *maker, uint32_t doc_freqs, double count, double words,
                          double average)
{
    double entries = maker->source->large_index->entries;
    double idf = log(1 + (entries - doc_freqs + .5) / (doc_freqs + .5));
    double norm = BM25_K1 * (1 - BM25_B + BM25_B * words / average);
    return (float)(idf * count * (BM25_K1 + 1) / (count + norm));
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
                value = sample_weigh(maker, counts->doc_freqs[row], (double)value, words, counts->average);
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
