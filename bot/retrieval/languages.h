/* retrieval/languages.h - the languages of a knowledge base, each with its stemmer, and which one a question is in. */
#ifndef RETRIEVAL_LANGUAGES_H
#define RETRIEVAL_LANGUAGES_H

#include <faqbot.h>

#include "base/buffer.h"
#include "text/stems.h"

#define LANGUAGES_MAX 32 /* entries in further ones are taken for the first */
#define LANGUAGES_TAG_BYTES 16

/* Numbered in order of first use; the first is bot.yml's, English where it names none. */
struct languages {
    struct stemmer *stems[LANGUAGES_MAX];
    char tags[LANGUAGES_MAX][LANGUAGES_TAG_BYTES];
    size_t count;
};

/* Only the first language. Released by languages_release(), also after a failure. NO_MEMORY. */
enum faqbot_status languages_init(struct languages *languages, struct faqbot_view first);
/* Whether a stem could not be found for want of memory since they were made. */
bool languages_failed(const struct languages *languages);

void languages_release(struct languages *languages);

/* The number of a language, a new one where it is new; the empty tag is the first. NO_MEMORY. */
enum faqbot_status languages_add(struct languages *languages, struct faqbot_view tag, size_t *number);

/* Appends the tags, one a line. */
void languages_write(const struct languages *languages, struct buffer *out);

/* The language of which the words hold the most function words; of equals the first. */
size_t languages_guess(const struct languages *languages, const struct word *words, size_t count);

/* Whether a question begins as one that goes on from the last ("and", "what about"), in any of the languages that are
 * known for it. */
bool languages_goes_on(const struct word *words, size_t count);

#endif
