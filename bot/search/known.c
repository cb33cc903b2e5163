/* search/known.c - what the knowledge base knows of the words of a question: which of them any entry has, and
 * which stand side by side. Its pairs are not counted: they are looked for in the entries that hold most of both
 * words. */
#include "search/search_internal.h"

#include <string.h>

static uint32_t find_stem(const struct known *known, const struct word *word)
{
    return collection_find_stem(known->searcher->collection, ngrams_stem_key(known->stems, word));
}

bool known_word(const struct known *known, const struct word *word)
{
    return *known->status == FAQBOT_OK && find_stem(known, word) != COLLECTION_NONE;
}

/* The function words of the question's language and of all the knowledge base's: which one it is in is often only a
 * guess. */
bool known_is_strange(const struct known *known, const struct word *word)
{
    const struct languages *languages = &known->searcher->languages;
    for (size_t i = 0; i < languages->count; i++) {
        if (stemmer_is_stopword(languages->stems[i], word->plain)) {
            return false;
        }
    }
    return !word->is_function_word && !known_word(known, word) &&
           !synonyms_has(known->searcher->synonyms, word) && *known->status == FAQBOT_OK;
}

bool known_spelling(const struct known *known, const struct word *word)
{
    const struct spelling *spelling = &known->searcher->collection->spelling;
    struct faqbot_view plain = word->plain;
    char plural[TOKENIZE_WORD_BYTES_MAX + 1];
    if (spelling_has(spelling, plain)) {
        return true;
    }
    if (view_ends_with(plain, "s")) {
        return plain.size > 2 && spelling_has(spelling, view_slice(plain, 0, plain.size - 1));
    }
    if (plain.size < 3 || plain.size > TOKENIZE_WORD_BYTES_MAX) {
        return false;
    }
    memcpy(plural, plain.bytes, plain.size);
    plural[plain.size] = 's';
    return spelling_has(spelling, view_make(plural, plain.size + 1));
}

/* ==== pairs ============================================================================================ */

/* Whether the stems stand side by side in an entry. */
static bool is_in_entry(const struct collection *collection, const uint32_t stems[2],
                        const struct forward_entry *entry)
{
    bool is_left = false; /* the word before is the left one */
    for (uint32_t i = 0; i < entry->sequence_count; i++) {
        uint32_t form = entry->sequence[i];
        uint32_t stem = form == FORWARD_END ? COLLECTION_NONE : collection->forms[form].stem;
        if (is_left && stem == stems[1]) {
            return true;
        }
        is_left = stem == stems[0];
    }
    return false;
}

bool known_pair(struct known *known, const struct word *left, const struct word *right)
{
    struct collection *collection = known->searcher->collection;
    uint32_t *entries = NULL;
    size_t count = 0;
    bool is_found = false;
    if (*known->status != FAQBOT_OK) {
        return false;
    }
    const uint32_t stems[] = {find_stem(known, left), find_stem(known, right)};
    if (stems[0] == COLLECTION_NONE || stems[1] == COLLECTION_NONE || stems[0] == stems[1] ||
        known->pairs++ >= KNOWN_PAIRS_MAX) {
        return false;
    }
    candidates_with(collection, stems, 2, KNOWN_PAIR_ENTRIES, known->arena, &entries, &count, known->status);
    for (size_t i = 0; i < count && *known->status == FAQBOT_OK && !is_found; i++) {
        const struct forward_entry *entry = collection_get_entry(collection, entries[i], known->status);
        is_found = entry != NULL && is_in_entry(collection, stems, entry);
    }
    return is_found;
}
