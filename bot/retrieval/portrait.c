/* retrieval/portrait.c - the features of one entry, split up as model_builder.c does it, as far as a question asks for
 * them. What the counts weigh is sample.c's business. */
#include "retrieval/portrait.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "retrieval/bags.h"
#include "retrieval/matrix.h"

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
