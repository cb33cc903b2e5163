/* unit/retrieval/cores.c - the words that phrasings share, counted; and what is written of them, read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "retrieval/cores.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void add(struct cores_builder *builder, const uint32_t *rows, size_t count)
{
    uint32_t own[8];
    memcpy(own, rows, count * sizeof *rows);
    cores_builder_add(builder, own, count);
}
#define ADD(builder, ...)                                                                                    \
    add(builder, (const uint32_t[]){__VA_ARGS__}, COUNT(((const uint32_t[]){__VA_ARGS__})))

/* Three entries: five phrasings, one of two words; a passage that is not listed; one without words. */
static void write(struct buffer *bytes)
{
    struct cores_builder builder;
    cores_builder_init(&builder);
    ADD(&builder, 7, 3, 3);
    ADD(&builder, 3, 9);
    ADD(&builder, 3);
    ADD(&builder, 3, 7, 3, 7);
    ADD(&builder, 5, 2);
    cores_builder_close(&builder, true);
    ADD(&builder, 3, 100);
    cores_builder_close(&builder, false);
    cores_builder_close(&builder, true);
    buffer_init(bytes, 4096);
    cores_builder_encode(&builder, bytes);
    assert_false(bytes->failed);
    cores_builder_release(&builder);
}

static void a_word_counts_by_the_share_of_the_phrasings_that_hold_it(void **state)
{
    (void)state;
    static const struct core expected[] = {{2, .2f}, {3, .8f}, {5, .2f}, {7, .4f}, {9, .2f}};
    struct buffer bytes;
    struct cores cores;
    write(&bytes);
    assert_true(cores_decode(buffer_view(&bytes), 3, &cores));
    assert_int_equal(cores.starts[0], 0);
    assert_int_equal(cores.starts[1], COUNT(expected));
    assert_int_equal(cores.starts[2], COUNT(expected)); /* a passage's words are not listed */
    assert_int_equal(cores.starts[3], COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(cores.list[i].row, expected[i].row);
        assert_true(fabsf(cores.list[i].share - expected[i].share) < 1e-6f);
    }
    buffer_release(&bytes);
}

static void a_topic_is_a_word_of_many_entries_with_one_empty_entry_counted_besides(void **state)
{
    (void)state;
    struct buffer bytes;
    struct cores cores;
    write(&bytes);
    assert_true(cores_decode(buffer_view(&bytes), 3, &cores));
    assert_int_equal(cores.topic_count, 1); /* 3: (.8 + 1) / 4; 100: 1 / 4 is too little */
    assert_int_equal(cores.topics[0].row, 3);
    assert_true(fabsf(cores.topics[0].share - .45f) < 1e-6f);
    buffer_release(&bytes);
}

static void a_rare_word_of_many_phrasings_is_not_listed(void **state)
{
    (void)state;
    struct cores_builder builder;
    struct buffer bytes;
    struct cores cores;
    cores_builder_init(&builder);
    for (uint32_t i = 0; i < 6; i++) {
        ADD(&builder, 1, 10 + i);
    }
    cores_builder_close(&builder, true);
    buffer_init(&bytes, 4096);
    cores_builder_encode(&builder, &bytes);
    assert_true(cores_decode(buffer_view(&bytes), 1, &cores));
    assert_int_equal(cores.starts[1], 1);
    assert_int_equal(cores.list[0].row, 1);
    cores_builder_release(&builder);
    buffer_release(&bytes);
}

static void damage_is_refused(void **state)
{
    (void)state;
    struct buffer bytes;
    struct cores cores;
    write(&bytes);
    for (size_t size = 0; size < bytes.size; size++) {
        assert_false(cores_decode(view_slice(buffer_view(&bytes), 0, size), 3, &cores));
    }
    assert_false(cores_decode(buffer_view(&bytes), 2, &cores));
    assert_false(cores_decode(buffer_view(&bytes), 4, &cores));
    assert_false(cores_decode(buffer_view(&bytes), UINT32_MAX, &cores));
    const float not_a_share = NAN;
    const struct {
        size_t at;
        uint32_t number;
    } cases[] = {{0, 1}, {4, 6}, {12, UINT32_MAX}, {16, 2}, {16, UINT32_MAX}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        char kept[4];
        memcpy(kept, bytes.bytes + cases[i].at, 4);
        memcpy(bytes.bytes + cases[i].at, &cases[i].number, 4);
        assert_false(cores_decode(buffer_view(&bytes), 3, &cores));
        memcpy(bytes.bytes + cases[i].at, kept, 4);
    }
    memcpy(bytes.bytes + 24, &not_a_share, 4);
    assert_false(cores_decode(buffer_view(&bytes), 3, &cores));
    buffer_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_counts_by_the_share_of_the_phrasings_that_hold_it),
        cmocka_unit_test(a_topic_is_a_word_of_many_entries_with_one_empty_entry_counted_besides),
        cmocka_unit_test(a_rare_word_of_many_phrasings_is_not_listed),
        cmocka_unit_test(damage_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
