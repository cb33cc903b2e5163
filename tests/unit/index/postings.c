/* tests/unit/index/postings.c - what is packed is unpacked, and damage never leaves a block's bounds. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "index/index_internal.h"
#include "unit/index/made_lists.h"

/* -- Blocks ---------------------------------------------------------------------------------------- */

/* `count` entries whose gaps are below 2^gap_bits, counts below 2^count_bits (one in `rarity`; the others are 1). */
static uint32_t fill(struct posting_block *block, size_t count, unsigned gap_bits, unsigned count_bits,
                     uint64_t rarity, uint64_t *seed)
{
    uint32_t entry = (uint32_t)made_next(seed) >> 1;
    uint32_t base = entry;
    block->count = count;
    for (size_t i = 0; i < count; i++) {
        entry += (uint32_t)(made_next(seed) & ((1U << gap_bits) - 1));
        block->entries[i] = entry++;
        bool is_many = made_next(seed) % rarity == 0;
        block->counts[i] = (uint8_t)(1 + (is_many ? made_next(seed) % ((1U << count_bits) - 1) : 0));
    }
    return base;
}

/* In memory of exactly its size. */
static bool decode(const uint8_t *bytes, size_t size, uint32_t base, uint32_t last, size_t count,
                   struct posting_block *block)
{
    char *copy = malloc(size == 0 ? 1 : size);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    bool decoded = posting_block_decode(view_make(copy, size), base, last, count, block);
    free(copy);
    return decoded;
}

/* Each entry is found, and its neighbours only where they are entries. */
static void check_finding(const uint8_t *bytes, size_t size, const struct posting_block *block, uint32_t base)
{
    uint32_t last = block->entries[block->count - 1];
    uint32_t behind = base; /* the entry before */
    char *copy = malloc(size);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    for (size_t i = 0; i < block->count; i++) {
        uint8_t times = 77;
        uint32_t entry = block->entries[i];
        assert_true(posting_block_find(view_make(copy, size), base, last, block->count, entry, &times));
        assert_int_equal(times, block->counts[i]);
        if (entry > behind) {
            uint32_t between = behind + (entry - behind) / 2;
            assert_true(posting_block_find(view_make(copy, size), base, last, block->count, between, &times));
            assert_int_equal(times, 0);
            assert_true(
                posting_block_find(view_make(copy, size), base, last, block->count, entry - 1, &times));
            assert_int_equal(times, 0);
        }
        behind = entry + 1;
    }
    free(copy);
}

static size_t check(const struct posting_block *block, uint32_t base)
{
    uint8_t bytes[POSTING_BLOCK_BYTES_MAX];
    struct posting_block read;
    size_t size = posting_block_encode(block, base, bytes);
    assert_true(size <= sizeof bytes);
    assert_true(decode(bytes, size, base, block->entries[block->count - 1], block->count, &read));
    assert_int_equal(read.count, block->count);
    assert_memory_equal(read.entries, block->entries, block->count * sizeof *block->entries);
    assert_memory_equal(read.counts, block->counts, block->count);
    check_finding(bytes, size, block, base);
    return size;
}

static void blocks_of_every_density_are_read_back(void **state)
{
    (void)state;
    const size_t sizes[] = {1, 2, 3, 63, 64, 65, 127, 128};
    uint64_t seed = 1;
    struct posting_block block;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (unsigned gap_bits = 0; gap_bits < 23; gap_bits++) {
            for (unsigned count_bits = 1; count_bits <= 8; count_bits++) {
                uint32_t base = fill(&block, sizes[i], gap_bits, count_bits, 1 + gap_bits, &seed);
                check(&block, base);
            }
        }
    }
}

static void the_widest_gaps_and_counts_are_read_back(void **state)
{
    (void)state;
    static const struct posting_block table[] = {
        {.entries = {0}, .counts = {1}, .count = 1},
        {.entries = {0}, .counts = {255}, .count = 1},
        {.entries = {POSTING_ENTRY_MAX}, .counts = {255}, .count = 1},
        {.entries = {0, POSTING_ENTRY_MAX}, .counts = {255, 1}, .count = 2},
        {.entries = {POSTING_ENTRY_MAX - 1, POSTING_ENTRY_MAX}, .counts = {1, 255}, .count = 2},
        {.entries = {0, 1, 2, UINT32_MAX / 2, POSTING_ENTRY_MAX}, .counts = {1, 2, 3, 254, 255}, .count = 5},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        check(&table[i], 0);
    }
    struct posting_block block = {.count = POSTING_BLOCK_MAX};
    for (uint32_t i = 0; i < POSTING_BLOCK_MAX; i++) {
        block.entries[i] = (i + 1) * (POSTING_ENTRY_MAX / POSTING_BLOCK_MAX);
        block.counts[i] = 255;
    }
    check(&block, 0);
}

static void what_says_little_takes_little(void **state)
{
    (void)state;
    struct posting_block block = {.count = POSTING_BLOCK_MAX};
    for (uint32_t i = 0; i < POSTING_BLOCK_MAX; i++) {
        block.entries[i] = 5 + i;
        block.counts[i] = 1;
    }
    assert_int_equal(check(&block, 5), 2 + 16); /* a bit each */
    block.counts[7] = 200;
    assert_int_equal(check(&block, 5), 2 + 16 + 2); /* one exception */
    for (uint32_t i = 0; i < POSTING_BLOCK_MAX; i++) {
        block.entries[i] = 1000 * i; /* 9 low bits and 3 for the rest */
        block.counts[i] = 1;
    }
    assert_in_range(check(&block, 0), 2 + 128 * 11 / 8, 2 + 128 * 12 / 8);
}

/* Finding looks at fewer bytes than unpacking, so it may not see damage; what it says of a sound block is right. */
static void check_damaged_finding(const uint8_t *bytes, size_t size, uint32_t base, uint32_t last,
                                  size_t count, const struct posting_block *block)
{
    char *copy = malloc(size == 0 ? 1 : size);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    for (uint64_t i = 0; i <= 16; i++) {
        uint32_t entry = base + (uint32_t)((uint64_t)(last - base) * i / 16);
        uint8_t times = 0, wanted = 0;
        bool found = posting_block_find(view_make(copy, size), base, last, count, entry, &times);
        for (size_t j = 0; block != NULL && j < count; j++) {
            wanted = block->entries[j] == entry ? block->counts[j] : wanted;
        }
        assert_true(block == NULL || (found && times == wanted));
    }
    free(copy);
}

static void a_damaged_block_is_refused_or_is_a_block(void **state)
{
    (void)state;
    uint64_t seed = 5;
    uint8_t bytes[POSTING_BLOCK_BYTES_MAX];
    struct posting_block block, read;
    size_t refused = 0;
    for (size_t round = 0; round < 20000; round++) {
        size_t count = 1 + made_next(&seed) % POSTING_BLOCK_MAX;
        uint32_t base = fill(&block, count, (unsigned)(made_next(&seed) % 12), 1 + round % 8, 3, &seed);
        uint32_t last = block.entries[count - 1];
        size_t size = posting_block_encode(&block, base, bytes);
        for (size_t left = 1 + made_next(&seed) % 3; left > 0; left--) {
            size_t place = made_next(&seed) % 4 == 0 ? made_next(&seed) % 2 : made_next(&seed) % size;
            bytes[place] ^= (uint8_t)(1U << made_next(&seed) % 8);
        }
        size = made_next(&seed) % 8 == 0 ? made_next(&seed) % (size + 1) : size;
        if (!decode(bytes, size, base, last, count, &read)) {
            refused++;
            read.count = 0;
        }
        check_damaged_finding(bytes, size, base, last, count, read.count == 0 ? NULL : &read);
        if (read.count == 0) {
            continue;
        }
        assert_int_equal(read.count, count);
        assert_true(read.entries[0] >= base && read.entries[count - 1] == last);
        for (size_t i = 0; i < count; i++) {
            assert_true(read.counts[i] > 0 && (i == 0 || read.entries[i] > read.entries[i - 1]));
        }
    }
    assert_true(refused > 1000);
}

static void a_block_that_ends_before_it_begins_is_refused(void **state)
{
    (void)state;
    const struct posting_block block = {.entries = {10}, .counts = {1}, .count = 1};
    uint8_t bytes[POSTING_BLOCK_BYTES_MAX];
    struct posting_block read;
    size_t size = posting_block_encode(&block, 10, bytes);
    assert_true(decode(bytes, size, 10, 10, 1, &read));
    assert_false(decode(bytes, size, 11, 10, 1, &read));
    assert_false(decode(bytes, size, 0, POSTING_ENTRY_MAX, 1, &read));
    assert_false(decode(bytes, size, 10, 10, 2, &read));
}

static int run_posting_block(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_of_every_density_are_read_back),
        cmocka_unit_test(the_widest_gaps_and_counts_are_read_back),
        cmocka_unit_test(what_says_little_takes_little),
        cmocka_unit_test(a_damaged_block_is_refused_or_is_a_block),
        cmocka_unit_test(a_block_that_ends_before_it_begins_is_refused),
    };
    return cmocka_run_group_tests_name("posting_block", tests, NULL, NULL);
}

/* -- Bounds ---------------------------------------------------------------------------------------- */

/* Bounds hold for every average length. */

static const double averages[] = {.01, 1, 3.7, 20, 60, 61.5, 400, 1e5, 1e9};
#define AVERAGES (sizeof averages / sizeof *averages)

static void no_posting_exceeds_a_bound_whatever_the_average(void **state)
{
    (void)state;
    static struct bm25_table saturation;
    uint64_t seed = 3;
    for (size_t round = 0; round < 200; round++) {
        struct posting_bound bounds[2], merged;
        uint8_t counts[20], lengths[20];
        posting_bound_init(&bounds[0]);
        posting_bound_init(&bounds[1]);
        for (size_t i = 0; i < 20; i++) {
            counts[i] = (uint8_t)(1 + made_next(&seed) % (i < 15 ? 3 : 255));
            lengths[i] = (uint8_t)(made_next(&seed) % LENGTH_NORMS);
            posting_bound_add(&bounds[i % 2], counts[i], lengths[i]);
        }
        merged = bounds[0];
        posting_bound_merge(&merged, &bounds[1]);
        if (round % 20 == 0) {
            bm25_table_make(averages[round / 20 % AVERAGES], &saturation);
        }
        for (size_t i = 0; i < 20; i++) {
            uint16_t part = saturation.parts[counts[i]][lengths[i]];
            assert_true(part <= posting_bound_part(&bounds[i % 2], &saturation));
            assert_true(part <= posting_bound_part(&merged, &saturation));
        }
    }
}

static void the_bound_of_equal_postings_is_what_they_are_worth(void **state)
{
    (void)state;
    static struct bm25_table saturation;
    bm25_table_make(60, &saturation);
    const uint8_t counts[] = {1, 2, 3, 4, 5, 7, 255};
    for (size_t i = 0; i < sizeof counts; i++) {
        struct posting_bound bound;
        posting_bound_init(&bound);
        posting_bound_add(&bound, counts[i], 77);
        posting_bound_add(&bound, counts[i], 77);
        assert_int_equal(posting_bound_part(&bound, &saturation), saturation.parts[counts[i]][77]);
    }
    struct posting_bound none;
    posting_bound_init(&none);
    assert_int_equal(posting_bound_part(&none, &saturation), 0);
}

static int run_posting_bound(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_posting_exceeds_a_bound_whatever_the_average),
        cmocka_unit_test(the_bound_of_equal_postings_is_what_they_are_worth),
    };
    return cmocka_run_group_tests_name("posting_bound", tests, NULL, NULL);
}

/* -- Chunks ---------------------------------------------------------------------------------------- */

/* Lists of every length through posting_writer.c and back through postings.c. */

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
static size_t posting_chunk_check(size_t count, uint32_t gap, uint32_t most, const uint8_t *classes,
                                  uint32_t entry_count)
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
        posting_chunk_check(counts[i], 1, 1, classes, entry_count);
        posting_chunk_check(counts[i], 20, 3, classes, entry_count);
        posting_chunk_check(counts[i], (uint32_t)(entry_count / counts[i]) - 1, 400, classes, entry_count);
    }
    free(classes);
}

static void an_empty_list_has_no_chunk(void **state)
{
    (void)state;
    assert_int_equal(posting_chunk_check(0, 1, 1, NULL, 0), 0);
}

static void small_lists_cost_next_to_nothing(void **state)
{
    (void)state;
    uint8_t *classes = make_classes(1000000);
    assert_in_range(posting_chunk_check(1, 1000000, 1, classes, 1000000), 2, 4);
    assert_in_range(posting_chunk_check(3, 300000, 1, classes, 1000000), 7, 10);
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

static int run_posting_chunk(void)
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
    return cmocka_run_group_tests_name("posting_chunk", tests, NULL, NULL);
}

int test_index_postings(void)
{
    return run_posting_block() + run_posting_bound() + run_posting_chunk();
}
