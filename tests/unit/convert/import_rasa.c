/* tests/unit/convert/import_rasa.c - a folder of Rasa's as one import: which of its files are read, and what is
 * said of others. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convert/readers.h"
#include "unit/convert/report.h"
#include "util/util.h"

/* ==== A folder as one import ============================================================================ */

#define PATH_BYTES 160

static const char *const names[] = {"data/broken.yaml", "data/nlu.yml", "data/notes.txt", "domain.yml",
                                    "link.yml"};
static const char *const folders[] = {"data", ""};

static void path_of(char path[PATH_BYTES], const char *folder, const char *name)
{
    (void)snprintf(path, PATH_BYTES, "%s/%s", folder, name);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[PATH_BYTES];
    path_of(path, folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    static char folder[] = "/tmp/faqbot-rasa-XXXXXX";
    char path[PATH_BYTES];
    assert_non_null(mkdtemp(folder));
    path_of(path, folder, "data");
    assert_int_equal(mkdir(path, 0700), 0);
    path_of(path, folder, "link.yml");
    assert_int_equal(symlink("domain.yml", path), 0);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    char path[PATH_BYTES];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(path, *state, names[i]);
        (void)unlink(path);
    }
    int status = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        path_of(path, *state, folders[i]);
        status += rmdir(path);
    }
    return status;
}

/* "OUTCOME ID: QUESTION\n", or "OUTCOME: SENTENCE\n" with the folder's path taken out of it. */
static void take(void *user, const struct faqbot_import_event *event)
{
    static const char *const outcomes[] = {"imported ", "joined ", "left out", "note"};
    struct buffer *told = user;
    buffer_add_text(told, outcomes[event->outcome]);
    buffer_add(told, event->id);
    buffer_add_text(told, ": ");
    struct faqbot_view sentence = event->sentence.size > 0 ? event->sentence : event->question;
    if (view_starts_with(sentence, "/tmp/faqbot-rasa-")) {
        sentence = view_slice(sentence, sizeof "/tmp/faqbot-rasa-XXXXXX", sentence.size);
    }
    buffer_add(told, sentence);
    buffer_add_text(told, "\n");
}

static enum faqbot_status import(const char *folder, struct buffer *told, struct faqbot_import_result *result,
                                 struct faqbot_fault *fault)
{
    buffer_init(told, SIZE_MAX);
    const struct faqbot_import_options options = {
        .format = "rasa", .input = folder, .dry_run = true, .tell = take, .tell_user = told};
    enum faqbot_status status = faqbot_import(&options, result, fault);
    buffer_add_byte(told, '\0');
    return status;
}

static void questions_and_answers_of_several_files_are_joined(void **state)
{
    struct buffer told;
    struct faqbot_import_result result;
    struct faqbot_fault fault;
    write_file(*state, "data/nlu.yml",
               "nlu:\n- intent: faq/price\n  examples: |\n    - what does it cost\n    - price\n");
    write_file(*state, "domain.yml", "responses:\n  utter_faq/price:\n  - text: Nothing\n");
    write_file(*state, "data/broken.yaml", "nlu: [a\n");
    write_file(*state, "data/notes.txt", "nlu: [a\n"); /* none of Rasa's: nothing is said of it */
    assert_int_equal(import(*state, &told, &result, &fault), FAQBOT_OK);
    assert_string_equal(
        told.bytes, "left out: link.yml: this is a link, which is not followed; put the file itself there\n"
                    "left out: data/broken.yaml:2: this is no YAML: did not find expected ',' or ']'\n"
                    "imported faq/price: what does it cost\n");
    assert_int_equal(result.entries, 1);
    assert_int_equal(result.phrasings, 2);
    assert_int_equal(result.rows[FAQBOT_IMPORT_SKIPPED], 2);
    buffer_release(&told);
}

static void a_folder_without_answers_is_refused(void **state)
{
    struct buffer told;
    struct faqbot_import_result result = {.entries = 7};
    struct faqbot_fault fault;
    write_file(*state, "domain.yml", "responses: {}\n");
    assert_int_equal(import(*state, &told, &result, &fault), FAQBOT_INVALID);
    assert_true(strlen(fault.sentence) > 0);
    assert_int_equal(result.entries, 7);
    buffer_release(&told);
    assert_int_equal(import("/nowhere/at/all", &told, &result, &fault), FAQBOT_NOT_FOUND);
    assert_true(strlen(fault.sentence) > 0);
    buffer_release(&told);
}

static int run_folder(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_and_answers_of_several_files_are_joined),
        cmocka_unit_test(a_folder_without_answers_is_refused),
    };
    return cmocka_run_group_tests_name("rasa_folder", tests, set_up, tear_down);
}

/* ==== Training data and responses, YAML within its bounds, examples without their marks ================= */

static void a_retrieval_intent_is_an_entry(void **state)
{
    (void)state;
    report_check("rasa", NULL,
                 "version: \"3.1\"\n"
                 "nlu:\n"
                 "- intent: faq/price\n"
                 "  examples: |\n"
                 "    - What does [it](thing) cost?\n"
                 "    -\n"
                 "    - price of a [day]{\"entity\": \"time\"}\n"
                 "      or two\n"
                 "- intent: chitchat/name\n"
                 "  examples:\n"
                 "  - text: |\n"
                 "      Who are you?\n"
                 "    metadata: {a: b}\n"
                 "  - your name\n"
                 "responses:\n"
                 "  utter_faq/price:\n"
                 "  - text: 12 **euros**\n"
                 "    buttons:\n"
                 "    - {title: Name, payload: \"/chitchat/name{\\\"a\\\": 1}\"}\n"
                 "    - {title: Bye, payload: /goodbye}\n"
                 "  utter_chitchat/name:\n"
                 "  - A bot\n",
                 "1 imported faq/price: What does it cost?\n"
                 "1 note: the button \"Bye\" is not kept\n"
                 "2 imported chitchat/name: Who are you?\n",
                 "{\"id\":\"faq/price\",\"question\":\"What does it cost?\",\"also\":[\"price of a day or "
                 "two\"],\"answer\":\"12 "
                 "**euros**\",\"tags\":[\"faq\"],\"related\":[\"chitchat/name\"]}\n"
                 "{\"id\":\"chitchat/name\",\"question\":\"Who are you?\",\"also\":[\"your "
                 "name\"],\"answer\":\"A bot\","
                 "\"tags\":[\"chitchat\"]}\n");
}

static void of_several_responses_the_plain_one_is_taken(void **state)
{
    (void)state;
    report_check("rasa", NULL,
                 "nlu: [{intent: a/b, examples: ['c?']}, {intent: a/d, examples: \"- e?\"}]\n"
                 "templates:\n"
                 "  utter_a/b:\n"
                 "  - {custom: {x: y}}\n"
                 "  - {text: f, channel: slack}\n"
                 "  - {text: g, condition: [{type: slot}]}\n"
                 "  - {text: \"h\\ni\\n\\n- j\\n- k {l}\", image: m}\n"
                 "  utter_a/d:\n"
                 "  - {text: \"n<br>o\", channel: slack}\n",
                 "1 imported a/b: c?\n"
                 "1 note: the response's image is not kept\n"
                 "1 note: the response has a slot ({...}) in it, which is kept as text\n"
                 "1 note: 3 more of its responses are not kept\n"
                 "2 imported a/d: e?\n"
                 "2 note: its answer is taken for HTML, and written as Markdown\n"
                 "2 note: the response's channel is not kept\n",
                 "{\"id\":\"a/b\",\"question\":\"c?\",\"answer\":\"h\\\\\\ni\\n\\n\\\\- j\\\\\\n\\\\- k "
                 "{l}\",\"tags\":[\"a\"]}\n"
                 "{\"id\":\"a/d\",\"question\":\"e?\",\"answer\":\"n\\\\\\no\",\"tags\":[\"a\"]}\n");
}

static void what_is_no_question_with_an_answer_is_left_out(void **state)
{
    (void)state;
    report_check("rasa", NULL,
                 "nlu:\n"
                 "- {intent: greet, examples: \"- hello\"}\n"
                 "- {intent: faq/a, examples: \"- a?\"}\n"
                 "- {intent: faq/b, examples: \"no list\"}\n"
                 "- {intent: faq/c, examples: \"- c?\"}\n"
                 "- {synonym: bike, examples: \"- bicycle\"}\n"
                 "- {intent: faq/a, examples: \"- a again?\"}\n"
                 "---\n"
                 "responses:\n"
                 "  utter_greet: [{text: hi}]\n"
                 "  utter_faq/b: [{text: B}]\n"
                 "  utter_faq/c: [{text: C}]\n"
                 "  utter_faq/c: [{text: D}]\n"
                 "  utter_faq/d: [{text: D}]\n"
                 "  other: text\n",
                 "0 note: the synonym \"bike\" is not kept\n"
                 "0 note: there is another response utter_faq/c, which is not kept\n"
                 "0 note: other is no response (utter_...) and is not kept\n"
                 "1 imported greet: hello\n"
                 "2 left out: there is no response utter_faq/a\n"
                 "3 left out: there is no question\n"
                 "4 imported faq/c: c?\n"
                 "5 left out: there are no examples of it in the training data\n",
                 "{\"id\":\"greet\",\"question\":\"hello\",\"answer\":\"hi\"}\n"
                 "{\"id\":\"faq/c\",\"question\":\"c?\",\"answer\":\"C\",\"tags\":[\"faq\"]}\n");
}

static void an_intent_is_answered_by_what_follows_it(void **state)
{
    (void)state;
    report_check("rasa", NULL,
                 "nlu:\n"
                 "- {intent: hours, examples: [when?]}\n"
                 "- {intent: days, examples: [which days?]}\n"
                 "- {intent: price, examples: [how much?]}\n"
                 "- {intent: book, examples: [book a room]}\n"
                 "responses:\n"
                 "  utter_open: [{text: \"ssh <user>@<host>, # 5 * 6 * 7\"}]\n"
                 "  utter_later: [{text: Later.}]\n"
                 "  utter_price: [{text: Ten.}]\n"
                 "  utter_nobody: [{text: Nobody.}]\n"
                 "stories:\n"
                 "- steps: [{intent: hours}, {action: utter_later}, {intent: book}, {action: action_book}]\n"
                 "rules:\n"
                 "- steps: [{or: [{intent: hours}, {intent: days}]}, {action: utter_open}]\n",
                 "1 imported hours: when?\n"
                 "2 imported days: which days?\n"
                 "3 imported price: how much?\n"
                 "4 left out: it is answered by a program, the action action_book\n"
                 "0 note: no intent leads to the response utter_later, which is not kept\n"
                 "0 note: no intent leads to the response utter_nobody, which is not kept\n",
                 "{\"id\":\"hours\",\"question\":\"when?\",\"answer\":\"ssh "
                 "\\\\\\u003cuser>@\\\\\\u003chost>, # 5 \\\\* 6 "
                 "\\\\* 7\"}\n"
                 "{\"id\":\"days\",\"question\":\"which days?\",\"answer\":\"ssh "
                 "\\\\\\u003cuser>@\\\\\\u003chost>, # 5 "
                 "\\\\* 6 \\\\* 7\"}\n"
                 "{\"id\":\"price\",\"question\":\"how much?\",\"answer\":\"Ten.\"}\n");
}

static void the_markdown_of_rasa_1_is_training_data(void **state)
{
    (void)state;
    report_check_failure("rasa", NULL, view_of("## intent:hours\n- when are you [open](state)?\n"),
                         FAQBOT_INVALID, "nothing in it can be imported");
}

static void an_alias_may_stand_for_a_text(void **state)
{
    (void)state;
    report_check("rasa", NULL,
                 "x: &hours From 8 to 18\n"
                 "nlu: [{intent: &name faq/a, examples: [a?]}]\n"
                 "responses: {utter_faq/a: [{text: *hours}]}\n",
                 "1 imported faq/a: a?\n", NULL);
}

static void hostile_yaml_is_refused(void **state)
{
    static const struct {
        const char *text;
        enum faqbot_status status;
        const char *words;
    } table[] = {
        {"", FAQBOT_INVALID, "neither training data"},
        {"pipeline: []", FAQBOT_INVALID, "neither training data"},
        {"nlu: [a", FAQBOT_INVALID, "no YAML"},
        {"nlu: {", FAQBOT_INVALID, "no YAML"},
        {"nlu: *a", FAQBOT_INVALID, "no anchor"},
        {"a: &a [b]\nnlu: *a", FAQBOT_INVALID, "is not followed"},
        {"a: &a {b: *a}", FAQBOT_INVALID, "is not followed"},
        {"a: &a {b: c}\nnlu:\n  <<: *a", FAQBOT_INVALID, "is not followed"},
        {"nlu: \"\\0\"", FAQBOT_INVALID, "NUL"},
        {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", FAQBOT_LIMIT, "nested too deep"},
        {"nlu: [{intent: faq/a, examples: [b]}]", FAQBOT_INVALID, "nothing in it"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        report_check_failure("rasa", NULL, view_of(table[i].text), table[i].status, table[i].words);
    }
}

static void aliases_do_not_expand_without_end(void **state)
{
    static char text[3 * 1024 * 1024];
    size_t size = (size_t)sprintf(text, "a: &a ");
    (void)state;
    memset(text + size, 'x', 1024 * 1024);
    size += 1024 * 1024;
    size += (size_t)sprintf(text + size, "\nnlu:\n");
    for (unsigned i = 0; i < 1000; i++) {
        size += (size_t)sprintf(text + size, "- *a\n");
    }
    report_check_failure("rasa", NULL, view_make(text, size), FAQBOT_LIMIT, "more than 4 MiB");
    size = 0;
    for (unsigned i = 0; i <= YAML_ANCHORS_MAX; i++) {
        size += (size_t)sprintf(text + size, "- &a%u b\n", i);
    }
    report_check_failure("rasa", NULL, view_make(text, size), FAQBOT_LIMIT, "more than 256 anchors");
}

static void examples_lose_their_marks(void **state)
{
    static const struct {
        const char *example;
        const char *text;
    } table[] = {
        {"a [b](c) d", "a b d"},
        {"[a](b:c)[d]{\"entity\": {\"e\": 1}}", "ad"},
        {"[a][{\"entity\": \"b\"}, {\"entity\": \"c\"}]", "a"},
        {"[a] (b)", "[a] (b)"},
        {"[a", "[a"},
        {"[a](b", "[a](b"},
        {"a](b)", "a](b)"},
        {"[[a](b)", "[a"},
        {"[](a)", ""},
        {"", ""},
    };
    struct arena arena;
    struct faqbot_view text;
    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_true(rasa_example_strip(&arena, view_of(table[i].example), &text));
        assert_true(view_equals_text(text, table[i].text));
    }
    arena_release(&arena);
}

static int run_rasa(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_retrieval_intent_is_an_entry),
        cmocka_unit_test(of_several_responses_the_plain_one_is_taken),
        cmocka_unit_test(what_is_no_question_with_an_answer_is_left_out),
        cmocka_unit_test(an_intent_is_answered_by_what_follows_it),
        cmocka_unit_test(the_markdown_of_rasa_1_is_training_data),
        cmocka_unit_test(an_alias_may_stand_for_a_text),
        cmocka_unit_test(hostile_yaml_is_refused),
        cmocka_unit_test(aliases_do_not_expand_without_end),
        cmocka_unit_test(examples_lose_their_marks),
    };
    return cmocka_run_group_tests_name("rasa", tests, NULL, NULL);
}

int test_convert_import_rasa(void)
{
    return run_folder() + run_rasa();
}
