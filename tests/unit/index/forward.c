/* tests/unit/index/forward.c - an entry's texts come back word by word, and damaged bytes are refused, whatever is in
 * them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/index_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* -- An entry, packed and unpacked ----------------------------------------------------------------- */

struct fixture {
    struct vocabulary vocabulary;
    struct stemmer *stems;
    struct arena arena;
    struct buffer packed;
    void *memory; /* of the entry that was unpacked last */
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    vocabulary_init(&fixture->vocabulary);
    fixture->stems = stemmer_new(view_of("en"));
    assert_non_null(fixture->stems);
    arena_init(&fixture->arena, (size_t)64 << 20);
    buffer_init(&fixture->packed, SIZE_MAX);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    vocabulary_release(&fixture->vocabulary);
    stemmer_free(fixture->stems);
    arena_release(&fixture->arena);
    buffer_release(&fixture->packed);
    free(fixture->memory);
    free(fixture);
    return 0;
}

/* Adds words to the text at hand, so many times. */
static void add_words(struct fixture *fixture, const char *text, size_t times)
{
    const struct vocabulary_language language = {.stems = fixture->stems, .number = 3};
    struct word *words;
    size_t count;
    assert_true(tokenize(&fixture->arena, view_of(text), &words, &count));
    for (size_t i = 0; i < times * count; i++) {
        vocabulary_add(&fixture->vocabulary, &language, &words[i % count]);
    }
    assert_false(fixture->vocabulary.failed);
}

/* Adds the texts, of which the last is the body, and packs the entry; NULL ends them. */
static void pack(struct fixture *fixture, unsigned kind, const struct entry_meaning *meaning,
                 const char *const *texts)
{
    enum faqbot_status status = FAQBOT_OK;
    for (; *texts != NULL; texts++) {
        add_words(fixture, *texts, 1);
        vocabulary_end_text(&fixture->vocabulary,
                            texts[1] != NULL && texts[2] == NULL ? FIELD_BODY : FIELD_HEAD);
    }
    buffer_reset(&fixture->packed);
    forward_encode(&fixture->vocabulary, kind, 3, meaning, &fixture->arena, &fixture->packed, &status);
    assert_int_equal(status, FAQBOT_OK);
    vocabulary_close(&fixture->vocabulary);
}
#define PACK(fixture, kind, meaning, ...)                                                                    \
    pack(fixture, kind, meaning, (const char *const[]){__VA_ARGS__, NULL})

/* Unpacks bytes into memory of exactly the size that they ask for, and from memory of exactly theirs, so that a
 * sanitizer sees a byte too far. NULL: they are refused. */
static const struct forward_entry *unpack(struct fixture *fixture, const char *bytes, size_t size,
                                          uint32_t form_count)
{
    char *copy = malloc(size + (size == 0));
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    size_t needed = forward_size(view_make(copy, size));
    bool is_sound = false;
    free(fixture->memory);
    fixture->memory = NULL;
    if (needed > 0) {
        fixture->memory = malloc(needed);
        assert_non_null(fixture->memory);
        is_sound = forward_decode(view_make(copy, size), 42, form_count, fixture->memory);
        if (!is_sound) { /* nothing is left that could be followed */
            const struct forward_entry *entry = fixture->memory;
            assert_true(entry->sequence_count == 0 && entry->word_count == 0 && entry->required_count == 0);
        }
    }
    free(copy);
    return is_sound ? fixture->memory : NULL;
}

static const struct forward_entry *unpack_packed(struct fixture *fixture)
{
    const struct forward_entry *entry =
        unpack(fixture, fixture->packed.bytes, fixture->packed.size, fixture->vocabulary.form_count);
    assert_non_null(entry);
    return entry;
}

static struct faqbot_view text_of(const struct fixture *fixture, uint32_t form)
{
    return fixture->vocabulary.spelling_texts.strings[fixture->vocabulary.forms[form].spelling];
}

/* The texts of an entry, a bar behind each. */
static void assert_says(struct fixture *fixture, const struct forward_entry *entry, const char *expected)
{
    struct buffer said;
    buffer_init(&said, SIZE_MAX);
    for (uint32_t i = 0; i < entry->sequence_count; i++) {
        if (entry->sequence[i] == FORWARD_END) {
            buffer_add_byte(&said, '|');
        } else {
            buffer_add(&said, text_of(fixture, entry->sequence[i]));
            buffer_add_byte(&said, ' ');
        }
    }
    buffer_add_byte(&said, '\0');
    assert_string_equal(said.bytes, expected);
    buffer_release(&said);
}

/* The form of a word that stands in the entry once it is unpacked. */
static const struct forward_word *find(const struct fixture *fixture, const struct forward_entry *entry,
                                       const char *text)
{
    for (uint32_t i = 0; i < entry->word_count; i++) {
        if (view_equals_text(text_of(fixture, entry->words[i].form), text)) {
            return &entry->words[i];
        }
    }
    fail_msg("no %s", text);
    return NULL;
}

/* -- Round trips ----------------------------------------------------------------------------------- */

static void an_entry_comes_back_as_it_was_packed(void **state)
{
    struct fixture *fixture = *state;
    struct entry_meaning meaning = {.scale = .75f};
    for (size_t i = 0; i < LEXICON_DIMENSIONS; i++) {
        meaning.vector.parts[i] = (int16_t)(i * 331 - 9000);
    }
    PACK(fixture, ENTRY_FAQ, &meaning, "I lost my card", "the card is gone", "Call us, a card is blocked.");
    const struct forward_entry *entry = unpack_packed(fixture);
    assert_int_equal(entry->number, 42);
    assert_int_equal(entry->kind, ENTRY_FAQ);
    assert_int_equal(entry->language, 3);
    assert_int_equal(entry->head_texts, 2);
    assert_int_equal(entry->lengths[FIELD_HEAD], 8);
    assert_int_equal(entry->lengths[FIELD_BODY], 6);
    assert_says(fixture, entry, "i lost my card |the card is gone |call us a card is blocked |");
    assert_memory_equal(&entry->meaning, &meaning.vector, sizeof meaning.vector);
    assert_true(entry->scale == .75f);
    assert_int_equal(entry->word_count, 11);
    for (uint32_t i = 1; i < entry->word_count; i++) {
        assert_true(entry->words[i - 1].form < entry->words[i].form);
    }
    const struct forward_word *card = find(fixture, entry, "card");
    assert_int_equal(card->counts[FIELD_HEAD], 2);
    assert_int_equal(card->counts[FIELD_BODY], 1);
    assert_int_equal(card->compared, 3);
    assert_int_equal(find(fixture, entry, "gone")->counts[FIELD_BODY], 0);
}

static void a_passage_without_a_lexicon_has_neither_meaning_nor_required_terms(void **state)
{
    struct fixture *fixture = *state;
    static const struct lexicon_vector zero;
    PACK(fixture, ENTRY_PASSAGE, NULL, "Cards", "Lost cards", "Cards are lost.");
    const struct forward_entry *entry = unpack_packed(fixture);
    assert_int_equal(entry->kind, ENTRY_PASSAGE);
    assert_int_equal(entry->required_count, 0);
    assert_int_equal(entry->head_texts, 2);
    assert_memory_equal(&entry->meaning, &zero, sizeof zero);
    assert_true(entry->scale == 0);
}

static void texts_may_be_empty_or_the_body_alone(void **state)
{
    struct fixture *fixture = *state;
    PACK(fixture, ENTRY_FAQ, NULL, "", "why", "", "");
    const struct forward_entry *entry = unpack_packed(fixture);
    assert_says(fixture, entry, "|why |||");
    assert_int_equal(entry->head_texts, 3);
    assert_int_equal(entry->lengths[FIELD_BODY], 0);
    PACK(fixture, ENTRY_FAQ, NULL, "only this");
    entry = unpack_packed(fixture);
    assert_says(fixture, entry, "only this |");
    assert_int_equal(entry->head_texts, 0);
    assert_int_equal(entry->lengths[FIELD_HEAD], 0);
    assert_int_equal(entry->lengths[FIELD_BODY], 2);
    PACK(fixture, ENTRY_PASSAGE, NULL, "");
    entry = unpack_packed(fixture);
    assert_true(entry->word_count == 0 && entry->sequence_count == 1);
}

/* The share of a required term; 0 where it is none. Terms are told by their stems. */
static float share_of(const struct fixture *fixture, const struct forward_entry *entry, const char *stem)
{
    float share = 0;
    uint32_t number = string_table_find(&fixture->vocabulary.stem_texts, view_of(stem));
    assert_int_not_equal(number, STRING_TABLE_NONE);
    for (uint32_t i = 0; i < entry->required_count; i++) {
        if (fixture->vocabulary.forms[entry->required[i].form].stem == number) {
            assert_true(share == 0); /* each once */
            share = entry->required[i].share;
        }
    }
    return share;
}

static bool is_near(float left, float right)
{
    return fabsf(left - right) < 1e-6f;
}

static void required_terms_are_the_content_words_of_many_phrasings(void **state)
{
    struct fixture *fixture = *state;
    /* A word counts once for a phrasing, in whichever form; the body and function words do not count. */
    PACK(fixture, ENTRY_FAQ, NULL, "lost the card", "the cards, my card", "block a card", "card",
         "the parcel", "Block parcels in the office.");
    const struct forward_entry *entry = unpack_packed(fixture);
    assert_true(is_near(share_of(fixture, entry, "card"), .8f));
    assert_true(is_near(share_of(fixture, entry, "lost"), .2f));
    assert_true(is_near(share_of(fixture, entry, "block"), .2f));
    assert_true(is_near(share_of(fixture, entry, "parcel"), .2f));
    assert_true(share_of(fixture, entry, "offic") == 0);
    assert_true(share_of(fixture, entry, "the") == 0);
    assert_int_equal(entry->required_count, 4);
    /* With one phrasing more, what one alone says is too rare. */
    PACK(fixture, ENTRY_FAQ, NULL, "lost the card", "the cards", "block a card", "card", "the parcel",
         "a card", "Block parcels in the office.");
    entry = unpack_packed(fixture);
    assert_int_equal(entry->required_count, 1);
    assert_true(is_near(share_of(fixture, entry, "card"), 5.f / 6));
}

static void of_a_long_body_only_the_beginning_is_compared(void **state)
{
    struct fixture *fixture = *state;
    add_words(fixture, "alpha beta", 1);
    vocabulary_end_text(&fixture->vocabulary, FIELD_BODY);
    add_words(fixture, "alpha", FORWARD_COMPARED_WORDS - 1);
    add_words(fixture, "last", 1);
    add_words(fixture, "omega alpha", 50);
    PACK(fixture, ENTRY_PASSAGE, NULL, "");
    const struct forward_entry *entry = unpack_packed(fixture);
    const struct forward_word *alpha = find(fixture, entry, "alpha");
    assert_int_equal(alpha->counts[FIELD_HEAD], 1);
    assert_int_equal(alpha->counts[FIELD_BODY], FORWARD_COMPARED_WORDS - 1 + 50);
    assert_int_equal(alpha->compared, FORWARD_COMPARED_WORDS);
    assert_int_equal(find(fixture, entry, "beta")->compared, 1);
    assert_int_equal(find(fixture, entry, "last")->compared, 1);
    assert_int_equal(find(fixture, entry, "omega")->counts[FIELD_BODY], 50);
    assert_int_equal(find(fixture, entry, "omega")->compared, 0);
}

static void counts_stop_where_they_would_not_fit(void **state)
{
    struct fixture *fixture = *state;
    add_words(fixture, "alpha", 70000);
    vocabulary_end_text(&fixture->vocabulary, FIELD_BODY);
    add_words(fixture, "beta", 65535);
    PACK(fixture, ENTRY_PASSAGE, NULL, "alpha");
    const struct forward_entry *entry = unpack_packed(fixture);
    assert_int_equal(entry->lengths[FIELD_HEAD], 70000);
    assert_int_equal(entry->lengths[FIELD_BODY], 65536);
    assert_int_equal(find(fixture, entry, "alpha")->counts[FIELD_HEAD], UINT16_MAX);
    assert_int_equal(find(fixture, entry, "alpha")->counts[FIELD_BODY], 1);
    assert_int_equal(find(fixture, entry, "alpha")->compared, UINT16_MAX);
    assert_int_equal(find(fixture, entry, "beta")->counts[FIELD_BODY], UINT16_MAX);
}

static void forms_get_other_numbers_and_nothing_else_changes(void **state)
{
    struct fixture *fixture = *state;
    struct entry_meaning meaning = {.scale = .5f, .vector = {{7, -7}}};
    uint32_t numbers[64];
    struct buffer renumbered;
    PACK(fixture, ENTRY_FAQ, &meaning, "lost card", "the cards", "Call us.");
    const uint32_t count = fixture->vocabulary.form_count;
    assert_true(count <= COUNT(numbers));
    for (uint32_t i = 0; i < count; i++) {
        numbers[i] = 1000 * (count - i); /* of another length as a varint, and in another order */
    }
    buffer_init(&renumbered, SIZE_MAX);
    forward_renumber(buffer_view(&fixture->packed), numbers, &renumbered);
    assert_null(unpack(fixture, renumbered.bytes, renumbered.size, numbers[0]));
    const struct forward_entry *entry = unpack(fixture, renumbered.bytes, renumbered.size, numbers[0] + 1);
    assert_non_null(entry);
    const uint32_t expected[] = {0, 1, FORWARD_END, 2, 3, FORWARD_END, 4, 5, FORWARD_END};
    assert_int_equal(entry->sequence_count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(entry->sequence[i], expected[i] == FORWARD_END ? FORWARD_END : numbers[expected[i]]);
    }
    assert_int_equal(entry->required_count, 2);
    for (uint32_t i = 0; i < 2; i++) {
        bool is_card = entry->required[i].form == numbers[1] || entry->required[i].form == numbers[3];
        assert_true(is_card || entry->required[i].form == numbers[0]);
        assert_true(is_near(entry->required[i].share, is_card ? 1 : .5f));
    }
    assert_int_equal(entry->kind, ENTRY_FAQ);
    assert_int_equal(entry->language, 3);
    assert_memory_equal(&entry->meaning, &meaning.vector, sizeof meaning.vector);
    assert_true(entry->scale == .5f);
    buffer_release(&renumbered);
}

/* -- Damage ---------------------------------------------------------------------------------------- */

/* All that a search relies on. */
static void assert_is_sound(const struct forward_entry *entry, uint32_t form_count)
{
    uint32_t ends = 0;
    uint32_t lengths = 0;
    assert_true(entry->kind <= 1 && entry->sequence_count > 0 && isfinite(entry->scale));
    assert_int_equal(entry->sequence[entry->sequence_count - 1], FORWARD_END);
    for (uint32_t i = 0; i < entry->sequence_count; i++) {
        ends += entry->sequence[i] == FORWARD_END;
        assert_true(entry->sequence[i] == FORWARD_END || entry->sequence[i] < form_count);
    }
    assert_int_equal(ends, entry->head_texts + 1);
    for (uint32_t i = 0; i < entry->word_count; i++) {
        const struct forward_word *word = &entry->words[i];
        assert_true(word->form < form_count && (i == 0 || entry->words[i - 1].form < word->form));
        assert_true(word->compared <= word->counts[FIELD_HEAD] + word->counts[FIELD_BODY]);
        lengths += (uint32_t)word->counts[FIELD_HEAD] + word->counts[FIELD_BODY];
    }
    assert_int_equal(lengths, entry->lengths[FIELD_HEAD] + entry->lengths[FIELD_BODY]);
    for (uint32_t i = 0; i < entry->required_count; i++) {
        assert_true(entry->required[i].form < form_count);
        assert_true(entry->required[i].share >= 0 && entry->required[i].share <= 1);
    }
}

static void pack_some(struct fixture *fixture, bool has_meaning)
{
    const struct entry_meaning meaning = {.scale = .5f, .vector = {{7, -7}}};
    PACK(fixture, ENTRY_FAQ, has_meaning ? &meaning : NULL, "lost card", "the cards", "",
         "Call us, we block cards.");
}

static void what_is_cut_or_longer_is_refused(void **state)
{
    struct fixture *fixture = *state;
    for (int has_meaning = 0; has_meaning < 2; has_meaning++) {
        pack_some(fixture, has_meaning == 1);
        for (size_t size = 0; size < fixture->packed.size; size++) {
            assert_null(unpack(fixture, fixture->packed.bytes, size, fixture->vocabulary.form_count));
        }
        (void)unpack_packed(fixture);
        buffer_add_byte(&fixture->packed, 0);
        assert_null(
            unpack(fixture, fixture->packed.bytes, fixture->packed.size, fixture->vocabulary.form_count));
    }
}

static void any_byte_may_be_any_other(void **state)
{
    struct fixture *fixture = *state;
    for (int has_meaning = 0; has_meaning < 2; has_meaning++) {
        pack_some(fixture, has_meaning == 1);
        const uint32_t form_count = fixture->vocabulary.form_count;
        size_t refused = 0;
        for (size_t at = 0; at < fixture->packed.size; at++) {
            const char kept = fixture->packed.bytes[at];
            for (int flip = 1; flip < 256; flip++) {
                fixture->packed.bytes[at] = (char)(kept ^ flip);
                const struct forward_entry *entry =
                    unpack(fixture, fixture->packed.bytes, fixture->packed.size, form_count);
                refused += entry == NULL;
                if (entry != NULL) {
                    assert_is_sound(entry, form_count);
                }
            }
            fixture->packed.bytes[at] = kept;
        }
        assert_true(refused > 1000);
        (void)unpack_packed(fixture);
    }
}

static void a_form_that_the_index_does_not_have_is_refused(void **state)
{
    struct fixture *fixture = *state;
    pack_some(fixture, true);
    for (uint32_t count = 0; count < fixture->vocabulary.form_count; count++) {
        assert_null(unpack(fixture, fixture->packed.bytes, fixture->packed.size, count));
    }
    assert_non_null(
        unpack(fixture, fixture->packed.bytes, fixture->packed.size, fixture->vocabulary.form_count));
}

/* Bytes by hand: kind, language, required terms, numbers; the terms, each with its phrasings; the numbers. */
static void what_leads_astray_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *what;
        uint8_t bytes[12];
        size_t size;
        bool is_sound;
    } cases[] = {
        {"as it must be", {0, 0, 1, 3, 4, 1, 1, 0, 0}, 9, true},
        {"a term past all forms", {0, 0, 1, 3, 5, 1, 1, 0, 0}, 9, false},
        {"a word past all forms", {0, 0, 1, 3, 4, 1, 6, 0, 0}, 9, false},
        {"a term of more phrasings than there are", {0, 0, 1, 3, 4, 2, 1, 0, 0}, 9, false},
        {"a term of no phrasing", {0, 0, 1, 2, 4, 1, 1, 0}, 8, false},
        {"more terms than bytes", {0, 0, 9, 3, 4, 1, 1, 0, 0}, 9, false},
        {"more numbers than bytes", {0, 0, 0, 9, 1, 0, 0}, 7, false},
        {"no numbers", {0, 0, 0, 0}, 4, false},
        {"no end of the last text", {0, 0, 0, 2, 0, 1}, 6, false},
        {"no end at all", {0, 0, 0, 1, 1}, 5, false},
        {"another kind", {4, 0, 0, 1, 0}, 5, false},
        {"a number of six bytes", {0, 0, 0, 2, 0x81, 0x80, 0x80, 0x80, 0x80, 0, 0}, 11, false},
        {"the largest number", {0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0}, 10, false},
        {"a meaning that is not there", {2, 0, 0, 1, 0}, 5, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if ((unpack(fixture, (const char *)cases[i].bytes, cases[i].size, 5) != NULL) != cases[i].is_sound) {
            fail_msg("%s", cases[i].what);
        }
    }
}

static void a_scale_that_is_no_number_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const float scales[] = {NAN, INFINITY, -INFINITY};
    pack_some(fixture, true);
    for (size_t i = 0; i < COUNT(scales); i++) {
        memcpy(fixture->packed.bytes + 2, &scales[i], sizeof scales[i]);
        assert_null(
            unpack(fixture, fixture->packed.bytes, fixture->packed.size, fixture->vocabulary.form_count));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int test_index_forward(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_entry_comes_back_as_it_was_packed),
        TEST(a_passage_without_a_lexicon_has_neither_meaning_nor_required_terms),
        TEST(texts_may_be_empty_or_the_body_alone),
        TEST(required_terms_are_the_content_words_of_many_phrasings),
        TEST(of_a_long_body_only_the_beginning_is_compared),
        TEST(counts_stop_where_they_would_not_fit),
        TEST(forms_get_other_numbers_and_nothing_else_changes),
        TEST(what_is_cut_or_longer_is_refused),
        TEST(any_byte_may_be_any_other),
        TEST(a_form_that_the_index_does_not_have_is_refused),
        TEST(what_leads_astray_is_refused),
        TEST(a_scale_that_is_no_number_is_refused),
    };
    return cmocka_run_group_tests_name("forward", tests, NULL, NULL);
}
