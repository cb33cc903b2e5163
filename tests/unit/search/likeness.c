/* tests/unit/search/likeness.c - what an encoder says of a question and the entries. The encoder is a tiny one, whose
 * vectors mean nothing, but the same text always has the same one. */
#include "unit/search/made_base.h"

#include "unit/encoder/tiny.h"

static const char knowledge[] =
    "{\"id\":\"one\",\"question\":\"cat dog cat\",\"also\":[\"dog\"],\"answer\":\"bird\"}\n"
    "{\"id\":\"two\",\"question\":\"bird bird\",\"answer\":\"cat dog cat\"}\n"
    "{\"id\":\"german\",\"question\":\"cat dog cat\",\"answer\":\"bird\",\"lang\":\"de\"}\n"
    "{\"id\":\"day\",\"question\":\"cat monday\",\"answer\":\"bird\"}\n";
enum { ONE, TWO, GERMAN, DAY };

static void open_base(struct made_base *made, const char *entries)
{
    static const struct tiny_recipe recipe = {
        .tokenizer = ENCODER_WORDPIECE,
        .word_bits = 8,
        .pieces = {{"bird", 0}, {"cat", 0}, {"dog", 0}, {"monday", 0}, {"sunday", 0}, {NULL, 0}}};
    char path[] = "/tmp/faqbot-likeness-XXXXXX";
    char lines[20480];
    struct tiny_file file = tiny_make(&recipe);
    int opened = mkstemp(path);
    assert_true(opened >= 0);
    assert_true(write(opened, file.bytes, file.size) == (ssize_t)file.size);
    close(opened);
    free(file.bytes);
    snprintf(lines, sizeof lines, "{\"settings\":{\"encoder\":\"%s\"}}\n%s", path, entries);
    made_open_lines(made, view_of(lines));
    assert_int_equal(remove(path), 0); /* it is mapped */
    likeness_begin(made->searcher->likeness);
}

static const struct likeness_question *read_question(struct made_base *made, const char *text)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct question_language language = search_language(made->searcher, 0);
    const struct likeness_question *question =
        likeness_read(made->searcher->likeness, &language, view_of(text), &made->arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_non_null(question);
    return question;
}

static struct entry_likeness compare(struct made_base *made, const char *text, uint32_t entry)
{
    enum faqbot_status status = FAQBOT_OK;
    struct entry_likeness found = likeness_of(read_question(made, text), entry, &made->arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    return found;
}

static struct word_likeness compare_words(struct made_base *made, const char *text, uint32_t entry)
{
    enum faqbot_status status = FAQBOT_OK;
    struct word_likeness found = likeness_of_words(read_question(made, text), entry, &made->arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    return found;
}

static void a_text_that_is_a_phrasing_or_the_answer_is_wholly_like_it(void **state)
{
    struct made_base made;
    (void)state;
    open_base(&made, knowledge);
    assert_float_equal(compare(&made, "cat dog cat", ONE).likest, 1, .01);
    assert_float_equal(compare(&made, "dog", ONE).likest, 1, .01);
    assert_float_equal(compare(&made, "bird", ONE).answer, 1, .01);
    assert_float_equal(compare(&made, "cat dog cat", TWO).answer, 1, .01);
    assert_float_equal(compare(&made, "bird bird", TWO).centroid, 1, .01); /* there is but one */
    assert_true(compare(&made, "cat dog cat", ONE).centroid < .999f);
    assert_true(compare(&made, "cat dog cat", TWO).likest < .999f);
    made_close(&made);
}

static void the_classifier_knows_an_entry_by_its_phrasings(void **state)
{
    struct made_base made;
    (void)state;
    open_base(&made, knowledge);
    assert_true(compare(&made, "dog", ONE).learned > compare(&made, "dog", TWO).learned);
    assert_true(compare(&made, "bird bird", TWO).learned > compare(&made, "bird bird", ONE).learned);
    made_close(&made);
}

/* The file knows English alone. */
static void an_entry_in_a_language_that_the_encoder_does_not_know_is_like_nothing(void **state)
{
    struct made_base made;
    (void)state;
    open_base(&made, knowledge);
    struct entry_likeness found = compare(&made, "cat dog cat", GERMAN);
    assert_true(found.likest == 0 && found.centroid == 0 && found.learned == 0 && found.answer == 0);
    assert_true(compare_words(&made, "cat dog cat", GERMAN).question == 0);
    made_close(&made);
}

static void words_are_compared_both_ways_with_the_likest_phrasing(void **state)
{
    struct made_base made;
    (void)state;
    open_base(&made, knowledge);
    struct word_likeness same = compare_words(&made, "cat dog cat", ONE);
    assert_float_equal(same.question, 1, .01);
    assert_float_equal(same.question_least, 1, .01);
    assert_float_equal(same.phrasing, 1, .01);
    assert_float_equal(same.phrasing_least, 1, .01);
    struct word_likeness other = compare_words(&made, "cat dog cat", DAY);
    assert_true(other.phrasing_least == 0); /* nothing of the question is like "monday" */
    assert_true(other.question > 0);
    made_close(&made);
}

/* However like the encoder finds them. */
static void a_day_is_like_itself_alone(void **state)
{
    struct made_base made;
    (void)state;
    open_base(&made, knowledge);
    assert_true(compare_words(&made, "cat sunday", DAY).question_least == 0);
    assert_float_equal(compare_words(&made, "cat monday", DAY).question_least, 1, .01);
    made_close(&made);
}

static void phrasings_that_are_all_the_same_leave_numbers(void **state)
{
    char lines[16384];
    size_t size = 0;
    struct made_base made;
    (void)state;
    for (int i = 0; i < 200; i++) {
        size += (size_t)snprintf(lines + size, sizeof lines - size,
                                 "{\"id\":\"e%d\",\"question\":\"cat\",\"answer\":\"cat\"}\n", i);
    }
    open_base(&made, lines);
    struct entry_likeness found = compare(&made, "dog", 7);
    assert_true(isfinite(found.likest) && isfinite(found.centroid) && isfinite(found.learned));
    assert_float_equal(compare(&made, "cat", 7).likest, 1, .01);
    made_close(&made);
}

static void a_question_is_encoded_once(void **state)
{
    struct made_base made;
    (void)state;
    open_base(&made, knowledge);
    assert_ptr_equal(read_question(&made, "cat dog"), read_question(&made, "cat dog"));
    assert_ptr_not_equal(read_question(&made, "cat dog"), read_question(&made, "dog cat"));
    made_close(&made);
}

int test_search_likeness(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_that_is_a_phrasing_or_the_answer_is_wholly_like_it),
        cmocka_unit_test(the_classifier_knows_an_entry_by_its_phrasings),
        cmocka_unit_test(an_entry_in_a_language_that_the_encoder_does_not_know_is_like_nothing),
        cmocka_unit_test(words_are_compared_both_ways_with_the_likest_phrasing),
        cmocka_unit_test(a_day_is_like_itself_alone),
        cmocka_unit_test(phrasings_that_are_all_the_same_leave_numbers),
        cmocka_unit_test(a_question_is_encoded_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
