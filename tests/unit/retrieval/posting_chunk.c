/* unit/retrieval/posting_chunk.c - lists of every length through posting_writer.c and back through posting_chunk.c. */
#include "made_lists.h"

static uint8_t *make_classes(uint32_t entry_count)
{
    uint64_t seed = 9;
    uint8_t *classes = malloc((size_t)entry_count + 1);
    assert_non_null(classes);
    for (uint32_t i = 0; i < entry_count; i++) {
        classes[i] = (uint8_t)(made_next(&seed) % 80);
    }
    return classes;
}

/* Writes `count` postings, about one in `gap` entries, and reads them back; returns the bytes they take. */
static size_t check(size_t count, uint32_t gap, uint32_t most, const uint8_t *classes, uint32_t entry_count)
{
    struct made_list list = {0};
    struct made_postings given = {0}, read = {0};
    struct posting_writer writer;
    uint64_t seed = count * 31 + gap;
    uint32_t entry = 0;
    size_t size = 0;
    posting_writer_init(&writer, classes, made_list_take, &list);
    for (size_t i = 0; i < count; i++) {
        entry += (uint32_t)(made_next(&seed) % gap) + (i > 0);
        uint32_t times = 1 + (uint32_t)(made_next(&seed) % most);
        posting_writer_add(&writer, entry, times);
        made_postings_add(&given, entry, (uint8_t)(times < 255 ? times : 255));
    }
    assert_int_equal(posting_writer_finish(&writer), FAQBOT_OK);
    made_postings_read_list(&read, &list, classes, entry_count);
    made_postings_assert_equal(&given, &read);
    for (size_t i = 0; i < list.count; i++) {
        size += list.chunks[i].size;
    }
    made_list_release(&list);
    made_postings_release(&given);
    made_postings_release(&read);
    return size;
}

static void lists_of_every_length_are_read_back(void **state)
{
    (void)state;
    const uint32_t entry_count = 400000;
    const size_t counts[] = {1,   2,   3,    31,   32,   33,   127,  128,  129,  255,
                             256, 257, 2047, 2048, 2049, 8191, 8192, 8193, 20000};
    uint8_t *classes = make_classes(entry_count);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        check(counts[i], 1, 1, classes, entry_count);
        check(counts[i], 20, 3, classes, entry_count);
        check(counts[i], (uint32_t)(entry_count / counts[i]) - 1, 400, classes, entry_count);
    }
    free(classes);
}

static void an_empty_list_has_no_chunk(void **state)
{
    (void)state;
    assert_int_equal(check(0, 1, 1, NULL, 0), 0);
}

static void small_lists_cost_next_to_nothing(void **state)
{
    (void)state;
    uint8_t *classes = make_classes(1000000);
    assert_in_range(check(1, 1000000, 1, classes, 1000000), 2, 4);
    assert_in_range(check(3, 300000, 1, classes, 1000000), 7, 10);
    free(classes);
}

/* Chunks of a list are far smaller than the numbers of its entries are large: classes are read of its entries only. */
static void few_postings_reach_to_the_largest_entry(void **state)
{
    (void)state;
    const uint8_t few[] = {1, 0xfc, 0xff, 0xff, 0xff, 0x1f}; /* twice 2^32 - 2 */
    const uint8_t over[] = {1, 0xfe, 0xff, 0xff, 0xff, 0x1f};
    struct posting_chunk chunk;
    assert_false(
        posting_chunk_open(view_make((const char *)few, sizeof few), NULL, POSTING_ENTRY_MAX, &chunk));
    assert_false(posting_chunk_open(view_make((const char *)over, sizeof over), NULL, UINT32_MAX, &chunk));
}

static enum faqbot_status refuse(void *context, uint32_t word, uint32_t first_entry, struct faqbot_view bytes)
{
    (void)word;
    (void)first_entry;
    (void)bytes;
    ++*(size_t *)context;
    return FAQBOT_IO;
}

static void what_the_sink_says_ends_the_writing(void **state)
{
    (void)state;
    uint8_t *classes = make_classes(100000);
    size_t calls = 0;
    struct posting_writer writer;
    posting_writer_init(&writer, classes, refuse, &calls);
    for (uint32_t entry = 0; entry < 100000; entry++) {
        posting_writer_add(&writer, entry, 1);
    }
    assert_int_equal(posting_writer_finish(&writer), FAQBOT_IO);
    assert_int_equal(calls, 1);
    free(classes);
}

static void a_damaged_chunk_is_refused_or_is_a_chunk(void **state)
{
    (void)state;
    const uint32_t entry_count = 30000;
    uint8_t *classes = make_classes(entry_count);
    uint64_t seed = 11;
    size_t opened = 0;
    for (size_t round = 0; round < 400; round++) {
        struct made_list list = {0};
        struct posting_writer writer;
        size_t count = round % 2 == 0 ? 1 + made_next(&seed) % 32 : 33 + made_next(&seed) % 400;
        posting_writer_init(&writer, classes, made_list_take, &list);
        for (size_t i = 0; i < count; i++) {
            posting_writer_add(&writer, (uint32_t)(i * (entry_count / count)),
                               1 + (uint32_t)(made_next(&seed) % 3));
        }
        assert_int_equal(posting_writer_finish(&writer), FAQBOT_OK);
        for (size_t damage = 0; damage < 50; damage++) {
            size_t size = list.chunks[0].size;
            size_t cut = made_next(&seed) % 4 == 0 ? made_next(&seed) % (size + 1) : size;
            char *bytes = malloc(cut + 1);
            assert_non_null(bytes);
            memcpy(bytes, list.chunks[0].bytes, cut);
            if (cut > 0) {
                size_t place = made_next(&seed) % (damage % 2 == 0 || cut < 40 ? cut : 40);
                bytes[place] = (char)(bytes[place] ^ (1 << made_next(&seed) % 8));
            }
            struct posting_chunk chunk;
            struct posting_chunk_block places[POSTING_CHUNK_BLOCKS_MAX];
            struct posting_block block;
            if (posting_chunk_open(view_make(bytes, cut), classes, entry_count, &chunk) &&
                posting_chunk_blocks(&chunk, places)) {
                opened++;
                uint64_t least = 0;
                for (size_t i = 0; i < chunk.block_count; i++) {
                    if (posting_chunk_unpack(&chunk, i, &places[i], &block)) {
                        assert_true(block.entries[0] >= least);
                        least = (uint64_t)block.entries[block.count - 1] + 1;
                        assert_true(least <= entry_count);
                    }
                }
            }
            free(bytes);
        }
        made_list_release(&list);
    }
    assert_true(opened > 1000);
    free(classes);
}

/* What a chunk of three blocks says of itself is checked: each row writes numbers into its head, as posting_chunk.h
 * lays it out. */
static void a_head_that_contradicts_itself_is_refused(void **state)
{
    (void)state;
    enum { LAST = 3 * 299, FIRST_BLOCK = 12, SECOND_BLOCK = 23, THIRD_BLOCK = 34, END = 4 };
    enum outcome { SOUND, NO_CHUNK, NO_BLOCKS, NO_FIRST_BLOCK, NO_SECOND_BLOCK };
    static const struct {
        size_t place;
        unsigned size;
        uint32_t number;
        uint32_t entry_count;
        enum outcome outcome;
    } table[] = {
        {0, 1, 0, LAST + 1, SOUND},
        {0, 1, 0, LAST, NO_CHUNK},
        {1, 2, 0, LAST + 1, NO_CHUNK},
        {1, 2, 64 * 128 + 1, LAST + 1, NO_CHUNK},
        {1, 2, 128 * 40, LAST + 1, NO_CHUNK},
        {3, 4, LAST + 1, LAST + 1, NO_CHUNK},
        {THIRD_BLOCK, 4, UINT32_MAX, UINT32_MAX, NO_CHUNK},
        {FIRST_BLOCK, 4, LAST + 1, LAST + 1, NO_BLOCKS},
        {SECOND_BLOCK, 4, 5, LAST + 1, NO_BLOCKS},
        {SECOND_BLOCK, 4, LAST, LAST + 1, NO_BLOCKS},
        {FIRST_BLOCK + END, 2, 60000, LAST + 1, NO_FIRST_BLOCK},
        {SECOND_BLOCK + END, 2, 60000, LAST + 1, NO_SECOND_BLOCK},
        {SECOND_BLOCK + END, 2, 0, LAST + 1, NO_SECOND_BLOCK},
    };
    uint8_t *classes = make_classes(LAST + 1);
    struct made_list list = {0};
    struct posting_writer writer;
    posting_writer_init(&writer, classes, made_list_take, &list);
    for (uint32_t i = 0; i < 300; i++) {
        posting_writer_add(&writer, 3 * i, 1);
    }
    assert_int_equal(posting_writer_finish(&writer), FAQBOT_OK);
    assert_int_equal(list.count, 1);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t size = list.chunks[0].size;
        char *bytes = malloc(size);
        struct posting_chunk chunk = {0};
        struct posting_chunk_block places[POSTING_CHUNK_BLOCKS_MAX];
        struct posting_block block;
        uint8_t times;
        enum outcome outcome = table[i].outcome;
        assert_non_null(bytes);
        memcpy(bytes, list.chunks[0].bytes, size);
        for (unsigned j = 0; j < table[i].size; j++) {
            bytes[table[i].place + j] = (char)(table[i].number >> 8 * j);
        }
        bool opened = posting_chunk_open(view_make(bytes, size), classes, table[i].entry_count, &chunk);
        assert_int_equal(opened, outcome != NO_CHUNK);
        if (opened && outcome != NO_BLOCKS) {
            assert_true(posting_chunk_blocks(&chunk, places));
            assert_int_equal(posting_chunk_unpack(&chunk, 0, &places[0], &block), outcome != NO_FIRST_BLOCK);
            assert_int_equal(posting_chunk_find(&chunk, 0, &places[0], 0, &times), outcome != NO_FIRST_BLOCK);
            assert_int_equal(posting_chunk_unpack(&chunk, 1, &places[1], &block),
                             outcome != NO_FIRST_BLOCK && outcome != NO_SECOND_BLOCK);
        } else if (opened) {
            assert_false(posting_chunk_blocks(&chunk, places));
        }
        free(bytes);
    }
    made_list_release(&list);
    free(classes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_of_every_length_are_read_back),
        cmocka_unit_test(an_empty_list_has_no_chunk),
        cmocka_unit_test(small_lists_cost_next_to_nothing),
        cmocka_unit_test(few_postings_reach_to_the_largest_entry),
        cmocka_unit_test(what_the_sink_says_ends_the_writing),
        cmocka_unit_test(a_damaged_chunk_is_refused_or_is_a_chunk),
        cmocka_unit_test(a_head_that_contradicts_itself_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
