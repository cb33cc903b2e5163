/* unit/retrieval/posting_builder.c - postings added by entry come out by word, all of them, in any number of turns. */
#include "made_lists.h"

#include "retrieval/posting_builder.h"

#define ENTRIES 6000
#define WORDS 3000

/* What was given, by word. */
struct given {
    struct made_list lists[WORDS];
    uint32_t last_word;
    size_t chunk_count;
};

static enum faqbot_status take(void *context, uint32_t word, uint32_t first_entry, struct faqbot_view bytes)
{
    struct given *given = context;
    assert_true(word < WORDS);
    assert_true(given->chunk_count == 0 || word >= given->last_word);
    given->last_word = word;
    given->chunk_count++;
    return made_list_take(&given->lists[word], word, first_entry, bytes);
}

static struct given *new_given(void)
{
    struct given *given = calloc(1, sizeof *given);
    assert_non_null(given);
    return given;
}

static void free_given(struct given *given)
{
    for (size_t word = 0; word < WORDS; word++) {
        made_list_release(&given->lists[word]);
    }
    free(given);
}

/* Word w stands in about one entry of w / 8 + 1, up to 3 times. */
static uint32_t count_of(uint32_t word, uint32_t entry)
{
    uint64_t state = (uint64_t)word * UINT64_C(0x9e3779b97f4a7c15) + entry;
    (void)made_next(&state);
    return made_next(&state) % (word / 8 + 1) == 0 ? 1 + (uint32_t)(made_next(&state) % 3) : 0;
}

static void assert_all_given(const struct given *given, const uint8_t *classes)
{
    for (uint32_t word = 0; word < WORDS; word++) {
        struct made_postings wanted = {0}, found = {0};
        for (uint32_t entry = 0; entry < ENTRIES; entry++) {
            if (count_of(word, entry) > 0) {
                made_postings_add(&wanted, entry, (uint8_t)count_of(word, entry));
            }
        }
        made_postings_read_list(&found, &given->lists[word], classes, ENTRIES);
        made_postings_assert_equal(&wanted, &found);
        made_postings_release(&wanted);
        made_postings_release(&found);
    }
}

static void make_classes(uint8_t classes[ENTRIES])
{
    for (uint32_t entry = 0; entry < ENTRIES; entry++) {
        classes[entry] = (uint8_t)(entry * 7 % 100);
    }
}

/* Adds all, giving away whenever the limit is reached; returns how often that was. */
static size_t build(size_t limit, struct given *given, const uint8_t *classes)
{
    struct posting_builder *builder = posting_builder_new(limit);
    size_t turns = 1;
    assert_non_null(builder);
    for (uint32_t entry = 0; entry < ENTRIES; entry++) {
        const uint32_t expected[] = {0, entry % WORDS, WORDS, UINT32_MAX};
        posting_builder_expect(builder, expected, sizeof expected / sizeof *expected);
        for (uint32_t word = 0; word < WORDS; word++) {
            uint32_t count = count_of(word, entry);
            if (count > 0 && posting_builder_add(builder, word, entry, count) != FAQBOT_OK) {
                assert_int_equal(posting_builder_emit(builder, classes, take, given), FAQBOT_OK);
                assert_int_equal(posting_builder_add(builder, word, entry, count), FAQBOT_OK);
                given->last_word = 0;
                turns++;
            }
        }
        assert_true(posting_builder_size(builder) <= limit);
    }
    assert_int_equal(posting_builder_emit(builder, classes, take, given), FAQBOT_OK);
    posting_builder_free(builder);
    return turns;
}

static void all_postings_come_out_by_word(void **state)
{
    (void)state;
    uint8_t classes[ENTRIES];
    struct given *given = new_given();
    make_classes(classes);
    assert_int_equal(build(SIZE_MAX, given, classes), 1);
    assert_all_given(given, classes);
    free_given(given);
}

static void a_builder_that_is_full_is_emptied_and_goes_on(void **state)
{
    (void)state;
    uint8_t classes[ENTRIES];
    struct given *given = new_given();
    make_classes(classes);
    assert_in_range(build((size_t)1 << 18, given, classes), 2, 20);
    assert_all_given(given, classes);
    free_given(given);
}

static void a_builder_without_memory_says_so(void **state)
{
    (void)state;
    struct posting_builder *builder = posting_builder_new(1000);
    assert_non_null(builder);
    assert_int_equal(posting_builder_add(builder, 0, 0, 1), FAQBOT_NO_MEMORY);
    assert_int_equal(posting_builder_add(builder, 5000, 0, 1), FAQBOT_NO_MEMORY);
    posting_builder_free(builder);
    posting_builder_free(NULL);
}

static void a_builder_takes_little_memory(void **state)
{
    (void)state;
    struct posting_builder *builder = posting_builder_new(SIZE_MAX);
    assert_non_null(builder);
    size_t postings = 0;
    for (uint32_t entry = 0; entry < 50000; entry++) {
        for (uint32_t word = 0; word < 200; word++) {
            if (entry % (word + 1) == 0) {
                assert_int_equal(posting_builder_add(builder, word, entry, 1), FAQBOT_OK);
                postings++;
            }
        }
    }
    assert_true(posting_builder_size(builder) < 2 * postings); /* here a gap fits a byte or two */
    posting_builder_free(builder);
}

static void the_largest_gaps_and_counts_are_kept(void **state)
{
    (void)state;
    uint8_t *classes = calloc(1, 4);
    struct given *given = new_given();
    struct posting_builder *builder = posting_builder_new(SIZE_MAX);
    assert_non_null(classes);
    assert_non_null(builder);
    assert_int_equal(posting_builder_add(builder, 7, 0, 1), FAQBOT_OK);
    assert_int_equal(posting_builder_add(builder, 7, 1, 255), FAQBOT_OK);
    assert_int_equal(posting_builder_add(builder, 7, 2, UINT32_MAX), FAQBOT_OK);
    assert_int_equal(posting_builder_add(builder, 2, 3, 256), FAQBOT_OK);
    assert_int_equal(posting_builder_emit(builder, classes, take, given), FAQBOT_OK);
    static const uint32_t entries[] = {0, 1, 2};
    static const uint8_t counts[] = {1, 255, 255};
    struct made_postings found = {0};
    made_postings_read_list(&found, &given->lists[7], classes, 4);
    assert_int_equal(found.count, 3);
    assert_memory_equal(found.entries, entries, sizeof entries);
    assert_memory_equal(found.counts, counts, sizeof counts);
    made_postings_release(&found);
    assert_int_equal(given->lists[2].count, 1);
    posting_builder_free(builder);
    free_given(given);
    free(classes);
}

static enum faqbot_status refuse(void *context, uint32_t word, uint32_t first_entry, struct faqbot_view bytes)
{
    (void)context;
    (void)word;
    (void)first_entry;
    (void)bytes;
    return FAQBOT_INTERRUPTED;
}

static void what_the_sink_says_is_passed_on(void **state)
{
    (void)state;
    const uint8_t classes[1] = {0};
    struct posting_builder *builder = posting_builder_new(SIZE_MAX);
    assert_non_null(builder);
    assert_int_equal(posting_builder_add(builder, 0, 0, 1), FAQBOT_OK);
    assert_int_equal(posting_builder_emit(builder, classes, refuse, NULL), FAQBOT_INTERRUPTED);
    posting_builder_free(builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_postings_come_out_by_word),
        cmocka_unit_test(a_builder_that_is_full_is_emptied_and_goes_on),
        cmocka_unit_test(a_builder_without_memory_says_so),
        cmocka_unit_test(a_builder_takes_little_memory),
        cmocka_unit_test(the_largest_gaps_and_counts_are_kept),
        cmocka_unit_test(what_the_sink_says_is_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
