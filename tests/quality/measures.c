/* tests/quality/measures.c - what the confidence knows of the best entry for each question of a set, a line each: what
 * fit.py fits its constants to.
 *
 * Usage: measures KB QUESTIONS [ENCODER]. Of QUESTIONS, the first field of each line is asked, which ends with a tab. A line of
 * the output is the id of the best entry (or -), whether it is an FAQ entry, and the measures in the order of `names`,
 * which the first line gives; separated by tabs. */
#include "search/search_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 65536

static const char names[] =
    "id\tis_faq\tvalue\toutcome\tquestion\tleast\tmutual\tanswer\tsaturation\tlikeness\tcharacters\t"
    "meaning\tlearned\tlearned_meaning\tmissing\twindow\tlead\tahead\tcontents\tentries\t"
    "phrasings\tis_choice\tlikest\tbeyond\twords_least\tphrasing_least\tanswer_likeness";

static void print_best(struct searcher *searcher, struct faqbot_view question, struct arena *arena)
{
    struct search search;
    struct search_result result;
    enum faqbot_status status = FAQBOT_OK;
    const struct search_query query = {.text = question, .top = 1, .context = view_of("")};
    search_run(searcher, &query, arena, &search, &result, &status);
    const struct confidence *c = &search.variant.confidence;
    struct store_entry best = {.id = view_of("-")};
    if (result.match_count > 0) {
        store_get_label(searcher->store, result.matches[0].entry, arena, &best, &status);
    }
    if (status != FAQBOT_OK) {
        (void)fprintf(stderr, "measures: %s\n", faqbot_status_text(status));
        exit(1);
    }
    (void)printf("%.*s\t%d\t%.6f\t%d\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f\t%."
                 "6f\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f\t%d\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f\n",
                 VIEW_ARGS(best.id), c->is_faq, c->value, (int)result.outcome, c->question, c->least,
                 c->mutual, c->answer, c->saturation, c->phrasing, c->characters, c->meaning, c->learned,
                 c->learned_meaning, c->missing, c->window, c->lead, c->ahead, c->contents, c->entries,
                 c->phrasings, c->is_choice, c->likest, c->beyond, c->words_least, c->phrasing_least,
                 c->answer_likeness);
}

int main(int argc, char **argv)
{
    static char line[LINE_BYTES];
    struct fault_reporter reporter = {.user = NULL};
    struct faqbot_fault fault;
    struct searcher *searcher = NULL;
    struct arena arena;
    FILE *questions = argc == 3 || argc == 4 ? fopen(argv[2], "r") : NULL;
    if (questions == NULL || search_open(&(struct search_source){.knowledge = argv[1], .encoder = argv[3]},
                                         &reporter, &searcher, &fault) != FAQBOT_OK) {
        (void)fprintf(stderr, "usage: measures KB QUESTIONS [ENCODER]\n");
        return 1;
    }
    arena_init(&arena, (size_t)1 << 30);
    (void)puts(names);
    while (fgets(line, sizeof line, questions) != NULL) {
        line[strcspn(line, "\t\n")] = '\0';
        print_best(searcher, view_of(line), &arena);
        arena_reset(&arena);
    }
    (void)fclose(questions);
    arena_release(&arena);
    search_close(searcher);
    return 0;
}
