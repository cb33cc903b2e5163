/* tools/diff.c - what a new knowledge base answers differently: two bots are asked the same questions, and
 * each change is reported (faqbot_diff() of faqbot_tools.h).
 *
 * A change has one of four kinds (enum faqbot_change_kind), and the first that fits is told:
 *
 *   gained  answered now and not before, whatever was said instead before
 *   lost    answered before and not now
 *   answer  answered both times, by another entry, another text, or under another disclaimer
 *   moved   the same answer, or none both times, at a confidence that differs by more than .1
 *
 * It compares what visitors would see. Two indexes built differently that answer alike have no difference,
 * and a moved or renamed file is none either. It deliberately invents no questions: those of the authors, of
 * their tests and of the journal are what matters to somebody. */
#include "tools/tools_internal.h"

#include <faqbot_tools.h>

#include "index/index.h"
#include "util/util.h"

#define QUESTION_BYTES_MAX ((size_t)1 << 30)        /* of all distinct questions */
#define ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of one entry of an index */

/* The first failure stays in `fault.status`, with its sentence if there is one already; what takes a diff
 * does nothing from then on. */
struct diff {
    const struct faqbot_diff_options *options;
    struct faqbot *before;
    struct faqbot *after;
    struct string_table questions; /* in the order in which they are asked */
    struct faqbot_diff_result result;
    struct faqbot_fault fault;
};

/* ==== Which questions are asked ====================================================================== */

/* A question that is there already is not asked twice: visitors ask the same things. */
static void add_question(struct diff *diff, struct faqbot_view text)
{
    if (diff->fault.status == FAQBOT_OK && !view_is_empty(text) &&
        string_table_add(&diff->questions, text) == STRING_TABLE_NONE) {
        diff->fault.status = FAQBOT_NO_MEMORY;
    }
}

/* Passages have headings, which nobody asks as they stand. */
static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct diff *diff = user;
    for (size_t i = 0; entry->kind == ENTRY_FAQ && i < entry->phrasing_count; i++) {
        add_question(diff, entry->phrasings[i]);
    }
    return diff->fault.status;
}

/* An index has its entries numbered, and no file of tests beside it. */
static void add_index(struct diff *diff, const char *path)
{
    struct store *store = NULL;
    struct arena arena;
    struct store_entry entry;
    struct faqbot_view *phrasings;
    enum faqbot_status status = diff->fault.status = store_open(path, &store, &diff->fault);
    if (status != FAQBOT_OK) {
        return;
    }
    arena_init(&arena, ENTRY_BYTES_MAX);
    for (uint32_t number = 0; status == FAQBOT_OK && diff->fault.status == FAQBOT_OK; number++) {
        size_t count = 0;
        arena_reset(&arena);
        store_get_entry(store, number, &arena, &entry, &status);
        if (entry.kind == ENTRY_FAQ) {
            store_get_phrasings(store, number, &arena, &phrasings, &count, &status);
        }
        for (size_t i = 0; status == FAQBOT_OK && i < count; i++) {
            add_question(diff, phrasings[i]);
        }
    }
    status = store_is_intact(store) ? status : FAQBOT_CORRUPT;
    if (status != FAQBOT_OK && status != FAQBOT_NOT_FOUND) { /* behind the last entry none is found */
        fault_set(&diff->fault, status, path, 0, "cannot read the index: it is %s",
                  faqbot_status_text(status));
    }
    store_close(store);
    arena_release(&arena);
}

/* The first fault of a file that cannot be read is the reason why the diff fails. */
static void keep_fault(void *user, const struct faqbot_fault *fault)
{
    struct faqbot_fault *kept = user;
    *kept = *fault;
}

/* What is behind a tab, in a tests.tsv, is not the question. */
static void add_file(struct diff *diff, const char *path)
{
    struct fault_reporter reporter = {.report = keep_fault, .user = &diff->fault};
    struct question_file file;
    question_file_open(&file, path, &reporter, &diff->fault.status);
    while (question_file_next(&file)) {
        add_question(diff, view_trim(view_slice(file.line, 0, view_find(file.line, '\t'))));
    }
    buffer_release(&file.bytes);
}

/* The phrasings of FAQ entries, and for a folder the questions of its tests. Both sides are asked about both:
 * an entry that was removed is then a question that was answered, and is not. */
static void add_knowledge(struct diff *diff, const char *path)
{
    const struct kb_sink sink = {.user = diff, .entry = take_entry, .today = diff->options->today};
    struct buffer tests;
    if (diff->fault.status != FAQBOT_OK) {
        return;
    }
    if (is_index(path)) {
        add_index(diff, path);
        return;
    }
    buffer_init(&tests, SIZE_MAX);
    diff->fault.status = kb_read(path, &sink, &diff->fault);
    if (diff->fault.status == FAQBOT_OK && find_tests(path, &tests)) {
        add_file(diff, tests.bytes);
    } else if (tests.failed) {
        diff->fault.status = FAQBOT_NO_MEMORY;
    }
    buffer_release(&tests);
}

/* What visitors asked, as it was typed but for white space at its ends. Redacted numbers are asked as
 * "[number]". */
static bool take_row(void *user, const struct faqbot_journal_row *row)
{
    struct diff *diff = user;
    add_question(diff, view_trim(row->ask.question));
    return diff->fault.status == FAQBOT_OK;
}

/* The journal's rows are one by one put among the questions; a year of them is far less than the answers
 * would be. */
static void add_journal(struct diff *diff)
{
    const struct faqbot_journal_read_options read = {.path = diff->options->journal,
                                                     .store = diff->options->journal_store,
                                                     .since = diff->options->since,
                                                     .ask = take_row,
                                                     .user = diff};
    if (diff->fault.status == FAQBOT_OK) {
        enum faqbot_status status = faqbot_journal_read(&read, &diff->fault);
        diff->fault.status = status == FAQBOT_OK ? diff->fault.status : status;
    }
}

/* ==== Asking both ==================================================================================== */

/* An answer is another one if its text is: an entry that an author has reworded keeps its id.
 * FAQBOT_CHANGE_KINDS: no change worth a word. */
static enum faqbot_change_kind kind_of(const struct faqbot_answer *before, const struct faqbot_answer *after)
{
    bool was = before->outcome == FAQBOT_ANSWERED;
    bool is = after->outcome == FAQBOT_ANSWERED;
    double moved = after->confidence - before->confidence;
    if (was != is) {
        return is ? FAQBOT_CHANGE_GAINED : FAQBOT_CHANGE_LOST;
    }
    if (was && (!view_equals(before->entry, after->entry) || !view_equals(before->text, after->text) ||
                !view_equals(before->disclaimer, after->disclaimer))) {
        return FAQBOT_CHANGE_ANSWER;
    }
    return moved > FAQBOT_DIFF_CONFIDENCE_DELTA || moved < -FAQBOT_DIFF_CONFIDENCE_DELTA
               ? FAQBOT_CHANGE_MOVED
               : FAQBOT_CHANGE_KINDS;
}

/* What a reader needs to judge the change: the two answers themselves are one question away. */
static struct faqbot_change_side side_of(const struct faqbot_answer *answer)
{
    return (struct faqbot_change_side){
        .outcome = answer->outcome, .entry = answer->entry, .confidence = answer->confidence};
}

/* A question that nobody can ask is skipped; it would be refused by both. */
static void compare(struct diff *diff, struct faqbot_view text)
{
    struct faqbot_answer before;
    struct faqbot_answer after;
    enum faqbot_status *status = &diff->fault.status;
    if (ask_bot(diff->before, text, 0, &before, status) != FAQBOT_OK ||
        ask_bot(diff->after, text, 0, &after, status) != FAQBOT_OK) {
        return;
    }
    diff->result.questions++;
    const struct faqbot_change change = {.kind = kind_of(&before, &after),
                                         .question = text,
                                         .before = side_of(&before),
                                         .after = side_of(&after)};
    if (change.kind != FAQBOT_CHANGE_KINDS) {
        diff->result.changes[change.kind]++;
        if (diff->options->tell != NULL) {
            diff->options->tell(diff->options->tell_user, &change);
        }
    }
}

/* Both bots are open at once, because answers are compared one by one: to keep all answers of the first would
 * take more. */
static struct faqbot *open_bot(struct diff *diff, const char *path)
{
    struct faqbot *bot = NULL;
    bool index = is_index(path);
    const struct faqbot_options options = {.index = index ? path : NULL,
                                           .knowledge = index ? NULL : path,
                                           .today = diff->options->today,
                                           .encoder = diff->options->encoder,
                                           .report = diff->options->report,
                                           .report_user = diff->options->report_user};
    if (diff->fault.status == FAQBOT_OK) {
        diff->fault.status = faqbot_open(&options, &bot, &diff->fault);
    }
    return bot;
}

/* Everything is read before anything is asked, so that a wrong path at the end of the command line shows
 * before the first change is told. */
enum faqbot_status faqbot_diff(const struct faqbot_diff_options *options, struct faqbot_diff_result *result,
                               struct faqbot_fault *fault)
{
    struct diff diff = {.options = options};
    string_table_init(&diff.questions, QUESTION_BYTES_MAX);
    diff.before = open_bot(&diff, options->before);
    diff.after = open_bot(&diff, options->after);
    add_knowledge(&diff, options->before);
    add_knowledge(&diff, options->after);
    if (options->questions != NULL) {
        add_file(&diff, options->questions);
    }
    if (options->journal != NULL) {
        add_journal(&diff);
    }
    for (uint32_t i = 0; i < diff.questions.count && diff.fault.status == FAQBOT_OK; i++) {
        compare(&diff, diff.questions.strings[i]);
        tell_progress(options->watch, options->watch_user, i + 1, diff.questions.count, &diff.fault.status);
    }
    enum faqbot_status status = diff.fault.status;
    if (status == FAQBOT_OK) {
        *result = diff.result;
    } else if (diff.fault.sentence[0] == '\0') {
        fault_set(fault, status, NULL, 0, "cannot compare: %s", faqbot_status_text(status));
    } else if (fault != NULL) {
        *fault = diff.fault;
    }
    string_table_release(&diff.questions);
    faqbot_close(diff.before);
    faqbot_close(diff.after);
    return status;
}
