/* tests/unit/phrases/heard.c - what is small talk, of which kind and in which language, and above all what is not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "phrases/phrases.h"

#define SCRATCH_BYTES_MAX ((size_t)16 * 1024 * 1024)

static struct small_talk_heard hear(const char *message, const char *name, const char *first)
{
    struct arena arena;
    enum faqbot_status status = FAQBOT_OK;
    int order = phrases_language(view_of(first));
    arena_init(&arena, SCRATCH_BYTES_MAX);
    struct small_talk_heard heard =
        small_talk_hear(view_of(message), view_of(name), &order, 1, &arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    arena_release(&arena);
    return heard;
}

struct row {
    const char *message;
    enum small_talk kind;
};

static void check(const char *first, const char *code, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct small_talk_heard heard = hear(rows[i].message, "Desk", first);
        if (heard.kind != rows[i].kind || !view_equals_text(phrases_code(heard.language), code)) {
            fail_msg("%s: \"%s\" is %s in %s", code, rows[i].message, small_talk_name(heard.kind),
                     phrases_code(heard.language).bytes);
        }
    }
}

#define CHECK(first, code, rows) check(first, code, rows, sizeof(rows) / sizeof *(rows))

static void english_is_heard(void **state)
{
    static const struct row rows[] = {
        {"hello", SMALL_TALK_GREETING},
        {"  Hello!! ", SMALL_TALK_GREETING},
        {"hellooo", SMALL_TALK_GREETING},
        {"HEYYYY", SMALL_TALK_GREETING},
        {"goooood morning", SMALL_TALK_GREETING},
        {"hi there", SMALL_TALK_GREETING},
        {"hi bot", SMALL_TALK_GREETING},
        {"hello desk", SMALL_TALK_GREETING},
        {"hello everybody \xf0\x9f\x91\x8b", SMALL_TALK_GREETING},
        {"what's up?", SMALL_TALK_GREETING},
        {"whats up", SMALL_TALK_GREETING},
        {"thx!!", SMALL_TALK_THANKS},
        {"ok thanks", SMALL_TALK_THANKS},
        {"hello, thank you", SMALL_TALK_THANKS},
        {"ok thanks bye", SMALL_TALK_GOODBYE},
        {"Good-bye.", SMALL_TALK_GOODBYE},
        {"are you a bot?", SMALL_TALK_BOT},
        {"hi, are you human", SMALL_TALK_BOT},
        {"who made you", SMALL_TALK_MAKER},
        {"HELP", SMALL_TALK_HELP},
        {"hello, can you help me please?", SMALL_TALK_HELP},
        {"you suck", SMALL_TALK_INSULT},
        {"test", SMALL_TALK_TEST},
        {"yes", SMALL_TALK_YES},
        {"yes please", SMALL_TALK_YES},
        {"no", SMALL_TALK_NO},
        {"no thanks", SMALL_TALK_NO},
        {"OK.", SMALL_TALK_OK},
        {"ok ok", SMALL_TALK_OK},
    };
    (void)state;
    CHECK("en", "en", rows);
}

static void german_is_heard(void **state)
{
    static const struct row rows[] = {
        {"Hallo zusammen!", SMALL_TALK_GREETING},
        {"gruess gott", SMALL_TALK_GREETING},
        {"Gr\xc3\xbc\xc3\x9f Gott", SMALL_TALK_GREETING},
        {"danke sch\xc3\xb6n", SMALL_TALK_THANKS},
        {"ok, danke!", SMALL_TALK_THANKS},
        {"tschuss", SMALL_TALK_GOODBYE},
        {"sind Sie ein Mensch?", SMALL_TALK_BOT},
        {"Wer hat dich programmiert", SMALL_TALK_MAKER},
        {"Hilfe", SMALL_TALK_HELP},
        {"Ich h\xc3\xa4tte eine Frage", SMALL_TALK_HELP},
        {"du bist dumm", SMALL_TALK_INSULT},
        {"Test 123", SMALL_TALK_TEST},
        {"ja gerne", SMALL_TALK_YES},
        {"nein danke", SMALL_TALK_NO},
        {"alles klar", SMALL_TALK_OK},
    };
    (void)state;
    CHECK("de", "de", rows);
}

static void questions_are_not_small_talk(void **state)
{
    static const char *const messages[] = {
        "",
        " ",
        "?",
        "...",
        "!!!",
        "hello, when do you open",
        "hi can you help me with my card",
        "thanks but how much is it",
        "help desk opening hours",
        "test results",
        "no refund",
        "are you a library",
        "are you open",
        "who made this cake",
        "yes or no: is it open",
        "bye law",
        "there",
        "bot",
        "please",
        "desk",
        "all",
        "hellooworld",
        "aaaaaaa",
        "aaabbbcccdddeee",
        "42",
        "5 \xf0\x9f\x91\x8d",
        "hello hello hello hello hello hello hello hello hello hello hello hello hello hello hello hello "
        "hello hello "
        "hello hello hello hello hello hello hello hello hello hello hello hello hello hello hello hello "
        "hello hello",
    };
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        struct small_talk_heard heard = hear(messages[i], "Desk", "en");
        if (heard.kind != SMALL_TALK_NONE) {
            fail_msg("\"%s\" is %s", messages[i], small_talk_name(heard.kind));
        }
        assert_int_equal(heard.language, -1);
    }
}

static void pictures_alone_are_emoji(void **state)
{
    static const char *const messages[] = {"\xf0\x9f\x91\x8d",
                                           "\xf0\x9f\x98\x80 \xf0\x9f\x98\x80!",
                                           "\xe2\x9d\xa4\xef\xb8\x8f",
                                           "\xf0\x9f\x91\x8b\xf0\x9f\x8f\xbd",
                                           ":-)",
                                           ":D :D",
                                           "<3"};
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        assert_int_equal(hear(messages[i], "", "en").kind, SMALL_TALK_EMOJI);
    }
}

static void what_is_said_in_a_foreign_language_is_heard_in_it(void **state)
{
    static const struct row rows[] = {{"danke", SMALL_TALK_THANKS}, {"Guten Tag", SMALL_TALK_GREETING}};
    (void)state;
    CHECK("en", "de", rows);
}

static void a_word_of_two_languages_is_of_the_one_that_comes_first(void **state)
{
    static const struct row rows[] = {{"hallo", SMALL_TALK_GREETING}, {"ok", SMALL_TALK_OK}};
    (void)state;
    CHECK("de", "de", rows);
    CHECK("en", "en", rows);
}

/* What no owner writes in a list twice must not be found twice: the rows are sorted, and each has a kind. */
static void the_table_is_in_order(void **state)
{
    (void)state;
    for (size_t i = 1; i < phrases_heard_count; i++) {
        const struct phrases_heard *one = &phrases_heard[i - 1];
        const struct phrases_heard *other = &phrases_heard[i];
        int order = view_compare(view_make(phrases_bytes + one->start, one->size),
                                 view_make(phrases_bytes + other->start, other->size));
        assert_true(order < 0 || (order == 0 && one->kind < other->kind));
        assert_true(other->languages != 0);
    }
}

/* A text under two kinds of one language would be replied to by chance. */
static void no_text_is_of_two_kinds_in_one_language(void **state)
{
    (void)state;
    for (size_t i = 1; i < phrases_heard_count; i++) {
        const struct phrases_heard *one = &phrases_heard[i - 1];
        const struct phrases_heard *other = &phrases_heard[i];
        struct faqbot_view text = view_make(phrases_bytes + one->start, one->size);
        bool is_same = view_equals(text, view_make(phrases_bytes + other->start, other->size));
        if (is_same && other->kind < SMALL_TALK_KINDS && (one->languages & other->languages) != 0) {
            int language = __builtin_ctzll(one->languages & other->languages);
            fail_msg("%s: \"%.*s\" is %s and %s", phrases_code(language).bytes, (int)text.size, text.bytes,
                     small_talk_name((enum small_talk)one->kind),
                     small_talk_name((enum small_talk)other->kind));
        }
    }
}

int test_phrases_heard(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_is_heard),
        cmocka_unit_test(german_is_heard),
        cmocka_unit_test(questions_are_not_small_talk),
        cmocka_unit_test(pictures_alone_are_emoji),
        cmocka_unit_test(what_is_said_in_a_foreign_language_is_heard_in_it),
        cmocka_unit_test(a_word_of_two_languages_is_of_the_one_that_comes_first),
        cmocka_unit_test(the_table_is_in_order),
        cmocka_unit_test(no_text_is_of_two_kinds_in_one_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
