/* fuzz/explain.c - any text as a question that is explained, after any entry: the explanation is of the answer that is
 * given, its sums are right, and its JSON is JSON. The first line is the question, the rest the entry answered last. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include <faqbot.h>

#include "library.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_words(const struct faqbot_explanation *explanation)
{
    double sum = 0;
    for (size_t i = 0; i < explanation->word_count; i++) {
        const struct faqbot_explained_word *word = &explanation->words[i];
        assert(utf8_is_valid(word->written) && utf8_is_valid(word->read) && utf8_is_valid(word->stem));
        assert(word->likeness >= 0 && word->likeness < 1 + 1e-6 &&
               (word->likeness > 0 || word->like.size == 0));
        assert(word->weight >= 0 && (word->role != FAQBOT_WORD_UNKNOWN || word->entries == 0));
        sum += word->weight;
    }
    assert(sum <= 1 + 1e-6);
}

static void check_candidates(const struct faqbot_explanation *explanation)
{
    for (size_t i = 0; i < explanation->candidate_count; i++) {
        const struct faqbot_explained_candidate *candidate = &explanation->candidates[i];
        double sum = 0;
        for (size_t j = 0; j < explanation->feature_count; j++) {
            sum += candidate->contributions[j];
        }
        assert(fabs(sum - candidate->rank_score) < 1e-5);
        assert(candidate->score >= 0 && candidate->score <= 1);
    }
    assert((explanation->candidate_count == 0) == (explanation->part_count == 0));
    for (size_t i = 0; i < explanation->change_count; i++) {
        assert(explanation->changes[i].size > 0 && utf8_is_valid(explanation->changes[i]));
    }
}

static void take(void *user, struct faqbot_view text)
{
    buffer_add(user, text);
}

static void check_json(const struct faqbot_explanation *explanation)
{
    struct buffer out;
    struct json *document = NULL;
    const char *complaint = NULL;
    buffer_init(&out, JSON_TEXT_BYTES_MAX);
    assert(faqbot_explain_json(explanation, take, &out) == FAQBOT_OK && !out.failed);
    assert(view_find(buffer_view(&out), '\n') == out.size);
    assert(json_parse(buffer_view(&out), &document, &complaint) == FAQBOT_OK);
    assert(json_type(document) == JSON_OBJECT);
    json_free(document);
    buffer_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_answer answer;
    struct faqbot_explanation explanation;
    struct faqbot_view text = view_make((const char *)bytes, size);
    size_t end = view_find(text, '\n');
    const struct faqbot_question question = {
        .text = view_slice(text, 0, end), .context = view_slice(text, end + 1, size), .top = size % 8};
    enum faqbot_status status = faqbot_ask(library_bot(), &question, &answer);
    enum faqbot_outcome outcome = status == FAQBOT_OK ? answer.outcome : FAQBOT_NONE;
    double confidence = status == FAQBOT_OK ? answer.confidence : 0;
    assert(faqbot_explain(library_bot(), &question, &explanation) == status);
    if (status == FAQBOT_OK) {
        assert(explanation.outcome == outcome && explanation.confidence == confidence);
        check_words(&explanation);
        check_candidates(&explanation);
        check_json(&explanation);
    }
    return 0;
}
