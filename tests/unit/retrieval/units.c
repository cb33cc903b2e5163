/* unit/retrieval/units.c - what is the same as before is told from what is not, by bytes and by place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "retrieval/units.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void units_keep_their_order_and_what_they_gave(void **state)
{
    (void)state;
    struct source_segments segments;
    const size_t entries[] = {0, 1, 7, SOURCE_SEGMENTS_ENTRIES_MAX};
    source_segments_init(&segments);
    for (size_t i = 0; i < COUNT(entries); i++) {
        source_segments_start(&segments, "a.jsonl", view_of("a line"));
        for (size_t j = 0; j < entries[i]; j++) {
            source_segments_count(&segments);
        }
    }
    assert_true(source_segments_finish(&segments));
    assert_int_equal(source_segments_size(buffer_view(&segments.bytes)), COUNT(entries));
    for (size_t i = 0; i < COUNT(entries); i++) {
        assert_int_equal(source_segments_entries(buffer_view(&segments.bytes), i), entries[i]);
        assert_true(source_segments_is_unchanged(buffer_view(&segments.bytes), i,
                                                 &segments)); /* however many entries they gave */
    }
    source_segments_release(&segments);
}

static void other_bytes_or_another_path_are_another_unit(void **state)
{
    (void)state;
    struct source_segments segments;
    struct source_segments other;
    static const struct {
        const char *path;
        const char *bytes;
        size_t size;
        bool is_same;
    } cases[] = {{"a.md", "0123456789abcdef", 16, true},  {"b.md", "0123456789abcdef", 16, false},
                 {"a.md", "0123456789abcdeg", 16, false}, {"a.md", "0123456789abcdef\0", 17, false},
                 {"a.md", "0123456789abcde", 15, false},  {"a.md", "", 0, false},
                 {"a.md0", "123456789abcdef", 15, false}, {"a.md", "89abcdef01234567", 16, false},
                 {"a.md", "1123456789abcdef", 16, false}};
    source_segments_init(&segments);
    source_segments_start(&segments, "a.md", view_of("0123456789abcdef"));
    source_segments_count(&segments);
    assert_true(source_segments_finish(&segments));
    source_segments_init(&other);
    for (size_t i = 0; i < COUNT(cases); i++) {
        source_segments_start(&other, cases[i].path, view_make(cases[i].bytes, cases[i].size));
        assert_int_equal(source_segments_is_unchanged(buffer_view(&segments.bytes), 0, &other),
                         cases[i].is_same);
    }
    source_segments_release(&segments);
    source_segments_release(&other);
}

static void a_unit_of_too_many_entries_is_told(void **state)
{
    (void)state;
    struct source_segments segments;
    source_segments_init(&segments);
    source_segments_start(&segments, "a.md", view_of("an article"));
    for (size_t i = 0; i < 100000; i++) {
        source_segments_count(&segments);
    }
    source_segments_start(&segments, "b.md", view_of("another"));
    assert_false(source_segments_finish(&segments));
    source_segments_release(&segments);
}

static void no_unit_is_no_failure(void **state)
{
    (void)state;
    struct source_segments segments;
    source_segments_init(&segments);
    assert_true(source_segments_finish(&segments));
    assert_int_equal(source_segments_size(buffer_view(&segments.bytes)), 0);
    assert_int_equal(source_segments_size(view_make("1234567", 7)), 0); /* a damaged list */
    source_segments_release(&segments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_keep_their_order_and_what_they_gave),
        cmocka_unit_test(other_bytes_or_another_path_are_another_unit),
        cmocka_unit_test(a_unit_of_too_many_entries_is_told),
        cmocka_unit_test(no_unit_is_no_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
