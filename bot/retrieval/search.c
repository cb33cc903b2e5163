/* retrieval/search.c - one question, searched for. A question may be read in several ways: as it was typed, with the
 * owner's synonyms put in, and, where it is cut short, together with the entry answered last. The reading that gives
 * the most confidence is answered. */
#include "retrieval/search.h"

#include <string.h>

/* A question with no more content words than this may be the rest of one that the last answer began. */
#define CUT_SHORT_WORDS_MAX 2

/* Of a reading with the last entry's words in it, half came from there. */
#define FOLLOW_UP_SHARE .9

/* Entries of such a reading, of which those are kept that hold the typed words. */
#define FOLLOW_UP_RANKED 20

/* -- Reading ------------------------------------------------------------------------------------------------------- */

/* The model of the whole knowledge, or one of the entries that the words lead to. */
static enum faqbot_status choose_model(const struct search_knowledge *knowledge, size_t language, size_t top,
                                       struct arena *arena, struct search_reading *reading)
{
    reading->model = knowledge->model;
    if (reading->model != NULL) {
        return FAQBOT_OK;
    }
    struct sample *sample = arena_take(arena, sizeof *sample);
    enum faqbot_status status = sample == NULL
                                    ? FAQBOT_NO_MEMORY
                                    : sample_take(knowledge->source, reading->words.list,
                                                  reading->words.count, language, top, arena, sample);
    if (status == FAQBOT_OK) {
        reading->model = &sample->model;
        reading->entries = sample->entries;
    }
    return status;
}

static enum faqbot_status read_words(const struct search_knowledge *knowledge, size_t language,
                                     struct wording_words words, size_t top, struct arena *arena,
                                     struct search_reading *reading)
{
    struct search_reading made = {.words = words};
    struct stems *stems = knowledge->languages->stems[language];
    enum faqbot_status status = choose_model(knowledge, language, top, arena, &made);
    if (status == FAQBOT_OK) {
        status = terms_take(made.model, stems, words.list, words.count, arena, &made.terms);
    }
    if (status == FAQBOT_OK) {
        status = features_take(made.model, stems, &made.terms, arena, &made.features);
    }
    if (status == FAQBOT_OK) {
        /* The confidence looks at the two best. */
        status = rank_entries(made.model, &made.features, language, top < 2 ? 2 : top, arena, &made.ranking);
    }
    if (status == FAQBOT_OK) {
        made.confidence = confidence_of(made.model, &made.terms, &made.features, &made.ranking);
        *reading = made;
    }
    return status;
}

/* Whether the knowledge has a word, in any form of it. */
static enum faqbot_status is_known(const struct search_knowledge *knowledge, struct stems *stems,
                                   const struct word *word, bool *known)
{
    if (knowledge->model != NULL) {
        *known =
            matrix_find(&knowledge->model->parts[MODEL_STEMS], grams_stem_key(stems, word)) != MATRIX_NONE;
        return FAQBOT_OK;
    }
    return collection_knows(knowledge->source->collection, stems_find(stems, word), known);
}

/* Puts right the words that neither the knowledge nor its synonyms know. */
static enum faqbot_status correct(const struct search_knowledge *knowledge, struct stems *stems,
                                  struct arena *arena, struct wording_words *words, struct search *search)
{
    search->corrections = arena_take_array(arena, words->count, sizeof *search->corrections);
    if (search->corrections == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < words->count; i++) {
        struct word *word = &words->list[i];
        struct faqbot_view known;
        bool has;
        enum faqbot_status status = is_known(knowledge, stems, word, &has);
        if (status != FAQBOT_OK) {
            return status;
        }
        if (has || stems_is_function_word(stems, word->plain) || wording_knows(knowledge->wording, word) ||
            !spelling_correct(knowledge->spelling, word->plain, &known)) {
            continue;
        }
        struct word *taken;
        size_t count;
        if (!words_take(arena, known, &taken, &count)) {
            return FAQBOT_NO_MEMORY;
        }
        if (count == 1) {
            taken->source = word->source;
            taken->is_corrected = true;
            *word = *taken;
            search->corrections[search->correction_count++] =
                (struct search_correction){.from = word->source, .to = known};
        }
    }
    return FAQBOT_OK;
}

/* -- Other readings ------------------------------------------------------------------------------------------------ */

static enum faqbot_status try_rewording(const struct search_knowledge *knowledge, size_t top,
                                        struct arena *arena, struct search *search)
{
    bool is_changed;
    struct search_reading other;
    struct wording_words words = search->reading.words;
    enum faqbot_status status = wording_reword(knowledge->wording, arena, &words, &is_changed);
    if (status == FAQBOT_OK && is_changed) {
        status = read_words(knowledge, search->language, words, top, arena, &other);
        if (status == FAQBOT_OK && other.confidence.value > search->reading.confidence.value) {
            search->reading = other;
            search->is_reworded = true;
        }
    }
    return status;
}

static size_t count_content(const struct terms *terms)
{
    size_t count = 0;
    for (size_t i = 0; i < terms->count; i++) {
        count += !terms->list[i].is_function_word;
    }
    return count;
}

/* Whether an entry holds all content words that were typed. */
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

/* Keeps the entries to which what was typed leads, and not only the words of the last entry. */
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

/* The typed words, then the content words of the last entry's question. */
static bool join_context(struct stems *stems, const struct wording_words *typed,
                         const struct wording_words *context, struct arena *arena,
                         struct wording_words *joined)
{
    joined->count = 0;
    joined->list = arena_take_array(arena, typed->count + context->count, sizeof *joined->list);
    if (joined->list == NULL) {
        return false;
    }
    for (size_t i = 0; i < typed->count; i++) {
        joined->list[joined->count++] = typed->list[i];
    }
    for (size_t i = 0; i < context->count; i++) {
        if (!stems_is_function_word(stems, context->list[i].plain)) {
            joined->list[joined->count++] = context->list[i];
        }
    }
    return true;
}

/* Reads the typed words and those of the last entry as one question. */
static enum faqbot_status read_together(const struct search_knowledge *knowledge, struct faqbot_view context,
                                        size_t top, struct arena *arena, const struct search *search,
                                        struct search_reading *reading)
{
    struct wording_words last;
    struct wording_words joined;
    struct stems *stems = knowledge->languages->stems[search->language];
    if (!words_take(arena, context, &last.list, &last.count)) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = wording_unify(knowledge->wording, arena, &last);
    if (status == FAQBOT_OK && !join_context(stems, &search->reading.words, &last, arena, &joined)) {
        status = FAQBOT_NO_MEMORY;
    }
    if (status == FAQBOT_OK) {
        size_t ranked = top < FOLLOW_UP_RANKED ? FOLLOW_UP_RANKED : top;
        status = read_words(knowledge, search->language, joined, ranked, arena, reading);
    }
    if (status == FAQBOT_OK) {
        keep_typed(reading->model, &search->reading.terms, &reading->ranking);
        reading->confidence =
            confidence_of(reading->model, &reading->terms, &reading->features, &reading->ranking);
        reading->confidence.value *= FOLLOW_UP_SHARE;
    }
    return status;
}

/* A question that the knowledge cannot answer as it stands, or that is cut short, is read together with the
 * entry answered last. What was typed is never overridden: that reading is taken only where it leads to an
 * entry that holds the typed words themselves, and with more confidence, unless the question itself says that
 * it goes on ("and for freshers?"): then it need only be good enough. */
static enum faqbot_status try_follow_up(const struct search_knowledge *knowledge, struct faqbot_view context,
                                        size_t top, struct arena *arena, struct search *search)
{
    const struct terms *typed = &search->reading.terms;
    size_t content = count_content(typed);
    double value = search->reading.confidence.value;
    bool is_answered = value >= knowledge->answered_threshold;
    if (view_is_empty(context) || content == 0 || (is_answered && content > CUT_SHORT_WORDS_MAX)) {
        return FAQBOT_OK;
    }
    struct search_reading other;
    enum faqbot_status status = read_together(knowledge, context, top, arena, search, &other);
    if (status != FAQBOT_OK || other.ranking.count == 0) {
        return status;
    }
    bool goes_on = content <= CUT_SHORT_WORDS_MAX && languages_goes_on(typed->words, typed->word_count);
    if (other.confidence.value > (goes_on ? knowledge->answered_threshold : value)) {
        other.terms = *typed; /* unknown words are those that were typed */
        search->reading = other;
        search->is_followed_up = true;
    }
    return FAQBOT_OK;
}

enum faqbot_status search_run(const struct search_knowledge *knowledge, struct faqbot_view text,
                              struct faqbot_view context, size_t top, struct arena *arena,
                              struct search *search)
{
    struct search made = {0};
    struct wording_words words;
    if (!words_take(arena, text, &words.list, &words.count)) {
        return FAQBOT_NO_MEMORY;
    }
    made.language = languages_guess(knowledge->languages, words.list, words.count);
    enum faqbot_status status =
        correct(knowledge, knowledge->languages->stems[made.language], arena, &words, &made);
    if (status == FAQBOT_OK) {
        status = wording_unify(knowledge->wording, arena, &words);
    }
    if (status == FAQBOT_OK) {
        status = read_words(knowledge, made.language, words, top, arena, &made.reading);
    }
    if (status == FAQBOT_OK) {
        status = try_rewording(knowledge, top, arena, &made);
    }
    if (status == FAQBOT_OK) {
        status = try_follow_up(knowledge, context, top, arena, &made);
    }
    if (status == FAQBOT_OK) {
        *search = made;
    }
    return status;
}
