/* retrieval/search.c - searches for one question. A question can be interpreted in several ways: as it was typed, with
 * the owner's one-way synonyms substituted, and, where it is elliptical, together with the entry answered last. Each
 * interpretation is ranked on its own and the most confident one is answered, so an interpretation can only ever help.
 * What a feature measures is features.c's business, what it counts rank.c's, and what the confidence means
 * confidence.c's. */
#include "retrieval/search.h"

#include <string.h>

/* A question with no more content words than this may continue the last one ("and for freshers?"). */
#define CUT_SHORT_WORDS_MAX 2

/* A follow-up's confidence is discounted, because half of its words were not typed. */
#define FOLLOW_UP_SHARE .9

/* Entries ranked for a follow-up, before those are dropped that do not contain the typed words. */
#define FOLLOW_UP_RANKED 20

/* -- One interpretation -------------------------------------------------------------------------------------------- */

/* The model of the whole knowledge base, or else one of the entries that the words lead to. */
static void choose_model(const struct search_knowledge *knowledge, size_t language, size_t top,
                         struct arena *arena, struct search_reading *reading, enum faqbot_status *status)
{
    reading->model = knowledge->model;
    if (reading->model == NULL) {
        struct sample *sample = arena_need(arena, 1, sizeof *sample, status);
        sample_take(knowledge->source, reading->words.list, reading->words.count, language, top, arena,
                    sample, status);
        if (*status == FAQBOT_OK) {
            reading->model = &sample->model;
            reading->entries = sample->entries;
        }
    }
}

static void read_words(const struct search_knowledge *knowledge, size_t language, struct wording_words words,
                       size_t top, struct arena *arena, struct search_reading *reading,
                       enum faqbot_status *status)
{
    struct search_reading made = {.words = words};
    struct stems *stems = knowledge->languages->stems[language];
    choose_model(knowledge, language, top, arena, &made, status);
    terms_take(made.model, stems, words.list, words.count, arena, &made.terms, status);
    features_take(made.model, stems, &made.terms, arena, &made.features, status);
    /* The confidence compares the two best, however few are wanted. */
    rank_entries(made.model, &made.features, language, top < 2 ? 2 : top, arena, &made.ranking, status);
    if (*status == FAQBOT_OK) {
        made.confidence = confidence_of(made.model, &made.terms, &made.features, &made.ranking);
        *reading = made;
    }
}

/* Whether any entry contains the word, in whatever inflection. */
static bool is_known(const struct search_knowledge *knowledge, struct stems *stems, const struct word *word,
                     enum faqbot_status *status)
{
    bool known = false;
    if (knowledge->model != NULL) {
        return matrix_find(&knowledge->model->parts[MODEL_STEMS], grams_stem_key(stems, word)) != MATRIX_NONE;
    }
    if (*status == FAQBOT_OK) {
        *status = collection_knows(knowledge->source->collection, stems_find(stems, word), &known);
    }
    return known;
}

/* Corrects the words that neither the entries nor the synonyms contain. A correction that words_take() would split is
 * not made: the count of words must stay. */
static void correct(const struct search_knowledge *knowledge, struct stems *stems, struct arena *arena,
                    struct wording_words *words, struct search *search, enum faqbot_status *status)
{
    search->corrections = arena_need(arena, words->count, sizeof *search->corrections, status);
    for (size_t i = 0; i < words->count && *status == FAQBOT_OK; i++) {
        struct word *word = &words->list[i];
        struct word *taken;
        struct faqbot_view known;
        size_t count;
        if (is_known(knowledge, stems, word, status) || *status != FAQBOT_OK ||
            stems_is_function_word(stems, word->plain) || wording_knows(knowledge->wording, word) ||
            !spelling_correct(knowledge->spelling, word->plain, &known)) {
            continue;
        }
        if (!words_take(arena, known, &taken, &count)) {
            *status = FAQBOT_NO_MEMORY;
        } else if (count == 1) {
            taken->source = word->source;
            taken->is_corrected = true;
            *word = *taken;
            search->corrections[search->correction_count++] =
                (struct faqbot_correction){.from = word->source, .to = known};
        }
    }
}

/* -- Other interpretations ----------------------------------------------------------------------------------------- */

static void try_rewording(const struct search_knowledge *knowledge, size_t top, struct arena *arena,
                          struct search *search, enum faqbot_status *status)
{
    bool is_changed = false;
    struct search_reading other;
    struct wording_words words = search->reading.words;
    if (*status == FAQBOT_OK) {
        *status = wording_reword(knowledge->wording, arena, &words, &is_changed);
    }
    if (*status != FAQBOT_OK || !is_changed) {
        return;
    }
    read_words(knowledge, search->language, words, top, arena, &other, status);
    if (*status == FAQBOT_OK && other.confidence.value > search->reading.confidence.value) {
        search->reading = other;
        search->is_reworded = true;
    }
}

static size_t count_content(const struct terms *terms)
{
    size_t count = 0;
    for (size_t i = 0; i < terms->count; i++) {
        count += !terms->list[i].is_function_word;
    }
    return count;
}

/* Whether an entry contains every content word that was typed. */
static bool holds_typed(const struct model *model, const struct terms *typed, uint32_t entry)
{
    const struct matrix *stems = &model->parts[MODEL_STEMS];
    for (size_t i = 0; i < typed->count; i++) {
        const struct term *term = &typed->list[i];
        uint32_t row = matrix_find(stems, typed->stem_keys[term->word - typed->words]);
        if (!term->is_function_word && (row == MATRIX_NONE || !matrix_holds(stems, row, entry))) {
            return false;
        }
    }
    return true;
}

/* Keeps the entries that the typed words lead to, and not the borrowed ones alone. */
static void keep_typed(const struct model *model, const struct terms *typed, struct ranking *ranking)
{
    size_t kept = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        if (holds_typed(model, typed, ranking->list[i].entry)) {
            ranking->list[kept++] = ranking->list[i];
        }
    }
    ranking->count = kept;
}

/* The typed words, then the content words of the question of the entry answered last. */
static void join_context(const struct search_knowledge *knowledge, struct faqbot_view context,
                         const struct search *search, struct arena *arena, struct wording_words *joined,
                         enum faqbot_status *status)
{
    struct wording_words last;
    const struct wording_words *typed = &search->reading.words;
    struct stems *stems = knowledge->languages->stems[search->language];
    *status = words_take(arena, context, &last.list, &last.count)
                  ? wording_unify(knowledge->wording, arena, &last)
                  : FAQBOT_NO_MEMORY;
    size_t most = *status == FAQBOT_OK ? typed->count + last.count : 0;
    *joined = (struct wording_words){.list = arena_need(arena, most, sizeof *joined->list, status)};
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < typed->count; i++) {
        joined->list[joined->count++] = typed->list[i];
    }
    for (size_t i = 0; i < last.count; i++) {
        if (!stems_is_function_word(stems, last.list[i].plain)) {
            joined->list[joined->count++] = last.list[i];
        }
    }
}

/* Tries a question that cannot be answered as it stands, or that is cut short, together with the entry answered last.
 * What was typed is never overridden: that interpretation wins only where it leads to an entry that contains the typed
 * words themselves, and with more confidence. A question that says itself that it continues ("and for freshers?") is
 * held to the answering threshold instead, for on its own it may well find a wrong entry with more. */
static void try_follow_up(const struct search_knowledge *knowledge, struct faqbot_view context, size_t top,
                          struct arena *arena, struct search *search, enum faqbot_status *status)
{
    const struct terms *typed = &search->reading.terms;
    size_t content = *status == FAQBOT_OK ? count_content(typed) : 0;
    double value = search->reading.confidence.value;
    bool is_answered = value >= knowledge->answered_threshold;
    if (view_is_empty(context) || content == 0 || (is_answered && content > CUT_SHORT_WORDS_MAX)) {
        return;
    }
    struct wording_words joined;
    struct search_reading other;
    join_context(knowledge, context, search, arena, &joined, status);
    read_words(knowledge, search->language, joined, top < FOLLOW_UP_RANKED ? FOLLOW_UP_RANKED : top, arena,
               &other, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    keep_typed(other.model, typed, &other.ranking);
    other.confidence = confidence_of(other.model, &other.terms, &other.features, &other.ranking);
    other.confidence.value *= FOLLOW_UP_SHARE;
    bool goes_on = content <= CUT_SHORT_WORDS_MAX && languages_goes_on(typed->words, typed->word_count);
    if (other.ranking.count > 0 &&
        other.confidence.value > (goes_on ? knowledge->answered_threshold : value)) {
        other.terms = *typed; /* the words reported as unknown are the typed ones */
        search->reading = other;
        search->is_followed_up = true;
    }
}

void search_run(const struct search_knowledge *knowledge, struct faqbot_view text, struct faqbot_view context,
                size_t top, struct arena *arena, struct search *search, enum faqbot_status *status)
{
    struct search made = {0};
    struct wording_words words;
    if (*status == FAQBOT_OK && !words_take(arena, text, &words.list, &words.count)) {
        *status = FAQBOT_NO_MEMORY;
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    made.language = languages_guess(knowledge->languages, words.list, words.count);
    correct(knowledge, knowledge->languages->stems[made.language], arena, &words, &made, status);
    if (*status == FAQBOT_OK) {
        *status = wording_unify(knowledge->wording, arena, &words);
    }
    read_words(knowledge, made.language, words, top, arena, &made.reading, status);
    try_rewording(knowledge, top, arena, &made, status);
    try_follow_up(knowledge, context, top, arena, &made, status);
    *search = made;
}
