/* cli/cmd_ask.c - `faqbot ask`, the default command: one question, a conversation on a terminal, or a
 * question a line; and `faqbot explain`, which shows how an answer comes about. Both answer alike, through
 * ask.c; what an explanation says is the library's, and here it is only laid out. */
#include "cli/cli_internal.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/util.h"

#define CANDIDATES_ABREAST 4

/* -- ask ----------------------------------------------------------------------------------------------------------- */

/* A conversation needs a terminal at both ends: prompts must not end up among the answers in a file, and with
 * input from a file nobody would see them. JSON is for programs, which do not converse. */
enum cli_exit cmd_ask(const struct options *options, struct faqbot_fault *fault)
{
    struct ask ask;
    enum cli_exit end = CLI_ERROR;
    ask_open(&ask, options, fault);
    const struct faqbot_filter filter = open_filter(options);
    ask.bot = open_part(ask.opened, &filter, fault);
    char *question = options_join(options, fault);
    if (fault->status != FAQBOT_OK) {
        /* cli.c says why. */
    } else if (options->operand_count > 0) {
        end = ask_question(&ask, view_of(question), 1, 0);
    } else if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !ask.json) {
        struct repl repl = {.ask = &ask};
        end = repl_run(&repl);
    } else {
        end = ask_lines(&ask, stdin);
    }
    free(question);
    ask_close(&ask);
    return end;
}

/* -- Explanations -------------------------------------------------------------------------------------------------- */

/* What it looks like, shortened:
 *
 *     Words
 *       written          looked for        stem           kind          weight entries
 *       teh              the               the            corrected         1%      52
 *       wage             wage              wage           unknown          30%       0
 *       "wage" is like "salary" in the first candidate (0.61).
 *
 *     Candidates
 *        1. salary-minimum: What is the minimum salary? (score 0.18, 8.36 points)
 *
 *       points by                         1.          2.
 *       pairs of words                  1.00  12%   0.07   2%
 *
 *     Confidence
 *                        value  effect
 *       pick              0.99   +0.00  that the first entry is it, if so
 *
 *     Decision
 *       Answered, with a confidence of 0.93. From 0.40 on the bot answers, ...
 */

static void write_heading(FILE *out, const struct render_style *style, const char *heading)
{
    (void)fputc('\n', out);
    render_paragraph(out, style, RENDER_BOLD, view_of(heading));
}

/* Writes `text` padded with spaces to `width` columns; text that does not fit is cut and ends in an ellipsis,
 * which is one column wide. printf("%-*s") counts bytes, so every umlaut would put the table out of line. */
static void write_cell(FILE *out, struct faqbot_view text, unsigned width)
{
    unsigned columns = 0;
    bool fits = sanitize_columns(text) <= width;
    struct glyph glyph;
    while (sanitize_next(&text, &glyph) && columns + glyph.columns + !fits <= width) {
        bool is_break = glyph.bytes[0] == '\n';
        (void)fwrite(is_break ? " " : glyph.bytes, 1, glyph.size, out);
        columns += glyph.columns;
    }
    (void)fputs(fits ? "" : "\xe2\x80\xa6", out);
    (void)fprintf(out, "%*s", (int)(width - columns - !fits), "");
}

/* Where a word came from matters more than its role, except that the knowledge base does not have it, which
 * matters most. */
static const char *kind_of(const struct faqbot_explained_word *word)
{
    /* What became of the word before it was looked up; a word that was typed as it stands is told by its
     * role. */
    static const char *const origins[] = {[FAQBOT_WORD_CORRECTED] = "corrected",
                                          [FAQBOT_WORD_SYNONYM] = "synonym",
                                          [FAQBOT_WORD_CONTEXT] = "last answer"};
    static const char *const roles[] = {[FAQBOT_WORD_CONTENT] = "content word",
                                        [FAQBOT_WORD_FUNCTION] = "function word",
                                        [FAQBOT_WORD_UNKNOWN] = "unknown"};
    return word->origin == FAQBOT_WORD_TYPED || word->role == FAQBOT_WORD_UNKNOWN ? roles[word->role]
                                                                                  : origins[word->origin];
}

/* What the first candidate has instead of a word that it lacks. */
static void write_like(FILE *out, const struct render_style *style, const struct faqbot_explained_word *word)
{
    char likeness[64];
    struct wrap wrap;
    bool is_known = word->like.size > 0;
    (void)snprintf(likeness, sizeof likeness, " (%s).", number_text(word->likeness, 2).text);
    wrap_start(&wrap, out, style->width);
    size_t outer = wrap_indent(&wrap, "    ", "  ");
    wrap_text(&wrap, view_of("\""));
    wrap_text(&wrap, word->read);
    wrap_text(&wrap,
              view_of(is_known ? "\" is like \"" : "\" is written like a word of the first candidate"));
    wrap_text(&wrap, word->like);
    wrap_text(&wrap, view_of(is_known ? "\" in the first candidate" : ""));
    wrap_text(&wrap, view_of(likeness));
    wrap_outdent(&wrap, outer);
}

/* The weight is the word's share of all evidence, as ranking weighs it, so a reader sees which words the
 * answer depends on. */
static void write_words(FILE *out, const struct render_style *style,
                        const struct faqbot_explanation *explanation)
{
    write_heading(out, style, "Words");
    (void)fprintf(out, "  %-16s %-17s %-14s %-13s %6s %7s\n", "written", "looked for", "stem", "kind",
                  "weight", "entries");
    for (size_t i = 0; i < explanation->word_count; i++) {
        const struct faqbot_explained_word *word = &explanation->words[i];
        (void)fputs("  ", out);
        write_cell(out, word->written, 17);
        write_cell(out, word->read, 18);
        write_cell(out, word->stem, 15);
        write_cell(out, view_of(kind_of(word)), 14);
        (void)fprintf(out, "%5s%% %7zu\n", number_text(100 * word->weight, 0).text, word->entries);
    }
    for (size_t i = 0; i < explanation->word_count; i++) {
        if (explanation->words[i].likeness > 0) {
            write_like(out, style, &explanation->words[i]);
        }
    }
}

/* The score is what candidates are ranked by, relative to the others; the points are the sum that it is
 * computed from. */
static void write_candidate(FILE *out, const struct render_style *style, size_t number,
                            const struct faqbot_explained_candidate *candidate)
{
    char mark[32];
    char score[96];
    struct wrap wrap;
    wrap_start(&wrap, out, style->width);
    (void)snprintf(mark, sizeof mark, " %3zu. ", number);
    (void)snprintf(score, sizeof score, " (score %s, %s points)", number_text(candidate->score, 2).text,
                   number_text(candidate->rank_score, 2).text);
    size_t outer = wrap_indent(&wrap, "      ", mark);
    wrap_text(&wrap, candidate->id);
    wrap_text(&wrap, view_of(candidate->question.size > 0 ? ": " : ""));
    wrap_text(&wrap, candidate->question);
    wrap_text(&wrap, view_of(score));
    wrap_outdent(&wrap, outer);
}

/* Whether a feature adds anything to any candidate: a row of zeros says nothing. */
static bool is_evidence(const struct faqbot_explanation *explanation, size_t feature)
{
    bool adds = false;
    for (size_t i = 0; i < explanation->candidate_count; i++) {
        adds = adds || explanation->candidates[i].contributions[feature] >= .005;
    }
    return adds;
}

/* One column for each candidate from `first` up to `end`: the points that a feature contributes, and which
 * part of the candidate's points that is. Four columns are what fits into 80. */
static void write_shares(FILE *out, const struct faqbot_explanation *explanation, size_t first, size_t end)
{
    (void)fprintf(out, "\n  %-29s", "points by");
    for (size_t i = first; i < end; i++) {
        (void)fprintf(out, "%*s%6zu.", i == first ? 0 : 5, "", i + 1);
    }
    (void)fputc('\n', out);
    for (size_t feature = 0; feature < explanation->feature_count; feature++) {
        if (!is_evidence(explanation, feature)) {
            continue;
        }
        (void)fputs("  ", out);
        write_cell(out, view_of(explanation->features[feature]), 29);
        for (size_t i = first; i < end; i++) {
            const struct faqbot_explained_candidate *candidate = &explanation->candidates[i];
            double share = candidate->contributions[feature];
            (void)fprintf(
                out, "%7s%4s%%", number_text(share, 2).text,
                number_text(candidate->rank_score > 0 ? 100 * share / candidate->rank_score : 0, 0).text);
        }
        (void)fputc('\n', out);
    }
}

/* Everything that could have answered, then what each feature contributed: the first row in which the winner
 * leads is usually the reason. */
static void write_candidates(FILE *out, const struct render_style *style,
                             const struct faqbot_explanation *explanation)
{
    size_t count = explanation->candidate_count;
    write_heading(out, style, "Candidates");
    (void)fputs(count == 0 ? "  none\n" : "", out);
    for (size_t i = 0; i < count; i++) {
        write_candidate(out, style, i + 1, &explanation->candidates[i]);
    }
    for (size_t i = 0; i < count; i += CANDIDATES_ABREAST) {
        write_shares(out, explanation, i, i + CANDIDATES_ABREAST < count ? i + CANDIDATES_ABREAST : count);
    }
}

/* The effect of a part is the confidence minus what it would be if the part said nothing, so the effects do
 * not add up. */
static void write_confidence(FILE *out, const struct render_style *style,
                             const struct faqbot_explanation *explanation)
{
    write_heading(out, style, "Confidence");
    if (explanation->part_count > 0) {
        (void)fprintf(out, "  %-15s %6s %7s\n", "", "value", "effect");
    }
    for (size_t i = 0; i < explanation->part_count; i++) {
        const struct faqbot_explained_part *part = &explanation->parts[i];
        /* Rounded to two decimals below, a tiny negative effect would be printed as -0.00. */
        double effect = fabs(part->effect) < .005 ? 0 : part->effect; /* no -0.00 */
        char signed_effect[NUMBER_TEXT_BYTES + 1];
        (void)snprintf(signed_effect, sizeof signed_effect, "%s%s", effect < 0 ? "" : "+",
                       number_text(effect, 2).text);
        (void)fprintf(out, "  %-15s %6s %7s  %s\n", part->name, number_text(part->value, 2).text,
                      signed_effect, part->meaning);
    }
}

/* The confidence stands beside the thresholds, followed by what would have changed the outcome: the library
 * has really asked those questions, so these lines are facts rather than guesses. */
static void write_decision(FILE *out, const struct render_style *style,
                           const struct faqbot_explanation *explanation)
{
    static const char *const outcomes[] = {[FAQBOT_ANSWERED] = "Answered",
                                           [FAQBOT_UNSURE] = "Unsure: a choice is offered",
                                           [FAQBOT_NONE] = "Not answered",
                                           [FAQBOT_SMALLTALK] = "Replied to as small talk"};
    char text[256];
    write_heading(out, style, "Decision");
    (void)snprintf(text, sizeof text,
                   "%s, with a confidence of %s. From %s on the bot answers, from %s on it offers a choice.",
                   outcomes[explanation->outcome], number_text(explanation->confidence, 2).text,
                   number_text(explanation->answered_threshold, 2).text,
                   number_text(explanation->unsure_threshold, 2).text);
    wrap_item(out, style->width, "  ", NULL, view_of(text));
    write_heading(out, style, "What would have changed it");
    for (size_t i = 0; i < explanation->change_count; i++) {
        wrap_item(out, style->width, "    ", "  - ", explanation->changes[i]);
    }
}

/* How the question was understood before any word was looked up. */
static void write_reading(FILE *out, const struct render_style *style,
                          const struct faqbot_explanation *explanation)
{
    struct wrap wrap;
    render_paragraph(out, style, RENDER_BOLD, explanation->text);
    wrap_start(&wrap, out, style->width);
    bool is_part = explanation->read.size > 0 && explanation->read.size < explanation->text.size;
    wrap_text(&wrap, view_of(explanation->is_followed_up ? "Read together with the entry answered last"
                             : explanation->is_reworded  ? "Read with one-way synonyms put in"
                                                         : "Read as it was typed"));
    wrap_text(&wrap, view_of(explanation->lang.size > 0 ? ", in the language " : ""));
    wrap_text(&wrap, explanation->lang);
    wrap_text(&wrap, view_of(is_part ? ", and only where it asks: " : "."));
    wrap_text(&wrap, is_part ? explanation->read : view_of(""));
    wrap_end(&wrap);
}

/* The tables have 80 columns in a pipe too, where text is otherwise not broken: the two would not fit
 * together. */
void explain_render(FILE *out, const struct render_style *style, const struct faqbot_explanation *explanation)
{
    struct render_style narrow = *style;
    if (narrow.width == 0 || narrow.width > TERMINAL_COLUMNS_MAX) {
        narrow.width = TERMINAL_COLUMNS_MAX;
    }
    write_reading(out, &narrow, explanation);
    write_words(out, &narrow, explanation);
    write_candidates(out, &narrow, explanation);
    write_confidence(out, &narrow, explanation);
    write_decision(out, &narrow, explanation);
}

/* -- explain ------------------------------------------------------------------------------------------------------- */

/* Explaining succeeds whatever the decision is, because it was not asked to answer. */
static enum cli_exit explain(struct ask *ask, const char *text)
{
    const struct faqbot_question question = {
        .text = view_of(text), .context = ask->context, .top = ask->top, .lang = ask->lang};
    struct faqbot_explanation explanation;
    enum faqbot_status status = faqbot_explain(ask->bot, &question, &explanation);
    if (status != FAQBOT_OK) {
        return error_say("%s", ask_failure(question.text, status));
    }
    if (ask->json) {
        status = faqbot_explain_json(&explanation, ask_write_json, ask);
        return status == FAQBOT_OK ? CLI_GOOD : error_status(status);
    }
    explain_render(stdout, &ask->style, &explanation);
    return CLI_GOOD;
}

enum cli_exit cmd_explain(const struct options *options, struct faqbot_fault *fault)
{
    struct ask ask;
    ask_open(&ask, options, fault);
    const struct faqbot_filter filter = open_filter(options);
    ask.bot = open_part(ask.opened, &filter, fault);
    char *text = options_join(options, fault);
    enum cli_exit end = fault->status == FAQBOT_OK ? explain(&ask, text) : CLI_ERROR;
    free(text);
    ask_close(&ask);
    return end;
}
