/* tests/unit/index/model.c - a model is read back as it was built, and a damaged one is said to be. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/index_internal.h"
#include "unit/search/made_model.h"
#include "unit/status_of.h"

/* -- A model, written and read back ---------------------------------------------------------------- */

static const struct made_entry library[] = {
    {.phrasings = {"When does the library open?", "opening hours"}, .text = "At nine."},
    {.phrasings = {"How long may I keep a book?", "loan period"}, .text = "Four weeks."},
    {.phrasings = {"Reading rooms"}, .text = "There is a room for groups.", .title = "The house"},
    {.phrasings = {"The house"}, .text = "It was built of brick.", .title = "The house", .language = 1},
};

static uint64_t stem_of(struct made *made, const char *text)
{
    struct word *words;
    size_t count;
    assert_true(tokenize(&made->arena, view_of(text), &words, &count));
    return ngrams_stem_key(made->languages.stems[0], &words[0]);
}

static void a_model_is_read_back_as_it_was_built(void **state)
{
    (void)state;
    struct made made;
    made_open(&made, library, COUNT(library));
    const struct model *model = &made.model;
    assert_int_equal(model->entry_count, COUNT(library));
    assert_true(model->is_learned);
    for (int part = 0; part < MODEL_PART_COUNT; part++) {
        assert_int_equal(model->parts[part].column_count, COUNT(library));
    }
    assert_int_equal(model->phrasing_count, 5); /* a heading that says no more than its title is none */
    for (uint32_t i = 0; i < COUNT(library); i++) {
        assert_int_equal(model->kinds[i], library[i].title == NULL ? ENTRY_FAQ : ENTRY_PASSAGE);
        assert_int_equal(model->languages[i], library[i].language);
    }
    const struct sparse_matrix *stems = &model->parts[MODEL_UNIGRAMS];
    uint32_t opening = sparse_matrix_find(stems, stem_of(&made, "opened"));
    assert_int_not_equal(opening, SPARSE_MATRIX_NONE);
    assert_true(sparse_matrix_has(stems, opening, 0));
    assert_false(sparse_matrix_has(stems, opening, 1));
    assert_int_equal(sparse_matrix_find(stems, stem_of(&made, "car")), SPARSE_MATRIX_NONE);
    made_close(&made);
}

static void the_sequence_is_the_text_stem_by_stem(void **state)
{
    (void)state;
    struct made made;
    made_open(&made, library, COUNT(library));
    const struct model *model = &made.model;
    static const char *const words[] = {"how", "long", "may",    "i",  "keep", "a",     "book",
                                        NULL,  "loan", "period", NULL, "four", "weeks", NULL};
    assert_int_equal(model->sequence_starts[2] - model->sequence_starts[1], COUNT(words));
    const uint32_t *text = model->sequence + model->sequence_starts[1];
    for (size_t i = 0; i < COUNT(words); i++) {
        uint32_t row = words[i] == NULL
                           ? SPARSE_MATRIX_NONE
                           : sparse_matrix_find(&model->parts[MODEL_UNIGRAMS], stem_of(&made, words[i]));
        assert_int_equal(text[i], row);
    }
    made_close(&made);
}

static void without_phrasings_there_is_nothing_to_learn_from(void **state)
{
    (void)state;
    struct made made;
    made_open(&made, library + 3, 1);
    assert_false(made.model.is_learned);
    assert_int_equal(made.model.phrasing_count, 0);
    assert_int_equal(made.model.parts[MODEL_CENTROIDS].slot_count, 0);
    made_close(&made);
}

/* Classifiers of words and of meanings are there however many phrasings they are learned from. */
static void a_model_of_many_phrasings_is_learned_too(void **state)
{
    (void)state;
    enum { ENTRIES = 1500, PHRASINGS = 3 };
    static char texts[ENTRIES][PHRASINGS][48];
    static struct made_entry many[ENTRIES];
    static const char *const forms[PHRASINGS] = {"How do I order part", "buying part", "price of part"};
    for (size_t i = 0; i < ENTRIES; i++) {
        many[i].text = "Ask us.";
        for (size_t j = 0; j < PHRASINGS; j++) {
            (void)snprintf(texts[i][j], sizeof texts[i][j], "%s %zu", forms[j], i);
            many[i].phrasings[j] = texts[i][j];
        }
    }
    struct made made;
    made_open_with(&made, many, ENTRIES, true);
    assert_int_equal(made.model.phrasing_count, ENTRIES * PHRASINGS);
    assert_true(made.model.is_learned);
    assert_non_null(made.model.meaning_classifiers);
    made_close(&made);
}

static void the_same_entries_give_the_same_bytes(void **state)
{
    (void)state;
    struct made one;
    struct made other;
    made_write_with(&one, library, COUNT(library), true);
    made_write_with(&other, library, COUNT(library), true);
    for (int part = 0; part < MODEL_NAME_COUNT; part++) {
        struct faqbot_view left;
        struct faqbot_view right;
        const char *name = model_names[part];
        assert_int_equal(STATUS_OF(store_get_model, one.store, name, &one.arena, &left), FAQBOT_OK);
        assert_int_equal(STATUS_OF(store_get_model, other.store, name, &other.arena, &right), FAQBOT_OK);
        assert_true(view_equals(left, right));
    }
    made_close(&one);
    made_close(&other);
}

/* -- Damage -------------------------------------------------------------------------------------------------------- */

#define PARTS MODEL_NAME_COUNT

static const char *name_of(size_t part)
{
    return model_names[part];
}

/* Reads a copy of the model's store in which one part is cut to `kept` bytes, or left out. */
static enum faqbot_status read_damaged(struct made *made, size_t damaged, bool is_left_out, size_t kept)
{
    struct model model;
    struct store *copy;
    assert_int_equal(store_create(NULL, &copy, NULL), FAQBOT_OK);
    for (size_t part = 0; part < PARTS; part++) {
        struct faqbot_view bytes;
        assert_int_equal(STATUS_OF(store_get_model, made->store, name_of(part), &made->arena, &bytes),
                         FAQBOT_OK);
        if (part == damaged) {
            bytes = view_slice(bytes, 0, kept);
        }
        if (part != damaged || !is_left_out) {
            store_change_model(copy, name_of(part), bytes);
        }
    }
    enum faqbot_status status = STATUS_OF(model_read, &model, copy);
    model_release(&model);
    store_close(copy);
    return status;
}

static void a_part_that_is_missing_is_damage(void **state)
{
    (void)state;
    struct made made;
    made_write_with(&made, library, COUNT(library), true);
    assert_int_equal(read_damaged(&made, PARTS, false, 0), FAQBOT_OK);
    for (size_t part = 0; part < PARTS; part++) {
        assert_int_equal(read_damaged(&made, part, true, 0), FAQBOT_CORRUPT);
    }
    made_close(&made);
}

static void a_part_that_is_cut_short_is_damage(void **state)
{
    (void)state;
    struct made made;
    made_write_with(&made, library, COUNT(library), true);
    for (size_t part = 0; part < PARTS; part++) {
        struct faqbot_view bytes;
        assert_int_equal(STATUS_OF(store_get_model, made.store, name_of(part), &made.arena, &bytes),
                         FAQBOT_OK);
        for (size_t kept = 0; kept < bytes.size; kept += 1 + bytes.size / 16) {
            assert_int_equal(read_damaged(&made, part, false, kept), FAQBOT_CORRUPT);
        }
        assert_int_equal(read_damaged(&made, part, false, bytes.size - 1), FAQBOT_CORRUPT);
    }
    made_close(&made);
}

/* Reads a copy in which one part has other bytes. */
static enum faqbot_status read_changed(struct made *made, enum model_part changed, size_t at,
                                       const void *bytes, size_t size)
{
    struct model model;
    struct store *copy;
    assert_int_equal(store_create(NULL, &copy, NULL), FAQBOT_OK);
    for (size_t part = 0; part < PARTS; part++) {
        struct faqbot_view view;
        assert_int_equal(STATUS_OF(store_get_model, made->store, name_of(part), &made->arena, &view),
                         FAQBOT_OK);
        char *own = arena_alloc(&made->arena, view.size + size);
        assert_non_null(own);
        memcpy(own, view.bytes, view.size);
        if (part == changed) {
            at = at == SIZE_MAX ? view.size : at; /* more than there should be */
            memcpy(own + at, bytes, size);
            view.size = at + size > view.size ? at + size : view.size;
        }
        store_change_model(copy, name_of(part), view_make(own, view.size));
    }
    enum faqbot_status status = STATUS_OF(model_read, &model, copy);
    model_release(&model);
    store_close(copy);
    return status;
}

static void places_and_truths_that_are_none_are_damage(void **state)
{
    (void)state;
    struct made made;
    made_open_with(&made, library, COUNT(library), true);
    const uint32_t last = made.model.word_count - 1;
    const uint32_t none = SPARSE_MATRIX_NONE;
    const uint32_t past = made.model.word_count;
    const unsigned char yes = 1;
    const unsigned char odd[] = {2, 255};
    const struct lexicon_vector vector = {{1}};
    assert_int_equal(read_changed(&made, MODEL_SEQUENCE, 0, &last, 4), FAQBOT_OK);
    assert_int_equal(read_changed(&made, MODEL_SEQUENCE, 0, &none, 4), FAQBOT_OK);
    assert_int_equal(read_changed(&made, MODEL_SEQUENCE, 0, &past, 4), FAQBOT_CORRUPT);
    const size_t truths[] = {offsetof(struct model_word, is_content), offsetof(struct model_word, is_apart)};
    for (size_t i = 0; i < COUNT(truths); i++) {
        const size_t at = last * sizeof(struct model_word) + truths[i];
        assert_int_equal(read_changed(&made, MODEL_WORDS, at, &yes, 1), FAQBOT_OK);
        for (size_t j = 0; j < COUNT(odd); j++) {
            assert_int_equal(read_changed(&made, MODEL_WORDS, at, &odd[j], 1), FAQBOT_CORRUPT);
        }
    }
    const enum model_part longer[] = {MODEL_WORDS, MODEL_MEANINGS, MODEL_MEANING_CLASSIFIERS};
    for (size_t i = 0; i < COUNT(longer); i++) {
        assert_int_equal(read_changed(&made, longer[i], SIZE_MAX, &vector, sizeof vector), FAQBOT_CORRUPT);
        assert_int_equal(read_changed(&made, longer[i], SIZE_MAX, &yes, 1), FAQBOT_CORRUPT);
    }
    made_close(&made);
    made_open(&made, library, COUNT(library)); /* one kind of vectors without the other */
    assert_int_equal(read_changed(&made, MODEL_MEANINGS, SIZE_MAX, &vector, sizeof vector), FAQBOT_CORRUPT);
    assert_int_equal(read_changed(&made, MODEL_MEANING_CLASSIFIERS, SIZE_MAX, &vector, sizeof vector),
                     FAQBOT_CORRUPT);
    made_close(&made);
}

static void parts_of_another_knowledge_base_are_damage(void **state)
{
    (void)state;
    struct made made;
    struct made other;
    static const struct made_entry others[COUNT(library)] = {
        {.phrasings = {"a", "b"}, .text = "c"},
        {.phrasings = {"d", "e"}, .text = "f"},
        {.phrasings = {"g"}, .text = "h"},
        {.phrasings = {"i"}, .text = "j"},
    };
    made_write_with(&made, library, COUNT(library), true);
    made_write(&other, others, COUNT(others));
    /* One question serves all that has the rows of the phrasings. */
    static const enum model_part shared[] = {MODEL_CENTROIDS, MODEL_CHAR_NGRAM_WEIGHTS};
    for (size_t i = 0; i < COUNT(shared); i++) {
        struct model model;
        struct store *mixed;
        assert_int_equal(store_create(NULL, &mixed, NULL), FAQBOT_OK);
        for (size_t part = 0; part < PARTS; part++) {
            struct faqbot_view bytes;
            struct store *from = part == shared[i] ? other.store : made.store;
            assert_int_equal(STATUS_OF(store_get_model, from, name_of(part), &made.arena, &bytes), FAQBOT_OK);
            store_change_model(mixed, name_of(part), bytes);
        }
        assert_int_equal(STATUS_OF(model_read, &model, mixed), FAQBOT_CORRUPT);
        model_release(&model);
        store_close(mixed);
    }
    made_close(&made);
    made_close(&other);
}

static int run_model(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_is_read_back_as_it_was_built),
        cmocka_unit_test(the_sequence_is_the_text_stem_by_stem),
        cmocka_unit_test(without_phrasings_there_is_nothing_to_learn_from),
        cmocka_unit_test(a_model_of_many_phrasings_is_learned_too),
        cmocka_unit_test(the_same_entries_give_the_same_bytes),
        cmocka_unit_test(a_part_that_is_missing_is_damage),
        cmocka_unit_test(a_part_that_is_cut_short_is_damage),
        cmocka_unit_test(places_and_truths_that_are_none_are_damage),
        cmocka_unit_test(parts_of_another_knowledge_base_are_damage),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}

/* -- Required terms -------------------------------------------------------------------------------- */

/* The words that phrasings share, counted; and what is written of them, read back. */

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void add(struct required_terms_builder *builder, const uint32_t *rows, size_t count)
{
    uint32_t own[8];
    memcpy(own, rows, count * sizeof *rows);
    required_terms_builder_add(builder, own, count);
}
#define ADD(builder, ...)                                                                                    \
    add(builder, (const uint32_t[]){__VA_ARGS__}, COUNT(((const uint32_t[]){__VA_ARGS__})))

/* Three entries: five phrasings, one of two words; a passage that is not listed; one without words. */
static void write(struct buffer *bytes)
{
    struct required_terms_builder builder;
    required_terms_builder_init(&builder);
    ADD(&builder, 7, 3, 3);
    ADD(&builder, 3, 9);
    ADD(&builder, 3);
    ADD(&builder, 3, 7, 3, 7);
    ADD(&builder, 5, 2);
    required_terms_builder_close(&builder, true);
    ADD(&builder, 3, 100);
    required_terms_builder_close(&builder, false);
    required_terms_builder_close(&builder, true);
    buffer_init(bytes, 4096);
    required_terms_builder_encode(&builder, bytes);
    assert_false(bytes->failed);
    required_terms_builder_release(&builder);
}

static void a_word_counts_by_the_share_of_the_phrasings_that_hold_it(void **state)
{
    (void)state;
    static const struct required_term expected[] = {{2, .2f}, {3, .8f}, {5, .2f}, {7, .4f}, {9, .2f}};
    struct buffer bytes;
    struct required_terms required_terms;
    write(&bytes);
    assert_true(required_terms_decode(buffer_view(&bytes), 3, &required_terms));
    assert_int_equal(required_terms.starts[0], 0);
    assert_int_equal(required_terms.starts[1], COUNT(expected));
    assert_int_equal(required_terms.starts[2], COUNT(expected)); /* a passage's words are not listed */
    assert_int_equal(required_terms.starts[3], COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(required_terms.list[i].row, expected[i].row);
        assert_true(fabsf(required_terms.list[i].share - expected[i].share) < 1e-6f);
    }
    buffer_release(&bytes);
}

static void a_rare_word_of_many_phrasings_is_not_listed(void **state)
{
    (void)state;
    struct required_terms_builder builder;
    struct buffer bytes;
    struct required_terms required_terms;
    required_terms_builder_init(&builder);
    for (uint32_t i = 0; i < 6; i++) {
        ADD(&builder, 1, 10 + i);
    }
    required_terms_builder_close(&builder, true);
    buffer_init(&bytes, 4096);
    required_terms_builder_encode(&builder, &bytes);
    assert_true(required_terms_decode(buffer_view(&bytes), 1, &required_terms));
    assert_int_equal(required_terms.starts[1], 1);
    assert_int_equal(required_terms.list[0].row, 1);
    required_terms_builder_release(&builder);
    buffer_release(&bytes);
}

static void damage_is_refused(void **state)
{
    (void)state;
    struct buffer bytes;
    struct required_terms required_terms;
    write(&bytes);
    for (size_t size = 0; size < bytes.size; size++) {
        assert_false(required_terms_decode(view_slice(buffer_view(&bytes), 0, size), 3, &required_terms));
    }
    assert_false(required_terms_decode(buffer_view(&bytes), 2, &required_terms));
    assert_false(required_terms_decode(buffer_view(&bytes), 4, &required_terms));
    assert_false(required_terms_decode(buffer_view(&bytes), UINT32_MAX, &required_terms));
    const float not_a_share = NAN;
    const struct {
        size_t at;
        uint32_t number;
    } cases[] = {{0, 1}, {4, 6}, {12, 6}, {12, UINT32_MAX}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        char kept[4];
        memcpy(kept, bytes.bytes + cases[i].at, 4);
        memcpy(bytes.bytes + cases[i].at, &cases[i].number, 4);
        assert_false(required_terms_decode(buffer_view(&bytes), 3, &required_terms));
        memcpy(bytes.bytes + cases[i].at, kept, 4);
    }
    memcpy(bytes.bytes + 20, &not_a_share, 4);
    assert_false(required_terms_decode(buffer_view(&bytes), 3, &required_terms));
    buffer_release(&bytes);
}

static int run_cores(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_counts_by_the_share_of_the_phrasings_that_hold_it),
        cmocka_unit_test(a_rare_word_of_many_phrasings_is_not_listed),
        cmocka_unit_test(damage_is_refused),
    };
    return cmocka_run_group_tests_name("cores", tests, NULL, NULL);
}

int test_index_model(void)
{
    return run_model() + run_cores();
}
