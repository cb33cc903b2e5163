/* fuzz/ask.c - any text as a question, after any entry: what comes back is an answer as faqbot.h says it must be. */
#include <assert.h>

#include <faqbot.h>

#include "library.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(const struct faqbot_answer *answer)
{
    assert(answer->confidence >= 0 && answer->confidence <= 1);
    assert((answer->outcome == FAQBOT_ANSWERED) == (answer->nodes != NULL));
    assert(answer->outcome == FAQBOT_NONE || answer->candidate_count > 0);
    assert(answer->candidate_count == 0 || answer->candidates[0].score == answer->confidence);
    for (size_t i = 1; i < answer->candidate_count; i++) {
        assert(answer->candidates[i].score >= 0);
        assert(answer->candidates[i].score <= answer->candidates[i - 1].score);
    }
}

/* The first line is the question, the rest the entry answered last. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_answer answer;
    struct faqbot_view text = view_make((const char *)bytes, size);
    size_t end = view_find(text, '\n');
    const struct faqbot_question question = {
        .text = view_slice(text, 0, end), .context = view_slice(text, end + 1, size), .top = FAQBOT_TOP_MAX};
    enum faqbot_status status = faqbot_ask(library_bot(), &question, &answer);
    assert(status == FAQBOT_OK || status == FAQBOT_INVALID || status == FAQBOT_LIMIT);
    if (status == FAQBOT_OK) {
        double first = answer.confidence;
        enum faqbot_outcome outcome = answer.outcome;
        check(&answer);
        assert(faqbot_ask(library_bot(), &question, &answer) == FAQBOT_OK);
        assert(answer.confidence == first && answer.outcome == outcome);
    }
    return 0;
}
