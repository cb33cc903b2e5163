/* explain.h - why the bot answers as it does: for whoever writes the knowledge, or doubts an answer. */
#ifndef FAQBOT_EXPLAIN_H
#define FAQBOT_EXPLAIN_H

#include <stdbool.h>

#include <faqbot/faqbot.h>

/* How a word that was looked for came about. */
enum faqbot_word_origin {
    FAQBOT_WORD_TYPED,
    FAQBOT_WORD_CORRECTED, /* a misspelled word, put right */
    FAQBOT_WORD_SYNONYM,   /* put in by the owner's synonyms, perhaps for several words */
    FAQBOT_WORD_CONTEXT    /* taken over from the entry answered last */
};

enum faqbot_word_role {
    FAQBOT_WORD_CONTENT,
    FAQBOT_WORD_FUNCTION, /* holds a sentence together, and counts little */
    FAQBOT_WORD_UNKNOWN   /* a content word that the knowledge has never seen */
};

struct faqbot_explained_word {
    struct faqbot_view
        written;             /* what it stands for in the question, or in that of the entry answered last */
    struct faqbot_view read; /* what was looked for, folded */
    struct faqbot_view stem;
    enum faqbot_word_origin origin;
    enum faqbot_word_role role;
    double weight;  /* its share of all evidence in the question; a word that came before has none */
    size_t entries; /* that hold it; of a large knowledge, of those entries that were looked at */
};

struct faqbot_explained_candidate {
    struct faqbot_view id;
    struct faqbot_view question;
    double score;         /* as in faqbot_answer */
    double points;        /* what it was ranked by: the sum of its shares, to the millionth */
    const double *shares; /* by feature: what it adds to the points */
};

/* What the confidence follows from. */
struct faqbot_explained_part {
    const char *name;    /* "saturation"; static, as is the next */
    const char *meaning; /* a clause, in plain words */
    double value;
    double effect; /* the confidence less what it would be if this part said nothing */
};

/* All views and arrays are the bot's and valid until its next call. */
struct faqbot_explanation {
    struct faqbot_view text; /* the question */
    struct faqbot_view
        lang;            /* that it was taken to be in, a BCP 47 tag; empty: English, for want of a word */
    bool is_reworded;    /* read with one-way synonyms put in, because that gave more confidence */
    bool is_followed_up; /* read together with the entry answered last, for the same reason */

    const struct faqbot_explained_word *words; /* in the order of the question */
    size_t word_count;
    const struct faqbot_correction *corrections;
    size_t correction_count;
    const struct faqbot_view *unknown_words;
    size_t unknown_word_count;

    const char *const *features; /* their names */
    size_t feature_count;
    const struct faqbot_explained_candidate *candidates; /* best first */
    size_t candidate_count;

    enum faqbot_outcome outcome; /* as faqbot_ask() says, as is the confidence */
    double confidence;
    const struct faqbot_explained_part *parts; /* none where there is no candidate */
    size_t part_count;
    double answered_threshold; /* answered from this confidence on */
    double unsure_threshold;   /* and from this one on a choice offered */

    /* What would have changed the outcome, in sentences. Each was tried: the bot was asked the question without the
     * word, with the word spelled right, without the entry answered last. */
    const struct faqbot_view *changes;
    size_t change_count;
};

/* Explains what faqbot_ask() answers to the same question. Statuses as there. */
enum faqbot_status faqbot_explain(struct faqbot *bot, const struct faqbot_question *question,
                                  struct faqbot_explanation *explanation);

/* The same without what would have changed it: one search. */
enum faqbot_status faqbot_outline(struct faqbot *bot, const struct faqbot_question *question,
                                  struct faqbot_explanation *explanation);

/* Takes a text; it is valid until the function returns. */
typedef void faqbot_explain_take(void *user, struct faqbot_view text);

/* Hands the explanation as one JSON object, without line breaks, to `take`. NO_MEMORY. */
enum faqbot_status faqbot_explain_json(const struct faqbot_explanation *explanation,
                                       faqbot_explain_take *take, void *user);

#endif
