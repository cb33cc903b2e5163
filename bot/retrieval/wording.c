/* retrieval/wording.c - synonyms as rules that replace runs of words. */
#include "retrieval/wording.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/interner.h"

#define BYTES_MAX ((size_t)256 * 1024 * 1024)

/* What a rule reads or puts in. */
struct phrase {
    struct word *words;
    uint32_t *stems; /* by word: numbers of wording.stems */
    size_t count;
    uint32_t leader; /* a phrase of the same group, or itself */
};

struct rule {
    uint32_t from; /* phrases */
    uint32_t to;
    bool is_two_way;
};

struct wording {
    struct stems *stemmer;
    struct interner texts; /* of phrases, folded; the number is the phrase's */
    struct interner stems;
    struct arena arena;
    struct arena scratch;   /* for taking one phrase apart */
    struct phrase *phrases; /* by number */
    uint32_t phrase_capacity;
    struct rule *rules; /* once finished: by the first stem of `from`, the longer first */
    uint32_t rule_count;
    uint32_t rule_capacity;
    uint32_t *first_rules; /* by stem: where its rules start; one more at the end */
};

struct wording *wording_new(struct faqbot_view lang)
{
    struct wording *wording = calloc(1, sizeof *wording);
    if (wording == NULL) {
        return NULL;
    }
    interner_init(&wording->texts, BYTES_MAX);
    interner_init(&wording->stems, BYTES_MAX);
    arena_init(&wording->arena, BYTES_MAX);
    arena_init(&wording->scratch, BYTES_MAX);
    wording->stemmer = stems_new(lang);
    if (wording->stemmer == NULL) {
        wording_free(wording);
        return NULL;
    }
    return wording;
}

void wording_free(struct wording *wording)
{
    if (wording != NULL) {
        stems_free(wording->stemmer);
        interner_release(&wording->texts);
        interner_release(&wording->stems);
        arena_release(&wording->arena);
        arena_release(&wording->scratch);
        free(wording->phrases);
        free(wording->rules);
        free(wording->first_rules);
        free(wording);
    }
}

/* -- Rules --------------------------------------------------------------------------------------------------------- */

static bool is_usable(const struct phrase *phrase)
{
    return phrase->count > 0 && phrase->count <= WORDING_PHRASE_WORDS_MAX;
}

/* Keeps what is needed of a word; its source is that of the word it will replace. */
static bool keep_word(struct wording *wording, const struct word *word, struct word *kept, uint32_t *stem)
{
    *kept = (struct word){.source = view_of("")};
    *stem = interner_add(&wording->stems, stems_find(wording->stemmer, word));
    return *stem != INTERNER_NONE && arena_copy(&wording->arena, word->folded, &kept->folded) &&
           arena_copy(&wording->arena, word->plain, &kept->plain);
}

/* Of a phrase that cannot be used nothing but its length is kept. */
static enum faqbot_status take_phrase(struct wording *wording, struct faqbot_view text, uint32_t number)
{
    struct phrase phrase = {.leader = number};
    struct word *words;
    if (!words_take(&wording->scratch, text, &words, &phrase.count)) {
        return FAQBOT_NO_MEMORY;
    }
    if (is_usable(&phrase)) {
        phrase.words = arena_take_array(&wording->arena, phrase.count, sizeof *phrase.words);
        phrase.stems = arena_take_array(&wording->arena, phrase.count, sizeof *phrase.stems);
        if (phrase.words == NULL || phrase.stems == NULL) {
            return FAQBOT_NO_MEMORY;
        }
        for (size_t i = 0; i < phrase.count; i++) {
            if (!keep_word(wording, &words[i], &phrase.words[i], &phrase.stems[i])) {
                return FAQBOT_NO_MEMORY;
            }
        }
    }
    wording->phrases[number] = phrase;
    return FAQBOT_OK;
}

/* The number of a phrase, which is taken apart when it is new. */
static enum faqbot_status find_phrase(struct wording *wording, struct faqbot_view text, uint32_t *number)
{
    struct faqbot_view folded;
    arena_reset(&wording->scratch);
    if (!words_fold(&wording->scratch, text, &folded)) {
        return FAQBOT_NO_MEMORY;
    }
    *number = interner_find(&wording->texts, folded);
    if (*number != INTERNER_NONE) {
        return FAQBOT_OK;
    }
    *number = interner_add(&wording->texts, folded);
    if (*number == INTERNER_NONE) {
        return FAQBOT_NO_MEMORY;
    }
    if (*number >= wording->phrase_capacity) {
        uint32_t capacity = 2 * *number + 64;
        struct phrase *phrases = realloc(wording->phrases, capacity * sizeof *phrases);
        if (phrases == NULL) {
            return FAQBOT_NO_MEMORY;
        }
        wording->phrases = phrases;
        wording->phrase_capacity = capacity;
    }
    return take_phrase(wording, text, *number);
}

enum faqbot_status wording_add(struct wording *wording, struct faqbot_view from, struct faqbot_view to)
{
    struct rule rule = {0};
    if (wording->rule_count == WORDING_RULES_MAX) {
        return FAQBOT_OK;
    }
    enum faqbot_status status = find_phrase(wording, from, &rule.from);
    if (status == FAQBOT_OK) {
        status = find_phrase(wording, to, &rule.to);
    }
    if (status != FAQBOT_OK || rule.from == rule.to || !is_usable(&wording->phrases[rule.from]) ||
        !is_usable(&wording->phrases[rule.to])) {
        return status;
    }
    if (wording->rule_count == wording->rule_capacity) {
        uint32_t capacity = 2 * wording->rule_capacity + 64;
        struct rule *rules = realloc(wording->rules, capacity * sizeof *rules);
        if (rules == NULL) {
            return FAQBOT_NO_MEMORY;
        }
        wording->rules = rules;
        wording->rule_capacity = capacity;
    }
    wording->rules[wording->rule_count++] = rule;
    return FAQBOT_OK;
}

static int by_phrases(const void *left, const void *right)
{
    const struct rule *a = left;
    const struct rule *b = right;
    if (a->from != b->from) {
        return a->from < b->from ? -1 : 1;
    }
    return (a->to > b->to) - (a->to < b->to);
}

static uint32_t find_leader(struct phrase *phrases, uint32_t phrase)
{
    while (phrases[phrase].leader != phrase) {
        phrases[phrase].leader = phrases[phrases[phrase].leader].leader;
        phrase = phrases[phrase].leader;
    }
    return phrase;
}

/* Joins two groups; the longest phrase leads, of equals the one that was named first. */
static void join(struct phrase *phrases, uint32_t left, uint32_t right)
{
    left = find_leader(phrases, left);
    right = find_leader(phrases, right);
    bool right_leads = phrases[right].count > phrases[left].count ||
                       (right < left && phrases[right].count == phrases[left].count);
    phrases[right_leads ? left : right].leader = right_leads ? right : left;
}

/* Finds which rules are two-way, and makes of each group rules to its leader. */
static void make_groups(struct wording *wording)
{
    qsort(wording->rules, wording->rule_count, sizeof *wording->rules, by_phrases);
    for (uint32_t i = 0; i < wording->rule_count; i++) {
        struct rule *rule = &wording->rules[i];
        struct rule reverse = {.from = rule->to, .to = rule->from};
        rule->is_two_way =
            bsearch(&reverse, wording->rules, wording->rule_count, sizeof reverse, by_phrases) != NULL;
        if (rule->is_two_way) {
            join(wording->phrases, rule->from, rule->to);
        }
    }
    for (uint32_t i = 0; i < wording->rule_count; i++) {
        struct rule *rule = &wording->rules[i];
        rule->to = rule->is_two_way ? find_leader(wording->phrases, rule->from) : rule->to;
    }
}

/* Counting sort by first stem, then the longer first within each; the lists are short. */
static enum faqbot_status index_rules(struct wording *wording)
{
    uint32_t *firsts = calloc((size_t)wording->stems.count + 1, sizeof *firsts);
    struct rule *sorted = calloc((size_t)wording->rule_count + 1, sizeof *sorted);
    if (firsts == NULL || sorted == NULL) {
        free(firsts);
        free(sorted);
        return FAQBOT_NO_MEMORY;
    }
    for (size_t length = WORDING_PHRASE_WORDS_MAX, at = 0; length > 0; length--) {
        for (uint32_t i = 0; i < wording->rule_count; i++) {
            if (wording->phrases[wording->rules[i].from].count == length) {
                sorted[at++] = wording->rules[i];
            }
        }
    }
    for (uint32_t i = 0; i < wording->rule_count; i++) {
        firsts[wording->phrases[sorted[i].from].stems[0] + 1]++;
    }
    for (uint32_t i = 0; i < wording->stems.count; i++) {
        firsts[i + 1] += firsts[i];
    }
    for (uint32_t i = 0; i < wording->rule_count; i++) {
        wording->rules[firsts[wording->phrases[sorted[i].from].stems[0]]++] = sorted[i];
    }
    memmove(firsts + 1, firsts, wording->stems.count * sizeof *firsts);
    firsts[0] = 0;
    free(sorted);
    wording->first_rules = firsts;
    return FAQBOT_OK;
}

enum faqbot_status wording_finish(struct wording *wording)
{
    if (wording->rule_count > 0) {
        make_groups(wording);
    }
    return index_rules(wording);
}

/* -- Use ----------------------------------------------------------------------------------------------------------- */

static bool fits(const struct wording *wording, const struct rule *rule, const uint32_t *stems, size_t count)
{
    const struct phrase *from = &wording->phrases[rule->from];
    return from->count <= count && memcmp(from->stems, stems, from->count * sizeof *stems) == 0;
}

/* The rule of the wanted kind that fits at the front of `stems` and reads the most words; NULL: none. A group's leader
 * fits too and replaces itself, so that no shorter member within it does. */
static const struct rule *find_fit(const struct wording *wording, const uint32_t *stems, size_t count,
                                   bool is_two_way)
{
    if (stems[0] == INTERNER_NONE) {
        return NULL;
    }
    for (uint32_t i = wording->first_rules[stems[0]]; i < wording->first_rules[stems[0] + 1]; i++) {
        const struct rule *rule = &wording->rules[i];
        if (rule->is_two_way == is_two_way && fits(wording, rule, stems, count)) {
            return rule;
        }
    }
    return NULL;
}

static enum faqbot_status replace(const struct wording *wording, struct arena *arena, bool is_two_way,
                                  struct wording_words *words, bool *is_changed)
{
    *is_changed = false;
    if (wording->rule_count == 0 || words->count == 0) {
        return FAQBOT_OK;
    }
    uint32_t *stems = arena_take_array(arena, words->count, sizeof *stems);
    struct word *made = arena_take_array(arena, words->count * WORDING_PHRASE_WORDS_MAX, sizeof *made);
    if (stems == NULL || made == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < words->count; i++) {
        stems[i] = interner_find(&wording->stems, stems_find(wording->stemmer, &words->list[i]));
    }
    size_t count = 0;
    for (size_t i = 0; i < words->count;) {
        assert(count <= i * WORDING_PHRASE_WORDS_MAX);
        const struct rule *rule = find_fit(wording, stems + i, words->count - i, is_two_way);
        if (rule == NULL || rule->from == rule->to) {
            size_t kept = rule == NULL ? 1 : wording->phrases[rule->from].count;
            memcpy(made + count, words->list + i, kept * sizeof *made);
            count += kept;
            i += kept;
            continue;
        }
        const struct phrase *to = &wording->phrases[rule->to];
        assert(to->count <= WORDING_PHRASE_WORDS_MAX);
        for (size_t j = 0; j < to->count; j++) {
            made[count] = to->words[j];
            made[count++].source = words->list[i].source;
        }
        i += wording->phrases[rule->from].count;
        *is_changed = true;
    }
    if (*is_changed) {
        *words = (struct wording_words){.list = made, .count = count};
    }
    return FAQBOT_OK;
}

enum faqbot_status wording_unify(const struct wording *wording, struct arena *arena,
                                 struct wording_words *words)
{
    bool is_changed;
    return replace(wording, arena, true, words, &is_changed);
}

enum faqbot_status wording_reword(const struct wording *wording, struct arena *arena,
                                  struct wording_words *words, bool *is_changed)
{
    return replace(wording, arena, false, words, is_changed);
}

bool wording_knows(const struct wording *wording, const struct word *word)
{
    return interner_find(&wording->stems, stems_find(wording->stemmer, word)) != INTERNER_NONE;
}
