/* search/spelling.c - the words of the knowledge base as they are written, and the nearest of them to a
 * misspelled one. That a word is misspelled is the caller's judgement (wording.c): neither it nor its stem is in
 * any entry.
 *
 * Only words with the same first letter are compared. That one is rarely wrong (Kukich 1992, "Techniques for
 * automatically correcting words in text"), and in byte order those words are neighbours. A trie or an index of
 * deletions would save some of the few thousand comparisons that a misspelled word takes, and cost memory in
 * every knowledge base. */
#include "search/search_internal.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

/* Letters are hashed to 64 bits by their code points: the letters of one script that stand together in
 * Unicode get different bits, so that within a language hardly any two share one. */
struct spelling_word spelling_measure(struct faqbot_view text)
{
    struct spelling_word word = {.text = text};
    uint32_t letter;
    while (utf8_next(&text, &letter)) {
        word.letters |= UINT64_C(1) << (letter % 64);
        word.length++;
    }
    return word;
}

/* Words while they are read. */
struct reading {
    struct arena *arena;
    struct buffer words; /* struct spelling_word; in the arena too */
    struct faqbot_view last;
    struct form *forms;
    uint32_t form_count;
};

static struct spelling_word *last_word(struct reading *reading)
{
    return (struct spelling_word *)(void *)(reading->words.bytes + reading->words.size) - 1;
}

/* Forms of one spelling follow each other. The order is checked, because find_first() depends on it and an index file
 * is input like any other. */
static enum faqbot_status read_form(void *user, const struct store_form *form)
{
    struct reading *reading = user;
    int order = reading->words.size == 0 ? -1 : view_compare(reading->last, form->text);
    if (order > 0 || form->number >= reading->form_count) {
        return FAQBOT_CORRUPT;
    }
    if (order < 0) {
        if (!arena_copy(reading->arena, form->text, &reading->last)) {
            return FAQBOT_NO_MEMORY;
        }
        struct spelling_word word = spelling_measure(reading->last);
        buffer_add(&reading->words, view_make((const char *)&word, sizeof word));
    }
    if (reading->words.failed) {
        return FAQBOT_NO_MEMORY;
    }
    last_word(reading)->uses += form->uses;
    reading->forms[form->number] =
        (struct form){.text = reading->last, .language = form->language, .stem = form->stem};
    return FAQBOT_OK;
}

void spelling_read(struct spelling *spelling, struct store *store, struct arena *arena, struct form *forms,
                   uint32_t form_count, enum faqbot_status *status)
{
    struct reading reading = {.arena = arena, .forms = forms, .form_count = form_count};
    buffer_init_in(&reading.words, arena, SIZE_MAX);
    store_each_form(store, read_form, &reading, status);
    *spelling = (struct spelling){.words = (void *)reading.words.bytes,
                                  .count = (uint32_t)(reading.words.size / sizeof *spelling->words)};
}

/* A digit makes a name of a word ("python3"), and names are right as they are. */
static bool is_correctable(const struct spelling_word *word)
{
    return word->length >= SPELLING_LETTERS_MIN && word->length <= EDIT_DISTANCE_WORD_MAX &&
           !ascii_has_digit(word->text);
}

/* The first word that is not before `text`. */
static uint32_t find_first(const struct spelling *spelling, struct faqbot_view text)
{
    uint32_t low = 0;
    uint32_t high = spelling->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (view_compare(spelling->words[middle].text, text) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Spares most of the comparisons letter by letter: each slip removes at most one letter and adds at most one.
 * False is certain, true is not. */
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

/* Whether the words differ in their last letter alone, and not by a finger that strayed: "analyst" is not a
 * slip for "analyse" but another word, and endings are the stemmer's job. */
static bool has_other_ending(struct faqbot_view plain, struct faqbot_view known)
{
    size_t size = plain.size;
    if (known.size != size || size == 0 ||
        !view_equals(view_slice(plain, 0, size - 1), view_slice(known, 0, size - 1))) {
        return false;
    }
    char left = plain.bytes[size - 1];
    return ascii_is_alpha(left) && ascii_lower(left) == left && !are_neighbours(left, known.bytes[size - 1]);
}

bool spelling_has(const struct spelling *spelling, struct faqbot_view plain)
{
    uint32_t at = find_first(spelling, plain);
    return at < spelling->count && view_equals(spelling->words[at].text, plain);
}

/* The words that begin with the first letter of `text`, of which not too many are looked at. No text has a byte of
 * 0xff. */
static void find_alike(const struct spelling *spelling, struct faqbot_view text, uint32_t *first,
                       uint32_t *end)
{
    char behind[8];
    struct faqbot_view letter = utf8_first(text, 1);
    assert(letter.size < sizeof behind);
    memcpy(behind, letter.bytes, letter.size);
    behind[letter.size] = (char)0xff;
    *first = find_first(spelling, letter);
    *end = find_first(spelling, view_make(behind, letter.size + 1));
    *end = *end - *first < SPELLING_TRIES_MAX ? *end : *first + SPELLING_TRIES_MAX;
}

/* The nearest word wins, and among equally near ones the most used: of what visitors may have meant, it is
 * what the knowledge base says most about. `within` shrinks as soon as something near is found, which spares
 * most of the work for the rest. */
bool spelling_correct(const struct spelling *spelling, struct faqbot_view plain, struct faqbot_view *word)
{
    const struct spelling_word asked = spelling_measure(plain);
    if (!is_correctable(&asked)) {
        return false;
    }
    unsigned within = asked.length < SPELLING_LONG_WORD_LETTERS ? 1 : 2;
    const struct spelling_word *best = NULL;
    uint32_t first;
    uint32_t end;
    find_alike(spelling, plain, &first, &end);
    for (const struct spelling_word *known = spelling->words + first; known < spelling->words + end;
         known++) {
        if (known->length + 1 < SPELLING_LETTERS_MIN || !may_be_within(known, &asked, within)) {
            continue;
        }
        if (view_equals(known->text, plain)) {
            return false; /* a word of another language than the question was taken for */
        }
        if (has_other_ending(plain, known->text)) {
            continue;
        }
        unsigned distance = edit_distance(plain, known->text, within);
        bool is_nearer = distance < within || (best == NULL && distance <= within);
        if (is_nearer || (distance == within && known->uses > best->uses)) {
            best = known;
            within = distance; /* what is farther is of no interest from here on */
        }
    }
    if (best != NULL) {
        *word = best->text;
    }
    return best != NULL;
}

/* ==== words of the language ============================================================================ */

/* The forms that English makes of a word: `ending` in the place of `base`, where the word then ends rightly. */
enum rule {
    ALWAYS,
    AFTER_HISS,      /* "es": after s, x, z, ch, sh, o */
    AFTER_NO_HISS,   /* "s" */
    AFTER_NO_E,      /* "ed", not doubled */
    AFTER_CONSONANT, /* "ies": for y */
    DOUBLED          /* "ing" after a consonant written twice, of which one is the word's */
};

static const struct {
    const char *ending;
    const char *base;
    enum rule rule;
} forms[] = {
    {"s", "", AFTER_NO_HISS}, {"es", "", AFTER_HISS}, {"ies", "y", AFTER_CONSONANT}, {"ed", "", AFTER_NO_E},
    {"ed", "e", ALWAYS},      {"ed", "", DOUBLED},    {"ied", "y", AFTER_CONSONANT}, {"ing", "", AFTER_NO_E},
    {"ing", "e", ALWAYS},     {"ing", "", DOUBLED},
};

#define FORM_LETTERS_MIN 3 /* of the word that a form is made of */
#define FORM_RANK_MAX                                                                                        \
    12000 /* of that word: of rarer ones many are names, and the lexicon has usual forms itself */

static bool is_vowel(char letter)
{
    return strchr("aeiou", letter) != NULL;
}

/* "plan", "stop", "fit": such words double their last letter before "ed" and "ing", and "planed" is of "plane". */
static bool is_doubling(struct faqbot_view base)
{
    size_t vowels = 0;
    for (size_t i = 0; i < base.size; i++) {
        vowels += is_vowel(base.bytes[i]);
    }
    char last = base.bytes[base.size - 1];
    return vowels == 1 && is_vowel(base.bytes[base.size - 2]) && !is_vowel(last) &&
           strchr("wxy", last) == NULL;
}

static bool is_hissing(struct faqbot_view base)
{
    return view_ends_with(base, "s") || view_ends_with(base, "x") || view_ends_with(base, "z") ||
           view_ends_with(base, "ch") || view_ends_with(base, "sh");
}

/* `stem` is what stands before the ending, of FORM_LETTERS_MIN bytes at least. */
static bool allows(enum rule rule, struct faqbot_view stem)
{
    char last = stem.bytes[stem.size - 1];
    switch (rule) {
    case AFTER_HISS:
        return is_hissing(stem) || last == 'o';
    case AFTER_NO_HISS:
        return !is_hissing(stem) && (last != 'y' || is_vowel(stem.bytes[stem.size - 2]));
    case AFTER_NO_E:
        return last != 'e' ? !is_doubling(stem) : stem.bytes[stem.size - 2] == 'e';
    case AFTER_CONSONANT:
        return !is_vowel(last);
    case DOUBLED:
        return !is_vowel(last) && last == stem.bytes[stem.size - 2];
    case ALWAYS:
    default:
        return true;
    }
}

/* Takes the word's rank where it is below *rank. */
static void take_rank(const struct lexicon *lexicon, struct faqbot_view word, unsigned *rank)
{
    uint32_t number = lexicon_find(lexicon, word);
    if (number != LEXICON_NONE && lexicon_rank(lexicon, number) < *rank) {
        *rank = lexicon_rank(lexicon, number);
    }
}

bool spelling_find_rank(const struct lexicon *lexicon, struct faqbot_view plain, unsigned *rank)
{
    unsigned found = UINT_MAX;
    take_rank(lexicon, plain, &found);
    if (found < UINT_MAX) {
        *rank = found;
        return true;
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms && plain.size <= TOKENIZE_WORD_BYTES_MAX; i++) {
        char base[TOKENIZE_WORD_BYTES_MAX + 1];
        size_t ending = strlen(forms[i].ending);
        if (plain.size < ending + FORM_LETTERS_MIN || !view_ends_with(plain, forms[i].ending)) {
            continue;
        }
        struct faqbot_view stem = view_slice(plain, 0, plain.size - ending);
        if (allows(forms[i].rule, stem)) {
            stem.size -= forms[i].rule == DOUBLED;
            memcpy(base, stem.bytes, stem.size);
            memcpy(base + stem.size, forms[i].base, strlen(forms[i].base));
            take_rank(lexicon, view_make(base, stem.size + strlen(forms[i].base)), &found);
        }
    }
    if (found < UINT_MAX) {
        *rank = found < FORM_RANK_MAX ? found : LEXICON_RANK_RARE;
    }
    return found < UINT_MAX;
}
