/* tools/groups.c - which of many questions are one question in several wordings: by what gaps, and whoever counts what
 * visitors ask, group a journal.
 *
 * Questions with the same content words are one wording to begin with. Wordings are compared each with each
 * (search/meaning.c), and alike pairs are taken from the likest on: their two groups become one if each wording of the
 * one is alike each of the other. So a group is as tight as its least alike pair (complete linkage: Sorensen 1948), and
 * wordings that lead from one meaning to another step by step never become one group, as they would if the nearest
 * pair were enough. It is deterministic: of equally alike pairs the first in the order of questions comes first. */
#include "tools/tools_internal.h"

#include <stdlib.h>

#include "bot/bot.h"
#include "search/search.h"

#define PAIR_LEVELS 65535 /* likenesses are told apart in so many steps */

#define KEYS_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define KEPT_BYTES_MAX ((size_t)512 * 1024 * 1024) /* of all wordings, some KB each */
#define SCRATCH_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* Questions with the same content words. */
struct wording {
    uint32_t question; /* the first of them */
    uint32_t group;    /* the first wording of its group */
    uint32_t next;     /* of the same group; STRING_TABLE_NONE: none */
    uint32_t last;     /* of the group, for its first wording */
    const struct search_meaning *meaning;
};

struct grouping {
    struct searcher *searcher;
    struct string_table keys; /* of wordings, by number */
    struct arena scratch;
    struct arena kept;
    struct wording *wordings;
    uint32_t count;
    /* By wording a row of bits. Of a group's first one: which others are alike all of the group. */
    uint64_t *alike;
    size_t row_words;
    struct buffer pairs; /* a uint64_t each: PAIR_LEVELS less its likeness, and both numbers, 16 bits each */
    size_t left_out;
    enum faqbot_status status;
};

/* ==== reading ========================================================================================== */

/* The number of a question's wording, a new one if it is new. STRING_TABLE_NONE: it is like no other, since it has no
 * word or is what nobody can ask; or there are too many. */
static uint32_t take_question(struct grouping *grouping, struct faqbot_view text, uint32_t question)
{
    bool is_askable = utf8_is_valid(text) && utf8_length(text) <= FAQBOT_QUESTION_CHARS_MAX;
    arena_reset(&grouping->scratch);
    struct search_meaning *meaning =
        is_askable ? search_read_meaning(grouping->searcher, text, &grouping->scratch, &grouping->status)
                   : NULL;
    struct faqbot_view key = meaning == NULL ? view_of("") : search_meaning_key(meaning);
    uint32_t number = view_is_empty(key) ? STRING_TABLE_NONE : string_table_find(&grouping->keys, key);
    if (view_is_empty(key) || number != STRING_TABLE_NONE) {
        return number;
    }
    if (grouping->count == GROUPS_WORDINGS_MAX) {
        grouping->left_out++;
        return STRING_TABLE_NONE;
    }
    number = string_table_add(&grouping->keys, key);
    meaning = search_keep_meaning(meaning, &grouping->kept);
    fail_if(number == STRING_TABLE_NONE || meaning == NULL, FAQBOT_NO_MEMORY, &grouping->status);
    grouping->wordings[grouping->count++] = (struct wording){
        .question = question, .group = number, .next = STRING_TABLE_NONE, .last = number, .meaning = meaning};
    return number;
}

/* ==== comparing ======================================================================================== */

static void set_alike(struct grouping *grouping, size_t left, size_t right)
{
    grouping->alike[left * grouping->row_words + right / 64] |= UINT64_C(1) << right % 64;
}

static bool is_alike(const struct grouping *grouping, size_t left, size_t right)
{
    return (grouping->alike[left * grouping->row_words + right / 64] >> right % 64 & 1) != 0;
}

static void compare(struct grouping *grouping, uint32_t low, uint32_t high)
{
    double likeness =
        search_compare_meanings(grouping->wordings[low].meaning, grouping->wordings[high].meaning);
    if (likeness >= SEARCH_ALIKE) {
        uint64_t pair = (uint64_t)((1 - likeness) * PAIR_LEVELS) << 32 | low << 16 | high;
        buffer_add(&grouping->pairs, view_make((const char *)&pair, sizeof pair));
        set_alike(grouping, low, high);
        set_alike(grouping, high, low);
    }
}

static void compare_all(struct grouping *grouping)
{
    grouping->row_words = grouping->count / 64 + 1;
    grouping->alike = arena_need(&grouping->kept, grouping->count * grouping->row_words,
                                 sizeof *grouping->alike, &grouping->status);
    for (uint32_t high = 1; high < grouping->count && grouping->status == FAQBOT_OK; high++) {
        for (uint32_t low = 0; low < high; low++) {
            compare(grouping, low, high);
        }
        fail_if(grouping->pairs.failed, FAQBOT_NO_MEMORY, &grouping->status);
    }
}

/* ==== putting together ================================================================================= */

static bool are_all_alike(const struct grouping *grouping, uint32_t group, uint32_t other)
{
    uint32_t at = other;
    while (at != STRING_TABLE_NONE && is_alike(grouping, group, at)) {
        at = grouping->wordings[at].next;
    }
    return at == STRING_TABLE_NONE;
}

/* Makes one group of two, of which `into` comes first. */
static void unite(struct grouping *grouping, uint32_t into, uint32_t from)
{
    struct wording *wordings = grouping->wordings;
    for (uint32_t at = from; at != STRING_TABLE_NONE; at = wordings[at].next) {
        wordings[at].group = into;
    }
    wordings[wordings[into].last].next = from;
    wordings[into].last = wordings[from].last;
    for (size_t i = 0; i < grouping->row_words; i++) {
        grouping->alike[into * grouping->row_words + i] &= grouping->alike[from * grouping->row_words + i];
    }
}

static int compare_pairs(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

static void unite_all(struct grouping *grouping)
{
    uint64_t *pairs = (void *)grouping->pairs.bytes;
    size_t count = grouping->pairs.size / sizeof *pairs;
    if (grouping->status != FAQBOT_OK || count == 0) {
        return;
    }
    qsort(pairs, count, sizeof *pairs, compare_pairs);
    for (size_t i = 0; i < count; i++) {
        uint32_t left = grouping->wordings[pairs[i] >> 16 & 0xffff].group;
        uint32_t right = grouping->wordings[pairs[i] & 0xffff].group;
        if (left != right && are_all_alike(grouping, left, right)) {
            unite(grouping, left < right ? left : right, left < right ? right : left);
        }
    }
}

/* ==== the whole ======================================================================================== */

void questions_group(struct faqbot *bot, const struct faqbot_view *questions, size_t count, uint32_t *groups,
                     size_t *left_out, enum faqbot_status *status)
{
    struct grouping grouping = {.searcher = bot_searcher(bot), .status = *status};
    string_table_init(&grouping.keys, KEYS_BYTES_MAX);
    arena_init(&grouping.scratch, SCRATCH_BYTES_MAX);
    arena_init(&grouping.kept, KEPT_BYTES_MAX);
    buffer_init(&grouping.pairs, SIZE_MAX);
    grouping.wordings =
        arena_need(&grouping.kept, GROUPS_WORDINGS_MAX, sizeof *grouping.wordings, &grouping.status);
    for (uint32_t i = 0; i < count && grouping.status == FAQBOT_OK; i++) {
        groups[i] = take_question(&grouping, questions[i], i);
    }
    compare_all(&grouping);
    unite_all(&grouping);
    for (uint32_t i = 0; i < count && grouping.status == FAQBOT_OK; i++) {
        groups[i] = groups[i] == STRING_TABLE_NONE
                        ? i
                        : grouping.wordings[grouping.wordings[groups[i]].group].question;
    }
    *left_out = grouping.left_out;
    *status = grouping.status;
    buffer_release(&grouping.pairs);
    arena_release(&grouping.kept);
    arena_release(&grouping.scratch);
    string_table_release(&grouping.keys);
}
