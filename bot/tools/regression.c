/* tools/regression.c - runs tests.tsv, the questions whose answers the author has settled, and names each
 * test that fails with the figures that say how far off it is. It also holds what every tool does with
 * questions: asking a bot one, and reading a file of them.
 *
 * A test is a line of the file, with tabs between its parts:
 *
 *   how long may I keep a book <tab> loan-period                   it must answer
 *   can I keep it longer       <tab> renew-loan,loan-period <tab>  either may answer
 *   who won the match          <tab> -                             nothing may answer
 *
 * What follows a second tab is a remark. A knowledge base may have thousands of tests: each costs one
 * question to the bot.
 *
 * It deliberately computes no measure of quality: `faqbot eval` does that, on sets of questions that were not
 * written together with the answers. A test here passes or fails, so that an author can mend it. */
#include "tools/tools_internal.h"

#include <sys/stat.h>
#include <unistd.h>

#include "util/util.h"

#define EXCERPT_CHARS                                                                                        \
    80 /* of a question that a finding quotes: it and the finding stay on one line of a terminal */

/* How many candidates are searched for the expected entry. Further down, no wording would bring it to the
 * top, so the finding says that it is not among them instead of giving a figure. */
#define CANDIDATES 10

/* ==== Asking ========================================================================================= */

/* The tools ask as a visitor does, through the public API, so that what they measure is what visitors get. */
enum faqbot_status ask_bot(struct faqbot *bot, struct faqbot_view text, unsigned top,
                           struct faqbot_answer *answer, enum faqbot_status *status)
{
    const struct faqbot_question question = {.text = text, .top = top};
    enum faqbot_status asked = *status == FAQBOT_OK ? faqbot_ask(bot, &question, answer) : *status;
    *status = is_unaskable(asked) && *status == FAQBOT_OK ? FAQBOT_OK : asked;
    return asked;
}

/* Some questions are empty or too long. A tool that asks thousands skips or reports them and goes on. */
bool is_unaskable(enum faqbot_status status)
{
    return status == FAQBOT_INVALID || status == FAQBOT_LIMIT;
}

void tell_progress(faqbot_progress_callback *watch, void *user, uint64_t done, uint64_t total,
                   enum faqbot_status *status)
{
    const struct faqbot_progress progress = {.done = done, .total = total};
    if (*status == FAQBOT_OK && watch != NULL) {
        *status = watch(user, &progress);
    }
}

/* By code points, so that no character is cut in two. */
struct faqbot_view check_excerpt(struct faqbot_view question)
{
    return utf8_first(question, EXCERPT_CHARS);
}

/* Asks the bot, which knows all ids, instead of keeping a second list of them. */
void check_id(struct check *check, const char *path, unsigned line, const char *name, struct faqbot_view id)
{
    struct faqbot_answer answer;
    if (check->status != FAQBOT_OK) {
        return;
    }
    check->status = faqbot_get(check->bot, id, &answer);
    if (check->status == FAQBOT_NOT_FOUND) {
        check->status = FAQBOT_OK;
        check_error(check, "unknown-id", path, line,
                    "%s \"%.*s\" is no entry's id; correct it, or take it out", name, VIEW_ARGS(id));
    }
}

/* Ids of a list and words of a sentence. A separator at the end ends the last part and begins none. */
bool next_part(struct faqbot_view *rest, char separator, struct faqbot_view *part)
{
    *part = view_slice(*rest, 0, view_find(*rest, separator));
    bool is_there = rest->size > 0;
    *rest = view_slice(*rest, part->size + 1, rest->size);
    return is_there;
}

/* ==== Files of questions ============================================================================= */

/* A path that cannot be looked at is no folder; opening it will say why. */
bool is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

/* Decided by the name. An index may have any, and opening a file that is not one says what is wrong with
 * it. */
bool is_index(const char *path)
{
    struct faqbot_view name = view_of(path);
    return !is_folder(path) && !view_ends_with(name, ".md") && !view_ends_with(name, ".jsonl");
}

/* The tests lie beside what they test, so that both are changed, and reviewed, together. */
bool find_tests(const char *knowledge, struct buffer *tests)
{
    if (!is_folder(knowledge)) {
        return false;
    }
    buffer_add_text(tests, knowledge);
    buffer_add_text(tests, view_ends_with(view_of(knowledge), "/") ? TESTS_NAME : "/" TESTS_NAME);
    buffer_add_byte(tests, '\0');
    return !tests->failed && access(tests->bytes, F_OK) == 0;
}

/* The knowledge base's own reader, so that a byte order mark, bad UTF-8 and a file that is too large are
 * treated and reported as they are in articles. */
void question_file_open(struct question_file *file, const char *path, struct fault_reporter *reporter,
                        enum faqbot_status *status)
{
    const struct kb_sink sink = {.reporter = reporter};
    struct kb_reader reader;
    *file = (struct question_file){.number = 0};
    buffer_init(&file->bytes, KB_FILE_BYTES_MAX);
    if (*status != FAQBOT_OK) {
        return;
    }
    kb_reader_init(&reader, &sink);
    if (!source_read(&reader, path, &file->bytes, &file->rest)) {
        file->rest = view_of(NULL);
    }
    if (reader.status != FAQBOT_OK) { /* the reporter may have set *status */
        *status = reader.status;
    }
    kb_reader_release(&reader);
}

/* The number counts all lines, as an editor does, and not only those that hold a question. */
bool question_file_next(struct question_file *file)
{
    while (view_next_line(&file->rest, &file->line)) {
        struct faqbot_view trimmed = view_trim(file->line);
        file->number++;
        if (!view_is_empty(trimmed) && trimmed.bytes[0] != '#') {
            return true;
        }
    }
    return false;
}

/* ==== Tests ========================================================================================== */

/* Several ids may be right for one question: "loan-period,renew-loan". */
static bool is_expected(struct faqbot_view expected, struct faqbot_view id)
{
    struct faqbot_view one;
    while (next_part(&expected, ',', &one)) {
        if (view_equals(view_trim(one), id)) {
            return true;
        }
    }
    return false;
}

/* "-" cannot be an entry's id (field.c), so the two need no telling apart. */
static bool is_refusal(const struct test *test)
{
    return view_equals_text(test->expected, "-");
}

struct test test_read(const struct question_file *file, const char *path)
{
    size_t tab = view_find(file->line, '\t');
    struct faqbot_view rest = view_slice(file->line, tab + 1, file->line.size);
    return (struct test){.path = path,
                         .line = file->number,
                         .question = view_trim(view_slice(file->line, 0, tab)),
                         .expected = view_trim(view_slice(rest, 0, view_find(rest, '\t')))};
}

/* An unsure bot has not answered: the visitor must choose, and the author said what the choice should have been. */
bool test_is_passed(struct faqbot_view expected, enum faqbot_outcome outcome, struct faqbot_view entry)
{
    return outcome == FAQBOT_ANSWERED ? is_expected(expected, entry) : view_equals_text(expected, "-");
}

/* The best score among the expected entries; 0 if none of them is a candidate. */
static double expected_score(const struct test *test, const struct faqbot_answer *answer)
{
    for (size_t i = 0; i < answer->candidate_count; i++) {
        if (is_expected(test->expected, answer->candidates[i].id)) {
            return answer->candidates[i].score;
        }
    }
    return 0;
}

/* `sentence` is a literal that goes on after the question. */
#define fail_test(check, test, sentence, ...)                                                                \
    check_error(check, "failed-test", (test)->path, (test)->line, "\"%.*s\" " sentence,                      \
                VIEW_ARGS(check_excerpt((test)->question)), __VA_ARGS__)

/* The figures tell the author how far off the answer is: whether a word or two will do, or the entry says
 * something else than the question asks. */
static void report_failure(struct check *check, const struct test *test, const struct faqbot_answer *answer)
{
    const struct faqbot_candidate *candidates = answer->candidates;
    double expected = expected_score(test, answer);
    struct number_text confidence = number_text(answer->confidence, 2);
    struct number_text margin = number_text(answer->confidence - expected, 2);
    if (answer->outcome == FAQBOT_ANSWERED && is_refusal(test)) {
        double second = answer->candidate_count > 1 ? candidates[1].score : 0;
        fail_test(check, test, "must be refused, and \"%.*s\" answers it at %s, %s before the next",
                  VIEW_ARGS(answer->entry), confidence.text,
                  number_text(answer->confidence - second, 2).text);
    } else if (answer->outcome == FAQBOT_ANSWERED) {
        fail_test(check, test, "is answered by \"%.*s\" at %s, %s before \"%.*s\"%s",
                  VIEW_ARGS(answer->entry), confidence.text, margin.text, VIEW_ARGS(test->expected),
                  expected > 0 ? "" : ", which is not among the first 10");
    } else if (answer->candidate_count == 0) {
        fail_test(check, test, "is not answered: %s", "nothing is found");
    } else if (is_expected(test->expected, candidates[0].id)) {
        fail_test(check, test, "is not answered: \"%.*s\" comes first, at a confidence of only %s",
                  VIEW_ARGS(candidates[0].id), confidence.text);
    } else {
        fail_test(check, test, "is not answered: \"%.*s\" comes first, at %s, %s before \"%.*s\"",
                  VIEW_ARGS(candidates[0].id), confidence.text, margin.text, VIEW_ARGS(test->expected));
    }
}

/* An expected id that does not exist is reported by itself, or a renamed entry would look like a bad
 * ranking. */
static void run_test(struct check *check, const struct test *test)
{
    struct faqbot_answer answer;
    struct faqbot_view rest = test->expected;
    struct faqbot_view id;
    while (!is_refusal(test) && next_part(&rest, ',', &id)) {
        check_id(check, test->path, test->line, "the expected", view_trim(id));
    }
    if (check->status != FAQBOT_OK) {
        return;
    }
    enum faqbot_status asked = ask_bot(check->bot, test->question, CANDIDATES, &answer, &check->status);
    if (check->status == FAQBOT_OK && asked != FAQBOT_OK) {
        check_error(check, "broken-test", test->path, test->line,
                    "the question is %s; write one that can be asked",
                    asked == FAQBOT_LIMIT ? "longer than 2000 characters" : "empty");
    }
    if (asked != FAQBOT_OK) {
        return;
    }
    check->result.tests++;
    if (!test_is_passed(test->expected, answer.outcome, answer.entry)) {
        check->result.failed_tests++;
        report_failure(check, test, &answer);
    }
}

void regression_run(struct check *check, const char *path)
{
    struct question_file file;
    question_file_open(&file, path, &check->reporter, &check->status);
    while (check->status == FAQBOT_OK && question_file_next(&file)) {
        const struct test test = test_read(&file, path);
        if (view_is_empty(test.expected)) {
            check_error(check, "broken-test", path, file.number,
                        "a test is a question, a tab, and an id or - for one that must be refused");
        } else {
            run_test(check, &test);
        }
    }
    buffer_release(&file.bytes);
}
