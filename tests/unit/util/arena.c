/* tests/unit/util/arena.c - memory for one request. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdalign.h>
#include <string.h>

#include "util/util.h"

static void pieces_are_aligned_and_apart(void **state)
{
    (void)state;
    struct arena arena;
    unsigned char *pieces[200];
    arena_init(&arena, (size_t)1 << 20);
    for (size_t i = 0; i < 200; i++) {
        pieces[i] = arena_alloc(&arena, i);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)i, i);
    }
    for (size_t i = 0; i < 200; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_int_equal(pieces[i][j], i);
        }
    }
    arena_release(&arena);
}

static void an_arena_keeps_to_its_limit(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 40000);
    assert_null(arena_alloc(&arena, 40001));
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc_array(&arena, SIZE_MAX / 2, 3));
    assert_non_null(arena_alloc(&arena, 30000));
    assert_null(arena_alloc(&arena, 20000));
    assert_non_null(arena_alloc(&arena, 9000));
    assert_true(arena.held <= arena.limit);
    arena_release(&arena);
    assert_int_equal(arena.held, 0);
    assert_non_null(arena_alloc(&arena, 40000));
    arena_release(&arena);
}

static void a_reset_keeps_memory_for_the_same_again(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    size_t held = 0;
    for (int round = 0; round < 5; round++) {
        for (size_t i = 0; i < 100; i++) {
            assert_non_null(arena_alloc(&arena, 10 * i));
        }
        assert_true(round == 0 || arena.held == held);
        held = arena.held;
        arena_reset(&arena);
    }
    arena_release(&arena);
}

/* What was kept for smaller requests must not stand in the way of a larger one. */
static void after_a_reset_the_whole_limit_can_be_had(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    for (size_t size = 1; size < arena.limit - 16384; size += size / 8 + 1) {
        assert_non_null(arena_alloc(&arena, 16384));
        assert_non_null(arena_alloc(&arena, size));
        assert_true(arena.held <= arena.limit);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static void arrays_are_zeroed_and_copies_end_with_a_nul(void **state)
{
    (void)state;
    struct arena arena;
    struct faqbot_view copy;
    arena_init(&arena, 100000);
    memset(arena_alloc(&arena, 5000), 0xff, 5000);
    arena_reset(&arena);
    const unsigned char *zeros = arena_alloc_array(&arena, 1000, 4);
    for (size_t i = 0; i < 4000; i++) {
        assert_int_equal(zeros[i], 0);
    }
    assert_non_null(arena_alloc_array(&arena, 0, 8));
    assert_true(arena_copy(&arena, view_make("a\0b", 3), &copy));
    assert_memory_equal(copy.bytes, "a\0b", 4);
    assert_true(arena_copy(&arena, (struct faqbot_view){0}, &copy));
    assert_string_equal(copy.bytes, "");
    assert_false(arena_copy(&arena, view_make("", SIZE_MAX), &copy));
    arena_release(&arena);
}

#ifdef __SANITIZE_ADDRESS__
int __asan_address_is_poisoned(const volatile void *address);

/* Otherwise one piece's last byte and the next one's first would be neighbours that nobody tells apart. */
static void a_byte_behind_a_piece_is_seen(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    for (size_t size = 1; size < 100; size++) {
        char *piece = arena_alloc(&arena, size);
        assert_non_null(arena_alloc(&arena, 1));
        assert_false(__asan_address_is_poisoned(piece));
        assert_false(__asan_address_is_poisoned(piece + size - 1));
        assert_true(__asan_address_is_poisoned(piece + size));
    }
    const char *piece = arena_alloc(&arena, 1);
    arena_reset(&arena);
    assert_true(__asan_address_is_poisoned(piece));
    arena_release(&arena);
}
#define ARENA_SANITIZED cmocka_unit_test(a_byte_behind_a_piece_is_seen),
#else
#define ARENA_SANITIZED
#endif

int test_util_arena(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_apart),
        cmocka_unit_test(an_arena_keeps_to_its_limit),
        cmocka_unit_test(a_reset_keeps_memory_for_the_same_again),
        cmocka_unit_test(after_a_reset_the_whole_limit_can_be_had),
        ARENA_SANITIZED cmocka_unit_test(arrays_are_zeroed_and_copies_end_with_a_nul),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
