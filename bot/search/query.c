/* search/query.c - words as an FTS5 expression. No operator ever comes from the text: what is not a
 * letter, a digit or one of the index's signs separates words, here as in the index's tokenizer, and every
 * word is quoted. */
#include "search/search_internal.h"

#include <math.h>
#include <string.h>

#include "index/index.h"
#include "text/text.h"
#include "util/util.h"

/* ==== query ============================================================================================= */

/* What the tokenizer of schema.sql keeps: letters and digits of ASCII, its two extra signs, and all but ASCII. */
static bool is_kept(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '+' || c == '#';
}

/* Takes the next run of kept bytes off `rest`, and what separates it from the one behind it; false at the end. */
static bool next_token(struct faqbot_view *rest, struct faqbot_view *token)
{
    size_t start = 0;
    while (start < rest->size && !is_kept(rest->bytes[start])) {
        start++;
    }
    size_t end = start;
    while (end < rest->size && is_kept(rest->bytes[end])) {
        end++;
    }
    *token = view_slice(*rest, start, end - start);
    while (end < rest->size && !is_kept(rest->bytes[end])) {
        end++;
    }
    *rest = view_slice(*rest, end, rest->size);
    return token->size > 0;
}

/* One token a string: a string of two would be a phrase, and the index, which keeps no positions, refuses phrases. */
void query_add_terms(struct buffer *query, struct faqbot_view word, bool is_prefix)
{
    struct faqbot_view token;
    while (next_token(&word, &token)) {
        buffer_add_text(query, query->size > 0 ? " AND " : "");
        buffer_add_byte(query, '"');
        buffer_add(query, token);
        buffer_add_text(query, is_prefix && view_is_empty(word) ? "\"*" : "\"");
    }
}

/* ==== terms ============================================================================================= */

/* A question as weighted terms. The weight is the inverse document frequency of BM25 (Robertson and
 * Zaragoza 2009, section 3.1), in the variant with 1 inside the logarithm, which stays above 0 for a stem
 * that most entries contain. Where the terms are looked up is features.c's business. */

static double weigh(const struct model *model, uint32_t row)
{
    const struct sparse_matrix *stems = &model->parts[MODEL_UNIGRAMS];
    double all = (double)stems->documents + TERMS_UNSEEN_ENTRIES;
    double with = row == SPARSE_MATRIX_NONE ? 0 : stems->doc_freqs[row];
    return log(1 + (all - with + .5) / (with + .5));
}

/* The place of a stem among the terms so far. A linear search: questions are short, and this beats hashing. */
static size_t find(const uint64_t *keys, size_t count, uint64_t key)
{
    size_t at = 0;
    while (at < count && keys[at] != key) {
        at++;
    }
    return at;
}

void terms_collect(const struct model *model, struct stemmer *stems, const struct word *words, size_t count,
                   struct arena *arena, struct terms *terms, enum faqbot_status *status)
{
    struct terms taken = {.words = words, .word_count = count};
    size_t most = count < TERMS_MAX ? count : TERMS_MAX;
    uint64_t *stem_keys;
    taken.list = arena_need(arena, most, sizeof *taken.list, status);
    uint64_t *keys = arena_need(arena, most, sizeof *keys, status);
    uint8_t *term_of_word = arena_need(arena, count, sizeof *term_of_word, status);
    if (*status == FAQBOT_OK && !ngrams_add_unigram_keys(arena, stems, words, count, &stem_keys)) {
        *status = FAQBOT_NO_MEMORY;
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t key = stem_keys[i];
        size_t at = find(keys, taken.count, key);
        term_of_word[i] = (uint8_t)at;
        if (at < taken.count || at == TERMS_MAX) {
            continue;
        }
        struct term term = {.word = &words[i],
                            .row = sparse_matrix_find(&model->parts[MODEL_UNIGRAMS], key),
                            .is_function_word = stemmer_is_stopword(stems, words[i].plain)};
        term.weight = weigh(model, term.row) * (term.is_function_word ? TERMS_FUNCTION_WORD_SHARE : 1);
        keys[taken.count] = key;
        taken.list[taken.count++] = term;
        taken.weight += term.weight;
    }
    taken.stem_keys = stem_keys;
    taken.term_of_word = term_of_word;
    *terms = taken;
}

/* ==== spelling ========================================================================================== */

/* Corrects misspelled words by the nearest word of the knowledge base. distance.c counts the slips;
 * deciding that a word is misspelled is up to the caller: no entry contains it or its stem. Only words
 * with the same first letter are compared. That one is rarely wrong (Kukich 1992, "Techniques for
 * automatically correcting words in text"), and in byte order those words are neighbours. */

struct reading {
    struct arena *arena;
    struct spelling spelling;
    uint32_t capacity;
};

static struct spelling_word measure(struct faqbot_view text)
{
    struct spelling_word word = {.text = text};
    uint32_t letter;
    while (utf8_next(&text, &letter)) {
        word.letters |= UINT64_C(1) << (letter % 64);
        word.length++;
    }
    return word;
}

/* Each slip removes at most one letter and adds at most one. False is certain, true is not. */
static bool may_be_within(const struct spelling_word *left, const struct spelling_word *right, unsigned slips)
{
    if (left->length + slips < right->length || right->length + slips < left->length) {
        return false;
    }
    unsigned differences = 0;
    for (uint64_t rest = left->letters ^ right->letters; rest != 0 && differences <= 2 * slips;
         rest &= rest - 1) {
        differences++;
    }
    return differences <= 2 * slips;
}

/* The outgrown array stays in the arena: at most as much again. */
static bool grow(struct reading *reading)
{
    struct spelling *spelling = &reading->spelling;
    uint32_t capacity = reading->capacity == 0 ? 1024 : 2 * reading->capacity;
    struct spelling_word *words = arena_alloc_array(reading->arena, capacity, sizeof *words);
    if (words != NULL && spelling->count > 0) {
        memcpy(words, spelling->words, spelling->count * sizeof *words);
    }
    spelling->words = words;
    reading->capacity = capacity;
    return words != NULL;
}

static enum faqbot_status read_word(void *user, uint32_t number, struct faqbot_view text, uint32_t uses)
{
    struct reading *reading = user;
    struct spelling *spelling = &reading->spelling;
    if (number != spelling->count ||
        (number > 0 && view_compare(spelling->words[number - 1].text, text) >= 0)) {
        return FAQBOT_CORRUPT;
    }
    struct faqbot_view copy;
    if ((number == reading->capacity && !grow(reading)) || !arena_copy(reading->arena, text, &copy)) {
        return FAQBOT_NO_MEMORY;
    }
    spelling->words[number] = measure(copy);
    spelling->words[number].uses = uses;
    spelling->count++;
    return FAQBOT_OK;
}

void spelling_read(struct spelling *spelling, struct store *store, struct arena *arena,
                   enum faqbot_status *status)
{
    struct reading reading = {.arena = arena};
    if (*status == FAQBOT_OK) {
        *status = store_each_spelling(store, read_word, &reading);
    }
    if (*status == FAQBOT_OK) {
        *spelling = reading.spelling;
    }
}

static bool is_correctable(struct faqbot_view plain, size_t letters)
{
    for (size_t i = 0; i < plain.size; i++) {
        if (plain.bytes[i] >= '0' && plain.bytes[i] <= '9') {
            return false;
        }
    }
    return letters >= SPELLING_LETTERS_MIN && letters <= EDIT_DISTANCE_WORD_MAX;
}

/* The first word that is not before `plain`'s first letter alone. */
static uint32_t find_first(const struct spelling *spelling, struct faqbot_view letter)
{
    uint32_t low = 0;
    uint32_t high = spelling->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (view_compare(spelling->words[middle].text, letter) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Whether two letters lie side by side on a keyboard, in one of its rows. */
static bool are_neighbours(char left, char right)
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *at = strchr(rows[i], left);
        if (at != NULL && (at[1] == right || (at > rows[i] && at[-1] == right))) {
            return true;
        }
    }
    return false;
}

/* Whether the words differ in their last letter alone, and not by a finger that strayed: "analyst" is no slip of
 * "analyse". */
static bool has_other_ending(struct faqbot_view plain, struct faqbot_view known)
{
    size_t size = plain.size;
    if (known.size != size || size == 0 ||
        !view_equals(view_slice(plain, 0, size - 1), view_slice(known, 0, size - 1))) {
        return false;
    }
    char left = plain.bytes[size - 1];
    char right = known.bytes[size - 1];
    return left >= 'a' && left <= 'z' && !are_neighbours(left, right);
}

bool spelling_correct(const struct spelling *spelling, struct faqbot_view plain, struct faqbot_view *word)
{
    const struct spelling_word asked = measure(plain);
    if (!is_correctable(plain, asked.length)) {
        return false;
    }
    struct faqbot_view letter = utf8_first(plain, 1);
    unsigned within = asked.length < SPELLING_LONG_WORD_LETTERS ? 1 : 2;
    const struct spelling_word *best = NULL;
    uint32_t first = find_first(spelling, letter);
    for (uint32_t i = first; i < spelling->count && i - first < SPELLING_TRIES_MAX; i++) {
        const struct spelling_word *known = &spelling->words[i];
        if (!view_equals(view_slice(known->text, 0, letter.size), letter)) {
            break;
        }
        if (view_equals(known->text, plain)) {
            return false; /* a word of another language than the question was taken for */
        }
        if (known->length + 1 < SPELLING_LETTERS_MIN || !may_be_within(known, &asked, within) ||
            has_other_ending(plain, known->text)) {
            continue;
        }
        unsigned distance = edit_distance(plain, known->text, within);
        bool is_nearer = distance < within || (best == NULL && distance <= within);
        if (is_nearer || (distance == within && known->uses > best->uses)) {
            best = known;
            within = distance;
        }
    }
    if (best != NULL) {
        *word = best->text;
    }
    return best != NULL;
}
