/* search/message_internal.h - what search_internal.h says of messages: which part of one asks, whether it asks several
 * things, and whether it goes on from the last answer. */
#ifndef SEARCH_MESSAGE_INTERNAL_H
#define SEARCH_MESSAGE_INTERNAL_H

#include <faqbot.h>

#include "index/index.h"
#include "text/text.h"
#include "util/util.h"

/* ==== asking_sentence.c =============================================================================== */

/* What of a message is worth reading alone. */

#define ASKING_SENTENCES_MAX 3
#define ASKING_STORY_WORDS 25 /* a message of more words may tell a story, of which only a part asks */

struct asking_sentences {
    /* The message without the greetings and thanks at its ends; all of it where it is nothing else. */
    struct faqbot_view plain;
    /* The sentences that ask, the last first; where none does, the last that is about something. None in a
     * message that is no story. */
    struct faqbot_view list[ASKING_SENTENCES_MAX];
    size_t count;
    bool is_told; /* none asks */
};

/* Finds them in valid UTF-8; all are views of `text`. `stems` are those of its language. It depends on the
 * words, and on what is between them, but not on case. NO_MEMORY. */
void asking_sentences_find(struct faqbot_view text, const struct stemmer *stems, struct arena *arena,
                           struct asking_sentences *found, enum faqbot_status *status);

/* What a sentence is: marks alone or a courtesy, a question, or anything else. */
enum asking_kind { ASKING_NOTHING, ASKING_ASKS, ASKING_TELLS };

/* Takes a sentence off the front of a message; *text is what is left of it without a greeting. False: there is none
 * left, or NO_MEMORY. */
bool asking_take_sentence(struct faqbot_view *rest, const struct stemmer *stems, struct arena *arena,
                          struct faqbot_view *text, enum asking_kind *kind, enum faqbot_status *status);

/* Whether a part points into a text. */
bool asking_is_within(struct faqbot_view text, struct faqbot_view part);

/* Those of the words, which are in the order of the message, that were written within a part of it. */
struct synonyms_words asking_words(struct synonyms_words words, struct faqbot_view part);

/* ==== double_question.c ================================================================================ */

#define DOUBLE_QUESTION_PARTS_MAX FAQBOT_PARTS_MAX /* a message of more questions is read as a whole */

/* The questions of a message, in its order; views of it, without the words and marks that part them. */
struct double_question {
    struct faqbot_view parts[DOUBLE_QUESTION_PARTS_MAX];
    size_t count; /* 0: it does not surely ask several things */
};

/* Finds them in valid UTF-8 of a language, whose stems are given. Depends on the words and on what is between them.
 * NO_MEMORY. */
void double_question_find(struct faqbot_view text, const char *code, const struct stemmer *stems,
                          struct arena *arena, struct double_question *found, enum faqbot_status *status);

/* Whether a text begins as questions of its language do. */
bool double_question_opens(const char *code, const struct stemmer *stems, const struct word *words,
                           size_t count);

/* ==== follow_up.c ======================================================================================= */

#define FOLLOW_UP_FRAGMENT_WORDS 2 /* content words of a text that is no sentence, at most */

/* How a question goes on from the last answer. */
enum follow_up_form {
    FOLLOW_UP_NONE,     /* it is a question of its own */
    FOLLOW_UP_FRAGMENT, /* a word or two that are no sentence: "at weekends" */
    FOLLOW_UP_REFERS,   /* a word stands for what was spoken of: "how do I cancel it" */
    FOLLOW_UP_GOES_ON   /* it says so: "and at weekends?" */
};

/* Which form the words of a text in a language have; NONE in a language that is not known for it. */
enum follow_up_form follow_up_form(const char *code, const struct stemmer *stems, const struct word *words,
                                   size_t count);

/* What is asked without a subject, so that it is about what was spoken of. */
enum follow_up_asks {
    FOLLOW_UP_NOTHING,
    FOLLOW_UP_PRICE,  /* "how much is it" */
    FOLLOW_UP_REASON, /* "why" */
    FOLLOW_UP_KINDS
};

/* NOTHING: it has a subject, or asks for something else. */
enum follow_up_asks follow_up_asks(const struct stemmer *stems, const struct word *words, size_t count);

/* Whether a plain text tells it: it names an amount, or gives a reason. `kind` is not NOTHING. NO_MEMORY. */
bool follow_up_tells(enum follow_up_asks kind, struct faqbot_view text, struct arena *arena,
                     enum faqbot_status *status);

#endif
