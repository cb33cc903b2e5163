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
#include "unit/kb/collector.h"

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
    assert_false(stats.is_large);
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
    "\"U\",\"contact\":\"C\",\"lang\":\"en\","
    "\"starters\":[\"a\",\"p\"],\"disclaimer\":\"D\",\"threshold.answered\":\"0.5\","
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
    const struct faqbot_view texts[] = {settings->greeting, settings->no_answer, settings->unsure,
                                        settings->contact,  settings->lang,      settings->disclaimer};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        collector_view(&collector->details, "|", texts[i]);
    }
    for (size_t i = 0; i < settings->starter_count; i++) {
        collector_view(&collector->details, "*", settings->starters[i]);
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

/* The store over the knowledge base at `path`. */
static struct store *make_store(const char *path)
{
    struct store *store = NULL;
    struct fault_reporter reporter = {.report = NULL};
    struct faqbot_index_result result;
    struct faqbot_fault fault;
    const struct faqbot_index_options options = {.knowledge = path};
    assert_int_equal(store_create(NULL, &store, &fault), FAQBOT_OK);
    assert_int_equal(index_build(store, &options, &reporter, &result, &fault), FAQBOT_OK);
    return store;
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
    struct store *store = make_store(path);
    assert_int_equal(index_dump_read(store, &found.sink), FAQBOT_OK);
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
    struct store *store = make_store(path);
    prepare(&found);
    found.answer = FAQBOT_LIMIT;
    assert_int_equal(index_dump_read(store, &found.sink), FAQBOT_LIMIT);
    assert_int_equal(found.count, 0); /* it was the settings that were too much */
    found.sink.settings = NULL;
    found.sink.synonym = NULL;
    assert_int_equal(index_dump_read(store, &found.sink), FAQBOT_LIMIT);
    assert_int_equal(found.count, 1);
    found.sink.entry = NULL;
    assert_int_equal(index_dump_read(store, &found.sink), FAQBOT_OK);
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

int test_index_index_dump(void)
{
    return run_stats() + run_unindex();
}
