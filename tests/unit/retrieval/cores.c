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

static void add(struct required_terms_builder *builder, const uint32_t *rows, size_t count)
{
    uint32_t own[8];
    memcpy(own, rows, count * sizeof *rows);
    required_terms_builder_add(builder, own, count);
}
#define ADD(builder, ...)                                                                                    \
    add(builder, (const uint32_t[]){__VA_ARGS__}, COUNT(((const uint32_t[]){__VA_ARGS__})))

/* Three entries: five phrasings, one of two words; a passage that is not listed; one without words. */
static void write(struct buffer *bytes)
{
    struct required_terms_builder builder;
    required_terms_builder_init(&builder);
    ADD(&builder, 7, 3, 3);
    ADD(&builder, 3, 9);
    ADD(&builder, 3);
    ADD(&builder, 3, 7, 3, 7);
    ADD(&builder, 5, 2);
    required_terms_builder_close(&builder, true);
    ADD(&builder, 3, 100);
    required_terms_builder_close(&builder, false);
    required_terms_builder_close(&builder, true);
    buffer_init(bytes, 4096);
    required_terms_builder_encode(&builder, bytes);
    assert_false(bytes->failed);
    required_terms_builder_release(&builder);
}

static void a_word_counts_by_the_share_of_the_phrasings_that_hold_it(void **state)
{
    (void)state;
    static const struct required_term expected[] = {{2, .2f}, {3, .8f}, {5, .2f}, {7, .4f}, {9, .2f}};
    struct buffer bytes;
    struct required_terms required_terms;
    write(&bytes);
    assert_true(required_terms_decode(buffer_view(&bytes), 3, &required_terms));
    assert_int_equal(required_terms.starts[0], 0);
    assert_int_equal(required_terms.starts[1], COUNT(expected));
    assert_int_equal(required_terms.starts[2], COUNT(expected)); /* a passage's words are not listed */
    assert_int_equal(required_terms.starts[3], COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(required_terms.list[i].row, expected[i].row);
        assert_true(fabsf(required_terms.list[i].share - expected[i].share) < 1e-6f);
    }
    buffer_release(&bytes);
}

static void a_topic_is_a_word_of_many_entries_with_one_empty_entry_counted_besides(void **state)
{
    (void)state;
    struct buffer bytes;
    struct required_terms required_terms;
    write(&bytes);
    assert_true(required_terms_decode(buffer_view(&bytes), 3, &required_terms));
    assert_int_equal(required_terms.topic_count, 1); /* 3: (.8 + 1) / 4; 100: 1 / 4 is too little */
    assert_int_equal(required_terms.topics[0].row, 3);
    assert_true(fabsf(required_terms.topics[0].share - .45f) < 1e-6f);
    buffer_release(&bytes);
}

static void a_rare_word_of_many_phrasings_is_not_listed(void **state)
{
    (void)state;
    struct required_terms_builder builder;
    struct buffer bytes;
    struct required_terms required_terms;
    required_terms_builder_init(&builder);
    for (uint32_t i = 0; i < 6; i++) {
        ADD(&builder, 1, 10 + i);
    }
    required_terms_builder_close(&builder, true);
    buffer_init(&bytes, 4096);
    required_terms_builder_encode(&builder, &bytes);
    assert_true(required_terms_decode(buffer_view(&bytes), 1, &required_terms));
    assert_int_equal(required_terms.starts[1], 1);
    assert_int_equal(required_terms.list[0].row, 1);
    required_terms_builder_release(&builder);
    buffer_release(&bytes);
}

static void damage_is_refused(void **state)
{
    (void)state;
    struct buffer bytes;
    struct required_terms required_terms;
    write(&bytes);
    for (size_t size = 0; size < bytes.size; size++) {
        assert_false(required_terms_decode(view_slice(buffer_view(&bytes), 0, size), 3, &required_terms));
    }
    assert_false(required_terms_decode(buffer_view(&bytes), 2, &required_terms));
    assert_false(required_terms_decode(buffer_view(&bytes), 4, &required_terms));
    assert_false(required_terms_decode(buffer_view(&bytes), UINT32_MAX, &required_terms));
    const float not_a_share = NAN;
    const struct {
        size_t at;
        uint32_t number;
    } cases[] = {{0, 1}, {4, 6}, {12, UINT32_MAX}, {16, 2}, {16, UINT32_MAX}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        char kept[4];
        memcpy(kept, bytes.bytes + cases[i].at, 4);
        memcpy(bytes.bytes + cases[i].at, &cases[i].number, 4);
        assert_false(required_terms_decode(buffer_view(&bytes), 3, &required_terms));
        memcpy(bytes.bytes + cases[i].at, kept, 4);
    }
    memcpy(bytes.bytes + 24, &not_a_share, 4);
    assert_false(required_terms_decode(buffer_view(&bytes), 3, &required_terms));
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
