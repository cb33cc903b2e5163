/* tests/unit/index/update.c - when an index cannot be brought up to date: it is made anew then, and its bytes are
 * those of one that was never there before. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sys/stat.h>

#include "index/index_internal.h"
#include "search/search_internal.h"
#include "unit/index/made_kb.h"

/* -- What does not fit is made anew ---------------------------------------------------------------- */

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

/* The entries in German, the second of the languages. */
static unsigned long count_german(const struct made_knowledge *made)
{
    struct faqbot_fault fault;
    struct store *store;
    struct arena arena;
    struct faqbot_view counts;
    struct faqbot_view line;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, (size_t)1 << 20);
    assert_int_equal(store_open(made->index, &store, &fault), FAQBOT_OK);
    store_get_setting(store, INDEX_LANGUAGE_ENTRIES, &arena, &counts, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_true(view_next_line(&counts, &line) && view_next_line(&counts, &line));
    unsigned long german = strtoul(line.bytes, NULL, 10);
    store_close(store);
    arena_release(&arena);
    return german;
}

static void an_update_counts_the_entries_of_languages(void **state)
{
    struct fixture *fixture = *state;
    const struct made_knowledge *made = fixture->made;
    char path[128];
    const unsigned long before = count_german(made);
    write_extra(fixture, "{\"id\":\"x\",\"lang\":\"de\",\"text\":\"Ein Text.\"}\n"
                         "{\"id\":\"y\",\"lang\":\"de-AT\",\"text\":\"Noch ein Text.\"}\n"
                         "{\"id\":\"z\",\"text\":\"A text.\"}\n");
    assert_true(before > 0);
    assert_true(made_index(made, made->index, true).is_updated);
    assert_int_equal(count_german(made), before + 2);
    snprintf(path, sizeof path, "%s/zz.jsonl", made->folder);
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

static void a_small_knowledge_base_is_updated_as_any(void **state)
{
    struct fixture *fixture = *state;
    struct made_knowledge *made = fixture->made;
    made->line_count = 100;
    made_save_lines(made);
    assert_made_anew(fixture, "most of it is gone");
    made->lines[50].text++;
    made_save_lines(made);
    assert_true(made_index(made, made->index, true).is_updated);
    made->line_count = MADE_LINES;
    made_save_lines(made);
    assert_made_anew(fixture, "it became large");
    assert_is_new(fixture);
}

/* -- What is learned from, and words written as one and apart ---------------------------------------------------- */

#define PASSAGES 60

/* Passages, of which one has that text, and a question with that phrasing and a further one unless that is NULL. */
static void write_few(const struct made_knowledge *made, const char *text, const char *phrasing,
                      const char *further)
{
    struct buffer lines;
    buffer_init(&lines, SIZE_MAX);
    for (uint32_t i = 0; i < PASSAGES; i++) {
        buffer_add_text(&lines, "{\"id\":\"e");
        buffer_add_number(&lines, i);
        buffer_add_text(&lines, "\",\"text\":\"");
        made_words(&lines, i + 1, 5);
        buffer_add_text(&lines, i == 7 ? text : "");
        buffer_add_text(&lines, "\"}\n");
    }
    buffer_add_text(&lines, "{\"id\":\"q\",\"question\":\"");
    buffer_add_text(&lines, phrasing);
    buffer_add_text(&lines, further == NULL ? "" : "\",\"also\":[\"");
    buffer_add_text(&lines, further == NULL ? "" : further);
    buffer_add_text(&lines, further == NULL ? "\"" : "\"]");
    buffer_add_text(&lines, ",\"answer\":\"Yes.\"}\n");
    assert_false(lines.failed);
    made_save(made, "z.jsonl", buffer_view(&lines));
    buffer_release(&lines);
}

static bool is_updated(const struct made_knowledge *made)
{
    return made_index_learned(made, made->index, true).is_updated;
}

static void questions_that_are_learned_from_have_a_meaning_for_other_entries(void **state)
{
    struct fixture *fixture = *state;
    const struct made_knowledge *made = fixture->made;
    made_save(made, "b.md", view_of("# An article\n\nIt asks nothing.\n"));
    /* Nothing can be learned from one phrasing of each entry: all of them may change. */
    write_few(made, "", "Is it so?", NULL);
    assert_false(is_updated(made));
    write_few(made, " and more", "Is it so?", NULL);
    assert_true(is_updated(made));
    write_few(made, " and more", "Is it otherwise?", NULL);
    assert_true(is_updated(made));
    write_extra(fixture, "{\"id\":\"x\",\"text\":\"A text.\"}\n");
    assert_true(is_updated(made));
    write_extra(fixture, "{\"id\":\"x\",\"text\":\"A text.\"}\n"
                         "{\"id\":\"y\",\"question\":\"What?\",\"answer\":\"It.\"}\n");
    assert_true(is_updated(made));
    assert_true(is_updated(made)); /* as nothing has changed */
    /* Once one has several, something is learned, of all entries together. */
    write_few(made, " and more", "Is it otherwise?", "so or not");
    assert_false(is_updated(made));
    write_few(made, "", "Is it otherwise?", "so or not");
    assert_false(is_updated(made));
    /* Of one entry's phrasings alone nothing is learned, until another has any: be it a passage with a heading. */
    write_extra(fixture, "{\"id\":\"x\",\"text\":\"A text.\"}\n");
    assert_false(is_updated(made));
    write_extra(fixture, "{\"id\":\"x\",\"text\":\"A text.\"}\n"
                         "{\"id\":\"y\",\"title\":\"One\",\"heading\":\"Other\",\"text\":\"It.\"}\n");
    assert_false(is_updated(made));
    struct faqbot_stats stats;
    assert_int_equal(faqbot_stats(made->index, &stats, NULL), FAQBOT_OK);
    assert_true(stats.is_learned);
    char path[128];
    snprintf(path, sizeof path, "%s/zz.jsonl", made->folder);
    assert_int_equal(remove(path), 0);
}

/* Where phrasings are too many to be learned from, questions may change, until they are few enough. */
static void phrasings_that_became_few_enough_are_learned_from(void **state)
{
    struct fixture *fixture = *state;
    const struct made_knowledge *made = fixture->made;
    write_few(made, "", "Is it so?", "so or not");
    assert_false(is_updated(made));
    made_forget(made->index, LEARN_PHRASINGS_MAX + 1);
    write_few(made, "", "Is it otherwise?", "so or not"); /* as many as before */
    assert_true(is_updated(made));
    write_few(made, "", "Is it otherwise?", "so or not\",\"or");
    assert_true(is_updated(made));
    write_few(made, "", "Is it otherwise?", "or");
    assert_true(is_updated(made));
    write_few(made, "", "Is it otherwise?", NULL);
    assert_false(is_updated(made));
    struct faqbot_stats stats;
    write_few(made, "", "Is it otherwise?", "so or not");
    assert_false(is_updated(made));
    assert_int_equal(faqbot_stats(made->index, &stats, NULL), FAQBOT_OK);
    assert_true(stats.is_learned);
}

/* The knowledge base is as the index that is updated says, and as one made anew. */
static void words_written_as_one_and_apart_have_a_meaning_for_all_entries(void **state)
{
    struct fixture *fixture = *state;
    const struct made_knowledge *made = fixture->made;
    static const struct {
        const char *text;
        bool is_updated;
    } steps[] = {{" data base", true},         /* one way only */
                 {" of the database", false},  /* both: the question has the other */
                 {" databases here", false},   /* no more */
                 {" the database", false},     /* both again */
                 {" database and tea", true},  /* and an entry that holds it changes */
                 {" data base or tea", false}, /* one way */
                 {" data base of tea", true}};
    write_few(made, "", "What is a data base?", NULL);
    (void)made_index(made, made->index, false);
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct faqbot *bots[2];
        struct buffer said[2];
        write_few(made, steps[i].text, "What is a data base?", NULL);
        if (made_index(made, made->index, true).is_updated != steps[i].is_updated) {
            fail_msg("%s", steps[i].text);
        }
        (void)made_index(made, made->anew, false);
        for (size_t j = 0; j < 2; j++) {
            const struct faqbot_options options = {.index = j == 0 ? made->index : made->anew};
            buffer_init(&said[j], SIZE_MAX);
            assert_int_equal(faqbot_open(&options, &bots[j], NULL), FAQBOT_OK);
            made_say_asked(&said[j], bots[j], view_of("database"), false);
            made_say_asked(&said[j], bots[j], view_of("tea in a data base"), false);
            faqbot_close(bots[j]);
        }
        assert_true(view_equals(buffer_view(&said[0]), buffer_view(&said[1])));
        buffer_release(&said[0]);
        buffer_release(&said[1]);
    }
}

static int run_index_anew(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_left_of_the_old_index_where_entries_moved, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_update_counts_the_entries_of_languages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(headings_languages_and_preambles_have_a_meaning_for_other_entries,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(settings_and_synonyms_have_a_meaning_for_all_entries, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_index_that_is_none_is_replaced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_small_knowledge_base_is_updated_as_any, set_up, tear_down),
        cmocka_unit_test_setup_teardown(questions_that_are_learned_from_have_a_meaning_for_other_entries,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(phrasings_that_became_few_enough_are_learned_from, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_written_as_one_and_apart_have_a_meaning_for_all_entries, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("index_anew", tests, NULL, NULL);
}

/* -- What fits answers as if made anew ------------------------------------------------------------- */

/* An index that was brought up to date says, byte for byte, what one says that was made anew, whatever the edits
 * and however many of them came before. When it is made anew is index_anew.c's. */

#define EDITS 50
#define ASKED 16

/* -- Asking -------------------------------------------------------------------------------------------------------- */

/* A question of words that stand in some entry, of rare ones, misspelled or unknown. */
static void write_question(const struct made_knowledge *made, uint64_t *state, struct buffer *text)
{
    const struct made_line *line = &made->lines[made_random(state, (uint32_t)made->line_count)];
    buffer_reset(text);
    made_words(text, made_random(state, 2) == 0 ? line->asked : line->text, 1 + made_random(state, 6));
    if (made_random(state, 3) == 0) {
        buffer_add_byte(text, ' ');
        made_word(text, MADE_WORDS + made_random(state, MADE_RARE));
    }
    if (made_random(state, 4) == 0) {
        buffer_add_text(text, made_random(state, 2) == 0 ? " gaga ml" : " xylophonium");
    }
    if (made_random(state, 3) == 0 && text->size > 8) {
        text->bytes[text->size - 2] = 'q';
    }
}

/* All that a bot with that index says to some questions, and of some entries. */
static void say_all(const struct made_knowledge *made, const char *index, uint64_t seed, struct buffer *said)
{
    struct faqbot *bot;
    struct faqbot_fault fault = {0};
    struct buffer text;
    const struct faqbot_options options = {.index = index};
    if (faqbot_open(&options, &bot, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    size_t entries = faqbot_about(bot)->entries;
    buffer_init(&text, SIZE_MAX);
    made_say(said, faqbot_about(bot)->version);
    for (size_t i = 0; i < ASKED; i++) {
        write_question(made, &seed, &text);
        made_say_asked(said, bot, buffer_view(&text), made_random(&seed, 4) == 0);
    }
    for (size_t i = 0; i < ASKED; i++) {
        made_say_entry(said, bot, made_random(&seed, (uint32_t)entries));
        made_say_entry(said, bot, entries - 1 - i); /* of which some may be new */
    }
    made_say_asked(said, bot, view_of("how is it done"), false);
    buffer_release(&text);
    faqbot_close(bot);
}

static void assert_says_the_same(const struct made_knowledge *made, uint64_t seed)
{
    struct buffer updated;
    struct buffer anew;
    buffer_init(&updated, SIZE_MAX);
    buffer_init(&anew, SIZE_MAX);
    say_all(made, made->index, seed, &updated);
    say_all(made, made->anew, seed, &anew);
    assert_false(updated.failed || anew.failed);
    assert_int_equal(updated.size, anew.size);
    assert_memory_equal(updated.bytes, anew.bytes, anew.size);
    buffer_release(&updated);
    buffer_release(&anew);
}

/* Brings the index up to date and makes another one anew. */
static struct faqbot_index_result assert_update(const struct made_knowledge *made, uint64_t seed)
{
    struct faqbot_index_result updated = made_index(made, made->index, true);
    struct faqbot_index_result anew = made_index(made, made->anew, false);
    assert_true(updated.is_updated);
    assert_false(anew.is_updated);
    assert_string_equal(updated.version, anew.version);
    assert_int_equal(updated.entries, anew.entries);
    assert_says_the_same(made, seed);
    return updated;
}

/* -- The tests ----------------------------------------------------------------------------------------------------- */

static int index_update_set_up(void **state)
{
    *state = made_knowledge_new(41, false);
    (void)made_index(*state, ((struct made_knowledge *)*state)->index, false);
    return 0;
}

static int index_update_tear_down(void **state)
{
    made_knowledge_free(*state);
    return 0;
}

static void an_updated_index_says_what_a_new_one_says(void **state)
{
    struct made_knowledge *made = *state;
    for (uint64_t round = 0; round < 5; round++) {
        made_edit(made, EDITS, round);
        struct faqbot_index_result result = assert_update(made, 1000 + round);
        assert_true(result.changed > EDITS / 2 && result.changed <= EDITS + 30);
    }
}

/* Lists are cut and grow together; words come and go. What stays at the end is what was there at first. */
static void edits_that_are_taken_back_lead_back_to_the_first_version(void **state)
{
    struct made_knowledge *made = *state;
    struct faqbot_index_result first = made_index(made, made->index, true);
    struct made_line *lines = malloc(sizeof made->lines);
    assert_non_null(lines);
    memcpy(lines, made->lines, sizeof made->lines);
    assert_true(first.is_updated);
    assert_int_equal(first.changed, 0);
    for (size_t round = 0; round < 4; round++) {
        for (size_t i = 0; i < 20; i++) { /* the same few again and again */
            struct made_line *line = &made->lines[100 + 7 * i];
            line->text = round % 2 == 0 ? 5 : made_any_seed(made);
            line->words = round % 2 == 0 ? 1 : 300;
        }
        made_save_lines(made);
        assert_true(made_index(made, made->index, true).is_updated);
    }
    assert_string_not_equal(made_index(made, made->index, true).version, first.version);
    memcpy(made->lines, lines, sizeof made->lines);
    made_save_lines(made);
    struct faqbot_index_result last = assert_update(made, 9);
    assert_string_equal(last.version, first.version);
    free(lines);
}

static void a_word_that_no_entry_has_any_more_is_unknown_until_it_comes_back(void **state)
{
    struct made_knowledge *made = *state;
    static const char *const texts[] = {"{\"id\":\"word\",\"text\":\"A quixotic zeppelin.\"}\n",
                                        "{\"id\":\"word\",\"text\":\"Nothing.\"}\n",
                                        "{\"id\":\"word\",\"text\":\"The zeppelins again.\"}\n"};
    for (size_t i = 0; i < 3; i++) {
        struct faqbot *bot;
        struct faqbot_answer answer;
        made_save(made, "zz.jsonl", view_of(texts[i]));
        (void)assert_update(made, 3);
        const struct faqbot_options options = {.index = made->index};
        const struct faqbot_question question = {.text = view_of("zeppelin"), .top = 3};
        assert_int_equal(faqbot_open(&options, &bot, NULL), FAQBOT_OK);
        assert_int_equal(faqbot_ask(bot, &question, &answer), FAQBOT_OK);
        assert_int_equal(answer.unknown_word_count, i == 1);
        assert_int_equal(answer.candidate_count, i != 1);
        faqbot_close(bot);
    }
    char path[128];
    snprintf(path, sizeof path, "%s/zz.jsonl", made->folder);
    assert_int_equal(remove(path), 0);
}

static void count_rule(void *user, const struct faqbot_fault *fault)
{
    if (strcmp(fault->rule, "unknown-key") == 0) {
        assert_int_equal(fault->line, 8);
        ++*(size_t *)user;
    }
}

static void what_is_wrong_with_a_changed_line_is_told_once(void **state)
{
    struct made_knowledge *made = *state;
    struct buffer text;
    buffer_init(&text, SIZE_MAX);
    /* The second time it cannot be updated, since one line more is broken. */
    for (size_t i = 0; i < 2; i++) {
        size_t told = 0;
        struct faqbot_index_result result;
        const struct faqbot_index_options options = {.knowledge = made->folder,
                                                     .output = made->index,
                                                     .report = count_rule,
                                                     .report_user = &told,
                                                     .update = true};
        buffer_reset(&text);
        made->lines[90].words = i == 0 ? 5 : 0;
        for (size_t at = 0; at < made->line_count; at++) {
            made_write_line(&text, &made->lines[at]);
            if (at == 7) { /* the line's end */
                buffer_truncate(&text, text.size - 2);
                buffer_add_text(&text, i == 0 ? ",\"colour\":\"red\"}\n" : ",\"shape\":\"round\"}\n");
            }
        }
        made_save(made, "z.jsonl", buffer_view(&text));
        assert_int_equal(faqbot_index(&options, &result, NULL), FAQBOT_OK);
        assert_int_equal(result.is_updated, i == 0);
        assert_int_equal(told, 1);
        assert_int_equal(result.warnings, 1);
        assert_int_equal(result.errors, i);
    }
    buffer_release(&text);
}

static void phrasings_of_what_changed_are_counted(void **state)
{
    struct made_knowledge *made = *state;
    made->lines[3].asked = 4 * 1000 + 2; /* a question, with three further ones */
    made->lines[4].text = 77;            /* a passage */
    made_save_lines(made);
    struct faqbot_index_result result = made_index(made, made->index, true);
    assert_true(result.is_updated);
    assert_int_equal(result.changed, 2);
    assert_int_equal(result.phrasings, 5);
}

static int run_index_update(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_updated_index_says_what_a_new_one_says, index_update_set_up,
                                        index_update_tear_down),
        cmocka_unit_test_setup_teardown(edits_that_are_taken_back_lead_back_to_the_first_version,
                                        index_update_set_up, index_update_tear_down),
        cmocka_unit_test_setup_teardown(a_word_that_no_entry_has_any_more_is_unknown_until_it_comes_back,
                                        index_update_set_up, index_update_tear_down),
        cmocka_unit_test_setup_teardown(what_is_wrong_with_a_changed_line_is_told_once, index_update_set_up,
                                        index_update_tear_down),
        cmocka_unit_test_setup_teardown(phrasings_of_what_changed_are_counted, index_update_set_up,
                                        index_update_tear_down),
    };
    return cmocka_run_group_tests_name("index_update", tests, NULL, NULL);
}

int test_index_update(void)
{
    return run_index_anew() + run_index_update();
}
