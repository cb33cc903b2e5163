/* tests/unit/bot/starters.c - which questions a visitor is offered on which page, in a bot that is asked, and in a part
 * of it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "unit/bot/opened.h"
#include "util/util.h"

#define OK(call) assert_int_equal((call), FAQBOT_OK)
#define ENTRY(id, tag)                                                                                       \
    "{\"id\":\"" id "\",\"question\":\"What is " id "?\",\"answer\":\"It is.\",\"tags\":[\"" tag "\"]}\n"
#define ENTRIES                                                                                              \
    ENTRY("home", "x") ENTRY("shop", "y") ENTRY("basket", "y") ENTRY("coffee", "x") ENTRY("other", "x")
#define SETTINGS(members) "{\"settings\":{" members "}}\n"
#define PAGES                                                                                                \
    "\"starters./\":[\"home\"],\"starters./shop/*\":[\"shop\",\"home\",\"gone\"],"                           \
    "\"starters./shop/basket\":[\"basket\"],\"starters./shop/b*\":[\"other\"],"                              \
    "\"starters./caf\xc3\xa9\":[\"coffee\"],\"starters./none\":[]"

static void assert_ids(const struct faqbot_entry_ref *refs, size_t count, const char *expected)
{
    char ids[256] = "";
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s%.*s", i == 0 ? "" : " ",
                       (int)refs[i].id.size, refs[i].id.bytes);
    }
    assert_string_equal(ids, expected);
}

static void assert_starters(struct faqbot *bot, const char *path, const char *expected)
{
    const struct faqbot_entry_ref *refs;
    size_t count;
    OK(faqbot_starters_on(bot, view_of(path), view_of(""), &refs, &count));
    assert_ids(refs, count, expected);
}

static void the_path_that_says_most_of_a_page_wins(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *ids;
        const char *key;
    } rows[] = {{"", "other home", ""},
                {"/", "home", "/"},
                {"/about", "other home", ""},
                {"/shop", "other home", ""},
                {"/shop/", "shop home", "/shop/*"},
                {"/shop/x/y", "shop home", "/shop/*"},
                {"/shop/*", "shop home", "/shop/*"},
                {"/shop/basket", "basket", "/shop/basket"},
                {"/shop/basket?all=1", "basket", "/shop/basket"},
                {"/shop/basket#top", "basket", "/shop/basket"},
                {"/shop/baskets", "other", "/shop/b*"},
                {"/caf\xc3\xa9", "coffee", "/caf\xc3\xa9"},
                {"/caf%C3%a9", "coffee", "/caf\xc3\xa9"},
                {"/caf%C3%", "other home", ""},
                {"/none", "", "/none"},
                {"shop/", "other home", ""},
                {"%", "other home", ""}};
    struct faqbot *bot = opened(SETTINGS("\"starters\":[\"other\",\"home\"]," PAGES) ENTRIES, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_starters(bot, rows[i].path, rows[i].ids);
        struct faqbot_view key = faqbot_starters_path(bot, view_of(rows[i].path));
        assert_true(view_equals_text(key, rows[i].key));
    }
    assert_ids(faqbot_about(bot)->starters, faqbot_about(bot)->starter_count, "other home");
    faqbot_close(bot);
}

static void without_a_default_other_pages_have_none(void **state)
{
    (void)state;
    struct faqbot *bot = opened(SETTINGS(PAGES) ENTRIES, 0);
    assert_starters(bot, "/about", "");
    assert_starters(bot, "/", "home");
    faqbot_close(bot);
    bot = opened(SETTINGS("\"starters./*\":[\"coffee\"]," PAGES) ENTRIES, 0);
    assert_starters(bot, "/about", "coffee");
    assert_starters(bot, "", "coffee");
    faqbot_close(bot);
}

static void small_talk_offers_those_of_the_page(void **state)
{
    (void)state;
    struct faqbot *bot = opened(SETTINGS("\"starters\":[\"other\"]," PAGES) ENTRIES, 0);
    struct faqbot_answer answer;
    OK(faqbot_ask(bot, &(struct faqbot_question){.text = view_of("hello")}, &answer));
    assert_ids(answer.related, answer.related_count, "other");
    OK(faqbot_ask(bot, &(struct faqbot_question){.text = view_of("hello"), .path = view_of("/shop/x")},
                  &answer));
    assert_int_equal(answer.outcome, FAQBOT_SMALLTALK);
    assert_ids(answer.related, answer.related_count, "shop home");
    faqbot_close(bot);
}

static void a_part_has_those_that_pass(void **state)
{
    (void)state;
    struct faqbot *bot = opened(SETTINGS("\"starters\":[\"other\",\"shop\"]," PAGES) ENTRIES, 0);
    struct faqbot *part = NULL;
    struct faqbot_fault fault;
    const struct faqbot_filter filter = {.tags = view_of("y")};
    OK(faqbot_restrict(bot, &filter, 1, FAQBOT_FILTER_ENTRIES_MAX, &part, &fault));
    assert_starters(part, "", "shop");
    assert_starters(part, "/shop/x", "shop");
    assert_starters(part, "/shop/basket", "basket");
    assert_starters(part, "/", "");
    faqbot_close(bot);
}

/* So that an index is made anew, and replies that were kept are forgotten; and nobody's who names no pages. */
static void they_belong_to_the_version(void **state)
{
    (void)state;
    static const char *const settings[] = {
        SETTINGS("\"starters\":[\"home\"]") ENTRIES,
        SETTINGS("\"starters\":[\"home\"],\"starters./a\":[\"home\"]") ENTRIES,
        SETTINGS("\"starters\":[\"home\"],\"starters./b\":[\"home\"]") ENTRIES,
        SETTINGS("\"starters\":[\"home\"],\"starters./b\":[\"shop\"]") ENTRIES};
    char versions[4][32];
    for (size_t i = 0; i < 4; i++) {
        struct faqbot *bot = opened(settings[i], 0);
        struct faqbot_view version = faqbot_about(bot)->version;
        (void)snprintf(versions[i], sizeof versions[i], "%.*s", (int)version.size, version.bytes);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(versions[i], versions[j]);
        }
        faqbot_close(bot);
    }
}

int test_bot_starters(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_path_that_says_most_of_a_page_wins),
        cmocka_unit_test(without_a_default_other_pages_have_none),
        cmocka_unit_test(small_talk_offers_those_of_the_page),
        cmocka_unit_test(a_part_has_those_that_pass),
        cmocka_unit_test(they_belong_to_the_version),
    };
    return cmocka_run_group_tests_name("starters", tests, NULL, NULL);
}
