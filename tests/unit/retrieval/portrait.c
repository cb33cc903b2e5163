/* unit/retrieval/portrait.c - one entry as a question sees it: counted by hand. */
#include "made_model.h"

#include <math.h>
#include <stdlib.h>

#include "retrieval/portrait.h"

struct fixture {
    struct arena arena;
    struct arena scratch;
    struct languages languages;
    struct wording *wording;
    struct pieces pieces;
    struct portrait_question question;
    struct portrait_tools tools;
};

static void take_rows(struct fixture *fixture, const char *text)
{
    struct word *words;
    size_t count;
    uint64_t *keys;
    struct grams grams[3];
    struct stems *stems = fixture->languages.stems[0];
    struct arena *arena = &fixture->arena;
    assert_true(words_take(arena, view_of(text), &words, &count) &&
                grams_take_stem_keys(arena, stems, words, count, &keys) &&
                grams_take_stems(arena, keys, count, &grams[0]) &&
                grams_take_pairs(arena, keys, count, &grams[1]) &&
                grams_take_characters(arena, stems, words, count, &grams[2]) &&
                portrait_take_rows(&grams[0], arena, &fixture->question.stems) &&
                portrait_take_rows(&grams[1], arena, &fixture->question.pairs) &&
                portrait_take_rows(&grams[2], arena, &fixture->question.characters));
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    arena_init(&fixture->arena, 1 << 22);
    arena_init(&fixture->scratch, 1 << 22);
    assert_int_equal(languages_init(&fixture->languages, view_of("en")), FAQBOT_OK);
    fixture->wording = wording_new(view_of("en"));
    assert_non_null(fixture->wording);
    assert_int_equal(wording_finish(fixture->wording), FAQBOT_OK);
    assert_int_equal(pieces_take(view_of(""), 1000, &fixture->arena, &fixture->pieces), FAQBOT_OK);
    fixture->tools = (struct portrait_tools){.wording = fixture->wording,
                                             .pieces = &fixture->pieces,
                                             .stems = fixture->languages.stems[0],
                                             .scratch = &fixture->scratch};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    wording_free(fixture->wording);
    languages_release(&fixture->languages);
    arena_release(&fixture->scratch);
    arena_release(&fixture->arena);
    free(fixture);
    return 0;
}

static uint32_t row_of(const struct fixture *fixture, const char *stem)
{
    uint32_t row = portrait_find_row(&fixture->question.stems, grams_key_of_stem(view_of(stem)));
    assert_int_not_equal(row, MATRIX_NONE);
    return row;
}

static void stems_are_counted_by_part_and_in_their_order(void **state)
{
    struct fixture *fixture = *state;
    struct portrait portrait;
    const struct faqbot_view asked[] = {view_of("red shoes"), view_of("blue shoes, red socks")};
    const struct entry entry = {
        .kind = ENTRY_FAQ, .phrasings = asked, .phrasing_count = 2, .text = view_of("A red one.")};
    take_rows(fixture, "red shoe hat");
    enum faqbot_status status = FAQBOT_OK;
    portrait_take(&fixture->tools, &fixture->question, &entry, &fixture->arena, &portrait, &status);
    assert_int_equal(status, FAQBOT_OK);
    uint32_t red = row_of(fixture, "red");
    uint32_t shoe = row_of(fixture, "shoe");
    const uint32_t none = MATRIX_NONE;
    const uint32_t sequence[] = {red, shoe, none, none, shoe, red, none, none, none, red, none, none};
    assert_true(portrait.stems[red] == 3 && portrait.head_stems[red] == 2 && portrait.body_stems[red] == 1);
    assert_true(portrait.stems[shoe] == 2 && portrait.body_stems[shoe] == 0);
    assert_true(portrait.stems[row_of(fixture, "hat")] == 0);
    assert_true(portrait.words == 9 && portrait.head_words == 6 && portrait.body_words == 3);
    assert_int_equal(portrait.sequence_count, COUNT(sequence));
    assert_memory_equal(portrait.sequence, sequence, sizeof sequence);
    assert_true(portrait.has_phrasings);
    /* red and shoe are in both phrasings, blue and sock in one. */
    assert_int_equal(portrait.core_count, 4);
    for (uint32_t i = 0; i < portrait.core_count; i++) {
        bool is_shared = portrait.cores[i].row == red || portrait.cores[i].row == shoe;
        assert_true(portrait.cores[i].share == (is_shared ? 1 : .5f));
        assert_true(is_shared || portrait.cores[i].row == fixture->question.stems.count);
    }
}

static void an_entry_that_says_what_is_asked_is_as_near_as_can_be(void **state)
{
    struct fixture *fixture = *state;
    struct portrait portrait;
    const struct faqbot_view asked = view_of("red shoes");
    const struct entry entry = {.kind = ENTRY_FAQ, .phrasings = &asked, .phrasing_count = 1, .text = asked};
    take_rows(fixture, "red shoes");
    enum faqbot_status status = FAQBOT_OK;
    portrait_take(&fixture->tools, &fixture->question, &entry, &fixture->arena, &portrait, &status);
    assert_int_equal(status, FAQBOT_OK);
    double squares[3] = {0};
    for (uint32_t i = 0; i < fixture->question.characters.count; i++) {
        squares[0] += pow((double)portrait.characters[i], 2);
        squares[1] += pow((double)portrait.centroid[i], 2);
        squares[2] += pow((double)portrait.likeness[i], 2);
    }
    for (size_t i = 0; i < COUNT(squares); i++) {
        assert_true(fabs(squares[i] - 1) < 1e-5);
    }
    for (uint32_t i = 0; i < fixture->question.pairs.count; i++) {
        assert_true(portrait.pairs[i] == 2); /* in both texts */
    }
}

static void a_passage_is_known_by_its_heading_where_that_says_more_than_the_title(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *heading;
        bool has_phrasings;
    } cases[] = {{"Red shoes", true}, {"Title", false}, {"", false}};
    take_rows(fixture, "red shoes");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct portrait portrait;
        const struct faqbot_view heading = view_of(cases[i].heading);
        const struct entry entry = {.kind = ENTRY_PASSAGE,
                                    .phrasings = &heading,
                                    .phrasing_count = 1,
                                    .title = view_of("Title"),
                                    .text = view_of("Text of it.")};
        enum faqbot_status status = FAQBOT_OK;
        portrait_take(&fixture->tools, &fixture->question, &entry, &fixture->arena, &portrait, &status);
        assert_int_equal(status, FAQBOT_OK);
        assert_int_equal(portrait.has_phrasings, cases[i].has_phrasings);
        assert_int_equal(portrait.core_count, 0);
        assert_int_equal(portrait.head_words, cases[i].has_phrasings ? 3 : 1);
    }
}

static void nothing_asked_and_nothing_said_is_no_failure(void **state)
{
    struct fixture *fixture = *state;
    struct portrait portrait;
    const struct faqbot_view empty = view_of("");
    const struct entry entry = {.kind = ENTRY_FAQ, .phrasings = &empty, .phrasing_count = 1, .text = empty};
    take_rows(fixture, "");
    enum faqbot_status status = FAQBOT_OK;
    portrait_take(&fixture->tools, &fixture->question, &entry, &fixture->arena, &portrait, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(portrait.words, 0);
    assert_int_equal(portrait_find_row(&fixture->question.stems, 7), MATRIX_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stems_are_counted_by_part_and_in_their_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_entry_that_says_what_is_asked_is_as_near_as_can_be, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_passage_is_known_by_its_heading_where_that_says_more_than_the_title,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_asked_and_nothing_said_is_no_failure, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
