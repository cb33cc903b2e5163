/* tests/unit/index/learn.c - classifiers tell entries apart by their phrasings, always in the same way. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "index/index_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Phrasings as letters: each letter is a feature, both of the characters and of the words. */
struct lesson {
    struct term_counts characters;
    struct term_counts words;
    struct term_counts character_weights;
    struct term_counts word_weights;
    bool learned;
};

static void add(struct term_counts *term_counts, const char *letters)
{
    struct ngram list[26];
    struct ngrams ngrams = {.list = list, .count = strlen(letters)};
    for (size_t i = 0; i < ngrams.count; i++) {
        list[i] = (struct ngram){.key = (uint64_t)letters[i], .count = 1};
    }
    term_counts_append(term_counts, &ngrams);
    term_counts_close(term_counts);
}

static void take(struct lesson *lesson, const char *const *phrasings, const uint32_t *owners, size_t count,
                 uint32_t entries)
{
    term_counts_init(&lesson->characters);
    term_counts_init(&lesson->words);
    for (size_t i = 0; i < count; i++) {
        add(&lesson->characters, phrasings[i]);
        add(&lesson->words, phrasings[i]);
    }
    term_counts_weigh_cosine(&lesson->characters);
    term_counts_weigh_cosine(&lesson->words);
    enum faqbot_status status = FAQBOT_OK;
    lesson->learned = learn_weights(&lesson->characters, &lesson->words, owners, entries,
                                    &lesson->character_weights, &lesson->word_weights, &status);
    assert_int_equal(status, FAQBOT_OK);
}

static void release(struct lesson *lesson)
{
    term_counts_release(&lesson->characters);
    term_counts_release(&lesson->words);
    term_counts_release(&lesson->character_weights);
    term_counts_release(&lesson->word_weights);
}

static double weight_of(const struct term_counts *weights, uint32_t entry, uint32_t row)
{
    for (size_t i = weights->starts[entry]; i < weights->starts[entry + 1]; i++) {
        if (weights->items[i].row == row) {
            return (double)weights->items[i].weight;
        }
    }
    return 0;
}

/* What an entry's classifier gives a phrasing. */
static double value(const struct lesson *lesson, uint32_t entry, uint32_t phrasing)
{
    double sum = 0;
    for (size_t i = lesson->characters.starts[phrasing]; i < lesson->characters.starts[phrasing + 1]; i++) {
        const struct term_count_item *item = &lesson->characters.items[i];
        sum += (double)item->weight * weight_of(&lesson->character_weights, entry, item->row);
    }
    for (size_t i = lesson->words.starts[phrasing]; i < lesson->words.starts[phrasing + 1]; i++) {
        const struct term_count_item *item = &lesson->words.items[i];
        sum += (double)item->weight * weight_of(&lesson->word_weights, entry, item->row);
    }
    return sum;
}

static const char *const letters[] = {"abx", "aby", "cdx", "cdy", "efx", "efy"};
static const uint32_t owners[] = {0, 0, 1, 1, 3, 3}; /* entry 2 is a passage */

static void each_entry_takes_its_own_phrasings_and_no_others(void **state)
{
    (void)state;
    struct lesson lesson;
    take(&lesson, letters, owners, COUNT(letters), 4);
    assert_true(lesson.learned);
    assert_int_equal(lesson.character_weights.document_count, 4);
    assert_int_equal(lesson.word_weights.document_count, 4);
    for (uint32_t entry = 0; entry < 4; entry++) {
        for (uint32_t i = 0; i < COUNT(letters); i++) {
            if (entry == 2) {
                assert_true(value(&lesson, entry, i) == 0);
            } else {
                assert_int_equal(value(&lesson, entry, i) > 0, owners[i] == entry);
            }
        }
    }
    assert_true(weight_of(&lesson.character_weights, 0, 0) > 0); /* a tells entry 0 from all others */
    assert_true(weight_of(&lesson.character_weights, 1, 0) < 0);
    release(&lesson);
}

static void the_same_phrasings_give_the_same_weights(void **state)
{
    (void)state;
    struct lesson one;
    struct lesson other;
    take(&one, letters, owners, COUNT(letters), 4);
    take(&other, letters, owners, COUNT(letters), 4);
    assert_int_equal(one.character_weights.item_count, other.character_weights.item_count);
    assert_memory_equal(one.character_weights.items, other.character_weights.items,
                        one.character_weights.item_count * sizeof(struct term_count_item));
    assert_memory_equal(one.word_weights.items, other.word_weights.items,
                        one.word_weights.item_count * sizeof(struct term_count_item));
    release(&one);
    release(&other);
}

static void entries_of_equal_phrasings_get_equal_weights(void **state)
{
    (void)state;
    static const char *const alike[] = {"ab", "ac", "de", "df", "ac", "ab", "ab", "ac"};
    static const uint32_t theirs[] = {0, 0, 1, 1, 2, 2, 3, 3};
    struct lesson lesson;
    take(&lesson, alike, theirs, COUNT(alike), 4);
    const struct term_counts *weights = &lesson.character_weights;
    size_t count = weights->starts[1] - weights->starts[0];
    assert_true(count > 0);
    for (uint32_t twin = 2; twin < 4; twin++) {
        assert_int_equal(weights->starts[twin + 1] - weights->starts[twin], count);
        assert_memory_equal(weights->items + weights->starts[twin], weights->items,
                            count * sizeof(struct term_count_item));
    }
    assert_true(value(&lesson, 0, 0) > value(&lesson, 1, 0));
    release(&lesson);
}

static void nothing_is_learned_where_there_is_nothing_to_tell_apart(void **state)
{
    (void)state;
    static const struct {
        const char *phrasings[3];
        uint32_t owners[3];
        size_t count;
        uint32_t entries;
    } cases[] = {
        {{NULL}, {0}, 0, 0},
        {{NULL}, {0}, 0, 2},                   /* passages */
        {{"ab"}, {0}, 1, 1},                   /* one phrasing */
        {{"ab", "ac", "ad"}, {0, 0, 0}, 3, 1}, /* one entry */
        {{"ab", "cd", "ef"}, {0, 1, 2}, 3, 3}, /* a phrasing each */
        {{"ab", "ac", "ad"}, {1, 1, 1}, 3, 3}, /* one among passages */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lesson lesson;
        take(&lesson, cases[i].phrasings, cases[i].owners, cases[i].count, cases[i].entries);
        assert_false(lesson.learned);
        assert_int_equal(lesson.character_weights.item_count + lesson.word_weights.item_count, 0);
        release(&lesson);
    }
}

/* -- Many phrasings -------------------------------------------------------------------------------- */

#define MANY 12000 /* phrasings */

/* A phrasing holds what its entry alone has, a word of its own, and words that it shares with other entries'. */
static void add_made(struct term_counts *term_counts, uint32_t entry, uint32_t phrasing)
{
    struct ngram list[] = {{.key = 1, .count = 1},
                           {.key = 10 + phrasing % 7, .count = 1},
                           {.key = 100 + entry % 50, .count = 1},
                           {.key = 1000 + entry, .count = 1},
                           {.key = 100000 + phrasing, .count = 1}};
    const struct ngrams ngrams = {.list = list, .count = COUNT(list)};
    term_counts_append(term_counts, &ngrams);
    term_counts_close(term_counts);
}

static uint32_t many_owners[MANY];

/* Learns from so many entries that have as many phrasings each, where the last entry has those of the first. */
static void take_many(struct lesson *lesson, uint32_t entries)
{
    const uint32_t each = MANY / entries;
    term_counts_init(&lesson->characters);
    term_counts_init(&lesson->words);
    for (uint32_t i = 0; i < entries * each; i++) {
        many_owners[i] = i / each;
        const bool is_last = many_owners[i] == entries - 1;
        add_made(&lesson->characters, is_last ? 0 : many_owners[i], is_last ? i % each : i);
        add_made(&lesson->words, is_last ? 0 : many_owners[i], is_last ? i % each : i);
    }
    term_counts_weigh_cosine(&lesson->characters);
    term_counts_weigh_cosine(&lesson->words);
    enum faqbot_status status = FAQBOT_OK;
    lesson->learned = learn_weights(&lesson->characters, &lesson->words, many_owners, entries,
                                    &lesson->character_weights, &lesson->word_weights, &status);
    assert_int_equal(status, FAQBOT_OK); /* so learn_bytes_max() sufficed */
}

static void entries_are_told_apart_at_any_size(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {3, 100, 4000};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct lesson lesson;
        const uint32_t each = MANY / sizes[i];
        take_many(&lesson, sizes[i]);
        assert_true(lesson.learned);
        assert_int_equal(lesson.word_weights.document_count, sizes[i]);
        const uint32_t sibling = sizes[i] > 50 ? 50 : 1; /* an entry that shares a word, or the next */
        for (uint32_t entry = 0; entry + 1 < sizes[i]; entry += 1 + sizes[i] / 20) {
            assert_true(value(&lesson, entry, entry * each) > .5);
            assert_true(value(&lesson, entry, entry * each + each - 1) > .5);
            assert_true(value(&lesson, entry, (entry + sibling) % (sizes[i] - 1) * each) < 0);
        }
        release(&lesson);
    }
}

static void assert_equal_bags(const struct term_counts *weights, uint32_t entry,
                              const struct term_counts *others, uint32_t other)
{
    const size_t count = weights->starts[entry + 1] - weights->starts[entry];
    assert_true(count > 0);
    assert_int_equal(others->starts[other + 1] - others->starts[other], count);
    assert_memory_equal(weights->items + weights->starts[entry], others->items + others->starts[other],
                        count * sizeof *weights->items);
}

static void many_phrasings_give_the_same_weights_each_time(void **state)
{
    (void)state;
    struct lesson one;
    struct lesson other;
    take_many(&one, 400);
    take_many(&other, 400);
    for (uint32_t entry = 0; entry < 400; entry++) {
        assert_equal_bags(&one.character_weights, entry, &other.character_weights, entry);
        assert_equal_bags(&one.word_weights, entry, &other.word_weights, entry);
    }
    assert_equal_bags(&one.word_weights, 0, &one.word_weights, 399); /* the same phrasings */
    release(&one);
    release(&other);
}

static void weights_and_memory_are_bounded(void **state)
{
    (void)state;
    enum { FEATURES = 500, PHRASINGS = 8 };
    static struct ngram list[FEATURES];
    static const uint32_t theirs[PHRASINGS] = {0, 0, 1, 1, 2, 2, 3, 3};
    struct lesson lesson;
    term_counts_init(&lesson.characters);
    term_counts_init(&lesson.words);
    for (uint32_t i = 0; i < PHRASINGS; i++) {
        const struct ngrams ngrams = {.list = list, .count = FEATURES};
        for (uint32_t j = 0; j < FEATURES; j++) {
            const uint32_t base = j < FEATURES / 2 ? 1 : 1000 * (theirs[i] + 1);
            list[j] = (struct ngram){.key = base + j, .count = 1 + (i + j) % 3};
        }
        term_counts_append(&lesson.characters, &ngrams);
        term_counts_close(&lesson.characters);
        term_counts_append(&lesson.words, &ngrams);
        term_counts_close(&lesson.words);
    }
    term_counts_weigh_cosine(&lesson.characters);
    term_counts_weigh_cosine(&lesson.words);
    enum faqbot_status status = FAQBOT_OK;
    assert_true(learn_weights(&lesson.characters, &lesson.words, theirs, 4, &lesson.character_weights,
                              &lesson.word_weights, &status));
    for (uint32_t entry = 0; entry < 4; entry++) {
        const size_t *starts = lesson.word_weights.starts;
        assert_in_range(starts[entry + 1] - starts[entry], LEARN_OWN_WEIGHTS,
                        LEARN_OWN_WEIGHTS + LEARN_SHARED_WEIGHTS);
        assert_int_equal(value(&lesson, entry, 2 * entry) > 0, true);
        assert_int_equal(value(&lesson, entry, (2 * entry + 2) % PHRASINGS) > 0, false);
    }
    assert_int_equal(learn_bytes_max(&lesson.characters, &lesson.words),
                     LEARN_BYTES_LEAST + LEARN_ROW_BYTES * 2 * lesson.words.row_count +
                         LEARN_PHRASING_BYTES * PHRASINGS + LEARN_WORD_BYTES * FEATURES * PHRASINGS);
    release(&lesson);
}

static void phrasings_without_features_do_no_harm(void **state)
{
    (void)state;
    static const char *const empty[] = {"", "", "ab", ""};
    static const uint32_t theirs[] = {0, 0, 1, 1};
    struct lesson lesson;
    take(&lesson, empty, theirs, COUNT(empty), 2);
    assert_true(lesson.learned);
    assert_true(value(&lesson, 1, 2) > 0);
    assert_true(value(&lesson, 0, 2) < 0);
    release(&lesson);
}

int test_index_learn(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_entry_takes_its_own_phrasings_and_no_others),
        cmocka_unit_test(the_same_phrasings_give_the_same_weights),
        cmocka_unit_test(entries_of_equal_phrasings_get_equal_weights),
        cmocka_unit_test(nothing_is_learned_where_there_is_nothing_to_tell_apart),
        cmocka_unit_test(entries_are_told_apart_at_any_size),
        cmocka_unit_test(many_phrasings_give_the_same_weights_each_time),
        cmocka_unit_test(weights_and_memory_are_bounded),
        cmocka_unit_test(phrasings_without_features_do_no_harm),
    };
    return cmocka_run_group_tests_name("learn", tests, NULL, NULL);
}
