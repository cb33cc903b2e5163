/* tests/unit/search/exclusions.c - entries that never answer a question are left out where it is asked, and nowhere
 * else, whether all entries are candidates or a few of many. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/index.h"
#include "search/search_internal.h"
#include "util/util.h"
#include "unit/search/made_base.h"
#include "unit/status_of.h"

static const char synonyms[] = "fee => price\nbike, bicycle\n";

#define CROWN                                                                                                \
    "{\"id\":\"crown\",\"question\":\"What does a crown cost?\",\"also\":[\"price of a "                     \
    "crown\",\"what will my really badly broken upper front tooth crown cost\"],"                            \
    "\"not\":[\"what does a night guard cost\",\"the price of a whitening\",\"the fee of a "                 \
    "bleaching\",\"bicycle crown\","                                                                         \
    "\"what will my really badly broken upper front tooth bridge cost\"],\"answer\":\"900 euros.\"}\n"
#define GUARD                                                                                                \
    "{\"id\":\"guard\",\"question\":\"What is a night guard?\",\"also\":[\"night guard against grinding\"]," \
    "\"not\":[\"what does a night guard cost\",\"who is it\"],\"answer\":\"It is a splint.\"}\n"
#define OTHERS                                                                                               \
    "{\"id\":\"price\",\"question\":\"What is the price list?\",\"also\":[\"all prices\"],\"answer\":"       \
    "\"Nine euros.\"}\n"                                                                                     \
    "{\"id\":\"park\",\"question\":\"Where may I park my car?\",\"also\":[\"parking\"],"                     \
    "\"not\":\"where may I leave a bike\",\"answer\":\"Behind the house.\"}\n"                               \
    "{\"id\":\"keys\",\"question\":\"Is there a deposit?\",\"also\":[\"deposit for the "                     \
    "keys\"],\"not\":\"keys for a "                                                                          \
    "deposit\",\"answer\":\"Ten euros.\"}\n"                                                                 \
    "{\"id\":\"filling\",\"question\":\"How long does a filling take?\",\"answer\":\"An hour.\"}\n"

static const char with_lines[] = CROWN GUARD OTHERS;
static const char without_lines[] =
    "{\"id\":\"filling\",\"question\":\"How long does a filling take?\",\"answer\":\"An hour.\"}\n";

struct fixture {
    struct searcher *searcher;
    struct arena arena;
};

/* Passages of words that no question has, as many as are wanted. */
static void open_knowledge(struct fixture *fixture, const char *lines, unsigned others)
{
    char folder[] = "/tmp/faqbot-exclusions-XXXXXX";
    char path[96];
    char rules[96];
    struct faqbot_fault fault;
    struct fault_reporter reporter = {.report = NULL};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.jsonl", folder);
    snprintf(rules, sizeof rules, "%s/synonyms.txt", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(lines, file) >= 0);
    for (unsigned i = 0; i < others; i++) {
        fprintf(file, "{\"id\":\"z%u\",\"title\":\"Wub%ufol\",\"text\":\"Zib%ubal oz gub%u.\"}\n", i, i % 700,
                i % 90, i % 1300);
    }
    assert_int_equal(fclose(file), 0);
    file = fopen(rules, "wb");
    assert_non_null(file);
    assert_true(fputs(synonyms, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(
        search_open(&(struct search_source){.knowledge = folder}, &reporter, &fixture->searcher, &fault),
        FAQBOT_OK);
    assert_int_equal(reporter.errors + reporter.warnings, 0);
    assert_int_equal(remove(path) + remove(rules) + rmdir(folder), 0);
    arena_init(&fixture->arena, (size_t)64 << 20);
}

static void close_knowledge(struct fixture *fixture)
{
    search_close(fixture->searcher);
    arena_release(&fixture->arena);
}

static int set_up_small(void **state)
{
    static struct fixture fixture;
    open_knowledge(&fixture, with_lines, 1);
    *state = &fixture;
    return 0;
}

static int set_up_large(void **state)
{
    static struct fixture fixture;
    open_knowledge(&fixture, with_lines, MADE_OTHERS);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    close_knowledge(*state);
    return 0;
}

static struct search_explanation explain(struct fixture *fixture, const char *text, const char *context,
                                         size_t top)
{
    const struct search_query query = {.text = view_of(text), .context = view_of(context), .top = top};
    struct search_explanation explained;
    struct search_result result;
    enum faqbot_status status = FAQBOT_OK;
    search_explain(fixture->searcher, &query, &fixture->arena, &explained, &status);
    assert_int_equal(status, FAQBOT_OK);
    search_find(fixture->searcher, &query, &fixture->arena, &result, &status);
    assert_int_equal(result.match_count, explained.result.match_count);
    return explained;
}

static bool has_id(struct fixture *fixture, uint32_t number, const char *id)
{
    struct store_entry entry;
    assert_int_equal(
        STATUS_OF(store_get_entry, search_store(fixture->searcher), number, &fixture->arena, &entry),
        FAQBOT_OK);
    return view_equals_text(entry.id, id);
}

/* The place of an entry among the matches; their count where it is none of them. */
static size_t place_of(struct fixture *fixture, const struct search_result *result, const char *id)
{
    size_t place = 0;
    while (place < result->match_count && !has_id(fixture, result->matches[place].entry, id)) {
        place++;
    }
    return place;
}

/* The line for which an entry was left out; empty where it was not. */
static struct faqbot_view line_of(struct fixture *fixture, const struct search_explanation *explained,
                                  const char *id)
{
    for (size_t i = 0; i < explained->excluded_count; i++) {
        if (has_id(fixture, explained->excluded[i].entry, id)) {
            return explained->excluded[i].line;
        }
    }
    return view_of("");
}

static void what_an_entry_never_answers_does_not_find_it(void **state)
{
    static const struct {
        const char *text, *id, *line;
    } cases[] = {
        {"what does a night guard cost", "crown", "what does a night guard cost"},
        {"what does a night guard cost", "guard", "what does a night guard cost"},
        {"The cost of night guards?!", "crown", "what does a night guard cost"},
        {"cost night guard", "guard", "what does a night guard cost"},
        {"what does a mouth guard cost", "crown", ""}, /* it has a word of its own */
        {"whitening price", "crown", "the price of a whitening"},
        {"fee of a whitening", "crown", "the price of a whitening"}, /* as a synonym has it */
        {"fee of a bleaching", "crown", "the fee of a bleaching"},   /* nor by a synonym in its place */
        {"keys for a deposit?", "keys", "keys for a deposit"},
        {"where may I leave my bicycle", "park", "where may I leave a bike"},
        {"where may I leave a bkie", "park", ""},
        {"who is it", "guard", "who is it"}, /* function words alone */
        {"bike crowns", "crown", "bicycle crown"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct search_explanation explained = explain(fixture, cases[i].text, NULL, 5);
        struct faqbot_view line = line_of(fixture, &explained, cases[i].id);
        size_t place = place_of(fixture, &explained.result, cases[i].id);
        bool is_excluded = cases[i].line[0] != '\0';
        if (!view_equals_text(line, cases[i].line) || (is_excluded && place < explained.result.match_count)) {
            fail_msg("%s: \"%.*s\", place %zu", cases[i].text, VIEW_ARGS(line), place);
        }
    }
}

static void other_questions_find_it_as_before(void **state)
{
    static const struct {
        const char *text, *best;
    } cases[] = {
        {"what does a crown cost", "crown"},
        {"cost of the crown", "crown"},
        {"what will my really badly broken upper front tooth crown cost",
         "crown"}, /* very like a line, and a phrasing */
        {"will my really badly broken upper front tooth crown cost much", "crown"},
        {"deposit for the keys", "keys"}, /* the words of a line, too */
        {"what is a night guard", "guard"},
        {"night guard", "guard"},
        {"where may I park", "park"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct search_explanation explained = explain(fixture, cases[i].text, NULL, 5);
        if (place_of(fixture, &explained.result, cases[i].best) != 0 ||
            !view_is_empty(line_of(fixture, &explained, cases[i].best))) {
            fail_msg("%s", cases[i].text);
        }
    }
}

/* One with most of its many words in common is very like it. */
static void what_is_very_like_a_line_is_excluded_too(void **state)
{
    struct fixture *fixture = *state;
    struct search_explanation explained =
        explain(fixture, "what will my really badly broken upper front tooth bridges costs", NULL, 5);
    assert_int_equal(place_of(fixture, &explained.result, "crown"), explained.result.match_count);
    explained =
        explain(fixture, "what will a really badly broken upper front tooth bridge cost today", NULL, 5);
    assert_false(view_is_empty(line_of(fixture, &explained, "crown")));
}

static void others_take_the_places_of_those_left_out(void **state)
{
    struct fixture *fixture = *state;
    struct search_explanation explained = explain(fixture, "what does a night guard cost", NULL, 1);
    assert_int_equal(explained.excluded_count, 2);
    assert_int_equal(explained.result.match_count, 1);
    assert_true(explained.result.matches[0].score == explained.result.confidence);
    assert_true(explained.result.outcome != FAQBOT_ANSWERED);
}

/* Whatever a visitor tells besides, the lines are held against what is asked, and what the whole story would
 * find is not answered then. */
static void what_stands_around_a_question_does_not_bring_it_back(void **state)
{
    static const char *const texts[] = {
        "Hello! What does a night guard cost? Thanks in advance.",
        "Dear team, the cost of night guards?",
        "I grind my teeth and my last crown broke in summer. The crown before broke, too, and the price of a "
        "crown is far too much for me and my old parents. What does a night guard cost?",
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct search_explanation explained = explain(fixture, texts[i], NULL, 5);
        if (place_of(fixture, &explained.result, "crown") < explained.result.match_count ||
            place_of(fixture, &explained.result, "guard") < explained.result.match_count) {
            fail_msg("%s", texts[i]);
        }
        assert_true(view_equals_text(line_of(fixture, &explained, "crown"), "what does a night guard cost"));
    }
}

/* The first of several questions may be answered by what never answers the second. */
static void of_several_questions_each_has_its_own_lines(void **state)
{
    struct fixture *fixture = *state;
    struct search_explanation explained = explain(
        fixture,
        "Yesterday evening I sat at home with my wife and we talked about our teeth, as we do now and "
        "then in winter. What does a night guard cost? And the price of a crown?",
        NULL, 5);
    assert_int_equal(place_of(fixture, &explained.result, "crown"), 0);
}

/* Neither as typed nor together with the question answered last, which has another of its words. */
static void an_entry_answered_last_does_not_bring_it_back(void **state)
{
    static const char *const texts[] = {"what does a night guard cost", "and the cost of night guards?"};
    static const char *const contexts[] = {"crown", "guard", "price"};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(texts) * COUNT(contexts); i++) {
        struct search_explanation explained =
            explain(fixture, texts[i % COUNT(texts)], contexts[i / COUNT(texts)], 5);
        assert_int_equal(place_of(fixture, &explained.result, "crown"), explained.result.match_count);
        assert_int_equal(place_of(fixture, &explained.result, "guard"), explained.result.match_count);
    }
}

/* More are ranked until there are as many as are wanted: rounds double, so that many
 * take few. */
static void many_entries_with_the_same_line_are_all_left_out(void **state)
{
    struct fixture fixture;
    struct buffer lines;
    (void)state;
    buffer_init(&lines, SIZE_MAX);
    for (unsigned i = 0; i < 70; i++) {
        char line[256];
        snprintf(line, sizeof line,
                 "{\"id\":\"g%u\",\"question\":\"What does guard %u cost?\",\"not\":\"night guard "
                 "cost\",\"answer\":\"It is %u.\"}\n",
                 i, i, i);
        buffer_add_text(&lines, line);
    }
    buffer_add_text(&lines, "{\"id\":\"last\",\"question\":\"Is there a guard?\",\"answer\":\"No.\"}\n");
    buffer_add_byte(&lines, '\0');
    open_knowledge(&fixture, lines.bytes, 0);
    struct search_explanation explained = explain(&fixture, "what is the cost of a night guard", NULL, 3);
    assert_int_equal(explained.result.match_count, 1);
    assert_int_equal(place_of(&fixture, &explained.result, "last"), 0);
    assert_int_equal(explained.excluded_count, SEARCH_EXCLUSIONS_TOLD_MAX);
    close_knowledge(&fixture);
    buffer_release(&lines);
}

static void without_lines_nothing_is_compared(void **state)
{
    struct fixture fixture;
    (void)state;
    open_knowledge(&fixture, without_lines, 1);
    assert_null(fixture.searcher->exclusions);
    struct search_explanation explained = explain(&fixture, "how long does a filling take", NULL, 5);
    assert_int_equal(explained.excluded_count, 0);
    assert_int_equal(place_of(&fixture, &explained.result, "filling"), 0);
    close_knowledge(&fixture);
}

int test_search_exclusions(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_entry_never_answers_does_not_find_it),
        cmocka_unit_test(other_questions_find_it_as_before),
        cmocka_unit_test(what_is_very_like_a_line_is_excluded_too),
        cmocka_unit_test(others_take_the_places_of_those_left_out),
        cmocka_unit_test(what_stands_around_a_question_does_not_bring_it_back),
        cmocka_unit_test(of_several_questions_each_has_its_own_lines),
        cmocka_unit_test(an_entry_answered_last_does_not_bring_it_back),
    };
    const struct CMUnitTest sizes[] = {
        cmocka_unit_test(many_entries_with_the_same_line_are_all_left_out),
        cmocka_unit_test(without_lines_nothing_is_compared),
    };
    int failed = cmocka_run_group_tests_name("small", tests, set_up_small, tear_down);
    failed += cmocka_run_group_tests_name("large", tests, set_up_large, tear_down);
    return failed + cmocka_run_group_tests_name("sizes", sizes, NULL, NULL);
}
