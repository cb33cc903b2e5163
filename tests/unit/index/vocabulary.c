/* tests/unit/index/vocabulary.c - words are counted once an entry as stems, and every time as forms; and an entry is a
 * sequence of forms. */
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

/* Adds a word, which must count on that stem. Returns its form. */
static uint32_t add_in(struct vocabulary *vocabulary, size_t language, const char *stem, const char *text)
{
    struct arena arena;
    struct word *words;
    size_t count;
    const struct vocabulary_language read = {.stems = stemmer_new(view_of(languages[language])),
                                             .number = language};
    const enum field field = vocabulary->field;
    uint32_t number = string_table_find(&vocabulary->stem_texts, view_of(stem));
    uint32_t before = number == STRING_TABLE_NONE ? 0 : vocabulary->stems[number].tallies[field];
    arena_init(&arena, (size_t)1 << 20);
    assert_true(read.stems != NULL && tokenize(&arena, view_of(text), &words, &count) && count == 1);
    vocabulary_add(vocabulary, &read, words);
    number = string_table_find(&vocabulary->stem_texts, view_of(stem));
    assert_int_not_equal(number, STRING_TABLE_NONE);
    assert_int_equal(vocabulary->stems[number].tallies[field], before + 1);
    uint32_t form;
    memcpy(&form, vocabulary->sequence.bytes + vocabulary->sequence.size - sizeof form, sizeof form);
    assert_true(form < vocabulary->form_count);
    assert_int_equal(vocabulary->forms[form].stem, number);
    assert_int_equal(vocabulary->forms[form].language, language);
    arena_release(&arena);
    stemmer_free(read.stems);
    return form;
}

static void add(struct vocabulary *vocabulary, const char *stem, const char *text)
{
    (void)add_in(vocabulary, 0, stem, text);
}

static void close_entry(struct vocabulary *vocabulary)
{
    assert_false(vocabulary->failed);
    vocabulary_close(vocabulary);
}

static enum faqbot_status list_form(void *user, const struct store_form *form)
{
    struct buffer *out = user;
    const uint32_t numbers[] = {form->language, form->stem, form->number, form->uses};
    buffer_add(out, form->text);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        buffer_add_text(out, " ");
        buffer_add_number(out, numbers[i]);
    }
    buffer_add_text(out, "\n");
    return FAQBOT_OK;
}

static void stems_count_entries_and_forms_count_uses(void **state)
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
    assert_int_equal(STATUS_OF(store_each_form, store, list_form, &listed), FAQBOT_OK);
    /* text, language, stem, number, uses */
    assert_true(view_equals_text(
        buffer_view(&listed), "a 0 2 4 1\nbook 0 1 2 1\nbooks 0 1 3 1\nlearning 0 0 0 3\nlearns 0 0 1 1\n"));
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
    assert_true(vocabulary.held[0] == 0 && vocabulary.stems[0].tallies[FIELD_HEAD] == 2);
    assert_true(vocabulary.held[1] == 1 && vocabulary.stems[1].tallies[FIELD_HEAD] == 1);
    close_entry(&vocabulary);
    assert_int_equal(vocabulary.held_count, 0);
    add(&vocabulary, "book", "book");
    assert_int_equal(vocabulary.held_count, 1);
    assert_true(vocabulary.held[0] == 1 && vocabulary.stems[1].tallies[FIELD_HEAD] == 1);
    vocabulary_release(&vocabulary);
}

static void tallies_are_by_field(void **state)
{
    (void)state;
    struct vocabulary vocabulary;
    vocabulary_init(&vocabulary);
    add(&vocabulary, "learn", "learning");
    vocabulary_end_text(&vocabulary, FIELD_HEAD);
    add(&vocabulary, "learn", "learn");
    vocabulary_end_text(&vocabulary, FIELD_BODY);
    add(&vocabulary, "book", "book");
    add(&vocabulary, "learn", "learns");
    assert_int_equal(vocabulary.held_count, 2);
    assert_int_equal(vocabulary.stems[0].tallies[FIELD_HEAD], 2);
    assert_int_equal(vocabulary.stems[0].tallies[FIELD_BODY], 1);
    assert_int_equal(vocabulary.stems[1].tallies[FIELD_HEAD], 0);
    assert_int_equal(vocabulary.stems[1].tallies[FIELD_BODY], 1);
    vocabulary_end_text(&vocabulary, FIELD_BODY);
    close_entry(&vocabulary);
    assert_int_equal(vocabulary.stems[0].tallies[FIELD_HEAD] + vocabulary.stems[0].tallies[FIELD_BODY], 0);
    add(&vocabulary, "learn", "learn"); /* the next entry begins with its head */
    assert_int_equal(vocabulary.stems[0].tallies[FIELD_HEAD], 1);
    assert_int_equal(vocabulary.stems[0].entries, 1);
    vocabulary_release(&vocabulary);
}

static void the_sequence_is_the_entrys_texts_form_by_form(void **state)
{
    (void)state;
    struct vocabulary vocabulary;
    vocabulary_init(&vocabulary);
    add(&vocabulary, "book", "book");
    add(&vocabulary, "learn", "learns");
    add(&vocabulary, "book", "book");
    vocabulary_end_text(&vocabulary, FIELD_BODY);
    vocabulary_end_text(&vocabulary, FIELD_BODY);
    add(&vocabulary, "book", "books");
    vocabulary_end_text(&vocabulary, FIELD_BODY);
    static const uint32_t expected[] = {0, 1, 0, FORWARD_END, FORWARD_END, 2, FORWARD_END};
    assert_int_equal(vocabulary.sequence.size, sizeof expected);
    assert_memory_equal(vocabulary.sequence.bytes, expected, sizeof expected);
    close_entry(&vocabulary);
    assert_int_equal(vocabulary.sequence.size, 0);
    vocabulary_release(&vocabulary);
}

static void a_word_has_the_stem_of_its_language_and_of_its_accents(void **state)
{
    (void)state;
    struct vocabulary vocabulary;
    vocabulary_init(&vocabulary);
    for (unsigned round = 0; round < 2;
         round++) { /* each is a form of its own, and the same the second time */
        assert_int_equal(add_in(&vocabulary, 0, "gene", "genes"), 0);
        assert_int_equal(add_in(&vocabulary, 1, "gen", "genes"), 1);
        assert_int_equal(add_in(&vocabulary, 2, "genes", "genes"), 2);
        assert_int_equal(add_in(&vocabulary, 1, "schon", "sch\u00f6nes"), 3);
        assert_int_equal(add_in(&vocabulary, 1, "schon", "schones"), 3); /* folded they are one */
        assert_int_equal(add_in(&vocabulary, 0, "cafe", "caf\u00e9"), 4);
        assert_int_equal(add_in(&vocabulary, 0, "cafe", "cafe"), 4);
        assert_int_equal(vocabulary.form_count, 5);
        assert_int_equal(vocabulary.spelling_texts.count, 3);
        assert_int_equal(vocabulary.forms[3].uses, 2 * (round + 1));
    }
    vocabulary_release(&vocabulary);
}

/* French stemming looks at accents, folding does not: of one spelling two stems may come in one language. */
static void the_same_spelling_may_have_two_stems(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"r\u00e9sum\u00e9", "resume"},
                                           {"pass\u00e9e", "passee"},
                                           {"lev\u00e9e", "levee"},
                                           {"r\u00e9serv\u00e9e", "reservee"}};
    struct stemmer *stems = stemmer_new(view_of("fr"));
    const struct vocabulary_language french = {.stems = stems, .number = 7};
    struct vocabulary vocabulary;
    struct arena arena;
    size_t told_apart = 0;
    arena_init(&arena, (size_t)1 << 20);
    vocabulary_init(&vocabulary);
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT(pairs); i++) {
            uint32_t forms[2];
            uint32_t stem_numbers[2];
            for (size_t j = 0; j < 2; j++) {
                struct word *words;
                size_t count;
                assert_true(tokenize(&arena, view_of(pairs[i][j]), &words, &count) && count == 1);
                vocabulary_add(&vocabulary, &french, words);
                memcpy(&forms[j], vocabulary.sequence.bytes + vocabulary.sequence.size - 4, 4);
                stem_numbers[j] = string_table_find(&vocabulary.stem_texts, stemmer_stem(stems, words));
                assert_int_equal(vocabulary.forms[forms[j]].stem, stem_numbers[j]);
            }
            assert_int_equal(vocabulary.forms[forms[0]].spelling, vocabulary.forms[forms[1]].spelling);
            assert_int_equal(forms[0] == forms[1], stem_numbers[0] == stem_numbers[1]);
            told_apart += forms[0] != forms[1];
        }
    }
    assert_true(told_apart > 0 && told_apart % 2 == 0); /* the second round found what the first one made */
    assert_int_equal(vocabulary.form_count, COUNT(pairs) + told_apart / 2);
    stemmer_free(stems);
    vocabulary_release(&vocabulary);
    arena_release(&arena);
}

/* How many entries hold the first character run of a word. */
static uint32_t entries_with_run(const struct vocabulary *vocabulary, const char *word)
{
    struct buffer bytes;
    struct arena arena;
    struct ngram_stats stats;
    enum faqbot_status status = FAQBOT_OK;
    const struct word asked = {.plain = view_of(word)};
    buffer_init(&bytes, (size_t)1 << 20);
    arena_init(&arena, (size_t)1 << 20);
    ngram_stats_builder_encode(&vocabulary->ngrams, &bytes);
    ngram_stats_decode(buffer_view(&bytes), 100, &arena, &stats, &status);
    struct ngrams ngrams = ngrams_chars(&arena, NULL, &asked, 1, &status);
    assert_true(status == FAQBOT_OK && ngrams.count > 0);
    uint32_t slot = ngram_stats_find(&stats, ngrams.list[0].key);
    uint32_t found = slot == NGRAM_STATS_NONE ? 0 : stats.doc_freqs[slot];
    buffer_release(&bytes);
    arena_release(&arena);
    return found;
}

static void character_runs_are_counted_once_an_entry(void **state)
{
    (void)state;
    struct vocabulary vocabulary;
    vocabulary_init(&vocabulary);
    add(&vocabulary, "book", "book");
    add(&vocabulary, "book", "book");
    vocabulary_end_text(&vocabulary, FIELD_BODY);
    add(&vocabulary, "book", "books"); /* which begins as the other form does */
    close_entry(&vocabulary);
    assert_int_equal(entries_with_run(&vocabulary, "book"), 1);
    add(&vocabulary, "boot", "boots");
    close_entry(&vocabulary);
    add(&vocabulary, "cat", "cat");
    close_entry(&vocabulary);
    assert_int_equal(entries_with_run(&vocabulary, "book"), 2);
    assert_int_equal(entries_with_run(&vocabulary, "cat"), 1);
    assert_int_equal(entries_with_run(&vocabulary, "dog"), 0);
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
            assert_int_equal(add_in(&vocabulary, 2, word, word), i);
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
        cmocka_unit_test(stems_count_entries_and_forms_count_uses),
        cmocka_unit_test(an_entry_has_a_tally_of_each_stem_until_it_ends),
        cmocka_unit_test(tallies_are_by_field),
        cmocka_unit_test(the_sequence_is_the_entrys_texts_form_by_form),
        cmocka_unit_test(the_same_spelling_may_have_two_stems),
        cmocka_unit_test(character_runs_are_counted_once_an_entry),
        cmocka_unit_test(a_word_has_the_stem_of_its_language_and_of_its_accents),
        cmocka_unit_test(many_words_are_all_counted),
        cmocka_unit_test(no_words_are_no_failure),
    };
    return cmocka_run_group_tests_name("vocabulary", tests, NULL, NULL);
}
