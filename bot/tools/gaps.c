/* tools/gaps.c - what visitors asked in vain, and so what to write next (faqbot_gaps() of faqbot_tools.h):
 * the journal's rows become distinct questions, today's bot is asked each of them again, and those that are
 * still open are grouped by what they mean (groups.c).
 *
 * A row's way: it is left out unless the bot did not answer or the visitor called the answer unhelpful; rows
 * with the same words become one question; the most frequent questions are asked again; what is answered
 * today is closed; the rest is put into groups, and each group is a gap. Only then is anything told, so
 * that a failure half-way tells nothing that is not the whole.
 *
 * It proposes no answers and writes nothing: a person reads the groups, the largest first. What the visitor
 * called unhelpful stays even if the bot answers it, since an answer that does not help is a gap too. */
#include "tools/tools_internal.h"

#include <faqbot.h>
#include <faqbot_tools.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== Gaps =========================================================================================== */

#define SCRATCH_BYTES_MAX                                                                                    \
    ((size_t)16 * 1024 * 1024)             /* of one question while it is folded, or of one gap's lines */
#define LINE_BYTES_MAX ((size_t)16 * 1024) /* of one line to paste: 2000 characters, each escaped, fit */

/* A distinct question: the same words in the same order, whatever their case and punctuation. */
struct asked_question {
    struct faqbot_view text; /* as it was first typed */
    size_t none;
    size_t unsure;
    size_t unhelpful;
    struct faqbot_view
        unhelpful_entry;             /* the last whose answer was called that, as long as it is an answer */
    uint32_t number;                 /* in order of first appearance */
    struct faqbot_entry_ref nearest; /* today; empty id: none */
    double confidence;
    uint32_t next; /* of the same group; 0: none, for question 0 leads a group if it is in one */
};

/* Questions that are alike. */
struct group {
    size_t asked;
    uint32_t first; /* the most frequent */
    uint32_t last;
};

/* Everything that one call needs. The first failure stays in `fault.status`, with its sentence if it has one;
 * what takes this struct does nothing from then on. */
struct gaps {
    const struct faqbot_gaps_options *options;
    struct faqbot *bot;
    struct string_table keys; /* folded questions, numbered as the questions are */
    struct arena scratch;
    struct arena kept;       /* the questions as they were typed, and the nearest entries */
    struct buffer questions; /* struct asked_question by struct asked_question */
    struct buffer open;      /* the numbers of those that are still open: a uint32_t each */
    struct buffer groups;    /* struct group by struct group */
    struct faqbot_gaps_result result;
    struct faqbot_fault fault;
};

/* Both are valid until another is added. */
static struct asked_question *question_at(struct gaps *gaps, size_t index)
{
    return (struct asked_question *)(void *)gaps->questions.bytes + index;
}

static struct group *group_at(struct gaps *gaps, size_t index)
{
    return (struct group *)(void *)gaps->groups.bytes + index;
}

/* How often it was asked in vain, or answered unhelpfully. */
static size_t asked(const struct asked_question *question)
{
    return question->none + question->unsure + question->unhelpful;
}

/* -- Reading the journal ------------------------------------------------------------------------------ */

/* The question that `text` asks, a new one if it is new. NULL: there is no room for it within
 * FAQBOT_GAPS_BYTES_MAX, which leaves the row out, or no memory, which is a failure. */
static struct asked_question *find_question(struct gaps *gaps, struct faqbot_view text)
{
    struct faqbot_view key;
    struct asked_question question = {.number = gaps->keys.count};
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

/* Of several entries that did not help the last counts: it is what the bot answered most recently. */
static void keep_unhelpful(struct gaps *gaps, struct asked_question *question, struct faqbot_view entry)
{
    question->unhelpful++;
    if (!view_equals(question->unhelpful_entry, entry) &&
        !arena_copy(&gaps->kept, entry, &question->unhelpful_entry)) {
        question->unhelpful_entry = view_of(""); /* there is no room: no line is proposed */
        gaps->fault.status = gaps->kept.no_memory ? FAQBOT_NO_MEMORY : gaps->fault.status;
    }
}

/* Passes over rows that were answered and not called unhelpful. An unanswered row counts even if its visitor
 * sent no feedback: most do not. */
static bool take_row(void *user, const struct faqbot_journal_row *row)
{
    struct gaps *gaps = user;
    bool is_unanswered = row->ask.outcome == FAQBOT_NONE || row->ask.outcome == FAQBOT_UNSURE;
    bool is_unhelpful = row->ask.outcome == FAQBOT_ANSWERED && row->helpful == 0;
    gaps->result.rows++;
    if (!is_unanswered && !is_unhelpful) {
        return true;
    }
    gaps->result.unanswered += is_unanswered;
    gaps->result.unhelpful += is_unhelpful;
    bool is_blank = view_is_empty(view_trim(row->ask.question));
    struct asked_question *question = is_blank ? NULL : find_question(gaps, row->ask.question);
    if (question == NULL) {
        gaps->result.left_out++;
        return gaps->fault.status == FAQBOT_OK;
    }
    question->none += row->ask.outcome == FAQBOT_NONE;
    question->unsure += row->ask.outcome == FAQBOT_UNSURE;
    if (is_unhelpful) {
        keep_unhelpful(gaps, question, row->ask.entry);
    }
    return gaps->fault.status == FAQBOT_OK;
}

/* -- Asking again ------------------------------------------------------------------------------------- */

/* By how often they were asked, then by which came first: the same journal gives the same groups. */
static int compare_questions(const void *left, const void *right)
{
    const struct asked_question *a = left;
    const struct asked_question *b = right;
    if (asked(a) != asked(b)) {
        return asked(a) > asked(b) ? -1 : 1;
    }
    return a->number < b->number ? -1 : a->number > b->number;
}

/* Whether today's bot gives the answer that was called unhelpful. A question that is the entry's own, word for
 * word, is no line for it to exclude: reading would refuse that. */
static bool is_still_answered(struct gaps *gaps, const struct asked_question *question,
                              const struct faqbot_explanation *explanation)
{
    struct faqbot_view asked_words;
    struct faqbot_view own_words;
    if (explanation->outcome != FAQBOT_ANSWERED || view_is_empty(question->unhelpful_entry) ||
        !view_equals(explanation->candidates[0].id, question->unhelpful_entry)) {
        return false;
    }
    arena_reset(&gaps->scratch);
    if (!tokenize_folded(&gaps->scratch, question->text, &asked_words) ||
        !tokenize_folded(&gaps->scratch, explanation->candidates[0].question, &own_words)) {
        gaps->fault.status = FAQBOT_NO_MEMORY;
        return false;
    }
    return !view_equals(asked_words, own_words);
}

/* The question is still open: the nearest entry is kept for when its gap is told. */
static void keep_open(struct gaps *gaps, uint32_t index, const struct faqbot_explanation *explanation)
{
    struct asked_question *question = question_at(gaps, index);
    bool is_kept = true;
    if (explanation->candidate_count > 0) {
        const struct faqbot_explained_candidate *best = &explanation->candidates[0];
        question->confidence = best->score;
        is_kept = arena_copy(&gaps->kept, best->id, &question->nearest.id) &&
                  arena_copy(&gaps->kept, best->question, &question->nearest.question);
    }
    buffer_add(&gaps->open, view_make((const char *)&index, sizeof index));
    fail_if(!is_kept || gaps->open.failed, FAQBOT_NO_MEMORY, &gaps->fault.status);
}

/* Asks today's bot. The journal may be months old, and the knowledge base has grown since. */
static void place_question(struct gaps *gaps, uint32_t index)
{
    struct asked_question *question = question_at(gaps, index);
    const struct faqbot_question posed = {.text = question->text};
    struct faqbot_explanation explanation;
    enum faqbot_status *status = &gaps->fault.status;
    *status = faqbot_explain_brief(gaps->bot, &posed, &explanation);
    if (is_unaskable(*status)) { /* today */
        gaps->result.left_out += asked(question);
        *status = FAQBOT_OK;
        return;
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    /* What was asked in vain and is answered today is no gap any more; what was called unhelpful may still be
     * one. */
    if (explanation.outcome == FAQBOT_ANSWERED) {
        gaps->result.closed += question->none + question->unsure;
        question->none = question->unsure = 0;
    }
    if (!is_still_answered(gaps, question, &explanation)) {
        question->unhelpful_entry = view_of("");
    }
    if (asked(question) > 0) {
        keep_open(gaps, index, &explanation);
    }
}

/* The most frequent questions come first, and lead their groups. Their number is bounded because each is
 * searched for. */
static void place_questions(struct gaps *gaps)
{
    size_t count = gaps->questions.size / sizeof(struct asked_question);
    if (count > 0) { /* without any there is no array */
        qsort(gaps->questions.bytes, count, sizeof(struct asked_question), compare_questions);
    }
    for (uint32_t i = 0; i < count && gaps->fault.status == FAQBOT_OK; i++) {
        if (i < FAQBOT_GAPS_QUESTIONS_MAX) {
            place_question(gaps, i);
            tell_progress(gaps->options->watch, gaps->options->watch_user, i + 1,
                          count < FAQBOT_GAPS_QUESTIONS_MAX ? count : FAQBOT_GAPS_QUESTIONS_MAX,
                          &gaps->fault.status);
        } else {
            gaps->result.left_out += asked(question_at(gaps, i));
        }
    }
}

/* -- Grouping ----------------------------------------------------------------------------------------- */

/* A new group, whose first question it is; or one more for the group that has it. `places` has the place of each
 * group by its first question's place among the open ones. */
static void put_into_group(struct gaps *gaps, uint32_t index, uint32_t *place, bool is_first)
{
    const struct group new = {.first = index, .last = index};
    if (is_first) {
        *place = (uint32_t)(gaps->groups.size / sizeof new);
        buffer_add(&gaps->groups, view_make((const char *)&new, sizeof new));
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
    group->asked += asked(question_at(gaps, index));
}

static void group_questions(struct gaps *gaps)
{
    const uint32_t *open = (const void *)gaps->open.bytes;
    size_t count = gaps->open.size / sizeof *open;
    enum faqbot_status *status = &gaps->fault.status;
    struct faqbot_view *texts = arena_need(&gaps->kept, count, sizeof *texts, status);
    uint32_t *groups = arena_need(&gaps->kept, count, sizeof *groups, status);
    uint32_t *places = arena_need(&gaps->kept, count, sizeof *places, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        texts[i] = question_at(gaps, open[i])->text;
    }
    if (*status == FAQBOT_OK) {
        questions_group(gaps->bot, texts, count, groups, &gaps->result.not_compared, status);
    }
    for (uint32_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        put_into_group(gaps, open[i], &places[groups[i]], groups[i] == i);
    }
}

/* -- Reporting ---------------------------------------------------------------------------------------- */

/* The question as a line to paste into an article, in the arena: what Markdown would take for markup is escaped,
 * and white space and control characters become blanks. `mark` is what the line begins with. */
static struct faqbot_view write_line(struct gaps *gaps, const char *mark, struct faqbot_view question)
{
    struct buffer written;
    struct buffer *line = &written;
    buffer_init_in(line, &gaps->scratch, LINE_BYTES_MAX);
    buffer_add_text(line, mark);
    question = view_trim(question);
    for (size_t i = 0; i < question.size; i++) {
        unsigned char byte = (unsigned char)question.bytes[i];
        if (byte < ' ' || byte == 0x7f) {
            buffer_add_byte(line, ' ');
            continue;
        }
        if (strchr("\\`*_[]<>&#!", byte) != NULL) {
            buffer_add_byte(line, '\\');
        }
        buffer_add_byte(line, question.bytes[i]);
    }
    gaps->fault.status = line->failed ? FAQBOT_NO_MEMORY : gaps->fault.status;
    return buffer_view(line);
}

static struct faqbot_gap_phrasing make_phrasing(struct gaps *gaps, const struct asked_question *question)
{
    struct faqbot_gap_phrasing phrasing = {.question = question->text,
                                           .also = write_line(gaps, "- also: ", question->text),
                                           .not_entry = question->unhelpful_entry,
                                           .asked = asked(question)};
    if (!view_is_empty(phrasing.not_entry)) {
        phrasing.not_line = write_line(gaps, "- not: ", question->text);
    }
    return phrasing;
}

/* One gap: counts over all its questions, the wording of the first FAQBOT_GAP_PHRASINGS_MAX, and the nearest
 * entry, to which the author may add them instead of writing a new one. */
static void report_group(struct gaps *gaps, const struct group *group)
{
    struct faqbot_gap_phrasing phrasings[FAQBOT_GAP_PHRASINGS_MAX];
    struct faqbot_gap gap = {.asked = group->asked,
                             .phrasings = phrasings,
                             .nearest = question_at(gaps, group->first)->nearest,
                             .confidence = question_at(gaps, group->first)->confidence};
    const struct asked_question *question;
    arena_reset(&gaps->scratch);
    for (uint32_t i = group->first; i != 0 || gap.phrasings_total == 0; i = question->next) {
        question = question_at(gaps, i);
        gap.none += question->none;
        gap.unsure += question->unsure;
        gap.unhelpful += question->unhelpful;
        if (gap.phrasings_total++ < FAQBOT_GAP_PHRASINGS_MAX) {
            phrasings[gap.phrasing_count++] = make_phrasing(gaps, question);
        }
    }
    if (gaps->fault.status != FAQBOT_OK) {
        return;
    }
    gaps->options->tell(gaps->options->tell_user, &gap);
}

/* The most frequent first; of equals the one whose leader comes first. */
static int compare_groups(const void *left, const void *right)
{
    const struct group *a = left;
    const struct group *b = right;
    if (a->asked != b->asked) {
        return a->asked > b->asked ? -1 : 1;
    }
    return a->first < b->first ? -1 : a->first > b->first;
}

static void report_groups(struct gaps *gaps)
{
    gaps->result.gaps = gaps->groups.size / sizeof(struct group);
    if (gaps->result.gaps > 0) {
        qsort(gaps->groups.bytes, gaps->result.gaps, sizeof(struct group), compare_groups);
    }
    for (size_t i = 0; i < gaps->result.gaps && gaps->fault.status == FAQBOT_OK; i++) {
        report_group(gaps, group_at(gaps, i));
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
    const struct faqbot_journal_read_options read = {
        .path = options->journal, .since = options->since, .ask = take_row, .user = gaps};
    enum faqbot_status status = faqbot_journal_read(&read, &gaps->fault);
    gaps->fault.status = status == FAQBOT_OK ? gaps->fault.status : status;
    if (gaps->fault.status == FAQBOT_OK) {
        gaps->fault.status = faqbot_open(&opened, &gaps->bot, &gaps->fault);
    }
    place_questions(gaps);
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
    buffer_init(&gaps.open, SIZE_MAX);
    buffer_init(&gaps.groups, SIZE_MAX);
    run(&gaps);
    enum faqbot_status status = gaps.fault.status;
    if (status == FAQBOT_OK) {
        *result = gaps.result;
    } else if (gaps.fault.sentence[0] == '\0') {
        fault_set(fault, status, NULL, 0, "cannot look for gaps: %s", faqbot_status_text(status));
    } else if (fault != NULL) {
        *fault = gaps.fault;
    }
    faqbot_close(gaps.bot);
    buffer_release(&gaps.groups);
    buffer_release(&gaps.open);
    buffer_release(&gaps.questions);
    arena_release(&gaps.kept);
    arena_release(&gaps.scratch);
    string_table_release(&gaps.keys);
    return status;
}
