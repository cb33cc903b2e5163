/* pace.c - how long a knowledge base takes to answer, found out before the first visitor asks. */
#include "server/pace.h"

#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include <faqbot.h>

#define QUESTIONS 9 /* one that happened to be slow decides nothing */
#define QUESTION_BYTES 512

static int by_size(const void *left, const void *right)
{
    const uint64_t *one = left;
    const uint64_t *other = right;
    return (*one > *other) - (*one < *other);
}

/* Asks what an entry answers; 0: that cannot be asked. The question is the bot's, and is gone when it is asked. */
static uint64_t ask(struct faqbot *bot, size_t entry)
{
    char bytes[QUESTION_BYTES];
    struct faqbot_answer answer;
    bool is_question;
    if (faqbot_entry_at(bot, entry, &answer, &is_question) != FAQBOT_OK ||
        answer.question.size > sizeof bytes || answer.question.size == 0) {
        return 0;
    }
    memcpy(bytes, answer.question.bytes, answer.question.size);
    struct faqbot_question question = {.text = {bytes, answer.question.size}};
    uint64_t start = uv_hrtime();
    return faqbot_ask(bot, &question, &answer) == FAQBOT_OK ? (uv_hrtime() - start) / 1000 + 1 : 0;
}

uint64_t pace_measure(struct faqbot *bot)
{
    uint64_t took[QUESTIONS] = {0};
    size_t count = 0;
    size_t entries = faqbot_about(bot)->entries;
    for (size_t i = 0; i < QUESTIONS && i < entries; i++) {
        took[count] = ask(bot, entries > QUESTIONS ? i * (entries / QUESTIONS) : i);
        count += took[count] > 0;
    }
    qsort(took, count, sizeof *took, by_size);
    return count == 0 ? 0 : took[count / 2];
}
