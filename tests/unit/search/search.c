/* tests/unit/search/search.c - a knowledge base searched: what is corrected, what is reworded, what is taken
 * up. */
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
#include "search/search.h"
#include "util/util.h"
#include "unit/search/made_base.h"
#include "unit/status_of.h"

static const struct {
    const char *name, *text;
} files[] = {
    {"synonyms.txt", "telly, television set\nfee, charge => price\nbroadband => internet\n"},
    {"bot.yml", "lang: en\n"},
    {"a.jsonl",
     "{\"id\":\"television-price\",\"question\":\"What is the price of a television set?\",\"answer\":\"Nine "
     "euros.\"}\n"
     "{\"id\":\"internet-price\",\"question\":\"What is the price of the internet?\",\"answer\":\"Thirty "
     "euros.\"}\n"
     "{\"id\":\"internet-speed\",\"question\":\"How fast is the internet?\",\"answer\":\"Fast.\"}\n"
     "{\"id\":\"cancel\",\"question\":\"How do I cancel my contract?\",\"also\":[\"contract cancellation\"],"
     "\"answer\":\"Write.\"}\n"
     "{\"id\":\"change\",\"question\":\"How do I change my address?\",\"also\":[\"moving "
     "house\"],\"answer\":\"Call.\"}\n"},
};

/* Passages of words that no question has. */
static void add_others(const char *folder, unsigned count)
{
    char path[96];
    snprintf(path, sizeof path, "%s/z.jsonl", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (unsigned i = 0; i < count; i++) {
        fprintf(file,
                "{\"id\":\"z%u\",\"title\":\"Wub%ufol\",\"text\":\"Zib%ubal oz gub%u. Kaf kaf wom%uz.\"}\n",
                i, i % 700, i % 90, i % 1300, i);
    }
    assert_int_equal(fclose(file), 0);
}

struct fixture {
    struct searcher *searcher;
    struct arena arena;
};

static int set_up(void **state, unsigned others)
{
    static struct fixture fixture;
    char folder[] = "/tmp/faqbot-search-XXXXXX";
    char path[96];
    struct faqbot_fault fault;
    struct fault_reporter reporter = {.report = NULL};
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        assert_true(fputs(files[i].text, file) >= 0);
        assert_int_equal(fclose(file), 0);
    }
    add_others(folder, others);
    assert_int_equal(
        search_open(&(struct search_source){.knowledge = folder}, &reporter, &fixture.searcher, &fault),
        FAQBOT_OK);
    assert_int_equal(reporter.errors + reporter.warnings, 0);
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        assert_int_equal(remove(path), 0);
    }
    snprintf(path, sizeof path, "%s/z.jsonl", folder);
    assert_int_equal(remove(path), 0);
    assert_int_equal(rmdir(folder), 0);
    arena_init(&fixture.arena, (size_t)64 << 20);
    *state = &fixture;
    return 0;
}

static int set_up_small(void **state)
{
    return set_up(state, 1);
}

static int set_up_large(void **state)
{
    return set_up(state, MADE_OTHERS);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    search_close(fixture->searcher);
    arena_release(&fixture->arena);
    return 0;
}

static struct search_result search(struct fixture *fixture, const char *text, const char *context)
{
    const struct search_query query = {.text = view_of(text), .context = view_of(context), .top = 5};
    struct search_result result;
    enum faqbot_status status = FAQBOT_OK;
    search_find(fixture->searcher, &query, &fixture->arena, &result, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_true(result.match_count <= 5);
    return result;
}

static bool is_best(struct fixture *fixture, const struct search_result *result, const char *id)
{
    struct store_entry entry;
    assert_true(result->match_count > 0);
    assert_int_equal(STATUS_OF(store_get_entry, search_store(fixture->searcher), result->matches[0].entry,
                               &fixture->arena, &entry),
                     FAQBOT_OK);
    return view_equals_text(entry.id, id);
}

static void unknown_words_are_corrected_and_known_ones_are_not(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *text, *best;
        const char *from, *to; /* the one correction; NULL: none */
    } cases[] = {
        {"how do I cancle my contract", "cancel", "cancle", "cancel"},
        {"how do I cancel my Contarct?", "cancel", "Contarct", "contract"},
        {"how do I cancel my contracts", "cancel", NULL, NULL}, /* its stem is known */
        {"how do I chance my address", "change", "chance", "change"},
        {"charge of the internet", "internet-price", NULL,
         NULL},                                        /* a synonym's word is known, near as "change" is */
        {"where is my address", "change", NULL, NULL}, /* a function word need not be known */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct search_result result = search(fixture, cases[i].text, NULL);
        assert_true(is_best(fixture, &result, cases[i].best));
        assert_int_equal(result.correction_count, cases[i].from != NULL);
        if (cases[i].from != NULL) {
            assert_true(view_equals_text(result.corrections[0].from, cases[i].from));
            assert_true(view_equals_text(result.corrections[0].to, cases[i].to));
            assert_int_equal(result.unknown_word_count, 0);
        }
    }
}

static void synonyms_lead_to_what_the_knowledge_base_says(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *text, *best;
    } cases[] = {
        {"price of a telly", "television-price"},
        {"what is the fee for a telly", "television-price"},
        {"fee for broadband", "internet-price"},
        {"how fast is broadband", "internet-speed"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct search_result result = search(fixture, cases[i].text, NULL);
        assert_int_equal(result.outcome, FAQBOT_ANSWERED);
        assert_true(is_best(fixture, &result, cases[i].best));
        assert_int_equal(result.unknown_word_count + result.correction_count, 0);
    }
}

static void a_question_cut_short_is_read_together_with_the_last_one(void **state)
{
    struct fixture *fixture = *state;
    struct search_result result = search(fixture, "and the internet?", "television-price");
    assert_true(is_best(fixture, &result, "internet-price"));
    result = search(fixture, "and the television set?", "internet-price");
    assert_true(is_best(fixture, &result, "television-price"));
    static const struct {
        const char *text, *best;
    } whole[] = {
        {"how fast is the internet", "internet-speed"},
        {"how do I cancel my contract", "cancel"},
        {"cancellation", "cancel"},
    };
    for (size_t i = 0; i < COUNT(whole); i++) {
        struct search_result alone = search(fixture, whole[i].text, NULL);
        result = search(fixture, whole[i].text, "television-price");
        assert_true(is_best(fixture, &alone, whole[i].best));
        assert_true(is_best(fixture, &result, whole[i].best));
    }
    result = search(fixture, "and the zyzzyva?", "television-price");
    assert_int_not_equal(result.outcome, FAQBOT_ANSWERED);
    assert_int_equal(result.unknown_word_count, 1);
}

#define STORY                                                                                                \
    "I moved to this town in March with my children, and we did not know anybody here. My son wants to do "  \
    "his "                                                                                                   \
    "homework and my daughter plays. "

static void greetings_and_thanks_change_no_answer(void **state)
{
    struct fixture *fixture = *state;
    struct search_result alone = search(fixture, "How fast is the internett?", NULL);
    static const char *const polite[] = {"Hello! How fast is the internett?",
                                         "Dear team, how fast is the internett? Thanks in advance!"};
    for (size_t i = 0; i < COUNT(polite); i++) {
        struct search_result result = search(fixture, polite[i], NULL);
        assert_true(is_best(fixture, &result, "internet-speed"));
        assert_true(result.confidence == alone.confidence);
        assert_int_equal(result.correction_count, 1);
        assert_int_equal(result.unknown_word_count, 0);
    }
    alone = search(fixture, "and the internet?", "television-price");
    struct search_result result = search(fixture, "Thank you! And the internet?", "television-price");
    assert_true(is_best(fixture, &result, "internet-price"));
    assert_true(result.confidence == alone.confidence);
}

static void of_a_story_the_sentence_that_asks_is_answered(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *text, *best;
    } stories[] = {
        {STORY "How fast is the internet? He waits.", "internet-speed"},
        {"How do I cancel my contract? " STORY, "cancel"},
        {STORY "I would like to know the fee for a telly.", "television-price"},
        {STORY "How do I change my address? Can you help me?", "change"},
    };
    for (size_t i = 0; i < COUNT(stories); i++) {
        struct search_result result = search(fixture, stories[i].text, NULL);
        assert_int_equal(result.outcome, FAQBOT_ANSWERED);
        assert_true(is_best(fixture, &result, stories[i].best));
        assert_int_equal(result.unknown_word_count, 0);
    }
    struct search_result result = search(fixture, STORY "Who is the president of the zoo?", NULL);
    assert_int_not_equal(result.outcome, FAQBOT_ANSWERED);
}

static void a_context_that_is_no_entry_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct search_result alone = search(fixture, "and the internet?", NULL);
    struct search_result result = search(fixture, "and the internet?", "no such entry");
    assert_true(alone.confidence == result.confidence);
    assert_int_equal(alone.match_count, result.match_count);
}

static void the_first_match_has_the_confidence_and_the_rest_fall(void **state)
{
    struct fixture *fixture = *state;
    static const char *const questions[] = {"internet", "price", "how do I", "my contract and my address",
                                            "telly",    "?"};
    for (size_t i = 0; i < COUNT(questions); i++) {
        struct search_result result = search(fixture, questions[i], NULL);
        assert_true(result.match_count > 0 || result.confidence == 0);
        for (size_t j = 0; j < result.match_count; j++) {
            assert_true(j > 0 || result.matches[0].score == result.confidence);
            assert_true(j == 0 || result.matches[j].score <= result.matches[j - 1].score);
        }
    }
}

int test_search_search(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_words_are_corrected_and_known_ones_are_not),
        cmocka_unit_test(synonyms_lead_to_what_the_knowledge_base_says),
        cmocka_unit_test(a_question_cut_short_is_read_together_with_the_last_one),
        cmocka_unit_test(greetings_and_thanks_change_no_answer),
        cmocka_unit_test(of_a_story_the_sentence_that_asks_is_answered),
        cmocka_unit_test(a_context_that_is_no_entry_changes_nothing),
        cmocka_unit_test(the_first_match_has_the_confidence_and_the_rest_fall),
    };
    int failed = cmocka_run_group_tests_name("small", tests, set_up_small, tear_down);
    return failed + cmocka_run_group_tests_name("large", tests, set_up_large, tear_down);
}
