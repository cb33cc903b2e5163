/* search/query.c - a question as terms: its words, as they are looked for, and what each weighs as evidence.
 * What else may have been meant by a word is wording.c's business. Everything here looks at the question and
 * at the vocabulary of the knowledge base, never at single entries: those are features.c's business. Synonyms
 * are the index's (synonyms.c), because entries are read with them too. */
#include "search/search_internal.h"

void query_split(struct faqbot_view text, struct arena *arena, struct synonyms_words *words,
                 enum faqbot_status *status)
{
    fail_if(!tokenize(arena, text, &words->list, &words->count), FAQBOT_NO_MEMORY, status);
}

static struct faqbot_view slice(struct faqbot_view text, size_t start, size_t end)
{
    size_t from = utf8_first(text, start).size;
    return view_slice(text, from, utf8_first(text, end).size - from);
}

/* Accents are no characters of their own once a word is folded, so that both forms have as many; where they have
 * not, the accents are lost. */
struct word query_slice_word(const struct word *word, size_t start, size_t end)
{
    struct word part = *word;
    bool is_even = utf8_length(word->folded) == utf8_length(word->plain);
    part.plain = slice(word->plain, start, end);
    part.folded =
        !is_even || word->folded.bytes == word->plain.bytes ? part.plain : slice(word->folded, start, end);
    return part;
}

/* A word that no entry has weighs most of all: it may be the very thing that the question is about. */
static double weigh(const struct collection *collection, const struct term *term)
{
    return bm25_idf((double)collection->entries + TERMS_UNSEEN_ENTRIES, term->entries) *
           (term->is_function_word ? TERMS_FUNCTION_WORD_SHARE : 1);
}

/* The direction of the question's words. A word that lost its apostrophe is read as it was written: "can't"
 * is no word of the lexicon's, but "can" and "not" are. */
static struct lexicon_vector find_meaning(const struct lexicon *lexicon, const struct terms *terms,
                                          const uint8_t *term_of_word)
{
    float sum[LEXICON_DIMENSIONS] = {0};
    for (size_t i = 0; i < terms->word_count && lexicon != NULL; i++) {
        const struct word *word = &terms->words[i];
        uint8_t term = term_of_word[i];
        if (word->doubt <= 0 && view_find(word->source, '\'') < word->source.size) {
            lexicon_add(lexicon, word->source, sum);
        } else if (term < TERMS_MAX && terms->list[term].word == word) {
            if (terms->list[term].known.number != LEXICON_NONE) {
                lexicon_add_word(lexicon, terms->list[term].known.number, sum);
            }
        } else { /* another word of the stem, or one past the last term */
            lexicon_add(lexicon, word->plain, sum);
        }
    }
    return lexicon_direction(sum);
}

/* Words that share a stem are one term: to say "park" and "parking" is not to ask for it twice. Past
 * TERMS_MAX words are left out of what is looked for; they still count in bigrams and n-grams. */
void terms_collect(const struct collection *collection, const struct question_language *language,
                   const struct synonyms_words *words, struct arena *arena, struct terms *terms,
                   enum faqbot_status *status)
{
    struct stemmer *stems = language->stems;
    struct terms made = {.words = words->list, .word_count = words->count};
    double content = 0; /* the weight of the words that are no function words */
    size_t most = words->count < TERMS_MAX ? words->count : TERMS_MAX;
    made.list = arena_need(arena, most, sizeof *made.list, status);
    uint64_t *keys = arena_need(arena, most, sizeof *keys, status);
    uint8_t *term_of_word = arena_need(arena, words->count, sizeof *term_of_word, status);
    uint64_t *stem_keys = ngrams_unigram_keys(arena, stems, words->list, words->count, status);
    made.characters = ngrams_chars(arena, stems, words->list, words->count, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < words->count; i++) {
        size_t at = 0;
        while (at < made.count && keys[at] != stem_keys[i]) { /* questions are short: this beats hashing */
            at++;
        }
        term_of_word[i] = (uint8_t)at;
        if (at < made.count || at == TERMS_MAX) {
            continue;
        }
        struct term *term = &made.list[made.count];
        term->word = &words->list[i];
        term->stem = collection_find_stem(collection, stem_keys[i]);
        term->entries = term->stem == COLLECTION_NONE ? 0 : collection->doc_freqs[term->stem];
        term->is_function_word =
            words->list[i].is_function_word || stemmer_is_stopword(stems, words->list[i].plain);
        term->known = word_traits_find(language->lexicon, stems, words->list[i].plain);
        term->weight = weigh(collection, term);
        made.content_count += !term->is_function_word;
        made.weight += term->weight;
        content += term->is_function_word ? 0 : term->weight;
        made.known += term->is_function_word || term->known.number == LEXICON_NONE ? 0 : term->weight;
        keys[made.count++] = stem_keys[i];
    }
    made.known = language->lexicon == NULL ? 0 : content > 0 ? made.known / content : 1;
    made.meaning = find_meaning(language->lexicon, &made, term_of_word);
    if (language->lexicon != NULL && collection->classifier != NULL) {
        made.asked = meaning_classifier_read(collection->classifier, &made.meaning);
    }
    made.stem_keys = stem_keys;
    made.term_of_word = term_of_word;
    *terms = made;
}
