/* server/inside.h - what an ask costs without a server: the same messages through a chat in this process. */
#ifndef BENCH_SERVER_INSIDE_H
#define BENCH_SERVER_INSIDE_H

#include "questions.h"

#include <faqbot_chat.h>

struct inside {
    struct faqbot *bot;
    struct faqbot_response_cache *response_cache;
    struct faqbot_chat *chat;
};

/* Opens the knowledge base as the server does, with a cache or without. Released by inside_close(), also after a
 * failure. */
bool inside_open(struct inside *inside, const char *knowledge, bool is_cached);
void inside_close(struct inside *inside);

/* Asks `count` times; microseconds of CPU an ask. 0: something failed. */
double inside_ask(struct inside *inside, const struct questions *questions, size_t count);

#endif
