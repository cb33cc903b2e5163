/* bench/passages.h - any number of made passages or entries, and questions about them: the same bytes on every machine.
 *
 * The words follow Zipf's law: the one of rank r is used as often as 1/r says. The first ranks are English function
 * words, the others made of syllables with endings that a stemmer takes off, one in 128 with an accent. A passage has
 * 60 words in sentences and a title of 3; one in 64 has a word in bold. A question has 8 words, 4 frequent and 4 not. An entry has a subject of 6 words; each of
 * its 4 phrasings wraps some of them, and others, into words that hold any question together, and so do the questions
 * about it. Its answer has 40 words. */
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
    PASSAGES_SAME,   /* all with the text of the first */
    PASSAGES_ENTRIES /* no passages, but entries with phrasings */
};
#define PASSAGES_EDITS 100

/* Writes the first `count` as JSON Lines. *text_bytes is the size of their texts alone. False: the file cannot be
 * written, and errno says why. */
bool passages_write(const struct passages *passages, enum passages_kind kind, uint32_t count,
                    const char *path, uint64_t *text_bytes);

#define PASSAGES_NONE UINT32_MAX

/* Question `number` about `count` of them, written over `out`. About passages, those of even numbers take their rare
 * words from one, as one does who has read it, and the others from anywhere. Returns the number of the passage or entry
 * that is meant, or PASSAGES_NONE. */
uint32_t passages_ask(const struct passages *passages, enum passages_kind kind, uint32_t count,
                      uint32_t number, struct buffer *out);

#endif
