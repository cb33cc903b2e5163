/* search/exclusions.c - leaves out entries whose authors said that they never answer the question (`not:`
 * lines). It comes between ranking and judging: only entries that would be among the best are looked at, and the
 * next ones take the places of those left out.
 *
 * A question is compared with an entry's own texts alone. No statistics of the knowledge base come in, so that
 * a line means the same in a small one and in a large one, and goes on meaning it while others grow. */
#include "search/search_internal.h"

#include <stdlib.h>
#include <string.h>

/* What comparing one text takes. */
#define SCRATCH_BYTES_MAX ((size_t)4 << 20)

/* A text as it is compared. */
struct wording {
    uint64_t *stems; /* of its content words, or of all words where it has no other; rising, each once */
    size_t stem_count;
    struct ngrams characters;
    double length; /* of their vector, in which function words count little */
};

/* Where each character run of a question stands in its list: open addressing over the keys, place + 1; 0 is free. */
struct places {
    uint32_t *slots;
    size_t count;
};

/* A question in one reading, and what it is most like of the entry at hand. */
struct reading {
    struct wording wording;
    struct places places; /* of its characters */
    const struct faqbot_view *line;
    double likeness; /* to that line, of all that the question is; 0: it is none of them */
};

/* As it was typed, and as the variant reads it: what is excluded as typed stays so when a synonym is put in. */
enum { READINGS = 2 };

struct comparison {
    const struct searcher *searcher;
    struct stemmer *stems; /* of the question's language, for the entry's texts too: both sides must agree */
    struct reading readings[READINGS];
    struct arena *arena;
    enum faqbot_status *status;
};

/* ==== alike ============================================================================================ */

static int by_key(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Sorts the keys and drops repeated ones; returns how many are left. */
static size_t sort_keys(uint64_t *keys, size_t count)
{
    size_t kept = 0;
    if (count > 0) { /* without any, qsort() must not be given the array */
        qsort(keys, count, sizeof *keys, by_key);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || keys[i] != keys[kept - 1]) {
            keys[kept++] = keys[i];
        }
    }
    return kept;
}

/* A question of function words alone ("who are you") is known by those. */
static void take_stems(const struct comparison *comparison, const struct synonyms_words *words,
                       struct arena *arena, struct wording *wording)
{
    uint64_t *keys =
        ngrams_unigram_keys(arena, comparison->stems, words->list, words->count, comparison->status);
    size_t count = 0;
    wording->stems = arena_need(arena, words->count, sizeof *keys, comparison->status);
    if (*comparison->status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < words->count; i++) {
        if (!stemmer_is_stopword(comparison->stems, words->list[i].plain)) {
            wording->stems[count++] = keys[i];
        }
    }
    if (count == 0) {
        memcpy(wording->stems, keys, words->count * sizeof *keys);
        count = words->count;
    }
    wording->stem_count = sort_keys(wording->stems, count);
}

static void read_words(const struct comparison *comparison, const struct synonyms_words *words,
                       struct arena *arena, struct wording *wording)
{
    double square = 0;
    *wording = (struct wording){0};
    take_stems(comparison, words, arena, wording);
    wording->characters =
        ngrams_chars(arena, comparison->stems, words->list, words->count, comparison->status);
    for (size_t i = 0; i < wording->characters.count; i++) {
        double count = wording->characters.list[i].content;
        square += count * count;
    }
    wording->length = sqrt(square);
}

static void read_text(const struct comparison *comparison, struct faqbot_view text, struct arena *arena,
                      struct wording *wording)
{
    struct synonyms_words words = {.count = 0};
    synonyms_read(comparison->searcher->synonyms, arena, utf8_cut(text, EXCLUSIONS_TEXT_BYTES_MAX), &words,
                  comparison->status);
    read_words(comparison, &words, arena, wording);
}

static size_t find_slot(const struct reading *reading, uint64_t key)
{
    const struct places *places = &reading->places;
    size_t slot = (size_t)key & (places->count - 1);
    while (places->slots[slot] != 0 && reading->wording.characters.list[places->slots[slot] - 1].key != key) {
        slot = (slot + 1) & (places->count - 1);
    }
    return slot;
}

/* The cosine of the two vectors. Equal texts give equal numbers, which compare() depends on: what is added up
 * are products of whole numbers. */
static double likeness(const struct reading *reading, const struct wording *text)
{
    double sum = 0;
    double lengths = reading->wording.length * text->length;
    const struct ngram *asked = reading->wording.characters.list; /* NULL where the question has no words */
    for (size_t i = 0; asked != NULL && i < text->characters.count; i++) {
        const struct ngram *ngram = &text->characters.list[i];
        uint32_t place = reading->places.slots[find_slot(reading, ngram->key)];
        sum += place == 0 ? 0 : (double)asked[place - 1].content * (double)ngram->content;
    }
    return lengths > 0 ? sum / lengths : 0;
}

static bool has_same_stems(const struct wording *left, const struct wording *right)
{
    return left->stem_count > 0 && left->stem_count == right->stem_count &&
           memcmp(left->stems, right->stems, left->stem_count * sizeof *left->stems) == 0;
}

/* ==== one entry ======================================================================================== */

/* Finds for each reading the line that it is or is very like; whether there is one. */
static bool find_lines(struct comparison *comparison, const struct faqbot_view *lines, size_t count)
{
    bool found = false;
    struct arena *scratch = &comparison->searcher->exclusions->scratch;
    for (size_t i = 0; i < READINGS; i++) {
        comparison->readings[i].likeness = 0;
    }
    for (size_t i = 0; i < count && *comparison->status == FAQBOT_OK; i++) {
        struct wording line;
        arena_reset(scratch);
        read_text(comparison, lines[i], scratch, &line);
        for (size_t j = 0; j < READINGS && *comparison->status == FAQBOT_OK; j++) {
            struct reading *reading = &comparison->readings[j];
            double like = likeness(reading, &line);
            if (like > reading->likeness &&
                (like >= EXCLUSIONS_ALIKE || has_same_stems(&reading->wording, &line))) {
                reading->likeness = like;
                reading->line = &lines[i];
                found = true;
            }
        }
    }
    return found;
}

/* Lets go of the line of each reading that is at least as like a phrasing of the entry: what the author wrote
 * the answer for is answered by it. */
static void compare_phrasings(struct comparison *comparison, uint32_t number)
{
    struct faqbot_view *phrasings = NULL;
    size_t count = 0;
    struct arena *scratch = &comparison->searcher->exclusions->scratch;
    store_get_phrasings(comparison->searcher->store, number, comparison->arena, &phrasings, &count,
                        comparison->status);
    count = count < EXCLUSIONS_PHRASINGS_MAX ? count : EXCLUSIONS_PHRASINGS_MAX;
    for (size_t i = 0; i < count && *comparison->status == FAQBOT_OK; i++) {
        struct wording phrasing;
        arena_reset(scratch);
        read_text(comparison, phrasings[i], scratch, &phrasing);
        for (size_t j = 0; j < READINGS && *comparison->status == FAQBOT_OK; j++) {
            struct reading *reading = &comparison->readings[j];
            reading->likeness = likeness(reading, &phrasing) >= reading->likeness ? 0 : reading->likeness;
        }
    }
}

/* Whether the entry of that number in the store never answers the question, and the line that says so. */
static bool is_excluded(struct comparison *comparison, uint32_t number, struct faqbot_view *line)
{
    struct faqbot_view *lines = NULL;
    size_t count = 0;
    store_get_exclusions(comparison->searcher->store, number, comparison->arena, &lines, &count,
                         comparison->status);
    if (!find_lines(comparison, lines, count)) {
        return false;
    }
    compare_phrasings(comparison, number);
    for (size_t i = 0; i < READINGS && *comparison->status == FAQBOT_OK; i++) {
        if (comparison->readings[i].likeness > 0) {
            *line = *comparison->readings[i].line;
            return true;
        }
    }
    return false;
}

/* ==== all that are ranked ============================================================================== */

/* Drops those of the ranking that are excluded; returns how many. */
static size_t drop_excluded(struct comparison *comparison, struct query_variant *variant)
{
    size_t kept = 0;
    struct ranking *ranking = &variant->ranking;
    size_t count = ranking->count;
    variant->excluded_count = 0;
    for (size_t i = 0; i < count && *comparison->status == FAQBOT_OK; i++) {
        struct search_exclusion exclusion = {
            .entry = variant->candidates->list[ranking->list[i].candidate]->number};
        if (!is_excluded(comparison, exclusion.entry, &exclusion.line)) {
            ranking->list[kept++] = ranking->list[i];
        } else if (variant->excluded_count < SEARCH_EXCLUSIONS_TOLD_MAX) {
            variant->excluded[variant->excluded_count++] = exclusion;
        }
    }
    ranking->count = kept;
    return count - kept;
}

static void read_question(struct comparison *comparison, const struct synonyms_words *words,
                          struct reading *reading)
{
    size_t slots = 4;
    read_words(comparison, words, comparison->arena, &reading->wording);
    while (slots < 4 * reading->wording.characters.count) {
        slots *= 2;
    }
    reading->places = (struct places){
        .slots = arena_need(comparison->arena, slots, sizeof *reading->places.slots, comparison->status),
        .count = slots};
    for (size_t i = 0; i < reading->wording.characters.count && *comparison->status == FAQBOT_OK; i++) {
        reading->places.slots[find_slot(reading, reading->wording.characters.list[i].key)] =
            (uint32_t)(i + 1);
    }
}

/* Twice as many are ranked each time, so that many entries with the same line take a few rounds and not one
 * each. The others keep the scores that they have beside those that are dropped: what was only second to an entry
 * that does not answer the question is no better for that. */
void exclusions_apply(const struct searcher *searcher, const struct search *search, size_t top,
                      struct arena *arena, struct query_variant *variant, enum faqbot_status *status)
{
    struct comparison comparison = {.searcher = searcher,
                                    .stems = searcher->languages.stems[search->language],
                                    .arena = arena,
                                    .status = status};
    if (searcher->exclusions == NULL || *status != FAQBOT_OK || variant->ranking.count == 0) {
        return;
    }
    read_question(&comparison, &search->typed, &comparison.readings[0]);
    read_question(&comparison, &variant->words, &comparison.readings[1]);
    size_t ranked = top;
    size_t dropped = drop_excluded(&comparison, variant);
    while (dropped > 0 && variant->ranking.count < top && variant->ranking.count + dropped == ranked &&
           *status == FAQBOT_OK) {
        ranked *= 2;
        rank_entries(&variant->features, search->language, ranked, arena, &variant->ranking, status);
        dropped = drop_excluded(&comparison, variant);
    }
}

void exclusions_open(struct store *store, struct arena *loaded, struct exclusions **exclusions,
                     enum faqbot_status *status)
{
    if (store_has_exclusions(store, status)) {
        *exclusions = arena_need(loaded, 1, sizeof **exclusions, status);
        if (*exclusions != NULL) {
            arena_init(&(*exclusions)->scratch, SCRATCH_BYTES_MAX);
        }
    }
}

void exclusions_close(struct exclusions *exclusions)
{
    if (exclusions != NULL) {
        arena_release(&exclusions->scratch);
    }
}
