/* tests/unit/tools/suggest_question.c - which questions are proposed for an answer that has none. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tools/tools_internal.h"

static void a_question_is_made_of_the_first_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *lang;
        const char *proposed;
    } cases[] = {
        {"Yes, the shop is open.", "", "\"Is it true that the shop is open?\""},
        {"Yes: The shop is open. Come in.", "en", "\"Is it true that the shop is open?\""},
        {"No. We sell no boats.", "en-GB", "\"Is it true that we sell no boats?\""},
        {"Python is the best language.", "", "\"What is Python?\" or \"Is Python the best language?\""},
        {"The prices are low!", "", "\"What are the prices?\" or \"Are the prices low?\""},
        {"You can bring a dog.\n\nBut no cat.", "", "\"Can you bring a dog?\""},
        {"It is twelve euros.", "", ""},
        {"A parrot screams because it is bored.", "", ""},
        {"Twelve euros", "", ""},
        {"Yes", "", ""},
        {"Der Laden ist offen.", "de", ""},
        {"", "", ""},
        {" \n", "", ""},
        {"...", "", ""},
        {"\xf0\x9f\x90\xa2", "", ""},
    };
    struct buffer out;
    buffer_init(&out, 1000);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer_reset(&out);
        suggest_questions(view_of(cases[i].text), view_of(cases[i].lang), &out);
        buffer_add_byte(&out, '\0');
        assert_string_equal(out.bytes, cases[i].proposed);
    }
    buffer_release(&out);
}

int test_tools_suggest_question(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_is_made_of_the_first_sentence),
    };
    return cmocka_run_group_tests_name("propose", tests, NULL, NULL);
}
