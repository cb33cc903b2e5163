/* tests/unit/search/rerank.c - entries as one question sees them: one by itself, counted by hand, and many
 * beside the model of all. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "search/search_internal.h"
#include "unit/search/made_collection.h"
#include "unit/search/made_model.h"
#include "unit/status_of.h"

/* ==== one entry ======================================================================================== */

struct fixture {
    struct arena arena;
    struct arena scratch;
    struct languages languages;
    struct synonyms *synonyms;
    struct ngram_stats ngram_stats;
    struct entry_reader reader;
};

static void take_rows(struct fixture *fixture, const char *text)
{
    struct word *words;
    size_t count;
    uint64_t *keys;
    struct ngrams ngrams[3];
    enum faqbot_status status = FAQBOT_OK;
    struct stemmer *stems = fixture->languages.stems[0];
    struct arena *arena = &fixture->arena;
    assert_true(tokenize(arena, view_of(text), &words, &count) &&
                (keys = ngrams_unigram_keys(arena, stems, words, count, &status)) != NULL &&
                (ngrams[0] = ngrams_unigrams(arena, keys, count, &status)).list != NULL &&
                (ngrams[1] = ngrams_bigrams(arena, keys, count, &status)).list != NULL &&
                (ngrams[2] = ngrams_chars(arena, stems, words, count, &status)).list != NULL);
    feature_rows_number(&ngrams[0], arena, &fixture->reader.rows[RERANK_STEMS], &status);
    feature_rows_number(&ngrams[1], arena, &fixture->reader.rows[RERANK_PAIRS], &status);
    feature_rows_number(&ngrams[2], arena, &fixture->reader.rows[RERANK_CHARS], &status);
    assert_int_equal(status, FAQBOT_OK);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    arena_init(&fixture->arena, 1 << 22);
    arena_init(&fixture->scratch, 1 << 22);
    assert_int_equal(STATUS_OF(languages_init, &fixture->languages, view_of("en")), FAQBOT_OK);
    fixture->synonyms = synonyms_new(view_of("en"));
    assert_non_null(fixture->synonyms);
    assert_int_equal(STATUS_OF(synonyms_finish, fixture->synonyms), FAQBOT_OK);
    assert_int_equal(STATUS_OF(ngram_stats_decode, view_of(""), 1000, &fixture->arena, &fixture->ngram_stats),
                     FAQBOT_OK);
    fixture->reader = (struct entry_reader){.synonyms = fixture->synonyms,
                                            .ngram_stats = &fixture->ngram_stats,
                                            .stems = fixture->languages.stems[0],
                                            .scratch = &fixture->scratch};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    synonyms_free(fixture->synonyms);
    languages_release(&fixture->languages);
    arena_release(&fixture->scratch);
    arena_release(&fixture->arena);
    free(fixture);
    return 0;
}

static uint32_t row_of(const struct fixture *fixture, const char *stem)
{
    uint32_t row = feature_rows_find(&fixture->reader.rows[RERANK_STEMS], ngrams_key_of_stem(view_of(stem)));
    assert_int_not_equal(row, SPARSE_MATRIX_NONE);
    return row;
}

static void compute(struct fixture *fixture, const struct entry *entry, struct entry_features *features)
{
    enum faqbot_status status = FAQBOT_OK;
    entry_features_compute(&fixture->reader, entry, &fixture->arena, features, &status);
    assert_int_equal(status, FAQBOT_OK);
}

static void stems_are_counted_by_part_and_in_their_order(void **state)
{
    struct fixture *fixture = *state;
    struct entry_features features;
    const struct faqbot_view asked[] = {view_of("red shoes"), view_of("blue shoes, red socks")};
    const struct entry entry = {
        .kind = ENTRY_FAQ, .phrasings = asked, .phrasing_count = 2, .text = view_of("A red one.")};
    take_rows(fixture, "red shoe hat");
    compute(fixture, &entry, &features);
    uint32_t red = row_of(fixture, "red");
    uint32_t shoe = row_of(fixture, "shoe");
    const uint32_t none = SPARSE_MATRIX_NONE;
    const uint32_t own = fixture->reader.rows[RERANK_STEMS].count; /* blue, socks, a, one */
    const uint32_t sequence[] = {red, shoe, none, own, shoe, red, own + 1, none, own + 2, red, own + 3, none};
    assert_true(features.values[MODEL_UNIGRAMS][red] == 3 &&
                features.values[MODEL_QUESTION_UNIGRAMS][red] == 2 &&
                features.values[MODEL_BODY_UNIGRAMS][red] == 1);
    assert_true(features.values[MODEL_UNIGRAMS][shoe] == 2 &&
                features.values[MODEL_BODY_UNIGRAMS][shoe] == 0);
    assert_true(features.values[MODEL_UNIGRAMS][row_of(fixture, "hat")] == 0);
    assert_true(features.head_words == 6 && features.body_words == 3);
    assert_int_equal(features.sequence_count, COUNT(sequence));
    assert_memory_equal(features.sequence, sequence, sizeof sequence);
    assert_int_equal(features.word_count, 4);
    assert_true(features.words[0].is_content && !features.words[2].is_content);
    assert_true(features.has_phrasings);
    /* red and shoe are in both phrasings, blue and sock in one. */
    assert_int_equal(features.required_term_count, 4);
    for (uint32_t i = 0; i < features.required_term_count; i++) {
        bool is_shared = features.required_terms[i].row == red || features.required_terms[i].row == shoe;
        assert_true(features.required_terms[i].share == (is_shared ? 1 : .5f));
        assert_true(is_shared || features.required_terms[i].row == none);
    }
}

static void an_entry_that_says_what_is_asked_is_as_near_as_can_be(void **state)
{
    struct fixture *fixture = *state;
    struct entry_features features;
    const struct faqbot_view asked = view_of("red shoes");
    const struct entry entry = {.kind = ENTRY_FAQ, .phrasings = &asked, .phrasing_count = 1, .text = asked};
    take_rows(fixture, "red shoes");
    compute(fixture, &entry, &features);
    double squares[3] = {0};
    for (uint32_t i = 0; i < fixture->reader.rows[RERANK_CHARS].count; i++) {
        squares[0] += pow((double)features.values[MODEL_CHAR_NGRAMS][i], 2);
        squares[1] += pow((double)features.values[MODEL_CENTROIDS][i], 2);
        squares[2] += pow((double)features.values[MODEL_CONTENT_CENTROIDS][i], 2);
    }
    for (size_t i = 0; i < COUNT(squares); i++) {
        assert_true(fabs(squares[i] - 1) < 1e-5);
    }
    for (uint32_t i = 0; i < fixture->reader.rows[RERANK_PAIRS].count; i++) {
        assert_true(features.values[MODEL_BIGRAMS][i] == 2); /* in both texts */
    }
}

static void a_passage_is_known_by_its_heading_where_that_says_more_than_the_title(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *heading;
        bool has_phrasings;
    } cases[] = {{"Red shoes", true}, {"Title", false}, {"", false}};
    take_rows(fixture, "red shoes");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct entry_features features;
        const struct faqbot_view heading = view_of(cases[i].heading);
        const struct entry entry = {.kind = ENTRY_PASSAGE,
                                    .phrasings = &heading,
                                    .phrasing_count = 1,
                                    .title = view_of("Title"),
                                    .text = view_of("Text of it.")};
        compute(fixture, &entry, &features);
        assert_int_equal(features.has_phrasings, cases[i].has_phrasings);
        assert_int_equal(features.required_term_count, 0);
        assert_int_equal(features.head_words, cases[i].has_phrasings ? 3 : 1);
    }
}

static void nothing_asked_and_nothing_said_is_no_failure(void **state)
{
    struct fixture *fixture = *state;
    struct entry_features features;
    const struct faqbot_view empty = view_of("");
    const struct entry entry = {.kind = ENTRY_FAQ, .phrasings = &empty, .phrasing_count = 1, .text = empty};
    take_rows(fixture, "");
    compute(fixture, &entry, &features);
    assert_int_equal(features.head_words + features.body_words, 0);
    assert_int_equal(feature_rows_find(&fixture->reader.rows[RERANK_STEMS], 7), SPARSE_MATRIX_NONE);
}

static int run_entry(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stems_are_counted_by_part_and_in_their_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_entry_that_says_what_is_asked_is_as_near_as_can_be, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_passage_is_known_by_its_heading_where_that_says_more_than_the_title,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_asked_and_nothing_said_is_no_failure, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("one entry", tests, NULL, NULL);
}

/* ==== the model ======================================================================================== */

/* A model made for one question weighs what it knows of entries as the model of all of them does; what it
 * only estimates is near; and no entry is too large for it. */

#define ENTRIES 1200
#define QUESTIONS 60

/* Texts of few words, so that entries have much in common. */
static uint32_t next(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % below);
}

static char *make_text(uint64_t *state, size_t words)
{
    static const char *const syllables[] = {"ba", "do", "gi", "ku", "le", "mo", "na", "pi", "ro", "su"};
    char *text = calloc(words + 1, 12);
    assert_non_null(text);
    for (size_t i = 0; i < words; i++) {
        if (next(state, 5) == 0) {
            strcat(text, next(state, 2) == 0 ? "the " : "of ");
            continue;
        }
        uint32_t word = next(state, 1 + next(state, 400));
        for (size_t j = 0; j < 3; j++, word /= 10) {
            strcat(text, syllables[word % 10]);
        }
        strcat(text, " ");
    }
    return text;
}

struct model_fixture {
    struct made made; /* with a model of all */
    struct made_collection collected;
    struct made_entry entries[ENTRIES];
    char *texts[ENTRIES * 6];
    size_t text_count;
    uint64_t state;
};

static const char *keep_text(struct model_fixture *fixture, size_t words)
{
    char *text = make_text(&fixture->state, words);
    fixture->texts[fixture->text_count++] = text;
    return text;
}

static void make_entries(struct model_fixture *fixture)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        struct made_entry *entry = &fixture->entries[i];
        *entry = (struct made_entry){.text = keep_text(fixture, 5 + next(&fixture->state, 40))};
        if (i % 3 == 0) {
            entry->title = keep_text(fixture, 2);
            entry->phrasings[0] = i % 2 == 0 ? "" : keep_text(fixture, 2);
        } else {
            for (size_t j = 0; j < 1 + i % 4; j++) {
                entry->phrasings[j] = keep_text(fixture, 3 + next(&fixture->state, 6));
            }
        }
    }
}

static void collect(struct model_fixture *fixture)
{
    struct made_collecting making;
    made_collect_start(&fixture->collected, &making);
    for (size_t i = 0; i < ENTRIES; i++) {
        const struct made_entry *from = &fixture->entries[i];
        struct faqbot_view phrasings[MADE_PHRASINGS_MAX];
        struct entry entry = {.kind = from->title == NULL ? ENTRY_FAQ : ENTRY_PASSAGE,
                              .phrasings = phrasings,
                              .title = view_of(from->title),
                              .text = view_of(from->text)};
        for (; from->phrasings[entry.phrasing_count] != NULL; entry.phrasing_count++) {
            phrasings[entry.phrasing_count] = view_of(from->phrasings[entry.phrasing_count]);
        }
        made_collect(&making, &entry, 0);
    }
    made_collect_finish(&fixture->collected, &making);
}

static int model_set_up(void **state)
{
    struct model_fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->state = 11;
    make_entries(fixture);
    made_open(&fixture->made, fixture->entries, ENTRIES);
    collect(fixture);
    *state = fixture;
    return 0;
}

static int model_tear_down(void **state)
{
    struct model_fixture *fixture = *state;
    made_close(&fixture->made);
    made_collection_close(&fixture->collected);
    for (size_t i = 0; i < fixture->text_count; i++) {
        free(fixture->texts[i]);
    }
    free(fixture);
    return 0;
}

/* -- Beside the model of all ---------------------------------------------------------------------------- */

static struct made_rerank take_candidates(struct made_collection *collected, const char *question,
                                          struct features *features, struct terms *terms)
{
    struct synonyms_words words;
    const struct question_language language = made_language(&collected->languages);
    struct made_rerank rerank = made_rerank(collected, question, &words);
    enum faqbot_status status = FAQBOT_OK;
    terms_collect(rerank.model, &language, &words, &collected->arena, terms, &status);
    features_compute(rerank.model, &language, terms, &collected->arena, features, &status);
    assert_int_equal(status, FAQBOT_OK);
    return rerank;
}

/* How far the weights may be off, as a share. Of stems in a part of an entry the idf is that of the whole
 * entry, of pairs it is an estimate: the rest of the weight is compared, for which a text is as long as its
 * words and not as its pairs. Pieces of words are counted from words. */
static const struct {
    enum model_part part;
    const char *name;
    double tolerance;
    bool has_idf_apart;
} parts[] = {
    {MODEL_UNIGRAMS, "stems", 1e-5, false},          {MODEL_QUESTION_UNIGRAMS, "question stems", 1e-5, true},
    {MODEL_BODY_UNIGRAMS, "body stems", 1e-5, true}, {MODEL_BIGRAMS, "pairs", .08, true},
    {MODEL_CHAR_NGRAMS, "characters", .08, false},
};

static double idf_of(const struct sparse_matrix *matrix, uint32_t row)
{
    return log(1 + (matrix->documents - matrix->doc_freqs[row] + .5) / (matrix->doc_freqs[row] + .5));
}

/* A row's weights by column, in the arena. */
static const float *take_weights(const struct sparse_matrix *matrix, uint32_t row, struct arena *arena)
{
    struct term_count_item item = {.row = row, .weight = 1};
    const struct sparse_matrix_query query = {.items = &item, .count = 1};
    float *weights = arena_alloc_array(arena, matrix->column_count, sizeof *weights);
    assert_non_null(weights);
    sparse_matrix_score(matrix, &query, 1, weights);
    return weights;
}

/* How many of a feature's weights are further off than they may be. */
static size_t count_off(struct model_fixture *fixture, const struct made_rerank *rerank, size_t part,
                        uint64_t key)
{
    const struct sparse_matrix *all = &fixture->made.model.parts[parts[part].part];
    const struct sparse_matrix *few = &rerank->model->parts[parts[part].part];
    uint32_t rows[] = {sparse_matrix_find(all, key), sparse_matrix_find(few, key)};
    size_t off = 0;
    if (rows[0] == SPARSE_MATRIX_NONE || rows[1] == SPARSE_MATRIX_NONE) {
        /* A stem that only the other part has, or a pair that stands nowhere, weighs nothing. */
        assert_true(rows[0] == SPARSE_MATRIX_NONE);
        return rows[1] != SPARSE_MATRIX_NONE && few->starts[rows[1]] != few->starts[rows[1] + 1];
    }
    double ratio = parts[part].has_idf_apart ? idf_of(all, rows[0]) / idf_of(few, rows[1]) : 1;
    const float *wanted = take_weights(all, rows[0], &fixture->made.arena);
    const float *found = take_weights(few, rows[1], &fixture->made.arena);
    for (uint32_t i = 0; i < rerank->model->entry_count; i++) {
        double weight = (double)wanted[rerank->entries[i]];
        off += fabs(weight - (double)found[i] * ratio) > parts[part].tolerance * weight;
    }
    return off;
}

static void candidates_weigh_as_in_the_model_of_all(void **state)
{
    struct model_fixture *fixture = *state;
    size_t off[COUNT(parts)] = {0};
    for (size_t i = 0; i < QUESTIONS; i++) {
        struct synonyms_words words;
        uint64_t *keys;
        struct ngrams ngrams[3];
        enum faqbot_status status = FAQBOT_OK;
        struct arena *arena = &fixture->collected.arena;
        struct stemmer *stems = fixture->collected.languages.stems[0];
        char *question = make_text(&fixture->state, 2 + i % 7);
        arena_reset(&fixture->made.arena);
        arena_reset(arena);
        const struct made_rerank rerank = made_rerank(&fixture->collected, question, &words);
        assert_true((keys = ngrams_unigram_keys(arena, stems, words.list, words.count, &status)) != NULL &&
                    (ngrams[0] = ngrams_unigrams(arena, keys, words.count, &status)).list != NULL &&
                    (ngrams[1] = ngrams_bigrams(arena, keys, words.count, &status)).list != NULL &&
                    (ngrams[2] = ngrams_chars(arena, stems, words.list, words.count, &status)).list != NULL);
        for (size_t j = 0; j < COUNT(parts); j++) {
            const struct ngrams *of = &ngrams[parts[j].part == MODEL_BIGRAMS           ? 1
                                              : strstr(parts[j].name, "stems") != NULL ? 0
                                                                                       : 2];
            for (size_t k = 0; k < of->count; k++) {
                off[j] += count_off(fixture, &rerank, j, of->list[k].key);
            }
        }
        for (uint32_t j = 0; j < rerank.model->entry_count; j++) {
            assert_int_equal(rerank.model->kinds[j], fixture->made.model.kinds[rerank.entries[j]]);
        }
        free(question);
    }
    for (size_t j = 0; j < COUNT(parts); j++) {
        if (off[j] > 0) {
            fail_msg("%s: %zu", parts[j].name, off[j]);
        }
    }
}

/* The cosines with phrasings are 0 to 1. Pieces are weighed by the entries that hold them, in the model of
 * all by the phrasings that do. */
#define LIKENESS_TOLERANCE .2

/* Shares are of weights by all entries, in both. */
#define COVERAGE_TOLERANCE 1e-4f

static double content_centroid_off(const struct model *models[2], const struct features *features,
                                   uint32_t all, uint32_t few)
{
    double content_centroid = fabs(features_centroid_cosine(models[0], &features[0], all) -
                                   features_centroid_cosine(models[1], &features[1], few));
    double centroid = fabs((double)features[0].values[FEATURE_CENTROID][all] -
                           (double)features[1].values[FEATURE_CENTROID][few]);
    return content_centroid > centroid ? content_centroid : centroid;
}

/* What is read off the texts is the same wherever a text is walked through. */
static void coverage_is_that_of_the_model_of_all(void **state)
{
    struct model_fixture *fixture = *state;
    size_t compared = 0;
    for (size_t i = 0; i < QUESTIONS; i++) {
        struct terms terms[2];
        struct features features[2];
        char *question = make_text(&fixture->state, 3 + i % 7);
        arena_reset(&fixture->made.arena);
        arena_reset(&fixture->collected.arena);
        made_take(&fixture->made, question, &terms[0], &features[0]);
        const struct made_rerank rerank =
            take_candidates(&fixture->collected, question, &features[1], &terms[1]);
        for (uint32_t entry = 0; entry < rerank.model->entry_count; entry++) {
            uint32_t number = rerank.entries[entry];
            const struct model *models[] = {&fixture->made.model, rerank.model};
            assert_true(content_centroid_off(models, features, number, entry) < LIKENESS_TOLERANCE);
            struct candidate all = features_candidate(&features[0], number);
            struct candidate few = features_candidate(&features[1], entry);
            if (all.coverage.question > 0 &&
                few.coverage.question > 0) { /* of others, one has no candidate */
                assert_true(fabsf(all.window - few.window) <= 1e-4f * all.window);
                assert_true(fabsf(all.coverage.question - few.coverage.question) < COVERAGE_TOLERANCE);
                assert_true(fabsf(all.coverage.least - few.coverage.least) < COVERAGE_TOLERANCE);
                assert_true(fabsf(all.coverage.head - few.coverage.head) < COVERAGE_TOLERANCE);
                assert_true(fabsf(all.coverage.answer - few.coverage.answer) < COVERAGE_TOLERANCE);
                compared++;
            }
        }
        free(question);
    }
    assert_true(compared > QUESTIONS * 4);
}

static void the_first_of_all_is_the_first_of_the_candidates(void **state)
{
    struct model_fixture *fixture = *state;
    size_t same = 0;
    for (size_t i = 0; i < QUESTIONS; i++) {
        struct terms terms;
        struct features features;
        struct ranking rankings[2];
        struct made_search asked;
        const struct made_entry *entry = &fixture->entries[i * 19];
        const char *question = entry->title == NULL ? entry->phrasings[0] : entry->text;
        arena_reset(&fixture->made.arena);
        arena_reset(&fixture->collected.arena);
        made_ask(&fixture->made, question, 0, &asked);
        rankings[0] = asked.ranking;
        const struct made_rerank rerank = take_candidates(&fixture->collected, question, &features, &terms);
        enum faqbot_status status = FAQBOT_OK;
        rank_entries(rerank.model, &features, 0, 10, &fixture->collected.arena, &rankings[1], &status);
        assert_int_equal(status, FAQBOT_OK);
        same += rankings[0].list[0].entry == rerank.entries[rankings[1].list[0].entry];
    }
    assert_true(same >= QUESTIONS - 2);
}

static void words_that_no_entry_has_have_no_row(void **state)
{
    struct model_fixture *fixture = *state;
    static const struct {
        const char *question;
        size_t known;
        size_t entries;
    } cases[] = {
        {"xylophone", 0, 0}, {"", 0, 0}, {"xylophone bababa xylophone zebra bababa", 1, RERANK_ENTRIES}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct synonyms_words words;
        arena_reset(&fixture->collected.arena);
        const struct made_rerank rerank = made_rerank(&fixture->collected, cases[i].question, &words);
        assert_int_equal(rerank.model->parts[MODEL_UNIGRAMS].row_count, cases[i].known);
        assert_int_equal(rerank.model->entry_count, cases[i].entries);
    }
}

/* -- Large entries -------------------------------------------------------------------------------------- */

static char *repeat(const char *text, size_t times, const char *end)
{
    size_t size = strlen(text);
    char *bytes = malloc(size * times + strlen(end) + 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < times; i++) {
        memcpy(bytes + i * size, text, size);
    }
    strcpy(bytes + size * times, end);
    return bytes;
}

static void no_entry_is_too_large(void **state)
{
    (void)state;
    struct made_collection made;
    struct made_collecting making;
    struct faqbot_view *many = calloc(KB_PHRASINGS_MAX, sizeof *many);
    struct faqbot_view empty = view_of("");
    char *megabyte = repeat("a bc ", 200000, "needle");
    assert_non_null(many);
    for (size_t i = 0; i < KB_PHRASINGS_MAX; i++) {
        many[i] = view_of(i == RERANK_PHRASINGS_MAX ? "thread" : "where is the needle");
    }
    struct faqbot_view large = view_of(megabyte);
    const struct entry entries[] = {
        {.kind = ENTRY_FAQ,
         .phrasings = many,
         .phrasing_count = KB_PHRASINGS_MAX,
         .text = view_of("It is here.")},
        {.kind = ENTRY_FAQ, .phrasings = &large, .phrasing_count = 1, .text = large},
        {.kind = ENTRY_PASSAGE, .phrasings = &large, .phrasing_count = 1, .title = large, .text = large},
        {.kind = ENTRY_PASSAGE, .phrasings = &empty, .phrasing_count = 1, .text = view_of("A needle.")},
    };
    made_collect_start(&made, &making);
    for (size_t i = 0; i < COUNT(entries); i++) {
        made_collect(&making, &entries[i], 0);
    }
    made_collect_finish(&made, &making);
    struct synonyms_words words;
    arena_reset(&made.arena);
    const struct made_rerank rerank = made_rerank(&made, "a needle and a thread", &words);
    assert_int_equal(rerank.model->entry_count, COUNT(entries));
    for (uint32_t i = 0; i < COUNT(entries); i++) {
        uint32_t size = rerank.model->sequence_starts[i + 1] - rerank.model->sequence_starts[i];
        assert_true(size <= RERANK_TEXT_BYTES_MAX + RERANK_PHRASINGS_MAX * RERANK_PHRASING_BYTES_MAX);
    }
    /* What is beyond the limits is not seen. */
    const struct sparse_matrix *stems = &rerank.model->parts[MODEL_UNIGRAMS];
    uint32_t thread = sparse_matrix_find(stems, ngrams_key_of_stem(view_of("thread")));
    uint32_t needle = sparse_matrix_find(stems, ngrams_key_of_stem(view_of("needl")));
    assert_true(thread != SPARSE_MATRIX_NONE && needle != SPARSE_MATRIX_NONE);
    assert_false(sparse_matrix_has(stems, thread, 0));
    assert_true(sparse_matrix_has(stems, needle, 0));
    assert_false(sparse_matrix_has(stems, needle, 1));
    assert_false(sparse_matrix_has(stems, needle, 2));
    assert_true(sparse_matrix_has(stems, needle, 3));
    made_collection_close(&made);
    free(megabyte);
    free(many);
}

static int run_model(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(candidates_weigh_as_in_the_model_of_all),
        cmocka_unit_test(coverage_is_that_of_the_model_of_all),
        cmocka_unit_test(the_first_of_all_is_the_first_of_the_candidates),
        cmocka_unit_test(words_that_no_entry_has_have_no_row),
        cmocka_unit_test(no_entry_is_too_large),
    };
    return cmocka_run_group_tests_name("model", tests, model_set_up, model_tear_down);
}

int test_search_rerank(void)
{
    return run_entry() + run_model();
}
