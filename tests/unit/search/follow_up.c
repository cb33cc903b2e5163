/* tests/unit/search/follow_up.c - by their form, which questions go on from the last answer, and what is asked without a
 * subject. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "search/search_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const struct {
    const char *lang;
    const char *text;
    enum follow_up_form form;
    enum follow_up_asks asks;
} questions[] = {
    {"en", "and on Sundays?", FOLLOW_UP_GOES_ON, FOLLOW_UP_NOTHING},
    {"en", "What about children?", FOLLOW_UP_GOES_ON, FOLLOW_UP_NOTHING},
    {"de", "Und am Sonntag?", FOLLOW_UP_GOES_ON, FOLLOW_UP_NOTHING},
    {"fr", "et le dimanche ?", FOLLOW_UP_GOES_ON, FOLLOW_UP_NOTHING},
    {"es", "¿Y el domingo?", FOLLOW_UP_GOES_ON, FOLLOW_UP_NOTHING},
    {"nl", "en op zondag?", FOLLOW_UP_GOES_ON, FOLLOW_UP_NOTHING},
    {"en", "how do I cancel it", FOLLOW_UP_REFERS, FOLLOW_UP_NOTHING},
    {"de", "wie beantrage ich ihn", FOLLOW_UP_REFERS, FOLLOW_UP_NOTHING},
    {"en", "at weekends", FOLLOW_UP_FRAGMENT, FOLLOW_UP_NOTHING},
    {"en", "children?", FOLLOW_UP_FRAGMENT, FOLLOW_UP_NOTHING},
    {"en", "how much is it", FOLLOW_UP_REFERS, FOLLOW_UP_PRICE},
    {"en", "what does that cost?", FOLLOW_UP_REFERS, FOLLOW_UP_PRICE},
    {"en", "is it free", FOLLOW_UP_REFERS, FOLLOW_UP_PRICE},
    {"de", "was kostet das?", FOLLOW_UP_NONE, FOLLOW_UP_PRICE},
    {"fr", "c'est combien ?", FOLLOW_UP_NONE, FOLLOW_UP_PRICE},
    {"es", "¿cuánto cuesta?", FOLLOW_UP_NONE, FOLLOW_UP_PRICE},
    {"en", "why?", FOLLOW_UP_NONE, FOLLOW_UP_REASON},
    {"de", "Warum nicht?", FOLLOW_UP_NONE, FOLLOW_UP_REASON},
    {"fr", "pourquoi ?", FOLLOW_UP_NONE, FOLLOW_UP_REASON},
    /* questions of their own */
    {"en", "how do I cancel my account", FOLLOW_UP_NONE, FOLLOW_UP_NOTHING},
    {"en", "what does a ticket cost", FOLLOW_UP_NONE, FOLLOW_UP_NOTHING},
    {"en", "why is the pool closed", FOLLOW_UP_NONE, FOLLOW_UP_NOTHING},
    {"en", "I lost my card", FOLLOW_UP_NONE, FOLLOW_UP_NOTHING},
    {"en", "is there a sauna?", FOLLOW_UP_NONE, FOLLOW_UP_NOTHING},
    {"fr", "Où donner des vêtements ?", FOLLOW_UP_NONE, FOLLOW_UP_NOTHING},
    {"de", "Was kostet ein Ausweis?", FOLLOW_UP_NONE, FOLLOW_UP_NOTHING},
    {"en", "library opening hours sunday", FOLLOW_UP_NONE, FOLLOW_UP_NOTHING},
    {"xx", "and on sundays", FOLLOW_UP_NONE, FOLLOW_UP_NOTHING},
    {"en", "", FOLLOW_UP_NONE, FOLLOW_UP_NOTHING},
};

static void the_form_of_a_question_says_whether_it_goes_on(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < COUNT(questions); i++) {
        struct stemmer *stems = stemmer_new(view_of(questions[i].lang));
        struct word *words;
        size_t count;
        assert_true(tokenize(&arena, view_of(questions[i].text), &words, &count));
        enum follow_up_form form = follow_up_form(questions[i].lang, stems, words, count);
        enum follow_up_asks asks = follow_up_asks(stems, words, count);
        if (form != questions[i].form || asks != questions[i].asks) {
            fail_msg("%s: form %d, asks %d", questions[i].text, (int)form, (int)asks);
        }
        stemmer_free(stems);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static void a_text_tells_a_price_or_a_reason_or_neither(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool price;
        bool reason;
    } texts[] = {
        {"Yes, for £2 with a deposit.", true, false},
        {"Sie zahlen 37 Euro.", true, false},
        {"It is free of charge.", true, false},
        {"On Tuesdays at 10 am.", false, false},
        {"Not at night, because of the neighbours.", false, true},
        {"Nein, weil der Wald brennen kann.", false, true},
        {"", false, false},
    };
    struct arena arena;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct faqbot_view text = view_of(texts[i].text);
        assert_int_equal(follow_up_tells(FOLLOW_UP_PRICE, text, &arena, &status), texts[i].price);
        assert_int_equal(follow_up_tells(FOLLOW_UP_REASON, text, &arena, &status), texts[i].reason);
    }
    assert_int_equal(status, FAQBOT_OK);
    arena_release(&arena);
}

int test_search_follow_up(void);
int test_search_follow_up(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_of_a_question_says_whether_it_goes_on),
        cmocka_unit_test(a_text_tells_a_price_or_a_reason_or_neither),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
