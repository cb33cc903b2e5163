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

static void too_many_phrasings_are_not_learned_from(void **state)
{
    (void)state;
    static const char *phrasings[LEARN_PHRASINGS_MAX + 1];
    static uint32_t theirs[LEARN_PHRASINGS_MAX + 1];
    for (uint32_t i = 0; i <= LEARN_PHRASINGS_MAX; i++) {
        phrasings[i] = i % 2 == 0 ? "ab" : "ac";
        theirs[i] = i / 2;
    }
    struct lesson lesson;
    take(&lesson, phrasings, theirs, LEARN_PHRASINGS_MAX + 1, LEARN_PHRASINGS_MAX / 2 + 1);
    assert_false(lesson.learned);
    release(&lesson);
}

/* Entries of two phrasings, each of which has features that no other has. */
static bool learns_from(uint32_t entries, uint64_t features)
{
    struct lesson lesson;
    static uint32_t theirs[2048];
    static struct ngram list[64];
    term_counts_init(&lesson.characters);
    term_counts_init(&lesson.words);
    for (uint32_t i = 0; i < 2 * entries; i++) {
        struct ngrams ngrams = {.list = list, .count = (size_t)features};
        for (uint64_t j = 0; j < features; j++) {
            list[j] = (struct ngram){.key = i * features + j + 1, .count = 1};
        }
        theirs[i] = i / 2;
        term_counts_append(&lesson.characters, &ngrams);
        term_counts_close(&lesson.characters);
        term_counts_append(&lesson.words, &ngrams);
        term_counts_close(&lesson.words);
    }
    term_counts_weigh_cosine(&lesson.characters);
    term_counts_weigh_cosine(&lesson.words);
    enum faqbot_status status = FAQBOT_OK;
    lesson.learned = learn_weights(&lesson.characters, &lesson.words, theirs, entries,
                                   &lesson.character_weights, &lesson.word_weights, &status);
    assert_int_equal(status, FAQBOT_OK);
    release(&lesson);
    return lesson.learned;
}

static void too_many_weights_are_not_learned(void **state)
{
    (void)state;
    /* 200 entries of 400 phrasings with 50 features each in both bags: 200 * 40 000 = LEARN_WEIGHTS_MAX */
    assert_true(learns_from(200, 50));
    assert_false(learns_from(200, 51));
    assert_false(learns_from(1000, 8));
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
        cmocka_unit_test(too_many_phrasings_are_not_learned_from),
        cmocka_unit_test(too_many_weights_are_not_learned),
        cmocka_unit_test(phrasings_without_features_do_no_harm),
    };
    return cmocka_run_group_tests_name("learn", tests, NULL, NULL);
}
