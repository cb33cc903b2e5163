/* retrieval/spelling.c - misspelled words. Slips are counted by distance.c; that a word is misspelled is the caller's
 * judgement: the knowledge knows neither it nor its stem. */
#include "retrieval/spelling.h"

#include <string.h>

#include "text/distance.h"
#include "text/utf8.h"

struct reading {
    struct arena *arena;
    struct faqbot_view *words;
    struct spelling_shape *shapes;
    uint32_t *uses;
    uint32_t count;
    uint32_t capacity;
};

static struct spelling_shape shape_of(struct faqbot_view word)
{
    struct spelling_shape shape = {0};
    uint32_t letter;
    while (utf8_next(&word, &letter)) {
        shape.letters |= UINT64_C(1) << (letter % 64);
        shape.length++;
    }
    return shape;
}

/* Each slip takes away one letter at most, and brings one. False is certain, true is not. */
static bool may_be_within(const struct spelling_shape *left, const struct spelling_shape *right,
                          unsigned slips)
{
    if (left->length + slips < right->length || right->length + slips < left->length) {
        return false;
    }
    unsigned differences = 0;
    for (uint64_t rest = left->letters ^ right->letters; rest != 0 && differences <= 2 * slips;
         rest &= rest - 1) {
        differences++;
    }
    return differences <= 2 * slips;
}

/* What is outgrown stays in the arena, at most as much again. */
static bool grow(struct reading *reading)
{
    uint32_t capacity = reading->capacity == 0 ? 1024 : 2 * reading->capacity;
    struct faqbot_view *words = arena_take_array(reading->arena, capacity, sizeof *words);
    struct spelling_shape *shapes = arena_take_array(reading->arena, capacity, sizeof *shapes);
    uint32_t *uses = arena_take_array(reading->arena, capacity, sizeof *uses);
    if (words == NULL || shapes == NULL || uses == NULL) {
        return false;
    }
    if (reading->count > 0) {
        memcpy(words, reading->words, reading->count * sizeof *words);
        memcpy(shapes, reading->shapes, reading->count * sizeof *shapes);
        memcpy(uses, reading->uses, reading->count * sizeof *uses);
    }
    reading->words = words;
    reading->shapes = shapes;
    reading->uses = uses;
    reading->capacity = capacity;
    return true;
}

static enum faqbot_status read_word(void *user, uint32_t number, struct faqbot_view text, uint32_t uses)
{
    struct reading *reading = user;
    if (number != reading->count || (number > 0 && view_compare(reading->words[number - 1], text) >= 0)) {
        return FAQBOT_CORRUPT;
    }
    if ((number == reading->capacity && !grow(reading)) ||
        !arena_copy(reading->arena, text, &reading->words[number])) {
        return FAQBOT_NO_MEMORY;
    }
    reading->shapes[number] = shape_of(text);
    reading->uses[number] = uses;
    reading->count++;
    return FAQBOT_OK;
}

enum faqbot_status spelling_read(struct spelling *spelling, struct store *store, struct arena *arena)
{
    struct reading reading = {.arena = arena};
    enum faqbot_status status = store_each_spelling(store, read_word, &reading);
    if (status == FAQBOT_OK) {
        *spelling = (struct spelling){
            .words = reading.words, .shapes = reading.shapes, .uses = reading.uses, .count = reading.count};
    }
    return status;
}

static bool is_correctable(struct faqbot_view plain, size_t letters)
{
    for (size_t i = 0; i < plain.size; i++) {
        if (plain.bytes[i] >= '0' && plain.bytes[i] <= '9') {
            return false;
        }
    }
    return letters >= SPELLING_LETTERS_LEAST && letters <= DISTANCE_WORD_MAX;
}

/* The first word that is not before `plain`'s first letter alone. */
static uint32_t find_first(const struct spelling *spelling, struct faqbot_view letter)
{
    uint32_t low = 0;
    uint32_t high = spelling->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (view_compare(spelling->words[middle], letter) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Whether two letters lie side by side on a keyboard, in one of its rows. */
static bool are_neighbours(char left, char right)
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *at = strchr(rows[i], left);
        if (at != NULL && (at[1] == right || (at > rows[i] && at[-1] == right))) {
            return true;
        }
    }
    return false;
}

/* Whether the words differ in their last letter alone, and not by a finger that strayed: "analyst" is no slip of
 * "analyse". */
static bool has_other_ending(struct faqbot_view plain, struct faqbot_view known)
{
    size_t size = plain.size;
    if (known.size != size || size == 0 ||
        !view_equals(view_slice(plain, 0, size - 1), view_slice(known, 0, size - 1))) {
        return false;
    }
    char left = plain.bytes[size - 1];
    char right = known.bytes[size - 1];
    return left >= 'a' && left <= 'z' && !are_neighbours(left, right);
}

bool spelling_correct(const struct spelling *spelling, struct faqbot_view plain, struct faqbot_view *word)
{
    const struct spelling_shape shape = shape_of(plain);
    if (!is_correctable(plain, shape.length)) {
        return false;
    }
    struct faqbot_view letter = utf8_first(plain, 1);
    unsigned within = shape.length < SPELLING_LONG_WORD_LETTERS ? 1 : 2;
    uint32_t best = UINT32_MAX;
    uint32_t end = find_first(spelling, letter) + SPELLING_TRIES_MAX;
    for (uint32_t i = find_first(spelling, letter); i < spelling->count && i < end; i++) {
        struct faqbot_view known = spelling->words[i];
        if (!view_equals(view_slice(known, 0, letter.size), letter)) {
            break;
        }
        if (view_equals(known, plain)) {
            return false; /* of another language than the question was taken for */
        }
        if (spelling->shapes[i].length + 1 < SPELLING_LETTERS_LEAST ||
            !may_be_within(&spelling->shapes[i], &shape, within) || has_other_ending(plain, known)) {
            continue;
        }
        unsigned distance = distance_between(plain, known, within);
        bool is_nearer = distance < within || (best == UINT32_MAX && distance <= within);
        if (is_nearer || (distance == within && spelling->uses[i] > spelling->uses[best])) {
            best = i;
            within = distance;
        }
    }
    if (best == UINT32_MAX) {
        return false;
    }
    *word = spelling->words[best];
    return true;
}
