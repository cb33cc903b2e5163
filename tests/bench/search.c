/* bench/search.c - what a search by words costs: words of an index's own entries, joined by "and".
 *
 *     search INDEX
 *
 * A word is any place in any entry's text, so that frequent words are searched for as often as they are written. All
 * words of a search come from one entry, which therefore has them. CPU time, one thread, the second of two runs. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <faqbot.h>

#include "util/util.h"

#define SEARCHES 1000
#define WORDS_MAX 3
#define WORDS_OF_A_TEXT 400

static double milliseconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static size_t draw(uint64_t *state, size_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(*state >> 33) % below;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Words between blanks, of an entry that has some. */
static void write_search(struct faqbot *bot, uint64_t *state, size_t words, struct buffer *out)
{
    struct faqbot_view found[WORDS_OF_A_TEXT];
    struct faqbot_answer answer;
    bool is_question;
    size_t count = 0;
    while (count == 0 && faqbot_entry_at(bot, draw(state, faqbot_about(bot)->entries), &answer,
                                         &is_question) == FAQBOT_OK) {
        struct faqbot_view rest = answer.text;
        while (rest.size > 0 && count < WORDS_OF_A_TEXT) {
            found[count] = view_slice(rest, 0, view_find(rest, ' '));
            rest = view_slice(rest, found[count].size + 1, rest.size);
            count += found[count].size > 0;
        }
    }
    buffer_reset(out);
    for (size_t i = 0; i < words && count > 0; i++) {
        buffer_add(out, found[draw(state, count)]);
        buffer_add_byte(out, ' ');
    }
}

/* Times in `taken`; false: a search failed. */
static bool search_all(struct faqbot *bot, size_t words, double taken[SEARCHES], size_t *cut_short)
{
    uint64_t state = words;
    struct buffer text;
    bool is_good = true;
    buffer_init(&text, 1 << 16);
    for (size_t i = 0; i < SEARCHES && is_good; i++) {
        const struct faqbot_hits *hits = NULL;
        write_search(bot, &state, words, &text);
        const struct faqbot_search_query query = {.text = buffer_view(&text)};
        for (int run = 0; run < 2 && is_good; run++) {
            double start = milliseconds();
            is_good = faqbot_search(bot, &query, &hits) == FAQBOT_OK;
            taken[i] = milliseconds() - start;
        }
        *cut_short += is_good && hits->is_cut_short;
    }
    buffer_release(&text);
    return is_good;
}

int main(int count, char **arguments)
{
    struct faqbot *bot;
    struct faqbot_fault fault;
    const struct faqbot_options options = {.index = count == 2 ? arguments[1] : NULL};
    if (count != 2 || faqbot_open(&options, &bot, &fault) != FAQBOT_OK) {
        (void)fprintf(stderr, "usage: search INDEX; %s\n", count == 2 ? fault.sentence : "");
        return 2;
    }
    printf("words  p50 ms  p90 ms  p99 ms  max ms  cut short\n");
    for (size_t words = 1; words <= WORDS_MAX; words++) {
        static double taken[SEARCHES];
        size_t cut_short = 0;
        if (!search_all(bot, words, taken, &cut_short)) {
            return 1;
        }
        qsort(taken, SEARCHES, sizeof *taken, compare);
        printf("%5zu %7.2f %7.2f %7.2f %7.2f %10zu\n", words, taken[SEARCHES / 2], taken[SEARCHES * 9 / 10],
               taken[SEARCHES * 99 / 100], taken[SEARCHES - 1], cut_short);
    }
    faqbot_close(bot);
    return 0;
}
