/* cli/quiz.h - questions whose answers are known, put to a bot. */
#ifndef CLI_QUIZ_H
#define CLI_QUIZ_H

#include "cli/cli.h"
#include "cli/measure.h"

#include <faqbot/faqbot.h>

struct quiz_item {
    unsigned long line;
    char *question; /* the item's; `expected` of the case points behind it */
    char *said;     /* the item's */
    struct measure_case result;
};

/* To be zeroed, and released by quiz_reset(). */
struct quiz {
    struct quiz_item *items; /* in the order of the file */
    size_t count;
    size_t room;
};

/* Reads a file of questions (a question, a tab, the ids or `-`), asks them all and keeps what came back.
 * Whatever hinders that is said on stderr with file and line; the rest is read on, and the end is then
 * CLI_ERROR. An expected id that the knowledge does not have is a warning. */
enum cli_exit quiz_ask(const char *path, struct faqbot *bot, struct quiz *quiz);

void quiz_reset(struct quiz *quiz);

/* The worst misses, at most `most` of them: wrong answers by falling confidence, then right ones that were
 * not given, those farthest from the top first; equals in the file's order. Writes their places in `items`,
 * returns how many. */
size_t quiz_misses(const struct quiz *quiz, size_t *places, size_t most);

#endif
