/* retrieval/rank.c - one score from all evidence. The evidence is features.c's; whether the best is good enough is
 * confidence.c's. */
#include "retrieval/rank.h"

#include <stdlib.h>

/* How much each feature counts. All but the learned one are divided by their best value for the question first, so that
 * they can be added; the learned one is absolute. Found by searching over nine collections of five kinds at once, and
 * checked by leaving out each kind in turn; each weight can be halved or doubled for less than half a point of
 * success at 1, bar the learned one's, which must not be doubled. bot/README.md has the table. */
static const struct {
    const char *name;
    double weight;
    bool is_absolute;
} weights[FEATURE_COUNT] = {
    [FEATURE_STEMS] = {"words", 1, false},
    [FEATURE_QUESTION_STEMS] = {"words of the question", .5, false},
    [FEATURE_BODY_STEMS] = {"words of the answer", .5, false},
    [FEATURE_PAIRS] = {"pairs of words", .25, false},
    [FEATURE_CLOSENESS] = {"closeness", .5, false},
    [FEATURE_WINDOW] = {"best stretch", .5, false},
    [FEATURE_CHARACTERS] = {"pieces of words", .5, false},
    [FEATURE_CENTROID] = {"pieces of the phrasings", 1, false},
    [FEATURE_LEARNED] = {"learned from the phrasings", 2, true},
};

const char *rank_feature_name(enum feature feature)
{
    return weights[feature].name;
}

/* Better score first, then the question's language, then the order of the knowledge. */
static int by_score(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    if (a->score != b->score) {
        return a->score < b->score ? 1 : -1;
    }
    if (a->is_other_language != b->is_other_language) {
        return a->is_other_language ? 1 : -1;
    }
    return (a->entry > b->entry) - (a->entry < b->entry);
}

/* What one unit of each feature is worth for this question. */
static void find_units(const struct features *features, uint32_t entry_count, double units[FEATURE_COUNT],
                       double *scale)
{
    *scale = 0;
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        float best = 0;
        for (uint32_t entry = 0; entry < entry_count; entry++) {
            best = features->values[i][entry] > best ? features->values[i][entry] : best;
        }
        units[i] = weights[i].is_absolute ? weights[i].weight
                   : best > 0             ? weights[i].weight / (double)best
                                          : 0;
        *scale += weights[i].is_absolute || best <= 0 ? 0 : weights[i].weight;
    }
}

static struct ranked score(const struct features *features, uint32_t entry, const double units[FEATURE_COUNT])
{
    struct ranked ranked = {.entry = entry};
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        ranked.shares[i] = units[i] * (double)features->values[i][entry];
        ranked.score += ranked.shares[i];
    }
    return ranked;
}

/* Puts one more into the list of the best, which is in order. */
static void insert(struct ranking *ranking, size_t top, const struct ranked *one)
{
    if (ranking->count == top && by_score(one, &ranking->list[top - 1]) > 0) {
        return;
    }
    size_t at = ranking->count < top ? ranking->count++ : top - 1;
    for (; at > 0 && by_score(one, &ranking->list[at - 1]) < 0; at--) {
        ranking->list[at] = ranking->list[at - 1];
    }
    ranking->list[at] = *one;
}

enum faqbot_status rank_entries(const struct model *model, const struct features *features, size_t language,
                                size_t top, struct arena *arena, struct ranking *ranking)
{
    double units[FEATURE_COUNT];
    struct ranking made = {.list = arena_take_array(arena, top, sizeof *made.list)};
    if (made.list == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    find_units(features, model->entry_count, units, &made.scale);
    for (uint32_t entry = 0; entry < model->entry_count && top > 0; entry++) {
        struct ranked one = score(features, entry, units);
        one.is_other_language = (unsigned char)model->languages[entry] != language;
        if (one.score > one.shares[FEATURE_LEARNED]) { /* the classifier alone is no evidence */
            insert(&made, top, &one);
        }
    }
    *ranking = made;
    return FAQBOT_OK;
}
