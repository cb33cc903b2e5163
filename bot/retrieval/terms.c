/* retrieval/terms.c - a question as weighted terms. What they are looked for in is features.c's. */
#include "retrieval/terms.h"

#include <math.h>

static double weigh(const struct model *model, uint32_t row)
{
    const struct matrix *stems = &model->parts[MODEL_STEMS];
    double all = (double)stems->documents + TERMS_UNSEEN_ENTRIES;
    double with = row == MATRIX_NONE ? 0 : stems->holders[row];
    return log(1 + (all - with + .5) / (with + .5));
}

/* The place of a stem among the terms so far, by its feature. */
static size_t find(const uint64_t *keys, size_t count, uint64_t key)
{
    size_t at = 0;
    while (at < count && keys[at] != key) {
        at++;
    }
    return at;
}

enum faqbot_status terms_take(const struct model *model, struct stems *stems, const struct word *words,
                              size_t count, struct arena *arena, struct terms *terms)
{
    struct terms taken = {.words = words, .word_count = count};
    size_t most = count < TERMS_MAX ? count : TERMS_MAX;
    taken.list = arena_take_array(arena, most, sizeof *taken.list);
    uint64_t *keys = arena_take_array(arena, most, sizeof *keys);
    uint8_t *term_of_word = arena_take_array(arena, count, sizeof *term_of_word);
    uint64_t *stem_keys;
    if (taken.list == NULL || keys == NULL || term_of_word == NULL ||
        !grams_take_stem_keys(arena, stems, words, count, &stem_keys)) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t key = stem_keys[i];
        size_t at = find(keys, taken.count, key);
        term_of_word[i] = (uint8_t)at;
        if (at < taken.count || at == TERMS_MAX) {
            continue;
        }
        struct term term = {.word = &words[i],
                            .row = matrix_find(&model->parts[MODEL_STEMS], key),
                            .is_function_word = stems_is_function_word(stems, words[i].plain)};
        term.weight = weigh(model, term.row) * (term.is_function_word ? TERMS_FUNCTION_WORD_SHARE : 1);
        keys[taken.count] = key;
        taken.list[taken.count++] = term;
        taken.weight += term.weight;
    }
    taken.stem_keys = stem_keys;
    taken.term_of_word = term_of_word;
    *terms = taken;
    return FAQBOT_OK;
}
