/* unit/retrieval/index_anew.c - when an index cannot be brought up to date: it is made anew then, and its bytes are
 * those of one that was never there before. */
#include "made_knowledge.h"

#include <sys/stat.h>

#include "retrieval/collection.h"
#include "retrieval/units.h"
#include "store/store.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* An index of the knowledge base as it is at first is copied for each test. */
struct fixture {
    struct made_knowledge *made;
    struct made_line lines[MADE_LINES_MAX];
    char *index; /* bytes */
    size_t index_size;
};

static char *read_file(const char *path, size_t *size)
{
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    char *bytes = malloc((size_t)about.st_size + 1);
    FILE *file = fopen(path, "rb");
    assert_non_null(bytes);
    assert_non_null(file);
    *size = fread(bytes, 1, (size_t)about.st_size, file);
    assert_int_equal(*size, about.st_size);
    fclose(file);
    return bytes;
}

static void write_index(const struct fixture *fixture, size_t size)
{
    made_save(fixture->made, "index", view_make(fixture->index, size));
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->made = made_knowledge_new(97, true);
    memcpy(fixture->lines, fixture->made->lines, sizeof fixture->lines);
    (void)made_index(fixture->made, fixture->made->index, false);
    fixture->index = read_file(fixture->made->index, &fixture->index_size);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    made_knowledge_free(fixture->made);
    free(fixture->index);
    free(fixture);
    return 0;
}

/* The knowledge base and its index as they are at first. */
static void start(struct fixture *fixture)
{
    struct made_knowledge *made = fixture->made;
    memcpy(made->lines, fixture->lines, sizeof made->lines);
    made->line_count = MADE_LINES;
    made_save_lines(made);
    made_save_settings(made);
    write_index(fixture, fixture->index_size);
}

static void assert_made_anew(const struct fixture *fixture, const char *what)
{
    struct faqbot_index_result result = made_index(fixture->made, fixture->made->index, true);
    if (result.is_updated) {
        fail_msg("updated: %s", what);
    }
}

/* What was made last is what is made where there was nothing before. */
static void assert_is_new(const struct fixture *fixture)
{
    size_t sizes[2];
    const struct made_knowledge *made = fixture->made;
    (void)made_index(made, made->anew, false);
    char *updated = read_file(made->index, &sizes[0]);
    char *wanted = read_file(made->anew, &sizes[1]);
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(updated, wanted, sizes[0]);
    free(updated);
    free(wanted);
}

/* -- Entries ----------------------------------------------------------------------------------------------------- */

static void take_out(struct made_knowledge *made, size_t at, size_t count)
{
    memmove(made->lines + at, made->lines + at + count,
            (made->line_count - at - count) * sizeof *made->lines);
    made->line_count -= count;
}

static void remove_one(struct made_knowledge *made)
{
    take_out(made, 2000, 1);
}

static void remove_last(struct made_knowledge *made)
{
    take_out(made, made->line_count - 1, 1);
}

static void insert_one(struct made_knowledge *made)
{
    made->line_count++;
    memmove(made->lines + 2001, made->lines + 2000, (made->line_count - 2001) * sizeof *made->lines);
    made->lines[2000] = (struct made_line){.id = 9999, .text = 1, .words = 5, .asked = 1, .beside = 1};
}

static void change_places(struct made_knowledge *made)
{
    struct made_line line = made->lines[10];
    made->lines[10] = made->lines[11];
    made->lines[11] = line;
}

static void change_id(struct made_knowledge *made)
{
    made->lines[4000].id = 4000 + 450 * MADE_FAQ_EVERY; /* of the same kind and language */
}

static void change_kind(struct made_knowledge *made)
{
    made->lines[4000].id = MADE_FAQ_EVERY * 1000 + 3;
}

static void break_one(struct made_knowledge *made)
{
    made->lines[300].words = 0;
}

static void repeat_id(struct made_knowledge *made)
{
    made->lines[made->line_count] = made->lines[20];
    made->lines[made->line_count++].text++;
}

static void edit_many(struct made_knowledge *made)
{
    for (size_t i = 0; i <= made->line_count / 20; i++) {
        made->lines[i * 11].text++;
    }
}

static void nothing_is_left_of_the_old_index_where_entries_moved(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *name;
        void (*edit)(struct made_knowledge *made);
    } cases[] = {{"one is gone", remove_one},    {"the last is gone", remove_last},
                 {"one was put in", insert_one}, {"two changed places", change_places},
                 {"another id", change_id},      {"another kind", change_kind},
                 {"one is broken", break_one},   {"an id is taken", repeat_id},
                 {"too many changed", edit_many}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        start(fixture);
        cases[i].edit(fixture->made);
        made_save_lines(fixture->made);
        assert_made_anew(fixture, cases[i].name);
    }
    assert_is_new(fixture);
    /* Of the index with a broken line: it is mended. */
    start(fixture);
    break_one(fixture->made);
    made_save_lines(fixture->made);
    assert_made_anew(fixture, "broken");
    fixture->made->lines[300] = fixture->lines[300];
    made_save_lines(fixture->made);
    assert_made_anew(fixture, "mended");
    /* Of an index from which an entry was left out. */
    repeat_id(fixture->made);
    made_save_lines(fixture->made);
    assert_made_anew(fixture, "an id is taken");
    assert_made_anew(fixture, "an id was taken");
    start(fixture);
}

/* -- Lines with something else in them --------------------------------------------------------------------------- */

static void write_extra(const struct fixture *fixture, const char *line)
{
    made_save(fixture->made, "zz.jsonl", view_of(line));
}

static void headings_languages_and_preambles_have_a_meaning_for_other_entries(void **state)
{
    struct fixture *fixture = *state;
    char path[128];
    static const struct {
        const char *name;
        const char *before;
        const char *after;
    } cases[] = {
        {"heading", "{\"id\":\"x\",\"title\":\"T\",\"text\":\"A text.\"}\n",
         "{\"id\":\"x\",\"title\":\"U\",\"text\":\"A text.\"}\n"},
        {"language", "{\"id\":\"x\",\"lang\":\"de\",\"text\":\"A text.\"}\n",
         "{\"id\":\"x\",\"text\":\"A text.\"}\n"},
        {"new language", "{\"id\":\"x\",\"text\":\"A text.\"}\n",
         "{\"id\":\"x\",\"text\":\"A text.\"}\n{\"id\":\"y\",\"lang\":\"fr\",\"text\":\"Un texte.\"}\n"},
        {"not a draft any more", "{\"id\":\"x\",\"status\":\"draft\",\"text\":\"A text.\"}\n",
         "{\"id\":\"x\",\"text\":\"A text.\"}\n"},
        {"a synonym of its own", "{\"id\":\"x\",\"text\":\"A text.\"}\n",
         "{\"synonym\":\"baba, mama\"}\n{\"id\":\"x\",\"text\":\"A text.\"}\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        write_extra(fixture, cases[i].before);
        (void)made_index(fixture->made, fixture->made->index, true);
        write_extra(fixture, cases[i].after);
        assert_made_anew(fixture, cases[i].name);
    }
    assert_is_new(fixture);
    snprintf(path, sizeof path, "%s/zz.jsonl", fixture->made->folder);
    assert_int_equal(remove(path), 0);
}

static void settings_and_synonyms_have_a_meaning_for_all_entries(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *name;
        const char *text;
    } cases[] = {{"bot.yml", "name: Another one\nlang: en\ndisclaimer: Without warranty.\n"},
                 {"bot.yml", "name: Another one\nlang: de\ndisclaimer: Without warranty.\n"},
                 {"synonyms.txt", "ml, machine learning\nbaba, dada\n"},
                 {"synonyms.txt", ""}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        start(fixture);
        assert_true(made_index(fixture->made, fixture->made->index, true).is_updated); /* but for this: */
        made_save(fixture->made, cases[i].name, view_of(cases[i].text));
        assert_made_anew(fixture, cases[i].text);
    }
    assert_is_new(fixture);
}

/* -- The index --------------------------------------------------------------------------------------------------- */

static void an_index_that_is_none_is_replaced(void **state)
{
    struct fixture *fixture = *state;
    const struct made_knowledge *made = fixture->made;
    remove(made->index);
    assert_made_anew(fixture, "there is none");
    made_save(made, "index", view_of(""));
    assert_made_anew(fixture, "it is empty");
    made_save(made, "index", view_of("Somebody's notes, which are no index."));
    assert_made_anew(fixture, "something else");
    for (size_t cut = 1; cut < 8; cut += 3) {
        write_index(fixture, fixture->index_size * cut / 8 / 8192 * 8192);
        assert_made_anew(fixture, "cut short");
    }
    fixture->index[63] ^= 7; /* where SQLite keeps the version of the schema */
    write_index(fixture, fixture->index_size);
    fixture->index[63] ^= 7;
    assert_made_anew(fixture, "another format");
    remove(made->index);
    assert_int_equal(mkfifo(made->index, 0600), 0);
    assert_made_anew(fixture, "a pipe");
    assert_is_new(fixture);
}

static void a_small_knowledge_base_is_made_anew(void **state)
{
    struct fixture *fixture = *state;
    struct made_knowledge *made = fixture->made;
    made->line_count = 100;
    made_save_lines(made);
    assert_made_anew(fixture, "it became small");
    made->lines[50].text++;
    made_save_lines(made);
    assert_made_anew(fixture, "it was small");
    assert_is_new(fixture);
    made->line_count = MADE_LINES;
    made_save_lines(made);
    assert_made_anew(fixture, "it became large");
    assert_is_new(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_left_of_the_old_index_where_entries_moved, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(headings_languages_and_preambles_have_a_meaning_for_other_entries,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(settings_and_synonyms_have_a_meaning_for_all_entries, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_index_that_is_none_is_replaced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_small_knowledge_base_is_made_anew, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
