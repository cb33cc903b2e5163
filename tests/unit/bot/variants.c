/* tests/unit/bot/variants.c - entries in several languages: a visitor gets theirs, and never a choice between an entry
 * and its translation. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <string.h>

#include "unit/bot/opened.h"
#include "util/util.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define OK(call) assert_int_equal((call), FAQBOT_OK)

#define SETTINGS "{\"settings\":{\"lang\":\"en\",\"starters\":[\"opening\",\"prices\"]}}\n"
/* The first names no language, which makes it the knowledge base's. "Aquapark" stands in all of opening. */
#define ENGLISH                                                                                              \
    "{\"id\":\"opening\",\"question\":\"When does the Aquapark open?\",\"answer\":\"We open at nine, see "   \
    "[prices](#prices).\",\"related\":[\"prices\"]}\n"                                                       \
    "{\"id\":\"prices\",\"question\":\"How much is a ticket?\",\"answer\":\"A ticket is five euros.\"}\n"    \
    "{\"id\":\"dogs\",\"question\":\"May I bring my dog?\",\"answer\":\"No dogs, please.\"}\n"
#define GERMAN                                                                                               \
    "{\"id\":\"opening\",\"lang\":\"de-AT\",\"question\":\"Wann \xc3\xb6"                                    \
    "ffnet der Aquapark?\",\"answer\":\"Wir \xc3\xb6"                                                        \
    "ffnen um neun Uhr, siehe [Preise](#prices).\",\"related\":[\"prices\",\"dogs\"],\"tags\":[\"time\"]}\n" \
    "{\"id\":\"prices\",\"lang\":\"de\",\"question\":\"Was kostet eine Eintrittskarte?\",\"answer\":\"Eine " \
    "Karte kostet f\xc3\xbcnf Euro.\"}\n"
#define SPANISH                                                                                              \
    "{\"id\":\"opening\",\"lang\":\"es\",\"question\":\"\xc2\xbf"                                            \
    "Cu\xc3\xa1ndo abre el Aquapark?\",\"answer\":\"Abrimos a las nueve.\"}\n"                               \
    "{\"id\":\"prices\",\"lang\":\"es\",\"question\":\"\xc2\xbf"                                             \
    "Cu\xc3\xa1nto cuesta una entrada?\",\"answer\":\"Una entrada cuesta cinco euros.\"}\n"

static int set_up(void **state)
{
    *state = opened(SETTINGS ENGLISH GERMAN SPANISH, 8);
    return 0;
}

static int tear_down(void **state)
{
    faqbot_close(*state);
    return 0;
}

static struct faqbot_answer asked(struct faqbot *bot, const char *text, const char *wish, const char *context)
{
    struct faqbot_answer answer;
    const struct faqbot_question question = {
        .text = view_of(text), .lang = view_of(wish), .context = view_of(context), .top = FAQBOT_TOP_MAX};
    OK(faqbot_ask(bot, &question, &answer));
    return answer;
}

static const char *const when[] = {"When does the Aquapark open?",
                                   "Wann \xc3\xb6"
                                   "ffnet der Aquapark?",
                                   "\xc2\xbf"
                                   "Cu\xc3\xa1ndo abre el Aquapark?"};
static const char *const tags[] = {"en", "de-AT", "es"};

static void a_question_is_answered_in_its_language_under_the_one_id(void **state)
{
    for (size_t i = 0; i < COUNT(when); i++) {
        struct faqbot_answer answer = asked(*state, when[i], "", "");
        assert_int_equal(answer.outcome, FAQBOT_ANSWERED);
        assert_true(view_equals_text(answer.entry, "opening"));
        assert_true(view_equals_text(answer.lang, tags[i]));
        assert_true(view_equals_text(answer.question, when[i]));
    }
}

static void a_wish_comes_before_the_question(void **state)
{
    static const char *const wishes[] = {"en-GB", "de", "es-MX"};
    for (size_t i = 0; i < COUNT(when); i++) {
        for (size_t j = 0; j < COUNT(when); j++) {
            struct faqbot_answer answer = asked(*state, when[i], wishes[j], "");
            assert_true(view_equals_text(answer.entry, "opening"));
            assert_true(view_equals_text(answer.lang, tags[j]));
            assert_true(view_equals_text(answer.candidates[0].question, when[j]));
        }
        assert_true(view_equals_text(asked(*state, when[i], "fr", "").lang, tags[i]));
    }
    assert_true(view_equals_text(asked(*state, "May I bring my dog?", "de", "").lang, "en"));
}

/* "Aquapark" alone finds all three of them. */
static void an_entry_is_found_once_whatever_its_languages(void **state)
{
    static const char *const texts[] = {"Aquapark", "Aquapark euro", "Aquapark ticket entrada Karte"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct faqbot_answer answer = asked(*state, texts[i], "", "");
        assert_true(answer.candidate_count > 0);
        for (size_t j = 0; j < answer.candidate_count; j++) {
            for (size_t k = j + 1; k < answer.candidate_count; k++) {
                assert_false(view_equals(answer.candidates[j].id, answer.candidates[k].id));
            }
            assert_int_equal(view_find(answer.candidates[j].id, '\x1f'), answer.candidates[j].id.size);
        }
    }
    assert_true(view_equals_text(asked(*state, "Aquapark", "", "").candidates[0].id, "opening"));
}

static void what_is_shown_beside_an_answer_is_in_its_language(void **state)
{
    struct faqbot_answer answer = asked(*state, when[1], "", "");
    assert_int_equal(answer.related_count, 2);
    assert_true(view_equals_text(answer.related[0].id, "prices"));
    assert_true(view_equals_text(answer.related[0].question, "Was kostet eine Eintrittskarte?"));
    assert_true(view_equals_text(answer.related[1].question, "May I bring my dog?"));
    for (size_t i = 0; i < answer.node_count; i++) {
        if (answer.nodes[i].kind == FAQBOT_NODE_LINK) {
            assert_true(view_equals_text(answer.nodes[i].entry.id, "prices"));
            assert_true(view_equals(answer.nodes[i].entry.question, answer.related[0].question));
        }
    }
    answer = asked(*state, when[1], "es", "");
    assert_int_equal(answer.related_count, 0); /* the Spanish author named none, and none comes near */
}

static void an_entry_is_given_in_the_language_wished(void **state)
{
    static const struct {
        const char *id;
        const char *wish;
        const char *lang;
    } cases[] = {{"prices", "", "en"},   {"prices", "de", "de"},        {"prices", "de-CH", "de"},
                 {"prices", "fr", "en"}, {"opening", "de", "de-AT"},    {"dogs", "es", "en"},
                 {"opening", "?", "en"}, {"opening", "abcdefghi", "en"}};
    struct faqbot_answer answer;
    for (size_t i = 0; i < COUNT(cases); i++) {
        OK(faqbot_get_in(*state, view_of(cases[i].id), view_of(cases[i].wish), &answer));
        assert_true(view_equals_text(answer.entry, cases[i].id));
        assert_true(view_equals_text(answer.lang, cases[i].lang));
    }
    OK(faqbot_get(*state, view_of("prices"), &answer));
    assert_true(view_equals_text(answer.lang, "en"));
}

static void nobody_reaches_an_entry_by_what_it_is_kept_under(void **state)
{
    static const char *const ids[] = {"opening\x1f"
                                      "de",
                                      "opening\x1f", "\x1f", "opening ", "openin"};
    struct faqbot_answer answer;
    bool passes;
    const struct faqbot_filter all = {.lang = view_of("de")};
    for (size_t i = 0; i < COUNT(ids); i++) {
        assert_int_equal(faqbot_get_in(*state, view_of(ids[i]), view_of("de"), &answer), FAQBOT_NOT_FOUND);
        OK(faqbot_passes(*state, &all, 1, view_of(ids[i]), &passes));
        assert_false(passes);
        assert_true(asked(*state, "and the price?", "", ids[i]).outcome != FAQBOT_SMALLTALK);
    }
}

/* Where the bot's language has none, the first is given. */
static void without_the_bots_language_the_first_counts(void **state)
{
    (void)state;
    struct faqbot_answer answer;
    struct faqbot *bot = opened(SETTINGS SPANISH GERMAN, 0);
    OK(faqbot_get(bot, view_of("prices"), &answer));
    assert_true(view_equals_text(answer.lang, "es"));
    faqbot_close(bot);
}

static void starters_and_suggestions_show_one_of_each(void **state)
{
    const struct faqbot_entry_ref *refs;
    size_t count;
    OK(faqbot_starters(*state, view_of("de"), &refs, &count));
    assert_int_equal(count, 2);
    assert_true(view_equals_text(refs[0].question, when[1]));
    OK(faqbot_starters(*state, view_of(""), &refs, &count));
    assert_true(view_equals_text(refs[0].question, when[0]));
    OK(faqbot_suggest(*state, view_of("aqua"), &refs, &count));
    assert_int_equal(count, 1);
    assert_true(view_equals_text(refs[0].id, "opening"));
    OK(faqbot_suggest(*state, view_of("entra"), &refs, &count));
    assert_int_equal(count, 1);
    assert_true(view_equals_text(refs[0].question, "\xc2\xbf"
                                                   "Cu\xc3\xa1nto cuesta una entrada?"));
    struct faqbot_answer answer = asked(*state, "hola", "es", "");
    assert_int_equal(answer.outcome, FAQBOT_SMALLTALK);
    assert_true(view_equals_text(answer.related[0].question, when[2]));
}

static void a_filter_sees_each_by_itself(void **state)
{
    struct faqbot *part;
    struct faqbot_fault fault;
    struct faqbot_answer answer;
    bool passes;
    const struct faqbot_filter german = {.lang = view_of("de")};
    OK(faqbot_restrict(*state, &german, 1, FAQBOT_FILTER_ENTRIES_MAX, &part, &fault));
    assert_int_equal(faqbot_about(part)->entries, 2);
    answer = asked(part, when[1], "en", "");
    assert_true(view_equals_text(answer.lang, "de-AT"));
    assert_true(view_equals_text(answer.entry, "opening"));
    bool has_link = false;
    for (size_t i = 0; i < answer.node_count; i++) {
        has_link = has_link || view_equals_text(answer.nodes[i].entry.id, "prices");
    }
    assert_true(has_link); /* prices is in the part, in German */
    OK(faqbot_passes(*state, &german, 1, view_of("opening"), &passes));
    assert_true(passes);
    OK(faqbot_passes(*state, &german, 1, view_of("dogs"), &passes));
    assert_false(passes);
    const struct faqbot_filter tagged = {.tags = view_of("time")};
    OK(faqbot_restrict(*state, &tagged, 1, FAQBOT_FILTER_ENTRIES_MAX, &part, &fault));
    assert_int_equal(faqbot_about(part)->entries, 1);
}

/* A question without an answer is told where its words stand, once for each entry. */
static void an_entry_is_mentioned_once(void **state)
{
    static const char *const texts[] = {"Who paints the Aquapark and repairs its roof in winter?",
                                        "zyzzyva euros Euro euro dog", "quux Aquapark nine neun nueve"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct faqbot_answer answer = asked(*state, texts[i], "", "");
        size_t offered = answer.outcome == FAQBOT_UNSURE ? answer.candidate_count : 0;
        for (size_t j = 0; j < answer.mention_count; j++) {
            for (size_t k = 0; k < j; k++) {
                assert_false(view_equals(answer.mentions[j].id, answer.mentions[k].id));
            }
            for (size_t k = 0; k < offered; k++) {
                assert_false(view_equals(answer.mentions[j].id, answer.candidates[k].id));
            }
        }
    }
}

/* What never answers a question does not answer it in another language either. */
static void an_exclusion_holds_for_the_whole_entry(void **state)
{
    (void)state;
    struct faqbot *bot =
        opened("{\"settings\":{\"lang\":\"en\"}}\n"
               "{\"id\":\"wifi\",\"question\":\"Is there wifi?\",\"answer\":\"Yes.\","
               "\"not\":[\"wifi password\"]}\n"
               "{\"id\":\"wifi\",\"lang\":\"de\",\"question\":\"Gibt es wifi? password wifi\","
               "\"answer\":\"Ja.\"}\n"
               "{\"id\":\"parking\",\"question\":\"Where may I park?\",\"answer\":\"Here.\"}\n",
               0);
    struct faqbot_answer answer = asked(bot, "wifi password", "", "");
    for (size_t i = 0; i < answer.candidate_count; i++) {
        assert_false(view_equals_text(answer.candidates[i].id, "wifi"));
    }
    faqbot_close(bot);
}

static void a_follow_up_goes_on_in_the_language_of_the_question(void **state)
{
    struct faqbot_answer answer = asked(*state, "und was kostet eine Karte?", "", "opening");
    assert_true(view_equals_text(answer.entry, "prices"));
    assert_true(view_equals_text(answer.lang, "de"));
}

int test_bot_variants(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_question_is_answered_in_its_language_under_the_one_id, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_wish_comes_before_the_question, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_entry_is_found_once_whatever_its_languages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_shown_beside_an_answer_is_in_its_language, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_entry_is_given_in_the_language_wished, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_reaches_an_entry_by_what_it_is_kept_under, set_up, tear_down),
        cmocka_unit_test(without_the_bots_language_the_first_counts),
        cmocka_unit_test_setup_teardown(starters_and_suggestions_show_one_of_each, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_filter_sees_each_by_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_entry_is_mentioned_once, set_up, tear_down),
        cmocka_unit_test(an_exclusion_holds_for_the_whole_entry),
        cmocka_unit_test_setup_teardown(a_follow_up_goes_on_in_the_language_of_the_question, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
