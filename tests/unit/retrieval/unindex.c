/* unit/retrieval/unindex.c - what an index was made of comes out of it again, as it went in. */
#include "../knowledge/collector.h"

#include <stdlib.h>
#include <unistd.h>

#include <faqbot_tools.h>

#include "knowledge/knowledge.h"
#include "retrieval/index.h"
#include "retrieval/unindex.h"

static const char lines[] = "{\"settings\":{\"name\":\"N\",\"greeting\":\"G\",\"no_answer\":\"A\",\"unsure\":"
                            "\"U\",\"contact\":\"C\",\"lang\":\"en\","
                            "\"starters\":[\"a\",\"p\"],\"disclaimer\":\"D\",\"threshold.answered\":\"0.5\","
                            "\"threshold.unsure\":\"0.125\"}}\n"
                            "{\"synonym\":\"bike, bicycle\"}\n"
                            "{\"synonym\":\"fee => price\"}\n"
                            "{\"id\":\"a\",\"question\":\"What?\",\"also\":[\"how "
                            "so\",\"why\"],\"answer\":\"One.\\n\\n- two\\n- **three**\","
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
    struct import_builder *collector = user;
    const struct faqbot_view texts[] = {settings->greeting, settings->no_answer, settings->unsure,
                                        settings->contact,  settings->lang,      settings->disclaimer};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        collector_view(&collector->details, "|", texts[i]);
    }
    for (size_t i = 0; i < settings->starter_count; i++) {
        collector_view(&collector->details, "*", settings->starters[i]);
    }
    char thresholds[64];
    (void)snprintf(thresholds, sizeof thresholds, "|%.3f|%.3f\n", settings->answered_threshold,
                   settings->unsure_threshold);
    buffer_add_text(&collector->details, thresholds);
    return collector_settings(user, settings);
}

static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct synonym without_line = *synonym;
    without_line.line = 0; /* an index does not have it */
    return collector_synonym(user, &without_line);
}

static void prepare(struct import_builder *collector)
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
    struct import_builder written;
    struct import_builder found;
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
    struct import_builder found;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_went_in_comes_out),
        cmocka_unit_test(a_sink_that_has_enough_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
