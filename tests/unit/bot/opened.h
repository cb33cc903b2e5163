/* unit/bot/opened.h - a bot of a knowledge base that a test writes down. */
#ifndef UNIT_BOT_OPENED_H
#define UNIT_BOT_OPENED_H

#include <faqbot.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* To be included after cmocka.h. The file of the lines, JSON each, is gone when this returns. */
static inline struct faqbot *opened(const char *lines, size_t cached_questions)
{
    char folder[] = "/tmp/faqbot-bot-XXXXXX";
    char path[64];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/all.jsonl", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(lines, file) >= 0);
    assert_int_equal(fclose(file), 0);
    const struct faqbot_options options = {.knowledge = path, .cached_questions = cached_questions};
    struct faqbot *bot;
    struct faqbot_fault fault;
    if (faqbot_open(&options, &bot, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    assert_int_equal(remove(path) + rmdir(folder), 0);
    return bot;
}

#endif
