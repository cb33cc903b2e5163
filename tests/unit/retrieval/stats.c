/* unit/retrieval/stats.c - what is in an index file, counted. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <faqbot.h>
#include <faqbot_tools.h>

struct source_place {
    char folder[64];
    char knowledge[96];
    char index[96];
};

static int set_up(void **state)
{
    static struct source_place place;
    strcpy(place.folder, "/tmp/faqbot-stats-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    (void)snprintf(place.knowledge, sizeof place.knowledge, "%s/a.jsonl", place.folder);
    (void)snprintf(place.index, sizeof place.index, "%s/a.index", place.folder);
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    const struct source_place *place = *state;
    return unlink(place->index) + unlink(place->knowledge) + rmdir(place->folder);
}

/* An index of that text, and what is in it. */
static void take(const struct source_place *place, const char *text, struct faqbot_stats *stats,
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
    const struct source_place *place = *state;
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
    const struct source_place *place = *state;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_words_and_bytes_are_counted),
        cmocka_unit_test(languages_are_told_with_the_knowledge_bases_own_first),
        cmocka_unit_test(what_is_no_index_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
