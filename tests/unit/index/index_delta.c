/* tests/unit/index/index_delta.c - an entry comes back as it was when its words were counted. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "index/index_internal.h"
#include "unit/search/made_collection.h"
#include "unit/status_of.h"

static void what_it_is_found_by_comes_back(void **state)
{
    (void)state;
    struct made_collection made;
    struct made_collecting making;
    const struct faqbot_view asked[] = {view_of("Where is it?"), view_of("the place"), view_of("wo ist es")};
    const struct faqbot_view heading = view_of("A heading");
    const struct faqbot_view empty = view_of("");
    const struct entry entries[] = {
        {.kind = ENTRY_FAQ, .phrasings = asked, .phrasing_count = 3, .text = view_of("Here, as before.")},
        {.kind = ENTRY_FAQ,
         .phrasings = asked,
         .phrasing_count = 1,
         .title = asked[0],
         .lang = view_of("de"),
         .text = view_of("Hier.")},
        {.kind = ENTRY_PASSAGE,
         .phrasings = &heading,
         .phrasing_count = 1,
         .title = view_of("A title"),
         .text = view_of("A text.")},
        {.kind = ENTRY_PASSAGE,
         .phrasings = &heading,
         .phrasing_count = 1,
         .title = heading,
         .text = view_of("Another.")},
        {.kind = ENTRY_PASSAGE, .phrasings = &empty, .phrasing_count = 1, .text = view_of("A bare one.")},
        {.kind = ENTRY_PASSAGE,
         .phrasings = &empty,
         .phrasing_count = 1,
         .title = heading,
         .text = view_of("No heading.")}};
    made_collect_start(&made, &making);
    for (size_t i = 0; i < COUNT(entries); i++) {
        made_collect(&making, &entries[i], 0);
    }
    made_collect_finish(&made, &making);
    for (uint32_t i = 0; i < COUNT(entries); i++) {
        struct entry read;
        assert_int_equal(STATUS_OF(stored_entry_read, made.store, i, &made.arena, &read), FAQBOT_OK);
        assert_int_equal(read.kind, entries[i].kind);
        assert_true(view_equals(read.title, entries[i].title));
        assert_true(view_equals(read.text, entries[i].text));
        assert_true(view_equals_text(read.lang, i == 1 ? "de" : "en"));
        assert_int_equal(read.phrasing_count, entries[i].phrasing_count);
        for (size_t j = 0; j < read.phrasing_count; j++) {
            assert_true(view_equals(read.phrasings[j], entries[i].phrasings[j]));
        }
    }
    made_collection_close(&made);
}

static void what_is_not_there_or_no_text_is_damage(void **state)
{
    (void)state;
    struct store *store;
    struct arena arena;
    struct store_entry taken;
    struct entry read;
    const struct store_entry row = {.id = view_of("a"),
                                    .question = view_of("q"),
                                    .path = view_of("a.md"),
                                    .content = view_of("\xff\xff")};
    arena_init(&arena, 1 << 16);
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    assert_int_equal(store_add_entry(store, &row, &arena, &taken), FAQBOT_OK);
    assert_int_equal(STATUS_OF(stored_entry_read, store, 0, &arena, &read), FAQBOT_CORRUPT);
    assert_int_equal(STATUS_OF(stored_entry_read, store, 1, &arena, &read), FAQBOT_CORRUPT);
    store_close(store);
    arena_release(&arena);
}

int test_index_index_delta(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_is_found_by_comes_back),
        cmocka_unit_test(what_is_not_there_or_no_text_is_damage),
    };
    return cmocka_run_group_tests_name("stored_entry", tests, NULL, NULL);
}
