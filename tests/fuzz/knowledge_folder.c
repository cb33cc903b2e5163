/* fuzz/knowledge_folder.c - any bytes as the files of a knowledge base, a form feed between two: it is checked with
 * faults that say something, and if it can be opened, it answers. */
#include <faqbot.h>
#include <faqbot_tools.h>

#include "scratch.h"

static void check_fault(void *user, const struct faqbot_fault *fault)
{
    assert(user == NULL && fault->sentence[0] != '\0' && fault->rule[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *paths[5];
    static const char *const names[] = {"bot.yml", "synonyms.txt", "tests.tsv", "a.md", "b.jsonl"};
    struct faqbot_view rest = view_make((const char *)bytes, size);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        size_t end = i == 4 ? rest.size : view_find(rest, '\f');
        paths[i] = paths[i] == NULL && scratch_path(NULL) != NULL ? scratch_path(names[i]) : paths[i];
        scratch_write(paths[i], view_slice(rest, 0, end));
        rest = view_slice(rest, end + 1, rest.size);
    }
    struct faqbot_fault fault = {.sentence = ""};
    struct faqbot_check_result result;
    const struct faqbot_check_options options = {
        .knowledge = scratch_path(NULL), .today = "2026-11-30", .report = check_fault};
    enum faqbot_status status = faqbot_check(&options, &result, &fault);
    assert(status == FAQBOT_OK || (status == FAQBOT_INVALID && fault.sentence[0] != '\0'));
    assert(status != FAQBOT_OK || (result.entries > 0 && result.failed_tests <= result.tests));
    return 0;
}
