/* retrieval/portrait.c - one entry, taken apart as model_builder.c does it, as far as a question asks. What its counts
 * weigh is sample.c's. */
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

static bool add_text(const struct portrait_tools *tools, struct faqbot_view view, bool is_head,
                     bool is_phrasing, struct texts *texts)
{
    struct text *text = &texts->list[texts->count++];
    *text = (struct text){.is_head = is_head, .is_phrasing = is_phrasing};
    if (!words_take(tools->scratch, view, &text->words.list, &text->words.count) ||
        wording_unify(tools->wording, tools->scratch, &text->words) != FAQBOT_OK ||
        !grams_take_stem_keys(tools->scratch, tools->stems, text->words.list, text->words.count,
                              &text->keys)) {
        return false;
    }
    texts->words += text->words.count;
    return true;
}

/* Which texts an entry has, and which of them are phrasings, is as model_builder.c says. */
static bool take_texts(const struct portrait_tools *tools, const struct entry *entry, struct texts *texts)
{
    bool is_passage = entry->kind == ENTRY_PASSAGE;
    bool taken = true;
    texts->list = arena_take_array(tools->scratch, entry->phrasing_count + 2, sizeof *texts->list);
    if (texts->list == NULL) {
        return false;
    }
    if (is_passage) {
        taken = add_text(tools, entry->title, true, false, texts);
    }
    for (size_t i = 0; i < entry->phrasing_count && taken; i++) {
        struct faqbot_view phrasing = entry->phrasings[i];
        if (!is_passage || (!view_is_empty(phrasing) && !view_equals(phrasing, entry->title))) {
            taken = add_text(tools, phrasing, true, true, texts);
        }
    }
    return taken && add_text(tools, entry->text, false, false, texts);
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

static bool count_pairs(const struct portrait_tools *tools, const struct portrait_question *question,
                        const struct text *text, struct portrait *portrait)
{
    struct grams pairs;
    if (!grams_take_pairs(tools->scratch, text->keys, text->words.count, &pairs)) {
        return false;
    }
    for (size_t i = 0; i < pairs.count; i++) {
        uint32_t row = portrait_find_row(&question->pairs, pairs.list[i].key);
        if (row != MATRIX_NONE) {
            portrait->pairs[row] += (float)pairs.list[i].count;
        }
    }
    return true;
}

/* -- Pieces of words ----------------------------------------------------------------------------------------------- */

enum weighing { WEIGH_LOGARITHM, WEIGH_CONTENT };

/* The weights of a bag, by piece, its length being 1; they lie in the scratch arena. NULL: no memory. */
static float *weigh(const struct portrait_tools *tools, const struct grams *grams, enum weighing weighing)
{
    double square = 0;
    float *weights = arena_take(tools->scratch, (grams->count + 1) * sizeof *weights);
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

/* The words of all texts, or of all phrasings, as one text: pieces do not reach over words. */
static bool join_words(const struct portrait_tools *tools, const struct texts *texts, bool phrasings_only,
                       struct wording_words *joined)
{
    joined->count = 0;
    joined->list = arena_take(tools->scratch, (texts->words + 1) * sizeof *joined->list);
    for (size_t i = 0; i < texts->count && joined->list != NULL; i++) {
        const struct text *text = &texts->list[i];
        for (size_t j = 0; j < text->words.count && (text->is_phrasing || !phrasings_only); j++) {
            joined->list[joined->count++] = text->words.list[j];
        }
    }
    assert(joined->count <= texts->words);
    return joined->list != NULL;
}

/* Of the whole entry. */
static bool take_characters(const struct portrait_tools *tools, const struct portrait_rows *rows,
                            const struct texts *texts, struct portrait *portrait)
{
    struct grams grams;
    struct wording_words words;
    if (!join_words(tools, texts, false, &words) ||
        !grams_take_characters(tools->scratch, tools->stems, words.list, words.count, &grams)) {
        return false;
    }
    const float *weights = weigh(tools, &grams, WEIGH_LOGARITHM);
    for (size_t i = 0; i < grams.count && weights != NULL; i++) {
        uint32_t row = portrait_find_row(rows, grams.list[i].key);
        if (row != MATRIX_NONE) {
            portrait->characters[row] = weights[i];
        }
    }
    return weights != NULL;
}

/* Adds up the phrasings, each of length 1; `known` are all their pieces. */
static bool add_phrasings(const struct portrait_tools *tools, const struct texts *texts,
                          const struct portrait_rows *known, enum weighing weighing, double *sums)
{
    for (size_t i = 0; i < texts->count; i++) {
        struct grams grams;
        const struct wording_words *words = &texts->list[i].words;
        if (!texts->list[i].is_phrasing) {
            continue;
        }
        if (!grams_take_characters(tools->scratch, tools->stems, words->list, words->count, &grams)) {
            return false;
        }
        const float *weights = weigh(tools, &grams, weighing);
        for (size_t j = 0; j < grams.count && weights != NULL; j++) {
            sums[portrait_find_row(known, grams.list[j].key)] += (double)weights[j];
        }
        if (weights == NULL) {
            return false;
        }
    }
    return true;
}

/* The sum of the phrasings, of length 1, as far as the question asks for it. */
static bool take_sum(const struct portrait_tools *tools, const struct portrait_rows *rows,
                     const struct texts *texts, const struct portrait_rows *known, enum weighing weighing,
                     float *weights)
{
    double square = 0;
    double *sums = arena_take_array(tools->scratch, known->count, sizeof *sums);
    if (sums == NULL || !add_phrasings(tools, texts, known, weighing, sums)) {
        return false;
    }
    for (uint32_t i = 0; i < known->count; i++) {
        square += sums[i] * sums[i];
    }
    for (uint32_t row = 0; row < rows->count && square > 0; row++) {
        uint32_t at = portrait_find_row(known, rows->keys[row]);
        weights[row] = at == MATRIX_NONE ? 0 : (float)(sums[at] / sqrt(square));
    }
    return true;
}

static bool take_phrasings(const struct portrait_tools *tools, const struct portrait_rows *rows,
                           const struct texts *texts, struct portrait *portrait)
{
    struct grams grams;
    struct wording_words words;
    struct portrait_rows known;
    return join_words(tools, texts, true, &words) &&
           grams_take_characters(tools->scratch, tools->stems, words.list, words.count, &grams) &&
           portrait_take_rows(&grams, tools->scratch, &known) &&
           take_sum(tools, rows, texts, &known, WEIGH_LOGARITHM, portrait->centroid) &&
           take_sum(tools, rows, texts, &known, WEIGH_CONTENT, portrait->likeness);
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

/* Content stems of all phrasings, each once a phrasing. */
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

/* As cores.c counts them. */
static bool take_cores(const struct portrait_tools *tools, const struct portrait_rows *rows,
                       const struct texts *texts, struct arena *arena, struct portrait *portrait)
{
    uint32_t phrasings;
    uint64_t *keys = arena_take(tools->scratch, (texts->words + 1) * sizeof *keys);
    if (keys == NULL) {
        return false;
    }
    size_t count = gather_content(tools, texts, keys, &phrasings);
    assert(count <= texts->words);
    if (count > 1) {
        qsort(keys, count, sizeof *keys, by_key);
    }
    portrait->cores = arena_take_array(arena, count, sizeof *portrait->cores);
    for (size_t start = 0, end; start < count && portrait->cores != NULL; start = end) {
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
    return portrait->cores != NULL;
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static bool make_room(const struct portrait_question *question, const struct texts *texts,
                      struct arena *arena, struct portrait *portrait)
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
    bool made = true;
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays && made; i++) {
        *arrays[i].array = arena_take_array(arena, arrays[i].count, sizeof **arrays[i].array);
        made = *arrays[i].array != NULL;
    }
    portrait->sequence = arena_take(arena, (texts->words + texts->count) * sizeof *portrait->sequence);
    return made && portrait->sequence != NULL;
}

bool portrait_take(const struct portrait_tools *tools, const struct portrait_question *question,
                   const struct entry *entry, struct arena *arena, struct portrait *portrait)
{
    struct texts texts = {0};
    struct portrait taken = {0};
    arena_reset(tools->scratch);
    bool whole = take_texts(tools, entry, &texts) && make_room(question, &texts, arena, &taken);
    for (size_t i = 0; i < texts.count && whole; i++) {
        count_stems(question, &texts.list[i], &taken);
        whole = count_pairs(tools, question, &texts.list[i], &taken);
        taken.has_phrasings = taken.has_phrasings || texts.list[i].is_phrasing;
    }
    assert(!whole || taken.sequence_count == texts.words + texts.count);
    whole = whole && take_characters(tools, &question->characters, &texts, &taken);
    if (whole && taken.has_phrasings) {
        whole = take_phrasings(tools, &question->characters, &texts, &taken);
    }
    if (whole && entry->kind == ENTRY_FAQ) {
        whole = take_cores(tools, &question->stems, &texts, arena, &taken);
    }
    if (whole) {
        *portrait = taken;
    }
    return whole;
}
