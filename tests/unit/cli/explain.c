/* tests/unit/cli/explain.c - an explanation stays within 80 columns and keeps its tables straight, whatever its texts
 * hold. */
#include "cli/cli_internal.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <locale.h>
#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define COLUMNS 80
#define LONG_WORD                                                                                            \
    "Donaudampfschifffahrtsgesellschaftskapit\xc3\xa4nsm\xc3\xbctzenfabrikationsmaschinenverwaltungsrat"
#define WIDE                                                                                                 \
    "\xe5\x9b\xbe\xe4\xb9\xa6\xe9\xa6\x86\xe5\x9b\xbe\xe4\xb9\xa6\xe9\xa6\x86\xe5\x9b\xbe\xe4\xb9\xa6\xe9"   \
    "\xa6\x86"

static int set_characters(void **state)
{
    (void)state;
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    return 0;
}

static char *show(const struct faqbot_explanation *explanation, unsigned width)
{
    const struct render_style style = {.width = width};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    explain_render(out, &style, explanation);
    assert_int_equal(fclose(out), 0);
    return text;
}

static unsigned columns_of(struct faqbot_view line)
{
    unsigned columns = 0;
    struct glyph glyph;
    while (sanitize_next(&line, &glyph)) {
        columns += glyph.columns;
    }
    return columns;
}

static void assert_narrow(const char *text)
{
    for (const char *line = text; *line != '\0';) {
        size_t size = strcspn(line, "\n");
        assert_true(columns_of((struct faqbot_view){line, size}) <= COLUMNS);
        assert_true(size == 0 || line[size - 1] != ' ');
        line += size + (line[size] == '\n');
    }
}

static const char *const features[] = {"pairs of words", "meaning", "words accounted for both ways"};

static void the_widest_explanation_stays_within_80_columns(void **state)
{
    (void)state;
    static const double contributions[] = {123.456, 1, 9876.5};
    struct faqbot_explained_word words[] = {
        {.written = view_of(LONG_WORD), .read = view_of(LONG_WORD), .stem = view_of(LONG_WORD)},
        {.written = view_of(WIDE), .read = view_of(WIDE), .stem = view_of(WIDE)},
        {.written = view_of("a\nb\033[31mc"), .read = view_of("x"), .stem = view_of("x")},
    };
    for (size_t i = 0; i < COUNT(words); i++) {
        words[i].role = FAQBOT_WORD_FUNCTION;
        words[i].weight = 1;
        words[i].entries = 9999999;
        words[i].like = words[i].written;
        words[i].likeness = 1;
    }
    struct faqbot_explained_candidate candidates[9];
    for (size_t i = 0; i < COUNT(candidates); i++) {
        candidates[i] = (struct faqbot_explained_candidate){.id = view_of(LONG_WORD),
                                                            .question = view_of(LONG_WORD " " WIDE),
                                                            .score = 1,
                                                            .rank_score = 9999,
                                                            .contributions = contributions};
    }
    const struct faqbot_explained_part parts[] = {{.name = "learned_meaning",
                                                   .meaning = "share of the question that the entry accounts",
                                                   .effect = -.001}};
    const struct faqbot_view changes[] = {view_of(LONG_WORD " " LONG_WORD)};
    const struct faqbot_explanation explanation = {.text = view_of(LONG_WORD " " WIDE),
                                                   .lang = view_of("de"),
                                                   .words = words,
                                                   .word_count = COUNT(words),
                                                   .features = features,
                                                   .feature_count = COUNT(features),
                                                   .candidates = candidates,
                                                   .candidate_count = COUNT(candidates),
                                                   .parts = parts,
                                                   .part_count = COUNT(parts),
                                                   .changes = changes,
                                                   .change_count = COUNT(changes)};
    for (unsigned width = 0; width <= 200; width += 200) {
        char *text = show(&explanation, width);
        assert_narrow(text);
        assert_null(strchr(text, '\033'));
        assert_null(strstr(text, "-0.00"));
        free(text);
    }
}

static void an_explanation_reads_from_the_words_to_the_changes(void **state)
{
    (void)state;
    static const double contributions[] = {1, .001, .25}; /* the second adds nothing that is worth a row */
    const struct faqbot_explained_word words[] = {
        {.written = view_of("fea"),
         .read = view_of("fee"),
         .stem = view_of("fee"),
         .origin = FAQBOT_WORD_CORRECTED,
         .weight = .5,
         .entries = 2},
        {.written = view_of("novel"),
         .read = view_of("novel"),
         .stem = view_of("novel"),
         .role = FAQBOT_WORD_UNKNOWN,
         .weight = .25,
         .like = view_of("book"),
         .likeness = .65},
        {.written = view_of("foraus"),
         .read = view_of("foraus"),
         .stem = view_of("foraus"),
         .role = FAQBOT_WORD_UNKNOWN,
         .weight = .25,
         .likeness = .3},
    };
    const struct faqbot_explained_candidate candidates[] = {{.id = view_of("fee"),
                                                             .question = view_of("What is the fee?"),
                                                             .score = .5,
                                                             .rank_score = 1.25,
                                                             .contributions = contributions}};
    const struct faqbot_explained_part parts[] = {
        {.name = "scope", .meaning = "in it", .value = .9, .effect = -.1}};
    const struct faqbot_view changes[] = {view_of("Spelled right it would be answered.")};
    const struct faqbot_explanation explanation = {.text = view_of("fea"),
                                                   .is_reworded = true,
                                                   .words = words,
                                                   .word_count = COUNT(words),
                                                   .features = features,
                                                   .feature_count = COUNT(features),
                                                   .candidates = candidates,
                                                   .candidate_count = 1,
                                                   .outcome = FAQBOT_UNSURE,
                                                   .confidence = .5,
                                                   .parts = parts,
                                                   .part_count = 1,
                                                   .answered_threshold = .6,
                                                   .unsure_threshold = .2,
                                                   .changes = changes,
                                                   .change_count = 1};
    char *text = show(&explanation, 0);
    assert_string_equal(text,
                        "fea\n"
                        "Read with one-way synonyms put in.\n"
                        "\n"
                        "Words\n"
                        "  written          looked for        stem           kind          weight entries\n"
                        "  fea              fee               fee            corrected        50%       2\n"
                        "  novel            novel             novel          unknown          25%       0\n"
                        "  foraus           foraus            foraus         unknown          25%       0\n"
                        "  \"novel\" is like \"book\" in the first candidate (0.65).\n"
                        "  \"foraus\" is written like a word of the first candidate (0.30).\n"
                        "\n"
                        "Candidates\n"
                        "   1. fee: What is the fee? (score 0.50, 1.25 points)\n"
                        "\n"
                        "  points by                         1.\n"
                        "  pairs of words                  1.00  80%\n"
                        "  words accounted for both ways   0.25  20%\n"
                        "\n"
                        "Confidence\n"
                        "                   value  effect\n"
                        "  scope             0.90   -0.10  in it\n"
                        "\n"
                        "Decision\n"
                        "  Unsure: a choice is offered, with a confidence of 0.50. From 0.60 on the bot\n"
                        "  answers, from 0.20 on it offers a choice.\n"
                        "\n"
                        "What would have changed it\n"
                        "  - Spelled right it would be answered.\n");
    free(text);
}

int test_cli_explain(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_widest_explanation_stays_within_80_columns),
        cmocka_unit_test(an_explanation_reads_from_the_words_to_the_changes),
    };
    return cmocka_run_group_tests_name("explain", tests, set_characters, NULL);
}
