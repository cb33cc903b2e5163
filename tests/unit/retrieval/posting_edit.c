/* unit/retrieval/posting_edit.c - a list that is edited holds what one written anew would. */
#include "made_lists.h"

#include "retrieval/posting_edit.h"

#define ENTRIES 20000

/* How often each entry holds the word. */
struct truth {
    uint32_t counts[ENTRIES];
    uint8_t classes[ENTRIES];
};

static struct truth *make_truth(uint64_t density, uint64_t *seed)
{
    struct truth *truth = calloc(1, sizeof *truth);
    assert_non_null(truth);
    for (size_t i = 0; i < ENTRIES; i++) {
        truth->counts[i] = made_next(seed) % density == 0 ? 1 + (uint32_t)(made_next(seed) % 4) : 0;
        truth->classes[i] = (uint8_t)(10 + made_next(seed) % 70);
    }
    return truth;
}

static void read_truth(const struct truth *truth, struct made_postings *postings)
{
    for (uint32_t i = 0; i < ENTRIES; i++) {
        if (truth->counts[i] > 0) {
            made_postings_add(postings, i, (uint8_t)truth->counts[i]);
        }
    }
}

static void write_truth(const struct truth *truth, struct made_list *list)
{
    struct posting_writer writer;
    posting_writer_init(&writer, truth->classes, made_list_take, list);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        if (truth->counts[i] > 0) {
            posting_writer_add(&writer, i, truth->counts[i]);
        }
    }
    assert_int_equal(posting_writer_finish(&writer), FAQBOT_OK);
}

/* Changes about one entry in `rarity`, and says which. */
static size_t change_truth(struct truth *truth, uint64_t rarity, uint64_t *seed, struct posting_edit *edits)
{
    size_t count = 0;
    for (uint32_t i = 0; i < ENTRIES; i++) {
        if (made_next(seed) % rarity == 0) {
            truth->counts[i] = (uint32_t)(made_next(seed) % 4);
            truth->classes[i] = (uint8_t)(made_next(seed) % 90);
            edits[count++] = (struct posting_edit){.entry = i, .count = truth->counts[i]};
        }
    }
    return count;
}

static uint32_t first_of(struct faqbot_view bytes, const uint8_t *classes)
{
    struct posting_chunk chunk;
    assert_true(posting_chunk_open(bytes, classes, ENTRIES, &chunk));
    return chunk.first;
}

/* As an index does it: each chunk gets its own edits. */
static void edit_list(struct made_list *list, const struct posting_edit *edits, size_t edit_count,
                      const uint8_t *classes)
{
    struct made_list edited = {0};
    size_t next = 0;
    for (size_t i = 0; i < list->count || i == 0; i++) {
        bool is_last = i + 1 >= list->count;
        uint32_t behind = is_last ? UINT32_MAX : first_of(list->chunks[i + 1], classes);
        size_t end = next;
        while (end < edit_count && edits[end].entry < behind) {
            end++;
        }
        struct faqbot_view chunk = list->count == 0 ? (struct faqbot_view){0} : list->chunks[i];
        assert_int_equal(
            posting_edit_chunk(chunk, 0, edits + next, end - next, classes, ENTRIES, made_list_take, &edited),
            FAQBOT_OK);
        next = end;
    }
    made_list_release(list);
    *list = edited;
}

static void edited_lists_hold_what_rebuilt_ones_hold(void **state)
{
    (void)state;
    static const struct {
        uint64_t density;
        uint64_t rarity;
    } table[] = {{1, 1},      {1, 50},      {2, 3},    {3, 400},      {50, 50},
                 {200, 5000}, {2000, 5000}, {9000, 2}, {100000, 9000}};
    static struct posting_edit edits[ENTRIES];
    uint64_t seed = 21;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct truth *truth = make_truth(table[i].density, &seed);
        struct made_list list = {0};
        write_truth(truth, &list);
        for (size_t round = 0; round < 4; round++) {
            struct made_postings wanted = {0}, found = {0};
            size_t count = change_truth(truth, table[i].rarity, &seed, edits);
            edit_list(&list, edits, count, truth->classes);
            read_truth(truth, &wanted);
            made_postings_read_list(&found, &list, truth->classes, ENTRIES);
            made_postings_assert_equal(&wanted, &found);
            made_postings_release(&wanted);
            made_postings_release(&found);
        }
        made_list_release(&list);
        free(truth);
    }
}

static void a_list_can_be_emptied_and_filled_again(void **state)
{
    (void)state;
    const uint8_t classes[100] = {0};
    const struct posting_edit insertions[] = {
        {.entry = 3, .count = 2}, {.entry = 50, .count = 0}, {.entry = 99, .count = 300}};
    const struct posting_edit removals[] = {
        {.entry = 1, .count = 0}, {.entry = 3, .count = 0}, {.entry = 99, .count = 0}};
    struct made_list list = {0}, empty = {0};
    struct made_postings postings = {0};
    assert_int_equal(
        posting_edit_chunk((struct faqbot_view){0}, 0, insertions, 3, classes, 100, made_list_take, &list),
        FAQBOT_OK);
    assert_int_equal(list.count, 1);
    made_postings_read_list(&postings, &list, classes, 100);
    assert_int_equal(postings.count, 2);
    assert_int_equal(postings.entries[0], 3);
    assert_int_equal(postings.counts[0], 2);
    assert_int_equal(postings.counts[1], 255);
    assert_int_equal(posting_edit_chunk(list.chunks[0], 0, removals, 3, classes, 100, made_list_take, &empty),
                     FAQBOT_OK);
    assert_int_equal(empty.count, 0);
    made_list_release(&list);
    made_postings_release(&postings);
}

static void a_damaged_chunk_is_not_edited(void **state)
{
    (void)state;
    const uint8_t classes[10] = {0};
    struct made_list list = {0};
    const char *const damaged[] = {"\1", "\2\2", "\1\xff", "\0", "\0\1\0\0\0\0\0\0\0\0\0\0"};
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct faqbot_view bytes = view_make(damaged[i], i < 3 ? strlen(damaged[i]) : i == 3 ? 1 : 12);
        assert_int_equal(posting_edit_chunk(bytes, 0, NULL, 0, classes, 10, made_list_take, &list),
                         FAQBOT_CORRUPT);
    }
    made_list_release(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edited_lists_hold_what_rebuilt_ones_hold),
        cmocka_unit_test(a_list_can_be_emptied_and_filled_again),
        cmocka_unit_test(a_damaged_chunk_is_not_edited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
