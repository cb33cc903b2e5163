/* unit/store/store_change.c - rows of a finished index are replaced or taken out, and all others stay as they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/store.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define OK(call) assert_int_equal((call), FAQBOT_OK)
#define ENTRIES 3

/* An index in a folder of its own, open for changes. */
struct fixture {
    struct arena arena;
    char folder[64];
    char path[128];
    struct store *store;
};

static struct store_entry make_entry(uint32_t number, const char *text)
{
    static const char *const ids[ENTRIES] = {"e0", "e1", "e2"};
    return (struct store_entry){.number = number,
                                .id = view_of(ids[number]),
                                .question = view_of(text),
                                .title = view_of("Title"),
                                .section = view_of(text),
                                .url = view_of(text),
                                .lang = view_of("en"),
                                .tags = view_of(text),
                                .updated = view_of(text),
                                .review_by = view_of(text),
                                .disclaimer_id = view_of("legal"),
                                .disclaimer = view_of(text),
                                .content = view_of(text),
                                .path = view_of("a.md"),
                                .line = number + 1};
}

static void fill(struct store *store, struct arena *arena)
{
    for (uint32_t i = 0; i < ENTRIES; i++) {
        struct store_entry taken;
        const struct store_entry entry = make_entry(i, "old");
        OK(store_add_entry(store, &entry, arena, &taken));
        store_add_phrasing(store, i, 0, view_of("old"), view_of("old words"));
        store_add_phrasing(store, i, 1, view_of("older"), view_of("older words"));
        store_add_related(store, i, 0, view_of("e1"));
        store_add_posting(store, i, 0, view_of("first"));
        store_add_posting(store, i, 70, view_of("second"));
    }
    store_add_word(store, 0, view_of("word"), 5);
    store_add_spelling(store, view_of("spelt"), 4);
    store_change_model(store, "model", view_of("bytes"));
    store_change_setting(store, "setting", view_of("value"));
    OK(store_finish(store));
}

static int set_up(void **state)
{
    struct store *store;
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    arena_init(&fixture->arena, (size_t)1 << 20);
    strcpy(fixture->folder, "/tmp/faqbot-change-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->path, sizeof fixture->path, "%s/index", fixture->folder);
    OK(store_create(fixture->path, &store, NULL));
    fill(store, &fixture->arena);
    store_close(store);
    OK(store_change(fixture->path, &fixture->store, NULL));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    store_close(fixture->store);
    remove(fixture->path);
    assert_int_equal(rmdir(fixture->folder), 0); /* no journal was left */
    arena_release(&fixture->arena);
    free(fixture);
    return 0;
}

/* Writes the changes and opens what came of them. */
static struct store *open_again(struct fixture *fixture)
{
    OK(store_finish(fixture->store));
    store_close(fixture->store);
    OK(store_open(fixture->path, &fixture->store, NULL));
    return fixture->store;
}

static void assert_entry(struct fixture *fixture, uint32_t number, const char *text)
{
    struct store_entry row;
    OK(store_get_entry(fixture->store, number, &fixture->arena, &row));
    const struct faqbot_view texts[] = {row.question, row.section,   row.url,        row.tags,
                                        row.updated,  row.review_by, row.disclaimer, row.content};
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_true(view_equals_text(texts[i], text));
    }
    assert_true(view_equals_text(row.id, number == 0 ? "e0" : number == 1 ? "e1" : "e2"));
    assert_true(view_equals_text(row.path, "a.md"));
    assert_true(view_equals_text(row.title, "Title"));
}

static size_t count_matches(struct fixture *fixture, const char *expression)
{
    uint32_t *entries;
    size_t count;
    OK(store_suggest(fixture->store, view_of(expression), 100, &fixture->arena, &entries, &count));
    return count;
}

static void an_entry_is_replaced_with_all_that_belongs_to_it(void **state)
{
    struct fixture *fixture = *state;
    struct faqbot_view *texts;
    size_t count;
    struct store_entry entry = make_entry(1, "new");
    entry.id = view_of("another");
    entry.path = view_of("elsewhere.md"); /* neither is taken */
    store_change_entry(fixture->store, &entry);
    store_change_remove_suggestion(fixture->store, 1, 0, view_of("old words"));
    store_change_remove_suggestion(fixture->store, 1, 1, view_of("older words"));
    store_change_remove_suggestion(fixture->store, 1, 2, view_of("")); /* a phrasing that was not suggested */
    store_add_phrasing(fixture->store, 1, 1, view_of("newer"), view_of("newer words"));
    (void)open_again(fixture);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        assert_entry(fixture, i, i == 1 ? "new" : "old");
        OK(store_get_phrasings(fixture->store, i, &fixture->arena, &texts, &count));
        assert_int_equal(count, 2);
        assert_true(view_equals_text(texts[1], i == 1 ? "newer" : "older"));
        OK(store_get_related(fixture->store, i, &fixture->arena, &texts, &count));
        assert_int_equal(count, i != 1);
    }
    assert_int_equal(count_matches(fixture, "old"), ENTRIES - 1);
    assert_int_equal(count_matches(fixture, "older"), ENTRIES - 1);
    assert_int_equal(count_matches(fixture, "newer"), 1);
}

static void a_disclaimer_can_go(void **state)
{
    struct fixture *fixture = *state;
    struct store_entry row;
    struct store_entry entry = make_entry(2, "new");
    entry.disclaimer = entry.disclaimer_id = view_of("");
    store_change_entry(fixture->store, &entry);
    (void)open_again(fixture);
    OK(store_get_entry(fixture->store, 2, &fixture->arena, &row));
    assert_true(view_is_empty(row.disclaimer) && view_is_empty(row.disclaimer_id));
    assert_entry(fixture, 0, "old");
}

static void words_keep_their_numbers_and_spellings_go_with_their_last_use(void **state)
{
    struct fixture *fixture = *state;
    uint32_t number;
    uint32_t count;
    store_change_word(fixture->store, 77, view_of("word"), 0);
    store_change_word(fixture->store, 8, view_of("other"), 9);
    store_change_spelling(fixture->store, view_of("spelt"), 6);
    OK(store_find_spelling(fixture->store, view_of("spelt"), &count));
    assert_int_equal(count, 6);
    store_change_spelling(fixture->store, view_of("spelt"), 0);
    store_change_spelling(fixture->store, view_of("never"), 0);
    store_change_spelling(fixture->store, view_of("anew"), 1);
    (void)open_again(fixture);
    OK(store_find_word(fixture->store, view_of("word"), &number, &count));
    assert_true(number == 0 && count == 0);
    OK(store_find_word(fixture->store, view_of("other"), &number, &count));
    assert_true(number == 8 && count == 9);
    assert_int_equal(store_find_spelling(fixture->store, view_of("spelt"), &count), FAQBOT_NOT_FOUND);
    OK(store_find_spelling(fixture->store, view_of("anew"), &count));
    assert_int_equal(count, 1);
}

static void models_and_settings_are_replaced(void **state)
{
    struct fixture *fixture = *state;
    struct faqbot_view bytes;
    for (size_t i = 0; i < 2; i++) {
        const char *text = i == 0 ? "longer than before" : "";
        store_change_model(fixture->store, "model", view_of(text));
        store_change_setting(fixture->store, "setting", view_of(text));
        OK(store_get_model(fixture->store, "model", &fixture->arena, &bytes));
        assert_true(view_equals_text(bytes, text));
        OK(store_get_setting(fixture->store, "setting", &fixture->arena, &bytes));
        assert_true(view_equals_text(bytes, text));
    }
}

static void pieces_of_a_list_are_found_by_place_and_only_in_it(void **state)
{
    struct fixture *fixture = *state;
    uint32_t first = 99;
    struct faqbot_view bytes;
    struct arena *arena = &fixture->arena;
    store_change_remove_posting(fixture->store, 1, 0);
    store_change_remove_posting(fixture->store, 1, 5); /* there is none */
    assert_int_equal(store_find_posting_before(fixture->store, 1, 69, arena, &first, &bytes),
                     FAQBOT_NOT_FOUND);
    OK(store_find_posting_before(fixture->store, 1, 70, arena, &first, &bytes));
    assert_int_equal(first, 70);
    OK(store_find_posting_behind(fixture->store, 1, 69, arena, &first, &bytes));
    assert_true(first == 70 && view_equals_text(bytes, "second"));
    assert_int_equal(store_find_posting_behind(fixture->store, 1, 70, arena, &first, &bytes),
                     FAQBOT_NOT_FOUND);
    assert_int_equal(store_find_posting_behind(fixture->store, 1, UINT32_MAX, arena, &first, &bytes),
                     FAQBOT_NOT_FOUND);
    OK(store_find_posting_before(fixture->store, 2, 69, arena, &first, &bytes));
    assert_true(first == 0 && view_equals_text(bytes, "first"));
}

static void what_is_put_in_twice_is_told(void **state)
{
    struct fixture *fixture = *state;
    store_add_posting(fixture->store, 0, 70, view_of("again"));
    assert_int_equal(store_status(fixture->store), FAQBOT_CORRUPT);
}

static void a_word_that_is_put_in_twice_is_told(void **state)
{
    struct fixture *fixture = *state;
    store_add_word(fixture->store, 3, view_of("word"), 1);
    assert_int_equal(store_status(fixture->store), FAQBOT_CORRUPT);
}

static void nothing_is_written_after_a_failure(void **state)
{
    struct fixture *fixture = *state;
    uint32_t uses;
    store_add_word(fixture->store, 3, view_of("word"), 1);
    store_change_spelling(fixture->store, view_of("late"), 1);
    assert_int_equal(store_find_spelling(fixture->store, view_of("late"), &uses), FAQBOT_NOT_FOUND);
    assert_int_equal(store_finish(fixture->store), FAQBOT_CORRUPT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_entry_is_replaced_with_all_that_belongs_to_it),
        TEST(a_disclaimer_can_go),
        TEST(words_keep_their_numbers_and_spellings_go_with_their_last_use),
        TEST(models_and_settings_are_replaced),
        TEST(pieces_of_a_list_are_found_by_place_and_only_in_it),
        TEST(what_is_put_in_twice_is_told),
        TEST(a_word_that_is_put_in_twice_is_told),
        TEST(nothing_is_written_after_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
