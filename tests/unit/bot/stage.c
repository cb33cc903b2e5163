/* tests/unit/bot/stage.c - a bot whose entries lie elsewhere: that it answers as one that has them, what it does
 * without them, and that nothing of what it is given can harm it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/bot/made_stage.h"
#include "unit/index/made_kb.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define OK(call) assert_int_equal((call), FAQBOT_OK)

static struct faqbot *opened_at(const char *index, const struct faqbot_stage *stage)
{
    struct faqbot *bot = NULL;
    struct faqbot_fault fault;
    const struct faqbot_options options = {.index = index, .stage = stage};
    if (faqbot_open(&options, &bot, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    return bot;
}

/* -- The same answers ---------------------------------------------------------------------------------------------- */

/* All that a bot says of a question, but for what only a search by words finds. */
static void say_answer(const struct faqbot_answer *answer, struct buffer *out)
{
    char numbers[64];
    (void)snprintf(numbers, sizeof numbers, "%d %.6f ", answer->outcome, answer->confidence);
    buffer_add_text(out, numbers);
    buffer_add(out, answer->entry);
    buffer_add(out, answer->text);
    buffer_add(out, answer->url);
    buffer_add(out, answer->disclaimer);
    for (size_t i = 0; i < answer->candidate_count; i++) {
        (void)snprintf(numbers, sizeof numbers, " %.6f ", answer->candidates[i].score);
        buffer_add_text(out, numbers);
        buffer_add(out, answer->candidates[i].id);
    }
    for (size_t i = 0; i < answer->related_count; i++) {
        buffer_add_text(out, " related ");
        buffer_add(out, answer->related[i].id);
    }
    for (size_t i = 0; i < answer->correction_count; i++) {
        buffer_add(out, answer->corrections[i].to);
    }
    for (size_t i = 0; i < answer->part_count; i++) {
        say_answer(&answer->parts[i], out);
    }
}

static void ask(struct faqbot *bot, struct faqbot_view text, struct faqbot_view context, struct buffer *out)
{
    struct faqbot_answer answer;
    const struct faqbot_question question = {.text = text, .context = context, .top = 10};
    OK(faqbot_ask(bot, &question, &answer));
    say_answer(&answer, out);
}

static void compare(struct faqbot *here, struct faqbot *apart, struct faqbot_view text,
                    struct faqbot_view context)
{
    struct buffer left;
    struct buffer right;
    buffer_init(&left, SIZE_MAX);
    buffer_init(&right, SIZE_MAX);
    ask(here, text, context, &left);
    ask(apart, text, context, &right);
    assert_false(left.failed || right.failed);
    if (!view_equals(buffer_view(&left), buffer_view(&right))) {
        fail_msg("%.*s: %.*s\nis not\n%.*s", (int)text.size, text.bytes, (int)left.size, left.bytes,
                 (int)right.size, right.bytes);
    }
    buffer_release(&left);
    buffer_release(&right);
}

struct fixture {
    struct made_knowledge *knowledge;
    struct made_stage *stage;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->knowledge = made_knowledge_new(11, false);
    (void)made_index_learned(fixture->knowledge, fixture->knowledge->index, false);
    fixture->stage = made_stage_new(fixture->knowledge->index);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    made_stage_free(fixture->stage);
    made_knowledge_free(fixture->knowledge);
    free(fixture);
    return 0;
}

/* In more entries than are compared by their meanings. */
static void what_a_stage_has_is_answered_as_if_it_were_here(void **state)
{
    struct fixture *fixture = *state;
    struct faqbot *here = opened_at(fixture->knowledge->index, NULL);
    struct faqbot *apart = opened_at(NULL, &fixture->stage->stage);
    struct buffer text;
    char context[16];
    buffer_init(&text, SIZE_MAX);
    assert_int_equal(faqbot_about(here)->entries, faqbot_about(apart)->entries);
    assert_true(view_equals(faqbot_about(here)->version, faqbot_about(apart)->version));
    assert_string_equal(fixture->stage->result.version, faqbot_about(here)->version.bytes);
    for (uint32_t i = 0; i < 60; i++) {
        const struct made_line *line = &fixture->knowledge->lines[(i * 25 + 3) % MADE_LINES];
        buffer_reset(&text);
        made_words(&text, i % 2 == 0 ? line->asked : line->text, 2 + i % 7);
        (void)snprintf(context, sizeof context, "e%u", i * 7);
        compare(here, apart, buffer_view(&text), view_of(i % 5 == 0 ? context : ""));
    }
    compare(here, apart, view_of("How is it done?"), view_of(""));
    compare(here, apart, view_of("nothing of it"), view_of(""));
    buffer_release(&text);
    faqbot_close(here);
    faqbot_close(apart);
}

static void an_entry_is_had_by_its_id_and_by_its_number(void **state)
{
    struct fixture *fixture = *state;
    struct faqbot *here = opened_at(fixture->knowledge->index, NULL);
    struct faqbot *apart = opened_at(NULL, &fixture->stage->stage);
    struct faqbot_answer left;
    struct faqbot_answer right;
    bool is_question[2];
    OK(faqbot_get(apart, view_of("e77"), &right));
    OK(faqbot_get(here, view_of("e77"), &left));
    assert_true(view_equals(left.text, right.text));
    assert_int_equal(left.related_count, right.related_count);
    assert_int_equal(faqbot_get(apart, view_of("nobody"), &right), FAQBOT_NOT_FOUND);
    for (size_t i = 0; i < faqbot_about(here)->entries; i++) { /* more than stay */
        OK(faqbot_entry_at(here, i, &left, &is_question[0]));
        OK(faqbot_entry_at(apart, i, &right, &is_question[1]));
        assert_true(view_equals(left.text, right.text) && view_equals(left.entry, right.entry));
        assert_int_equal(is_question[0], is_question[1]);
    }
    faqbot_close(here);
    faqbot_close(apart);
}

/* What came with one question is not asked for again with the next. */
static void what_has_come_stays_for_a_while(void **state)
{
    struct fixture *fixture = *state;
    struct made_stage *stage = fixture->stage;
    struct faqbot *apart = opened_at(NULL, &stage->stage);
    struct buffer said;
    buffer_init(&said, SIZE_MAX);
    size_t began = stage->began;
    ask(apart, view_of("How is it done?"), view_of(""), &said);
    size_t gets = stage->gets;
    ask(apart, view_of("How is it done?"), view_of(""), &said);
    assert_int_equal(stage->gets, gets);
    assert_int_equal(stage->began, began + 2);
    buffer_release(&said);
    faqbot_close(apart);
}

/* -- A few entries ------------------------------------------------------------------------------------------------- */

#define LINES                                                                                                \
    "{\"settings\":{\"starters\":[\"hire\",\"none\",\"sale\"]}}\n"                                           \
    "{\"id\":\"hire\",\"question\":\"What does it cost to hire a bicycle?\",\"also\":[\"bicycle hire per "   \
    "day\"],"                                                                                                \
    "\"not\":[\"hire a car\"],\"answer\":\"Ten euros, see "                                                  \
    "[buying](#sale).\",\"related\":[\"sale\",\"gone\"],"                                                    \
    "\"tags\":[\"a\"]}\n"                                                                                    \
    "{\"id\":\"sale\",\"question\":\"What does it cost to buy a bicycle?\",\"answer\":\"A lot.\"}\n"         \
    "{\"id\":\"bus\",\"question\":\"What does the bus cost?\",\"answer\":\"Two euros.\"}\n"                  \
    "{\"id\":\"bus\",\"lang\":\"de\",\"question\":\"Was kostet der Bus?\",\"answer\":\"Zwei Euro.\"}\n"

/* A stage of these lines, and where their index is until unlink(). */
static struct made_stage *small_stage(char path[64])
{
    struct faqbot_fault fault;
    struct faqbot_index_result result;
    char lines[80];
    memcpy(path, "/tmp/faqbot-stage-XXXXXX", 25);
    int file = mkstemp(path);
    assert_true(file >= 0);
    (void)snprintf(lines, sizeof lines, "%s.jsonl", path);
    FILE *out = fopen(lines, "wb");
    assert_non_null(out);
    assert_true(fputs(LINES, out) >= 0);
    assert_int_equal(fclose(out) + close(file), 0);
    const struct faqbot_index_options options = {.knowledge = lines, .output = path};
    OK(faqbot_index(&options, &result, &fault));
    assert_int_equal(unlink(lines), 0);
    return made_stage_new(path);
}

static void a_small_knowledge_base_may_lie_elsewhere_too(void **state)
{
    static const char *const texts[] = {"what does it cost to hire a bicycle",
                                        "hire a car",
                                        "buy a bicicle",
                                        "Was kostet der Bus?",
                                        "and the bus?",
                                        "hello"};
    char path[64];
    (void)state;
    struct made_stage *stage = small_stage(path);
    struct faqbot *here = opened_at(path, NULL);
    struct faqbot *apart = opened_at(NULL, &stage->stage);
    struct faqbot_answer answer;
    for (size_t i = 0; i < COUNT(texts); i++) {
        compare(here, apart, view_of(texts[i]), view_of(""));
        compare(here, apart, view_of(texts[i]), view_of("hire"));
    }
    assert_int_equal(faqbot_about(apart)->starter_count, 2);
    OK(faqbot_get_in(apart, view_of("bus"), view_of("de-AT"), &answer));
    assert_true(view_equals_text(answer.text, "Zwei Euro."));
    faqbot_close(apart);
    faqbot_close(here);
    assert_int_equal(unlink(path), 0);
    made_stage_free(stage);
}

static void take_tag(void *user, struct faqbot_view tag)
{
    (void)tag;
    ++*(int *)user;
}

static void what_needs_all_entries_is_done_without(void **state)
{
    char path[64];
    int tags = 0;
    size_t count;
    const struct faqbot_entry_ref *refs;
    const struct faqbot_hits *hits;
    struct faqbot *part;
    struct faqbot_fault fault;
    (void)state;
    struct made_stage *stage = small_stage(path);
    struct faqbot *apart = opened_at(NULL, &stage->stage);
    const struct faqbot_filter filter = {.tags = view_of("a")};
    const struct faqbot_search_query words = {.text = view_of("bicycle")};
    OK(faqbot_suggest(apart, view_of("what"), &refs, &count));
    assert_int_equal(count, 0);
    OK(faqbot_search(apart, &words, &hits));
    assert_int_equal(hits->count, 0);
    assert_int_equal(faqbot_restrict(apart, &filter, 1, 100, &part, &fault), FAQBOT_LIMIT);
    assert_non_null(strstr(fault.sentence, "leave the filter out"));
    assert_int_equal(faqbot_each_tag(apart, take_tag, &tags), FAQBOT_LIMIT);
    assert_int_equal(tags, 0);
    faqbot_close(apart);
    assert_int_equal(unlink(path), 0);
    made_stage_free(stage);
}

/* -- Failures ------------------------------------------------------------------------------------------------------ */

static void a_stage_that_is_away_is_told_or_a_local_index_answers(void **state)
{
    char path[64];
    struct faqbot *none = NULL;
    struct faqbot_fault fault;
    struct faqbot_answer answer;
    const struct faqbot_question question = {.text = view_of("buy a bicycle")};
    bool is_question;
    (void)state;
    struct made_stage *stage = small_stage(path);
    struct faqbot *alone = opened_at(NULL, &stage->stage);
    struct faqbot *both = opened_at(path, &stage->stage);
    stage->failure = FAQBOT_UNAVAILABLE;
    assert_int_equal(faqbot_ask(alone, &question, &answer), FAQBOT_UNAVAILABLE);
    assert_int_equal(faqbot_get(alone, view_of("sale"), &answer), FAQBOT_UNAVAILABLE);
    OK(faqbot_ask(both, &question, &answer));
    assert_true(view_equals_text(answer.text, "A lot."));
    OK(faqbot_get(both, view_of("sale"), &answer));
    OK(faqbot_entry_at(both, 1, &answer, &is_question));
    struct faqbot_explanation explanation;
    OK(faqbot_explain(both, &question, &explanation));
    const struct faqbot_options options = {.stage = &stage->stage};
    assert_int_equal(faqbot_open(&options, &none, &fault), FAQBOT_UNAVAILABLE);
    assert_string_equal(fault.sentence, "the stage is not there");
    struct faqbot *local = opened_at(path, &stage->stage);
    OK(faqbot_ask(local, &question, &answer));
    faqbot_close(local);
    stage->failure = FAQBOT_OK;
    OK(faqbot_ask(alone, &question, &answer));
    faqbot_close(alone);
    faqbot_close(both);
    assert_int_equal(unlink(path), 0);
    made_stage_free(stage);
}

/* Another byte somewhere, or another entry than it says. */
static void spoil(struct made_stage *made, uint32_t *entry, char *packed, size_t size)
{
    packed[made_random(&made->state, (uint32_t)size)] = (char)made_random(&made->state, 256);
    if (made_random(&made->state, 4) == 0) {
        *entry = made_random(&made->state, 6);
    }
}

static void damaged_entries_are_refused_or_answer_something(void **state)
{
    char path[64];
    size_t refused = 0;
    (void)state;
    struct made_stage *stage = small_stage(path);
    struct faqbot *apart = opened_at(NULL, &stage->stage);
    stage->spoil = spoil;
    for (stage->state = 1; stage->state < 2000; stage->state++) {
        struct faqbot_answer answer;
        const struct faqbot_question question = {.text = view_of("what does the bus cost")};
        uint64_t before = stage->state;
        enum faqbot_status status = faqbot_ask(apart, &question, &answer);
        refused += status != FAQBOT_OK;
        assert_true(status == FAQBOT_OK || status == FAQBOT_CORRUPT || status == FAQBOT_LIMIT);
        faqbot_close(apart);
        stage->spoil = NULL;
        apart = opened_at(NULL, &stage->stage);
        stage->spoil = spoil;
        stage->state = before;
    }
    assert_true(refused > 0);
    faqbot_close(apart);
    assert_int_equal(unlink(path), 0);
    made_stage_free(stage);
}

static void what_is_no_collection_is_not_opened(void **state)
{
    char path[64];
    struct faqbot *none = NULL;
    struct faqbot_fault fault;
    (void)state;
    struct made_stage *stage = small_stage(path);
    const struct faqbot_options options = {.stage = &stage->stage};
    size_t whole = stage->collection_size;
    stage->collection_size = 0;
    assert_int_not_equal(faqbot_open(&options, &none, &fault), FAQBOT_OK);
    stage->collection_size = whole / 2;
    assert_int_not_equal(faqbot_open(&options, &none, &fault), FAQBOT_OK);
    stage->collection_size = whole;
    stage->collection[60 + 3]++; /* user_version: SQLite's file format, 1.3 */
    assert_int_equal(faqbot_open(&options, &none, &fault), FAQBOT_VERSION);
    stage->collection[60 + 3]--;
    stage->collection[68]++; /* application_id */
    assert_int_equal(faqbot_open(&options, &none, &fault), FAQBOT_INVALID);
    assert_true(fault.sentence[0] != '\0');
    assert_int_equal(unlink(path), 0);
    made_stage_free(stage);
}

static enum faqbot_status refuse_entry(void *user, const struct faqbot_split_entry *entry)
{
    (void)user;
    return entry->number == 2 ? FAQBOT_INTERRUPTED : FAQBOT_OK;
}

static enum faqbot_status refuse_collection(void *user, struct faqbot_view collection)
{
    (void)user;
    (void)collection;
    return FAQBOT_LIMIT;
}

static void a_sink_ends_the_splitting(void **state)
{
    char path[64];
    struct faqbot_fault fault;
    struct faqbot_split_result result;
    (void)state;
    struct made_stage *stage = small_stage(path);
    struct faqbot_split_sink sink = {.user = stage, .entry = refuse_entry, .collection = refuse_collection};
    assert_int_equal(faqbot_split(path, &sink, &result, &fault), FAQBOT_INTERRUPTED);
    assert_int_equal(result.entries, 4);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(faqbot_split(path, &sink, &result, &fault), FAQBOT_NOT_FOUND);
    made_stage_free(stage);
}

int test_bot_stage(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_stage_has_is_answered_as_if_it_were_here),
        cmocka_unit_test(an_entry_is_had_by_its_id_and_by_its_number),
        cmocka_unit_test(what_has_come_stays_for_a_while),
        cmocka_unit_test(a_small_knowledge_base_may_lie_elsewhere_too),
        cmocka_unit_test(what_needs_all_entries_is_done_without),
        cmocka_unit_test(a_stage_that_is_away_is_told_or_a_local_index_answers),
        cmocka_unit_test(damaged_entries_are_refused_or_answer_something),
        cmocka_unit_test(what_is_no_collection_is_not_opened),
        cmocka_unit_test(a_sink_ends_the_splitting),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
