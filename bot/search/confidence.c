/* search/confidence.c - how likely the best entry is the right answer. A question is answered rightly if the
 * knowledge base has an answer at all (scope) and the best entry is it (pick). Each is a logistic function of
 * a few measures, and the confidence is their product. Two functions instead of one, because they fail for
 * different reasons: a question about something else has no answer however clearly one entry leads, and among
 * near-duplicates the lead is small however well the question is covered. Where that is too little to answer, a third
 * function says whether the first entries are worth offering: a visitor with quite other words shares hardly a word
 * with the entry that is meant, and what speaks for it then is nothing that would carry an answer. What is done at
 * which confidence is for the thresholds to say, which an owner may set. */
#include "search/search_internal.h"

#include <assert.h>
#include <stddef.h>

/* How sharply the scores of the best entries are told apart for the lead, in units of rank.c's scores. .4 to .9 are
 * alike. */
#define LEAD_UNIT .6

/* A first entry that is ahead by less is as good as the second: of such, half are right. */
#define TIE_SCORE .02

/* Knowledge bases of fewer or more entries count as of so many: there are none such in the fit. */
#define ENTRIES_LEAST 8.0
#define ENTRIES_MOST 200.0

/* Entries of more phrasings count as of so many, likewise: or else one of thousands would be the answer to whatever has
 * nothing of the others. */
#define PHRASINGS_MOST 50.0

/* Of the content words that an entry does not account for, so many count for the question's length. */
#define CONTENTS_BESIDE 3

/* A knowledge base about one thing has its name in most entries: "what does a junior doctor do" is no question to one
 * about engineers, though "doctor" is the only word of it that is not in "What does a junior engineer do?". Where that
 * share of the entries has a word which the question lacks, and the entry lacks that share of the question, the
 * confidence loses up to VETO of itself. This is judgement, not fit: no collection has such a topic. */
#define TOPIC_LOW .4
#define TOPIC_HIGH .5
#define STRANGE_LOW .15
#define STRANGE_HIGH .35
#define VETO .9

/* What is left of the confidence where the question names another number, day or side than the entry: "zone 4" for
 * "zone 2". Judgement too: collections hardly have such questions. */
#define CLASH_SHARE .3

/* A coverage from here on is all, but for rounding. */
#define COVERAGE_ALL .999f

/* A question of so few words and nothing else but one function word names something and does not ask. The confidence,
 * at least, of the only entry that has them. */
#define BARE_CONTENT_WORDS_MAX 2
#define BARE_CONFIDENCE .5

/* The only entry with words so like the bare ones is worth offering: another form of them, in a language whose stemmer
 * does not know it. */
#define BARE_LIKE .25

/* Of two words, an entry with this lead is the one that is meant. */
#define BARE_LEAD .8

/* -- Measures ------------------------------------------------------------------------------------------- */

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

/* What the first of the best entries would be drawn with, if each were by the exponential of its score. */
static double measure_lead(const struct ranking *ranking)
{
    double sum = 0;
    for (size_t i = 0; i < ranking->count && i < CONFIDENCE_RANKED; i++) {
        sum += exp((ranking->list[i].score - ranking->list[0].score) / LEAD_UNIT);
    }
    return 1 / sum;
}

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static double likeness_to(const struct features *features, uint32_t candidate)
{
    const struct entry_likeness *likeness = &features->likenesses[candidate];
    return features->is_faq[candidate] ? (double)likeness->likest
                                       : fmax((double)likeness->likest, (double)likeness->answer);
}

static void measure_likeness(const struct terms *terms, const struct features *features, uint32_t best,
                             struct confidence *made)
{
    double next = 0;
    for (uint32_t i = 0; i < features->candidates->count; i++) {
        next = i == best ? next : fmax(next, likeness_to(features, i));
    }
    made->is_encoded = true;
    made->is_foreign = terms->is_foreign;
    made->likest = likeness_to(features, best);
    made->beyond = made->likest - next;
    made->answer_likeness = fmax((double)features->likenesses[best].answer, 0);
    made->words_least = (double)features->words[best].question_least;
    made->phrasing_least = (double)features->words[best].phrasing_least;
}

/* A lead says nothing of a passage that has no content word of the question: one that is like it in a few letters only
 * is often alone with that. */
static void measure(const struct terms *terms, const struct features *features, const struct ranking *ranking,
                    struct confidence *made)
{
    const struct candidates *candidates = features->candidates;
    uint32_t best = ranking->list[0].candidate;
    const struct coverage *coverage = &features->coverages[best];
    made->is_faq = features->is_faq[best];
    made->question = (double)coverage->question;
    made->least = (double)coverage->least;
    made->mutual = (double)coverage->mutual;
    made->answer = (double)coverage->answer;
    made->is_clashing = coverage->is_clashing;
    made->window = (double)features->windows[best];
    made->saturation = (double)features->saturation[best];
    made->characters = (double)features->values[FEATURE_CHAR_NGRAMS][best];
    made->lead = made->is_faq || features->contents[best] > 0 ? measure_lead(ranking) : 0;
    if (features->likenesses != NULL) {
        measure_likeness(terms, features, best, made);
    }
    made->ahead = made->question;
    if (ranking->count > 1) {
        made->ahead -= (double)features->coverages[ranking->list[1].candidate].question;
    }
    double count = (double)terms->content_count;
    made->contents = log(1 + fmin(count, count * made->question + CONTENTS_BESIDE));
    made->entries = log(clamp(candidates->collection->entries, ENTRIES_LEAST, ENTRIES_MOST));
    if (made->is_faq) {
        made->phrasing = features_phrasing_cosine(features, best);
        made->missing = (double)coverage->missing;
        made->topic = (double)coverage->topic;
        made->meaning = (double)features->values[FEATURE_MEANING][best];
        made->learned = (double)features->values[FEATURE_LEARNED][best];
        made->learned_meaning = (double)features->values[FEATURE_LEARNED_MEANING][best];
        made->phrasings = log(fmin(candidates->list[best]->head_texts, PHRASINGS_MOST));
    }
}

/* -- The judgement -------------------------------------------------------------------------------------- */

static double ramp(double x, double low, double high)
{
    return clamp((x - low) / (high - low), 0, 1);
}

/* How surely a question is about another thing altogether: it does not name the topic of the knowledge base, and asks
 * for what the entry has not. */
static double find_veto(const struct confidence *made)
{
    return VETO * ramp(made->topic, TOPIC_LOW, TOPIC_HIGH) *
           ramp(1 - made->question, STRANGE_LOW, STRANGE_HIGH);
}

/* What is too little to answer is told apart by how far it is worth offering. */
static double combine(const struct confidence *made)
{
    double both = made->scope * made->pick * (1 - find_veto(made)) * (made->is_clashing ? CLASH_SHARE : 1);
    return both >= CONFIDENCE_ANSWERED || !made->is_faq ? both : CONFIDENCE_ANSWERED * made->offer;
}

/* Everything that follows from the measures. The weights were fitted by logistic regression, each held to the sign that
 * its measure means, to nine collections of five kinds, to knowledge bases of 8 to 150 entries cut out of them (with
 * the entries that were left out as questions without an answer), and to eighteen small knowledge bases with questions
 * that were judged before they were asked (tests/judged), of which those in quite other words only count for the
 * offer.
 * bot/BENCHMARKS.md has what they do without each part, and elsewhere.
 *
 * scope: question, least and mutual say how far question and entry account for each other, phrasing that they
 * are alike as written, missing that the question lacks what the phrasings have in common. A long question that is
 * covered is more of a sign than a short one, and in a larger knowledge base to be covered is more. Where an
 * entry has many phrasings, what is learned from all of them says more, and one of them alone less.
 * pick: a clear lead, and how much of the question is accounted for. */
static void judge_words(struct confidence *made)
{
    double many = 1.6 * made->meaning + .71 * made->characters + .31 * made->learned - .84;
    made->scope = logistic(-3.8 + .75 * made->question * made->entries + 1.58 * made->least +
                           .25 * made->mutual + 2.43 * made->phrasing - 1.33 * made->missing +
                           1.63 * made->contents + many * made->phrasings);
    made->pick = logistic(-2.44 + 5.07 * made->lead + 2.01 * made->saturation);
    made->offer = logistic(-5.43 + 2.54 * made->answer + 1.42 * made->least + 2.8 * made->contents +
                           2.7 * made->ahead + 3.18 * made->learned_meaning);
}

/* The same with an encoder, fitted alike. How like the likest phrasing is takes the place of what is alike as written;
 * that each word of either has its like in the other tells what is nearly asked from what is. Of many phrasings one is
 * like by chance, so that each constant changes with how many there are. For the offer it also counts how far the
 * answer itself is like the question, and what other entries are not. */
static void judge_encoded(struct confidence *made)
{
    double one = -8.13 + .49 * made->question + 1.78 * made->least - .19 * made->missing +
                 2.13 * made->contents + .84 * made->entries + 3.18 * made->likest +
                 3.07 * made->words_least + 1.67 * made->phrasing_least;
    double many = .12 + .37 * made->question - .34 * made->least - .59 * made->missing -
                  .63 * made->contents + .05 * made->likest - 1.43 * made->words_least -
                  .71 * made->phrasing_least + 2.07 * made->meaning + 1.61 * made->characters +
                  .19 * made->learned;
    made->scope = logistic(one + many * made->phrasings);
    made->pick = logistic(-3.33 + 4.26 * made->lead + 2.96 * made->saturation + 3.65 * made->learned_meaning -
                          (.32 * made->saturation + .12) * made->phrasings);
    made->offer = logistic(-5.01 + 1.32 * made->answer + 3.68 * made->least + 2.63 * made->contents +
                           3.71 * made->answer_likeness + 3.28 * made->beyond);
}

/* A passage has no phrasings to be like. That it leads says as much as it accounts for of the question: the
 * introduction to a few questions is ahead of them with any word that it alone has. */
static void judge_passage(struct confidence *made)
{
    double lead = made->lead * made->question;
    if (made->is_encoded) {
        made->scope = logistic(-8.53 + 3.29 * made->window + 6.77 * lead + 2.13 * made->contents +
                               .54 * made->answer_likeness + .36 * made->question + 1.63 * made->saturation);
    } else {
        made->scope = logistic(-8.73 + 3.68 * made->window + 8.28 * lead + 2.56 * made->contents);
    }
    made->pick = 1;
}

/* In a language of no entry words say nothing, and only what the encoder says is left. */
static void judge_foreign(struct confidence *made)
{
    made->scope = fmax(made->scope, logistic(-1.8 + 8.24 * made->likest + 9.34 * made->beyond));
    made->pick = 1;
    made->offer = made->scope;
}

static void judge(struct confidence *made)
{
    if (!made->is_faq) {
        judge_passage(made);
    } else if (made->is_encoded) {
        judge_encoded(made);
    } else {
        judge_words(made);
    }
    if (made->is_foreign) {
        judge_foreign(made);
    }
    made->value = combine(made);
}

/* Whether a phrasing says what the question says: of one word, just that; of more, no other content words. "plot" is
 * not what "How do I give up my plot?" says, though it has no other content word. */
static bool is_said(const struct terms *terms, const struct coverage *coverage)
{
    return coverage->mutual >= COVERAGE_ALL && (terms->content_count > 1 || coverage->is_equal);
}

/* Whether the question says as much of one entry as of another that shares a phrasing with it: "How do I install it?"
 * below "Windows" and below "Linux". What their answers say besides tells nothing of what is asked. */
static bool are_asked_alike(const struct features *features, uint32_t first, uint32_t second)
{
    return features->is_faq[first] && features->is_faq[second] &&
           features->coverages[first].question == features->coverages[second].question &&
           coverage_shares_phrasing(features->candidates, first, second);
}

/* A few words without a sentence around them ("lamp", "book bus", "the lamps?") ask for whatever the knowledge base
 * says of it: for the entry that has them all, or for one of several, unless that is just what one of them says. So
 * does a question of which two entries are equally likely. What a phrasing says as it stands is offered at least. */
static void judge_choice(const struct terms *terms, const struct features *features,
                         const struct ranking *ranking, struct confidence *made)
{
    size_t named = 0; /* candidates whose phrasings have all content words */
    size_t said = 0;
    bool is_bare = terms->content_count > 0 && terms->content_count <= BARE_CONTENT_WORDS_MAX &&
                   terms->word_count <= terms->content_count + 1;
    bool is_wordless =
        terms->content_count == 0; /* "Where are you?" is asked by nobody but who means just that */
    for (size_t i = 0; i < features->candidates->count && (is_bare || is_wordless); i++) {
        const struct coverage *coverage = &features->coverages[i];
        named += is_wordless ? coverage->is_equal : coverage->head >= COVERAGE_ALL;
        said += is_wordless ? coverage->is_equal : is_said(terms, coverage);
    }
    bool is_tie = ranking->count > 1 &&
                  (ranking->list[0].score - ranking->list[1].score < TIE_SCORE ||
                   are_asked_alike(features, ranking->list[0].candidate, ranking->list[1].candidate));
    bool is_ahead = terms->content_count > 1 && made->lead >= BARE_LEAD;
    made->is_choice = is_tie || (named > 1 && said != 1 && !is_ahead);
    bool is_one = (named == 1 || said == 1) && !(named > 1 && made->is_choice);
    bool is_equal = features->coverages[ranking->list[0].candidate].is_equal;
    bool is_nearly_one = is_bare && made->lead >= BARE_LEAD && made->question >= BARE_LIKE;
    if (is_one) {
        made->value = fmax(made->value, BARE_CONFIDENCE);
    } else if (is_equal || (named > 1 ? made->is_choice : is_nearly_one)) {
        made->value = fmax(made->value, CONFIDENCE_UNSURE);
    }
}

struct confidence confidence_of(const struct terms *terms, const struct features *features,
                                const struct ranking *ranking)
{
    struct confidence made = {0};
    if (ranking->count > 0) {
        measure(terms, features, ranking, &made);
        judge(&made);
        judge_choice(terms, features, ranking, &made);
    }
    return made;
}

/* -- Explaining ----------------------------------------------------------------------------------------- */

enum kind { MEASURE, FAQ_MEASURE, WORDS_MEASURE, ENCODED_MEASURE, PASSAGE_MEASURE, FACTOR };

#define AT(member) offsetof(struct confidence, member)

static const struct {
    const char *name;
    const char *meaning;
    size_t offset;
    enum kind kind;
} known_parts[] = {
    {"scope", "that the knowledge base has an answer at all", AT(scope), FACTOR},
    {"pick", "that the first entry is it, if so", AT(pick), FACTOR},
    {"coverage", "share of the question that is accounted for", AT(question), MEASURE},
    {"least", "the same for the word it does least for", AT(least), FAQ_MEASURE},
    {"mutual", "what question and phrasing have in common", AT(mutual), WORDS_MEASURE},
    {"likeness", "likeness to the entry's phrasings", AT(phrasing), WORDS_MEASURE},
    {"missing", "what phrasings say and the question does not", AT(missing), FAQ_MEASURE},
    {"topic", "what all entries say and the question does not", AT(topic), FAQ_MEASURE},
    {"answer", "share of the question that the answer has", AT(answer), FAQ_MEASURE},
    {"meaning", "likeness in meaning to the entry's phrasings", AT(meaning), FAQ_MEASURE},
    {"learned", "what was learned from the phrasings", AT(learned), FAQ_MEASURE},
    {"learned_meaning", "what was learned from their meaning", AT(learned_meaning), FAQ_MEASURE},
    {"saturation", "share of the question that the entry holds", AT(saturation), FAQ_MEASURE},
    {"characters", "likeness to the entry's text", AT(characters), FAQ_MEASURE},
    {"window", "share of the question in the best stretch", AT(window), PASSAGE_MEASURE},
    {"lead", "share of the first entry in all evidence", AT(lead), MEASURE},
    {"ahead", "coverage beyond that of the second entry", AT(ahead), WORDS_MEASURE},
    {"likest", "likeness to the likest phrasing, for the encoder", AT(likest), ENCODED_MEASURE},
    {"beyond", "the same beyond that of any other entry", AT(beyond), ENCODED_MEASURE},
    {"answer_likeness", "likeness to the answer, for the encoder", AT(answer_likeness), ENCODED_MEASURE},
    {"words", "the least likeness of a word to one of the phrasing", AT(words_least), ENCODED_MEASURE},
    {"phrasing_words", "the same for the phrasing's words", AT(phrasing_least), ENCODED_MEASURE},
};

static double *member(struct confidence *confidence, size_t offset)
{
    return (double *)(void *)((char *)confidence + offset);
}

/* The confidence if one part said nothing: what the part does is the difference. A measure that says nothing
 * is 0, a factor 1. Without a measure, everything that follows from it is computed anew; without a factor,
 * only the product is. */
static double without(struct confidence confidence, size_t offset, enum kind kind)
{
    *member(&confidence, offset) = kind == FACTOR ? 1 : 0;
    if (kind == FACTOR) {
        return combine(&confidence);
    }
    judge(&confidence);
    return confidence.value;
}

static bool is_of(const struct confidence *confidence, enum kind kind)
{
    switch (kind) {
    case FAQ_MEASURE:
        return confidence->is_faq;
    case WORDS_MEASURE:
        return confidence->is_faq && !confidence->is_encoded;
    case ENCODED_MEASURE:
        return confidence->is_faq && confidence->is_encoded;
    case PASSAGE_MEASURE:
        return !confidence->is_faq;
    default:
        return true;
    }
}

size_t confidence_explain(const struct confidence *confidence,
                          struct faqbot_explained_part parts[CONFIDENCE_PARTS_MAX])
{
    size_t count = 0;
    struct confidence whole = *confidence;
    double value = combine(confidence);
    double share = value > 0 ? fmin(confidence->value / value, 1) : 1; /* what search.c left of it */
    for (size_t i = 0; i < sizeof known_parts / sizeof *known_parts; i++) {
        size_t offset = known_parts[i].offset;
        if (!is_of(confidence, known_parts[i].kind)) {
            continue;
        }
        assert(count < CONFIDENCE_PARTS_MAX);
        parts[count++] = (struct faqbot_explained_part){
            .name = known_parts[i].name,
            .meaning = known_parts[i].meaning,
            .value = *member(&whole, offset),
            .effect = share * (value - without(whole, offset, known_parts[i].kind))};
    }
    if (confidence->value != value) { /* more is what judge_choice() gives */
        assert(count < CONFIDENCE_PARTS_MAX);
        parts[count++] = (struct faqbot_explained_part){
            .name = share < 1 ? "context" : "named",
            .meaning = share < 1 ? "what is left where the last answer helps out"
                                 : "the least for what is named without a question",
            .value = share < 1 ? share : confidence->value,
            .effect = confidence->value - value};
    }
    return count;
}
