/* search/collection.c - all entries of a knowledge base together: what a search reads of the index, whatever the
 * question. Counts, words and what was learned are read when the knowledge base is opened; posting lists, entries and
 * what is known of a form when they are first asked for, and then kept as far as there is room. What of it belongs to a
 * question is candidates.c's business. */
#include "search/search_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ==== opening ========================================================================================== */

#define SCRATCH_BYTES_MAX ((size_t)512 << 20) /* what an entry of many phrasings takes */

/* Lists and entries are numbers that the index gave, so nobody can choose keys that collide, and seeds may be fixed. */
#define LISTS_MAX 32768 /* short ones, of which POSTING_CACHE_BYTES_MAX has room for about as many */
#define FORWARD_MAX 131072

/* Settings are sums over all entries, so that an update can add to them and subtract from them. All numbers are checked
 * as far as they can be: from here on lengths index arrays, and averages divide. */
static void read_lengths(struct collection *collection, enum faqbot_status *status)
{
    static const char *const names[] = {ENTRY_INDEX_HEAD_WORDS, ENTRY_INDEX_BODY_WORDS};
    struct faqbot_view lengths = {0};
    store_get_model(collection->store, ENTRY_INDEX_LENGTHS, collection->loaded, &lengths, status);
    fail_if(collection->entries == 0 || lengths.size != (size_t)collection->entries * FIELD_COUNT,
            FAQBOT_CORRUPT, status);
    for (size_t field = 0; field < FIELD_COUNT && *status == FAQBOT_OK; field++) {
        double words = (double)store_get_number(collection->store, names[field], collection->loaded, status) /
                       collection->entries;
        collection->all_words += words;
        collection->words[field] =
            words > 0 ? words : 1; /* nothing but 0 is ever divided by that of no words */
        collection->lengths[field] = (const uint8_t *)lengths.bytes + field * collection->entries;
        bm25_table_make(collection->words[field], &collection->tables[field]);
    }
    collection->all_words = collection->all_words > 0 ? collection->all_words : 1;
}

static void read_ngrams(struct collection *collection, enum faqbot_status *status)
{
    struct faqbot_view bytes = {0};
    store_get_model(collection->store, ENTRY_INDEX_NGRAM_STATS, collection->loaded, &bytes, status);
    ngram_stats_decode(bytes, collection->entries, collection->loaded, &collection->ngram_stats, status);
}

/* -- Words ---------------------------------------------------------------------------------------------- */

static size_t find_slot(const struct collection *collection, uint64_t key)
{
    size_t slot = (size_t)key & (collection->slot_count - 1);
    while (collection->stem_keys[slot] != 0 && collection->stem_keys[slot] != key) {
        slot = (slot + 1) & (collection->slot_count - 1);
    }
    return slot;
}

/* A stem that no entry has any more is left out. */
static enum faqbot_status read_stem(void *user, uint32_t number, struct faqbot_view text, uint32_t entries)
{
    struct collection *collection = user;
    size_t slot = find_slot(collection, ngrams_key_of_stem(text));
    if (number >= collection->stem_count || entries > collection->entries) {
        return FAQBOT_CORRUPT;
    }
    if (entries > 0) {
        collection->stem_keys[slot] = ngrams_key_of_stem(text);
        collection->stems[slot] = number;
        collection->doc_freqs[number] = entries;
    }
    return FAQBOT_OK;
}

static bool is_sound(const struct collection *collection)
{
    for (uint32_t i = 0; i < collection->form_count; i++) {
        if (collection->forms[i].stem >= collection->stem_count ||
            collection->forms[i].language >= collection->languages->count) {
            return false;
        }
    }
    return true;
}

/* Turns counts into where each list starts; there is one more. */
static void sum_up(uint32_t *starts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        starts[i + 1] += starts[i];
    }
}

/* A start moved to its list's end with each member that was put; back again. */
static void move_back(uint32_t *starts, size_t count)
{
    memmove(starts + 1, starts, count * sizeof *starts);
    starts[0] = 0;
}

/* The forms of each stem: a counting sort. */
static void list_stem_forms(struct collection *collection, enum faqbot_status *status)
{
    uint32_t *starts =
        arena_need(collection->loaded, (size_t)collection->stem_count + 1, sizeof *starts, status);
    uint32_t *forms = arena_need(collection->loaded, collection->form_count, sizeof *forms, status);
    for (uint32_t i = 0; i < collection->form_count && *status == FAQBOT_OK; i++) {
        starts[collection->forms[i].stem + 1]++;
    }
    if (*status == FAQBOT_OK) {
        sum_up(starts, collection->stem_count);
        for (uint32_t i = 0; i < collection->form_count; i++) {
            forms[starts[collection->forms[i].stem]++] = i;
        }
        move_back(starts, collection->stem_count);
    }
    collection->stem_starts = starts;
    collection->stem_forms = forms;
}

static void read_words(struct collection *collection, enum faqbot_status *status)
{
    struct arena *loaded = collection->loaded;
    uint64_t stems = store_get_number(collection->store, ENTRY_INDEX_STEMS, loaded, status);
    uint64_t forms = store_get_number(collection->store, ENTRY_INDEX_FORMS, loaded, status);
    fail_if(stems >= UINT32_MAX / FIELD_COUNT || forms >= UINT32_MAX, FAQBOT_CORRUPT, status);
    for (collection->slot_count = 2; collection->slot_count < 2 * stems && *status == FAQBOT_OK;) {
        collection->slot_count *= 2;
    }
    collection->stem_count = *status == FAQBOT_OK ? (uint32_t)stems : 0;
    collection->form_count = *status == FAQBOT_OK ? (uint32_t)forms : 0;
    collection->stem_keys = arena_need(loaded, collection->slot_count, sizeof *collection->stem_keys, status);
    collection->stems = arena_need(loaded, collection->slot_count, sizeof *collection->stems, status);
    collection->doc_freqs = arena_need(loaded, collection->stem_count, sizeof *collection->doc_freqs, status);
    collection->forms = arena_need(loaded, collection->form_count, sizeof *collection->forms, status);
    collection->form_marks =
        arena_need(loaded, collection->form_count, sizeof *collection->form_marks, status);
    collection->form_terms =
        arena_need(loaded, collection->form_count, sizeof *collection->form_terms, status);
    store_each_word(collection->store, read_stem, collection, status);
    spelling_read(&collection->spelling, collection->store, loaded, collection->forms, collection->form_count,
                  status);
    fail_if(*status == FAQBOT_OK && !is_sound(collection), FAQBOT_CORRUPT, status);
    list_stem_forms(collection, status);
}

/* What stands for posting lists where there are none. */
static void read_frequencies(struct collection *collection, enum faqbot_status *status)
{
    struct faqbot_view bytes = {0};
    struct stage_frequencies *frequencies = &collection->frequencies;
    if (!store_is_elsewhere(collection->store)) {
        return;
    }
    store_get_model(collection->store, STAGE_FREQUENCIES_MODEL, collection->loaded, &bytes, status);
    size_t expected = FIELD_COUNT * sizeof(uint32_t) * ((size_t)collection->stem_count + 1);
    fail_if(*status == FAQBOT_OK && bytes.size != expected, FAQBOT_CORRUPT, status);
    uint32_t *numbers = arena_need(collection->loaded, expected, 1, status);
    if (*status == FAQBOT_OK) {
        memcpy(numbers, bytes.bytes, expected);
        memcpy(frequencies->entries, numbers, sizeof frequencies->entries);
        frequencies->by_stem = numbers + FIELD_COUNT;
        frequencies->stem_count = collection->stem_count;
    }
}

/* -- What was learned ----------------------------------------------------------------------------------- */

static bool read_matrix(struct collection *collection, const char *name, struct sparse_matrix *matrix,
                        enum faqbot_status *status)
{
    struct faqbot_view bytes = {0};
    enum faqbot_status found = *status;
    store_get_model(collection->store, name, collection->loaded, &bytes, &found);
    if (found == FAQBOT_NOT_FOUND) {
        return false;
    }
    *status = found;
    fail_if(*status == FAQBOT_OK &&
                (!sparse_matrix_decode(bytes, matrix) || matrix->column_count != collection->entries),
            FAQBOT_CORRUPT, status);
    return *status == FAQBOT_OK;
}

static void read_learned(struct collection *collection, enum faqbot_status *status)
{
    bool has_characters =
        read_matrix(collection, ENTRY_INDEX_CHAR_NGRAM_WEIGHTS, &collection->char_ngram_weights, status);
    collection->is_learned =
        read_matrix(collection, ENTRY_INDEX_WORD_WEIGHTS, &collection->word_weights, status);
    fail_if(has_characters != collection->is_learned, FAQBOT_CORRUPT, status);
}

/* The meanings of all entries, where they are few, of a collection that has no entries. NULL after a failure. */
static const struct entry_meaning *read_stage_meanings(struct collection *collection,
                                                       enum faqbot_status *status)
{
    struct faqbot_view bytes = {0};
    store_get_model(collection->store, STAGE_MEANINGS_MODEL, collection->loaded, &bytes, status);
    fail_if(*status == FAQBOT_OK && bytes.size != collection->entries * sizeof(struct entry_meaning),
            FAQBOT_CORRUPT, status);
    return *status == FAQBOT_OK ? (const void *)bytes.bytes : NULL;
}

/* The meanings of all entries side by side, where they are few. */
static void read_meanings(struct collection *collection, enum faqbot_status *status)
{
    uint32_t count =
        *status == FAQBOT_OK && collection->entries <= MEANINGS_SCANNED_MAX ? collection->entries : 0;
    bool is_elsewhere = store_is_elsewhere(collection->store);
    const struct entry_meaning *given =
        is_elsewhere && count > 0 ? read_stage_meanings(collection, status) : NULL;
    struct lexicon_vector *meanings = arena_need(collection->loaded, count, sizeof *meanings, status);
    float *scales = arena_need(collection->loaded, count, sizeof *scales, status);
    collection_begin(collection);
    for (uint32_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        const struct forward_entry *entry = is_elsewhere ? NULL : collection_get_entry(collection, i, status);
        if (is_elsewhere) {
            meanings[i] = given[i].vector;
            scales[i] = given[i].scale;
        } else if (entry != NULL) {
            meanings[i] = entry->meaning;
            scales[i] = entry->scale;
        }
    }
    collection->meanings = count > 0 ? meanings : NULL;
    collection->scales = scales;
}

static void read_classifier(struct collection *collection, enum faqbot_status *status)
{
    struct faqbot_view bytes = {0};
    for (size_t i = 0; i < collection->languages->count; i++) {
        collection->has_meaning =
            collection->has_meaning || languages_lexicon(collection->languages, i) != NULL;
    }
    store_get_model(collection->store, ENTRY_INDEX_MEANING_SUMS, collection->loaded, &bytes, status);
    if (*status != FAQBOT_OK || !collection->has_meaning) {
        return;
    }
    collection->classifier = arena_need(collection->loaded, 1, sizeof *collection->classifier, status);
    fail_if(*status == FAQBOT_OK &&
                (bytes.size != sizeof(struct meaning_sums) ||
                 !meaning_classifier_make((const void *)bytes.bytes, collection->classifier)),
            FAQBOT_CORRUPT, status);
    read_meanings(collection, status);
}

/* -- All of it ------------------------------------------------------------------------------------------ */

void collection_open(struct collection *collection, struct store *store, const struct languages *languages,
                     uint32_t entries, struct arena *loaded, enum faqbot_status *status)
{
    const struct siphash_key seed = {{0, 0}};
    *collection =
        (struct collection){.store = store, .languages = languages, .entries = entries, .loaded = loaded};
    arena_init(&collection->scratch, SCRATCH_BYTES_MAX);
    collection->lists = lru_cache_new(LISTS_MAX, POSTING_CACHE_BYTES_MAX, seed);
    collection->forward = lru_cache_new(FORWARD_MAX, FORWARD_CACHE_BYTES_MAX, seed);
    collection->ngrams = lru_cache_new(FORWARD_MAX, NGRAMS_CACHE_BYTES_MAX, seed);
    fail_if(collection->lists == NULL || collection->forward == NULL || collection->ngrams == NULL,
            FAQBOT_NO_MEMORY, status);
    read_lengths(collection, status);
    read_ngrams(collection, status);
    read_words(collection, status);
    read_frequencies(collection, status);
    read_learned(collection, status);
    read_classifier(collection, status);
    *status = *status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : *status;
}

void collection_close(struct collection *collection)
{
    lru_cache_free(collection->lists);
    lru_cache_free(collection->forward);
    lru_cache_free(collection->ngrams);
    arena_release(&collection->scratch);
}

void collection_begin(struct collection *collection)
{
    lru_cache_pin(collection->lists);
    lru_cache_pin(collection->forward);
    lru_cache_pin(collection->ngrams);
}

/* ==== reading ========================================================================================== */

uint32_t collection_find_stem(const struct collection *collection, uint64_t key)
{
    size_t slot = find_slot(collection, key);
    return collection->stem_keys[slot] == key ? collection->stems[slot] : COLLECTION_NONE;
}

/* A list while its size is not known. */
struct reading {
    struct buffer bytes;
    struct buffer chunks; /* struct faqbot_view by chunk, of which only the size counts */
};

/* Bytes are only valid until this returns, and the buffer that they are copied to still moves: where each
 * chunk begins is found out at the end. */
static enum faqbot_status read_chunk(void *user, struct faqbot_view bytes)
{
    struct reading *reading = user;
    buffer_add(&reading->bytes, bytes);
    buffer_add(&reading->chunks, view_make((const char *)&bytes, sizeof bytes));
    return reading->bytes.failed || reading->chunks.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

/* What was read as one piece of memory, in the cache. */
static const struct posting_list *keep(struct lru_cache *cache, struct faqbot_view key,
                                       const struct reading *reading)
{
    struct posting_list *list =
        lru_cache_add(cache, key, sizeof *list + reading->chunks.size + reading->bytes.size);
    if (list == NULL) {
        return NULL;
    }
    list->count = reading->chunks.size / sizeof *list->chunks;
    char *at = (char *)(list->chunks + list->count);
    if (list->count > 0) {
        memcpy(list->chunks, reading->chunks.bytes, reading->chunks.size);
    }
    if (reading->bytes.size > 0) { /* chunks of a damaged index may all be empty */
        memcpy(at, reading->bytes.bytes, reading->bytes.size);
    }
    for (size_t i = 0; i < list->count; i++) {
        list->chunks[i].bytes = at;
        at += list->chunks[i].size;
    }
    return list;
}

/* A list that no entry is in is kept like any other. */
const struct posting_list *collection_get_list(struct collection *collection, uint32_t list,
                                               enum faqbot_status *status)
{
    struct faqbot_view key = view_make((const char *)&list, sizeof list);
    const struct posting_list *found = *status == FAQBOT_OK ? lru_cache_find(collection->lists, key) : NULL;
    if (found != NULL || *status != FAQBOT_OK) {
        return found;
    }
    struct reading reading;
    buffer_init(&reading.bytes, SIZE_MAX);
    buffer_init(&reading.chunks, SIZE_MAX);
    store_each_posting(collection->store, list, read_chunk, &reading, status);
    if (*status == FAQBOT_OK) {
        found = keep(collection->lists, key, &reading);
        fail_if(found == NULL, FAQBOT_NO_MEMORY, status);
    }
    buffer_release(&reading.bytes);
    buffer_release(&reading.chunks);
    return found;
}

/* Whether the entry's head has a form; its words are in order. */
static bool has_in_head(const struct forward_entry *entry, uint32_t form)
{
    uint32_t low = 0;
    for (uint32_t high = entry->word_count; low < high;) {
        uint32_t middle = low + (high - low) / 2;
        low = entry->words[middle].form < form ? middle + 1 : low;
        high = entry->words[middle].form < form ? high : middle;
    }
    return low < entry->word_count && entry->words[low].form == form &&
           entry->words[low].counts[FIELD_HEAD] > 0;
}

/* What ranking takes for granted: a question has phrasings, and what it requires is in them. */
static bool is_consistent(const struct collection *collection, const struct forward_entry *entry)
{
    bool is_sound =
        entry->language < collection->languages->count && (entry->kind != ENTRY_FAQ || entry->head_texts > 0);
    for (uint32_t i = 0; i < entry->required_count && is_sound; i++) {
        is_sound = has_in_head(entry, entry->required[i].form);
    }
    return is_sound;
}

/* A damaged entry stays in the cache without a sequence, since nothing can be taken out of it. */
static const struct forward_entry *check(const struct forward_entry *entry, enum faqbot_status *status)
{
    bool is_damaged = entry != NULL && entry->sequence == NULL;
    fail_if(is_damaged, FAQBOT_CORRUPT, status);
    return is_damaged ? NULL : entry;
}

const struct forward_entry *collection_get_entry(struct collection *collection, uint32_t number,
                                                 enum faqbot_status *status)
{
    struct faqbot_view bytes = {0};
    struct faqbot_view key = view_make((const char *)&number, sizeof number);
    struct forward_entry *made = NULL;
    const struct forward_entry *found =
        *status == FAQBOT_OK ? lru_cache_find(collection->forward, key) : NULL;
    if (found != NULL || *status != FAQBOT_OK) {
        return check(found, status);
    }
    arena_reset(&collection->scratch);
    store_get_forward(collection->store, number, &collection->scratch, &bytes, status);
    *status = *status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : *status;
    size_t size = *status == FAQBOT_OK ? forward_size(bytes) : 0;
    fail_if(size == 0, FAQBOT_CORRUPT, status);
    made = size > 0 ? lru_cache_add(collection->forward, key, size) : NULL;
    fail_if(made == NULL, FAQBOT_NO_MEMORY, status);
    if (made != NULL &&
        (!forward_decode(bytes, number, collection->form_count, made) || !is_consistent(collection, made))) {
        *made = (struct forward_entry){.sequence = NULL};
    }
    return check(made, status);
}

const struct form_details *collection_get_details(struct collection *collection, uint32_t form,
                                                  enum faqbot_status *status)
{
    struct form *known = &collection->forms[form];
    const struct ngram_stats *stats = &collection->ngram_stats;
    const struct word word = {.plain = known->text};
    size_t count = 0;
    if (known->details != NULL || *status != FAQBOT_OK) {
        return known->details;
    }
    fail_if(view_is_empty(known->text), FAQBOT_CORRUPT, status); /* an entry has it, and it is not there */
    if (*status != FAQBOT_OK) {
        return NULL;
    }
    arena_reset(&collection->scratch);
    struct ngrams ngrams = ngrams_chars(&collection->scratch, NULL, &word, 1, status);
    for (size_t i = 0; i < ngrams.count; i++) {
        count += ngrams.list[i].count;
    }
    struct form_details *details =
        arena_need(collection->loaded, 1, sizeof *details + count * sizeof *details->ngrams, status);
    for (size_t i = 0; i < ngrams.count && details != NULL; i++) {
        uint32_t slot = ngram_stats_find(stats, ngrams.list[i].key);
        for (uint32_t j = 0; j < ngrams.list[i].count && slot != NGRAM_STATS_NONE; j++) {
            details->square += stats->idfs[slot] * stats->idfs[slot];
            details->ngrams[details->ngram_count++] = slot;
        }
    }
    if (details != NULL) {
        details->traits = word_traits_find(languages_lexicon(collection->languages, known->language),
                                           collection->languages->stems[known->language], known->text);
        details->weight =
            (float)coverage_weight(collection->entries, collection->doc_freqs[known->stem], &details->traits);
        known->details = details;
    }
    return details;
}

static void set_terms(struct collection *collection, uint32_t stem, uint8_t term)
{
    for (uint32_t i = collection->stem_starts[stem]; i < collection->stem_starts[stem + 1]; i++) {
        collection->form_terms[collection->stem_forms[i]] = term;
    }
}

/* No mark need be zeroed until they run out. */
void collection_clear_marks(struct collection *collection)
{
    while (collection->asked_count > 0) {
        set_terms(collection, collection->asked[--collection->asked_count], 0);
    }
    if (++collection->mark == UINT32_MAX) {
        collection->mark = 1;
        memset(collection->form_marks, 0, collection->form_count * sizeof *collection->form_marks);
    }
}

void collection_ask(struct collection *collection, uint32_t stem, size_t term)
{
    assert(collection->asked_count < TERMS_MAX && term < TERMS_MAX);
    collection->asked[collection->asked_count++] = stem;
    set_terms(collection, stem, (uint8_t)(term + 1));
}
