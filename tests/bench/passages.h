/* bench/passages.h - any number of made passages, and questions about them: the same bytes on every machine.
 *
 * The words follow Zipf's law: the one of rank r is used as often as 1/r says. The first ranks are English function
 * words, the others made of syllables with endings that a stemmer takes off, one in 128 with an accent. A passage has
 * 60 words in sentences and a title of 3; one in 64 has a word in bold. A question has 8 words, 4 frequent and 4 not. */
#ifndef BENCH_PASSAGES_H
#define BENCH_PASSAGES_H

#include <stdbool.h>

#include "util/util.h"

#define PASSAGES_WORDS_OF_ONE 60
#define PASSAGES_FREQUENT 200 /* ranks below stand in two of a hundred passages or more */

struct passages;

/* The caller's, released by passages_free(). NULL: no memory. */
struct passages *passages_new(void);
void passages_free(struct passages *passages); /* NULL is allowed */

enum passages_kind {
    PASSAGES_DISTINCT,
    PASSAGES_EDITED, /* with other texts in PASSAGES_EDITS of them */
    PASSAGES_SAME    /* all with the text of the first */
};
#define PASSAGES_EDITS 100

/* Writes the first `count` passages as JSON Lines. *text_bytes is the size of the titles and the texts alone. False: the
 * file cannot be written, and errno says why. */
bool passages_write(const struct passages *passages, const char *path, uint32_t count,
                    enum passages_kind kind, uint64_t *text_bytes);

/* Question `number` about `count` passages, written over `out`. Those of even numbers take their rare words from one
 * passage, as one does who has read it; the others from anywhere. */
void passages_ask(const struct passages *passages, uint32_t number, uint32_t count, struct buffer *out);

#endif
