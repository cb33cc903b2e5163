/* tests/unit/index/index_damage.c - an index of a large knowledge base with other bytes in it than were written:
 * it is refused, or answers something; and brought up to date, it is made anew. SQLite's own pages are not
 * touched: what is damaged there is unit/store/store.c's. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "index/index_internal.h"
#include "search/search_internal.h"
#include "unit/index/made_kb.h"
#include "unit/status_of.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define OK(call) assert_int_equal((call), FAQBOT_OK)

struct fixture {
    struct made_knowledge *made;
    char *index; /* bytes */
    size_t index_size;
    struct arena arena;
    uint64_t state;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    arena_init(&fixture->arena, (size_t)64 << 20);
    fixture->made = made_knowledge_new(5, true);
    (void)made_index(fixture->made, fixture->made->index, false);
    FILE *file = fopen(fixture->made->index, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    fixture->index_size = (size_t)ftell(file);
    fixture->index = malloc(fixture->index_size);
    assert_non_null(fixture->index);
    rewind(file);
    assert_int_equal(fread(fixture->index, 1, fixture->index_size, file), fixture->index_size);
    fclose(file);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    made_knowledge_free(fixture->made);
    arena_release(&fixture->arena);
    free(fixture->index);
    free(fixture);
    return 0;
}

/* -- Damaging ---------------------------------------------------------------------------------------------------- */

static struct store *open_copy(struct fixture *fixture)
{
    struct store *store;
    arena_reset(&fixture->arena);
    made_save(fixture->made, "index", view_make(fixture->index, fixture->index_size));
    OK(store_change(fixture->made->index, &store, NULL));
    return store;
}

static void close_copy(struct store *store)
{
    OK(store_finish(store));
    store_close(store);
}

enum damage {
    DAMAGE_EMPTY,
    DAMAGE_CUT,
    DAMAGE_LONGER,
    DAMAGE_ZEROS,
    DAMAGE_ONES,
    DAMAGE_BYTES,
    DAMAGE_COUNT
};

/* The bytes, damaged, in the fixture's arena. */
static struct faqbot_view damage(struct fixture *fixture, struct faqbot_view bytes, enum damage how)
{
    size_t room = bytes.size + 16;
    char *damaged = arena_alloc(&fixture->arena, room);
    assert_non_null(damaged);
    memset(damaged, how == DAMAGE_ONES ? 0xff : 0, room);
    if (how != DAMAGE_ONES && how != DAMAGE_ZEROS) {
        memcpy(damaged, bytes.bytes, bytes.size);
    }
    for (size_t i = 0; i < 1 + bytes.size / 50 && how == DAMAGE_BYTES && bytes.size > 0; i++) {
        damaged[made_random(&fixture->state, (uint32_t)bytes.size)] = (char)made_random(&fixture->state, 256);
    }
    return view_make(damaged, how == DAMAGE_EMPTY    ? 0
                              : how == DAMAGE_CUT    ? bytes.size - bytes.size / 3
                              : how == DAMAGE_LONGER ? bytes.size + 11
                                                     : bytes.size);
}

/* -- What comes of it -------------------------------------------------------------------------------------------- */

static void ask_some(struct fixture *fixture)
{
    struct faqbot *bot;
    struct faqbot_fault fault = {0};
    struct buffer text;
    const struct faqbot_options options = {.index = fixture->made->index};
    enum faqbot_status status = faqbot_open(&options, &bot, &fault);
    if (status != FAQBOT_OK) {
        assert_int_equal(status, FAQBOT_CORRUPT);
        assert_true(strlen(fault.sentence) > 0);
        return;
    }
    buffer_init(&text, SIZE_MAX);
    for (uint32_t i = 0; i < 12; i++) {
        struct faqbot_answer answer;
        const struct faqbot_entry_ref *links;
        const struct faqbot_hits *hits;
        size_t count;
        buffer_reset(&text);
        made_words(&text, fixture->made->lines[i].text, 1);
        buffer_add_byte(&text, ' ');
        made_words(&text, fixture->made->lines[i * 300].text, 1 + i % 4);
        const struct faqbot_question question = {.text = buffer_view(&text), .top = i % 2 == 0 ? 0 : 50};
        status = faqbot_ask(bot, &question, &answer);
        assert_true(status == FAQBOT_OK || status == FAQBOT_CORRUPT);
        status = faqbot_search(bot, &(struct faqbot_search_query){.text = buffer_view(&text)}, &hits);
        assert_true(status == FAQBOT_OK || status == FAQBOT_CORRUPT);
        status = faqbot_suggest(bot, buffer_view(&text), &links, &count);
        assert_true(status == FAQBOT_OK || status == FAQBOT_CORRUPT);
    }
    buffer_release(&text);
    faqbot_close(bot);
}

static void damaged_models_are_refused_or_answer(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {LARGE_INDEX_LENGTHS, LARGE_INDEX_NGRAM_STATS, SOURCE_SEGMENTS_MODEL};
    for (size_t i = 0; i < COUNT(names); i++) {
        for (size_t j = 0; j < DAMAGE_COUNT + 4; j++) {
            struct faqbot_view bytes;
            struct store *store = open_copy(fixture);
            enum damage how = j < DAMAGE_COUNT ? (enum damage)j : DAMAGE_BYTES;
            OK(STATUS_OF(store_get_model, store, names[i], &fixture->arena, &bytes));
            store_change_model(store, names[i], damage(fixture, bytes, how));
            close_copy(store);
            ask_some(fixture);
        }
    }
}

static void damaged_settings_are_refused_or_answer(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {INDEX_VERSION,          INDEX_ENTRIES,          INDEX_LANGUAGES,
                                        LARGE_INDEX_HEAD_WORDS, LARGE_INDEX_BODY_WORDS, LARGE_INDEX_STEMS};
    static const char *const values[] = {"",
                                         "0",
                                         "1",
                                         "-1",
                                         "4294967295",
                                         "4294967297",
                                         "18446744073709551615",
                                         "99999999999999999999",
                                         "\xff\n\n\xfe",
                                         "de\nen\nen"};
    for (size_t i = 0; i < COUNT(names); i++) {
        for (size_t j = 0; j < COUNT(values); j++) {
            struct store *store = open_copy(fixture);
            store_change_setting(store, names[i], view_of(values[j]));
            close_copy(store);
            ask_some(fixture);
        }
    }
}

/* Damages the lists of all words, or what is said of how many entries hold them. */
static void damage_words(struct fixture *fixture, struct store *store, enum damage how)
{
    for (uint32_t word = 0; word < 400; word++) {
        uint32_t first;
        struct faqbot_view bytes;
        arena_reset(&fixture->arena);
        assert_true(
            FINDS(store_find_posting_before, store, word, UINT32_MAX, &fixture->arena, &first, &bytes));
        store_change_remove_posting(store, word, first);
        uint32_t moved = word % 5 == 0 ? made_random(&fixture->state, 6000) : first;
        store_add_posting(store, word, moved, damage(fixture, bytes, how));
    }
}

static void damaged_lists_are_refused_or_answer(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < DAMAGE_COUNT + 10; i++) {
        struct store *store = open_copy(fixture);
        damage_words(fixture, store, i < DAMAGE_COUNT ? (enum damage)i : DAMAGE_BYTES);
        close_copy(store);
        ask_some(fixture);
    }
}

static void words_that_are_said_to_be_elsewhere_are_refused_or_answer(void **state)
{
    struct fixture *fixture = *state;
    static const uint32_t counts[] = {0, 1, MADE_LINES, UINT32_MAX};
    for (size_t i = 0; i < COUNT(counts); i++) {
        struct buffer text;
        struct store *store = open_copy(fixture);
        buffer_init(&text, SIZE_MAX);
        for (uint32_t j = 0; j < 40; j++) {
            uint32_t number;
            uint32_t entries;
            buffer_reset(&text);
            made_words(&text, fixture->made->lines[j].text, 1);
            if (FINDS(store_find_word, store, buffer_view(&text), &number, &entries)) {
                store_change_word(store, number, buffer_view(&text), counts[i]);
            }
        }
        buffer_release(&text);
        close_copy(store);
        ask_some(fixture);
    }
}

/* -- Updating what is damaged ------------------------------------------------------------------------------------ */

static void damage_units(struct fixture *fixture, struct store *store, uint64_t segment, uint64_t add)
{
    struct faqbot_view bytes;
    OK(STATUS_OF(store_get_model, store, SOURCE_SEGMENTS_MODEL, &fixture->arena, &bytes));
    uint64_t *segments = arena_alloc(&fixture->arena, bytes.size + 8);
    assert_non_null(segments);
    memcpy(segments, bytes.bytes, bytes.size);
    segments[segment] += add;
    store_change_model(store, SOURCE_SEGMENTS_MODEL, view_make((const char *)segments, bytes.size));
}

static void one_entry_more(struct fixture *fixture, struct store *store)
{
    damage_units(fixture, store, 10, 1);
}

static void one_entry_elsewhere(struct fixture *fixture, struct store *store)
{
    damage_units(fixture, store, 20, 1);
    damage_units(fixture, store, fixture->made->line_count, (uint64_t)-1);
}

static void no_lengths(struct fixture *fixture, struct store *store)
{
    (void)fixture;
    store_change_model(store, LARGE_INDEX_LENGTHS, view_of(""));
}

static void no_pieces(struct fixture *fixture, struct store *store)
{
    (void)fixture;
    store_change_model(store, LARGE_INDEX_NGRAM_STATS, view_of("odd"));
}

static void damaged_lists(struct fixture *fixture, struct store *store)
{
    damage_words(fixture, store, DAMAGE_ONES);
}

static void no_words(struct fixture *fixture, struct store *store)
{
    for (uint32_t i = 0; i < MADE_LINES; i++) {
        struct store_entry row;
        arena_reset(&fixture->arena);
        OK(STATUS_OF(store_get_entry, store, i, &fixture->arena, &row));
        if (row.kind == 1) {
            row.content = view_of("no rich text");
            store_change_entry(store, &row);
        }
    }
}

static void what_is_damaged_is_made_anew(void **state)
{
    struct fixture *fixture = *state;
    struct made_knowledge *made = fixture->made;
    static const struct {
        const char *name;
        void (*damage)(struct fixture *fixture, struct store *store);
    } cases[] = {{"one entry more", one_entry_more}, {"one elsewhere", one_entry_elsewhere},
                 {"no lengths", no_lengths},         {"no pieces", no_pieces},
                 {"damaged lists", damaged_lists},   {"no texts", no_words}};
    for (size_t i = 0; i < 60; i++) { /* edited, and two that are new */
        made->lines[i * 31].text++;
        made->lines[i * 31].words = 3;
    }
    made->lines[made->line_count] = (struct made_line){.id = 8000, .text = 7, .words = 3, .is_terse = true};
    made->lines[made->line_count + 1] =
        (struct made_line){.id = 8001, .text = 8, .words = 3, .is_terse = true};
    made->line_count += 2;
    made_save_lines(made);
    close_copy(open_copy(fixture));
    struct faqbot_index_result sound = made_index(made, made->index, true);
    assert_true(sound.is_updated);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct store *store = open_copy(fixture);
        cases[i].damage(fixture, store);
        close_copy(store);
        struct faqbot_index_result result = made_index(made, made->index, true);
        if (result.is_updated || strcmp(result.version, sound.version) != 0) {
            fail_msg("%s", cases[i].name);
        }
    }
}

int test_index_index_damage(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_models_are_refused_or_answer),
        cmocka_unit_test(damaged_settings_are_refused_or_answer),
        cmocka_unit_test(damaged_lists_are_refused_or_answer),
        cmocka_unit_test(words_that_are_said_to_be_elsewhere_are_refused_or_answer),
        cmocka_unit_test(what_is_damaged_is_made_anew),
    };
    return cmocka_run_group_tests_name("index_damage", tests, set_up, tear_down);
}
