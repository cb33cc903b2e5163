/* tests/unit/server/pace.c - how long a knowledge base takes to answer: found out by asking it, and how long is no
 * matter here. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/pace.h"

/* A bot over so many entries, each with a question so long that it cannot be asked, or a short one. */
static struct faqbot *open_bot(size_t entries, bool are_long)
{
    char folder[] = "/tmp/faqbot-pace-XXXXXX";
    char path[64];
    struct faqbot *bot = NULL;
    struct faqbot_fault fault;
    const struct faqbot_options options = {.knowledge = path};
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/knowledge.jsonl", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (size_t i = 0; i < entries; i++) {
        fprintf(file, "{\"id\":\"%zu\",\"question\":\"", i);
        for (size_t j = 0; j < (are_long ? 100 : 1); j++) {
            fprintf(file, "w%zu\xd1\x84\xd1\x84 ", i);
        }
        fprintf(file, "?\",\"answer\":\"a\"}\n");
    }
    assert_int_equal(fclose(file), 0);
    assert_int_equal(faqbot_open(&options, &bot, &fault), FAQBOT_OK);
    assert_int_equal(unlink(path) + rmdir(folder), 0);
    return bot;
}

static void a_bot_that_can_be_asked_takes_some_time(void **state)
{
    static const size_t entries[] = {1, 9, 30};
    (void)state;
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        struct faqbot *bot = open_bot(entries[i], false);
        assert_true(pace_measure(bot) > 0);
        faqbot_close(bot);
    }
}

static void of_a_bot_that_cannot_be_asked_nothing_is_known(void **state)
{
    struct faqbot *bot = open_bot(3, true);
    (void)state;
    assert_int_equal(pace_measure(bot), 0);
    faqbot_close(bot);
}

int test_server_pace(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bot_that_can_be_asked_takes_some_time),
        cmocka_unit_test(of_a_bot_that_cannot_be_asked_nothing_is_known),
    };
    return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
