/* tests/unit/index/index_delta.c - an index that was brought up to date holds, under other numbers, what one holds that
 * was made anew: words, lists, forms, texts, counts and sums. What it answers is update.c's. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "index/index_internal.h"
#include "unit/index/made_kb.h"
#include "unit/index/made_lists.h"
#include "unit/index/made_store.h"
#include "unit/status_of.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* -- All that an index holds, as lines ------------------------------------------------------------- */

/* Numbers of words and forms are replaced by what they stand for, and the lines sorted. */
struct told {
    struct store *store;
    struct arena arena;
    struct faqbot_view *stems; /* by number; no bytes: there is no such stem */
    struct store_form *forms;
    uint32_t stem_count;
    uint32_t form_count;
    uint32_t entries;
    const uint8_t *lengths[FIELD_COUNT];
    struct meaning_sums sums;
    struct faqbot_view *lines;
    size_t count;
    size_t capacity;
};

static void tell(struct told *told, const struct buffer *line)
{
    assert_false(line->failed);
    assert_true(array_grow(NULL, &told->lines, told->count, &told->capacity, sizeof *told->lines));
    assert_true(arena_copy(&told->arena, buffer_view(line), &told->lines[told->count]));
    told->count++;
}

static uint32_t read_number(struct told *told, const char *name)
{
    struct faqbot_view text;
    assert_int_equal(STATUS_OF(store_get_setting, told->store, name, &told->arena, &text), FAQBOT_OK);
    return (uint32_t)strtoul(text.bytes, NULL, 10);
}

static void say_number(struct buffer *line, uint64_t number)
{
    buffer_add_byte(line, ' ');
    buffer_add_number(line, number);
}

static void tell_number(struct told *told, const char *name, uint64_t number)
{
    struct buffer line;
    buffer_init(&line, SIZE_MAX);
    buffer_add_text(&line, name);
    say_number(&line, number);
    tell(told, &line);
    buffer_release(&line);
}

/* A list of a stem: its entries and counts. */
struct listing {
    struct told *told;
    struct made_postings postings;
    enum field field;
};

static enum faqbot_status take_chunk(void *user, struct faqbot_view bytes)
{
    struct listing *listing = user;
    made_postings_read(&listing->postings, bytes, listing->told->lengths[listing->field],
                       listing->told->entries);
    return FAQBOT_OK;
}

static void say_list(struct told *told, uint32_t stem, enum field field, struct buffer *line)
{
    struct listing listing = {.told = told, .field = field};
    enum faqbot_status status = FAQBOT_OK;
    store_each_posting(told->store, entry_index_list(stem, field), take_chunk, &listing, &status);
    assert_int_equal(status, FAQBOT_OK);
    buffer_add_text(line, field == FIELD_HEAD ? " head" : " body");
    for (size_t i = 0; i < listing.postings.count; i++) {
        say_number(line, listing.postings.entries[i]);
        say_number(line, listing.postings.counts[i]);
    }
    made_postings_release(&listing.postings);
}

static enum faqbot_status take_word(void *user, uint32_t number, struct faqbot_view text, uint32_t entries)
{
    struct told *told = user;
    struct buffer line;
    assert_true(number < told->stem_count && told->stems[number].bytes == NULL);
    assert_true(arena_copy(&told->arena, text, &told->stems[number]));
    buffer_init(&line, SIZE_MAX);
    buffer_add_text(&line, "word ");
    buffer_add(&line, text);
    say_number(&line, entries);
    size_t before = line.size;
    say_list(told, number, FIELD_HEAD, &line);
    say_list(told, number, FIELD_BODY, &line);
    if (entries > 0) {
        tell(told, &line);
    } else { /* what no entry has any more keeps its number, and nothing else */
        assert_int_equal(line.size - before, strlen(" head body"));
    }
    buffer_release(&line);
    return FAQBOT_OK;
}

static enum faqbot_status take_form(void *user, const struct store_form *form)
{
    struct told *told = user;
    assert_true(form->number < told->form_count && told->forms[form->number].text.bytes == NULL);
    assert_true(form->stem < told->stem_count && told->stems[form->stem].bytes != NULL);
    told->forms[form->number] = *form;
    assert_true(arena_copy(&told->arena, form->text, &told->forms[form->number].text));
    return FAQBOT_OK;
}

static void say_form(const struct told *told, uint32_t number, struct buffer *line)
{
    assert_true(number < told->form_count && told->forms[number].text.bytes != NULL);
    const struct store_form *form = &told->forms[number];
    buffer_add_byte(line, ' ');
    buffer_add(line, form->text);
    say_number(line, form->language);
    buffer_add_byte(line, ' ');
    buffer_add(line, told->stems[form->stem]);
}

static void tell_forms(struct told *told)
{
    for (uint32_t i = 0; i < told->form_count; i++) {
        if (told->forms[i].text.bytes != NULL) {
            struct buffer line;
            buffer_init(&line, SIZE_MAX);
            buffer_add_text(&line, "form");
            say_form(told, i, &line);
            say_number(&line, told->forms[i].uses);
            tell(told, &line);
            buffer_release(&line);
        }
    }
}

/* Of a required term it is not said which of its forms stands for it. */
static void tell_entry(struct told *told, uint32_t number)
{
    struct buffer line;
    struct forward_entry *entry = made_store_entry(told->store, number);
    buffer_init(&line, SIZE_MAX);
    buffer_add_text(&line, "entry");
    const uint64_t numbers[] = {
        number,
        entry->kind,
        entry->language,
        entry->head_texts,
        entry->lengths[FIELD_HEAD],
        entry->lengths[FIELD_BODY],
        (uint64_t)(entry->scale * 1e6f),
        view_hash(VIEW_HASH_SEED, view_make((const char *)&entry->meaning, sizeof entry->meaning))};
    for (size_t i = 0; i < COUNT(numbers); i++) {
        say_number(&line, numbers[i]);
    }
    for (uint32_t i = 0; i < entry->sequence_count; i++) {
        if (entry->sequence[i] == FORWARD_END) {
            buffer_add_text(&line, " |");
        } else {
            say_form(told, entry->sequence[i], &line);
        }
    }
    tell(told, &line);
    for (uint32_t i = 0; i < entry->required_count; i++) {
        buffer_reset(&line);
        buffer_add_text(&line, "required");
        say_number(&line, number);
        buffer_add_byte(&line, ' ');
        buffer_add(&line, told->stems[told->forms[entry->required[i].form].stem]);
        say_number(&line, (uint64_t)(entry->required[i].share * 1e6f));
        tell(told, &line);
    }
    buffer_release(&line);
    free(entry);
}

static void tell_models(struct told *told)
{
    static const char *const names[] = {ENTRY_INDEX_LENGTHS, ENTRY_INDEX_NGRAM_STATS};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct faqbot_view bytes;
        assert_int_equal(STATUS_OF(store_get_model, told->store, names[i], &told->arena, &bytes), FAQBOT_OK);
        tell_number(told, names[i], bytes.size);
        tell_number(told, names[i], view_hash(VIEW_HASH_SEED, bytes));
        for (size_t field = 0; field < FIELD_COUNT && i == 0; field++) {
            told->lengths[field] = (const uint8_t *)bytes.bytes + field * told->entries;
        }
    }
    made_store_sums(told->store, &told->sums);
}

static int by_bytes(const void *left, const void *right)
{
    return view_compare(*(const struct faqbot_view *)left, *(const struct faqbot_view *)right);
}

static struct told *tell_all(const char *path)
{
    struct told *told = calloc(1, sizeof *told);
    assert_non_null(told);
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&told->arena, (size_t)512 << 20);
    assert_int_equal(store_open(path, &told->store, NULL), FAQBOT_OK);
    told->entries = read_number(told, INDEX_ENTRIES);
    told->stem_count = read_number(told, ENTRY_INDEX_STEMS);
    told->form_count = read_number(told, ENTRY_INDEX_FORMS);
    told->stems = calloc(told->stem_count + 1, sizeof *told->stems);
    told->forms = calloc(told->form_count + 1, sizeof *told->forms);
    assert_true(told->stems != NULL && told->forms != NULL);
    tell_number(told, ENTRY_INDEX_HEAD_WORDS, read_number(told, ENTRY_INDEX_HEAD_WORDS));
    tell_number(told, ENTRY_INDEX_BODY_WORDS, read_number(told, ENTRY_INDEX_BODY_WORDS));
    tell_models(told);
    store_each_word(told->store, take_word, told, &status);
    store_each_form(told->store, take_form, told, &status);
    assert_int_equal(status, FAQBOT_OK);
    tell_forms(told);
    for (uint32_t i = 0; i < told->entries; i++) {
        tell_entry(told, i);
    }
    qsort(told->lines, told->count, sizeof *told->lines, by_bytes);
    return told;
}

static void told_free(struct told *told)
{
    store_close(told->store);
    arena_release(&told->arena);
    free(told->stems);
    free(told->forms);
    free(told->lines);
    free(told);
}

/* Makes the knowledge base's index anew, which must hold the same as the one that was brought up to date. */
static void assert_holds_the_same(const struct made_knowledge *made)
{
    (void)made_index(made, made->anew, false);
    struct told *updated = tell_all(made->index);
    struct told *anew = tell_all(made->anew);
    for (size_t i = 0; i < updated->count && i < anew->count; i++) {
        if (!view_equals(updated->lines[i], anew->lines[i])) {
            fail_msg("updated: %.*s\nanew: %.*s", VIEW_ARGS(updated->lines[i]), VIEW_ARGS(anew->lines[i]));
        }
    }
    assert_int_equal(updated->count, anew->count);
    assert_true(updated->count > 4 * (size_t)updated->entries);
    assert_true(made_sums_are_near(&updated->sums, &anew->sums));
    told_free(updated);
    told_free(anew);
}

/* -- Updates --------------------------------------------------------------------------------------- */

#define LINES 1000
#define ROUNDS 50
#define EDITS 20

static int set_up(void **state)
{
    struct made_knowledge *made = made_knowledge_new(7, false);
    made->line_count = LINES;
    made_save_lines(made);
    (void)made_index(made, made->index, false);
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    made_knowledge_free(*state);
    return 0;
}

static void update(const struct made_knowledge *made)
{
    assert_true(made_index(made, made->index, true).is_updated);
}

static void an_update_of_nothing_leaves_all_as_it_is(void **state)
{
    struct made_knowledge *made = *state;
    assert_holds_the_same(made);
    update(made);
    assert_holds_the_same(made);
}

static void random_edits_leave_what_an_index_made_anew_holds(void **state)
{
    struct made_knowledge *made = *state;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        made_edit(made, EDITS, round);
        update(made);
        if (round % 5 == 4) { /* in between, errors may add up */
            assert_holds_the_same(made);
        }
    }
}

static void what_is_edited_back_leaves_nothing(void **state)
{
    struct made_knowledge *made = *state;
    struct made_line *kept = malloc(sizeof made->lines);
    assert_non_null(kept);
    memcpy(kept, made->lines, sizeof made->lines);
    for (size_t i = 0; i < 30; i++) {
        made->lines[3 + 31 * i].text = made_any_seed(made);
        made->lines[3 + 31 * i].asked = made_any_seed(made);
        made->lines[3 + 31 * i].words = 400;
    }
    made_save_lines(made);
    update(made);
    assert_holds_the_same(made);
    memcpy(made->lines, kept, sizeof made->lines);
    made_save_lines(made);
    update(made);
    assert_holds_the_same(made);
    free(kept);
}

/* One word in all its forms: other languages, accents, upper case, and none of it at last. */
static void forms_come_and_go_one_by_one(void **state)
{
    struct made_knowledge *made = *state;
    static const char *const texts[] = {"Zeppelins.", "zeppelin ZEPPELIN z\u00e9ppelin", "Nothing.",
                                        "zeppelin", "Zeppelins and a zeppelin, zeppelins"};
    char path[128];
    for (size_t i = 0; i < COUNT(texts); i++) {
        char lines[512];
        snprintf(lines, sizeof lines,
                 "{\"id\":\"x\",\"text\":\"%s\"}\n{\"id\":\"y\",\"lang\":\"de\",\"text\":\"%s\"}\n"
                 "{\"id\":\"z\",\"question\":\"%s\",\"also\":[\"%s\"],\"answer\":\"Yes.\"}\n",
                 texts[i], texts[(i + 1) % COUNT(texts)], texts[(i + 2) % COUNT(texts)], texts[i]);
        made_save(made, "zz.jsonl", view_of(lines));
        update(made);
        assert_holds_the_same(made);
    }
    snprintf(path, sizeof path, "%s/zz.jsonl", made->folder);
    assert_int_equal(remove(path), 0);
}

int test_index_index_delta(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_update_of_nothing_leaves_all_as_it_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(random_edits_leave_what_an_index_made_anew_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_edited_back_leaves_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(forms_come_and_go_one_by_one, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("index_delta", tests, NULL, NULL);
}
