/* tests/unit/mcp/model_text.c - objects of the protocol as a language model reads them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "mcp/mcp_internal.h"

static void assert_text(const char *object, const char *expected)
{
    struct json *document;
    const char *complaint;
    struct buffer out;
    assert_int_equal(json_parse(view_of(object), &document, &complaint), FAQBOT_OK);
    buffer_init(&out, 4096);
    model_text_write(document, &out);
    buffer_add_byte(&out, '\0');
    assert_string_equal(out.bytes, expected);
    buffer_release(&out);
    json_free(document);
}

static void every_object_becomes_the_text_that_it_says(void **state)
{
    (void)state;
    assert_text(
        "{\"type\":\"answer\",\"outcome\":\"answered\",\"text\":\"A.\",\"more\":true,\"source\":{\"entry\":"
        "\"e\"},"
        "\"related\":[{\"id\":\"f\",\"question\":\"F?\"}],\"corrections\":[{\"from\":\"x\",\"to\":\"y\"}]}",
        "A.\n\n(The answer is longer; the source has all of it.)\n\nSource: e [e]\n\nRelated entries:\n- F? "
        "[f]\n\n"
        "Read \"x\" as \"y\".");
    assert_text(
        "{\"type\":\"answer\",\"outcome\":\"none\",\"text\":\"No.\",\"candidates\":[{\"id\":\"c\","
        "\"question\":"
        "\"C?\",\"score\":0.1}],\"unknown_words\":[\"a\",\"b\"],\"mentions\":[{\"id\":\"m\",\"title\":\"M\"}]"
        ","
        "\"contact\":\"Call us.\",\"person\":{\"text\":\"Call us.\",\"phone\":\"+49\",\"hours\":\"9 to 5\"}}",
        "NO ANSWER. The knowledge base does not answer this. Say so plainly, and do not answer from anything "
        "else.\n\nNo.\n\nWords that it does not have: \"a\" \"b\"\n\nEntries with some of the words, which "
        "need "
        "not answer:\n- M [m]\n\nWhere else the user may turn: Call us.\n- phone: +49\n- hours: 9 to 5");
    assert_text(
        "{\"type\":\"answer\",\"outcome\":\"unsure\",\"contact\":\"+49\",\"person\":{\"phone\":\"+49\"}}",
        "UNSURE. There is no certain answer. Say so plainly, and offer the user these questions; call "
        "`entry` with "
        "the id of the one that they choose.\n\nWhere else the user may turn: +49");
    assert_text("{\"type\":\"results\",\"any\":true,\"hits\":[{\"id\":\"h\",\"title\":\"H\",\"section\":"
                "\"S\",\"url\":"
                "\"u:\",\"spans\":[{\"text\":\"a "
                "\"},{\"text\":\"b\",\"mark\":true}]},{\"id\":\"i\",\"title\":\"I\"}]}",
                "No entry has all of the words; these have some. These are not answers: call `entry` with an "
                "id to get "
                "one.\n\nH [h]\nS\nu:\na b\n\nI [i]");
    assert_text("{\"type\":\"answer\",\"outcome\":\"smalltalk\",\"text\":\"Hello.\"}", "Hello.");
    assert_text("{\"type\":\"answer\",\"outcome\":\"new\"}",
                "NO ANSWER. The knowledge base does not answer this. Say so plainly, and do not answer from "
                "anything else.");
    assert_text("{\"type\":\"error\",\"message\":\"Too long.\"}", "Too long.");
}

static void each_part_of_an_answer_keeps_its_own_disclaimer(void **state)
{
    (void)state;
    assert_text(
        "{\"type\":\"answer\",\"outcome\":\"answered\",\"text\":\"both\",\"parts\":["
        "{\"type\":\"answer\",\"outcome\":\"answered\",\"text\":\"A.\",\"source\":{\"entry\":\"a\"},"
        "\"disclaimer\":{\"id\":\"d\",\"text\":\"D.\"}},{\"type\":\"answer\",\"outcome\":\"none\"}]}",
        "A.\n\nSource: a [a]\n\nDisclaimer: D.\n\nNO ANSWER. The knowledge base does not answer this. "
        "Say so plainly, "
        "and do not answer from anything else.");
}

int test_mcp_model_text(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_object_becomes_the_text_that_it_says),
        cmocka_unit_test(each_part_of_an_answer_keeps_its_own_disclaimer),
    };
    return cmocka_run_group_tests_name("model text", tests, NULL, NULL);
}
