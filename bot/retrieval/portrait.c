/* retrieval/portrait.c - the features of one entry, split up as model_builder.c does it, as far as a question asks for
 * them. What the counts weigh is sample.c's business. */
#include "retrieval/portrait.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "retrieval/bags.h"
#include "retrieval/matrix.h"

/* -- The question's rows ------------------------------------------------------------------------------------------- */

bool portrait_take_rows(const struct grams *grams, struct arena *arena, struct portrait_rows *rows)
{
    struct portrait_rows taken = {.slot_count = 4};
    while (taken.slot_count < 4 * grams->count) {
        taken.slot_count *= 2;
    }
    taken.keys = arena_take_array(arena, grams->count, sizeof *taken.keys);
    taken.slots = arena_take_array(arena, taken.slot_count, sizeof *taken.slots);
    if (taken.keys == NULL || taken.slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < grams->count; i++) {
        size_t slot = (size_t)grams->list[i].key & (taken.slot_count - 1);
        while (taken.slots[slot] != 0) {
            slot = (slot + 1) & (taken.slot_count - 1);
        }
        taken.keys[taken.count] = grams->list[i].key;
        taken.slots[slot] = ++taken.count;
    }
    *rows = taken;
    return true;
}

uint32_t portrait_find_row(const struct portrait_rows *rows, uint64_t key)
{
    size_t slot = (size_t)key & (rows->slot_count - 1);
    while (rows->slots[slot] != 0 && rows->keys[rows->slots[slot] - 1] != key) {
        slot = (slot + 1) & (rows->slot_count - 1);
    }
    return rows->slots[slot] - 1; /* 0 - 1 is MATRIX_NONE */
}

/* -- The entry's texts --------------------------------------------------------------------------------------------- */

struct text {
    struct wording_words words;
    uint64_t *keys; /* of their stems */
    bool is_head;
    bool is_phrasing;
};

struct texts {
    struct text *list;
    size_t count;
    size_t words;
};

static void add_text(const struct portrait_tools *tools, struct faqbot_view view, bool is_head,
                     bool is_phrasing, struct texts *texts, enum faqbot_status *status)
{
    if (*status != FAQBOT_OK) {
        return;
    }
    struct text *text = &texts->list[texts->count++];
    *text = (struct text){.is_head = is_head, .is_phrasing = is_phrasing};
    if (!words_take(tools->scratch, view, &text->words.list, &text->words.count) ||
        wording_unify(tools->wording, tools->scratch, &text->words) != FAQBOT_OK ||
        !grams_take_stem_keys(tools->scratch, tools->stems, text->words.list, text->words.count,
                              &text->keys)) {
        *status = FAQBOT_NO_MEMORY;
    }
    texts->words += text->words.count;
}

/* Which texts an entry has, and which of them are phrasings, must agree with model_builder.c. */
static void take_texts(const struct portrait_tools *tools, const struct entry *entry, struct texts *texts,
                       enum faqbot_status *status)
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

static void count_stems(const struct portrait_question *question, const struct text *text,
                        struct portrait *portrait)
{
    float *part = text->is_head ? portrait->head_stems : portrait->body_stems;
    for (size_t i = 0; i < text->words.count; i++) {
        uint32_t row = portrait_find_row(&question->stems, text->keys[i]);
        portrait->sequence[portrait->sequence_count++] = row;
        if (row != MATRIX_NONE) {
            portrait->stems[row]++;
            part[row]++;
        }
    }
    portrait->sequence[portrait->sequence_count++] = MATRIX_NONE;
    portrait->words += (uint32_t)text->words.count;
    *(text->is_head ? &portrait->head_words : &portrait->body_words) += (uint32_t)text->words.count;
}

static void count_pairs(const struct portrait_tools *tools, const struct portrait_question *question,
                        const struct text *text, struct portrait *portrait, enum faqbot_status *status)
{
    struct grams pairs;
    if (!grams_take_pairs(tools->scratch, text->keys, text->words.count, &pairs)) {
        *status = FAQBOT_NO_MEMORY;
        return;
    }
    for (size_t i = 0; i < pairs.count; i++) {
        uint32_t row = portrait_find_row(&question->pairs, pairs.list[i].key);
        if (row != MATRIX_NONE) {
            portrait->pairs[row] += (float)pairs.list[i].count;
        }
    }
}

/* -- Pieces of words ----------------------------------------------------------------------------------------------- */

enum weighing { WEIGH_LOGARITHM, WEIGH_CONTENT };

static void take_characters(const struct portrait_tools *tools, const struct wording_words *words,
                            struct grams *grams, enum faqbot_status *status)
{
    *grams = (struct grams){0};
    if (*status == FAQBOT_OK &&
        !grams_take_characters(tools->scratch, tools->stems, words->list, words->count, grams)) {
        *status = FAQBOT_NO_MEMORY;
    }
}

/* The weights of a text's pieces, by piece, scaled to a vector of length 1; they lie in the scratch arena. */
static float *weigh(const struct portrait_tools *tools, const struct grams *grams, enum weighing weighing,
                    enum faqbot_status *status)
{
    double square = 0;
    float *weights = arena_need(tools->scratch, grams->count, sizeof *weights, status);
    for (size_t i = 0; i < grams->count && weights != NULL; i++) {
        const struct gram *gram = &grams->list[i];
        double count = weighing == WEIGH_CONTENT ? gram->content : gram->count;
        count = weighing == WEIGH_CONTENT || count <= 1 ? count : 1 + log(count);
        weights[i] = (float)(count * (double)pieces_idf(tools->pieces, gram->key));
        square += (double)weights[i] * (double)weights[i];
    }
    for (size_t i = 0; i < grams->count && weights != NULL && square > 0; i++) {
        weights[i] = (float)((double)weights[i] / sqrt(square));
    }
    return weights;
}

/* The pieces of all texts, or of all phrasings. Their words are joined to one text: pieces do not reach over words. */
static void take_joined(const struct portrait_tools *tools, const struct texts *texts, bool phrasings_only,
                        struct grams *grams, enum faqbot_status *status)
{
    struct wording_words joined = {.list =
                                       arena_need(tools->scratch, texts->words, sizeof *joined.list, status)};
    for (size_t i = 0; i < texts->count && joined.list != NULL; i++) {
        const struct text *text = &texts->list[i];
        for (size_t j = 0; j < text->words.count && (text->is_phrasing || !phrasings_only); j++) {
            joined.list[joined.count++] = text->words.list[j];
        }
    }
    assert(joined.count <= texts->words);
    take_characters(tools, &joined, grams, status);
}

/* The sum of the phrasings, each of length 1, scaled to length 1, as far as the question asks for it. `known` are all
 * pieces of the phrasings. */
static void take_sum(const struct portrait_tools *tools, const struct portrait_rows *rows,
                     const struct texts *texts, const struct portrait_rows *known, enum weighing weighing,
                     float *weights, enum faqbot_status *status)
{
    double square = 0;
    uint32_t known_count = *status == FAQBOT_OK ? known->count : 0;
    double *sums = arena_need(tools->scratch, known_count, sizeof *sums, status);
    for (size_t i = 0; i < texts->count && *status == FAQBOT_OK; i++) {
        if (texts->list[i].is_phrasing) {
            struct grams grams;
            take_characters(tools, &texts->list[i].words, &grams, status);
            const float *parts = weigh(tools, &grams, weighing, status);
            for (size_t j = 0; j < grams.count && parts != NULL; j++) {
                sums[portrait_find_row(known, grams.list[j].key)] += (double)parts[j];
            }
        }
    }
    for (uint32_t i = 0; i < known_count && *status == FAQBOT_OK; i++) {
        square += sums[i] * sums[i];
    }
    for (uint32_t row = 0; row < rows->count && square > 0; row++) {
        uint32_t at = portrait_find_row(known, rows->keys[row]);
        weights[row] = at == MATRIX_NONE ? 0 : (float)(sums[at] / sqrt(square));
    }
}

static void take_pieces(const struct portrait_tools *tools, const struct portrait_rows *rows,
                        const struct texts *texts, struct portrait *portrait, enum faqbot_status *status)
{
    struct grams grams;
    struct portrait_rows known;
    take_joined(tools, texts, false, &grams, status);
    const float *weights = weigh(tools, &grams, WEIGH_LOGARITHM, status);
    for (size_t i = 0; i < grams.count && weights != NULL; i++) {
        uint32_t row = portrait_find_row(rows, grams.list[i].key);
        if (row != MATRIX_NONE) {
            portrait->characters[row] = weights[i];
        }
    }
    if (portrait->has_phrasings) {
        take_joined(tools, texts, true, &grams, status);
        if (*status == FAQBOT_OK && !portrait_take_rows(&grams, tools->scratch, &known)) {
            *status = FAQBOT_NO_MEMORY;
        }
        take_sum(tools, rows, texts, &known, WEIGH_LOGARITHM, portrait->centroid, status);
        take_sum(tools, rows, texts, &known, WEIGH_CONTENT, portrait->likeness, status);
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
static size_t gather_content(const struct portrait_tools *tools, const struct texts *texts, uint64_t *keys,
                             uint32_t *phrasings)
{
    size_t count = 0;
    *phrasings = 0;
    for (size_t i = 0; i < texts->count; i++) {
        const struct text *text = &texts->list[i];
        size_t start = count;
        for (size_t j = 0; j < text->words.count && text->is_phrasing; j++) {
            if (!stems_is_function_word(tools->stems, text->words.list[j].plain)) {
                keys[count++] = text->keys[j];
            }
        }
        count = start + sort_once(keys + start, count - start);
        *phrasings += text->is_phrasing;
    }
    return count;
}

/* Counts as cores.c does: the share of an FAQ entry's phrasings that contain a stem. */
static void take_cores(const struct portrait_tools *tools, const struct portrait_rows *rows,
                       const struct texts *texts, struct arena *arena, struct portrait *portrait,
                       enum faqbot_status *status)
{
    uint32_t phrasings;
    uint64_t *keys = arena_need(tools->scratch, texts->words, sizeof *keys, status);
    size_t count = keys == NULL ? 0 : gather_content(tools, texts, keys, &phrasings);
    assert(count <= texts->words);
    portrait->cores = arena_need(arena, count, sizeof *portrait->cores, status);
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
        uint32_t row = portrait_find_row(rows, keys[start]);
        if (share >= CORES_SHARE_LEAST) {
            portrait->cores[portrait->core_count++] =
                (struct core){.row = row == MATRIX_NONE ? rows->count : row, .share = share};
        }
    }
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static void make_room(const struct portrait_question *question, const struct texts *texts,
                      struct arena *arena, struct portrait *portrait, enum faqbot_status *status)
{
    struct {
        float **array;
        uint32_t count;
    } const arrays[] = {
        {&portrait->stems, question->stems.count},
        {&portrait->head_stems, question->stems.count},
        {&portrait->body_stems, question->stems.count},
        {&portrait->pairs, question->pairs.count},
        {&portrait->characters, question->characters.count},
        {&portrait->centroid, question->characters.count},
        {&portrait->likeness, question->characters.count},
    };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        *arrays[i].array = arena_need(arena, arrays[i].count, sizeof **arrays[i].array, status);
    }
    portrait->sequence = arena_need(arena, texts->words + texts->count, sizeof *portrait->sequence, status);
}

void portrait_take(const struct portrait_tools *tools, const struct portrait_question *question,
                   const struct entry *entry, struct arena *arena, struct portrait *portrait,
                   enum faqbot_status *status)
{
    struct texts texts = {0};
    struct portrait taken = {0};
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
        *portrait = taken;
    }
}
