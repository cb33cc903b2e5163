/* tests/unit/index/index_damage.c - an index with other bytes in it than were written:
 * it is refused, or answers something; and brought up to date, it is made anew. SQLite's own pages are not
 * touched: what is damaged there is unit/index/store.c's. */
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
    (void)made_index_learned(fixture->made, fixture->made->index, false);
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

/* Whether something was found to be damaged; otherwise there are answers, which may be wrong. A question that met damage
 * meets it again. */
static bool ask_some(struct fixture *fixture)
{
    struct faqbot *bot;
    struct faqbot_fault fault = {0};
    struct buffer text;
    const struct faqbot_options options = {.index = fixture->made->index};
    enum faqbot_status status = faqbot_open(&options, &bot, &fault);
    if (status != FAQBOT_OK) {
        assert_int_equal(status, FAQBOT_CORRUPT);
        assert_true(strlen(fault.sentence) > 0);
        return true;
    }
    bool is_refused = false;
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
        assert_int_equal(faqbot_ask(bot, &question, &answer), status);
        is_refused = is_refused || status == FAQBOT_CORRUPT;
        status = faqbot_search(bot, &(struct faqbot_search_query){.text = buffer_view(&text)}, &hits);
        assert_true(status == FAQBOT_OK || status == FAQBOT_CORRUPT);
        status = faqbot_suggest(bot, buffer_view(&text), &links, &count);
        assert_true(status == FAQBOT_OK || status == FAQBOT_CORRUPT);
    }
    buffer_release(&text);
    faqbot_close(bot);
    return is_refused;
}

static void damaged_models_are_refused_or_answer(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {
        ENTRY_INDEX_LENGTHS,      ENTRY_INDEX_NGRAM_STATS,        ENTRY_INDEX_MEANING_SUMS,
        ENTRY_INDEX_WORD_WEIGHTS, ENTRY_INDEX_CHAR_NGRAM_WEIGHTS, SOURCE_SEGMENTS_MODEL};
    static const size_t updates = COUNT(names) - 1; /* what only an update reads */
    for (size_t i = 0; i < COUNT(names); i++) {
        for (size_t j = 0; j < DAMAGE_COUNT + 4; j++) {
            struct faqbot_view bytes;
            struct store *store = open_copy(fixture);
            enum damage how = j < DAMAGE_COUNT ? (enum damage)j : DAMAGE_BYTES;
            OK(STATUS_OF(store_get_model, store, names[i], &fixture->arena, &bytes));
            store_change_model(store, names[i], damage(fixture, bytes, how));
            close_copy(store);
            bool is_refused = ask_some(fixture);
            bool is_sized = how == DAMAGE_CUT || how == DAMAGE_LONGER || how == DAMAGE_EMPTY;
            /* A table of character runs may end behind any of them; behind a matrix nothing is read. */
            bool is_table = strcmp(names[i], ENTRY_INDEX_NGRAM_STATS) == 0;
            bool is_matrix = strstr(names[i], "weights") != NULL;
            if (i < updates && is_sized && !(is_table && how != DAMAGE_LONGER) &&
                !(is_matrix && how == DAMAGE_LONGER)) {
                assert_true(is_refused);
            }
            assert_true(i < updates || !is_refused);
        }
    }
}

static void damaged_settings_are_refused_or_answer(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {INDEX_VERSION,          INDEX_ENTRIES,          INDEX_LANGUAGES,
                                        ENTRY_INDEX_HEAD_WORDS, ENTRY_INDEX_BODY_WORDS, ENTRY_INDEX_STEMS,
                                        ENTRY_INDEX_FORMS,      INDEX_LANGUAGE_ENTRIES, INDEX_RESPELLINGS};
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
    size_t damaged = 0;
    for (uint32_t word = 0; word < 800; word++) {
        uint32_t first;
        struct faqbot_view bytes;
        arena_reset(&fixture->arena);
        if (!FINDS(store_find_posting_before, store, word, UINT32_MAX, &fixture->arena, &first, &bytes)) {
            continue; /* a head that no entry has it in */
        }
        damaged++;
        store_change_remove_posting(store, word, first);
        uint32_t moved = word % 5 == 0 ? made_random(&fixture->state, 6000) : first;
        store_add_posting(store, word, moved, damage(fixture, bytes, how));
    }
    assert_true(damaged >= 400);
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

/* Damages the packed texts of all entries. */
static void damage_forward(struct fixture *fixture, struct store *store, enum damage how)
{
    for (uint32_t entry = 0; entry < MADE_LINES; entry++) {
        struct faqbot_view bytes;
        arena_reset(&fixture->arena);
        OK(STATUS_OF(store_get_forward, store, entry, &fixture->arena, &bytes));
        store_change_forward(store, entry, damage(fixture, bytes, how));
    }
}

static void damaged_entries_are_refused_or_answer(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < DAMAGE_COUNT + 4; i++) {
        struct store *store = open_copy(fixture);
        enum damage how = i < DAMAGE_COUNT ? (enum damage)i : DAMAGE_BYTES;
        damage_forward(fixture, store, how);
        close_copy(store);
        assert_true(ask_some(fixture) || how == DAMAGE_BYTES);
    }
}

/* Without a lexicon entries are read when a question comes upon them, and not before. */
static void a_damaged_entry_stays_damaged_while_it_is_kept(void **state)
{
    struct fixture *fixture = *state;
    struct made_knowledge *made = fixture->made;
    made_save(made, "bot.yml", view_of("lexicon: no\n"));
    for (size_t i = 0; i < DAMAGE_COUNT + 10; i++) {
        struct store *store;
        enum damage how = i < DAMAGE_COUNT ? (enum damage)i : DAMAGE_BYTES;
        (void)made_index_learned(made, made->index, false);
        OK(store_change(made->index, &store, NULL));
        damage_forward(fixture, store, how);
        close_copy(store);
        assert_true(ask_some(fixture) || how == DAMAGE_BYTES);
    }
    made_save_settings(made);
}

/* -- Numbers of forms and words ---------------------------------------------------------------------------------- */

static void numbers_that_lead_nowhere_are_refused(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *statement;
        bool is_refused; /* for certain */
    } cases[] = {
        {"UPDATE form SET number = number + 1000000000", true},
        {"UPDATE form SET number = -1 WHERE number = 5", true},
        {"UPDATE OR REPLACE form SET stem = 4000000000 WHERE number % 7 = 0", true},
        {"UPDATE OR REPLACE form SET stem = -1 WHERE number = 3", true},
        {"UPDATE OR REPLACE form SET stem = 0", false},
        {"UPDATE form SET language = 2 WHERE number = 9", true}, /* there are two */
        {"UPDATE form SET language = 4000000000 WHERE number = 9", true},
        {"UPDATE form SET number = 3", false},
        {"UPDATE form SET uses = -1", false},
        {"UPDATE form SET text = ''  WHERE number = 4", false},
        {"DELETE FROM form WHERE number % 3 = 0", false},
        {"DELETE FROM form", true},
        {"UPDATE word SET number = number + 1000000000", true},
        {"UPDATE word SET number = 0", false},
        {"UPDATE word SET entries = 1000000", true},
        {"DELETE FROM word", false},
        {"DELETE FROM posting", false},
        {"DELETE FROM forward", true},
        {"DELETE FROM forward WHERE entry = 100", false}, /* which no question may come upon */
        {"UPDATE forward SET bytes = ''", true},
        {"UPDATE forward SET bytes = (SELECT bytes FROM forward WHERE entry = 3)", false},
        {"DELETE FROM model WHERE name = 'character weights'", true}, /* both are there or neither */
        {"DELETE FROM model WHERE name = 'word weights'", true},
        {"DELETE FROM model WHERE name = 'lengths'", true},
        {"DELETE FROM model WHERE name = 'pieces'", true},
        {"DELETE FROM model WHERE name = 'meaning sums'", true},
        {"DELETE FROM setting WHERE name = 'stems'", true},
        {"DELETE FROM setting WHERE name = 'forms'", true},
        {"DELETE FROM setting WHERE name = 'head_words'", true},
        {"DELETE FROM setting WHERE name = 'body_words'", true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        sqlite3 *database;
        close_copy(open_copy(fixture));
        OK(sqlite3_open(fixture->made->index, &database));
        assert_int_equal(sqlite3_exec(database, cases[i].statement, NULL, NULL, NULL), SQLITE_OK);
        assert_true(sqlite3_total_changes(database) > 0);
        OK(sqlite3_close(database));
        if (!ask_some(fixture) && cases[i].is_refused) {
            fail_msg("%s", cases[i].statement);
        }
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
    store_change_model(store, ENTRY_INDEX_LENGTHS, view_of(""));
}

static void no_pieces(struct fixture *fixture, struct store *store)
{
    (void)fixture;
    store_change_model(store, ENTRY_INDEX_NGRAM_STATS, view_of("odd"));
}

static void no_sums(struct fixture *fixture, struct store *store)
{
    (void)fixture;
    store_change_model(store, ENTRY_INDEX_MEANING_SUMS, view_of("odd"));
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
    } cases[] = {{"one entry more", one_entry_more},
                 {"one elsewhere", one_entry_elsewhere},
                 {"no lengths", no_lengths},
                 {"no pieces", no_pieces},
                 {"no sums", no_sums},
                 {"damaged lists", damaged_lists},
                 {"no texts", no_words}};
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
    made_forget(made->index, MADE_PHRASINGS);
    struct faqbot_index_result sound = made_index(made, made->index, true);
    assert_true(sound.is_updated);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct store *store = open_copy(fixture);
        cases[i].damage(fixture, store);
        close_copy(store);
        made_forget(made->index, MADE_PHRASINGS);
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
        cmocka_unit_test(damaged_entries_are_refused_or_answer),
        cmocka_unit_test(a_damaged_entry_stays_damaged_while_it_is_kept),
        cmocka_unit_test(numbers_that_lead_nowhere_are_refused),
        cmocka_unit_test(what_is_damaged_is_made_anew),
    };
    return cmocka_run_group_tests_name("index_damage", tests, set_up, tear_down);
}
