/* tests/unit/search/coverage.c - what a question and an entry account for in each other, word by word. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "unit/search/made_base.h"

/* A candidate's coverage, `lexicon` being the one of the question's language. */
static struct coverage measure(struct made_base *made, struct made_search *search,
                               const struct lexicon *lexicon, uint32_t entry)
{
    struct coverage *coverages =
        arena_alloc_array(&made->arena, search->candidates->count, sizeof *coverages);
    enum faqbot_status status = FAQBOT_OK;
    assert_non_null(coverages);
    candidates_read_sequence(search->candidates, entry, COVERAGE_BODY_WORDS, &made->arena, &status);
    coverage_measure(search->candidates, &search->terms, lexicon, &entry, 1, search->features.held,
                     &made->arena, coverages, &status);
    assert_int_equal(status, FAQBOT_OK);
    const struct coverage *coverage = &coverages[entry];
    const float shares[] = {coverage->question, coverage->least,  coverage->head, coverage->answer,
                            coverage->missing,  coverage->mutual, coverage->topic};
    for (size_t i = 0; i < COUNT(shares); i++) {
        assert_true(shares[i] >= 0 && shares[i] <= 1.0001f);
    }
    return *coverage;
}

static struct coverage cover(struct made_base *made, const char *question, uint32_t entry)
{
    struct made_search search;
    made_take(made, question, 10, &search);
    return measure(made, &search, search_language(made->searcher, 0).lexicon, entry);
}

static bool near(float left, double right)
{
    return fabs((double)left - right) < 1e-4;
}

/* How far a question of one word is accounted for by an entry of another. */
static float likeness(const char *asked, const char *written, bool has_lexicon)
{
    const struct made_entry entry = {.phrasings = {written}, .text = "Yes."};
    struct made_base made;
    made_open_with(&made, &entry, 1, has_lexicon);
    float found = cover(&made, asked, 0).question;
    made_close(&made);
    return found;
}

/* -- Words ------------------------------------------------------------------------------------------------------ */

static void words_are_alike_as_their_kind_says(void **state)
{
    (void)state;
    enum { SAME, PARTLY, NOTHING };
    static const struct {
        const char *asked, *written;
        int with, without; /* a lexicon */
    } table[] = {
        {"car", "car", SAME, SAME},
        {"cars", "CAR", SAME, SAME},
        {"stolen", "took", PARTLY, NOTHING},
        {"cost", "price", PARTLY, NOTHING},
        {"lamp", "president", NOTHING, NOTHING},
        /* numbers, codes and days are like themselves only */
        {"1234567", "1234567", SAME, SAME},
        {"1234567", "1234568", NOTHING, NOTHING},
        {"rs2320", "rs2321", NOTHING, NOTHING},
        {"monday", "monday", SAME, SAME},
        {"monday", "friday", NOTHING, NOTHING},
        {"twelve", "fifteen", NOTHING, NOTHING},
        {"red", "blue", NOTHING, NOTHING},
        /* opposites are not alike, and those of one side are */
        {"upload", "download", NOTHING, NOTHING},
        {"opened", "closing", NOTHING, NOTHING},
        {"buy", "purchase", PARTLY, NOTHING},
        {"buy", "sell", NOTHING, NOTHING},
        /* names that no lexicon has are compared as written */
        {"zyzzyvagramik", "zyzzyvagramok", PARTLY, PARTLY},
        {"zyzzyvagramik", "quuxmumblefrob", NOTHING, NOTHING},
        {"zyz", "zyx", NOTHING, NOTHING}, /* too short to be told apart */
        {"electrician", "electricity", PARTLY, PARTLY},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        for (int has_lexicon = 0; has_lexicon < 2; has_lexicon++) {
            int expected = has_lexicon ? table[i].with : table[i].without;
            float found = likeness(table[i].asked, table[i].written, has_lexicon);
            int kind = near(found, 1) ? SAME : found > 0 ? PARTLY : NOTHING;
            if (kind != expected) {
                fail_msg("%s / %s, %d: %f", table[i].asked, table[i].written, has_lexicon, (double)found);
            }
        }
    }
}

static void a_corrected_word_is_accounted_for_as_far_as_it_is_trusted(void **state)
{
    (void)state;
    static const struct made_entry entry = {.phrasings = {"bicycle"}, .text = "Yes."};
    struct made_base made;
    struct synonyms_words words;
    struct made_search search;
    enum faqbot_status status = FAQBOT_OK;
    made_open(&made, &entry, 1);
    struct collection *collection = made.searcher->collection;
    const struct question_language language = search_language(made.searcher, 0);
    query_split(view_of("bicycle"), &made.arena, &words, &status);
    words.list[0].doubt = .25f;
    terms_collect(collection, &language, &words, &made.arena, &search.terms, &status);
    search.candidates = candidates_find(collection, &search.terms, 10, &made.arena, &status);
    features_compute(search.candidates, &language, &search.terms, &made.arena, &search.features, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_true(near(measure(&made, &search, NULL, 0).question, .75));
    assert_true(near(search.features.coverages[0].question, .75));
    made_close(&made);
}

/* -- Entries ---------------------------------------------------------------------------------------------------- */

static const struct made_entry entries[] = {
    {.phrasings = {"How do I open the window?", "the window"}, .text = "Turn the red handle."},
    {.phrasings = {"lost card", "my card is lost"}, .text = "Call us."},
    {.phrasings = {"Boats"}, .text = "Harbour and bridge.", .title = "River"},
    {.phrasings = {"Where may I go?"}, .text = "Anywhere, at all times, with handles."},
};

static void each_part_accounts_for_what_it_says(void **state)
{
    (void)state;
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    struct coverage coverage = cover(&made, "open the window", 0);
    assert_true(near(coverage.question, 1) && near(coverage.least, 1) && near(coverage.head, 1));
    assert_true(coverage.answer == 0 && near(coverage.mutual, 1) && !coverage.is_equal);
    coverage = cover(&made, "open the red window", 0);
    assert_true(near(coverage.question, 1) && near(coverage.least, 1));
    assert_true(coverage.head < 1 && coverage.answer > 0);
    assert_true(near(coverage.head + coverage.answer, 1)); /* no word stands in both */
    coverage = cover(&made, "open the castle", 0);
    assert_true(coverage.question > 0 && coverage.question < 1 && coverage.least == 0);
    coverage = cover(&made, "castle hill", 0);
    assert_true(coverage.question == 0 && coverage.mutual == 0);
    coverage = cover(&made, "river boats harbour", 2); /* title, heading and text of a passage */
    assert_true(near(coverage.question, 1) && near(coverage.head + coverage.answer, 1));
    assert_true(coverage.answer > 0 && coverage.head > coverage.answer && coverage.missing == 0);
    made_close(&made);
}

static void a_rarer_word_is_a_larger_share(void **state)
{
    (void)state;
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    /* "handle" stands in two entries, "window" in one. */
    assert_true(cover(&made, "window castle", 0).question > cover(&made, "handle castle", 0).question);
    made_close(&made);
    made_open_with(&made, entries, COUNT(entries), true);
    /* With a lexicon, a word that is rare in the language besides. */
    assert_true(cover(&made, "window zyzzyva", 0).question < cover(&made, "window good", 0).question);
    made_close(&made);
}

static void both_sides_are_a_phrasings_alone(void **state)
{
    (void)state;
    static const struct made_entry apart = {.phrasings = {"green lamp", "red boat"}, .text = "Yes."};
    struct made_base made;
    made_open(&made, &apart, 1);
    struct coverage coverage = cover(&made, "green boat", 0);
    assert_true(near(coverage.question, 1) && near(coverage.head, 1));
    assert_true(near(coverage.mutual, .5)); /* half of either phrasing, and half of the question */
    coverage = cover(&made, "lamp", 0);
    assert_true(near(coverage.mutual, 2 * 1 * .5 / 1.5));
    made_close(&made);
}

static void what_all_phrasings_say_is_missed(void **state)
{
    (void)state;
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    assert_true(cover(&made, "lost card", 1).missing == 0);
    assert_true(near(cover(&made, "lost", 1).missing, 1));
    assert_true(near(cover(&made, "open", 0).missing, 1));    /* "window" is in both */
    assert_true(near(cover(&made, "window", 0).missing, .5)); /* "open" in one of them */
    assert_true(near(cover(&made, "castle", 1).missing, 1));
    made_close(&made);
    made_open_with(&made, entries, COUNT(entries), true);
    float missing = cover(&made, "lost ticket", 1).missing; /* a little like "card" */
    assert_true(missing > 0 && missing < 1);
    made_close(&made);
}

static void a_phrasing_is_equal_word_for_word(void **state)
{
    (void)state;
    static const struct {
        const char *question;
        bool is_equal;
    } table[] = {{"the window", true},
                 {"The windows?", true}, /* function words are counted, not compared */
                 {"window", false},
                 {"a window", true},
                 {"the the window", false},
                 {"how do i open the window", true},
                 {"how do i open the castle", false},
                 {"turn the red handle", false}}; /* an answer is no phrasing */
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    for (size_t i = 0; i < COUNT(table); i++) {
        if (cover(&made, table[i].question, 0).is_equal != table[i].is_equal) {
            fail_msg("%s", table[i].question);
        }
    }
    made_close(&made);
}

/* -- Edges ------------------------------------------------------------------------------------------------------ */

static void a_question_of_no_content_word_accounts_for_nothing(void **state)
{
    (void)state;
    static const struct made_entry odd[] = {{.phrasings = {"Where may I go?"}, .text = "!"},
                                            {.phrasings = {"???"}, .text = "!"},
                                            {.phrasings = {"the"}, .text = "of"}};
    static const char *const questions[] = {"", "?", "where may i", "the"};
    struct made_base made;
    made_open_with(&made, odd, COUNT(odd), true);
    for (size_t i = 0; i < COUNT(questions); i++) {
        for (uint32_t entry = 0; entry < COUNT(odd); entry++) {
            struct coverage coverage = cover(&made, questions[i], entry);
            bool is_that = i == 3 && entry == 2; /* "the" is what the last entry asks, word for word */
            assert_true(coverage.question == 0 && coverage.least == 0 && coverage.head == 0 &&
                        coverage.answer == 0 && coverage.mutual == 0 && coverage.is_equal == is_that);
        }
    }
    made_close(&made);
}

static void words_past_the_first_32_are_left_out(void **state)
{
    (void)state;
    char question[40 * 6 + 1];
    struct made_base made;
    static const struct made_entry entry = {.phrasings = {"wab00 wab31"}, .text = "wab32 wab39"};
    for (unsigned i = 0; i < 40; i++) {
        snprintf(question + (size_t)6 * i, 7, "wab%02u ", i);
    }
    made_open_with(&made, &entry, 1, true);
    struct coverage coverage = cover(&made, question, 0);
    assert_true(coverage.question > 0 && coverage.question < .1f);
    assert_true(near(coverage.head, (double)coverage.question) && coverage.answer == 0);
    question[(size_t)6 * 33] = '\0'; /* the 33rd is the answer's, and the last */
    assert_true(near(cover(&made, question, 0).question, (double)coverage.question));
    made_close(&made);
}

static void a_knowledge_base_without_a_lexicon_is_read_as_written(void **state)
{
    (void)state;
    struct made_base made;
    struct made_search search;
    struct lexicon *lexicon;
    enum faqbot_status status = FAQBOT_OK;
    made_open(&made, entries, COUNT(entries));
    lexicon_open_english(&lexicon, &status);
    assert_int_equal(status, FAQBOT_OK);
    made_take(&made, "open the window", 10, &search);
    assert_true(near(measure(&made, &search, lexicon, 0).question, 1));
    made_take(&made, "panes", 10, &search);
    assert_true(measure(&made, &search, lexicon, 0).question == 0);
    lexicon_close(lexicon);
    made_close(&made);
}

/* A word's numbers are looked up when it is first compared, so that another version's lexicon has its own. */
static void words_that_the_lexicon_does_not_have_are_compared_as_written(void **state)
{
    (void)state;
    static const struct made_entry strange = {.phrasings = {"zyzzyvagramik card"}, .text = "Yes."};
    struct made_base made;
    made_open_with(&made, &strange, 1, true);
    assert_true(cover(&made, "ticket", 0).question > 0);
    float found = cover(&made, "zyzzyvagramok", 0).question;
    assert_true(found > 0 && found < 1);
    assert_true(near(cover(&made, "zyzzyvagramik", 0).question, 1));
    made_close(&made);
}

int test_search_coverage(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_alike_as_their_kind_says),
        cmocka_unit_test(a_corrected_word_is_accounted_for_as_far_as_it_is_trusted),
        cmocka_unit_test(each_part_accounts_for_what_it_says),
        cmocka_unit_test(a_rarer_word_is_a_larger_share),
        cmocka_unit_test(both_sides_are_a_phrasings_alone),
        cmocka_unit_test(what_all_phrasings_say_is_missed),
        cmocka_unit_test(a_phrasing_is_equal_word_for_word),
        cmocka_unit_test(a_question_of_no_content_word_accounts_for_nothing),
        cmocka_unit_test(words_past_the_first_32_are_left_out),
        cmocka_unit_test(a_knowledge_base_without_a_lexicon_is_read_as_written),
        cmocka_unit_test(words_that_the_lexicon_does_not_have_are_compared_as_written),
    };
    return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
