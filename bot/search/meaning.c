/* search/meaning.c - what a question is about, for comparing questions with each other: which of a journal's are one
 * question in several wordings.
 *
 * A search compares a question with entries, about which the index knows much. Two questions have nothing but
 * their words: read as the knowledge base writes them, each content word looks for its likest in the other, as
 * coverage.c does, and what finds none counts against both. That is strict where other words say the same, so the
 * direction of the whole question, in the lexicon or by a sentence encoder, counts beside it.
 *
 * bot/BENCHMARKS.md has how the shares were found, and what they are worth. */
#include "search/search_internal.h"

#include <stdlib.h>

#define WORDS_MAX                                                                                            \
    24 /* content words of a question that are compared; further ones, of a long story, are left out */

/* What words count and what directions do. With an encoder both add up to more than 1, since it seldom has more than
 * .8 for two wordings of a question, so that one threshold does for both. */
#define LEXICON_SHARE .25
#define WORDS_SHARE_ENCODED .29
#define ENCODER_SHARE .86

/* Questions without a common word, whose directions in the lexicon are less alike, are not compared word by word: of a
 * thousand pairs that are alike it would have found five. */
#define LEXICON_LEAST .4f

struct meaning_word {
    uint64_t stem;
    double weight; /* as coverage.c weighs words */
    struct word_traits traits;
};

struct search_meaning {
    const struct lexicon *lexicon; /* NULL: none knows its language */
    struct lexicon_vector direction;
    const struct likeness *likeness; /* NULL: no encoder knows its language */
    const struct direction *encoded; /* where one does */
    struct faqbot_view key;
    double weight; /* of all words */
    size_t count;
    struct meaning_word *words;
    struct lexicon_word *vectors; /* by word; zeros where the lexicon has it not */
};

/* ==== reading ========================================================================================== */

static uint64_t stem_of(const struct terms *terms, size_t at)
{
    return terms->stem_keys[terms->list[at].word - terms->words];
}

static int compare_stems(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

/* Stems, sorted: "card lost" and "lost card" have the same. */
static struct faqbot_view make_key(const struct terms *terms, struct arena *arena, enum faqbot_status *status)
{
    size_t count = 0;
    uint64_t *stems = arena_need(arena, terms->count, sizeof *stems, status);
    for (size_t i = 0; i < terms->count && *status == FAQBOT_OK; i++) {
        if (!terms->list[i].is_function_word || terms->content_count == 0) {
            stems[count++] = stem_of(terms, i);
        }
    }
    if (count == 0) {
        return view_of("");
    }
    qsort(stems, count, sizeof *stems, compare_stems);
    return view_make((const char *)stems, count * sizeof *stems);
}

static void take_words(const struct collection *collection, const struct terms *terms, struct arena *arena,
                       struct search_meaning *meaning, enum faqbot_status *status)
{
    size_t most = terms->content_count < WORDS_MAX ? terms->content_count : WORDS_MAX;
    meaning->words = arena_need(arena, most, sizeof *meaning->words, status);
    meaning->vectors = arena_need(arena, most, sizeof *meaning->vectors, status);
    for (size_t i = 0; i < terms->count && meaning->count < most && *status == FAQBOT_OK; i++) {
        const struct term *term = &terms->list[i];
        if (!term->is_function_word) {
            size_t at = meaning->count++;
            double weight = coverage_weight(collection->entries, term->entries, &term->known);
            meaning->words[at] =
                (struct meaning_word){.stem = stem_of(terms, i), .weight = weight, .traits = term->known};
            meaning->weight += weight;
            if (meaning->lexicon != NULL && term->known.number != LEXICON_NONE) {
                lexicon_unpack(meaning->lexicon, term->known.number, &meaning->vectors[at]);
            }
        }
    }
}

/* An encoder may know a language that no entry is in, as in search.c. */
static void take_encoded(const struct searcher *searcher, const struct question_language *language,
                         const struct synonyms_words *typed, struct faqbot_view text, struct arena *arena,
                         struct search_meaning *meaning, enum faqbot_status *status)
{
    char foreign[LANGUAGE_CODE_BYTES] = "";
    if (searcher->likeness == NULL || *status != FAQBOT_OK) {
        return;
    }
    languages_find_foreign(&searcher->languages, typed->list, typed->count, foreign);
    const char *tag = foreign[0] != '\0' ? foreign : searcher->languages.tags[language->number];
    if (likeness_knows_language(searcher->likeness, view_of(tag))) {
        const struct likeness_question *read =
            likeness_read(searcher->likeness, language, text, arena, status);
        if (read != NULL) {
            meaning->likeness = searcher->likeness;
            meaning->encoded = likeness_direction(read);
        }
    }
}

/* As search.c reads a question, but only without greetings and in the one language that it is most likely in: what is
 * tried beyond that is judged by what entries it finds. */
struct search_meaning *search_read_meaning(struct searcher *searcher, struct faqbot_view text,
                                           struct arena *arena, enum faqbot_status *status)
{
    struct synonyms_words typed = {.count = 0};
    struct asking_sentences asking = {.plain = text};
    struct search_result result = {.matches = NULL};
    struct terms terms = {.count = 0};
    struct search_meaning *meaning = arena_need(arena, 1, sizeof *meaning, status);
    collection_begin(searcher->collection);
    likeness_begin(searcher->likeness);
    query_split(text, arena, &typed, status);
    if (*status != FAQBOT_OK) {
        return NULL;
    }
    const struct question_language language =
        search_language(searcher, languages_choose(&searcher->languages, typed.list, typed.count).language);
    asking_sentences_find(text, language.stems, arena, &asking, status);
    struct synonyms_words words = asking_words(typed, asking.plain);
    wording_read(searcher, language.number, arena, &words, &result, status);
    synonyms_canonicalize(searcher->synonyms, arena, &words, status);
    terms_collect(searcher->collection, &language, &words, arena, &terms, status);
    meaning->lexicon = language.lexicon;
    meaning->direction = terms.meaning;
    meaning->key = make_key(&terms, arena, status);
    take_words(searcher->collection, &terms, arena, meaning, status);
    take_encoded(searcher, &language, &typed, asking.plain, arena, meaning, status);
    return *status == FAQBOT_OK ? meaning : NULL;
}

struct search_meaning *search_keep_meaning(const struct search_meaning *meaning, struct arena *arena)
{
    enum faqbot_status status = FAQBOT_OK;
    struct search_meaning *kept = arena_need(arena, 1, sizeof *kept, &status);
    struct meaning_word *words = arena_need(arena, meaning->count, sizeof *words, &status);
    struct lexicon_word *vectors = arena_need(arena, meaning->count, sizeof *vectors, &status);
    const struct direction *encoded =
        meaning->likeness == NULL ? NULL : likeness_keep(meaning->encoded, arena);
    if (status != FAQBOT_OK || (encoded == NULL && meaning->likeness != NULL)) {
        return NULL;
    }
    *kept = *meaning;
    kept->key = view_of("");
    kept->encoded = encoded;
    kept->words = words;
    kept->vectors = vectors;
    for (size_t i = 0; i < meaning->count; i++) {
        words[i] = meaning->words[i];
        vectors[i] = meaning->vectors[i];
    }
    return kept;
}

struct faqbot_view search_meaning_key(const struct search_meaning *meaning)
{
    return meaning->key;
}

/* ==== comparing ======================================================================================== */

/* How alike each word of `left` and the one at `at` of `right` are. */
static void compare_word(const struct search_meaning *left, const struct search_meaning *right, size_t at,
                         float likenesses[WORDS_MAX])
{
    const struct meaning_word *word = &right->words[at];
    bool is_known =
        right->lexicon != NULL && right->lexicon == left->lexicon && word->traits.number != LEXICON_NONE;
    if (is_known) {
        lexicon_word_likenesses(right->lexicon, left->vectors, left->count, word->traits.number,
                                word->traits.per_length, likenesses);
    }
    for (size_t i = 0; i < left->count; i++) {
        const struct meaning_word *other = &left->words[i];
        bool are_known = is_known && other->traits.number != LEXICON_NONE;
        likenesses[i] = other->stem == word->stem
                            ? 1
                            : coverage_compare_words(&other->traits, &word->traits,
                                                     are_known ? likenesses[i] : COVERAGE_AS_WRITTEN);
    }
}

/* The harmonic mean of the shares of both that the other accounts for. */
static double compare_words(const struct search_meaning *left, const struct search_meaning *right)
{
    float likenesses[WORDS_MAX];
    float best[WORDS_MAX] = {0};
    double covered_left = 0;
    double covered_right = 0;
    for (size_t i = 0; i < right->count; i++) {
        float most = 0;
        compare_word(left, right, i, likenesses);
        for (size_t j = 0; j < left->count; j++) {
            best[j] = fmaxf(best[j], likenesses[j]);
            most = fmaxf(most, likenesses[j]);
        }
        covered_right += right->words[i].weight * (double)most;
    }
    for (size_t j = 0; j < left->count; j++) {
        covered_left += left->words[j].weight * (double)best[j];
    }
    double left_share = left->weight > 0 ? covered_left / left->weight : 0;
    double right_share = right->weight > 0 ? covered_right / right->weight : 0;
    return covered_left > 0 && covered_right > 0 ? 2 * left_share * right_share / (left_share + right_share)
                                                 : 0;
}

static bool has_word(const struct search_meaning *meaning, uint64_t stem)
{
    size_t at = 0;
    while (at < meaning->count && meaning->words[at].stem != stem) {
        at++;
    }
    return at < meaning->count;
}

static bool share_word(const struct search_meaning *left, const struct search_meaning *right)
{
    size_t at = 0;
    while (at < left->count && !has_word(right, left->words[at].stem)) {
        at++;
    }
    return at < left->count;
}

/* Whether each has something of a kind that the other lacks: another number or day, or the opposite. Then they ask
 * different things, however alike the rest is. */
static bool is_clashing(const struct search_meaning *left, const struct search_meaning *right)
{
    bool is_other = false; /* the left one has a number or day that the right one has not */
    bool has_other = false;
    for (size_t i = 0; i < left->count; i++) {
        const struct word_traits *word = &left->words[i].traits;
        for (size_t j = 0; j < right->count; j++) {
            if (word->side != 0 && (word->side ^ 1) == right->words[j].traits.side) {
                return true;
            }
        }
        is_other = is_other || (word->is_apart && !has_word(right, left->words[i].stem));
    }
    for (size_t j = 0; j < right->count; j++) {
        has_other = has_other || (right->words[j].traits.is_apart && !has_word(left, right->words[j].stem));
    }
    return is_other && has_other;
}

/* What words count is found last, since it takes longest. */
double search_compare_meanings(const struct search_meaning *left, const struct search_meaning *right)
{
    double whole = 0;
    double words = 1;
    if (left->likeness != NULL && right->likeness != NULL) {
        float likeness = likeness_compare(left->likeness, left->encoded, right->encoded);
        whole = ENCODER_SHARE * (double)fmaxf(likeness, 0);
        words = WORDS_SHARE_ENCODED;
    } else if (left->lexicon != NULL && left->lexicon == right->lexicon) {
        float likeness = lexicon_likeness(&left->direction, &right->direction);
        whole = LEXICON_SHARE * (double)fmaxf(likeness, 0);
        words = likeness < LEXICON_LEAST && !share_word(left, right) ? 0 : 1 - LEXICON_SHARE;
    }
    return whole + words < SEARCH_ALIKE || is_clashing(left, right)
               ? 0
               : fmin(whole + words * compare_words(left, right), 1);
}
