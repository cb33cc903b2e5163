/* tests/unit/index/vocabulary.c - words are counted once an entry as stems, and every time as they are spelled. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "index/index_internal.h"
#include "util/util.h"
#include "unit/status_of.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* The language of each number that the tests use. */
static const char *const languages[] = {"en", "de", "xx"};

/* Adds a word, which must count on that stem. */
static void add_in(struct vocabulary *vocabulary, size_t language, const char *stem, const char *text)
{
    struct arena arena;
    struct word *words;
    size_t count;
    struct stemmer *stems = stemmer_new(view_of(languages[language]));
    uint32_t number = string_table_find(&vocabulary->stem_texts, view_of(stem));
    uint32_t before = number == STRING_TABLE_NONE ? 0 : vocabulary->stems[number].tally;
    arena_init(&arena, (size_t)1 << 20);
    assert_true(stems != NULL && tokenize(&arena, view_of(text), &words, &count) && count == 1);
    vocabulary_add(vocabulary, stems, language, words);
    number = string_table_find(&vocabulary->stem_texts, view_of(stem));
    assert_int_not_equal(number, STRING_TABLE_NONE);
    assert_int_equal(vocabulary->stems[number].tally, before + 1);
    arena_release(&arena);
    stemmer_free(stems);
}

static void add(struct vocabulary *vocabulary, const char *stem, const char *text)
{
    add_in(vocabulary, 0, stem, text);
}

static void close_entry(struct vocabulary *vocabulary)
{
    assert_false(vocabulary->failed);
    vocabulary_close(vocabulary);
}

static enum faqbot_status list_word(void *user, uint32_t number, struct faqbot_view text, uint32_t count)
{
    struct buffer *out = user;
    buffer_add_number(out, number);
    buffer_add_text(out, " ");
    buffer_add(out, text);
    buffer_add_text(out, " ");
    buffer_add_number(out, count);
    buffer_add_text(out, "\n");
    return FAQBOT_OK;
}

static void stems_count_entries_and_spellings_count_uses(void **state)
{
    (void)state;
    struct vocabulary vocabulary;
    struct store *store;
    struct buffer listed;
    uint32_t number;
    uint32_t entries;
    vocabulary_init(&vocabulary);
    add(&vocabulary, "learn", "learning");
    add(&vocabulary, "learn", "learns");
    add(&vocabulary, "book", "book");
    close_entry(&vocabulary);
    add(&vocabulary, "learn", "learning");
    add(&vocabulary, "book", "books");
    add(&vocabulary, "learn", "learning");
    close_entry(&vocabulary);
    close_entry(&vocabulary);
    add(&vocabulary, "a", "a");
    close_entry(&vocabulary);
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    enum faqbot_status status = FAQBOT_OK;
    vocabulary_write(&vocabulary, store, &status);
    assert_int_equal(status, FAQBOT_OK);
    buffer_init(&listed, 4096);
    assert_int_equal(STATUS_OF(store_each_spelling, store, list_word, &listed), FAQBOT_OK);
    assert_true(
        view_equals_text(buffer_view(&listed), "0 a 1\n1 book 1\n2 books 1\n3 learning 3\n4 learns 1\n"));
    static const struct {
        const char *stem;
        uint32_t number, entries;
    } cases[] = {{"learn", 0, 2}, {"book", 1, 2}, {"a", 2, 1}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(FINDS(store_find_word, store, view_of(cases[i].stem), &number, &entries));
        assert_int_equal(number, cases[i].number);
        assert_int_equal(entries, cases[i].entries);
    }
    buffer_release(&listed);
    store_close(store);
    vocabulary_release(&vocabulary);
}

static void an_entry_has_a_tally_of_each_stem_until_it_ends(void **state)
{
    (void)state;
    struct vocabulary vocabulary;
    vocabulary_init(&vocabulary);
    add(&vocabulary, "learn", "learning");
    add(&vocabulary, "book", "book");
    add(&vocabulary, "learn", "learns");
    assert_int_equal(vocabulary.held_count, 2);
    assert_true(vocabulary.held[0] == 0 && vocabulary.stems[0].tally == 2);
    assert_true(vocabulary.held[1] == 1 && vocabulary.stems[1].tally == 1);
    close_entry(&vocabulary);
    assert_int_equal(vocabulary.held_count, 0);
    add(&vocabulary, "book", "book");
    assert_int_equal(vocabulary.held_count, 1);
    assert_true(vocabulary.held[0] == 1 && vocabulary.stems[1].tally == 1);
    vocabulary_release(&vocabulary);
}

static void a_word_has_the_stem_of_its_language_and_of_its_accents(void **state)
{
    (void)state;
    struct vocabulary vocabulary;
    vocabulary_init(&vocabulary);
    for (unsigned round = 0; round < 2; round++) {
        add_in(&vocabulary, 0, "gene", "genes");
        add_in(&vocabulary, 1, "gen", "genes");
        add_in(&vocabulary, 2, "genes", "genes");
        add_in(&vocabulary, 1, "schon", "sch\u00f6nes");
        add_in(&vocabulary, 1, "schon", "schones");
        add_in(&vocabulary, 0, "cafe", "caf\u00e9");
        add_in(&vocabulary, 0, "cafe", "cafe");
    }
    vocabulary_release(&vocabulary);
}

static void many_words_are_all_counted(void **state)
{
    (void)state;
    enum { WORDS = 5000 };
    struct vocabulary vocabulary;
    struct store *store;
    uint32_t number;
    uint32_t entries;
    char word[16];
    vocabulary_init(&vocabulary);
    for (uint32_t entry = 0; entry < 3; entry++) {
        for (unsigned i = 0; i < WORDS; i++) {
            snprintf(word, sizeof word, "w%u", i);
            add_in(&vocabulary, 2, word, word);
        }
        close_entry(&vocabulary);
    }
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    enum faqbot_status status = FAQBOT_OK;
    vocabulary_write(&vocabulary, store, &status);
    assert_int_equal(status, FAQBOT_OK);
    for (unsigned i = 0; i < WORDS; i += 499) {
        snprintf(word, sizeof word, "w%u", i);
        assert_true(FINDS(store_find_word, store, view_of(word), &number, &entries));
        assert_int_equal(number, i);
        assert_int_equal(entries, 3);
    }
    store_close(store);
    vocabulary_release(&vocabulary);
}

static void no_words_are_no_failure(void **state)
{
    (void)state;
    struct vocabulary vocabulary;
    struct store *store;
    vocabulary_init(&vocabulary);
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    enum faqbot_status status = FAQBOT_OK;
    vocabulary_write(&vocabulary, store, &status);
    assert_int_equal(status, FAQBOT_OK);
    store_close(store);
    vocabulary_release(&vocabulary);
}

int test_index_vocabulary(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stems_count_entries_and_spellings_count_uses),
        cmocka_unit_test(an_entry_has_a_tally_of_each_stem_until_it_ends),
        cmocka_unit_test(a_word_has_the_stem_of_its_language_and_of_its_accents),
        cmocka_unit_test(many_words_are_all_counted),
        cmocka_unit_test(no_words_are_no_failure),
    };
    return cmocka_run_group_tests_name("vocabulary", tests, NULL, NULL);
}
