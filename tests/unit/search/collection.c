/* tests/unit/search/collection.c - what a search reads of an index: it comes as it is in the store, stays as long as there
 * is room, and what is damaged is refused. */
#include "index/index_internal.h"
#include "unit/search/made_base.h"

static const struct made_entry entries[] = {
    {.phrasings = {"How do I park a bicycle?", "bicycle stand"}, .text = "In the yard."},
    {.phrasings = {"Where is the yard?", "way to the yard"},
     .text = "Behind the house, beside the bicycles."},
    {.phrasings = {"Opening times"}, .text = "The house opens at nine.", .title = "House"},
};

/* ==== reading ========================================================================================== */

static const struct forward_entry *get_entry(struct collection *collection, uint32_t number)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct forward_entry *entry = collection_get_entry(collection, number, &status);
    assert_int_equal(status, FAQBOT_OK);
    return entry;
}

static const struct posting_list *get_list(struct collection *collection, uint32_t list)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct posting_list *found = collection_get_list(collection, list, &status);
    assert_int_equal(status, FAQBOT_OK);
    return found;
}

static void what_is_read_twice_is_the_same_object(void **state)
{
    (void)state;
    struct made_base made;
    enum faqbot_status status = FAQBOT_OK;
    made_open_with(&made, entries, COUNT(entries), true);
    struct collection *collection = made.searcher->collection;
    for (uint32_t i = 0; i < COUNT(entries); i++) {
        const struct forward_entry *entry = get_entry(collection, i);
        assert_int_equal(entry->number, i);
        assert_int_equal(entry->kind, entries[i].title == NULL ? ENTRY_FAQ : ENTRY_PASSAGE);
        assert_ptr_equal(get_entry(collection, i), entry);
    }
    for (uint32_t i = 0; i < FIELD_COUNT * collection->stem_count; i++) {
        assert_ptr_equal(get_list(collection, i), get_list(collection, i));
    }
    for (uint32_t i = 0; i < collection->form_count; i++) {
        const struct form_details *details = collection_get_details(collection, i, &status);
        assert_non_null(details);
        assert_true(details->ngram_count > 0 && details->square > 0); /* it is in some entry */
        assert_ptr_equal(collection_get_details(collection, i, &status), details);
    }
    made_close(&made);
}

/* Stems are known by their features, and each has its forms. */
static void stems_and_forms_belong_together(void **state)
{
    (void)state;
    static const struct {
        const char *stem;
        uint32_t entries, forms; /* 0: there is none */
    } cases[] = {{"bicycl", 2, 2},  {"yard", 2, 1},    {"open", 1, 2},
                 {"bicycle", 0, 0}, {"zyzzyva", 0, 0}, {"", 0, 0}};
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    const struct collection *collection = made.searcher->collection;
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t stem = collection_find_stem(collection, ngrams_key_of_stem(view_of(cases[i].stem)));
        assert_int_equal(stem == COLLECTION_NONE, cases[i].entries == 0);
        if (stem != COLLECTION_NONE) {
            uint32_t start = collection->stem_starts[stem];
            assert_int_equal(collection->doc_freqs[stem], cases[i].entries);
            assert_int_equal(collection->stem_starts[stem + 1] - start, cases[i].forms);
            for (uint32_t j = 0; j < cases[i].forms; j++) {
                assert_int_equal(collection->forms[collection->stem_forms[start + j]].stem, stem);
            }
        }
    }
    made_close(&made);
}

static void marks_are_cleared_also_when_their_numbers_run_out(void **state)
{
    (void)state;
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    struct collection *collection = made.searcher->collection;
    collection->mark = UINT32_MAX - 3;
    for (size_t i = 0; i < 6; i++) {
        collection_clear_marks(collection);
        for (uint32_t j = 0; j < collection->form_count; j++) {
            assert_int_not_equal(collection->form_marks[j].mark, collection->mark);
        }
        collection->form_marks[i].mark = collection->mark;
    }
    made_close(&made);
}

/* ==== what stays in memory ============================================================================= */

#define LARGE_BYTES ((size_t)1 << 20)
#define LARGE_LISTS ((uint32_t)(POSTING_CACHE_BYTES_MAX / LARGE_BYTES) + 8)
#define SMALL_LISTS 5000
#define FIRST_LIST 1000 /* behind those of the entries */

static void lists_are_those_of_the_store(void **state)
{
    (void)state;
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    struct collection *collection = made.searcher->collection;
    for (uint32_t list = FIRST_LIST; list < FIRST_LIST + SMALL_LISTS; list++) {
        for (uint32_t i = 0; i < list % 3; i++) {
            store_add_posting(made.searcher->store, list, 10 * i,
                              view_make((const char *)&list, sizeof list));
        }
    }
    assert_int_equal(store_status(made.searcher->store), FAQBOT_OK);
    for (unsigned round = 0; round < 2; round++) {
        for (uint32_t i = 0; i <= 3 * SMALL_LISTS; i++) {
            uint32_t list = FIRST_LIST + i * 7 % (SMALL_LISTS + 1);
            collection_begin(collection);
            const struct posting_list *found = get_list(collection, list);
            assert_int_equal(found->count, list == FIRST_LIST + SMALL_LISTS ? 0 : list % 3);
            for (size_t j = 0; j < found->count; j++) {
                assert_int_equal(found->chunks[j].size, sizeof list);
                assert_memory_equal(found->chunks[j].bytes, &list, sizeof list);
            }
        }
    }
    made_close(&made);
}

static void the_list_unused_for_longest_goes_but_none_of_the_search_at_hand(void **state)
{
    (void)state;
    struct made_base made;
    char *bytes = calloc(1, LARGE_BYTES);
    assert_non_null(bytes);
    made_open(&made, entries, COUNT(entries));
    struct collection *collection = made.searcher->collection;
    for (uint32_t i = 0; i < LARGE_LISTS; i++) {
        bytes[0] = (char)i;
        store_add_posting(made.searcher->store, FIRST_LIST + i, 0, view_make(bytes, LARGE_BYTES));
    }
    assert_int_equal(store_status(made.searcher->store), FAQBOT_OK);
    collection_begin(collection);
    const struct posting_list *first = get_list(collection, FIRST_LIST);
    for (uint32_t i = 1; i < LARGE_LISTS; i++) {
        assert_int_equal(get_list(collection, FIRST_LIST + i)->chunks[0].bytes[0], (char)i);
    }
    assert_int_equal(first->chunks[0].bytes[0], 0); /* a sanitizer sees whether it is still there */
    assert_true(lru_cache_bytes(collection->lists) > POSTING_CACHE_BYTES_MAX);
    for (uint32_t i = 0; i < LARGE_LISTS; i++) {
        collection_begin(collection);
        assert_int_equal(get_list(collection, FIRST_LIST + i)->chunks[0].bytes[0], (char)i);
        assert_true(lru_cache_bytes(collection->lists) <= POSTING_CACHE_BYTES_MAX);
    }
    made_close(&made);
    free(bytes);
}

/* An entry of so many words, all the same: packed, one byte each; unpacked, sixteen or so. */
#define LONG_WORDS 60000
#define LONG_ENTRIES ((uint32_t)(FORWARD_CACHE_BYTES_MAX / ((size_t)8 * LONG_WORDS)) + 8)

static void pack_long_entry(struct buffer *out)
{
    buffer_init(out, SIZE_MAX);
    buffer_add_byte(out, ENTRY_PASSAGE);
    buffer_add_byte(out, 0);   /* language */
    buffer_add_varint(out, 0); /* required terms */
    buffer_add_varint(out, LONG_WORDS + 2);
    buffer_add_byte(out, 0); /* an empty title */
    for (size_t i = 0; i < LONG_WORDS; i++) {
        buffer_add_varint(out, 1);
    }
    buffer_add_byte(out, 0);
    assert_false(out->failed);
}

static void entries_stay_as_long_as_there_is_room(void **state)
{
    (void)state;
    struct made_base made;
    struct buffer packed;
    made_open(&made, entries, COUNT(entries));
    struct collection *collection = made.searcher->collection;
    pack_long_entry(&packed);
    for (uint32_t i = 0; i < LONG_ENTRIES; i++) {
        store_change_forward(made.searcher->store, COUNT(entries) + i, buffer_view(&packed));
    }
    assert_int_equal(store_status(made.searcher->store), FAQBOT_OK);
    collection_begin(collection);
    const struct forward_entry *first = get_entry(collection, 0);
    for (uint32_t i = 0; i < LONG_ENTRIES; i++) {
        const struct forward_entry *entry = get_entry(collection, COUNT(entries) + i);
        assert_int_equal(entry->number, COUNT(entries) + i);
        assert_int_equal(entry->lengths[FIELD_BODY], LONG_WORDS);
    }
    assert_int_equal(first->number, 0); /* likewise */
    assert_true(lru_cache_bytes(collection->forward) > FORWARD_CACHE_BYTES_MAX);
    for (uint32_t i = 0; i < LONG_ENTRIES; i += 3) {
        collection_begin(collection);
        assert_int_equal(get_entry(collection, COUNT(entries) + i)->number, COUNT(entries) + i);
        assert_true(lru_cache_bytes(collection->forward) <= FORWARD_CACHE_BYTES_MAX);
    }
    buffer_release(&packed);
    made_close(&made);
}

/* ==== damage =========================================================================================== */

/* Where the fields of an entry without a meaning are (forward.c). */
enum { KIND, LANGUAGE, REQUIRED_COUNT, SEQUENCE_COUNT, FIRST };

static enum faqbot_status search(struct made_base *made, const char *question)
{
    const struct search_query query = {.text = view_of(question), .top = 5};
    struct search_result result;
    enum faqbot_status status = FAQBOT_OK;
    search_find(made->searcher, &query, &made->arena, &result, &status);
    return status;
}

/* Replaces an entry, and asks for it. */
static enum faqbot_status search_damaged(uint32_t number, struct faqbot_view bytes)
{
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    store_change_forward(made.searcher->store, number, bytes);
    assert_int_equal(store_status(made.searcher->store), FAQBOT_OK);
    enum faqbot_status status = search(&made, "where is the bicycle stand in the yard");
    made_close(&made);
    return status;
}

/* The first entry as the index has it. */
static size_t read_first(char bytes[256])
{
    struct made_base made;
    struct faqbot_view packed;
    enum faqbot_status status = FAQBOT_OK;
    made_open(&made, entries, COUNT(entries));
    store_get_forward(made.searcher->store, 0, &made.arena, &packed, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_true(packed.size < 256);
    memcpy(bytes, packed.bytes, packed.size);
    size_t size = packed.size;
    made_close(&made);
    return size;
}

static void a_damaged_entry_is_corrupt(void **state)
{
    (void)state;
    char sound[256];
    size_t size = read_first(sound);
    assert_int_equal(search_damaged(0, view_make(sound, size)), FAQBOT_OK);
    assert_true(sound[REQUIRED_COUNT] > 0 && sound[REQUIRED_COUNT] < 100 && sound[SEQUENCE_COUNT] < 100);
    static const struct {
        const char *what;
        size_t at;
        char value;
    } cases[] = {
        {"kind", KIND, 7},
        {"a meaning that is not there", KIND, 2},
        {"language", LANGUAGE, 1},
        {"language", LANGUAGE, 127},
        {"too many required terms", REQUIRED_COUNT, 120},
        {"too long a sequence", SEQUENCE_COUNT, 120},
        {"no sequence", SEQUENCE_COUNT, 0},
        {"required form that there is not", FIRST, 127},
        {"required by more phrasings than there are", FIRST + 1, 9},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char bytes[256];
        memcpy(bytes, sound, size);
        bytes[cases[i].at] = cases[i].value;
        enum faqbot_status status = search_damaged(0, view_make(bytes, size));
        if (status != FAQBOT_CORRUPT) {
            fail_msg("%s: %s", cases[i].what, faqbot_status_text(status));
        }
    }
    for (size_t cut = 0; cut < size; cut++) {
        assert_int_equal(search_damaged(0, view_make(sound, cut)), FAQBOT_CORRUPT);
    }
}

/* What no index that was made has: requires a word of another entry; a question without phrasings. */
static void an_entry_that_cannot_be_is_corrupt(void **state)
{
    (void)state;
    char sound[256];
    char bytes[256];
    size_t size = read_first(sound);
    memcpy(bytes, sound, size);
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    bytes[FIRST] = (char)(made.searcher->collection->form_count - 1); /* a word of the last entry */
    made_close(&made);
    assert_int_equal(search_damaged(0, view_make(bytes, size)), FAQBOT_CORRUPT);
    static const char no_phrasing[] = {ENTRY_FAQ, 0, 0, 2, 1, 0};
    assert_int_equal(search_damaged(0, view_make(no_phrasing, sizeof no_phrasing)), FAQBOT_CORRUPT);
    static const char no_head[] = {ENTRY_PASSAGE, 0, 0, 2, 1, 0};
    assert_int_equal(search_damaged(2, view_make(no_head, sizeof no_head)),
                     FAQBOT_OK); /* it is looked at no closer */
}

/* Whatever a byte becomes, a search comes to an end. */
static void no_damage_of_an_entry_is_more_than_corrupt(void **state)
{
    (void)state;
    char bytes[256];
    size_t size = read_first(bytes);
    size_t refused = 0;
    struct made_base made;
    static const char *const questions[] = {"where is the bicycle stand in the yard", "way to park"};
    made_open(&made, entries, COUNT(entries));
    struct collection *collection = made.searcher->collection;
    for (size_t at = 0; at < size; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes[at] = (char)(bytes[at] ^ 1 << bit);
            store_change_forward(made.searcher->store, 0, view_make(bytes, size));
            bytes[at] = (char)(bytes[at] ^ 1 << bit);
            lru_cache_clear(collection->forward);
            arena_reset(&made.arena);
            for (size_t i = 0; i < COUNT(questions); i++) {
                enum faqbot_status status = search(&made, questions[i]);
                assert_true(status == FAQBOT_OK || status == FAQBOT_CORRUPT);
                refused += status == FAQBOT_CORRUPT;
            }
        }
    }
    assert_in_range(refused, size, size * 16 - 1);
    made_close(&made);
}

static void an_entry_that_is_missing_is_corrupt(void **state)
{
    (void)state;
    struct made_base made;
    enum faqbot_status status = FAQBOT_OK;
    made_open(&made, entries, COUNT(entries));
    assert_null(collection_get_entry(made.searcher->collection, COUNT(entries), &status));
    assert_int_equal(status, FAQBOT_CORRUPT);
    made_close(&made);
}

/* Opens the collection of a store anew. */
static enum faqbot_status reopen(struct made_base *made)
{
    struct collection collection;
    struct arena loaded;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&loaded, (size_t)64 << 20);
    assert_int_equal(store_status(made->searcher->store), FAQBOT_OK);
    collection_open(&collection, made->searcher->store, &made->searcher->languages,
                    (uint32_t)made->searcher->entry_count, &loaded, &status);
    collection_close(&collection);
    arena_release(&loaded);
    return status;
}

static void damaged_forms_and_stems_are_corrupt(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct store_form form;
    } cases[] = {
        {"language", {.text = {"zz", 2}, .language = 1, .uses = 1}},
        {"stem", {.text = {"zz", 2}, .stem = 10000, .uses = 1}},
        {"number", {.text = {"zz", 2}, .number = 10000, .uses = 1}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct made_base made;
        made_open(&made, entries, COUNT(entries));
        assert_int_equal(reopen(&made), FAQBOT_OK);
        store_change_form(made.searcher->store, &cases[i].form);
        if (reopen(&made) != FAQBOT_CORRUPT) {
            fail_msg("%s", cases[i].what);
        }
        made_close(&made);
    }
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    store_change_word(made.searcher->store, 10000, view_of("zz"), 1);
    assert_int_equal(reopen(&made), FAQBOT_CORRUPT);
    made_close(&made);
    made_open(&made, entries, COUNT(entries));
    store_change_word(made.searcher->store, 0, view_of("zz"), COUNT(entries) + 1);
    assert_int_equal(reopen(&made), FAQBOT_CORRUPT);
    made_close(&made);
}

/* Counts, and whatever else is read when a knowledge base is opened. */
static void a_damaged_part_is_corrupt(void **state)
{
    (void)state;
    static const char *const models[] = {ENTRY_INDEX_LENGTHS, ENTRY_INDEX_NGRAM_STATS,
                                         ENTRY_INDEX_MEANING_SUMS, ENTRY_INDEX_CHAR_NGRAM_WEIGHTS,
                                         ENTRY_INDEX_WORD_WEIGHTS};
    static const char *const numbers[] = {ENTRY_INDEX_STEMS, ENTRY_INDEX_FORMS};
    for (size_t i = 0; i < COUNT(models) + 2 * COUNT(numbers); i++) {
        struct made_base made;
        made_open_with(&made, entries, COUNT(entries), true);
        if (i < COUNT(models)) {
            store_change_model(made.searcher->store, models[i], view_of("damaged"));
        } else {
            const uint64_t number = i % 2 == 0 ? 1 : UINT64_MAX / 4;
            store_change_number(made.searcher->store, numbers[(i - COUNT(models)) / 2], number);
        }
        if (reopen(&made) != FAQBOT_CORRUPT) {
            fail_msg("%zu", i);
        }
        made_close(&made);
    }
}

/* A form that texts refer to, and that is not there. */
static void a_form_that_is_missing_is_corrupt(void **state)
{
    (void)state;
    static const char *const words[] = {"bicycle", "yard", "park", "the"};
    for (size_t i = 0; i < COUNT(words); i++) {
        struct made_base made;
        struct collection collection;
        enum faqbot_status status = FAQBOT_OK;
        made_open(&made, entries, COUNT(entries));
        for (uint32_t stem = 0; stem < made.searcher->collection->stem_count; stem++) {
            const struct store_form form = {.text = view_of(words[i]), .stem = stem};
            store_change_form(made.searcher->store, &form);
        }
        collection_open(&collection, made.searcher->store, &made.searcher->languages, COUNT(entries),
                        &made.searcher->loaded, &status);
        assert_int_equal(status, FAQBOT_OK);
        collection_close(made.searcher->collection);
        *made.searcher->collection = collection;
        status = search(&made, "where is the bicycle stand in the yard");
        assert_int_equal(status, FAQBOT_CORRUPT);
        made_close(&made);
    }
}

int test_search_collection(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_twice_is_the_same_object),
        cmocka_unit_test(stems_and_forms_belong_together),
        cmocka_unit_test(marks_are_cleared_also_when_their_numbers_run_out),
        cmocka_unit_test(lists_are_those_of_the_store),
        cmocka_unit_test(the_list_unused_for_longest_goes_but_none_of_the_search_at_hand),
        cmocka_unit_test(entries_stay_as_long_as_there_is_room),
        cmocka_unit_test(a_damaged_entry_is_corrupt),
        cmocka_unit_test(an_entry_that_cannot_be_is_corrupt),
        cmocka_unit_test(no_damage_of_an_entry_is_more_than_corrupt),
        cmocka_unit_test(an_entry_that_is_missing_is_corrupt),
        cmocka_unit_test(damaged_forms_and_stems_are_corrupt),
        cmocka_unit_test(a_damaged_part_is_corrupt),
        cmocka_unit_test(a_form_that_is_missing_is_corrupt),
    };
    return cmocka_run_group_tests_name("collection", tests, NULL, NULL);
}
