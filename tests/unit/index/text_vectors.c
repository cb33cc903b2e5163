/* tests/unit/index/text_vectors.c - entries as vectors of the lexicon, and what is learned from them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "index/index_internal.h"
#include "unit/index/made_store.h"
#include "unit/status_of.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* -- Words ------------------------------------------------------------------------------------------------------ */

static void a_word_is_known_by_its_kind(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_content, is_apart, has_number, has_side;
    } table[] = {
        {"lamp", true, false, true, false},     {"the", false, false, true, false},
        {"zyzzyva", true, false, false, false}, {"b12", true, true, false, false},
        {"monday", true, true, true, false},    {"upload", true, false, true, true},
    };
    struct languages languages;
    assert_int_equal(STATUS_OF(languages_init, &languages, view_of("en")), FAQBOT_OK);
    assert_int_equal(STATUS_OF(languages_open_lexicon, &languages), FAQBOT_OK);
    for (size_t i = 0; i < COUNT(table); i++) {
        const struct faqbot_view text = view_of(table[i].text);
        struct word_traits known = word_traits_find(languages.lexicon, languages.stems[0], text);
        assert_int_equal(known.is_content, table[i].is_content);
        assert_int_equal(known.is_apart, table[i].is_apart);
        assert_int_equal(known.number != LEXICON_NONE, table[i].has_number);
        assert_int_equal(known.side != 0, table[i].has_side);
        assert_true((known.shape != 0) == known.is_content);
        struct word_traits plain = word_traits_find(NULL, languages.stems[0], text);
        assert_true(plain.number == LEXICON_NONE && plain.side == 0 && plain.shape == known.shape);
        assert_int_equal(plain.is_apart, strcmp(table[i].text, "b12") == 0);
        assert_true(known.rarity > 0 && known.rarity <= 1 && plain.rarity == 1);
        assert_true((known.per_length > 0) == (known.number != LEXICON_NONE && known.is_content));
    }
    languages_release(&languages);
}

/* -- Entries ---------------------------------------------------------------------------------------------------- */

static const char lines[] =
    "{\"id\":\"a\",\"question\":\"How do I end my contract?\",\"also\":[\"cancel the subscription\","
    "\"leave the club\"],\"answer\":\"Write.\"}\n"
    "{\"id\":\"b\",\"question\":\"Which soup is on the menu?\",\"also\":[\"lunch "
    "today\"],\"answer\":\"Pea.\"}\n"
    "{\"id\":\"c\",\"question\":\"Where can I park my bicycle?\",\"answer\":\"In the yard.\"}\n"
    "{\"id\":\"d\",\"title\":\"River\",\"text\":\"The river floods the meadow.\"}\n"
    "{\"id\":\"e\",\"question\":\"Wo ist das Rathaus?\",\"lang\":\"de\",\"answer\":\"Dort.\"}\n"
    "{\"id\":\"f\",\"question\":\"zyzzyva\",\"answer\":\"Yes.\"}\n";

static const char *const phrasings[3][3] = {
    {"How do I end my contract?", "cancel the subscription", "leave the club"},
    {"Which soup is on the menu?", "lunch today"},
    {"Where can I park my bicycle?"}};

/* An index, and what questions are compared with. */
struct fixture {
    struct store *store;
    struct lexicon *lexicon;
    struct meaning_sums sums;
    struct meaning_classifier classifier;
    struct forward_entry *entries[8];
    uint32_t count;
};

static void open_fixture(struct fixture *fixture, const char *text, uint32_t count)
{
    *fixture = (struct fixture){.store = made_store(text), .count = count};
    assert_int_equal(STATUS_OF(lexicon_open_english, &fixture->lexicon), FAQBOT_OK);
    made_store_sums(fixture->store, &fixture->sums);
    assert_true(meaning_classifier_make(&fixture->sums, &fixture->classifier));
    for (uint32_t i = 0; i < count; i++) {
        fixture->entries[i] = made_store_entry(fixture->store, i);
    }
}

static void close_fixture(struct fixture *fixture)
{
    for (uint32_t i = 0; i < fixture->count; i++) {
        free(fixture->entries[i]);
    }
    lexicon_close(fixture->lexicon);
    store_close(fixture->store);
}

static struct lexicon_vector direction(const struct fixture *fixture, const char *text)
{
    float sum[LEXICON_DIMENSIONS] = {0};
    lexicon_add(fixture->lexicon, view_of(text), sum);
    return lexicon_direction(sum);
}

static bool is_zero(const struct lexicon_vector *vector)
{
    static const struct lexicon_vector zero;
    return memcmp(vector, &zero, sizeof zero) == 0;
}

static void an_entry_points_where_its_phrasings_do(void **state)
{
    (void)state;
    struct fixture fixture;
    open_fixture(&fixture, lines, 6);
    float sum[LEXICON_DIMENSIONS] = {0};
    double square = 0;
    for (size_t i = 0; i < 3; i++) { /* each counts the same, however long */
        struct lexicon_vector one = direction(&fixture, phrasings[0][i]);
        for (size_t j = 0; j < LEXICON_DIMENSIONS; j++) {
            sum[j] += (float)one.parts[j];
        }
    }
    for (size_t j = 0; j < LEXICON_DIMENSIONS; j++) {
        square += pow((double)sum[j] / 3 / LEXICON_VECTOR_ONE, 2);
    }
    struct lexicon_vector whole = lexicon_direction(sum);
    struct lexicon_vector bicycle = direction(&fixture, phrasings[2][0]);
    struct lexicon_vector river =
        direction(&fixture, "The river floods the meadow."); /* a passage's title and heading do not count */
    assert_true(lexicon_likeness(&fixture.entries[0]->meaning, &whole) > .999f);
    assert_true(fabs((double)fixture.entries[0]->scale - sqrt(square)) < 1e-3);
    assert_true(lexicon_likeness(&fixture.entries[2]->meaning, &bicycle) > .999f);
    assert_true(fabsf(fixture.entries[2]->scale - 1) < 1e-3f);
    assert_memory_equal(&fixture.entries[3]->meaning, &river, sizeof river);
    assert_true(fixture.entries[3]->scale == 0);
    assert_true(is_zero(&fixture.entries[4]->meaning)); /* no lexicon knows German */
    assert_true(is_zero(&fixture.entries[5]->meaning));
    close_fixture(&fixture);
}

static void without_a_lexicon_nothing_has_a_meaning(void **state)
{
    (void)state;
    static const struct meaning_sums none;
    struct fixture fixture;
    open_fixture(&fixture,
                 "{\"id\":\"a\",\"question\":\"lunch today\",\"lang\":\"de\",\"answer\":\"Pea.\"}\n"
                 "{\"id\":\"b\",\"lang\":\"de\",\"text\":\"The river floods the meadow.\"}\n",
                 2);
    for (uint32_t i = 0; i < 2; i++) {
        assert_true(is_zero(&fixture.entries[i]->meaning) && fixture.entries[i]->scale == 0);
    }
    assert_true(made_sums_are_near(&fixture.sums, &none));
    close_fixture(&fixture);
}

/* -- The classifier ---------------------------------------------------------------------------------------------- */

/* What an entry's classifier says to a question. */
static float say(const struct fixture *fixture, uint32_t entry, const char *text)
{
    struct lexicon_vector asked = direction(fixture, text);
    struct lexicon_vector read = meaning_classifier_read(&fixture->classifier, &asked);
    return lexicon_likeness(&read, &fixture->entries[entry]->meaning) * fixture->entries[entry]->scale *
           LEXICON_VECTOR_ONE / CLASSIFIER_VECTOR_ONE;
}

static void a_classifier_says_yes_to_its_own_phrasings_alone(void **state)
{
    (void)state;
    struct fixture fixture;
    open_fixture(&fixture, lines, 6);
    for (uint32_t entry = 0; entry < 3; entry++) {
        for (size_t i = 0; i < 3; i++) {
            for (size_t j = 0; j < 3 && phrasings[i][j] != NULL; j++) {
                float said = say(&fixture, entry, phrasings[i][j]);
                assert_true(i == entry ? said > .4f && said < 1.1f : fabsf(said) < .3f);
            }
        }
    }
    assert_true(say(&fixture, 0, "terminate my membership") > .3f);
    assert_true(say(&fixture, 3, "The river floods the meadow.") == 0); /* a passage without a heading */
    assert_true(say(&fixture, 4, "Wo ist das Rathaus?") == 0);
    close_fixture(&fixture);
}

/* Ridge regression by its definition: with one phrasing, x, the classifier is x / (1 + lambda). */
static void a_single_phrasing_is_learned_but_for_the_ridge(void **state)
{
    (void)state;
    struct fixture fixture;
    open_fixture(&fixture,
                 "{\"id\":\"c\",\"question\":\"Where can I park my bicycle?\",\"answer\":\"Yard.\"}\n", 1);
    assert_true(fabsf(say(&fixture, 0, phrasings[2][0]) - 1 / 1.3f) < .01f);
    close_fixture(&fixture);
}

static void an_entry_of_many_phrasings_does_not_count_for_more(void **state)
{
    (void)state;
    struct fixture even;
    struct fixture uneven;
    open_fixture(&even,
                 "{\"id\":\"a\",\"question\":\"lunch today\",\"answer\":\"Pea.\"}\n"
                 "{\"id\":\"b\",\"question\":\"park my bicycle\",\"answer\":\"Yard.\"}\n",
                 2);
    open_fixture(&uneven,
                 "{\"id\":\"a\",\"question\":\"lunch today\",\"also\":[\"lunch today!\",\"Lunch today\","
                 "\"lunch - today\"],\"answer\":\"Pea.\"}\n"
                 "{\"id\":\"b\",\"question\":\"park my bicycle\",\"answer\":\"Yard.\"}\n",
                 2);
    assert_true(made_sums_are_near(&even.sums, &uneven.sums));
    for (uint32_t i = 0; i < 2; i++) {
        assert_memory_equal(&even.entries[i]->meaning, &uneven.entries[i]->meaning,
                            sizeof even.entries[i]->meaning);
        assert_true(fabsf(even.entries[i]->scale - uneven.entries[i]->scale) < 1e-6f);
    }
    close_fixture(&even);
    close_fixture(&uneven);
}

/* Adds what an FAQ entry of these phrasings means. */
static void add_meaning(const struct fixture *fixture, const char *const *texts, size_t count,
                        struct meaning_sums *sums)
{
    struct faqbot_view views[4];
    struct entry_meaning meaning;
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(texts[i]);
    }
    const struct entry entry = {.kind = ENTRY_FAQ, .phrasings = views, .phrasing_count = count};
    entry_meaning_find(fixture->lexicon, &entry, NULL, &meaning, sums);
}

static void what_was_added_can_be_taken_away(void **state)
{
    (void)state;
    static struct meaning_sums sums;
    static struct meaning_sums gone;
    static struct meaning_sums left;
    static struct meaning_sums alone;
    struct fixture fixture;
    open_fixture(&fixture, lines, 6);
    memset(&sums, 0, sizeof sums);
    memset(&gone, 0, sizeof gone);
    memset(&alone, 0, sizeof alone);
    add_meaning(&fixture, phrasings[0], 3, &sums);
    add_meaning(&fixture, phrasings[1], 2, &sums);
    add_meaning(&fixture, phrasings[2], 1, &sums);
    assert_true(
        made_sums_are_near(&sums, &fixture.sums)); /* nothing else was added: no passage and no German */
    add_meaning(&fixture, phrasings[1], 2, &gone);
    add_meaning(&fixture, phrasings[0], 3, &alone);
    add_meaning(&fixture, phrasings[2], 1, &alone);
    assert_false(made_sums_are_near(&sums, &alone));
    for (size_t i = 0; i < LEXICON_DIMENSIONS; i++) {
        for (size_t j = 0; j < LEXICON_DIMENSIONS; j++) {
            left.matrix[i][j] = sums.matrix[i][j] - gone.matrix[i][j];
        }
    }
    assert_memory_equal(&left, &alone, sizeof left); /* to the last digit */
    close_fixture(&fixture);
}

static void damaged_sums_are_refused(void **state)
{
    (void)state;
    static struct meaning_sums sums;
    static struct meaning_classifier classifier;
    static const double bad[] = {NAN, INFINITY, -INFINITY, -1, -1e300, 1e308};
    static const size_t last = LEXICON_DIMENSIONS - 1;
    memset(&sums, 0, sizeof sums);
    assert_true(meaning_classifier_make(&sums, &classifier)); /* no FAQ entry: nothing to tell apart */
    for (size_t i = 0; i < COUNT(bad) - 1; i++) {
        sums.matrix[0][0] = bad[i];
        assert_false(meaning_classifier_make(&sums, &classifier));
        sums.matrix[0][0] = 0;
        sums.matrix[last][last] = bad[i];
        assert_false(meaning_classifier_make(&sums, &classifier));
        sums.matrix[last][last] = 0;
    }
    for (size_t i = 0; i < COUNT(bad); i++) { /* none of a sum of squares: it is larger than its diagonal */
        sums.matrix[last][0] = bad[i];
        assert_false(meaning_classifier_make(&sums, &classifier));
        sums.matrix[last][0] = 0;
    }
    assert_true(meaning_classifier_make(&sums, &classifier));
}

int test_index_text_vectors(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_known_by_its_kind),
        cmocka_unit_test(an_entry_points_where_its_phrasings_do),
        cmocka_unit_test(without_a_lexicon_nothing_has_a_meaning),
        cmocka_unit_test(a_classifier_says_yes_to_its_own_phrasings_alone),
        cmocka_unit_test(a_single_phrasing_is_learned_but_for_the_ridge),
        cmocka_unit_test(an_entry_of_many_phrasings_does_not_count_for_more),
        cmocka_unit_test(what_was_added_can_be_taken_away),
        cmocka_unit_test(damaged_sums_are_refused),
    };
    return cmocka_run_group_tests_name("text_vectors", tests, NULL, NULL);
}
