/* server/questions.h - what the visitors of the bench ask. */
#ifndef BENCH_SERVER_QUESTIONS_H
#define BENCH_SERVER_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <faqbot.h>

/* Asks, each as the JSON message and as the masked WebSocket frame around it. */
struct questions {
    struct faqbot_view *messages;
    struct faqbot_view *frames;
    size_t count;
    char *bytes; /* they point into it */
    size_t size;
};

/* Reads those of FILE (question, tab, id). Of each, `variants` are made that no cache takes for one another, up to
 * QUESTIONS_VARIANTS_MAX: by what they follow up, which is an entry that there is not. False, and said on stderr: it
 * cannot be read. */
#define QUESTIONS_VARIANTS_MAX 128
bool questions_read(struct questions *questions, const char *file, size_t variants);

void selftest_release(struct questions *questions);

#endif
