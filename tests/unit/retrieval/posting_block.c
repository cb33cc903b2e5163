/* unit/retrieval/posting_block.c - what is packed is unpacked, and damage never leaves a block's bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "retrieval/posting_block.h"

static uint64_t next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* `count` entries whose gaps are below 2^gap_bits, counts below 2^count_bits (one in `rarity`; the others are 1). */
static uint32_t fill(struct posting_block *block, size_t count, unsigned gap_bits, unsigned count_bits,
                     uint64_t rarity, uint64_t *seed)
{
    uint32_t entry = (uint32_t)next(seed) >> 1;
    uint32_t base = entry;
    block->count = count;
    for (size_t i = 0; i < count; i++) {
        entry += (uint32_t)(next(seed) & ((1U << gap_bits) - 1));
        block->entries[i] = entry++;
        bool is_many = next(seed) % rarity == 0;
        block->counts[i] = (uint8_t)(1 + (is_many ? next(seed) % ((1U << count_bits) - 1) : 0));
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
        size_t count = 1 + next(&seed) % POSTING_BLOCK_MAX;
        uint32_t base = fill(&block, count, (unsigned)(next(&seed) % 12), 1 + round % 8, 3, &seed);
        uint32_t last = block.entries[count - 1];
        size_t size = posting_block_encode(&block, base, bytes);
        for (size_t left = 1 + next(&seed) % 3; left > 0; left--) {
            size_t place = next(&seed) % 4 == 0 ? next(&seed) % 2 : next(&seed) % size;
            bytes[place] ^= (uint8_t)(1U << next(&seed) % 8);
        }
        size = next(&seed) % 8 == 0 ? next(&seed) % (size + 1) : size;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_of_every_density_are_read_back),
        cmocka_unit_test(the_widest_gaps_and_counts_are_read_back),
        cmocka_unit_test(what_says_little_takes_little),
        cmocka_unit_test(a_damaged_block_is_refused_or_is_a_block),
        cmocka_unit_test(a_block_that_ends_before_it_begins_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
