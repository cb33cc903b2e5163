/* tools/trial.c - what a line that is proposed for a knowledge base would change, before an author pastes it: the
 * knowledge base is indexed in memory with the line, and asked what its own tests ask and what visitors asked.
 *
 * What the bot says today was asked once, when the trial was opened. A changed confidence alone is no change here: it
 * is expected near a new line. It deliberately judges nothing but tests, which the author has settled: whether another
 * entry is the better answer to a question only a person can tell. */
#include "tools/tools_internal.h"

#include <string.h>

#include "bot/bot.h"

#define KEPT_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of all questions */

/* A question with what the bot says today. */
struct trial_question {
    struct faqbot_view text;
    struct faqbot_view expected; /* empty: it is no test */
    unsigned line;
    struct faqbot_change_side today;
};

/* -- What the bot says today ---------------------------------------------------------------------------- */

/* False: nobody can ask it, or a failure. */
static bool ask(struct faqbot *bot, struct faqbot_view text, struct arena *arena,
                struct faqbot_change_side *side, enum faqbot_status *status)
{
    struct faqbot_answer answer;
    if (ask_bot(bot, text, 0, &answer, status) != FAQBOT_OK) {
        return false;
    }
    *side = (struct faqbot_change_side){.outcome = answer.outcome, .confidence = answer.confidence};
    fail_if(!arena_copy(arena, answer.entry, &side->entry), FAQBOT_NO_MEMORY, status);
    return *status == FAQBOT_OK;
}

static void add_question(struct trial *trial, struct trial_question question, enum faqbot_status *status)
{
    if (*status == FAQBOT_OK && ask(trial->bot, question.text, &trial->kept, &question.today, status)) {
        buffer_add(&trial->questions, view_make((const char *)&question, sizeof question));
        fail_if(trial->questions.failed, FAQBOT_NO_MEMORY, status);
    }
}

/* A file that cannot be read has been reported, and has no tests. */
static void add_tests(struct trial *trial, enum faqbot_status *status)
{
    struct fault_reporter reporter = {.report = trial->options->report, .user = trial->options->report_user};
    struct buffer path;
    buffer_init(&path, SIZE_MAX);
    if (find_tests(trial->options->knowledge, &path)) {
        question_file_open(&trial->tests, path.bytes, &reporter, status);
        while (*status == FAQBOT_OK && question_file_next(&trial->tests)) {
            const struct test test = test_read(&trial->tests, path.bytes);
            if (!view_is_empty(test.expected)) {
                add_question(trial,
                             (struct trial_question){
                                 .text = test.question, .expected = test.expected, .line = test.line},
                             status);
            }
        }
    }
    fail_if(path.failed, FAQBOT_NO_MEMORY, status);
    buffer_release(&path);
}

void trial_init(struct trial *trial)
{
    *trial = (struct trial){.bot = NULL};
    arena_init(&trial->kept, KEPT_BYTES_MAX);
    buffer_init(&trial->questions, SIZE_MAX);
    buffer_init(&trial->tests.bytes, 0);
}

void trial_open(struct trial *trial, const struct faqbot_gaps_options *options, struct faqbot *bot,
                enum faqbot_status *status)
{
    trial->options = options;
    trial->bot = bot;
    if (options->no_trials) {
        trial->skipped = "nobody asked for it";
    } else if (options->index != NULL || store_is_database(options->knowledge)) {
        trial->skipped = "an index cannot be changed: name the knowledge base with -k";
    } else if (faqbot_about(bot)->entries > FAQBOT_TRIAL_ENTRIES_MAX) {
        trial->skipped = "the knowledge base has more than 2000 entries";
    } else {
        add_tests(trial, status);
    }
}

void trial_release(struct trial *trial)
{
    arena_release(&trial->kept);
    buffer_release(&trial->questions);
    buffer_release(&trial->tests.bytes);
}

bool trial_add_asked(struct trial *trial, struct faqbot_view text, enum faqbot_status *status)
{
    bool is_encoded = faqbot_about(trial->bot)->encoder.size > 0;
    size_t most = is_encoded ? FAQBOT_TRIAL_ENCODED_QUESTIONS_MAX : FAQBOT_TRIAL_QUESTIONS_MAX;
    bool has_room = trial->skipped == NULL && trial->asked < most;
    if (has_room && *status == FAQBOT_OK) {
        trial->asked++;
        add_question(trial, (struct trial_question){.text = text}, status);
    }
    return has_room;
}

/* -- With the change ------------------------------------------------------------------------------------ */

/* Puts a change into its place: broken tests come first, then others, then what visitors asked. */
static void tell(struct faqbot_trial *result, struct faqbot_trial_change *changes,
                 const struct faqbot_trial_change *change, size_t place)
{
    size_t last = FAQBOT_TRIAL_CHANGES_MAX - 1;
    if (place <= last) {
        size_t kept = result->change_count < last ? result->change_count : last;
        memmove(changes + place + 1, changes + place, (kept - place) * sizeof *changes);
        changes[place] = *change;
        result->change_count = kept + 1;
    }
}

static bool is_same_answer(const struct faqbot_change_side *left, const struct faqbot_change_side *right)
{
    bool was = left->outcome == FAQBOT_ANSWERED;
    bool is = right->outcome == FAQBOT_ANSWERED;
    return was == is && (!was || view_equals(left->entry, right->entry));
}

static void compare(struct faqbot *bot, const struct trial_question *question, struct arena *arena,
                    struct faqbot_trial *result, struct faqbot_trial_change *changes,
                    enum faqbot_status *status)
{
    struct faqbot_trial_change change = {.line = question->line,
                                         .question = question->text,
                                         .expected = question->expected,
                                         .before = question->today};
    if (!ask(bot, question->text, arena, &change.after, status)) {
        return;
    }
    if (view_is_empty(question->expected)) {
        result->asked++;
        if (!is_same_answer(&change.before, &change.after)) {
            result->changed++;
            tell(result, changes, &change, result->change_count);
        }
        return;
    }
    bool passed = test_is_passed(question->expected, change.before.outcome, change.before.entry);
    bool passes = test_is_passed(question->expected, change.after.outcome, change.after.entry);
    change.is_broken = passed && !passes;
    result->tests++;
    if (passed != passes) {
        tell(result, changes, &change, change.is_broken ? result->broken : result->broken + result->mended);
        result->broken += change.is_broken;
        result->mended += !change.is_broken;
    }
}

static bool is_own(const struct index_edit *edit, struct faqbot_view text)
{
    for (size_t i = 0; i < edit->also_count + edit->exclusion_count; i++) {
        struct faqbot_view own =
            i < edit->also_count ? edit->also[i] : edit->exclusions[i - edit->also_count];
        if (view_equals(own, text)) {
            return true;
        }
    }
    return false;
}

/* Whether each line does what it is for: the entry answers `also`, and not what it excludes. */
static void ask_own(struct faqbot *bot, const struct index_edit *edit, struct faqbot_trial *result,
                    enum faqbot_status *status)
{
    struct faqbot_answer answer;
    for (size_t i = 0; i < edit->also_count; i++) {
        if (ask_bot(bot, edit->also[i], 0, &answer, status) == FAQBOT_OK) {
            result->own_right += answer.outcome == FAQBOT_ANSWERED && view_equals(answer.entry, edit->id);
        }
    }
    for (size_t i = 0; i < edit->exclusion_count; i++) {
        if (ask_bot(bot, edit->exclusions[i], 0, &answer, status) == FAQBOT_OK) {
            result->own_right += answer.outcome != FAQBOT_ANSWERED || !view_equals(answer.entry, edit->id);
        }
    }
    result->own = edit->also_count + edit->exclusion_count;
}

/* Faults in the knowledge base were reported when the bot was opened. */
static struct faqbot *open_edited(const struct trial *trial, const struct index_edit *edit,
                                  struct faqbot_fault *fault)
{
    struct faqbot *bot = NULL;
    struct index_edit tried = *edit;
    const struct faqbot_options options = {.knowledge = trial->options->knowledge,
                                           .today = trial->options->today,
                                           .encoder = trial->options->encoder};
    tried.before = search_store(bot_searcher(trial->bot));
    fault->status = bot_open_edited(&options, &tried, &bot, fault);
    return bot;
}

void trial_run(struct trial *trial, const struct index_edit *edit, struct arena *arena,
               struct faqbot_trial *result, struct faqbot_fault *fault)
{
    const struct trial_question *questions = (const void *)trial->questions.bytes;
    *result = (struct faqbot_trial){.skipped = trial->skipped};
    if (trial->skipped == NULL && trial->tried == FAQBOT_TRIALS_MAX) {
        result->skipped = "50 proposals of larger gaps were tried before it";
    }
    if (result->skipped != NULL || fault->status != FAQBOT_OK) {
        return;
    }
    trial->tried++;
    struct faqbot_trial_change *changes =
        arena_need(arena, FAQBOT_TRIAL_CHANGES_MAX, sizeof *changes, &fault->status);
    struct faqbot *bot = fault->status == FAQBOT_OK ? open_edited(trial, edit, fault) : NULL;
    for (size_t i = 0; i < trial->questions.size / sizeof *questions && fault->status == FAQBOT_OK; i++) {
        if (!view_is_empty(questions[i].expected) || !is_own(edit, questions[i].text)) {
            compare(bot, &questions[i], arena, result, changes, &fault->status);
        }
    }
    if (fault->status == FAQBOT_OK) {
        ask_own(bot, edit, result, &fault->status);
    }
    result->changes = changes;
    faqbot_close(bot);
}
