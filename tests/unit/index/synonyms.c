/* tests/unit/index/synonyms.c - which words are read for which, by the owner's rules. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "index/index.h"
#include "util/util.h"
#include "unit/status_of.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define RULES_MAX 6

struct rule {
    const char *from, *to;
};

static struct synonyms *make(const char *lang, const struct rule rules[RULES_MAX])
{
    struct synonyms *synonyms = synonyms_new(view_of(lang));
    assert_non_null(synonyms);
    for (size_t i = 0; i < RULES_MAX && rules[i].from != NULL; i++) {
        assert_int_equal(STATUS_OF(synonyms_add, synonyms, view_of(rules[i].from), view_of(rules[i].to)),
                         FAQBOT_OK);
    }
    assert_int_equal(STATUS_OF(synonyms_finish, synonyms), FAQBOT_OK);
    return synonyms;
}

/* What is read for `text`, joined by blanks; `is_question`: by the one-way rules, else by the two-way ones. */
static void check(const struct synonyms *synonyms, bool is_question, const char *text, const char *expected)
{
    struct arena arena;
    struct synonyms_words words;
    struct buffer read;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, (size_t)1 << 20);
    buffer_init(&read, 4096);
    assert_true(tokenize(&arena, view_of(text), &words.list, &words.count));
    const struct word *before = words.list;
    if (is_question) {
        bool is_changed = synonyms_expand(synonyms, &arena, &words, &status);
        assert_int_equal(is_changed, words.list != before);
        assert_int_equal(status, FAQBOT_OK);
    } else {
        assert_int_equal(STATUS_OF(synonyms_canonicalize, synonyms, &arena, &words), FAQBOT_OK);
    }
    for (size_t i = 0; i < words.count; i++) {
        buffer_add_text(&read, i == 0 ? "" : " ");
        buffer_add(&read, words.list[i].plain);
    }
    buffer_add_byte(&read, '\0');
    assert_string_equal(read.bytes, expected);
    buffer_release(&read);
    arena_release(&arena);
}

#define TWO_WAY(a, b)                                                                                        \
    {a, b},                                                                                                  \
    {                                                                                                        \
        b, a                                                                                                 \
    }

static void a_group_is_read_as_its_longest_member(void **state)
{
    (void)state;
    static const struct {
        struct rule rules[RULES_MAX];
        const char *text, *read;
    } cases[] = {
        {{TWO_WAY("ml", "machine learning")}, "what is ML", "what is machine learning"},
        {{TWO_WAY("ml", "machine learning")}, "what is machine learning", "what is machine learning"},
        {{TWO_WAY("ml", "machine learning")}, "machine translation", "machine translation"},
        {{TWO_WAY("ml", "machine learning")}, "ml ml", "machine learning machine learning"},
        {{TWO_WAY("ml", "machine learning")}, "html", "html"},
        {{TWO_WAY("ml", "machine learning")}, "", ""},
        {{{0}}, "what is ml", "what is ml"},
        /* of equals the one that was named first */
        {{TWO_WAY("analyse", "analyze")}, "analyze", "analyse"},
        {{TWO_WAY("analyse", "analyze")}, "analyse", "analyse"},
        /* unless the longest is another in two words */
        {{TWO_WAY("voice mail", "voicemail")}, "voice mails", "voicemail"},
        {{TWO_WAY("voicemail", "voice mail")}, "my voicemail", "my voicemail"},
        /* by stems */
        {{TWO_WAY("job", "position")}, "open positions", "open job"},
        /* groups that share a member are one */
        {{TWO_WAY("car", "auto"), TWO_WAY("auto", "motor vehicle")},
         "car auto",
         "motor vehicle motor vehicle"},
        /* the leader is kept whole, although a member of another group stands in it */
        {{TWO_WAY("ai", "machine learning engine"), TWO_WAY("engine", "motor block")},
         "machine learning engine",
         "machine learning engine"},
        {{TWO_WAY("ai", "machine learning engine"), TWO_WAY("engine", "motor block")},
         "the engine",
         "the motor block"},
        /* a one-way rule is none here */
        {{{"pay", "salary"}}, "pay", "pay"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct synonyms *synonyms = make("en", cases[i].rules);
        check(synonyms, false, cases[i].text, cases[i].read);
        synonyms_free(synonyms);
    }
}

static void a_one_way_rule_reads_one_side_for_the_other(void **state)
{
    (void)state;
    static const struct {
        struct rule rules[RULES_MAX];
        const char *text, *read;
    } cases[] = {
        {{{"pay", "salary"}}, "what is the pay", "what is the salary"},
        {{{"pay", "salary"}}, "what is the salary", "what is the salary"},
        {{{"pay", "salary"}}, "nothing of it", "nothing of it"},
        {{{"entry level", "fresher"}}, "entry level jobs", "fresher jobs"},
        {{{"entry level", "fresher"}}, "entry to the level", "entry to the level"},
        {{{"entry level", "fresher"}}, "entry", "entry"},
        {{{"mle", "machine learning engineer"}}, "an mle is", "an machine learning engineer is"},
        /* the longest phrase that fits, whatever the order of the rules */
        {{{"pay", "salary"}, {"pay package", "income"}}, "my pay package", "my income"},
        {{{"pay package", "income"}, {"pay", "salary"}}, "my pay package", "my income"},
        {{{"pay package", "income"}, {"pay", "salary"}}, "my pay", "my salary"},
        /* overlapping: what stands first is taken, and the rest goes on behind it */
        {{{"a1 b1", "x1"}, {"b1 c1", "y1"}}, "a1 b1 c1", "x1 c1"},
        {{{"a1 b1", "x1"}, {"b1 c1", "y1"}}, "b1 c1 b1", "y1 b1"},
        /* what is put in is not replaced again: chains and circles end */
        {{{"pay", "salary"}, {"salary", "income"}}, "pay and salary", "salary and income"},
        {{{"x1", "y1"}, {"y1", "z1"}, {"z1", "x1"}}, "x1 y1 z1", "y1 z1 x1"},
        {{{"x1", "x1 x1"}}, "x1 x1", "x1 x1 x1 x1"},
        /* a two-way rule is none here */
        {{TWO_WAY("ml", "machine learning")}, "ml", "ml"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct synonyms *synonyms = make("en", cases[i].rules);
        check(synonyms, true, cases[i].text, cases[i].read);
        synonyms_free(synonyms);
    }
}

static void phrases_are_compared_by_the_stems_of_their_language(void **state)
{
    (void)state;
    static const struct {
        const char *lang;
        struct rule rules[RULES_MAX];
        const char *text, *read;
    } cases[] = {
        {"de", {{"Fahrrad", "Rad"}}, "meine Fahrr\u00e4der", "meine rad"},
        {"es", {{"canci\u00f3n", "tema"}}, "las canciones", "las tema"},
        {"ru",
         {{"\u043c\u0430\u0448\u0438\u043d\u0430", "\u0430\u0432\u0442\u043e"}},
         "\u043c\u0430\u0448\u0438\u043d\u044b",
         "\u0430\u0432\u0442\u043e"},
        {"zh", {{"\u7535\u8111", "pc"}}, "\u7535\u8111", "pc"},
        {"xx", {{"cars", "autos"}}, "car", "car"}, /* no stemmer */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct synonyms *synonyms = make(cases[i].lang, cases[i].rules);
        check(synonyms, true, cases[i].text, cases[i].read);
        synonyms_free(synonyms);
    }
}

static void rules_past_the_limits_are_left_out(void **state)
{
    (void)state;
    static const struct rule rules[RULES_MAX] = {
        {"a1 a2 a3 a4 a5 a6 a7 a8 a9", "long"}, /* one word too many */
        {"b1", "b1 b2 b3 b4 b5 b6 b7 b8 b9"},   {"", "nothing"}, {"!?", "sign"}, {"same", "SAME"},
        {"c1", "c1 c2 c3 c4 c5 c6 c7 c8"},
    };
    struct synonyms *synonyms = make("en", rules);
    check(synonyms, true, "a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 same", "a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 same");
    check(synonyms, true, "c1", "c1 c2 c3 c4 c5 c6 c7 c8");
    synonyms_free(synonyms);

    synonyms = synonyms_new(view_of("en"));
    for (unsigned i = 0; i <= SYNONYMS_RULES_MAX; i++) {
        char from[16];
        snprintf(from, sizeof from, "w%u", i);
        assert_int_equal(STATUS_OF(synonyms_add, synonyms, view_of(from), view_of("word")), FAQBOT_OK);
    }
    assert_int_equal(STATUS_OF(synonyms_finish, synonyms), FAQBOT_OK);
    check(synonyms, true, "w0 w65535 w65536", "word word w65536");
    synonyms_free(synonyms);
}

static void what_is_put_in_has_the_source_of_what_it_replaces(void **state)
{
    (void)state;
    static const struct rule rules[RULES_MAX] = {{"pay package", "monthly salary"}};
    struct synonyms *synonyms = make("en", rules);
    struct arena arena;
    struct synonyms_words words;
    arena_init(&arena, (size_t)1 << 20);
    assert_true(tokenize(&arena, view_of("my Pay package now"), &words.list, &words.count));
    assert_true(FINDS(synonyms_expand, synonyms, &arena, &words));
    assert_int_equal(words.count, 4);
    assert_true(view_equals_text(words.list[1].source, "Pay"));
    assert_true(view_equals_text(words.list[2].source, "Pay"));
    assert_true(view_equals_text(words.list[3].source, "now"));
    assert_true(synonyms_has(synonyms, &words.list[1]));
    assert_false(synonyms_has(synonyms, &words.list[3]));
    arena_release(&arena);
    synonyms_free(synonyms);
}

int test_index_synonyms(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_is_read_as_its_longest_member),
        cmocka_unit_test(a_one_way_rule_reads_one_side_for_the_other),
        cmocka_unit_test(phrases_are_compared_by_the_stems_of_their_language),
        cmocka_unit_test(rules_past_the_limits_are_left_out),
        cmocka_unit_test(what_is_put_in_has_the_source_of_what_it_replaces),
    };
    return cmocka_run_group_tests_name("wording", tests, NULL, NULL);
}
