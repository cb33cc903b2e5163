/* tests/unit/tools/groups.c - which questions are put together: those with the same content words, synonyms and words of
 * like meaning; tightly, and the same whenever it is done. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/tools_internal.h"
#include "util/util.h"

#define QUESTIONS_MAX 16

struct places {
    char folder[64];
    char knowledge[96];
    char synonyms[96];
    struct faqbot *bot;
};

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    static struct places places;
    struct faqbot_fault fault;
    strcpy(places.folder, "/tmp/faqbot-groups-XXXXXX");
    assert_non_null(mkdtemp(places.folder));
    (void)snprintf(places.knowledge, sizeof places.knowledge, "%s/a.md", places.folder);
    (void)snprintf(places.synonyms, sizeof places.synonyms, "%s/synonyms.txt", places.folder);
    write_file(places.knowledge, "## When does the library open? {#opening}\n\nAt nine.\n\n"
                                 "## Where can visitors park? {#parking}\n\nNowhere.\n");
    write_file(places.synonyms, "reader pass, library card\n");
    const struct faqbot_options options = {.knowledge = places.folder};
    assert_int_equal(faqbot_open(&options, &places.bot, &fault), FAQBOT_OK);
    *state = &places;
    return 0;
}

static int tear_down(void **state)
{
    struct places *places = *state;
    faqbot_close(places->bot);
    return unlink(places->knowledge) + unlink(places->synonyms) + rmdir(places->folder);
}

/* `expected` is the group of each, a letter: that of the place of its first question. */
static void check_groups(struct places *places, const char *expected, const char *const *questions)
{
    struct faqbot_view texts[QUESTIONS_MAX] = {{0}};
    uint32_t groups[QUESTIONS_MAX];
    char found[QUESTIONS_MAX + 1] = "";
    size_t left_out = 77;
    enum faqbot_status status = FAQBOT_OK;
    size_t count = strlen(expected);
    for (size_t i = 0; i < count; i++) {
        texts[i] = view_of(questions[i]);
    }
    questions_group(places->bot, texts, count, groups, &left_out, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(left_out, 0);
    for (size_t i = 0; i < count; i++) {
        found[i] = (char)('a' + groups[i]);
    }
    assert_string_equal(found, expected);
}

#define GROUPS(expected, ...) check_groups(*state, expected, (const char *const[]){__VA_ARGS__})

static void the_same_content_words_are_one_question(void **state)
{
    GROUPS("aaaa", "how do I renew a book", "Renewing books?", "can books be renewed", "RENEW my BOOK!");
    GROUPS("aac", "what is the fine", "are there fines", "is there a café");
}

static void synonyms_of_the_knowledge_base_are_one_word(void **state)
{
    GROUPS("aac", "I lost my reader pass", "I lost my library card", "I lost my umbrella");
}

static void words_of_like_meaning_are_one_question(void **state)
{
    GROUPS("aac", "are pets allowed", "are dogs allowed", "are bicycles allowed");
    GROUPS("aac", "is there wifi in the building", "do you have wireless in the building",
           "is there a toilet in the building");
}

static void what_tells_questions_apart_keeps_them_apart(void **state)
{
    GROUPS("abc", "is the library open on monday", "is the library open on sunday", "is the library closed");
    GROUPS("ab", "can I borrow 5 films", "can I borrow 12 films");
    GROUPS("ab", "how do I renew a book", "how do I become a member");
}

static void a_question_without_words_is_like_no_other(void **state)
{
    GROUPS("abcd", "", "?!", "...", "  ");
    GROUPS("abb", "\xff\xfe", "print a page", "page print");
}

static void function_words_alone_are_compared_as_they_are(void **state)
{
    GROUPS("abab", "how are you", "who is it", "How are you?", "who is it?");
}

/* The first is alike the second and the second the third, but the first is not alike the third. */
static void a_chain_is_not_one_question(void **state)
{
    GROUPS("aac", "blue paint colour charts", "blue paint colour prices", "paint prices today");
}

static void the_order_does_not_matter_for_what_is_together(void **state)
{
    GROUPS("abba", "can I bring a friend", "are pets allowed", "are dogs allowed", "bring friends");
    GROUPS("abab", "bring friends", "are dogs allowed", "can I bring a friend", "are pets allowed");
}

static void past_the_limit_questions_are_left_out_and_counted(void **state)
{
    struct places *places = *state;
    enum { COUNT = GROUPS_WORDINGS_MAX + 3 };
    struct faqbot_view *texts = calloc(COUNT, sizeof *texts);
    uint32_t *groups = calloc(COUNT, sizeof *groups);
    char(*bytes)[24] = calloc(COUNT, sizeof *bytes);
    size_t left_out = 0;
    enum faqbot_status status = FAQBOT_OK;
    assert_true(texts != NULL && groups != NULL && bytes != NULL);
    for (int i = 0; i < COUNT; i++) {
        (void)snprintf(bytes[i], sizeof bytes[i], "code %d", 10000 + (i < COUNT - 1 ? i : 0));
        texts[i] = view_of(bytes[i]);
    }
    questions_group(places->bot, texts, COUNT, groups, &left_out, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(left_out, 2);
    assert_int_equal(groups[COUNT - 2], COUNT - 2);
    assert_int_equal(groups[COUNT - 1], groups[0]); /* the same words as one of the first */
    free(texts);
    free(groups);
    free(bytes);
}

int test_tools_groups(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_content_words_are_one_question),
        cmocka_unit_test(synonyms_of_the_knowledge_base_are_one_word),
        cmocka_unit_test(words_of_like_meaning_are_one_question),
        cmocka_unit_test(what_tells_questions_apart_keeps_them_apart),
        cmocka_unit_test(a_question_without_words_is_like_no_other),
        cmocka_unit_test(function_words_alone_are_compared_as_they_are),
        cmocka_unit_test(a_chain_is_not_one_question),
        cmocka_unit_test(the_order_does_not_matter_for_what_is_together),
        cmocka_unit_test(past_the_limit_questions_are_left_out_and_counted),
    };
    return cmocka_run_group_tests_name("groups", tests, set_up, tear_down);
}
