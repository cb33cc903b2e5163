/* unit/protocol/encode_explanation.c - an explanation is one line of JSON, whatever its texts hold. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include <faqbot.h>

#include "base/buffer.h"

static void keep(void *user, struct faqbot_view json)
{
    struct buffer *out = user;
    buffer_reset(out);
    buffer_add(out, json);
    buffer_add_byte(out, '\0');
}

static void assert_json(const struct faqbot_explanation *explanation, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 65536);
    assert_int_equal(faqbot_explain_json(explanation, keep, &out), FAQBOT_OK);
    assert_false(out.failed);
    assert_string_equal(out.bytes, expected);
    buffer_release(&out);
}

static void what_is_not_there_is_an_empty_list(void **state)
{
    (void)state;
    const struct faqbot_explanation explanation = {
        .text = view_of("?"), .outcome = FAQBOT_NONE, .answered_threshold = .5, .unsure_threshold = .25};
    assert_json(
        &explanation,
        "{\"type\":\"explanation\",\"text\":\"?\",\"lang\":\"\",\"reworded\":false,\"followed_up\":false,"
        "\"words\":[],\"corrections\":[],\"unknown_words\":[],\"candidates\":[],\"outcome\":\"none\","
        "\"confidence\":0,\"thresholds\":{\"answered\":0.5,\"unsure\":0.25},\"parts\":{},\"changes\":[]}");
}

static void every_part_of_an_explanation_is_written(void **state)
{
    (void)state;
    static const char *const features[] = {"words", "pairs"};
    static const double contributions[] = {1, .25};
    const struct faqbot_explained_word words[] = {{.written = view_of("ml\n"),
                                                   .read = view_of("machine"),
                                                   .stem = view_of("machin"),
                                                   .origin = FAQBOT_WORD_SYNONYM,
                                                   .role = FAQBOT_WORD_CONTENT,
                                                   .weight = .5,
                                                   .entries = 3}};
    const struct faqbot_explained_candidate candidates[] = {{.id = view_of("a"),
                                                             .question = view_of("A \"b\"?"),
                                                             .score = .75,
                                                             .rank_score = 1.25,
                                                             .contributions = contributions}};
    const struct faqbot_explained_part parts[] = {
        {.name = "scope", .meaning = "in it", .value = .5, .effect = -.125}};
    const struct faqbot_correction corrections[] = {{.from = view_of("x"), .to = view_of("y")}};
    const struct faqbot_view texts[] = {view_of("one"), view_of("<two>")};
    const struct faqbot_explanation explanation = {.text = view_of("ml"),
                                                   .lang = view_of("de"),
                                                   .is_reworded = true,
                                                   .is_followed_up = true,
                                                   .words = words,
                                                   .word_count = 1,
                                                   .corrections = corrections,
                                                   .correction_count = 1,
                                                   .unknown_words = texts,
                                                   .unknown_word_count = 1,
                                                   .features = features,
                                                   .feature_count = 2,
                                                   .candidates = candidates,
                                                   .candidate_count = 1,
                                                   .outcome = FAQBOT_ANSWERED,
                                                   .confidence = .75,
                                                   .parts = parts,
                                                   .part_count = 1,
                                                   .answered_threshold = .5,
                                                   .unsure_threshold = .25,
                                                   .changes = texts,
                                                   .change_count = 2};
    assert_json(
        &explanation,
        "{\"type\":\"explanation\",\"text\":\"ml\",\"lang\":\"de\",\"reworded\":true,\"followed_up\":true,"
        "\"words\":[{\"written\":\"ml\\n\",\"read\":\"machine\",\"stem\":\"machin\","
        "\"origin\":\"synonym\",\"role\":\"content\",\"weight\":0.5,\"entries\":3}],"
        "\"corrections\":[{\"from\":\"x\",\"to\":\"y\"}],\"unknown_words\":[\"one\"],"
        "\"candidates\":[{\"id\":\"a\",\"question\":\"A \\\"b\\\"?\",\"score\":0.75,\"points\":1.25,"
        "\"shares\":{\"words\":1,\"pairs\":0.25}}],\"outcome\":\"answered\",\"confidence\":0.75,"
        "\"thresholds\":{\"answered\":0.5,\"unsure\":0.25},"
        "\"parts\":{\"scope\":{\"value\":0.5,\"effect\":-0.125,\"meaning\":\"in it\"}},"
        "\"changes\":[\"one\",\"\\u003ctwo>\"]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_there_is_an_empty_list),
        cmocka_unit_test(every_part_of_an_explanation_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
