/* index/synonyms.c - synonyms as rules that replace runs of words.
 *
 * Two-way rules are applied to entries when they are indexed and to questions when they are asked: both
 * sides then say the same words, and ranking knows nothing of synonyms. The alternative, to search for each
 * wording of a question, costs a search for each of them, and counts a word's occurrences apart under its
 * several names.
 *
 * One-way rules ("SUV => car", where "car" is the wider word) cannot be applied to both sides, and are for
 * questions alone. Phrases are compared by stems, so that a rule for "laptop" fits "laptops" too. */
#include "index/index_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* With the rules
 *
 *   sofa, couch, settee     two-way: a group, given as rules in both directions
 *   TV => television set    one-way
 *
 * "Is the couch next to the TV?" is read as "Is the sofa next to the TV?" both in an entry and in a
 * question: all members have one word, and the one that was named first leads. The question is searched for
 * as "... next to the television set" as well; an entry that says "TV" is left as it is.
 *
 * The leader of a group is its longest phrase, unless that is another one written in two words. A longer phrase
 * is the more telling one, and replacing "ID" by "identity card" lets a question with "card" match in part, where
 * the other way round would lose the word. */

#define BYTES_MAX ((size_t)256 * 1024 * 1024)

/* What a rule reads or puts in. */
struct phrase {
    struct word *words;
    uint32_t *stems; /* by word: numbers of synonyms.stems */
    size_t count;
    uint32_t leader; /* a phrase of the same group, or itself */
};

struct rule {
    uint32_t from; /* phrases */
    uint32_t to;
    uint32_t first_stem; /* of `from` */
    uint32_t length;     /* its words */
    bool is_two_way;
};

struct synonyms {
    struct stemmer *stemmer;
    struct string_table texts; /* of phrases, folded; the number is the phrase's */
    struct string_table stems;
    struct arena arena;
    struct arena scratch;   /* for taking one phrase apart */
    struct phrase *phrases; /* by number */
    size_t phrase_capacity;
    struct rule *rules; /* once finished: as by_place() has them */
    uint32_t rule_count;
    size_t rule_capacity;
    uint32_t *first_rules; /* by stem: where its rules start; one more at the end */
};

struct synonyms *synonyms_new(struct faqbot_view lang)
{
    struct synonyms *synonyms = calloc(1, sizeof *synonyms);
    if (synonyms == NULL) {
        return NULL;
    }
    string_table_init(&synonyms->texts, BYTES_MAX);
    string_table_init(&synonyms->stems, BYTES_MAX);
    arena_init(&synonyms->arena, BYTES_MAX);
    arena_init(&synonyms->scratch, BYTES_MAX);
    synonyms->stemmer = stemmer_new(lang);
    if (synonyms->stemmer == NULL) {
        synonyms_free(synonyms);
        return NULL;
    }
    return synonyms;
}

void synonyms_free(struct synonyms *synonyms)
{
    if (synonyms != NULL) {
        stemmer_free(synonyms->stemmer);
        string_table_release(&synonyms->texts);
        string_table_release(&synonyms->stems);
        arena_release(&synonyms->arena);
        arena_release(&synonyms->scratch);
        free(synonyms->phrases);
        free(synonyms->rules);
        free(synonyms);
    }
}

/* -- Rules ----------------------------------------------------------------------------------------- */

static bool is_usable(const struct phrase *phrase)
{
    return phrase->count > 0 && phrase->count <= SYNONYMS_PHRASE_WORDS_MAX;
}

/* Takes a phrase apart. Of one that cannot be used nothing but its length is kept; of a word all but its
 * source, which is that of the word it will replace. */
static void take_phrase(struct synonyms *synonyms, struct faqbot_view text, struct phrase *phrase,
                        enum faqbot_status *status)
{
    struct word *words = NULL;
    size_t count = 0;
    bool is_taken = tokenize(&synonyms->scratch, text, &words, &count);
    phrase->count = count;
    if (is_taken && is_usable(phrase)) {
        phrase->words = arena_need(&synonyms->arena, count, sizeof *phrase->words, status);
        phrase->stems = arena_need(&synonyms->arena, count, sizeof *phrase->stems, status);
        for (size_t i = 0; i < count && *status == FAQBOT_OK && is_taken; i++) {
            struct word *kept = &phrase->words[i];
            phrase->stems[i] = string_table_add(&synonyms->stems, stemmer_stem(synonyms->stemmer, &words[i]));
            is_taken = phrase->stems[i] != STRING_TABLE_NONE &&
                       arena_copy(&synonyms->arena, words[i].folded, &kept->folded) &&
                       arena_copy(&synonyms->arena, words[i].plain, &kept->plain);
        }
    }
    if (!is_taken) {
        *status = FAQBOT_NO_MEMORY;
    }
}

/* The number of a phrase, which is taken apart when it is new; 0 where that fails. */
static uint32_t find_phrase(struct synonyms *synonyms, struct faqbot_view text, enum faqbot_status *status)
{
    struct faqbot_view folded = view_of("");
    const uint32_t known = synonyms->texts.count;
    uint32_t number = STRING_TABLE_NONE;
    arena_reset(&synonyms->scratch);
    if (*status == FAQBOT_OK && tokenize_folded(&synonyms->scratch, text, &folded)) {
        number = string_table_add(&synonyms->texts, folded);
    }
    if (number == STRING_TABLE_NONE ||
        !array_grow(NULL, &synonyms->phrases, known, &synonyms->phrase_capacity, sizeof *synonyms->phrases)) {
        *status = *status == FAQBOT_OK ? FAQBOT_NO_MEMORY : *status;
        return 0;
    }
    if (number == known) {
        synonyms->phrases[number] = (struct phrase){.leader = number};
        take_phrase(synonyms, text, &synonyms->phrases[number], status);
    }
    return number;
}

void synonyms_add(struct synonyms *synonyms, struct faqbot_view from, struct faqbot_view to,
                  enum faqbot_status *status)
{
    struct rule rule = {0};
    if (synonyms->rule_count == SYNONYMS_RULES_MAX) {
        return;
    }
    rule.from = find_phrase(synonyms, from, status);
    rule.to = find_phrase(synonyms, to, status);
    if (*status != FAQBOT_OK || rule.from == rule.to || !is_usable(&synonyms->phrases[rule.from]) ||
        !is_usable(&synonyms->phrases[rule.to])) {
        return;
    }
    if (!array_grow(NULL, &synonyms->rules, synonyms->rule_count, &synonyms->rule_capacity,
                    sizeof *synonyms->rules)) {
        *status = FAQBOT_NO_MEMORY;
        return;
    }
    rule.first_stem = synonyms->phrases[rule.from].stems[0];
    rule.length = (uint32_t)synonyms->phrases[rule.from].count;
    synonyms->rules[synonyms->rule_count++] = rule;
}

static int compare(uint32_t left, uint32_t right)
{
    return (left > right) - (left < right);
}

/* By first stem, so that those of a word lie together, and the longer first, so that the first that fits is
 * the longest. Then by phrases: the order is the same in whatever order they were added. */
static int by_place(const void *left, const void *right)
{
    const struct rule *a = left;
    const struct rule *b = right;
    int order = compare(a->first_stem, b->first_stem);
    order = order != 0 ? order : compare(b->length, a->length);
    order = order != 0 ? order : compare(a->from, b->from);
    return order != 0 ? order : compare(a->to, b->to);
}

/* Union-find with path halving: each look-up shortens the way of the next. */
static uint32_t find_leader(struct phrase *phrases, uint32_t phrase)
{
    while (phrases[phrase].leader != phrase) {
        phrases[phrase].leader = phrases[phrases[phrase].leader].leader;
        phrase = phrases[phrase].leader;
    }
    return phrase;
}

/* Whether one phrase is the other's two words written as one. */
static bool is_joined(const struct phrase *one, const struct phrase *apart)
{
    if (one->count != 1 || apart->count != 2) {
        return false;
    }
    struct faqbot_view whole = one->words[0].plain;
    size_t size = apart->words[0].plain.size;
    return view_equals(view_slice(whole, 0, size), apart->words[0].plain) &&
           view_equals(view_slice(whole, size, whole.size), apart->words[1].plain);
}

/* Joins two groups; the longest phrase leads, of equals the one that was named first. "Voicemail" leads "voice
 * mail": they are one word, and its parts are words of other things. */
static void join(struct phrase *phrases, uint32_t left, uint32_t right)
{
    left = find_leader(phrases, left);
    right = find_leader(phrases, right);
    bool is_longer = phrases[right].count > phrases[left].count ||
                     (right < left && phrases[right].count == phrases[left].count);
    bool right_leads = is_joined(&phrases[right], &phrases[left]) ||
                       (is_longer && !is_joined(&phrases[left], &phrases[right]));
    phrases[right_leads ? left : right].leader = right_leads ? right : left;
}

/* Finds which rules are two-way, and makes of each group rules to its leader. */
static void make_groups(struct synonyms *synonyms)
{
    for (uint32_t i = 0; i < synonyms->rule_count; i++) {
        struct rule *rule = &synonyms->rules[i];
        const struct phrase *to = &synonyms->phrases[rule->to];
        const struct rule reverse = {
            .from = rule->to, .to = rule->from, .first_stem = to->stems[0], .length = (uint32_t)to->count};
        rule->is_two_way =
            bsearch(&reverse, synonyms->rules, synonyms->rule_count, sizeof reverse, by_place) != NULL;
        if (rule->is_two_way) {
            join(synonyms->phrases, rule->from, rule->to);
        }
    }
    for (uint32_t i = 0; i < synonyms->rule_count; i++) {
        struct rule *rule = &synonyms->rules[i];
        rule->to = rule->is_two_way ? find_leader(synonyms->phrases, rule->from) : rule->to;
    }
}

/* Rules are sorted by their first stem, so a table of where each stem's rules start finds those that may
 * fit a place in a text at once; most stems have none. */
void synonyms_finish(struct synonyms *synonyms, enum faqbot_status *status)
{
    synonyms->first_rules = arena_need(&synonyms->arena, (size_t)synonyms->stems.count + 1,
                                       sizeof *synonyms->first_rules, status);
    if (synonyms->first_rules == NULL) {
        return;
    }
    if (synonyms->rule_count > 0) {
        qsort(synonyms->rules, synonyms->rule_count, sizeof *synonyms->rules, by_place);
        make_groups(synonyms);
    }
    for (uint32_t i = 0; i < synonyms->rule_count; i++) {
        synonyms->first_rules[synonyms->rules[i].first_stem + 1]++;
    }
    for (uint32_t i = 0; i < synonyms->stems.count; i++) {
        synonyms->first_rules[i + 1] += synonyms->first_rules[i];
    }
}

/* -- Use ------------------------------------------------------------------------------------------- */

/* Compared by stems; from->count <= count keeps the comparison within the text. */
static bool fits(const struct synonyms *synonyms, const struct rule *rule, const uint32_t *stems,
                 size_t count)
{
    const struct phrase *from = &synonyms->phrases[rule->from];
    return from->count <= count && memcmp(from->stems, stems, from->count * sizeof *stems) == 0;
}

/* The rule of the wanted kind that fits at the front of `stems` and reads the most words; NULL: none. A
 * group's leader fits too and replaces itself, so that no shorter member within it does. */
static const struct rule *find_fit(const struct synonyms *synonyms, const uint32_t *stems, size_t count,
                                   bool is_two_way)
{
    if (stems[0] == STRING_TABLE_NONE) {
        return NULL;
    }
    for (uint32_t i = synonyms->first_rules[stems[0]]; i < synonyms->first_rules[stems[0] + 1]; i++) {
        const struct rule *rule = &synonyms->rules[i];
        if (rule->is_two_way == is_two_way && fits(synonyms, rule, stems, count)) {
            return rule;
        }
    }
    return NULL;
}

/* Replaces what the rules of a kind fit; whether one did. */
static bool replace(const struct synonyms *synonyms, struct arena *arena, bool is_two_way,
                    struct synonyms_words *words, enum faqbot_status *status)
{
    if (*status != FAQBOT_OK || synonyms->rule_count == 0 || words->count == 0) {
        return false;
    }
    bool is_changed = false;
    uint32_t *stems = arena_need(arena, words->count, sizeof *stems, status);
    struct word *made = arena_need(arena, words->count * SYNONYMS_PHRASE_WORDS_MAX, sizeof *made, status);
    if (*status != FAQBOT_OK) {
        return false;
    }
    for (size_t i = 0; i < words->count; i++) {
        stems[i] = string_table_find(&synonyms->stems, stemmer_stem(synonyms->stemmer, &words->list[i]));
    }
    size_t count = 0;
    for (size_t i = 0; i < words->count;) {
        assert(count <= i * SYNONYMS_PHRASE_WORDS_MAX);
        const struct rule *rule = find_fit(synonyms, stems + i, words->count - i, is_two_way);
        if (rule == NULL || rule->from == rule->to) {
            size_t kept = rule == NULL ? 1 : synonyms->phrases[rule->from].count;
            memcpy(made + count, words->list + i, kept * sizeof *made);
            count += kept;
            i += kept;
            continue;
        }
        const struct phrase *to = &synonyms->phrases[rule->to];
        assert(to->count <= SYNONYMS_PHRASE_WORDS_MAX);
        for (size_t j = 0; j < to->count; j++) {
            made[count] = to->words[j];
            made[count++].source = words->list[i].source;
        }
        i += synonyms->phrases[rule->from].count;
        is_changed = true;
    }
    if (is_changed) {
        *words = (struct synonyms_words){.list = made, .count = count};
    }
    return is_changed;
}

void synonyms_canonicalize(const struct synonyms *synonyms, struct arena *arena, struct synonyms_words *words,
                           enum faqbot_status *status)
{
    (void)replace(synonyms, arena, true, words, status);
}

bool synonyms_expand(const struct synonyms *synonyms, struct arena *arena, struct synonyms_words *words,
                     enum faqbot_status *status)
{
    return replace(synonyms, arena, false, words, status);
}

void synonyms_read(const struct synonyms *synonyms, struct arena *arena, struct faqbot_view text,
                   struct synonyms_words *words, enum faqbot_status *status)
{
    *words = (struct synonyms_words){0};
    fail_if(!tokenize(arena, text, &words->list, &words->count), FAQBOT_NO_MEMORY, status);
    synonyms_canonicalize(synonyms, arena, words, status);
}

/* A word of a rule is no misspelling, though no entry may hold it. */
bool synonyms_has(const struct synonyms *synonyms, const struct word *word)
{
    return string_table_find(&synonyms->stems, stemmer_stem(synonyms->stemmer, word)) != STRING_TABLE_NONE;
}
