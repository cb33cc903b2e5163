/* tests/unit/util/buffer.c - bytes that grow as they are written. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "util/util.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void writes_follow_each_other(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, SIZE_MAX);
    assert_true(view_is_empty(buffer_view(&buffer)));
    buffer_add_text(&buffer, "a");
    buffer_add_byte(&buffer, 'b');
    buffer_add_number(&buffer, 0);
    buffer_add_number(&buffer, UINT64_MAX);
    buffer_add(&buffer, view_make("\0", 1));
    buffer_add(&buffer, (struct faqbot_view){0});
    assert_true(view_equals(buffer_view(&buffer), view_make("ab018446744073709551615\0", 24)));
    buffer_truncate(&buffer, 2);
    buffer_truncate(&buffer, 9);
    assert_true(view_equals_text(buffer_view(&buffer), "ab"));
    buffer_reset(&buffer);
    assert_true(view_is_empty(buffer_view(&buffer)));
    buffer_release(&buffer);
}

static void a_buffer_is_sticky_at_its_limit(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 5);
    buffer_add_text(&buffer, "abcde");
    assert_false(buffer.failed);
    buffer_add_byte(&buffer, 'f');
    assert_true(buffer.failed);
    assert_true(view_equals_text(buffer_view(&buffer), "abcde"));
    buffer_truncate(&buffer, 3);
    assert_false(buffer.failed);
    buffer_add_text(&buffer, "xyz");
    assert_true(buffer.failed);
    buffer_add_byte(&buffer, 'f'); /* would fit */
    assert_true(view_equals_text(buffer_view(&buffer), "abc"));
    buffer_release(&buffer);
    buffer_init(&buffer, 0);
    buffer_add_byte(&buffer, 'a');
    assert_true(buffer.failed);
    buffer_release(&buffer);
}

static void a_large_buffer_keeps_all_of_its_bytes(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 100000);
    for (size_t i = 0; i < 100000; i++) {
        buffer_add_byte(&buffer, (char)('a' + i % 26));
    }
    assert_false(buffer.failed);
    for (size_t i = 0; i < 100000; i++) {
        assert_int_equal(buffer.bytes[i], 'a' + i % 26);
    }
    assert_true(buffer.capacity <= 100000);
    buffer_release(&buffer);
}

static void a_buffer_in_an_arena_keeps_its_bytes_there(void **state)
{
    (void)state;
    struct arena arena;
    struct buffer buffer;
    arena_init(&arena, 16384);
    buffer_init_in(&buffer, &arena, 5000);
    for (unsigned i = 0; i < 5000; i++) {
        buffer_add_byte(&buffer, (char)('a' + i % 26));
    }
    assert_false(buffer.failed);
    for (unsigned i = 0; i < 5000; i++) {
        assert_int_equal(buffer.bytes[i], 'a' + i % 26);
    }
    buffer_add_byte(&buffer, 'x');
    assert_true(buffer.failed);
    arena_release(&arena);
}

static void numbers_survive_as_varints(void **state)
{
    (void)state;
    static const struct {
        uint64_t number;
        size_t size;
    } cases[] = {{0, 1},     {1, 1},          {127, 1},       {128, 2},        {16383, 2},
                 {16384, 3}, {UINT32_MAX, 5}, {INT64_MAX, 9}, {UINT64_MAX, 10}};
    struct buffer buffer;
    buffer_init(&buffer, 100);
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t number;
        buffer_reset(&buffer);
        buffer_add_varint(&buffer, cases[i].number);
        assert_int_equal(buffer.size, cases[i].size);
        struct faqbot_view rest = buffer_view(&buffer);
        for (size_t cut = 0; cut < rest.size; cut++) {
            struct faqbot_view part = view_slice(rest, 0, cut);
            assert_false(buffer_read_varint(&part, &number));
            assert_int_equal(part.size, cut);
        }
        assert_true(buffer_read_varint(&rest, &number));
        assert_true(number == cases[i].number);
        assert_true(view_is_empty(rest));
    }
    buffer_release(&buffer);
}

static void a_varint_over_64_bits_is_refused(void **state)
{
    (void)state;
    uint64_t number;
    struct faqbot_view over = view_of("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02");
    struct faqbot_view endless = view_of("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01");
    assert_false(buffer_read_varint(&over, &number));
    assert_false(buffer_read_varint(&endless, &number));
}

static void an_array_doubles_and_keeps_what_it_holds(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, (size_t)1 << 20);
    for (int in_arena = 0; in_arena < 2; in_arena++) {
        uint32_t *items = NULL;
        size_t capacity = 0;
        for (uint32_t i = 0; i < 1000; i++) {
            assert_true(array_grow(in_arena ? &arena : NULL, &items, i, &capacity, sizeof *items));
            assert_true(capacity > i);
            items[i] = i;
        }
        for (uint32_t i = 0; i < 1000; i++) {
            assert_int_equal(items[i], i);
        }
        if (!in_arena) {
            free(items);
        }
    }
    arena_release(&arena);
}

static void an_array_that_cannot_grow_stays_as_it_was(void **state)
{
    struct arena arena;
    size_t capacity = 0;
    (void)state;
    arena_init(&arena, 4096);
    uint32_t *items = NULL;
    assert_true(array_grow(&arena, &items, 0, &capacity, sizeof *items));
    const uint32_t *before = items;
    capacity = 4096;
    assert_false(array_grow(&arena, &items, 4096, &capacity, sizeof *items));
    assert_int_equal(capacity, 4096);
    capacity = SIZE_MAX / 2 + 1;
    assert_false(array_grow(&arena, &items, capacity, &capacity, 1));
    assert_ptr_equal(items, before);
    arena_release(&arena);
}

int test_util_buffer(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_array_doubles_and_keeps_what_it_holds),
        cmocka_unit_test(an_array_that_cannot_grow_stays_as_it_was),
        cmocka_unit_test(writes_follow_each_other),
        cmocka_unit_test(a_buffer_is_sticky_at_its_limit),
        cmocka_unit_test(a_large_buffer_keeps_all_of_its_bytes),
        cmocka_unit_test(a_buffer_in_an_arena_keeps_its_bytes_there),
        cmocka_unit_test(numbers_survive_as_varints),
        cmocka_unit_test(a_varint_over_64_bits_is_refused),
    };
    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
