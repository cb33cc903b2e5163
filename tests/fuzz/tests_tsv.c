/* fuzz/tests_tsv.c - any bytes as tests.tsv: each line is skipped, asked, or an error that says what is wrong. */
#include "tools/tools_internal.h"
#include "scratch.h"

/* Opened once: it lives as long as the program. */
static struct faqbot *bot;

static void close_bot(void)
{
    faqbot_close(bot);
}

static void check_fault(void *user, const struct faqbot_fault *fault)
{
    assert(user == NULL && fault->sentence[0] != '\0' && fault->rule[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *path;
    if (path == NULL) {
        (void)scratch_path(NULL);
        path = scratch_path("tests.tsv");
        const struct faqbot_options options = {.knowledge = "tests/transcripts/knowledge/library"};
        assert(faqbot_open(&options, &bot, NULL) == FAQBOT_OK && atexit(close_bot) == 0);
    }
    struct check check = {.bot = bot, .reporter = {.report = check_fault}};
    scratch_write(path, view_make((const char *)bytes, size));
    regression_run(&check, path);
    assert(check.status == FAQBOT_OK);
    assert(check.result.failed_tests <= check.result.tests);
    assert(check.result.failed_tests <= check.reporter.errors);
    return 0;
}
