/* tests/unit/index/posting_writer.c - postings added by entry come out by word, all of them, in any number of
 * turns. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "index/index_internal.h"
#include "unit/index/made_lists.h"

/* -- Entries into lists by word -------------------------------------------------------------------- */

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

static int run_posting_builder(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_postings_come_out_by_word),
        cmocka_unit_test(a_builder_that_is_full_is_emptied_and_goes_on),
        cmocka_unit_test(a_builder_without_memory_says_so),
        cmocka_unit_test(a_builder_takes_little_memory),
        cmocka_unit_test(the_largest_gaps_and_counts_are_kept),
        cmocka_unit_test(what_the_sink_says_is_passed_on),
    };
    return cmocka_run_group_tests_name("posting_builder", tests, NULL, NULL);
}

/* -- A chunk with edits ---------------------------------------------------------------------------- */

/* A list that is edited holds what one written anew would. */

#define POSTING_EDIT_ENTRIES 20000

/* How often each entry holds the word. */
struct truth {
    uint32_t counts[POSTING_EDIT_ENTRIES];
    uint8_t classes[POSTING_EDIT_ENTRIES];
};

static struct truth *make_truth(uint64_t density, uint64_t *seed)
{
    struct truth *truth = calloc(1, sizeof *truth);
    assert_non_null(truth);
    for (size_t i = 0; i < POSTING_EDIT_ENTRIES; i++) {
        truth->counts[i] = made_next(seed) % density == 0 ? 1 + (uint32_t)(made_next(seed) % 4) : 0;
        truth->classes[i] = (uint8_t)(10 + made_next(seed) % 70);
    }
    return truth;
}

static void read_truth(const struct truth *truth, struct made_postings *postings)
{
    for (uint32_t i = 0; i < POSTING_EDIT_ENTRIES; i++) {
        if (truth->counts[i] > 0) {
            made_postings_add(postings, i, (uint8_t)truth->counts[i]);
        }
    }
}

static void write_truth(const struct truth *truth, struct made_list *list)
{
    struct posting_writer writer;
    posting_writer_init(&writer, truth->classes, made_list_take, list);
    for (uint32_t i = 0; i < POSTING_EDIT_ENTRIES; i++) {
        if (truth->counts[i] > 0) {
            posting_writer_add(&writer, i, truth->counts[i]);
        }
    }
    assert_int_equal(posting_writer_finish(&writer), FAQBOT_OK);
}

/* Changes about one entry in `rarity`, and says which. */
static size_t change_truth(struct truth *truth, uint64_t rarity, uint64_t *seed, struct posting_edit *edits)
{
    size_t count = 0;
    for (uint32_t i = 0; i < POSTING_EDIT_ENTRIES; i++) {
        if (made_next(seed) % rarity == 0) {
            truth->counts[i] = (uint32_t)(made_next(seed) % 4);
            truth->classes[i] = (uint8_t)(made_next(seed) % 90);
            edits[count++] = (struct posting_edit){.entry = i, .count = truth->counts[i]};
        }
    }
    return count;
}

static uint32_t first_of(struct faqbot_view bytes, const uint8_t *classes)
{
    struct posting_chunk chunk;
    assert_true(posting_chunk_open(bytes, classes, POSTING_EDIT_ENTRIES, &chunk));
    return chunk.first;
}

/* As an index does it: each chunk gets its own edits. */
static void edit_list(struct made_list *list, const struct posting_edit *edits, size_t edit_count,
                      const uint8_t *classes)
{
    struct made_list edited = {0};
    size_t next = 0;
    for (size_t i = 0; i < list->count || i == 0; i++) {
        bool is_last = i + 1 >= list->count;
        uint32_t behind = is_last ? UINT32_MAX : first_of(list->chunks[i + 1], classes);
        size_t end = next;
        while (end < edit_count && edits[end].entry < behind) {
            end++;
        }
        struct faqbot_view chunk = list->count == 0 ? (struct faqbot_view){0} : list->chunks[i];
        assert_int_equal(posting_edit_chunk(chunk, 0, edits + next, end - next, classes, POSTING_EDIT_ENTRIES,
                                            made_list_take, &edited),
                         FAQBOT_OK);
        next = end;
    }
    made_list_release(list);
    *list = edited;
}

static void edited_lists_hold_what_rebuilt_ones_hold(void **state)
{
    (void)state;
    static const struct {
        uint64_t density;
        uint64_t rarity;
    } table[] = {{1, 1},      {1, 50},      {2, 3},    {3, 400},      {50, 50},
                 {200, 5000}, {2000, 5000}, {9000, 2}, {100000, 9000}};
    static struct posting_edit edits[POSTING_EDIT_ENTRIES];
    uint64_t seed = 21;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct truth *truth = make_truth(table[i].density, &seed);
        struct made_list list = {0};
        write_truth(truth, &list);
        for (size_t round = 0; round < 4; round++) {
            struct made_postings wanted = {0}, found = {0};
            size_t count = change_truth(truth, table[i].rarity, &seed, edits);
            edit_list(&list, edits, count, truth->classes);
            read_truth(truth, &wanted);
            made_postings_read_list(&found, &list, truth->classes, POSTING_EDIT_ENTRIES);
            made_postings_assert_equal(&wanted, &found);
            made_postings_release(&wanted);
            made_postings_release(&found);
        }
        made_list_release(&list);
        free(truth);
    }
}

static void a_list_can_be_emptied_and_filled_again(void **state)
{
    (void)state;
    const uint8_t classes[100] = {0};
    const struct posting_edit insertions[] = {
        {.entry = 3, .count = 2}, {.entry = 50, .count = 0}, {.entry = 99, .count = 300}};
    const struct posting_edit removals[] = {
        {.entry = 1, .count = 0}, {.entry = 3, .count = 0}, {.entry = 99, .count = 0}};
    struct made_list list = {0}, empty = {0};
    struct made_postings postings = {0};
    assert_int_equal(
        posting_edit_chunk((struct faqbot_view){0}, 0, insertions, 3, classes, 100, made_list_take, &list),
        FAQBOT_OK);
    assert_int_equal(list.count, 1);
    made_postings_read_list(&postings, &list, classes, 100);
    assert_int_equal(postings.count, 2);
    assert_int_equal(postings.entries[0], 3);
    assert_int_equal(postings.counts[0], 2);
    assert_int_equal(postings.counts[1], 255);
    assert_int_equal(posting_edit_chunk(list.chunks[0], 0, removals, 3, classes, 100, made_list_take, &empty),
                     FAQBOT_OK);
    assert_int_equal(empty.count, 0);
    made_list_release(&list);
    made_postings_release(&postings);
}

static void a_damaged_chunk_is_not_edited(void **state)
{
    (void)state;
    const uint8_t classes[10] = {0};
    struct made_list list = {0};
    const char *const damaged[] = {"\1", "\2\2", "\1\xff", "\0", "\0\1\0\0\0\0\0\0\0\0\0\0"};
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct faqbot_view bytes = view_make(damaged[i], i < 3 ? strlen(damaged[i]) : i == 3 ? 1 : 12);
        assert_int_equal(posting_edit_chunk(bytes, 0, NULL, 0, classes, 10, made_list_take, &list),
                         FAQBOT_CORRUPT);
    }
    made_list_release(&list);
}

static int run_posting_edit(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edited_lists_hold_what_rebuilt_ones_hold),
        cmocka_unit_test(a_list_can_be_emptied_and_filled_again),
        cmocka_unit_test(a_damaged_chunk_is_not_edited),
    };
    return cmocka_run_group_tests_name("posting_edit", tests, NULL, NULL);
}

int test_index_posting_writer(void)
{
    return run_posting_builder() + run_posting_edit();
}
