/* tools/regression.c - runs tests.tsv and names each test that fails. How good the results are in figures
 * is what `eval` measures. */
#include "tools/tools_internal.h"

#include <faqbot_tools.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/index.h"
#include "kb/kb.h"
#include "util/util.h"

/* ==== gather ============================================================================================ */

/* Collects the questions of a knowledge base, of a file, or of the journal. It asks none of them. */

#define TESTS_NAME "tests.tsv"
#define ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024)

static bool is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

bool questions_is_index(const char *path)
{
    struct faqbot_view name = view_of(path);
    return !is_folder(path) && !view_ends_with(name, ".md") && !view_ends_with(name, ".jsonl");
}

bool questions_collect_find_tests(const char *path, struct buffer *tests)
{
    if (!is_folder(path)) {
        return false;
    }
    buffer_add_text(tests, path);
    buffer_add_text(tests, view_ends_with(view_of(path), "/") ? TESTS_NAME : "/" TESTS_NAME);
    buffer_add_byte(tests, '\0');
    return !tests->failed && access(tests->bytes, F_OK) == 0;
}

static enum faqbot_status questions_collect_each_line(const char *path, struct fault_reporter *reporter,
                                                      questions_collect_visit_line *visit, void *user,
                                                      bool *readable)
{
    const struct kb_sink sink = {.reporter = reporter};
    struct kb_reader reader;
    struct buffer bytes;
    struct faqbot_view text;
    struct faqbot_view line;
    kb_reader_init(&reader, &sink, reporter);
    buffer_init(&bytes, KB_FILE_BYTES_MAX);
    *readable = source_read(&reader, path, &bytes, &text);
    enum faqbot_status status = reader.status;
    for (unsigned number = 1; status == FAQBOT_OK && *readable && view_next_line(&text, &line); number++) {
        struct faqbot_view trimmed = view_trim(line);
        if (!view_is_empty(trimmed) && trimmed.bytes[0] != '#') {
            status = visit(user, number, line);
        }
    }
    buffer_release(&bytes);
    kb_reader_release(&reader);
    return status;
}

static enum faqbot_status add(struct string_table *questions, const struct faqbot_view *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (string_table_add(questions, texts[i]) == STRING_TABLE_NONE) {
            return FAQBOT_NO_MEMORY;
        }
    }
    return FAQBOT_OK;
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    return entry->kind == ENTRY_FAQ ? add(user, entry->phrasings, entry->phrasing_count) : FAQBOT_OK;
}

static enum faqbot_status take_numbered(struct store *store, uint32_t number, struct arena *arena,
                                        struct string_table *questions)
{
    struct store_entry entry;
    struct faqbot_view *texts;
    size_t count;
    enum faqbot_status status = store_get_entry(store, number, arena, &entry);
    if (status != FAQBOT_OK || entry.kind != ENTRY_FAQ) {
        return status;
    }
    status = store_get_phrasings(store, number, arena, &texts, &count);
    return status == FAQBOT_OK ? add(questions, texts, count) : status;
}

static enum faqbot_status gather_index(const char *path, struct string_table *questions,
                                       struct faqbot_fault *fault)
{
    struct store *store = NULL;
    struct arena arena;
    arena_init(&arena, ENTRY_BYTES_MAX);
    enum faqbot_status status = store_open(path, &store, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    for (uint32_t number = 0; status == FAQBOT_OK; number++) {
        arena_reset(&arena);
        status = take_numbered(store, number, &arena, questions);
    }
    status = store_is_intact(store) ? status : FAQBOT_CORRUPT;
    store_close(store);
    arena_release(&arena);
    return status == FAQBOT_NOT_FOUND ? FAQBOT_OK /* behind the last */
                                      : fault_set(fault, status, path, 0, "cannot read the index: it is %s",
                                                  faqbot_status_text(status));
}

enum faqbot_status questions_collect_knowledge(const char *path, struct string_table *questions,
                                               struct faqbot_fault *fault)
{
    const struct kb_sink sink = {.user = questions, .entry = take_entry};
    struct buffer tests;
    if (questions_is_index(path)) {
        return gather_index(path, questions, fault);
    }
    buffer_init(&tests, SIZE_MAX);
    enum faqbot_status status = kb_read(path, &sink, fault);
    if (status == FAQBOT_OK && questions_collect_find_tests(path, &tests)) {
        status = questions_collect_file(tests.bytes, questions, fault);
    } else if (status == FAQBOT_OK && tests.failed) {
        status = FAQBOT_NO_MEMORY;
    }
    buffer_release(&tests);
    return status;
}

/* A fault in the file ends the reading: it is the failure. */
static void take_fault(void *user, const struct faqbot_fault *fault)
{
    struct faqbot_fault *kept = user;
    *kept = *fault;
}

static enum faqbot_status take_line(void *user, unsigned number, struct faqbot_view line)
{
    (void)number;
    struct faqbot_view question = view_trim(view_slice(line, 0, view_find(line, '\t')));
    return view_is_empty(question) ? FAQBOT_OK : add(user, &question, 1);
}

enum faqbot_status questions_collect_file(const char *path, struct string_table *questions,
                                          struct faqbot_fault *fault)
{
    struct faqbot_fault found = {.status = FAQBOT_OK};
    struct fault_reporter reporter = {.report = take_fault, .user = &found};
    bool readable;
    enum faqbot_status status = questions_collect_each_line(path, &reporter, take_line, questions, &readable);
    if (status == FAQBOT_OK && !readable) {
        *fault = found;
        status = found.status;
    }
    return status;
}

struct listening {
    struct string_table *questions;
    enum faqbot_status status;
};

static bool take_row(void *user, const struct faqbot_journal_row *row)
{
    struct listening *listening = user;
    struct faqbot_view question = view_trim(row->ask.question);
    listening->status = view_is_empty(question) ? FAQBOT_OK : add(listening->questions, &question, 1);
    return listening->status == FAQBOT_OK;
}

enum faqbot_status questions_collect_journal(const char *path, int64_t since, struct string_table *questions,
                                             struct faqbot_fault *fault)
{
    struct listening listening = {.questions = questions, .status = FAQBOT_OK};
    const struct faqbot_journal_read_options options = {
        .path = path, .since = since, .ask = take_row, .user = &listening};
    enum faqbot_status status = faqbot_journal_read(&options, fault);
    return status == FAQBOT_OK ? listening.status : status;
}

/* ==== inspection ======================================================================================== */

/* Findings on their way to the caller of the check. It finds nothing itself but unknown ids. */

void check_context_forward(void *user, const struct faqbot_fault *fault)
{
    struct check_context *context = user;
    struct fault_reporter *reporter = &context->reporter;
    if (strcmp(fault->rule, "answer-without-question") == 0) {
        return;
    }
    struct faqbot_fault passed = *fault;
    if (strcmp(fault->rule, "unsafe-link") == 0) {
        passed.severity = FAQBOT_ERROR;
    }
    if (passed.severity == FAQBOT_ERROR) {
        reporter->errors++;
    } else {
        reporter->warnings++;
    }
    if (reporter->report != NULL) {
        reporter->report(reporter->user, &passed);
    }
}

/* The front of a question that a finding quotes. */
static struct faqbot_view check_context_excerpt(struct faqbot_view question)
{
    return utf8_first(question, CHECK_CONTEXT_EXCERPT_CHARS);
}

enum faqbot_status check_context_check_id(struct check_context *context, const char *path, unsigned line,
                                          const char *name, struct faqbot_view id)
{
    struct faqbot_answer answer;
    enum faqbot_status status = faqbot_get(context->bot, id, &answer);
    if (status != FAQBOT_NOT_FOUND) {
        return status;
    }
    check_context_error(context, "unknown-id", path, line,
                        "%s \"%.*s\" is no entry's id; correct it, or take it out", name, VIEW_ARGS(id));
    return FAQBOT_OK;
}

/* ==== trials ============================================================================================ */

#define TOP 10 /* candidates that the expected one is looked for in */

struct trial {
    const char *path;
    unsigned line;
    struct faqbot_view question;
    struct faqbot_view expected; /* ids joined by commas, or "-" */
};

/* Takes the next id off the list; false at its end. */
static bool next_id(struct faqbot_view *rest, struct faqbot_view *id)
{
    if (rest->size == 0) {
        return false;
    }
    size_t comma = view_find(*rest, ',');
    *id = view_trim(view_slice(*rest, 0, comma));
    *rest = view_slice(*rest, comma + 1, rest->size);
    return true;
}

static bool is_expected(struct faqbot_view expected, struct faqbot_view id)
{
    struct faqbot_view one;
    while (next_id(&expected, &one)) {
        if (view_equals(one, id)) {
            return true;
        }
    }
    return false;
}

static bool is_refusal(const struct trial *trial)
{
    return view_equals_text(trial->expected, "-");
}

/* The best score of an expected entry, and how far the winner is from what is second to it. */
struct outcome {
    const struct faqbot_answer *answer;
    double expected; /* 0: it is not among the first */
    double margin;
};

static struct outcome weigh(const struct trial *trial, const struct faqbot_answer *answer)
{
    struct outcome outcome = {.answer = answer};
    for (size_t i = 0; i < answer->candidate_count && outcome.expected <= 0; i++) {
        if (is_expected(trial->expected, answer->candidates[i].id)) {
            outcome.expected = answer->candidates[i].score;
        }
    }
    outcome.margin = answer->confidence - outcome.expected;
    return outcome;
}

static void tell_wrong(struct check_context *context, const struct trial *trial, struct outcome outcome)
{
    const struct faqbot_answer *answer = outcome.answer;
    struct faqbot_view question = check_context_excerpt(trial->question);
    if (is_refusal(trial)) {
        double second = answer->candidate_count > 1 ? answer->candidates[1].score : 0;
        check_context_error(context, "failed-test", trial->path, trial->line,
                            "\"%.*s\" must be refused, and \"%.*s\" answers it at %s, %s before the next",
                            VIEW_ARGS(question), VIEW_ARGS(answer->entry),
                            number_text(answer->confidence, 2).text,
                            number_text(answer->confidence - second, 2).text);
    } else {
        check_context_error(context, "failed-test", trial->path, trial->line,
                            "\"%.*s\" is answered by \"%.*s\" at %s, %s before \"%.*s\"%s",
                            VIEW_ARGS(question), VIEW_ARGS(answer->entry),
                            number_text(answer->confidence, 2).text, number_text(outcome.margin, 2).text,
                            VIEW_ARGS(trial->expected),
                            outcome.expected > 0 ? "" : ", which is not among the first 10");
    }
}

static void tell_silence(struct check_context *context, const struct trial *trial, struct outcome outcome)
{
    const struct faqbot_answer *answer = outcome.answer;
    struct faqbot_view question = check_context_excerpt(trial->question);
    if (answer->candidate_count == 0) {
        check_context_error(context, "failed-test", trial->path, trial->line,
                            "\"%.*s\" is not answered: nothing is found", VIEW_ARGS(question));
    } else if (is_expected(trial->expected, answer->candidates[0].id)) {
        check_context_error(context, "failed-test", trial->path, trial->line,
                            "\"%.*s\" is not answered: \"%.*s\" comes first, at a confidence of only %s",
                            VIEW_ARGS(question), VIEW_ARGS(answer->candidates[0].id),
                            number_text(answer->confidence, 2).text);
    } else {
        check_context_error(context, "failed-test", trial->path, trial->line,
                            "\"%.*s\" is not answered: \"%.*s\" comes first, at %s, %s before \"%.*s\"",
                            VIEW_ARGS(question), VIEW_ARGS(answer->candidates[0].id),
                            number_text(answer->confidence, 2).text, number_text(outcome.margin, 2).text,
                            VIEW_ARGS(trial->expected));
    }
}

static enum faqbot_status ask(struct check_context *context, const struct trial *trial)
{
    struct faqbot_answer answer;
    const struct faqbot_question asked = {.text = trial->question, .top = TOP};
    enum faqbot_status status = faqbot_ask(context->bot, &asked, &answer);
    if (status == FAQBOT_INVALID || status == FAQBOT_LIMIT) {
        check_context_error(context, "broken-test", trial->path, trial->line,
                            "the question is %s; write one that can be asked",
                            status == FAQBOT_LIMIT ? "longer than 500 characters" : "empty");
        return FAQBOT_OK;
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    bool given = answer.outcome == FAQBOT_ANSWERED;
    bool right = given ? is_expected(trial->expected, answer.entry) : is_refusal(trial);
    context->result.tests++;
    if (!right) {
        context->result.failed_tests++;
        (given ? tell_wrong : tell_silence)(context, trial, weigh(trial, &answer));
    }
    return FAQBOT_OK;
}

static enum faqbot_status run(struct check_context *context, const struct trial *trial)
{
    struct faqbot_view rest = trial->expected;
    struct faqbot_view id;
    enum faqbot_status status = FAQBOT_OK;
    while (!is_refusal(trial) && status == FAQBOT_OK && next_id(&rest, &id)) {
        status = check_context_check_id(context, trial->path, trial->line, "the expected", id);
    }
    return status == FAQBOT_OK ? ask(context, trial) : status;
}

struct trials {
    struct check_context *context;
    const char *path;
};

static enum faqbot_status run_line(void *user, unsigned number, struct faqbot_view line)
{
    const struct trials *trials = user;
    size_t tab = view_find(line, '\t');
    struct faqbot_view rest = view_slice(line, tab + 1, line.size);
    const struct trial trial = {.path = trials->path,
                                .line = number,
                                .question = view_trim(view_slice(line, 0, tab)),
                                .expected = view_trim(view_slice(rest, 0, view_find(rest, '\t')))};
    if (view_is_empty(trial.expected)) {
        check_context_error(trials->context, "broken-test", trials->path, number,
                            "a test is a question, a tab, and an id or - for one that must be refused");
        return FAQBOT_OK;
    }
    return run(trials->context, &trial);
}

enum faqbot_status regression_run(struct check_context *context, const char *path)
{
    bool readable;
    struct trials trials = {.context = context, .path = path};
    return questions_collect_each_line(path, &context->reporter, run_line, &trials, &readable);
}

/* ==== questions ========================================================================================= */

/* Asks every question that the knowledge base has. What is alike is for the bot to say: no question is
 * compared with another here, so that the time grows with their number and not with its square. */

#define QUESTIONS_TOP 10 /* candidates looked at */
#define TEXT_BYTES_MAX ((size_t)1 << 30)

void selftest_init(struct selftest *questions)
{
    questions->path = view_of(NULL);
    buffer_init(&questions->list, SIZE_MAX);
    string_table_init(&questions->ids, TEXT_BYTES_MAX);
    string_table_init(&questions->pairs, TEXT_BYTES_MAX);
    arena_init(&questions->texts, TEXT_BYTES_MAX);
}

void selftest_release(struct selftest *questions)
{
    buffer_release(&questions->list);
    string_table_release(&questions->ids);
    string_table_release(&questions->pairs);
    arena_release(&questions->texts);
}

bool selftest_add(struct selftest *questions, const struct entry *entry)
{
    struct faqbot_view path = view_of(entry->path);
    uint32_t known = questions->ids.count;
    uint32_t id = string_table_add(&questions->ids, entry->id);
    if (id < known || id == STRING_TABLE_NONE) {
        return id < known;
    }
    if (!view_equals(path, questions->path) && !arena_copy(&questions->texts, path, &questions->path)) {
        return false;
    }
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        struct selftest_question question = {.id = id, .path = questions->path, .line = entry->line};
        if (!arena_copy(&questions->texts, entry->phrasings[i], &question.text)) {
            return false;
        }
        buffer_add(&questions->list, view_make((const char *)&question, sizeof question));
    }
    return !questions->list.failed;
}

/* Whether the two entries are told to be nearly the same for the first time; false too where there is no memory. */
static bool is_new_pair(struct selftest *questions, uint32_t left, uint32_t right)
{
    const uint32_t pair[2] = {left < right ? left : right, left < right ? right : left};
    uint32_t known = questions->pairs.count;
    uint32_t number = string_table_add(&questions->pairs, view_make((const char *)pair, sizeof pair));
    return number != STRING_TABLE_NONE && number == known;
}

static void tell_near(struct selftest *questions, const struct selftest_question *question,
                      const struct faqbot_candidate *other, struct check_context *context)
{
    uint32_t id = string_table_find(&questions->ids, other->id);
    if (id == STRING_TABLE_NONE || !is_new_pair(questions, question->id, id)) {
        return; /* a passage: alike, but no second question */
    }
    check_context_warning(
        context, "near-duplicate", question->path.bytes, question->line,
        "\"%.*s\" is nearly the same question as that of \"%.*s\", \"%.*s\"; put them together, or "
        "give each words that tell them apart",
        VIEW_ARGS(check_context_excerpt(question->text)), VIEW_ARGS(other->id),
        VIEW_ARGS(check_context_excerpt(other->question)));
}

/* Entries that come as near to the winner as its own, or it to them. Where the question finds nothing worth a word,
 * all are as near. */
static void tell_all_near(struct selftest *questions, const struct selftest_question *question,
                          const struct faqbot_answer *answer, size_t own, struct check_context *context)
{
    const struct faqbot_candidate *candidates = answer->candidates;
    double least = answer->candidate_count > 0 ? SELFTEST_NEAR_SHARE * candidates[0].score : 0;
    if (own >= answer->candidate_count || candidates[own].score < least || answer->outcome == FAQBOT_NONE) {
        return;
    }
    for (size_t i = 0; i < answer->candidate_count && candidates[i].score >= least; i++) {
        if (i != own) {
            tell_near(questions, question, &candidates[i], context);
        }
    }
}

/* Judges what the question finds. `own` is the place of its entry among the candidates, their count where it is not
 * there. */
static void judge(struct selftest *questions, const struct selftest_question *question,
                  const struct faqbot_answer *answer, size_t own, struct check_context *context)
{
    const struct faqbot_candidate *candidates = answer->candidates;
    struct faqbot_view shown = check_context_excerpt(question->text);
    if (answer->candidate_count == 0) {
        check_context_warning(context, "unanswered-question", question->path.bytes, question->line,
                              "asking \"%.*s\" finds nothing; write it with words that visitors use",
                              VIEW_ARGS(shown));
        return;
    }
    if (own > 0) {
        check_context_warning(context, "question-finds-another", question->path.bytes, question->line,
                              "asking \"%.*s\" finds \"%.*s\" first, at %s against %s; reword one of the two",
                              VIEW_ARGS(shown), VIEW_ARGS(candidates[0].id),
                              number_text(candidates[0].score, 2).text,
                              number_text(own < answer->candidate_count ? candidates[own].score : 0, 2).text);
    } else if (answer->outcome != FAQBOT_ANSWERED) {
        check_context_warning(
            context, "unanswered-question", question->path.bytes, question->line,
            "asking \"%.*s\" finds its entry and does not answer, at a confidence of %s; write it "
            "with words that other questions do not have",
            VIEW_ARGS(shown), number_text(answer->confidence, 2).text);
    }
    tell_all_near(questions, question, answer, own, context);
}

enum faqbot_status selftest_run(struct selftest *questions, struct check_context *context)
{
    const struct selftest_question *list = (const void *)questions->list.bytes;
    for (size_t i = 0; i < questions->list.size / sizeof *list; i++) {
        const struct selftest_question *question = &list[i];
        struct faqbot_answer answer;
        const struct faqbot_question asked = {.text = question->text, .top = QUESTIONS_TOP};
        enum faqbot_status status = faqbot_ask(context->bot, &asked, &answer);
        if (status == FAQBOT_LIMIT || status == FAQBOT_INVALID) {
            continue; /* reading has told of it: nobody can ask it */
        }
        if (status != FAQBOT_OK) {
            return status;
        }
        context->result.phrasings++;
        size_t own = 0;
        struct faqbot_view id = questions->ids.strings[question->id];
        while (own < answer.candidate_count && !view_equals(answer.candidates[own].id, id)) {
            own++;
        }
        judge(questions, question, &answer, own, context);
    }
    return FAQBOT_OK;
}
