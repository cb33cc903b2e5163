/* cli/reasons.c - an explanation as a person reads it. Programs read --json, so this may change. */
#include "cli/reasons.h"

#include <math.h>

#include "base/number.h"
#include "cli/clean.h"

#define COLUMNS_MAX 80
#define CANDIDATES_ABREAST 4

/* Tables have this width in a pipe too, where lines of text are otherwise not broken: the two would not fit. */
static struct layout_style narrow(const struct layout_style *style)
{
    struct layout_style made = *style;
    made.width = style->width == 0 || style->width > COLUMNS_MAX ? COLUMNS_MAX : style->width;
    return made;
}

static void write_heading(FILE *out, const struct layout_style *style, const char *heading)
{
    (void)fputc('\n', out);
    layout_paragraph(out, style, LAYOUT_BOLD, clean_view(heading));
}

static unsigned columns_of(struct faqbot_view text)
{
    unsigned columns = 0;
    struct clean_glyph glyph;
    while (clean_next(&text, &glyph)) {
        columns += glyph.columns;
    }
    return columns;
}

/* Writes `text` and blanks, `width` columns together; what does not fit is cut, and ends in an ellipsis. */
static void write_cell(FILE *out, struct faqbot_view text, unsigned width)
{
    unsigned columns = 0;
    bool fits = columns_of(text) <= width;
    struct clean_glyph glyph;
    while (clean_next(&text, &glyph) && columns + glyph.columns + !fits <= width) {
        bool is_break = glyph.bytes[0] == '\n';
        (void)fwrite(is_break ? " " : glyph.bytes, 1, is_break ? 1 : glyph.size, out);
        columns += glyph.columns;
    }
    if (!fits) {
        (void)fputs("\xe2\x80\xa6", out);
        columns++;
    }
    (void)fprintf(out, "%*s", (int)(width - columns), "");
}

/* -- Words --------------------------------------------------------------------------------------------------------- */

static const char *kind_of(const struct faqbot_explained_word *word)
{
    static const char *const origins[] = {[FAQBOT_WORD_CORRECTED] = "corrected",
                                          [FAQBOT_WORD_SYNONYM] = "synonym",
                                          [FAQBOT_WORD_CONTEXT] = "last answer"};
    static const char *const roles[] = {[FAQBOT_WORD_CONTENT] = "content word",
                                        [FAQBOT_WORD_FUNCTION] = "function word",
                                        [FAQBOT_WORD_UNKNOWN] = "unknown"};
    return word->origin == FAQBOT_WORD_TYPED || word->role == FAQBOT_WORD_UNKNOWN ? roles[word->role]
                                                                                  : origins[word->origin];
}

static void write_words(FILE *out, const struct layout_style *style,
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
        write_cell(out, clean_view(kind_of(word)), 14);
        (void)fprintf(out, "%5s%% %7zu\n", number_text(100 * word->weight, 0).text, word->entries);
    }
}

/* -- Candidates ---------------------------------------------------------------------------------------------------- */

static void write_candidate(FILE *out, const struct layout_style *style, size_t number,
                            const struct faqbot_explained_candidate *candidate)
{
    char mark[32];
    char score[96];
    struct wrap wrap;
    wrap_start(&wrap, out, style->width);
    (void)snprintf(mark, sizeof mark, " %3zu. ", number);
    (void)snprintf(score, sizeof score, " (score %s, %s points)", number_text(candidate->score, 2).text,
                   number_text(candidate->points, 2).text);
    size_t outer = wrap_indent(&wrap, "      ", mark);
    wrap_text(&wrap, candidate->id);
    if (candidate->question.size > 0) {
        wrap_text(&wrap, clean_view(": "));
        wrap_text(&wrap, candidate->question);
    }
    wrap_text(&wrap, clean_view(score));
    wrap_outdent(&wrap, outer);
}

/* The shares of the candidates from `first` to before `end`. */
static void write_shares(FILE *out, const struct faqbot_explanation *explanation, size_t first, size_t end)
{
    (void)fprintf(out, "\n  %-27s", "points by");
    for (size_t i = first; i < end; i++) {
        (void)fprintf(out, "%*s%6zu.", i == first ? 0 : 5, "", i + 1);
    }
    (void)fputc('\n', out);
    for (size_t feature = 0; feature < explanation->feature_count; feature++) {
        (void)fputs("  ", out);
        write_cell(out, clean_view(explanation->features[feature]), 27);
        for (size_t i = first; i < end; i++) {
            const struct faqbot_explained_candidate *candidate = &explanation->candidates[i];
            double share = candidate->shares[feature];
            (void)fprintf(out, "%7s%4s%%", number_text(share, 2).text,
                          number_text(candidate->points > 0 ? 100 * share / candidate->points : 0, 0).text);
        }
        (void)fputc('\n', out);
    }
}

static void write_candidates(FILE *out, const struct layout_style *style,
                             const struct faqbot_explanation *explanation)
{
    write_heading(out, style, "Candidates");
    if (explanation->candidate_count == 0) {
        (void)fputs("  none\n", out);
    }
    for (size_t i = 0; i < explanation->candidate_count; i++) {
        write_candidate(out, style, i + 1, &explanation->candidates[i]);
    }
    for (size_t i = 0; i < explanation->candidate_count; i += CANDIDATES_ABREAST) {
        size_t end = i + CANDIDATES_ABREAST;
        write_shares(out, explanation, i,
                     end < explanation->candidate_count ? end : explanation->candidate_count);
    }
}

/* -- Decision ------------------------------------------------------------------------------------------------------ */

static void write_confidence(FILE *out, const struct layout_style *style,
                             const struct faqbot_explanation *explanation)
{
    write_heading(out, style, "Confidence");
    if (explanation->part_count > 0) {
        (void)fprintf(out, "  %-11s %6s %7s\n", "", "value", "effect");
    }
    for (size_t i = 0; i < explanation->part_count; i++) {
        const struct faqbot_explained_part *part = &explanation->parts[i];
        double effect = fabs(part->effect) < .005 ? 0 : part->effect; /* no -0.00 */
        char signed_effect[NUMBER_TEXT_BYTES + 1];
        (void)snprintf(signed_effect, sizeof signed_effect, "%s%s", effect < 0 ? "" : "+",
                       number_text(effect, 2).text);
        (void)fprintf(out, "  %-11s %6s %7s  %s\n", part->name, number_text(part->value, 2).text,
                      signed_effect, part->meaning);
    }
}

static void write_decision(FILE *out, const struct layout_style *style,
                           const struct faqbot_explanation *explanation)
{
    static const char *const outcomes[] = {[FAQBOT_ANSWERED] = "Answered",
                                           [FAQBOT_UNSURE] = "Unsure: a choice is offered",
                                           [FAQBOT_NONE] = "Not answered"};
    char text[256];
    write_heading(out, style, "Decision");
    (void)snprintf(text, sizeof text,
                   "  %s, with a confidence of %s. From %s on the bot answers, from %s on it offers a "
                   "choice.",
                   outcomes[explanation->outcome], number_text(explanation->confidence, 2).text,
                   number_text(explanation->answered_threshold, 2).text,
                   number_text(explanation->unsure_threshold, 2).text);
    struct wrap wrap;
    wrap_start(&wrap, out, style->width);
    size_t outer = wrap_indent(&wrap, "  ", NULL);
    wrap_text(&wrap, clean_view(text));
    wrap_outdent(&wrap, outer);
    write_heading(out, style, "What would have changed it");
    for (size_t i = 0; i < explanation->change_count; i++) {
        outer = wrap_indent(&wrap, "    ", "  - ");
        wrap_text(&wrap, explanation->changes[i]);
        wrap_outdent(&wrap, outer);
    }
}

static void write_reading(FILE *out, const struct layout_style *style,
                          const struct faqbot_explanation *explanation)
{
    struct wrap wrap;
    layout_paragraph(out, style, LAYOUT_BOLD, explanation->text);
    wrap_start(&wrap, out, style->width);
    wrap_text(&wrap, clean_view(explanation->is_followed_up ? "Read together with the entry answered last"
                                : explanation->is_reworded  ? "Read with one-way synonyms put in"
                                                            : "Read as it was typed"));
    if (explanation->lang.size > 0) {
        wrap_text(&wrap, clean_view(", in the language "));
        wrap_text(&wrap, explanation->lang);
    }
    wrap_text(&wrap, clean_view("."));
    wrap_end(&wrap);
}

void reasons_show(FILE *out, const struct layout_style *style, const struct faqbot_explanation *explanation)
{
    const struct layout_style narrowed = narrow(style);
    write_reading(out, &narrowed, explanation);
    write_words(out, &narrowed, explanation);
    write_candidates(out, &narrowed, explanation);
    write_confidence(out, &narrowed, explanation);
    write_decision(out, &narrowed, explanation);
}
