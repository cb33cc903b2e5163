/* unit/retrieval/portrait.c - one entry as a question sees it: counted by hand. */
#include "made_model.h"

#include <math.h>
#include <stdlib.h>

#include "retrieval/portrait.h"

struct fixture {
    struct arena arena;
    struct arena scratch;
    struct languages languages;
    struct synonyms *synonyms;
    struct ngram_stats ngram_stats;
    struct entry_features_question question;
    struct entry_features_tools tools;
};

static void take_rows(struct fixture *fixture, const char *text)
{
    struct word *words;
    size_t count;
    uint64_t *keys;
    struct ngrams ngrams[3];
    struct stemmer *stems = fixture->languages.stems[0];
    struct arena *arena = &fixture->arena;
    assert_true(tokenize(arena, view_of(text), &words, &count) &&
                ngrams_add_unigram_keys(arena, stems, words, count, &keys) &&
                ngrams_add_unigrams(arena, keys, count, &ngrams[0]) &&
                ngrams_add_bigrams(arena, keys, count, &ngrams[1]) &&
                ngrams_add_chars(arena, stems, words, count, &ngrams[2]) &&
                entry_features_number_rows(&ngrams[0], arena, &fixture->question.stems) &&
                entry_features_number_rows(&ngrams[1], arena, &fixture->question.pairs) &&
                entry_features_number_rows(&ngrams[2], arena, &fixture->question.characters));
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    arena_init(&fixture->arena, 1 << 22);
    arena_init(&fixture->scratch, 1 << 22);
    assert_int_equal(languages_init(&fixture->languages, view_of("en")), FAQBOT_OK);
    fixture->synonyms = synonyms_new(view_of("en"));
    assert_non_null(fixture->synonyms);
    assert_int_equal(synonyms_finish(fixture->synonyms), FAQBOT_OK);
    assert_int_equal(ngram_stats_decode(view_of(""), 1000, &fixture->arena, &fixture->ngram_stats),
                     FAQBOT_OK);
    fixture->tools = (struct entry_features_tools){.synonyms = fixture->synonyms,
                                                   .ngram_stats = &fixture->ngram_stats,
                                                   .stems = fixture->languages.stems[0],
                                                   .scratch = &fixture->scratch};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    synonyms_free(fixture->synonyms);
    languages_release(&fixture->languages);
    arena_release(&fixture->scratch);
    arena_release(&fixture->arena);
    free(fixture);
    return 0;
}

static uint32_t row_of(const struct fixture *fixture, const char *stem)
{
    uint32_t row = entry_features_find_row(&fixture->question.stems, ngrams_key_of_stem(view_of(stem)));
    assert_int_not_equal(row, SPARSE_MATRIX_NONE);
    return row;
}

static void stems_are_counted_by_part_and_in_their_order(void **state)
{
    struct fixture *fixture = *state;
    struct entry_features entry_features;
    const struct faqbot_view asked[] = {view_of("red shoes"), view_of("blue shoes, red socks")};
    const struct entry entry = {
        .kind = ENTRY_FAQ, .phrasings = asked, .phrasing_count = 2, .text = view_of("A red one.")};
    take_rows(fixture, "red shoe hat");
    enum faqbot_status status = FAQBOT_OK;
    entry_features_compute(&fixture->tools, &fixture->question, &entry, &fixture->arena, &entry_features,
                           &status);
    assert_int_equal(status, FAQBOT_OK);
    uint32_t red = row_of(fixture, "red");
    uint32_t shoe = row_of(fixture, "shoe");
    const uint32_t none = SPARSE_MATRIX_NONE;
    const uint32_t sequence[] = {red, shoe, none, none, shoe, red, none, none, none, red, none, none};
    assert_true(entry_features.stems[red] == 3 && entry_features.head_stems[red] == 2 &&
                entry_features.body_stems[red] == 1);
    assert_true(entry_features.stems[shoe] == 2 && entry_features.body_stems[shoe] == 0);
    assert_true(entry_features.stems[row_of(fixture, "hat")] == 0);
    assert_true(entry_features.words == 9 && entry_features.head_words == 6 &&
                entry_features.body_words == 3);
    assert_int_equal(entry_features.sequence_count, COUNT(sequence));
    assert_memory_equal(entry_features.sequence, sequence, sizeof sequence);
    assert_true(entry_features.has_phrasings);
    /* red and shoe are in both phrasings, blue and sock in one. */
    assert_int_equal(entry_features.core_count, 4);
    for (uint32_t i = 0; i < entry_features.core_count; i++) {
        bool is_shared =
            entry_features.required_terms[i].row == red || entry_features.required_terms[i].row == shoe;
        assert_true(entry_features.required_terms[i].share == (is_shared ? 1 : .5f));
        assert_true(is_shared || entry_features.required_terms[i].row == fixture->question.stems.count);
    }
}

static void an_entry_that_says_what_is_asked_is_as_near_as_can_be(void **state)
{
    struct fixture *fixture = *state;
    struct entry_features entry_features;
    const struct faqbot_view asked = view_of("red shoes");
    const struct entry entry = {.kind = ENTRY_FAQ, .phrasings = &asked, .phrasing_count = 1, .text = asked};
    take_rows(fixture, "red shoes");
    enum faqbot_status status = FAQBOT_OK;
    entry_features_compute(&fixture->tools, &fixture->question, &entry, &fixture->arena, &entry_features,
                           &status);
    assert_int_equal(status, FAQBOT_OK);
    double squares[3] = {0};
    for (uint32_t i = 0; i < fixture->question.characters.count; i++) {
        squares[0] += pow((double)entry_features.characters[i], 2);
        squares[1] += pow((double)entry_features.centroid[i], 2);
        squares[2] += pow((double)entry_features.content_centroid[i], 2);
    }
    for (size_t i = 0; i < COUNT(squares); i++) {
        assert_true(fabs(squares[i] - 1) < 1e-5);
    }
    for (uint32_t i = 0; i < fixture->question.pairs.count; i++) {
        assert_true(entry_features.pairs[i] == 2); /* in both texts */
    }
}

static void a_passage_is_known_by_its_heading_where_that_says_more_than_the_title(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *heading;
        bool has_phrasings;
    } cases[] = {{"Red shoes", true}, {"Title", false}, {"", false}};
    take_rows(fixture, "red shoes");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct entry_features entry_features;
        const struct faqbot_view heading = view_of(cases[i].heading);
        const struct entry entry = {.kind = ENTRY_PASSAGE,
                                    .phrasings = &heading,
                                    .phrasing_count = 1,
                                    .title = view_of("Title"),
                                    .text = view_of("Text of it.")};
        enum faqbot_status status = FAQBOT_OK;
        entry_features_compute(&fixture->tools, &fixture->question, &entry, &fixture->arena, &entry_features,
                               &status);
        assert_int_equal(status, FAQBOT_OK);
        assert_int_equal(entry_features.has_phrasings, cases[i].has_phrasings);
        assert_int_equal(entry_features.core_count, 0);
        assert_int_equal(entry_features.head_words, cases[i].has_phrasings ? 3 : 1);
    }
}

static void nothing_asked_and_nothing_said_is_no_failure(void **state)
{
    struct fixture *fixture = *state;
    struct entry_features entry_features;
    const struct faqbot_view empty = view_of("");
    const struct entry entry = {.kind = ENTRY_FAQ, .phrasings = &empty, .phrasing_count = 1, .text = empty};
    take_rows(fixture, "");
    enum faqbot_status status = FAQBOT_OK;
    entry_features_compute(&fixture->tools, &fixture->question, &entry, &fixture->arena, &entry_features,
                           &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(entry_features.words, 0);
    assert_int_equal(entry_features_find_row(&fixture->question.stems, 7), SPARSE_MATRIX_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stems_are_counted_by_part_and_in_their_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_entry_that_says_what_is_asked_is_as_near_as_can_be, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_passage_is_known_by_its_heading_where_that_says_more_than_the_title,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_asked_and_nothing_said_is_no_failure, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
