/* tests/unit/index/content_hash.c - a version says what a knowledge base says: all of it, and not how it came
 * about. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "index/index_internal.h"

/* -- The version of all content -------------------------------------------------------------------- */

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Settings, then two entries of two texts each. */
static uint64_t version_of(const char *const texts[5])
{
    struct content_hash content_hash;
    content_hash_init(&content_hash);
    content_hash_add(&content_hash, view_of(texts[0]));
    content_hash_close_settings(&content_hash);
    for (uint32_t entry = 0; entry < 2; entry++) {
        content_hash_add(&content_hash, view_of(texts[1 + 2 * entry]));
        content_hash_add(&content_hash, view_of(texts[2 + 2 * entry]));
        content_hash_close_entry(&content_hash, entry);
    }
    return content_hash_version(&content_hash);
}

static void each_text_and_its_place_count(void **state)
{
    (void)state;
    static const char *const knowledge_bases[][5] = {
        {"s", "ab", "c", "d", "e"}, {"t", "ab", "c", "d", "e"}, {"s", "a", "bc", "d", "e"},
        {"s", "c", "ab", "d", "e"}, {"s", "d", "e", "ab", "c"}, {"s", "ab", "c", "d", ""},
        {"", "sab", "c", "d", "e"}, {"s", "ab", "c", "", "de"}, {"s", "ab", "", "cd", "e"}};
    for (size_t i = 0; i < COUNT(knowledge_bases); i++) {
        for (size_t j = 0; j < COUNT(knowledge_bases); j++) {
            assert_int_equal(version_of(knowledge_bases[i]) == version_of(knowledge_bases[j]), i == j);
        }
    }
}

static void what_is_taken_back_and_put_in_again_leaves_the_version(void **state)
{
    (void)state;
    struct content_hash content_hash;
    uint64_t first = 0;
    content_hash_init(&content_hash);
    content_hash_close_settings(&content_hash);
    for (uint32_t entry = 0; entry < 3; entry++) {
        content_hash_add(&content_hash, view_of("as it was"));
        content_hash_close_entry(&content_hash, entry);
    }
    first = content_hash_version(&content_hash);
    for (uint32_t entry = 0; entry < 3; entry += 2) {
        content_hash_add(&content_hash, view_of("as it was"));
        content_hash_remove_entry(&content_hash, entry);
        content_hash_add(&content_hash, view_of("as it is"));
        content_hash_close_entry(&content_hash, entry);
    }
    assert_true(content_hash_version(&content_hash) != first);
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t entry = i == 0 ? 2 : 0; /* in another order */
        content_hash_add(&content_hash, view_of("as it is"));
        content_hash_remove_entry(&content_hash, entry);
        content_hash_add(&content_hash, view_of("as it was"));
        content_hash_close_entry(&content_hash, entry);
    }
    assert_true(content_hash_version(&content_hash) == first);
}

static void it_goes_on_from_what_was_written(void **state)
{
    (void)state;
    struct store *store;
    struct arena arena;
    struct content_hash content_hash;
    struct content_hash read;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, 4096);
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    content_hash_read(&read, store, &arena, &status);
    assert_int_equal(status, FAQBOT_NOT_FOUND);
    content_hash_init(&content_hash);
    content_hash_add(&content_hash, view_of("settings"));
    content_hash_close_settings(&content_hash);
    for (uint32_t entry = 0; entry < 2; entry++) { /* the second replaces what the first wrote */
        content_hash_add(&content_hash, view_of("an entry"));
        content_hash_close_entry(&content_hash, entry);
        content_hash_write(&content_hash, store);
    }
    status = FAQBOT_OK;
    content_hash_read(&read, store, &arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_true(content_hash_version(&read) == content_hash_version(&content_hash));
    content_hash_add(&read, view_of("another"));
    content_hash_add(&content_hash, view_of("another"));
    content_hash_close_entry(&read, 2);
    content_hash_close_entry(&content_hash, 2);
    assert_true(content_hash_version(&read) == content_hash_version(&content_hash));
    store_close(store);
    arena_release(&arena);
}

static int run_fingerprint(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_and_its_place_count),
        cmocka_unit_test(what_is_taken_back_and_put_in_again_leaves_the_version),
        cmocka_unit_test(it_goes_on_from_what_was_written),
    };
    return cmocka_run_group_tests_name("fingerprint", tests, NULL, NULL);
}

/* -- Segments of files ----------------------------------------------------------------------------- */

/* What is the same as before is told from what is not, by bytes and by place. */

static void units_keep_their_order_and_what_they_gave(void **state)
{
    (void)state;
    struct source_segments segments;
    enum faqbot_status status = FAQBOT_OK;
    const size_t entries[] = {0, 1, 7, SOURCE_SEGMENTS_ENTRIES_MAX};
    source_segments_init(&segments);
    for (size_t i = 0; i < COUNT(entries); i++) {
        source_segments_start(&segments, "a.jsonl", view_of("a line"));
        for (size_t j = 0; j < entries[i]; j++) {
            source_segments_count(&segments);
        }
    }
    assert_true(source_segments_finish(&segments, &status));
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
    enum faqbot_status status = FAQBOT_OK;
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
    assert_true(source_segments_finish(&segments, &status));
    source_segments_init(&other);
    for (size_t i = 0; i < COUNT(cases); i++) {
        source_segments_start(&other, cases[i].path, view_make(cases[i].bytes, cases[i].size));
        assert_int_equal(source_segments_is_unchanged(buffer_view(&segments.bytes), 0, &other),
                         cases[i].is_same);
    }
    source_segments_release(&segments);
    source_segments_release(&other);
}

static void a_list_that_memory_is_too_short_for_is_no_list(void **state)
{
    (void)state;
    struct source_segments segments;
    enum faqbot_status status = FAQBOT_OK;
    source_segments_init(&segments);
    buffer_init(&segments.bytes, 12); /* one and a half */
    source_segments_start(&segments, "a.md", view_of("an article"));
    source_segments_start(&segments, "b.md", view_of("another"));
    assert_false(source_segments_finish(&segments, &status));
    assert_int_equal(status, FAQBOT_NO_MEMORY);
    source_segments_release(&segments);
}

static void a_unit_of_too_many_entries_is_told(void **state)
{
    (void)state;
    struct source_segments segments;
    enum faqbot_status status = FAQBOT_OK;
    source_segments_init(&segments);
    source_segments_start(&segments, "a.md", view_of("an article"));
    for (size_t i = 0; i < 100000; i++) {
        source_segments_count(&segments);
    }
    source_segments_start(&segments, "b.md", view_of("another"));
    assert_false(source_segments_finish(&segments, &status));
    assert_int_equal(status, FAQBOT_OK); /* which is no failure */
    source_segments_release(&segments);
}

static void no_unit_is_no_failure(void **state)
{
    (void)state;
    struct source_segments segments;
    enum faqbot_status status = FAQBOT_OK;
    source_segments_init(&segments);
    assert_true(source_segments_finish(&segments, &status));
    assert_int_equal(source_segments_size(buffer_view(&segments.bytes)), 0);
    assert_int_equal(source_segments_size(view_make("1234567", 7)), 0); /* a damaged list */
    source_segments_release(&segments);
}

static int run_units(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_keep_their_order_and_what_they_gave),
        cmocka_unit_test(other_bytes_or_another_path_are_another_unit),
        cmocka_unit_test(a_list_that_memory_is_too_short_for_is_no_list),
        cmocka_unit_test(a_unit_of_too_many_entries_is_told),
        cmocka_unit_test(no_unit_is_no_failure),
    };
    return cmocka_run_group_tests_name("units", tests, NULL, NULL);
}

int test_index_content_hash(void)
{
    return run_fingerprint() + run_units();
}
