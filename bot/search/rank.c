/* search/rank.c - combines the features into one score and sorts by it. features.c measures them, and
 * confidence.c decides whether the best entry is good enough to be an answer: a score only compares
 * entries for one question. */
#include "search/search_internal.h"

#include <math.h>

/* How much each feature counts. The score of an entry is
 *
 *     sum over features f of  weight(f) * value(f, entry) / best(f),
 *
 * best(f) being the largest value of the feature for this question, so that features of different scales can be added
 * (a linear combination of normalised scores; compare Lee 1997, "Analyses of multiple evidence combination"). The
 * learned feature is absolute instead: its best value may well mean "no" for every entry, and dividing by it would turn
 * that into "yes".
 *
 * The weights were found by searching over nine collections of five kinds at once, and checked by leaving out each
 * kind in turn; each can be halved or doubled for less than half a point of success at 1, except the learned one's,
 * which must not be doubled. They are simple numbers on purpose: finer ones fit the collections and nothing else.
 * bot/README.md has the table. */
static const struct {
    const char *name;
    double weight;
    bool is_absolute;
} weights[FEATURE_COUNT] = {
    [FEATURE_UNIGRAMS] = {"words", 1, false},
    [FEATURE_QUESTION_UNIGRAMS] = {"words of the question", .5, false},
    [FEATURE_BODY_UNIGRAMS] = {"words of the answer", .5, false},
    [FEATURE_BIGRAMS] = {"pairs of words", .25, false},
    [FEATURE_PROXIMITY] = {"closeness", .5, false},
    [FEATURE_BEST_PASSAGE] = {"best stretch", .5, false},
    [FEATURE_CHAR_NGRAMS] = {"pieces of words", .5, false},
    [FEATURE_CENTROID] = {"pieces of the phrasings", 1, false},
    [FEATURE_LEARNED] = {"learned from the phrasings", 2, true},
};

const char *rank_feature_name(enum feature feature)
{
    return weights[feature].name;
}

/* Eight at a time, so that the compiler can use wide registers. */
static float find_largest(const float *values, uint32_t count)
{
    enum { LANES = 8 };
    float lanes[LANES] = {0};
    uint32_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        for (uint32_t lane = 0; lane < LANES; lane++) {
            lanes[lane] = values[i + lane] > lanes[lane] ? values[i + lane] : lanes[lane];
        }
    }
    for (; i < count; i++) {
        lanes[0] = values[i] > lanes[0] ? values[i] : lanes[0];
    }
    for (uint32_t lane = 1; lane < LANES; lane++) {
        lanes[0] = lanes[lane] > lanes[0] ? lanes[lane] : lanes[0];
    }
    return lanes[0];
}

/* What one unit of each feature is worth for this question. */
static void find_units(const struct features *features, uint32_t entry_count, double segments[FEATURE_COUNT],
                       double *scale)
{
    *scale = 0;
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        float best = find_largest(features->values[i], entry_count);
        segments[i] = weights[i].is_absolute ? weights[i].weight
                      : best > 0             ? weights[i].weight / (double)best
                                             : 0;
        *scale += weights[i].is_absolute || best <= 0 ? 0 : weights[i].weight;
    }
}

/* What the classifier adds to the best FAQ entry, of which `scores` has all other evidence. */
static double learned_by_best(const struct features *features, uint32_t entry_count, double segment,
                              const double *scores)
{
    const float *learned = features->values[FEATURE_LEARNED];
    double best = 0;
    double added = 0;
    for (uint32_t entry = 0; entry < entry_count; entry++) {
        double share = segment * (double)learned[entry];
        if (features->is_faq[entry] && scores[entry] + share > best) {
            best = scores[entry] + share;
            added = share;
        }
    }
    return added;
}

/* Equal evidence summed in a different order differs in its last digits, and a tie must remain one, so that the
 * order of the knowledge base decides it and not the rounding. */
static double without_dust(double score)
{
    return round(score * 1e6) / 1e6;
}

/* The scores of all entries, one feature at a time, as the values lie in memory. An entry without other evidence scores
 * 0: what the classifier says is none by itself. Only FAQ entries have a classifier. So that passages can compete with
 * them, each passage is lent what the best FAQ entry gets from its classifier; that is returned. */
static double add_scores(const struct features *features, uint32_t entry_count,
                         const double segments[FEATURE_COUNT], double *scores)
{
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        const float *values = features->values[i];
        for (uint32_t entry = 0; entry < entry_count && i != FEATURE_LEARNED; entry++) {
            scores[entry] += segments[i] * (double)values[entry];
        }
    }
    double segment = segments[FEATURE_LEARNED];
    double lent = learned_by_best(features, entry_count, segment, scores);
    const float *learned = features->values[FEATURE_LEARNED];
    for (uint32_t entry = 0; entry < entry_count; entry++) {
        double share = features->is_faq[entry] ? segment * (double)learned[entry] : lent;
        scores[entry] = scores[entry] > 0 ? without_dust(scores[entry] + share) : 0;
    }
    return lent;
}

/* By what entries are put in order. */
struct order {
    const double *scores;  /* by entry */
    const char *languages; /* by entry: its language's number */
    size_t language;       /* the question's */
};

static bool is_other_language(const struct order *order, uint32_t entry)
{
    return (unsigned char)order->languages[entry] != order->language;
}

/* Better score first, then the question's language, then the order of the knowledge base: `later` stands behind
 * `earlier` there. */
static bool comes_first(const struct order *order, uint32_t later, uint32_t earlier)
{
    if (order->scores[later] != order->scores[earlier]) {
        return order->scores[later] > order->scores[earlier];
    }
    return !is_other_language(order, later) && is_other_language(order, earlier);
}

/* The numbers of the best entries that have evidence, in order; returns how many there are. Insertion into a short
 * sorted list: nearly all entries fail the first comparison, with the worst one kept. */
static size_t pick(const struct order *order, uint32_t entry_count, size_t most, uint32_t *picked)
{
    size_t count = 0;
    for (uint32_t entry = 0; entry < entry_count && most > 0; entry++) {
        if (order->scores[entry] <= 0 || (count == most && !comes_first(order, entry, picked[most - 1]))) {
            continue;
        }
        size_t at = count < most ? count++ : most - 1;
        for (; at > 0 && comes_first(order, entry, picked[at - 1]); at--) {
            picked[at] = picked[at - 1];
        }
        picked[at] = entry;
    }
    return count;
}

void rank_candidates(const struct model *model, const struct features *features, size_t most,
                     struct arena *arena, uint32_t **entries, size_t *count, enum faqbot_status *status)
{
    double segments[FEATURE_COUNT];
    double scale;
    double *scores = arena_need(arena, model->entry_count, sizeof *scores, status);
    *entries = arena_need(arena, most, sizeof **entries, status);
    if (*status == FAQBOT_OK) {
        find_units(features, model->entry_count, segments, &scale);
        add_scores(features, model->entry_count, segments, scores);
        const struct order order = {.scores = scores, .languages = model->languages};
        *count = pick(&order, model->entry_count, most, *entries);
    }
}

void rank_entries(const struct model *model, const struct features *features, size_t language, size_t top,
                  struct arena *arena, struct ranking *ranking, enum faqbot_status *status)
{
    if (*status != FAQBOT_OK) {
        return;
    }
    double segments[FEATURE_COUNT];
    struct ranking made = {.list = arena_need(arena, top, sizeof *made.list, status)};
    double *scores = arena_need(arena, model->entry_count, sizeof *scores, status);
    uint32_t *picked = arena_need(arena, top, sizeof *picked, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    find_units(features, model->entry_count, segments, &made.scale);
    double lent = add_scores(features, model->entry_count, segments, scores);
    const struct order order = {.scores = scores, .languages = model->languages, .language = language};
    made.count = pick(&order, model->entry_count, top, picked);
    for (size_t i = 0; i < made.count; i++) {
        struct ranked *ranked = &made.list[i];
        *ranked = (struct ranked){.entry = picked[i], .score = scores[picked[i]]};
        for (size_t j = 0; j < FEATURE_COUNT; j++) {
            bool is_lent = j == FEATURE_LEARNED && !features->is_faq[picked[i]];
            ranked->contributions[j] = is_lent ? lent : segments[j] * (double)features->values[j][picked[i]];
        }
    }
    *ranking = made;
}
