/* tests/unit/index/embeddings.c - an encoder's vectors of an index: what is made of them, how they are kept and taken
 * over, and what comes of damaged ones. The encoder is a tiny one, whose vectors mean nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <faqbot_tools.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/index_internal.h"
#include "unit/encoder/tiny.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define OK(call) assert_int_equal((call), FAQBOT_OK)
#define PHRASINGS 150 /* of one entry, more than are encoded at a time */

/* A folder with a knowledge base, an encoder's file and an index. */
struct fixture {
    char folder[64];
    char knowledge[96];
    char encoder[96];
    char index[96];
    struct arena arena;
};

static void write_bytes(const char *path, struct faqbot_view bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.bytes, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

/* Three entries in English, of which one is asked in many ways, and one in German, which the encoder does not know. */
static void write_knowledge(const struct fixture *fixture)
{
    FILE *file = fopen(fixture->knowledge, "wb");
    assert_non_null(file);
    assert_true(fputs("{\"id\":\"a\",\"question\":\"a e a?\",\"also\":[\"the e\"],\"answer\":\"e e a\"}\n"
                      "{\"id\":\"g\",\"question\":\"e?\",\"answer\":\"a\",\"lang\":\"de\"}\n"
                      "{\"id\":\"p\",\"heading\":\"the a\",\"text\":\"e a e\"}\n"
                      "{\"id\":\"m\",\"question\":\"a\",\"answer\":\"the\",\"also\":[",
                      file) >= 0);
    for (int i = 1; i < PHRASINGS; i++) {
        assert_true(fputs(i > 1 ? ",\"" : "\"", file) >= 0);
        for (int j = 0; j < 8; j++) {
            assert_true(fputs((i >> j) % 2 == 1 ? "e " : "a ", file) >= 0);
        }
        assert_true(fputs("\"", file) >= 0);
    }
    assert_true(fputs("]}\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void write_encoder(const char *path, unsigned word_bits)
{
    const struct tiny_recipe recipe = {
        .tokenizer = ENCODER_WORDPIECE,
        .word_bits = word_bits,
        .pieces = {{"a", 0}, {"##a", 0}, {"e", 0}, {"##e", 0}, {"?", 0}, {"the", 0}, {NULL, 0}}};
    struct tiny_file file = tiny_make(&recipe);
    write_bytes(path, view_make(file.bytes, file.size));
    free(file.bytes);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    strcpy(fixture->folder, "/tmp/faqbot-embeddings-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->knowledge, sizeof fixture->knowledge, "%s/a.jsonl", fixture->folder);
    snprintf(fixture->encoder, sizeof fixture->encoder, "%s/tiny.enc", fixture->folder);
    snprintf(fixture->index, sizeof fixture->index, "%s/index", fixture->folder);
    arena_init(&fixture->arena, (size_t)64 << 20);
    write_knowledge(fixture);
    write_encoder(fixture->encoder, 8);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    (void)remove(fixture->encoder);
    (void)remove(fixture->index);
    assert_int_equal(remove(fixture->knowledge) + rmdir(fixture->folder), 0);
    arena_release(&fixture->arena);
    free(fixture);
    return 0;
}

static void make(const struct fixture *fixture)
{
    struct faqbot_fault fault;
    struct faqbot_index_result result;
    const struct faqbot_index_options options = {
        .knowledge = fixture->knowledge, .output = fixture->index, .encoder = fixture->encoder};
    if (faqbot_index(&options, &result, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    assert_int_equal(result.entries, 4);
    assert_int_equal(result.errors, 0);
}

/* An entry's embeddings in the index; of an entry without any they are empty. */
static struct faqbot_view embeddings_of(struct fixture *fixture, uint32_t entry)
{
    struct store *store;
    struct faqbot_view bytes;
    enum faqbot_status status = FAQBOT_OK;
    OK(store_open(fixture->index, &store, NULL));
    store_get_embeddings(store, entry, &fixture->arena, &bytes, &status);
    store_close(store);
    assert_int_equal(status, FAQBOT_OK);
    return bytes;
}

static void run_sql(const struct fixture *fixture, const char *statement)
{
    sqlite3 *database;
    OK(sqlite3_open(fixture->index, &database));
    assert_int_equal(sqlite3_exec(database, statement, NULL, NULL, NULL), SQLITE_OK);
    assert_true(sqlite3_total_changes(database) > 0);
    OK(sqlite3_close(database));
}

/* -- Vectors ------------------------------------------------------------------------------------------------------- */

/* The embedding of that number. */
static struct embedding nth(struct faqbot_view bytes, size_t number, struct faqbot_view *words)
{
    struct embedding embedding;
    for (size_t i = 0; i <= number; i++) {
        assert_true(embeddings_next(&bytes, &embedding, words));
    }
    return embedding;
}

static void bytes_are_embeddings_or_damaged(void **state)
{
    struct {
        struct embedding first;
        struct embedding second;
        struct embedded_word words[2];
    } two = {.first = {.text_hash = 7},
             .second = {.text_hash = UINT64_MAX, .word_count = 2, .parts = {2, -3}}};
    char shifted[sizeof two + 1];
    struct faqbot_view words;
    (void)state;
    assert_int_equal(sizeof two, 2 * sizeof two.first + 2 * sizeof two.words[0]); /* no bytes of chance */
    two.words[1].start = 99;
    memcpy(shifted + 1, &two, sizeof two);
    struct faqbot_view bytes = view_make(shifted + 1, sizeof two);
    assert_int_equal(embeddings_count(bytes), 2);
    assert_true(nth(bytes, 0, &words).text_hash == 7);
    assert_int_equal(words.size, 0);
    assert_true(nth(bytes, 1, &words).text_hash == UINT64_MAX);
    assert_int_equal(nth(bytes, 1, &words).parts[1], -3);
    assert_int_equal(words.size, sizeof two.words);
    assert_int_equal(embedded_word_at(words, 1).start, 99);
    assert_int_equal(embeddings_count(view_of("")), 0);
    for (size_t size = 1; size < sizeof two; size++) {
        assert_int_equal(embeddings_count(view_make(shifted + 1, size)), size == sizeof two.first);
    }
    two.second.word_count = 3;
    memcpy(shifted + 1, &two, sizeof two);
    assert_int_equal(embeddings_count(bytes), 0);
    two.second.word_count = UINT32_MAX;
    memcpy(shifted + 1, &two, sizeof two);
    assert_int_equal(embeddings_count(bytes), 0);
}

/* -- An index ------------------------------------------------------------------------------------------------------ */

/* The vector of that number is the text's. */
static void assert_is_of(struct faqbot_view bytes, size_t number, const struct encoder *encoder,
                         struct encoder_workspace *workspace, const char *text)
{
    int8_t parts[ENCODER_DIMENSIONS];
    struct faqbot_view words;
    struct embedding embedding = nth(bytes, number, &words);
    embedding_make(encoder, workspace, view_of(text), parts, NULL, 0);
    assert_memory_equal(embedding.parts, parts, sizeof parts);
    assert_true(embedding.text_hash == siphash((struct siphash_key){{embedding.language, 0}}, view_of(text)));
    assert_int_equal(embedding.language == 0, number + 1 == embeddings_count(bytes)); /* the answer's */
}

static void an_entry_has_its_phrasings_and_then_its_text(void **state)
{
    struct fixture *fixture = *state;
    struct encoder *encoder;
    struct encoder_workspace *workspace = encoder_workspace_new();
    assert_non_null(workspace);
    OK(encoder_open(fixture->encoder, &encoder, NULL));
    make(fixture);
    struct faqbot_view bytes = embeddings_of(fixture, 0);
    assert_int_equal(embeddings_count(bytes), 3);
    assert_is_of(bytes, 0, encoder, workspace, "a e a?");
    assert_is_of(bytes, 1, encoder, workspace, "the e");
    assert_is_of(bytes, 2, encoder, workspace, "e e a");
    assert_int_equal(embeddings_of(fixture, 1).size, 0);
    bytes = embeddings_of(fixture, 2);
    assert_int_equal(embeddings_count(bytes), 2);
    assert_is_of(bytes, 0, encoder, workspace, "the a");
    assert_is_of(bytes, 1, encoder, workspace, "e a e");
    bytes = embeddings_of(fixture, 3);
    assert_int_equal(embeddings_count(bytes), PHRASINGS + 1);
    assert_is_of(bytes, PHRASINGS, encoder, workspace, "the");
    encoder_workspace_free(workspace);
    encoder_close(encoder);
}

static enum faqbot_status note(void *user, uint32_t entry, struct faqbot_view bytes)
{
    size_t *seen = user;
    seen[0] = seen[0] * 10 + entry;
    seen[1] += embeddings_count(bytes);
    return entry == 2 ? (enum faqbot_status)seen[2] : FAQBOT_OK;
}

static void embeddings_come_in_the_order_of_entries_until_one_is_refused(void **state)
{
    struct fixture *fixture = *state;
    size_t seen[3] = {0, 0, FAQBOT_OK};
    struct store *store;
    enum faqbot_status status = FAQBOT_OK;
    make(fixture);
    OK(store_open(fixture->index, &store, NULL));
    store_each_embeddings(store, note, seen, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(seen[0], 23); /* 0, 2, 3 */
    assert_int_equal(seen[1], 3 + 2 + PHRASINGS + 1);
    memcpy(seen, (size_t[]){0, 0, FAQBOT_INTERRUPTED}, sizeof seen);
    store_each_embeddings(store, note, seen, &status);
    assert_int_equal(status, FAQBOT_INTERRUPTED);
    assert_int_equal(seen[0], 2);
    store_close(store);
}

/* What the file before has is not made again, which shows where it has something else. */
static void vectors_are_taken_from_the_index_before_if_the_encoder_is_the_same(void **state)
{
    struct fixture *fixture = *state;
    make(fixture);
    struct faqbot_view anew = embeddings_of(fixture, 2);
    run_sql(fixture, "UPDATE embedding SET bytes = substr(bytes, 1, 40) || x'77' || substr(bytes, 42)"
                     " WHERE entry = 2");
    struct faqbot_view changed = embeddings_of(fixture, 2);
    assert_int_equal(changed.size, anew.size);
    assert_memory_not_equal(changed.bytes, anew.bytes, anew.size);
    make(fixture);
    assert_memory_equal(embeddings_of(fixture, 2).bytes, changed.bytes, changed.size);
    write_encoder(fixture->encoder, 4);
    make(fixture);
    struct faqbot_view others = embeddings_of(fixture, 2);
    assert_memory_not_equal(others.bytes, changed.bytes, others.size);
    write_encoder(fixture->encoder, 8);
    make(fixture);
    assert_memory_equal(embeddings_of(fixture, 2).bytes, anew.bytes, anew.size);
}

/* -- Damage -------------------------------------------------------------------------------------------------------- */

static enum faqbot_status ask(const struct fixture *fixture)
{
    struct faqbot *bot;
    struct faqbot_answer answer;
    struct faqbot_fault fault = {0};
    const struct faqbot_options options = {.index = fixture->index};
    enum faqbot_status status = faqbot_open(&options, &bot, &fault);
    if (status != FAQBOT_OK) {
        assert_true(fault.sentence[0] != '\0');
        return status;
    }
    static const char *const texts[] = {"a e a?", "the a", "e e e e a", "zyzzyva"};
    for (size_t i = 0; i < COUNT(texts) && status == FAQBOT_OK; i++) {
        status = faqbot_ask(bot, &(struct faqbot_question){.text = view_of(texts[i]), .top = 10}, &answer);
    }
    faqbot_close(bot);
    return status;
}

static void damaged_rows_are_refused_or_answer_and_are_made_again(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *statement;
        bool is_refused; /* what nothing can be said of; other bytes are vectors, though of other texts */
    } cases[] = {
        {"UPDATE embedding SET bytes = ''", true},
        {"UPDATE embedding SET bytes = x'01' WHERE entry = 0", true},
        {"UPDATE embedding SET bytes = zeroblob(399) WHERE entry = 2", true},
        {"UPDATE embedding SET bytes = zeroblob(400) WHERE entry = 2",
         true}, /* an answer without a phrasing */
        {"UPDATE embedding SET bytes = bytes || x'00' WHERE entry = 3", true},
        {"UPDATE embedding SET entry = 4 WHERE entry = 3", true},
        {"UPDATE embedding SET entry = -1 WHERE entry = 3", true},
        {"UPDATE embedding SET entry = 4294967296 + 2 WHERE entry = 2", false},
        {"UPDATE embedding SET bytes = zeroblob(length(bytes))", false},
        {"UPDATE embedding SET bytes = substr(bytes, 1, 12) || x'ffffffff' || substr(bytes, 17)", true},
        {"UPDATE embedding SET bytes = substr(bytes, 1, 8) || x'ffffffff' || substr(bytes, 13)", false},
        {"UPDATE embedding SET bytes = substr(bytes, 1, 408) || x'ffffffffffffffff' || substr(bytes, 417)",
         false},
        {"UPDATE embedding SET bytes = 'text' WHERE entry = 2", true},
        {"UPDATE embedding SET bytes = 7 WHERE entry = 2", true},
        {"UPDATE embedding SET bytes = zeroblob(400 * 50001) WHERE entry = 2",
         false}, /* too many to compare all */
        {"DELETE FROM embedding WHERE entry = 2", false},
        {"DELETE FROM embedding", false},
    };
    make(fixture);
    struct faqbot_view anew = embeddings_of(fixture, 3);
    for (size_t i = 0; i < COUNT(cases); i++) {
        (void)remove(fixture->index);
        make(fixture);
        run_sql(fixture, cases[i].statement);
        enum faqbot_status status = ask(fixture);
        if (cases[i].is_refused ? status != FAQBOT_CORRUPT
                                : status != FAQBOT_OK && status != FAQBOT_CORRUPT) {
            fail_msg("%s: %s", cases[i].statement, faqbot_status_text(status));
        }
        make(fixture); /* which reads what can be read of it */
        OK(ask(fixture));
        struct faqbot_view again = embeddings_of(fixture, 3);
        bool is_taken =
            strstr(cases[i].statement, "substr") != NULL; /* its hash says that it is the text's */
        assert_true(is_taken || (again.size == anew.size && memcmp(again.bytes, anew.bytes, anew.size) == 0));
    }
}

static void settings_that_name_no_encoder_are_refused(void **state)
{
    struct fixture *fixture = *state;
    static const char *const statements[] = {
        "UPDATE setting SET value = '' WHERE name = 'encoder'",
        "UPDATE setting SET value = 'ffffffffffffffffffff' WHERE name = 'encoder'",
        "UPDATE setting SET value = '' WHERE name = 'encoder_path'",
        "UPDATE setting SET value = '/' WHERE name = 'encoder_path'",
    };
    for (size_t i = 0; i < COUNT(statements); i++) {
        make(fixture);
        run_sql(fixture, statements[i]);
        assert_int_equal(ask(fixture), FAQBOT_INVALID);
        (void)remove(fixture->index);
    }
}

/* An index of the knowledge base that is there, but for what says when it was made. */
static void make_of(const struct fixture *fixture, const char *lines)
{
    struct faqbot_fault fault;
    struct faqbot_index_result result;
    const struct faqbot_index_options options = {
        .knowledge = fixture->knowledge, .output = fixture->index, .encoder = fixture->encoder};
    write_bytes(fixture->knowledge, view_of(lines));
    (void)remove(fixture->index); /* from which it would take them */
    OK(faqbot_index(&options, &result, &fault));
}

#define SPOKEN_IN_GERMAN "{\"settings\":{\"lang\":\"de\"}}\n"
#define FRENCH "{\"id\":\"f\",\"question\":\"e?\",\"answer\":\"a\",\"lang\":\"fr\"}\n"
#define ENGLISH                                                                                              \
    "{\"id\":\"a\",\"question\":\"a e a?\",\"also\":[\"the e\"],\"answer\":\"e e a\",\"lang\":\"en\"}\n"

/* The third language of the whole is the second of the part, which is a part of what tells texts apart. */
static void a_part_takes_over_the_vectors_of_its_entries(void **state)
{
    struct fixture *fixture = *state;
    const uint32_t entries[] = {1};
    struct store *whole;
    struct store *made;
    struct faqbot_view bytes;
    size_t phrasings = 0;
    enum faqbot_status status = FAQBOT_OK;
    make_of(fixture, SPOKEN_IN_GERMAN ENGLISH);
    struct faqbot_view alone = embeddings_of(fixture, 0);
    assert_int_equal(embeddings_count(alone), 3);
    make_of(fixture, SPOKEN_IN_GERMAN FRENCH ENGLISH);
    assert_false(view_equals(embeddings_of(fixture, 1), alone));
    run_sql(fixture,
            "UPDATE embedding SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'07' AS BLOB)");
    OK(store_open(fixture->index, &whole, NULL));
    OK(store_create(NULL, &made, NULL));
    const struct index_part part = {.from = whole, .entries = entries, .count = 1, .phrasings_max = 2};
    OK(index_build_part(made, &part, fixture->encoder, &phrasings, NULL));
    assert_int_equal(phrasings, 2);
    store_get_embeddings(made, 0, &fixture->arena, &bytes, &status);
    OK(status);
    assert_int_equal(bytes.size, alone.size);
    assert_int_equal(bytes.bytes[bytes.size - 1], 7); /* it was not made again */
    assert_memory_equal(bytes.bytes, alone.bytes, bytes.size - 1);
    store_close(made);
    store_close(whole);
}

int test_index_embeddings(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_embeddings_or_damaged),
        cmocka_unit_test_setup_teardown(an_entry_has_its_phrasings_and_then_its_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(embeddings_come_in_the_order_of_entries_until_one_is_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(vectors_are_taken_from_the_index_before_if_the_encoder_is_the_same,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_part_takes_over_the_vectors_of_its_entries, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_rows_are_refused_or_answer_and_are_made_again, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(settings_that_name_no_encoder_are_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("embeddings", tests, NULL, NULL);
}
