/* search/search.c - a knowledge base opened for searching, and one search from a question to a result. It
 * loads what every search needs, reads a question in each way that may help, has each ranked and judged by
 * the other files, and turns the best into a result. It neither measures, weighs nor judges by itself, and it
 * puts no answer into words. */
#include "search/search_internal.h"

#include <stdio.h>
#include <stdlib.h>

/* ==== opening and closing ============================================================================== */

#define LOADED_BYTES_MAX ((size_t)1 << 30)

/* A setting that the index lacks is not a failure: an owner sets few of them. */
void search_setting(struct searcher *searcher, const char *name, const char *fallback, struct arena *arena,
                    struct faqbot_view *value, enum faqbot_status *status)
{
    *value = view_of(fallback);
    (void)store_find_setting(searcher->store, name, arena, value, status);
}

/* An owner's threshold of bot.yml, in whole millionths (INDEX_THRESHOLD_SCALE), or the one that is
 * shipped. */
static double read_threshold(struct searcher *searcher, const char *name, double shipped,
                             enum faqbot_status *status)
{
    struct faqbot_view text;
    search_setting(searcher, name, "", &searcher->loaded, &text, status);
    return view_is_empty(text) ? shipped : (double)strtol(text.bytes, NULL, 10) / INDEX_THRESHOLD_SCALE;
}

static void load_settings(struct searcher *searcher, enum faqbot_status *status)
{
    struct faqbot_view entries;
    search_setting(searcher, INDEX_ENTRIES, "", &searcher->loaded, &entries, status);
    searcher->answered_threshold =
        read_threshold(searcher, INDEX_ANSWERED_THRESHOLD, CONFIDENCE_ANSWERED, status);
    searcher->unsure_threshold = read_threshold(searcher, INDEX_UNSURE_THRESHOLD, CONFIDENCE_UNSURE, status);
    searcher->entry_count = (size_t)strtoul(entries.bytes, NULL, 10);
    fail_if(view_is_empty(entries), FAQBOT_CORRUPT, status);
}

/* The languages in the order in which the index numbers them: entries refer to them by number. */
static void load_languages(struct searcher *searcher, enum faqbot_status *status)
{
    struct faqbot_view tags;
    struct faqbot_view tag = {0};
    struct faqbot_view lexicon;
    search_setting(searcher, INDEX_LANGUAGES, "", &searcher->loaded, &tags, status);
    if (!view_next_line(&tags, &tag) && *status == FAQBOT_OK) {
        *status = FAQBOT_CORRUPT;
    }
    languages_init(&searcher->languages, tag, status);
    search_setting(searcher, INDEX_LEXICON, "", &searcher->loaded, &lexicon, status);
    if (view_is_empty(lexicon)) {
        languages_open_lexicon(&searcher->languages, status);
    }
    while (*status == FAQBOT_OK && view_next_line(&tags, &tag)) {
        languages_add(&searcher->languages, tag, status);
    }
    search_setting(searcher, INDEX_LANGUAGE_ENTRIES, "", &searcher->loaded, &tags, status);
    languages_read_entries(&searcher->languages, tags);
}

static enum faqbot_status load_synonym(void *user, struct faqbot_view source, struct faqbot_view target)
{
    enum faqbot_status status = FAQBOT_OK;
    synonyms_add(user, source, target, &status);
    return status;
}

/* Rules are compared by stems of the first language, as they were when the entries were indexed: a phrase
 * that the index read as its synonym has to be read so in a question. */
static void load_synonyms(struct searcher *searcher, enum faqbot_status *status)
{
    if (*status != FAQBOT_OK) {
        return;
    }
    struct faqbot_view respellings;
    searcher->synonyms = synonyms_new(view_of(searcher->languages.tags[0]));
    if (searcher->synonyms == NULL) {
        *status = FAQBOT_NO_MEMORY;
        return;
    }
    store_each_synonym(searcher->store, load_synonym, searcher->synonyms, status);
    search_setting(searcher, INDEX_RESPELLINGS, "", &searcher->loaded, &respellings, status);
    respellings_add(respellings, searcher->synonyms, status);
    synonyms_finish(searcher->synonyms, status);
}

/* Everything that each search reads; what fails leaves the rest untouched, and search_close() releases what
 * is there. */
static void load(struct searcher *searcher, const char *encoder, struct faqbot_fault *fault,
                 enum faqbot_status *status)
{
    struct faqbot_view variants;
    searcher->shown = lru_cache_new(SHOWN_MAX, SHOWN_BYTES_MAX, (struct siphash_key){{0, 0}});
    fail_if(searcher->shown == NULL, FAQBOT_NO_MEMORY, status);
    load_settings(searcher, status);
    load_languages(searcher, status);
    load_synonyms(searcher, status);
    exclusions_open(searcher->store, &searcher->loaded, &searcher->exclusions, status);
    search_setting(searcher, INDEX_VARIANTS, "", &searcher->loaded, &variants, status);
    searcher->has_variants = !view_is_empty(variants);
    searcher->collection = arena_need(&searcher->loaded, 1, sizeof *searcher->collection, status);
    if (searcher->collection != NULL) {
        collection_open(searcher->collection, searcher->store, &searcher->languages,
                        (uint32_t)searcher->entry_count, &searcher->loaded, status);
    }
    *status = *status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : *status; /* a part of the index is missing */
    if (*status == FAQBOT_OK) {
        likeness_open(searcher->collection, encoder, &searcher->loaded, &searcher->likeness, fault, status);
    }
}

/* Makes an index of a part, with the encoder of the whole. */
static enum faqbot_status open_part(const struct search_source *source, struct store **store,
                                    struct faqbot_fault *fault)
{
    const struct searcher *whole = source->whole;
    const struct index_part part = {.from = whole->store,
                                    .entries = source->entries,
                                    .count = source->entry_count,
                                    .phrasings_max = source->phrasings_max};
    const char *encoder = whole->likeness == NULL ? NULL : likeness_file(whole->likeness);
    enum faqbot_status status = store_create(NULL, store, fault);
    return status == FAQBOT_OK ? index_build_part(*store, &part, encoder, source->phrasings, fault) : status;
}

/* Opens the index, or makes one in memory; fills *fault where that fails. An index file is a knowledge base too. */
static enum faqbot_status open_store(const struct search_source *source, struct fault_reporter *reporter,
                                     struct store **store, struct faqbot_fault *fault)
{
    const struct faqbot_index_options options = {
        .knowledge = source->knowledge, .today = source->today, .encoder = source->encoder};
    struct faqbot_index_result result;
    const char *index = source->index;
    if (source->stage != NULL) {
        return store_open_elsewhere(source->stage, store, fault);
    }
    index = index == NULL && store_is_database(source->knowledge) ? source->knowledge : index;
    if (index == NULL && source->again != NULL) {
        return store_copy(source->again->store, store, fault);
    }
    enum faqbot_status status =
        index != NULL ? store_open(index, store, fault) : store_create(NULL, store, fault);
    if (status == FAQBOT_OK && index == NULL) {
        status = index_build_edited(*store, &options, source->edit, reporter, &result, fault);
    }
    return status;
}

enum faqbot_status search_open(const struct search_source *source, struct fault_reporter *reporter,
                               struct searcher **searcher, struct faqbot_fault *fault)
{
    struct searcher *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    arena_init(&opened->loaded, LOADED_BYTES_MAX);
    enum faqbot_status status = source->whole != NULL ? open_part(source, &opened->store, fault)
                                                      : open_store(source, reporter, &opened->store, fault);
    if (status == FAQBOT_OK) {
        const char *path = source->index != NULL ? source->index : source->knowledge;
        bool is_index = source->whole == NULL && source->stage == NULL && store_is_database(path);
        const char *encoder = is_index ? source->encoder : NULL; /* else it is made with it */
        load(opened, encoder, fault, &status);
        if (status == FAQBOT_OK) {
            *searcher = opened;
            return FAQBOT_OK;
        }
        if (fault != NULL && fault->sentence[0] == '\0') {
            fault_set(fault, status, path, 0, "cannot read the index: it is %s", faqbot_status_text(status));
        }
    }
    search_close(opened);
    return status;
}

void search_close(struct searcher *searcher)
{
    if (searcher != NULL) {
        likeness_close(searcher->likeness);
        store_close(searcher->store);
        if (searcher->collection != NULL) {
            collection_close(searcher->collection);
        }
        exclusions_close(searcher->exclusions);
        lru_cache_free(searcher->shown);
        languages_release(&searcher->languages);
        synonyms_free(searcher->synonyms);
        arena_release(&searcher->loaded);
        free(searcher);
    }
}

struct store *search_store(struct searcher *searcher)
{
    return searcher->store;
}

bool search_has_variants(const struct searcher *searcher)
{
    return searcher->has_variants;
}

size_t search_entry_count(const struct searcher *searcher)
{
    return searcher->entry_count;
}

struct faqbot_view search_encoder(const struct searcher *searcher)
{
    return searcher->likeness == NULL ? view_of("") : likeness_encoder(searcher->likeness);
}

/* ==== one reading of a question ======================================================================== */

/* A question can be read in several ways: as it was typed, with the owner's one-way synonyms followed, and,
 * where it is elliptical, together with the entry answered last. Each variant is ranked on its own and the
 * most confident one is answered, so that a variant can only ever help. */

struct question_language search_language(const struct searcher *searcher, size_t language)
{
    return (struct question_language){.number = language,
                                      .stems = searcher->languages.stems[language],
                                      .lexicon = languages_lexicon(&searcher->languages, language)};
}

/* NULL: there is no encoder, or none that knows the language. */
static const struct likeness_question *encode(const struct searcher *searcher, const struct search *search,
                                              const struct question_language *language,
                                              struct faqbot_view text, struct arena *arena,
                                              enum faqbot_status *status)
{
    bool is_foreign = search->foreign[0] != '\0';
    struct faqbot_view tag =
        view_of(is_foreign ? search->foreign : searcher->languages.tags[language->number]);
    bool is_known = searcher->likeness != NULL && likeness_knows_language(searcher->likeness, tag);
    return is_known ? likeness_read(searcher->likeness, language, text, arena, status) : NULL;
}

/* A part of the question for the encoder: as it was typed, but for misspelled words; in a language of no entry every
 * word would be one. */
static struct faqbot_view correct_text(struct faqbot_view part, const struct search *search,
                                       const struct search_result *result, struct arena *arena,
                                       enum faqbot_status *status)
{
    struct buffer text;
    const char *at = part.bytes;
    buffer_init_in(&text, arena, SIZE_MAX);
    for (size_t i = 0; i < result->correction_count && search->foreign[0] == '\0'; i++) {
        const struct faqbot_correction *correction = &result->corrections[i];
        if (asking_is_within(part, correction->from) && correction->from.bytes >= at) {
            buffer_add(&text, view_make(at, (size_t)(correction->from.bytes - at)));
            buffer_add(&text, correction->to);
            at = correction->from.bytes + correction->from.size;
        }
    }
    if (at == part.bytes) {
        return part;
    }
    buffer_add(&text, view_make(at, (size_t)(part.bytes + part.size - at)));
    fail_if(text.failed, FAQBOT_NO_MEMORY, status);
    return buffer_view(&text);
}

/* Ranks and judges one variant. `words` are as they are looked for: corrected, with synonyms read as one; `text` is
 * what an encoder reads. The variant is written on success only. */
static void evaluate_variant(const struct searcher *searcher, const struct search *search,
                             struct synonyms_words words, struct faqbot_view text, size_t top,
                             struct arena *arena, struct query_variant *variant, enum faqbot_status *status)
{
    const struct question_language language = search_language(searcher, search->language);
    size_t ranked = top < CONFIDENCE_RANKED ? CONFIDENCE_RANKED : top; /* however few are wanted */
    struct query_variant made = {.words = words};
    terms_collect(searcher->collection, &language, &words, arena, &made.terms, status);
    made.text = text;
    made.terms.encoded = encode(searcher, search, &language, text, arena, status);
    made.terms.is_foreign = search->foreign[0] != '\0' && made.terms.encoded != NULL;
    made.candidates = candidates_find(searcher->collection, &made.terms, top, arena, status);
    features_compute(made.candidates, &language, &made.terms, arena, &made.features, status);
    /* Any candidate may come in the place of a variant that is dropped. */
    size_t most = searcher->has_variants && *status == FAQBOT_OK ? ranked + made.candidates->count : ranked;
    rank_entries(&made.features, language.number, most, arena, &made.ranking, status);
    exclusions_apply(searcher, search, most, arena, &made, status);
    variants_drop(searcher, ranked, arena, &made, status);
    if (*status == FAQBOT_OK) {
        made.confidence = confidence_of(&made.terms, &made.features, &made.ranking);
        *variant = made;
    }
}

/* ==== synonyms followed ================================================================================ */

/* Tries the question with the owner's one-way rules ("fee => price") followed. Two-way rules are not tried
 * but applied, to questions and entries alike; a one-way rule is a guess, so both wordings compete, and of
 * equals the visitor's own stays. */
static void try_rewording(const struct searcher *searcher, size_t top, struct arena *arena,
                          struct search *search, enum faqbot_status *status)
{
    struct query_variant other;
    struct synonyms_words words = search->variant.words;
    if (!synonyms_expand(searcher->synonyms, arena, &words, status)) {
        return;
    }
    evaluate_variant(searcher, search, words, search->variant.text, top, arena, &other, status);
    if (*status == FAQBOT_OK && other.confidence.value > search->variant.confidence.value) {
        search->variant = other;
        search->is_reworded = true;
    }
}

/* ==== the part that asks =============================================================================== */

/* Of a sentence alone, few words make much confidence. One of fewer content words than this ("What is the
 * problem?") is only believed where it leads to one of the best entries of the whole message. */
#define ASKING_CONTENT_WORDS 2
#define ASKING_BEST_ENTRIES 4

static uint32_t entry_of(const struct query_variant *variant, size_t place)
{
    return variant->candidates->list[variant->ranking.list[place].candidate]->number;
}

/* Whether the best entry of `part` is among the best of `whole`. */
static bool is_confirmed(const struct query_variant *part, const struct query_variant *whole)
{
    for (size_t i = 0; i < whole->ranking.count && i < ASKING_BEST_ENTRIES; i++) {
        if (part->ranking.count > 0 && entry_of(whole, i) == entry_of(part, 0)) {
            return true;
        }
    }
    return false;
}

/* Whether the entry that `best` is answered by never answers what `part` asks. */
static bool is_left_out(const struct query_variant *part, const struct query_variant *best)
{
    for (size_t i = 0; i < part->excluded_count; i++) {
        if (best->ranking.count > 0 && part->excluded[i].entry == entry_of(best, 0)) {
            return true;
        }
    }
    return false;
}

/* What was corrected outside of what is read changes nothing, and is not reported. */
static void keep_corrections(struct faqbot_view text, struct search_result *result)
{
    size_t kept = 0;
    for (size_t i = 0; i < result->correction_count; i++) {
        if (asking_is_within(text, result->corrections[i].from)) {
            result->corrections[kept++] = result->corrections[i];
        }
    }
    result->correction_count = kept;
}

/* Reads the question without greetings and thanks, because nobody asks for those (what remains must name
 * something, or it is only more of them), and tries each sentence of a story that asks. A story's other words
 * are mostly in no entry, or in the wrong one; yet they may say what the sentence is about, so that the
 * readings compete, and of equals the longer stays. What never answers the sentence does not answer the story
 * either. */
static void try_asking_sentences(const struct searcher *searcher, const struct search_query *query,
                                 const struct asking_sentences *asking, struct arena *arena,
                                 struct search *search, struct search_result *result,
                                 enum faqbot_status *status)
{
    const struct query_variant whole = search->variant;
    const struct synonyms_words typed = search->typed;
    bool is_alone = false; /* what is answered is a sentence */
    search->text = query->text;
    for (size_t i = 0; i <= asking->count && *status == FAQBOT_OK; i++) {
        struct query_variant other;
        struct faqbot_view part = i == 0 ? asking->plain : asking->list[i - 1];
        struct synonyms_words words = asking_words(whole.words, part);
        if (words.count == 0 || words.count == whole.words.count) {
            continue;
        }
        search->typed = asking_words(typed, part);
        evaluate_variant(searcher, search, words, correct_text(part, search, result, arena, status),
                         query->top, arena, &other, status);
        if (*status != FAQBOT_OK) {
            return;
        }
        size_t named = other.terms.content_count;
        bool is_doubtful = i > 0 && (named < ASKING_CONTENT_WORDS || asking->is_told);
        if ((i == 0 && named > 0) || (!is_alone && is_left_out(&other, &search->variant)) ||
            (other.confidence.value > search->variant.confidence.value &&
             (!is_doubtful || is_confirmed(&other, &whole)))) {
            search->variant = other;
            search->text = part;
            is_alone = i > 0;
        }
    }
    search->typed = asking_words(typed, search->text);
    keep_corrections(search->text, result);
}

/* ==== a language tried ================================================================================= */

/* So many others are tried, those that come first in the knowledge base. */
#define OTHER_LANGUAGES_MAX 4

/* Reads the question as one in the language of `search`. Correcting comes before synonyms, because rules are written in
 * correct words, and the language before both: it chooses the stemmer by which a word counts as known. An encoder reads
 * the question without greetings at once, since encoding takes longer than all else. */
static void read_in_language(const struct searcher *searcher, const struct search_query *query,
                             const struct synonyms_words *typed, struct arena *arena, struct search *search,
                             struct search_result *result, enum faqbot_status *status)
{
    struct asking_sentences asking = {.plain = query->text};
    struct synonyms_words words = {.list = arena_need(arena, typed->count, sizeof *words.list, status)};
    for (; words.count < typed->count && *status == FAQBOT_OK; words.count++) {
        words.list[words.count] = typed->list[words.count];
    }
    wording_read(searcher, search->language, arena, &words, result, status);
    synonyms_canonicalize(searcher->synonyms, arena, &words, status);
    if (searcher->exclusions != NULL) {
        synonyms_read(searcher->synonyms, arena, query->text, &search->typed, status);
    }
    asking_sentences_find(query->text, searcher->languages.stems[search->language], arena, &asking, status);
    struct faqbot_view text = correct_text(asking.plain, search, result, arena, status);
    evaluate_variant(searcher, search, words, text, query->top, arena, &search->variant, status);
    try_asking_sentences(searcher, query, &asking, arena, search, result, status);
}

/* Where it is not sure that a question is in the language it was read in, and that finds nothing to answer, or
 * only with words corrected, which may be right in another, tries the others that entries have. */
static void try_other_languages(const struct searcher *searcher, const struct search_query *query,
                                const struct synonyms_words *typed, struct arena *arena,
                                struct search *search, struct search_result *result,
                                enum faqbot_status *status)
{
    const struct languages *languages = &searcher->languages;
    const size_t first = search->language;
    size_t tried = 0;
    if (search->variant.confidence.value >= searcher->answered_threshold && result->correction_count == 0) {
        return;
    }
    for (size_t i = 0; i < languages->count && tried < OTHER_LANGUAGES_MAX; i++) {
        struct search other = {.language = i};
        memcpy(other.foreign, search->foreign, sizeof other.foreign);
        struct search_result made = {.corrections = NULL};
        if (i == first || languages->entries[i] == 0) {
            continue;
        }
        tried++;
        read_in_language(searcher, query, typed, arena, &other, &made, status);
        if (*status == FAQBOT_OK && other.variant.confidence.value > search->variant.confidence.value &&
            other.variant.confidence.value >=
                searcher->unsure_threshold) { /* less says nothing of the language */
            *search = other;
            result->corrections = made.corrections;
            result->correction_count = made.correction_count;
        }
    }
}

/* ==== the last answer taken up ========================================================================= */

/* A question with no more content words than this may be read with the last answer though it is answered alone. */
#define CUT_SHORT_WORDS_MAX 2

/* A follow-up's confidence is discounted, because half of its words were not typed. */
#define FOLLOW_UP_SHARE .9

/* Entries ranked for a follow-up, before those are dropped that do not contain the typed words. */
#define FOLLOW_UP_RANKED 20

/* Whether a candidate has every content word that was typed. The terms were collected for another variant, which has
 * more words: they are looked up among its own by their stems. */
static bool holds_typed(const struct query_variant *variant, const struct terms *typed, uint32_t candidate)
{
    const struct terms *terms = &variant->terms;
    const uint8_t *held = variant->features.held + candidate * terms->count;
    for (size_t i = 0; i < typed->count; i++) {
        const struct term *term = &typed->list[i];
        bool is_held = term->is_function_word;
        for (size_t j = 0; j < terms->count && !is_held && term->stem != COLLECTION_NONE; j++) {
            is_held = terms->list[j].stem == term->stem && held[j] > 0;
        }
        if (!is_held) {
            return false;
        }
    }
    return true;
}

/* Whether a candidate has a content word that was not typed but borrowed. */
static bool holds_borrowed(const struct query_variant *variant, const struct terms *typed, uint32_t candidate)
{
    const struct terms *terms = &variant->terms;
    const uint8_t *held = variant->features.held + candidate * terms->count;
    bool is_held = false;
    for (size_t j = 0; j < terms->count; j++) {
        bool is_typed = terms->list[j].is_function_word || held[j] == 0;
        for (size_t i = 0; i < typed->count; i++) {
            is_typed = is_typed || terms->list[j].stem == typed->list[i].stem;
        }
        is_held = is_held || !is_typed;
    }
    return is_held;
}

/* Keeps the entries that the typed words lead to, and not the borrowed ones alone; they have one of these too, or
 * nothing tells that the last answer has to do with them. */
static void keep_typed(struct query_variant *variant, const struct terms *typed)
{
    struct ranking *ranking = &variant->ranking;
    size_t kept = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        uint32_t candidate = ranking->list[i].candidate;
        if (holds_typed(variant, typed, candidate) && holds_borrowed(variant, typed, candidate)) {
            ranking->list[kept++] = ranking->list[i];
        }
    }
    ranking->count = kept;
}

static bool is_ranked(const struct query_variant *variant, uint32_t entry)
{
    bool is_there = false;
    for (size_t i = 0; i < variant->ranking.count; i++) {
        is_there = is_there || entry_of(variant, i) == entry;
    }
    return is_there;
}

/* The entry answered last. */
struct context {
    uint32_t entry;
    struct faqbot_view question; /* empty: there is none */
};

/* The typed words, then the content words of the question of the entry answered last. Its function words are
 * left out: "what is" belongs to the question that was asked, not to the one that is asked now. */
static void join_context(const struct searcher *searcher, struct faqbot_view context,
                         const struct search *search, struct arena *arena, struct synonyms_words *joined,
                         enum faqbot_status *status)
{
    struct synonyms_words last;
    const struct synonyms_words *typed = &search->variant.words;
    struct stemmer *stems = searcher->languages.stems[search->language];
    synonyms_read(searcher->synonyms, arena, context, &last, status);
    *joined = (struct synonyms_words){
        .list = arena_need(arena, typed->count + last.count, sizeof *joined->list, status)};
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < typed->count; i++) {
        joined->list[joined->count++] = typed->list[i];
    }
    for (size_t i = 0; i < last.count; i++) {
        if (!stemmer_is_stopword(stems, last.list[i].plain)) {
            joined->list[joined->count++] = last.list[i];
        }
    }
}

static void take_up(const struct query_variant *other, struct search *search)
{
    const struct terms typed = search->variant.terms;
    search->variant = *other;
    search->variant.terms = typed; /* the words reported as unknown are the typed ones */
    search->is_followed_up = true;
}

/* Tries the typed words together with those of the entry answered last. What was typed is never overridden: that
 * variant wins only where it leads to an entry that contains the typed words themselves, and with more confidence. A
 * question that says itself that it continues ("and for freshers?") is held to the answering threshold instead,
 * because on its own it may well find a wrong entry with more. A word or two alone ("desk") may as well begin
 * something else: they only choose among what they lead to by themselves, and not where the entry answered last has
 * them itself, so that nothing leads on from it. */
static void try_joined(const struct searcher *searcher, const struct context *context,
                       enum follow_up_form form, bool is_subjectless, size_t top, struct arena *arena,
                       struct search *search, enum faqbot_status *status)
{
    const struct terms *typed = &search->variant.terms;
    bool is_cut_short = typed->content_count <= CUT_SHORT_WORDS_MAX;
    bool is_certain = is_cut_short && (form == FOLLOW_UP_GOES_ON || is_subjectless);
    double least = is_certain ? searcher->answered_threshold : search->variant.confidence.value;
    struct synonyms_words joined;
    struct query_variant other;
    struct buffer text;
    if (typed->content_count == 0 || (!is_cut_short && least >= searcher->answered_threshold)) {
        return;
    }
    buffer_init_in(&text, arena, SIZE_MAX);
    buffer_add(&text, search->variant.text);
    buffer_add_byte(&text, ' ');
    buffer_add(&text, context->question);
    fail_if(text.failed, FAQBOT_NO_MEMORY, status);
    join_context(searcher, context->question, search, arena, &joined, status);
    evaluate_variant(searcher, search, joined, buffer_view(&text),
                     top < FOLLOW_UP_RANKED ? FOLLOW_UP_RANKED : top, arena, &other, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    keep_typed(&other, typed);
    if (form == FOLLOW_UP_FRAGMENT && !is_subjectless &&
        (is_ranked(&other, context->entry) || !is_confirmed(&other, &search->variant))) {
        return;
    }
    other.confidence = confidence_of(&other.terms, &other.features, &other.ranking);
    other.confidence.value *= FOLLOW_UP_SHARE;
    if (other.ranking.count > 0 && other.confidence.value > least) {
        take_up(&other, search);
    }
}

/* Whether what the entry answered last says is what is asked. */
static bool tells(const struct searcher *searcher, const struct context *context, enum follow_up_asks asks,
                  struct arena *arena, enum faqbot_status *status)
{
    struct store_entry entry;
    struct buffer text;
    const struct faqbot_node *nodes = NULL;
    size_t count = 0;
    store_get_entry(searcher->store, context->entry, arena, &entry, status);
    if (*status != FAQBOT_OK || !rich_decode(entry.content, arena, &nodes, &count)) {
        return false; /* a damaged one is told by whoever shows it */
    }
    buffer_init_in(&text, arena, SIZE_MAX);
    rich_to_search_text(nodes, count, &text);
    fail_if(text.failed, FAQBOT_NO_MEMORY, status);
    return *status == FAQBOT_OK && follow_up_tells(asks, buffer_view(&text), arena, status);
}

/* A question without a subject ("how much is it") is about the entry answered last, and answered by it again where that
 * says what is asked: it is asked for in its own words. */
static void try_last(const struct searcher *searcher, const struct context *context, enum follow_up_asks asks,
                     size_t top, struct arena *arena, struct search *search, enum faqbot_status *status)
{
    struct synonyms_words words = {.count = 0};
    struct query_variant other;
    if (*status != FAQBOT_OK || !tells(searcher, context, asks, arena, status)) {
        return;
    }
    synonyms_read(searcher->synonyms, arena, context->question, &words, status);
    evaluate_variant(searcher, search, words, context->question, top, arena, &other, status);
    if (*status == FAQBOT_OK && other.ranking.count > 0 && entry_of(&other, 0) == context->entry) {
        other.confidence.value *= FOLLOW_UP_SHARE;
        other.confidence.is_choice = false; /* it has been chosen */
        take_up(&other, search);
    }
}

/* Reads a question together with the entry answered last, where its form says that it goes on from that. */
static void try_follow_up(const struct searcher *searcher, const struct context *context, size_t top,
                          struct arena *arena, struct search *search, enum faqbot_status *status)
{
    struct stemmer *stems = searcher->languages.stems[search->language];
    const struct terms *typed = &search->variant.terms;
    char code[LANGUAGE_CODE_BYTES];
    if (view_is_empty(context->question) || *status != FAQBOT_OK) {
        return;
    }
    language_code(view_of(searcher->languages.tags[search->language]), code);
    enum follow_up_form form = follow_up_form(code, stems, typed->words, typed->word_count);
    enum follow_up_asks asks = follow_up_asks(stems, typed->words, typed->word_count);
    if (form != FOLLOW_UP_NONE || asks != FOLLOW_UP_NOTHING) {
        try_joined(searcher, context, form, asks != FOLLOW_UP_NOTHING, top, arena, search, status);
    }
    if (asks != FOLLOW_UP_NOTHING && !search->is_followed_up) {
        try_last(searcher, context, asks, top, arena, search, status);
    }
}

/* The entry answered last, in the question's language if it is there in that; none if it no longer exists: an index may
 * have been replaced. */
static struct context find_context(struct searcher *searcher, struct faqbot_view id, size_t language,
                                   struct arena *arena, enum faqbot_status *status)
{
    const char *tag = searcher->languages.tags[language];
    struct faqbot_view lang = view_of(!searcher->has_variants ? "" : tag[0] == '\0' ? "en" : tag);
    struct context context = {.question = view_of("")};
    struct store_entry entry = {.question = view_of("")};
    bool is_there =
        !view_is_empty(id) && (store_find_variant(searcher->store, id, lang, &context.entry, status) ||
                               store_find_entry(searcher->store, id, &context.entry, status));
    if (is_there) {
        store_get_label(searcher->store, context.entry, arena, &entry, status);
        *status = *status == FAQBOT_NOT_FOUND ? FAQBOT_OK : *status;
        context.question = entry.question;
    }
    return context;
}

/* ==== the result ======================================================================================= */

/* The content words of the question that no entry contains. */
static void list_unknown_words(const struct terms *terms, struct arena *arena, struct search_result *result,
                               enum faqbot_status *status)
{
    result->unknown_words = arena_need(arena, terms->count, sizeof *result->unknown_words, status);
    for (size_t i = 0; i < terms->count && *status == FAQBOT_OK; i++) {
        const struct term *term = &terms->list[i];
        if (term->stem == COLLECTION_NONE && !term->is_function_word) {
            result->unknown_words[result->unknown_word_count++] = term->word->source;
        }
    }
}

/* What the entry's own text contributes. The classifier's contribution says which of several similar entries
 * is meant, not how near an entry is, and passages only borrow theirs (rank.c). */
static double own_contribution(const struct ranked *ranked)
{
    return ranked->score - ranked->contributions[FEATURE_LEARNED] -
           ranked->contributions[FEATURE_LEARNED_MEANING];
}

/* The ranking as matches. They share out the confidence in proportion to their scores, so that scores fall
 * from it. */
static void list_matches(const struct query_variant *variant, size_t top, struct arena *arena,
                         struct search_result *result, enum faqbot_status *status)
{
    const struct ranked *best = variant->ranking.list;
    size_t count = variant->ranking.count < top ? variant->ranking.count : top;
    result->matches = arena_need(arena, count, sizeof *result->matches, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        const struct ranked *ranked = &best[i];
        result->matches[i] =
            (struct search_match){.entry = entry_of(variant, i),
                                  .score = variant->confidence.value * (ranked->score / best->score),
                                  .contribution = own_contribution(ranked) / own_contribution(best)};
    }
    result->match_count = count;
}

/* An owner may set the two thresholds to the same value: then there are no choices. */
static enum faqbot_outcome decide(const struct searcher *searcher, const struct confidence *confidence)
{
    bool has_choices = searcher->unsure_threshold < searcher->answered_threshold;
    if (confidence->value >= searcher->answered_threshold) {
        return confidence->is_choice && has_choices ? FAQBOT_UNSURE : FAQBOT_ANSWERED;
    }
    return confidence->value >= searcher->unsure_threshold ? FAQBOT_UNSURE : FAQBOT_NONE;
}

/* Where nobody has named a language, it is read as English. */
static void name_language(const struct searcher *searcher, const struct search *search,
                          char lang[FAQBOT_LANG_BYTES])
{
    const char *tag =
        search->variant.terms.is_foreign ? search->foreign : searcher->languages.tags[search->language];
    (void)snprintf(lang, FAQBOT_LANG_BYTES, "%s", tag[0] == '\0' ? "en" : tag);
}

/* Of a question whose words are all function words nothing but character n-grams may remain as evidence; that
 * is not special here, it shows in the confidence. */
void search_run(struct searcher *searcher, const struct search_query *query, struct arena *arena,
                struct search *search, struct search_result *result, enum faqbot_status *status)
{
    struct synonyms_words typed = {.count = 0};
    *search = (struct search){0};
    *result = (struct search_result){0};
    collection_begin(searcher->collection);
    likeness_begin(searcher->likeness);
    query_split(query->text, arena, &typed, status);
    if (searcher->likeness != NULL && *status == FAQBOT_OK) {
        languages_find_foreign(&searcher->languages, typed.list, typed.count, search->foreign);
    }
    struct languages_choice choice = languages_choose(&searcher->languages, typed.list, typed.count);
    search->language = choice.language;
    read_in_language(searcher, query, &typed, arena, search, result, status);
    try_rewording(searcher, query->top, arena, search, status);
    if (!choice.is_sure) {
        try_other_languages(searcher, query, &typed, arena, search, result, status);
    }
    struct context context = find_context(searcher, query->context, search->language, arena, status);
    try_follow_up(searcher, &context, query->top, arena, search, status);
    result->confidence = search->variant.confidence.value;
    result->is_foreign = search->variant.terms.is_foreign;
    result->is_sure_of_lang = choice.is_sure;
    name_language(searcher, search, result->lang);
    result->outcome = decide(searcher, &search->variant.confidence);
    list_matches(&search->variant, query->top, arena, result, status);
    list_unknown_words(&search->variant.terms, arena, result, status);
}

/* ==== several questions in one ========================================================================== */

/* Whether the message is answered as a whole: by another entry than those that answer its parts, by one that has the
 * content words of all of them, or with more confidence than some part. What is answered by one half's words alone
 * leaves the other half unanswered, and has less confidence for it. */
static bool is_whole(const struct search *search, const struct search_result *result)
{
    bool is_part = false;
    bool is_surer = false;
    if (result->outcome != FAQBOT_ANSWERED) {
        return false;
    }
    for (size_t i = 0; i < result->part_count; i++) {
        is_part = is_part || result->parts[i].matches[0].entry == result->matches[0].entry;
        is_surer = is_surer || result->confidence > result->parts[i].confidence;
    }
    return !is_part || is_surer ||
           holds_typed(&search->variant, &search->variant.terms, search->variant.ranking.list[0].candidate);
}

/* Whether the last part is answered, by another entry than those before it. It has to be one of the best of the whole
 * message too: of few words ("How is this possible?") much confidence comes easily. */
static bool is_answered_anew(const struct search *whole, const struct search *part,
                             const struct search_result *parts, size_t last)
{
    bool is_new = parts[last].outcome == FAQBOT_ANSWERED && is_confirmed(&part->variant, &whole->variant);
    for (size_t i = 0; i < last; i++) {
        is_new = is_new && parts[i].matches[0].entry != parts[last].matches[0].entry;
    }
    return is_new;
}

/* Asks each question of a message that asks several alone, and keeps what is found if every one is answered, and the
 * message as a whole is not. */
void search_parts(struct searcher *searcher, const struct search_query *query, const struct search *search,
                  struct arena *arena, struct search_result *result, enum faqbot_status *status)
{
    struct double_question asked = {.count = 0};
    char code[LANGUAGE_CODE_BYTES];
    bool is_foreign = search->foreign[0] != '\0';
    language_code(view_of(is_foreign ? search->foreign : searcher->languages.tags[search->language]), code);
    double_question_find(query->text, code, searcher->languages.stems[search->language], arena, &asked,
                         status);
    if (asked.count == 0 || search->is_followed_up || *status != FAQBOT_OK) {
        return;
    }
    struct search_result whole = *result;
    whole.parts = arena_need(arena, asked.count, sizeof *whole.parts, status);
    bool is_good = true;
    for (size_t i = 0; i < asked.count && is_good && *status == FAQBOT_OK; i++) {
        const struct search_query part = {.text = asked.parts[i], .context = view_of(""), .top = query->top};
        struct search alone;
        search_run(searcher, &part, arena, &alone, &whole.parts[i], status);
        whole.part_count = i + 1;
        is_good = *status == FAQBOT_OK && is_answered_anew(search, &alone, whole.parts, i);
    }
    if (*status == FAQBOT_OK && is_good && !is_whole(search, &whole)) {
        *result = whole;
    }
}

void search_find(struct searcher *searcher, const struct search_query *query, struct arena *arena,
                 struct search_result *result, enum faqbot_status *status)
{
    struct search search;
    search_run(searcher, query, arena, &search, result, status);
    search_parts(searcher, query, &search, arena, result, status);
}
