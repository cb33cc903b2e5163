/* retrieval/terms.h - a question as terms: stems that can be looked for, each with its weight as evidence. */
#ifndef RETRIEVAL_TERMS_H
#define RETRIEVAL_TERMS_H

#include <faqbot/status.h>

#include "base/arena.h"
#include "retrieval/lexicon.h"
#include "text/stems.h"

#define TERMS_MAX 250 /* a question of 500 characters has no more words */

/* One distinct stem of a question. */
struct term {
    struct faqbot_view stem;
    struct faqbot_view source; /* the word as the visitor wrote it, its first occurrence */
    uint32_t word;             /* the lexicon's number; LEXICON_UNKNOWN */
    double idf;                /* smoothed; that of a word seen nowhere where it is unknown */
    double weight;             /* idf, lessened for function words */
    bool is_function_word;
    bool is_synonym; /* not asked for itself but for another term of the question */
};

struct terms {
    struct term *list; /* in order of first appearance, synonyms last */
    size_t count;
};

/* Takes a question (valid UTF-8) apart into the arena. FAQBOT_NO_MEMORY. Words past TERMS_MAX are left out. */
enum faqbot_status terms_take(const struct lexicon *lexicon, struct stems *stems, struct faqbot_view question,
                              struct arena *arena, struct terms *terms);

#endif
