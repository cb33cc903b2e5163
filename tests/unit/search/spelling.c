/* tests/unit/search/spelling.c - the words of a knowledge base as they are written: which of them a misspelled
 * one was meant to be. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "index/index_internal.h"
#include "search/search_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* The word that a misspelled one was meant to be, and the words that are left alone. */

struct spelled {
    const char *text; /* in byte order */
    uint32_t uses;
};

struct fixture {
    struct store *store;
    struct arena arena;
    struct spelling spelling;
    struct form *forms; /* as many as words */
};

static enum faqbot_status read_all(struct fixture *fixture, const struct spelled *stored_words, size_t count)
{
    arena_init(&fixture->arena, (size_t)16 << 20);
    assert_int_equal(store_create(NULL, &fixture->store, NULL), FAQBOT_OK);
    for (uint32_t i = 0; i < count; i++) {
        const struct store_form form = {.text = view_of(stored_words[i].text),
                                        .language = i % 3,
                                        .stem = 7 * i,
                                        .number = i,
                                        .uses = stored_words[i].uses};
        store_add_form(fixture->store, &form);
    }
    enum faqbot_status status = FAQBOT_OK;
    fixture->forms = arena_need(&fixture->arena, count, sizeof *fixture->forms, &status);
    spelling_read(&fixture->spelling, fixture->store, &fixture->arena, fixture->forms, (uint32_t)count,
                  &status);
    return status;
}

static void release(struct fixture *fixture)
{
    store_close(fixture->store);
    arena_release(&fixture->arena);
}

/* The correction, NULL for none. */
static const char *correct(const struct fixture *fixture, const char *word)
{
    static char text[256];
    struct faqbot_view found;
    if (!spelling_correct(&fixture->spelling, view_of(word), &found)) {
        return NULL;
    }
    snprintf(text, sizeof text, "%.*s", (int)found.size, found.bytes);
    return text;
}

static const struct spelled stored_words[] = {
    {"account", 9},
    {"analyse", 1},
    {"bland", 7},
    {"blank", 5},
    {"blast", 7},
    {"certification", 3},
    {"cost", 4},
    {"engineer", 9},
    {"learn", 5},
    {"learned", 1},
    {"plane", 2},
    {"plate", 2},
    {"python", 6},
    {"reset", 2},
    {"salary", 8},
    {"\u0437\u0430\u0440\u043f\u043b\u0430\u0442\u0430", 2},
    {"\u043f\u0430\u0440\u043e\u043b\u044c", 3},
};

static void a_slip_is_corrected_and_nothing_else_is(void **state)
{
    (void)state;
    static const struct {
        const char *word, *meant;
    } cases[] = {
        /* each kind of slip */
        {"pyhton", "python"},
        {"pythn", "python"},
        {"pythoon", "python"},
        {"pythin", "python"},
        {"salarry", "salary"},
        /* two slips: in long words only */
        {"pyhtin", NULL},
        {"certifcatoin", "certification"},
        {"enginneeer", "engineer"}, /* the word as written is long */
        {"engneerr", NULL},
        {"certfcatoin", NULL}, /* three */
        /* the first letter is rarely wrong */
        {"ython", NULL},
        {"oython", NULL},
        {"ypthon", NULL},
        /* short words are other words; what they are corrected to may have one letter less */
        {"costt", "cost"},
        {"csot", NULL},
        {"cos", NULL},
        {"rest", NULL},
        {"resett", "reset"},
        /* digits are names */
        {"pyth0n", NULL},
        {"python3", NULL},
        /* what the knowledge base has stays, whatever is near it */
        {"learn", NULL},
        {"learned", NULL},
        {"blast", NULL},
        /* of equals the more used, then the first */
        {"blabd", "bland"},
        {"plare", "plane"},
        /* another last letter makes another word, unless the finger strayed to a neighbour */
        {"analyst", NULL},
        {"blant", "blast"},
        {"blanx", NULL},
        {"blanf", "bland"},
        {"blanj", "blank"},
        {"learne", "learn"},
        /* letters, not bytes */
        {"\u043f\u0430\u043e\u0440\u043b\u044c", "\u043f\u0430\u0440\u043e\u043b\u044c"},
        {"\u043f\u0430\u0440\u043b\u044c", "\u043f\u0430\u0440\u043e\u043b\u044c"},
        {"\u043f\u0430\u0440", NULL},
        {"", NULL},
        {"zyzzyva", NULL},
    };
    struct fixture fixture;
    assert_int_equal(read_all(&fixture, stored_words, COUNT(stored_words)), FAQBOT_OK);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *meant = correct(&fixture, cases[i].word);
        if ((meant == NULL) != (cases[i].meant == NULL) ||
            (meant != NULL && strcmp(meant, cases[i].meant) != 0)) {
            fail_msg("%s -> %s, not %s", cases[i].word, meant == NULL ? "nothing" : meant,
                     cases[i].meant == NULL ? "nothing" : cases[i].meant);
        }
    }
    release(&fixture);
}

static void a_word_over_the_limit_is_left_alone(void **state)
{
    (void)state;
    char longest[80];
    struct fixture fixture;
    memset(longest, 'a', sizeof longest);
    longest[64] = '\0';
    const struct spelled one = {longest, 1};
    assert_int_equal(read_all(&fixture, &one, 1), FAQBOT_OK);
    char typed[80];
    memcpy(typed, longest, sizeof typed);
    typed[30] = 'b';
    assert_string_equal(correct(&fixture, typed), longest);
    memset(typed, 'a', 70);
    typed[66] = '\0';
    assert_null(correct(&fixture, typed));
    release(&fixture);
}

static void an_empty_vocabulary_corrects_nothing(void **state)
{
    (void)state;
    struct fixture fixture;
    assert_int_equal(read_all(&fixture, NULL, 0), FAQBOT_OK);
    assert_null(correct(&fixture, "python"));
    release(&fixture);
}

static void words_are_in_byte_order_however_they_came(void **state)
{
    (void)state;
    static const struct spelled mixed[] = {{"b", 1}, {"a\xc2\x80", 2}, {"a", 3}, {"ab", 4}};
    static const char *const sorted[] = {"a", "ab", "a\xc2\x80", "b"};
    struct fixture fixture;
    assert_int_equal(read_all(&fixture, mixed, COUNT(mixed)), FAQBOT_OK);
    assert_int_equal(fixture.spelling.count, COUNT(sorted));
    for (size_t i = 0; i < COUNT(sorted); i++) {
        assert_true(view_equals_text(fixture.spelling.words[i].text, sorted[i]));
    }
    release(&fixture);
}

/* One spelling may stand in several languages and have several stems: it is one word, as often as all of them. */
static void forms_of_one_spelling_are_one_word(void **state)
{
    (void)state;
    static const struct spelled mixed[] = {{"bald", 1}, {"bald", 4}, {"bad", 2}, {"bald", 8}};
    static const struct spelled sorted[] = {{"bad", 2}, {"bald", 13}};
    struct fixture fixture;
    assert_int_equal(read_all(&fixture, mixed, COUNT(mixed)), FAQBOT_OK);
    assert_int_equal(fixture.spelling.count, COUNT(sorted));
    for (size_t i = 0; i < COUNT(sorted); i++) {
        assert_true(view_equals_text(fixture.spelling.words[i].text, sorted[i].text));
        assert_int_equal(fixture.spelling.words[i].uses, sorted[i].uses);
    }
    for (uint32_t i = 0; i < COUNT(mixed); i++) {
        assert_true(view_equals_text(fixture.forms[i].text, mixed[i].text));
        assert_int_equal(fixture.forms[i].language, i % 3);
        assert_int_equal(fixture.forms[i].stem, 7 * i);
    }
    release(&fixture);
}

static void a_form_whose_number_is_too_large_is_damage(void **state)
{
    (void)state;
    static const uint32_t counts[] = {3, 2, 0};
    static const struct spelled three[] = {{"bald", 1}, {"bad", 2}, {"bat", 8}};
    for (size_t i = 0; i < COUNT(counts); i++) {
        struct fixture fixture;
        assert_int_equal(read_all(&fixture, three, COUNT(three)), FAQBOT_OK);
        enum faqbot_status status = FAQBOT_OK;
        spelling_read(&fixture.spelling, fixture.store, &fixture.arena, fixture.forms, counts[i], &status);
        assert_int_equal(status, counts[i] == 3 ? FAQBOT_OK : FAQBOT_CORRUPT);
        release(&fixture);
    }
}

static void many_words_are_all_read(void **state)
{
    (void)state;
    static char texts[3000][12];
    static struct spelled many[3000];
    struct fixture fixture;
    for (unsigned i = 0; i < COUNT(many); i++) {
        snprintf(texts[i], sizeof texts[i], "word%c%c%c%c", 'a' + i / 676 % 26, 'a' + i / 26 % 26,
                 'a' + i % 26, 'x');
        many[i] = (struct spelled){texts[i], 1 + i};
    }
    assert_int_equal(read_all(&fixture, many, COUNT(many)), FAQBOT_OK);
    assert_int_equal(fixture.spelling.count, COUNT(many));
    assert_int_equal(fixture.spelling.words[2999].uses, 3000);
    assert_true(view_equals_text(fixture.spelling.words[2999].text, texts[2999]));
    release(&fixture);
}

static void forms_of_words_are_words_of_the_language(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        bool is_word;
    } cases[] = {
        {"price", true},     {"wrote", true},    {"grass", true},      {"couriering", true},
        {"reboots", true},   {"gowning", true},  {"pocketing", true},  {"minimun", false},
        {"recieve", false},  {"adresss", false}, {"boxs", false},      {"citys", false},
        {"changeed", false}, {"stoping", false}, {"latteying", false}, {"", false},
        {"s", false},        {"zyzzyva", false},
    };
    struct lexicon *lexicon;
    enum faqbot_status status = FAQBOT_OK;
    lexicon_open_english(&lexicon, &status);
    assert_int_equal(status, FAQBOT_OK);
    for (size_t i = 0; i < COUNT(cases); i++) {
        unsigned rank = 0;
        if (spelling_find_rank(lexicon, view_of(cases[i].word), &rank) != cases[i].is_word) {
            fail_msg("\"%s\" is %s", cases[i].word, cases[i].is_word ? "no word" : "a word");
        }
    }
    lexicon_close(lexicon);
}

int test_search_spelling(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_is_corrected_and_nothing_else_is),
        cmocka_unit_test(a_word_over_the_limit_is_left_alone),
        cmocka_unit_test(an_empty_vocabulary_corrects_nothing),
        cmocka_unit_test(words_are_in_byte_order_however_they_came),
        cmocka_unit_test(forms_of_one_spelling_are_one_word),
        cmocka_unit_test(a_form_whose_number_is_too_large_is_damage),
        cmocka_unit_test(many_words_are_all_read),
        cmocka_unit_test(forms_of_words_are_words_of_the_language),
    };
    return cmocka_run_group_tests_name("spelling", tests, NULL, NULL);
}
