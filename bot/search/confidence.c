/* search/confidence.c - how likely the best entry is the right answer. A question is answered rightly if the
 * knowledge base has an answer at all (scope) and the best entry is it (pick). Each is a logistic function of
 * a few measures, and the confidence is their product. Two functions instead of one, because they fail for
 * different reasons: a question about something else has no answer however clearly one entry leads, and among
 * near-duplicates the lead is small however well the question is covered. Scores of rank.c are not used as
 * such: they have no meaning outside of one question. What is done at which confidence is for the thresholds
 * to say, which an owner may set. */
#include "search/search_internal.h"

#include <assert.h>
#include <stddef.h>

/* Multiplies the odds of the product, to correct for the fit: a quarter of the questions in it had no
 * answer. */
#define ODDS 1.35

/* A knowledge base is about one thing where a word stands in more than TOPIC_LOW of it; a question that does
 * not name the thing and of which more than UNKNOWN_LOW is unknown is likely about another. From the upper
 * bounds on it is taken to be, and what is left of the confidence is 1 - VETO. These are judgement, not fit:
 * no collection has such a topic. */
#define TOPIC_LOW .32
#define TOPIC_HIGH .42
#define UNKNOWN_LOW .15
#define UNKNOWN_HIGH .45
#define VETO .85

/* -- Measures ------------------------------------------------------------------------------------------- */

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

/* 0 up to `low`, 1 from `high` on, a straight line in between: a step would make the confidence jump. */
static double ramp(double x, double low, double high)
{
    return x <= low ? 0 : x >= high ? 1 : (x - low) / (high - low);
}

/* The share of the content words, by weight, that the knowledge base has never seen; a corrected word, which
 * was not written as the knowledge base has it, counts `corrected`. */
static double share_unknown(const struct terms *terms, double corrected)
{
    double unknown = 0;
    double whole = 0;
    for (size_t i = 0; i < terms->count; i++) {
        const struct term *term = &terms->list[i];
        if (!term->is_function_word) {
            double share = term->row == SPARSE_MATRIX_NONE ? 1 : term->word->is_corrected ? corrected : 0;
            whole += term->weight;
            unknown += share * term->weight;
        }
    }
    return whole > 0 ? unknown / whole : 0;
}

static bool is_asked(const struct terms *terms, uint32_t row)
{
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->list[i].row == row) {
            return true;
        }
    }
    return false;
}

/* Of the words that the question lacks, the largest share. */
static double largest_missing(const struct terms *terms, const struct required_term *required_terms,
                              size_t count)
{
    float largest = 0;
    for (size_t i = 0; i < count; i++) {
        if (required_terms[i].share > largest && !is_asked(terms, required_terms[i].row)) {
            largest = required_terms[i].share;
        }
    }
    return (double)largest;
}

/* How much of the knowledge base has a topic that the question does not name; 0 where it names half of it or
 * more, as "which language for machine learning" does among machine learning engineers. */
static double unnamed_topic(const struct terms *terms, const struct required_terms *required_terms)
{
    const struct required_term *topics = required_terms->topics;
    double named = 0;
    double whole = 0;
    for (size_t i = 0; i < required_terms->topic_count; i++) {
        whole += (double)topics[i].share;
        named += is_asked(terms, topics[i].row) ? (double)topics[i].share : 0;
    }
    return 2 * named >= whole ? 0 : largest_missing(terms, topics, required_terms->topic_count);
}

/* The lead of the first entry, as a share of the most that all features together could give: without a second
 * entry there is nothing to mistake the first for. */
static double margin(const struct ranking *ranking)
{
    if (ranking->count < 2 || ranking->scale <= 0) {
        return 1;
    }
    return (ranking->list[0].score - ranking->list[1].score) / ranking->scale;
}

/* If no content word of the question is in the entry, the match rests on character n-grams alone and is worth
 * little unless they are many. A question without content words ("who are you") must be much like one of the
 * phrasings. */
static double support(const struct terms *terms, const struct features *features, uint32_t entry,
                      double content_centroid)
{
    if (features->contents[entry] > 0) {
        return 1;
    }
    if (terms->content_count == 0) {
        return ramp(content_centroid, .2, .4);
    }
    return features->is_faq[entry] ? ramp(content_centroid, .05, .15) : .2;
}

/* -- The judgement -------------------------------------------------------------------------------------- */

static double combine(const struct confidence *made)
{
    double both = made->scope * made->pick * made->support;
    return ODDS * both / (1 + (ODDS - 1) * both) * (1 - made->veto);
}

/* Everything that follows from the measures. The weights were fitted by logistic regression to nine
 * collections of five kinds and to knowledge bases derived from them (halves, subsets of 16 and of 3 entries,
 * answers turned into passages, foreign words added), so that each kind had questions to refuse. Fitted
 * without one kind and everything derived from it, they decide on that kind nearly as well. bot/BENCHMARKS.md has
 * the figures.
 *
 * scope: the more of the question the entry accounts for and the more it is like the entry's phrasings (or a
 * stretch of its passage), the likelier it has an answer; words that the knowledge base never saw speak
 * against it, for an FAQ entry only as far as the question also lacks what the phrasings have in common: an
 * unknown word in its place makes another question of it ("salary of a nurse"), beside it only adds to it. A
 * question of which an FAQ entry accounts for .7, at a cosine of .45, has a scope of logistic(2.92) = .95;
 * with half of it unknown and everything missing, .88. pick: a clear lead, and again how much of the question
 * is accounted for. With saturation .7 it is .71 for a tie, and .96 where the lead is half of what could
 * be. */
static void judge(struct confidence *made)
{
    if (made->is_faq) {
        made->scope = logistic(1.1 + 2.6 * made->saturation + 5.4 * (made->content_centroid - .45) -
                               1.8 * made->unknown * made->missing);
    } else {
        made->scope = logistic(-4.4 + 2.6 * made->saturation + 5.0 * made->window + 9.0 * made->characters -
                               1.1 * made->unknown);
    }
    made->pick = logistic(-1.2 + 4.7 * made->margin + 3.0 * made->saturation);
    made->veto =
        VETO * ramp(made->off_topic, TOPIC_LOW, TOPIC_HIGH) * ramp(made->strange, UNKNOWN_LOW, UNKNOWN_HIGH);
    made->value = combine(made);
}

struct confidence confidence_of(const struct model *model, const struct terms *terms,
                                const struct features *features, const struct ranking *ranking)
{
    struct confidence made = {0};
    if (ranking->count == 0) {
        return made;
    }
    uint32_t best = ranking->list[0].entry;
    made.is_faq = features->is_faq[best];
    made.saturation = (double)features->saturation[best];
    made.margin = margin(ranking);
    made.unknown = share_unknown(terms, 1);
    made.strange = share_unknown(terms, 0);
    made.off_topic = unnamed_topic(terms, &model->required_terms);
    if (made.is_faq) {
        const uint32_t *starts = model->required_terms.starts + best;
        made.content_centroid = features_centroid_cosine(model, features, best);
        made.missing = largest_missing(terms, model->required_terms.list + starts[0], starts[1] - starts[0]);
    } else {
        made.window = (double)features->values[FEATURE_BEST_PASSAGE][best];
        made.characters = (double)features->values[FEATURE_CHAR_NGRAMS][best];
    }
    made.support = support(terms, features, best, made.content_centroid);
    judge(&made);
    return made;
}

/* -- Explaining ----------------------------------------------------------------------------------------- */

enum kind { MEASURE, FAQ_MEASURE, PASSAGE_MEASURE, FACTOR, VETO_FACTOR };

#define AT(member) offsetof(struct confidence, member)

static const struct {
    const char *name;
    const char *meaning;
    size_t offset;
    enum kind kind;
} known_parts[] = {
    {"scope", "that the knowledge base has an answer at all", AT(scope), FACTOR},
    {"pick", "that the first entry is it, if so", AT(pick), FACTOR},
    {"support", "1 where a content word is in the entry", AT(support), FACTOR},
    {"saturation", "share of the question that the entry holds", AT(saturation), MEASURE},
    {"likeness", "likeness to the entry's phrasings", AT(content_centroid), FAQ_MEASURE},
    {"window", "share of the question in the best stretch", AT(window), PASSAGE_MEASURE},
    {"characters", "likeness to the entry's text", AT(characters), PASSAGE_MEASURE},
    {"margin", "lead over the second entry", AT(margin), MEASURE},
    {"unknown", "share of unknown or corrected words", AT(unknown), MEASURE},
    {"strange", "share of unknown words alone", AT(strange), MEASURE},
    {"missing", "what phrasings say and the question does not", AT(missing), FAQ_MEASURE},
    {"off_topic", "what all entries say and the question does not", AT(off_topic), MEASURE},
    {"veto", "that it is about another thing altogether", AT(veto), VETO_FACTOR},
};

static double *member(struct confidence *confidence, size_t offset)
{
    return (double *)(void *)((char *)confidence + offset);
}

/* The confidence if one part said nothing: what the part does is the difference. A measure that says nothing
 * is 0, a factor 1, a veto 0. Without a measure, everything that follows from it is computed anew; without a
 * factor, only the product is. */
static double without(struct confidence confidence, size_t offset, enum kind kind)
{
    *member(&confidence, offset) = kind == FACTOR ? 1 : 0;
    if (kind == FACTOR || kind == VETO_FACTOR) {
        return combine(&confidence);
    }
    judge(&confidence);
    return confidence.value;
}

size_t confidence_explain(const struct confidence *confidence,
                          struct faqbot_explained_part parts[CONFIDENCE_PARTS_MAX])
{
    size_t count = 0;
    struct confidence whole = *confidence;
    double value = combine(confidence);
    double share = value > 0 ? confidence->value / value : 1; /* what search.c left of it */
    for (size_t i = 0; i < sizeof known_parts / sizeof *known_parts; i++) {
        size_t offset = known_parts[i].offset;
        if (known_parts[i].kind == (confidence->is_faq ? PASSAGE_MEASURE : FAQ_MEASURE)) {
            continue;
        }
        assert(count < CONFIDENCE_PARTS_MAX);
        parts[count++] = (struct faqbot_explained_part){
            .name = known_parts[i].name,
            .meaning = known_parts[i].meaning,
            .value = *member(&whole, offset),
            .effect = share * (value - without(whole, offset, known_parts[i].kind))};
    }
    if (share != 1) {
        assert(count < CONFIDENCE_PARTS_MAX);
        parts[count++] =
            (struct faqbot_explained_part){.name = "context",
                                           .meaning = "what is left where the last answer helps out",
                                           .value = share,
                                           .effect = confidence->value - value};
    }
    return count;
}
