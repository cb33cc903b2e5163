/* tests/unit/text/stem.c - stems and stop words by language. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "text/text.h"

#define ROWS(list) (sizeof(list) / sizeof *(list))

static void stem(const char *lang, const char *text, char *found, size_t size)
{
    struct arena arena;
    struct word *words;
    size_t count;
    struct stemmer *stemmer = stemmer_new(view_of(lang));
    arena_init(&arena, (size_t)1 << 20);
    assert_non_null(stemmer);
    assert_true(tokenize(&arena, view_of(text), &words, &count));
    assert_int_equal(count, 1);
    struct faqbot_view stem = stemmer_stem(stemmer, &words[0]);
    assert_true(stem.size > 0 && stem.size < size);
    memcpy(found, stem.bytes, stem.size);
    found[stem.size] = '\0';
    stemmer_free(stemmer);
    arena_release(&arena);
}

static void forms_of_a_word_share_a_stem(void **state)
{
    (void)state;
    static const struct {
        const char *lang, *one, *other;
    } cases[] = {
        {"en", "learning", "Learns"},
        {"", "languages", "language"},
        {"en-GB", "companies", "company"},
        {"EN", "caf\u00e9s", "cafe"},
        {"de", "H\u00e4user", "haus"},
        {"de-AT", "Fragen", "frage"},
        {"es", "canciones", "canci\u00f3n"},
        {"pt_BR", "perguntas", "pergunta"},
        {"ru", "\u044f\u0437\u044b\u043a\u0438", "\u044f\u0437\u044b\u043a\u043e\u0432"},
        {"fr", "questions", "question"},
        {"nb", "bilene", "bil"},
        {"hr", "knjige", "knjiga"},
    };
    for (size_t i = 0; i < ROWS(cases); i++) {
        char one[64];
        char other[64];
        stem(cases[i].lang, cases[i].one, one, sizeof one);
        stem(cases[i].lang, cases[i].other, other, sizeof other);
        assert_string_equal(one, other);
    }
}

static void an_unknown_language_leaves_words_as_they_are(void **state)
{
    (void)state;
    static const char *const tried[] = {"zh", "xx", "x-klingon", "a-very-long-tag", "-", "engl"};
    for (size_t i = 0; i < ROWS(tried); i++) {
        char found[64];
        stem(tried[i], "Caf\u00e9s", found, sizeof found);
        assert_string_equal(found, "cafes");
    }
}

static void a_stem_has_no_accents(void **state)
{
    (void)state;
    static const struct {
        const char *lang, *word, *stem;
    } cases[] = {{"es", "ping\u00fcino", "pinguin"}, {"ru", "\u0439\u043e\u0434", "\u0438\u043e\u0434"}};
    for (size_t i = 0; i < ROWS(cases); i++) {
        char found[64];
        stem(cases[i].lang, cases[i].word, found, sizeof found);
        assert_string_equal(found, cases[i].stem);
    }
}

static void stop_words_are_those_of_the_language(void **state)
{
    (void)state;
    static const struct {
        const char *lang, *word;
        bool is;
    } cases[] = {
        {"en", "the", true},      {"", "what", true},
        {"en", "dont", true},     {"en", "der", false},
        {"de", "der", true},      {"de", "fur", true},
        {"de", "the", false},     {"es", "donde", true},
        {"fr", "pourquoi", true}, {"ru", "\u0433\u0434\u0435", true},
        {"zh", "the", false},     {"en", "", false},
        {"en", "python", false},  {"en", "th", false},
    };
    for (size_t i = 0; i < ROWS(cases); i++) {
        struct stemmer *stemmer = stemmer_new(view_of(cases[i].lang));
        assert_non_null(stemmer);
        assert_int_equal(stemmer_is_stopword(stemmer, view_of(cases[i].word)), cases[i].is);
        stemmer_free(stemmer);
    }
    stemmer_free(NULL);
}

int test_text_stem(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_of_a_word_share_a_stem),
        cmocka_unit_test(an_unknown_language_leaves_words_as_they_are),
        cmocka_unit_test(a_stem_has_no_accents),
        cmocka_unit_test(stop_words_are_those_of_the_language),
    };
    return cmocka_run_group_tests_name("stems", tests, NULL, NULL);
}
