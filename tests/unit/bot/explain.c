/* tests/unit/bot/explain.c - an explanation tells what faqbot_ask() does, and what it says would change it
 * does. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *folder, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(remove(path), 0);
}

static int set_up(void **state)
{
    char folder[] = "/tmp/faqbot-explanation-XXXXXX";
    assert_non_null(mkdtemp(folder));
    write_file(
        folder, "library.jsonl",
        "{\"id\":\"opening\",\"question\":\"When does the library open?\",\"also\":[\"opening hours\","
        "\"is the library open on sunday\"],\"answer\":\"At nine.\"}\n"
        "{\"id\":\"lending\",\"question\":\"How long may I keep a book?\",\"also\":[\"how many weeks may a "
        "book stay with me\",\"lending period of books\"],\"answer\":\"Four weeks.\"}\n"
        "{\"id\":\"fee\",\"question\":\"What is the fee for an overdue book?\",\"also\":[\"fee for being "
        "late\"],\"not\":\"what is the fee for a lost book\",\"answer\":\"Ten cents a day, by interlibrary "
        "loan a euro.\"}\n");
    write_file(folder, "synonyms.txt", "ill, interlibrary loan\nfine => fee\n");
    const struct faqbot_options options = {.knowledge = folder};
    struct faqbot *bot;
    struct faqbot_fault fault;
    assert_int_equal(faqbot_open(&options, &bot, &fault), FAQBOT_OK);
    remove_file(folder, "library.jsonl");
    remove_file(folder, "synonyms.txt");
    assert_int_equal(rmdir(folder), 0);
    *state = bot;
    return 0;
}

static int tear_down(void **state)
{
    faqbot_close(*state);
    return 0;
}

static struct faqbot_explanation explain(struct faqbot *bot, const char *text, const char *context)
{
    struct faqbot_explanation explanation;
    const struct faqbot_question question = {.text = view_of(text), .context = view_of(context)};
    assert_int_equal(faqbot_explain(bot, &question, &explanation), FAQBOT_OK);
    return explanation;
}

/* Keeps what ids an answer has, which ends with the next call. */
struct told {
    enum faqbot_outcome outcome;
    double confidence;
    size_t count;
    double scores[FAQBOT_TOP_MAX];
    char ids[FAQBOT_TOP_MAX][64];
    size_t correction_count;
    size_t unknown_word_count;
};

static struct told ask(struct faqbot *bot, const struct faqbot_question *question)
{
    struct told told = {0};
    struct faqbot_answer answer;
    assert_int_equal(faqbot_ask(bot, question, &answer), FAQBOT_OK);
    told.outcome = answer.outcome;
    told.confidence = answer.confidence;
    told.count = answer.candidate_count;
    told.correction_count = answer.correction_count;
    told.unknown_word_count = answer.unknown_word_count;
    for (size_t i = 0; i < answer.candidate_count; i++) {
        struct faqbot_view id = answer.candidates[i].id;
        told.scores[i] = answer.candidates[i].score;
        snprintf(told.ids[i], sizeof told.ids[i], "%.*s", (int)id.size, id.bytes);
    }
    return told;
}

static void assert_explained(struct faqbot *bot, const struct faqbot_question *question)
{
    const struct told told = ask(bot, question);
    struct faqbot_explanation explanation;
    assert_int_equal(faqbot_explain(bot, question, &explanation), FAQBOT_OK);
    assert_int_equal(explanation.outcome, told.outcome);
    assert_true(explanation.confidence == told.confidence);
    assert_int_equal(explanation.candidate_count, told.count);
    assert_int_equal(explanation.correction_count, told.correction_count);
    assert_int_equal(explanation.unknown_word_count, told.unknown_word_count);
    for (size_t i = 0; i < told.count; i++) {
        const struct faqbot_explained_candidate *candidate = &explanation.candidates[i];
        double points = 0;
        for (size_t j = 0; j < explanation.feature_count; j++) {
            points += candidate->contributions[j];
        }
        assert_true(fabs(points - candidate->rank_score) < 1e-6); /* to which scores are rounded */
        assert_true(candidate->score == told.scores[i]);
        assert_int_equal(strncmp(told.ids[i], candidate->id.bytes,
                                 sizeof told.ids[i] - 1 < candidate->id.size ? sizeof told.ids[i] - 1
                                                                             : candidate->id.size),
                         0);
    }
    enum faqbot_outcome outcome = explanation.confidence >= explanation.answered_threshold ? FAQBOT_ANSWERED
                                  : explanation.confidence >= explanation.unsure_threshold ? FAQBOT_UNSURE
                                                                                           : FAQBOT_NONE;
    assert_int_equal(outcome, told.outcome);
    assert_true(explanation.change_count > 0);
}

/* The unit tests run in the root of the project. */
static void what_is_explained_is_what_is_answered(void **state)
{
    (void)state;
    const struct faqbot_options options = {.knowledge = "knowledge"};
    struct faqbot *bot;
    struct faqbot_fault fault;
    char line[1024];
    size_t count = 0;
    FILE *file = fopen("knowledge/tests.tsv", "rb");
    assert_non_null(file);
    assert_int_equal(faqbot_open(&options, &bot, &fault), FAQBOT_OK);
    while (fgets(line, sizeof line, file) != NULL) {
        char *tab = strchr(line, '\t');
        if (line[0] == '#' || tab == NULL) {
            continue;
        }
        *tab = '\0';
        const struct faqbot_question alone = {.text = view_of(line), .top = 10};
        assert_explained(bot, &alone);
        const struct faqbot_question followed = {.text = view_of(line), .context = view_of("best-language")};
        assert_explained(bot, &followed);
        count++;
    }
    assert_int_equal(fclose(file), 0);
    assert_true(count > 60);
    faqbot_close(bot);
}

static void each_word_tells_where_it_comes_from(void **state)
{
    static const struct {
        const char *written;
        const char *read;
        const char *stem;
        enum faqbot_word_origin origin;
        enum faqbot_word_role role;
    } expected[] = {
        {"Does", "does", "doe", FAQBOT_WORD_TYPED, FAQBOT_WORD_FUNCTION},
        {"the", "the", "the", FAQBOT_WORD_TYPED, FAQBOT_WORD_FUNCTION},
        {"libary", "library", "librari", FAQBOT_WORD_CORRECTED, FAQBOT_WORD_CONTENT},
        {"lend", "lend", "lend", FAQBOT_WORD_TYPED, FAQBOT_WORD_CONTENT},
        {"zyzzyva", "zyzzyva", "zyzzyva", FAQBOT_WORD_TYPED, FAQBOT_WORD_UNKNOWN},
        {"books", "books", "book", FAQBOT_WORD_TYPED, FAQBOT_WORD_CONTENT},
        {"ILL", "interlibrary", "interlibrari", FAQBOT_WORD_SYNONYM, FAQBOT_WORD_CONTENT},
        {"ILL", "loan", "loan", FAQBOT_WORD_SYNONYM, FAQBOT_WORD_CONTENT},
        {"book", "book", "book", FAQBOT_WORD_TYPED, FAQBOT_WORD_CONTENT},
    };
    const struct faqbot_explanation explanation =
        explain(*state, "Does the libary lend zyzzyva books, ILL book?", "");
    double weight = 0;
    assert_int_equal(explanation.word_count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        const struct faqbot_explained_word *word = &explanation.words[i];
        assert_true(view_equals_text(word->written, expected[i].written));
        assert_true(view_equals_text(word->read, expected[i].read));
        assert_true(view_equals_text(word->stem, expected[i].stem));
        assert_int_equal(word->origin, expected[i].origin);
        assert_int_equal(word->role, expected[i].role);
        weight += word->weight;
    }
    assert_true(fabs(weight - 1) < 1e-9);
    assert_true(explanation.words[8].weight == 0);
    assert_int_equal(explanation.words[5].entries, 2);
    assert_int_equal(explanation.words[4].entries, 0);
    assert_int_equal(explanation.correction_count, 1);
    assert_int_equal(explanation.unknown_word_count, 1);
}

static void a_word_that_the_entry_has_in_another_word_tells_which(void **state)
{
    const struct faqbot_explanation explanation =
        explain(*state, "how long may I keep a novel, a novel?", "");
    const struct faqbot_explained_word *novel = &explanation.words[6];
    assert_true(view_equals_text(explanation.candidates[0].id, "lending"));
    assert_true(view_equals_text(novel->read, "novel"));
    assert_true(view_equals_text(novel->like, "book"));
    assert_true(novel->likeness > .3 && novel->likeness < 1);
    for (size_t i = 0; i < explanation.word_count; i++) {
        assert_true(i == 6 || explanation.words[i].likeness == 0);
        assert_true(i == 6 || view_is_empty(explanation.words[i].like));
    }
}

static void a_word_of_the_entry_answered_last_is_like_none(void **state)
{
    const struct faqbot_explanation explanation = explain(*state, "and on sunday?", "opening");
    for (size_t i = 0; i < explanation.word_count; i++) {
        assert_true(explanation.words[i].origin != FAQBOT_WORD_CONTEXT || explanation.words[i].likeness == 0);
    }
}

static void a_one_way_synonym_is_told_where_it_was_followed(void **state)
{
    const struct faqbot_explanation explanation = explain(*state, "what is the fine for a late book", "");
    assert_true(explanation.is_reworded);
    assert_true(view_equals_text(explanation.words[3].written, "fine"));
    assert_true(view_equals_text(explanation.words[3].read, "fee"));
    assert_int_equal(explanation.words[3].origin, FAQBOT_WORD_SYNONYM);
}

static void what_was_read_alone_is_told_with_its_words_only(void **state)
{
    const struct faqbot_explanation explanation =
        explain(*state, "Hello! What is the fine for a late book? Thanks.", "");
    assert_true(view_equals_text(explanation.read, "What is the fine for a late book?"));
    assert_true(explanation.is_reworded);
    assert_true(view_equals_text(explanation.words[0].written, "What"));
    assert_true(view_equals_text(explanation.words[explanation.word_count - 1].written, "book"));
    const struct faqbot_explanation whole = explain(*state, "what is the fine for a late book", "");
    assert_true(view_equals(whole.read, whole.text));
    assert_int_equal(whole.word_count, explanation.word_count);
}

static void a_follow_up_names_the_words_of_the_last_answer(void **state)
{
    const struct faqbot_explanation explanation = explain(*state, "and on sunday?", "opening");
    bool found = false;
    assert_true(explanation.is_followed_up);
    for (size_t i = 0; i < explanation.word_count; i++) {
        found = found || (explanation.words[i].origin == FAQBOT_WORD_CONTEXT &&
                          view_equals_text(explanation.words[i].read, "library"));
    }
    assert_true(found);
    const struct faqbot_explained_part *last = &explanation.parts[explanation.part_count - 1];
    assert_string_equal(last->name, "context");
    assert_true(last->value < 1 && last->effect < 0);
}

static const struct faqbot_explained_part *find_part(const struct faqbot_explanation *explanation,
                                                     const char *name)
{
    for (size_t i = 0; i < explanation->part_count; i++) {
        if (strcmp(explanation->parts[i].name, name) == 0) {
            return &explanation->parts[i];
        }
    }
    return NULL;
}

static void parts_that_speak_for_an_answer_raise_it_and_others_lower_it(void **state)
{
    const struct faqbot_explanation explanation = explain(*state, "when does the zyzzyva library open", "");
    assert_true(find_part(&explanation, "saturation")->effect > 0);
    assert_true(find_part(&explanation, "likeness")->effect > 0);
    assert_true(find_part(&explanation, "mutual")->effect > 0);
    assert_true(find_part(&explanation, "coverage")->value < 1);
    assert_true(find_part(&explanation, "least")->value == 0);
    assert_true(find_part(&explanation, "missing")->effect <= 0);
    assert_null(find_part(&explanation, "unknown")); /* a passage's too */
    assert_true(find_part(&explanation, "scope")->effect <= 0);
    assert_null(find_part(&explanation, "window"));
}

/* The sentence that begins so, or an empty view. */
static struct faqbot_view find_change(const struct faqbot_explanation *explanation, const char *start)
{
    for (size_t i = 0; i < explanation->change_count; i++) {
        if (view_starts_with(explanation->changes[i], start)) {
            return explanation->changes[i];
        }
    }
    return view_of("");
}

/* `said` goes on with the confidence that `text` has when it is asked. */
static void assert_true_of(struct faqbot *bot, const char *question, const char *context, const char *start,
                           const char *text)
{
    char sentence[512];
    char expected[512];
    const struct faqbot_question changed = {.text = view_of(text)};
    const struct faqbot_explanation explanation = explain(bot, question, context);
    struct faqbot_view said = find_change(&explanation, start);
    assert_true(said.size > 0 && said.size < sizeof sentence);
    snprintf(sentence, sizeof sentence, "%.*s", (int)said.size, said.bytes);
    const struct told told = ask(bot, &changed);
    snprintf(expected, sizeof expected, "%s the confidence would be %s", start,
             number_text(told.confidence, 2).text);
    sentence[strlen(expected)] = '\0';
    assert_string_equal(sentence, expected);
}

static void what_would_have_changed_an_outcome_does_when_it_is_asked(void **state)
{
    struct faqbot *bot = *state;
    assert_true_of(bot, "when does the zyzzyva open", "", "Without the unknown word \"zyzzyva\"",
                   "when does the open");
    assert_true_of(bot, "zyzzyva library open xylem zyzzyva", "", "Without all unknown words",
                   "library open");
    assert_true_of(bot, "zyzzyva library open xylem zyzzyva", "", "Without the unknown word \"zyzzyva\"",
                   "library open xylem");
    assert_true_of(bot, "when does the libary open", "", "With \"libary\" spelled \"library\"",
                   "when does the library open");
    assert_true_of(bot, "and on sunday?", "opening", "Without the entry answered last", "and on sunday?");
}

static void the_thresholds_next_to_the_confidence_are_named(void **state)
{
    struct faqbot_explanation explanation = explain(*state, "when does the library open", "");
    assert_int_equal(explanation.outcome, FAQBOT_ANSWERED);
    assert_true(find_change(&explanation, "With a confidence below ").size > 0);
    assert_int_equal(find_change(&explanation, "With a confidence of ").size, 0);
    explanation = explain(*state, "zyzzyva qwertz liberal", "");
    assert_int_equal(explanation.outcome, FAQBOT_NONE);
    assert_true(find_change(&explanation, "With a confidence of ").size > 0);
    assert_int_equal(find_change(&explanation, "With a confidence below ").size, 0);
    assert_true(find_change(&explanation, "The entry \"").size > 0);
}

static void a_question_that_nothing_fits_has_no_candidates_and_says_so(void **state)
{
    const struct faqbot_explanation explanation = explain(*state, "\xe8\x8b\xb9\xe6\x9e\x9c", "");
    assert_int_equal(explanation.outcome, FAQBOT_NONE);
    assert_int_equal(explanation.candidate_count, 0);
    assert_int_equal(explanation.part_count, 0);
    assert_true(find_change(&explanation, "No entry has a word of the question").size > 0);
}

static void an_entry_that_never_answers_the_question_is_named_with_its_line(void **state)
{
    const char *const sentence =
        "The entry \"fee\" is left out, because it has the line not: \"what is the fee for a "
        "lost book\".";
    const char *const questions[] = {"what are the fees for lost books",
                                     "what is the fee for an overdue book"};
    for (size_t i = 0; i < COUNT(questions); i++) {
        struct faqbot_explanation explanation = explain(*state, questions[i], NULL);
        size_t said = 0;
        for (size_t j = 0; j < explanation.change_count; j++) {
            said += view_equals_text(explanation.changes[j], sentence);
        }
        assert_int_equal(said, i == 0);
        for (size_t j = 0; j < explanation.candidate_count; j++) {
            assert_true(i == 1 || !view_equals_text(explanation.candidates[j].id, "fee"));
        }
    }
}

static void any_question_can_be_explained(void **state)
{
    char longest[FAQBOT_QUESTION_CHARS_MAX + 1] = {0};
    for (size_t i = 0; i < FAQBOT_QUESTION_CHARS_MAX; i++) {
        longest[i] = i % 2 == 0 ? (char)('a' + i / 2 % 26) : ' ';
    }
    const char *const texts[] = {"?",
                                 "the of and",
                                 "\"*:^",
                                 "AND OR NOT NEAR(",
                                 "book book book",
                                 longest,
                                 "\xe5\x9b\xbe\xe4\xb9\xa6\xe9\xa6\x86 library"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct faqbot_question question = {.text = view_of(texts[i])};
        assert_explained(*state, &question);
    }
}

static void what_cannot_be_asked_cannot_be_explained(void **state)
{
    struct faqbot_explanation explanation = {.change_count = 99};
    const struct faqbot_question empty = {.text = view_of(" ")};
    const struct faqbot_question greedy = {.text = view_of("book"), .top = FAQBOT_TOP_MAX + 1};
    assert_int_equal(faqbot_explain(*state, &empty, &explanation), FAQBOT_INVALID);
    assert_int_equal(faqbot_explain(*state, &greedy, &explanation), FAQBOT_LIMIT);
    assert_int_equal(explanation.change_count, 99);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int test_bot_explain(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_explained_is_what_is_answered),
        TEST(each_word_tells_where_it_comes_from),
        TEST(a_word_that_the_entry_has_in_another_word_tells_which),
        TEST(a_word_of_the_entry_answered_last_is_like_none),
        TEST(a_one_way_synonym_is_told_where_it_was_followed),
        TEST(what_was_read_alone_is_told_with_its_words_only),
        TEST(a_follow_up_names_the_words_of_the_last_answer),
        TEST(parts_that_speak_for_an_answer_raise_it_and_others_lower_it),
        TEST(what_would_have_changed_an_outcome_does_when_it_is_asked),
        TEST(the_thresholds_next_to_the_confidence_are_named),
        TEST(a_question_that_nothing_fits_has_no_candidates_and_says_so),
        TEST(an_entry_that_never_answers_the_question_is_named_with_its_line),
        TEST(any_question_can_be_explained),
        TEST(what_cannot_be_asked_cannot_be_explained),
    };
    return cmocka_run_group_tests_name("explanation", tests, NULL, NULL);
}
