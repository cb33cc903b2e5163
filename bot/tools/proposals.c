/* tools/proposals.c - what to write for a gap: the lines of Markdown that an author can paste, and the same as a change
 * to try out (trial.c).
 *
 * A wrong line `also:` makes a wrong answer, so that one is proposed only where two witnesses agree: the bot finds the
 * entry nearest, and visitors called its answer to such a question helpful. What nobody speaks for becomes a question
 * of its own. What visitors called unhelpful is excluded below the entry that gave it; unless it is the entry's own
 * question, which excludes nothing and says that the answer itself needs work. */
#include "tools/tools_internal.h"

#include <string.h>

#include "bot/bot.h"
#include "search/search.h"
#include "text/text.h"

#define LINES_BYTES_MAX                                                                                      \
    ((size_t)256 * 1024) /* of one proposal: lines of 2000 characters, each escaped, fit */
#define NEW_ID "(new)"   /* which no entry has: ids have no parentheses */
#define ANSWER_PLACE "<!-- The answer: -->"

/* ==== Markdown ========================================================================================= */

/* The question as a line to paste: what Markdown would take for markup is escaped, and white space and control
 * characters become blanks. */
static void write_line(struct buffer *out, const char *mark, struct faqbot_view question, const char *end)
{
    buffer_add_text(out, mark);
    question = view_trim(question);
    for (size_t i = 0; i < question.size; i++) {
        unsigned char byte = (unsigned char)question.bytes[i];
        if (byte < ' ' || byte == 0x7f) {
            buffer_add_byte(out, ' ');
            continue;
        }
        if (strchr("\\`*_[]<>&#!", byte) != NULL) {
            buffer_add_byte(out, '\\');
        }
        buffer_add_byte(out, question.bytes[i]);
    }
    buffer_add_text(out, end);
}

/* A heading is a question if it ends as one. The comment is no answer: an entry without one is reported, and left out
 * until somebody writes it. */
static void write_new(struct buffer *out, const struct faqbot_view *questions, size_t count)
{
    write_line(out, "## ", questions[0], question_asks(view_trim(questions[0])) ? "\n" : "?\n");
    for (size_t i = 1; i < count; i++) {
        write_line(out, "- also: ", questions[i], "\n");
    }
    buffer_add_text(out, "\n" ANSWER_PLACE "\n");
}

/* ==== Whose answer helped ============================================================================== */

/* What visitors called an entry's answers to all questions of a gap. */
static struct gap_vote add_votes(const struct proposing *gap, struct faqbot_view entry)
{
    struct gap_vote sum = {.entry = entry};
    for (size_t i = 0; i < gap->count; i++) {
        for (const struct gap_vote *vote = gap->questions[i]->votes; vote != NULL; vote = vote->next) {
            if (view_equals(vote->entry, entry)) {
                sum.helpful += vote->helpful;
                sum.unhelpful += vote->unhelpful;
            }
        }
    }
    return sum;
}

static bool was_unhelpful(const struct gap_question *question, struct faqbot_view entry)
{
    const struct gap_vote *vote = question->votes;
    while (vote != NULL && !view_equals(vote->entry, entry)) {
        vote = vote->next;
    }
    return vote != NULL && vote->unhelpful > vote->helpful;
}

/* Whether an entry has the question as one of its own, word for word. */
static bool is_phrasing(struct proposing *gap, struct faqbot_view id, struct faqbot_view text)
{
    uint32_t number;
    struct faqbot_view *phrasings = NULL;
    struct faqbot_view words;
    struct faqbot_view own;
    size_t count = 0;
    struct store *store = search_store(bot_searcher(gap->bot));
    if (*gap->status != FAQBOT_OK || !store_find_entry(store, id, &number, gap->status)) {
        return false;
    }
    store_get_phrasings(store, number, gap->arena, &phrasings, &count, gap->status);
    fail_if(!tokenize_folded(gap->arena, text, &words), FAQBOT_NO_MEMORY, gap->status);
    for (size_t i = 0; i < count && *gap->status == FAQBOT_OK; i++) {
        fail_if(!tokenize_folded(gap->arena, phrasings[i], &own), FAQBOT_NO_MEMORY, gap->status);
        if (*gap->status == FAQBOT_OK && view_equals(own, words)) {
            return true;
        }
    }
    return false;
}

/* ==== Proposals ======================================================================================== */

/* Adds a proposal with these lines, which are copied, if there are any and room. */
static void add(struct proposing *gap, enum faqbot_proposal_kind kind, const struct gap_vote *votes,
                const struct faqbot_view *lines, size_t count, double confidence)
{
    struct buffer markdown;
    struct faqbot_view *kept = arena_need(gap->arena, count, sizeof *kept, gap->status);
    if (count == 0 || gap->made == FAQBOT_GAP_PROPOSALS_MAX || *gap->status != FAQBOT_OK) {
        return;
    }
    buffer_init_in(&markdown, gap->arena, LINES_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        kept[i] = lines[i];
        if (kind == FAQBOT_PROPOSAL_ALSO || kind == FAQBOT_PROPOSAL_NOT) {
            write_line(&markdown, kind == FAQBOT_PROPOSAL_ALSO ? "- also: " : "- not: ", lines[i], "\n");
        }
    }
    if (kind == FAQBOT_PROPOSAL_NEW) {
        write_new(&markdown, lines, count);
    }
    fail_if(markdown.failed, FAQBOT_NO_MEMORY, gap->status);
    bool is_not = kind == FAQBOT_PROPOSAL_NOT;
    gap->list[gap->made] = (struct faqbot_proposal){.kind = kind,
                                                    .entry = votes->entry,
                                                    .markdown = buffer_view(&markdown),
                                                    .helpful = votes->helpful,
                                                    .unhelpful = votes->unhelpful,
                                                    .confidence = confidence};
    gap->edits[gap->made++] =
        (struct index_edit){.id = kind == FAQBOT_PROPOSAL_NEW ? view_of(NEW_ID) : votes->entry,
                            .also = kept,
                            .also_count = is_not ? 0 : count,
                            .exclusions = kept,
                            .exclusion_count = is_not ? count : 0};
}

/* Lines for an entry whose answers helped, of the open questions that it is nearest to. */
static bool propose_also(struct proposing *gap, const struct gap_vote *votes)
{
    struct faqbot_view lines[FAQBOT_GAP_PHRASINGS_MAX];
    size_t count = 0;
    double least = 1;
    for (size_t i = 0; i < gap->count && count < FAQBOT_GAP_PHRASINGS_MAX; i++) {
        const struct gap_question *question = gap->questions[i];
        if (question->is_open && !question->is_choice &&
            question->confidence >= FAQBOT_GAPS_ALSO_CONFIDENCE &&
            view_equals(question->nearest.id, votes->entry)) {
            lines[count++] = question->text;
            least = question->confidence < least ? question->confidence : least;
        }
    }
    add(gap, FAQBOT_PROPOSAL_ALSO, votes, lines, count, least);
    return count > 0;
}

/* Lines for an entry whose answers did not help, of the questions that it still answers. */
static void propose_not(struct proposing *gap, const struct gap_vote *votes)
{
    struct faqbot_view lines[FAQBOT_GAP_PHRASINGS_MAX];
    size_t count = 0;
    bool has_own = false;
    for (size_t i = 0; i < gap->count && count < FAQBOT_GAP_PHRASINGS_MAX; i++) {
        const struct gap_question *question = gap->questions[i];
        if (view_equals(question->answered_by, votes->entry) && was_unhelpful(question, votes->entry)) {
            bool is_own = is_phrasing(gap, votes->entry, question->text);
            has_own = has_own || is_own;
            if (!is_own) {
                lines[count++] = question->text;
            }
        }
    }
    add(gap, FAQBOT_PROPOSAL_NOT, votes, lines, count, 0);
    if (count == 0 && has_own) {
        add(gap, FAQBOT_PROPOSAL_ANSWER, votes, &votes->entry, 1, 0);
    }
}

static void propose_new(struct proposing *gap)
{
    struct faqbot_view lines[FAQBOT_GAP_PHRASINGS_MAX];
    const struct gap_vote nobody = {.helpful = 0};
    size_t count = 0;
    for (size_t i = 0; i < gap->count && count < FAQBOT_GAP_PHRASINGS_MAX; i++) {
        if (gap->questions[i]->is_open && !gap->questions[i]->is_choice) {
            lines[count++] = gap->questions[i]->text;
        }
    }
    add(gap, FAQBOT_PROPOSAL_NEW, &nobody, lines, count, 0);
}

/* Whether an earlier vote of the gap is for the same entry, so that it was looked at. */
static bool is_seen(const struct proposing *gap, size_t question, const struct gap_vote *vote)
{
    for (size_t i = 0; i <= question; i++) {
        for (const struct gap_vote *other = gap->questions[i]->votes; other != NULL; other = other->next) {
            if (other == vote) {
                return false;
            }
            if (view_equals(other->entry, vote->entry)) {
                return true;
            }
        }
    }
    return false;
}

/* In the order of questions and votes, which is that of the journal among equals. Wordings of an open question that no
 * line takes up are left to the next time where a line for others of them is proposed: it may answer them, too. */
void proposals_make(struct proposing *gap)
{
    bool has_also = false;
    for (size_t i = 0; i < gap->count; i++) {
        for (const struct gap_vote *vote = gap->questions[i]->votes; vote != NULL; vote = vote->next) {
            if (is_seen(gap, i, vote)) {
                continue;
            }
            const struct gap_vote votes = add_votes(gap, vote->entry);
            if (votes.helpful > votes.unhelpful) {
                has_also = propose_also(gap, &votes) || has_also;
            } else if (votes.unhelpful > votes.helpful) {
                propose_not(gap, &votes);
            }
        }
    }
    if (!has_also) {
        propose_new(gap);
    }
}
