/* server/inside.c - what an ask costs without a server. */
#include "inside.h"

#include <time.h>

#define CACHED_QUESTIONS 4096 /* as many as the server keeps */
#define REPLY_BYTES 1024

static double cpu(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* As the server has one, so that both read it as often. */
static uint64_t microseconds(void *user)
{
    struct timespec now;
    (void)user;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

bool inside_open(struct inside *inside, const char *knowledge, bool is_cached)
{
    struct faqbot_fault fault;
    struct faqbot_options options = {.knowledge = knowledge,
                                     .cached_questions = is_cached ? CACHED_QUESTIONS : 0};
    struct faqbot_chat_options chat = {.microseconds = microseconds};
    if (faqbot_response_cache_new(options.cached_questions * REPLY_BYTES, (const uint64_t[2]){1, 2},
                                  &inside->response_cache) != FAQBOT_OK) {
        return false;
    }
    chat.response_cache = inside->response_cache;
    return faqbot_open(&options, &inside->bot, &fault) == FAQBOT_OK &&
           faqbot_chat_new(&chat, &inside->chat) == FAQBOT_OK;
}

void inside_close(struct inside *inside)
{
    faqbot_chat_free(inside->chat);
    faqbot_response_cache_free(inside->response_cache);
    faqbot_close(inside->bot);
    *inside = (struct inside){.bot = NULL};
}

double inside_ask(struct inside *inside, const struct questions *questions, size_t count)
{
    struct faqbot_view reply;
    double start = cpu();
    for (size_t i = 0; i < count; i++) {
        if (faqbot_chat_receive(inside->chat, inside->bot, questions->messages[i % questions->count]) !=
                FAQBOT_OK ||
            !faqbot_chat_next(inside->chat, &reply) || faqbot_chat_next(inside->chat, &reply)) {
            return 0;
        }
    }
    return (cpu() - start) / (double)count;
}
