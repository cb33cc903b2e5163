/* text/language.c - which language a text is in, and what a language tag means.
 *
 * What tells short texts apart is known without a model: the alphabet, the letters that few languages have,
 * the function words, everyday words, and how words begin and end. Each is a number of points for the
 * languages that have it; the fewer they are, the more. Where the words are none of those, letters that follow
 * each other help, counted in the languages' own lists. The language with the most points is the text's, and it
 * is sure where no other is near. The points were set by hand, on the first half of tests/judged/languages.tsv,
 * and tried on words that had been left out of the lists.
 *
 * Danish and Norwegian share most of their words, so that a short question is often unsure. Serbian, Croatian
 * and Bosnian are one language here, as they are for the stemmer. */
#include "text/language_table.h"
#include "text/text.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "util/util.h"

/* ==== Tags =========================================================================================== */

void language_code(struct faqbot_view tag, char code[LANGUAGE_CODE_BYTES])
{
    static const char others[][2][LANGUAGE_CODE_BYTES] = {
        {"nb", "no"}, {"nn", "no"}, {"bs", "sr"}, {"hr", "sr"}, {"sh", "sr"}};
    size_t size = 0;
    memset(code, 0, LANGUAGE_CODE_BYTES);
    tag = view_is_empty(tag) ? view_of("en") : tag;
    for (; size < tag.size && tag.bytes[size] != '-' && tag.bytes[size] != '_'; size++) {
        if (size == LANGUAGE_CODE_BYTES - 1) {
            code[0] = '\0';
            return;
        }
        code[size] = ascii_lower(tag.bytes[size]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(code, others[i][0]) == 0) {
            memcpy(code, others[i][1], LANGUAGE_CODE_BYTES);
        }
    }
}

#define TRAITS (sizeof traits / sizeof *traits)

/* ==== Scripts ======================================================================================== */

static enum script script_of(uint32_t character)
{
    static const struct {
        uint32_t first, last;
        enum script script;
    } blocks[] = {
        {'A', 'z', LATIN},        {0xc0, 0x24f, LATIN},       {0x370, 0x3ff, GREEK},
        {0x400, 0x52f, CYRILLIC}, {0x531, 0x58f, ARMENIAN},   {0x5d0, 0x5f4, HEBREW},
        {0x620, 0x6ff, ARABIC},   {0x904, 0x97f, DEVANAGARI}, {0xb82, 0xbff, TAMIL},
        {0xe01, 0xe5b, THAI},     {0x1100, 0x11ff, HANGUL},   {0x1e00, 0x1eff, LATIN},
        {0x1f00, 0x1fff, GREEK},  {0x3041, 0x30ff, KANA},     {0x3400, 0x9fff, HAN},
        {0xac00, 0xd7a3, HANGUL}, {0x20000, 0x3ffff, HAN},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        if (character >= blocks[i].first && character <= blocks[i].last) {
            return blocks[i].script;
        }
    }
    return OTHER;
}

/* The script of most letters; of equals the first. Japanese mixes two, and Chinese has no kana. */
static enum script find_script(const struct word *words, size_t count)
{
    size_t letters[SCRIPTS] = {0};
    enum script most = OTHER;
    for (size_t i = 0; i < count; i++) {
        struct faqbot_view rest = words[i].folded;
        uint32_t character;
        while (utf8_next(&rest, &character)) {
            letters[script_of(character)]++;
        }
    }
    if (letters[KANA] > 0) {
        letters[KANA] += letters[HAN];
    }
    letters[OTHER] = 0;
    for (size_t i = 0; i < SCRIPTS; i++) {
        most = letters[i] > letters[most] ? (enum script)i : most;
    }
    return most;
}

/* ==== Evidence ======================================================================================= */

/* Points, to each language that has the evidence; and so many shared by all that have it. */
#define FUNCTION_WORD 20
#define FUNCTION_WORD_SHARED 40
#define AFFIX 6
#define AFFIX_SHARED 12
#define ROOT 14
#define ROOT_SHARED 28
#define EVERYDAY 12
#define EVERYDAY_SHARED 30
#define KINDRED 4 /* begins as an everyday word does */
#define KINDRED_SHARED 16
#define LETTER 12
#define LETTER_SHARED 24
#define ABSENT_LETTER (-8) /* a word with one */

/* It is sure with so many more points than the next; of few words, which may be names, twice as many. */
#define SURE_LEAD 12
#define FEW_WORDS 2

struct scores {
    enum script script;
    struct faqbot_view stopwords[TRAITS];
    struct faqbot_view everyday[TRAITS];
    int points[TRAITS];
    uint64_t letters_seen; /* a bit of a hash for each letter that has given its points */
};

static bool has_letter(const char *letters, uint32_t letter)
{
    struct faqbot_view rest = view_of(letters);
    uint32_t character;
    while (utf8_next(&rest, &character)) {
        if (character == letter) {
            return true;
        }
    }
    return false;
}

static bool has_any_letter(struct faqbot_view word, const char *letters)
{
    uint32_t letter;
    while (letters[0] != '\0' && utf8_next(&word, &letter)) {
        if (has_letter(letters, letter)) {
            return true;
        }
    }
    return false;
}

/* "l'" at the beginning of a word as it was written; the apostrophe may be a typographer's. */
static bool has_elision(struct faqbot_view source, struct faqbot_view letters)
{
    for (size_t i = 0; i < letters.size; i++) {
        if (i >= source.size || ascii_lower(source.bytes[i]) != letters.bytes[i]) {
            return false;
        }
    }
    source = view_slice(source, letters.size, source.size);
    return view_starts_with(source, "'") || view_starts_with(source, "\u2019");
}

static bool contains(struct faqbot_view text, struct faqbot_view part)
{
    for (size_t i = 0; i + part.size <= text.size; i++) {
        if (memcmp(text.bytes + i, part.bytes, part.size) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_affix(const struct word *word, struct faqbot_view affix)
{
    bool may_follow = affix.bytes[0] == '-';
    bool may_go_on = affix.bytes[affix.size - 1] == '-';
    struct faqbot_view text = word->folded;
    affix = view_slice(affix, may_follow, affix.size - may_follow - may_go_on);
    if (view_ends_with(affix, "'")) {
        return has_elision(word->source, view_slice(affix, 0, affix.size - 1));
    }
    if (text.size <= affix.size + 1) {
        return false;
    }
    if (!may_follow) {
        return memcmp(text.bytes, affix.bytes, affix.size) == 0;
    }
    return may_go_on ? contains(text, affix)
                     : memcmp(text.bytes + text.size - affix.size, affix.bytes, affix.size) == 0;
}

/* The longest affix of the word that the language knows, in bytes. */
static size_t find_affix(const char *affixes, const struct word *word)
{
    struct faqbot_view rest = view_of(affixes);
    size_t longest = 0;
    while (rest.size > 0) {
        size_t end = view_find(rest, ' ');
        if (end > longest && has_affix(word, view_slice(rest, 0, end))) {
            longest = end;
        }
        rest = view_slice(rest, end + 1, rest.size);
    }
    return longest;
}

/* Roots of up to three letters are words. No longer one begins another, so the last that is not after the
 * word is the only one that can begin it. */
static bool begins_with_root(const char *roots, struct faqbot_view plain)
{
    struct faqbot_view root = stopwords_floor(view_of(roots), plain);
    return root.size > 0 && root.size <= plain.size && memcmp(root.bytes, plain.bytes, root.size) == 0 &&
           (root.size == plain.size || utf8_length(root) > 3);
}

static struct faqbot_view everyday_of(const struct traits *language)
{
    for (size_t i = 0; i < sizeof everyday / sizeof *everyday; i++) {
        if (everyday[i].script == language->script && strcmp(everyday[i].code, language->code) == 0) {
            return view_of(everyday[i].words);
        }
    }
    return view_of("");
}

#define KINDRED_BYTES 4 /* of the beginning; and more than half of either word */

/* Another form of an everyday word, or put together with it. */
static bool is_kindred(struct faqbot_view list, struct faqbot_view plain)
{
    struct faqbot_view word = stopwords_floor(list, plain);
    size_t same = 0;
    while (same < word.size && same < plain.size && word.bytes[same] == plain.bytes[same]) {
        same++;
    }
    return same >= KINDRED_BYTES && 2 * same > plain.size && 3 * same >= 2 * word.size;
}

/* Gives points to the languages that are marked. */
static void give(struct scores *scores, const bool has[TRAITS], int points, int shared)
{
    int count = 0;
    for (size_t i = 0; i < TRAITS; i++) {
        count += has[i];
    }
    for (size_t i = 0; i < TRAITS; i++) {
        scores->points[i] += has[i] ? points + shared / count : 0;
    }
}

static void judge_letters(struct scores *scores, struct faqbot_view folded)
{
    uint32_t letter;
    while (utf8_next(&folded, &letter)) {
        bool has[TRAITS] = {false};
        uint64_t bit = UINT64_C(1) << letter % 64;
        if (letter < 0x80 || scores->letters_seen & bit) {
            continue;
        }
        scores->letters_seen |= bit;
        for (size_t i = 0; i < TRAITS; i++) {
            has[i] = traits[i].script == scores->script && has_letter(traits[i].letters, letter);
        }
        give(scores, has, LETTER, LETTER_SHARED);
    }
}

static void judge_word(struct scores *scores, const struct word *word)
{
    bool is_listed[TRAITS] = {false};
    bool is_everyday[TRAITS] = {false};
    bool is_like[TRAITS] = {false};
    bool has_root[TRAITS] = {false};
    bool has_one[TRAITS] = {false};
    for (size_t i = 0; i < TRAITS; i++) {
        if (traits[i].script != scores->script) {
            continue;
        }
        is_listed[i] = stopwords_has(scores->stopwords[i], word->plain);
        is_everyday[i] = !is_listed[i] && stopwords_has(scores->everyday[i], word->plain);
        has_root[i] = !is_everyday[i] && begins_with_root(traits[i].roots, word->plain);
        is_like[i] =
            !is_listed[i] && !is_everyday[i] && !has_root[i] && is_kindred(scores->everyday[i], word->plain);
        has_one[i] =
            !is_listed[i] && !is_everyday[i] && !has_root[i] && find_affix(traits[i].affixes, word) > 0;
        scores->points[i] += has_any_letter(word->folded, traits[i].absent) ? ABSENT_LETTER : 0;
    }
    give(scores, is_listed, FUNCTION_WORD, FUNCTION_WORD_SHARED);
    give(scores, is_everyday, EVERYDAY, EVERYDAY_SHARED);
    give(scores, has_root, ROOT, ROOT_SHARED);
    give(scores, is_like, KINDRED, KINDRED_SHARED);
    give(scores, has_one, AFFIX, AFFIX_SHARED);
    judge_letters(scores, word->folded);
}

/* ==== Pairs of letters =============================================================================== */

/* Points for each unit of log-likelihood; it is small, because the lists are. */
#define PAIR 3

/* Pairs that were never seen are taken for one of so many. */
#define PAIR_KINDS 700

#define LETTER_CLASSES 64 /* 0 is the edge of a word */
#define PAIRS_MAX 255     /* different ones of a text; further ones do not count */

/* The pairs of neighbouring letters of a text, and how often they were met in lists. */
struct pairs {
    uint8_t slots[LETTER_CLASSES * LETTER_CLASSES]; /* 1 + the place below; 0: not in the text */
    unsigned in_text[PAIRS_MAX];
    unsigned in_lists[PAIRS_MAX];
    size_t count;
    unsigned listed; /* pairs of the lists in all */
};

/* Letters of one alphabet have different classes, but for rare ones. */
static unsigned class_of(uint32_t letter)
{
    return letter == ' ' ? 0 : letter < 0x80 ? letter % 32 : 32 + letter % 32;
}

static void note_pair(struct pairs *pairs, unsigned pair)
{
    if (pairs->slots[pair] == 0 && pairs->count < PAIRS_MAX) {
        pairs->slots[pair] = (uint8_t)++pairs->count;
    }
    if (pairs->slots[pair] != 0) {
        pairs->in_text[pairs->slots[pair] - 1]++;
    }
}

static void note_word(struct pairs *pairs, struct faqbot_view plain)
{
    unsigned before = 0;
    uint32_t letter;
    while (utf8_next(&plain, &letter)) {
        note_pair(pairs, before * LETTER_CLASSES + class_of(letter));
        before = class_of(letter);
    }
    note_pair(pairs, before * LETTER_CLASSES);
}

/* Counts the pairs of a list of words; those of roots may go on. */
static void count_listed(struct pairs *pairs, struct faqbot_view list, bool are_whole)
{
    unsigned before = 0;
    uint32_t letter;
    while (utf8_next(&list, &letter)) {
        unsigned class = class_of(letter);
        unsigned slot = pairs->slots[before * LETTER_CLASSES + class];
        if (class != 0 || are_whole) {
            pairs->listed++;
            pairs->in_lists[slot == 0 ? 0 : slot - 1] += slot != 0;
        }
        before = class;
    }
}

static void judge_pairs(struct scores *scores, const struct word *words, size_t count)
{
    struct pairs pairs = {.count = 0};
    for (size_t i = 0; i < count; i++) {
        note_word(&pairs, words[i].plain);
    }
    for (size_t i = 0; i < TRAITS; i++) {
        double likelihood = 0;
        if (traits[i].script != scores->script) {
            continue;
        }
        memset(pairs.in_lists, 0, sizeof pairs.in_lists);
        pairs.listed = 0;
        count_listed(&pairs, scores->stopwords[i], true);
        count_listed(&pairs, scores->everyday[i], true);
        count_listed(&pairs, view_of(traits[i].roots), false);
        for (size_t j = 0; j < pairs.count; j++) {
            likelihood += pairs.in_text[j] * log((pairs.in_lists[j] + 1.) / (pairs.listed + PAIR_KINDS));
        }
        scores->points[i] += (int)lround(PAIR * likelihood);
    }
}

/* ==== The guess ====================================================================================== */

static bool is_among(const char *code, const char (*codes)[LANGUAGE_CODE_BYTES], size_t count)
{
    bool is = count == 0;
    for (size_t i = 0; i < count && !is; i++) {
        is = strcmp(code, codes[i]) == 0;
    }
    return is;
}

/* The first of those with the most points. A language that alone has its script needs none. */
static struct language_guess pick(const struct scores *scores, const char (*codes)[LANGUAGE_CODE_BYTES],
                                  size_t code_count, int lead)
{
    struct language_guess guess = {.code = ""};
    size_t languages = 0;
    int best = INT_MIN / 2;
    int next = INT_MIN / 2;
    for (size_t i = 0; i < TRAITS; i++) {
        if (traits[i].script != scores->script || !is_among(traits[i].code, codes, code_count)) {
            continue;
        }
        if (languages++ == 0 || scores->points[i] > best) {
            next = best;
            best = scores->points[i];
            memcpy(guess.code, traits[i].code, sizeof guess.code);
        } else if (scores->points[i] > next) {
            next = scores->points[i];
        }
    }
    guess.is_sure = languages == 1 || (languages > 1 && best - next >= lead);
    return guess;
}

struct language_guess language_recognise(const struct word *words, size_t count,
                                         const char (*codes)[LANGUAGE_CODE_BYTES], size_t code_count)
{
    struct scores scores = {.script = OTHER};
    count = count < LANGUAGE_WORDS_MAX ? count : LANGUAGE_WORDS_MAX;
    scores.script = find_script(words, count);
    for (size_t i = 0; i < TRAITS; i++) {
        if (traits[i].script == scores.script) {
            scores.stopwords[i] = stopwords_of(traits[i].code);
            scores.everyday[i] = everyday_of(&traits[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        judge_word(&scores, &words[i]);
    }
    judge_pairs(&scores, words, count);
    return pick(&scores, codes, code_count, count > FEW_WORDS ? SURE_LEAD : 2 * SURE_LEAD);
}
