/* tests/unit/lexicon/contrasts.c - the lists of words that tell things apart are sound, each word of them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

/* The lists themselves are nobody else's; with them comes all of the file. */
#include "lexicon/contrasts.c"
#include "unit/lexicon/english.h"

#define WORDS_MAX 1024

struct listed {
    struct faqbot_view word;
    unsigned pair;
    bool is_second; /* side */
};

/* The words of a list, taken apart without its reader. */
static size_t split(const char *list, struct listed words[WORDS_MAX])
{
    size_t count = 0;
    unsigned pair = 0;
    bool is_second = false;
    for (const char *at = list; *at != '\0';) {
        size_t size = strcspn(at, " /;");
        if (size > 0) {
            assert_true(count < WORDS_MAX);
            words[count++] = (struct listed){view_make(at, size), pair, is_second};
        }
        at += size;
        if (*at == '/') {
            assert_false(is_second); /* a pair has two sides */
            is_second = true;
        } else if (*at == ';') {
            assert_true(is_second);
            is_second = false;
            pair++;
        }
        at += *at != '\0';
    }
    assert_false(is_second);
    return count;
}

static void each_word_is_of_small_letters_and_listed_once(void **state)
{
    static const char *const lists[] = {apart, opposites};
    static struct listed words[WORDS_MAX];
    (void)state;
    for (size_t list = 0; list < 2; list++) {
        size_t count = split(lists[list], words);
        assert_true(count > 100);
        for (size_t i = 0; i < count; i++) {
            for (size_t at = 0; at < words[i].word.size; at++) {
                assert_in_range(words[i].word.bytes[at], 'a', 'z');
            }
            for (size_t j = 0; j < i; j++) {
                if (view_equals(words[i].word, words[j].word)) {
                    fail_msg("%.*s", VIEW_ARGS(words[i].word));
                }
            }
        }
    }
}

static void each_word_is_found_on_its_side(void **state)
{
    static struct listed words[WORDS_MAX];
    struct lexicon *lexicon = open_english();
    size_t count = split(opposites, words);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        unsigned side = lexicon_find_contrast(lexicon, words[i].word).side;
        if (side == 0) {
            fail_msg("%.*s", VIEW_ARGS(words[i].word));
        }
        for (size_t j = 0; j < i; j++) {
            unsigned other = lexicon_find_contrast(lexicon, words[j].word).side;
            bool is_pair = words[i].pair == words[j].pair;
            bool is_side = is_pair && words[i].is_second == words[j].is_second;
            assert_true((side == other) == is_side);
            assert_true((side == (other ^ 1)) == (is_pair && !is_side));
        }
    }
    assert_true(lexicon_find(lexicon, view_of("uninstall")) ==
                LEXICON_NONE); /* it has no vector, and a side */
    lexicon_close(lexicon);
}

static void each_word_that_is_apart_is_found(void **state)
{
    static const char *const others[] = {"price", "mondayish", "the"};
    static const char *const days[] = {"monday", "saturday", "december", "seven", "small", "france"};
    struct lexicon *lexicon = open_english();
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        assert_true(lexicon_find_contrast(lexicon, view_of(days[i])).is_apart);
        assert_int_equal(lexicon_find_contrast(lexicon, view_of(days[i])).side, 0);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(lexicon_find_contrast(lexicon, view_of(others[i])).is_apart);
        assert_int_equal(lexicon_find_contrast(lexicon, view_of(others[i])).side, 0);
    }
    lexicon_close(lexicon);
}

static void there_is_room_for_all_words(void **state)
{
    static struct listed words[WORDS_MAX];
    (void)state;
    assert_true(split(apart, words) + split(opposites, words) < 512); /* lexicon.c's CONTRASTS_MAX */
}

int test_lexicon_contrasts(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_is_of_small_letters_and_listed_once),
        cmocka_unit_test(each_word_is_found_on_its_side),
        cmocka_unit_test(each_word_that_is_apart_is_found),
        cmocka_unit_test(there_is_room_for_all_words),
    };
    return cmocka_run_group_tests_name("contrasts", tests, NULL, NULL);
}
