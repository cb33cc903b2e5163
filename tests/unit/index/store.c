/* tests/unit/index/store.c - what is written comes back, and what is damaged or foreign is told. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/index_internal.h"
#include "unit/status_of.h"

/* -- An index written and read --------------------------------------------------------------------- */

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define ENTRIES 60

/* A folder of its own for each test, and an arena. */
struct fixture {
    struct arena arena;
    char folder[64];
    char path[128];
    char other[128];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    arena_init(&fixture->arena, (size_t)1 << 24);
    strcpy(fixture->folder, "/tmp/faqbot-store-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->path, sizeof fixture->path, "%s/index", fixture->folder);
    snprintf(fixture->other, sizeof fixture->other, "%s/other 100%% sure?#", fixture->folder);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    remove(fixture->path);
    remove(fixture->other);
    assert_int_equal(rmdir(fixture->folder), 0); /* nothing else was left there */
    arena_release(&fixture->arena);
    free(fixture);
    return 0;
}

/* -- Writing one --------------------------------------------------------------------------------------------------- */

#define OK(call) assert_int_equal((call), FAQBOT_OK)

static void add_entry(struct store *store, struct arena *arena, uint32_t number)
{
    char id[32];
    char question[64];
    struct store_entry taken;
    snprintf(id, sizeof id, "entry-%u", number);
    snprintf(question, sizeof question, "How does thing %u work?", number);
    const struct store_entry entry = {.number = number,
                                      .kind = number % 2,
                                      .id = view_of(id),
                                      .question = view_of(question),
                                      .title = view_of("Things"),
                                      .section = view_of("A > B"),
                                      .url = view_of("https://example.org/"),
                                      .lang = view_of("en"),
                                      .tags = view_of("a\nb"),
                                      .updated = view_of("2024-01-31"),
                                      .review_by = view_of("2030-01-31"),
                                      .disclaimer_id = view_of(number % 3 == 0 ? "legal" : ""),
                                      .disclaimer = view_of(number % 3 == 0 ? "No advice." : ""),
                                      .content = view_make("\0\1\2", 3),
                                      .path = view_of("things.md"),
                                      .line = number + 7};
    char stems[64];
    snprintf(stems, sizeof stems, "how thing n%u work", number);
    OK(store_add_entry(store, &entry, arena, &taken));
    store_add_phrasing(store, number, 0, view_of(question), view_of(stems));
    store_add_phrasing(store, number, 1, view_of("thing?"), view_of("thing"));
    store_add_exclusion(store, number, 0, view_of("thong?"));
    store_add_exclusion(store, number, 1, view_of("a"));
    store_add_related(store, number, 0, view_of("entry-0"));
    store_add_related(store, number, 1, view_of("entry-1"));
    store_add_related(store, number, 2, view_of("entry-2"));
}

static void fill(struct store *store, struct arena *arena)
{
    for (uint32_t i = 0; i < ENTRIES; i++) {
        char word[16];
        add_entry(store, arena, i);
        snprintf(word, sizeof word, "word%02u", i);
        store_add_word(store, i, view_of(word), i + 1);
        const struct store_form form = {
            .text = view_of(word), .language = i % 2, .stem = i, .number = i + 100, .uses = 2 * i};
        store_add_form(store, &form);
        store_add_posting(store, i, UINT32_MAX, view_make("\2", 1)); /* the pieces come in their own order */
        store_add_posting(store, i, i, view_make("\0\1", 2));
    }
    store_add_synonym(store, view_of("ml"), view_of("machine learning"));
    store_change_model(store, "weights", view_make("\0\xff", 2));
    store_change_setting(store, "name", view_of("The \"bot\""));
    OK(store_finish(store));
}

static void make_index(struct fixture *fixture, const char *path)
{
    struct store *store;
    struct faqbot_fault fault;
    OK(store_create(path, &store, &fault));
    fill(store, &fixture->arena);
    store_close(store);
}

/* -- Reading it back ----------------------------------------------------------------------------------------------- */

static void an_entry_is_read_back_whole(void **state)
{
    struct fixture *fixture = *state;
    struct store *store;
    struct store_entry entry;
    make_index(fixture, fixture->path);
    OK(store_open(fixture->path, &store, NULL));
    OK(STATUS_OF(store_get_entry, store, 3, &fixture->arena, &entry));
    assert_int_equal(entry.number, 3);
    assert_int_equal(entry.kind, 1);
    assert_int_equal(entry.line, 10);
    const struct {
        struct faqbot_view found;
        const char *expected;
    } texts[] = {
        {entry.id, "entry-3"},
        {entry.question, "How does thing 3 work?"},
        {entry.title, "Things"},
        {entry.section, "A > B"},
        {entry.lang, "en"},
        {entry.url, "https://example.org/"},
        {entry.tags, "a\nb"},
        {entry.updated, "2024-01-31"},
        {entry.path, "things.md"},
        {entry.review_by, "2030-01-31"},
        {entry.disclaimer_id, "legal"},
        {entry.disclaimer, "No advice."},
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_true(view_equals_text(texts[i].found, texts[i].expected));
    }
    assert_true(view_equals(entry.content, view_make("\0\1\2", 3)));
    OK(STATUS_OF(store_get_entry, store, 4, &fixture->arena, &entry));
    assert_true(view_is_empty(entry.disclaimer));
    assert_int_equal(entry.number, 4);
    assert_int_equal(STATUS_OF(store_get_entry, store, ENTRIES, &fixture->arena, &entry), FAQBOT_NOT_FOUND);
    store_close(store);
}

static void lists_and_blobs_of_an_entry_come_back_in_order(void **state)
{
    struct fixture *fixture = *state;
    struct store *store;
    struct faqbot_view *texts;
    struct faqbot_view bytes;
    size_t count;
    make_index(fixture, fixture->path);
    OK(store_open(fixture->path, &store, NULL));
    OK(STATUS_OF(store_get_related, store, 5, &fixture->arena, &texts, &count));
    assert_int_equal(count, 3);
    assert_true(view_equals_text(texts[0], "entry-0") && view_equals_text(texts[2], "entry-2"));
    OK(STATUS_OF(store_get_phrasings, store, 5, &fixture->arena, &texts, &count));
    assert_int_equal(count, 2);
    assert_true(view_equals_text(texts[1], "thing?"));
    OK(STATUS_OF(store_get_exclusions, store, 5, &fixture->arena, &texts, &count));
    assert_int_equal(count, 2);
    assert_true(view_equals_text(texts[0], "thong?") && view_equals_text(texts[1], "a"));
    OK(STATUS_OF(store_get_phrasings, store, ENTRIES, &fixture->arena, &texts, &count));
    assert_int_equal(count, 0);
    OK(STATUS_OF(store_get_model, store, "weights", &fixture->arena, &bytes));
    assert_true(view_equals(bytes, view_make("\0\xff", 2)));
    OK(STATUS_OF(store_get_setting, store, "name", &fixture->arena, &bytes));
    assert_true(view_equals_text(bytes, "The \"bot\""));
    assert_int_equal(STATUS_OF(store_get_setting, store, "nam", &fixture->arena, &bytes), FAQBOT_NOT_FOUND);
    assert_int_equal(STATUS_OF(store_get_model, store, "", &fixture->arena, &bytes), FAQBOT_NOT_FOUND);
    store_close(store);
}

struct seen {
    uint32_t rows;
    uint32_t stop_at;
};

static enum faqbot_status see_form(void *user, const struct store_form *form)
{
    struct seen *seen = user;
    char word[16];
    snprintf(word, sizeof word, "word%02u", form->stem);
    assert_true(view_equals_text(form->text, word));
    assert_int_equal(form->stem, seen->rows);
    assert_int_equal(form->language, form->stem % 2);
    assert_int_equal(form->number, form->stem + 100);
    assert_int_equal(form->uses, 2 * form->stem);
    seen->rows++;
    return seen->rows == seen->stop_at ? FAQBOT_INTERRUPTED : FAQBOT_OK;
}

static enum faqbot_status see_pair(void *user, struct faqbot_view source, struct faqbot_view target)
{
    assert_true(view_equals_text(source, "ml") && view_equals_text(target, "machine learning"));
    ((struct seen *)user)->rows++;
    return FAQBOT_OK;
}

static void words_are_visited_in_order_until_the_visitor_stops(void **state)
{
    struct fixture *fixture = *state;
    struct store *store;
    struct seen seen = {0};
    uint32_t number;
    uint32_t entries;
    make_index(fixture, fixture->path);
    OK(store_open(fixture->path, &store, NULL));
    seen = (struct seen){.stop_at = 3};
    assert_int_equal(STATUS_OF(store_each_form, store, see_form, &seen), FAQBOT_INTERRUPTED);
    assert_int_equal(seen.rows, 3);
    seen = (struct seen){0};
    OK(STATUS_OF(store_each_form, store, see_form, &seen));
    assert_int_equal(seen.rows, ENTRIES);
    seen = (struct seen){0};
    OK(STATUS_OF(store_each_synonym, store, see_pair, &seen));
    assert_int_equal(seen.rows, 1);
    assert_true(FINDS(store_find_word, store, view_of("word07"), &number, &entries));
    assert_int_equal(number, 7);
    assert_int_equal(entries, 8);
    assert_false(FINDS(store_find_word, store, view_of("word"), &number, &entries));
    assert_true(FINDS(store_find_entry, store, view_of("entry-9"), &number));
    assert_int_equal(number, 9);
    assert_false(FINDS(store_find_entry, store, view_of("Entry-9"), &number));
    store_close(store);
}

static enum faqbot_status see_bytes(void *user, struct faqbot_view bytes)
{
    struct seen *seen = user;
    assert_true(view_equals(bytes, seen->rows == 0 ? view_make("\0\1", 2) : view_make("\2", 1)));
    seen->rows++;
    return seen->rows == seen->stop_at ? FAQBOT_INTERRUPTED : FAQBOT_OK;
}

static void a_words_list_comes_in_the_order_of_its_entries(void **state)
{
    struct fixture *fixture = *state;
    struct store *store;
    make_index(fixture, fixture->path);
    OK(store_open(fixture->path, &store, NULL));
    for (uint32_t word = 0; word < ENTRIES; word++) {
        struct seen seen = {0};
        OK(STATUS_OF(store_each_posting, store, word, see_bytes, &seen));
        assert_int_equal(seen.rows, 2);
    }
    struct seen seen = {.stop_at = 1};
    assert_int_equal(STATUS_OF(store_each_posting, store, 0, see_bytes, &seen), FAQBOT_INTERRUPTED);
    assert_int_equal(seen.rows, 1);
    seen = (struct seen){0};
    OK(STATUS_OF(store_each_posting, store, ENTRIES, see_bytes, &seen));
    assert_int_equal(seen.rows, 0);
    store_close(store);
}

static void the_text_of_a_passage_whose_heading_is_its_title_is_whole(void **state)
{
    struct fixture *fixture = *state;
    struct store *store;
    struct store_entry entry;
    struct store_entry taken;
    struct faqbot_view *texts;
    size_t count;
    const struct store_entry rows[] = {
        {.number = 0, .id = view_of("same"), .question = view_of("Things"), .title = view_of("Things")},
        {.number = 1, .id = view_of("other"), .question = view_of(""), .title = view_of("Things")}};
    OK(store_create(NULL, &store, NULL));
    for (size_t i = 0; i < COUNT(rows); i++) {
        OK(store_add_entry(store, &rows[i], &fixture->arena, &taken));
        OK(STATUS_OF(store_get_text, store, rows[i].number, &fixture->arena, &entry));
        assert_true(view_equals(entry.question, rows[i].question) && view_equals(entry.title, rows[i].title));
        OK(STATUS_OF(store_get_label, store, rows[i].number, &fixture->arena, &entry));
        assert_true(view_equals(entry.question, rows[i].question));
        OK(STATUS_OF(store_get_entry, store, rows[i].number, &fixture->arena, &entry));
        assert_true(view_equals(entry.question, rows[i].question));
        OK(STATUS_OF(store_get_phrasings, store, rows[i].number, &fixture->arena, &texts, &count));
        assert_int_equal(count, 1);
        assert_true(view_equals(texts[0], rows[i].question));
        OK(STATUS_OF(store_get_exclusions, store, rows[i].number, &fixture->arena, &texts, &count));
        assert_int_equal(count, 0);
    }
    enum faqbot_status status = FAQBOT_OK;
    assert_false(store_has_exclusions(store, &status));
    store_add_exclusion(store, 1, 0, view_of("Things?"));
    assert_true(store_has_exclusions(store, &status));
    OK(status);
    assert_int_equal(STATUS_OF(store_get_text, store, 2, &fixture->arena, &entry), FAQBOT_NOT_FOUND);
    store_close(store);
}

static void a_match_gives_entries_and_no_more_than_wanted(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *expression;
        size_t limit, count;
        uint32_t first;
    } cases[] = {
        {"\"n5\"*", 100, 11, 5}, /* n5, n50 to n59 */
        {"\"thing\"", 200, 2 * ENTRIES, 0},
        {"\"thing\"", 5, 5, 0},
        {"\"thing\"", 0, 0, 0},
        {"\"how\" AND \"n7\"", 9, 1, 7},
        {"\"n7\" AND \"n8\"", 9, 0, 0},
        {"\"nothing\"", 9, 0, 0},
    };
    struct store *store;
    uint32_t *entries;
    size_t count;
    OK(store_create(NULL, &store, NULL));
    fill(store, &fixture->arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        OK(STATUS_OF(store_suggest, store, view_of(cases[i].expression), cases[i].limit, &fixture->arena,
                     &entries, &count));
        assert_int_equal(count, cases[i].count);
        assert_true(count == 0 || entries[0] == cases[i].first);
    }
    store_close(store);
}

/* -- What authors and the world do wrong --------------------------------------------------------------------------- */

static void an_equal_id_names_the_place_that_has_it(void **state)
{
    struct fixture *fixture = *state;
    struct store *store;
    struct store_entry taken;
    OK(store_create(NULL, &store, NULL));
    add_entry(store, &fixture->arena, 1);
    struct store_entry again = {.number = 2, .id = view_of("entry-1"), .path = view_of("other.md")};
    assert_int_equal(store_add_entry(store, &again, &fixture->arena, &taken), FAQBOT_INVALID);
    assert_true(view_equals_text(taken.path, "things.md"));
    assert_int_equal(taken.line, 8);
    again.id = view_of("Entry-1");
    OK(store_add_entry(store, &again, &fixture->arena, &taken));
    store_close(store);
}

static size_t read_file(const char *path, char **bytes)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    rewind(file);
    *bytes = malloc((size_t)size + 1);
    assert_non_null(*bytes);
    assert_int_equal(fread(*bytes, 1, (size_t)size, file), size);
    fclose(file);
    return (size_t)size;
}

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void the_same_rows_give_the_same_bytes(void **state)
{
    struct fixture *fixture = *state;
    char *bytes;
    char *others;
    make_index(fixture, fixture->path);
    make_index(fixture, fixture->other);
    size_t size = read_file(fixture->path, &bytes);
    assert_int_equal(read_file(fixture->other, &others), size);
    assert_memory_equal(bytes, others, size);
    free(bytes);
    free(others);
}

static void a_path_may_hold_any_character(void **state)
{
    struct fixture *fixture = *state;
    struct store *store;
    char slashes[160];
    make_index(fixture, fixture->other);
    OK(store_open(fixture->other, &store, NULL));
    store_close(store);
    snprintf(slashes, sizeof slashes, "/%s", fixture->other); /* "//tmp", which is no host */
    OK(store_open(slashes, &store, NULL));
    store_close(store);
}

static void expect_refusal(const char *path, enum faqbot_status expected, const char *sentence)
{
    struct store *store = NULL;
    struct faqbot_fault fault;
    assert_int_equal(store_open(path, &store, &fault), expected);
    assert_null(store);
    assert_int_equal(fault.status, expected);
    assert_string_equal(fault.path, path);
    assert_non_null(strstr(fault.sentence, sentence));
}

static void what_is_no_index_is_told(void **state)
{
    struct fixture *fixture = *state;
    char *bytes;
    make_index(fixture, fixture->path);
    size_t size = read_file(fixture->path, &bytes);
    expect_refusal(fixture->folder, FAQBOT_INVALID, "folder");
    expect_refusal(fixture->other, FAQBOT_NOT_FOUND, "cannot open");
    expect_refusal("/dev/null", FAQBOT_INVALID, "regular file");
    write_file(fixture->other, "", 0);
    expect_refusal(fixture->other, FAQBOT_INVALID, "not an index");
    write_file(fixture->other,
               "# A page of Markdown, longer than the header of an index would be. It goes on and on.\n"
               "And on.\n",
               95);
    expect_refusal(fixture->other, FAQBOT_INVALID, "not an index");
    write_file(fixture->other, bytes, 99);
    expect_refusal(fixture->other, FAQBOT_INVALID, "not an index");
    write_file(fixture->other, bytes, size - 4096);
    expect_refusal(fixture->other, FAQBOT_CORRUPT, "cut short");
    write_file(fixture->other, bytes, size - 1);
    expect_refusal(fixture->other, FAQBOT_CORRUPT, "cut short");
    bytes[63]++; /* the last byte of user_version */
    write_file(fixture->other, bytes, size);
    expect_refusal(fixture->other, FAQBOT_VERSION, "make it anew");
    bytes[71]++; /* of application_id: some other program's SQLite file */
    write_file(fixture->other, bytes, size);
    expect_refusal(fixture->other, FAQBOT_INVALID, "not an index");
    free(bytes);
}

static void an_index_that_was_not_finished_is_none(void **state)
{
    struct fixture *fixture = *state;
    struct store *store;
    OK(store_create(fixture->path, &store, NULL));
    add_entry(store, &fixture->arena, 0);
    store_close(store);
    assert_int_not_equal(store_open(fixture->path, &store, NULL), FAQBOT_OK);
}

/* -- Damage -------------------------------------------------------------------------------------------------------- */

static enum faqbot_status visit_any_form(void *user, const struct store_form *form)
{
    (void)user, (void)form;
    return FAQBOT_OK;
}

static enum faqbot_status visit_any_pair(void *user, struct faqbot_view source, struct faqbot_view target)
{
    (void)user, (void)source, (void)target;
    return FAQBOT_OK;
}

static enum faqbot_status visit_any_bytes(void *user, struct faqbot_view bytes)
{
    (void)user, (void)bytes;
    return FAQBOT_OK;
}

/* Reads all there is; gives how many calls found damage. */
static unsigned read_damaged(struct store *store, struct arena *arena)
{
    enum faqbot_status statuses[6 + 5 * ENTRIES];
    size_t count = 0;
    struct faqbot_view bytes;
    struct faqbot_view *texts;
    struct store_entry entry;
    uint32_t *numbers;
    size_t found;
    statuses[count++] = STATUS_OF(store_get_setting, store, "name", arena, &bytes);
    statuses[count++] = STATUS_OF(store_get_model, store, "weights", arena, &bytes);
    statuses[count++] = STATUS_OF(store_each_form, store, visit_any_form, NULL);
    statuses[count++] = STATUS_OF(store_each_synonym, store, visit_any_pair, NULL);
    statuses[count++] = STATUS_OF(store_suggest, store, view_of("\"n5\"*"), 100, arena, &numbers, &found);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        statuses[count++] = STATUS_OF(store_get_entry, store, i, arena, &entry);
        statuses[count++] = STATUS_OF(store_each_posting, store, i, visit_any_bytes, NULL);
        statuses[count++] = STATUS_OF(store_get_related, store, i, arena, &texts, &found);
        statuses[count++] = STATUS_OF(store_get_phrasings, store, i, arena, &texts, &found);
        statuses[count++] = STATUS_OF(store_get_exclusions, store, i, arena, &texts, &found);
    }
    unsigned damaged = 0;
    for (size_t i = 0; i < count; i++) {
        damaged += statuses[i] == FAQBOT_CORRUPT;
        assert_true(statuses[i] == FAQBOT_OK || statuses[i] == FAQBOT_NOT_FOUND ||
                    statuses[i] == FAQBOT_CORRUPT || statuses[i] == FAQBOT_NO_MEMORY);
    }
    return damaged;
}

static unsigned try_damaged(struct fixture *fixture, const char *bytes, size_t size)
{
    struct store *store;
    write_file(fixture->other, bytes, size);
    if (store_open(fixture->other, &store, NULL) != FAQBOT_OK) {
        return 1;
    }
    unsigned damaged = read_damaged(store, &fixture->arena);
    store_close(store);
    arena_reset(&fixture->arena);
    return damaged;
}

static void a_damaged_schema_is_told_by_every_call(void **state)
{
    struct fixture *fixture = *state;
    char *bytes;
    struct store *store;
    struct faqbot_view value;
    make_index(fixture, fixture->path);
    size_t size = read_file(fixture->path, &bytes);
    memset(bytes + 100, 0xff, 300); /* the first page holds the schema's table behind the header */
    write_file(fixture->other, bytes, size);
    free(bytes);
    OK(store_open(fixture->other, &store, NULL));
    assert_int_equal(STATUS_OF(store_get_setting, store, "name", &fixture->arena, &value), FAQBOT_CORRUPT);
    assert_int_equal(STATUS_OF(store_get_setting, store, "name", &fixture->arena, &value), FAQBOT_CORRUPT);
    assert_int_equal(STATUS_OF(store_each_form, store, visit_any_form, NULL), FAQBOT_CORRUPT);
    store_close(store);
}

static void damage_anywhere_is_told_or_does_no_harm(void **state)
{
    struct fixture *fixture = *state;
    static const int fillings[] = {0x00, 0xff, 0x41};
    char *bytes;
    char page[512];
    unsigned damaged = 0;
    make_index(fixture, fixture->path);
    size_t size = read_file(fixture->path, &bytes);
    assert_int_equal(try_damaged(fixture, bytes, size), 0);
    for (size_t at = 0; at + sizeof page <= size; at += 4096) {
        for (size_t i = 0; i < COUNT(fillings); i++) {
            size_t start = at == 0 ? 100 : at; /* the header is another test's */
            memcpy(page, bytes + start, sizeof page);
            memset(bytes + start, fillings[i], sizeof page);
            damaged += try_damaged(fixture, bytes, size) > 0;
            memcpy(bytes + start, page, sizeof page);
        }
    }
    assert_true(damaged > size / 4096);
    free(bytes);
}

static int run_store(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(an_entry_is_read_back_whole),
        TEST(lists_and_blobs_of_an_entry_come_back_in_order),
        TEST(words_are_visited_in_order_until_the_visitor_stops),
        TEST(a_words_list_comes_in_the_order_of_its_entries),
        TEST(the_text_of_a_passage_whose_heading_is_its_title_is_whole),
        TEST(a_match_gives_entries_and_no_more_than_wanted),
        TEST(an_equal_id_names_the_place_that_has_it),
        TEST(the_same_rows_give_the_same_bytes),
        TEST(a_path_may_hold_any_character),
        TEST(what_is_no_index_is_told),
        TEST(an_index_that_was_not_finished_is_none),
        TEST(a_damaged_schema_is_told_by_every_call),
        TEST(damage_anywhere_is_told_or_does_no_harm),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
#undef TEST

/* -- An index changed ------------------------------------------------------------------------------ */

/* Rows of a finished index are replaced or taken out, and all others stay as they were. */

#define STORE_CHANGE_ENTRIES 3

/* An index in a folder of its own, open for changes. */
struct store_change_fixture {
    struct arena arena;
    char folder[64];
    char path[128];
    struct store *store;
};

static struct store_entry make_entry(uint32_t number, const char *text)
{
    static const char *const ids[STORE_CHANGE_ENTRIES] = {"e0", "e1", "e2"};
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

static void store_change_fill(struct store *store, struct arena *arena)
{
    for (uint32_t i = 0; i < STORE_CHANGE_ENTRIES; i++) {
        struct store_entry taken;
        const struct store_entry entry = make_entry(i, "old");
        OK(store_add_entry(store, &entry, arena, &taken));
        store_add_phrasing(store, i, 0, view_of("old"), view_of("old words"));
        store_add_phrasing(store, i, 1, view_of("older"), view_of("older words"));
        store_add_exclusion(store, i, 0, view_of("cold"));
        store_add_related(store, i, 0, view_of("e1"));
        store_add_posting(store, i, 0, view_of("first"));
        store_add_posting(store, i, 70, view_of("second"));
    }
    store_add_word(store, 0, view_of("word"), 5);
    store_add_form(store, &(struct store_form){.text = view_of("spelt"), .stem = 3, .number = 6, .uses = 4});
    store_change_model(store, "model", view_of("bytes"));
    store_change_setting(store, "setting", view_of("value"));
    OK(store_finish(store));
}

static int store_change_set_up(void **state)
{
    struct store *store;
    struct store_change_fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    arena_init(&fixture->arena, (size_t)1 << 20);
    strcpy(fixture->folder, "/tmp/faqbot-change-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->path, sizeof fixture->path, "%s/index", fixture->folder);
    OK(store_create(fixture->path, &store, NULL));
    store_change_fill(store, &fixture->arena);
    store_close(store);
    OK(store_change(fixture->path, &fixture->store, NULL));
    *state = fixture;
    return 0;
}

static int store_change_tear_down(void **state)
{
    struct store_change_fixture *fixture = *state;
    store_close(fixture->store);
    remove(fixture->path);
    assert_int_equal(rmdir(fixture->folder), 0); /* no journal was left */
    arena_release(&fixture->arena);
    free(fixture);
    return 0;
}

/* Writes the changes and opens what came of them. */
static struct store *open_again(struct store_change_fixture *fixture)
{
    OK(store_finish(fixture->store));
    store_close(fixture->store);
    OK(store_open(fixture->path, &fixture->store, NULL));
    return fixture->store;
}

static void assert_entry(struct store_change_fixture *fixture, uint32_t number, const char *text)
{
    struct store_entry row;
    OK(STATUS_OF(store_get_entry, fixture->store, number, &fixture->arena, &row));
    const struct faqbot_view texts[] = {row.question, row.section,   row.url,        row.tags,
                                        row.updated,  row.review_by, row.disclaimer, row.content};
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_true(view_equals_text(texts[i], text));
    }
    assert_true(view_equals_text(row.id, number == 0 ? "e0" : number == 1 ? "e1" : "e2"));
    assert_true(view_equals_text(row.path, "a.md"));
    assert_true(view_equals_text(row.title, "Title"));
}

static size_t count_matches(struct store_change_fixture *fixture, const char *expression)
{
    uint32_t *entries;
    size_t count;
    OK(STATUS_OF(store_suggest, fixture->store, view_of(expression), 100, &fixture->arena, &entries, &count));
    return count;
}

static void an_entry_is_replaced_with_all_that_belongs_to_it(void **state)
{
    struct store_change_fixture *fixture = *state;
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
    for (uint32_t i = 0; i < STORE_CHANGE_ENTRIES; i++) {
        assert_entry(fixture, i, i == 1 ? "new" : "old");
        OK(STATUS_OF(store_get_phrasings, fixture->store, i, &fixture->arena, &texts, &count));
        assert_int_equal(count, 2);
        assert_true(view_equals_text(texts[1], i == 1 ? "newer" : "older"));
        OK(STATUS_OF(store_get_exclusions, fixture->store, i, &fixture->arena, &texts, &count));
        assert_int_equal(count, i != 1);
        OK(STATUS_OF(store_get_related, fixture->store, i, &fixture->arena, &texts, &count));
        assert_int_equal(count, i != 1);
    }
    assert_int_equal(count_matches(fixture, "old"), STORE_CHANGE_ENTRIES - 1);
    assert_int_equal(count_matches(fixture, "older"), STORE_CHANGE_ENTRIES - 1);
    assert_int_equal(count_matches(fixture, "newer"), 1);
}

static void a_disclaimer_can_go(void **state)
{
    struct store_change_fixture *fixture = *state;
    struct store_entry row;
    struct store_entry entry = make_entry(2, "new");
    entry.disclaimer = entry.disclaimer_id = view_of("");
    store_change_entry(fixture->store, &entry);
    (void)open_again(fixture);
    OK(STATUS_OF(store_get_entry, fixture->store, 2, &fixture->arena, &row));
    assert_true(view_is_empty(row.disclaimer) && view_is_empty(row.disclaimer_id));
    assert_entry(fixture, 0, "old");
}

/* A form is known by its text, its language and its stem; 0: there is none, else its uses. */
static uint32_t uses_of(const struct store_change_fixture *fixture, const char *text, uint32_t language,
                        uint32_t stem, uint32_t number)
{
    struct store_form form = {.text = view_of(text), .language = language, .stem = stem};
    if (!FINDS(store_find_form, fixture->store, &form)) {
        assert_true(form.number == 0 && form.uses == 0);
        return 0;
    }
    assert_int_equal(form.number, number);
    return form.uses;
}

static void change_form(const struct store_change_fixture *fixture, const char *text, uint32_t language,
                        uint32_t stem, uint32_t number, uint32_t uses)
{
    const struct store_form form = {
        .text = view_of(text), .language = language, .stem = stem, .number = number, .uses = uses};
    store_change_form(fixture->store, &form);
}

static void words_keep_their_numbers_and_forms_go_with_their_last_use(void **state)
{
    struct store_change_fixture *fixture = *state;
    uint32_t number;
    uint32_t count;
    store_change_word(fixture->store, 77, view_of("word"), 0);
    store_change_word(fixture->store, 8, view_of("other"), 9);
    change_form(fixture, "spelt", 0, 3, 99, 6); /* it keeps its number */
    assert_int_equal(uses_of(fixture, "spelt", 0, 3, 6), 6);
    change_form(fixture, "spelt", 1, 3, 7, 2);
    change_form(fixture, "spelt", 0, 4, 8, 1);
    change_form(fixture, "spelt", 0, 3, 6, 0);
    change_form(fixture, "never", 0, 0, 0, 0);
    change_form(fixture, "anew", 0, 0, 9, 1);
    (void)open_again(fixture);
    assert_true(FINDS(store_find_word, fixture->store, view_of("word"), &number, &count));
    assert_true(number == 0 && count == 0);
    assert_true(FINDS(store_find_word, fixture->store, view_of("other"), &number, &count));
    assert_true(number == 8 && count == 9);
    assert_int_equal(uses_of(fixture, "spelt", 0, 3, 0), 0);
    assert_int_equal(uses_of(fixture, "spelt", 1, 3, 7), 2);
    assert_int_equal(uses_of(fixture, "spelt", 0, 4, 8), 1);
    assert_int_equal(uses_of(fixture, "never", 0, 0, 0), 0);
    assert_int_equal(uses_of(fixture, "anew", 0, 0, 9), 1);
    struct faqbot_view *texts;
    size_t found;
    OK(STATUS_OF(store_get_spellings, fixture->store, view_of("sp"), 5, &fixture->arena, &texts, &found));
    assert_int_equal(found, 1); /* however many forms it has */
    assert_true(view_equals_text(texts[0], "spelt"));
    OK(STATUS_OF(store_get_spellings, fixture->store, view_of(""), 1, &fixture->arena, &texts, &found));
    assert_true(found == 1 && view_equals_text(texts[0], "anew"));
}

static void packed_entries_are_replaced(void **state)
{
    struct store_change_fixture *fixture = *state;
    struct faqbot_view bytes;
    for (size_t i = 0; i < 2; i++) {
        store_change_forward(fixture->store, 3, i == 0 ? view_of("first") : view_make("\0two", 4));
    }
    (void)open_again(fixture);
    OK(STATUS_OF(store_get_forward, fixture->store, 3, &fixture->arena, &bytes));
    assert_true(view_equals(bytes, view_make("\0two", 4)));
    assert_int_equal(STATUS_OF(store_get_forward, fixture->store, 4, &fixture->arena, &bytes),
                     FAQBOT_NOT_FOUND);
}

static void models_and_settings_are_replaced(void **state)
{
    struct store_change_fixture *fixture = *state;
    struct faqbot_view bytes;
    for (size_t i = 0; i < 2; i++) {
        const char *text = i == 0 ? "longer than before" : "";
        store_change_model(fixture->store, "model", view_of(text));
        store_change_setting(fixture->store, "setting", view_of(text));
        OK(STATUS_OF(store_get_model, fixture->store, "model", &fixture->arena, &bytes));
        assert_true(view_equals_text(bytes, text));
        OK(STATUS_OF(store_get_setting, fixture->store, "setting", &fixture->arena, &bytes));
        assert_true(view_equals_text(bytes, text));
    }
}

static void pieces_of_a_list_are_found_by_place_and_only_in_it(void **state)
{
    struct store_change_fixture *fixture = *state;
    uint32_t first = 99;
    struct faqbot_view bytes;
    struct arena *arena = &fixture->arena;
    store_change_remove_posting(fixture->store, 1, 0);
    store_change_remove_posting(fixture->store, 1, 5); /* there is none */
    assert_false(FINDS(store_find_posting_before, fixture->store, 1, 69, arena, &first, &bytes));
    assert_true(FINDS(store_find_posting_before, fixture->store, 1, 70, arena, &first, &bytes));
    assert_int_equal(first, 70);
    assert_true(FINDS(store_find_posting_behind, fixture->store, 1, 69, arena, &first, &bytes));
    assert_true(first == 70 && view_equals_text(bytes, "second"));
    assert_false(FINDS(store_find_posting_behind, fixture->store, 1, 70, arena, &first, &bytes));
    assert_false(FINDS(store_find_posting_behind, fixture->store, 1, UINT32_MAX, arena, &first, &bytes));
    assert_true(FINDS(store_find_posting_before, fixture->store, 2, 69, arena, &first, &bytes));
    assert_true(first == 0 && view_equals_text(bytes, "first"));
}

static void what_is_put_in_twice_is_told(void **state)
{
    struct store_change_fixture *fixture = *state;
    store_add_posting(fixture->store, 0, 70, view_of("again"));
    assert_int_equal(store_status(fixture->store), FAQBOT_CORRUPT);
}

static void a_word_that_is_put_in_twice_is_told(void **state)
{
    struct store_change_fixture *fixture = *state;
    store_add_word(fixture->store, 3, view_of("word"), 1);
    assert_int_equal(store_status(fixture->store), FAQBOT_CORRUPT);
}

static void nothing_is_written_after_a_failure(void **state)
{
    struct store_change_fixture *fixture = *state;
    store_add_word(fixture->store, 3, view_of("word"), 1);
    change_form(fixture, "late", 0, 0, 9, 1);
    assert_int_equal(uses_of(fixture, "late", 0, 0, 9), 0);
    assert_int_equal(store_finish(fixture->store), FAQBOT_CORRUPT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_change_set_up, store_change_tear_down)

static int run_store_change(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_entry_is_replaced_with_all_that_belongs_to_it),
        TEST(a_disclaimer_can_go),
        TEST(words_keep_their_numbers_and_forms_go_with_their_last_use),
        TEST(packed_entries_are_replaced),
        TEST(models_and_settings_are_replaced),
        TEST(pieces_of_a_list_are_found_by_place_and_only_in_it),
        TEST(what_is_put_in_twice_is_told),
        TEST(a_word_that_is_put_in_twice_is_told),
        TEST(nothing_is_written_after_a_failure),
    };
    return cmocka_run_group_tests_name("store_change", tests, NULL, NULL);
}

int test_index_store(void)
{
    return run_store() + run_store_change();
}
