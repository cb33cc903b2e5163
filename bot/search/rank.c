/* search/rank.c - adds up all evidence for an entry to one score, and puts the entries in order by it. A
 * score compares entries for one question and means nothing by itself: whether the best entry is good enough
 * to be an answer is for confidence.c to say. What the evidence is, and how it is measured, features.c
 * knows. */
#include "search/search_internal.h"

/* How much each feature counts. The score of an entry is
 *
 *     sum over features f of  weight(f) * value(f, entry) / scale(f),
 *
 * where scale(f) is the largest value of the feature for this question, so that features of different scales can be
 * added (a linear combination of normalised scores; compare Lee 1997, "Analyses of multiple evidence combination"), but
 * at least SCALE_LEAST of what a text that is the question would get: or else a kind of evidence that has found next to
 * nothing would count as much as one that has found the entry, and drown a word that stands in one answer alone. The
 * absolute features are not divided: that every entry says "no" means something.
 *
 * The weights were found by coordinate search over nine collections of five kinds and eighteen small knowledge bases
 * at once, and checked by leaving out each kind in turn; each can be moved by a fifth for less than half a point of
 * success at 1. They are simple numbers on purpose. With a lexicon, likeness in meaning makes most of what counts
 * occurrences superfluous; without one it all counts. bot/BENCHMARKS.md has the tables. */
static const double weights[2][2][FEATURE_COUNT] = {
    /* as far as no lexicon knows the question */
    {{[FEATURE_QUESTION_UNIGRAMS] = .6,
      [FEATURE_BODY_UNIGRAMS] = .6,
      [FEATURE_BIGRAMS] = 2,
      [FEATURE_CHAR_NGRAMS] = 1,
      [FEATURE_PHRASING] = .75,
      [FEATURE_LEARNED] = 1.75,
      [FEATURE_COVERAGE] = 1,
      [FEATURE_MUTUAL_COVERAGE] = 1.75},
     /* as far as one does */
     {[FEATURE_BIGRAMS] = 1,
      [FEATURE_CHAR_NGRAMS] = 1,
      [FEATURE_LEARNED] = .5,
      [FEATURE_MEANING] = 2,
      [FEATURE_LEARNED_MEANING] = 3,
      [FEATURE_COVERAGE] = 2,
      [FEATURE_MUTUAL_COVERAGE] = 1}},
    /* with an encoder */
    {{[FEATURE_QUESTION_UNIGRAMS] = .6,
      [FEATURE_BIGRAMS] = 1,
      [FEATURE_CHAR_NGRAMS] = 1.5,
      [FEATURE_MEANING] = 4,
      [FEATURE_LEARNED_MEANING] = 6,
      [FEATURE_ANSWER_MEANING] = 2.5,
      [FEATURE_COVERAGE] = 1,
      [FEATURE_MUTUAL_COVERAGE] = .5},
     {[FEATURE_BIGRAMS] = 1.5,
      [FEATURE_CHAR_NGRAMS] = .5,
      [FEATURE_LEARNED] = .75,
      [FEATURE_MEANING] = 5,
      [FEATURE_LEARNED_MEANING] = 10,
      [FEATURE_ANSWER_MEANING] = 2.5,
      [FEATURE_COVERAGE] = 2,
      [FEATURE_MUTUAL_COVERAGE] = 2}}};

#define SCALE_LEAST .35f /* .2 to .5 are alike */

/* `explain` prints these, and uses them as keys of its JSON: they stay as they are. */
const char *const rank_feature_names[FEATURE_COUNT] = {
    [FEATURE_QUESTION_UNIGRAMS] = "words of the question",
    [FEATURE_BODY_UNIGRAMS] = "words of the answer",
    [FEATURE_BIGRAMS] = "pairs of words",
    [FEATURE_CHAR_NGRAMS] = "pieces of words",
    [FEATURE_PHRASING] = "pieces of the phrasings",
    [FEATURE_LEARNED] = "learned from the phrasings",
    [FEATURE_MEANING] = "meaning",
    [FEATURE_LEARNED_MEANING] = "learned from the meaning",
    [FEATURE_ANSWER_MEANING] = "meaning of the answer",
    [FEATURE_COVERAGE] = "words accounted for",
    [FEATURE_MUTUAL_COVERAGE] = "words accounted for both ways",
};

/* The scores of all entries for one question, and what they are made of. */
struct scoring {
    double *scores;              /* by candidate */
    double units[FEATURE_COUNT]; /* what one unit of each feature adds: weight(f) / scale(f) */
    double lent;                 /* what each passage gets for the learned features, which it has not */
    const struct candidates *candidates;
    size_t language; /* the one that comes first of equals */
};

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

static void find_units(const struct features *features, uint32_t entry_count, struct scoring *scoring)
{
    const double(*kinds)[FEATURE_COUNT] = weights[features->likenesses != NULL];
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        double weight = features->known * kinds[1][i] + (1 - features->known) * kinds[0][i];
        float best =
            i < FEATURE_FIRST_ABSOLUTE && weight > 0 ? find_largest(features->values[i], entry_count) : 0;
        float scale = best > SCALE_LEAST * features->possible[i] ? best : SCALE_LEAST * features->possible[i];
        scoring->units[i] = i >= FEATURE_FIRST_ABSOLUTE ? weight : scale > 0 ? weight / (double)scale : 0;
    }
}

/* What the classifiers add to an entry. */
static double learned(const struct scoring *scoring, const struct features *features, uint32_t entry)
{
    return scoring->units[FEATURE_LEARNED] * (double)features->values[FEATURE_LEARNED][entry] +
           scoring->units[FEATURE_LEARNED_MEANING] * (double)features->values[FEATURE_LEARNED_MEANING][entry];
}

/* What the classifiers add to the best FAQ entry, when the scores have all other evidence. */
static double find_lent(const struct features *features, uint32_t entry_count, const struct scoring *scoring)
{
    double best = 0;
    double lent = 0;
    for (uint32_t entry = 0; entry < entry_count; entry++) {
        double added = features->is_faq[entry] ? learned(scoring, features, entry) : 0;
        if (features->is_faq[entry] && scoring->scores[entry] + added > best) {
            best = scoring->scores[entry] + added;
            lent = added;
        }
    }
    return lent;
}

/* Equal evidence summed in a different order differs in its last digits, and a tie must remain one, so that
 * the order of the knowledge base decides it and not the rounding. */
static double without_dust(double score)
{
    return round(score * 1e6) / 1e6;
}

/* Scores all entries, one feature at a time, as the values lie in memory. An entry without other evidence
 * scores 0: what the classifiers say is none by itself. Only FAQ entries have classifiers; so that passages
 * can compete with them, each passage is lent what the best FAQ entry gets from its own. */
static void score_all(const struct features *features, size_t language, struct arena *arena,
                      struct scoring *scoring, enum faqbot_status *status)
{
    uint32_t count = *status == FAQBOT_OK ? features->candidates->count : 0;
    *scoring = (struct scoring){.scores = arena_need(arena, count, sizeof *scoring->scores, status)};
    if (*status != FAQBOT_OK) {
        return;
    }
    scoring->candidates = features->candidates;
    scoring->language = language;
    double *scores = scoring->scores;
    find_units(features, count, scoring);
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        const float *values = features->values[i];
        bool is_learned = i == FEATURE_LEARNED || i == FEATURE_LEARNED_MEANING;
        for (uint32_t entry = 0; entry < count && !is_learned && scoring->units[i] > 0; entry++) {
            scores[entry] += scoring->units[i] * (double)values[entry];
        }
    }
    scoring->lent = find_lent(features, count, scoring);
    for (uint32_t entry = 0; entry < count; entry++) {
        double share = features->is_faq[entry] ? learned(scoring, features, entry) : scoring->lent;
        scores[entry] = scores[entry] > 0 ? without_dust(scores[entry] + share) : 0;
    }
}

/* Better score first, then the question's language, then the order of the knowledge base: `later` stands
 * behind `earlier` there. */
static bool comes_first(const struct scoring *scoring, uint32_t later, uint32_t earlier)
{
    if (scoring->scores[later] != scoring->scores[earlier]) {
        return scoring->scores[later] > scoring->scores[earlier];
    }
    struct forward_entry const *const *list = scoring->candidates->list;
    return list[later]->language == scoring->language && list[earlier]->language != scoring->language;
}

/* The numbers of the best entries that have evidence, in order; returns how many there are. Insertion into a
 * short sorted list: nearly all entries fail the first comparison, with the worst one kept. */
static size_t pick(const struct scoring *scoring, uint32_t entry_count, size_t most, uint32_t *picked)
{
    size_t count = 0;
    for (uint32_t entry = 0; entry < entry_count && most > 0; entry++) {
        if (scoring->scores[entry] <= 0 ||
            (count == most && !comes_first(scoring, entry, picked[most - 1]))) {
            continue;
        }
        size_t at = count < most ? count++ : most - 1;
        for (; at > 0 && comes_first(scoring, entry, picked[at - 1]); at--) {
            picked[at] = picked[at - 1];
        }
        picked[at] = entry;
    }
    return count;
}

void rank_candidates(const struct features *features, size_t most, struct arena *arena, uint32_t **picked,
                     size_t *count, enum faqbot_status *status)
{
    struct scoring scoring;
    *picked = arena_need(arena, most, sizeof **picked, status);
    score_all(features, 0, arena, &scoring, status);
    *count = *status == FAQBOT_OK ? pick(&scoring, features->candidates->count, most, *picked) : 0;
}

void rank_entries(const struct features *features, size_t language, size_t top, struct arena *arena,
                  struct ranking *ranking, enum faqbot_status *status)
{
    struct scoring scoring;
    struct ranked *list = arena_need(arena, top, sizeof *list, status);
    uint32_t *picked = arena_need(arena, top, sizeof *picked, status);
    score_all(features, language, arena, &scoring, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    size_t count = pick(&scoring, features->candidates->count, top, picked);
    for (size_t i = 0; i < count; i++) {
        uint32_t entry = picked[i];
        list[i] = (struct ranked){.candidate = entry, .score = scoring.scores[entry]};
        for (size_t j = 0; j < FEATURE_COUNT; j++) {
            list[i].contributions[j] = scoring.units[j] * (double)features->values[j][entry];
        }
        if (!features->is_faq[entry]) {
            list[i].contributions[FEATURE_LEARNED] = scoring.lent;
            list[i].contributions[FEATURE_LEARNED_MEANING] = 0;
        }
    }
    *ranking = (struct ranking){.list = list, .count = count};
}
