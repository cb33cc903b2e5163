/* tests/unit/index/index_dump.c - what is in an index is counted, and comes back as it was written. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <faqbot_tools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/index.h"
#include "kb/kb.h"
#include "unit/index/made_store.h"
#include "unit/kb/collector.h"
#include "unit/status_of.h"

/* -- Statistics of an index ------------------------------------------------------------------------ */

struct told_place {
    char folder[64];
    char knowledge[96];
    char index[96];
};

static int set_up(void **state)
{
    static struct told_place place;
    strcpy(place.folder, "/tmp/faqbot-stats-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    (void)snprintf(place.knowledge, sizeof place.knowledge, "%s/a.jsonl", place.folder);
    (void)snprintf(place.index, sizeof place.index, "%s/a.index", place.folder);
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    const struct told_place *place = *state;
    return unlink(place->index) + unlink(place->knowledge) + rmdir(place->folder);
}

/* An index of that text, and what is in it. */
static void take(const struct told_place *place, const char *text, struct faqbot_stats *stats,
                 struct faqbot_index_result *built)
{
    struct faqbot_fault fault;
    FILE *file = fopen(place->knowledge, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    const struct faqbot_index_options options = {.knowledge = place->knowledge, .output = place->index};
    assert_int_equal(faqbot_index(&options, built, &fault), FAQBOT_OK);
    assert_int_equal(faqbot_stats(place->index, stats, &fault), FAQBOT_OK);
}

static void entries_words_and_bytes_are_counted(void **state)
{
    static const char text[] =
        "{\"id\":\"a\",\"question\":\"What do bicycles cost?\",\"also\":[\"price of a bicycle\"],"
        "\"answer\":\"Nothing.\"}\n"
        "{\"id\":\"b\",\"question\":\"And?\",\"answer\":\"Nothing.\"}\n"
        "{\"id\":\"p\",\"heading\":\"Where?\",\"text\":\"Here.\"}\n";
    const struct told_place *place = *state;
    struct faqbot_stats stats;
    struct faqbot_index_result built;
    struct stat found;
    take(place, text, &stats, &built);
    assert_int_equal(stat(place->index, &found), 0);
    assert_int_equal(stats.questions, 2);
    assert_int_equal(stats.passages, 1);
    assert_int_equal(stats.phrasings, 4);
    assert_int_equal(stats.phrasings, built.phrasings);
    assert_int_equal(stats.bytes, found.st_size);
    assert_string_equal(stats.version, built.version);
    assert_string_equal(stats.program, FAQBOT_VERSION_TEXT);
    assert_string_equal(stats.languages, "en");
    assert_true(stats.is_learned); /* from the two phrasings of a */
    assert_true(stats.format > 0);
    /* bicycle and bicycles are two spellings of one stem */
    assert_true(stats.spellings > stats.stems && stats.stems > 0 && stats.words >= stats.spellings);
    uint64_t bytes = 0;
    for (size_t i = 0; i < stats.table_count; i++) {
        assert_true(strlen(stats.tables[i].name) > 0);
        assert_true(i == 0 || stats.tables[i].bytes <= stats.tables[i - 1].bytes);
        bytes += stats.tables[i].bytes;
    }
    assert_true(bytes <= stats.bytes && (stats.table_count == 0 || bytes > 0));
}

/* The version is a hash of what was indexed. */
static void what_is_never_answered_counts_for_the_version_and_for_no_phrasing(void **state)
{
    static const char *const texts[] = {
        "{\"id\":\"a\",\"question\":\"What?\",\"answer\":\"It.\"}\n",
        "{\"id\":\"a\",\"question\":\"What?\",\"not\":[],\"answer\":\"It.\"}\n",
        "{\"id\":\"a\",\"question\":\"What?\",\"not\":[\"whom who\"],\"answer\":\"It.\"}\n",
        "{\"id\":\"a\",\"question\":\"What?\",\"not\":[\"whom\",\"who\"],\"answer\":\"It.\"}\n",
        "{\"id\":\"a\",\"question\":\"What?\",\"related\":[\"whom\",\"who\"],\"answer\":\"It.\"}\n"};
    enum { TEXTS = sizeof texts / sizeof *texts };
    struct faqbot_stats stats[TEXTS];
    for (size_t i = 0; i < TEXTS; i++) {
        struct faqbot_index_result built;
        take(*state, texts[i], &stats[i], &built);
        assert_int_equal(built.phrasings, 1);
        assert_false(stats[i].is_learned);
        assert_int_equal(stats[i].stems, stats[0].stems);
        assert_int_equal(stats[i].spellings, stats[0].spellings);
        for (size_t j = 0; j < i; j++) {
            assert_int_equal(strcmp(stats[i].version, stats[j].version) == 0, i == 1 && j == 0);
        }
    }
}

static void languages_are_told_with_the_knowledge_bases_own_first(void **state)
{
    static const struct {
        const char *text;
        const char *languages;
    } rows[] = {
        {"{\"settings\":{\"lang\":\"de\"}}\n{\"id\":\"a\",\"question\":\"Was?\",\"answer\":\"Nichts.\"}\n",
         "de"},
        {"{\"settings\":{\"lang\":\"de\"}}\n{\"id\":\"a\",\"question\":\"Was?\",\"answer\":\"Nichts.\"}\n"
         "{\"id\":\"b\",\"lang\":\"es\",\"question\":\"Que?\",\"answer\":\"Nada.\"}\n",
         "de es"},
        {"{\"id\":\"a\",\"question\":\"What?\",\"answer\":\"Nothing.\"}\n"
         "{\"id\":\"b\",\"lang\":\"es\",\"question\":\"Que?\",\"answer\":\"Nada.\"}\n",
         "en es"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_stats stats;
        struct faqbot_index_result built;
        take(*state, rows[i].text, &stats, &built);
        assert_string_equal(stats.languages, rows[i].languages);
    }
}

static void what_is_no_index_is_refused(void **state)
{
    const struct told_place *place = *state;
    const char *const paths[] = {"/nowhere", place->folder, place->knowledge};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct faqbot_stats stats = {.questions = 7};
        struct faqbot_fault fault;
        enum faqbot_status status = faqbot_stats(paths[i], &stats, &fault);
        assert_int_not_equal(status, FAQBOT_OK);
        assert_int_equal(fault.status, status);
        assert_true(strlen(fault.sentence) > 0);
        assert_int_equal(stats.questions, 7);
    }
}

static int run_stats(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_words_and_bytes_are_counted),
        cmocka_unit_test(what_is_never_answered_counts_for_the_version_and_for_no_phrasing),
        cmocka_unit_test(languages_are_told_with_the_knowledge_bases_own_first),
        cmocka_unit_test(what_is_no_index_is_refused),
    };
    return cmocka_run_group_tests_name("stats", tests, set_up, tear_down);
}

/* -- An index back into what authors wrote --------------------------------------------------------- */

/* What an index was made of comes out of it again, as it went in. */

static const char lines[] =
    "{\"settings\":{\"lexicon\":\"no\",\"name\":\"N\",\"greeting\":\"G\",\"no_answer\":\"A\",\"unsure\":"
    "\"U\",\"contact\":\"C\",\"contact.mail\":\"m@c.example\",\"contact.phone\":\"123\","
    "\"contact.url\":\"https://"
    "c.example\",\"contact.hours\":\"9-5\",\"consent\":\"K\",\"privacy\":\"P\",\"lang\":\"en\","
    "\"starters\":[\"a\",\"p\"],\"starters./x/*\":[\"b\",\"a\"],\"starters./"
    "y\":[],\"disclaimer\":\"D\",\"threshold.answered\":\"0.5\","
    "\"threshold.unsure\":\"0.125\"}}\n"
    "{\"synonym\":\"bike, bicycle\"}\n"
    "{\"synonym\":\"fee => price\"}\n"
    "{\"id\":\"a\",\"question\":\"What?\",\"also\":[\"how "
    "so\",\"why\"],\"not\":[\"who\",\"where from\"],\"answer\":\"One.\\n\\n- two\\n- **three**\","
    "\"title\":\"T\",\"section\":\"S > "
    "U\",\"url\":\"https://a.example\",\"lang\":\"de\",\"tags\":[\"x\",\"y\"],"
    "\"related\":[\"p\",\"b\"],\"disclaimer\":\"No.\",\"updated\":\"2026-01-01\","
    "\"review_by\":\"2027-01-01\"}\n"
    "{\"id\":\"b\",\"question\":\"And?\",\"answer\":\"Four five.\"}\n"
    "{\"id\":\"p\",\"heading\":\"H\",\"text\":\"Plain text.\",\"title\":\"T\"}\n";

static const char bare[] = "{\"id\":\"a\",\"text\":\"Nothing else.\"}\n";

/* The collector's, and besides what it does not write down of the settings. */
static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct collector *collector = user;
    const struct faqbot_view texts[] = {
        settings->greeting,     settings->no_answer,     settings->unsure,      settings->contact.text,
        settings->contact.mail, settings->contact.phone, settings->contact.url, settings->contact.hours,
        settings->consent,      settings->privacy,       settings->lang,        settings->disclaimer};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        collector_view(&collector->details, "|", texts[i]);
    }
    for (size_t i = 0; i < settings->starter_count; i++) {
        collector_view(&collector->details, "*", settings->starters[i]);
    }
    for (size_t i = 0; i < settings->page_count; i++) {
        collector_view(&collector->details, "/", settings->pages[i].path);
        for (size_t j = 0; j < settings->pages[i].starter_count; j++) {
            collector_view(&collector->details, "*", settings->pages[i].starters[j]);
        }
    }
    char thresholds[64];
    (void)snprintf(thresholds, sizeof thresholds, "|%.3f|%.3f|%d\n", settings->answered_threshold,
                   settings->unsure_threshold, settings->has_lexicon);
    buffer_add_text(&collector->details, thresholds);
    return collector_settings(user, settings);
}

static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct synonym without_line = *synonym;
    without_line.line = 0; /* an index does not have it */
    return collector_synonym(user, &without_line);
}

static void prepare(struct collector *collector)
{
    collector_init(collector);
    collector->sink.settings = take_settings;
    collector->sink.synonym = take_synonym;
}

static void write_knowledge(const char *text, char folder[64], char path[96])
{
    strcpy(folder, "/tmp/faqbot-unindex-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, 96, "%s/a.jsonl", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void check_same(const char *text)
{
    char folder[64];
    char path[96];
    struct collector written;
    struct collector found;
    struct faqbot_fault fault;
    write_knowledge(text, folder, path);
    prepare(&written);
    prepare(&found);
    assert_int_equal(kb_read(path, &written.sink, &fault), FAQBOT_OK);
    struct store *store = made_store_of(path);
    assert_int_equal(index_dump_read(&(struct index_part){.from = store}, &found.sink), FAQBOT_OK);
    assert_string_equal(collector_text(&found.entries), collector_text(&written.entries));
    assert_string_equal(collector_text(&found.details), collector_text(&written.details));
    assert_true(found.count > 0 && found.nodes == written.nodes);
    store_close(store);
    collector_release(&written);
    collector_release(&found);
    assert_int_equal(unlink(path) + rmdir(folder), 0);
}

static void what_went_in_comes_out(void **state)
{
    (void)state;
    check_same(lines);
    check_same(bare);
}

static void a_sink_that_has_enough_ends_it(void **state)
{
    char folder[64];
    char path[96];
    struct collector found;
    (void)state;
    write_knowledge(lines, folder, path);
    struct store *store = made_store_of(path);
    prepare(&found);
    found.answer = FAQBOT_LIMIT;
    assert_int_equal(index_dump_read(&(struct index_part){.from = store}, &found.sink), FAQBOT_LIMIT);
    assert_int_equal(found.count, 0); /* it was the settings that were too much */
    found.sink.settings = NULL;
    found.sink.synonym = NULL;
    assert_int_equal(index_dump_read(&(struct index_part){.from = store}, &found.sink), FAQBOT_LIMIT);
    assert_int_equal(found.count, 1);
    found.sink.entry = NULL;
    assert_int_equal(index_dump_read(&(struct index_part){.from = store}, &found.sink), FAQBOT_OK);
    store_close(store);
    collector_release(&found);
    assert_int_equal(unlink(path) + rmdir(folder), 0);
}

static int run_unindex(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_went_in_comes_out),
        cmocka_unit_test(a_sink_that_has_enough_ends_it),
    };
    return cmocka_run_group_tests_name("unindex", tests, NULL, NULL);
}

/* -- One entry ------------------------------------------------------------------------------------- */

static void what_it_is_found_by_comes_back(void **state)
{
    (void)state;
    static const struct {
        enum entry_kind kind;
        const char *phrasings[4];
        const char *title, *lang, *text; /* no language: the knowledge base names none */
    } expected[] = {
        {ENTRY_FAQ, {"Where is it?", "the place", "wo ist es"}, "", "", "Here, as before."},
        {ENTRY_FAQ, {"Where is it?"}, "Where is it?", "de", "Hier."},
        {ENTRY_PASSAGE, {"A heading"}, "A title", "", "A text."},
        {ENTRY_PASSAGE, {"A heading"}, "A heading", "", "Another."},
        {ENTRY_PASSAGE, {""}, "", "", "A bare one."},
        {ENTRY_PASSAGE, {"A heading"}, "A heading", "", "No heading."}, /* its title is its heading */
    };
    struct arena arena;
    struct store *store =
        made_store("{\"id\":\"a\",\"question\":\"Where is it?\",\"also\":[\"the place\",\"wo ist es\"],"
                   "\"answer\":\"Here, as before.\"}\n"
                   "{\"id\":\"b\",\"question\":\"Where is it?\",\"title\":\"Where is it?\",\"lang\":\"de\","
                   "\"answer\":\"Hier.\"}\n"
                   "{\"id\":\"c\",\"heading\":\"A heading\",\"title\":\"A title\",\"text\":\"A text.\"}\n"
                   "{\"id\":\"d\",\"heading\":\"A heading\",\"title\":\"A heading\",\"text\":\"Another.\"}\n"
                   "{\"id\":\"e\",\"text\":\"A bare one.\"}\n"
                   "{\"id\":\"f\",\"title\":\"A heading\",\"text\":\"No heading.\"}\n");
    arena_init(&arena, (size_t)1 << 20);
    for (uint32_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct entry read;
        struct store_entry row;
        assert_int_equal(STATUS_OF(stored_entry_read, store, i, &arena, &row, &read), FAQBOT_OK);
        assert_int_equal(row.number, i);
        assert_int_equal(read.kind, expected[i].kind);
        assert_true(view_equals_text(read.title, expected[i].title));
        assert_true(view_equals_text(read.text, expected[i].text));
        assert_true(view_equals_text(read.lang, expected[i].lang));
        for (size_t j = 0; j < read.phrasing_count; j++) {
            assert_true(expected[i].phrasings[j] != NULL &&
                        view_equals_text(read.phrasings[j], expected[i].phrasings[j]));
        }
        assert_null(expected[i].phrasings[read.phrasing_count]);
    }
    store_close(store);
    arena_release(&arena);
}

static void what_is_not_there_is_told_and_no_text_is_damage(void **state)
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
    struct store_entry found;
    assert_int_equal(STATUS_OF(stored_entry_read, store, 0, &arena, &found, &read), FAQBOT_CORRUPT);
    assert_int_equal(STATUS_OF(stored_entry_read, store, 1, &arena, &found, &read), FAQBOT_NOT_FOUND);
    store_close(store);
    arena_release(&arena);
}

static int run_entry(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_is_found_by_comes_back),
        cmocka_unit_test(what_is_not_there_is_told_and_no_text_is_damage),
    };
    return cmocka_run_group_tests_name("stored_entry", tests, NULL, NULL);
}

int test_index_index_dump(void)
{
    return run_stats() + run_unindex() + run_entry();
}
