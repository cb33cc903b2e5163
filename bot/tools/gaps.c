/* tools/gaps.c - what visitors asked in vain, and so what to write next (faqbot_gaps() of faqbot_tools.h):
 * the journal's rows become distinct questions, today's bot is asked each of them again, those that are still
 * open are grouped by what they mean (groups.c), and for each group there are proposals (proposals.c), which
 * are tried out (trial.c).
 *
 * A row's way: rows with the same words become one question, with how often it came out how, and what
 * visitors thought of which answer; the most frequent of those that were not answered, or not well, are asked
 * again; what is answered today is closed. Questions whose answers helped are grouped with the open ones, as
 * witnesses, and are no gap themselves. Nothing is told before all of this is done, so that a failure half-way
 * tells nothing that is not the whole.
 *
 * It answers nothing and writes nothing: a person reads the groups, the largest first. */
#include "tools/tools_internal.h"

#include <faqbot.h>
#include <faqbot_tools.h>

#include <stdlib.h>

#include "text/text.h"
#include "util/util.h"

#define SCRATCH_BYTES_MAX                                                                                    \
    ((size_t)16 * 1024 * 1024) /* of one question while it is folded, or of one gap's proposals */

/* Questions that ask the same. */
struct group {
    size_t asked; /* 0: witnesses alone */
    size_t count;
    uint32_t first; /* the most frequent */
    uint32_t last;
};

/* Everything that one call needs. The first failure stays in `fault.status`, with its sentence if it has one;
 * what takes this struct does nothing from then on. */
struct gaps {
    const struct faqbot_gaps_options *options;
    struct faqbot *bot;
    struct trial trial;
    struct string_table keys; /* folded questions, numbered as the questions are */
    struct arena scratch;
    struct arena kept;       /* the questions as they were typed, votes, and the nearest entries */
    struct buffer questions; /* struct gap_question by struct gap_question */
    struct buffer grouped;   /* the places of those that are grouped: a uint32_t each */
    struct buffer groups;    /* struct group by struct group */
    struct faqbot_gaps_result result;
    struct faqbot_fault fault;
};

/* Both are valid until another is added. */
static struct gap_question *question_at(struct gaps *gaps, size_t index)
{
    return (struct gap_question *)(void *)gaps->questions.bytes + index;
}

static struct group *group_at(struct gaps *gaps, size_t index)
{
    return (struct group *)(void *)gaps->groups.bytes + index;
}

static size_t question_count(const struct gaps *gaps)
{
    return gaps->questions.size / sizeof(struct gap_question);
}

/* How often it was asked in vain, or answered unhelpfully. */
static size_t asked(const struct gap_question *question)
{
    return question->none + question->unsure + question->unhelpful;
}

/* -- Reading the journal ------------------------------------------------------------------------------ */

/* The question that `text` asks, a new one if it is new. NULL: there is no room for it within
 * FAQBOT_GAPS_BYTES_MAX, which leaves the row out, or no memory, which is a failure. */
static struct gap_question *find_question(struct gaps *gaps, struct faqbot_view text)
{
    struct faqbot_view key;
    struct gap_question question = {.number = gaps->keys.count, .next = STRING_TABLE_NONE};
    arena_reset(&gaps->scratch);
    if (tokenize_folded(&gaps->scratch, text, &key)) {
        uint32_t number = string_table_find(&gaps->keys, key);
        if (number != STRING_TABLE_NONE) {
            return question_at(gaps, number);
        }
        if (arena_copy(&gaps->kept, text, &question.text) &&
            string_table_add(&gaps->keys, key) != STRING_TABLE_NONE) {
            buffer_add(&gaps->questions, view_make((const char *)&question, sizeof question));
        }
    }
    if (gaps->scratch.no_memory || gaps->kept.no_memory || string_table_failed(&gaps->keys) ||
        gaps->questions.failed) {
        gaps->fault.status = FAQBOT_NO_MEMORY;
        return NULL;
    }
    return question.number < gaps->keys.count ? question_at(gaps, question.number) : NULL;
}

/* Counts what a visitor thought of an entry's answer. Where there is no room for the entry, nobody's thoughts of it are
 * known. */
static void add_vote(struct gaps *gaps, struct gap_question *question, struct faqbot_view entry,
                     bool is_helpful)
{
    struct gap_vote *vote = question->votes;
    while (vote != NULL && !view_equals(vote->entry, entry)) {
        vote = vote->next;
    }
    if (vote == NULL) {
        struct faqbot_view kept;
        vote = arena_alloc(&gaps->kept, sizeof *vote);
        if (vote == NULL || !arena_copy(&gaps->kept, entry, &kept)) {
            gaps->fault.status = gaps->kept.no_memory ? FAQBOT_NO_MEMORY : gaps->fault.status;
            return;
        }
        *vote = (struct gap_vote){.entry = kept, .next = question->votes};
        question->votes = vote;
    }
    vote->helpful += is_helpful;
    vote->unhelpful += !is_helpful;
}

/* An unanswered row counts even if its visitor sent no feedback: most do not. What is no question, small talk, is
 * passed over. */
static bool take_row(void *user, const struct faqbot_journal_row *row)
{
    struct gaps *gaps = user;
    bool is_answered = row->ask.outcome == FAQBOT_ANSWERED;
    bool is_unanswered = row->ask.outcome == FAQBOT_NONE || row->ask.outcome == FAQBOT_UNSURE;
    bool is_unhelpful = is_answered && row->helpful == 0;
    if (!is_answered && !is_unanswered) {
        return true;
    }
    gaps->result.rows++;
    gaps->result.unanswered += is_unanswered;
    gaps->result.unhelpful += is_unhelpful;
    bool is_blank = view_is_empty(view_trim(row->ask.question));
    struct gap_question *question = is_blank ? NULL : find_question(gaps, row->ask.question);
    if (question == NULL) {
        gaps->result.left_out += is_unanswered || is_unhelpful;
        return gaps->fault.status == FAQBOT_OK;
    }
    question->none += row->ask.outcome == FAQBOT_NONE;
    question->unsure += row->ask.outcome == FAQBOT_UNSURE;
    question->unhelpful += is_unhelpful;
    question->answered += is_answered;
    if (is_answered && row->helpful >= 0) {
        add_vote(gaps, question, row->ask.entry, row->helpful > 0);
    }
    return gaps->fault.status == FAQBOT_OK;
}

/* -- Asking again ------------------------------------------------------------------------------------- */

/* The larger number first; of equals the smaller place: the same journal gives the same order. */
static int compare_counts(size_t left, size_t right, size_t left_place, size_t right_place)
{
    return left != right ? (left > right ? -1 : 1) : left_place < right_place ? -1 : left_place > right_place;
}

static int compare_asked(const void *left, const void *right)
{
    const struct gap_question *a = left;
    const struct gap_question *b = right;
    return compare_counts(asked(a), asked(b), a->number, b->number);
}

static int compare_answered(const void *left, const void *right)
{
    const struct gap_question *a = left;
    const struct gap_question *b = right;
    return compare_counts(a->answered, b->answered, a->number, b->number);
}

static void sort_questions(struct gaps *gaps, int (*compare)(const void *, const void *))
{
    if (question_count(gaps) > 0) { /* without any there is no array */
        qsort(gaps->questions.bytes, question_count(gaps), sizeof(struct gap_question), compare);
    }
}

/* The questions that a proposal must not disturb. */
static void open_trial(struct gaps *gaps)
{
    enum faqbot_status *status = &gaps->fault.status;
    if (*status != FAQBOT_OK) {
        return;
    }
    trial_open(&gaps->trial, gaps->options, gaps->bot, status);
    sort_questions(gaps, compare_answered);
    for (size_t i = 0; i < question_count(gaps) && question_at(gaps, i)->answered > 0; i++) {
        if (!trial_add_asked(&gaps->trial, question_at(gaps, i)->text, status)) {
            break;
        }
    }
}

/* Whether the entry is one that visitors called unhelpful for this question. */
static bool did_not_help(const struct gap_question *question, struct faqbot_view entry)
{
    const struct gap_vote *vote = question->votes;
    while (vote != NULL && !(view_equals(vote->entry, entry) && vote->unhelpful > 0)) {
        vote = vote->next;
    }
    return vote != NULL;
}

/* What was asked in vain and is answered today is no gap any more; nor is what was called unhelpful and another entry
 * answers. */
static void close_answered(struct gaps *gaps, struct gap_question *question)
{
    gaps->result.closed += question->none + question->unsure;
    question->none = question->unsure = 0;
    if (!did_not_help(question, question->answered_by)) {
        gaps->result.closed += question->unhelpful;
        question->unhelpful = 0;
    }
}

/* Whether the bot is unsure because several entries answer the question, and not because none does. */
static bool is_choice(struct gaps *gaps, const struct gap_question *question)
{
    const struct faqbot_question posed = {.text = question->text};
    struct faqbot_explanation explanation;
    gaps->fault.status = faqbot_explain_brief(gaps->bot, &posed, &explanation);
    return gaps->fault.status == FAQBOT_OK && explanation.outcome == FAQBOT_UNSURE &&
           explanation.confidence >= explanation.answered_threshold;
}

/* Asks today's bot. The journal may be months old, and the knowledge base has grown since. */
static void ask_again(struct gaps *gaps, struct gap_question *question)
{
    struct faqbot_answer answer;
    enum faqbot_status *status = &gaps->fault.status;
    if (is_unaskable(ask_bot(gaps->bot, question->text, 0, &answer, status)) && *status == FAQBOT_OK) {
        gaps->result.left_out += asked(question);
        question->none = question->unsure = question->unhelpful = 0;
        return;
    }
    if (*status == FAQBOT_OK && answer.candidate_count > 0) {
        question->confidence = answer.candidates[0].score;
        fail_if(!arena_copy(&gaps->kept, answer.candidates[0].id, &question->nearest.id) ||
                    !arena_copy(&gaps->kept, answer.candidates[0].question, &question->nearest.question),
                FAQBOT_NO_MEMORY, status);
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    question->is_open = answer.outcome == FAQBOT_NONE || answer.outcome == FAQBOT_UNSURE;
    if (question->is_open) {
        question->is_choice = answer.outcome == FAQBOT_UNSURE && is_choice(gaps, question);
    } else { /* answered, or small talk */
        fail_if(!arena_copy(&gaps->kept, answer.entry, &question->answered_by), FAQBOT_NO_MEMORY, status);
        close_answered(gaps, question);
    }
}

/* The most frequent questions come first, and are the first of their groups; witnesses come last. Their number is
 * bounded because each is searched for. */
static void ask_all_again(struct gaps *gaps)
{
    size_t count = question_count(gaps);
    size_t most = count < FAQBOT_GAPS_QUESTIONS_MAX ? count : FAQBOT_GAPS_QUESTIONS_MAX;
    sort_questions(gaps, compare_asked);
    for (uint32_t i = 0; i < count && gaps->fault.status == FAQBOT_OK; i++) {
        struct gap_question *question = question_at(gaps, i);
        if (i >= FAQBOT_GAPS_QUESTIONS_MAX) {
            gaps->result.left_out += asked(question);
        } else if (asked(question) > 0) {
            ask_again(gaps, question);
            tell_progress(gaps->options->watch, gaps->options->watch_user, i + 1, most, &gaps->fault.status);
        }
        if (i < FAQBOT_GAPS_QUESTIONS_MAX && (asked(question) > 0 || question->votes != NULL)) {
            buffer_add(&gaps->grouped, view_make((const char *)&i, sizeof i));
            fail_if(gaps->grouped.failed, FAQBOT_NO_MEMORY, &gaps->fault.status);
        }
    }
}

/* -- Grouping ----------------------------------------------------------------------------------------- */

/* The question begins a group, or belongs to the one at *place. */
static void put_into_group(struct gaps *gaps, uint32_t index, uint32_t *place, bool is_first)
{
    const struct group begun = {.first = index, .last = index};
    if (is_first) {
        *place = (uint32_t)(gaps->groups.size / sizeof begun);
        buffer_add(&gaps->groups, view_make((const char *)&begun, sizeof begun));
    }
    if (gaps->groups.failed) {
        gaps->fault.status = FAQBOT_NO_MEMORY;
        return;
    }
    struct group *group = group_at(gaps, *place);
    if (!is_first) {
        question_at(gaps, group->last)->next = index;
        group->last = index;
    }
    group->count++;
    group->asked += asked(question_at(gaps, index));
}

static void group_questions(struct gaps *gaps)
{
    const uint32_t *places = (const void *)gaps->grouped.bytes;
    size_t count = gaps->grouped.size / sizeof *places;
    enum faqbot_status *status = &gaps->fault.status;
    struct faqbot_view *texts = arena_need(&gaps->kept, count, sizeof *texts, status);
    uint32_t *groups = arena_need(&gaps->kept, count, sizeof *groups, status);
    uint32_t *group_places = arena_need(&gaps->kept, count, sizeof *group_places, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        texts[i] = question_at(gaps, places[i])->text;
    }
    if (*status == FAQBOT_OK) {
        questions_group(gaps->bot, texts, count, groups, &gaps->result.not_compared, status);
    }
    for (uint32_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        put_into_group(gaps, places[i], &group_places[groups[i]], groups[i] == i);
    }
}

/* -- Reporting ---------------------------------------------------------------------------------------- */

/* Makes the proposals for a gap and tries them out, one after the other: each is told of with what it alone would
 * change, for the author may take any of them. A trial's changes are kept until the gap has been told. */
static void propose(struct gaps *gaps, const struct group *group, struct proposing *proposing)
{
    enum faqbot_status *status = &gaps->fault.status;
    const struct gap_question **questions =
        arena_need(&gaps->scratch, group->count, sizeof *questions, status);
    for (uint32_t i = group->first; i != STRING_TABLE_NONE && *status == FAQBOT_OK;
         i = question_at(gaps, i)->next) {
        questions[proposing->count++] = question_at(gaps, i);
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    proposing->questions = questions;
    proposals_make(proposing);
    for (size_t i = 0; i < proposing->made && *status == FAQBOT_OK; i++) {
        if (proposing->list[i].kind == FAQBOT_PROPOSAL_ANSWER) {
            proposing->list[i].trial.skipped = "only its answer would change";
        } else {
            trial_run(&gaps->trial, &proposing->edits[i], &gaps->scratch, &proposing->list[i].trial,
                      &gaps->fault);
        }
    }
}

/* One gap: counts over all its questions, the wording of the first FAQBOT_GAP_PHRASINGS_MAX, the nearest entry, and
 * what to write. Witnesses are no wordings of it. */
static void report_group(struct gaps *gaps, const struct group *group)
{
    struct faqbot_gap_phrasing phrasings[FAQBOT_GAP_PHRASINGS_MAX];
    struct proposing proposing = {.bot = gaps->bot, .arena = &gaps->scratch, .status = &gaps->fault.status};
    struct faqbot_gap gap = {.asked = group->asked,
                             .phrasings = phrasings,
                             .nearest = question_at(gaps, group->first)->nearest,
                             .confidence = question_at(gaps, group->first)->confidence,
                             .proposals = proposing.list};
    arena_reset(&gaps->scratch);
    for (uint32_t i = group->first; i != STRING_TABLE_NONE; i = question_at(gaps, i)->next) {
        const struct gap_question *question = question_at(gaps, i);
        gap.none += question->none;
        gap.unsure += question->unsure;
        gap.unhelpful += question->unhelpful;
        gap.phrasings_total += asked(question) > 0;
        if (asked(question) > 0 && gap.phrasing_count < FAQBOT_GAP_PHRASINGS_MAX) {
            phrasings[gap.phrasing_count++] =
                (struct faqbot_gap_phrasing){.question = question->text, .asked = asked(question)};
        }
    }
    propose(gaps, group, &proposing);
    gap.proposal_count = proposing.made;
    if (gaps->fault.status == FAQBOT_OK) {
        gaps->options->tell(gaps->options->tell_user, &gap);
    }
}

/* Of equals the one whose first question comes first. */
static int compare_groups(const void *left, const void *right)
{
    const struct group *a = left;
    const struct group *b = right;
    return compare_counts(a->asked, b->asked, a->first, b->first);
}

static void report_groups(struct gaps *gaps)
{
    size_t count = gaps->groups.size / sizeof(struct group);
    if (count > 0) {
        qsort(gaps->groups.bytes, count, sizeof(struct group), compare_groups);
    }
    for (size_t i = 0; i < count && group_at(gaps, i)->asked > 0 && gaps->fault.status == FAQBOT_OK; i++) {
        report_group(gaps, group_at(gaps, i));
        gaps->result.gaps++;
    }
}

/* -- The whole ---------------------------------------------------------------------------------------- */

/* Reads the journal before it opens the bot: to say that there is no such file is quick, and to open a large
 * index is not. */
static void run(struct gaps *gaps)
{
    const struct faqbot_gaps_options *options = gaps->options;
    const struct faqbot_options opened = {.index = options->index,
                                          .knowledge = options->knowledge,
                                          .today = options->today,
                                          .encoder = options->encoder,
                                          .report = options->report,
                                          .report_user = options->report_user};
    const struct faqbot_journal_read_options read = {.path = options->journal,
                                                     .store = options->journal_store,
                                                     .since = options->since,
                                                     .until = options->until,
                                                     .ask = take_row,
                                                     .user = gaps};
    enum faqbot_status status = faqbot_journal_read(&read, &gaps->fault);
    gaps->fault.status = status == FAQBOT_OK ? gaps->fault.status : status;
    if (gaps->fault.status == FAQBOT_OK) {
        gaps->fault.status = faqbot_open(&opened, &gaps->bot, &gaps->fault);
    }
    open_trial(gaps);
    ask_all_again(gaps);
    group_questions(gaps);
    if (gaps->fault.status == FAQBOT_OK) {
        report_groups(gaps);
    }
}

enum faqbot_status faqbot_gaps(const struct faqbot_gaps_options *options, struct faqbot_gaps_result *result,
                               struct faqbot_fault *fault)
{
    struct gaps gaps = {.options = options};
    string_table_init(&gaps.keys, FAQBOT_GAPS_BYTES_MAX);
    arena_init(&gaps.scratch, SCRATCH_BYTES_MAX);
    arena_init(&gaps.kept, FAQBOT_GAPS_BYTES_MAX);
    buffer_init(&gaps.questions, SIZE_MAX);
    buffer_init(&gaps.grouped, SIZE_MAX);
    buffer_init(&gaps.groups, SIZE_MAX);
    trial_init(&gaps.trial);
    run(&gaps);
    enum faqbot_status status = gaps.fault.status;
    if (status == FAQBOT_OK) {
        *result = gaps.result;
    } else if (gaps.fault.sentence[0] == '\0') {
        fault_set(fault, status, NULL, 0, "cannot look for gaps: %s", faqbot_status_text(status));
    } else if (fault != NULL) {
        *fault = gaps.fault;
    }
    trial_release(&gaps.trial);
    faqbot_close(gaps.bot);
    buffer_release(&gaps.groups);
    buffer_release(&gaps.grouped);
    buffer_release(&gaps.questions);
    arena_release(&gaps.kept);
    arena_release(&gaps.scratch);
    string_table_release(&gaps.keys);
    return status;
}
