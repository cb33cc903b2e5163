/* text/edit_distance.c - how many slips of the finger lie between two words.
 *
 * The restricted Damerau-Levenshtein distance, also called optimal string alignment: insertion, deletion,
 * substitution and swapping of neighbours cost one each, and no part of a word is edited twice. The
 * unrestricted distance would need a table over the alphabet to tell apart cases that nobody types. Three
 * rows of the matrix are enough, because a swap looks back two; on the stack, because words are short. */
#include "text/text.h"

#include "util/util.h"

/* The code points of a word; false: more than EDIT_DISTANCE_WORD_MAX, or not UTF-8. */
static bool spell(struct faqbot_view text, uint32_t characters[EDIT_DISTANCE_WORD_MAX], size_t *count)
{
    *count = 0;
    uint32_t character;
    while (utf8_next(&text, &character)) {
        if (*count == EDIT_DISTANCE_WORD_MAX) {
            return false;
        }
        characters[(*count)++] = character;
    }
    return text.size == 0;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Row i holds the distances between the first i characters of `left` and each front of `right`. A distance
 * never falls below the smallest of its row in later rows, so a row that is above `most` throughout ends the
 * work: most words of a vocabulary are given up early. */
unsigned edit_distance(struct faqbot_view left, struct faqbot_view right, unsigned most)
{
    uint32_t a[EDIT_DISTANCE_WORD_MAX];
    uint32_t b[EDIT_DISTANCE_WORD_MAX];
    size_t a_count;
    size_t b_count;
    if (!spell(left, a, &a_count) || !spell(right, b, &b_count)) {
        return most + 1;
    }
    unsigned rows[3][EDIT_DISTANCE_WORD_MAX + 1];
    unsigned *before = rows[0];
    unsigned *above = rows[1];
    unsigned *row = rows[2];
    for (size_t j = 0; j <= b_count; j++) {
        above[j] = (unsigned)j;
    }
    for (size_t i = 1; i <= a_count; i++) {
        unsigned smallest = row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_count; j++) {
            unsigned best = above[j - 1] + (a[i - 1] != b[j - 1]);
            best = least(best, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                best = least(best, before[j - 2] + 1);
            }
            row[j] = best;
            smallest = least(smallest, best);
        }
        if (smallest > most) {
            return most + 1;
        }
        unsigned *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return least(above[b_count], most + 1);
}

/* A third of the word may be wrong, rounded up: "aks" is still ask, and a short word is not like everything.
 * The first of several equally near names wins, so tables decide by their order. */
const char *faqbot_nearest_name(const char *word, const char *const *names, size_t count)
{
    unsigned within = ((unsigned)utf8_length(view_of(word)) + 2) / 3;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        unsigned distance = edit_distance(view_of(word), view_of(names[i]), within);
        if (distance <= within) {
            nearest = names[i];
            if (distance == 0) {
                break;
            }
            within = distance - 1;
        }
    }
    return nearest;
}
