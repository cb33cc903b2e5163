/* tests/unit/lexicon/lexicon.c - words as vectors: the embedded lexicon, and damaged ones. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "lexicon/lexicon.h"
#include "unit/lexicon/english.h"

#include <math.h>
#include <string.h>

static float likeness(const struct lexicon *lexicon, const char *left, const char *right)
{
    float sum[LEXICON_DIMENSIONS] = {0};
    float other[LEXICON_DIMENSIONS] = {0};
    lexicon_add(lexicon, view_of(left), sum);
    struct lexicon_vector first = lexicon_direction(sum);
    lexicon_add(lexicon, view_of(right), other);
    struct lexicon_vector second = lexicon_direction(other);
    return lexicon_likeness(&first, &second);
}

/* The values are those of a plain reader in floats. */
static void texts_are_as_alike_as_their_words(void **state)
{
    static const struct {
        const char *left;
        const char *right;
        double likeness;
    } table[] = {
        {"how do I cancel my contract", "end my subscription", 0.43609},
        {"what does it cost", "price", 0.58760},
        {"Can't I pay?", "can not i pay", 1},
        {"I won't come", "i will not come", 1},
        {"don\xe2\x80\x99t you've it?", "do not you have it", 1},
        {"It's mine", "it mine", 1},
        {"stolen", "took", 0.30450},
        {"open", "closed", 0.50032},
        {"covid", "coronavirus", 0.70636},
        {"xyzzyq", "open", 0},
        {"", "open", 0},
        {"Wi-Fi password", "wireless key", 0.47974},
        {"they'd've gone", "they would gone", 0.96945},
        {"where is the library?", "WHERE ARE THE BOOKS", 0.43739},
        {"shan't", "shall not", 0.41824},
        {"caf\xc3\xa9 menu", "caf menu", 1},
        {"we'll see, I'm sure", "we will see i am sure", 1},
    };
    struct lexicon *lexicon = open_english();
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        double got = (double)likeness(lexicon, table[i].left, table[i].right);
        if (fabs(got - table[i].likeness) > .0002) {
            fail_msg("%s / %s: %.5f", table[i].left, table[i].right, got);
        }
    }
    lexicon_close(lexicon);
}

static void words_are_found_by_their_letters(void **state)
{
    static const struct {
        const char *word;
        uint32_t number;
        unsigned rank;
    } table[] = {{"the", 47700, 0},     {"price", 36831, 596},     {"month", 30796, 218},
                 {"wrote", 52741, 781}, {"covid", 10797, 60000},   {"minimun", LEXICON_NONE, 0},
                 {"", LEXICON_NONE, 0}, {"\xff", LEXICON_NONE, 0}, {"The", LEXICON_NONE, 0}};
    struct lexicon *lexicon = open_english();
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        uint32_t number = lexicon_find(lexicon, view_of(table[i].word));
        assert_int_equal(number, table[i].number);
        assert_true(number == LEXICON_NONE || lexicon_rank(lexicon, number) == table[i].rank);
    }
    for (uint32_t number = 0; number < lexicon_word_count(lexicon); number++) {
        assert_int_equal(lexicon_find(lexicon, lexicon_word_text(lexicon, number)), number);
    }
    lexicon_close(lexicon);
}

/* Words compared with themselves, and pairs of words as the same pairs of texts; one or many at once. */
static void words_compare_as_texts_of_one_word_do(void **state)
{
    static const char *const texts[] = {"stolen",      "took",    "open",  "closed", "covid",
                                        "coronavirus", "bicycle", "price", "cost"};
    enum { COUNT = sizeof texts / sizeof *texts };
    struct lexicon *lexicon = open_english();
    struct lexicon_word words[COUNT];
    uint32_t numbers[COUNT];
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        numbers[i] = lexicon_find(lexicon, view_of(texts[i]));
        assert_int_not_equal(numbers[i], LEXICON_NONE);
        lexicon_unpack(lexicon, numbers[i], &words[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        float likenesses[COUNT];
        float alone;
        float per_length = lexicon_per_length(lexicon, numbers[i]);
        lexicon_word_likenesses(lexicon, words, COUNT, numbers[i], per_length, likenesses);
        assert_true(fabsf(likenesses[i] - 1) < 1e-5f);
        for (size_t j = 0; j < COUNT; j++) {
            float of_texts = i == j ? 1 : likeness(lexicon, texts[i], texts[j]); /* but for rounding */
            assert_true(fabsf(likenesses[j] - of_texts) < 2e-4f);
            lexicon_word_likenesses(lexicon, words + j, 1, numbers[i], per_length, &alone);
            assert_true(alone == likenesses[j]);
        }
    }
    lexicon_close(lexicon);
}

static void what_is_no_lexicon_is_refused(void **state)
{
    /* Two words of one letter: header, text, scales, ranks, vectors. */
    unsigned char sound[20 + 3 + 8 + 4 + 96] = "FAQLEX1\0\2\0\0\0\140\0\0\0\3\0\0\0a\nb";
    static const struct {
        size_t at;
        unsigned char byte;
    } damages[] = {{0, 'X'}, {8, 0}, {8, 3}, {11, 255}, {12, 95}, {16, 4}, {19, 255}, {21, 'x'}};
    enum faqbot_status status = FAQBOT_OK;
    struct lexicon *lexicon;
    (void)state;
    lexicon_open(view_make((const char *)sound, sizeof sound), &lexicon, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(lexicon_find(lexicon, view_of("b")), 1);
    lexicon_close(lexicon);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        unsigned char damaged[sizeof sound];
        memcpy(damaged, sound, sizeof sound);
        damaged[damages[i].at] = damages[i].byte;
        status = FAQBOT_OK;
        lexicon_open(view_make((const char *)damaged, sizeof damaged), &lexicon, &status);
        assert_int_equal(status, FAQBOT_INVALID);
        assert_null(lexicon);
    }
    for (size_t size = 0; size < sizeof sound; size++) {
        status = FAQBOT_OK;
        lexicon_open(view_make((const char *)sound, size), &lexicon, &status);
        assert_int_equal(status, FAQBOT_INVALID);
    }
}

static void english_alone_is_known(void **state)
{
    static const char *const known[] = {"", "en", "en-GB", "EN_us"};
    static const char *const unknown[] = {"de", "e", "enm", "est"};
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_true(lexicon_knows_language(view_of(known[i])));
        assert_false(lexicon_knows_language(view_of(unknown[i])));
    }
}

int test_lexicon_lexicon(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_as_alike_as_their_words),
        cmocka_unit_test(words_are_found_by_their_letters),
        cmocka_unit_test(words_compare_as_texts_of_one_word_do),
        cmocka_unit_test(what_is_no_lexicon_is_refused),
        cmocka_unit_test(english_alone_is_known),
    };
    return cmocka_run_group_tests_name("lexicon", tests, NULL, NULL);
}
