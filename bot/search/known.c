/* search/known.c - what the knowledge base knows of the words of a question: which of them any entry has, and
 * which stand side by side. A small knowledge base has both in its model. A large one counts its words but not
 * its pairs: those are looked for in the entries that hold most of both words. */
#include "search/search_internal.h"

#include <string.h>

bool known_word(const struct known *known, const struct word *word)
{
    const struct searcher *searcher = known->searcher;
    if (*known->status != FAQBOT_OK) {
        return false;
    }
    if (searcher->has_model) {
        return sparse_matrix_find(&searcher->model.parts[MODEL_UNIGRAMS],
                                  ngrams_stem_key(known->stems, word)) != SPARSE_MATRIX_NONE;
    }
    return large_index_look_up(searcher->large_index, stemmer_stem(known->stems, word), false, known->status)
               .entries > 0;
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
    const struct spelling *spelling = &known->searcher->spelling;
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

/* Whether the stems `keys` stand side by side in a text. */
static bool is_in_text(const struct known *known, const uint64_t keys[2], struct faqbot_view text)
{
    struct synonyms_words words;
    struct arena *scratch = &known->searcher->large_index->scratch;
    synonyms_read(known->searcher->synonyms, scratch, utf8_cut(text, RERANK_TEXT_BYTES_MAX), &words,
                  known->status);
    bool is_left = false; /* the word before is the left one */
    for (size_t i = 0; i < words.count && *known->status == FAQBOT_OK; i++) {
        uint64_t key = ngrams_stem_key(known->stems, &words.list[i]);
        if (is_left && key == keys[1]) {
            return true;
        }
        is_left = key == keys[0];
    }
    return false;
}

static bool is_in_entry(const struct known *known, const uint64_t keys[2], uint32_t number)
{
    struct large_index *large_index = known->searcher->large_index;
    struct entry entry = {0};
    arena_reset(&large_index->scratch);
    stored_entry_read(large_index->store, number, &large_index->scratch, &entry, known->status);
    bool is_found = is_in_text(known, keys, entry.title);
    for (size_t i = 0; i < entry.phrasing_count && i < RERANK_PHRASINGS_MAX && !is_found; i++) {
        is_found = is_in_text(known, keys, entry.phrasings[i]);
    }
    return is_found || is_in_text(known, keys, entry.text);
}

static bool is_in_large_index(struct known *known, const struct word *left, const struct word *right,
                              const uint64_t keys[2])
{
    struct large_index *large_index = known->searcher->large_index;
    uint32_t *entries = NULL;
    size_t count = 0;
    const struct large_index_word words[] = {
        large_index_look_up(large_index, stemmer_stem(known->stems, left), false, known->status),
        large_index_look_up(large_index, stemmer_stem(known->stems, right), false, known->status)};
    if (words[0].entries == 0 || words[1].entries == 0 || keys[0] == keys[1] ||
        known->pairs++ >= KNOWN_PAIRS_MAX) {
        return false;
    }
    large_index_find(large_index, words, 2, KNOWN_PAIR_ENTRIES, known->arena, &entries, &count,
                     known->status);
    bool is_found = false;
    for (size_t i = 0; i < count && *known->status == FAQBOT_OK && !is_found; i++) {
        is_found = is_in_entry(known, keys, entries[i]);
    }
    return is_found;
}

bool known_pair(struct known *known, const struct word *left, const struct word *right)
{
    const struct searcher *searcher = known->searcher;
    const uint64_t keys[] = {ngrams_stem_key(known->stems, left), ngrams_stem_key(known->stems, right)};
    if (*known->status != FAQBOT_OK) {
        return false;
    }
    if (searcher->has_model) {
        return sparse_matrix_find(&searcher->model.parts[MODEL_BIGRAMS], ngrams_bigram_key(keys, 2, 1)) !=
               SPARSE_MATRIX_NONE;
    }
    return is_in_large_index(known, left, right, keys);
}
