/* tests/unit/index/fulltext.c - rows of the full-text table by expressions: stems by language, labels, scores, and an end
 * to it all. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "index/index_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

struct fixture {
    struct store *store;
    struct stemmer *stems[2]; /* English, German */
    uint32_t entries[4];
    double scores[4];
    size_t count;
};

static void add(struct fixture *fixture, uint32_t entry, size_t language, const char *text,
                const char *phrasings)
{
    const struct faqbot_view columns[] = {view_of(text), view_of(phrasings), view_of(""),
                                          view_of("\1tpay\1len")};
    store_write_fulltext(fixture->store, STORE_ADD, entry, fixture->stems[language], columns);
    assert_int_equal(store_status(fixture->store), FAQBOT_OK);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    assert_int_equal(store_create(NULL, &fixture->store, NULL), FAQBOT_OK);
    fixture->stems[0] = stemmer_new(view_of("en"));
    fixture->stems[1] = stemmer_new(view_of("de"));
    assert_true(fixture->stems[0] != NULL && fixture->stems[1] != NULL);
    add(fixture, 3, 0, "houses and wages, wages", "the wage");
    add(fixture, 5, 0, "wages of houses", "");
    add(fixture, 9, 1, "H\u00e4user", "\u4eba\u6c11\u5e01");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    store_close(fixture->store);
    stemmer_free(fixture->stems[0]);
    stemmer_free(fixture->stems[1]);
    free(fixture);
    return 0;
}

static enum faqbot_status take(void *user, uint32_t entry, double score)
{
    struct fixture *fixture = user;
    fixture->entries[fixture->count] = entry;
    fixture->scores[fixture->count++] = score;
    return fixture->count < COUNT(fixture->entries) ? FAQBOT_OK : FAQBOT_INTERRUPTED;
}

/* One term, however many phrases. */
static enum faqbot_status find(struct fixture *fixture, const char *expression, size_t languages)
{
    static const uint8_t phrases[FULLTEXT_PHRASES_MAX];
    static const double weights[FULLTEXT_TERMS_MAX] = {1};
    const struct fulltext_match match = {.expression = view_of(expression),
                                         .stems = {fixture->stems, languages},
                                         .phrases = phrases,
                                         .phrase_count = FULLTEXT_PHRASES_MAX,
                                         .weights = weights};
    enum faqbot_status status = FAQBOT_OK;
    fixture->count = 0;
    store_search_fulltext(fixture->store, &match, take, fixture, &status);
    enum faqbot_status counting = FAQBOT_OK;
    size_t counted = store_list_fulltext(fixture->store, &match, 100, NULL, &counting);
    assert_int_equal(counting, status);
    assert_true(counting != FAQBOT_OK || counted == fixture->count);
    return status;
}

static void rows_match_by_stems_of_any_language(void **state)
{
    static const struct {
        const char *expression;
        size_t languages;
        uint32_t entries[3];
    } cases[] = {
        {"\"house\"", 1, {3, 5}},     {"\"h\u00e4usern\"", 1, {0}},   {"\"h\u00e4usern\"", 2, {9}},
        {"\"HOUSING\"", 2, {3, 5}},   {"\"house and wage\"", 2, {3}}, {"\"and house\"", 2, {0}},
        {"\"wag\"*", 2, {3, 5}},      {"\"wages\"*", 2, {0}},  /* a prefix is not stemmed */
        {"\"\2hous\"", 2, {3, 5}},    {"\"\2house\"", 2, {0}}, /* nor is a stem */
        {"\"\1tpay\"", 1, {3, 5, 9}}, {"\"\1tpa\"", 1, {0}},          {"\"tpay\"", 1, {0}},
        {"\"\u6c11\"*", 1, {9}},      {"\"\u5e01\"*", 1, {9}},        {"\"\u4eba\u6c11\u5e01\"", 1, {9}},
        {"\"\u4eba\u5e01\"", 1, {0}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fixture *fixture = *state;
        size_t wanted = 0;
        while (wanted < 3 && cases[i].entries[wanted] != 0) {
            wanted++;
        }
        assert_int_equal(find(fixture, cases[i].expression, cases[i].languages), FAQBOT_OK);
        assert_int_equal(fixture->count, wanted);
        assert_memory_equal(fixture->entries, cases[i].entries, wanted * sizeof *fixture->entries);
    }
}

/* More often, and in a phrasing, counts more. */
static void rows_are_scored_by_what_matches(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(find(fixture, "\"wage\"", 1), FAQBOT_OK);
    assert_true(fixture->scores[0] > fixture->scores[1] && fixture->scores[1] > 0);
    assert_int_equal(find(fixture, "\"\1tpay\"", 1), FAQBOT_OK);
    assert_true(fixture->scores[0] == 0 && fixture->scores[2] == 0);
}

static void what_is_taken_back_is_gone(void **state)
{
    struct fixture *fixture = *state;
    const struct faqbot_view columns[] = {view_of("wages of houses"), view_of(""), view_of(""),
                                          view_of("\1tpay\1len")};
    store_write_fulltext(fixture->store, STORE_REMOVE, 5, fixture->stems[0], columns);
    assert_int_equal(find(fixture, "\"house\"", 1), FAQBOT_OK);
    assert_int_equal(fixture->count, 1);
    add(fixture, 5, 0, "houses", "");
    assert_int_equal(find(fixture, "\"house\"", 1), FAQBOT_OK);
    assert_int_equal(fixture->count, 2);
    assert_int_equal(find(fixture, "\"wage\"", 1), FAQBOT_OK);
    assert_int_equal(fixture->count, 1);
}

/* In steps and not in time; SQLite counts on from where the statement ended before, so that it may be a thousand more or
 * less. */
static void a_search_ends_after_its_steps(void **state)
{
    struct fixture *fixture = *state;
    static const uint8_t phrase;
    static const double weight = 1;
    const struct fulltext_match match = {.expression = view_of("\"frequent\""),
                                         .stems = {fixture->stems, 1},
                                         .phrases = &phrase,
                                         .phrase_count = 1,
                                         .weights = &weight};
    for (uint32_t i = 10; i < 2000; i++) {
        add(fixture, i, 0, "frequent", "");
    }
    for (size_t i = 0; i < 3; i++) {
        unsigned left = 3;
        enum faqbot_status status = FAQBOT_OK;
        store_limit_steps(fixture->store, &left);
        size_t count = store_list_fulltext(fixture->store, &match, SIZE_MAX, NULL, &status);
        assert_int_equal(status, FAQBOT_INTERRUPTED);
        assert_true(left == 0 && count > 100 && count < 1990);
        store_limit_steps(fixture->store, NULL);
        status = FAQBOT_OK;
        assert_int_equal(store_list_fulltext(fixture->store, &match, SIZE_MAX, NULL, &status), 1990);
        assert_int_equal(status, FAQBOT_OK);
    }
}

int test_index_fulltext(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_match_by_stems_of_any_language, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_are_scored_by_what_matches, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_taken_back_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_search_ends_after_its_steps, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
