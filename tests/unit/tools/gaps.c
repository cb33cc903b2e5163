/* tests/unit/tools/gaps.c - what faqbot_gaps() promises: questions that were asked in vain are grouped, and
 * today's knowledge base is asked again. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

struct places {
    char folder[64];
    char knowledge[96];
    char index[96];
    char journal[96];
};

static void add(struct faqbot_journal *journal, int64_t at, const char *question, enum faqbot_outcome outcome,
                int helpful)
{
    char request[32];
    (void)snprintf(request, sizeof request, "r%d", (int)at);
    const struct faqbot_journal_ask ask = {.at = at,
                                           .conversation = 7,
                                           .request = view_of(request),
                                           .question = view_of(question),
                                           .outcome = outcome,
                                           .entry = view_of(outcome == FAQBOT_ANSWERED ? "parking" : ""),
                                           .knowledge = view_of("0123456789abcdef")};
    const struct faqbot_journal_feedback feedback = {at, 7, view_of(request), helpful, view_of("")};
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
    if (helpful >= 0) {
        assert_int_equal(faqbot_journal_add_feedback(journal, &feedback, NULL), FAQBOT_OK);
    }
}

static void write_journal(const char *path)
{
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    const struct faqbot_journal_options options = {.path = path};
    assert_int_equal(faqbot_journal_open(&options, &journal, &fault), FAQBOT_OK);
    add(journal, 100, "how much is a membership card", FAQBOT_NONE, -1);
    add(journal, 200, "How much is a membership card?", FAQBOT_UNSURE, -1);
    add(journal, 300, "what does the membership card cost", FAQBOT_NONE, -1);
    add(journal, 400, "can I print *documents*", FAQBOT_NONE, -1);
    add(journal, 500, "when does the library open", FAQBOT_NONE, -1); /* today it is answered */
    add(journal, 600, "where can visitors park", FAQBOT_ANSWERED, 1);
    add(journal, 700, "where can visitors park", FAQBOT_ANSWERED, 0);
    add(journal, 800, "where do *visitors* park", FAQBOT_ANSWERED, 0);
    add(journal, 900, "library open when", FAQBOT_ANSWERED, 0); /* by parking then, and by opening today */
    faqbot_journal_close(journal);
}

static int set_up(void **state)
{
    static struct places places;
    strcpy(places.folder, "/tmp/faqbot-gaps-XXXXXX");
    assert_non_null(mkdtemp(places.folder));
    (void)snprintf(places.knowledge, sizeof places.knowledge, "%s/a.jsonl", places.folder);
    (void)snprintf(places.index, sizeof places.index, "%s/a.index", places.folder);
    (void)snprintf(places.journal, sizeof places.journal, "%s/journal", places.folder);
    FILE *file = fopen(places.knowledge, "wb");
    assert_non_null(file);
    assert_true(
        fputs("{\"id\":\"opening\",\"question\":\"When does the library open?\",\"answer\":\"At nine.\"}\n"
              "{\"id\":\"parking\",\"question\":\"Where can visitors park?\",\"answer\":\"Nowhere.\"}\n",
              file) >= 0);
    assert_int_equal(fclose(file), 0);
    write_journal(places.journal);
    *state = &places;
    return 0;
}

static int tear_down(void **state)
{
    const struct places *places = *state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[128];
        (void)snprintf(path, sizeof path, "%s%s", places->journal, ends[i]);
        (void)unlink(path);
    }
    (void)unlink(places->index);
    return unlink(places->knowledge) + rmdir(places->folder);
}

/* "ASKED=NONE+UNSURE+UNHELPFUL [NEAREST] QUESTION*TIMES|...\n", and for each proposal
 * "  KIND ENTRY +HELPFUL -UNHELPFUL own RIGHT/OWN asked CHANGED/ASKED\n" with its Markdown, indented. */
static void add_proposal(struct buffer *told, const struct faqbot_proposal *proposal)
{
    static const char *const kinds[] = {"also", "not", "new", "answer"};
    char counts[160];
    struct faqbot_view rest = proposal->markdown;
    struct faqbot_view line;
    (void)snprintf(counts, sizeof counts, "  %s %.*s +%zu -%zu", kinds[proposal->kind],
                   VIEW_ARGS(proposal->entry), proposal->helpful, proposal->unhelpful);
    buffer_add_text(told, counts);
    if (proposal->trial.skipped == NULL) {
        (void)snprintf(counts, sizeof counts, " own %zu/%zu asked %zu/%zu", proposal->trial.own_right,
                       proposal->trial.own, proposal->trial.changed, proposal->trial.asked);
        buffer_add_text(told, counts);
    }
    buffer_add_text(told, "\n");
    while (view_next_line(&rest, &line)) {
        buffer_add_text(told, "    ");
        buffer_add(told, line);
        buffer_add_text(told, "\n");
    }
}

static void take(void *user, const struct faqbot_gap *gap)
{
    struct buffer *told = user;
    char counts[96];
    (void)snprintf(counts, sizeof counts, "%zu=%zu+%zu+%zu [", gap->asked, gap->none, gap->unsure,
                   gap->unhelpful);
    buffer_add_text(told, counts);
    buffer_add(told, gap->nearest.id);
    for (size_t i = 0; i < gap->phrasing_count; i++) {
        buffer_add_text(told, i == 0 ? "] " : "|");
        buffer_add(told, gap->phrasings[i].question);
        buffer_add_text(told, "*");
        buffer_add_number(told, gap->phrasings[i].asked);
    }
    buffer_add_text(told, "\n");
    for (size_t i = 0; i < gap->proposal_count; i++) {
        add_proposal(told, &gap->proposals[i]);
    }
    assert_int_equal(gap->phrasings_total, gap->phrasing_count);
    assert_true(gap->nearest.id.size > 0 || gap->confidence == 0);
}

static void check_gaps(const struct places *places, bool is_index, int64_t since, const char *expected,
                       struct faqbot_gaps_result *result)
{
    struct buffer told;
    struct faqbot_fault fault;
    buffer_init(&told, SIZE_MAX);
    const struct faqbot_gaps_options options = {.journal = places->journal,
                                                .knowledge = is_index ? NULL : places->knowledge,
                                                .index = is_index ? places->index : NULL,
                                                .since = since,
                                                .tell = take,
                                                .tell_user = &told};
    assert_int_equal(faqbot_gaps(&options, result, &fault), FAQBOT_OK);
    buffer_add_byte(&told, '\0');
    assert_string_equal(told.bytes, expected);
    buffer_release(&told);
}

#define MEMBERSHIP                                                                                           \
    "3=2+1+0 [parking] how much is a membership card*2|what does the membership card cost*1\n  new  +0 -0"
#define MEMBERSHIP_LINES                                                                                     \
    "\n    ## how much is a membership card?\n    - also: what does the membership card cost\n    \n"        \
    "    <!-- The answer: -->\n"
#define PARKING "2=0+0+2 [parking] where can visitors park*1|where do *visitors* park*1\n  not parking +1 -2"
#define PARKING_LINES "\n    - not: where do \\*visitors\\* park\n"
#define PRINTING "1=1+0+0 [opening] can I print *documents**1\n  new  +0 -0"
#define PRINTING_LINES "\n    ## can I print \\*documents\\*?\n    \n    <!-- The answer: -->\n"

static void alike_questions_are_one_gap_and_the_largest_comes_first(void **state)
{
    struct faqbot_gaps_result result;
    check_gaps(*state, false, 0,
               MEMBERSHIP " own 2/2 asked 0/3" MEMBERSHIP_LINES PARKING
                          " own 1/1 asked 0/2" PARKING_LINES PRINTING " own 1/1 asked 0/3" PRINTING_LINES,
               &result);
    assert_int_equal(result.rows, 9);
    assert_int_equal(result.unanswered, 5);
    assert_int_equal(result.closed, 2); /* of which one was answered by another entry then */
    assert_int_equal(result.unhelpful, 3);
    assert_int_equal(result.left_out, 0);
    assert_int_equal(result.gaps, 3);
}

static void an_index_has_the_same_gaps_and_nothing_is_tried_on_it(void **state)
{
    const struct places *places = *state;
    struct faqbot_gaps_result result;
    struct faqbot_index_result built;
    struct faqbot_fault fault;
    const struct faqbot_index_options options = {.knowledge = places->knowledge, .output = places->index};
    assert_int_equal(faqbot_index(&options, &built, &fault), FAQBOT_OK);
    check_gaps(places, true, 0, MEMBERSHIP MEMBERSHIP_LINES PARKING PARKING_LINES PRINTING PRINTING_LINES,
               &result);
}

static void what_is_older_is_not_looked_at(void **state)
{
    struct faqbot_gaps_result result;
    check_gaps(*state, false, 400,
               PARKING " own 1/1 asked 0/2" PARKING_LINES PRINTING " own 1/1 asked 0/3" PRINTING_LINES,
               &result);
    assert_int_equal(result.rows, 6);
    check_gaps(*state, false, 901, "", &result);
    assert_int_equal(result.rows, 0);
    assert_int_equal(result.gaps, 0);
}

static void what_cannot_be_read_is_told(void **state)
{
    const struct places *places = *state;
    const struct {
        const char *journal;
        const char *knowledge;
    } rows[] = {{"/nowhere", places->knowledge},
                {places->knowledge, places->knowledge}, /* it is no journal */
                {places->journal, "/nowhere"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_gaps_result result = {.rows = 77};
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        const struct faqbot_gaps_options options = {
            .journal = rows[i].journal, .knowledge = rows[i].knowledge, .tell = take};
        enum faqbot_status status = faqbot_gaps(&options, &result, &fault);
        assert_int_not_equal(status, FAQBOT_OK);
        assert_int_equal(fault.status, status);
        assert_true(strlen(fault.sentence) > 0);
        assert_int_equal(result.rows, 77);
    }
}

int test_tools_gaps(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alike_questions_are_one_gap_and_the_largest_comes_first),
        cmocka_unit_test(an_index_has_the_same_gaps_and_nothing_is_tried_on_it),
        cmocka_unit_test(what_is_older_is_not_looked_at),
        cmocka_unit_test(what_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests_name("gaps", tests, set_up, tear_down);
}
