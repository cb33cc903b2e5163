/* tests/unit/util/parallel.c - work on several threads: each piece is done once, by a thread that does no other then. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sched.h>
#include <stdatomic.h>

#include "util/util.h"

#define PIECES_MAX 2000

struct work {
    size_t threads;
    atomic_uint done[PIECES_MAX + 1];
    atomic_bool is_busy[PARALLEL_THREADS_MAX];
    atomic_uint faults; /* cmocka's assertions are for one thread */
};

static void work(void *user, size_t thread, size_t piece)
{
    struct work *work = user;
    if (thread >= work->threads || piece >= PIECES_MAX || atomic_exchange(&work->is_busy[thread], true)) {
        atomic_fetch_add(&work->faults, 1);
        return;
    }
    sched_yield();
    atomic_fetch_add(&work->done[piece], 1);
    atomic_store(&work->is_busy[thread], false);
}

static void each_piece_is_done_once(void **state)
{
    static const size_t threads[] = {1, 2, 3, PARALLEL_THREADS_MAX};
    static const size_t counts[] = {0, 1, 2, 63, PIECES_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        for (size_t j = 0; j < sizeof counts / sizeof *counts; j++) {
            struct work all = {.threads = threads[i]};
            parallel_run(threads[i], counts[j], work, &all);
            assert_int_equal(all.faults, 0);
            for (size_t piece = 0; piece <= PIECES_MAX; piece++) {
                assert_int_equal(all.done[piece], piece < counts[j]);
            }
        }
    }
}

static void a_machine_has_use_for_some_threads(void **state)
{
    (void)state;
    assert_in_range(parallel_threads(), 1, PARALLEL_THREADS_MAX);
}

int test_util_parallel(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_piece_is_done_once),
        cmocka_unit_test(a_machine_has_use_for_some_threads),
    };
    return cmocka_run_group_tests_name("parallel", tests, NULL, NULL);
}
