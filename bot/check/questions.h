/* check/questions.h - whether each question finds its own entry, and it alone. */
#ifndef CHECK_QUESTIONS_H
#define CHECK_QUESTIONS_H

#include "base/buffer.h"
#include "base/interner.h"
#include "check/inspection.h"
#include "knowledge/knowledge.h"

/* An entry that has this share of the winner's score is nearly the same question to the bot. On sets of real
 * questions, entries that people keep apart come so near in one phrasing of two hundred at most, and questions that
 * differ in a small word or two mostly do. */
#define SELFTEST_NEAR_SHARE .7

/* A phrasing of an entry. */
struct selftest_question {
    uint32_t id; /* the entry's, in `ids` */
    unsigned line;
    struct faqbot_view path;
    struct faqbot_view text;
};

/* The phrasings of all FAQ entries. Declare it, selftest_init() it, selftest_release() it. */
struct selftest {
    struct buffer list; /* struct selftest_question by struct selftest_question */
    struct string_table ids;
    struct string_table pairs; /* of entries that were told to be nearly the same */
    struct arena texts;
    struct faqbot_view path; /* of the entry added last */
};

void selftest_init(struct selftest *questions);
void selftest_release(struct selftest *questions);

/* Adds the phrasings of an FAQ entry, copied. An id that is there already is passed over: that entry is not in the
 * bot. False: no memory. */
bool selftest_add(struct selftest *questions, const struct entry *entry);

/* Asks them all. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status selftest_run(struct selftest *questions, struct check_context *context);

#endif
